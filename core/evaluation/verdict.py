"""Whether an image helps to predict ground that was not measured: told beside the best that can be done without it.

The held-out rows are those of spatial cross-validation. A sceptic would take the best of several plain predictions, so
that one is the reference; and a difference counts only where it is larger than its own standard error, which is
found from the folds because errors of one block of ground go together.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from ..geostatistics.folds import Folds
from ..language import mark, tr

HELPS, NOTHING, HURTS = "helps", "adds nothing", "hurts"
_SENTENCES = {
    HELPS: mark("{start}, {change:.0f} % less than '{plain}': the image helps to predict unseen ground."),
    NOTHING: mark(
        "{start}, '{plain}' by {other}: away from the places that were measured the image adds nothing that is larger "
        "than its standard error."
    ),
    HURTS: mark(
        "{start}, {change:.0f} % more than '{plain}': away from the places that were measured the image alone predicts "
        "worse than doing without it; compare the fused map with plain interpolation before use."
    ),
}


@dataclass(frozen=True)
class Verdict:
    """``word`` is HELPS, NOTHING or HURTS; ``plain`` names the best plain prediction; RMSE of both, in one unit.

    ``gain`` is the mean of its squared error less that of the model, ``error`` the standard error of that mean.
    """

    word: str
    plain: str
    rmse: float
    rmse_plain: float
    gain: float
    error: float

    @property
    def change(self) -> float:
        """The share by which the model's RMSE lies below that of the plain prediction, in %; negative above it."""
        return 100 * (1 - self.rmse / self.rmse_plain) if self.rmse_plain > 0 else 0.0

    def sentence(self, start: str, unit: str) -> str:
        """Say it after ``start``, which states the model's own error."""
        other = f"{self.rmse_plain:.3g}" + (f" {unit}" if unit else "")
        return tr(_SENTENCES[self.word], start=start, change=abs(self.change), plain=self.plain, other=other)


def judge(observed: np.ndarray, predicted: np.ndarray, plain: Mapping[str, np.ndarray], folds: Folds) -> Verdict | None:
    """Return the verdict on predictions (n,) of held-out rows beside plain ones by their names, None without any.

    The image helps only where it also explains some of the variance (R2 above 0).
    """
    known = np.isfinite(predicted)
    squares = {name: (values - observed) ** 2 for name, values in plain.items() if np.isfinite(values[known]).all()}
    if not squares or not known.any():
        return None
    best = min(squares, key=lambda name: float(squares[name][known].mean()))
    own, other = (predicted - observed)[known] ** 2, squares[best][known]
    gain, error = _mean_and_error(other - own, folds.fold[known])
    explains = float(own.mean()) < float(np.var(observed[known]))
    word = HELPS if explains and gain > error else HURTS if gain < -error else NOTHING
    return Verdict(word, best, math.sqrt(own.mean()), math.sqrt(other.mean()), gain, error)


def _mean_and_error(values: np.ndarray, fold: np.ndarray) -> tuple[float, float]:
    """Return the mean of values (n,) and its standard error from the means of folds; infinite with one fold."""
    mean = float(values.mean())
    count = np.bincount(fold)
    sums = np.bincount(fold, values)
    own = count > 0
    folds = int(own.sum())
    if folds < 2:
        return mean, math.inf
    # a fold counts by its rows: the delta method for a ratio of two sums over folds (Cochran 1977, section 6.3)
    left = sums[own] - mean * count[own]
    return mean, math.sqrt(folds / (folds - 1) * float((left**2).sum())) / len(values)
