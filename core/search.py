"""The search: which features, method and parameters predict held-out ground best."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .crossvalidation import Folds, make_folds
from .errors import FusionError
from .fitting import Fitting, Found, Option, defaults
from .methods import choose, draw
from .preparation import Group, Setting, Training, groups, image_features, informative, log_table, training_table
from .progress import Progress
from .raster import RasterStack
from .samples import TrainingTable


@dataclass(frozen=True)
class Fit:
    """A group of elements and what was found for it on the chosen features."""

    group: Group
    fitting: Fitting
    found: Found
    folds: Folds


@dataclass(frozen=True)
class Searched:
    """The chosen features with their table, of which the columns ``used`` vary and those of ``dropped`` do not."""

    setting: Setting
    table: TrainingTable
    used: list[int]
    dropped: list[str]
    fits: list[Fit]


def search(request: Training, stack: RasterStack, progress: Progress) -> Searched:
    """Try methods and parameters by spatial cross-validation.

    Raises FusionError for bad input, Cancelled where the user stops.
    """
    features = image_features(request, stack, progress.part(0, 0.3))
    table = training_table(request, features, stack.grid, progress.part(0.3, 0.6))
    setting = Setting(features.spec, request.support if table.cells else "")
    log_table(table, progress)
    used, dropped = informative(table)
    for name in dropped:
        progress.warn(f"The feature '{name}' is constant over the training places and is left out.")
    if not used:
        raise FusionError(
            "Every feature is constant over the training places: choose other RASTERS, FEATURES or SUPPORT."
        )
    together = [(group, _folds(request, table, group, progress)) for group in groups(request, table, progress)]
    options = _options(request)
    fits = []
    for k, (group, folds) in enumerate(together):
        part = progress.part(0.6 + 0.4 * k / len(together), 0.6 + 0.4 * (k + 1) / len(together))
        x = table.features[np.ix_(group.rows, np.array(used))]
        fitting = Fitting(request, x, group.values, table.weights[group.rows], group.transform, folds)
        fits.append(Fit(group, fitting, fitting.search(options, part, setting), folds))
    return Searched(setting, table, used, dropped, fits)


def _folds(request: Training, table: TrainingTable, group: Group, progress: Progress) -> Folds:
    folds = make_folds(
        table.positions[group.rows], group.values, table.spacing, request.folds, request.block_size, request.seed
    )
    if folds.count < request.folds:
        progress.warn(
            f"{group.label}: {folds.count} folds instead of {request.folds}, because there are only {folds.blocks} "
            "blocks."
        )
    return folds


def _options(request: Training) -> list[Option]:
    methods = choose(request.method)
    options = [defaults(method) for method in methods]
    generator = np.random.default_rng(request.seed)
    for trial in range(request.tune):
        method = methods[trial % len(methods)]
        options.append(Option(method, draw(method, generator)))
    return options
