"""Terrain: slope and aspect of elevation, as channels that may be resampled and turned.

Aspect is a direction: between 350 and 10 degrees lies 0, not 180. Its sine and cosine are taken at once, on the grid of
the elevation, before anything is resampled. A flat place has no direction, and both are 0 there.
"""

from __future__ import annotations

import math

import numpy as np

from ..errors import FusionError
from ..raster.gdal_call import slope_and_aspect
from ..raster.grid import Grid
from ..raster.projection import degrees_per_unit, is_geographic

CHANNELS = ("elevation", "slope", "aspect sine", "aspect cosine")
PAPER_CHANNELS = ("elevation", "slope", "aspect")
FLAT = -1.0  # plain aspect where there is none
_METRES_PER_DEGREE = 111_195.0  # of a sphere of 6371 km


def terrain(
    elevation: np.ndarray, grid: Grid, paper: bool = False, scale: float = 1.0, size: tuple[float, float] | None = None
) -> np.ndarray:
    """Return elevation, slope (degrees), and the sine and cosine of aspect, (4, height, width); holes stay holes.

    With ``paper`` it is (3, height, width): plain aspect in degrees from north, clockwise, and -1 where it is flat. On
    a grid in degrees, pixels have the size in metres of the middle of it, or ``size`` where the grid is a part of one;
    ``scale`` are units of elevation in a unit of the map (a metre, for degrees). Raises FusionError for a rotated grid,
    on which no pixel lies to the north of another.
    """
    if not grid.axis_aligned:
        raise FusionError(
            "The elevation raster is rotated, so its slopes have no direction: resample it to a north-up grid first "
            "(Raster > Projections > Warp)."
        )
    down, right = -1 if grid.transform[5] > 0 else 1, -1 if grid.transform[1] < 0 else 1
    turn = (slice(None, None, down), slice(None, None, right))
    slope, aspect = (plane[turn] for plane in slope_and_aspect(elevation[turn], size or pixel_size(grid), scale))
    if paper:
        return np.stack([elevation, slope, np.where(np.isfinite(slope) & np.isnan(aspect), FLAT, aspect)])
    flat = np.isfinite(slope) & np.isnan(aspect)
    sine, cosine = (np.where(flat, 0.0, function(np.radians(aspect))) for function in (np.sin, np.cos))
    return np.stack([np.asarray(elevation, float), slope, sine, cosine])


def pixel_size(grid: Grid) -> tuple[float, float]:
    """Return width and height of a pixel in the units of the map; in metres at the middle of a grid in degrees."""
    width, height = abs(grid.transform[1]), abs(grid.transform[5])
    if not grid.crs or not is_geographic(grid.crs):
        return width, height
    unit = degrees_per_unit(grid.crs)
    middle = grid.transform[3] + grid.transform[5] * grid.height / 2
    metres = unit * _METRES_PER_DEGREE
    return width * metres * max(math.cos(math.radians(middle * unit)), 1e-6), height * metres
