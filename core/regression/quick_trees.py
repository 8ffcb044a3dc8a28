"""Forests of scikit-learn that spend their time on trees.

scikit-learn makes every tree of a forest anew from the signature of its class, looks through its parameters and asks
the operating system for random bits that a seed then replaces. For some hundred rows that takes longer than the tree,
and a training fits tens of thousands. The trees are the same to the last bit without it.
"""

from __future__ import annotations

import threading
from functools import cache
from typing import Any

import numpy as np


def quickly(forest: Any) -> Any:
    """Return a forest of scikit-learn, not yet fitted, whose trees are made without what each would do again."""
    name = "estimator" if hasattr(forest, "estimator") else "base_estimator"  # before scikit-learn 1.2
    kind: type = type(getattr(forest, name))
    setattr(forest, name, _quick(kind)())
    return forest


@cache
def _quick(kind: Any) -> Any:
    """Return a kind of tree whose parameters are numbers and texts, as those that a forest makes are."""
    names = tuple(kind().get_params())
    fit_of_a_forest = "_fit" if hasattr(kind, "_fit") else "fit"  # before scikit-learn 1.3
    usual = getattr(kind, fit_of_a_forest)
    generators = threading.local()

    class QuickTree(kind):  # type: ignore[misc]
        """A tree that knows the names of its parameters and takes its seed to the one generator of its thread."""

        def get_params(self, deep: bool = True) -> dict[str, Any]:
            return {name: getattr(self, name) for name in names}

        def set_params(self, **parameters: Any) -> Any:
            for name, value in parameters.items():
                setattr(self, name, value)
            return self

        def _validate_params(self) -> None:
            """Do nothing: the forest has looked at them."""

    def fit(tree: Any, *arguments: Any, **more: Any) -> Any:
        seed = tree.random_state
        if not hasattr(generators, "own"):
            generators.own = np.random.RandomState()
        generators.own.seed(seed)
        tree.random_state = generators.own
        try:
            return usual(tree, *arguments, **more)
        finally:
            tree.random_state = seed

    setattr(QuickTree, fit_of_a_forest, fit)
    return QuickTree
