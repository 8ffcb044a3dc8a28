"""The noise of an image in a prediction: found where it was put, and taken out as well as any Gaussian mean can."""

from __future__ import annotations

import math

import numpy as np
import pytest
from making import smooth_bands
from scipy import ndimage

from geochem_fusion.core.geostatistics.pixel_noise import (
    best_width,
    detail,
    detail_without_noise,
    halo,
    means_between,
    nugget,
    smoothed,
    sparse_step,
    variogram,
)
from geochem_fusion.core.raster.grid import Window


def test_variogram_by_hand() -> None:
    plane = np.array([[0.0, 1.0, 3.0], [2.0, np.nan, 3.0]])
    many = [plane] * 30
    # lag 1: rows 2 - 0 and 3 - 3, columns 1 - 0 and 3 - 1; lag 2: columns 3 - 0 and 3 - 2
    np.testing.assert_allclose(variogram(many, 2), [0, (4 + 0 + 1 + 4) / 8, (9 + 1) / 4])
    assert np.isnan(variogram([plane], 2)[1])  # too few pairs


def test_nugget_of_known_variograms() -> None:
    lag = np.arange(4.0)
    for gamma, expected in ((0.3 + 0.2 * lag, 0.3), (0.3 + 0.1 * lag**2, 0.3), (0.5 * lag, 0.0), (lag * 0 + 1, 1.0)):
        gamma = np.where(lag > 0, gamma, 0)
        assert nugget(gamma) == pytest.approx(expected, abs=1e-12)
    assert nugget(np.array([0, 1.0, np.nan, 1.0])) == 0
    assert nugget(np.array([0, 1.0, 3.0, 2.0])) == 0  # never below 0


@pytest.mark.parametrize("size", [0.2, 0.4, 1.0])
def test_no_other_width_is_much_better(size: float) -> None:
    clean = ndimage.gaussian_filter(np.random.default_rng(1).standard_normal((150, 160)), 4)
    clean = (clean - clean.mean()) / clean.std()
    noisy = clean + size * np.random.default_rng(5).standard_normal(clean.shape)
    width, left = best_width([noisy], 0.0)

    def error(w: float) -> float:
        return float(np.mean((smoothed(noisy, w) - clean) ** 2))

    assert error(width) < 0.5 * size**2
    assert left == pytest.approx(math.sqrt(error(width)), rel=0.4)
    assert error(width) < 1.35 * min(map(error, (0.4, 0.6, 0.85, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0)))


def test_a_prediction_without_noise_is_left_alone() -> None:
    plane = smooth_bands(1, 90, 90)[0]
    assert best_width([plane], 0.0)[0] <= 0.5
    for empty in ([np.full((50, 50), 3.0)], [np.full((3, 3), np.nan)], []):
        assert best_width(empty, 0.0) == (0, 0)
        assert best_width(empty, 2.0) == (2.0, 0)
    # what a mean wider than it needs to be takes away is an error, as far as the plane has detail of that size
    width, left = best_width([plane], 3.0)
    assert width == 3.0
    assert left == pytest.approx((smoothed(plane, 3.0) - plane).std(), rel=0.1)


def test_detail_without_noise_is_that_of_the_stripes() -> None:
    """Stripes of 16 pixels with the standard deviation 1 in cells of 16, under noise of 0.7."""
    stripes = np.tile(np.sqrt(2) * np.sin(2 * np.pi * np.arange(192) / 16), (192, 1))
    noisy = stripes + 0.7 * np.random.default_rng(2).standard_normal(stripes.shape)
    assert detail([noisy], 16) == pytest.approx(math.hypot(1, 0.7), rel=0.02)
    assert detail_without_noise([noisy], 16) == pytest.approx(1, rel=0.03)
    assert detail_without_noise([noisy - stripes], 16) < 0.1
    assert detail_without_noise([], 16) == 0


def test_smoothing_keeps_constants_holes_and_tiles() -> None:
    plane = np.random.default_rng(1).standard_normal((60, 50)).astype(np.float32)
    plane[20:25, 10:30] = np.nan
    whole = smoothed(plane, 2.0)
    np.testing.assert_array_equal(np.isnan(whole), np.isnan(plane))
    reach = halo(2.0)
    assert reach == 6
    np.testing.assert_array_equal(smoothed(plane[30 - reach :], 2.0)[reach:], whole[30:])
    flat = np.where(np.isfinite(plane), np.float32(5), np.nan)
    np.testing.assert_allclose(smoothed(flat, 2.0)[np.isfinite(plane)], 5, rtol=1e-6)
    assert smoothed(plane, 0.1) is plane  # narrower than a pixel


