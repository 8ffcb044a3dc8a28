"""What training found: for each element, and the model with everything that a report needs.

Besides what every training makes of what it found: the weight of the image, the area of applicability, the history.
"""

from __future__ import annotations

import csv
import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from ..errors import given
from ..evaluation.measures import Row
from ..evaluation.verdict import judge
from ..files import atomic_file
from ..geostatistics.blend import Blend
from ..geostatistics.folds import Folds
from ..geostatistics.interpolation import REFERENCE, of_samples
from ..image.features import Features
from ..language import mark, tr
from ..progress import Progress
from ..regression import applicability
from ..regression.fitting import Candidate
from ..regression.importance import shared_weights
from ..regression.kept_samples import KeptSamples, SampledElement, sampled_element
from ..regression.methods import method_label
from ..regression.request import Inputs, TrainingRequest
from ..regression.training_table import TrainingTable
from ..reports.provenance import fingerprint
from ..reports.version import versions
from ..samples.metric import metric_places
from ..units import is_one_unit
from .contribution import (
    coarse_sentence,
    contributions,
    details,
    doubt_sentence,
    drift_sentence,
    drifts,
    in_numbers,
    sample_sentence,
    sentence,
    with_detail,
)
from .model import FusionModel, Level, Target

_IN_UNITS = ("rmse", "rmse_interpolated")  # scores in the unit of their element


@dataclass
class TrainedElement:
    """What training found for one element; arrays (n,) over its rows, in the element's unit.

    ``plain`` is what is said of the rows without the image, by name. ``at_points`` says that the rows are samples at
    points, not cells.
    """

    name: str
    unit: str
    rows: np.ndarray
    observed: np.ndarray
    predicted: np.ndarray
    plain: dict[str, np.ndarray]
    folds: Folds
    candidates: list[Candidate]
    chosen: Candidate
    target: Target
    leave_group_out: np.ndarray | None = None  # of a model that knew the neighbours, for METHOD=auto and samples
    drift: np.ndarray | None = None  # what the image says of cells left out in the mode residual
    reduced: list[Row] = field(default_factory=list)  # measures of the check at reduced resolution
    reduced_sentence: str = ""
    coarse_sentence: str = ""  # how its coarse values are read, for METHOD=auto
    sampled: SampledElement | None = None  # what its samples say, where it was trained on samples at points
    at_points: bool = False

    @property
    def interpolated(self) -> np.ndarray:
        """The interpolation of the coarse map that scores are compared with."""
        return self.plain[REFERENCE]

    @property
    def scores(self) -> dict[str, Any]:
        return self.target.scores

    @property
    def blend(self) -> Blend | None:
        """What the coarse map or the samples say of the image; None unless they were asked its weight."""
        if self.sampled is not None and self.sampled.estimated:
            return self.sampled.blend
        return self.target.blend

    def contribution(self) -> str:
        """Return the sentence on what the image adds to the map; an empty one where that was not asked."""
        if self.sampled is not None:
            return sample_sentence(self.name, self.unit, self.sampled)
        return "" if self.target.blend is None else sentence(self.name, self.target.blend)

    def verdict(self) -> str:
        """Return the sentence a user should read first."""
        unit = f" {self.unit}" if self.unit else ""
        start = tr(
            "{name}: {method} is off by {rmse} on held-out blocks (RMSE, n = {n})",
            name=self.name,
            method=method_label(self.target.method),
            rmse=f"{self.scores['rmse']:.3g}{unit}",
            n=len(self.rows),
        )
        plain = {of_samples(name) if self.at_points else name: told for name, told in self.plain.items()}
        found = judge(self.observed, self.predicted, plain, self.folds)
        return f"{start}." if found is None else found.sentence(start, self.unit)


@dataclass
class LevelResult:
    """What training found for the mean logarithm of a composition."""

    candidates: list[Candidate]
    chosen: Candidate
    level: Level


