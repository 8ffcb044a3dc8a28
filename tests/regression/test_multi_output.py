"""Several predictors at once: what each says by itself, and no work done twice."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from making_trees import forest_of, random_tree

from geochem_fusion.core import compiled
from geochem_fusion.core.regression import predictors
from geochem_fusion.core.regression.multi_output import MultiOutput
from geochem_fusion.core.regression.predictors import Average, Forest, Kernel, Linear

FEATURES = 6


def forests(count: int, seed: int = 1, inner: int = 300) -> list[Forest]:
    """Return forests of the same trees with leaves of their own."""
    random = np.random.default_rng(seed)
    first = forest_of([random_tree(random, inner, FEATURES) for _ in range(4)])
    return [replace(first, value=random.normal(size=len(first.value))) for _ in range(count)]


def kernels(count: int, seed: int = 2) -> list[Kernel]:
    """Return machines of which each has most of 400 vectors, and whose weights do not cancel."""
    random = np.random.default_rng(seed)
    vectors, one = random.normal(size=(400, FEATURES)), np.ones(1)
    centre, scale = random.normal(size=FEATURES), random.uniform(1, 2, FEATURES)
    some = [np.sort(random.permutation(400)[:300]) for _ in range(count)]
    return [
        Kernel(vectors[rows], random.normal(size=300), k * one, one / FEATURES, centre, scale)
        for k, rows in enumerate(some)
    ]


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(3).normal(size=(1500, FEATURES)).astype(np.float32)


@pytest.mark.parametrize("compiles", [True, False])
@pytest.mark.parametrize("rows", [1, 100, 1500])
@pytest.mark.parametrize("inner", [20, 300])
def test_forests_of_the_same_trees_keep_their_bits(
    pixels: np.ndarray, monkeypatch: pytest.MonkeyPatch, compiles: bool, rows: int, inner: int
) -> None:
    if compiles:
        pytest.importorskip("numba", reason="numba is not installed (package python3-numba)")
    monkeypatch.setitem(compiled._LEAST_WORK, "walk", 0 if compiles else 10**18)
    monkeypatch.setattr(predictors, "_FOREST_BLOCK", 640)
    one = forests(5, inner=inner)
    together = MultiOutput([(forest, range(FEATURES)) for forest in one])
    assert len(together._groups) == 1
    for said, forest in zip(together.predict(pixels[:rows]), one):
        np.testing.assert_array_equal(said, forest.predict(pixels[:rows]))


def test_machines_over_the_same_kernel_stay_within_its_error(pixels: np.ndarray) -> None:
    one = kernels(5)
    together = MultiOutput([(machine, range(FEATURES)) for machine in one])
    assert len(together._groups) == 1
    for said, machine in zip(together.predict(pixels), one):
        scaled = (pixels.astype(float) - machine.centre) / machine.scale
        apart = ((scaled[:, None] - machine.vectors) ** 2).sum(axis=2)
        exact = np.exp(-machine.gamma * apart) @ machine.weights + machine.intercept
        assert np.abs(said - exact).max() < 1e-5 * exact.std()


def test_a_pixel_has_the_same_bits_wherever_it_stands(pixels: np.ndarray) -> None:
    parts = [Average(pair) for pair in zip(forests(7), kernels(7))]
    together = MultiOutput([(part, range(FEATURES)) for part in parts])
    whole = np.stack(together.predict(pixels))
    order = np.random.default_rng(0).permutation(len(pixels))
    np.testing.assert_array_equal(np.stack(together.predict(pixels[order])), whole[:, order])
    for size in (1, 37, 256, 600):
        some = [np.stack(together.predict(pixels[k : k + size])) for k in range(0, len(pixels), size)]
        np.testing.assert_array_equal(np.concatenate(some, axis=1), whole)


def test_one_machine_whose_weights_cancel_leaves_the_others_in_float32() -> None:
    one = kernels(5)
    twice = np.concatenate([one[0].vectors, one[0].vectors + 1e-9])
    opposed = replace(one[2], vectors=twice, weights=np.concatenate([one[0].weights + 1e7, -1e7 - one[0].weights / 2]))
    together = MultiOutput([(machine, range(FEATURES)) for machine in [*one[:2], opposed, *one[3:]]])
    kinds = {len(numbers): piece.predictor._blocks.kind for numbers, piece in together._groups}  # type: ignore[union-attr]
    assert kinds == {4: np.float32, 1: np.float64}


def test_what_shares_nothing_is_predicted_alone(pixels: np.ndarray) -> None:
    random = np.random.default_rng(5)
    line = Linear(random.normal(size=2), np.ones(1))
    other = forests(1, seed=9)[0]
    average = Average((forests(1)[0], kernels(1)[0], Linear(random.normal(size=FEATURES), np.zeros(1))))
    apart = replace(kernels(1)[0], vectors=random.normal(size=(300, FEATURES)))  # the same kernel, other rows
    parts = [(line, (4, 1)), (average, range(FEATURES)), (other, range(FEATURES)), (apart, range(FEATURES))]
    for said, (predictor, used) in zip(MultiOutput(parts).predict(pixels), parts):
        np.testing.assert_array_equal(said, predictor.predict(pixels[:, list(used)]))


def test_the_same_trees_over_other_features_are_other_trees(pixels: np.ndarray) -> None:
    first, second = forests(2)
    parts = [(first, range(FEATURES)), (second, range(FEATURES)[::-1])]
    for said, (predictor, used) in zip(MultiOutput(parts).predict(pixels), parts):
        np.testing.assert_array_equal(said, predictor.predict(pixels[:, list(used)]))
