"""Scores that a sceptic would try first, at cells: what the main score has to be better than."""

from __future__ import annotations

import numpy as np

from ..blas import one_blas_thread
from ..evaluation.ranking import auc
from ..language import mark, tr
from ..progress import SILENT, Progress
from ..regression.methods import missing_scikit_learn
from .outliers import Neighbours

FOREST, FOREST_CONTENTS = "isolation_forest", "isolation_forest_geochemistry"
NEIGHBOURS_CONTENTS, BEST_LAYER = "neighbours_geochemistry", "best_layer"
TITLES = {
    FOREST: mark("isolation forest, all layers"),
    FOREST_CONTENTS: mark("isolation forest, geochemistry"),
    NEIGHBOURS_CONTENTS: mark("distance to the 5 nearest cells in the geochemistry"),
}
_TREES = 300


def outlier_scores(
    scores: np.ndarray, cells: np.ndarray, geochemistry: np.ndarray, seed: int, progress: Progress = SILENT
) -> dict[str, np.ndarray]:
    """Return baselines of normal scores (n, layers) of cells with their numbers (n,); a missing value counts as 0.

    Isolation forests need scikit-learn, and are left out, which is told, without it.
    """
    found = {}
    several = 1 < geochemistry.sum() < len(geochemistry)
    missing = missing_scikit_learn()
    if missing:
        progress.warn(tr("No isolation forest stands beside the score: {reason}", reason=missing))
    else:
        filled = np.nan_to_num(scores)
        found[FOREST] = _isolated(filled, seed)
        if several:
            found[FOREST_CONTENTS] = _isolated(filled[:, geochemistry], seed)
    if several:
        own = scores[:, geochemistry]
        with one_blas_thread():
            found[NEIGHBOURS_CONTENTS] = Neighbours.of(own, cells, seed).distances(own, cells)
    return found


def _isolated(values: np.ndarray, seed: int) -> np.ndarray:
    from sklearn.ensemble import IsolationForest

    forest = IsolationForest(n_estimators=_TREES, random_state=seed).fit(values)
    return -np.asarray(forest.score_samples(values))


def best_layer(scores: np.ndarray, names: list[str], known: np.ndarray) -> tuple[str, np.ndarray]:
    """Return the title and values of the layer that ranks ``known`` cells (numbers of rows) best, with either sign.

    It is chosen with the deposits, so it is a bound for a single layer. A missing value counts as the middle.
    """
    others = np.setdiff1d(np.arange(len(scores)), known)
    filled = np.nan_to_num(scores)
    found = np.array([auc(filled[known, k], filled[others, k]) for k in range(filled.shape[1])])
    best = int(np.argmax(np.abs(found - 0.5)))
    sign = 1.0 if found[best] >= 0.5 else -1.0
    title = tr("best single layer, chosen with the deposits ({sign}{name})", sign="+" if sign > 0 else "\u2212",
               name=names[best])  # fmt: skip
    return title, sign * filled[:, best]
