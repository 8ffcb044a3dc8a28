"""The score of a map, tile by tile: the parts of it, their ranks, the score, and its percentile.

Three passes, between which tiles lie in scratch files beside the output: a map of any size takes the memory of its
tiles and a few planes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr

from ..errors import FusionError
from ..memory import give_back
from ..progress import SILENT, Progress
from ..raster.grid import Lattice, Window, tiles
from ..raster.tiles import TileStore, on_threads
from .favourable import Nearness
from .layers import Layers
from .masked_network import NetworkParts
from .normal_scores import Ranks
from .parts import HALO, Parts
from .recipe import SMOOTHING, combined
from .sample import gathered, windows_of
from .surroundings import halo, smoothed

Planes = Callable[[Window], np.ndarray]
_LOOKED_AT = 256  # cells along the side of what a network is asked of at a time: its layers take memory
_ALONE = 0.5  # of the score, where nothing favourable is near


@dataclass(frozen=True)
class PartMaker:
    """Makes the parts of the score of windows, those of a network behind the others."""

    layers: Layers
    parts: Parts
    network: NetworkParts | None = None

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.parts.names, *(self.network.names if self.network else ()))

    def __call__(self, window: Window) -> np.ndarray:
        grid = self.layers.grid
        outer = window.grown(HALO, *grid.shape)
        scores = self.parts.scores.in_place(self.layers.read(outer))
        planes = np.empty((len(self.names), *window.shape), np.float32)
        plain = planes[: len(self.parts.names)]
        self.parts.planes(scores, outer, window, grid, plain)
        del scores
        if self.network is not None:
            for part in tiles(window, _LOOKED_AT):
                planes[(slice(len(plain), None), *part.inside(window))] = self.network.planes(part)
            planes[len(plain) :, np.isnan(plain).all(axis=0)] = np.nan  # where others say nothing, no network does
        return planes


def fill(store: TileStore, make: Planes, windows: Sequence[Window], progress: Progress = SILENT) -> None:
    """Fill a store with what is made of all tiles."""
    with closing(on_threads(make, windows, progress, large=True)) as done:
        for window, planes in done:
            store.write(planes, window)
            give_back()  # what a tile took lies in pools of its thread, each as large as its largest need


def tables_of(read: Planes, names: Sequence[str], lattice: Lattice, progress: Progress = SILENT) -> dict[str, Ranks]:
    """Return the table of ranks of each part. Raises FusionError where one has no value anywhere."""
    values = gathered(read, lattice, windows_of(lattice.grid), progress)[1]
    known = np.isfinite(values).any(axis=0)
    if not known.any():
        raise FusionError("No cell has values in a third of the layers: give rasters that overlap.")
    return {name: Ranks.of(column) for name, column, has in zip(names, values.T, known) if has}


@dataclass(frozen=True)
class ScoreMaker:
    """Makes the score of windows of stored parts: the weighted mean of their normal scores, lightly smoothed.

    Of normal scores and not of ranks, among which the rarest value is hardly above a rare one: a target of few cells
    would not stand out of what is smoothed. The score is what a normal variable has below that mean, 0 to 1.
    ``read`` gives the parts of a window by their ``names``, of a map of ``shape``. What lies near favourable features
    keeps its score, what lies far from any half of it.
    """

    read: Planes
    shape: tuple[int, int]
    names: tuple[str, ...]
    ranks: Mapping[str, Ranks]
    weights: Mapping[str, float]
    nearness: Nearness | None = None

    def __call__(self, window: Window) -> np.ndarray:
        outer = window.grown(halo(SMOOTHING), *self.shape)
        planes = dict(zip(self.names, self.read(outer)))
        mean = combined({name: self.ranks[name].normal(planes[name]) for name in self.weights}, self.weights)
        score = ndtr(smoothed(mean, SMOOTHING)[window.inside(outer)])
        if self.nearness is not None:
            score = score * (_ALONE + (1 - _ALONE) * self.nearness.at(window))
        return np.asarray(score[None], np.float32)
