"""Samples that a model keeps: the scale of kriging by hand, what samples say of an image, what a file may hold."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance
from geochem_fusion.core.regression.kept_samples import (
    KeptSamples,
    contents_of,
    on_scale,
    sampled_element,
)

BLEND = Blend((View(1.0, 0.5, Covariance(0.5, 100.0, 1.0, 0.2), 1.0),), 0.6, 0.1, 3.0)


def kept(count: int = 4) -> KeptSamples:
    generator = np.random.default_rng(0)
    values = generator.uniform(1, 2, (count, 1))
    places = generator.uniform(0, 9, (count, 2))
    return KeptSamples("", places, np.ones((count, 1)), values, values + 1, (BLEND,), (BLEND,))


def test_logarithms_return_as_the_mean_of_a_lognormal_distribution() -> None:
    """Against a million drawn contents."""
    drawn = np.exp(np.random.default_rng(0).normal(1.2, 0.6, 1_000_000))
    mean, deviation = contents_of("log", np.array([1.2]), np.array([0.36]))
    assert mean[0] == pytest.approx(drawn.mean(), rel=5e-3)
    assert deviation[0] == pytest.approx(drawn.std(), rel=1e-2)
    assert contents_of("log", np.array([700.0]), np.array([1e9]))[0][0] > 0


def test_contents_as_they_are() -> None:
    mean, deviation = contents_of("none", np.array([-3.0]), np.array([4.0]))
    assert (mean[0], deviation[0]) == (-3, 2)
    np.testing.assert_array_equal(on_scale("none", np.array([-1.0]), np.array([5.0])), [-1])


def test_predictions_without_a_logarithm_are_held_by_what_was_measured() -> None:
    """From 1 to 100, whose logarithms are widened by ln 5 on each side."""
    observed = np.array([1.0, 100.0])
    scale = on_scale("log", np.array([-4.0, 0.0, 10.0, 1e9]), observed)
    np.testing.assert_allclose(scale, np.log([0.2, 0.2, 10, 500]))


def test_an_image_that_tells_samples_helps() -> None:
    generator = np.random.default_rng(0)
    places, image = generator.uniform(0, 1000, (200, 2)), generator.normal(size=200)
    observed = np.exp(2 + 0.8 * image + 0.2 * generator.normal(size=200))
    found = sampled_element(places, np.ones(200), observed, np.exp(2 + 0.8 * image), "log")
    assert found.helps
    assert found.estimated
    assert found.blend.weight == pytest.approx(1, abs=0.1)
    assert found.rmse < 0.5 * found.rmse_alone
    assert found.blend.growth == 0  # logarithms let errors grow by themselves
    nothing = sampled_element(places, np.ones(200), observed, np.exp(generator.normal(size=200)), "log")
    assert not nothing.helps
    assert nothing.blend.weight < 0.1
    given = sampled_element(places, np.ones(200), observed, observed, "log", 1.0)
    assert (given.blend.weight, given.estimated) == (1.0, False)


def test_ninety_percent_of_samples_left_out_are_held() -> None:
    """Contents whose errors have other tails than a normal distribution: the scale makes up for it."""
    generator = np.random.default_rng(0)
    places = generator.uniform(0, 1000, (400, 2))
    observed = 50 + generator.standard_t(2.5, 400)
    found = sampled_element(places, np.ones(400), observed, np.zeros(400), "none")
    assert found.blend.scale < 1  # most errors are smaller than the few large ones make the variance


def test_threads_of_matrix_products_change_nothing() -> None:
    controller = pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    generator = np.random.default_rng(0)
    places, drift = generator.uniform(0, 1e4, (450, 2)), generator.normal(size=450)
    values = np.sin(places[:, 0] / 1500) + 0.5 * drift + 0.1 * generator.normal(size=450)
    found = []
    for count in (1, 2):
        with controller.threadpool_limits(count, "blas"):
            found.append(sampled_element(places, np.ones(450), values, drift, "none"))
    assert found[0] == found[1]


def test_what_is_kept_survives_its_file() -> None:
    before = kept()
    after = KeptSamples.rebuild(before.to_json(), before.arrays(), 1)
    for name, array in before.arrays().items():
        np.testing.assert_array_equal(after.arrays()[name], array)
    assert (after.blends, after.alone, after.crs) == (before.blends, before.alone, before.crs)


@pytest.mark.parametrize(
    "changes",
    [
        {"places": np.zeros((3, 2))},
        {"places": np.full((4, 2), np.inf)},
        {"counts": np.zeros((4, 1))},
        {"counts": np.full((4, 1), np.nan)},
        {"counts": np.ones(4)},
        {"values": np.full((4, 1), np.nan)},
        {"values": np.full((4, 1), math.inf)},
        {"values": np.ones((4, 2))},
        {"fitted": np.full((4, 1), np.nan)},
        {"blends": ()},
        {"alone": (BLEND, BLEND)},
    ],
    ids=str,
)
def test_what_is_no_sample_is_refused(changes: dict[str, Any]) -> None:
    samples = replace(kept(), **changes)
    with pytest.raises(ValueError, match=r"samples|blends"):
        KeptSamples.rebuild(samples.to_json(), samples.arrays(), 1)
