"""Candidates: scored out of fold on their own folds, and chosen by the promised rule."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.crossvalidation import Folds
from geochem_fusion.core.fitting import Candidate, Fitting
from geochem_fusion.core.preparation import Training
from geochem_fusion.core.progress import SILENT

FOLDS = Folds(np.arange(60) % 4, 4, 1.0, 4)


def fitting(values: np.ndarray, x: np.ndarray, transform: str = "none", method: str = "linear") -> Fitting:
    return Fitting(Training([], "c.tif", method=method), x, values, np.ones(len(values)), transform, FOLDS)


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
    tried, best, predicted = fitting(values, x).search(SILENT)
    np.testing.assert_allclose(predicted, line(x, values), rtol=1e-9)
    assert [c.method for c in tried] == ["linear"]
    assert best.error == pytest.approx(np.mean((predicted - values) ** 2))


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
    np.testing.assert_allclose(work.search(SILENT)[2], expected, rtol=1e-9)
    predictor, smearing = work.final(Candidate("linear", {"ridge": 0.0}, 0.0), SILENT)
    assert smearing == pytest.approx(np.exp(logs - raw).mean())
    design = np.column_stack([x, np.ones(60)])
    np.testing.assert_allclose(predictor.predict(x), design @ np.linalg.lstsq(design, logs, rcond=None)[0], rtol=1e-9)


@pytest.mark.parametrize(("linear", "expected"), [(0.51, "ensemble"), (0.49, "linear")])
def test_the_preferred_method_is_left_for_half_the_error(linear: float, expected: str) -> None:
    tried = [Candidate("linear", {}, linear), Candidate("svr", {}, 0.8), Candidate("ensemble", {}, 1.0)]
    work = fitting(np.arange(60.0), np.arange(60.0)[:, None], method="auto")
    assert tried[work._best(tried)].method == expected
    alone = fitting(np.arange(60.0), np.arange(60.0)[:, None])
    assert tried[alone._best(tried)].method == "linear"


def test_neighbours_are_known_to_predictions_nearby() -> None:
    """A value that only its own row knows cannot be predicted; a line through all rows can, whatever the groups."""
    x = np.random.default_rng(2).normal(size=(60, 2))
    values = 3 + x @ [2.0, 1.0]
    found = fitting(values, x).nearby(Candidate("linear", {"ridge": 0.0}, 0.0))
    np.testing.assert_allclose(found, values, rtol=1e-9)
