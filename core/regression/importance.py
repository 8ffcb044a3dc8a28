"""Permutation importance: how much worse held-out places are predicted when one feature is shuffled among them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from ..geostatistics.folds import FitFunction, Folds

_REPEATS = 3
_MOST_ROWS = 1000  # rows that the models of the folds are fitted on
_MOST_PREDICTIONS = 60_000  # shuffled rows predicted in all, what keeps this to a second or two
_FEWEST_HELD_OUT = 20
_BATCH = 16_384  # shuffled rows predicted at a time


def permutation_importance(
    fit: FitFunction,
    features: np.ndarray,
    values: np.ndarray,
    weights: np.ndarray,
    folds: Folds,
    seed: int,
    parts: Sequence[int] | None = None,
) -> np.ndarray:
    """Return for each feature by how much its shuffling raises the squared error of held-out rows (Breiman 2001).

    As a share of the variance of the values, a mean over folds and repeats; below 0 where shuffling happens to help.
    For values (n,) the shape is (features,), for several parts (n, parts) it is (features, parts); ``parts`` are those
    of them that ``fit`` predicts, None for all. Large tables are
    thinned, always alike for the same seed.
    """
    generator = np.random.default_rng(seed)
    count = features.shape[1]
    fold = folds.fold
    if len(values) > _MOST_ROWS:
        chosen = np.sort(generator.choice(len(values), _MOST_ROWS, replace=False))
        features, values, weights, fold = features[chosen], values[chosen], weights[chosen], fold[chosen]
    told = values if parts is None else values[:, list(parts)]
    spread = told.var(axis=0)
    raised, weight = np.zeros((count, *told.shape[1:])), 0
    if not spread.any():
        return raised
    most = max(_FEWEST_HELD_OUT, _MOST_PREDICTIONS // (_REPEATS * count * folds.count))
    for number in range(folds.count):
        held = np.flatnonzero(fold == number)
        train = fold != number
        if not len(held) or train.sum() < 2:
            continue
        predict = fit(features[train], values[train], weights[train])
        if len(held) > most:
            held = np.sort(generator.choice(held, most, replace=False))
        x, y = features[held], told[held]
        plain = ((predict(x) - y) ** 2).sum(axis=0)
        for column, shuffled in _shuffled(x, generator):
            errors = (predict(shuffled.reshape(-1, count)).reshape(-1, *y.shape) - y) ** 2
            np.add.at(raised, column, errors.sum(axis=1) - plain)
        weight += len(held)
    most = max(weight, 1) * _REPEATS * spread
    return np.divide(raised, most, out=np.zeros(raised.shape), where=most > 0)


def _shuffled(x: np.ndarray, generator: np.random.Generator) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Yield which columns were shuffled (k,) and the rows with them shuffled (k, n, features), in batches."""
    columns = np.tile(np.arange(x.shape[1]), _REPEATS)
    size = max(1, _BATCH // len(x))
    for start in range(0, len(columns), size):
        batch = columns[start : start + size]
        copies = np.repeat(x[None], len(batch), axis=0)
        for copy, column in zip(copies, batch):
            copy[:, column] = generator.permutation(copy[:, column])
        yield batch, copies


def shared_weights(importances: Sequence[Mapping[str, float]], names: Sequence[str]) -> np.ndarray:
    """Return one weight a feature for a model of several elements: the mean of their importances, each adding up to 1.

    A negative importance counts as 0, and an element without a positive one says nothing. Where none has one, all
    features that any element takes weigh the same.
    """
    shares = []
    for importance in importances:
        positive = np.array([max(importance.get(name, 0.0), 0.0) for name in names])
        if positive.sum() > 0:
            shares.append(positive / positive.sum())
    if shares:
        return np.asarray(np.mean(shares, axis=0))
    taken = np.array([any(name in importance for importance in importances) for name in names], float)
    return taken / taken.sum() if taken.any() else np.full(len(names), 1 / len(names))
