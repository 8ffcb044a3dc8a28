"""The base of a super-resolved map: the stack of plain rows, and what ridge and forest add to it.

All of it is judged out of fold, with a buffer. A correction is scaled by the weight that held-out blocks support,
shrunk by the error of that weight, so that a map is interpolation where nothing helps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import nnls

from ..blas import one_blas_thread
from ..geostatistics.image_weight import shrunken
from ..progress import SILENT, Progress
from .corrections import PENALTIES, Ridge, Trees, fit_ridges, fit_trees
from .held_out import HeldOut, held_out
from .stack import best_row, error_products, fit_stack, stacked, weights_of_few

RIDGE, FOREST = "ridge", "forest"
CORRECTIONS = (RIDGE, FOREST)
FEWEST_CELLS = 30  # coarse cells known finely, below which nothing is learned


@dataclass(frozen=True)
class Ground:
    """What is known at n places of the finely surveyed ground.

    ``positions`` (n, 2) are rows and columns in fine pixels, ``plain`` (rows, elements, n) the interpolations there,
    ``truth`` (elements, n) the fine survey, NaN where an element is not known; ``detail`` (channels, n) and ``level``
    (channels, n) what covariates say, NaN in holes. All must be on the scale on which maps are to be right.
    """

    positions: np.ndarray
    plain: np.ndarray
    truth: np.ndarray
    detail: np.ndarray
    level: np.ndarray

    def some(self, use: np.ndarray) -> Ground:
        """Return the ground of some places, a mask or numbers."""
        parts = self.plain[:, :, use], self.truth[:, use], self.detail[:, use], self.level[:, use]
        return Ground(self.positions[use], *parts)


@dataclass(frozen=True)
class Base:
    """A fitted base.

    ``weights`` (elements, rows) are those of the stack and ``best`` (elements,) the best plain row of each element;
    ``scale`` (elements,) is the spread of the fine survey, ``shares`` (elements, 2) what of ridge and forest is added,
    both of which speak in that spread.
    """

    weights: np.ndarray
    best: np.ndarray
    scale: np.ndarray
    shares: np.ndarray
    ridge: Ridge | None
    trees: Trees | None

    def stack(self, plain: np.ndarray) -> np.ndarray:
        """Return the stack (elements, n) of plain rows (rows, elements, n)."""
        return stacked(self.weights, plain)

    def predict(self, plain: np.ndarray, detail: np.ndarray, level: np.ndarray) -> np.ndarray:
        """Return the base (elements, n) at places, from what ``Ground`` holds of them."""
        out = self.stack(plain)
        parts = (self.ridge, ridge_channels(plain, detail)), (self.trees, forest_channels(plain, detail, level))
        with one_blas_thread():
            for share, (model, channels) in zip(self.shares.T, parts):
                if model is not None and share.any():
                    told = np.nan_to_num(model.predict(np.nan_to_num(channels)))
                    out = out + (share * self.scale)[:, None] * told.T
        return out


def ridge_channels(plain: np.ndarray, detail: np.ndarray) -> np.ndarray:
    """Return (n, channels) for the ridge: how plain rows of all elements differ, and the detail of covariates."""
    return np.concatenate([_differences(plain), detail]).T


def forest_channels(plain: np.ndarray, detail: np.ndarray, level: np.ndarray) -> np.ndarray:
    """Return (n, channels) for the forest: those of the ridge, levels of the maps and of covariates."""
    return np.concatenate([_differences(plain), detail, plain[0], level]).T


def _differences(plain: np.ndarray) -> np.ndarray:
    return (plain[1:] - plain[:1]).reshape(-1, plain.shape[2])


def fit_with_residual(
    ground: Ground,
    buffer: float,
    pixels_per_cell: float,
    corrections: Sequence[str] = CORRECTIONS,
    seed: int = 0,
    progress: Progress = SILENT,
) -> tuple[Base, np.ndarray | None]:
    """Fit the base on some ground; return it, and what it leaves of the truth (elements, n) out of fold.

    All choices are made on blocks of the ground that are held out with a ``buffer``. ``pixels_per_cell`` is the area of
    a coarse cell. Where fewer than 30 coarse cells are known, all elements have the weights that ``weights_of_few``
    finds, and no correction. Needs scikit-learn for ``forest``. Out of fold, weights and corrections are those of other
    blocks, but shares those of all: a few numbers, chosen with all in sight. None where nothing could be held out.
    """
    everywhere = np.ones(len(ground.positions), bool)
    with one_blas_thread():
        products = error_products(ground.plain, ground.truth, everywhere)
    best = best_row(products, True).argmax(axis=1)
    scale = np.array([_spread(values) for values in ground.truth])
    nothing = Base(weights_of_few(products), best, scale, np.zeros((len(scale), 2)), None, None)
    if len(ground.positions) < FEWEST_CELLS * pixels_per_cell:
        return nothing, None
    held = held_out(ground.positions, buffer, seed=seed)
    if len(held.judged) < 2:
        return nothing, None
    with one_blas_thread():
        weights, out_of_fold = fit_stack(ground.plain, ground.truth, held)
        residual = ((ground.truth - stacked(weights, ground.plain)) / scale[:, None]).T
        left = ((ground.truth - out_of_fold) / scale[:, None]).T
        ridge, ridge_told = _ridge(ground, residual, left, held) if RIDGE in corrections else (None, None)
        trees, trees_told = _forest(ground, residual, held, seed, progress) if FOREST in corrections else (None, None)
        shares = _shares([ridge_told, trees_told], left, held.block)
    for share, told in zip(shares.T, (ridge_told, trees_told)):
        if told is not None:
            left = left - share * told
    return Base(weights, best, scale, shares, ridge, trees), left.T * scale[:, None]


def _spread(values: np.ndarray) -> float:
    known = values[np.isfinite(values)]
    return float(known.std()) if known.size and known.std() > 0 else 1.0


def _ridge(ground: Ground, residual: np.ndarray, left: np.ndarray, held: HeldOut) -> tuple[Ridge, np.ndarray]:
    """Return the ridge of the penalty that is best on held-out blocks, and what it says out of fold (n, elements)."""
    channels = np.nan_to_num(ridge_channels(ground.plain, ground.detail))
    told = np.full((len(PENALTIES), *residual.shape), np.nan)
    for learns, judged in zip(held.learns, held.judged):
        for number, ridge in enumerate(fit_ridges(channels[learns], residual[learns])):
            told[number][judged] = ridge.predict(channels[judged])
    errors = np.nanmean((told - left) ** 2, axis=(1, 2))
    best = int(np.argmin(errors))
    return fit_ridges(channels, residual)[best], told[best]


def _forest(
    ground: Ground, residual: np.ndarray, held: HeldOut, seed: int, progress: Progress
) -> tuple[Trees | None, np.ndarray]:
    """Return the forest, and what it says out of fold (n, elements)."""
    channels = np.nan_to_num(forest_channels(ground.plain, ground.detail, ground.level))
    told = np.zeros(residual.shape)
    for learns, judged in progress.each(list(zip(held.learns, held.judged))):
        trees = fit_trees(channels[learns], residual[learns], seed)
        if trees is not None:
            told[judged] = trees.predict(channels[judged])
    return fit_trees(channels, residual, seed), told


def _shares(told: Sequence[np.ndarray | None], left: np.ndarray, block: np.ndarray) -> np.ndarray:
    """Return what is added of each correction to each element (elements, corrections).

    ``told`` are corrections out of fold and ``left`` the residuals (n, elements). One mix serves all elements, least
    squares with none negative; each element takes of it the weight that its own blocks support.
    """
    out = np.zeros((left.shape[1], len(told)))
    there = [k for k, own in enumerate(told) if own is not None]
    if not there:
        return out
    columns = np.stack([own for own in told if own is not None], axis=2)
    known = np.isfinite(left) & np.isfinite(columns).all(axis=2)
    mix, _ = nnls(columns[known], left[known])
    for k, has in enumerate(known.T):
        out[k, there] = mix * supported_weight(columns[has, k] @ mix, left[has, k], block[has])
    return out


def supported_weight(told: np.ndarray, wanted: np.ndarray, block: np.ndarray) -> float:
    """Return the weight b of a correction (n,) for what is wanted (n,), shrunk by its error: b b^2 / (b^2 + se^2).

    Between 0 and 1. The error comes from how blocks of ground (n,) differ, as of a ratio of sums over clusters
    (Cochran 1977, section 6.3): neighbours are no independent evidence.
    """
    _, number = np.unique(block, return_inverse=True)
    products, squares = np.bincount(number, told * wanted), np.bincount(number, told**2)
    total, blocks = float(squares.sum()), len(squares)
    if not total > 0 or blocks < 2:  # one block is no evidence
        return 0.0
    weight = float(products.sum()) / total
    variance = float(((products - weight * squares) ** 2).sum()) / total**2 * blocks / (blocks - 1)
    return min(shrunken(weight, variance), 1.0)
