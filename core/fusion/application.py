"""The apply step: a model over a whole scene, tile by tile, and consistency with the coarse map."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from functools import partial

import numpy as np

from ..element_names import may_pair
from ..errors import FusionError, given
from ..files import DEFAULT_LAYOUT, check_outputs
from ..formats import shared_range
from ..geostatistics import uncertainty
from ..geostatistics.kept_means import KeptMeans
from ..image.image_pass import ImagePass
from ..image.pyramid import halo, largest_level, level_for_cell
from ..language import mark, tr
from ..progress import SILENT, Progress, Record
from ..raster.alignment import Alignment
from ..raster.dask_cluster import connected, shared_path
from ..raster.description import Band, Raster, is_nameless, require_numbers
from ..raster.gdal_call import files_behind
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Grid, Window, nested_in
from ..raster.images import ImageStack
from ..raster.projection import projection
from ..raster.tiles import TILE, TileStore, Work, on_threads
from ..regression import applicability
from ..regression.bounds import count_held, limits, measured_range
from ..regression.training_table import CoarseValues, coarse_values
from ..units import Content, coarse_bands_of, converted, no_coarse_band, tell_magnitude, unit_of
from .contribution import without_image
from .model import FusionModel, load
from .modes import MODES, CoarseScene, Corrected, Mode, Take, TakeSparse, check_mode
from .prediction import Counts
from .tile_jobs import Scene, TileJob, kriging_of

_MARGIN_CELLS = 6  # coarse cells computed around an extent, so that its edge is corrected as in the whole scene
_OFTEN_OUTSIDE = 0.5
_FEW_ELEMENTS = 8
_POINTS = 5  # along each side of a coarse cell, that stand for it


@dataclass(frozen=True)
class Application:
    """What to apply and where to write; without ``rasters`` those that the model remembers, see ``with_remembered``.

    ``extent`` is (xmin, ymin, xmax, ymax) in the CRS of the first raster. ``applicability`` is the raster of the area
    of applicability, None where it is not wanted. ``scheduler`` is the address of a Dask scheduler whose workers
    compute the tiles; threads of this process do where it is None. ``layout`` is that of the GeoTIFF files, one of
    ``files.LAYOUTS``. ``geochem_bands`` (counted from 0) are the bands of the coarse map to look for the elements in,
    None for all.
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
    layout: str = DEFAULT_LAYOUT
    geochem_bands: Sequence[int] | None = None


@dataclass(frozen=True)
class Applied:
    """What was done: ``misfit`` the largest |block mean - coarse value| per element, in std of the coarse values.

    ``display_range`` is that of the first element of the coarse map, for a common style. ``notes`` say what
    was dropped, shifted, converted, capped or assumed.
    """

    elements: tuple[str, ...]
    pixels: int
    outside_range: float
    misfit: tuple[float, ...] = ()
    display_range: tuple[float, float] | None = None
    notes: tuple[str, ...] = ()


