"""A trend of contents with the bands of an image, found from means over cells as the means that they are.

A regression learns from the mean of each band over a cell, and is then asked for single pixels. This trend knows the
difference: a coarse value is the mean over the pixels of its cell of a line in the bands, of a smooth function of them
(a Gaussian process, told by its kernels with a few pixels, whose means over the cells are known), of a field that
varies in space, and of noise. Coefficients of the line and of the kernels are random, each kind with a variance of its
own; all variances and the covariance of the field are found by restricted likelihood (mixed models: Searle, Casella and
McCulloch 1992, Variance Components, chapter 6; kernels averaged over supports: Law et al. 2018, Variational learning on
aggregate outputs with Gaussian processes), and the coefficients are their best linear unbiased predictions (Robinson
1991, doi 10.1214/ss/1177011926).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from scipy import linalg

from ..downhill import Place, downhill
from ..geostatistics.covariance import (
    RANGES,
    SMOOTHNESS,
    Layout,
    Whitened,
    block_table,
    extent_of,
    factor_of,
    grouped_by_layout,
    parts_of,
    whitened,
)
from ..geostatistics.image_weight import FLAT, likelihoods, shrunken

FEWEST_CELLS = 20  # from which a trend is looked for
VARIANCES = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0)  # of the line and of the kernels, in sills
_START = (0, 5, 0, 4, 4)  # smoothness 0.5, range 2, the first noise, variances of 0.1


@dataclass(frozen=True)
class CellTrend:
    """What is found for an element: ``line`` (p,) and ``kernels`` (m,) are coefficients of the columns given.

    A content is ``constant`` + columns . coefficients. ``held_out`` (rows, columns) is what the trend says of each cell
    when it has not seen its value, but for the content of the average cell. ``weight`` is that of the regression beside
    it, were it alone.
    """

    constant: float
    line: np.ndarray
    kernels: np.ndarray
    held_out: np.ndarray
    weight: float


class _Profile(NamedTuple):
    """A setting's minus log restricted likelihood, its sill, and its fixed coefficients with their covariance."""

    loss: float
    sill: float
    coefficients: np.ndarray
    covariance: np.ndarray


class _LeftOut(NamedTuple):
    """Cells of a part of a map under a field: their ``place`` (n, 2), all columns (n, k), and what leaves cells out.

    ``weighed`` (n, k) are the columns times the precision of the cells, ``diagonal`` (n,) is that of the precision.
    """

    place: np.ndarray
    columns: np.ndarray
    weighed: np.ndarray
    diagonal: np.ndarray


