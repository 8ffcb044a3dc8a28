"""Layers of networks in numpy, float32, from which every network is put together.

Those of dense networks come first; they have no padding. Where one keeps the width of its input, its last columns hold
nothing: the next one may read them, but no pixel that is used may depend on them. Those of networks that see a square
of one size follow; they fill up with zeros. Last come those over rows of numbers.
"""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np

SLOPE = 0.01  # of the leaky rectifier
NORM_EPSILON = 1e-5  # added to variances by normalisations
BEND = 0.1  # width of the bend of the smooth rectifier


def folded(
    kernel: np.ndarray, gain: np.ndarray, shift: np.ndarray, mean: np.ndarray, variance: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return kernel (out, in, 3, 3) and bias (out,) of a convolution with the batch normalisation after it in them.

    ``gain``, ``shift``, running ``mean`` and ``variance`` are (out,).
    """
    factor = gain.astype(float) / np.sqrt(variance.astype(float) + NORM_EPSILON)
    bias = shift.astype(float) - mean.astype(float) * factor
    return (kernel.astype(float) * factor[:, None, None, None]).astype(np.float32), bias.astype(np.float32)


def convolved(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Return the 3 x 3 convolution (out, height - 2, width) of (in, height, width) and a bias (out,), without padding.

    Rows lie one behind the other, so that a step down or right is a step in memory, and the convolution three matrix
    products without a copy for each. The last two columns hold sums over the end of a row; nobody may use them.
    """
    channels, height, width = x.shape
    flat = x.reshape(channels, -1)
    count = (height - 2) * width
    length = height * width - 2
    across = np.concatenate([flat[:, :length], flat[:, 1 : length + 1], flat[:, 2:]])
    out = np.zeros((len(kernel), count), np.float32)
    sums = out[:, : count - 2]
    for down in range(3):
        weights = kernel[:, :, down].transpose(0, 2, 1).reshape(len(kernel), -1)
        part = across[:, down * width : down * width + count - 2]
        if down:
            sums += weights @ part
        else:
            np.matmul(weights, part, out=sums)
    out += bias[:, None]
    return out.reshape(len(kernel), height - 2, width)


def rectified(x: np.ndarray) -> np.ndarray:
    """Return the leaky rectifier max(x, SLOPE x) of float32, in the same memory."""
    np.maximum(x, np.float32(SLOPE) * x, out=x)
    return x


def max_pooled(x: np.ndarray) -> np.ndarray:
    """Return the maximum over 3 x 3 pixels, (c, height - 2, width), of (c, height, width), with a stride of 1.

    The last two columns are not to be used.
    """
    rows = np.maximum(np.maximum(x[:, :-2], x[:, 1:-1]), x[:, 2:])
    out = rows.copy()
    np.maximum(out[:, :, :-2], rows[:, :, 1:-1], out=out[:, :, :-2])
    np.maximum(out[:, :, :-2], rows[:, :, 2:], out=out[:, :, :-2])
    return out


def box_mean(x: np.ndarray, size: int) -> np.ndarray:
    """Return means over size x size pixels of (c, height, width), (c, height - size + 1, width - size + 1)."""
    rows = x.shape[1] - size + 1
    down = x[:, :rows].copy()
    for shift in range(1, size):
        down += x[:, shift : shift + rows]
    columns = x.shape[2] - size + 1
    out = down[:, :, :columns].copy()
    for shift in range(1, size):
        out += down[:, :, shift : shift + columns]
    out *= np.float32(1 / size**2)
    return out


def same_convolved(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray, stride: int = 1) -> np.ndarray:
    """Return the convolution (out, ..., height / stride, width / stride) of (in, ..., height, width), zeros around.

    ``kernel`` (out, in, side, side), ``bias`` (out,). Of a kernel of even side the additional zeros come last, below
    and on the right. There may be samples between the channels and the rows.
    """
    side = kernel.shape[2]
    if side == 1:
        x = np.ascontiguousarray(x[..., ::stride, ::stride])
        seen = x.reshape(len(x), -1)
    elif stride == 1:
        seen = _neighbourhoods(x, side)
    else:
        raise ValueError(f"stride {stride} of a kernel of {side}")
    out = kernel.reshape(len(kernel), -1) @ seen
    out += bias[:, None]
    return out.reshape(len(kernel), *x.shape[1:])


def _neighbourhoods(x: np.ndarray, side: int) -> np.ndarray:
    """Return the side x side values around each pixel, (in side², pixels), zeros beyond the edge."""
    channels, *samples, height, width = x.shape
    before = (side - 1) // 2
    wide = np.zeros((channels, *samples, height + side - 1, width + side - 1), np.float32)
    wide[..., before : before + height, before : before + width] = x
    out = np.empty((channels, side, side, *samples, height, width), np.float32)
    for down in range(side):
        for right in range(side):
            out[:, down, right] = wide[..., down : down + height, right : right + width]
    return out.reshape(channels * side**2, -1)


def doubled(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Return the transposed 2 x 2 convolution of stride 2, (out, ..., 2 height, 2 width), of (in, ..., height, width).

    ``kernel`` (in, out, 2, 2), ``bias`` (out,): each pixel becomes the four of a square.
    """
    channels, *samples, height, width = x.shape
    outputs = kernel.shape[1]
    four = kernel.reshape(channels, -1).T @ x.reshape(channels, -1) + np.repeat(bias, 4)[:, None]
    squares = four.reshape(outputs, 2, 2, -1, height, width).transpose(0, 3, 4, 1, 5, 2)
    return squares.reshape(outputs, *samples, 2 * height, 2 * width)


def smooth_rectified(x: np.ndarray) -> np.ndarray:
    """Return ((1 + SLOPE) x + (1 - SLOPE) sqrt(x² + BEND²)) / 2 of float32: a leaky rectifier with a round corner."""
    out = x * x
    out += np.float32(BEND**2)
    np.sqrt(out, out=out)
    out *= np.float32((1 - SLOPE) / 2)
    out += np.float32((1 + SLOPE) / 2) * x
    return out


def max_halved(x: np.ndarray) -> np.ndarray:
    """Return the maximum over each square of 2 x 2 pixels, (..., height / 2, width / 2), of (..., height, width)."""
    rows = np.maximum(x[..., ::2, :], x[..., 1::2, :])
    return np.maximum(rows[..., ::2], rows[..., 1::2])


def normalised(x: np.ndarray, gain: np.ndarray, shift: np.ndarray) -> np.ndarray:
    """Return rows of x (n, width) with mean 0 and variance 1, times a gain, plus a shift (both (width,))."""
    mean = np.full(x.shape[1], 1 / x.shape[1], np.float32)  # as a product, which is faster than a sum over rows
    out = x - (x @ mean)[:, None]
    variance = np.einsum("ij,ij->i", out, out) / np.float32(x.shape[1])
    out *= (1 / np.sqrt(variance + np.float32(NORM_EPSILON)))[:, None]
    out *= gain
    out += shift
    return out


def near_convolved(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Return the 3 x 3 convolution (n, height, width, out) of (n, height, width, in), zeros around: channels come last.

    ``kernel`` (3, 3, in, out), ``bias`` (out,). Three pixels of a row are laid side by side, and a step down is a step
    in memory: three matrix products.
    """
    count, height, width, channels = x.shape
    across = np.zeros((count, height + 2, width, 3, channels), np.float32)
    across[:, 1:-1, 1:, 0], across[:, 1:-1, :, 1], across[:, 1:-1, :-1, 2] = x[:, :, :-1], x, x[:, :, 1:]
    rows = across.reshape(count, (height + 2) * width, 3 * channels)
    weights = kernel.reshape(3, 3 * channels, -1)
    out = rows[:, : height * width] @ weights[0]
    for down in (1, 2):
        out += rows[:, down * width : (down + height) * width] @ weights[down]
    out += bias
    return out.reshape(count, height, width, -1)


def attended(x: np.ndarray, heads: int) -> np.ndarray:
    """Return the attention of tokens (n, tokens, width) from queries, keys and values beside each other (..., 3 width).

    Each of the heads has its own part of the width (Vaswani et al., 2017).
    """
    count, tokens, width = x.shape
    parts = x.reshape(count, tokens, 3, heads, -1).transpose(2, 0, 3, 1, 4)
    queries, keys, values = np.ascontiguousarray(parts)
    queries *= np.float32(1 / math.sqrt(queries.shape[-1]))
    heard = softmax(queries @ keys.swapaxes(-1, -2)) @ values
    return heard.transpose(0, 2, 1, 3).reshape(count, tokens, width // 3)


def gelu(x: np.ndarray) -> np.ndarray:
    """Return x times the normal distribution function at x, by its usual approximation with a tangent."""
    inner = x * x
    inner *= np.float32(0.044715 * np.sqrt(2 / np.pi))
    inner += np.float32(np.sqrt(2 / np.pi))
    inner *= x
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner


def sigmoid(x: np.ndarray) -> np.ndarray:
    """Return 1 / (1 + exp(-x)), which no x makes overflow."""
    return np.asarray(np.tanh(x * np.float32(0.5)) * np.float32(0.5) + np.float32(0.5))


def softmax(x: np.ndarray) -> np.ndarray:
    """Return exp(x) over the last axis, divided by its sum, in the memory of x."""
    x -= x.max(axis=-1, keepdims=True)
    np.exp(x, out=x)
    x /= x.sum(axis=-1, keepdims=True)
    return x


def parted(learned: np.ndarray, shapes: Mapping[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    """Return the arrays that lie one behind the other in ``learned``, by their names."""
    ends = np.cumsum([math.prod(shape) for shape in shapes.values()])
    return {
        name: learned[end - math.prod(shape) : end].reshape(shape) for (name, shape), end in zip(shapes.items(), ends)
    }
