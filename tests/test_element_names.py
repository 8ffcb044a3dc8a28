"""Names of elements and oxides, by hand."""

from __future__ import annotations

import pytest

from geochem_fusion.core.element_names import (
    element_in,
    match_names,
    may_pair,
    oxide_apart,
    oxide_in,
    same_name,
    without_oxide,
)


def test_names_match_whatever_their_case_and_blanks() -> None:
    assert match_names(["Cu", " au "], ["AU", "Zn", "cu"]) == {0: 2, 1: 0}
    assert same_name(" cu", "Cu")


def test_repeated_names_tell_nothing() -> None:
    assert match_names(["Cu", "cu"], ["Cu", "Au"]) == {}


@pytest.mark.parametrize("oxide", ["K2O", "k2o", "K2O_pct", "% K2O", "K2O %"])
def test_an_oxide_never_matches_its_element(oxide: str) -> None:
    assert not same_name("K", oxide)
    assert match_names(["K"], [oxide]) == {}
    assert not may_pair(["K"], [oxide])
    assert not may_pair(["Cu", "K"], ["first", oxide])


@pytest.mark.parametrize(
    ("text", "oxide"),
    [("K2O", "K2O"), ("k2o", "K2O"), ("Fe2O3", "Fe2O3"), ("FE2O3T", "Fe2O3"), ("FeOt", "FeO"), ("% SiO2", "SiO2"),
     ("MgO_pct", "MgO"), ("MGO", "MgO"), ("Co", None), ("CO", None), ("Mo", None), ("Po", None), ("K", None),
     ("eTh", None), ("Os", None), ("TiO2 %", "TiO2"), ("LOI", None), ("carbonates", None), ("Fe2O3_over_SiO2", "Fe2O3"),
     ("Na2O+K2O", "Na2O")],
)  # fmt: skip
def test_oxides(text: str, oxide: str | None) -> None:
    assert oxide_in(text) == oxide


@pytest.mark.parametrize(("unit", "bare"), [("% K2O", "%"), ("K2O %", "%"), ("%", "%"), ("nT", "nT"), ("", "")])
def test_units_without_their_oxides(unit: str, bare: str) -> None:
    assert without_oxide(unit) == bare


@pytest.mark.parametrize(
    ("name", "element"),
    [
        ("Cu", "cu"),
        ("cu_ppm", "cu"),
        ("Fe2O3T", "fe"),
        ("K", "k"),
        ("copper", None),
        ("log Cu", None),
        ("Band 1", None),
    ],
)
def test_elements_that_names_begin_with(name: str, element: str | None) -> None:
    assert element_in(name) == element


@pytest.mark.parametrize(
    ("first", "other", "apart"),
    [
        ("K2O", "K", True),
        ("FeO", "Fe2O3", True),
        ("K2O", "k2o_pct", False),
        ("K2O", "Band 1", False),
        ("K", "Th", False),
    ],
)
def test_oxides_are_apart_only_from_what_is_known(first: str, other: str, apart: bool) -> None:
    assert oxide_apart(first, other) == oxide_apart(other, first) == apart


@pytest.mark.parametrize(
    ("first", "other", "expected"),
    [
        (["Cu", "Zn"], ["Band 1", "Band 2"], True),
        (["Cu", "Zn"], ["Band 1"], False),
        (["Cu", "Zn"], ["first", "second"], True),
        (["Cu", "Zn"], ["cu_ppm", "ZN (ppm)"], True),
        (["Cu", "Zn"], ["Zn", "Pb"], False),
        (["Cu"], ["Au"], False),
        (["Fe"], ["Fe2O3"], False),
        (["Fe2O3"], ["fe2o3_pct"], True),
        (["SiO2"], ["Al2O3"], False),
        (["Cu"], ["copper"], True),
        (["A", "B"], ["Cu", "Zn"], True),
    ],
)
def test_order_serves_only_where_no_name_is_known_to_be_of_another_element(
    first: list[str], other: list[str], expected: bool
) -> None:
    assert may_pair(first, other) == expected
