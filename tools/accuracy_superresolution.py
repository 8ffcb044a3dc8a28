"""How good super-resolution is: trains on three quarters of every test set and judges the fourth, each in turn.

Sets are folders with coarse_x<ratio>.tif and truth_fine.tif; what they hold of covariates.tif, terrain.tif,
geology.tif, points_coarse_x<ratio>.gpkg (the points behind the map) and points_valid.gpkg (withheld points) is used.
Skill is over bilinear interpolation, and in logarithms where they are learned.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from osgeo import ogr

from tools.demo import as_table, number
from tools.package import ROOT, load_package

load_package()

from geochem_fusion.core import CoarseMap, Geology, PointValues, SuperResolution, train_super_resolution  # noqa: E402
from geochem_fusion.core.deep.unet import WIDTHS  # noqa: E402
from geochem_fusion.core.evaluation.image_quality import Quality  # noqa: E402
from geochem_fusion.core.raster.gdal_reader import describe  # noqa: E402
from geochem_fusion.core.superresolution.plain_rows import CELL_KRIGING, FILTERED, POINT_KRIGING  # noqa: E402
from geochem_fusion.core.superresolution.request import DEFAULT_WIDTH, METHODS, PUBLISHED, SCHEDULES, TRANSFORMS  # noqa: E402
from geochem_fusion.core.superresolution.results import CHOSEN, PLAIN, STACK, ElementOutcome, QualityRow, Trained  # noqa: E402
from geochem_fusion.core.superresolution.survey import LOG  # noqa: E402

_COARSE = re.compile(r"coarse_x(\d+)\.tif")
_COVARIATES = ("covariates.tif", "terrain.tif")


@dataclass(frozen=True)
class Case:
    """A coarse map of a set, and how many fine pixels its cells are wide."""

    folder: Path
    ratio: int

    @property
    def name(self) -> str:
        return f"{self.folder.name} x{self.ratio}"

    def file(self, name: str) -> Path | None:
        path = self.folder / name
        return path if path.is_file() else None


@dataclass(frozen=True)
class Figures:
    """Of a case: means over elements of skill over bilinear; ``worst`` is the lowest over the best row of hindsight,
    and ``worst_usual`` over the best of those that a sceptic would draw: the usual ones, see ``over_best``.

    ``psnr`` (dB) and ``ssim`` are means too, and those of bilinear interpolation beside them; ``share`` is the mean of
    how much of the network, or of ridge and forest where there is none, the model applies.
    """

    skill: float
    stack: float
    best_row: float
    worst: float
    worst_element: str
    worst_usual: float
    usual_element: str
    r_points: float | None
    psnr: float
    psnr_bilinear: float
    ssim: float
    ssim_bilinear: float
    share: float
    seconds: float


def main() -> int:
    options = parse_options()
    cases = [case for case in found_cases(options.data) if not options.only or case.folder.name in options.only]
    cases = [case for case in cases if options.ratio in (None, case.ratio)]
    if not cases:
        print(
            f"{options.data} holds no such set: give the folder of the sets with DATA=path/to/sets, and in --only and "
            "--ratio what it holds",
            file=sys.stderr,
        )
        return 1
    lines = [
        [
            "",
            "skill",
            "stack",
            "best row",
            "worst element",
            "of usual rows",
            "r at points",
            "PSNR",
            "SSIM",
            "share",
            "CPU s",
        ]
    ]
    for case in cases:
        figures = judged(case, options)
        worst = f"{figures.worst:.3f} ({figures.worst_element})"
        usual = f"{figures.worst_usual:.3f} ({figures.usual_element})"
        numbers = [number(value) for value in (figures.skill, figures.stack, figures.best_row)]
        image = [
            f"{figures.psnr:.2f} ({figures.psnr_bilinear:.2f})",
            f"{figures.ssim:.3f} ({figures.ssim_bilinear:.3f})",
        ]
        rest = [number(figures.r_points), *image, f"{figures.share:.2f}", f"{figures.seconds:.0f}"]
        lines.append([case.name, *numbers, worst, usual, *rest])
        print("  ".join(lines[-1]), flush=True)
    print("\n" + as_table(lines))
    return 0


def parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data", help="folder of the sets")
    parser.add_argument("--only", nargs="*", default=[], help="names of sets")
    parser.add_argument(
        "--ratio", type=int, help="fine pixels along the side of a coarse cell (default: all there are)"
    )
    parser.add_argument("--method", choices=list(METHODS), default="auto", help="METHOD of trainsuperresolution")
    parser.add_argument("--transform", choices=list(TRANSFORMS), default="auto", help="its TRANSFORM")
    parser.add_argument("--width", choices=list(WIDTHS), default=DEFAULT_WIDTH, help="its WIDTH")
    parser.add_argument("--epochs", type=int, default=0, help="its EPOCHS, 0 for its default")
    parser.add_argument("--schedule", choices=list(SCHEDULES), default=PUBLISHED, help="its SCHEDULE")
    parser.add_argument("--seed", type=int, default=0, help="its SEED")
    return parser.parse_args()


def found_cases(data: Path) -> list[Case]:
    """Every coarse map beside a finer one."""
    paths = [path for path in sorted(data.glob("*/coarse_x*.tif")) if (path.parent / "truth_fine.tif").is_file()]
    matches = [(path, _COARSE.fullmatch(path.name)) for path in paths]
    return [Case(path.parent, int(match[1])) for path, match in matches if match]


def judged(case: Case, options: argparse.Namespace) -> Figures:
    """Hold out each quarter in turn; whatever is chosen is chosen without it and a buffer around it."""
    started = time.process_time()
    coarse, fine = case.folder / f"coarse_x{case.ratio}.tif", case.folder / "truth_fine.tif"
    names = [band.name for band in describe(str(coarse)).bands]
    behind, withheld = case.file(f"points_coarse_x{case.ratio}.gpkg"), case.file("points_valid.gpkg")
    grid = describe(str(fine)).grid
    request = SuperResolution(
        CoarseMap(str(coarse), points=points(behind, names) if behind else None),
        str(fine),
        rasters=[str(path) for path in map(case.file, _COVARIATES) if path],
        geology=geology(case),
        method=options.method,
        transform=options.transform,
        width=options.width,
        epochs=options.epochs,
        schedule=options.schedule,
        block_size=max(grid.shape) / 2 * grid.cell_size,
        seed=options.seed,
    )
    trained = train_super_resolution(request)
    elements = trained.elements
    kinds = {kind: float(np.mean([over_bilinear(element, kind) for element in elements])) for kind in (CHOSEN, STACK)}
    best = float(np.mean([1 - (_best_plain(element) / _plain(element)[0].rmse) ** 2 for element in elements]))
    worst = min((over_best(element), element.name) for element in elements)
    usual = min((over_best(element, usual=True), element.name) for element in elements)
    r = r_at_points(trained, points(withheld, names)) if withheld else None
    image = image_measures(elements)
    share = float(np.mean([own["network"] or max(own.values()) for own in (one.shares for one in elements)]))
    return Figures(kinds[CHOSEN], kinds[STACK], best, *worst, *usual, r, *image, share, time.process_time() - started)


def geology(case: Case) -> Geology | None:
    """Return the units of a set with their descriptions, where it has any."""
    units, table = case.file("geology.tif"), case.file("geology_units.csv")
    if units is None:
        return None
    if table is None:
        return Geology(str(units))
    with table.open(encoding="utf-8", newline="") as file:
        return Geology(str(units), {int(row["unit"]): row["description"] for row in csv.DictReader(file)})


def points(path: Path, names: Sequence[str]) -> PointValues:
    """Read the contents of elements at points."""
    source = ogr.Open(str(path))
    layer = source.GetLayer(0)
    rows = [(f.GetGeometryRef().GetX(), f.GetGeometryRef().GetY(), *(f.GetField(n) for n in names)) for f in layer]
    table = np.array(rows, float)
    return PointValues(table[:, 0], table[:, 1], names, table[:, 2:], layer.GetSpatialRef().ExportToWkt(), path.stem)


def over_bilinear(element: ElementOutcome, kind: str) -> float:
    """Return the skill of the map of a kind over bilinear interpolation."""
    row = next(_measured(row) for row in element.rows if row.kind == kind)
    return 1 - (row.rmse / _plain(element)[0].rmse) ** 2


def over_best(element: ElementOutcome, usual: bool = False) -> float:
    """Return the skill of the map that is applied over the best row of hindsight, of all rows or the ``usual`` ones.

    These are bilinear, cubic and mean-preserving interpolation and kriging with a variogram fitted, of the points where
    they are known; rows with nuggets by choice are this plugin's own.
    """
    chosen = next(_measured(row) for row in element.rows if row.kind == CHOSEN)
    names = {row.name for row in element.rows if row.kind == PLAIN}
    own = {*FILTERED, CELL_KRIGING} if POINT_KRIGING in names else set(FILTERED)
    return 1 - (chosen.rmse / _best_plain(element, own if usual else set())) ** 2


def image_measures(elements: Sequence[ElementOutcome]) -> tuple[float, float, float, float]:
    """Return the means of PSNR (dB) of the map that is applied and of bilinear interpolation, and those of SSIM."""
    chosen = [next(_measured(row) for row in element.rows if row.kind == CHOSEN) for element in elements]
    pair = chosen, [_plain(element)[0] for element in elements]
    psnr = [float(np.mean([quality.psnr or np.nan for quality in one])) for one in pair]
    ssim = [float(np.mean([quality.mean_ssim or np.nan for quality in one])) for one in pair]
    return psnr[0], psnr[1], ssim[0], ssim[1]


def r_at_points(trained: Trained, withheld: PointValues) -> float:
    """Return the mean over elements of r at points of the core, each read at its pixel out of fold."""
    col, row = trained.pictures.grid.col_row(withheld.x, withheld.y)
    height, width = trained.pictures.grid.shape
    inside = (col >= 0) & (col < width) & (row >= 0) & (row < height)
    found = []
    for k, element in enumerate(trained.elements):
        told = trained.pictures.chosen[k][row[inside].astype(int), col[inside].astype(int)]
        pair = np.array([told, withheld.values[inside, k]])
        pair = pair[:, np.isfinite(pair).all(axis=0) & (pair > 0).all(axis=0)]
        found.append(np.corrcoef(np.log10(pair) if element.transform == LOG else pair)[0, 1])
    return float(np.mean(found))


def _measured(row: QualityRow) -> Quality:
    return row.of_logarithms or row.quality


def _plain(element: ElementOutcome) -> list[Quality]:
    """The plain rows, bilinear interpolation first."""
    return [_measured(row) for row in element.rows if row.kind == PLAIN]


def _best_plain(element: ElementOutcome, without: Collection[str] = ()) -> float:
    rows = [row for row in element.rows if row.kind == PLAIN and row.name not in without]
    return min(_measured(row).rmse for row in rows)


if __name__ == "__main__":
    sys.exit(main())
