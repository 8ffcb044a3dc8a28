"""Ordinary kriging of scattered values, its variogram fitted to them."""

from __future__ import annotations

import numpy as np
from scipy.spatial import cKDTree

from .variogram import Variogram

_NEIGHBOURS = 64
_CHUNK = 100  # targets that are solved for at once; each takes a fifth of a megabyte


class LocalKriging:
    """Ordinary kriging of values (n,) at known positions (n, 2), each estimate from the ``neighbours`` nearest of them.

    No two known positions may coincide. Without a model (all values alike) every estimate is the mean. With
    ``filtered``, the nugget is noise of the values that no estimate repeats: at a known position it is what it is just
    beside it, else the value itself (Cressie 1993, section 3.2).
    """

    def __init__(
        self,
        known: np.ndarray,
        values: np.ndarray,
        model: Variogram | None,
        neighbours: int = _NEIGHBOURS,
        filtered: bool = False,
    ) -> None:
        self.known, self.values, self.model, self.filtered = known, values, model, filtered
        self.count = min(neighbours, len(known))
        self._tree = cKDTree(known)

    def at(self, places: np.ndarray) -> np.ndarray:
        """Return the estimates (m,) at places (m, 2); each is the same whatever the others are."""
        if self.model is None:
            return np.full(len(places), float(np.mean(self.values)))
        out = np.empty(len(places))
        for start in range(0, len(places), _CHUNK):
            part = places[start : start + _CHUNK]
            out[start : start + _CHUNK] = self._estimates(part, self.model)
        return out

    def _estimates(self, places: np.ndarray, model: Variogram) -> np.ndarray:
        unit = model.nugget + model.sill  # semivariances as shares of it, so that the system is well scaled
        count = self.count
        distances, near = self._tree.query(places, k=range(1, count + 1))
        cells = self.known[near]
        system = np.ones((len(places), count + 1, count + 1))
        system[:, :count, :count] = model.at(_distances(cells, cells)) / unit
        system[:, count, count] = 0.0
        right = np.ones((len(places), count + 1, 1))
        right[:, :count, 0] = (model.beside(distances) if self.filtered else model.at(distances)) / unit
        weights = np.linalg.solve(system, right)[:, :count, 0]
        return np.asarray((weights * self.values[near]).sum(axis=1))


def krige(known: np.ndarray, values: np.ndarray, places: np.ndarray, model: Variogram | None) -> np.ndarray:
    """Return the ordinary kriging estimate at places (m, 2) from the 64 nearest of the known positions (n, 2).

    No two known positions may coincide. Without a model (all values alike) the mean is returned.
    """
    return LocalKriging(known, values, model).at(places)


def _distances(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return distances (m, n, k) between positions (m, n, 2) and (m, k, 2)."""
    across, up = (first[:, :, None, axis] - second[:, None, :, axis] for axis in (0, 1))  # thrice as fast as at once
    return np.asarray(np.sqrt(across * across + up * up))
