"""The only room that touches GDAL: describing, reading, warping and writing rasters, and map projections.

In memory nodata is NaN and pixels are float32; on disk nodata is ``NODATA``. GDAL is called so that it makes
no difference whether its Python exceptions are on: that switch is global and belongs to QGIS.
"""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal

from ..errors import FusionError, given
from ..files import LAYOUTS, check_geotiff, replace_file, stamp, temporary_name
from ..language import tr
from .description import Band as Band
from .description import Raster as Raster
from .description import reading_remarks, require_names, require_numbers, rows_packed, unique_names
from .description import require_crs as require_crs
from .description import require_values as require_values
from .gdal_call import call, succeeded
from .grid import BLOCK, Grid, Window, is_block, nested
from .overviews import Overviews
from .pixels import floats
from .projection import same_crs
from .statistics import RunningStatistics
from .wavelengths import centre_wavelength

NODATA = -9999.0
_KEPT = 24 * 2**20  # bytes in GDAL's cache from which blocks are dropped
_KEPT_OF_A_ROW = 256 * 2**20  # and while strips of a row of blocks are read, which has more
_STRIP = 16  # times as wide as high
_CREATION = [
    "TILED=YES",
    "INTERLEAVE=BAND",
    f"BLOCKXSIZE={BLOCK}",
    f"BLOCKYSIZE={BLOCK}",
    "COMPRESS=DEFLATE",
    "ZLEVEL=1",  # floats hardly shrink further at higher levels, which take twice as long
    "PREDICTOR=3",
    "BIGTIFF=IF_SAFER",
    "NUM_THREADS=ALL_CPUS",
]
_CLOUD_OPTIMISED = [
    f"BLOCKSIZE={BLOCK}",
    "COMPRESS=DEFLATE",
    "LEVEL=1",
    "PREDICTOR=FLOATING_POINT",
    "OVERVIEWS=FORCE_USE_EXISTING",
    "BIGTIFF=IF_SAFER",
    "NUM_THREADS=ALL_CPUS",
]
_FLOATS = (gdal.GDT_Float32, gdal.GDT_Float64)
_SIGNED = (gdal.GDT_Int16, gdal.GDT_Int32, *_FLOATS)  # types that have a -9999


def _open(path: str) -> gdal.Dataset:
    dataset = call(gdal.OpenEx, path, gdal.OF_RASTER, failure=tr("Cannot read the raster {path}", path=path))
    if dataset.RasterCount == 0:
        raise FusionError("The raster {path} has no bands: choose one of its subdatasets.", path=path)
    return dataset


# ---------------------------------------------------------------------------------------------- describing


def describe(path: str) -> Raster:
    """Read a raster's grid and bands. Raises FusionError where it cannot be used."""
    return _describe(_open(path), path)


def _describe(dataset: gdal.Dataset, path: str) -> Raster:
    transform = dataset.GetGeoTransform(can_return_null=True)
    if transform is None:
        raise FusionError("The raster {path} has no georeference: georeference it first.", path=path)
    bands = []
    for number in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        if gdal.DataTypeIsComplex(band.DataType):
            raise FusionError(
                "Band {number} of {path} holds complex numbers: give a raster of real numbers.",
                number=number,
                path=path,
            )
        name = band.GetDescription().strip() or f"Band {number}"
        wavelength = centre_wavelength(band.GetMetadataItem)
        bands.append(Band(name, band.GetUnitType() or "", wavelength, band.GetColorTable() is not None))
    grid = Grid(tuple(transform), dataset.RasterYSize, dataset.RasterXSize, dataset.GetProjection() or "")
    if grid.cell_area == 0:
        raise FusionError("The raster {path} has pixels of no size: mend its georeference.", path=path)
    return Raster(path, grid, tuple(bands), stamp(path), rows_packed(dataset))


