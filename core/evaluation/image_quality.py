"""How like a map is to the truth, as images are compared: PSNR and SSIM with their range, window and mask stated.

Both are of contents, never of residuals: an offset of both images changes SSIM. Holes count nowhere: PSNR leaves their
pixels out, and SSIM every window that has one, which is counted. All sums are in 64 bits and over one window at a time,
so that a hole spoils its own windows alone.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from scipy import ndimage

from .measures import correlation

UNIFORM, GAUSSIAN = "uniform", "gaussian"
WINDOW = 7  # pixels a side of the uniform window
_SIGMA, _TRUNCATE = 1.5, 3.5  # of the Gaussian one: 11 pixels a side (Wang et al. 2004)
_K1, _K2 = 0.01, 0.03


@dataclass(frozen=True)
class Similarity:
    """The mean SSIM, with what it was made of.

    ``value`` is None where no window is whole. ``data_range`` is in the unit of the map; of the windows that lie within
    the image, ``windows`` were counted and ``left_out`` have a hole. ``side`` is that of a window in pixels.
    """

    value: float | None
    data_range: float
    windows: int
    left_out: int
    side: int
    kind: str


@dataclass(frozen=True)
class Quality:
    """The measures of a map against the truth, over the ``n`` pixels or points at which both have a value.

    ``data_range`` is max - min of the truth over them. ``psnr`` in dB, None where the map is the truth or the truth
    does not vary; ``ssim`` None for points; ``skill`` is 1 - MSE / MSE of ``best_plain``, the plain row of least error.
    """

    n: int
    data_range: float
    psnr: float | None
    ssim: Similarity | None
    rmse: float
    r: float | None
    skill: float | None
    best_plain: str | None

    @property
    def mean_ssim(self) -> float | None:
        """The mean SSIM, None where there is none."""
        return None if self.ssim is None else self.ssim.value


def data_range(truth: np.ndarray, mask: np.ndarray) -> float:
    """Return max - min of the truth over the pixels of a mask, 0 where there are none."""
    values = truth[mask]
    return float(np.ptp(values.astype(float))) if values.size else 0.0


def psnr(mapped: np.ndarray, truth: np.ndarray, spread: float) -> float | None:
    """Return the peak signal-to-noise ratio 10 log10(range^2 / MSE) in dB over pixels where both have a value.

    ``spread`` is the data range. None where there is no such pixel, no error, or no range.
    """
    both = np.isfinite(mapped) & np.isfinite(truth)
    error = float(np.mean((mapped[both].astype(float) - truth[both]) ** 2)) if both.any() else 0.0
    return 10 * math.log10(spread**2 / error) if error > 0 and spread > 0 else None


def ssim(mapped: np.ndarray, truth: np.ndarray, spread: float, kind: str = UNIFORM) -> Similarity:
    """Return the mean structural similarity (Wang et al. 2004, doi 10.1109/TIP.2003.819861) of (height, width) images.

    ``spread`` is the data range. Windows are 7 x 7 with equal weights and variances divided by 48, as scikit-image has
    them by default; ``gaussian`` has the window of the paper, 11 x 11 with a standard deviation of 1.5 and variances
    that are weighted means. Windows that reach over the edge are not counted, nor those with a hole in either image.
    The truth's mean is taken from both before squares are, and put back in the luminance term: the difference of two
    large squares would be rounding. Raises ValueError for another ``kind`` or shapes that differ.
    """
    if kind not in (UNIFORM, GAUSSIAN) or mapped.shape != truth.shape or truth.ndim != 2:
        raise ValueError(f"{kind}: {mapped.shape} and {truth.shape}")
    side = WINDOW if kind == UNIFORM else 2 * int(_TRUNCATE * _SIGMA + 0.5) + 1
    pad = side // 2
    holes = ~(np.isfinite(mapped) & np.isfinite(truth))
    inner = (slice(pad, truth.shape[0] - pad), slice(pad, truth.shape[1] - pad))
    within = truth[inner].size if min(truth.shape) >= side else 0
    whole = ~ndimage.binary_dilation(holes, np.ones((side, side), bool))[inner] if within else np.zeros(0, bool)
    counted = int(whole.sum())
    if not counted or not spread > 0:
        return Similarity(None, spread, counted, within - counted, side, kind)
    middle = float(truth[~holes].mean(dtype=float))
    x, y = (np.where(holes, 0.0, image.astype(float) - middle) for image in (mapped, truth))
    local = _similarity(x, y, middle, spread, kind)[inner]
    return Similarity(float(local[whole].mean()), spread, counted, within - counted, side, kind)


def _similarity(x: np.ndarray, y: np.ndarray, middle: float, spread: float, kind: str) -> np.ndarray:
    """Return SSIM at each pixel of images whose middle was taken away."""
    mean_x, mean_y = _window_mean(x, kind), _window_mean(y, kind)
    unbiased = WINDOW**2 / (WINDOW**2 - 1) if kind == UNIFORM else 1.0
    variance_x = unbiased * (_window_mean(x * x, kind) - mean_x**2)
    variance_y = unbiased * (_window_mean(y * y, kind) - mean_y**2)
    covariance = unbiased * (_window_mean(x * y, kind) - mean_x * mean_y)
    mean_x, mean_y = mean_x + middle, mean_y + middle
    c1, c2 = (_K1 * spread) ** 2, (_K2 * spread) ** 2
    luminance = (2 * mean_x * mean_y + c1) / (mean_x**2 + mean_y**2 + c1)
    return np.asarray(luminance * (2 * covariance + c2) / (variance_x + variance_y + c2))


def _window_mean(image: np.ndarray, kind: str) -> np.ndarray:
    """Return the mean over the window around each pixel, each summed by itself: a running sum carries errors along."""
    if kind == GAUSSIAN:
        return np.asarray(ndimage.gaussian_filter(image, _SIGMA, truncate=_TRUNCATE))
    weights = np.full(WINDOW, 1 / WINDOW)
    return np.asarray(ndimage.correlate1d(ndimage.correlate1d(image, weights, axis=0), weights, axis=1))


def quality(
    mapped: np.ndarray, truth: np.ndarray, plain: Mapping[str, np.ndarray], kind: str | None = UNIFORM
) -> Quality | None:
    """Return the measures of a map against the truth, both (height, width), or (n,) at points, NaN = missing.

    ``plain`` are the plain interpolations by name. All rows are compared over the places where all of them, map and
    truth have a value; None where there is no such place. SSIM is left out at points and where ``kind`` is None.
    """
    use = np.isfinite(mapped) & np.isfinite(truth)
    for row in plain.values():
        use &= np.isfinite(row)
    if not use.any():
        return None
    held_truth, held = np.where(use, truth, np.nan), np.where(use, mapped, np.nan)
    spread = data_range(truth, use)
    errors = {name: _mean_square(row[use], truth[use]) for name, row in plain.items()}
    best = min(errors, key=lambda name: errors[name]) if errors else None
    error = _mean_square(mapped[use], truth[use])
    return Quality(
        n=int(use.sum()),
        data_range=spread,
        psnr=psnr(held, held_truth, spread),
        ssim=ssim(held, held_truth, spread, kind) if kind is not None and truth.ndim == 2 else None,
        rmse=math.sqrt(error),
        r=correlation(mapped[use], truth[use]),
        skill=1 - error / errors[best] if best is not None and errors[best] > 0 else None,
        best_plain=best,
    )


def _mean_square(mapped: np.ndarray, truth: np.ndarray) -> float:
    return float(np.mean((mapped.astype(float) - truth) ** 2))
