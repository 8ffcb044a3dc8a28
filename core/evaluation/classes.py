"""Classes of scores and contents: by percentiles, by median and spread, and by the breaks of a fractal.

Which limit separates background from anomaly is no property of the numbers alone; three usual answers stand side by
side.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np

PERCENTILES = (50.0, 75.0, 90.0, 95.0, 98.0)
_MAD = 1.4826  # a median absolute deviation as the standard deviation of a normal distribution
_DEVIATIONS = 2.0
_FEWEST = 20  # different values of which a fractal can be seen
_POINTS = 200  # at most that breaks are sought among
_MOST_PARTS = 4
_SHORTEST = 0.05  # of the points, that a part has


def classify(values: np.ndarray, limits: Sequence[float], beyond: bool = True) -> np.ndarray:
    """Return the class (n,) of values: how many of the rising limits they lie beyond, or reach; -1 for NaN.

    ``beyond`` for limits that a usual value may have, such as percentiles: where most values are one limit of
    detection, it is the limit of many classes, and in none of them.
    """
    values = np.asarray(values, float)
    side: Literal["left", "right"] = "left" if beyond else "right"
    return np.where(np.isfinite(values), np.searchsorted(np.asarray(limits, float), values, side=side), -1)


def percentile_limits(values: np.ndarray, percentiles: Sequence[float] = PERCENTILES) -> tuple[float, ...]:
    """Return the values at percentiles, NaN left out; none where nothing is known."""
    known = values[np.isfinite(values)]
    return tuple(float(limit) for limit in np.percentile(known, percentiles)) if known.size else ()


def deviation_limit(values: np.ndarray, deviations: float = _DEVIATIONS) -> float:
    """Return the median and two (or so many) median absolute deviations, these times 1.4826 (Reimann et al. 2005).

    Contents should be given as logarithms, whose distribution is the less skewed. NaN where nothing is known.
    """
    known = values[np.isfinite(values)]
    if not known.size:
        return float("nan")
    median = np.median(known)
    return float(median + deviations * _MAD * np.median(np.abs(known - median)))


def fractal_limits(values: np.ndarray, areas: np.ndarray, most_parts: int = _MOST_PARTS) -> tuple[float, ...]:
    """Return the breaks of the concentration-area fractal (Cheng et al. 1994), rising; none where there are none.

    The area A(c) of all places with at least a content c is a power of c within one population, a straight line of log
    A over log c; where the line breaks, another population begins. ``values`` (n,) are contents above 0, ``areas`` (n,)
    what each stands for. One to ``most_parts`` lines are fitted by least squares, each with its own slope and start, to
    at most 200 points evenly spaced in log c, so that the many low contents do not outweigh the few high ones; their
    number is that of the least Bayesian information criterion.
    """
    x, y = area_curve(values, areas)
    if len(x) < _FEWEST:
        return ()
    size, shortest = len(x), max(3, int(np.ceil(_SHORTEST * len(x))))
    costs = _line_costs(x, y, shortest)
    total, starts = [costs[0]], []  # of the best division of the first points into so many parts
    for _ in range(most_parts - 1):
        # the last part starts at each point in turn
        sums = total[-1][:-1, None] + costs[1:]
        starts.append(np.argmin(sums, axis=0) + 1)
        total.append(sums.min(axis=0))
    criteria = [_criterion(part[-1], size, number) for number, part in enumerate(total, 1)]
    breaks: list[int] = []
    end = size - 1
    for number in range(int(np.argmin(criteria)), 0, -1):
        start = int(starts[number - 1][end])
        breaks.append(start)
        end = start - 1
    return tuple(float(np.exp(x[start])) for start in reversed(breaks))


def area_curve(values: np.ndarray, areas: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return log content and log area of what reaches it (k,), at up to 200 contents that occur, rising."""
    known = np.isfinite(values) & (values > 0)
    contents, number = np.unique(values[known], return_inverse=True)
    area = np.cumsum(np.bincount(number, areas[known], minlength=len(contents))[::-1])[::-1]
    x, y = np.log(contents), np.log(area)
    if len(x) > _POINTS:
        picked = np.unique(np.searchsorted(x, np.linspace(x[0], x[-1], _POINTS)).clip(0, len(x) - 1))
        x, y = x[picked], y[picked]
    return x, y


def _line_costs(x: np.ndarray, y: np.ndarray, shortest: int) -> np.ndarray:
    """Return the squared residuals (n, n) of a line through points i to j, infinite where these are too few."""
    x, y = x - x.mean(), y - y.mean()
    sums = [np.concatenate([[0.0], np.cumsum(part)]) for part in (x, y, x * x, x * y, y * y)]
    first, last = np.ogrid[: len(x), : len(x)]
    sx, sy, sxx, sxy, syy = (part[last + 1] - part[first] for part in sums)
    count = last - first + 1
    enough = count >= shortest
    many = np.where(enough, count, 1)
    sxx, sxy, syy = sxx - sx**2 / many, sxy - sx * sy / many, syy - sy**2 / many
    explained = np.divide(sxy**2, sxx, out=np.zeros(sxx.shape), where=enough & (sxx > 1e-12))
    return np.where(enough, np.maximum(syy - explained, 0.0), np.inf)


def _criterion(cost: float, size: int, parts: int) -> float:
    """Return the Bayesian information criterion of lines: two numbers a line, and where it starts."""
    if not np.isfinite(cost):
        return float("inf")
    return float(size * np.log(max(cost / size, 1e-12)) + (3 * parts - 1) * np.log(size))
