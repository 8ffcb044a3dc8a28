"""Products as USGS, ESA and NASA deliver them: which band a file is, what turns its numbers into reflectance.

All is read from the names of files and folders, because one file a band is delivered without other marks. Sources
stand in ``docs/formats.md``.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from ..errors import FusionError
from ..language import tr
from ..progress import Progress

LANDSAT8, LANDSAT7, LANDSAT5 = "Landsat 8-9", "Landsat 7", "Landsat 4-5"
SENTINEL2, ASTER = "Sentinel-2", "ASTER"
_LANDSAT = re.compile(
    r"(?<![a-z0-9])l[cote]0?([4-9])_(l[12])[a-z]{2}_\d{6}_\d{8}_\d{8}_(0[12])_[a-z0-9]{2}(?:_(.+))?", re.IGNORECASE
)
_SAFE = re.compile(r"(?<![a-z0-9])s2[a-d]_msil(1c|2a)_(\d{8})t\d{6}_n(\d{4})", re.IGNORECASE)
_TILE = re.compile(
    r"(?<![a-z0-9])t\d{2}[a-z]{3}_(\d{8})t\d{6}(?:_l(?:1c|2a))?(?:_([a-z0-9]{3})(?:_\d0m)?(?![a-z0-9]))?", re.IGNORECASE
)
_COG = re.compile(r"(?<![a-z0-9])s2[a-d]_\d{1,2}[a-z]{3}_(\d{8})_\d_l(1c|2a)(?![a-z0-9])", re.IGNORECASE)
_HLS = re.compile(r"(?<![a-z0-9])hls\.([ls]30)\.t\w{5}\.\w+\.v\d\.\d(?:\.(\w+))?$", re.IGNORECASE)
_ASTER = re.compile(r"(?<![a-z0-9])(?:aster(?![a-z])|ast_?(?:l1[abt]|0[5-9]|14)|ast_[a-z0-9]+_)", re.IGNORECASE)
_OF_ASTER = re.compile(
    r"(?:^|[_. -])(?:imagedata|(?:vnir|swir|tir)_?(?:band|b)|band|b)[_ -]?0*(\d{1,2}[nb]?)$", re.IGNORECASE
)
_OF_SENTINEL2 = re.compile(r"(?:^|[ _])b(?:0?[1-9]|1[0-2]|8a)(?![a-z0-9])", re.IGNORECASE)
_OF_LANDSAT = re.compile(r"(?:s[rt]_)?b(?:and)?\d{1,2}(?![a-z0-9])", re.IGNORECASE)
_COMMON = {  # what STAC calls the bands of Sentinel-2
    "coastal": "B01",
    "blue": "B02",
    "green": "B03",
    "red": "B04",
    "rededge1": "B05",
    "rededge2": "B06",
    "rededge3": "B07",
    "nir": "B08",
    "nir08": "B8A",
    "nir09": "B09",
    "swir16": "B11",
    "swir22": "B12",
}
_LAST = re.compile(
    r"(?:^|[_. -])((?:(?:sr|st)_)?b(?:and[_ -]?)?\d{1,2}[anb]?|scl|aot|wvp|cldprb|snwprb|(?:sr_|st_)?qa(?:_[a-z]+)?"
    r"|msk_[a-z0-9_]+|fmask)(?:_\d0m)?$",
    re.IGNORECASE,
)
_ENDING = re.compile(r"\.(?:tiff?|jp2|img|vrt|hdf|h5|he5|nc|dat|bsq|bil|bip|asc)$", re.IGNORECASE)
_OFFSET_SINCE = 400  # processing baseline 04.00 of Sentinel-2
_OFFSET_FROM = "20220125"  # the day from which it is used


@dataclass(frozen=True)
class Linear:
    """Reflectance (or temperature) = number * ``scale`` + ``offset``, of numbers of at least ``least`` or so.

    0 is nodata in all products. ``product`` names it; ``sure`` is False where the version was judged by the date.
    """

    scale: float
    offset: float
    least: float = 100.0
    product: str = ""
    sure: bool = True


@dataclass(frozen=True)
class Delivered:
    """What the name of a file says: sensor, its band (empty where the file may hold several), level and version."""

    sensor: str = ""
    band: str = ""
    level: str = ""  # L1, L2
    collection: str = ""  # Landsat
    baseline: int | None = None  # Sentinel-2
    date: str = ""
    offset_taken: bool = False  # copies of Sentinel-2 from which the offset was taken already

    @property
    def name(self) -> str:
        """What to call the band of a file that holds one band without a name; empty where nothing is known."""
        level = "L1C " if self.sensor == SENTINEL2 and self.level == "L1" else ""
        return f"{self.sensor} {level}{self.band}".strip() if self.band else ""


def delivered(path: str) -> Delivered:
    """Read what a path says, that of a part of a file too (``HDF4_EOS:...:ImageData3N``)."""
    last = _ENDING.sub("", re.split(r'[/\\:"]', path.split("|")[0])[-1])
    landsat, safe, cog = _LANDSAT.search(last), _SAFE.search(path), _COG.search(path)
    tile, hls = _TILE.search(last), _HLS.search(last)
    token = _LAST.search(last)
    band = token[1] if token else ""
    if landsat:
        sensor = LANDSAT8 if landsat[1] in "89" else LANDSAT7 if landsat[1] == "7" else LANDSAT5
        own = _OF_LANDSAT.match(landsat[4] or "")
        return Delivered(sensor, (own[0] if own else landsat[4] or "").upper(), landsat[2].upper(), landsat[3])
    if hls:
        return Delivered(LANDSAT8 if hls[1].upper() == "L30" else SENTINEL2, (hls[2] or "").upper(), "HLS")
    if safe or tile or cog:
        date = (safe or tile or cog or [""] * 3)[2 if safe else 1]
        of_tile = tile[2] if tile and tile[2] else ""
        band = (of_tile or band or _COMMON.get(re.split(r"[_.]", last)[-1].lower(), "")).upper()
        told = safe[1] if safe else cog[2] if cog else ""
        baseline = int(safe[3]) if safe else None
        return Delivered(SENTINEL2, band, f"L{told[:1]}", "", baseline, date, bool(cog) and not safe)
    if _ASTER.search(path):
        number = _OF_ASTER.search(last)
        return Delivered(ASTER, f"B{number[1].upper()}" if number else "")
    return Delivered("", band)


def linear(product: Delivered, band: str, baseline: str | None = None) -> Linear | None:
    """Return what turns the numbers of a band, by its name, into what they mean; None where that is not known.

    ``baseline`` is the processing baseline of Sentinel-2 that the metadata tell, such as '05.09'.
    """
    name = band.rsplit(" ", 1)[-1].upper()
    if product.level == "HLS":
        return None  # declared in the file
    collection2 = product.collection == "02" or (not product.sensor and not product.collection)
    if re.fullmatch(r"SR_B[1-7]", name) and collection2 and product.level in ("", "L2"):
        return Linear(2.75e-5, -0.2, 6000, "Landsat Collection 2 Level 2")
    if re.fullmatch(r"ST_B(6|10)", name) and collection2 and product.level in ("", "L2"):
        return Linear(0.00341802, 149.0, 1000, "Landsat Collection 2 Level 2")
    if product.sensor == LANDSAT8 and product.level == "L1" and re.fullmatch(r"B[1-9]", name):
        return Linear(2e-5, -0.1, 4000, tr("Landsat Level 1, without the height of the sun"))
    if product.sensor == SENTINEL2 and _OF_SENTINEL2.search(band):
        return _sentinel2(product, baseline)
    return None


def _sentinel2(product: Delivered, told: str | None) -> Linear:
    number = re.sub(r"\D", "", told or "")
    baseline = int(number) if number else product.baseline
    if product.offset_taken:
        return Linear(1e-4, 0.0, 100, tr("Sentinel-2 as Cloud Optimized GeoTIFF, its offset taken already"), False)
    if baseline is not None:
        offset = -0.1 if baseline >= _OFFSET_SINCE else 0.0
        return Linear(
            1e-4,
            offset,
            100,
            tr("Sentinel-2, baseline {version}", version=f"{baseline // 100:02d}.{baseline % 100:02d}"),
        )
    offset = -0.1 if product.date >= _OFFSET_FROM else 0.0
    return Linear(1e-4, offset, 100, tr("Sentinel-2 of {date}, baseline not known", date=product.date), False)


# ---------------------------------------------------------------------------------------------- what is no measurement

_NO_MEASUREMENT = re.compile(
    r"(?:^|[ _:.-])(?:alpha(?:[ _](?:band|channel))?|scl|cld(?:prb)?|cloud[ _-]?(?:mask|prob\w*|shadow)?|snw(?:prb)?"
    r"|wvp|aot|f?mask|msk(?:_\w+)?|(?:pixel_|sr_|st_)?qa(?:\d+|_\w+)?|bqa|quality|ql(?:_\w+)?|flags?"
    r"|class(?:es|ification)?"
    r"|sr_aerosol|(?:st_)?(?:cdist|atran|drad|urad|trad|emsd)|st_emis|[sv][az]a|detector[ _-]?footprint)$",
    re.IGNORECASE,
)


def is_measurement(name: str) -> bool:
    """Whether the name of a band allows that it is a measurement: not a mask, a quality flag or a class."""
    name = re.sub(r"(?:_\d0m|\s*\(\d+\)|, .*)$", "", name.strip())
    return not _NO_MEASUREMENT.search(name)


def require_some(kept: Collection[object], left_out: Sequence[str], progress: Progress) -> None:
    """Warn of the bands that are left out as no measurement; raise FusionError where none is kept."""
    names = ", ".join(left_out)
    if not kept:
        raise FusionError(
            "No band of the images is a measurement ({names}): give others, or choose them by name.", names=names
        )
    if names:
        progress.warn(tr("No features are made of {names}: masks, quality, classes or transparency.", names=names))
