"""Alteration indices: values by hand, bands by wavelength and by name, what is missing, and the page that explains."""

from __future__ import annotations

import json
import re
from dataclasses import asdict

import numpy as np
import pytest
from making import Log

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.image.indices import INDEX_SETS, SENSORS, Formula, Index, choose_indices, find_bands, planes
from tools.package import ROOT

ASTER = [f"ASTER_B{k}" for k in ("1", "2", "3N", "4", "5", "6", "7", "8", "9")]
ASTER_WAVES = [0.556, 0.661, 0.807, 1.656, 2.167, 2.209, 2.262, 2.336, 2.400]
SENTINEL = ["B02", "B03", "B04", "B08", "B8A", "B11", "B12"]
SENTINEL_WAVES = [0.4927, 0.5598, 0.6646, 0.8328, 0.8647, 1.6137, 2.2024]
EXAMPLES = {
    "aster": ASTER,
    "landsat8": [f"SR_B{k}" for k in range(1, 8)],
    "sentinel2": SENTINEL,
}


def named(indices: tuple[Index, ...]) -> dict[str, Index]:
    return {index.name: index for index in indices}


def at_pixel(index: Index, *values: float) -> float:
    return float(index.compute(np.array(values, np.float32)[:, None, None])[0, 0])


# ---------------------------------------------------------------------------------------------- values


def test_aster_by_hand() -> None:
    values = named(choose_indices("aster", ASTER, None))
    #                       B1   B2   B3   B4   B5   B6   B7   B8   B9
    got = {k: at_pixel(i, 10.0, 20.0, 40.0, 50.0, 25.0, 20.0, 15.0, 5.0, 30.0) for k, i in values.items()}
    expected = {
        "ferric iron": 2.0,  # 20 / 10
        "ferrous iron": 25 / 40 + 10 / 20,
        "gossan": 2.5,  # 50 / 20
        "ferrous silicates": 0.5,  # 25 / 50
        "ferric oxides": 1.25,  # 50 / 40
        "carbonate chlorite epidote": 9.0,  # (15 + 30) / 5
        "epidote chlorite amphibole": 2.5,  # (20 + 30) / (15 + 5)
        "dolomite": 25 / 15,  # (20 + 5) / 15
        "amphibole": 4.0,  # 20 / 5
        "sericite muscovite illite smectite": 2.0,  # (25 + 15) / 20
        "alunite kaolinite pyrophyllite": 2.8,  # (50 + 20) / 25
        "phengite": 1.25,  # 25 / 20
        "muscovite": 0.75,  # 15 / 20
        "kaolinite": 0.6,  # 15 / 25
        "vegetation": 1 / 3,  # (40 - 20) / (40 + 20)
    }
    assert got == pytest.approx(expected)


def test_landsat_by_hand() -> None:
    values = named(choose_indices("landsat8", [f"landsat8_b{k}" for k in range(1, 8)], None))
    got = {k: at_pixel(i, 1.0, 4.0, 5.0, 8.0, 24.0, 12.0, 6.0) for k, i in values.items()}
    assert got == pytest.approx({"iron oxide": 2, "clay": 2, "ferrous minerals": 0.5, "vegetation": 0.5})


def test_sentinel_by_hand() -> None:
    values = named(choose_indices("sentinel2", SENTINEL, None))
    got = {k: at_pixel(i, 2.0, 4.0, 8.0, 24.0, 99.0, 16.0, 12.0) for k, i in values.items()}
    expected = {"ferric iron": 2, "ferrous iron": 12 / 24 + 4 / 8, "laterite and clay": 16 / 12, "gossan": 2}
    assert got == pytest.approx({**expected, "ferric oxides": 16 / 24, "vegetation": 0.5})


def test_nodata_and_division_by_zero_are_nodata() -> None:
    index = Index("x", ((((0, 1.0),), ((1, 1.0), (0, -1.0))),))  # a / (b - a)
    image = np.array([[[1.0, 1.0, np.nan, 2.0]], [[3.0, 1.0, 1.0, np.nan]]], np.float32)
    np.testing.assert_array_equal(index.compute(image), [[0.5, np.nan, np.nan, np.nan]])
    tiny = Index("x", ((((0, 1.0),), ((1, 1e-42),)),))
    wide = planes([index, tiny], np.array([[[3e38]], [[2.0]]], np.float32))
    assert np.isnan(wide[1]).all()  # more than float32 can hold


