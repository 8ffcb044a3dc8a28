"""Anomalies of single cells beside the noise of samples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geochem_fusion.core.geostatistics.anomalous_cells import taken_down
from geochem_fusion.core.geostatistics.area_to_point import left_out
from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance

VIEW = View(1.0, 0.5, Covariance(0.5, 0.7, 12.0, 6.0), 4.0)
BLEND = Blend((VIEW,), 0.5, 0.1, 5.0, scale=0.8)
NOISE = np.full((9, 9), VIEW.covariance.noise)
DRIFT = np.random.default_rng(9).normal(size=(9, 9))


def background() -> np.ndarray:
    return 20 + 3 * np.random.default_rng(8).normal(size=(9, 9))


def found(values: np.ndarray, blend: Blend = BLEND) -> tuple[np.ndarray, np.ndarray]:
    return taken_down(values, DRIFT, blend, VIEW, NOISE)


def test_only_what_no_noise_explains_is_taken_down_to_what_was_expected() -> None:
    values = background()
    values[4, 5] = 400
    left, share = found(values)
    error, _ = left_out(values - 0.5 * DRIFT, VIEW.covariance, NOISE)
    expected = np.zeros((9, 9))
    expected[4, 5] = 1
    np.testing.assert_array_equal(share, expected)
    assert left[4, 5] == pytest.approx(400 - 0.5 * DRIFT[4, 5] - error[4, 5])
    assert 15 < left[4, 5] < 25
    np.testing.assert_array_equal(left[share == 0], (values - 0.5 * DRIFT)[share == 0])


def test_two_anomalies_side_by_side_are_both_found() -> None:
    values = background()
    values[4, 4:6] = 400, 300
    assert (found(values)[1][4, 4:6] == 1).all()


def test_nothing_jumps_where_a_value_becomes_an_anomaly() -> None:
    """In typical errors: 0.8 kriging deviations, and half as many where all errors grow and little is expected."""
    values = background()
    error, deviation = left_out(values - 0.5 * DRIFT, VIEW.covariance, NOISE)
    expected = values[4, 5] - error[4, 5]
    for blend, typical in ((BLEND, 0.8), (replace(BLEND, growth=1.0, level=2 * expected), 0.4)):
        shares, taken = [], []
        for size in (17.9, 19.0, 20.0, 21.0, 22.1):
            values[4, 5] = expected + size * typical * deviation[4, 5]
            left, share = found(values, blend)
            shares.append(share[4, 5])
            taken.append((values - 0.5 * DRIFT - left)[4, 5] / (typical * deviation[4, 5]))
        np.testing.assert_allclose(shares, [0, 0.25, 0.5, 0.75, 1], atol=1e-9)
        np.testing.assert_allclose(taken, [0, 0.25 * 19, 10, 0.75 * 21, 22.1], atol=1e-9)


def test_a_map_without_variation_and_one_of_a_single_value_stay_as_they_are() -> None:
    flat = View(1.0, 0.0, Covariance(0.5, 1.0, 1e-300, 1e-301))
    alone = np.full((9, 9), np.nan)
    alone[4, 4] = 7.0
    for values in (np.full((9, 9), 7.0), alone):
        left, share = taken_down(values, DRIFT, BLEND, flat, np.full((9, 9), flat.covariance.noise))
        np.testing.assert_array_equal(left, values)
        assert not share.any()
