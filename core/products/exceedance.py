"""The probability that the content at a pixel exceeds a threshold, from its mean and standard deviation."""

from __future__ import annotations

import numpy as np
from scipy import special

from ..language import mark

DISTRIBUTIONS = {
    "normal": mark("normal"),
    "lognormal": mark("lognormal"),
}


def exceedance(mean: np.ndarray, deviation: np.ndarray, threshold: float, distribution: str) -> np.ndarray:
    """Return the probability (height, width) that a content of this mean and deviation is above a threshold.

    ``normal``: the distribution by which standard deviations of apply were scaled, 1.645 on each side for 90 %.
    ``lognormal``: of the same mean and deviation; contents are above 0. Without a deviation it is 0 or 1; NaN where the
    mean or the deviation is missing, or where the mean is not above 0 in a lognormal one.
    """
    mean, deviation = np.asarray(mean, float), np.asarray(deviation, float)
    known = np.isfinite(mean) & np.isfinite(deviation) & (deviation >= 0)
    if distribution == "lognormal":
        known &= mean > 0
        if threshold <= 0:
            return np.where(known, 1.0, np.nan)
        variance = np.log1p((np.where(known, deviation, 0) / np.where(known, mean, 1)) ** 2)
        centre, spread, limit = np.log(np.where(known, mean, 1)) - variance / 2, np.sqrt(variance), np.log(threshold)
    else:
        centre, spread, limit = np.where(known, mean, 0), np.where(known, deviation, 0), threshold
    certain = (centre > limit).astype(float)
    distance = np.divide(centre - limit, spread, out=np.zeros(mean.shape), where=spread > 0)
    found = np.where(spread > 0, special.ndtr(distance), certain)
    return np.where(known, found, np.nan)
