"""What the image contributes to the map of each element, found from the training rows and told in a sentence."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import NamedTuple

import numpy as np

from ..blas import one_blas_thread
from ..drift.cell_trend import FEWEST_CELLS, CellTrend, CellTrends
from ..drift.turned_image import doubts
from ..errors import given
from ..geostatistics.blend import Blend
from ..geostatistics.covariance import Scatter
from ..geostatistics.image_weight import LIKELY_SAMPLES, Fields, effective_samples, harmonic_mean
from ..geostatistics.pixel_noise import BROADEST, NARROWEST, best_width, detail, detail_without_noise, smoothed
from ..geostatistics.uncertainty import calibrated
from ..image.features import Features
from ..language import mark, tr
from ..progress import Progress
from ..raster.grid import Window, evenly_spread
from ..regression.kept_samples import SampledElement
from ..regression.landmarks import CONSTANT
from ..regression.training_table import CoarseCells, CoarseValues, TrainingTable, cell_aspect
from .model import FusionModel, Trend
from .prediction import Prediction

SHARE = 0.5  # of the trend in the drift; the rest is the regression
_FLAT = 1e-6  # spread of a drift, in those of the regression, below which it says nothing
_DOUBTFUL = 2.0  # doubt from which a user is told; chance alone does not lead there
_AS_IT_IS = 0.05  # a weight that differs from 1 by no more leaves the detail as it is predicted
_DOUBTED = 0.5  # share of its detail within cells that a prediction may be wrong by


def contribution(
    cells: CoarseCells,
    rows: np.ndarray,
    observed: np.ndarray,
    leave_group_out: np.ndarray,
    asked: int,
    counts: np.ndarray | None,
    scatter: Scatter | None = None,
) -> Blend:
    """Return the blend of an element.

    ``rows`` of the table have the ``observed`` values; ``leave_group_out`` are predictions of the image model at cells
    left out one by one or in small random groups, because that is how the model is used: with the cells around it
    known. ``asked`` is the number of samples behind a cell value as the user gives it, 0 to go by ``counts`` (rows,
    columns), the numbers that the map itself carries with the ``scatter`` of its samples, or to find out where it
    carries none.
    """
    return next(contributions(cells, [(rows, observed, leave_group_out, counts)], asked, scatters=[scatter]))


def contributions(
    cells: CoarseCells,
    elements: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]],
    asked: int,
    doubts: Sequence[float] | None = None,
    within: Sequence[float] | None = None,
    scatters: Sequence[Scatter | None] | None = None,
) -> Iterator[Blend]:
    """Yield the blend of each of several elements.

    An element is its rows, observed values, predictions and counts, as in ``contribution``; ``doubts`` are those of
    their drifts, see ``Drift``, ``within`` their standard deviations within cells, see ``Detail``, and ``scatters`` how
    the samples behind their counts scatter.
    """
    maps = [(cells.spread(rows, observed), cells.spread(rows, out)) for rows, observed, out, _ in elements]
    fields = Fields(maps, scatters)
    for number, (*_, counts) in enumerate(elements):
        samples = _behind(asked, counts, fields.maps[number][0])
        beside = doubts[number] if doubts else 1.0, within[number] if within else 0.0
        yield _blend(fields, number, cells.pixels, cells.aspect, samples, None if asked else counts, *beside)


def _blend(
    fields: Fields,
    number: int,
    pixels: float,
    aspect: float,
    samples: float | np.ndarray | None,
    counts: np.ndarray | None,
    doubt: float = 1.0,
    within: float = 0.0,
) -> Blend:
    """Return the blend of one of several maps with its errors, the same at any number of threads of BLAS."""
    with one_blas_thread():
        blend = fields.blend_of(number, pixels, aspect, samples, doubt, within)
        blend = calibrated(blend, *fields.maps[number], counts)
    return replace(blend, counted=counts is not None)


class _Maps(NamedTuple):
    """An element on the coarse grid, (rows, columns): values, predictions for cells left out, errors held possible."""

    values: np.ndarray
    held_out: np.ndarray
    noises: tuple[np.ndarray, ...]

    @property
    def alike(self) -> bytes:
        """What elements have in common whose trends can be found together."""
        use = np.isfinite(self.values) & np.isfinite(self.held_out)
        return b"".join([use.tobytes(), *(noise.tobytes() for noise in self.noises)])


class Drift(NamedTuple):
    """What the image says of an element in the mode residual: its regression, or the mean of that and of a trend.

    The regression (trees, support vectors, lines) finds what is sudden and what depends on surroundings. The trend
    knows that coarse values are means over pixels, that neighbouring cells resemble each other, and how much of it can
    be told from chance. ``held_out`` (n,) is what both say of cells left out, ``weight`` that of the regression beside
    the trend. ``doubt`` is by how much the standard error of the weight of the drift is too small, see
    ``drift.turned_image``.
    """

    trend: Trend | None
    held_out: np.ndarray
    weight: float = 1.0
    doubt: float = 1.0


def drifts(
    table: TrainingTable,
    elements: Sequence[tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray | None]],
    asked: int,
    progress: Progress,
) -> list[Drift]:
    """Return the drift of each of several elements, as ``contributions`` has them.

    Elements of few cells, and all where the table has no kernels, have the regression alone.
    """
    found = [Drift(None, held_out) for _, _, held_out, _ in elements]
    if table.kernels is None:
        return found
    cells, landmarks = given(table.cells), given(table.landmarks)
    line = table.features[:, list(landmarks.used)]
    spread = line.std(axis=0)
    # a band whose means over cells differ by rounding alone says nothing between cells
    scale = np.sqrt(len(landmarks.used)) * np.where(spread > CONSTANT * np.abs(line).max(axis=0), spread, np.inf)
    columns = cells.spread(np.arange(len(table)), np.hstack([line / scale, _known(table.kernels) @ landmarks.basis]).T)
    maps = [_maps(cells, *element, asked) for element in elements]
    for number, trend, doubt in _trends(maps, columns, len(scale), cells.aspect, progress):
        rows, observed, predicted, _ = elements[number]
        told = trend.held_out.ravel()[cells.index[rows]]
        strength = _strength(SHARE * told + (1 - SHARE) * trend.weight * predicted, predicted)
        own, share = strength * SHARE, strength * (1 - SHARE) * trend.weight
        held_out = own * told + share * predicted
        constant = own * trend.constant + observed.mean() - held_out.mean()
        predictor = landmarks.predictor(constant, own * trend.line / scale, own * trend.kernels)
        found[number] = Drift(Trend(share, landmarks.used, predictor), held_out, trend.weight, doubt)
    return found


def drift_sentence(name: str, drift: Drift) -> str:
    """Return what an element's drift is made of, where a trend is in it."""
    text = mark(
        "{name}: what the image says is the mean of the regression (weight {weight:.2f}) and of a trend found on the "
        "cells."
    )
    return tr(text, name=name, weight=drift.weight)


