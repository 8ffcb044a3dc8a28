"""The train step of super-resolution: from a coarse map and a finer survey of a part of it to a model."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import numpy as np

from ..deep.pytorch import choose_device, missing_torch
from ..errors import FusionError
from ..files import file_of
from ..geostatistics.folds import FoldChoice
from ..language import tr
from ..progress import SILENT, Progress, Record
from ..raster.gdal_reader import GridStack
from ..regression.methods import missing_scikit_learn
from ..reports.version import versions
from .base import CORRECTIONS, FEWEST_CELLS, FOREST, RIDGE
from .covariates import Covariates
from .held_out import buffer_of
from .held_out_maps import HeldOutMaps, held_out_maps
from .outcomes import outcome
from .request import AUTO, NONE, PUBLISHED, SuperResolution
from .results import CHOSEN, CORRECTED, NETWORK, STACK, ElementOutcome, Pictures, Trained
from .scene import Scene
from .sharpener import Choice, Core, NetworkChoice, Sharpener, core_of, fit_sharpener
from .super_model import Seen, SuperResolutionModel
from .survey import LOG, Survey, forward, inverse, read_survey

_SMALL = "small"
_SMALL_EPOCHS, _EPOCHS = 60, 200  # of the published schedule
_TOGETHER_EPOCHS = 12
_SMALL_PATIENCE, _PATIENCE = 20, 60  # the small network is at its best after 1 to 14 epochs where it was tried
_FEWEST_FOR_NETWORK = 2500  # finely surveyed pixels, below which METHOD=auto tries no network
_MOST_WINDOWS = 40_000  # that a network of METHOD=auto is shown in all
_WINDOW_STEP = 64  # pixels of ground for each window
_MARGIN = 0.1  # of the range of a channel, by which other ground may leave it
_NINETY = 1.645  # standard deviations that hold 90 % of a normal distribution


def train_super_resolution(request: SuperResolution, progress: Progress = SILENT) -> Trained:
    """Learn from a finer survey how to sharpen a coarse map, and judge it on blocks that are held out.

    Raises FusionError for bad input or where a library is missing, Cancelled where the user stops.
    """
    request.check()
    progress = Record(progress)
    corrections, network = _asked(request, progress)
    survey = read_survey(request, progress)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as files:
        scene, truth = _scene(request, survey, folder, progress.part(0.02, 0.1))
        files.callback(scene.covariates.close)
        core = core_of(scene, survey.core, truth)
        if len(core.ground.positions) < 2:
            raise FusionError(
                "The finer survey has no pixels where the coarse map has a value: check that both show the same area."
            )
        choice = Choice(corrections, _network(request, network, core), buffer_of(survey.alignment.ratio), request.seed)
        everywhere = np.ones(len(core.ground.positions), bool)
        sharpener, curves = fit_sharpener(core, everywhere, choice, progress.part(0.1, 0.3))
        side = request.block_size / survey.grid.cell_size
        folds, rows = FoldChoice(request.folds, side), scene.plain.names
        held = held_out_maps(core, survey, choice, folds, request.constraint, rows, progress.part(0.3, 1))
    _tell_few(core, progress)
    spread, coverage = _spread(survey, core, held)
    elements = _outcomes(request, survey, core, held, sharpener, coverage)
    for element in elements:
        progress.info(element.verdict)
    settings, stood_on = _settings(request, survey, choice), versions("PyTorch")
    told = {"settings": settings, "versions": stood_on, "notes": progress.notes()}
    model = SuperResolutionModel(
        tuple(survey.names),
        tuple(survey.units),
        tuple(survey.transforms),
        survey.grid,
        survey.alignment.ratio,
        scene.plain.names,
        bool(request.elevation),
        tuple(scene.covariates.rasters),
        scene.covariates.embedding,
        sharpener,
        _seen(core),
        spread,
        request.constraint,
        held.kept,
        {**told, "elements": [_measures(element) for element in elements]},
        request.aspect,
    )
    truth, linear = (inverse(survey.transforms, core.laid(part)) for part in (core.ground.truth, core.ground.plain[0]))
    pictures = Pictures(survey.grid.cropped(survey.core), truth, linear, held.base, held.chosen)
    return Trained(model, elements, curves, survey.grid, pictures, progress.notes(), settings, stood_on)


# ---------------------------------------------------------------------------------------------- what is asked for


def _asked(request: SuperResolution, progress: Progress) -> tuple[tuple[str, ...], str | None]:
    """Return the corrections and the network of a method, or raise FusionError where a library is missing."""
    method = request.method
    if method in (NONE, RIDGE):
        return (RIDGE,) if method == RIDGE else (), None
    if method in (AUTO, FOREST):
        missing = missing_scikit_learn()
        if missing and method == FOREST:
            raise FusionError(missing)
        if missing:
            progress.warn(missing)
        corrections = (FOREST,) if method == FOREST else tuple(c for c in CORRECTIONS if c != FOREST or not missing)
        return corrections, None if method == FOREST or missing_torch() else _SMALL
    without = missing_torch()
    if without:
        raise FusionError(without)
    return (), method


def _network(request: SuperResolution, kind: str | None, core: Core) -> NetworkChoice | None:
    pixels = len(core.ground.positions)
    if kind is None or (request.method == AUTO and pixels < _FEWEST_FOR_NETWORK):
        return None
    published = request.schedule == PUBLISHED
    epochs = _TOGETHER_EPOCHS if not published else _SMALL_EPOCHS if kind == _SMALL else _EPOCHS
    epochs = request.epochs or epochs
    if request.method == AUTO and not request.epochs:
        epochs = min(max(_MOST_WINDOWS * _WINDOW_STEP // pixels, 5), epochs)
    width = "full" if request.method == AUTO else request.width
    patience = _SMALL_PATIENCE if kind == _SMALL else _PATIENCE
    return NetworkChoice(kind, width, epochs, patience, choose_device(request.device), published)


def _scene(request: SuperResolution, survey: Survey, folder: str, progress: Progress) -> tuple[Scene, np.ndarray]:
    """Return the scene, and the finer survey on the scale that is learned on, without what the mask hides."""
    truth = forward(survey.transforms, survey.truth)
    if request.mask:
        kept = GridStack([request.mask], survey.grid).read(survey.core)[0]
        truth[:, ~(kept != 0) | np.isnan(kept)] = np.nan
    surveyed = np.zeros(survey.grid.shape, bool)
    surveyed[survey.core.rows, survey.core.cols] = np.isfinite(truth).any(axis=0)
    covariates = Covariates(
        survey.grid,
        request.elevation,
        request.rasters,
        request.geology,
        folder,
        core=surveyed,
        aspect=request.aspect,
        progress=progress.part(0, 0.3),
    )
    coarse = forward(survey.transforms, survey.coarse)
    return Scene(survey.alignment, coarse, covariates, survey.places, survey.values, progress.part(0.3, 1)), truth


# ---------------------------------------------------------------------------------------------- what is told


def _shares(sharpener: Sharpener, number: int) -> dict[str, float]:
    """Return how much of each correction and of the network an element takes."""
    base, networks = sharpener.base, sharpener.networks
    own = {RIDGE: base.shares[number, 0], FOREST: base.shares[number, 1]}
    own[NETWORK] = sharpener.network_shares[number] if networks else 0.0
    return {name: float(share) for name, share in own.items()}


def _tell_few(core: Core, progress: Progress) -> None:
    cells = len(core.ground.positions) / core.pixels_per_cell
    if cells < FEWEST_CELLS:
        progress.warn(
            tr(
                "Too few cells of the coarse map are finely surveyed to learn from ({cells:.0f}, and it takes "
                "{least}): nothing but interpolations is used, with the same weights for all elements.",
                cells=cells,
                least=FEWEST_CELLS,
            )
        )


def _outcomes(
    request: SuperResolution,
    survey: Survey,
    core: Core,
    held: HeldOutMaps,
    sharpener: Sharpener,
    coverage: Sequence[float | None],
) -> list[ElementOutcome]:
    truth = inverse(survey.transforms, core.laid(core.ground.truth))
    labels = {
        (STACK, tr("weighted mean of the interpolations")): held.stack,
        (CORRECTED, tr("with ridge and forest") if request.method == AUTO else request.method): held.corrected,
        (NETWORK, tr("with the network")): held.network,
        (CHOSEN, tr("the sharpened map")): held.chosen,
    }
    found = []
    for k, (name, unit, transform) in enumerate(zip(survey.names, survey.units, survey.transforms)):
        plain = {label: row[k] for label, row in held.plain.items()}
        made = {label: row[k] for label, row in labels.items() if row is not None}
        found.append(
            outcome(name, unit, transform, truth[k], plain, made, held.fold, _shares(sharpener, k), coverage[k])
        )
    return found


def _spread(survey: Survey, core: Core, held: HeldOutMaps) -> tuple[np.ndarray, list[float | None]]:
    """Return the standard deviation (elements,) of which 1.645 hold 90 % of the held-out errors, and what they hold.

    In the unit of an element; where logarithms are learned, as a share of the content of the map. What they hold is the
    share of the errors of each fold within that of the other folds: errors that calibrated it would agree with it.
    """
    truth = inverse(survey.transforms, core.laid(core.ground.truth))
    spread, coverage = np.zeros(len(truth)), []
    for k, transform in enumerate(survey.transforms):
        error = np.abs(truth[k] - held.chosen[k])
        if transform == LOG:
            error = error / held.chosen[k]
        known = np.isfinite(error)
        error, fold = error[known], held.fold[known]
        spread[k] = np.quantile(error, 0.9) / _NINETY
        folds = [fold == number for number in np.unique(fold)]
        within = [error[own] <= np.quantile(error[~own], 0.9) for own in folds if not own.all()]
        coverage.append(float(np.concatenate(within).mean()) if within else None)
    return spread, coverage


def _seen(core: Core) -> Seen:
    """Return the range of the coarse map and of covariates on the core, with a margin; all numbers without any."""
    values = np.concatenate([core.ground.plain[0], core.ground.level])
    known = np.isfinite(values).any(axis=1)
    low, high = np.full(len(values), -np.inf), np.full(len(values), np.inf)
    low[known], high[known] = np.nanmin(values[known], axis=1), np.nanmax(values[known], axis=1)
    with np.errstate(invalid="ignore"):
        margin = np.nan_to_num(_MARGIN * (high - low)) + 1e-6 * np.maximum(np.abs(low), np.abs(high))
    return Seen(low - margin, high + margin)


def _settings(request: SuperResolution, survey: Survey, choice: Choice) -> dict[str, Any]:
    """Return what was asked for and chosen, as plain data for files and reports."""
    names = (
        "method",
        "width",
        "constraint",
        "transform",
        "aspect",
        "folds",
        "block_size",
        "epochs",
        "schedule",
        "device",
        "seed",
    )
    return {
        **{name: getattr(request, name) for name in names},
        "transforms": dict(zip(survey.names, survey.transforms)),
        "pixel": survey.grid.cell_size,
        "ratio": survey.alignment.ratio,
        "buffer": choice.buffer,
        "corrections": list(choice.corrections),
        "network": None if choice.network is None else {"kind": choice.network.kind, "epochs": choice.network.epochs},
        "points": request.coarse.points is not None,
        "geology": None if request.geology is None else _name(request.geology.name),
        "elevation": _name(request.elevation),
        "rasters": [_name(path) for path in request.rasters],
    }


def _name(source: str | None) -> str | None:
    """Return the name of the file that a raster lies in: a model file that is passed on tells no folders."""
    return os.path.basename(file_of(source)) if source else None


def _measures(element: ElementOutcome) -> dict[str, Any]:
    """Return the measures of an element as plain data for the model file."""
    names = ("name", "psnr", "ssim", "rmse", "r", "skill", "n", "best_plain", "verdict", "coverage")
    return {**{name: getattr(element, name) for name in names}, "shares": dict(element.shares)}
