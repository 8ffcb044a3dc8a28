"""How good the defaults are: fuses every test set through ``qgis_process`` and compares with its finer survey.

Nothing is set by hand for a set. Sets are folders with covariates.tif, coarse_x<ratio>.tif (exact block means) or
coarse_x<ratio>_s4.tif (means of a few noisy samples), and truth_fine.tif or points_valid.gpkg.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal
from scipy import ndimage

from tools.demo import Case, open_dataset, shared_fields, timed
from tools.package import ROOT
from tools.qgis_runner import QgisProcess, QgisProcessError, Value

EXACT, SAMPLES, POINTS = "exact", "samples", "points"
KINDS = {
    EXACT: "Exact block means (coarse_x<ratio>.tif), against the fine survey",
    SAMPLES: "Means of four noisy samples a cell (coarse_x<ratio>_s4.tif), against the fine survey",
    POINTS: "Point sets, against validation points",
}
AS_IS = "coarse as is"
BILINEAR = "coarse interpolated (bilinear)"
MEAN_PRESERVING = "coarse interpolated (mean-preserving)"
SPLINE = "spline"  # cubic B-spline through the cell centres, made here
_COARSE = re.compile(r"coarse_x(\d+)(_s4)?\.tif")
_NORMAL_90 = 1.645  # standard deviations on each side of the mean that hold 90 % of a normal distribution
_ROUNDING = 1e-4  # pixels by which edges of cells may miss those of pixels


@dataclass(frozen=True)
class Job:
    """One coarse map of a set, and where its fused map goes."""

    kind: str
    set: str
    ratio: int
    case: Case

    def output(self, folder: Path) -> Path:
        return folder / self.kind / f"{self.case.name}.tif"


@dataclass(frozen=True)
class Line:
    """One element of a job: measures of the maps by name as ``evaluate`` gives them, and the coarse misfit.

    ``inside`` is the share of true values within 1.645 standard deviations of the map.
    """

    job: Job
    element: str
    maps: dict[str, dict[str, Any]]
    misfit: float | None
    inside: float | None

    @property
    def default(self) -> dict[str, Any]:
        return next(row for name, row in self.maps.items() if name != SPLINE and not name.startswith("coarse "))

    def value(self, name: str, measure: str) -> float | None:
        """Return a measure of a baseline."""
        value: float | None = self.maps.get(name, {}).get(measure)
        return value

    def gain(self, rivals: Sequence[str], measure: str) -> float | None:
        """Return a measure of the default less the best that the rivals reach."""
        ours = self.default[measure]
        plain = [value for value in (self.value(name, measure) for name in rivals) if value is not None]
        return None if ours is None or not plain else ours - max(plain)


def main() -> int:
    options = parse_options()
    found = jobs(options.data)
    if not found:
        print(f"{options.data} holds no set: give the folder of the sets with DATA=path/to/sets", file=sys.stderr)
        return 1
    started = time.monotonic()
    process = QgisProcess(options.output / "profile")
    lines: list[Line] = []
    failures: list[str] = []
    for job in found:
        print(f"\n{job.set} x{job.ratio}, {job.kind}")
        try:
            lines += run(process, job, options.output)
        except (QgisProcessError, OSError, ValueError) as error:
            print(f"\n{error}", file=sys.stderr)
            said = error.messages if isinstance(error, QgisProcessError) else str(error)
            failures.append(f"{job.kind} {job.case.name}: {(said.strip().splitlines() or ['?'])[-1]}")
    text = report(lines, failures)
    path = options.output / "accuracy.md"
    path.write_text(text, encoding="utf-8")
    print(f"\n{text}\n{path}: {len(found)} runs in {time.monotonic() - started:.0f} s.")
    return 1 if failures else 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the sets")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "accuracy", help="folder for the results")
    return parser.parse_args()


def jobs(data: Path) -> list[Job]:
    """Every coarse map of every set under ``data`` that has something finer to compare with."""
    found = []
    for image in sorted(data.glob("*/covariates.tif")):
        folder = image.parent
        validations = [path for path in (folder / "truth_fine.tif", folder / "points_valid.gpkg") if path.is_file()]
        for coarse in sorted(folder.glob("coarse_x*.tif")):
            match = _COARSE.fullmatch(coarse.name)
            if not match or not validations:
                continue
            case = Case(f"{folder.name}_x{match[1]}", image, coarse, validations[0], {})
            kind = POINTS if case.at_points else SAMPLES if match[2] else EXACT
            found.append(Job(kind, folder.name, int(match[1]), case))
    return sorted(found, key=lambda job: (list(KINDS).index(job.kind), job.set, job.ratio))


def run(process: QgisProcess, job: Job, folder: Path) -> list[Line]:
    """Train, apply and evaluate with the defaults."""
    case, fused = job.case, job.output(folder)
    fused.parent.mkdir(parents=True, exist_ok=True)
    for old in fused.parent.glob(f"{fused.stem}.*"):  # a failed run must not leave the map of an earlier one
        old.unlink()
    model, measures = fused.with_suffix(".gfm"), fused.with_suffix(".json")
    inputs: dict[str, Value] = {"RASTERS": [case.image], "GEOCHEM": case.coarse}
    report_path = fused.with_suffix(".html")
    timed("train", lambda: process.run("geochemfusion:train", {**inputs, "MODEL": model, "REPORT": report_path}))
    deviation = fused.with_suffix(".std.tif")
    maps: dict[str, Value] = {"OUTPUT": fused, "UNCERTAINTY": deviation}
    timed("apply", lambda: process.run("geochemfusion:apply", {**inputs, "MODEL": model, **maps}))
    against: dict[str, Value] = {"VALIDATION": case.validation}
    if case.at_points:
        against = {"VALIDATION_POINTS": case.validation, "FIELDS": shared_fields(case)}
    spline = fused.parent / "spline" / fused.name
    write_spline(fused, case.coarse, spline)
    parameters = {"FUSED": [fused, spline], "COARSE": case.coarse, **against, "JSON": measures}
    timed("evaluate", lambda: process.run("geochemfusion:evaluate", parameters))
    rows = json.loads(measures.read_text(encoding="utf-8"))["rows"]
    left = misfits(fused, case.coarse)
    within = {} if case.at_points else coverage(fused, deviation, case.validation)
    lines = []
    for element in dict.fromkeys(row["element"] for row in rows):
        own = [row for row in rows if row["element"] == element]
        own[1]["map"] = SPLINE  # maps stand in the order given
        measured = {row["map"]: row for row in own}
        lines.append(Line(job, element, measured, left.get(element), within.get(element)))
    return lines


def write_spline(fused: Path, coarse: Path, path: Path) -> None:
    """Interpolate the coarse map on the pixels of a fused map: cubic B-spline through the centres of its cells.

    Cells without a value take the nearest one's, as the grids of the two need no projection.
    """
    fine, cells = open_dataset(fused), open_dataset(coarse)
    t, c = fine.GetGeoTransform(), cells.GetGeoTransform()
    col = (t[0] + (np.arange(fine.RasterXSize) + 0.5) * t[1] - c[0]) / c[1] - 0.5
    row = (t[3] + (np.arange(fine.RasterYSize) + 0.5) * t[5] - c[3]) / c[5] - 0.5
    where = np.meshgrid(row, col, indexing="ij")
    path.parent.mkdir(parents=True, exist_ok=True)
    planes = _planes(cells)
    size = fine.RasterXSize, fine.RasterYSize
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), *size, len(planes), gdal.GDT_Float32)
    dataset.SetGeoTransform(t)
    dataset.SetProjection(fine.GetProjection())
    for number, (name, plane) in enumerate(planes.items(), 1):
        nearest = ndimage.distance_transform_edt(~np.isfinite(plane), return_distances=False, return_indices=True)
        band = dataset.GetRasterBand(number)
        band.SetDescription(name)
        band.WriteArray(ndimage.map_coordinates(plane[tuple(nearest)], where, order=3, mode="nearest"))
    dataset = None


def misfits(fused: Path, coarse: Path) -> dict[str, float]:
    """Return for each band the largest |block mean of the map - coarse value| in standard deviations of the coarse map.

    Empty where pixels straddle cells, because then a block mean is not a mean of whole pixels.
    """
    fine, cells = open_dataset(fused), open_dataset(coarse)
    t, c = fine.GetGeoTransform(), cells.GetGeoTransform()
    edges = []
    for first, step, size, pixel, start in (
        (c[0], c[1], cells.RasterXSize, t[1], t[0]),
        (c[3], c[5], cells.RasterYSize, t[5], t[3]),
    ):
        edges.append((first + step * np.arange(size + 1) - start) / pixel)
    if any(np.abs(edge - edge.round()).max() > _ROUNDING for edge in edges):
        return {}
    owner = [
        np.searchsorted(edge.round(), np.arange(count) + 0.5) - 1
        for edge, count in zip(edges, (fine.RasterXSize, fine.RasterYSize))
    ]
    inside = [(o >= 0) & (o < len(edge) - 1) for o, edge in zip(owner, edges)]
    cell = np.where(inside[1][:, None] & inside[0], owner[1][:, None] * cells.RasterXSize + owner[0], -1)
    known = _planes(cells)
    left = {}
    for name, plane in _planes(fine).items():
        if name not in known:
            continue
        value, use = known[name].ravel(), np.isfinite(plane) & (cell >= 0)
        count = np.bincount(cell[use], minlength=value.size)
        total = np.bincount(cell[use], plane[use], minlength=value.size)
        both = (count > 0) & np.isfinite(value)
        spread = float(np.std(value[np.isfinite(value)]))
        left[name] = float(np.abs(total[both] / count[both] - value[both]).max()) / spread
    return left


def coverage(fused: Path, deviation: Path, truth: Path) -> dict[str, float]:
    """Return for each band the share of true values in the 90 % interval, within 1.645 standard deviations of the map.

    The three rasters have the same pixels; the bands of ``deviation`` stand in the order of those of ``fused``.
    """
    true, spread = _planes(open_dataset(truth)), list(_planes(open_dataset(deviation)).values())
    shares = {}
    for (name, plane), std in zip(_planes(open_dataset(fused)).items(), spread):
        known = np.isfinite(plane) & np.isfinite(true[name])
        shares[name] = float((np.abs(plane - true[name])[known] <= _NORMAL_90 * std[known]).mean())
    return shares


def _planes(dataset: gdal.Dataset) -> dict[str, np.ndarray]:
    planes = {}
    for number in range(1, dataset.RasterCount + 1):
        band = dataset.GetRasterBand(number)
        plane = band.ReadAsArray().astype(float)
        nodata = band.GetNoDataValue()
        planes[band.GetDescription()] = plane if nodata is None else np.where(plane == nodata, np.nan, plane)
    return planes


# ---------------------------------------------------------------------------------------------- the report


def report(lines: Sequence[Line], failures: Sequence[str] = ()) -> str:
    """Return the results as Markdown: a table for each kind of coarse map, its means, losses included."""
    parts = [
        "# Accuracy of the defaults\n",
        "The same call for every set, nothing set by hand. skill = 1 - MSE / MSE(bilinear interpolation of the coarse "
        "map), above 0 is better; mp-cubic: cubic interpolation that keeps the means of the cells; spline: cubic "
        "B-spline through their centres. Coarse misfit: largest |block mean - coarse value| in standard deviations of "
        "the coarse map; a noisy coarse map is not meant to be reproduced. In 90 % interval: share of the "
        "finer survey within 1.645 of the map's standard deviations.\n",
    ]
    for kind, title in KINDS.items():
        chosen = [line for line in lines if line.job.kind == kind]
        if chosen:
            parts += [f"## {title}\n", (_points_table if kind == POINTS else _grid_table)(chosen)]
    if failures:
        parts += ["## Failed\n", *(f"- {failure}" for failure in failures), ""]
    return "\n".join(parts)


def _grid_table(lines: Sequence[Line]) -> str:
    columns: dict[str, Callable[[Line], float | None]] = {
        "skill, default": lambda line: line.default["skill"],
        "mp-cubic": lambda line: line.value(MEAN_PRESERVING, "skill"),
        "spline": lambda line: line.value(SPLINE, "skill"),
        "default - mp-cubic": lambda line: line.gain([MEAN_PRESERVING], "skill"),
        "default - spline": lambda line: line.gain([SPLINE], "skill"),
        "r, default": lambda line: line.default["r"],
        "r, mp-cubic": lambda line: line.value(MEAN_PRESERVING, "r"),
        "in 90 % interval": lambda line: line.inside,
    }
    rows = [[*_first_cells(line), *_cells(columns, [[line]]), _misfit(line)] for line in lines]
    by_set = [
        [line for line in lines if line.job.set == name] for name in dict.fromkeys(line.job.set for line in lines)
    ]
    rows.append(["**mean of cases**", "", "", "", *_cells(columns, [lines]), ""])
    rows.append(["**mean of sets**", "", "", "", *_cells(columns, by_set), ""])
    rivals = {"mp-cubic": [MEAN_PRESERVING], "spline": [SPLINE]}
    losses = [_losses(lines, [line.gain(names, "skill") for line in lines], rival) for rival, names in rivals.items()]
    return _table([*_HEAD, *columns, "coarse misfit"], rows, 3) + "\n" + "\n".join(losses)


def _points_table(lines: Sequence[Line]) -> str:
    rivals = [BILINEAR, MEAN_PRESERVING, SPLINE]
    columns: dict[str, Callable[[Line], float | None]] = {
        "r of log10, default": lambda line: line.default["r_log10"],
        "as is": lambda line: line.value(AS_IS, "r_log10"),
        "bilinear": lambda line: line.value(BILINEAR, "r_log10"),
        "mp-cubic": lambda line: line.value(MEAN_PRESERVING, "r_log10"),
        "spline": lambda line: line.value(SPLINE, "r_log10"),
        "default - best interpolation": lambda line: line.gain(rivals, "r_log10"),
    }
    rows = [[*_first_cells(line), *_cells(columns, [[line]]), _misfit(line)] for line in lines]
    for name in dict.fromkeys(line.job.set for line in lines):
        own = [line for line in lines if line.job.set == name and line.default["r_log10"] is not None]
        rows.append([f"**mean of {name}**", "", f"{len(own)} elements", "", *_cells(columns, [own]), ""])
    note = "\n-: a map has values of zero or below, which have no logarithm; such elements are not in the means.\n"
    losses = _losses(lines, [line.gain(rivals, "r_log10") for line in lines], "the best interpolation")
    return _table([*_HEAD, *columns, "coarse misfit"], rows, 3) + note + "\n" + losses


_HEAD = ("set", "ratio", "element", "n")


def _first_cells(line: Line) -> list[str]:
    return [line.job.set, f"x{line.job.ratio}", line.element, str(line.default["n"])]


def _misfit(line: Line) -> str:
    return "-" if line.misfit is None else f"{line.misfit:.1e}"


def _cells(columns: Mapping[str, Callable[[Line], float | None]], groups: Sequence[Sequence[Line]]) -> list[str]:
    """Return a cell for each column, the mean over groups of the mean over a group; differences carry their sign."""
    cells = []
    for title, value in columns.items():
        mean = _mean(_mean(value(line) for line in group) for group in groups)
        sign = "+" if title.startswith("default - ") else ""
        cells.append("-" if mean is None else f"{mean:{sign}.3f}")
    return cells


def _losses(lines: Sequence[Line], gains: Sequence[float | None], rival: str) -> str:
    known = [(gain, line) for gain, line in zip(gains, lines) if gain is not None]
    lost = sorted(((gain, line) for gain, line in known if gain < 0), key=lambda item: item[0])
    if not lost:
        return f"Better than {rival} or equal in all {len(known)} cases.\n"
    gain, line = lost[0]
    worst = f"{line.job.set} x{line.job.ratio} {line.element} {gain:+.3f}"
    return f"Worse than {rival} in {len(lost)} of {len(known)} cases; the largest loss is {worst}.\n"


def _mean(values: Iterable[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return float(np.mean(known)) if known else None


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], texts: int) -> str:
    rule = ["---"] * texts + ["---:"] * (len(head) - texts)
    return "\n".join(f"| {' | '.join(row)} |" for row in [head, rule, *rows]) + "\n"


if __name__ == "__main__":
    sys.exit(main())
