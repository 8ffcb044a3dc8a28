"""The report of anomalies: where they are, what the score is worth, and what the network says."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from scipy.spatial import cKDTree

from ..evaluation.classes import PERCENTILES, area_curve, classify, deviation_limit, percentile_limits
from ..evaluation.ranked_report import measure_columns, rate_curves
from ..evaluation.target_ranking import PLACES_NULL, SAMPLES_NULL, RankedScore, Ranking
from ..formats import number, shared_range
from ..language import mark, tr
from ..raster.projection import crs_name
from ..reports import charts
from ..reports.page import (
    figure,
    figures,
    folded,
    inputs_table,
    notes_section,
    page,
    paragraph,
    reproduction,
    settings_table,
    table,
)
from .anomalous_groups import PERCENTILE, anomalous_groups
from .classical import DEFAULT
from .detection import COMBINED, LABELLED, NETWORK, NULLS, TITLES, Anomalies
from .findings import said
from .neighbours import place_areas, rank_correlation
from .network_report import network_section

_PLACES = 20  # of the most anomalous, and as many groups of them
_PATHFINDERS = 6  # of which contents are listed
_STEPS = 15  # between colours of contents: few colours make a small picture
_UNKNOWN = (255, 255, 255)
_SHADES = ((222, 224, 227), (199, 233, 180), (127, 205, 187), (65, 182, 196), (34, 94, 168), (8, 29, 88))  # by class
_KEYS = {
    COMBINED: mark("with the network"),
    NETWORK: mark("network alone"),
    DEFAULT: mark("without a network"),
    LABELLED: mark("learned from deposits"),
    "raw_target": mark("target by itself"),
}
_HOW_TO_READ = mark(
    "All rows are computed over the same deposits and the same negatives. A score is worth something where it is above "
    "0.5, above every null, and where its difference to another is more than twice the standard error. Nulls know "
    "nothing of what was measured; what they reach, any score reaches that follows where people sampled. Green marks "
    "the best of each column, nulls included."
)


def anomaly_report(found: Anomalies, command: str = "", inputs: Sequence[tuple[str, Mapping[str, Any]]] = ()) -> str:
    """Return the report of anomalies as one HTML page; ``command`` is the call that finds them again.

    ``inputs`` are what each input is for, and its name, points and fields as ``page.inputs_table`` takes them.
    """
    sections = [
        ("", _lead(found)),
        (tr("Maps"), _maps(found)),
        (tr("Where the anomalies are"), _places(found)),
        (tr("All scores side by side"), _scores(found)),
        *([(tr("Curves"), _curves(found, found.ranking))] if found.ranking else []),
        *([(tr("What the network says"), network_section(found, found.network))] if found.network else []),
        (tr("Classes"), _classes(found)),
        (tr("Elements used"), _elements(found)),
        (tr("Inputs and settings"), _given(found, inputs)),
        notes_section(found.notes),
        (tr("Reproduce"), reproduction(command, found.versions)),
    ]
    subtitle = tr("{names}; {count} places", names=", ".join(found.names), count=len(found.survey.places))
    return page(tr("Geochemical anomalies"), sections, subtitle)


def _lead(found: Anomalies) -> str:
    """Return the sentences of what was found; that on the deposits, the last where there are any, comes first."""
    lines = said(found)
    if found.ranking is not None:
        lines = [lines[-1], *lines[:-1]]
    return "".join(paragraph(line, "lead") for line in lines)


def _with_unit(found: Anomalies, element: int) -> str:
    """Return the name of an element with its unit."""
    unit = found.survey.units[element]
    return f"{found.survey.elements[element]}, {unit}" if unit else found.survey.elements[element]


# ---------------------------------------------------------------------------------------------- maps and places


def _maps(found: Anomalies) -> str:
    (x, y), classes = found.survey.places.T, found.percentile_class
    order = np.argsort(classes, kind="stable")  # the most anomalous on top
    shades = np.array([*_SHADES, _UNKNOWN], np.uint8)[classes]
    drawn = charts.place_map(
        x[order], y[order], shades[order], found.deposits, found.labels, tr("classes of the score")
    )
    counts = np.bincount(classes[classes >= 0], minlength=len(_SHADES))
    entries = [(f"{name}: {count}", shade) for name, count, shade in zip(_class_names(), counts, _SHADES)]
    unknown = int((classes < 0).sum())
    entries = [*([(tr("no score: {count}", count=unknown), _UNKNOWN)] if unknown else []), *entries]
    pieces = [figure(drawn + charts.key(entries[::-1]), _marks_text(found, tr("Percentiles of the score")))]
    return figures([*pieces, *(_content_map(found, target) for target in found.targets[:2])], large=True)


def _content_map(found: Anomalies, element: int) -> str:
    """Draw the contents of an element, colours even in their logarithm."""
    logs = np.log10(found.survey.contents[:, element])
    low, high = shared_range([logs])
    order = np.argsort(np.isfinite(logs), kind="stable")  # what is missing lies below
    shades = charts.colours(np.round((logs - low) / (high - low) * _STEPS) / _STEPS, 0, 1)
    shades[~np.isfinite(logs)] = _UNKNOWN
    name = _with_unit(found, element)
    x, y = found.survey.places[order].T
    drawn = charts.place_map(x, y, shades[order], found.deposits, found.labels, name)
    bar = charts.colour_bar(10**low, 10**high, label=name, logarithmic=True)
    text = tr("Contents of {name}", name=found.survey.elements[element])
    if not np.isfinite(logs).all():
        text = tr("{text}; white: missing", text=text)
    return figure(drawn + bar, _marks_text(found, text))


def _marks_text(found: Anomalies, text: str) -> str:
    """Return a caption with what circles and triangles are."""
    circles = [tr("circles: known deposits")] if len(found.deposits) else []
    triangles = [tr("triangles: deposits that were learned from")] if len(found.labels) else []
    return "; ".join([text, *circles, *triangles])


def _class_names() -> list[str]:
    """Return the names of the classes by percentiles, rising."""
    limits = [f"{percent:g}" for percent in PERCENTILES]
    between = [tr("{low} to {high} %", low=low, high=high) for low, high in zip(limits, limits[1:])]
    return [tr("below {limit} %", limit=limits[0]), *between, tr("{limit} % and above", limit=limits[-1])]


def _places(found: Anomalies) -> str:
    groups = anomalous_groups(found.score, found.support)
    best = [int(group[0]) for group in groups[:_PLACES]]
    known = np.flatnonzero(np.isfinite(found.score))
    single = [int(row) for row in known[np.argsort(-found.score[known], kind="stable")][:_PLACES]]
    text = tr(
        "Places from the {percent:g} % percentile of the score on that are linked by being among the 8 nearest of one "
        "another are one group, listed by its best place; there are {count} groups. Coordinates are those of {crs}, in "
        "metres.",
        percent=PERCENTILE,
        count=len(groups),
        crs=crs_name(found.survey.crs),
    )
    sizes = {place: len(group) for place, group in zip(best, groups)}
    html = paragraph(text) + _place_table(found, best, sizes)
    html += folded(tr("The most anomalous places one by one ({count})", count=len(single)), _place_table(found, single))
    if found.survey.below[:, [*found.targets, *found.pathfinders]].any():
        html += paragraph(tr("* stands for a value below its limit of detection."))
    return html


def _place_table(found: Anomalies, rows: Sequence[int], sizes: Mapping[int, int] | None = None) -> str:
    survey, ranks, classes = found.survey, found.ranks, found.percentile_class
    shown = [*found.targets, *found.pathfinders[:_PATHFINDERS]]
    known = found.deposits if len(found.deposits) else found.labels
    known = known[np.isfinite(known).all(axis=1)]
    head = [tr("rank"), "x", "y", tr("score"), tr("percentile class")]
    head += [tr("places in the group")] if sizes else []
    head += [_with_unit(found, k) for k in shown]
    head += [tr("nearest known deposit, km")] if len(known) else []
    names = _class_names()
    cells: list[list[Any]] = []
    for row in rows:
        x, y = (round(float(part)) for part in survey.places[row])
        line: list[Any] = [int(ranks[row]), x, y, f"{found.score[row]:.4f}", names[classes[row]]]
        line += [sizes[row]] if sizes else []
        line += [_content(found, row, k) for k in shown]
        line += [number(float(cKDTree(known).query(survey.places[row])[0]) / 1000, 3)] if len(known) else []
        cells.append(line)
    return table(head, cells)


def _content(found: Anomalies, row: int, element: int) -> str:
    star = "*" if found.survey.below[row, element] else ""
    return number(float(found.survey.contents[row, element]), 3) + star


# ---------------------------------------------------------------------------------------------- scores


def _scores(found: Anomalies) -> str:
    ranked = {score.name: score for score in found.ranking.scores} if found.ranking else {}
    names = _ordered(found, ranked)
    alike = [_correlation(found, name, ranked) for name in names]
    columns: list[tuple[str, list[Any]]] = [(tr("rank correlation with the main score"), alike)]
    if found.ranking is not None:
        own = [ranked.get(name) for name in names]
        columns = [*measure_columns(own, tr("difference to the main score")), *columns]
    rows = [[_title(found, name), *(column[k] for _, column in columns)] for k, name in enumerate(names)]
    rule = sum(not _is_null(name) for name in names)
    html = table([tr("score"), *(head for head, _ in columns)], rows, [rule])
    if found.ranking is None:
        return html + paragraph(
            tr(
                "No known deposits were given, so nothing can be said about which of these scores is right: the "
                "correlations only say how alike they are. Give DEPOSITS to have them ranked."
            )
        )
    if not len(found.deposits):
        html += paragraph(
            tr("No DEPOSITS were given, so scores are ranked by LABELS; what was learned from these is out of fold.")
        )
    shares = tr("5, 10, 20 %: share of the deposits in the best so many per cent of the places.")
    return html + paragraph(tr(_HOW_TO_READ)) + paragraph(shares)


def _is_null(name: str) -> bool:
    return name in (*NULLS, SAMPLES_NULL, PLACES_NULL)


def _ordered(found: Anomalies, ranked: Mapping[str, RankedScore]) -> list[str]:
    """Return the names of all scores: the main one first, nulls last; where deposits rank, spacing is a null there."""
    every = [found.main, *found.scores, *ranked]
    names = [name for name in dict.fromkeys(every) if not (ranked and name == "geometry")]
    return sorted(names, key=_is_null)


def _correlation(found: Anomalies, name: str, ranked: Mapping[str, RankedScore]) -> str:
    """Return the rank correlation with the main score; the null of places is the spacing that is a score too."""
    spacing = PLACES_NULL if PLACES_NULL in ranked else SAMPLES_NULL
    own = found.scores.get("geometry" if name == spacing else name)
    return number(None) if own is None else f"{rank_correlation(own, found.score):.2f}".replace("-", "\u2212")


def _title(found: Anomalies, name: str) -> str:
    title = tr(TITLES.get(name, name))
    return tr("main: {title}", title=title) if name == found.main else title


def _curves(found: Anomalies, ranking: Ranking) -> str:
    wanted = dict.fromkeys([found.main, DEFAULT, "raw_target"])
    by_name = {score.name: score for score in ranking.scores}
    drawn = [*(by_name[name] for name in wanted if name in by_name), *ranking.nulls]
    names = [tr(_KEYS.get(score.name, TITLES.get(score.name, score.name))) for score in drawn]
    return figures(rate_curves(drawn, names, ranking.protocol.draws, tr("best places, % of all")))


# ---------------------------------------------------------------------------------------------- classes


def _classes(found: Anomalies) -> str:
    contents, name = found.survey.contents[:, found.targets[0]], _with_unit(found, found.targets[0])
    classes = found.percentile_class
    counts = np.bincount(classes[classes >= 0], minlength=len(_SHADES))
    limits = [None, *percentile_limits(found.score)]
    by_score = [[label, limit, int(count)] for label, limit, count in zip(_class_names(), limits, counts)]
    deviation = float(np.exp(deviation_limit(np.log(contents))))
    breaks = found.fractal_breaks()
    by_content = [
        *_beyond(found, number(deviation, 3)),
        *_parts(contents, breaks, tr("breaks of the concentration-area fractal")),
    ]
    content_head = [tr("limits of {name}", name=found.survey.elements[found.targets[0]]), name, tr("places")]
    html = table([tr("percentiles of the score"), tr("above a score of"), tr("places")], by_score)
    html += table(content_head, by_content, [2])
    text = tr(
        "Three usual answers to what is anomalous, side by side: none follows from the numbers alone. Where the line "
        "of area over content bends, another population of contents begins."
    )
    return paragraph(text) + html + _fractal(found, contents, name, breaks)


def _beyond(found: Anomalies, limit: str) -> list[list[Any]]:
    """Return a row for the places up to the median and its deviations, and one for those above."""
    up_to, above = (int((found.deviation_class == number).sum()) for number in (0, 1))
    name = tr("median and 2 median absolute deviations of the logarithms")
    return [[name, tr("up to {limit}", limit=limit), up_to], ["", tr("above {limit}", limit=limit), above]]


def _parts(contents: np.ndarray, limits: Sequence[float], name: str) -> list[list[Any]]:
    """Return a row for each part that breaks divide contents into: its name, its range, and how many places it has."""
    if not limits:
        return [[name, tr("none"), int(np.isfinite(contents).sum())]]
    found = classify(contents, limits, beyond=False)
    texts = [number(limit, 3) for limit in limits]
    between = [tr("{low} to {high}", low=low, high=high) for low, high in zip(texts, texts[1:])]
    labels = [tr("below {limit}", limit=texts[0]), *between, tr("{limit} and above", limit=texts[-1])]
    counts = np.bincount(found[found >= 0], minlength=len(labels))
    return [[name if k == 0 else "", label, int(count)] for k, (label, count) in enumerate(zip(labels, counts))]


def _fractal(found: Anomalies, contents: np.ndarray, name: str, breaks: Sequence[float]) -> str:
    """Draw the concentration-area curve of the first target; areas of places in metres become square kilometres."""
    logs, areas = area_curve(contents, place_areas(found.support))
    if not logs.size:
        return ""
    drawn = charts.log_chart(np.exp(logs), np.exp(areas) / 1e6, name, tr("area with at least that, km²"), breaks)
    return figures([figure(drawn, tr("Concentration-area; dashed: breaks"))])


# ---------------------------------------------------------------------------------------------- what was used


def _elements(found: Anomalies) -> str:
    survey, rows = found.survey, []
    for k, (name, field, unit) in enumerate(zip(survey.elements, survey.fields, survey.units)):
        known = np.isfinite(survey.contents[:, k])
        missing, median = 1 - known.mean(), float(np.median(survey.contents[known, k])) if known.any() else None
        shares = [f"{share:.1%}" for share in (missing, survey.below[:, k].mean())]
        rows.append([name, field, _role(found, k), unit or number(None), *shares, number(median, 3)])
    head = [tr("element"), tr("field"), tr("part"), tr("unit"), tr("missing"), tr("below the limit"), tr("median")]
    text = tr("Shares are of the places. What was left out is told under '{notes}'.", notes=notes_section([])[0])
    return table(head, rows) + paragraph(text)


def _role(found: Anomalies, element: int) -> str:
    if element in found.targets:
        return tr("target")
    return tr("pathfinder") if element in found.pathfinders else ""


def _given(found: Anomalies, inputs: Sequence[tuple[str, Mapping[str, Any]]]) -> str:
    survey = found.survey
    rows: list[list[Any]] = [
        [tr("rows of the samples"), len(survey.place_of)],
        [tr("rows used"), int((survey.place_of >= 0).sum())],
        [tr("different places"), len(survey.places)],
        [tr("known deposits"), len(found.deposits)],
        [tr("deposits that were learned from"), len(found.labels)],
    ]
    html = inputs_table(inputs) if inputs else ""
    return html + table([tr("what"), tr("count")], rows) + settings_table(found.settings)
