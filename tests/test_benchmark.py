"""The benchmark: its scene, what it measures and what it writes."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import read_raster, write_raster
from osgeo import gdal

from geochem_fusion.core.fusion.model import load, save
from geochem_fusion.core.raster.gdal_reader import describe
from tools import benchmark, benchmark_dask, benchmark_tasks
from tools.benchmark import Run
from tools.benchmark_scene import BANDS, COARSE_ORIGIN, NODATA, copper, make_scene
from tools.benchmark_tasks import Files


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A scene of 220 x 220 pixels, 3.3 km wide."""
    folder = tmp_path_factory.mktemp("scenes")
    make_scene(folder, 220)
    return Files(folder, 220)


def test_scene_has_bands_gaps_and_the_coarse_means_of_what_it_shows(files: Files) -> None:
    dataset = gdal.Open(files.scene)
    bands = dataset.ReadAsArray()
    assert bands.shape == (BANDS, 220, 220)
    assert bands.dtype == np.uint16
    known = bands[0] > 0
    np.testing.assert_array_equal((bands > 0).all(axis=0), known)
    assert 0.6 < known.mean() < 0.95
    content = copper((bands - 4000.0) / 700)
    x0, cell, _, y0, _, _ = gdal.Open(files.coarse).GetGeoTransform()
    assert (x0, y0, cell) == (*COARSE_ORIGIN, 2000.0)
    coarse = gdal.Open(files.coarse).ReadAsArray()
    col = ((600000 + 15 * (np.arange(220) + 0.5) - x0) // 2000).astype(int)
    row = ((y0 - 6700000 + 15 * (np.arange(220) + 0.5)) // 2000).astype(int)
    inside = [(r, c) for r, c in np.ndindex(*coarse.shape) if coarse[r, c] != NODATA]
    assert inside
    for r, c in inside:  # noise of 1 was added
        here = known & (row == r)[:, None] & (col == c)
        assert here.sum() > 0.5 * (2000 / 15) ** 2
        assert abs(content[here].mean() - coarse[r, c]) < 5


def test_scene_is_always_the_same(files: Files, tmp_path: Path) -> None:
    make_scene(tmp_path, 220)
    assert Path(files.table).read_text(encoding="utf-8") == (tmp_path / "train_220.csv").read_text(encoding="utf-8")
    np.testing.assert_array_equal(
        gdal.Open(files.scene).ReadAsArray(), gdal.Open(str(tmp_path / "scene_220.tif")).ReadAsArray()
    )


def test_training_pixels_are_those_of_the_image(files: Files) -> None:
    x, y = benchmark_tasks.training(files)
    assert x.shape[1] == BANDS
    pixels = {tuple(pixel) for pixel in gdal.Open(files.scene).ReadAsArray().reshape(BANDS, -1).T.astype(float)}
    assert all(tuple(row) in pixels for row in x)
    assert set(np.round(y, 3)) <= set(np.round(gdal.Open(files.coarse).ReadAsArray().astype(float), 3).ravel())


def test_floor_is_the_mean_of_the_bands(files: Files, tmp_path: Path) -> None:
    assert benchmark_tasks.floor(files, str(tmp_path / "f.tif")) == 0.0
    bands = gdal.Open(files.scene).ReadAsArray().astype(float)
    expected = np.where(bands[0] > 0, bands.mean(axis=0), np.nan)
    np.testing.assert_allclose(read_raster(tmp_path / "f.tif")[0], expected, rtol=1e-6)


@pytest.mark.parametrize("method", list(benchmark_tasks.PARAMETERS))
def test_model_and_bare_loop_write_the_same_numbers(files: Files, tmp_path: Path, method: str) -> None:
    benchmark_tasks.fit(files, method)
    untimed = benchmark_tasks.bare(method, files, str(tmp_path / "bare.tif"))
    assert untimed > 0
    benchmark_tasks.apply(method, "prediction", files, str(tmp_path / "ours.tif"))
    found = benchmark.difference(str(tmp_path / "ours.tif"), str(tmp_path / "bare.tif"))
    assert found is not None
    assert found < 1e-4


def test_defaults_are_applied_to_one_element_or_many(
    files: Files, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def trained(own: Files, coarse: str, output: str) -> float:
        """Write a line for each element of a coarse map."""
        benchmark_tasks.fit(own, "linear")
        model, names = load(own.made("linear.gfm")), [band.name for band in describe(coarse).bands]
        save(replace(model, targets=tuple(replace(model.targets[0], name=name) for name in names)), output)
        return 0.0

    monkeypatch.setattr(benchmark_tasks, "_train", trained)
    monkeypatch.setattr(benchmark_tasks, "SURVEYS", ("survey_1", "survey_2"))
    for elements in (1, 2):
        benchmark_tasks.train_elements(elements, files)
        output = str(tmp_path / f"{elements}.tif")
        assert benchmark_tasks.apply_default(files, output, model=f"survey_{elements}") == 0.0
    one, many = read_raster(tmp_path / "1.tif"), read_raster(tmp_path / "2.tif")
    assert (len(one), len(many)) == (1, 2)
    np.testing.assert_array_equal(np.isfinite(many[1]), np.isfinite(one[0]))


def test_difference_is_in_standard_deviations_of_the_second(tmp_path: Path) -> None:
    wanted = np.array([[1.0, 3.0, np.nan], [1.0, 3.0, np.nan]])
    first = write_raster(tmp_path / "a.tif", wanted + [[0, 0.25, 9], [0, 0, 9]])
    second = write_raster(tmp_path / "b.tif", wanted)
    assert benchmark.difference(first, second) == pytest.approx(0.25)  # the standard deviation is 1
    assert benchmark.difference(first, str(tmp_path / "none.tif")) is None


def test_measure_takes_what_a_process_used() -> None:
    script = "x = bytearray(200 * 2**20); print('text'); print('{\"untimed\": 1000}')"
    run = benchmark.measure([sys.executable, "-c", script])
    assert run.peak >= 200
    assert run.processor > 0
    assert -1000 < run.seconds < -900  # what is not to count is taken off
    with pytest.raises(RuntimeError, match="ended with 3"):
        benchmark.measure([sys.executable, "-c", "raise SystemExit(3)"])


def test_median_keeps_the_largest_memory() -> None:
    assert benchmark.median([Run(3, 1, 5), Run(1, 2, 9), Run(2, 6, 7)]) == Run(2, 2, 9)


def test_table_gives_ratios_to_floor_and_bare_loop(tmp_path: Path) -> None:
    runs = {"floor": Run(2.0, 1.5, 100), "bare_linear": Run(4.0, 4, 200), "linear": Run(1.0, 1.75, 150)}
    lines = benchmark.table(Files(tmp_path, 1000), runs, {"linear": 2e-7}).splitlines()
    assert lines[0] == "1000 x 1000 pixels, nine bands:"
    assert lines[4] == "| reading and writing (the floor) | 2.00 | 1.50 | 1.500 | 1.00 | 1.00 |  | 100 |  |"
    assert lines[6] == "| apply linear, raw bands | 1.00 | 1.75 | 1.750 | 0.50 | 1.17 | 0.25 | 150 | 2.0e-07 |"


def test_figures_go_between_their_marks(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text(f"before\n{benchmark.BEGIN}\nold\n{benchmark.END}\nafter\n", encoding="utf-8")
    benchmark.update(page, "new")
    assert page.read_text(encoding="utf-8") == f"before\n{benchmark.BEGIN}\n\nnew\n\n{benchmark.END}\nafter\n"
    page.write_text("no marks", encoding="utf-8")
    with pytest.raises(ValueError, match="no place for the figures"):
        benchmark.update(page, "new")


def test_whole_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(benchmark, "SMALL", 220)
    command = ["benchmark", "--rounds", "1", "--only", "floor", "bare_linear", "linear_one"]
    folders = ["--scenes", str(tmp_path / "scenes"), "--output", str(tmp_path / "out"), "--tools", str(tmp_path)]
    monkeypatch.setattr(sys, "argv", [*command, *folders])
    assert benchmark.main() == 0
    text = (tmp_path / "out" / "benchmark.md").read_text(encoding="utf-8")
    assert "220 x 220 pixels" in text
    assert "| apply linear, raw bands, one core |" in text
    assert "cores" in text
    assert "Written to" in capsys.readouterr().out


def test_a_survey_has_the_cells_and_elements_asked_for(files: Files) -> None:
    """Cells are whole pixels from the corner of the scene."""
    benchmark_tasks.prepare(files, Path("nowhere"), ["train_100", "train_3000_3"])
    dataset = gdal.Open(benchmark_tasks.survey(files, 3000, 3))
    contents = dataset.ReadAsArray()
    assert dataset.RasterCount == 3
    assert [dataset.GetRasterBand(k).GetDescription() for k in (1, 2, 3)] == ["E1_ppm", "E2_ppm", "E3_ppm"]
    valued = contents[0] != NODATA
    assert 0.6 < valued.mean() < 0.95
    assert 0.7 * 3000 < valued.sum() < 1.4 * 3000
    side = 220 // contents.shape[1]
    assert dataset.GetGeoTransform() == (600000.0, 15.0 * side, 0.0, 6700000.0, 0.0, -15.0 * side)
    bands = gdal.Open(files.scene).ReadAsArray().astype(float)
    row, col = (int(k[0]) for k in np.nonzero(valued))
    cell = bands[:, row * side : (row + 1) * side, col * side : (col + 1) * side]
    assert (cell > 0).all(axis=0).mean() > 0.5
    few = gdal.Open(benchmark_tasks.survey(files, 100, 1)).ReadAsArray()
    assert 0.5 * 100 < (few != NODATA).sum() < 1.6 * 100
    assert np.abs(np.diff(contents[:, valued], axis=1)).max() < 500


def test_tiles_of_no_work_are_counted() -> None:
    pytest.importorskip("distributed", reason="distributed is not installed (package python3-distributed)")
    cost = benchmark_dask.empty_tiles(50, 1)
    assert cost.seconds > 0
    assert cost.scheduler > 0
    assert cost.workers > 0
    assert cost.peak > 10
