"""The report of an evaluation of targets."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import tags, wkt, write_raster

from geochem_fusion.core.evaluation.target_evaluation import (
    ScoreMap,
    TargetEvaluation,
    TargetRequest,
    evaluate_targets,
)
from geochem_fusion.core.evaluation.target_ranking import TargetProtocol
from geochem_fusion.core.evaluation.target_report import target_report
from geochem_fusion.core.samples.points import PointValues

PROTOCOL = TargetProtocol(min_distance=300.0, draws=3)


def deposits() -> PointValues:
    place = 150.0 * np.arange(1, 15)
    return PointValues(500000 + place, 5000000 - place, (), np.zeros((14, 0)), wkt(), "mines")


def of_points(count: int = 2) -> TargetEvaluation:
    generator = np.random.default_rng(1)
    x, y = 500000 + 3000 * generator.random(200), 5000000 - 3000 * generator.random(200)
    names = [f"<b>{k}</b>" for k in range(count)]
    values = generator.normal(0, 1, (200, count))
    return evaluate_targets(TargetRequest(PointValues(x, y, names, values, wkt(), "survey"), deposits(), PROTOCOL))


@pytest.fixture
def of_map(tmp_path: Path) -> TargetEvaluation:
    plane = np.random.default_rng(2).normal(0, 1, (30, 30))
    plane[:3] = np.nan
    path = write_raster(tmp_path / "map.tif", plane, 100.0, names=["score"])
    return evaluate_targets(TargetRequest(ScoreMap(path), deposits(), PROTOCOL))


def text(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]*>", " ", page))


def test_the_page_of_points_says_what_was_found() -> None:
    result = of_points()
    page = target_report(result, "qgis_process run x")
    assert {"h2", "table", "svg", "path"} <= set(tags(page))
    said = text(page)
    assert result.verdict in said
    for score in result.ranking.scores:
        assert f"{score.auc:.3f}" in said
        assert f"{score.auc_density:.3f}" in said
    assert "<b>0</b>" not in page
    assert "AUC, same density" in said
    assert "null: spacing of samples" in said
    assert "qgis_process run x" in said
    assert page.count('class="chart"') == 4  # ROC, success rate, prediction-area, map
    assert "deposits ranked" in said


def test_the_best_of_a_column_is_marked_nulls_included() -> None:
    result = of_points()
    best = max(score.auc for score in result.ranking.scores)
    assert f'<td class="best">{best:.3f}</td>' in target_report(result)


def test_the_page_of_a_map_has_its_picture_and_no_density(of_map: TargetEvaluation) -> None:
    page = target_report(of_map)
    assert "image" in tags(page)
    assert "data:image/png;base64," in page
    assert "AUC, same density" not in text(page)
    assert "null: distance to the edge" in text(page)
    assert "cells with a score" in text(page)


def test_many_scores_are_all_in_the_table_and_four_in_the_charts() -> None:
    page = text(target_report(of_points(6)))
    assert "The curves are those of the first 4 scores and of the nulls." in page
    assert page.count("<b>5</b>") >= 2  # table and bars


def test_negatives_beside_deposits_are_told() -> None:
    result = of_points()
    facts = replace(result.ranking.facts, fallback=True)
    page = text(target_report(replace(result, ranking=replace(result.ranking, facts=facts))))
    assert "negatives: all, as none are at least 0.300 km from every deposit" in page
