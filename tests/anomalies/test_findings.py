"""Sentences and tables of what was found."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np

from geochem_fusion.core.anomalies.detection import Anomalies
from geochem_fusion.core.anomalies.findings import said, write_attention, write_table
from geochem_fusion.core.anomalies.neighbours import rank_correlation


def test_the_table_holds_what_the_ranking_found(classical: Anomalies, tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table(classical, str(path))
    with path.open(encoding="utf-8") as file:
        rows = {row["score"]: row for row in csv.DictReader(file)}
    assert classical.ranking is not None
    by_name = {score.name: score for score in classical.ranking.scores}
    for name, row in rows.items():
        if name in by_name:
            assert float(row["auc"]) == by_name[name].auc
            assert float(row["capture_10"]) == by_name[name].captures[10]
    assert [name for name, row in rows.items() if row["main"] == "1"] == ["multiscale"]
    assert rows["geometry"]["kind"] == "null"
    expected = rank_correlation(classical.scores["raw_target"], classical.score)
    assert float(rows["raw_target"]["rank_correlation"]) == expected


def test_attention_is_written_pair_by_pair(trained: Anomalies, classical: Anomalies, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    write_attention(trained, str(path))
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6 * 5
    assert trained.network is not None
    gold = [row for row in rows if row["element"] == "Au"]
    np.testing.assert_allclose(
        [float(row["attention"]) for row in gold], trained.network.predictions.element_attention[0, 1:]
    )
    np.testing.assert_allclose([float(row["occlusion"]) for row in gold], trained.network.occlusion[0, 1:])
    assert all(row["occlusion"] == "" for row in rows if row["element"] != "Au")
    write_attention(classical, str(path))
    assert path.read_text(encoding="utf-8").split() == ["element,attends_to,attention,occlusion"]


def test_what_the_network_adds_has_its_standard_error(trained: Anomalies) -> None:
    assert trained.ranking is not None
    plain = next(score for score in trained.ranking.scores if score.name == "multiscale")
    assert plain.difference is not None
    gain, error = -plain.difference.mean, plain.difference.error
    text = " ".join(said(trained))
    assert error is not None
    assert f"{gain:+.3f}" in text
    assert f"standard error of {error:.3f}" in text
    assert ("adds nothing that can be told from chance" in text) == (abs(gain) <= 2 * error)


def test_without_deposits_nothing_is_said_of_who_is_right(trained: Anomalies) -> None:
    text = " ".join(said(replace(trained, ranking=None)))
    like = rank_correlation(trained.scores["with_network"], trained.scores["multiscale"])
    assert f"rank correlation of {like:.2f}. Which of them finds deposits cannot be told" in text
    assert "AUC" not in text


def test_seeds_that_disagree_are_told(trained: Anomalies) -> None:
    assert trained.network is not None
    alike, unlike = (replace(trained, network=replace(trained.network, agreement=r)) for r in (0.97, 0.4))
    assert "agree with a rank correlation of 0.40 only" in " ".join(said(unlike))
    assert "agree with" not in " ".join(said(alike))
