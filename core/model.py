"""The model file: a zip of a JSON manifest and plain arrays, with everything that applying a model needs.

Nothing in it can run. Loading checks sizes before it reads and shapes before it uses; see ``predictors.rebuild``.
"""

from __future__ import annotations

import io
import json
import math
import os
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import applicability as area
from . import deep_network as networks
from .applicability import Applicability
from .blending import Blend
from .deep_network import Ensemble
from .errors import FusionError
from .features import FeatureSet
from .files import atomic_file
from .predictors import Predictor, arrays_of, rebuild
from .transforms import FEWEST_PARTS, back

SCHEMA = 1
ENDING = ".gfm"
_KIND = "geochem-fusion-model"
_MANIFEST = "manifest.json"
_AREA = "applicability/"
_LEVEL = "level/"
_NETWORK = "network/"
_LARGEST_MANIFEST = 16 * 2**20
_LARGEST_ARRAYS = 4 * 2**30
_LARGEST_RATIO = 50  # plain to packed, beyond what any model may have; numbers of a model seldom reach 10
_SMALL = 16 * 2**20
_MOST_ENTRIES = 20_000
_MOST_TARGETS = _MOST_INDICES = 1000
_MOST_BANDS = 10_000
_LONGEST_NUMBER = 20  # digits of a whole number; reading a long one takes quadratic time
_LONGEST_HEADER = 1024
_MOST_LEVELS = 64  # no image is so large
_FIXED_TIME = (1980, 1, 1, 0, 0, 0)  # the same model gives the same bytes


@dataclass(frozen=True)
class Target:
    """How one element is predicted.

    ``used`` are the features the predictor takes (indices), or the outputs of the network where the model has one;
    ``transform`` is ``none``, ``log`` or ``clr``; ``smearing`` is the factor that removes the bias of exp(prediction),
    see ``transforms.factors``.
    ``blend`` weighs the prediction against the coarse map in the mode residual; without one the weight is 1 and the
    coarse values are kept as they are.
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
    ``network`` stands between the features and the predictors, which then take its outputs.
    """

    features: FeatureSet
    targets: tuple[Target, ...]
    feature_range: np.ndarray
    cell_size: float
    crs: str
    history: dict[str, Any] = field(default_factory=dict)
    applicability: Applicability | None = None
    level: Level | None = None
    network: Ensemble | None = None

    @property
    def parts(self) -> list[Target | Level]:
        """What is predicted: the targets, and the level where there is one."""
        return [*self.targets, *([self.level] if self.level else [])]

    def predict_rows(self, features: np.ndarray) -> np.ndarray:
        """Predict rows of all features (n, features), or of all outputs of the network.

        Returns contents (n, elements) in the elements' units.
        """
        return self.contents([part.predictor.predict(features[:, list(part.used)]) for part in self.parts])

    def contents(self, parts: Sequence[np.ndarray]) -> np.ndarray:
        """Return contents (n, elements) from what the predictors of ``parts`` say, (n,) each."""
        out = np.empty((len(parts[0]), len(self.targets)))
        joint = [k for k, target in enumerate(self.targets) if target.transform == "clr"]
        for k, target in enumerate(self.targets):
            if k not in joint:
                out[:, k] = back(target.transform, parts[k][:, None])[:, 0] * target.smearing
        if self.level is not None:
            contents = back("clr", np.stack([*(parts[k] for k in joint), parts[-1]], axis=1))
            out[:, joint] = contents * [self.targets[k].smearing for k in joint]
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
    manifest = {
        "kind": _KIND,
        "schema": SCHEMA,
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
                "predictor": t.predictor.kind,
            }
            for t in model.targets
        ],
    }
    if model.level is not None:
        manifest["level"] = {
            "method": model.level.method,
            "used": list(model.level.used),
            "parameters": model.level.parameters,
            "scores": model.level.scores,
            "predictor": model.level.predictor.kind,
        }
    if model.network is not None:
        manifest["network"] = model.network.kind
    with atomic_file(path, "wb") as file, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _put(archive, _MANIFEST, json.dumps(manifest, indent=1, sort_keys=True, allow_nan=False).encode())
        for number, target in enumerate(model.targets):
            _put_arrays(archive, f"target{number}/", arrays_of(target.predictor))
        if model.level is not None:
            _put_arrays(archive, _LEVEL, arrays_of(model.level.predictor))
        if model.network is not None:
            _put_arrays(archive, _NETWORK, networks.arrays_of(model.network))
        if model.applicability is not None:
            _put_arrays(archive, _AREA, area.arrays_of(model.applicability))


def _put_arrays(archive: zipfile.ZipFile, folder: str, arrays: dict[str, np.ndarray]) -> None:
    for name, array in arrays.items():
        buffer = io.BytesIO()
        np.save(buffer, np.ascontiguousarray(array), allow_pickle=False)
        _put(archive, f"{folder}{name}.npy", buffer.getvalue())


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    archive.writestr(zipfile.ZipInfo(name, _FIXED_TIME), data, zipfile.ZIP_DEFLATED)


