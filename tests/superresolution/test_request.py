"""Requests: limits are held, and every choice has a description."""

from __future__ import annotations

import pytest

from geochem_fusion.core.deep.unet import RESIDUAL_NETWORKS, WIDTHS
from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.superresolution.request import (
    CONSTRAINTS,
    DEFAULT_WIDTH,
    EPOCHS,
    FOLDS,
    METHODS,
    SCHEDULES,
    SEED,
    TRANSFORMS,
    CoarseMap,
    SuperResolution,
)

ASKED = {"coarse": CoarseMap("a.tif"), "fine": "b.tif"}


def test_all_networks_can_be_asked_for() -> None:
    assert set(RESIDUAL_NETWORKS) | {"auto", "none", "ridge", "forest"} == set(METHODS)
    assert all(text for texts in (METHODS, CONSTRAINTS, TRANSFORMS, SCHEDULES) for text in texts.values())
    assert DEFAULT_WIDTH in WIDTHS


def test_defaults_are_within_their_limits() -> None:
    SuperResolution(**ASKED).check()  # type: ignore[arg-type]
    assert all(limits.default in limits for limits in (FOLDS, EPOCHS, SEED))


@pytest.mark.parametrize(
    "setting",
    [
        {"method": "x"},
        {"width": "x"},
        {"constraint": "x"},
        {"transform": "clr"},
        {"schedule": "x"},
        {"folds": 1},
        {"seed": -1},
        {"epochs": -1},
    ],
)
def test_what_is_out_of_range_is_named(setting: dict[str, object]) -> None:
    with pytest.raises(FusionError, match=next(iter(setting)).upper()):
        SuperResolution(**ASKED, **setting).check()  # type: ignore[arg-type]
