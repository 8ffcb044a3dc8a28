"""Limits of numbers: ends included, even numbers left out where only odd ones will do."""

from __future__ import annotations

import math

import pytest

from geochem_fusion.core.setting_limits import Limits


@pytest.mark.parametrize(("value", "inside"), [(1, True), (5, True), (9, True), (0, False), (10, False), (4, False)])
def test_ends_are_included_and_even_numbers_are_not_odd(value: int, inside: bool) -> None:
    assert (value in Limits(5, 1, 9, odd=True)) == inside


def test_without_an_end_all_above_are_inside_and_what_is_no_number_is_not() -> None:
    lengths = Limits(0.0, 0.0)
    assert 1e300 in lengths
    assert -1e-9 not in lengths
    assert math.nan not in lengths
