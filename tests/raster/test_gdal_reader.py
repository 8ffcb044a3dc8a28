"""Reading and stacking rasters, and every way in which a file can be unusable."""

from __future__ import annotations

import os
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal, gdal_array
from small_rasters import GRID, NAN, UTM, ramp, save, write

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.files import atomic_file
from geochem_fusion.core.raster import gdal_reader as room
from geochem_fusion.core.raster.description import Band
from geochem_fusion.core.raster.gdal_reader import (
    RasterStack,
    describe,
    nodata_remarks,
    rasters_inside,
    read,
)
from geochem_fusion.core.raster.grid import Grid, Window
from geochem_fusion.core.raster.projection import crs_wkt, projection, same_crs
from geochem_fusion.core.raster.source import with_settings


def crs_free(grid: Grid) -> Grid:
    return replace(grid, crs="")


def whole(stack: RasterStack) -> np.ndarray:
    return stack.read(stack.grid.full_window())


# ------------------------------------------------------------------------------------------ describing


def test_describe(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", ramp(2), names=["Cu", ""])
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(1).SetUnitType("ppm")
    del dataset
    described = describe(path)
    assert described.grid.transform == GRID.transform
    assert described.grid.shape == (6, 8)
    assert same_crs(described.grid.crs, UTM)
    assert described.bands == (Band("Cu", "ppm"), Band("Band 2"))
    assert described.name == "a"
    assert described.band_names == ["Cu", "Band 2"]


@pytest.mark.parametrize(
    ("metadata", "domain", "expected"),
    [
        ({"wavelength": "0.56", "wavelength_units": "Micrometers"}, "", 0.56),
        ({"wavelength": "560", "wavelength_units": "Nanometers"}, "", 0.56),
        ({"wavelength": "56", "wavelength_units": "nm"}, "", 0.056),
        ({"wavelength": "2200"}, "", 2.2),
        ({"wavelength": "2.2"}, "", 2.2),
        ({"CENTRAL_WAVELENGTH_UM": "11.3"}, "IMAGERY", 11.3),
        ({"wavelength": "green"}, "", None),
        ({"wavelength": "nan"}, "", None),
        ({"wavelength": "0"}, "", None),
        ({}, "", None),
    ],
)
def test_wavelengths(tmp_path: Path, metadata: dict[str, str], domain: str, expected: float | None) -> None:
    path = save(tmp_path / "a.tif", ramp())
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(1).SetMetadata(metadata, domain)
    del dataset
    wavelength = describe(path).bands[0].wavelength
    assert wavelength == (None if expected is None else pytest.approx(expected))


def test_imagery_domain_is_in_micrometres_whatever_envi_says(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", ramp())
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(1).SetMetadata({"wavelength": "560", "wavelength_units": "Nanometers"})
    dataset.GetRasterBand(1).SetMetadata({"CENTRAL_WAVELENGTH_UM": "0.560"}, "IMAGERY")
    del dataset
    assert describe(path).bands[0].wavelength == 0.56


def test_wavelengths_of_an_envi_header(tmp_path: Path) -> None:
    path = save(tmp_path / "a.img", ramp(2), driver="ENVI")
    with open(tmp_path / "a.hdr", "a", encoding="ascii") as header:
        header.write("wavelength units = Nanometers\nwavelength = {560.5, 1650.0}\n")
    assert [band.wavelength for band in describe(path).bands] == [0.5605, 1.65]


def test_pixel_is_point_gives_the_same_grid_and_pixels(tmp_path: Path) -> None:
    area, point = save(tmp_path / "area.tif", ramp()), str(tmp_path / "point.tif")
    gdal.GetDriverByName("GTiff").CreateCopy(point, _with_point(area))
    assert gdal.Open(point).GetMetadataItem("AREA_OR_POINT") == "Point"
    assert describe(point).grid.transform == describe(area).grid.transform
    stack = RasterStack([area, point])
    assert stack.remarks == []
    first, second = whole(stack)
    np.testing.assert_array_equal(first, second)


def _with_point(path: str) -> Any:
    copy = gdal.GetDriverByName("MEM").CreateCopy("", gdal.Open(path))
    copy.SetMetadataItem("AREA_OR_POINT", "Point")
    return copy


def test_file_size(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", ramp(2))
    assert room.file_size(path) == os.path.getsize(path)
    assert room.file_size(f"/vsisubfile/0_100,{path}") == 100
    assert room.file_size(str(tmp_path / "none.tif")) is None


# ------------------------------------------------------------------------------------------ nodata, scale, masks


def test_nodata_of_each_band(tmp_path: Path) -> None:
    values = ramp(2)
    values[1, 0, 0] = NAN
    expected = values.copy()
    expected[:, 0, 3] = NAN
    values[:, 0, 3] = -9999
    np.testing.assert_array_equal(read(save(tmp_path / "a.tif", values, nodata=-9999)), expected)


@pytest.mark.parametrize("nodata", [NAN, None])
def test_nan_and_infinity_are_nodata_declared_or_not(tmp_path: Path, nodata: float | None) -> None:
    values = ramp()
    values[0, 1, :3] = NAN, np.inf, -np.inf
    computed = read(save(tmp_path / "a.tif", values, nodata=nodata))
    assert np.isnan(computed[0, 1, :3]).all()
    assert np.isnan(computed).sum() == 3


@pytest.mark.parametrize("nodata", [-3.4028234663852886e38, -1.7976931348623157e308, 1e-3, 0.1])
@pytest.mark.parametrize("kind", [gdal.GDT_Float32, gdal.GDT_Float64])
def test_floating_nodata_of_any_size(tmp_path: Path, nodata: float, kind: int) -> None:
    values = ramp().astype(np.float64)
    with np.errstate(over="ignore"):
        largest = float(np.finfo(np.float32).max)
        values[0, 2, 2] = nodata if kind == gdal.GDT_Float64 else np.float32(max(nodata, -largest))
    path = save(tmp_path / "a.tif", values, kind=kind, nodata=nodata)
    computed = read(path)
    assert np.isnan(computed[0, 2, 2])
    assert np.isnan(computed).sum() == 1


def test_doubles_too_large_for_float_are_nodata(tmp_path: Path) -> None:
    values = ramp().astype(np.float64)
    values[0, 0, 0] = 1e300
    computed = read(save(tmp_path / "a.tif", values, kind=gdal.GDT_Float64))
    assert np.isnan(computed).sum() == 1


@pytest.mark.parametrize(
    ("kind", "nodata", "count"),
    [
        (gdal.GDT_Byte, 0, 1),
        (gdal.GDT_Byte, 255, 0),
        (gdal.GDT_Byte, -9999, 0),
        (gdal.GDT_Byte, 300, 0),
        (gdal.GDT_Int16, -32768, 0),
        (gdal.GDT_Int16, 7, 1),
        (gdal.GDT_UInt16, 65535, 0),
        (gdal.GDT_Int32, 7.5, 0),
        (gdal.GDT_Int32, NAN, 0),
    ],
)
def test_integer_nodata(tmp_path: Path, kind: int, nodata: float, count: int) -> None:
    """A nodata value that the type cannot hold marks no pixel."""
    computed = read(save(tmp_path / "a.tif", ramp(), kind=kind, nodata=nodata))
    assert np.isnan(computed).sum() == count
    assert computed.dtype == np.float32
    np.testing.assert_array_equal(computed[np.isfinite(computed)], ramp()[np.isfinite(computed)])


def test_scale_and_offset_are_applied_to_values_and_not_to_nodata(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", ramp(), kind=gdal.GDT_Int16, nodata=5)
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(1).SetScale(0.5)
    dataset.GetRasterBand(1).SetOffset(-10)
    del dataset
    expected = ramp() * 0.5 - 10
    expected[ramp() == 5] = NAN
    np.testing.assert_array_equal(read(path), expected)


def test_mask_band(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", ramp(2))
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
    mask = np.full(GRID.shape, 255, np.uint8)
    mask[1, 2] = 0
    dataset.GetRasterBand(1).GetMaskBand().WriteArray(mask)
    del dataset
    computed = read(path)
    assert np.isnan(computed[:, 1, 2]).all()
    assert np.isnan(computed).sum() == 2


def test_alpha_band(tmp_path: Path) -> None:
    values = np.concatenate([ramp(3), np.full((1, *GRID.shape), 255, np.float32)])
    values[3, 4, 4] = 0
    path = save(tmp_path / "a.tif", values, kind=gdal.GDT_Byte)
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(4).SetColorInterpretation(gdal.GCI_AlphaBand)
    del dataset
    computed = read(path, [0, 1, 2])
    assert np.isnan(computed[:, 4, 4]).all()
    assert np.isnan(computed).sum() == 3


def test_windows_are_cut_out_of_the_whole(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", ramp(3))
    stack = RasterStack([path], [2, 0])
    np.testing.assert_array_equal(stack.read(Window(1, 2, 3, 4)), ramp(3)[[2, 0], 1:4, 2:6])
    np.testing.assert_array_equal(read(path, [1]), ramp(3)[[1]])


# ------------------------------------------------------------------------------------------ stacks


def test_duplicate_names_are_told_apart_by_raster_and_number(tmp_path: Path) -> None:
    first = save(tmp_path / "one.tif", ramp(2), names=["red", "nir"])
    second = save(tmp_path / "two.tif", ramp(2), names=["red", "dem"])
    assert RasterStack([first, second]).band_names == ["one: red", "nir", "two: red", "dem"]
    assert RasterStack([first, second], [0, 3]).band_names == ["red", "dem"]
    third = save(tmp_path / "three.tif", ramp(4), names=["a", "a", "a (2)", "a"])
    assert RasterStack([third]).band_names == ["a", "a (3)", "a (2)", "a (4)"]
    (tmp_path / "folder").mkdir()
    same = save(tmp_path / "folder" / "one.tif", ramp(2), names=["red", "nir"])
    assert RasterStack([first, same]).band_names == ["one: red", "one: nir", "one: red (2)", "one: nir (2)"]


def test_selected_bands_come_in_the_order_asked_for(tmp_path: Path) -> None:
    first = save(tmp_path / "one.tif", ramp(2), names=["red", "nir"])
    second = save(tmp_path / "two.tif", ramp(2) + 1000, names=["red", "dem"])
    chosen = RasterStack([first, second]).selected(["dem", "one: red"])
    assert chosen.band_names == ["dem", "one: red"]
    np.testing.assert_array_equal(whole(chosen), [ramp(2)[1] + 1000, ramp(2)[0]])


def test_a_missing_band_is_named(tmp_path: Path) -> None:
    stack = RasterStack([save(tmp_path / "one.tif", ramp(2), names=["red", "nir"])])
    with pytest.raises(FusionError, match=r"The band 'swir' that the model needs .* \(red, nir\)"):
        stack.selected(["red", "swir"])


@pytest.mark.parametrize("band", [-1, 2])
def test_a_band_that_does_not_exist_is_refused(tmp_path: Path, band: int) -> None:
    with pytest.raises(FusionError, match=f"Band {band + 1} was asked for, but the image has 2 bands"):
        RasterStack([save(tmp_path / "one.tif", ramp(2))], [band])


def plane(grid: Grid) -> np.ndarray:
    """A function linear in map coordinates, at pixel centres: bilinear resampling reproduces it."""
    cols, rows = np.meshgrid(np.arange(grid.width) + 0.5, np.arange(grid.height) + 0.5)
    x, y = grid.map_xy(cols, rows)
    return ((x - 500000) / 10 + (y - 4000000) / 7)[None]


@pytest.mark.parametrize(
    "other",
    [
        Grid((499900.0, 5.0, 0.0, 4000080.0, 0.0, -5.0), 60, 70, UTM),
        Grid((499903.0, 20.0, 0.0, 4000077.0, 0.0, -20.0), 30, 30, UTM),
        Grid((500000.0, 10.1, 0.0, 4000000.0, 0.0, -10.1), 6, 8, UTM),
        Grid((499900.0, 5.0, 0.0, 3999900.0, 0.0, 5.0), 60, 70, UTM),
    ],
    ids=["finer", "coarser", "slightly larger pixels", "south-up"],
)
def test_rasters_on_another_grid_are_resampled(tmp_path: Path, other: Grid) -> None:
    first = save(tmp_path / "one.tif", plane(GRID))
    second = save(tmp_path / "two.tif", plane(other), other)
    stack = RasterStack([first, second])
    assert stack.remarks == ["Resampled to the common grid (bilinear): two."]
    ours = whole(stack)
    inside = np.isfinite(ours[1])
    inside[:, [0, -1]] = inside[[0, -1]] = False
    assert inside.sum() == 24
    # the warper's transformer is exact to an eighth of a pixel
    np.testing.assert_allclose(ours[1][inside], ours[0][inside], atol=0.02)


def test_rasters_in_another_crs_are_resampled(tmp_path: Path) -> None:
    zone33 = crs_wkt("EPSG:32633")
    x, y = projection(UTM, zone33)(np.array([500040.0]), np.array([3999970.0]))
    other = Grid((float(x[0]) - 200, 4.0, 0.0, float(y[0]) + 200, 0.0, -4.0), 100, 100, zone33)
    cols, rows = np.meshgrid(np.arange(100) + 0.5, np.arange(100) + 0.5)
    there = projection(zone33, UTM)(*other.map_xy(cols, rows))
    values = ((there[0] - 500000) / 10 + (there[1] - 4000000) / 7)[None]
    stack = RasterStack([save(tmp_path / "one.tif", plane(GRID)), save(tmp_path / "two.tif", values, other)])
    ours = whole(stack)
    np.testing.assert_allclose(ours[1], ours[0], atol=0.15)
    np.testing.assert_array_equal(stack.read(Window(2, 3, 2, 4)), ours[:, 2:4, 3:7])


def test_pixel_sizes_that_differ_a_little_add_up_over_a_wide_image(tmp_path: Path) -> None:
    wide = Grid((500000.0, 10.0, 0.0, 4000000.0, 0.0, -10.0), 4, 3000, UTM)
    other = Grid((500000.0, 10.005, 0.0, 4000000.0, 0.0, -10.0), 4, 3000, UTM)
    same = Grid((500000.0, 10.0 + 1e-7, 0.0, 4000000.0, 0.0, -10.0), 4, 3000, UTM)
    paths = [save(tmp_path / f"{k}.tif", plane(g), g) for k, g in enumerate((wide, other, same))]
    stack = RasterStack(paths)
    assert stack.remarks == ["Resampled to the common grid (bilinear): 1."]
    ours = whole(stack)
    np.testing.assert_allclose(ours[1, 1:3, 2:-2], ours[0, 1:3, 2:-2], atol=0.02)


def test_resampled_rasters_keep_scale_nodata_and_masks(tmp_path: Path) -> None:
    other = Grid((499900.0, 5.0, 0.0, 4000080.0, 0.0, -5.0), 60, 70, UTM)
    values = np.round(plane(other) + 100)
    hole = (slice(None), slice(22, 26), slice(30, 34))
    values[hole] = -9999
    scaled = save(tmp_path / "scaled.tif", values, other, gdal.GDT_Int16, -9999)
    dataset = gdal.Open(scaled, gdal.GA_Update)
    dataset.GetRasterBand(1).SetScale(0.5)
    dataset.GetRasterBand(1).SetOffset(3)
    del dataset
    undeclared = values.copy()
    undeclared[hole] = NAN
    bare = save(tmp_path / "bare.tif", undeclared, other)
    stack = RasterStack([save(tmp_path / "one.tif", plane(GRID)), scaled, bare])
    first, second, third = whole(stack)
    missing = np.zeros(GRID.shape, bool)
    missing[3:5, 5:7] = True
    assert np.array_equal(np.isnan(second), missing)
    assert np.array_equal(np.isnan(third), missing)
    near = ~missing
    np.testing.assert_allclose(second[near], (first[near] + 100) * 0.5 + 3, atol=1)
    np.testing.assert_allclose(third[near], first[near] + 100, atol=1.5)


@pytest.mark.parametrize("kind", [gdal.GDT_Int16, gdal.GDT_Float32])
def test_undeclared_nodata_of_a_resampled_raster_does_not_spread(tmp_path: Path, kind: int) -> None:
    other = Grid((499900.0, 5.0, 0.0, 4000080.0, 0.0, -5.0), 60, 70, UTM)
    values = np.round(plane(other) + 100)
    values[:, 22:26, 30:34] = -9999
    if kind == gdal.GDT_Float32:
        values[:, 22:24, 30:34] = NAN
    path = save(tmp_path / "scaled.tif", values, other, kind)
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(1).SetScale(0.5)
    dataset.GetRasterBand(1).SetOffset(3)
    del dataset
    first, second = whole(RasterStack([save(tmp_path / "one.tif", plane(GRID)), path]))
    missing = np.zeros(GRID.shape, bool)
    missing[3:5, 5:7] = True
    assert np.array_equal(np.isnan(second), missing)
    np.testing.assert_allclose(second[~missing], (first[~missing] + 100) * 0.5 + 3, atol=1)


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (gdal.GDT_Float64, 1.7976931348623157e308),
        (gdal.GDT_Float64, -1.8e308),
        (gdal.GDT_Float64, 1e30),
        (gdal.GDT_Float64, -9999.99),
        (gdal.GDT_Float32, -9999.99),
        (gdal.GDT_Float32, 1.70141e38),
        (gdal.GDT_Float32, np.inf),
        (gdal.GDT_UInt32, 2**32 - 1),
        (gdal.GDT_Int32, 2**31 - 1),
        (getattr(gdal, "GDT_UInt64", None), 2**64 - 1),
        (getattr(gdal, "GDT_Int64", None), 2**63 - 1),
        (getattr(gdal, "GDT_Int64", None), -(2**63)),
    ],
)
def test_undeclared_nodata_of_any_type_takes_no_pixel_beside_it(tmp_path: Path, kind: int | None, code: float) -> None:
    """Codes are sought as 32-bit floats, and the numbers of a file may only be near them."""
    if kind is None:
        pytest.skip("this GDAL has no whole numbers of 64 bits")
    other = Grid((499900.0, 5.0, 0.0, 4000080.0, 0.0, -5.0), 60, 70, UTM)
    numpy_type = gdal_array.GDALTypeCodeToNumericTypeCode(kind)
    values = np.round(plane(other) + 100).astype(numpy_type)
    values[:, 22:26, 30:34] = np.array(code).astype(numpy_type)
    path = str(tmp_path / "other.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, other.width, other.height, 1, kind)
    dataset.SetGeoTransform(other.transform)
    dataset.SetProjection(other.crs)
    dataset.GetRasterBand(1).WriteArray(values[0])
    del dataset
    own = whole(RasterStack([path]))[0]
    assert np.array_equal(np.isnan(own), values[0] == values[0, 22, 30])
    first, second = whole(RasterStack([save(tmp_path / "one.tif", plane(GRID)), path]))
    missing = np.zeros(GRID.shape, bool)
    missing[3:5, 5:7] = True
    assert np.array_equal(np.isnan(second), missing)
    np.testing.assert_allclose(second[~missing], first[~missing] + 100, atol=1.5)


@pytest.mark.parametrize("alpha", [False, True])
def test_masked_pixels_of_a_resampled_raster_do_not_spread(tmp_path: Path, alpha: bool) -> None:
    other = Grid((499900.0, 5.0, 0.0, 4000080.0, 0.0, -5.0), 60, 70, UTM)
    values = np.repeat(plane(other) + 100, 2, axis=0)
    mask = np.full(other.shape, 255)
    mask[22:26, 30:34] = 0
    values[:, mask == 0] = NAN if not alpha else 1e30
    values[1] = mask if alpha else values[1]
    path = save(tmp_path / "two.tif", values, other)
    dataset = gdal.Open(path, gdal.GA_Update)
    if alpha:
        dataset.GetRasterBand(2).SetColorInterpretation(gdal.GCI_AlphaBand)
    else:
        dataset.CreateMaskBand(gdal.GMF_PER_DATASET)
        dataset.GetRasterBand(1).GetMaskBand().WriteArray(mask)
    del dataset
    first, second = whole(RasterStack([save(tmp_path / "one.tif", plane(GRID)), path], [0, 1]))
    missing = np.zeros(GRID.shape, bool)
    missing[3:5, 5:7] = True
    assert np.array_equal(np.isnan(second), missing)
    np.testing.assert_allclose(second[~missing], first[~missing] + 100, atol=1.5)


@pytest.mark.usefixtures("gdal_exceptions")
@pytest.mark.parametrize("turned", [False, True])
def test_each_band_has_its_own_undeclared_nodata(tmp_path: Path, turned: bool) -> None:
    """Declared in one band, -9999, Surfer's blank, 9999 and NaN undeclared in others: none of them is resampled."""
    other = Grid((499900.0, 5.0, 0.0, 4000080.0, 0.0, -5.0), 60, 70, UTM)
    values = np.repeat(np.round(plane(other) + 100), 5, axis=0)
    hole = (slice(22, 26), slice(30, 34))
    for band, code in enumerate([-32768, -9999, 1.70141e38, 9999, NAN]):
        values[(band, *hole)] = code
    values[1, 22:24, 30:34] = -1e32  # two in one band
    if turned:
        other = Grid((499900.0, 0.0, 5.0, 4000080.0, -5.0, 0.0), 70, 60, UTM)
        values = values.transpose(0, 2, 1)
    parts = [save(tmp_path / f"{k}.tif", v[None], other, nodata=None if k else -32768) for k, v in enumerate(values)]
    path = str(tmp_path / "five.vrt")
    if turned:  # no mosaic is made of turned rasters
        path = save(tmp_path / "five.tif", values[1:], other)
    else:
        gdal.BuildVRT(path, parts, separate=True).FlushCache()
    stack = RasterStack([save(tmp_path / "one.tif", plane(GRID)), path])
    first, *bands = whole(stack)
    missing = np.zeros(GRID.shape, bool)
    missing[3:5, 5:7] = True
    for band in bands:
        assert np.array_equal(np.isnan(band), missing)
        np.testing.assert_allclose(band[~missing], first[~missing] + 100, atol=1.5)
    told = " ".join(stack.remarks)
    assert "hold 1.70141e+38, which is taken as no data" in told
    assert "hold 9999, which" in told
    assert "hold -1e+32, which" in told
    np.testing.assert_array_equal(stack.read(Window(2, 3, 4, 4)), whole(stack)[:, 2:6, 3:7])


@pytest.mark.usefixtures("gdal_exceptions")
def test_undeclared_codes_are_nodata_and_told(tmp_path: Path) -> None:
    values = ramp(3)
    values[0, 0, :2] = 1.70141e38
    values[1, 0, 0] = 9999
    path = save(tmp_path / "a.tif", values, names=["Cu", "Zn", "Pb"])
    expected = values.copy()
    expected[0, 0, :2] = expected[1, 0, 0] = NAN
    np.testing.assert_array_equal(read(path), expected)
    np.testing.assert_array_equal(read(path, [1]), expected[1:2])
    stack = RasterStack([path], [1, 2])
    np.testing.assert_array_equal(whole(stack), expected[1:])
    cu, zn = nodata_remarks(path)
    assert cu.startswith(f"In the band 'Cu' of {path} 4.17% of the pixels hold 1.70141e+38, which is taken as no data")
    assert zn.startswith(f"In the band 'Zn' of {path} 2.08% of the pixels hold 9999, which")
    assert nodata_remarks(path, [2]) == []
    assert stack.remarks == [zn]


def test_a_changed_file_is_searched_again(tmp_path: Path) -> None:
    values = ramp(1)
    path = save(tmp_path / "a.tif", values)
    assert nodata_remarks(path) == []
    values[0, 0, 0] = 9999
    os.remove(path)
    save(tmp_path / "a.tif", values)
    os.utime(path, ns=(1, 1))
    assert len(nodata_remarks(path)) == 1


def test_large_rasters_are_searched_in_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(room, "_FEWEST_TILES", 3)
    monkeypatch.setattr(room, "_SEARCHED", 1)
    grid = Grid((500000.0, 10.0, 0.0, 4000000.0, 0.0, -10.0), 1024, 512, UTM)
    values = np.tile(np.linspace(1, 100, 512), (1024, 1))[None]
    values[0, :, :100] = 9999
    (remark,) = nodata_remarks(save(tmp_path / "a.tif", values, grid))
    assert "9999" in remark
    assert np.isnan(read(str(tmp_path / "a.tif"))[0, :, :100]).all()


def test_a_window_without_two_values_is_judged_by_the_raster(tmp_path: Path) -> None:
    values = ramp(1)
    values[0, :3] = 9999
    path = save(tmp_path / "a.tif", values)
    window = Window(0, 0, 3, 4)
    assert np.isnan(read(path, None, window)).all()
    (remark,) = nodata_remarks(path, None, window)
    assert "100.00% of the pixels hold 9999" in remark


@pytest.mark.usefixtures("gdal_exceptions")
def test_what_a_user_set_on_a_layer(tmp_path: Path) -> None:
    """A CRS, and values that stand for no data after scale and offset, in each band its own."""
    values = ramp(2)
    path = save(tmp_path / "a.tif", values, crs_free(GRID))
    dataset = gdal.Open(path, gdal.GA_Update)
    dataset.GetRasterBand(1).SetScale(2)
    dataset.GetRasterBand(1).SetOffset(1)
    del dataset
    low, high = float(values[0, 0, 1]) * 2 + 1, float(values[0, 0, 3]) * 2 + 1
    text = with_settings(path, "EPSG:32632", [(1, low, high), (2, float(values[1, 5, 5]), float(values[1, 5, 5]))])
    expected = values * [[[2]], [[1]]] + [[[1]], [[0]]]
    expected[0, 0, 1:4] = expected[1, 5, 5] = NAN
    assert same_crs(describe(text).grid.crs, UTM)
    np.testing.assert_array_equal(read(text), expected)
    np.testing.assert_array_equal(whole(RasterStack([text])), expected)
    assert whole(RasterStack([path + "|crs:EPSG:32632"], mask=f"{text}")).shape == (2, 6, 8)


@pytest.mark.usefixtures("gdal_exceptions")
def test_what_a_user_set_on_a_layer_that_is_resampled(tmp_path: Path) -> None:
    other = Grid((499900.0, 5.0, 0.0, 4000080.0, 0.0, -5.0), 60, 70)
    values = np.round(plane(other) + 100)
    values[:, 22:26, 30:34] = 0
    path = save(tmp_path / "two.tif", values, other)
    one = save(tmp_path / "one.tif", plane(GRID))
    first, second = whole(RasterStack([one, with_settings(path, "EPSG:32632", [(1, 0.0, 0.0)])]))
    missing = np.zeros(GRID.shape, bool)
    missing[3:5, 5:7] = True
    assert np.array_equal(np.isnan(second), missing)
    np.testing.assert_allclose(second[~missing], first[~missing] + 100, atol=1.5)
    with pytest.raises(FusionError, match="range of additional no data values, which cannot be resampled"):
        whole(RasterStack([one, with_settings(path, "EPSG:32632", [(1, 0.0, 1.0)])]))


@pytest.mark.usefixtures("gdal_exceptions")
def test_a_local_crs_in_every_raster(tmp_path: Path) -> None:
    mine = 'LOCAL_CS["Mine grid",UNIT["metre",1]]'
    here = replace(GRID, crs=mine)
    other = Grid((499900.0, 5.0, 0.0, 4000080.0, 0.0, -5.0), 60, 70, mine)
    paths = [save(tmp_path / "one.tif", plane(here), here), save(tmp_path / "two.tif", plane(other), other)]
    first, second = whole(RasterStack(paths))
    np.testing.assert_allclose(second[1:-1, 1:-1], first[1:-1, 1:-1], atol=0.02)


def test_longitudes_to_360_beside_longitudes_to_180(tmp_path: Path) -> None:
    degrees = crs_wkt("EPSG:4326")
    east = Grid((190.0, 0.1, 0.0, -15.0, 0.0, -0.1), 6, 8, degrees)
    west = Grid((-170.0, 0.2, 0.0, -15.0, 0.0, -0.2), 3, 4, degrees)
    paths = [save(tmp_path / f"{k}.tif", plane(grid), grid) for k, grid in enumerate((east, west))]
    for order in (paths, paths[::-1]):
        with pytest.raises(FusionError, match=r"'gdal_translate -a_ullr -170 -15 -169\.2 -15\.6'"):
            whole(RasterStack(order))


def test_beyond_another_raster_is_nodata(tmp_path: Path) -> None:
    other = Grid((500000.0, 10.0, 0.0, 4000000.0, 0.0, -10.0), 6, 3, UTM)
    ours = whole(
        RasterStack([save(tmp_path / "one.tif", plane(GRID)), save(tmp_path / "two.tif", plane(other), other)])
    )
    assert np.isfinite(ours[1, :, :3]).all()
    assert np.isnan(ours[1, :, 3:]).all()


CODES = np.array([[10, 10, 40, 40], [10, 70, 70, 40], [70, 70, 20, 20]])
SHIFTED = Grid((499993.0, 25.0, 0.0, 4000006.0, 0.0, -25.0), 3, 4, UTM)


def nearest_codes() -> np.ndarray:
    """Return the code of the cell of SHIFTED that holds the centre of each pixel of GRID."""
    row = np.array([(6 + 10 * (r + 0.5)) // 25 for r in range(6)], int)
    col = np.array([(7 + 10 * (c + 0.5)) // 25 for c in range(8)], int)
    return CODES[row[:, None], col[None]]


def test_classes_are_those_of_the_nearest_pixel_and_values_beside_them_are_interpolated(tmp_path: Path) -> None:
    first = save(tmp_path / "one.tif", ramp())
    other = save(tmp_path / "two.tif", [CODES, CODES], SHIFTED, names=["lithology", "density"])
    stack = RasterStack([first, other], classes=[(1, 0)])
    assert stack.remarks == [
        "Resampled to the common grid (bilinear): two.",
        "Classes brought to the common grid (nearest pixel): two.",
    ]
    _, lithology, density = whole(stack)
    np.testing.assert_array_equal(lithology, nearest_codes())
    assert set(np.unique(density[np.isfinite(density)])) - set(CODES.ravel())
    alone = stack.selected(["lithology"])
    np.testing.assert_array_equal(whole(alone)[0], nearest_codes())
    np.testing.assert_array_equal(alone.read(Window(1, 2, 3, 4))[0], nearest_codes()[1:4, 2:6])
    assert whole(RasterStack([first, other]))[1].tolist() == density.tolist()


def test_nodata_of_classes_does_not_become_a_class(tmp_path: Path) -> None:
    codes = np.where(CODES == 70, 255, CODES)[None]
    paths = [
        save(tmp_path / "one.tif", ramp()),
        save(tmp_path / "two.tif", codes, SHIFTED, gdal.GDT_Byte, nodata=255),
    ]
    expected = np.where(nearest_codes() == 70, NAN, nearest_codes())
    np.testing.assert_array_equal(whole(RasterStack(paths, classes=[(1, 0)]))[1], expected)


@pytest.mark.parametrize("named", ["categories", "palette"])
def test_categories_and_palettes_that_are_said_to_be_classes(tmp_path: Path, named: str) -> None:
    """A file that names its categories need not be told of; numbers of colours are no values unless they are."""
    paths = [save(tmp_path / "one.tif", ramp()), save(tmp_path / "two.tif", CODES[None], SHIFTED, gdal.GDT_Byte)]
    dataset = gdal.Open(paths[1], gdal.GA_Update)
    if named == "categories":
        dataset.GetRasterBand(1).SetCategoryNames(["none", "basalt"])
    else:
        table = gdal.ColorTable()
        table.SetColorEntry(10, (255, 0, 0))
        dataset.GetRasterBand(1).SetColorTable(table)
    del dataset
    assert describe(paths[1]).bands[0].categories == (named == "categories")
    if named == "palette":
        with pytest.raises(FusionError, match="holds numbers of colours"):
            RasterStack(paths)
    stack = RasterStack(paths, classes=[(1, 0)] if named == "palette" else ())
    assert stack.remarks == ["Classes brought to the common grid (nearest pixel): two."]
    np.testing.assert_array_equal(whole(stack)[1], nearest_codes())


def test_a_band_of_classes_that_does_not_exist_is_refused(tmp_path: Path) -> None:
    with pytest.raises(FusionError, match="Band 3 was asked for, but the image has 2 bands"):
        RasterStack([save(tmp_path / "one.tif", ramp(2))], classes=[(0, 2)])


def test_mask_raster_on_the_grid_and_on_another(tmp_path: Path) -> None:
    first = save(tmp_path / "one.tif", ramp(2))
    keep = np.ones((1, *GRID.shape))
    keep[0, 2, 3], keep[0, 2, 4] = 0, 255
    mask = save(tmp_path / "mask.tif", keep, kind=gdal.GDT_Byte, nodata=255)
    computed = whole(RasterStack([first], None, mask))
    assert np.isnan(computed[:, 2, 3:5]).all()
    assert np.isnan(computed).sum() == 4
    coarse = Grid((500000.0, 40.0, 0.0, 4000000.0, 0.0, -30.0), 2, 1, UTM)
    mask = save(tmp_path / "coarse.tif", [[[1], [0]]], coarse, gdal.GDT_Byte)
    computed = whole(RasterStack([first], None, mask))
    valid = np.zeros(GRID.shape, bool)
    valid[:3, :4] = True
    assert np.array_equal(np.isfinite(computed[1]), valid)
    assert np.isfinite(whole(RasterStack([first], None, mask).selected(["Band 1"]))).sum() == 12


def test_a_rotated_first_raster_cannot_take_others(tmp_path: Path) -> None:
    rotated = Grid((500000.0, 8.0, 6.0, 4000000.0, 6.0, -8.0), 6, 8, UTM)
    stack = RasterStack([save(tmp_path / "one.tif", ramp(), rotated), save(tmp_path / "two.tif", ramp())])
    with pytest.raises(FusionError, match="rotated or south-up"):
        whole(stack)
    np.testing.assert_array_equal(whole(RasterStack([str(tmp_path / "one.tif")])), ramp())


def test_threads_can_read(tmp_path: Path) -> None:
    other = Grid((499900.0, 5.0, 0.0, 4000080.0, 0.0, -5.0), 60, 70, UTM)
    stack = RasterStack([save(tmp_path / "one.tif", plane(GRID)), save(tmp_path / "two.tif", plane(other), other)])
    expected = whole(stack)
    windows = [Window(r, c, 2, 2) for r in range(5) for c in range(7)] * 5
    with ThreadPoolExecutor(8) as executor:
        for window, values in zip(windows, executor.map(stack.read, windows)):
            np.testing.assert_array_equal(values, expected[:, window.rows, window.cols])


# ------------------------------------------------------------------------------------------ unusable files


@pytest.mark.usefixtures("gdal_exceptions")
def test_unreadable_files_say_so(tmp_path: Path) -> None:
    (tmp_path / "text.tif").write_text("not a raster")
    for name in ("missing.tif", "text.tif"):
        with pytest.raises(FusionError, match=f"Cannot read the raster .*{name}") as caught:
            describe(str(tmp_path / name))
        assert str(caught.value).endswith(".")
        assert not str(caught.value).endswith("..")


@pytest.mark.usefixtures("gdal_exceptions")
def test_the_path_in_a_message_is_the_path_given() -> None:
    with pytest.raises(FusionError, match=r"Cannot read the raster \.\./no/such\.tif"):
        describe("../no/such.tif")


@pytest.mark.usefixtures("gdal_exceptions")
def test_complex_numbers_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", ramp(), kind=gdal.GDT_CFloat32)
    with pytest.raises(FusionError, match=r"Band 1 of .* holds complex numbers"):
        describe(path)


@pytest.mark.usefixtures("gdal_exceptions")
def test_no_georeference_is_refused(tmp_path: Path) -> None:
    path = str(tmp_path / "a.tif")
    gdal.GetDriverByName("GTiff").Create(path, 4, 4, 1).FlushCache()
    with pytest.raises(FusionError, match="no georeference"):
        describe(path)


def test_pixels_of_no_size_are_refused(tmp_path: Path) -> None:
    path = save(tmp_path / "a.tif", ramp(), Grid((0.0, 1.0, 0.0, 0.0, 2.0, 0.0), 6, 8, UTM))
    with pytest.raises(FusionError, match="pixels of no size"):
        describe(path)


@pytest.mark.usefixtures("gdal_exceptions")
def test_no_crs_is_refused_where_it_matters(tmp_path: Path) -> None:
    bare = save(tmp_path / "bare.tif", ramp(), Grid(GRID.transform, 6, 8))
    good = save(tmp_path / "good.tif", ramp())
    assert describe(bare).grid.crs == ""
    for make in (lambda: RasterStack([bare]), lambda: RasterStack([good], None, bare)):
        with pytest.raises(FusionError, match=r"bare\.tif has no coordinate reference system"):
            make()


def test_an_empty_list_is_refused() -> None:
    with pytest.raises(FusionError, match="choose at least one image"):
        RasterStack([])


@pytest.mark.usefixtures("gdal_exceptions")
def test_container_of_several_rasters_is_refused_with_their_names(tmp_path: Path) -> None:
    path = str(tmp_path / "maps.gpkg")
    degrees = Grid((10.0, 0.1, 0.0, 50.0, 0.0, -0.1), 6, 8, crs_wkt("EPSG:4326"))
    for table, append in (("cu", "NO"), ("zn", "YES")):
        source = gdal.Open(save(tmp_path / f"{table}.tif", ramp(1), degrees))
        options = [f"RASTER_TABLE={table}", f"APPEND_SUBDATASET={append}"]
        gdal.GetDriverByName("GPKG").CreateCopy(path, source, options=options)
    inside = [f"GPKG:{path}:{table}" for table in ("cu", "zn")]
    with pytest.raises(FusionError, match=f"choose one of the rasters in it: {', '.join(map(re.escape, inside))}"):
        describe(path)
    assert rasters_inside(path) == inside
    assert rasters_inside(str(tmp_path / "none.gpkg")) == []
    for text in (inside[1], f"{path}|layername=zn"):
        assert describe(text).band_names == ["zn"]
        assert describe(text).name == "maps:zn"
        assert describe(text).stamp is not None
        np.testing.assert_array_equal(read(text), ramp(1))


# ------------------------------------------------------------------------------------------ projections


def test_unicode_and_spaces_in_paths(tmp_path: Path) -> None:
    folder = tmp_path / "Ünï cödé 地球化学"
    folder.mkdir()
    path = folder / "Kupfer (ppm) ñ.tif"
    write(path, ramp())
    assert describe(str(path)).name == "Kupfer (ppm) ñ"
    np.testing.assert_array_equal(whole(RasterStack([str(path)])), ramp())
    with atomic_file(str(folder / "Übersicht.csv")) as file:
        file.write("é\n")
    assert (folder / "Übersicht.csv").read_bytes() == "é\n".encode()
    assert len(list(folder.iterdir())) == 2


def test_south_up_and_rotated_grids_are_kept(tmp_path: Path) -> None:
    for transform in ((0.0, 1.0, 0.0, 0.0, 0.0, 1.0), (0.0, 8.0, 6.0, 0.0, 6.0, -8.0)):
        grid = Grid(transform, 6, 8, UTM)
        write(tmp_path / "out.tif", ramp(), grid)
        assert describe(str(tmp_path / "out.tif")).grid.transform == transform


def test_bands_of_a_netcdf_file_are_called_as_their_variable(tmp_path: Path) -> None:
    degrees = Grid((10.0, 0.1, 0.0, 50.0, 0.0, -0.1), 6, 8, crs_wkt("EPSG:4326"))
    path = str(tmp_path / "maps.nc")
    source = gdal.Open(save(tmp_path / "two.tif", ramp(2), degrees))
    gdal.GetDriverByName("netCDF").CreateCopy(path, source)
    for number in (1, 2):
        text = f'NETCDF:"{path}":Band{number}'
        assert describe(text).band_names == [f"Band{number}"]
        np.testing.assert_array_equal(read(text)[0], ramp(2)[number - 1])


@pytest.mark.usefixtures("gdal_exceptions")
def test_bytes_with_a_sign_are_resampled_as_whole_numbers_are(tmp_path: Path) -> None:
    """GDAL before 3.7 has them as bytes with a remark beside them."""
    grid = Grid((500000.0, 25.0, 0.0, 4000000.0, 0.0, -25.0), 3, 4, UTM)
    values = np.array([[-128, -5, 3, 127], [0, -1, -100, 7], [1, 2, 100, -127]], np.int16)
    first, plain = save(tmp_path / "first.tif", ramp(1)), save(tmp_path / "plain.tif", values[None], grid, 3, -128)
    own, options = getattr(gdal, "GDT_Int8", None), []
    if own is None:
        own, options = gdal.GDT_Byte, ["PIXELTYPE=SIGNEDBYTE"]
    path = str(tmp_path / "signed.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, 4, 3, 1, own, options=options)
    dataset.SetGeoTransform(grid.transform)
    dataset.SetProjection(UTM)
    band = dataset.GetRasterBand(1)
    band.SetNoDataValue(-128)
    band.WriteRaster(0, 0, 4, 3, values.astype(np.int8).tobytes())
    del band, dataset
    np.testing.assert_array_equal(read(path)[0], np.where(values == -128, NAN, values))
    signed, whole_numbers = (whole(RasterStack([first, second]))[1] for second in (path, plain))
    np.testing.assert_array_equal(signed, whole_numbers)
    assert np.nanmin(signed) < -50
    assert np.isnan(signed).any()
