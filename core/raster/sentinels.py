"""Numbers that programs write where they have no value, in rasters that do not declare them.

Surfer blanks with 1.70141e38, Geosoft with -1e32, netCDF with 9.97e36, others with 1e30 or -3.4e38: no measurement is
that large, so they are no data wherever they stand. 9999 and its like may be measured: they are no data only where
they lie far outside of all other values of the band.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

EXTREME = 9.9e19  # numbers from here on are no measurements
CODES = np.array(
    [
        *(sign * (10.0**digits - 1) for sign in (1, -1) for digits in (4, 5, 6, 7)),
        *(-999, -32768, -32767, 32767, 65535, 2**31 - 1, 1 - 2**31, -(2**31)),
    ],
    np.float32,
)
_FAR = 2.0  # times the range of all other values, between them and a code


@dataclass(frozen=True)
class Found:
    """Numbers of a band that stand for no data though not declared: ``codes``, and the ``share`` of pixels with one."""

    codes: tuple[float, ...] = ()
    share: float = 0.0


class Search:
    """Looks through a band part by part for what stands for no data, and keeps counts only.

    A band with a nodata value ``declared`` is believed, so that its 9999 are values: only extreme numbers are none.
    """

    def __init__(self, declared: bool = False) -> None:
        self._codes = np.array([], np.float32) if declared else CODES
        self._counts: Counter[float] = Counter()  # of what may stand for no data
        self._size = 0
        self._low, self._high = np.inf, -np.inf  # of all other values

    def add(self, values: np.ndarray) -> None:
        """Take pixels (float32, any shape), what is known to be no data NaN."""
        self._counts.update(self._apart(values))
        self._size += np.count_nonzero(np.isfinite(values))

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
        gap = _FAR * (self._high - self._low)
        far = sorted(
            code
            for code in self._counts
            if abs(code) < EXTREME and self._low < self._high and not self._low - gap <= code <= self._high + gap
        )
        codes = (*extreme, *far)
        return Found(codes, sum(self._counts[code] for code in codes) / self._size) if codes else Found()

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
