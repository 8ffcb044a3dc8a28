"""Tables of geological units: descriptions or numbers, separators, and lines that say nothing."""

from __future__ import annotations

from pathlib import Path

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.ground.unit_table import read_units


def written(folder: Path, text: str) -> str:
    path = folder / "units.csv"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_descriptions(tmp_path: Path) -> None:
    found = read_units(written(tmp_path, 'unit,description\n1,"granite, biotite"\n\n2.0,basalt\n3,\n'))
    assert found.descriptions == {1: "granite, biotite", 2: "basalt", 3: ""}
    assert found.vectors is None


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_numbers(tmp_path: Path, separator: str) -> None:
    text = "\ufeffunit,SiO2,age\n1,70,0.3\n2,50,-1e1\n".replace(",", separator)
    found = read_units(written(tmp_path, text))
    assert found.vectors == {1: [70.0, 0.3], 2: [50.0, -10.0]}
    assert found.descriptions is None


def test_one_word_makes_them_descriptions(tmp_path: Path) -> None:
    assert read_units(written(tmp_path, "1,70\n2,unknown\n")).descriptions == {1: "70", 2: "unknown"}


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("unit,text\n1,a\ngranite,b\n", "UNITS: line 3 of .* begins with 'granite'"),
        ("1.5,a\n", "UNITS: line 1 of .* begins with '1.5'"),
        ("1,a\n1,b\n", "has two lines for the unit 1: keep one"),
        ("unit,text\n", "holds no unit"),
        ("", "holds no unit"),
        ("1\n2\n", "holds no unit"),
    ],
)
def test_what_is_refused(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(FusionError, match=says):
        read_units(written(tmp_path, text))


def test_files_that_are_no_tables(tmp_path: Path) -> None:
    (tmp_path / "bytes.csv").write_bytes(b"\xff\xfe\x00\x81")
    for name in ("none.csv", "bytes.csv"):
        with pytest.raises(FusionError, match="cannot be read as a table"):
            read_units(str(tmp_path / name))
