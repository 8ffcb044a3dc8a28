"""Prediction from plain arrays: equal to a walk written out in Python, and no damaged array gets through."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_trees import forest_of, random_tree, walked

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.regression import predictors
from geochem_fusion.core.regression.predictors import (
    Forest,
    Kernel,
    KernelVotes,
    Linear,
    Predictor,
    arrays_of,
    rebuild,
)


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10**6), inner=st.integers(0, 40), trees=st.integers(1, 4), rows=st.integers(0, 30))
def test_forest_equals_a_plain_walk(seed: int, inner: int, trees: int, rows: int) -> None:
    generator = np.random.default_rng(seed)
    forest = forest_of([random_tree(generator, inner, 3) for _ in range(trees)])
    features = generator.normal(size=(rows, 3))
    np.testing.assert_array_equal(forest.predict(features), walked(forest, features))


@pytest.mark.parametrize("inner", [254, 255, 256, 900])
def test_trees_larger_than_a_byte_can_number(inner: int) -> None:
    generator = np.random.default_rng(inner)
    forest = forest_of([random_tree(generator, inner, 5) for _ in range(2)])
    features = generator.normal(size=(400, 5)).astype(np.float32)
    np.testing.assert_array_equal(forest.predict(features), walked(forest, features))


@pytest.mark.parametrize("to_the_right", [False, True])
def test_a_chain_far_deeper_than_the_top(to_the_right: bool) -> None:
    depth, sign = 600, 1.0 if to_the_right else -1.0
    nodes = [[0.0, 0.0, 1.0, 0.0]]
    for level in range(1, depth + 1):  # of each pair of children one is a leaf and the other goes on
        last = level == depth
        place = 2 * level - 1
        leaf, inner = (place, place + 1) if to_the_right else (place + 1, place)
        pair = {
            leaf: [0.0, 0.0, float(leaf), float(level)],
            inner: [0.0, 0.0 if last else sign * level, float(inner if last else place + 2), 7777.0],
        }
        nodes += [pair[place], pair[place + 1]]
    forest = forest_of([nodes])
    forest.check(1)
    features = np.linspace(-depth - 5, depth + 5, 97)[:, None]
    np.testing.assert_array_equal(forest.predict(features), walked(forest, features))


def test_threshold_between_two_float32_sends_each_to_its_side() -> None:
    low = np.float32(1.1)
    high = np.nextafter(low, np.float32(2))
    for threshold in (float(low), (float(low) + float(high)) / 2, np.nextafter(float(high), 0.0), 1e300, -1e300):
        forest = forest_of([[[0.0, threshold, 1.0, 0.0], [0.0, 0.0, 1.0, 10.0], [0.0, 0.0, 2.0, 20.0]]])
        features = np.array([[low], [high]], np.float32)
        expected = [10.0 if float(v) <= threshold else 20.0 for v in (low, high)]
        assert forest.predict(features).tolist() == expected


def test_blocks_of_rows_do_not_change_a_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(3)
    features = generator.normal(size=(1000, 4)).astype(np.float32)
    forest = forest_of([random_tree(generator, 300, 4) for _ in range(3)])
    linear = Linear(generator.normal(size=4), np.array([2.0]))
    for predictor in (forest, linear):
        whole = predictor.predict(features)
        monkeypatch.setattr(predictors, "_FOREST_BLOCK", 64)
        np.testing.assert_array_equal(predictor.predict(features), whole)
        parts = [predictor.predict(features[start : start + 37]) for start in range(0, 1000, 37)]
        np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_a_forest_gives_one_pixel_the_bits_that_many_get() -> None:
    generator = np.random.default_rng(8)
    forest = forest_of([random_tree(generator, 30, 4) for _ in range(150)])
    features = generator.normal(size=(800, 4)).astype(np.float32)
    whole = forest.predict(features)
    np.testing.assert_array_equal([forest.predict(row[None])[0] for row in features[:50]], whole[:50])


def test_linear_by_hand() -> None:
    linear = Linear(np.array([2.0, -1.0]), np.array([0.5]))
    assert linear.predict(np.array([[1.0, 3.0], [0.0, 0.0]], np.float32)).tolist() == [-0.5, 0.5]


def kernel() -> Kernel:
    one = np.array([1.0])
    return Kernel(np.array([[0.0], [2.0]]), np.array([3.0, -1.0]), one, one / 2, np.array([5.0]), np.array([2.0]))


def test_kernel_by_hand() -> None:
    # feature 7 is 1 standardised, at distance 1 from both vectors
    expected = [1 + 2 * np.exp(-0.5), 1 + 3 - np.exp(-2.0)]
    np.testing.assert_allclose(kernel().predict(np.array([[7.0], [5.0]])), expected, rtol=1e-6)


def many_vectors(weights: float = 1.0) -> tuple[Kernel, np.ndarray]:
    """Return a machine of 700 vectors in 30 features, and 600 pixels about as far from them as they from each other."""
    random = np.random.default_rng(5)
    vectors, pixels = random.normal(size=(700, 30)), random.normal(20, 3, (600, 30)).astype(np.float32)
    one = np.ones(1)
    kernel = Kernel(vectors, random.uniform(-1, 1, 700) + weights, one, one / 100, np.full(30, 20.0), np.full(30, 3.0))
    return kernel, pixels


def kernel_sum(kernel: Kernel, pixels: np.ndarray) -> np.ndarray:
    scaled = (pixels.astype(float) - kernel.centre) / kernel.scale
    return np.array([(np.exp(-kernel.gamma * ((z - kernel.vectors) ** 2).sum(axis=1)) * kernel.weights).sum()
                     for z in scaled]) + kernel.intercept  # fmt: skip


def test_kernel_in_float32_is_off_by_less_than_a_ten_thousandth_of_the_spread() -> None:
    kernel, pixels = many_vectors(weights=0.0)
    expected = kernel_sum(kernel, pixels)
    assert kernel._blocks.kind == np.float32
    assert 0 < np.abs(kernel.predict(pixels) - expected).max() < 1e-4 * expected.std()


def test_kernel_whose_weights_cancel_is_summed_in_float64() -> None:
    kernel, pixels = many_vectors()
    twice = np.concatenate([kernel.vectors, kernel.vectors])
    opposed = Kernel(**{**arrays_of(kernel), "vectors": twice, "weights": np.repeat([1e6, -1e6 + 1e-3], 700)})
    expected = kernel_sum(opposed, pixels)
    assert opposed._blocks.kind == np.float64
    np.testing.assert_allclose(opposed.predict(pixels), expected, atol=1e-4 * expected.std())


def test_kernel_gives_a_pixel_the_same_bits_wherever_it_stands() -> None:
    kernel, pixels = many_vectors()
    whole = kernel.predict(pixels)
    order = np.random.default_rng(0).permutation(len(pixels))
    np.testing.assert_array_equal(kernel.predict(pixels[order]), whole[order])
    for size in (1, 7, 37, 256, 300):
        parts = [kernel.predict(pixels[start : start + size]) for start in range(0, len(pixels), size)]
        np.testing.assert_array_equal(np.concatenate(parts), whole)


def test_kernel_of_64_bit_products_has_32_bit_kernels(monkeypatch: pytest.MonkeyPatch) -> None:
    kernel, pixels = many_vectors(weights=0.0)
    monkeypatch.setattr(predictors, "product_kind", lambda *shape: np.dtype(np.float64))
    expected = kernel_sum(kernel, pixels)
    assert kernel._blocks.kind == np.float32
    assert 0 < np.abs(kernel.predict(pixels) - expected).max() < 1e-5 * expected.std()


def test_kernel_of_a_pixel_beyond_all_bounds_is_the_intercept() -> None:
    kernel, pixels = many_vectors()
    pixels[0], pixels[1, 3] = 3e38, -3e38
    np.testing.assert_allclose(kernel.predict(pixels[:2]), kernel.intercept[0], atol=1e-30)


def votes() -> KernelVotes:
    # decision of the pairs (0,1), (0,2), (1,2): positive votes for the first of the two
    pairs = np.array([[1.0, 1.0, 1.0]])
    return KernelVotes(
        np.zeros((1, 1)),
        pairs,
        np.array([-0.5, -2.0, -2.0]),
        np.array([3.0, 4.0, 8.0]),
        np.array([1.0]),
        np.zeros(1),
        np.ones(1),
    )


def test_votes_by_hand() -> None:
    # near the vector: 0 beats 1, 2 beats both; the label of class 2 is 8
    assert votes().predict(np.array([[0.0], [50.0]])).tolist() == [8.0, 8.0]
    swapped = KernelVotes(**{**arrays_of(votes()), "intercepts": np.array([-0.5, 2.0, 2.0])})
    # near: 0 wins against both; far: 1 beats 0, and both beat 2, so 1 has two votes
    assert swapped.predict(np.array([[0.0], [50.0]])).tolist() == [3.0, 4.0]


SOUND: dict[str, Predictor] = {
    "linear": Linear(np.array([1.0, 2.0]), np.array([0.0])),
    "forest": forest_of([[[1.0, 0.5, 1.0, 0.0], [0.0, 0.0, 1.0, 1.0], [0.0, 0.0, 2.0, 2.0]]] * 2),
    "kernel": Kernel(np.ones((3, 2)), np.ones(3), np.ones(1), np.ones(1), np.zeros(2), np.ones(2)),
    "kernel_votes": KernelVotes(
        np.ones((3, 2)), np.ones((3, 1)), np.ones(1), np.array([1.0, 2.0]), np.ones(1), np.zeros(2), np.ones(2)
    ),
}


@pytest.mark.parametrize("kind", list(SOUND))
def test_rebuilt_from_its_arrays_it_predicts_the_same(kind: str) -> None:
    features = np.random.default_rng(1).normal(size=(9, 2))
    again = rebuild(kind, arrays_of(SOUND[kind]), 2)
    np.testing.assert_array_equal(again.predict(features), SOUND[kind].predict(features))


def _damages(array: np.ndarray) -> list[np.ndarray]:
    """Return versions of an array that no model may have."""
    damaged = [array[:-1], array[..., None], array.reshape(-1)[0], array.astype(str), array.astype(bool), array * 1j]
    if array.dtype.kind == "i":
        return [*damaged, array.astype(float), array - 5, array + 1000, array * 0 + np.iinfo(array.dtype).max]
    poisoned = array.copy()
    poisoned.flat[0] = np.nan
    endless = array.copy()
    endless.flat[-1] = np.inf
    return [*damaged, array.astype(int), poisoned, endless]


@pytest.mark.parametrize("kind", list(SOUND))
def test_every_damaged_array_is_refused(kind: str) -> None:
    arrays = arrays_of(SOUND[kind])
    for name, array in arrays.items():
        rest = {key: value for key, value in arrays.items() if key != name}
        for damaged in _damages(array):
            if kind == "forest" and name == "roots" and damaged.shape == (1,) and damaged.dtype.kind == "i":
                continue  # a forest of one tree less is sound
            with pytest.raises(FusionError, match="damaged"):
                rebuild(kind, {**rest, name: damaged}, 2)
        with pytest.raises(FusionError, match="damaged"):
            rebuild(kind, rest, 2)
    with pytest.raises(FusionError, match="damaged"):
        rebuild(kind, {**arrays, "more": np.ones(1)}, 2)


def test_model_for_another_number_of_features_is_refused() -> None:
    for kind in ("linear", "kernel", "kernel_votes"):
        with pytest.raises(FusionError, match="damaged"):
            rebuild(kind, arrays_of(SOUND[kind]), 3)
    with pytest.raises(FusionError, match="tree features"):
        rebuild("forest", arrays_of(SOUND["forest"]), 1)
    with pytest.raises(FusionError, match="'pickle'"):
        rebuild("pickle", {}, 2)


@pytest.mark.parametrize(
    "left",
    [
        [1, 0, 2, 3, 4],  # a circle
        [0, 0, 2, 3, 4],  # a child before its parent
        [4, 1, 2, 3, 4],  # the right child behind the end
        [2**31 - 1, 1, 2, 3, 4],  # the right child's number overflows
        [-1, 1, 2, 3, 4],
        [1, 2, 3, 3, 4],  # a node with two parents: as many paths as 2 to the number of nodes
        [1, 3, 3, 3, 4],
    ],
)
def test_nodes_that_are_no_tree_are_refused(left: list[int]) -> None:
    count = len(left)
    arrays: dict[str, np.ndarray] = {
        "roots": np.zeros(1, np.int32),
        "feature": np.zeros(count, np.int32),
        "threshold": np.zeros(count),
        "left": np.array(left, np.int32),
        "value": np.zeros(count),
    }
    with pytest.raises(FusionError, match="tree children"):
        rebuild("forest", arrays, 1)


@pytest.mark.parametrize(("name", "value"), [("scale", [1.0, 0.0]), ("scale", [1.0, -1.0]), ("gamma", [-1.0])])
def test_impossible_scaling_is_refused(name: str, value: list[float]) -> None:
    for kind in ("kernel", "kernel_votes"):
        with pytest.raises(FusionError, match="damaged"):
            rebuild(kind, {**arrays_of(SOUND[kind]), name: np.array(value, float)}, 2)


def chain(depth: int) -> Forest:
    """Return one tree in which every right child goes on."""
    nodes = np.arange(2 * depth + 1)
    left = np.where((nodes % 2 == 0) & (nodes < 2 * depth), nodes + 1, nodes)
    flat = np.zeros(len(nodes))
    return Forest(np.array([0]), np.zeros(len(nodes), int), flat, left, flat)


def test_trees_without_end_are_refused() -> None:
    """A walk of a million steps, or a tree that stands a million times, would hold up everything."""
    chain(2000).check(1)
    with pytest.raises(FusionError, match="tree depth"):
        chain(2001).check(1)
    forest = chain(5)
    for roots in ([0, 0], [0, 2], [0, 1]):
        with pytest.raises(FusionError, match="tree children"):
            replace(forest, roots=np.array(roots)).check(1)
