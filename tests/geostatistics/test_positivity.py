"""Keeping contents plausible: bending by hand, block means kept, nothing else touched."""

from __future__ import annotations

import math

import numpy as np
import pytest
from cell_means import block_means, corrected, random_coarse
from making import image_over_cells
from raster.test_alignment import both_ways, projected, south_up, turned
from scipy import ndimage

from geochem_fusion.core.geostatistics.interpolation import bilinear
from geochem_fusion.core.geostatistics.positivity import Bending, bend, floor_of, keep_plausible, not_below_onset
from geochem_fusion.core.raster.alignment import Alignment
from geochem_fusion.core.raster.grid import Window, tiles

NAN = np.nan


def kept(alignment: Alignment, fine: np.ndarray, wanted: np.ndarray, tile: int = 37) -> tuple[np.ndarray, Bending]:
    """Return the whole map kept positive, and how."""
    windows = list(tiles(alignment.fine.full_window(), tile))

    def compute(window: Window) -> np.ndarray:
        return fine[:, window.rows, window.cols]

    def lowest(window: Window) -> np.ndarray:
        return np.nan_to_num(compute(window), nan=np.inf).min(axis=(1, 2))

    bending = keep_plausible(alignment, compute, lowest, wanted, windows)
    return bending.applied(fine, alignment.fine.full_window()), bending


def test_bending_by_hand() -> None:
    # onset 3, base 1: a step of 2 below the onset is e times nearer to the base
    found = bend(np.array([5.0, 3.0, 1.0, -1.0, NAN]), np.float64(3), np.float64(1))
    np.testing.assert_allclose(found, [5, 3, 1 + 2 / math.e, 1 + 2 / math.e**2, NAN])
    np.testing.assert_array_equal(bend(np.array([5.0, -2.0, NAN]), np.float64(0), np.float64(0)), [5, 0, NAN])


def test_bending_is_smooth_and_keeps_the_order() -> None:
    values = np.linspace(-5, 5, 2001)
    found = bend(values, np.float64(1), np.float64(0.5))
    slope = np.diff(found) / np.diff(values)
    assert (slope > 0).all()
    assert np.abs(np.diff(slope)).max() < 0.011
    assert found.min() > 0.5


def test_floors_by_hand() -> None:
    coarse = np.array([[10.0, 20, 40, 80], [10, 20, 40, 80]])
    floor = floor_of(coarse)
    assert floor is not None
    np.testing.assert_allclose(floor.onset, np.tile([7.0, 7, 14, 28], (2, 1)))  # 0.7 of the least nearby
    np.testing.assert_allclose(floor.base, np.tile([5.0, 5, 10, 20], (2, 1)))
    gap = floor_of(np.array([[NAN, NAN, NAN, 8.0]]))
    assert gap is not None
    np.testing.assert_allclose(gap.base, 4)  # gaps as the nearest cell that has one


def test_a_negative_cell_has_a_floor_around_it_and_none_elsewhere() -> None:
    coarse = np.ones((6, 6))
    coarse[0, 0] = -0.01
    floor = floor_of(coarse)
    assert floor is not None
    np.testing.assert_allclose(floor.base[:2, :2], -0.015)
    np.testing.assert_allclose(floor.base[2:], 0.5)
    np.testing.assert_allclose(floor.base[:, 2:], 0.5)


def test_signs_that_mean_something_have_no_floor() -> None:
    random = np.random.default_rng(0)
    assert floor_of(random.normal(0, 1, (9, 9))) is None
    assert floor_of(np.abs(random.normal(0, 1, (9, 9)))) is not None
    noise = random.normal(0.2, 0.1, (20, 20))  # contents near zero: many negative values, small ones
    noise[:10] += 5
    assert (noise < 0).any()
    assert floor_of(noise) is not None
    wild = np.ones((9, 9))
    wild[4, 4] = -1e6  # one cell does not decide
    assert floor_of(wild) is not None
    signed = np.tile([-5.0, 1.0], 4)[None]
    np.testing.assert_array_equal(not_below_onset(signed - 9, signed), signed - 9)
    np.testing.assert_allclose(not_below_onset(np.array([[1.0, 8]]), np.array([[10.0, 9]])), [[6.3, 8]])


