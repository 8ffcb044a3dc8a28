"""The demo of anomalies and its synthetic survey: what is promised of the rows, and a small run from end to end."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import ogr
from scipy.spatial.distance import cdist

from tools import demo_anomalies
from tools import synthetic_survey as synthetic
from tools.qgis_runner import QgisProcess

PLACES, DEPOSITS = 400, 8


@pytest.fixture(scope="module")
def survey(tmp_path_factory: pytest.TempPathFactory) -> synthetic.SurveyFiles:
    return synthetic.make_survey(tmp_path_factory.mktemp("survey"), 5, PLACES, DEPOSITS)


@pytest.fixture(scope="module")
def ground() -> synthetic.Ground:
    return synthetic.make_ground(np.random.default_rng(5), PLACES, DEPOSITS)


def rows(path: Path) -> list[dict[str, Any]]:
    """The attributes of all points, and their places as x and y."""
    source = ogr.Open(str(path))
    found = []
    for feature in source.GetLayer(0):
        point = feature.GetGeometryRef()
        found.append({**feature.items(), "x": point.GetX(), "y": point.GetY()})
    return found


def test_same_seed_gives_the_same_rows(survey: synthetic.SurveyFiles, tmp_path: Path) -> None:
    again = synthetic.make_survey(tmp_path / "again", 5, PLACES, DEPOSITS)
    other = synthetic.make_survey(tmp_path / "other", 6, PLACES, DEPOSITS)
    assert rows(survey.samples) == rows(again.samples) != rows(other.samples)
    assert rows(survey.deposits) == rows(again.deposits) != rows(other.deposits)


def test_thirty_elements_one_of_them_an_oxide(survey: synthetic.SurveyFiles) -> None:
    from geochem_fusion.core.samples.element_fields import proposed_fields, substance

    found = proposed_fields(list(rows(survey.samples)[0]))
    assert found == list(synthetic.elements())
    assert len({substance(name).symbol for name in found if substance(name)}) == 30  # type: ignore[union-attr]
    assert [name for name in found if substance(name).oxide] == ["Fe2O3_pct"]  # type: ignore[union-attr]


def test_some_places_are_sampled_twice_with_the_error_of_the_laboratory(survey: synthetic.SurveyFiles) -> None:
    table = rows(survey.samples)
    assert len(table) == PLACES + 12
    assert len({(row["x"], row["y"]) for row in table}) == PLACES
    first = {(row["x"], row["y"]): row for row in table[:PLACES]}
    pairs = [(first[row["x"], row["y"]], row) for row in table[PLACES:]]
    ratios = [np.log(a["Ba_ppm"] / b["Ba_ppm"]) for a, b in pairs if a["Ba_ppm"] > 0 and b["Ba_ppm"] > 0]
    assert 0 < np.std(ratios) < 3 * np.sqrt(2) * synthetic.LABORATORY


def test_campaigns_write_limits_and_gaps_in_their_own_way(survey: synthetic.SurveyFiles) -> None:
    table = rows(survey.samples)
    gold = {campaign: [row["Au_ppb"] for row in table if row["campaign"] == campaign] for campaign in (1, 2, 3)}
    assert {text for text in gold[1] if text.startswith(("-", "<"))} == {"-1"}
    assert {text for text in gold[2] if text.startswith(("-", "<"))} == {"<0.5"}
    assert not [text for text in gold[3] if text.startswith("-")]
    assert {row["Te_ppm"] for row in table if row["campaign"] == 1} == {None}
    assert {row["Te_ppm"] for row in table if row["campaign"] == 2} == {"-9999"}
    assert {row["Li_ppm"] for row in table if row["campaign"] == 2} == {-9999.0}
    assert {row["Cd_ppm"] for row in table if row["campaign"] == 1 and row["Cd_ppm"] < 0} == {-0.2}


@pytest.mark.parametrize(
    ("content", "limit", "campaign", "wanted"),
    [
        (3.14159, 1.0, 0, "3.14"),
        (0.4, 1.0, 0, "-1"),
        (0.4, 0.5, 1, "<0.5"),
        (1234.4, 1.0, 2, "1234"),
        (9.0, None, 0, None),
        (9.0, None, 1, "-9999"),
    ],
)
def test_what_a_campaign_tells(content: float, limit: float | None, campaign: int, wanted: str | None) -> None:
    assert synthetic.told(content, limit, campaign) == wanted


def test_halos_are_those_of_the_deposits() -> None:
    deposits = np.array([[0.0, 0.0], [10000.0, 0.0], [20000.0, 0.0]])
    places = np.array([[0.0, 0.0], [3000.0, 0.0], [10000.0, 1500.0], [20000.0, 0.0]])
    found = synthetic.halos(places, deposits, ("wide", "weak", "blind"))
    np.testing.assert_allclose(found, [1.0, np.exp(-1), 0.45 * np.exp(-1), 0.0], atol=1e-12)


def test_deposits_have_every_kind_of_halo_and_keep_apart(ground: synthetic.Ground) -> None:
    assert [ground.kinds.count(kind) for kind in ("wide", "weak", "blind")] == [3, 3, 2]
    assert synthetic.kind_counts(25) == [10, 8, 7]
    distances = cdist(ground.deposits, ground.deposits)
    assert distances[~np.eye(DEPOSITS, dtype=bool)].min() > 2000.0


def test_gold_follows_halos_and_nickel_follows_mafic_rock(ground: synthetic.Ground) -> None:
    wide = ground.deposits[[kind == "wide" for kind in ground.kinds]]
    near = cdist(ground.places, wide).min(axis=1) < 1500.0
    away = (cdist(ground.places, ground.deposits).min(axis=1) > 6000.0) & ~ground.contaminated
    for field in ("Au_ppb", "As_ppm", "Sb_ppm"):
        assert np.median(ground.contents[field][near]) > 2 * np.median(ground.contents[field][away])
    mafic = ground.rocks[:, 2] > 0.9
    assert 3 < mafic.sum() < 200
    for field in ("Ni_ppm", "Cr_ppm", "Cu_ppm"):
        assert np.median(ground.contents[field][mafic]) > 2 * np.median(ground.contents[field][~mafic])


def test_the_spoiled_block_is_far_from_deposits(ground: synthetic.Ground) -> None:
    spoiled = ground.places[ground.contaminated]
    assert set(ground.campaign[ground.contaminated]) == {1}
    assert cdist(spoiled, ground.deposits).min() > 500.0
    ratio = np.median(ground.contents["W_ppm"][ground.contaminated]) / np.median(ground.contents["W_ppm"])
    assert ratio > 3


def test_too_many_deposits_do_not_fit() -> None:
    with pytest.raises(ValueError, match="30 deposits do not fit"):
        synthetic.make_ground(np.random.default_rng(0), 100, 30)


def test_a_line_for_each_score(capsys: pytest.CaptureFixture[str]) -> None:
    row = {"score": "score_raw_target", "auc": 0.75, "auc_density": None, "capture_10": 0.5}
    demo_anomalies.print_evaluation([row])
    header, line = capsys.readouterr().out.splitlines()
    assert header.split() == ["AUC", "AUC,", "same", "density", "in", "best", "10", "%"]
    assert line.split() == ["raw", "target", "0.750", "-", "0.500"]


def test_a_small_demo_runs_without_pytorch(
    qgis_process: QgisProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Fewer places than a network needs: all steps, files, and the same figures in the table and in the files."""
    demo_anomalies.run(qgis_process, tmp_path, 3, 280)
    wanted = {"anomaly.tif", "attention.csv", "edges.gpkg", "gold.gfm", "maps.png", "measures.json", "report.html"}
    wanted |= {"report_second.html", "scores.csv", "scores.gpkg", "scores_second.csv", "scores_second.gpkg"}
    assert wanted | {"targets.html"} <= {path.name for path in tmp_path.iterdir()}
    text = capsys.readouterr().out
    measures = json.loads((tmp_path / "measures.json").read_text(encoding="utf-8"))["rows"]
    ranked = {row["score"]: row for row in measures}
    assert ranked["score"]["auc"] == ranked["score_multiscale"]["auc"]  # the same without a network
    lines = [line for line in text.splitlines() if line.startswith(("main score", "raw target"))]
    assert len(lines) == 4  # of two surveys
    assert lines[0].split()[-3] == f"{ranked['score']['auc']:.3f}"
    assert lines[1].split()[-1] == f"{ranked['score_raw_target']['capture_10']:.3f}"
