"""Targets as areas: connected cells of a map above a percentile of its score, the best area first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_matrix
from scipy.sparse.csgraph import connected_components

from ..progress import SILENT, Progress
from ..raster.gdal_call import outlines
from ..raster.grid import Grid, Window, tiles
from ..raster.tiles import TILE
from ..setting_limits import Limits

PERCENTILE = Limits(95.0, 50.0, 99.9)  # of the score, from which a cell lies in a target
FEWEST_CELLS = 2  # of a target: a single cell is as likely one wrong value
NAMED = 3  # layers that are named for a target


@dataclass(frozen=True)
class TargetAreas:
    """Connected areas of a map of ``shape``, the one with the highest score first.

    ``inside`` (m,) are the numbers of cells above the threshold, rising, and ``rank`` int32 (m,) that of the area of
    each from 1 on, 0 for one in none; of each area (n,): ``cells``, the ``highest`` and the ``mean`` score, and ``row``
    and ``col`` of its highest cell.
    """

    shape: tuple[int, int]
    inside: np.ndarray
    rank: np.ndarray
    cells: np.ndarray
    highest: np.ndarray
    mean: np.ndarray
    row: np.ndarray
    col: np.ndarray

    def __len__(self) -> int:
        return len(self.cells)

    def within(self, window: Window) -> tuple[tuple[np.ndarray, np.ndarray], np.ndarray]:
        """Return the cells of areas in a window, as rows and columns of it (k,), and the rank of the area of each."""
        width = self.shape[1]
        first, last = np.searchsorted(self.inside, [window.row * width, (window.row + window.height) * width])
        row, col = np.divmod(self.inside[first:last], width)
        rank = self.rank[first:last]
        here = (rank > 0) & (col >= window.col) & (col < window.col + window.width)
        return (row[here] - window.row, col[here] - window.col), rank[here]

    def numbers(self, window: Window | None = None) -> np.ndarray:
        """Return the rank of the area of each cell of a window (default all), int32, 0 outside."""
        window = window or Window(0, 0, *self.shape)
        found = np.zeros(window.shape, np.int32)
        place, rank = self.within(window)
        found[place] = rank
        return found

    def outlines(self, grid: Grid) -> list[list[list[np.ndarray]]]:
        """Return the polygons of each area: lists of rings (vertices, 2) in the CRS of the grid, outline and holes.

        Parts of an area that meet at a corner are polygons of their own.
        """
        found: list[list[list[np.ndarray]]] = []
        for number, window in enumerate(self._windows(), 1):  # each by itself: a large map has no room for a plane
            x, y = grid.map_xy(np.array([float(window.col)]), np.array([float(window.row)]))
            transform = (float(x[0]), *grid.transform[1:3], float(y[0]), *grid.transform[4:])
            own = (self.numbers(window) == number).astype(np.int32)
            found.append([rings for _, rings in outlines(own, transform)])
        return found

    def _windows(self) -> list[Window]:
        """Return the smallest window that holds each area."""
        sides = []
        for place in np.divmod(self.inside, self.shape[1]):
            first, last = np.full(len(self) + 1, max(self.shape)), np.zeros(len(self) + 1, int)
            np.minimum.at(first, self.rank, place)
            np.maximum.at(last, self.rank, place)
            sides.append((first[1:].tolist(), (last - first + 1)[1:].tolist()))
        (rows, heights), (cols, widths) = sides
        return [Window(*numbers) for numbers in zip(rows, cols, heights, widths)]


def target_areas(
    read: Callable[[Window], np.ndarray], shape: tuple[int, int], threshold: float, fewest: int = FEWEST_CELLS
) -> TargetAreas:
    """Return the areas of at least ``fewest`` connected cells whose score is ``threshold`` or more.

    ``read`` gives the score (height, width) of windows of a map of ``shape``, which is never held as a whole. Cells
    that share a side or a corner are connected, NaN lies in no area. Of areas whose highest scores are equal the larger
    comes first, then the northern one.
    """
    inside, values = _cells_above(read, shape, threshold)
    own, count = _connected(inside, shape[1])
    cells = np.bincount(own, minlength=count)
    by_area = np.lexsort((inside, -values, own))
    first = by_area[np.searchsorted(own[by_area], np.arange(count))]
    order = np.lexsort((np.arange(count), -cells, -values[first]))
    order = order[cells[order] >= fewest]
    rank = np.zeros(count, np.int32)
    rank[order] = np.arange(1, len(order) + 1)
    sums = np.bincount(own, values, count)
    row, col = np.divmod(inside[first[order]], shape[1])
    mean = sums[order] / cells[order]
    return TargetAreas(shape, inside, rank[own], cells[order], values[first[order]], mean, row, col)


def _connected(inside: np.ndarray, width: int) -> tuple[np.ndarray, int]:
    """Return the number of the connected area of each cell (n,), from 0 by their first cells, and how many there are.

    ``inside`` are numbers of cells, rising, on a map of a width. Cells beside each other in a row are one run, and runs
    of two rows touch where their columns do, corners too: of a large map few runs have to be held, and no plane.
    """
    starts = np.ones(len(inside), bool)
    starts[1:] = (np.diff(inside) > 1) | (inside[1:] % width == 0)
    first = inside[starts]
    last = inside[np.append(np.flatnonzero(starts)[1:], len(inside)) - 1] if len(inside) else first
    low = first + width - (first % width > 0)
    high = last + width + (last % width < width - 1)
    below, end = np.searchsorted(last, low), np.searchsorted(first, high, "right")
    many = np.maximum(end - below, 0)
    upper = np.repeat(np.arange(len(first)), many)
    lower = np.arange(len(upper)) + np.repeat(below - (np.cumsum(many) - many), many)
    links = coo_matrix((np.ones(len(upper), bool), (upper, lower)), (len(first), len(first)))
    count, area = connected_components(links, directed=False)
    order = np.empty(count, int)
    order[np.argsort(np.unique(area, return_index=True)[1], kind="stable")] = np.arange(count)
    return order[area][np.cumsum(starts) - 1], count


def _cells_above(
    read: Callable[[Window], np.ndarray], shape: tuple[int, int], threshold: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of the cells whose score is a threshold or more (n,), rising, and their scores (n,)."""
    numbers, values = [], []
    for window in tiles(Window(0, 0, *shape), TILE):
        score = read(window)
        row, col = np.nonzero(score >= threshold)
        numbers.append((row + window.row) * shape[1] + col + window.col)
        values.append(score[row, col])
    found = np.concatenate(numbers)
    order = np.argsort(found)
    return found[order], np.concatenate(values)[order].astype(float)


