"""Cells that stand for a map: their numbers, whatever the tiles."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.prospectivity.sample import MOST, gathered, lattice_of, windows_of
from geochem_fusion.core.raster.grid import Grid, Lattice, Window

GRID = Grid((0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 700, 600)


def test_all_cells_of_a_small_map_and_every_third_of_a_larger_one() -> None:
    assert lattice_of(Grid(GRID.transform, 512, 512)).step == 1
    assert lattice_of(Grid(GRID.transform, 1536, 1536)).step == 3
    assert MOST == 512 * 512


def test_numbers_and_values_do_not_depend_on_tiles() -> None:
    lattice = Lattice(GRID, 7)
    numbers, values = gathered(lambda w: plane(w)[None], lattice, windows_of(GRID))
    whole = plane(GRID.full_window())[::7, ::7]
    order = np.argsort(numbers)
    np.testing.assert_array_equal(values[order, 0], whole.ravel())
    np.testing.assert_array_equal(numbers[order], (np.arange(0, 700, 7)[:, None] * 600 + np.arange(0, 600, 7)).ravel())


def plane(window: Window) -> np.ndarray:
    """Cells that hold their numbers."""
    rows, cols = np.indices(window.shape)
    return np.asarray((rows + window.row) * GRID.width + cols + window.col, float)
