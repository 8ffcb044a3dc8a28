"""Spatial cross-validation: blocks stay whole, folds are even, no fold sees itself, kriging is that of the textbook."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from geochem_fusion.core.crossvalidation import (
    Folds,
    automatic_block_size,
    interpolated,
    make_folds,
    out_of_fold,
    score,
    variogram,
    variogram_range,
)
from geochem_fusion.core.errors import FusionError


def lattice(rows: int, cols: int, spacing: float = 1.0) -> np.ndarray:
    row, col = np.indices((rows, cols))
    return np.column_stack([col.ravel() + 0.5, row.ravel() + 0.5]) * spacing


def test_blocks_of_whole_cells_are_never_split() -> None:
    positions = lattice(12, 15, 2000.0) + [300000, 4000000]
    folds = make_folds(positions, np.zeros((180, 1)), 2000.0, 4, 6000.0, 0)
    block = (np.arange(180) // 15 // 3) * 5 + np.arange(180) % 15 // 3  # 3 x 3 cells
    assert (folds.blocks, folds.count, folds.block_size) == (20, 4, 6000.0)
    for number in range(20):
        assert len(set(folds.fold[block == number])) == 1
    assert np.bincount(folds.fold).tolist() == [45] * 4


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 1000), count=st.integers(2, 8), side=st.floats(0.05, 0.4))
def test_folds_are_even_for_scattered_points(seed: int, count: int, side: float) -> None:
    positions = np.random.default_rng(seed).uniform(size=(120, 2))
    folds = make_folds(positions, np.zeros((120, 1)), 0.1, count, side, seed)
    sizes = np.bincount(folds.fold, minlength=folds.count)
    assert folds.count == min(count, folds.blocks)
    assert sizes.min() > 0
    corner = positions.min(axis=0) - 0.05
    block = np.floor((positions - corner) / side) @ [1000, 1]
    largest = max((block == b).sum() for b in np.unique(block))
    assert sizes.max() - sizes.min() <= largest
    for b in np.unique(block):
        assert len(set(folds.fold[block == b])) == 1


def test_the_seed_decides_which_blocks_go_together() -> None:
    positions, values = lattice(10, 10), np.zeros((100, 1))
    first, again, other = (make_folds(positions, values, 1.0, 5, 2.0, seed).fold for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_impossible_requests_are_refused() -> None:
    positions, values = lattice(4, 4), np.zeros((16, 1))
    with pytest.raises(FusionError, match="BLOCK_SIZE 100 puts all cells into one block"):
        make_folds(positions, values, 1.0, 5, 100.0, 0)
    with pytest.raises(FusionError, match="FOLDS is 1"):
        make_folds(positions, values, 1.0, 1, 1.0, 0)
    with pytest.raises(FusionError, match="BLOCK_SIZE is -1"):
        make_folds(positions, values, 1.0, 5, -1.0, 0)


def test_fewer_blocks_than_folds_make_fewer_folds() -> None:
    assert make_folds(lattice(2, 4), np.zeros((8, 1)), 1.0, 5, 2.0, 0).count == 2


def test_variogram_of_four_points_by_hand() -> None:
    # on a line at 0, 1, 2 and 10: half the largest distance is 5, so lags are 1/3 wide and pairs beyond 5 are left out
    positions = np.array([[0.0, 0], [1, 0], [2, 0], [10, 0]])
    lag, semivariance, pairs = variogram(positions, np.array([1.0, 3.0, 6.0, 0.0]))
    np.testing.assert_allclose(lag, [1.0, 2.0])
    np.testing.assert_allclose(semivariance, [((3 - 1) ** 2 + (6 - 3) ** 2) / 2 / 2, (6 - 1) ** 2 / 2])
    assert pairs.tolist() == [2, 1]
    # variance 5.25, of which 95 % are reached at distance 2
    assert variogram_range(positions, np.array([1.0, 3.0, 6.0, 0.0])) == pytest.approx(2.0)


def test_variogram_leaves_missing_values_out() -> None:
    positions = np.vstack([lattice(3, 3), [[50.0, 50.0]]])
    values = np.append(np.arange(9.0), np.nan)
    for got, expected in zip(variogram(positions, values), variogram(positions[:9], values[:9])):
        np.testing.assert_array_equal(got, expected)
    assert variogram_range(positions, np.full(10, np.nan)) == 0.0


def test_automatic_size_follows_the_range_within_limits() -> None:
    noise = np.random.default_rng(0).normal(size=(9, 40, 40))  # nine elements: the median of their ranges counts
    positions = lattice(40, 40)
    values = [gaussian_filter(noise, (0, sigma, sigma)).reshape(9, -1).T for sigma in (0, 1, 12)]
    sizes = [automatic_block_size(positions, v, 1.0, 5) for v in values]
    largest = np.sqrt(1600 / (4 * 5))  # four blocks a fold
    assert 1.0 <= sizes[0] < 2.5 < sizes[1] < sizes[2] == pytest.approx(largest)
    folds = make_folds(positions, values[2], 1.0, 5, 0.0, 0)
    assert folds.count == 5
    assert folds.blocks >= 20


def test_no_fold_is_seen_by_its_own_model() -> None:
    folds = make_folds(lattice(8, 8), np.zeros((64, 1)), 1.0, 4, 2.0, 3)
    number = np.arange(64.0)
    seen: list[set[float]] = []

    def fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        np.testing.assert_array_equal(x[:, 0] * 10, y)
        np.testing.assert_array_equal(x[:, 0] + 1, weights)
        own = set(x[:, 0])
        seen.append(own)
        return lambda rows: np.array([v in own for v in rows[:, 0]], float) + 2 * rows[:, 0]

    predicted = out_of_fold(fit, number[:, None], number * 10, number + 1, folds)
    np.testing.assert_array_equal(predicted, 2 * number)
    assert len(seen) == 4
    for fold, rows in enumerate(seen):
        assert rows == set(number[folds.fold != fold])


def kriged(known: np.ndarray, values: np.ndarray, place: np.ndarray) -> float:
    """Return ordinary kriging with semivariance = distance: the system as textbooks print it."""
    count = len(known)
    system = np.ones((count + 1, count + 1))
    system[-1, -1] = 0
    system[:count, :count] = np.linalg.norm(known[:, None] - known[None], axis=2)
    right = np.append(np.linalg.norm(known - place, axis=1), 1.0)
    return float(np.linalg.solve(system, right)[:count] @ values)


def test_interpolation_is_ordinary_kriging_with_a_linear_variogram() -> None:
    generator = np.random.default_rng(4)
    positions = generator.uniform(size=(30, 2)) * 5000 + [3e5, 4e6]
    values = generator.normal(size=30)
    folds = Folds(np.arange(30) % 3, 3, 1.0, 30)
    expected = [
        kriged(positions[folds.fold != folds.fold[k]], values[folds.fold != folds.fold[k]], positions[k])
        for k in range(30)
    ]
    np.testing.assert_allclose(interpolated(positions, values, folds), expected, rtol=1e-7, atol=1e-9)


def test_interpolation_of_many_rows_uses_the_nearest_forty() -> None:
    generator = np.random.default_rng(5)
    positions, values = generator.uniform(size=(200, 2)), generator.normal(size=200)
    folds = Folds(np.arange(200) % 2, 2, 1.0, 200)
    got = interpolated(positions, values, folds)
    for k in (0, 1, 77, 198):
        other = np.flatnonzero(folds.fold != folds.fold[k])
        near = other[np.argsort(np.linalg.norm(positions[other] - positions[k], axis=1))[:40]]
        assert got[k] == pytest.approx(kriged(positions[near], values[near], positions[k]), rel=1e-6, abs=1e-9)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_score_of_any_numbers(seed: int) -> None:
    o, p, b = np.random.default_rng(seed).normal(size=(3, 12))
    assert score(o, o, b)["skill"] == 1
    assert score(o, b, b)["skill"] == 0
    assert score(o, np.full(12, o.mean()), b)["r2"] == pytest.approx(0)
    assert score(o, np.zeros(12), b)["r"] is None
    assert score(o, p, o)["skill"] is None
    assert score(o, p, b)["rmse"] == pytest.approx(np.sqrt(((o - p) ** 2).mean()))
