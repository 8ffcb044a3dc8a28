"""One run of every step that writes, and a process that runs them in children that are killed or run at once.

``python tests/fault_jobs.py JOB INPUTS OUTPUTS`` prints what lies in the folder of the outputs after every child.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parent.parent)]
    from tools.package import load_package

    load_package()

import numpy as np
from bad_inputs import World
from making import wkt

from geochem_fusion.core.evaluation import evaluation
from geochem_fusion.core.evaluation.evaluation import EvaluationRequest, FusedMap, evaluate, write_json
from geochem_fusion.core.fusion import application
from geochem_fusion.core.fusion.application import Application, apply_model
from geochem_fusion.core.fusion.model import save
from geochem_fusion.core.fusion.training import train
from geochem_fusion.core.image import decomposition
from geochem_fusion.core.image.decomposition import Decomposition, decompose_raster
from geochem_fusion.core.progress import Progress
from geochem_fusion.core.raster.tiles import TileStore
from geochem_fusion.core.regression import cell_sums
from geochem_fusion.core.regression import training_table as samples
from geochem_fusion.core.regression.request import Training
from geochem_fusion.core.samples import gridding
from geochem_fusion.core.samples.gridding import Gridding, grid_samples
from geochem_fusion.core.samples.points import PointValues

Job = Callable[[World, Path, Progress], None]
TILE = 16  # many tiles in a small image
KILLS = 6
INPUTS = ("image", "coarse", "validation", "fused", "model")


def run_decompose(world: World, out: Path, progress: Progress) -> None:
    decompose_raster(Decomposition(world.file("image"), levels=2, high=str(out / "target.tif")), progress)


def run_train(world: World, out: Path, progress: Progress) -> None:
    request = Training.of([world.file("image")], world.file("coarse"), method="linear", features="raw", folds=2)
    save(train(request, progress).model, str(out / "target.gfm"))


def run_apply(world: World, out: Path, progress: Progress) -> None:
    apply_model(
        Application(world.file("model"), [world.file("image")], str(out / "target.tif"), world.file("coarse")), progress
    )


def run_evaluate(world: World, out: Path, progress: Progress) -> None:
    fused = [FusedMap(world.file("fused"))]
    result = evaluate(EvaluationRequest(fused, world.file("validation"), world.file("coarse")), progress)
    write_json(result, str(out / "target.json"))


def run_gridsamples(world: World, out: Path, progress: Progress) -> None:
    generator = np.random.default_rng(0)
    x, y = generator.uniform(500000, 500400, (2, 300))
    values = generator.uniform(1, 9, (300, 1)).astype(object)
    grid_samples(Gridding(PointValues(x, y, ("Cu",), values, wkt()), 10.0, str(out / "target.tif")), progress)


JOBS: dict[str, Job] = {
    "decompose": run_decompose,
    "train": run_train,
    "apply": run_apply,
    "evaluate": run_evaluate,
    "gridsamples": run_gridsamples,
}
TARGETS = {"train": "target.gfm", "evaluate": "target.json"}


def small_tiles(set_to: Callable[[object, str, object], None]) -> None:
    """Cut images into many tiles."""
    for module in (application, cell_sums, decomposition, evaluation, gridding, samples):
        set_to(module, "TILE", TILE)
    set_to(application, "TileStore", partial(TileStore, size=TILE))


def target(job: str, out: Path) -> Path:
    return out / TARGETS.get(job, "target.tif")


def contents(out: Path) -> dict[str, str]:
    """Return the files of a folder with their hashes."""
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(out.iterdir())}


def child(work: Callable[[], None], seconds: float = 0) -> int:
    """Start a child that does some work, and is killed after some seconds without a chance to tidy up."""
    number = os.fork()
    if number:
        return number
    if seconds:
        signal.setitimer(signal.ITIMER_REAL, seconds)  # its signal ends a process at once, as kill -9 does
    try:
        work()
    finally:
        os._exit(1 if sys.exc_info()[0] else 0)


def main(job: str, inputs: Path, out: Path) -> None:
    """Print what each child left: of those killed, of one that was not, of three at once in an empty folder."""
    small_tiles(setattr)
    world = World(inputs)
    if job == "train":
        import sklearn.linear_model  # noqa: F401 - once, and not in every child

    def work() -> None:
        JOBS[job](world, out, Progress())

    start = time.perf_counter()
    os.waitpid(child(work), 0)
    usual = time.perf_counter() - start
    target(job, out).write_text("old", encoding="utf-8")
    for number in range(KILLS):
        status = os.waitpid(child(work, usual * (number + 0.5) / KILLS), 0)[1]
        print(json.dumps([status, contents(out)]))
    print(json.dumps([os.waitpid(child(work), 0)[1], contents(out)]))
    target(job, out).unlink()
    for status in [os.waitpid(number, 0)[1] for number in [child(work), child(work), child(work)]]:
        print(json.dumps([status, contents(out)]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))
