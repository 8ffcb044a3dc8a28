"""Compiled loops against the numpy path, bit for bit, and what happens where numba is not to be had."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making_trees import forest_of, random_tree, walked

from geochem_fusion.core import compiled
from geochem_fusion.core.raster.halving import Part, double_into, doubled, halved
from tools.package import ROOT

SPECIAL = np.array([0.0, -0.0, np.nan, np.inf, -np.inf, 1e-45, -1e-45, 3e38, -3e38, 1.0], np.float32)


@pytest.fixture
def fresh() -> Iterator[None]:
    """Forget what was compiled, before and after."""
    kept, asked = dict(compiled._loaded), dict(compiled._asked)
    compiled._loaded.clear()
    compiled._asked.update(dict.fromkeys(compiled._asked, 0))
    yield
    compiled._loaded.clear()
    compiled._loaded.update(kept)
    compiled._asked.update(asked)


@pytest.fixture(scope="module")
def numba() -> Any:
    module = pytest.importorskip("numba", reason="numba is not installed (package python3-numba)")
    for name, work in compiled._LEAST_WORK.items():
        assert compiled._function(name, work) is not None
    return module


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), inner=st.integers(0, 60), trees=st.integers(1, 5), rows=st.integers(1, 300))
def test_equal_to_a_plain_walk_bit_for_bit(numba: Any, seed: int, inner: int, trees: int, rows: int) -> None:
    generator = np.random.default_rng(seed)
    forest = forest_of([random_tree(generator, inner, 3) for _ in range(trees)])
    features = generator.normal(size=(rows, 3)).astype(np.float32)
    sums = compiled.forest_sums(features.T, forest._packed)
    assert sums is not None
    np.testing.assert_array_equal(sums / trees, walked(forest, features))


@pytest.mark.parametrize("limit", [0.0, -0.0, 1.0, -1e-45, 1e300, -1e300])
def test_special_numbers_take_the_branch_that_a_comparison_gives(numba: Any, limit: float) -> None:
    forest = forest_of([[[0.0, limit, 1.0, 0.0], [0.0, 0.0, 1.0, 10.0], [0.0, 0.0, 2.0, 20.0]]])
    sums = compiled.forest_sums(SPECIAL[None], forest._packed)
    assert sums is not None
    assert sums.tolist() == [20.0 if float(v) > limit else 10.0 for v in SPECIAL]


def test_the_order_of_the_trees_is_the_order_of_the_sum(numba: Any) -> None:
    forest = forest_of([[[0.0, 0.0, 0.0, value]] for value in (1.0, 1e16, -1e16, 1.0)])
    sums = compiled.forest_sums(np.zeros((1, 9), np.float32), forest._packed)
    assert sums is not None
    assert sums.tolist() == [1.0] * 9  # (1 + 1e16) loses the 1


def test_a_feature_that_is_not_there_is_an_error(numba: Any) -> None:
    forest = forest_of([random_tree(np.random.default_rng(0), 20, 3)])
    with pytest.raises(IndexError, match="not there"):
        compiled.forest_sums(np.zeros((1, 9), np.float32), forest._packed)


def test_warnings_of_numba_itself_are_no_reason_to_do_without(numba: Any) -> None:
    code = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r})\n"
        "from tools.package import load_package; load_package()\n"
        "from geochem_fusion.core import compiled\n"
        "print(all(compiled._function(name, work) for name, work in compiled._LEAST_WORK.items()))"
    )
    answer = subprocess.run([sys.executable, "-W", "error", "-c", code], capture_output=True, text=True, check=False)
    assert answer.stdout.split() == ["True"], answer.stderr


def test_little_work_does_not_import_numba(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_compile", lambda *_: pytest.fail("compiled for nothing"))
    forest = forest_of([random_tree(np.random.default_rng(0), 20, 3)])
    assert compiled.forest_sums(np.zeros((3, 9), np.float32), forest._packed) is None


def test_little_work_again_and_again_is_much(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_compile", lambda function, _: function)
    monkeypatch.setitem(compiled._LEAST_WORK, "walk", 25)
    forest = forest_of([random_tree(np.random.default_rng(0), 0, 3)])
    found = [compiled.forest_sums(np.zeros((3, 9), np.float32), forest._packed) for _ in range(3)]
    assert [sums is None for sums in found] == [True, True, False]


def test_without_numba_there_is_nothing(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setitem(compiled._LEAST_WORK, "walk", 0)
    forest = forest_of([random_tree(np.random.default_rng(0), 20, 3)])
    features = np.random.default_rng(1).normal(size=(20, 3)).astype(np.float32)
    assert compiled.forest_sums(features.T, forest._packed) is None
    np.testing.assert_array_equal(forest.predict(features), walked(forest, features))


@pytest.mark.parametrize("fails", [(True,), (True, False)])
def test_a_folder_that_cannot_be_written_costs_the_cache_only(
    fresh: None, monkeypatch: pytest.MonkeyPatch, fails: tuple[bool, ...]
) -> None:
    def njit(signatures: list[str], nogil: bool, cache: bool, error_model: str) -> Any:
        if cache in fails:
            raise RuntimeError("cannot cache function: no locator available")
        return lambda function: function

    monkeypatch.setitem(sys.modules, "numba", SimpleNamespace(njit=njit))
    found = compiled._function("walk", compiled._LEAST_WORK["walk"])
    assert found is (None if False in fails else compiled._walk)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_doubling_has_the_bits_of_shifted_slices(numba: Any, data: st.DataObject) -> None:
    random = np.random.default_rng(data.draw(st.integers(0, 1000)))
    plane = random.normal(size=(data.draw(st.integers(1, 20)), data.draw(st.integers(1, 20))))
    has = Part(0, plane.shape[0], 0, plane.shape[1])
    top = data.draw(st.integers(0, 2 * plane.shape[0] - 2))
    left = data.draw(st.integers(0, 2 * plane.shape[1] - 2))
    bottom = data.draw(st.integers(top + 1, 2 * plane.shape[0]))
    right = data.draw(st.integers(left + 1, 2 * plane.shape[1]))
    wanted = Part(top, bottom, left, right)
    shape = bottom - top, right - left
    weight = random.uniform(0.1, 1, shape) if data.draw(st.booleans()) else None
    minuend = random.normal(size=shape).astype(np.float32) if data.draw(st.booleans()) else None
    if weight is not None:
        weight[0, 0] = np.nan
    kind = data.draw(st.sampled_from([np.float32, np.float64]))
    with patch.object(compiled, "_function", lambda *_: None):
        expected = doubled(plane, has, wanted)
    np.testing.assert_array_equal(doubled(plane, has, wanted), expected)
    expected = expected if weight is None else expected / weight
    expected = (expected if minuend is None else minuend - expected).astype(kind)
    out = np.zeros((shape[0], 2 * shape[1]), kind)[:, ::2] if data.draw(st.booleans()) else np.zeros(shape, kind)
    double_into(plane, has, wanted, weight, minuend, out)
    np.testing.assert_array_equal(out, expected)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_halving_has_the_bits_of_shifted_slices(numba: Any, data: st.DataObject) -> None:
    random = np.random.default_rng(data.draw(st.integers(0, 1000)))
    shape = data.draw(st.integers(1, 30)), data.draw(st.integers(1, 30))
    plane = random.normal(size=shape).astype(data.draw(st.sampled_from([np.float32, np.float64])))
    has = Part(0, shape[0], 0, shape[1])
    top, left = (data.draw(st.integers(0, (n + 1) // 2 - 1)) for n in shape)
    wanted = Part(top, data.draw(st.integers(top + 1, top + 9)), left, data.draw(st.integers(left + 1, left + 9)))
    with patch.object(compiled, "_function", lambda *_: None):
        expected = halved(plane, has, wanted)
    assert compiled.halve(np.zeros((5, 5))) is not None
    np.testing.assert_array_equal(halved(plane, has, wanted), expected)


def test_doubling_planes_that_do_not_fit_is_an_error(numba: Any) -> None:
    out = np.zeros((4, 4))
    with pytest.raises(ValueError, match="another size"):
        compiled.double(np.zeros((3, 4)), (0, 0), None, None, out)
    with pytest.raises(ValueError, match="different sizes"):
        compiled.double(np.zeros((4, 4)), (0, 0), np.ones((4, 5)), None, out)


def test_doubling_without_numba_is_left_to_slices(fresh: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "numba", None)
    monkeypatch.setitem(compiled._LEAST_WORK, "double", 0)
    assert not compiled.double(np.zeros((4, 4)), (0, 0), None, None, np.zeros((4, 4)))
    plane, has = np.ones((4, 4)), Part(0, 4, 0, 4)
    out = np.zeros((2, 2), np.float32)
    double_into(plane, has, Part(2, 4, 2, 4), np.full((2, 2), 2.0), np.full((2, 2), 5, np.float32), out)
    assert (out == 4.5).all()
