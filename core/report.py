"""Reports as one self-contained HTML page: no scripts, no files beside it, readable on a phone and in print.

The helpers escape what they are given; only arguments called ``svg`` or ``html`` are taken as markup.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from . import charts
from .charts import number
from .errors import given
from .evaluation import ElementResult, Evaluation
from .files import atomic_file
from .measures import BASELINES, MEASURES, Row

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --soft: #8881; --good: #1a7f4e; }
@media (prefers-color-scheme: dark) { :root { --good: #5fd39b; } }
* { box-sizing: border-box; }
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
  grid-template-columns: repeat(auto-fill, minmax(min(15rem, 100%), 1fr)); }
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
@media print { body { max-width: none; padding: 0; font-size: 11px; } h2, h3 { break-after: avoid; }
  .scroll { overflow: visible; } table { font-size: 9px; } th, td { padding: 2px 4px; } }
"""


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
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
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

    Cells are text, numbers (4 significant digits), None (a dash) or ``Best``; a rule is drawn above the rows
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


def figures(pieces: Sequence[str]) -> str:
    """Return figures side by side, as many as fit."""
    return f'<div class="figures">{"".join(pieces)}</div>'


def folded(summary: str, html: str) -> str:
    """Return HTML that shows when its summary (text) is clicked."""
    return f"<details><summary>{escape(summary)}</summary>{html}</details>"


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
    text = value if isinstance(value, str) else number(value)
    kinds = ["number"] * numeric + ["best"] * best + ["long"] * (len(text) > 60)
    return f"<td{_class(' '.join(kinds))}>{escape(text)}</td>"


# ---------------------------------------------------------------------------------------------- evaluation


@dataclass(frozen=True)
class _Column:
    """A measure in the table: its heading, and how bad a value is (None where none is better)."""

    measure: str
    head: str
    loss: Callable[[float], float] | None = None


def _negative(value: float) -> float:
    return -value


_COLUMNS = (
    _Column("n", "n"),
    _Column("bias", "mean difference", abs),
    _Column("std", "std of difference", float),
    _Column("r", "r (validation)", _negative),
    _Column("r_rs", "r (image)"),
    _Column("mean_abs", "mean |difference|", float),
    _Column("rmse", "RMSE", float),
    _Column("r_log10", "r of log10", _negative),
    _Column("r_coarse", "r (coarse)"),
    _Column("skill", "skill", _negative),
    _Column("skill_mean_preserving", "skill (mean-pres.)", _negative),
    _Column("coverage", "coverage"),
)

_HOW_TO_READ = (
    "All rows of an element are computed over the same {places}: those where the validation data, every "
    "fused map and every baseline have a value. A difference is map minus validation. Green marks the best "
    "value of each measure, baselines included. A high r alone proves nothing, because plain interpolation "
    "of the coarse map has it too: a fused map earns its place where its skill is above 0 and its RMSE below "
    "that of both interpolations."
)


def evaluation_report(evaluation: Evaluation) -> str:
    """Return the report of an evaluation as an HTML page."""
    sections = [
        ("", "".join(paragraph(text, "lead") for text in evaluation.verdicts)),
        ("Measures", _measures(evaluation)),
        *((_titled(element), _element(evaluation, element)) for element in evaluation.elements),
        ("Inputs and method", _inputs(evaluation)),
    ]
    maps = "map" if len(evaluation.fused) == 1 else "maps"
    names = ", ".join(element.name for element in evaluation.elements)
    return page("Evaluation of fused maps", sections, f"{len(evaluation.fused)} fused {maps}; {names}")


def _places(evaluation: Evaluation) -> str:
    return "validation points" if evaluation.grid is None else "validation cells"


def _titled(element: ElementResult) -> str:
    return f"{element.name} ({element.unit})" if element.unit else element.name


def _measures(evaluation: Evaluation) -> str:
    columns = [c for c in _COLUMNS if any(getattr(row, c.measure) is not None for row in evaluation.rows)]
    rows: list[list[Any]] = []
    groups = []
    for element in evaluation.elements:
        groups.append(len(rows))
        best = {column.measure: _best(element.rows, column) for column in columns}
        for row in element.rows:
            cells = [_marked(getattr(row, c.measure), best[c.measure]) for c in columns]
            rows.append([_titled(element), row.map, *cells])
    head = ["element", "map", *(column.head for column in columns)]
    meaning = table(["measure", "meaning"], [[c.head, MEASURES[c.measure]] for c in columns])
    return (
        table(head, rows, groups[1:])
        + paragraph(_HOW_TO_READ.format(places=_places(evaluation)))
        + folded("What each measure means", meaning)
        + _band_table(evaluation)
    )


def _best(rows: Sequence[Row], column: _Column) -> float | None:
    """Return the best value of a measure among the rows of an element, None where there is no contest."""
    values = [value for value in (getattr(row, column.measure) for row in rows) if value is not None]
    if column.loss is None or len(values) < 2:
        return None
    return min(values, key=column.loss)


def _marked(value: float | None, best: float | None) -> Any:
    return Best(value) if value is not None and value == best else value


def _band_table(evaluation: Evaluation) -> str:
    if not evaluation.image_bands:
        return ""
    rows = [
        [_titled(element), name, *values]
        for element in evaluation.elements
        for name, values in element.band_correlations.items()
    ]
    return folded("Correlation with each image band", table(["element", "map", *evaluation.image_bands], rows))


