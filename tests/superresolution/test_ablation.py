"""Ablation: what is given step by step, every method on the same blocks, and their means."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from planted_super import Planted, planted

from geochem_fusion.core.superresolution import ablation as module
from geochem_fusion.core.superresolution.ablation import ablation
from geochem_fusion.core.superresolution.request import Geology, SuperResolution


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return planted(tmp_path_factory.mktemp("planted"))


def test_covariates_come_one_by_one_and_methods_have_all_of_them(
    known: Planted, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[SuperResolution] = []

    def train(request: SuperResolution, progress: Any) -> Any:
        asked.append(request)
        return SimpleNamespace(mean=lambda key: request.seed + 0.5 if key == "skill" else None)

    monkeypatch.setattr(module, "missing_torch", lambda: "")
    request = replace(known.request(), elevation=known.elevation, geology=Geology(known.units), method="forest", seed=7)
    found = ablation(request, train=train)
    names = [
        "maps",
        "maps + topography",
        "maps + topography + geology",
        "maps + topography + geology + further rasters",
    ]
    assert [trial.name for trial in found[:4]] == names
    assert [trial.name for trial in found[4:]] == [
        "multilevel_unet", "unet", "srcnn", "vdsr", "small", "forest", "ridge", "none",
    ]  # fmt: skip
    assert found[0].measures == {"psnr": [None] * 3, "ssim": [None] * 3, "skill": [7.5, 8.5, 9.5]}
    assert [trial.measures["skill"] for trial in found[4:]] == [[7.5]] * 8
    assert [own.seed for own in asked] == [7, 8, 9] * 4 + [7] * 8
    assert {own.method for own in asked[:12]} == {"forest"}
    assert [bool(own.elevation) for own in asked[:12:3]] == [False, True, True, True]
    assert [bool(own.geology) for own in asked[:12:3]] == [False, False, True, True]
    assert [bool(own.rasters) for own in asked[:12:3]] == [False, False, False, True]
    assert asked[12:] == [replace(request, method=trial.name) for trial in found[4:]]


def test_without_libraries_the_rest_is_compared(known: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "missing_torch", lambda: "PyTorch is missing")
    monkeypatch.setattr(module, "missing_scikit_learn", lambda: "scikit-learn is missing")
    found = ablation(known.request(), train=lambda *given: SimpleNamespace(mean=lambda key: 0.0))  # type: ignore
    assert [trial.name for trial in found] == ["maps", "maps + further rasters", "ridge", "none"]


def test_a_raster_that_helps_is_seen(known: Planted, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(module, "SEEDS", 1)
    monkeypatch.setattr(module, "_COMPARED", ("ridge", "none"))
    found = {trial.name: trial.measures["skill"][0] for trial in ablation(known.request())}
    assert found["maps"] is not None
    assert found["maps + further rasters"] == found["ridge"]
    assert found["ridge"] > found["maps"] + 0.1  # type: ignore[operator]
    assert found["none"] < found["ridge"]  # type: ignore[operator]
