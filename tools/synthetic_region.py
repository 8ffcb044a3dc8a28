"""A synthetic region for the prospectivity demo and the tests: layers of several sources, and deposits in it.

Ten elements on cells of 1 km, magnetics and gravity on cells of 500 m, a geological map of four units and faults, all
of the same rocks. Deposits at contacts of granite near faults leave halos in some elements; as many more lie anywhere
and leave nothing, as a map that finds them too would know places and not ground. The sea covers a corner.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, ogr, osr
from scipy.ndimage import gaussian_filter

Array = NDArray[np.float64]

EPSG = 32650
ORIGIN = (300000.0, 2900000.0)  # the north-western corner
CELL = 1000.0  # metres, of the geochemistry
FINE = 500.0  # of geophysics and geology
UNITS = ("granite", "sandstone", "basalt", "limestone")
# Contents in granite, sandstone, basalt and limestone, and the logarithm of the halo at a deposit.
ELEMENTS = {
    "Au_ppb": (1.0, 1.2, 2.2, 0.8, 2.2),
    "As_ppm": (3.0, 8.0, 3.0, 3.5, 1.8),
    "Bi_ppm": (0.4, 0.2, 0.1, 0.1, 1.6),
    "Sb_ppm": (0.3, 0.7, 0.3, 0.4, 1.4),
    "Cu_ppm": (12.0, 26.0, 80.0, 10.0, 0.8),
    "Ni_ppm": (9.0, 30.0, 140.0, 12.0, 0.0),
    "Pb_ppm": (28.0, 20.0, 8.0, 9.0, 0.5),
    "Zn_ppm": (50.0, 80.0, 100.0, 25.0, 0.4),
    "U_ppm": (4.5, 2.6, 0.8, 1.5, 0.0),
    "K_pct": (3.6, 2.2, 0.7, 0.6, 0.0),
}
SPREAD = 0.45  # of logarithms beside rock and halo; half of it lasts over a few cells
REACH = 2.0  # cells, of a halo
MAGNETISATION, DENSITY = (0.3, 0.1, 1.5, 0.0), (2.62, 2.55, 2.95, 2.70)  # of the units
EXPRESSED, BLIND = "expressed", "blind"
APART = 6.0  # cells between deposits


@dataclass(frozen=True)
class RegionFiles:
    """The files of one region."""

    geochemistry: Path
    geophysics: Path
    geology: Path
    faults: Path
    deposits: Path


@dataclass(frozen=True)
class Region:
    """What is known of a region of ``size`` cells of 1 km a side.

    ``units`` (2 size, 2 size) on cells of 500 m, ``land`` (size, size); ``faults`` are lines (2, 2) and ``deposits``
    (n, 2) columns and rows of cells of 1 km, with the kind of each. ``contents`` of each element are (size, size).
    """

    units: NDArray[np.int64]
    land: NDArray[np.bool_]
    faults: Array
    deposits: Array
    kinds: tuple[str, ...]
    contents: dict[str, Array]


def make_region(folder: Path, seed: int = 2025, size: int = 150, deposits: int = 14) -> RegionFiles:
    """Write the layers into ``folder``; the same seed gives the same region."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    region = grow(random, size, deposits)
    names = ("geochemistry.tif", "geophysics.tif", "geology.tif", "faults.gpkg", "deposits.gpkg")
    files = RegionFiles(*(folder / name for name in names))
    bands = {name: np.where(region.land, values, np.nan) for name, values in region.contents.items()}
    write_raster(files.geochemistry, bands, CELL)
    write_raster(files.geophysics, fields_of(region.units, random), FINE)
    write_raster(files.geology, {"unit": region.units.astype(float)}, FINE, list(UNITS))
    write_lines(files.faults, region.faults)
    write_points(files.deposits, region)
    return files


