"""What a map of prospectivity costs: core seconds and peak memory of a process that does nothing else.

Layers are synthetic: half of them contents, the other half geophysics, smooth fields with noise, and deposits with a
halo of few cells. They are made once for a size and kept. Each way to make the map runs in a process of its own, whose
highest resident memory the system tells: without a network, with one that is trained on the map, which takes a Python
with PyTorch, and with one from a model.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from osgeo import gdal

from tools.benchmark import measure
from tools.demo import as_table
from tools.package import ROOT, load_package
from tools.scene import create

CELL, CORNER = 1000.0, (400000.0, 4600000.0)  # metres
STRIP = 256  # rows that are made at a time
REACH = 25  # cells between the knots of a smooth field
NOISE, HALO, WIDE = 0.5, 2.0, 2  # beside smooth fields of about 1; what a deposit adds, in so many cells around it
CLASSICAL, TRAINED, MODEL = "classical", "trained", "model"
WAYS = (CLASSICAL, TRAINED, MODEL)


@dataclass(frozen=True)
class Case:
    """A map of ``side`` x ``side`` cells of ``layers`` layers, and the files it is made of in ``folder``."""

    folder: Path
    side: int
    layers: int
    deposits: int

    def path(self, name: str) -> Path:
        return self.folder / f"prospectivity_{self.side}_{self.layers}_{self.deposits}_{name}"

    @property
    def contents(self) -> int:
        """How many layers are contents; the others are geophysics."""
        return self.layers // 2

    def cells(self) -> np.ndarray:
        """Return rows and columns of the deposits (n, 2), the same at each call."""
        return np.random.default_rng([2, self.side]).integers(WIDE, self.side - WIDE, (self.deposits, 2))


def make(case: Case) -> None:
    """Write the layers of a case, unless they are there."""
    if case.path("fields.tif").is_file() and case.path("contents.tif").is_file():
        return
    elements = ["Cu", "Au", "As", "Ni", "Zn", "Pb", "Co", "Mo", "Sb", "Bi"]
    for name, count, seed in (("contents", case.contents, 0), ("fields", case.layers - case.contents, 1)):
        partial = case.path(f"{name}.part.tif")
        dataset = create(partial, (case.side, case.side), count, gdal.GDT_Float32, CORNER, CELL)
        for k in range(count):
            band = dataset.GetRasterBand(k + 1)
            element = elements[k % len(elements)] + (f"_{k // len(elements)}" if k >= len(elements) else "")
            band.SetDescription(f"{element}_ppm" if name == "contents" else f"field_{k + 1}")
            for row in range(0, case.side, STRIP):
                band.WriteArray(_strip(case, (seed, k), row, name == "contents"), 0, row)
            band.FlushCache()
        del band, dataset
        partial.rename(case.path(f"{name}.tif"))


def _strip(case: Case, seed: tuple[int, int], row: int, content: bool) -> np.ndarray:
    """Return some rows of a layer, float32: a field between knots by lines, noise, and halos of a content."""
    height = min(STRIP, case.side - row)
    count = case.side // REACH + 2
    knots = np.random.default_rng([*seed, case.side]).normal(size=(count, count))
    at_rows, at_cols = (np.arange(start, start + n) / REACH for start, n in ((row, height), (0, case.side)))
    by_row = _between(knots, at_rows)
    plane = _between(by_row.T, at_cols).T
    plane += NOISE * np.random.default_rng([*seed, case.side, row]).normal(size=plane.shape)
    if content:
        for r, c in case.cells() - [row, 0]:
            plane[max(r - WIDE, 0) : max(r + WIDE, 0), c - WIDE : c + WIDE] += HALO
        plane = np.exp(plane)
    return plane.astype(np.float32)


def _between(knots: np.ndarray, places: np.ndarray) -> np.ndarray:
    """Return rows between the rows of knots, at ``places`` (n,) counted in knots."""
    first = places.astype(int)
    share = (places - first)[:, None]
    return np.asarray((1 - share) * knots[first] + share * knots[first + 1])


def perform(case: Case, way: str, steps: int | None) -> None:
    """Make the map of a case in one way, as the algorithm does."""
    load_package()
    from geochem_fusion.core.prospectivity.prospecting import map_prospectivity
    from geochem_fusion.core.prospectivity.prospectivity_model import save
    from geochem_fusion.core.prospectivity.prospectivity_report import prospectivity_report
    from geochem_fusion.core.prospectivity.request import CLASSICAL as PLAIN
    from geochem_fusion.core.prospectivity.request import VIT, ProspectivityRequest
    from geochem_fusion.core.raster.gdal_reader import describe
    from geochem_fusion.core.samples.points import PointValues

    rasters = [(str(case.path(f"{name}.tif")), name) for name in ("contents", "fields")]
    grid = describe(rasters[0][0]).grid
    row, col = case.cells().T
    x, y = grid.map_xy(col + 0.5, row + 0.5)
    deposits = PointValues(x, y, (), np.zeros((len(x), 0)), grid.crs, "deposits")
    given = {} if steps is None else {"steps": steps}
    request = ProspectivityRequest(
        rasters,
        str(case.path(f"{way}.tif")),
        deposits=deposits if case.deposits else None,
        method=PLAIN if way == CLASSICAL else VIT,
        model=str(case.path("model.gfm")) if way == MODEL else None,
        **given,  # type: ignore[arg-type]
    )
    found = map_prospectivity(request)
    if way == TRAINED and found.network is None:
        raise RuntimeError("no network was trained: run this with a Python that has PyTorch (make setup-deep)")
    case.path(f"{way}.html").write_text(prospectivity_report(found), encoding="utf-8")
    if way == TRAINED:
        save(found.model, str(case.path("model.gfm")))


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--side", type=int, default=1000, help="cells along a side of the map")
    parser.add_argument("--layers", type=int, default=10, help="half of them contents")
    parser.add_argument("--deposits", type=int, default=60, help="to judge the map; 0 for none")
    parser.add_argument("--steps", type=int, help="of training, where not the usual number")
    parser.add_argument("--ways", nargs="+", choices=WAYS, default=list(WAYS), help="model needs trained before it")
    folder = ROOT / "build" / "benchmark"
    parser.add_argument("--folder", type=Path, default=folder, help="for the layers, kept for next time")
    parser.add_argument("--task", choices=("make", *WAYS), help=argparse.SUPPRESS)
    options = parser.parse_args()
    case = Case(options.folder, options.side, options.layers, options.deposits)
    if options.task:
        make(case) if options.task == "make" else perform(case, options.task, options.steps)
        print(json.dumps({"untimed": 0.0}))
        return 0
    options.folder.mkdir(parents=True, exist_ok=True)
    command = [sys.executable, "-m", "tools.benchmark_prospectivity", *sys.argv[1:]]
    measure([*command, "--task", "make"])  # in a process of its own, whose memory does not count
    rows = [["map", "seconds", "core s", "peak MiB"]]
    for way in options.ways:
        run = measure([*command, "--task", way])
        rows.append([way, f"{run.seconds:.0f}", f"{run.processor:.0f}", f"{run.peak:.0f}"])
        print(as_table(rows[-1:]), flush=True)
    load = os.getloadavg()[0]
    print(f"\n{case.side} x {case.side} cells, {case.layers} layers, {case.deposits} deposits; load {load:.1f}.\n")
    print(as_table(rows))
    return 0


if __name__ == "__main__":
    sys.exit(main())
