"""Formulas for mkdocs: LaTeX between dollar signs becomes MathML, which browsers draw without scripts or a network."""

from __future__ import annotations

import re
from html import escape
from typing import Any

_FORMULA = re.compile(
    r"(?P<code>^```.*?^```|`[^`\n]*`)"  # code stays as it is
    r"|(?<!\\)\$\$(?P<block>.+?)(?<!\\)\$\$"
    r"|(?<![\\$])\$(?P<inline>[^$\n]+?(?:\n[^$\n]+?)?)(?<!\\)\$",
    re.DOTALL | re.MULTILINE,
)
_PLACE = "FORMULA{}ENDS"
_found: dict[str, list[str]] = {}


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Take the formulas of a page out before Markdown sees their underscores and backslashes."""
    formulas: list[str] = []

    def taken(match: re.Match[str]) -> str:
        if match["code"] is not None:
            return match[0]
        formulas.append(mathml(match["block"] or match["inline"], match["block"] is not None))
        return _PLACE.format(len(formulas) - 1)

    text = _FORMULA.sub(taken, markdown)
    _found[page.file.src_uri] = formulas
    return text


def on_page_content(html: str, page: Any, **_: Any) -> str:
    """Put the formulas of a page back as MathML."""
    for number, formula in enumerate(_found.pop(page.file.src_uri, [])):
        html = html.replace(_PLACE.format(number), formula)
    return html


def mathml(latex: str, block: bool) -> str:
    """Return a formula as MathML, its source as text for those who cannot see it."""
    from latex2mathml.converter import convert

    made: str = convert(" ".join(latex.split()), display="block" if block else "inline")
    return made.replace("<math ", f'<math aria-label="{escape(latex.strip())}" ', 1)
