"""The report of super-resolution: what it is worth on held-out ground, beside every plain interpolation, and maps.

The same measures for other programs are a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..files import write_rows
from ..formats import number
from ..language import mark, tr
from ..reports.charts import map_image
from ..reports.content_charts import TAILS, Scale
from ..reports.loss_curves import loss_figure
from ..reports.page import (
    Best,
    figure,
    figures,
    heading,
    inputs_table,
    length,
    notes_section,
    page,
    paragraph,
    reproduction,
    settings_table,
    table,
)
from .ablation import Trial
from .request import PUBLISHED
from .results import CHOSEN, CORRECTED, NETWORK, PLAIN, STACK, ElementOutcome, QualityRow, Trained

COLUMNS = ("element", "unit", "kind", "map", "n", "data_range", "psnr", "ssim", "rmse", "r", "skill", "best_plain")
LOG_COLUMNS = ("psnr_log10", "rmse_log10", "r_log10", "skill_log10")  # empty where contents are learned as they are
_KINDS = {
    PLAIN: mark("interpolation"),
    STACK: mark("weighted mean"),
    CORRECTED: mark("with covariates"),
    NETWORK: mark("with a network"),
    CHOSEN: mark("result"),
}
_HOW_TO_READ = mark(
    "All maps of an element are compared with the finer survey over the same pixels, on ground that was held out of "
    "everything that made them. PSNR is in dB: 10 log10 of the squared range of the survey over the mean squared "
    "error. SSIM is the mean over windows of 7 x 7 pixels without a hole. skill = 1 - MSE / MSE of the best plain "
    "interpolation: above 0 the map is better than the interpolation that hindsight would choose. Where logarithms are "
    "learned, skill is told of them too: of contents, a few high ones decide. "
    "Green marks the best of each column."
)
_MOST_MAPS = 12  # elements that are drawn


def super_report(
    trained: Trained,
    command: str = "",
    inputs: Sequence[tuple[str, Mapping[str, Any]]] = (),
    trials: Sequence[Trial] = (),
) -> str:
    """Return the report as one HTML page; ``command`` is the call that trains the same model again.

    ``inputs`` are what each input is for and what identifies it, as ``page.inputs_table`` takes them; ``trials`` those
    of ``ablation``.
    """
    sections = [
        ("", "".join(paragraph(element.verdict, "lead") for element in trained.elements)),
        (tr("All maps side by side, on held-out ground"), _qualities(trained)),
        (tr("Maps of the finely surveyed ground"), _maps(trained)),
        (tr("What is added to the interpolations"), _shares(trained)),
        *([(tr("Networks"), _added(trained) + _networks(trained))] if trained.curves else []),
        *([(tr("What covariates and networks are worth"), _trials(trials))] if trials else []),
        (tr("Inputs and settings"), _given(trained, inputs)),
        notes_section(trained.notes),
        (tr("Reproduce"), reproduction(command, trained.versions)),
    ]
    names = ", ".join(element.name for element in trained.elements)
    size = length(trained.fine_grid.cell_size, trained.fine_grid.crs)
    return page(tr("Super-resolution"), sections, tr("{names}; pixels of {size}", names=names, size=size))


def _qualities(trained: Trained) -> str:
    head = [tr("element"), tr("map"), tr("skill over the best interpolation"), tr("of logarithms"), tr("kind"), "n"]
    head += [tr("PSNR, dB"), "SSIM", "RMSE", tr("unit"), "r"]
    rows: list[list[Any]] = []
    groups = []
    for element in trained.elements:
        groups.append(len(rows))
        rows += _element_rows(element)
    return table(head, rows, groups[1:]) + paragraph(tr(_HOW_TO_READ))


def _element_rows(element: ElementOutcome) -> list[list[Any]]:
    """Return the rows of an element, the best of each measure marked."""
    own = [row.quality for row in element.rows]
    logs = [None if row.of_logarithms is None else row.of_logarithms.skill for row in element.rows]
    psnr, ssim, r, skill, of_logarithms = (
        _marked(values)
        for values in (
            [q.psnr for q in own],
            [q.mean_ssim for q in own],
            [q.r for q in own],
            [q.skill for q in own],
            logs,
        )
    )
    rmse = _marked([q.rmse for q in own], lowest=True)
    units = [element.unit or number(None)] * len(own)
    return [
        [element.name, tr(row.name), *skills, tr(_KINDS.get(row.kind, row.kind)), row.quality.n, *measures]
        for row, skills, *measures in zip(element.rows, zip(skill, of_logarithms), psnr, ssim, rmse, units, r)
    ]


def _marked(values: Sequence[float | None], lowest: bool = False) -> list[Any]:
    """Return values with the best of them marked; none where no two differ."""
    known = [value for value in values if value is not None]
    if len(set(known)) < 2:
        return list(values)
    best = min(known) if lowest else max(known)
    return [Best(value) if value == best else value for value in values]


def _maps(trained: Trained) -> str:
    shown = trained.pictures
    x, y = abs(shown.grid.transform[1]) * shown.grid.width, abs(shown.grid.transform[5]) * shown.grid.height
    html = ""
    for element, *planes in zip(trained.elements[:_MOST_MAPS], shown.bilinear, shown.base, shown.chosen, shown.truth):
        scale = Scale.of(planes[-1], planes[:-1], TAILS)
        titles = [tr("interpolated (bilinear)"), tr("weighted mean, with covariates"), tr("result"), tr("finer survey")]
        name = f"{element.name}, {element.unit}" if element.unit else element.name
        pieces = [
            figure(
                map_image(scale.places(plane), *scale.ends, label=f"{name}: {title}", aspect=x / y if y else None),
                title,
            )
            for plane, title in zip(planes, titles)
        ]
        html += heading(element.name) + figures(pieces) + scale.bar(label=name)
    left = len(trained.elements) - _MOST_MAPS
    text = tr("Every pixel of the result was made without the survey of the ground around it. All maps share colours.")
    if left > 0:
        text += " " + tr("More elements, of which no map is drawn: {count}.", count=left)
    return paragraph(text) + html


def _shares(trained: Trained) -> str:
    names = list(dict.fromkeys(name for element in trained.elements for name in element.shares))
    head = [tr("element"), tr("transform"), tr("best interpolation"), *(tr(name) for name in names)]
    head.append(tr("errors within 1.645 standard deviations"))
    rows = [
        [
            element.name,
            tr(element.transform),
            tr(element.best_plain),
            *(element.shares.get(name) for name in names),
            number(None) if element.coverage is None else f"{element.coverage:.0%}",
        ]
        for element in trained.elements
    ]
    text = tr(
        "The result is a weighted mean of interpolations, to which corrections are added as far as held-out ground "
        "supports them: a share of 1 takes a correction as it is, 0 leaves it out. Where all are 0, the result is "
        "interpolation. 90 % of errors should lie within 1.645 standard deviations; those of each block are counted "
        "with the standard deviations that other blocks gave."
    )
    return table(head, rows) + paragraph(text)


def _added(trained: Trained) -> str:
    """Tell what the network adds to the map without it, on ground that had no part in any choice."""
    rows: list[list[Any]] = []
    for element in trained.elements:
        own = {row.kind: row.quality.rmse for row in element.rows}
        without, with_it = own.get(CORRECTED, own[STACK]), own.get(NETWORK)
        if with_it is not None:
            skill = 1 - with_it**2 / without**2 if without > 0 else None
            rows.append([element.name, without, with_it, element.unit or number(None), skill])
    head = [tr("element"), tr("RMSE without a network"), tr("RMSE with it"), tr("unit")]
    head.append(tr("skill of the network over the map without it"))
    text = tr("What the network adds, on held-out ground that had no part in training or in choosing its share.")
    return table(head, rows) + paragraph(text) if rows else ""


def _networks(trained: Trained) -> str:
    """Draw how the loss of each network fell."""
    pieces, published = [], trained.settings.get("schedule") == PUBLISHED
    label = mark("Network {number}: loss after each epoch, the best {best}")
    if not published:
        label = mark("Without fold {number}: loss after each epoch, chosen {best}")
    for count, curve in enumerate(trained.curves, 1):
        title = tr(label, number=count, best=curve.best + 1)
        pieces.append(loss_figure(curve.training, curve.held_out, tr("loss"), title))
    text = tr(
        "Each network stopped where it had not improved on ground held out of its own training, and its best is kept."
    )
    if not published:
        text = tr(
            "One number of epochs serves all folds: after it, what networks say of ground that they never saw leaves "
            "least, once each element takes its best share. Those that are applied learn so long from all ground. "
            "The loss held out may rise before that: it also tells of how much is said, which the share puts right."
        )
    return paragraph(text) + figures(pieces)


def _trials(trials: Sequence[Trial]) -> str:
    """Return a table for each kind of trial: means over elements, and over seeds with their standard deviation."""
    html = ""
    for name in dict.fromkeys(trial.table for trial in trials):
        own = [trial for trial in trials if trial.table == name]
        head = [tr(name), tr("seeds"), tr("PSNR, dB"), "SSIM", tr("skill over the best interpolation"), tr("+-")]
        rows: list[list[Any]] = []
        for trial in own:
            known = {key: [value for value in values if value is not None] for key, values in trial.measures.items()}
            means = [float(np.mean(known[key])) if known[key] else None for key in ("psnr", "ssim", "skill")]
            spread = float(np.std(known["skill"], ddof=1)) if len(known["skill"]) > 1 else None
            rows.append([tr(trial.name), len(trial.measures["skill"]), *means, spread])
        html += heading(tr(name)) + table(head, rows)
    text = tr(
        "Each line is a training of its own, judged on held-out blocks as above: means over the elements. +- is the "
        "standard deviation over seeds, which also deal the blocks anew. A difference that is not larger says nothing."
    )
    return html + paragraph(text)


def _given(trained: Trained, inputs: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    return (inputs_table(inputs) if inputs else "") + settings_table(trained.settings)


# ---------------------------------------------------------------------------------------------- for other programs


def write_table(trained: Trained, path: str) -> None:
    """Write a line for each map of each element, as CSV; a measure that is not known is empty."""
    write_rows(path, (*COLUMNS, *LOG_COLUMNS), table_rows(trained))


def table_rows(trained: Trained) -> Iterator[dict[str, Any]]:
    """Yield the lines of the table by the names of its columns."""
    for element in trained.elements:
        for row in element.rows:
            logs = row.of_logarithms
            own = [None] * 4 if logs is None else [logs.psnr, logs.rmse, logs.r, logs.skill]
            yield {"element": element.name, "unit": element.unit, **_measures(row), **dict(zip(LOG_COLUMNS, own))}


def _measures(row: QualityRow) -> dict[str, Any]:
    own = row.quality
    return {
        "kind": row.kind,
        "map": row.name,
        "n": own.n,
        "data_range": own.data_range,
        "psnr": own.psnr,
        "ssim": own.mean_ssim,
        "rmse": own.rmse,
        "r": own.r,
        "skill": own.skill,
        "best_plain": own.best_plain,
    }
