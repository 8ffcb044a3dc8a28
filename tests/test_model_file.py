"""The container of model files, of whatever kind."""

from __future__ import annotations

import zipfile
from pathlib import Path

import numpy as np
import pytest

from geochem_fusion.core import model_file
from geochem_fusion.core.errors import FusionError

KIND, SCHEMA = "a-kind-of-model", 3
ARRAYS = {"weights": np.arange(6.0).reshape(2, 3), "sizes": np.array([2, 3])}


def written(folder: Path) -> str:
    path = str(folder / "m.gfm")
    model_file.write(path, KIND, SCHEMA, {"name": "Cu", "depth": 4}, {"part0/": ARRAYS, "empty/": {}})
    return path


def built(contents: model_file.Contents) -> tuple[str, dict[str, np.ndarray]]:
    return contents.manifest["name"], contents.arrays("part0/")


def test_what_is_written_is_read(tmp_path: Path) -> None:
    name, arrays = model_file.read(written(tmp_path), KIND, SCHEMA, built)
    assert name == "Cu"
    assert list(arrays) == ["weights", "sizes"]
    for key, array in ARRAYS.items():
        np.testing.assert_array_equal(arrays[key], array)
        assert arrays[key].dtype == array.dtype
    assert model_file.read(written(tmp_path), KIND, SCHEMA, lambda contents: contents.arrays("empty/")) == {}


def test_the_same_contents_give_the_same_bytes(tmp_path: Path) -> None:
    first = Path(written(tmp_path)).read_bytes()
    assert Path(written(tmp_path)).read_bytes() == first
    with zipfile.ZipFile(tmp_path / "m.gfm") as archive:
        assert archive.namelist() == ["manifest.json", "part0/weights.npy", "part0/sizes.npy"]
        assert {item.date_time for item in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_another_kind_or_schema_is_told_before_anything_is_built(tmp_path: Path) -> None:
    def never(contents: model_file.Contents) -> None:
        raise AssertionError("built")

    with pytest.raises(FusionError, match="is not a Geochem Fusion model"):
        model_file.read(written(tmp_path), "another", SCHEMA, never)
    other = str(tmp_path / "anomalies.gfm")
    model_file.write(other, model_file.ANOMALIES, 1, {}, {})
    with pytest.raises(FusionError, match="applied by 'Identify geochemical anomalies': choose one for 'Apply fusion"):
        model_file.read(other, model_file.FUSION, 1, never)
    with pytest.raises(FusionError, match="has schema 3, and this version reads 4"):
        model_file.read(written(tmp_path), KIND, 4, never)


@pytest.mark.parametrize("fault", [KeyError("x"), ValueError("x"), TypeError("x"), RecursionError("x")])
def test_whatever_building_raises_is_a_damaged_file(tmp_path: Path, fault: Exception) -> None:
    def fails(contents: model_file.Contents) -> None:
        raise fault

    with pytest.raises(FusionError, match=rf"m\.gfm is damaged .*\({type(fault).__name__}\)"):
        model_file.read(written(tmp_path), KIND, SCHEMA, fails)


def test_numbers_that_json_has_not_are_never_written(tmp_path: Path) -> None:
    with pytest.raises(ValueError):
        model_file.write(str(tmp_path / "n.gfm"), KIND, SCHEMA, {"depth": float("nan")}, {})
    assert list(tmp_path.iterdir()) == []