def doubt_sentence(name: str, drift: Drift) -> str:
    """Return how far the certainty of an element's weight is doubted; an empty sentence where chance explains that."""
    if drift.doubt < _DOUBTFUL:
        return ""
    text = mark(
        "{name} seems to follow the same image turned over, too, {doubt:.1f} times as closely as chance explains: it "
        "varies in a way that the method does not know, and the weight of the image is taken to be less certain by as "
        "much."
    )
    return tr(text, name=name, doubt=drift.doubt)


def _strength(drift: np.ndarray, predicted: np.ndarray) -> float:
    """Return what a drift is multiplied by to vary as the predictions of the regression, both (n,); 1 for a flat one.

    Its weight then goes on to mean how much detail the image puts into the map, beside what the regression predicts.
    """
    spread, wanted = float(drift.std()), float(predicted.std())
    return wanted / spread if wanted > 0 and spread > _FLAT * wanted else 1.0


def _known(kernels: np.ndarray) -> np.ndarray:
    """Return kernels (n, landmarks) with those of the average cell where no pixel of a cell was compared."""
    missing = np.isnan(kernels)
    return np.where(missing, np.nanmean(kernels, axis=0), kernels) if missing.any() else kernels


def _maps(
    cells: CoarseCells,
    rows: np.ndarray,
    observed: np.ndarray,
    held_out: np.ndarray,
    counts: np.ndarray | None,
    asked: int,
) -> _Maps:
    values, predicted = cells.spread(rows, np.stack([observed, held_out]))
    samples = _behind(asked, counts, values)
    if isinstance(samples, np.ndarray):
        return _Maps(values, predicted, (1 / samples,))
    likely = [samples] if samples else [np.inf, *sorted(LIKELY_SAMPLES, reverse=True)]
    shares = dict.fromkeys(1 / effective_samples(number, cells.pixels) for number in likely)
    return _Maps(values, predicted, tuple(np.full(values.shape, share) for share in shares))


