"""Pixels of a map on a lattice, evenly spread: what quantiles and components of it are found from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..progress import SILENT, Progress
from ..raster.gdal_reader import read
from ..raster.grid import Grid, Lattice, nested_in
from ..raster.projection import is_geographic
from ..raster.tiles import TILE

_MOST_NUMBERS = 8_000_000  # of all bands, that are held
_MOST_PIXELS = 1_000_000


@dataclass(frozen=True)
class MapSample:
    """Every ``step``-th pixel of every ``step``-th row: ``values`` (bands, rows, columns), NaN where there is none.

    ``areas`` (rows,) are those of a pixel of each row, relative to each other; in degrees they shrink to the poles.
    """

    values: np.ndarray
    areas: np.ndarray
    step: int

    @property
    def whole(self) -> bool:
        return self.step == 1

    def of(self, band: int) -> tuple[np.ndarray, np.ndarray]:
        """Return the known values (n,) of a band and the areas that they stand for."""
        known = np.isfinite(self.values[band])
        areas = np.broadcast_to(self.areas[:, None], known.shape)
        return self.values[band][known].astype(float), areas[known]


def sample_map(path: str, grid: Grid, bands: Sequence[int], progress: Progress = SILENT) -> MapSample:
    """Read a sample of at most a million pixels of some bands (from 0), all of them where there are no more."""
    lattice = Lattice.of(grid, min(_MOST_PIXELS, _MOST_NUMBERS // len(bands)))
    values = np.full((len(bands), *lattice.shape), np.nan, np.float32)
    for window in progress.each(nested_in(grid.full_window(), TILE)):
        part = read(path, bands, window)[(slice(None), *lattice.inside(window))]
        values[(slice(None), *lattice.place(window))] = part
    return MapSample(values, _areas(grid, lattice.step, len(values[0])), lattice.step)


def _areas(grid: Grid, step: int, rows: int) -> np.ndarray:
    if not is_geographic(grid.crs):
        return np.ones(rows)
    _, latitude = grid.map_xy(np.full(rows, grid.width / 2), np.arange(rows) * step + 0.5)
    return np.asarray(np.cos(np.radians(latitude)))
