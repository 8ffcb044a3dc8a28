"""The report of super-resolution: what it is worth on held-out ground, beside every plain interpolation, and maps.

The same measures for other programs are a table.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from ..deep.learning import Curve
from ..files import write_rows
from ..formats import number, shared_range
from ..language import mark, tr
from ..reports.charts import colour_bar, lines, map_image
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
    table,
)
from .results import CHOSEN, CORRECTED, NETWORK, PLAIN, STACK, ElementOutcome, QualityRow, Trained

COLUMNS = ("element", "unit", "kind", "map", "n", "data_range", "psnr", "ssim", "rmse", "r", "skill", "best_plain")
_KINDS = {
    PLAIN: mark("interpolation"),
    STACK: mark("weighted mean of interpolations"),
    CORRECTED: mark("with covariates"),
    NETWORK: mark("with a network"),
    CHOSEN: mark("what applying gives"),
}
_HOW_TO_READ = mark(
    "All maps of an element are compared with the finer survey over the same pixels, on ground that was held out of "
    "everything that made them. PSNR is in dB: 10 log10 of the squared range of the survey over the mean squared "
    "error. SSIM is the mean over windows of 7 x 7 pixels without a hole. skill = 1 - MSE / MSE of the best plain "
    "interpolation: above 0 the map is better than the interpolation that hindsight would choose. "
    "Green marks the best of each column."
)
_MOST_MAPS = 12  # elements that are drawn


def super_report(trained: Trained, command: str = "", inputs: Sequence[tuple[str, Mapping[str, Any]]] = ()) -> str:
    """Return the report as one HTML page; ``command`` is the call that trains the same model again.

    ``inputs`` are what each input is for and what identifies it, as ``page.inputs_table`` takes them.
    """
    sections = [
        ("", "".join(paragraph(element.verdict, "lead") for element in trained.elements)),
        (tr("All maps side by side, on held-out ground"), _qualities(trained)),
        (tr("Maps of the finely surveyed ground"), _maps(trained)),
        (tr("What is added to the interpolations"), _shares(trained)),
        *([(tr("Networks"), _networks(trained.curves))] if trained.curves else []),
        (tr("Inputs and settings"), _given(trained, inputs)),
        notes_section(trained.notes),
        (tr("Reproduce"), reproduction(command, trained.versions)),
    ]
    names = ", ".join(element.name for element in trained.elements)
    size = length(trained.fine_grid.cell_size, trained.fine_grid.crs)
    return page(tr("Super-resolution"), sections, tr("{names}; pixels of {size}", names=names, size=size))


def _qualities(trained: Trained) -> str:
    head = [tr("element"), tr("kind"), tr("map"), "n", tr("PSNR, dB"), "SSIM", "RMSE", tr("unit"), "r"]
    head.append(tr("skill over the best interpolation"))
    rows: list[list[Any]] = []
    groups = []
    for element in trained.elements:
        groups.append(len(rows))
        rows += _element_rows(element)
    return table(head, rows, groups[1:]) + paragraph(tr(_HOW_TO_READ))


def _element_rows(element: ElementOutcome) -> list[list[Any]]:
    """Return the rows of an element, the best of each measure marked."""
    own = [row.quality for row in element.rows]
    psnr, ssim, r, skill = (
        _marked(values)
        for values in (
            [q.psnr for q in own],
            [q.mean_ssim for q in own],
            [q.r for q in own],
            [q.skill for q in own],
        )
    )
    rmse = _marked([q.rmse for q in own], lowest=True)
    return [
        [element.name, tr(_KINDS.get(row.kind, row.kind)), tr(row.name), row.quality.n, *measures]
        for row, *measures in zip(element.rows, psnr, ssim, rmse, [element.unit or number(None)] * len(own), r, skill)
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
        low, high = shared_range(planes)
        titles = [tr("interpolated (bilinear)"), tr("weighted mean, with covariates"), tr("result"), tr("finer survey")]
        name = f"{element.name}, {element.unit}" if element.unit else element.name
        pieces = [
            figure(map_image(plane, low, high, label=f"{name}: {title}", aspect=x / y if y else None), title)
            for plane, title in zip(planes, titles)
        ]
        html += heading(element.name) + figures(pieces) + colour_bar(low, high, label=name)
    left = len(trained.elements) - _MOST_MAPS
    text = tr("Every pixel of the result was made without the survey of the ground around it. All maps share colours.")
    if left > 0:
        text += " " + tr("Of {count} more elements no map is drawn.", count=left)
    return paragraph(text) + html


def _shares(trained: Trained) -> str:
    names = list(dict.fromkeys(name for element in trained.elements for name in element.shares))
    head = [tr("element"), tr("transform"), tr("best interpolation"), *(tr(name) for name in names)]
    rows = [
        [element.name, tr(element.transform), tr(element.best_plain), *(element.shares.get(name) for name in names)]
        for element in trained.elements
    ]
    text = tr(
        "The result is a weighted mean of interpolations, to which corrections are added as far as held-out ground "
        "supports them: a share of 1 takes a correction as it is, 0 leaves it out. Where all are 0, the result is "
        "interpolation."
    )
    return table(head, rows) + paragraph(text)


def _networks(curves: Sequence[Curve]) -> str:
    """Draw how the loss of each network fell."""
    pieces = []
    for count, curve in enumerate(curves, 1):
        series = [_against_epochs(tr("training"), curve.training), _against_epochs(tr("held out"), curve.held_out)]
        title = tr("Network {number}: loss after each epoch, the best {best}", number=count, best=curve.best + 1)
        pieces.append(figure(lines(series, tr("epoch"), tr("loss")), title))
    text = tr(
        "Each network stopped where it had not improved on ground held out of its own training, and its best is kept."
    )
    return paragraph(text) + figures(pieces)


def _against_epochs(name: str, losses: Sequence[float]) -> tuple[str, np.ndarray, np.ndarray]:
    values = np.array(losses, float)
    known = np.flatnonzero(np.isfinite(values))
    return name, known + 1.0, values[known]


def _given(trained: Trained, inputs: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    html = inputs_table(inputs) if inputs else ""
    settings = [[name, _plain(value)] for name, value in trained.settings.items()]
    return html + (heading(tr("Settings")) + table([tr("setting"), tr("value")], settings) if settings else "")


def _plain(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_plain(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_plain, value)) or number(None)
    return number(None) if value in (None, "") else str(value)


# ---------------------------------------------------------------------------------------------- for other programs


def write_table(trained: Trained, path: str) -> None:
    """Write a line for each map of each element, as CSV; a measure that is not known is empty."""
    write_rows(path, COLUMNS, table_rows(trained))


def table_rows(trained: Trained) -> Iterator[dict[str, Any]]:
    """Yield the lines of the table by the names of its columns."""
    for element in trained.elements:
        for row in element.rows:
            yield {"element": element.name, "unit": element.unit, **_measures(row)}


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
