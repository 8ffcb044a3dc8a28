"""Rows of a table told apart: certificates, names, methods, units, limits and samples."""

from __future__ import annotations

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.laboratory.layout import cleaned_name, find_layout, names_element

CERTIFICATE = [
    ["VA21 - Finalized", "", "", ""],
    ["CLIENT", "A mine", "", ""],
    ["", "", "ME-MS61", "Au-AA23"],
    ["SAMPLE", "X", "Cu", "Au"],
    ["DESCRIPTION", "m", "ppm", "ppb"],
    ["LOD", "", "0.2", "5"],
    ["Upper limit", "", "10000", "10000"],
    ["S1", "5", "<0.2", "12"],
    ["S2", "6", "3", "bdl"],
    ["SAMPLE", "X", "Cu", "Au"],
    ["S3", "7", "4", "13"],
]


def test_a_certificate() -> None:
    layout = find_layout(CERTIFICATE)
    assert layout.names == 3
    assert layout.head == {"methods": 2, "units": 4, "limits": 5, "upper limits": 6}
    assert layout.samples == (7, 8, 10)  # names repeated on the next page are no sample
    assert layout.above == (0, 1)


def test_a_plain_table() -> None:
    layout = find_layout([["X", "Y", "Cu_ppm"], ["1", "2", "3"], ["2", "3", "NA"]])
    assert (layout.names, layout.head, layout.samples) == (0, {}, (1, 2))


def test_samples_of_words_are_no_units_or_methods() -> None:
    rows = [["Rock", "X", "Y", "Cu", "Au"], ["granite", "1", "2", "bdl", "NA"], ["basalt", "3", "4", "12", "1"]]
    assert find_layout(rows).samples == (1, 2)


def test_limits_may_stand_at_the_end() -> None:
    rows = [["ID", "X", "Y", "Cu"], ["a", "1", "2", "bdl"], ["b", "1", "3", "4"], ["Nachweisgrenze", "", "", "0.5"]]
    assert find_layout(rows).head == {"limits": 3}
    assert find_layout(rows).samples == (1, 2)


def test_a_row_of_names_that_is_given() -> None:
    rows = [["X", "Y", "Cu", "Zn"], ["a", "b", "c", "d"], ["1", "2", "3", "4"]]
    assert (find_layout(rows).names, find_layout(rows, 1).names) == (0, 1)


def test_numbers_alone_have_no_names() -> None:
    with pytest.raises(FusionError, match="no row of the first 2 holds names"):
        find_layout([["1", "2", "3"], ["4", "5", "6"]])


@pytest.mark.parametrize(
    ("name", "cleaned"),
    [
        ("Cu [ppm]", "Cu (ppm)"),
        ("ppm Cu", "Cu (ppm)"),
        ("Kupfer mg/kg", "Cu mg/kg"),
        ("Molybd\u00e4n (ppm)", "Mo (ppm)"),
        ("Au,ppb", "Au ppb"),
        ("Cu-ppm", "Cu ppm"),
        ("Cu mg kg-1", "Cu mg kg-1"),
        ("\u7837 (mg/kg)", "As (mg/kg)"),
    ],
)
def test_names_are_cleaned(name: str, cleaned: str) -> None:
    assert cleaned_name(name) == cleaned
    assert names_element(name)


@pytest.mark.parametrize("name", ["Sample", "S_id", "log_Cu_ppm", "Cu_clr", "Northing", "No", "Rock", "12", "LOI"])
def test_other_names_are_no_elements(name: str) -> None:
    assert not names_element(name)
