"""Matern covariances of a field, over points and averaged over the cells of a grid."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

SMOOTHNESS = (0.5, 1.0, 1.5)
RANGES = (0.3, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 4.5, 7.0, 12.0, 20.0, 40.0)  # in coarse cells
POINTS = 5  # per side of a cell, to average covariances over it
JITTER = 1e-6  # of the variance of a block mean; keeps factors stable


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
    """Return where the lag of each two of n cells stands in a flat table of lags of so many columns, (n, n)."""
    lags = np.abs(place[:, None] - place[None])
    return np.asarray(lags[..., 0] * columns + lags[..., 1])


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