def test_smoothing_is_a_gaussian_mean_by_hand() -> None:
    plane = np.zeros((1, 9))
    plane[0, 4] = 1
    weights = np.exp(-0.5 * np.arange(-3, 4) ** 2)
    np.testing.assert_allclose(smoothed(plane, 1.0)[0, 1:8], weights / weights.sum())


def test_steps_are_powers_of_two_and_no_more_than_a_third_of_the_width() -> None:
    assert [sparse_step(width) for width in (0.0, 1.0, 5.9, 6.0, 13.3, 24.0, 1000.0, math.inf)] == [
        *(1, 1, 1, 2, 4, 8, 16, 16)
    ]


def test_means_between_values_by_hand() -> None:
    values = np.array([[[1.0, 5.0, np.nan]], [[10.0, 50.0, np.nan]]])  # at the columns 4, 8 and 12 of row 0
    found = means_between(values, Window(0, 1, 1, 3), Window(0, 5, 1, 20), 4, [3.0, 3.0])
    once, thrice = math.exp(-0.5 / 9), math.exp(-0.5)  # column 5 is 1 pixel from the first and 3 from the second
    assert found[0, 0, 0] == pytest.approx((once * 1 + thrice * 5) / (once + thrice))
    np.testing.assert_allclose(found[1], 10 * found[0])
    np.testing.assert_array_equal(np.isfinite(found[0, 0]), np.arange(5, 25) <= 8 + 9)  # three widths behind the last


def test_parts_of_means_between_values_have_the_bits_of_the_whole() -> None:
    plane = np.random.default_rng(1).standard_normal((1, 30, 25))
    plane[:, 10:14, 3:9] = np.nan
    whole = means_between(plane, Window(0, 0, 30, 25), Window(0, 0, 60, 50), 2, [6.0])
    near, part = Window(6, 5, 24, 20), Window(30, 28, 20, 22)
    np.testing.assert_array_equal(
        means_between(plane[(slice(None), *near.inside(Window(0, 0, 30, 25)))], near, part, 2, [6.0])[0],
        whole[0][part.rows, part.cols],
    )


def test_a_mean_over_some_pixels_is_that_over_all_but_for_the_noise_of_pixels() -> None:
    noise = np.random.default_rng(3).standard_normal((800, 800))
    smooth = ndimage.gaussian_filter(noise[:240, :240], 6)
    inner = slice(50, -50), slice(50, -50)
    for step in (2, 4):
        width = 3.0 * step

        def sparsely(plane: np.ndarray, step: int = step, width: float = width) -> np.ndarray:
            area = Window(0, 0, *plane.shape)
            return means_between(plane[None, ::step, ::step], area.thinned(step), area, step, [width])[0]

        apart = (sparsely(smooth) - smoothed(smooth, width))[inner]
        assert np.abs(apart).max() < 0.01 * smooth.std()
        share = step**2 / (4 * math.pi * width**2)
        assert share < 0.01
        assert sparsely(noise)[inner].var() == pytest.approx(share, rel=0.3)


def test_detail_within_squares_by_hand() -> None:
    """Along a ramp of slope a, s values in a row have the variance a^2 (s^2 - 1) / 12; a constant has none."""
    ramp = np.full((40, 300), 5.0) + 0.3 * np.arange(300)
    assert detail([ramp], 7.0) == pytest.approx(0.3 * math.sqrt(48 / 12), rel=0.02)  # edges repeat themselves
    assert detail([ramp], 6.8) == detail([ramp], 7.2)
    stripes = np.tile([1.0, -1.0], (50, 100))
    holes = np.where(np.random.default_rng(0).random(stripes.shape) < 0.1, np.nan, stripes)
    assert detail([stripes], 2.0) == pytest.approx(1, abs=0.01)
    assert detail([holes, np.full((9, 9), np.nan)], 8.0) == pytest.approx(1, abs=0.01)
    assert detail([stripes], 1.0) == detail([np.full((9, 9), 3.0)], 4.0) == detail([], 4.0) == 0.0
