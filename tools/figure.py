"""The panel of maps that the demo leaves: coarse, fused and validation side by side on one colour scale."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, ogr

COLUMNS = 4
MOST_PIXELS = 900  # a side of a map in the picture; more would not be seen


def draw_maps(picture: Path, coarse: Path, fused: Mapping[str, Path], validation: Path) -> None:
    """Draw the first element of the coarse map, of each fused map and of the validation."""
    # Chosen before pyplot is loaded: there may be no display.
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    dataset = gdal.Open(str(coarse))  # a band outlives its dataset only as a crash
    element = dataset.GetRasterBand(1).GetDescription()
    unit = dataset.GetRasterBand(1).GetUnitType()
    rasters = {"coarse": coarse, **fused}
    if validation.suffix == ".tif":
        rasters["validation"] = validation
    maps = {title: read_map(path, element) for title, path in rasters.items()}
    extent = maps["coarse"][1]
    limits = colour_limits([content for content, _ in maps.values()])
    panels = len(maps) + (validation.suffix != ".tif")
    lines = -(-panels // COLUMNS)
    figure, axes = pyplot.subplots(lines, COLUMNS, figsize=(14, 3.6 * lines), layout="constrained")
    for axis, (title, (content, place)) in zip(axes.flat, maps.items()):
        image = axis.imshow(content, extent=place, vmin=limits[0], vmax=limits[1], interpolation="nearest")
        axis.set_title(title)
    if validation.suffix != ".tif":
        draw_points(axes.flat[panels - 1], validation, element, limits)
    for axis in axes.flat[:panels]:
        axis.set(xlim=extent[:2], ylim=extent[2:], xticks=[], yticks=[], aspect="equal")
    for axis in axes.flat[panels:]:
        axis.set_axis_off()
    figure.colorbar(image, ax=axes, shrink=0.6, label=f"{element} ({unit})" if unit else element)
    figure.savefig(picture, dpi=110)
    pyplot.close(figure)


def draw_points(axis: Any, validation: Path, element: str, limits: tuple[float, float]) -> None:
    dataset = ogr.Open(str(validation))
    found = [
        (feature.GetGeometryRef().GetX(), feature.GetGeometryRef().GetY(), feature.GetField(element))
        for feature in dataset.GetLayer(0)
        if feature.IsFieldSetAndNotNull(element)
    ]
    eastings, northings, contents = zip(*found)
    axis.scatter(eastings, northings, c=contents, s=14, vmin=limits[0], vmax=limits[1])
    axis.set_title("validation")


def read_map(path: Path, element: str) -> tuple[NDArray[np.float32], tuple[float, float, float, float]]:
    """The band of the element, thinned for the picture, with NaN for nodata; and left, right, bottom, top."""
    dataset = gdal.Open(str(path))
    bands = [dataset.GetRasterBand(index + 1) for index in range(dataset.RasterCount)]
    band = next((band for band in bands if band.GetDescription() == element), bands[0])
    width, height = dataset.RasterXSize, dataset.RasterYSize
    thinning = max(1.0, max(width, height) / MOST_PIXELS)
    content = band.ReadAsArray(buf_xsize=round(width / thinning), buf_ysize=round(height / thinning))
    content = content.astype(np.float32)
    nodata = band.GetNoDataValue()
    if nodata is not None:
        content[content == np.float32(nodata)] = np.nan
    left, cell_width, _, top, _, cell_height = dataset.GetGeoTransform()
    return content, (left, left + width * cell_width, top + height * cell_height, top)


def colour_limits(maps: list[NDArray[np.float32]]) -> tuple[float, float]:
    """A scale for all maps that a few extreme pixels cannot stretch."""
    low, high = zip(*(np.nanpercentile(content, (2, 98)) for content in maps))
    return float(np.median(low)), float(np.median(high))
