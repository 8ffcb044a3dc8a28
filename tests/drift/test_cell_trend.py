"""Trends found on cells: coefficients and cells left out against textbook solutions, and fields of known trend."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import linalg
from simulated import field

from geochem_fusion.core.drift.cell_trend import VARIANCES, CellTrends
from geochem_fusion.core.geostatistics.covariance import (
    JITTER,
    RANGES,
    SMOOTHNESS,
    block_table,
    covariance_matrix,
    lag_index,
    parts_of,
)

SHAPE = (7, 9)
AT = (1, 4, 0, 5, 6)  # smoothness 1, range 1.4, the only noise, variances of 0.3 and 1


def map_of(seed: int, noise: float = 0.25) -> tuple[CellTrends, np.ndarray, np.ndarray]:
    """Return trends of one element with two lines and three kernels, its values, and all columns (5, rows, columns)."""
    values, predicted, *columns = np.random.default_rng(seed).standard_normal((7, *SHAPE))
    values = values + 2 * columns[0]
    values[2, 3] = np.nan
    found = CellTrends(
        [(values, predicted)], np.array(columns[:2]), np.array(columns[2:]), [np.full(SHAPE, noise)], 1.3
    )
    return found, values, np.array(columns)


def dense(values: np.ndarray, columns: np.ndarray, use: np.ndarray, noise: float = 0.25) -> tuple[np.ndarray, ...]:
    """Return values, constant, columns with their variances, and the covariance of all but the trend, cell by cell."""
    table = block_table(SHAPE, SMOOTHNESS[AT[0]], RANGES[AT[1]], 1.3)
    block = float(table[0, 0])
    rest = covariance_matrix(table, lag_index(np.argwhere(use), SHAPE[1]), (1 - block) * noise + JITTER * block)
    variances = np.repeat([VARIANCES[AT[3]], VARIANCES[AT[4]]], [2, 3])
    return values[use], np.ones((use.sum(), 1)), columns[:, use].T, variances, rest


def test_coefficients_are_the_best_linear_unbiased_predictions() -> None:
    """Robinson 1991: T X' V^-1 (y - mu), with V = R + X T X' and mu by generalised least squares."""
    found, values, columns = map_of(1)
    y, one, x, variances, rest = dense(values, columns, np.isfinite(values))
    whole = rest + (x * variances) @ x.T
    mean = float(linalg.solve(whole, one)[:, 0] @ y / (one.T @ linalg.solve(whole, one))[0, 0])
    expected = variances * (x.T @ linalg.solve(whole, y - mean))
    coefficients, _ = found._solved(0, AT)
    assert coefficients[0] == pytest.approx(mean, rel=1e-8)
    np.testing.assert_allclose(coefficients[1:], expected, rtol=1e-8, atol=1e-10)


def test_the_likelihood_is_that_of_the_whole_covariance() -> None:
    found, values, columns = map_of(2)
    y, one, x, variances, rest = dense(values, columns, np.isfinite(values))
    whole = rest + (x * variances) @ x.T
    inverse = linalg.inv(whole)
    mean = float((one.T @ inverse @ y)[0] / (one.T @ inverse @ one)[0, 0])
    left, freedom = y - mean, len(y) - 1
    sill = float(left @ inverse @ left) / freedom
    expected = (
        np.linalg.slogdet(whole)[1] / 2
        + math.log(float((one.T @ inverse @ one)[0, 0])) / 2
        + freedom / 2 * math.log(sill)
    )
    profile = found._profile(0, AT, [])
    assert profile.loss == pytest.approx(expected, rel=1e-9)
    assert profile.sill == pytest.approx(sill, rel=1e-8)


def test_a_cell_left_out_is_told_by_the_trend_of_all_others() -> None:
    """The content of the average cell, which is that of all cells, is told apart."""
    found, values, columns = map_of(3)
    whole, held_out = found._solved(0, AT)
    average = columns[:, np.isfinite(values)].mean(axis=1)
    for row, col in ((0, 0), (3, 4), (6, 8)):
        use = np.isfinite(values)
        use[row, col] = False
        y, one, x, variances, rest = dense(values, columns, use)
        inverse = linalg.inv(rest + (x * variances) @ x.T)
        mean = float((one.T @ inverse @ y)[0] / (one.T @ inverse @ one)[0, 0])
        expected = (columns[:, row, col] - average) * variances @ x.T @ inverse @ (y - mean)
        assert held_out[row, col] - whole[0] - average @ whole[1:] == pytest.approx(float(expected), rel=1e-7)
    assert np.isnan(held_out[2, 3])


@pytest.mark.parametrize("level", [10.0, 1e6])
def test_the_level_of_a_band_changes_the_constant_alone(level: float) -> None:
    """Reflectances lie ten standard deviations above 0, a band that is nearly the same everywhere a million."""
    values, predicted, *columns = np.random.default_rng(6).standard_normal((6, *SHAPE))
    values = values + 2 * columns[0]
    lines, kernels = np.array(columns[:2]), np.array(columns[2:])
    noises = [np.full(SHAPE, 0.25)]
    plain = CellTrends([(values, predicted)], lines, kernels, noises, 1.3).trend(0)
    raised = CellTrends([(values, predicted)], lines + level, kernels, noises, 1.3).trend(0)
    np.testing.assert_allclose(raised.line, plain.line, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(raised.held_out, plain.held_out, rtol=1e-6, atol=1e-8)
    assert raised.constant == pytest.approx(plain.constant - level * plain.line.sum(), rel=1e-6, abs=1e-6)
    assert np.corrcoef(raised.held_out.ravel(), values.ravel())[0, 1] > 0.8


def test_a_large_map_is_told_by_its_parts() -> None:
    """130 x 70 cells: eight parts teach, and every cell is told, those in no part by all that was learned."""
    values, predicted, line, kernels = np.random.default_rng(4).standard_normal((4, 130, 70))
    found = CellTrends([(values + 3 * line, predicted)], line[None], kernels[None], [np.zeros(line.shape)], 1.0)
    coefficients, held_out = found._solved(0, (0, 0, 0, 6, 6))
    assert coefficients[1] == pytest.approx(3, abs=0.1)
    assert np.isfinite(held_out).all()
    taught = sum(len(part.place) for part in parts_of(np.ones(line.shape, bool), [line], np.zeros(line.shape)))
    assert taught == 7200
    told = coefficients[0] + coefficients[1] * line + coefficients[2] * kernels
    assert np.isclose(held_out, told, rtol=1e-12, atol=0).sum() == 9100 - taught


def test_a_known_trend_is_found_and_chance_is_not() -> None:
    """A line of known slope under a field that varies in space; beside it one that the contents do not know."""
    line, other, rest = (field(24, reach, seed) for seed, reach in ((1, 3), (2, 3), (3, 6)))
    maps = [(5 + 1.5 * line + rest, np.zeros(line.shape)), (5 + rest, np.zeros(line.shape))]
    trends = CellTrends(maps, np.stack([line, other]), field(24, 2, 4)[None], [np.zeros(line.shape)], 1.0)
    known, unknown = trends.trend(0), trends.trend(1)
    assert known.line == pytest.approx([1.5, 0], abs=0.15)
    assert unknown.line == pytest.approx([0, 0], abs=0.15)
    assert known.weight == 0  # of a regression that says the same everywhere


def test_the_weight_of_the_regression_is_that_of_least_squares_where_nothing_else_is_there() -> None:
    drift, rest = field(24, 3, 5), field(24, 6, 6)
    trends = CellTrends(
        [(0.6 * drift + rest, drift)], field(24, 2, 7)[None], field(24, 2, 8)[None], [np.zeros(drift.shape)], 1.0
    )
    assert trends.trend(0).weight == pytest.approx(0.6, abs=0.1)


def test_elements_found_together_are_those_found_alone() -> None:
    columns = np.random.default_rng(9).standard_normal((4, 24, 24))
    noises = [np.zeros((24, 24)), np.full((24, 24), 0.25)]
    maps = [(field(24, 6, 10 + k) + columns[k], field(24, 4, 20 + k)) for k in range(2)]
    together = CellTrends(maps, columns[:2], columns[2:], noises, 1.0)
    for k, one in enumerate(maps):
        alone, both = CellTrends([one], columns[:2], columns[2:], noises, 1.0).trend(0), together.trend(k)
        np.testing.assert_allclose(both.held_out, alone.held_out, rtol=1e-6, atol=1e-8)
        assert both.weight == pytest.approx(alone.weight, rel=1e-8, abs=1e-10)
