"""The plain rows: what interpolation alone makes of a coarse map, in several ways that are all held beside a network.

Cell values may be means over cells or samples near their centres, exact or noisy: which interpolation is right depends
on that, and the finely surveyed ground tells.
"""

from __future__ import annotations

import numpy as np

from ..geostatistics.area_to_point import Kriged
from ..geostatistics.consistency import fill_nearest
from ..geostatistics.image_weight import blend_of
from ..geostatistics.interpolation import bilinear, mean_preserving
from ..geostatistics.kriging import LocalKriging
from ..geostatistics.surface import Surface, Surfaces
from ..geostatistics.variogram import Variogram, fit_variogram
from ..progress import SILENT, Progress
from ..raster.alignment import Alignment, spline_coefficients
from ..raster.grid import BLOCK, Window, nested
from ..raster.tiles import TILE

BILINEAR = "bilinear"
CUBIC = "cubic"
MEAN_PRESERVING = "mean-preserving cubic"
CELL_KRIGING = "kriging of cells"
POINT_KRIGING = "kriging of points"
FILTERED = {"kriging of points, little noise": 0.15, "kriging of points, much noise": 0.3}  # shares of a nugget
_REACH = 20.0  # coarse cells; of the exponential variograms with these nuggets
_NEIGHBOURS = 16


class PlainRows:
    """Interpolations of a coarse map (elements, rows, columns) at the pixels of a finer grid.

    ``places`` (n, 2) and ``values`` (n, elements) are the points behind the map where they are known, as fractional
    rows and columns of it with 0 at the centre of the first cell, NaN where a value is missing; no two points may
    coincide. Their kriging has one row with the variogram fitted to them, and one for each of two fixed shares of a
    nugget, which is noise that no estimate repeats: a fitted nugget is a guess where the nearest points are far apart.
    """

    def __init__(
        self,
        alignment: Alignment,
        coarse: np.ndarray,
        places: np.ndarray | None = None,
        values: np.ndarray | None = None,
        progress: Progress = SILENT,
    ) -> None:
        self.alignment, self.coarse = alignment, np.asarray(coarse, float)
        self._splines = [spline_coefficients(fill_nearest(plane)) for plane in self.coarse]
        self._kept = mean_preserving(alignment, self.coarse, progress.part(0, 0.3))
        self._cells = self._kriged_cells(progress.part(0.3, 1))
        self._points: dict[str, list[LocalKriging | None]] = {}
        if places is not None and values is not None:
            self._points[POINT_KRIGING] = [_kriging(places, column, None) for column in values.T]
            for name, share in FILTERED.items():
                self._points[name] = [_kriging(places, column, share) for column in values.T]

    @property
    def names(self) -> tuple[str, ...]:
        return BILINEAR, CUBIC, MEAN_PRESERVING, CELL_KRIGING, *self._points

    def at(self, window: Window) -> np.ndarray:
        """Return all rows at a window (rows, elements, height, width), NaN where the pixel's cell has no value."""
        linear = bilinear(self.alignment, self.coarse, window)
        cubic = np.stack([self.alignment.interpolate(spline, window, 3) for spline in self._splines])
        rows = [linear, cubic, self._kept.at(window), self._cells.at(window)]
        rows += [self._at_points(kriged, window, np.isfinite(linear)) for kriged in self._points.values()]
        return np.where(np.isfinite(linear), np.stack(rows), np.nan)

    def _kriged_cells(self, progress: Progress) -> Surface:
        """Return area-to-point kriging of the cells, the mean over what may be behind them: means, or samples."""
        surfaces = Surfaces(self.alignment)
        for window in nested(self.alignment.fine.full_window(), TILE):
            surfaces.add(self.alignment.cells(window) >= 0, window)
        kriged: list[Kriged | None] = []
        for values, part in progress.parts(list(self.coarse)):
            if not np.isfinite(values).any():
                kriged.append(None)
                continue
            nothing = np.where(np.isfinite(values), 0.0, np.nan)
            blend = blend_of(values, nothing, self.alignment.pixels_per_cell)
            kriged.append(surfaces.krige(blend, values, nothing, progress=part))
        return surfaces.surface(kriged)

    def _at_points(self, kriged: list[LocalKriging | None], window: Window, wanted: np.ndarray) -> np.ndarray:
        out = np.full(wanted.shape, np.nan)
        for block in nested(window, BLOCK):
            inside = block.inside(window)
            row, col = np.broadcast_arrays(*self.alignment.positions(block))
            for plane, use, kriging in zip(out, wanted, kriged):
                here = use[inside]
                if kriging is not None and here.any():
                    plane[inside][here] = kriging.at(np.column_stack([row[here], col[here]]))
        return out


def _kriging(places: np.ndarray, values: np.ndarray, share: float | None) -> LocalKriging | None:
    """Return kriging of the points that have a value, None where none has; its nugget fitted or a fixed share."""
    known = np.isfinite(values)
    if not known.any():
        return None
    places, values = places[known], values[known]
    fixed = None if share is None or not np.ptp(values) > 0 else Variogram("exponential", share, 1 - share, _REACH)
    return LocalKriging(places, values, fixed or fit_variogram(places, values), _NEIGHBOURS, filtered=True)
