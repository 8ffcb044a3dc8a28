"""The model file of anomalies: round trip, and files that do not fit."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.anomalies.anomaly_model import AnomalyModel, load, save
from geochem_fusion.core.anomalies.preparation import Scaling
from geochem_fusion.core.errors import FusionError

SCALING = Scaling(np.array([1.0, 2.0, 3.0]), np.array([0.5, 0.5, 1.0]), np.zeros(3), np.ones(3))
MODEL = AnomalyModel(("Au", "As", "Cu"), ("ppm", "ppm", ""), (0,), (1,), SCALING, "classical", 7, None, {"places": 40})


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    path = tmp_path / "model.gfm"
    save(MODEL, str(path))
    return path


def rewritten(path: Path, change: Callable[[dict[str, Any]], None]) -> str:
    """Write the file again with a changed manifest."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    manifest = json.loads(parts["manifest.json"])
    change(manifest)
    parts["manifest.json"] = json.dumps(manifest).encode()
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return str(path)


def test_what_is_saved_is_loaded(saved: Path) -> None:
    found = load(str(saved))
    assert replace(found, scaling=SCALING) == MODEL
    for name in ("median", "scale", "ratio_centre", "ratio_scale"):
        np.testing.assert_array_equal(getattr(found.scaling, name), getattr(SCALING, name))


@pytest.mark.parametrize(
    "change",
    [
        lambda m: m.update(targets=[]),
        lambda m: m.update(targets=[3]),
        lambda m: m.update(targets=[-1]),
        lambda m: m.update(pathfinders=[9]),
        lambda m: m.update(elements=["Au", "Au", "Cu"]),
        lambda m: m.update(elements=["Au", "As"]),
        lambda m: m.update(units=["ppm"]),
        lambda m: m.update(method="forest"),
        lambda m: m.update(network="graph_attention"),
        lambda m: m.update(network="patch"),
        lambda m: m.pop("history"),
    ],
)
def test_files_that_do_not_fit_are_refused(saved: Path, change: Callable[[dict[str, Any]], None]) -> None:
    with pytest.raises(FusionError, match="damaged"):
        load(rewritten(saved, change))


@pytest.mark.parametrize(
    "scaling",
    [
        replace(SCALING, scale=np.array([0.5, 0.0, 1.0])),
        replace(SCALING, median=np.array([np.nan, 0.0, 1.0])),
        replace(SCALING, ratio_scale=np.ones(2)),
        replace(SCALING, ratio_centre=np.zeros(3, int)),
    ],
)
def test_scales_that_do_not_fit_are_refused(tmp_path: Path, scaling: Scaling) -> None:
    path = str(tmp_path / "model.gfm")
    save(replace(MODEL, scaling=scaling), path)
    with pytest.raises(FusionError, match="damaged"):
        load(path)
