"""A size of cells that suits the spacing of samples."""

from __future__ import annotations

import math

import numpy as np
from scipy.spatial import ConvexHull, QhullError, cKDTree

from ..errors import FusionError

_NEIGHBOURS = 4  # on a square grid of samples the fourth nearest is as far as the first
_ACROSS = 2.0  # spacings to a side of a cell: about four samples in it
_ROUND = (1.0, 2.0, 2.5, 5.0, 10.0)


def sample_spacing(x: np.ndarray, y: np.ndarray) -> float:
    """Return how far samples typically lie apart: the step of a square grid, else one over the root of the density.

    It is the lesser of two: that of as many places on a grid over their convex hull, which ground without samples
    makes too wide, and the median distance to the fourth nearest other place, which the margin makes too wide. Raises
    FusionError for fewer than five places.
    """
    places = np.unique(np.column_stack([x, y]), axis=0)
    if len(places) <= _NEIGHBOURS:
        raise FusionError(
            "CELL_SIZE is 0, and too few places ({count}) say nothing of their spacing: give a length above 0.",
            count=len(places),
        )
    distances, _ = cKDTree(places).query(places, _NEIGHBOURS + 1)
    return min(float(np.median(distances[:, -1])), _over_hull(places))


def _over_hull(places: np.ndarray) -> float:
    """Return the step of a grid of as many places over the same convex hull; infinite where they lie on a line."""
    try:
        area = float(ConvexHull(places - places.mean(axis=0)).volume)
    except QhullError:
        return math.inf
    return math.sqrt(area) / (math.sqrt(len(places)) - 1)


def proposed_cell_size(spacing: float) -> float:
    """Return a round size (1, 2, 2.5 or 5 times a power of ten) of cells that hold about four samples."""
    wanted = _ACROSS * spacing
    power = 10.0 ** math.floor(math.log10(wanted))
    return power * min(_ROUND, key=lambda step: abs(math.log(step * power / wanted)))
