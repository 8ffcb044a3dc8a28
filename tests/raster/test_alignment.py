"""How a fine grid lies in a coarse one, against exact rational arithmetic and scipy."""

from __future__ import annotations

import math
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from osgeo import gdal
from scipy import ndimage

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.alignment import (
    PAD,
    ZONES,
    Alignment,
    _Parallel,
    _Projected,
    align,
    basis_matrix,
    cells_near,
    require_finer,
    spline_coefficients,
)
from geochem_fusion.core.raster.grid import Grid, Window, tiles
from geochem_fusion.core.raster.projection import crs_wkt, projection, require_longitudes_of_points

UTM32 = crs_wkt("EPSG:32632")
UTM33 = crs_wkt("EPSG:32633")


def grid(x: float, y: float, size: float, height: int, width: int, south_up: bool = False) -> Grid:
    """A square-celled grid by its top left corner; south-up grids list their rows from the bottom."""
    if south_up:
        return Grid((x, size, 0.0, y - size * height, 0.0, size), height, width, UTM32)
    return Grid((x, size, 0.0, y, 0.0, -size), height, width, UTM32)


def sums(alignment: Alignment, values: np.ndarray, tile: int = 10**6) -> np.ndarray:
    out = np.zeros((len(values), *alignment.coarse.shape))
    for window in tiles(alignment.fine.full_window(), tile):
        alignment.add_sums(values[:, window.rows, window.cols], window, out)
    return out


def exact_shares(fine: Grid, coarse: Grid, axis: int) -> list[list[Fraction]]:
    """Share of each pixel's length in each cell along an axis (0 rows), without any rounding."""
    start, step = (3, 5) if axis == 0 else (0, 1)
    f0, fs, c0, cs = (Fraction(g.transform[i]) for g in (fine, coarse) for i in (start, step))
    shares = []
    for cell in range(coarse.shape[axis]):
        a, b = sorted((c0 + cell * cs, c0 + (cell + 1) * cs))
        row = []
        for pixel in range(fine.shape[axis]):
            low, high = sorted((f0 + pixel * fs, f0 + (pixel + 1) * fs))
            row.append(max(Fraction(0), min(b, high) - max(a, low)) / (high - low))
        shares.append(row)
    return shares


def exact_sums(fine: Grid, coarse: Grid, values: np.ndarray) -> np.ndarray:
    rows, cols = (np.array(exact_shares(fine, coarse, axis), float) for axis in (0, 1))
    return np.einsum("ir,kre,je->kij", rows, values, cols)


# ------------------------------------------------------------------------------------------ parallel grids


@pytest.mark.parametrize(("dx", "dy"), [(0, 0), (-7.5, 4.0), (123.456, 777.7), (-1234.5, 900.0)])
def test_ratio_133_with_shifted_origins_is_the_area_weighted_truth(dx: float, dy: float) -> None:
    fine = grid(500000 + dx, 4000000 + dy, 15, 500, 420)
    coarse = grid(500000, 4000000, 2000, 4, 3)
    alignment = align(fine, coarse)
    assert alignment.ratio == pytest.approx(2000 / 15)
    values = np.random.default_rng(0).lognormal(3, 1, (1, 500, 420))
    values = np.concatenate([values, np.ones_like(values)])
    np.testing.assert_allclose(sums(alignment, values), exact_sums(fine, coarse, values), rtol=1e-9, atol=1e-6)


@settings(max_examples=60, deadline=None)
@given(
    ratio=st.floats(0.3, 9),
    dx=st.floats(-30, 30),
    dy=st.floats(-30, 30),
    flips=st.tuples(st.booleans(), st.booleans()),
    shape=st.tuples(st.integers(1, 12), st.integers(1, 12)),
)
def test_any_ratio_offset_and_direction(
    ratio: float, dx: float, dy: float, flips: tuple[bool, bool], shape: tuple[int, int]
) -> None:
    fine = grid(5000 + dx, 7000 + dy, 10, 9, 13, flips[0])
    coarse = grid(5000, 7000, 10 * ratio, *shape, flips[1])
    values = np.random.default_rng(1).normal(5, 2, (2, 9, 13))
    expected = exact_sums(fine, coarse, values)
    if not np.any(exact_sums(fine, coarse, np.ones((1, 9, 13))) > 1e-6):
        return
    np.testing.assert_allclose(sums(align(fine, coarse), values), expected, atol=1e-6)


