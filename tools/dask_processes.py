"""A Dask scheduler and workers of one thread each, as processes of their own on this machine."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

START_SECONDS = 60


@dataclass(frozen=True)
class Dask:
    """The address of a scheduler, its process, those of its workers, and the folder in which each worker works."""

    address: str
    scheduler: subprocess.Popen
    workers: list[subprocess.Popen]
    folder: Path

    def sent(self) -> list[str]:
        """Return the names of the tile functions that lie with the workers."""
        return [path.name for path in self.folder.rglob("*.tile")]


@contextmanager
def running(folder: Path, workers: int, environment: Mapping[str, str]) -> Iterator[Dask]:
    """Run a scheduler and workers without a nanny in a folder meanwhile; ``environment`` adds to that of this process.

    Raises RuntimeError, with what they wrote, where the scheduler does not begin.
    """
    contact = folder / "scheduler.json"

    def run(module: str, *options: str) -> subprocess.Popen:
        command = [sys.executable, "-m", f"distributed.cli.{module}", "--scheduler-file", str(contact), *options]
        command += ["--host", "127.0.0.1", "--no-dashboard"]
        with open(folder / "log.txt", "ab") as log:
            return subprocess.Popen(command, cwd=folder, env={**os.environ, **environment}, stdout=log, stderr=log)

    processes = [run("dask_scheduler", "--port", "0", "--dashboard-address", "127.0.0.1:0")]
    places = [folder / f"worker {number}" for number in range(workers)]
    options = ("--no-nanny", "--nthreads", "1", "--death-timeout", "30", "--local-directory")
    processes += [run("dask_worker", *options, str(place)) for place in places]
    try:
        address = _address(contact, processes[0])
        if workers:
            _await(address, workers)
        yield Dask(address, processes[0], processes[1:], folder)
    finally:
        for process in reversed(processes):
            process.kill()
            process.wait()


def _address(contact: Path, scheduler: subprocess.Popen) -> str:
    """Return where the scheduler answers, from the file that it writes."""
    end = time.monotonic() + START_SECONDS
    while not contact.is_file() or not contact.read_text(encoding="utf-8").endswith("}"):
        if time.monotonic() > end or scheduler.poll() is not None:
            raise RuntimeError(f"no scheduler: {contact.with_name('log.txt').read_text(encoding='utf-8')}")
        time.sleep(0.05)
    return str(json.loads(contact.read_text(encoding="utf-8"))["address"])


def _await(address: str, workers: int) -> None:
    """Wait until so many workers have joined the scheduler."""
    from distributed import Client

    with Client(address, set_as_default=False) as client:
        client.wait_for_workers(workers, timeout=START_SECONDS)
