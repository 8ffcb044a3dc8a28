"""The parts of the score that need no network, fitted to a map and told of any window of it or of another."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..raster.grid import Grid, Window
from .normal_scores import NormalScores
from .outliers import Components, Mahalanobis, Neighbours
from .recipe import (
    COMPONENTS,
    LEVEL,
    LEVEL_SMOOTH,
    LOCAL,
    LOCAL_ALL,
    MAHALANOBIS,
    NEIGHBOURS,
    NEIGHBOURS_LOCAL,
    coherence,
    correlations,
    voices,
    weights_of,
)
from .surroundings import LIGHT, NARROW, WIDE, halo, mean_positive, residuals, root_mean_square, smoothed

HALO = halo(WIDE) + halo(LIGHT)  # cells around a window
LOCAL_HALO = halo(NARROW)
_STRIP = 64  # rows whose cells are compared at a time


@dataclass(frozen=True)
class Parts:
    """What was fitted: ``scores`` of the layers, and what is told of those that are ``measured`` (layers,) together.

    ``geochemistry`` (layers,) are the contents among them, and ``voices`` (contents,) say how much each of these counts
    in their level. Shares of classes have no part: a cell of two rocks is no outlier. ``local`` are the neighbours in
    what differs from the local surroundings, with the references of ``neighbours``.
    """

    scores: NormalScores
    geochemistry: np.ndarray
    measured: np.ndarray
    neighbours: Neighbours
    local: Neighbours
    spread: Mahalanobis
    components: Components
    coherence: float
    voices: np.ndarray

    def on(self, grid: Grid) -> Parts:
        """Return these for a map on another grid than that of the map that they were fitted to."""
        return replace(self, neighbours=self.neighbours.on(grid), local=self.local.on(grid))

    def weights(self, ranked: Collection[str], network: bool) -> dict[str, float]:
        """Return how much each of the parts that are ``ranked`` counts in a score with or without a network."""
        every = weights_of(self.coherence, int(self.geochemistry.sum()), network)
        return {name: weight for name, weight in every.items() if name in ranked}

    @property
    def names(self) -> tuple[str, ...]:
        """The planes that ``planes`` gives, in their order."""
        own = (LEVEL, LEVEL_SMOOTH, LOCAL) if self.geochemistry.any() else ()
        return (*own, LOCAL_ALL, NEIGHBOURS, NEIGHBOURS_LOCAL, MAHALANOBIS, COMPONENTS)

    def planes(
        self, scores: np.ndarray, outer: Window, window: Window, grid: Grid, out: np.ndarray | None = None
    ) -> np.ndarray:
        """Return all parts (parts, height, width) of a window of a map, float32, NaN where a cell has none.

        ``scores`` (layers, ...) are the normal scores of the window ``outer``, which has a halo of ``HALO`` cells where
        the map does not end. The parts are written to ``out`` where it is given.
        """
        planes = np.empty((len(self.names), *window.shape), np.float32) if out is None else out
        found = dict(zip(self.names, planes))
        known = self._levels(scores, outer, window, found) if self.geochemistry.any() else None
        own = [scores[k] for k in np.flatnonzero(self.measured)]  # and not a copy of them
        local = local_residuals(own, outer, window, grid)
        if known is not None:
            contents = self.geochemistry[self.measured]
            found[LOCAL][:] = mean_positive(left for left, content in zip(local, contents) if content)
        found[LOCAL_ALL][:] = root_mean_square(local)
        for part in _strips(window):
            self._cells(scores, outer, local, window, part, grid, found)
        if known is not None:
            planes[:, ~known] = np.nan  # nothing is said of geochemistry where there is none
        return planes

    def _levels(self, scores: np.ndarray, outer: Window, window: Window, found: Mapping[str, np.ndarray]) -> np.ndarray:
        """Fill in the levels of the contents, and return where one of these is known (height, width)."""
        inside = window.inside(outer)
        contents = [scores[k] for k in np.flatnonzero(self.geochemistry)]
        level = mean_positive(residuals(contents, WIDE), self.voices)
        found[LEVEL][:] = level[inside]
        found[LEVEL_SMOOTH][:] = smoothed(level, LIGHT)[inside]
        return np.asarray(np.any([np.isfinite(plane[inside]) for plane in contents], axis=0))

    def _cells(
        self,
        scores: np.ndarray,
        outer: Window,
        local: np.ndarray,
        window: Window,
        part: Window,
        grid: Grid,
        found: Mapping[str, np.ndarray],
    ) -> None:
        """Fill in what is told of the cells of a part of a window, each by itself."""
        here, numbers = part.inside(window), _numbers(part, grid)
        cells, differences = (
            planes.reshape(len(planes), part.height * part.width).T
            for planes in (scores[(self.measured, *part.inside(outer))], local[(slice(None), *here)])
        )
        found[NEIGHBOURS][here] = self.neighbours.distances(cells, numbers).reshape(part.shape)
        found[NEIGHBOURS_LOCAL][here] = self.local.distances(differences, numbers).reshape(part.shape)
        found[MAHALANOBIS][here] = self.spread.distances(cells).reshape(part.shape)
        found[COMPONENTS][here] = self.components.errors(cells).reshape(part.shape)


def _strips(window: Window) -> Iterator[Window]:
    """Cut a window into strips of few rows, whose cells take little memory."""
    for row in range(0, window.height, _STRIP):
        yield Window(window.row + row, window.col, min(_STRIP, window.height - row), window.width)


def local_residuals(scores: Sequence[np.ndarray] | np.ndarray, outer: Window, window: Window, grid: Grid) -> np.ndarray:
    """Return what layers differ from their local surroundings in a window, (layers, height, width).

    ``scores`` (layers, ...) are those of the window ``outer``, which has a halo of ``LOCAL_HALO`` cells at least.
    They are computed in 64 bits, so that windows of any size give the same 32, in which they are returned.
    """
    near, part = _around(window, outer, LOCAL_HALO), window.inside(window.grown(LOCAL_HALO, *grid.shape))
    found = np.empty((len(scores), *window.shape), np.float32)
    for plane, left in zip(found, residuals((plane[near].astype(float) for plane in scores), NARROW)):
        plane[:] = left[part]
    return found


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
    local: Callable[[np.ndarray], np.ndarray],
    grid: Grid | None = None,
) -> Parts:
    """Fit the parts to normal scores of some cells (n, layers) with their numbers (n,) on the grid of a map.

    ``local`` tells what the measured layers of cells, by their numbers (m,), differ from their local surroundings,
    (m, measured).
    """
    correlation = correlations(values[:, geochemistry])
    values = values[:, measured]
    enough = np.isfinite(values).sum(axis=1) * 3 >= values.shape[1]
    values, cells = values[enough], cells[enough]
    neighbours = Neighbours.of(values, cells, seed, grid=grid)
    differences = local(neighbours.cells).astype(np.float32)
    return Parts(
        scores,
        geochemistry,
        measured,
        neighbours,
        replace(neighbours, values=differences),
        Mahalanobis.of(values),
        Components.of(values),
        coherence(correlation),
        voices(correlation),
    )
