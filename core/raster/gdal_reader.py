"""Describing, reading and warping rasters by GDAL.

In memory nodata is NaN and pixels are float32; on disk nodata is ``NODATA``. GDAL is called so that it makes
no difference whether its Python exceptions are on: that switch is global and belongs to QGIS.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from osgeo import gdal

from ..errors import FusionError, given
from ..files import stamp
from ..language import tr
from .description import Band as Band
from .description import Raster as Raster
from .description import (
    reading_remarks,
    require_names,
    require_numbers,
    rows_packed,
    unique_names,
    wavelength_remarks,
)
from .description import require_crs as require_crs
from .description import require_values as require_values
from .gdal_call import call
from .grid import BLOCK, Grid, Window
from .pixels import NODATA, floats
from .projection import same_crs
from .wavelengths import centre_wavelength

KEPT = 24 * 2**20  # bytes in GDAL's cache from which blocks are dropped
_KEPT_OF_A_ROW = 256 * 2**20  # and while strips of a row of blocks are read, which has more
_STRIP = 16  # times as wide as high
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
    bands: list[Band] = []
    told: dict[int, str] = {}
    for number in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        if gdal.DataTypeIsComplex(band.DataType):
            raise FusionError(
                "Band {number} of {path} holds complex numbers: give a raster of real numbers.",
                number=number,
                path=path,
            )
        name = band.GetDescription().strip() or f"Band {number}"
        wavelength = centre_wavelength(band.GetMetadataItem, partial(told.__setitem__, number - 1))
        alpha = band.GetColorInterpretation() == gdal.GCI_AlphaBand
        scaled = band.GetScale() not in (None, 1.0) or band.GetOffset() not in (None, 0.0)
        palette = band.GetColorTable() is not None
        bands.append(Band(name, band.GetUnitType() or "", wavelength, palette, alpha=alpha, scaled=scaled))
    grid = Grid(tuple(transform), dataset.RasterYSize, dataset.RasterXSize, dataset.GetProjection() or "")
    if grid.cell_area == 0:
        raise FusionError("The raster {path} has pixels of no size: mend its georeference.", path=path)
    remarks = wavelength_remarks(Path(path).stem, bands, told)
    baseline = dataset.GetMetadataItem("PROCESSING_BASELINE")
    return Raster(path, grid, tuple(bands), stamp(path), rows_packed(dataset), remarks, baseline)


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

    sensors: Sequence[str] = ()  # of the bands, where they are known
    class_names: tuple[str, ...] = ()  # of bands that are planes of 0 and 1, one for each class

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
        if gdal.GetCacheUsed() > (_KEPT_OF_A_ROW if amid else KEPT):
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
