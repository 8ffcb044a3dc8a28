"""The apply step: a model over a whole scene, tile by tile, and consistency with the coarse map."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace

import numpy as np

from ..errors import FusionError, given
from ..evaluation.elements import may_pair, same_name
from ..files import LAYOUTS, check_outputs
from ..formats import shared_range
from ..geostatistics import uncertainty
from ..geostatistics.consistency import Consistency
from ..geostatistics.interpolation import mean_preserving
from ..geostatistics.positivity import keep_positive, limits
from ..image.features import Features
from ..image.pyramid import Pyramid, halo, largest_level, level_for_cell
from ..language import mark, tr
from ..progress import SILENT, Progress
from ..raster.alignment import Alignment, align, require_finer
from ..raster.dask_cluster import connected, shared_path
from ..raster.description import Band, require_numbers, require_values
from ..raster.gdal_reader import describe
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Grid, Window, nested, nested_in
from ..raster.images import ImageStack
from ..raster.tiles import TILE, TileStore, Work, on_threads
from ..regression import applicability
from ..regression.training_table import coarse_values
from .contribution import coarse_sentence
from .model import FusionModel, load
from .prediction import Counts
from .tile_jobs import Scene, TileJob

MODES = {
    "prediction": "the regression itself",
    "detail": "interpolated coarse map and the high-frequency part of the regression",
    "residual": "the regression corrected so that the mean of every coarse cell is kept",
}
_MARGIN_CELLS = 6  # coarse cells computed around an extent, so that its edge is corrected as in the whole scene
_OFTEN_OUTSIDE = 0.5

_Take = Callable[[np.ndarray, Window], None]
_Correct = Callable[[Window], np.ndarray]


@dataclass(frozen=True)
class Application:
    """What to apply and where to write; ``extent`` is (xmin, ymin, xmax, ymax) in the CRS of the first raster.

    ``applicability`` is the raster of the area of applicability, None where it is not wanted. ``scheduler`` is the
    address of a Dask scheduler whose workers compute the tiles; threads of this process do where it is None.
    ``layout`` is that of the GeoTIFF files, one of ``files.LAYOUTS``. ``geochem_bands`` (counted from 0) are the
    bands of the coarse map to look for the elements in, None for all.
    """

    model: str
    rasters: Sequence[str]
    output: str
    geochem: str | None = None
    mode: str = "residual"
    extent: tuple[float, float, float, float] | None = None
    mask: str | None = None
    applicability: str | None = None
    uncertainty: str | None = None
    scheduler: str | None = None
    layout: str = LAYOUTS[0]
    geochem_bands: Sequence[int] | None = None


@dataclass(frozen=True)
class Applied:
    """What was done: ``misfit`` the largest |block mean - coarse value| per element, in std of the coarse values.

    ``display_range`` is that of the first element of the coarse map, for a common style.
    """

    elements: tuple[str, ...]
    pixels: int
    outside_range: float
    misfit: tuple[float, ...] = ()
    display_range: tuple[float, float] | None = None


def apply_model(request: Application, progress: Progress = SILENT) -> Applied:
    """Write the fused raster, one band per element.

    Raises FusionError for bad input and Cancelled where the user stops; then no output is left behind.
    """
    _check_names(request)
    if request.mode not in MODES:
        raise FusionError("MODE '{mode}' is not known: give one of {modes}.", mode=request.mode, modes=", ".join(MODES))
    model = load(request.model)
    if request.mode != "prediction" and not request.geochem:
        raise FusionError("MODE={mode} needs the coarse map: give GEOCHEM, or use MODE=prediction.", mode=request.mode)
    if request.scheduler:
        mask = shared_path(request.mask) if request.mask else None
        request = replace(request, rasters=[shared_path(path) for path in request.rasters], mask=mask)
    stack = ImageStack(request.rasters, request.mask, model.scaling).selected(model.features.bands)
    stack.tell(progress)
    if model.inputs is not None:
        progress.warn_each([*model.inputs.differences(stack, model.features), *stack.strange()])
    grid = stack.grid
    area = grid.window_of(*request.extent) if request.extent else grid.full_window()
    bands = [Band(t.name, t.unit) for t in model.targets]
    _check_size(model, grid)
    trusted = _applicability(request, model)
    blends = uncertainty.require([t.blend for t in model.targets], request.mode) if request.uncertainty else []
    coarse_map = _coarse(request, model, stack, progress) if request.mode != "prediction" else None
    with ExitStack() as files:
        inputs = [*stack.paths, *([request.mask] if request.mask else [])]
        work = files.enter_context(connected(request.scheduler, inputs, progress))
        features = Features(model.features, stack.read, *grid.shape, progress.part(0, 0.1 if trusted else 0.2))
        scene = _Run(TileJob("prediction", Scene(request.model, model, stack, features, area)), work, progress)

        def open_writer(path: str, layers: Sequence[Band], what: str = request.mode) -> RasterWriter:
            text = f"Geochem Fusion {what}"
            return files.enter_context(RasterWriter(path, grid.cropped(area), layers, text, request.layout))

        writer = open_writer(request.output, bands)
        if trusted and request.applicability:
            area_writer = open_writer(request.applicability, applicability.BANDS, "applicability")
            job = TileJob("applicability", scene.job.scene)
            applicability.write_map(job, trusted.threshold[0], area, area_writer, progress.part(0.1, 0.2), work)
        if coarse_map is None:
            scene.predict(
                nested_in(area, TILE),
                lambda values, window: writer.write(values, _shifted(window, area)),
                progress.part(0.2, 1),
            )
            return scene.applied()
        alignment, coarse = coarse_map
        wide = area if request.extent is None else _surroundings(area, alignment)
        store = files.enter_context(TileStore(request.output, wide, len(bands)))
        restore = _residual if request.mode == "residual" else _detail
        correct, misfit = restore(scene, store, alignment, coarse, progress.part(0.2, 0.8))
        writers = [(writer, correct)]
        if request.uncertainty:
            spread = [Band(f"{band.name} standard deviation", band.unit) for band in bands]
            deviation = uncertainty.Deviation(alignment, blends)
            writers.append((open_writer(request.uncertainty, spread), deviation.at))
        _write(writers, area, progress.part(0.8, 1))
        _log_misfit(model, misfit, progress)
        return replace(scene.applied(), misfit=tuple(misfit), display_range=shared_range([coarse[0]]))


def _write(writers: Sequence[tuple[RasterWriter, _Correct]], area: Window, progress: Progress) -> None:
    """Write what the first function gives, and that of the others where the first gives values."""
    (_, correct), *others = writers

    def compute(window: Window) -> list[np.ndarray]:
        values = correct(window)
        return [values, *(np.where(np.isfinite(values), other(window), np.nan) for _, other in others)]

    written = 0
    with closing(on_threads(compute, nested_in(area, TILE), progress)) as done:
        for window, planes in done:
            written += int(np.isfinite(planes[0][0]).sum())
            for (writer, _), values in zip(writers, planes):
                writer.write(values, _shifted(window, area))
    if not written:
        raise FusionError("No pixel lies in a cell of GEOCHEM that has a value: check that GEOCHEM covers the image.")


def _check_names(request: Application) -> None:
    """Raise FusionError where two outputs have the same name, or an output that of an input."""
    outputs = {"OUTPUT": request.output, "UNCERTAINTY": request.uncertainty, "APPLICABILITY": request.applicability}
    check_outputs(outputs, [request.model, *request.rasters, request.geochem, request.mask])


def _surroundings(area: Window, alignment: Alignment) -> Window:
    """Return what to predict so that an extent comes out as in the whole scene: margins, from a pyramid's pixel on."""
    fine = alignment.fine
    level = level_for_cell(alignment.ratio, *fine.shape)
    wide = area.grown(max(math.ceil(_MARGIN_CELLS * alignment.ratio), halo(level)), *fine.shape)
    row, col = (start // 2**level * 2**level for start in (wide.row, wide.col))
    return Window(row, col, wide.row + wide.height - row, wide.col + wide.width - col)


def _check_size(model: FusionModel, grid: Grid) -> None:
    """Raise FusionError where the image is too small to be decomposed as in training."""
    levels, largest = model.features.levels, largest_level(*grid.shape)
    if model.features.decomposed and levels > largest:
        raise FusionError(
            "The model needs {levels} pyramid levels, but an image of {width} x {height} pixels has "
            "{largest}: give the whole image and choose the part with EXTENT, or train with fewer LEVELS.",
            levels=levels,
            width=grid.width,
            height=grid.height,
            largest=largest,
        )


def _applicability(request: Application, model: FusionModel) -> applicability.Applicability | None:
    """Return what the map of applicability needs, None where it is not wanted."""
    if not request.applicability:
        return None
    return applicability.require(model.applicability)


class _Run:
    """Predicts the scene by tiles and counts what a user should know."""

    def __init__(self, job: TileJob, work: Work, progress: Progress) -> None:
        self.job, self.work, self.progress = job, work, progress
        self.model, self.counts = job.scene.model, Counts()

    def predict(self, windows: Sequence[Window], take: _Take, progress: Progress) -> None:
        """Hand the prediction of every window to ``take(values, window)``, in order."""
        with closing(self.work(self.job, windows, progress)) as done:
            for window, (values, counts) in done:
                self.counts.add(counts)
                if values is None:
                    values = np.full((len(self.model.targets), *window.shape), np.nan, np.float32)
                take(values, window)
        if not self.counts.valid:
            raise FusionError("The image has no pixel with a value in every band here: check nodata, MASK and EXTENT.")
        share = self.counts.share
        text = tr(
            "{share:.0%} of the pixels have a feature outside the range that the model was trained on.", share=share
        )
        if self.counts.seen < self.counts.valid:
            text = tr(
                "{share:.0%} of the pixels have a feature outside the range that the model was trained on, judged by "
                "{seen} pixels evenly spread.",
                share=share,
                seen=self.counts.seen,
            )
        (self.progress.warn if share > _OFTEN_OUTSIDE else self.progress.info)(text)

    def applied(self) -> Applied:
        return Applied(tuple(t.name for t in self.model.targets), self.counts.valid, self.counts.share)


def _coarse(
    request: Application, model: FusionModel, stack: ImageStack, progress: Progress
) -> tuple[Alignment, np.ndarray]:
    """Return how the image lies in the coarse map and the coarse values of the model's elements, in their order."""
    geochem = given(request.geochem)
    raster = describe(geochem)
    require_values(raster)
    require_finer(align(stack.grid, raster.grid), tr("the image"), geochem)  # before its bands are looked for
    names = raster.band_names
    chosen = _coarse_bands(request.geochem_bands, names, [t.name for t in model.targets], progress)
    values, _, _, alignment = coarse_values(geochem, chosen, stack.grid)
    return alignment, values


def _coarse_bands(
    asked: Sequence[int] | None, names: Sequence[str], wanted: Sequence[str], progress: Progress
) -> list[int]:
    """Return which band of the coarse map holds each element of the model, by name whatever its case.

    By position only where no name is known at all. Raises FusionError where an element has no band.
    """
    require_numbers(asked or (), len(names))
    bands = list(asked) if asked else list(range(len(names)))
    given_names = [names[band] for band in bands]
    found = [[band for band in bands if same_name(names[band], name)] for name in wanted]
    if all(found):
        return [band for same in found for band in same]  # two of one name are refused where they are read
    if any(found) or not may_pair(wanted, given_names):
        raise FusionError(
            "GEOCHEM has no band '{missing}' (it has {names}): give the coarse map of the elements "
            "that the model was trained on.",
            missing=next(name for name, same in zip(wanted, found) if not same),
            names=", ".join(given_names),
        )
    progress.warn(
        tr(
            "GEOCHEM has the bands {names}, taken by position for {wanted}.",
            names=", ".join(given_names),
            wanted=", ".join(wanted),
        )
    )
    return bands


def _residual(
    scene: _Run, store: TileStore, alignment: Alignment, coarse: np.ndarray, progress: Progress
) -> tuple[_Correct, list[float]]:
    """Predict into the store; return the prediction plus the correction that keeps block means, and the misfit.

    Where the model says so the prediction is weighed, and what the coarse values owe to noise is not kept.
    """
    consistency = Consistency(alignment, coarse)
    blends = [target.blend for target in scene.model.targets]
    weights = np.array([1.0 if blend is None else blend.weight for blend in blends], np.float32)[:, None, None]

    lows: dict[Window, np.ndarray] = {}

    def take(values: np.ndarray, window: Window) -> None:
        values = values * weights
        store.write(values, window)
        consistency.add(values, window)
        lows[window] = np.where(np.isfinite(values), values, np.inf).min(axis=(1, 2))

    scene.predict(list(nested(store.area, TILE)), take, progress)
    means = consistency.means()
    wanted, lowest = coarse.copy(), limits(coarse)  # noise filtered from a low value must not leave a negative one
    for k, blend in enumerate(blends):
        if blend is not None and not blend.exact:
            smooth = means[k] + blend.smoothed(coarse[k] - means[k])
            wanted[k] = np.where(np.isfinite(smooth), np.maximum(smooth, lowest[k]), coarse[k])
            scene.progress.info(f"{scene.model.targets[k].name}: {coarse_sentence(blend)}")
    correction = consistency.solve(wanted)

    def correct(window: Window) -> np.ndarray:
        return store.read(window) + correction.at(window)

    bending = keep_positive(
        alignment, correct, lambda window: lows[window] + correction.lowest(window), wanted, list(lows)
    )
    for k, misfit in bending.misfit.items():
        correction.misfit[k] = misfit
        scene.progress.info(tr("{name}: low values bent so that none is negative.", name=scene.model.targets[k].name))
    return lambda window: bending.applied(correct(window), window), correction.misfit


def _detail(
    scene: _Run, store: TileStore, alignment: Alignment, coarse: np.ndarray, progress: Progress
) -> tuple[_Correct, list[float]]:
    """Predict into the store; return the interpolated coarse map plus what a low-pass takes from the prediction."""
    scene.predict(list(nested(store.area, TILE)), store.write, progress.part(0, 0.8))
    height, width = store.area.shape
    origin = store.area

    def read(window: Window) -> np.ndarray:
        return store.read(window.shifted(origin.row, origin.col))

    level = level_for_cell(alignment.ratio, *alignment.fine.shape)
    pyramid = Pyramid(read, height, width, level, progress.part(0.8, 1))
    smooth = mean_preserving(alignment, coarse)

    def correct(window: Window) -> np.ndarray:
        low = pyramid.low_pass(_shifted(window, origin), level)
        return smooth.at(window) + store.read(window) - low

    return correct, []


def _shifted(window: Window, origin: Window) -> Window:
    """Return a window counted from the first pixel of another."""
    return window.shifted(-origin.row, -origin.col)


def _log_misfit(model: FusionModel, misfit: Sequence[float], progress: Progress) -> None:
    for target, value in zip(model.targets, misfit):
        exact = target.blend is None or target.blend.exact
        what = tr("coarse values") if exact else tr("smoothed coarse values")
        text = mark("{name}: largest misfit of block means with the {what} {value:.1e} standard deviations.")
        progress.info(tr(text, name=target.name, what=what, value=value))
