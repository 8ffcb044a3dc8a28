"""The report of anomalies: its figures are those of what was found, and the page is whole, light and safe."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from anomaly_cases import DEPOSITS, ELEMENTS, found, rows, section, text, with_deposits, with_network
from making import tags

from geochem_fusion.core.anomalies.anomaly_report import anomaly_report
from geochem_fusion.core.anomalies.detection import LABELLED, LABELLED_GEOMETRY
from geochem_fusion.core.anomalies.neighbours import percentile_ranks
from geochem_fusion.core.evaluation.classes import deviation_limit


def test_the_page_is_whole_and_no_name_becomes_markup() -> None:
    plain = found()
    pages = [plain, with_deposits(plain), with_network(plain), with_deposits(with_network(plain))]
    for page in map(anomaly_report, pages):
        assert {"h2", "table", "svg", "path"} <= set(tags(page))
        assert "<script>" not in page
        assert "<script>x</script>" in text(page)
        assert "A note." in text(page)
        assert "Made with Geochem Fusion 1." in text(page)
        assert "{" not in text(page.partition("</style>")[2])  # no place for a value is left
    assert "qgis_process run x" in anomaly_report(plain, "qgis_process run x")


def test_what_was_sought_comes_first_and_the_deposits_before_it() -> None:
    plain = found()
    assert text(anomaly_report(plain)).index("Sought: Au, with As as pathfinders, among 5 elements at 225 places") > 0
    page = text(anomaly_report(with_deposits(plain)))
    assert 0 < page.index("The score ranks 3 different places of known deposits") < page.index("Sought: Au")


def test_the_best_place_is_listed_with_its_contents_and_the_way_to_a_deposit() -> None:
    result = found(deposits=True)
    best = int(np.argmax(result.score))
    x, y = result.survey.places[best]
    first = rows(section(anomaly_report(result), "Where the anomalies are"))[0]
    assert first[:5] == ["1", f"{x:.0f}", f"{y:.0f}", f"{result.score[best]:.4f}", "98 % and above"]
    assert float(first[6]) == pytest.approx(result.survey.contents[best, 0], rel=0.01)
    assert float(first[7]) == pytest.approx(result.survey.contents[best, 1], rel=0.01)
    assert float(first[8]) == pytest.approx(np.linalg.norm(DEPOSITS - [x, y], axis=1).min() / 1000, rel=0.01)
    assert len(rows(section(anomaly_report(found()), "Where the anomalies are"))[0]) == 8  # no deposits, no way to them


def test_values_below_the_limit_have_a_star() -> None:
    result = found()
    best = int(np.argmax(result.score))
    low = np.array(result.survey.below)
    low[best, 0] = True
    page = section(anomaly_report(replace(result, survey=replace(result.survey, below=low))), "Where the anomalies are")
    assert rows(page)[0][6].endswith("*")
    assert "* stands for a value below its limit of detection." in text(page)


def test_scores_stand_side_by_side_with_what_they_are_worth_and_nulls_last() -> None:
    result = found(deposits=True)
    scores = rows(section(anomaly_report(result), "All scores side by side"))
    assert result.ranking is not None
    first = result.ranking.first
    assert scores[0][0] == "main: multiscale level and exceedance, without a network"
    assert scores[0][1:3] == [f"{first.auc:.3f}", f"{first.auc_sd:.3f}"]
    assert scores[0][4] == f"{first.places.mean:.3f}"
    assert scores[0][7:10] == [f"{first.captures[k]:.3f}" for k in (5, 10, 20)]
    assert scores[0][10] == "1.00"
    raw = next(row for row in scores if row[0] == "the target by itself")
    kept = next(score for score in result.ranking.scores if score.name == "raw_target")
    assert kept.difference is not None
    assert raw[6].replace("\u2212", "-").startswith(f"{kept.difference.mean:+.3f}")
    ranks = (np.argsort(np.argsort(result.scores[name])) for name in ("raw_target", "multiscale"))
    assert float(raw[10]) == pytest.approx(np.corrcoef(*ranks)[0, 1], abs=0.006)
    is_null = [row[0].startswith("null") for row in scores]
    assert is_null == sorted(is_null)
    assert sum(is_null) == 1  # one row a place: samples and places are spaced alike, and "geometry" is that too
    spacing = np.linalg.norm(result.survey.places[:, None] - result.survey.places[None], axis=2)
    nearest = np.argsort(np.argsort(np.sort(spacing, axis=1)[:, 1:17].mean(axis=1)))
    main = np.argsort(np.argsort(result.score))
    assert float(scores[-1][10].replace("\u2212", "-")) == pytest.approx(np.corrcoef(nearest, main)[0, 1], abs=0.006)


def test_without_deposits_only_likeness_is_told() -> None:
    page = section(anomaly_report(found()), "All scores side by side")
    assert "nothing can be said about which of these scores is right" in text(page)
    assert {len(row) for row in rows(page)} == {2}
    assert rows(page)[-1][0] == "null: spacing of the places"
    assert "AUC" not in text(page)
    assert "<h2>Curves</h2>" not in anomaly_report(found())


def test_labels_are_marked_and_judge_where_no_deposits_do() -> None:
    plain = found()
    noise = np.random.default_rng(8).random(len(plain.survey.places))
    scores = {LABELLED: percentile_ranks(plain.scores["level"]), LABELLED_GEOMETRY: noise, **plain.scores}
    judged = with_deposits(replace(plain, scores=scores, main=LABELLED))
    page = anomaly_report(replace(judged, deposits=np.zeros((0, 2)), labels=DEPOSITS))
    assert "so scores are ranked by LABELS" in text(page)
    assert "triangles: deposits that were learned from" in text(page)
    assert "circles: known deposits" not in text(page)
    names = [row[0] for row in rows(section(page, "All scores side by side"))]
    assert names[0] == "main: learned from known deposits, out of fold"
    is_null = [name.startswith("null") for name in names]
    assert is_null == sorted(is_null)
    assert sum(is_null) == 2


def test_curves_are_those_of_main_plain_target_and_null() -> None:
    page = section(anomaly_report(with_deposits(with_network(found()))), "Curves")
    for name in ("with the network", "without a network", "target by itself", "null: spacing of samples"):
        assert name in text(page)
    assert page.count('class="chart"') == 2


def test_classes_are_counted_and_have_their_limits() -> None:
    result = found()
    parts = rows(section(anomaly_report(result), "Classes"))
    assert [row[0] for row in parts[:6]] == [
        "below 50 %", "50 to 75 %", "75 to 90 %", "90 to 95 %", "95 to 98 %", "98 % and above",
    ]  # fmt: skip
    limits = np.percentile(result.score, [50, 75, 90, 95, 98])
    expected = [int(np.sum(np.searchsorted(limits, result.score, side="left") == k)) for k in range(6)]
    assert [int(row[2]) for row in parts[:6]] == expected
    assert float(parts[1][1]) == pytest.approx(limits[0], rel=1e-3)
    gold = result.survey.contents[:, 0]
    limit = np.exp(deviation_limit(np.log(gold)))
    assert float(parts[7][1].split()[1]) == pytest.approx(limit, rel=0.01)
    assert [int(row[2]) for row in parts[6:8]] == [int((gold <= limit).sum()), int((gold > limit).sum())]
    breaks = result.fractal_breaks()
    assert [int(row[2]) for row in parts[8:]] == np.bincount(np.searchsorted(breaks, gold, side="right")).tolist()


def test_elements_are_listed_with_what_is_missing_and_below() -> None:
    result = found()
    elements = rows(section(anomaly_report(result), "Elements used"))
    assert [row[0] for row in elements] == list(ELEMENTS)
    assert elements[0][1:6] == ["Au_ppm", "target", "ppm", "0.0%", "4.0%"]  # 9 of 225
    assert elements[1][2:6] == ["pathfinder", "ppm", "0.4%", "0.0%"]  # 1 of 225
    assert float(elements[0][6]) == pytest.approx(np.median(result.survey.contents[:, 0]), rel=0.01)


def test_inputs_are_told_where_they_are_known() -> None:
    page = anomaly_report(found(), inputs=[("samples", {"name": "soil", "points": 225, "fields": ["Au_ppm"]})])
    given = rows(section(page, "Inputs and settings"))
    assert given[0][:3] == ["samples", "soil", "225 points; fields Au_ppm"]
    assert ["different places", "225"] in given
    assert ["method", "classical"] in given


def test_a_large_survey_stays_a_light_page() -> None:
    page = anomaly_report(found(60))
    assert page.count("<image") == 2
    assert page.count("<circle") == 0
    assert len(page) < 600_000
    assert anomaly_report(found(60)) == page
