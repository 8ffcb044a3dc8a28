"""Within what predictions are held: what was measured, widened by a stated margin, and the whole of a unit.

A line run far outside its training range must not become a content that nobody has ever measured, least of all through
an exponential. The margin is wide, because pixels differ more than the means of cells that a model was trained on.
"""

from __future__ import annotations

import math

import numpy as np

from ..units import largest_content

Bounds = tuple[float, float]
WIDENED = 2.0  # share of the range of the logarithms that is added on each side
MOST = math.log(5)  # of the logarithms, the most that is added
_FAR = 4.0  # share of the range of values that are not logged


def part_bounds(transform: str, parts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the least and largest of each part (n, parts) that a prediction may take, on the scale of training."""
    low, high = parts.min(axis=0), parts.max(axis=0)
    margin = _FAR * (high - low) if transform == "none" else np.minimum(WIDENED * (high - low), MOST)
    return low - margin, high + margin


def content_bounds(transform: str, values: np.ndarray, unit: str) -> Bounds:
    """Return the least and largest content that a prediction of an element may become, from its values (n,)."""
    scale = values if transform == "none" else np.log(values)
    low, high = (float(end[0]) for end in part_bounds(transform, scale[:, None]))
    if transform != "none":
        low, high = math.exp(low), math.exp(high)
    whole = largest_content(unit)
    # values above the whole are no contents of that unit, whatever it says
    return (low, min(high, whole)) if whole is not None and values.max() <= whole else (low, high)


def measured_range(bounds: Bounds, transform: str) -> Bounds:
    """Return the least and largest content that ``content_bounds`` was told, nearly so where the whole bounds it."""
    if transform == "none" or bounds[0] <= 0:
        margin = (bounds[1] - bounds[0]) * _FAR / (1 + 2 * _FAR)
        return bounds[0] + margin, bounds[1] - margin
    low, high = (math.log(end) for end in bounds)
    margin = min((high - low) * WIDENED / (1 + 2 * WIDENED), MOST)
    return math.exp(low + margin), math.exp(high - margin)


def limits(bounds: Bounds | None, unit: str) -> Bounds:
    """Return within what predictions are held: without bounds, as in old model files, the whole of their unit."""
    return bounds or (-math.inf, largest_content(unit) or math.inf)


def held(contents: np.ndarray, bounds: Bounds | None, unit: str) -> np.ndarray:
    """Return contents within their limits."""
    return np.clip(contents, *limits(bounds, unit))


def count_held(contents: np.ndarray, bounds: Bounds | None, unit: str) -> int:
    """Return how many contents (float32, NaN for none) lie at their limits, where ``held`` puts what is beyond."""
    low, high = (np.float32(end) for end in limits(bounds, unit))
    return int(np.count_nonzero(contents <= low) + np.count_nonzero(contents >= high))
