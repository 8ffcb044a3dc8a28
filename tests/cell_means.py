"""Means over coarse cells and corrected maps, worked out independently."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.geostatistics.consistency import Consistency, Correction
from geochem_fusion.core.raster.alignment import Alignment
from geochem_fusion.core.raster.grid import Grid, tiles

NAN = np.nan


def corrected(
    alignment: Alignment, fine: np.ndarray, coarse: np.ndarray, tile: int = 37
) -> tuple[np.ndarray, Correction]:
    """Return the fine map plus its correction, gathered and added tile by tile."""
    consistency = Consistency(alignment, coarse)
    for window in tiles(alignment.fine.full_window(), tile):
        consistency.add(fine[:, window.rows, window.cols], window)
    correction = consistency.solve()
    out = np.empty_like(fine)
    for window in tiles(alignment.fine.full_window(), 2 * tile + 1):
        out[:, window.rows, window.cols] = fine[:, window.rows, window.cols] + correction.at(window)
    return out, correction


def shares(fine: Grid, coarse: Grid, axis: int) -> np.ndarray:
    """Share of each pixel's length in each cell along an axis, cell by cell and pixel by pixel."""
    start, step = (3, 5) if axis == 0 else (0, 1)
    out = np.zeros((coarse.shape[axis], fine.shape[axis]))
    for cell, pixel in np.ndindex(out.shape):
        ends = fine.transform[start] + (pixel + np.arange(2)) * fine.transform[step] - coarse.transform[start]
        low, high = sorted(ends / coarse.transform[step])
        out[cell, pixel] = max(0.0, min(high, cell + 1) - max(low, cell)) / (high - low)
    return out


def block_means(alignment: Alignment, fine: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return area-weighted means over cells, and the pixels that each cell has."""
    rows, cols = (shares(alignment.fine, alignment.coarse, axis) for axis in (0, 1))
    valid = np.isfinite(fine)
    weights = rows @ valid @ cols.T
    with np.errstate(invalid="ignore", divide="ignore"):
        return rows @ np.where(valid, fine, 0) @ cols.T / weights, weights


def random_coarse(cells: tuple[int, int], share: float = 0.0, seed: int = 1) -> np.ndarray:
    random = np.random.default_rng(seed)
    coarse = random.lognormal(3, 0.6, (1, *cells))
    coarse[random.random(coarse.shape) < share] = NAN
    return coarse
