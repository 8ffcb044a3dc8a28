"""Numbers as text, ticks and ranges."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core import formats


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (0, 10, [0, 2, 4, 6, 8, 10]),
        (0, 1, [0, 0.2, 0.4, 0.6, 0.8, 1]),
        (-0.03, 0.031, [-0.02, 0, 0.02]),
        (13, 59, [20, 30, 40, 50]),
        (0.6, 9.9, [2, 4, 6, 8]),
        (5, 5, [5]),
    ],
)
def test_ticks_are_round_and_inside(low: float, high: float, expected: list[float]) -> None:
    assert formats.ticks(low, high) == pytest.approx(expected)


def test_tick_labels_have_the_decimals_of_their_step() -> None:
    assert formats.tick_labels([0, 0.05, 0.1]) == ["0.00", "0.05", "0.10"]
    assert formats.tick_labels([-20, 0, 20]) == ["\u221220", "0", "20"]
    assert formats.tick_labels([0, 1e7, 2e7]) == ["0", "1e+07", "2e+07"]
    assert formats.tick_labels([5]) == ["5"]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "\u2013"),
        (float("nan"), "\u2013"),
        (float("inf"), "\u2013"),
        (0.0, "0"),
        (7976, "7976"),
        (5.0999, "5.100"),
        (0.0123456, "0.01235"),
        (-123456.7, "\u2212123500"),
        (9.99996, "10.00"),
        (1.5e9, "1.500e+09"),
    ],
)
def test_numbers_have_four_significant_digits(value: float | None, text: str) -> None:
    assert formats.number(value) == text


def test_ranges_cut_tails_and_centre_differences() -> None:
    values = np.append(np.arange(101.0), np.nan)
    assert formats.shared_range([values]) == pytest.approx((2, 98))
    assert formats.symmetric_range([np.array([-3.0, 1.0, np.nan])], 0) == (-3, 3)
    low, high = formats.shared_range([np.full(4, 7.0)])
    assert low < 7 < high
    assert formats.symmetric_range([np.zeros(3)]) == (-1, 1)
    assert formats.shared_range([np.array([np.nan])])[0] < formats.shared_range([np.array([np.nan])])[1]


@pytest.mark.parametrize(
    ("low", "high", "expected"),
    [
        (1.0, 100.0, [1, 10, 100]),
        (0.8, 30.0, [1, 2, 5, 10, 20]),
        (1e-5, 1e5, [1e-4, 1e-2, 1, 1e2, 1e4]),
        (2.1, 3.9, [2.5, 3.0, 3.5]),
    ],
)
def test_logarithmic_ticks_are_round(low: float, high: float, expected: list[float]) -> None:
    assert formats.log_ticks(low, high) == pytest.approx(expected)


def test_what_is_skewed() -> None:
    normal = np.random.default_rng(0).normal(size=10000)
    assert formats.is_skewed(np.exp(normal))
    assert not formats.is_skewed(np.exp(0.3 * normal))
    assert not formats.is_skewed(np.exp(normal) - 1)  # not all above 0