def value_range(path: str) -> tuple[float, float]:
    """Return the smallest and largest value of the first band as its statistics have them, 0 and 1 where none are."""
    dataset = _open(path)
    low, high = (dataset.GetRasterBand(1).GetMetadataItem(f"STATISTICS_{name}") for name in ("MINIMUM", "MAXIMUM"))
    return (float(low), float(high)) if low and high else (0.0, 1.0)


# ---------------------------------------------------------------------------------------------- projections


# ---------------------------------------------------------------------------------------------- reading


def _read_band(band: gdal.Band, window: Window, path: str) -> np.ndarray:
    """Read a window of a band as float32 with NaN for nodata and masked pixels, scale and offset applied."""
    place = (window.col, window.row, window.width, window.height)
    values = call(band.ReadAsArray, *place, failure=tr("Cannot read pixels of {path}", path=path))
    nodata = band.GetNoDataValue()
    # -9999 is written everywhere, declared or not, and is no measurement
    values = floats(values, NODATA if nodata is None else nodata)
    flags = band.GetMaskFlags()
    if not flags & (gdal.GMF_ALL_VALID | gdal.GMF_NODATA):
        mask = call(band.GetMaskBand().ReadAsArray, *place, failure=tr("Cannot read the mask of {path}", path=path))
        values[mask == 0] = np.nan
    scale, offset = band.GetScale(), band.GetOffset()
    if scale not in (None, 1.0) or offset not in (None, 0.0):
        values = values * np.float32(1.0 if scale is None else scale) + np.float32(offset or 0.0)
    return values


def _bands(dataset: gdal.Dataset) -> list[gdal.Band]:
    return [dataset.GetRasterBand(number + 1) for number in range(dataset.RasterCount)]


def _declared(dataset: gdal.Dataset, failure: str) -> tuple[gdal.Dataset, float | None]:
    """Return what to resample and, where no band declares nodata, what stands for it: NaN and -9999, or one of them."""
    bands, (_, _, right, _, down, step) = _bands(dataset), dataset.GetGeoTransform()
    if not all(band.GetMaskFlags() & gdal.GMF_ALL_VALID and band.DataType in _SIGNED for band in bands):
        return dataset, None
    fill = np.nan if all(band.DataType in _FLOATS for band in bands) else NODATA
    if right or down or step > 0:  # GDAL makes no mosaic of turned grids
        return dataset, fill
    return call(gdal.BuildVRT, "", dataset, failure=failure, srcNodata=NODATA, VRTNodata=fill), fill


def read(path: str, bands: Sequence[int] | None = None) -> np.ndarray:
    """Read whole bands (counted from 0; default all) as float32, shape (bands, height, width), nodata NaN."""
    dataset = _open(path)
    window = Window(0, 0, dataset.RasterYSize, dataset.RasterXSize)
    chosen = range(dataset.RasterCount) if bands is None else bands
    return np.stack([_read_band(dataset.GetRasterBand(b + 1), window, path) for b in chosen])


def file_size(path: str) -> int | None:
    """Return the bytes of a file, inside an archive too; None for what is no file."""
    status = gdal.VSIStatL(path)
    return status.size if status else None


