"""Super-resolution of a synthetic map of two densities through ``qgis_process``: train, apply, evaluate.

A network is among what is tried where PyTorch is in .venv (``make setup-deep``). Elsewhere it is a ridge regression and
a forest, and the demo says so.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tools.demo import as_table, number, timed
from tools.figure import draw_maps
from tools.network_demo import options_of, perform
from tools.qgis_runner import QgisProcess, Value
from tools.synthetic_densities import SIZE, Files, make_densities

EPOCHS = 30  # half of the default, and half of the time
COLUMNS = (
    ("rmse", "RMSE"),
    ("r", "r"),
    ("skill", "skill vs bilinear"),
    ("skill_mean_preserving", "skill vs mean-preserving"),
    ("n", "n"),
)


def main() -> int:
    parser = options_of(__doc__, "demo_superresolution", 2025)
    parser.add_argument("--size", type=int, default=SIZE, help="side of the synthetic map in pixels")
    options = parser.parse_args()
    return perform(
        lambda process, folder: run(process, folder, options.seed, options.size),
        options.output,
        "no network is tried",
    )


def run(process: QgisProcess, folder: Path, seed: int, size: int) -> None:
    files = timed("make the surveys", lambda: make_densities(folder / "data", seed, size))
    model, sharpened, measures = folder / "super.gfm", folder / "sharpened.tif", folder / "measures.json"
    plain = folder / "interpolated.tif"
    timed("interpolations alone", lambda: interpolate(process, files, folder, plain))
    found = timed("trainsuperresolution", lambda: train(process, files, folder, model))
    timed("applysuperresolution", lambda: apply(process, files, folder, model, sharpened))
    timed("evaluate", lambda: evaluate(process, files, folder, [sharpened, plain], measures))
    picture, maps = folder / "maps.png", {"interpolated": plain, "sharpened": sharpened}
    timed("draw the maps", lambda: draw_maps(picture, files.coarse, maps, files.truth))
    print("\nOn blocks of the finer survey that were held out, skill over the best interpolation of hindsight:")
    print_training(folder / "measures_training.csv")
    print(f"\n{found['VERDICT']}")
    print("\nOn ground beyond the finer survey and two coarse cells around it:")
    print_evaluation(json.loads(measures.read_text(encoding="utf-8"))["rows"])
    print(f"\nReports: {folder}/report.html, {folder}/evaluation.html\nMaps:    {picture}\n         {sharpened}")


def interpolate(process: QgisProcess, files: Files, folder: Path, output: Path) -> dict[str, Any]:
    """The weighted mean of interpolations: what can be had without any covariate."""
    model = folder / "interpolated.gfm"
    given: dict[str, Value] = {"GEOCHEM": files.coarse, "METHOD": "none", "MODEL": model}
    process.run("geochemfusion:trainsuperresolution", {**given, "FINE": files.fine})
    return process.run(
        "geochemfusion:applysuperresolution", {"GEOCHEM": files.coarse, "MODEL": model, "OUTPUT": output}
    )


def train(process: QgisProcess, files: Files, folder: Path, model: Path) -> dict[str, Any]:
    return process.run(
        "geochemfusion:trainsuperresolution",
        {
            **covariates(files),
            "FINE": files.fine,
            "EPOCHS": EPOCHS,
            "MODEL": model,
            "REPORT": folder / "report.html",
            "TABLE": folder / "measures_training.csv",
        },
    )


def apply(process: QgisProcess, files: Files, folder: Path, model: Path, output: Path) -> dict[str, Any]:
    return process.run(
        "geochemfusion:applysuperresolution",
        {
            **covariates(files),
            "MODEL": model,
            "OUTPUT": output,
            "UNCERTAINTY": folder / "deviation.tif",
            "DOMAIN": folder / "domain.tif",
        },
    )


def covariates(files: Files) -> dict[str, Path]:
    return {"GEOCHEM": files.coarse, "ELEVATION": files.elevation, "GEOLOGY": files.geology}


def evaluate(process: QgisProcess, files: Files, folder: Path, maps: list[Path], measures: Path) -> dict[str, Any]:
    return process.run(
        "geochemfusion:evaluate",
        {
            "FUSED": maps,
            "VALIDATION": files.withheld,
            "COARSE": files.coarse,
            "REPORT": folder / "evaluation.html",
            "JSON": measures,
        },
    )


def print_training(path: Path) -> None:
    """Print the best interpolation of each element, and the map that is applied."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    lines = [["", "best interpolation", "its RMSE", "RMSE", "SSIM", "skill"]]
    for row in (row for row in rows if row["kind"] == "chosen"):
        best = next(other for other in rows if (other["element"], other["map"]) == (row["element"], row["best_plain"]))
        numbers = (best["rmse"], row["rmse"], row["ssim"], row["skill"])
        lines.append(
            [row["element"], row["best_plain"], *(number(float(value)) if value else "-" for value in numbers)]
        )
    print(as_table(lines))


def print_evaluation(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print a line for each map of each element that ``evaluate`` compared."""
    lines = [["", *(title for _, title in COLUMNS)]]
    lines += [[f"{row['element']}: {row['map']}", *(number(row.get(key)) for key, _ in COLUMNS)] for row in rows]
    print(as_table(lines))


if __name__ == "__main__":
    sys.exit(main())
