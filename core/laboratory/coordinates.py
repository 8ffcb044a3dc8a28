"""Which columns say where samples lie, and their cells as numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..language import tr
from ..progress import Progress
from ..samples.text_values import Kind, read_cells
from .element_words import plain_letters

_LONGITUDE = "longitude long lon lng longitud laenge lange geolange \u7ecf\u5ea6 \u4e1c\u7ecf"
_LATITUDE = "latitude lat latitud breite geobreite \u7eac\u5ea6 \u5317\u7eac"
_EAST = "easting eastings east este est leste rechtswert ostwert rw e \u4e1c\u5750\u6807 \u6a2a\u5750\u6807"
_NORTH = "northing northings north norte nord hochwert nordwert hw n \u5317\u5750\u6807 \u7eb5\u5750\u6807"
_NAMES = {
    word: (kind, axis)
    for kind, axis, words in (
        ("degrees", "x", _LONGITUDE),
        ("degrees", "y", _LATITUDE),
        ("grid", "x", _EAST),
        ("grid", "y", _NORTH),
        ("plain", "x", "x"),
        ("plain", "y", "y"),
    )
    for word in words.split()
}
_AROUND = (  # said around such a name
    *("coordinates", "coordinate", "coordenada", "coordonnee", "koordinate", "coord", "koord", "grid"),
    *(
        "decimal",
        "degrees",
        "degree",
        "deg",
        "grad",
        "metres",
        "meters",
        "meter",
        "metre",
        "utm",
        "wgs84",
        "wgs",
        "gps",
    ),
    *("gda2020", "gda94", "gda", "mga94", "mga", "nad83", "nad27", "etrs89", "sirgas2000", "sirgas", "point", "pos"),
    *("dd", "m", "local", "orig", "sample", "site", "geo", "\u5750\u6807"),
)
_PAIRS = (("degrees", "degrees"), ("grid", "grid"), ("plain", "plain"), ("grid", "plain"), ("plain", "grid"))
_DMS = re.compile(
    r"([NSEW])?\s*([+-]?\d{1,3})\s*[\u00b0\u00ba:d\s]\s*(\d{1,2}(?:[.,]\d+)?)\s*(?:['\u2032\u2019:m\s]\s*"
    r"(\d{1,2}(?:[.,]\d+)?)?)?\s*(?:[\"\u2033\u201ds]|''|\u2032\u2032)?\s*([NSEW])?",
    re.IGNORECASE,
)
_SIDED = re.compile(r"([NSEW])?\s*(\d+(?:[.,]\d+)?)\s*\u00b0?\s*([NSEW])?", re.IGNORECASE)
_SIDE = re.compile(
    r"[\s_(\[\u00b0]+(n|s|e|w|north|south|east|west|norte|sur|este|oeste|nord|sud|est|ouest)\W*$", re.IGNORECASE
)
_WEST_OR_SOUTH = {"s", "w", "south", "west", "sur", "oeste", "sud", "ouest"}
_NEGATIVE = {"S", "W"}  # O is west in Spanish and French, and east in German
_ENOUGH = 0.5  # of the cells of a column of coordinates, that must be numbers
_COARSE = 100  # coordinates in degrees are given more finely than in hundredths


@dataclass(frozen=True)
class Axes:
    """The numbers of the columns of coordinates, and whether their names say that they are degrees."""

    x: int
    y: int
    kind: str = "plain"


def axis_of(name: str) -> tuple[str, str] | None:
    """Return ("degrees" | "grid" | "plain", "x" | "y") where a column is named like a coordinate, else None."""
    without_side = _plain_axis(_SIDE.sub("", name))
    return _plain_axis(name) or (without_side if without_side and without_side[0] == "degrees" else None)


def _plain_axis(name: str) -> tuple[str, str] | None:
    key = re.sub(r"[\W_]+", "", plain_letters(re.sub(r"[(\[].*?[)\]]", "", name)))
    key = re.sub(r"(?<=[a-z])\d{4,5}$|\d{1,2}[a-z]?$" if key[:3] in ("utm", "mga") else r"(?<=[a-z])\d{4,5}$", "", key)
    while key and key not in _NAMES:
        shorter = next((cut for word in _AROUND for cut in _cut(key, word)), None)
        if shorter is None:
            return None
        key = shorter
    return _NAMES.get(key)


def _cut(key: str, word: str) -> list[str]:
    found = [key[len(word) :]] if key.startswith(word) else []
    return found + ([key[: -len(word)]] if key.endswith(word) else [])


def find_axes(
    names: Sequence[str], columns: Sequence[Sequence[str]], x_field: str, y_field: str, degrees: bool | None
) -> Axes:
    """Return the columns of coordinates: those named, or those that are called like coordinates and hold numbers.

    Of several pairs the one that a CRS fits: ``degrees`` tells whether it is one of degrees, None where none is given;
    then degrees are preferred, which need none. Raises FusionError where no pair is found.
    """
    if bool(x_field) != bool(y_field):
        raise FusionError("X_FIELD and Y_FIELD belong together: give both, or neither.")
    if x_field:
        x, y = _named(names, x_field, "X_FIELD"), _named(names, y_field, "Y_FIELD")
        kinds = {axis[0] for axis in map(axis_of, (names[x], names[y])) if axis}
        return Axes(x, y, kinds.pop() if len(kinds) == 1 else "plain")
    found: dict[tuple[str, str], int] = {}
    for number, name in enumerate(names):
        axis = axis_of(name)
        if axis is not None and axis not in found and _numeric(columns[number]):
            found[axis] = number
    for first, other in _PAIRS[1:] + _PAIRS[:1] if degrees is False else _PAIRS:
        if (first, "x") in found and (other, "y") in found:
            return Axes(found[first, "x"], found[other, "y"], first)
    raise FusionError(
        "INPUT: no two columns are found that are named like coordinates, such as X and Y, Longitude and Latitude or "
        "Easting and Northing, and hold numbers: give X_FIELD and Y_FIELD (the table has {names}).",
        names=", ".join(name for name in names if name),
    )


def _named(names: Sequence[str], field: str, parameter: str) -> int:
    same = [number for number, name in enumerate(names) if name.casefold() == field.strip().casefold()]
    if not same:
        raise FusionError(
            "{parameter}: the table has no column '{field}': give one of {names}.",
            parameter=parameter,
            field=field,
            names=", ".join(name for name in names if name),
        )
    return same[0]


def _numeric(column: Sequence[str]) -> bool:
    filled = [cell for cell in column if cell]
    return bool(filled) and np.isfinite(read_coordinates(filled)).sum() >= _ENOUGH * len(filled)


def read_pair(x: Sequence[str], y: Sequence[str]) -> tuple[np.ndarray, np.ndarray]:
    """Return both coordinates (n,); one column shows the decimal sign of the other too (4.000.050 and 500.000)."""
    both = read_coordinates([*x, *y])
    return both[: len(x)], both[len(x) :]


def read_coordinates(column: Sequence[str]) -> np.ndarray:
    """Return the coordinates (n,) in cells of text: numbers, degrees with minutes, sides of the world; else NaN."""
    cells = read_cells(list(column))
    values = np.where(cells.kinds == Kind.MEASURED, cells.values, np.nan)
    for index in np.flatnonzero(np.isnan(values)):
        values[index] = _angle(column[index])
    return values


def _angle(text: str) -> float:
    """Return decimal degrees of a text such as ``35 12' 30" S`` or ``35.2 S``, NaN where it is none."""
    plain, parts = _SIDED.fullmatch(text.strip()), _DMS.fullmatch(text.strip())
    if plain and (plain[1] or plain[3]):
        sides, value = (plain[1], plain[3]), float(plain[2].replace(",", "."))
    elif parts:
        sides = (parts[1], parts[5])
        whole, minutes, seconds = (float((part or "0").replace(",", ".")) for part in parts.groups()[1:4])
        if minutes >= 60 or seconds >= 60:
            return float("nan")
        value = np.copysign(abs(whole) + minutes / 60 + seconds / 3600, -1.0 if parts[2].startswith("-") else 1.0)
    else:
        return float("nan")
    letters = [side.upper() for side in sides if side]
    return float(-value if any(letter in _NEGATIVE for letter in letters) else value)


