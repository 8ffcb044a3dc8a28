"""The train step: from images and coarse values to a cross-validated fusion model."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import skew

from . import applicability
from .alignment import align
from .contribution import coarse_sentence, contributions, sentence
from .crossvalidation import Folds, interpolated, make_folds, out_of_fold
from .errors import FusionError
from .features import Features, FeatureSet, choose_levels, spectral_wavelengths
from .files import atomic_file
from .grid import Grid
from .importance import element_importance, shared_weights
from .indices import NONE, choose_indices
from .methods import METHODS, PREFERRED, choose, draw, missing_scikit_learn
from .model import FusionModel, Target
from .points import PointValues
from .predictors import Predictor
from .progress import SILENT, Progress
from .raster import RasterStack, describe, fingerprint, require_crs
from .samples import SUPPORTS, TrainingTable, table_from_grid, table_from_points
from .version import versions

TRANSFORMS = {
    "none": "values as they are",
    "log": "natural logarithm, mean-corrected on return",
    "auto": "logarithm for positive, strongly right-skewed elements",
}
_SKEWED = 1.0
_CLEAR_GAIN = 0.5  # of the mean squared error
_GROUPS = 10
_MOST_GROUPINGS = 5
_GROUPED_ROWS = 2000
_CONSTANT = 1e-9  # spread of a feature, relative to its size, below which it says nothing
_LITTLE_SPREAD = 0.05


@dataclass(frozen=True)
class Training:
    """What to train on and how; see the parameters of ``geochemfusion:train``. Bands are counted from 0."""

    rasters: Sequence[str]
    geochem: str | None = None
    geochem_bands: Sequence[int] | None = None
    points: PointValues | None = None
    method: str = "auto"
    features: str = "multiscale"
    support: str = "cell_mean"
    transform: str = "none"
    discrete: bool = False
    levels: int = 0
    mean_filter: int = 5
    derivative: bool = True
    derivative_mean: bool = False
    wavelengths: str = ""
    indices: str = NONE
    mask: str | None = None
    folds: int = 5
    block_size: float = 0.0
    tune: int = 0
    seed: int = 0
    cell_samples: int = 0


@dataclass
class Candidate:
    """One method with its parameters, and how it did: mean squared error out of fold in squared units."""

    method: str
    parameters: dict[str, Any]
    error: float


@dataclass
class ElementResult:
    """What training found for one element; arrays (n,) over its rows, in the element's unit."""

    name: str
    unit: str
    rows: np.ndarray
    observed: np.ndarray
    predicted: np.ndarray
    interpolated: np.ndarray
    folds: Folds
    candidates: list[Candidate]
    target: Target
    nearby: np.ndarray | None = None  # predictions by a model that knew the neighbours, for METHOD=auto

    @property
    def scores(self) -> dict[str, Any]:
        return self.target.scores

    def verdict(self) -> str:
        """Return the sentence a user should read first."""
        skill, unit = self.scores["skill"], f" {self.unit}" if self.unit else ""
        label = METHODS[self.target.method].label
        start = f"{self.name}: {label} is off by {self.scores['rmse']:.3g}{unit} on held-out blocks"
        start += f" (RMSE, n = {len(self.rows)})"
        if skill is None:
            return f"{start}."
        change = 100 * (1 - math.sqrt(1 - skill)) if skill < 1 else 100.0
        if change > 0:
            return (
                f"{start}, {change:.0f} % less than interpolating the coarse map: "
                "the image helps to predict unseen ground."
            )
        return (
            f"{start}, {-change:.0f} % more than interpolating the coarse map: away from the cells that were measured "
            "the image alone predicts worse than interpolation; compare the fused map with plain interpolation before "
            "use."
        )


@dataclass
class TrainingResult:
    """The model and everything a report needs."""

    model: FusionModel
    table: TrainingTable
    elements: list[ElementResult]
    dropped_features: list[str] = field(default_factory=list)

    def mean_score(self, name: str) -> float | None:
        """Return the mean of a score over the elements that have it, None where none has."""
        values = [e.scores[name] for e in self.elements if e.scores[name] is not None]
        return float(np.mean(values)) if values else None


