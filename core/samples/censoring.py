"""Values as tables of surveys hold them: measured, below a detection limit (censored), missing or unreadable."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from numbers import Real
from typing import Any

import numpy as np

from ..language import mark
from .points import MISSING

BELOW_DETECTION = {
    "half": mark("half the detection limit"),
    "sqrt2": mark("the detection limit divided by the square root of 2"),
    "drop": mark("left out"),
}
_LARGEST = 3.4e38  # what a 32-bit float holds
_FACTORS = {"half": 0.5, "sqrt2": math.sqrt(0.5), "drop": math.nan}
_MISSING_TEXTS = {"", "na", "n/a", "nan", "null", "none"}
_TEXT = re.compile(r"(<=?|≤)?\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)", re.ASCII | re.IGNORECASE)


@dataclass(frozen=True)
class Parsed:
    """A column of values (n,): ``values`` are detection limits where ``censored``, NaN where there is no value."""

    values: np.ndarray
    censored: np.ndarray
    missing: np.ndarray
    unreadable: np.ndarray

    @property
    def known(self) -> np.ndarray:
        return ~(self.missing | self.unreadable)


def parse_values(column: Sequence[Any], negative_is_limit: bool = True) -> Parsed:
    """Read the values of a field.

    "<x", and -x with ``negative_is_limit``, are below the detection limit x; None, NaN, -9999, empty text and texts
    such as NA are missing; other text and numbers that a 32-bit float cannot hold are unreadable.
    """
    values = np.full(len(column), np.nan)
    censored = np.zeros(len(column), bool)
    for index, raw in enumerate(column):
        values[index], censored[index] = _number(raw)
    unreadable = (np.abs(values) >= _LARGEST) | (censored & (values <= 0))
    missing = ~unreadable & (np.isnan(values) | (values == MISSING))
    values[missing | unreadable] = np.nan
    if negative_is_limit:
        censored |= values < 0
        values = np.abs(values)
    return Parsed(values, censored & ~(missing | unreadable), missing, unreadable)


def _number(raw: Any) -> tuple[float, bool]:
    """Return a value and whether it is marked as a detection limit; NaN for missing, infinity for unreadable."""
    if raw is None:
        return math.nan, False
    if isinstance(raw, str):
        text = raw.strip().replace("\u2212", "-")
        if text.lower() in _MISSING_TEXTS:
            return math.nan, False
        match = _TEXT.fullmatch(text)
        return (float(match[2]), match[1] is not None) if match else (math.inf, False)
    is_number = isinstance(raw, Real) and not isinstance(raw, bool)
    if not is_number or abs(raw) >= _LARGEST:  # an integer may be too large even for float()
        return math.inf, False
    return float(raw), False


def substituted(column: Parsed, below_detection: str) -> np.ndarray:
    """Return the values to average (n,), what is below detection replaced by the policy, NaN where left out."""
    return np.where(column.censored, column.values * _FACTORS[below_detection], column.values)
