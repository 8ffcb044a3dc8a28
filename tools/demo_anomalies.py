"""Anomalies of a synthetic survey from end to end through ``qgis_process``: find, evaluate, and score another survey.

The network is trained where PyTorch is in .venv (``make setup-deep``). Elsewhere the scores are those without a
network, and the demo says so.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.demo import as_table, number, timed
from tools.figure import draw_scores
from tools.network_demo import options_of, perform
from tools.qgis_runner import QgisProcess
from tools.synthetic_survey import SurveyFiles, make_survey

TARGET = "Au_ppb"
MIN_DISTANCE = 2500
SHOWN = {  # fields of SCORES that are evaluated side by side, and what the table calls them
    "score": "main score",
    "score_multiscale": "without network",
    "score_raw_target": "raw target",
    "score_target_mean_8": "local mean of target",
}
COLUMNS = (("auc", "AUC"), ("auc_density", "AUC, same density"), ("capture_10", "in best 10 %"))


def main() -> int:
    parser = options_of(__doc__, "demo_anomalies", 2024)
    parser.add_argument("--places", type=int, default=2000, help="places of the first survey; the second has a third")
    options = parser.parse_args()
    return perform(
        lambda process, folder: run(process, folder, options.seed, options.places),
        options.output,
        "scores are made without a network",
    )


def run(process: QgisProcess, folder: Path, seed: int, places: int) -> None:
    """All steps; the number of deposits grows with the places."""
    deposits = max(5, round(places / 80))
    first = timed("make a survey", lambda: make_survey(folder / "data", seed, places, deposits))
    second = timed(
        "make another survey", lambda: make_survey(folder / "data_second", seed + 1, places // 3, max(4, deposits // 3))
    )
    model, measures = folder / "gold.gfm", folder / "measures.json"
    found = timed("anomalies", lambda: anomalies(process, first, folder, model))
    timed("evaluatetargets", lambda: evaluate_targets(process, first, folder, measures))
    timed("anomalies, MODEL_IN", lambda: anomalies_elsewhere(process, second, folder, model))
    picture = folder / "maps.png"
    timed("draw the maps", lambda: draw_scores(picture, folder / "anomaly.tif", folder / "scores.gpkg", first.deposits))
    print(f"\n{found['N']} places; deposits have no part in any score.")
    print_evaluation(json.loads(measures.read_text(encoding="utf-8"))["rows"])
    print("\nThe other survey, scored with the model of the first:")
    print_table_of(folder / "scores_second.csv")
    print(f"\nReports: {folder}/report.html, {folder}/targets.html\nMaps:    {picture}\n         {folder}/*.gpkg")


def anomalies(process: QgisProcess, survey: SurveyFiles, folder: Path, model: Path) -> dict[str, Any]:
    return process.run(
        "geochemfusion:anomalies",
        {
            "SAMPLES": survey.samples,
            "TARGET": TARGET,
            "DEPOSITS": survey.deposits,
            "MIN_DISTANCE": MIN_DISTANCE,
            "ALL_SCORES": True,
            "SCORES": folder / "scores.gpkg",
            "ANOMALY": folder / "anomaly.tif",
            "REPORT": folder / "report.html",
            "TABLE": folder / "scores.csv",
            "ATTENTION": folder / "attention.csv",
            "EDGES": folder / "edges.gpkg",
            "MODEL": model,
        },
    )


def evaluate_targets(process: QgisProcess, survey: SurveyFiles, folder: Path, measures: Path) -> dict[str, Any]:
    return process.run(
        "geochemfusion:evaluatetargets",
        {
            "SAMPLES": folder / "scores.gpkg",
            "FIELDS": list(SHOWN),
            "DEPOSITS": survey.deposits,
            "MIN_DISTANCE": MIN_DISTANCE,
            "REPORT": folder / "targets.html",
            "JSON": measures,
        },
    )


def anomalies_elsewhere(process: QgisProcess, survey: SurveyFiles, folder: Path, model: Path) -> dict[str, Any]:
    return process.run(
        "geochemfusion:anomalies",
        {
            "SAMPLES": survey.samples,
            "MODEL_IN": model,
            "DEPOSITS": survey.deposits,
            "MIN_DISTANCE": MIN_DISTANCE,
            "SCORES": folder / "scores_second.gpkg",
            "REPORT": folder / "report_second.html",
            "TABLE": folder / "scores_second.csv",
        },
    )


def print_evaluation(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print a line for each field that ``evaluatetargets`` ranked, and for each null."""
    lines = [["", *(title for _, title in COLUMNS)]]
    lines += [[SHOWN.get(row["score"], row["score"]), *(number(row.get(key)) for key, _ in COLUMNS)] for row in rows]
    print(as_table(lines))


def print_table_of(path: Path) -> None:
    """Print the same of a table of scores: the main one, those of ``SHOWN`` and nulls."""
    wanted = {name[len("score_") :]: title for name, title in SHOWN.items() if name != "score"}
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    main = [{**row, "score": "score"} for row in rows if row["main"] == "1"]
    others = [{**row, "score": f"score_{row['score']}"} for row in rows if row["score"] in wanted]
    nulls = [row for row in rows if row["kind"] == "null" and row["auc"]]
    keys = [key for key, _ in COLUMNS]
    print_evaluation(
        [{**row, **{key: float(row[key]) if row[key] else None for key in keys}} for row in (*main, *others, *nulls)]
    )


if __name__ == "__main__":
    sys.exit(main())
