"""Patches: where the views of a cell lie, and what stands beside a coarser one."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from making import ORIGIN, plain_features, wkt, write_raster

from geochem_fusion.core.deep.views import Patches
from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.fusion.patch_samples import cut_patches, parse_ratios
from geochem_fusion.core.raster.gdal_reader import describe
from geochem_fusion.core.regression.training_table import TrainingTable, table_from_grid, table_from_points
from geochem_fusion.core.samples.points import PointValues

PATCH, CELL = 11, 24
HALF = PATCH // 2


def cut(
    folder: Path, ratios: tuple[int, ...], cell: int = CELL, gap: bool = False
) -> tuple[list[Patches], TrainingTable]:
    """Cut an image whose bands are the row and the column of a pixel, under five by four cells."""
    rows, cols = np.indices((4 * cell, 5 * cell), float)
    if gap:
        rows[:cell, :cell] = np.nan
    image = write_raster(folder / "image.tif", np.stack([rows, cols]))
    coarse = write_raster(folder / "coarse.tif", np.arange(20.0).reshape(4, 5), cell=10.0 * cell, names=["Cu"])
    features, grid = plain_features(image)
    table = table_from_grid(features, grid, coarse, None, "cell_mean")
    return cut_patches(features, grid, table, describe(coarse).grid, ratios, PATCH, 0), table


def test_views_of_the_own_resolution_lie_in_their_cells(tmp_path: Path) -> None:
    (own,), table = cut(tmp_path, (1,))
    assert own.views.shape == (20, 9, 2, PATCH + 7, PATCH + 7)
    assert own.valid.all()
    core = own.views[:, :, :, HALF : HALF + 8, HALF : HALF + 8]
    assert table.cells is not None
    down, right = np.divmod(table.cells.index, 5)
    for axis, cells in enumerate((down, right)):
        np.testing.assert_array_equal(
            core[:, :, axis] // CELL, np.broadcast_to(cells[:, None, None, None], core[:, :, axis].shape)
        )
    # spread over the cell: one view in each part of a lattice of three by three
    first = core[:, :, :, 0, 0] - np.stack([down, right], axis=1)[:, None] * CELL
    parts = np.round(first / ((CELL - 8) / 3) - 0.5, 0)
    assert (np.abs(parts - np.stack(np.divmod(np.arange(9), 3), axis=1)[None]) <= 1).all()


def test_a_cell_as_small_as_a_view_is_seen_exactly(tmp_path: Path) -> None:
    (own,), _ = cut(tmp_path, (1,), cell=4)
    assert own.views.shape == (20, 1, 2, PATCH + 3, PATCH + 3)
    np.testing.assert_array_equal(own.views[7, 0, 0, HALF : HALF + 4, HALF], [4, 5, 6, 7])
    np.testing.assert_array_equal(own.views[7, 0, 1, HALF, HALF : HALF + 4], [8, 9, 10, 11])
    beyond = own.views[0, 0, 0, :HALF]
    assert np.isnan(beyond).all()  # above the image


def test_a_coarser_sample_is_the_mean_of_pixels_and_of_cells(tmp_path: Path) -> None:
    (own, coarser), table = cut(tmp_path, (1, 2))
    assert (own.ratio, coarser.ratio, len(coarser)) == (1, 2, 3 * 4)
    np.testing.assert_array_equal(coarser.rows[0], [0, 1, 5, 6])
    np.testing.assert_array_equal(
        coarser.means(table.targets)[:, 0], np.array([3, 4, 5, 6, 8, 9, 10, 11, 13, 14, 15, 16])
    )
    core = coarser.views[0, :, :, HALF : HALF + 8, HALF : HALF + 8]
    # neighbours are two pixels apart, and lie between two pixels
    np.testing.assert_array_equal(np.diff(core[:, 0], axis=1), 2)
    np.testing.assert_array_equal(np.diff(core[:, 1], axis=2), 2)
    assert ((core % 1) == 0.5).all()
    assert core.min() > 0
    assert core.max() < 2 * CELL


def test_samples_of_nothing_but_marked_rows(tmp_path: Path) -> None:
    (_, coarser), table = cut(tmp_path, (1, 2))
    marked = np.ones(len(table), bool)
    marked[6] = False  # second row and column: in the squares that start there or one before
    assert coarser.among(marked).tolist() == [2, 3, 6, 7, 8, 9, 10, 11]


def test_pixels_without_a_value_do_not_count(tmp_path: Path) -> None:
    (own, coarser), table = cut(tmp_path, (1, 2), gap=True)
    assert len(table) == 19  # the first cell is not seen
    assert len(coarser) == 11
    assert own.valid.all()
    assert np.isnan(own.views[0]).any()  # its neighbour's patches look into the gap


def test_points_have_one_view_at_their_pixel(tmp_path: Path) -> None:
    rows, cols = np.indices((40, 40), float)
    image = write_raster(tmp_path / "image.tif", np.stack([rows, cols]))
    features, grid = plain_features(image)
    x, y = ORIGIN[0] + np.array([105.0, 215.0, 395.0]), ORIGIN[1] - np.array([55.0, 207.0, 395.0])
    points = PointValues(x, y, ("Cu",), np.array([[1.0], [2.0], [3.0]]), wkt(), "points")
    table = table_from_points(features, grid, points)
    (own,) = cut_patches(features, grid, table, None, (1, 2), PATCH, 0)
    assert own.views.shape == (3, 1, 2, PATCH, PATCH)
    np.testing.assert_array_equal(own.views[:, 0, :, HALF, HALF], [[5, 10], [20, 21], [39, 39]])


def test_ratios_are_read_and_hold_the_own_resolution() -> None:
    assert parse_ratios(" 8, 2,2") == (1, 2, 8)
    assert parse_ratios("") == (1,)


@pytest.mark.parametrize("text", ["a", "1;2", "0", "1,65", "2.5"])
def test_other_texts_are_no_ratios(text: str) -> None:
    with pytest.raises(FusionError, match="RATIOS"):
        parse_ratios(text)
