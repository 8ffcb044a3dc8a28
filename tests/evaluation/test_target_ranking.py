"""Scores of samples ranked by deposits: the protocol against plain loops, real surveys, and what is told."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from making import Log
from surveys import cleaned, local_log_mean, read_layer

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.evaluation.target_ranking import (
    PLACES_NULL,
    SAMPLES_NULL,
    Ranking,
    TargetProtocol,
    rank_scores,
)
from geochem_fusion.core.raster.projection import projection
from geochem_fusion.core.samples.metric import into_metres, metric_places

PROTOCOL = TargetProtocol(min_distance=300.0, draws=5, max_distance=250.0)


def survey(seed: int = 1, count: int = 300) -> tuple[dict[str, np.ndarray], np.ndarray, np.ndarray]:
    """Return two scores of samples, some on one place, their places and deposits that the first knows of."""
    generator = np.random.default_rng(seed)
    places = generator.random((count, 2)) * 4000
    places[:40] = places[40:80]
    deposits = generator.random((12, 2)) * 4000
    nearest = np.hypot(*(places[:, None] - deposits[None]).transpose(2, 0, 1)).min(axis=1)
    scores = np.round(np.exp(-nearest / 200) + generator.normal(0, 0.3, count), 1)
    return {"good": scores, "noise": generator.normal(0, 1, count)}, places, deposits


def plain_auc(scores: np.ndarray, places: np.ndarray, deposits: np.ndarray, protocol: TargetProtocol) -> list[float]:
    """The protocol as loops: a deposit's chance is the mean over the samples at its nearest place."""
    lengths = np.hypot(*(places[:, None] - deposits[None]).transpose(2, 0, 1))
    used = lengths.min(axis=0) <= protocol.max_distance
    eligible = np.flatnonzero(lengths.min(axis=1) >= protocol.min_distance)
    generator = np.random.default_rng(protocol.seed)
    found = []
    for _ in range(protocol.draws):
        negatives = scores[generator.choice(eligible, size=int(used.sum()), replace=True)]
        chances = []
        for k in np.flatnonzero(used):
            tied = scores[lengths[:, k] <= lengths[:, k].min() + 1e-9]
            chances.append(np.mean([((s > negatives) + 0.5 * (s == negatives)).mean() for s in tied]))
        found.append(float(np.mean(chances)))
    return found


def test_the_protocol_is_that_of_plain_loops() -> None:
    scores, places, deposits = survey()
    ranking = rank_scores(scores, places, deposits, PROTOCOL)
    for score in ranking.scores[:2]:
        wanted = plain_auc(scores[score.name], places, deposits, PROTOCOL)
        assert score.auc == pytest.approx(np.mean(wanted), abs=1e-12)
        assert score.auc_sd == pytest.approx(np.std(wanted), abs=1e-12)
    assert ranking.first.name == "good"
    assert ranking.first.auc > 0.8 > ranking.scores[1].auc


def figures(ranking: Ranking) -> list[float]:
    """Return what does not hang on which negatives are drawn."""
    found = []
    for score in ranking.scores:
        assert score.auc_density is not None
        found += [score.auc_all, score.places.mean, score.auc_density, *score.captures.values(), score.meeting.area]
    return found


def test_the_order_of_rows_and_deposits_makes_no_difference() -> None:
    scores, places, deposits = survey()
    order = np.random.default_rng(2).permutation(len(places))
    turned = rank_scores({name: s[order] for name, s in scores.items()}, places[order], deposits[::-1], PROTOCOL)
    np.testing.assert_allclose(figures(turned), figures(rank_scores(scores, places, deposits, PROTOCOL)), atol=1e-12)


def test_only_ranks_count_and_the_same_seed_gives_the_same_figures() -> None:
    scores, places, deposits = survey()
    first = rank_scores(scores, places, deposits, PROTOCOL)
    again = rank_scores({name: np.exp(s) for name, s in scores.items()}, places, deposits, PROTOCOL)
    for one, other in zip(first.scores, again.scores):
        assert (one.auc, one.auc_sd, one.places, one.auc_density) == (
            other.auc,
            other.auc_sd,
            other.places,
            other.auc_density,
        )
    other_seed = rank_scores(scores, places, deposits, TargetProtocol(300.0, 5, 7, 250.0))
    assert other_seed.first.auc != first.first.auc
    assert other_seed.first.auc_all == first.first.auc_all