def _trends(
    maps: Sequence[_Maps], columns: np.ndarray, straight: int, aspect: float, progress: Progress
) -> Iterator[tuple[int, CellTrend, float]]:
    """Yield the trends of elements by number, with doubts; of ``columns`` (k, rows, columns) the first are lines."""
    alike: dict[bytes, list[int]] = {}
    for number, own in enumerate(maps):
        alike.setdefault(own.alike, []).append(number)
    for numbers in alike.values():
        noises = maps[numbers[0]].noises
        told = [(maps[k].values, maps[k].held_out) for k in numbers]
        with one_blas_thread():
            trends = CellTrends(told, columns[:straight], columns[straight:], noises, aspect)
            if trends.cells < FEWEST_CELLS:
                continue
            doubted = doubts(trends)
            for place, number in enumerate(numbers):
                progress.check(number / len(maps))
                yield number, trends.trend(place), doubted[place]


def without_image(model: FusionModel, coarse: CoarseValues) -> FusionModel:
    """Return a model whose elements are told by their coarse map alone: the image weighs 0.

    The covariance of each element is found anew, of all of its field and not of what the image left of it; how exact
    its values are is what training found, and exact where it did not ask.
    """
    grid = coarse.alignment.coarse
    rows, cols = np.indices(grid.shape)
    aspect = cell_aspect(grid, grid.map_xy(cols.ravel() + 0.5, rows.ravel() + 0.5)[1])
    found = zip_longest(model.targets, coarse.values, coarse.samples, coarse.scatters)
    pixels = coarse.alignment.pixels_per_cell
    targets = [replace(t, blend=_alone(t.blend, v, n, scatter, pixels, aspect)) for t, v, n, scatter in found]
    return replace(model, targets=tuple(targets))


def _alone(
    known: Blend | None,
    values: np.ndarray,
    counts: np.ndarray | None,
    scatter: Scatter | None,
    pixels: float,
    aspect: float,
) -> Blend | None:
    if not np.isfinite(values).any():
        return known
    counts = counts if known is not None and known.counted else None
    samples: float | np.ndarray | None = None
    if counts is not None:
        samples = completed(counts, values)
    elif known is None or known.exact:
        samples = math.inf
    elif known.kept == 0:
        samples = known.samples
    nothing = np.where(np.isfinite(values), 0.0, np.nan)
    return _blend(Fields([(values, nothing)], [scatter]), 0, pixels, aspect, samples, counts)


def _behind(asked: int, counts: np.ndarray | None, values: np.ndarray) -> float | np.ndarray | None:
    """Return the numbers of samples behind values as the user tells, else as the map carries them; None for none."""
    return asked or (None if counts is None else completed(counts, values))


def completed(counts: np.ndarray, values: np.ndarray) -> np.ndarray | None:
    """Return the numbers of samples behind values (rows, columns), a typical one where it is not known; None for none.

    Typical is the harmonic mean, with which the mean error is right.
    """
    known = np.isfinite(values) & (counts > 0)
    return np.where(known, counts, harmonic_mean(counts, np.where(known, values, np.nan))) if known.any() else None


class Detail(NamedTuple):
    """The detail that the drift of an element has at pixels, in its unit, judged by parts of the image.

    ``width`` is the standard deviation, in sides of a cell, of the Gaussian mean that rids it of the noise of the
    image, and ``left`` the error that stays. Standard deviations within coarse cells are ``kept`` by the mean,
    ``within`` is that without the noise, and ``rough`` that of all. ``seen`` tells that parts of the image hold whole
    cells.
    """

    width: float
    left: float
    kept: float
    within: float
    rough: float
    seen: bool


def details(model: FusionModel, features: Features, cells: CoarseCells) -> list[Detail]:
    """Return the detail of the drift of each element of a model, from parts of the image that are evenly spread."""
    whole = Window(0, 0, features.height, features.width)
    prediction = Prediction(model, features, whole, drift=True)
    parts = evenly_spread(whole)
    planes = [values for window in parts if (values := prediction.at(window)[0]) is not None]
    ratio = math.sqrt(cells.pixels)
    seen = ratio <= max(max(window.shape) for window in parts)
    found = []
    for k in range(len(model.targets)):
        own = [plane[k] for plane in planes]
        width, left = best_width(own, NARROWEST * ratio)
        width = min(width, BROADEST * ratio)
        kept = detail([smoothed(plane, width) for plane in own], ratio)
        within, rough = detail_without_noise(own, ratio), detail(own, ratio)
        found.append(Detail(width / ratio, left, kept, within, rough, seen))
    return found


