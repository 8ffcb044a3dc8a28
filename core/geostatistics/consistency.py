"""Consistency with the coarse map: a smooth correction after which block means equal the coarse values.

The correction is a cubic spline of the coarse residual, sharpened until its block means match, plus a
constant per cell for what little remains. Means of a spline over cells are linear in its coefficients, so the
iteration runs on the coarse grid alone: the fine map is passed once to gather sums and once to add the
correction, tile by tile, whatever its size. With nothing to correct (a fine map of zeros) this is
mean-preserving cubic interpolation.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field

import numpy as np
from scipy import ndimage, sparse

from ..raster.alignment import PAD, Alignment, basis_matrix, spline_coefficients
from ..raster.grid import BLOCK, Window, nested

_SPLINE_ROUNDS = 100
_SPLINE_MEMORY = 12  # earlier rounds that a round is combined with
_DEPENDENT = 1e-8  # a round whose new part is smaller than this share adds rounding errors only
_CONSTANT_ROUNDS = 200
_TOLERANCE = 1e-7  # largest misfit, in standard deviations of the coarse values
_SMALLEST_GROUND = 1.0  # fine pixels; a cell with less ground than one pixel has no block mean to keep


@dataclass
class Correction:
    """What to add to the fine map: spline coefficients and a constant per cell, one of each per element."""

    alignment: Alignment
    splines: list[np.ndarray]
    constants: list[np.ndarray]
    missing: list[np.ndarray]  # bool, cells without a coarse value
    misfit: list[float] = field(default_factory=list)  # largest |block mean - coarse value| in coarse std
    rounds: list[int] = field(default_factory=list)

    def at(self, window: Window) -> np.ndarray:
        """Return the correction at a window (elements, height, width), NaN outside cells with a value."""
        cells = self.alignment.cells(window)
        out = np.empty((len(self.splines), *window.shape))
        for k, (spline, constant, missing) in enumerate(zip(self.splines, self.constants, self.missing)):
            known = np.append(np.where(missing, np.nan, constant), np.nan)  # the last for pixels in no cell
            out[k] = self.alignment.interpolate(spline, window, 3) + known[cells]
        return out

    def lowest(self, window: Window) -> np.ndarray:
        """Return a lower bound (elements,) of the correction at a window: a spline stays above its coefficients."""
        near = []
        for positions, size in zip(self.alignment.positions(window), self.alignment.coarse.shape):
            known = positions[np.isfinite(positions)]
            if not known.size:
                return np.full(len(self.splines), np.inf)
            first, last = np.floor(np.clip([known.min(), known.max()], 1 - PAD, size + PAD - 2)).astype(int) + PAD
            near.append(slice(first - 1, last + 3))
        splines = [spline[near[0], near[1]].min() for spline in self.splines]
        return np.array(splines) + [constant.min() for constant in self.constants]


class BlockMeans:
    """Gathers block means of a fine map tile by tile.

    ``coarse`` has shape (elements, rows, columns), NaN where there is no value: pixels of such a cell have no part in
    any mean.
    """

    def __init__(self, alignment: Alignment, coarse: np.ndarray) -> None:
        self.alignment = alignment
        self.coarse = np.asarray(coarse, float)
        self.missing = ~np.isfinite(self.coarse)
        # elements mostly lack the same cells; what depends on the pattern alone is gathered once a pattern
        self._pattern = [
            next(j for j in range(k + 1) if np.array_equal(missing, self.missing[j]))
            for k, missing in enumerate(self.missing)
        ]
        self._sums = np.zeros((2, *self.coarse.shape))  # of the fine values and of their weights

    def add(self, fused: np.ndarray, window: Window) -> None:
        """Take a tile of the fine map (elements, height, width), NaN for nodata (in all elements alike).

        Sums are added up block by block: in tiles that are ``nested`` they do not depend on the size of the tiles.
        """
        for block in nested(window, BLOCK):
            self._add(fused[(slice(None), *block.inside(window))], block)

    def _add(self, fused: np.ndarray, window: Window) -> None:
        cells = self.alignment.cells(window)
        valid = np.isfinite(fused).all(axis=0) & (cells >= 0)
        for k in sorted(set(self._pattern)):
            alike = [j for j, pattern in enumerate(self._pattern) if pattern == k]
            use = valid & ~self.missing[k].ravel()[cells]
            planes = [np.where(use, fused[j], 0.0) for j in alike]
            rows, cols, sums = self.alignment.sums([*planes, use], window)
            self._sums[0, alike, rows, cols] += sums[:-1]
            self._sums[1, alike, rows, cols] += sums[-1]
            self._took(use, k, window)

    def _took(self, use: np.ndarray, k: int, window: Window) -> None:
        """Take which pixels of a window (height, width) the sums have of all elements that lack the same cells as k."""

    def means(self) -> np.ndarray:
        """Return block means of the fine map so far, NaN where a cell has none."""
        weights = self._sums[1]
        return np.divide(self._sums[0], weights, out=np.full(weights.shape, np.nan), where=weights > 0)


class Consistency(BlockMeans):
    """Gathers block sums of a fine map tile by tile, then solves for the correction."""

    def __init__(self, alignment: Alignment, coarse: np.ndarray) -> None:
        super().__init__(alignment, coarse)
        self._basis = {(j, order): alignment.new_basis_sums() for j in set(self._pattern) for order in (0, 3)}

    def _took(self, use: np.ndarray, k: int, window: Window) -> None:
        for order in (0, 3):
            self.alignment.add_basis_sums(use, window, order, self._basis[k, order])

    def solve(self, wanted: np.ndarray | None = None) -> Correction:
        """Return the correction after which block means of the fine map equal the coarse values.

        ``wanted`` (elements, rows, columns) are other values to reach, in the cells that have a coarse value.
        """
        splines, constants, misfits, rounds = [], [], [], []
        means = self.means()
        for k, values in enumerate(self.coarse if wanted is None else wanted):
            keep = ~self.missing[k] & (self._sums[1, k] >= _SMALLEST_GROUND)
            scale = max(float(np.std(values[keep])), 1e-6 * float(np.abs(values[keep]).max())) if keep.any() else 1.0
            residual = np.where(keep, values - means[k], 0.0)
            weights = np.where(keep, self._sums[1, k], 1.0)
            matrix = basis_matrix(self._basis[self._pattern[k], 3], 3)
            spline, residual, used = _spline_rounds(residual, keep, weights, matrix, _TOLERANCE * scale)
            matrix = basis_matrix(self._basis[self._pattern[k], 0], 0)
            constant, residual = _constant_rounds(residual, keep, weights, matrix, _TOLERANCE * scale)
            splines.append(spline)
            constants.append(constant)
            misfits.append(float(np.abs(residual).max(initial=0.0)) / scale if scale else 0.0)
            rounds.append(used)
        return Correction(self.alignment, splines, constants, list(self.missing), misfits, rounds)


def _spline_rounds(
    residual: np.ndarray, keep: np.ndarray, weights: np.ndarray, matrix: sparse.csr_matrix, tolerance: float
) -> tuple[np.ndarray, np.ndarray, int]:
    """Return padded spline coefficients, the residual left and the rounds used.

    Each round adds the spline of the residual, combined with those of earlier rounds so that the sum of squares left
    is least (orthomin): it never grows, however oddly the valid pixels lie in their cells.
    """
    change = spline_coefficients(fill_nearest(np.where(keep, residual, np.nan)))
    spline = np.zeros_like(change)
    earlier: deque[tuple[np.ndarray, np.ndarray]] = deque(maxlen=_SPLINE_MEMORY)
    used = 0
    while used < _SPLINE_ROUNDS and np.abs(residual).max(initial=0.0) > tolerance:
        gained = np.where(keep, matrix.dot(change.ravel()).reshape(residual.shape) / weights, 0.0)
        before = np.sqrt((gained**2).sum())
        for old_change, old_gained in earlier:
            share = (gained * old_gained).sum()
            change, gained = change - share * old_change, gained - share * old_gained
        size = np.sqrt((gained**2).sum())
        if not size > _DEPENDENT * before:
            break
        change, gained = change / size, gained / size
        step = (residual * gained).sum()
        spline += step * change
        residual = residual - step * gained
        earlier.append((change, gained))
        change = spline_coefficients(residual)
        used += 1
    return spline, residual, used


def _constant_rounds(
    residual: np.ndarray, keep: np.ndarray, weights: np.ndarray, matrix: sparse.csr_matrix, tolerance: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return a constant per cell and the residual left; one round is enough unless pixels straddle cells."""
    constant = np.zeros_like(residual)
    for _ in range(_CONSTANT_ROUNDS):
        if np.abs(residual).max(initial=0.0) <= tolerance:
            break
        constant += residual
        gained = matrix.dot(residual.ravel()).reshape(residual.shape) / weights
        residual = np.where(keep, residual - gained, 0.0)
    return constant, residual


def fill_nearest(values: np.ndarray) -> np.ndarray:
    """Return a copy in which NaN cells take the value of the nearest that has one (zeros where none has)."""
    missing = ~np.isfinite(values)
    if missing.all():
        return np.zeros_like(values)
    nearest = ndimage.distance_transform_edt(missing, return_distances=False, return_indices=True)
    return values[tuple(nearest)]
