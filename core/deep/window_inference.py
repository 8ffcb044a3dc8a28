"""Applying networks to an image of any size: any tile comes out as it does in the whole image, to the last bit.

Dense networks work off square blocks that lie on multiples of ``DENSE_BLOCK`` pixels of the image, always of full size:
the size of a matrix product decides how BLAS rounds.

Others see a square of one size, with stride or padding inside. Their squares lie on a lattice of the image, not of the
tile, and overlap. Where several see a pixel, their outputs are averaged with the weights of a Hann window, small at the
rim of a square, where a network knows least. The sums of a pixel are made square by square in one order.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from ..raster.grid import Window, tiles
from .networks import DenseNetwork, Ensemble
from .views import cut, overlap

DENSE_BLOCK = 128  # pixels along the side of a block


def halo_of(ensemble: Ensemble[DenseNetwork]) -> int:
    """Return how many pixels around a pixel its outputs depend on."""
    return max(member.halo for member in ensemble.members)


def reach(ensemble: Ensemble[DenseNetwork], window: Window, height: int, width: int) -> Window:
    """Return the window of an image of height x width that the outputs of a window depend on."""
    top, left = (start // DENSE_BLOCK * DENSE_BLOCK for start in (window.row, window.col))
    ends = window.row + window.height, window.col + window.width
    bottom, right = (-(-end // DENSE_BLOCK) * DENSE_BLOCK for end in ends)
    return Window(top, left, bottom - top, right - left).grown(halo_of(ensemble), height, width)


def dense_outputs(ensemble: Ensemble[DenseNetwork], planes: np.ndarray, wide: Window, window: Window) -> np.ndarray:
    """Return float32 (outputs, height, width) at a window from the channels (c, ...) of its ``reach``.

    A pixel without channels is NaN.
    """
    out = np.full((ensemble.outputs, *window.shape), np.nan, np.float32)
    valid = np.isfinite(planes[(slice(None), *window.inside(wide))]).all(axis=0)
    for part in tiles(window, DENSE_BLOCK):
        here = part.inside(window)
        if valid[here].any():
            out[(slice(None), *here)] = _of_block(ensemble, planes, wide, part)
    np.copyto(out, np.nan, where=~valid)
    return out


def _of_block(ensemble: Ensemble[DenseNetwork], planes: np.ndarray, wide: Window, part: Window) -> np.ndarray:
    """Return the outputs of a window within one block, computed for the whole block."""
    halo = halo_of(ensemble)
    top, left = (start // DENSE_BLOCK * DENSE_BLOCK for start in (part.row, part.col))
    side = DENSE_BLOCK + 2 * halo
    block = cut(planes, wide, Window(top - halo, left - halo, side, side))
    inside = part.inside(Window(top, left, DENSE_BLOCK, DENSE_BLOCK))
    parts = []
    for member in ensemble.members:
        less = halo - member.halo
        inner = block[:, less : side - less, less : side - less]
        parts.append(member.over(inner)[(slice(None), *inside)])
    return np.concatenate(parts)


@dataclass(frozen=True)
class Lattice:
    """Squares of ``side`` pixels, ``stride`` apart from the corner of an ``area`` of the image on.

    The last of a row or column ends where the area ends, so that no square leaves it; only where the area is smaller
    than a square does one reach beyond its end. So many ``together`` beside each other are always worked off at once,
    whichever of them are asked for: a larger matrix product is faster, and its size decides how it is rounded. Raises
    ValueError where the squares would leave gaps.
    """

    area: Window
    side: int
    stride: int
    together: int = 1

    def __post_init__(self) -> None:
        if not 1 <= self.stride <= self.side or self.together < 1:
            raise ValueError(f"stride {self.stride} of {self.side}, {self.together} together")

    def squares(self, window: Window) -> list[Window]:
        """Return the squares that touch a window, row by row."""
        return [square for group in self.groups(window) for square in group if overlap(square, window)]

    def groups(self, window: Window) -> list[list[Window]]:
        """Return the squares that touch a window, row by row, with those that are worked off at once with them."""
        area, side, many = self.area, self.side, self.together
        rows = self._starts(area.row, area.height)
        cols = self._starts(area.col, area.width)
        parts = [cols[first : first + many] for first in range(0, len(cols), many)]
        rows = [row for row in rows if row - window.height < window.row < row + side]
        parts = [part for part in parts if part[0] - window.width < window.col < part[-1] + side]
        return [[Window(row, col, side, side) for col in part] for row in rows for part in parts]

    def reach(self, window: Window) -> Window:
        """Return the window of the image that the outputs of a window within the area depend on."""
        squares, area = [square for group in self.groups(window) for square in group], self.area
        top, left = squares[0].row, squares[0].col
        bottom = min(squares[-1].row + self.side, area.row + area.height)
        right = min(squares[-1].col + self.side, area.col + area.width)
        return Window(top, left, bottom - top, right - left)

    def _starts(self, first: int, size: int) -> list[int]:
        """Return where the squares start along one side of the area."""
        last = first + max(size - self.side, 0)
        return [*range(first, last, self.stride), last]


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
    (outputs, side, side); what is NaN there takes no part. Where a lattice has several ``together``, it takes and
    returns a stack of them, (n, ...). A pixel that has no channel at all, or of which no square says anything, is NaN;
    squares that have nothing at all are not asked.
    """
    sums, weights = np.zeros((outputs, *window.shape)), np.zeros((outputs, *window.shape))
    weight = hann(lattice.side)
    for square, said in _said(network, planes, wide, window, lattice):
        part = overlap(square, window)
        if part is None:
            continue
        here, said = (slice(None), *part.inside(window)), said[(slice(None), *part.inside(square))]
        known = np.isfinite(said)
        own = weight[part.inside(square)] * known
        sums[here] += own * np.where(known, said, 0.0)
        weights[here] += own
    seen = np.isfinite(planes[(slice(None), *window.inside(wide))]).any(axis=0) & (weights > 0)
    return np.where(seen, sums / np.where(seen, weights, 1.0), np.nan).astype(np.float32)


def _said(
    network: Callable[[np.ndarray], np.ndarray], planes: np.ndarray, wide: Window, window: Window, lattice: Lattice
) -> Iterator[tuple[Window, np.ndarray]]:
    """Yield the squares that touch a window, or are worked off with one, and what the network says of each."""
    for group in lattice.groups(window):
        seen = [(square, cut(planes, wide, square)) for square in group]
        seen = [(square, channels) for square, channels in seen if np.isfinite(channels).any()]
        if not seen:
            continue
        if lattice.together == 1:
            yield seen[0][0], network(seen[0][1])
        else:
            yield from zip([square for square, _ in seen], network(np.stack([channels for _, channels in seen])))
