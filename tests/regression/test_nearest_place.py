"""Distances to the nearest place: beside those of a tree, and the same whatever points come along."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from geochem_fusion.core.regression.nearest_place import NearestPlace


def near_a_plane(count: int, seed: int, off: float) -> np.ndarray:
    """Return places in 20 features that lie within some ``off`` of a space of three."""
    random = np.random.default_rng(seed)
    inside = random.normal(size=(count, 3)) @ np.linalg.qr(random.normal(size=(20, 3)))[0].T
    return (5 + inside + off * random.normal(size=(count, 20))).astype(np.float32)


@pytest.mark.parametrize(("tolerance", "rank"), [(0.0, 20), (0.15, 16), (0.2, 10), (0.3, 3)])
def test_distances_are_at_most_the_tolerance_above_those_of_a_tree(tolerance: float, rank: int) -> None:
    places, points = near_a_plane(700, 1, 0.02), near_a_plane(5000, 1, 0.5)
    nearest = NearestPlace(places, tolerance)
    found = nearest.distances(points.T)
    assert nearest.rank == rank
    exact, _ = cKDTree(places).query(points)
    assert (found >= exact - 1e-5).all()
    assert (found <= exact + tolerance + 1e-5).all()


def test_places_beside_a_subspace_are_told_apart_on_it() -> None:
    nearest = NearestPlace(near_a_plane(700, 1, 1e-3), 0.05)
    assert nearest.rank == 3


def test_a_place_is_at_0_from_itself() -> None:
    places = near_a_plane(300, 2, 0.1)
    assert (NearestPlace(places, 0.0).distances(places.T) == 0).all()


def test_a_point_has_the_same_distance_whatever_points_come_along() -> None:
    places, points = near_a_plane(90, 3, 0.1), near_a_plane(9000, 4, 0.3)
    nearest = NearestPlace(places, 0.1)
    whole = nearest.distances(points.T)
    for start, stop in ((0, 1), (17, 300), (4000, 8999)):
        assert (nearest.distances(points[start:stop].T) == whole[start:stop]).all()


def test_points_far_from_all_places_have_their_distance() -> None:
    found = NearestPlace(near_a_plane(50, 5, 0.1), 0.1).distances(np.full((20, 1), 1e30, np.float32))
    assert found == pytest.approx(1e30 * np.sqrt(20), rel=1e-6)
