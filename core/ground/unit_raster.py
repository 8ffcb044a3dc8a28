"""Geological polygons as a raster of the numbers of their units, several pixels to one of the map that is made.

A raster is what shares of units are measured on (``geology.unit_fractions``). A pixel belongs to the polygon that holds
its centre, by the even-odd rule within a polygon; where polygons overlap, to the last of them.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..progress import SILENT, Progress
from ..raster.description import Band
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Grid, Window, nested
from ..raster.projection import covering, projection
from ..raster.tiles import TILE

FINER = 4  # pixels of the units along the side of one of the map
_MOST_PIXELS = 2**26  # of the units, beyond which they are not as fine
_NUMBERS = 2**24  # that floats of 32 bits tell apart


@dataclass(frozen=True)
class UnitPolygons:
    """Polygons of geological units in ``crs`` (WKT); each is a list of rings (vertices, 2), outline and holes.

    ``codes`` are the numbers of their units, one a polygon, ``descriptions`` what is said of a unit, by number; None
    where nothing is. ``source`` names the layer.
    """

    polygons: Sequence[Sequence[np.ndarray]]
    codes: Sequence[int]
    crs: str
    descriptions: Mapping[int, str] | None = None
    source: str = "geology"


def unit_codes(names: Sequence[object]) -> dict[object, int]:
    """Return the number of each unit by its name: the name itself where all are whole numbers, else one made of it.

    A number made of a name (its CRC-32) is the same in every layer, which one by order would not be. Raises FusionError
    for two names of one number, which happens once in thousands of maps.
    """
    wanted = list(dict.fromkeys(names))
    numbers = [_whole(name) for name in wanted]
    if all(number is not None for number in numbers):
        return {name: number for name, number in zip(wanted, numbers) if number is not None}
    codes: dict[int, object] = {}
    for name in wanted:
        code = zlib.crc32(str(name).strip().encode()) % _NUMBERS
        if code in codes:
            raise FusionError(
                "GEOLOGY: the units '{first}' and '{second}' get the same number: rename one of them.",
                first=codes[code],
                second=name,
            )
        codes[code] = name
    return {name: code for code, name in codes.items()}


def _whole(name: object) -> int | None:
    """Return a unit's name as a whole number that a raster can hold, None where it is none."""
    try:
        value = float(str(name))
    except ValueError:
        return None
    return int(value) if value.is_integer() and abs(value) < _NUMBERS else None


def units_grid(pixels: Grid, covered: Grid) -> Grid:
    """Return the grid for units: the pixels of a map, each cut into 4 x 4, over the whole of ``covered``.

    Where that were very many, pixels are cut into fewer. Raises FusionError where one cannot be projected to the other.
    """
    whole = covering(pixels, covered)
    most = int((_MOST_PIXELS / (whole.height * whole.width)) ** 0.5)
    return whole.finer(min(max(most, 1), FINER))


def burned(units: UnitPolygons, grid: Grid, window: Window) -> np.ndarray:
    """Return the number of the unit of each pixel of a window (height, width) of a north-up grid, NaN where none is."""
    return _burned(_placed(units, grid), units.codes, window)


def write_units(units: UnitPolygons, grid: Grid, path: str, progress: Progress = SILENT) -> None:
    """Write the raster of the units, one band. Raises FusionError where no polygon holds a pixel of it."""
    placed, found = _placed(units, grid), False
    with RasterWriter(path, grid, [Band("unit")]) as writer:
        for window in progress.each(list(nested(grid.full_window(), TILE))):
            values = _burned(placed, units.codes, window)
            found |= bool(np.isfinite(values).any())
            writer.write(values[None], window)
        if not found:
            raise FusionError(
                "GEOLOGY: no polygon of {layer} lies on the coarse map: check the layers' CRS.", layer=units.source
            )


def _placed(units: UnitPolygons, grid: Grid) -> list[list[np.ndarray]]:
    """Return the rings of all polygons as columns and rows of a grid."""
    project = projection(units.crs, grid.crs)
    return [[np.column_stack(grid.col_row(*project(*ring.T))) for ring in rings] for rings in units.polygons]


def _burned(placed: Sequence[Sequence[np.ndarray]], codes: Sequence[int], window: Window) -> np.ndarray:
    out = np.full(window.shape, np.nan)
    for rings, code in zip(placed, codes):
        vertices = np.concatenate(rings)
        if not np.isfinite(vertices).all():
            continue  # beyond what the CRS of the grid can show
        low, high = np.floor(vertices.min(axis=0)).astype(int), np.ceil(vertices.max(axis=0)).astype(int)
        col, row = max(low[0], window.col), max(low[1], window.row)
        right, bottom = min(high[0], window.col + window.width), min(high[1], window.row + window.height)
        if right > col and bottom > row:
            part = Window(int(row), int(col), int(bottom - row), int(right - col))
            out[part.inside(window)][_within(rings, part)] = code
    return out


def _within(rings: Sequence[np.ndarray], window: Window) -> np.ndarray:
    """Return which pixels (height, width) have their centre in a polygon: an odd number of sides lies to the left.

    Every side turns all pixels of a row from where it crosses the row's middle on. A side holds its lower end and not
    its upper one, so that a corner is counted once.
    """
    height, width = window.shape
    turns = np.zeros((height, width + 1), int)
    for ring in rings:
        start, end = ring, np.roll(ring, -1, axis=0)
        down = start[:, 1] <= end[:, 1]
        (x0, y0), (x1, y1) = np.where(down, start.T, end.T), np.where(down, end.T, start.T)
        first, last = (np.clip(np.ceil(y - window.row - 0.5).astype(int), 0, height) for y in (y0, y1))
        count = last - first
        side = np.repeat(np.arange(len(ring)), count)
        row = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + first[side]
        share = (row + window.row + 0.5 - y0[side]) / (y1 - y0)[side]
        across = x0[side] + share * (x1 - x0)[side] - window.col - 0.5
        np.add.at(turns, (row, np.clip(np.ceil(across), 0, width).astype(int)), 1)
    return np.cumsum(turns, axis=1)[:, :width] % 2 == 1
