"""What lies above its surroundings: planes less their Gaussian means, cells without a value left out of these.

Widths are in cells. A mean reaches three widths; what is computed of a window with such a halo is what is computed of
the whole map.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import repeat

import numpy as np
from scipy.ndimage import gaussian_filter

REACH = 3.0  # widths
_LEAST = 1e-6  # of the weights around a cell
WIDE, NARROW, LIGHT = 32.0, 8.0, 1.0  # widths of the surroundings, and of smoothing


def halo(width: float) -> int:
    """Return how many cells the Gaussian mean of a width reaches."""
    return int(REACH * width + 0.5)


def smoothed(plane: np.ndarray, width: float) -> np.ndarray:
    """Return the Gaussian mean of the known cells around each known cell of a plane (height, width); NaN elsewhere."""
    known = np.isfinite(plane)
    weights = gaussian_filter(known.astype(float), width, mode="constant", truncate=REACH)
    sums = gaussian_filter(np.where(known, plane, 0.0), width, mode="constant", truncate=REACH)
    return np.where(known, sums / np.maximum(weights, _LEAST), np.nan)


def residuals(planes: Iterable[np.ndarray], width: float) -> Iterator[np.ndarray]:
    """Yield planes (height, width) less their Gaussian means, one at a time: many layers need no more memory."""
    for plane in planes:
        yield plane - smoothed(plane, width)


def mean_positive(planes: Iterable[np.ndarray], weights: np.ndarray | None = None) -> np.ndarray:
    """Return the mean of the positive parts of planes (height, width), NaN where none has a value.

    ``weights`` (planes,) say how much each counts; without, all count alike.
    """
    return mean_known((np.maximum(plane, 0.0) for plane in planes), weights)


def root_mean_square(planes: Iterable[np.ndarray]) -> np.ndarray:
    """Return the root of the mean square of planes (height, width), NaN where none has a value."""
    return np.asarray(np.sqrt(mean_known(plane**2 for plane in planes)))


def mean_known(planes: Iterable[np.ndarray], weights: np.ndarray | None = None) -> np.ndarray:
    """Return the mean over those planes (height, width) that have a value, with weights; NaN where none has."""
    total, sums = np.zeros(()), np.zeros(())
    for plane, weight in zip(planes, repeat(1.0) if weights is None else weights):
        known = np.isfinite(plane)
        total, sums = total + np.where(known, plane, 0.0) * weight, sums + known * weight
    return np.where(sums > 0, total / np.where(sums > 0, sums, 1.0), np.nan)
