"""Terrain: planes of known slope and direction, holes, flat ground, degrees, grids that lie otherwise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.ground.terrain import FLAT, pixel_size, terrain
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.raster.projection import crs_wkt

METRES = Grid((0.0, 10.0, 0.0, 0.0, 0.0, -10.0), 6, 7, "")
FALLS = {"north": (0, 1), "east": (1, 0), "south": (0, -1), "west": (-1, 0), "north-east": (1, 1)}


def plane(grid: Grid, east: float, north: float) -> np.ndarray:
    """Elevation that falls by ``east`` and ``north`` for each unit of the map."""
    col, row = np.meshgrid(np.arange(grid.width) + 0.5, np.arange(grid.height) + 0.5)
    x, y = grid.map_xy(col, row)
    return 1000 - east * x - north * y


@pytest.mark.parametrize("direction", FALLS)
@pytest.mark.parametrize("grid", [METRES, Grid((70.0, -10.0, 0.0, -60.0, 0.0, 10.0), 6, 7, "")], ids=["up", "turned"])
def test_a_plane_has_its_slope_and_compass_direction(direction: str, grid: Grid, gdal_exceptions: None) -> None:
    east, north = FALLS[direction]
    found = terrain(plane(grid, 0.5 * east, 0.5 * north), grid)
    length = math.hypot(east, north)
    np.testing.assert_allclose(found[1], math.degrees(math.atan(0.5 * length)), atol=1e-3)
    np.testing.assert_allclose(found[2], east / length, atol=1e-5)
    np.testing.assert_allclose(found[3], north / length, atol=1e-5)
    aspect = terrain(plane(grid, 0.5 * east, 0.5 * north), grid, paper=True)[2]
    assert np.cos(np.radians(aspect - math.degrees(math.atan2(east, north)))).min() > 1 - 1e-6


def test_flat_ground_has_no_direction() -> None:
    found = terrain(np.full((6, 7), 12.0), METRES)
    assert (found[1:] == 0).all()
    assert (found[0] == 12).all()
    assert (terrain(np.full((6, 7), 12.0), METRES, paper=True)[2] == FLAT).all()


def test_holes_stay_holes_and_do_not_grow() -> None:
    elevation = plane(METRES, 0.2, 0.1)
    elevation[2, 3] = np.nan
    for paper in (False, True):
        found = terrain(elevation, METRES, paper)
        assert np.array_equal(np.isnan(found), np.broadcast_to(np.isnan(elevation), found.shape))


def test_a_direction_survives_the_mean_where_degrees_do_not() -> None:
    ridge = np.abs(np.arange(7) - 3.0)[None] * 0.2 - np.arange(6.0)[:, None] * -1.0  # falls north, a little each way
    sine, cosine = terrain(ridge * 10, METRES)[2:]
    assert abs(sine.mean()) < 0.01
    assert cosine.mean() > 0.9
    aspect = terrain(ridge * 10, METRES, paper=True)[2]
    assert 90 < aspect.mean() < 270  # the mean of degrees points to the other side


def test_pixels_in_degrees_are_as_large_as_on_the_ground() -> None:
    geographic = Grid((10.0, 0.001, 0.0, 60.003, 0.0, -0.001), 6, 7, crs_wkt("EPSG:4326"))
    width, height = pixel_size(geographic)
    assert height == pytest.approx(111.195, rel=1e-6)
    assert width == pytest.approx(111.195 * 0.5, rel=1e-3)
    col = np.broadcast_to(np.arange(7.0), (6, 7))
    found = terrain(-10.0 * col, geographic)
    np.testing.assert_allclose(found[1], math.degrees(math.atan(10 / width)), rtol=1e-4)
    np.testing.assert_allclose(found[2], 1.0, atol=1e-5)


def test_elevation_in_feet_is_scaled() -> None:
    feet = terrain(plane(METRES, 0.5, 0.0) / 0.3048, METRES, scale=1 / 0.3048)
    np.testing.assert_allclose(feet[1], math.degrees(math.atan(0.5)), atol=1e-3)


def test_a_rotated_grid_is_refused() -> None:
    with pytest.raises(FusionError, match="rotated"):
        terrain(np.zeros((6, 7)), Grid((0.0, 10.0, 1.0, 0.0, 1.0, -10.0), 6, 7, ""))
