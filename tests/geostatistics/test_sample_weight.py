"""The weight of an image at samples: likelihood and errors by textbook formulas, planted weights found."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from geochem_fusion.core.geostatistics import sample_weight
from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance, matern
from geochem_fusion.core.geostatistics.sample_weight import (
    FEWEST_SAMPLES,
    Samples,
    blends_of,
    compact_parts,
    halved,
    joined,
    left_out,
)


def drawn(count: int, covariance: Covariance, seed: int = 0, counts: np.ndarray | None = None) -> Samples:
    """Draw samples of a field."""
    generator = np.random.default_rng(seed)
    places, counts = generator.uniform(0, 1000, (count, 2)), np.ones(count) if counts is None else counts
    between = covariance.sill * matern(cdist(places, places) / covariance.range, covariance.smoothness)
    values = np.linalg.cholesky(between + np.diag(covariance.noise / counts)) @ generator.normal(size=count)
    return Samples(places, values + 10, counts)


FIELD = Covariance(0.5, 150.0, 1.0, 0.3)


@pytest.mark.parametrize("weight", [0.0, 1.0, 2.5])
def test_a_planted_weight_is_found(weight: float) -> None:
    samples, image = drawn(250, FIELD), np.random.default_rng(5).normal(size=250)
    blend, alone = blends_of(replace(samples, values=samples.values + weight * image), image)
    error = 0.15 if blend.error == 0 else 3 * blend.error
    assert blend.weight == pytest.approx(weight, abs=error)
    assert alone.weight == 0
    assert blend.weight == 0 or blend.weight <= blend.estimate  # shrunken


def test_a_fixed_weight_is_kept() -> None:
    samples, image = drawn(60, FIELD), np.random.default_rng(5).normal(size=60)
    blend, alone = blends_of(samples, image, 1.0)
    assert (blend.weight, alone.weight) == (1.0, 0.0)
    assert blend.covariance.sill + blend.covariance.noise > alone.covariance.sill + alone.covariance.noise


def test_the_nugget_is_found() -> None:
    _, rough = blends_of(drawn(400, Covariance(0.5, 300.0, 1.0, 1.0)), np.zeros(400))
    _, exact = blends_of(drawn(400, Covariance(1.5, 100.0, 1.0, 0.0)), np.zeros(400))
    assert rough.covariance.noise == pytest.approx(1, abs=0.2)
    assert exact.covariance.noise == 0


def test_restricted_likelihood_is_that_of_the_textbook() -> None:
    """Log determinants of covariance and of X' K^-1 X, the profiled variance, and generalised least squares."""
    samples, image = drawn(40, FIELD, counts=np.tile([1.0, 3.0], 20)), np.random.default_rng(5).normal(size=40)
    found = {}
    for reach, nugget in ((0.5, 0.1), (2.0, 0.4)):
        distances = cdist(samples.places, samples.places) / 100
        columns = np.column_stack([np.ones(40), samples.values, image])
        part = sample_weight._Part(distances, columns, samples.counts)
        fit = sample_weight._restricted_likelihood([part], 0.5, reach, nugget)
        k = (1 - nugget) * np.exp(-distances / reach) + np.diag(nugget / samples.counts)
        x, inverse = columns[:, [0, 2]], np.linalg.inv(k)
        cross = x.T @ inverse @ x
        coefficients = np.linalg.solve(cross, x.T @ inverse @ samples.values)
        left = samples.values - x @ coefficients
        variance = left @ inverse @ left / 38
        loss = (np.linalg.slogdet(k)[1] + np.linalg.slogdet(cross)[1] + 38 * math.log(variance)) / 2
        assert fit.weight == pytest.approx(coefficients[1], rel=1e-6)
        assert fit.error == pytest.approx(math.sqrt(variance * np.linalg.inv(cross)[1, 1]), rel=1e-6)
        assert fit.covariance.sill + fit.covariance.noise == pytest.approx(variance, rel=1e-6)
        found[reach] = fit.loss - loss
    assert found[0.5] == pytest.approx(found[2.0], abs=1e-5)


def test_errors_of_samples_left_out_are_those_of_kriging_them_from_the_others() -> None:
    samples, image = drawn(12, FIELD, counts=np.array([1.0, 2.0, 5.0] * 4)), np.linspace(0, 1, 12)
    view = View(1.0, 0.7, FIELD, 1.0)
    told = left_out(samples, image, view)
    rest = samples.values - 0.7 * image
    for k in range(12):
        others = np.arange(12) != k
        places = samples.places[others]
        system = np.ones((12, 12))
        system[:11, :11] = matern(cdist(places, places) / FIELD.range, 0.5) + np.diag(0.3 / samples.counts[others])
        system[11, 11] = 0
        right = np.append(matern(cdist(places, samples.places[k : k + 1])[:, 0] / FIELD.range, 0.5), 1)
        solved = np.linalg.solve(system, right)
        assert told.errors[k] == pytest.approx(rest[k] - solved[:11] @ rest[others], abs=1e-6)
        assert told.variances[k] == pytest.approx(1 + 0.3 / samples.counts[k] - solved @ right, rel=1e-6)


def test_two_views_are_averaged_with_how_far_they_are_apart() -> None:
    samples, image = drawn(30, FIELD), np.random.default_rng(5).normal(size=30)
    views = View(0.75, 1.0, FIELD, 1.0), View(0.25, 0.0, FIELD, 1.0)
    first, second = (left_out(samples, image, view) for view in views)
    mean = joined(Blend(views, 0.0, 0.0, 0.0), samples, image)
    np.testing.assert_allclose(mean.errors, 0.75 * first.errors + 0.25 * second.errors)
    apart = 0.75 * 0.25 * (first.errors - second.errors) ** 2
    np.testing.assert_allclose(mean.variances, 0.75 * first.variances + 0.25 * second.variances + apart)


def test_a_constant_image_weighs_nothing() -> None:
    blend, alone = blends_of(drawn(50, FIELD), np.full(50, 3.0))
    assert blend == alone
    assert (blend.weight, blend.chance) == (0, 0)


def test_too_few_samples_support_no_weight() -> None:
    count = FEWEST_SAMPLES - 1
    samples = drawn(count, FIELD)
    blend, alone = blends_of(samples, samples.values)
    assert (blend.weight, alone.weight, blend.covariance.noise) == (0, 0, 0)
    assert blends_of(samples, samples.values, 1.0)[0].weight == 1


@pytest.mark.parametrize("count", [1, 500, 501, 12345])
def test_samples_are_dealt_to_small_groups(count: int) -> None:
    places = np.random.default_rng(0).uniform(0, 1, (count, 2))
    groups = halved(places, 500)
    np.testing.assert_array_equal(np.sort(np.concatenate(groups)), np.arange(count))
    assert max(map(len, groups)) <= 500
    assert len(compact_parts(places)) == min(len(groups), 8)