def test_differences_are_those_to_the_first_over_known_places() -> None:
    scores, places, deposits = survey()
    ranking = rank_scores({**scores, "same": scores["good"]}, places, deposits, PROTOCOL)
    assert ranking.first.difference is None
    noise, same = ranking.scores[1].difference, ranking.scores[2].difference
    assert noise is not None
    assert same is not None
    assert noise.mean == pytest.approx(ranking.scores[1].places.mean - ranking.first.places.mean)
    assert noise.error is not None
    assert 0.02 < noise.error < 0.3
    assert (same.mean, same.error) == (0, 0)


def test_numbers_of_samples_stand_for_the_rows_that_were_averaged() -> None:
    """Rows of one score a place: the averaged places know the same spacing of samples when told how many there were."""
    _, places, deposits = survey()
    different, place, counts = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    score = np.random.default_rng(5).normal(0, 1, len(different))
    rows = rank_scores({"s": score[place.ravel()]}, places, deposits, PROTOCOL)
    means = rank_scores({"s": score}, different, deposits, PROTOCOL, rows_at_place=counts)
    assert means.first.auc_density == pytest.approx(rows.first.auc_density)
    assert [null.name for null in means.nulls] == [SAMPLES_NULL, PLACES_NULL]
    alone = rank_scores({"s": score}, different, deposits, PROTOCOL)
    assert [null.name for null in alone.nulls] == [SAMPLES_NULL]


def test_deposits_outside_keep_negatives_away_and_are_not_ranked() -> None:
    scores, places, deposits = survey()
    inside = np.arange(len(deposits)) < 8
    found = rank_scores(scores, places, deposits, PROTOCOL, inside=inside)
    everywhere = rank_scores(scores, places, deposits, PROTOCOL)
    assert (found.facts.used, found.facts.outside) == (8, 4)
    assert found.facts.negatives == everywhere.facts.negatives
    fewer = rank_scores(scores, places, deposits[:8], PROTOCOL)
    assert fewer.facts.negatives > found.facts.negatives


def test_deposits_far_from_every_sample_are_left_out_and_told() -> None:
    scores, places, deposits = survey()
    told = Log()
    far = np.vstack([deposits, [[9e5, 9e5], [np.nan, 0.0]]])
    found = rank_scores(scores, places, far, PROTOCOL, progress=told)
    plain = rank_scores(scores, places, deposits, PROTOCOL)
    assert (found.facts.given, found.facts.far, found.facts.outside) == (14, 1, 1)
    assert found.first.auc == plain.first.auc
    assert any("Deposits left out, because no samples lie within 0.25 km of them: 1 of 14." in t for t in told.warnings)


def test_the_reach_follows_the_spacing_of_the_samples() -> None:
    scores, places, deposits = survey()
    assert rank_scores(scores, places, deposits, TargetProtocol(2000.0)).facts.max_distance == 4000.0
    small = rank_scores(scores, places, deposits, TargetProtocol(1.0))
    lengths = np.sort(
        np.hypot(*(np.unique(places, axis=0)[:, None] - np.unique(places, axis=0)[None]).transpose(2, 0, 1))
    )
    assert small.facts.max_distance == pytest.approx(np.median(lengths[:, 1:17].mean(axis=1)))


def test_distances_from_deposits_to_samples() -> None:
    scores, places, deposits = survey()
    facts = rank_scores(scores, places, deposits, PROTOCOL).facts
    lengths = np.hypot(*(places[:, None] - deposits[None]).transpose(2, 0, 1)).min(axis=0)
    np.testing.assert_allclose(facts.distances, lengths)
    different = np.unique(places, axis=0)
    apart = np.hypot(*(different[:, None] - different[None]).transpose(2, 0, 1))
    assert facts.spacing == pytest.approx(np.median(np.sort(apart, axis=1)[:, 1]))
    assert facts.beyond(100.0) == int((lengths > 100).sum())


def test_all_samples_are_negatives_where_none_is_far_enough_and_that_is_said() -> None:
    scores, places, deposits = survey()
    told = Log()
    found = rank_scores(scores, places, deposits, TargetProtocol(50000.0), progress=told)
    assert found.facts.fallback
    assert found.facts.negatives == len(places)
    assert any(t.startswith("No samples are at least 50 km from every deposit, so negatives") for t in told.warnings)


def test_samples_without_a_score_are_left_out_for_all() -> None:
    scores, places, deposits = survey()
    told = Log()
    holed = {**scores, "good": np.where(np.arange(300) % 10 == 0, np.nan, scores["good"])}
    found = rank_scores(holed, places, deposits, PROTOCOL, progress=told)
    kept = np.arange(300) % 10 != 0
    wanted = rank_scores({n: s[kept] for n, s in scores.items()}, places[kept], deposits, PROTOCOL)
    assert [s.auc for s in found.scores] == [s.auc for s in wanted.scores]
    assert "Samples left out, because they lack a place or one of the scores: 30 of 300." in told.infos


