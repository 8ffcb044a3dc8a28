"""The report of super-resolution, of a result made by hand: every figure where it belongs."""

from __future__ import annotations

import csv
import html
import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import tags, wkt

from geochem_fusion.core.deep.learning import Curve
from geochem_fusion.core.evaluation.image_quality import Quality, Similarity
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.superresolution.ablation import COVARIATES, NETWORKS, Trial
from geochem_fusion.core.superresolution.results import ElementOutcome, Pictures, QualityRow, Trained
from geochem_fusion.core.superresolution.super_report import (
    COLUMNS,
    LOG_COLUMNS,
    super_report,
    table_rows,
    write_table,
)

GRID = Grid((0.0, 500.0, 0.0, 3000.0, 0.0, -500.0), 6, 8, wkt())


def quality(psnr: float, ssim: float | None, rmse: float, r: float, skill: float) -> Quality:
    similar = None if ssim is None else Similarity(ssim, 20.0, 12, 3, 7, "uniform")
    return Quality(48, 20.0, psnr, similar, rmse, r, skill, "cubic")


def outcome(name: str, unit: str) -> ElementOutcome:
    rows = [
        QualityRow("plain", "bilinear", quality(21.11, 0.711, 4.11, 0.61, -0.12)),
        QualityRow("plain", "cubic", quality(22.22, 0.722, 3.88, 0.62, 0.0)),
        QualityRow("stack", "stack", quality(23.33, 0.733, 3.77, 0.63, 0.03)),
        QualityRow("corrected", "ridge and forest", quality(24.44, 0.755, 3.55, 0.65, 0.16)),
        QualityRow("network", "small", quality(23.55, 0.744, 3.66, 0.64, 0.11)),
        QualityRow("chosen", "chosen", quality(24.33, 0.754, 3.56, 0.649, 0.15), quality(25.0, 0.8, 0.1, 0.7, 0.07)),
    ]
    shares = {"ridge": 0.25, "forest": 0.5, "network": 0.0}
    verdict = f"{name}: the error is 8 % less than that of the best interpolation."
    measures = 24.33, 0.754, 3.56, 0.649, 0.15, 48, "cubic"
    return ElementOutcome(name, unit, "log", rows, *measures, shares, verdict, 0.883)


@pytest.fixture
def trained() -> Trained:
    planes = 10 + np.arange(48.0).reshape(1, 6, 8) / 5
    truth = np.where(planes < 11, np.nan, planes)
    pictures = Pictures(GRID, truth, planes, planes + 0.1, planes + 0.2)
    curves = [Curve([1.0, 0.5, 0.4], [1.1, 0.6, 0.7], 1)]
    settings: dict[str, Any] = {
        "method": "auto",
        "folds": 4,
        "schedule": "published",
        "rasters": ["a", "b"],
        "mask": None,
    }
    parts = [outcome("Cu", "ppm")], curves, replace(GRID, height=60, width=80), pictures, ["Cu has <2> holes."]
    return Trained(None, *parts, settings, {"numpy": "1.24"})  # type: ignore[arg-type]


def cells(page: str) -> list[list[str]]:
    rows = re.findall(r"<tr[^>]*>(.*?)</tr>", page, re.DOTALL)
    return [[html.unescape(cell) for cell in re.findall(r"<t[dh][^>]*>(.*?)</t[dh]>", row, re.DOTALL)] for row in rows]


def test_all_maps_stand_in_one_table(trained: Trained) -> None:
    page = super_report(trained)
    rows = {row[1]: row for row in cells(page) if len(row) == 11 and row[0] == "Cu"}
    assert list(rows) == ["bilinear", "cubic", "stack", "ridge and forest", "small", "chosen"]
    assert rows["bilinear"][4] == "interpolation"
    assert rows["ridge and forest"][1:] == [
        "ridge and forest",
        "0.160",
        "\u2013",
        "with covariates",
        "48",
        "24.4",
        "0.755",
        "3.55",
        "ppm",
        "0.650",
    ]
    assert rows["bilinear"][2] == "\u22120.120"
    assert rows["chosen"][2:4] == ["0.150", "0.0700"]


def test_the_best_of_each_measure_is_marked(trained: Trained) -> None:
    marked = re.findall(r'class="[^"]*best[^"]*">([^<]*)<', super_report(trained))
    assert marked == ["0.160", "24.4", "0.755", "3.55", "0.650"]


def test_verdicts_lead(trained: Trained) -> None:
    page = super_report(trained)
    lead = re.findall(r'<p class="lead">(.*?)</p>', page)
    assert lead == ["Cu: the error is 8 % less than that of the best interpolation."]
    assert page.index("All maps side by side") > page.index(lead[0])


