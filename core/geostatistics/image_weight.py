"""How much of the regression the coarse map supports, and how much of the coarse map is noise.

The coarse values are modelled as weight x (prediction of the image) + a constant + a Gaussian field averaged over the
cells + noise. Covariances are of the Matern family, averaged over blocks; smoothness and range are found by restricted
likelihood, the weight and its standard error by generalised least squares on out-of-fold predictions (Kyriakidis 2004,
doi 10.1111/j.1538-4632.2004.tb01135.x, for areal data; Patterson & Thompson 1971, doi 10.1093/biomet/58.3.545).

Two kinds of coarse maps exist: exact block means, and means of a few samples a cell. In the second the noise of a cell
is not free: it is what a few points scatter around their block mean, the dispersion variance of the fitted field
divided by their number. Where that number is known, cell by cell, it is used. Where it is not, the likelihoods of both
kinds give their odds, which overlap on real surveys: then the noise of a few samples is smoothed out as far as the map
is likely to have it.

Cost: one Cholesky factor of at most 900 cells for each covariance tried, some 15 of 36 for each noise model; larger
maps are represented by eight square parts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial

import numpy as np
from scipy import linalg, special

from .blend import Blend, View, mixed
from .covariance import (
    JITTER,
    RANGES,
    SMOOTHNESS,
    Covariance,
    Likelihood,
    block_table,
    covariance_matrix,
    lag_index,
)
from .two_scales import TwoScales, held_beside

LIKELY_SAMPLES = {2: 0.25, 4: 0.5, 8: 0.25}  # numbers of samples a cell, and how often surveys have them
TRUSTED_CELLS = 100  # the most cells whose word on noise is taken
_CERTAIN = 0.95  # probability from which a kind of map is taken for granted
FEWEST_CELLS = 8
EXACT_SAMPLES = 1000  # from so many samples a cell mean counts as exact
_FLAT = 1e-9  # spread of predictions, relative to that of the values, below which they are constant
_PART = 30  # cells per side of the largest part that is factored at once
_MOST_PARTS = 8
_STRIDE = 3  # ranges between those tried first


@dataclass(frozen=True)
class Part:
    """Cells of a part of a map: their ``place`` (n, 2), ``columns`` (n, 2 or 3) of values and drift, ``noise`` (n,).

    The last is the variance of the error of each value as a share of the dispersion of points within a cell.
    """

    place: np.ndarray
    columns: np.ndarray
    noise: np.ndarray


@dataclass(frozen=True)
class Layout:
    """Parts of a map whose cells lie to each other alike and have alike noise, and so have one covariance matrix.

    ``lags`` (n, n) are those of ``lag_index``, ``noise`` (n,) and the columns of each part as in ``Part``.
    """

    lags: np.ndarray
    noise: np.ndarray
    parts: list[np.ndarray]


@dataclass(frozen=True)
class _Fit:
    """The best covariance for one noise model: minus log restricted likelihood, weight (with drift) and its error."""

    loss: float
    covariance: Covariance
    weight: float
    error: float


@dataclass(frozen=True)
class _Reading:
    """What a map is under one noise model: its best covariance, and what two scales make of it."""

    fit: _Fit
    scales: TwoScales

    @property
    def loss(self) -> float:
        return self.scales.loss


def harmonic_mean(samples: float | np.ndarray, values: np.ndarray) -> float:
    """Return the harmonic mean of the samples behind the values that there are: that of whom the mean error is."""
    if not isinstance(samples, np.ndarray):
        return samples
    return float(1 / np.mean(1 / samples[np.isfinite(values)]))


def effective_samples(samples: float, pixels: float) -> float:
    """Return how many independent points ``samples`` different ones of the ``pixels`` of a cell are worth."""
    return math.inf if samples >= min(pixels, EXACT_SAMPLES) else samples / (1 - samples / pixels)


def blend_of(
    values: np.ndarray,
    predicted: np.ndarray,
    pixels: float,
    aspect: float = 1.0,
    samples: float | np.ndarray | None = None,
) -> Blend:
    """Return the blend of an element.

    ``values`` and predictions out of fold ``predicted`` are (rows, columns) with NaN where there is none; ``pixels`` is
    the area of a cell in image pixels; ``samples`` the number behind cell values, or one a cell (rows, columns), None
    to find out. An element of fewer than ``FEWEST_CELLS`` cells supports no weight: it is 0 then.
    """
    if (np.isfinite(values) & np.isfinite(predicted)).sum() < FEWEST_CELLS:
        sill = max(float(np.nanvar(values)), 1e-300)
        view = View(1.0, 0.0, Covariance(SMOOTHNESS[0], 1.0, sill, 0.0, aspect))
        return Blend((view,), 0.0, 0.0, 0.0)

    exact = _reading(values, predicted, math.inf, aspect)
    if samples is not None:
        number = effective_samples(samples, pixels) if isinstance(samples, (int, float)) else samples
        counted = exact if np.isinf(number).all() else _reading(values, predicted, number, aspect)
        return _blend([(1.0, counted, harmonic_mean(number, values))], exact.loss - counted.loss)
    sampled = {n: _reading(values, predicted, effective_samples(n, pixels), aspect) for n in LIKELY_SAMPLES}
    gains = {n: exact.loss - reading.loss for n, reading in sampled.items()}
    odds = log_odds(gains, int(np.isfinite(values).sum()))
    likeliest = max(gains, key=lambda n: gains[n] + math.log(LIKELY_SAMPLES[n]))
    number = effective_samples(likeliest, pixels)
    share = 1 / (1 + math.exp(min(odds, 700.0)))
    if share > _CERTAIN or math.isinf(number):
        return _blend([(1.0, exact, math.inf)], odds)
    if share < 1 - _CERTAIN:
        return _blend([(1.0, sampled[likeliest], number)], odds)
    return _blend([(share, exact, math.inf), (1 - share, sampled[likeliest], number)], odds)


def log_odds(gains: dict[int, float], cells: int) -> float:
    """Return the log odds of a map of samples against one of exact means, even before the map is looked at.

    ``gains`` are what a number of samples a cell gains in log likelihood over exact means. The more cells there are,
    the more a likelihood reads into what the field has and no Matern covariance: roughness as noise, smoothness as its
    absence. It is therefore taken to a power that lets n cells count for n / (1 + n / 100), as in a coarsened posterior
    (Miller & Dunson 2019, doi 10.1080/01621459.2018.1469995).
    """
    power = 1 / (1 + cells / TRUSTED_CELLS)
    return float(special.logsumexp([power * gain for gain in gains.values()], b=[LIKELY_SAMPLES[n] for n in gains]))


def _blend(parts: Sequence[tuple[float, _Reading, float]], odds: float) -> Blend:
    """Return the blend of readings, each with its probability and the samples taken to stand behind a value."""
    fits = [reading.fit for _, reading, _ in parts]
    views = [
        View(share, shrunken(fit.weight, fit.error**2), fit.covariance, samples, reading.scales.spread)
        for fit, (share, reading, samples) in zip(fits, parts)
    ]
    return mixed(views, [fit.weight for fit in fits], [fit.error for fit in fits], odds)


def shrunken(weight: float, variance: float) -> float:
    """Return a weight shrunk by the variance of its error, b b^2 / (b^2 + se^2), and 0 where it is negative."""
    if not weight > 0:
        return 0.0
    return weight**3 / (weight**2 + variance)


def _reading(values: np.ndarray, predicted: np.ndarray | None, samples: float | np.ndarray, aspect: float) -> _Reading:
    """Return what a map is with so many samples behind its values."""
    if predicted is not None and not np.nanstd(predicted) > _FLAT * np.nanstd(values):
        predicted = None  # a constant says nothing: weight 0
    parts = independent_parts(values, predicted, np.broadcast_to(1 / np.asarray(samples, float), values.shape))
    rows, columns = (int(n) for n in np.max([np.ptp(part.place, axis=0) + 1 for part in parts], axis=0))
    layouts = grouped_by_layout(parts, columns)
    fit = _fit(layouts, (rows, columns), aspect)
    cells = sum(len(part.place) for part in parts)
    judge = partial(likelihood, layouts)
    return _Reading(fit, held_beside(judge, (rows, columns), fit.covariance, fit.loss, cells))


def _fit(layouts: Sequence[Layout], shape: tuple[int, int], aspect: float) -> _Fit:
    """Return the covariance of largest restricted likelihood, and the weight of the drift under it."""

    @cache
    def fit(smoothness: float, reach: int) -> _Fit:
        return restricted_likelihood(layouts, shape, smoothness, RANGES[reach], aspect)

    best = min((fit(SMOOTHNESS[0], reach) for reach in range(0, len(RANGES), _STRIDE)), key=_by_loss)
    found = []
    for smoothness in SMOOTHNESS:
        best = _climb(partial(fit, smoothness), RANGES.index(best.covariance.range))
        found.append(best)
    return min(found, key=_by_loss)


def _by_loss(fit: _Fit) -> float:
    return fit.loss


def _climb(fit: Callable[[int], _Fit], start: int) -> _Fit:
    """Return the fit of least loss, going from a range to the better of its neighbours until both are worse."""
    at = start
    while True:
        near = range(max(at - 1, 0), min(at + 2, len(RANGES)))
        best = min(near, key=lambda reach: fit(reach).loss)
        if best == at:
            return fit(at)
        at = best


def independent_parts(values: np.ndarray, predicted: np.ndarray | None, noise: np.ndarray) -> list[Part]:
    """Return the parts that represent a map of values, with or without drift and with noise, all (rows, columns)."""
    use = np.isfinite(values) if predicted is None else np.isfinite(values) & np.isfinite(predicted)
    parts = []
    for rows, cols in _blocks(use):
        place = np.argwhere(use[rows, cols]) + [rows.start, cols.start]
        if len(place) < 4:
            continue
        at = (place[:, 0], place[:, 1])
        constant = np.ones(len(place))
        drift = [constant] if predicted is None else [constant, predicted[at] - np.nanmean(predicted)]
        parts.append(Part(place, np.column_stack([values[at], *drift]), noise[at]))
    return parts


def grouped_by_layout(parts: Sequence[Part], columns: int) -> list[Layout]:
    """Return the parts of a map by how their cells lie; ``columns`` are those of the table of lags."""
    found: dict[bytes, Layout] = {}
    for part in parts:
        near = part.place - part.place.min(axis=0)
        key = near.tobytes() + part.noise.tobytes()
        if key not in found:
            found[key] = Layout(lag_index(near, columns), part.noise, [])
        found[key].parts.append(part.columns)
    return list(found.values())


def _blocks(use: np.ndarray) -> list[tuple[slice, slice]]:
    """Return the whole map where it is small, else at most eight square parts of it, the fullest first."""
    height, width = use.shape
    if use.sum() <= _PART**2:
        return [(slice(0, height), slice(0, width))]
    blocks = [
        (slice(row, min(row + _PART, height)), slice(col, min(col + _PART, width)))
        for row in range(0, height, _PART)
        for col in range(0, width, _PART)
    ]
    return sorted(blocks, key=lambda block: -int(use[block].sum()))[:_MOST_PARTS]


def restricted_likelihood(
    layouts: Sequence[Layout], shape: tuple[int, int], smoothness: float, reach: float, aspect: float
) -> _Fit:
    """Return the restricted likelihood of one covariance, its sill profiled out, over independent parts."""
    found = likelihood(layouts, block_table(shape, smoothness, reach, aspect))
    covariance = Covariance(smoothness, reach, found.sill, found.noise, aspect)
    return _Fit(found.loss, covariance, found.weight, found.error)


def likelihood(layouts: Sequence[Layout], table: np.ndarray) -> Likelihood:
    """Return the restricted likelihood of correlations of cell means at lags of whole cells (rows, columns)."""
    block = float(table[0, 0])
    dispersion = 1 - block  # of points within a cell, of which the noise is a share
    log_determinant, cross, target, square, count = 0.0, 0.0, 0.0, 0.0, 0
    for layout in layouts:
        matrix = covariance_matrix(table, layout.lags, dispersion * layout.noise + JITTER * block)
        # transposed, which changes nothing here, it lies in memory as LAPACK wants it and is not copied
        factor = linalg.cholesky(matrix.T, lower=True, overwrite_a=True, check_finite=False)
        half_determinant = float(np.log(np.diag(factor)).sum())
        for part in layout.parts:
            whitened = linalg.solve_triangular(factor, part, lower=True, check_finite=False)
            y, x = whitened[:, 0], whitened[:, 1:]
            cross, target, square = cross + x.T @ x, target + x.T @ y, square + float(y @ y)
            log_determinant += half_determinant
            count += len(part)
    coefficients = np.linalg.lstsq(np.asarray(cross), np.asarray(target), rcond=None)[0]
    freedom = max(count - len(coefficients), 1)
    sill = max((square - float(coefficients @ target)) / freedom, 1e-300)
    _, drift_determinant = np.linalg.slogdet(np.asarray(cross))
    loss = log_determinant + drift_determinant / 2 + freedom * math.log(sill) / 2
    noise = dispersion * sum(layout.noise.sum() * len(layout.parts) for layout in layouts) / count
    weight = float(coefficients[1]) if len(coefficients) > 1 else 0.0
    error = math.sqrt(sill * float(np.linalg.pinv(np.asarray(cross))[1, 1])) if len(coefficients) > 1 else 0.0
    return Likelihood(loss, sill, sill * noise, weight, error)
