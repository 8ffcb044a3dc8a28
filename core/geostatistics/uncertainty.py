"""Standard deviation of a fused map: what the coarse values leave unknown at a pixel.

It is the error of ordinary kriging of a point from the means of the cells around it, under the covariance that
training found for what the image does not explain; where the cell values are means of samples their noise is in it. It
depends on where a pixel lies in its cell, not on the values, so it is computed once on a lattice within a cell that has
three rings of neighbours. At the edge of the coarse map and beside gaps the true error is larger.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import FusionError
from ..raster.alignment import Alignment
from ..raster.grid import Window
from .covariance import JITTER, POINTS, Covariance, block_table, cell_covariance, matern
from .image_weight import Blend

_SIDE = 8  # lattice points per side of a cell
_RINGS = 3


def require(blends: Sequence[Blend | None], means_kept: bool) -> list[Blend]:
    """Return the blends of all elements. Raises FusionError where the standard deviation is not known.

    It is that of a map that keeps the means of the coarse cells (``means_kept``).
    """
    found = [blend for blend in blends if blend is not None]
    if not means_kept or len(found) < len(blends):
        raise FusionError(
            "UNCERTAINTY needs MODE=residual and a model of METHOD=auto or of a network, trained on a coarse raster: "
            "change these, or leave UNCERTAINTY out."
        )
    return found


def lattice(covariance: Covariance, side: int = _SIDE) -> np.ndarray:
    """Return the kriging standard deviation at side x side points of a cell among known neighbours."""
    cells = np.argwhere(np.ones((2 * _RINGS + 1,) * 2, bool)) - _RINGS
    within, points = (_square((np.arange(n) + 0.5) / n - 0.5) for n in (POINTS, side))
    table = block_table((2 * _RINGS + 1,) * 2, covariance.smoothness, covariance.range, covariance.aspect)
    table = covariance.sill * table
    between = cell_covariance(table, cells, covariance.noise + JITTER * table[0, 0])
    apart = (points[:, None, None] - (cells[None, :, None] + within[None, None])) * [1.0, covariance.aspect]
    correlations = matern(np.sqrt((apart**2).sum(axis=-1)) / covariance.range, covariance.smoothness)
    to_cells = covariance.sill * correlations.mean(axis=2)
    ones = np.ones(len(cells))
    solved = np.linalg.solve(between, np.column_stack([to_cells.T, ones]))
    short = 1 - to_cells @ solved[:, -1]  # what ordinary kriging pays for the unknown mean
    variance = covariance.sill - np.einsum("pc,cp->p", to_cells, solved[:, :-1]) + short**2 / (ones @ solved[:, -1])
    return np.sqrt(np.maximum(variance, 0)).reshape(side, side)


def _square(axis: np.ndarray) -> np.ndarray:
    return np.stack(np.meshgrid(axis, axis, indexing="ij"), axis=-1).reshape(-1, 2)


class Deviation:
    """Standard deviations on the pixels of an image."""

    def __init__(self, alignment: Alignment, blends: Sequence[Blend]) -> None:
        self.alignment = alignment
        self.lattices = [lattice(blend.covariance) for blend in blends]

    def at(self, window: Window) -> np.ndarray:
        """Return standard deviations at a window, (elements, height, width), in the elements' units."""
        row, col = (np.nan_to_num((p + 0.5) % 1.0) for p in self.alignment.positions(window))
        down, right = (np.minimum((p * _SIDE).astype(np.int64), _SIDE - 1) for p in (row, col))
        return np.stack([np.broadcast_to(known[down, right], window.shape) for known in self.lattices])
