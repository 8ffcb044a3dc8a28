"""Whether coordinates lie where their reference system is meant for, and columns that speak of several systems."""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from ..errors import FusionError
from ..language import tr
from ..progress import Progress
from ..raster.projection import area_of_use, crs_name, geographic_crs, is_geographic, projection
from .coordinates import are_degrees
from .element_words import plain_letters

_BEYOND = 5.0  # degrees around the area of a system in which it is still used
_MOST_INSIDE = 0.5  # of the places
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}(?!\d)")
_SYSTEMS = ("zone", "utmzone", "mgazone", "datum", "epsg", "crs", "srs", "srid", "projection", "hemisphere", "coordsys")
_UNITS = ("unit", "units", "uom", "einheit", "unidad", "unite", "\u5355\u4f4d")
_FEW = 4


def require_plausible(x: np.ndarray, y: np.ndarray, crs: str, names: tuple[str, str], progress: Progress) -> None:
    """Look whether places (n,) lie in the area of their CRS.

    Raises FusionError where they do not and would, were the columns (their ``names``) changed for each other or
    degrees; warns where they lie elsewhere. Nothing is known of systems without an area, such as local ones.
    """
    area = area_of_use(crs)
    known = np.isfinite(x) & np.isfinite(y)
    if area is None or not known.any():
        return
    x, y, told = x[known], y[known], {"x": names[0], "y": names[1], "crs": crs_name(crs)}
    lies = _degrees(x, y, crs)
    if _inside(*lies, area, 0.0):
        return
    if _inside(*_degrees(y, x, crs), area, 0.0):
        raise FusionError(
            "The coordinates '{x}' and '{y}' lie outside of the area of {crs}, and inside where they are changed for "
            "each other: give X_FIELD={y} and Y_FIELD={x}.",
            **told,
        )
    degrees = [_inside(*axes, area, 0.0) and are_degrees(*axes, "plain") for axes in ((x, y), (y, x))]
    if not is_geographic(crs) and any(degrees):
        raise FusionError(
            "CRS {crs} has no degrees, but the coordinates '{x}' and '{y}' are degrees: give the system that they are "
            "in, such as EPSG:4326.",
            **told,
        )
    if _inside(*lies, area, _BEYOND):
        return
    if not np.isfinite(lies[0]).any():
        text = tr("The coordinates '{x}' and '{y}' are of no place on Earth in {crs}: check CRS and the columns.")
        progress.warn(text.format(**told))
        return
    middle = [float(np.nanmedian(axis)) for axis in lies]
    progress.warn(
        tr(
            "The places lie about {longitude:.1f}, {latitude:.1f} degrees, outside of the area of {crs} ({west:g} to "
            "{east:g}, {south:g} to {north:g}): check CRS and the columns '{x}' and '{y}'.",
            longitude=middle[0],
            latitude=middle[1],
            west=area[0],
            south=area[1],
            east=area[2],
            north=area[3],
            **told,
        )
    )


def _degrees(x: np.ndarray, y: np.ndarray, crs: str) -> tuple[np.ndarray, np.ndarray]:
    return (x, y) if is_geographic(crs) else projection(crs, geographic_crs(crs))(x, y)


def _inside(
    longitude: np.ndarray, latitude: np.ndarray, area: tuple[float, float, float, float], margin: float
) -> bool:
    west, south, east, north = area
    with np.errstate(invalid="ignore"):
        found = (longitude >= west - margin) & (longitude <= east + margin)
        found &= (latitude >= max(south - margin, -90)) & (latitude <= min(north + margin, 90))
    return bool(found.mean() > _MOST_INSIDE)


def tell_several(names: Sequence[str], columns: Sequence[Sequence[str]], progress: Progress) -> None:
    """Warn where a column says that samples are in several reference systems or units, as all are read in one."""
    for name, cells in zip(names, columns):
        key = "".join(filter(str.isalnum, plain_letters(name)))
        found = list(dict.fromkeys(cell for cell in cells if cell))
        if len(found) < 2 or all(_DATE.match(cell) for cell in found):  # "Datum" is a date in German
            continue
        told = {"name": name, "found": ", ".join(found[:_FEW]) + (", ..." if len(found) > _FEW else "")}
        if key in _SYSTEMS:
            text = tr(
                "The column '{name}' says that coordinates are in several systems ({found}), and all are read in one: "
                "bring them to one system, or read each part by itself."
            )
            progress.warn(text.format(**told))
        elif key in _UNITS:
            text = tr(
                "The column '{name}' says that contents are in several units ({found}), and they are kept as they are: "
                "bring them to one unit."
            )
            progress.warn(text.format(**told))