def apply_model(request: Application, progress: Progress = SILENT) -> Applied:
    """Write the fused raster, one band per element.

    Raises FusionError for bad input and Cancelled where the user stops; then no output is left behind.
    """
    progress = Record(progress)
    request = with_remembered(request, progress)
    _check_names(request)
    model = load(request.model)
    check_mode(request.mode, bool(request.geochem), model.samples is not None)
    mode = MODES[request.mode]
    request = _for_workers(request)
    stack = ImageStack(request.rasters, request.mask, model.scaling).selected(model.features.bands)
    stack.tell(progress)
    if model.inputs is not None and mode.uses_image:
        progress.warn_each([*model.inputs.differences(stack, model.features), *stack.strange()])
    grid = stack.grid
    area = grid.window_of(*request.extent) if request.extent else grid.full_window()
    if mode.uses_image or request.applicability:
        _check_size(model, grid)
    trusted = applicability.require(model.applicability) if request.applicability else None
    by_samples = _meets_samples(request, model, mode)
    if request.uncertainty and mode.uses_image and not by_samples:
        known = [target.blend for target in model.targets]
        uncertainty.require(known, request.mode, mode.keeps_means, model.samples is not None)
    coarse_map = _coarse(request, model, stack, progress) if mode.needs_coarse and request.geochem else None
    if coarse_map is not None and not mode.uses_image:
        model = without_image(model, coarse_map)
    with ExitStack() as files:
        inputs = [*stack.paths, *([request.mask] if request.mask else [])]
        work = files.enter_context(connected(request.scheduler, inputs, progress))
        features = None
        if mode.uses_image or trusted:
            features = ImagePass(stack, work).features(model.features, progress.part(0, 0.1 if trusted else 0.2))
        name = _job_name(mode, by_samples)
        run = _Run(TileJob(name, Scene(request.model, model, stack, features, area)), work, progress)
        outputs = _Outputs(request, grid.cropped(area), model, files)
        fused = outputs.fused()
        if trusted:
            job = TileJob("applicability", run.job.scene)
            writer = outputs.applicability()
            applicability.write_map(job, trusted.threshold[0], area, writer, progress.part(0.1, 0.2), work)
        if coarse_map is None or mode.correct is None:
            spread = outputs.deviation() if request.uncertainty else None
            _write_as_told(run, fused, spread, area, progress.part(0.2, 1))
            return replace(run.applied(), notes=tuple(progress.notes()))
        alignment, coarse = coarse_map.alignment, coarse_map.values
        wide = area if request.extent is None else _surroundings(area, alignment)
        size = _tile_size(len(model.targets))
        store = files.enter_context(TileStore(request.output, wide, len(model.targets), size=size))
        sparse = run.predict_sparsely if mode.uses_image and model.network is None else None
        scene = CoarseScene(model, run.predict, store, alignment, coarse, coarse_map.samples, sparse)
        if request.uncertainty and by_samples:
            deviations = files.enter_context(TileStore(request.output, wide, len(model.targets), size=size))
            predict = partial(run.predict, take_deviations=deviations.write)
            left = _left_by_means(model, alignment, grid)
            scene = replace(scene, predict=predict, deviations=deviations, left=left)
        corrected = mode.correct(scene, progress.part(0.2, 0.8))
        spread = outputs.deviation() if request.uncertainty else None
        kept = KeptMeans(alignment, coarse, request.extent is not None)
        _write(fused, spread, corrected, area, kept, progress.part(0.8, 1))
        kept.tell([target.name for target in model.targets], progress)
        _log_misfit(model, corrected.misfit, progress)
        shown = shared_range([coarse[0]])
        notes = tuple(progress.notes())
        return replace(run.applied(), misfit=tuple(corrected.misfit), display_range=shown, notes=notes)


def with_remembered(request: Application, progress: Progress = SILENT) -> Application:
    """Return a request with the rasters that its model remembers, where it has none of its own; says which.

    The coarse map is the remembered one too where the mode needs one and none is given. Raises FusionError where the
    model remembers nothing and where a raster is gone.
    """
    if request.rasters:
        return request
    remembered = load(request.model).remembered
    if remembered is None:
        raise FusionError(
            "RASTERS is empty, and the model {path} does not remember its images: give RASTERS.", path=request.model
        )
    wanted = not request.geochem and request.mode in MODES and MODES[request.mode].needs_coarse
    rasters, geochem, changed = remembered.find(request.model, wanted)
    coarse = request.geochem or geochem
    paths = ", ".join([*rasters, *([coarse] if coarse else [])])
    progress.note(tr("The rasters are those that the model remembers: {paths}.", paths=paths))
    for path in changed:
        progress.warn(tr("The raster {path} has changed since the model was trained on it.", path=path))
    return replace(request, rasters=rasters, geochem=coarse)


def _meets_samples(request: Application, model: FusionModel, mode: Mode) -> bool:
    """Return whether the map is to meet the samples of the model; without the image a coarse map comes first."""
    return model.samples is not None and mode.keeps_means and (mode.uses_image or not request.geochem)


def _job_name(mode: Mode, by_samples: bool) -> str:
    """Return which function of ``TileJob`` tells the values of a mode, before a coarse map corrects them."""
    if by_samples:
        return "samples" if mode.uses_image else "samples alone"
    if mode.uses_image:
        return "drift" if mode.keeps_means else "prediction"
    return "ground"


class _Outputs:
    """Opens the rasters that a run writes, all on the grid of the area; they appear when ``files`` are closed."""

    def __init__(self, request: Application, grid: Grid, model: FusionModel, files: ExitStack) -> None:
        self.request, self.grid, self.files = request, grid, files
        self.elements = [Band(target.name, target.unit) for target in model.targets]

    def fused(self) -> RasterWriter:
        return self._opened(self.request.output, self.elements, self.request.mode)

    def applicability(self) -> RasterWriter:
        return self._opened(given(self.request.applicability), applicability.BANDS, "applicability")

    def deviation(self) -> RasterWriter:
        spread = [Band(f"{band.name} standard deviation", band.unit) for band in self.elements]
        return self._opened(given(self.request.uncertainty), spread, self.request.mode)

    def _opened(self, path: str, bands: Sequence[Band], what: str) -> RasterWriter:
        writer = RasterWriter(path, self.grid, bands, f"Geochem Fusion {what}", self.request.layout)
        return self.files.enter_context(writer)


