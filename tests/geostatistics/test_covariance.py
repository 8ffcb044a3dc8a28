"""Matern covariances of points and of cell means."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import special

from geochem_fusion.core.geostatistics.covariance import Covariance, block_table, half_log_determinant, matern


@pytest.mark.parametrize("smoothness", [0.5, 1.0, 1.5, 2.5])
def test_matern_equals_the_general_formula(smoothness: float) -> None:
    h = np.array([0.01, 0.3, 1.0, 4.0])
    scaled = math.sqrt(2 * smoothness) * h
    general = 2 ** (1 - smoothness) / special.gamma(smoothness) * scaled**smoothness * special.kv(smoothness, scaled)
    np.testing.assert_allclose(matern(h, smoothness), general, rtol=1e-12)
    assert matern(np.zeros(1), smoothness)[0] == pytest.approx(1, abs=1e-9)


def test_block_table_is_the_mean_over_pairs_of_points() -> None:
    points = (np.arange(5) + 0.5) / 5
    for row, col in ((0, 0), (1, 0), (2, 3)):
        pairs = itertools.product(points, points, points, points)
        by_loops = np.mean([math.exp(-math.hypot(row + a - b, 0.5 * (col + c - d)) / 1.7) for a, b, c, d in pairs])
        assert block_table((3, 4), 0.5, 1.7, 0.5)[row, col] == pytest.approx(by_loops, rel=1e-12)


def test_texture_compares_points_of_a_cell_with_cells_of_a_square() -> None:
    """Mean covariances of all pairs of points by loops: of one cell of 5 x 5 points, and of 2 x 2 cells of as many."""
    means = []
    for side in (5, 10):
        points = [(row / 5, col / 5 * 0.5) for row in range(side) for col in range(side)]
        means.append(np.mean([math.exp(-math.dist(a, b) / 1.7) for a in points for b in points]))
    cell, square = means
    texture = Covariance(0.5, 1.7, 3.0, 0.1, 0.5).texture
    assert texture == pytest.approx(math.sqrt((1 - cell) / (cell - square)), rel=1e-12)


def test_half_log_determinant_is_that_of_the_product_wherever_the_factor_lies() -> None:
    factor = np.diag([2.0, 3.0, 4.0]) + np.tri(3, k=-1)
    assert half_log_determinant(factor) == pytest.approx(math.log(24))  # det(L L') = 24^2
    generator, many = np.random.default_rng(0), np.asfortranarray(np.diag(np.random.default_rng(1).uniform(1, 9, 130)))
    expected = np.log(many.diagonal().copy()).sum()
    for _ in range(50):
        held = np.empty(int(generator.integers(1, 4000)))  # results lie elsewhere with other things in memory
        assert half_log_determinant(many.copy(order="F")) == expected
        del held
