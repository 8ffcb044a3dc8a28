"""Places in metres, so that distances between them are lengths on the ground."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from ..raster.grid import Grid
from ..raster.projection import (
    crs_wkt,
    degrees_per_unit,
    geographic_crs,
    is_geographic,
    local_crs,
    metric_crs,
    projection,
    true_to_scale,
)

_NARROW = 4.5  # degrees from the meridian of a zone of UTM; there its scale is within 0.3%
_NO_POLE = 80.0  # degrees of latitude, up to which UTM is made


def metric_places(x: np.ndarray, y: np.ndarray, crs: str) -> tuple[np.ndarray, str]:
    """Return places (n, 2) in metres and the WKT of their CRS; NaN for points that have no place there.

    A projected CRS in metres is kept as it is, one in feet becomes the same in metres. Degrees, and projections whose
    scale depends on the latitude, such as Web Mercator, become the zone of UTM in the middle of the points, or, where
    these are too wide or too far north for it, an azimuthal equidistant projection about their middle. Raises
    FusionError for a CRS that cannot be understood.
    """
    x, y = np.asarray(x, float), np.asarray(y, float)
    if true_to_scale(crs):
        wkt, unit = metric_crs(crs)
        return _placed(x * unit, y * unit), wkt
    source = crs_wkt(crs)
    geographic = source if is_geographic(crs) else geographic_crs(crs)
    unit = degrees_per_unit(geographic)
    longitudes, latitudes = (part * unit for part in projection(source, geographic)(x, y))
    good = np.isfinite(longitudes) & np.isfinite(latitudes) & (np.abs(latitudes) <= 90)
    if not good.any():
        return np.full((len(x), 2), np.nan), geographic
    longitude, latitude = _middle(longitudes[good], latitudes[good])
    meridian = 6 * np.floor(longitude / 6) + 3
    off = np.abs((longitudes[good] - meridian + 180) % 360 - 180).max()
    wide = bool(off > _NARROW or np.abs(latitudes[good]).max() > _NO_POLE)
    target = local_crs(geographic, longitude, latitude, wide)
    return _placed(*projection(geographic, target)(longitudes / unit, np.where(good, latitudes / unit, np.nan))), target


def into_metres(crs: str, target: str) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Return what takes other points of a CRS to places (n, 2) in the CRS that ``metric_places`` found for some."""
    if true_to_scale(crs):
        unit = metric_crs(crs)[1]
        return lambda x, y: _placed(np.asarray(x, float) * unit, np.asarray(y, float) * unit)
    project = projection(crs_wkt(crs), target)
    return lambda x, y: _placed(*project(x, y))


def metres_of(grid: Grid) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Return what takes points in the CRS of a grid to places (n, 2) in the metres that ``metric_places`` finds for it.

    Raises FusionError for a CRS that cannot be understood.
    """
    cols, rows = (a.ravel() for a in np.meshgrid(np.linspace(0, grid.width, 9), np.linspace(0, grid.height, 9)))
    return into_metres(grid.crs, metric_places(*grid.map_xy(cols, rows), grid.crs)[1])


def cell_sides(grid: Grid, metres: Callable[[np.ndarray, np.ndarray], np.ndarray]) -> tuple[float, float]:
    """Return height and width in metres of the cell in the middle of a grid; ``metres`` as of ``metres_of``."""
    col, row = grid.width / 2, grid.height / 2
    corners = grid.map_xy(np.array([col, col, col + 1]), np.array([row, row + 1, row]))
    corner, down, right = metres(*corners)
    return math.dist(corner, down), math.dist(corner, right)


def aspect_of(grid: Grid) -> float:
    """Return width by height of a grid on the ground, as lengths in metres in its middle; errors of ``metres_of``."""
    tall, wide = cell_sides(grid, metres_of(grid))
    return grid.width * wide / (grid.height * tall)


def _placed(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    places = np.column_stack([x, y])
    return np.where(np.isfinite(places).all(axis=1, keepdims=True), places, np.nan)


def _middle(longitudes: np.ndarray, latitudes: np.ndarray) -> tuple[float, float]:
    """Return the middle of places in degrees, also where they lie on both sides of 180 degrees.

    The widest gap between neighbouring longitudes is taken to be outside the area.
    """
    around = np.unique(np.round(longitudes % 360, 9))
    gaps = np.diff(around, append=around[0] + 360)
    start = around[(np.argmax(gaps) + 1) % len(around)]
    width = 360 - gaps.max()
    middle = (start + width / 2 + 180) % 360 - 180
    return float(middle), float((latitudes.min() + latitudes.max()) / 2)
