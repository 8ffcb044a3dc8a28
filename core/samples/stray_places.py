"""Places that nobody sampled: coordinates never entered, or with a wrong digit."""

from __future__ import annotations

import numpy as np

_ZERO_FAR = 5.0  # times the middle half of the places: how far from them 0, 0 must be to be no place
_FAR = 20.0  # the same for other places
_FEW, _FEWEST = 0.05, 3  # of all places, and how many in any case, that may be far away
_ENOUGH = 10  # places from which it can be told where the others lie


def null_islands(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return which places (n,) are 0, 0 while all others lie far from there: coordinates that nobody entered."""
    zero = (x == 0) & (y == 0)
    others = np.isfinite(x) & np.isfinite(y) & ~zero
    if not zero.any() or not others.any():
        return np.zeros(len(x), bool)
    nearest = np.hypot(x[others], y[others]).min()
    return zero & bool(nearest > _ZERO_FAR * _spread(x[others], y[others]))


def far_places(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return which few places (n,) lie further from the middle of all than twenty times the middle half is wide."""
    known = np.isfinite(x) & np.isfinite(y)
    far = np.zeros(len(x), bool)
    if known.sum() < _ENOUGH:
        return far
    centre = [np.median(axis[known]) for axis in (x, y)]
    distance = np.hypot(x[known] - centre[0], y[known] - centre[1])
    far[known] = distance > _FAR * _spread(x[known], y[known])
    return far if far.sum() <= max(_FEW * known.sum(), _FEWEST) else np.zeros(len(x), bool)


def _spread(x: np.ndarray, y: np.ndarray) -> float:
    """Return the longer side of the middle half of places."""
    return max(*(float(np.ptp(np.quantile(axis, (0.25, 0.75)))) for axis in (x, y)), 1e-9)
