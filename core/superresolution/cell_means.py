"""Cell means of a sharpened map drawn to the coarse map: all the way, or as far as held-out ground supports it."""

from __future__ import annotations

import numpy as np

from ..geostatistics.consistency import Consistency
from ..raster.alignment import Alignment
from ..raster.grid import Window
from .base import supported_weight
from .request import HARD, NONE

_WHOLE = 0.999  # share of a cell that must be known, so that its mean can be compared


def correction(alignment: Alignment, coarse: np.ndarray, mapped: np.ndarray, window: Window) -> np.ndarray:
    """Return what brings the cell means of a map to the coarse values (elements, rows, columns); all in contents.

    ``mapped`` (elements, height, width) is known in a window alone, NaN in holes of it. 0 in cells that are not known
    as a whole.
    """
    known = np.isfinite(mapped).all(axis=0)
    cover = np.zeros((1, *alignment.coarse.shape))
    alignment.add_sums(known[None].astype(float), window, cover)
    consistency = Consistency(alignment, np.where(cover >= _WHOLE * alignment.pixels_per_cell, coarse, np.nan))
    consistency.add(np.where(known, mapped, np.nan), window)
    return np.nan_to_num(consistency.solve().at(window))


def kept_shares(constraint: str, change: np.ndarray, left: np.ndarray, block: np.ndarray) -> np.ndarray:
    """Return how much of a correction (elements, n) of cell means is made (elements,), after a constraint.

    ``left`` (elements, n) is what the map lacks out of fold, NaN where not known, and ``block`` (n,) the block of each
    place.
    """
    if constraint == NONE:
        return np.zeros(len(change))
    if constraint == HARD:
        return np.ones(len(change))
    known = [np.isfinite(says) & np.isfinite(wanted) for says, wanted in zip(change, left)]
    return np.array([supported_weight(c[use], r[use], block[use]) for c, r, use in zip(change, left, known)])
