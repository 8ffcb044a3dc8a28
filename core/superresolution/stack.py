"""The stack: a weighted mean of several interpolations of the coarse map, weighed where the fine survey is known.

Stacked regression with weights that are not negative and sum to 1 (Breiman 1996, doi 10.1007/BF00117832). All is done
on the matrices of products of errors: the mean squared error of weights w is w' G w. A plain mean is hard to beat with
few independent places (Timmermann 2006, doi 10.1016/S1574-0706(05)01004-9), so weights are drawn towards it, and those
of an element towards those of all, more and less strongly. What held-out blocks cannot tell apart is averaged.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
from scipy.optimize import nnls

from .held_out import HeldOut

_TO_MEAN = (np.inf, 0.1, 0.03, 0.003)  # how the weights of all elements are drawn to equal ones
_TO_ALL = (np.inf, 0.3, 0.1, 0.03)  # how those of an element are drawn to those of all
_OF_FEW = 0.03  # how weights are drawn to equal ones where nothing can be held out
_BINDING = 1e3  # of the equation that makes weights sum to 1
_JITTER = 1e-10
_ROUNDING = 1e-10  # of the size of contents


def error_products(plain: np.ndarray, truth: np.ndarray, use: np.ndarray) -> np.ndarray:
    """Return the mean products of errors (elements, rows, rows), in mean squared errors of the first row.

    ``plain`` (rows, elements, n) and ``truth`` (elements, n), of which the places ``use`` (n,) that have a value count;
    an element without any is all NaN. Errors of one that interpolation has right but for rounding are as good as none.
    """
    out = np.full((plain.shape[1], len(plain), len(plain)), np.nan)
    for k, values in enumerate(truth):
        known = use & np.isfinite(values) & np.isfinite(plain[:, k]).all(axis=0)
        if known.any():
            errors = plain[:, k, known] - values[known]
            products = errors @ errors.T / known.sum()
            least = _ROUNDING**2 * float(np.mean(values[known] ** 2))
            out[k] = products / max(products[0, 0], least, 1e-300)
    return out


def simplex_weights(products: np.ndarray, centre: np.ndarray, pull: float) -> np.ndarray:
    """Return the weights w (rows,), none negative, that sum to 1 and make w' G w + pull |w - centre|^2 least."""
    if np.isinf(pull):
        return centre
    rows = len(products)
    scale = float(np.trace(products)) / rows
    root = np.linalg.cholesky(products + (pull + _JITTER * scale) * np.eye(rows)).T
    binding = _BINDING * np.sqrt(np.trace(products) + pull * rows)
    system = np.vstack([root, np.full((1, rows), binding)])
    weights, _ = nnls(system, np.append(np.linalg.solve(root.T, pull * centre), binding))
    return np.asarray(weights / weights.sum())


def stack_weights(products: np.ndarray, to_mean: float, to_all: float) -> np.ndarray:
    """Return the weights (elements, rows) for products of errors, drawn together by two pulls; infinite ones bind."""
    elements, rows, _ = products.shape
    known = np.isfinite(products).all(axis=(1, 2))
    equal = np.full(rows, 1 / rows)
    if not known.any():
        return np.tile(equal, (elements, 1))
    shared = simplex_weights(products[known].mean(axis=0), equal, to_mean)
    return np.stack([simplex_weights(p, shared, to_all) if has else shared for p, has in zip(products, known)])


def weights_of_few(products: np.ndarray) -> np.ndarray:
    """Return weights (elements, rows) that serve all elements, for ground too small to hold any of it out."""
    return stack_weights(products, _OF_FEW, np.inf)


def best_row(products: np.ndarray, each: bool) -> np.ndarray:
    """Return weights (elements, rows) of 1 for the row of least error, of each element or of all together."""
    known = np.isfinite(products).all(axis=(1, 2))
    errors = np.diagonal(products, axis1=1, axis2=2)
    mean = errors[known].mean(axis=0) if known.any() else np.zeros(products.shape[1])
    chosen = [int(np.argmin(own if each and has else mean)) for own, has in zip(errors, known)]
    return np.eye(products.shape[1])[chosen]


def candidates(products: np.ndarray) -> list[np.ndarray]:
    """Return the weights (elements, rows) that are tried.

    Equal ones, those of all elements, those of each element, and the one best row of all or of each.
    """
    stacks = [stack_weights(products, to_mean, to_all) for to_all, to_mean in product(_TO_ALL, _TO_MEAN)]
    return [*stacks, best_row(products, False), best_row(products, True)]


def credence(inner: Sequence[tuple[np.ndarray, np.ndarray]]) -> np.ndarray:
    """Return how much each of ``candidates`` is believed (candidates,), a sum of 1.

    ``inner`` are products of errors over what each fold learns from and over what it is judged by. A candidate counts
    exp(-(d / s)^2 / 2), with d its mean loss beyond that of the best and s the standard error of d over folds: those
    that are within their errors of the best are averaged, because choosing one would be luck.
    """
    losses = np.array([[_loss(weights, judged) for weights in candidates(learned)] for learned, judged in inner])
    beyond = losses - losses[:, [int(losses.mean(axis=0).argmin())]]
    error = beyond.std(axis=0, ddof=1) / np.sqrt(len(losses))
    counts = np.exp(-((beyond.mean(axis=0) / np.maximum(error, _ROUNDING)) ** 2) / 2)
    return np.asarray(counts / counts.sum())


def _loss(weights: np.ndarray, products: np.ndarray) -> float:
    """Return the mean squared error of weights over the elements that are known, in those of the first row."""
    known = np.isfinite(products).all(axis=(1, 2))
    return float(np.einsum("ea,eab,eb->", weights[known], products[known], weights[known]) / max(known.sum(), 1))


def fit_stack(plain: np.ndarray, truth: np.ndarray, held: HeldOut) -> tuple[np.ndarray, np.ndarray]:
    """Return the weights (elements, rows) for all places, and the stack out of fold (elements, n).

    ``held`` has two folds or more. Out of fold a place is told by weights of blocks that are not its own, NaN where no
    fold judges it; how much each kind of weights is believed is found over all folds.
    """
    everywhere = np.ones(truth.shape[1], bool)
    learned = [error_products(plain, truth, mask) for mask in held.learns]
    judged = [error_products(plain, truth, mask) for mask in held.judged]
    believed = credence(list(zip(learned, judged)))

    def mean(products: np.ndarray) -> np.ndarray:
        return np.einsum("c,cer->er", believed, np.stack(candidates(products)))

    out = np.full(truth.shape, np.nan)
    for own, mask in zip(learned, held.judged):
        out[:, mask] = stacked(mean(own), plain[:, :, mask])
    return mean(error_products(plain, truth, everywhere)), out


def stacked(weights: np.ndarray, plain: np.ndarray) -> np.ndarray:
    """Return the weighted mean (elements, ...) of rows (rows, elements, ...)."""
    return np.einsum("er,re...->e...", weights, plain)
