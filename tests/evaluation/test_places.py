"""A raster at the places of validation data."""

from __future__ import annotations

import numpy as np
from making import wkt

from geochem_fusion.core.evaluation.places import Cells, Points
from geochem_fusion.core.progress import SILENT
from geochem_fusion.core.raster.grid import Grid, Window

FINE = Grid((0.0, 10.0, 0.0, 40.0, 0.0, -10.0), 4, 4, wkt())
VALUES = np.arange(16.0).reshape(1, 4, 4)


def read(window: Window) -> np.ndarray:
    return VALUES[:, window.rows, window.cols]


def test_cells_take_area_weighted_means() -> None:
    coarse = Grid((5.0, 20.0, 0.0, 40.0, 0.0, -20.0), 1, 1, wkt())
    # columns weigh 1/2, 1, 1/2 in rows 0 and 1: (0/2 + 1 + 2/2 + 4/2 + 5 + 6/2) / 4
    assert Cells(coarse).gather(FINE, read, 1, SILENT).tolist() == [[3.0]]


def test_a_cell_needs_half_of_its_area() -> None:
    def holes(window: Window) -> np.ndarray:
        planes = VALUES.copy()
        planes[0, 0, :2] = np.nan  # half of the first cell of 2 x 2
        planes[0, :2, 2:] = np.nan
        planes[0, 1, 3] = 7.0  # a quarter of the second
        return planes[:, window.rows, window.cols]

    coarse = Grid((0.0, 20.0, 0.0, 40.0, 0.0, -20.0), 1, 2, wkt())
    np.testing.assert_array_equal(Cells(coarse).gather(FINE, holes, 1, SILENT), [[4.5, np.nan]])


def test_smaller_cells_take_the_pixel_of_their_centre() -> None:
    finer = Grid((10.0, 5.0, 0.0, 30.0, 0.0, -5.0), 1, 2, wkt())
    assert Cells(finer).gather(FINE, read, 1, SILENT).tolist() == [[5.0, 5.0]]


def test_points_take_their_pixel_and_nothing_outside() -> None:
    places = Points(np.array([1.0, 39.0, 41.0]), np.array([39.0, 1.0, 20.0]), wkt())
    np.testing.assert_array_equal(places.gather(FINE, read, 1, SILENT), [[0.0, 15.0, np.nan]])