@dataclass
class TrainingResult:
    """The model and everything a report needs.

    ``level`` is None where no element is part of a composition; ``story`` tells what a search chose, if there was one.
    """

    model: FusionModel
    table: TrainingTable
    elements: list[TrainedElement]
    level: LevelResult | None = None
    story: str = ""

    @property
    def blends(self) -> list[Blend]:
        """What the coarse map or the samples say of the image for each element; empty unless METHOD=auto asked them."""
        return [blend for e in self.elements if (blend := e.blend) is not None]

    @property
    def notes(self) -> list[str]:
        """What was dropped, shifted, converted, capped or assumed on the way, and warnings."""
        return list(self.model.history["notes"])

    @property
    def weight(self) -> float | None:
        """The weight of the image in the mode ``residual``, mean over elements; None where none was estimated."""
        return float(np.mean([blend.weight for blend in self.blends])) if self.blends else None

    @property
    def weight_error(self) -> float | None:
        """The standard error of the estimated weight, mean over elements; None where none was estimated."""
        return float(np.mean([blend.error for blend in self.blends])) if self.blends else None

    def verdicts(self) -> list[str]:
        """Return for each element what the image contributes; where that is not known, how it does on unseen ground."""
        if self.blends:
            return [element.contribution() for element in self.elements]
        return [element.verdict() for element in self.elements]

    def mean_score(self, name: str) -> float | None:
        """Return the mean of a score over the elements that have it.

        None where none has, and for an error in the units of the elements where these differ.
        """
        if name in _IN_UNITS and not is_one_unit([element.unit for element in self.elements]):
            return None
        values = [e.scores[name] for e in self.elements if e.scores[name] is not None]
        return float(np.mean(values)) if values else None


def tell_units(elements: Sequence[TrainedElement], progress: Progress) -> None:
    """Say where elements have errors in several units, which have no mean."""
    units = list(dict.fromkeys(element.unit or tr("no unit") for element in elements))
    if not is_one_unit([element.unit for element in elements]):
        text = mark("The elements are in several units ({units}), so that there is no mean RMSE of them.")
        progress.note(tr(text, units=", ".join(units)))


def weigh(
    inputs: Inputs,
    model: FusionModel,
    table: TrainingTable,
    elements: Sequence[TrainedElement],
    leave_group_out: Sequence[np.ndarray],
    features: Features,
    progress: Progress,
) -> FusionModel:
    """Return a model of the elements with the weights that the coarse map supports, and say what they are.

    Points have no coarse map and no weight. ``leave_group_out`` are predictions of each element's rows by models that
    have not seen them. Where the table has kernels, targets get trends too. ``features`` are those of the image.
    """
    if table.cells is None:
        return model
    behind = table.samples_behind
    told = [(e.rows, e.observed, out, behind.get(e.name)) for e, out in zip(elements, leave_group_out)]
    said = drifts(table, told, inputs.cell_samples, progress)
    for element, drift in zip(elements, said):
        element.drift = drift.held_out
        if drift.trend:
            element.target = replace(element.target, trend=drift.trend)
            progress.info(drift_sentence(element.name, drift))
        if doubted := doubt_sentence(element.name, drift):
            progress.note(doubted)
    model = replace(model, targets=tuple(element.target for element in elements))
    seen = details(model, features, table.cells)
    told = [(rows, observed, drift.held_out, counts) for (rows, observed, _, counts), drift in zip(told, said)]
    scatters = [table.scatters_behind.get(element.name) for element in elements]
    beside = [drift.doubt for drift in said], [own.within for own in seen], scatters
    for element, own, blend in zip(elements, seen, contributions(table.cells, told, inputs.cell_samples, *beside)):
        counts = behind.get(element.name)
        laid = table.cells.spread(element.rows, given(element.drift))
        element.target = replace(element.target, blend=with_detail(blend, own, laid))
        judged = not inputs.cell_samples and counts is None
        element.coarse_sentence = f"{element.name}: {coarse_sentence(blend, judged)}"
        progress.info(element.coarse_sentence)
        progress.info(sentence(element.name, blend))
        progress.info(in_numbers(element.name, blend))
    return replace(model, targets=tuple(element.target for element in elements))


