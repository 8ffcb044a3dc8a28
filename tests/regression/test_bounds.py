"""Bounds of predictions, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geochem_fusion.core.regression.bounds import content_bounds, count_held, held, measured_range, part_bounds


def test_logarithms_are_widened_by_twice_their_range() -> None:
    # 10 to 11 spans a factor of 1.1, so that a factor of 1.21 is added on each side
    assert content_bounds("log", np.array([10.0, 10.5, 11]), "") == pytest.approx((10 / 1.21, 11 * 1.21))


def test_but_by_no_more_than_a_factor_of_five() -> None:
    assert content_bounds("log", np.array([1.0, 1e6]), "") == pytest.approx((0.2, 5e6))
    low, high = part_bounds("clr", np.array([[-0.1, 0], [0.1, 9]]))
    np.testing.assert_allclose(low, [-0.5, -math.log(5)])
    np.testing.assert_allclose(high, [0.5, 9 + math.log(5)])


def test_values_as_they_are_may_leave_their_range_by_four_times_its_length() -> None:
    assert content_bounds("none", np.array([10.0, 30]), "ppm") == (-70, 110)


@pytest.mark.parametrize(("transform", "low"), [("none", 10.0), ("none", -5.0), ("log", 10.0), ("log", 1e-3)])
def test_the_measured_range_is_found_again(transform: str, low: float) -> None:
    bounds = content_bounds(transform, np.array([low, 30]), "ppm")
    assert measured_range(bounds, transform) == pytest.approx((low, 30))


def test_nothing_is_more_than_the_whole() -> None:
    assert content_bounds("none", np.array([10.0, 90]), "%") == (-310, 100)
    assert content_bounds("log", np.array([2.0, 6e5]), "ppm")[1] == 1e6
    assert content_bounds("none", np.array([0.0, 200]), "%") == (-800, 1000)  # whatever that is, it is no percent


def test_contents_are_held() -> None:
    contents = np.array([-5.0, 3, 1e15])
    np.testing.assert_array_equal(held(contents, (1.0, 9.0), "ppm"), [1, 3, 9])
    np.testing.assert_array_equal(held(contents, None, "ppm"), [-5, 3, 1e6])
    np.testing.assert_array_equal(held(contents, None, ""), contents)


def test_contents_that_were_held_are_counted() -> None:
    contents = np.array([1.1, 3, 9.7, 9.7, np.nan], np.float32)
    assert count_held(contents, (1.1, 9.7), "ppm") == 3  # one at the lower bound, two at the upper
    assert count_held(contents, (1.0, 9.8), "ppm") == 0
    assert count_held(np.array([100, 3], np.float32), None, "%") == 1
    assert count_held(contents, None, "") == 0
