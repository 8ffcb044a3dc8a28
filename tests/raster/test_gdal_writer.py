"""Writing rasters: complete or not at all, the same bytes whatever the tiles, and what a full disk does."""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal
from small_rasters import GRID, NAN, UTM, ramp, write

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster import gdal_reader, gdal_writer
from geochem_fusion.core.raster.description import Band
from geochem_fusion.core.raster.gdal_reader import RasterStack, describe, read
from geochem_fusion.core.raster.gdal_writer import RasterWriter
from geochem_fusion.core.raster.grid import Grid, Window, nested, tiles


def fail_after(work: Callable[[], Any]) -> None:
    work()
    raise ZeroDivisionError


@pytest.mark.usefixtures("gdal_exceptions")
def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "out.tif"
    values = ramp(2)
    values[0, 2, 2] = NAN
    bands = Band("Cu", "ppm", 0.56, samples="8 6: 3*2 <&> 45*0"), Band("Zn")
    with RasterWriter(str(path), GRID, bands, "Geochem Fusion") as writer:
        writer.write(values[:, :, :5], Window(0, 0, 6, 5))
        writer.write(values[:, :, 5:], Window(0, 5, 6, 3))
    assert describe(str(path)).bands == bands
    assert describe(str(path)).grid.transform == GRID.transform
    np.testing.assert_array_equal(read(str(path)), values)
    dataset = gdal.Open(str(path))
    assert dataset.GetMetadataItem("TIFFTAG_IMAGEDESCRIPTION") == "Geochem Fusion"
    assert dataset.GetRasterBand(1).GetMetadataItem("GEOCHEM_FUSION_SAMPLES") == "8 6: 3*2 <&> 45*0"
    assert dataset.GetRasterBand(2).GetMetadataItem("GEOCHEM_FUSION_SAMPLES") is None
    assert dataset.GetRasterBand(1).GetNoDataValue() == -9999
    assert dataset.GetRasterBand(1).GetStatistics(False, False)[:2] == [0, 47]
    assert [p.name for p in tmp_path.iterdir()] == ["out.tif"]


def test_large_rasters_get_overviews(tmp_path: Path) -> None:
    grid = Grid(GRID.transform, 600, 700, UTM)
    write(tmp_path / "out.tif", ramp(1, grid), grid)
    assert gdal.Open(str(tmp_path / "out.tif")).GetRasterBand(1).GetOverviewCount() == 1


def test_a_cloud_optimised_file_holds_the_same(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    grid = Grid(GRID.transform, 600, 700, UTM)
    values = np.random.default_rng(0).normal(size=(2, *grid.shape)).astype(np.float32)
    values[0, 5:9] = NAN
    for layout in ("tiled", "cog"):
        path = str(tmp_path / f"{layout}.tif")
        bands = Band("Cu", "ppm", samples="numbers " * 20000), Band("Zn")
        with RasterWriter(path, grid, bands, "Geochem Fusion", layout) as writer:
            writer.write(values, grid.full_window())
    plain, cog = (gdal.Open(str(tmp_path / f"{layout}.tif")) for layout in ("tiled", "cog"))
    assert cog.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") == "COG"
    assert plain.GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") is None
    assert cog.GetMetadataItem("TIFFTAG_IMAGEDESCRIPTION") == "Geochem Fusion"
    assert describe(str(tmp_path / "cog.tif")).bands == bands
    np.testing.assert_array_equal(read(str(tmp_path / "cog.tif")), values)
    for number in (1, 2):
        ours, its = plain.GetRasterBand(number), cog.GetRasterBand(number)
        assert its.GetStatistics(False, False) == ours.GetStatistics(False, False)
        assert (its.GetDescription(), its.GetUnitType()) == (ours.GetDescription(), ours.GetUnitType())
        assert its.GetOverviewCount() == ours.GetOverviewCount() == 1
        np.testing.assert_array_equal(its.GetOverview(0).ReadAsArray(), ours.GetOverview(0).ReadAsArray())
    assert sorted(p.name for p in tmp_path.iterdir()) == ["cog.tif", "tiled.tif"]
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize("layout", ["tiled", "cog"])
@pytest.mark.parametrize("count", [1, 3, 4])
def test_bands_are_no_colours(tmp_path: Path, count: int, layout: str) -> None:
    """The first of a TIFF file is always grey; three elements are not red, green and blue, nor is a fourth alpha."""
    path = str(tmp_path / "out.tif")
    with RasterWriter(path, GRID, [Band(f"b{k}") for k in range(count)], layout=layout) as writer:
        writer.write(ramp(count), GRID.full_window())
    dataset = gdal.Open(path)
    found = [dataset.GetRasterBand(number).GetColorInterpretation() for number in range(1, count + 1)]
    assert found == [gdal.GCI_GrayIndex, *[gdal.GCI_Undefined] * (count - 1)]


def test_an_unknown_layout_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FusionError, match="LAYOUT 'striped' is not known: give one of tiled, cog"):
        RasterWriter(str(tmp_path / "o.tif"), GRID, [Band("x")], layout="striped")
    assert list(tmp_path.iterdir()) == []


