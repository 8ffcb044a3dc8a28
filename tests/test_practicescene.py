"""The algorithm practicescene in process: files that the next steps take."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from making import read_raster


def test_the_table_leads_back_to_the_coarse_map(processing: Any, provider: Any, tmp_path: Path) -> None:
    outputs = {name: str(tmp_path / f"{name.lower()}.tif") for name in ("IMAGE", "COARSE", "VALIDATION", "TRUTH")}
    outputs["TABLE"] = str(tmp_path / "laboratory.csv")
    done = processing.run("geochemfusion:practicescene", {"SIZE": 420, "SEED": 3, **outputs})
    assert done == {**outputs, "N": 36}
    samples = str(tmp_path / "samples.gpkg")
    asked = {"INPUT": outputs["TABLE"], "CRS": "EPSG:32645", "OUTPUT": samples}
    read = processing.run("geochemfusion:readtable", asked)
    assert (read["N"], read["N_FIELDS"]) == (36, 1)
    assert sorted(path.name for path in tmp_path.glob("*.qml")) == ["coarse.qml", "truth.qml", "validation.qml"]
    assert read_raster(outputs["COARSE"]).shape == (1, 3, 3)
