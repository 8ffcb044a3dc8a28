"""How well a score ranks known places above others: area under the ROC curve, capture, prediction-area plot.

A score has one fixed direction: the higher, the more it speaks for a target. Ties count half. All functions take plain
arrays, and none of them depends on the order of the places or on the scale of the score.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..errors import FusionError

BOOTSTRAPS = 2000
_LEVEL = 95.0  # per cent that an interval holds


def win_rates(scores: np.ndarray, others: np.ndarray) -> np.ndarray:
    """Return for each score (n,) the share of ``others`` (m,) below it, ties half. Raises FusionError for no others."""
    if others.size == 0:
        raise FusionError("There is nothing to rank against: both known places and others are needed.")
    ordered = np.sort(others)
    below, not_above = np.searchsorted(ordered, scores, "left"), np.searchsorted(ordered, scores, "right")
    rates: np.ndarray = (below + not_above) / (2.0 * others.size)
    return rates


def weighted_mean(values: np.ndarray, weights: np.ndarray) -> float:
    """Return the mean of values (n,) with weights (n,). Raises FusionError where there is none."""
    if not weights.size or weights.sum() <= 0:
        raise FusionError("There is nothing to rank: both known places and others are needed.")
    return float((values * weights).sum() / weights.sum())  # a product of matrices would hang on its threads


def auc(positives: np.ndarray, negatives: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Return the area under the ROC curve: the chance that a positive scores above a negative, ties half.

    That is what average ranks give (Hanley and McNeil, 1982). ``weights`` are those of the positives (n,). Raises
    FusionError where one of the classes is empty.
    """
    return weighted_mean(win_rates(positives, negatives), np.ones(len(positives)) if weights is None else weights)


@dataclass(frozen=True)
class Interval:
    """A mean with its 95 % interval and standard error by bootstrap, None where there is but one value to draw from."""

    mean: float
    low: float | None
    high: float | None
    error: float | None


def resamples(count: int, seed: int) -> np.ndarray:
    """Return how often each of ``count`` things is drawn in each of the bootstraps: (BOOTSTRAPS, count).

    Scores that are compared take the same draws.
    """
    generator = np.random.default_rng(seed)
    drawn: np.ndarray = generator.multinomial(count, np.full(count, 1 / count), BOOTSTRAPS)
    return drawn


def bootstrap(values: np.ndarray, drawn: np.ndarray, cluster: np.ndarray | None = None) -> Interval:
    """Return the mean of values (n,) with its interval over the draws of ``resamples`` (percentiles).

    Where values of one ``cluster`` (n,) are drawn together, as those of places beside each other have to be, the draws
    are of clusters; none: each value is one of its own.
    """
    mean = float(values.mean())
    if drawn.shape[1] < 2:
        return Interval(mean, None, None, None)
    groups = np.arange(len(values)) if cluster is None else cluster
    sums, sizes = np.bincount(groups, values), np.bincount(groups)
    means = (drawn * sums).sum(axis=1) / (drawn * sizes).sum(axis=1)
    low, high = np.percentile(means, [50 - _LEVEL / 2, 50 + _LEVEL / 2])
    return Interval(mean, float(low), float(high), float(means.std(ddof=1)))


# ---------------------------------------------------------------------------------------------- curves


@dataclass(frozen=True)
class Curve:
    """Shares that lie at or above falling thresholds: of all places (``area``) and of the known ones (``captured``).

    Arrays (k,) from 0 to 1, a step for each different score; ``thresholds`` (k,), infinite at the start. Between the
    steps the curve is straight: places with one score are entered in any order.
    """

    thresholds: np.ndarray
    area: np.ndarray
    captured: np.ndarray

    def at(self, area: float | np.ndarray) -> np.ndarray:
        """Return the share captured in the best ``area`` of the places, both 0 to 1."""
        return np.interp(area, self.area, self.captured)

    def shortened(self) -> Curve:
        """Return the same line without the steps amid stretches where nothing is captured: of a large map, nearly all.

        The thresholds of these steps are lost.
        """
        rises = np.diff(self.captured) > 0
        kept = np.concatenate([[True], rises]) | np.concatenate([rises, [True]])
        return Curve(self.thresholds[kept], self.area[kept], self.captured[kept])


def success_rate(scores: np.ndarray, positives: np.ndarray, weights: np.ndarray | None = None) -> Curve:
    """Return the success-rate curve of scores (n,) of all places and those of the known ones (m,), with weights (m,).

    Chung and Fabbri (2003). Against negatives instead of all places the same curve is the ROC curve.
    """
    weights = np.ones(len(positives)) if weights is None else weights
    levels, level = np.unique(np.concatenate([scores, positives]), return_inverse=True)
    area = np.bincount(level[: len(scores)], minlength=len(levels))[::-1]
    found = np.bincount(level[len(scores) :], weights, len(levels))[::-1]
    shares = [np.concatenate([[0.0], np.cumsum(count) / count.sum()]) for count in (area, found)]
    return Curve(np.concatenate([[np.inf], levels[::-1]]), *shares)


def capture(curve: Curve, percents: tuple[int, ...] = (5, 10, 20)) -> dict[int, float]:
    """Return the share of known places in the best so many per cent of all places."""
    return {percent: float(curve.at(percent / 100)) for percent in percents}


@dataclass(frozen=True)
class Intersection:
    """Where the two curves of a prediction-area plot meet: a threshold, and the shares above it of places and deposits.

    There the share of the deposits is 1 minus that of the area. ``density`` is the one divided by the other, 1 for a
    score that says nothing.
    """

    threshold: float
    area: float
    captured: float

    @property
    def density(self) -> float:
        return self.captured / self.area if self.area > 0 else np.inf


def prediction_area(curve: Curve) -> Intersection:
    """Return the intersection of the prediction-area plot (Yousefi and Carranza, 2015)."""
    total = curve.area + curve.captured  # rises from 0 to 2
    area = float(np.interp(1.0, total, curve.area))
    step = min(int(np.searchsorted(total, 1.0)), len(total) - 1)
    return Intersection(float(curve.thresholds[step]), area, 1.0 - area)


ROC_STEPS = np.linspace(0.0, 1.0, 101)


def roc_band(curves: list[Curve]) -> np.ndarray:
    """Return mean, least and largest of the true positive rates of ROC curves at ``ROC_STEPS``: (3, steps)."""
    rates = np.array([curve.at(ROC_STEPS) for curve in curves])
    return np.array([rates.mean(axis=0), rates.min(axis=0), rates.max(axis=0)])
