"""Forests whose trees are made quickly: those of scikit-learn to the last bit, in any number of threads."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.tree import DecisionTreeClassifier, DecisionTreeRegressor, ExtraTreeRegressor

from geochem_fusion.core.regression.quick_trees import quickly

TREES = {
    RandomForestRegressor: DecisionTreeRegressor,
    ExtraTreesRegressor: ExtraTreeRegressor,
    RandomForestClassifier: DecisionTreeClassifier,
}
ARRAYS = ("children_left", "children_right", "feature", "threshold", "value", "n_node_samples")


def rows(kind: Any, outputs: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return features (80, 5), values and weights; of one output (80,)."""
    random = np.random.default_rng(0)
    x = random.normal(size=(80, 5))
    y = x[:, :outputs] + random.normal(size=(80, outputs))
    y = np.floor(y) if kind is RandomForestClassifier else y
    return x, y[:, 0] if outputs == 1 else y, random.uniform(0.5, 2, 80)


@pytest.mark.parametrize("outputs", [1, 2])
@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("kind", TREES)
def test_the_trees_are_those_of_scikit_learn(kind: Any, threads: int, outputs: int) -> None:
    x, y, weights = rows(kind, outputs)
    settings = {"n_estimators": 12, "min_samples_leaf": 2, "max_features": 0.4, "random_state": 5}
    usual = kind(**settings).fit(x, y, sample_weight=weights)
    own = quickly(kind(**settings, n_jobs=threads)).fit(x, y, sample_weight=weights)
    assert len(own.estimators_) == 12
    for tree, expected in zip(own.estimators_, usual.estimators_):
        assert tree.random_state == expected.random_state
        assert tree.get_params() == expected.get_params()
        for name in ARRAYS:
            np.testing.assert_array_equal(getattr(tree.tree_, name), getattr(expected.tree_, name))


@pytest.mark.parametrize("kind", TREES)
def test_a_tree_is_not_made_from_the_signature_of_its_class(kind: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    forest = quickly(kind(n_estimators=4, random_state=0))

    def asked(cls: Any) -> list[str]:
        raise AssertionError(f"{cls} is asked for its parameters")

    monkeypatch.setattr(TREES[kind], "_get_param_names", classmethod(asked))
    forest.fit(*rows(kind, 1)[:2])
    assert len(forest.estimators_) == 4


def test_what_no_forest_may_be_given_is_still_refused() -> None:
    x, y, _ = rows(RandomForestRegressor, 1)
    with pytest.raises(ValueError, match="min_samples_leaf"):
        quickly(RandomForestRegressor(min_samples_leaf=-1)).fit(x, y)
    with pytest.raises(ValueError, match="max_features"):
        quickly(ExtraTreesRegressor(max_features=0.0)).fit(x, y)
