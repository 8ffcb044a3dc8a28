"""Signs of limits in a column beside the contents."""

from __future__ import annotations

import pytest

from geochem_fusion.core.laboratory.signs import signed_columns
from tests.making import Log


@pytest.mark.parametrize(
    ("names", "content"),
    [
        (["ID", "Cu_Q", "Cu_ppm", "Zn_ppm"], 2),  # by its name
        (["ID", "Cu_ppm", "Zn_ppm", "Cu_qualifier"], 1),
        (["ID", "<", "Cu_ppm", "Zn_ppm"], 2),  # before its content
        (["ID", "Cu_ppm", "sign", "Rock"], 1),  # behind it
    ],
)
def test_signs_go_before_the_cells(names: list[str], content: int) -> None:
    log = Log()
    cells = {"Cu_ppm": ["5", "12", ".5", "<3", "", "900"], "Zn_ppm": ["1"] * 6, "Rock": ["a"] * 6, "ID": list("abcdef")}
    columns = [cells.get(name, ["<", "", "<", "<", "<", ">"]) for name in names]
    found = signed_columns(names, columns, log)
    assert found == {content: ["<5", "12", "<.5", "<3", "", ">900"]}
    assert log.warnings[0].startswith("The signs of the column '")
    assert log.warnings[0].endswith("were put before the cells of 'Cu_ppm': 5 limits.")


def test_codes_of_letters_are_told() -> None:
    log = Log()
    assert signed_columns(["Cu_ppm", "Cu_qual"], [["5", "12"], ["U", ""]], log) == {}
    assert "The column 'Cu_qual' (U) may say which cells of 'Cu_ppm' are limits, and is not read" in log.warnings[0]


@pytest.mark.parametrize(
    ("names", "columns"),
    [
        (["Cu_ppm", "Rock code"], [["5", "12"], ["GR", "BA"]]),
        (["Cu_ppm", "Zn_ppm"], [["5", "12"], ["<", "<"]]),  # contents themselves
        (["Cu_ppm", "note"], [["5", "12"], ["=", ""]]),
        (["ID", "<"], [["5", "12"], ["<", ""]]),
    ],
)
def test_other_columns_are_left_alone(names: list[str], columns: list[list[str]]) -> None:
    log = Log()
    assert signed_columns(names, columns, log) == {}
    assert log.warnings == []