def _for_workers(request: Application) -> Application:
    """Return the request with the paths under which workers on other machines read the images, if there are any."""
    if not request.scheduler:
        return request
    mask = shared_path(request.mask) if request.mask else None
    return replace(request, rasters=[shared_path(path) for path in request.rasters], mask=mask)


def _write(
    fused: RasterWriter,
    spread: RasterWriter | None,
    corrected: Corrected,
    area: Window,
    kept: KeptMeans,
    progress: Progress,
) -> None:
    """Write the map, and its standard deviations where a writer for them is given, where the map has values."""

    def compute(window: Window) -> list[np.ndarray]:
        values = corrected.at(window)
        if spread is None:
            return [values]
        return [values, np.where(np.isfinite(values), given(corrected.deviation)(values, window), np.nan)]

    writers = [fused] if spread is None else [fused, spread]
    written, size = False, _tile_size(len(kept.coarse))
    with closing(on_threads(compute, nested_in(area, size), progress)) as done:
        for window, planes in done:
            written = written or bool(np.isfinite(planes[0]).any())
            kept.add(planes[0], window)
            for writer, values in zip(writers, planes):
                writer.write(values, window.within(area))
    if not written:
        raise FusionError("No pixel lies in a cell of GEOCHEM that has a value: check that GEOCHEM covers the image.")


def _tile_size(elements: int) -> int:
    """Return the side of the tiles of corrected maps: planes of many elements would take much memory."""
    return TILE if elements <= _FEW_ELEMENTS else TILE // 2


def _write_as_told(
    run: _Run, fused: RasterWriter, spread: RasterWriter | None, area: Window, progress: Progress
) -> None:
    """Write what a run tells, and its standard deviations where a writer for them is given."""

    def take(values: np.ndarray, window: Window) -> None:
        fused.write(values, window.within(area))

    def take_deviations(values: np.ndarray, window: Window) -> None:
        given(spread).write(values, window.within(area))

    run.predict(nested_in(area, TILE), take, progress, None if spread is None else take_deviations)


def _check_names(request: Application) -> None:
    """Raise FusionError where two outputs have the same name, or an output that of an input."""
    outputs = {"OUTPUT": request.output, "UNCERTAINTY": request.uncertainty, "APPLICABILITY": request.applicability}
    check_outputs(outputs, files_behind([request.model, *request.rasters, request.geochem, request.mask]))


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


def _left_by_means(model: FusionModel, alignment: Alignment, grid: Grid) -> np.ndarray:
    """Return the shares of the standard deviations of a map of samples that known means leave, in all coarse cells."""
    samples, coarse = given(model.samples), alignment.coarse
    steps = (np.arange(_POINTS) + 0.5) / _POINTS
    rows, cols = np.indices(coarse.shape).reshape(2, -1, 1)
    down, right = np.repeat(steps, _POINTS), np.tile(steps, _POINTS)
    into_metres = projection(coarse.crs or grid.crs, samples.crs)
    places = np.stack(into_metres(*coarse.map_xy(cols + right, rows + down)), axis=-1)
    left = kriging_of(model, grid).shares_left(places)
    return left.reshape(-1, *coarse.shape)