class RasterStack:
    """Bands of one or more rasters read on the grid of the first, window by window, from any thread.

    Rasters on another grid are resampled to it (bilinear; masks nearest) as they are read. A pixel where
    ``mask`` is 0 or nodata is nodata in all bands.
    """

    def __init__(self, paths: Sequence[str], bands: Sequence[int] | None = None, mask: str | None = None) -> None:
        if not paths:
            raise FusionError("No raster was given: choose at least one image.")
        rasters = [describe(path) for path in paths]
        for raster in rasters:
            require_values(raster)
        self.grid = rasters[0].grid
        self.rasters = rasters
        self.mask = mask
        available = [(r, b) for r in range(len(rasters)) for b in range(len(rasters[r].bands))]
        require_numbers(bands or (), len(available))
        self._sources = available if bands is None else [available[b] for b in bands]
        names = unique_names([r.name for r in rasters], [(r, rasters[r].bands[b].name) for r, b in self._sources])
        self.bands = [replace(rasters[r].bands[b], name=name) for name, (r, b) in zip(names, self._sources)]
        self.remarks = reading_remarks(rasters, [r.name for r in rasters[1:] if not self._on_grid(r.grid)])
        if mask is not None:
            require_crs(describe(mask))
        self._local = threading.local()

    @property
    def band_names(self) -> list[str]:
        return [band.name for band in self.bands]

    @property
    def paths(self) -> list[str]:
        return [raster.path for raster in self.rasters]

    def selected(self, names: Sequence[str]) -> RasterStack:
        """Return the stack of the named bands, in that order; a FusionError names a missing band."""
        require_names(names, self.band_names)
        chosen = RasterStack(self.paths, None, self.mask)
        chosen._sources = [self._sources[self.band_names.index(name)] for name in names]
        chosen.bands = [self.bands[self.band_names.index(name)] for name in names]
        return chosen

    def read(self, window: Window) -> np.ndarray:
        """Read a window: float32, shape (bands, height, width), nodata NaN."""
        out = np.empty((len(self._sources), *window.shape), np.float32)
        for index, (number, band) in enumerate(self._sources):
            dataset = self._dataset(number)
            out[index] = _read_band(dataset.GetRasterBand(band + 1), window, self.rasters[number].path)
        for raster in self.rasters:
            raster.require_unchanged()
        if self.mask is not None:
            keep = _read_band(self._dataset(-1).GetRasterBand(1), window, self.mask)
            out[:, ~(keep != 0) | np.isnan(keep)] = np.nan
        self._forget(window)
        return out

    def _forget(self, window: Window) -> None:
        """Drop what GDAL keeps of the files for this thread when that is much: it would keep 5 % of the memory.

        Of strips only below a row of blocks, because the next one may need the blocks that were unpacked for this one.
        """
        amid = window.width >= _STRIP * window.height and (window.row + window.height) % BLOCK
        if gdal.GetCacheUsed() > (_KEPT_OF_A_ROW if amid else _KEPT):
            for dataset in self._local.opened.values():
                dataset.FlushCache()

    def _on_grid(self, grid: Grid) -> bool:
        return self.grid.lies_like(grid) and same_crs(grid.crs, self.grid.crs)

    def _dataset(self, number: int) -> gdal.Dataset:
        """Return this thread's own handle (threads must not share GDAL datasets); -1 is the mask."""
        opened: dict[int, gdal.Dataset] = self._local.__dict__.setdefault("opened", {})
        if number not in opened:
            path = given(self.mask) if number == -1 else self.rasters[number].path
            dataset = _open(path)
            if number != 0 and not self._on_grid(_describe(dataset, path).grid):
                dataset = self._warped(dataset, path, gdal.GRA_NearestNeighbour if number == -1 else gdal.GRA_Bilinear)
            opened[number] = dataset
        return opened[number]

    def _warped(self, dataset: gdal.Dataset, path: str, method: int) -> gdal.Dataset:
        x, y = self.grid.map_xy(np.array([0, self.grid.width]), np.array([0, self.grid.height]))
        if not self.grid.axis_aligned or self.grid.transform[1] < 0 or self.grid.transform[5] > 0:
            raise FusionError(
                "The first raster is rotated or south-up, so {path} cannot be brought to its grid: "
                "resample all rasters to one north-up grid first (Raster > Projections > Warp).",
                path=path,
            )
        failure = tr("Cannot bring {path} to the grid of the first raster", path=path)
        dataset, fill = _declared(dataset, failure)
        pixel = call(gdal.AutoCreateWarpedVRT, dataset, None, self.grid.crs, failure=failure).GetGeoTransform()[1]
        return call(
            gdal.Warp,
            "",
            dataset,
            failure=failure,
            format="VRT",
            dstSRS=self.grid.crs,
            outputBounds=(float(x.min()), float(y.min()), float(x.max()), float(y.max())),
            width=self.grid.width,
            height=self.grid.height,
            resampleAlg=method,
            errorThreshold=0,  # with this and the scales, pixels do not depend on the window that is read
            warpOptions=[f"{axis}SCALE={pixel / abs(size)}" for axis, size in zip("XY", self.grid.transform[1::4])],
            outputType=gdal.GDT_Float32,
            srcNodata=fill,
            dstNodata="nan",
        )