def train(request: Training, progress: Progress = SILENT) -> TrainingResult:
    """Cross-validate and fit one predictor per element.

    Raises FusionError for bad input or where scikit-learn is missing, Cancelled where the user stops.
    """
    _check(request)
    stack = RasterStack(request.rasters, None, request.mask)
    if stack.resampled:
        progress.warn(f"Resampled to the grid of the first raster (bilinear): {', '.join(stack.resampled)}.")
    features = _features(request, stack, progress.part(0, 0.3))
    table = _table(request, features, stack.grid, progress.part(0.3, 0.6))
    _log_table(table, progress)
    used, dropped = _informative(table)
    for name in dropped:
        progress.warn(f"The feature '{name}' is constant over the training places and is left out.")
    if not used:
        raise FusionError(
            "Every feature is constant over the training places: choose other RASTERS, FEATURES or SUPPORT."
        )
    elements: list[ElementResult] = []
    for k in range(len(table.elements)):
        part = progress.part(0.6 + 0.4 * k / len(table.elements), 0.6 + 0.4 * (k + 1) / len(table.elements))
        element = _element(request, table, k, used, part)
        element.scores["importance"] = element_importance(
            table, element.target, element.rows, element.observed, element.folds, request.seed
        )
        elements.append(element)
        progress.info(element.verdict())
    _weigh(request, table, elements, progress)
    feature_range = np.stack([table.features.min(axis=0), table.features.max(axis=0)])
    model = FusionModel(
        features.spec,
        tuple(e.target for e in elements),
        feature_range,
        table.spacing,
        table.crs,
        _history(request, table),
        _applicability(request, table, elements),
    )
    return TrainingResult(model, table, elements, dropped)


def _weigh(request: Training, table: TrainingTable, elements: list[ElementResult], progress: Progress) -> None:
    """Give the targets of METHOD=auto the weight that the coarse map supports, and say so."""
    nearby = [e.nearby for e in elements if e.nearby is not None]
    if table.cells is None or len(nearby) < len(elements):
        return
    rows, observed = [e.rows for e in elements], [e.observed for e in elements]
    blends = contributions(table.cells, rows, observed, nearby, request.cell_samples)
    progress.info(coarse_sentence(blends[0]))
    for element, blend in zip(elements, blends):
        element.target = replace(element.target, blend=blend)
        progress.info(sentence(element.name, blend))


def _applicability(
    request: Training, table: TrainingTable, elements: Sequence[ElementResult]
) -> applicability.Applicability | None:
    weights = shared_weights([e.scores["importance"] for e in elements], table.names)
    return applicability.measure(table.features, weights, [(e.rows, e.folds.fold) for e in elements], request.seed)


def _check(request: Training) -> None:
    missing = missing_scikit_learn()
    if missing:
        raise FusionError(missing)
    if (request.geochem is None) == (request.points is None):
        raise FusionError(
            "Give either GEOCHEM (a coarse raster) or SAMPLES (points with FIELDS), not both and not neither."
        )
    if request.transform not in TRANSFORMS:
        raise FusionError(f"TRANSFORM '{request.transform}' is not known: give one of {', '.join(TRANSFORMS)}.")
    if request.discrete and request.transform == "log":
        raise FusionError(
            "DISCRETE rounds values to whole numbers and cannot be combined with TRANSFORM=log: choose one."
        )
    if request.tune < 0:
        raise FusionError(f"TUNE is {request.tune}: give the number of trials, 0 for none.")


