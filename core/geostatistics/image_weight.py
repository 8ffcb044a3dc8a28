"""How much of the regression the coarse map supports, and how much of the coarse map is noise.

The coarse values are modelled as weight x (prediction of the image) + a constant + a Gaussian field averaged over the
cells + noise. Covariances are of the Matern family, averaged over blocks; smoothness and range are found by restricted
likelihood, the weight and its standard error by generalised least squares on out-of-fold predictions (Kyriakidis 2004,
doi 10.1111/j.1538-4632.2004.tb01135.x, for areal data; Patterson & Thompson 1971, doi 10.1093/biomet/58.3.545).

Two kinds of coarse maps exist: exact block means, and means of a few samples a cell. In the second the noise of a cell
is not free: it is what a few points scatter around their block mean, the dispersion variance of the fitted field
divided by their number. Both models have the same parameters, so their likelihoods tell them apart.

Cost: one Cholesky factor of at most 900 cells for each covariance tried, some 15 of 36 for each noise model; larger
maps are represented by eight square parts.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from functools import cache, partial
from typing import Any

import numpy as np
from scipy import linalg

from .covariance import (
    JITTER,
    RANGES,
    SMOOTHNESS,
    Covariance,
    block_table,
    covariance_matrix,
    lag_index,
)

USUAL_SAMPLES = 5  # samples a cell, where noise is found and their number is not known
LIKELY_SAMPLES = (1, 2, 3, 5, 8, 12)  # numbers that the likelihood is asked about
_SAMPLES_SPREAD = 0.5  # standard deviation of the log of their number around the usual one
_TRUSTED_CELLS = 100  # the most cells whose word on the number of samples is taken
FEWEST_CELLS = 8
EXACT_SAMPLES = 1000  # from so many samples a cell mean counts as exact
_FLAT = 1e-9  # spread of predictions, relative to that of the values, below which they are constant
_PART = 30  # cells per side of the largest part that is factored at once
_MOST_PARTS = 8
_STRIDE = 3  # ranges between those tried first
# log of the odds, over all elements of a map, from which noise is believed: substantial on the scale of Jeffreys
_EVIDENCE = math.log(10) / 2


@dataclass(frozen=True)
class Blend:
    """What the coarse values say of one element: the weight of the image, its error, and the covariance left.

    ``samples`` are those taken to stand behind a cell value (infinite: exact); ``odds`` is the log of how many times
    likelier a map of samples is than one of exact means, over all elements. ``kept`` is the share of the noise that
    stays, because it may be the field's own. ``width`` is the standard deviation, in sides of a cell, of the Gaussian
    mean that rids the prediction of the noise of its image.
    """

    weight: float
    estimate: float
    error: float
    covariance: Covariance
    samples: float
    odds: float
    kept: float = 0.0
    width: float = 0.0

    @property
    def exact(self) -> bool:
        return self.covariance.noise == 0

    def field(self, values: np.ndarray) -> tuple[np.ndarray, Covariance, np.ndarray]:
        """Return coarse values less the prediction (rows, columns), the covariance of their field and their noise."""
        return values, self.covariance, np.full(values.shape, self.covariance.noise)

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        data["samples"] = None if math.isinf(self.samples) else self.samples
        return data

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Blend:
        """Rebuild from ``to_json``; raises KeyError, TypeError or ValueError where it is not one."""
        covariance = Covariance(**{name: float(value) for name, value in data["covariance"].items()})
        numbers = [covariance.smoothness, covariance.range, covariance.sill, covariance.noise, covariance.aspect]
        numbers += [float(data[name]) for name in ("weight", "estimate", "error", "odds")]
        positive = min(covariance.range, covariance.sill, covariance.aspect) > 0 <= covariance.noise
        kept, width = (float(data.get(name, 0.0)) for name in ("kept", "width"))  # older models have none
        known = covariance.smoothness in SMOOTHNESS and 0 <= kept <= 1 and 0 <= width <= 1
        if not (np.isfinite(numbers).all() and positive and known):
            raise ValueError("blend")
        samples = math.inf if data["samples"] is None else float(data["samples"])
        weight, estimate, error, odds = (float(data[name]) for name in ("weight", "estimate", "error", "odds"))
        return cls(weight, estimate, error, covariance, samples, odds, kept, width)


@dataclass(frozen=True)
class _Layout:
    """Parts of a map whose cells lie to each other alike, and so have one covariance matrix.

    ``lags`` (n, n) are those of ``lag_index``; the columns (n, 2 or 3) of each part are values and drift.
    """

    lags: np.ndarray
    parts: list[np.ndarray]


@dataclass(frozen=True)
class _Fit:
    """The best covariance for one noise model: minus log restricted likelihood, weight (with drift) and its error."""

    loss: float
    covariance: Covariance
    weight: float
    error: float


def effective_samples(samples: float, pixels: float) -> float:
    """Return how many independent points ``samples`` different ones of the ``pixels`` of a cell are worth."""
    return math.inf if samples >= min(pixels, EXACT_SAMPLES) else samples / (1 - samples / pixels)


def blends(
    cells: Sequence[tuple[np.ndarray, np.ndarray]], pixels: float, aspect: float = 1.0, samples: int = 0
) -> list[Blend]:
    """Return the blend of every element of one coarse map.

    ``cells`` holds, per element, coarse values and out-of-fold predictions, both (rows, columns) with NaN where there
    is none; ``pixels`` is the area of a cell in image pixels; ``samples`` the number behind a cell value, 0 to find
    out. An element of fewer than ``FEWEST_CELLS`` cells supports no weight: then all are 0.
    """
    if min(int((np.isfinite(values) & np.isfinite(predicted)).sum()) for values, predicted in cells) < FEWEST_CELLS:
        sills = [max(float(np.nanvar(values)), 1e-300) for values, _ in cells]
        return [
            Blend(0.0, 0.0, 0.0, Covariance(SMOOTHNESS[0], 1.0, sill, 0.0, aspect), math.inf, 0.0) for sill in sills
        ]
    odds = _loss(cells, math.inf, aspect) - _loss(cells, effective_samples(samples or USUAL_SAMPLES, pixels), aspect)
    count = math.inf
    if samples or odds > _EVIDENCE:
        count = effective_samples(samples or likely_samples(cells, pixels, aspect), pixels)
    kept = 0.0 if samples or math.isinf(count) else kept_noise(pixels)
    found = []
    for values, predicted in cells:
        fit = _fit(values, predicted, count, aspect)
        found.append(Blend(_shrunken(fit), fit.weight, fit.error, fit.covariance, count, odds, kept))
    return found


def kept_noise(pixels: float) -> float:
    """Return the share of the noise found in cells of so many pixels that is left to be the field's own.

    What differs from pixel to pixel looks like noise of samples in a coarse map, but belongs to it. Of its standard
    deviation a mean of n pixels has 1 / sqrt(n): much in cells of a few pixels, next to nothing in large ones.
    """
    return 1 / math.sqrt(max(pixels, 1.0))


def likely_samples(cells: Sequence[tuple[np.ndarray, np.ndarray]], pixels: float, aspect: float) -> int:
    """Return the likeliest number of samples behind a cell value, near the usual one unless the map says otherwise.

    The more cells there are, the more a likelihood reads the field's own roughness, which no Matern covariance has
    exactly, as noise. It is therefore taken to a power that lets n cells count for n / (1 + n / 100), as in a coarsened
    posterior (Miller & Dunson 2019, doi 10.1080/01621459.2018.1469995).
    """
    count = float(np.mean([np.isfinite(values).sum() for values, _ in cells]))
    power = 1 / (1 + count / _TRUSTED_CELLS)

    def loss(number: int) -> float:
        away = math.log(number / USUAL_SAMPLES) / _SAMPLES_SPREAD
        return power * _loss(cells, effective_samples(number, pixels), aspect) + away**2 / 2

    return min(LIKELY_SAMPLES, key=loss)


def _loss(cells: Sequence[tuple[np.ndarray, np.ndarray]], samples: float, aspect: float) -> float:
    """Return minus the log restricted likelihood of all elements, without the image."""
    return sum(_fit(values, None, samples, aspect).loss for values, _ in cells)


def _shrunken(fit: _Fit) -> float:
    """Return the weight shrunk by its error, b b^2 / (b^2 + se^2), and 0 where it is negative."""
    if not fit.weight > 0:
        return 0.0
    return fit.weight**3 / (fit.weight**2 + fit.error**2)


def _fit(values: np.ndarray, predicted: np.ndarray | None, samples: float, aspect: float) -> _Fit:
    """Return the covariance of largest restricted likelihood, and the weight of the drift under it."""
    if predicted is not None and not np.nanstd(predicted) > _FLAT * np.nanstd(values):
        predicted = None  # a constant says nothing: weight 0
    parts = independent_parts(values, predicted)
    rows, columns = (int(n) for n in np.max([np.ptp(place, axis=0) + 1 for place, _ in parts], axis=0))
    layouts = grouped_by_layout(parts, columns)

    @cache
    def fit(smoothness: float, reach: int) -> _Fit:
        return restricted_likelihood(layouts, (rows, columns), smoothness, RANGES[reach], samples, aspect)

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


def independent_parts(values: np.ndarray, predicted: np.ndarray | None) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return positions (n, 2), and values with their drift (n, 2 or 3), of the parts that represent a map."""
    use = np.isfinite(values) if predicted is None else np.isfinite(values) & np.isfinite(predicted)
    parts = []
    for rows, cols in _blocks(use):
        place = np.argwhere(use[rows, cols]) + [rows.start, cols.start]
        if len(place) < 4:
            continue
        at = (place[:, 0], place[:, 1])
        constant = np.ones(len(place))
        drift = [constant] if predicted is None else [constant, predicted[at] - np.nanmean(predicted)]
        parts.append((place, np.column_stack([values[at], *drift])))
    return parts


