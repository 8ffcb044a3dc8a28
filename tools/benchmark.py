"""Speed and memory of decompose, train and apply beside reading and writing and a bare scikit-learn loop.

Every task is a process of its own, started as a user would from Python; rounds go through all tasks in turn, so that
what disturbs the machine disturbs all of them. Figures are medians over the rounds. The *floor* reads all nine bands
and writes their mean with GDAL on one thread; the *bare loops* do the same with a fitted scikit-learn estimator. The
scenes are those of speed.py in the folder of ``--tools`` where it is there, else equivalent ones.
"""

from __future__ import annotations

import argparse
import functools
import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from importlib import metadata
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal

from tools.benchmark_scene import make_scene, make_survey
from tools.package import ROOT, load_package

SMALL, LARGE = 2048, 8192
SURVEY = 39  # elements
CELLS, ELEMENTS = (100, 1000, 3000, 10_000, 20_000), (3, 12, 39)  # of the coarse maps that training grows with
STRIP = 512
CACHE_MB = 256  # GDAL's, in every process
NODATA = -9999.0
BEGIN, END = (f"<!-- Figures of the last run of make benchmark: {word} -->" for word in ("begin", "end"))
_TILED = ["TILED=YES", "COMPRESS=DEFLATE", "BLOCKXSIZE=256", "BLOCKYSIZE=256", "PREDICTOR=3", "BIGTIFF=IF_SAFER"]
PARAMETERS: dict[str, dict[str, Any]] = {
    "linear": {"ridge": 0.0},
    "random_forest": {"n_estimators": 100, "min_samples_leaf": 5, "max_features": 1.0},
    "svr": {"C": 10.0, "gamma": 1.0, "epsilon": 0.01},
}


@dataclass(frozen=True)
class Files:
    """The files of one scene."""

    folder: Path
    size: int

    def _named(self, name: str) -> Path:
        stem, suffix = name.split(".")
        return self.folder / f"{stem}_{self.size}.{suffix}"

    @property
    def scene(self) -> str:
        return str(self._named("scene.tif"))

    @property
    def coarse(self) -> str:
        return str(self._named("coarse.tif"))

    @property
    def table(self) -> Path:
        return self._named("train.csv")

    def made(self, name: str) -> str:
        """Return the path of a file that the benchmark writes."""
        return str(self._named(f"benchmark_{name}"))


Work = Callable[[Files, str], float]
"""What a task does: takes the files and where to write, returns the seconds that do not count (fitting a reference)."""


@dataclass(frozen=True)
class Task:
    """A row of the table; ``bare`` is the task it is a ratio to, ``same`` whether both write the same numbers."""

    title: str
    work: Work
    bare: str = ""
    same: bool = False
    cores: int = 0  # all of them
    compiled: bool = True  # whether numba may be used
    model: str = ""  # what it applies
    largest: int = LARGE
    survey: tuple[int, int] | None = None  # cells and elements of the coarse map that it trains on


# ---------------------------------------------------------------------------------------------- what is measured


def training(files: Files) -> tuple[np.ndarray, np.ndarray]:
    table = np.loadtxt(files.table, delimiter=",", skiprows=1)
    return table[:, 1:], table[:, 0]


def strips(files: Files, output: str, predict: Callable[[np.ndarray, np.ndarray, np.ndarray], None]) -> None:
    """Go through a scene with GDAL alone: ``predict(bands, known, out)`` fills a strip."""
    source = gdal.Open(files.scene)
    target = gdal.GetDriverByName("GTiff").Create(output, files.size, files.size, 1, gdal.GDT_Float32, _TILED)
    target.SetProjection(source.GetProjection())
    target.SetGeoTransform(source.GetGeoTransform())
    target.GetRasterBand(1).SetNoDataValue(NODATA)
    for row in range(0, files.size, STRIP):
        bands = source.ReadAsArray(0, row, files.size, min(STRIP, files.size - row))
        known = bands[0] != 0
        out = np.full(known.shape, NODATA, np.float32)
        predict(bands, known, out)
        target.GetRasterBand(1).WriteArray(out, 0, row)


def floor(files: Files, output: str) -> float:
    def mean(bands: np.ndarray, known: np.ndarray, out: np.ndarray) -> None:
        total = bands[0].astype(np.float32)
        for band in bands[1:]:
            total += band
        out[known] = total[known] / np.float32(len(bands))

    strips(files, output, mean)
    return 0.0


def bare(method: str, files: Files, output: str) -> float:
    started = time.monotonic()
    x, y = training(files)
    estimator = reference(method).fit(x, y)
    untimed = time.monotonic() - started

    def predict(bands: np.ndarray, known: np.ndarray, out: np.ndarray) -> None:
        if known.any():
            out[known] = estimator.predict(bands[:, known].T.astype(np.float32))

    strips(files, output, predict)
    return untimed