def _features(request: Training, stack: RasterStack, progress: Progress) -> Features:
    ratio = None
    if request.geochem is not None:
        coarse = describe(request.geochem)
        require_crs(coarse)
        ratio = align(stack.grid, coarse.grid).ratio
    levels = choose_levels(request.levels, ratio, *stack.grid.shape)
    wavelengths = spectral_wavelengths(request.wavelengths, stack.bands)
    spec = FeatureSet(
        request.features,
        tuple(stack.band_names),
        levels,
        request.mean_filter,
        request.derivative,
        request.derivative_mean,
        wavelengths,
        choose_indices(request.indices, stack.band_names, wavelengths, progress),
    )
    if spec.decomposed:
        progress.info(f"{levels} pyramid levels; {len(spec.names)} features from {len(spec.bands)} bands.")
    return Features(spec, stack.read, *stack.grid.shape, progress)


def _table(request: Training, features: Features, image: Grid, progress: Progress) -> TrainingTable:
    if request.points is not None:
        return table_from_points(features, image, request.points, progress)
    assert request.geochem is not None
    return table_from_grid(features, image, request.geochem, request.geochem_bands, request.support, progress)


def _log_table(table: TrainingTable, progress: Progress) -> None:
    progress.info(f"{len(table)} training places, {table.features.shape[1]} features, {len(table.elements)} elements.")
    for reason, count in table.dropped.items():
        if count:
            progress.info(f"Left out: {count} {reason}.")
    if table.features.shape[1] + 2 > len(table):
        progress.warn(
            f"There are only {len(table)} training places for {table.features.shape[1]} features, so that a linear "
            "model can fit anything: prefer fewer bands or random forest, and mind the cross-validated scores."
        )
    left = float(np.median(table.spread_left))
    text = f"Median share of the features' variance that is left between training places: {left:.1%}."
    if left < _LITTLE_SPREAD:
        progress.warn(
            f"{text} The model is trained on a small part of the range that it meets at the pixels; "
            "SUPPORT=centre, fewer LEVELS or FEATURES=raw keep more."
        )
    else:
        progress.info(text)


def _informative(table: TrainingTable) -> tuple[list[int], list[str]]:
    """Return the indices of features that vary over the training places, and the names of those that do not."""
    size = np.abs(table.features).max(axis=0)
    varies = table.features.std(axis=0) > _CONSTANT * np.maximum(size, np.finfo(float).tiny)
    return [int(i) for i in np.flatnonzero(varies)], [n for n, v in zip(table.names, varies) if not v]


def _element(request: Training, table: TrainingTable, index: int, used: list[int], progress: Progress) -> ElementResult:
    name, unit = table.elements[index], table.units[index]
    rows = np.flatnonzero(np.isfinite(table.targets[:, index]))
    values = table.targets[rows, index]
    if len(rows) < 3:
        raise FusionError(f"'{name}' has {len(rows)} usable values, and three is the least: leave this element out.")
    if np.ptp(values) == 0:
        raise FusionError(
            f"'{name}' has the same value {values[0]:g} everywhere, so there is nothing to learn: leave it out."
        )
    # whole numbers are those of the unit, not of logarithms
    transform = "none" if request.discrete else choose_transform(request.transform, name, values)
    if request.transform == "auto":
        progress.info(f"{name}: transform '{transform}'.")
    positions = table.positions[rows]
    folds = make_folds(positions, values[:, None], table.spacing, request.folds, request.block_size, request.seed)
    if folds.count < request.folds:
        progress.warn(
            f"{name}: {folds.count} folds instead of {request.folds}, because there are only {folds.blocks} blocks."
        )
    work = _Fitting(
        request, table.features[np.ix_(rows, np.array(used))], values, table.weights[rows], transform, folds
    )
    candidates, best, predicted = work.search(progress)
    baseline = interpolated(positions, values, folds)
    scores = score(values, predicted, baseline)
    scores.update(folds=folds.count, block_size=folds.block_size, blocks=folds.blocks, n=len(rows))
    predictor, smearing = work.final(best, progress)
    parameters = dict(best.parameters, discrete=work.discrete(best.method))
    target = Target(name, unit, best.method, transform, smearing, tuple(used), predictor, parameters, scores)
    nearby = work.nearby(best) if request.method == "auto" and table.cells is not None else None
    return ElementResult(name, unit, rows, values, predicted, baseline, folds, candidates, target, nearby)


