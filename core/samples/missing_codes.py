"""Numbers that stand for missing: what surveys and programs write for it, told from contents and detection limits.

Some numbers are never contents (1.70141e38, Surfer's blank). Others are judged by the rest of their field: -999 is a
code, as no laboratory reports a limit of 999; -5 is a limit where contents lie about and above it; 9999 is a code where
it stands far above everything else, and a content where it does not.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..raster.gdal_reader import describe
from ..raster.sentinels import EXTREME
from ..raster.source import with_settings
from .text_values import Kind, read_cells

MISSING = -9999.0  # missing in every field, as in every raster of this plugin
NOT_AUTOMATIC = "none"
_LIMITS_OF_INTEGERS = {"32767", "32768", "65535", "2147483647", "2147483648", "4294967295"}
_ENOUGH = 5  # measured values from which a field can be judged
_FAR, _NEAR = 10.0, 2.0  # how many times the largest content 999 and 9999 must be to be a code
_MANY = 10  # so many negative values, most of them different, are measured: limits come in few sizes
_FAR_BELOW = 20.0  # a limit this many times below the smallest content may be a code, such as -1
_FAR_ABOVE_ZERO = 50.0  # zeros are no low contents where even low ones are above this part of the median


@dataclass(frozen=True)
class MissingCodes:
    """What a user names as missing: numbers and texts (lower case); ``automatic`` where fields are judged besides."""

    numbers: tuple[float, ...] = ()
    texts: frozenset[str] = frozenset()
    automatic: bool = True

    def among(self, values: np.ndarray) -> np.ndarray:
        """Return which of some values (n,) are named; a 32-bit float of a code is the code."""
        found = np.zeros(len(values), bool)
        for code in self.numbers:
            found |= np.isclose(values, code, rtol=1e-6, atol=0)
        return found


def missing_codes(text: str) -> MissingCodes:
    """Read codes separated by semicolons, such as ``-999; n.d.``; ``none`` among them: no field is judged.

    Raises FusionError for what is neither a number nor a word.
    """
    entries = [entry.strip() for entry in text.split(";") if entry.strip()]
    words, numbers = set(), []
    for entry in entries:
        cells = read_cells([entry])
        if cells.kinds[0] == Kind.MEASURED and not cells.unit:
            numbers.append(float(cells.values[0]))
        elif any(character.isdigit() for character in entry):
            raise FusionError(
                "MISSING_CODES: '{entry}' is not one code: give numbers or words separated by semicolons, such as "
                "-999;-8888.",
                entry=entry,
            )
        else:
            words.add(entry.lower())
    return MissingCodes(tuple(numbers), frozenset(words - {NOT_AUTOMATIC}), NOT_AUTOMATIC not in words)


def without_numbers(path: str, numbers: Sequence[float]) -> str:
    """Return the path of a raster with the setting that numbers, such as codes, are no values in any of its bands."""
    if not numbers:
        return path
    bands = range(1, len(describe(path).bands) + 1)
    return with_settings(path, empty=[(band, number, number) for band in bands for number in numbers])


@dataclass(frozen=True)
class Judged:
    """What numbers of a field are (n,): ``codes`` for missing; ``no_limits``, negative and no believable limit.

    ``doubtful`` ones are kept, but may be codes. ``largest_limit`` is the largest limit that was believed; where the
    field is ``signed``, its negative values are measured.
    """

    codes: np.ndarray
    no_limits: np.ndarray
    doubtful: np.ndarray
    largest_limit: float = np.inf
    signed: bool = False


def judge(values: np.ndarray, negative_is_limit: bool = True, automatic: bool = True) -> Judged:
    """Tell codes from contents and limits among the numbers of a field (n,), NaN where it has none.

    A negative value is no limit where it is beyond the median of the positive ones: of the samples that such a method
    could measure, half would lie below what it can see. The median, unlike a mean or the largest value, does not move
    with the few samples of an anomaly. Fewer than five contents are too few to judge by. Ten negative values and more
    of which most are different are no limits at all, nor are those of five different sizes where nothing is above 0,
    such as ratios of isotopes: such a field is signed.
    """
    impossible = np.abs(values) >= EXTREME
    nothing = np.zeros(len(values), bool)
    if not automatic:
        return Judged(impossible, nothing, nothing, signed=not negative_is_limit)
    length = _code_lengths(values)
    with np.errstate(invalid="ignore"):
        plain = np.isfinite(values) & ~impossible & (length == 0)
        below = values[plain & (values < 0)]
        different = len(np.unique(below))
        alone = different >= _ENOUGH and not (plain & (values > 0)).any()
        signed = not negative_is_limit or (below.size >= _MANY and (2 * different > below.size or alone))
        negative_is_limit = not signed
        contents = values[plain & (values > 0)] if negative_is_limit else values[plain]
        high = _stands_above(values, length, contents)
        low = (values < 0) & (length > 0)
        if not negative_is_limit:
            low &= _stands_below(values, contents)
        codes = impossible | high | low
        enough = negative_is_limit and contents.size >= _ENOUGH
        largest = float(np.median(contents)) if enough else np.inf
        no_limits = ~codes & (values < -largest) if negative_is_limit else nothing
        doubtful = ~codes & (length > 3)
        if enough:
            doubtful |= (values < 0) & ~codes & (-values * _FAR_BELOW < contents.min())
    return Judged(codes, no_limits, doubtful, largest, signed)


def _code_lengths(values: np.ndarray) -> np.ndarray:
    """Return of how many digits a number (n,) that looks like a code is, 0 where it does not: -99, -99.9, -8888."""
    lengths = np.zeros(len(values), np.int64)
    with np.errstate(invalid="ignore"):
        candidates = np.flatnonzero((np.abs(values) > 9) & (np.abs(values) < EXTREME))
    numbers, places = np.unique(values[candidates], return_inverse=True)
    lengths[candidates] = np.array([_code_length(float(number)) for number in numbers], np.int64)[places]
    return lengths


def _code_length(value: float) -> int:
    whole = value == int(value)
    digits = str(abs(int(value))) if whole else f"{abs(value):.7g}".replace(".", "")
    if not whole and value > 0:
        return 0  # 99.9 is a content
    if digits in _LIMITS_OF_INTEGERS:
        return len(digits)
    same = set(digits)
    nines = same == {"9"} and len(digits) > 1
    others = value < 0 and len(digits) > 2 and same in ({"7"}, {"8"})
    return len(digits) if nines or others else 0


def _stands_above(values: np.ndarray, length: np.ndarray, contents: np.ndarray) -> np.ndarray:
    """Return which numbers that look like codes stand above all contents, by more the fewer their digits."""
    top = float(contents.max()) if contents.size else 0.0
    if top <= 0:
        return (values > 0) & (length > 3)
    repeated = _repeated(values)
    few = (length > 1) & (values >= _FAR * top) & repeated & (contents.size >= _ENOUGH)
    many = (length > 3) & ((values >= _NEAR * top) | (repeated & (values > top)))
    return (values > 0) & (few | many)


def _stands_below(values: np.ndarray, contents: np.ndarray) -> np.ndarray:
    """Return which values lie below all contents by more than these are apart; all where there are none."""
    if not contents.size:
        return np.ones(len(values), bool)
    low, high = float(contents.min()), float(contents.max())
    return values < min(low, low - (high - low))


def _repeated(values: np.ndarray) -> np.ndarray:
    """Return which values (n,) occur more than once."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    found: np.ndarray = counts[places] > 1
    return found


def zeros_stand_apart(values: np.ndarray) -> bool:
    """Whether zeros among values (n,) of which none is negative are no low contents: even low ones are far above 0."""
    contents = values[values > 0]
    if contents.size < _ENOUGH or (values < 0).any():
        return False
    low, median = lowest_contents(values), float(np.median(contents))
    return low * _FAR_ABOVE_ZERO > median


def lowest_contents(values: np.ndarray) -> float:
    """Return the content that all but the lowest 5 % of those above 0 reach."""
    return float(np.quantile(values[values > 0], 0.05))
