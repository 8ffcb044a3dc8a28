"""Which of some places a point is nearest to, found by matrix products instead of a tree.

A tree hardly helps in dozens of features, but places of a training table lie near a subspace of few dimensions: on it
|t'|^2 - 2 y . t' tells places t' apart for a point y, and a product of matrices holds it for many points and places at
once. To lay a place on the subspace moves it by no more than its residual, so by the triangle inequality the place
that is found is no farther than twice the largest residual beyond the nearest. The distance to it is then exact.
"""

from __future__ import annotations

import numpy as np

from ..blas import one_blas_thread, product_kind

_PRODUCTS = 2**17  # numbers of a block of products, which stay in the cache
_MOST_ROWS = 256  # points of a block
_STEP = 16  # places; the number of them decides how BLAS cuts a product
CHUNK = 1024  # points laid on the subspace at a time, which stay in the cache; a multiple of all blocks
_FARTHEST = 1e15  # what float32 can square


class NearestPlace:
    """Distances from points to the nearest of ``places`` (n, k), at most ``tolerance`` more than they are.

    All are float32; what that rounds is not in the tolerance. Products are float64 where ``blas.product_kind`` says so.
    """

    def __init__(self, places: np.ndarray, tolerance: float) -> None:
        self._places = np.ascontiguousarray(places.T, np.float32)
        middle = np.mean(places, axis=0, dtype=float)
        centred = places - middle
        with one_blas_thread():
            axes = _subspace(centred, tolerance / 2)
            laid = centred @ axes
        count, rank = laid.shape
        wide = -(-count // _STEP) * _STEP
        self._rows = 2 ** int(np.log2(np.clip(_PRODUCTS // wide, 16, _MOST_ROWS)))
        self._middle = middle.astype(np.float32)
        self._axes = axes.astype(product_kind(CHUNK, *axes.shape))
        folded = np.zeros((rank + 1, wide), product_kind(self._rows, rank + 1, wide))
        folded[:rank, :count] = -2 * laid.T
        folded[rank, :count] = (laid**2).sum(axis=1)
        self._folded = folded

    @property
    def rank(self) -> int:
        """The dimensions of the subspace."""
        return self._axes.shape[1]

    def distances(self, points: np.ndarray) -> np.ndarray:
        """Return the distance (m,) of points (k, m) to the place that is nearest on the subspace.

        Points are columns, as windows of features lie in memory.
        """
        out = np.empty(points.shape[1])
        for start in range(0, len(out), CHUNK):
            some = points[:, start : start + CHUNK]
            apart = self._places.take(self._nearest(some), axis=1)
            np.subtract(some, apart, out=apart)
            np.sqrt(np.einsum("ij,ij->j", apart, apart, dtype=float), out=out[start : start + CHUNK])
        return out

    def _nearest(self, points: np.ndarray) -> np.ndarray:
        """Return the numbers of places (m,), whatever the other points: every product has the same shape."""
        count = points.shape[1]
        centred = np.zeros((CHUNK, len(self._middle)), self._axes.dtype)
        np.subtract(points.T, self._middle, out=centred[:count])
        rows = np.ones((CHUNK, self.rank + 1), self._folded.dtype)
        np.clip(centred @ self._axes, -_FARTHEST, _FARTHEST, out=rows[:, :-1])
        found = np.empty(CHUNK, np.intp)
        products = np.empty((self._rows, self._folded.shape[1]), self._folded.dtype)
        for start in range(0, count, self._rows):
            block = slice(start, start + self._rows)
            np.matmul(rows[block], self._folded, out=products)
            # without what fills up
            found[block] = products[:, : self._places.shape[1]].argmin(axis=1)
        return found[:count]


def _subspace(centred: np.ndarray, largest: float) -> np.ndarray:
    """Return axes (k, rank) of the smallest principal subspace from which no row (n, k) is farther than ``largest``."""
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    laid = centred @ axes.T
    beyond = np.cumsum((laid**2)[:, ::-1], axis=1)[:, ::-1]  # of each row, what the axes from each on hold
    enough = np.flatnonzero((beyond <= largest**2).all(axis=0))
    rank = max(1, int(enough[0])) if enough.size else len(axes)
    return np.ascontiguousarray(axes[:rank].T)
