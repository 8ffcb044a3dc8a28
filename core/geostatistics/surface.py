"""A surface over pixels from points kriged within coarse cells: a cubic spline through their lattice."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..raster.alignment import Alignment, align, spline_coefficients
from ..raster.grid import BLOCK, Grid, Window, nested
from .area_to_point import SIDE, Kriged, krige_points
from .consistency import fill_nearest
from .covariance import Covariance


class Surfaces:
    """Gathers the ground of a map tile by tile, then kriges coarse values on it."""

    def __init__(self, alignment: Alignment) -> None:
        t, coarse = alignment.coarse.transform, alignment.coarse
        finer = (t[0], t[1] / SIDE, t[2] / SIDE, t[3], t[4] / SIDE, t[5] / SIDE)
        self.points = align(alignment.fine, Grid(finer, coarse.height * SIDE, coarse.width * SIDE, coarse.crs))
        self._ground = np.zeros((1, *self.points.coarse.shape))

    def add(self, valid: np.ndarray, window: Window) -> None:
        """Take which pixels of a tile of the map have a value; the sums do not depend on the size of nested tiles."""
        for block in nested(window, BLOCK):
            self.points.add_sums(valid[block.inside(window)][None].astype(float), block, self._ground)

    def krige(self, values: np.ndarray, covariance: Covariance, noise: np.ndarray) -> Kriged:
        """Krige values of the coarse cells (rows, columns), with the variance of the error of each, on the ground."""
        ground = np.clip(self._ground[0] / self.points.pixels_per_cell, 0, 1)
        return krige_points(values, covariance, noise, ground)

    def surface(self, kriged: Sequence[Kriged | None]) -> Surface:
        return Surface(self.points, kriged)


class Surface:
    """Kriged points of each element as values at pixels, and the standard deviations of their errors."""

    def __init__(self, points: Alignment, kriged: Sequence[Kriged | None]) -> None:
        self._points = points
        self._splines = [None if k is None else spline_coefficients(fill_nearest(k.values)) for k in kriged]
        self._deviations = [None if k is None else fill_nearest(k.deviation) for k in kriged]

    def at(self, window: Window) -> np.ndarray:
        """Return the surfaces at a window, (elements, height, width), without nodata; 0 where nothing was kriged."""
        return self._evaluated(self._splines, window, 3)

    def deviation_at(self, window: Window) -> np.ndarray:
        """Return standard deviations at a window, (elements, height, width)."""
        return self._evaluated(self._deviations, window, 1)

    def _evaluated(self, fields: Sequence[np.ndarray | None], window: Window, order: int) -> np.ndarray:
        out = np.zeros((len(fields), *window.shape))
        for plane, field in zip(out, fields):
            if field is not None:
                plane[:] = self._points.interpolate(field, window, order)
        return out
