"""A synthetic map of two densities for the super-resolution demo and the tests: a coarse survey, a finer one of a part.

Four elements follow rock, relief and a field of their own. Geological units come as polygons with texts: two units of
the same rock share words, not the number. What lies beyond the finer survey is written too, to judge by.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, ogr, osr
from scipy import ndimage
from scipy.spatial import cKDTree

from tools.scene import EPSG, MAP_NODATA, ORIGIN, create

Array = NDArray[np.float64]

PIXEL, RATIO, SIZE = 250.0, 4, 128  # metres, pixels a coarse cell, pixels a side
CORE = (0.25, 0.75)  # of the side, where the finer survey lies
NEAR = 2 * RATIO  # pixels around it that judge nothing: the finer survey says something of them
COARSE_ERROR, FINE_ERROR = 0.04, 0.03  # of contents
ELEMENTS = ("Cu", "Zn", "Ni", "As")
ROCKS = {  # contents of the elements in ppm, and how the units are described
    "granite": ((12, 45, 8, 4), ("coarse biotite granite with feldspar", "porphyritic granite, feldspar and quartz")),
    "basalt": ((70, 95, 110, 2), ("basalt flows with olivine", "olivine basalt and dolerite sills")),
    "shale": ((38, 120, 45, 14), ("black shale with pyrite", "shale and siltstone, pyrite in the black layers")),
    "limestone": ((8, 25, 10, 3), ("massive limestone", "limestone and dolomite, fossils")),
}
UNITS = 24  # bodies of rock
RELIEF = {"Zn": 0.18, "As": -0.25}  # what a standard deviation of the detail of elevation adds to logarithms


@dataclass(frozen=True)
class Files:
    """The files of a scene; ``withheld`` is the truth beyond the finer survey, ``truth`` that of everything."""

    coarse: Path
    fine: Path
    elevation: Path
    geology: Path
    withheld: Path
    truth: Path


@dataclass(frozen=True)
class Ground:
    """Contents (elements, rows, columns) in ppm, elevation in metres, and the unit of each pixel."""

    contents: Array
    elevation: Array
    unit: NDArray[np.int64]


def make_densities(folder: Path, seed: int = 2025, size: int = SIZE) -> Files:
    """Write a scene of ``size`` pixels a side, a multiple of the pixels of a coarse cell."""
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    ground = make_ground(random, size)
    places = ("coarse.tif", "fine.tif", "elevation.tif", "geology.gpkg", "withheld.tif", "truth.tif")
    files = Files(*(folder / name for name in places))
    truth, cells = ground.contents, size // RATIO
    means = truth.reshape(len(truth), cells, RATIO, cells, RATIO).mean(axis=(2, 4))
    write_bands(files.coarse, means * random.normal(1, COARSE_ERROR, means.shape), 0, PIXEL * RATIO, ELEMENTS)
    first, last = core_of(size)
    inside = truth[:, first:last, first:last]
    write_bands(files.fine, inside * random.normal(1, FINE_ERROR, inside.shape), first, PIXEL, ELEMENTS)
    write_bands(files.elevation, ground.elevation[None], 0, PIXEL, ("elevation",), "m")
    beyond = truth.copy()
    beyond[:, first - NEAR : last + NEAR, first - NEAR : last + NEAR] = np.nan
    write_bands(files.withheld, beyond, 0, PIXEL, ELEMENTS)
    write_bands(files.truth, truth, 0, PIXEL, ELEMENTS)
    write_geology(files.geology, ground.unit)
    return files


def core_of(size: int) -> tuple[int, int]:
    """Return the first row and column of the finer survey and those behind it, on the edges of coarse cells."""
    first, last = (round(share * size / RATIO) * RATIO for share in CORE)
    return first, last


def make_ground(random: np.random.Generator, size: int) -> Ground:
    """Bodies of rock with wavy borders, rough relief, and contents whose logarithms add up of both."""
    seeds = random.uniform(0, size, (UNITS, 2))
    row, col = np.mgrid[0:size, 0:size]
    bent = np.stack([row, col], axis=2) + 5 * np.stack([field(random, size, 6), field(random, size, 6)], axis=2)
    unit = cKDTree(seeds).query(bent.reshape(-1, 2))[1].reshape(size, size)
    rock = (np.arange(UNITS) % len(ROCKS))[unit]
    relief = field(random, size, 2.5)
    elevation = 600 + 150 * field(random, size, 20) + 40 * relief
    contents = []
    for k, element in enumerate(ELEMENTS):
        level = np.log([contents_of[k] for contents_of, _ in ROCKS.values()])[rock]
        own = 0.25 * field(random, size, 10) + 0.12 * field(random, size, 3)
        contents.append(np.exp(ndimage.gaussian_filter(level, 0.7) + own + RELIEF.get(element, 0.0) * relief))
    return Ground(np.stack(contents), elevation, unit)


def field(random: np.random.Generator, size: int, width: float) -> Array:
    """A standard random field that varies over ``width`` pixels."""
    smooth = ndimage.gaussian_filter(random.normal(size=(size, size)), width, mode="wrap")
    return np.asarray((smooth - smooth.mean()) / smooth.std())


def described(number: int) -> str:
    """What the map says of the rock of a unit: one of two ways."""
    texts = list(ROCKS.values())[number % len(ROCKS)][1]
    return texts[number // len(ROCKS) % len(texts)]


def write_bands(path: Path, planes: Array, first: int, cell: float, names: Sequence[str], unit: str = "ppm") -> None:
    """Write planes whose first row and column is a pixel of the scene; a missing value becomes nodata."""
    corner = ORIGIN[0] + first * PIXEL, ORIGIN[1] - first * PIXEL
    dataset = create(path, planes.shape[1:], len(planes), gdal.GDT_Float32, corner, cell)
    for k, (plane, name) in enumerate(zip(planes, names), 1):
        band = dataset.GetRasterBand(k)
        band.SetDescription(name)
        band.SetUnitType(unit)
        band.SetNoDataValue(MAP_NODATA)
        band.WriteArray(np.where(np.isfinite(plane), plane, MAP_NODATA).astype(np.float32))
    dataset.FlushCache()


def write_geology(path: Path, unit: NDArray[np.int64]) -> None:
    """Write the bodies as polygons with the fields UNIT and DESCRIPTION; a unit is a rock described in one way."""
    kind = unit % (2 * len(ROCKS))
    labels = gdal.GetDriverByName("MEM").Create("", unit.shape[1], unit.shape[0], 1, gdal.GDT_Int32)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(EPSG)
    labels.SetProjection(reference.ExportToWkt())
    labels.SetGeoTransform((ORIGIN[0], PIXEL, 0.0, ORIGIN[1], 0.0, -PIXEL))
    labels.GetRasterBand(1).WriteArray(kind.astype(np.int32))
    path.unlink(missing_ok=True)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("geology", reference, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("UNIT", ogr.OFTInteger))
    layer.CreateField(ogr.FieldDefn("DESCRIPTION", ogr.OFTString))
    gdal.Polygonize(labels.GetRasterBand(1), None, layer, 0)
    layer.StartTransaction()
    for feature in layer:
        feature.SetField("DESCRIPTION", described(feature.GetField("UNIT")))
        layer.SetFeature(feature)
    layer.CommitTransaction()
