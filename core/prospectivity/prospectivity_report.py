"""The report of prospectivity: the map with its targets, what the score is worth, and what the network adds."""

from __future__ import annotations

from typing import Any

from ..evaluation.ranked_report import (
    difference_text,
    interval_text,
    measure_columns,
    meetings,
    prediction_area_figure,
    rate_curves,
)
from ..evaluation.target_ranking import Ranking
from ..formats import number, shared_range
from ..language import mark, tr
from ..reports import charts
from ..reports.loss_curves import loss_figure
from ..reports.page import (
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
    settings_table,
    table,
)
from .findings import said, target_table
from .results import SCORE, UNTRAINED, WITHOUT_NETWORK, NetworkFacts, Prospectivity

_LISTED = 25  # targets
_FOLDED = 1000  # targets that are listed at all: of a large map all would be as long as a book
_DRAWN = 3  # scores in the charts beside the first, the one without the network and the nulls
_HOW_TO_READ = mark(
    "All rows are computed over the same cells: those that hold a deposit against all others. A score is worth "
    "something where it is above 0.5, above every null, and where its difference to another is more than twice the "
    "standard error, which counts deposits that lie within three cells of each other as one. The best single layer is "
    "chosen with the deposits and with either sign: a bound, no competitor. Captures are not areas under curves: a map "
    "that ranks better in all may hold fewer deposits in its best 5 %. Green marks the best of each column."
)


def prospectivity_report(found: Prospectivity, command: str = "") -> str:
    """Return the report as one HTML page; ``command`` is the call that makes the map again."""
    sections = [
        ("", "".join(paragraph(line, "lead") for line in said(found))),
        (tr("Maps"), _maps(found)),
        (tr("Targets"), _targets(found)),
        *([(tr("All scores side by side"), _scores(found, found.ranking))] if found.ranking else []),
        *([(tr("Curves"), _curves(found, found.ranking))] if found.ranking else []),
        (tr("Parts of the score"), _parts(found)),
        *([(tr("What the network says"), _network(found, found.network))] if found.network else []),
        (tr("Layers"), _layers(found)),
        (tr("Inputs and settings"), _given(found)),
        notes_section(list(found.notes)),
        (tr("Reproduce"), reproduction(command, found.versions)),
    ]
    size = length(found.grid.cell_size, found.grid.crs)
    subtitle = tr(
        "{layers} layers of {sources} sources; cells of {size}",
        layers=sum(len(source.layers) for source in found.sources),
        sources=len(found.sources),
        size=size,
    )
    return page(tr("Mineral prospectivity"), sections, subtitle)


def _maps(found: Prospectivity) -> str:
    pieces = []
    for name, plane in found.pictures.planes.items():
        title = tr(found.titles.get(name, name))
        low, high = shared_range([plane])
        drawn = charts.marked_map(plane, low, high, found.pictures.deposits, title, found.pictures.aspect)
        pieces.append(figure(drawn + charts.colour_bar(low, high, label=title), title))
    circles = paragraph(tr("Circles: known deposits, which have no part in the map.")) if _judged(found) else ""
    return figures(pieces, large=True) + circles


def _judged(found: Prospectivity) -> bool:
    return len(found.pictures.deposits) > 0


def _targets(found: Prospectivity) -> str:
    head, rows = target_table(found, _FOLDED)
    if not rows:
        return paragraph(tr("No cells that touch reach the percentile together, so there is no target."))
    text = tr(
        "Connected cells at or above the {percentile:g} % percentile of the score are a target, ranked by its highest "
        "cell, whose place is given. A normal score of 2 is what one cell in 44 exceeds.",
        percentile=found.percentile,
    )
    html = paragraph(text) + table(head, rows[:_LISTED])
    rest = tr("The other targets ({count})", count=len(rows) - _LISTED)
    if len(rows) > _LISTED:
        html += folded(rest, table(head, rows[_LISTED:]))
    count = len(found.leading)
    if count > len(rows):
        html += paragraph(
            tr(
                "Of {count} targets the first {listed} are listed; the output TARGETS has all.",
                count=count,
                listed=len(rows),
            )
        )
    return html


def _title(found: Prospectivity, name: str) -> str:
    return tr(found.titles.get(name, name))


def _scores(found: Prospectivity, ranking: Ranking) -> str:
    scores = ranking.scores
    columns = [*measure_columns(scores, tr("difference to the score")), meetings(scores)]
    rows = [[_title(found, score.name), *(column[k] for _, column in columns)] for k, score in enumerate(scores)]
    rule = len(scores) - len(ranking.nulls)
    facts = ranking.facts
    counts = tr(
        "{used} of {given} deposits lie in {known} different cells, in {clusters} clusters.",
        used=facts.used,
        given=facts.given,
        known=facts.known,
        clusters=facts.clusters,
    )
    head = [tr("score"), *(name for name, _ in columns)]
    return paragraph(counts) + table(head, rows, [rule]) + paragraph(tr(_HOW_TO_READ))