def test_one_cell_by_hand() -> None:
    # two cells of 2 x 2 pixels, least value 2 everywhere: onset 1.4, base 1, and in the first cell -1 becomes
    # 1 + 0.4 exp(-6); what is above 1 is scaled so that the four add up to 8
    fine = np.array([[[-1.0, 3, 4, 4], [3, 3, 4, 4]]])
    out, bending = kept(image_over_cells(2, (1, 2)), fine, np.array([[[2.0, 4.0]]]))
    low = 0.4 * math.exp(-6)
    factor = 4 / (6 + low)
    expected = [[1 + low * factor, 1 + 2 * factor, 4, 4], [1 + 2 * factor, 1 + 2 * factor, 4, 4]]
    np.testing.assert_allclose(out[0], expected)
    assert list(bending.floors) == [0]


@pytest.mark.parametrize("seed", range(4))
def test_no_pixel_is_below_its_floor_and_logarithms_are_those_of_the_truth(seed: int) -> None:
    """A skewed element without an image: in logarithms the map is not clearly worse than bilinear interpolation."""
    random = np.random.default_rng(seed)
    field = ndimage.gaussian_filter(random.normal(size=(160, 160)), 10)
    truth = np.exp(1.2 * field / field.std())
    coarse = truth.reshape(20, 8, 20, 8).mean(axis=(1, 3))[None]
    alignment = image_over_cells(8, (20, 20))
    plain, _ = corrected(alignment, np.zeros((1, 160, 160)), coarse)
    out, _ = kept(alignment, plain, coarse)
    window = alignment.fine.full_window()
    assert out.min() > 0.5 * coarse.min()
    np.testing.assert_allclose(out.reshape(20, 8, 20, 8).mean(axis=(1, 3)), coarse[0], rtol=1e-5)

    def likeness(plane: np.ndarray) -> float:
        return float(np.corrcoef(np.log(plane).ravel(), np.log(truth).ravel())[0, 1])

    assert likeness(out[0]) >= likeness(bilinear(alignment, coarse, window)[0]) - 0.005


def test_one_negative_cell_lets_no_other_place_fall() -> None:
    coarse = np.full((1, 20, 20), 0.02)
    coarse[0, 6:10, 6:10] = 4.0
    coarse[0, 18, 18] = -0.01
    alignment = image_over_cells(8, (20, 20))
    plain, _ = corrected(alignment, np.zeros((1, 160, 160)), coarse)
    assert plain.min() < -0.3
    out, _ = kept(alignment, plain, coarse)
    assert out.min() >= -0.015
    assert (out[0, :130] >= 0.01).all()
    np.testing.assert_allclose(out.reshape(20, 8, 20, 8).mean(axis=(1, 3)), coarse[0], atol=1e-5)


@pytest.mark.parametrize(("ratio", "offset"), [(4, (0, 0)), (7.3, (0.4, -0.7)), (133.33 / 4, (0.4, -0.7))])
@pytest.mark.parametrize("share", [0.0, 0.2])
def test_overshooting_is_bent_and_block_means_are_kept(ratio: float, offset: tuple[float, float], share: float) -> None:
    alignment = image_over_cells(ratio, (7, 9), *offset)
    random = np.random.default_rng(0)
    fine = random.normal(0, 12, (1, *alignment.fine.shape))
    fine[:, random.random(fine.shape[1:]) < share] = NAN
    coarse = random_coarse((7, 9), share)
    plain, _ = corrected(alignment, fine, coarse)
    assert np.nanmin(plain) < 0
    out, bending = kept(alignment, plain, coarse)
    assert np.nanmin(out) > 0.25 * np.nanmin(coarse)
    np.testing.assert_array_equal(np.isfinite(out), np.isfinite(plain))
    means, area = block_means(alignment, out[0])
    use = np.isfinite(coarse[0]) & (area >= 1)
    assert np.abs(means - coarse[0])[use].max() < 1e-5 * np.nanstd(coarse)
    assert bending.misfit[0] < 1e-6


