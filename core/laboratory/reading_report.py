"""The report of a table: what was understood of each column, what was not, and where the samples lie."""

from __future__ import annotations

import numpy as np

from ..errors import given
from ..formats import several
from ..language import mark, tr
from ..raster.projection import crs_name
from ..reports.charts import point_map
from ..reports.content_charts import TAILS, Scale
from ..reports.page import figure, figures, notes_section, page, paragraph, reproduction, table
from ..reports.version import versions
from .columns import Column
from .reading import LaboratoryTable, table_name

_KINDS = {
    "number": mark("number"),
    "whole": mark("whole number"),
    "text": mark("text"),
}
_EXAMPLES = 20  # cells of a column that are shown
_MAPS = 12


def reading_report(found: LaboratoryTable, path: str, command: str = "") -> str:
    """Return the report of a table as one HTML page; ``command`` is the call that reads it again."""
    sections = [
        ("", _lead(found)),
        (tr("Contents"), _contents(found)),
        (tr("What could not be read"), _unread(found)),
        (tr("Where the samples lie"), _maps(found)),
        (tr("Other columns"), _others(found)),
        (tr("How the file was read"), _file(found, path)),
        notes_section(found.notes),
        (tr("Reproduce"), reproduction(command, versions())),
    ]
    subtitle = f"{table_name(path)}; {several(len(found.x), 'sample')}"
    return page(tr("Laboratory table"), sections, subtitle)


def _lead(found: LaboratoryTable) -> str:
    counts = {
        kind: sum(column.counts.get(kind, 0) for column in found.contents)
        for kind in ("measured", "below", "above", "missing", "unreadable")
    }
    text = tr(
        "{samples} with {elements}. Values measured: {measured}, below a limit of detection: {below}, "
        "above one: {above}, missing: {missing}, that could not be read: {unreadable}.",
        samples=several(len(found.x), "sample"),
        elements=several(len(found.contents), "element or oxide"),
        **counts,
    )
    return paragraph(text, "lead")


def _contents(found: LaboratoryTable) -> str:
    head = [
        tr("column"),
        tr("field"),
        tr("unit"),
        tr("method"),
        tr("measured"),
        tr("below"),
        tr("above"),
        tr("missing"),
        tr("unreadable"),
        tr("least"),
        tr("median"),
        tr("largest"),
    ]
    return table(head, [_row(column) for column in found.contents])


def _row(column: Column) -> list[object]:
    counts = [column.counts.get(kind, 0) for kind in ("measured", "below", "above", "missing", "unreadable")]
    return [column.name, column.field, column.unit or "?", column.method or "\u2013", *counts, *_spread(column)]


def _spread(column: Column) -> list[float | None]:
    """Return the least, median and largest measured value."""
    if column.numbers is None or not np.isfinite(column.numbers).any():
        return [None, None, None]
    return [float(value) for value in np.nanquantile(column.numbers, (0, 0.5, 1))]


def _unread(found: LaboratoryTable) -> str:
    rows = []
    for column in found.columns:
        shown = [f"'{text}' ({row})" for row, text in column.examples[:_EXAMPLES]]
        if shown:
            more = len(column.examples) - len(shown)
            rows.append([column.name, len(column.examples), ", ".join(shown) + (f", + {more}" if more else "")])
    if not rows:
        return paragraph(tr("Every cell of a content was read."))
    note = paragraph(
        tr(
            "These cells are empty in the layer. The number in brackets is that of the row in the file; n.d. may be "
            "not detected or not determined, and 1,234 may be 1234 or 1.234."
        )
    )
    return note + table([tr("column"), tr("cells"), tr("text (row)")], rows)


def _maps(found: LaboratoryTable) -> str:
    drawn = [column for column in found.contents if np.isfinite(given(column.numbers)).any()][:_MAPS]
    pieces = []
    for column in drawn:
        values = given(column.numbers)
        scale = Scale.of(values, percent=TAILS)
        drawing = point_map(found.x, found.y, scale.places(values), *scale.ends)
        pieces.append(figure(drawing + scale.bar(label=column.unit), column.field))
    return figures(pieces)


def _others(found: LaboratoryTable) -> str:
    rows = [
        [column.name, column.field, tr(_KINDS[column.kind]), column.counts.get("missing", 0), *_spread(column)]
        for column in found.columns
        if column.kind != "content"
    ]
    if not rows:
        return paragraph(tr("There are none."))
    head = [tr("column"), tr("field"), tr("kind"), tr("missing"), tr("least"), tr("median"), tr("largest")]
    return table(head, rows)


def _file(found: LaboratoryTable, path: str) -> str:
    file = found.file
    rows: list[list[object]] = [
        [tr("file"), path],
        [tr("columns of coordinates"), " / ".join(found.axes)],
        [tr("coordinate reference system"), crs_name(found.crs)],
        *_head(found),
        [tr("rows left out without a place"), str(found.left_out)],
        [tr("rows that repeat another one"), str(found.repeated_rows)],
        [tr("rows at the place of another one"), str(found.repeated_places)],
    ]
    if file.delimiter:
        rows += [
            [tr("encoding"), file.encoding],
            [tr("delimiter"), "tab" if file.delimiter == "\t" else file.delimiter],
        ]
    if file.sheet and len(file.sheets) > 1:
        rows.append([tr("sheet"), file.sheet])
    return table([tr("what"), tr("found")], rows)


def _head(found: LaboratoryTable) -> list[list[object]]:
    return [[label, tr("row {number}", number=number)] for label, number in found.head]
