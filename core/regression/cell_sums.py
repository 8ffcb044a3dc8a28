"""Means of the features of an image over the cells of a coarse map, and their variances over pixels.

Tile by tile: sums over the cells that a tile touches are added up in the order of the tiles. Low-pass images change
slowly, and are summed over squares of pixels that are no larger than a pixel of their level, nor than a 16th of the
side of a cell; what that costs is some thousandths of a feature's standard deviation over cells.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
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
from .landmarks import Landmarks

_SQUARES = 16  # along a cell, at least
_KERNEL_SQUARES = 8  # the same for those of whose pixels one is compared with landmarks
_KERNEL_PIXELS = 2**13  # at a time
_TILES = 2  # along each side of a window: fewer of a file's blocks are unpacked twice for what lies around them
_PIXELS_FOR_VARIANCE = 2**20  # of a large image, evenly spread


class _Sums(NamedTuple):
    """Sums over the cells of some rows and columns of the coarse grid, (k, rows, columns)."""

    rows: slice
    cols: slice
    sums: np.ndarray


class _Gathered(NamedTuple):
    """Sums over a block: places of features, where in the coarse grid they belong, sums with the covered area last.

    ``moments`` (3, k) are count, sum and sum of squares over pixels. ``kernels`` are those of the kernels
    with landmarks (m + 1, ...) over some of the pixels, the area of these last; none where there are no landmarks.
    """

    side: int
    features: list[int]
    rows: slice
    cols: slice
    sums: np.ndarray
    moments: np.ndarray
    kernels: Sequence[_Sums] = ()


class CellMeans(NamedTuple):
    """Area-weighted ``means`` of features over cells (features, rows, columns), and ``cover``, their shares seen.

    ``variances`` (features,) are those over pixels; ``kernels`` (landmarks, rows, columns) are means, NaN where no
    pixel was compared, and none without landmarks.
    """

    means: np.ndarray
    cover: np.ndarray
    variances: np.ndarray
    kernels: np.ndarray


class CellSums:
    """What the blocks of a window of an image add to sums of its features over the cells of a coarse grid.

    ``stack`` is what the features are of, where the sums are to be sent to another process. With ``landmarks`` the
    kernels with them are summed too, of the first pixel of every square of an eighth of the side of a
    cell or less.
    """

    def __init__(
        self,
        features: Features,
        alignment: Alignment,
        stack: ImageStack | None = None,
        landmarks: Landmarks | None = None,
    ) -> None:
        self.features, self.alignment, self.stack, self.landmarks = features, alignment, stack, landmarks
        self._largest = _side(alignment.ratio, _SQUARES)
        self._kernel_step = _side(alignment.ratio, _KERNEL_SQUARES)
        self._step = max(1, round(math.sqrt(features.height * features.width / _PIXELS_FOR_VARIANCE)))
        self.sides = features.sides(self._largest)
        self._alignments = {side: self._on_squares(side) for side in {*self.sides, self._kernel_step}}

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
        arrays = self.landmarks.arrays() if self.landmarks else {}
        with open(path, "wb") as file:
            text = np.frombuffer(json.dumps(job).encode(), np.uint8)
            np.savez(file, job=text, **arrays, **(pyramid.arrays() if pyramid else {}))

    @classmethod
    def read(cls, path: str) -> CellSums:
        """Build the job that was written, from the images as this process sees them."""
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        job, landmarks = json.loads(arrays.pop("job").tobytes()), Landmarks.taken_from(arrays)
        stack, (transform, height, width, crs) = image_from_json(job["image"]), job["coarse"]
        features = Features(FeatureSet.from_json(job["features"]), stack.read, *stack.grid.shape, stored=arrays)
        return cls(features, align(stack.grid, Grid(tuple(transform), height, width, crs)), stack, landmarks)

    def _gathered(self, told: Squares, block: Window) -> _Gathered:
        side, share = told.side, told.share
        kernels = self._kernels(told, block) if side == 1 and self.landmarks is not None else []
        squares = Window(block.row // side, block.col // side, *share.shape)
        alignment = self._alignments[side]
        every = slice(None, None, max(1, self._step // side))
        moments = _moments(told.values[:, every, every], share[every, every])
        if side > 1:
            told.values[:] *= share
        rows, cols, sums = alignment.sums(told.values, squares)
        area = alignment.sums(share[None], squares)[2]
        return _Gathered(side, told.features, rows, cols, np.concatenate([sums, area]), moments, kernels)

    def _kernels(self, told: Squares, block: Window) -> list[_Sums]:
        """Return sums of the kernels of some of the pixels of a block, strip by strip: they are many planes."""
        landmarks, step = given(self.landmarks), self._kernel_step
        places = [told.features.index(feature) for feature in landmarks.used]
        values, share = told.values[places, ::step, ::step], told.share[::step, ::step]
        height = max(1, _KERNEL_PIXELS // share.shape[1])
        return [
            self._kernel_sums(values[:, row : row + height], share[row : row + height], block.row // step + row, block)
            for row in range(0, len(share), height)
        ]

    def _kernel_sums(self, values: np.ndarray, share: np.ndarray, row: int, block: Window) -> _Sums:
        """Return the sums of one strip, from the ``values`` of the features used."""
        landmarks, step = given(self.landmarks), self._kernel_step
        there = share.ravel() > 0
        planes = np.zeros((len(landmarks.vectors) + 1, there.size))
        planes[:-1, there] = landmarks.kernels_of_used(values.reshape(len(values), -1)[:, there].T).T
        planes[-1] = there
        squares = Window(row, block.col // step, *share.shape)
        return _Sums(*self._alignments[step].sums(planes.reshape(-1, *share.shape), squares))


def cell_means(
    features: Features,
    alignment: Alignment,
    progress: Progress = SILENT,
    over: ImagePass | None = None,
    landmarks: Landmarks | None = None,
) -> CellMeans:
    """Return what an image is over the cells of a coarse grid, and its kernels with ``landmarks``.

    Variances are those of all pixels; of a large
    image those of a regular subsample of its rows and columns. ``over`` says what computes the tiles; None: threads.
    Raises FusionError where no pixel has a value.
    """
    shape, count = alignment.coarse.shape, len(features.spec.names)
    compute = CellSums(features, alignment, over.stack if over else None, landmarks)
    work = over.work if over else on_threads
    sums, moments = np.zeros((count, *shape)), np.zeros((3, count))
    areas = {side: np.zeros(shape) for side in compute.sides}
    kernels = np.zeros((len(landmarks.vectors) + 1 if landmarks else 0, *shape))
    windows = nested(alignment.fine.full_window(), _TILES * TILE)
    with closing(work(compute, windows, progress)) as done:
        for _, blocks in done:
            for found in blocks:
                moments[:, found.features] += found.moments
                sums[np.array(found.features), found.rows, found.cols] += found.sums[:-1]
                areas[found.side][found.rows, found.cols] += found.sums[-1]
                for own in found.kernels:
                    kernels[:, own.rows, own.cols] += own.sums
    if not areas[1].any():
        raise FusionError(
            "The image has no pixel with a value in every band: check its nodata values, and that all RASTERS and "
            "MASK overlap."
        )
    with np.errstate(invalid="ignore", divide="ignore"):
        for side, places in compute.sides.items():
            sums[places] /= areas[side]
        told = kernels[:-1] / kernels[-1:]
    return CellMeans(sums, areas[1] / alignment.pixels_per_cell, variance_of(moments), told)


def _side(ratio: float, least: int) -> int:
    """Return the side of the largest squares, a power of two, of which there are so many along a cell."""
    return 2 ** max(0, math.floor(math.log2(ratio / least)))


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
