"""What a Dask scheduler costs: tiles of no work a second, and the default settings on one worker and on two.

    python3 -m tools.benchmark_dask --tiles 100000
    python3 -m tools.benchmark_dask --tiles 0 --apply MODEL SCENE COARSE

Scheduler and workers are processes of their own on this machine, each worker with one thread. Core seconds are those of
each process; seconds by the clock hold for an idle machine only.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tools.dask_processes import Dask, running
from tools.empty_tile import EmptyTile
from tools.package import ROOT, load_package

TILE_PIXELS = 512 * 512


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock; core seconds of this process, of the scheduler and of all workers; MiB of the scheduler."""

    seconds: float
    own: float
    scheduler: float
    workers: float
    peak: float


@contextmanager
def cluster(workers: int) -> Iterator[Dask]:
    with tempfile.TemporaryDirectory() as folder:
        environment = {"OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        with running(Path(folder), workers, environment) as dask:
            yield dask


def core_seconds(process: subprocess.Popen) -> float:
    """Return the core seconds of a process so far."""
    fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def peak_mib(process: subprocess.Popen) -> float:
    """Return the most memory that a process has had, in MiB."""
    status = Path(f"/proc/{process.pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


@contextmanager
def counted(dask: Dask, found: list[Cost]) -> Iterator[None]:
    """Append what happens meanwhile to ``found``."""
    processes = [dask.scheduler, *dask.workers]
    before, began, mine = list(map(core_seconds, processes)), time.monotonic(), time.process_time()
    yield
    seconds, mine = time.monotonic() - began, time.process_time() - mine
    scheduler, *workers = (core_seconds(process) - start for process, start in zip(processes, before))
    found.append(Cost(seconds, mine, scheduler, sum(workers), peak_mib(dask.scheduler)))


def empty_tiles(tiles: int, workers: int) -> Cost:
    """Return what tiles of no work cost."""
    from geochem_fusion.core.raster.dask_cluster import connected
    from geochem_fusion.core.raster.grid import Window

    windows = [Window(512 * (k // 1000), 512 * (k % 1000), 512, 512) for k in range(tiles)]
    found: list[Cost] = []
    with (
        cluster(workers) as own,
        connected(own.address, []) as work,
        counted(own, found),
        closing(work(EmptyTile(), windows)) as done,
    ):
        for _ in done:
            pass
    return found[0]


def defaults(model: str, scene: str, coarse: str, workers: int) -> Cost:
    """Return what applying a model with the default settings costs."""
    from geochem_fusion.core.fusion.application import Application, apply_model

    found: list[Cost] = []
    with cluster(workers) as own, tempfile.TemporaryDirectory() as folder:
        for name in ("warm.tif", "map.tif"):  # workers load libraries in the first run
            with counted(own, found):
                apply_model(Application(model, [scene], str(Path(folder, name)), coarse, scheduler=own.address))
    return found[1]


def told(cost: Cost) -> str:
    return (
        f"{cost.seconds:.1f} s; core seconds: {cost.own:.1f} this process, {cost.scheduler:.1f} the scheduler, "
        f"{cost.workers:.1f} the workers; scheduler {cost.peak:.0f} MiB; load {os.getloadavg()[0]:.1f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--tiles", type=int, default=100_000, help="tiles of no work; 0 for none")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2], help="numbers of workers to compare")
    parser.add_argument("--apply", nargs=3, metavar=("MODEL", "SCENE", "COARSE"), help="also apply a model by default")
    options = parser.parse_args()
    load_package()
    for workers in options.workers:
        if options.tiles:
            cost = empty_tiles(options.tiles, workers)
            slowest = max(cost.own, cost.scheduler) / options.tiles
            print(
                f"{options.tiles} tiles of no work, workers {workers}: {told(cost)}\n"
                f"  {options.tiles / cost.seconds:.0f} tiles a second; the busier of scheduler and this process could "
                f"do {1 / slowest:.0f}: {86400 / slowest * TILE_PIXELS:.1e} pixels a day",
                flush=True,
            )
        if options.apply:
            model, scene, coarse = options.apply
            print(f"defaults, workers {workers}: {told(defaults(model, scene, coarse, workers))}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
