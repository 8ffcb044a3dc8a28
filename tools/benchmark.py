"""Speed and memory of decompose, train and apply beside reading and writing and a bare scikit-learn loop.

Every task is a process of its own, started as a user would from Python; rounds go through all tasks in turn, so that
what disturbs the machine disturbs all of them. Figures are medians over the rounds. The *floor* reads all nine bands
and writes their mean with GDAL on one thread; the *bare loops* do the same with a fitted scikit-learn estimator. The
scenes are those of speed.py in the folder of ``--tools`` where it is there, else equivalent ones.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

import numpy as np
from osgeo import gdal

from tools.benchmark_tasks import NODATA, SMALL, STRIP, TASKS, Files, prepare
from tools.package import ROOT, load_package

CACHE_MB = 256  # GDAL's, in every process
BEGIN, END = (f"<!-- Figures of the last run of make benchmark: {word} -->" for word in ("begin", "end"))


# ---------------------------------------------------------------------------------------------- measuring


@dataclass(frozen=True)
class Run:
    """One run of a task: seconds by the clock and of processors, peak memory in MiB."""

    seconds: float
    processor: float
    peak: float


def measure(command: Sequence[str]) -> Run:
    """Run a command that prints the seconds not to count, and measure its process with its children."""
    started = time.monotonic()
    environment = {**os.environ, "GDAL_CACHEMAX": str(CACHE_MB)}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.read()
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    seconds = time.monotonic() - started
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
    untimed = float(json.loads(said.splitlines()[-1])["untimed"])
    return Run(seconds - untimed, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def median(runs: Sequence[Run]) -> Run:
    return Run(
        statistics.median(run.seconds for run in runs),
        statistics.median(run.processor for run in runs),
        max(run.peak for run in runs),
    )


def measure_all(files: Files, names: Sequence[str], rounds: int) -> dict[str, Run]:
    """Measure tasks in turn, ``rounds`` times; one round more comes first on small scenes, and does not count."""
    runs: dict[str, list[Run]] = {name: [] for name in names}
    warm = 1 if files.size <= SMALL and rounds > 1 else 0
    for number in range(rounds + warm):
        for name in names:
            run = measure(this_module(files, "--task", name))
            print(f"{files.size}  {name:<20} {run.seconds:8.2f} s {run.peak:7.0f} MiB", flush=True)
            if number >= warm:
                runs[name].append(run)
    return {name: median(some) for name, some in runs.items()}


def difference(path: str, reference_path: str) -> float | None:
    """Return the largest difference of two maps, in standard deviations of the second; None where one is missing."""
    if not (Path(path).is_file() and Path(reference_path).is_file()):
        return None
    first, second = gdal.Open(path), gdal.Open(reference_path)
    largest, sums = 0.0, np.zeros(3)
    for row in range(0, second.RasterYSize, STRIP):
        window = (0, row, second.RasterXSize, min(STRIP, second.RasterYSize - row))
        got, wanted = (raster.GetRasterBand(1).ReadAsArray(*window).astype(float) for raster in (first, second))
        known = wanted != NODATA
        if known.any():
            largest = max(largest, float(np.abs(got - wanted)[known].max()))
        sums += known.sum(), wanted[known].sum(), (wanted[known] ** 2).sum()
    count, total, squares = sums
    return float(largest / np.sqrt(squares / count - (total / count) ** 2))


# ---------------------------------------------------------------------------------------------- reporting


def machine() -> str:
    """Return what the figures were measured on."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").is_file() else []
    model = next(
        (line.partition(":")[2].strip() for line in lines if line.startswith("model name")), platform.machine()
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    load = os.getloadavg()[0]
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "scikit-learn", "numba"))
    return (
        f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB of memory, load {load:.1f} from other work before the run. "
        f"Python {platform.python_version()}, GDAL {gdal.__version__}, {libraries}. GDAL_CACHEMAX {CACHE_MB} MB."
    )


