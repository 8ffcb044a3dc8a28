"""Ranked scores in reports: their measures beside each other, ROC, success rate and prediction-area curves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ..formats import number
from ..language import tr
from ..reports import charts
from ..reports.page import Best, figure
from .ranking import ROC_STEPS, Interval
from .target_ranking import RankedScore

AREA_STEPS = np.concatenate([np.linspace(0, 0.1, 51), np.linspace(0.11, 1, 90)])  # shares of the area that are drawn
_KEY = 30  # letters of a name in the key of a chart


def measure_columns(scores: Sequence[RankedScore | None], first: str) -> list[tuple[str, list[Any]]]:
    """Return the head of each column of measures and its cells, one a score; dashes for one that was not ranked.

    ``first`` is what the score is called that others are compared with.
    """

    def column(value: Any) -> list[Any]:
        return best_of([value(score) if score else None for score in scores])

    dash = number(None)
    ranked = [score for score in scores if score]
    density = [(tr("AUC, same density"), column(lambda score: score.auc_density))]
    captures = [
        (f"{percent} %", column(lambda score, percent=percent: score.captures[percent])) for percent in (5, 10, 20)
    ]
    return [
        ("AUC", column(lambda score: score.auc)),
        ("± SD", [f"{score.auc_sd:.3f}" if score else dash for score in scores]),
        *(density if any(score.auc_density is not None for score in ranked) else []),
        (tr("AUC, known places"), column(lambda score: score.places.mean)),
        (tr("95 % interval"), [interval_text(score.places) if score else dash for score in scores]),
        (first, [difference_text(score.difference if score else None) for score in scores]),
        *captures,
    ]


def meetings(scores: Sequence[RankedScore]) -> tuple[str, list[str]]:
    """Return the column of where the two curves of the prediction-area plot meet."""
    texts = [f"{score.meeting.captured:.0%} | {score.meeting.area:.0%}" for score in scores]
    return tr("deposits | area where curves meet"), texts


def best_of(column: Sequence[float | None]) -> list[Any]:
    """Return a column of numbers with three decimals, the largest marked."""
    most = max((value for value in column if value is not None), default=None)
    shown = [number(None) if value is None else f"{value:.3f}" for value in column]
    return [Best(cell) if len(column) > 1 and value == most else cell for value, cell in zip(column, shown)]


def interval_text(interval: Interval) -> str:
    if interval.low is None or interval.high is None:
        return number(None)
    return tr("{low} to {high}", low=f"{interval.low:.2f}", high=f"{interval.high:.2f}")


def difference_text(interval: Interval | None) -> str:
    if interval is None:
        return number(None)
    error = "" if interval.error is None else f" ± {interval.error:.3f}"
    return f"{interval.mean:+.3f}{error}".replace("-", "\u2212")


# ---------------------------------------------------------------------------------------------- curves


def rate_curves(scores: Sequence[RankedScore], names: Sequence[str], draws: int, best: str) -> list[str]:
    """Return ROC and success-rate curves of scores, the first with its band, as figures.

    ``best`` names what the success rate counts, such as "best cells, % of all".
    """
    names = [name if len(name) <= _KEY else name[: _KEY - 1] + "…" for name in names]
    first = scores[0]
    roc = [charts.Line(n, 100 * ROC_STEPS, 100 * s.roc[0], s.null) for n, s in zip(names, scores)]
    captured = [charts.Line(n, 100 * AREA_STEPS, 100 * s.success.at(AREA_STEPS), s.null) for n, s in zip(names, scores)]
    across, up = tr("negatives above the threshold, %"), tr("deposits above the threshold, %")
    band = (100 * ROC_STEPS, 100 * first.roc[1], 100 * first.roc[2])
    text = tr("ROC, mean of {draws} draws; band: all draws of '{name}'", draws=draws, name=names[0])
    return [
        figure(charts.curves(roc, across, up, band), text),
        figure(charts.curves(captured, best, tr("deposits captured, %")), tr("Success rate")),
    ]


def prediction_area_figure(score: RankedScore, name: str) -> str:
    """Draw deposits captured, and 100 % minus the area, against the threshold as a percentile of the score."""
    shares = AREA_STEPS[::-1]
    meeting = score.meeting
    captured = charts.Line(tr("deposits captured"), 100 * (1 - shares), 100 * score.success.at(shares))
    outside = charts.Line(tr("100 % minus area"), 100 * (1 - shares), 100 * (1 - shares))
    text = tr("{captured:.0%} in {area:.0%}", captured=meeting.captured, area=meeting.area)
    drawn = charts.curves(
        [captured, outside],
        tr("threshold, percentile of the score"),
        "%",
        mark=(text, 100 * (1 - meeting.area), 100 * meeting.captured),
    )
    return figure(drawn, tr("Prediction-area plot of '{name}'", name=name))