def test_weights_of_a_covered_image_sum_to_its_pixels() -> None:
    fine = grid(1003, 1996.5, 7.3, 50, 60)
    alignment = align(fine, grid(0, 3000, 100, 40, 40))
    assert sums(alignment, np.ones((1, 50, 60))).sum() == pytest.approx(3000, rel=1e-12)


def test_means_near_those_of_gdalwarp() -> None:
    fine, coarse = grid(0, 3000, 15, 200, 200), grid(0, 3000, 133, 20, 20)
    values = ndimage.gaussian_filter(np.random.default_rng(2).normal(0, 30, (200, 200)), 6)
    source = gdal.GetDriverByName("MEM").Create("", 200, 200, 1, gdal.GDT_Float64)
    target = gdal.GetDriverByName("MEM").Create("", 20, 20, 1, gdal.GDT_Float64)
    for dataset, of in ((source, fine), (target, coarse)):
        dataset.SetGeoTransform(of.transform)
        dataset.SetProjection(of.crs)
    source.GetRasterBand(1).WriteArray(values)
    gdal.Warp(target, source, resampleAlg="average", errorThreshold=0)
    ours = sums(align(fine, coarse), np.stack([values, np.ones_like(values)]))
    # GDAL 3.6 does not weight the pixels at a cell's edge by area exactly
    np.testing.assert_allclose(ours[0] / ours[1], target.ReadAsArray(), atol=0.05 * values.std())


def test_nothing_is_added_where_a_window_touches_no_cell() -> None:
    fine, coarse = grid(0, 1000, 10, 100, 100), grid(500, 500, 100, 2, 2)
    alignment = align(fine, coarse)
    out = np.zeros((1, 2, 2))
    window = next(iter(tiles(fine.full_window(), 20)))
    alignment.add_sums(np.ones((1, 20, 20)), window, out)
    assert not out.any()


@pytest.mark.parametrize("tile", [1000, 64, 17])
@pytest.mark.parametrize("other", [False, True])
def test_sums_over_tiles_equal_sums_over_the_whole(tile: int, other: bool) -> None:
    alignment = projected() if other else align(grid(3, 2995, 15, 130, 140), grid(0, 3000, 200, 12, 9))
    values = np.random.default_rng(3).normal(0, 1, (2, *alignment.fine.shape))
    np.testing.assert_allclose(sums(alignment, values, tile), sums(alignment, values), atol=1e-9)


@pytest.mark.parametrize("flips", [(False, False), (True, False), (False, True), (True, True)])
def test_cells_hold_the_pixel_centres(flips: tuple[bool, bool]) -> None:
    fine, coarse = grid(-20, 130, 7, 30, 25, flips[0]), grid(0, 100, 33, 3, 4, flips[1])
    cells = align(fine, coarse).cells(fine.full_window())
    for row, col in np.ndindex(30, 25):
        x = fine.transform[0] + (col + 0.5) * fine.transform[1]
        y = fine.transform[3] + (row + 0.5) * fine.transform[5]
        i = math.floor((y - coarse.transform[3]) / coarse.transform[5])
        j = math.floor((x - coarse.transform[0]) / coarse.transform[1])
        assert cells[row, col] == (i * 4 + j if 0 <= i < 3 and 0 <= j < 4 else -1)


# ------------------------------------------------------------------------------------------ interpolation


def both_ways() -> list[Alignment]:
    fine, coarse = grid(-130, 1180, 17.3, 90, 80), grid(0, 1000, 100, 9, 7)
    return [_Parallel(fine, coarse), _Projected(fine, coarse)]


