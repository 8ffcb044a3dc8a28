"""Ordinary kriging against a solution in terms of covariances, and the fit of its variogram."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.spatial.distance import cdist

from geochem_fusion.core.geostatistics import kriging
from geochem_fusion.core.geostatistics.kriging import LocalKriging, krige
from geochem_fusion.core.geostatistics.variogram import Variogram

MODEL = Variogram("spherical", 0.4, 2.0, 5.0)


def places(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 10, (count, 2))


def by_covariances(known: np.ndarray, values: np.ndarray, targets: np.ndarray) -> np.ndarray:
    """Ordinary kriging by generalised least squares for the mean and simple kriging of what is left."""

    def covariance(distance: np.ndarray) -> np.ndarray:
        h = np.minimum(distance / 5.0, 1)
        return np.where(distance == 0, 2.4, 2.0 * (1 - 1.5 * h + 0.5 * h**3))

    inverse = np.linalg.inv(covariance(cdist(known, known)))
    mean = (inverse @ values).sum() / inverse.sum()
    return mean + covariance(cdist(targets, known)) @ inverse @ (values - mean)


def test_estimate_is_that_of_covariances() -> None:
    known, targets = places(40), places(2500, 1)
    values = np.random.default_rng(2).normal(size=40)
    expected = by_covariances(known, values, targets)
    assert krige(known, values, targets, MODEL) == pytest.approx(expected, abs=1e-9)


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10**6),
    count=st.integers(2, 40),
    shape=st.sampled_from(["spherical", "exponential"]),
    nugget=st.floats(0.05, 2),
    sill=st.floats(0.1, 5),
    reach=st.floats(0.5, 20),
)
def test_random_problems_equal_the_system_of_the_textbook(
    seed: int, count: int, shape: str, nugget: float, sill: float, reach: float
) -> None:
    """Semivariances between places, bordered by ones for the weights to sum to one (Cressie 1993, section 3.2)."""
    known, targets, model = places(count, seed), places(7, seed + 1), Variogram(shape, nugget, sill, reach)
    values = np.random.default_rng(seed).lognormal(size=count)
    system = np.ones((count + 1, count + 1))
    system[:count, :count], system[count, count] = model.at(cdist(known, known)), 0
    right = np.ones((count + 1, len(targets)))
    right[:count] = model.at(cdist(known, targets))
    weights = np.linalg.solve(system, right)[:count]
    assert weights.sum(axis=0) == pytest.approx(1)
    assert krige(known, values, targets, model) == pytest.approx(values @ weights, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("scale", [1e-9, 1e9])
def test_unit_of_the_values_does_not_matter(scale: float) -> None:
    known, targets = places(40), places(20, 1)
    values = np.random.default_rng(2).normal(size=40)
    scaled = Variogram("spherical", 0.4 * scale**2, 2.0 * scale**2, 5.0)
    expected = scale * krige(known, values, targets, MODEL)
    assert krige(known, scale * values, targets, scaled) == pytest.approx(expected, rel=1e-9, abs=1e-12 * scale)


def test_only_the_nearest_places_count() -> None:
    known, targets = places(150), places(5, 1)
    values = np.random.default_rng(2).normal(size=150)
    for target in targets:
        near = np.argsort(((known - target) ** 2).sum(axis=1))[:64]
        expected = by_covariances(known[near], values[near], target[None])
        assert krige(known, values, target[None], MODEL) == pytest.approx(expected, abs=1e-9)


def test_known_places_keep_their_value_and_far_ones_tend_to_the_mean() -> None:
    known, values = places(30), np.random.default_rng(2).normal(size=30)
    assert krige(known, values, known, MODEL) == pytest.approx(values, abs=1e-9)
    nugget = Variogram("exponential", 1.0, 0.0, 1.0)
    assert krige(known, values, places(3, 5), nugget) == pytest.approx(np.full(3, values.mean()))
    assert krige(known, np.full(30, 7.0), places(3, 5), None) == pytest.approx(np.full(3, 7.0))


def test_how_many_places_are_solved_for_at_once_does_not_matter(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = np.random.default_rng(3)
    known, values, places = rng.uniform(size=(90, 2)), rng.normal(size=90), rng.uniform(size=(25, 2))
    model = Variogram("spherical", 0.2, 1.0, 0.5)
    found = []
    for chunk in (1, 7, 1000):
        monkeypatch.setattr(kriging, "_CHUNK", chunk)
        found.append(krige(known, values, places, model))
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])


def test_filtered_estimates_at_known_places_are_what_they_tend_to_beside_them() -> None:
    known, values = places(80), np.random.default_rng(2).normal(size=80)
    filtered = LocalKriging(known, values, MODEL, 24, filtered=True)
    np.testing.assert_allclose(filtered.at(known), filtered.at(known + 1e-9), atol=1e-6)
    assert filtered.at(known).std() < 0.9 * values.std()
    plain = LocalKriging(known, values, MODEL, 24)
    np.testing.assert_allclose(plain.at(known), values, atol=1e-9)
    np.testing.assert_allclose(plain.at(places(9, 1)), filtered.at(places(9, 1)), atol=1e-12)
