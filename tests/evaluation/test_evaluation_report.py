"""The report of an evaluation shows every map beside the baselines, and trusts no name."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from making import tags

from geochem_fusion.core.evaluation import evaluation_report as room
from geochem_fusion.core.evaluation import measures
from geochem_fusion.core.evaluation.evaluation import EvaluatedElement, Evaluation
from geochem_fusion.core.evaluation.evaluation_report import evaluation_report
from geochem_fusion.core.formats import shared_range
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.reports import charts
from geochem_fusion.core.samples.points import PointValues


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
    element = EvaluatedElement(name, "ppm", truth, maps, used, rows, measures.verdict(rows))
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


def test_best_of_each_measure_includes_the_baselines() -> None:
    html = evaluation_report(_evaluation())
    marked = re.findall(r'<td class="number best">([^<]+)</td>', html)
    # the coarse map as is has the smallest bias, the fused map the least RMSE and mean difference
    assert "\u22120.200" in marked
    assert marked.count("0.250") == 2
    verdict = "Cu: best fused map &#x27;Cu map&#x27; has RMSE 0.2500 ppm, 50 % below bilinear interpolation"
    assert verdict in html


@pytest.mark.parametrize("points", [False, True])
def test_names_never_become_markup(points: bool) -> None:
    plain = tags(evaluation_report(_evaluation(points=points)))
    nasty = evaluation_report(_evaluation("<b>&'\"", points))
    assert tags(nasty) == plain
    assert "&lt;b&gt;&amp;" in nasty


@pytest.mark.parametrize(("points", "maps"), [(False, 9), (True, 0)])
def test_report_shows_maps_differences_scatters_and_histograms(points: bool, maps: int) -> None:
    html = evaluation_report(_evaluation(points=points))
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
    images = [re.findall(r"base64,([^\"]+)", evaluation_report(e)) for e in (north, south)]
    assert images[0] == images[1]
    low, high = shared_range([north.elements[0].validation, *north.elements[0].maps.values()])
    assert images[0][0] in charts.map_image(north.elements[0].validation, low, high)


def test_report_ends_with_what_makes_it_again() -> None:
    html = evaluation_report(_evaluation(), "qgis_process run x -- A=1")
    assert html.index("<h2>Reproduce</h2>") > html.index("<h2>Inputs and method</h2>") > html.index("<h2>Measures</h2>")
    assert "<pre><code>qgis_process run x -- A=1</code></pre>" in html
    assert "Made with NumPy 1." in html
    assert "cells of 1.000 CRS units" in html


def test_a_mean_difference_that_is_rounding_is_shown_as_none_at_all() -> None:
    column = next(column for column in room._COLUMNS if column.measure == "bias")
    row = measures.Row("a", "Cu", "ppm", 9, 6e-9, 1.0, 1.0, 1.0, None, None, None, None, None, None, 1.0)
    other = replace(row, map="b", bias=-2e-9)
    assert [room._shown(r, column) for r in (row, other, replace(row, bias=0.01))] == [0.0, 0.0, 0.01]
    assert room._best([row, other], column) == 0.0


def test_what_decides_stands_first() -> None:
    assert [column.measure for column in room._COLUMNS][:4] == [
        "skill", "skill_mean_preserving", "n", "rmse"
    ]  # fmt: skip


def test_a_skewed_element_has_logarithmic_axes_and_colours() -> None:
    truth = np.exp(np.random.default_rng(2).normal(3, 1.5, (20, 30)))
    maps = {"Cu map": truth * 1.1, measures.BILINEAR: truth * 0.9}
    used = np.ones(truth.shape, bool)
    rows = measures.measure("Cu", "ppm", truth.ravel(), {k: v.ravel() for k, v in maps.items()}, used.ravel())
    element = EvaluatedElement("Cu", "ppm", truth, maps, used, rows, "")
    grid = Grid((0, 1, 0, 0, 0, -1), 20, 30, "EPSG:32633")
    html = evaluation_report(replace(_evaluation(), baselines=[measures.BILINEAR], elements=[element], grid=grid))
    maps_part = html[html.index("<h3>Maps</h3>") : html.index("<h3>Differences")]
    low, high = np.percentile(np.stack([truth, *maps.values()]), [2, 98])
    picture = charts.map_image(np.log10(np.clip(truth, low, high)), np.log10(low), np.log10(high))
    assert re.search(r"base64,([^\"]+)", picture)[1] in maps_part
    plots = html[html.index("<h3>Map against") : html.index("<h3>Distribution")]
    assert plots.count(">10<") == plots.count(">100<") == 4  # ticks of both axes of two plots
