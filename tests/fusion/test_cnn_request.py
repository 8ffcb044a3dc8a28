"""Requests of networks: parts without those of a regression, told as those of every model."""

from __future__ import annotations

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.fusion import cnn_request
from geochem_fusion.core.fusion.cnn_request import CnnTraining, check
from geochem_fusion.core.regression.request import Training


def test_settings_of_a_regression_are_none_of_a_network() -> None:
    for name in ("method", "support", "discrete", "tune", "reduced_check"):
        with pytest.raises(TypeError, match=f"CnnTraining has no setting '{name}'"):
            CnnTraining.of(["i.tif"], "c.tif", **{name: 1})


def test_settings_are_told_as_every_model_tells_them_and_then_those_of_networks() -> None:
    plain = Training.of(["i.tif"], "c.tif", method="linear", features="raw").settings()
    told = CnnTraining.of(["i.tif"], "c.tif", base_model="/models/base.gfm").settings()
    own = {
        "ratios": "1,2,4,8",
        "patch": 17,
        "width": 16,
        "epochs": 40,
        "base_model": "base.gfm",
        "freeze_epochs": 10,
        "device": "auto",
        "compare": False,
        "keep_best": False,
    }
    assert list(told.items()) == list({**plain, "method": "cnn", **own}.items())


@pytest.mark.parametrize(("width", "good"), [(1, True), (256, True), (257, False)])
def test_the_width_has_limits(width: int, good: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cnn_request, "missing_torch", lambda: None)
    monkeypatch.setattr(cnn_request, "asked_transforms", lambda *_: {})
    request = CnnTraining.of(["i.tif"], "c.tif", width=width)
    if good:
        check(request)
    else:
        with pytest.raises(FusionError, match="WIDTH is 257: give 1 to 256 channels"):
            check(request)
