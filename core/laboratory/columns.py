"""Columns of a table as fields of a layer: contents with limits and units, other numbers, whole numbers, texts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field as field_of

import numpy as np

from ..language import mark, tr
from ..progress import Progress
from ..samples.censoring import parse_values
from ..samples.element_fields import substance
from ..samples.missing_codes import MissingCodes
from ..samples.tallies import tell_notation
from ..samples.text_values import Kind, read_cells
from ..units import parse, unit_of
from .layout import cleaned_name, names_element

LIMITS = {
    "text": mark("as text with the sign: <0.5"),
    "flag": mark("as number, and a field that says -1 below, 1 above"),
}
NO_LIMIT = "<LOD"  # below detection, and the limit is nowhere said
_SHORT = {1.0: "kg_kg", 1e-2: "pct", 1e-3: "permille", 1e-6: "ppm", 1e-9: "ppb", 1e-12: "ppt"}
_READABLE = 0.5  # of the cells of a column of contents, that must be readable
_EXAMPLES = 3
_LARGEST_LINE = 40  # characters of an example
_LEADING_ZERO = re.compile(r"[+-]?0\d+")


@dataclass(frozen=True)
class Heading:
    """What stands over a column: its ``name``, and what rows of the head say of unit, method and limits."""

    name: str
    unit: str = ""
    method: str = ""
    limit: float | None = None
    upper: float | None = None


@dataclass(frozen=True)
class Column:
    """A column as it was understood: ``kind`` is "content", "number", "whole" or "text"; ``values`` (n,) for a layer.

    ``flags`` (n,) are -1 below a limit, 1 above, 0 measured, masked where missing, None where they are in the text.
    ``counts`` tells how many cells are of each kind, ``examples`` (row, text) what could not be read.
    """

    name: str
    field: str
    kind: str
    values: np.ndarray
    unit: str = ""
    method: str = ""
    flags: np.ndarray | None = None
    counts: dict[str, int] = field_of(default_factory=dict)
    examples: tuple[tuple[int, str], ...] = ()
    numbers: np.ndarray | None = None  # measured contents, NaN elsewhere


def read_column(
    heading: Heading,
    cells: Sequence[str],
    rows: Sequence[int],
    codes: MissingCodes,
    negative_is_limit: bool,
    limits: str,
    progress: Progress,
) -> Column:
    """Read the cells (n,) of a column; ``rows`` (n,) are their numbers in the file, for what is said of them.

    The field is called ``Cu_ppm`` where element and unit are known, else as the column.
    """
    plain = read_cells([cell or None for cell in cells])
    filled = np.array([bool(cell) for cell in cells])
    known = np.isin(plain.kinds, (Kind.MEASURED, Kind.BELOW, Kind.ABOVE, Kind.NO_LIMIT))
    limited = np.isin(plain.kinds, (Kind.BELOW, Kind.ABOVE)).any()
    element = names_element(heading.name) or (bool(heading.unit) and substance(cleaned_name(heading.name)) is not None)
    empty = np.isin(plain.kinds, (Kind.MISSING, Kind.AMBIGUOUS))
    readable = bool(known.any()) and known.sum() >= _READABLE * (filled & ~empty).sum()
    if (element or limited) and (readable or not (filled & ~empty).any()):
        return _content(heading, cells, rows, codes, negative_is_limit and element, limits, element, progress)
    if element:
        progress.warn(
            tr("{name}: fewer than half of its cells are numbers, and it is kept as text.", name=heading.name)
        )
    return _other(heading, cells, plain.values, bool(((plain.kinds == Kind.MEASURED) | empty).all()) and not plain.unit)


def _content(
    heading: Heading,
    cells: Sequence[str],
    rows: Sequence[int],
    codes: MissingCodes,
    negative_is_limit: bool,
    limits: str,
    element: bool,
    progress: Progress,
) -> Column:
    raw = np.array([cell or None for cell in cells], object)
    parsed = parse_values(raw, negative_is_limit, codes)
    unit = unit_of(cleaned_name(heading.name), "") or heading.unit or parsed.cells.unit
    name = field_name(heading.name, unit) if element else heading.name
    tell_notation(name, parsed, raw, progress)
    kinds, values = parsed.kinds, parsed.values.copy()
    if heading.limit is not None:
        unstated = parsed.unstated
        kinds, values = np.where(unstated, Kind.BELOW, kinds), np.where(unstated, heading.limit, values)
    below, above, no_limit = kinds == Kind.BELOW, kinds == Kind.ABOVE, kinds == Kind.NO_LIMIT
    unreadable = np.isin(kinds, (Kind.UNREADABLE, Kind.AMBIGUOUS)) & np.array([bool(cell) for cell in cells])
    flags: np.ndarray | None = None
    shown: np.ndarray = values
    if (below | above | no_limit).any():
        if limits == "text":
            shown = _texts(values, below, above, no_limit)
        else:
            missing = ~(np.isfinite(values) | no_limit)
            flags = np.ma.masked_array(np.where(below | no_limit, -1, above.astype(int)), missing)
    examples = tuple((rows[k], cells[k][:_LARGEST_LINE]) for k in np.flatnonzero(unreadable))
    measured = kinds == Kind.MEASURED
    counts = {
        "measured": int(measured.sum()),
        "below": int((below | no_limit).sum()),
        "above": int(above.sum()),
        "missing": int(parsed.missing.sum()),
        "unreadable": int(unreadable.sum()),
    }
    _tell_limits(name, counts, examples, int(no_limit.sum()), progress)
    numbers = np.where(measured, values, np.nan)
    kind = "content" if element else "number"
    return Column(heading.name, name, kind, shown, unit, heading.method, flags, counts, examples, numbers)


def _texts(values: np.ndarray, below: np.ndarray, above: np.ndarray, no_limit: np.ndarray) -> np.ndarray:
    """Return values (n,) as text, masked where there is none."""
    signs = np.where(below, "<", np.where(above, ">", ""))
    texts = [f"{sign}{value:.15g}" if np.isfinite(value) else "" for sign, value in zip(signs, values)]
    array = np.where(no_limit, NO_LIMIT, np.array(texts, str))
    return np.ma.masked_array(array, array == "")


def _tell_limits(
    name: str, counts: dict[str, int], examples: Sequence[tuple[int, str]], no_limit: int, progress: Progress
) -> None:
    """Say how many cells of contents are limits, and which could not be read."""
    if counts["below"] or counts["above"]:
        text = tr(
            "{name}: {below} below and {above} above a limit of detection, {measured} measured.", name=name, **counts
        )
        progress.info(text)
    if no_limit:
        text = mark(
            "{name}: {count} below detection, and the table says no limit: they are kept as {sign}; write the limits, "
            "or a row of them under the names."
        )
        progress.warn(tr(text, name=name, count=no_limit, sign=NO_LIMIT))
    if examples:
        shown = "; ".join(tr("'{text}' in row {row}", text=text, row=row) for row, text in examples[:_EXAMPLES])
        text = mark(
            "{name}: {count} left empty, as they are no number or can be read in two ways ({shown}): correct them in "
            "the table, or name words for missing in MISSING_CODES."
        )
        progress.warn(tr(text, name=name, count=len(examples), shown=shown))


def _other(heading: Heading, cells: Sequence[str], values: np.ndarray, numeric: bool) -> Column:
    """Return a column that is no content: whole numbers or numbers where all cells are, else the texts."""
    filled = [cell for cell in cells if cell]
    numeric = numeric and bool(np.isfinite(values).any()) and not any(_LEADING_ZERO.fullmatch(cell) for cell in filled)
    counts = {"missing": len(cells) - len(filled)}
    if not numeric:
        texts = np.array([*cells], str)
        return Column(heading.name, heading.name, "text", np.ma.masked_array(texts, texts == ""), counts=counts)
    known = np.isfinite(values)
    whole = bool((values[known] == np.round(values[known])).all() and (np.abs(values[known]) < 1e15).all())
    counts = {"measured": int(known.sum()), "missing": int((~known).sum())}
    if whole:
        whole_numbers: np.ndarray = np.ma.masked_array(np.where(known, values, 0).astype(np.int64), ~known)
        return Column(heading.name, heading.name, "whole", whole_numbers, counts=counts, numbers=values)
    return Column(heading.name, heading.name, "number", values, counts=counts, numbers=values)


def field_name(name: str, unit: str) -> str:
    """Return the name of the field of an element: its symbol or oxide and unit, as ``units.unit_of`` reads it again.

    What a laboratory adds to a name is kept behind: ``Au_ppb_ICP``; without a known unit, the name without blanks.
    """
    cleaned = cleaned_name(name)
    words = [word for word in re.split(r"[\s_()]+|(?=%)", cleaned) if word]
    symbol = words[0]
    worth = parse(unit)
    if worth is None:
        return "_".join(words)
    tail = [word for word in words[1:] if parse(word) is None and not _of_unit(word, unit)]
    short = re.sub(r"\W+", "_", unit.replace("%", "pct").replace("\u00b5", "u").replace("\u03bc", "u")).strip("_")
    if parse(unit_of(f"{symbol}_{short}", "")) != worth:
        short = _SHORT[worth]
    return "_".join([symbol, short, *tail])


def _of_unit(word: str, unit: str) -> bool:
    """Whether a word is a part of a unit: mg or kg of mg/kg, wt of wt%."""
    return word.casefold() in re.split(r"[\W\d]+", unit.casefold()) or word.casefold() in ("wt", "wt.")