def test_a_raster_without_any_value_can_be_written(tmp_path: Path) -> None:
    write(tmp_path / "out.tif", np.full((1, *GRID.shape), NAN))
    assert np.isnan(read(str(tmp_path / "out.tif"))).all()


@pytest.mark.usefixtures("gdal_exceptions")
def test_an_exception_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "out.tif"
    write(path, ramp())
    before = path.read_bytes()
    writer = RasterWriter(str(path), GRID, [Band("x")])
    with pytest.raises(ZeroDivisionError), writer:
        fail_after(lambda: writer.write(ramp() + 1, GRID.full_window()))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]


class _Full:
    """A dataset on a full disk: GDAL 3.10 closes it, reports that it failed, and leaves it to be freed once more."""

    def __init__(self) -> None:
        self.thisown, self.this = True, object()

    def Close(self) -> None:
        raise RuntimeError("No space left on device")


def test_a_file_that_fails_to_close_is_not_freed_twice(tmp_path: Path) -> None:
    full: Any = _Full()
    writer = RasterWriter(str(tmp_path / "out.tif"), GRID, [Band("x")])
    writer._dataset = full
    writer.__exit__(ZeroDivisionError, ZeroDivisionError(), None)
    assert (full.thisown, full.this) == (False, None)
    assert list(tmp_path.iterdir()) == []


def test_success_replaces_the_old_file_and_its_statistics(tmp_path: Path) -> None:
    path = tmp_path / "out.tif"
    write(path, ramp())
    (tmp_path / "out.tif.aux.xml").write_text("<PAMDataset/>")
    with RasterWriter(str(path), GRID, [Band("x")]) as writer:
        writer.write(ramp() + 1, GRID.full_window())
        np.testing.assert_array_equal(read(str(path)), ramp())
    np.testing.assert_array_equal(read(str(path)), ramp() + 1)
    assert list(tmp_path.iterdir()) == [path]


@pytest.mark.usefixtures("gdal_exceptions")
def test_outputs_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(FusionError, match=r"must be a GeoTIFF"):
        RasterWriter(str(tmp_path / "out.png"), GRID, [Band("x")])
    with pytest.raises(FusionError, match=r"The folder of the output .* does not exist"):
        RasterWriter(str(tmp_path / "no" / "out.tif"), GRID, [Band("x")])
    (tmp_path / "taken.tif").mkdir()
    with pytest.raises(FusionError, match=r"taken\.tif is a folder"):
        write(tmp_path / "taken.tif", ramp())
    assert [p.name for p in tmp_path.iterdir()] == ["taken.tif"]


@pytest.mark.usefixtures("gdal_exceptions")
def test_a_read_only_file_or_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "out.tif", ramp())
    monkeypatch.setattr(os, "access", lambda *_: False)  # the superuser may write everywhere
    with pytest.raises(FusionError, match="is read-only"):
        RasterWriter(str(tmp_path / "out.tif"), GRID, [Band("x")])
    monkeypatch.undo()
    monkeypatch.setattr(gdal_writer, "temporary_name", lambda path: str(tmp_path / "missing" / "x.tif"))
    with pytest.raises(FusionError, match=r"Cannot write .*new\.tif: "):
        RasterWriter(str(tmp_path / "new.tif"), GRID, [Band("x")])


class FullDisk:
    """A dataset whose writes fail as GDAL's do."""

    def __init__(self, dataset: Any, fails: str) -> None:
        self.dataset, self.fails = dataset, fails

    def __getattr__(self, name: str) -> Any:
        return self.fail if name == self.fails else getattr(self.dataset, name)

    def GetRasterBand(self, number: int) -> Any:
        band = self.dataset.GetRasterBand(number)
        return FullDisk(band, self.fails) if self.fails == "WriteArray" else band

    def fail(self, *_: Any) -> int:
        gdal.Error(gdal.CE_Failure, gdal.CPLE_FileIO, "No space left")
        return gdal.CE_Failure


