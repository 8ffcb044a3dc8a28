"""GDAL's virtual rasters (VRT), as text: a raster in which several values of a band are NaN."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from .grid import Grid
from .source import Source

_SIGNS = "<LUT>0:0,127:127,128:-128,255:-1</LUT>"


@dataclass(frozen=True)
class VirtualBand:
    """Scale and offset of a band, the ``values`` that become NaN (before scale and offset), whether it is the alpha.

    ``signed`` is a band of bytes with a sign, which GDAL before 3.7 takes for numbers from 0 to 255.
    """

    scale: float
    offset: float
    values: tuple[float, ...]
    alpha: bool = False
    signed: bool = False


def without_values(source: Source, grid: Grid, bands: Sequence[VirtualBand]) -> str:
    """Return a virtual raster of float64 in which values of each band are NaN.

    GDAL takes one value from a band at a time, so as many virtual rasters lie in each other as a band has values.
    """
    path, options = source.path, source.options
    if any(band.signed for band in bands):
        path, options = _dataset(path, options, grid, bands), ()
    for step in range(max(len(band.values) for band in bands)):
        path, options = _dataset(path, options, grid, bands, step), ()
    return path


def _dataset(
    path: str, options: Sequence[str], grid: Grid, bands: Sequence[VirtualBand], step: int | None = None
) -> str:
    """Return a virtual raster without the values of a step; with no step, one that gives signed bytes their signs."""
    transform = ", ".join(repr(float(number)) for number in grid.transform)
    parts = [_band(path, options, number, band, step) for number, band in enumerate(bands, 1)]
    return (
        f'<VRTDataset rasterXSize="{grid.width}" rasterYSize="{grid.height}"><SRS>{escape(grid.crs)}</SRS>'
        f"<GeoTransform>{transform}</GeoTransform>{''.join(parts)}</VRTDataset>"
    )


def _band(path: str, options: Sequence[str], number: int, band: VirtualBand, step: int | None) -> str:
    value = f"<NODATA>{band.values[step]!r}</NODATA>" if step is not None and step < len(band.values) else ""
    signs = _SIGNS if step is None and band.signed else ""
    items = [option.partition("=") for option in options]
    opening = "".join(f'<OOI key="{escape(key)}">{escape(text)}</OOI>' for key, _, text in items)
    role = "<ColorInterp>Alpha</ColorInterp>" if band.alpha else "<NoDataValue>nan</NoDataValue>"
    return (
        f'<VRTRasterBand dataType="Float64" band="{number}">{role}'
        f"<Scale>{band.scale!r}</Scale><Offset>{band.offset!r}</Offset><ComplexSource>"
        f'<SourceFilename relativeToVRT="0" shared="0">{escape(path)}</SourceFilename>'
        f"<OpenOptions>{opening}</OpenOptions><SourceBand>{number}</SourceBand>{value}{signs}"
        "</ComplexSource></VRTRasterBand>"
    )
