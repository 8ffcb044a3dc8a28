"""The report of an evaluation of targets: ROC, success rate and prediction-area curves, beside nulls, and a map."""

from __future__ import annotations

import numpy as np

from ..formats import number, several, shared_range
from ..language import mark, tr
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
    table,
)
from ..samples.metric import aspect_of
from .ranked_report import measure_columns, meetings, prediction_area_figure, rate_curves
from .target_evaluation import MEASURES, TargetEvaluation
from .target_ranking import RankedScore

_DRAWN = 4  # scores in a chart, besides the nulls
_HOW_TO_READ = mark(
    "Every row is computed over the same deposits and the same negatives. A row is worth something where it is above "
    "0.5, above every null, and above the first row by more than twice the standard error of the difference. The nulls "
    "know nothing of what was measured, only the spacing of the samples (the mean distance to the 16 nearest) or where "
    "on the map a place lies: what they reach, any score reaches that follows where people sampled. Green "
    "marks the best of each column, nulls included."
)
_ROLES = {"scores": mark("scores"), "deposits": mark("deposits"), "mask": mark("mask")}


def target_report(evaluation: TargetEvaluation, command: str = "") -> str:
    """Return the report of an evaluation as an HTML page; ``command`` is the call that makes it again."""
    sections = [
        ("", paragraph(evaluation.verdict, "lead")),
        (tr("Measures"), _measures(evaluation)),
        (tr("Curves"), _curves(evaluation)),
        (tr("Map"), _map(evaluation)),
        (tr("Deposits and negatives"), _facts(evaluation)),
        (tr("Inputs"), inputs_table([(tr(_ROLES[role]), facts) for role, facts in evaluation.inputs.items()])),
        notes_section(evaluation.notes),
        (tr("Reproduce"), reproduction(command, evaluation.versions)),
    ]
    names = ", ".join(score.name for score in evaluation.ranking.scores if not score.null)
    subtitle = f"{several(evaluation.ranking.facts.used, 'deposit')}; {names}"
    return page(tr("Targets against known deposits"), sections, subtitle)


def _title(score: RankedScore) -> str:
    return tr(score.name) if score.null else score.name


def _word(evaluation: TargetEvaluation) -> str:
    """Return what a score is given for."""
    return tr("samples") if evaluation.cells is None else tr("cells")


# ---------------------------------------------------------------------------------------------- measures


def _measures(evaluation: TargetEvaluation) -> str:
    scores = evaluation.ranking.scores
    columns = [*measure_columns(scores, tr("difference to the first")), meetings(scores)]
    rows = [[_title(score), *(column[k] for _, column in columns)] for k, score in enumerate(scores)]
    meaning = table([tr("measure"), tr("meaning")], [[name, tr(text)] for name, text in MEASURES.items()])
    share = tr("5, 10, 20 %: share of the deposits in the best so many per cent of the {places}.")
    return (
        table([tr("score"), *(head for head, _ in columns)], rows, [len(scores) - len(evaluation.ranking.nulls)])
        + paragraph(tr(_HOW_TO_READ))
        + paragraph(share.format(places=_word(evaluation)))
        + folded(tr("What each measure of the table file means"), meaning)
    )


# ---------------------------------------------------------------------------------------------- curves


def _curves(evaluation: TargetEvaluation) -> str:
    scores, first, word = evaluation.ranking.scores, evaluation.first, _word(evaluation)
    plain = [score for score in scores if not score.null]
    drawn = [*plain[:_DRAWN], *evaluation.ranking.nulls]
    area = tr("best {places}, % of all", places=word)
    pieces = rate_curves(drawn, [_title(score) for score in drawn], evaluation.ranking.protocol.draws, area)
    pieces.append(prediction_area_figure(first, first.name))
    bars = charts.bars([_title(s) for s in scores], [100 * s.captures[10] for s in scores], tr("deposits captured, %"))
    html = figures(pieces) + figure(bars, tr("Deposits in the best 10 % of the {places}", places=word))
    if len(plain) > _DRAWN:
        html += paragraph(tr("The curves are those of the first {count} scores and of the nulls.", count=_DRAWN))
    return html


# ---------------------------------------------------------------------------------------------- map and facts


def _map(evaluation: TargetEvaluation) -> str:
    """Draw the first score and the deposits."""
    marks = np.column_stack([evaluation.deposits_x, evaluation.deposits_y])
    marks = marks[np.isfinite(marks).all(axis=1)]
    name = evaluation.first.name
    if evaluation.cells is None:
        low, high = shared_range([evaluation.values])
        drawn = charts.point_map(evaluation.x, evaluation.y, evaluation.values, low, high, marks=marks)
    else:
        cells = evaluation.cells
        low, high = shared_range([cells.scores])
        col, row = cells.grid.col_row(marks[:, 0], marks[:, 1])
        places = np.column_stack([col / cells.grid.width, row / cells.grid.height])
        places = places[((places >= 0) & (places <= 1)).all(axis=1)]
        drawn = charts.marked_map(cells.scores, low, high, places, name, aspect_of(cells.grid))
    caption = tr("'{name}', and the deposits as circles", name=name)
    return figures([figure(drawn + charts.colour_bar(low, high, label=name), caption)])


def _facts(evaluation: TargetEvaluation) -> str:
    facts, protocol, places = evaluation.ranking.facts, evaluation.ranking.protocol, _word(evaluation)
    lengths = protocol.min_distance, facts.max_distance, 2 * facts.spacing
    least, reach, twice = (f"{number(metres / 1000, 3)} km" for metres in lengths)
    median, ninth, largest = (f"{number(d / 1000, 3)} km" for d in np.percentile(facts.distances, [50, 90, 100]))
    negatives = tr("of them at least {distance} from every deposit", distance=least)
    if facts.fallback:
        negatives = tr("negatives: all, as none are at least {distance} from every deposit", distance=least)
    rows = [
        [tr("deposits given"), facts.given],
        [tr("outside the area, not ranked"), facts.outside],
        [tr("no {places} within {distance}, not ranked", places=places, distance=reach), facts.far],
        [tr("deposits ranked"), facts.used],
        [tr("different places that stand for them"), facts.known],
        [tr("clusters of them, drawn together in intervals"), facts.clusters],
        [tr("farther than {distance} from it, twice the spacing", distance=twice), facts.beyond(2 * facts.spacing)],
        [tr("farther than {distance} from it", distance=least), facts.beyond(protocol.min_distance)],
        [tr("{places} with a score", places=places), facts.candidates],
        [negatives, facts.negatives],
    ]
    if facts.matched is not None:
        rows.append([tr("deposits with others of the same sampling density"), facts.matched])
    spread = tr("Distance from a deposit to what stands for it: median {median}, 90 % {ninth}, largest {largest}.")
    how = tr(
        "A deposit takes the score of the nearest of the {places}; as many negatives as deposits are drawn with "
        "replacement from the {places} far from every deposit, {draws} times, seed {seed}."
    )
    return (
        table([tr("what"), tr("count")], rows)
        + paragraph(spread.format(median=median, ninth=ninth, largest=largest))
        + paragraph(how.format(places=places, draws=protocol.draws, seed=protocol.seed))
    )
