"""Ordinary kriging of scattered values, its variogram fitted to them."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from .variogram import Variogram

_NEIGHBOURS = 64
_CHUNK = 100  # targets that are solved for at once; each takes a fifth of a megabyte


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
