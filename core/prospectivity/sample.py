"""Cells of a map that stand for all of it: all of a small map, an even sample of a large one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import closing

import numpy as np

from ..progress import SILENT, Progress
from ..raster.grid import Grid, Lattice, Window, tiles
from ..raster.tiles import TILE, on_threads

MOST = 2**18  # cells that stand for a map


def lattice_of(grid: Grid) -> Lattice:
    """Return the cells that stand for a map."""
    return Lattice.of(grid, MOST)


def gathered(
    read: Callable[[Window], np.ndarray], lattice: Lattice, windows: Sequence[Window], progress: Progress = SILENT
) -> tuple[np.ndarray, np.ndarray]:
    """Return the numbers of the cells of a lattice (n,) and their values (n, layers); ``read`` gives (layers, ...)."""
    numbers, values = [], []

    def cut(window: Window) -> np.ndarray:
        planes = read(window)[(slice(None), *lattice.inside(window))]
        return planes.reshape(len(planes), -1).T

    with closing(on_threads(cut, windows, progress)) as parts:
        for window, part in parts:
            numbers.append(lattice.numbers(window))
            values.append(part)
    return np.concatenate(numbers), np.concatenate(values)


def windows_of(grid: Grid) -> list[Window]:
    """Return the tiles that a map is computed by."""
    return list(tiles(grid.full_window(), TILE))
