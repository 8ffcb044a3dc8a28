"""Units of contents, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from making import Log

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.units import (
    Content,
    bare_name,
    beyond_whole,
    converted,
    factor,
    is_one_unit,
    largest_content,
    match_contents,
    no_coarse_band,
    parse,
    tell_magnitude,
    unit_of,
    whole_text,
)


@pytest.mark.parametrize(
    ("unit", "worth"),
    [
        *[(name, 1e-2) for name in ("%", "wt%", "wt.%", "Wt. %", "pct", "percent", "[%]", "% (dry)")],
        *[(name, 1e-3) for name in ("permille", "‰", "g/kg")],
        *[
            (name, 1e-6)
            for name in (
                "ppm",
                "PPM",
                "mg/kg",
                "g/t",
                "ug/g",
                "µg/g",
                "mg / kg",
                "ppm (aqua regia)",
                "µg g-1",
                "mg kg^-1",
            )
        ],
        *[(name, 1.0) for name in ("kg/kg", "kg kg-1", "g/g")],
        *[(name, 1e-9) for name in ("ppb", "ug/kg", "ng/g", "mg/t")],
        *[(name, None) for name in ("", "nT", "% K2O", "Bq/kg", "log ppm", "cps", "mg/l")],
    ],
)
def test_what_units_are_worth(unit: str, worth: float | None) -> None:
    assert parse(unit) == worth


@pytest.mark.parametrize(
    ("given", "wanted", "times"),
    [
        ("%", "ppm", 10000),
        ("ppm", "%", 0.0001),
        ("ppb", "ppm", 0.001),
        ("ppm", "ppb", 1000),
        ("mg/kg", "g/t", 1),
        ("permille", "%", 0.1),
        ("nT", "nT", 1),
        ("", "", 1),
        ("", "ppm", None),
        ("cps", "ppm", None),
    ],
)
def test_factors(given: str, wanted: str, times: float | None) -> None:
    assert factor(given, wanted) == times


@pytest.mark.parametrize(
    ("units", "one"),
    [(["ppm"], True), (["ppm", "mg/kg", "g/t"], True), (["", ""], True), (["nT", "nT"], True), (["ppm", "%"], False),
     (["ppm", "ppb"], False), (["ppm", ""], False)],
)  # fmt: skip
def test_only_numbers_of_one_unit_have_a_mean(units: list[str], one: bool) -> None:
    assert is_one_unit(units) == one


def test_the_whole() -> None:
    assert [largest_content(unit) for unit in ("%", "ppm", "ppb", "permille", "nT")] == [100, 1e6, 1e9, 1000, None]


def test_what_is_more_than_the_whole() -> None:
    values = np.array([99.0, 101.9, 103, 2e6, 2e12, np.nan])
    assert beyond_whole(values, "%").tolist() == [False, False, True, True, True, False]  # 2 % are of the laboratory
    assert beyond_whole(values, "ppm").tolist() == [False, False, False, True, True, False]
    assert beyond_whole(values, "").tolist() == [False, False, False, False, True, False]  # not even parts per trillion
    assert [whole_text(unit) for unit in ("%", "ppm", "cps")] == ["100 %", "1e+06 ppm", "1e+12 ppt"]


@pytest.mark.parametrize(
    ("values", "ratio"),
    [
        ([30000, 50000, 70000, np.nan], "125 times"),  # ppb beside ppm
        ([0.002, 0.004, 0.006], "0.0004 times"),  # percent
        ([3000, 3900, 3950], ""),
        ([5, 30, 3000], ""),
        ([-5, -3], ""),
        ([np.nan], ""),
    ],
)
def test_values_of_another_size_are_told(values: list[float], ratio: str) -> None:
    log = Log()
    tell_magnitude("Cu", np.array(values), "GEOCHEM", (10.0, 400.0), "the model", log)
    assert [ratio in line for line in log.warnings] == ([True] if ratio else [])


def test_what_may_be_zero_has_no_lower_size() -> None:
    log = Log()
    tell_magnitude("Cu", np.array([0.001]), "GEOCHEM", (0.0, 400.0), "the model", log)
    tell_magnitude("Cu", np.array([1.0]), "GEOCHEM", (-3.0, -1.0), "the model", log)
    assert log.warnings == []


@pytest.mark.parametrize(
    ("name", "declared", "unit"),
    [
        ("Cu_ppm", "", "ppm"),
        ("Au (ppb)", "", "ppb"),
        ("Au_FA_ppb", "", "ppb"),
        ("K2O_pct", "", "pct"),
        ("K [%]", "", "%"),
        ("as mg/kg", "", "mg/kg"),
        ("Cu_ppm", "%", "%"),
        ("log_Cu_ppm", "", ""),
        ("Cu_ppm_log", "", ""),
        ("ppm", "", ""),
        ("Cu", "", ""),
        ("survey_pct", "", ""),
    ],
)
def test_units_that_names_end_in(name: str, declared: str, unit: str) -> None:
    assert unit_of(name, declared) == unit


@pytest.mark.parametrize(
    ("name", "bare"),
    [
        ("Cu_ppm", "Cu"),
        ("Cu", "Cu"),
        (" Cd (mg/kg) ", "Cd"),
        ("Cd_mg_kg", "Cd"),
        ("Cu_ppm_ICP", "Cu"),
        ("K2O_pct", "K2O"),
        ("K2O %", "K2O"),
        ("Fe2O3_wt_pct", "Fe2O3"),
        ("Cu_soil_ppm", "Cu_soil"),
        ("Cu_ppm_clr", "Cu_ppm_clr"),
        ("log_Cu_ppm", "log_Cu_ppm"),
        ("grain_ppm", "grain_ppm"),
    ],
)
def test_names_without_the_unit_in_them(name: str, bare: str) -> None:
    assert bare_name(name) == bare


@pytest.mark.parametrize(
    ("first", "other", "pairs"),
    [
        (["Cu"], ["Cu_ppm"], {0: 0}),
        (["Cu_ppm", "Zn"], ["ZN", "cu (%)"], {0: 1, 1: 0}),
        (["Cu"], ["Cu_ppm", "Cu"], {0: 1}),  # the name itself comes first
        (["Cu"], ["Cu_ppm", "Cu_pct"], {}),  # either may be meant
        (["Cu", "Cu_ppm"], ["Cu"], {0: 0}),
        (["K"], ["K2O_pct"], {}),
        (["Cu", "Zn"], ["Cu", "Cu", "Zn_ppm"], {}),
    ],
)
def test_names_match_whatever_unit_they_have_in_them(first: list[str], other: list[str], pairs: dict[int, int]) -> None:
    assert match_contents(first, other) == pairs


def test_a_name_that_may_be_the_same_is_offered() -> None:
    own = "GEOCHEM has no band 'Cu' (it has Zn, Cu_soil): if 'Cu_soil' is the same, call it 'Cu'."
    assert str(no_coarse_band("Cu", ["Zn", "Cu_soil"])) == own
    for names in (["Zn"], ["CuO"]):
        assert "give the coarse map of the elements that the model was trained on" in str(no_coarse_band("Cu", names))


def test_values_are_converted_and_that_is_told() -> None:
    log = Log()
    values = np.array([2.0, np.nan])
    found = converted(values, Content("K", "%"), Content("k", "ppm"), "GEOCHEM", log)
    np.testing.assert_allclose(found, [20000, np.nan])
    assert log.warnings == ["'K' in GEOCHEM was converted from its unit % to ppm: multiplied by 10000."]


@pytest.mark.parametrize(("given", "wanted"), [("ppm", "mg/kg"), ("nT", "nT"), ("", "ppm"), ("ppm", "")])
def test_units_that_are_one_or_missing_change_nothing(given: str, wanted: str) -> None:
    log, values = Log(), np.array([2.0])
    assert converted(values, Content("K", given), Content("K", wanted), "GEOCHEM", log) is values
    assert log.warnings == []
    assert log.infos == (["'K' in GEOCHEM says no unit, and is taken to be in ppm, as elsewhere."] if not given else [])


def test_units_that_cannot_be_compared_are_told() -> None:
    log, values = Log(), np.array([2.0])
    assert converted(values, Content("K", "cps"), Content("K", "%"), "GEOCHEM", log) is values
    assert "unit of 'K' in GEOCHEM is cps" in log.warnings[0]


@pytest.mark.parametrize(
    ("found", "wanted", "words"),
    [
        (("K2O", "%"), ("K", "ppm"), "'K2O' in GEOCHEM is K2O, and it would be taken for K ('K')"),
        (("K", "%"), ("k2o_pct", "pct"), "'K' in GEOCHEM is K, and it would be taken for K2O ('k2o_pct')"),
        (("K", "% K2O"), ("K", "%"), "'K' in GEOCHEM is K2O, and it would be taken for K ('K')"),
        (("FeO", ""), ("Fe2O3", ""), "'FeO' in GEOCHEM is FeO, and it would be taken for Fe2O3 ('Fe2O3')"),
    ],
)
def test_an_oxide_is_never_taken_for_its_element(found: tuple[str, str], wanted: tuple[str, str], words: str) -> None:
    with pytest.raises(FusionError) as caught:
        converted(np.array([2.0]), Content(*found), Content(*wanted), "GEOCHEM", Log())
    assert words in str(caught.value)


@pytest.mark.parametrize(
    ("found", "wanted", "times"),
    [
        (("K2O", "% K2O"), ("K2O", "ppm"), 1e4),
        (("K2O", "%"), ("K", "% K2O"), 1),
        (("Band 1", "%"), ("K2O", "%"), 1),
        (("silica", "ppm"), ("SiO2", "%"), 1e-4),
    ],
)
def test_one_oxide_is_converted_as_an_element_is(found: tuple[str, str], wanted: tuple[str, str], times: float) -> None:
    values = converted(np.array([2.0]), Content(*found), Content(*wanted), "GEOCHEM", Log())
    assert values[0] == pytest.approx(2 * times)


@pytest.mark.parametrize(
    ("name", "unit"),
    [
        ("Au_ppb_ICP", "ppb"),
        ("Cu_ppm_AR", "ppm"),
        ("Ag_g_t", "g/t"),
        ("Hg_ng_g_CVAAS", ""),  # no suffix that is known
        ("Cu%", "%"),
        ("TiO2_wt_pct", "wt pct"),
        ("As_ICP_ppm", "ppm"),
        ("Cu_ppm_clr", ""),
        ("log_Cu_ppm", ""),
        ("Cu_ICP", ""),
    ],
)
def test_units_stand_before_what_a_laboratory_adds(name: str, unit: str) -> None:
    assert unit_of(name, "") == unit
    assert unit_of(name, "%") == "%"
