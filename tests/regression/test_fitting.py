"""Candidates: scored out of fold on their own folds, and chosen by the promised rule."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.geostatistics.folds import Folds
from geochem_fusion.core.progress import SILENT
from geochem_fusion.core.regression import methods
from geochem_fusion.core.regression.fitting import (
    Candidate,
    Fitting,
    Joint,
    Option,
    defaults,
    fitting_of,
    fittings_of,
)
from geochem_fusion.core.regression.predictors import Linear
from geochem_fusion.core.regression.preparation import Group
from geochem_fusion.core.regression.request import Training
from geochem_fusion.core.regression.training_table import TrainingTable

FOLDS = Folds(np.arange(60) % 4, 4, 1.0, 4)
LINE = Option("linear", {"ridge": 0.0})


def fitting(values: np.ndarray, x: np.ndarray, transform: str = "none", method: str = "linear") -> Fitting:
    values = values if values.ndim == 2 else values[:, None]
    return Fitting(Training.of([], "c.tif", method=method), x, values, np.ones(len(values)), transform, FOLDS)


def line(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return out-of-fold predictions by least squares, without the code under test."""
    design = np.column_stack([x, np.ones(len(x))])
    out = np.empty(len(y))
    for fold in range(4):
        own = FOLDS.fold == fold
        out[own] = design[own] @ np.linalg.lstsq(design[~own], y[~own], rcond=None)[0]
    return out


def test_errors_are_those_of_least_squares_out_of_fold() -> None:
    generator = np.random.default_rng(0)
    x = generator.normal(size=(60, 2))
    values = 10 + x @ [1.0, -2.0] + generator.normal(size=60)
    ridge = Option("linear", {"ridge": 1.0})
    work = fitting(values, x)
    found = work.search([ridge, LINE], SILENT)
    expected = line(x, values)
    np.testing.assert_allclose(found.parts[:, 0], expected, rtol=1e-9)
    assert [c.option for c in found.tried[0]] == [ridge, LINE]
    assert found.options == [LINE]
    assert found.best[0].error == pytest.approx(np.mean((expected - values) ** 2))
    assert work.shares(found) == pytest.approx([found.best[0].error / values.var()])


def test_logarithms_return_by_the_mean_of_the_other_folds_residuals() -> None:
    generator = np.random.default_rng(1)
    x = generator.normal(size=(60, 2))
    logs = 1 + x @ [0.5, 0.2] + generator.normal(0, 0.6, 60)
    work = fitting(np.exp(logs), x, "log")
    raw = line(x, logs)
    expected = np.exp(raw)
    for fold in range(4):
        own = FOLDS.fold == fold
        expected[own] *= np.exp(logs - raw)[~own].mean()
    found = work.search([LINE], SILENT)
    np.testing.assert_allclose(found.parts[:, 0], raw, rtol=1e-9)
    np.testing.assert_allclose(work.inverse_out_of_fold(found.parts, FOLDS)[:, 0], expected, rtol=1e-9)
    assert found.best[0].error == pytest.approx(np.mean((expected - np.exp(logs)) ** 2))
    assert work.smearing_factors(found.parts) == pytest.approx([np.exp(logs - raw).mean()])
    (predictor,) = work.final([LINE])
    design = np.column_stack([x, np.ones(60)])
    np.testing.assert_allclose(predictor.predict(x), design @ np.linalg.lstsq(design, logs, rcond=None)[0], rtol=1e-9)


@pytest.mark.parametrize(("linear", "expected"), [(0.51, "ensemble"), (0.49, "linear")])
def test_the_preferred_method_is_left_for_half_the_error(linear: float, expected: str) -> None:
    errors = {"linear": linear, "svr": 0.8, "ensemble": 1.0}
    tried = [Candidate(defaults(method), error) for method, error in errors.items()]
    work = fitting(np.arange(60.0), np.arange(60.0)[:, None], method="auto")
    assert tried[work.best_candidate(tried)].option.method == expected
    alone = fitting(np.arange(60.0), np.arange(60.0)[:, None])
    assert tried[alone.best_candidate(tried)].option.method == "linear"


def test_the_plain_features_come_to_the_method_that_asks_for_them() -> None:
    """The constant feature is not among those counted, nor is the smoothed copy."""
    generator = np.random.default_rng(4)
    features = np.column_stack([generator.normal(size=60), np.ones(60), generator.normal(size=(60, 2))])
    names, elements = ["a", "constant", "b", "low a"], ["Cu"]
    values, places = features[:, :1] * 3 + 5, generator.normal(size=(60, 2))
    table = TrainingTable(names, elements, [""], features, values, np.ones(60), places, 1.0, "", np.ones(4), plain=3)
    group = Group((0,), ("Cu",), ("",), "none", np.arange(60), values)
    work = fitting_of(Training.of([], "c.tif", method="ensemble"), table, group, FOLDS)
    assert work.joint.x.shape == (60, 3)
    assert work.joint.plain == 2


