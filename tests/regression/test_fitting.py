"""Candidates: scored out of fold on their own folds, and chosen by the promised rule."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.geostatistics.folds import Folds
from geochem_fusion.core.progress import SILENT
from geochem_fusion.core.regression import methods
from geochem_fusion.core.regression.fitting import Candidate, Fitting, Option, defaults, fitting_of
from geochem_fusion.core.regression.importance import element_importance
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
    assert work.x.shape == (60, 3)
    assert work.plain == 2


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
    fitting(values, x, method="boosting").leave_group_out([defaults("boosting")])
    assert seen == [in_repeats] * 5 * 10  # repeats x groups
    seen.clear()
    names, places = ["a", "b"], np.zeros((60, 2))
    table = TrainingTable(names, ["Cu"], [""], x, values[:, None], np.ones(60), places, 1.0, "", np.ones(2))
    element_importance(table, "boosting", {"n_estimators": 400}, (0, 1), np.arange(60), values, FOLDS, 0)
    assert seen == [for_importance] * FOLDS.count


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
