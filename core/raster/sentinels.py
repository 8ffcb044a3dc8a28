"""Numbers that programs write where they have no value, in rasters that do not declare them.

Surfer blanks with 1.70141e38, Geosoft with -1e32, netCDF with 9.97e36, others with 1e30 or -3.4e38: no measurement is
that large, so they are no data wherever they stand. 9999 and its like may be measured: they are no data only where
they lie far outside of all other values of the band. Far is more than twice the range of the others; in skewed bands,
whose range says little, 9999 is far above values that reach half of it, and -999 below values that stay above a tenth.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np

EXTREME = 9.9e19  # numbers from here on are no measurements
_NINES = [10.0**digits - 1 for digits in range(2, 8)]  # 99 to 9999999
_INTEGERS = [2.0**15 - 1, 2.0**16 - 1, 2.0**31 - 1, 2.0**32 - 1, 2.0**63, 2.0**64]  # the largest of their types
HIGH = np.array([*_NINES[2:], *_INTEGERS], np.float32)
LOW = np.array(
    [
        *(-nines for nines in _NINES),
        *(-nines * 8 / 9 for nines in _NINES[1:]),  # 888 to 8888888
        *(-99.9, -99.99, -999.9, -999.99, -9999.99, -777, -7777),
        *(-32767, -32768, 1 - 2.0**31, -(2.0**31), -(2.0**63)),
    ],
    np.float32,
)
_FAR = 2.0  # times the range of all other values, between them and a code
_TWICE = 2.0  # the largest of other values of which none is negative: a code above it
_TENTH = 0.1  # of a negative code: others do not go below it
_MOST_WRITTEN = 16  # spellings of codes that are kept: garbage has any number of them


@dataclass(frozen=True)
class Found:
    """Numbers of a band that stand for no data though not declared: ``codes``, and the ``share`` of pixels with one.

    Codes are those of 32-bit floats; ``written`` are the numbers of the file that become one of them, or infinite: of
    64 bits 1.8e308, the largest of all whole numbers, or -9999.99, which a 32-bit float is only near.
    """

    codes: tuple[float, ...] = ()
    share: float = 0.0
    written: tuple[float, ...] = field(default=(), compare=False)


class Search:
    """Looks through a band part by part for what stands for no data, and keeps counts only.

    A band with a nodata value ``declared`` is believed, so that its 9999 are values. Extreme numbers are none, nor are
    negative codes far below all others: mosaics carry the nodata value of each of their parts, and declare one.
    """

    def __init__(self, declared: bool = False) -> None:
        self._codes = LOW if declared else np.concatenate([LOW, HIGH])
        self._counts: Counter[float] = Counter()  # of what may stand for no data
        self._size = 0
        self._written: Counter[float] = Counter()  # as the file has it
        self._low, self._high = np.inf, -np.inf  # of all other values

    def add(self, values: np.ndarray, written: np.ndarray | None = None) -> None:
        """Take pixels (float32, any shape), what is known to be no data NaN; ``written`` as the file has them."""
        self._counts.update(self._apart(values))
        self._size += np.count_nonzero(np.isfinite(values))
        if written is not None:
            self._keep(values, written)

    def _keep(self, values: np.ndarray, written: np.ndarray) -> None:
        """Count how what may stand for no data is written."""
        odd = np.isin(values, np.array(list(self._counts), np.float32))
        if written.dtype.kind == "f":
            odd |= np.abs(written) >= EXTREME
        if odd.any():
            numbers, counts = np.unique(written[odd], return_counts=True)
            self._written.update(dict(zip(numbers.tolist(), counts.tolist())))
            self._written = Counter(dict(self._written.most_common(_MOST_WRITTEN)))

    def widen(self, values: np.ndarray) -> None:
        """Take pixels of other places, to tell only how far measurements reach."""
        self._apart(values)

    @property
    def undecided(self) -> bool:
        """Whether there are codes, but no two other values that tell how far measurements reach."""
        return any(abs(code) < EXTREME for code in self._counts) and not self._low < self._high

    def found(self) -> Found:
        """Return what stands for no data: numbers that are extreme, and codes that lie far from all other values."""
        extreme = sorted(code for code in self._counts if abs(code) >= EXTREME)
        far = sorted(code for code in self._counts if abs(code) < EXTREME and self._is_far(code))
        codes = (*extreme, *far)
        written = sorted(number for number in self._written if abs(number) >= EXTREME or np.float32(number) in far)
        return Found(codes, sum(self._counts[code] for code in codes) / max(self._size, 1), tuple(written))

    def _is_far(self, code: float) -> bool:
        """Whether a code lies far from all other values."""
        gap = _FAR * (self._high - self._low)
        if not gap > 0:
            return False
        if code > self._high:
            return code > self._high + gap or (self._low >= 0 and code >= _TWICE * self._high)
        return code < self._low - gap or code * _TENTH < min(self._low, 0.0)

    def _apart(self, values: np.ndarray) -> dict[float, int]:
        """Return how often each number occurs that may stand for no data, and widen the range by all others."""
        values = values[np.isfinite(values)]
        suspect = np.abs(values) >= EXTREME
        plain = values[~suspect] if suspect.any() else values
        # a code amid the others is none, and does not change their range
        if plain.size and np.isin([plain.min(), plain.max()], self._codes).any():
            suspect |= np.isin(values, self._codes)
            plain = values[~suspect]
        if plain.size:
            self._low, self._high = min(self._low, float(plain.min())), max(self._high, float(plain.max()))
        codes, counts = np.unique(values[suspect], return_counts=True)
        return dict(zip(codes.tolist(), counts.tolist()))
