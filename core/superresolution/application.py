"""The apply step of super-resolution: a coarse map sharpened over its whole ground, tile by tile."""

from __future__ import annotations

import math
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass

import numpy as np

from ..element_names import same_name
from ..errors import FusionError
from ..files import check_outputs
from ..formats import shared_range
from ..geostatistics.consistency import Consistency, Correction
from ..language import mark, tr
from ..progress import SILENT, Progress, Record
from ..raster.alignment import Alignment, require_finer
from ..raster.description import Band, Raster, require_numbers
from ..raster.gdal_reader import GridStack, describe
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Grid, Window, nested, nested_in
from ..raster.projection import covering, crs_name, same_crs
from ..raster.tiles import TILE, TileStore, on_threads
from ..regression.training_table import CoarseValues, coarse_values
from ..units import Content, converted, unit_of
from .covariates import Covariates
from .request import SuperApplication
from .results import Applied
from .scene import Known, Scene
from .super_model import SuperResolutionModel, load
from .survey import LOG, forward, inverse, points_behind

_MARGIN_CELLS = 6  # coarse cells computed around an extent, so that its edge is corrected as in the whole map
_UNSEEN_UNITS, _COARSE, _COVARIATES = mark("geological units"), mark("coarse map"), mark("covariates")
CAUSES = (_UNSEEN_UNITS, _COARSE, _COVARIATES)
_MOST_UNSEEN = 0.5  # share of a pixel
_OFTEN_OUTSIDE = 0.5
_RATIO_APART = 1.5  # of the size of cells, from which another ratio is told


def apply_super_resolution(request: SuperApplication, progress: Progress = SILENT) -> Applied:
    """Write the sharpened map, a band for each element, and its standard deviation and domain where they are wanted.

    Needs neither PyTorch nor scikit-learn. Raises FusionError for bad input and Cancelled where the user stops; then no
    output is left behind.
    """
    progress = Record(progress)
    _check(request)
    model = load(request.model)
    _require_covariates(request, model)
    grid, coarse = _coarse(request, model, progress)
    area = grid.window_of(*request.extent) if request.extent else grid.full_window()
    with ExitStack() as files:
        folder = files.enter_context(tempfile.TemporaryDirectory())
        scene = _scene(request, model, grid, coarse, folder, progress.part(0, 0.2))
        mask = GridStack([request.mask], grid) if request.mask else None
        tile = TileMaker(model, scene, mask)
        writers = _Writers(request, model, grid.cropped(area), files)
        change = None
        if model.kept.any():
            wide = area
            if request.extent:
                wide = area.grown(math.ceil(_MARGIN_CELLS * coarse.alignment.ratio), *grid.shape)
            store = files.enter_context(TileStore(request.output, wide, len(model.elements)))
            change = _gathered(tile, coarse, store, wide, progress.part(0.2, 0.6))
            tile = TileMaker(model, scene, mask, store, change)
        outside, pixels = _write(tile, writers, area, progress.part(0.6 if change else 0.2, 1))
    _tell(outside, progress)
    misfit = tuple(change.misfit) if change else ()
    shown = shared_range([coarse.values[0]])
    return Applied(model.elements, pixels, outside, shown, misfit, tuple(progress.notes()))


def _check(request: SuperApplication) -> None:
    outputs = {"OUTPUT": request.output, "UNCERTAINTY": request.uncertainty, "DOMAIN": request.domain}
    geology = request.geology.units if request.geology else None
    inputs = [request.model, request.coarse.path, request.elevation, *request.rasters, geology, request.mask]
    check_outputs(outputs, inputs)
    if request.scheduler:
        raise FusionError("SCHEDULER: super-resolution computes tiles on this machine alone: leave it empty.")


def _require_covariates(request: SuperApplication, model: SuperResolutionModel) -> None:
    """Raise FusionError where something is missing that the model was trained with."""
    missing = [
        ("ELEVATION", model.terrain and not request.elevation),
        ("RASTERS", bool(model.rasters) and not request.rasters),
        ("GEOLOGY", model.embedding is not None and request.geology is None),
        ("SAMPLES", model.with_points and request.coarse.points is None),
    ]
    for name, lacks in missing:
        if lacks:
            raise FusionError("The model was trained with {name}: give it here too, or train without.", name=name)


