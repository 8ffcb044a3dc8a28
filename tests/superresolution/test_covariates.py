"""Covariates on a grid: resampled as each may be, in windows as in the whole; their detail has no cell means."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from making import Log
from planted_core import CRS, SIDE, alignment, block_means, truth_and_covariates
from planted_super import LYING, planted
from small_rasters import save

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.geostatistics.interpolation import mean_preserving
from geochem_fusion.core.raster.grid import Grid, Window
from geochem_fusion.core.superresolution import covariates
from geochem_fusion.core.superresolution.covariates import Covariates, Detail, GridStack, mean_known
from geochem_fusion.core.superresolution.request import Geology

FINE = LYING.fine
EVERYWHERE = np.ones(FINE.shape, bool)
WHOLE = Window(0, 0, SIDE, SIDE)


def scratch(folder: Path, name: str) -> str:
    (folder / name).mkdir()
    return str(folder / name)


def test_channels_stand_in_one_order_and_windows_agree(tmp_path: Path) -> None:
    files = planted(tmp_path)
    geology = Geology(files.units)
    own = Covariates(FINE, files.elevation, [files.rasters], geology, scratch(tmp_path, "s"), core=EVERYWHERE)
    assert own.channels[:6] == ["elevation", "slope", "aspect sine", "aspect cosine", "image", "other"]
    assert own.channels[6:] == ["geology 1", "geology 2", "geology 3"]  # units 1, 2 and 7, one-hot
    assert own.directions == [(2, 3)]
    whole, window = own.read(FINE.full_window()), Window(5, 9, 20, 30)
    assert np.array_equal(own.read(window), whole[:, window.rows, window.cols])
    np.testing.assert_array_equal(whole[6:].sum(axis=0), 1)
    assert (own.unseen(FINE.full_window()) == 0).all()


def test_slopes_do_not_depend_on_the_tiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = planted(tmp_path)
    one = Covariates(FINE, files.elevation, [], None, scratch(tmp_path, "a")).read(FINE.full_window())
    monkeypatch.setattr(covariates, "TILE", 16)
    other = Covariates(FINE, files.elevation, [], None, scratch(tmp_path, "b")).read(FINE.full_window())
    np.testing.assert_array_equal(one, other)


def test_a_plane_has_its_slope_and_direction_on_a_coarser_grid_too(tmp_path: Path) -> None:
    x = np.arange(SIDE) * 100.0
    path = save(tmp_path / "plane.tif", np.tile(0.1 * x, (1, SIDE, 1)).astype(np.float32), FINE)
    coarser = Grid((0.0, 300.0, 0.0, 4800.0, 0.0, -300.0), 16, 16, CRS)
    planes = Covariates(coarser, path, [], None, str(tmp_path)).read(Window(2, 2, 10, 10))
    np.testing.assert_allclose(planes[1], np.degrees(np.arctan(0.1)), rtol=1e-5)
    np.testing.assert_allclose(planes[2], -1, atol=1e-5)  # it rises to the east and looks to the west
    np.testing.assert_allclose(planes[3], 0, atol=1e-5)
    np.testing.assert_allclose(planes[0], np.tile(0.1 * (750 + 300 * np.arange(10) - 50), (10, 1)), rtol=1e-5)


def test_heights_that_stand_for_no_data_are_told(tmp_path: Path) -> None:
    heights = np.tile(np.arange(SIDE, dtype=np.float32), (1, SIDE, 1))
    heights[0, 3:6, 3:6] = 32767
    log = Log()
    read = Covariates(FINE, save(tmp_path / "holes.tif", heights, FINE), [], None, str(tmp_path), progress=log)
    assert np.isnan(read.read(Window(3, 3, 3, 3))[0]).all()
    assert "hold 32767, which is taken as no data" in log.warnings[0]


def test_shares_of_units_come_from_finer_pixels_and_strange_units_are_told(tmp_path: Path) -> None:
    units = np.ones((1, SIDE, SIDE), np.float32)
    units[0, :, 1::2] = 2
    units[0, :, 40:] = 9
    path = save(tmp_path / "u.tif", units, FINE)
    coarser = Grid((0.0, 200.0, 0.0, 4800.0, 0.0, -200.0), 24, 24, CRS)
    core = np.zeros(coarser.shape, bool)
    core[:, :10] = True
    seen = Covariates(coarser, None, [], Geology(path), scratch(tmp_path, "a"), core=core)
    assert seen.embedding is not None
    assert seen.embedding.codes == (1, 2)
    later = Covariates(coarser, None, [], Geology(path), scratch(tmp_path, "b"), seen.embedding)
    planes = later.read(coarser.full_window())
    np.testing.assert_allclose(planes[:, :, :20], 0.5)
    assert np.isnan(planes[:, :, 20:]).all()
    unseen = later.unseen(coarser.full_window())
    assert (unseen[:, 20:] == 1).all()
    assert (unseen[:, :20] == 0).all()


def test_ground_without_geology_is_no_error(tmp_path: Path) -> None:
    west = Grid(FINE.transform, SIDE, 16, CRS)
    path = save(tmp_path / "w.tif", np.ones((1, SIDE, 16), np.float32), west)
    own = Covariates(FINE, None, [], Geology(path), str(tmp_path), core=EVERYWHERE)
    assert np.isnan(own.read(FINE.full_window())[:, :, 16:]).all()


def test_fractions_are_no_units(tmp_path: Path) -> None:
    path = save(tmp_path / "f.tif", np.full((1, SIDE, SIDE), 0.5, np.float32), FINE)
    with pytest.raises(FusionError, match="no numbers of units"):
        Covariates(FINE, None, [], Geology(path), str(tmp_path), core=EVERYWHERE)


def test_a_stack_is_read_on_another_grid_by_names(tmp_path: Path) -> None:
    files = planted(tmp_path)
    same = GridStack([files.rasters], FINE).selected(["other"])
    moved = GridStack([files.rasters], FINE.cropped(Window(4, 8, 10, 12))).selected(["other"])
    np.testing.assert_allclose(moved.read(Window(0, 0, 10, 12)), same.read(Window(4, 8, 10, 12)), rtol=1e-6)
    with pytest.raises(FusionError, match="magic"):
        GridStack([files.rasters], FINE).selected(["magic"])


# ---------------------------------------------------------------------------------------------- detail


def detail_of(planes: np.ndarray, window: Window = WHOLE) -> np.ndarray:
    return Detail(alignment(), lambda w: planes[:, w.rows, w.cols]).at(window)


def test_detail_is_the_rest_of_mean_preserving_interpolation() -> None:
    _, covariates = truth_and_covariates()
    found = detail_of(covariates)
    assert found.shape == (6, SIDE, SIDE)
    expected = covariates - mean_preserving(alignment(), block_means(covariates)).at(WHOLE)
    np.testing.assert_allclose(found[:2], expected, atol=1e-9)
    np.testing.assert_allclose(block_means(found[:2]), 0.0, atol=1e-5)


def test_levels_and_planes_have_no_detail() -> None:
    row, col = np.mgrid[0:SIDE, 0:SIDE]
    assert np.abs(detail_of(np.full((1, SIDE, SIDE), 5.0))).max() < 1e-9
    inner = detail_of((row + 2.0 * col)[None])[0, 12:-12, 12:-12]  # but for the edge, where interpolation levels off
    assert np.abs(inner).max() < 1.0


def test_a_level_added_changes_nothing() -> None:
    _, covariates = truth_and_covariates()
    np.testing.assert_allclose(detail_of(covariates + 40.0), detail_of(covariates), atol=1e-4)


def test_holes_stay_holes_of_their_own_covariate() -> None:
    _, covariates = truth_and_covariates()
    covariates[1, 4:9, 7] = np.nan
    found = detail_of(covariates)
    assert np.array_equal(np.isnan(found), np.tile(np.isnan(covariates), (3, 1, 1)))
    np.testing.assert_array_equal(found[[0, 2, 4]], detail_of(covariates[:1]))


def test_tiles_are_parts_of_the_whole() -> None:
    _, covariates = truth_and_covariates()
    window = Window(5, 30, 11, 9)
    part = detail_of(covariates, window)
    np.testing.assert_allclose(part, detail_of(covariates)[:, window.rows, window.cols], rtol=0, atol=1e-12)


def test_means_take_the_pixels_that_there_are() -> None:
    planes = np.array([[[1.0, 2.0, np.nan], [4.0, 6.0, 8.0]]])
    found = mean_known(planes, 3)[0]
    np.testing.assert_allclose(found[0, :2], [(1 + 2 + 4 + 6) / 4, (1 + 2 + 4 + 6 + 8) / 5])
    assert np.isnan(found[0, 2])
    assert mean_known(planes, 1) is planes


def test_plain_aspect_is_one_channel_without_a_direction(tmp_path: Path) -> None:
    files = planted(tmp_path)
    folders = [tmp_path / name for name in ("plain", "both")]
    for folder in folders:
        folder.mkdir()
    plain = Covariates(FINE, files.elevation, (), None, str(folders[0]), aspect="plain")
    both = Covariates(FINE, files.elevation, (), None, str(folders[1]))
    assert (plain.channels, plain.directions) == (["elevation", "slope", "aspect"], [])
    aspect, (sine, cosine) = plain.read(WHOLE)[2], both.read(WHOLE)[2:]
    np.testing.assert_allclose(np.sin(np.radians(aspect)), sine, atol=1e-5)
    np.testing.assert_allclose(np.cos(np.radians(aspect)), cosine, atol=1e-5)


def test_masks_and_quality_are_no_channels(tmp_path: Path) -> None:
    planes = np.random.default_rng(3).normal(size=(3, *FINE.shape)) + 5
    path, said = save(tmp_path / "image.tif", planes, FINE, names=("red", "QA_PIXEL", "green")), Log()
    own = Covariates(FINE, None, [path], None, scratch(tmp_path, "s"), progress=said)
    assert own.rasters == ["red", "green"]
    np.testing.assert_allclose(own.read(FINE.full_window()), planes[[0, 2]], rtol=1e-6)
    assert any("No features are made of QA_PIXEL" in text for text in said.warnings)
    lone, folder = save(tmp_path / "scl.tif", planes[:1], FINE, names=("SCL",)), scratch(tmp_path, "t")
    with pytest.raises(FusionError, match=r"No band of the images is a measurement \(SCL\)"):
        Covariates(FINE, None, [lone], None, folder)


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files are told by Linux only")
def test_no_scratch_file_is_open_once_it_is_closed(tmp_path: Path) -> None:
    files, folder = planted(tmp_path), scratch(tmp_path, "s")
    own = Covariates(FINE, files.elevation, [files.rasters], Geology(files.units), folder, core=EVERYWHERE)
    before = own.read(Window(0, 0, 8, 8))
    own.unseen(Window(0, 0, 8, 8))

    def open_files() -> list[str]:
        links = [entry.path for entry in os.scandir("/proc/self/fd")]
        return [path for path in (os.path.realpath(link) for link in links) if path.startswith(folder)]

    assert open_files()
    own.close()
    assert open_files() == []
    np.testing.assert_array_equal(own.read(Window(0, 0, 8, 8)), before)
