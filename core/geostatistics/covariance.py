"""Matern covariances of a field, over points and averaged over the cells of a grid, and the cells by how they lie.

Cells of a coarse map that lie to each other alike share one covariance matrix, which holds at most 900 cells. A larger
map is represented by its eight fullest parts of 30 x 30 cells, taken as independent.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy import linalg

SMOOTHNESS = (0.5, 1.0, 1.5)
RANGES = (0.3, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 4.5, 7.0, 12.0, 20.0, 40.0)  # in coarse cells
POINTS = 5  # per side of a cell, to average covariances over it
JITTER = 1e-6  # of the variance of a block mean; keeps factors stable
_PART = 30  # cells per side of the largest part that is factored at once
_MOST_PARTS = 8
_FEWEST = 4  # cells in a part


@dataclass(frozen=True)
class Covariance:
    """A Matern field, its range in coarse cells; ``sill`` is its variance over points, ``noise`` that of a cell value.

    ``aspect`` is the width of a cell over its height.
    """

    smoothness: float
    range: float
    sill: float
    noise: float
    aspect: float = 1.0

    @property
    def texture(self) -> float:
        """How much the field varies within cells, in standard deviations, beside cells within squares of 2 x 2 cells.

        It is the root of the ratio of two dispersion variances (Chiles & Delfiner 2012, sec. 2.5.3).
        """
        table = block_table((2, 2), self.smoothness, self.range, self.aspect)
        return float(np.sqrt((1 - table[0, 0]) / (table[0, 0] - table.mean())))


class Scatter(NamedTuple):
    """How samples scatter about the mean of their cell: degrees of ``freedom``, and the ``variance`` of one."""

    freedom: float
    variance: float


@dataclass(frozen=True)
class Likelihood:
    """Minus log restricted likelihood of a covariance, its sill, the variance of the error of a value, and the drift.

    ``weight`` is that of the drift, ``error`` its standard error; both are 0 without one.
    """

    loss: float
    sill: float
    noise: float
    weight: float
    error: float


def matern(distance: np.ndarray, smoothness: float) -> np.ndarray:
    """Return the Matern correlation at distances in units of the range (smoothness 1/2, 1, 3/2 or 5/2)."""
    from scipy.special import kv

    if smoothness == 0.5:
        return np.exp(-distance)
    if smoothness == 1.5:
        scaled = math.sqrt(3) * distance
        return (1 + scaled) * np.exp(-scaled)
    if smoothness == 2.5:
        scaled = math.sqrt(5) * distance
        return (1 + scaled + scaled**2 / 3) * np.exp(-scaled)
    scaled = np.maximum(math.sqrt(2) * distance, 1e-9)
    return scaled * kv(1, scaled)


@lru_cache(maxsize=512)
def block_table(shape: tuple[int, int], smoothness: float, reach: float, aspect: float) -> np.ndarray:
    """Return correlations of cell means at lags of whole cells, (rows, columns); at lag (0, 0) it is below 1."""
    steps = np.arange(1 - POINTS, POINTS)
    weights = (POINTS - np.abs(steps)) / POINTS**2
    down = np.arange(shape[0])[:, None] + steps / POINTS
    across = (np.arange(shape[1])[:, None] + steps / POINTS) * aspect
    distance = np.hypot(down[:, :, None, None], across[None, None]) / reach
    return np.einsum("a,iajb,b->ij", weights, matern(distance, smoothness), weights)


def lag_index(place: np.ndarray, columns: int) -> np.ndarray:
    """Return where the lag of each two of n cells stands in a flat table of lags of so many columns, int32 (n, n)."""
    rows, cols = place.T.astype(np.int32)
    index = np.abs(rows[:, None] - rows)
    index *= np.int32(columns)
    index += np.abs(cols[:, None] - cols)
    return index


def covariance_matrix(table: np.ndarray, lags: np.ndarray, noise: float | np.ndarray) -> np.ndarray:
    """Return the covariance (n, n) of cells whose lags stand at ``lags`` (n, n) in a flat table, plus noise (n,)."""
    matrix = table.ravel().take(lags)
    matrix[np.diag_indices(len(lags))] += noise
    return matrix


def half_log_determinant(factor: np.ndarray) -> float:
    """Return half the logarithm of the determinant of the matrix whose Cholesky factor (n, n) this is.

    The diagonal is copied: of numbers apart in memory numpy takes logarithms one by one where its result happens to lie
    close behind them, and many at once elsewhere, which rounds otherwise.
    """
    return float(np.log(factor.diagonal().copy()).sum())


@dataclass(frozen=True)
class Part:
    """Cells of a part of a map: their ``place`` (n, 2), ``columns`` (n, k) of values and drift, ``noise`` (n,).

    The last is the variance of the error of each value as a share of the dispersion of points within a cell.
    """

    place: np.ndarray
    columns: np.ndarray
    noise: np.ndarray


@dataclass(frozen=True)
class Layout:
    """Parts of a map whose cells lie to each other alike and have alike noise, and so have one covariance matrix.

    ``lags`` (n, n) are those of ``lag_index``, ``noise`` (n,), and the columns and places of each part as in ``Part``.
    """

    lags: np.ndarray
    noise: np.ndarray
    parts: list[np.ndarray]
    places: list[np.ndarray]

    def errors(self, block: float, told: float) -> np.ndarray:
        """Return the variances (n,) of the errors of values, in sills.

        ``block`` is the variance of a block mean, ``told`` the dispersion of points within a cell that is not the
        field's, over that of the field.
        """
        return (1 - block) * (1 + told) * self.noise


class Whitened(NamedTuple):
    """Products (k, k) of the columns of all parts, once whitened by the factors of their covariances.

    ``log_determinant`` is half of that of the covariances, ``cells`` their number, ``noise`` the mean variance
    of the errors of their values. Covariances are in sills.
    """

    products: np.ndarray
    log_determinant: float
    cells: int
    noise: float


def parts_of(use: np.ndarray, planes: Sequence[np.ndarray], noise: np.ndarray) -> list[Part]:
    """Return the parts that represent the cells of a map marked in ``use``.

    Their columns are those of ``planes``; all are (rows, columns).
    """
    parts = []
    for rows, cols in blocks(use):
        place = np.argwhere(use[rows, cols]) + [rows.start, cols.start]
        if len(place) >= _FEWEST:
            at = (place[:, 0], place[:, 1])
            parts.append(Part(place, np.stack([plane[at] for plane in planes], axis=1), noise[at]))
    return parts


def extent_of(parts: Sequence[Part]) -> tuple[int, int]:
    """Return the most rows and columns that any part reaches over."""
    rows, columns = (int(n) for n in np.max([np.ptp(part.place, axis=0) + 1 for part in parts], axis=0))
    return rows, columns


def grouped_by_layout(parts: Sequence[Part], columns: int) -> list[Layout]:
    """Return the parts of a map by how their cells lie; ``columns`` are those of the table of lags."""
    found: dict[bytes, Layout] = {}
    for part in parts:
        near = part.place - part.place.min(axis=0)
        key = near.tobytes() + part.noise.tobytes()
        if key not in found:
            found[key] = Layout(lag_index(near, columns), part.noise, [], [])
        found[key].parts.append(part.columns)
        found[key].places.append(part.place)
    return list(found.values())


def blocks(use: np.ndarray) -> list[tuple[slice, slice]]:
    """Return the whole map where it is small, else at most eight square parts of it, the fullest first."""
    height, width = use.shape
    if use.sum() <= _PART**2:
        return [(slice(0, height), slice(0, width))]
    squares = [
        (slice(row, min(row + _PART, height)), slice(col, min(col + _PART, width)))
        for row in range(0, height, _PART)
        for col in range(0, width, _PART)
    ]
    return sorted(squares, key=lambda square: -int(use[square].sum()))[:_MOST_PARTS]


def factor_of(layout: Layout, table: np.ndarray, told: float = 0.0) -> np.ndarray:
    """Return the lower Cholesky factor (n, n) of the covariance of a layout's cells, noise included, in sills.

    ``table`` are correlations of cell means at lags of whole cells (rows, columns), as of ``block_table``; ``told`` as
    in ``Layout.errors``.
    """
    block = float(table[0, 0])
    matrix = covariance_matrix(table, layout.lags, layout.errors(block, told) + JITTER * block)
    # transposed, which changes nothing here, it lies in memory as LAPACK wants it and is not copied
    return np.asarray(linalg.cholesky(matrix.T, lower=True, overwrite_a=True, check_finite=False))


def whitened(layouts: Sequence[Layout], table: np.ndarray, told: float = 0.0) -> Whitened:
    """Return the products of the columns of all parts, under correlations and ``told`` as in ``factor_of``."""
    log_determinant, noise, count, block = 0.0, 0.0, 0, float(table[0, 0])
    products = np.zeros((layouts[0].parts[0].shape[1],) * 2)
    for layout in layouts:
        factor = factor_of(layout, table, told)
        half_determinant = half_log_determinant(factor)
        noise += float(layout.errors(block, told).sum()) * len(layout.parts)
        for part in layout.parts:
            columns = linalg.solve_triangular(factor, part, lower=True, check_finite=False)
            products += columns.T @ columns
            log_determinant += half_determinant
            count += len(part)
    return Whitened(products, log_determinant, count, noise / count)
