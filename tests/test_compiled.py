"""Compiled loops against the numpy path, bit for bit, and what happens where numba is not to be had."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geochem_fusion.core import compiled
from tests.test_predictors import forest_of, random_tree, walked

SPECIAL = np.array([0.0, -0.0, np.nan, np.inf, -np.inf, 1e-45, -1e-45, 3e38, -3e38, 1.0], np.float32)


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget what was compiled, before and after."""
    kept = list(compiled._loaded)
    compiled._loaded.clear()
    compiled._asked[0] = 0
    yield
    compiled._loaded[:] = kept


@pytest.fixture(scope="module")
def numba() -> Any:
    return pytest.importorskip("numba", reason="numba is not installed (package python3-numba)")


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), inner=st.integers(0, 60), trees=st.integers(1, 5), rows=st.integers(1, 300))
def test_equal_to_a_plain_walk_bit_for_bit(numba: Any, seed: int, inner: int, trees: int, rows: int) -> None:
    compiled._walk_compiled()
    generator = np.random.default_rng(seed)
    forest = forest_of([random_tree(generator, inner, 3) for _ in range(trees)])
    features = generator.normal(size=(rows, 3)).astype(np.float32)
    sums = compiled.forest_sums(features.T, forest._packed)
    assert sums is not None
    np.testing.assert_array_equal(sums / trees, walked(forest, features))


@pytest.mark.parametrize("limit", [0.0, -0.0, 1.0, -1e-45, 1e300, -1e300])
def test_special_numbers_take_the_branch_that_a_comparison_gives(numba: Any, limit: float) -> None:
    compiled._walk_compiled()
    forest = forest_of([[[0.0, limit, 1.0, 0.0], [0.0, 0.0, 1.0, 10.0], [0.0, 0.0, 2.0, 20.0]]])
    sums = compiled.forest_sums(SPECIAL[None], forest._packed)
    assert sums is not None
    assert sums.tolist() == [20.0 if float(v) > limit else 10.0 for v in SPECIAL]


def test_the_order_of_the_trees_is_the_order_of_the_sum(numba: Any) -> None:
    compiled._walk_compiled()
    forest = forest_of([[[0.0, 0.0, 0.0, value]] for value in (1.0, 1e16, -1e16, 1.0)])
    sums = compiled.forest_sums(np.zeros((1, 9), np.float32), forest._packed)
    assert sums is not None
    assert sums.tolist() == [1.0] * 9  # (1 + 1e16) loses the 1


def test_a_feature_that_is_not_there_is_an_error(numba: Any) -> None:
    compiled._walk_compiled()
    forest = forest_of([random_tree(np.random.default_rng(0), 20, 3)])
    with pytest.raises(IndexError, match="not there"):
        compiled.forest_sums(np.zeros((1, 9), np.float32), forest._packed)


def test_little_work_does_not_import_numba(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_compile", lambda: pytest.fail("compiled for nothing"))
    forest = forest_of([random_tree(np.random.default_rng(0), 20, 3)])
    assert compiled.forest_sums(np.zeros((3, 9), np.float32), forest._packed) is None


def test_little_work_again_and_again_is_much(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_compile", lambda: compiled._walk)
    monkeypatch.setattr(compiled, "_LEAST_WORK", 25)
    forest = forest_of([random_tree(np.random.default_rng(0), 0, 3)])
    found = [compiled.forest_sums(np.zeros((3, 9), np.float32), forest._packed) for _ in range(3)]
    assert [sums is None for sums in found] == [True, True, False]


def test_without_numba_there_is_nothing(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setattr(compiled, "_LEAST_WORK", 0)
    forest = forest_of([random_tree(np.random.default_rng(0), 20, 3)])
    features = np.random.default_rng(1).normal(size=(20, 3)).astype(np.float32)
    assert compiled.forest_sums(features.T, forest._packed) is None
    np.testing.assert_array_equal(forest.predict(features), walked(forest, features))


@pytest.mark.parametrize("fails", [(True,), (True, False)])
def test_a_folder_that_cannot_be_written_costs_the_cache_only(
    fresh: None, monkeypatch: pytest.MonkeyPatch, fails: tuple[bool, ...]
) -> None:
    def njit(signature: str, nogil: bool, cache: bool) -> Any:
        if cache in fails:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setitem(sys.modules, "numba", SimpleNamespace(njit=njit))
    assert compiled._walk_compiled() is (None if False in fails else compiled._walk)
