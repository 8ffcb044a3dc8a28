"""Small rasters and scenes for tests of the core, written with GDAL alone."""

from __future__ import annotations

from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
from osgeo import gdal, osr
from scipy import ndimage

from geochem_fusion.core.image.features import Features, FeatureSet
from geochem_fusion.core.progress import Progress
from geochem_fusion.core.raster.alignment import Alignment, align
from geochem_fusion.core.raster.gdal_reader import RasterStack
from geochem_fusion.core.raster.grid import Grid, Window
from geochem_fusion.core.regression.applicability import Applicability, measure

ORIGIN = (500000.0, 5000000.0)
NODATA = -9999.0


def wkt(code: int = 32633) -> str:
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(code)
    return reference.ExportToWkt()


def image_over_cells(
    ratio: float, cells: tuple[int, int] = (7, 9), dx: float = 0.0, dy: float = 0.0, crs: str | None = None
) -> Alignment:
    """Lay an image of pixels of size 1 over coarse cells of size ``ratio``, its corner moved by (dx, dy)."""
    height, width = (round(n * ratio) for n in cells)
    crs = wkt() if crs is None else crs
    fine = Grid((1000 + dx, 1.0, 0.0, 5000 + dy, 0.0, -1.0), height, width, crs)
    return align(fine, Grid((1000.0, ratio, 0.0, 5000.0, 0.0, -ratio), *cells, crs))


def write_raster(
    path: Path,
    planes: np.ndarray,
    cell: float = 10.0,
    origin: tuple[float, float] = ORIGIN,
    names: Sequence[str] | None = None,
    crs: str | None = None,
    unit: str = "",
) -> str:
    """Write (bands, height, width), NaN as nodata, as a north-up GeoTIFF and return its path."""
    planes = np.asarray(planes, float)
    planes = planes[None] if planes.ndim == 2 else planes
    count, height, width = planes.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, count, gdal.GDT_Float32)
    dataset.SetGeoTransform((origin[0], cell, 0.0, origin[1], 0.0, -cell))
    dataset.SetProjection(wkt() if crs is None else crs)
    for number, plane in enumerate(planes, 1):
        band = dataset.GetRasterBand(number)
        band.SetNoDataValue(NODATA)
        band.SetDescription(names[number - 1] if names else f"b{number}")
        band.SetUnitType(unit)
        band.WriteArray(np.where(np.isfinite(plane), plane, NODATA).astype(np.float32))
    return str(path)


def read_raster(path: str | Path) -> np.ndarray:
    """Read (bands, height, width) as float64, nodata as NaN, without the code under test."""
    values = gdal.Open(str(path)).ReadAsArray().astype(float)
    values = values[None] if values.ndim == 2 else values
    return np.where(values == NODATA, np.nan, values)


def plain_features(path: str, kind: str = "raw", mask: str | None = None) -> tuple[Features, Grid]:
    """Return the features of an image and its grid."""
    stack = RasterStack([path], None, mask)
    spec = FeatureSet(kind, tuple(stack.band_names), 2)
    return Features(spec, stack.read, *stack.grid.shape), stack.grid


def smooth_bands(count: int, height: int, width: int, seed: int = 0) -> np.ndarray:
    """Return bands of reflectance-like values with structure at several scales, as float32 holds them."""
    generator = np.random.default_rng(seed)
    bands = []
    for k in range(count):
        noise = generator.normal(size=(height, width))
        field = sum(ndimage.gaussian_filter(noise, s, mode="wrap") * s for s in (1.0, 4.0 + k, 12.0))
        bands.append(1000 + 200 * field / field.std())
    return np.asarray(bands, np.float32).astype(float)


def axis_shares(pixels: int, pixel: int, cells: int, cell: int, shift: int) -> np.ndarray:
    """Return (cells, pixels): length of each pixel in each cell, counted in whole units of ground.

    Pixels are ``pixel`` units long from 0, cells ``cell`` units long from ``shift``.
    """
    shares = np.zeros((cells, pixels))
    units = np.arange(pixels * pixel)
    owner = (units - shift) // cell
    inside = (owner >= 0) & (owner < cells)
    np.add.at(shares, (owner[inside], units[inside] // pixel), 1.0)
    return shares


def block_means(image: np.ndarray, rows: np.ndarray, cols: np.ndarray) -> np.ndarray:
    """Return area-weighted means of (height, width) over cells; NaN pixels and cells without a pixel are left out."""
    valid = np.isfinite(image)
    sums, area = (rows @ plane @ cols.T for plane in (np.where(valid, image, 0.0), valid.astype(float)))
    return np.divide(sums, area, out=np.full(sums.shape, np.nan), where=area > 0)


def even_means(image: np.ndarray, ratio: int) -> np.ndarray:
    """Return means over blocks of ratio x ratio pixels, NaN pixels left out."""
    rows, cols = (axis_shares(n, 1, n // ratio, ratio, 0) for n in image.shape)
    return block_means(image, rows, cols)


class Log(Progress):
    """Remembers what was said, and asks to stop after ``stop_after`` questions."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.infos: list[str] = []
        self.warnings: list[str] = []
        self.asked, self.stop_after = 0, stop_after

    def cancelled(self) -> bool:
        self.asked += 1
        return self.stop_after is not None and self.asked > self.stop_after

    def info(self, message: str) -> None:
        self.infos.append(message)

    def warn(self, message: str) -> None:
        self.warnings.append(message)


_VOID = {"meta", "img", "circle", "rect", "path", "stop"}


class _Balance(HTMLParser):
    """Collects tags and fails where they do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.seen.append(tag)
        if tag not in _VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(html: str) -> list[str]:
    """Return the tags of a page in their order; fails where they do not nest."""
    parser = _Balance()
    parser.feed(html)
    assert parser.open == []
    return parser.seen


def known_range(features: Features) -> tuple[np.ndarray, Applicability]:
    """Return the range (2, features) and the area of applicability of every seventh pixel of an image."""
    count = len(features.spec.names)
    rows = features.compute(Window(0, 0, features.height, features.width))[:, ::7, ::7].reshape(count, -1).T
    rows = rows[np.isfinite(rows).all(axis=1)]
    known = measure(rows, np.ones(count), [(np.arange(len(rows)), np.arange(len(rows)) % 3)], 0)
    return np.stack([rows.min(axis=0), rows.max(axis=0)]).astype(float), known
