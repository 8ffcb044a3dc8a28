"""Ranked scores in reports: columns, texts and curves, of scores that are ranked by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.evaluation.ranked_report import (
    best_of,
    difference_text,
    interval_text,
    measure_columns,
    meetings,
    prediction_area_figure,
    rate_curves,
)
from geochem_fusion.core.evaluation.ranking import Interval
from geochem_fusion.core.evaluation.target_ranking import Known, RankedScore, TargetProtocol, rank_known
from geochem_fusion.core.formats import number
from geochem_fusion.core.reports.page import Best

DASH = number(None)


@pytest.fixture(scope="module")
def ranked() -> list[RankedScore]:
    """Twenty places; two of the best three are known, and the null ranks them last and first."""
    score, null = np.arange(20.0), np.array([*range(10, 29), 0.0])
    known = Known(np.array([17, 19]), np.array([0, 1]), np.array([1, 1]))
    protocol = TargetProtocol(0.0, draws=3)
    return rank_known({"score": score}, known, np.setdiff1d(np.arange(20), known.rows), protocol, {"null": null})


def test_columns_hold_a_cell_a_score_and_dashes_for_one_that_is_not_ranked(ranked: list[RankedScore]) -> None:
    columns = dict(measure_columns([ranked[0], None, ranked[1]], "to the first"))
    assert columns["AUC, known places"] == [Best("0.972"), DASH, "0.472"]  # 17 of 18 and 18; 17 of 18 and none
    assert columns["to the first"][0] == DASH
    assert columns["to the first"][2].startswith("\u22120.500")
    assert columns["10 %"] == [Best("0.500"), DASH, Best("0.500")]
    assert "AUC, same density" not in columns


def test_where_the_curves_meet_is_a_column(ranked: list[RankedScore]) -> None:
    assert meetings(ranked[:1])[1] == [f"{ranked[0].meeting.captured:.0%} | {ranked[0].meeting.area:.0%}"]


def test_texts_of_numbers_that_are_not_known() -> None:
    nothing = Interval(0.4, None, None, None)
    assert (interval_text(nothing), difference_text(None), difference_text(nothing)) == (DASH, DASH, "+0.400")
    assert difference_text(Interval(-0.04, -0.1, 0.02, 0.03)) == "\u22120.040 ± 0.030"
    assert interval_text(Interval(0.5, 0.25, 0.751, 0.1)) == "0.25 to 0.75"


def test_the_best_is_marked_where_there_are_others() -> None:
    assert best_of([0.5, None, 0.75]) == ["0.500", DASH, Best("0.750")]
    assert not isinstance(best_of([0.5])[0], Best)


def test_curves_are_named_and_long_names_cut(ranked: list[RankedScore]) -> None:
    roc, success = rate_curves(ranked, ["a" * 40, "null"], 3, "best cells")
    assert "a" * 29 + "…" in roc
    assert "a" * 30 not in roc
    assert "mean of 3 draws" in roc
    assert "best cells" in success
    assert "Prediction-area plot of" in prediction_area_figure(ranked[0], "score")
