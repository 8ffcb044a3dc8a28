"""Detail: what is left of a covariate has no cell means, no level, and holes where the covariate has them."""

from __future__ import annotations

import numpy as np
from planted_core import SIDE, alignment, block_means, truth_and_covariates

from geochem_fusion.core.geostatistics.interpolation import mean_preserving
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.superresolution.detail import Detail, mean_known

WHOLE = Window(0, 0, SIDE, SIDE)


def detail_of(planes: np.ndarray, window: Window = WHOLE) -> np.ndarray:
    return Detail(alignment(), lambda w: planes[:, w.rows, w.cols]).at(window)


def test_detail_is_the_rest_of_mean_preserving_interpolation() -> None:
    _, covariates = truth_and_covariates()
    found = detail_of(covariates)
    assert found.shape == (6, SIDE, SIDE)
    expected = covariates - mean_preserving(alignment(), block_means(covariates)).at(WHOLE)
    np.testing.assert_allclose(found[:2], expected, atol=1e-9)
    np.testing.assert_allclose(block_means(found[:2]), 0.0, atol=1e-5)


def test_levels_and_planes_have_no_detail() -> None:
    row, col = np.mgrid[0:SIDE, 0:SIDE]
    assert np.abs(detail_of(np.full((1, SIDE, SIDE), 5.0))).max() < 1e-9
    inner = detail_of((row + 2.0 * col)[None])[0, 12:-12, 12:-12]  # but for the edge, where interpolation levels off
    assert np.abs(inner).max() < 1.0


def test_a_level_added_changes_nothing() -> None:
    _, covariates = truth_and_covariates()
    np.testing.assert_allclose(detail_of(covariates + 40.0), detail_of(covariates), atol=1e-4)


def test_holes_stay_holes_of_their_own_covariate() -> None:
    _, covariates = truth_and_covariates()
    covariates[1, 4:9, 7] = np.nan
    found = detail_of(covariates)
    assert np.array_equal(np.isnan(found), np.tile(np.isnan(covariates), (3, 1, 1)))
    np.testing.assert_array_equal(found[[0, 2, 4]], detail_of(covariates[:1]))


def test_tiles_are_parts_of_the_whole() -> None:
    _, covariates = truth_and_covariates()
    window = Window(5, 30, 11, 9)
    part = detail_of(covariates, window)
    np.testing.assert_allclose(part, detail_of(covariates)[:, window.rows, window.cols], rtol=0, atol=1e-12)


def test_means_take_the_pixels_that_there_are() -> None:
    planes = np.array([[[1.0, 2.0, np.nan], [4.0, 6.0, 8.0]]])
    found = mean_known(planes, 3)[0]
    np.testing.assert_allclose(found[0, :2], [(1 + 2 + 4 + 6) / 4, (1 + 2 + 4 + 6 + 8) / 5])
    assert np.isnan(found[0, 2])
    assert mean_known(planes, 1) is planes
