"""The algorithm evaluatetargets in process and through ``qgis_process``: real rows, areas, files, the repeated call."""

from __future__ import annotations

import html
import json
import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import write_raster
from osgeo import gdal, ogr, osr
from surveys import cleaned, local_log_mean, read_layer, write_points

from geochem_fusion.core.samples.metric import metric_places
from tools.qgis_runner import QgisProcess, QgisProcessError

NUMBERS = {"AUC", "AUC_SD", "AUC_DENSITY", "CAPTURE_5", "CAPTURE_10", "CAPTURE_20", "N_DEPOSITS"}


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Samples whose score grows to the east, deposits there, a raster of the same score, and an area with a hole."""
    folder = tmp_path_factory.mktemp("targets")
    generator = np.random.default_rng(1)
    x, y = 500000 + 6000 * generator.random(300), 5000000 - 6000 * generator.random(300)
    columns = {"east": x / 1000 + generator.normal(0, 0.5, 300), "noise": generator.normal(0, 1, 300)}
    samples = write_points(folder / "samples.gpkg", x, y, columns)
    place = 400.0 * np.arange(1, 13)
    deposits = write_points(folder / "deposits.gpkg", 504500 + place / 8, 5000000 - place, {})
    raster = write_raster(folder / "score.tif", np.tile(np.arange(60.0), (60, 1)), 100.0, names=["east"])
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(folder / "area.gpkg"))
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    layer = source.CreateLayer("area", reference, ogr.wkbMultiPolygon)
    for west, hole in ((500000, 501000), (504000, 504500)):
        outline = f"({west} 4993000, {west + 2000} 4993000, {west + 2000} 5001000, {west} 5001000, {west} 4993000)"
        inner = f"({hole} 4998000, {hole + 500} 4998000, {hole + 500} 4998500, {hole} 4998500, {hole} 4998000)"
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"MULTIPOLYGON (({outline}, {inner}))"))
        layer.CreateFeature(feature)
    return {
        "SAMPLES": samples,
        "FIELDS": ["east", "noise"],
        "DEPOSITS": deposits,
        "MIN_DISTANCE": 1000,
        "raster": raster,
        "area": str(folder / "area.gpkg"),
        "x": x,
        "y": y,
    }


def asked(layers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**{name: layers[name] for name in ("SAMPLES", "FIELDS", "DEPOSITS", "MIN_DISTANCE")}, **more}


def test_samples_and_every_output(processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path) -> None:
    files = {
        name: str(tmp_path / f"t.{ending}") for name, ending in (("REPORT", "html"), ("TABLE", "csv"), ("JSON", "json"))
    }
    done = processing.run("geochemfusion:evaluatetargets", asked(layers, **files))
    assert set(done) == NUMBERS | set(files)
    content = json.loads(Path(files["JSON"]).read_text(encoding="utf-8"))
    first = content["rows"][0]
    assert (first["score"], first["auc"], first["auc_sd"]) == ("east", done["AUC"], done["AUC_SD"])
    assert (first["auc_density"], first["capture_10"]) == (done["AUC_DENSITY"], done["CAPTURE_10"])
    assert done["AUC"] > 0.8
    assert done["N_DEPOSITS"] == 12
    assert content["verdict"] in html.unescape(Path(files["REPORT"]).read_text(encoding="utf-8"))


def test_a_raster_has_no_sampling_density(processing: Any, provider: Any, layers: dict[str, Any]) -> None:
    given = {"SCORE": layers["raster"], "DEPOSITS": layers["DEPOSITS"], "MIN_DISTANCE": 1000}
    done = processing.run("geochemfusion:evaluatetargets", given)
    assert set(done) == NUMBERS
    assert done["AUC_DENSITY"] is None
    assert done["AUC"] > 0.8
    assert done["CAPTURE_5"] == 0.0  # the best cells lie at the eastern edge


def test_an_area_with_holes(processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path) -> None:
    path = tmp_path / "t.json"
    given = asked(layers, AREA=layers["area"], JSON=str(path))
    done = processing.run("geochemfusion:evaluatetargets", given)
    x, y = layers["x"] - 500000, layers["y"] - 4998000
    low = (y >= 0) & (y < 500)
    wanted = ((x < 2000) & ~(low & (x > 1000) & (x < 1500))) | ((x > 4000) & ~(low & (x > 4500) & (x < 5000)))
    deposits = json.loads(path.read_text(encoding="utf-8"))["deposits"]
    assert deposits["candidates"] == int(wanted.sum())
    assert deposits["outside"] == 2  # those 1600 and 2000 m to the south, in a hole
    assert done["N_DEPOSITS"] == 10


def test_a_selection_counts(processing: Any, provider: Any, layers: dict[str, Any]) -> None:
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

    deposits = QgsVectorLayer(layers["DEPOSITS"], "deposits", "ogr")
    QgsProject.instance().addMapLayer(deposits)
    deposits.selectByIds([1, 2, 3])
    given = asked(layers, DEPOSITS=QgsProcessingFeatureSourceDefinition(deposits.id(), True))
    assert processing.run("geochemfusion:evaluatetargets", given)["N_DEPOSITS"] == 3
    QgsProject.instance().removeMapLayer(deposits.id())


def test_negative_scores_are_scores_unless_asked(
    processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path
) -> None:
    """Concentrations with few negative values, which elsewhere are limits: here the score -1 is below 0.1."""
    x, y = layers["x"], layers["y"]
    values = np.where(np.arange(300) < 5, -1.0, 0.1 + np.abs(x - 500000) / 1000)
    samples = write_points(tmp_path / "s.gpkg", x, y, {"v": values})
    told = []
    for limit in (False, True):
        path = tmp_path / f"{limit}.json"
        given = asked(layers, SAMPLES=samples, FIELDS=["v"], NEGATIVE_IS_LIMIT=limit, JSON=str(path))
        processing.run("geochemfusion:evaluatetargets", given)
        told.append("below the detection limit" in path.read_text(encoding="utf-8"))
    assert told == [False, True]


def test_the_distance_is_asked_in_metres(provider: Any) -> None:
    from qgis.core import QgsUnitTypes

    definition = provider.algorithm("evaluatetargets").parameterDefinition("MIN_DISTANCE")
    assert definition.defaultUnit() == QgsUnitTypes.DistanceUnit.DistanceMeters
    assert definition.defaultValue() == 5000


def test_the_line_of_the_report_through_qgis_process(
    processing: Any, provider: Any, qgis_process: QgisProcess, layers: dict[str, Any], tmp_path: Path
) -> None:
    report, table = tmp_path / "r.html", tmp_path / "t.json"
    given = asked(layers, AREA=layers["area"], DRAWS=7, SEED=3, REPORT=str(report), JSON=str(table))
    processing.run("geochemfusion:evaluatetargets", given)
    first = table.read_bytes()
    found = re.search(r"<pre><code>(.*?)</code></pre>", report.read_text(encoding="utf-8"), re.DOTALL)
    assert found is not None
    line = shlex.split(html.unescape(found[1]).replace("\\\n", ""))
    assert {"FIELDS=east", "FIELDS=noise", "MIN_DISTANCE=1000", "DRAWS=7", "SEED=3"} <= set(line)
    table.unlink()
    qgis_process.call(*line[1:])
    assert table.read_bytes() == first


def test_a_bad_input_through_qgis_process(qgis_process: QgisProcess, layers: dict[str, Any], tmp_path: Path) -> None:
    given = {"SCORE": layers["raster"], "BAND": 4, "DEPOSITS": layers["DEPOSITS"], "JSON": tmp_path / "t.json"}
    with pytest.raises(QgisProcessError, match="Band 4 was asked for, but the image has 1 band"):
        qgis_process.run("geochemfusion:evaluatetargets", given)
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------------------------------- real surveys


@pytest.mark.parametrize(
    ("name", "auc", "density"), [("gswa_sed1", 0.724, 0.61), ("gswa_soil1", 0.717, 0.56), ("kola_moss", 1.0, 0.94)]
)
def test_raw_rows_of_a_survey_as_they_are(
    processing: Any, provider: Any, shared_data: Path, name: str, auc: float, density: float
) -> None:
    """Without the benchmark's cleaning: limits as negative numbers rank below all contents, as they do there."""
    folder, field = shared_data / name, "Ni_ppm" if name == "kola_moss" else "Au_ppm"
    given = {
        "SAMPLES": str(folder / "samples.gpkg"),
        "FIELDS": [field],
        "DEPOSITS": str(folder / "deposits.gpkg"),
    }
    done = processing.run("geochemfusion:evaluatetargets", given)
    assert done["AUC"] == pytest.approx(auc, abs=0.01)
    assert done["AUC_DENSITY"] == pytest.approx(density, abs=0.01)


