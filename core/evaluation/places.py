"""Brings rasters to the places of validation data: to the cells of another grid, or to points."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ..language import tr
from ..progress import Progress
from ..raster.alignment import align, require_longitudes_of_points
from ..raster.grid import Grid, Window, tiles
from ..raster.projection import projection, same_crs
from ..raster.tiles import TILE

_SMALLEST_COVER = 0.5  # of a validation cell's area

ReadPlanes = Callable[[Window], np.ndarray]


class Points:
    """Brings a raster to places: the value of the pixel that holds each."""

    def __init__(self, x: np.ndarray, y: np.ndarray, crs: str) -> None:
        self.x, self.y, self.crs = np.asarray(x, float), np.asarray(y, float), crs

    def gather(self, grid: Grid, read: ReadPlanes, count: int, progress: Progress) -> np.ndarray:
        """Return the ``count`` planes that ``read`` gives for windows of ``grid``: (count, places)."""
        row, col = self._pixels(grid)
        places = np.flatnonzero((row >= 0) & (row < grid.height) & (col >= 0) & (col < grid.width))
        out = np.full((count, self.x.size), np.nan)
        tile = row[places] // TILE * (grid.width // TILE + 1) + col[places] // TILE
        order = np.argsort(tile, kind="stable")
        groups = np.split(places[order], np.flatnonzero(np.diff(tile[order])) + 1) if places.size else []
        for k, group in enumerate(groups):
            progress.check(k / len(groups))
            top, left = row[group].min(), col[group].min()
            window = Window(int(top), int(left), int(np.ptp(row[group])) + 1, int(np.ptp(col[group])) + 1)
            out[:, group] = read(window)[:, row[group] - top, col[group] - left]
        return out

    def _pixels(self, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
        x, y = self.x, self.y
        if not same_crs(self.crs, grid.crs):
            x, y = projection(self.crs, grid.crs)(x, y)
        require_longitudes_of_points(x, y, grid, tr("the points"))
        col, row = grid.col_row(x, y)
        # places that cannot be projected, or lie far outside, must not overflow an integer
        return tuple(  # type: ignore[return-value]
            np.clip(np.nan_to_num(np.floor(p), nan=-1), -1, size).astype(np.int64)
            for p, size in ((row, grid.height), (col, grid.width))
        )


class Cells:
    """Brings a raster to the validation cells: area-weighted means of the valid pixels.

    A cell counts where valid pixels cover at least half of it. Where the validation cells are smaller than
    the pixels there is nothing to average: a cell then takes the pixel that holds its centre.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    def gather(self, grid: Grid, read: ReadPlanes, count: int, progress: Progress) -> np.ndarray:
        """Return the ``count`` planes that ``read`` gives for windows of ``grid``: (count, cells)."""
        alignment = align(grid, self.grid)
        if alignment.ratio < 1 - 1e-6:
            return self._centres().gather(grid, read, count, progress)
        sums = np.zeros((2, count, *self.grid.shape))
        windows = list(tiles(_window_over(grid, self.grid), TILE))
        for k, window in enumerate(windows):
            progress.check(k / len(windows))
            planes = read(window)
            valid = np.isfinite(planes)
            alignment.add_sums(np.where(valid, planes, 0.0), window, sums[0])
            alignment.add_sums(valid, window, sums[1])
        enough = sums[1] >= _SMALLEST_COVER * alignment.pixels_per_cell * (1 - 1e-9)
        means = np.divide(sums[0], sums[1], out=np.full(sums[0].shape, np.nan), where=enough)
        return means.reshape(count, -1)

    def _centres(self) -> Points:
        row, col = np.indices(self.grid.shape).reshape(2, -1) + 0.5
        return Points(*self.grid.map_xy(col, row), self.grid.crs)


def _window_over(grid: Grid, other: Grid) -> Window:
    """Return the window of a grid that holds another grid. Raises FusionError where they do not overlap."""
    rows, cols = np.meshgrid(np.linspace(0, other.height, 33), np.linspace(0, other.width, 33), indexing="ij")
    x, y = other.map_xy(cols, rows)
    if not same_crs(other.crs, grid.crs):
        x, y = projection(other.crs, grid.crs)(x, y)
    if not np.isfinite(x).all():
        return grid.full_window()
    window = grid.window_of(x.min(), y.min(), x.max(), y.max())
    # between the points of the lattice a projected edge may bulge a little
    return window.grown(2 + max(window.shape) // 50, grid.height, grid.width)
