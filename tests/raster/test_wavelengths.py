"""Wavelengths: both forms of metadata, all units, and what is no wavelength."""

from __future__ import annotations

import pytest

from geochem_fusion.core.raster.wavelengths import centre_wavelength


@pytest.mark.parametrize(
    ("items", "expected"),
    [
        ({}, None),
        ({"wavelength": "0.56", "wavelength_units": "Micrometers"}, 0.56),
        ({"wavelength": "560.5", "wavelength_units": "Nanometers"}, 0.5605),
        ({"wavelength": "1650", "wavelength_units": "nm"}, 1.65),
        ({"wavelength": "2165"}, 2.165),
        ({"wavelength": "2.165"}, 2.165),
        ({"IMAGERY": "0.865"}, 0.865),
        ({"wavelength": "560.5", "wavelength_units": "Nanometers", "IMAGERY": "0.560"}, 0.5605),
        ({"wavelength": "green"}, None),
        ({"wavelength": "nan"}, None),
        ({"wavelength": "-1"}, None),
    ],
)
def test_centre_wavelength(items: dict[str, str], expected: float | None) -> None:
    def item(name: str, domain: str = "") -> str | None:
        return items.get(domain or name)

    assert centre_wavelength(item) == (None if expected is None else pytest.approx(expected, rel=1e-12))
