"""Networks in the comparison: trained and judged as by themselves, left out or refused in a sentence."""

from __future__ import annotations

from importlib import metadata
from typing import Any

import numpy as np
import pytest
from making import even_means, smooth_bands, write_raster

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.fusion import cnn_comparison
from geochem_fusion.core.fusion.cnn_request import CnnTraining
from geochem_fusion.core.fusion.cnn_training import train_cnn
from geochem_fusion.core.fusion.comparison import Comparing, compare
from geochem_fusion.core.regression.methods import METHODS
from geochem_fusion.core.regression.request import Training

SMALL: dict[str, Any] = {"patch": 11, "width": 8, "epochs": 2, "ratios": "1,2"}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Training:
    """An image of 112 x 96 pixels and two elements in 14 x 12 cells; Pb lacks one of them."""
    folder = tmp_path_factory.mktemp("scene")
    bands = smooth_bands(2, 112, 96)
    cells = np.stack([even_means(20 + (band - 1000) / 40, 8) for band in bands])
    cells[1, 3, 4] = np.nan
    image = write_raster(folder / "image.tif", bands)
    return Training.of([image], write_raster(folder / "c.tif", cells, cell=80, names=["Cu", "Pb"], unit="ppm"))


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """One method that needs no time."""
    monkeypatch.setattr("geochem_fusion.core.fusion.comparison.METHODS", {"linear": METHODS["linear"]})


def test_networks_are_judged_as_they_are_trained(scene: Training, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    usual = cnn_comparison.network_request
    monkeypatch.setattr(cnn_comparison, "network_request", lambda training: usual(training).changed(**SMALL))
    found = compare(Comparing(scene.changed(element_transforms="Pb=log"), ["high_frequency"], 2, network=True))
    told = "Networks are not tried at reduced resolution: the image that they see stays as fine as it is."
    assert found.notes[-1] == told
    assert found.history["versions"]["PyTorch"] == metadata.version("torch")
    for band, (element, transform) in enumerate(zip(found.elements, ("none", "log"))):
        alone = CnnTraining.of(scene.inputs.rasters, scene.inputs.geochem, [band], transform=transform, **SMALL)
        trained = train_cnn(alone).elements[0]
        np.testing.assert_array_equal(element.folds.fold, trained.folds.fold)
        np.testing.assert_allclose(element.predicted["cnn, raw"], trained.predicted, rtol=1e-6)
        row = next(entry for entry in element.entries if entry.map == "cnn, raw")
        assert (row.method, row.features, row.n) == ("cnn", "raw", 168 - band)
        assert row.skill == pytest.approx(trained.scores["skill"])
        assert "cnn, raw" not in {entry.map for entry in element.reduced}


def test_a_network_that_does_not_see_every_cell_is_left_out(scene: Training, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    monkeypatch.setattr(cnn_comparison.Networks, "out_of_fold", lambda *_: np.full((168, 1), np.nan))
    found = compare(Comparing(scene.changed(geochem_bands=[0]), ["raw"], 1, network=True))
    assert "The network is left out for Cu: it does not see every cell." in found.notes
    assert "cnn, raw" not in {entry.map for entry in found.elements[0].entries}


@pytest.mark.parametrize(
    ("missing", "changes", "text"),
    [
        ("PyTorch is not there.", {}, "PyTorch is not there"),
        (None, {"transform": "clr"}, "cannot be trained on a composition"),
        (None, {"folds": 2}, "FOLDS is 2: give 3 or more"),
    ],
)
def test_what_cannot_be_trained_is_refused_before_the_image_is_read(
    scene: Training, monkeypatch: pytest.MonkeyPatch, missing: str | None, changes: dict[str, Any], text: str
) -> None:
    monkeypatch.setattr("geochem_fusion.core.fusion.cnn_request.missing_torch", lambda: missing)
    with pytest.raises(FusionError, match=text):
        compare(Comparing(scene.changed(rasters=["nowhere.tif"], **changes), ["raw"], network=True))