def with_detail(blend: Blend, own: Detail, told: np.ndarray) -> Blend:
    """Return a blend with what the detail of its drift says of the map, beside what is ``told`` of cells left out.

    ``told`` is (rows, columns). Of the detail that the Gaussian mean keeps nothing in the coarse map is a witness: half
    of it is taken to be in error.
    """
    blend = replace(blend, width=own.width, left=math.hypot(own.left, _DOUBTED * own.kept))
    between = detail([told], 2)
    return blend.textured(own.rough / between, own.seen) if between > 0 else blend


def sentence(name: str, blend: Blend) -> str:
    """Return in plain words what a user should know of an element's blend."""
    nothing = mark(
        "The image adds nothing to the map of {name} that can be told from chance (probability that it helps "
        "{chance:.0%}): the map is nearly that of interpolating the coarse values."
    )
    return _sentence(name, blend.weight, blend.helps, blend.chance, nothing)


def sample_sentence(name: str, unit: str, sampled: SampledElement) -> str:
    """Return what a user should know of the samples of an element: what the image adds to ordinary kriging of them."""
    own, alone = (f"{rmse:.3g}" + (f" {unit}" if unit else "") for rmse in (sampled.rmse, sampled.rmse_alone))
    errors = tr(
        "Left out one by one, samples are told to {own} (RMSE) by the map, to {alone} by ordinary kriging of the "
        "samples without the image.",
        own=own,
        alone=alone,
    )
    if not sampled.estimated:
        return f"{name}: {errors}"
    nothing = mark(
        "The image adds nothing to the map of {name} that can be told from chance (probability that it helps "
        "{chance:.0%}): the map is nearly ordinary kriging of the samples."
    )
    return f"{_sentence(name, sampled.blend.weight, sampled.helps, sampled.chance, nothing)} {errors}"


def _sentence(name: str, weight: float, helps: bool, chance: float, nothing: str) -> str:
    """Return whether the image helps, and by how much; ``nothing`` is the sentence where it does not."""
    if not helps:
        return tr(nothing, name=name, chance=chance)
    text = mark(
        "The image helps the map of {name} (probability {chance:.1%}): the detail that it predicts is in the map."
    )
    if weight < 1 - _AS_IT_IS:
        text = mark(
            "The image helps the map of {name} (probability {chance:.1%}): {weight:.0%} of the detail that it predicts "
            "is in the map."
        )
    elif weight > 1 + _AS_IT_IS:
        text = mark(
            "The image helps the map of {name} (probability {chance:.1%}): the detail that it predicts is in the map, "
            "{weight:.2g} times as strong."
        )
    return tr(text, name=name, chance=chance, weight=weight)


def coarse_sentence(blend: Blend, judged: bool = False) -> str:
    """Return how the coarse map was read; who can still say what was ``judged`` of it is asked to."""
    if blend.exact:
        text = tr("The coarse values are taken as exact block means and are kept.")
    elif blend.kept:
        text = tr(
            "The coarse values may be exact block means ({kept:.0%}) or means of some {samples:.0f} samples a cell: "
            "{share:.0%} of what would be their noise is smoothed out, not reproduced.",
            kept=blend.kept,
            samples=blend.samples,
            share=1 - blend.kept,
        )
    else:
        text = tr(
            "The coarse values are taken as means of a few samples, about {samples:.1f} a cell, and their noise is "
            "smoothed out, not reproduced.",
            samples=blend.samples,
        )
    return text + " " + tr("Give CELL_SAMPLES to say how many there are.") if judged else text


def in_numbers(name: str, blend: Blend) -> str:
    """Return what the two sentences stand on, in the words of the method."""
    return tr(
        "{name} in numbers: weight of the image {weight:.2f} (estimate {estimate:.2f}, standard error {error:.2f}); "
        "log odds for noise in the coarse values {odds:.1f}.",
        name=name,
        weight=blend.weight,
        estimate=blend.estimate,
        error=blend.error,
        odds=blend.odds,
    )