def _coarse(request: SuperApplication, model: SuperResolutionModel, progress: Progress) -> tuple[Grid, CoarseValues]:
    """Return the grid of the sharpened map, and the model's elements on the coarse map, in their units."""
    raster = describe(request.coarse.path)
    if not raster.grid.crs:
        raise FusionError("The coarse map has no coordinate reference system: set it on the layer.")
    if not same_crs(raster.grid.crs, model.lattice.crs):
        progress.note(tr("The sharpened map has the CRS that training had: {crs}.", crs=crs_name(model.lattice.crs)))
    grid = covering(model.lattice, raster.grid)

    def chosen(told: Raster) -> list[int]:
        return _bands(request, told, model)

    found = coarse_values(request.coarse.path, chosen, grid, progress)
    require_finer(found.alignment, request.model, request.coarse.path)
    if not 1 / _RATIO_APART < found.alignment.ratio / model.ratio < _RATIO_APART:
        progress.warn(
            tr(
                "The cells of the coarse map are {given:.3g} pixels wide, and those of the training were {own:.3g}: "
                "what was learned may not hold.",
                given=found.alignment.ratio,
                own=model.ratio,
            )
        )
    values = [
        converted(plane, Content(name, unit), Content(own, unit_of(own, wanted)), "GEOCHEM", progress)
        for plane, name, unit, own, wanted in zip(found.values, found.names, found.units, model.elements, model.units)
    ]
    return grid, CoarseValues(np.stack(values), list(model.elements), list(model.units), found.alignment, found.samples)


def _bands(request: SuperApplication, raster: Raster, model: SuperResolutionModel) -> list[int]:
    """Return the band of each element of the model. Raises FusionError where one has none."""
    asked = request.coarse.bands
    require_numbers(asked or (), len(raster.bands))
    bands = list(asked) if asked else raster.element_bands
    names = [raster.element_names[band] for band in bands]
    found = []
    for element in model.elements:
        same = [band for band, name in zip(bands, names) if same_name(name, element)]
        if not same:
            raise FusionError(
                "GEOCHEM has no band '{missing}' (it has {names}): give the coarse map of the elements that the model "
                "was trained on.",
                missing=element,
                names=", ".join(names),
            )
        found += same
    return found


def _scene(
    request: SuperApplication,
    model: SuperResolutionModel,
    grid: Grid,
    coarse: CoarseValues,
    folder: str,
    progress: Progress,
) -> Scene:
    covariates = Covariates(
        grid,
        request.elevation if model.terrain else None,
        request.rasters if model.rasters else (),
        request.geology if model.embedding else None,
        folder,
        model.embedding,
        names=model.rasters,
        progress=progress.part(0, 0.4),
    )
    places = values = None
    if model.with_points:
        contents = [Content(name, unit) for name, unit in zip(model.elements, model.units)]
        own = request.coarse, coarse.alignment.coarse, contents, model.transforms
        places, values = points_behind(*own, progress)
    transformed = forward(model.transforms, coarse.values)
    return Scene(coarse.alignment, transformed, covariates, places, values, progress.part(0.4, 1))


# ---------------------------------------------------------------------------------------------- tiles


@dataclass(frozen=True)
class Tile:
    """What is computed of a window: contents (elements, height, width), and marks (causes, height, width) of pixels
    that have a value and lie outside of what training saw, by each cause."""

    contents: np.ndarray
    outside: np.ndarray


