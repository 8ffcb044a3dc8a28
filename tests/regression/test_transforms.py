"""Transforms: which is chosen, and contents there and back by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.geostatistics.folds import Folds
from geochem_fusion.core.regression.transforms import (
    choose_transform,
    element_transforms,
    forward,
    inverse,
    inverse_out_of_fold,
    smearing_factors,
)


def test_automatic_transform_takes_logarithms_of_positive_skewed_values_only() -> None:
    generator = np.random.default_rng(0)
    normal, skewed = generator.normal(20, 2, 300), np.exp(generator.normal(3, 1, 300))
    assert choose_transform("auto", "Cu", skewed) == "log"
    assert choose_transform("auto", "Cu", normal) == "none"
    assert choose_transform("auto", "Cu", np.append(skewed, 0.0)) == "none"
    assert choose_transform("auto", "Cu", 200 - skewed) == "none"
    assert choose_transform("none", "Cu", skewed) == "none"
    assert choose_transform("log", "Cu", normal) == "log"
    assert choose_transform("clr", "Cu", normal) == "clr"


@pytest.mark.parametrize("transform", ["log", "clr"])
def test_zeros_and_negatives_have_no_logarithm(transform: str) -> None:
    with pytest.raises(FusionError, match=r"'Cu' has values that are zero or negative .* no logarithm \(2\): use "):
        choose_transform(transform, "Cu", np.array([0.0, -1.0, 3.0]))


def test_exceptions_are_by_element() -> None:
    asked = element_transforms("auto", " Cu=log,K = none, a=b=clr ", ["Cu", "K", "a=b", "Zn"])
    assert asked == {"Cu": "log", "K": "none", "a=b": "clr", "Zn": "auto"}
    assert element_transforms("clr", "", ["Cu"]) == {"Cu": "clr"}


@pytest.mark.parametrize(
    ("transform", "exceptions", "words"),
    [
        ("sqrt", "", "TRANSFORM 'sqrt' is not known: give one of none, log, auto, clr"),
        ("none", "Pb=log", "has 'Pb=log': give element=transform, .* out of Cu, K"),
        ("none", "Cu", "has 'Cu': give element=transform"),
        ("none", "Cu=root", "gives 'Cu' the unknown transform 'root': give one of none, log, auto, clr"),
    ],
)
def test_unknown_names_are_told(transform: str, exceptions: str, words: str) -> None:
    with pytest.raises(FusionError, match=words):
        element_transforms(transform, exceptions, ["Cu", "K"])


def test_log_ratios_of_three_parts_by_hand() -> None:
    """The logarithms of e, e^2 and e^6 have the mean 3."""
    values = np.exp([[1.0, 2.0, 6.0]])
    parts = forward("clr", values)
    np.testing.assert_allclose(parts, [[-2.0, -1.0, 3.0, 3.0]], rtol=1e-12)
    np.testing.assert_allclose(inverse("clr", parts), values, rtol=1e-12)
    # predicted one by one the ratios add up to 3 too much: 1 is taken from each
    np.testing.assert_allclose(inverse("clr", parts + [[1, 1, 1, 0]]), values, rtol=1e-12)
    np.testing.assert_allclose(inverse("clr", np.array([[0.0, 0.0, 3.0, 1.0]])), np.exp([[0.0, 0.0, 3.0]]), rtol=1e-12)


def test_factors_by_hand() -> None:
    values = np.array([[1.0, 2.0, 3.0], [3.0, 2.0, 9.0]])
    parts = np.zeros((2, 4))  # which return as 1, 1, 1
    np.testing.assert_allclose(smearing_factors("clr", values, parts, np.array([1.0, 3.0])), [10 / 4, 8 / 4, 30 / 4])
    np.testing.assert_allclose(smearing_factors("log", values, np.zeros((2, 3)), np.ones(2)), values.mean(axis=0))
    np.testing.assert_array_equal(smearing_factors("none", values, values, np.ones(2)), [1, 1, 1])


def test_factors_of_a_fold_come_from_the_others() -> None:
    values = np.array([[1.0, 2.0, 4.0], [2.0, 2.0, 2.0], [5.0, 7.0, 9.0]])
    folds = Folds(np.array([0, 1, 2]), 3, 1.0, 3)
    got = inverse_out_of_fold("clr", values, np.zeros((3, 4)), np.array([1.0, 1.0, 3.0]), folds)
    np.testing.assert_allclose(got[0], (values[1] + 3 * values[2]) / 4)
    np.testing.assert_allclose(got[2], (values[0] + values[1]) / 2)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6))
def test_returned_means_are_those_observed(seed: int) -> None:
    """However wrong the parts, contents return with their weighted mean."""
    generator = np.random.default_rng(seed)
    values, weights = np.exp(generator.normal(size=(20, 4))), generator.uniform(0.5, 1, 20)
    parts = forward("clr", values) + generator.normal(0, 0.7, (20, 5))
    contents = inverse("clr", parts) * smearing_factors("clr", values, parts, weights)
    np.testing.assert_allclose(weights @ contents, weights @ values, rtol=1e-9)
    np.testing.assert_allclose(inverse("clr", forward("clr", values)), values, rtol=1e-9)
