"""Which of some places a point is nearest to: by a tree in few dimensions, by matrix products in many.

A tree hardly helps in dozens of features, but places of a training table lie near a subspace of few dimensions. To lay
a place on the subspace moves it by no more than its residual, so by the triangle inequality the place that is found is
no farther than twice the largest residual beyond the nearest. The distance to it is then exact. On a subspace of many
dimensions |t'|^2 - 2 y . t' tells places t' apart for a point y, and a product of matrices holds it for many points and
places at once.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.spatial import cKDTree

from ..blas import one_blas_thread, product_kind

_PRODUCTS = 2**17  # numbers of a block of products, which stay in the cache
_MOST_ROWS = 256  # points of a block
_STEP = 16  # places; the number of them decides how BLAS cuts a product
_MOST_IN_TREE = 12  # dimensions in which a tree was found the faster, with hundreds of places and with thousands
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
        self._middle = middle.astype(np.float32)
        self._axes = axes.astype(product_kind(CHUNK, *axes.shape))
        self._search = (_by_tree if self.rank <= _MOST_IN_TREE else _by_products)(laid)

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
        return self._search(np.clip(centred @ self._axes, -_FARTHEST, _FARTHEST), count)


Search = Callable[[np.ndarray, int], np.ndarray]
"""Tells of the first ``count`` points of a chunk (CHUNK, rank) the numbers (count,) of the places that are nearest."""


def _by_tree(places: np.ndarray) -> Search:
    """Return a search among places (n, rank) that goes down a tree."""
    tree = cKDTree(places)

    def search(points: np.ndarray, count: int) -> np.ndarray:
        return np.asarray(tree.query(points[:count])[1])

    return search


def _by_products(places: np.ndarray) -> Search:
    """Return a search among places (n, rank) by products of blocks of points with all of them."""
    count, rank = places.shape
    wide = -(-count // _STEP) * _STEP
    at_once = 2 ** int(np.log2(np.clip(_PRODUCTS // wide, 16, _MOST_ROWS)))
    folded = np.zeros((rank + 1, wide), product_kind(at_once, rank + 1, wide))
    folded[:rank, :count] = -2 * places.T
    folded[rank, :count] = (places**2).sum(axis=1)

    def search(points: np.ndarray, wanted: int) -> np.ndarray:
        rows = np.ones((CHUNK, rank + 1), folded.dtype)
        rows[:, :-1] = points
        found = np.empty(CHUNK, np.intp)
        products = np.empty((at_once, wide), folded.dtype)
        for start in range(0, wanted, at_once):
            block = slice(start, start + at_once)
            np.matmul(rows[block], folded, out=products)
            found[block] = products[:, :count].argmin(axis=1)  # without what fills up
        return found[:wanted]

    return search


def _subspace(centred: np.ndarray, largest: float) -> np.ndarray:
    """Return axes (k, rank) of the smallest principal subspace from which no row (n, k) is farther than ``largest``."""
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    laid = centred @ axes.T
    beyond = np.cumsum((laid**2)[:, ::-1], axis=1)[:, ::-1]  # of each row, what the axes from each on hold
    enough = np.flatnonzero((beyond <= largest**2).all(axis=0))
    rank = max(1, int(enough[0])) if enough.size else len(axes)
    return np.ascontiguousarray(axes[:rank].T)
