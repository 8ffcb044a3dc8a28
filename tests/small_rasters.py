"""A small grid, and rasters on it written with GDAL itself or by the writer under test."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal

from geochem_fusion.core.raster.description import Band
from geochem_fusion.core.raster.gdal_writer import RasterWriter
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.raster.projection import crs_wkt

UTM = crs_wkt("EPSG:32632")


GRID = Grid((500000.0, 10.0, 0.0, 4000000.0, 0.0, -10.0), 6, 8, UTM)


NAN = np.nan


def save(
    path: Path,
    values: Any,
    grid: Grid = GRID,
    kind: int = gdal.GDT_Float32,
    nodata: Any = None,
    names: Sequence[str] = (),
    driver: str = "GTiff",
) -> str:
    """Write (bands, rows, columns) with GDAL itself and return the path."""
    values = np.asarray(values)
    dataset = gdal.GetDriverByName(driver).Create(str(path), values.shape[2], values.shape[1], len(values), kind)
    dataset.SetGeoTransform(grid.transform)
    dataset.SetProjection(grid.crs)
    for number, plane in enumerate(values, 1):
        band = dataset.GetRasterBand(number)
        if nodata is not None:
            band.SetNoDataValue(nodata)
        if names:
            band.SetDescription(names[number - 1])
        band.WriteArray(plane)
    return str(path)


def ramp(bands: int = 1, grid: Grid = GRID) -> np.ndarray:
    return np.arange(bands * grid.height * grid.width, dtype=np.float32).reshape(bands, *grid.shape)


def write(path: Path, values: np.ndarray, grid: Grid = GRID) -> None:
    with RasterWriter(str(path), grid, [Band(f"b{k}") for k in range(len(values))]) as writer:
        writer.write(values, grid.full_window())
