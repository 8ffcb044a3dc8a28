"""Values of maps that are no contents, or may stand for no value: told and kept."""

from __future__ import annotations

import re

import numpy as np
import pytest

from geochem_fusion.core.samples.map_contents import tell_contents
from geochem_fusion.core.units import Content
from tests.making import Log

COPPER = np.linspace(10, 40, 97)


def told(values: list[float], unit: str = "ppm", plane: np.ndarray = COPPER) -> list[str]:
    log, before = Log(), np.append(plane, values)
    given = before.reshape(1, -1)
    tell_contents([given], [Content("Cu", unit)], "map.tif", log)
    np.testing.assert_array_equal(given.ravel(), before)  # nothing is changed
    return log.warnings


@pytest.mark.parametrize(
    ("values", "unit", "text"),
    [
        ([1e15, 20, 20], "", r"'Cu' in map.tif: 1.0% of the values are above 1e\+12 ppt \(first: 1e\+15\)"),
        ([2e6, 2e6, 2e6], "ppm", r"3.0% of the values are above 1e\+06 ppm \(first: 2e\+06\)"),
        ([140, 20, 20], "%", r"1.0% of the values are above 100 % \(first: 140\)"),
        ([-1, -1, -1], "ppm", r"3.0% of the values are below 0 \(first: -1\)"),
        ([0, 0, 0], "ppm", r"3.0% of the values are 0, far below all others"),
        ([255, 255, 255], "ppm", r"3.0% of the values are 255, and no other is above 40"),
    ],
)
def test_what_no_content_is(values: list[float], unit: str, text: str) -> None:
    assert any(re.search(text, line) for line in told(values, unit))


@pytest.mark.parametrize("values", [[], [np.nan], [45], [60, 70, 75], [39, 39, 40]])
def test_contents_are_not_worth_a_word(values: list[float]) -> None:
    assert told(values) == []


def test_logarithms_and_scores_may_be_negative() -> None:
    assert told([], plane=COPPER - 25) == []


def test_zeros_among_low_contents_are_contents() -> None:
    assert told([0, 0], plane=np.geomspace(0.01, 500, 97)) == []


def test_a_content_of_all_is_one() -> None:
    """Laboratories are off by some per cent, and percent of silica in quartz are a hundred."""
    assert told([100.4], "%", COPPER + 50) == []