@pytest.mark.parametrize(
    ("name", "wanted"), [("gswa_sed1", (0.724, 0.837, 0.909)), ("gswa_soil1", (0.717, 0.709, 0.520))]
)
def test_the_published_figures(
    in_process: Any, shared_data: Path, tmp_path: Path, name: str, wanted: tuple[float, ...]
) -> None:
    folder = shared_data / name
    survey = read_layer(folder / "samples.gpkg", ("Au_ppm",))
    gold = cleaned(survey.values[:, 0])
    local = local_log_mean(gold, metric_places(survey.x, survey.y, survey.crs)[0])
    samples = write_points(tmp_path / "rows.gpkg", survey.x, survey.y, {"raw": gold, "local": local}, 4283)
    table = tmp_path / "t.json"
    given = {"SAMPLES": samples, "FIELDS": ["raw", "local"], "DEPOSITS": folder / "deposits.gpkg", "JSON": table}
    done = in_process.run("geochemfusion:evaluatetargets", given)
    rows = json.loads(table.read_text(encoding="utf-8"))["rows"]
    assert [row["auc"] for row in rows[:3]] == pytest.approx(wanted, abs=0.01)
    assert done["AUC"] == rows[0]["auc"]


def test_a_band_of_a_real_map(in_process: Any, shared_data: Path) -> None:
    path = shared_data / "nanling_li" / "layers.tif"
    source = gdal.Open(str(path))
    bands = [source.GetRasterBand(k + 1).GetDescription() for k in range(source.RasterCount)]
    given = {"SCORE": path, "BAND": bands.index("Li_unit") + 1, "DEPOSITS": path.with_name("deposits.gpkg")}
    done = in_process.run("geochemfusion:evaluatetargets", given)
    assert done["N_DEPOSITS"] == 23
    assert [done[f"CAPTURE_{p}"] for p in (5, 10, 20)] == pytest.approx([0.74] * 3, abs=0.005)
