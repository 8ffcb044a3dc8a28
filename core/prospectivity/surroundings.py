"""What lies above its surroundings: planes less their Gaussian means, cells without a value left out of these.

Widths are in cells. A mean reaches three widths; what is computed of a window with such a halo is what is computed of
the whole map.
"""

from __future__ import annotations

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


def residuals(planes: np.ndarray, width: float) -> np.ndarray:
    """Return planes (layers, height, width) less the Gaussian means of each."""
    return np.stack([plane - smoothed(plane, width) for plane in planes]) if len(planes) else np.asarray(planes, float)


def mean_positive(planes: np.ndarray) -> np.ndarray:
    """Return the mean of the positive parts of planes (layers, height, width), NaN where none has a value."""
    return mean_known(np.maximum(planes, 0.0))


def root_mean_square(planes: np.ndarray) -> np.ndarray:
    """Return the root of the mean square of planes (layers, height, width), NaN where none has a value."""
    return np.asarray(np.sqrt(mean_known(planes**2)))


def mean_known(planes: np.ndarray) -> np.ndarray:
    """Return the mean over the layers that have a value, NaN where none has."""
    known = np.isfinite(planes)
    count = known.sum(axis=0)
    return np.where(count > 0, np.where(known, planes, 0.0).sum(axis=0) / np.maximum(count, 1), np.nan)
