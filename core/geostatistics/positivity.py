"""Contents stay plausible: where a corrected map falls too low it is bent towards a floor, and block means are kept.

A cubic correction overshoots beside steep highs. What is too low is a matter of the place: with m the smallest value of
a cell and its neighbours, values below m - 0.3 |m| are bent so that they level out at m - |m| / 2 (half of m where that
is positive). Between the centres of cells both are interpolated, so that the bent map is smooth, and the floor of
a pixel stays below the value of its own cell. What stands above the floor is then scaled so that the mean of each cell
is what it was: by one factor within a cell, and one for the pixels that reach into another, the nearest to 1 that do.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import ndimage, sparse

from ..progress import SILENT, Progress
from ..raster.alignment import ZONES, Alignment, basis_matrix
from ..raster.grid import BLOCK, Window, nested
from .consistency import fill_nearest

_BENT = 0.3  # of the smallest value nearby: how far below it values are bent
_LOWEST = 0.5  # of it: how far below it they level out
_SIGNED = 0.1  # share of the cells, and of the sum of all sizes, that negative values have where signs mean something
_ROUNDS = 1000
_TOLERANCE = 1e-7  # largest misfit of a block mean, in standard deviations of the coarse values

Compute = Callable[[Window], np.ndarray]


@dataclass(frozen=True)
class Floor:
    """Below which value a map is bent, and what it then tends to, at every cell (rows, columns; no NaN)."""

    onset: np.ndarray
    base: np.ndarray

    def at(self, alignment: Alignment, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return both at the pixels of a window, interpolated between the centres of cells."""
        return alignment.interpolate(self.onset, window, 1), alignment.interpolate(self.base, window, 1)


def floor_of(coarse: np.ndarray) -> Floor | None:
    """Return the floor under a coarse map (rows, columns; NaN for no value), None where its signs mean something.

    A few negative values, or small ones, are the noise of contents near zero; they have a floor below zero around them.
    """
    known = coarse[np.isfinite(coarse)]
    negative = known[known < 0]
    if len(negative) > _SIGNED * len(known) and -negative.sum() > _SIGNED * np.abs(known).sum():
        return None
    lowest = ndimage.minimum_filter(np.where(np.isfinite(coarse), coarse, np.inf), 3, mode="nearest")
    lowest = fill_nearest(np.where(np.isfinite(lowest), lowest, np.nan))
    return Floor(lowest - _BENT * np.abs(lowest), lowest - _LOWEST * np.abs(lowest))


def not_below_onset(values: np.ndarray, coarse: np.ndarray) -> np.ndarray:
    """Return values for the cells of a coarse map (rows, columns), none where its floor would bend a pixel."""
    floor = floor_of(coarse)
    return values if floor is None else np.maximum(values, floor.onset)


def bend(values: np.ndarray, onset: np.ndarray, base: np.ndarray) -> np.ndarray:
    """Return float64 values with those below the onset bent so that they stay above the base; NaN stays NaN.

    v becomes base + d exp((v - onset) / d) with d = onset - base, which meets v at the onset with the same slope. Where
    the two are one, values below are lifted to it.
    """
    low = values < onset
    out = np.array(values, float)
    start, end = np.broadcast_to(onset, out.shape)[low], np.broadcast_to(base, out.shape)[low]
    depth = start - end
    below = np.divide(out[low] - start, depth, out=np.full(depth.shape, -np.inf), where=depth > 0)
    out[low] = end + depth * np.exp(below)
    return out


@dataclass
class Bending:
    """How a map is kept up: a floor and a factor per zone (flat) of the alignment for each element that needs it.

    ``misfit`` is the largest |block mean - wanted| of these elements, in standard deviations of the wanted values.
    """

    alignment: Alignment
    floors: dict[int, Floor]
    factors: dict[int, np.ndarray]
    misfit: dict[int, float]

    def applied(self, values: np.ndarray, window: Window) -> np.ndarray:
        """Return the map (elements, height, width) at a window, low values bent and block means kept."""
        if not self.floors:
            return values
        out = np.array(values, float)
        zones = self.alignment.zones(window)
        for k, floor in self.floors.items():
            onset, base = floor.at(self.alignment, window)
            out[k] = base + (bend(out[k], onset, base) - base) * self.factors[k][zones]
        return out


