"""Units of contents, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from making import Log

from geochem_fusion.core.units import converted, factor, largest_content, oxide_in, parse, warn_of_oxides


@pytest.mark.parametrize(
    ("unit", "worth"),
    [
        *[(name, 1e-2) for name in ("%", "wt%", "wt.%", "Wt. %", "pct", "percent", "[%]", "% (dry)")],
        *[(name, 1e-3) for name in ("permille", "‰", "g/kg")],
        *[(name, 1e-6) for name in ("ppm", "PPM", "mg/kg", "g/t", "ug/g", "µg/g", "mg / kg", "ppm (aqua regia)")],
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


def test_the_whole() -> None:
    assert [largest_content(unit) for unit in ("%", "ppm", "ppb", "permille", "nT")] == [100, 1e6, 1e9, 1000, None]


@pytest.mark.parametrize(
    ("text", "oxide"),
    [("K2O", "K2O"), ("Fe2O3", "Fe2O3"), ("% SiO2", "SiO2"), ("MgO_pct", "MgO"), ("Co", None), ("K", None),
     ("eTh", None), ("Os", None), ("TiO2 %", "TiO2"), ("LOI", None)],
)  # fmt: skip
def test_oxides(text: str, oxide: str | None) -> None:
    assert oxide_in(text) == oxide


def test_values_are_converted_and_that_is_told() -> None:
    log = Log()
    values = np.array([2.0, np.nan])
    np.testing.assert_allclose(converted(values, "K", "%", "ppm", "GEOCHEM", log), [20000, np.nan])
    assert log.warnings == ["'K' in GEOCHEM was converted from its unit % to ppm: multiplied by 10000."]


@pytest.mark.parametrize(("given", "wanted"), [("ppm", "mg/kg"), ("nT", "nT"), ("", "ppm"), ("ppm", "")])
def test_units_that_are_one_or_missing_change_nothing(given: str, wanted: str) -> None:
    log, values = Log(), np.array([2.0])
    assert converted(values, "K", given, wanted, "GEOCHEM", log) is values
    assert log.warnings == []


def test_units_that_cannot_be_compared_are_told() -> None:
    log, values = Log(), np.array([2.0])
    assert converted(values, "K", "cps", "%", "GEOCHEM", log) is values
    assert "unit of 'K' in GEOCHEM is cps" in log.warnings[0]


def test_oxides_are_no_elements() -> None:
    log = Log()
    warn_of_oxides("K", "K", "GEOCHEM", log)
    warn_of_oxides("K2O", "k K2O", "GEOCHEM", log)
    assert log.warnings == []
    warn_of_oxides("K", "K2O", "GEOCHEM", log)
    assert "'K2O' in GEOCHEM is taken for 'K'" in log.warnings[0]
