"""Writing rasters by GDAL: GeoTIFF files that appear only when complete, and pictures for reports."""

from __future__ import annotations

import contextlib
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal

from ..errors import given
from ..files import DEFAULT_LAYOUT, check_geotiff, replace_file, temporary_name
from ..language import tr
from .description import SAMPLES_ITEM, Band
from .gdal_call import call, succeeded
from .gdal_reader import KEPT, file_size
from .grid import BLOCK, Grid, Window, is_block, nested
from .overviews import Overviews
from .pixels import NODATA
from .statistics import RunningStatistics

_CACHE = threading.Lock()
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


class RasterWriter:
    """Writes a float32 GeoTIFF window by window; the target appears only when everything is written.

    A context manager: leaving it normally adds statistics and overviews and renames the temporary file over
    the target; leaving it by an exception removes the temporary file and leaves any older target as it was.
    ``layout`` is one of ``files.LAYOUTS``; a ``cog`` has its parts in the order in which servers are asked for them.
    The overviews of ``classes`` are classes too.
    """

    def __init__(
        self,
        path: str,
        grid: Grid,
        bands: Sequence[Band],
        description: str = "",
        layout: str = DEFAULT_LAYOUT,
        classes: bool = False,
    ) -> None:
        check_geotiff(path, layout)
        self.path, self.grid, self.layout = path, grid, layout
        self._temporary = temporary_name(path)
        self._dataset = self._create(bands, description)
        self._statistics = [RunningStatistics() for _ in bands]
        self._overviews = Overviews(path, (len(bands), *grid.shape), classes)

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
            if band.samples:
                target.SetMetadataItem(SAMPLES_ITEM, band.samples)
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
        with _CACHE:  # its limit is that of the process, and another writer must not find this one's
            most = gdal.GetCacheMax()
            gdal.SetCacheMax(min(most, KEPT))  # or all of the map is kept, which nobody reads again
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
