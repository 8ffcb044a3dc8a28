"""Places in metres: lengths on the ground whatever the reference system."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.raster.projection import same_crs
from geochem_fusion.core.samples.metric import aspect_of, cell_sides, into_metres, metres_of, metric_places
from tests.making import wkt

NAN = np.nan
MINUTE = 1852.0  # metres of latitude, within 0.6%


def apart(x: list[float], y: list[float], crs: str) -> float:
    places, _ = metric_places(np.array(x), np.array(y), crs)
    return float(np.hypot(*(places[1] - places[0])))


def test_metres_stay_as_they_are() -> None:
    x, y = np.array([500000.0, 501000.25]), np.array([5e6, 5.1e6])
    places, crs = metric_places(x, y, wkt())
    np.testing.assert_array_equal(places, np.column_stack([x, y]))
    assert same_crs(crs, "EPSG:32633")


@pytest.mark.parametrize("latitude", [-60.0, -0.5, 30.0, 79.0])
def test_degrees_become_metres(latitude: float) -> None:
    minute = 1 / 60
    assert apart([120.0, 120.0], [latitude, latitude + minute], "EPSG:4283") == pytest.approx(MINUTE, rel=0.007)
    across = MINUTE * np.cos(np.radians(latitude))
    assert apart([120.0, 120 + minute], [latitude, latitude], "EPSG:4283") == pytest.approx(across, rel=0.007)


def test_the_datum_is_kept_and_the_zone_is_that_of_the_middle() -> None:
    places, crs = metric_places(np.array([119.0, 122.9]), np.array([-30.0, -31.0]), "EPSG:4283")
    assert same_crs(crs, "EPSG:28351")  # GDA94 / MGA zone 51
    assert (places[:, 1] > 6e6).all()


def test_both_sides_of_180_degrees_are_near() -> None:
    assert apart([179.99, -179.99], [0.0, 0.0], "EPSG:4326") == pytest.approx(0.02 * 60 * 1855.3, rel=0.002)


@pytest.mark.parametrize(("x", "y"), [([0.0, 30.0], [10.0, 20.0]), ([0.0, 1.0], [84.0, 85.0])])
def test_wide_and_polar_areas_have_a_centre(x: list[float], y: list[float]) -> None:
    first, second = (
        np.array([np.cos(b) * np.cos(a), np.cos(b) * np.sin(a), np.sin(b)]) for a, b in np.radians([*zip(x, y)])
    )
    assert apart(x, y, "EPSG:4326") == pytest.approx(6_371_000 * np.arccos(first @ second), rel=0.015)


def test_feet_become_metres_in_the_same_projection() -> None:
    assert apart([6e6, 6.1e6], [2e6, 2e6], "EPSG:2229") == pytest.approx(1e5 * 1200 / 3937, rel=1e-12)
    assert apart([0.0, 100.0], [0.0, 0.0], 'LOCAL_CS["mine",UNIT["foot",0.3048]]') == pytest.approx(30.48)


def test_web_mercator_is_not_metres() -> None:
    latitude = 60.0
    y = 6378137 * np.log(np.tan(np.pi / 4 + np.radians(latitude) / 2))
    # its scale is 1 / cos of the latitude on the sphere; the ellipsoid is within 0.7% of it
    assert apart([1.0e6, 1.001e6], [y, y], "EPSG:3857") == pytest.approx(500.0, rel=0.007)


def test_grads_and_other_meridians() -> None:
    assert apart([0.1, 0.1], [54.0, 54.01], "EPSG:4807") == pytest.approx(0.009 * 60 * MINUTE, rel=0.007)


@pytest.mark.parametrize(
    "crs", ["EPSG:4326", "EPSG:3857", "EPSG:2229", "EPSG:4807", 'LOCAL_CS["a",UNIT["foot",0.3048]]']
)
def test_other_points_come_into_the_same_metres(crs: str) -> None:
    x, y = np.array([0.2, 0.4, 0.3]), np.array([54.0, 54.1, 54.3])
    places, metric = metric_places(x, y, crs)
    np.testing.assert_allclose(into_metres(crs, metric)(x[1:], y[1:]), places[1:], rtol=0, atol=1e-6)
    assert np.isnan(into_metres(crs, metric)(np.array([NAN]), y[:1])).all()


def test_the_middle_cell_of_a_grid_in_degrees_is_as_high_and_wide_as_on_the_ground() -> None:
    minute = 1 / 60
    grid = Grid((120.0, 2 * minute, 0.0, 60.5, 0.0, -minute), 60, 30, wkt(4326))
    tall, wide = cell_sides(grid, metres_of(grid))
    assert tall == pytest.approx(MINUTE, rel=0.007)
    assert wide == pytest.approx(2 * MINUTE * np.cos(np.radians(60.0)), rel=0.007)


def test_the_middle_cell_of_a_turned_grid_keeps_its_sides() -> None:
    cos, sin = np.cos(0.3), np.sin(0.3)
    grid = Grid((500000.0, 30 * cos, 20 * sin, 5e6, 30 * sin, -20 * cos), 5, 7, wkt())
    assert cell_sides(grid, metres_of(grid)) == pytest.approx((20.0, 30.0), rel=1e-9)


def test_a_square_of_degrees_at_60_degrees_north_is_half_as_wide_as_high() -> None:
    grid = Grid((20.0, 0.05, 0.0, 60.5, 0.0, -0.05), 20, 20, wkt(4326))
    assert aspect_of(grid) == pytest.approx(0.5, rel=0.01)
    metres = Grid((500000.0, 30.0, 0.0, 5e6, 0.0, -20.0), 50, 100, wkt())
    assert aspect_of(metres) == pytest.approx(3.0, rel=1e-9)


def test_points_without_a_place_are_nan() -> None:
    places, _ = metric_places(np.array([10.0, 11.0, NAN, 12.0]), np.array([50.0, 95.0, 50.0, np.inf]), "EPSG:4326")
    np.testing.assert_array_equal(np.isfinite(places), [[True] * 2, [False] * 2, [False] * 2, [False] * 2])
    assert np.isnan(metric_places(np.array([NAN]), np.array([1.0]), "EPSG:4326")[0]).all()


def test_a_crs_that_is_none() -> None:
    with pytest.raises(FusionError, match="not understood"):
        metric_places(np.zeros(1), np.zeros(1), "nowhere")


@pytest.mark.usefixtures("gdal_exceptions")
def test_both_states_of_gdal() -> None:
    assert apart([6e6, 6.1e6], [2e6, 2e6], "EPSG:2229") == pytest.approx(1e5 * 1200 / 3937, rel=1e-12)
    assert apart([120.0, 120.0], [0.0, 1.0], "EPSG:4326") == pytest.approx(110574, rel=0.001)
