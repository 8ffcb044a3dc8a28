"""Which places lie in polygons."""

from __future__ import annotations

import numpy as np
from making import wkt

from geochem_fusion.core.raster.projection import projection
from geochem_fusion.core.samples.areas import Area

UTM = wkt()
SQUARE = np.array([[0.0, 0.0], [10.0, 0.0], [10.0, 10.0], [0.0, 10.0]])


def held(polygons: list[list[np.ndarray]], x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return Area(polygons, UTM).holds(x, y, UTM)


def test_a_hole_is_outside_whatever_its_direction() -> None:
    x, y = np.array([1.0, 5.0, 9.0, 11.0, np.nan]), np.array([1.0, 5.0, 9.0, 5.0, 5.0])
    hole = 4 + SQUARE / 5
    for ring in (hole, hole[::-1]):
        np.testing.assert_array_equal(held([[SQUARE, ring]], x, y), [True, False, True, False, False])


def test_polygons_that_overlap_are_one_area() -> None:
    assert held([[SQUARE], [SQUARE + 5]], np.array([7.0]), np.array([7.0])).all()


def test_closed_rings_are_as_open_ones() -> None:
    generator = np.random.default_rng(1)
    x, y = generator.random((2, 500)) * 14 - 2
    closed = np.vstack([SQUARE, SQUARE[:1]])
    np.testing.assert_array_equal(held([[closed]], x, y), held([[SQUARE]], x, y))
    np.testing.assert_array_equal(held([[SQUARE]], x, y), (x > 0) & (x < 10) & (y > 0) & (y < 10))


def test_a_ray_through_corners_counts_them_once() -> None:
    """A star whose corners lie at whole heights, and places at just these heights."""
    diamond = np.array([[0.0, -4.0], [4.0, 0.0], [0.0, 4.0], [-4.0, 0.0]])
    x, y = (axis.ravel().astype(float) for axis in np.meshgrid(np.arange(-6, 7), np.arange(-6, 7)))
    strictly = np.abs(x) + np.abs(y) < 4
    edge = np.abs(x) + np.abs(y) == 4
    np.testing.assert_array_equal(held([[diamond]], x, y)[~edge], strictly[~edge])


def test_any_polygon_agrees_with_angles() -> None:
    """Against the winding of the ring around each place, summed by angles."""
    generator = np.random.default_rng(2)
    turn = np.sort(generator.random(40)) * 2 * np.pi
    ring = np.column_stack([np.cos(turn), np.sin(turn)]) * (1 + 4 * generator.random((40, 1)))
    x, y = generator.random((2, 400)) * 12 - 6
    angles = np.arctan2(ring[:, 1][None] - y[:, None], ring[:, 0][None] - x[:, None])
    steps = np.diff(np.column_stack([angles, angles[:, :1]]), axis=1)
    winding = np.round(((steps + np.pi) % (2 * np.pi) - np.pi).sum(axis=1) / (2 * np.pi))
    np.testing.assert_array_equal(held([[ring]], x, y), winding % 2 == 1)


def test_places_in_another_crs_are_projected() -> None:
    degrees = wkt(4326)
    square = 500000 + 1000 * SQUARE
    lon, lat = projection(UTM, degrees)(np.array([505000.0, 515000.0]), np.array([505000.0, 505000.0]))
    np.testing.assert_array_equal(Area([[square]], UTM).holds(lon, lat, degrees), [True, False])


def test_an_area_without_polygons_holds_nothing() -> None:
    assert not held([], np.zeros(3), np.zeros(3)).any()
