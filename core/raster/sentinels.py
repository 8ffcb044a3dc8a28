"""Numbers that programs write where they have no value, in rasters that do not declare them.

Surfer blanks with 1.70141e38, Geosoft with -1e32, netCDF with 9.97e36, others with 1e30 or -3.4e38: no measurement is
that large, so they are no data wherever they stand. 9999 and its like may be measured: they are no data only where
they lie far outside of all other values of the band.
"""

from __future__ import annotations

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


def find(values: np.ndarray, declared: bool = False) -> Found:
    """Return what stands for no data in the pixels (float32, any shape) of a band, what is known to be none NaN.

    A band with a nodata value ``declared`` is believed, so that its 9999 are values: only extreme numbers are none.
    """
    values = values[np.isfinite(values)]
    if not values.size:
        return Found()
    extreme = np.abs(values) >= EXTREME
    codes = [float(code) for code in np.unique(values[extreme])]
    plain = values[~extreme] if extreme.any() else values
    far = [] if declared else _isolated(plain)
    count = np.count_nonzero(extreme) + sum(np.count_nonzero(plain == code) for code in far)
    return Found((*codes, *far), count / values.size)


def _isolated(values: np.ndarray) -> list[float]:
    """Return the codes among finite values that lie far outside of the others, which are not all alike."""
    if not values.size or not np.isin([values.min(), values.max()], CODES).any():
        return []
    is_code = np.isin(values, CODES)
    others = values[~is_code]
    if not others.size or others.min() == others.max():
        return []
    low, high = float(others.min()), float(others.max())
    gap = _FAR * (high - low)
    return [float(code) for code in np.unique(values[is_code]) if code > high + gap or code < low - gap]
