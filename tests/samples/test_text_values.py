"""Cells of tables: every kind of text, and decimal signs that only the rest of the field decides."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.samples.text_values import Kind, read_cells

NAN = math.nan


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("12.5", 12.5, Kind.MEASURED),
        ("12,5", 12.5, Kind.MEASURED),
        (",5", 0.5, Kind.MEASURED),
        ("0,123", 0.123, Kind.MEASURED),  # no thousands begin with 0
        ("-1,5", -1.5, Kind.MEASURED),
        ("1,5E-3", 0.0015, Kind.MEASURED),
        ("1.234", 1.234, Kind.MEASURED),
        ("1 234", 1234, Kind.MEASURED),
        ("1\u00a0234", 1234, Kind.MEASURED),
        ("12\u202f345,6", 12345.6, Kind.MEASURED),
        ("1'234", 1234, Kind.MEASURED),
        ("1\u2019234.5", 1234.5, Kind.MEASURED),
        ("1.234,5", 1234.5, Kind.MEASURED),
        ("1,234.5", 1234.5, Kind.MEASURED),
        ("1.234.567", 1234567, Kind.MEASURED),
        ("1,234,567", 1234567, Kind.MEASURED),
        ("<0,5", 0.5, Kind.BELOW),
        ("\uff1c0.5", 0.5, Kind.BELOW),
        ("=<2", 2, Kind.BELOW),
        (">5000", 5000, Kind.ABOVE),
        ("> 10 000", 10000, Kind.ABOVE),
        ("\u22651,5", 1.5, Kind.ABOVE),
        ("12 ppm", 12, Kind.MEASURED),
        ("0.5%", 0.5, Kind.MEASURED),
        ("<5 ppb", 5, Kind.BELOW),
        ("3.1 mg/kg", 3.1, Kind.MEASURED),
        ("-", NAN, Kind.MISSING),
        ("\u2014", NAN, Kind.MISSING),
        ("", NAN, Kind.MISSING),
        ("#N/A", NAN, Kind.MISSING),
        ("NULL", NAN, Kind.MISSING),
        ("bdl", NAN, Kind.NO_LIMIT),
        ("B.D.L.", NAN, Kind.NO_LIMIT),
        ("<LOD", NAN, Kind.NO_LIMIT),
        ("< LOD", NAN, Kind.NO_LIMIT),
        ("<", NAN, Kind.NO_LIMIT),
        ("tr", NAN, Kind.NO_LIMIT),
        ("\u672a\u68c0\u51fa", NAN, Kind.NO_LIMIT),
        ("n.d.", NAN, Kind.AMBIGUOUS),
        ("ND", NAN, Kind.AMBIGUOUS),
        ("1,234", NAN, Kind.AMBIGUOUS),
        ("granite", NAN, Kind.UNREADABLE),
        ("2020-01-31", NAN, Kind.UNREADABLE),
        ("1.2.2020", NAN, Kind.UNREADABLE),
        ("5-10", NAN, Kind.UNREADABLE),
        ("5,", NAN, Kind.UNREADABLE),
        ("12 34", NAN, Kind.UNREADABLE),
        ("1,23,456", NAN, Kind.UNREADABLE),
        ("1,234,5", NAN, Kind.UNREADABLE),
        ("12?", NAN, Kind.UNREADABLE),
        ("(5)", NAN, Kind.UNREADABLE),
        ("<0", NAN, Kind.UNREADABLE),
        (">-5", NAN, Kind.UNREADABLE),
        ("#DIV/0!", NAN, Kind.UNREADABLE),
        ("12 shells", NAN, Kind.UNREADABLE),
    ],
)
def test_every_kind_of_text(text: str, value: float, kind: Kind) -> None:
    cells = read_cells([text])
    assert Kind(cells.kinds[0]) == kind
    np.testing.assert_allclose(cells.values, [value], rtol=1e-15)


@pytest.mark.parametrize(
    ("column", "values"),
    [
        (["1,234", "0,5"], [1.234, 0.5]),  # a decimal comma
        (["1,234", "12.5"], [1234, 12.5]),  # a decimal point, so that commas part thousands
        (["1,234", "1,234,567"], [1234, 1234567]),
        (["1,234", "1.234.567,8"], [1.234, 1234567.8]),
        (["1,234", "12.5", "0,5"], [NAN, 12.5, 0.5]),  # both, so that nothing decides
        (["1,234", "950"], [NAN, 950]),
        (["1.234", "950"], [1.234, 950]),  # a point is a decimal one where nothing speaks against it
        (["1.234", "0,5", "2,75"], [1234, 0.5, 2.75]),
        (["1.234", "2.345", "0,5"], [NAN, NAN, 0.5]),  # one comma among many points decides nothing
        (["1.234", "2.345", "1.234,5"], [1234, 2345, 1234.5]),
        (["1.234", "12.5", "0,5"], [1.234, 12.5, 0.5]),
    ],
)
def test_the_field_shows_its_decimal_sign(column: list[str], values: list[float]) -> None:
    cells = read_cells(column)
    np.testing.assert_allclose(cells.values, values, rtol=1e-15)
    assert [Kind(kind) for kind in cells.kinds] == [
        Kind.AMBIGUOUS if math.isnan(value) else Kind.MEASURED for value in values
    ]


def test_what_was_decided_is_known() -> None:
    cells = read_cells(["1,234", "0,5", "1'000", "7", 8.0])
    assert cells.commas.tolist() == [True, True, False, False, False]
    assert cells.grouped.tolist() == [False, False, True, False, False]
    assert cells.decided.tolist() == [True, False, False, False, False]
    part = cells.part(np.array([False, True, True, False, False]))
    assert (part.values.tolist(), part.commas.tolist()) == ([0.5, 1000.0], [True, False])


@pytest.mark.parametrize(
    ("column", "unit", "values"),
    [
        (["12 ppm", "<5ppm", None], "ppm", [12, 5, NAN]),
        (["12 ppm", "0.5 %", "<0.002%", "7 ppm"], "ppm", [12, 5000, 20, 7]),
        (["12 ppm", "4 ppb", "5 mg/kg", "<3 ppb"], "ppb", [12000, 4, 5000, 3]),
        (["12 ppm", "40 cps"], "", [NAN, NAN]),
        (["12 ppm", "13"], "", [NAN, 13]),
        (["12 ppm", 13.0], "", [NAN, 13]),
    ],
)
def test_units_are_read_where_all_numbers_carry_one(column: list[Any], unit: str, values: list[float]) -> None:
    cells = read_cells(column)
    assert cells.unit == unit
    np.testing.assert_allclose(cells.values, values)


def test_wide_forms_are_read_as_the_narrow_ones() -> None:
    cells = read_cells(["\uff11\uff12\uff0e\uff15", "\uff1c\uff10\uff0e\uff15", "3", "\uff15\uff0d\uff16"])
    np.testing.assert_array_equal(cells.values, [12.5, 0.5, 3, NAN])
    assert cells.kinds[1] == Kind.BELOW


def test_numbers_are_themselves() -> None:
    column = [3, 2.5, np.float32(0.5), math.nan, math.inf, True, 10**400, None]
    cells = read_cells(column)
    np.testing.assert_array_equal(cells.values[:3], [3, 2.5, 0.5])
    unreadable, missing = Kind.UNREADABLE, Kind.MISSING
    assert cells.kinds[3:].tolist() == [missing, unreadable, unreadable, unreadable, missing]
