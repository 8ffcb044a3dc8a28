"""Sampling density, and known places matched with others of the same."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.evaluation.sampling_density import (
    Density,
    balanced,
    matched_auc,
    matches,
    nearest_distances,
    sampling_density,
)


def naive_mean_distance(places: np.ndarray, others: np.ndarray, count: int) -> np.ndarray:
    lengths = np.sort(np.hypot(*(places[:, None] - others[None]).transpose(2, 0, 1)), axis=1)
    return lengths[:, 1 : count + 1].mean(axis=1)  # the place itself once


def test_density_is_that_of_all_pairs() -> None:
    generator = np.random.default_rng(1)
    places, samples = generator.random((60, 2)) * 1000, generator.integers(1, 4, 60)
    found = sampling_density(places, samples)
    np.testing.assert_allclose(found.places, naive_mean_distance(places, places, 16))
    np.testing.assert_allclose(found.samples, naive_mean_distance(places, np.repeat(places, samples, axis=0), 16))
    assert found.repeated
    assert not sampling_density(places, np.ones(60, int)).repeated


def test_few_places_count_all_others() -> None:
    places = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 1.0]])
    np.testing.assert_allclose(sampling_density(places, np.ones(3, int)).places[0], (5 + 1) / 2)
    np.testing.assert_array_equal(sampling_density(places[:1], np.ones(1, int)).places, [0])


def test_many_samples_at_one_place_are_no_distance_of_zero() -> None:
    """Seventeen rows at each place: the nearest 16 others are all there."""
    places = np.array([[0.0, 0.0], [100.0, 0.0], [0.0, 100.0]])
    found = sampling_density(places, np.full(3, 17))
    np.testing.assert_array_equal(found.samples, [0, 0, 0])
    assert np.isfinite(found.logarithms()).all()


def test_balanced_weights_by_hand() -> None:
    """In one direction with offsets -1 and 2, weights 2/3 and 1/3 have the mean 0; of equal ones none is preferred."""
    offsets = np.array([[-1.0, 0.0], [2.0, 0.0]])
    np.testing.assert_allclose(balanced(offsets), [2 / 3, 1 / 3], atol=1e-6)
    square = np.array([[1.0, 0.0], [-1.0, 0.0], [0.0, 1.0], [0.0, -1.0]])
    np.testing.assert_allclose(balanced(square), 0.25)


def test_balanced_weights_keep_both_means() -> None:
    offsets = np.random.default_rng(2).normal(0.4, 1, (50, 2))
    weights = balanced(offsets)
    assert weights.sum() == pytest.approx(1)
    assert (weights > 0).all()
    np.testing.assert_allclose(weights @ offsets, 0, atol=1e-5)
    # of the family exp(offsets @ l), as the least distance from equal weights asks
    pull = np.linalg.lstsq(np.column_stack([offsets, np.ones(50)]), np.log(weights), rcond=None)[0]
    np.testing.assert_allclose(np.column_stack([offsets, np.ones(50)]) @ pull, np.log(weights), atol=1e-6)


def test_a_density_that_nobody_else_has_finds_no_match() -> None:
    np.testing.assert_array_equal(balanced(np.random.default_rng(3).random((20, 2)) + 0.1), 0)
    density = Density(np.array([1.0, 2.0, 3.0, 4.0]), np.array([1.0, 2.0, 3.0, 4.0]))
    found = matches(density, np.array([0, 1]), np.array([2, 3]))
    np.testing.assert_array_equal(found.matched, [False, False])
    assert matched_auc(found, np.arange(4.0), np.arange(4), np.ones(2)) is None
    assert not matches(density, np.array([0]), np.zeros(0, int)).matched.any()


def test_density_itself_ranks_nothing_among_its_like() -> None:
    """Deposits on the sparsest quarter: the density has an AUC of 1 and falls to 0.5; what is independent stays."""
    generator = np.random.default_rng(4)
    spacing = np.exp(generator.normal(0, 1, 800))
    density = Density(spacing, spacing * np.exp(generator.normal(0, 0.3, 800)))
    order = np.argsort(spacing)
    known, eligible = np.sort(order[600:760:4]), np.sort(np.setdiff1d(order, order[600:760:4]))
    signal = np.where(np.isin(np.arange(800), known), 1.0, 0.0) + generator.normal(0, 1, 800)
    found = matches(density, known, eligible)
    weights = np.ones(len(known))
    place = np.arange(800)
    geometry = matched_auc(found, density.samples, place, weights)
    assert geometry == pytest.approx(0.5, abs=0.03)
    assert matched_auc(found, density.places, place, weights) == pytest.approx(0.5, abs=0.03)
    told = matched_auc(found, signal, place, weights)
    assert told is not None
    assert told > 0.7
    both = matched_auc(found, signal + 50 * np.log(spacing), place, weights)
    assert both == pytest.approx(0.5, abs=0.06)  # nearly all of that score is density


def test_samples_of_one_place_count_as_their_mean_chance() -> None:
    """One known place with rows 5 and 1, one other with 3: the chance is one half."""
    density = Density(np.ones(2), np.ones(2))
    found = matches(density, np.array([0]), np.array([1]))
    assert matched_auc(found, np.array([5.0, 3.0, 1.0]), np.array([0, 1, 0]), np.ones(1)) == 0.5
    assert matched_auc(found, np.array([5.0, 3.0, 4.0]), np.array([0, 1, 0]), np.ones(1)) == 1.0


def test_nearest_distances_by_hand() -> None:
    """A place is among the others itself once; with fewer than 17 others all are told, nearest first."""
    places = np.array([[0.0, 0.0], [3.0, 4.0], [0.0, 10.0]])
    across = np.hypot(3, 6)
    np.testing.assert_allclose(nearest_distances(places, places), [[5, 10], [5, across], [across, 10]])
    repeated = np.repeat(places, [2, 1, 1], axis=0)
    np.testing.assert_allclose(nearest_distances(repeated, places)[0], [0, 5, 10])
    assert nearest_distances(places[:1], places[:1]).shape == (1, 0)
    line = np.column_stack([np.arange(30.0), np.zeros(30)])
    np.testing.assert_allclose(nearest_distances(line, line)[0], np.arange(1.0, 17.0))