# ---------------------------------------------------------------------------------------------- bands


@pytest.mark.parametrize(
    "names",
    [
        ASTER,
        [f"B{k}" for k in range(1, 10)],
        ["VNIR_Band1", "VNIR_Band2", "VNIR_Band3N", *(f"SWIR_Band{k}" for k in range(4, 10))],
        [f"ASTER: ImageData{k}" for k in ("1", "2", "3N", "4", "5", "6", "7", "8", "9")],
        [f"scene_b0{k}" for k in range(1, 10)],
    ],
)
def test_bands_are_found_by_their_names(names: list[str]) -> None:
    assert find_bands(SENSORS["aster"], names, None) == {f"B{k + 1}": k for k in range(9)}


def test_descriptions_of_gdal_are_understood() -> None:
    names = ["B4, central wavelength 665 nm", "B8A, central wavelength 865 nm", "elevation"]
    assert find_bands(SENSORS["sentinel2"], names, None) == {"B4": 0, "B8A": 1, "B8": 1}


@pytest.mark.parametrize(
    "names",
    [
        ["Band 4", "Band 2", "image: Band 6 (2)"],  # places in a file, not bands of a sensor
        ["landsat7_b4", "LE07_B2", "S2A_B4", "aster_B4", "Landsat 5 B2"],
        ["high B4", "low B2", "derivative B2 to B4", "level 0 B4", "features: high B6"],
        ["b42", "ab4", "B4x", "elevation", "4"],
    ],
)
def test_other_bands_are_passed_over(names: list[str]) -> None:
    assert find_bands(SENSORS["landsat8"], names, None) == {}


def test_bands_of_the_sensor_come_first() -> None:
    names = ["B4", "LC09_L2SP_B4", "S2B: B4", "raster: B2"]
    assert find_bands(SENSORS["landsat8"], names, None) == {"B4": 1, "B2": 3}
    assert find_bands(SENSORS["sentinel2"], names, None) == {"B4": 2, "B2": 3}


def test_bands_are_found_by_wavelength() -> None:
    order = np.random.default_rng(0).permutation(9)
    waves = [ASTER_WAVES[k] for k in order]
    expected = {f"B{k + 1}": int(np.flatnonzero(order == k)[0]) for k in range(9)}
    assert find_bands(SENSORS["aster"], ["x"] * 9, waves) == expected
    found = find_bands(SENSORS["sentinel2"], ["x"] * 7, SENTINEL_WAVES)
    assert found == {"B2": 0, "B3": 1, "B4": 2, "B8": 3, "B8A": 4, "B11": 5, "B12": 6}


def test_wavelengths_are_believed_before_names() -> None:
    names = ["B7", "B6", "B4", "B2"]
    # the first two are told by wavelength, whatever their names; the third lies where the sensor sees nothing
    assert find_bands(SENSORS["landsat8"], names, [1.61, 2.2, 0.75, None]) == {"B6": 0, "B7": 1, "B2": 3}
    # of two that fit, the nearer to the middle
    assert find_bands(SENSORS["landsat8"], ["x", "y"], [0.64, 0.655]) == {"B4": 1}


# ---------------------------------------------------------------------------------------------- what can be computed


def test_missing_bands_leave_out_the_indices_that_need_them() -> None:
    log = Log()
    names = ["landsat8_b2", "landsat8_b3", "landsat8_b4", "landsat8_b6", "landsat8_b7", "elevation"]
    assert list(named(choose_indices("landsat8", names, None, log))) == ["iron oxide", "clay"]
    assert len(log.warnings) == 1
    assert "B5 of Landsat 8 and 9" in log.warnings[0]
    assert log.warnings[0].endswith("left out: ferrous minerals, vegetation.")
    assert "B2 = 'landsat8_b2'" in log.infos[0]
    assert "elevation" not in log.infos[0]


