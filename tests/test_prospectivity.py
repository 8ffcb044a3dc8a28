"""The algorithm prospectivity in process and through ``qgis_process``: every output, bad inputs, real sets."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal, ogr

from tests.making import read_raster
from tests.planted_region import GRID, TARGET, PlantedRegion, deposits
from tests.surveys import write_points
from tools.qgis_runner import QgisProcess, QgisProcessError

NUMBERS = {"AUC", "CAPTURE_10", "N", "N_TARGETS"}
ENDINGS = {
    "PROSPECTIVITY": "tif",
    "ANOMALY": "tif",
    "FAVOURABILITY": "tif",
    "TARGETS": "gpkg",
    "SOURCES": "csv",
    "REPORT": "html",
    "TABLE": "csv",
    "MODEL": "gfm",
}


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    folder = tmp_path_factory.mktemp("layers")
    region, known = PlantedRegion.make(folder), deposits()
    points = write_points(folder / "deposits.gpkg", known.x, known.y, {}, 32632)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(folder / "faults.gpkg"))
    layer = source.CreateLayer("faults", reference(), ogr.wkbLineString)
    feature = ogr.Feature(layer.GetLayerDefn())
    feature.SetGeometry(ogr.CreateGeometryFromWkt("LINESTRING (531000 3988500, 531000 3980000)"))
    layer.CreateFeature(feature)
    return {
        "RASTERS": [region.geochemistry, region.fields],
        "METHOD": "classical",
        "DEPOSITS": points,
        "faults": str(folder / "faults.gpkg"),
    }


def reference() -> Any:
    from osgeo import osr

    made = osr.SpatialReference()
    made.ImportFromWkt(GRID.crs)
    return made


def asked(layers: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {**{name: layers[name] for name in ("RASTERS", "METHOD", "DEPOSITS")}, **more}


def test_every_output(processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path) -> None:
    files = {name: str(tmp_path / f"{name.lower()}.{ending}") for name, ending in ENDINGS.items()}
    given = asked(layers, FAVOURABLE=[layers["faults"]], WEIGHTS="2", DISTANCES="3000", **files)
    done = processing.run("geochemfusion:prospectivity", given)
    assert set(done) == NUMBERS | set(files)
    assert done["AUC"] > 0.95
    assert done["N"] == 48 * 48 - 16
    source = ogr.Open(files["TARGETS"])
    targets = source.GetLayer(0)
    assert targets.GetFeatureCount() == done["N_TARGETS"]
    first = next(iter(targets))
    assert (first["rank"], first.GetGeometryRef().GetGeometryName()) == (1, "MULTIPOLYGON")
    assert first.GetGeometryRef().GetArea() == pytest.approx(first["cells"] * 1e6)
    near = read_raster(files["FAVOURABILITY"])[0]
    row, col = TARGET
    assert near[row + 1, col + 1] > 0.8 > 0.1 > near[row, 0]
    assert Path(files["PROSPECTIVITY"]).with_suffix(".qml").is_file()
    assert "Mineral prospectivity" in Path(files["REPORT"]).read_text(encoding="utf-8")


def test_a_model_maps_again_without_deposits(
    processing: Any, provider: Any, layers: dict[str, Any], tmp_path: Path
) -> None:
    model, path = str(tmp_path / "region.gfm"), str(tmp_path / "again.tif")
    processing.run("geochemfusion:prospectivity", asked(layers, MODEL=model, PROSPECTIVITY=str(tmp_path / "first.tif")))
    done = processing.run(
        "geochemfusion:prospectivity", {"RASTERS": layers["RASTERS"][::-1], "MODEL_IN": model, "PROSPECTIVITY": path}
    )
    assert done["AUC"] is None
    source = gdal.Open(path)
    assert source.GetRasterBand(1).GetDescription() == "score"


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"GEOCHEM_BANDS": "Cu_ppm, gold"}, "gold"),
        ({"WEIGHTS": "1,2"}, "WEIGHTS is '1,2': give a number from 0 for each layer of FAVOURABLE (1)"),
        ({"DISTANCES": "near"}, "DISTANCES is 'near'"),
        ({"FAVOURABLE": ["{raster}"]}, "cannot be read as a vector layer: choose points, lines or polygons"),
        ({"CELL_SIZE": 100000}, "CELL_SIZE is 100000, which makes 1 x 1 cells"),
    ],
)
def test_bad_input_gets_one_sentence(
    in_process: Any, layers: dict[str, Any], tmp_path: Path, given: dict[str, Any], message: str
) -> None:
    from qgis.core import QgsProcessingException

    raster = layers["RASTERS"][1]
    full = {"FAVOURABLE": [layers["faults"]], **given}
    if full["FAVOURABLE"] == ["{raster}"]:
        full["FAVOURABLE"] = [raster]
    path = tmp_path / "out.tif"
    with pytest.raises(QgsProcessingException) as failure:
        in_process.run("geochemfusion:prospectivity", asked(layers, PROSPECTIVITY=path, **full))
    assert message in str(failure.value)
    assert not path.exists()


def test_bad_input_ends_the_process_with_an_exit_code(
    qgis_process: QgisProcess, layers: dict[str, Any], tmp_path: Path
) -> None:
    path = tmp_path / "out.tif"
    with pytest.raises(QgisProcessError, match="ended with exit code 1") as failure:
        qgis_process.run("geochemfusion:prospectivity", asked(layers, PROSPECTIVITY=path, PERCENTILE=20))
    assert "PERCENTILE is 20: give a number from 50" in failure.value.messages
    assert not path.exists()


@pytest.mark.parametrize(
    ("name", "where", "auc", "share"),
    [
        ("nanling_li", "", 0.968, 0.83),
        ("gawler_multi", "commodity = 'Cu'", 0.78, 0.35),
        ("gawler_multi", "commodity = 'Au'", 0.72, 0.4),
        ("gawler_multi", "commodity = 'U'", 0.66, 0.5),
    ],
)
def test_real_regions(
    processing: Any, provider: Any, shared_data: Path, tmp_path: Path, name: str, where: str, auc: float, share: float
) -> None:
    """One call for all, nothing set by hand; figures are those that were measured, less a little."""
    known = str(shared_data / name / "deposits.gpkg") + (f"|layername=deposits|subset={where}" if where else "")
    given = {"RASTERS": [str(shared_data / name / "layers.tif")], "METHOD": "classical", "DEPOSITS": known}
    done = processing.run("geochemfusion:prospectivity", {**given, "PROSPECTIVITY": str(tmp_path / "out.tif")})
    assert done["AUC"] > auc
    assert done["CAPTURE_10"] > share
    assert np.isfinite(done["N_TARGETS"])
