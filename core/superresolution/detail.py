"""Detail of covariates: what they hold beyond the mean of each coarse cell, as the coarse map itself lacks it.

A covariate is compared with the mean-preserving interpolation of its own cell means. What is left has the scale of the
detail that a coarse map lacks, and means the same in other ground: levels of an image or of terrain do not, and lines
through them lead astray where a survey goes on. The detail of means over 3 x 3 and 5 x 5 pixels stands beside it,
because what geochemistry shows is smoother than what an image does.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy import ndimage

from ..geostatistics.consistency import BlockMeans, Correction
from ..geostatistics.interpolation import mean_preserving
from ..progress import SILENT, Progress
from ..raster.alignment import Alignment
from ..raster.grid import Window, nested
from ..raster.tiles import TILE

SIDES = (1, 3, 5)  # pixels over which covariates are averaged
HALO = max(SIDES) // 2
_ROUNDING = 1e-9  # of the size of a covariate

Reader = Callable[[Window], np.ndarray]


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