def reference(method: str) -> Any:
    """Return the scikit-learn estimator that stands for a method with ``PARAMETERS``."""
    from sklearn.compose import TransformedTargetRegressor
    from sklearn.ensemble import RandomForestRegressor
    from sklearn.linear_model import LinearRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.svm import SVR

    given = PARAMETERS[method]
    if method == "linear":
        return LinearRegression()
    if method == "random_forest":
        return RandomForestRegressor(random_state=0, n_jobs=os.cpu_count(), **given)
    machine = SVR(C=given["C"], epsilon=given["epsilon"], gamma="auto")
    return TransformedTargetRegressor(make_pipeline(StandardScaler(), machine), transformer=StandardScaler())


def apply(model: str, mode: str, files: Files, output: str) -> float:
    from geochem_fusion.core.fusion.application import Application, apply_model

    apply_model(Application(files.made(f"{model}.gfm"), [files.scene], output, files.coarse, mode))
    return 0.0


def apply_default(files: Files, output: str, outputs: bool = False, model: str = "default") -> float:
    """Apply a model of the default settings, with UNCERTAINTY and APPLICABILITY if those ``outputs`` are wanted."""
    from geochem_fusion.core.fusion.application import Application, apply_model

    more: dict[str, Any] = {
        name: f"{output[: -len('.tif')]}_{name}.tif" for name in ("uncertainty", "applicability") if outputs
    }
    coarse = files.made("survey_coarse.tif") if model == "survey" else files.coarse
    apply_model(Application(files.made(f"{model}.gfm"), [files.scene], output, coarse, **more))
    return 0.0


def decompose(files: Files, output: str) -> float:
    from geochem_fusion.core.image.decomposition import Decomposition, decompose_raster

    high, derivative = files.made("high.tif"), files.made("derivative.tif")
    decompose_raster(Decomposition(files.scene, cell_size=2000.0, high=high, derivative=derivative))
    return 0.0


def copy(files: Files, output: str) -> float:
    """Copy what ``decompose`` wrote, compressed in the same way."""
    for name in ("high.tif", "derivative.tif"):
        gdal.Translate(output, files.made(name), creationOptions=[*_TILED, "ZLEVEL=1", "INTERLEAVE=BAND"])
    return 0.0


def train(files: Files, output: str) -> float:
    return _train(files, files.coarse, output)


def train_survey(cells: int, elements: int, files: Files, output: str) -> float:
    """Train with the defaults on a coarse map of about so many cells and so many elements."""
    return _train(files, survey(files, cells, elements), output)


def survey(files: Files, cells: int, elements: int) -> str:
    """Return the path of a coarse map of the scene with about so many cells and so many elements."""
    return files.made(f"coarse-{cells}-{elements}.tif")


def _train(files: Files, coarse: str, output: str) -> float:
    from geochem_fusion.core.fusion.model import save
    from geochem_fusion.core.fusion.training import train as train_model
    from geochem_fusion.core.regression.request import Training

    save(train_model(Training.of([files.scene], coarse)).model, str(Path(output).with_suffix(".gfm")))
    return 0.0


def _train_survey(cells: int, elements: int) -> Task:
    of = "1 element" if elements == 1 else f"{elements} elements"
    work = functools.partial(train_survey, cells, elements)
    return Task(f"train, {cells} cells, {of}", work, largest=SMALL, survey=(cells, elements))


def _apply(title: str, model: str, bare: str, mode: str = "prediction", same: bool = False, cores: int = 0) -> Task:
    return Task(title, functools.partial(apply, model, mode), bare, same, cores, model=model)


def _default(title: str, compiled: bool = True, model: str = "default", largest: int = LARGE, **given: Any) -> Task:
    work = functools.partial(apply_default, model=model, **given)
    return Task(f"apply, defaults{title}", work, compiled=compiled, model=model, largest=largest)


TASKS = {
    "floor": Task("reading and writing (the floor)", floor),
    "bare_linear": Task("bare loop, linear", functools.partial(bare, "linear")),
    "bare_random_forest": Task("bare loop, forest", functools.partial(bare, "random_forest")),
    "bare_svr": Task("bare loop, SVR", functools.partial(bare, "svr"), largest=SMALL),
    "linear": _apply("apply linear, raw bands", "linear", "bare_linear", same=True),
    "linear_one": _apply("apply linear, raw bands, one core", "linear", "bare_linear", same=True, cores=1),
    "high_frequency": _apply("apply linear, high_frequency", "high_frequency", "bare_linear"),
    "multiscale": _apply("apply linear, multiscale", "multiscale", "bare_linear"),
    "residual": _apply("apply linear, raw bands, residual", "linear", "bare_linear", "residual"),
    "forest": _apply("apply forest", "random_forest", "bare_random_forest", same=True),
    "forest_one": _apply("apply forest, one core", "random_forest", "bare_random_forest", same=True, cores=1),
    "svr": _apply("apply SVR", "svr", "bare_svr", same=True),
    "default": _default(""),
    "default_outputs": _default(", UNCERTAINTY and APPLICABILITY", outputs=True),
    "default_plain": _default(", without numba", compiled=False),
    "default_outputs_plain": _default(", both outputs, without numba", compiled=False, outputs=True),
    "survey": _default(f", {SURVEY} elements", model="survey", largest=SMALL),
    "decompose": Task("decompose (HIGH, DERIVATIVE; x copy)", decompose, "copy"),
    "copy": Task("copy of what decompose wrote", copy),
    "train": Task("train, all settings at their defaults", train),
    **{f"train_{cells}": _train_survey(cells, 1) for cells in CELLS},
    **{f"train_{cells}_{elements}": _train_survey(cells, elements) for cells in (3000,) for elements in ELEMENTS},
}