def test_most_neighbours_are_known_where_groups_are_left_out() -> None:
    """A value that only its own row knows cannot be predicted; a line through all rows can, whatever the groups."""
    x = np.random.default_rng(2).normal(size=(60, 2))
    values = 3 + x @ [2.0, 1.0]
    found = fitting(values, x).leave_group_out([LINE])
    np.testing.assert_allclose(found[:, 0], values, rtol=1e-9)


@pytest.mark.parametrize(("averaged", "in_repeats", "for_importance"), [(None, 400, 400), ("n_estimators", 80, 30)])
def test_only_trees_that_are_averaged_are_dealt_out(
    monkeypatch: pytest.MonkeyPatch, averaged: str | None, in_repeats: int, for_importance: int
) -> None:
    """Of 400 trees each of five repeats gets 80 and importance 30; boosting, which adds up its trees, gets all."""
    seen = []

    def fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray, parameters: dict[str, int], seed: int) -> Linear:
        seen.append(parameters["n_estimators"])
        return Linear(np.zeros(x.shape[1]), np.array([y.mean()]))

    method = methods.Method("boosting", fit, None, {"n_estimators": 400}, {}, averaged=averaged)
    monkeypatch.setitem(methods.METHODS, "boosting", method)
    x, values = np.random.default_rng(5).normal(size=(60, 2)), np.arange(60.0)
    work = fitting(values, x, method="boosting")
    work.leave_group_out([defaults("boosting")])
    assert seen == [in_repeats] * 5 * 10  # repeats x groups
    seen.clear()
    work.importance(defaults("boosting"), 0)
    assert seen == [for_importance] * FOLDS.count


