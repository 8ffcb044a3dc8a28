"""The train step: from images and coarse values to a cross-validated fusion model."""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import numpy as np

from . import applicability
from .contribution import coarse_sentence, contributions, sentence
from .crossvalidation import Folds, interpolated, make_folds, score
from .errors import FusionError
from .files import atomic_file
from .fitting import Candidate, Fitting
from .importance import element_importance, shared_weights
from .methods import METHODS
from .model import FusionModel, Target
from .preparation import Training, check, image_features, informative, log_table, training_table
from .progress import SILENT, Progress
from .raster import RasterStack, fingerprint
from .samples import SUPPORTS, TrainingTable
from .transforms import choose_transform
from .version import versions


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
    check(request)
    stack = RasterStack(request.rasters, None, request.mask)
    if stack.resampled:
        progress.warn(f"Resampled to the grid of the first raster (bilinear): {', '.join(stack.resampled)}.")
    features = image_features(request, stack, progress.part(0, 0.3))
    table = training_table(request, features, stack.grid, progress.part(0.3, 0.6))
    log_table(table, progress)
    used, dropped = informative(table)
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
    work = Fitting(request, table.features[np.ix_(rows, np.array(used))], values, table.weights[rows], transform, folds)
    candidates, best, predicted = work.search(progress)
    baseline = interpolated(positions, values, folds)
    scores = score(values, predicted, baseline)
    scores.update(folds=folds.count, block_size=folds.block_size, blocks=folds.blocks, n=len(rows))
    predictor, smearing = work.final(best, progress)
    parameters = dict(best.parameters, discrete=work.discrete(best.method))
    target = Target(name, unit, best.method, transform, smearing, tuple(used), predictor, parameters, scores)
    nearby = work.nearby(best) if request.method == "auto" and table.cells is not None else None
    return ElementResult(name, unit, rows, values, predicted, baseline, folds, candidates, target, nearby)


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