class _Fitting:
    """Fits candidates for one element, on the transformed scale, and brings predictions back to its unit."""

    def __init__(
        self, request: Training, x: np.ndarray, values: np.ndarray, weights: np.ndarray, transform: str, folds: Folds
    ) -> None:
        self.request, self.x, self.values, self.weights, self.folds = request, x, values, weights, folds
        self.log = transform == "log"
        self.y = np.log(values) if self.log else values

    def discrete(self, method: str) -> bool:
        return self.request.discrete and METHODS[method].fit_discrete is not None

    def search(self, progress: Progress) -> tuple[list[Candidate], Candidate, np.ndarray]:
        """Try every candidate and return all, the best one and its out-of-fold predictions."""
        tried: list[Candidate] = []
        predictions: list[np.ndarray] = []
        options = self._options()
        for number, (method, parameters) in enumerate(options):
            progress.check(0.9 * number / len(options))
            predicted = self._out_of_fold(method, parameters, self.folds)
            candidate = Candidate(method, parameters, float(np.nanmean((predicted - self.values) ** 2)))
            tried.append(candidate)
            predictions.append(predicted)
        best = self._best(tried)
        return tried, tried[best], predictions[best]

    def _best(self, tried: list[Candidate]) -> int:
        """Return the place of the candidate with the least error; METHOD=auto leaves PREFERRED for a clear gain only.

        Held-out blocks ask for extrapolation, a fused map for detail between known cells: on real surveys a method that
        was better at the first by some 10 % (a line) made a far worse map. Half the error is another matter.
        """
        errors = np.array([candidate.error for candidate in tried])
        preferred = np.array([candidate.method == PREFERRED for candidate in tried])
        if self.request.method == "auto" and errors[preferred].min(initial=np.inf) * _CLEAR_GAIN <= errors.min():
            errors = np.where(preferred, errors, np.inf)
        return int(errors.argmin())

    def final(self, best: Candidate, progress: Progress) -> tuple[Predictor, float]:
        """Fit the chosen candidate on all rows; return it with the smearing factor of its out-of-fold residuals."""
        progress.check(0.9)
        predictor = self._fit(best.method, best.parameters, self.x, self.y, self.weights)
        smearing = 1.0
        if self.log:
            smearing = float(np.mean(np.exp(self.y - self._raw_out_of_fold(best.method, best.parameters, self.folds))))
        return predictor, smearing

    def nearby(self, best: Candidate) -> np.ndarray:
        """Return predictions of rows left out in small random groups, so that most of their neighbours are known.

        Few rows are grouped anew several times and averaged, because there the luck of one grouping counts.
        """
        rows = len(self.values)
        count = min(_GROUPS, rows)
        generator = np.random.default_rng(self.request.seed)
        total = np.zeros(rows)
        repeats = max(1, min(_MOST_GROUPINGS, _GROUPED_ROWS // rows))
        parameters = dict(best.parameters)
        if "n_estimators" in parameters:  # the trees of all groupings are averaged
            parameters["n_estimators"] = -(-parameters["n_estimators"] // repeats)
        for _ in range(repeats):
            folds = Folds(generator.permutation(rows) % count, count, 0.0, count)
            total += self._out_of_fold(best.method, parameters, folds)
        return total / repeats

    def _options(self) -> list[tuple[str, dict[str, Any]]]:
        methods = choose(self.request.method)
        options = [(m, dict(METHODS[m].defaults)) for m in methods]
        generator = np.random.default_rng(self.request.seed)
        for trial in range(self.request.tune):
            method = methods[trial % len(methods)]
            options.append((method, draw(method, generator)))
        return options

    def _fit(
        self, method: str, parameters: dict[str, Any], x: np.ndarray, y: np.ndarray, weights: np.ndarray
    ) -> Predictor:
        known = METHODS[method]
        fit = known.fit_discrete if self.discrete(method) else known.fit
        assert fit is not None
        return fit(x, y, weights, parameters, self.request.seed)

    def _raw_out_of_fold(self, method: str, parameters: dict[str, Any], folds: Folds) -> np.ndarray:
        def fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> Any:
            return self._fit(method, parameters, x, y, weights).predict

        return out_of_fold(fit, self.x, self.y, self.weights, folds)

    def _out_of_fold(self, method: str, parameters: dict[str, Any], folds: Folds) -> np.ndarray:
        """Return out-of-fold predictions in the element's unit; each fold's smearing comes from the other folds."""
        raw = self._raw_out_of_fold(method, parameters, folds)
        if not self.log:
            return raw
        residual = np.exp(self.y - raw)
        out = np.exp(raw)
        for fold in range(folds.count):
            own = folds.fold == fold
            out[own] *= residual[~own].mean()
        return out


def choose_transform(transform: str, name: str, values: np.ndarray) -> str:
    """Return ``none`` or ``log`` for an element. Raises FusionError where a logarithm is asked of values <= 0."""
    positive = bool((values > 0).all())
    if transform == "log" and not positive:
        count = int((values <= 0).sum())
        raise FusionError(
            f"'{name}' has {count} values that are zero or negative and have no logarithm: use TRANSFORM=auto or none, "
            "or replace values below detection first."
        )
    if transform == "auto":
        skewed = float(skew(values)) > _SKEWED
        return "log" if positive and skewed and abs(skew(np.log(values))) < abs(skew(values)) else "none"
    return transform


def score(observed: np.ndarray, predicted: np.ndarray, baseline: np.ndarray) -> dict[str, Any]:
    """Return R, R2, RMSE and skill over the baseline, for out-of-fold predictions; None where undefined."""
    both = np.isfinite(predicted) & np.isfinite(baseline)
    o, p, b = observed[both], predicted[both], baseline[both]
    error, reference = float(np.mean((p - o) ** 2)), float(np.mean((b - o) ** 2))
    spread = float(np.var(o))
    return {
        "r": float(np.corrcoef(o, p)[0, 1]) if np.ptp(p) > 0 and spread > 0 else None,
        "r2": 1 - error / spread if spread > 0 else None,
        "rmse": math.sqrt(error),
        "skill": 1 - error / reference if reference > 0 else None,
        "rmse_interpolated": math.sqrt(reference),
        "r_interpolated": float(np.corrcoef(o, b)[0, 1]) if np.ptp(b) > 0 and spread > 0 else None,
    }


def _history(request: Training, table: TrainingTable) -> dict[str, Any]:
    inputs = [fingerprint(path) for path in [*request.rasters, *([request.geochem] if request.geochem else [])]]
    if request.points is not None:
        inputs.append({"name": request.points.source, "points": len(request.points.x)})
    elsewhere = ("rasters", "geochem", "points")  # among the inputs
    settings = {f.name: getattr(request, f.name) for f in fields(request) if f.name not in elsewhere}
    settings["mask"] = Path(request.mask).name if request.mask else ""
    return {
        "settings": settings,
        "inputs": inputs,
        "versions": versions(),
        "rows": len(table),
        "dropped": table.dropped,
    }


def write_table(result: TrainingResult, path: str) -> None:
    """Write the training rows as CSV: place, weight, per element fold, value and out-of-fold values, then features."""
    table = result.table
    head = ["x", "y", "weight"]
    columns: list[np.ndarray] = [*table.places.T, table.weights]
    for element in result.elements:
        given = {
            "observed": element.observed,
            "predicted out of fold": element.predicted,
            "interpolated out of fold": element.interpolated,
            "fold": element.folds.fold + 1,
        }
        for label, values in given.items():
            column = np.full(len(table), np.nan)
            column[element.rows] = values
            head.append(f"{element.name} {label}")
            columns.append(column)
    head += table.names
    columns += list(table.features.T)
    with atomic_file(path) as file:
        writer = csv.writer(file)
        writer.writerow(head)
        writer.writerows([["" if math.isnan(v) else repr(float(v)) for v in row] for row in zip(*columns)])


def support_label(support: str) -> str:
    """Return what a support means, for reports."""
    return SUPPORTS[support]
