"""What covariates and other elements say of the residual of the stack: a ridge regression and a forest.

Both see the same places and all elements at once. Channels that do not vary over the ground of training are dropped:
where another part of a map has them, such as a geological unit that training never saw, they mean nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from ..deep.unet import FARTHEST
from ..regression.methods import packed
from ..regression.predictors import Forest
from ..regression.quick_trees import quickly

PENALTIES = (0.1, 0.3, 1.0, 3.0, 10.0, 30.0)  # shares of the variance of a standardised channel
_CONSTANT = 1e-9  # of the size of a channel
_TREES = 100
_LEAF = 20  # places; neighbours are alike
_SHARE = 0.4  # of the channels, tried at each split
_MOST_PLACES = 6000


def varying(channels: np.ndarray) -> np.ndarray:
    """Return which channels (n, channels) vary."""
    size = np.abs(channels).max(axis=0, initial=0.0)
    return np.asarray(np.ptp(channels, axis=0) > _CONSTANT * size) if len(channels) else np.zeros(len(size), bool)


@dataclass(frozen=True)
class Ridge:
    """A line through standardised channels for each element.

    ``used`` are the numbers of its channels, ``centre`` and ``scale`` (used,) theirs; ``coefficients`` are
    (used, elements). It has no intercept: where channels are as they are on average, there is nothing to correct. What
    lies far outside of what training saw counts as ``unet.FARTHEST`` standard deviations.
    """

    used: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    coefficients: np.ndarray

    def predict(self, channels: np.ndarray) -> np.ndarray:
        """Return corrections (n, elements) for channels (n, all)."""
        z = np.clip((channels[:, self.used] - self.centre) / self.scale, -FARTHEST, FARTHEST)
        return np.asarray(z @ self.coefficients)


def fit_ridges(channels: np.ndarray, residual: np.ndarray, penalties: tuple[float, ...] = PENALTIES) -> list[Ridge]:
    """Fit residuals (n, elements), NaN where not known, on channels (n, all) without NaN: a ridge for each penalty.

    An element uses the places where it is known; one that is known nowhere gets no correction.
    """
    used = np.flatnonzero(varying(channels))
    centre, scale = channels[:, used].mean(axis=0), channels[:, used].std(axis=0)
    z = (channels[:, used] - centre) / scale
    out = [np.zeros((len(used), residual.shape[1])) for _ in penalties]
    known = np.isfinite(residual)
    patterns, alike = np.unique(known, axis=1, return_inverse=True)
    for number, rows in enumerate(patterns.T):
        elements = np.flatnonzero(alike.ravel() == number)
        if not rows.any() or not len(used):
            continue
        some, values = z[rows], residual[rows][:, elements]
        roots, vectors = np.linalg.eigh(some.T @ some / len(some))
        target = vectors.T @ (some.T @ (values - values.mean(axis=0)) / len(some))
        for coefficients, penalty in zip(out, penalties):
            coefficients[:, elements] = vectors @ (target / (np.maximum(roots, 0.0) + penalty)[:, None])
    return [Ridge(used, centre, scale, coefficients) for coefficients in out]


@dataclass(frozen=True)
class Trees:
    """A forest for each element over some of the channels, ``used``; all have the same trees but for their values."""

    used: np.ndarray
    forests: tuple[Forest, ...]

    def predict(self, channels: np.ndarray) -> np.ndarray:
        """Return corrections (n, elements) for channels (n, all)."""
        chosen = channels[:, self.used]
        return np.stack([forest.predict(chosen) for forest in self.forests], axis=1)


def fit_trees(channels: np.ndarray, residual: np.ndarray, seed: int) -> Trees | None:
    """Fit extremely randomised trees to residuals (n, elements) on channels (n, all) without NaN.

    Places where an element is not known are left out, and of very many some are taken evenly. None where no channel
    varies or too few places are left. Needs scikit-learn.
    """
    from sklearn.ensemble import ExtraTreesRegressor

    rows = np.flatnonzero(np.isfinite(residual).all(axis=1))
    rows = rows[np.linspace(0, len(rows) - 1, min(len(rows), _MOST_PLACES)).astype(int)] if len(rows) else rows
    used = np.flatnonzero(varying(channels[rows]))
    if not len(used) or len(rows) < 2 * _LEAF:
        return None
    # the numbers a forest is asked with later are of 32 bits, and so are its thresholds
    chosen, values = channels[rows][:, used].astype(np.float32), residual[rows] - residual[rows].mean(axis=0)
    model = ExtraTreesRegressor(_TREES, min_samples_leaf=_LEAF, max_features=_SHARE, random_state=seed, n_jobs=1)
    trees = [tree.tree_ for tree in quickly(model).fit(chosen, values).estimators_]
    return Trees(used, tuple(packed(trees, partial(_leaf_value, k)) for k in range(values.shape[1])))


def _leaf_value(element: int, values: np.ndarray) -> np.ndarray:
    """Return the values (nodes,) of an element of those (nodes, elements, 1) of a tree of scikit-learn."""
    return np.asarray(values[:, element, 0])