def grow(random: np.random.Generator, size: int, deposits: int) -> Region:
    """Make rocks, faults, deposits and contents."""
    strength = np.stack([field(random, 2 * size, 0.06 * size) for _ in UNITS])
    units = strength.argmax(axis=0)
    faults = random.uniform(0, size, (max(size // 12, 3), 1, 2)) + random.normal(0, 0.12 * size, (1, 2, 2)) * [
        [-1],
        [1],
    ]
    faults += random.normal(0, 0.05 * size, faults.shape)
    row, col = np.indices((size, size))
    land = col + row - 0.3 * size + 4 * field(random, size, 5.0) > 0
    places = spread_out(expressed_places(random, units, faults), land, deposits)
    anywhere = random.uniform(0.05 * size, 0.95 * size, (999, 2))
    chosen = spread_out(anywhere, land, 2 * deposits, places)
    kinds = (EXPRESSED,) * deposits + (BLIND,) * deposits
    halo = np.zeros((size, size))
    for x, y in chosen[:deposits]:
        halo = np.maximum(halo, np.exp(-((col + 0.5 - x) ** 2 + (row + 0.5 - y) ** 2) / (2 * REACH**2)))
    shares = np.stack([(units == k).reshape(size, 2, size, 2).mean(axis=(1, 3)) for k in range(len(UNITS))])
    contents = {}
    for name, (*means, lift) in ELEMENTS.items():
        logs = np.tensordot(np.log(means), shares, 1) + lift * halo
        logs += SPREAD * np.sqrt(0.5) * (field(random, size, 3.0) + random.standard_normal((size, size)))
        contents[name] = np.exp(logs)
    return Region(units, land, faults, chosen, kinds, contents)


def field(random: np.random.Generator, size: int, reach: float) -> Array:
    """A smooth Gaussian random field of unit variance (size, size) that varies over ``reach`` cells."""
    smooth = gaussian_filter(random.standard_normal((size, size)), reach, mode="wrap")
    return np.asarray(smooth / smooth.std())


def expressed_places(random: np.random.Generator, units: NDArray[np.int64], faults: Array) -> Array:
    """Places (n, 2) at contacts of granite, those nearest to a fault first."""
    granite = gaussian_filter((units == UNITS.index("granite")).astype(float), 2.0)
    row, col = np.nonzero((granite > 0.25) & (granite < 0.75))
    places = np.column_stack([col + 0.5, row + 0.5]) / 2
    size = len(units) / 2
    inner = ((places > 0.05 * size) & (places < 0.95 * size)).all(axis=1)
    places = places[inner][random.permutation(int(inner.sum()))]
    near = np.round(distance_to(places, faults))  # so that of those as near the order stays one of chance
    return places[np.argsort(near, kind="stable")]


def distance_to(places: Array, faults: Array) -> Array:
    """Distances of places (n, 2) to the nearest of lines (m, 2, 2) from end to end."""
    start, along = faults[:, 0], faults[:, 1] - faults[:, 0]
    share = np.clip(((places[:, None] - start) * along).sum(axis=2) / (along**2).sum(axis=1), 0, 1)
    return np.asarray(np.hypot(*(places[:, None] - start - share[..., None] * along).transpose(2, 0, 1)).min(axis=1))


def spread_out(places: Array, land: NDArray[np.bool_], count: int, before: Iterable[Array] = ()) -> Array:
    """Return ``before`` and the first places on land that keep apart, ``count`` in all. Raises ValueError for fewer."""
    chosen = list(before)
    for place in places:
        col, row = place.astype(int)
        if land[row, col] and all(np.hypot(*(place - other)) >= APART for other in chosen):
            chosen.append(place)
        if len(chosen) == count:
            return np.array(chosen)
    raise ValueError(f"{count} deposits do not fit into {len(land)} cells a side")


def fields_of(units: NDArray[np.int64], random: np.random.Generator) -> dict[str, Array]:
    """Magnetics (nT) and gravity (mGal) over the units, smooth as fields are, with noise of the survey."""
    magnetics = gaussian_filter(np.array(MAGNETISATION)[units], 2.0) * 400 + random.normal(0, 8, units.shape)
    gravity = gaussian_filter(np.array(DENSITY)[units], 5.0) * 60 + random.normal(0, 0.3, units.shape)
    return {"magnetics_nT": magnetics, "gravity_mGal": gravity}


# ------------------------------------------------------------------------------------------------ files


def reference() -> osr.SpatialReference:
    made = osr.SpatialReference()
    made.ImportFromEPSG(EPSG)
    return made


def write_raster(path: Path, bands: dict[str, Array], cell: float, categories: Sequence[str] = ()) -> None:
    """Write planes (rows, columns) as float32, or as classes where categories are given."""
    height, width = next(iter(bands.values())).shape
    kind = gdal.GDT_Byte if categories else gdal.GDT_Float32
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, len(bands), kind)
    if dataset is None:
        raise OSError(f"{path} could not be written")
    dataset.SetGeoTransform((ORIGIN[0], cell, 0.0, ORIGIN[1], 0.0, -cell))
    dataset.SetProjection(reference().ExportToWkt())
    for number, (name, values) in enumerate(bands.items(), 1):
        band = dataset.GetRasterBand(number)
        band.SetDescription(name)
        if categories:
            band.SetCategoryNames(list(categories))
        else:
            band.SetNoDataValue(-9999.0)
        band.WriteArray(np.where(np.isfinite(values), values, -9999.0))
    dataset.FlushCache()


def write_lines(path: Path, faults: Array) -> None:
    layer, source = create(path, ogr.wkbLineString, "name")
    for number, line in enumerate(faults):
        shape = ogr.Geometry(ogr.wkbLineString)
        for x, y in line:
            shape.AddPoint_2D(ORIGIN[0] + CELL * x, ORIGIN[1] - CELL * y)
        add(layer, shape, "name", f"Fault {number + 1}")
    source.FlushCache()


def write_points(path: Path, region: Region) -> None:
    layer, source = create(path, ogr.wkbPoint, "kind")
    for (x, y), kind in zip(region.deposits, region.kinds):
        shape = ogr.Geometry(ogr.wkbPoint)
        shape.AddPoint_2D(ORIGIN[0] + CELL * x, ORIGIN[1] - CELL * y)
        add(layer, shape, "kind", kind)
    source.FlushCache()


def create(path: Path, kind: int, field_name: str) -> tuple[ogr.Layer, ogr.DataSource]:
    path.unlink(missing_ok=True)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    if source is None:
        raise OSError(f"{path} could not be written")
    layer = source.CreateLayer(path.stem, reference(), kind)
    layer.CreateField(ogr.FieldDefn(field_name, ogr.OFTString))
    return layer, source


def add(layer: ogr.Layer, shape: ogr.Geometry, field_name: str, text: str) -> None:
    feature = ogr.Feature(layer.GetLayerDefn())
    feature[field_name] = text
    feature.SetGeometry(shape)
    layer.CreateFeature(feature)
