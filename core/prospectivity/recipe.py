"""The score: which parts it is made of, and how much each counts.

One recipe for all maps, chosen over several at once; what was tried is in docs/methods.md. What it takes from the map
are the correlations of its elements. Where they rise and fall together, as those of airborne radiometrics, the level of
all of them says something; where they do not, their mean is one of unlike things, and what is out of line with the rest
of the map says more. Elements that say the same share one voice in the level.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..language import mark

LEVEL, LEVEL_SMOOTH = "level", "level_smooth"
NEIGHBOURS, NEIGHBOURS_LOCAL, MAHALANOBIS = "neighbours", "neighbours_local", "mahalanobis"
COMPONENTS = "components"
OUTLIERS = (NEIGHBOURS, NEIGHBOURS_LOCAL, MAHALANOBIS, COMPONENTS)
LOCAL, LOCAL_ALL = "local", "local_all"
ERROR, UNEXPLAINED = "network_error", "network_unexplained"
EXPECTED = "network_expected"
TITLES = {
    LEVEL: mark("contents above their wide surroundings (32 cells)"),
    LEVEL_SMOOTH: mark("the same, lightly smoothed"),
    NEIGHBOURS: mark("5 nearest of {count} cells in all layers: distance"),
    NEIGHBOURS_LOCAL: mark("5 nearest in what differs from the local surroundings (8 cells): distance"),
    MAHALANOBIS: mark("Mahalanobis distance, all layers"),
    COMPONENTS: mark("error of principal components, all layers"),
    LOCAL: mark("contents above their local surroundings (8 cells)"),
    LOCAL_ALL: mark("local residual of all layers (8 cells)"),
    ERROR: mark("network: error of hidden values"),
    UNEXPLAINED: mark("network: contents above what it expects"),
    EXPECTED: mark("network: contents that it expects of the other layers"),
}
NETWORK_SHARE = 0.2  # of the score, for both of its parts together
SMOOTHING = 0.6  # cells, of the score
_SINGLE = 0.5  # of what a score is made of, where there is a single geochemical layer
_MANY = 2**14  # cells at a time, of which correlations are summed


def correlations(scores: np.ndarray) -> np.ndarray:
    """Return the correlations (layers, layers) of layers (cells, layers), NaN where a layer does not vary.

    Of two layers the cells count that have both.
    """
    sums = np.zeros((4, scores.shape[1], scores.shape[1]))
    for start in range(0, len(scores), _MANY):
        known = np.isfinite(scores[start : start + _MANY])
        filled, has = np.where(known, scores[start : start + _MANY], 0.0).astype(float), known.astype(float)
        sums += [has.T @ has, filled.T @ has, (filled**2).T @ has, filled.T @ filled]
    shared = np.maximum(sums[0], 1)
    mean, square, product = sums[1:] / shared
    covariance = product - mean * mean.T
    variance = square - mean**2
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(covariance / np.sqrt(variance * variance.T))


def coherence(correlation: np.ndarray) -> float:
    """Return how far layers of some correlations (layers, layers) rise and fall together, from 0 to 1: their mean.

    0 for none. Of a single layer nothing tells how much its level says of a map: half, so that others have a part.
    """
    count = len(correlation)
    if count < 2:
        return _SINGLE * count
    return float(np.clip(np.nanmean(correlation[~np.eye(count, dtype=bool)]), 0.0, 1.0))


def voices(correlation: np.ndarray) -> np.ndarray:
    """Return how much each layer of some correlations (layers, layers) says that no other does, up to 1 (layers,).

    It is 1 over the sum of its squared correlations, with itself among them: of layers that are the same, a share.
    """
    squares = np.nan_to_num(correlation) ** 2
    np.fill_diagonal(squares, 1.0)
    return np.asarray(1 / squares.sum(axis=1))


def weights_of(coherent: float, contents: int, network: bool) -> dict[str, float]:
    """Return how much each part counts, in sum 1, for ``contents`` geochemical layers with or without a network."""
    level = coherent if contents else 0.0
    share = NETWORK_SHARE if network else 0.0
    plain = dict.fromkeys((LEVEL, LEVEL_SMOOTH), level / 2)
    plain.update(dict.fromkeys(OUTLIERS, (1 - level) / len(OUTLIERS)))
    found = {name: (1 - share) * weight for name, weight in plain.items() if weight > 0}
    if network:
        parts = (ERROR, UNEXPLAINED) if contents else (ERROR,)
        found.update({name: share / len(parts) for name in parts})
    return found


def combined(scores: Mapping[str, np.ndarray], weights: Mapping[str, float]) -> np.ndarray:
    """Return the weighted mean of scores of the parts, planes or cells; parts without a value are left out there."""
    total, sums = np.zeros(()), np.zeros(())
    for name, weight in weights.items():
        known = np.isfinite(scores[name])
        sums = sums + np.where(known, scores[name], 0.0) * weight
        total = total + known * weight
    return np.where(np.asarray(total) > 0, sums / np.maximum(total, 1e-12), np.nan)
