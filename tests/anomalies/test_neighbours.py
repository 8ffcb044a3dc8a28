"""Neighbours and means over them, beside naive loops."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.anomalies import neighbours
from geochem_fusion.core.anomalies.neighbours import (
    Support,
    nearest,
    percentile_ranks,
    place_areas,
    rank_correlation,
    scales_for,
)

NAN = np.nan


def scattered(n: int = 200, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 1e4, (n, 2))


def naive_nearest(places: np.ndarray, count: int) -> np.ndarray:
    found = []
    for here in range(len(places)):
        apart = np.round(np.hypot(*(places - places[here]).T), 3)
        others = [k for k in range(len(places)) if k != here]
        found.append(sorted(others, key=lambda k: (apart[k], k))[:count])
    return np.array(found)


def test_neighbours_of_scattered_places() -> None:
    places = scattered()
    distances, numbers = nearest(places, 8)
    np.testing.assert_array_equal(numbers, naive_nearest(places, 8))
    apart = np.hypot(*np.moveaxis(places[numbers] - places[:, None], -1, 0))
    np.testing.assert_allclose(distances, apart)


@pytest.mark.parametrize("count", [1, 4, 6, 8, 13])
def test_of_neighbours_at_one_distance_the_first_come_first(count: int) -> None:
    places = np.array([(x, y) for x in range(9) for y in range(8)], float) * 100
    np.testing.assert_array_equal(nearest(places, count)[1], naive_nearest(places, count))


def test_few_places_have_fewer_neighbours() -> None:
    places = scattered(4)
    assert nearest(places, 8)[1].shape == (4, 3)
    np.testing.assert_array_equal(nearest(places, 8)[1], naive_nearest(places, 3))


def test_blocks_leave_no_seam(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = nearest(scattered(), 8)
    monkeypatch.setattr(neighbours, "_BLOCK", 7)
    for part, expected in zip(nearest(scattered(), 8), whole):
        np.testing.assert_array_equal(part, expected)


@pytest.mark.parametrize(
    ("places", "scales"),
    [
        (10, (8,)),
        (96, (8,)),
        (120, (8, 10)),
        (288, (8, 24)),
        (594, (8, 24, 49)),
        (768, (8, 24, 64)),
        (10**6, (8, 24, 64)),
    ],
)
def test_scales_that_a_survey_can_have(places: int, scales: tuple[int, ...]) -> None:
    assert scales_for(places) == scales


def test_scales_that_are_asked_for() -> None:
    assert scales_for(1200, (50, 4, 4, 500)) == (4, 50, 100)


@pytest.mark.parametrize("scale", [0, 1, 8, 24])
def test_means_beside_a_loop(scale: int) -> None:
    places = scattered()
    rng = np.random.default_rng(1)
    values = rng.normal(0, 1, (200, 3))
    values[rng.random(values.shape) < 0.3] = NAN
    values[:, 2] = np.where(places[:, 0] < 5000, NAN, values[:, 2])  # none around many places
    support = Support.of(places, 24)
    means = support.means(values, scale)
    order = naive_nearest(places, 24)
    for here in range(200):
        members = [here, *order[here, :scale]]
        for column in range(3):
            known = values[members, column][np.isfinite(values[members, column])]
            expected = known.mean() if known.size else NAN
            np.testing.assert_allclose(means[here, column], expected, rtol=1e-12)
    np.testing.assert_array_equal(support.means(values[:, 0], scale), means[:, 0])


def test_ranks() -> None:
    np.testing.assert_allclose(percentile_ranks(np.array([3.0, 1, 2, 4])), [0.625, 0.125, 0.375, 0.875])
    np.testing.assert_allclose(percentile_ranks(np.array([1.0, 1, NAN, 5, 1])), [0.375, 0.375, 0.5, 0.875, 0.375])
    np.testing.assert_array_equal(percentile_ranks(np.array([NAN, NAN])), [0.5, 0.5])
    assert percentile_ranks(np.random.default_rng(0).normal(size=101)).mean() == pytest.approx(0.5)


def test_rank_correlation_by_hand() -> None:
    """Ranks 1, 2, 3 and 1, 3, 2: 1 - 6 x 2 / (3 x 8)."""
    assert rank_correlation(np.array([1.0, 5.0, 9.0]), np.array([2.0, 8.0, 7.0])) == pytest.approx(0.5)
    assert rank_correlation(np.arange(5.0), -np.arange(5.0)) == pytest.approx(-1)


def test_areas_of_a_regular_grid_are_alike_but_for_the_edge() -> None:
    places = np.array([(x, y) for x in range(20) for y in range(20)], float) * 100
    areas = place_areas(Support.of(places, 8)).reshape(20, 20)
    # the 8th neighbour lies across the diagonal of a cell
    np.testing.assert_allclose(areas[1:-1, 1:-1], np.pi * 2 * 100**2 / 8)
    assert (areas[0] > areas[1, 1]).all()


def test_crowded_places_stand_for_less() -> None:
    rng = np.random.default_rng(0)
    places = np.concatenate([rng.uniform(0, 1000, (100, 2)), rng.uniform(0, 100, (100, 2)) + 5000])
    areas = place_areas(Support.of(places, 8))
    assert np.median(areas[:100]) > 50 * np.median(areas[100:])
