"""Which rows of a table are names, units, methods and limits of detection, and which are samples."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from ..errors import FusionError
from ..samples.element_fields import substance
from ..samples.text_values import Kind, read_cells
from ..units import is_laboratory, parse, unit_of
from .coordinates import axis_of
from .element_words import plain_letters, with_symbol

_SEARCHED = 40  # rows among which names are sought
_ELEMENT, _AXIS, _NUMBER = 4, 3, -4  # what a cell speaks for or against a row of names; any other text 1
_NEAR = 4  # rows above and below the names that may be units, methods or limits
_METHOD = re.compile(r"[a-z]{1,4}[-_ ]?[a-z]{0,4}\d{0,3}[a-z]{0,3}\d{0,2}", re.IGNORECASE)  # ME-MS61, Au-AA23, ICP40B
_CODE = re.compile(r"-[A-Z]+\d")  # Au-AA23 is a method, not gold
_LOWER = """
lod|loq|dl|ldl|lld|mdl|ld|lq|ldm|bg|nwg|detection limit|detection|limit of detection|lower limit|lower detection limit
lower|det. lim.|det limit|min detection|minimum detection|limit|nachweisgrenze|bestimmungsgrenze|limite de deteccion
limite de detection|limite de detecao|limite inferior|limite detec.|\u68c0\u51fa\u9650
"""
_UPPER = "udl|ul|upper limit|upper|upper detection limit|over limit|max detection|maximum detection|limite superior"
_UNITS_LABEL = "unit|units|einheit|einheiten|unidad|unidades|unite|unites|unidade|\u5355\u4f4d"
_METHODS_LABEL = "method|methods|methode|metodo|analysis|analyte method|technique|\u65b9\u6cd5"
_MORE_UNITS = {"m", "km", "cm", "g", "kg", "deg", "degrees", "dd", "\u00b0", "kbq", "cps", "none", "-"}


def _words(text: str) -> set[str]:
    return {plain_letters(word) for word in text.strip().replace("\n", "|").split("|")}


_LABELS = {
    "limits": _words(_LOWER),
    "upper limits": _words(_UPPER),
    "units": _words(_UNITS_LABEL),
    "methods": _words(_METHODS_LABEL),
}


@dataclass(frozen=True)
class Layout:
    """Numbers of rows (from 0): ``names``, the other rows of the head by kind, and the rows of samples.

    ``head`` has rows of "units", "methods", "limits" and "upper limits"; ``above`` are rows that are none of these.
    """

    names: int
    head: dict[str, int] = field(default_factory=dict)
    samples: tuple[int, ...] = ()
    above: tuple[int, ...] = ()


def find_layout(rows: Sequence[Sequence[str]], names_row: int | None = None) -> Layout:
    """Tell the rows of a table apart; ``names_row`` (from 0) is that of the names where it is known.

    Raises FusionError where no row holds names.
    """
    names = _names_row(rows) if names_row is None else names_row
    head: dict[str, int] = {}
    for row in range(max(names - _NEAR, 0), names):
        kind = _kind(rows[row], rows[names])
        if kind:
            head[kind] = row
    samples: list[int] = []
    for row in range(names + 1, len(rows)):
        near = row <= names + _NEAR and not samples
        kind = _kind(rows[row], rows[names]) if near else _label(rows[row])
        if kind and kind not in head:
            head[kind] = row
        elif not (kind or list(rows[row]) == list(rows[names])):  # names repeated on each printed page
            samples.append(row)
    above = tuple(row for row in range(names) if row not in head.values())
    return Layout(names, head, tuple(samples), above)


def names_element(name: str) -> bool:
    """Whether the name of a column is that of an element or oxide, with a unit or a method or nothing behind it."""
    cleaned = cleaned_name(name)
    if substance(cleaned) is None:
        return False
    if unit_of(cleaned, ""):
        return True
    words = [word for word in re.split(r"[\s_()]+", cleaned)[1:] if word]
    return all(is_laboratory(word) or parse(word) is not None for word in words)


def cleaned_name(name: str) -> str:
    """Return the name of a column as units and elements are read from it: ``Kupfer [mg/kg]`` is ``Cu (mg/kg)``."""
    text = re.sub(r"[\[{]", "(", re.sub(r"[\]}]", ")", with_symbol(name)))
    text = re.sub(r"[,;:|]", " ", text)
    text = re.sub(r"(?<=[A-Za-z0-9])-(?=[A-Za-z%])", " ", text)  # Cu-ppm, but not kg-1
    reversed_ = re.fullmatch(r"\(?([^\s_()]+)\)?[\s_]+\(?([A-Z][A-Za-z0-9]*)\)?", text.strip())
    if reversed_ and parse(reversed_[1]) is not None and substance(reversed_[2]) is not None:
        text = f"{reversed_[2]} ({reversed_[1]})"  # ppm Cu
    return " ".join(text.split())


def _names_row(rows: Sequence[Sequence[str]]) -> int:
    best, most = -1, 0
    for number, row in enumerate(rows[:_SEARCHED]):
        filled = [cell for cell in row if cell]
        if len(filled) < 2:
            continue
        worth = sum(_worth(cell) for cell in dict.fromkeys(filled))
        if worth > most:
            best, most = number, worth
    if best < 0:
        raise FusionError(
            "INPUT: no row of the first {count} holds names of columns such as X, Y and Cu_ppm: write them into the "
            "row above the samples, or give HEADER_ROW.",
            count=min(len(rows), _SEARCHED),
        )
    return best


def _worth(cell: str) -> int:
    if _is_value(cell):
        return _NUMBER
    if names_element(cell):
        return _ELEMENT
    return _AXIS if axis_of(cell) else 1


def _is_value(cell: str) -> bool:
    return read_cells([cell]).kinds[0] in (Kind.MEASURED, Kind.BELOW, Kind.ABOVE, Kind.NO_LIMIT)


def _label(row: Sequence[str]) -> str:
    """Return of which kind a row says that it is, in its first two cells with a text."""
    for cell in [cell for cell in row if cell][:2]:
        text = plain_letters(cell).strip(" :")
        for kind, words in _LABELS.items():
            if text in words:
                return kind
    return ""


def _kind(row: Sequence[str], names: Sequence[str]) -> str:
    """Return which kind of row of the head this is, empty where it is none."""
    labelled = _label(row)
    if labelled:
        return labelled
    beside = [cell for cell, name in zip(row, names) if cell and names_element(name)]
    plain = [cell for cell in beside if not _CODE.search(cell) and cell not in _MORE_UNITS and parse(cell) is None]
    if 2 * sum(map(names_element, plain)) >= len(beside):
        return ""
    if sum(parse(cell.strip("()[]")) is not None or cell.lower() in _MORE_UNITS for cell in beside) * 2 > len(beside):
        return "units"
    kinds = read_cells(beside).kinds
    methods = all(_METHOD.fullmatch(cell) and kind == Kind.UNREADABLE for cell, kind in zip(beside, kinds))
    return "methods" if methods else ""
