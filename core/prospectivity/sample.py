"""Cells of a map that stand for all of it: all of a small map, an even sample of a large one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np

from ..progress import SILENT, Progress
from ..raster.grid import Grid, Window, tiles
from ..raster.tiles import TILE, on_threads

MOST = 2**18


@dataclass(frozen=True)
class Sample:
    """Every ``step``-th cell of a grid, counted along rows and columns alike."""

    grid: Grid
    step: int

    @classmethod
    def of(cls, grid: Grid, most: int = MOST) -> Sample:
        return cls(grid, max(int(np.ceil(np.sqrt(grid.height * grid.width / most))), 1))

    def inside(self, window: Window) -> tuple[slice, slice]:
        """Return the slices that cut the sampled cells out of an array of a window."""
        return slice(-window.row % self.step, None, self.step), slice(-window.col % self.step, None, self.step)

    def numbers(self, window: Window) -> np.ndarray:
        """Return the numbers of the sampled cells of a window, row by row of the whole map."""
        rows, cols = (np.arange(part.start, size, self.step) for part, size in zip(self.inside(window), window.shape))
        return np.asarray((rows[:, None] + window.row) * self.grid.width + cols + window.col, np.int64).ravel()


def gathered(
    read: Callable[[Window], np.ndarray], sample: Sample, windows: Sequence[Window], progress: Progress = SILENT
) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of the sampled cells (n,) and their values (n, layers) of what reads windows (layers, ...)."""
    numbers, values = [], []

    def cut(window: Window) -> np.ndarray:
        planes = read(window)[(slice(None), *sample.inside(window))]
        return planes.reshape(len(planes), -1).T

    with closing(on_threads(cut, windows, progress)) as parts:
        for window, part in parts:
            numbers.append(sample.numbers(window))
            values.append(part)
    return np.concatenate(numbers), np.concatenate(values)


def windows_of(grid: Grid) -> list[Window]:
    """Return the tiles that a map is computed by."""
    return list(tiles(grid.full_window(), TILE))
