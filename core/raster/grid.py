"""Raster geometry: a grid of cells on the ground, and windows of it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError

BLOCK = 256  # pixels a side of what is summed and written at a time, whatever the tiles
_LARGEST_TILE = 1024
_SQUARES_SEEN, _SQUARE = 16, 128  # parts by which an image is judged, and their side in pixels


@dataclass(frozen=True)
class Window:
    """A rectangle of pixels: first row and column, height and width."""

    row: int
    col: int
    height: int
    width: int

    @property
    def rows(self) -> slice:
        return slice(self.row, self.row + self.height)

    @property
    def cols(self) -> slice:
        return slice(self.col, self.col + self.width)

    @property
    def shape(self) -> tuple[int, int]:
        return self.height, self.width

    def grown(self, halo: int, height: int, width: int) -> Window:
        """Return this window with ``halo`` pixels more on each side, cut at a raster of height x width."""
        row, col = max(self.row - halo, 0), max(self.col - halo, 0)
        bottom = min(self.row + self.height + halo, height)
        right = min(self.col + self.width + halo, width)
        return Window(row, col, bottom - row, right - col)

    def shifted(self, rows: int, cols: int) -> Window:
        """Return a window of the same size further down and right."""
        return Window(self.row + rows, self.col + cols, self.height, self.width)

    def thinned(self, step: int) -> Window:
        """Return the window of the raster of every ``step``-th pixel that holds those before and in this one."""
        row, col = self.row // step, self.col // step
        return Window(row, col, -(-(self.row + self.height) // step) - row, -(-(self.col + self.width) // step) - col)

    def within(self, outer: Window) -> Window:
        """Return this window counted from the first pixel of another."""
        return self.shifted(-outer.row, -outer.col)

    def inside(self, outer: Window) -> tuple[slice, slice]:
        """Return the slices that cut this window out of an array read with ``outer``."""
        row, col = self.row - outer.row, self.col - outer.col
        return slice(row, row + self.height), slice(col, col + self.width)


@dataclass(frozen=True)
class Grid:
    """Where the cells of a raster lie.

    ``transform`` is GDAL's: x = t0 + col t1 + row t2, y = t3 + col t4 + row t5, for cell edges;
    ``crs`` is WKT, empty where unknown.
    """

    transform: tuple[float, float, float, float, float, float]
    height: int
    width: int
    crs: str = ""

    @property
    def shape(self) -> tuple[int, int]:
        return self.height, self.width

    @property
    def axis_aligned(self) -> bool:
        """Whether rows and columns run along the axes of the CRS (south-up included)."""
        return self.transform[2] == 0 and self.transform[4] == 0

    @property
    def cell_area(self) -> float:
        """Area of a cell in squared CRS units."""
        _, a, b, _, d, e = self.transform
        return abs(a * e - b * d)

    @property
    def cell_size(self) -> float:
        """Side of the square of the same area, in CRS units."""
        return math.sqrt(self.cell_area)

    def finer(self, times: int) -> Grid:
        """Return the grid whose cells are these, each cut into ``times`` along both of its sides."""
        t = self.transform
        steps = (t[0], t[1] / times, t[2] / times, t[3], t[4] / times, t[5] / times)
        return Grid(steps, self.height * times, self.width * times, self.crs)

    def coarser(self, times: int) -> Grid:
        """Return the grid of squares of ``times`` x ``times`` of these cells, from the first corner on."""
        t = self.transform
        steps = (t[0], t[1] * times, t[2] * times, t[3], t[4] * times, t[5] * times)
        return Grid(steps, -(-self.height // times), -(-self.width // times), self.crs)

    def map_xy(self, col: np.ndarray, row: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return map coordinates of fractional columns and rows (0, 0 is the corner of the first cell)."""
        t = self.transform
        return t[0] + col * t[1] + row * t[2], t[3] + col * t[4] + row * t[5]

    def col_row(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return fractional columns and rows of map coordinates."""
        t = self.transform
        determinant = t[1] * t[5] - t[2] * t[4]
        dx, dy = np.asarray(x) - t[0], np.asarray(y) - t[3]
        return (t[5] * dx - t[2] * dy) / determinant, (t[1] * dy - t[4] * dx) / determinant

    def lies_like(self, other: Grid) -> bool:
        """Whether another grid has the same cells, to a hundredth of their size; reference systems are not compared."""
        if other.shape != self.shape:
            return False
        # corners, not cell sizes: a difference too small to see in one cell adds up over a wide image
        cols, rows = np.array([0, self.width, 0, self.width]), np.array([0, 0, self.height, self.height])
        pairs = zip(other.map_xy(cols, rows), self.map_xy(cols, rows))
        return all(np.abs(a - b).max() <= 1e-2 * self.cell_size for a, b in pairs)

    def window_of(self, xmin: float, ymin: float, xmax: float, ymax: float) -> Window:
        """Return the smallest window that covers a map rectangle, cut at the grid.

        Raises FusionError where the rectangle does not touch the grid.
        """
        if not np.isfinite([xmin, ymin, xmax, ymax]).all():
            raise FusionError("The extent is not a rectangle of numbers: choose another one.")
        cols, rows = self.col_row(np.array([xmin, xmin, xmax, xmax]), np.array([ymin, ymax, ymin, ymax]))
        # a corner that falls on a pixel edge must not pull in the next pixel by rounding
        first_col, last_col = (
            max(math.floor(cols.min() + 1e-6), 0),
            min(math.ceil(cols.max() - 1e-6), self.width),
        )
        first_row, last_row = (
            max(math.floor(rows.min() + 1e-6), 0),
            min(math.ceil(rows.max() - 1e-6), self.height),
        )
        if first_col >= last_col or first_row >= last_row:
            raise FusionError("The extent does not overlap the image: choose one inside it.")
        return Window(first_row, first_col, last_row - first_row, last_col - first_col)

    def cropped(self, window: Window) -> Grid:
        """Return the grid of a window of this one."""
        t = self.transform
        x, y = self.map_xy(np.array(float(window.col)), np.array(float(window.row)))
        return Grid((float(x), t[1], t[2], float(y), t[4], t[5]), window.height, window.width, self.crs)

    def full_window(self) -> Window:
        return Window(0, 0, self.height, self.width)


@dataclass(frozen=True)
class Lattice:
    """Every ``step``-th cell of a grid along rows and columns, from the first one on: cells that stand for all."""

    grid: Grid
    step: int

    @classmethod
    def of(cls, grid: Grid, most: int) -> Lattice:
        """Return the densest lattice of at most about ``most`` cells; all cells of a grid that has no more."""
        return cls(grid, max(math.ceil(math.sqrt(grid.height * grid.width / most)), 1))

    @property
    def shape(self) -> tuple[int, int]:
        """How many rows and columns it has."""
        height, width = (len(range(0, size, self.step)) for size in self.grid.shape)
        return height, width

    def inside(self, window: Window) -> tuple[slice, slice]:
        """Return the slices that cut its cells out of an array of a window."""
        return slice(-window.row % self.step, None, self.step), slice(-window.col % self.step, None, self.step)

    def place(self, window: Window) -> tuple[slice, slice]:
        """Return the slices that its cells of a window take in an array of ``shape``."""
        starts, sizes = (window.row, window.col), window.shape
        rows, cols = (slice(-(-a // self.step), -(-(a + n) // self.step)) for a, n in zip(starts, sizes))
        return rows, cols

    def numbers(self, window: Window) -> np.ndarray:
        """Return the numbers of its cells of a window (n,), row by row of the whole grid."""
        rows, cols = (np.arange(part.start, part.stop) * self.step for part in self.place(window))
        return np.asarray(rows[:, None] * self.grid.width + cols, np.int64).ravel()


def tiles(window: Window, size: int) -> Iterator[Window]:
    """Cut a window into tiles whose edges lie on multiples of ``size``, row by row."""
    for row, height in _tiles_along(window.row, window.height, size):
        for col, width in _tiles_along(window.col, window.width, size):
            yield Window(row, col, height, width)


def is_block(window: Window, height: int, width: int) -> bool:
    """Whether a window is one of the blocks of ``BLOCK`` pixels a side that a raster of height x width is cut into."""
    sides = (window.row, window.height, height), (window.col, window.width, width)
    return all(start % BLOCK == 0 and length == min(BLOCK, size - start) for start, length, size in sides)


def nested(window: Window, size: int) -> Iterator[Window]:
    """Cut a window into tiles quarter by quarter, down to tiles of at most ``size``.

    Their edges lie on multiples of the largest power of two that is no more than ``size``. The blocks in the tiles come
    in one order whatever the size: sums and files made block by block do not depend on the tiles.
    """
    for whole in tiles(window, _LARGEST_TILE):
        yield from _quartered(whole, _LARGEST_TILE, size)


def nested_in(area: Window, size: int) -> list[Window]:
    """Return the ``nested`` tiles of a part of an image, which fit the blocks of a file of that part."""
    whole = Window(0, 0, area.height, area.width)
    return [tile.shifted(area.row, area.col) for tile in nested(whole, size)]


def evenly_spread(whole: Window) -> list[Window]:
    """Return at most 16 squares of an image, evenly spread, by which the whole can be judged."""
    squares = list(nested(whole, _SQUARE))
    return squares[:: -(-len(squares) // _SQUARES_SEEN)]


def _quartered(window: Window, side: int, size: int) -> Iterator[Window]:
    if side <= size:
        yield window
        return
    for quarter in tiles(window, side // 2):
        yield from _quartered(quarter, side // 2, size)


def _tiles_along(start: int, length: int, size: int) -> Iterator[tuple[int, int]]:
    end = start + length
    while start < end:
        stop = min((start // size + 1) * size, end)
        yield start, stop - start
        start = stop