def load(path: str) -> FusionModel:
    """Read a model file. Raises FusionError for anything but a sound one."""
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive, path)
            return _model(archive, path)
    except FusionError:
        raise
    except FileNotFoundError:
        raise FusionError(
            "The model file {path} does not exist: choose the {ending} file that training wrote.",
            path=path,
            ending=ENDING,
        ) from None
    except Exception as error:  # whatever a hostile file makes zipfile, json and numpy raise
        raise FusionError(
            "The model file {path} is damaged or was not made by Geochem Fusion ({name}): train again.",
            path=path,
            name=type(error).__name__,
        ) from error


def _check_sizes(archive: zipfile.ZipFile, path: str) -> None:
    """Refuse an archive that would unpack to more than a model can be, before unpacking any of it."""
    items = archive.infolist()
    manifest = max((item.file_size for item in items if item.filename == _MANIFEST), default=0)
    most = min(_LARGEST_ARRAYS, _SMALL + _LARGEST_RATIO * os.path.getsize(path))
    if len(items) > _MOST_ENTRIES or manifest > _LARGEST_MANIFEST or sum(item.file_size for item in items) > most:
        raise FusionError("The model file {path} would unpack to an impossible size: train again.", path=path)
    if any(item.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for item in items):
        raise ValueError("compression")  # others may ask for any amount of memory


def _model(archive: zipfile.ZipFile, path: str) -> FusionModel:
    manifest = json.loads(archive.read(_MANIFEST), parse_int=_whole, parse_constant=_whole)
    if manifest["kind"] != _KIND:
        raise FusionError(
            "The file {path} is not a Geochem Fusion model: choose the {ending} file that training wrote.",
            path=path,
            ending=ENDING,
        )
    if manifest["schema"] != SCHEMA:
        raise FusionError(
            "The model file {path} has schema {found}, and this version reads {schema}: "
            "update the plugin or train again.",
            path=path,
            found=manifest["schema"],
            schema=SCHEMA,
        )
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
    network = _network(archive, manifest.get("network"), features)
    inputs = len(features.names) if network is None else network.outputs
    targets = tuple(_target(archive, number, data, inputs) for number, data in enumerate(manifest["targets"]))
    if not targets:
        raise ValueError("targets")
    composition = sum(target.transform == "clr" for target in targets)
    level = _level(archive, manifest["level"], inputs) if composition else None
    if 0 < composition < FEWEST_PARTS:
        raise ValueError("transform")
    arrays = _arrays(archive, _AREA)
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
    )


def _network(archive: zipfile.ZipFile, kind: Any, features: FeatureSet) -> Ensemble | None:
    arrays = _arrays(archive, _NETWORK)
    if kind is None and not arrays:
        return None
    return networks.rebuild(str(kind), arrays, len(features.names))


def _target(archive: zipfile.ZipFile, number: int, data: dict[str, Any], inputs: int) -> Target:
    smearing = float(data["smearing"])
    if data["transform"] not in ("none", "log", "clr") or not (math.isfinite(smearing) and smearing > 0):
        raise ValueError("transform")
    used, predictor = _predictor(archive, f"target{number}/", data, inputs)
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
    )


def _level(archive: zipfile.ZipFile, data: dict[str, Any], inputs: int) -> Level:
    used, predictor = _predictor(archive, _LEVEL, data, inputs)
    return Level(str(data["method"]), used, predictor, dict(data["parameters"]), dict(data["scores"]))


def _predictor(
    archive: zipfile.ZipFile, folder: str, data: dict[str, Any], inputs: int
) -> tuple[tuple[int, ...], Predictor]:
    """Return which of so many inputs a predictor takes, and the predictor."""
    used = tuple(int(u) for u in data["used"])
    if not all(0 <= u < inputs for u in used):
        raise ValueError("used")
    return used, rebuild(str(data["predictor"]), _arrays(archive, folder), len(used))


def _arrays(archive: zipfile.ZipFile, folder: str) -> dict[str, np.ndarray]:
    names = [name for name in archive.namelist() if name.startswith(folder)]
    return {name[len(folder) : -len(".npy")]: _array(archive, name) for name in names}


def _array(archive: zipfile.ZipFile, name: str) -> np.ndarray:
    """Read an array whose header says no more than is there, so that numpy makes no room for anything else."""
    data = archive.read(name)
    file = io.BytesIO(data)
    if np.lib.format.read_magic(file) != (1, 0) or int.from_bytes(data[8:10], "little") > _LONGEST_HEADER:
        raise ValueError(name)
    shape, _, kind = np.lib.format.read_array_header_1_0(file)
    if kind.hasobject or math.prod(shape) * kind.itemsize != len(data) - file.tell():
        raise ValueError(name)
    return np.load(io.BytesIO(data), allow_pickle=False)


def _whole(text: str) -> int:
    """Read a whole number of the manifest. Raises ValueError for NaN, infinity and numbers that no model has."""
    if len(text) > _LONGEST_NUMBER:
        raise ValueError("number")
    return int(text)
