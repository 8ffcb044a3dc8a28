"""Learning from known deposits: no place by its own label, no deposit by where samples lie, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from making import Log

from geochem_fusion.core.anomalies import labelled
from geochem_fusion.core.anomalies.labelled import Labelled, labelled_scores, positive_places
from geochem_fusion.core.anomalies.neighbours import Support
from geochem_fusion.core.anomalies.preparation import prepare
from geochem_fusion.core.anomalies.survey import Survey
from geochem_fusion.core.errors import Cancelled, FusionError

ELEMENTS = ("Au", "As", "Sb", "Cu", "Ni", "Zr")


def survey(seed: int = 0, halo: float = 2.5, spots: int = 60) -> tuple[Survey, np.ndarray]:
    """Return 900 places over 60 km x 60 km, and deposits about which Ni and Zr, and no pathfinder, are high."""
    rng = np.random.default_rng(seed)
    places = rng.uniform(0, 60_000, (900, 2))
    deposits = rng.uniform(2000, 58_000, (spots, 2))
    distance = np.sqrt(((places[:, None] - deposits) ** 2).sum(axis=2)).min(axis=1)
    logs = rng.normal(0, 1, (900, 6))
    logs[:, 4:] += halo * np.exp(-((distance / 1500) ** 2))[:, None]
    logs[rng.random(logs.shape) < 0.05] = np.nan
    no, ones = np.zeros((900, 6), bool), np.ones(900, np.int64)
    return Survey(places, ELEMENTS, ELEMENTS, ("ppm",) * 6, np.exp(logs), no, ones, np.arange(900), ""), deposits


@pytest.fixture(autouse=True)
def few_trees(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelled, "_TREES", 20)
    monkeypatch.setattr(labelled, "_PARTITIONS", 2)


def learned(made: Survey, deposits: np.ndarray, seed: int = 0) -> Labelled:
    return labelled_scores(prepare(made.contents), made, [0], [1, 2], deposits, seed=seed)


def auc(score: np.ndarray, positives: np.ndarray) -> float:
    above = score[positives][:, None] - score[~positives][None]
    return float(np.mean(above > 0) + np.mean(above == 0) / 2)


def test_elements_that_nobody_named_are_learned_and_geometry_knows_nothing() -> None:
    made, deposits = survey()
    found = learned(made, deposits)
    assert auc(found.score, found.positives) > 0.8
    assert 0.3 < auc(found.geometry, found.positives) < 0.7
    assert found.score.min() > 0
    assert found.score.max() < 1


def test_labels_without_a_trace_in_the_contents_teach_nothing() -> None:
    made, deposits = survey(halo=0.0)
    assert 0.35 < auc(*(lambda found: (found.score, found.positives))(learned(made, deposits))) < 0.65


def test_the_label_of_a_place_never_reaches_its_own_score() -> None:
    """Without the label of a place its scores are the same to the last bit, while others move."""
    made, deposits = survey()
    found = learned(made, deposits)
    nearest = np.sqrt(((made.places[:, None] - deposits) ** 2).sum(axis=2)).argmin(axis=0)
    for place in np.flatnonzero(found.positives)[[0, 17, 40]]:
        other = learned(made, deposits[nearest != place])
        assert not other.positives[place]
        assert other.score[place] == found.score[place]
        assert other.geometry[place] == found.geometry[place]
        assert (other.score != found.score).any()


def test_labels_within_the_buffer_do_not_matter_either(monkeypatch: pytest.MonkeyPatch) -> None:
    """With one partition, a fold's scores are the same without the labels in it and in the buffer around it."""
    monkeypatch.setattr(labelled, "_PARTITIONS", 1)
    made, deposits = survey()
    found = learned(made, deposits)
    nearest = np.sqrt(((made.places[:, None] - deposits) ** 2).sum(axis=2)).argmin(axis=0)
    held_out = found.folds[0] == 2
    apart = np.sqrt(((made.places[:, None] - made.places[held_out]) ** 2).sum(axis=2)).min(axis=1)
    gone = apart[nearest] < found.buffer
    assert gone.sum() > (held_out & found.positives).sum()
    monkeypatch.setattr(labelled, "FEWEST", 5)
    monkeypatch.setattr(labelled, "_FEWEST_LEFT", 1)
    other = learned(made, deposits[~gone])
    np.testing.assert_array_equal(other.score[held_out], found.score[held_out])
    np.testing.assert_array_equal(other.folds, found.folds)


