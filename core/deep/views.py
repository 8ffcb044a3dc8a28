"""What a network sees: windows cut out of an image, also beyond its edge, their scales, and the ways to turn them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..raster.grid import Window

TURNS = tuple((quarters, mirrored) for mirrored in (False, True) for quarters in range(4))
_MAD = 1.4826  # a median absolute deviation as the standard deviation of a normal distribution
_SMALLEST_SCALE = 1e-9  # of the size of a channel; below, it is constant


@dataclass(frozen=True)
class Patches:
    """Samples of one resolution.

    ``views`` float32 (n, views, channels, side, side), NaN missing; ``valid`` (n, views, core, core) which predicted
    pixels have a value; ``rows`` (n, ratio²) the rows of the table that a sample is the mean of.
    """

    ratio: int
    views: np.ndarray
    valid: np.ndarray
    rows: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def means(self, values: np.ndarray) -> np.ndarray:
        """Return the values (n, elements) of the samples from those of the table's rows; NaN where one is missing."""
        return values[self.rows].mean(axis=1)

    def among(self, rows: np.ndarray) -> np.ndarray:
        """Return the samples (indices) made of nothing but the rows marked (table rows,)."""
        return np.flatnonzero(rows[self.rows].all(axis=1))


def overlap(one: Window, other: Window) -> Window | None:
    """Return the window that two windows share, None where they share nothing."""
    top, left = max(one.row, other.row), max(one.col, other.col)
    bottom = min(one.row + one.height, other.row + other.height)
    right = min(one.col + one.width, other.col + other.width)
    return Window(top, left, bottom - top, right - left) if bottom > top and right > left else None


def cut(planes: np.ndarray, wide: Window, window: Window) -> np.ndarray:
    """Return a window (c, height, width) out of planes that lie at ``wide``, as float32; NaN where it goes beyond."""
    out = np.full((len(planes), *window.shape), np.nan, np.float32)
    shared = overlap(wide, window)
    if shared is not None:
        out[(slice(None), *shared.inside(window))] = planes[(slice(None), *shared.inside(wide))]
    return out


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
