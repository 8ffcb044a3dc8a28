"""Ordinary kriging of scattered values, its variogram fitted to them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls
from scipy.spatial import cKDTree

from .crossvalidation import variogram

_RANGES = 40  # tried between the shortest lag and three times the longest
_NEIGHBOURS = 64
_CHUNK = 1000  # targets that are solved for at once


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
        return np.where(distance > 0, self.nugget + self.sill * SHAPES[self.shape](distance / self.reach), 0.0)


def fit_variogram(positions: np.ndarray, values: np.ndarray) -> Variogram | None:
    """Fit a model to the empirical variogram of values (n,) at positions (n, 2); None where values do not vary.

    Least squares with weights pairs / lag^2, nugget and sill not negative, over shapes and ranges.
    """
    lag, semivariance, pairs = variogram(positions, values)
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


def krige(known: np.ndarray, values: np.ndarray, places: np.ndarray, model: Variogram | None) -> np.ndarray:
    """Return the ordinary kriging estimate at places (m, 2) from the 64 nearest of the known positions (n, 2).

    No two known positions may coincide. Without a model (all values alike) the mean is returned.
    """
    if model is None:
        return np.full(len(places), float(np.mean(values)))
    unit = model.nugget + model.sill  # semivariances as shares of it, so that the system is well scaled
    count = min(_NEIGHBOURS, len(known))
    _, near = cKDTree(known).query(places, k=range(1, count + 1))
    out = np.empty(len(places))
    for start in range(0, len(places), _CHUNK):
        part = near[start : start + _CHUNK]
        cells = known[part]
        system = np.ones((len(part), count + 1, count + 1))
        system[:, :count, :count] = model.at(_distances(cells, cells)) / unit
        system[:, count, count] = 0.0
        right = np.ones((len(part), count + 1, 1))
        right[:, :count] = model.at(_distances(cells, places[start : start + _CHUNK, None])) / unit
        weights = np.linalg.solve(system, right)[:, :count, 0]
        out[start : start + _CHUNK] = (weights * values[part]).sum(axis=1)
    return out


def _distances(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return distances (m, n, k) between positions (m, n, 2) and (m, k, 2)."""
    between: np.ndarray = np.sqrt(((first[:, :, None] - second[:, None]) ** 2).sum(axis=-1))
    return between
