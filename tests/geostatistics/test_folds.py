"""Spatial cross-validation: blocks stay whole, folds are even, no fold sees itself, kriging is that of the textbook."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.ndimage import gaussian_filter

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.geostatistics.folds import FoldChoice, automatic_block_size, make_folds, out_of_fold, score


def lattice(rows: int, cols: int, spacing: float = 1.0) -> np.ndarray:
    row, col = np.indices((rows, cols))
    return np.column_stack([col.ravel() + 0.5, row.ravel() + 0.5]) * spacing


def test_blocks_of_whole_cells_are_never_split() -> None:
    positions = lattice(12, 15, 2000.0) + [300000, 4000000]
    folds = make_folds(positions, np.zeros((180, 1)), 2000.0, FoldChoice(4, 6000.0), 0)
    block = (np.arange(180) // 15 // 3) * 5 + np.arange(180) % 15 // 3  # 3 x 3 cells
    assert (folds.blocks, folds.count, folds.block_size) == (20, 4, 6000.0)
    for number in range(20):
        assert len(set(folds.fold[block == number])) == 1
    assert np.bincount(folds.fold).tolist() == [45] * 4


@settings(max_examples=50, deadline=None)
@given(seed=st.integers(0, 1000), count=st.integers(2, 8), side=st.floats(0.05, 0.4))
def test_folds_are_even_for_scattered_points(seed: int, count: int, side: float) -> None:
    positions = np.random.default_rng(seed).uniform(size=(120, 2))
    folds = make_folds(positions, np.zeros((120, 1)), 0.1, FoldChoice(count, side), seed)
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
    first, again, other = (make_folds(positions, values, 1.0, FoldChoice(5, 2.0), seed).fold for seed in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)


def test_impossible_requests_are_refused() -> None:
    positions, values = lattice(4, 4), np.zeros((16, 1))
    with pytest.raises(FusionError, match="BLOCK_SIZE 100 puts all cells into one block"):
        make_folds(positions, values, 1.0, FoldChoice(5, 100.0), 0)
    with pytest.raises(FusionError, match="FOLDS is 1"):
        make_folds(positions, values, 1.0, FoldChoice(1, 1.0), 0)
    with pytest.raises(FusionError, match="BLOCK_SIZE is -1"):
        make_folds(positions, values, 1.0, FoldChoice(5, -1.0), 0)


def test_fewer_blocks_than_folds_make_fewer_folds() -> None:
    assert make_folds(lattice(2, 4), np.zeros((8, 1)), 1.0, FoldChoice(5, 2.0), 0).count == 2


def test_automatic_size_follows_the_range_within_limits() -> None:
    noise = np.random.default_rng(0).normal(size=(9, 40, 40))  # nine elements: the median of their ranges counts
    positions = lattice(40, 40)
    values = [gaussian_filter(noise, (0, sigma, sigma)).reshape(9, -1).T for sigma in (0, 1, 12)]
    sizes = [automatic_block_size(positions, v, 1.0, 5) for v in values]
    largest = np.sqrt(1600 / (4 * 5))  # four blocks a fold
    assert 1.0 <= sizes[0] < 2.5 < sizes[1] < sizes[2] == pytest.approx(largest)
    folds = make_folds(positions, values[2], 1.0, FoldChoice(5, 0.0), 0)
    assert folds.count == 5
    assert folds.blocks >= 20


def test_no_fold_is_seen_by_its_own_model() -> None:
    folds = make_folds(lattice(8, 8), np.zeros((64, 1)), 1.0, FoldChoice(4, 2.0), 3)
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
