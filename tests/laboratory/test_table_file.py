"""Tables as files: delimiter and encoding told from the bytes, and spreadsheets with the same cells."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest
from osgeo import ogr

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.laboratory.table_file import read_file, told_delimiter, told_encoding
from tests.making import Log

ROWS = [["Probe", "X", "Cu_ppm", "Gestein"], ["1", "5,5", "<0,5", "Kalk"], ["2", "6,25", "12", "T\u00f6n; rot"]]


def write(path: Path, text: str, encoding: str = "utf-8") -> str:
    path.write_bytes(text.encode(encoding))
    return str(path)


@pytest.mark.parametrize("delimiter", [";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_cells_are_the_same_whatever_divides_them(tmp_path: Path, delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(f'"{c}"' if ";" in c else c for c in row) for row in ROWS)
    found = read_file(write(tmp_path / "a.csv", text, encoding))
    assert found.rows == ROWS
    assert found.delimiter == delimiter


def test_empty_rows_and_outer_blanks_go_and_numbers_stay(tmp_path: Path) -> None:
    found = read_file(write(tmp_path / "a.csv", "\n a , b ,,\n,,,\n1,2\n"))
    assert found.rows == [["a", "b"], ["1", "2"]]
    assert found.numbers == (2, 4)


def test_excel_names_its_delimiter(tmp_path: Path) -> None:
    assert read_file(write(tmp_path / "a.csv", "sep=;\na;b\n1,5;2,5\n")).rows == [["a", "b"], ["1,5", "2,5"]]


@pytest.mark.parametrize(
    ("text", "encoding", "told"),
    [
        ("L\u00e4nge;Breite", "cp1252", "cp1252"),
        ("L\u00e4nge;Breite", "utf-8", "utf-8"),
        ("\u7ecf\u5ea6,\u7eac\u5ea6,\u94dc", "gb18030", "gb18030"),
        ("\u7ecf\u5ea6,\u7eac\u5ea6", "utf-16", "utf-16"),
        ("plain", "ascii", "utf-8"),
        ("\x81;\u00e4", "latin-1", "latin-1"),
    ],
)
def test_encodings(text: str, encoding: str, told: str) -> None:
    data = text.encode(encoding)
    assert told_encoding(data) == told
    assert data.decode(told) == text


def test_decimal_commas_are_no_delimiters() -> None:
    assert told_delimiter(["a;b;c\n", "1,5;2,5;3,5\n", "1,5;2,5;3,5\n"]) == ";"
    assert told_delimiter(["a,b\n", "1.5,x; y\n", "2,z\n"]) == ","


def test_a_spreadsheet_gives_the_fullest_sheet_or_the_one_named(tmp_path: Path) -> None:
    path = str(tmp_path / "a.xlsx")
    source = ogr.GetDriverByName("XLSX").CreateDataSource(path)
    for sheet, rows in (("Notes", 1), ("Results", 3)):
        layer = source.CreateLayer(sheet)
        layer.CreateField(ogr.FieldDefn("Cu_ppm", ogr.OFTReal))
        for number in range(rows):
            feature = ogr.Feature(layer.GetLayerDefn())
            feature.SetField(0, number + 0.1)
            layer.CreateFeature(feature)
    layer = source = None
    log = Log()
    assert [row[0] for row in read_file(path, progress=log).rows] == ["Cu_ppm", "0.1", "1.1", "2.1"]
    assert log.warnings == ["Of the sheets the fullest was read, 'Results'; SHEET chooses another one: Notes."]
    assert read_file(path, "Notes").rows == [["Cu_ppm"], ["0.1"]]
    with pytest.raises(FusionError, match="has no sheet 'Other': give one of Notes, Results"):
        read_file(path, "Other")


@pytest.mark.parametrize(
    ("name", "data", "sentence"),
    [
        ("a.csv", b"", "holds no cell"),
        ("a.csv", b"\n,,\n", "holds no cell"),
        ("a.csv", b"a,b\n\0\0\n", "is no text"),
        ("a.pdf", b"%PDF", "does not end like a table"),
        ("a.xlsx", b"no zip", "Cannot read"),
    ],
)
def test_what_is_no_table(tmp_path: Path, name: str, data: bytes, sentence: str) -> None:
    (tmp_path / name).write_bytes(data)
    with pytest.raises(FusionError, match=sentence):
        read_file(str(tmp_path / name))


def test_an_encoding_that_does_not_fit(tmp_path: Path) -> None:
    path = write(tmp_path / "a.csv", "L\u00e4nge,b", "cp1252")
    with pytest.raises(FusionError, match="is not written in utf-8"):
        read_file(path, encoding="utf-8")
    with pytest.raises(FusionError, match="ENCODING 'klingon' is not known"):
        read_file(path, encoding="klingon")
    with pytest.raises(FusionError, match="there is no file"):
        read_file(str(tmp_path / "none.csv"))


@pytest.mark.parametrize("sign", ["\x0b", "\x0c", "\x1c", "\x85", "\u2028"])
def test_only_ends_of_lines_end_a_row(tmp_path: Path, sign: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(f"id,note\r\n1,x{sign}y\r2,z\n".encode())
    assert [row[0] for row in read_file(str(path)).rows] == ["id", "1", "2"]


def test_a_row_that_is_longer_than_a_cell_may_be(tmp_path: Path) -> None:
    path, before = tmp_path / "table.csv", csv.field_size_limit()
    path.write_text(",".join(["1"] * 100_000) + "\n", encoding="utf-8")
    assert len(read_file(str(path)).rows[0]) == 100_000
    assert csv.field_size_limit() == before
