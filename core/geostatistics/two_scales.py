"""Fields that vary at two scales: how much they leave unknown within coarse cells.

What a coarse map says of the ground inside its cells is how the field varies between them, continued by the covariance.
A field with a broad and a narrow part, both smooth, looks rough between cells to a covariance of one range, and a rough
field is far less known within cells. So a nested covariance (Chiles & Delfiner 2012, sec. 2.5), the sum of two smooth
Matern covariances, is held beside the one of a single range, by Akaike weights (Burnham & Anderson 2002) with the
correction for few values (Hurvich & Tsai 1989, doi 10.1093/biomet/76.2.297). It tells standard deviations, and keeps
what is rough because of two scales from being read as noise. Maps kriged under it are no better.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..downhill import downhill
from .area_to_point import NEAR_SIDE, SIDE
from .covariance import JITTER, Covariance, Likelihood, block_table, covariance_matrix, lag_index, matern

BROAD_SMOOTHNESS = 1.5
BROAD = (1.4, 2.0, 3.0, 4.5, 7.0, 12.0, 20.0)  # ranges of the broad part, in coarse cells
NARROW = (0.3, 0.5, 0.7, 1.0, 1.4)  # and of the narrow one
SHARES = (0.05, 0.1, 0.2, 0.3, 0.45, 0.6)  # of the narrow part in the sill
NARROW_SMOOTHNESS = (1.5, 2.5)
_START = (3, 2, 3, 1)  # where the search begins: ranges of 4.5 and 0.7, share 0.3, smoothness 2.5
_SINGLE_PARAMETERS, _NESTED_PARAMETERS = 3, 6  # sill, range, smoothness; with the second range, smoothness, its share


@dataclass(frozen=True)
class Part:
    """A Matern part of a covariance: its smoothness, its range in coarse cells, its share of the sill."""

    smoothness: float
    range: float
    share: float = 1.0


@dataclass(frozen=True)
class TwoScales:
    """By how much deviations within cells differ from those of the single covariance, 1 where nothing speaks for two.

    ``loss`` is minus the log likelihood of both together.
    """

    spread: float
    loss: float


def nested_table(shape: tuple[int, int], parts: tuple[Part, ...], aspect: float) -> np.ndarray:
    """Return correlations of cell means at lags of whole cells (rows, columns) of a sum of Matern parts."""
    return np.asarray(sum(p.share * block_table(shape, p.smoothness, p.range, aspect) for p in parts))


def held_beside(
    judge: Callable[[np.ndarray], Likelihood], shape: tuple[int, int], single: Covariance, loss: float, cells: int
) -> TwoScales:
    """Return what two scales make of a field whose likeliest ``single`` covariance has minus log likelihood ``loss``.

    ``judge`` takes correlations of cell means at lags of a map of that ``shape``, as of ``nested_table``; ``cells`` is
    the number of values.
    """
    parts, found = _likeliest(judge, shape, single.aspect)
    nested = found.loss + _penalty(cells)
    weight = 1 / (1 + math.exp(min(nested - loss, 700.0)))
    alone = single.sill * unknown((Part(single.smoothness, single.range),), single.aspect, single.noise / single.sill)
    within = found.sill * unknown(parts, single.aspect, found.noise / found.sill)
    spread = math.sqrt(weight * within / alone + 1 - weight) if alone > 0 else 1.0
    return TwoScales(spread, -float(np.logaddexp(-loss, -nested)))


def unknown(parts: tuple[Part, ...], aspect: float, noise: float) -> float:
    """Return the mean squared error of ordinary kriging of points in a cell from means of it and of the 48 around it.

    In sills, as is the ``noise``, the variance of the error of each mean.
    """
    cell = np.argwhere(np.ones((NEAR_SIDE, NEAR_SIDE), bool))
    table = nested_table((NEAR_SIDE, NEAR_SIDE), parts, aspect)
    system = np.ones((len(cell) + 1,) * 2)
    system[:-1, :-1] = covariance_matrix(table, lag_index(cell, NEAR_SIDE), noise + JITTER * table[0, 0])
    system[-1, -1] = 0.0
    point = ((np.argwhere(np.ones((SIDE, SIDE), bool)) + 0.5) / SIDE - 0.5) * [1.0, aspect]
    within = (cell - NEAR_SIDE // 2)[:, None] * [1.0, aspect] + point
    apart = np.sqrt(((within[:, :, None] - point) ** 2).sum(axis=-1))
    right = np.ones((len(cell) + 1, len(point)))
    right[:-1] = sum(p.share * matern(apart / p.range, p.smoothness).mean(axis=1) for p in parts)
    return float(np.mean(np.maximum(1 - (np.linalg.solve(system, right) * right).sum(axis=0), 0)))


def _likeliest(
    judge: Callable[[np.ndarray], Likelihood], shape: tuple[int, int], aspect: float
) -> tuple[tuple[Part, ...], Likelihood]:
    """Return the likeliest nested covariance: one parameter after the other is moved until none makes it likelier."""
    axes = (BROAD, NARROW, SHARES, NARROW_SMOOTHNESS)
    known: dict[tuple[int, ...], Likelihood] = {}

    def parts(at: tuple[int, ...]) -> tuple[Part, ...]:
        broad, narrow, share, smoothness = (axis[k] for axis, k in zip(axes, at))
        return Part(BROAD_SMOOTHNESS, broad, 1 - share), Part(smoothness, narrow, share)

    def judged(at: tuple[int, ...]) -> Likelihood:
        if at not in known:
            known[at] = judge(nested_table(shape, parts(at), aspect))
        return known[at]

    best = downhill(_START, [len(axis) for axis in axes], lambda at: judged(at).loss)
    return parts(best), judged(best)


def _penalty(cells: int) -> float:
    """Return what the further parameters of two scales cost in log likelihood: half the difference of both AICc."""

    def cost(parameters: int) -> float:
        return parameters * cells / max(cells - parameters - 1, 1)

    return cost(_NESTED_PARAMETERS) - cost(_SINGLE_PARAMETERS)