def means_in_areas(
    areas: TargetAreas, read: Callable[[Window], np.ndarray], layers: int, progress: Progress = SILENT
) -> np.ndarray:
    """Return the mean of each of some layers in each area (areas, layers), NaN where one has no value there.

    ``read`` gives the layers (layers, height, width) of a window, NaN where there is no value; windows without an area
    are not read.
    """
    size = len(areas) + 1
    sums, counts = np.zeros((layers, size)), np.zeros((layers, size))
    for window in progress.each(list(tiles(Window(0, 0, *areas.shape), TILE))):
        (row, col), own = areas.within(window)
        if not len(own):
            continue
        for layer, values in enumerate(read(window)[:, row, col]):
            known = np.isfinite(values)
            sums[layer] += np.bincount(own[known], values[known].astype(float), size)
            counts[layer] += np.bincount(own[known], minlength=size)
    with np.errstate(invalid="ignore"):
        return np.asarray((sums / counts)[:, 1:].T)


def leading(means: np.ndarray, names: list[str], least: float = 0.0) -> list[list[tuple[str, float]]]:
    """Return for each area the layers whose means (areas, layers) are the largest, above ``least``, at most three."""
    found = []
    for row in means:
        order = [k for k in np.argsort(-row, kind="stable") if row[k] > least][:NAMED]
        found.append([(names[k], float(row[k])) for k in order])
    return found
