"""A table as a file: its rows of cells as text, whatever its format, encoding and delimiter."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import FusionError
from ..language import tr
from ..progress import SILENT, Progress
from ..raster.gdal_call import table_sheets

SPREADSHEETS = (".xlsx", ".xlsm", ".ods", ".xls")
FIELD_TABLES = (".dbf",)
TEXTS = (".csv", ".txt", ".tsv", ".tab", ".dat", ".asc")
DELIMITERS = "\t;|,"  # a comma last: it may be a decimal sign
_NAMES = {"\t": "tab"}
_LOOKED_AT = 60  # rows from which a delimiter is told
_LARGEST_CELL = 10**7  # characters; a quotation mark that is not closed swallows the rest of a file
_SEPARATOR = re.compile(r"sep=(.)\s*", re.IGNORECASE)  # what Excel writes in front
_HIGH = re.compile(rb"[\x80-\xff]+")


@dataclass(frozen=True)
class TableFile:
    """Rows of cells as text, each as long as the longest, without empty ones; ``numbers`` are theirs in the file.

    ``encoding`` and ``delimiter`` are those of a text, ``sheets`` those of a spreadsheet, read from ``sheet``.
    """

    rows: list[list[str]]
    numbers: tuple[int, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()


def read_file(path: str, sheet: str = "", encoding: str = "", progress: Progress = SILENT) -> TableFile:
    """Read a table; ``sheet`` is one of a spreadsheet, empty for the first that holds the most cells.

    Raises FusionError for a file that is no table, or holds none of that name.
    """
    ending = Path(path).suffix.lower()
    if not Path(path).is_file():
        raise FusionError("INPUT: there is no file {path}: choose the table of the laboratory.", path=path)
    if ending in (*SPREADSHEETS, *FIELD_TABLES):
        found = _chosen(path, table_sheets(path), sheet, progress)
    elif ending in TEXTS:
        found = read_text(path, encoding)
    else:
        raise FusionError(
            "INPUT: {path} does not end like a table: give one of {known}.",
            path=path,
            known=", ".join((*TEXTS, *SPREADSHEETS, *FIELD_TABLES)),
        )
    rows, numbers = _even(found.rows)
    if not rows:
        raise FusionError("INPUT: {path} holds no cell with a text or number: choose another file.", path=path)
    if found.delimiter:
        text = tr("Read as text in {encoding}, cells divided by '{delimiter}'.")
        delimiter = _NAMES.get(found.delimiter, found.delimiter)
        progress.info(text.format(encoding=found.encoding, delimiter=delimiter))
    return replace(found, rows=rows, numbers=numbers)


def _chosen(path: str, sheets: dict[str, list[list[str]]], sheet: str, progress: Progress) -> TableFile:
    names = tuple(sheets)
    if sheet and sheet not in sheets:
        raise FusionError(
            "SHEET: {path} has no sheet '{sheet}': give one of {names}.",
            path=path,
            sheet=sheet,
            names=", ".join(names),
        )
    filled = {name: sum(cell != "" for row in rows for cell in row) for name, rows in sheets.items()}
    taken = sheet or max(names, key=lambda name: filled[name], default="")
    others = [name for name in names if name != taken and filled[name]]
    if others and not sheet:
        progress.warn(
            tr(
                "Of the sheets the fullest was read, '{sheet}'; SHEET chooses another one: {others}.",
                sheet=taken,
                others=", ".join(others),
            )
        )
    return TableFile(sheets.get(taken, []), sheet=taken, sheets=names)


def read_text(path: str, encoding: str = "") -> TableFile:
    """Read a text file of cells between delimiters, which are told from its first rows, as is its encoding.

    Raises FusionError for an encoding that does not fit, and for a file that is no text.
    """
    data = Path(path).read_bytes()
    name = encoding or told_encoding(data)
    try:
        text = data.decode(name)
    except LookupError as error:
        raise FusionError("ENCODING '{name}' is not known: give one such as utf-8 or cp1252.", name=name) from error
    except UnicodeDecodeError as error:
        raise FusionError(
            "ENCODING: {path} is not written in {name}: leave it empty, or give another one.", path=path, name=name
        ) from error
    if "\0" in text:
        raise FusionError("INPUT: {path} is no text: save the table as CSV or XLSX.", path=path)
    lines = io.StringIO(text.lstrip("\ufeff"), newline="").readlines()  # no other sign than these ends a row
    given = _SEPARATOR.fullmatch(lines[0]) if lines else None
    lines = lines[1:] if given else lines
    before = csv.field_size_limit(_LARGEST_CELL)
    try:
        delimiter = given[1] if given else told_delimiter(lines)
        rows = list(csv.reader(lines, delimiter=delimiter))
    except csv.Error as error:
        raise FusionError(
            "INPUT: {path} cannot be divided into cells ({error}): save the table again.", path=path, error=str(error)
        ) from error
    finally:
        csv.field_size_limit(before)  # of the whole process
    return TableFile(rows, encoding=name, delimiter=delimiter)


def told_encoding(data: bytes) -> str:
    """Return the encoding of a text: UTF-8 or 16 by its mark or its bytes, else that of Chinese or Western Windows.

    Bytes above 127 stand alone in Western languages, as an accent does, and in pairs in Chinese (GB 18030).
    """
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        runs = _HIGH.findall(data)
        even = sum(len(run) % 2 == 0 for run in runs)
        return "gb18030" if 2 * even > len(runs) and _decodes(data, "gb18030") else _western(data)
    return "utf-8"


def _western(data: bytes) -> str:
    return "cp1252" if _decodes(data, "cp1252") else "latin-1"


def _decodes(data: bytes, encoding: str) -> bool:
    try:
        data.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def told_delimiter(lines: list[str]) -> str:
    """Return the sign that divides most of the first rows into as many cells, of several the first of DELIMITERS."""
    best, most = ",", 0.0
    for delimiter in DELIMITERS:
        widths = Counter(len(row) for row in csv.reader(lines[:_LOOKED_AT], delimiter=delimiter) if row)
        width, count = max(widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0))
        share = count / max(sum(widths.values()), 1)
        if width > 1 and share > most:
            best, most = delimiter, share
    return best


def _even(rows: list[list[str]]) -> tuple[list[list[str]], tuple[int, ...]]:
    """Return rows of one length without outer blanks and last columns that are empty, and their numbers from 1.

    Rows that are empty are left out.
    """
    cells = [[cell.strip() for cell in row] for row in rows]
    numbers = tuple(number for number, row in enumerate(cells, 1) if any(row))
    cells = [row for row in cells if any(row)]
    width = max((max(k for k, cell in enumerate(row) if cell) + 1 for row in cells), default=0)
    return [[*row[:width], *[""] * (width - len(row))] for row in cells], numbers
