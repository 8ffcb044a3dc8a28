"""Keeping contents positive: bending by hand, block means kept, nothing else touched."""

from __future__ import annotations

import math

import numpy as np
import pytest
from cell_means import block_means, corrected, random_coarse
from making import image_over_cells

from geochem_fusion.core.geostatistics.positivity import Bending, bend, keep_positive, limits
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

    bending = keep_positive(alignment, compute, lowest, wanted, windows)
    return bending.applied(fine, alignment.fine.full_window()), bending


def test_bending_by_hand() -> None:
    found = bend(np.array([5.0, 2.0, 0.0, -2.0, NAN]), 2.0)
    np.testing.assert_allclose(found, [5, 2, 2 / math.e, 2 / math.e**2, NAN])
    np.testing.assert_array_equal(bend(np.array([5.0, -2.0, NAN]), 0.0), [5, 0, NAN])


def test_bending_is_smooth_and_keeps_the_order() -> None:
    values = np.linspace(-5, 5, 2001)
    found = bend(values, 1.0)
    slope = np.diff(found) / np.diff(values)
    assert (slope > 0).all()
    assert np.abs(np.diff(slope)).max() < 0.01
    assert found.min() > 0


def test_limits_are_half_the_smallest_coarse_value_unless_there_are_negative_ones() -> None:
    coarse = np.array([[[3.0, 4.0]], [[0.0, 4.0]], [[-1.0, 4.0]], [[NAN, 4.0]]])
    np.testing.assert_array_equal(limits(coarse), [1.5, 0, -np.inf, 2])


def test_one_cell_by_hand() -> None:
    # two cells of 2 x 2 pixels; in the first -1 becomes exp(-2) (limit 1), and the cell is scaled to its mean of 2
    fine = np.array([[[-1.0, 3, 4, 4], [3, 3, 4, 4]]])
    out, bending = kept(image_over_cells(2, (1, 2)), fine, np.array([[[2.0, 4.0]]]))
    low = math.exp(-2)
    factor = 8 / (9 + low)
    np.testing.assert_allclose(out[0], [[low * factor, 3 * factor, 4, 4], [3 * factor, 3 * factor, 4, 4]])
    assert bending.limits == {0: 1.0}


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
    assert np.nanmin(out) > 0
    np.testing.assert_array_equal(np.isfinite(out), np.isfinite(plain))
    means, area = block_means(alignment, out[0])
    use = np.isfinite(coarse[0]) & (area >= 1)
    assert np.abs(means - coarse[0])[use].max() < 1e-5 * np.nanstd(coarse)
    assert bending.misfit[0] < 1e-6


def test_means_that_factors_cannot_reach_are_told() -> None:
    # two cells of 2.5 pixels: the middle pixel, of the second by its centre, gives half of its 10 to the first
    alignment = image_over_cells(2.5, (1, 2))
    fine = np.tile([-4.0, -4, 10, 10, 10], (2, 1))[None]
    out, bending = kept(alignment, fine, np.array([[[2 / 3, 10.0]]]))
    assert out.min() >= 0
    means = block_means(alignment, out[0])[0]
    assert bending.misfit[0] == pytest.approx(np.abs(means - [[2 / 3, 10.0]]).max() / np.std([2 / 3, 10]), rel=1e-6)
    assert bending.misfit[0] > 0.1


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
    keep_positive(alignment, compute, lambda window: np.array([1.0 if window.row else 4.0]), np.full((1, 2, 2), 5.0),
                  windows)  # fmt: skip
    assert seen == [window for window in windows if window.row]
