"""The train step: from images and coarse values to a cross-validated fusion model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from ..errors import given
from ..geostatistics.blend import Blend
from ..geostatistics.folds import score
from ..geostatistics.interpolation import REFERENCE, sceptical_predictions
from ..image.image_pass import ImagePass
from ..language import tr
from ..progress import SILENT, Progress, Record
from ..raster.dask_cluster import connected, shared_path
from ..raster.images import open_images
from ..regression.bounds import content_bounds
from ..regression.preparation import groups, training_table
from ..regression.request import Training, check
from ..regression.search import Fit, Searched, search
from ..regression.training_table import SUPPORTS, TrainingTable, common_rows
from .contribution import contribution
from .image_inputs import ImageInputs
from .model import FusionModel, Level, Target
from .reduced_resolution import (
    RATIO,
    Combination,
    combination_label,
    no_check_sentence,
    reduce_group,
    reduced_sentence,
)
from .training_result import (
    LevelResult,
    TrainedElement,
    TrainingResult,
    area_of,
    history,
    tell_units,
    weigh,
    with_samples,
)


def train(request: Training, progress: Progress = SILENT, scheduler: str | None = None) -> TrainingResult:
    """Cross-validate and fit one predictor per element.

    With ``scheduler``, the address of a Dask scheduler, its workers go through the image; the model is the same.

    Raises FusionError for bad input or where scikit-learn is missing, Cancelled where the user stops.
    """
    check(request)
    request = _own_scale(request)
    progress = Record(progress)
    stack = open_images(request.inputs.rasters, request.inputs.mask, request.images, progress)
    inputs = [shared_path(path) for path in [*stack.paths, *([stack.mask] if stack.mask else [])]]
    with connected(scheduler, inputs, progress) as work:
        return _train(request, ImagePass(stack, work), progress)


def _train(request: Training, over: ImagePass, progress: Progress) -> TrainingResult:
    searched = search(request, over, progress.part(0, 0.8))
    table, elements, level = searched.table, [], None
    for k, (fit, plain) in enumerate(zip(searched.fits, _without_image(table, searched.fits))):
        part = progress.part(0.8 + 0.1 * k / len(searched.fits), 0.8 + 0.1 * (k + 1) / len(searched.fits))
        trained, its_level = _trained(request, searched, fit, plain, part)
        elements += trained
        level = its_level or level
    elements.sort(key=lambda element: table.elements.index(element.name))
    for element in elements:
        progress.info(element.verdict())
    tell_units(elements, progress)
    model = FusionModel(
        searched.setting.features,
        tuple(e.target for e in elements),
        searched.setting.features.range_of(table.features),
        table.spacing,
        table.crs,
        level=level.level if level else None,
        inputs=ImageInputs.of(over.stack),
    )
    leave_group_out = [e.leave_group_out for e in elements if e.leave_group_out is not None]
    if len(leave_group_out) == len(elements):  # METHOD=auto, or samples
        model = weigh(request.inputs, model, table, elements, leave_group_out, searched.features, progress)
    if request.reduced_check:
        _reduce(request, over, searched, elements, progress.part(0.9, 1))
    record, area = _history(request, searched, progress.notes()), area_of(table, elements, level, request.seed)
    model = replace(model, history=record, applicability=area)
    weight = None if request.method == "auto" else 1.0  # a method that is named is taken as it is
    model = with_samples(model, table, elements, weight, progress.part(0.9, 1))
    return TrainingResult(model, table, elements, level, searched.story)


def _without_image(table: TrainingTable, fits: Sequence[Fit]) -> list[list[dict[str, np.ndarray]]]:
    """Return what a sceptic predicts of each element of each group, found at once for groups with the same folds."""
    alike: dict[int, list[Fit]] = {}
    for fit in fits:
        alike.setdefault(id(fit.folds), []).append(fit)
    found = {}
    for some in alike.values():
        values = np.hstack([fit.group.values for fit in some])
        said = sceptical_predictions(table.positions[some[0].group.rows], values, some[0].folds)
        columns = iter(range(values.shape[1]))
        for fit in some:
            own = [next(columns) for _ in fit.group.names]
            found[fit.group.names] = [_told_of(said, k) for k in own]
    return [found[fit.group.names] for fit in fits]


def _told_of(said: dict[str, np.ndarray], k: int) -> dict[str, np.ndarray]:
    """Return what is said of an element, (n,) by name, but what does not tell all its rows."""
    own = {name: planes[:, k] for name, planes in said.items()}
    return {name: told for name, told in own.items() if name == REFERENCE or np.isfinite(told).all()}


def _blend_of_regression(request: Training, table: TrainingTable, element: TrainedElement) -> Blend | None:
    """Return the blend that the check goes by: it fuses by the regression, without a trend beside it."""
    if element.target.trend is None:
        # means over cells have no noise of pixels, of which a Gaussian mean would rid them
        return None if element.target.blend is None else replace(element.target.blend, width=0.0)
    counts, scatter = table.samples_behind.get(element.name), table.scatters_behind.get(element.name)
    held_out = given(element.leave_group_out)
    cells, asked = given(table.cells), request.inputs.cell_samples
    return contribution(cells, element.rows, element.observed, held_out, asked, counts, scatter)


def _own_scale(request: Training) -> Training:
    """Return the request of METHOD=auto on samples with the scale left to each element, where none was named for all.

    Samples of skewed elements are kriged as logarithms, and the regression is to explain what is kriged.
    """
    if request.inputs.points is None or request.method != "auto" or request.discrete:
        return request
    return request.changed(transform="auto") if request.transforms.transform == "none" else request


def _trained(
    request: Training, searched: Searched, fit: Fit, plains: Sequence[dict[str, np.ndarray]], progress: Progress
) -> tuple[list[TrainedElement], LevelResult | None]:
    """Fit what was chosen for a group on all its rows; return its elements, and its level where it is a composition.

    ``plains`` is what is said of each element without the image.
    """
    table, used = searched.table, searched.used
    group, fitting, found, folds = fit.group, fit.fitting, fit.found, fit.folds
    predictors, factors = fitting.final(found.options), fitting.smearing_factors(found.parts)
    predicted = fitting.inverse_out_of_fold(found.parts, folds)
    asked = request.method == "auto" or table.cells is None
    leave_group_out = fitting.leave_group_out(found.options, progress.part(0, 0.8)) if asked else None
    places = {"folds": folds.count, "block_size": folds.block_size, "blocks": folds.blocks, "n": len(group.rows)}
    parameters = [dict(o.parameters, discrete=fitting.discrete(o.method)) for o in found.options]

    def with_importance(target: Target | Level, part: int) -> None:
        progress.check(0.8 + 0.2 * part / len(predictors))
        found_of = fitting.importance(found.options[part], part)
        target.scores["importance"] = {table.names[k]: float(v) for k, v in zip(used, found_of)}

    elements = []
    for k, (name, unit, observed, plain) in enumerate(zip(group.names, group.units, group.values.T, plains)):
        method, factor = found.options[k].method, float(factors[k])
        scores = {**score(observed, predicted[:, k], plain[REFERENCE]), **places}
        target = Target(name, unit, method, group.transform, factor, tuple(used), predictors[k], parameters[k], scores)
        target = replace(target, bounds=content_bounds(group.transform, observed, unit))
        with_importance(target, k)
        near = None if leave_group_out is None else leave_group_out[:, k]
        tried, best, values = found.tried[k], found.best[k], predicted[:, k]
        one = TrainedElement(name, unit, group.rows, observed, values, plain, folds, tried, best, target, near)
        elements.append(replace(one, at_points=table.cells is None))
    if group.transform != "clr":
        return elements, None
    last = len(elements)
    spread = float(np.var(fitting.y[:, last]))
    its_scores = {"r2": 1 - found.best[last].error / spread if spread > 0 else None, **places}
    level = Level(found.options[last].method, tuple(used), predictors[last], parameters[last], its_scores)
    with_importance(level, last)
    return elements, LevelResult(found.tried[last], found.best[last], level)


def _reduce(
    request: Training, over: ImagePass, searched: Searched, elements: Sequence[TrainedElement], progress: Progress
) -> None:
    """Fuse one step down, with what was chosen and its weight, and say how that compares with interpolation."""
    table, spec = searched.table, searched.setting.features
    if searched.setting.support != "cell_mean":  # only means over cells can be averaged to degraded cells
        features = over.features(spec, progress.part(0, 0.3))
        averaged = training_table(request.inputs, "cell_mean", features, over, progress.part(0.3, 0.6))
        table = common_rows({"averaged": averaged, "own": table})["averaged"]
    by_name = {element.name: element for element in elements}
    count = len(searched.fits)
    together = groups(request.transforms, table, SILENT, request.discrete)
    for number, (fit, group) in enumerate(zip(searched.fits, together)):
        part = progress.part(0.6 + 0.4 * number / count, 0.6 + 0.4 * (number + 1) / count)
        own = [by_name[name] for name in group.names]
        methods = " and ".join(dict.fromkeys(option.method for option in fit.found.options))
        combination = Combination(
            combination_label(methods, spec.kind),
            spec.kind,
            fit.found.options,
            [_blend_of_regression(request, searched.table, element) for element in own],
        )
        same = replace(group, transform=fit.group.transform)
        found = reduce_group(request, {spec.kind: table}, same, [combination], RATIO, part)
        for k, element in enumerate(own):
            element.reduced = found[k].rows if found else []
            element.reduced_sentence = (
                reduced_sentence(element.reduced, RATIO) if found else no_check_sentence(element.name, RATIO)
            )
            progress.info(element.reduced_sentence)


def _history(request: Training, searched: Searched, notes: Sequence[str]) -> dict[str, Any]:
    record = history(request, searched.table, notes)
    if request.tune:
        features = searched.setting.features
        record["settings"].update(levels=features.levels, mean_filter=features.mean_filter)
        record["settings"].update(support=searched.setting.support or request.support)
    return record


def support_label(support: str) -> str:
    """Return what a support means, for reports."""
    return tr(SUPPORTS[support])