def turned(name: str, values: np.ndarray, progress: Progress) -> np.ndarray:
    """Return degrees (n,) below 0 where the column's name says west or south and none of them is; that is told."""
    side = _SIDE.search(name)
    if side is None or side[1].lower() not in _WEST_OR_SOUTH or not (values > 0).any() or (values < 0).any():
        return values
    progress.warn(
        tr("The column '{name}' says {side}, and its degrees are taken as negative.", name=name, side=side[1])
    )
    return -values


def are_degrees(x: np.ndarray, y: np.ndarray, kind: str) -> bool:
    """Whether coordinates are degrees: by the names of their columns, else by their range and decimals.

    Raises FusionError where columns called longitude and latitude were changed for each other.
    """
    known = np.isfinite(x) & np.isfinite(y)
    x, y = x[known], y[known]
    inside = bool(x.size and (np.abs(x) <= 360).all() and (np.abs(y) <= 90).all())
    if kind == "degrees":
        if not inside and x.size and (np.abs(x) <= 90).all() and (np.abs(y) <= 360).all():
            raise FusionError(
                "INPUT: the latitudes reach {value:g}, which is a longitude: the two columns are changed for each "
                "other; give X_FIELD and Y_FIELD.",
                value=float(y[np.argmax(np.abs(y))]),
            )
        return inside
    fine = np.abs(x * _COARSE - np.round(x * _COARSE)) > 1e-6
    return inside and kind == "plain" and bool(fine.mean() > _ENOUGH)


def tell_axes(names: Sequence[str], axes: Axes, degrees: bool, given: bool, progress: Progress) -> None:
    """Say which columns are the coordinates, and what was assumed of them."""
    progress.info(tr("Coordinates: X is '{x}', Y is '{y}'.", x=names[axes.x], y=names[axes.y]))
    if degrees and not given:
        progress.warn(
            tr("The coordinates are degrees, and no CRS is given: WGS 84 (EPSG:4326) is assumed; CRS changes it.")
        )