@pytest.mark.parametrize("alignment", both_ways())
@pytest.mark.parametrize("order", [0, 1, 3])
def test_interpolation_equals_scipy(alignment: Alignment, order: int) -> None:
    field = np.random.default_rng(4).normal(0, 1, (9, 7))
    window = alignment.fine.full_window()
    row = (1000 - (1180 - 17.3 * (np.arange(90) + 0.5))) / 100 - 0.5
    col = (-130 + 17.3 * (np.arange(80) + 0.5)) / 100 - 0.5
    place = np.meshgrid(row, col, indexing="ij")
    if order == 3:
        given = spline_coefficients(field)
        padded = np.pad(field, PAD, mode="edge")
        expected = ndimage.map_coordinates(padded, [p + PAD for p in place], order=3, mode="mirror")
    else:
        given = field
        inside = [np.clip(p, 0, n - 1) for p, n in zip(place, (9, 7))]
        expected = ndimage.map_coordinates(field, [np.floor(p + 0.5) for p in inside] if order == 0 else inside,
                                           order=order, mode="nearest")  # fmt: skip
    np.testing.assert_allclose(alignment.interpolate(given, window, order), expected, atol=1e-11)


@pytest.mark.parametrize("alignment", both_ways())
@pytest.mark.parametrize("order", [0, 1, 3])
def test_interpolation_of_tiles_equals_the_whole(alignment: Alignment, order: int) -> None:
    field = np.random.default_rng(4).normal(0, 1, (9, 7))
    given = spline_coefficients(field) if order == 3 else field
    whole = alignment.interpolate(given, alignment.fine.full_window(), order)
    for window in tiles(alignment.fine.full_window(), 23):
        np.testing.assert_array_equal(alignment.interpolate(given, window, order), whole[window.rows, window.cols])


def test_a_single_coarse_row_can_be_interpolated() -> None:
    alignment = align(grid(0, 100, 10, 10, 30), grid(0, 100, 100, 1, 3))
    window = alignment.fine.full_window()
    linear = alignment.interpolate(np.array([[1.0, 2.0, 4.0]]), window, 1)
    np.testing.assert_allclose(linear[0, [0, 5, 15, 25]], [1, 1.05, 2.1, 4])
    smooth = alignment.interpolate(spline_coefficients(np.full((1, 3), 5.0)), window, 3)
    np.testing.assert_allclose(smooth, 5)


def test_spline_passes_through_the_cell_values() -> None:
    field = np.random.default_rng(5).normal(0, 1, (6, 8))
    alignment = align(grid(0, 600, 20, 30, 40), grid(0, 600, 100, 6, 8))
    smooth = alignment.interpolate(spline_coefficients(field), alignment.fine.full_window(), 3)
    np.testing.assert_allclose(smooth[2::5, 2::5], field, atol=1e-10)


@pytest.mark.parametrize("alignment", both_ways())
@pytest.mark.parametrize("order", [0, 3])
def test_basis_sums_are_the_sums_of_what_is_interpolated(alignment: Alignment, order: int) -> None:
    """Block sums by the matrix equal block sums of the field evaluated at every valid pixel."""
    random = np.random.default_rng(6)
    valid = random.random(alignment.fine.shape) < 0.7
    valid &= alignment.cells(alignment.fine.full_window()) >= 0
    gathered = alignment.new_basis_sums()
    for window in tiles(alignment.fine.full_window(), 31):
        alignment.add_basis_sums(valid[window.rows, window.cols], window, order, gathered)
    field = random.normal(0, 1, (9, 7))
    field = spline_coefficients(field) if order == 3 else field
    fine = alignment.interpolate(field, alignment.fine.full_window(), order)
    expected = sums(alignment, np.where(valid, fine, 0.0)[None])[0]
    computed = basis_matrix(gathered, order).dot(field.ravel()).reshape(9, 7)
    np.testing.assert_allclose(computed, expected, atol=1e-9)


def turned() -> Alignment:
    cos, sin = 17.3 * math.cos(0.4), 17.3 * math.sin(0.4)
    return align(Grid((100.0, cos, sin, 700.0, sin, -cos), 40, 50, UTM32), grid(0, 1000, 100, 9, 7))


