"""How good maps from samples at points are: made through ``qgis_process``, and compared with validation points.

Sets are folders with covariates.tif, points_train.gpkg, points_valid.gpkg and coarse_x<ratio>.tif, which only gives the
size of cells. Beside the map of samples and image stand ordinary kriging of the samples, as MODE=interpolation makes it
and by a plain program of its own, and the way over cells: samples gridded, then fused and interpolated. Nothing is set
by hand for a set.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from osgeo import ogr
from scipy.stats import skew

from tools.accuracy_measures import planes
from tools.demo import Case, open_dataset, shared_fields, timed
from tools.gridded_samples import gridded
from tools.package import ROOT, load_package
from tools.qgis_runner import QgisProcess, QgisProcessError, Value

POINTS, ALONE, KRIGING = "points and image", "points alone (MODE=interpolation)", "ordinary kriging, plain"
CELLS, CELLS_ALONE = "cells and image", "cells alone (MODE=interpolation)"
_NORMAL_90 = 1.645
_SKEWED = 1.0


@dataclass(frozen=True)
class Measured:
    """One map of one element at validation points; ``inside`` is the share within its 90 % intervals."""

    set: str
    element: str
    map: str
    r_log10: float
    rmse: float
    inside: float | None
    n: int


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the sets")
    parser.add_argument(
        "--output", type=Path, default=ROOT / "build" / "accuracy_points", help="folder for the results"
    )
    options = parser.parse_args()
    found = cases(options.data)
    if not found:
        print(f"{options.data} holds no set of points: give the folder of the sets with DATA=path/to/sets")
        return 1
    options.output.mkdir(parents=True, exist_ok=True)
    process = QgisProcess(options.output / "profile")
    lines: list[Measured] = []
    for case in found:
        print(f"\n{case.name}")
        try:
            lines += measured(process, case, options.output)
        except (QgisProcessError, OSError, ValueError) as error:
            print(f"\n{error}", file=sys.stderr)
            return 1
    text = report(lines)
    path = options.output / "accuracy_points.md"
    path.write_text(text, encoding="utf-8")
    print(f"\n{text}\n{path}")
    return 0


def cases(data: Path) -> list[Case]:
    """Every set under ``data`` that has samples to train on and others to validate with."""
    found = []
    for image in sorted(data.glob("*/covariates.tif")):
        coarse = sorted(image.parent.glob("coarse_x*.tif"))
        valid = image.with_name("points_valid.gpkg")
        if coarse and valid.is_file() and image.with_name("points_train.gpkg").is_file():
            found.append(Case(image.parent.name, image, coarse[0], valid, {}))
    return found


def measured(process: QgisProcess, case: Case, folder: Path) -> list[Measured]:
    """Make all maps of a set with the defaults, and measure them at its validation points.

    All maps of an element are measured at the same points: those where each has a value.
    """
    names = [str(name) for name in shared_fields(case)]
    samples = case.image.with_name("points_train.gpkg")
    x, y, truth = read_points(case.validation, names)
    maps: dict[str, tuple[np.ndarray, np.ndarray | None]] = {}
    cells = timed("grid", lambda: gridded(process, case, folder / f"{case.name}.cells.tif"))
    rivals: dict[str, tuple[tuple[str, str], dict[str, Value]]] = {
        "points": ((POINTS, ALONE), {"SAMPLES": samples, "FIELDS": [*names]}),
        "cells": ((CELLS, CELLS_ALONE), {"GEOCHEM": cells.coarse}),
    }
    for source, (titles, values) in rivals.items():
        model = folder / f"{case.name}.{source}.gfm"
        train: dict[str, Value] = {"RASTERS": [case.image], **values, "MODEL": model}
        timed(f"train, {source}", partial(process.run, "geochemfusion:train", train))
        inputs: dict[str, Value] = {"MODEL": model, "RASTERS": [case.image]}
        inputs.update({"GEOCHEM": cells.coarse} if source == "cells" else {})
        for mode, title in zip(("residual", "interpolation"), titles):
            output, spread = (folder / f"{case.name}.{source}.{mode}{end}.tif" for end in ("", ".std"))
            told: dict[str, Value] = {**inputs, "MODE": mode, "OUTPUT": output, "UNCERTAINTY": spread}
            timed(f"apply, {source}, {mode}", partial(process.run, "geochemfusion:apply", told))
            maps[title] = at_points(output, x, y), at_points(spread, x, y)
    maps[KRIGING] = np.stack([kriged(*read_points(samples, [name]), x, y) for name in names]), None
    return [line for k, name in enumerate(names) for line in _lines(case.name, name, k, truth[:, k], maps)]


def _lines(
    of_set: str, element: str, k: int, truth: np.ndarray, maps: Mapping[str, tuple[np.ndarray, np.ndarray | None]]
) -> list[Measured]:
    """Return the measures of all maps of an element, band ``k`` of each, beside its validation values (n,)."""
    use = np.isfinite(truth) & np.all([np.isfinite(told[k]) for told, _ in maps.values()], axis=0)
    lines = []
    for title, (told, spread) in maps.items():
        value, error = told[k, use], np.abs(told[k, use] - truth[use])
        r = float(np.corrcoef(np.log10(truth[use]), np.log10(value))[0, 1])
        inside = None if spread is None else float(np.mean(error <= _NORMAL_90 * spread[k, use]))
        lines.append(Measured(of_set, element, title, r, float(np.sqrt(np.mean(error**2))), inside, int(use.sum())))
    return lines


def read_points(path: Path, names: Sequence[str]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return x, y (n,) and values (n, names) of a layer of points, NaN for NULL."""
    source = ogr.Open(str(path))
    rows = [
        (f.GetGeometryRef().GetX(), f.GetGeometryRef().GetY(), *(np.nan if f[n] is None else f[n] for n in names))
        for f in source.GetLayer(0)
    ]
    table = np.array(rows, float)
    return table[:, 0], table[:, 1], table[:, 2:]


