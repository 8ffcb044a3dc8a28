"""The algorithm anomalies in process and through ``qgis_process``: layers, files, models, and what is refused."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal, ogr
from planted_survey import known_points, survey_points
from surveys import write_points

from geochem_fusion.core.anomalies.detection import find_anomalies
from geochem_fusion.core.anomalies.request import AnomalyRequest
from geochem_fusion.core.evaluation.target_ranking import TargetProtocol
from tools.qgis_runner import QgisProcess, QgisProcessError

WEST, SOUTH = 500000.0, 5000000.0


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The planted survey as a layer, with one row twice and one whose values are all missing."""
    folder = tmp_path_factory.mktemp("anomalies")
    points, deposits = survey_points()
    x, y = np.append(points.x, [points.x[5], 3000.0]) + WEST, np.append(points.y, [points.y[5], 3333.0]) + SOUTH
    values = np.concatenate([points.values, points.values[5:6], np.full((1, 6), -9999.0)]).astype(float)
    columns = dict(zip(points.names, values.T))
    return {
        "SAMPLES": write_points(folder / "samples.gpkg", x, y, columns),
        "DEPOSITS": write_points(folder / "deposits.gpkg", deposits[:, 0] + WEST, deposits[:, 1] + SOUTH, {}),
        "TARGET": ["Au_ppb"],
        "MIN_DISTANCE": 1500,
        "METHOD": "classical",
        "rows": len(x),
    }


def asked(layers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**{name: value for name, value in layers.items() if name.isupper()}, **more}


def features(path: str) -> list[dict[str, Any]]:
    source = ogr.Open(path)
    return [feature.items() for feature in source.GetLayer(0)]


def test_scores_stand_beside_all_attributes(
    processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path
) -> None:
    scores = str(tmp_path / "scores.gpkg")
    done = processing.run("geochemfusion:anomalies", asked(layers, SCORES=scores))
    points, deposits = survey_points()
    expected = find_anomalies(
        AnomalyRequest(
            points,
            targets=("Au_ppb",),
            method="classical",
            deposits=known_points(deposits),
            protocol=TargetProtocol(min_distance=1500.0),
        )
    )
    rows = features(scores)
    assert done["N"] == len(points.x)
    assert done["AUC"] > 0.95
    assert done["AUC_BEST_BASELINE"] <= 1
    assert len(rows) == layers["rows"]
    own = expected.survey.place_of
    np.testing.assert_allclose([row["score"] for row in rows[:-2]], expected.score[own], atol=0.01)
    assert rows[-2]["score"] == rows[5]["score"]  # the same place
    assert [rows[-1][name] for name in ("score", "rank", "class", "class_mad", "z_Au")] == [None] * 5
    ranks = [row["rank"] for row in rows[:-1]]
    assert min(ranks) == 1
    assert all(isinstance(rank, int) for rank in ranks)
    assert {row["class"] for row in rows[:-1]} == {0, 1, 2, 3, 4, 5}
    assert rows[0]["Ni_ppm"] == pytest.approx(float(points.values[0, 5]))
    assert (tmp_path / "scores.qml").is_file()