@pytest.mark.parametrize("which", SENSORS)
def test_all_bands_give_all_indices_without_a_warning(which: str) -> None:
    log = Log()
    found = choose_indices(which, EXAMPLES[which], None, log)
    assert [index.name for index in found] == [formula.name for formula in SENSORS[which].formulas]
    assert log.warnings == []


def test_nothing_to_compute_and_unknown_sets_are_errors() -> None:
    with pytest.raises(FusionError, match=r"INDICES=aster: none of its indices .* B1, B2.* not among red, elevation"):
        choose_indices("aster", ["red", "elevation"], None)
    with pytest.raises(FusionError, match="INDICES 'modis' is not known: give one of none, aster, landsat8, sentinel2"):
        choose_indices("modis", ASTER, None)
    assert choose_indices("none", ["red"], None) == ()


# ---------------------------------------------------------------------------------------------- data


def test_json_gives_the_same_index_back() -> None:
    for index in choose_indices("aster", ASTER, None):
        assert Index.from_json(json.loads(json.dumps(asdict(index)))) == index


@pytest.mark.parametrize(
    "ratios",
    [[], [[[], [[0, 1.0]]]], [[[[3, 1.0]], [[0, 1.0]]]], [[[[-1, 1.0]], [[0, 1.0]]]], [[[[0, 1e999]], [[0, 1]]]]],
)
def test_hostile_indices_are_refused(ratios: list) -> None:
    with pytest.raises(ValueError, match="index 'x'"):
        Index.from_json({"name": "x", "ratios": ratios}).check(3)


@pytest.mark.parametrize("ratios", ["ab", [1], [[[0, 1.0]]], [[[[0]], [[1, 1.0]]]], [[[["a", 1.0]], [[0, 1.0]]]], None])
def test_other_data_is_an_error_that_loading_expects(ratios: object) -> None:
    with pytest.raises((KeyError, TypeError, ValueError)):
        Index.from_json({"name": "x", "ratios": ratios})


# ---------------------------------------------------------------------------------------------- the registry


def formulas() -> list[tuple[str, Formula]]:
    return [(name, formula) for name, sensor in SENSORS.items() for formula in sensor.formulas]


@pytest.mark.parametrize(("which", "formula"), formulas(), ids=lambda value: getattr(value, "name", value))
def test_formulas_use_known_bands_and_are_read_in_full(which: str, formula: Formula) -> None:
    bands = {role: k for k, role in enumerate(SENSORS[which].bands)}
    assert formula.roles
    assert set(formula.roles) <= set(bands)
    # evaluated as Python reads the formula
    values = dict(zip(bands, np.random.default_rng(1).uniform(1, 2, len(bands))))
    terms = re.sub(r"B\d+A?", lambda match: repr(float(values[match[0]])), formula.text)
    numbers = [float(v) for v in re.findall(r"[\d.]+", terms)]
    assert len(numbers) == len(re.findall(r"B\d+A?", formula.text))
    above_below = [part.strip("()") for ratio in re.split(r" \+ (?![^(]*\))", terms) for part in ratio.split("/")]
    sums = [sum(float(v) for v in part.replace("- ", "-").replace("+ ", "").split()) for part in above_below]
    expected = sum(a / b for a, b in zip(sums[::2], sums[1::2]))
    image = np.array([values[role] for role in bands])[:, None, None]
    assert float(formula.index(bands).compute(image)[0, 0]) == pytest.approx(expected)


@pytest.mark.parametrize(("which", "formula"), formulas(), ids=lambda value: getattr(value, "name", value))
def test_the_page_explains_every_index(which: str, formula: Formula) -> None:
    page = (ROOT / "docs" / "indices.md").read_text(encoding="utf-8")
    section = page.split(f"## {SENSORS[which].label}")[1].split("\n## ")[0]
    row = next(line for line in section.splitlines() if line.startswith(f"| {formula.name} |"))
    assert f"`{formula.text}`" in row
    assert formula.shows in row
    assert formula.source in row
    assert f"- {formula.source}" in page.split("## References")[1]


def test_names_are_unique_and_sets_are_the_interface() -> None:
    assert list(INDEX_SETS) == ["none", "aster", "landsat8", "sentinel2"]
    for sensor in SENSORS.values():
        names = [formula.name for formula in sensor.formulas]
        assert len(set(names)) == len(names)
