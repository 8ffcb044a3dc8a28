"""Kriging of samples at points, each place from the samples near it, without seams.

Samples are dealt to small groups, halved again and again at the median. Around the middle of each group lies a
neighbourhood: the samples nearest to it, and all those that have it among their own nearest middles. Each is a system
of ordinary kriging of its own. A place is told by the neighbourhoods of its three nearest middles, with weights that
fall to nothing where a fourth middle comes as near (a partition of unity: Wendland 2005, Scattered Data Approximation,
section 15.4). So the surface is continuous, and where values have no nugget it meets every sample: all neighbourhoods
that tell the place of a sample hold it.

A place is told the same whatever other places are asked for with it, where matrix products run on one thread. Cost:
n log n to deal n samples; a place costs the square of the size of a neighbourhood.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import linalg
from scipy.spatial import cKDTree

from ..blas import one_blas_thread
from .covariance import Covariance, matern
from .sample_weight import JITTER, halved

WHOLE = 128  # samples, up to which one neighbourhood holds all
_GROUP = 8  # samples to a middle
_NEAREST = 64  # samples of a neighbourhood, and a few more
_TOLD_BY = 3  # neighbourhoods of a place
_ROWS = 128  # places told at once; always so many, so that matrix products add up alike for each
_NOTHING = 1e-12  # weight of the farthest neighbourhood, where all are equally far


@dataclass(frozen=True)
class SampledField:
    """Values (n,) of a field at samples, its covariance (range in metres) and the variance ``noise`` (n,) of each."""

    values: np.ndarray
    covariance: Covariance
    noise: np.ndarray


class SampleKriging:
    """Kriges fields that are known at the same places (n, 2) in metres, no two alike."""

    def __init__(self, places: np.ndarray, fields: Sequence[SampledField]) -> None:
        self.places, self.fields = places, fields
        self._middles = np.zeros((1, 2))
        self._members = [np.arange(len(places))]
        if len(places) > WHOLE:
            self._middles = np.array([places[rows].mean(axis=0) for rows in halved(places, _GROUP)])
        self._tree = cKDTree(self._middles)
        if len(places) > WHOLE:
            self._members = self._neighbourhoods()

    def at(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the fields without noise at places (m, 2) and the variances of their errors, (fields, m) each."""
        near, weights = self._told_by(places)
        found = np.empty((2, len(self.fields), *near.shape))
        for middle, told in _grouped(near):
            members = self._members[middle]
            known = self.places[members]
            systems = [_System(known, field, members) for field in self.fields]
            for start in range(0, len(told), _ROWS):
                some = told[start : start + _ROWS]
                rows, columns = np.divmod(some, near.shape[1])
                distances = _distances(np.resize(places[rows], (_ROWS, 2)), known)
                for k, system in enumerate(systems):
                    found[:, k, rows, columns] = system.at(distances)[:, : len(some)]
        estimates, variances = (found * weights).sum(axis=-1)
        return estimates, variances

    def of_means(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return what is known of errors within cells, each of ``places`` (cells, points, 2) evenly spread over it.

        The mean variance of the errors at the points, and the variance of their mean over the points, (fields, cells)
        each. A cell is told by the neighbourhood nearest to its centre.
        """
        found = np.empty((2, len(self.fields), len(places)))
        near = self._tree.query(places.mean(axis=1))[1][:, None]
        with one_blas_thread():
            for middle, told in _grouped(near):
                members = self._members[middle]
                known = self.places[members]
                systems = [_System(known, field, members) for field in self.fields]
                for cell in told:
                    distances, between = _distances(places[cell], known), _distances(places[cell], places[cell])
                    found[:, :, cell] = np.array([system.of_mean(distances, between) for system in systems]).T
        return found[0], found[1]

    def _told_by(self, places: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the neighbourhoods that tell places and their weights, (m, neighbourhoods) each."""
        if len(self._members) == 1:
            return np.zeros((len(places), 1), np.int64), np.ones((len(places), 1))
        distances, near = self._tree.query(places, k=_TOLD_BY + 1)
        farthest = np.maximum(distances[:, -1:], np.finfo(float).tiny)
        weights = np.maximum(1 - distances[:, :-1] / farthest, 0) ** 2 + _NOTHING
        return near[:, :-1], weights / weights.sum(axis=1, keepdims=True)

    def _neighbourhoods(self) -> list[np.ndarray]:
        """Return the samples of each neighbourhood: the nearest, and those whose place it helps to tell."""
        _, nearest = cKDTree(self.places).query(self._middles, k=_NEAREST)
        _, told_by = self._tree.query(self.places, k=_TOLD_BY)
        middles = np.concatenate([np.repeat(np.arange(len(nearest)), _NEAREST), told_by.ravel()])
        samples = np.concatenate([nearest.ravel(), np.repeat(np.arange(len(self.places)), _TOLD_BY)])
        pairs = np.unique(middles * len(self.places) + samples)
        middles, samples = np.divmod(pairs, len(self.places))
        return np.split(samples, np.searchsorted(middles, np.arange(1, len(nearest))))


class _System:
    """The ordinary kriging system of a field from the ``members`` of a neighbourhood, at places ``known`` (n, 2)."""

    def __init__(self, known: np.ndarray, field: SampledField, members: np.ndarray) -> None:
        c = self.covariance = field.covariance
        between = c.sill * matern(_distances(known, known) / c.range, c.smoothness)
        between[np.diag_indices(len(known))] += field.noise[members] + JITTER * (c.sill + c.noise)
        factor = linalg.cholesky(between, lower=True, check_finite=False)
        identity = np.eye(len(known))
        self.whitening = linalg.solve_triangular(factor, identity, lower=True, check_finite=False).T.copy()
        whitened_values, whitened_ones = self.whitening.T @ field.values[members], self.whitening.sum(axis=0)
        self.total = float(whitened_ones @ whitened_ones)
        self.mean = float(whitened_ones @ whitened_values) / self.total
        self.of_left = self.whitening @ (whitened_values - self.mean * whitened_ones)
        self.of_ones = self.whitening @ whitened_ones

    def at(self, distances: np.ndarray) -> np.ndarray:
        """Return estimates and variances (2, m) at places whose distances (m, n) from the known ones are given."""
        c = self.covariance
        right = c.sill * matern(distances / c.range, c.smoothness)
        short = 1 - (right * self.of_ones).sum(axis=1)  # what ordinary kriging pays for the unknown mean
        known = ((right @ self.whitening) ** 2).sum(axis=1)
        variance = np.maximum(c.sill - known + short**2 / self.total, 0)
        return np.stack([self.mean + (right * self.of_left).sum(axis=1), variance])

    def of_mean(self, distances: np.ndarray, between: np.ndarray) -> tuple[float, float]:
        """Return the mean variance of the errors at places, and the variance of the mean of these errors.

        ``distances`` (m, n) are those from the known places, ``between`` (m, m) those of the places themselves.
        """
        c = self.covariance
        right = c.sill * matern(distances / c.range, c.smoothness)
        short = 1 - (right * self.of_ones).sum(axis=1)
        own = c.sill - ((right @ self.whitening) ** 2).sum(axis=1) + short**2 / self.total
        mean = c.sill * matern(between / c.range, c.smoothness).mean()
        mean += short.mean() ** 2 / self.total - ((right.mean(axis=0) @ self.whitening) ** 2).sum()
        return max(float(own.mean()), 0.0), max(float(mean), 0.0)


def _grouped(near: np.ndarray) -> Iterator[tuple[int, np.ndarray]]:
    """Yield each neighbourhood that tells places, with where it stands in ``near``, flat."""
    order = np.argsort(near.ravel(), kind="stable")
    middles, starts = np.unique(near.ravel()[order], return_index=True)
    for middle, told in zip(middles, np.split(order, starts[1:])):
        yield int(middle), told


def _distances(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    """Return distances (m, n) between places (m, 2) and (n, 2)."""
    across, up = (first[:, axis, None] - second[None, :, axis] for axis in (0, 1))
    return np.asarray(np.sqrt(across * across + up * up))
