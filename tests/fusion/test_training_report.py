"""The training report says what was found, for every element, and trusts no name."""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np
import pytest
from making import even_means, smooth_bands, tags, write_raster

from geochem_fusion.core.formats import number, symmetric_range
from geochem_fusion.core.fusion.training import train
from geochem_fusion.core.fusion.training_report import preference_sentence, training_report
from geochem_fusion.core.fusion.training_result import TrainingResult
from geochem_fusion.core.regression.request import Training
from geochem_fusion.core.reports.charts import DIVERGING, map_image


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> TrainingResult:
    folder = tmp_path_factory.mktemp("report")
    bands = smooth_bands(2, 64, 64)
    image = write_raster(folder / "image.tif", bands, names=["red", "swir"])
    cells = np.stack([even_means(bands[0], 8), even_means(bands[1], 8) ** 2 / 1000])
    coarse = write_raster(folder / "coarse.tif", cells, cell=80, names=["Cu", "<b>Au</b>"], unit="ppm")
    return train(Training.of([image], coarse, method="auto", features="raw", folds=3, tune=2, reduced_check=True))


def test_report_holds_verdicts_scores_and_what_was_tried(result: TrainingResult) -> None:
    html = training_report(result)
    for element in result.elements:
        assert element.verdict().split(":")[1][:40].strip() in html
        assert f"{element.scores['rmse']:.3g}" in html
    assert html.count("RMSE out of fold") == 2
    assert html.count("random forest") >= 2
    assert "red" in html
    assert "image.tif" in html


def test_report_ends_with_what_was_changed(result: TrainingResult) -> None:
    assert result.notes == result.model.history["notes"] == []
    title = "What was changed or assumed on the way, and warnings</h2>"
    assert training_report(result).split(title)[1].startswith("<ul><li>Nothing was left out")
    noted = {**result.model.history, "notes": ["Left out: 2 <cells>."]}
    told = replace(result, model=replace(result.model, history=noted))
    assert training_report(told).split(title)[1].startswith("<ul><li>Left out: 2 &lt;cells&gt;.</li></ul>")


def test_report_shows_what_matters(result: TrainingResult) -> None:
    html = training_report(result)
    assert html.count("Importance of the features") == 2
    assert "growth of the squared error" in html
    for element in result.elements:
        assert list(element.scores["importance"]) == ["red", "swir"]
    own = [element.scores["importance"] for element in result.elements]
    assert own[0]["red"] > own[0]["swir"]
    assert own[1]["swir"] > own[1]["red"]


def test_the_check_is_told_with_its_figures(result: TrainingResult) -> None:
    html = training_report(result)
    assert html.count("Check at reduced resolution") >= 1
    for element in result.elements:
        assert f">{element.target.method}, raw<" in html
        assert len(element.reduced) == 4
        for row in element.reduced:
            assert row.skill is not None
            assert f">{number(row.skill, 3)}<" in html
    assert "At reduced resolution (2 x): Cu: " in html


def test_every_trial_is_listed(result: TrainingResult) -> None:
    html = training_report(result)
    for element in result.elements:
        assert len(element.candidates) == 6
        assert sum(candidate is element.chosen for candidate in element.candidates) == 1
    assert html.count(">chosen<") == 2
    assert html.count("6 tried, on 1 setting of the features.") == 2
    assert html.count(">cell_mean<") >= 12
    assert "TUNE=2: 2 trials besides the defaults, all on the features given." in html


def test_only_the_features_that_matter_most_are_drawn(result: TrainingResult) -> None:
    element = result.elements[0]
    known = element.scores["importance"]
    try:
        element.scores["importance"] = {f"feature {k}": k / 100 for k in range(30)}
        html = training_report(result)
        assert "feature 29" in html
        assert "feature 9<" not in html
        assert "The 10 features below these are not shown" in html
        element.scores["importance"] = {}
        assert training_report(result).count("Importance of the features") == 1
    finally:
        element.scores["importance"] = known


def test_names_are_escaped(result: TrainingResult) -> None:
    html = training_report(result)
    assert "<b>Au" not in html
    assert "&lt;b&gt;Au&lt;/b&gt;" in html


def test_report_shows_residuals_and_variograms_with_units_and_n(result: TrainingResult) -> None:
    html = training_report(result)
    assert tags(html).count("img") == 6  # observed, predicted and residual of two elements
    element = result.elements[0]
    residual = element.observed - element.predicted
    low, high = symmetric_range([residual])
    grid = np.full(64, np.nan)
    grid[result.table.cells.index[element.rows]] = residual  # type: ignore[union-attr]
    picture = map_image(grid.reshape(8, 8), low, high, DIVERGING)
    assert picture[picture.index("src=") :] in html
    assert f"Cu: residuals, observed minus predicted (ppm), n = {len(element.rows)}" in html
    assert html.count("lag, m<") == 2
    assert html.count("semivariance, ppm²") == 2
    assert f"blocks of {number(element.folds.block_size)} m were dealt" in html


def test_report_says_why_auto_took_what_it_took(result: TrainingResult) -> None:
    element = result.elements[0]
    ordered = sorted(element.candidates, key=lambda candidate: candidate.error)
    html = training_report(result)
    assert html.count("METHOD=auto prefers the ensemble of extremely randomised trees") == 2
    assert "less than 50% of its mean squared error" in html
    ensemble = next(c for c in ordered if c.option.method == "ensemble")
    line = next(c for c in ordered if c.option.method == "linear")
    chosen = replace(ensemble, error=2 * line.error)
    told = preference_sentence([line, chosen], chosen)
    assert told.endswith("Here linear regression has 50% of it, which is not enough.")
    assert "anyway" in preference_sentence([line, chosen], line)


def test_report_ends_with_inputs_and_the_command(result: TrainingResult) -> None:
    html = training_report(result, "qgis_process run it")
    assert "<pre><code>qgis_process run it</code></pre>" in html
    assert re.search(
        r"<td>image</td><td>image.tif</td><td>64 rows, 64 columns, 2 bands</td><td>\d+</td><td>\w{16}<", html
    )
    assert "<td>coarse map</td><td>coarse.tif</td>" in html
    assert "<td>seed</td><td>0</td>" in html
