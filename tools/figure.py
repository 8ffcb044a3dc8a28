"""The panels that the demos leave: maps side by side on one colour scale, and scores of samples with deposits."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, ogr
from scipy.stats import rankdata

from tools.synthetic_region import BLIND, EXPRESSED, RegionFiles

COLUMNS = 4
HALOS = {"wide": "o", "weak": "s", "blind": "x"}  # of synthetic deposits, and their marks
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


def draw_scores(picture: Path, anomaly: Path, scores: Path, deposits: Path) -> None:
    """Draw target, scores without and with a network at the samples, and the map, with deposits by their halo."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    content, place = read_map(anomaly, "")
    x, y, fields = read_points(scores, ("z_Au", "score_multiscale", "score"))
    known_x, known_y, halo = read_points(deposits, ("halo",))
    titles = ("gold (robust z of the logarithm)", "score without a network (rank)", "score (rank)")
    figure, axes = pyplot.subplots(1, 4, figsize=(16, 5.4), layout="constrained")
    for axis, title, values in zip(axes, titles, fields):
        shown = np.array(values, float)
        shown = shown if title.startswith("gold") else rankdata(shown) / len(shown)
        limits = (-2.0, 4.0) if title.startswith("gold") else (0.0, 1.0)
        order = np.argsort(shown, kind="stable")  # the highest on top
        points = axis.scatter(
            np.array(x)[order], np.array(y)[order], c=shown[order], s=5, vmin=limits[0], vmax=limits[1]
        )
        figure.colorbar(points, ax=axis, orientation="horizontal", shrink=0.8)
        axis.set_title(title)
    image = axes[3].imshow(content, extent=place, interpolation="nearest")
    figure.colorbar(image, ax=axes[3], orientation="horizontal", shrink=0.8)
    axes[3].set_title("map of the score")
    for axis in axes:
        for name, marker in HALOS.items():
            own = [k for k, kind in enumerate(halo[0]) if kind == name]
            axis.plot(np.array(known_x)[own], np.array(known_y)[own], marker, mfc="none", mec="red", ms=7, label=name)
        axis.set(xticks=[], yticks=[], aspect="equal")
    axes[0].legend(title="deposits, halo", loc="upper left", fontsize=7, title_fontsize=7)
    figure.savefig(picture, dpi=100)
    pyplot.close(figure)


def draw_region(picture: Path, region: RegionFiles, prospectivity: Path) -> None:
    """Draw gold, magnetics, rocks and the score of a synthetic region, with its deposits by what they left."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    known_x, known_y, kinds = read_points(region.deposits, ("kind",))
    panels = (
        ("gold (logarithm)", region.geochemistry, "Au_ppb"),
        ("magnetics", region.geophysics, "magnetics_nT"),
        ("rocks", region.geology, "unit"),
        ("prospectivity", prospectivity, "score"),
    )
    figure, axes = pyplot.subplots(1, len(panels), figsize=(16, 5.2), layout="constrained")
    for axis, (title, path, band) in zip(axes, panels):
        content, place = read_map(path, band)
        shown = np.log(content) if band == "Au_ppb" else content
        axis.imshow(shown, extent=place, interpolation="nearest", cmap="tab10" if band == "unit" else None)
        for kind, marker, colour in ((EXPRESSED, "o", "red"), (BLIND, "x", "white")):
            own = [k for k, name in enumerate(kinds[0]) if name == kind]
            axis.plot(np.array(known_x)[own], np.array(known_y)[own], marker, mfc="none", mec=colour, ms=7, label=kind)
        axis.set(xticks=[], yticks=[], aspect="equal", title=title)
    axes[0].legend(title="deposits", loc="lower left", fontsize=7, title_fontsize=7, facecolor="grey")
    figure.savefig(picture, dpi=100)
    pyplot.close(figure)


def read_points(path: Path, fields: tuple[str, ...]) -> tuple[list[float], list[float], list[list[Any]]]:
    """Return x and y of points, and the values of each field, NaN for NULL."""
    dataset = ogr.Open(str(path))
    rows = [
        (feature.GetGeometryRef().GetX(), feature.GetGeometryRef().GetY())
        + tuple(np.nan if feature.GetField(name) is None else feature.GetField(name) for name in fields)
        for feature in dataset.GetLayer(0)
    ]
    x, y, *values = (list(column) for column in zip(*rows))
    return x, y, values


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
