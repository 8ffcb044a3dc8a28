"""Empirical variograms, and models fitted to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls
from scipy.spatial.distance import pdist

_LARGEST_VARIOGRAM_SAMPLE = 1500
_LAGS = 15
_RANGES = 40  # tried between the shortest lag and three times the longest


def variogram(positions: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return lag, semivariance and number of pairs of the empirical variogram (Matheron's estimator).

    Up to half the largest distance, on at most 1500 rows drawn evenly. NaN values are left out.
    """
    rows = np.flatnonzero(np.isfinite(values))
    rows = (
        rows[np.linspace(0, len(rows) - 1, min(len(rows), _LARGEST_VARIOGRAM_SAMPLE)).astype(int)]
        if len(rows)
        else rows
    )
    if len(rows) < 2:
        return np.zeros(0), np.zeros(0), np.zeros(0, np.int64)
    distance = pdist(positions[rows])
    half_squares = pdist(values[rows, None], "sqeuclidean") / 2
    reach = distance.max() / 2
    lag = np.minimum((distance / reach * _LAGS).astype(np.int64), _LAGS)
    pairs = np.bincount(lag, minlength=_LAGS + 1)[:_LAGS]
    has = pairs > 0
    mean = [
        np.bincount(lag, weights, minlength=_LAGS + 1)[:_LAGS][has] / pairs[has] for weights in (distance, half_squares)
    ]
    return mean[0], mean[1], pairs[has]


def variogram_range(positions: np.ndarray, values: np.ndarray) -> float:
    """Return the lag at which the empirical variogram first reaches 95 % of the variance, else its last lag."""
    lag, semivariance, _ = variogram(positions, values)
    if not len(lag):
        return 0.0
    reached = np.flatnonzero(semivariance >= 0.95 * np.nanvar(values))
    return float(lag[reached[0]] if len(reached) else lag[-1])


def _spherical(h: np.ndarray) -> np.ndarray:
    return np.where(h < 1, 1.5 * h - 0.5 * h**3, 1.0)


def _exponential(h: np.ndarray) -> np.ndarray:
    return 1 - np.exp(-3 * h)  # 95 % of the sill at the range


SHAPES: dict[str, Callable[[np.ndarray], np.ndarray]] = {"spherical": _spherical, "exponential": _exponential}


@dataclass(frozen=True)
class Variogram:
    """A variogram model: ``nugget + sill * shape(h / reach)`` for h > 0, and 0 at 0."""

    shape: str
    nugget: float
    sill: float
    reach: float

    def at(self, distance: np.ndarray) -> np.ndarray:
        """Return semivariances at distances."""
        return np.where(distance > 0, self.beside(distance), 0.0)

    def beside(self, distance: np.ndarray) -> np.ndarray:
        """Return semivariances at distances; at 0 the nugget, what they tend to there."""
        return np.asarray(self.nugget + self.sill * SHAPES[self.shape](distance / self.reach))


def fit_variogram(positions: np.ndarray, values: np.ndarray) -> Variogram | None:
    """Fit a model to the empirical variogram of values (n,) at positions (n, 2); None where values do not vary."""
    return fit_model(*variogram(positions, values))


def fit_model(lag: np.ndarray, semivariance: np.ndarray, pairs: np.ndarray) -> Variogram | None:
    """Fit a model to an empirical variogram, all (lags,), lags rising from above 0; None where nothing varies.

    Least squares with weights pairs / lag^2, nugget and sill not negative, over shapes and ranges.
    """
    if not len(lag) or not semivariance.max() > 0:
        return None
    weights = np.sqrt(pairs) / lag
    best, least = None, np.inf
    for shape, function in SHAPES.items():
        for reach in np.geomspace(lag[0], 3 * lag[-1], _RANGES):
            columns = np.column_stack([np.ones(len(lag)), function(lag / reach)])
            (nugget, sill), error = nnls(columns * weights[:, None], semivariance * weights)
            if error < least:
                best, least = Variogram(shape, float(nugget), float(sill), float(reach)), error
    return best
