"""Prospectivity of a synthetic region from end to end through ``qgis_process``: map it, then judge the map.

Half of the deposits left a halo in the geochemistry and half left nothing: a map that knows the ground finds the first
and not the others. The network is trained where PyTorch is in .venv (``make setup-deep``); elsewhere the score is that
without a network, and the demo says so.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tools.demo import as_table, number, timed
from tools.figure import draw_region
from tools.network_demo import options_of, perform
from tools.qgis_runner import QgisProcess
from tools.synthetic_region import BLIND, EXPRESSED, RegionFiles, make_region

COLUMNS = (("auc_places", "AUC"), ("capture_5", "in best 5 %"), ("capture_10", "in best 10 %"))
FAULTS_REACH = 3000  # metres


def main() -> int:
    parser = options_of(__doc__, "demo_prospectivity", 2025)
    parser.add_argument("--size", type=int, default=150, help="side of the region in cells of 1 km")
    options = parser.parse_args()
    return perform(
        lambda process, folder: run(process, folder, options.seed, options.size),
        options.output,
        "the map is made without a network",
    )


def run(process: QgisProcess, folder: Path, seed: int, size: int) -> None:
    """All steps; the number of deposits grows with the region."""
    count = max(4, round(size / 10.7))
    region = timed("make a region", lambda: make_region(folder / "data", seed, size, count))
    found = timed("prospectivity", lambda: prospectivity(process, region, folder))
    measures: dict[str, list[Mapping[str, Any]]] = {}
    for kind in (EXPRESSED, BLIND):
        measures[kind] = timed(f"evaluatetargets, {kind}", lambda: judge(process, region, folder, kind))  # noqa: B023
    picture = folder / "maps.png"
    timed("draw the maps", lambda: draw_region(picture, region, folder / "prospectivity.tif"))
    print(f"\n{found['N_TARGETS']} targets; deposits have no part in the map.")
    print_judged(measures)
    print(f"\nReport: {folder}/report.html\nMaps:   {picture}\n        {folder}/*.tif, {folder}/targets.gpkg")


def prospectivity(process: QgisProcess, region: RegionFiles, folder: Path) -> dict[str, Any]:
    return process.run(
        "geochemfusion:prospectivity",
        {
            "RASTERS": [region.geochemistry, region.geophysics, region.geology],
            "FAVOURABLE": [region.faults],
            "DISTANCES": str(FAULTS_REACH),
            "DEPOSITS": region.deposits,
            "PROSPECTIVITY": folder / "prospectivity.tif",
            "ANOMALY": folder / "anomaly.tif",
            "FAVOURABILITY": folder / "favourability.tif",
            "TARGETS": folder / "targets.gpkg",
            "SOURCES": folder / "sources.csv",
            "REPORT": folder / "report.html",
            "TABLE": folder / "scores.csv",
            "MODEL": folder / "region.gfm",
        },
    )


def judge(process: QgisProcess, region: RegionFiles, folder: Path, kind: str) -> list[Mapping[str, Any]]:
    """Rank the map by the deposits of a kind; return the rows of measures."""
    path = folder / f"{kind}.json"
    process.run(
        "geochemfusion:evaluatetargets",
        {
            "SCORE": folder / "prospectivity.tif",
            "DEPOSITS": f"{region.deposits}|layername=deposits|subset=\"kind\" = '{kind}'",
            "MIN_DISTANCE": 0,
            "REPORT": folder / f"{kind}.html",
            "JSON": path,
        },
    )
    rows: list[Mapping[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["rows"]
    return rows


def print_judged(measures: Mapping[str, list[Mapping[str, Any]]]) -> None:
    """Print a line for the score and for each null, by the deposits of each kind."""
    titles = {EXPRESSED: "deposits with a halo", BLIND: "deposits without"}
    for kind, rows in measures.items():
        lines = [[titles[kind], *(title for _, title in COLUMNS)]]
        lines += [[str(row["score"]), *(number(row.get(key)) for key, _ in COLUMNS)] for row in rows]
        print(as_table(lines) + "\n")


if __name__ == "__main__":
    sys.exit(main())