def grouped_by_layout(parts: Sequence[tuple[np.ndarray, np.ndarray]], columns: int) -> list[_Layout]:
    """Return the parts of a map by how their cells lie; ``columns`` are those of the table of lags."""
    found: dict[bytes, _Layout] = {}
    for place, part in parts:
        near = place - place.min(axis=0)
        key = near.tobytes()
        if key not in found:
            found[key] = _Layout(lag_index(near, columns), [])
        found[key].parts.append(part)
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
    layouts: Sequence[_Layout],
    shape: tuple[int, int],
    smoothness: float,
    reach: float,
    samples: float,
    aspect: float,
) -> _Fit:
    """Return the restricted likelihood of one covariance, its sill profiled out, over independent parts."""
    table = block_table(shape, smoothness, reach, aspect)
    block = float(table[0, 0])
    noise = (1 - block) / samples  # the dispersion of points within a cell, over their number
    log_determinant, cross, target, square, count = 0.0, 0.0, 0.0, 0.0, 0
    for layout in layouts:
        matrix = covariance_matrix(table, layout.lags, noise + JITTER * block)
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
    covariance = Covariance(smoothness, reach, sill, sill * noise, aspect)
    weight = float(coefficients[1]) if len(coefficients) > 1 else 0.0
    error = math.sqrt(sill * float(np.linalg.pinv(np.asarray(cross))[1, 1])) if len(coefficients) > 1 else 0.0
    return _Fit(loss, covariance, weight, error)
