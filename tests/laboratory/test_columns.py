"""Columns of a laboratory's table as fields: every line of the table in docs/laboratory-table.md, and names."""

from __future__ import annotations

import re

import numpy as np
import pytest

from geochem_fusion.core.laboratory.columns import Column, Heading, field_name, read_column
from geochem_fusion.core.progress import SILENT
from geochem_fusion.core.samples.missing_codes import missing_codes
from geochem_fusion.core.units import parse, unit_of
from tools.package import ROOT

PAGE = (ROOT / "docs" / "laboratory-table.md").read_text(encoding="utf-8")
LINES = re.findall(r"^\| `(.+?)` \| (measured|below|above|missing|unreadable) \| (\S+) \|$", PAGE, re.M)
AMONG = ["10.5", "250", "<2", "33.25", "14.5", "80.75", "61.5"]


def column(cells: list[str], heading: str = "Cu_ppm", limits: str = "text", **more: float) -> Column:
    rows = list(range(2, len(cells) + 2))
    return read_column(Heading(heading, **more), cells, rows, missing_codes(""), True, limits, SILENT)  # type: ignore[arg-type]


def test_the_page_has_enough_lines() -> None:
    assert len(LINES) >= 30
    assert {kind for _, kind, _ in LINES} == {"measured", "below", "above", "missing", "unreadable"}


@pytest.mark.parametrize(("cell", "kind", "shown"), LINES)
def test_a_line_of_the_page(cell: str, kind: str, shown: str) -> None:
    plain, found = column(AMONG), column([*AMONG, cell])
    assert found.counts[kind] == plain.counts[kind] + 1
    assert sum(found.counts.values()) == len(AMONG) + 1
    value = found.values[len(AMONG)]
    assert (value is np.ma.masked) if shown == "NULL" else value == shown
    assert found.values[:-1].tolist() == plain.values.tolist()  # the cell changes no other
    flagged = column([*AMONG, cell], limits="flag")
    number = flagged.values[len(AMONG)]
    assert np.isnan(number) if shown == "NULL" else number == float(shown.strip("<>"))
    assert flagged.flags is not None
    flag = flagged.flags[len(AMONG)]
    assert (flag is np.ma.masked) if shown == "NULL" else flag == {"below": -1, "above": 1, "measured": 0}[kind]


def test_a_column_without_limits_is_numbers() -> None:
    found = column(["1,5", "2,25", "", "NA"])
    np.testing.assert_array_equal(found.values, [1.5, 2.25, np.nan, np.nan])
    assert (found.kind, found.flags, found.unit) == ("content", None, "ppm")


def test_what_cannot_be_read_is_kept_with_its_row() -> None:
    assert column(["1.5", "about 3", "2"]).examples == ((3, "about 3"),)


def test_a_row_of_limits_stands_for_cells_that_say_none() -> None:
    found = column(["5", "bdl", "7"], "Au", unit="ppb", limit=0.5)  # type: ignore[arg-type]
    assert found.values.tolist() == ["5", "<0.5", "7"]
    assert column(["5", "bdl", "7"]).values.tolist() == ["5", "<LOD", "7"]


@pytest.mark.parametrize(
    ("cells", "kind"),
    [
        (["1", "2", ""], "whole"),
        (["1", "2.5", "-"], "number"),
        (["01", "02", "03"], "text"),  # numbers of samples keep their zeros
        (["S1", "2", "3"], "text"),
        (["2021-05-04", "2021-05-05"], "text"),
        (["-3", "4.5", "-7.5"], "number"),
    ],
)
def test_other_columns(cells: list[str], kind: str) -> None:
    found = column(cells, "Elevation")
    assert (found.kind, found.field, found.flags) == (kind, "Elevation", None)
    if kind == "number":
        assert found.values[0] == float(cells[0])  # and no limit


def test_limits_are_kept_in_columns_of_other_names() -> None:
    found = column(["<0.5", "2", "3"], "pathfinder index")
    assert (found.kind, found.values.tolist()) == ("number", ["<0.5", "2", "3"])


def test_an_element_of_words_is_text() -> None:
    assert column(["high", "low", "3"], "Cu").kind == "text"


@pytest.mark.parametrize(
    ("name", "unit", "field"),
    [
        ("Cu_ppm", "ppm", "Cu_ppm"),
        ("Cu [ppm]", "ppm", "Cu_ppm"),
        ("ppm Cu", "ppm", "Cu_ppm"),
        ("Cu-ppm", "ppm", "Cu_ppm"),
        ("Cd (mg/kg)", "mg/kg", "Cd_mg_kg"),
        ("Au_ppb", "ppb", "Au_ppb"),
        ("Au_ppb_ICP", "ppb", "Au_ppb_ICP"),
        ("SiO2 (wt%)", "wt%", "SiO2_wtpct"),
        ("Fe2O3 %", "%", "Fe2O3_pct"),
        ("K2O", "%", "K2O_pct"),
        ("Kupfer [mg/kg]", "mg/kg", "Cu_mg_kg"),
        ("Plomo (g/t)", "g/t", "Pb_g_t"),
        ("\u94dc", "ppm", "Cu_ppm"),
        ("As \u00b5g/g", "\u00b5g/g", "As_ug_g"),
        ("Zn", "", "Zn"),
    ],
)
def test_names_of_fields(name: str, unit: str, field: str) -> None:
    assert field_name(name, unit) == field
    assert parse(unit_of(field, "")) == parse(unit)


def test_the_unit_of_the_cells_counts_where_no_other_is_known() -> None:
    found = column(["12 ppm", "5 ppm", "<1 ppm"], "Cu")
    assert (found.field, found.unit, found.values.tolist()) == ("Cu_ppm", "ppm", ["12", "5", "<1"])
