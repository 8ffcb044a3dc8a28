"""Values of survey tables: every kind of entry is told from the others, and what is below detection is replaced."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.samples.censoring import parse_values, substituted

NAN = math.nan


@pytest.mark.parametrize(
    ("raw", "value", "kind"),
    [
        (3, 3.0, "measured"),
        (2.5, 2.5, "measured"),
        (np.float32(0.5), 0.5, "measured"),
        (np.int64(7), 7.0, "measured"),
        (0, 0.0, "measured"),
        (-0.0, 0.0, "measured"),
        (" 12.5 ", 12.5, "measured"),
        ("1e-3", 0.001, "measured"),
        (".5", 0.5, "measured"),
        ("+2.", 2.0, "measured"),
        ("<0.5", 0.5, "censored"),
        (" < 0.5 ", 0.5, "censored"),
        ("<=2", 2.0, "censored"),
        ("≤2", 2.0, "censored"),
        (-0.5, 0.5, "censored"),
        (-3, 3.0, "censored"),
        ("-0.5", 0.5, "censored"),
        ("\u22120.5", 0.5, "censored"),
        (-9998.0, 9998.0, "censored"),
        ("<9999", 9999.0, "censored"),
        (None, NAN, "missing"),
        (NAN, NAN, "missing"),
        (-9999, NAN, "missing"),
        (np.float32(-9999), NAN, "missing"),
        ("-9999.0", NAN, "missing"),
        ("", NAN, "missing"),
        ("  ", NAN, "missing"),
        ("NA", NAN, "missing"),
        ("n/a", NAN, "missing"),
        ("nan", NAN, "missing"),
        ("NULL", NAN, "missing"),
        ("granite", NAN, "unreadable"),
        ("0,5", 0.5, "measured"),
        (">1000", 1000.0, "above"),
        ("n.d.", NAN, "unreadable"),
        ("bdl", NAN, "unreadable"),
        (-999, NAN, "missing"),
        ("<", NAN, "unreadable"),
        ("<0", NAN, "unreadable"),
        ("<-0.5", NAN, "unreadable"),
        ("<-9999", NAN, "unreadable"),
        ("0.5 ppm", 0.5, "measured"),
        ("0.5 inch", NAN, "unreadable"),
        ("1_000", NAN, "unreadable"),
        ("inf", NAN, "unreadable"),
        ("1e400", NAN, "unreadable"),
        ("<1e39", NAN, "unreadable"),
        (math.inf, NAN, "unreadable"),
        (-3.4028234663852886e38, NAN, "missing"),
        (10**400, NAN, "unreadable"),
        (True, NAN, "unreadable"),
        ([1.0], NAN, "unreadable"),
    ],
)
def test_every_kind_of_value(raw: Any, value: float, kind: str) -> None:
    parsed = parse_values([raw])
    np.testing.assert_array_equal(parsed.values, [value])
    names = ("censored", "above", "missing", "unreadable")
    kinds = {name: getattr(parsed, name) for name in names}
    assert [name for name, mask in kinds.items() if mask[0]] == ([kind] if kind != "measured" else [])
    assert parsed.known[0] == (kind in ("measured", "censored", "above"))


def test_negative_values_may_be_values() -> None:
    parsed = parse_values([-0.5, "-2", "<0.5", -9999], negative_is_limit=False)
    np.testing.assert_array_equal(parsed.values, [-0.5, -2, 0.5, NAN])
    assert parsed.censored.tolist() == [False, False, True, False]
    assert parsed.missing.tolist() == [False, False, False, True]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("half", [4, 0.5, 1, NAN]), ("sqrt2", [4, 1 / 2**0.5, 2**0.5, NAN]), ("drop", [4, NAN, NAN, NAN])],
)
def test_what_stands_for_a_value_below_detection(policy: str, expected: list[float]) -> None:
    np.testing.assert_allclose(substituted(parse_values([4, "<1", -2, None]), policy), expected, rtol=1e-15)
