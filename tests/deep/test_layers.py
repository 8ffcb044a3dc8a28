"""Layers in numpy, against scipy, sliding windows, and normalisation written out."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.signal import correlate
from scipy.special import erf, expit

from geochem_fusion.core.deep.layers import (
    attended,
    box_mean,
    convolved,
    doubled,
    folded,
    gelu,
    max_halved,
    max_pooled,
    near_convolved,
    normalised,
    parted,
    rectified,
    same_convolved,
    sigmoid,
    smooth_rectified,
    softmax,
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


def test_pieces_by_their_formulas() -> None:
    x = np.random.default_rng(0).normal(size=(5, 8)).astype(np.float32) * 3
    np.testing.assert_allclose(gelu(x), x * (1 + erf(x / 2**0.5)) / 2, atol=1e-3)  # the tangent is an approximation
    np.testing.assert_allclose(sigmoid(x), expit(x), atol=1e-6)
    np.testing.assert_allclose(softmax(x.copy()), np.exp(x) / np.exp(x).sum(axis=1, keepdims=True), rtol=1e-5)
    said = normalised(x, np.full(8, 2, np.float32), np.ones(8, np.float32))
    np.testing.assert_allclose(said.mean(axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(said.std(axis=1), 2, rtol=1e-5)


def test_pieces_stand_large_numbers() -> None:
    x = np.array([[-1e4, 0, 1e4]], np.float32)
    assert gelu(x).tolist() == [[0, 0, 1e4]]
    assert sigmoid(x).tolist() == [[0, 0.5, 1]]
    assert softmax(x.copy()).tolist() == [[0, 0, 1]]


def test_a_convolution_with_channels_last_is_the_same() -> None:
    generator = np.random.default_rng(0)
    x, kernel = generator.normal(size=(2, 6, 5, 3)), generator.normal(size=(3, 3, 3, 4))
    bias = np.array([1, 0, -1, 2], np.float32)
    expected = same_convolved(
        np.ascontiguousarray(x.transpose(3, 0, 1, 2), np.float32), kernel.transpose(3, 2, 0, 1).astype(np.float32), bias
    )
    found = near_convolved(x.astype(np.float32), kernel.astype(np.float32), bias)
    np.testing.assert_allclose(found.transpose(3, 0, 1, 2), expected, atol=1e-5)


def test_tokens_hear_each_other_head_by_head() -> None:
    x = np.random.default_rng(0).normal(size=(1, 5, 3 * 6)).astype(np.float32)
    queries, keys, values = x[0, :, :6], x[0, :, 6:12], x[0, :, 12:]
    for head in (slice(0, 3), slice(3, 6)):
        weights = np.exp(queries[:, head] @ keys[:, head].T / 3**0.5)
        heard = weights / weights.sum(axis=1, keepdims=True) @ values[:, head]
        np.testing.assert_allclose(attended(x, 2)[0][:, head], heard, rtol=1e-4, atol=1e-5)


def test_one_long_array_is_parted_in_order() -> None:
    parts = parted(np.arange(7.0), {"a": (2, 2), "b": (3,)})
    assert {name: part.tolist() for name, part in parts.items()} == {"a": [[0, 1], [2, 3]], "b": [4, 5, 6]}
