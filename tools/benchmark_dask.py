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

from tools.empty_tile import EmptyTile
from tools.package import ROOT, load_package

TILE_PIXELS = 512 * 512
START_SECONDS = 60


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock; core seconds of this process, of the scheduler and of all workers; MiB of the scheduler."""

    seconds: float
    own: float
    scheduler: float
    workers: float
    peak: float


class Cluster:
    """A scheduler and workers of one thread each, which share the cores that are there."""

    def __init__(self, folder: Path, workers: int) -> None:
        self._folder, self._log = folder, open(folder / "log.txt", "ab")  # noqa: SIM115 - closed in stop
        self.processes = [self._run("dask_scheduler", "--port", "0")]
        for number in range(workers):
            place = str(folder / f"worker {number}")
            options = ("--no-nanny", "--nthreads", "1", "--death-timeout", "60", "--local-directory", place)
            self.processes.append(self._run("dask_worker", *options))

    def _run(self, module: str, *options: str) -> subprocess.Popen:
        contact = ["--scheduler-file", str(self._folder / "scheduler.json"), "--host", "127.0.0.1", "--no-dashboard"]
        environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", f"distributed.cli.{module}", *contact, *options]
        return subprocess.Popen(command, cwd=self._folder, env=environment, stdout=self._log, stderr=self._log)

    def address(self) -> str:
        """Return where the scheduler answers, once all workers have joined it. Raises RuntimeError where it fails."""
        from distributed import Client

        contact, end = self._folder / "scheduler.json", time.monotonic() + START_SECONDS
        while not (contact.is_file() and contact.stat().st_size):
            if time.monotonic() > end:
                raise RuntimeError(f"no scheduler: {(self._folder / 'log.txt').read_text(encoding='utf-8')}")
            time.sleep(0.1)
        with Client(scheduler_file=str(contact), set_as_default=False) as client:
            client.wait_for_workers(len(self.processes) - 1, timeout=START_SECONDS)
            return str(client.scheduler.address)

    def core_seconds(self) -> list[float]:
        """Return the core seconds of the scheduler and of each worker so far."""
        tick = os.sysconf("SC_CLK_TCK")
        found = []
        for process in self.processes:
            fields = Path(f"/proc/{process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            found.append((int(fields[11]) + int(fields[12])) / tick)
        return found

    def scheduler_mib(self) -> float:
        """Return the most memory that the scheduler has had, in MiB."""
        status = Path(f"/proc/{self.processes[0].pid}/status").read_text(encoding="utf-8")
        return int(status.partition("VmHWM:")[2].split()[0]) / 1024

    def stop(self) -> None:
        for process in reversed(self.processes):
            process.kill()
            process.wait()
        self._log.close()


@contextmanager
def cluster(workers: int) -> Iterator[Cluster]:
    with tempfile.TemporaryDirectory() as folder:
        started = Cluster(Path(folder), workers)
        try:
            yield started
        finally:
            started.stop()


@contextmanager
def counted(own: Cluster, found: list[Cost]) -> Iterator[None]:
    """Append what happens meanwhile to ``found``."""
    before, began, mine = own.core_seconds(), time.monotonic(), time.process_time()
    yield
    seconds, mine = time.monotonic() - began, time.process_time() - mine
    scheduler, *workers = (after - start for after, start in zip(own.core_seconds(), before))
    found.append(Cost(seconds, mine, scheduler, sum(workers), own.scheduler_mib()))


def empty_tiles(tiles: int, workers: int) -> Cost:
    """Return what tiles of no work cost."""
    from geochem_fusion.core.raster.dask_cluster import connected
    from geochem_fusion.core.raster.grid import Window

    windows = [Window(512 * (k // 1000), 512 * (k % 1000), 512, 512) for k in range(tiles)]
    found: list[Cost] = []
    with (
        cluster(workers) as own,
        connected(own.address(), []) as work,
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
        address = own.address()
        for name in ("warm.tif", "map.tif"):  # workers load libraries in the first run
            with counted(own, found):
                apply_model(Application(model, [scene], str(Path(folder, name)), coarse, scheduler=address))
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
