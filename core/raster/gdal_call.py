"""Calls of GDAL, whose ways to fail become one error; spreadsheets, slope and aspect."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import numpy as np
from osgeo import gdal, ogr

from ..errors import FusionError
from ..files import without_settings
from ..language import tr
from .pixels import NODATA


@contextmanager
def quiet() -> Iterator[None]:
    """Keep GDAL from writing to the terminal what its caller finds out anyway."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        yield
    finally:
        gdal.PopErrorHandler()


def call(function: Callable[..., Any], *arguments: Any, failure: str, **options: Any) -> Any:
    """Call GDAL and turn any of its ways to fail (exception, None, an object of nothing) into a FusionError."""
    with quiet():
        try:
            gdal.ErrorReset()
            result = function(*arguments, **options)
            detail = gdal.GetLastErrorMsg()
        except RuntimeError as error:
            result, detail = None, str(error)
    if result is None or getattr(result, "this", result) is None:  # constructors of GDAL before 3.7 wrap a None
        detail = detail.strip().partition("\n")[0].rstrip(".")  # further lines tell what GDAL was doing meanwhile
        raise FusionError(f"{failure}: {detail}." if detail else f"{failure}.")
    return result


def succeeded() -> bool | None:
    """Return True, or None where GDAL reports an error."""
    return None if gdal.GetLastErrorType() >= gdal.CE_Failure else True


def files_behind(sources: Iterable[str | None]) -> Iterator[str]:
    """Yield what rasters and tables are read from: themselves, and the files that virtual rasters are made of."""
    left, seen = [source for source in sources if source], set[str]()
    while left:
        source = left.pop()
        yield source
        dataset = None
        with quiet(), suppress(RuntimeError):
            dataset = gdal.OpenEx(without_settings(source), gdal.OF_RASTER | gdal.OF_VECTOR)
        files = set(dataset.GetFileList() or [] if dataset else []) - seen
        seen |= files
        yield from files
        left += [name for name in sorted(files) if name.lower().endswith(".vrt") and name != source]


def gdal_version() -> str:
    return str(gdal.__version__)


_AS_TEXT = {f"OGR_{kind}_{name}": value for kind in ("XLSX", "ODS", "XLS")
            for name, value in (("HEADERS", "DISABLE"), ("FIELD_TYPES", "STRING"))}  # fmt: skip


def table_sheets(path: str) -> dict[str, list[list[str]]]:
    """Return the rows of cells of each sheet of a spreadsheet, or of a table of fields such as DBF, by its name.

    All cells are text, empty where there is nothing. The first row of a table of fields are their names. Raises
    FusionError for a file that GDAL reads no table of.
    """
    failure = tr("Cannot read {path} as a table", path=path)
    with _options(_AS_TEXT):
        source = call(gdal.OpenEx, path, gdal.OF_VECTOR | gdal.OF_READONLY, failure=failure)
        headed = source.GetDriver().ShortName not in ("XLSX", "ODS", "XLS")
        layers = [source.GetLayer(number) for number in range(source.GetLayerCount())]
        return {layer.GetName(): list(_rows(layer, headed)) for layer in layers}


@contextmanager
def _options(options: dict[str, str]) -> Iterator[None]:
    """Set options of GDAL in this thread, and set them back."""
    before = {name: gdal.GetThreadLocalConfigOption(name) for name in options}
    try:
        for name, value in options.items():
            gdal.SetThreadLocalConfigOption(name, value)
        yield
    finally:
        for name, former in before.items():
            gdal.SetThreadLocalConfigOption(name, former)


def _rows(layer: Any, headed: bool) -> Iterator[list[str]]:
    definition = layer.GetLayerDefn()
    count = definition.GetFieldCount()
    if headed:
        yield [definition.GetFieldDefn(number).GetName() for number in range(count)]
    for feature in layer:
        yield [_cell(feature.GetField(number)) for number in range(count)]


def _cell(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.15g}"
    return "" if value is None else str(value)


def slope_and_aspect(
    elevation: np.ndarray, pixel: tuple[float, float], scale: float = 1.0
) -> tuple[np.ndarray, np.ndarray]:
    """Return slope and aspect in degrees of elevation (height, width), north up, by Horn's formula (1981).

    ``pixel`` are its width and height in metres, ``scale`` the units of elevation in a metre. Aspect is a compass
    direction: 0 for a slope that falls to the north, 90 to the east. NaN for aspect where it is flat, and for both in
    holes; beside a hole or an edge the missing neighbours are told from the others.
    """
    around = _continued(elevation)  # GDAL halves the slope of a corner
    height, width = around.shape
    known = np.isfinite(around)
    failure = tr("Cannot compute slope and aspect")
    source = call(gdal.GetDriverByName("MEM").Create, "", width, height, 1, gdal.GDT_Float32, failure=failure)
    source.SetGeoTransform((0.0, pixel[0], 0.0, 0.0, 0.0, -pixel[1]))
    source.GetRasterBand(1).SetNoDataValue(NODATA)
    source.GetRasterBand(1).WriteArray(np.where(known, around, NODATA).astype(np.float32))
    planes = []
    for kind in ("slope", "aspect"):
        options = {"format": "MEM", "computeEdges": True, **({"scale": scale} if kind == "slope" else {})}
        made = call(gdal.DEMProcessing, "", source, kind, failure=failure, **options)
        plane = made.GetRasterBand(1).ReadAsArray().astype(float)
        planes.append(np.where(known & (plane != NODATA), plane, np.nan)[1:-1, 1:-1])
    return planes[0], planes[1]


def outlines(numbers: np.ndarray, transform: tuple[float, ...]) -> Iterator[tuple[int, list[np.ndarray]]]:
    """Yield the polygons of the cells of each number but 0: the number, and rings (vertices, 2), outline and holes.

    ``numbers`` int32 (height, width); ``transform`` as that of a ``Grid``. Cells of a number that share a side are one
    polygon; those that only share a corner are not, so that polygons are valid.
    """
    height, width = numbers.shape
    failure = tr("Cannot draw outlines around cells")
    raster = call(gdal.GetDriverByName("MEM").Create, "", width, height, 1, gdal.GDT_Int32, failure=failure)
    raster.SetGeoTransform(transform)
    band = raster.GetRasterBand(1)
    band.WriteArray(numbers)
    mask = call(gdal.GetDriverByName("MEM").Create, "", width, height, 1, gdal.GDT_Byte, failure=failure)
    mask.GetRasterBand(1).WriteArray((numbers != 0).astype(np.uint8))
    vectors = call(ogr.GetDriverByName("Memory").CreateDataSource, "outlines", failure=failure)
    layer = call(vectors.CreateLayer, "outlines", None, ogr.wkbPolygon, failure=failure)
    layer.CreateField(ogr.FieldDefn("number", ogr.OFTInteger))
    call(gdal.Polygonize, band, mask.GetRasterBand(1), layer, 0, failure=failure)
    for feature in layer:
        polygon = feature.GetGeometryRef()
        rings = (polygon.GetGeometryRef(k) for k in range(polygon.GetGeometryCount()))
        yield feature.GetField(0), [np.array(ring.GetPoints(), float)[:, :2] for ring in rings]


def _continued(plane: np.ndarray) -> np.ndarray:
    """Return a plane with a pixel more on each side, continued in a line, or as it is where the next one is missing."""
    level = np.pad(np.asarray(plane, float), 1, mode="edge")
    if min(plane.shape) < 2:
        return level
    line = np.pad(np.asarray(plane, float), 1, mode="reflect", reflect_type="odd")
    return np.where(np.isfinite(line), line, level)
