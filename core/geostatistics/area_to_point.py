"""Area-to-point kriging: what cell means say of the ground inside the cells, and how well they say it.

Ordinary kriging of points from means over cells, under the covariance of the field (Kyriakidis 2004, doi
10.1111/j.1538-4632.2004.tb01135.x). A cell is what the image shows of it: one that is cut by an edge or by clouds
stands for its visible part. Where cell values carry no noise, the points of a cell average to its value.

Points form a lattice of ``SIDE`` x ``SIDE`` in each cell and are told from the cells within three rings around it. All
cells with a full neighbourhood share one set of weights; the others have a system of 49 equations each.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from scipy import ndimage

from ..blas import one_blas_thread
from ..errors import given
from ..progress import SILENT, Progress
from .covariance import JITTER, POINTS, Covariance, matern

SIDE = POINTS  # the points told are those that stand for a cell
_RINGS = 3
NEAR_SIDE = 2 * _RINGS + 1  # cells on a side of the square from which a cell is told
_NEAR = NEAR_SIDE**2
_WITHIN = SIDE * SIDE
_WHOLE = 0.95  # share of a cell's ground that counts as all of it
_INNER = slice(_RINGS, -_RINGS)
_BATCH = 64  # cells solved at a time


@dataclass(frozen=True)
class Kriged:
    """Points on a lattice of (rows x SIDE, columns x SIDE): their values and the standard deviations of their errors.

    NaN where no cell nearby has a value. Both in the unit of the cell values. ``anomalous`` (rows, columns), where it
    was asked, is the share of each cell value that is no noise although kriging would smooth it out.
    """

    values: np.ndarray
    deviation: np.ndarray
    anomalous: np.ndarray | None = None


def krige_points(
    values: np.ndarray,
    covariance: Covariance,
    noise: np.ndarray,
    ground: np.ndarray | None = None,
    progress: Progress = SILENT,
) -> Kriged:
    """Krige the points within cells from cell values (rows, columns), NaN where there is none.

    ``noise`` (rows, columns) is the variance of the error of each value. ``ground`` (rows x SIDE, columns x SIDE) is
    the share of the ground around each point that the values stand for, None where it is all; points far from any are
    not told.
    """
    rows, cols = values.shape
    near = _Near(values, noise, ground)
    out = np.full((2, rows * cols, _WITHIN), np.nan)
    told, alike, cut = near.told(), near.alike(), near.cut()
    level = np.ravel(noise)
    with one_blas_thread():
        for error in np.unique(level[told[alike[told]]]):
            one = told[alike[told] & (level[told] == error)]
            weights, spread = _solve(covariance, near.has(one[:1]), near.errors(one[:1]), None)
            for some in _batches(one):
                out[0, some], out[1, some] = near.data(some) @ weights[0], spread
        alone = [(batch, None) for batch in _batches(told[~alike[told] & ~cut[told]])]
        for some, shares in progress.each([*alone, *((batch, near.shares) for batch in _batches(told[cut[told]]))]):
            of_ground = None if shares is None else shares(some)
            weights, spread = _solve(covariance, near.has(some), near.errors(some), of_ground)
            out[0, some], out[1, some] = np.einsum("cn,cnp->cp", near.data(some), weights), spread
    return Kriged(*(_lattice(plane, rows, cols) for plane in out))


def left_out(values: np.ndarray, covariance: Covariance, noise: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the errors of cell values where each is kriged from those around it, and their deviations.

    All (rows, columns) as in ``krige_points``; NaN where there is no value or none around it. Errors come from the
    inverse of the covariance (Dubrule 1983, doi 10.1007/BF01033232), of a neighbourhood with the cell in its middle.
    """
    return LeavingOut(values, covariance, noise).errors(values)


class _Solved(NamedTuple):
    """Weights of the values around some cells, one set for all that are alike or one each, and deviations."""

    cells: np.ndarray
    weights: np.ndarray  # (1 or cells, 49)
    deviation: np.ndarray  # (1 or cells,)


