"""Matern covariances of points and of cell means."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import special

from geochem_fusion.core.geostatistics.covariance import block_table, half_log_determinant, matern


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


def test_half_log_determinant_is_that_of_the_product_wherever_the_factor_lies() -> None:
    factor = np.diag([2.0, 3.0, 4.0]) + np.tri(3, k=-1)
    assert half_log_determinant(factor) == pytest.approx(math.log(24))  # det(L L') = 24^2
    generator, many = np.random.default_rng(0), np.asfortranarray(np.diag(np.random.default_rng(1).uniform(1, 9, 130)))
    expected = np.log(many.diagonal().copy()).sum()
    for _ in range(50):
        held = np.empty(int(generator.integers(1, 4000)))  # results lie elsewhere with other things in memory
        assert half_log_determinant(many.copy(order="F")) == expected
        del held
