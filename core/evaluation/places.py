"""Brings rasters to the places of validation data: to the cells of another grid, or to points."""

from __future__ import annotations

from collections.abc import Callable, Collection

import numpy as np

from ..language import tr
from ..progress import Progress
from ..raster.alignment import Alignment, align
from ..raster.grid import Grid, Window, tiles
from ..raster.projection import datum_remarks, projection, require_longitudes_of_points, same_crs
from ..raster.tiles import TILE

_SMALLEST_VALID_SHARE = 0.5  # of a validation cell's area
_DECIMALS = 9  # of an area in pixels; what differs less is equal

ReadPlanes = Callable[[Window], np.ndarray]


class ValidationPoints:
    """Brings a raster to places: the value, or the class, of the pixel that holds each."""

    def __init__(self, x: np.ndarray, y: np.ndarray, crs: str) -> None:
        self.x, self.y, self.crs = np.asarray(x, float), np.asarray(y, float), crs

    def gather(
        self, grid: Grid, read: ReadPlanes, count: int, progress: Progress, classes: Collection[int] = ()
    ) -> np.ndarray:
        """Return the ``count`` planes that ``read`` gives for windows of ``grid``: (count, places).

        Here ``classes`` are brought as values are.
        """
        progress.warn_each(datum_remarks(self.crs, grid.crs))
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


class ValidationCells:
    """Brings a raster to the validation cells: area-weighted means of the valid pixels, of classes the commonest.

    A cell counts where valid pixels cover at least half of it. Where the validation cells are smaller than
    the pixels there is nothing to average: a cell then takes the pixel that holds its centre.
    """

    def __init__(self, grid: Grid) -> None:
        self.grid = grid

    def gather(
        self, grid: Grid, read: ReadPlanes, count: int, progress: Progress, classes: Collection[int] = ()
    ) -> np.ndarray:
        """Return the ``count`` planes that ``read`` gives for windows of ``grid``: (count, cells).

        ``classes`` are planes, counted from 0, that hold codes: a cell takes the code that covers most of it.
        """
        alignment = align(grid, self.grid)
        if alignment.ratio < 1 - 1e-6:
            return self._centres().gather(grid, read, count, progress)
        progress.warn_each(datum_remarks(self.grid.crs, grid.crs))
        sums = np.zeros((2, count, *self.grid.shape))
        majorities = {plane: _Majority(alignment) for plane in classes}
        windows = list(tiles(_window_over(grid, self.grid), TILE))
        for k, window in enumerate(windows):
            progress.check(k / len(windows))
            planes = read(window)
            valid = np.isfinite(planes)
            alignment.add_sums(np.where(valid, planes, 0.0), window, sums[0])
            alignment.add_sums(valid, window, sums[1])
            for plane, majority in majorities.items():
                majority.add(planes[plane], window)
        enough = sums[1] >= _SMALLEST_VALID_SHARE * alignment.pixels_per_cell * (1 - 1e-9)
        found = np.divide(sums[0], sums[1], out=np.full(sums[0].shape, np.nan), where=enough)
        for plane, majority in majorities.items():
            found[plane] = np.where(enough[plane], majority.codes(), np.nan)
        return found.reshape(count, -1)

    def _centres(self) -> ValidationPoints:
        row, col = np.indices(self.grid.shape).reshape(2, -1) + 0.5
        return ValidationPoints(*self.grid.map_xy(col, row), self.grid.crs)


class _Majority:
    """Gathers which area the classes of a plane have in each cell of a coarse grid."""

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self._areas = [np.zeros((3, 0))]  # cell (flat), code and area in pixels

    def add(self, plane: np.ndarray, window: Window) -> None:
        """Take the codes (height, width) of a window, NaN for nodata."""
        for code in np.unique(plane[np.isfinite(plane)]):
            rows, cols, (area,) = self.alignment.sums((plane == code)[None], window)
            row, col = np.nonzero(area)
            cells = (row + rows.start) * self.alignment.coarse.width + col + cols.start
            self._areas.append(np.stack([cells, np.full(len(cells), code), area[row, col]]))

    def codes(self) -> np.ndarray:
        """Return the code with the largest area (rows, columns), the lowest of several, NaN where there is none."""
        cells, codes, areas = np.concatenate(self._areas, axis=1)
        pairs, pair = np.unique(np.stack([cells, codes]), axis=1, return_inverse=True)
        area = np.round(np.bincount(pair.ravel(), areas, pairs.shape[1]), _DECIMALS)
        cells, codes = pairs[:, np.lexsort((pairs[1], -area, pairs[0]))]
        cells, first = np.unique(cells, return_index=True)
        out = np.full(self.alignment.coarse.shape, np.nan)
        out.flat[cells.astype(np.int64)] = codes[first]
        return out


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
