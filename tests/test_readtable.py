"""The algorithm readtable in process and through ``qgis_process``: the layer, its report, and what later steps read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from tests.making import read_raster
from tools.qgis_runner import QgisProcess

TABLE = """ID;Easting;Northing;Cu [ppm];Au_ppb;Rock
001;1,0;19,0;10,5;<5;granite
002;2,0;12,0;20,5;8;
003;12,0;15,0;NA;>100;basalt
BLK;;;0,1;<5;
"""


@pytest.fixture
def table(tmp_path: Path) -> str:
    path = tmp_path / "results.csv"
    path.write_bytes(TABLE.encode("cp1252"))
    return str(path)


def rows(path: str) -> tuple[list[str], list[list[Any]]]:
    from qgis.core import NULL, QgsVectorLayer

    layer = QgsVectorLayer(path, "samples", "ogr")
    features = sorted(layer.getFeatures(), key=lambda feature: feature.id())
    names = [field.name() for field in layer.fields()][1:]
    found = [[None if value == NULL else value for value in feature.attributes()[1:]] for feature in features]
    return names, [[feature.geometry().asPoint().x(), *row] for feature, row in zip(features, found)]


def test_a_layer_and_its_report(processing: Any, provider: Any, table: str, tmp_path: Path) -> None:
    files = {"OUTPUT": str(tmp_path / "s.gpkg"), "REPORT": str(tmp_path / "r.html")}
    done = processing.run("geochemfusion:readtable", {"INPUT": table, "CRS": "EPSG:32633", **files})
    assert done == {**files, "N": 3, "N_FIELDS": 2}
    names, found = rows(files["OUTPUT"])
    assert names == ["ID", "Cu_ppm", "Au_ppb", "Rock"]
    assert found == [
        [1.0, "001", 10.5, "<5", "granite"],
        [2.0, "002", 20.5, "8", None],
        [12.0, "003", None, ">100", "basalt"],
    ]
    html = Path(files["REPORT"]).read_text(encoding="utf-8")
    assert "3 samples with 2 elements or oxides" in html
    assert "qgis_process run geochemfusion:readtable" in html
    assert "CRS=EPSG:32633" in html


def test_flags_instead_of_texts(processing: Any, provider: Any, table: str, tmp_path: Path) -> None:
    output = str(tmp_path / "s.gpkg")
    given = {"INPUT": table, "CRS": "EPSG:32633", "LIMITS": "flag", "OUTPUT": output}
    processing.run("geochemfusion:readtable", given)
    names, found = rows(output)
    assert names == ["ID", "Cu_ppm", "Au_ppb", "Au_ppb_limit", "Rock"]
    assert [row[3:5] for row in found] == [[5, -1], [8, 0], [100, 1]]


def test_later_steps_apply_their_policy_to_the_limits(
    processing: Any, provider: Any, table: str, tmp_path: Path
) -> None:
    points, cells = str(tmp_path / "s.gpkg"), str(tmp_path / "c.tif")
    processing.run("geochemfusion:readtable", {"INPUT": table, "CRS": "EPSG:32633", "OUTPUT": points})
    grid = {"SAMPLES": points, "FIELDS": ["Cu_ppm", "Au_ppb"], "CELL_SIZE": 10, "OUTPUT": cells}
    processing.run("geochemfusion:gridsamples", {**grid, "OVER_LIMIT": "half_more"})
    copper, gold = read_raster(cells)
    np.testing.assert_allclose(copper, [[15.5, np.nan]])
    np.testing.assert_allclose(gold, [[(2.5 + 8) / 2, 150]])


def test_a_layer_in_memory(processing: Any, provider: Any, table: str) -> None:
    done = processing.run("geochemfusion:readtable", {"INPUT": table, "CRS": "EPSG:32633", "OUTPUT": "memory:"})
    assert done["OUTPUT"].featureCount() == 3
    assert done["OUTPUT"].crs().authid() == "EPSG:32633"


def test_through_qgis_process(qgis_process: QgisProcess, table: str, tmp_path: Path) -> None:
    output = str(tmp_path / "s.gpkg")
    done = qgis_process.run(
        "geochemfusion:readtable",
        {"INPUT": table, "CRS": "EPSG:32633", "X_FIELD": "Easting", "Y_FIELD": "Northing", "OUTPUT": output},
    )
    assert (done["N"], done["N_FIELDS"]) == (3, 2)
