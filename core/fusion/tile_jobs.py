"""What is computed of each tile when a model is applied, as something that can be sent to another machine.

A job is called with a window. Written to a file it is plain data: the model file, the paths of the images, the top of
their pyramid and which of the functions below is wanted; a worker reads that and builds the same job anew.
"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import astuple, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import given
from ..image.features import Features
from ..model_file import ENDING
from ..raster.grid import Grid, Window
from ..raster.images import ImageStack
from ..regression import applicability
from ..regression.kept_samples import KeptSamples, Scale
from ..regression.regression_kriging import RegressionKriging
from .model import FusionModel, load
from .prediction import Prediction, ground


@dataclass(frozen=True)
class Scene:
    """A model with the path it was loaded from, the bands of an image that it needs, and the area asked for.

    ``step`` is the side of the squares of pixels of which one is predicted, where not all are.
    """

    path: str
    model: FusionModel
    stack: ImageStack
    features: Features | None
    area: Window
    step: int = 1


def _prediction(scene: Scene) -> Callable[[Window], Any]:
    return Prediction(scene.model, given(scene.features), scene.area).at


def _drift(scene: Scene) -> Callable[[Window], Any]:
    return Prediction(scene.model, given(scene.features), scene.area, drift=True).at


def _sparse(scene: Scene) -> Callable[[Window], Any]:
    return partial(Prediction(scene.model, given(scene.features), scene.area, drift=True).sparse, step=scene.step)


def _applicability(scene: Scene) -> Callable[[Window], Any]:
    return partial(applicability.planes_at, applicability.require(scene.model.applicability), given(scene.features))


def _ground(scene: Scene) -> Callable[[Window], Any]:
    return partial(ground, scene.stack, len(scene.model.targets))


def _samples(scene: Scene) -> Callable[[Window], Any]:
    return _meeting_samples(scene, given(scene.model.samples), _prediction(scene))


def _samples_alone(scene: Scene) -> Callable[[Window], Any]:
    samples = given(scene.model.samples)
    return _meeting_samples(scene, replace(samples, blends=samples.alone), _ground(scene))


def _meeting_samples(scene: Scene, samples: KeptSamples, predict: Callable[[Window], Any]) -> Callable[[Window], Any]:
    """Return what tells contents that meet samples, and their standard deviations, from what ``predict`` tells."""
    kriging = kriging_of(replace(scene.model, samples=samples), scene.stack.grid)

    def tell(window: Window) -> Any:
        values, counts = predict(window)
        return (None if values is None else kriging.at(values, window)), counts

    return tell


def kriging_of(model: FusionModel, grid: Grid) -> RegressionKriging:
    """Return what meets the samples of a model on the grid of an image."""
    scales = [Scale(target.transform, target.bounds, target.unit) for target in model.targets]
    return RegressionKriging(given(model.samples), scales, grid)


_FUNCTIONS = {
    "prediction": _prediction,
    "drift": _drift,
    "sparse": _sparse,
    "applicability": _applicability,
    "ground": _ground,
    "samples": _samples,
    "samples alone": _samples_alone,
}
_WITHOUT_FEATURES = ("ground", "samples alone")


class TileJob:
    """One of the functions of the windows of a scene, by its name.

    ``prediction`` and ``applicability`` are those of the image, ``drift`` is the prediction with the trends of the
    model, and ``sparse`` the same at one pixel of every square; ``ground`` says where there is a value in every band;
    ``samples`` is the prediction with the kriged rest of the samples, and ``samples alone`` is kriged without it, both
    with standard deviations.
    """

    def __init__(self, name: str, scene: Scene) -> None:
        self.name, self.scene = name, scene
        self._function = _FUNCTIONS[name](scene)

    def __call__(self, window: Window) -> Any:
        return self._function(window)

    def write(self, path: str) -> None:
        """Write all that ``read`` needs beside the images."""
        scene = self.scene
        images = {"rasters": scene.stack.paths, "mask": scene.stack.mask}
        job = {"name": self.name, **images, "area": astuple(scene.area), "step": scene.step}
        pyramid = scene.features.pyramid.arrays() if scene.features and scene.features.pyramid else {}
        with open(path, "wb") as file:
            model = Path(scene.path).read_bytes()
            np.savez(file, job=_bytes(json.dumps(job).encode()), model=_bytes(model), **pyramid)

    @classmethod
    def read(cls, path: str) -> TileJob:
        """Build the job that was written, from the images as this process sees them."""
        with np.load(path, allow_pickle=False) as file:
            arrays = dict(file)
        job, model = json.loads(arrays.pop("job").tobytes()), _model(arrays.pop("model").tobytes())
        stack = ImageStack(job["rasters"], job["mask"], model.scaling).selected(model.features.bands)
        features = None
        if job["name"] not in _WITHOUT_FEATURES:
            features = Features(model.features, stack.read, *stack.grid.shape, stored=arrays)
        return cls(job["name"], Scene(path, model, stack, features, Window(*job["area"]), job["step"]))


def _bytes(data: bytes) -> np.ndarray:
    return np.frombuffer(data, np.uint8)


def _model(data: bytes) -> FusionModel:
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, f"model{ENDING}")
        Path(path).write_bytes(data)
        return load(path)
