"""Values as tables of surveys hold them: measured, below or above a limit (censored), missing or unreadable."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..errors import FusionError
from ..language import mark
from .missing_codes import MISSING, MissingCodes, judge, missing_codes
from .text_values import Cells, Kind, read_cells

BELOW_DETECTION = {
    "half": mark("half the detection limit"),
    "sqrt2": mark("the detection limit divided by the square root of 2"),
    "drop": mark("left out"),
}
OVER_LIMIT = {
    "limit": mark("the limit counts"),
    "half_more": mark("one and a half times the limit counts"),
    "drop": mark("left out"),
}
_FACTORS = {"half": 0.5, "sqrt2": math.sqrt(0.5), "drop": math.nan}
_FACTORS_ABOVE = {"limit": 1.0, "half_more": 1.5, "drop": math.nan}


@dataclass(frozen=True)
class ValuePolicy:
    """What becomes of values that are not measured; see BELOW_DETECTION, OVER_LIMIT and ``missing_codes``."""

    below_detection: str = "half"
    over_limit: str = "limit"
    negative_is_limit: bool = True
    missing_codes: str = ""

    def check(self) -> None:
        """Raise FusionError for a choice that is not known and for codes that cannot be read."""
        for name, known in (("below_detection", BELOW_DETECTION), ("over_limit", OVER_LIMIT)):
            check_choice(name, getattr(self, name), known)
        missing_codes(self.missing_codes)


def check_choice(name: str, value: str, known: dict[str, str]) -> None:
    """Raise FusionError for a choice that is not known."""
    if value not in known:
        raise FusionError(
            "{option} '{value}' is not known: give one of {known}.",
            option=name.upper(),
            value=value,
            known=", ".join(known),
        )


@dataclass(frozen=True)
class Parsed:
    """A column of values (n,): what each is (``kinds``), its value or limit, NaN where there is none.

    ``negative`` are the negative values read as limits, ``unbelieved`` those that are none and left out,
    ``doubtful`` those kept that may be codes for missing; ``unstated`` are below a limit that others of the column
    state, the lowest. ``largest_limit`` is the largest that a negative value may state. ``signed`` where
    negative values are measured although they could be limits. ``cells`` is the column as it was read.
    """

    values: np.ndarray
    kinds: np.ndarray
    negative: np.ndarray
    unbelieved: np.ndarray
    doubtful: np.ndarray
    unstated: np.ndarray
    cells: Cells
    largest_limit: float = np.inf
    signed: bool = False

    def is_(self, *kinds: Kind) -> np.ndarray:
        """Return which values (n,) are of some kinds."""
        return np.isin(self.kinds, kinds)

    def part(self, where: np.ndarray) -> Parsed:
        """Return some of the values, judged as those of the whole column."""
        arrays = ("values", "kinds", "negative", "unbelieved", "doubtful", "unstated")
        return replace(self, **{name: getattr(self, name)[where] for name in arrays}, cells=self.cells.part(where))

    @property
    def censored(self) -> np.ndarray:
        return self.is_(Kind.BELOW)

    @property
    def above(self) -> np.ndarray:
        return self.is_(Kind.ABOVE)

    @property
    def missing(self) -> np.ndarray:
        return self.is_(Kind.MISSING, Kind.CODE)

    @property
    def unreadable(self) -> np.ndarray:
        return self.is_(Kind.UNREADABLE, Kind.AMBIGUOUS, Kind.NO_LIMIT)

    @property
    def known(self) -> np.ndarray:
        return self.is_(Kind.MEASURED, Kind.BELOW, Kind.ABOVE)


def parse_values(
    column: Sequence[Any] | np.ndarray, negative_is_limit: bool = True, codes: MissingCodes | None = None
) -> Parsed:
    """Read the values of a field; docs/methods.md lists what is read as what.

    "<x", and a believable -x with ``negative_is_limit``, are below the detection limit x; ">x" is above the limit x;
    None, NaN, -9999, empty text, texts such as NA and codes such as -999 are missing; text that says nothing and
    numbers that a 32-bit float cannot hold are unreadable.
    """
    codes = codes or MissingCodes()
    cells = read_cells(column)
    kinds, values = cells.kinds.copy(), cells.values.copy()
    if codes.texts:
        kinds[[isinstance(raw, str) and raw.strip().lower() in codes.texts for raw in column]] = Kind.MISSING
    measured = kinds == Kind.MEASURED
    kinds[measured & ((values == MISSING) | codes.among(values))] = Kind.MISSING
    measured = kinds == Kind.MEASURED
    judged = judge(np.where(measured, values, np.nan), negative_is_limit, codes.automatic)
    kinds[judged.codes | judged.no_limits] = Kind.CODE
    negative = (kinds == Kind.MEASURED) & (values < 0) & (not judged.signed)
    kinds[negative], values[negative] = Kind.BELOW, -values[negative]
    unstated = kinds == Kind.NO_LIMIT
    stated = values[(kinds == Kind.BELOW) & ~negative]
    if stated.size:
        kinds[unstated], values[unstated] = Kind.BELOW, stated.min()
    values[~np.isin(kinds, (Kind.MEASURED, Kind.BELOW, Kind.ABOVE))] = np.nan
    values += 0.0  # no negative zero
    return Parsed(
        values,
        kinds,
        negative,
        judged.no_limits,
        judged.doubtful,
        unstated,
        cells,
        judged.largest_limit,
        negative_is_limit and judged.signed,
    )


def substituted(column: Parsed, below_detection: str, over_limit: str = "limit") -> np.ndarray:
    """Return the values to average (n,), limits replaced by the policy, NaN where left out."""
    values = np.where(column.censored, column.values * _FACTORS[below_detection], column.values)
    return np.where(column.above, column.values * _FACTORS_ABOVE[over_limit], values)
