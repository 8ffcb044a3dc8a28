"""The readtable step: the table of a laboratory as it comes, to points with contents."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from ..element_names import oxide_in
from ..errors import FusionError
from ..language import tr
from ..progress import SILENT, Progress, Record
from ..raster.projection import crs_wkt, is_geographic
from ..samples.censoring import check_choice
from ..samples.missing_codes import MissingCodes, missing_codes
from ..samples.stray_places import far_places, null_islands
from ..samples.text_values import Kind, read_cells
from ..units import PERCENT, parse
from .columns import LIMITS, Column, Heading, read_column
from .coordinates import Axes, are_degrees, find_axes, read_pair, tell_axes, turned
from .layout import Layout, find_layout, names_element
from .placing import require_plausible, tell_several
from .signs import signed_columns
from .table_file import TableFile, read_file

DEGREES = "EPSG:4326"
_RESERVED = {"fid", "ogc_fid", "geom", "geometry"}  # names that formats of layers keep for themselves
_EXAMPLES = 5
_ENOUGH_OXIDES = 5  # of which a rock is made
_PARTS_OF_ONE = 0.8, 1.1


@dataclass(frozen=True)
class TableRequest:
    """A table to read. ``x_field`` and ``y_field`` are names of columns, empty where they are to be found.

    ``crs`` is that of the coordinates (anything PROJ knows), empty where they are degrees. ``header_row`` is the number
    of the row of names in the file, 0 where it is to be found. ``limits`` is one of ``columns.LIMITS``; the others are
    as in ``samples.censoring.ValuePolicy`` and ``table_file.read_file``.
    """

    path: str
    x_field: str = ""
    y_field: str = ""
    crs: str = ""
    sheet: str = ""
    encoding: str = ""
    header_row: int = 0
    limits: str = "text"
    negative_is_limit: bool = True
    missing_codes: str = ""


@dataclass(frozen=True)
class LaboratoryTable:
    """What was read: places ``x``, ``y`` (n,) in ``crs`` (WKT) and the other columns, in the order of the table.

    ``axes`` are the names of the columns of coordinates; ``head`` tells which rows of the file were what.
    """

    x: np.ndarray
    y: np.ndarray
    crs: str
    columns: tuple[Column, ...]
    axes: tuple[str, str]
    file: TableFile
    head: tuple[tuple[str, int], ...] = ()
    left_out: int = 0
    repeated_rows: int = 0
    repeated_places: int = 0
    notes: tuple[str, ...] = ()

    @property
    def contents(self) -> list[Column]:
        return [column for column in self.columns if column.kind == "content"]


def read_table(request: TableRequest, progress: Progress = SILENT) -> LaboratoryTable:
    """Read a table and say what was understood of it and what was not.

    Rows without a place are left out. Raises FusionError for a file that is no table, where no names, coordinates or
    contents are found, and where coordinates that are no degrees have no CRS.
    """
    progress = Record(progress)
    check_choice("limits", request.limits, LIMITS)
    codes = missing_codes(request.missing_codes)
    file = read_file(request.path, request.sheet, request.encoding, progress)
    layout = find_layout(file.rows, _given_row(file, request.header_row))
    names = _names(file.rows[layout.names])
    head = _tell_head(file, layout, progress)
    if not layout.samples:
        raise FusionError(
            "INPUT: {path} has no row of samples under its names: choose another file.", path=request.path
        )
    cells: list[Sequence[str]] = list(zip(*(file.rows[row] for row in layout.samples)))
    numbers = [file.numbers[row] for row in layout.samples]
    degrees = None if not request.crs else is_geographic(crs_wkt(request.crs))
    signed = signed_columns(names, cells, progress)
    axes = find_axes(names, cells, request.x_field, request.y_field, degrees)
    x, y, crs = _places(request, names, cells, axes, progress)
    keep = _placed(x, y, numbers, progress)
    tell_several(names, [[column[k] for k in keep] for column in cells], progress)
    cells = [signed.get(number, column) for number, column in enumerate(cells)]
    rows = [numbers[k] for k in keep]
    read = []
    for number, part in progress.parts(range(len(names))):
        if number in (axes.x, axes.y) or not any(cells[number]):
            continue
        column = [cells[number][k] for k in keep]
        heading = _heading(file.rows, layout, names, number)
        read.append(_read(heading, column, rows, codes, request, part))
    columns = _unique(read)
    _tell_fields(columns, progress)
    repeated = _tell_repeated([file.rows[layout.samples[k]] for k in keep], x[keep], y[keep], progress)
    return LaboratoryTable(
        x[keep],
        y[keep],
        crs,
        columns,
        (names[axes.x], names[axes.y]),
        file,
        head,
        len(numbers) - len(keep),
        *repeated,
        tuple(progress.notes()),
    )


def _given_row(file: TableFile, number: int) -> int | None:
    """Return which row has a number in the file, None for 0."""
    if number and number not in file.numbers:
        raise FusionError(
            "HEADER_ROW is {row}, which is empty or behind the last row ({last}): give the row of the names.",
            row=number,
            last=max(file.numbers),
        )
    return file.numbers.index(number) if number else None


def _read(
    heading: Heading,
    column: Sequence[str],
    rows: Sequence[int],
    codes: MissingCodes,
    request: TableRequest,
    progress: Progress,
) -> Column:
    return read_column(heading, column, rows, codes, request.negative_is_limit, request.limits, progress)


def _names(row: Sequence[str]) -> list[str]:
    """Return the names of the columns, those without one by their number."""
    return [" ".join(name.split()) or f"column_{number}" for number, name in enumerate(row, 1)]


def _heading(rows: Sequence[Sequence[str]], layout: Layout, names: Sequence[str], number: int) -> Heading:
    def said(kind: str) -> str:
        return rows[layout.head[kind]][number] if kind in layout.head else ""

    unit = said("units").strip("()[] ")
    return Heading(
        names[number],
        unit if parse(unit) is not None else "",
        said("methods"),
        _limit(said("limits")),
        _limit(said("upper limits")),
    )


def _limit(cell: str) -> float | None:
    """Return the limit in a cell of the head, such as 0.5 or <0.5, None where there is none."""
    cells = read_cells([cell])
    known = cells.kinds[0] in (Kind.MEASURED, Kind.BELOW, Kind.ABOVE) and cells.values[0] > 0
    return float(cells.values[0]) if known else None


def _tell_head(file: TableFile, layout: Layout, progress: Progress) -> tuple[tuple[str, int], ...]:
    """Say which rows are no samples; return them by what they are, counted from 1."""
    labels = {
        "units": tr("units"),
        "methods": tr("methods"),
        "limits": tr("limits of detection"),
        "upper limits": tr("upper limits"),
    }
    rows = [(tr("names"), layout.names), *((labels[kind], row) for kind, row in layout.head.items())]
    head = [(label, file.numbers[row]) for label, row in rows]
    shown = ", ".join(f"{label} {row}" for label, row in head)
    progress.info(tr("Rows of the head: {rows}.", rows=shown))
    if layout.above:
        progress.note(
            tr(
                "Rows above the names that are not used: {count} (first: '{first}').",
                count=len(layout.above),
                first=" ".join(cell for cell in file.rows[layout.above[0]] if cell)[:60],
            )
        )
    return tuple(head)


def _places(
    request: TableRequest, names: Sequence[str], cells: Sequence[Sequence[str]], axes: Axes, progress: Progress
) -> tuple[np.ndarray, np.ndarray, str]:
    """Return the coordinates (n,) of all rows, NaN where a cell holds none, and their CRS."""
    x, y = read_pair(cells[axes.x], cells[axes.y])
    if not (np.isfinite(x) & np.isfinite(y)).any():
        raise FusionError("INPUT: no row has coordinates that are numbers: give X_FIELD and Y_FIELD.")
    degrees = are_degrees(x, y, axes.kind)
    if degrees:
        x, y = (turned(names[axis], values, progress) for axis, values in ((axes.x, x), (axes.y, y)))
    tell_axes(names, axes, degrees, bool(request.crs), progress)
    if not request.crs and not degrees:
        raise FusionError(
            "CRS is missing: the coordinates '{x}' ({x_low:.10g} to {x_high:.10g}) and '{y}' ({y_low:.10g} to "
            "{y_high:.10g}) are no degrees: give the coordinate reference system that they are in.",
            x=names[axes.x],
            y=names[axes.y],
            **_ranges(x, y),
        )
    crs = crs_wkt(request.crs or DEGREES)
    if is_geographic(crs) and not _inside_world(x, y):
        raise FusionError(
            "CRS is one of degrees, but the coordinates '{x}' ({x_low:.10g} to {x_high:.10g}) and '{y}' ({y_low:.10g} "
            "to {y_high:.10g}) are none: give the coordinate reference system that they are in.",
            x=names[axes.x],
            y=names[axes.y],
            **_ranges(x, y),
        )
    require_plausible(x, y, crs, (names[axes.x], names[axes.y]), progress)
    return x, y, crs


def _ranges(x: np.ndarray, y: np.ndarray) -> dict[str, float]:
    found = {}
    for name, values in (("x", x), ("y", y)):
        known = values[np.isfinite(values)]
        found[f"{name}_low"] = float(known.min()) if known.size else float("nan")
        found[f"{name}_high"] = float(known.max()) if known.size else float("nan")
    return found


def _inside_world(x: np.ndarray, y: np.ndarray) -> bool:
    known = np.isfinite(x) & np.isfinite(y)
    return bool((np.abs(x[known]) <= 360).mean() > 0.5 and (np.abs(y[known]) <= 90).mean() > 0.5)


def _placed(x: np.ndarray, y: np.ndarray, rows: Sequence[int], progress: Progress) -> np.ndarray:
    """Return which rows have a place, and say which have none."""
    zero = null_islands(x, y)
    known = np.isfinite(x) & np.isfinite(y) & ~zero
    lacking = np.flatnonzero(~known & ~zero)
    if lacking.size:
        progress.warn(
            tr(
                "Rows left out, because they have no coordinates, as blanks and standards have none: {count} (rows "
                "{rows}).",
                count=len(lacking),
                rows=_some([rows[k] for k in lacking]),
            )
        )
    if zero.any():
        progress.warn(
            tr(
                "Rows left out, because their coordinates are 0, 0, far from all others: {count} (rows {rows}).",
                count=int(zero.sum()),
                rows=_some([rows[k] for k in np.flatnonzero(zero)]),
            )
        )
    far = far_places(x[known], y[known])
    if far.any():
        progress.warn(
            tr(
                "Rows far from all others, which may have a wrong digit in their coordinates, and are kept: {count} "
                "(rows {rows}).",
                count=int(far.sum()),
                rows=_some([rows[k] for k in np.flatnonzero(known)[far]]),
            )
        )
    return np.flatnonzero(known)


def _some(rows: Sequence[int]) -> str:
    return ", ".join(map(str, rows[:_EXAMPLES])) + (", ..." if len(rows) > _EXAMPLES else "")


def _unique(columns: Sequence[Column]) -> tuple[Column, ...]:
    """Return the columns with names of fields that differ whatever their case, by method where one is known."""
    counts = Counter(column.field.casefold() for column in columns)
    taken: set[str] = set()
    found = []
    for column in columns:
        name = column.field
        if counts[name.casefold()] > 1 and column.method:
            name = f"{name}_{column.method}"
        if name.casefold() in _RESERVED:
            name = f"{name}_1"
        first, number = name, 2
        while name.casefold() in taken:
            name, number = f"{first}_{number}", number + 1
        taken |= {name.casefold(), *([flag_name(name).casefold()] if column.flags is not None else [])}
        found.append(replace(column, field=name))
    return tuple(found)


def flag_name(field: str) -> str:
    """Return the name of the field that says which values of a field are limits."""
    return f"{field}_limit"


def _tell_fields(columns: Sequence[Column], progress: Progress) -> None:
    contents = [column for column in columns if column.kind == "content"]
    symbols = [column.name for column in columns if _are_symbols(column)]
    if not contents and symbols:
        raise FusionError(
            "INPUT: the column '{name}' holds elements, so that each content has a row of its own: make a table with a "
            "row for each sample and a column for each element first (a pivot table).",
            name=symbols[0],
        )
    if not contents:
        raise FusionError(
            "INPUT: no column is named like an element or oxide with numbers under it, such as Cu_ppm, Au [ppb] or "
            "SiO2 (it has {names}): name them so.",
            names=", ".join(column.name for column in columns),
        )
    without = [column.field for column in contents if not column.unit]
    if without:
        progress.warn(
            tr(
                "No unit is known of {names}: write it behind the name (Cu_ppm) or into a row under the names.",
                names=", ".join(without),
            )
        )
    _tell_hundredths(contents, progress)
    renamed = [f"{column.name} -> {column.field}" for column in columns if column.name != column.field]
    if renamed:
        progress.note(tr("Names of fields: {names}.", names=", ".join(renamed)))


def _tell_hundredths(contents: Sequence[Column], progress: Progress) -> None:
    """Warn where oxides in percent add up to about 1: cells that a spreadsheet shows as 65% hold 0.65."""
    oxides = [column.numbers for column in contents if parse(column.unit) == PERCENT and oxide_in(column.field)]
    known = [numbers for numbers in oxides if numbers is not None]
    if len(known) < _ENOUGH_OXIDES:
        return
    sums = np.sum(known, axis=0)
    sums = sums[np.isfinite(sums)]
    if sums.size and _PARTS_OF_ONE[0] < np.median(sums) < _PARTS_OF_ONE[1]:
        progress.warn(
            tr(
                "The oxides in percent add up to {total:.2g} in most rows: spreadsheets keep what they show as 65% as "
                "0.65; multiply the cells by 100, or call the columns kg/kg.",
                total=float(np.median(sums)),
            )
        )


def _are_symbols(column: Column) -> bool:
    """Whether the cells of a column are names of elements, of two at least."""
    cells = [str(cell) for cell in np.ma.compressed(column.values)] if column.kind == "text" else []
    return len(set(cells)) > 1 and all(names_element(cell) for cell in cells)


def _tell_repeated(rows: Sequence[Sequence[str]], x: np.ndarray, y: np.ndarray, progress: Progress) -> tuple[int, int]:
    """Say how many rows repeat another one, and how many a place; return both."""
    same_rows = len(rows) - len({tuple(row) for row in rows})
    same_places = len(x) - len(set(zip(x.tolist(), y.tolist())))
    if same_rows:
        progress.warn(
            tr("Rows that are the same as another one in every cell: {count}; they are kept.", count=same_rows)
        )
    if same_places:
        progress.warn(
            tr(
                "Rows at the place of another one: {count}; they are kept, and 'Grid geochemical samples' averages "
                "them first.",
                count=same_places,
            )
        )
    return same_rows, same_places


def table_name(path: str) -> str:
    """Return what a table is called: its file without ending."""
    return Path(path).stem
