"""The wavelength of a band in micrometres: one reading of numbers and units, in metadata or typed."""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from typing import Protocol

from ..errors import FusionError
from ..language import tr

_LENGTHS = {  # micrometres in a unit
    "um": 1.0,
    "nm": 1e-3,
    "a": 1e-4,
    "mm": 1e3,
    "m": 1e6,
}
_WAVENUMBER = "cm-1"
_SPELLINGS = {
    "um": r"[uµμ]m|microns?|micro-?met(?:er|re)s?",
    "nm": r"nm|nano-?met(?:er|re)s?",
    "a": r"[aåÅ]|[aåÅ]ngstr[oöÖ]e?ms?",
    "mm": r"mm|millimet(?:er|re)s?",
    "m": r"m|met(?:er|re)s?",
    _WAVENUMBER: r"(?:cm|centimet(?:er|re)s?) ?(?:\^|\*\*)?-1|cm⁻¹|1 ?/ ?cm|wave-?numbers?",
}
_SAYS_NOTHING = {"", "unknown", "none", "-", "n/a"}
_MICROMETRES = (0.01, 100.0)  # what a band can see; no unit is needed for numbers in here
_NANOMETRES = (300.0, 30000.0)  # nor in here: most tables and headers of sensors are in nanometres
_ENTRY = re.compile(r"([-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|[-+]?nan|[-+]?inf) ?(.*)", re.IGNORECASE)


class Metadata(Protocol):
    """Looks up an item of a band's metadata, as GDAL's ``GetMetadataItem`` does; None where there is none."""

    def __call__(self, name: str, domain: str = "") -> str | None: ...


def unit_of(text: str) -> str | None:
    """Return a unit of wavelength by its short name, empty where none is given, None where it is not known."""
    plain = text.strip().strip("()[].").strip().lower()
    if plain in _SAYS_NOTHING:
        return ""
    return next((unit for unit, spelling in _SPELLINGS.items() if re.fullmatch(spelling, plain)), None)


def micrometres(value: float, unit: str) -> float | None:
    """Return a wavelength in micrometres; None for what no band can see, and for a bare number that can be anything."""
    if not (math.isfinite(value) and value > 0):
        return None
    if not unit:
        unit = "nm" if _inside(value, _NANOMETRES) else "um"
    found = 1e4 / value if unit == _WAVENUMBER else value / 1000 if unit == "nm" else value * _LENGTHS[unit]
    return found if _inside(found, _MICROMETRES) else None


def _inside(value: float, limits: tuple[float, float]) -> bool:
    return limits[0] <= value <= limits[1]


def centre_wavelength(item: Metadata, warn: Callable[[str], None] = lambda message: None) -> float | None:
    """Return a band's centre wavelength in micrometres, from metadata in ENVI's form or in GDAL's, which is rounded.

    What cannot be understood is no wavelength, and is told to ``warn``.
    """
    text = item("wavelength")
    told = item("wavelength_units") or item("wavelength_unit") or "" if text else "um"
    text = (text or item("CENTRAL_WAVELENGTH_UM", "IMAGERY") or "").strip()
    try:
        value = float(text or 0)
    except ValueError:
        return None
    if not (math.isfinite(value) and value > 0):
        return None
    unit = unit_of(told)
    found = None if unit is None else micrometres(value, unit)
    if found is None:
        warn(
            tr(
                "the wavelength {value:g} with the unit '{unit}' is not understood and left out: give WAVELENGTHS",
                value=value,
                unit=told,
            )
        )
    return found


def parse_wavelengths(
    text: str, bands: int, warn: Callable[[str], None] = lambda message: None
) -> tuple[float | None, ...] | None:
    """Read comma-separated wavelengths, one a band, as micrometres; an empty entry is a band without one.

    Each may have a unit, or one of them for all. Bare numbers of 300 to 30000 are nanometres, which ``warn`` is told.
    Returns None for an empty text. Raises FusionError where numbers, units or their count are wrong.
    """
    if not text.strip():
        return None
    entries = [entry.strip() for entry in text.split(",")]
    if len(entries) != bands:
        raise FusionError(
            "WAVELENGTHS has {entries} entries for {bands} bands: give one a band, separated by commas "
            "(leave an entry empty for a band that is not spectral).",
            entries=len(entries),
            bands=bands,
        )
    read = [_entry(entry, text) for entry in entries]
    units = {unit for _, unit in read if unit}
    if any(value is not None and not (math.isfinite(value) and value > 0) for value, _ in read):
        raise FusionError("WAVELENGTHS must be positive numbers in micrometres.")
    bare = any(value is not None and not unit for value, unit in read)
    if len(units) > 1 and bare:
        raise FusionError("WAVELENGTHS '{text}' mixes units: give each number its unit, or one for all.", text=text)
    shared = units.pop() if len(units) == 1 else ""
    found = [None if value is None else micrometres(value, unit or shared) for value, unit in read]
    for (value, _), wave in zip(read, found):
        if value is not None and wave is None:
            raise FusionError(
                "WAVELENGTHS: {value:g} {unit} is no wavelength that a band can see: give micrometres such as 0.56, or "
                "another unit (nm, A, m, cm-1) after the number.",
                value=value,
                unit=shared or "µm",
            )
    if bare and not shared and any(value is not None and _inside(value, _NANOMETRES) for value, _ in read):
        warn(tr("WAVELENGTHS {text} are taken as nanometres: give a unit (um, nm) to say what they are.", text=text))
    return tuple(found)


def _entry(entry: str, text: str) -> tuple[float | None, str]:
    """Return the number and the unit of an entry, which may be empty."""
    if not entry:
        return None, ""
    match = _ENTRY.fullmatch(entry)
    if not match:
        raise FusionError(
            "WAVELENGTHS '{text}' is not a list of numbers: give micrometres such as 0.56,0.66.", text=text
        )
    unit = unit_of(match[2])
    if unit is None:
        raise FusionError(
            "WAVELENGTHS: the unit '{unit}' is not known: give um, nm, A, m or cm-1 (or none for micrometres).",
            unit=match[2],
        )
    return float(match[1]), unit