def prepare(files: Files, tools: Path, names: Sequence[str]) -> None:
    """Make the scene where it is missing, by speed.py where that is, and the models that some tasks apply."""
    if not files.table.is_file():
        files.folder.mkdir(parents=True, exist_ok=True)
        if (tools / "speed.py").is_file():
            command = [sys.executable, str(tools / "speed.py"), str(files.folder), "--scenes", str(files.folder)]
            subprocess.run([*command, "--sizes", str(files.size), "--tasks", "--large-tasks"], check=True)
        else:
            make_scene(files.folder, files.size)
    for cells, elements in filter(None, (TASKS[name].survey for name in names)):
        path = Path(survey(files, cells, elements))
        if not path.is_file():
            make_survey(Path(files.scene), path, cells, elements)
    for model in sorted({TASKS[name].model for name in names} - {""}):
        made = {"default": train_default, "survey": copy_elements}
        if model in made:
            made[model](files)
        else:
            (fit if model in PARAMETERS else train_features)(files, model)


def fit(files: Files, method: str) -> None:
    """Write a model of the raw bands, fitted to the pixels that the bare loop learns from."""
    from geochem_fusion.core.fusion.model import FusionModel, Target, save
    from geochem_fusion.core.image.features import FeatureSet
    from geochem_fusion.core.raster.gdal_reader import describe
    from geochem_fusion.core.regression.methods import METHODS

    x, y = training(files)
    fitted = METHODS[method].fit(x, y, np.ones(len(y)), PARAMETERS[method], 0)
    target = Target("Cu_ppm", "", method, "none", 1.0, tuple(range(x.shape[1])), fitted)
    span = np.stack([x.min(axis=0), x.max(axis=0)])
    spec = FeatureSet("raw", tuple(describe(files.scene).band_names))
    save(FusionModel(spec, (target,), span, 2000.0, ""), files.made(f"{method}.gfm"))


def train_features(files: Files, features: str) -> None:
    """Write a linear model of other features than the raw bands."""
    from geochem_fusion.core.fusion.model import save
    from geochem_fusion.core.fusion.training import train as train_model
    from geochem_fusion.core.regression.request import Training

    request = Training.of([files.scene], files.coarse, method="linear", features=features)
    save(train_model(request).model, files.made(f"{features}.gfm"))


def train_default(files: Files) -> None:
    """Write a model of the default settings."""
    train(files, files.made("default.gfm"))


def copy_elements(files: Files) -> None:
    """Write a model of many elements, each a copy of the default model's, and a coarse map with a band for each."""
    from geochem_fusion.core.fusion.model import load, save

    if not Path(files.made("default.gfm")).is_file():
        train_default(files)
    model = load(files.made("default.gfm"))
    names = [f"E{number}" for number in range(1, SURVEY + 1)]
    save(replace(model, targets=tuple(replace(model.targets[0], name=n) for n in names)), files.made("survey.gfm"))
    source, random = gdal.Open(files.coarse), np.random.default_rng(SURVEY)
    values, size = source.ReadAsArray(), (source.RasterXSize, source.RasterYSize)
    target = gdal.GetDriverByName("GTiff").Create(files.made("survey_coarse.tif"), *size, SURVEY, gdal.GDT_Float32)
    target.SetProjection(source.GetProjection())
    target.SetGeoTransform(source.GetGeoTransform())
    for number, name in enumerate(names, 1):
        band = target.GetRasterBand(number)
        band.SetNoDataValue(NODATA)
        band.SetDescription(name)
        band.WriteArray(np.where(values == NODATA, NODATA, values + random.normal(size=values.shape)))


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
    description = f"{machine()} Median of {options.rounds} on the small scene; one run on the large one."
    parts = [description]
    for size in (SMALL, LARGE) if options.large else (SMALL,):
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
    parser.add_argument("--large", action="store_true", help=f"also the scene of {LARGE} x {LARGE} pixels")
    parser.add_argument("--rounds", type=int, default=3, help=f"runs of each task on the scene of {SMALL} x {SMALL}")
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
