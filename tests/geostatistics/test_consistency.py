"""Consistency with the coarse map: block means computed pixel by pixel, and interpolation against GDAL."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from cell_means import NAN, block_means, corrected, random_coarse
from making import image_over_cells
from scipy import ndimage

from geochem_fusion.core.geostatistics.consistency import Consistency, fill_nearest
from geochem_fusion.core.geostatistics.interpolation import mean_preserving
from geochem_fusion.core.raster.alignment import Alignment, _Projected, align
from geochem_fusion.core.raster.gdal_reader import describe, read
from geochem_fusion.core.raster.grid import Grid, tiles
from geochem_fusion.core.raster.projection import crs_wkt

UTM = crs_wkt("EPSG:32632")


def largest_misfit(alignment: Alignment, fine: np.ndarray, coarse: np.ndarray) -> float:
    """Return the largest |block mean - coarse value| in coarse standard deviations, of cells of a pixel or more."""
    means, weights = block_means(alignment, fine)
    use = np.isfinite(coarse) & (weights >= 1)
    return float(np.abs(means - coarse)[use].max() / coarse[use].std())


# ------------------------------------------------------------------------------------------ block means


@pytest.mark.parametrize("ratio", [2, 4, 22, 7.3, 133.33 / 4, 1.5])
@pytest.mark.parametrize("offset", [(0, 0), (0.4, -0.7)])
def test_block_means_are_kept(ratio: float, offset: tuple[float, float]) -> None:
    alignment = image_over_cells(ratio, (7, 9), *offset)
    fine = np.random.default_rng(0).normal(5, 20, (1, *alignment.fine.shape))
    coarse = random_coarse((7, 9))
    out, correction = corrected(alignment, fine, coarse)
    assert largest_misfit(alignment, out[0], coarse[0]) < 1e-5
    assert correction.misfit[0] < 1e-5


def test_block_means_are_kept_at_the_ratio_of_the_paper() -> None:
    alignment = image_over_cells(2000 / 15, (4, 5), -20.25, 13.1)
    fine = np.random.default_rng(0).normal(5, 20, (1, *alignment.fine.shape))
    coarse = random_coarse((4, 5))
    out, correction = corrected(alignment, fine, coarse, 512)
    assert largest_misfit(alignment, out[0], coarse[0]) < 1e-5
    assert correction.rounds[0] <= 15


@pytest.mark.parametrize("ratio", [4, 7.3])
@pytest.mark.parametrize("share", [0.3, 0.8, 0.97])
def test_holes_and_missing_cells(ratio: float, share: float) -> None:
    alignment = image_over_cells(ratio, (9, 8), 2.2, 1.3)
    random = np.random.default_rng(2)
    fine = random.normal(5, 20, (1, *alignment.fine.shape))
    fine[:, random.random(fine.shape[1:]) < share] = NAN
    coarse = random_coarse((9, 8), 0.2)
    out, _ = corrected(alignment, fine, coarse)
    assert largest_misfit(alignment, out[0], coarse[0]) < 1e-5
    own = coarse[0].ravel()[alignment.cells(alignment.fine.full_window())]
    outside = alignment.cells(alignment.fine.full_window()) < 0
    assert np.array_equal(np.isfinite(out[0]), np.isfinite(fine[0]) & np.isfinite(own) & ~outside)


def test_each_element_has_its_own_missing_cells() -> None:
    alignment = image_over_cells(5.5, (6, 6))
    random = np.random.default_rng(3)
    fine = random.normal(0, 1, (4, *alignment.fine.shape))
    fine[:, 3:9, 4:20] = NAN
    coarse = np.concatenate([random_coarse((6, 6), share, 4) for share in (0.0, 0.3, 0.6, 0.3)])
    coarse[3] *= 100
    out, correction = corrected(alignment, fine, coarse)
    for k in range(4):
        assert largest_misfit(alignment, out[k], coarse[k]) < 1e-5
        alone, _ = corrected(alignment, fine[k : k + 1], coarse[k : k + 1])
        np.testing.assert_array_equal(alone[0], out[k])
    assert len(correction.misfit) == len(correction.rounds) == 4


def test_slivers_of_cells_do_not_spoil_their_neighbours() -> None:
    """Cells with less ground than one pixel cannot be asked to keep a mean, and get no wild values."""
    fine_grid = Grid((1000.0, 1.0, 0.0, 5000.0, 0.0, -1.0), 40, 40, UTM)
    coarse_grid = Grid((1000.0 - 9.99, 10.0, 0.0, 5000.0 + 9.99, 0.0, -10.0), 6, 6, UTM)
    alignment = align(fine_grid, coarse_grid)
    fine = np.random.default_rng(5).normal(0, 1, (1, 40, 40))
    coarse = random_coarse((6, 6))
    out, _ = corrected(alignment, fine, coarse)
    assert largest_misfit(alignment, out[0], coarse[0]) < 1e-5
    assert np.abs(out).max() < 4 * coarse.max()


@pytest.mark.parametrize("pattern", ["one corner", "alternating corners", "random pixel"])
def test_a_few_pixels_far_from_their_cells_centre_do_not_blow_up(pattern: str) -> None:
    """One valid pixel a cell, in the worst places: the correction stays bounded and the means are kept."""
    alignment = image_over_cells(10, (8, 8))
    random = np.random.default_rng(6)
    fine = np.full((1, 80, 80), NAN)
    for i, j in np.ndindex(8, 8):
        corner = 0 if pattern == "one corner" else 9 * ((i + j) % 2)
        down, right = random.integers(0, 10, 2) if pattern == "random pixel" else (corner, corner)
        fine[0, 10 * i + down, 10 * j + right] = 0.0
    coarse = random_coarse((8, 8))
    out, correction = corrected(alignment, fine, coarse)
    assert largest_misfit(alignment, out[0], coarse[0]) < 1e-5
    assert np.abs(correction.splines[0]).max() < 1e3 * coarse.max()
    assert np.abs(correction.constants[0]).max() < coarse.max()


def test_a_fine_map_that_already_agrees_is_left_alone() -> None:
    alignment = image_over_cells(6.5, (6, 8))
    fine = np.random.default_rng(7).normal(10, 3, (1, *alignment.fine.shape))
    means, _ = block_means(alignment, fine[0])
    out, correction = corrected(alignment, fine, means[None])
    np.testing.assert_allclose(out, fine, atol=1e-5)
    assert correction.rounds == [0]


def test_tiles_do_not_change_the_result() -> None:
    alignment = image_over_cells(7.3)
    fine = np.random.default_rng(8).normal(0, 1, (1, *alignment.fine.shape))
    coarse = random_coarse((7, 9), 0.1)
    whole, _ = corrected(alignment, fine, coarse, 1000)
    np.testing.assert_allclose(corrected(alignment, fine, coarse, 13)[0], whole, atol=1e-9)


def test_means_are_block_means_by_hand() -> None:
    alignment = image_over_cells(7.3)
    fine = np.random.default_rng(8).normal(0, 1, (1, *alignment.fine.shape))
    fine[:, :8, :8] = NAN
    consistency = Consistency(alignment, random_coarse((7, 9)))
    consistency.add(fine, alignment.fine.full_window())
    inside = np.where(alignment.cells(alignment.fine.full_window()) >= 0, fine[0], NAN)
    np.testing.assert_allclose(consistency.means()[0], block_means(alignment, inside)[0], atol=1e-9)


def test_cells_without_pixels_and_maps_without_cells() -> None:
    alignment = image_over_cells(4, (5, 5))
    fine = np.full((2, 20, 20), NAN)
    fine[:, :8, :8] = 1.0
    coarse = np.stack([random_coarse((5, 5))[0], np.full((5, 5), NAN)])
    out, correction = corrected(alignment, fine, coarse)
    assert largest_misfit(alignment, out[0], coarse[0]) < 1e-5
    assert np.isnan(out[1]).all()
    assert correction.misfit[1] == 0


@pytest.mark.parametrize("rotated", [False, True])
def test_block_means_are_kept_on_other_paths(rotated: bool) -> None:
    turn = 0.3 if rotated else 0.0
    cos, sin = math.cos(turn), math.sin(turn)
    fine_grid = Grid((1010.0, cos, sin, 4990.0, sin, -cos), 60, 60, UTM)
    alignment = _Projected(fine_grid, Grid((1000.0, 7.3, 0.0, 5000.0, 0.0, -7.3), 12, 14, UTM))
    fine = np.random.default_rng(9).normal(0, 5, (1, 60, 60))
    coarse = random_coarse((12, 14), 0.1)
    out, _ = corrected(alignment, fine, coarse)
    valid = np.isfinite(out[0])
    summed = np.zeros((2, 12, 14))
    alignment.add_sums(np.stack([np.where(valid, out[0], 0), valid]), fine_grid.full_window(), summed)
    use = (summed[1] >= 1) & np.isfinite(coarse[0])
    assert use.sum() > 40
    np.testing.assert_allclose(
        (summed[0] / np.maximum(summed[1], 1))[use], coarse[0][use], atol=1e-5 * np.nanstd(coarse)
    )


# ------------------------------------------------------------------------------------------ interpolation


def interpolated(alignment: Alignment, coarse: np.ndarray) -> np.ndarray:
    return mean_preserving(alignment, coarse).at(alignment.fine.full_window())


@pytest.mark.parametrize("ratio", [4, 7.3])
@pytest.mark.parametrize("value", [12.5, 0.0, -3e-5])
def test_constant_stays_constant(ratio: float, value: float) -> None:
    alignment = image_over_cells(ratio, (6, 5), 0.3, 0.2)
    out = interpolated(alignment, np.full((1, 6, 5), value))
    own = alignment.cells(alignment.fine.full_window()) >= 0
    np.testing.assert_allclose(out[0][own], value, rtol=1e-9)
    coarse = np.full((1, 6, 5), value)
    coarse[0, 2:4, 1:3] = NAN
    out = interpolated(alignment, coarse)
    np.testing.assert_allclose(out[np.isfinite(out)], value, rtol=1e-9)


def test_interpolation_keeps_block_means_and_is_smooth() -> None:
    alignment = image_over_cells(20, (8, 8))
    coarse = ndimage.gaussian_filter(random_coarse((8, 8)), 1)
    out = interpolated(alignment, coarse)[0]
    assert largest_misfit(alignment, out, coarse[0]) < 1e-5
    steps = np.abs(np.diff(out, axis=0))
    assert steps[19::20].max() < 1.5 * steps.max(axis=0).max()
    assert np.abs(np.diff(out, 2, axis=0)).max() < 0.1 * coarse.std()


def test_linear_trend_stays_nearly_linear_inside() -> None:
    alignment = image_over_cells(10, (20, 20))
    rows, cols = np.meshgrid(np.arange(20.0), np.arange(20.0), indexing="ij")
    out = interpolated(alignment, (3 * rows - 2 * cols)[None])[0]
    place = (np.arange(200) + 0.5) / 10 - 0.5
    expected = 3 * place[:, None] - 2 * place[None]
    np.testing.assert_allclose(out[80:120, 80:120], expected[80:120, 80:120], atol=2e-3)
    assert np.abs(out - expected).max() < 1.5


def test_fill_nearest() -> None:
    values = np.array([[1.0, NAN, NAN, NAN], [NAN, NAN, NAN, 7.0]])
    filled = fill_nearest(values)
    assert filled[0, 0] == filled[1, 0] == 1
    assert filled[1, 2] == filled[1, 3] == filled[0, 3] == 7
    assert np.isin(filled, [1, 7]).all()
    assert not fill_nearest(np.full((2, 2), NAN)).any()
    np.testing.assert_array_equal(fill_nearest(np.eye(3)), np.eye(3))


def test_fill_nearest_by_brute_force() -> None:
    values = random_coarse((9, 11), 0.8)[0]
    filled = fill_nearest(values)
    known = np.argwhere(np.isfinite(values))
    for place in np.ndindex(values.shape):
        distance = ((known - place) ** 2).sum(axis=1)
        nearest = known[distance == distance.min()]
        assert filled[place] in values[nearest[:, 0], nearest[:, 1]]


@pytest.mark.parametrize("coarse", ["coarse_x4", "coarse_x8_s4"])
def test_block_means_are_kept_on_a_real_set(shared_data: Path, coarse: str) -> None:
    folder = shared_data / "rondonia_west"
    image = read(str(folder / "covariates.tif"), [0, 1, 2]).astype(float)
    values = read(str(folder / f"{coarse}.tif")).astype(float)
    grid = describe(str(folder / f"{coarse}.tif")).grid
    alignment = align(describe(str(folder / "covariates.tif")).grid, grid)
    out, _ = corrected(alignment, image, values)
    for plane, band in zip(out, values):
        assert largest_misfit(alignment, plane, band) < 1e-5


# ------------------------------------------------------------------------------------------ lower bound


@pytest.mark.parametrize("ratio", [4, 7.3])
def test_no_correction_is_below_its_bound(ratio: float) -> None:
    alignment = image_over_cells(ratio, (12, 15), 1.3, 0.4)
    fine = np.random.default_rng(0).normal(5, 20, (2, *alignment.fine.shape))
    coarse = np.concatenate([random_coarse((12, 15)), -random_coarse((12, 15), 0.2, 2)])
    _, correction = corrected(alignment, fine, coarse)
    whole = correction.at(alignment.fine.full_window())
    for window in tiles(alignment.fine.full_window(), 16):
        bound = correction.lowest(window)
        values = whole[:, window.rows, window.cols]
        assert (np.where(np.isfinite(values), values, np.inf).min(axis=(1, 2)) >= bound - 1e-9).all()
