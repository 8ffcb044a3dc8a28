"""Requests: settings given and told flat, dealt to parts, and seen to be wrong before an image is read."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.geostatistics.folds import FoldChoice
from geochem_fusion.core.raster.images import ImageChoice
from geochem_fusion.core.regression.request import (
    FeatureChoice,
    Inputs,
    Training,
    TransformChoice,
    check,
    check_one_source,
)
from geochem_fusion.core.samples.points import PointValues

POINTS = PointValues(np.ones(3), np.ones(3), ("Cu", "K"), np.ones((3, 2)), "")
TOLD = {  # by hand: the settings of a model file, in their order, and their defaults
    "geochem_bands": None,
    "method": "auto",
    "features": "multiscale",
    "support": "cell_mean",
    "transform": "none",
    "element_transforms": "",
    "discrete": False,
    "levels": 0,
    "mean_filter": 5,
    "derivative": True,
    "derivative_mean": False,
    "wavelengths": "",
    "indices": "none",
    "bands": "",
    "categories": "",
    "scaling": "auto",
    "mask": "",
    "folds": 5,
    "block_size": 0.0,
    "tune": 0,
    "seed": 0,
    "cell_samples": 0,
    "reduced_check": False,
}


def test_flat_settings_are_dealt_to_the_parts() -> None:
    flat = {"features": "raw", "levels": 2, "transform": "log", "folds": 3, "block_size": 80.0, "method": "svr"}
    assert Training.of(["i.tif"], "c.tif", [1], mask="m.tif", seed=4, **flat) == Training(
        Inputs(["i.tif"], "c.tif", [1], mask="m.tif"),
        FeatureChoice("raw", levels=2),
        TransformChoice("log"),
        FoldChoice(3, 80.0),
        seed=4,
        method="svr",
    )


def test_a_change_leaves_all_else() -> None:
    first = Training.of(["i.tif"], "c.tif", levels=2, folds=3)
    second = first.changed(levels=4, tune=8)
    assert second == Training.of(["i.tif"], "c.tif", levels=4, folds=3, tune=8)
    assert (first.features.levels, first.tune) == (2, 0)


@pytest.mark.parametrize("name", ["inputs", "kind", "count", "patch"])
def test_unknown_settings_are_refused_by_name(name: str) -> None:
    with pytest.raises(TypeError, match=f"Training has no setting '{name}'"):
        Training.of(["i.tif"], "c.tif", **{name: 1})


def test_settings_are_told_flat_in_their_order_without_inputs_and_folders() -> None:
    assert list(Training.of(["i.tif"], "c.tif").settings().items()) == list(TOLD.items())
    changed = Training.of(["i.tif"], "c.tif", [1], mask="/data/m.tif", features="raw", folds=3).settings()
    assert changed == {**TOLD, "geochem_bands": [1], "mask": "m.tif", "features": "raw", "folds": 3}


def test_no_setting_has_two_places() -> None:
    parts = (Inputs, ImageChoice, FeatureChoice, TransformChoice, FoldChoice, Training)
    names = [field.name for part in parts for field in fields(part)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"points": None}, "either GEOCHEM"),
        ({"tune": -1}, "TUNE is -1"),
        ({"reduced_check": True}, "needs GEOCHEM"),
        ({"element_transforms": "Zn=log"}, "out of Cu, K"),
        ({"discrete": True, "element_transforms": "K=log"}, "cannot be combined with TRANSFORM=log"),
    ],
)
def test_requests_are_checked_before_an_image_is_read(changes: dict[str, Any], words: str) -> None:
    request = Training.of(["image.tif"], points=POINTS)
    check(request)
    with pytest.raises(FusionError, match=words):
        check(request.changed(**changes))


@pytest.mark.parametrize(("geochem", "points"), [(True, True), (False, False)])
def test_values_have_one_source(geochem: bool, points: bool) -> None:
    check_one_source(not geochem, points)
    check_one_source(geochem, not points)
    with pytest.raises(FusionError, match="not both and not neither"):
        check_one_source(geochem, points)
