"""Noise of the image in a predicted map, and the Gaussian mean over pixels that takes it out.

A prediction passes on what its bands have of noise: differences from pixel to pixel that the next pixel knows nothing
of. The mean over a coarse cell does not show them, so no weight that was found between cells holds for them. The nugget
of the prediction's own variogram tells how large they are, and the Gaussian mean is as wide as makes the mean squared
error against the prediction without them smallest: nugget x sum g^2 + 2 sum g gamma - sum sum g g gamma, with weights g
and the variogram gamma less its nugget (Chiles & Delfiner 2012, sec. 2.5).

The mean is never narrower than ``NARROWEST``: of finer detail the coarse map holds no witness at all. Nor is it broader
than ``BROADEST``: what varies from cell to cell the weight of the image has judged already.

A broad mean need not see every pixel. Over one pixel of every square of ``step`` x ``step`` it is the same, but for the
noise of single pixels, of which it leaves the share step^2 / (4 pi width^2) of the variance in place of
1 / (4 pi width^2). No step is above a third of the width, so that this is less than 1 %.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
from scipy import ndimage, sparse

from ..raster.grid import Window

NARROWEST = 0.1  # standard deviation of the Gaussian mean, in sides of a coarse cell
BROADEST = 1.0  # in sides of a coarse cell
WIDEST = 12.0  # pixels
_WIDTHS = (0.4, 0.5, 0.6, 0.7, 0.85, 1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0, 10.0, WIDEST)  # pixels
_REACH = 3.0  # standard deviations at which the Gaussian is cut off
_FEWEST_PAIRS = 30
_STEPS = 3  # sides of squares in a width, at least
_LARGEST_STEP = 16  # pixels


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


def best_width(planes: Sequence[np.ndarray], narrowest: float) -> tuple[float, float]:
    """Return the width of the Gaussian mean that suits the noise of predicted planes, and the error that it leaves.

    The width is a standard deviation in pixels, at least ``narrowest``; the error is that of the smoothed prediction
    around the one without noise, in the unit of the planes.
    """
    reach = int(_REACH * max(WIDEST, narrowest)) + 1
    gamma = variogram(planes, reach + 1)
    noise = nugget(gamma)
    known = np.flatnonzero(np.isfinite(gamma))
    structure = np.interp(np.arange(len(gamma)), known, np.maximum(gamma[known] - noise, 0))
    structure[0] = 0.0
    step = np.arange(-reach, reach + 1)
    around = np.interp(np.hypot(step[:, None], step[None]), np.arange(len(structure)), structure)

    def error(width: float) -> float:
        if halo(width) < 1:
            return noise
        once, twice = (_gaussian(step, factor * width) for factor in (1.0, np.sqrt(2)))
        return float(noise * (once @ once) ** 2 + 2 * once @ around @ once - twice @ around @ twice)

    wider = [width for width in _WIDTHS if width > narrowest] if noise > 0 else []
    width = min((narrowest, *wider), key=error)
    return width, float(np.sqrt(max(error(width), 0.0)))


def detail(planes: Sequence[np.ndarray], side: float) -> float:
    """Return the root mean square of how far pixels lie from the mean of the square around them, of ``side`` pixels.

    ``planes`` are (height, width), NaN for nodata. Squares that are valid for less than half say nothing.
    """
    size = max(round(side), 1)
    squares, count = 0.0, 0
    for plane in planes:
        valid = np.isfinite(plane)
        level = plane[valid].mean(dtype=float) if valid.any() else 0.0
        centred = np.where(valid, plane - level, 0.0)
        share, total, square = (ndimage.uniform_filter(a, size) for a in (valid.astype(float), centred, centred**2))
        whole = share >= 0.5
        spread = square[whole] / share[whole] - (total[whole] / share[whole]) ** 2
        squares, count = squares + float(np.maximum(spread, 0).sum()), count + spread.size
    return float(np.sqrt(squares / count)) if count else 0.0


def detail_without_noise(planes: Sequence[np.ndarray], side: float) -> float:
    """Return ``detail`` of planes less their noise, which is their nugget."""
    return float(np.sqrt(max(detail(planes, side) ** 2 - nugget(variogram(planes, 3)), 0.0)))


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


def sparse_step(width: float) -> int:
    """Return the side of the squares of which one pixel each is enough for a Gaussian mean: a power of two, or 1."""
    return int(2 ** np.floor(np.log2(np.clip(width / _STEPS, 1, _LARGEST_STEP))))


def means_between(values: np.ndarray, near: Window, window: Window, step: int, widths: Sequence[float]) -> np.ndarray:
    """Return Gaussian means at all pixels of a window (elements, height, width), NaN where no value is in reach.

    ``values`` (elements, rows, columns), NaN in all elements or in none, lie at every ``step``-th pixel, ``near`` being
    their window among such pixels. ``widths`` are standard deviations in pixels.
    """
    out = np.empty((len(values), *window.shape))
    known = np.isfinite(values[0])
    weights: dict[float, np.ndarray] = {}
    for plane, width, target in zip(values, widths, out):
        rows = _weights_between(window.row - step * near.row, window.height, near.height, step, width)
        cols = _weights_between(window.col - step * near.col, window.width, near.width, step, width)
        if width not in weights:
            total = _summed(known, rows, cols)
            weights[width] = np.where(total > 0, total, np.nan)
        np.divide(_summed(np.where(known, plane, 0), rows, cols), weights[width], out=target)
    return out


@lru_cache(maxsize=512)  # tens of kB each; windows inside an area all have the same
def _weights_between(start: int, length: int, count: int, step: int, width: float) -> sparse.csr_matrix:
    """Return the Gaussian weights (pixels, values) of ``count`` values at every ``step``-th pixel.

    The pixels begin ``start`` pixels after the first value.
    """
    apart = np.arange(start, start + length)[:, None] - step * np.arange(count)
    near = np.abs(apart) <= _REACH * width
    return sparse.csr_matrix(np.where(near, np.exp(-0.5 * (apart / width) ** 2), 0.0))


def _summed(plane: np.ndarray, rows: sparse.csr_matrix, cols: sparse.csr_matrix) -> np.ndarray:
    """Return weighted sums of a plane along rows and columns; each runs in the order of the values."""
    return np.asarray(cols.dot(rows.dot(plane.astype(float)).T).T)