class CellTrends:
    """Finds the trends of elements that have values in the same cells, with errors alike.

    ``maps`` are their values and the predictions of a regression for cells left out, (rows, columns) with NaN;
    ``line`` (p, rows, columns) and ``kernels`` (m, ...) are what the trends are made of. ``noises`` are the errors of
    values that are held possible, each (rows, columns), as shares of the dispersion of points within a cell; where they
    are several, each is the same in all cells. ``aspect`` is the width of a cell over its height.
    """

    def __init__(
        self,
        maps: Sequence[tuple[np.ndarray, np.ndarray]],
        line: np.ndarray,
        kernels: np.ndarray,
        noises: Sequence[np.ndarray],
        aspect: float,
    ) -> None:
        self._maps, self._noises, self._aspect = maps, noises, aspect
        self.columns = columns = np.concatenate([line, kernels])
        self._sizes = len(line), len(kernels)
        values, predicted = maps[0]  # all have values in the same cells
        self.use = np.isfinite(values) & np.isfinite(predicted) & np.isfinite(columns).all(axis=0)
        # Most digits of a band far from 0 say its level alone, and would be lost to all products; and what a cell left
        # out changes of a coefficient would move what is told of the cell by that level.
        self._level = columns[:, self.use].mean(axis=1) if self.use.any() else np.zeros(len(columns))
        self._random = columns - self._level[:, None, None]
        parts = parts_of(self.use, [self.use], noises[0])
        self._extent = extent_of(parts)
        self._cells = grouped_by_layout(parts, self._extent[1])
        self._known: dict[Place, Whitened] = {}
        self._left_out: tuple[Place, list[_LeftOut]] = ((), [])

    @property
    def cells(self) -> int:
        return int(self.use.sum())

    @property
    def elements(self) -> int:
        return len(self._maps)

    def of_columns(self, columns: np.ndarray) -> CellTrends:
        """Return the same with other ``columns`` (p + m, rows, columns) to make trends of."""
        straight = self._sizes[0]
        return CellTrends(self._maps, columns[:straight], columns[straight:], self._noises, self._aspect)

    def trend(self, number: int) -> CellTrend:
        """Return the trend of an element, by its number. Fewer than ``FEWEST_CELLS`` cells are the caller's mistake."""
        steps = (*self._fields, len(VARIANCES), len(VARIANCES))
        best = downhill(_START, steps, cache(lambda at: self._profile(number, at, []).loss))
        coefficients, held_out = self._solved(number, best)
        p = self._sizes[0]
        constant, line, kernels = float(coefficients[0]), coefficients[1 : p + 1], coefficients[p + 1 :]
        return CellTrend(constant, line, kernels, held_out, self._weight(number))

    def _weight(self, number: int) -> float:
        """Return the weight of the regression of an element, shrunk, where there is no other trend."""
        predicted = self._maps[number][1]
        if not np.nanstd(predicted[self.use]) > 0:
            return 0.0
        drift = [self._first_drift + number]
        found = self._profile(number, self._without_trend(number, drift), drift)
        return shrunken(float(found.coefficients[1]), float(found.covariance[1, 1]))

    def field_alone(self, number: int) -> Place:
        """Return the place of the likeliest field and noise of an element that owes nothing to the columns."""
        return self._without_trend(number, [])

    def told(self, number: int, field: Place) -> np.ndarray:
        """Return what the likeliest trend beside a given field and noise says of cells left out (rows, columns).

        Elements of one field are told fastest one after the other.
        """
        steps = (len(VARIANCES), len(VARIANCES))
        best = downhill(_START[3:], steps, cache(lambda at: self._profile(number, (*field[:3], *at), []).loss))
        return self._solved(number, (*field[:3], *best))[1]

    def certainty(self, number: int, field: Place, drifts: Sequence[np.ndarray]) -> np.ndarray:
        """Return the weight of each drift (rows, columns), alone beside a field, in its standard errors.

        It is 0 for a drift that is flat but for rounding, which may look like anything.
        """
        values = self._maps[number][0]
        planes = [values, np.ones(self.use.shape), *(drift - np.mean(drift[self.use]) for drift in drifts)]
        least = FLAT * np.std(values[self.use])
        bent = [k for k, plane in enumerate(planes[2:]) if np.std(plane[self.use]) > least]
        told = likelihoods(self._laid(planes, field[2]), self._table(field), [(0, 1, 2 + k) for k in bent])
        found = np.zeros(len(drifts))
        found[bent] = [one.weight / one.error if one.error > 0 else 0.0 for one in told]
        return found

    def _without_trend(self, number: int, drift: Sequence[int]) -> Place:
        start: Place = (*_START[:3], 0, 0)
        return downhill(start, (*self._fields, 1, 1), cache(lambda at: self._profile(number, at, drift).loss))

    @property
    def _fields(self) -> Place:
        """The numbers of smoothnesses, ranges and noises among which a field is looked for."""
        return len(SMOOTHNESS), len(RANGES), len(self._noises)

    @property
    def _first_drift(self) -> int:
        """The first column of the predictions; before it stand values and a constant, behind it what is random."""
        return len(self._maps) + 1

    @property
    def _first_random(self) -> int:
        return 2 * len(self._maps) + 1

    @cached_property
    def _columns(self) -> list[Layout]:
        """The cells with all columns, by how they lie, of the first noise."""
        planes = [values for values, _ in self._maps] + [np.ones(self.use.shape)]
        planes += [predicted - np.mean(predicted[self.use]) for _, predicted in self._maps] + list(self._random)
        return self._laid(planes, 0)

    def _layouts(self, noise: int) -> list[Layout]:
        """Return the cells with all columns, by how they lie, of a noise by its number."""
        return [replace(own, noise=self._noise_at(own, noise)) for own in self._columns]

    def _laid(self, planes: Sequence[np.ndarray], noise: int) -> list[Layout]:
        """Return the cells with planes (rows, columns) as their columns: lags take memory, and are those of one set."""
        return [
            Layout(
                own.lags,
                self._noise_at(own, noise),
                [np.stack([plane[tuple(place.T)] for plane in planes], axis=1) for place in own.places],
                own.places,
            )
            for own in self._cells
        ]

    def _noise_at(self, cells: Layout, noise: int) -> np.ndarray:
        return np.asarray(self._noises[noise][tuple(cells.places[0].T)])

    def _table(self, at: Place) -> np.ndarray:
        return block_table(self._extent, SMOOTHNESS[at[0]], RANGES[at[1]], self._aspect)

    def _whitened(self, at: Place) -> Whitened:
        if at[:3] not in self._known:
            self._known[at[:3]] = whitened(self._layouts(at[2]), self._table(at))
        return self._known[at[:3]]

    def _spread(self, at: Place) -> np.ndarray:
        """Return the standard deviations of all random coefficients at a place, in roots of the sill."""
        return np.sqrt(np.repeat([VARIANCES[at[3]], VARIANCES[at[4]]], self._sizes))

    def _profile(self, number: int, at: Place, drift: Sequence[int]) -> _Profile:
        """Return what a place says of an element, with the fixed columns ``drift`` beside a constant.

        What is random is taken out of the products first (Woodbury's identity), then sill and fixed coefficients.
        """
        found, spread = self._whitened(at), self._spread(at)
        fixed = [number, len(self._maps), *drift]
        own, loss = found.products[fixed][:, fixed], found.log_determinant
        random = self._first_random + np.flatnonzero(spread)
        if len(random):
            scale = spread[spread > 0]
            inner = found.products[random][:, random] * scale[:, None] * scale
            inner[np.diag_indices(len(inner))] += 1
            factor = linalg.cholesky(inner, lower=True, check_finite=False)
            crossed = found.products[random][:, fixed] * scale[:, None]
            crossed = linalg.solve_triangular(factor, crossed, lower=True, check_finite=False)
            own = own - crossed.T @ crossed
            loss += float(np.log(factor.diagonal().copy()).sum())
        inverse = np.linalg.pinv(own[1:, 1:])
        coefficients = inverse @ own[1:, 0]
        freedom = found.cells - len(coefficients)
        sill = max(float(own[0, 0] - coefficients @ own[1:, 0]) / freedom, 1e-300)
        loss += float(np.linalg.slogdet(own[1:, 1:])[1]) / 2 + freedom * math.log(sill) / 2
        return _Profile(loss, sill, coefficients, sill * inverse)

    def _without_each(self, at: Place) -> list[_LeftOut]:
        """Return what leaves out each cell under the field of a place; that of the last field asked for is kept."""
        field, found = self._left_out
        if field != at[:3]:
            found = []
            for layout in self._layouts(at[2]):
                factor = factor_of(layout, self._table(at))
                inverse = linalg.solve_triangular(factor, np.eye(len(factor)), lower=True, check_finite=False)
                diagonal = (inverse**2).sum(axis=0)
                for part, place in zip(layout.parts, layout.places):
                    weighed = linalg.cho_solve((factor, True), part, check_finite=False)
                    found.append(_LeftOut(place, part, weighed, diagonal))
            self._left_out = at[:3], found
        return found

    def _solved(self, number: int, at: Place) -> tuple[np.ndarray, np.ndarray]:
        """Return the coefficients (1 + p + m,), the constant first, and what they say of cells left out.

        Leaving out a cell is to give it a coefficient of its own, which changes all others by what they owe to it.
        Cells in no part have taught nothing, and are told as they are. The content of the average cell stays that of
        all cells: what uses a trend has a constant of its own, and a trend of nothing but a constant must not seem to
        follow the values.
        """
        found, spread = self._whitened(at), self._spread(at)
        columns = [len(self._maps), *range(self._first_random, len(found.products))]
        scale = np.concatenate([[1.0], spread])
        system = found.products[columns][:, columns] * scale[:, None] * scale
        system[np.diag_indices(len(system))] += np.concatenate([[0.0], np.ones(len(spread))])
        inverse = scale[:, None] * np.linalg.inv(system) * scale
        coefficients = inverse @ found.products[columns, number]
        said = coefficients[0] + np.tensordot(coefficients[1:], self._random, 1)
        held_out = np.where(self.use, said, np.nan)
        for part in self._without_each(at):
            weighed, design = part.weighed[:, columns], part.columns[:, columns]
            owed = weighed @ inverse
            error = part.weighed[:, number] - weighed @ coefficients
            error /= part.diagonal - np.einsum("ij,ij->i", owed, weighed)
            told = design @ coefficients - error * np.einsum("ij,ij->i", owed[:, 1:], design[:, 1:])
            held_out[part.place[:, 0], part.place[:, 1]] = told
        coefficients[0] -= coefficients[1:] @ self._level
        return coefficients, held_out
