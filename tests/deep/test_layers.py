"""Layers in numpy, against scipy, sliding windows, and normalisation written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import correlate

from geochem_fusion.core.deep.layers import (
    box_mean,
    convolved,
    doubled,
    folded,
    max_halved,
    max_pooled,
    rectified,
    same_convolved,
    smooth_rectified,
)


def planes(channels: int = 2, height: int = 9, width: int = 8) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(channels, height, width)).astype(np.float32)


def test_a_convolution_is_that_of_scipy_where_its_columns_count() -> None:
    x, generator = planes(), np.random.default_rng(1)
    kernel, bias = generator.normal(size=(3, 2, 3, 3)).astype(np.float32), np.array([1, -2, 0.5], np.float32)
    out = convolved(x, kernel, bias)
    assert out.shape == (3, 7, 8)
    assert out.dtype == np.float32
    expected = np.stack([correlate(x, own, mode="valid")[0] for own in kernel.astype(float)]) + bias[:, None, None]
    np.testing.assert_allclose(out[:, :, :-2], expected, atol=1e-5)


def test_what_is_below_zero_leaks_by_a_hundredth() -> None:
    x = np.array([-2.0, 0.0, 3.0], np.float32)
    assert rectified(x) is x
    np.testing.assert_array_equal(x, np.array([-0.02, 0.0, 3.0], np.float32))


def test_maximum_and_mean_are_those_of_sliding_windows() -> None:
    x = planes()
    windows = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2))
    np.testing.assert_array_equal(max_pooled(x)[:, :, :-2], windows.max(axis=(3, 4)))
    np.testing.assert_allclose(box_mean(x, 3), windows.mean(axis=(3, 4)), atol=1e-6)
    np.testing.assert_array_equal(box_mean(x, 1), x)


def test_normalisation_disappears_in_the_convolution_before_it() -> None:
    generator = np.random.default_rng(2)
    x, kernel = planes(), generator.normal(size=(3, 2, 3, 3)).astype(np.float32)
    gain, shift, mean = generator.normal(size=(3, 3)).astype(np.float32)
    variance = np.array([0.0, 1.0, 4.0], np.float32)
    plain = convolved(x, kernel, np.zeros(3, np.float32)).astype(float)
    normal = (plain - mean[:, None, None]) / np.sqrt(variance + 1e-5)[:, None, None]
    expected = normal * gain[:, None, None] + shift[:, None, None]
    found = convolved(x, *folded(kernel, gain, shift, mean, variance))
    np.testing.assert_allclose(found[:, :, :-2], expected[:, :, :-2], rtol=2e-5, atol=2e-3)


@pytest.mark.parametrize("side", [1, 2, 3, 5, 9])
def test_a_convolution_that_keeps_the_size_is_filled_up_with_zeros(side: int) -> None:
    x, generator = planes(), np.random.default_rng(1)
    kernel, bias = generator.normal(size=(3, 2, side, side)).astype(np.float32), np.array([1, -2, 0.5], np.float32)
    before, after = (side - 1) // 2, side // 2  # of an even side more zeros come last
    wide = np.pad(x.astype(float), ((0, 0), (before, after), (before, after)))
    expected = np.stack([correlate(wide, own, mode="valid")[0] for own in kernel.astype(float)]) + bias[:, None, None]
    out = same_convolved(x, kernel, bias)
    assert out.dtype == np.float32
    np.testing.assert_allclose(out, expected, atol=1e-4)


def test_a_stride_leaves_pixels_out() -> None:
    x = planes(height=8)
    kernel, bias = np.array([[[[2.0]], [[-1.0]]]], np.float32), np.array([0.5], np.float32)
    np.testing.assert_allclose(
        same_convolved(x, kernel, bias, 2)[0], 2 * x[0, ::2, ::2] - x[1, ::2, ::2] + 0.5, atol=1e-6
    )
    with pytest.raises(ValueError, match="stride 2"):
        same_convolved(x, np.zeros((1, 2, 3, 3), np.float32), bias, 2)


def test_each_pixel_becomes_the_four_of_a_square() -> None:
    x, generator = planes(), np.random.default_rng(1)
    kernel, bias = generator.normal(size=(2, 3, 2, 2)).astype(np.float32), np.array([1, -2, 0.5], np.float32)
    expected = sum(np.stack([np.kron(own, to) for to in of]) for own, of in zip(x, kernel)) + bias[:, None, None]
    np.testing.assert_allclose(doubled(x, kernel, bias), expected, atol=1e-5)


def test_the_smooth_rectifier_bends_at_zero_and_leaks() -> None:
    x = np.array([0.0, 100.0, -100.0, 0.1, -0.1], np.float32)
    out = smooth_rectified(x)
    assert out.dtype == np.float32
    bend = 0.495 * 0.1 * np.sqrt(2)  # at plus or minus 0.1
    np.testing.assert_allclose(out, [0.0495, 100.0, -1.0, bend + 0.0505, bend - 0.0505], rtol=1e-4)
    assert x[1] == 100  # the input is left as it was
    assert (np.diff(smooth_rectified(np.linspace(-3, 3, 200, dtype=np.float32))) > 0).all()


def test_maxima_are_those_of_squares_beside_each_other() -> None:
    x = np.array([[[1.0, 2, 5, 6], [3, 4, 8, 7]], [[0, -1, -5, -6], [-2, -3, -9, -4]]], np.float32)
    np.testing.assert_array_equal(max_halved(x), [[[4, 8]], [[0, -4]]])
