"""A raster at the places of validation data."""

from __future__ import annotations

import numpy as np
import pytest
from making import wkt

from geochem_fusion.core.evaluation import places
from geochem_fusion.core.evaluation.places import ValidationCells, ValidationPoints
from geochem_fusion.core.progress import SILENT
from geochem_fusion.core.raster.grid import Grid, Window

FINE = Grid((0.0, 10.0, 0.0, 40.0, 0.0, -10.0), 4, 4, wkt())
VALUES = np.arange(16.0).reshape(1, 4, 4)


def read(window: Window) -> np.ndarray:
    return VALUES[:, window.rows, window.cols]


def test_cells_take_area_weighted_means() -> None:
    coarse = Grid((5.0, 20.0, 0.0, 40.0, 0.0, -20.0), 1, 1, wkt())
    # columns weigh 1/2, 1, 1/2 in rows 0 and 1: (0/2 + 1 + 2/2 + 4/2 + 5 + 6/2) / 4
    assert ValidationCells(coarse).gather(FINE, read, 1, SILENT).tolist() == [[3.0]]


def test_a_cell_needs_half_of_its_area() -> None:
    def holes(window: Window) -> np.ndarray:
        planes = VALUES.copy()
        planes[0, 0, :2] = np.nan  # half of the first cell of 2 x 2
        planes[0, :2, 2:] = np.nan
        planes[0, 1, 3] = 7.0  # a quarter of the second
        return planes[:, window.rows, window.cols]

    coarse = Grid((0.0, 20.0, 0.0, 40.0, 0.0, -20.0), 1, 2, wkt())
    np.testing.assert_array_equal(ValidationCells(coarse).gather(FINE, holes, 1, SILENT), [[4.5, np.nan]])


def test_smaller_cells_take_the_pixel_of_their_centre() -> None:
    finer = Grid((10.0, 5.0, 0.0, 30.0, 0.0, -5.0), 1, 2, wkt())
    assert ValidationCells(finer).gather(FINE, read, 1, SILENT).tolist() == [[5.0, 5.0]]


def test_points_take_their_pixel_and_nothing_outside() -> None:
    points = ValidationPoints(np.array([1.0, 39.0, 41.0]), np.array([39.0, 1.0, 20.0]), wkt())
    np.testing.assert_array_equal(points.gather(FINE, read, 1, SILENT), [[0.0, 15.0, np.nan]])


LITHOLOGY = np.array(
    [
        [3.0, 9.0, 9.0, 3.0],
        [3.0, 9.0, 1.0, 1.0],
        [7.0, 7.0, np.nan, np.nan],
        [7.0, 1.0, 1.0, np.nan],
    ]
)


def both(window: Window) -> np.ndarray:
    return np.stack([LITHOLOGY, VALUES[0]])[:, window.rows, window.cols]


@pytest.mark.parametrize("tile", [1024, 1, 3])
def test_a_cell_takes_the_class_that_covers_most_of_it(tile: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cells of 2 x 2 pixels: a tie of 3 and 9 goes to the lower code; 1 has two pixels of four; the last has one."""
    monkeypatch.setattr(places, "TILE", tile)
    cells = ValidationCells(Grid((0.0, 20.0, 0.0, 40.0, 0.0, -20.0), 2, 2, wkt()))
    found = cells.gather(FINE, both, 2, SILENT, [0])
    np.testing.assert_array_equal(found[0], [3.0, 1.0, 7.0, np.nan])
    np.testing.assert_array_equal(found[1], [2.5, 4.5, 10.5, 12.5])


def test_shares_of_pixels_count_for_a_class() -> None:
    """A cell from x = 5 to 25: in row 0 half of a 3, a 9 and half of a 9; in row 1 half of a 3, a 9, half of a 1."""
    shifted = ValidationCells(Grid((5.0, 20.0, 0.0, 40.0, 0.0, -20.0), 1, 1, wkt()))
    assert shifted.gather(FINE, both, 2, SILENT, [0])[0].tolist() == [9.0]
    # from x = 2.5 to 12.5 and 10 high: 3 has 0.75 of the pixel, 9 has 0.25
    narrow = ValidationCells(Grid((2.5, 10.0, 0.0, 40.0, 0.0, -10.0), 1, 1, wkt()))
    assert narrow.gather(FINE, both, 2, SILENT, [0])[0].tolist() == [3.0]


def test_a_turned_grid_takes_classes_too() -> None:
    """An image of the same ground turned by 90 degrees, through parts of pixels."""
    turned = Grid((0.0, 0.0, 10.0, 40.0, -10.0, 0.0), 4, 4, wkt())  # columns southward

    def transposed(window: Window) -> np.ndarray:
        return LITHOLOGY.T[None, window.rows, window.cols]

    cells = ValidationCells(Grid((0.0, 20.0, 0.0, 40.0, 0.0, -20.0), 2, 2, wkt()))
    np.testing.assert_array_equal(cells.gather(turned, transposed, 1, SILENT, [0]), [[3.0, 1.0, 7.0, np.nan]])


def test_no_class_anywhere_is_nodata() -> None:
    cells = ValidationCells(Grid((0.0, 20.0, 0.0, 40.0, 0.0, -20.0), 2, 2, wkt()))
    found = cells.gather(FINE, lambda window: np.full((1, *window.shape), np.nan), 1, SILENT, [0])
    assert np.isnan(found).all()
