"""Coordinates that lie where their reference system is not meant for, and columns that speak of several systems."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.laboratory.placing import require_plausible, tell_several
from geochem_fusion.core.raster.projection import crs_wkt
from tests.making import Log

EAST, NORTH = 500000 + 100.0 * np.arange(5), 4000000 + 50.0 * np.arange(5)
ZONE = "EPSG:32633"  # 12 to 18 degrees east, 0 to 84 north


def said(x: np.ndarray, y: np.ndarray, crs: str) -> list[str]:
    log = Log()
    require_plausible(x, y, crs_wkt(crs), ("X", "Y"), log)
    return log.warnings


def test_places_in_the_area_of_their_system() -> None:
    assert said(np.append(EAST, np.nan), np.append(NORTH, np.nan), ZONE) == []
    assert said(EAST - 500000, NORTH, ZONE) == []  # 9.5 degrees east: neighbouring zones are often read in one
    assert said(EAST / 1e5, NORTH / 1e5, "EPSG:4326") == []
    assert said(EAST, NORTH, "+proj=tmerc +lon_0=99 +ellps=krass") == []  # an area is not known
    assert said(EAST, NORTH, 'LOCAL_CS["mine",UNIT["metre",1]]') == []
    assert said(EAST[:0], NORTH[:0], ZONE) == []


def test_columns_that_were_changed_for_each_other() -> None:
    with pytest.raises(FusionError, match="inside where they are changed for each other: give X_FIELD=Y and Y_FIELD=X"):
        said(NORTH, EAST, ZONE)
    with pytest.raises(FusionError, match="changed for each other"):
        said(np.full(3, -25.0), np.full(3, 135.0), "EPSG:4283")  # degrees in Australia


@pytest.mark.parametrize(("x", "y"), [(15.013, 36.024), (36.024, 15.013)])
def test_degrees_in_a_system_of_metres(x: float, y: float) -> None:
    with pytest.raises(FusionError, match="zone 33N has no degrees, but the coordinates 'X' and 'Y' are degrees"):
        said(np.full(3, x), np.full(3, y), ZONE)


def test_coordinates_of_no_place_on_earth() -> None:
    """Eastings that begin with the number of their zone, in a system without it."""
    assert said(EAST + 39e6, NORTH, "EPSG:4548") == [
        "The coordinates 'X' and 'Y' are of no place on Earth in CGCS2000 / 3-degree Gauss-Kruger CM 117E: check CRS "
        "and the columns."
    ]


def test_small_numbers_of_metres_are_no_degrees() -> None:
    assert said(np.array([1.0, 2, 12]), np.array([19.0, 12, 15]), ZONE) == []


def test_places_elsewhere_are_told() -> None:
    told = said(EAST + 2e6, NORTH, ZONE)
    assert "outside of the area of WGS 84 / UTM zone 33N (12 to 18, 0 to 84)" in told[0]
    assert "The places lie about 3" in told[0]  # 2500 km east of 15 degrees, where a degree is 90 km


def test_several_systems_and_units() -> None:
    log = Log()
    names = ["Zone", "Datum", "Unit", "Rock", "UTM zone", "EPSG", "DATUM"]
    columns = [
        ["33", "34", ""],
        ["WGS84"] * 3,
        ["ppm", "ppb", "%"],
        ["a", "b", "c"],
        ["33", "34", "33"],
        ["1", "2", "3"],
        ["2020-01-01", "3.4.2021", "05/06/21 12:30"],
    ]
    tell_several(names, columns, log)
    assert [line.split("'")[1] for line in log.warnings] == ["Zone", "Unit", "UTM zone", "EPSG"]
    assert "several systems (33, 34), and all are read in one" in log.warnings[0]
    assert "several units (ppm, ppb, %), and they are kept as they are" in log.warnings[1]
