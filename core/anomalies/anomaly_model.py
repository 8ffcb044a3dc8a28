"""The model of anomalies and its file: scales of contents, what is sought, and the networks where there are any."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .. import model_file
from ..deep import networks
from ..deep.networks import GRAPH_KINDS, Ensemble, GraphNetwork
from ..errors import require_intact
from .preparation import Scaling
from .request import METHODS
from .survey import FEWEST_ELEMENTS

KIND, SCHEMA = model_file.ANOMALIES, 1
_SCALING, _NETWORK = "scaling/", "network/"
_PARTS = ("median", "scale", "ratio_centre", "ratio_scale")
_MOST_ELEMENTS = 500


@dataclass(frozen=True)
class AnomalyModel:
    """What was learned of a survey: its ``elements`` in ``units``, and the numbers of the targets and pathfinders.

    ``method`` and ``seed`` as in the request; ``networks`` None without one; ``history`` is plain data on how it came
    about.
    """

    elements: tuple[str, ...]
    units: tuple[str, ...]
    targets: tuple[int, ...]
    pathfinders: tuple[int, ...]
    scaling: Scaling
    method: str
    seed: int
    networks: Ensemble[GraphNetwork] | None = None
    history: dict[str, Any] = field(default_factory=dict)


def save(model: AnomalyModel, path: str) -> None:
    """Write a model file. Raises FusionError where the path cannot be written."""
    manifest = {
        "elements": list(model.elements),
        "units": list(model.units),
        "targets": list(model.targets),
        "pathfinders": list(model.pathfinders),
        "method": model.method,
        "seed": model.seed,
        "network": model.networks.kind if model.networks else None,
        "history": model.history,
    }
    folders = {_SCALING: {name: getattr(model.scaling, name) for name in _PARTS}}
    if model.networks:
        folders[_NETWORK] = networks.arrays_of(model.networks)
    model_file.write(path, KIND, SCHEMA, manifest, folders)


def load(path: str) -> AnomalyModel:
    """Read a model file. Raises FusionError for anything but a sound one."""
    return model_file.read(path, KIND, SCHEMA, _model)


def _model(contents: model_file.Contents) -> AnomalyModel:
    """Rebuild a model. What is missing or does not fit raises one error or another, see ``model_file.read``."""
    manifest = contents.manifest
    elements = tuple(str(name) for name in manifest["elements"])
    units = tuple(str(name) for name in manifest["units"])
    size = len(elements)
    require_intact(FEWEST_ELEMENTS <= size <= _MOST_ELEMENTS and len(set(elements)) == size, "the elements")
    require_intact(len(units) == size, "the units")
    targets, pathfinders = (tuple(int(n) for n in manifest[name]) for name in ("targets", "pathfinders"))
    require_intact(bool(targets) and all(0 <= n < size for n in (*targets, *pathfinders)), "the targets")
    require_intact(manifest["method"] in METHODS, "the method")
    kind = manifest.get("network")
    found = None
    if kind is not None:
        found = networks.rebuild(str(kind), contents.arrays(_NETWORK), size, GRAPH_KINDS)
    return AnomalyModel(
        elements,
        units,
        targets,
        pathfinders,
        _scaling(contents.arrays(_SCALING), size),
        str(manifest["method"]),
        int(manifest["seed"]),
        found,
        dict(manifest["history"]),
    )


def _scaling(arrays: dict[str, np.ndarray], size: int) -> Scaling:
    require_intact(set(arrays) == set(_PARTS), "the scales of the elements")
    for array in arrays.values():
        require_intact(array.shape == (size,) and array.dtype.kind == "f", "the scales of the elements")
        require_intact(bool(np.isfinite(array).all()), "the scales of the elements")
    require_intact(
        bool((arrays["scale"] > 0).all() and (arrays["ratio_scale"] > 0).all()), "the scales of the elements"
    )
    return Scaling(**{name: arrays[name].astype(float) for name in _PARTS})
