"""Wavelengths: both forms of metadata, all units, and what is no wavelength."""

from __future__ import annotations

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.wavelengths import centre_wavelength, micrometres, parse_wavelengths, unit_of


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
        ({"wavelength": "5605", "wavelength_units": "Angstroms"}, 0.5605),
        ({"wavelength": "5.6e-7", "wavelength_units": "meters"}, 0.56),
        ({"wavelength": "6250", "wavelength_units": "Wavenumber"}, 1.6),
        ({"wavelength": "665", "wavelength_unit": "nm"}, 0.665),
        ({"wavelength": "1.65", "wavelength_units": "Unknown"}, 1.65),
        ({"wavelength": "8.63", "wavelength_units": "Micrometers"}, 8.63),
    ],
)
def test_centre_wavelength(items: dict[str, str], expected: float | None) -> None:
    def item(name: str, domain: str = "") -> str | None:
        return items.get(domain or name)

    assert centre_wavelength(item) == (None if expected is None else pytest.approx(expected, rel=1e-12))


@pytest.mark.parametrize(
    ("value", "unit"),
    [("5.4", "GHz"), ("3", "Index"), ("560", "Micrometers"), ("0.56", "Nanometers"), ("200", ""), ("45000", "")],
)
def test_a_wavelength_that_is_not_understood_is_left_out_and_told(value: str, unit: str) -> None:
    told: list[str] = []
    items = {"wavelength": value, "wavelength_units": unit}
    assert centre_wavelength(lambda name, domain="": items.get(domain or name), told.append) is None
    assert told == [f"the wavelength {value} with the unit '{unit}' is not understood and left out: give WAVELENGTHS"]


@pytest.mark.parametrize(
    ("texts", "unit"),
    [
        (["um", "µm", "μm", "Micrometers", "micrometre", "microns", "(um)", "micro-meter"], "um"),
        (["nm", "Nanometers", "nanometre", "NM"], "nm"),
        (["A", "Å", "angstrom", "Ångström", "Angstroms"], "a"),
        (["m", "meter", "metres"], "m"),
        (["cm-1", "cm^-1", "1/cm", "Wavenumber", "wavenumbers", "cm⁻¹"], "cm-1"),
        (["", " ", "unknown", "None"], ""),
        (["GHz", "parsec", "index"], None),
    ],
)
def test_units_and_their_spellings(texts: list[str], unit: str | None) -> None:
    assert [unit_of(text) for text in texts] == [unit] * len(texts)


def test_what_no_band_can_see_is_no_wavelength() -> None:
    assert micrometres(0.56, "m") is None
    assert micrometres(float("nan"), "um") is None
    assert micrometres(10000, "cm-1") == pytest.approx(1.0)


# ---------------------------------------------------------------------------------------------- typed


def read(text: str, bands: int = 3) -> tuple[list[float | None], list[str]]:
    told: list[str] = []
    return list(parse_wavelengths(text, bands, told.append) or ()), told


def test_wavelengths_are_read_with_gaps() -> None:
    assert parse_wavelengths(" 0.56, ,1.65 ", 3) == (0.56, None, 1.65)
    assert parse_wavelengths("  ", 3) is None
    assert parse_wavelengths(",,", 3) == (None, None, None)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("0.5,0.6", "2 entries for 3 bands"),
        ("0.5;0.6;0.7", "1 entries for 3 bands"),
        ("0.5,red,0.7", "not a list of numbers"),
        ("0.5,0,0.7", "positive"),
        ("0.5,-1,0.7", "positive"),
        ("0.5,nan,0.7", "positive"),
        ("0.5,inf,0.7", "positive"),
    ],
)
def test_wrong_wavelengths_are_refused(text: str, message: str) -> None:
    with pytest.raises(FusionError, match=message):
        parse_wavelengths(text, 3)


@pytest.mark.parametrize(
    "text",
    [
        "0.56,0.66,0.81",
        "0.56 um,0.66 um,0.81 um",
        "0.56,0.66,0.81 µm",
        "560,660,810 nm",
        "560nm, 660nm, 810nm",
        "560 nm, 0.66 um, 8100 A",
        "5600,6600,8100 Å",
        "5.6e-7,6.6e-7,8.1e-7 m",
        "17857.142857,15151.515152,12345.679012 cm-1",
    ],
)
def test_typed_units_are_understood(text: str) -> None:
    assert read(text) == ([pytest.approx(w) for w in (0.56, 0.66, 0.81)], [])


def test_bare_nanometres_are_converted_and_told() -> None:
    values, told = read("560,660,810")
    assert values == pytest.approx([0.56, 0.66, 0.81])
    assert told == ["WAVELENGTHS 560,660,810 are taken as nanometres: give a unit (um, nm) to say what they are."]
    assert read("0.56,660,")[0] == [0.56, pytest.approx(0.66), None]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("560,0.66 um,810 nm", "mixes units"),
        ("0.56,0.66,0.81 parsec", "the unit 'parsec' is not known: give um, nm, A, m or cm-1"),
        ("0.56,0.66,200", "200 µm is no wavelength that a band can see"),
        ("0.56,0.66,0.81 nm", "0.56 nm is no wavelength"),
        ("0.56,0.66,810 um", "810 um is no wavelength"),
    ],
)
def test_numbers_that_do_not_fit_their_unit_are_refused(text: str, message: str) -> None:
    with pytest.raises(FusionError, match=message):
        read(text)
