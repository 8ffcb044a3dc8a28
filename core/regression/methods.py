"""The regression methods as data: how each is made, searched and turned into plain arrays.

scikit-learn is imported where it is used, so that everything but training works without it.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ..blas import one_blas_thread
from ..errors import FusionError
from ..language import mark, tr
from ..packages import missing_package
from .predictors import Average, Forest, Kernel, KernelVotes, Linear, Predictor, gaussian
from .quick_trees import quickly

OLDEST_SCIKIT_LEARN = (1, 0)
_ABSENT = mark("Training needs the Python package scikit-learn, which this QGIS does not have. {how}")
_TOO_OLD = mark("Training needs scikit-learn {oldest} or newer, but this QGIS has {have}. {how}")
_HOW_TO_INSTALL = mark(
    "Windows: in the OSGeo4W Shell run 'python -m pip install -U scikit-learn'. macOS: run 'python3 -m pip install -U "
    "scikit-learn' with the Python inside QGIS.app, or where that is refused install QGIS and scikit-learn with conda. "
    "Linux: install the package python3-sklearn (Fedora: python3-scikit-learn). Then restart QGIS."
)
_ROWS_FOR_THREADS = 2000
_ROWS_A_COEFFICIENT = 10  # rows for each coefficient of a line without penalty
_MOST_MACHINE_ROWS = 4000  # that a support vector regression learns from: its cost grows with their square


@dataclass(frozen=True)
class Method:
    """One regression method.

    ``fit(features, values, weights, parameters, seed)`` returns a predictor; ``defaults`` are its parameters and
    ``search`` the values that a search may draw for each; ``fit_discrete`` is the paper's variant on whole numbers,
    None where the method has none.
    """

    label: str
    fit: Callable[..., Predictor]
    fit_discrete: Callable[..., Predictor] | None
    defaults: Mapping[str, Any]
    search: Mapping[str, tuple[Any, ...]]
    uses_plain: bool = False  # whether ``fit`` is told how many features are no smoothed copies (parameter "plain")
    averaged: str | None = None  # the parameter that counts trees that are averaged (bagging; boosting adds them up)
    fit_together: Callable[..., Sequence[Predictor]] | None = None  # see ``fit_each``

    def fit_each(
        self,
        x: np.ndarray,
        y: np.ndarray,
        weights: np.ndarray,
        parameters: Mapping[str, Any],
        seed: int,
        wanted: Sequence[int] | None = None,
    ) -> list[Predictor]:
        """Fit parts (numbers; None: all) of values (n, parts), together where the method can and there are several.

        What a method shares between parts it learns from all of them, whichever are wanted.
        """
        wanted = range(y.shape[1]) if wanted is None else wanted
        if self.fit_together is None or y.shape[1] == 1:
            return [self.fit(x, y[:, part], weights, parameters, seed) for part in wanted]
        return list(self.fit_together(x, y, weights, parameters, seed, wanted))

    def with_trees(self, parameters: Mapping[str, Any], fewer: Callable[[int], int]) -> dict[str, Any]:
        """Return parameters with fewer trees where these are averaged, and as they are for any other method.

        ``fewer`` makes a number of trees from that which the parameters have.
        """
        trees = parameters.get(self.averaged) if self.averaged else None
        return dict(parameters) if trees is None else {**parameters, str(self.averaged): fewer(trees)}


def missing_scikit_learn() -> str | None:
    """Return a sentence on how to get scikit-learn where it is absent or too old, else None."""
    return missing_package("sklearn", OLDEST_SCIKIT_LEARN, _ABSENT, _TOO_OLD, _HOW_TO_INSTALL)


def load_support_vectors() -> None:
    """Import scikit-learn's support vector machines so that they call their own functions first.

    In some builds of QGIS a library of its own (minizip) has a function of the same name, and training would crash. To
    be called before any other part of scikit-learn, which may import them too.
    """
    if not hasattr(os, "RTLD_DEEPBIND"):  # Linux alone looks names up across libraries
        return
    flags = sys.getdlopenflags()
    sys.setdlopenflags(flags | os.RTLD_DEEPBIND)
    try:
        importlib.import_module("sklearn.svm")
    finally:
        sys.setdlopenflags(flags)


def _fit_linear(x: np.ndarray, y: np.ndarray, weights: np.ndarray, parameters: Mapping[str, Any], seed: int) -> Linear:
    return _fit_linears(x, y, weights, parameters, seed)[0]


def _fit_linears(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, parameters: Mapping[str, Any], seed: int
) -> list[Linear]:
    """Return a line for values (n,), or one for each part of values (n, parts)."""
    from sklearn.linear_model import LinearRegression, Ridge

    centre, scale = _scaling(x)
    ridge = parameters["ridge"]
    model = Ridge(alpha=ridge * len(y)) if ridge else LinearRegression()
    model.fit((x - centre) / scale, y, sample_weight=_unequal(weights))
    lines = zip(np.atleast_2d(model.coef_) / scale, np.atleast_1d(model.intercept_))
    return [Linear(coefficients, np.array([intercept - centre @ coefficients])) for coefficients, intercept in lines]


def _fit_forest(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, parameters: Mapping[str, Any], seed: int
) -> Predictor:
    from sklearn.ensemble import RandomForestRegressor

    model = quickly(RandomForestRegressor(random_state=seed, n_jobs=_threads(x), **parameters))
    model.fit(x, y, sample_weight=_unequal(weights))
    return packed([tree.tree_ for tree in model.estimators_], lambda values: values[:, 0, 0])


def _fit_ensemble(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, parameters: Mapping[str, Any], seed: int
) -> Predictor:
    from sklearn.ensemble import ExtraTreesRegressor

    of_trees = ("n_estimators", "min_samples_leaf", "max_features")
    trees = ExtraTreesRegressor(random_state=seed, n_jobs=_threads(x), **{name: parameters[name] for name in of_trees})
    quickly(trees).fit(x, y, sample_weight=_unequal(weights))
    forest = packed([tree.tree_ for tree in trees.estimators_], lambda values: values[:, 0, 0])
    return Average((forest, _fit_svr(x, y, weights, parameters, seed), *_fit_lines(x, y, weights, parameters, seed)))


def _fit_lines_together(
    x: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray,
    parameters: Mapping[str, Any],
    seed: int,
    wanted: Sequence[int],
) -> list[Linear]:
    return _fit_linears(x, y[:, list(wanted)], weights, parameters, seed)


def _fit_forests_together(
    x: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray,
    parameters: Mapping[str, Any],
    seed: int,
    wanted: Sequence[int],
) -> list[Predictor]:
    from sklearn.ensemble import RandomForestRegressor

    trees = RandomForestRegressor(random_state=seed, n_jobs=_threads(x), **_shared(parameters))
    return list(_shared_trees(trees, x, y, weights, wanted))


def _fit_ensembles_together(
    x: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray,
    parameters: Mapping[str, Any],
    seed: int,
    wanted: Sequence[int],
) -> list[Predictor]:
    from sklearn.ensemble import ExtraTreesRegressor

    of_trees = {name: parameters[name] for name in ("n_estimators", "min_samples_leaf", "max_features")}
    trees = ExtraTreesRegressor(random_state=seed, n_jobs=_threads(x), **_shared(of_trees))
    forests = _shared_trees(trees, x, y, weights, wanted)
    machines = _fit_svrs_together(x, y, weights, parameters, seed, wanted)
    lines = _fit_lines(x, y[:, list(wanted)], weights, parameters, seed)
    return [Average(parts) for parts in zip(forests, machines, lines)]


def _shared(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Return the parameters of trees that several parts share: half as many, because parts keep each other steady."""
    return {**parameters, "n_estimators": -(-parameters["n_estimators"] // 2)}


def _shared_trees(trees: Any, x: np.ndarray, y: np.ndarray, weights: np.ndarray, wanted: Sequence[int]) -> list[Forest]:
    """Return a forest for each part that is wanted of values (n, parts): the same trees with other leaves.

    They are cut where all parts gain. The gain is the mean over parts of the share of their variance, as in
    multivariate regression trees (De'ath 2002, doi 10.1890/0012-9658(2002)083[1105:MRTANT]2.0.CO;2).
    """
    spread = y.std(axis=0)
    spread = np.where(spread > 0, spread, 1.0)
    quickly(trees).fit(x, y / spread, sample_weight=_unequal(weights))
    laid = packed([tree.tree_ for tree in trees.estimators_], lambda values: values[:, :, 0])
    return [replace(laid, value=np.ascontiguousarray(laid.value[:, k] * spread[k])) for k in wanted]


def _fit_lines(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, parameters: Mapping[str, Any], seed: int
) -> list[Linear]:
    """Return the mean of a ridge regression and, where there are rows enough, least squares on the plain features.

    One for values (n,), or one for each part of values (n, parts).
    """
    ridges = _fit_linears(x, y, weights, parameters, seed)
    plain = parameters.get("plain", x.shape[1])
    if not plain or len(y) < _ROWS_A_COEFFICIENT * plain:
        return ridges
    return [_mean_of_lines(*pair) for pair in zip(ridges, _fit_linears(x[:, :plain], y, weights, {"ridge": 0.0}, seed))]


def _mean_of_lines(ridge: Linear, line: Linear) -> Linear:
    """Return the mean of two lines, of which the second knows the first features only."""
    coefficients = ridge.coefficients.copy()
    coefficients[: len(line.coefficients)] += line.coefficients
    return Linear(coefficients / 2, (ridge.intercept + line.intercept) / 2)


def _fit_discrete_forest(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, parameters: Mapping[str, Any], seed: int
) -> Predictor:
    from sklearn.ensemble import RandomForestClassifier

    labels, classes = np.unique(np.floor(y), return_inverse=True)
    model = quickly(RandomForestClassifier(random_state=seed, n_jobs=_threads(x), **parameters))
    model.fit(x, classes, sample_weight=_unequal(weights))
    # each tree says the label of its most frequent class, and the forest averages what its trees say
    return packed([tree.tree_ for tree in model.estimators_], lambda values: labels[values[:, 0].argmax(axis=1)])


def _fit_svr(x: np.ndarray, y: np.ndarray, weights: np.ndarray, parameters: Mapping[str, Any], seed: int) -> Predictor:
    from sklearn.svm import SVR

    rows = _machine_rows(len(y), seed)
    x, y, weights = x[rows], y[rows], weights[rows]
    centre, scale = _scaling(x)
    middle, spread = float(np.mean(y)), float(np.std(y)) or 1.0
    gamma = parameters["gamma"] / x.shape[1]
    model = SVR(C=parameters["C"], epsilon=parameters["epsilon"], gamma=gamma)
    model.fit((x - centre) / scale, (y - middle) / spread, sample_weight=_unequal(weights))
    intercept = np.array([float(model.intercept_[0]) * spread + middle])
    vectors = np.asarray(model.support_vectors_, float)
    return Kernel(vectors, model.dual_coef_[0] * spread, intercept, np.array([gamma]), centre, scale)


def _fit_svrs_together(
    x: np.ndarray,
    y: np.ndarray,
    weights: np.ndarray,
    parameters: Mapping[str, Any],
    seed: int,
    wanted: Sequence[int],
) -> list[Predictor]:
    """Return what ``_fit_svr`` finds for parts of values (n, parts), from kernels that are computed once."""
    from sklearn import config_context
    from sklearn.svm import SVR

    rows = _machine_rows(len(y), seed)
    x, y, weights = x[rows], y[rows], weights[rows]
    centre, scale = _scaling(x)
    gamma = parameters["gamma"] / x.shape[1]
    scaled = (x - centre) / scale
    with one_blas_thread():  # or the rounding of a large product would depend on the number of threads
        kernels = gaussian(scaled, scaled, gamma)
    found: list[Predictor] = []
    for part in y.T[list(wanted)]:
        middle, spread = float(np.mean(part)), float(np.std(part)) or 1.0
        model = SVR(C=parameters["C"], epsilon=parameters["epsilon"], kernel="precomputed")
        with config_context(assume_finite=True):  # or all kernels are looked at for every part
            model.fit(kernels, (part - middle) / spread, sample_weight=_unequal(weights))
        intercept = np.array([float(model.intercept_[0]) * spread + middle])
        vectors, weight = scaled[model.support_], model.dual_coef_[0] * spread
        found.append(Kernel(vectors, weight, intercept, np.array([gamma]), centre, scale))
    return found


def _machine_rows(count: int, seed: int) -> np.ndarray | slice:
    """Return the rows that a support vector regression learns from: all, or as many as it can of very many."""
    if count <= _MOST_MACHINE_ROWS:
        return slice(None)
    return np.sort(np.random.default_rng(seed).choice(count, _MOST_MACHINE_ROWS, replace=False))


def _fit_discrete_svc(
    x: np.ndarray, y: np.ndarray, weights: np.ndarray, parameters: Mapping[str, Any], seed: int
) -> Predictor:
    from sklearn.svm import SVC

    labels, classes = np.unique(np.floor(y), return_inverse=True)
    if len(labels) == 1:
        return Linear(np.zeros(x.shape[1]), labels)
    centre, scale = _scaling(x)
    gamma = parameters["gamma"] / x.shape[1]
    model = SVC(C=parameters["C"], gamma=gamma).fit((x - centre) / scale, classes, sample_weight=_unequal(weights))
    pair_weights = _pair_weights(model.dual_coef_, model.n_support_)
    # scikit-learn turns the signs of a two-class machine round
    sign = -1.0 if len(labels) == 2 else 1.0
    vectors = np.asarray(model.support_vectors_, float)
    return KernelVotes(vectors, sign * pair_weights, sign * model.intercept_, labels, np.array([gamma]), centre, scale)


def _pair_weights(dual: np.ndarray, counts: np.ndarray) -> np.ndarray:
    """Lay out libsvm's dual coefficients, (classes - 1, vectors) grouped by class, as one column for each pair."""
    ends = np.cumsum(counts)
    starts = ends - counts
    first, second = np.triu_indices(len(counts), 1)
    weights = np.zeros((dual.shape[1], len(first)))
    for pair, (a, b) in enumerate(zip(first, second)):
        weights[starts[a] : ends[a], pair] = dual[b - 1, starts[a] : ends[a]]
        weights[starts[b] : ends[b], pair] = dual[a, starts[b] : ends[b]]
    return weights


def _unequal(weights: np.ndarray) -> np.ndarray | None:
    """Return weights, None where all rows weigh the same: forests of scikit-learn 1.9 differ for weights of 1."""
    return weights if np.ptp(weights) > 0 else None


def _threads(x: np.ndarray) -> int:
    """Return scikit-learn's n_jobs: forests train on threads where that pays; results do not depend on their number."""
    return -1 if len(x) >= _ROWS_FOR_THREADS else 1


def _scaling(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    scale = x.std(axis=0)
    return x.mean(axis=0), np.where(scale > 0, scale, 1.0)


def packed(trees: list, leaf_value: Callable[[np.ndarray], np.ndarray]) -> Forest:
    """Lay the trees of a fitted forest one behind the other, the two children of a node side by side.

    ``leaf_value`` makes of what a tree holds of its nodes their values, (nodes,) or for several forests (nodes, k).
    """
    sizes = np.array([tree.node_count for tree in trees])
    roots = np.cumsum(sizes) - sizes
    left, right = (_joined(trees, name) for name in ("children_left", "children_right"))
    inner = left >= 0
    first = np.repeat(roots, sizes)
    left, right = left + first, right + first
    order = _breadth_first(left, right, inner, roots, np.repeat(np.arange(len(trees)), sizes))
    place = np.empty(len(order), np.int64)
    place[order] = np.arange(len(order))
    inner, left = inner[order], left[order]
    values = np.concatenate([leaf_value(tree.value) for tree in trees])[order]
    return Forest(
        roots.astype(np.int32),
        np.where(inner, _joined(trees, "feature")[order], 0).astype(np.int32),
        np.where(inner, _joined(trees, "threshold")[order], 0.0).astype(float),
        np.where(inner, place[np.where(inner, left, 0)], np.arange(len(order))).astype(np.int32),
        values.astype(float),
    )


def _joined(trees: Sequence[Any], name: str) -> np.ndarray:
    """Return what scikit-learn's trees hold of their nodes, one tree behind the other."""
    return np.concatenate([getattr(tree, name) for tree in trees])


def _breadth_first(
    left: np.ndarray, right: np.ndarray, inner: np.ndarray, roots: np.ndarray, tree: np.ndarray
) -> np.ndarray:
    """Return the nodes of trees, tree by tree and in each level by level, so that siblings are neighbours.

    ``left`` and ``right`` are the children of nodes that are ``inner``, ``tree`` the number of a node's tree.
    """
    order, level = [], roots
    while level.size:
        order.append(level)
        above = level[inner[level]]
        level = np.column_stack([left[above], right[above]]).ravel()
    nodes = np.concatenate(order)
    return nodes[np.argsort(tree[nodes], kind="stable")]


METHODS: dict[str, Method] = {
    "linear": Method(
        mark("linear regression"),
        _fit_linear,
        None,
        {"ridge": 0.0},
        {"ridge": (0.0, 1e-3, 1e-2, 0.1, 1.0)},
        fit_together=_fit_lines_together,
    ),
    "random_forest": Method(
        mark("random forest"),
        _fit_forest,
        _fit_discrete_forest,
        {"n_estimators": 100, "min_samples_leaf": 3, "max_features": 1 / 3},
        {"n_estimators": (100, 200), "min_samples_leaf": (1, 2, 3, 5, 10), "max_features": (0.2, 1 / 3, 0.5, 1.0)},
        averaged="n_estimators",
        fit_together=_fit_forests_together,
    ),
    "svr": Method(
        mark("support vector regression"),
        _fit_svr,
        _fit_discrete_svc,
        # gamma is that of a kernel on standardised features divided by their number (scikit-learn's 'scale')
        {"C": 1.0, "epsilon": 0.1, "gamma": 1.0},
        {"C": (0.1, 0.3, 1.0, 3.0, 10.0), "epsilon": (0.05, 0.1, 0.3), "gamma": (0.1, 0.3, 1.0, 3.0)},
        fit_together=_fit_svrs_together,
    ),
    "ensemble": Method(
        mark("ensemble of extremely randomised trees, smooth support vector regression and lines"),
        _fit_ensemble,
        None,
        {
            "n_estimators": 200,
            "min_samples_leaf": 5,
            "max_features": 1.0,
            "C": 1.0,
            "epsilon": 0.1,
            "gamma": 0.3,
            "ridge": 0.1,
        },
        {
            "n_estimators": (200,),
            "min_samples_leaf": (3, 5, 10),
            "max_features": (0.5, 1.0),
            "C": (0.3, 1.0, 3.0),
            "epsilon": (0.05, 0.1, 0.3),
            "gamma": (0.1, 0.3, 1.0),
            "ridge": (0.03, 0.1, 0.3),
        },
        uses_plain=True,
        averaged="n_estimators",
        fit_together=_fit_ensembles_together,
    ),
}


PREFERRED = "ensemble"
NETWORKS = {"cnn": mark("convolutional network")}  # methods with a train step of their own


def method_label(method: str) -> str:
    """Return what a method is called in a sentence."""
    return tr(METHODS[method].label if method in METHODS else NETWORKS[method])


def choose(method: str) -> list[str]:
    """Return the methods to try for METHOD: the one named, or all for ``auto``. Raises FusionError if unknown."""
    if method == "auto":
        return list(METHODS)
    if method not in METHODS:
        raise FusionError(
            "METHOD '{method}' is not known: give one of {methods} or auto.", method=method, methods=", ".join(METHODS)
        )
    return [method]


def draw(method: str, generator: np.random.Generator) -> dict[str, Any]:
    """Draw one set of parameters from a method's search space."""
    return {name: values[int(generator.integers(len(values)))] for name, values in METHODS[method].search.items()}