def test_seed_decides_alone() -> None:
    made, deposits = survey()
    found, order = learned(made, deposits), np.random.default_rng(3).permutation(len(deposits))
    again = learned(made, np.concatenate([deposits[order], deposits[:5]]))
    for name in ("score", "geometry", "positives", "folds"):
        np.testing.assert_array_equal(getattr(again, name), getattr(found, name))
    assert (learned(made, deposits, seed=1).score != found.score).any()


def test_places_that_stand_for_deposits_are_the_nearest_within_reach(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(labelled, "FEWEST", 2)
    places = np.array([[0.0, 0.0], [100.0, 0.0], [300.0, 0.0]])
    labels = np.array([[10.0, 0.0], [-20.0, 0.0], [120.0, 30.0], [390.0, 0.0], [np.nan, 0.0]])
    log = Log()
    assert positive_places(places, labels, np.array([50.0, 50.0, 80.0]), log).tolist() == [True, True, False]
    assert "2 of 5" in log.warnings[0]
    assert "3 of them have 2 different places" in log.infos[0]
    assert positive_places(places, labels, np.array([50.0, 50.0, 90.0]), log).all()


def test_too_few_places_are_refused_in_one_sentence() -> None:
    made, _ = survey()
    with pytest.raises(
        FusionError,
        match=r"at too few different places of the survey \(29, .* DEPOSITS, which only",
    ):
        positive_places(made.places, made.places[:29].repeat(3, axis=0), np.full(900, 1e9), Log())
    assert positive_places(made.places, made.places[:30], np.full(900, 1e9), Log()).sum() == 30
    with pytest.raises(FusionError, match=r"different places of the survey \(0, and"):
        learned(made, np.full((4, 2), np.nan))
    crowd = made.places[np.argsort(np.hypot(*(made.places - 30_000).T))[:40]]
    with pytest.raises(FusionError, match="lie too near each other"):
        learned(made, crowd)


def test_geometry_is_of_rows_and_places_and_knows_no_coordinates() -> None:
    places = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 10.0]])
    made, _ = survey()
    few = replace(made, places=places, rows=np.array([3, 1, 2]))
    expected = [
        [0, 0, 5, 10, 10, 5, 10],
        [5, 5, 5, np.hypot(3, 6), np.hypot(3, 6), 5, np.hypot(3, 6)],
        [0, np.hypot(3, 6), 10, 10, 10, np.hypot(3, 6), 10],
    ]
    np.testing.assert_allclose(labelled._distances(few), expected, rtol=1e-6)
    moved = labelled._distances(replace(few, places=places + 512.0))
    np.testing.assert_allclose(moved, expected, rtol=1e-6)


def test_missing_contents_are_means_of_neighbours_or_nothing() -> None:
    made, _ = survey()
    prepared = prepare(np.where(np.arange(6) == 5, np.where(np.arange(900) < 2, 7.0, np.nan)[:, None], made.contents))
    features = labelled._features(prepared, Support.of(made.places), [0], [1], (8, 24))
    assert features.shape == (900, 2 * 3 * 6 + 4)
    assert np.isfinite(features).all()
    assert (features[2:, 5] == 0).all()


def test_cancelling_stops_between_trees() -> None:
    made, deposits = survey()
    with pytest.raises(Cancelled):
        labelled_scores(prepare(made.contents), made, [0], [1, 2], deposits, progress=Log(stop_after=30))
