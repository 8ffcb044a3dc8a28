"""Anomalies that stand in one cell alone, told from the noise that a mean of few samples has."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .area_to_point import NEAR_SIDE, left_out
from .blend import Blend, View
from .uncertainty import growing

_NOISE, _ANOMALY = 18.0, 22.0  # typical errors up to which a value may be noise, and from which it is none
_ROUNDING = 1e-9  # share of a value that is no difference


def taken_down(
    values: np.ndarray, drift: np.ndarray, blend: Blend, view: View, noise: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return what a view's prediction leaves of values, without what no noise explains, and the share that is no noise.

    All (rows, columns): ``values``, block means ``drift`` of the prediction, the variance ``noise`` of values, and what
    is returned. The noise of a few samples is to be smoothed out; an anomaly that a single cell holds must not be, nor
    may it be spread over its neighbours. A value is anomalous that lies 22 typical errors from what those around it
    let expect, and partly so from 18 on: farther than means of a few samples do in surveys of skewed elements. Typical
    are errors that most cells have, as training found them (``Blend.scale``), not those that a covariance tells which
    holds the anomalies too. Where another around lies farther off on the other side, that is the cause.
    """
    left = values - view.weight * drift
    error, deviation = left_out(left, view.covariance, noise)
    typical = blend.scale * deviation * growing(values - error, blend.growth, blend.level)
    rounding = ~(np.abs(error) > _ROUNDING * np.abs(values))  # all that there is where a map does not vary
    size = np.divide(error, typical, out=np.zeros_like(error), where=~rounding)
    high, low = (ndimage.maximum_filter(np.maximum(side, 0), NEAR_SIDE, mode="nearest") for side in (size, -size))
    alone = np.where(size > 0, size >= low, -size >= high)
    share = np.where(alone, np.clip((np.abs(size) - _NOISE) / (_ANOMALY - _NOISE), 0, 1), 0.0)
    return np.where(share > 0, left - share * np.nan_to_num(error), left), share