class LeavingOut:
    """Tells ``left_out`` of maps with values in the same cells as ``values`` has, whose systems are solved once."""

    def __init__(self, values: np.ndarray, covariance: Covariance, noise: np.ndarray) -> None:
        near = _Near(values, noise, None)
        self._noise = noise
        self._solved: list[_Solved] = []
        told, alike, level = np.flatnonzero(np.isfinite(values)), near.alike(), np.ravel(noise)
        with one_blas_thread():
            for error in np.unique(level[told[alike[told]]]):
                one = told[alike[told] & (level[told] == error)]
                solved = _middle_left_out(covariance, near.has(one[:1]), near.errors(one[:1]))
                self._solved += [_Solved(some, *solved) for some in _batches(one)]
            for some in _batches(told[~alike[told]]):
                self._solved.append(_Solved(some, *_middle_left_out(covariance, near.has(some), near.errors(some))))

    def errors(self, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return errors and their deviations, (rows, columns), see ``left_out``."""
        near = _Near(values, self._noise, None)
        out = np.full((2, values.size), np.nan)
        with one_blas_thread():
            for some, weights, deviation in self._solved:
                data = near.data(some)
                # one set of weights is that of cells that are alike
                out[0, some] = data @ weights[0] if len(weights) == 1 else (data * weights).sum(axis=1)
                out[1, some] = deviation
        return out[0].reshape(values.shape), out[1].reshape(values.shape)


def _middle_left_out(covariance: Covariance, has: np.ndarray, errors: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weights (cells, 49) that make the error of the middle value of the values, and its deviation (cells,)."""
    inverse = np.linalg.inv(_between(covariance, has, errors, None))
    ones = has.astype(float)
    summed = (inverse @ ones[:, :, None])[:, :, 0]
    middle = inverse[:, _NEAR // 2] - summed[:, _NEAR // 2, None] * summed / (ones * summed).sum(axis=1)[:, None]
    known = (ones.sum(axis=1) > 1)[:, None]
    own = np.where(known, middle[:, _NEAR // 2, None], np.nan)
    return np.where(has, middle, 0.0) / own, np.sqrt(covariance.sill / own[:, 0])


def _batches(cells: np.ndarray) -> list[np.ndarray]:
    return [cells[start : start + _BATCH] for start in range(0, len(cells), _BATCH)]


class _Near:
    """What lies around cells, given by their flat numbers: 49 cells each, row by row."""

    def __init__(self, values: np.ndarray, noise: np.ndarray, ground: np.ndarray | None) -> None:
        known = np.isfinite(values)
        self.shape = values.shape
        self._known = np.pad(known, _RINGS)
        self._values, self._noise = (np.pad(np.where(known, a, 0.0), _RINGS) for a in (values, noise))
        self._ground, whole = None, np.ones(values.shape, bool)
        if ground is not None:
            rows, cols = values.shape
            within = ground.reshape(rows, SIDE, cols, SIDE).swapaxes(1, 2).reshape(rows, cols, _WITHIN)
            self._ground = np.pad(within, ((_RINGS,) * 2, (_RINGS,) * 2, (0, 0)))
            whole = within.mean(axis=2) >= _WHOLE
        self._whole = np.pad(whole, _RINGS, constant_values=True)

    def _around(self, padded: np.ndarray, cells: np.ndarray) -> np.ndarray:
        row, col = np.divmod(cells, self.shape[1])
        step = np.arange(NEAR_SIDE)
        found = padded[(row[:, None] + step)[:, :, None], (col[:, None] + step)[:, None, :]]
        return found.reshape(len(cells), _NEAR, *padded.shape[2:])

    def told(self) -> np.ndarray:
        """Return the cells to tell: those with ground, and those beside them, where a value is near enough."""
        ground = np.ones(self.shape, bool) if self._ground is None else self._ground.any(axis=2)[_INNER, _INNER]
        beside = ndimage.binary_dilation(ground, np.ones((3, 3), bool))
        reached = ndimage.binary_dilation(self._known[_INNER, _INNER], np.ones((NEAR_SIDE, NEAR_SIDE), bool))
        return np.flatnonzero(beside & reached)

    def has(self, cells: np.ndarray) -> np.ndarray:
        return self._around(self._known, cells)

    def data(self, cells: np.ndarray) -> np.ndarray:
        return self._around(self._values, cells)

    def errors(self, cells: np.ndarray) -> np.ndarray:
        return self._around(self._noise, cells)

    def cut(self) -> np.ndarray:
        """Return for all cells whether one around it stands for a part of its ground only, flat."""
        return self._filtered(ndimage.maximum_filter, self._known & ~self._whole)

    def alike(self) -> np.ndarray:
        """Return for all cells whether those around have values with equal errors and stand for all of their ground."""
        lowest, highest = (self._filtered(f, self._noise) for f in (ndimage.minimum_filter, ndimage.maximum_filter))
        return self._filtered(ndimage.minimum_filter, self._known) & (lowest == highest) & ~self.cut()

    def _filtered(self, extreme: Callable[..., np.ndarray], padded: np.ndarray) -> np.ndarray:
        return extreme(padded, NEAR_SIDE)[_INNER, _INNER].ravel()

    def shares(self, cells: np.ndarray) -> np.ndarray:
        """Return the shares (cells, 49, 25) with which the points of the cells around stand for them."""
        near = self._around(given(self._ground), cells)
        total = near.sum(axis=2, keepdims=True)
        return np.divide(near, total, out=np.full_like(near, 1 / _WITHIN), where=total > 0)


def _lattice(points: np.ndarray, rows: int, cols: int) -> np.ndarray:
    """Lay points (cells, 25) out on the ground."""
    return points.reshape(rows, cols, SIDE, SIDE).swapaxes(1, 2).reshape(rows * SIDE, cols * SIDE)


class _Correlations(NamedTuple):
    """Correlations of points, and their means: of those of 49 cells, and with those of the middle one."""

    points: np.ndarray  # (49, 25, 49, 25)
    to_points: np.ndarray  # (49, 25, 25)
    cells: np.ndarray  # (49, 49)
    cells_to_points: np.ndarray  # (49, 25)


@lru_cache(maxsize=2)  # of 12 MB each
def _correlations(smoothness: float, reach: float, aspect: float) -> _Correlations:
    steps = np.arange(NEAR_SIDE * SIDE) / SIDE  # how far points of the lattice lie apart along an axis, in cells
    apart = np.hypot(steps[:, None], aspect * steps)
    of_steps = matern(apart / reach, smoothness)  # each once, of the 1.5 million pairs
    cell = np.argwhere(np.ones((NEAR_SIDE, NEAR_SIDE), bool))
    point = np.argwhere(np.ones((SIDE, SIDE), bool))
    row, col = (cell[:, None] * SIDE + point).reshape(-1, 2).T
    table = of_steps[np.abs(row[:, None] - row), np.abs(col[:, None] - col)].reshape(_NEAR, _WITHIN, _NEAR, _WITHIN)
    to_points = table[:, :, _NEAR // 2]
    return _Correlations(table, to_points, table.mean(axis=(1, 3)), to_points.mean(axis=1))


def _solve(
    covariance: Covariance, has: np.ndarray, errors: np.ndarray, shares: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray]:
    """Return kriging weights (cells, 49, 25) of the points of cells, and their standard deviations (cells, 25).

    ``has`` and ``errors`` (cells, 49) tell which neighbours have a value and its variance of error; ``shares``
    (cells, 49, 25) which part of its ground each stands for, None where it is all.
    """
    known = _correlations(covariance.smoothness, covariance.range, covariance.aspect)
    between = _between(covariance, has, errors, shares)
    if shares is None:
        right = np.broadcast_to(known.cells_to_points, (len(has), _NEAR, _WITHIN))
    else:
        right = np.einsum("cja,jap->cjp", shares, known.to_points)
    right = np.where(has[:, :, None], right, 0.0)
    ones = has.astype(float)[:, :, None]
    solved = np.linalg.solve(between, np.concatenate([right, ones], axis=2))
    simple, mean = solved[:, :, :-1], solved[:, :, -1:]
    total = mean.sum(axis=1, keepdims=True)
    short = 1 - simple.sum(axis=1, keepdims=True)  # what ordinary kriging pays for the unknown mean
    variance = 1 - (simple * right).sum(axis=1) + (short**2 / total)[:, 0]
    return simple + mean * short / total, np.sqrt(covariance.sill * np.maximum(variance, 0))


def _between(covariance: Covariance, has: np.ndarray, errors: np.ndarray, shares: np.ndarray | None) -> np.ndarray:
    """Return the covariances of the values around cells, in sills, (cells, 49, 49); 1 for what has no value."""
    known = _correlations(covariance.smoothness, covariance.range, covariance.aspect)
    if shares is None:
        between = np.broadcast_to(known.cells, (len(has), _NEAR, _NEAR)).copy()
    else:
        flat = known.points.reshape(_NEAR, _WITHIN, -1)
        half = np.matmul(shares.transpose(1, 0, 2), flat).reshape(_NEAR, len(has), _NEAR, _WITHIN)
        between = np.einsum("icjb,cjb->cij", half, shares)
    between = np.where(has[:, :, None] & has[:, None, :], between, 0.0)
    diagonal = np.where(has, errors / covariance.sill + JITTER * known.points[0, :, 0].mean(), 1.0)
    between[:, np.arange(_NEAR), np.arange(_NEAR)] += diagonal
    return between
