"""Columns of coordinates by their names in several languages, and what their cells say."""

from __future__ import annotations

import re

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.laboratory.coordinates import (
    Axes,
    are_degrees,
    axis_of,
    find_axes,
    read_coordinates,
    read_pair,
    tell_axes,
    turned,
)
from tests.making import Log
from tools.package import ROOT


@pytest.mark.parametrize(
    ("x", "y", "kind"),
    [
        ("x", "y", "plain"),
        ("X_coord", "Y_coord", "plain"),
        ("POINT_X", "POINT_Y", "plain"),
        ("X (m)", "Y [m]", "plain"),
        ("X\u5750\u6807", "Y\u5750\u6807", "plain"),
        ("coord. X", "coord. Y", "plain"),
        ("Longitude", "Latitude", "degrees"),
        ("long_dd", "lat_dd", "degrees"),
        ("lon_wgs84", "lat_wgs84", "degrees"),
        ("Longitud", "Latitud", "degrees"),
        ("L\u00e4nge", "Breite", "degrees"),
        ("\u7ecf\u5ea6", "\u7eac\u5ea6", "degrees"),
        ("DecimalLongitude", "DecimalLatitude", "degrees"),
        ("GPS Long", "GPS Lat", "degrees"),
        ("easting", "northing", "grid"),
        ("UTM_E", "UTM_N", "grid"),
        ("E_UTM", "N_UTM", "grid"),
        ("Este (m)", "Norte (m)", "grid"),
        ("Coord. Est", "Coord. Nord", "grid"),
        ("Coordenada Leste", "Coordenada Norte", "grid"),
        ("Rechtswert", "Hochwert", "grid"),
        ("MGA_East", "MGA_North", "grid"),
        ("Easting_GDA94", "Northing_GDA94", "grid"),
        ("Easting_32735", "Northing_32735", "grid"),
    ],
)
def test_names_of_coordinates(x: str, y: str, kind: str) -> None:
    assert (axis_of(x), axis_of(y)) == ((kind, "x"), (kind, "y"))


@pytest.mark.parametrize("name", ["Sample", "Cu_ppm", "Y_ppm", "Z", "Elevation", "N_total", "Year", "site", ""])
def test_other_names(name: str) -> None:
    assert axis_of(name) is None


def test_the_page_promises_no_other_names() -> None:
    text = (ROOT / "docs" / "laboratory-table.md").read_text(encoding="utf-8").split("## Coordinates")[1]
    listed = re.findall(r"`([^`]+)`", text.split("`X_FIELD`")[0])
    assert len(listed) > 15
    assert [name for name in listed if axis_of(name) is None] == []


NAMES = ["ID", "lon", "lat", "E", "N", "Cu"]
CELLS = [["a", "b"], ["25.123", "25.2"], ["-25.5", "-25.6"], ["500000", "500100"], ["7000000", "7000100"], ["1", "2"]]


def test_of_two_pairs_the_one_that_the_crs_fits() -> None:
    assert find_axes(NAMES, CELLS, "", "", None) == Axes(1, 2, "degrees")
    assert find_axes(NAMES, CELLS, "", "", True) == Axes(1, 2, "degrees")
    assert find_axes(NAMES, CELLS, "", "", False) == Axes(3, 4, "grid")
    assert find_axes(["Y", "X", "E"], [["1"], ["2"], ["3"]], "", "", False) == Axes(1, 0, "plain")
    assert find_axes(["East", "Y"], [["1"], ["2"]], "", "", False) == Axes(0, 1, "grid")


def test_columns_without_numbers_are_no_coordinates() -> None:
    with pytest.raises(FusionError, match="no two columns are found"):
        find_axes(["X", "Y"], [["1", "2"], ["high", "low"]], "", "", None)


def test_columns_that_are_named() -> None:
    assert find_axes(NAMES, CELLS, "cu", "LAT", None) == Axes(5, 2, "degrees")
    with pytest.raises(FusionError, match="X_FIELD and Y_FIELD belong together"):
        find_axes(NAMES, CELLS, "lon", "", None)
    with pytest.raises(FusionError, match="Y_FIELD: the table has no column 'south': give one of ID, lon"):
        find_axes(NAMES, CELLS, "lon", "south", None)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("25.5", 25.5),
        ("-25,5", -25.5),
        ("500'123.5", 500123.5),
        ("35\u00b012'30\"S", -(35 + 12 / 60 + 30 / 3600)),
        ("35 12 30", 35 + 12 / 60 + 30 / 3600),
        ("-35\u00b0 12.5'", -(35 + 12.5 / 60)),
        ("-0\u00b0 30' 0\"", -0.5),
        ("S 35.25", -35.25),
        ("12.5\u00b0 W", -12.5),
        ("12.5E", 12.5),
        ("35\u00b072'", np.nan),
        ("here", np.nan),
        ("", np.nan),
    ],
)
def test_cells_of_coordinates(text: str, value: float) -> None:
    np.testing.assert_allclose(read_coordinates([text]), [value], rtol=1e-12)


def test_degrees_are_told_by_name_or_by_range_and_decimals() -> None:
    x, y = np.array([25.123, 25.2, 25.4567]), np.array([-30.0, -30.1, -30.2])
    assert are_degrees(x, y, "degrees")
    assert not are_degrees(x * 1e4, y, "degrees")
    assert are_degrees(np.array([25.1234, 25.2, 25.4567]), y, "plain")
    assert not are_degrees(np.array([10.0, 20.0, 30.5]), y, "plain")  # a local grid
    assert not are_degrees(x, y, "grid")
    with pytest.raises(FusionError, match=r"reach 125\.5, which is a longitude"):
        are_degrees(np.array([30.0]), np.array([125.5]), "degrees")


def test_one_column_shows_the_decimal_sign_of_the_other() -> None:
    x, y = read_pair(["500.000", "500.100"], ["4.000.050", "4.000.100"])
    assert (x.tolist(), y.tolist()) == ([500000, 500100], [4000050, 4000100])
    x, y = read_pair(["500.125", "501.250"], ["4000.5", "4001"])
    assert (x.tolist(), y.tolist()) == ([500.125, 501.25], [4000.5, 4001])


def test_names_that_say_a_side_of_the_world() -> None:
    assert axis_of("Longitude (W)") == axis_of("Lon_W") == axis_of("Longitud Oeste") == ("degrees", "x")
    assert axis_of("Lat S") == axis_of("Latitude (North)") == ("degrees", "y")
    assert (axis_of("UTM_E"), axis_of("UTM_N")) == (("grid", "x"), ("grid", "y"))
    log = Log()
    degrees = np.array([115.5, np.nan, 116.0])
    np.testing.assert_array_equal(turned("Longitude (W)", degrees, log), -degrees)
    assert log.warnings == ["The column 'Longitude (W)' says W, and its degrees are taken as negative."]
    for name, values in (("Longitude (W)", -degrees), ("Longitude (E)", degrees), ("Longitude", degrees)):
        assert turned(name, values, log) is values
    assert len(log.warnings) == 1


def test_what_is_said() -> None:
    log = Log()
    tell_axes(NAMES, Axes(1, 2, "degrees"), True, False, log)
    assert log.infos == ["Coordinates: X is 'lon', Y is 'lat'."]
    assert "WGS 84 (EPSG:4326) is assumed" in log.warnings[0]
    tell_axes(NAMES, Axes(1, 2, "degrees"), True, True, log)
    assert len(log.warnings) == 1
