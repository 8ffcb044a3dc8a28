"""Neighbours of places and means over them, the support of a score: one sample, or an area of many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse
from scipy.spatial import cKDTree

NARROW = 8  # neighbours: those all around
SCALES = (NARROW, 24, 64)
_SHARE = 12  # no scale takes more than one in so many places, except the narrowest
_BLOCK = 20_000  # places whose neighbours are sought at once
_MORE = 12  # neighbours beyond those asked for, among which ties are settled
_EDGE = 0.95  # quantile of areas that none exceeds: beyond the edge of a survey there are no neighbours
_RESOLUTION = 1e-3  # metres; distances that differ by less are the same


def scales_for(places: int, wanted: Sequence[int] = SCALES) -> tuple[int, ...]:
    """Return the numbers of neighbours of the scales that a survey of so many places can have, rising, no two alike.

    A mean over more than a twelfth of all places says nothing of where in the survey it is, so wider scales take that,
    but never fewer than 8.
    """
    most = max(NARROW, places // _SHARE)
    return tuple(sorted({min(scale, most) for scale in wanted}))


def nearest(places: np.ndarray, count: int) -> tuple[np.ndarray, np.ndarray]:
    """Return distances and numbers (n, k) of the nearest places of each of ``places`` (n, 2), nearest first.

    ``count`` of them, or all others where there are fewer. A place is not its own neighbour; of those at one distance,
    as on a regular grid, that with the lower number comes first.
    """
    count = min(count, len(places) - 1)
    distances, numbers = np.empty((len(places), count)), np.empty((len(places), count), np.int64)
    for rows, distance, number in _found(places, count):
        distances[rows], numbers[rows] = distance, number
    return distances, numbers


def _found(places: np.ndarray, count: int) -> Iterator[tuple[slice, np.ndarray, np.ndarray]]:
    tree = cKDTree(places)
    asked = min(count + 1 + _MORE, len(places))
    for start in range(0, len(places), _BLOCK):
        rows = slice(start, min(start + _BLOCK, len(places)))
        distance, number = tree.query(places[rows], k=asked)
        own = number == np.arange(rows.start, rows.stop)[:, None]
        key = np.where(own, -1.0, np.round(distance / _RESOLUTION))
        order = np.lexsort((number, key), axis=1)[:, 1 : count + 1]
        yield rows, np.take_along_axis(distance, order, 1), np.take_along_axis(number, order, 1)


@dataclass(frozen=True)
class Support:
    """Means over each place and its nearest neighbours, at several scales; scale 0 is the place alone.

    ``distances`` and ``numbers`` (n, k) are those of the nearest places.
    """

    distances: np.ndarray
    numbers: np.ndarray

    @classmethod
    def of(cls, places: np.ndarray, count: int = max(SCALES)) -> Support:
        """Return the support of places (n, 2), up to ``count`` neighbours."""
        return cls(*nearest(places, count))

    def means(self, values: np.ndarray, scale: int) -> np.ndarray:
        """Return the means of ``values`` (n,) or (n, columns) over each place and ``scale`` neighbours.

        NaN are left out, and the mean is NaN where nothing else is. Where there are fewer neighbours, all count.
        """
        if scale == 0:
            return np.array(values, float)
        size, here = len(self.numbers), np.arange(len(self.numbers))[:, None]
        members = np.concatenate([here, self.numbers[:, :scale]], axis=1)
        members.sort(axis=1)  # places that have the same members have the same mean, to the last bit
        starts = np.arange(0, members.size + 1, members.shape[1])
        matrix = sparse.csr_matrix((np.ones(members.size), members.ravel(), starts), shape=(size, size))
        known = np.isfinite(values)
        count = matrix @ known.astype(float)
        total = matrix @ np.where(known, values, 0.0)
        return np.asarray(np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0))


def percentile_ranks(values: np.ndarray) -> np.ndarray:
    """Return ranks (n,) of values between 0 and 1; equal values share their mean rank, and NaN are 0.5.

    The smallest of n different values has 0.5 / n, the largest 1 - 0.5 / n.
    """
    from scipy.stats import rankdata  # takes long to import, and every start of QGIS would wait for it

    known = np.isfinite(values)
    ranks = np.full(len(values), 0.5)
    ranks[known] = (rankdata(values[known]) - 0.5) / max(int(known.sum()), 1)
    return ranks


def rank_correlation(first: np.ndarray, second: np.ndarray) -> float:
    """Return Spearman's rank correlation of values (n,); those that are NaN take the middle rank."""
    return float(np.corrcoef(percentile_ranks(first), percentile_ranks(second))[0, 1])


def place_areas(support: Support) -> np.ndarray:
    """Return the area (n,) that each place stands for: a circle to its 8th neighbour, shared among those in it.

    As Voronoi cells do, it counts places that crowd together for less, and needs no outline of the survey; the largest
    are held to the 95th percentile, as circles at its edge reach into the empty.
    """
    distances = support.distances[:, :NARROW]
    areas = np.pi * distances[:, -1] ** 2 / distances.shape[1]
    return np.minimum(areas, np.quantile(areas, _EDGE))
