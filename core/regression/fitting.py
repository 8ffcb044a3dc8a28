"""Fits candidates (a method with its parameters) and scores them by spatial cross-validation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import given
from ..geostatistics.folds import FitFunction, Folds, out_of_fold
from ..progress import SILENT, Progress
from .bounds import part_bounds
from .importance import permutation_importance
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
_TREE_ROWS = 75_000  # trees times rows that say out of fold what more of them would
_FEWEST_TREES = 25  # out of fold; the error of their mean is some hundredths of that of the forest
_IMPORTANCE_TREES = 30


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


class Joint:
    """Fits of all parts, of one element or several, that have values in the same rows: each is made once for all.

    ``x`` (n, features), ``y`` (n, parts), ``weights`` (n,). Where METHOD leaves the method open or asks for the
    preferred one, methods that can fit the parts together do, which shares features, kernels and trees.
    """

    def __init__(
        self, request: Training, x: np.ndarray, y: np.ndarray, weights: np.ndarray, folds: Folds, plain: int
    ) -> None:
        self.request, self.x, self.y, self.weights, self.folds, self.plain = request, x, y, weights, folds, plain
        self._held_out: dict[tuple[str, bytes], np.ndarray] = {}
        self._final: dict[str, list[Predictor]] = {}
        self._importance: dict[str, np.ndarray] = {}

    def discrete(self, method: str) -> bool:
        return self.request.discrete and METHODS[method].fit_discrete is not None

    def out_of_fold(self, option: Option, folds: Folds) -> np.ndarray:
        """Return what an option predicts out of fold, (n, parts)."""
        key = repr(option), folds.fold.tobytes()
        if key not in self._held_out:
            self._held_out[key] = out_of_fold(
                self._fitter(self._with_trees_enough(option)), self.x, self.y, self.weights, folds
            )
        return self._held_out[key]

    def final(self, option: Option) -> list[Predictor]:
        """Fit an option to all rows, for each part."""
        if repr(option) not in self._final:
            self._final[repr(option)] = self._fit(option, self.x, self.y, self.weights)
        return self._final[repr(option)]

    def importance(self, option: Option) -> np.ndarray:
        """Return the importance (features, parts) of the features to what an option predicts."""
        if repr(option) not in self._importance:
            fit = self._fitter(_with_trees(option, lambda trees: min(trees, _IMPORTANCE_TREES)))
            self._importance[repr(option)] = permutation_importance(
                fit, self.x, self.y, self.weights, self.folds, self.request.seed
            )
        return self._importance[repr(option)]

    def _with_trees_enough(self, option: Option) -> Option:
        """Return an option with no more trees than tell its error: what they differ by averages out over many rows."""
        enough = max(_FEWEST_TREES, -(-_TREE_ROWS // len(self.x)))
        return _with_trees(option, lambda trees: min(trees, enough))

    def _fit(self, option: Option, x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> list[Predictor]:
        known, seed = METHODS[option.method], self.request.seed
        parameters = {**option.parameters, "plain": self.plain} if known.uses_plain else option.parameters
        if self.discrete(option.method):
            return [given(known.fit_discrete)(x, part, weights, parameters, seed) for part in y.T]
        if self.request.method in ("auto", PREFERRED):
            return known.fit_each(x, y, weights, parameters, seed)
        return [known.fit(x, part, weights, parameters, seed) for part in y.T]

    def _fitter(self, option: Option) -> FitFunction:
        def fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
            predictors = self._fit(option, x, y, weights)
            return lambda rows: np.stack([predictor.predict(rows) for predictor in predictors], axis=1)

        return fit


class Fitting:
    """Fits candidates for a group of elements, on the scale of their transform, and brings predictions back to units.

    ``x`` (n, features), ``values`` (n, elements), ``weights`` (n,); the parts are those of ``transforms.forward``. The
    first ``plain`` features are no smoothed copies of others (None: all). Fits are those of ``joint``, whose columns
    from ``first`` on are the parts; None: of these parts alone.
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
        joint: Joint | None = None,
        first: int = 0,
    ) -> None:
        self.request, self.values, self.weights, self.folds = request, values, weights, folds
        self.transform = transform
        self.y = forward(transform, values)
        self.low, self.high = part_bounds(transform, self.y)
        # what errors refer to: log-ratios become contents only all together, so each part is judged by itself
        self.truth = self.y if transform == "clr" else values
        self.joint = joint or Joint(request, x, self.y, weights, folds, x.shape[1] if plain is None else plain)
        self._first = first

    def discrete(self, method: str) -> bool:
        return self.joint.discrete(method)

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
        return [self.joint.final(option)[self._first + k] for k, option in enumerate(options)]

    def importance(self, option: Option, part: int) -> np.ndarray:
        """Return the importance (features,) of the features to what an option predicts of a part."""
        return self.joint.importance(option)[:, self._first + part]

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

    def _part_out_of_fold(self, option: Option, part: int, folds: Folds) -> np.ndarray:
        raw = self.joint.out_of_fold(option, folds)[:, self._first + part]
        return np.clip(raw, self.low[part], self.high[part])  # as in the map


def fittings_of(request: Training, table: TrainingTable, groups: Sequence[Group], folds: Folds) -> list[Fitting]:
    """Return what fits candidates to groups of elements with the same rows, on the features of a table that vary.

    Rows have to weigh the same for all of them too, see ``TrainingTable.weights_of``.
    """
    used, rows = informative(table)[0], groups[0].rows
    x, plain = table.features[np.ix_(rows, np.array(used))], table.plain_among(used)
    weights = table.weights_of(rows, groups[0].columns)
    parts = [forward(group.transform, group.values) for group in groups]
    joint = Joint(request, x, np.hstack(parts), weights, folds, plain)
    ends = np.cumsum([part.shape[1] for part in parts])
    firsts = [int(end) - part.shape[1] for end, part in zip(ends, parts)]
    return [
        Fitting(request, x, group.values, weights, group.transform, folds, plain, joint, first)
        for group, first in zip(groups, firsts)
    ]


def fitting_of(request: Training, table: TrainingTable, group: Group, folds: Folds) -> Fitting:
    """Return what fits candidates to one group of elements, on the features of a table that vary."""
    return fittings_of(request, table, [group], folds)[0]


def _with_fewer_trees(option: Option, shares: int) -> Option:
    """Return an option with a share of its trees where they are averaged, as those of all repeats are."""
    return _with_trees(option, lambda trees: -(-trees // shares))


def _with_trees(option: Option, fewer: Callable[[int], int]) -> Option:
    return Option(option.method, METHODS[option.method].with_trees(option.parameters, fewer))
