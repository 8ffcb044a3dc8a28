"""Limits of numbers: ends included, even numbers left out where only odd ones will do."""

from __future__ import annotations

import math

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.setting_limits import Limits, require_within


@pytest.mark.parametrize(("value", "inside"), [(1, True), (5, True), (9, True), (0, False), (10, False), (4, False)])
def test_ends_are_included_and_even_numbers_are_not_odd(value: int, inside: bool) -> None:
    assert (value in Limits(5, 1, 9, odd=True)) == inside


def test_without_an_end_all_above_are_inside_and_what_is_no_number_is_not() -> None:
    lengths = Limits(0.0, 0.0)
    assert 1e300 in lengths
    assert -1e-9 not in lengths
    assert math.nan not in lengths


def test_what_lies_beyond_its_limits_is_refused_with_them() -> None:
    require_within("SEED", 7, Limits(0, 0, 7))
    with pytest.raises(FusionError, match="SEED is 8: give a number from 0 to 7"):
        require_within("SEED", 8, Limits(0, 0, 7))
    with pytest.raises(FusionError, match=r"MIN_DISTANCE is -1\.5: give a number from 0\."):
        require_within("MIN_DISTANCE", -1.5, Limits(5.0, 0.0))
