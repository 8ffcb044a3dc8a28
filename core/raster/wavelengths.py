"""The wavelength of a band, in micrometres."""

from __future__ import annotations

import math
from typing import Protocol


class Metadata(Protocol):
    """Looks up an item of a band's metadata, as GDAL's ``GetMetadataItem`` does; None where there is none."""

    def __call__(self, name: str, domain: str = "") -> str | None: ...


def centre_wavelength(item: Metadata) -> float | None:
    """Return a band's centre wavelength in micrometres, from metadata in ENVI's form or in GDAL's, which is rounded."""
    envi = item("wavelength")
    try:
        value = float(envi or item("CENTRAL_WAVELENGTH_UM", "IMAGERY") or 0)
    except ValueError:
        return None
    if not (math.isfinite(value) and value > 0):
        return None
    unit = (item("wavelength_units") or "").lower() if envi else "um"
    # ENVI headers without a unit are in nanometres as often as in micrometres; no band is beyond 100 um
    return value / 1000 if unit.startswith(("nano", "nm")) or (not unit and value > 100) else value
