"""The call of qgis_process that a report gives repeats the run."""

from __future__ import annotations

import html
import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import even_means, smooth_bands, write_raster

from geochem_fusion.core.fusion.model import load
from tools.qgis_runner import QgisProcess


@pytest.fixture(scope="module")
def rasters(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    folder = tmp_path_factory.mktemp("command it's")
    bands = smooth_bands(2, 64, 64)
    image = write_raster(folder / "image.tif", bands, names=["red", "swir"])
    return image, write_raster(folder / "coarse.tif", even_means(bands[0], 8), cell=80, names=["Cu"], unit="ppm")


def words(text: str) -> list[str]:
    return shlex.split(text.replace("\\\n", ""))


def test_the_line_in_a_report_trains_the_same_model(
    processing: Any, provider: Any, qgis_process: QgisProcess, rasters: tuple[str, str], tmp_path: Path
) -> None:
    model, report = tmp_path / "m.gfm", tmp_path / "r.html"
    settings = {"METHOD": "linear", "FEATURES": "raw", "GEOCHEM_BANDS": [1], "FOLDS": 3, "DERIVATIVE": False, "SEED": 7}
    inputs = {"RASTERS": [rasters[0]], "GEOCHEM": rasters[1]}
    processing.run("geochemfusion:train", {**inputs, **settings, "MODEL": str(model), "REPORT": str(report)})
    page, first = report.read_text(encoding="utf-8"), load(str(model))
    found = re.search(r"<pre><code>(.*?)</code></pre>", page, re.DOTALL)
    assert found is not None
    line = words(html.unescape(found[1]))
    assert line[:4] == ["qgis_process", "run", "geochemfusion:train", "--"]
    assert {"METHOD=linear", "FEATURES=raw", "GEOCHEM_BANDS=1", "FOLDS=3", "SEED=7", "DERIVATIVE=false"} <= set(line)
    assert not any(word.startswith(("TUNE=", "SUPPORT=")) for word in line)
    model.unlink()
    report.unlink()
    qgis_process.call(*line[1:])
    again = load(str(model))
    assert again.history == first.history
    rows = np.random.default_rng(0).normal(1000, 200, (20, 2))
    assert again.predict_rows(rows) == pytest.approx(first.predict_rows(rows), rel=1e-9)
    assert "<h2>Reproduce</h2>" in report.read_text(encoding="utf-8")


def test_layers_extents_and_temporary_outputs_become_text(provider: Any, rasters: tuple[str, str]) -> None:
    from qgis.core import (
        NULL,
        QgsCoordinateReferenceSystem,
        QgsProcessingContext,
        QgsProcessingOutputLayerDefinition,
        QgsProject,
        QgsRasterLayer,
        QgsRectangle,
        QgsReferencedRectangle,
    )

    from geochem_fusion.algorithms.command import command_line

    context = QgsProcessingContext()
    context.setProject(QgsProject.instance())
    image, coarse = (QgsRasterLayer(path, "a layer") for path in rasters)
    QgsProject.instance().addMapLayer(coarse)
    try:
        parameters = {
            "MODEL": "m.gfm",
            "RASTERS": [image, rasters[0]],
            "GEOCHEM": coarse.id(),
            "MODE": "residual",
            "EXTENT": QgsReferencedRectangle(QgsRectangle(1, 2, 3, 4.5), QgsCoordinateReferenceSystem("EPSG:4326")),
            "MASK": NULL,
            "OUTPUT": QgsProcessingOutputLayerDefinition("TEMPORARY_OUTPUT"),
            "UNCERTAINTY": "sd.tif",
        }
        line = words(command_line(provider.algorithm("apply"), parameters, context))
        assert line[3:] == [
            "--",
            "MODEL=m.gfm",
            f"RASTERS={rasters[0]}",
            f"RASTERS={rasters[0]}",
            f"GEOCHEM={rasters[1]}",
            "EXTENT=1.0,3.0,2.0,4.5 [EPSG:4326]",
            "OUTPUT=output.tif",
            "UNCERTAINTY=sd.tif",
        ]
    finally:
        QgsProject.instance().removeMapLayer(coarse.id())


def test_a_selection_is_told(provider: Any) -> None:
    from qgis.core import QgsProcessingContext, QgsProcessingFeatureSourceDefinition

    from geochem_fusion.algorithms.command import command_line

    for only, start in ((True, "# SAMPLES: only the features that were selected"), (False, "qgis_process run ")):
        parameters = {"SAMPLES": QgsProcessingFeatureSourceDefinition("points.gpkg", only), "FIELDS": ["Cu", "Zn"]}
        text = command_line(provider.algorithm("train"), parameters, QgsProcessingContext())
        assert text.startswith(start)
        assert text.endswith("SAMPLES=points.gpkg \\\n  FIELDS=Cu \\\n  FIELDS=Zn")
