"""Applying dense networks to an image by blocks: any tile comes out as it does in the whole image, to the last bit.

Windows are worked off in square blocks that lie on multiples of ``DENSE_BLOCK`` pixels of the image, always of full
size. The size of a matrix product decides how BLAS rounds, and so a pixel comes out the same whatever tile it is asked
in.
"""

from __future__ import annotations

import numpy as np

from ..raster.grid import Window, tiles
from .networks import DenseNetwork, Ensemble
from .views import cut

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
