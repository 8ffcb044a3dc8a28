"""The fusion model, and its file with everything that applying it needs.

Loading checks shapes and ranges before anything is used; see ``model_file`` for the file and ``predictors.rebuild``.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np

from .. import model_file
from ..deep import networks
from ..deep.networks import DENSE_KINDS, DenseNetwork, Ensemble
from ..errors import given
from ..geostatistics.blend import Blend
from ..image.features import FeatureSet
from ..raster.images import NONE
from ..regression import applicability as area
from ..regression.applicability import Applicability
from ..regression.bounds import Bounds, held
from ..regression.kept_samples import KeptSamples
from ..regression.multi_output import MultiOutput
from ..regression.predictors import Predictor, arrays_of, rebuild
from ..regression.transforms import FEWEST_PARTS, inverse
from ..remembered import Remembered
from .image_inputs import ImageInputs

SCHEMA = 1
KIND = model_file.FUSION
_AREA = "applicability/"
_LEVEL = "level/"
_NETWORK = "network/"
_SAMPLES = "samples/"
_TARGET, _TREND = "target{}/", "trend{}/"
_MOST_TARGETS = _MOST_INDICES = 1000
_MOST_BANDS = 10_000
_MOST_LEVELS = 64  # no image is so large


@dataclass(frozen=True)
class Trend:
    """What stands beside the regression of an element in the mode residual, see ``drift.cell_trend``.

    What the image says of a content there is ``share`` of what the regression predicts, and what ``predictor`` tells
    from the features ``used`` (indices); both in the unit of the element.
    """

    share: float
    used: tuple[int, ...]
    predictor: Predictor


@dataclass(frozen=True)
class Target:
    """How one element is predicted.

    ``used`` are the features the predictor takes (indices). Where the model has networks, they are outputs of those
    instead, which stand network by network, and in each element by element. ``transform`` is ``none``, ``log`` or
    ``clr``; ``smearing`` is the factor that removes the bias of exp(prediction), see ``transforms.smearing_factors``.
    ``blend`` weighs the prediction against the coarse map in the mode residual; without one the weight is 1 and the
    coarse values are kept as they are. ``bounds`` hold the contents predicted; old model files have none. ``trend`` is
    None where none was looked for.
    """

    name: str
    unit: str
    method: str
    transform: str
    smearing: float
    used: tuple[int, ...]
    predictor: Predictor
    parameters: dict[str, Any] = field(default_factory=dict)
    scores: dict[str, Any] = field(default_factory=dict)
    blend: Blend | None = None
    bounds: Bounds | None = None
    trend: Trend | None = None


@dataclass(frozen=True)
class Level:
    """How the mean logarithm of a composition (transform ``clr``) is predicted; ``used`` as in a target."""

    method: str
    used: tuple[int, ...]
    predictor: Predictor
    parameters: dict[str, Any] = field(default_factory=dict)
    scores: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class FusionModel:
    """A trained model: features, one target per element, the features' training range and what was done.

    ``feature_range`` (2, features) least and largest value in training. ``applicability`` is None in the files of older
    versions. ``level`` belongs to the targets with the transform ``clr``, and is None where there are none. A
    ``network`` stands between the features and the predictors, which then take its outputs. ``inputs`` is what the
    images were, None in the files of older versions. ``remembered`` is where the rasters of the training lay, None
    where that was not kept. ``samples`` are those at points that it was trained on, None where it was trained on a
    coarse map.
    """

    features: FeatureSet
    targets: tuple[Target, ...]
    feature_range: np.ndarray
    cell_size: float
    crs: str
    history: dict[str, Any] = field(default_factory=dict)
    applicability: Applicability | None = None
    level: Level | None = None
    network: Ensemble[DenseNetwork] | None = None
    inputs: ImageInputs | None = None
    remembered: Remembered | None = None
    samples: KeptSamples | None = None

    @property
    def scaling(self) -> str:
        """How the numbers of the images are scaled; models of older versions took them as they are."""
        return NONE if self.inputs is None else self.inputs.scaling

    @property
    def parts(self) -> list[Target | Level]:
        """What is predicted: the targets, and the level where there is one."""
        return [*self.targets, *([self.level] if self.level else [])]

    def predict_rows(self, features: np.ndarray) -> np.ndarray:
        """Predict rows of all features (n, features), or of all outputs of the network.

        Returns contents (n, elements) in the elements' units.
        """
        return self.contents(self._together.predict(features))

    def drift_rows(self, features: np.ndarray) -> np.ndarray:
        """Return what the image says of rows in the mode residual, as ``predict_rows``: with the trends there are."""
        out = self.predict_rows(features)
        with_trend = [k for k, target in enumerate(self.targets) if target.trend]
        for k, said in zip(with_trend, self._trends.predict(features) if with_trend else []):
            target = self.targets[k]
            out[:, k] = held(given(target.trend).share * out[:, k] + said, target.bounds, target.unit)
        return out

    @cached_property
    def _trends(self) -> MultiOutput:
        trends = [target.trend for target in self.targets if target.trend]
        return MultiOutput([(trend.predictor, trend.used) for trend in trends])

    @cached_property
    def _together(self) -> MultiOutput:
        return MultiOutput([(part.predictor, part.used) for part in self.parts])

    def contents(self, parts: Sequence[np.ndarray]) -> np.ndarray:
        """Return contents (n, elements) from what the predictors of ``parts`` say, (n,) each."""
        out = np.empty((len(parts[0]), len(self.targets)))
        joint = [k for k, target in enumerate(self.targets) if target.transform == "clr"]
        for k, target in enumerate(self.targets):
            if k not in joint:
                out[:, k] = inverse(target.transform, parts[k][:, None])[:, 0] * target.smearing
        if self.level is not None:
            contents = inverse("clr", np.stack([*(parts[k] for k in joint), parts[-1]], axis=1))
            out[:, joint] = contents * [self.targets[k].smearing for k in joint]
        for k, target in enumerate(self.targets):
            out[:, k] = held(out[:, k], target.bounds, target.unit)
        return out

    def predict(self, features: np.ndarray) -> np.ndarray:
        """Predict a window: features (p, height, width) with NaN give float32 (elements, height, width) with NaN."""
        valid = np.isfinite(features).all(axis=0)
        out = np.full((len(self.targets), *valid.shape), np.nan, np.float32)
        if valid.any():
            out[:, valid] = self.predict_rows(np.ascontiguousarray(features[:, valid].T)).T
        return out

    def outside_range(self, features: np.ndarray) -> tuple[int, int]:
        """Return how many pixels have a feature outside its training range, and how many have all features."""
        valid = np.isfinite(features).all(axis=0)
        rows = features[:, valid]
        low, high = self.feature_range[:, :, None]
        return int(((rows < low) | (rows > high)).any(axis=0).sum()), int(valid.sum())


def save(model: FusionModel, path: str) -> None:
    """Write a model file. Raises FusionError where the path cannot be written."""
    manifest: dict[str, Any] = {
        "features": model.features.to_json(),
        "feature_range": model.feature_range.tolist(),
        "cell_size": model.cell_size,
        "crs": model.crs,
        "history": model.history,
        "targets": [
            {
                "name": t.name,
                "unit": t.unit,
                "method": t.method,
                "transform": t.transform,
                "smearing": t.smearing,
                "used": list(t.used),
                "parameters": t.parameters,
                "scores": t.scores,
                "blend": t.blend.to_json() if t.blend else None,
                "bounds": list(t.bounds) if t.bounds else None,
                "predictor": t.predictor.kind,
                "trend": _trend_to_json(t.trend) if t.trend else None,
            }
            for t in model.targets
        ],
    }
    folders = {_TARGET.format(number): arrays_of(t.predictor) for number, t in enumerate(model.targets)}
    trends = {_TREND.format(number): t.trend for number, t in enumerate(model.targets)}
    folders.update({folder: arrays_of(trend.predictor) for folder, trend in trends.items() if trend})
    if model.level is not None:
        manifest["level"] = {
            "method": model.level.method,
            "used": list(model.level.used),
            "parameters": model.level.parameters,
            "scores": model.level.scores,
            "predictor": model.level.predictor.kind,
        }
        folders[_LEVEL] = arrays_of(model.level.predictor)
    if model.inputs is not None:
        manifest["inputs"] = model.inputs.to_json()
    if model.remembered is not None:
        manifest["remembered"] = model.remembered.to_json()
    if model.network is not None:
        manifest["network"] = model.network.kind
        folders[_NETWORK] = networks.arrays_of(model.network)
    if model.samples is not None:
        manifest["samples"] = model.samples.to_json()
        folders[_SAMPLES] = model.samples.arrays()
    if model.applicability is not None:
        folders[_AREA] = area.arrays_of(model.applicability)
    model_file.write(path, KIND, SCHEMA, manifest, folders)


def load(path: str) -> FusionModel:
    """Read a model file. Raises FusionError for anything but a sound one."""
    return model_file.read(path, KIND, SCHEMA, _model)


def _model(contents: model_file.Contents) -> FusionModel:
    """Rebuild a model. What is missing or does not fit raises one error or another, see ``model_file.read``."""
    manifest = contents.manifest
    features = FeatureSet.from_json(manifest["features"])
    if not 1 <= features.levels <= _MOST_LEVELS:
        raise ValueError("levels")
    if max(len(features.bands) / _MOST_BANDS, len(features.indices) / _MOST_INDICES) > 1:
        raise ValueError("features")
    if len(manifest["targets"]) > _MOST_TARGETS:
        raise ValueError("targets")
    feature_range = np.asarray(manifest["feature_range"], float)
    if feature_range.shape != (2, len(features.names)) or not np.isfinite(feature_range).all():
        raise ValueError("feature_range")
    network = _network(contents, manifest.get("network"), features)
    inputs = len(features.names) if network is None else network.outputs
    targets = tuple(_target(contents, number, data, inputs) for number, data in enumerate(manifest["targets"]))
    if not targets:
        raise ValueError("targets")
    composition = sum(target.transform == "clr" for target in targets)
    level = _level(contents, manifest["level"], inputs) if composition else None
    if 0 < composition < FEWEST_PARTS:
        raise ValueError("transform")
    arrays = contents.arrays(_AREA)
    return FusionModel(
        features,
        targets,
        feature_range,
        float(manifest["cell_size"]),
        str(manifest["crs"]),
        dict(manifest["history"]),
        area.rebuild(arrays, len(features.names)) if arrays else None,
        level,
        network,
        ImageInputs.from_json(manifest["inputs"]) if manifest.get("inputs") else None,
        Remembered.from_json(manifest["remembered"]) if manifest.get("remembered") else None,
        _samples(contents, manifest.get("samples"), targets),
    )


def _samples(contents: model_file.Contents, data: Any, targets: Sequence[Target]) -> KeptSamples | None:
    arrays = contents.arrays(_SAMPLES)
    if data is None and not arrays:
        return None
    samples = KeptSamples.rebuild(data, arrays, len(targets))
    for target, values in zip(targets, samples.values.T):
        if target.transform != "none" and np.nanmin(values) <= 0:
            raise ValueError("logarithm")
    return samples


def _network(contents: model_file.Contents, kind: Any, features: FeatureSet) -> Ensemble[DenseNetwork] | None:
    arrays = contents.arrays(_NETWORK)
    if kind is None and not arrays:
        return None
    return networks.rebuild(str(kind), arrays, len(features.names), DENSE_KINDS)


def _target(contents: model_file.Contents, number: int, data: dict[str, Any], inputs: int) -> Target:
    smearing = float(data["smearing"])
    if data["transform"] not in ("none", "log", "clr") or not (math.isfinite(smearing) and smearing > 0):
        raise ValueError("transform")
    used, predictor = _predictor(contents, _TARGET.format(number), data, inputs)
    return Target(
        str(data["name"]),
        str(data["unit"]),
        str(data["method"]),
        str(data["transform"]),
        smearing,
        used,
        predictor,
        dict(data["parameters"]),
        dict(data["scores"]),
        Blend.from_json(data["blend"]) if data.get("blend") else None,
        _bounds(data["bounds"]) if data.get("bounds") else None,
        _trend(contents, _TREND.format(number), data["trend"], inputs) if data.get("trend") else None,
    )


def _trend_to_json(trend: Trend) -> dict[str, Any]:
    return {"share": trend.share, "used": list(trend.used), "predictor": trend.predictor.kind}


def _trend(contents: model_file.Contents, folder: str, data: dict[str, Any], inputs: int) -> Trend:
    share = float(data["share"])
    if not math.isfinite(share):
        raise ValueError("share")
    return Trend(share, *_predictor(contents, folder, data, inputs))


def _bounds(data: Any) -> Bounds:
    low, high = (float(end) for end in data)
    if not (math.isfinite(low) and math.isfinite(high) and low <= high):
        raise ValueError("bounds")
    return low, high


def _level(contents: model_file.Contents, data: dict[str, Any], inputs: int) -> Level:
    used, predictor = _predictor(contents, _LEVEL, data, inputs)
    return Level(str(data["method"]), used, predictor, dict(data["parameters"]), dict(data["scores"]))


def _predictor(
    contents: model_file.Contents, folder: str, data: dict[str, Any], inputs: int
) -> tuple[tuple[int, ...], Predictor]:
    """Return which of so many inputs a predictor takes, and the predictor."""
    used = tuple(int(u) for u in data["used"])
    if not all(0 <= u < inputs for u in used):
        raise ValueError("used")
    return used, rebuild(str(data["predictor"]), contents.arrays(folder), len(used))
