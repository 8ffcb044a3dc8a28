"""Cells of a survey table as text: numbers, limits, words for missing; the field shows its decimal sign."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Any

import numpy as np

from ..units import factor, parse

_LARGEST = 3.5e38  # a little above what a 32-bit float holds, whose end is itself a code for missing
_LARGEST_LIMIT = 1e30  # from here on, numbers are codes


class Kind(IntEnum):
    """What an entry of a field is."""

    MEASURED = 0
    BELOW = 1  # a limit of detection, of which the sample holds less
    ABOVE = 2  # an upper limit of a method, of which the sample holds more
    MISSING = 3
    CODE = 4  # a number that stands for missing
    NO_LIMIT = 5  # below detection, and the limit is not said
    AMBIGUOUS = 6  # two readings are as good as each other
    UNREADABLE = 7


MISSING_TEXTS = """
na|n/a|n.a.|#n/a|nan|null|(null)|none|-|--|---|\u2013|\u2014|.|..|...|*|**|?|missing|no data|nodata|no value
not analysed|not analyzed|not assayed|not sampled|not determined|insufficient sample|ins|i.s.|nss|n.s.s.|lnr|l.n.r.
\u65e0\u6570\u636e|\u7f3a\u5931
"""
NO_LIMIT_TEXTS = """
bdl|b.d.l.|b.d.l|bd|b.d.|bld|b.l.d.|blod|bql|blq|<|<lod|<loq|<ld|<l.d.|<lld|<dl|<d.l.|<mdl|<rl|<bdl|<ldm|<lq
lod/2|dl/2|ld/2|1/2 lod|1/2 dl|0.5 lod|0.5*lod|lod/sqrt(2)|lod/sqrt2|lod/\u221a2|dl/sqrt(2)|loq/2|<lod/2|<dl/2
tr|tr.|trace|traces|not detected|undetected|below detection|below detection limit|u.d.l.|\u672a\u68c0\u51fa|\u75d5\u91cf
"""
AMBIGUOUS_TEXTS = "nd|n.d.|n.d|n/d|nd.|n. d."  # not detected, not determined or no data
_WORDS = {
    word: kind
    for texts, kind in (
        (MISSING_TEXTS, Kind.MISSING),
        (NO_LIMIT_TEXTS, Kind.NO_LIMIT),
        (AMBIGUOUS_TEXTS, Kind.AMBIGUOUS),
    )
    for word in texts.strip().replace("\n", "|").split("|")
} | {"": Kind.MISSING}
_BELOW, _ABOVE = {"<", "<=", "=<", "\u2264"}, {">", ">=", "=>", "\u2265"}
_SAME = str.maketrans(  # signs of many keyboards and one meaning
    {
        "\u2212": "-",
        "\u00a0": " ",
        "\u2009": " ",
        "\u202f": " ",
        "\u2007": " ",
        "\u2019": "'",
        "\u02bc": "'",
        "\u03bc": "\u00b5",
        **{chr(0xFF00 + code): chr(0x20 + code) for code in range(1, 0x5F)},  # wide forms, as in Chinese texts
    }
)
_UNIT = (
    r"%|\u2030|(?:wt|vol|mass)\.?\s?-?%|%\s?(?:wt|w/w)|pp[mbt]v?|g/t|oz/t|[mn\u00b5u]?g/k?g|[mn\u00b5u]g/l|"
    r"mmol/kg|[cm]ps|bq/kg"
)
_CELL = re.compile(
    rf"(<=?|=<|\u2264|>=?|=>|\u2265)?\s*([+-]?)\s?([\d.,' ]*\d[.,]?)((?:e[+-]?\d+)?)\s*({_UNIT})?",
    re.ASCII | re.IGNORECASE,
)
_GROUPED = re.compile(r"[1-9]\d{0,2}(?:([ '.,])\d{3})(?:\1\d{3})*(?:([.,])\d*)?", re.ASCII)
_THREE = re.compile(r"[1-9]\d{0,2}[.,]\d{3}", re.ASCII)  # 1,234 and 1.234: thousands, or three decimals
_DECIMAL = re.compile(r"\d+[.,]?\d*|[.,]\d+", re.ASCII)


@dataclass(frozen=True)
class Cells:
    """Entries of a field (n,): ``kinds`` (see ``Kind``), ``values``, NaN where there is none.

    ``commas`` have a comma as decimal sign, ``grouped`` their thousands apart; ``decided`` could be read in two ways
    and are read as the rest of the field. ``unit`` is that of all numbers, if any; ``converted`` ones carried another.
    """

    kinds: np.ndarray
    values: np.ndarray
    commas: np.ndarray
    grouped: np.ndarray
    decided: np.ndarray
    converted: np.ndarray
    unit: str = ""

    def part(self, where: np.ndarray) -> Cells:
        """Return some of the entries."""
        arrays = ("kinds", "values", "commas", "grouped", "decided", "converted")
        return replace(self, **{name: getattr(self, name)[where] for name in arrays})


@dataclass(frozen=True)
class _Number:
    """A number before its decimal sign is known: ``body`` are its digits and separators."""

    kind: Kind
    sign: str
    body: str
    exponent: str
    unit: str

    @property
    def doubtful(self) -> bool:
        return _THREE.fullmatch(self.body) is not None

    @property
    def decimal_sign(self) -> str:
        """The sign that this number by itself shows to be the decimal one, empty where it shows none."""
        if self.doubtful:
            return ""
        grouped = _GROUPED.fullmatch(self.body)
        if grouped:
            return grouped[2] or {",": ".", ".": ","}.get(grouped[1], "")
        return "," if "," in self.body else "." if "." in self.body else ""

    @property
    def grouped(self) -> bool:
        return not self.doubtful and _GROUPED.fullmatch(self.body) is not None

    def value(self, decimal: str) -> float:
        """Return the number, where ``decimal`` is its decimal sign."""
        digits = self.body.replace("." if decimal == "," else ",", "").replace(" ", "").replace("'", "")
        return float(f"{self.sign}{digits.replace(decimal, '.')}{self.exponent}")


def read_cells(column: Sequence[Any] | np.ndarray) -> Cells:
    """Read the entries of a field: numbers, texts, None."""
    size = len(column)
    kinds, values = np.full(size, Kind.UNREADABLE), np.full(size, np.nan)
    numbers: dict[int, _Number] = {}
    for index, raw in enumerate(column):
        if isinstance(raw, str):
            entry = _read_text(raw)
            if isinstance(entry, _Number):
                numbers[index] = entry
            else:
                kinds[index] = entry
        else:
            kinds[index], values[index] = _read_plain(raw)
    unit = _one_unit(numbers.values(), kinds)
    commas, grouped, decided, converted = np.zeros((4, size), bool)
    cells = Cells(kinds, values, commas, grouped, decided, converted, unit)
    _fill(cells, {index: number for index, number in numbers.items() if _factor(number, unit) is not None})
    return cells


def _read_plain(raw: Any) -> tuple[Kind, float]:
    if raw is None:
        return Kind.MISSING, math.nan
    if isinstance(raw, bool) or not isinstance(raw, (int, float, np.integer, np.floating)):
        return Kind.UNREADABLE, math.nan
    number: float = raw.item() if isinstance(raw, np.generic) else raw  # an integer may be too large even for float()
    if abs(number) >= _LARGEST:
        return Kind.UNREADABLE, math.nan
    value = float(number)
    return (Kind.MISSING if math.isnan(value) else Kind.MEASURED), value


def _read_text(raw: str) -> Kind | _Number:
    text = raw.translate(_SAME).strip()
    kind = _WORDS.get(text.lower().replace("< ", "<"))
    if kind is not None:
        return kind
    match = _CELL.fullmatch(text)
    if match is None or not _is_number(match[3]):
        return Kind.UNREADABLE
    mark, sign, body, exponent, unit = match.groups(default="")
    kind = Kind.BELOW if mark in _BELOW else Kind.ABOVE if mark in _ABOVE else Kind.MEASURED
    return _Number(kind, sign, body, exponent, unit.lower().replace(" ", ""))


def _is_number(body: str) -> bool:
    """Tell whether digits and separators make a number, whichever of them is the decimal sign."""
    grouped = _GROUPED.fullmatch(body)
    return not body.endswith(",") and bool(grouped[1] != grouped[2] if grouped else _DECIMAL.fullmatch(body))


def _one_unit(numbers: Iterable[_Number], kinds: np.ndarray) -> str:
    """Return the unit that most numbers of a field carry; where some carry none or an unlike one, none can be read."""
    units = [unit for unit, _ in Counter(number.unit for number in numbers).most_common()]
    if not units or (kinds == Kind.MEASURED).any() or (len(units) > 1 and None in map(parse, units)):
        return ""
    return units[0]


def _factor(number: _Number, unit: str) -> float | None:
    """Return what a number is multiplied by to be in the unit of the field, None where it cannot be."""
    return 1.0 if number.unit == unit else factor(number.unit, unit) if number.unit and unit else None


def _fill(cells: Cells, numbers: dict[int, _Number]) -> None:
    """Enter the values of the texts that are numbers, by the decimal sign of the field."""
    field = _field_sign(numbers.values())
    for index, number in numbers.items():
        decimal = number.decimal_sign or "."
        if number.doubtful:
            # a point before three digits is a decimal one, as it is everywhere else, where nothing speaks against it
            if (field == "?" and "." in number.body) or (field not in (".", ",") and "," in number.body):
                cells.kinds[index] = Kind.AMBIGUOUS
                continue
            decimal = field or "."
            cells.decided[index] = decimal == "," or "," in number.body
        value = number.value(decimal) * (_factor(number, cells.unit) or 1.0)
        if abs(value) >= _LARGEST or (number.kind != Kind.MEASURED and not 0 < value < _LARGEST_LIMIT):
            continue
        cells.values[index], cells.kinds[index] = value, number.kind
        cells.converted[index] = number.unit != cells.unit
        cells.commas[index] = decimal == "," and "," in number.body
        cells.grouped[index] = number.grouped or (number.doubtful and decimal not in number.body)


def _field_sign(numbers: Collection[_Number]) -> str:
    """Return the decimal sign of a field, empty where nothing or both show, "?" for a comma beside too many points."""
    shown = [number.decimal_sign for number in numbers]
    commas, points = shown.count(","), shown.count(".")
    if commas and points:
        return ""
    if not commas:
        return "." if points else ""
    doubtful = sum(number.doubtful and "." in number.body for number in numbers)
    thousands = any(number.grouped and number.decimal_sign == "," for number in numbers)
    return "," if thousands or commas > doubtful else "?"
