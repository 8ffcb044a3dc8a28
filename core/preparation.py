"""What to train on: the request, and the training table that it asks for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .alignment import align
from .errors import FusionError
from .features import Features, FeatureSet, choose_levels, spectral_wavelengths
from .grid import Grid
from .indices import NONE, choose_indices
from .methods import missing_scikit_learn
from .points import PointValues
from .progress import Progress
from .raster import RasterStack, describe, require_crs
from .samples import TrainingTable, table_from_grid, table_from_points
from .transforms import TRANSFORMS

_CONSTANT = 1e-9  # spread of a feature, relative to its size, below which it says nothing
_LITTLE_SPREAD = 0.05


@dataclass(frozen=True)
class Training:
    """What to train on and how; see the parameters of ``geochemfusion:train``. Bands are counted from 0."""

    rasters: Sequence[str]
    geochem: str | None = None
    geochem_bands: Sequence[int] | None = None
    points: PointValues | None = None
    method: str = "auto"
    features: str = "multiscale"
    support: str = "cell_mean"
    transform: str = "none"
    discrete: bool = False
    levels: int = 0
    mean_filter: int = 5
    derivative: bool = True
    derivative_mean: bool = False
    wavelengths: str = ""
    indices: str = NONE
    mask: str | None = None
    folds: int = 5
    block_size: float = 0.0
    tune: int = 0
    seed: int = 0
    cell_samples: int = 0


def check(request: Training) -> None:
    missing = missing_scikit_learn()
    if missing:
        raise FusionError(missing)
    if (request.geochem is None) == (request.points is None):
        raise FusionError(
            "Give either GEOCHEM (a coarse raster) or SAMPLES (points with FIELDS), not both and not neither."
        )
    if request.transform not in TRANSFORMS:
        raise FusionError(f"TRANSFORM '{request.transform}' is not known: give one of {', '.join(TRANSFORMS)}.")
    if request.discrete and request.transform == "log":
        raise FusionError(
            "DISCRETE rounds values to whole numbers and cannot be combined with TRANSFORM=log: choose one."
        )
    if request.tune < 0:
        raise FusionError(f"TUNE is {request.tune}: give the number of trials, 0 for none.")


def image_features(request: Training, stack: RasterStack, progress: Progress) -> Features:
    ratio = None
    if request.geochem is not None:
        coarse = describe(request.geochem)
        require_crs(coarse)
        ratio = align(stack.grid, coarse.grid).ratio
    levels = choose_levels(request.levels, ratio, *stack.grid.shape)
    wavelengths = spectral_wavelengths(request.wavelengths, stack.bands)
    spec = FeatureSet(
        request.features,
        tuple(stack.band_names),
        levels,
        request.mean_filter,
        request.derivative,
        request.derivative_mean,
        wavelengths,
        choose_indices(request.indices, stack.band_names, wavelengths, progress),
    )
    if spec.decomposed:
        progress.info(f"{levels} pyramid levels; {len(spec.names)} features from {len(spec.bands)} bands.")
    return Features(spec, stack.read, *stack.grid.shape, progress)


def training_table(request: Training, features: Features, image: Grid, progress: Progress) -> TrainingTable:
    if request.points is not None:
        return table_from_points(features, image, request.points, progress)
    assert request.geochem is not None
    return table_from_grid(features, image, request.geochem, request.geochem_bands, request.support, progress)


def log_table(table: TrainingTable, progress: Progress) -> None:
    progress.info(f"{len(table)} training places, {table.features.shape[1]} features, {len(table.elements)} elements.")
    for reason, count in table.dropped.items():
        if count:
            progress.info(f"Left out: {count} {reason}.")
    if table.features.shape[1] + 2 > len(table):
        progress.warn(
            f"There are only {len(table)} training places for {table.features.shape[1]} features, so that a linear "
            "model can fit anything: prefer fewer bands or random forest, and mind the cross-validated scores."
        )
    left = float(np.median(table.spread_left))
    text = f"Median share of the features' variance that is left between training places: {left:.1%}."
    if left < _LITTLE_SPREAD:
        progress.warn(
            f"{text} The model is trained on a small part of the range that it meets at the pixels; "
            "SUPPORT=centre, fewer LEVELS or FEATURES=raw keep more."
        )
    else:
        progress.info(text)


def informative(table: TrainingTable) -> tuple[list[int], list[str]]:
    """Return the indices of features that vary over the training places, and the names of those that do not."""
    size = np.abs(table.features).max(axis=0)
    varies = table.features.std(axis=0) > _CONSTANT * np.maximum(size, np.finfo(float).tiny)
    return [int(i) for i in np.flatnonzero(varies)], [n for n, v in zip(table.names, varies) if not v]
