"""What a raster says of itself, and whether its values can be used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from osgeo import gdal

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.files import stamp
from geochem_fusion.core.raster.description import (
    Band,
    Raster,
    is_nameless,
    reading_remarks,
    require_crs,
    require_values,
    unique_names,
    wavelength_remarks,
)
from geochem_fusion.core.raster.gdal_reader import describe
from geochem_fusion.core.raster.grid import Grid


def described(crs: str = "EPSG:32633", path: str = "/data/aster.tif", **band: bool) -> Raster:
    grid = Grid((0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 2, 2, crs)
    return Raster(path, grid, (Band("b1", **band), Band("b2")), stamp(path))


def test_names() -> None:
    assert described().name == "aster"
    assert described().band_names == ["b1", "b2"]


@pytest.mark.parametrize("name", ["Band 1", "band_12", "Band3", "Layer_1", "Height"])
def test_a_number_is_no_name(name: str) -> None:
    assert is_nameless(name)
    assert not is_nameless(f"{name} of Cu")
    assert not is_nameless("B1")


def test_values_need_a_crs_and_are_no_numbers_of_colours() -> None:
    require_values(described())
    require_crs(described(palette=True))
    with pytest.raises(FusionError, match="has no coordinate reference system"):
        require_values(described(crs=""))
    with pytest.raises(FusionError, match="holds numbers of colours"):
        require_values(described(palette=True))
    with pytest.raises(FusionError, match="holds numbers of colours"):
        require_values(described(palette=True), [1])
    require_values(described(palette=True), [0])


def test_a_file_that_was_written_to_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.tif"
    path.write_text("one")
    found = described(path=str(path))
    found.require_unchanged()
    path.write_text("three")
    with pytest.raises(FusionError, match="was changed while it was read: run again"):
        found.require_unchanged()


def test_what_is_said_of_how_images_are_read() -> None:
    narrow, wide = described(), replace(described(path="/data/wide.tif"), rows_packed=True)
    assert reading_remarks([narrow], []) == []
    resampled, slow = reading_remarks([narrow, wide], ["dem"])
    assert resampled == "Resampled to the common grid (bilinear): dem."
    assert reading_remarks([narrow], [], ["geology", "soil"]) == [
        "Classes brought to the common grid (nearest pixel): geology, soil."
    ]
    assert slow.startswith("Whole rows of pixels are compressed together in wide, which is slow to read by tiles")


def test_wavelengths_that_are_not_understood_are_told_once_a_raster() -> None:
    assert wavelength_remarks("a", described().bands, {}) == ()
    told = wavelength_remarks("a", described().bands, {1: "why", 0: "the unit is odd"})
    assert told == ("Raster a: of band 'b1' the unit is odd (so in 2 bands).",)
    assert reading_remarks([replace(described(), remarks=told)], []) == list(told)


@pytest.mark.parametrize(
    ("width", "options", "packed"),
    [
        (2049, ["COMPRESS=DEFLATE"], True),
        (2048, ["COMPRESS=DEFLATE"], False),
        (2049, [], False),
        (2049, ["COMPRESS=DEFLATE", "TILED=YES"], False),
    ],
)
def test_compressed_rows_of_wide_images_are_slow_to_cut(
    tmp_path: Path, width: int, options: list[str], packed: bool
) -> None:
    path = str(tmp_path / "rows.tif")
    dataset = gdal.GetDriverByName("GTiff").Create(path, width, 3, 1, gdal.GDT_Byte, options)
    dataset.SetGeoTransform((0.0, 1.0, 0.0, 0.0, 0.0, -1.0))
    dataset = None
    assert describe(path).rows_packed == packed


def test_bands_of_one_name_are_told_apart_by_raster_and_then_by_number() -> None:
    bands = [(0, "red"), (0, "nir"), (1, "red"), (1, "red"), (1, "slope")]
    assert unique_names(["east", "west"], bands) == ["east: red", "nir", "west: red", "west: red (2)", "slope"]
    assert unique_names(["one"], [(0, "a"), (0, "a"), (0, "a (2)")]) == ["a", "a (3)", "a (2)"]


@pytest.mark.parametrize(
    ("path", "bands", "expected"),
    [
        ("Cu.asc", ["Band 1"], ["Cu"]),
        ("Cu.img", ["Layer_1"], ["Cu"]),
        ("Cu.tif", ["copper"], ["copper"]),
        ("f.tif", ["Band 1", "Band 2"], ["Band 1", "Band 2"]),
    ],
)
def test_a_map_without_a_name_is_called_as_its_file(path: str, bands: list[str], expected: list[str]) -> None:
    grid = Grid((0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 2, 2)
    assert Raster(path, grid, tuple(Band(name) for name in bands)).element_names == expected
