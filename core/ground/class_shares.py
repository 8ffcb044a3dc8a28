"""Rasters whose numbers are names, as shares of each class in the cells of another grid."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import FusionError
from ..raster.alignment import cells_near
from ..raster.gdal_reader import read
from ..raster.grid import Grid, Window, nested
from ..raster.projection import touches
from ..raster.tiles import TILE
from .geology import unit_fractions


def shares_of(path: str, band: int, classes: Grid, grid: Grid, window: Window, codes: Sequence[int]) -> np.ndarray:
    """Return the shares (codes, height, width) of classes in the cells of a window of ``grid``, NaN where none is.

    ``band`` (from 0) of the raster holds the codes, on the grid ``classes``.
    """
    part = grid.cropped(window)
    if not touches(part, classes):
        return np.full((len(codes), *window.shape), np.nan)
    near = cells_near(part, classes, 2)
    return unit_fractions(read(path, [band], near)[0], classes.cropped(near), part, codes)


def codes_of(path: str, band: int, grid: Grid, label: str, most: int) -> list[int]:
    """Return the codes of classes in a band of a raster, rising.

    Raises FusionError, which names ``label``, where values are no whole numbers, or more than ``most`` different ones.
    """
    found: set[float] = set()
    for window in nested(grid.full_window(), TILE):
        values = read(path, [band], window)
        found |= set(np.unique(values[np.isfinite(values)]).tolist())
        if len(found) > most or any(value != int(value) for value in found):
            raise FusionError(
                "{label}: the raster {path} holds no numbers of units (fractions, or more than {most}): give one of "
                "whole numbers.",
                label=label,
                path=path,
                most=most,
            )
    return sorted(int(value) for value in found)
