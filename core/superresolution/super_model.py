"""The model of super-resolution and its file: what is added to interpolations, and what training saw."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

import numpy as np

from .. import model_file
from ..deep import networks
from ..deep.unet import RESIDUAL_NETWORKS
from ..errors import require_intact
from ..ground.geology import DESCRIBED, ONE_HOT, TABLE, Embedding
from ..ground.terrain import CHANNELS, PAPER_CHANNELS
from ..raster.grid import Grid
from ..raster.projection import crs_wkt
from ..regression import predictors
from ..regression.predictors import Forest
from .base import Base
from .corrections import Ridge, Trees
from .plain_rows import BILINEAR, CELL_KRIGING, CUBIC, FILTERED, MEAN_PRESERVING, POINT_KRIGING
from .request import ASPECTS, CONSTRAINTS, DIRECTIONS, NONE
from .sharpener import Sharpener
from .survey import LOG

KIND, SCHEMA = model_file.SUPER_RESOLUTION, 1
_BASE, _RIDGE, _TREES, _NETWORK, _SEEN, _GEOLOGY = "base/", "ridge/", "trees/", "network/", "seen/", "geology/"
_ROWS = (BILINEAR, CUBIC, MEAN_PRESERVING, CELL_KRIGING)
_POINT_ROWS = (*_ROWS, POINT_KRIGING, *FILTERED)
_MOST_ELEMENTS, _MOST_CHANNELS = 500, 4096


@dataclass(frozen=True)
class Seen:
    """What training saw: the least and largest value (channels,) of the coarse map and of each covariate."""

    low: np.ndarray
    high: np.ndarray


@dataclass(frozen=True)
class SuperResolutionModel:
    """How a coarse map of ``elements`` in ``units`` is sharpened.

    ``lattice`` is a grid of which pixels of the map are a continuation; ``rows`` the names of the plain rows. It needs
    the bands ``rasters``, an elevation where ``terrain`` (``aspect`` says in which form), and geology where
    ``embedding`` is not None. ``spread`` (elements,) is the standard deviation that calibrated held-out errors have: in
    the unit of an element, or as a share of its content where its transform is ``log``. ``kept`` is how much of the way
    to the coarse map the means of cells are drawn, (elements,) from 0 to 1.
    """

    elements: tuple[str, ...]
    units: tuple[str, ...]
    transforms: tuple[str, ...]
    lattice: Grid
    ratio: float
    rows: tuple[str, ...]
    terrain: bool
    rasters: tuple[str, ...]
    embedding: Embedding | None
    sharpener: Sharpener
    seen: Seen
    spread: np.ndarray
    constraint: str
    kept: np.ndarray
    history: dict[str, Any] = field(default_factory=dict)
    aspect: str = DIRECTIONS

    @property
    def with_points(self) -> bool:
        """Whether the points behind the coarse map are needed."""
        return self.rows == _POINT_ROWS

    @property
    def covariates(self) -> int:
        """How many channels of covariates there are."""
        own = 0 if self.embedding is None else self.embedding.vectors.shape[1]
        return _terrain_channels(self.terrain, self.aspect) + len(self.rasters) + own


def _terrain_channels(terrain: bool, aspect: str) -> int:
    return len(CHANNELS if aspect == DIRECTIONS else PAPER_CHANNELS) if terrain else 0


def save(model: SuperResolutionModel, path: str) -> None:
    """Write a model file. Raises FusionError where the path cannot be written."""
    sharpener, base = model.sharpener, model.sharpener.base
    manifest = {
        "elements": list(model.elements),
        "units": list(model.units),
        "transforms": list(model.transforms),
        "transform": list(model.lattice.transform),
        "size": list(model.lattice.shape),
        "crs": model.lattice.crs,
        "ratio": model.ratio,
        "rows": list(model.rows),
        "terrain": model.terrain,
        "aspect": model.aspect,
        "rasters": list(model.rasters),
        "geology": model.embedding.kind if model.embedding else None,
        "network": sharpener.networks.kind if sharpener.networks else None,
        "constraint": model.constraint,
        "history": model.history,
    }
    folders: dict[str, dict[str, np.ndarray]] = {
        _BASE: {
            **{name: getattr(base, name) for name in ("weights", "best", "scale", "shares")},
            "network_shares": sharpener.network_shares,
            "spread": model.spread,
            "kept": model.kept,
        },
        _SEEN: {"low": model.seen.low, "high": model.seen.high},
    }
    if base.ridge:
        folders[_RIDGE] = {f.name: getattr(base.ridge, f.name) for f in fields(base.ridge)}
    if base.trees:
        folders[_TREES] = {"used": base.trees.used}
        for k, forest in enumerate(base.trees.forests):
            folders[f"forest{k}/"] = predictors.arrays_of(forest)
    if sharpener.networks:
        folders[_NETWORK] = networks.arrays_of(sharpener.networks)
    if model.embedding:
        own = model.embedding
        folders[_GEOLOGY] = {"codes": np.array(own.codes), "vectors": own.vectors, "seen": own.seen}
    model_file.write(path, KIND, SCHEMA, manifest, folders)


def load(path: str) -> SuperResolutionModel:
    """Read a model file. Raises FusionError for anything but a sound one."""
    return model_file.read(path, KIND, SCHEMA, _model)


def _model(contents: model_file.Contents) -> SuperResolutionModel:
    """Rebuild a model. What is missing or does not fit raises one error or another, see ``model_file.read``."""
    told = contents.manifest
    elements, units, transforms, rows, rasters = (
        tuple(str(text) for text in told[name]) for name in ("elements", "units", "transforms", "rows", "rasters")
    )
    size = len(elements)
    require_intact(0 < size <= _MOST_ELEMENTS and len(set(elements)) == size, "the elements")
    require_intact(len(units) == len(transforms) == size and set(transforms) <= {NONE, LOG}, "the scales")
    require_intact(rows in (_ROWS, _POINT_ROWS), "the plain rows")
    require_intact(told["constraint"] in CONSTRAINTS and isinstance(told["terrain"], bool), "the settings")
    require_intact(told["aspect"] in ASPECTS, "the settings")
    embedding = _embedding(told["geology"], contents.arrays(_GEOLOGY))
    known = (
        _terrain_channels(told["terrain"], told["aspect"])
        + len(rasters)
        + (0 if embedding is None else embedding.vectors.shape[1])
    )
    require_intact(known <= _MOST_CHANNELS, "the channels")
    arrays = contents.arrays(_BASE)
    for name in ("spread", "kept"):
        _require(arrays[name], (size,), name, 0.0)
    require_intact(bool((arrays["kept"] <= 1).all()), "the array 'kept'")
    seen = contents.arrays(_SEEN)
    for name in ("low", "high"):
        require_intact(seen[name].shape == (size + known,) and seen[name].dtype.kind == "f", "the ranges")
        require_intact(not np.isnan(seen[name]).any(), "the ranges")
    ratio = float(told["ratio"])
    require_intact(1 < ratio < 1e6, "the size of cells")
    return SuperResolutionModel(
        elements,
        units,
        transforms,
        _lattice(told),
        ratio,
        rows,
        told["terrain"],
        rasters,
        embedding,
        _sharpener(contents, arrays, size, len(rows), known),
        Seen(seen["low"], seen["high"]),
        arrays["spread"],
        str(told["constraint"]),
        arrays["kept"],
        dict(told["history"]),
        str(told["aspect"]),
    )


def _lattice(told: Mapping[str, Any]) -> Grid:
    transform = tuple(float(number) for number in told["transform"])
    require_intact(len(transform) == 6 and bool(np.isfinite(transform).all()), "the grid")
    require_intact(transform[1] > 0 > transform[5] and transform[2] == transform[4] == 0, "the grid")
    height, width = (int(number) for number in told["size"])
    require_intact(0 < height < 2**31 and 0 < width < 2**31, "the grid")
    return Grid((transform[0], transform[1], 0.0, transform[3], 0.0, transform[5]), height, width, crs_wkt(told["crs"]))


def _require(array: np.ndarray, shape: tuple[int, ...], name: str, least: float = -np.inf) -> None:
    require_intact(array.shape == shape and array.dtype.kind == "f", f"the array '{name}'")
    require_intact(bool(np.isfinite(array).all() and (array >= least).all()), f"the array '{name}'")


def _require_used(used: np.ndarray, width: int) -> None:
    require_intact(used.ndim == 1 and used.dtype.kind == "i", "the channels of a correction")
    require_intact(bool(((used >= 0) & (used < width)).all()), "the channels of a correction")


def _embedding(kind: str | None, arrays: Mapping[str, np.ndarray]) -> Embedding | None:
    if kind is None:
        return None
    codes, vectors, seen = (arrays[name] for name in ("codes", "vectors", "seen"))
    require_intact(kind in (DESCRIBED, ONE_HOT, TABLE) and vectors.ndim == 2 and vectors.size > 0, "the geology")
    require_intact(codes.shape == seen.shape == vectors.shape[:1] and codes.dtype.kind == "i", "the geology")
    require_intact(seen.dtype.kind == "b" and len(set(codes.tolist())) == len(codes), "the geology")
    _require(vectors, vectors.shape, "vectors")
    return Embedding(tuple(codes.tolist()), vectors, seen, kind)


def _sharpener(
    contents: model_file.Contents, arrays: Mapping[str, np.ndarray], size: int, rows: int, known: int
) -> Sharpener:
    _require(arrays["weights"], (size, rows), "weights")
    _require(arrays["scale"], (size,), "scale", 0.0)
    _require(arrays["shares"], (size, 2), "shares", 0.0)
    best = arrays["best"]
    require_intact(best.shape == (size,) and best.dtype.kind == "i", "the best rows")
    require_intact(bool(((best >= 0) & (best < rows)).all()), "the best rows")
    differences = (rows - 1) * size + 3 * known
    ridge = _ridge(contents.arrays(_RIDGE), size, differences)
    trees = _trees(contents, size, differences + size + known)
    base = Base(arrays["weights"], best, arrays["scale"], arrays["shares"], ridge, trees)
    kind, shares = contents.manifest["network"], arrays["network_shares"]
    if kind is None:
        return Sharpener(base)
    _require(shares, (size,), "network_shares", 0.0)
    found = networks.rebuild(str(kind), contents.arrays(_NETWORK), differences, RESIDUAL_NETWORKS)
    require_intact(all(network.outputs == size for network in found.members), "the outputs")
    return Sharpener(base, found, shares)


def _ridge(arrays: Mapping[str, np.ndarray], size: int, width: int) -> Ridge | None:
    if not arrays:
        return None
    require_intact(set(arrays) == {f.name for f in fields(Ridge)}, "the ridge")
    _require_used(arrays["used"], width)
    count = len(arrays["used"])
    for name, shape in (("centre", (count,)), ("scale", (count,)), ("coefficients", (count, size))):
        _require(arrays[name], shape, name)
    require_intact(bool((arrays["scale"] > 0).all()), "the ridge")
    return Ridge(**arrays)


def _trees(contents: model_file.Contents, size: int, width: int) -> Trees | None:
    arrays = contents.arrays(_TREES)
    if not arrays:
        return None
    _require_used(arrays["used"], width)
    count = len(arrays["used"])
    found = [predictors.rebuild(Forest.kind, contents.arrays(f"forest{k}/"), count) for k in range(size)]
    return Trees(arrays["used"], tuple(forest for forest in found if isinstance(forest, Forest)))
