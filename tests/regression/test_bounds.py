"""Bounds of predictions, by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geochem_fusion.core.regression.bounds import content_bounds, held, part_bounds


def test_logarithms_are_widened_by_half_of_their_range() -> None:
    # 10 to 40 spans a factor of 4, so that a factor of 2 is added on each side
    assert content_bounds("log", np.array([10.0, 20, 40]), "") == pytest.approx((5, 80))


def test_but_by_no_more_than_a_factor_of_five() -> None:
    assert content_bounds("log", np.array([1.0, 1e6]), "") == pytest.approx((0.2, 5e6))
    low, high = part_bounds("clr", np.array([[-1.0, 0], [1, 9]]))
    np.testing.assert_allclose(low, [-2, -math.log(5)])
    np.testing.assert_allclose(high, [2, 9 + math.log(5)])


def test_values_as_they_are_may_leave_their_range_by_its_length() -> None:
    assert content_bounds("none", np.array([10.0, 30]), "ppm") == (-10, 50)


def test_nothing_is_more_than_the_whole() -> None:
    assert content_bounds("none", np.array([10.0, 90]), "%") == (-70, 100)
    assert content_bounds("log", np.array([2.0, 6e5]), "ppm")[1] == 1e6
    assert content_bounds("none", np.array([0.0, 200]), "%") == (-200, 400)  # whatever that is, it is no percent


def test_contents_are_held() -> None:
    contents = np.array([-5.0, 3, 1e15])
    np.testing.assert_array_equal(held(contents, (1.0, 9.0), "ppm"), [1, 3, 9])
    np.testing.assert_array_equal(held(contents, None, "ppm"), [-5, 3, 1e6])
    assert held(contents, None, "") is contents
