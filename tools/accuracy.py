"""How good the defaults are: fuses every test set through ``qgis_process`` and compares with its finer survey.

Nothing is set by hand for a set. Sets are folders with covariates.tif, coarse_x<ratio>.tif (exact block means) or
coarse_x<ratio>_s4.tif (means of four noisy samples), and truth_fine.tif or points_valid.gpkg. One more map of a set is
gridded from samples: of points_train.gpkg beside points_valid.gpkg, or drawn from truth_fine.tif.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from tools.accuracy_measures import REAL, SPLINE, Job, Line, coverage, misfits, write_spline
from tools.accuracy_report import COUNTED, EXACT, GRIDDED, KINDS, POINTS, SAMPLES, TOLD, report
from tools.accuracy_verdicts import said
from tools.demo import Case, shared_fields, timed
from tools.gridded_samples import gridded
from tools.new_ground import HALVES, SETS, make_sets
from tools.package import ROOT
from tools.qgis_runner import QgisProcess, QgisProcessError, Value

_COARSE = re.compile(r"coarse_x(\d+)(_s4)?\.tif")


def main() -> int:
    options = parse_options()
    halves = list(HALVES) if options.new_ground == "both" else [options.new_ground] if options.new_ground else []
    found = jobs(options.data)
    found += gridded_jobs(found)
    for half in halves:
        folder = options.output / "new_ground" / half
        make_sets(folder, half, options.sets)
        found += jobs(folder, f"new ground, {half} half")
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
            message = error.messages if isinstance(error, QgisProcessError) else str(error)
            failures.append(f"{job.kind} {job.case.name}: {(message.strip().splitlines() or ['?'])[-1]}")
    text = report(lines, failures)
    path = options.output / "accuracy.md"
    path.write_text(text, encoding="utf-8")
    print(f"\n{text}\n{path}: {len(found)} runs in {time.monotonic() - started:.0f} s.")
    return 1 if failures else 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the sets")
    parser.add_argument("--output", type=Path, default=ROOT / "build" / "accuracy", help="folder for the results")
    parser.add_argument(
        "--new-ground", choices=[*HALVES, "both"], help="synthetic sets too: first half to choose on, second to confirm"
    )
    parser.add_argument("--sets", type=int, default=SETS, help="synthetic sets in a half")
    return parser.parse_args()


def jobs(data: Path, group: str = REAL) -> list[Job]:
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
            found.append(Job(kind, folder.name, int(match[1]), case, group))
            if kind == EXACT and coarse.with_name(f"{coarse.stem}_s4.tif").is_file():
                found.append(Job(TOLD, folder.name, int(match[1]), case, group, {"CELL_SAMPLES": 1000}))
            if kind == SAMPLES:
                found.append(Job(COUNTED, folder.name, int(match[1]), case, group, {"CELL_SAMPLES": 4}))
    return sorted(found, key=lambda job: (list(KINDS).index(job.kind), job.set, job.ratio))


def gridded_jobs(found: Sequence[Job]) -> list[Job]:
    """For each set one job of samples that are still to be gridded: its middle ratio of those with samples.

    Those are the maps of four samples, and those of point sets that have the points of their map.
    """
    by_set: dict[str, list[Job]] = {}
    for job in found:
        points = job.kind == POINTS and job.case.image.with_name("points_train.gpkg").is_file()
        if points or job.kind == SAMPLES:
            by_set.setdefault(job.set, []).append(job)
    middle = (own[len(own) // 2] for own in by_set.values())
    return [Job(GRIDDED, job.set, job.ratio, job.case, job.group) for job in middle]


def run(process: QgisProcess, job: Job, folder: Path) -> list[Line]:
    """Train, apply and evaluate with the defaults."""
    case, fused = job.case, job.output(folder)
    fused.parent.mkdir(parents=True, exist_ok=True)
    for old in fused.parent.glob(f"{fused.stem}.*"):  # a failed run must not leave the map of an earlier one
        old.unlink()
    if job.kind == GRIDDED:
        case = timed("grid", lambda: gridded(process, job.case, fused.with_suffix(".cells.tif")))
    model, measures = fused.with_suffix(".gfm"), fused.with_suffix(".json")
    inputs: dict[str, Value] = {"RASTERS": [case.image], "GEOCHEM": case.coarse}
    trained = {**inputs, **job.told, "MODEL": model, "REPORT": fused.with_suffix(".html")}
    log = timed("train", lambda: process.run_document("geochemfusion:train", trained))["log"]["info"]
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
        lines.append(Line(job, element, measured, left.get(element), within.get(element), said(element, log)))
    return lines


if __name__ == "__main__":
    sys.exit(main())
