"""The proposed size of cells: that of grids and of places at random, round, whatever the clusters."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.samples.cell_size import proposed_cell_size, sample_spacing


def grid(step: float, side: int = 20) -> tuple[np.ndarray, np.ndarray]:
    x, y = np.meshgrid(np.arange(side) * step + 5e5, np.arange(side) * step + 4e6)
    return x.ravel(), y.ravel()


@pytest.mark.parametrize("step", [0.01, 25.0, 1000.0])
def test_the_spacing_of_a_grid_is_its_step(step: float) -> None:
    assert sample_spacing(*grid(step)) == pytest.approx(step, rel=1e-6)


def test_duplicates_clusters_and_holes_do_not_count() -> None:
    x, y = grid(100.0)
    cluster = np.random.default_rng(0).normal(0, 1, (2, 40))
    x, y = np.concatenate([x, x[:50], cluster[0] + 5e5]), np.concatenate([y, y[:50], cluster[1] + 4e6])
    hole = (abs(x - 501000) < 300) & (abs(y - 4001000) < 300)
    assert sample_spacing(x[~hole], y[~hole]) == pytest.approx(100, rel=0.05)
    far = x[~hole] + 1e5 * (x[~hole] > 5e5 + 1000)  # two surveys far from each other
    assert sample_spacing(far, y[~hole]) == pytest.approx(100, rel=1e-6)
    assert sample_spacing(np.arange(50.0), np.arange(50.0)) == pytest.approx(2 * np.sqrt(2))  # on a line


@pytest.mark.parametrize("count", [300, 5000])
def test_the_spacing_at_random_follows_the_density(count: int) -> None:
    x, y = np.random.default_rng(1).uniform(0, 1000, (2, count))
    assert sample_spacing(x, y) == pytest.approx(1000 / np.sqrt(count), rel=0.04)


@pytest.mark.parametrize(
    ("spacing", "size"), [(1000, 2000), (950, 2000), (1200, 2500), (480, 1000), (0.012, 0.025), (2600, 5000), (45, 100)]
)
def test_sizes_are_round_and_hold_about_four_samples(spacing: float, size: float) -> None:
    assert proposed_cell_size(spacing) == pytest.approx(size)


def test_few_places_give_none() -> None:
    with pytest.raises(FusionError, match=r"too few places \(4\) say nothing"):
        sample_spacing(np.array([0.0, 1, 2, 3, 3]), np.zeros(5))
