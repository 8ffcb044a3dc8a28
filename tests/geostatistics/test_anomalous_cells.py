"""Anomalies of single cells beside the noise of samples."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geochem_fusion.core.geostatistics.anomalous_cells import taken_down
from geochem_fusion.core.geostatistics.area_to_point import left_out
from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance
from geochem_fusion.core.geostatistics.uncertainty import growing

VIEW = View(1.0, 0.5, Covariance(0.5, 0.7, 12.0, 6.0), 4.0)
BLEND = Blend((VIEW,), 0.5, 0.1, 5.0, scale=3.0, typical=0.8)
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
    """Errors that do not grow are counted in 0.8 kriging deviations."""
    values = background()
    error, deviation = left_out(values - 0.5 * DRIFT, VIEW.covariance, NOISE)
    expected, typical = values[4, 5] - error[4, 5], 0.8 * deviation[4, 5]
    shares, taken = [], []
    for size in (17.9, 19.0, 20.0, 21.0, 22.1):
        values[4, 5] = expected + size * typical
        left, share = found(values)
        shares.append(share[4, 5])
        taken.append((values - 0.5 * DRIFT - left)[4, 5] / typical)
    np.testing.assert_allclose(shares, [0, 0.25, 0.5, 0.75, 1], atol=1e-9)
    np.testing.assert_allclose(taken, [0, 0.25 * 19, 10, 0.75 * 21, 22.1], atol=1e-9)


def test_errors_that_grow_are_counted_on_the_scale_on_which_they_do_not() -> None:
    """The integral over contents of 1 / the error at each, by the trapezoidal rule."""
    values, blend = background(), replace(BLEND, growth=0.95, level=20.0)
    error, deviation = left_out(values - 0.5 * DRIFT, VIEW.covariance, NOISE)
    expected, typical = values[4, 5] - error[4, 5], 0.8 * deviation[4, 5]
    contents = np.linspace(expected, 1000, 200_001)
    pace = 1 / growing(contents, 0.95, 20.0)
    size = np.concatenate([[0], np.cumsum((pace[1:] + pace[:-1]) / 2 * np.diff(contents))]) / typical
    shares = []
    for off in (8.9, 9.5, 10.0, 10.5, 11.1):
        values[4, 5] = np.interp(off, size, contents)
        shares.append(found(values, blend)[1][4, 5])
    np.testing.assert_allclose(shares, [0, 0.25, 0.5, 0.75, 1], atol=1e-4)


def test_means_known_to_be_of_few_samples_are_believed_to_two_typical_errors() -> None:
    """Once the value is believed no farther its neighbours expect the same, whatever it is; low ones are alike."""
    counted = replace(BLEND, counted=True)
    for blend, sign in ((counted, 1), (counted, -1), (replace(counted, growth=0.8, level=20.0), 1)):
        kept = []
        for size in (6.0, 7.0):
            values = np.full((9, 9), 20.0)
            deviation = left_out(values, VIEW.covariance, NOISE)[1][4, 5]
            values[4, 5] += sign * size * deviation
            left, share = taken_down(values, np.zeros((9, 9)), blend, VIEW, NOISE)
            assert not share.any()
            np.testing.assert_array_equal(np.delete(left, 4 * 9 + 5), np.full(80, 20.0))
            kept.append(left[4, 5])
        assert kept[0] == pytest.approx(kept[1])
        if blend.growth == 0:
            assert kept[0] == pytest.approx(20 + sign * 2 * 0.8 * deviation)


def test_where_the_samples_are_not_known_every_value_but_an_anomaly_is_believed() -> None:
    values = background()
    values[4, 5] += 40
    left, share = found(values)
    np.testing.assert_array_equal(left, values - 0.5 * DRIFT)
    assert not share.any()
    assert found(values, replace(BLEND, counted=True))[0][4, 5] < left[4, 5] - 20


def test_an_anomaly_of_a_counted_map_stays_one() -> None:
    values = background()
    values[4, 5] = 400
    left, share = found(values, replace(BLEND, counted=True))
    assert share[4, 5] == 1
    assert 15 < left[4, 5] < 25


def test_a_map_without_variation_and_one_of_a_single_value_stay_as_they_are() -> None:
    flat = View(1.0, 0.0, Covariance(0.5, 1.0, 1e-300, 1e-301))
    alone = np.full((9, 9), np.nan)
    alone[4, 4] = 7.0
    for values in (np.full((9, 9), 7.0), alone):
        left, share = taken_down(values, DRIFT, BLEND, flat, np.full((9, 9), flat.covariance.noise))
        np.testing.assert_array_equal(left, values)
        assert not share.any()
