"""What a raster is opened from: a file, a raster in a file, and what a user set on the layer."""

from __future__ import annotations

from pathlib import Path

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.files import file_of, stamp, without_settings
from geochem_fusion.core.raster.source import Source, short_name, with_settings


@pytest.mark.parametrize("path", ["/a/scene.tif", "C:/a b/scene.tif", 'NETCDF:"/a/f.nc":Cu', "/a/odd|name.tif"])
def test_what_has_no_settings_is_as_it_is(path: str) -> None:
    assert Source.parse(path) == Source(path)
    assert without_settings(path) == path
    assert with_settings(path) == path


def test_settings_come_back_as_they_were_written() -> None:
    empty = ((1, 0.0, 0.0), (2, -5.5, 1e-300))
    text = with_settings("a.tif|option:NUM_THREADS=2", "EPSG:32633", empty)
    assert text == "a.tif|option:NUM_THREADS=2|crs:EPSG:32633|empty:1:0.0:0.0|empty:2:-5.5:1e-300"
    found = Source.parse(text)
    assert found == Source("a.tif", ("NUM_THREADS=2",), "", "EPSG:32633", empty)
    assert found.ranges(2) == ((-5.5, 1e-300),)
    assert found.ranges(3) == ()


def test_a_table_of_a_geopackage() -> None:
    assert Source.parse("maps.gpkg|layername=zn").path == "GPKG:maps.gpkg:zn"
    assert Source.parse("maps.nc|layername=zn") == Source("maps.nc", layer="zn")


def test_the_file_that_a_raster_lies_in(tmp_path: Path) -> None:
    file = tmp_path / "f.nc"
    file.write_text("x")
    for text in (f"{file}", f'NETCDF:"{file}":Cu', f"NETCDF:{file}:Cu", f"GTIFF_DIR:2:{file}", f"{file}|crs:EPSG:4326"):
        assert file_of(text) == str(file)
        assert stamp(text) == stamp(str(file))
    sentinel = f"SENTINEL2_L2A:{file}:10m:EPSG_32633"
    assert file_of(sentinel) == str(file)
    assert file_of("WMS:http://a.org/?x=1") == "WMS:http://a.org/?x=1"
    assert short_name(f'NETCDF:"{file}":Cu') == "f:Cu"
    assert short_name(f"GTIFF_DIR:2:{file}") == "f:2"
    assert short_name(sentinel) == "f:10m:EPSG_32633"
    assert short_name(f"{file}|empty:1:0:0") == "f"


@pytest.mark.parametrize("text", ["1:0", "x:0:0", "1:low:0", ""])
def test_a_setting_that_is_not_understood_says_how_it_is_written(text: str) -> None:
    with pytest.raises(FusionError, match=r"is not understood: give BAND:LOW:HIGH, such as 1:0:0"):
        Source.parse(f"a.tif|empty:{text}")
