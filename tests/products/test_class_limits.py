"""Limits of classes by hand, thresholds as users write them, and labels in units."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.products.class_limits import (
    class_labels,
    class_limits,
    parse_percentiles,
    parse_thresholds,
    weighted_percentiles,
)
from geochem_fusion.core.units import Content


def test_limits_of_contents_are_those_of_their_logarithms() -> None:
    values = np.exp(np.array([1.0, 2, 3, 4, 100]))  # of logarithms: median 3, absolute deviations' median 1
    found = class_limits("Cu", "ppm", values, np.ones(5), (50.0,))
    assert found.logarithmic
    np.testing.assert_allclose(found.deviation, np.exp(3 + 1.4826 * np.array([1, 2, 3])))
    assert found.threshold == found.deviation[1]
    assert found.of("percentiles") == (np.exp(3.0),)
    plain = class_limits("Cu", "ppm", np.array([-1.0, 0, 1, 2, 9]), np.ones(5), (50.0,))
    assert (plain.logarithmic, plain.deviation[0]) == (False, pytest.approx(1 + 1.4826))
    with pytest.raises(FusionError, match="the band 'Cu' has no pixel with a value"):
        class_limits("Cu", "ppm", np.array([]), np.array([]), (50.0,))


def test_percentiles_of_equal_areas_are_those_of_numpy_and_of_others_weigh() -> None:
    values = np.random.default_rng(0).normal(size=50)
    assert weighted_percentiles(values, np.ones(50), (10.0, 90.0)) == tuple(np.percentile(values, [10, 90]))
    areas = np.where(np.arange(1000) < 500, 1.0, 3.0)
    # of an area of 2000, half is below the 833th value: 500 + 500 / 3
    median = weighted_percentiles(np.arange(1000.0), areas, (50.0,))[0]
    assert median == pytest.approx(500 + 500 / 3, abs=1)


@pytest.mark.parametrize("text", ["", "a", "50,40", "0,50", "50,100", "50,50"])
def test_percentiles_that_are_none(text: str) -> None:
    with pytest.raises(FusionError, match="PERCENTILES"):
        parse_percentiles(text)
    assert parse_percentiles("50; 75,99.5") == (50, 75, 99.5)


MAP = [Content("Cu", "ppm"), Content("Zn", "%")]


@pytest.mark.parametrize(
    ("text", "thresholds"),
    [
        ("", (1, 2)),
        ("45", (45, 45)),
        ("45,5", (45.5, 45.5)),
        ("-4.5", (-4.5, -4.5)),
        ("zn = 7", (1, 7)),
        ("Zn=7; Cu=3.5", (3.5, 7)),
        ("Zn=0.02 %; Cu=3500ppb", (3.5, 0.02)),  # the map has Cu in ppm and Zn in %
        ("45 ppm", (45, 0.0045)),
        ("1 234.5", (1234.5, 1234.5)),
    ],
)
def test_thresholds(text: str, thresholds: tuple[float, float]) -> None:
    assert parse_thresholds(text, MAP, [1, 2]) == pytest.approx(thresholds)


def test_a_threshold_names_an_element_without_its_unit_too() -> None:
    named = [Content("Cu_ppm", "ppm"), Content("Zn_ppm", "ppm")]
    assert parse_thresholds("Zn=7", named, [1, 2]) == (1, 7)
    with pytest.raises(FusionError, match="the map has no element 'Cu'"):  # either may be meant
        parse_thresholds("Cu=7", [Content("Cu_ppm", "ppm"), Content("Cu_pct", "%")], [1, 2])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("high", "'high' is not understood"),
        ("4;5", "'4' is not understood"),
        ("1,000", "'1,000' is not understood"),  # 1 or 1000
        ("<5", "'<5' is not understood"),
        ("Au=3", "the map has no element 'Au'"),
        ("Cu=3 cps", "'Cu=3 cps' is in cps, and 'Cu' in ppm"),
    ],
)
def test_thresholds_that_are_none(text: str, sentence: str) -> None:
    with pytest.raises(FusionError, match=sentence):
        parse_thresholds(text, MAP, [1, 2])


def test_labels() -> None:
    assert class_labels([20.0, 45.123], "ppm", True) == ["to 20.0 ppm", "20.0 to 45.1 ppm", "more than 45.1 ppm"]
    assert class_labels([45.0], "", False) == ["to 45.0", "45.0 and more"]
    assert class_labels([], "ppm", True) == ["all"]
