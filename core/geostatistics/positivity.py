"""Contents are never negative: where a corrected map falls too low it is bent towards zero, and block means are kept.

A cubic correction overshoots beside steep highs. Where no coarse value of an element is negative, values v below half
of its smallest coarse value, b, are replaced by b exp(v / b - 1): that meets v at b with the same slope and stays above
zero. Each cell is then scaled so that its mean is what it was, so the ranks of pixels within a cell do not change.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from ..raster.alignment import Alignment, basis_matrix
from ..raster.grid import BLOCK, Window, nested

_SHARE = 0.5  # of the smallest coarse value
_ROUNDS = 200
_TOLERANCE = 1e-7  # largest misfit of a block mean, in standard deviations of the coarse values

Compute = Callable[[Window], np.ndarray]


def limits(coarse: np.ndarray) -> np.ndarray:
    """Return the value below which each element is bent (elements,), minus infinity where it has negative values.

    ``coarse`` has shape (elements, rows, columns), NaN where there is no value.
    """
    lowest = np.nanmin(coarse, axis=(1, 2))
    return np.where(lowest >= 0, _SHARE * lowest, -np.inf)


def bend(values: np.ndarray, limit: float) -> np.ndarray:
    """Return float64 values with those below the limit (>= 0) bent towards zero; NaN stays NaN.

    With a limit of 0 negative values become 0.
    """
    if limit == 0:
        return np.maximum(values, 0.0)
    low = values < limit
    out = np.array(values, float)
    out[low] = limit * np.exp(out[low] / limit - 1)
    return out


@dataclass
class Bending:
    """How a map is kept positive: a limit and a factor per cell (rows, columns) for each element that needs it.

    ``misfit`` is the largest |block mean - wanted| of these elements, in standard deviations of the wanted values.
    """

    alignment: Alignment
    limits: dict[int, float]
    factors: dict[int, np.ndarray]
    misfit: dict[int, float]

    def applied(self, values: np.ndarray, window: Window) -> np.ndarray:
        """Return the map (elements, height, width) at a window, low values bent and block means kept."""
        if not self.limits:
            return values
        out = np.array(values, float)
        cells = self.alignment.cells(window)
        for k, limit in self.limits.items():
            out[k] = bend(out[k], limit) * self.factors[k].ravel()[cells]
        return out


def keep_positive(
    alignment: Alignment, compute: Compute, lowest: Compute, wanted: np.ndarray, windows: Sequence[Window]
) -> Bending:
    """Return how to keep a map positive whose block means are ``wanted`` (elements, rows, columns; NaN for none).

    ``compute`` gives the map at a window (elements, height, width), NaN for nodata; ``lowest`` bounds it from below at
    a window (elements,), so that the pixels are only looked at where they can fall low. ``windows`` cover the map.
    """
    found = limits(wanted)
    low = np.zeros(len(found), bool)
    for window in windows:
        if ((lowest(window) < found) & ~low).any():
            low |= (compute(window) < found[:, None, None]).any(axis=(1, 2))
    bending = Bending(alignment, {int(k): float(found[k]) for k in np.flatnonzero(low)}, {}, {})
    if not bending.limits:
        return bending
    sums = {k: alignment.new_basis_sums() for k in bending.limits}
    areas = {k: np.zeros((1, *alignment.coarse.shape)) for k in bending.limits}
    for window in windows:
        whole = compute(window)
        for block in nested(window, BLOCK):  # so that sums do not depend on the size of the tiles
            for k, limit in bending.limits.items():
                values = whole[(k, *block.inside(window))]
                valid = np.isfinite(values)
                alignment.add_basis_sums(np.where(valid, bend(values, limit), 0.0), block, 0, sums[k])
                alignment.add_sums(valid[None].astype(float), block, areas[k])
    for k in bending.limits:
        bending.factors[k], bending.misfit[k] = _factors(basis_matrix(sums[k], 0), areas[k][0], wanted[k])
    return bending


def _factors(matrix: sparse.csr_matrix, area: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, float]:
    """Return a factor per cell that brings block means to those wanted, or nearest, and the largest misfit left.

    ``matrix`` tells what the factor of each cell gives to each cell's sum. One round is enough unless pixels straddle
    cells. Slivers of cells at the edge of the image, which hold no pixel's centre, have no factor.
    """
    keep = (matrix.diagonal().reshape(area.shape) > 0) & np.isfinite(wanted)
    aim, area = np.where(keep, wanted, 0.0), np.where(keep, area, 1.0)
    spread = float(np.std(wanted[keep])) or 1.0
    factor = np.ones(wanted.shape)
    best, least = factor, np.inf
    for _ in range(_ROUNDS):
        reached = matrix.dot(factor.ravel()).reshape(factor.shape) / area
        misfit = float(np.abs(reached - aim)[keep].max(initial=0.0)) / spread
        if misfit < least:
            best, least = factor, misfit
        if least <= _TOLERANCE:
            break
        factor = np.where(keep & (reached > 0), factor * aim / np.where(reached > 0, reached, 1.0), factor)
    return best, least
