"""Classes: limits by hand, and the breaks of a fractal that is made with known ones."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.evaluation.classes import (
    classify,
    deviation_limit,
    fractal_limits,
    percentile_limits,
)

NAN = np.nan


def test_a_value_at_a_limit_is_not_beyond_it_and_reaches_it() -> None:
    values = np.array([1.0, 2, 2.5, 9, NAN])
    np.testing.assert_array_equal(classify(values, [2.0, 3.0]), [0, 0, 1, 2, -1])
    np.testing.assert_array_equal(classify(values, [2.0, 3.0], beyond=False), [0, 1, 1, 2, -1])
    np.testing.assert_array_equal(classify(np.array([1.0, NAN]), []), [0, -1])


def test_percentiles() -> None:
    values = np.append(np.arange(101.0), NAN)
    assert percentile_limits(values) == (50, 75, 90, 95, 98)
    assert percentile_limits(np.array([NAN])) == ()


def test_median_and_deviations() -> None:
    # median 3, deviations 2, 1, 0, 1, 97, their median 1
    assert deviation_limit(np.array([1.0, 2, 3, 4, 100, NAN])) == pytest.approx(3 + 2 * 1.4826)
    assert np.isnan(deviation_limit(np.array([NAN])))


def broken(breaks: list[float], slopes: list[float], n: int = 4000) -> np.ndarray:
    """Return contents whose number above c falls as a power of c, with another slope beyond each break."""
    share = (np.arange(n) + 0.5) / n
    contents, x, y = np.empty(n), 0.0, 0.0
    left = np.log(share[::-1])  # from all of them down
    for number, slope in enumerate(slopes):
        end = np.log(breaks[number]) if number < len(breaks) else np.inf
        here = left <= y
        contents[here] = x + (y - left[here]) / slope
        y, x = y - slope * (end - x), end
    return np.exp(contents)


@pytest.mark.parametrize(
    ("breaks", "slopes"), [([], [1.5]), ([5.0], [0.4, 3.0]), ([4.0, 20.0], [0.3, 2.0, 6.0]), ([6.0], [2.5, 0.8])]
)
def test_breaks_that_were_made_are_found(breaks: list[float], slopes: list[float]) -> None:
    contents = broken(breaks, slopes)
    found = fractal_limits(contents, np.ones(len(contents)), most_parts=len(breaks) + 1)
    assert len(found) == len(breaks)
    np.testing.assert_allclose(found, breaks, rtol=0.12)


def test_areas_weigh() -> None:
    """Places that stand for twice the area are as two places."""
    contents = broken([5.0], [0.4, 3.0], 500)
    twice = fractal_limits(np.repeat(contents, 2), np.ones(1000))
    assert fractal_limits(contents, np.full(500, 2.0)) == twice


def test_the_order_does_not_matter_and_missing_is_left_out() -> None:
    contents = broken([5.0], [0.4, 3.0], 500)
    order = np.random.default_rng(1).permutation(500)
    with_missing = np.append(contents[order], [NAN, 0.0])
    assert fractal_limits(with_missing, np.ones(502)) == pytest.approx(fractal_limits(contents, np.ones(500)))


@pytest.mark.parametrize("contents", [np.full(50, NAN), np.ones(50), np.arange(1.0, 15.0)])
def test_too_few_values_have_no_breaks(contents: np.ndarray) -> None:
    assert fractal_limits(contents, np.ones(len(contents))) == ()
