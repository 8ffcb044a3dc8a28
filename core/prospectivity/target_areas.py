"""Targets as areas: connected cells of a map above a percentile of its score, the best area first."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import label

from ..progress import SILENT, Progress
from ..raster.gdal_call import outlines
from ..raster.grid import Grid, Window, tiles
from ..raster.tiles import TILE
from ..setting_limits import Limits

PERCENTILE = Limits(95.0, 50.0, 99.9)  # of the score, from which a cell lies in a target
FEWEST_CELLS = 2  # of a target: a single cell is as likely one wrong value
NAMED = 3  # layers that are named for a target
_TOUCHING = np.ones((3, 3), int)  # cells that share a corner are connected


@dataclass(frozen=True)
class TargetAreas:
    """Connected areas of a map, the one with the highest score first.

    ``numbers`` int32 (rows, columns) holds the rank of the area of each cell from 1 on, 0 outside; of each area (n,):
    ``cells``, the ``highest`` and the ``mean`` score, and ``row`` and ``col`` of its highest cell.
    """

    numbers: np.ndarray
    cells: np.ndarray
    highest: np.ndarray
    mean: np.ndarray
    row: np.ndarray
    col: np.ndarray

    def __len__(self) -> int:
        return len(self.cells)

    def outlines(self, grid: Grid) -> list[list[list[np.ndarray]]]:
        """Return the polygons of each area: lists of rings (vertices, 2) in the CRS of the grid, outline and holes.

        Parts of an area that meet at a corner are polygons of their own.
        """
        found: list[list[list[np.ndarray]]] = [[] for _ in range(len(self))]
        for number, rings in outlines(self.numbers, grid.transform):
            found[number - 1].append(rings)
        return found


def target_areas(
    read: Callable[[Window], np.ndarray], shape: tuple[int, int], threshold: float, fewest: int = FEWEST_CELLS
) -> TargetAreas:
    """Return the areas of at least ``fewest`` connected cells whose score is ``threshold`` or more.

    ``read`` gives the score (height, width) of windows of a map of ``shape``, which is never held as a whole. Cells
    that share a side or a corner are connected, NaN lies in no area. Of areas whose highest scores are equal the larger
    comes first, then the northern one.
    """
    inside, values = _cells_above(read, shape, threshold)
    labels = np.zeros(shape, np.int32)
    above = np.zeros(shape, bool)
    above.ravel()[inside] = True
    count = label(above, _TOUCHING, labels)
    own = labels.ravel()[inside] - 1
    cells = np.bincount(own, minlength=count)
    by_area = np.lexsort((inside, -values, own))
    first = by_area[np.searchsorted(own[by_area], np.arange(count))]
    order = np.lexsort((np.arange(count), -cells, -values[first]))
    order = order[cells[order] >= fewest]
    rank = np.zeros(count + 1, np.int32)
    rank[order + 1] = np.arange(1, len(order) + 1)
    sums = np.bincount(own, values, count)
    row, col = np.divmod(inside[first[order]], shape[1])
    labels.ravel()[inside] = rank[own + 1]  # in place: a large map has no room for another plane
    return TargetAreas(labels, cells[order], values[first[order]], sums[order] / cells[order], row, col)


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
    height, width = areas.numbers.shape
    for window in progress.each(list(tiles(Window(0, 0, height, width), TILE))):
        numbers = areas.numbers[window.rows, window.cols]
        inside = numbers > 0
        if not inside.any():
            continue
        own = numbers[inside]
        for layer, values in enumerate(read(window)[:, inside]):
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