@pytest.mark.usefixtures("gdal_exceptions")
@pytest.mark.parametrize("fails", ["WriteArray", "FlushCache"])
def test_a_full_disk_is_told_and_leaves_nothing(tmp_path: Path, fails: str) -> None:
    writer = RasterWriter(str(tmp_path / "out.tif"), GRID, [Band("x")])
    writer._dataset = FullDisk(writer._dataset, fails)
    with pytest.raises(FusionError, match=r"Cannot write .*out\.tif \(is the disk full\?\)"), writer:
        writer.write(ramp(), GRID.full_window())
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("gdal_exceptions")
@pytest.mark.parametrize("channels", [3, 4])
def test_png_decodes_back(channels: int) -> None:
    pixels = np.random.default_rng(0).integers(0, 256, (7, 9, channels), dtype=np.uint8)
    encoded = gdal_writer.png(pixels)
    assert encoded.startswith(b"\x89PNG")
    gdal.FileFromMemBuffer("/vsimem/test_png", encoded)
    decoded = gdal.Open("/vsimem/test_png").ReadAsArray()
    gdal.Unlink("/vsimem/test_png")
    np.testing.assert_array_equal(decoded, pixels.transpose(2, 0, 1))


@pytest.mark.parametrize("kept", [1000, 300_000])
def test_dropping_what_gdal_keeps_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: int) -> None:
    values = np.random.default_rng(0).normal(size=(2, 600, 700)).astype(np.float32)
    grid = replace(GRID, height=600, width=700)
    before = gdal.GetCacheMax()
    for name, limit in (("plain", 10**9), ("dropped", kept)):
        for room in (gdal_reader, gdal_writer):
            monkeypatch.setattr(room, "KEPT", limit)
        with RasterWriter(str(tmp_path / f"{name}.tif"), grid, [Band("a"), Band("b")]) as writer:
            for tile in tiles(grid.full_window(), 256):
                writer.write(values[:, tile.rows, tile.cols], tile)
        stack = RasterStack([str(tmp_path / f"{name}.tif")])
        for tile in tiles(grid.full_window(), 200):
            np.testing.assert_array_equal(stack.read(tile), values[:, tile.rows, tile.cols])
    assert gdal.GetCacheMax() == before
    sizes = [(tmp_path / f"{name}.tif").stat().st_size for name in ("plain", "dropped")]
    assert sizes[1] <= 1.02 * sizes[0]  # no block was written twice


def test_nested_tiles_of_any_size_give_the_same_bytes(tmp_path: Path) -> None:
    values = np.random.default_rng(0).normal(size=(2, 1300, 1500)).astype(np.float32)
    values[:, 300:700, 200:900] = NAN
    grid = replace(GRID, height=1300, width=1500)
    found = []
    for size in (256, 512, 1024):
        with RasterWriter(str(tmp_path / "out.tif"), grid, [Band("a"), Band("b")]) as writer:
            for tile in nested(grid.full_window(), size):
                writer.write(values[:, tile.rows, tile.cols], tile)
        found.append((tmp_path / "out.tif").read_bytes())
    np.testing.assert_array_equal(read(str(tmp_path / "out.tif")), values)
    assert found[1] == found[0]
    assert found[2] == found[0]


def test_overviews_of_several_bands_are_made_without_a_word_of_gdal(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Threads that compress would also read for them, and report errors that are none past every handler."""
    grid = Grid(GRID.transform, 700, 900, UTM)
    values = np.random.default_rng(0).normal(size=(9, 700, 900)).astype(np.float32)
    with RasterWriter(str(tmp_path / "o.tif"), grid, [Band(f"b{number}") for number in range(9)]) as writer:
        for window in nested(grid.full_window(), 512):
            writer.write(values[:, window.rows, window.cols], window)
    assert capfd.readouterr().err == ""
    dataset = gdal.Open(str(tmp_path / "o.tif"))
    half = dataset.GetRasterBand(9).GetOverview(0).ReadAsArray()
    np.testing.assert_allclose(half, values[8].reshape(350, 2, 450, 2).mean(axis=(1, 3)), atol=1e-6)
    assert dataset.GetMetadata("IMAGE_STRUCTURE")["COMPRESSION"] == "DEFLATE"


def test_writers_that_finish_at_once_leave_the_limit_of_the_cache_as_it_was(tmp_path: Path) -> None:
    before = gdal.GetCacheMax()

    def write(number: int) -> None:
        with RasterWriter(str(tmp_path / f"{number}.tif"), GRID, [Band("Cu")]) as writer:
            writer.write(np.full((1, GRID.height, GRID.width), number, np.float32), GRID.full_window())

    with ThreadPoolExecutor(4) as executor:
        list(executor.map(write, range(24)))
    assert gdal.GetCacheMax() == before