def south_up() -> Alignment:
    return align(grid(-130, 1180, 17.3, 90, 80, True), grid(0, 1000, 100, 9, 7))


ALL_WAYS = [*both_ways(), turned(), south_up()]


@cache
def pixel_shares(alignment: Alignment) -> np.ndarray:
    """Return (cells, pixels): the share of each pixel in each cell, pixel by pixel."""
    fine = alignment.fine
    out = np.zeros((alignment.coarse.height * alignment.coarse.width, fine.height * fine.width))
    for pixel, (row, col) in enumerate(np.ndindex(*fine.shape)):
        one = np.zeros((1, *alignment.coarse.shape))
        alignment.add_sums(np.ones((1, 1, 1)), Window(row, col, 1, 1), one)
        out[:, pixel] = one.ravel()
    return out


@pytest.mark.parametrize("alignment", ALL_WAYS)
@pytest.mark.parametrize("order", [0, 3, ZONES])
@pytest.mark.parametrize("kind", ["mask", "numbers", "nothing"])
def test_basis_sums_take_masks_and_numbers_alike(alignment: Alignment, order: int, kind: str) -> None:
    """Each basis function times the values, summed pixel by pixel with the share of the pixel in each cell."""
    random, window = np.random.default_rng(8), alignment.fine.full_window()
    inside = alignment.cells(window) >= 0
    mask = inside & (random.random(window.shape) < 0.6)
    values = {"mask": mask, "numbers": np.where(mask, random.normal(0, 9, mask.shape), 0), "nothing": mask & False}[
        kind
    ]
    gathered = alignment.new_basis_sums()
    for part in tiles(window, 31):
        alignment.add_basis_sums(values[part.rows, part.cols], part, order, gathered)
    pad = PAD if order == 3 else 0
    shape = tuple(3 * n if order == ZONES else n + 2 * pad for n in alignment.coarse.shape)
    shares = pixel_shares(alignment)
    found = basis_matrix(gathered, order).toarray()
    for index in random.choice(math.prod(shape), 25, replace=False):
        basis = np.zeros(math.prod(shape))
        basis[index] = 1
        if order == ZONES:
            function = basis[alignment.zones(window)]
        else:
            function = alignment.interpolate(basis.reshape(shape), window, order)
        expected = shares @ (np.where(inside, function, 0) * values).ravel()
        np.testing.assert_allclose(found[:, index], expected, atol=1e-9)


@pytest.mark.parametrize("alignment", ALL_WAYS)
def test_sums_take_masks_and_numbers_alike(alignment: Alignment) -> None:
    random = np.random.default_rng(9)
    mask, numbers = random.random((2, *alignment.fine.shape))
    shares = pixel_shares(alignment)
    for values in (mask < 0.5, numbers - 0.5):
        expected = shares @ values.ravel().astype(float)
        np.testing.assert_allclose(sums(alignment, values[None])[0].ravel(), expected, atol=1e-9)
    assert shares.sum(axis=0).max() == pytest.approx(1)


def test_zones_by_hand() -> None:
    # five pixels of 1 over two cells of 2.5: the third pixel reaches from its cell, the second, into the first
    alignment = align(grid(0, 10, 1, 2, 5), Grid((0.0, 2.5, 0.0, 10.0, 0.0, -2.0), 1, 2, UTM32))
    np.testing.assert_array_equal(alignment.zones(alignment.fine.full_window()), np.tile([7, 7, 9, 10, 10], (2, 1)))


@pytest.mark.parametrize("order", [0, 1, 3])
def test_far_outside_the_coarse_map_both_ways_agree(order: int) -> None:
    fine, coarse = grid(-1990, 2990, 40, 90, 80), grid(0, 1000, 100, 9, 7)
    field = np.random.default_rng(4).normal(0, 1, (9, 7))
    given = spline_coefficients(field) if order == 3 else field
    found = [way(fine, coarse).interpolate(given, fine.full_window(), order) for way in (_Parallel, _Projected)]
    np.testing.assert_allclose(found[0], found[1], atol=1e-9)


# ------------------------------------------------------------------------------------------ other CRS


