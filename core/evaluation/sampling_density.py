"""How densely a survey sampled each place, and the comparison of known places with others sampled as densely.

A score that measures where people sampled finds deposits that lie where they sampled most, or least. Set beside places
of the same sampling density it falls to 0.5.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from .ranking import weighted_mean, win_rates

NEIGHBOURS = 16
_CANDIDATES = 50  # places of nearly the same density from which a match is mixed
_STEPS = 100  # of Newton's method, which needs about ten
_BALANCED = 1e-6  # of the distance of the farthest candidate, up to which a mixed density is the same
_RIDGE = 1e-12  # added to the spread of offsets, so that those along one line have a step too
_LEAST_STEP, _ENOUGH = 1e-9, 1e-4  # of Newton's step, and of what it promises
_FLOOR = 0.01  # of the median distance between places, below which rows are as good as on one place


@dataclass(frozen=True)
class Density:
    """Mean distances of each place (n,), in metres, to the 16 nearest other samples and to the 16 nearest other places.

    Samples are rows of the survey, of which several may lie at one place.
    """

    samples: np.ndarray
    places: np.ndarray

    @property
    def repeated(self) -> bool:
        """Whether some places have several samples, so that the two distances differ."""
        return not np.array_equal(self.samples, self.places)

    def logarithms(self) -> np.ndarray:
        """Return both as logarithms (n, 2), in which places of like density lie near each other."""
        floor = _FLOOR * float(np.median(self.places))
        return np.log(np.maximum(np.column_stack([self.samples, self.places]), floor or 1.0))


def sampling_density(places: np.ndarray, samples: np.ndarray) -> Density:
    """Return the density around different places (n, 2) in metres, with ``samples`` (n,) rows at each.

    With fewer than 17 places or samples, all others count.
    """
    rows = np.repeat(places, samples, axis=0)
    found = (nearest_distances(others, places) for others in (rows, places))
    return Density(*(distances.sum(axis=1) / max(distances.shape[1], 1) for distances in found))


def nearest_distances(others: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return the distances (n, 16) of places (n, 2) to the nearest of others (m, 2), each place itself once left out.

    Where there are fewer than 17 others, those to all.
    """
    count = min(NEIGHBOURS, len(others) - 1)
    return np.asarray(cKDTree(others).query(places, [*range(1, count + 2)])[0][:, 1:])


@dataclass(frozen=True)
class Matches:
    """For each known place the others that stand for its sampling density.

    ``others`` (known, candidates) are numbers of places and ``weights`` (known, candidates) add to 1, or are 0 for a
    known place whose density no mixture of others has.
    """

    known: np.ndarray
    others: np.ndarray
    weights: np.ndarray

    @property
    def matched(self) -> np.ndarray:
        """Which of the known places have a match (known,)."""
        return np.asarray(self.weights.sum(axis=1) > 0)


def matches(density: Density, known: np.ndarray, eligible: np.ndarray) -> Matches:
    """Match known places with eligible ones of the same density; both are numbers of places, without a common one.

    Of the 50 eligible places that are nearest in the two logarithms of the density, those weights are taken that are
    closest to equal and give the known place's two logarithms as their means: entropy balancing (Hainmueller, 2012)
    around each place. Nearest places alone leave a bias where deposits lie at an end of the range of densities.
    """
    if not eligible.size:
        return Matches(known, np.zeros((len(known), 1), np.int64), np.zeros((len(known), 1)))
    logarithms = density.logarithms()
    count = min(_CANDIDATES, len(eligible))
    distances, found = cKDTree(logarithms[eligible]).query(logarithms[known], [*range(1, count + 1)])
    others = eligible[found]
    weights = np.array(
        [
            balanced((logarithms[near] - logarithms[place]) / (reach or 1.0))
            for place, near, reach in zip(known, others, distances.max(axis=1))
        ]
    )
    return Matches(known, others, weights)


def balanced(offsets: np.ndarray) -> np.ndarray:
    """Return the weights (n,) closest to equal under which the mean of offsets (n, 2) is 0; zeros where none have it.

    They are exp(offsets @ l) / sum, where l makes the logarithm of that sum least; Newton's method with halved steps.
    Sums are taken without matrix products, whose last digit hangs on the processor and its threads.
    """
    across, up = offsets.T
    pull = (0.0, 0.0)
    for _ in range(_STEPS):
        powers = across * pull[0] + up * pull[1]
        weights = np.exp(powers - powers.max())
        weights /= weights.sum()
        means = _mean(weights, across), _mean(weights, up)
        if max(map(abs, means)) < _BALANCED:
            return np.asarray(weights)
        step, part, before = _newton_step(weights, across, up), 1.0, _log_sum(powers)
        gain = means[0] * step[0] + means[1] * step[1]
        while part > _LEAST_STEP:
            moved = (pull[0] - part * step[0], pull[1] - part * step[1])
            if _log_sum(across * moved[0] + up * moved[1]) <= before - _ENOUGH * part * gain:
                break
            part /= 2
        pull = moved
    return np.zeros(len(offsets))


def _newton_step(weights: np.ndarray, across: np.ndarray, up: np.ndarray) -> tuple[float, float]:
    """Return the means of offsets divided by the matrix of their variances."""
    means = _mean(weights, across), _mean(weights, up)
    first = _mean(weights, across * across) - means[0] ** 2 + _RIDGE
    both = _mean(weights, across * up) - means[0] * means[1]
    second = _mean(weights, up * up) - means[1] ** 2 + _RIDGE
    size = first * second - both**2
    return (second * means[0] - both * means[1]) / size, (first * means[1] - both * means[0]) / size


def _mean(weights: np.ndarray, values: np.ndarray) -> float:
    return float((weights * values).sum())


def _log_sum(powers: np.ndarray) -> float:
    return float(powers.max() + np.log(np.exp(powers - powers.max()).sum()))


def matched_auc(found: Matches, scores: np.ndarray, place: np.ndarray, weights: np.ndarray) -> float | None:
    """Return the AUC of known places against others of their density, None where none has a match.

    ``scores`` (rows,) are those of rows at places ``place`` (rows,); rows of one place count as their mean chance.
    ``weights`` (known,) are those of the known places.
    """
    kept = np.flatnonzero(found.matched)
    if not kept.size:
        return None
    order = np.argsort(place, kind="stable")
    at = np.split(scores[order], np.flatnonzero(np.diff(place[order])) + 1)  # every place has a row
    chances = [
        sum(w * win_rates(at[found.known[k]], at[other]).mean() for other, w in zip(found.others[k], found.weights[k]))
        for k in kept
    ]
    return weighted_mean(np.array(chances), weights[kept])