class _Run:
    """Predicts the scene by tiles and counts what a user should know."""

    def __init__(self, job: TileJob, work: Work, progress: Progress) -> None:
        self.job, self.work, self.progress = job, work, progress
        self.model, self.counts = job.scene.model, Counts()

    def predict(
        self, windows: Sequence[Window], take: Take, progress: Progress, take_deviations: Take | None = None
    ) -> None:
        """Hand the prediction of every window to ``take(values, window)``, in order.

        A map that meets samples has standard deviations too, which ``take_deviations`` gets.
        """
        count = len(self.model.targets)
        held = np.zeros(count, int)
        with closing(self.work(self.job, windows, progress)) as done:
            for window, (values, counts) in done:
                self.counts.add(counts)
                if values is None:
                    values = np.full((2 * count, *window.shape), np.nan, np.float32)
                held += self._held(values[:count])
                take(values[:count], window)
                if take_deviations is not None:
                    take_deviations(values[count:], window)
        self._require_pixels()
        if self.job.name in ("prediction", "drift", "samples"):
            self._tell_range(held / self.counts.valid)

    def predict_sparsely(self, windows: Sequence[Window], step: int, take: TakeSparse, progress: Progress) -> None:
        """Hand what ``Prediction.sparse`` returns for every window to ``take(values, ground, window)``, in order."""
        held = np.zeros(len(self.model.targets), int)
        job = TileJob("sparse", replace(self.job.scene, step=step))
        with closing(self.work(job, windows, progress)) as done:
            for window, (values, ground, counts) in done:
                self.counts.add(counts)
                held += self._held(values)
                take(values, ground, window)
        self._require_pixels()
        self._tell_range(held / max(self.counts.seen, 1))

    def _held(self, values: np.ndarray) -> list[int]:
        """Return on how many predictions (elements, rows, columns) each element was held at a bound."""
        return [count_held(plane, t.bounds, t.unit) for plane, t in zip(values, self.model.targets)]

    def _require_pixels(self) -> None:
        if not self.counts.valid:
            raise FusionError("The image has no pixel with a value in every band here: check nodata, MASK and EXTENT.")

    def _tell_range(self, held: np.ndarray) -> None:
        """Say how many pixels lie outside the range of training, and on how many predictions were ``held``."""
        self._tell_held(held)
        share = self.counts.share
        text = tr(
            "Outside the range that the model was trained on: a feature at {share:.0%} of the pixels.", share=share
        )
        if self.counts.seen < self.counts.valid:
            text = tr(
                "Outside the range that the model was trained on: a feature at {share:.0%} of the pixels, judged by "
                "{seen} pixels evenly spread.",
                share=share,
                seen=self.counts.seen,
            )
        (self.progress.warn if share > _OFTEN_OUTSIDE else self.progress.info)(text)

    def _tell_held(self, shares: np.ndarray) -> None:
        """Say of how many pixels the prediction was held at a bound of the element."""
        for target, share in zip(self.model.targets, shares):
            if share:
                low, high = limits(target.bounds, target.unit)
                text = mark(
                    "{name}: predictions beyond {low:.4g} to {high:.4g} are held there, at {share:.2%} of the pixels."
                )
                self.progress.note(tr(text, name=target.name, share=share, low=low, high=high))

    def applied(self) -> Applied:
        return Applied(tuple(t.name for t in self.model.targets), self.counts.valid, self.counts.share)


def _coarse(request: Application, model: FusionModel, stack: ImageStack, progress: Progress) -> CoarseValues:
    """Return what the coarse map says of the model's elements, in their order and in their units."""

    def chosen(raster: Raster) -> list[int]:
        return coarse_bands(request.geochem_bands, raster, [t.name for t in model.targets], progress)

    found = coarse_values(given(request.geochem), chosen, stack.grid, progress)
    values = []
    for target, plane, name, unit in zip(model.targets, found.values, found.names, found.units):
        wanted = Content(target.name, unit_of(target.name, target.unit))
        values.append(converted(plane, Content(name, unit), wanted, "GEOCHEM", progress))
        if target.bounds is not None:
            known = measured_range(target.bounds, target.transform)
            tell_magnitude(name, values[-1], "GEOCHEM", known, tr("the coarse map of the model"), progress)
    return replace(found, values=np.stack(values), units=[target.unit for target in model.targets])


def coarse_bands(asked: Sequence[int] | None, raster: Raster, wanted: Sequence[str], progress: Progress) -> list[int]:
    """Return which band of the coarse map holds each element of the model, by name whatever its case and unit.

    By position only where no name is known at all, of the bands or of the elements. Raises FusionError where an element
    has no band.
    """
    require_numbers(asked or (), len(raster.bands))
    bands = list(asked) if asked else raster.element_bands
    names = [raster.element_names[band] for band in bands]
    found, missing = coarse_bands_of(wanted, names, progress)
    if not missing:
        return [bands[k] for k in found]
    unknown = all(is_nameless(raster.band_names[band]) for band in bands) or all(map(is_nameless, wanted))
    if len(missing) < len(wanted) or not unknown or not may_pair(wanted, names):
        raise no_coarse_band(missing[0], names)
    progress.warn(
        tr(
            "GEOCHEM has the bands {names}, taken by position for {wanted}.",
            names=", ".join(names),
            wanted=", ".join(wanted),
        )
    )
    return bands


def _log_misfit(model: FusionModel, misfit: Sequence[float], progress: Progress) -> None:
    for target, value in zip(model.targets, misfit):
        exact = target.blend is None or target.blend.exact
        what = tr("coarse values") if exact else tr("smoothed coarse values")
        text = mark("{name}: largest misfit of block means with the {what} {value:.1e} standard deviations.")
        progress.info(tr(text, name=target.name, what=what, value=value))
