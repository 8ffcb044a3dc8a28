"""The algorithm classify in process and through ``qgis_process``: outputs, legends in units, a style an element."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.making import read_raster, write_raster
from tools.qgis_runner import QgisProcess


@pytest.fixture
def given(tmp_path: Path) -> dict[str, str]:
    values = np.exp(np.random.default_rng(5).normal(size=(2, 40, 50)) + 3)
    paths = {
        "INPUT": write_raster(tmp_path / "map.tif", values, names=["Cu", "Zn"], unit="ppm"),
        "UNCERTAINTY": write_raster(tmp_path / "u.tif", 0.2 * values, names=["Cu", "Zn"], unit="ppm"),
    }
    outputs = {name: str(tmp_path / f"{name}.tif") for name in ("CLASSES", "PROBABILITY", "INDEX")}
    return {**paths, **outputs, "REPORT": str(tmp_path / "r.html"), "TABLE": str(tmp_path / "t.csv")}


def test_outputs_and_legends(processing: Any, provider: Any, given: dict[str, str]) -> None:
    from qgis.core import QgsPalettedRasterRenderer, QgsRasterLayer

    done = processing.run("geochemfusion:classify", given)
    assert done == {k: v for k, v in given.items() if k not in ("INPUT", "UNCERTAINTY")} | {"N": 2000}
    assert np.unique(read_raster(given["CLASSES"])).tolist() == [0, 1, 2, 3, 4, 5]
    layer = QgsRasterLayer(given["CLASSES"], "classes")
    renderer = layer.renderer()
    assert isinstance(renderer, QgsPalettedRasterRenderer)
    labels = [entry.label for entry in renderer.classes()]
    assert labels[0].startswith("to ")
    assert labels[-1].startswith("more than ")
    assert all(label.endswith(" ppm") for label in labels)
    assert Path(given["TABLE"]).read_text(encoding="utf-8").startswith("element,unit,method,level,limit")
    assert "qgis_process run geochemfusion:classify" in Path(given["REPORT"]).read_text(encoding="utf-8")


def test_a_loaded_layer_offers_a_style_for_each_element(processing: Any, provider: Any, given: dict[str, str]) -> None:
    from qgis.core import QgsRasterLayer

    from geochem_fusion.algorithms.styling import BandStyles, class_style

    processing.run("geochemfusion:classify", given)
    layer = QgsRasterLayer(given["CLASSES"], "classes")
    style = BandStyles(tuple((name, class_style([("#ffffff", "low")], k)) for k, name in enumerate(("Cu", "Zn"), 1)))
    style.offer(layer)
    manager = layer.styleManager()
    assert sorted(manager.styles()) == ["Cu", "Zn"]
    assert (manager.currentStyle(), layer.renderer().usesBands()) == ("Cu", [1])
    manager.setCurrentStyle("Zn")
    assert layer.renderer().usesBands() == [2]


def test_a_run_for_nothing_is_refused(processing: Any, provider: Any, given: dict[str, str]) -> None:
    with pytest.raises(
        Exception, match="No output was asked for: choose at least one of CLASSES, PROBABILITY, INDEX, "
    ):
        processing.run("geochemfusion:classify", {"INPUT": given["INPUT"]})
    assert processing.run("geochemfusion:classify", {k: given[k] for k in ("INPUT", "TABLE")})["N"] == 2000


def test_through_qgis_process(qgis_process: QgisProcess, given: dict[str, str]) -> None:
    done = qgis_process.run("geochemfusion:classify", {**given, "METHOD": "deviation", "THRESHOLD": "Cu=45"})
    assert done["N"] == 2000
