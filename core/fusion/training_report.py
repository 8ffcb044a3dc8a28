"""The training report: what was learned, how well it holds on unseen ground, and what it was learned from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from ..formats import number, symmetric_range
from ..geostatistics.variogram import variogram
from ..language import mark, tr
from ..regression.fitting import CLEAR_GAIN, Candidate
from ..regression.methods import PREFERRED, method_label
from ..reports.charts import DIVERGING, SEQUENTIAL, Ramp, bars, lines, map_image, point_map
from ..reports.content_charts import TAILS, Scale, scatter
from ..reports.page import (
    figure,
    figures,
    folded,
    heading,
    inputs_table,
    length,
    length_unit,
    notes_section,
    page,
    paragraph,
    reproduction,
    table,
)
from .reduced_resolution import RATIO
from .training import support_label
from .training_result import LevelResult, TrainedElement, TrainingResult

_MOST_BARS = 20
_CELLS_SCORED = (
    mark(
        "Every score is out of fold: blocks of {size} were dealt to {folds} folds, and each cell was predicted by a "
        "model that had seen none of its block. 'Interpolated' predicts the same held-out cells from the coarse values "
        "around them, without the image (kriging with a linear variogram)."
    ),
    mark(
        "skill = 1 - MSE / MSE of the interpolation: above 0 the image helps to predict unseen ground, below 0 it "
        "does not. A fused map made in the mode 'residual' also uses the coarse value of the cell itself, so it can be "
        "good where the skill here is below 0; only an independent finer survey tells (Evaluate against validation "
        "grid)."
    ),
)
_SAMPLES_SCORED = (
    mark(
        "Every score is out of fold: blocks of {size} were dealt to {folds} folds, and each sample was predicted by a "
        "model that had seen none of its block. 'Interpolated' predicts the same held-out samples from those around "
        "them, without the image (kriging with a linear variogram)."
    ),
    mark(
        "skill = 1 - MSE / MSE of the interpolation: above 0 the image helps to predict unseen ground, below 0 it "
        "does not. A map made in the mode 'residual' also uses the samples close by, so it can be good where the skill "
        "here is below 0: the errors of samples left out one by one are those of such a map."
    ),
)
_CELLS_MAPPED = mark(
    "Residuals should look like noise. Patches of one colour are ground where the image misses something; the mode "
    "'residual' of 'Apply' adds what the coarse values lack there."
)
_SAMPLES_MAPPED = mark(
    "Residuals should look like noise. Patches of one colour are ground where the image misses something; the mode "
    "'residual' of 'Apply' adds there what the samples say beyond it."
)
_CELLS_WEIGHED = (
    mark(
        "In the mode 'residual' the fused map is the prediction from the image, as far as the coarse values support "
        "it, and what that leaves of the coarse values, interpolated between them. Where they do not support the "
        "image, the map is interpolation alone."
    ),
    mark(
        "The fused map is weight x prediction plus the kriged rest of the coarse values. The weight is that of the "
        "prediction in the coarse values themselves (generalised least squares on predictions of cells left out, with "
        "covariances averaged over cells), shrunk by its standard error: 1 means that detail seen in the image is "
        "taken as it is, 0 that the map is plain kriging of the coarse values."
    ),
)
_SAMPLES_WEIGHED = (
    mark(
        "In the mode 'residual' the fused map is the prediction from the image, as far as the samples support it, and "
        "what that leaves of them, kriged between them. Where they do not support the image, the map is ordinary "
        "kriging of the samples."
    ),
    mark(
        "The fused map is weight x prediction plus the kriged rest of the samples, on the scale of the transform. The "
        "weight is that of the prediction in the samples themselves (generalised least squares on predictions of "
        "samples left out, with a nugget), shrunk by its standard error, and times the probability that samples left "
        "out are told better with the image than without: 1 means that detail seen in the image is taken as it is, 0 "
        "that the map is ordinary kriging of the samples."
    ),
)


def training_report(result: TrainingResult, command: str = "", more: Sequence[tuple[str, str]] = ()) -> str:
    """Return the report as one HTML page; ``command`` is the call that trains the same model again.

    ``more`` are sections (title, HTML) after the scores.
    """
    sections = [
        ("", _verdicts(result)),
        *([(tr("Contribution of the image"), _contribution(result))] if result.blends else []),
        (tr("Scores by spatial cross-validation"), _scores(result)),
        *([(tr("Check at reduced resolution"), _reduced(result))] if _was_reduced(result) else []),
        *more,
        *((element.name, _element(result, element)) for element in result.elements),
        *([(tr("Composition"), _level(result, result.level))] if result.level else []),
        (tr("Features"), _features(result)),
        (tr("What was done"), _history(result)),
        notes_section(result.notes),
        (tr("Reproduce"), reproduction(command, result.model.history["versions"])),
    ]
    names = ", ".join(element.name for element in result.elements)
    return page(
        tr("Fusion model"), sections, tr("{names}; {count} training places", names=names, count=len(result.table))
    )


def _was_reduced(result: TrainingResult) -> bool:
    return any(element.reduced_sentence for element in result.elements)


def _verdicts(result: TrainingResult) -> str:
    """Return the sentences to read first: what the image contributes, then how it predicts unseen ground."""
    lines = result.verdicts()
    if result.blends:
        lines += [element.coarse_sentence for element in result.elements if element.coarse_sentence]
        lines += [element.verdict() for element in result.elements]
    else:  # of a method that is named, samples left out say how good the map is, though they give no weight
        lines += [element.contribution() for element in result.elements if element.sampled is not None]
    return "".join(paragraph(line, "lead") for line in lines)


def _contribution(result: TrainingResult) -> str:
    plain, text = _SAMPLES_WEIGHED if result.table.cells is None else _CELLS_WEIGHED
    numbers = _numbers(result) + paragraph(tr(text))
    return paragraph(tr(plain)) + folded(tr("In numbers: weight, noise and covariance"), numbers)


def _numbers(result: TrainingResult) -> str:
    """Return the table of weights and covariances; those of samples have no odds of noise, and a range in metres."""
    sampled = result.table.cells is None
    head = [tr("element"), tr("weight used"), tr("estimate"), tr("standard error")]
    head += [] if sampled else [tr("log odds for noise")]
    head += [tr("smoothness"), tr("range, m") if sampled else tr("range, cells"), tr("noise, std"), tr("unit")]
    rows: list[list[str | float | None]] = []
    for element, blend in zip(result.elements, result.blends):
        covariance = blend.covariance
        shape = [covariance.smoothness, covariance.range, covariance.noise**0.5]
        unit = element.unit if not sampled or element.target.transform == "none" else tr("of the logarithm")
        odds = [] if sampled else [blend.odds]
        rows.append([element.name, blend.weight, blend.estimate, blend.error, *odds, *shape, unit])
    return table(head, rows)


def _reduced(result: TrainingResult) -> str:
    """Return sentence and figures of the check at reduced resolution."""
    head = [tr("element"), tr("map"), tr("skill over bilinear"), tr("skill over mean-preserving")]
    head += ["n", "RMSE", tr("unit")]
    rows = [
        [row.element, row.map, row.skill, row.skill_mean_preserving, row.n, row.rmse, row.unit]
        for element in result.elements
        for row in element.reduced
    ]
    text = tr(
        "The coarse map was made {ratio} times coarser, and so were the features of the image; what was chosen above "
        "was trained on that, fused back to the original cells with the same weight, and compared with their values. "
        "skill = 1 - MSE / MSE of the interpolation of the degraded map. It tells about a step one size up from the "
        "one that matters, with fewer places to train on.",
        ratio=RATIO,
    )
    lines = "".join(paragraph(element.reduced_sentence, "lead") for element in result.elements)
    return lines + (table(head, rows) if rows else "") + paragraph(text)


def _scores(result: TrainingResult) -> str:
    head = [tr("element"), tr("skill"), tr("method"), tr("transform"), "n", "r", "R²", "RMSE"]
    head += [tr("RMSE interpolated"), tr("unit")]
    rows = []
    for element in result.elements:
        target, scores = element.target, element.scores
        label = method_label(target.method)
        if target.parameters.get("discrete"):
            label = tr("{method}, discrete", method=label)
        values = [scores[name] for name in ("n", "r", "r2", "rmse")]
        compared = [scores["rmse_interpolated"], element.unit]
        rows.append([element.name, scores["skill"], label, target.transform, *values, *compared])
    first = result.elements[0].folds
    folds, skill = _SAMPLES_SCORED if result.table.cells is None else _CELLS_SCORED
    text = tr(folds, size=length(first.block_size, result.table.crs), folds=first.count)
    return table(head, rows) + paragraph(text) + paragraph(tr(skill))


def _element(result: TrainingResult, element: TrainedElement) -> str:
    unit = f" ({element.unit})" if element.unit else ""
    both = [element.observed, element.predicted, element.interpolated]
    scale = Scale.of(element.observed, both)
    name, observed = element.name, tr("observed") + unit
    predicted, interpolated = tr("predicted out of fold") + unit, tr("interpolated out of fold") + unit
    pieces = [
        figure(
            scatter(element.predicted, element.observed, predicted, observed, scale),
            tr("{name}: observed against predicted", name=name),
        ),
        figure(
            scatter(element.interpolated, element.observed, interpolated, observed, scale),
            tr("{name}: observed against interpolated without the image", name=name),
        ),
        figure(_variogram(result, element), tr("{name}: variogram, n = {n} places", name=name, n=len(element.rows))),
    ]
    return (
        figures(pieces)
        + _maps(result, element)
        + _candidates(result, element.candidates, element.chosen, element.target.transform == "clr")
        + _importance(element)
        + folded(tr("Variogram of {name} in numbers", name=name), _variogram_table(result, element))
    )


def _maps(result: TrainingResult, element: TrainedElement) -> str:
    """Return maps of what was observed and predicted on one scale, and of the difference."""
    unit, residual = f" ({element.unit})" if element.unit else "", element.observed - element.predicted
    shared, around_zero = Scale.of(element.observed, [element.predicted], TAILS), Scale(*symmetric_range([residual]))
    shown = [
        (tr("observed") + unit, element.observed, shared, SEQUENTIAL),
        (tr("predicted out of fold") + unit, element.predicted, shared, SEQUENTIAL),
        (tr("residuals, observed minus predicted") + unit, residual, around_zero, DIVERGING),
    ]
    pieces = [
        figure(
            _map(result, element, scale.places(values), *scale.ends, ramp, title) + scale.bar(ramp, element.unit),
            f"{element.name}: {title}, n = {int(np.isfinite(values).sum())}",
        )
        for title, values, scale, ramp in shown
    ]
    text = _SAMPLES_MAPPED if result.table.cells is None else _CELLS_MAPPED
    return figures(pieces) + paragraph(tr(text))


def _map(
    result: TrainingResult,
    element: TrainedElement,
    values: np.ndarray,
    low: float,
    high: float,
    ramp: Ramp,
    title: str,
) -> str:
    """Return a map of values at the places of an element: cells where they are cells, else dots."""
    cells, places = result.table.cells, result.table.places[element.rows]
    if cells is None:
        return point_map(places[:, 0], places[:, 1], values, low, high, ramp)
    grid = cells.spread(element.rows, values)
    down = cells.index[element.rows] // cells.shape[1]
    south_up = places[down.argmax(), 1] > places[down.argmin(), 1]
    aspect = cells.aspect * grid.shape[1] / grid.shape[0]
    return map_image(grid[::-1] if south_up else grid, low, high, ramp, f"{element.name}: {title}", aspect)


def _variogram(result: TrainingResult, element: TrainedElement) -> str:
    """Return the variograms of the values and of what the image leaves unexplained, with the side of the blocks."""
    positions = result.table.positions[element.rows]
    shown = [(tr("observed"), element.observed), (tr("residual"), element.observed - element.predicted)]
    series = [(name, *variogram(positions, values)[:2]) for name, values in shown]
    unit = f", {element.unit}²" if element.unit else ""
    block = (tr("block"), element.folds.block_size)
    return lines(series, tr("lag, {unit}", unit=length_unit(result.table.crs)), tr("semivariance") + unit, block)


def _variogram_table(result: TrainingResult, element: TrainedElement) -> str:
    lag, semivariance, pairs = variogram(result.table.positions[element.rows], element.observed)
    rows = [[float(a), float(b), int(c)] for a, b, c in zip(lag, semivariance, pairs)]
    text = tr(
        "Half the mean squared difference of places a distance apart (Matheron's estimator). The side of the blocks "
        "that are held out together follows from the lag at which it levels off; residuals without structure have a "
        "flat one."
    )
    return paragraph(text) + table([tr("lag (units of the CRS)"), tr("semivariance"), tr("pairs")], rows)


def _candidates(result: TrainingResult, candidates: Sequence[Candidate], chosen: Candidate, composition: bool) -> str:
    """Return a table of what was tried, the best first."""
    ordered = sorted(candidates, key=lambda candidate: candidate.error)
    settings = {candidate.setting: None for candidate in ordered}
    rows = [
        [
            method_label(c.option.method),
            _settings(c.option.parameters.items()),
            *(c.setting.texts() if c.setting else ("",) * 3),
            float(np.sqrt(c.error)),
            tr("chosen") if c is chosen else "",
        ]
        for c in ordered
    ]
    said = []
    if len(ordered) > 1:
        several = tr("{count} tried, on {settings} settings of the features.")
        text = several if len(settings) > 1 else tr("{count} tried, on 1 setting of the features.")
        said.append(text.format(count=len(ordered), settings=len(settings)))
        said.append(tr("The score of the best of many is a little too good, because it was chosen by that score."))
    if composition:
        said.append(tr("The errors are those of log-ratios, without unit."))
    if result.model.history["settings"]["method"] == "auto":
        said.append(preference_sentence(ordered, chosen))
    head = [tr("method"), tr("parameters"), tr("levels"), tr("window, pixels"), tr("support"), tr("RMSE out of fold")]
    return heading(tr("Tried")) + table([*head, ""], rows) + (paragraph(" ".join(said)) if said else "")


def preference_sentence(ordered: Sequence[Candidate], chosen: Candidate) -> str:
    """Return why METHOD=auto took what it took; ``ordered`` has the least error first."""
    rule = tr(
        "METHOD=auto prefers the {method}, and leaves it only where another method has less than {share:.0%} of its "
        "mean squared error: held-out blocks ask for extrapolation, a fused map for detail between known cells, and on "
        "real surveys a method somewhat better at the first often made the worse map.",
        method=method_label(PREFERRED),
        share=CLEAR_GAIN,
    )
    best = ordered[0]
    method = method_label(best.option.method)
    here = tr("Features are chosen for all elements together, so the row with the least error may be another one.")
    if best.option.method == chosen.option.method:
        here = tr("Here the least error is that of {method} anyway.", method=method)
    elif chosen.option.method == PREFERRED:
        text = tr("Here {method} has {share:.0%} of it, which is not enough.")
        here = text.format(method=method, share=best.error / chosen.error)
    return f"{rule} {here}"


def _level(result: TrainingResult, level: LevelResult) -> str:
    """Return what is to be known of the mean logarithm of a composition."""
    r2 = number(level.level.scores["r2"], 3)
    text = tr(
        "Elements with the transform clr are trained together, each on its log-ratio to the geometric mean of all. "
        "Their contents follow from the ratios and from the logarithm of that mean, which is trained too: by {method}, "
        "R² out of fold {r2}.",
        method=method_label(level.level.method),
        r2=r2,
    )
    return paragraph(text) + _candidates(result, level.candidates, level.chosen, True)


def _importance(element: TrainedElement) -> str:
    """Return bars of the features that matter most, nothing where no importance is known."""
    known = sorted(element.scores.get("importance", {}).items(), key=lambda item: -item[1])
    if not known:
        return ""
    names, values = zip(*known[:_MOST_BARS])
    text = tr(
        "By how much the squared error of the {count} places, each held out in turn, grows when the values of one "
        "feature are shuffled among them (permutation importance), as a share of the variance. About 0 or below: the "
        "model does as well without it.",
        count=len(element.rows),
    )
    if len(known) > len(names):
        text += " " + tr("The {count} features below these are not shown.", count=len(known) - len(names))
    drawn = bars(names, values, tr("growth of the squared error"))
    return heading(tr("Importance of the features")) + paragraph(text) + drawn


def _features(result: TrainingResult) -> str:
    model, trained = result.model, result.table
    kept = [float(v) for v in trained.spread_left]
    text = tr(
        "Feature set '{kind}', support: {support}. The bars show how much of each feature's variance over pixels is "
        "left between training places: where little is left, the model meets values at the pixels that it has never "
        "seen.",
        kind=model.features.kind,
        support=support_label(model.history["settings"]["support"]),
    )
    html = paragraph(text) + (paragraph(result.story) if result.story else "")
    order = sorted(range(len(kept)), key=kept.__getitem__)
    least, label = sorted(order[:_MOST_BARS]), tr("share of variance left")
    html += bars([trained.names[k] for k in least], [kept[k] for k in least], label)
    if len(kept) > len(least):
        every = table([tr("feature"), label], [[trained.names[k], kept[k]] for k in order])
        drawn = tr("The {count} of {all} features with the least are drawn.", count=len(least), all=len(kept))
        html += paragraph(drawn) + folded(tr("All features"), every)
    return html


def _history(result: TrainingResult) -> str:
    history = result.model.history
    settings = [[name, _plain(value)] for name, value in history["settings"].items()]
    return inputs_table(list(zip(_roles(result), history["inputs"]))) + table([tr("setting"), tr("value")], settings)


def _roles(result: TrainingResult) -> list[str]:
    """Return what each input is for: images, and last the coarse map or the points."""
    count = len(result.model.history["inputs"]) - 1
    return [tr("image")] * count + [tr("sample points") if result.table.cells is None else tr("coarse map")]


def _settings(items: Iterable[tuple[str, Any]]) -> str:
    return ", ".join(f"{name} {_plain(value)}" for name, value in items)


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return number(value, 3)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)
