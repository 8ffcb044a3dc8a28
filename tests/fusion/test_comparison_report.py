"""The report of a comparison says what was found, for every element and way."""

from __future__ import annotations

from html import escape

import numpy as np

from geochem_fusion.core.fusion.comparison import HELD_OUT, REDUCED, Comparing, Comparison, ElementComparison, Entry
from geochem_fusion.core.fusion.comparison_report import comparison_report
from geochem_fusion.core.geostatistics.folds import Folds
from geochem_fusion.core.geostatistics.interpolation import KRIGING, NEAREST
from geochem_fusion.core.regression.request import Training

OBSERVED = np.arange(6.0)


def element(name: str, skills: dict[str, float], reduced: bool) -> ElementComparison:
    def entries(check: str) -> list[Entry]:
        ordered = sorted(skills.items(), key=lambda item: -item[1])
        mean_preserving = 0.125 if check == REDUCED else None
        return [
            Entry(name, "ppm", check, way, *(way.split(", ") if ", " in way else ("", "")), 6, 0.9, 0.8, 1 - skill,
                  skill, mean_preserving, rank)
            for rank, (way, skill) in enumerate(ordered, 1)
        ]  # fmt: skip

    predicted = dict.fromkeys(skills, OBSERVED + 0.1)
    folds = Folds(np.arange(6) % 2, 2, 160.0, 4)
    found = ElementComparison(name, "ppm", folds, OBSERVED, predicted, entries(HELD_OUT), f"{name}: a <verdict>.")
    if reduced:
        found.reduced, found.reduced_verdict = entries(REDUCED), f"{name}: one step down."
    return found


def comparison() -> Comparison:
    first = {"linear, raw": 0.5, KRIGING: 0.25, NEAREST: -7.5}
    second = {"linear, raw": -0.25, KRIGING: 0.0625, NEAREST: -0.5}
    history = {
        "inputs": [
            {"name": "image.tif", "bytes": 1, "rows_columns_bands": [2, 3, 4]},
            {"name": "coarse.tif", "bytes": 1, "rows_columns_bands": [1, 1, 1]},
        ],
        "versions": {"numpy": "1"},
        "dropped": {"cells without a value": 2},
    }
    request = Comparing(Training.of(["image.tif"], "coarse.tif"), ["raw"])
    return Comparison(request, [element("A", first, True), element("B<", second, False)], ["B: no check."], history)


def test_report_holds_verdicts_tables_and_charts() -> None:
    html = comparison_report(comparison())
    assert "<script" not in html
    for text in ("A: a <verdict>.", "A: one step down.", "B<: a <verdict>.", "B: no check.", "B< (ppm)", "image.tif"):
        assert escape(text) in html
    assert "B< (ppm)" not in html
    assert html.count('class="wide"') == 2  # one picture for each check
    assert html.count('class="chart"') == 4  # best method and best plain interpolation of two elements
    assert "skill (mean-pres.)" in html
    assert "RMSE, ppm" in html
    assert "<td>image</td><td>image.tif</td><td>2 rows, 3 columns, 4 bands</td>" in html


def test_report_ends_with_what_makes_it_again() -> None:
    html = comparison_report(comparison(), "qgis_process run it")
    assert "Made with numpy 1." in html
    assert "<pre><code>qgis_process run it</code></pre>" in html


def test_overview_marks_the_best_of_an_element_and_sorts_by_the_mean() -> None:
    html = comparison_report(comparison())
    start = html.index("Held-out blocks: all elements")
    part = html[start : html.index("Reduced resolution: all elements")]
    table = part[part.index("<tbody>") :]
    assert table.index(KRIGING) < table.index("linear, raw") < table.index(NEAREST)
    assert '<td class="number best">0.500</td>' in table
    assert '<td class="number best">0.0625</td>' in table
    assert table.count(" best") == 2
    assert "bars end at \u22121" in part
    assert "\u22124.00</td>" in table  # the mean itself is not cut
