"""What the benchmark measures: the tasks, the models that some of them apply, and the maps that some train on."""

from __future__ import annotations

import functools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from osgeo import gdal

from tools.benchmark_scene import CELL, PIXEL, VALUED, make_scene, make_survey

SMALL, LARGE = 2048, 8192
SURVEYS = ("survey_1", "survey_39")  # models of so many elements that were trained together
CELLS, ELEMENTS = (100, 1000, 3000, 10_000, 20_000), (3, 12, 39)  # of the coarse maps that training grows with
STRIP = 512
NODATA = -9999.0
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
    coarse = survey(files, elements=int(model.split("_")[1])) if model in SURVEYS else files.coarse
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


def survey(files: Files, cells: int = 0, elements: int = 1) -> str:
    """Return the path of a coarse map of the scene with about so many cells and elements, made where it is missing.

    0 are as many cells as the coarse map of one element has.
    """
    cells = cells or round(VALUED * (files.size * PIXEL / CELL) ** 2)
    path = files.made(f"coarse-{cells}-{elements}.tif")
    if not Path(path).is_file():
        make_survey(Path(files.scene), Path(path), cells, elements)
    return path


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
    **{name: _default(f", survey of {name.split('_')[1]}", model=name, largest=SMALL) for name in SURVEYS},
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
        survey(files, cells, elements)
    for model in sorted({TASKS[name].model for name in names} - {""}):
        surveys = {name: functools.partial(train_elements, int(name.split("_")[1])) for name in SURVEYS}
        made: dict[str, Callable[[Files], None]] = {"default": train_default, **surveys}
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


def train_elements(elements: int, files: Files) -> None:
    """Write a model of the default settings for so many elements, in cells as large as those of the coarse map."""
    _train(files, survey(files, elements=elements), files.made(f"survey_{elements}.gfm"))
