"""Fits candidates (a method with its parameters) and scores them by spatial cross-validation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import given
from ..geostatistics.folds import Folds, out_of_fold
from ..progress import SILENT, Progress
from .bounds import part_bounds
from .methods import METHODS, PREFERRED
from .predictors import Predictor
from .preparation import Group, Setting, informative
from .request import Training
from .training_table import TrainingTable
from .transforms import forward, inverse_out_of_fold, smearing_factors

CLEAR_GAIN = 0.5  # of the mean squared error
_GROUPS = 10
_MOST_GROUPINGS = 5
_GROUPED_ROWS = 2000
_FEWEST_SHARES = 2  # that trees are dealt to: half of them say the same of a thousand rows in half the time


@dataclass(frozen=True)
class Option:
    """A method and its parameters."""

    method: str
    parameters: dict[str, Any]


def defaults(method: str) -> Option:
    """Return a method with its default parameters."""
    return Option(method, dict(METHODS[method].defaults))


@dataclass(frozen=True)
class Candidate:
    """An option that was tried, and how it did: mean squared error out of fold.

    In squared units of the element; for the parts of a composition in squared log-ratios. ``setting`` are the features
    that it was tried on.
    """

    option: Option
    error: float
    setting: Setting | None = None


@dataclass(frozen=True)
class Found:
    """What a search found, for each part: all candidates, the best, and its predictions out of fold (n, parts)."""

    tried: list[list[Candidate]]
    best: list[Candidate]
    parts: np.ndarray

    @property
    def options(self) -> list[Option]:
        """The best option of each part."""
        return [candidate.option for candidate in self.best]


class Fitting:
    """Fits candidates for a group of elements, on the scale of their transform, and brings predictions back to units.

    ``x`` (n, features), ``values`` (n, elements), ``weights`` (n,); the parts are those of ``transforms.forward``. The
    first ``plain`` features are no smoothed copies of others (None: all).
    """

    def __init__(
        self,
        request: Training,
        x: np.ndarray,
        values: np.ndarray,
        weights: np.ndarray,
        transform: str,
        folds: Folds,
        plain: int | None = None,
    ) -> None:
        self.plain = x.shape[1] if plain is None else plain
        self.request, self.x, self.values, self.weights, self.folds = request, x, values, weights, folds
        self.transform = transform
        self.y = forward(transform, values)
        self.low, self.high = part_bounds(transform, self.y)
        # what errors refer to: log-ratios become contents only all together, so each part is judged by itself
        self.truth = self.y if transform == "clr" else values

    def discrete(self, method: str) -> bool:
        return self.request.discrete and METHODS[method].fit_discrete is not None

    def search(self, options: Sequence[Option], progress: Progress, setting: Setting | None = None) -> Found:
        """Try every option on every part."""
        tried, best, parts = [], [], []
        count = self.y.shape[1]
        for part in range(count):
            candidates, predictions = [], []
            for number, option in enumerate(options):
                progress.check((part + number / len(options)) / count)
                raw = self._part_out_of_fold(option, part, self.folds)
                candidates.append(Candidate(option, self._error(raw, part), setting))
                predictions.append(raw)
            chosen = self.best_candidate(candidates)
            tried.append(candidates)
            best.append(candidates[chosen])
            parts.append(predictions[chosen])
        return Found(tried, best, np.stack(parts, axis=1))

    def shares(self, found: Found) -> np.ndarray:
        """Return the error of the best candidate of each part as a share of its variance, (parts,); NaN without any."""
        spread = self.truth.var(axis=0)
        errors = np.array([candidate.error for candidate in found.best])
        return np.divide(errors, spread, out=np.full(len(errors), np.nan), where=spread > 0)

    def out_of_fold(self, options: Sequence[Option], folds: Folds, progress: Progress = SILENT) -> np.ndarray:
        """Return the parts (n, parts) that an option for each predicts out of fold."""
        parts = []
        for k, option in enumerate(options):
            progress.check(k / len(options))
            parts.append(self._part_out_of_fold(option, k, folds))
        return np.stack(parts, axis=1)

    def inverse_out_of_fold(self, parts: np.ndarray, folds: Folds) -> np.ndarray:
        """Return contents (n, elements) from parts predicted out of fold."""
        return inverse_out_of_fold(self.transform, self.values, parts, self.weights, folds)

    def smearing_factors(self, parts: np.ndarray) -> np.ndarray:
        """Return the smearing factors (elements,) of predictions, from parts predicted out of fold."""
        return smearing_factors(self.transform, self.values, parts, self.weights)

    def final(self, options: Sequence[Option]) -> list[Predictor]:
        """Fit the option chosen for each part on all rows."""
        return [self._fit(option, self.x, self.y[:, k], self.weights) for k, option in enumerate(options)]

    def leave_group_out(self, options: Sequence[Option], progress: Progress = SILENT) -> np.ndarray:
        """Return contents (n, elements) of rows left out in small random groups, with most of their neighbours known.

        Few rows are grouped anew several times and averaged, because there the luck of one grouping counts.
        """
        rows = len(self.values)
        count = min(_GROUPS, rows)
        generator = np.random.default_rng(self.request.seed)
        total = np.zeros(self.values.shape)
        repeats = max(1, min(_MOST_GROUPINGS, _GROUPED_ROWS // rows))
        smaller = [_with_fewer_trees(option, max(repeats, _FEWEST_SHARES)) for option in options]
        for repeat in range(repeats):
            part = progress.part(repeat / repeats, (repeat + 1) / repeats)
            folds = Folds(generator.permutation(rows) % count, count, 0.0, count)
            total += self.inverse_out_of_fold(self.out_of_fold(smaller, folds, part), folds)
        return total / repeats

    def _error(self, raw: np.ndarray, part: int) -> float:
        predicted = raw if self.transform == "clr" else self.inverse_out_of_fold(raw[:, None], self.folds)[:, 0]
        return float(np.nanmean((predicted - self.truth[:, part]) ** 2))

    def best_candidate(self, tried: Sequence[Candidate]) -> int:
        """Return the place of the candidate with the least error; METHOD=auto leaves PREFERRED for a clear gain only.

        Held-out blocks ask for extrapolation, a fused map for detail between known cells: on real surveys a method that
        was better at the first by some 10 % (a line) made a far worse map. Half the error is another matter.
        """
        errors = np.array([candidate.error for candidate in tried])
        preferred = np.array([candidate.option.method == PREFERRED for candidate in tried])
        if self.request.method == "auto" and errors[preferred].min(initial=np.inf) * CLEAR_GAIN <= errors.min():
            errors = np.where(preferred, errors, np.inf)
        return int(errors.argmin())

    def _fit(self, option: Option, x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> Predictor:
        known = METHODS[option.method]
        fit = known.fit_discrete if self.discrete(option.method) else known.fit
        parameters = {**option.parameters, "plain": self.plain} if known.uses_plain else option.parameters
        return given(fit)(x, y, weights, parameters, self.request.seed)

    def _part_out_of_fold(self, option: Option, part: int, folds: Folds) -> np.ndarray:
        def fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> Any:
            return self._fit(option, x, y, weights).predict

        raw = out_of_fold(fit, self.x, self.y[:, part], self.weights, folds)
        return np.clip(raw, self.low[part], self.high[part])  # as in the map


def fitting_of(request: Training, table: TrainingTable, group: Group, folds: Folds) -> Fitting:
    """Return what fits candidates to a group of elements on the features of a table that vary."""
    used = informative(table)[0]
    x = table.features[np.ix_(group.rows, np.array(used))]
    weights = table.weights[group.rows]
    return Fitting(request, x, group.values, weights, group.transform, folds, table.plain_among(used))


def _with_fewer_trees(option: Option, shares: int) -> Option:
    """Return an option with a share of its trees where they are averaged, as those of all repeats are."""
    parameters = METHODS[option.method].with_trees(option.parameters, lambda trees: -(-trees // shares))
    return Option(option.method, parameters)
