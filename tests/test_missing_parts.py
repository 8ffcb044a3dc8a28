"""Where scikit-learn is missing or too old: all is listed, maps are made and judged, training says what to do."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tools.qgis_runner import QgisProcess, QgisProcessError
from tools.scene import make_scene

MISSING = 'raise ImportError("there is no scikit-learn here")\n'
OLD = '__version__ = "0.24.2"\n'
NAMES = ("decompose", "train", "apply", "evaluate", "compare", "gridsamples", "fuse_and_evaluate")
NAMES = (*NAMES, "anomalies", "evaluatetargets", "anomalies_and_targets", "prospectivity")
NAMES = (*NAMES, "trainsuperresolution", "applysuperresolution")


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return make_scene(tmp_path_factory.mktemp("scene"), seed=3, size=480)


@pytest.fixture(scope="module")
def model(in_process: Any, scene: Any) -> Path:
    """A model that was trained where scikit-learn is."""
    path = scene.covariates.with_name("trained_elsewhere.gfm")
    inputs = {"RASTERS": scene.covariates, "GEOCHEM": scene.coarse}
    in_process.run("geochemfusion:train", {**inputs, "METHOD": "linear", "FEATURES": "raw", "MODEL": path})
    return path


@pytest.fixture(scope="module", params=[MISSING, OLD], ids=["missing", "too old"])
def without(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> QgisProcess:
    """``qgis_process`` that finds another scikit-learn than the one that is installed, or none."""
    folder = tmp_path_factory.mktemp("without")
    (folder / "sklearn").mkdir()
    (folder / "sklearn" / "__init__.py").write_text(request.param, encoding="utf-8")
    return QgisProcess(folder, {"PYTHONPATH": str(folder)})


def test_all_is_listed(without: QgisProcess) -> None:
    listed = without.call("list").stdout
    assert [name for name in NAMES if f"geochemfusion:{name}" not in listed] == []


def test_maps_are_made_and_judged(without: QgisProcess, scene: Any, model: Path, tmp_path: Path) -> None:
    fused, difference = tmp_path / "fused.tif", tmp_path / "difference.tif"
    inputs = {"MODEL": model, "RASTERS": scene.covariates, "GEOCHEM": scene.coarse}
    without.run("geochemfusion:apply", {**inputs, "OUTPUT": fused})
    compared = {"FUSED": fused, "VALIDATION": scene.validation, "COARSE": scene.coarse, "DIFFERENCE": difference}
    assert without.run("geochemfusion:evaluate", compared)["N"] > 20
    assert {path.name for path in tmp_path.glob("*.qml")} == {"fused.qml", "difference.qml"}


@pytest.mark.parametrize(("name", "output"), [("train", "MODEL"), ("compare", "TABLE")])
def test_training_says_what_to_install(
    without: QgisProcess, scene: Any, tmp_path: Path, name: str, output: str
) -> None:
    given = {"RASTERS": scene.covariates, "GEOCHEM": scene.coarse, output: tmp_path / "out.gfm"}
    with pytest.raises(QgisProcessError) as caught:
        without.run(f"geochemfusion:{name}", given)
    said = caught.value.messages
    assert caught.value.exit_code == 1
    wanted = ("scikit-learn", "Windows", "OSGeo4W Shell", "macOS", "conda", "Linux", "python3-sklearn", "restart QGIS")
    assert [word for word in wanted if word not in said] == []
    assert "which this QGIS does not have" in said or "1.0 or newer, but this QGIS has 0.24.2" in said
    assert "Traceback" not in said
    assert list(tmp_path.iterdir()) == []
