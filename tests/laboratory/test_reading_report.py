"""The report of a table: every column with its numbers, and what could not be read with its row."""

from __future__ import annotations

import re
from pathlib import Path

from geochem_fusion.core.laboratory.reading import TableRequest, read_table
from geochem_fusion.core.laboratory.reading_report import reading_report

TEXT = "ID,lon,lat,Cu (ppm),Au_ppb,Elevation\n" + "".join(
    f"S{n},{25 + n / 1000},{-30 - n / 777},{n},{'<5' if n % 2 else n * n},{100 + n}\n" for n in range(1, 40)
)


def cells(html: str, first: str) -> list[str]:
    row = next(row for row in re.findall(r"<tr>(.*?)</tr>", html) if f">{first}</td>" in row)
    return re.findall(r"<td[^>]*>(.*?)</td>", row)


def test_columns_and_what_could_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text(TEXT + "S40,25.5,-30.5,about 9,<b>,7\n", encoding="utf-8")
    html = reading_report(read_table(TableRequest(str(path))), str(path), "qgis_process run x")
    copper = cells(html, "Cu (ppm)")
    assert copper[:9] == ["Cu (ppm)", "Cu_ppm", "ppm", "\u2013", "39", "0", "0", "0", "1"]
    assert [float(text) for text in copper[9:]] == [1, 20, 39]
    assert cells(html, "Au_ppb")[4:9] == ["19", "20", "0", "0", "1"]
    assert "&#x27;about 9&#x27; (41)" in html
    assert "&lt;b&gt;" in html
    assert "<b>" not in html
    assert "40 samples with 2 elements or oxides" in html
    assert cells(html, "Elevation")[2] == "whole number"
    assert html.count("<circle") + html.count("<path") > 0
    assert "qgis_process run x" in html


def test_a_table_read_without_a_doubt(tmp_path: Path) -> None:
    path = tmp_path / "survey.csv"
    path.write_text("lon,lat,Cu_ppm\n1.5,2.5,3\n", encoding="utf-8")
    html = reading_report(read_table(TableRequest(str(path))), str(path))
    assert "Every cell of a content was read." in html
    assert "There are none." in html
