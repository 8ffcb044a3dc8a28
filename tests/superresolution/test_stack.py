"""The stack: weights against a search by brute force, pulls, best rows, choices on held-out blocks."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from geochem_fusion.core.superresolution.held_out import held_out
from geochem_fusion.core.superresolution.stack import (
    best_row,
    candidates,
    credence,
    error_products,
    fit_stack,
    simplex_weights,
    stack_weights,
    stacked,
    weights_of_few,
)


def rows(seed: int, count: int = 3, elements: int = 2, n: int = 400) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(seed)
    truth = generator.normal(size=(elements, n))
    spread = np.array([1.0, 0.6, 0.9])[:count, None, None]
    return truth + spread * generator.normal(size=(count, elements, n)), truth


def test_products_give_the_error_of_any_weights() -> None:
    plain, truth = rows(0)
    truth[1, :50] = np.nan
    found = error_products(plain, truth, np.ones(400, bool))
    weights = np.array([0.2, 0.5, 0.3])
    for k in range(2):
        error = np.nanmean((weights @ plain[:, k] - truth[k]) ** 2)
        first = np.nanmean((plain[0, k] - truth[k]) ** 2)
        assert weights @ found[k] @ weights == pytest.approx(error / first, rel=1e-12)


def test_weights_are_the_best_of_the_simplex() -> None:
    plain, truth = rows(1)
    products = error_products(plain, truth, np.ones(400, bool))[0]
    found = simplex_weights(products, np.full(3, 1 / 3), 0.0)
    assert found.min() >= 0
    assert found.sum() == pytest.approx(1.0, abs=1e-12)
    steps = np.linspace(0, 1, 101)
    trials = [np.array([a, b, 1 - a - b]) for a, b in product(steps, steps) if a + b <= 1]
    best = min(w @ products @ w for w in trials)
    assert found @ products @ found <= best + 1e-6


def test_a_row_that_only_harms_gets_nothing() -> None:
    plain, truth = rows(2)
    plain[2] = plain[1] + 0.5 * (plain[1] - truth)  # the same errors, larger
    products = error_products(plain, truth, np.ones(400, bool))[0]
    assert simplex_weights(products, np.full(3, 1 / 3), 0.0)[2] == pytest.approx(0.0, abs=1e-6)


def test_pulls_go_from_least_squares_to_equal_weights() -> None:
    plain, truth = rows(3)
    products = error_products(plain, truth, np.ones(400, bool))
    own, shared = stack_weights(products, 0.0, 0.0), stack_weights(products, 0.0, np.inf)
    assert np.abs(own[0] - own[1]).max() > 1e-3
    assert np.array_equal(shared[0], shared[1])
    assert np.array_equal(stack_weights(products, np.inf, np.inf), np.full((2, 3), 1 / 3))
    distances = [np.abs(stack_weights(products, 0.0, pull) - shared).max() for pull in (0.0, 0.1, 1.0, 10.0)]
    assert distances == sorted(distances, reverse=True)


def test_the_best_row_is_that_of_all_or_of_each() -> None:
    products = np.stack([np.diag([1.0, 0.5, 0.9]), np.diag([1.0, 1.2, 0.7]), np.full((3, 3), np.nan)])
    assert best_row(products, True).argmax(axis=1).tolist() == [1, 2, 2]
    assert best_row(products, False).argmax(axis=1).tolist() == [2, 2, 2]  # 0.8 on average, against 0.85


def test_few_cells_draw_weights_to_equal_ones() -> None:
    """Of errors that have nothing to do with each other, weights go by 1 / (g + pull)."""
    products = np.stack([np.diag([1.0, 0.5, 0.9]), np.diag([1.0, 1.2, 0.7]), np.full((3, 3), np.nan)])
    wanted = 1 / (np.array([1.0, 0.85, 0.8]) + 0.03)
    np.testing.assert_allclose(weights_of_few(products), np.tile(wanted / wanted.sum(), (3, 1)), rtol=1e-5)


def test_weights_that_folds_cannot_tell_apart_are_averaged_and_bad_ones_are_left() -> None:
    alike = np.full((1, 3, 3), 0.5) + 0.1 * np.eye(3)
    np.testing.assert_allclose(credence([(alike, alike)] * 3)[-2:].sum(), 2 * credence([(alike, alike)] * 3)[-1])
    products = [np.diag([1.0, 0.2 + 0.1 * fold, 9.0])[None] for fold in range(4)]
    inner = [(products[k], products[k - 1]) for k in range(4)]
    found = credence(inner)
    losses = np.array([[float(w[0] @ judged[0] @ w[0]) for w in candidates(own)] for own, judged in inner])
    beyond = losses - losses[:, [losses.mean(axis=0).argmin()]]
    error = np.maximum(np.std(beyond, axis=0, ddof=1) / 2, 1e-12)  # of four folds
    wanted = np.exp(-((beyond.mean(axis=0) / error) ** 2) / 2)
    np.testing.assert_allclose(found, wanted / wanted.sum(), rtol=1e-9)
    assert found.argmin() == 0  # equal weights, a third of them for a row that is nine times as bad


def test_out_of_fold_nothing_is_known_of_the_block_or_its_buffer() -> None:
    row, col = np.mgrid[0:20, 0:20]
    held = held_out(np.column_stack([row.ravel(), col.ravel()]).astype(float), 4.0)
    plain, truth = rows(4)
    _, out = fit_stack(plain, truth, held)
    assert np.isfinite(out).all()
    assert np.abs(out - truth).mean() < np.abs(plain[0] - truth).mean()


def test_a_row_that_is_right_is_taken_alone() -> None:
    row, col = np.mgrid[0:20, 0:20]
    held = held_out(np.column_stack([row.ravel(), col.ravel()]).astype(float), 4.0)
    plain, truth = rows(5)
    plain[1] = truth
    weights, out = fit_stack(plain, truth, held)
    np.testing.assert_allclose(weights, [[0, 1, 0], [0, 1, 0]], atol=1e-9)
    np.testing.assert_allclose(out, truth, atol=1e-9)
    np.testing.assert_allclose(stacked(weights, plain), truth, atol=1e-9)
