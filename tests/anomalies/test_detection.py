"""The anomalies step: planted anomalies are found, deposits only judge, models tell again what they told."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import Log
from planted_survey import known_points, planted_request, survey_points

from geochem_fusion.core.anomalies import detection
from geochem_fusion.core.anomalies.anomaly_model import save
from geochem_fusion.core.anomalies.detection import COMBINED, NETWORK, Anomalies, find_anomalies
from geochem_fusion.core.anomalies.request import AnomalyRequest
from geochem_fusion.core.errors import FusionError


def test_planted_anomalies_are_found(classical: Anomalies) -> None:
    assert classical.main == "multiscale"
    assert classical.names == ["Au"]
    assert [classical.survey.elements[k] for k in classical.pathfinders] == ["As", "Sb"]
    assert classical.ranking is not None
    assert classical.ranking.first.name == "multiscale"
    assert classical.ranking.first.auc == pytest.approx(1.0, abs=0.02)
    _, deposits = survey_points()
    best = classical.survey.places[np.argsort(classical.ranks)[:10]]
    distance = np.hypot(*(best[:, None] - deposits).transpose(2, 0, 1)).min(axis=1)
    assert distance.max() < 1500


def test_ranks_and_classes_agree_with_the_score(classical: Anomalies) -> None:
    score, ranks = classical.score, classical.ranks
    order = np.argsort(-score, kind="stable")
    assert ranks[order[0]] == 1
    expected = np.array([(score > own).sum() + 1 for own in score])
    np.testing.assert_array_equal(ranks, expected)
    share = np.array([(score > np.percentile(score, p)).mean() for p in (50, 75, 90, 95, 98)])
    counts = np.bincount(classical.percentile_class, minlength=6)
    np.testing.assert_allclose(counts[::-1].cumsum()[::-1][1:] / len(score), share)
    gold = classical.survey.contents[:, classical.targets[0]]
    logs = np.log(gold)
    limit = np.median(logs) + 2 * 1.4826 * np.median(np.abs(logs - np.median(logs)))
    np.testing.assert_array_equal(classical.deviation_class, (logs > limit).astype(int))


def test_where_most_of_the_target_is_one_limit_only_what_is_above_is_anomalous() -> None:
    points, _ = survey_points()
    values = points.values.copy()
    low = np.arange(len(values)) % 10 < 7
    values[low, 0] = "<3.1"
    found = find_anomalies(replace(planted_request(score="raw_target"), samples=replace(points, values=values)))
    gold = found.survey.contents[:, 0]
    stand_in = np.isclose(gold, 0.00155)  # half of 3.1 ppb, in ppm
    assert stand_in.sum() > len(gold) / 2
    np.testing.assert_array_equal(found.deviation_class, (gold > 0.00155) & ~stand_in)
    assert (found.percentile_class[stand_in] == 0).all()


def test_deposits_have_no_part_in_any_score(classical: Anomalies) -> None:
    _, deposits = survey_points()
    moved = find_anomalies(replace(planted_request(), deposits=known_points(deposits[:, ::-1] + 700)))
    without = find_anomalies(replace(planted_request(), deposits=None))
    for other in (moved, without):
        for name, score in classical.scores.items():
            np.testing.assert_array_equal(other.scores[name], score)
    assert without.ranking is None
    assert without.best_baseline is None


def test_the_order_of_rows_does_not_matter(classical: Anomalies) -> None:
    points, _ = survey_points()
    order = np.random.default_rng(0).permutation(len(points.x))
    mixed = replace(points, x=points.x[order], y=points.y[order], values=points.values[order])
    again = find_anomalies(replace(planted_request(), samples=mixed))
    np.testing.assert_array_equal(again.score, classical.score)
    np.testing.assert_array_equal(again.survey.place_of, classical.survey.place_of[order])


def test_a_target_is_proposed_and_told() -> None:
    log = Log()
    found = find_anomalies(replace(planted_request(), targets=()), log)
    assert found.names == ["Au"]
    assert any("Target proposed: Au" in warning for warning in log.warnings)


def test_other_scores_can_be_chosen() -> None:
    assert find_anomalies(replace(planted_request(), score="raw_target")).main == "raw_target"


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"targets": ("Pt_ppb",)}, "TARGET: 'Pt_ppb' is none of the elements that can be used"),
        ({"pathfinders": ("Te",)}, "PATHFINDERS: 'Te' is none of the elements"),
        ({"fields": ("Ni_ppm", "Cu_ppm", "Co_ppm")}, "'survey' has no field 'Co_ppm'"),
    ],
)
def test_names_that_are_not_there_are_refused(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(FusionError, match=message):
        find_anomalies(replace(planted_request(), **changed))


def test_survey_of_elements_without_a_known_target_asks_for_one() -> None:
    points, _ = survey_points()
    named = replace(points, names=("Na_ppm", "K_ppm", "Ca_ppm", "Mg_ppm", "Al_ppm", "Fe_ppm"))
    with pytest.raises(FusionError, match="No target can be proposed for the elements Na, K, Ca"):
        find_anomalies(AnomalyRequest(named, method="classical"))


def test_few_places_train_no_network_and_say_so() -> None:
    points, _ = survey_points(side=10)
    log = Log()
    found = find_anomalies(AnomalyRequest(points, targets=("Au_ppb",)), log)
    assert found.network is None
    assert found.main == "multiscale"
    assert found.model.method == "classical"
    assert any("fewer than 300 places (100)" in warning for warning in log.warnings)


# ---------------------------------------------------------------------------------------------- network


def test_the_network_joins_the_score(trained: Anomalies, classical: Anomalies) -> None:
    assert trained.main == COMBINED
    assert trained.network is not None
    assert list(trained.scores)[:2] == [COMBINED, NETWORK]
    for name, score in classical.scores.items():
        np.testing.assert_array_equal(trained.scores[name], score)
    assert len(trained.network.networks.members) == 2
    assert trained.network.r2 is not None
    assert trained.network.predictions.scale_weights.shape == (324, 2)
    np.testing.assert_allclose(trained.network.predictions.scale_weights.sum(axis=1), 1, rtol=1e-5)


def test_a_model_tells_again_what_it_told(trained: Anomalies, tmp_path: Path) -> None:
    path = str(tmp_path / "model.gfm")
    save(trained.model, path)
    again = find_anomalies(planted_request(method="classical", model=path))
    assert again.main == COMBINED
    for name, score in trained.scores.items():
        np.testing.assert_array_equal(again.scores[name], score, err_msg=name)
    assert again.network is not None
    assert again.network.r2 is None


def test_a_model_needs_no_pytorch(trained: Anomalies, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = str(tmp_path / "model.gfm")
    save(trained.model, path)
    import sys

    monkeypatch.setitem(sys.modules, "torch", None)
    assert find_anomalies(planted_request(model=path)).main == COMBINED


def test_elements_that_a_model_lacks_or_has_more_are_told(trained: Anomalies, tmp_path: Path) -> None:
    path = str(tmp_path / "model.gfm")
    save(trained.model, path)
    points, _ = survey_points()
    renamed = replace(points, names=(*points.names[:5], "Co_ppm"))
    log = Log()
    found = find_anomalies(replace(planted_request(model=path), samples=renamed), log)
    assert found.survey.elements == trained.survey.elements
    assert np.isnan(found.survey.contents[:, 5]).all()
    assert any("Elements of the model that the samples lack: Ni" in line for line in log.warnings)
    without_gold = replace(points, names=points.names[1:], values=points.values[:, 1:])
    with pytest.raises(FusionError, match="no Au, which the model seeks"):
        find_anomalies(replace(planted_request(model=path), samples=without_gold, targets=()))
    others = replace(points, names=("Au_ppb", "Co_ppm", "Fe_pct"), values=points.values[:, :3])
    with pytest.raises(FusionError, match="lack 5 of the 6 elements of the model"):
        find_anomalies(replace(planted_request(model=path), samples=others, targets=()))


def test_the_same_seed_gives_the_same_scores(trained: Anomalies) -> None:
    again = find_anomalies(planted_request(method="mstgat", epochs=2, width=16, neighbours="4,8"))
    np.testing.assert_array_equal(again.score, trained.score)


def test_every_score_has_a_title(trained: Anomalies) -> None:
    assert set(trained.scores) <= set(detection.TITLES)


def test_known_places_are_checked_before_a_network_learns(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: Any) -> None:
        raise AssertionError("learned")

    monkeypatch.setattr(detection, "learned", never)
    _, deposits = survey_points()
    with pytest.raises(FusionError, match=r"known deposits at too few different places of the survey \(2, and"):
        find_anomalies(planted_request(method="mstgat", labels=known_points(deposits)))
    with pytest.raises(FusionError, match=r"None of the deposits \(2\) lies where the score has values"):
        find_anomalies(replace(planted_request(method="mstgat"), deposits=known_points(deposits + 9e5)))


def test_targets_beside_a_model_are_told_to_have_no_part(classical: Anomalies, tmp_path: Path) -> None:
    path, log = str(tmp_path / "model.gfm"), Log()
    save(classical.model, path)
    found = find_anomalies(planted_request(model=path, targets=("Cu_ppm",)), log)
    assert found.names == ["Au"]
    assert any("TARGET and PATHFINDERS have no part beside MODEL_IN" in warning for warning in log.warnings)
