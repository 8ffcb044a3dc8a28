"""Evaluation of targets from layers and rasters: coordinate systems, areas, masks, files, verdicts, real surveys."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import Log, wkt, write_raster
from osgeo import gdal
from surveys import cleaned, local_log_mean, read_layer

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.evaluation.target_evaluation import (
    MEASURES,
    ScoreMap,
    TargetRequest,
    evaluate_targets,
    write_csv,
    write_json,
)
from geochem_fusion.core.evaluation.target_ranking import TargetProtocol
from geochem_fusion.core.raster.projection import projection
from geochem_fusion.core.samples.areas import Area
from geochem_fusion.core.samples.metric import metric_places
from geochem_fusion.core.samples.points import PointValues

UTM, DEGREES = wkt(), wkt(4326)
PROTOCOL = TargetProtocol(min_distance=500.0, draws=4)


def points(seed: int = 1, count: int = 250, crs: str = UTM) -> PointValues:
    generator = np.random.default_rng(seed)
    x, y = 500000 + 5000 * generator.random(count), 5000000 - 5000 * generator.random(count)
    values = np.column_stack([x / 1000 + generator.normal(0, 0.5, count), generator.normal(0, 1, count)])
    if crs != UTM:
        x, y = projection(UTM, crs)(x, y)
    return PointValues(x, y, ("east", "noise"), values, crs, "survey")


def deposits(crs: str = UTM) -> PointValues:
    x, y = 503500 + 120.0 * np.arange(12), 5000000 - 350.0 * np.arange(1, 13)
    if crs != UTM:
        x, y = projection(UTM, crs)(x, y)
    return PointValues(x, y, (), np.zeros((12, 0)), crs, "mines")


def figures(request: TargetRequest) -> list[float]:
    found = evaluate_targets(request).ranking
    return [value for s in found.scores for value in (s.auc, s.auc_all, s.captures[10], s.auc_density or 0.0)]


@pytest.mark.parametrize("samples", [UTM, DEGREES])
@pytest.mark.parametrize("known", [UTM, DEGREES])
def test_the_crs_makes_no_difference(samples: str, known: str) -> None:
    wanted = figures(TargetRequest(points(), deposits(), PROTOCOL))
    found = figures(TargetRequest(points(crs=samples), deposits(known), PROTOCOL))
    np.testing.assert_allclose(found, wanted, atol=0.01)


def test_an_area_leaves_samples_and_deposits_out() -> None:
    west = np.array([[499000.0, 4990000.0], [504000.0, 4990000.0], [504000.0, 5001000.0], [499000.0, 5001000.0]])
    log, samples = Log(), points()
    found = evaluate_targets(TargetRequest(samples, deposits(), PROTOCOL, Area([[west]], UTM)), log)
    facts = found.ranking.facts
    assert facts.candidates == int((samples.x < 504000).sum())
    assert (facts.given, facts.outside, facts.used) == (12, 7, 5)
    assert "Deposits outside the area, which are not ranked: 7 of 12." in found.notes
    assert any(t.startswith("Left out, because they lie outside the area: ") for t in found.notes)


def test_deposits_that_are_listed_twice_are_told() -> None:
    log, known = Log(), deposits()
    again = replace(
        known, x=np.append(known.x, known.x[:2]), y=np.append(known.y, known.y[:2]), values=np.zeros((14, 0))
    )
    evaluate_targets(TargetRequest(points(), again, PROTOCOL), log)
    assert "Deposits at the place of another one, which count again: 2 of 14." in log.warnings


def test_a_mask_does_what_an_area_does(tmp_path: Path) -> None:
    keep = np.ones((60, 60))
    keep[:, 40:] = 0  # cells of 100 m from 500000: from 504000 on
    keep[:, 39] = np.nan
    mask = write_raster(tmp_path / "mask.tif", keep, 100.0)
    ring = np.array([[500000.0, 4994000.0], [503900.0, 4994000.0], [503900.0, 5000000.0], [500000.0, 5000000.0]])
    masked = figures(TargetRequest(points(), deposits(), PROTOCOL, mask=mask))
    assert masked == figures(TargetRequest(points(), deposits(), PROTOCOL, Area([[ring]], UTM)))


def score_map(folder: Path) -> str:
    rows, cols = np.indices((50, 50))
    values = np.stack([np.zeros((50, 50)), cols + np.sin(rows)])
    values[1, :5] = np.nan
    return write_raster(folder / "score.tif", values, 100.0, names=["other", "east"])


def test_a_band_of_a_raster_with_deposits_in_degrees(tmp_path: Path) -> None:
    path = score_map(tmp_path)
    found = evaluate_targets(TargetRequest(ScoreMap(path, 1), deposits(DEGREES), PROTOCOL))
    assert found.first.name == "east"
    assert found.cells is not None
    assert found.ranking.facts.candidates == 45 * 50
    assert found.first.auc > 0.8
    assert found.inputs["scores"]["rows_columns_bands"] == [50, 50, 2]


def test_area_and_mask_of_a_raster(tmp_path: Path) -> None:
    path = score_map(tmp_path)
    half = np.where(np.arange(50)[:, None] < 25, 1.0, 0.0) * np.ones((50, 50))
    mask = write_raster(tmp_path / "mask.tif", half, 100.0)
    ring = np.array([[500000.0, 4997500.0], [505000.0, 4997500.0], [505000.0, 5000000.0], [500000.0, 5000000.0]])
    found = [
        evaluate_targets(TargetRequest(ScoreMap(path, 1), deposits(), PROTOCOL, **limits))
        for limits in ({"mask": mask}, {"area": Area([[ring]], UTM)})
    ]
    assert [f.ranking.facts.candidates for f in found] == [20 * 50] * 2
    assert [f.ranking.facts.outside for f in found] == [5] * 2
    assert found[0].first.auc == found[1].first.auc


def test_the_same_bytes_again(tmp_path: Path) -> None:
    for name in ("a", "b"):
        result = evaluate_targets(TargetRequest(points(), deposits(), PROTOCOL))
        write_csv(result, str(tmp_path / f"{name}.csv"))
        write_json(result, str(tmp_path / f"{name}.json"))
    for ending in ("csv", "json"):
        assert (tmp_path / f"a.{ending}").read_bytes() == (tmp_path / f"b.{ending}").read_bytes()


def test_files_say_the_same_and_explain_every_column(tmp_path: Path) -> None:
    result = evaluate_targets(TargetRequest(points(), deposits(), PROTOCOL))
    write_csv(result, str(tmp_path / "t.csv"))
    write_json(result, str(tmp_path / "t.json"))
    with open(tmp_path / "t.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    content = json.loads((tmp_path / "t.json").read_text(encoding="utf-8"))
    assert [row["kind"] for row in rows] == ["score", "score", "null"]
    assert list(rows[0]) == list(content["measures"]) == list(MEASURES)
    assert float(rows[0]["auc"]) == result.first.auc == content["rows"][0]["auc"]
    assert rows[0]["difference"] == ""
    assert content["deposits"]["used"] == 12
    assert content["protocol"]["min_distance"] == 500.0
    assert content["verdict"] == result.verdict


def test_verdicts() -> None:
    good = evaluate_targets(TargetRequest(points(), deposits(), PROTOCOL)).verdict
    assert good.startswith("'east' ranks deposits better than chance (AUC 0.")
    samples = points()
    noise = replace(samples, names=("noise",), values=samples.values[:, 1:])
    assert "is not shown to rank deposits better than chance" in (
        evaluate_targets(TargetRequest(noise, deposits(), PROTOCOL)).verdict
    )
    turned = replace(samples, values=-samples.values)
    assert "ranks deposits below other places" in evaluate_targets(TargetRequest(turned, deposits(), PROTOCOL)).verdict
    one = PointValues(deposits().x[:1], deposits().y[:1], (), np.zeros((1, 0)), UTM, "mine")
    assert "of a single known place, which proves nothing" in (
        evaluate_targets(TargetRequest(samples, one, PROTOCOL)).verdict
    )


def test_inputs_that_cannot_be_ranked(tmp_path: Path) -> None:
    nothing = replace(deposits(), x=np.zeros(0), y=np.zeros(0), values=np.zeros((0, 0)))
    far = Area([[np.array([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0]])]], UTM)
    path = score_map(tmp_path)
    empty = write_raster(tmp_path / "empty.tif", np.full((4, 4), np.nan))
    cases = [
        (TargetRequest(points(), nothing), "The layer 'mines' has no deposit"),
        (TargetRequest(points(), replace(deposits(), crs="")), "'mines' has no coordinate reference system"),
        (TargetRequest(replace(points(), crs=""), deposits()), "'survey' has no coordinate reference system"),
        (TargetRequest(points(), deposits(), area=far), r"None of the deposits \(12\) lies in the area"),
        (TargetRequest(points(), deposits(), area=Area([], UTM, "hole")), "The area 'hole' has no polygon"),
        (TargetRequest(ScoreMap(path, 7), deposits()), "Band 8 was asked for, but the image has 2 bands"),
        (TargetRequest(ScoreMap(path, 0), deposits()), "The score 'other' is the same everywhere"),
        (TargetRequest(ScoreMap(empty), deposits()), "has no cell with a value"),
    ]
    for request, sentence in cases:
        with pytest.raises(FusionError, match=sentence):
            evaluate_targets(request)


def test_cancelling_stops(tmp_path: Path) -> None:
    for scores in (points(), ScoreMap(score_map(tmp_path), 1)):
        with pytest.raises(Cancelled):
            evaluate_targets(TargetRequest(scores, deposits(), PROTOCOL), Log(stop_after=1))


# ---------------------------------------------------------------------------------------------- real sets


def test_the_published_figures_of_stream_sediments(shared_data: Path) -> None:
    samples = read_layer(shared_data / "gswa_sed1" / "samples.gpkg", ("Au_ppm",))
    gold = cleaned(samples.values[:, 0])
    local = local_log_mean(gold, metric_places(samples.x, samples.y, samples.crs)[0])
    scores = replace(samples, names=("raw", "local"), values=np.column_stack([gold, local]))
    found = evaluate_targets(TargetRequest(scores, read_layer(shared_data / "gswa_sed1" / "deposits.gpkg")))
    assert [s.auc for s in found.ranking.scores[:3]] == pytest.approx([0.724, 0.837, 0.909], abs=0.01)
    assert "but no better than what knows nothing of it" in found.verdict
    assert found.ranking.facts.known == 16
    assert float(np.median(found.ranking.facts.distances)) == pytest.approx(2630, abs=10)


@pytest.mark.parametrize(
    ("name", "band", "where", "captures", "auc"),
    [
        ("nanling_li", "Li_unit", "", (0.74, 0.74, 0.74), 0.898),
        ("nanling_li", "Bi_unit", "", (0.65, 0.70, 0.91), 0.900),
        ("gawler_multi", "eTh_ppm", "commodity = 'Cu'", (0.23, 0.39, 0.63), 0.771),
        ("gawler_multi", "eTh_ppm", "commodity = 'U'", (0.41, 0.48, 0.59), 0.638),
    ],
)
def test_the_published_captures_of_maps(
    shared_data: Path, name: str, band: str, where: str, captures: tuple[float, ...], auc: float
) -> None:
    """Captures, and the area under the curve of the cells with a deposit against all others."""
    path = shared_data / name / "layers.tif"
    source = gdal.Open(str(path))
    bands = [source.GetRasterBand(k + 1).GetDescription() for k in range(source.RasterCount)]
    known = read_layer(shared_data / name / "deposits.gpkg", (), where)
    found = evaluate_targets(TargetRequest(ScoreMap(str(path), bands.index(band)), known, TargetProtocol(0.0)))
    assert [*found.first.captures.values()] == pytest.approx(captures, abs=0.006)
    assert found.first.places.mean == pytest.approx(auc, abs=0.006)
