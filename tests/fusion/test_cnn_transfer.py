"""A base to start from: what it must share with the new training, and what it must not know."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from making import write_raster

from geochem_fusion.core.deep.networks import Ensemble
from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.fusion.cnn_transfer import load_base
from geochem_fusion.core.fusion.model import FusionModel, Target, save
from geochem_fusion.core.image.features import FeatureSet
from geochem_fusion.core.regression.predictors import Linear
from geochem_fusion.core.reports.provenance import identity
from tools.fuzz import random_network

FEATURES = FeatureSet("raw", ("red", "green"))


def base(folder: Path, network: bool = True, geochem: str | None = None) -> str:
    """Save a model of Cu from two bands."""
    predictor = Linear(np.ones(2), np.zeros(1))
    target = Target("Cu", "ppm", "cnn", "none", 1.0, (0, 1), predictor)
    history = {"inputs": [identity(geochem)]} if geochem else {}
    ensemble = Ensemble((random_network(2, 1), random_network(2, 1, seed=1))) if network else None
    path = str(folder / "base.gfm")
    save(FusionModel(FEATURES, (target,), np.array([[0.0, 0], [1, 1]]), 100.0, "", history, network=ensemble), path)
    return path


def test_the_networks_of_a_base_are_read(tmp_path: Path) -> None:
    found = load_base(base(tmp_path), FEATURES, None, ["Cu", "Pb"])
    assert found.elements == ("Cu",)
    np.testing.assert_array_equal(found.networks[1].kernel3, random_network(2, 1, seed=1).kernel3)


def test_a_model_without_a_network_is_no_base(tmp_path: Path) -> None:
    with pytest.raises(FusionError, match="holds no network"):
        load_base(base(tmp_path, network=False), FEATURES, None, ["Pb"])


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (FeatureSet("raw", ("red", "blue")), "'green' for 'blue'"),
        (FeatureSet("raw", ("red", "green", "blue")), "2 for 3"),
        (FeatureSet("as_is", ("red", "green")), "other features"),
    ],
)
def test_other_features_are_refused(tmp_path: Path, other: FeatureSet, told: str) -> None:
    with pytest.raises(FusionError, match=told):
        load_base(base(tmp_path), other, None, ["Pb"])


def test_the_same_element_of_the_same_map_is_refused(tmp_path: Path) -> None:
    own = write_raster(tmp_path / "own.tif", np.ones((4, 4)))
    other = write_raster(tmp_path / "other.tif", np.ones((4, 5)))
    path = base(tmp_path, geochem=own)
    with pytest.raises(FusionError, match="'Cu' of this same coarse map"):
        load_base(path, FEATURES, own, ["Pb", "Cu"])
    assert load_base(path, FEATURES, own, ["Pb"]).elements == ("Cu",)
    assert load_base(path, FEATURES, other, ["Cu"]).elements == ("Cu",)
