"""A Dask scheduler and workers: processes of their own that know nothing of this package but what is sent to them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path

import distributed

from tools.package import ROOT


@dataclass(frozen=True)
class Dask:
    """A scheduler, its workers by process, and the folder in which each works."""

    address: str
    workers: list[subprocess.Popen]
    folder: Path

    def sent(self) -> list[str]:
        """Return the names of the tile functions that lie with the workers."""
        return [path.name for path in self.folder.rglob("*.tile")]


def start(folder: Path, workers: int) -> Generator[Dask, None, None]:
    """Run a scheduler and workers of one thread each, without the checkout on their path.

    They have no nanny, and two threads of BLAS that a tile may not use.
    """
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "2", "PYTHONPATH": str(ROOT / "tests")}
    contact = folder / "scheduler.json"

    def run(module: str, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--scheduler-file", str(contact), *options]
        command += ["--host", "127.0.0.1", "--no-dashboard"]
        with open(folder / "log.txt", "ab") as log:
            return subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log)

    processes = [run("dask_scheduler", "--port", "0", "--dashboard-address", "127.0.0.1:0")]
    places = [folder / f"worker {number}" for number in range(workers)]
    options = ("--no-nanny", "--nthreads", "1", "--death-timeout", "30", "--local-directory")
    processes += [run("dask_worker", *options, str(place)) for place in places]
    try:
        end = time.monotonic() + 60
        while not contact.is_file() or not contact.read_text(encoding="utf-8").endswith("}"):
            assert time.monotonic() < end, (folder / "log.txt").read_text(encoding="utf-8")
            time.sleep(0.05)
        address = json.loads(contact.read_text(encoding="utf-8"))["address"]
        if workers:
            with distributed.Client(address, set_as_default=False) as client:
                client.wait_for_workers(workers, timeout=60)
        yield Dask(address, processes[1:], folder)
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()
