"""Plain rows: each against what it is defined by, holes, points, tiles."""

from __future__ import annotations

import numpy as np
import pytest
from planted_core import RATIO, alignment, block_means, truth_and_covariates

from geochem_fusion.core.geostatistics.interpolation import bilinear, mean_preserving
from geochem_fusion.core.geostatistics.kriging import LocalKriging
from geochem_fusion.core.geostatistics.variogram import Variogram
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.superresolution.plain_rows import (
    BILINEAR,
    CELL_KRIGING,
    CUBIC,
    FILTERED,
    MEAN_PRESERVING,
    POINT_KRIGING,
    PlainRows,
)


@pytest.fixture(scope="module")
def coarse() -> np.ndarray:
    return block_means(truth_and_covariates()[0])


def test_rows_without_points_are_four(coarse: np.ndarray) -> None:
    rows, window = PlainRows(alignment(), coarse), alignment().fine.full_window()
    assert rows.names == (BILINEAR, CUBIC, MEAN_PRESERVING, CELL_KRIGING)
    found = rows.at(window)
    np.testing.assert_array_equal(found[0], bilinear(alignment(), coarse, window))
    np.testing.assert_array_equal(found[2], mean_preserving(alignment(), coarse).at(window))
    np.testing.assert_allclose(block_means(found[2]), coarse, atol=1e-6)
    assert np.abs(block_means(found[3]) - coarse).mean() < np.abs(block_means(found[0]) - coarse).mean()


def test_cubic_goes_through_the_cells_at_their_centres() -> None:
    lying = alignment()
    coarse = np.random.default_rng(0).normal(size=(1, *lying.coarse.shape))
    found = PlainRows(lying, coarse).at(lying.fine.full_window())[1, 0]
    # between the four middle pixels of an even cell lies its centre
    middle = found[RATIO // 2 - 1 :: RATIO, RATIO // 2 - 1 :: RATIO], found[RATIO // 2 :: RATIO, RATIO // 2 :: RATIO]
    assert np.corrcoef((middle[0] + middle[1]).ravel(), coarse.ravel())[0, 1] > 0.99


def test_cells_without_a_value_are_holes_in_every_row(coarse: np.ndarray) -> None:
    holed = coarse.copy()
    holed[0, 3, 5] = np.nan
    found = PlainRows(alignment(), holed).at(alignment().fine.full_window())
    expected = np.zeros(found.shape[1:], bool)
    expected[0, 12:16, 20:24] = True
    for row in found:
        assert np.array_equal(np.isnan(row), expected)


def test_an_element_without_any_value_is_a_hole_alone(coarse: np.ndarray) -> None:
    empty = coarse.copy()
    empty[1] = np.nan
    found = PlainRows(alignment(), empty).at(alignment().fine.full_window())
    assert np.isnan(found[:, 1]).all()
    assert np.isfinite(found[:, 0]).all()


def test_points_are_kriged_with_their_noise_left_out(coarse: np.ndarray) -> None:
    generator = np.random.default_rng(1)
    places = generator.uniform(-0.5, 11.5, size=(80, 2))
    values = np.column_stack([places @ [0.3, -0.2] + 0.1 * generator.normal(size=80), generator.normal(size=80)])
    values[3, 1] = np.nan
    rows = PlainRows(alignment(), coarse, places, values)
    assert rows.names[4:] == (POINT_KRIGING, *FILTERED)
    found = rows.at(Window(8, 12, 1, 1))
    where = np.array([[(8.5) / RATIO - 0.5, (12.5) / RATIO - 0.5]])
    for number, share in enumerate(FILTERED.values(), 5):
        model = Variogram("exponential", share, 1 - share, 20.0)
        assert found[number, 0, 0, 0] == LocalKriging(places, values[:, 0], model, 16, True).at(where)[0]
        known = np.isfinite(values[:, 1])
        expected = LocalKriging(places[known], values[known, 1], model, 16, True).at(where)[0]
        assert found[number, 1, 0, 0] == expected


def test_tiles_are_parts_of_the_whole(coarse: np.ndarray) -> None:
    places = np.random.default_rng(2).uniform(-0.5, 11.5, size=(40, 2))
    rows = PlainRows(alignment(), coarse, places, places)
    whole, window = rows.at(alignment().fine.full_window()), Window(10, 5, 13, 20)
    part = rows.at(window)
    np.testing.assert_allclose(part, whole[:, :, window.rows, window.cols], rtol=0, atol=1e-12)


def test_a_constant_stays_constant() -> None:
    rows = PlainRows(alignment(), np.full((1, *alignment().coarse.shape), 7.0), np.eye(2), np.full((2, 1), 7.0))
    np.testing.assert_allclose(rows.at(alignment().fine.full_window()), 7.0, atol=1e-9)
