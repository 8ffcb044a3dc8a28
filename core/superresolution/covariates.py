"""Covariates on the grid of the sharpened map: terrain, further rasters and geology, each resampled as it may be.

Slopes and directions are made on the grid of the elevation, and vectors of units from shares of pixels; what comes of
both is kept in a scratch folder, so that a map of any size takes no more memory than its tiles.
"""

from __future__ import annotations

import os
from collections.abc import Sequence

import numpy as np

from ..errors import FusionError, given
from ..ground.class_shares import codes_of, shares_of
from ..ground.geology import Embedding, embedding
from ..ground.terrain import CHANNELS, pixel_size, terrain
from ..progress import SILENT, Progress
from ..raster.description import Band
from ..raster.gdal_reader import GridStack, RasterStack, describe, read
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Grid, Window, nested
from ..raster.projection import touches
from ..raster.tiles import TILE
from .request import Geology

_MOST_UNITS = 500
_DIRECTION = (2, 3)  # sine and cosine among the channels of terrain


class Covariates:
    """What is known at each pixel of a grid beside the coarse map.

    ``channels`` are the names of what ``read`` gives; ``directions`` the pairs of them that are sine and cosine of a
    direction; ``embedding`` that of geology, None without.
    """

    def __init__(
        self,
        grid: Grid,
        elevation: str | None,
        rasters: Sequence[str],
        geology: Geology | None,
        folder: str,
        seen: Embedding | None = None,
        core: np.ndarray | None = None,
        names: Sequence[str] | None = None,
        progress: Progress = SILENT,
    ) -> None:
        """Lay covariates on a grid; ``folder`` is for scratch files.

        In training ``core`` (height, width) marks the finely surveyed pixels, whose units get vectors; later ``seen``
        is the embedding of the training and ``names`` are the bands of the rasters that it had.
        """
        self.grid = grid
        self._stacks: list[RasterStack] = []
        self.channels: list[str] = []
        self.directions: list[tuple[int, int]] = []
        self.rasters: list[str] = []
        self.embedding: Embedding | None = None
        self._unseen: RasterStack | None = None
        given_rasters = [("ELEVATION", elevation), *(("RASTERS", path) for path in rasters)]
        for name, given_path in [*given_rasters, ("GEOLOGY", geology.units if geology else None)]:
            if given_path:
                _require_overlap(name, given_path, grid)
        if elevation:
            path = _terrain_raster(elevation, os.path.join(folder, "terrain.tif"), progress.part(0, 0.5))
            self.directions = [_DIRECTION]
            self._take(GridStack([path], grid), CHANNELS)
        if rasters:
            stack = GridStack(list(rasters), grid)
            progress.warn_each(stack.remarks)
            stack = stack if names is None else stack.selected(names)
            self.rasters = stack.band_names
            self._take(stack, self.rasters)
        if geology:
            path = os.path.join(folder, "geology.tif")
            self.embedding = _geology_raster(geology, grid, path, seen, core, progress.part(0.5, 1))
            count = self.embedding.vectors.shape[1]
            self._take(RasterStack([path], list(range(count))), [f"geology {k + 1}" for k in range(count)])
            self._unseen = RasterStack([path], [count])

    def _take(self, stack: RasterStack, names: Sequence[str]) -> None:
        self._stacks.append(stack)
        self.channels += names

    def read(self, window: Window) -> np.ndarray:
        """Return all channels (channels, height, width) at a window, NaN where not known."""
        if not self._stacks:
            return np.empty((0, *window.shape))
        return np.concatenate([stack.read(window).astype(float) for stack in self._stacks])

    def unseen(self, window: Window) -> np.ndarray:
        """Return the share (height, width) of pixels whose units training never saw, 0 where there is no geology."""
        if self._unseen is None:
            return np.zeros(window.shape)
        return np.nan_to_num(self._unseen.read(window)[0])


def _require_overlap(name: str, path: str, grid: Grid) -> None:
    own = describe(path).grid
    if not (touches(grid, own) or touches(own, grid)):
        raise FusionError(
            "{name}: {path} does not show the area of the coarse map: check that both show the same area and each CRS.",
            name=name,
            path=path,
        )


def _terrain_raster(elevation: str, path: str, progress: Progress) -> str:
    """Write the channels of terrain on the grid of the elevation, and return the path."""
    raster = describe(elevation)
    grid, size = raster.grid, pixel_size(raster.grid)
    with RasterWriter(path, grid, [Band(name) for name in CHANNELS]) as writer:
        for window in progress.each(list(nested(grid.full_window(), TILE))):
            outer = window.grown(2, *grid.shape)
            planes = terrain(read(elevation, [0], outer)[0].astype(float), grid.cropped(outer), size=size)
            writer.write(planes[(slice(None), *window.inside(outer))], window)
    return path


def _geology_raster(
    geology: Geology, grid: Grid, path: str, seen: Embedding | None, core: np.ndarray | None, progress: Progress
) -> Embedding:
    """Write the vectors of units, and the share of units never seen, on a grid; return the embedding."""
    units = describe(geology.units).grid
    codes = codes_of(geology.units, 0, units, "GEOLOGY", _MOST_UNITS)
    windows = list(nested(grid.full_window(), TILE))
    if seen is None:
        met = np.zeros(len(codes), bool)
        for window in progress.part(0, 0.5).each(windows):
            inside = given(core)[window.rows, window.cols]
            if inside.any():
                met |= (shares_of(geology.units, 0, units, grid, window, codes)[:, inside] > 0).any(axis=1)
        if not met.any():
            raise FusionError("GEOLOGY has no unit on the finely surveyed ground: check that both show the same area.")
        seen = embedding([code for code, has in zip(codes, met) if has], geology.descriptions, geology.table)
    bands = [Band(f"geology {k + 1}") for k in range(seen.vectors.shape[1])]
    with RasterWriter(path, grid, [*bands, Band("unseen")]) as writer:
        for window in progress.part(0.5, 1).each(windows):
            shares = shares_of(geology.units, 0, units, grid, window, codes)
            writer.write(np.concatenate([seen.planes(shares, codes), seen.domain(shares, codes)[None]]), window)
    return seen
