"""Probabilities of exceeding a threshold against scipy's distributions."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import stats

from geochem_fusion.core.products.exceedance import exceedance


def test_normal() -> None:
    mean, deviation = np.array([[10.0, 20.0, 45.0]]), np.array([[2.0, 5.0, 9.0]])
    np.testing.assert_allclose(
        exceedance(mean, deviation, 22.0, "normal"), stats.norm.sf(22, mean, deviation), rtol=1e-12
    )


def test_lognormal_has_the_mean_and_deviation_given() -> None:
    mean, deviation, threshold = 30.0, 12.0, 50.0
    shape = np.sqrt(np.log1p((deviation / mean) ** 2))
    known = stats.lognorm(shape, scale=mean * np.exp(-(shape**2) / 2))
    assert (known.mean(), known.std()) == (pytest.approx(mean), pytest.approx(deviation))
    found = exceedance(np.array([[mean]]), np.array([[deviation]]), threshold, "lognormal")
    assert found[0, 0] == pytest.approx(known.sf(threshold), rel=1e-9)


@pytest.mark.parametrize("distribution", ["normal", "lognormal"])
def test_without_a_deviation_it_is_certain_and_without_a_value_unknown(distribution: str) -> None:
    mean, deviation = np.array([[5.0, 15.0, np.nan, 5.0, 5.0]]), np.array([[0.0, 0.0, 1.0, np.nan, -1.0]])
    np.testing.assert_array_equal(exceedance(mean, deviation, 10.0, distribution), [[0, 1, np.nan, np.nan, np.nan]])


def test_a_content_is_above_a_threshold_of_nothing() -> None:
    assert exceedance(np.array([[2.0]]), np.array([[5.0]]), 0.0, "lognormal") == 1
    assert np.isnan(exceedance(np.array([[-2.0]]), np.array([[5.0]]), 1.0, "lognormal")).all()
