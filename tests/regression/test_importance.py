"""Permutation importance: what is known to matter matters, the rest does not; sharing it between elements."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from geochem_fusion.core.geostatistics.folds import Folds
from geochem_fusion.core.regression import importance
from geochem_fusion.core.regression.importance import permutation_importance, shared_weights
from geochem_fusion.core.regression.methods import METHODS

Rows = np.ndarray


def known(x: Rows, y: Rows, weights: Rows) -> Callable[[Rows], Rows]:
    """Fit nothing: the truth is 3 times the first feature."""
    return lambda rows: 3 * rows[:, 0]


def folds(count: int, number: int = 4) -> Folds:
    return Folds(np.arange(count) % number, number, 1.0, number)


def test_shuffling_costs_twice_the_variance_it_explains() -> None:
    """With y = 3 a, a shuffled a' is independent of a: the mean of (3 a' - 3 a)^2 is 2 var(3 a) = 2 var(y)."""
    x = np.random.default_rng(0).normal(size=(900, 3))
    got = permutation_importance(known, x, 3 * x[:, 0], np.ones(900), folds(900), 0)
    assert got[0] == pytest.approx(2, rel=0.1)
    np.testing.assert_array_equal(got[1:], [0, 0])


def test_same_seed_same_numbers_whatever_the_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    x = np.random.default_rng(0).normal(size=(300, 5))
    y = x[:, 0] + 0.3 * x[:, 1]
    fit = lambda a, b, w: METHODS["linear"].fit(a, b, w, {"ridge": 0.0}, 0).predict  # noqa: E731
    first = permutation_importance(fit, x, y, np.ones(300), folds(300), 7)
    assert first[0] > first[1] > 0.01
    monkeypatch.setattr(importance, "_BATCH", 100)
    np.testing.assert_allclose(permutation_importance(fit, x, y, np.ones(300), folds(300), 7), first, rtol=1e-12)
    assert not np.array_equal(permutation_importance(fit, x, y, np.ones(300), folds(300), 8), first)


def test_large_tables_cost_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    fitted: list[int] = []
    predicted: list[int] = []

    def fit(x: Rows, y: Rows, weights: Rows) -> Callable[[Rows], Rows]:
        fitted.append(len(x))

        def predict(rows: Rows) -> Rows:
            predicted.append(len(rows))
            return 3 * rows[:, 0]

        return predict

    x = np.random.default_rng(0).normal(size=(50_000, 20))
    got = permutation_importance(fit, x, 3 * x[:, 0], np.ones(50_000), folds(50_000), 0)
    assert got[0] == pytest.approx(2, rel=0.15)
    assert max(fitted) <= importance._MOST_ROWS
    assert sum(predicted) <= importance._MOST_PREDICTIONS * 1.1


def test_constant_values_and_single_folds_have_no_importance() -> None:
    x = np.random.default_rng(0).normal(size=(20, 2))
    np.testing.assert_array_equal(permutation_importance(known, x, np.ones(20), np.ones(20), folds(20), 0), [0, 0])
    np.testing.assert_array_equal(permutation_importance(known, x, x[:, 0], np.ones(20), folds(20, 1), 0), [0, 0])


def test_parts_are_measured_beside_each_other_as_they_are_alone() -> None:
    x = np.random.default_rng(0).normal(size=(200, 3))
    y = np.column_stack([3 * x[:, 0], x[:, 1] - x[:, 2], np.ones(200)])

    def fit(a: Rows, b: Rows, w: Rows) -> Callable[[Rows], Rows]:
        return lambda rows: np.column_stack([3 * rows[:, 0], rows[:, 1] - rows[:, 2], np.ones(len(rows))])

    def only(part: int) -> Callable[[Rows, Rows, Rows], Callable[[Rows], Rows]]:
        return lambda a, b, w: lambda rows: fit(a, b, w)(rows)[:, part]

    together = permutation_importance(fit, x, y, np.ones(200), folds(200), 0)
    alone = [permutation_importance(only(k), x, y[:, k], np.ones(200), folds(200), 0) for k in range(3)]
    np.testing.assert_allclose(together, np.column_stack(alone), rtol=1e-12)
    np.testing.assert_array_equal(together[:, 2], [0, 0, 0])  # what does not vary needs no feature


def test_elements_share_their_weights() -> None:
    names = ["a", "b", "c", "d"]
    # 3/4 and 1/4; the second element says 1 for c, its negative counts as 0; the third says nothing
    given = [{"a": 3.0, "b": 1.0, "c": 0.0}, {"a": -2.0, "c": 0.5}, {"a": -1.0, "b": 0.0}]
    np.testing.assert_allclose(shared_weights(given, names), [3 / 8, 1 / 8, 1 / 2, 0])
    np.testing.assert_allclose(shared_weights([{"a": -1.0, "b": 0.0}], names), [1 / 2, 1 / 2, 0, 0])
    np.testing.assert_allclose(shared_weights([{}], names), [1 / 4] * 4)
