"""Kriging of samples: a system solved by hand, samples met, no seams, each place told alone."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geochem_fusion.core.geostatistics.covariance import Covariance, matern
from geochem_fusion.core.geostatistics.sample_kriging import WHOLE, SampledField, SampleKriging

ROUGH = Covariance(0.5, 30.0, 2.0, 0.0)
SMOOTH = Covariance(1.5, 60.0, 2.0, 0.5)


def scattered(count: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).uniform(0, 1000, (count, 2))


def waves(places: np.ndarray) -> np.ndarray:
    return np.asarray(3 + np.sin(places[:, 0] / 120) + np.cos(places[:, 1] / 90))


def field(places: np.ndarray, covariance: Covariance) -> SampledField:
    return SampledField(waves(places), covariance, np.full(len(places), covariance.noise))


@pytest.mark.parametrize("nugget", [0.0, 0.4])
def test_two_samples_by_hand(nugget: float) -> None:
    """Samples 1 and 3 at 0 and 20, a place at 5, exp(-h / 10): both weights follow from their sum and difference."""
    places = np.array([[0.0, 0.0], [20.0, 0.0]])
    covariance = Covariance(0.5, 10.0, 1.0, nugget)
    near, far, between = math.exp(-0.5), math.exp(-1.5), math.exp(-2)
    difference = (near - far) / (1 + nugget - between)
    first, second = (1 + difference) / 2, (1 - difference) / 2
    multiplier = near - (1 + nugget) * first - between * second
    kriging = SampleKriging(places, [SampledField(np.array([1.0, 3.0]), covariance, np.full(2, nugget))])
    estimate, variance = kriging.at(np.array([[5.0, 0.0]]))
    assert estimate[0, 0] == pytest.approx(first + 3 * second, abs=1e-8)
    assert variance[0, 0] == pytest.approx(1 - first * near - second * far - multiplier, abs=1e-8)


@pytest.mark.parametrize("count", [1, 20, WHOLE, WHOLE + 1, 1500])
def test_without_nugget_every_sample_is_met_with_certainty(count: int) -> None:
    places = scattered(count)
    estimates, variances = SampleKriging(places, [field(places, ROUGH)]).at(places)
    np.testing.assert_allclose(estimates[0], waves(places), atol=1e-6)
    assert variances.max() < 1e-6


def test_samples_far_from_a_cluster_are_met_too() -> None:
    """The nearest middles of a lone sample are those of a cluster, whose nearest samples it is not among."""
    places = np.concatenate([scattered(400) / 50, [[5000.0, 5000.0], [-9000.0, 30.0]]])
    values = np.arange(len(places), dtype=float)
    kriging = SampleKriging(places, [SampledField(values, ROUGH, np.zeros(len(places)))])
    np.testing.assert_allclose(kriging.at(places[-2:])[0][0], values[-2:], atol=1e-4)


@pytest.mark.parametrize("count", [50, 900])
def test_a_constant_stays_constant(count: int) -> None:
    places = scattered(count)
    known = SampledField(np.full(count, 7.0), SMOOTH, np.full(count, SMOOTH.noise))
    estimates, _ = SampleKriging(places, [known]).at(scattered(200, 1) * 3 - 1000)
    np.testing.assert_allclose(estimates, 7, atol=1e-9)


def test_neighbourhoods_tell_what_all_samples_together_do() -> None:
    places, asked = scattered(900), scattered(300, 1)
    estimates, variances = SampleKriging(places, [field(places, SMOOTH)]).at(asked)
    c = SMOOTH
    apart = np.linalg.norm(places[:, None] - places[None], axis=2)
    between = c.sill * matern(apart / c.range, c.smoothness) + c.noise * np.eye(len(places))
    right = c.sill * matern(np.linalg.norm(places[:, None] - asked[None], axis=2) / c.range, c.smoothness)
    system = np.block([[between, np.ones((900, 1))], [np.ones((1, 900)), np.zeros((1, 1))]])
    solved = np.linalg.solve(system, np.vstack([right, np.ones((1, 300))]))
    whole, spread = solved[:-1].T @ waves(places), c.sill - (solved[:-1] * right).sum(axis=0) - solved[-1]
    assert np.mean((estimates[0] - whole) ** 2) < 0.05**2 * spread.mean()
    np.testing.assert_allclose(variances[0], spread, rtol=0.1)


def test_there_are_no_seams() -> None:
    """Along a line over many neighbourhoods a step of a hundred-millionth changes next to nothing."""
    places = scattered(1500)
    kriging = SampleKriging(places, [field(places, SMOOTH)])
    line = np.column_stack([np.linspace(0, 1000, 20001), np.full(20001, 431.7)])
    estimates, variances = kriging.at(line)
    beside, spread = kriging.at(line + [1e-5, 0])
    assert np.abs(beside - estimates).max() < 1e-6
    assert np.abs(spread - variances).max() < 1e-6
    assert np.abs(np.diff(estimates[0])).max() < 0.01  # 0.05 m a step, and the steepest wave rises by 1 in 120 m


def test_a_place_is_told_the_same_whatever_is_asked_with_it() -> None:
    places, asked = scattered(700), scattered(900, 1)
    kriging = SampleKriging(places, [field(places, SMOOTH), field(places, ROUGH)])
    together = np.stack(kriging.at(asked))
    for some in (slice(0, 1), slice(17, 400), slice(899, None)):
        np.testing.assert_array_equal(np.stack(kriging.at(asked[some])), together[:, :, some])


def test_means_of_more_samples_have_less_noise() -> None:
    """Beside a mean of many samples the estimate is nearer to it than to the single sample as far away."""
    places = np.array([[-1.0, 0.0], [1.0, 0.0]])
    known = SampledField(np.array([0.0, 1.0]), Covariance(0.5, 1000.0, 1.0, 1.0), np.array([1.0, 0.01]))
    assert SampleKriging(places, [known]).at(np.zeros((1, 2)))[0][0, 0] > 0.7


def test_samples_at_regular_distances_are_no_trouble() -> None:
    """Many middles are equally far from a place on a lattice."""
    places = np.argwhere(np.ones((40, 40))) * 10.0
    estimates, variances = SampleKriging(places, [field(places, ROUGH)]).at(places + 5)
    assert np.isfinite(estimates).all()
    assert (variances > 0).all()


@pytest.mark.parametrize("nugget", [0.0, 0.3])
def test_errors_within_cells_are_those_of_one_system(nugget: float) -> None:
    """The mean variance at points of a cell and the variance of the mean error, by the matrix of their covariances."""
    places, covariance = scattered(60), Covariance(1.5, 30.0, 2.0, nugget)
    own = field(places, covariance)
    corners = np.array([[20.0, 20.0], [70.0, 55.0], [300.0, 300.0]])  # the last one far from all samples
    steps = np.array([2.5, 7.5, 12.5, 17.5])
    points = corners[:, None] + np.stack(np.meshgrid(steps, steps), axis=-1).reshape(1, -1, 2)
    found = SampleKriging(places, [own]).of_means(points)

    def between(first: np.ndarray, second: np.ndarray) -> np.ndarray:
        distances = np.linalg.norm(first[:, None] - second[None], axis=2)
        return covariance.sill * matern(distances / covariance.range, covariance.smoothness)

    count = len(places)
    system = np.ones((count + 1, count + 1))
    system[:count, :count] = between(places, places) + np.diag(own.noise)
    system[-1, -1] = 0
    for k, cell in enumerate(points):
        right = np.vstack([between(places, cell), np.ones(len(cell))])
        errors = between(cell, cell) - right.T @ np.linalg.solve(system, right)
        assert found[0][0, k] == pytest.approx(np.diag(errors).mean(), rel=1e-5)
        assert found[1][0, k] == pytest.approx(errors.mean(), rel=1e-5)