def test_many_rows_need_few_trees_out_of_fold_and_all_of_them_at_last(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of 75,000 trees times rows 3000 rows have 25, which is the least, and 500 rows 150."""
    seen = []

    def fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray, parameters: dict[str, int], seed: int) -> Linear:
        seen.append(parameters["n_estimators"])
        return Linear(np.zeros(x.shape[1]), np.array([y.mean()]))

    method = methods.Method("bagging", fit, None, {"n_estimators": 400}, {}, averaged="n_estimators")
    monkeypatch.setitem(methods.METHODS, "bagging", method)
    for rows, trees in ((150, 400), (500, 150), (3000, 25), (20_000, 25)):
        x, y, ones, folds = np.ones((rows, 1)), np.ones((rows, 1)), np.ones(rows), Folds(np.arange(rows) % 2, 2, 1.0, 2)
        joint = Joint(Training.of([], "c.tif", method="bagging"), x, y, ones, folds, 1)
        joint.out_of_fold(defaults("bagging"), folds, 0)
        joint.final(defaults("bagging"), 0)
        assert seen == [trees, trees, 400]
        seen.clear()


def test_elements_with_the_same_rows_are_fitted_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each still gets the line that least squares finds for it alone, and its own logarithms."""
    generator = np.random.default_rng(6)
    features = generator.normal(size=(60, 2))
    logs = 1 + features @ [0.5, 0.2] + generator.normal(0, 0.1, 60)
    values = np.column_stack([3 + features @ [1.0, -2.0] + generator.normal(size=60), np.exp(logs)])
    places, ones = generator.normal(size=(60, 2)), np.ones(60)
    table = TrainingTable(["a", "b"], ["K", "Cu"], ["", ""], features, values, ones, places, 1.0, "", np.ones(2))
    every = np.arange(60)
    both = [
        Group((0,), ("K",), ("",), "none", every, values[:, :1]),
        Group((1,), ("Cu",), ("",), "log", every, values[:, 1:]),
    ]
    fits = []
    known = methods.METHODS["linear"]
    counted = replace(known, fit=lambda *given: fits.append(1) or known.fit(*given))
    monkeypatch.setitem(methods.METHODS, "linear", counted)
    of_k, of_cu = fittings_of(Training.of([], "c.tif", method="linear"), table, both, FOLDS)
    np.testing.assert_allclose(of_k.out_of_fold([LINE], FOLDS)[:, 0], line(features, values[:, 0]), rtol=1e-9)
    np.testing.assert_allclose(of_cu.out_of_fold([LINE], FOLDS)[:, 0], line(features, np.log(values[:, 1])), rtol=1e-9)
    assert len(fits) == 2 * FOLDS.count
    design = np.column_stack([features, ones])
    for work, wanted in ((of_k, values[:, 0]), (of_cu, logs)):
        fitted = design @ np.linalg.lstsq(design, wanted, rcond=None)[0]
        np.testing.assert_allclose(work.final([LINE])[0].predict(features), fitted, rtol=1e-9)
    assert len(fits) == 2 * FOLDS.count + 2


@pytest.mark.parametrize("method", methods.METHODS)
def test_the_features_that_count_are_told_for_each_part(method: str) -> None:
    x = np.random.default_rng(0).normal(size=(120, 3))
    folds = Folds(np.arange(120) % 4, 4, 1.0, 4)
    values = np.column_stack([x[:, 2] + 9, np.exp(x[:, 0])])
    work = [
        Fitting(Training.of([], "c.tif"), x, column[:, None], np.ones(120), transform, folds)
        for column, transform in zip(values.T, ("none", "log"))
    ]
    joint = Joint(Training.of([], "c.tif"), x, np.column_stack([x[:, 2] + 9, x[:, 0]]), np.ones(120), folds, 3)
    for own in (work[0].importance(defaults(method), 0), joint.importance(defaults(method), 0)):
        assert own[2] > 0.5 > 0.25 > np.abs(own[:2]).max()
    for own in (work[1].importance(defaults(method), 0), joint.importance(defaults(method), 1)):
        assert own[0] > 0.5 > 0.25 > np.abs(own[1:]).max()


def test_discrete_methods_are_fitted_as_they_are() -> None:
    x = np.random.default_rng(0).uniform(0, 4, size=(60, 2))
    request = Training.of([], "c.tif", method="random_forest", discrete=True)
    work = Fitting(request, x, x[:, :1], np.ones(60), "none", FOLDS)
    found = work.importance(defaults("random_forest"), 0)
    assert found[0] > 0.5 > found[1]
    (predictor,) = work.final([defaults("random_forest")])
    hundred = predictor.predict(x) * 100
    np.testing.assert_allclose(hundred, np.rint(hundred), atol=1e-9)  # the mean of 100 whole numbers


def test_parts_of_a_composition_are_judged_as_log_ratios_and_return_together() -> None:
    generator = np.random.default_rng(3)
    x = generator.normal(size=(60, 2))
    logs = [1.0, 2.0, 4.0] + x @ generator.normal(size=(2, 3)) + generator.normal(0, 0.3, (60, 3))
    values = np.exp(logs)
    work = fitting(values, x, "clr")
    found = work.search([LINE], SILENT)
    level = logs.mean(axis=1)
    fitted = np.column_stack([logs - level[:, None], level])
    raw = np.column_stack([line(x, column) for column in fitted.T])
    np.testing.assert_allclose(found.parts, raw, atol=1e-9)
    errors = [candidate.error for candidate in found.best]
    np.testing.assert_allclose(errors, ((raw - fitted) ** 2).mean(axis=0), rtol=1e-9)
    np.testing.assert_allclose(work.shares(found), errors / fitted.var(axis=0), rtol=1e-9)
    plain = np.exp(raw[:, :3] + raw[:, 3:])  # a line's log-ratios add up to 0 already
    np.testing.assert_allclose(work.smearing_factors(raw), values.sum(axis=0) / plain.sum(axis=0), rtol=1e-9)
    for fold in range(4):
        own = FOLDS.fold == fold
        expected = plain[own] * values[~own].sum(axis=0) / plain[~own].sum(axis=0)
        np.testing.assert_allclose(work.inverse_out_of_fold(raw, FOLDS)[own], expected, rtol=1e-9)
    near = work.leave_group_out([LINE] * 4)
    assert near.shape == (60, 3)
    assert np.corrcoef(np.log(near[:, 0]), logs[:, 0])[0, 1] > 0.8


def test_what_one_part_chose_is_not_fitted_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """Trees are cut for all parts; what each part has of its own is made for those that chose the option."""
    generator = np.random.default_rng(7)
    x = generator.normal(size=(60, 2))
    y = x @ generator.normal(size=(2, 4)) + generator.normal(0, 0.1, (60, 4))
    machines, known = [], methods._fit_svrs_together

    def counted(x: np.ndarray, y: np.ndarray, *given: Any) -> list[Any]:
        machines.append((y.shape[1], tuple(given[-1])))
        return known(x, y, *given)

    monkeypatch.setattr(methods, "_fit_svrs_together", counted)
    joint = Joint(Training.of([], "c.tif"), x, y, np.ones(60), FOLDS, 2)
    option = defaults("ensemble")
    all_of_them = [joint.out_of_fold(option, FOLDS, part) for part in range(4)]
    assert set(machines) == {(4, (0, 1, 2, 3))}
    for part in (1, 3):
        joint.choose(option, part)
    machines.clear()
    wanted = joint.sharing(option, 3)
    for part in (1, 3):
        np.testing.assert_allclose(joint.out_of_fold(option, FOLDS, part, wanted), all_of_them[part], atol=1e-5)
        joint.final(option, part)
    assert set(machines) == {(4, (1, 3))}
    assert len(machines) == FOLDS.count + 1