def test_few_places_and_shared_ones_are_told() -> None:
    scores, places, deposits = survey()
    told = Log()
    rank_scores(scores, places, deposits[:1], PROTOCOL, progress=told)
    assert "Too few different samples stand for the deposits (1): such figures are mostly chance." in told.warnings
    rank_scores(scores, places, np.repeat(deposits, 2, axis=0) + [[1.0, 0.0]], PROTOCOL, progress=told)
    assert any(t == "Deposits share samples: 24 deposits have 12 different samples." for t in told.infos)


def test_one_deposit_has_no_interval() -> None:
    scores, places, deposits = survey()
    found = rank_scores(scores, places, deposits[:1], PROTOCOL)
    assert found.first.places.low is None
    assert 0 <= found.first.auc <= 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"good": np.full(300, 2.0)}, "The score 'good' is the same everywhere, so it ranks nothing"),
        ({"good": np.full(300, np.nan)}, "The score 'good' has no number"),
        ({"good": np.where(np.arange(300) < 150, 1.0, np.nan), "noise": np.where(np.arange(300) < 150, np.nan, 1.0)},
         "No sample has a value of every score"),
    ],
)  # fmt: skip
def test_scores_that_rank_nothing(change: dict[str, np.ndarray], sentence: str) -> None:
    scores, places, deposits = survey()
    with pytest.raises(FusionError, match=sentence):
        rank_scores({**scores, **change}, places, deposits, PROTOCOL)


def test_no_deposit_near_and_bad_numbers() -> None:
    scores, places, deposits = survey()
    with pytest.raises(FusionError, match=r"None of the deposits \(12\) lies where the score has values"):
        rank_scores(scores, places, deposits + 1e7, PROTOCOL)
    with pytest.raises(FusionError, match="MIN_DISTANCE is -1"):
        rank_scores(scores, places, deposits, TargetProtocol(-1.0))
    with pytest.raises(FusionError, match="DRAWS is 0: give a number from 1 to 1000"):
        rank_scores(scores, places, deposits, TargetProtocol(draws=0))


# ---------------------------------------------------------------------------------------------- real surveys


def ranked(folder: Path, field: str, where: str = "") -> Ranking:
    """Rank the raw rows of a survey: a concentration, and its local mean logarithm."""
    samples, deposits = read_layer(folder / "samples.gpkg", (field,)), read_layer(folder / "deposits.gpkg", (), where)
    places, metric = metric_places(samples.x, samples.y, samples.crs)
    metres = into_metres(samples.crs, metric)
    known = metres(*projection(deposits.crs, samples.crs)(deposits.x, deposits.y))
    raw = cleaned(np.nan_to_num(samples.values[:, 0], nan=-9999.0))
    return rank_scores({"raw": raw, "local": local_log_mean(raw, places)}, places, known)


@pytest.mark.parametrize(
    ("name", "raw", "local", "spacing"),
    [("gswa_sed1", 0.724, 0.837, 0.909), ("gswa_soil1", 0.717, 0.709, 0.520)],
)
def test_the_published_figures(shared_data: Path, name: str, raw: float, local: float, spacing: float) -> None:
    found = ranked(shared_data / name, "Au_ppm")
    assert [score.auc for score in found.scores[:3]] == pytest.approx([raw, local, spacing], abs=0.01)
    assert found.facts.fallback == (name == "gswa_soil1")


@pytest.mark.parametrize(
    ("name", "field", "where", "tolerance"),
    [
        ("gswa_sed1", "Au_ppm", "", 0.03),
        ("gswa_soil1", "Au_ppm", "", 0.03),
        ("alaska_north", "Au_ppm", "commodity LIKE '%Au%'", 0.03),
        ("alaska_north", "Zn_ppm", "commodity LIKE '%Zn%'", 0.03),
        ("kola_moss", "Ni_ppm", "", 0.05),
    ],
)
def test_spacing_falls_to_one_half_among_its_like(
    shared_data: Path, name: str, field: str, where: str, tolerance: float
) -> None:
    found = ranked(shared_data / name, field, where)
    assert [null.auc_density for null in found.nulls] == pytest.approx([0.5] * len(found.nulls), abs=tolerance)


def test_a_known_anomaly_is_found(shared_data: Path) -> None:
    """Nickel in moss around the smelters of the Kola peninsula."""
    found = ranked(shared_data / "kola_moss", "Ni_ppm")
    assert found.first.auc > 0.97
    assert found.first.auc_density is not None
    assert found.first.auc_density > 0.9
    assert found.facts.beyond(5000.0) == 3
