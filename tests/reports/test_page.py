"""Reports: one self-contained page in which nothing that a user named becomes markup."""

from __future__ import annotations

from pathlib import Path

import pytest
from making import tags, wkt

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.reports import page as report


def test_page_is_one_file_with_escaped_titles() -> None:
    html = report.page("A <b>", [("H & <i>", report.paragraph("1 < 2"))], "sub <u>")
    assert not {"b", "i", "u", "script", "link"} & set(tags(html))
    assert "A &lt;b&gt;" in html
    assert "H &amp; &lt;i&gt;" in html
    assert "1 &lt; 2" in html


def test_table_aligns_numbers_marks_the_best_and_escapes() -> None:
    html = report.table(["<th>", "value"], [["<td>", report.Best(1.23456)], ["x", None]], groups=[1])
    assert '<td class="number best">1.23</td>' in html
    assert '<td class="number">\u2013</td>' in html
    assert "&lt;td&gt;" in html
    assert "&lt;th&gt;" in html
    assert html.count('<tr class="group">') == 1
    assert report.table(["a"], []).count("<tr>") == 1


def test_notes_stand_in_a_list_of_their_own() -> None:
    title, html = report.notes_section(["Left out: 2 <cells>.", "'Cu' was converted."])
    assert title == "What was changed or assumed on the way, and warnings"
    assert html == "<ul><li>Left out: 2 &lt;cells&gt;.</li><li>&#x27;Cu&#x27; was converted.</li></ul>"
    assert report.notes_section([])[1] == "<ul><li>Nothing was left out, converted or assumed.</li></ul>"


def test_inputs_show_what_identifies_them() -> None:
    digest = "0123456789abcdef" * 4
    html = report.inputs_table(
        [
            ("image", {"name": "<i>.tif", "bytes": 12, "rows_columns_bands": [2, 3, 4], "sha256": digest}),
            ("image", {"name": "b.tif", "bytes": None, "rows_columns_bands": [5, 6, 7], "sha256": None}),
            ("points", {"name": "p", "points": 8, "fields": ["Cu", "Zn"]}),
        ]
    )
    assert "<td>&lt;i&gt;.tif</td><td>2 rows, 3 columns, 4 bands</td><td>12</td><td>0123456789abcdef</td>" in html
    assert "<td>8 points; fields Cu, Zn</td><td>\u2013</td>" in html
    assert "<td>5 rows, 6 columns, 7 bands</td><td>\u2013</td><td></td>" in html


def test_reproduction_names_versions_and_the_command_where_it_is_known() -> None:
    html = report.reproduction("run -- \\\n  A='<b>'", {"numpy": "1.2", "GDAL": "3"})
    assert "Made with numpy 1.2, GDAL 3." in html
    assert "<pre><code>run -- \\\n  A=&#x27;&lt;b&gt;&#x27;</code></pre>" in html
    assert "<pre>" not in report.reproduction("", {"numpy": "1.2"})


@pytest.mark.parametrize(
    ("crs", "text"),
    [
        (wkt(32633), "2646 m"),
        (wkt(4326), "2646 degrees"),
        (wkt(2225), "2646 US survey foot"),
        ("", "2646 CRS units"),
        ('PROJCRS["x",BASEGEOGCRS["y",ANGLEUNIT["degree",0.017]],CS[Cartesian,2],LENGTHUNIT["metre",1]]', "2646 m"),
    ],
)
def test_lengths_have_the_unit_of_the_crs(crs: str, text: str) -> None:
    assert report.length(2646.4, crs) == text
    assert report.length_unit(crs) == text.replace("2646 ", "")


def test_write_report(tmp_path: Path) -> None:
    report.write_report(str(tmp_path / "r.html"), "<p>ä</p>")
    assert (tmp_path / "r.html").read_text(encoding="utf-8") == "<p>ä</p>"
    with pytest.raises(FusionError, match="folder"):
        report.write_report(str(tmp_path / "none" / "r.html"), "")
