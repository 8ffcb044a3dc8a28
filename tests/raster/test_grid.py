"""Grids and windows: geometry by hand, and tiles that cover everything once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.grid import Grid, Lattice, Window, nested, nested_in, tiles

NORTH_UP = Grid((100.0, 10.0, 0.0, 500.0, 0.0, -20.0), 8, 6, "x")
ROTATED = Grid((10.0, 3.0, -4.0, 20.0, 4.0, 3.0), 5, 7)


def test_window_grows_and_is_cut_at_the_raster() -> None:
    assert Window(1, 3, 2, 2).grown(2, 10, 6) == Window(0, 1, 5, 5)
    assert Window(0, 0, 10, 6).grown(5, 10, 6) == Window(0, 0, 10, 6)


def test_inside_cuts_the_window_out_of_what_was_read() -> None:
    image = np.arange(80).reshape(10, 8)
    window = Window(2, 3, 3, 4)
    outer = window.grown(1, 10, 8)
    read = image[outer.rows, outer.cols]
    assert np.array_equal(read[window.inside(outer)], image[2:5, 3:7])


def test_map_coordinates_of_a_north_up_grid() -> None:
    x, y = NORTH_UP.map_xy(np.array([0.0, 0.5, 6.0]), np.array([0.0, 0.5, 8.0]))
    assert x.tolist() == [100.0, 105.0, 160.0]
    assert y.tolist() == [500.0, 490.0, 340.0]


def test_map_coordinates_of_a_rotated_grid() -> None:
    x, y = ROTATED.map_xy(np.array([2.0]), np.array([1.0]))
    assert (x[0], y[0]) == (10 + 6 - 4, 20 + 8 + 3)


@given(st.floats(-50, 50), st.floats(-50, 50))
def test_col_row_undoes_map_xy(col: float, row: float) -> None:
    for grid in (NORTH_UP, ROTATED):
        back = grid.col_row(*grid.map_xy(np.array([col]), np.array([row])))
        np.testing.assert_allclose([back[0][0], back[1][0]], [col, row], atol=1e-11)


def test_cell_size_and_direction() -> None:
    assert NORTH_UP.cell_area == 200
    assert NORTH_UP.cell_size == pytest.approx(200**0.5)
    assert ROTATED.cell_area == 25
    assert NORTH_UP.axis_aligned
    assert not ROTATED.axis_aligned
    assert NORTH_UP.shape == (8, 6)


def test_cropped_grid_starts_at_the_window() -> None:
    assert NORTH_UP.cropped(Window(2, 3, 4, 1)) == Grid((130.0, 10.0, 0.0, 460.0, 0.0, -20.0), 4, 1, "x")
    assert ROTATED.cropped(Window(1, 2, 2, 2)).transform == (12.0, 3.0, -4.0, 31.0, 4.0, 3.0)
    assert NORTH_UP.cropped(NORTH_UP.full_window()) == NORTH_UP


def test_window_of_an_extent_covers_it_and_no_more() -> None:
    assert NORTH_UP.window_of(110, 460, 130, 480) == Window(1, 1, 1, 2)
    assert NORTH_UP.window_of(111, 461, 131, 481) == Window(0, 1, 2, 3)
    assert NORTH_UP.window_of(-1e6, -1e6, 1e6, 1e6) == NORTH_UP.full_window()


def test_rounding_of_an_edge_does_not_pull_in_a_pixel() -> None:
    assert NORTH_UP.window_of(110 - 1e-7, 460 - 1e-7, 130 + 1e-7, 480 + 1e-7) == Window(1, 1, 1, 2)


def test_window_of_an_extent_on_a_south_up_grid() -> None:
    south_up = Grid((0.0, 1.0, 0.0, 0.0, 0.0, 1.0), 4, 4)
    assert south_up.window_of(1, 2, 3, 4) == Window(2, 1, 2, 2)


@pytest.mark.parametrize("extent", [(0, 0, 50, 50), (160, 340, 170, 500), (100, 500, 160, 520)])
def test_extent_outside_the_image_is_refused(extent: tuple[float, float, float, float]) -> None:
    with pytest.raises(FusionError, match="does not overlap"):
        NORTH_UP.window_of(*extent)


@settings(max_examples=50)
@given(st.integers(0, 40), st.integers(0, 40), st.integers(1, 50), st.integers(1, 50), st.integers(1, 20))
def test_tiles_cover_every_pixel_once_on_fixed_edges(row: int, col: int, height: int, width: int, size: int) -> None:
    count = np.zeros((90, 90), int)
    order = []
    for tile in tiles(Window(row, col, height, width), size):
        count[tile.rows, tile.cols] += 1
        order.append((tile.row, tile.col))
        for start, length, first in ((tile.row, tile.height, row), (tile.col, tile.width, col)):
            assert start == first or start % size == 0
            assert 0 < length <= size
            assert start // size == (start + length - 1) // size
    expected = np.zeros_like(count)
    expected[row : row + height, col : col + width] = 1
    assert np.array_equal(count, expected)
    assert order == sorted(order)


@pytest.mark.parametrize("window", [Window(0, 0, 2000, 2500), Window(100, 700, 1500, 600)])
def test_nested_tiles_cover_a_window_and_hold_blocks_in_one_order(window: Window) -> None:
    orders = []
    for size in (256, 300, 512, 1024, 5000):
        found = list(nested(window, size))
        seen = np.zeros((3000, 3000), int)
        for tile in found:
            seen[tile.rows, tile.cols] += 1
        assert seen[window.rows, window.cols].all()
        assert seen.sum() == window.height * window.width
        side = min(2 ** int(np.log2(size)), 1024)
        assert all(tile.row // side == (tile.row + tile.height - 1) // side for tile in found)
        orders.append([block for tile in found for block in nested(tile, 256)])
    assert all(order == orders[0] for order in orders)


def test_a_shifted_window() -> None:
    assert Window(3, 4, 5, 6).shifted(-1, 10) == Window(2, 14, 5, 6)
    assert Window(3, 4, 5, 6).within(Window(1, 4, 20, 20)) == Window(2, 0, 5, 6)


def test_tiles_of_a_part_fit_the_blocks_of_a_file_of_that_part() -> None:
    area = Window(10, 20, 300, 600)
    found = [tile.shifted(-10, -20) for tile in nested_in(area, 256)]
    assert found == list(nested(Window(0, 0, 300, 600), 256))
    assert all(tile.row % 256 == 0 and tile.col % 256 == 0 for tile in found)


def test_a_finer_grid_has_the_same_corners_and_smaller_cells() -> None:
    grid = Grid((10.0, 8.0, 2.0, 50.0, 1.0, -8.0), 3, 4, "somewhere")
    finer = grid.finer(4)
    assert finer.shape == (12, 16)
    assert finer.crs == "somewhere"
    cols, rows = np.array([0.0, 4.0, 0.0, 4.0, 1.25]), np.array([0.0, 0.0, 3.0, 3.0, 2.5])
    for found, expected in zip(finer.map_xy(cols * 4, rows * 4), grid.map_xy(cols, rows)):
        np.testing.assert_allclose(found, expected)


def test_a_lattice_is_every_so_many_cells_whatever_the_tiles() -> None:
    grid = Grid((0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 70, 60)
    assert [Lattice.of(grid, most).step for most in (70 * 60, 70 * 60 - 1, 70 * 60 // 9 + 1)] == [1, 2, 3]
    lattice, cells = Lattice(grid, 7), np.arange(70 * 60).reshape(70, 60)
    whole = cells[::7, ::7]
    assert lattice.shape == whole.shape
    found = np.full(lattice.shape, -1)
    for window in tiles(grid.full_window(), 16):
        part = cells[window.rows, window.cols][lattice.inside(window)]
        found[lattice.place(window)] = part
        np.testing.assert_array_equal(lattice.numbers(window), part.ravel())
    np.testing.assert_array_equal(found, whole)


def test_a_coarser_grid_begins_at_the_same_corner_and_holds_all_cells() -> None:
    grid = Grid((100.0, 10.0, 1.0, 500.0, -1.0, -10.0), 9, 17, "somewhere")
    coarser = grid.coarser(4)
    assert coarser.shape == (3, 5)
    assert coarser.crs == "somewhere"
    cols, rows = np.array([0.0, 1.0, 2.5]), np.array([0.0, 2.0, 1.25])
    for found, expected in zip(coarser.map_xy(cols, rows), grid.map_xy(4 * cols, 4 * rows)):
        np.testing.assert_allclose(found, expected)
