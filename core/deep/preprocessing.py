"""What is done to numbers before a network sees them: scales that missing values leave alone, and turned squares."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

TURNS = tuple((quarters, mirrored) for mirrored in (False, True) for quarters in range(4))
_MAD = 1.4826  # a median absolute deviation as the standard deviation of a normal distribution
_SMALLEST_SCALE = 1e-9  # of the size of a channel; below, it is constant


def channel_scaling(planes: np.ndarray, channel_axis: int) -> tuple[np.ndarray, np.ndarray]:
    """Return mean and standard deviation (channels,) over all other axes, NaN left out.

    A channel that does not vary keeps its size: its scale is 1.
    """
    axes = tuple(axis for axis in range(planes.ndim) if axis != channel_axis % planes.ndim)
    count = np.maximum(np.isfinite(planes).sum(axis=axes), 1)
    centre = np.nansum(planes, axis=axes, dtype=float) / count
    variance = np.nansum(np.square(planes, dtype=float), axis=axes) / count - centre**2
    scale = np.sqrt(np.maximum(variance, 0))
    return centre, np.where(scale > _SMALLEST_SCALE * np.maximum(np.abs(centre), 1e-300), scale, 1.0)


def robust_scale(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return median and spread (columns,) of values (n, columns) with NaN.

    The spread is robust where half of them differ; it is never 0.
    """
    centre = np.nanmedian(values, axis=0)
    spread = _MAD * np.nanmedian(np.abs(values - centre), axis=0)
    usual = np.nanstd(values, axis=0)
    spread = np.where(spread > usual / 4, spread, usual)
    return centre, np.where(spread > 0, spread, 1.0)


def standardised(planes: np.ndarray, centre: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return planes (c, height, width) as float32 on the scale of training; what is missing counts as average."""
    x = (planes - centre[:, None, None]) / scale[:, None, None]
    return np.nan_to_num(x, nan=0.0).astype(np.float32)


def turned(planes: np.ndarray, quarters: int, mirrored: bool, directions: Sequence[tuple[int, int]] = ()) -> np.ndarray:
    """Return the last two axes in one of the eight ways to lay a square, see ``TURNS``: turned left, then mirrored.

    ``directions`` are pairs of channels (of the third axis from the end) that hold the sine and the cosine of a compass
    direction: they turn with the ground. North is up; a quarter to the left makes west of north.
    """
    out = np.rot90(planes, quarters, axes=(-2, -1))
    out = out[..., ::-1] if mirrored else out
    if not directions:
        return out
    out = out.copy()
    for pair in directions:
        east, north = (out[..., channel, :, :].copy() for channel in pair)
        for _ in range(quarters % 4):
            east, north = -north, east
        out[..., pair[0], :, :], out[..., pair[1], :, :] = -east if mirrored else east, north
    return out
