"""The shipped models: listed under the provider, and working chains whose outputs can be used."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import ORIGIN, even_means, read_raster, smooth_bands, wkt, write_raster
from osgeo import gdal, ogr, osr

from tools.package import ROOT
from tools.qgis_runner import QgisProcess
from tools.synthetic_densities import make_densities
from tools.synthetic_region import make_region
from tools.synthetic_survey import make_survey

STEPS = {
    "anomalies_and_targets": ["anomalies", "evaluatetargets"],
    "fuse_and_evaluate": ["decompose", "train", "apply", "evaluate"],
    "grid_and_fuse": ["gridsamples", "train", "apply"],
    "map_and_evaluate_prospectivity": ["prospectivity", "evaluatetargets"],
    "sharpen_and_evaluate": ["trainsuperresolution", "applysuperresolution", "evaluate"],
    "laboratory_table_to_classes": ["readtable", "gridsamples", "train", "apply", "classify"],
}
STATIC = 2  # QgsProcessingModelChildParameterSource.Source.StaticValue
LISTED = {
    "anomalies_and_targets": "Find and evaluate targets",
    "fuse_and_evaluate": "Fuse and evaluate",
    "grid_and_fuse": "Grid samples and fuse",
    "map_and_evaluate_prospectivity": "Map and evaluate prospectivity",
    "sharpen_and_evaluate": "Sharpen and evaluate",
    "laboratory_table_to_classes": "Laboratory table to classes",
}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """An image of 10 m, a coarse map of 80 m, a finer survey of 40 m, and a sample in each of its cells."""
    folder = tmp_path_factory.mktemp("models")
    bands = smooth_bands(2, 64, 64)
    copper = 0.02 * bands[0] + 5
    fine = even_means(copper, 4)
    return {
        "image": write_raster(folder / "image.tif", bands, names=["red", "swir"]),
        "coarse": write_raster(folder / "coarse.tif", even_means(copper, 8), cell=80, names=["Cu"], unit="ppm"),
        "validation": write_raster(folder / "fine.tif", fine, cell=40, names=["Cu"], unit="ppm"),
        "samples": write_points(folder / "samples.gpkg", fine, 40),
    }


def write_points(path: Path, values: np.ndarray, cell: float) -> str:
    reference = osr.SpatialReference()
    reference.ImportFromWkt(wkt())
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = dataset.CreateLayer("samples", reference, ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn("Cu", ogr.OFTReal))
    for (row, column), value in np.ndenumerate(values):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetField("Cu", float(value))
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(ORIGIN[0] + (column + 0.5) * cell, ORIGIN[1] - (row + 0.5) * cell)
        feature.SetGeometry(point)
        layer.CreateFeature(feature)
    return str(path)


@pytest.mark.parametrize("name", STEPS)
def test_models_are_listed_and_complete(provider: Any, name: str) -> None:
    from qgis.core import QgsProcessingModelAlgorithm

    found = provider.algorithm(name)
    assert found.id() == f"geochemfusion:{name}"
    assert found.group() == "All steps at once"
    assert found.displayName() == LISTED[name]
    original = QgsProcessingModelAlgorithm()
    assert original.fromFile(str(ROOT / "models" / f"{name}.model3"))
    original.setGroup(found.group())
    assert found.create().toVariant() == original.toVariant()  # in English a listed model is that of its file
    children = [child.algorithmId() for child in found.create().childAlgorithms().values()]
    assert sorted(children) == sorted(f"geochemfusion:{step}" for step in STEPS[name])


@pytest.mark.parametrize("name", STEPS)
def test_models_are_valid_and_have_the_defaults_of_today(provider: Any, name: str) -> None:
    from qgis.core import QgsProcessingModelAlgorithm

    model = QgsProcessingModelAlgorithm()
    model.fromFile(str(ROOT / "models" / f"{name}.model3"))
    assert model.validate() == (True, [])
    chosen = {("decompose", "LEVELS"), ("train", "FEATURES"), ("apply", "MODE"), ("evaluatetargets", "FIELDS")}
    chosen |= {("evaluatetargets", "MIN_DISTANCE")}
    for step, child in model.childAlgorithms().items():
        for definition in child.algorithm().parameterDefinitions():
            sources = child.parameterSources().get(definition.name(), [])
            if (step, definition.name()) not in chosen and sources and sources[0].source() == STATIC:
                assert sources[0].staticValue() == definition.defaultValue(), (step, definition.name())


def test_samples_become_a_fused_map(processing: Any, provider: Any, scene: dict[str, str], tmp_path: Path) -> None:
    given = {"samples": scene["samples"], "fields": ["Cu"], "cell_size": 80, "image": scene["image"]}
    outputs = {
        "gridsamples:Coarse map": str(tmp_path / "coarse.tif"),
        "train:Training report": str(tmp_path / "training.html"),
        "apply:Fused map": str(tmp_path / "fused.tif"),
    }
    result = processing.run("geochemfusion:grid_and_fuse", {**given, "method": "linear", **outputs})
    assert {name: result[name] for name in outputs} == outputs
    coarse, fused = read_raster(outputs["gridsamples:Coarse map"])[0], read_raster(outputs["apply:Fused map"])[0]
    assert coarse == pytest.approx(even_means(read_raster(scene["image"])[0] * 0.02 + 5, 8), rel=1e-5)
    assert even_means(fused, 8) == pytest.approx(coarse, rel=1e-4)
    assert "Fusion model" in Path(outputs["train:Training report"]).read_text(encoding="utf-8")


def test_a_map_is_sharpened_and_evaluated(processing: Any, provider: Any, tmp_path: Path) -> None:
    files = make_densities(tmp_path / "data", 3, 64)
    given = {"coarse": files.coarse, "fine": files.fine, "elevation": files.elevation, "geology": files.geology}
    outputs = {
        "trainsuperresolution:Report of the training": str(tmp_path / "training.html"),
        "applysuperresolution:Sharpened map": str(tmp_path / "sharpened.tif"),
        "evaluate:Evaluation report": str(tmp_path / "evaluation.html"),
    }
    chosen = {"unit": "UNIT", "method": "ridge", "validation": str(files.withheld)}
    inputs = {name: str(path) for name, path in given.items()}
    result = processing.run("geochemfusion:sharpen_and_evaluate", {**inputs, **chosen, **outputs})
    assert {name: result[name] for name in outputs} == outputs
    mapped, truth = read_raster(outputs["applysuperresolution:Sharpened map"]), read_raster(files.withheld)
    coarse = np.repeat(np.repeat(read_raster(files.coarse), 4, axis=1), 4, axis=2)
    errors = [np.nanmean((values - truth) ** 2, axis=(1, 2)) for values in (mapped, coarse)]
    assert (errors[0] < 0.7 * errors[1]).all()
    assert "sharpened" in Path(outputs["evaluate:Evaluation report"]).read_text(encoding="utf-8")


def test_a_table_becomes_classes(processing: Any, provider: Any, scene: dict[str, str], tmp_path: Path) -> None:
    fine = read_raster(scene["validation"])[0]
    rows = [
        f"{ORIGIN[0] + (column + 0.5) * 40};{ORIGIN[1] - (row + 0.5) * 40};{value}".replace(".", ",")
        for (row, column), value in np.ndenumerate(fine)
    ]
    (tmp_path / "lab.csv").write_text("\n".join(["X;Y;Cu [ppm]", *rows]), encoding="utf-8")
    given = {
        "table": str(tmp_path / "lab.csv"),
        "crs": "EPSG:32633",
        "elements": "Cu_ppm",
        "cell_size": 80,
        "image": scene["image"],
        "mode": "residual",
    }
    outputs = {
        "readtable:Report of the table": str(tmp_path / "table.html"),
        "gridsamples:Coarse map": str(tmp_path / "coarse.tif"),
        "train:Training report": str(tmp_path / "training.html"),
        "apply:Map": str(tmp_path / "map.tif"),
        "apply:Standard deviation": str(tmp_path / "deviation.tif"),
        "classify:Classes": str(tmp_path / "classes.tif"),
        "classify:Probability of exceeding the threshold": str(tmp_path / "above.tif"),
        "classify:Report of the classes": str(tmp_path / "classes.html"),
        "classify:Maps to print": str(tmp_path / "maps.pdf"),
    }
    result = processing.run("geochemfusion:laboratory_table_to_classes", {**given, **outputs})
    assert {name: result[name] for name in outputs} == outputs
    coarse = read_raster(outputs["gridsamples:Coarse map"])[0]
    assert coarse == pytest.approx(even_means(read_raster(scene["image"])[0] * 0.02 + 5, 8), rel=1e-5)
    classes, above = (
        read_raster(outputs["classify:Classes"])[0],
        read_raster(next(p for p in outputs.values() if "above" in p))[0],
    )
    assert np.unique(classes).tolist() == [0, 1, 2, 3, 4, 5]
    assert ((above >= 0) & (above <= 1)).all()
    assert gdal.Open(f"PDF:1:{tmp_path / 'maps.pdf'}").RasterXSize > 1000


def test_outputs_that_nobody_asks_for_may_be_left_out(
    qgis_process: QgisProcess, processing: Any, provider: Any, scene: dict[str, str], tmp_path: Path
) -> None:
    """On the command line; dialogs make temporary ones."""
    samples = tmp_path / "samples.csv"
    rows = [f"{ORIGIN[0] + 40 * k},{ORIGIN[1] - 40 * j},{k + j}" for k in range(16) for j in range(16)]
    samples.write_text("\n".join(["X,Y,Cu_ppm", *rows]), encoding="utf-8")
    points = str(tmp_path / "points.gpkg")
    processing.run("geochemfusion:readtable", {"INPUT": str(samples), "CRS": "EPSG:32633", "OUTPUT": points})
    given = {"samples": points, "fields": ["Cu_ppm"], "cell_size": 80, "image": scene["image"], "method": "linear"}
    fused = str(tmp_path / "fused.tif")
    done = qgis_process.run("geochemfusion:grid_and_fuse", {**given, "apply:Fused map": fused})
    assert np.isfinite(read_raster(fused)).any()
    assert Path(done["gridsamples:Coarse map"]).parent != tmp_path


def test_anomalies_are_evaluated(processing: Any, provider: Any, tmp_path: Path) -> None:
    """With too few places for a network, which keeps it quick; the same AUC as the step itself tells."""
    survey = make_survey(tmp_path / "data", 3, 250, 6)
    given = {"samples": str(survey.samples), "target": ["Au_ppb"], "deposits": str(survey.deposits)}
    outputs = {
        "anomalies:Scores": str(tmp_path / "scores.gpkg"),
        "anomalies:Anomaly map": str(tmp_path / "anomaly.tif"),
        "anomalies:Report of anomalies": str(tmp_path / "anomalies.html"),
        "evaluatetargets:Evaluation report": str(tmp_path / "targets.html"),
    }
    result = processing.run("geochemfusion:anomalies_and_targets", {**given, **outputs})
    assert {name: result[name] for name in outputs} == outputs
    assert np.nanmin(read_raster(outputs["anomalies:Anomaly map"])[0]) >= 0
    parameters = {"SAMPLES": outputs["anomalies:Scores"], "FIELDS": ["score"], "DEPOSITS": given["deposits"]}
    alone = processing.run("geochemfusion:evaluatetargets", parameters)
    report = Path(outputs["evaluatetargets:Evaluation report"]).read_text(encoding="utf-8")
    assert f"AUC {alone['AUC']:.2f}" in report


def test_prospectivity_is_evaluated(processing: Any, provider: Any, tmp_path: Path) -> None:
    region = make_region(tmp_path / "data", 3, 60, 5)
    given = {"layers": [str(region.geochemistry), str(region.geophysics)], "method": "classical"}
    outputs = {
        "prospectivity:Prospectivity": str(tmp_path / "prospectivity.tif"),
        "prospectivity:Targets": str(tmp_path / "targets.gpkg"),
        "prospectivity:Report of prospectivity": str(tmp_path / "prospectivity.html"),
        "evaluatetargets:Evaluation report": str(tmp_path / "evaluation.html"),
    }
    asked = {**given, "deposits": str(region.deposits), **outputs}
    result = processing.run("geochemfusion:map_and_evaluate_prospectivity", asked)
    assert {name: result[name] for name in outputs} == outputs
    judged = {"SCORE": outputs["prospectivity:Prospectivity"], "DEPOSITS": str(region.deposits), "MIN_DISTANCE": 0}
    alone = processing.run("geochemfusion:evaluatetargets", judged)
    report = Path(outputs["evaluatetargets:Evaluation report"]).read_text(encoding="utf-8")
    assert f"AUC {alone['AUC']:.2f}" in report


def test_all_steps_run_from_the_command_line(qgis_process: QgisProcess, scene: dict[str, str], tmp_path: Path) -> None:
    outputs = {
        "train:Training report": tmp_path / "training.html",
        "apply:Fused map": tmp_path / "fused.tif",
        "evaluate:Evaluation report": tmp_path / "evaluation.html",
    }
    given = {name: scene[name] for name in ("image", "coarse", "validation")}
    qgis_process.run("geochemfusion:fuse_and_evaluate", {**given, "cell_size": 80, "method": "linear", **outputs})
    fused, coarse = read_raster(outputs["apply:Fused map"])[0], read_raster(scene["coarse"])[0]
    assert even_means(fused, 8) == pytest.approx(coarse, rel=1e-4)
    assert "Evaluation of fused maps" in outputs["evaluate:Evaluation report"].read_text(encoding="utf-8")
