"""The parts of the score that need no network, fitted to a map and told of any window of it or of another."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace

import numpy as np

from ..raster.grid import Grid, Window
from .normal_scores import NormalScores
from .outliers import Components, Neighbours
from .recipe import COMPONENTS, LEVEL, LEVEL_SMOOTH, LOCAL, LOCAL_ALL, NEIGHBOURS, coherence, weights_of
from .surroundings import LIGHT, NARROW, WIDE, halo, mean_positive, residuals, root_mean_square, smoothed

HALO = halo(WIDE) + halo(LIGHT)  # cells around a window


@dataclass(frozen=True)
class Parts:
    """What was fitted: ``scores`` of the layers, and what is told of those that are ``measured`` (layers,) together.

    ``geochemistry`` (layers,) are the contents among them. Shares of classes have no part: a cell of two rocks is no
    outlier.
    """

    scores: NormalScores
    geochemistry: np.ndarray
    measured: np.ndarray
    neighbours: Neighbours
    components: Components
    coherence: float

    def on(self, grid: Grid) -> Parts:
        """Return these for a map on another grid than that of the map that they were fitted to."""
        return replace(self, neighbours=self.neighbours.on(grid))

    def weights(self, ranked: Collection[str], network: bool) -> dict[str, float]:
        """Return how much each of the parts that are ``ranked`` counts in a score with or without a network."""
        every = weights_of(self.coherence, int(self.geochemistry.sum()), network)
        return {name: weight for name, weight in every.items() if name in ranked}

    @property
    def names(self) -> tuple[str, ...]:
        """The planes that ``planes`` gives, in their order."""
        own = (LEVEL, LEVEL_SMOOTH, LOCAL) if self.geochemistry.any() else ()
        return (*own, LOCAL_ALL, NEIGHBOURS, COMPONENTS)

    def planes(self, scores: np.ndarray, outer: Window, window: Window, grid: Grid) -> np.ndarray:
        """Return all parts (parts, height, width) of a window of a map, float32, NaN where a cell has none.

        ``scores`` (layers, ...) are the normal scores of the window ``outer``, which has a halo of ``HALO`` cells where
        the map does not end.
        """
        inside = window.inside(outer)
        found: dict[str, np.ndarray] = {}
        if self.geochemistry.any():
            contents = [scores[k] for k in np.flatnonzero(self.geochemistry)]
            known = np.any([np.isfinite(plane[inside]) for plane in contents], axis=0)
            level = mean_positive(residuals(contents, WIDE))
            found[LEVEL] = level[inside]
            found[LEVEL_SMOOTH] = smoothed(level, LIGHT)[inside]
        near, part = _around(window, outer, halo(NARROW)), window.inside(window.grown(halo(NARROW), *grid.shape))
        measured = np.flatnonzero(self.measured)
        local = [left[part].copy() for left in residuals((scores[k][near] for k in measured), NARROW)]
        if self.geochemistry.any():
            found[LOCAL] = mean_positive(left for left, k in zip(local, measured) if self.geochemistry[k])
        found[LOCAL_ALL] = root_mean_square(local)
        cells = scores[(self.measured, *inside)].reshape(len(measured), window.height * window.width).T
        numbers = _numbers(window, grid)
        found[NEIGHBOURS] = self.neighbours.distances(cells, numbers).reshape(window.shape)
        found[COMPONENTS] = self.components.errors(cells).reshape(window.shape)
        planes = np.stack([np.broadcast_to(found[name], window.shape) for name in self.names]).astype(np.float32)
        if self.geochemistry.any():
            planes[:, ~known] = np.nan  # nothing is said of geochemistry where there is none
        return planes


def _around(window: Window, outer: Window, reach: int) -> tuple[slice, slice]:
    """Return the slices of a window with fewer cells around it, out of ``outer``, as far as that goes."""
    row, col = max(window.row - reach, outer.row), max(window.col - reach, outer.col)
    bottom = min(window.row + window.height + reach, outer.row + outer.height)
    right = min(window.col + window.width + reach, outer.col + outer.width)
    return Window(row, col, bottom - row, right - col).inside(outer)


def _numbers(window: Window, grid: Grid) -> np.ndarray:
    """Return the numbers of the cells of a window, row by row of the whole map."""
    rows, cols = np.indices(window.shape).reshape(2, -1)
    return np.asarray((rows + window.row) * grid.width + cols + window.col, np.int64)


def fit(
    scores: NormalScores,
    values: np.ndarray,
    cells: np.ndarray,
    geochemistry: np.ndarray,
    measured: np.ndarray,
    seed: int,
    grid: Grid | None = None,
) -> Parts:
    """Fit the parts to normal scores of some cells (n, layers) with their numbers (n,) on the grid of a map."""
    coherent = coherence(values[:, geochemistry])
    values = values[:, measured]
    enough = np.isfinite(values).sum(axis=1) * 3 >= values.shape[1]
    values, cells = values[enough], cells[enough]
    return Parts(
        scores,
        geochemistry,
        measured,
        Neighbours.of(values, cells, seed, grid=grid),
        Components.of(values.astype(float)),
        coherent,
    )
