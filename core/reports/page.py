"""Reports as one self-contained HTML page: no scripts, no files beside it, readable on a phone and in print.

The helpers escape what they are given; only arguments called ``svg`` or ``html`` are taken as markup.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from ..files import atomic_file
from ..formats import number, several
from ..language import language, mark, tr

_STYLE = """
:root { color-scheme: light; --line: #8884; --soft: #8881; --good: #1a7f4e; }
* { box-sizing: border-box; }
html { background: #fff; color: #1b1f24; }
body { margin: 0 auto; padding: 1.2rem; max-width: 84rem;
  font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans", sans-serif; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0; }
h2 { font-size: 1.2rem; margin: 2.2rem 0 .6rem; padding-bottom: .2rem; border-bottom: 2px solid var(--line); }
h3 { font-size: 1rem; margin: 1.3rem 0 .5rem; }
p { margin: .4rem 0; max-width: 60rem; }
.subtitle { opacity: .75; }
.lead { font-size: 1.05rem; margin: 0; padding: .35rem .9rem;
  border-left: 4px solid #8a8f98; background: var(--soft); }
.scroll { overflow-x: auto; margin: .6rem 0; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: .8rem; }
th, td { padding: .28rem .4rem; text-align: left; border-bottom: 1px solid var(--line); }
td { white-space: nowrap; }
td.long { white-space: normal; min-width: 18rem; }
th { border-bottom-width: 2px; vertical-align: bottom; line-height: 1.2; }
.number { text-align: right; }
td.best { font-weight: 700; color: var(--good); }
tr.group > td { border-top: 2px solid var(--line); }
.figures { display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(min(17rem, 100%), 1fr)); }
.large { grid-template-columns: repeat(auto-fill, minmax(min(26rem, 100%), 1fr)); }
.large svg { max-width: 40rem; }
figure { margin: 0; break-inside: avoid; min-width: 0;
  display: flex; flex-direction: column; justify-content: end; }
figcaption { font-size: .85rem; margin-bottom: .25rem; overflow-wrap: anywhere; }
img.map { display: block; width: 100%; max-height: 30rem; object-fit: contain; object-position: left top;
  image-rendering: pixelated; background: var(--soft); }
svg { display: block; width: 100%; height: auto; }
svg.chart { max-width: 26rem; }
svg.bar { max-width: 22rem; margin-top: .6rem; }
svg.wide { max-width: 44rem; }
details { margin: .6rem 0; }
summary { cursor: pointer; }
pre { margin: .6rem 0; padding: .6rem .9rem; background: var(--soft); font-size: .8rem; line-height: 1.4;
  white-space: pre-wrap; overflow-wrap: anywhere; }
code { font-family: ui-monospace, Consolas, "DejaVu Sans Mono", monospace; }
@media (max-width: 40rem) { body { padding: .8rem; } h1 { font-size: 1.3rem; } .lead { padding: .3rem .6rem; } }
@media print { @page { margin: 14mm; }
  body { max-width: none; padding: 0; font-size: 11px; } h2, h3 { break-after: avoid; } tr { break-inside: avoid; }
  .figures { grid-template-columns: repeat(3, 1fr); } img.map { max-height: 70mm; } svg.wide { max-width: 120mm; }
  .scroll { overflow: visible; } table { font-size: 8px; } th, td { padding: 2px 3px; } td.long { min-width: 8rem; }
  * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


_DIGITS = 3  # significant ones of numbers in tables; files have all
NOTES = mark("What was changed or assumed on the way, and warnings")


# ---------------------------------------------------------------------------------------------- pieces


@dataclass(frozen=True)
class Best:
    """A table cell that is marked as the best of its column."""

    value: Any


def page(title: str, sections: Sequence[tuple[str, str]], subtitle: str = "") -> str:
    """Return a whole HTML page; ``sections`` are headings (text, may be empty) and bodies (HTML)."""
    parts = [f"<h2>{escape(heading)}</h2>{html}" if heading else html for heading, html in sections]
    body = "\n".join(f"<section>{part}</section>" for part in parts)
    line = f'<p class="subtitle">{escape(subtitle)}</p>' if subtitle else ""
    return (
        f'<!DOCTYPE html>\n<html lang="{language()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{_STYLE}</style></head>\n"
        f"<body><header><h1>{escape(title)}</h1>{line}</header>\n{body}\n</body></html>\n"
    )


def paragraph(text: str, kind: str = "") -> str:
    """Return a paragraph of text; ``kind`` 'lead' makes it stand out."""
    return f"<p{_class(kind)}>{escape(text)}</p>"


def heading(text: str) -> str:
    """Return a heading inside a section."""
    return f"<h3>{escape(text)}</h3>"


def table(head: Sequence[str], rows: Sequence[Sequence[Any]], groups: Sequence[int] = ()) -> str:
    """Return a table that scrolls inside its box.

    Cells are text, numbers (3 significant digits), None (a dash) or ``Best``; a rule is drawn above the rows
    whose places are in ``groups``.
    """
    numeric = [_is_numeric(column) for column in zip(*rows)] if rows else [False] * len(head)
    top = "".join(f"<th{_class('number' if n else '')}>{escape(name)}</th>" for name, n in zip(head, numeric))
    lines = ["".join(_cell(value, n) for value, n in zip(row, numeric)) for row in rows]
    body = "".join(f"<tr{_class('group' if k in groups else '')}>{line}</tr>" for k, line in enumerate(lines))
    return f'<div class="scroll"><table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table></div>'


def figure(svg: str, caption: str) -> str:
    """Return a picture (HTML) with its caption (text) above it."""
    return f"<figure><figcaption>{escape(caption)}</figcaption>{svg}</figure>"


def figures(pieces: Sequence[str], large: bool = False) -> str:
    """Return figures side by side, as many as fit; large ones are fewer."""
    return f'<div class="figures{" large" * large}">{"".join(pieces)}</div>'


def folded(summary: str, html: str) -> str:
    """Return HTML that shows when its summary (text) is clicked."""
    return f"<details><summary>{escape(summary)}</summary>{html}</details>"


def inputs_table(inputs: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    """Return a table of inputs: what each is for, and its fingerprint (of a raster file or of points)."""
    return table(
        [tr("input"), tr("file or layer"), tr("size"), tr("bytes"), "SHA-256"],
        [[role, *_facts(f)] for role, f in inputs],
    )


def settings_table(settings: Mapping[str, Any]) -> str:
    """Return the heading and the table of settings, nothing where there are none; values may be lists and mappings."""
    if not settings:
        return ""
    rows = [[name, _setting(value)] for name, value in settings.items()]
    return heading(tr("Settings")) + table([tr("setting"), tr("value")], rows)


def _setting(value: Any) -> str:
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {_setting(part)}" for name, part in value.items())
    if isinstance(value, (list, tuple)):
        return ", ".join(map(_setting, value)) or number(None)
    return number(None) if value in (None, "") else str(value)


def notes_section(notes: Sequence[str]) -> tuple[str, str]:
    """Return heading and body of the section on what was dropped, shifted, converted, capped or assumed."""
    lines = notes or [tr("Nothing was left out, converted or assumed.")]
    return tr(NOTES), "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _facts(facts: Mapping[str, Any]) -> list[str]:
    if "points" in facts:
        text = several(facts["points"], "point")
        if "fields" in facts:
            text = tr("{points}; fields {names}", points=text, names=", ".join(facts["fields"]))
        return [facts["name"], text, number(None), number(None)]
    if "features" in facts:
        return [facts["name"], several(facts["features"], "feature"), number(None), number(None)]
    rows, columns, bands = facts["rows_columns_bands"]
    size = number(None) if facts["bytes"] is None else str(facts["bytes"])
    counts = (rows, "row"), (columns, "column"), (bands, "band")
    shape = ", ".join(several(count, noun) for count, noun in counts)
    return [facts["name"], shape, size, (facts.get("sha256") or "")[:16]]


def reproduction(command: str, versions: Mapping[str, str]) -> str:
    """Return with what versions a result was made and, where it is known, the command that makes it again."""
    used = ", ".join(f"{name} {version}" for name, version in versions.items())
    html = paragraph(tr("Made with {used}.", used=used))
    if command:
        html += paragraph(
            tr(
                "To do it again, run this line; what it does not name has its default value. On Windows start it in "
                "the OSGeo4W Shell as qgis_process-qgis.bat, on macOS with the full path "
                "/Applications/QGIS.app/Contents/MacOS/bin/qgis_process."
            )
        )
        html += f"<pre><code>{escape(command)}</code></pre>"
    return html


_UNIT = re.compile(r'UNIT\["([^"]+)"')
_SHORT = {"metre": "m", "meter": "m", "degree": mark("degrees")}


def length_unit(crs: str) -> str:
    """Return the unit of lengths in a CRS (WKT)."""
    units = _UNIT.findall(crs)  # that of the coordinates stands last
    return tr(_SHORT.get(units[-1].lower(), units[-1])) if units else tr("CRS units")


def length(value: float, crs: str) -> str:
    """Return a length on the ground with the unit of a CRS (WKT)."""
    return f"{number(value)} {length_unit(crs)}"


def write_report(path: str, html: str) -> None:
    """Write a page; it appears under its name only when complete. Raises FusionError where that fails."""
    with atomic_file(path) as file:
        file.write(html)


def _class(name: str) -> str:
    return f' class="{name}"' if name else ""


def _is_numeric(column: Sequence[Any]) -> bool:
    values = [cell.value if isinstance(cell, Best) else cell for cell in column]
    return any(isinstance(value, (int, float, np.number)) for value in values) and not any(
        isinstance(value, str) for value in values
    )


def _cell(cell: Any, numeric: bool) -> str:
    best, value = isinstance(cell, Best), cell.value if isinstance(cell, Best) else cell
    text = value if isinstance(value, str) else number(value, _DIGITS)
    kinds = ["number"] * numeric + ["best"] * best + ["long"] * (len(text) > 60)
    return f"<td{_class(' '.join(kinds))}>{escape(text)}</td>"