def _curves(found: Prospectivity, ranking: Ranking) -> str:
    others = [s for s in ranking.scores if not s.null and s.name not in (SCORE, WITHOUT_NETWORK, UNTRAINED)]
    best = sorted(others, key=lambda score: -score.places.mean)[:_DRAWN]
    plain = found.ranked(WITHOUT_NETWORK)
    drawn = [ranking.first, *([plain] if plain else []), *best, *ranking.nulls]
    names = [_title(found, score.name) for score in drawn]
    pieces = rate_curves(drawn, names, ranking.protocol.draws, tr("best cells, % of all"))
    return figures([*pieces, prediction_area_figure(ranking.first, names[0])])


def _parts(found: Prospectivity) -> str:
    total = sum(found.weights.values()) or 1.0
    rows = [[_title(found, name), f"{weight / total:.0%}"] for name, weight in found.weights.items()]
    text = tr(
        "Each part is made into normal scores over the map; their weighted mean, a little smoothed, is brought to 0 to "
        "1. The weights follow from one number of the map, how far its geochemical layers rise and fall together, by a "
        "rule that was chosen on others."
    )
    if "WEIGHTS" in found.settings:
        text += " " + tr("Far from all features of FAVOURABLE the score is half of that.")
    return paragraph(text) + table([tr("part"), tr("weight")], rows)


def _network(found: Prospectivity, network: NetworkFacts) -> str:
    rows: list[list[Any]] = [
        [tr("numbers that were learned"), network.parameters],
        [tr("R2 of hidden values, on ground that was not learned from"), number(network.r2, 2)],
        [tr("R2 of geochemistry told from the other sources, on such ground"), number(network.cross_r2, 2)],
        [tr("R2 of hidden values, where the network learned"), number(network.seen_r2, 2)],
        [tr("R2 of geochemistry told from the other sources, where it learned"), number(network.seen_cross_r2, 2)],
    ]
    title = tr("Loss of the network")
    losses = [loss_figure(curve.training, curve.held_out, tr("loss"), title) for curve in network.curves]
    html = table([tr("what"), tr("value")], rows) + figures(losses)
    head = [tr("source"), tr("layers"), tr("weight"), tr("R2 of its hidden values"), tr("lost by others without it")]
    sources = [
        [s.name, len(s.layers), number(s.weight, 2), number(s.r2, 2), number(s.occlusion, 2)] for s in found.sources
    ]
    html += paragraph(
        tr(
            "Ground that was not learned from: two opposite quarters of the map, which judge a network of the same "
            "kind that learned from the other two in half of the steps, or, of a network from a model, this map. The "
            "R2 of sources are told of it too. What is explained where the network learned proves no skill. Weights "
            "say how strongly the channels of a source are let through, and what others lose how much less of their "
            "hidden values is explained where the source is hidden. Both describe the network, and not what makes a "
            "deposit."
        )
    )
    html += table(head, sources)
    if network.ablations:
        html += heading(tr("Parts left out"))
        html += _ablations(found, network)
    return html


def _ablations(found: Prospectivity, network: NetworkFacts) -> str:
    """Return the table of scores with parts of the network left out, below the score itself."""
    whole = found.ranked(SCORE)
    rows = [(tr("nothing"), whole)] if whole else []
    rows += [(tr(name), score) for name, score in network.ablations]
    cells = [
        [
            name,
            f"{score.places.mean:.3f}",
            interval_text(score.places),
            difference_text(score.difference),
            *(f"{score.captures[percent]:.2f}" for percent in (5, 10)),
        ]
        for name, score in rows
    ]
    text = tr(
        "Each row is the score with a network that was trained without something. A part is worth something where the "
        "difference is below 0 by more than twice its standard error."
    )
    head = [tr("left out"), "AUC", tr("95 % interval"), tr("difference to the score"), "5 %", "10 %"]
    return table(head, cells) + paragraph(text)


def _layers(found: Prospectivity) -> str:
    rows = [
        [source.name, layer, tr("geochemistry") if layer in found.geochemistry else ""]
        for source in found.sources
        for layer in source.layers
    ]
    return table([tr("source"), tr("layer"), tr("kind")], rows)


def _given(found: Prospectivity) -> str:
    return (inputs_table(found.inputs) if found.inputs else "") + settings_table(found.settings)
