"""Sentences and tables of a result, against what it holds."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from geochem_fusion.core.prospectivity.findings import (
    of_deposits,
    of_network,
    said,
    target_table,
    write_sources,
    write_table,
)
from geochem_fusion.core.prospectivity.results import WITHOUT_NETWORK, NetworkFacts, Prospectivity


@pytest.fixture
def found(ranked: Prospectivity) -> Prospectivity:
    return ranked


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_the_sentence_on_deposits_comes_first(found: Prospectivity) -> None:
    first, second, last = said(found)
    assert first == of_deposits(found)
    auc = found.ranking.first.places.mean if found.ranking else 0.0
    assert first.startswith(f"The score ranks 3 cells with known deposits with an AUC of {auc:.2f} and holds 100% of")
    assert "With so few clusters of deposits all this is mostly chance." in first
    assert second.startswith(f"Targets at or above the 95 % percentile of the score: {len(found.areas)}; they cover")
    assert last == "The score is made without a network."


def test_without_deposits_nothing_is_claimed(found: Prospectivity) -> None:
    assert "nothing can be said" in of_deposits(replace(found, ranking=None))
    assert len(said(replace(found, ranking=None))) == 2


def test_what_a_network_adds_is_told_with_its_error(found: Prospectivity) -> None:
    ranking = found.ranking
    assert ranking is not None
    interval = replace(ranking.scores[1].places, mean=-0.2, error=0.05)
    plain = replace(ranking.scores[1], name=WITHOUT_NETWORK, difference=interval)
    other = replace(found, network=NetworkFacts(10, (), 0.4, 0.1, 0.7))
    told = of_network(replace(other, ranking=replace(ranking, scores=[ranking.first, plain])))
    assert told[:2] == [
        "On ground that was not learned from, 0.40 of the variance of hidden values is explained, of geochemistry told "
        "from the other sources 0.10.",
        "Where the network learned, which proves no skill, it explains 0.70 of it.",
    ]
    assert told[2] == "The network adds +0.200 to the AUC, with a standard error of 0.050."
    plain = replace(plain, difference=replace(interval, mean=0.02))
    told = of_network(replace(other, ranking=replace(ranking, scores=[ranking.first, plain])))
    assert told[2].startswith("The network adds nothing that can be told from chance: AUC -0.020")


def test_sources_and_scores_are_tables(found: Prospectivity, tmp_path: Path) -> None:
    write_sources(found, str(tmp_path / "sources.csv"))
    assert [(row["source"], row["layers"], row["weight"]) for row in rows(tmp_path / "sources.csv")] == [
        ("geochemistry", "6", ""),
        ("fields", "2", ""),
    ]
    write_table(found, str(tmp_path / "scores.csv"))
    table = rows(tmp_path / "scores.csv")
    assert table[0]["score"] == "score"
    assert float(table[0]["auc_places"]) == pytest.approx(found.ranking.first.places.mean if found.ranking else 0)
    assert {row["score"] for row in table} > {"isolation_forest", "best_layer", "local"}
    write_table(replace(found, ranking=None), str(tmp_path / "weights.csv"))
    assert sum(float(row["weight"]) for row in rows(tmp_path / "weights.csv")) == pytest.approx(1)


def test_targets_are_listed_by_rank(found: Prospectivity) -> None:
    head, lines = target_table(found)
    assert [line[0] for line in lines] == [str(k + 1) for k in range(len(found.areas))]
    assert len(head) == len(lines[0])
    assert any("Au_ppb" in line[-1] for line in lines[:4])
    assert target_table(found, 2) == (head, lines[:2])
