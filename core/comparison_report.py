"""The report of a comparison: one table and picture for all elements, then each element by itself."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .charts import bars, number, scatter
from .comparison import BASELINES, REFERENCE, Comparison, ElementComparison, Entry, settings
from .measures import AS_IS, BILINEAR, MEAN_PRESERVING
from .report import Best, figure, figures, heading, inputs_table, page, paragraph, reproduction, table

_LEAST = -1  # skill below which a bar is cut
_HOW_TO_READ = (
    "A method is named by the METHOD and FEATURES that make it. Blocks of ground are held out together, the same for "
    "every row; no method has seen a cell of the block that it predicts. skill = 1 - MSE / MSE of the {reference} (as "
    "SKILL of 'Train fusion model'): above 0 is better. The best of many is a little too good, because it was chosen "
    "by that score. A fused map made in the mode 'residual' also uses the coarse value of the cell itself, so that it "
    "can be good where the skill here is below 0; the check at reduced resolution and a finer survey (Evaluate against "
    "validation grid) tell about that."
)
_REDUCED = (
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
        ("", "".join(paragraph(text, "lead") for text in [*sentences, *comparison.notes])),
        ("Held-out blocks: all elements", _overview([e.entries for e in comparison.elements], "skill")),
    ]
    reduced = [element.reduced for element in comparison.elements if element.reduced]
    if reduced:
        text = paragraph(_REDUCED.format(ratio=comparison.request.degrade))
        sections.append(("Reduced resolution: all elements", text + _overview(reduced, "skill over bilinear")))
    sections += [(_titled(element), _element(element)) for element in comparison.elements]
    sections.append(("What was done", _history(comparison)))
    sections.append(("Reproduce", reproduction(command, comparison.history["versions"])))
    names = ", ".join(element.name for element in comparison.elements)
    return page("Comparison of fusion methods", sections, f"{names}; {comparison.n:.4g} cells held out in turn")


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
    cut = f"; bars end at {number(_LEAST)}" if any(means[name] < _LEAST for name in names) else ""
    head = ["skill", *(entries[0].element for entries in elements), "mean"]
    return bars(names, drawn, f"{label}, mean over elements{cut}") + table(head, rows)


def _skill(entries: Sequence[Entry], name: str) -> float | None:
    return next((entry.skill for entry in entries if entry.map == name), None)


def _mean(values: Sequence[float | None]) -> float:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else float("nan")


def _element(element: ElementComparison) -> str:
    unit = f", {element.unit}" if element.unit else ""
    pieces = [
        figure(
            scatter(element.predicted[entry.map], element.observed, f"held out{unit}", f"observed{unit}"),
            f"{entry.map}: r = {number(entry.r, 3)}",
        )
        for entry in (element.best, element.best_plain)
    ]
    html = paragraph(element.verdict) + _table(element.entries) + figures(pieces)
    if element.reduced:
        html += heading("Reduced resolution") + paragraph(element.reduced_verdict) + _table(element.reduced)
    return html


def _table(entries: Sequence[Entry]) -> str:
    """Return the measures of the ways, the best first."""
    unit = f", {entries[0].unit}" if entries[0].unit else ""
    preserving = any(entry.skill_mean_preserving is not None for entry in entries)
    head = ["rank", "way", "uses the image", "n", "r", "R²", f"RMSE{unit}", "skill"]
    rows = [
        [e.rank, e.map, "yes" if e.method else "no", e.n, e.r, e.r2, Best(e.rmse) if e.rank == 1 else e.rmse, e.skill]
        + ([e.skill_mean_preserving] if preserving else [])
        for e in entries
    ]
    return table(head + (["skill (mean-pres.)"] if preserving else []), rows)


def _history(comparison: Comparison) -> str:
    history, folds = comparison.history, comparison.elements[0].folds
    chosen = {**settings(comparison.request), "blocks": f"{folds.blocks} of {number(folds.block_size)} CRS units"}
    plain = [[name, text] for name, text in BASELINES.items()]
    plain += [
        [AS_IS, "reduced resolution: value of the degraded cell"],
        [BILINEAR, "reduced resolution: bilinear between the centres of degraded cells"],
        [MEAN_PRESERVING, "reduced resolution: cubic spline with the means of the degraded cells kept"],
    ]
    left_out = [[reason, count] for reason, count in history["dropped"].items()]
    roles = ["image"] * (len(history["inputs"]) - 1) + ["coarse map"]
    return (
        paragraph(_HOW_TO_READ.format(reference=REFERENCE))
        + heading("Plain interpolation")
        + table(["name", "meaning"], plain)
        + heading("Settings")
        + table(["setting", "value"], [[name, _plain(value)] for name, value in chosen.items()])
        + inputs_table(list(zip(roles, history["inputs"])))
        + (table(["left out", "count"], left_out) if left_out else "")
    )


def _plain(value: object) -> str:
    if isinstance(value, (list, tuple)):
        return ", ".join(map(str, value))
    return number(value, 3) if isinstance(value, float) else str(value)