def at_points(path: Path, x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Return the values (bands, n) of the pixels that hold points in the CRS of a raster; NaN outside."""
    dataset = open_dataset(path)
    t = dataset.GetGeoTransform()
    col, row = np.floor((x - t[0]) / t[1]).astype(int), np.floor((y - t[3]) / t[5]).astype(int)
    inside = (col >= 0) & (row >= 0) & (col < dataset.RasterXSize) & (row < dataset.RasterYSize)
    bands = list(planes(dataset).values())
    out = np.full((len(bands), len(x)), np.nan)
    out[:, inside] = [band[row[inside], col[inside]] for band in bands]
    return out


def kriged(x: np.ndarray, y: np.ndarray, values: np.ndarray, to_x: np.ndarray, to_y: np.ndarray) -> np.ndarray:
    """Return what ordinary kriging of samples, with a variogram fitted by least squares, says at other places.

    Samples of one place are averaged; skewed contents are kriged as logarithms.
    """
    load_package()
    from geochem_fusion.core.geostatistics.kriging import LocalKriging
    from geochem_fusion.core.geostatistics.variogram import fit_variogram

    own = values[:, 0]
    has = np.isfinite(own)
    places, of = np.unique(np.column_stack([x, y])[has], axis=0, return_inverse=True)
    means = np.bincount(of.ravel(), own[has]) / np.bincount(of.ravel())
    logged = bool(skew(means) > _SKEWED and means.min() > 0)
    on_scale: Callable[[np.ndarray], np.ndarray] = np.log if logged else np.asarray
    known = on_scale(means)
    found = LocalKriging(places, known, fit_variogram(places, known)).at(np.column_stack([to_x, to_y]))
    return np.exp(found) if logged else found


def report(lines: Sequence[Measured]) -> str:
    """Return the results as Markdown: r of log10, RMSE and coverage of each map of each element, and means of r."""
    maps = [POINTS, ALONE, KRIGING, CELLS, CELLS_ALONE]
    head = ["set", "element", "n", *(f"{name}: r log10, RMSE, in 90 %" for name in maps)]
    rows = [head, ["---"] * len(head)]
    for of_set in dict.fromkeys(line.set for line in lines):
        own = [line for line in lines if line.set == of_set]
        for element in dict.fromkeys(line.element for line in own):
            by_map = {line.map: line for line in own if line.element == element}
            rows.append([of_set, element, str(by_map[POINTS].n), *(_cell(by_map[name]) for name in maps)])
        means = [np.mean([line.r_log10 for line in own if line.map == name]) for name in maps]
        rows.append([f"**{of_set}, mean**", "", "", *(f"{mean:.3f}" for mean in means)])
    table = "\n".join(f"| {' | '.join(row)} |" for row in rows)
    return f"# Accuracy of maps from samples\n\n{table}\n"


def _cell(line: Measured) -> str:
    inside = "" if line.inside is None else f", {line.inside:.2f}"
    return f"{line.r_log10:.3f}, {line.rmse:.4g}{inside}"


if __name__ == "__main__":
    sys.exit(main())
