"""The QGIS side in process: the public contract, help, checks, styles and dialogs."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.fusion.model import load
from geochem_fusion.core.raster import gdal_reader as raster
from tests.making import ORIGIN, even_means, smooth_bands, write_raster
from tests.surveys import write_points
from tools.scene import make_scene

# Ids, parameter names and enum strings that users script against; they may only grow.
CONTRACT = {
    "decompose": "INPUT BANDS LEVELS CELL_SIZE MEAN_FILTER WAVELENGTHS RED NIR NDVI_MAX HIGH LOW DERIVATIVE FEATURES",
    "train": (
        "RASTERS GEOCHEM GEOCHEM_BANDS SAMPLES FIELDS METHOD FEATURES SUPPORT TRANSFORM DISCRETE LEVELS MEAN_FILTER "
        "ELEMENT_TRANSFORMS DERIVATIVE WAVELENGTHS INDICES MASK FOLDS BLOCK_SIZE TUNE REDUCED_CHECK SEED MODEL REPORT "
        "TABLE BELOW_DETECTION NEGATIVE_IS_LIMIT OVER_LIMIT MISSING_CODES REMEMBER"
    ),
    "traincnn": (
        "RASTERS GEOCHEM GEOCHEM_BANDS SAMPLES FIELDS FEATURES TRANSFORM ELEMENT_TRANSFORMS RATIOS PATCH EPOCHS "
        "BASE_MODEL FREEZE_EPOCHS WIDTH DEVICE COMPARE KEEP_BEST LEVELS MEAN_FILTER DERIVATIVE WAVELENGTHS INDICES "
        "MASK FOLDS BLOCK_SIZE CELL_SAMPLES SEED MODEL REPORT TABLE BELOW_DETECTION NEGATIVE_IS_LIMIT OVER_LIMIT "
        "MISSING_CODES REMEMBER"
    ),
    "apply": "MODEL RASTERS GEOCHEM MODE EXTENT UNCERTAINTY MASK OUTPUT APPLICABILITY SCHEDULER LAYOUT",
    "anomalies": (
        "SAMPLES FIELDS TARGET PATHFINDERS BELOW METHOD SCORE NEIGHBOURS DEPOSITS LABELS CELL_SIZE EPOCHS WIDTH DEVICE "
        "SEED MODEL_IN MIN_DISTANCE ALL_SCORES NEGATIVE_IS_LIMIT OVER_LIMIT MISSING_CODES SCORES ANOMALY ATTENTION "
        "EDGES REPORT TABLE MODEL"
    ),
    "trainsuperresolution": (
        "GEOCHEM FINE FINE_SAMPLES FIELDS ELEVATION RASTERS GEOLOGY UNIT DESCRIPTION UNITS METHOD WIDTH CONSTRAINT "
        "TRANSFORM ASPECT ABLATION FOLDS BLOCK_SIZE EPOCHS DEVICE SEED MASK GEOCHEM_BANDS SAMPLES SAMPLE_FIELDS MODEL "
        "REPORT TABLE "
        "BELOW_DETECTION NEGATIVE_IS_LIMIT OVER_LIMIT MISSING_CODES"
    ),
    "applysuperresolution": (
        "MODEL GEOCHEM ELEVATION RASTERS GEOLOGY UNIT DESCRIPTION UNITS EXTENT MASK SCHEDULER GEOCHEM_BANDS SAMPLES "
        "SAMPLE_FIELDS OUTPUT UNCERTAINTY DOMAIN BELOW_DETECTION NEGATIVE_IS_LIMIT OVER_LIMIT MISSING_CODES"
    ),
    "evaluate": (
        "FUSED VALIDATION VALIDATION_POINTS FIELDS COARSE RS REPORT TABLE JSON DIFFERENCE BELOW_DETECTION "
        "NEGATIVE_IS_LIMIT OVER_LIMIT MISSING_CODES"
    ),
    "evaluatetargets": (
        "SCORE BAND SAMPLES FIELDS DEPOSITS MIN_DISTANCE DRAWS SEED AREA MASK REPORT TABLE JSON MAX_DISTANCE "
        "BELOW_DETECTION NEGATIVE_IS_LIMIT OVER_LIMIT MISSING_CODES"
    ),
    "prospectivity": (
        "RASTERS GEOCHEM_BANDS FAVOURABLE DEPOSITS CELL_SIZE WINDOW PATCH WIDTH MASK_RATIO STEPS DEVICE SEED MODEL_IN "
        "PROSPECTIVITY ANOMALY FAVOURABILITY SOURCES REPORT MODEL CATEGORIES WEIGHTS DISTANCES MASK METHOD ABLATIONS "
        "PERCENTILE TARGETS TABLE MISSING_CODES"
    ),
    "compare": (
        "RASTERS GEOCHEM GEOCHEM_BANDS FEATURES SUPPORT TRANSFORM MASK LEVELS MEAN_FILTER DERIVATIVE WAVELENGTHS "
        "ELEMENT_TRANSFORMS INDICES FOLDS BLOCK_SIZE SEED DEGRADE NETWORK REPORT TABLE JSON"
    ),
    "classify": (
        "INPUT UNCERTAINTY BANDS METHOD THRESHOLD PERCENTILES DISTRIBUTION INDEX_KIND INDEX_BANDS CLASSES PROBABILITY "
        "INDEX REPORT TABLE LAYOUT LAYOUT_TEXT TEMPLATE"
    ),
    "practicescene": "SIZE SEED IMAGE COARSE VALIDATION TRUTH TABLE",
    "readtable": (
        "INPUT CRS X_FIELD Y_FIELD SHEET HEADER_ROW ENCODING LIMITS NEGATIVE_IS_LIMIT MISSING_CODES OUTPUT REPORT"
    ),
    "gridsamples": (
        "SAMPLES FIELDS CELL_SIZE EXTENT TARGET_CRS BELOW_DETECTION NEGATIVE_IS_LIMIT DUPLICATES MIN_SAMPLES MEAN "
        "OUTPUT COUNT STD CENSORED OVER_LIMIT MISSING_CODES"
    ),
}
ENUMS = {
    ("train", "METHOD"): ["linear", "random_forest", "svr", "ensemble", "auto"],
    ("train", "FEATURES"): ["high_frequency", "raw", "multiscale", "as_is"],
    ("train", "SUPPORT"): ["cell_mean", "centre"],
    ("train", "TRANSFORM"): ["none", "log", "auto", "clr"],
    ("apply", "LAYOUT"): ["tiled", "cog"],
    ("train", "INDICES"): ["none", "aster", "landsat8", "sentinel2"],
    ("traincnn", "FEATURES"): ["high_frequency", "raw", "multiscale", "as_is"],
    ("traincnn", "TRANSFORM"): ["none", "log", "auto"],
    ("traincnn", "DEVICE"): ["auto", "cpu", "cuda"],
    ("compare", "FEATURES"): ["high_frequency", "raw", "multiscale", "as_is"],
    ("anomalies", "METHOD"): ["mstgat", "spectral", "spatial", "classical"],
    ("anomalies", "BELOW"): ["half", "sqrt2", "drop"],
    ("anomalies", "DEVICE"): ["auto", "cpu", "cuda"],
    ("anomalies", "SCORE"): [
        "multiscale",
        "level",
        "exceedance",
        "raw_target",
        "target_mean_8",
        "target_mean_wide",
        "mahalanobis",
        "principal_components",
        "element_distance",
        "isolation_forest",
    ],
    ("trainsuperresolution", "METHOD"): [
        "auto",
        "multilevel_unet",
        "unet",
        "srcnn",
        "vdsr",
        "small",
        "forest",
        "ridge",
        "none",
    ],
    ("trainsuperresolution", "WIDTH"): ["full", "half", "quarter"],
    ("trainsuperresolution", "CONSTRAINT"): ["none", "soft", "hard"],
    ("trainsuperresolution", "TRANSFORM"): ["none", "log", "auto"],
    ("trainsuperresolution", "DEVICE"): ["auto", "cpu", "cuda"],
    ("prospectivity", "METHOD"): ["vit", "classical"],
    ("prospectivity", "DEVICE"): ["auto", "cpu", "cuda"],
    ("apply", "MODE"): ["prediction", "detail", "residual", "interpolation"],
    ("classify", "METHOD"): ["percentiles", "deviation", "fractal"],
    ("classify", "DISTRIBUTION"): ["normal", "lognormal"],
    ("classify", "INDEX_KIND"): ["z_sum", "component"],
    ("readtable", "LIMITS"): ["text", "flag"],
    ("gridsamples", "BELOW_DETECTION"): ["half", "sqrt2", "drop"],
    ("gridsamples", "OVER_LIMIT"): ["limit", "half_more", "drop"],
    ("train", "BELOW_DETECTION"): ["half", "sqrt2", "drop"],
    ("gridsamples", "DUPLICATES"): ["average", "first", "keep"],
    ("gridsamples", "MEAN"): ["arithmetic", "geometric"],
}
NUMBERS = {
    "train": {"N", "R", "R2", "RMSE", "SKILL", "WEIGHT", "WEIGHT_ERROR"},
    "traincnn": {"N", "R", "R2", "RMSE", "SKILL", "WEIGHT", "WEIGHT_ERROR"},
    "anomalies": {"N", "AUC", "AUC_BEST_BASELINE"},
    "trainsuperresolution": {"PSNR", "SSIM", "RMSE", "SKILL", "N"},
    "evaluate": {"BIAS", "MEAN_ABS", "STD", "RMSE", "R", "R_RS", "R_COARSE", "SKILL", "N"},
    "evaluatetargets": {"AUC", "AUC_SD", "AUC_DENSITY", "CAPTURE_5", "CAPTURE_10", "CAPTURE_20", "N_DEPOSITS"},
    "prospectivity": {"AUC", "CAPTURE_10", "N", "N_TARGETS"},
    "compare": {"BEST_SKILL", "N"},
    "classify": {"N"},
    "readtable": {"N", "N_FIELDS"},
    "gridsamples": {"N", "CELLS"},
    "practicescene": {"N"},
}


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return make_scene(tmp_path_factory.mktemp("scene"), seed=3, size=800)


@pytest.fixture(scope="module")
def model(scene: Any, processing: Any, provider: Any, tmp_path_factory: pytest.TempPathFactory) -> str:
    path = str(tmp_path_factory.mktemp("model") / "linear.gfm")
    parameters = {
        "RASTERS": [str(scene.covariates)],
        "GEOCHEM": str(scene.coarse),
        "METHOD": "linear",
        "FEATURES": "raw",
    }
    processing.run("geochemfusion:train", {**parameters, "MODEL": path})
    return path


def algorithm(provider: Any, name: str) -> Any:
    return provider.algorithm(name)


def message(run: Any, name: str, parameters: dict[str, Any]) -> str:
    """Run an algorithm that must fail and return what it says."""
    from qgis.core import QgsProcessingException

    with pytest.raises(QgsProcessingException) as caught:
        run(f"geochemfusion:{name}", parameters)
    return str(caught.value)


@pytest.mark.parametrize("name", CONTRACT)
def test_parameters_of_the_contract(provider: Any, name: str) -> None:
    names = [p.name() for p in algorithm(provider, name).parameterDefinitions()]
    assert set(CONTRACT[name].split()) <= set(names)


@pytest.mark.parametrize("name", CONTRACT)
def test_every_parameter_is_explained(provider: Any, name: str) -> None:
    for parameter in algorithm(provider, name).parameterDefinitions():
        assert len(parameter.help()) > 30, parameter.name()
        assert parameter.description() != parameter.name()


@pytest.mark.parametrize(("name", "parameter"), ENUMS)
def test_enum_strings(provider: Any, name: str, parameter: str) -> None:
    definition = algorithm(provider, name).parameterDefinition(parameter)
    assert definition.usesStaticStrings()
    assert definition.options() == ENUMS[name, parameter]


def test_the_default_layout_does_not_hang_on_an_order(provider: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from geochem_fusion.algorithms import apply

    monkeypatch.setattr(apply, "LAYOUTS", apply.LAYOUTS[::-1])
    own = apply.Apply().create()
    definition = own.parameterDefinition("LAYOUT")
    assert definition.options() == ["cog", "tiled"]
    assert definition.defaultValue() == "tiled"


@pytest.mark.parametrize("name", NUMBERS)
def test_number_outputs(provider: Any, name: str) -> None:
    found = {o.name() for o in algorithm(provider, name).outputDefinitions() if o.type() == "outputNumber"}
    assert found == NUMBERS[name]


@pytest.mark.parametrize("name", CONTRACT)
def test_texts_and_icons(provider: Any, name: str) -> None:
    from qgis.PyQt.QtSvg import QSvgRenderer

    found = algorithm(provider, name)
    assert found.id() == f"geochemfusion:{name}"
    assert len(found.shortHelpString()) > 200
    searched = ",".join(found.tags()).lower()
    for word in ("downscaling", "pansharpen", "geochemistry", "aster"):
        assert word in searched
    groups = {"prepare": "Prepare", "fuse": "Fuse", "explore": "Find targets", "check": "Check"}
    assert found.group() == groups[found.groupId()]
    assert QSvgRenderer(found.svgIconPath()).isValid()
    assert Path(found.svgIconPath()).name == f"{name}.svg"


def test_a_network_is_trained_and_applied(scene: Any, processing: Any, provider: Any, tmp_path: Path) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    inputs = {"RASTERS": [str(scene.covariates)], "GEOCHEM": str(scene.coarse)}
    small = {"EPOCHS": 1, "WIDTH": 4, "PATCH": 11, "RATIOS": "1,2", "FOLDS": 3, "BLOCK_SIZE": 4000}
    endings = {"MODEL": "gfm", "REPORT": "html", "TABLE": "csv"}
    files = {name: str(tmp_path / f"network.{ending}") for name, ending in endings.items()}
    done = processing.run("geochemfusion:traincnn", {**inputs, **small, **files})
    assert done["N"] == len(Path(files["TABLE"]).read_text(encoding="utf-8").splitlines()) - 1
    assert "Cu" in done["VERDICT"]
    assert "loss after each epoch" in Path(files["REPORT"]).read_text(encoding="utf-8")
    out = str(tmp_path / "out.tif")
    processing.run("geochemfusion:apply", {**inputs, "MODEL": files["MODEL"], "OUTPUT": out})
    assert np.isfinite(raster.read(out)).any()


def test_training_a_network_says_where_pytorch_is_missing(
    scene: Any, processing: Any, provider: Any, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setitem(sys.modules, "torch", None)
    parameters = {"RASTERS": [str(scene.covariates)], "GEOCHEM": str(scene.coarse), "MODEL": str(tmp_path / "m.gfm")}
    assert "needs the Python package PyTorch" in message(processing.run, "traincnn", parameters)


def test_defaults_of_training(provider: Any) -> None:
    defaults = {p.name(): p.defaultValue() for p in algorithm(provider, "train").parameterDefinitions()}
    assert defaults["METHOD"] == "auto"
    assert defaults["FEATURES"] == "multiscale"
    assert defaults["MEAN_FILTER"] == 5
    assert (defaults["FOLDS"], defaults["TUNE"], defaults["SEED"]) == (5, 0, 0)
    assert algorithm(provider, "apply").parameterDefinition("MODE").defaultValue() == "residual"


def test_all_optional_outputs_of_decompose(processing: Any, provider: Any, scene: Any, tmp_path: Path) -> None:
    paths = {name: str(tmp_path / f"{name}.tif") for name in ("HIGH", "LOW", "DERIVATIVE", "FEATURES")}
    result = processing.run(
        "geochemfusion:decompose", {"INPUT": str(scene.covariates), "CELL_SIZE": 2000, "BANDS": [1, 2, 3], **paths}
    )
    assert result == paths
    image = raster.read(str(scene.covariates), [0, 1, 2])
    high, low = raster.read(paths["HIGH"]), raster.read(paths["LOW"])
    assert np.array_equal(np.isnan(high), np.isnan(image))
    assert np.nanmax(np.abs(high + low - image)) <= 1e-4 * np.nanmax(image)
    assert raster.describe(paths["FEATURES"]).band_names[0].startswith("high ")
    assert len(raster.describe(paths["FEATURES"]).bands) == 5


def test_only_the_outputs_asked_for_are_written(processing: Any, provider: Any, scene: Any, tmp_path: Path) -> None:
    high = str(tmp_path / "high.tif")
    result = processing.run("geochemfusion:decompose", {"INPUT": str(scene.covariates), "HIGH": high})
    assert result == {"HIGH": high}
    assert [p.name for p in tmp_path.iterdir()] == ["high.tif"]


def test_extent_in_another_crs(processing: Any, provider: Any, scene: Any, model: str, tmp_path: Path) -> None:
    from qgis.core import QgsCoordinateReferenceSystem, QgsCoordinateTransform, QgsProject, QgsRectangle

    grid = raster.describe(str(scene.covariates)).grid
    x, y = (float(v) for v in grid.map_xy(np.float64(300), np.float64(500)))
    box = QgsRectangle(x, y, x + 1500, y + 1500)
    own = QgsCoordinateReferenceSystem.fromWkt(grid.crs)
    degrees = QgsCoordinateReferenceSystem("EPSG:4326")
    wide = QgsCoordinateTransform(own, degrees, QgsProject.instance()).transformBoundingBox(box)
    text = f"{wide.xMinimum()},{wide.xMaximum()},{wide.yMinimum()},{wide.yMaximum()} [EPSG:4326]"
    output = str(tmp_path / "part.tif")
    parameters = {"MODEL": model, "RASTERS": [str(scene.covariates)], "MODE": "prediction"}
    processing.run("geochemfusion:apply", {**parameters, "EXTENT": text, "OUTPUT": output})
    whole = str(tmp_path / "whole.tif")
    processing.run("geochemfusion:apply", {**parameters, "OUTPUT": whole})
    part = raster.describe(output).grid
    assert 100 <= part.width <= 115
    assert 100 <= part.height <= 115
    col, row = (round(float(v)) for v in grid.col_row(*part.map_xy(np.float64(0), np.float64(0))))
    expected = raster.read(whole)[:, row : row + part.height, col : col + part.width]
    assert np.array_equal(raster.read(output), expected, equal_nan=True)


def test_area_of_applicability(processing: Any, provider: Any, scene: Any, model: str, tmp_path: Path) -> None:
    paths = {name: str(tmp_path / f"{name}.tif") for name in ("OUTPUT", "APPLICABILITY")}
    parameters = {"MODEL": model, "RASTERS": [str(scene.covariates)], "MODE": "prediction"}
    assert processing.run("geochemfusion:apply", {**parameters, **paths}) == paths
    index, inside = raster.read(paths["APPLICABILITY"])
    fused = raster.read(paths["OUTPUT"])[0]
    assert np.array_equal(np.isnan(index), np.isnan(fused))
    assert set(np.unique(inside[np.isfinite(inside)])) <= {0, 1}
    assert raster.describe(paths["APPLICABILITY"]).band_names == ["dissimilarity index", "inside area of applicability"]
    styles = {path.name for path in tmp_path.glob("*.qml")}  # as in qgis_process, where nothing is loaded
    assert styles == {"OUTPUT.qml", "APPLICABILITY.qml"}
    only = {"OUTPUT": str(tmp_path / "only.tif")}
    assert processing.run("geochemfusion:apply", {**parameters, **only}) == only


def test_indices_are_features(processing: Any, provider: Any, shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "rondonia_west"
    parameters = {
        "RASTERS": [str(folder / "covariates.tif")],
        "GEOCHEM": str(folder / "coarse_x8.tif"),
        "METHOD": "linear",
        "FEATURES": "raw",
        "INDICES": "landsat8",
        "TABLE": str(tmp_path / "t.csv"),
        "MODEL": str(tmp_path / "m.gfm"),
    }
    processing.run("geochemfusion:train", parameters)
    head = (tmp_path / "t.csv").read_text(encoding="utf-8").splitlines()[0]
    assert head.endswith("mag_gradient,index iron oxide,index clay")


def test_a_composition_through_train_and_apply(
    processing: Any, provider: Any, shared_data: Path, tmp_path: Path
) -> None:
    image, coarse = (str(shared_data / "meuse" / name) for name in ("covariates.tif", "coarse_x8.tif"))
    model, fused = str(tmp_path / "m.gfm"), str(tmp_path / "f.tif")
    given = {"RASTERS": [image], "GEOCHEM": coarse, "METHOD": "linear", "FEATURES": "raw", "TRANSFORM": "clr"}
    paths = {name: str(tmp_path / f"{name}.out") for name in ("REPORT", "TABLE")}
    processing.run("geochemfusion:train", {**given, **paths, "ELEMENT_TRANSFORMS": "Cd_ppm=log", "MODEL": model})
    assert [t.transform for t in load(model).targets] == ["log", "clr", "clr", "clr"]
    assert "geometric mean" in Path(paths["REPORT"]).read_text(encoding="utf-8")
    processing.run("geochemfusion:apply", {"MODEL": model, "RASTERS": [image], "MODE": "prediction", "OUTPUT": fused})
    found = raster.read(fused)
    values = raster.read(coarse)
    assert (np.nanmin(found, axis=(1, 2)) > 0).all()
    for plane, truth in zip(found, values):
        assert 0.5 < np.nanmean(plane) / np.nanmean(truth) < 2
    said = message(processing.run, "train", {**given, "ELEMENT_TRANSFORMS": "Au=log", "MODEL": model})
    assert "with elements out of Cd_ppm, Cu_ppm, Pb_ppm, Zn_ppm" in said


def test_verdict_and_check_of_training(processing: Any, provider: Any, scene: Any, tmp_path: Path) -> None:
    parameters = {
        "RASTERS": [str(scene.covariates)],
        "GEOCHEM": str(scene.coarse),
        "FEATURES": "raw",
        "FOLDS": 2,
        "REDUCED_CHECK": True,
        "REPORT": str(tmp_path / "r.html"),
        "MODEL": str(tmp_path / "m.gfm"),
    }
    definitions = {o.name(): o.type() for o in algorithm(provider, "train").outputDefinitions()}
    assert definitions["VERDICT"] == "outputString"
    asked = processing.run("geochemfusion:train", {**parameters, "METHOD": "auto"})
    blends = [target.blend for target in load(parameters["MODEL"]).targets]
    assert asked["WEIGHT"] == pytest.approx(np.mean([blend.weight for blend in blends if blend]))
    assert asked["WEIGHT_ERROR"] == pytest.approx(np.mean([blend.error for blend in blends if blend]))
    assert asked["VERDICT"].count("the map of ") == len(blends)
    assert "Check at reduced resolution" in Path(parameters["REPORT"]).read_text(encoding="utf-8")
    named = processing.run("geochemfusion:train", {**parameters, "METHOD": "linear", "REDUCED_CHECK": False})
    assert named["WEIGHT"] is None
    assert "linear regression is off by" in named["VERDICT"]
    assert "Check at reduced resolution" not in Path(parameters["REPORT"]).read_text(encoding="utf-8")


def test_samples_and_a_coarse_map_together(processing: Any, provider: Any, tmp_path: Path) -> None:
    """The samples teach, the model remembers the map, and 'Apply' needs neither to keep its means beside them."""
    bands = smooth_bands(2, 64, 64)
    truth = 20 + 4 * bands[0] / bands[0].std()
    image = write_raster(tmp_path / "image.tif", bands)
    coarse = write_raster(tmp_path / "coarse.tif", even_means(truth, 8)[None], cell=80.0, names=["Cu_ppm"])
    pixels = np.random.default_rng(1).permutation(64 * 64)[:80]
    row, col = pixels // 64, pixels % 64
    x, y = ORIGIN[0] + 10 * (col + 0.5), ORIGIN[1] - 10 * (row + 0.5)
    samples = write_points(tmp_path / "wells.gpkg", x, y, {"Cu": truth[row, col]})
    given = {"RASTERS": [image], "SAMPLES": samples, "FIELDS": ["Cu"], "FEATURES": "raw"}
    model = {"MODEL": str(tmp_path / "m.gfm")}
    alone = processing.run("geochemfusion:train", {**given, **model})
    both = processing.run("geochemfusion:train", {**given, **model, "GEOCHEM": coarse})
    assert (both["N"], both["RMSE"]) == (alone["N"], alone["RMSE"])
    outputs = {"OUTPUT": str(tmp_path / "out.tif"), "UNCERTAINTY": str(tmp_path / "spread.tif")}
    processing.run("geochemfusion:apply", {**model, **outputs})
    fused, spread = (raster.read(path)[0] for path in outputs.values())
    np.testing.assert_allclose(even_means(fused, 8), even_means(truth, 8), rtol=1e-4)
    assert np.isfinite(spread).all()
    told = message(processing.run, "train", {**given, **model, "FIELDS": ["Cu"], "GEOCHEM": image})
    assert "GEOCHEM has no band 'Cu'" in told


def test_selected_points_only(processing: Any, provider: Any, shared_data: Path, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingFeatureSourceDefinition, QgsProject, QgsVectorLayer

    layer = QgsVectorLayer(str(shared_data / "meuse" / "points_train.gpkg"), "points", "ogr")
    QgsProject.instance().addMapLayer(layer)
    try:
        layer.selectByIds([f.id() for f in layer.getFeatures()][:60])
        parameters = {
            "RASTERS": [str(shared_data / "meuse" / "covariates.tif")],
            "FIELDS": ["Zn_ppm"],
            "METHOD": "linear",
            "FEATURES": "raw",
            "MODEL": str(tmp_path / "m.gfm"),
        }
        source = QgsProcessingFeatureSourceDefinition(layer.id(), True)
        some = processing.run("geochemfusion:train", {**parameters, "SAMPLES": source})
        every = processing.run("geochemfusion:train", {**parameters, "SAMPLES": layer})
        assert (some["N"], every["N"]) == (60, 109)  # no two points share a pixel, and all have a value in every band
    finally:
        QgsProject.instance().removeMapLayer(layer.id())


@pytest.mark.parametrize(
    ("name", "parameters", "text"),
    [
        ("train", {"METHOD": "linear"}, "Give GEOCHEM"),
        ("train", {"RASTERS": None}, "RASTERS (Images) is missing. One or more rasters"),
        ("train", {"GEOCHEM": "{coarse}", "FOLDS": 1}, "FOLDS is 1: give a number from 2 to 100."),
        ("train", {"GEOCHEM": "{coarse}", "BLOCK_SIZE": -5}, "BLOCK_SIZE is -5: give a number from 0."),
        (
            "train",
            {"GEOCHEM": "{coarse}", "METHOD": "tree"},
            "METHOD 'tree' is not known: give one of linear, random",
        ),
        ("train", {"GEOCHEM": "{coarse}", "MEAN_FILTER": 4}, "odd number"),
        ("train", {"GEOCHEM": "{coarse}", "WAVELENGTHS": "1,2"}, "2 entries for 9 bands"),
        ("train", {"GEOCHEM": "{coarse}", "LEVELS": 25}, "LEVELS is 25"),
        ("train", {"GEOCHEM": "{coarse}", "INDICES": "sentinel2"}, "none of its indices can be computed"),
        ("train", {"GEOCHEM": "{covariates}"}, "nothing to sharpen"),
        ("train", {"GEOCHEM": "{coarse}", "GEOCHEM_BANDS": [4]}, "asks for band 4"),
        ("decompose", {"NDVI_MAX": 0.3}, "needs both the RED and the NIR"),
        ("decompose", {"CELL_SIZE": 10}, "not larger than the image's pixels"),
        ("decompose", {"BANDS": [1], "DERIVATIVE": "{out}.tif"}, "at least two spectral bands"),
        ("apply", {"MODEL": "{model}"}, "needs the coarse map"),
        ("apply", {"MODEL": "{fake}", "MODE": "prediction"}, "not made by Geochem Fusion"),
        ("apply", {"MODEL": "{model}", "MODE": "prediction", "RASTERS": ["{coarse}"]}, "that the model needs"),
        ("apply", {"MODEL": "{model}", "MODE": "prediction", "EXTENT": "0,1,0,1"}, "does not overlap"),
        ("apply", {"MODEL": "{model}", "MODE": "prediction", "SCHEDULER": "nowhere"}, "SCHEDULER"),  # with Dask or not
        ("evaluate", {}, "either VALIDATION"),
        ("evaluate", {"VALIDATION": "{validation}", "FUSED": ["{covariates}"]}, "Cu"),
    ],
)
def test_bad_input_is_one_clear_sentence(
    processing: Any,
    provider: Any,
    scene: Any,
    model: str,
    tmp_path: Path,
    name: str,
    parameters: dict[str, Any],
    text: str,
) -> None:
    image = str(scene.covariates)
    out = tmp_path / "out"
    given: dict[str, Any] = {
        "train": {"RASTERS": [image], "MODEL": f"{out}.gfm"},
        "decompose": {"INPUT": image, "HIGH": f"{out}_high.tif"},
        "apply": {"RASTERS": [image], "OUTPUT": f"{out}.tif"},
        "evaluate": {"FUSED": [str(scene.coarse)], "REPORT": f"{out}.html"},
    }[name]
    fake = Path(model).with_name("fake.gfm")
    fake.write_bytes(b"not a model")
    places = {
        "fake": fake,
        "coarse": scene.coarse,
        "covariates": image,
        "validation": scene.validation,
        "model": model,
        "out": out,
    }

    def filled(value: Any) -> Any:
        if isinstance(value, list):
            return [filled(v) for v in value]
        return value.format(**places) if isinstance(value, str) else value

    said = message(processing.run, name, {**given, **{key: filled(v) for key, v in parameters.items()}})
    assert text in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", sorted(CONTRACT))
def test_outputs_that_cannot_be_written_are_refused_before_the_work(
    provider: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    """Each named output of each algorithm, so that none is left beside one that fails when hours have passed."""
    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    made = algorithm(provider, name).create()

    def work(*_: Any) -> Any:
        raise AssertionError("the work began")

    monkeypatch.setattr(type(made), "run_core", work)
    for output in made.destinationParameterDefinitions():
        asked = {output.name(): str(tmp_path / ("a" * 300 + ".tif"))}
        with pytest.raises(QgsProcessingException, match=r"cannot be written \(File name too long\)"):
            made.processAlgorithm(asked, QgsProcessingContext(), QgsProcessingFeedback())
    assert not list(tmp_path.iterdir())


def test_what_is_left_is_said_ever_more_rarely() -> None:
    from qgis.core import QgsProcessingFeedback

    from geochem_fusion.algorithms.base import FeedbackProgress

    class Listener(QgsProcessingFeedback):
        def setProgressText(self, text: str) -> None:
            said.append(text)

    said: list[str] = []
    now = 0.0
    progress = FeedbackProgress(Listener(), lambda: now)
    for second in range(0, 101):
        now = float(second)
        progress.progress(second / 400)
    assert said == [
        "Done: 2%, 7 min left at this pace.",  # 390 s, said after 10 s of 400
        "Done: 5%, 7 min left at this pace.",  # 380 s
        "Done: 10%, 6 min left at this pace.",  # 360 s
        "Done: 20%, 6 min left at this pace.",  # 320 s
    ]


@pytest.mark.parametrize(
    ("seconds", "text"), [(0.2, "1 s"), (89, "89 s"), (90, "2 min"), (5300, "89 min"), (11100, "3 h 5 min")]
)
def test_times_are_said_as_people_do(seconds: float, text: str) -> None:
    from geochem_fusion.algorithms.base import time_text

    assert time_text(seconds) == text


def test_too_little_memory_is_one_sentence(
    provider: Any, scene: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qgis.core import QgsProcessingContext, QgsProcessingException, QgsProcessingFeedback

    found = provider.algorithm("decompose").create()
    monkeypatch.setattr(type(found), "run_core", lambda *given: np.empty(2**50))
    parameters = {"INPUT": str(scene.covariates), "HIGH": str(tmp_path / "high.tif")}
    with pytest.raises(QgsProcessingException, match=r"^There is not enough memory for this: give a smaller part"):
        found.processAlgorithm(parameters, QgsProcessingContext(), QgsProcessingFeedback())


def test_cancel_leaves_nothing_behind(provider: Any, scene: Any, model: str, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback

    class Impatient(QgsProcessingFeedback):
        """Cancels as soon as a quarter of the work is done."""

        def setProgress(self, value: float) -> None:
            if value >= 25:
                self.cancel()

    feedback = Impatient()
    feedback.progressChanged.connect(lambda value: feedback.cancel() if value >= 25 else None)
    parameters = {
        "MODEL": model,
        "RASTERS": [str(scene.covariates)],
        "GEOCHEM": str(scene.coarse),
        "OUTPUT": str(tmp_path / "o.tif"),
    }
    found = provider.algorithm("apply").create()
    result, _ = found.run(parameters, QgsProcessingContext(), feedback)
    assert feedback.isCanceled()
    assert result == {}
    assert list(tmp_path.iterdir()) == []


def test_fused_map_is_styled_when_loaded(scene: Any, model: str, provider: Any, tmp_path: Path) -> None:
    from qgis.core import QgsProcessingContext, QgsProcessingFeedback, QgsProject, QgsRasterLayer

    output = str(tmp_path / "fused.tif")
    context = QgsProcessingContext()
    context.addLayerToLoadOnCompletion(
        output, QgsProcessingContext.LayerDetails("Fused map", QgsProject.instance(), "OUTPUT")
    )
    parameters = {"MODEL": model, "RASTERS": [str(scene.covariates)], "GEOCHEM": str(scene.coarse), "OUTPUT": output}
    feedback = QgsProcessingFeedback()
    _, good = provider.algorithm("apply").create().run(parameters, context, feedback)
    assert good
    layer = QgsRasterLayer(output, "fused")
    context.layerToLoadOnCompletionDetails(output).postProcessor().postProcessLayer(layer, context, feedback)
    renderer = layer.renderer()
    assert renderer.type() == "singlebandpseudocolor"
    coarse = raster.read(str(scene.coarse))[0]
    fused = raster.read(output)[0]
    limits = [
        np.nanpercentile(coarse, [2, 98]),
        np.nanpercentile(fused, [0.5, 99.5]),
    ]  # the wider of both, three digits
    assert renderer.classificationMin() == pytest.approx(min(low for low, _ in limits), rel=0.02)
    assert renderer.classificationMax() == pytest.approx(max(high for _, high in limits), rel=0.02)


@pytest.mark.parametrize("name", CONTRACT)
def test_dialog_opens(processing: Any, provider: Any, name: str) -> None:
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from qgis.core import QgsApplication
    from qgis.gui import QgsGui

    QgsGui.editorWidgetRegistry().initEditors()
    dialog = AlgorithmDialog(provider.algorithm(name).create(), False, None)
    dialog.show()
    QgsApplication.processEvents()
    wrappers = dialog.mainWidget().wrappers
    shown = {key: wrappers[key].parameterValue() for key in {"train": ["METHOD"], "apply": ["MODE"]}.get(name, [])}
    dialog.close()
    assert set(CONTRACT[name].split()) <= {*wrappers, "MODEL", "OUTPUT"} | {
        p.name() for p in provider.algorithm(name).parameterDefinitions() if p.isDestination()
    }
    assert shown == {"train": {"METHOD": "auto"}, "apply": {"MODE": "residual"}}.get(name, {})


def test_choices_have_titles_in_dialogs_and_codes_as_values(processing: Any, provider: Any) -> None:
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from qgis.core import QgsProcessingContext
    from qgis.gui import QgsGui

    QgsGui.editorWidgetRegistry().initEditors()
    dialog = AlgorithmDialog(provider.algorithm("train").create(), False, None)
    method = dialog.mainWidget().wrappers["METHOD"]
    box = method.wrappedWidget() or method.widget
    shown = [box.itemText(place) for place in range(box.count())]
    assert shown[1] == "random_forest: random forest"
    assert [text.split(":")[0] for text in shown] == ENUMS["train", "METHOD"]
    changed = []
    method.widgetValueHasChanged.connect(lambda wrapper: changed.append(wrapper.parameterValue()))
    box.setCurrentIndex(1)
    assert changed == ["random_forest"]
    method.setParameterValue("svr", QgsProcessingContext())
    assert (box.currentIndex(), method.parameterValue()) == (2, "svr")
    transform = dialog.mainWidget().wrappers["TRANSFORM"]
    assert transform.parameterValue() == "none"
    dialog.close()


@pytest.mark.parametrize(
    ("algorithm", "name", "place", "text"),
    [
        ("anomalies", "METHOD", -1, "classical: no network"),
        ("anomalies", "SCORE", 3, "raw_target: the target by itself"),
        ("prospectivity", "METHOD", -1, "classical: no network"),
        ("trainsuperresolution", "METHOD", -1, "none: the weighted mean of interpolations alone"),
    ],
)
def test_titles_stand_beside_the_codes_of_methods(
    processing: Any, provider: Any, algorithm: str, name: str, place: int, text: str
) -> None:
    from processing.gui.AlgorithmDialog import AlgorithmDialog
    from qgis.gui import QgsGui

    QgsGui.editorWidgetRegistry().initEditors()
    dialog = AlgorithmDialog(provider.algorithm(algorithm).create(), False, None)
    choice = dialog.mainWidget().wrappers[name]
    box = choice.wrappedWidget() or choice.widget
    shown = [box.itemText(k) for k in range(box.count())]
    assert shown[place] == text
    assert [text.split(":")[0] for text in shown] == ENUMS[algorithm, name]
    dialog.close()


def test_the_modeler_and_batches_keep_the_boxes_of_qgis(processing: Any, provider: Any) -> None:
    from processing.gui.wrappers import WidgetWrapperFactory
    from qgis.core import QgsProcessingContext, QgsProcessingModelAlgorithm
    from qgis.gui import QgsProcessingModelerParameterWidget
    from qgis.PyQt.QtWidgets import QDialog

    algorithm = provider.algorithm("train").create()
    parameter = algorithm.parameterDefinition("METHOD")

    class ModelerParametersDialog(QDialog):
        model, context = QgsProcessingModelAlgorithm(), QgsProcessingContext()
        childId = ""  # noqa: N815 - as QGIS calls it

    class BatchAlgorithmDialog(QDialog):
        pass

    made = WidgetWrapperFactory.create_wrapper_from_metadata(parameter, ModelerParametersDialog())
    assert isinstance(made, QgsProcessingModelerParameterWidget)
    batch = WidgetWrapperFactory.create_wrapper_from_metadata(parameter, BatchAlgorithmDialog())
    assert batch.parameterDefinition().name() == "METHOD"
