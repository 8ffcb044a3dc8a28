"""Nodata-aware Gaussian pyramid: a low-frequency image and what it leaves (Burt & Adelson 1983, doi
10.1109/TCOM.1983.1095851, with the 5-tap kernel 1 4 6 4 1).

Reducing and expanding are linear and separate into rows and columns, so each is one sparse matrix per axis
and level. Values times mask and the mask itself are carried up and down side by side and divided at the very
end: a nodata pixel has no weight, a constant stays constant up to the edges, and no nodata pixel is ever
filled. The image is read once, in strips, to build the pyramid from ``_STORED_LEVEL`` upwards (at most 1/48
of its pixels are kept); the levels below are computed from the pixels of a window and a small halo.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

import numpy as np
from scipy import sparse

from .errors import FusionError
from .grid import Window
from .progress import SILENT, Progress

_STORED_LEVEL = 3
_STRIP = 64  # rows of the stored level computed at a time
_KERNEL = np.array([1.0, 4.0, 6.0, 4.0, 1.0]) / 16
_SMALLEST_WEIGHT = 1e-12  # a valid pixel always has more, however lonely

Read = Callable[[Window], np.ndarray]


def level_for_cell(ratio: float, height: int, width: int) -> int:
    """Return the level whose pixel comes nearest a coarse cell ``ratio`` fine pixels wide, at least 1."""
    return max(1, min(round(math.log2(max(ratio, 2.0))), largest_level(height, width)))


def largest_level(height: int, width: int) -> int:
    """Return the level at which the image has shrunk to a single pixel along its shorter side."""
    return max(1, math.ceil(math.log2(max(2, min(height, width)))))


def halo(level: int) -> int:
    """Return the pixels around a window on which its low-pass image of a level depends."""
    return 4 * (2**level - 1)


class Pyramid:
    """The stored upper levels of an image's Gaussian pyramid; ``low_pass`` brings any level to full size.

    ``read`` returns a window of the image, float32 (bands, height, width), nodata NaN. Results do not depend
    on the windows asked for, to the last bit.
    """

    def __init__(self, read: Read, height: int, width: int, levels: int, progress: Progress = SILENT) -> None:
        if not 1 <= levels <= largest_level(height, width):
            raise FusionError(
                f"{levels} pyramid levels are needed, but an image of {width} x {height} pixels "
                f"has 1 to {largest_level(height, width)}: give a larger image or ask for fewer LEVELS."
            )
        self.read, self.height, self.width, self.levels = read, height, width, levels
        self._base = min(_STORED_LEVEL, levels)
        self._stored = {self._base: self._build(progress)}
        for level in range(self._base + 1, levels + 1):
            below = self._stored[level - 1]
            rows, cols = (_reduce_matrix(n, 1) for n in below.shape[-2:])
            self._stored[level] = _apply(rows, below, cols)

    def _build(self, progress: Progress) -> np.ndarray:
        """Read the image once in strips and return its base level, shape (2, bands, rows, columns)."""
        rows, cols = _reduce_matrix(self.height, self._base), _reduce_matrix(self.width, self._base)
        strips = []
        for start in range(0, rows.shape[0], _STRIP):
            progress.check(start / rows.shape[0])
            strip = rows[start : start + _STRIP]
            first, last = int(strip.indices.min()), int(strip.indices.max()) + 1
            image = self.read(Window(first, 0, last - first, self.width))
            strips.append(_apply(strip[:, first:last], _with_mask(image), cols))
        return np.concatenate(strips, axis=2)

    def low_pass(self, window: Window, level: int) -> np.ndarray:
        """Return a level at full resolution, float64 (bands, height, width); NaN where it has no weight."""
        if level >= self._base:
            stored = self._stored[level]
            rows = _expand_matrix(self.height, level)[window.rows]
            cols = _expand_matrix(self.width, level)[window.cols]
        else:
            # reduce and expand in one step, from the window and its halo
            reach = window.grown(halo(level), self.height, self.width)
            stored = _with_mask(self.read(reach))
            rows = _both_ways(self.height, level)[window.rows, reach.rows]
            cols = _both_ways(self.width, level)[window.cols, reach.cols]
        rows, top, bottom = _columns_used(rows)
        cols, left, right = _columns_used(cols)
        values, weights = _apply(rows, stored[:, :, top:bottom, left:right], cols)
        return np.divide(values, weights, out=np.full(values.shape, np.nan), where=weights > _SMALLEST_WEIGHT)


def decompose(image: np.ndarray, low: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (RS_H, RS_L) of pixels and their low-pass image, float32, nodata where the image is nodata."""
    low = np.where(np.isfinite(image), low, np.nan)
    return (image - low).astype(np.float32), low.astype(np.float32)


def _with_mask(image: np.ndarray) -> np.ndarray:
    valid = np.isfinite(image)
    return np.stack([np.where(valid, image, 0.0), valid]).astype(float)


def _apply(rows: sparse.csr_matrix, planes: np.ndarray, cols: sparse.csr_matrix) -> np.ndarray:
    """Multiply each plane of (..., height, width) by the row matrix and the transposed column matrix."""
    flat = planes.reshape(-1, *planes.shape[-2:])
    out = np.empty((len(flat), rows.shape[0], cols.shape[0]))
    for plane, target in zip(flat, out):
        target[:] = cols.dot(rows.dot(plane).T).T
    return out.reshape(*planes.shape[:-2], *out.shape[1:])


def _columns_used(matrix: sparse.csr_matrix) -> tuple[sparse.csr_matrix, int, int]:
    """Drop the columns before the first and after the last that has an entry."""
    first, last = int(matrix.indices.min()), int(matrix.indices.max()) + 1
    return matrix[:, first:last], first, last


def _size(length: int, level: int) -> int:
    """Return the length of an axis after some levels: halved and rounded up each time."""
    return -(-length // 2**level)


@lru_cache(maxsize=64)
def _reduce_matrix(length: int, level: int) -> sparse.csr_matrix:
    """Return (reduced, full): each output pixel is the kernel around every second input pixel, level times.

    The kernel is simply cut at the image's edge: outside counts as nodata, and the mask does the rest.
    """
    if level == 0:
        return sparse.identity(length, format="csr")
    below = _size(length, level - 1)
    size = _size(length, level)
    rows = np.repeat(np.arange(size), 5)
    columns = 2 * rows + np.tile(np.arange(-2, 3), size)
    inside = (columns >= 0) & (columns < below)
    entries = (np.tile(_KERNEL, size)[inside], (rows[inside], columns[inside]))
    return _sorted(sparse.csr_matrix(entries, shape=(size, below)).dot(_reduce_matrix(length, level - 1)))


@lru_cache(maxsize=64)
def _expand_matrix(length: int, level: int) -> sparse.csr_matrix:
    """Return (full, reduced): reducing transposed, times two (half of the kernel meets inserted zeros)."""
    return _sorted((_reduce_matrix(length, level).T * 2.0**level).tocsr())


@lru_cache(maxsize=64)
def _both_ways(length: int, level: int) -> sparse.csr_matrix:
    return _sorted(_expand_matrix(length, level).dot(_reduce_matrix(length, level)))


def _sorted(matrix: sparse.csr_matrix) -> sparse.csr_matrix:
    """Sort the entries of each row, so that sums run in one order however the matrix is cut."""
    matrix.sort_indices()
    return matrix
