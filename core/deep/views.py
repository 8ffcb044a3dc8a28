"""Views of an image: windows cut out of it, also beyond its edge, and samples of them from which networks learn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..raster.grid import Window


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
