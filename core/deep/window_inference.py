"""Applying networks that see a square of one size, with stride or padding inside, to an image of any size.

The squares lie on a lattice of the image, not of the tile, and overlap. Where several see a pixel, their outputs are
averaged with the weights of a Hann window, small at the rim of a square, where a network knows least. The sums of a
pixel are made square by square in one order, so that any tile comes out as it does in the whole image, to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..errors import given
from ..raster.grid import Window
from .views import cut, overlap


@dataclass(frozen=True)
class Lattice:
    """Squares of ``side`` pixels, ``stride`` apart from the corner of an ``area`` of the image on.

    The last of a row or column ends where the area ends, so that no square leaves it; only where the area is smaller
    than a square does one reach beyond its end. Raises ValueError where the squares would leave gaps.
    """

    area: Window
    side: int
    stride: int

    def __post_init__(self) -> None:
        if not 1 <= self.stride <= self.side:
            raise ValueError(f"stride {self.stride} of {self.side}")

    def squares(self, window: Window) -> list[Window]:
        """Return the squares that touch a window, row by row."""
        area, side = self.area, self.side
        rows = self._starts(area.row, area.height, window.row, window.height)
        cols = self._starts(area.col, area.width, window.col, window.width)
        return [Window(row, col, side, side) for row in rows for col in cols]

    def reach(self, window: Window) -> Window:
        """Return the window of the image that the outputs of a window within the area depend on."""
        squares, area = self.squares(window), self.area
        top, left = squares[0].row, squares[0].col
        bottom = min(squares[-1].row + self.side, area.row + area.height)
        right = min(squares[-1].col + self.side, area.col + area.width)
        return Window(top, left, bottom - top, right - left)

    def _starts(self, first: int, size: int, start: int, length: int) -> list[int]:
        """Return where the squares start, along one side of the area, that touch ``length`` pixels from a start on."""
        last = first + max(size - self.side, 0)
        starts = [*range(first, last, self.stride), last]
        return [own for own in starts if start - self.side < own < start + length]


def hann(side: int) -> np.ndarray:
    """Return the weights (side, side) of the pixels of a square, all above 0.

    Taken at the centres of pixels: with a stride of half an even side the weights of all squares sum to one.
    """
    along = np.sin(np.pi * (np.arange(side) + 0.5) / side) ** 2
    return np.outer(along, along)


def blended(
    network: Callable[[np.ndarray], np.ndarray],
    outputs: int,
    planes: np.ndarray,
    wide: Window,
    window: Window,
    lattice: Lattice,
) -> np.ndarray:
    """Return float32 (outputs, height, width) at a window of the area from the channels (c, ...) of its ``reach``.

    ``network`` takes the channels (c, side, side) of one square, NaN missing or outside the area, and returns
    (outputs, side, side); what is NaN there takes no part. A pixel that has no channel at all, or of which no square
    says anything, is NaN; squares that have nothing at all are not asked.
    """
    sums, weights = np.zeros((outputs, *window.shape)), np.zeros((outputs, *window.shape))
    weight = hann(lattice.side)
    for square in lattice.squares(window):
        channels = cut(planes, wide, square)
        if not np.isfinite(channels).any():
            continue
        part = given(overlap(square, window))
        here, there = (slice(None), *part.inside(window)), (slice(None), *part.inside(square))
        said = network(channels)[there]
        known = np.isfinite(said)
        own = weight[part.inside(square)] * known
        sums[here] += own * np.where(known, said, 0.0)
        weights[here] += own
    seen = np.isfinite(planes[(slice(None), *window.inside(wide))]).any(axis=0) & (weights > 0)
    return np.where(seen, sums / np.where(seen, weights, 1.0), np.nan).astype(np.float32)