def projected(size: float = 60, cells: int = 12) -> Alignment:
    """An image in UTM zone 33 over a coarse map in UTM zone 32, at 12 degrees east where the zones meet."""
    x, y = projection(UTM32, UTM33)(np.array([720000.0]), np.array([5300000.0]))
    fine = Grid((float(x[0]) + 700, size, 0.0, float(y[0]) - 900, 0.0, -size), 260, 250, UTM33)
    return align(fine, Grid((720000.0, 1500.0, 0.0, 5300000.0, 0.0, -1500.0), cells, cells, UTM32))


def hills(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    return np.sin((x - 720000) / 4000) + np.cos((y - 5300000) / 5000)


def test_other_crs_puts_pixels_where_the_projection_says() -> None:
    alignment = projected()
    window = alignment.fine.full_window()
    cols, rows = np.meshgrid(np.arange(250) + 0.5, np.arange(260) + 0.5)
    x, y = projection(UTM33, UTM32)(*alignment.fine.map_xy(cols, rows))
    row, col = alignment.positions(window)
    # linear between points 16 pixels apart: the map bends by far less than a thousandth of a cell
    np.testing.assert_allclose(row, (5300000 - y) / 1500 - 0.5, atol=1e-4)
    np.testing.assert_allclose(col, (x - 720000) / 1500 - 0.5, atol=1e-4)


def test_other_crs_gives_the_cell_means_of_the_same_ground() -> None:
    alignment = projected()
    cols, rows = np.meshgrid(np.arange(250) + 0.5, np.arange(260) + 0.5)
    there = hills(*projection(UTM33, UTM32)(*alignment.fine.map_xy(cols, rows)))
    means = sums(alignment, np.stack([there, np.ones_like(there)]))
    # cells that the image covers fully, against the mean of the function on a dense lattice of the cell
    full = means[1] > 0.99 * alignment.pixels_per_cell
    assert full.sum() >= 36
    lattice = (np.arange(12 * 50) + 0.5) / 50 * 1500
    truth = hills(*np.meshgrid(720000 + lattice, 5300000 - lattice)).reshape(12, 50, 12, 50).mean(axis=(1, 3))
    # a pixel goes whole into the cell of its centre: a rim half a pixel wide (2 of 25 pixels along a side of the
    # cell) may be exchanged with the neighbours, where the function differs from the mean by at most 0.34
    error = np.abs(means[0, full] / means[1, full] - truth[full])
    assert error.max() < 4 * 0.5 / 25 * 750 * (1 / 4000 + 1 / 5000)
    assert error.mean() < 0.002


def test_parts_of_pixels_approach_the_exact_area_weights() -> None:
    fine, coarse = grid(3.3, 995, 29, 30, 30), grid(0, 1000, 100, 9, 9)
    split = _Projected(fine, coarse)
    assert split.pixels_per_cell == pytest.approx(_Parallel(fine, coarse).pixels_per_cell)
    ones = np.ones((1, 30, 30))
    ours, exact = sums(split, ones)[0], exact_sums(fine, coarse, ones)[0]
    # along each of its four rims a cell is wrong by at most half a part
    rim = 0.5 / split._parts
    width = 100 / 29
    assert np.abs(ours - exact).max() <= (width + 2 * rim) ** 2 - width**2


def test_other_crs_is_the_parallel_path_where_both_describe_one_grid() -> None:
    fine, coarse = grid(0, 990, 10, 90, 100), grid(0, 1000, 100, 9, 9)
    pair = _Parallel(fine, coarse), _Projected(fine, coarse)
    values = np.random.default_rng(7).normal(0, 1, (1, 90, 100))
    np.testing.assert_allclose(sums(pair[0], values), sums(pair[1], values), atol=1e-9)
    assert np.array_equal(*(a.cells(fine.full_window()) for a in pair))


def test_rotated_image_lands_in_the_right_cells() -> None:
    cos, sin = 8 * math.cos(0.5), 8 * math.sin(0.5)
    fine = Grid((200.0, cos, sin, 700.0, sin, -cos), 60, 50, UTM32)
    coarse = grid(0, 1000, 100, 10, 10)
    alignment = align(fine, coarse)
    assert isinstance(alignment, _Projected)
    assert alignment.pixels_per_cell == pytest.approx(100**2 / 64)
    cells = alignment.cells(fine.full_window())
    for row, col in [(0, 0), (59, 0), (0, 49), (30, 25), (59, 49)]:
        x = 200 + cos * (col + 0.5) + sin * (row + 0.5)
        y = 700 + sin * (col + 0.5) - cos * (row + 0.5)
        inside = 0 <= x < 1000 and 0 < y <= 1000
        assert cells[row, col] == (int((1000 - y) // 100) * 10 + int(x // 100) if inside else -1)
    assert sums(alignment, np.ones((1, 60, 50))).sum() == pytest.approx(3000)


def test_rotated_coarse_map_is_possible_too() -> None:
    fine = grid(0, 1000, 10, 100, 100)
    coarse = Grid((500.0, 70.0, 70.0, 900.0, -70.0, 70.0), 4, 4, UTM32)
    alignment = align(fine, coarse)
    row, col = (p[30, 40] + 0.5 for p in alignment.positions(fine.full_window()))
    assert coarse.map_xy(col, row) == (pytest.approx(405), pytest.approx(695))


# ------------------------------------------------------------------------------------------ errors


def test_missing_crs_is_refused() -> None:
    nowhere = Grid((0.0, 1.0, 0.0, 0.0, 0.0, -1.0), 5, 5)
    for pair in ((nowhere, grid(0, 0, 5, 5, 5)), (grid(0, 0, 5, 5, 5), nowhere)):
        with pytest.raises(FusionError, match="no coordinate reference system"):
            align(*pair)


def test_grids_that_do_not_overlap_are_refused() -> None:
    with pytest.raises(FusionError, match="do not overlap"):
        align(grid(0, 1000, 10, 10, 10), grid(200, 1000, 50, 5, 5))
    with pytest.raises(FusionError, match="do not overlap"):
        align(grid(0, 1000, 10, 10, 10), grid(100, 1000, 50, 5, 5))
    far = Grid((300000.0, 60.0, 0.0, 100000.0, 0.0, -60.0), 50, 50, UTM33)
    with pytest.raises(FusionError, match="do not overlap"):
        align(far, grid(720000, 5300000, 1500, 12, 12))


def test_a_small_coarse_map_in_a_corner_of_a_wide_image_overlaps() -> None:
    x, y = projection(UTM32, UTM33)(np.array([720000.0]), np.array([5300000.0]))
    fine = Grid((float(x[0]) - 20010, 10.0, 0.0, float(y[0]) + 20020, 0.0, -10.0), 9000, 9000, UTM33)
    coarse = Grid((720000.0, 100.0, 0.0, 5300000.0, 0.0, -100.0), 3, 3, UTM32)
    assert align(fine, coarse).ratio == pytest.approx(10, rel=1e-3)


def test_require_finer() -> None:
    require_finer(align(grid(0, 100, 10, 10, 10), grid(0, 100, 20, 5, 5)), "a", "b")
    with pytest.raises(FusionError, match="The cells of b are not larger than the pixels of a"):
        require_finer(align(grid(0, 100, 10, 10, 10), grid(0, 100, 10, 5, 5)), "a", "b")


def test_longitudes_to_360_and_to_180_are_named() -> None:
    degrees = crs_wkt("EPSG:4326")
    east = Grid((190.0, 0.1, 0.0, -15.0, 0.0, -0.1), 6, 8, degrees)
    west = Grid((-170.0, 0.2, 0.0, -15.0, 0.0, -0.2), 3, 4, degrees)
    for pair in ((east, west), (west, east)):
        with pytest.raises(FusionError, match="longitudes of one raster run from 0 to 360"):
            align(*pair)
    world = Grid((0.0, 1.0, 0.0, 90.0, 0.0, -1.0), 180, 360, degrees)
    with pytest.raises(FusionError, match="longitudes"):  # half of this image would be lost
        align(Grid((-2.0, 0.1, 0.0, 10.0, 0.0, -0.1), 40, 40, degrees), world)
    align(Grid((10.0, 0.1, 0.0, 10.0, 0.0, -0.1), 40, 40, degrees), world)
    centred = Grid((-180.5, 1.0, 0.0, 90.0, 0.0, -1.0), 180, 361, degrees)  # cells centred on 180 degrees
    align(Grid((-179.0, 0.1, 0.0, 10.0, 0.0, -0.1), 40, 40, degrees), centred)


@pytest.mark.parametrize("step", [0.25, -0.25])
def test_an_image_across_the_180th_meridian_lies_in_cells_on_both_sides(step: float) -> None:
    """Longitudes jump from 180 to -180 between the points that are projected exactly."""
    utm, degrees = crs_wkt("EPSG:32660"), crs_wkt("EPSG:4326")
    x, y = (float(c[0]) for c in projection(degrees, utm)(np.array([180.0]), np.array([66.0])))
    fine = Grid((x - 50_000, 500.0, 0.0, y + 50_000, 0.0, -500.0), 200, 200, utm)
    coarse = Grid((-math.copysign(180, step), step, 0.0, 90.0, 0.0, -0.25), 720, 1440, degrees)
    alignment = align(fine, coarse)
    cols, rows = np.meshgrid(np.arange(200) + 0.5, np.arange(200) + 0.5)
    longitude, latitude = projection(utm, degrees)(*fine.map_xy(cols, rows))
    assert (longitude > 178).any()
    assert (longitude < -178).any()
    expected_col, expected_row = coarse.col_row(longitude, latitude)
    row, col = alignment.positions(fine.full_window())
    np.testing.assert_allclose(row, expected_row - 0.5, atol=1e-3)
    np.testing.assert_allclose(col, expected_col - 0.5, atol=1e-3)
    # every cell has the pixels of its own ground: their longitudes are those of the cell
    east = np.where(longitude < 0, longitude + 360, longitude)
    means = sums(alignment, np.stack([east, np.ones_like(east)]))
    whole = means[1] > 0.93 * means[1].max()
    centres = coarse.map_xy(np.nonzero(whole)[1] + 0.5, 0.0)[0] % 360
    assert whole.sum() >= 12
    np.testing.assert_allclose(means[0][whole] / means[1][whole], centres, atol=0.02)
    part = Window(64, 70, 40, 60)
    assert np.array_equal(alignment.positions(part)[1], col[part.rows, part.cols])


def test_points_with_longitudes_of_the_other_kind_are_named() -> None:
    image = Grid((190.0, 0.1, 0.0, -15.0, 0.0, -0.1), 6, 8, crs_wkt("EPSG:4326"))
    x, y = np.array([-169.9, -169.5, 20.0]), np.array([-15.1, -15.2, 5.0])
    with pytest.raises(FusionError, match="longitudes of soils and of the raster differ by 360"):
        require_longitudes_of_points(x, y, image, "soils")
    require_longitudes_of_points(x + 360, y, image, "soils")
    require_longitudes_of_points(x + 90, y, image, "soils")  # elsewhere, which others tell


def test_cells_near_an_image_in_a_map_of_many_cells() -> None:
    """By hand: the image covers rows 1000 to 1063 and columns 700 to 763; with 16 around, from multiples of 60."""
    coarse = Grid((0.0, 80.0, 0.0, 6e6, 0.0, -80.0), 2000, 2000, UTM32)
    fine = Grid((700 * 80.0, 10.0, 0.0, 6e6 - 1000 * 80.0, 0.0, -10.0), 512, 512, UTM32)
    assert cells_near(fine, coarse) == Window(960, 660, 1064 + 17 - 960, 764 + 17 - 660)
    few = Grid(coarse.transform, 500, 500, UTM32)
    assert cells_near(fine, few) == few.full_window()
    assert cells_near(coarse, coarse) == coarse.full_window()
    beside = Grid((-1e5, 10.0, 0.0, 6e6, 0.0, -10.0), 512, 512, UTM32)
    assert cells_near(beside, coarse) == coarse.full_window()
