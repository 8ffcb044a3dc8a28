"""Reports: one self-contained page in which nothing that a user named becomes markup."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from geochem_fusion.core import charts, measures, report
from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.evaluation import ElementResult, Evaluation
from geochem_fusion.core.grid import Grid
from geochem_fusion.core.points import PointValues

VOID = {"meta", "img", "circle", "rect", "path", "stop"}


class _Balance(HTMLParser):
    """Collects tags and fails where they do not nest."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.seen.append(tag)
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def _tags(html: str) -> list[str]:
    parser = _Balance()
    parser.feed(html)
    assert parser.open == []
    return parser.seen


def _evaluation(name: str = "Cu", points: bool = False) -> Evaluation:
    truth = np.array([[1.0, 2.0, 3.0], [4.0, 5.0, np.nan]])
    maps = {
        name + " map": truth + 0.25,
        measures.AS_IS: np.where(np.isfinite(truth), [[2.0, 1.0, 4.0], [5.0, 2.0, 4.0]], np.nan),
        measures.BILINEAR: truth - 0.5,
        measures.MEAN_PRESERVING: truth * 1.5,
    }
    if points:
        truth, maps = truth.ravel(), {key: values.ravel() for key, values in maps.items()}
    used = np.isfinite(truth)
    flat = {key: values.ravel() for key, values in maps.items()}
    rows = measures.measure(name, "ppm", truth.ravel(), flat, used.ravel())
    element = ElementResult(name, "ppm", truth, maps, used, rows, measures.verdict(rows))
    places = PointValues(np.arange(6.0), np.arange(6.0), [name], truth.reshape(-1, 1), "EPSG:32633", name)
    size = {"points": 6, "fields": [name]} if points else {"bytes": 10, "rows_columns_bands": [2, 3, 1]}
    return Evaluation(
        fused=[name + " map"],
        baselines=list(measures.BASELINES),
        elements=[element],
        support={"rule": "as told", "points": 6},
        inputs={"fused": {name: {"name": name, "bytes": 10, "rows_columns_bands": [2, 3, 1]}},
                "validation": {"name": name, **size}},
        grid=None if points else Grid((0, 1, 0, 0, 0, -1), 2, 3, "EPSG:32633"),
        points=places if points else None,
        versions={"NumPy": "1"},
    )  # fmt: skip


def test_page_is_one_file_with_escaped_titles() -> None:
    html = report.page("A <b>", [("H & <i>", report.paragraph("1 < 2"))], "sub <u>")
    assert not {"b", "i", "u", "script", "link"} & set(_tags(html))
    assert "A &lt;b&gt;" in html
    assert "H &amp; &lt;i&gt;" in html
    assert "1 &lt; 2" in html


def test_table_aligns_numbers_marks_the_best_and_escapes() -> None:
    html = report.table(["<th>", "value"], [["<td>", report.Best(1.23456)], ["x", None]], groups=[1])
    assert '<td class="number best">1.235</td>' in html
    assert '<td class="number">\u2013</td>' in html
    assert "&lt;td&gt;" in html
    assert "&lt;th&gt;" in html
    assert html.count('<tr class="group">') == 1
    assert report.table(["a"], []).count("<tr>") == 1


def test_best_of_each_measure_includes_the_baselines() -> None:
    html = report.evaluation_report(_evaluation())
    marked = re.findall(r'<td class="number best">([^<]+)</td>', html)
    # the coarse map as is has the smallest bias, the fused map the least RMSE and mean difference
    assert "\u22120.2000" in marked
    assert marked.count("0.2500") == 2
    verdict = "Cu: best fused map &#x27;Cu map&#x27; has RMSE 0.2500 ppm, 50 % below bilinear interpolation"
    assert verdict in html


@pytest.mark.parametrize("points", [False, True])
def test_names_never_become_markup(points: bool) -> None:
    plain = _tags(report.evaluation_report(_evaluation(points=points)))
    nasty = report.evaluation_report(_evaluation("<b>&'\"", points))
    assert _tags(nasty) == plain
    assert "&lt;b&gt;&amp;" in nasty


@pytest.mark.parametrize(("points", "maps"), [(False, 9), (True, 0)])
def test_report_shows_maps_differences_scatters_and_histograms(points: bool, maps: int) -> None:
    html = report.evaluation_report(_evaluation(points=points))
    assert html.count('<img class="map"') == maps  # validation and four maps, four differences
    assert html.count("<figure>") == 5 + 4 + 4 + 4
    assert html.count("n = 5") == 1 + 1 + 4  # verdict, element, each scatter plot
    assert "http://" not in html.replace("http://www.w3.org/2000/svg", "")
    assert "https://" not in html


def test_south_up_maps_are_shown_north_up() -> None:
    north, south = _evaluation(), _evaluation()
    south.grid = Grid((0, 1, 0, 0, 0, 1), 2, 3, "EPSG:32633")
    element = south.elements[0]
    element.validation = element.validation[::-1]
    element.maps = {name: values[::-1] for name, values in element.maps.items()}
    element.used = element.used[::-1]
    images = [re.findall(r"base64,([^\"]+)", report.evaluation_report(e)) for e in (north, south)]
    assert images[0] == images[1]
    low, high = charts.shared_range([north.elements[0].validation, *north.elements[0].maps.values()])
    assert images[0][0] in charts.map_image(north.elements[0].validation, low, high)


def test_write_report(tmp_path: Path) -> None:
    report.write_report(str(tmp_path / "r.html"), "<p>ä</p>")
    assert (tmp_path / "r.html").read_text(encoding="utf-8") == "<p>ä</p>"
    with pytest.raises(FusionError, match="folder"):
        report.write_report(str(tmp_path / "none" / "r.html"), "")
