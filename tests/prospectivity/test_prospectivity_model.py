"""The file of a model of prospectivity: what is written is read, and nothing else is."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.prospectivity.prospecting import map_prospectivity
from geochem_fusion.core.prospectivity.prospectivity_model import ProspectivityModel, load, save
from tests.planted_region import PlantedRegion


@pytest.fixture(scope="module")
def model(region: PlantedRegion) -> ProspectivityModel:
    return map_prospectivity(region.request("of_model.tif")).model


def changed(model: ProspectivityModel, folder: Path, name: str, change: Callable[[bytes], bytes]) -> str:
    """Return the path of a file of the model in which one entry is changed."""
    path, other = folder / "region.gfm", folder / "other.gfm"
    save(model, str(path))
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for item in source.infolist():
            data = source.read(item)
            target.writestr(item.filename, change(data) if item.filename == name else data)
    return str(other)


def test_what_is_written_is_read(model: ProspectivityModel, tmp_path: Path) -> None:
    path = str(tmp_path / "region.gfm")
    save(model, path)
    found = load(path)
    assert (found.layers, found.sources, found.weights) == (model.layers, model.sources, model.weights)
    assert list(found.weights) == list(model.weights)  # the order of bands
    assert found.parts.coherence == model.parts.coherence
    assert found.parts.neighbours.grid == model.parts.neighbours.grid
    np.testing.assert_array_equal(found.parts.neighbours.cells, model.parts.neighbours.cells)
    np.testing.assert_array_equal(found.parts.geochemistry, model.parts.geochemistry)
    np.testing.assert_array_equal(found.parts.neighbours.values, model.parts.neighbours.values)
    np.testing.assert_array_equal(found.parts.local.values, model.parts.local.values)
    np.testing.assert_array_equal(found.parts.spread.precision, model.parts.spread.precision)
    np.testing.assert_array_equal(found.parts.voices, model.parts.voices)
    np.testing.assert_array_equal(found.score.values, model.score.values)
    for name, ranks in model.ranks.items():
        np.testing.assert_array_equal(found.ranks[name].shares, ranks.shares)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("layers", ["a"]),
        ("geochemistry", [True]),
        ("measured", [False] * 8),
        ("coherence", 2.0),
        ("weights", {"level": -1.0}),
        ("weights", {"luck": 1.0}),
        ("used", ["luck"]),
        ("ranks", ["luck"]),
        ("ground", {"transform": [0, 1, 0, 0, 0, -1], "shape": [2, 2], "crs": ""}),  # fewer cells than numbers
        ("ground", {"transform": [0, 0, 0, 0, 0, 0], "shape": [2000, 2000], "crs": ""}),
        ("ground", {"transform": [0, 1, 0], "shape": [2000, 2000], "crs": ""}),
        ("ground", {"shape": [2000, 2000], "crs": ""}),
    ],
)
def test_a_manifest_that_does_not_fit_is_refused(
    model: ProspectivityModel, tmp_path: Path, key: str, value: Any
) -> None:
    other = changed(
        model, tmp_path, "manifest.json", lambda data: json.dumps({**json.loads(data), key: value}).encode()
    )
    with pytest.raises(FusionError, match="damaged"):
        load(other)


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("local", np.zeros((3, 8), np.float32)),  # fewer than the references
        ("local", np.zeros((2000, 8), int)),
        ("precision", np.zeros((7, 8))),
        ("precision", np.full((8, 8), np.nan)),
        ("centre", np.zeros(7)),
        ("voices", np.ones(8)),  # of six contents
        ("voices", np.zeros(6)),
    ],
)
def test_parts_that_do_not_fit_are_refused(
    model: ProspectivityModel, tmp_path: Path, name: str, array: np.ndarray
) -> None:
    buffer = io.BytesIO()
    np.save(buffer, array)
    other = changed(model, tmp_path, f"parts/{name}.npy", lambda _: buffer.getvalue())
    with pytest.raises(FusionError, match="damaged"):
        load(other)


def test_a_model_of_another_kind_is_named(model: ProspectivityModel, tmp_path: Path) -> None:
    from geochem_fusion.core.anomalies import anomaly_model

    path = str(tmp_path / "region.gfm")
    save(model, path)
    with pytest.raises(FusionError, match="Map mineral prospectivity"):
        anomaly_model.load(path)
