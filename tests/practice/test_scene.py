"""The practicescene step: files that agree with each other, and with those of the demo."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
import pytest
from making import read_raster

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.practice.ground import BANDS, IMAGE_NODATA, WAVELENGTHS
from geochem_fusion.core.practice.scene import DETECTION_LIMIT, PracticeScene, make_practice_scene
from geochem_fusion.core.raster.gdal_reader import describe
from tools.scene import MAP_NODATA, make_scene

FILES = ("image", "coarse", "validation", "truth")


@pytest.fixture(scope="module")
def paths(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("practice")
    found = {name: str(folder / f"{name}.tif") for name in FILES}
    found["table"] = str(folder / "laboratory.csv")
    assert make_practice_scene(PracticeScene(**found, size=300, seed=7)) == 16
    return found


def test_the_files_are_those_of_the_demo(paths: dict[str, str], tmp_path: Path) -> None:
    demo = make_scene(tmp_path, seed=7, size=300)
    for name, other, nodata in (
        ("image", demo.covariates, IMAGE_NODATA),
        ("coarse", demo.coarse, MAP_NODATA),
        ("validation", demo.validation, MAP_NODATA),
        ("truth", demo.truth, MAP_NODATA),
    ):
        theirs = read_raster(str(other)).astype(float)
        np.testing.assert_array_equal(read_raster(paths[name]), np.where(theirs == nodata, np.nan, theirs))
        assert describe(paths[name]).grid.transform == describe(str(other)).grid.transform
    assert [(band.name, band.wavelength) for band in describe(paths["image"]).bands] == list(zip(BANDS, WAVELENGTHS))
    assert [(band.name, band.unit) for band in describe(paths["coarse"]).bands] == [("Cu", "ppm")]


def test_the_table_holds_the_samples_behind_the_coarse_map(paths: dict[str, str]) -> None:
    with open(paths["table"], encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    grid, coarse = describe(paths["coarse"]).grid, read_raster(paths["coarse"])[0]
    cells: dict[tuple[int, int], list[float]] = {}
    for row in rows:
        text = row["Cu [ppm]"]
        assert text == f"<{DETECTION_LIMIT:g}" or float(text) >= DETECTION_LIMIT
        x, y = float(row["Easting"]), float(row["Northing"])
        cell = int((grid.transform[3] - y) // 2000), int((x - grid.transform[0]) // 2000)
        cells.setdefault(cell, []).append(float(text.lstrip("<")))
    assert {len(values) for values in cells.values()} == {4}
    for cell, values in cells.items():
        below = sum(value == DETECTION_LIMIT for value in values)
        assert np.mean(values) == pytest.approx(coarse[cell], abs=0.05 + 7 * below / 4)


def test_only_what_is_asked_for_is_written(tmp_path: Path) -> None:
    make_practice_scene(PracticeScene(coarse=str(tmp_path / "c.tif"), size=300))
    assert [path.name for path in tmp_path.iterdir()] == ["c.tif"]


@pytest.mark.parametrize(("size", "seed", "said"), [(100, 1, "SIZE is 100"), (300, -1, "SEED is -1")])
def test_wrong_numbers_are_refused(tmp_path: Path, size: int, seed: int, said: str) -> None:
    with pytest.raises(FusionError, match=said):
        make_practice_scene(PracticeScene(coarse=str(tmp_path / "c.tif"), size=size, seed=seed))
