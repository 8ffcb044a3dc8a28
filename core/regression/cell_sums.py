"""Means of the features of an image over the cells of a coarse map, and their variances over pixels.

Tile by tile: sums over the cells that a tile touches are added up in the order of the tiles. Low-pass images change
slowly, and are summed over squares of pixels that are no larger than a pixel of their level, nor than a 16th of the
side of a cell; what that costs is some thousandths of a feature's standard deviation over cells.
"""

from __future__ import annotations

import json
import math
from contextlib import closing
from typing import NamedTuple

import numpy as np

from ..errors import FusionError, given
from ..image.features import Features, FeatureSet, Squares
from ..image.image_pass import ImagePass, image_from_json, image_to_json
from ..progress import SILENT, Progress
from ..raster.alignment import Alignment, align
from ..raster.grid import Grid, Window, nested
from ..raster.images import ImageStack
from ..raster.tiles import TILE, on_threads

_SQUARES = 16  # along a cell, at least
_TILES = 2  # along each side of a window: fewer of a file's blocks are unpacked twice for what lies around them
_PIXELS_FOR_VARIANCE = 2**20  # of a large image, evenly spread


class _Gathered(NamedTuple):
    """Sums over a block: places of features, where in the coarse grid they belong, sums with the covered area last.

    ``moments`` (3, k) are count, sum and sum of squares over pixels.
    """

    side: int
    features: list[int]
    rows: slice
    cols: slice
    sums: np.ndarray
    moments: np.ndarray


class CellSums:
    """What the blocks of a window of an image add to sums of its features over the cells of a coarse grid.

    ``stack`` is what the features are of, where the sums are to be sent to another process.
    """

    def __init__(self, features: Features, alignment: Alignment, stack: ImageStack | None = None) -> None:
        self.features, self.alignment, self.stack = features, alignment, stack
        self._largest = 2 ** max(0, math.floor(math.log2(alignment.ratio / _SQUARES)))
        self._step = max(1, round(math.sqrt(features.height * features.width / _PIXELS_FOR_VARIANCE)))
        self.sides = features.sides(self._largest)
        self._alignments = {side: self._on_squares(side) for side in self.sides}

    def _on_squares(self, side: int) -> Alignment:
        fine, coarse = self.alignment.fine, self.alignment.coarse
        return self.alignment if side == 1 else align(fine.coarser(side), coarse)

    def __call__(self, window: Window) -> list[_Gathered]:
        near = self.features.prefetched(self.features.around(window) if len(self.sides) > 1 else window)
        blocks = nested(window, TILE)
        return [self._gathered(told, block) for block in blocks for told in near.by_squares(block, self._largest)]

    def write(self, path: str) -> None:
        """Write all that ``read`` needs beside the images."""
        coarse, pyramid = self.alignment.coarse, self.features.pyramid
        job = {
            "image": image_to_json(given(self.stack)),
            "features": self.features.spec.to_json(),
            "coarse": [coarse.transform, *coarse.shape, coarse.crs],
        }
        with open(path, "wb") as file:
            text = np.frombuffer(json.dumps(job).encode(), np.uint8)
            np.savez(file, job=text, **(pyramid.arrays() if pyramid else {}))

    @classmethod
    def read(cls, path: str) -> CellSums:
        """Build the job that was written, from the images as this process sees them."""
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        job = json.loads(arrays.pop("job").tobytes())
        stack, (transform, height, width, crs) = image_from_json(job["image"]), job["coarse"]
        features = Features(FeatureSet.from_json(job["features"]), stack.read, *stack.grid.shape, stored=arrays)
        return cls(features, align(stack.grid, Grid(tuple(transform), height, width, crs)), stack)

    def _gathered(self, told: Squares, block: Window) -> _Gathered:
        side, share = told.side, told.share
        squares = Window(block.row // side, block.col // side, *share.shape)
        alignment = self._alignments[side]
        every = slice(None, None, max(1, self._step // side))
        moments = _moments(told.values[:, every, every], share[every, every])
        if side > 1:
            told.values[:] *= share
        rows, cols, sums = alignment.sums(told.values, squares)
        area = alignment.sums(share[None], squares)[2]
        return _Gathered(side, told.features, rows, cols, np.concatenate([sums, area]), moments)


def cell_means(
    features: Features, alignment: Alignment, progress: Progress = SILENT, over: ImagePass | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return area-weighted means of the features over cells, covered shares, and variances over pixels.

    Shapes (features, rows, columns), (rows, columns) and (features,). Variances are those of all pixels; of a large
    image those of a regular subsample of its rows and columns. ``over`` says what computes the tiles; None: threads.
    Raises FusionError where no pixel has a value.
    """
    shape, count = alignment.coarse.shape, len(features.spec.names)
    compute = CellSums(features, alignment, over.stack if over else None)
    work = over.work if over else on_threads
    sums, moments = np.zeros((count, *shape)), np.zeros((3, count))
    areas = {side: np.zeros(shape) for side in compute.sides}
    windows = nested(alignment.fine.full_window(), _TILES * TILE)
    with closing(work(compute, windows, progress)) as done:
        for _, blocks in done:
            for found in blocks:
                moments[:, found.features] += found.moments
                sums[np.array(found.features), found.rows, found.cols] += found.sums[:-1]
                areas[found.side][found.rows, found.cols] += found.sums[-1]
    if not areas[1].any():
        raise FusionError(
            "The image has no pixel with a value in every band: check its nodata values, and that all RASTERS and "
            "MASK overlap."
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        for side, places in compute.sides.items():
            sums[places] /= areas[side]
    return sums, areas[1] / alignment.pixels_per_cell, variance_of(moments)


def _moments(values: np.ndarray, share: np.ndarray) -> np.ndarray:
    """Return the moments (3, k) of values (k, rows, columns) where there is a ``share``; elsewhere they are 0."""
    found = np.full((3, len(values)), float(np.count_nonzero(share)))
    for k, plane in enumerate(values):
        wide = plane.astype(float).ravel()
        found[1:, k] = wide.sum(), (wide * wide).sum()  # a product by BLAS would depend on its threads
    return found


def moments_of(values: np.ndarray) -> np.ndarray:
    """Return count, sum and sum of squares (3, k) of values (k, n)."""
    wide = values.astype(float)
    return np.stack([np.full(len(wide), wide.shape[1], float), wide.sum(axis=1), (wide**2).sum(axis=1)])


def variance_of(moments: np.ndarray) -> np.ndarray:
    """Return the variances (k,) that moments (3, k) tell."""
    count = np.maximum(moments[0], 1)
    return np.maximum(moments[2] / count - (moments[1] / count) ** 2, 0)
