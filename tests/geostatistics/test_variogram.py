"""Empirical variograms and the models fitted to them."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.geostatistics import variogram as variogram_room
from geochem_fusion.core.geostatistics.variogram import SHAPES, Variogram, fit_variogram, variogram, variogram_range


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
    positions = np.vstack([np.argwhere(np.ones((3, 3))), [[50.0, 50.0]]])
    values = np.append(np.arange(9.0), np.nan)
    for got, expected in zip(variogram(positions, values), variogram(positions[:9], values[:9])):
        np.testing.assert_array_equal(got, expected)
    assert variogram_range(positions, np.full(10, np.nan)) == 0.0


@pytest.mark.parametrize(
    ("shape", "value"), [("spherical", 0.4 + 2 * (0.75 - 0.0625)), ("exponential", 0.4 + 2 * (1 - np.exp(-1.5)))]
)
def test_models_at_half_their_range(shape: str, value: float) -> None:
    found = Variogram(shape, 0.4, 2.0, 5.0).at(np.array([0.0, 2.5, 1e9]))
    assert found == pytest.approx([0.0, value, 2.4])


@pytest.mark.parametrize("shape", SHAPES)
def test_fit_finds_the_model_that_made_the_variogram(shape: str, monkeypatch: pytest.MonkeyPatch) -> None:
    lag = np.linspace(1, 15, 15)
    reach = np.geomspace(1, 45, 40)[20]
    made = Variogram(shape, 0.3, 1.7, float(reach))
    monkeypatch.setattr(variogram_room, "variogram", lambda *_: (lag, made.at(lag), np.full(15, 100)))
    found = fit_variogram(np.random.default_rng(0).uniform(0, 10, (3, 2)), np.arange(3.0))
    assert found is not None
    assert (found.shape, found.reach) == (shape, pytest.approx(reach))
    assert (found.nugget, found.sill) == (pytest.approx(0.3), pytest.approx(1.7))


def test_values_that_do_not_vary_have_no_variogram() -> None:
    assert fit_variogram(np.random.default_rng(0).uniform(0, 10, (20, 2)), np.full(20, 3.0)) is None
    assert fit_variogram(np.zeros((1, 2)), np.array([3.0])) is None


def test_fit_tells_structure_from_noise() -> None:
    row, col = (c.ravel().astype(float) for c in np.indices((20, 20)))
    positions = np.column_stack([col, row])
    smooth = fit_variogram(positions, np.sin(row / 4) + np.cos(col / 5))
    noise = fit_variogram(positions, np.random.default_rng(0).normal(size=400))
    assert smooth is not None
    assert noise is not None
    assert smooth.nugget < 0.05 * smooth.sill
    assert noise.at(np.array([1.0]))[0] == pytest.approx(1.0, abs=0.15)
