"""The training report: what was learned, how well it holds on unseen ground, and what it was learned from."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from .charts import bars, number, point_map, scatter, shared_range
from .contribution import coarse_sentence
from .crossvalidation import variogram
from .fitting import Candidate
from .methods import method_label
from .reduction import RATIO
from .report import figure, figures, folded, heading, page, paragraph, table
from .training import ElementResult, LevelResult, TrainingResult, support_label

_MOST_BARS = 20
_FOLD_TEXT = (
    "Every score is out of fold: blocks of {size} were dealt to {folds} folds, and each cell was predicted by a model "
    "that had seen none of its block. 'Interpolated' predicts the same held-out cells from the coarse values around "
    "them, without the image (kriging with a linear variogram)."
)


def training_report(result: TrainingResult, more: Sequence[tuple[str, str]] = ()) -> str:
    """Return the report as one HTML page; ``more`` are sections (title, HTML) after the scores."""
    sections = [
        ("", _verdicts(result)),
        *([("Contribution of the image", _contribution(result))] if result.blends else []),
        ("Scores by spatial cross-validation", _scores(result)),
        *([("Check at reduced resolution", _reduced(result))] if _was_reduced(result) else []),
        *more,
        *((element.name, _element(result, element)) for element in result.elements),
        *([("Composition", _level(result.level))] if result.level else []),
        ("Features", _features(result)),
        ("What was done", _history(result)),
    ]
    names = ", ".join(element.name for element in result.elements)
    return page("Fusion model", sections, f"{names}; {len(result.table)} training places")


def _was_reduced(result: TrainingResult) -> bool:
    return any(element.reduced_sentence for element in result.elements)


def _verdicts(result: TrainingResult) -> str:
    """Return the sentences to read first: what the image contributes, then how it predicts unseen ground."""
    lines = result.verdicts()
    if result.blends:
        lines += [coarse_sentence(result.blends[0]), *(element.verdict() for element in result.elements)]
    return "".join(paragraph(line, "lead") for line in lines)


def _contribution(result: TrainingResult) -> str:
    head = ["element", "weight used", "estimate", "standard error", "smoothness", "range, cells", "noise, std", "unit"]
    rows = []
    for element, blend in zip(result.elements, result.blends):
        covariance = blend.covariance
        shape = [covariance.smoothness, covariance.range, covariance.noise**0.5]
        rows.append([element.name, blend.weight, blend.estimate, blend.error, *shape, element.unit])
    return table(head, rows) + paragraph(
        "In the mode 'residual' the fused map is weight x prediction plus a smooth correction to the coarse values. "
        "The weight is that of the prediction in the coarse values themselves (generalised least squares on "
        "predictions of cells left out, with covariances averaged over cells), shrunk by its standard error: 1 means "
        "that detail seen in the image is taken as it is, 0 that the map is plain mean-preserving interpolation."
    )


def _reduced(result: TrainingResult) -> str:
    """Return sentence and figures of the check at reduced resolution."""
    head = ["element", "map", "n", "RMSE", "unit", "skill over bilinear", "skill over mean-preserving"]
    rows = [
        [row.element, row.map, row.n, row.rmse, row.unit, row.skill, row.skill_mean_preserving]
        for element in result.elements
        for row in element.reduced
    ]
    text = (
        f"The coarse map was made {RATIO} times coarser, and so were the features of the image; what was chosen above "
        "was trained on that, fused back to the original cells with the same weight, and compared with their values. "
        "skill = 1 - MSE / MSE of the interpolation of the degraded map. It tells about a step one size up from the "
        "one that matters, with fewer places to train on."
    )
    lines = "".join(paragraph(element.reduced_sentence, "lead") for element in result.elements)
    return lines + (table(head, rows) if rows else "") + paragraph(text)


def _scores(result: TrainingResult) -> str:
    head = ["element", "method", "transform", "n", "r", "R²", "RMSE", "unit", "RMSE interpolated", "skill"]
    rows = []
    for element in result.elements:
        target, scores = element.target, element.scores
        label = method_label(target.method) + (", discrete" if target.parameters.get("discrete") else "")
        values = [scores[name] for name in ("n", "r", "r2", "rmse")]
        rows.append(
            [element.name, label, target.transform, *values, element.unit, scores["rmse_interpolated"], scores["skill"]]
        )
    first = result.elements[0].folds
    text = _FOLD_TEXT.format(size=number(first.block_size), folds=first.count)
    return (
        table(head, rows)
        + paragraph(text)
        + paragraph(
            "skill = 1 - MSE / MSE of the interpolation: above 0 the image helps to predict unseen ground, below 0 it "
            "does not. A fused map made in the mode 'residual' also uses the coarse value of the cell itself, so it "
            "can be good where the skill here is below 0; only an independent finer survey tells (Evaluate against "
            "validation grid)."
        )
    )


def _element(result: TrainingResult, element: ElementResult) -> str:
    unit = f" ({element.unit})" if element.unit else ""
    positions = result.table.positions[element.rows]
    limits = shared_range([element.observed])
    lag, semivariance, pairs = variogram(positions, element.observed)
    pieces = [
        figure(
            scatter(element.predicted, element.observed, f"predicted out of fold{unit}", f"observed{unit}"),
            f"{element.name}: observed against predicted",
        ),
        figure(
            scatter(element.interpolated, element.observed, f"interpolated out of fold{unit}", f"observed{unit}"),
            f"{element.name}: observed against interpolated without the image",
        ),
        figure(
            point_map(positions[:, 0], positions[:, 1], element.observed, *limits), f"{element.name}: observed{unit}"
        ),
        figure(
            point_map(positions[:, 0], positions[:, 1], element.predicted, *limits),
            f"{element.name}: predicted out of fold{unit}",
        ),
    ]
    rows = [[float(a), float(b), int(c)] for a, b, c in zip(lag, semivariance, pairs)]
    return (
        figures(pieces)
        + _candidates(element.candidates, element.chosen, element.target.transform == "clr")
        + _importance(element)
        + folded(f"Variogram of {element.name}", table(["lag (units of the CRS)", "semivariance", "pairs"], rows))
    )


def _candidates(candidates: Sequence[Candidate], chosen: Candidate, composition: bool) -> str:
    """Return a table of what was tried, the best first."""
    ordered = sorted(candidates, key=lambda candidate: candidate.error)
    settings = {candidate.setting: None for candidate in ordered}
    rows = [
        [
            method_label(c.option.method),
            _settings(c.option.parameters.items()),
            *(c.setting.texts() if c.setting else ("",) * 3),
            float(np.sqrt(c.error)),
            "chosen" if c is chosen else "",
        ]
        for c in ordered
    ]
    plural = "s" if len(settings) > 1 else ""
    text = f"{len(ordered)} tried, on {len(settings)} setting{plural} of the features. " if len(ordered) > 1 else ""
    text += "The score of the best of many is a little too good, because it was chosen by that score. " if text else ""
    text += "The errors are those of log-ratios, without unit. " if composition else ""
    head = ["method", "parameters", "levels", "window, pixels", "support", "RMSE out of fold", ""]
    return heading("Tried") + table(head, rows) + (paragraph(text) if text else "")


def _level(level: LevelResult) -> str:
    """Return what is to be known of the mean logarithm of a composition."""
    r2 = number(level.level.scores["r2"], 3)
    text = (
        "Elements with the transform clr are trained together, each on its log-ratio to the geometric mean of all. "
        "Their contents follow from the ratios and from the logarithm of that mean, which is trained too: by "
        f"{method_label(level.level.method)}, R² out of fold {r2}."
    )
    return paragraph(text) + _candidates(level.candidates, level.chosen, True)


def _importance(element: ElementResult) -> str:
    """Return bars of the features that matter most, nothing where no importance is known."""
    known = sorted(element.scores.get("importance", {}).items(), key=lambda item: -item[1])
    if not known:
        return ""
    names, values = zip(*known[:_MOST_BARS])
    more = f" The {len(known) - len(names)} features below these are not shown." if len(known) > len(names) else ""
    text = (
        "By how much the squared error of held-out places grows when the values of one feature are shuffled among "
        "them, as a share of the variance. About 0 or below: the model does as well without it." + more
    )
    return heading("Importance of the features") + paragraph(text) + bars(names, values, "growth of the squared error")


def _features(result: TrainingResult) -> str:
    model, trained = result.model, result.table
    kept = [float(v) for v in trained.spread_left]
    text = (
        f"Feature set '{model.features.kind}', support: {support_label(model.history['settings']['support'])}. "
        "The bars show how much of each feature's variance over pixels is left between training places: where little "
        "is left, the model meets values at the pixels that it has never seen."
    )
    dropped = (
        paragraph(f"Left out because constant: {', '.join(result.dropped_features)}.")
        if result.dropped_features
        else ""
    )
    searched = paragraph(result.story) if result.story else ""
    return paragraph(text) + searched + dropped + bars(trained.names, kept, "share of variance left")


def _history(result: TrainingResult) -> str:
    history = result.model.history
    settings = [[name, _plain(value)] for name, value in history["settings"].items()]
    inputs = [[_plain(value) for value in entry.values()] for entry in history["inputs"]]
    versions = [[name, version] for name, version in history["versions"].items()]
    left_out = [[reason, count] for reason, count in history["dropped"].items()]
    width = max(len(row) for row in inputs)
    inputs = [row + [""] * (width - len(row)) for row in inputs]
    return (
        table(["setting", "value"], settings)
        + table(["input", "bytes or points", "rows, columns, bands"][:width], inputs)
        + table(["left out", "count"], left_out)
        + folded("Versions", table(["package", "version"], versions))
    )


def _settings(items: Iterable[tuple[str, Any]]) -> str:
    return ", ".join(f"{name} {_plain(value)}" for name, value in items)


def _plain(value: Any) -> str:
    if isinstance(value, float):
        return number(value, 3)
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return str(value)
