"""Covariates on the grid of the sharpened map: terrain, further rasters and geology, each resampled as it may be.

Slopes and directions are made on the grid of the elevation, and vectors of units from shares of pixels; what comes of
both is kept in a scratch folder, so that a map of any size takes no more memory than its tiles.

Their detail is what they hold beyond the mean of each coarse cell, as the coarse map itself lacks it: a covariate is
compared with the mean-preserving interpolation of its own cell means. What is left has the scale of the detail that a
coarse map lacks, and means the same in other ground: levels of an image or of terrain do not, and lines through them
lead astray where a survey goes on. The detail of means over 3 x 3 and 5 x 5 pixels stands beside it, because what
geochemistry shows is smoother than what an image does.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence

import numpy as np
from scipy import ndimage

from ..errors import FusionError, given
from ..geostatistics.consistency import BlockMeans, Correction
from ..geostatistics.interpolation import mean_preserving
from ..ground.class_shares import codes_of, shares_of
from ..ground.geology import Embedding, embedding
from ..ground.terrain import CHANNELS, PAPER_CHANNELS, pixel_size, terrain
from ..progress import SILENT, Progress
from ..raster.alignment import Alignment
from ..raster.description import Band
from ..raster.gdal_reader import GridStack, RasterStack, describe, nodata_remarks, read
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Grid, Window, nested
from ..raster.products import is_measurement, require_some
from ..raster.projection import touches
from ..raster.tiles import TILE
from .request import DIRECTIONS, Geology

SIDES = (1, 3, 5)  # pixels over which covariates are averaged
HALO = max(SIDES) // 2
_ROUNDING = 1e-9  # of the size of a covariate
_MOST_UNITS = 500
_DIRECTION = (2, 3)  # sine and cosine among the channels of terrain

Reader = Callable[[Window], np.ndarray]


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
        aspect: str = DIRECTIONS,
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
            progress.warn_each(nodata_remarks(elevation, [0]))
            names_of = CHANNELS if aspect == DIRECTIONS else PAPER_CHANNELS
            path = _terrain_raster(elevation, names_of, os.path.join(folder, "terrain.tif"), progress.part(0, 0.5))
            self.directions = [_DIRECTION] if aspect == DIRECTIONS else []
            self._take(GridStack([path], grid), names_of)
        if rasters:
            stack = GridStack(list(rasters), grid)
            progress.warn_each(stack.remarks)
            stack = stack.selected(_measured(stack, progress) if names is None else names)
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

    def close(self) -> None:
        """Close all files in this thread, so that those in the folder for scratch files can be removed on Windows."""
        for stack in self._stacks if self._unseen is None else [*self._stacks, self._unseen]:
            stack.close()

    def unseen(self, window: Window) -> np.ndarray:
        """Return the share (height, width) of pixels whose units training never saw, 0 where there is no geology."""
        if self._unseen is None:
            return np.zeros(window.shape)
        return np.nan_to_num(self._unseen.read(window)[0])


def _measured(stack: RasterStack, progress: Progress) -> list[str]:
    """Return the names of the bands that can be measurements."""
    kept = [n for n, band in zip(stack.band_names, stack.bands) if not band.alpha and is_measurement(n)]
    require_some(kept, [name for name in stack.band_names if name not in kept], progress)
    return kept


def _require_overlap(name: str, path: str, grid: Grid) -> None:
    own = describe(path).grid
    if not touches(grid, own):
        raise FusionError(
            "{name}: {path} does not show the area of the coarse map: check that both show the same area and each CRS.",
            name=name,
            path=path,
        )


def _terrain_raster(elevation: str, names: Sequence[str], path: str, progress: Progress) -> str:
    """Write the channels of terrain on the grid of the elevation, and return the path."""
    raster = describe(elevation)
    grid, size = raster.grid, pixel_size(raster.grid)
    with RasterWriter(path, grid, [Band(name) for name in names]) as writer:
        for window in progress.each(list(nested(grid.full_window(), TILE))):
            outer = window.grown(2, *grid.shape)
            plane, paper = read(elevation, [0], outer)[0].astype(float), tuple(names) == PAPER_CHANNELS
            planes = terrain(plane, grid.cropped(outer), paper, size=size)
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


# ---------------------------------------------------------------------------------------------- detail


class Detail:
    """The detail of covariates, read by windows as (covariates, height, width) with NaN for holes."""

    def __init__(self, alignment: Alignment, read: Reader, progress: Progress = SILENT) -> None:
        self.alignment, self._read = alignment, read
        self._smooth = self._interpolated_means(progress)

    def at(self, window: Window) -> np.ndarray:
        """Return the detail (3 x covariates, height, width) at a window; holes stay holes.

        What is no more than rounding is 0: a covariate that is the same everywhere has no detail.
        """
        own = self._averaged(window)
        found = own - self._smooth.at(window)
        return np.where(np.abs(found) <= _ROUNDING * np.abs(own), 0.0, found)

    def _averaged(self, window: Window) -> np.ndarray:
        outer = window.grown(HALO, *self.alignment.fine.shape)
        planes = np.asarray(self._read(outer), float)
        inside = (slice(None), *window.inside(outer))
        return np.concatenate([mean_known(planes, side)[inside] for side in SIDES])

    def _interpolated_means(self, progress: Progress) -> Correction:
        sums = None
        windows = list(nested(self.alignment.fine.full_window(), TILE))
        for window in progress.each(windows):
            planes = self._averaged(window)
            if sums is None:
                sums = [BlockMeans(self.alignment, np.zeros((1, *self.alignment.coarse.shape))) for _ in planes]
            for own, plane in zip(sums, planes):  # each by itself: a hole in one is none in the others
                own.add(plane[None], window)
        means = [own.means() for own in sums or []]
        return mean_preserving(self.alignment, np.concatenate(means))


def mean_known(planes: np.ndarray, side: int) -> np.ndarray:
    """Return the mean of the values within a square of ``side`` pixels around each pixel that has one.

    ``planes`` (channels, height, width); at edges and holes fewer pixels count.
    """
    if side == 1:
        return planes
    known = np.isfinite(planes)
    size = (1, side, side)
    total = ndimage.uniform_filter(np.where(known, planes, 0.0), size, mode="constant")
    count = ndimage.uniform_filter(known.astype(float), size, mode="constant")
    return np.divide(total, count, out=np.full(planes.shape, np.nan), where=known)
