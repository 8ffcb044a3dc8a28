"""Fits candidates (a method with its parameters) and scores them by spatial cross-validation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from .crossvalidation import Folds, out_of_fold
from .methods import METHODS, PREFERRED, choose, draw
from .predictors import Predictor
from .preparation import Training
from .progress import Progress

_CLEAR_GAIN = 0.5  # of the mean squared error
_GROUPS = 10
_MOST_GROUPINGS = 5
_GROUPED_ROWS = 2000


@dataclass
class Candidate:
    """One method with its parameters, and how it did: mean squared error out of fold in squared units."""

    method: str
    parameters: dict[str, Any]
    error: float


class Fitting:
    """Fits candidates for one element, on the transformed scale, and brings predictions back to its unit."""

    def __init__(
        self, request: Training, x: np.ndarray, values: np.ndarray, weights: np.ndarray, transform: str, folds: Folds
    ) -> None:
        self.request, self.x, self.values, self.weights, self.folds = request, x, values, weights, folds
        self.log = transform == "log"
        self.y = np.log(values) if self.log else values

    def discrete(self, method: str) -> bool:
        return self.request.discrete and METHODS[method].fit_discrete is not None

    def search(self, progress: Progress) -> tuple[list[Candidate], Candidate, np.ndarray]:
        """Try every candidate and return all, the best one and its out-of-fold predictions."""
        tried: list[Candidate] = []
        predictions: list[np.ndarray] = []
        options = self._options()
        for number, (method, parameters) in enumerate(options):
            progress.check(0.9 * number / len(options))
            predicted = self._out_of_fold(method, parameters, self.folds)
            candidate = Candidate(method, parameters, float(np.nanmean((predicted - self.values) ** 2)))
            tried.append(candidate)
            predictions.append(predicted)
        best = self._best(tried)
        return tried, tried[best], predictions[best]

    def _best(self, tried: list[Candidate]) -> int:
        """Return the place of the candidate with the least error; METHOD=auto leaves PREFERRED for a clear gain only.

        Held-out blocks ask for extrapolation, a fused map for detail between known cells: on real surveys a method that
        was better at the first by some 10 % (a line) made a far worse map. Half the error is another matter.
        """
        errors = np.array([candidate.error for candidate in tried])
        preferred = np.array([candidate.method == PREFERRED for candidate in tried])
        if self.request.method == "auto" and errors[preferred].min(initial=np.inf) * _CLEAR_GAIN <= errors.min():
            errors = np.where(preferred, errors, np.inf)
        return int(errors.argmin())

    def final(self, best: Candidate, progress: Progress) -> tuple[Predictor, float]:
        """Fit the chosen candidate on all rows; return it with the smearing factor of its out-of-fold residuals."""
        progress.check(0.9)
        predictor = self._fit(best.method, best.parameters, self.x, self.y, self.weights)
        smearing = 1.0
        if self.log:
            smearing = float(np.mean(np.exp(self.y - self._raw_out_of_fold(best.method, best.parameters, self.folds))))
        return predictor, smearing

    def nearby(self, best: Candidate) -> np.ndarray:
        """Return predictions of rows left out in small random groups, so that most of their neighbours are known.

        Few rows are grouped anew several times and averaged, because there the luck of one grouping counts.
        """
        rows = len(self.values)
        count = min(_GROUPS, rows)
        generator = np.random.default_rng(self.request.seed)
        total = np.zeros(rows)
        repeats = max(1, min(_MOST_GROUPINGS, _GROUPED_ROWS // rows))
        parameters = dict(best.parameters)
        if "n_estimators" in parameters:  # the trees of all groupings are averaged
            parameters["n_estimators"] = -(-parameters["n_estimators"] // repeats)
        for _ in range(repeats):
            folds = Folds(generator.permutation(rows) % count, count, 0.0, count)
            total += self._out_of_fold(best.method, parameters, folds)
        return total / repeats

    def _options(self) -> list[tuple[str, dict[str, Any]]]:
        methods = choose(self.request.method)
        options = [(m, dict(METHODS[m].defaults)) for m in methods]
        generator = np.random.default_rng(self.request.seed)
        for trial in range(self.request.tune):
            method = methods[trial % len(methods)]
            options.append((method, draw(method, generator)))
        return options

    def _fit(
        self, method: str, parameters: dict[str, Any], x: np.ndarray, y: np.ndarray, weights: np.ndarray
    ) -> Predictor:
        known = METHODS[method]
        fit = known.fit_discrete if self.discrete(method) else known.fit
        assert fit is not None
        return fit(x, y, weights, parameters, self.request.seed)

    def _raw_out_of_fold(self, method: str, parameters: dict[str, Any], folds: Folds) -> np.ndarray:
        def fit(x: np.ndarray, y: np.ndarray, weights: np.ndarray) -> Any:
            return self._fit(method, parameters, x, y, weights).predict

        return out_of_fold(fit, self.x, self.y, self.weights, folds)

    def _out_of_fold(self, method: str, parameters: dict[str, Any], folds: Folds) -> np.ndarray:
        """Return out-of-fold predictions in the element's unit; each fold's smearing comes from the other folds."""
        raw = self._raw_out_of_fold(method, parameters, folds)
        if not self.log:
            return raw
        residual = np.exp(self.y - raw)
        out = np.exp(raw)
        for fold in range(folds.count):
            own = folds.fold == fold
            out[own] *= residual[~own].mean()
        return out
