"""Noise of the image in a predicted map, and the Gaussian mean over pixels that takes it out.

A prediction passes on what its bands have of noise: differences from pixel to pixel that the next pixel knows nothing
of. The mean over a coarse cell does not show them, so no weight that was found between cells holds for them. The nugget
of the prediction's own variogram tells how large they are, and the Gaussian mean is as wide as makes the mean squared
error against the prediction without them smallest: nugget x sum g^2 + 2 sum g gamma - sum sum g g gamma, with weights g
and the variogram gamma less its nugget (Chiles & Delfiner 2012, sec. 2.5).

The mean is never narrower than ``NARROWEST``: of finer detail the coarse map holds no witness at all. Nor is it broader
than ``BROADEST``: what varies from cell to cell the weight of the image has judged already.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy import ndimage

NARROWEST = 0.1  # standard deviation of the Gaussian mean, in sides of a coarse cell
BROADEST = 1.0  # in sides of a coarse cell
WIDEST = 12.0  # pixels
_WIDTHS = (0.4, 0.5, 0.6, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, WIDEST)  # pixels
_REACH = 3.0  # standard deviations at which the Gaussian is cut off
_FEWEST_PAIRS = 30


def variogram(planes: Sequence[np.ndarray], lags: int) -> np.ndarray:
    """Return the variogram along rows and columns of planes (height, width; NaN for nodata) at lags 0 to ``lags``.

    NaN where there are fewer than 30 pairs of pixels.
    """
    squares, pairs = np.zeros(lags + 1), np.zeros(lags + 1)
    for plane in planes:
        for lag in range(1, lags + 1):
            for difference in (plane[lag:] - plane[:-lag], plane[:, lag:] - plane[:, :-lag]):
                known = difference[np.isfinite(difference)].astype(float)
                squares[lag] += known @ known
                pairs[lag] += known.size
    found = np.divide(squares, 2 * pairs, out=np.full(lags + 1, np.nan), where=pairs >= _FEWEST_PAIRS)
    found[0] = 0.0
    return found


def nugget(gamma: np.ndarray) -> float:
    """Return the nugget of a variogram (lags 0, 1, 2, 3 ...): its parabola through lags 1 to 3, continued to lag 0."""
    first = gamma[1:4]
    if not np.isfinite(first).all():
        return 0.0
    return float(np.clip(3 * first[0] - 3 * first[1] + first[2], 0, first[0]))


def noise_width(planes: Sequence[np.ndarray]) -> float:
    """Return the width (standard deviation, pixels) of the Gaussian mean that suits the noise of planes, 0 for none."""
    reach = int(_REACH * WIDEST)
    gamma = variogram(planes, reach + 1)
    noise = nugget(gamma)
    if not noise > 0:
        return 0.0
    known = np.flatnonzero(np.isfinite(gamma))
    structure = np.interp(np.arange(len(gamma)), known, np.maximum(gamma[known] - noise, 0))
    structure[0] = 0.0
    step = np.arange(-reach, reach + 1)
    distance = np.hypot(step[:, None], step[None])
    around = np.interp(distance, np.arange(len(structure)), structure)

    def error(width: float) -> float:
        once, twice = (_gaussian(step, factor * width) for factor in (1.0, np.sqrt(2)))
        return float(noise * (once @ once) ** 2 + 2 * once @ around @ once - twice @ around @ twice)

    return min((0.0, *_WIDTHS), key=lambda width: error(width) if width else noise)


def _gaussian(step: np.ndarray, width: float) -> np.ndarray:
    weights = np.exp(-0.5 * (step / width) ** 2)
    return np.asarray(weights / weights.sum())


def halo(width: float) -> int:
    """Return how many pixels around a window its Gaussian mean needs."""
    return int(_REACH * width + 0.5)


def smoothed(plane: np.ndarray, width: float) -> np.ndarray:
    """Return the Gaussian mean (standard deviation in pixels) of a plane, over its valid pixels; NaN stays NaN."""
    if halo(width) < 1:
        return plane
    valid = np.isfinite(plane)
    whole = valid.all()
    # a single pixel has the weight of pixels that are all valid, to the last bit: tiles agree
    weight = _mean((np.ones((1, 1)) if whole else valid).astype(np.float32), width)
    total = _mean(plane if whole else np.where(valid, plane, 0), width)
    return np.divide(total, weight, out=np.full(plane.shape, np.nan, plane.dtype), where=valid)


def _mean(plane: np.ndarray, width: float) -> np.ndarray:
    return np.asarray(ndimage.gaussian_filter(plane, width, mode="nearest", truncate=_REACH))