class TileMaker:
    """Computes tiles of the sharpened map; with a ``change`` those in the ``store`` are corrected by it."""

    def __init__(
        self,
        model: SuperResolutionModel,
        scene: Scene,
        mask: GridStack | None,
        store: TileStore | None = None,
        change: Correction | None = None,
    ) -> None:
        self.model, self.scene, self.mask = model, scene, mask
        self.store, self.change = store, change

    def __call__(self, window: Window) -> Tile:
        if self.store is None or self.change is None:
            known, contents = self._sharpened(window)
        else:
            known = self.scene.at(window)
            change = np.nan_to_num(self.change.at(window))
            contents = self.store.read(window) + self.model.kept[:, None, None] * change
        contents = self._shown(contents, window)
        return Tile(contents, self._outside(known, window) & np.isfinite(contents).any(axis=0))

    def contents(self, window: Window) -> np.ndarray:
        """Return contents (elements, height, width) before any correction and mask."""
        return self._sharpened(window)[1]

    def _sharpened(self, window: Window) -> tuple[Known, np.ndarray]:
        whole, sharpener = self.scene.alignment.fine.full_window(), self.model.sharpener
        wide = sharpener.needs(whole, window)
        known = self.scene.at(wide)
        mapped = sharpener.at(known, whole, wide, window)
        return known.cut(wide, window), inverse(self.model.transforms, mapped)

    def _shown(self, contents: np.ndarray, window: Window) -> np.ndarray:
        if self.mask is None:
            return contents
        keep = self.mask.read(window)[0]
        return np.where((keep != 0) & np.isfinite(keep), contents, np.nan)

    def _outside(self, known: Known, window: Window) -> np.ndarray:
        low, high = (edge[:, None, None] for edge in (self.model.seen.low, self.model.seen.high))
        values = np.concatenate([known.plain[0], known.level])
        beyond = (values < low) | (values > high)
        size = len(self.model.elements)
        unseen = self.scene.covariates.unseen(window) > _MOST_UNSEEN
        return np.stack([unseen, beyond[:size].any(axis=0), beyond[size:].any(axis=0)])


def _gathered(tile: TileMaker, coarse: CoarseValues, store: TileStore, wide: Window, progress: Progress) -> Correction:
    """Keep the map of an area in a store, and return what brings its cell means to the coarse map."""
    alignment: Alignment = coarse.alignment
    covered = np.zeros((1, *alignment.coarse.shape))
    alignment.add_sums(np.ones((1, *wide.shape)), wide, covered)
    consistency = Consistency(alignment, np.where(covered > 0, coarse.values, np.nan))
    windows = list(nested(wide, TILE))
    with closing(on_threads(tile.contents, windows, progress)) as done:
        for window, contents in done:
            store.write(contents, window)
            consistency.add(contents, window)
    return consistency.solve()


class _Writers:
    """The rasters that a run writes; they appear when ``files`` are closed."""

    def __init__(self, request: SuperApplication, model: SuperResolutionModel, grid: Grid, files: ExitStack) -> None:
        self.model = model
        bands = [Band(name, unit) for name, unit in zip(model.elements, model.units)]
        spread = [Band(f"{band.name} standard deviation", band.unit) for band in bands]

        def opened(path: str | None, own: list[Band], what: str) -> RasterWriter | None:
            return files.enter_context(RasterWriter(path, grid, own, f"Geochem Fusion {what}")) if path else None

        self.output = opened(request.output, bands, "super-resolution")
        self.spread = opened(request.uncertainty, spread, "super-resolution")
        self.domain = opened(request.domain, [Band("inside what training saw")], "domain")

    def write(self, tile: Tile, window: Window) -> None:
        known = np.isfinite(tile.contents)
        if self.output:
            self.output.write(tile.contents, window)
        if self.spread:
            relative = np.array([transform == LOG for transform in self.model.transforms])[:, None, None]
            size = np.where(relative, np.abs(tile.contents), 1.0)
            self.spread.write(np.where(known, self.model.spread[:, None, None] * size, np.nan), window)
        if self.domain:
            inside = np.where(tile.outside.any(axis=0), 0.0, 1.0)
            self.domain.write(np.where(known.any(axis=0), inside, np.nan)[None], window)


def _write(tile: TileMaker, writers: _Writers, area: Window, progress: Progress) -> tuple[dict[str, float], int]:
    """Write all tiles of an area; return the shares of pixels outside by cause, and how many pixels have a value."""
    counts, pixels = np.zeros(len(CAUSES)), 0
    with closing(on_threads(tile, nested_in(area, TILE), progress)) as done:
        for window, made in done:
            pixels += int(np.isfinite(made.contents).any(axis=0).sum())
            counts += made.outside.sum(axis=(1, 2))
            writers.write(made, window.within(area))
    if not pixels:
        raise FusionError("No pixel has a value: check that GEOCHEM, MASK and EXTENT overlap.")
    return {cause: float(count) / pixels for cause, count in zip(CAUSES, counts)}, pixels


def _tell(outside: Mapping[str, float], progress: Progress) -> None:
    for cause, share in outside.items():
        if share:
            text = tr("Outside what training saw, by {cause}: {share:.0%} of the pixels.", cause=tr(cause), share=share)
            (progress.warn if share > _OFTEN_OUTSIDE else progress.info)(text)
