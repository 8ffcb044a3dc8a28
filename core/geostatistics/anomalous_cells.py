"""Values of cells that stand out: the heavy tails of a mean of few samples, and anomalies that no noise explains."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from .area_to_point import NEAR_SIDE, LeavingOut
from .blend import Blend, View
from .uncertainty import contents_of, steadied

_TAILS = 2.0  # typical errors from which a value is believed no farther
_ROUNDS = 6  # in which what is expected beside values that stand out settles
_ANOMALIES = 9.0, 11.0  # typical errors up to which a value may be noise, and from which it is none
_UNSTEADY = 18.0, 22.0  # the same where it is not known how errors grow with contents
_ROUNDING = 1e-9  # share of a value that is no difference


def taken_down(
    values: np.ndarray, drift: np.ndarray, blend: Blend, view: View, noise: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return what a view's prediction leaves of values, believed as far as noise allows, and the share that is none.

    All (rows, columns): ``values``, block means ``drift`` of the prediction, the variance ``noise`` of values, and what
    is returned. Each value is told from those around it. Its error is measured on the scale on which errors are alike
    at all contents (``steadied``), in those that most cells have, as training found them (``Blend.typical``), not those
    that a covariance tells which holds the anomalies too.

    Samples have heavy tails, and so have means of few: where values are known to be such means, kriging gets of one
    that lies farther off than two typical errors what lies two off, or a single high sample raises all cells around
    (robust kriging: Hawkins & Cressie 1984, Mathematical Geology 16, 3-18). A value is anomalous that lies 11 off, and
    partly so from 9 on: farther than means of a few samples do in surveys of skewed elements. It must neither be
    smoothed out nor spread over its neighbours, so that kriging gets what was expected in its place. Where another
    around lies farther off on the other side, that is the cause.
    """
    told = view.weight * drift
    believed = values - told
    around = LeavingOut(believed, view.covariance, noise)
    expected, typical = _expected(believed, told, blend, around)
    size = _sizes(values, expected, typical, blend)
    for _ in range(_ROUNDS if blend.counted else 0):
        far = np.abs(size) > _TAILS
        believed = np.where(far, _at_tails(size, expected, typical, blend), values) - told
        expected, typical = _expected(believed, told, blend, around)
        size = _sizes(values, expected, typical, blend)
    share = np.where(_alone(size), _share(np.abs(size), blend), 0.0)
    return np.where(share > 0, believed - share * np.nan_to_num(believed + told - expected), believed), share


def _expected(
    believed: np.ndarray, told: np.ndarray, blend: Blend, around: LeavingOut
) -> tuple[np.ndarray, np.ndarray]:
    """Return what the values around each let expect of it, and the typical error of that at the level of the blend."""
    error, deviation = around.errors(believed)
    return believed - error + told, blend.typical * deviation


def _at_tails(size: np.ndarray, expected: np.ndarray, typical: np.ndarray, blend: Blend) -> np.ndarray:
    """Return the contents that lie two typical errors from what was expected, on the side of a value."""
    steady = steadied(expected, blend.growth, blend.level) + np.sign(size) * _TAILS * typical
    return contents_of(steady, blend.growth, blend.level)


def _sizes(values: np.ndarray, expected: np.ndarray, typical: np.ndarray, blend: Blend) -> np.ndarray:
    """Return how many typical errors values lie from what was expected; 0 where a map does not vary."""
    error = steadied(values, blend.growth, blend.level) - steadied(expected, blend.growth, blend.level)
    known = np.abs(values - expected) > _ROUNDING * np.abs(values)
    return np.divide(error, typical, out=np.zeros_like(error), where=known)


def _alone(size: np.ndarray) -> np.ndarray:
    """Return where no other value around lies farther off on the other side."""
    high, low = (ndimage.maximum_filter(np.maximum(side, 0), NEAR_SIDE, mode="nearest") for side in (size, -size))
    return np.where(size > 0, size >= low, -size >= high)


def _share(size: np.ndarray, blend: Blend) -> np.ndarray:
    noise, anomaly = _ANOMALIES if blend.growth > 0 else _UNSTEADY
    return np.clip((size - noise) / (anomaly - noise), 0, 1)