def version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def table(files: Files, runs: dict[str, Run], differences: dict[str, float | None]) -> str:
    """Return the figures of one scene in Markdown."""
    pixels = files.size**2 / 1e6
    lines = [
        f"{files.size} x {files.size} pixels, nine bands:\n",
        "| task | seconds | core s | core s per megapixel | x floor | core s x floor | x bare loop | peak MiB | "
        "difference |",
        f"|---|{'---:|' * 8}",
    ]
    for name, run in runs.items():
        task = TASKS[name]
        cells = [
            f"{run.seconds:.2f}",
            f"{run.processor:.2f}",
            f"{run.processor / pixels:.3f}",
            ratio(run, runs.get("floor")),
            f"{run.processor / runs['floor'].processor:.2f}" if "floor" in runs else "",
            ratio(run, runs.get(task.bare)),
            f"{run.peak:.0f}",
            "" if differences.get(name) is None else f"{differences[name]:.1e}",
        ]
        lines.append(f"| {task.title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def ratio(run: Run, other: Run | None) -> str:
    return f"{run.seconds / other.seconds:.2f}" if other else ""


def update(path: Path, text: str) -> None:
    """Put the figures between their marks in a document."""
    document = path.read_text(encoding="utf-8")
    if BEGIN not in document or END not in document:
        raise ValueError(f"{path} has no place for the figures: it needs the lines {BEGIN} and {END}")
    before, rest = document.split(BEGIN)
    path.write_text(f"{before}{BEGIN}\n\n{text}\n\n{END}{rest.split(END)[1]}", encoding="utf-8")


# ---------------------------------------------------------------------------------------------- the command


def main() -> int:
    options = parse_options()
    if options.size:
        return child(options)
    description = f"{machine()} Median of {options.rounds} on scenes up to {SMALL} pixels wide; one run on others."
    parts = [description]
    for size in options.sides:
        files = Files(options.scenes, size)
        names = [name for name in options.only or TASKS if size <= TASKS[name].largest]
        tools = ["--tools", str(options.tools), "--only", *names]
        subprocess.run(this_module(files, *tools), cwd=ROOT, check=True)  # or its memory would count as that of tasks
        runs = measure_all(files, names, options.rounds if size <= SMALL else 1)
        pairs = {name: (name, TASKS[name].bare) for name in names if TASKS[name].same}
        paths = {name: [files.made(f"{one}.tif") for one in pair] for name, pair in pairs.items()}
        parts.append(table(files, runs, {name: difference(*pair) for name, pair in paths.items()}))
    text = "\n\n".join(parts)
    options.output.mkdir(parents=True, exist_ok=True)
    (options.output / "benchmark.md").write_text(f"# Benchmark\n\n{text}\n", encoding="utf-8")
    if options.docs:
        update(ROOT / "docs" / "scaling.md", text)
    print(f"\n{text}\n\nWritten to {options.output / 'benchmark.md'}")
    return 0


def parse_options() -> argparse.Namespace:
    build = ROOT / "build" / "benchmark"
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sides", type=int, nargs="+", default=[SMALL], help="pixels of a side of each scene")
    parser.add_argument("--rounds", type=int, default=3, help=f"runs of each task on scenes up to {SMALL} x {SMALL}")
    parser.add_argument("--only", nargs="+", choices=list(TASKS), metavar="TASK", help=f"of {', '.join(TASKS)}")
    parser.add_argument("--docs", action="store_true", help="also put the figures into docs/scaling.md")
    parser.add_argument("--tools", type=Path, default=ROOT.parent / "shared" / "tools", help="folder with speed.py")
    parser.add_argument(
        "--scenes", type=Path, default=build / "scenes", help="folder of the scenes, kept for next time"
    )
    parser.add_argument("--output", type=Path, default=build, help="folder for benchmark.md")
    parser.add_argument("--task", choices=list(TASKS), help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    return parser.parse_args()


def this_module(files: Files, *options: str) -> list[str]:
    """Return the command that runs this file for one scene in a process of its own."""
    command = [sys.executable, "-m", "tools.benchmark", "--scenes", str(files.folder), "--size", str(files.size)]
    return [*command, *options]


def child(options: argparse.Namespace) -> int:
    """Prepare the tasks of one scene, or do one of them and print the seconds not to count."""
    files = Files(options.scenes, options.size)
    load_package()
    if not options.task:
        prepare(files, options.tools, options.only)
        return 0
    task = TASKS[options.task]
    if not task.compiled:
        sys.modules["numba"] = None  # type: ignore[assignment]  # it cannot be imported then
    if task.cores:
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[: task.cores])
    untimed = task.work(files, files.made(f"{options.task}.tif"))
    print(json.dumps({"untimed": untimed}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
