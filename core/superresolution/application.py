"""The apply step of super-resolution: a coarse map sharpened over its whole ground, tile by tile."""

from __future__ import annotations

import math
from collections.abc import Generator, Mapping
from contextlib import ExitStack, closing
from dataclasses import replace
from functools import partial

import numpy as np

from ..errors import FusionError
from ..files import check_outputs
from ..formats import shared_range
from ..geostatistics.consistency import Consistency, Correction
from ..language import tr
from ..progress import SILENT, Progress, Record
from ..raster.alignment import Alignment, require_finer
from ..raster.dask_cluster import connected, shared_path
from ..raster.description import Band, Raster, require_numbers
from ..raster.gdal_reader import GridStack, describe
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Grid, Window, nested, nested_in
from ..raster.projection import covering, crs_name, same_crs
from ..raster.tiles import TILE, TileStore, Work, on_threads
from ..regression.training_table import CoarseValues, coarse_values
from ..units import Content, coarse_bands_of, converted, no_coarse_band, unit_of
from .request import SuperApplication
from .results import Applied
from .super_model import SuperResolutionModel, load
from .survey import LOG, forward, points_behind
from .tile_jobs import CAUSES, Inputs, TileJob

_MARGIN_CELLS = 6  # coarse cells computed around an extent, so that its edge is corrected as in the whole map
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
    inputs = _inputs(request, model, grid, coarse, progress)
    with ExitStack() as files:
        work = files.enter_context(connected(request.scheduler, inputs.shared, progress))
        job = TileJob(model, request.model, inputs, progress.part(0, 0.2))
        mask = GridStack([request.mask], grid) if request.mask else None
        writers = _Writers(request, model, mask, area, grid, files)
        change = None
        if model.kept.any():
            wide = area
            if request.extent:
                wide = area.grown(math.ceil(_MARGIN_CELLS * coarse.alignment.ratio), *grid.shape)
            store = files.enter_context(TileStore(request.output, wide, len(model.elements) + len(CAUSES)))
            change = _gathered(job, work, coarse, store, wide, progress.part(0.2, 0.7))
            corrected = partial(_corrected, store, change, model.kept)
            tiles = on_threads(corrected, nested_in(area, TILE), progress.part(0.7, 1))
        else:
            tiles = work(job, nested_in(area, TILE), progress.part(0.2, 1))
        outside, pixels = _write(tiles, writers)
    _tell(outside, progress)
    misfit = tuple(change.misfit) if change else ()
    shown = shared_range([coarse.values[0]])
    return Applied(model.elements, pixels, outside, shown, misfit, tuple(progress.notes()))


def _check(request: SuperApplication) -> None:
    outputs = {"OUTPUT": request.output, "UNCERTAINTY": request.uncertainty, "DOMAIN": request.domain}
    geology = request.geology.units if request.geology else None
    inputs = [request.model, request.coarse.path, request.elevation, *request.rasters, geology, request.mask]
    check_outputs(outputs, inputs)


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
        return _bands(request, told, model, progress)

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


def _bands(request: SuperApplication, raster: Raster, model: SuperResolutionModel, progress: Progress) -> list[int]:
    """Return the band of each element of the model. Raises FusionError where one has none."""
    asked = request.coarse.bands
    require_numbers(asked or (), len(raster.bands))
    bands = list(asked) if asked else raster.element_bands
    names = [raster.element_names[band] for band in bands]
    found, missing = coarse_bands_of(model.elements, names, progress)
    if missing:
        raise no_coarse_band(missing[0], names)
    return [bands[k] for k in found]


def _inputs(
    request: SuperApplication, model: SuperResolutionModel, grid: Grid, coarse: CoarseValues, progress: Progress
) -> Inputs:
    """Return what the map is made of; on workers, with the paths under which other machines see the covariates."""
    place = shared_path if request.scheduler else str
    geology = request.geology if model.embedding else None
    if geology and not geology.source:
        geology = replace(geology, units=place(geology.units))
    places = values = None
    if model.with_points:
        contents = [Content(name, unit) for name, unit in zip(model.elements, model.units)]
        own = request.coarse, coarse.alignment.coarse, contents, model.transforms
        places, values = points_behind(*own, progress)
    return Inputs(
        grid,
        coarse.alignment.coarse,
        forward(model.transforms, coarse.values),
        places,
        values,
        place(request.elevation) if model.terrain and request.elevation else None,
        [place(path) for path in request.rasters] if model.rasters else [],
        geology,
    )


