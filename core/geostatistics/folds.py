"""Spatial cross-validation: whole blocks of ground are held out together, not single cells amid their neighbours."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import FusionError
from ..setting_limits import Limits
from .variogram import variogram_range

FOLDS = Limits(5, 2, 100)
BLOCK_SIZE = Limits(0.0, 0.0)  # 0: from the variogram
_BLOCKS_PER_FOLD = 4  # fewer blocks make folds of uneven ground


@dataclass(frozen=True)
class FoldChoice:
    """In how many folds ground is held out, and the side of its blocks in units of the positions, 0 for automatic."""

    count: int = FOLDS.default
    block_size: float = BLOCK_SIZE.default


@dataclass(frozen=True)
class Folds:
    """``fold`` (n,) is the fold in which a row is held out; ``block_size`` in units of the positions."""

    fold: np.ndarray
    count: int
    block_size: float
    blocks: int


def make_folds(positions: np.ndarray, values: np.ndarray, spacing: float, choice: FoldChoice, seed: int) -> Folds:
    """Deal square blocks of ground to folds of nearly equal size.

    ``positions`` (n, 2); ``values`` (n, elements) for the automatic block size; ``spacing`` is the distance between
    neighbours. Raises FusionError where fewer than two blocks hold data.
    """
    folds, block_size = choice.count, choice.block_size
    if folds < FOLDS.least:
        raise FusionError("FOLDS is {folds}: give 2 or more.", folds=folds)
    if block_size < BLOCK_SIZE.least:
        raise FusionError("BLOCK_SIZE is {block_size:g}: give a length, or 0 for automatic.", block_size=block_size)
    side = block_size or automatic_block_size(positions, values, spacing, folds)
    # blocks start half a cell before the first cell, so that a block of k cells holds k of them
    corner = positions.min(axis=0) - spacing / 2
    index = np.floor((positions - corner) / side).astype(np.int64)
    _, block = np.unique(index[:, 0] * (index[:, 1].max() + 1) + index[:, 1], return_inverse=True)
    blocks = int(block.max()) + 1
    if blocks < 2:
        raise FusionError(
            "BLOCK_SIZE {side:g} puts all cells into one block: give a smaller one (0 = automatic).", side=side
        )
    count = min(folds, blocks)
    return Folds(_deal(block, blocks, count, seed)[block], count, float(side), blocks)


def _deal(block: np.ndarray, blocks: int, folds: int, seed: int) -> np.ndarray:
    """Give each block, the largest first, to the fold that has the fewest rows so far; equal ones in random order."""
    size = np.bincount(block, minlength=blocks)
    order = np.random.default_rng(seed).permutation(blocks)
    order = order[np.argsort(-size[order], kind="stable")]
    fold, filled = np.empty(blocks, np.int64), np.zeros(folds, np.int64)
    for b in order:
        fold[b] = np.argmin(filled)
        filled[fold[b]] += size[b]
    return fold


def automatic_block_size(positions: np.ndarray, values: np.ndarray, spacing: float, folds: int) -> float:
    """Return the range of the values' variogram, but no more than leaves four blocks a fold, nor less than a cell."""
    largest = spacing * math.sqrt(len(positions) / (_BLOCKS_PER_FOLD * folds))
    ranges = [variogram_range(positions, v) for v in values.T]
    return max(min(float(np.median(ranges)), largest), spacing)


FitFunction = Callable[[np.ndarray, np.ndarray, np.ndarray], Callable[[np.ndarray], np.ndarray]]


def out_of_fold(
    fit: FitFunction,
    features: np.ndarray,
    values: np.ndarray,
    weights: np.ndarray,
    folds: Folds,
    predicts: int | None = None,
) -> np.ndarray:
    """Return for every row the prediction of the model that was trained without its fold.

    ``fit(features, values, weights)`` returns a function that predicts; values and predictions are (n,) or (n, parts).
    ``predicts`` is the number of parts that it predicts, None for all.
    """
    predicted = np.full(values.shape if predicts is None else (len(values), predicts), np.nan)
    for fold in range(folds.count):
        test = folds.fold == fold
        if test.any() and not test.all():
            predicted[test] = fit(features[~test], values[~test], weights[~test])(features[test])
    return predicted


def score(observed: np.ndarray, predicted: np.ndarray, baseline: np.ndarray) -> dict[str, Any]:
    """Return R, R2, RMSE and skill over the baseline, for out-of-fold predictions; None where undefined."""
    both = np.isfinite(predicted) & np.isfinite(baseline)
    o, p, b = observed[both], predicted[both], baseline[both]
    error, reference = float(np.mean((p - o) ** 2)), float(np.mean((b - o) ** 2))
    spread = float(np.var(o))
    return {
        "r": float(np.corrcoef(o, p)[0, 1]) if np.ptp(p) > 0 and spread > 0 else None,
        "r2": 1 - error / spread if spread > 0 else None,
        "rmse": math.sqrt(error),
        "skill": 1 - error / reference if reference > 0 else None,
        "rmse_interpolated": math.sqrt(reference),
        "r_interpolated": float(np.corrcoef(o, b)[0, 1]) if np.ptp(b) > 0 and spread > 0 else None,
    }
