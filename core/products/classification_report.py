"""The report of a classified map: limits in a table, maps of classes and of the index, what the index is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from ..evaluation.classes import area_curve, classify
from ..formats import number
from ..language import mark, tr
from ..reports.charts import colour_bar, key, log_chart, map_image
from ..reports.page import figure, figures, inputs_table, notes_section, page, paragraph, reproduction, table
from ..reports.version import versions
from .class_limits import METHODS, Limits, class_labels
from .classification import Classified, is_beyond, limit_rows
from .element_index import INDICES, Index
from .exceedance import DISTRIBUTIONS

BACKGROUND = (222, 224, 227)
SHADES = ((254, 217, 118), (253, 141, 60), (240, 59, 32), (189, 0, 38), (103, 0, 13))  # of classes above it
_MAPS = 12
_SIDE = 400  # pixels of a map in the report
_HOW = mark(
    "Percentiles say which part of the area is highest, whatever it holds: there are always anomalies. The median and "
    "absolute deviations (Reimann et al. 2005) say what lies outside the bulk of the values, and the breaks of the "
    "concentration-area fractal (Cheng et al. 1994) where another population begins. Which of them parts background "
    "from anomaly is a judgement that no number makes; limits of all three stand here, those of the classes written in "
    "the maps."
)


def class_colours(count: int) -> list[tuple[int, int, int]]:
    """Return the colours of classes from the lowest on: grey, then shades from yellow to dark red."""
    if count < 2:
        return [BACKGROUND][:count]
    places = np.linspace(0, len(SHADES) - 1, count - 1) if count > 2 else np.array([2.0])
    shades = np.array(SHADES, float)
    steps = np.arange(len(SHADES))
    mixed = np.stack([np.interp(places, steps, shades[:, k]) for k in range(3)], axis=1).round().astype(int)
    return [BACKGROUND, *((int(r), int(g), int(b)) for r, g, b in mixed)]


def classification_report(
    found: Classified, inputs: Sequence[tuple[str, Mapping[str, Any]]] = (), command: str = ""
) -> str:
    """Return the report as one HTML page; ``inputs`` are as ``page.inputs_table`` takes them."""
    sections = [
        ("", _lead(found)),
        (tr("Classes"), _maps(found)),
        (tr("Limits"), paragraph(tr(_HOW)) + _limits(found)),
        *([(tr("Index of several elements"), _index(found, found.index))] if found.index else []),
        (tr("Concentration and area"), _curves(found)),
        *([(tr("Inputs"), inputs_table(inputs))] if inputs else []),
        notes_section(found.notes),
        (tr("Reproduce"), reproduction(command, versions())),
    ]
    return page(tr("Classes of a geochemical map"), sections, found.raster.name)


def _lead(found: Classified) -> str:
    html = "".join(paragraph(threshold_sentence(found, k), "lead") for k in range(len(found.limits)))
    if found.request.probability:
        text = tr(
            "The probability of exceeding the threshold is that of a {distribution} distribution with the content as "
            "mean and the standard deviation of UNCERTAINTY. It holds at each pixel by itself; pixels near each other "
            "are right or wrong together.",
            distribution=tr(DISTRIBUTIONS[found.request.distribution]),
        )
        html += paragraph(text)
    return html


def threshold_sentence(found: Classified, k: int) -> str:
    """Return how much of the area lies above the threshold of the element with the number ``k``."""
    values, areas = found.sample.of(k)
    return tr(
        "{name}: {share:.1%} of the area lies above the threshold of {threshold}.",
        name=found.limits[k].name,
        share=float(areas[values > found.thresholds[k]].sum()) / float(areas.sum()),
        threshold=_content(found.thresholds[k], found.limits[k].unit),
    )


def _content(value: float, unit: str) -> str:
    return f"{number(value, 3)} {unit}".strip()


def _small(found: Classified) -> np.ndarray:
    """Return the sample (bands, rows, columns), thinned to the size of a picture."""
    step = max(1, -(-max(found.sample.values.shape[1:]) // _SIDE))
    return found.sample.values[:, ::step, ::step]


def _maps(found: Classified) -> str:
    method, pieces = found.request.method, []
    for own, plane in list(zip(found.limits, _small(found)))[:_MAPS]:
        limits = own.of(method)
        colours = np.array(class_colours(len(limits) + 1), float)
        classes = np.where(np.isfinite(plane), classify(plane, limits, is_beyond(method)), np.nan)
        ramp = colours if len(colours) > 1 else np.repeat(colours, 2, axis=0)
        labels = class_labels(limits, own.unit, is_beyond(method))
        entries = [(label, tuple(int(c) for c in colour)) for label, colour in zip(labels, colours)]
        picture = map_image(classes, 0, max(len(limits), 1), ramp, own.name)
        pieces.append(figure(picture + key(entries[::-1]), f"{own.name}: {tr(METHODS[method])}"))
    return figures(pieces, large=True)


def _limits(found: Classified) -> str:
    rows: list[list[Any]] = []
    groups: list[int] = []
    for own, threshold, table_rows in zip(found.limits, found.thresholds, limit_rows(found)):
        groups.append(len(rows))
        rows += [
            [own.name, own.unit, tr(METHODS[method]), level, number(limit, 3), f"{share:.1%}"]
            for method, level, limit, share in table_rows
        ]
        rows.append([own.name, own.unit, tr("threshold"), _origin(own, threshold), number(threshold, 3), ""])
    head = [tr("element"), tr("unit"), tr("method"), tr("level"), tr("limit"), tr("area above")]
    return table(head, rows, groups)


def _origin(own: Limits, threshold: float) -> str:
    return tr("median + 2 MAD") if threshold == own.threshold else tr("given")


def _index(found: Classified, index: Index) -> str:
    low, high = found.index_range or (0.0, 1.0)
    chosen = [[own.name for own in found.limits].index(name) for name in index.names]
    plane = index.at(_small(found)[chosen])
    html = paragraph(tr(INDICES[index.kind]).capitalize() + ".")
    if index.loadings is not None and index.explained is not None:
        text = tr(
            "It has {share:.0%} of the variance of the centred log-ratios. The loadings are correlations with it; its "
            "sign is that of the first element.",
            share=index.explained,
        )
        html += paragraph(text)
        html += table([tr("element"), tr("loading")], [list(row) for row in zip(index.names, index.loadings.tolist())])
    picture = map_image(plane, low, high, label=tr("index")) + colour_bar(low, high)
    return html + figures([figure(picture, ", ".join(index.names))], large=True)


def _curves(found: Classified) -> str:
    text = tr(
        "The area of all pixels with at least a content over that content, both on logarithmic axes: within one "
        "population it is a line, and it breaks (dashed) where another one begins."
    )
    pieces = []
    for k, own in list(enumerate(found.limits))[:_MAPS]:
        values, areas = found.sample.of(k)
        x, y = area_curve(values, areas / areas.sum())
        if len(x) > 1:
            chart = log_chart(np.exp(x), np.exp(y), own.unit, tr("share of the area"), own.fractal)
            pieces.append(figure(chart, own.name))
    return paragraph(text) + figures(pieces)