# ---------------------------------------------------------------------------------------------- tiles


Tile = tuple[np.ndarray, np.ndarray]  # contents (elements, height, width), marks (causes, height, width)


def _gathered(
    job: TileJob, work: Work, coarse: CoarseValues, store: TileStore, wide: Window, progress: Progress
) -> Correction:
    """Keep the tiles of an area in a store, and return what brings their cell means to the coarse map."""
    alignment: Alignment = coarse.alignment
    covered = np.zeros((1, *alignment.coarse.shape))
    alignment.add_sums(np.ones((1, *wide.shape)), wide, covered)
    consistency = Consistency(alignment, np.where(covered > 0, coarse.values, np.nan))
    with closing(work(job, list(nested(wide, TILE)), progress)) as done:
        for window, (contents, outside) in done:
            store.write(np.concatenate([contents, outside]), window)
            consistency.add(contents, window)
    return consistency.solve()


def _corrected(store: TileStore, change: Correction, kept: np.ndarray, window: Window) -> Tile:
    """Return a tile of a store, with the part ``kept`` (elements,) of the correction of cell means."""
    planes, count = store.read(window), len(kept)
    return planes[:count] + kept[:, None, None] * np.nan_to_num(change.at(window)), planes[count:]


class _Writers:
    """The rasters that a run writes of an area; they appear when ``files`` are closed."""

    def __init__(
        self,
        request: SuperApplication,
        model: SuperResolutionModel,
        mask: GridStack | None,
        area: Window,
        grid: Grid,
        files: ExitStack,
    ) -> None:
        self.model, self.mask, self.area = model, mask, area
        bands = [Band(name, unit) for name, unit in zip(model.elements, model.units)]
        spread = [Band(f"{band.name} standard deviation", band.unit) for band in bands]

        def opened(path: str | None, own: list[Band], what: str) -> RasterWriter | None:
            name = f"Geochem Fusion {what}"
            return files.enter_context(RasterWriter(path, grid.cropped(area), own, name)) if path else None

        self.output = opened(request.output, bands, "super-resolution")
        self.spread = opened(request.uncertainty, spread, "super-resolution")
        self.domain = opened(request.domain, [Band("inside what training saw")], "domain")

    def write(self, tile: Tile, window: Window) -> Tile:
        """Write a tile, but for what the mask hides, and return what was written of it."""
        contents, outside = tile
        if self.mask is not None:
            keep = self.mask.read(window)[0]
            contents = np.where((keep != 0) & np.isfinite(keep), contents, np.nan)
        known = np.isfinite(contents)
        outside = (outside != 0) & known.any(axis=0)
        place = window.within(self.area)
        if self.output:
            self.output.write(contents, place)
        if self.spread:
            relative = np.array([transform == LOG for transform in self.model.transforms])[:, None, None]
            size = np.where(relative, np.abs(contents), 1.0)
            self.spread.write(np.where(known, self.model.spread[:, None, None] * size, np.nan), place)
        if self.domain:
            inside = np.where(outside.any(axis=0), 0.0, 1.0)
            self.domain.write(np.where(known.any(axis=0), inside, np.nan)[None], place)
        return contents, outside


def _write(tiles: Generator[tuple[Window, Tile], None, None], writers: _Writers) -> tuple[dict[str, float], int]:
    """Write all tiles; return the shares of pixels outside by cause, and how many pixels have a value."""
    counts, pixels = np.zeros(len(CAUSES)), 0
    with closing(tiles) as done:
        for window, tile in done:
            contents, outside = writers.write(tile, window)
            pixels += int(np.isfinite(contents).any(axis=0).sum())
            counts += outside.sum(axis=(1, 2))
    if not pixels:
        raise FusionError("No pixel has a value: check that GEOCHEM, MASK and EXTENT overlap.")
    return {cause: float(count) / pixels for cause, count in zip(CAUSES, counts)}, pixels


def _tell(outside: Mapping[str, float], progress: Progress) -> None:
    for cause, share in outside.items():
        if share:
            text = tr("Outside what training saw, by {cause}: {share:.0%} of the pixels.", cause=tr(cause), share=share)
            (progress.warn if share > _OFTEN_OUTSIDE else progress.info)(text)
