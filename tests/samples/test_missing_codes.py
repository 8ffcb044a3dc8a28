"""Codes for missing: told from contents, from limits and from values that are truly negative."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.samples.missing_codes import (
    MissingCodes,
    judge,
    lowest_contents,
    missing_codes,
    zeros_stand_apart,
)

CONTENTS = [150.0, 300.0, 800.0, 1200.0, 3000.0]  # median 800


@pytest.mark.parametrize(
    "code",
    [-99, -999, -99999, -999999, -99.9, -999.99, -7777, -888, -8888, -32768, -2147483648, -1e32, -1e31, -3.4e38],
)
@pytest.mark.parametrize("scale", [1e-3, 1.0, 100.0])
def test_negative_codes_are_codes_on_every_scale(code: float, scale: float) -> None:
    values = np.array([code, *(scale * np.array(CONTENTS))])
    assert judge(values).codes.tolist() == [True, *[False] * 5]
    assert judge(values.astype(np.float32).astype(float)).codes.tolist() == [True, *[False] * 5]


@pytest.mark.parametrize("code", [1e20, 1e30, 1e31, 1.70141e38, 3.4028234663852886e38])
@pytest.mark.parametrize("automatic", [True, False])
def test_numbers_that_no_content_can_be(code: float, automatic: bool) -> None:
    assert judge(np.array([code, *CONTENTS]), automatic=automatic).codes.tolist() == [True, *[False] * 5]


@pytest.mark.parametrize(
    ("values", "codes", "doubtful"),
    [
        ([9999, *CONTENTS], [0], []),  # more than twice the largest
        ([99999, 9999, *CONTENTS], [0, 1], []),
        ([65535, *CONTENTS], [0], []),
        ([9999, 8000, *CONTENTS], [], [0]),  # once, and near the largest: kept, and told
        ([9999, 8000, 9999, *CONTENTS], [0, 2], []),  # twice the same, above all
        ([9999, 8000, 20000, *CONTENTS], [], [0]),
        ([999, *CONTENTS], [], []),
        ([999, 999, 1, 2, 3, 4, 5], [0, 1], []),
        ([999, 1, 2, 3, 4, 5], [], []),  # one sample may be an anomaly
        ([99, 99, 60, 61, 62, 63, 64], [], []),
        ([9999, 9999], [0, 1], []),
    ],
)
def test_high_codes_stand_apart(values: list[float], codes: list[int], doubtful: list[int]) -> None:
    judged = judge(np.array(values, float))
    assert np.flatnonzero(judged.codes).tolist() == codes
    assert np.flatnonzero(judged.doubtful).tolist() == doubtful


def test_limits_are_believed_up_to_the_median() -> None:
    judged = judge(np.array([-5, -800, -801, -1e6, *CONTENTS]))
    assert judged.largest_limit == 800
    assert judged.no_limits[:4].tolist() == [False, False, True, True]
    assert judged.doubtful[:4].tolist() == [True, False, False, False]  # 5 is 30 times below the smallest content
    assert not judged.codes.any()
    unjudged = judge(np.array([-801, -1e6, *CONTENTS]), automatic=False)
    assert not unjudged.no_limits.any()


def test_a_high_anomaly_does_not_make_limits_believed() -> None:
    values = np.array([-500.0, 1, 2, 3, 4, 5, 6, 1e6])
    assert judge(values).no_limits.tolist() == [True, *[False] * 7]


def test_limits_come_in_few_sizes() -> None:
    ratios = -np.arange(1.0, 31.0)
    assert judge(np.array([*ratios, 5])).signed
    assert not judge(np.array([*ratios, 5])).no_limits.any()
    assert judge(np.array([*ratios, 5, -999])).codes.tolist() == [False] * 31 + [True]
    assert not judge(np.array([*ratios, 5]), automatic=False).signed
    assert not judge(np.array([-1.0, -2, -5] * 30 + CONTENTS)).signed  # limits of three laboratories
    assert not judge(np.array([*ratios[:9], *CONTENTS])).signed  # too few to tell
    assert judge(np.array([-58.0, -60, -61, -63, -70] * 6)).signed  # whole numbers, nothing above 0
    assert not judge(np.array([-0.1, -0.2, -0.5, -1] * 9)).signed  # never detected, by four methods


def test_too_few_contents_judge_nothing() -> None:
    judged = judge(np.array([-500.0, 1, 2, 3, 4]))
    assert not judged.no_limits.any()
    assert judged.largest_limit == np.inf


@pytest.mark.parametrize(
    ("values", "codes"),
    [
        ([-99, -120, -80, 5], []),  # isotope ratios around it
        ([-999, -120, -80, 5], [0]),
        ([-99, -2, 1, 3], [0]),
        ([-9, -2, 1, 3], []),
        ([-50, -2, 1, 3], []),  # looks like no code
        ([-999, -999], [0, 1]),
    ],
)
def test_where_values_may_be_negative(values: list[float], codes: list[int]) -> None:
    judged = judge(np.array(values, float), negative_is_limit=False)
    assert np.flatnonzero(judged.codes).tolist() == codes
    assert not judged.no_limits.any()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", MissingCodes()),
        ("-999;-8888", MissingCodes((-999.0, -8888.0))),
        (" \u2212999 ; n.D. ;", MissingCodes((-999.0,), frozenset({"n.d."}))),
        ("-99,9", MissingCodes((-99.9,))),
        ("none", MissingCodes(automatic=False)),
        ("none;0", MissingCodes((0.0,), automatic=False)),
    ],
)
def test_codes_that_are_named(text: str, expected: MissingCodes) -> None:
    assert missing_codes(text) == expected


@pytest.mark.parametrize("text", ["-999,-8888", "-999 -8888", "-999; 5 ppm", "<5", "1,234"])
def test_codes_that_are_none(text: str) -> None:
    with pytest.raises(FusionError, match=r"MISSING_CODES: '.*' is not one code.*semicolons"):
        missing_codes(text)


def test_named_codes_are_found_in_32_bits() -> None:
    values = np.array([np.float32(-99.9), -99.8, np.nan, 0.0], float)
    assert MissingCodes((-99.9, 0.0)).among(values).tolist() == [True, False, False, True]


def test_zeros_apart_from_contents() -> None:
    contents = np.linspace(10, 40, 61)
    assert zeros_stand_apart(np.append(contents, [0, 0]))
    assert not zeros_stand_apart(np.append(np.geomspace(0.01, 500, 50), [0, 0]))
    assert not zeros_stand_apart(np.append(contents, [0, -1]))
    assert not zeros_stand_apart(np.array([0, 10, 20.0]))
    assert lowest_contents(np.append(contents, 0)) == pytest.approx(11.5)  # 10 and a twentieth of 30
