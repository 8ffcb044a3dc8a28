"""The compare step: every method on every kind of features, and plain interpolation, over the same held-out ground.

Two checks. Held-out blocks: what each way says of ground that it has not seen. Reduced resolution (Wald et al. 1997):
the coarse map is made coarser still, brought back to its own cells with each method, and compared with itself.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

import numpy as np

from ..errors import FusionError, given
from ..evaluation.measures import MEASURES, Row
from ..files import write_plain, write_rows
from ..formats import number
from ..geostatistics.folds import Folds, make_folds, score
from ..geostatistics.interpolation import HELD_OUT_BASELINES, REFERENCE, plain_predictions
from ..image.image_pass import ImagePass
from ..language import mark, tr
from ..progress import SILENT, Progress, Record
from ..raster.images import open_images
from ..regression.fitting import defaults, fitting_of
from ..regression.methods import METHODS
from ..regression.preparation import (
    Group,
    groups,
    image_features,
    informative,
    log_table,
    tell_left_out,
    training_table,
)
from ..regression.request import Training, check
from ..regression.training_table import TrainingTable, common_rows
from ..reports.provenance import fingerprint
from ..reports.version import versions
from .cnn_comparison import Networks, network_request
from .reduced_resolution import (
    DEGRADE,
    Combination,
    Reduction,
    combination_label,
    no_check_sentence,
    reduce_group,
    reduced_sentence,
)

HELD_OUT, REDUCED = "held-out blocks", "reduced resolution"
_NOT_IN_ALL = mark("cells that some of the kinds of features do not have")
_SLIGHT = 0.01  # a difference in RMSE that no user would notice


@dataclass(frozen=True)
class Comparing:
    """What to compare: ``training`` names inputs and settings (its method and features do not count).

    ``kinds`` are kinds of features; ``degrade`` is the ratio of the check at reduced resolution, 1 for none;
    ``network`` trains convolutional networks too, which takes PyTorch and minutes.
    """

    training: Training
    kinds: Sequence[str]
    degrade: int = DEGRADE.default
    network: bool = False


@dataclass(frozen=True)
class Entry:
    """One way to predict one element, and how it did; ``method`` and ``features`` are empty for plain interpolation."""

    element: str
    unit: str
    check: str
    map: str
    method: str
    features: str
    n: int
    r: float | None
    r2: float | None
    rmse: float
    skill: float | None
    skill_mean_preserving: float | None
    rank: int


@dataclass
class ElementComparison:
    """What was found for one element; arrays (n,) over its rows, entries in the order of their rank."""

    name: str
    unit: str
    folds: Folds
    observed: np.ndarray
    predicted: dict[str, np.ndarray]
    entries: list[Entry]
    verdict: str
    reduced: list[Entry] = field(default_factory=list)
    reduced_verdict: str = ""

    @property
    def best(self) -> Entry:
        """The best entry that uses the image."""
        return next(entry for entry in self.entries if entry.method)

    @property
    def best_plain(self) -> Entry:
        return next(entry for entry in self.entries if not entry.method)


@dataclass
class Comparison:
    """The result: everything that the report, the CSV and the JSON show."""

    request: Comparing
    elements: list[ElementComparison]
    notes: list[str]
    history: dict[str, Any]

    @property
    def entries(self) -> list[Entry]:
        return [entry for element in self.elements for entry in (*element.entries, *element.reduced)]

    @property
    def best_skill(self) -> float | None:
        """The skill of the best method that uses the image, mean over elements."""
        skills = [element.best.skill for element in self.elements if element.best.skill is not None]
        return float(np.mean(skills)) if skills else None

    @property
    def n(self) -> float:
        """The number of cells compared, mean over elements."""
        return float(np.mean([len(element.observed) for element in self.elements]))


def compare(request: Comparing, progress: Progress = SILENT) -> Comparison:
    """Compare all methods on the kinds of features given, beside plain interpolation.

    Raises FusionError for bad input or where scikit-learn is missing (or PyTorch, for networks), Cancelled where the
    user stops.
    """
    training, inputs, progress = request.training, request.training.inputs, Record(progress)
    _check_request(request)
    stack = open_images(inputs.rasters, inputs.mask, training.images, progress)
    tables: dict[str, TrainingTable] = {}
    means: dict[str, TrainingTable] = {}
    for k, kind in enumerate(request.kinds):
        part = progress.part(0.4 * k / len(request.kinds), 0.4 * (k + 1) / len(request.kinds))
        features = image_features(inputs, replace(training.features, kind=kind), ImagePass(stack), part.part(0, 0.4))
        table = training_table(inputs, training.support, features, ImagePass(stack), part.part(0.4, 1))
        if not informative(table)[0]:
            progress.note(tr("Features '{kind}' are left out: all are constant over the cells.", kind=kind))
            continue
        tables[kind] = means[kind] = table
        if training.support != "cell_mean" and request.degrade > 1:
            means[kind] = training_table(inputs, "cell_mean", features, ImagePass(stack), SILENT)
    if not tables:
        raise FusionError("Every feature is constant over the cells: choose other RASTERS, FEATURES or SUPPORT.")
    most = max(map(len, tables.values()))
    tables = common_rows(tables)
    first = next(iter(tables.values()))
    log_table(first, progress)
    tell_left_out({_NOT_IN_ALL: most - len(first)}, progress)
    means = common_rows(means)
    networks = Networks(training, stack, first, progress.part(0.4, 0.45)) if request.network else None
    elements: list[ElementComparison] = []
    together = groups(training.transforms, first, progress, training.discrete)
    averaged = groups(training.transforms, next(iter(means.values())), SILENT, training.discrete)
    for k, (group, degradable) in enumerate(zip(together, averaged)):
        part = progress.part(0.45 + 0.55 * k / len(together), 0.45 + 0.55 * (k + 1) / len(together))
        found = _compared(training, tables, networks, group, part.part(0, 0.8))
        if request.degrade > 1:
            _reduce(request, means, degradable, found, part.part(0.8, 1))
        for element in found:
            progress.info(element.verdict)
            if element.reduced_verdict:
                progress.info(element.reduced_verdict)
        elements += found
    elements.sort(key=lambda element: first.elements.index(element.name))
    if networks is not None and request.degrade > 1:
        progress.note(
            tr("Networks are not tried at reduced resolution: the image that they see stays as fine as it is.")
        )
    files = [fingerprint(path) for path in [*inputs.rasters, given(inputs.geochem)]]
    used = versions(*(["PyTorch"] if networks else []))
    return Comparison(
        request, elements, progress.notes(), {"inputs": files, "versions": used, "dropped": first.dropped}
    )


def _check_request(request: Comparing) -> None:
    check(request.training)
    if request.training.inputs.geochem is None:
        raise FusionError("Comparing needs GEOCHEM, a coarse raster.")
    if not request.kinds:
        raise FusionError("FEATURES is empty: choose at least one kind of features.")
    if request.degrade < DEGRADE.least:
        raise FusionError(
            "DEGRADE is {degrade}: give a whole number, 1 for no check at reduced resolution.", degrade=request.degrade
        )
    if request.network:
        network_request(request.training)


# ---------------------------------------------------------------------------------------------- held-out blocks


def _compared(
    training: Training,
    tables: dict[str, TrainingTable],
    networks: Networks | None,
    group: Group,
    progress: Progress,
) -> list[ElementComparison]:
    """Return what every method says of the elements of a group on every kind of features, beside interpolation."""
    table = next(iter(tables.values()))
    positions = table.positions[group.rows]
    folds = make_folds(positions, group.values, table.spacing, training.folds, training.seed)
    predicted = [plain_predictions(positions, values, folds) for values in group.values.T]
    makers = {}
    combinations = [(kind, method) for kind in tables for method in METHODS]
    plain = progress if networks is None else progress.part(0, 0.2)
    for k, (kind, method) in enumerate(combinations):
        plain.check(k / len(combinations))
        work = fitting_of(replace(training, method=method, tune=0), tables[kind], group, folds)
        label = combination_label(method, kind)
        parts = work.out_of_fold([defaults(method)] * work.y.shape[1], folds)
        makers[label] = (method, kind)
        for own, values in zip(predicted, work.inverse_out_of_fold(parts, folds).T):
            own[label] = values
    if networks is not None:
        seen = networks.out_of_fold(group, folds, progress.part(0.2, 1))
        if np.isfinite(seen).all():
            makers[networks.label] = networks.combination
            predicted[0][networks.label] = seen[:, 0]
        else:
            progress.note(tr("The network is left out for {names}: it does not see every cell.", names=group.label))
    found = []
    for name, unit, values, own in zip(group.names, group.units, group.values.T, predicted):
        entries = _entries(name, unit, values, own, makers)
        found.append(ElementComparison(name, unit, folds, values, own, entries, verdict(name, unit, entries)))
    return found


def _entries(
    name: str,
    unit: str,
    values: np.ndarray,
    predicted: dict[str, np.ndarray],
    makers: dict[str, tuple[str, str]],
) -> list[Entry]:
    found = []
    for label, array in predicted.items():
        scores = score(values, array, predicted[REFERENCE])
        method, kind = makers.get(label, ("", ""))
        measured = (scores["r"], scores["r2"], scores["rmse"], scores["skill"])
        found.append(Entry(name, unit, HELD_OUT, label, method, kind, len(values), *measured, None, 0))
    return _ranked(found)


def _ranked(entries: Sequence[Entry]) -> list[Entry]:
    ordered = sorted(entries, key=lambda entry: entry.rmse)
    return [replace(entry, rank=k) for k, entry in enumerate(ordered, 1)]


def verdict(name: str, unit: str, entries: Sequence[Entry]) -> str:
    """Say in a sentence whether any method beats the best plain interpolation of an element."""
    best = next(entry for entry in entries if entry.method)
    plain = next(entry for entry in entries if not entry.method)
    unit = f" {unit}" if unit else ""
    errors = tr(
        "RMSE {rmse} against {other}, n = {n}",
        rmse=f"{number(best.rmse, 3)}{unit}",
        other=f"{number(plain.rmse, 3)}{unit}",
        n=best.n,
    )
    gain = 1 - best.rmse / plain.rmse if plain.rmse else 0.0
    if gain >= _SLIGHT:
        text = tr("{name}: '{map}' is best on held-out blocks, {gain:.0f} % better than {plain} ({errors}).")
    elif gain > 0:
        text = tr("{name}: '{map}' is less than 1 % better than {plain} on held-out blocks ({errors}).")
    else:
        text = tr("{name}: no method beats {plain} on held-out blocks ({errors}; the best method is '{map}').")
    return text.format(name=name, map=best.map, gain=100 * gain, plain=plain.map, errors=errors)


# ---------------------------------------------------------------------------------------------- reduced resolution


def _reduce(
    request: Comparing,
    tables: dict[str, TrainingTable],
    group: Group,
    elements: Sequence[ElementComparison],
    progress: Progress,
) -> None:
    """Add the check at reduced resolution to the elements of a group, or a note why there is none."""
    parts = len(group.columns) + (group.transform == "clr")
    makers = {combination_label(method, kind): (method, kind) for kind in tables for method in METHODS}
    combinations = [Combination(label, kind, [defaults(method)] * parts) for label, (method, kind) in makers.items()]
    found = reduce_group(request.training, tables, group, combinations, request.degrade, progress)
    if found is None:
        progress.note(no_check_sentence(group.label, request.degrade))
        return
    for element, reduction in zip(elements, found):
        element.reduced = _ranked([_reduced_entry(row, reduction, makers) for row in reduction.rows])
        element.reduced_verdict = reduced_sentence(reduction.rows, request.degrade)


def _reduced_entry(row: Row, reduction: Reduction, makers: dict[str, tuple[str, str]]) -> Entry:
    method, kind = makers.get(row.map, ("", ""))
    r2 = 1 - row.rmse**2 / reduction.variance if reduction.variance > 0 else None
    skills = (row.skill, row.skill_mean_preserving)
    return Entry(row.element, row.unit, REDUCED, row.map, method, kind, row.n, row.r, r2, row.rmse, *skills, 0)


# ---------------------------------------------------------------------------------------------- files


def write_csv(comparison: Comparison, path: str) -> None:
    """Write a line for each element, check and way; an empty cell where a measure is missing."""
    write_rows(path, [column.name for column in fields(Entry)], map(asdict, comparison.entries))


def write_json(comparison: Comparison, path: str) -> None:
    """Write the same as the CSV, with verdicts, what the measures mean, settings, inputs and versions."""
    content = {
        "measures": {
            **{name: MEASURES[name] for name in ("r", "rmse", "skill_mean_preserving")},
            "r2": "1 - MSE / variance of the coarse values compared (no unit); 1 is best",
            "skill": f"1 - MSE / MSE of the {REFERENCE} ({HELD_OUT}) or of bilinear interpolation ({REDUCED}); above 0 "
            "beats it",
            "rank": "place by RMSE within element and check; 1 is best",
        },
        "baselines": HELD_OUT_BASELINES,
        "verdicts": [element.verdict for element in comparison.elements],
        "reduced_verdicts": [element.reduced_verdict for element in comparison.elements if element.reduced_verdict],
        "notes": comparison.notes,
        "rows": [_plain(asdict(entry)) for entry in comparison.entries],
        "settings": settings(comparison.request),
        **comparison.history,
    }
    write_plain(path, content)


def settings(request: Comparing) -> dict[str, Any]:
    """Return what was asked for, as plain data."""
    names = ["geochem_bands", "support", "transform", "element_transforms", "levels", "mean_filter", "derivative"]
    names += ["wavelengths", "indices"]
    every = request.training.settings()
    chosen = {name: every[name] for name in (*names, "folds", "block_size", "seed")}
    return {"features": list(request.kinds), "network": request.network, "degrade": request.degrade, **chosen}


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {k: None if isinstance(v, float) and not math.isfinite(v) else v for k, v in row.items()}
