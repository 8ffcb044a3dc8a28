"""The model of prospectivity and its file: tables of ranks, what was fitted to the layers, and the network if any."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np

from .. import model_file
from ..deep import networks
from ..deep.networks import MASKED_KINDS, Ensemble, MaskedNetwork
from ..errors import require_intact
from ..raster.grid import Grid
from .normal_scores import NormalScores, Ranks
from .outliers import Components, Mahalanobis, Neighbours
from .parts import Parts
from .recipe import TITLES

KIND, SCHEMA = model_file.PROSPECTIVITY, 2
_LAYERS, _RANKS, _PARTS, _NETWORK = "layers/", "ranks/", "parts/", "network/"
_SCORE = "score"
_MOST_LAYERS = 2000
_MOST_CELLS = 2**53  # of a map


@dataclass(frozen=True)
class ProspectivityModel:
    """What was learned of a region.

    ``layers`` are names, ``sources`` what each belongs to. ``ranks`` are the tables of the parts of the score, and
    ``score`` that of the score itself; ``weights`` how much each part counts. ``networks`` are None without one.
    ``history`` is plain data on how it came about.
    """

    layers: tuple[str, ...]
    sources: tuple[str, ...]
    parts: Parts
    ranks: Mapping[str, Ranks]
    score: Ranks
    weights: Mapping[str, float]
    networks: Ensemble[MaskedNetwork] | None = None
    history: Mapping[str, Any] = field(default_factory=dict)


def save(model: ProspectivityModel, path: str) -> None:
    """Write a model file. Raises FusionError where the path cannot be written."""
    manifest = {
        "layers": list(model.layers),
        "sources": list(model.sources),
        "geochemistry": [bool(content) for content in model.parts.geochemistry],
        "measured": [bool(own) for own in model.parts.measured],
        "coherence": model.parts.coherence,
        "ranks": list(model.ranks),
        "weights": dict(model.weights),  # a mapping, whose order the file does not keep
        "used": list(model.weights),
        "network": model.networks.kind if model.networks else None,
        "history": dict(model.history),
        "ground": _ground(model.parts.neighbours),
    }
    tables = {name: _table(ranks) for name, ranks in model.ranks.items()}
    folders = {
        _LAYERS: {str(k): _table(table) for k, table in enumerate(model.parts.scores.tables)},
        _RANKS: {**tables, _SCORE: _table(model.score)},
        _PARTS: {
            "references": model.parts.neighbours.values,
            "cells": model.parts.neighbours.cells,
            "local": model.parts.local.values,
            "centre": model.parts.spread.mean,
            "precision": model.parts.spread.precision,
            "voices": model.parts.voices,
            "mean": model.parts.components.mean,
            "axes": model.parts.components.axes,
        },
    }
    if model.networks:
        folders[_NETWORK] = networks.arrays_of(model.networks)
    model_file.write(path, KIND, SCHEMA, manifest, folders)


def load(path: str) -> ProspectivityModel:
    """Read a model file. Raises FusionError for anything but a sound one."""
    return model_file.read(path, KIND, SCHEMA, _model)


def _table(ranks: Ranks) -> np.ndarray:
    return np.stack([ranks.values, ranks.shares]).astype(float)


def _model(contents: model_file.Contents) -> ProspectivityModel:
    """Rebuild a model. What is missing or does not fit raises one error or another, see ``model_file.read``."""
    manifest = contents.manifest
    layers, sources = (tuple(str(name) for name in manifest[key]) for key in ("layers", "sources"))
    size = len(layers)
    require_intact(0 < size <= _MOST_LAYERS and len(set(layers)) == len(sources) == size, "the layers")
    geochemistry, measured = (np.array([bool(own) for own in manifest[key]]) for key in ("geochemistry", "measured"))
    require_intact(geochemistry.shape == measured.shape == (size,), "the layers")
    count = int(measured.sum())
    require_intact(count > 0 and not (geochemistry & ~measured).any(), "the layers")
    own = contents.arrays(_LAYERS)
    scores = NormalScores(tuple(_ranks(own[str(k)]) for k in range(size)))
    parts = _parts(contents.arrays(_PARTS), manifest, scores, geochemistry, measured)
    tables = contents.arrays(_RANKS)
    ranks = {str(name): _ranks(tables[str(name)]) for name in manifest["ranks"]}
    weights = {str(name): float(manifest["weights"][name]) for name in manifest["used"]}
    require_intact(set(weights) <= set(ranks) and set(ranks) <= set(TITLES), "the score")
    require_intact(bool(weights) and all(np.isfinite(w) and w >= 0 for w in weights.values()), "the score")
    kind = manifest.get("network")
    own_networks = None
    if kind is not None:
        own_networks = networks.rebuild(str(kind), contents.arrays(_NETWORK), size, MASKED_KINDS)
    history = dict(manifest["history"])
    return ProspectivityModel(layers, sources, parts, ranks, _ranks(tables[_SCORE]), weights, own_networks, history)


def _parts(
    arrays: Mapping[str, np.ndarray],
    manifest: Mapping[str, Any],
    scores: NormalScores,
    geochemistry: np.ndarray,
    measured: np.ndarray,
) -> Parts:
    """Rebuild what was fitted to the layers. Raises FusionError or KeyError for what does not fit together."""
    count, contents = int(measured.sum()), int(geochemistry.sum())
    sizes = {"references": 2, "local": 2, "mean": 1, "axes": 2, "centre": 1, "precision": 2}
    for name, dimensions in sizes.items():
        array = arrays[name]
        require_intact(array.dtype.kind == "f" and array.ndim == dimensions and array.shape[-1] == count, "the parts")
    require_intact(arrays["local"].shape == arrays["references"].shape and len(arrays["local"]) > 0, "the parts")
    plain = {name: arrays[name].astype(float) for name in ("mean", "axes", "centre", "precision", "voices")}
    require_intact(all(np.isfinite(array).all() for array in plain.values()), "the parts")
    require_intact(plain["precision"].shape == (count, count), "the parts")
    require_intact(plain["voices"].shape == (contents,) and bool((plain["voices"] > 0).all()), "the parts")
    coherence = float(manifest["coherence"])
    require_intact(0 <= coherence <= 1, "the parts")
    neighbours = _neighbours(arrays, manifest["ground"])
    return Parts(
        scores,
        geochemistry,
        measured,
        neighbours,
        replace(neighbours, values=arrays["local"].astype(np.float32)),
        Mahalanobis(plain["centre"], plain["precision"]),
        Components(plain["mean"], plain["axes"]),
        coherence,
        plain["voices"],
    )


def _ground(neighbours: Neighbours) -> dict[str, Any] | None:
    """Return where the map lay that a model was fitted to."""
    grid = neighbours.grid
    return {"transform": list(grid.transform), "shape": list(grid.shape), "crs": grid.crs} if grid else None


def _neighbours(arrays: Mapping[str, np.ndarray], ground: Mapping[str, Any] | None) -> Neighbours:
    """Return the references, and where they lie where that is known."""
    values = arrays["references"].astype(np.float32)
    if ground is None:
        return Neighbours(values, np.full(len(values), -1, np.int64))
    x, a, b, y, d, e = (float(number) for number in ground["transform"])
    transform = x, a, b, y, d, e
    height, width = (int(side) for side in ground["shape"])
    require_intact(bool(np.isfinite(transform).all()), "the ground")
    require_intact(height > 0 and width > 0 and height * width < _MOST_CELLS, "the ground")
    grid = Grid(transform, height, width, str(ground["crs"]))
    cells = arrays["cells"]
    require_intact(grid.cell_area > 0 and cells.shape == (len(values),) and cells.dtype.kind == "i", "the ground")
    require_intact(bool(((cells >= -1) & (cells < height * width)).all()), "the ground")
    return Neighbours(values, cells.astype(np.int64), grid)


def _ranks(table: np.ndarray) -> Ranks:
    require_intact(table.ndim == 2 and len(table) == 2 and table.shape[1] > 0 and table.dtype.kind == "f", "a table")
    values, shares = table.astype(float)
    require_intact(bool(np.isfinite(table).all() and (np.diff(values) > 0).all()), "a table")
    require_intact(bool((shares > 0).all() and (shares < 1).all() and (np.diff(shares) > 0).all()), "a table")
    return Ranks(values, shares)
