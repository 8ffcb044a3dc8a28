"""The table of measures for programs, of a result made by hand."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from geochem_fusion.core.evaluation.image_quality import Quality, Similarity
from geochem_fusion.core.superresolution.quality_table import COLUMNS, similarity, table_rows, write_table
from geochem_fusion.core.superresolution.results import ElementOutcome, QualityRow, Trained

ALIKE = Similarity(0.744, 20.0, 12, 3, 7, "uniform")
GRIDDED = QualityRow("network", "small", Quality(48, 20.0, 23.55, ALIKE, 3.66, 0.64, 0.11, "cubic"))
PERFECT = QualityRow("plain", "cubic", Quality(48, 20.0, None, None, 0.0, 1.0, None, "cubic"))


def trained(*names: str) -> Trained:
    rest: tuple[Any, ...] = (None, None, 0.0, None, None, 48, "cubic", {}, "")
    elements = [ElementOutcome(name, "ppm", "none", [PERFECT, GRIDDED], *rest) for name in names]
    return Trained(None, elements, [], None, None, [])  # type: ignore[arg-type]


def test_a_line_for_each_map_of_each_element(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    write_table(trained("Cu", "Zn"), str(path))
    with path.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [(row["element"], row["map"]) for row in rows] == [
        ("Cu", "cubic"),
        ("Cu", "small"),
        ("Zn", "cubic"),
        ("Zn", "small"),
    ]
    expected = ["Zn", "ppm", "network", "small", "48", "20.0", "23.55", "0.744", "3.66", "0.64", "0.11", "cubic"]
    assert rows[3] == dict(zip(COLUMNS, expected))
    assert (rows[0]["psnr"], rows[0]["ssim"], rows[0]["rmse"], rows[0]["skill"]) == ("", "", "0.0", "")


def test_what_is_not_known_is_none() -> None:
    first, second = table_rows(trained("Cu"))
    assert (first["ssim"], second["ssim"]) == (None, 0.744)
    assert (similarity(PERFECT), similarity(GRIDDED)) == (None, 0.744)
