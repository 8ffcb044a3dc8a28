"""What a raster says of itself: its grid, its bands, and whether its values can be used."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from ..errors import FusionError
from ..files import Stamp, stamp
from ..formats import several
from ..language import mark, tr
from ..units import Content, unit_of
from .grid import Grid
from .sentinels import Found
from .source import short_name

SAMPLES_ITEM = "GEOCHEM_FUSION_SAMPLES"  # of a band's metadata; samples/cell_counts.py says what it holds
_FEW = 4  # numbers that a sentence lists
_NAMELESS = re.compile(r"[Bb]and[ _]?\d*|Layer_\d+|Height")  # by GDAL, Erdas and GeoPackage, as any other
_WIDE = 2048  # pixels; the rows of narrower images stay in the cache while tiles are cut from them


@dataclass(frozen=True)
class Band:
    """What a raster says about one of its bands.

    ``wavelength`` in micrometres, ``palette`` for numbers of colours, ``categories`` for classes that have names,
    ``alpha`` for transparency, ``scaled`` where the file declares scale or offset. ``samples`` is the text of
    ``SAMPLES_ITEM`` as it stands, the numbers of samples behind the cells of a geochemical map.
    """

    name: str
    unit: str = ""
    wavelength: float | None = None
    palette: bool = False
    categories: bool = False
    alpha: bool = False
    scaled: bool = False
    samples: str = ""


@dataclass(frozen=True)
class Raster:
    """A raster on disk: where it lies, its grid and its bands.

    ``stamp`` tells whether the file was changed since, ``rows_packed`` whether whole rows are packed together, and
    ``remarks`` what of its metadata could not be used. ``baseline`` is the processing baseline of Sentinel-2.
    """

    path: str
    grid: Grid
    bands: tuple[Band, ...]
    stamp: Stamp | None = None
    rows_packed: bool = False
    remarks: tuple[str, ...] = ()
    baseline: str | None = None

    def require_unchanged(self) -> None:
        """Raise FusionError where the file was written to since it was described."""
        if stamp(self.path) != self.stamp:
            raise FusionError("The raster {path} was changed while it was read: run again.", path=self.path)

    @property
    def name(self) -> str:
        return short_name(self.path)

    @property
    def band_names(self) -> list[str]:
        return [band.name for band in self.bands]

    @property
    def element_bands(self) -> list[int]:
        """The bands of a geochemical map that hold contents, counted from 0: all but transparency."""
        return [number for number, band in enumerate(self.bands) if not band.alpha]

    @property
    def element_names(self) -> list[str]:
        """What the bands of a geochemical map are called: a band without a name of its own as its file."""
        names = self.band_names
        return [self.name] if len(names) == 1 and is_nameless(names[0]) else names

    @property
    def contents(self) -> list[Content]:
        """The elements of a geochemical map and their units, declared or named by the band."""
        return [Content(name, unit_of(name, band.unit)) for name, band in zip(self.element_names, self.bands)]


def is_nameless(band: str) -> bool:
    """Whether a band is called as any other would be, by its number."""
    return _NAMELESS.fullmatch(band) is not None


def rows_packed(dataset: Any) -> bool:
    """Whether GDAL has to unpack rows of a wide dataset as a whole to read a tile, and so unpacks them many times."""
    width = dataset.GetRasterBand(1).GetBlockSize()[0]
    packed = dataset.GetMetadataItem("COMPRESSION", "IMAGE_STRUCTURE") is not None
    return packed and width == dataset.RasterXSize > _WIDE


def reading_remarks(rasters: Sequence[Raster], resampled: Sequence[str], classes: Sequence[str] = ()) -> list[str]:
    """Return what to say of how images are read: those ``resampled``, and those that are slow to cut into tiles.

    ``classes`` are the names of rasters whose classes are taken from the nearest pixel.
    """
    found = [remark for raster in rasters for remark in raster.remarks]
    if resampled:
        found.append(tr("Resampled to the common grid (bilinear): {names}.", names=", ".join(resampled)))
    if classes:
        found.append(tr("Classes brought to the common grid (nearest pixel): {names}.", names=", ".join(classes)))
    slow = [raster.name for raster in rasters if raster.rows_packed]
    if slow:
        found.append(
            tr(
                "Whole rows of pixels are compressed together in {names}, which is slow to read by tiles: to be "
                "faster, give a copy made by 'gdal_translate -co TILED=YES -co COMPRESS=DEFLATE'.",
                names=", ".join(slow),
            )
        )
    return found


def sentinel_remark(band: str, path: str, found: Found) -> str:
    """Return what to say of pixels of a band that hold numbers for no data which the raster does not declare."""
    return tr(
        "In the band '{band}' of {path} {share:.2%} of the pixels hold {codes}, which is taken as no data: declare it "
        "so in the file, or another nodata value where 9999 and the like are values (Raster > Conversion > Translate).",
        share=found.share,
        band=band,
        path=path,
        codes=", ".join(f"{code:g}" for code in found.codes[:_FEW]),
    )


def wavelength_remarks(name: str, bands: Sequence[Band], told: dict[int, str]) -> tuple[str, ...]:
    """Return one line on the wavelengths of a raster that are not understood; ``told`` why, by band counted from 0."""
    if not told:
        return ()
    first = min(told)
    text = mark("Raster {name}: of band '{band}' {why} (so in {bands}).")
    return (tr(text, name=name, band=bands[first].name, why=told[first], bands=several(len(told), "band")),)


def require_crs(raster: Raster) -> None:
    """Raise FusionError where a raster has no coordinate reference system."""
    if not raster.grid.crs:
        raise FusionError(
            "The raster {path} has no coordinate reference system: set it on the layer (Layer > Set CRS of Layer), "
            "or give a copy made by 'gdal_translate -a_srs'.",
            path=raster.path,
        )


def require_numbers(bands: Sequence[int], count: int) -> None:
    """Raise FusionError where one of the bands, counted from 0, is not among ``count``."""
    for band in bands:
        if not 0 <= band < count:
            raise FusionError(
                "Band {number} was asked for, but the image has {bands}.",
                number=band + 1,
                bands=several(count, "band"),
            )


def require_names(wanted: Sequence[str], names: Sequence[str]) -> None:
    """Raise FusionError for the first band that a model needs and that is not among those of the rasters."""
    missing = [name for name in wanted if name not in names]
    if missing:
        raise FusionError(
            "The band '{name}' that the model needs is not in the rasters given ({names}): give the rasters that the "
            "model was trained on, or rename the band.",
            name=missing[0],
            names=", ".join(names),
        )


def require_values(raster: Raster, classes: Collection[int] = ()) -> None:
    """Raise FusionError where a raster has no CRS, or numbers of colours instead of values.

    ``classes`` are bands, counted from 0, whose numbers are taken as classes and may stand for colours too.
    """
    require_crs(raster)
    if any(band.palette for number, band in enumerate(raster.bands) if number not in classes):
        raise FusionError(
            "The raster {path} holds numbers of colours (a palette): give one with values.", path=raster.path
        )


def unique_names(rasters: Sequence[str], bands: Sequence[tuple[int, str]]) -> list[str]:
    """Name each band (number of its raster, name) so that no two are alike: first by its raster, then by a number."""
    names = [name for _, name in bands]
    named = [f"{rasters[r]}: {name}" if names.count(name) > 1 and len(rasters) > 1 else name for r, name in bands]
    unique: list[str] = []
    for name in named:
        numbered = (f"{name} ({number})" for number in count(2))
        unique.append(name if name not in unique else next(n for n in numbered if n not in named + unique))
    return unique
