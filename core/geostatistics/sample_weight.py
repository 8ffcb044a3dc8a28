"""How much of the regression samples at points support, and how the field between the samples varies.

Values at samples are modelled as weight x (prediction of the image) + a constant + a Gaussian field + a nugget. The
field has a Matern covariance; its smoothness and range, and the share of the nugget in the variance, are found by
restricted likelihood, the weight and its standard error by generalised least squares on out-of-fold predictions
(Patterson & Thompson 1971, doi 10.1093/biomet/58.3.545; Lark, Cullis & Welham 2006, doi
10.1111/j.1365-2389.2005.00768.x, for points of surveys). A value that is the mean of n samples has an n-th of the
nugget.

Ordinary kriging of the samples without the image stands beside it. Each reading is asked for the values of samples left
out, and the map is the mean of both with the odds of what they say (pseudo-Bayes factors: Geisser & Eddy 1979, doi
10.1080/01621459.1979.10481632; as weights: Yao et al. 2018, doi 10.1214/17-BA1091).

Cost: of a few hundred samples at most eight compact parts are factored, some 30 times each; dealing samples to parts
takes n log n.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
from scipy import linalg, special
from scipy.spatial.distance import cdist

from ..blas import one_blas_thread
from .blend import Blend, View, mixed
from .covariance import RANGES, Covariance, half_log_determinant, matern
from .image_weight import shrunken

SMOOTHNESS = (0.5, 1.5)  # of the field between samples; both are quick to compute
NUGGETS = (0.0, 0.02, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)  # shares of the variance of a sample
JITTER = 1e-9  # of the variance of a sample; keeps factors stable
FEWEST_SAMPLES = 8
CERTAIN = 0.95  # probability from which a reading is taken for granted
_FLAT = 1e-9  # spread of predictions, relative to that of the values, below which they are constant
_PART = 500  # samples of the largest part that is factored at once
_MOST_PARTS = 8
_STRIDE = 3  # steps between the ranges and nuggets tried first


@dataclass(frozen=True)
class Samples:
    """Values (n,) at places (n, 2) in metres, no two alike; each is the mean of ``counts`` (n,) samples."""

    places: np.ndarray
    values: np.ndarray
    counts: np.ndarray


@dataclass(frozen=True)
class _Part:
    """Samples of a part of the ground: distances (n, n), ``columns`` (n, 2 or 3) of ones, values and drift."""

    distances: np.ndarray
    columns: np.ndarray
    counts: np.ndarray

    def covariance(self, smoothness: float, reach: float, nugget: float) -> np.ndarray:
        """Return the covariance (n, n) of the values as shares of the variance of a sample."""
        matrix = (1 - nugget) * matern(self.distances / reach, smoothness)
        matrix[np.diag_indices(len(matrix))] += nugget / self.counts + JITTER
        return matrix


@dataclass(frozen=True)
class _Fit:
    """The best covariance: minus log restricted likelihood, weight (with drift) and its error."""

    loss: float
    covariance: Covariance
    weight: float = 0.0
    error: float = 0.0


@dataclass(frozen=True)
class LeftOut:
    """Samples left out one by one: their values, errors (value - prediction) and variances of these, (m,) each."""

    values: np.ndarray
    errors: np.ndarray
    variances: np.ndarray


def blends_of(samples: Samples, predicted: np.ndarray, fixed: float | None = None) -> tuple[Blend, Blend]:
    """Return the blend of an element with its image, and that of the samples alone.

    ``predicted`` (n,) are predictions of the image model at samples left out. The weight of the image is estimated, or
    ``fixed``. Fewer than ``FEWEST_SAMPLES`` support no weight, and no nugget is told from them. Ranges of the
    covariances are in metres.
    """
    if len(samples.values) < FEWEST_SAMPLES:
        few = _too_few(samples, fixed or 0.0)
        return few, replace(few, views=(replace(few.views[0], weight=0.0),))
    with one_blas_thread():
        alone = _fit(samples, None)
        without = View(1.0, 0.0, alone.covariance, 1.0)
        plain = Blend((without,), 0.0, 0.0, 0.0)
        if fixed is not None:
            kept = _fit(replace(samples, values=samples.values - fixed * predicted), None)
            return Blend((View(1.0, fixed, kept.covariance, 1.0),), fixed, 0.0, 0.0), plain
        if not np.std(predicted) > _FLAT * np.std(samples.values):
            return plain, plain
        found = _fit(samples, predicted)
        using = View(1.0, shrunken(found.weight, found.error**2), found.covariance, 1.0)
        odds = log_score(left_out(samples, predicted, using)) - log_score(left_out(samples, predicted, without))
    share = float(special.expit(odds)) if using.weight > 0 else 0.0
    views = [replace(using, share=share), replace(without, share=1 - share)]
    if max(share, 1 - share) > CERTAIN:
        views = [replace(using if share > 0.5 else without, share=1.0)]
    count = len(views)
    return mixed(views, [found.weight] * count, [found.error] * count, odds), plain


def left_out(samples: Samples, predicted: np.ndarray, view: View) -> LeftOut:
    """Return how a view tells samples left out one by one, from those around them.

    Errors of ordinary kriging come from the inverse of the covariance (Dubrule 1983, doi 10.1007/BF01033232). Of many
    samples they are those of the parts that represent them.
    """
    c = view.covariance
    variance = c.sill + c.noise
    found = []
    for some in compact_parts(samples.places):
        places = samples.places[some]
        part = _Part(cdist(places, places), np.empty(0), samples.counts[some])
        inverse = np.linalg.inv(part.covariance(c.smoothness, c.range, c.noise / variance))
        summed = inverse.sum(axis=1)
        inverse -= np.outer(summed, summed) / summed.sum()
        diagonal = np.diag(inverse)
        values = samples.values[some]
        errors = inverse @ (values - view.weight * predicted[some]) / diagonal
        found.append((values, errors, variance / diagonal))
    return LeftOut(*(np.concatenate(column) for column in zip(*found)))


def joined(blend: Blend, samples: Samples, predicted: np.ndarray) -> LeftOut:
    """Return how the mean over the views of a blend tells samples left out one by one."""
    shares = np.array([view.share for view in blend.views])
    with one_blas_thread():
        told = [left_out(samples, predicted, view) for view in blend.views]
    errors = np.array([one.errors for one in told])
    mean = shares @ errors
    variances = shares @ (np.array([one.variances for one in told]) + (errors - mean) ** 2)
    return LeftOut(told[0].values, mean, variances)


def log_score(found: LeftOut) -> float:
    """Return the log density that a reading gives the values of samples left out, but for a constant."""
    return -0.5 * float((np.log(found.variances) + found.errors**2 / found.variances).sum())


def compact_parts(places: np.ndarray) -> list[np.ndarray]:
    """Return the rows of the parts that represent places (n, 2): all of them, or at most eight compact ones."""
    leaves = halved(places, _PART)
    return [leaves[k] for k in np.unique(np.linspace(0, len(leaves) - 1, _MOST_PARTS).round().astype(int))]


def halved(places: np.ndarray, most: int) -> list[np.ndarray]:
    """Return the rows of places (n, 2) in groups of at most ``most``: halved at the median of the longer side."""
    groups, waiting = [], [np.arange(len(places))]
    while waiting:
        rows = waiting.pop()
        if len(rows) <= most:
            groups.append(rows)
            continue
        own = places[rows]
        order = rows[np.argsort(own[:, np.ptp(own, axis=0).argmax()], kind="stable")]
        middle = len(rows) // 2
        waiting += [order[middle:], order[:middle]]
    return groups


def _too_few(samples: Samples, weight: float) -> Blend:
    sill = max(float(np.var(samples.values)), 1e-300)
    return Blend((View(1.0, weight, Covariance(SMOOTHNESS[0], _spacing([samples.places]), sill, 0.0)),), 0.0, 0.0, 0.0)


def _spacing(parts: Sequence[np.ndarray]) -> float:
    """Return the median over parts of the side of the square that each of its places (n, 2) has to itself."""
    sides = np.array([np.ptp(places, axis=0) for places in parts])
    areas = np.maximum(sides.prod(axis=1), sides.max(axis=1) ** 2 * 1e-6)
    found = float(np.median(np.sqrt(areas / [len(places) for places in parts])))
    return found if found > 0 else 1.0


def _fit(samples: Samples, predicted: np.ndarray | None) -> _Fit:
    """Return the covariance of largest restricted likelihood, and the weight of the drift under it."""
    rows = compact_parts(samples.places)
    spacing = _spacing([samples.places[some] for some in rows])
    parts = []
    for some in rows:
        drift = [] if predicted is None else [predicted[some]]
        columns = np.column_stack([np.ones(len(some)), samples.values[some], *drift])
        places = samples.places[some] / spacing
        parts.append(_Part(cdist(places, places), columns, samples.counts[some]))

    @cache
    def fit(smoothness: float, at: tuple[int, int]) -> _Fit:
        return _restricted_likelihood(parts, smoothness, RANGES[at[0]], NUGGETS[at[1]])

    best = min((_climb(partial(fit, smoothness)) for smoothness in SMOOTHNESS), key=_by_loss)
    return replace(best, covariance=replace(best.covariance, range=best.covariance.range * spacing))


def _by_loss(fit: _Fit) -> float:
    return fit.loss


def _climb(fit: partial[_Fit]) -> _Fit:
    """Return the fit of least loss, going from the best of a few pairs of range and nugget to the best beside it."""
    pairs = [(i, j) for i in range(0, len(RANGES), _STRIDE) for j in range(2, len(NUGGETS), _STRIDE)]
    at = min(pairs, key=lambda pair: fit(pair).loss)
    while True:
        near = [
            (i, j)
            for i in range(max(at[0] - 1, 0), min(at[0] + 2, len(RANGES)))
            for j in range(max(at[1] - 1, 0), min(at[1] + 2, len(NUGGETS)))
        ]
        best = min(near, key=lambda pair: fit(pair).loss)
        if best == at:
            return fit(at)
        at = best


def _restricted_likelihood(parts: Sequence[_Part], smoothness: float, reach: float, nugget: float) -> _Fit:
    """Return the restricted likelihood of a covariance, its variance profiled out; each part has its own mean."""
    width = parts[0].columns.shape[1] - 1
    log_determinant, products, count = 0.0, np.zeros((width, width)), 0
    for part in parts:
        matrix = part.covariance(smoothness, reach, nugget)
        factor = linalg.cholesky(matrix.T, lower=True, overwrite_a=True, check_finite=False)
        whitened = linalg.solve_triangular(factor, part.columns, lower=True, check_finite=False)
        one, rest = whitened[:, 0], whitened[:, 1:]
        square = float(one @ one)
        rest = rest - np.outer(one, one @ rest) / square
        products += rest.T @ rest
        log_determinant += half_log_determinant(factor) + math.log(square) / 2
        count += len(one) - 1
    left, weight, error = float(products[0, 0]), 0.0, 0.0
    if width > 1:
        weight = float(products[0, 1] / products[1, 1])
        left -= weight * float(products[0, 1])
        log_determinant += math.log(products[1, 1]) / 2
    freedom = max(count - width + 1, 1)
    variance = max(left / freedom, 1e-300)
    if width > 1:
        error = math.sqrt(variance / float(products[1, 1]))
    loss = log_determinant + freedom * math.log(variance) / 2
    return _Fit(loss, Covariance(smoothness, reach, (1 - nugget) * variance, nugget * variance), weight, error)