def keep_plausible(
    alignment: Alignment,
    compute: Compute,
    lowest: Compute,
    wanted: np.ndarray,
    windows: Sequence[Window],
    progress: Progress = SILENT,
) -> Bending:
    """Return how to keep a map above its floor whose block means are ``wanted`` (elements, rows, columns; NaN: none).

    ``compute`` gives the map at a window (elements, height, width), NaN for nodata; ``lowest`` bounds it from below at
    a window (elements,), so that the pixels are only looked at where they can fall low. ``windows`` cover the map.
    """
    floors = {k: floor for k, floor in enumerate(map(floor_of, wanted)) if floor is not None}
    low: set[int] = set()
    for window in progress.part(0, 0.3).each(windows):
        open_ = [k for k in floors.keys() - low if lowest(window)[k] < floors[k].onset.max()]
        if open_:
            values = compute(window)
            low |= {k for k in open_ if (values[k] < floors[k].at(alignment, window)[0]).any()}
    bending = Bending(alignment, {k: floors[k] for k in sorted(low)}, {}, {})
    if not bending.floors:
        return bending
    sums = {k: alignment.new_basis_sums() for k in bending.floors}
    under = {k: np.zeros((2, *alignment.coarse.shape)) for k in bending.floors}  # sums of the base, and areas
    for window in progress.part(0.3, 1).each(windows):
        whole = compute(window)
        for block in nested(window, BLOCK):  # so that sums do not depend on the size of the tiles
            for k, floor in bending.floors.items():
                values = whole[(k, *block.inside(window))]
                valid = np.isfinite(values)
                onset, base = floor.at(alignment, block)
                above = np.where(valid, bend(values, onset, base) - base, 0.0)
                alignment.add_basis_sums(above, block, ZONES, sums[k])
                alignment.add_sums(np.stack([np.where(valid, base, 0.0), valid]), block, under[k])
    for k in bending.floors:
        bending.factors[k], bending.misfit[k] = _factors(basis_matrix(sums[k], ZONES), under[k], wanted[k])
    return bending


def _factors(matrix: sparse.csr_matrix, under: np.ndarray, wanted: np.ndarray) -> tuple[np.ndarray, float]:
    """Return a factor per zone that brings block means to those wanted, or nearest, and the largest misfit left.

    ``matrix`` tells what the factor of each zone gives to each cell's sum, ``under`` what each sum has without it, and
    the area of each cell. Each
    round multiplies the factor of a zone by the mean of what its cells lack, weighed by what they get of it
    (generalised iterative scaling: Darroch & Ratcliff 1972, doi 10.1214/aoms/1177692379): one is enough unless pixels
    straddle cells. Of all factors that give the means, these are the nearest to 1 in relative entropy.
    """
    gets = np.asarray(matrix.sum(axis=1)).ravel()
    (base, area), values = under.reshape(2, -1), wanted.ravel()
    keep = (gets > 0) & np.isfinite(values) & (area > 0)
    area = np.where(keep, area, 1.0)
    given = sparse.diags(np.where(keep, 1 / area, 0.0)) @ matrix
    aim = np.where(keep, values - base / area, 0.0)
    spread = float(np.std(values[keep])) or 1.0
    shares = matrix.T.multiply(1 / np.maximum(np.asarray(matrix.sum(axis=0)).ravel(), 1e-300)[:, None]).tocsr()
    factor = np.ones(matrix.shape[1])
    best, least = factor, np.inf
    for _ in range(_ROUNDS):
        reached = given @ factor
        misfit = float(np.abs(reached - aim)[keep].max(initial=0.0)) / spread
        if misfit < least:
            best, least = factor, misfit
        if least <= _TOLERANCE:
            break
        lacks = np.where(keep & (reached > 0), np.maximum(aim, 0) / np.where(reached > 0, reached, 1.0), 1.0)
        with np.errstate(divide="ignore"):  # a cell of nothing
            factor = factor * np.exp(shares @ np.log(lacks))
    return best, least
