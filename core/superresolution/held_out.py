"""Blocks of the finely surveyed ground that are held out together, with a buffer of fine pixels around them.

A fine survey says something of the ground beside it: of about one coarse cell. What is learned within the buffer of a
block would therefore flatter every method that is judged in it.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from ..deep.crossfit import near
from ..geostatistics.folds import FoldChoice, make_folds

FOLDS = 6
_CELLS = 2.0  # coarse cells that a fine sample may reach


@dataclass(frozen=True)
class HeldOut:
    """What places (n,) are for each fold: masks of those that are learned from, and of those judged.

    ``block`` (n,) is the block that each place lies in, ``buffer`` the distance in fine pixels.
    """

    learns: tuple[np.ndarray, ...]
    judged: tuple[np.ndarray, ...]
    block: np.ndarray
    buffer: float


def buffer_of(ratio: float) -> float:
    """Return the buffer in fine pixels for a coarse cell of ``ratio`` pixels a side: two cells, 8 pixels at most.

    On the maps that are surveyed twice, more would leave nothing to learn from.
    """
    return min(_CELLS * ratio, 8.0)


def held_out(positions: np.ndarray, buffer: float, folds: int = FOLDS, seed: int = 0, side: float = 0.0) -> HeldOut:
    """Hold out square blocks of places (n, 2), rows and columns in fine pixels, a fold at a time.

    Blocks have the ``side``; 0: they are as large as the number of folds lets them be, so that buffers take little. No
    place is learned from that lies nearer than ``buffer`` to a judged one; a fold that leaves nothing to learn from is
    left out. Raises FusionError where all places lie in one block.
    """
    if not side:
        extent = float(np.ptp(positions, axis=0).max()) + 1
        side = min(max(math.sqrt(len(positions) / folds), 1.0), extent / 2)
    found = make_folds(positions, np.zeros((len(positions), 1)), 1.0, FoldChoice(folds, side), seed)
    index = np.floor((positions - positions.min(axis=0) + 0.5) / found.block_size).astype(np.int64)
    _, block = np.unique(index[:, 0] * (index[:, 1].max() + 1) + index[:, 1], return_inverse=True)
    judged = [found.fold == fold for fold in range(found.count)]
    learns = [~held & ~near(positions, held, buffer) for held in judged]
    kept = [k for k, mask in enumerate(learns) if mask.any()]
    return HeldOut(tuple(learns[k] for k in kept), tuple(judged[k] for k in kept), block.ravel(), buffer)