def test_maps_shares_curves_settings_and_notes(trained: Trained) -> None:
    page = super_report(trained, "qgis_process run x", [("coarse map", {"name": "c", "points": 3, "fields": ["Cu"]})])
    assert page.count('<img class="map"') == 4
    assert 'alt="Cu, ppm: finer survey"' in page
    assert "aspect-ratio:1.3333" in page
    head = ["element", "transform", "best interpolation", "ridge", "forest", "network"]
    assert [*head, "errors within 1.645 standard deviations"] in cells(page)
    assert ["Cu", "log", "cubic", "0.250", "0.500", "0", "88%"] in cells(page)
    assert ["Cu", "3.55", "3.66", "ppm", "\u22120.0629"] in cells(page)  # the network, over the map without it
    assert "Network 1: loss after each epoch, the best 2" in page
    assert ["rasters", "a, b"] in cells(page)
    assert ["coarse map", "c", "3 points; fields Cu"] in [row[:3] for row in cells(page)]
    assert "Cu has &lt;2&gt; holes." in page
    assert "qgis_process run x" in page
    assert "Made with numpy 1.24." in page
    assert "Cu; pixels of 500.0 m" in page
    assert tags(page).count("table") == 5


def test_curves_of_folds_say_which_epoch_serves_all(trained: Trained) -> None:
    page = super_report(replace(trained, settings={**trained.settings, "schedule": "together"}))
    assert "Without fold 1: loss after each epoch, chosen 2" in page
    assert "One number of epochs serves all folds" in page
    assert "One number of epochs serves all folds" not in super_report(trained)


def test_without_networks_there_are_no_curves(trained: Trained) -> None:
    page = super_report(replace(trained, curves=[]))
    assert "Networks" not in page
    assert "loss" not in page


def test_trials_have_a_table_for_each_kind(trained: Trained) -> None:
    assert "What covariates and networks are worth" not in super_report(trained)
    trials = [
        Trial(COVARIATES, "maps", {"psnr": [20.0, 22.0], "ssim": [None, None], "skill": [0.1, 0.3]}),
        Trial(NETWORKS, "unet", {"psnr": [21.0], "ssim": [0.5], "skill": [0.25]}),
    ]
    found = cells(super_report(trained, trials=trials))
    assert ["maps", "2", "21.0", "\u2013", "0.200", "0.141"] in found
    assert ["unet", "1", "21.0", "0.500", "0.250", "\u2013"] in found


def test_many_elements_are_not_all_drawn(trained: Trained) -> None:
    many = [outcome(f"E{k}", "") for k in range(14)]
    shown = trained.pictures
    planes = [np.repeat(p, 14, axis=0) for p in (shown.truth, shown.bilinear, shown.base, shown.chosen)]
    page = super_report(replace(trained, elements=many, pictures=Pictures(GRID, *planes)))
    assert page.count('<img class="map"') == 48
    assert "More elements, of which no map is drawn: 2." in page


def test_equal_measures_have_no_best(trained: Trained) -> None:
    rows = [replace(row, quality=quality(20.0, None, 4.0, 0.5, 0.0)) for row in trained.elements[0].rows]
    page = super_report(replace(trained, elements=[replace(trained.elements[0], rows=rows)]))
    assert 'best">' not in page


# -------------------------------------------------------------------------------------------------- the table

ALIKE = Similarity(0.744, 20.0, 12, 3, 7, "uniform")
GRIDDED = QualityRow("network", "small", Quality(48, 20.0, 23.55, ALIKE, 3.66, 0.64, 0.11, "cubic"))
PERFECT = QualityRow("plain", "cubic", Quality(48, 20.0, None, None, 0.0, 1.0, None, "cubic"))


def measured(*names: str) -> Trained:
    rest: tuple[Any, ...] = (None, None, 0.0, None, None, 48, "cubic", {}, "")
    elements = [ElementOutcome(name, "ppm", "none", [PERFECT, GRIDDED], *rest) for name in names]
    return Trained(None, elements, [], None, None, [])  # type: ignore[arg-type]


def test_a_line_for_each_map_of_each_element(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table(measured("Cu", "Zn"), str(path))
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["element"], row["map"]) for row in rows] == [
        ("Cu", "cubic"),
        ("Cu", "small"),
        ("Zn", "cubic"),
        ("Zn", "small"),
    ]
    expected = ["Zn", "ppm", "network", "small", "48", "20.0", "23.55", "0.744", "3.66", "0.64", "0.11", "cubic"]
    assert rows[3] == dict(zip((*COLUMNS, *LOG_COLUMNS), [*expected, *[""] * 4]))
    assert (rows[0]["psnr"], rows[0]["ssim"], rows[0]["rmse"], rows[0]["skill"]) == ("", "", "0.0", "")


def test_what_is_not_known_is_none() -> None:
    first, second = table_rows(measured("Cu"))
    assert (first["ssim"], second["ssim"]) == (None, 0.744)
    assert (PERFECT.quality.mean_ssim, GRIDDED.quality.mean_ssim) == (None, 0.744)
