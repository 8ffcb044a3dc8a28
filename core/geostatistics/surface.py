"""A surface over pixels from points kriged within coarse cells: a cubic spline through their lattice."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from ..progress import SILENT, Progress
from ..raster.alignment import Alignment, align, spline_coefficients
from ..raster.grid import BLOCK, Window, nested
from .anomalous_cells import taken_down
from .area_to_point import SIDE, Kriged, krige_points
from .blend import Blend
from .consistency import fill_nearest


class Surfaces:
    """Gathers the ground of a map tile by tile, then kriges coarse values on it."""

    def __init__(self, alignment: Alignment) -> None:
        self.alignment = alignment
        self.points = align(alignment.fine, alignment.coarse.finer(SIDE))
        self._ground = np.zeros((1, *self.points.coarse.shape))

    def add(self, valid: np.ndarray, window: Window) -> None:
        """Take which pixels of a tile of the map have a value; the sums do not depend on the size of nested tiles."""
        for block in nested(window, BLOCK):
            self.points.add_sums(valid[block.inside(window)][None].astype(float), block, self._ground)

    def krige(
        self,
        blend: Blend,
        values: np.ndarray,
        drift: np.ndarray,
        samples: np.ndarray | None = None,
        progress: Progress = SILENT,
    ) -> Kriged:
        """Krige what the weighed prediction leaves of coarse values (rows, columns): the mean over views.

        ``drift`` (rows, columns) are block means of the prediction, ``samples`` the numbers behind the values. The
        deviation holds how far the views are apart, besides what each leaves unknown. Where values have noise,
        anomalies of single cells are not in it: their share is ``anomalous``.
        """
        # above 1 where parts of pixels of a turned grid fall unevenly on points: the cell as a whole is right
        ground = self._ground[0] / self.points.pixels_per_cell
        views, anomalous = [], np.zeros(values.shape)
        for view, part in progress.parts(blend.views):
            left, noise = values - view.weight * drift, view.noise(values.shape, samples)
            if not view.exact:
                left, share = taken_down(values, drift, blend, view, noise)
                anomalous += view.share / (1 - blend.kept) * share
            found = krige_points(left, view.covariance, noise, ground, part)
            views.append(replace(found, deviation=view.spread * found.deviation))
        if len(views) == 1:
            return replace(views[0], anomalous=anomalous)
        spread = np.repeat(np.repeat(np.nan_to_num(drift), SIDE, axis=0), SIDE, axis=1)
        mean, variance = np.zeros((2, *spread.shape))
        for view, found in zip(blend.views, views):
            mean += view.share * found.values
        for view, found in zip(blend.views, views):
            apart = found.values - mean + (view.weight - blend.weight) * spread
            variance += view.share * (found.deviation**2 + apart**2)
        return Kriged(mean, np.sqrt(variance), anomalous)

    def surface(self, kriged: Iterable[Kriged | None]) -> Surface:
        return Surface(self.alignment, self.points, kriged)


class Surface:
    """Kriged points of each element as values at pixels, and the standard deviations of their errors.

    These are root mean squares over cells, and bilinear between their centres: what a kriging variance does within a
    cell is the same in all of them, and would print the grid of the coarse map on every map of errors. There are 25
    points a cell: of ``kriged`` one is held at a time.
    """

    def __init__(self, alignment: Alignment, points: Alignment, kriged: Iterable[Kriged | None]) -> None:
        self._alignment, self._points = alignment, points
        self._splines: list[np.ndarray | None] = []
        self._deviations: list[np.ndarray | None] = []
        self._anomalous: list[np.ndarray | None] = []
        for k in kriged:
            self._splines.append(None if k is None else spline_coefficients(fill_nearest(k.values)))
            self._deviations.append(None if k is None else fill_nearest(_over_cells(k.deviation)))
            self._anomalous.append(None if k is None else k.anomalous)

    def at(self, window: Window) -> np.ndarray:
        """Return the surfaces at a window, (elements, height, width), without nodata; 0 where nothing was kriged."""
        return _evaluated(self._points, self._splines, window, 3)

    def with_anomalies(self, k: int, means: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return the block means (rows, columns) that an element should have: of its map, or an anomaly's value."""
        share = self._anomalous[k]
        if share is None or not share.any():
            return means
        return np.where(share > 0, means + share * (values - means), means)

    def deviation_at(self, window: Window) -> np.ndarray:
        """Return standard deviations at a window, (elements, height, width)."""
        return _evaluated(self._alignment, self._deviations, window, 1)


def _over_cells(deviation: np.ndarray) -> np.ndarray:
    """Return root mean squares over the points of each cell, (rows, columns); NaN where a point is not told."""
    rows, cols = (size // SIDE for size in deviation.shape)
    return np.asarray(np.sqrt((deviation**2).reshape(rows, SIDE, cols, SIDE).mean(axis=(1, 3))))


def _evaluated(alignment: Alignment, fields: Sequence[np.ndarray | None], window: Window, order: int) -> np.ndarray:
    out = np.zeros((len(fields), *window.shape))
    for plane, field in zip(out, fields):
        if field is not None:
            plane[:] = alignment.interpolate(field, window, order)
    return out