# ---------------------------------------------------------------------------------------------- writing


class RasterWriter:
    """Writes a float32 GeoTIFF window by window; the target appears only when everything is written.

    A context manager: leaving it normally adds statistics and overviews and renames the temporary file over
    the target; leaving it by an exception removes the temporary file and leaves any older target as it was.
    ``layout`` is one of ``LAYOUTS``; a ``cog`` has its parts in the order in which servers are asked for them.
    """

    def __init__(
        self, path: str, grid: Grid, bands: Sequence[Band], description: str = "", layout: str = LAYOUTS[0]
    ) -> None:
        check_geotiff(path, layout)
        self.path, self.grid, self.layout = path, grid, layout
        self._temporary = temporary_name(path)
        self._dataset = self._create(bands, description)
        self._statistics = [RunningStatistics() for _ in bands]
        self._overviews = Overviews(path, (len(bands), *grid.shape))

    def _create(self, bands: Sequence[Band], description: str) -> gdal.Dataset:
        create = gdal.GetDriverByName("GTiff").Create
        size = self.grid.width, self.grid.height, len(bands), gdal.GDT_Float32
        failure = tr("Cannot write {path}", path=self.path)
        dataset = call(create, self._temporary, *size, options=_CREATION, failure=failure)
        dataset.SetGeoTransform(self.grid.transform)
        dataset.SetProjection(self.grid.crs)
        if description:
            dataset.SetMetadataItem("TIFFTAG_IMAGEDESCRIPTION", description)
        for number, band in enumerate(bands, 1):
            target = dataset.GetRasterBand(number)
            target.SetNoDataValue(NODATA)
            target.SetDescription(band.name)
            if band.unit:
                target.SetUnitType(band.unit)
            if band.wavelength is not None:
                target.SetMetadataItem("wavelength", repr(band.wavelength))
                target.SetMetadataItem("wavelength_units", "Micrometers")
        return dataset

    def write(self, values: np.ndarray, window: Window) -> None:
        """Write (bands, height, width) at a window; NaN becomes nodata.

        Every block goes to the file as soon as all of its pixels are there: tiles that are ``nested`` give the same
        bytes whatever their size, and no block is compressed twice, which would leave a hole where it grows.
        """
        valid = np.isfinite(values)
        filled = np.where(valid, values, NODATA).astype(np.float32)
        failure = tr("Cannot write {path} (is the disk full?)", path=self.path)
        for block in nested(window, BLOCK):
            inside = block.inside(window)
            self._overviews.add(values[(slice(None), *inside)], block)
            for number, (plane, has) in enumerate(zip(filled, valid), 1):
                self._statistics[number - 1].add(plane[inside][has[inside]])
                call(self._put, number, plane[inside], block, failure=failure)

    def _put(self, number: int, plane: np.ndarray, block: Window) -> bool | None:
        """Write pixels of a block of a band; returns None where GDAL reports an error."""
        band = self._dataset.GetRasterBand(number)
        band.WriteArray(plane, block.col, block.row)
        if is_block(block, *self.grid.shape):
            band.FlushCache()
        return succeeded()

    def __enter__(self) -> RasterWriter:
        return self

    def __exit__(self, kind: Any, error: Any, trace: Any) -> None:
        try:
            if kind is None:
                self._finish()
        finally:
            with contextlib.suppress(RuntimeError):  # of a full disk, again
                self._close()
            self._overviews.close()
            for leftover in (self._temporary, self._temporary + ".aux.xml"):
                Path(leftover).unlink(missing_ok=True)

    def _finish(self) -> None:
        for number, statistics in enumerate(self._statistics, 1):
            if statistics.count:
                self._dataset.GetRasterBand(number).SetStatistics(*statistics.summary())
        call(self._complete, failure=tr("Cannot write {path} (is the disk full?)", path=self.path))
        replace_file(self._temporary, self.path)
        Path(f"{self.path}.aux.xml").unlink(missing_ok=True)  # statistics of an older file of that name

    def _complete(self) -> bool | None:
        """Close the file and add overviews; returns None where GDAL reports an error.

        It is opened again for them: the threads that compressed would also read, and GDAL 3.6 then reports errors
        without end for files of several bands, and can wait for itself for good.
        """
        most = gdal.GetCacheMax()
        gdal.SetCacheMax(min(most, _KEPT))  # or all of the map is kept, which nobody reads again
        try:
            self._dataset.FlushCache()
            self._close()
            if self._overviews.complete and succeeded():
                gdal.SetThreadLocalConfigOption("ZLEVEL_OVERVIEW", "1")
                self._dataset = gdal.OpenEx(self._temporary, gdal.OF_RASTER | gdal.OF_UPDATE)
                if self._dataset is not None:
                    self._write_overviews(self._overviews)
                self._close()
            if self.layout == "cog" and succeeded():
                self._reorder()
        finally:
            gdal.SetCacheMax(most)
            gdal.SetThreadLocalConfigOption("ZLEVEL_OVERVIEW", None)
        return succeeded()

    def _write_overviews(self, overviews: Overviews) -> None:
        self._dataset.BuildOverviews("NONE", [2**level for level in range(1, overviews.levels + 1)])
        for level, window, values in overviews.parts():
            for number, plane in enumerate(np.where(np.isfinite(values), values, np.float32(NODATA)), 1):
                band = self._dataset.GetRasterBand(number).GetOverview(level - 1)
                band.WriteArray(plane, window.col, window.row)

    def _close(self) -> None:
        """Close the file now. Since GDAL 3.8 that raises where the rest cannot be written, as a destructor cannot."""
        dataset, self._dataset = self._dataset, None
        if hasattr(dataset, "Close"):
            try:
                dataset.Close()
            finally:
                if dataset.this is not None:  # it is closed all the same, but GDAL 3.10 would free it again and crash
                    dataset.thisown, dataset.this = False, None

    def _reorder(self) -> None:
        """Lay the finished file out as a Cloud Optimized GeoTIFF: overviews before pixels, the smallest first."""
        ordered, create = temporary_name(f"{self.path}.cog"), gdal.GetDriverByName("COG").CreateCopy
        try:
            dataset = gdal.OpenEx(self._temporary, gdal.OF_RASTER)
            if dataset is not None and create(ordered, dataset, options=_CLOUD_OPTIMISED):
                dataset = None
                os.replace(ordered, self._temporary)
        finally:
            Path(ordered).unlink(missing_ok=True)


def gdal_version() -> str:
    return str(gdal.__version__)


def png(rgb: np.ndarray) -> bytes:
    """Encode uint8 pixels of shape (height, width, 3 or 4) as PNG."""
    height, width, channels = rgb.shape
    memory = gdal.GetDriverByName("MEM").Create("", width, height, channels, gdal.GDT_Byte)
    for channel in range(channels):
        memory.GetRasterBand(channel + 1).WriteArray(np.ascontiguousarray(rgb[:, :, channel]))
    name = f"/vsimem/geochem_fusion_{os.getpid()}_{threading.get_ident()}.png"
    gdal.GetDriverByName("PNG").CreateCopy(name, memory)
    file = gdal.VSIFOpenL(name, "rb")
    data = bytes(gdal.VSIFReadL(1, given(file_size(name)), file))
    gdal.VSIFCloseL(file)
    gdal.Unlink(name)
    return data
