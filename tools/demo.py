"""The whole job from end to end through ``qgis_process``: decompose, train, apply and evaluate.

Without options on a synthetic scene; with ``--data`` on a folder that holds covariates.tif, one or more
coarse_x*.tif, and truth_fine.tif or points_valid.gpkg.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from osgeo import gdal, ogr

from tools.figure import draw_maps
from tools.package import ROOT
from tools.qgis_runner import QgisProcess, QgisProcessError, Scalar, Value
from tools.scene import make_scene

Result = TypeVar("Result")

COLUMNS = (
    ("bias", "mean difference"),
    ("mean_abs", "mean |difference|"),
    ("std", "std"),
    ("r", "r geochemistry"),
    ("r_rs", "r image"),
    ("rmse", "RMSE"),
    ("skill", "skill vs bilinear"),
    ("skill_mean_preserving", "skill vs mean-preserving"),
    ("n", "n"),
)


@dataclass(frozen=True)
class Method:
    """One row of the table: how it is called there, and the parameters of ``train`` that make it."""

    title: str
    name: str
    parameters: Mapping[str, Value]


METHODS = (
    Method("default", "default", {}),
    Method("direct linear", "direct_linear", {"METHOD": "linear", "FEATURES": "raw"}),
    Method("linear", "linear", {"METHOD": "linear", "FEATURES": "high_frequency"}),
    Method("random forest", "random_forest", {"METHOD": "random_forest", "FEATURES": "high_frequency"}),
    Method("SVR", "svr", {"METHOD": "svr", "FEATURES": "high_frequency"}),
)


@dataclass(frozen=True)
class Case:
    """One coarse map to bring to the resolution of one image."""

    name: str
    image: Path
    coarse: Path
    validation: Path
    vegetation: Mapping[str, Value]  # how ``decompose`` recognises it; empty where the image cannot tell

    @property
    def at_points(self) -> bool:
        return self.validation.suffix == ".gpkg"


def main() -> int:
    options = parse_options()
    started = time.monotonic()
    name = options.data.resolve().name if options.data else "synthetic"
    folder = options.output / name
    folder.mkdir(parents=True, exist_ok=True)
    try:
        cases = real_cases(options.data) if options.data else synthetic_cases(folder, options.seed, options.size)
        process = QgisProcess(options.output / "profile")
        for case in cases:
            run_case(process, case, folder / case.name)
    except (QgisProcessError, OSError, ValueError) as error:
        print(f"\nThe demo failed: {error}", file=sys.stderr)
        return 1
    print(f"\nDone in {time.monotonic() - started:.0f} s.")
    return 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, help="folder of a real set; a synthetic scene without it")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "demo", help="folder for the results")
    parser.add_argument("--seed", type=int, default=2023, help="seed of the synthetic scene")
    parser.add_argument("--size", type=int, default=2400, help="side of the synthetic scene in pixels")
    return parser.parse_args()


def synthetic_cases(folder: Path, seed: int, size: int) -> list[Case]:
    scene = timed("make the scene", lambda: make_scene(folder / "data", seed, size))
    # Bands 2 and 3N of ASTER.
    vegetation: dict[str, Value] = {"RED": 2, "NIR": 3, "NDVI_MAX": 0.3}
    return [Case("coarse_2km", scene.covariates, scene.coarse, scene.validation, vegetation)]


def real_cases(data: Path) -> list[Case]:
    image = data / "covariates.tif"
    candidates = [data / "truth_fine.tif", data / "points_valid.gpkg"]
    validation = next((path for path in candidates if path.is_file()), None)
    coarse_maps = sorted(path for path in data.glob("coarse_x*.tif") if path.stem[len("coarse_x") :].isdigit())
    if not image.is_file() or validation is None or not coarse_maps:
        raise ValueError(
            f"{data} is no data set: it needs covariates.tif, coarse_x*.tif, and truth_fine.tif or points_valid.gpkg"
        )
    return [Case(coarse.stem, image, coarse, validation, {}) for coarse in coarse_maps]


def run_case(process: QgisProcess, case: Case, folder: Path) -> None:
    print(f"\n{case.coarse.name} -> the pixels of {case.image.name}")
    folder.mkdir(parents=True, exist_ok=True)
    low = folder / "low_frequency.tif"
    timed("decompose", lambda: decompose(process, case, folder, low))
    # Where plants hide the ground the image says nothing about it: such pixels neither train nor are mapped.
    mask = low if case.vegetation else None
    fused = []
    for method in METHODS:
        model = folder / f"{method.name}.gfm"
        output = folder / f"{method.name}.tif"
        timed(f"train {method.title}", lambda: train(process, case, method, model, mask))  # noqa: B023
        timed(f"apply {method.title}", lambda: apply(process, case, model, mask, output))  # noqa: B023
        fused.append(output)
    report, measures = folder / "report.html", folder / "measures.json"
    timed("evaluate", lambda: evaluate(process, case, fused, folder, report, measures))
    picture = folder / "maps.png"
    titles = [method.title for method in METHODS]
    timed("draw the maps", lambda: draw_maps(picture, case.coarse, dict(zip(titles, fused)), case.validation))
    print_tables(json.loads(measures.read_text(encoding="utf-8"))["rows"])
    print(f"\nReport: {report}\nMaps:   {picture}\n        {folder}/*.tif")


def decompose(process: QgisProcess, case: Case, folder: Path, low: Path) -> dict[str, Any]:
    return process.run(
        "geochemfusion:decompose",
        {
            "INPUT": case.image,
            "CELL_SIZE": cell_size(case.coarse),
            **case.vegetation,
            "HIGH": folder / "high_frequency.tif",
            "LOW": low,
            "DERIVATIVE": folder / "derivative.tif",
            "FEATURES": folder / "features.tif",
        },
    )


def train(process: QgisProcess, case: Case, method: Method, model: Path, mask: Path | None) -> dict[str, Any]:
    return process.run(
        "geochemfusion:train",
        {
            "RASTERS": [case.image],
            "GEOCHEM": case.coarse,
            **method.parameters,
            "MASK": mask,
            "MODEL": model,
            "REPORT": model.with_name(f"{method.name}_training.html"),
        },
    )


def apply(process: QgisProcess, case: Case, model: Path, mask: Path | None, output: Path) -> dict[str, Any]:
    return process.run(
        "geochemfusion:apply",
        {
            "MODEL": model,
            "RASTERS": [case.image],
            "GEOCHEM": case.coarse,
            "MODE": "residual",
            "MASK": mask,
            "OUTPUT": output,
        },
    )


def evaluate(
    process: QgisProcess, case: Case, fused: list[Path], folder: Path, report: Path, measures: Path
) -> dict[str, Any]:
    if case.at_points:
        validation: dict[str, Value] = {"VALIDATION_POINTS": case.validation, "FIELDS": shared_fields(case)}
    else:
        validation = {"VALIDATION": case.validation, "DIFFERENCE": folder / "difference.tif"}
    return process.run(
        "geochemfusion:evaluate",
        {
            "FUSED": fused,
            **validation,
            "COARSE": case.coarse,
            "RS": case.image,
            "REPORT": report,
            "TABLE": folder / "measures.csv",
            "JSON": measures,
        },
    )


def cell_size(path: Path) -> float:
    dataset = open_dataset(path)
    return abs(float(dataset.GetGeoTransform()[1]))


def shared_fields(case: Case) -> list[Scalar]:
    """The elements of the coarse map that the validation points carry too."""
    dataset = open_dataset(case.coarse)
    elements = [dataset.GetRasterBand(index + 1).GetDescription() for index in range(dataset.RasterCount)]
    points = ogr.Open(str(case.validation))
    definition = points.GetLayer(0).GetLayerDefn()
    return [element for element in elements if definition.GetFieldIndex(element) >= 0]


def open_dataset(path: Path) -> gdal.Dataset:
    dataset = gdal.Open(str(path))
    if dataset is None:
        raise OSError(f"{path} could not be read: {gdal.GetLastErrorMsg()}")
    return dataset


def timed(step: str, action: Callable[[], Result]) -> Result:
    print(f"  {step:<24}", end="", flush=True)
    started = time.monotonic()
    result = action()
    print(f"{time.monotonic() - started:7.1f} s", flush=True)
    return result


def print_tables(rows: list[dict[str, Any]]) -> None:
    titles = {method.name: method.title for method in METHODS}
    for element in dict.fromkeys(row["element"] for row in rows):
        lines = [["", *(title for _, title in COLUMNS)]]
        lines += [
            [titles.get(row["map"], row["map"]), *(number(row.get(key)) for key, _ in COLUMNS)]
            for row in rows
            if row["element"] == element
        ]
        print(f"\n{element}")
        print(as_table(lines))


def number(value: float | None) -> str:
    if value is None or value != value:
        return "-"
    return str(value) if isinstance(value, int) else f"{value:.3f}"


def as_table(lines: list[list[str]]) -> str:
    names, *numbers = zip(*lines)
    columns = [aligned(names, "<"), *(aligned(column, ">") for column in numbers)]
    return "\n".join("  ".join(line) for line in zip(*columns))


def aligned(cells: Sequence[str], side: str) -> list[str]:
    width = max(map(len, cells))
    return [f"{cell:{side}{width}}" for cell in cells]


if __name__ == "__main__":
    sys.exit(main())
