"""The methods: what they fit equals scikit-learn's own fit and predict, from plain arrays."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier, RandomForestRegressor
from sklearn.linear_model import LinearRegression, Ridge
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC, SVR

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.regression import methods
from geochem_fusion.core.regression.methods import METHODS, choose, draw, missing_scikit_learn
from geochem_fusion.core.regression.predictors import Forest, arrays_of, rebuild

Data = tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]


@pytest.fixture(scope="module")
def data() -> Data:
    """Features to train on, values, weights, and features to predict (float32, as pixels are)."""
    generator = np.random.default_rng(0)
    x = generator.normal(size=(160, 4)) * [1, 10, 0.01, 1000] + [0, 500, 0, -3]
    y = 20 + 3 * x[:, 0] + 5 * np.sin(x[:, 1] / 5) + generator.normal(size=160)
    new = generator.normal(size=(500, 4)) * [1.5, 15, 0.02, 1000] + [0, 500, 0, -3]
    return x, y, generator.uniform(0.5, 1, 160), new.astype(np.float32)


def fitted(method: str, data: Data, discrete: bool = False, seed: int = 0, **parameters: Any) -> np.ndarray:
    """Return predictions after a round trip through plain arrays."""
    x, y, weights, new = data
    known = METHODS[method]
    fit = known.fit_discrete if discrete else known.fit
    assert fit is not None
    predictor = fit(x, y, weights, {**known.defaults, **parameters}, seed)
    return rebuild(predictor.kind, arrays_of(predictor), x.shape[1]).predict(new)


@pytest.mark.parametrize("ridge", [0.0, 0.01, 1.0])
def test_linear_equals_scikit_learn(data: Data, ridge: float) -> None:
    x, y, weights, new = data
    regression = Ridge(alpha=ridge * len(y)) if ridge else LinearRegression()
    scaler = StandardScaler().fit(x)
    expected = regression.fit(scaler.transform(x), y, sample_weight=weights).predict(
        scaler.transform(new.astype(float))
    )
    np.testing.assert_allclose(fitted("linear", data, ridge=ridge), expected, rtol=1e-9)


@pytest.mark.parametrize("seed", [0, 5])
@pytest.mark.parametrize("leaf", [1, 3])
def test_forest_equals_scikit_learn(data: Data, seed: int, leaf: int) -> None:
    x, y, weights, new = data
    own = RandomForestRegressor(100, min_samples_leaf=leaf, max_features=1 / 3, random_state=seed)
    expected = own.fit(x, y, sample_weight=weights).predict(new)
    np.testing.assert_allclose(fitted("random_forest", data, seed=seed, min_samples_leaf=leaf), expected, rtol=1e-12)


@settings(max_examples=12, deadline=None)
@given(seed=st.integers(0, 10**6), rows=st.integers(3, 60), columns=st.integers(1, 5), ties=st.booleans())
def test_random_problems_equal_scikit_learn(seed: int, rows: int, columns: int, ties: bool) -> None:
    """Few rows, features that are equal and values that are far apart, as real tables have them."""
    generator = np.random.default_rng(seed)
    x = generator.normal(size=(rows, columns)) * 10.0 ** generator.integers(-3, 4, columns)
    x = np.round(x, 1) if ties else x
    y = generator.lognormal(1, 2, rows)
    weights = generator.uniform(0.5, 1, rows)
    new = np.concatenate([x, 3 * generator.normal(size=(40, columns))]).astype(np.float32)
    data = x, y, weights, new
    forest = RandomForestRegressor(8, min_samples_leaf=1, max_features=1.0, random_state=seed)
    expected = forest.fit(x, y, sample_weight=weights).predict(new)
    own = fitted("random_forest", data, seed=seed, n_estimators=8, min_samples_leaf=1, max_features=1.0)
    np.testing.assert_allclose(own, expected, rtol=1e-12)
    machine = make_pipeline(StandardScaler(), SVR(C=1.0, epsilon=0.1, gamma=0.5 / columns))
    expected = machine.fit(x, (y - y.mean()) / y.std(), svr__sample_weight=weights).predict(new.astype(float))
    own = fitted("svr", data, C=1.0, epsilon=0.1, gamma=0.5)
    np.testing.assert_allclose(own, expected * y.std() + y.mean(), atol=1e-4 * y.std())


def test_large_trees_equal_scikit_learn() -> None:
    generator = np.random.default_rng(1)
    x = generator.normal(size=(2000, 3))
    y = x[:, 0] * x[:, 1] + generator.normal(size=2000)
    new = generator.normal(size=(3000, 3)).astype(np.float32)
    own = RandomForestRegressor(5, min_samples_leaf=1, max_features=0.5, random_state=0)
    own.fit(x, y)  # newer versions draw otherwise where weights are given, even of 1
    assert own.estimators_[0].tree_.n_leaves > 1000
    got = fitted("random_forest", (x, y, np.ones(2000), new), n_estimators=5, min_samples_leaf=1, max_features=0.5)
    np.testing.assert_allclose(got, own.predict(new), rtol=1e-12)


def test_discrete_forest_averages_what_its_trees_say(data: Data) -> None:
    x, y, weights, new = data
    own = RandomForestClassifier(100, min_samples_leaf=3, max_features=1 / 3, random_state=0)
    labels, classes = np.unique(np.floor(y), return_inverse=True)
    own.fit(x, classes, sample_weight=weights)
    said = np.array([labels[tree.predict(new).astype(int)] for tree in own.estimators_])
    np.testing.assert_allclose(fitted("random_forest", data, discrete=True), said.mean(axis=0), rtol=1e-12)


@pytest.mark.parametrize("parameters", [{}, {"C": 10.0, "epsilon": 0.3, "gamma": 0.1}])
def test_svr_equals_scikit_learn(data: Data, parameters: dict[str, Any]) -> None:
    x, y, weights, new = data
    used = {"C": 1.0, "epsilon": 0.1, "gamma": 1.0, **parameters}
    machine = SVR(C=used["C"], epsilon=used["epsilon"], gamma=used["gamma"] / 4)
    own = make_pipeline(StandardScaler(), machine).fit(x, (y - y.mean()) / y.std(), svr__sample_weight=weights)
    expected = own.predict(new.astype(float)) * y.std() + y.mean()
    # float32 inside, see predictors.Kernel
    np.testing.assert_allclose(fitted("svr", data, **parameters), expected, atol=3e-5 * y.std())


@pytest.mark.parametrize("width", [1.0, 5.0, 30.0])
def test_discrete_svc_equals_scikit_learn(data: Data, width: float) -> None:
    x, y, weights, new = data
    y = np.floor(y / width)  # about 30, 8 and 2 classes
    own = make_pipeline(StandardScaler(), SVC(C=1.0, gamma=1 / 4)).fit(x, y, svc__sample_weight=weights)
    assert (len(np.unique(y)) == 2) == (width == 30)
    got = fitted("svr", (x, y + 0.25, weights, new), discrete=True)
    np.testing.assert_array_equal(got, own.predict(new.astype(float)))


@pytest.mark.parametrize("method", ["random_forest", "svr"])
def test_one_class_only_is_a_constant(data: Data, method: str) -> None:
    x, _, weights, new = data
    y = np.random.default_rng(0).uniform(7, 7.9, len(x))
    assert fitted(method, (x, y, weights, new), discrete=True).tolist() == [7.0] * len(new)


def test_svr_without_support_vectors_is_a_constant(data: Data) -> None:
    x, _, weights, new = data
    y = np.where(np.arange(len(x)) % 2, 1.0, 3.0)
    predicted = fitted("svr", (x, y, weights, new), epsilon=5.0)
    np.testing.assert_allclose(predicted, predicted[0])


@pytest.mark.parametrize("method", ["linear", "random_forest", "svr"])
def test_weights_are_respected(data: Data, method: str) -> None:
    x, y, _, new = data
    half = np.arange(len(y)) < len(y) // 2
    y = np.where(half, y, y + 100)  # the second half has almost no weight
    weights = np.where(half, 1.0, 1e-3)
    plain = fitted(method, (x, y, np.ones(len(y)), new))
    weighted = fitted(method, (x, y, weights, new))
    assert abs(np.median(weighted) - 20) < abs(np.median(plain) - 20) - 10


def test_doubled_weights_equal_doubled_rows(data: Data) -> None:
    x, y, _, new = data
    twice = np.arange(len(y)) % 3 == 0
    repeated = (np.concatenate([x, x[twice]]), np.concatenate([y, y[twice]]), np.ones(len(y) + twice.sum()), new)
    np.testing.assert_allclose(fitted("linear", (x, y, 1.0 + twice, new)), fitted("linear", repeated), rtol=1e-9)


def test_collinear_features_predict_as_one_of_them_does(data: Data) -> None:
    x, y, weights, new = data
    single = fitted("linear", (x[:, :2], y, weights, new[:, :2]))
    doubled = x[:, [0, 1, 0]] * [1, 1, 4]
    got = fitted("linear", (doubled, y, weights, new[:, [0, 1, 0]].astype(float) * [1, 1, 4]))
    np.testing.assert_allclose(got, single, rtol=1e-8)


def test_more_features_than_rows_still_give_numbers() -> None:
    generator = np.random.default_rng(0)
    data = (generator.normal(size=(5, 12)), generator.normal(size=5), np.ones(5), generator.normal(size=(9, 12)))
    for method in METHODS:
        assert np.isfinite(fitted(method, data)).all()


@pytest.mark.parametrize(("plain", "rows"), [(2, 160), (4, 160), (4, 40), (4, 39), (0, 160)])
def test_ensemble_is_the_mean_of_trees_svr_and_lines(data: Data, plain: int, rows: int) -> None:
    x, y, weights, new = (data[0][:rows], data[1][:rows], data[2][:rows], data[3])
    part = x, y, weights, new
    trees = ExtraTreesRegressor(200, min_samples_leaf=5, random_state=3).fit(x, y, sample_weight=weights).predict(new)
    svr = fitted("svr", part, gamma=0.3)
    ridge = fitted("linear", part, ridge=0.1)
    lines = ridge
    if plain and rows >= 10 * plain:
        line = LinearRegression().fit(x[:, :plain], y, sample_weight=weights)
        lines = (ridge + line.predict(new[:, :plain].astype(float))) / 2
    expected = (trees + svr + lines) / 3
    np.testing.assert_allclose(fitted("ensemble", part, seed=3, plain=plain), expected, rtol=1e-6)


def test_packed_trees_have_children_side_by_side_and_ahead(data: Data) -> None:
    x, y, weights, _ = data
    forest = METHODS["random_forest"].fit(x, y, weights, METHODS["random_forest"].defaults, 0)
    assert isinstance(forest, Forest)
    own = RandomForestRegressor(100, min_samples_leaf=3, max_features=1 / 3, random_state=0)
    own.fit(x, y, sample_weight=weights)
    sizes = [tree.tree_.node_count for tree in own.estimators_]
    assert forest.roots.tolist() == [0, *np.cumsum(sizes)[:-1].tolist()]
    inner = np.flatnonzero(forest.left != np.arange(len(forest.left)))
    assert len(inner) == sum((size - 1) // 2 for size in sizes)
    assert (forest.left[inner] > inner).all()
    parents = np.concatenate([forest.left[inner], forest.left[inner] + 1, forest.roots])
    assert sorted(parents) == list(range(sum(sizes)))  # every node is a child once, or a root


def test_same_seed_same_arrays(data: Data) -> None:
    x, y, weights, _ = data
    for known in METHODS.values():
        first, again = (arrays_of(known.fit(x, y, weights, known.defaults, 7)) for _ in range(2))
        assert all(np.array_equal(first[name], again[name]) for name in first)


def test_every_search_space_holds_the_names_of_the_defaults() -> None:
    generator = np.random.default_rng(0)
    for name, known in METHODS.items():
        assert set(known.search) == set(known.defaults)
        drawn = draw(name, generator)
        assert all(value in known.search[key] for key, value in drawn.items())


def test_choice_of_methods() -> None:
    assert choose("auto") == ["linear", "random_forest", "svr", "ensemble"]
    assert choose("svr") == ["svr"]
    with pytest.raises(
        FusionError, match="METHOD 'magic' is not known: give one of linear, random_forest, svr, ensemble or auto"
    ):
        choose("magic")


def test_missing_or_old_scikit_learn_is_told_with_the_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    import sklearn

    assert missing_scikit_learn() is None
    monkeypatch.setattr(sklearn, "__version__", "0.24.2")
    assert "1.0 or newer, but this QGIS has 0.24.2" in (missing_scikit_learn() or "")
    monkeypatch.setattr(sklearn, "__version__", "1.7rc1")
    assert missing_scikit_learn() is None
    monkeypatch.setitem(sys.modules, "sklearn", None)
    message = missing_scikit_learn() or ""
    assert all(word in message for word in ("Windows", "pip install -U scikit-learn", "macOS", "python3-sklearn"))


@pytest.mark.parametrize("method", METHODS)
def test_rows_that_weigh_the_same_weigh_as_if_nothing_was_said(method: str) -> None:
    x = np.random.default_rng(0).normal(size=(60, 3))
    y = x[:, 0] + np.random.default_rng(1).normal(size=60)
    parameters = dict(METHODS[method].defaults)
    ones, thirds = (METHODS[method].fit(x, y, np.full(60, w), parameters, 0).predict(x) for w in (1.0, 1 / 3))
    np.testing.assert_array_equal(ones, thirds)


def test_parts_that_share_trees_have_the_same_cuts_and_their_own_means() -> None:
    """Each leaf holds the mean of what falls into it, of every part; a part that is another's multiple follows it."""
    random = np.random.default_rng(0)
    x = random.normal(size=(300, 4))
    y = np.column_stack([x[:, 0] + random.normal(0, 0.1, 300), 1000 * x[:, 1], 5 - 1000 * x[:, 1]])
    parameters = {**METHODS["ensemble"].defaults, "n_estimators": 20}
    found = METHODS["ensemble"].fit_each(x, y, np.ones(300), parameters, 0)
    forests = [given.parts[0] for given in found]
    assert all(len(forest.roots) == 10 for forest in forests)  # half of them
    for forest in forests[1:]:
        assert forest.feature is forests[0].feature
        assert forest.threshold is forests[0].threshold
    means = [forest.predict(x).mean() for forest in forests]
    np.testing.assert_allclose(means, y.mean(axis=0), atol=1e-9 * 1000)  # trees of all rows keep the mean
    np.testing.assert_allclose(forests[1].predict(x) + forests[2].predict(x), 5, atol=1e-8)
    for forest, part in zip(forests, y.T):
        assert np.corrcoef(forest.predict(x), part)[0, 1] > 0.95