def _element(evaluation: Evaluation, element: ElementResult) -> str:
    rows = {row.map: row for row in element.rows}
    known = int(np.isfinite(element.validation).sum())
    return (
        paragraph(f"n = {element.rows[0].n} of {known} {_places(evaluation)} with a value.")
        + heading("Maps")
        + _maps(evaluation, element)
        + heading("Differences: map minus validation")
        + _differences(evaluation, element, rows)
        + heading("Map against validation")
        + _scatters(element, rows)
        + heading("Distribution of values")
        + _histograms(element)
    )


def _maps(evaluation: Evaluation, element: ElementResult) -> str:
    shown = {"validation": element.validation}
    shown.update({name: element.maps[name] for name in evaluation.baselines + evaluation.fused})
    low, high = charts.shared_range(list(shown.values()))
    pieces = [figure(_picture(evaluation, array, low, high, name), name) for name, array in shown.items()]
    return figures(pieces) + charts.colour_bar(low, high, label=_titled(element))


def _differences(evaluation: Evaluation, element: ElementResult, rows: dict[str, Row]) -> str:
    shown = {name: _difference(element, name) for name in evaluation.baselines + evaluation.fused}
    low, high = charts.symmetric_range(list(shown.values()))
    pieces = [
        figure(
            _picture(evaluation, array, low, high, name, charts.DIVERGING),
            f"{name}: RMSE {number(rows[name].rmse, 3)}",
        )
        for name, array in shown.items()
    ]
    label = f"map minus validation{', ' + element.unit if element.unit else ''}"
    return figures(pieces) + charts.colour_bar(low, high, charts.DIVERGING, label)


def _difference(element: ElementResult, name: str) -> np.ndarray:
    return np.where(element.used, element.maps[name] - element.validation, np.nan)


def _picture(
    evaluation: Evaluation,
    array: np.ndarray,
    low: float,
    high: float,
    label: str,
    ramp: charts.Ramp = charts.SEQUENTIAL,
) -> str:
    grid, points = evaluation.grid, evaluation.points
    if grid is None:
        x, y = (np.asarray(values, float) for values in (given(points).x, given(points).y))
        return charts.point_map(x, y, array, low, high, ramp)
    _, across, turn_x, _, turn_y, down = grid.transform
    upright = array[::-1] if down > 0 else array  # a south-up raster begins at its foot
    width, height = math.hypot(across, turn_y) * grid.width, math.hypot(turn_x, down) * grid.height
    return charts.map_image(upright, low, high, ramp, label, width / height)


def _scatters(element: ElementResult, rows: dict[str, Row]) -> str:
    used = {name: array[element.used] for name, array in element.maps.items()}
    truth = element.validation[element.used]
    low, high = charts.shared_range([truth, *used.values()], 0.2)
    limits = min(low, float(truth.min())), max(high, float(truth.max()))
    unit = f", {element.unit}" if element.unit else ""
    return figures(
        [
            figure(
                charts.scatter(
                    truth, array, f"validation{unit}", f"map{unit}", limits, f"r = {number(rows[name].r, 3)}"
                ),
                name,
            )
            for name, array in _fused_last(used)
        ]
    )


def _histograms(element: ElementResult) -> str:
    used = {name: array[element.used] for name, array in element.maps.items()}
    truth = element.validation[element.used]
    limits = charts.shared_range([truth, *used.values()], 0.5)
    label = f"value, {element.unit}" if element.unit else "value"
    return figures(
        [
            figure(charts.histogram([("validation", truth), ("map", array)], label, limits), name)
            for name, array in _fused_last(used)
        ]
    )


def _fused_last(maps: dict[str, np.ndarray]) -> list[tuple[str, np.ndarray]]:
    """Return baselines before fused maps, the order of all rows of figures."""
    return sorted(maps.items(), key=lambda item: item[0] not in BASELINES)


def _inputs(evaluation: Evaluation) -> str:
    rows = []
    for role, source in evaluation.inputs.items():
        entries = source.items() if role == "fused" else [("", source)]
        rows += [[f"{role} '{name}'" if name else role, *_facts(facts)] for name, facts in entries]
    versions = ", ".join(f"{name} {version}" for name, version in evaluation.versions.items())
    return (
        table(["input", "file or layer", "size", "bytes"], rows)
        + paragraph(f"Comparison: {evaluation.support['rule']}.")
        + paragraph(f"{_place_facts(evaluation)} Versions: {versions}.")
    )


def _facts(facts: dict[str, Any]) -> list[str]:
    if "points" in facts:
        return [facts["name"], f"{facts['points']} points; fields {', '.join(facts['fields'])}", number(None)]
    rows, columns, bands = facts["rows_columns_bands"]
    size = number(None) if facts["bytes"] is None else str(facts["bytes"])
    return [facts["name"], f"{rows} rows, {columns} columns, {bands} bands", size]


def _place_facts(evaluation: Evaluation) -> str:
    if evaluation.grid is None:
        return f"{evaluation.support['points']} validation points."
    grid = evaluation.grid
    size = number(grid.cell_size)
    return f"Validation grid: {grid.height} rows, {grid.width} columns, cells of {size} CRS units."
