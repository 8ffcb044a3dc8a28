"""How unlike the rest of the map a cell is in all layers: distance to neighbours or to the middle, and components.

All are fitted to a sample of the cells and then told of any, so that a map is the same whatever its tiles. Layers that
have no value in a cell are left out there, and what is summed over the others is scaled up to all.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..raster.grid import Grid
from ..raster.projection import same_crs

REFERENCES = 2000  # cells that distances are taken to
NEIGHBOURS = 5
_COMPONENTS = 5
_CHUNK = 2**8  # cells at a time, whose distances to all references stay in the cache of a processor
_MANY = 2**14  # cells at a time, of which components are taken
_LEAST = 1 / 3  # of the layers that a cell has to have
_OWN = 0.01  # variance of a layer of normal scores that is its own noise: to tell one twice changes no distance
_OFF = 0.01  # of a cell: how far two centres of one may lie apart


@dataclass(frozen=True)
class Neighbours:
    """The mean distance to the five nearest of some cells: ``values`` (references, layers), NaN where missing.

    ``cells`` (references,) are their numbers on the map that distances are told of, so that none is its own neighbour;
    -1 for those that lie elsewhere. ``grid`` is that of the map that they were fitted to, where it is known.
    """

    values: np.ndarray
    cells: np.ndarray
    grid: Grid | None = None

    @classmethod
    def of(
        cls, values: np.ndarray, cells: np.ndarray, seed: int, most: int = REFERENCES, grid: Grid | None = None
    ) -> Neighbours:
        """Choose the references among cells (n, layers) with their numbers (n,), evenly along a direction by chance.

        They depend on the values of the cells alone, so that a mirrored or shifted map has the same ones.
        """
        count = min(len(values), most)
        if count <= NEIGHBOURS:
            raise FusionError(
                "Too few cells have values in a third of the layers ({count}, and {least} are the least): give rasters "
                "that overlap, or smaller cells.",
                count=len(values),
                least=NEIGHBOURS + 1,
            )
        direction = np.random.default_rng(seed).normal(size=values.shape[1])
        along = np.argsort((np.nan_to_num(values).astype(float) * direction).sum(axis=1), kind="stable")
        chosen = along[np.linspace(0, len(along) - 1, count).round().astype(int)]
        chosen = chosen[np.argsort(cells[chosen], kind="stable")]
        return cls(values[chosen].astype(np.float32), cells[chosen], grid)

    def on(self, grid: Grid) -> Neighbours:
        """Return these for a map on another grid: what lies on one of its cells is that cell, the rest lies elsewhere.

        The map may be the one that they were fitted to, a part of it, turned over, or other ground.
        """
        cells = np.full(len(self.values), -1, np.int64)
        if self.grid is not None and same_crs(self.grid.crs, grid.crs) and _same_size(self.grid, grid):
            rows, cols = np.divmod(self.cells, self.grid.width)
            col, row = grid.col_row(*self.grid.map_xy(cols + 0.5, rows + 0.5))
            whole_col, whole_row = np.floor(col), np.floor(row)
            off = np.maximum(np.abs(col - whole_col - 0.5), np.abs(row - whole_row - 0.5))
            inside = (whole_col >= 0) & (whole_col < grid.width) & (whole_row >= 0) & (whole_row < grid.height)
            here = (self.cells >= 0) & inside & (off <= _OFF)
            cells[here] = (whole_row[here] * grid.width + whole_col[here]).astype(np.int64)
        return Neighbours(self.values, cells, grid)

    def distances(self, values: np.ndarray, cells: np.ndarray) -> np.ndarray:
        """Return the distance of each cell (n, layers) to those nearest to it (n,), NaN for one of too few layers."""
        known = np.isfinite(self.values)
        theirs, has = np.ascontiguousarray(np.where(known, self.values, 0).T), known.T.astype(np.float32)
        squares = theirs**2
        complete = bool(known.all())
        found = np.full(len(values), np.nan)
        for start in range(0, len(values), _CHUNK):
            rows = slice(start, start + _CHUNK)
            if complete and np.isfinite(values[rows]).all():
                own = values[rows].astype(np.float32)
                far = own @ (-2 * theirs)
                far += (own**2).sum(axis=1, keepdims=True) + squares.sum(axis=0)
            else:
                far = self._over_shared(values[rows], theirs, squares, has)
            found[rows] = self._nearest(far, values[rows], cells[rows])
        found[~_enough(values)] = np.nan
        return found

    def _over_shared(self, values: np.ndarray, theirs: np.ndarray, squares: np.ndarray, has: np.ndarray) -> np.ndarray:
        """Return squared distances (n, references) over the layers that both have, scaled up to all."""
        known = np.isfinite(values).astype(np.float32)
        own = np.where(known > 0, values, 0).astype(np.float32)
        shared = known @ has
        far = (own**2) @ has - 2 * (own @ theirs) + known @ squares
        far *= values.shape[1] / np.maximum(shared, 1)
        far[shared < _LEAST * values.shape[1]] = np.inf
        return np.asarray(far)

    def _nearest(self, far: np.ndarray, values: np.ndarray, cells: np.ndarray) -> np.ndarray:
        """Return the mean distance (n,) to the nearest references by squared distances (n, references), used up here.

        To take the smallest so many times is twenty times as fast as to part them from the others. ``far`` is told by
        products of matrices in 32 bits, whose last digits are those of the size of a tile: the few that are nearest are
        measured again.
        """
        rows = np.arange(len(far))
        rising = np.argsort(self.cells, kind="stable")  # which they are, but on a map that is turned over
        place = rising[np.minimum(np.searchsorted(self.cells, cells, sorter=rising), len(rising) - 1)]
        itself = np.flatnonzero(self.cells[place] == cells)
        far[itself, place[itself]] = np.inf
        sums = np.zeros(len(far))
        for _ in range(NEIGHBOURS):
            least = far.argmin(axis=1)
            sums += np.where(np.isfinite(far[rows, least]), self._apart(values, least), np.inf)
            far[rows, least] = np.inf
        return np.where(np.isfinite(sums), sums / NEIGHBOURS, np.nan)

    def _apart(self, values: np.ndarray, references: np.ndarray) -> np.ndarray:
        """Return how far cells (n, layers) lie from a reference each (n,), over the layers that both have."""
        difference = values.astype(float) - self.values[references]
        known = np.isfinite(difference)
        squares = np.where(known, difference, 0.0) ** 2
        shared = np.maximum(known.sum(axis=1), 1)
        return np.asarray(np.sqrt(squares.sum(axis=1) * values.shape[1] / shared))


@dataclass(frozen=True)
class Components:
    """Principal components of layers: their ``mean`` (layers,) and ``axes`` (components, layers)."""

    mean: np.ndarray
    axes: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray) -> Components:
        """Fit them to cells (n, layers); a missing value counts as the mean of its layer."""
        mean, products = _spread(values)
        count = min(_COMPONENTS, max(values.shape[1] // 2, 1))
        vectors = np.linalg.eigh(products)[1]
        return cls(mean, np.ascontiguousarray(vectors[:, ::-1][:, :count].T))

    def residuals(self, values: np.ndarray) -> np.ndarray:
        """Return what the components leave of cells (n, layers), NaN where a layer has no value."""
        centred = values - self.mean
        filled = np.nan_to_num(centred)
        return np.asarray(centred - (filled @ self.axes.T) @ self.axes)

    def errors(self, values: np.ndarray) -> np.ndarray:
        """Return the mean square of that over the known layers (n,), NaN for a cell of too few layers."""
        return _mean_over_known(lambda some: np.nan_to_num(self.residuals(some)) ** 2, values)


@dataclass(frozen=True)
class Mahalanobis:
    """Squared distance from the ``mean`` (layers,) in units of the spread, by its ``precision`` (layers, layers)."""

    mean: np.ndarray
    precision: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray) -> Mahalanobis:
        """Fit it to normal scores of cells (n, layers); a missing value counts as the mean of its layer."""
        mean, products = _spread(values)
        return cls(mean, np.linalg.inv(products / len(values) + _OWN * np.eye(values.shape[1])))

    def distances(self, values: np.ndarray) -> np.ndarray:
        """Return the distance of cells (n, layers) a known layer (n,), NaN for a cell of too few layers."""

        def products(some: np.ndarray) -> np.ndarray:
            centred = np.where(np.isfinite(some), some - self.mean, 0.0)
            return np.asarray((centred @ self.precision) * centred)

        return _mean_over_known(products, values)


def _spread(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the mean of layers (layers,) over cells (n, layers) and the sums of products of what differs from it.

    These are (layers, layers); a missing value counts as the mean of its layer. In 64 bits, some cells at a time.
    """
    chunks = [slice(start, start + _MANY) for start in range(0, len(values), _MANY)]
    sums = np.sum([np.nansum(values[rows], axis=0, dtype=float) for rows in chunks], axis=0)
    mean = sums / np.sum([np.isfinite(values[rows]).sum(axis=0) for rows in chunks], axis=0)
    products = np.zeros((values.shape[1],) * 2)
    for rows in chunks:
        centred = np.nan_to_num(values[rows] - mean)
        products += centred.T @ centred
    return mean, products


def _mean_over_known(told: Callable[[np.ndarray], np.ndarray], values: np.ndarray) -> np.ndarray:
    """Return the sum of what is told of the layers of cells (n, layers), 0 for an unknown one, a known layer (n,).

    NaN for a cell of too few layers.
    """
    found = np.full(len(values), np.nan)
    for start in range(0, len(values), _MANY):
        rows = slice(start, start + _MANY)
        found[rows] = told(values[rows]).sum(axis=1) / np.maximum(np.isfinite(values[rows]).sum(axis=1), 1)
    found[~_enough(values)] = np.nan
    return found


def _same_size(first: Grid, other: Grid) -> bool:
    """Return whether the cells of two grids are as large, so that those with one centre are one cell."""
    return abs(first.cell_area - other.cell_area) <= _OFF * first.cell_area


def _enough(values: np.ndarray) -> np.ndarray:
    """Return which cells have values in enough layers."""
    return np.asarray(np.isfinite(values).sum(axis=1) >= max(_LEAST * values.shape[1], 1))