def with_samples(
    model: FusionModel,
    table: TrainingTable,
    elements: Sequence[TrainedElement],
    weight: float | None,
    progress: Progress,
) -> FusionModel:
    """Return the model with the samples at points that it was trained on; that of a coarse map as it is.

    The image of each element weighs what its samples support, or a ``weight`` that is given; the elements are told.
    """
    if table.cells is not None:
        return model
    x, y = table.places.T
    places, crs = metric_places(x, y, table.crs)
    fitted = model.predict_rows(table.features).astype(np.float32).astype(float)
    values, columns = np.full(fitted.shape, np.nan), [table.elements.index(element.name) for element in elements]
    counts = given(table.counts)[:, columns]
    for k, element in enumerate(elements):
        rows = _all_rows(table, elements, element)
        values[rows, k] = observed = table.targets[rows, columns[k]]
        held_out = fitted[:, k].copy()  # a prediction of what did not teach is one of a sample left out
        held_out[element.rows] = given(element.leave_group_out)
        transform, own = element.target.transform, counts[rows, k]
        element.sampled = sampled_element(places[rows], own, observed, held_out[rows], transform, weight)
        progress.check((k + 1) / len(elements))
        progress.info(element.contribution())
    found = [given(element.sampled) for element in elements]
    blends, alone = tuple(one.blend for one in found), tuple(one.alone for one in found)
    return replace(model, samples=KeptSamples(crs, places, counts, values, fitted, blends, alone))


def _all_rows(table: TrainingTable, elements: Sequence[TrainedElement], element: TrainedElement) -> np.ndarray:
    """Return the rows of a table that have a value of an element, or of all of its composition."""
    together = [element]
    if element.target.transform == "clr":
        together = [other for other in elements if other.target.transform == "clr"]
    columns = [table.elements.index(other.name) for other in together]
    return np.flatnonzero(np.isfinite(table.targets[:, columns]).all(axis=1))


def area_of(
    table: TrainingTable, elements: Sequence[TrainedElement], level: LevelResult | None, seed: int
) -> applicability.Applicability | None:
    """Return the area of applicability of what was trained."""
    importances = [e.scores["importance"] for e in elements]
    importances += [level.level.scores["importance"]] if level else []
    weights = shared_weights(importances, table.names)
    return applicability.measure(table.features, weights, [(e.rows, e.folds.fold) for e in elements], seed)


def history(request: TrainingRequest, table: TrainingTable, notes: Sequence[str], *packages: str) -> dict[str, Any]:
    """Return what a model file tells of its training: settings, inputs, versions, rows, and what was left out or noted.

    ``packages`` are those that the result depends on besides the usual, see ``versions``.
    """
    inputs = request.inputs
    files = [fingerprint(path) for path in [*inputs.rasters, *([inputs.geochem] if inputs.geochem else [])]]
    if inputs.points is not None:
        files.append({"name": inputs.points.source, "points": len(inputs.points.x)})
    return {
        "settings": request.settings(),
        "inputs": files,
        "versions": versions(*packages),
        "rows": len(table),
        "dropped": table.dropped,
        "notes": list(notes),
    }


def write_table(result: TrainingResult, path: str) -> None:
    """Write the training rows as CSV: place, weight, per element fold, value and out-of-fold values, then features."""
    table = result.table
    head = ["x", "y", "weight"]
    columns: list[np.ndarray] = [*table.places.T, table.weights]
    for element in result.elements:
        shown = {
            "observed": element.observed,
            "predicted out of fold": element.predicted,
            "interpolated out of fold": element.interpolated,
            "fold": element.folds.fold + 1,
        }
        for label, values in shown.items():
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
