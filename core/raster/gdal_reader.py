"""Describing, reading and warping rasters by GDAL.

In memory nodata is NaN and pixels are float32; on disk nodata is ``NODATA``. GDAL is called so that it makes
no difference whether its Python exceptions are on: that switch is global and belongs to QGIS.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Collection, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import lru_cache, partial

import numpy as np
from osgeo import gdal, gdal_array

from ..errors import FusionError, given
from ..files import Stamp, file_of, stamp
from ..language import tr
from .description import (
    SAMPLES_ITEM,
    reading_remarks,
    require_names,
    require_numbers,
    rows_packed,
    sentinel_remark,
    unique_names,
    wavelength_remarks,
)
from .description import Band as Band
from .description import Raster as Raster
from .description import require_crs as require_crs
from .description import require_values as require_values
from .gdal_call import call, quiet
from .grid import BLOCK, Grid, Window, tiles
from .pixels import NODATA, as_held, can_hold, floats
from .projection import crs_wkt, datum_remarks, require_longitudes, same_crs
from .sentinels import Found, Search
from .source import Range, Source, short_name
from .virtual import VirtualBand, without_values
from .wavelengths import centre_wavelength

KEPT = 24 * 2**20  # bytes in GDAL's cache from which blocks are dropped
_KEPT_OF_A_ROW = 256 * 2**20  # and while strips of a row of blocks are read, which has more
_STRIP = 16  # times as wide as high
_SEARCHED = 2**23  # numbers of a large raster, from tiles spread evenly, among which undeclared nodata is sought
_FEWEST_TILES = 16


def _open(path: str) -> gdal.Dataset:
    source, failure = Source.parse(path), tr("Cannot read the raster {path}", path=path)
    dataset = call(gdal.OpenEx, source.path, gdal.OF_RASTER, open_options=list(source.options), failure=failure)
    inside = [name for name, _ in dataset.GetSubDatasets()]
    if source.layer and inside:
        wanted = [name for name in inside if name.replace('"', "").endswith(f":{source.layer}")]
        dataset = call(gdal.OpenEx, (wanted or inside)[0], gdal.OF_RASTER, failure=failure) if wanted else dataset
    if dataset.RasterCount == 0:
        raise FusionError(
            "The raster {path} has no bands of its own: choose one of the rasters in it: {inside}.",
            path=path,
            inside=", ".join(inside) or "-",
        )
    return dataset


def rasters_inside(path: str) -> list[str]:
    """Return the names under which the rasters of a file that holds several are read; none where it is none."""
    dataset = None
    with quiet(), suppress(RuntimeError):
        dataset = gdal.OpenEx(path, gdal.OF_RASTER)
    return [name for name, _ in dataset.GetSubDatasets()] if dataset else []


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
        name = _band_name(dataset, band, number)
        wavelength = centre_wavelength(band.GetMetadataItem, partial(told.__setitem__, number - 1))
        palette, categories = band.GetColorTable() is not None, bool(band.GetCategoryNames())
        alpha = band.GetColorInterpretation() == gdal.GCI_AlphaBand
        scaled = band.GetScale() not in (None, 1.0) or band.GetOffset() not in (None, 0.0)
        unit, samples = band.GetUnitType() or "", band.GetMetadataItem(SAMPLES_ITEM) or ""
        bands.append(Band(name, unit, wavelength, palette, categories, alpha, scaled, samples))
    crs = Source.parse(path).crs
    crs = crs_wkt(crs) if crs else dataset.GetProjection() or ""
    grid = Grid(tuple(transform), dataset.RasterYSize, dataset.RasterXSize, crs)
    if grid.cell_area == 0:
        raise FusionError("The raster {path} has pixels of no size: mend its georeference.", path=path)
    remarks = wavelength_remarks(short_name(path), bands, told)
    baseline = dataset.GetMetadataItem("PROCESSING_BASELINE")
    return Raster(path, grid, tuple(bands), stamp(path), rows_packed(dataset), remarks, baseline)


def _band_name(dataset: gdal.Dataset, band: gdal.Band, number: int) -> str:
    """Return what a format calls a band: its description, else the variable or table that it comes from."""
    name, driver = band.GetDescription().strip(), dataset.GetDriver().ShortName
    if name and not (driver == "GPKG" and name == "Height") and not re.fullmatch(r"Band \d+", name):
        return name  # 'Height' is what GeoPackage says of any grid
    table = dataset.GetMetadataItem("IDENTIFIER") if driver == "GPKG" and dataset.RasterCount == 1 else None
    variable = band.GetMetadataItem("NETCDF_VARNAME") or table
    if not variable:
        return name or f"Band {number}"
    return variable if dataset.RasterCount == 1 else f"{variable} {number}"


# ---------------------------------------------------------------------------------------------- reading


def _nodata(band: gdal.Band) -> float:
    """Return the nodata value of a band; -9999 is written everywhere, declared or not, and is no measurement."""
    nodata = band.GetNoDataValue()
    return NODATA if nodata is None else nodata


def _raw(written: np.ndarray, band: gdal.Band, window: Window, path: str, **limit: float) -> np.ndarray:
    """Return pixels as they were ``written`` as float32, NaN for nodata and masked ones, without scale and offset."""
    place = (window.col, window.row, window.width, window.height)
    values = floats(written, _nodata(band), **limit)
    if not band.GetMaskFlags() & (gdal.GMF_ALL_VALID | gdal.GMF_NODATA):
        mask = call(band.GetMaskBand().ReadAsArray, *place, failure=tr("Cannot read the mask of {path}", path=path))
        values[mask == 0] = np.nan
    return values


def _written(band: gdal.Band, window: Window, path: str) -> np.ndarray:
    """Read a window of a band in the type of the file."""
    place = (window.col, window.row, window.width, window.height)
    values: np.ndarray = call(band.ReadAsArray, *place, failure=tr("Cannot read pixels of {path}", path=path))
    return values


def _read_band(
    band: gdal.Band, window: Window, path: str, codes: Sequence[float] = (), ranges: Sequence[Range] = ()
) -> np.ndarray:
    """Read a window of a band as float32 with NaN for all that is no data, scale and offset applied."""
    values = _raw(_written(band, window, path), band, window, path)
    for code in codes:
        values[values == np.float32(code)] = np.nan
    scale, offset = band.GetScale(), band.GetOffset()
    if scale not in (None, 1.0) or offset not in (None, 0.0):
        values = values * np.float32(1.0 if scale is None else scale) + np.float32(offset or 0.0)
    for low, high in ranges:
        values[(values >= np.float32(low)) & (values <= np.float32(high))] = np.nan
    return values


def _undeclared(path: str, bands: Sequence[int] | None = None, window: Window | None = None) -> tuple[Found, ...]:
    """Return what stands for no data though not declared, for each of some bands (default all), sought once in a file.

    In a window all pixels are searched, and no others while these suffice: what is found in a part of a map is found
    in a file of that part. Without a window a sample of a large raster is searched.
    """
    version, chosen = stamp(path), None if bands is None else tuple(bands)
    return _searched(path, version, chosen, window) if version else _search(path, chosen, window)


@lru_cache(maxsize=64)
def _searched(path: str, version: Stamp, bands: tuple[int, ...] | None, window: Window | None) -> tuple[Found, ...]:
    return _search(path, bands, window)


def _search(path: str, bands: tuple[int, ...] | None, window: Window | None) -> tuple[Found, ...]:
    dataset = _open(path)
    chosen = _bands(dataset) if bands is None else [dataset.GetRasterBand(number + 1) for number in bands]
    sample = _sample(dataset)
    parts, more = (sample, []) if window is None else (_parts(dataset, window), sample)
    return tuple(_found(band, parts, more, path) for band in chosen)


def _sample(dataset: gdal.Dataset) -> list[Window]:
    """Return parts spread evenly over a large raster, all of a small one."""
    parts = _parts(dataset, Window(0, 0, dataset.RasterYSize, dataset.RasterXSize))
    count = max(_SEARCHED // (BLOCK**2 * dataset.RasterCount), _FEWEST_TILES)
    return [parts[k] for k in np.linspace(0, len(parts) - 1, count).astype(int)] if count < len(parts) else parts


def _parts(dataset: gdal.Dataset, window: Window) -> list[Window]:
    """Cut a window into parts of few pixels: tiles, or rows of a file whose rows are read as a whole."""
    if dataset.GetRasterBand(1).GetBlockSize()[0] < dataset.RasterXSize:
        return list(tiles(window, BLOCK))
    rows = max(BLOCK**2 // window.width, 1)
    starts = range(0, window.height, rows)
    return [Window(window.row + k, window.col, min(rows, window.height - k), window.width) for k in starts]


def _found(band: gdal.Band, parts: Sequence[Window], more: Sequence[Window], path: str) -> Found:
    """Return what is found in some parts of a band; ``more`` parts are read only where these cannot decide."""
    if band.DataType == gdal.GDT_Byte or band.GetColorTable() is not None:
        return Found()
    search = Search(declared=can_hold(_type(band), band.GetNoDataValue()))
    for part in parts:
        written = _written(band, part, path)
        search.add(_raw(written, band, part, path, limit=np.inf), written)
    for part in more if search.undecided else ():
        search.widen(_raw(_written(band, part, path), band, part, path, limit=np.inf))
    return search.found()


def _bands(dataset: gdal.Dataset) -> list[gdal.Band]:
    return [dataset.GetRasterBand(number + 1) for number in range(dataset.RasterCount)]


def _signed(band: gdal.Band) -> bool:
    """Whether a band has bytes with a sign, which are a type of their own since GDAL 3.7."""
    return bool(band.GetMetadataItem("PIXELTYPE", "IMAGE_STRUCTURE") == "SIGNEDBYTE")


def _type(band: gdal.Band) -> np.dtype:
    if _signed(band):
        return np.dtype(np.int8)
    return np.dtype(gdal_array.GDALTypeCodeToNumericTypeCode(band.DataType))


def _declared(dataset: gdal.Dataset, path: str, grid: Grid, found: Sequence[Found]) -> gdal.Dataset:
    """Return what to resample: the dataset, or one with NaN for what stands for no data and is not declared so."""
    source, bands = Source.parse(path), []
    if any(low != high for _, low, high in source.empty):
        raise FusionError(
            "{path} lies on another grid and has a range of additional no data values, which cannot be resampled: set "
            "single values, or save the layer as a file first (Export > Save As).",
            path=source.path,
        )
    undeclared = masked = False
    for number, (band, own) in enumerate(zip(_bands(dataset), found), 1):
        scale, offset = band.GetScale() or 1.0, band.GetOffset() or 0.0
        more = [*own.written, *((low - offset) / scale for low, _ in source.ranges(number))]
        alpha = band.GetColorInterpretation() == gdal.GCI_AlphaBand
        values = [] if alpha else as_held(_type(band), [_nodata(band), *more])
        flags = band.GetMaskFlags()
        masked |= flags & gdal.GMF_PER_DATASET and not flags & gdal.GMF_ALPHA
        undeclared |= _signed(band) or (bool(values) and (bool(more) or bool(flags & gdal.GMF_ALL_VALID)))
        bands.append(VirtualBand(scale, offset, tuple(values), alpha, _signed(band)))
    if undeclared and masked:
        raise FusionError(
            "{path} lies on another grid and has a mask besides values that stand for no data: declare one nodata "
            "value instead, or bring the raster to the grid of the first one (Raster > Projections > Warp).",
            path=source.path,
        )
    if not undeclared:
        return dataset
    failure = tr("Cannot read the raster {path}", path=path)
    return call(gdal.OpenEx, without_values(source, grid, bands), gdal.OF_RASTER, failure=failure)


def read(path: str, bands: Sequence[int] | None = None, window: Window | None = None) -> np.ndarray:
    """Read bands (from 0; default all) of a window (default all): float32, (bands, height, width), nodata NaN."""
    dataset, source = _open(path), Source.parse(path)
    chosen = range(dataset.RasterCount) if bands is None else bands
    found = _undeclared(path, chosen, window)
    window = window or Window(0, 0, dataset.RasterYSize, dataset.RasterXSize)
    return np.stack(
        [
            _read_band(dataset.GetRasterBand(b + 1), window, path, codes.codes, source.ranges(b + 1))
            for b, codes in zip(chosen, found)
        ]
    )


def read_small(path: str, most: int = 512) -> np.ndarray:
    """Read all bands, thinned (by overviews where there are some) to at most so many pixels a side, nodata NaN."""
    dataset = _open(path)
    step = max(dataset.RasterXSize, dataset.RasterYSize) / most
    width, height = (max(1, round(size / max(step, 1))) for size in (dataset.RasterXSize, dataset.RasterYSize))
    planes = []
    for band in _bands(dataset):
        failure = tr("Cannot read pixels of {path}", path=path)
        plane = call(band.ReadAsArray, buf_xsize=width, buf_ysize=height, failure=failure).astype(np.float32)
        nodata = _nodata(band)
        planes.append(plane if nodata is None else np.where(plane == np.float32(nodata), np.float32(np.nan), plane))
    return np.stack(planes)


def nodata_remarks(path: str, bands: Sequence[int] | None = None, window: Window | None = None) -> list[str]:
    """Return what to say of values of bands (counted from 0; default all) that are no data though not declared.

    Give the window that is read, so that it is said of the same pixels.
    """
    names = describe(path).band_names
    chosen = range(len(names)) if bands is None else bands
    found = zip(chosen, _undeclared(path, chosen, window))
    return [sentinel_remark(names[b], path, codes) for b, codes in found if codes.share]


def file_size(path: str) -> int | None:
    """Return the bytes of a file, inside an archive too; None for what is no file."""
    return getattr(gdal.VSIStatL(file_of(path)), "size", None)


class RasterStack:
    """Bands of one or more rasters read on the grid of the first, window by window, from any thread.

    Rasters on another grid are resampled to it (bilinear; masks and classes nearest) as they are read. A pixel where
    ``mask`` is 0 or nodata is nodata in all bands. ``classes`` are bands (number of the raster, number of its band,
    both from 0) whose numbers are codes, between which nothing lies; bands whose file names its categories are too.
    """

    sensors: Sequence[str] = ()  # of the bands, where they are known
    class_names: tuple[str, ...] = ()  # of bands that are planes of 0 and 1, one for each class

    def __init__(
        self,
        paths: Sequence[str],
        bands: Sequence[int] | None = None,
        mask: str | None = None,
        classes: Collection[tuple[int, int]] = (),
    ) -> None:
        if not paths:
            raise FusionError("No raster was given: choose at least one image.")
        rasters = [describe(path) for path in paths]
        for number, raster in enumerate(rasters):
            asked = [band for r, band in classes if r == number]
            require_numbers(asked, len(raster.bands))
            require_values(raster, asked)
        self.grid = rasters[0].grid
        named = {(r, b) for r, raster in enumerate(rasters) for b, band in enumerate(raster.bands) if band.categories}
        self.classes = frozenset({*classes, *named})
        self.rasters = rasters
        self.mask = mask
        available = [(r, b) for r in range(len(rasters)) for b in range(len(rasters[r].bands))]
        require_numbers(bands or (), len(available))
        self._sources = available if bands is None else [available[b] for b in bands]
        names = unique_names([r.name for r in rasters], [(r, rasters[r].bands[b].name) for r, b in self._sources])
        self.bands = [replace(rasters[r].bands[b], name=name) for name, (r, b) in zip(names, self._sources)]
        self._grids = {number: raster.grid for number, raster in enumerate(rasters)}
        if mask is not None:
            described = describe(mask)
            require_crs(described)
            self._grids[-1] = described.grid
        self._resampled = {number for number, grid in self._grids.items() if not self._on_grid(grid)}
        self._found: dict[int, tuple[Found, ...]] = {}
        self._local = threading.local()

    @property
    def band_names(self) -> list[str]:
        return [band.name for band in self.bands]

    @property
    def remarks(self) -> list[str]:
        """What to say of how the rasters are read; one with values and classes is resampled in both ways."""
        moved = [number for number in range(len(self.rasters)) if number in self._resampled]
        kinds = {r: {(r, b) in self.classes for b in range(len(self.rasters[r].bands))} for r in moved}
        values, classes = ([self.rasters[r].name for r in moved if kind in kinds[r]] for kind in (False, True))
        remarks = reading_remarks(self.rasters, values, classes)
        for crs in dict.fromkeys(self.rasters[number].grid.crs for number in moved):
            remarks += datum_remarks(crs, self.grid.crs)
        for number, raster in enumerate(self.rasters):
            remarks += nodata_remarks(raster.path, [band for r, band in self._sources if r == number])
        return remarks

    @property
    def paths(self) -> list[str]:
        return [raster.path for raster in self.rasters]

    def selected(self, names: Sequence[str]) -> RasterStack:
        """Return the stack of the named bands, in that order; a FusionError names a missing band."""
        require_names(names, self.band_names)
        chosen = RasterStack(self.paths, None, self.mask, self.classes)
        chosen._sources = [self._sources[self.band_names.index(name)] for name in names]
        chosen.bands = [self.bands[self.band_names.index(name)] for name in names]
        return chosen

    def read(self, window: Window) -> np.ndarray:
        """Read a window: float32, shape (bands, height, width), nodata NaN."""
        out = np.empty((len(self._sources), *window.shape), np.float32)
        for index, (number, band) in enumerate(self._sources):
            out[index] = self._values(number, band, window)
        for raster in self.rasters:
            raster.require_unchanged()
        if self.mask is not None:
            keep = self._values(-1, 0, window)
            out[:, ~(keep != 0) | np.isnan(keep)] = np.nan
        self._forget(window)
        return out

    def _path(self, number: int) -> str:
        return given(self.mask) if number == -1 else self.rasters[number].path

    def _undeclared(self, number: int) -> tuple[Found, ...]:
        """Return what stands for no data in each band of a raster though not declared; a mask is 0 or not."""
        if number == -1:
            return tuple(Found() for _ in describe(self._path(-1)).bands)
        if number not in self._found:
            self._found[number] = _undeclared(self._path(number))
        return self._found[number]

    def _values(self, number: int, band: int, window: Window) -> np.ndarray:
        nearest = number in self._resampled and (number == -1 or (number, band) in self.classes)
        read, path = self._dataset(number, nearest).GetRasterBand(band + 1), self._path(number)
        if number in self._resampled:  # from what had NaN for all that is no data
            return _read_band(read, window, path)
        return _read_band(read, window, path, self._undeclared(number)[band].codes, Source.parse(path).ranges(band + 1))

    def _forget(self, window: Window) -> None:
        """Drop what GDAL keeps of the files for this thread when that is much: it would keep 5 % of the memory.

        Of strips only below a row of blocks, because the next one may need the blocks that were unpacked for this one.
        """
        amid = window.width >= _STRIP * window.height and (window.row + window.height) % BLOCK
        if gdal.GetCacheUsed() > (_KEPT_OF_A_ROW if amid else KEPT):
            self.drop()

    def drop(self) -> None:
        """Drop what GDAL keeps of the files for this thread."""
        for dataset in self._local.__dict__.get("opened", {}).values():
            dataset.FlushCache()

    def close(self) -> None:
        """Close the files that this thread has open; they are opened again where they are read again."""
        self._local.__dict__.pop("opened", None)

    def _on_grid(self, grid: Grid) -> bool:
        return self.grid.lies_like(grid) and same_crs(grid.crs, self.grid.crs)

    def _dataset(self, number: int, nearest: bool) -> gdal.Dataset:
        """Return this thread's own handle (threads must not share GDAL datasets); -1 is the mask.

        Where its raster lies on another grid, it gives the nearest pixel, or interpolates.
        """
        opened: dict[tuple[int, bool], gdal.Dataset] = self._local.__dict__.setdefault("opened", {})
        if (number, nearest) not in opened:
            dataset = _open(self._path(number))
            if number in self._resampled:
                dataset = self._warped(dataset, number, gdal.GRA_NearestNeighbour if nearest else gdal.GRA_Bilinear)
            opened[number, nearest] = dataset
        return opened[number, nearest]

    def _warped(self, dataset: gdal.Dataset, number: int, method: int) -> gdal.Dataset:
        path = self._path(number)
        x, y = self.grid.map_xy(np.array([0, self.grid.width]), np.array([0, self.grid.height]))
        if not self.grid.axis_aligned or self.grid.transform[1] < 0 or self.grid.transform[5] > 0:
            raise FusionError(
                "The first raster is rotated or south-up, so {path} cannot be brought to its grid: "
                "resample all rasters to one north-up grid first (Raster > Projections > Warp).",
                path=path,
            )
        failure = tr("Cannot bring {path} to the common grid", path=path)
        grid = self._grids[number]
        require_longitudes(self.grid, grid)
        dataset = _declared(dataset, path, grid, self._undeclared(number))
        pixel = call(gdal.AutoCreateWarpedVRT, dataset, grid.crs, self.grid.crs, failure=failure).GetGeoTransform()[1]
        return call(
            gdal.Warp,
            "",
            dataset,
            failure=failure,
            format="VRT",
            srcSRS=grid.crs,
            dstSRS=self.grid.crs,
            outputBounds=(float(x.min()), float(y.min()), float(x.max()), float(y.max())),
            width=self.grid.width,
            height=self.grid.height,
            resampleAlg=method,
            errorThreshold=0,  # with this and the scales, pixels do not depend on the window that is read
            warpOptions=[f"{axis}SCALE={pixel / abs(size)}" for axis, size in zip("XY", self.grid.transform[1::4])],
            outputType=gdal.GDT_Float32,
            dstNodata="nan",
        )


class GridStack(RasterStack):
    """Bands of rasters read on a grid that need not be that of any of them, see ``RasterStack``."""

    def __init__(self, paths: Sequence[str], grid: Grid) -> None:
        super().__init__(paths)
        self._bring_to(grid)

    def _bring_to(self, grid: Grid) -> None:
        self.grid = grid
        self._resampled = {number for number, own in self._grids.items() if not self._on_grid(own)}

    def selected(self, names: Sequence[str]) -> GridStack:
        """Return the stack of the named bands, in that order; a FusionError names a missing band."""
        found = super().selected(names)
        chosen = GridStack(self.paths, self.grid)
        chosen._sources, chosen.bands = found._sources, found.bands
        return chosen
