"""The report of an evaluation: fused maps beside plain interpolation, as tables, maps and charts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..formats import number, several, symmetric_range
from ..language import mark, tr
from ..reports import charts
from ..reports.content_charts import TAILS, Scale, histogram, scatter
from ..reports.page import (
    Best,
    figure,
    figures,
    folded,
    heading,
    inputs_table,
    length,
    notes_section,
    page,
    paragraph,
    reproduction,
    table,
)
from .evaluation import EvaluatedElement, Evaluation, places_word
from .measures import BASELINES, MEASURES, Row


@dataclass(frozen=True)
class _Column:
    """A measure in the table: its heading, and how bad a value is (None where none is better)."""

    measure: str
    head: str
    loss: Callable[[float], float] | None = None


def _negative(value: float) -> float:
    return -value


# what decides whether a map is worth having stands first, where no narrow window cuts it off
_COLUMNS = (
    _Column("skill", mark("skill"), _negative),
    _Column("skill_mean_preserving", mark("skill (mean-pres.)"), _negative),
    _Column("n", "n"),
    _Column("rmse", "RMSE", float),
    _Column("r", mark("r (validation)"), _negative),
    _Column("r_log10", mark("r of log10"), _negative),
    _Column("bias", mark("mean difference"), abs),
    _Column("mean_abs", mark("mean |difference|"), float),
    _Column("std", mark("std of difference"), float),
    _Column("r_rs", mark("r (image)")),
    _Column("r_coarse", mark("r (coarse)")),
    _Column("coverage", mark("coverage")),
)

_NO_BIAS = 1e-4  # of the RMSE; a smaller mean difference is rounding, and 0 to any user
_HOW_TO_READ = mark(
    "All rows of an element are computed over the same {places}: those where the validation data, every "
    "fused map and every baseline have a value. A difference is map minus validation. Green marks the best "
    "value of each measure, baselines included. A high r alone proves nothing, because plain interpolation "
    "of the coarse map has it too: a fused map earns its place where its skill is above 0 and its RMSE below "
    "that of both interpolations."
)
_ROLES = {"validation": mark("validation"), "coarse": mark("coarse map"), "image": mark("image")}


def evaluation_report(evaluation: Evaluation, command: str = "") -> str:
    """Return the report of an evaluation as an HTML page; ``command`` is the call that makes it again."""
    sections = [
        ("", "".join(paragraph(text, "lead") for text in evaluation.verdicts)),
        (tr("Measures"), _measures(evaluation)),
        *((_titled(element), _element(evaluation, element)) for element in evaluation.elements),
        (tr("Inputs and method"), _inputs(evaluation)),
        notes_section(evaluation.notes),
        (tr("Reproduce"), reproduction(command, evaluation.versions)),
    ]
    names = ", ".join(element.name for element in evaluation.elements)
    subtitle = tr("1 fused map; {names}") if len(evaluation.fused) == 1 else tr("{count} fused maps; {names}")
    return page(tr("Evaluation of fused maps"), sections, subtitle.format(count=len(evaluation.fused), names=names))


def _titled(element: EvaluatedElement) -> str:
    return f"{element.name} ({element.unit})" if element.unit else element.name


def _measures(evaluation: Evaluation) -> str:
    columns = [c for c in _COLUMNS if any(getattr(row, c.measure) is not None for row in evaluation.rows)]
    rows: list[list[Any]] = []
    groups = []
    for element in evaluation.elements:
        groups.append(len(rows))
        best = {column.measure: _best(element.rows, column) for column in columns}
        for row in element.rows:
            cells = [_marked(_shown(row, c), best[c.measure]) for c in columns]
            rows.append([_titled(element), row.map, *cells])
    head = [tr("element"), tr("map"), *(tr(column.head) for column in columns)]
    meaning = table([tr("measure"), tr("meaning")], [[tr(c.head), tr(MEASURES[c.measure])] for c in columns])
    return (
        table(head, rows, groups[1:])
        + paragraph(tr(_HOW_TO_READ, places=places_word(evaluation.grid is None)))
        + folded(tr("What each measure means"), meaning)
        + _band_table(evaluation)
    )


def _best(rows: Sequence[Row], column: _Column) -> float | None:
    """Return the best value of a measure among the rows of an element, None where there is no contest."""
    values = [value for value in (_shown(row, column) for row in rows) if value is not None]
    if column.loss is None or len(values) < 2:
        return None
    return min(values, key=column.loss)


def _shown(row: Row, column: _Column) -> float | None:
    """Return a measure as it is shown; a mean difference that is rounding is 0."""
    value: float | None = getattr(row, column.measure)
    if column.measure == "bias" and abs(row.bias) < _NO_BIAS * row.rmse:
        return 0.0
    return value


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
    return folded(
        tr("Correlation with each image band"), table([tr("element"), tr("map"), *evaluation.image_bands], rows)
    )


def _element(evaluation: Evaluation, element: EvaluatedElement) -> str:
    rows = {row.map: row for row in element.rows}
    known = int(np.isfinite(element.validation).sum())
    return (
        paragraph(
            tr(
                "n = {n} of {known} {places} with a value.",
                n=element.rows[0].n,
                known=known,
                places=places_word(evaluation.grid is None),
            )
        )
        + heading(tr("Maps"))
        + _maps(evaluation, element)
        + heading(tr("Differences: map minus validation"))
        + _differences(evaluation, element, rows)
        + heading(tr("Map against validation"))
        + _scatters(element, rows)
        + heading(tr("Distribution of values"))
        + _histograms(element)
    )


def _maps(evaluation: Evaluation, element: EvaluatedElement) -> str:
    maps = {name: element.maps[name] for name in evaluation.baselines + evaluation.fused}
    shown = {tr("validation"): element.validation, **maps}
    scale = Scale.of(element.validation, list(maps.values()), TAILS)
    pieces = [
        figure(_picture(evaluation, scale.places(array), *scale.ends, name), name) for name, array in shown.items()
    ]
    return figures(pieces) + scale.bar(label=_titled(element))


def _differences(evaluation: Evaluation, element: EvaluatedElement, rows: dict[str, Row]) -> str:
    shown = {name: _difference(element, name) for name in evaluation.baselines + evaluation.fused}
    low, high = symmetric_range(list(shown.values()))
    pieces = [
        figure(
            _picture(evaluation, array, low, high, name, charts.DIVERGING),
            f"{name}: RMSE {number(rows[name].rmse, 3)}",
        )
        for name, array in shown.items()
    ]
    label = tr("map minus validation") + (f", {element.unit}" if element.unit else "")
    return figures(pieces) + charts.colour_bar(low, high, charts.DIVERGING, label)


def _difference(element: EvaluatedElement, name: str) -> np.ndarray:
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
    if points is not None:
        return charts.point_map(np.asarray(points.x, float), np.asarray(points.y, float), array, low, high, ramp)
    if grid is None:
        raise ValueError("an evaluation has a grid or points")
    _, across, turn_x, _, turn_y, down = grid.transform
    upright = array[::-1] if down > 0 else array  # a south-up raster begins at its foot
    width, height = math.hypot(across, turn_y) * grid.width, math.hypot(turn_x, down) * grid.height
    return charts.map_image(upright, low, high, ramp, label, width / height)


def _scatters(element: EvaluatedElement, rows: dict[str, Row]) -> str:
    used = {name: array[element.used] for name, array in element.maps.items()}
    truth = element.validation[element.used]
    scale = Scale.of(truth, list(used.values()), 0.2)
    scale = replace(scale, low=min(scale.low, float(truth.min())), high=max(scale.high, float(truth.max())))
    unit = f", {element.unit}" if element.unit else ""
    return figures(
        [
            figure(
                scatter(
                    truth, array, tr("validation") + unit, tr("map") + unit, scale, f"r = {number(rows[name].r, 3)}"
                ),
                name,
            )
            for name, array in _fused_last(used)
        ]
    )


def _histograms(element: EvaluatedElement) -> str:
    used = {name: array[element.used] for name, array in element.maps.items()}
    truth = element.validation[element.used]
    scale = Scale.of(truth, list(used.values()), 0.5)
    label = tr("value") + (f", {element.unit}" if element.unit else "")
    return figures(
        [
            figure(histogram([(tr("validation"), truth), (tr("map"), array)], label, scale), name)
            for name, array in _fused_last(used)
        ]
    )


def _fused_last(maps: dict[str, np.ndarray]) -> list[tuple[str, np.ndarray]]:
    """Return baselines before fused maps, the order of all rows of figures."""
    return sorted(maps.items(), key=lambda item: item[0] not in BASELINES)


def _inputs(evaluation: Evaluation) -> str:
    inputs: list[tuple[str, dict[str, Any]]] = []
    for role, source in evaluation.inputs.items():
        if role == "fused":
            inputs += [(tr("the fused map '{name}'", name=name), facts) for name, facts in source.items()]
        else:
            inputs.append((tr(_ROLES[role]), source))
    return (
        inputs_table(inputs)
        + paragraph(tr("Comparison: {rule}.", rule=tr(evaluation.support["rule"])))
        + paragraph(_place_facts(evaluation))
    )


def _place_facts(evaluation: Evaluation) -> str:
    if evaluation.grid is None:
        return several(evaluation.support["points"], "validation point")
    grid = evaluation.grid
    size = length(grid.cell_size, grid.crs)
    text = tr("Validation grid: {rows} rows, {columns} columns, cells of {size}.")
    return text.format(rows=grid.height, columns=grid.width, size=size)
