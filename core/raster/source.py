"""What a raster is opened from, as one text: what GDAL opens, and what its user set on the layer.

QGIS adds ``|option:KEY=VALUE`` and ``|layername=NAME`` to what it gives to GDAL. What can be set on a layer besides is
written in the same way: ``|crs:EPSG:32633``, and ``|empty:BAND:LOW:HIGH`` for values that stand for no data.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from ..errors import FusionError
from ..files import file_of, without_settings

Range = tuple[float, float]  # the least and the largest of values that stand for no data


@dataclass(frozen=True)
class Source:
    """``path`` for GDAL, its open ``options``, a raster ``layer`` in it, ``crs`` instead of the file's ("": as it is).

    ``empty`` are (band from 1, least, largest) of values that stand for no data besides those that the file declares.
    """

    path: str
    options: tuple[str, ...] = ()
    layer: str = ""
    crs: str = ""
    empty: tuple[tuple[int, float, float], ...] = ()

    @classmethod
    def parse(cls, text: str) -> Source:
        """Return what a text says; settings that are not known are left out, as QGIS does."""
        path = without_settings(text)
        found = cls(path)
        for setting in text[len(path) + 1 :].split("|"):
            key, _, value = setting.partition("=" if setting.startswith("layername") else ":")
            if key == "option":
                found = replace(found, options=(*found.options, value))
            elif key == "layername":
                found = replace(found, layer=value)
            elif key == "crs":
                found = replace(found, crs=value)
            elif key == "empty":
                found = replace(found, empty=(*found.empty, _range_of(value)))
        if found.layer and Path(path).suffix.lower() == ".gpkg":
            return replace(found, path=f"GPKG:{path}:{found.layer}", layer="")
        return found

    def ranges(self, band: int) -> tuple[Range, ...]:
        """Return the values of a band, counted from 1, that stand for no data."""
        return tuple((low, high) for number, low, high in self.empty if number == band)


def _range_of(text: str) -> tuple[int, float, float]:
    """Return band, least and largest of ``BAND:LOW:HIGH``."""
    try:
        band, low, high = text.split(":")
        return int(band), float(low), float(high)
    except ValueError as error:
        raise FusionError(
            "'|empty:{text}' behind the source of a raster is not understood: give BAND:LOW:HIGH, such as 1:0:0.",
            text=text,
        ) from error


def with_settings(text: str, crs: str = "", empty: Iterable[tuple[int, float, float]] = ()) -> str:
    """Return a source with what its user set on the layer."""
    ranges = [f"|empty:{band}:{low!r}:{high!r}" for band, low, high in empty]
    return text + (f"|crs:{crs}" if crs else "") + "".join(ranges)


def short_name(text: str) -> str:
    """Return what a raster is called: its file's name without ending, and which of its rasters it is."""
    path = Source.parse(text).path
    file = file_of(path)
    if file == path:
        return Path(path).stem
    inside = path.partition(file)[2].strip('":/') or path.partition(file)[0].rstrip('":').rpartition(":")[2]
    return f"{Path(file).stem}:{inside}"
