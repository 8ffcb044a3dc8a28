"""The report of a comparison: one table and picture for all elements, then each element by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..evaluation.measures import AS_IS, BILINEAR, MEAN_PRESERVING
from ..formats import number
from ..geostatistics.interpolation import HELD_OUT_BASELINES, REFERENCE
from ..language import mark, tr
from ..reports.charts import bars
from ..reports.content_charts import scatter
from ..reports.page import (
    Best,
    figure,
    figures,
    heading,
    inputs_table,
    notes_section,
    page,
    paragraph,
    reproduction,
    table,
)
from .comparison import Comparison, ElementComparison, Entry, settings

_LEAST = -1  # skill below which a bar is cut
_HOW_TO_READ = mark(
    "A method is named by the METHOD and FEATURES that make it, a network of 'Train convolutional network' by cnn and "
    "its FEATURES. Blocks of ground are held out together, the same for every row; no method has seen a cell of the "
    "block that it predicts. skill = 1 - MSE / MSE of the {reference} (as SKILL of 'Train fusion model'): above 0 is "
    "better. The best of many is a little too good, because it was chosen by that score. A fused map made in the mode "
    "'residual' also uses the coarse value of the cell itself, so that it can be good where the skill here is below 0; "
    "the check at reduced resolution and a finer survey (Evaluate against validation grid) tell about that."
)
_REDUCED = mark(
    "The coarse map was made {ratio} times coarser, every method was trained on the cells that resulted (image "
    "features averaged to the same cells), brought back to the original cells in the mode 'residual' and compared with "
    "the original coarse values. skill = 1 - MSE / MSE of bilinear interpolation. It tells of a step from {ratio} "
    "times the cell to the cell, not yet of the step from the cell to the pixel (Wald et al. 1997)."
)


def comparison_report(comparison: Comparison, command: str = "") -> str:
    """Return the report as one HTML page; ``command`` is the call that makes the same comparison."""
    sentences = [element.verdict for element in comparison.elements]
    sentences += [element.reduced_verdict for element in comparison.elements if element.reduced_verdict]
    sections = [
        ("", "".join(paragraph(text, "lead") for text in sentences)),
        (tr("Held-out blocks: all elements"), _overview([e.entries for e in comparison.elements], tr("skill"))),
    ]
    reduced = [element.reduced for element in comparison.elements if element.reduced]
    if reduced:
        text = paragraph(tr(_REDUCED, ratio=comparison.request.degrade))
        sections.append((tr("Reduced resolution: all elements"), text + _overview(reduced, tr("skill over bilinear"))))
    sections += [(_titled(element), _element(element)) for element in comparison.elements]
    sections.append((tr("What was done"), _history(comparison)))
    sections.append(notes_section(comparison.notes))
    sections.append((tr("Reproduce"), reproduction(command, comparison.history["versions"])))
    names = ", ".join(element.name for element in comparison.elements)
    subtitle = tr("{names}; {count:.4g} cells held out in turn", names=names, count=comparison.n)
    return page(tr("Comparison of fusion methods"), sections, subtitle)


def _titled(element: ElementComparison) -> str:
    return f"{element.name} ({element.unit})" if element.unit else element.name


def _overview(elements: Sequence[Sequence[Entry]], label: str) -> str:
    """Return bars of the mean skill of each way and a table of the skill of each way for each element."""
    names = list(dict.fromkeys(entry.map for entries in elements for entry in entries))
    skills = {name: [_skill(entries, name) for entries in elements] for name in names}
    means = {name: _mean(values) for name, values in skills.items()}
    names.sort(key=lambda name: -means[name] if np.isfinite(means[name]) else np.inf)
    best = [max((v for v in column if v is not None), default=None) for column in zip(*skills.values())]
    rows = [
        [name, *(Best(v) if v is not None and v == b else v for v, b in zip(skills[name], best)), means[name]]
        for name in names
    ]
    drawn = [max(means[name], float(_LEAST)) if np.isfinite(means[name]) else np.nan for name in names]
    title = tr("{measure}, mean over elements", measure=label)
    if any(means[name] < _LEAST for name in names):
        title = tr("{measure}, mean over elements; bars end at {least}", measure=label, least=number(_LEAST))
    head = [tr("skill"), *(entries[0].element for entries in elements), tr("mean")]
    return bars(names, drawn, title) + table(head, rows)


def _skill(entries: Sequence[Entry], name: str) -> float | None:
    return next((entry.skill for entry in entries if entry.map == name), None)


def _mean(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else float("nan")


def _element(element: ElementComparison) -> str:
    unit = f", {element.unit}" if element.unit else ""
    pieces = [
        figure(
            scatter(element.predicted[entry.map], element.observed, tr("held out") + unit, tr("observed") + unit),
            f"{entry.map}: r = {number(entry.r, 3)}",
        )
        for entry in (element.best, element.best_plain)
    ]
    html = paragraph(element.verdict) + _table(element.entries) + figures(pieces)
    if element.reduced:
        html += heading(tr("Reduced resolution")) + paragraph(element.reduced_verdict) + _table(element.reduced)
    return html


def _table(entries: Sequence[Entry]) -> str:
    """Return the measures of the ways, the best first."""
    unit = f", {entries[0].unit}" if entries[0].unit else ""
    preserving = any(entry.skill_mean_preserving is not None for entry in entries)
    head = [tr("rank"), tr("way"), tr("skill"), *([tr("skill (mean-pres.)")] if preserving else [])]
    head += [tr("uses the image"), "n", "r", "R²", f"RMSE{unit}"]
    rows = [
        [
            e.rank,
            e.map,
            e.skill,
            *([e.skill_mean_preserving] if preserving else []),
            tr("yes") if e.method else tr("no"),
            e.n,
            e.r,
            e.r2,
            Best(e.rmse) if e.rank == 1 else e.rmse,
        ]
        for e in entries
    ]
    return table(head, rows)


def _history(comparison: Comparison) -> str:
    history, folds = comparison.history, comparison.elements[0].folds
    blocks = tr("{count} of {size} CRS units", count=folds.blocks, size=number(folds.block_size))
    chosen = {**settings(comparison.request), "blocks": blocks}
    plain = [[name, tr(text)] for name, text in HELD_OUT_BASELINES.items()]
    plain += [
        [AS_IS, tr("reduced resolution: value of the degraded cell")],
        [BILINEAR, tr("reduced resolution: bilinear between the centres of degraded cells")],
        [MEAN_PRESERVING, tr("reduced resolution: cubic spline with the means of the degraded cells kept")],
    ]
    roles = [tr("image")] * (len(history["inputs"]) - 1) + [tr("coarse map")]
    return (
        paragraph(tr(_HOW_TO_READ, reference=REFERENCE))
        + heading(tr("Plain interpolation"))
        + table([tr("name"), tr("meaning")], plain)
        + heading(tr("Settings"))
        + table([tr("setting"), tr("value")], [[name, _plain(value)] for name, value in chosen.items()])
        + inputs_table(list(zip(roles, history["inputs"])))
    )


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return number(value, 3) if isinstance(value, float) else str(value)