def test_every_output_is_written(processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    names = {"SCORES": "gpkg", "ANOMALY": "tif", "ATTENTION": "csv", "EDGES": "gpkg", "REPORT": "html", "TABLE": "csv"}
    files = {name: str(tmp_path / f"{name.lower()}.{ending}") for name, ending in {**names, "MODEL": "gfm"}.items()}
    network = {"METHOD": "mstgat", "EPOCHS": 2, "WIDTH": 16, "NEIGHBOURS": "4,8", "ALL_SCORES": True, "CELL_SIZE": 250}
    done = processing.run("geochemfusion:anomalies", asked(layers, **network, **files))
    assert set(files) <= set(done)
    rows = features(files["SCORES"])
    for name in ("residual_Au", "weight_4", "weight_8", "score_multiscale", "score_with_network", "score_raw_target"):
        assert name in rows[0], name
    assert rows[0]["score"] == rows[0]["score_with_network"]
    assert rows[0]["weight_4"] + rows[0]["weight_8"] == pytest.approx(1, abs=1e-5)
    edges = features(files["EDGES"])
    assert len(edges) == 3 * done["N"]
    assert {edge["neighbours"] for edge in edges} <= {4, 8}
    anomaly = gdal.Open(files["ANOMALY"])
    values = anomaly.ReadAsArray()
    assert anomaly.GetGeoTransform()[1] == 250
    assert 0 < values[values != anomaly.GetRasterBand(1).GetNoDataValue()].max() <= 1
    with Path(files["TABLE"]).open(encoding="utf-8") as file:
        table = {row["score"]: row for row in csv.DictReader(file)}
    assert float(table["with_network"]["auc"]) == done["AUC"]
    assert "with_network" in table
    assert "geochemfusion:anomalies" in Path(files["REPORT"]).read_text(encoding="utf-8")
    again = str(tmp_path / "again.gpkg")
    processing.run("geochemfusion:anomalies", asked(layers, MODEL_IN=files["MODEL"], SCORES=again))
    assert [row["score"] for row in features(again)] == [row["score"] for row in rows]


def test_through_the_command_line(qgis_process: QgisProcess, layers: dict[str, Any], tmp_path: Path) -> None:
    scores, table = tmp_path / "s.gpkg", tmp_path / "t.csv"
    document = qgis_process.run_document("geochemfusion:anomalies", asked(layers, SCORES=scores, TABLE=table))
    assert document["results"]["N"] == 324
    said = json.dumps(document["log"])
    assert "Sought: Au, with As, Sb as pathfinders, among 6 elements at 324 places." in said
    assert "Left out, because" in said


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"WIDTH": 30}, "WIDTH is 30: give a multiple of 4"),
        ({"FIELDS": ["Au_ppb"], "TARGET": ["Au_ppb"]}, "at least|least"),
        ({"TARGET": ["nothing"]}, "no field 'nothing'"),
    ],
)
def test_what_is_wrong_is_told_and_nothing_is_left(
    in_process: Any, layers: dict[str, Any], tmp_path: Path, changed: dict[str, Any], message: str
) -> None:
    from qgis.core import QgsProcessingException

    scores = tmp_path / "s.gpkg"
    with pytest.raises(QgsProcessingException, match=message):
        in_process.run("geochemfusion:anomalies", {**asked(layers), "SCORES": scores, **changed})
    assert not scores.exists()


def test_what_is_wrong_is_told_by_the_command_line(
    qgis_process: QgisProcess, layers: dict[str, Any], tmp_path: Path
) -> None:
    scores = tmp_path / "s.gpkg"
    with pytest.raises(QgisProcessError, match="NEIGHBOURS is '0'"):
        qgis_process.run("geochemfusion:anomalies", {**asked(layers), "SCORES": scores, "NEIGHBOURS": "0"})
    assert not scores.exists()


def test_names_of_fields_may_be_written_small(processing: Any, provider: Any, layers: dict[str, Any]) -> None:
    chosen = {"FIELDS": ["as_PPM", "sb_ppm", "cu_ppm"], "TARGET": ["AU_ppb"]}
    assert processing.run("geochemfusion:anomalies", asked(layers, SCORES="memory:", **chosen))["N"] == 324


@pytest.mark.parametrize("ending", ["csv", "xlsx", "dxf"])
def test_layers_that_would_lose_places_or_attributes_are_refused(
    in_process: Any, layers: dict[str, Any], tmp_path: Path, ending: str
) -> None:
    from qgis.core import QgsProcessingException

    scores = tmp_path / f"s.{ending}"
    with pytest.raises(QgsProcessingException, match=r"give another name, such as one in \.gpkg"):
        in_process.run("geochemfusion:anomalies", {**asked(layers), "SCORES": scores})
    assert not scores.exists()


def test_two_layers_of_one_name_keep_one_style_and_say_so(
    processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path
) -> None:
    from qgis.core import QgsProcessingFeedback

    feedback = QgsProcessingFeedback()
    both = {"SCORES": str(tmp_path / "gold.gpkg"), "ANOMALY": str(tmp_path / "gold.tif")}
    processing.run("geochemfusion:anomalies", asked(layers, **both), feedback=feedback)
    assert "would replace that of" in feedback.textLog()
    assert (tmp_path / "gold.qml").is_file()