def test_support_vectors_found_together_are_those_found_alone() -> None:
    random = np.random.default_rng(1)
    x = random.normal(size=(150, 5))
    y = np.column_stack([np.sin(x[:, 0]), 50 + 9 * x[:, 1] * x[:, 2]]) + random.normal(0, 0.1, (150, 2))
    weights = random.uniform(0.5, 1, 150)
    together = METHODS["svr"].fit_each(x, y, weights, METHODS["svr"].defaults, 0)
    for part, one in zip(y.T, together):
        alone = METHODS["svr"].fit(x, part, weights, METHODS["svr"].defaults, 0)
        np.testing.assert_allclose(one.predict(x), alone.predict(x), atol=2e-3 * part.std())


def test_a_single_part_is_fitted_as_ever(data: Data) -> None:
    x, y, weights, _ = data
    for method in METHODS.values():
        (one,) = method.fit_each(x, y[:, None], weights, method.defaults, 0)
        alone = method.fit(x, y, weights, method.defaults, 0)
        for name, array in arrays_of(alone).items():
            np.testing.assert_array_equal(arrays_of(one)[name], array)


def test_a_support_vector_regression_learns_from_so_many_rows_at_most(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of more, those that the seed draws; both ways of fitting draw the same."""
    monkeypatch.setattr(methods, "_MOST_MACHINE_ROWS", 60)
    x = np.random.default_rng(2).normal(size=(200, 3))
    y = np.column_stack([x[:, 0], x[:, 1] ** 2])
    for seed in (0, 1):
        rows = np.sort(np.random.default_rng(seed).choice(200, 60, replace=False))
        parameters = METHODS["svr"].defaults
        found = METHODS["svr"].fit(x, y[:, 0], np.ones(200), parameters, seed)
        expected = METHODS["svr"].fit(x[rows], y[rows, 0], np.ones(60), parameters, seed)
        np.testing.assert_array_equal(found.predict(x), expected.predict(x))
        together = METHODS["svr"].fit_each(x, y, np.ones(200), parameters, seed)
        np.testing.assert_allclose(together[0].predict(x), expected.predict(x), atol=2e-3)
