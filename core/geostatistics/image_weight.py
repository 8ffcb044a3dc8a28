"""How much of the regression the coarse map supports, and how much of the coarse map is noise.

The coarse values are modelled as weight x (prediction of the image) + a constant + a Gaussian field averaged over the
cells + noise. Covariances are of the Matern family, averaged over blocks; smoothness and range are found by restricted
likelihood, the weight and its standard error by generalised least squares on out-of-fold predictions (Kyriakidis 2004,
doi 10.1111/j.1538-4632.2004.tb01135.x, for areal data; Patterson & Thompson 1971, doi 10.1093/biomet/58.3.545).

Two kinds of coarse maps exist: exact block means, and means of a few samples a cell. In the second the noise of a cell
is not free: it is what a few points scatter around their block mean, the dispersion variance of the fitted field and of
what the image tells, divided by their number. Where that number is known, cell by cell, it is used; and where it is
known how samples scatter in their cells, that speaks for a covariance as the cell means do (the likelihood of a
variance pooled over normal samples). Where the number is not known, the likelihoods of both kinds give their odds,
which overlap on real surveys: then the noise of a few samples is smoothed out as far as the map is likely to have it.

Cost: one Cholesky factor of at most 900 cells for each covariance tried, some 15 of 36 for each noise model; larger
maps are represented by eight square parts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache, partial

import numpy as np
from scipy import special

from ..downhill import Place, downhill
from .blend import Blend, View, mixed
from .covariance import (
    RANGES,
    SMOOTHNESS,
    Covariance,
    Layout,
    Likelihood,
    Part,
    Scatter,
    Whitened,
    block_table,
    extent_of,
    grouped_by_layout,
    parts_of,
    whitened,
)
from .two_scales import TwoScales, held_beside

Judge = Callable[[np.ndarray], Likelihood]
"""Returns the restricted likelihood of correlations of cell means at lags of whole cells, (rows, columns)."""

LIKELY_SAMPLES = {2: 0.25, 4: 0.5, 8: 0.25}  # numbers of samples a cell, and how often surveys have them
_LEAST_EXACT = 0.25  # probability of exact means: ground that varies below the cells looks like noise of a few samples
TRUSTED_CELLS = 100  # the most cells whose word on noise is taken
_CERTAIN = 0.95  # probability from which a kind of map is taken for granted
FEWEST_CELLS = 8
_TOLD_STEPS = 2  # in a doubling of the dispersion that an image tells: elements at one step share covariances
_ROUNDS = 2  # of finding what the image tells within cells, and the field beside it
_LEAST_TOLD, _MOST_TOLD = 0.1, 100.0  # of the field's dispersion; less is nothing, with more there is no field
EXACT_SAMPLES = 1000  # from so many samples a cell mean counts as exact
FLAT = 1e-9  # spread of predictions, relative to that of the values, below which they are constant
_STRIDE = 3  # ranges between those tried first


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
    """Return the blend of one element, see ``Fields.blend_of`` for several.

    ``values`` and predictions out of fold ``predicted`` are (rows, columns) with NaN where there is none; ``pixels`` is
    the area of a cell in image pixels; ``samples`` the number behind cell values, or one a cell (rows, columns), None
    to find out. An element of fewer than ``FEWEST_CELLS`` cells supports no weight: it is 0 then.
    """
    return Fields([(values, predicted)]).blend_of(0, pixels, aspect, samples)


def log_odds(gains: dict[int, float], cells: int) -> float:
    """Return the log odds of a map of samples against one of exact means, even before the map is looked at.

    ``gains`` are what a number of samples a cell gains in log likelihood over exact means. The more cells there are,
    the more a likelihood reads into what the field has and no Matern covariance: roughness as noise, smoothness as its
    absence. It is therefore taken to a power that lets n cells count for n / (1 + n / 100), as in a coarsened posterior
    (Miller & Dunson 2019, doi 10.1080/01621459.2018.1469995).
    """
    power = 1 / (1 + cells / TRUSTED_CELLS)
    return float(special.logsumexp([power * gain for gain in gains.values()], b=[LIKELY_SAMPLES[n] for n in gains]))


def _blend(parts: Sequence[tuple[float, _Reading, float]], odds: float, doubt: float) -> Blend:
    """Return the blend of readings, each with its probability and the samples taken to stand behind a value."""
    fits = [replace(reading.fit, error=doubt * reading.fit.error) for _, reading, _ in parts]
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


class Fields:
    """The maps of elements that are weighed together: ``maps`` are their values and predictions out of fold.

    Both are (rows, columns) as in ``blend_of``; ``scatters`` are those of the samples behind the values of each
    element, None where that is unknown, and count where the numbers of samples in cells are given. Elements with values
    in the same cells have the same covariance matrices, and most covariances that one of them tries the others try too:
    what a covariance says of one is found for all of them.
    """

    def __init__(
        self, maps: Sequence[tuple[np.ndarray, np.ndarray]], scatters: Sequence[Scatter | None] | None = None
    ) -> None:
        self.maps, self._scatters = maps, scatters or [None] * len(maps)
        self._told = [_told_by(*both) for both in maps]
        self._use = [_used(*both).tobytes() for both in self._told]
        self._fields: dict[tuple[bytes, bytes], _Alike] = {}

    def blend_of(
        self,
        number: int,
        pixels: float,
        aspect: float = 1.0,
        samples: float | np.ndarray | None = None,
        doubt: float = 1.0,
        within: float = 0.0,
    ) -> Blend:
        """Return the blend of an element, by its number; the rest as in the function of that name.

        The standard error of the weight is ``doubt`` times what the likelihood says, see ``drift.turned_image``.
        ``within`` is the standard deviation of predictions at pixels within cells.
        """
        values, predicted = self.maps[number]
        if (np.isfinite(values) & np.isfinite(predicted)).sum() < FEWEST_CELLS:
            sill = max(float(np.nanvar(values)), 1e-300)
            view = View(1.0, 0.0, Covariance(SMOOTHNESS[0], 1.0, sill, 0.0, aspect))
            return Blend((view,), 0.0, 0.0, 0.0)

        exact = self._reading(number, math.inf, aspect)
        if samples is not None:
            behind = effective_samples(samples, pixels) if isinstance(samples, (int, float)) else samples
            counted = exact if np.isinf(behind).all() else self._reading(number, behind, aspect)
            counted = self._scattered(number, counted, behind, doubt, within)
            return _blend([(1.0, counted, harmonic_mean(behind, values))], exact.loss - counted.loss, doubt)
        likely = {n: effective_samples(n, pixels) for n in LIKELY_SAMPLES}
        sampled = {n: self._reading(number, behind, aspect) for n, behind in likely.items()}
        gains = {n: exact.loss - reading.loss for n, reading in sampled.items()}
        odds = log_odds(gains, int(np.isfinite(values).sum()))
        likeliest = max(gains, key=lambda n: gains[n] + math.log(LIKELY_SAMPLES[n]))
        behind = likely[likeliest]
        share = max(1 / (1 + math.exp(min(odds, 700.0))), _LEAST_EXACT)
        if share > _CERTAIN or math.isinf(behind):
            return _blend([(1.0, exact, math.inf)], odds, doubt)
        scattered = self._scattered(number, sampled[likeliest], behind, doubt, within)
        return _blend([(share, exact, math.inf), (1 - share, scattered, behind)], odds, doubt)

    def _reading(self, number: int, samples: float | np.ndarray, aspect: float) -> _Reading:
        """Return what the map of an element is with so many samples behind its values."""
        own = self._alike(number, samples)
        judge = partial(own.likelihood, number)
        fit = _fit(judge, own.shape, aspect)
        return _Reading(fit, held_beside(judge, own.shape, fit.covariance, fit.loss, own.cells))

    def _scattered(
        self, number: int, found: _Reading, samples: float | np.ndarray, doubt: float, within: float
    ) -> _Reading:
        """Return a reading of samples that scatter around the mean of their cell by what the image tells, too.

        ``doubt`` and ``within`` are as in ``blend_of``. Whether the field varies at two scales is told without that.
        """
        c = found.fit.covariance
        block = float(block_table((1, 1), c.smoothness, c.range, c.aspect)[0, 0])
        if c.noise == 0 or _told(found.fit.weight, doubt * found.fit.error, within, c.sill, block) == 0:
            return found
        own = self._alike(number, samples)
        judge = partial(own.likelihood_with_detail, number, doubt=doubt, within=within)
        return replace(found, fit=_fit(judge, own.shape, c.aspect))

    def _alike(self, number: int, samples: float | np.ndarray) -> _Alike:
        """Return the elements with values in the cells of one, with so many samples behind them."""
        noise = np.broadcast_to(1 / np.asarray(samples, float), self.maps[number][0].shape)
        key = self._use[number], noise.tobytes()
        if key not in self._fields:
            alike = {k: self._told[k] for k, use in enumerate(self._use) if use == key[0]}
            counted = isinstance(samples, np.ndarray)
            self._fields[key] = _Alike(alike, noise, [self._scatters[k] if counted else None for k in alike])
        return self._fields[key]


class _Alike:
    """Elements, by number, that have values in the same cells, with errors alike: their likelihoods."""

    def __init__(
        self,
        maps: dict[int, tuple[np.ndarray, np.ndarray | None]],
        noise: np.ndarray,
        scatters: Sequence[Scatter | None],
    ) -> None:
        self._scatters = scatters
        parts = _independent_parts(list(maps.values()), noise)
        self.shape, self.cells = extent_of(parts), sum(len(part.place) for part in parts)
        self._layouts = grouped_by_layout(parts, self.shape[1])
        drifts = iter(range(len(maps) + 1, 2 * len(maps) + 1))
        constant = len(maps)
        self._fields = [
            (k, constant, *([] if drift is None else [next(drifts)])) for k, (_, drift) in enumerate(maps.values())
        ]
        self._place = {number: k for k, number in enumerate(maps)}
        self._known: dict[tuple[bytes, float], list[Likelihood]] = {}

    def likelihood(self, number: int, table: np.ndarray) -> Likelihood:
        """Return the likelihood of correlations of cell means for an element."""
        return self._likelihoods(table, 0.0)[self._place[number]]

    def likelihood_with_detail(self, number: int, table: np.ndarray, doubt: float, within: float) -> Likelihood:
        """Return the same with samples that scatter by what the image tells, too, as ``Fields.blend_of`` has it.

        How much that is follows from the weight and the sill, which are found without it first.
        """
        found = self.likelihood(number, table)
        for _ in range(_ROUNDS):
            told = _told(found.weight, doubt * found.error, within, found.sill, float(table[0, 0]))
            found = self._likelihoods(table, told)[self._place[number]]
        return found

    def _likelihoods(self, table: np.ndarray, told: float) -> list[Likelihood]:
        """Return the likelihoods of all elements, with ``told`` as in ``Layout.errors``."""
        key = table.tobytes(), told
        if key not in self._known:
            self._known[key] = likelihoods(self._layouts, table, self._fields, told, self._scatters)
        return self._known[key]


def _told(weight: float, error: float, within: float, sill: float, block: float) -> float:
    """Return the dispersion that an image tells within cells, over the field's and at the nearest step.

    ``weight`` and its ``error`` are before it is shrunk, ``within`` is the standard deviation of predictions within
    cells, and ``block`` the variance of a block mean in sills.
    """
    told = (shrunken(weight, error**2) * within) ** 2 / (sill * (1 - block))
    if not _LEAST_TOLD < told < _MOST_TOLD:
        return 0.0
    return float(2 ** (round(_TOLD_STEPS * math.log2(told)) / _TOLD_STEPS))


def _told_by(values: np.ndarray, predicted: np.ndarray) -> tuple[np.ndarray, np.ndarray | None]:
    """Return the values of a map and its drift, None where that is constant, and says nothing: weight 0."""
    few = _used(values, predicted).sum() < FEWEST_CELLS
    return values, None if few or not np.nanstd(predicted) > FLAT * np.nanstd(values) else predicted


def _used(values: np.ndarray, predicted: np.ndarray | None) -> np.ndarray:
    return np.isfinite(values) if predicted is None else np.isfinite(values) & np.isfinite(predicted)


def _fit(judge: Judge, shape: tuple[int, int], aspect: float) -> _Fit:
    """Return the covariance of largest restricted likelihood, and the weight of the drift under it."""

    @cache
    def fit(smoothness: float, reach: int) -> _Fit:
        return _fit_of(judge, shape, smoothness, RANGES[reach], aspect)

    def loss(smoothness: float, at: Place) -> float:
        return fit(smoothness, *at).loss

    best = min((fit(SMOOTHNESS[0], reach) for reach in range(0, len(RANGES), _STRIDE)), key=_by_loss)
    found = []
    for smoothness in SMOOTHNESS:
        start = (RANGES.index(best.covariance.range),)
        best = fit(smoothness, *downhill(start, [len(RANGES)], partial(loss, smoothness)))
        found.append(best)
    return min(found, key=_by_loss)


def _by_loss(fit: _Fit) -> float:
    return fit.loss


def independent_parts(values: np.ndarray, predicted: np.ndarray | None, noise: np.ndarray) -> list[Part]:
    """Return the parts that represent a map of values, with or without drift and with noise, all (rows, columns)."""
    return _independent_parts([(values, predicted)], noise)


def _independent_parts(maps: Sequence[tuple[np.ndarray, np.ndarray | None]], noise: np.ndarray) -> list[Part]:
    """Return the parts of several maps with values and drifts in the same cells; no drift is None.

    Their columns are the values of each map, a constant, and the drift of each map that has one.
    """
    drifts = [drift - np.nanmean(drift) for _, drift in maps if drift is not None]
    planes = [*(values for values, _ in maps), np.ones(noise.shape), *drifts]
    return parts_of(_used(*maps[0]), planes, noise)


def restricted_likelihood(
    layouts: Sequence[Layout], shape: tuple[int, int], smoothness: float, reach: float, aspect: float
) -> _Fit:
    """Return the restricted likelihood of one covariance, its sill profiled out, over independent parts."""
    return _fit_of(partial(likelihood, layouts), shape, smoothness, reach, aspect)


def _fit_of(judge: Judge, shape: tuple[int, int], smoothness: float, reach: float, aspect: float) -> _Fit:
    found = judge(block_table(shape, smoothness, reach, aspect))
    covariance = Covariance(smoothness, reach, found.sill, found.noise, aspect)
    return _Fit(found.loss, covariance, found.weight, found.error)


def likelihood(layouts: Sequence[Layout], table: np.ndarray) -> Likelihood:
    """Return the restricted likelihood of correlations of cell means at lags of whole cells (rows, columns)."""
    drift = range(1, layouts[0].parts[0].shape[1])
    return likelihoods(layouts, table, [(0, *drift)])[0]


def likelihoods(
    layouts: Sequence[Layout],
    table: np.ndarray,
    fields: Sequence[tuple[int, ...]],
    told: float = 0.0,
    scatters: Sequence[Scatter | None] | None = None,
) -> list[Likelihood]:
    """Return the restricted likelihoods of correlations for fields: which columns are their values and their drift.

    One Cholesky factor serves all of them; ``told`` is as in ``Layout.errors``, ``scatters`` as in ``Fields``.
    """
    found = whitened(layouts, table, told)
    dispersion = (1 - float(table[0, 0])) * (1 + told)
    return [
        _profiled(found, list(own), scatter, dispersion)
        for own, scatter in zip(fields, scatters or [None] * len(fields))
    ]


def _profiled(found: Whitened, own: list[int], scatter: Scatter | None, dispersion: float) -> Likelihood:
    """Return the likelihood of the columns ``own`` of a field, values first, with its sill and drift profiled out.

    ``dispersion`` is the variance of points within a cell, in sills, that their ``scatter`` should have.
    """
    products = found.products[np.ix_(own, own)]
    square, target, cross = float(products[0, 0]), products[1:, 0], products[1:, 1:]
    coefficients = np.linalg.lstsq(cross, target, rcond=None)[0]
    left: float = square - float(coefficients @ target)
    freedom: float = max(found.cells - len(coefficients), 1)
    _, drift_determinant = np.linalg.slogdet(cross)
    loss = found.log_determinant + drift_determinant / 2
    if scatter is not None:
        left += scatter.freedom * scatter.variance / dispersion
        freedom += scatter.freedom
        loss += scatter.freedom * math.log(dispersion) / 2
    sill = max(left / freedom, 1e-300)
    loss += freedom * math.log(sill) / 2
    weight = float(coefficients[1]) if len(coefficients) > 1 else 0.0
    error = math.sqrt(sill * float(np.linalg.pinv(cross)[1, 1])) if len(coefficients) > 1 else 0.0
    return Likelihood(loss, sill, sill * found.noise, weight, error)