def test_a_high_pixel_that_reaches_into_a_low_cell_is_lowered() -> None:
    # two cells of 2.5 pixels: the middle pixel, of the second by its centre, gives half of its 10 to the first,
    # far more than the 2 / 3 that the first may have
    alignment = image_over_cells(2.5, (1, 2))
    fine = np.tile([-4.0, -4, 10, 10, 10], (2, 1))[None]
    out, bending = kept(alignment, fine, np.array([[[2 / 3, 10.0]]]))
    assert out.min() >= 0
    means = block_means(alignment, out[0])[0]
    np.testing.assert_allclose(means, [[2 / 3, 10]], atol=1e-5)
    assert out[0, 0, 2] == pytest.approx(2, abs=1e-3)  # (2.5 x 2/3 - 2 x 1/3) / 0.5 with the others at their floor
    assert bending.misfit[0] < 1e-6


@pytest.mark.parametrize("alignment", [*both_ways(), turned(), south_up(), projected(300)])
@pytest.mark.parametrize("spread", [0.6, 1.2])
def test_block_means_are_kept_in_every_direction_and_reference_system(alignment: Alignment, spread: float) -> None:
    coarse = np.random.default_rng(5).lognormal(3, spread, (1, *alignment.coarse.shape))
    plain, _ = corrected(alignment, np.zeros((1, *alignment.fine.shape)), coarse)
    out, bending = kept(alignment, plain, coarse)
    assert np.nanmin(plain) < np.nanmin(out) > 0.4999999 * coarse.min()
    totals = np.zeros((2, *alignment.coarse.shape))
    valid = np.isfinite(out[0])
    planes = np.stack([np.where(valid, out[0], 0), valid])
    alignment.add_sums(planes, alignment.fine.full_window(), totals)
    # the cells that hold at least a pixel, however the image cuts them
    use = totals[1] >= 1
    assert np.abs(totals[0, use] / totals[1, use] - coarse[0, use]).max() < 1e-5 * coarse[0, use].std()
    assert bending.misfit[0] < 1e-5


def test_tiles_change_nothing() -> None:
    alignment = image_over_cells(7.3, (7, 9))
    coarse = random_coarse((7, 9))
    plain, _ = corrected(alignment, np.random.default_rng(0).normal(0, 20, (1, *alignment.fine.shape)), coarse)
    np.testing.assert_allclose(kept(alignment, plain, coarse, 11)[0], kept(alignment, plain, coarse, 64)[0], rtol=1e-12)


def test_a_map_that_is_high_enough_and_one_with_negative_cells_are_left_as_they_are() -> None:
    alignment = image_over_cells(4, (3, 3))
    high = np.full((1, 12, 12), 7.0)
    assert kept(alignment, high, np.full((1, 3, 3), 7.0))[0] is high
    signed = np.random.default_rng(0).normal(0, 1, (1, 12, 12))
    wanted = signed.reshape(1, 3, 4, 3, 4).mean(axis=(2, 4))
    assert wanted.min() < 0
    assert kept(alignment, signed, wanted)[0] is signed


def test_a_cell_of_nothing_becomes_nothing() -> None:
    fine = np.array([[[-1.0, 1, 4, 4], [-1, 1, 4, 4]]])
    out, _ = kept(image_over_cells(2, (1, 2)), fine, np.array([[[0.0, 4.0]]]))
    np.testing.assert_array_equal(out[0, :, :2], 0)
    np.testing.assert_array_equal(out[0, :, 2:], 4)


def test_pixels_are_only_computed_where_they_can_fall_low() -> None:
    alignment = image_over_cells(8, (2, 2))
    seen = []

    def compute(window: Window) -> np.ndarray:
        seen.append(window)
        return np.full((1, *window.shape), 5.0)

    windows = list(tiles(alignment.fine.full_window(), 8))
    keep_plausible(alignment, compute, lambda window: np.array([1.0 if window.row else 4.0]), np.full((1, 2, 2), 5.0),
                  windows)  # fmt: skip
    assert seen == [window for window in windows if window.row]
