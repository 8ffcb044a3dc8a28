"""Columns of signs beside contents: ``<`` in a column of its own says that the number beside it is a limit.

Surveys give limits so (USGS, national data bases): a column ``Cu_Q`` with ``<``, ``>`` or nothing, and the limit as a
plain number in ``Cu``. Read by itself, the number would be a measured content.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..language import tr
from ..progress import Progress
from ..samples.element_fields import substance
from .layout import cleaned_name, names_element

_LIMITS = {"<", ">", "<=", ">=", "\u2264", "\u2265", "\uff1c", "\uff1e"}
_SIGNS = _LIMITS | {"=", "~", "-", ""}
_DIGITS = (*"0123456789.,",)
_REMARKS = ("q", "qual", "qualifier", "qualifiers", "flag", "flags", "remark", "sign", "rc")
_LONGEST = 3  # characters of a code such as U, ND or UJ
_MOST = 8  # different ones


def signed_columns(
    names: Sequence[str], columns: Sequence[Sequence[str]], progress: Progress
) -> dict[int, Sequence[str]]:
    """Return the columns of contents, by number, whose cells get the signs of a column beside them, and say so.

    A column of signs belongs to the content that its name begins with, else to the one after it, else before it. What
    looks like a column of codes for limits (U, ND, L) is told: their meaning differs between laboratories.
    """
    contents = [number for number, name in enumerate(names) if names_element(name)]
    found: dict[int, Sequence[str]] = {}
    for number, name in enumerate(names):
        content = _content_of(number, name, names, contents)
        if number in contents or content is None:
            continue
        cells = columns[number]
        if set(cells) <= _SIGNS and set(cells) & _LIMITS:
            signs, values = cells, columns[content]
            found[content] = [
                sign + value if sign in _LIMITS and value[:1] in _DIGITS else value
                for sign, value in zip(signs, values)
            ]
            told = {"sign": name, "name": names[content], "count": sum(sign in _LIMITS for sign in signs)}
            progress.warn(
                tr("The signs of the column '{sign}' were put before the cells of '{name}': {count} limits.", **told)
            )
        elif _are_codes(name, cells):
            shown = ", ".join(sorted({cell for cell in cells if cell}))
            progress.warn(
                tr(
                    "The column '{sign}' ({codes}) may say which cells of '{name}' are limits, and is not read: write "
                    "'<' there, or before the limits themselves.",
                    sign=name,
                    codes=shown,
                    name=names[content],
                )
            )
    return found


def _content_of(number: int, name: str, names: Sequence[str], contents: Sequence[int]) -> int | None:
    """Return the column of contents that a column beside it may speak of."""
    own = substance(cleaned_name(name))
    if own is not None:
        same = [content for content in contents if substance(cleaned_name(names[content])) == own]
        if len(same) == 1:
            return same[0]
    return next((beside for beside in (number + 1, number - 1) if beside in contents), None)


def _are_codes(name: str, cells: Sequence[str]) -> bool:
    """Whether a column is named like one of qualifiers and holds a few short codes of letters."""
    words = name.casefold().replace("-", " ").replace("_", " ").split()
    filled = {cell for cell in cells if cell}
    short = all(len(cell) <= _LONGEST and cell.isalpha() for cell in filled)
    return bool(words and words[-1] in _REMARKS and filled and short and len(filled) <= _MOST)
