"""The decompose step: RS_H, RS_L, spectral derivative and the features made of them, written as rasters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace

import numpy as np

from ..errors import FusionError, given
from ..files import check_outputs
from ..language import tr
from ..progress import SILENT, Progress
from ..raster.description import Band
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Window, nested
from ..raster.images import AUTO, ImageStack
from ..raster.tiles import TILE, on_threads
from .features import LEVELS, MEAN_FILTER, Features, FeatureSet, choose_levels, spectral_wavelengths, vegetation


@dataclass(frozen=True)
class Decomposition:
    """What to decompose and where to write it; a path of None means that the output is not wanted.

    Bands are counted from 0. ``cell_size`` is in units of the image's CRS; ``ndvi_max`` None means no
    vegetation mask.
    """

    image: str
    bands: Sequence[int] | None = None
    levels: int = LEVELS.default
    cell_size: float | None = None
    mean_filter: int = MEAN_FILTER.default
    wavelengths: str = ""
    derivative_mean: bool = False
    red: int | None = None
    near_infrared: int | None = None
    ndvi_max: float | None = None
    high: str | None = None
    low: str | None = None
    derivative: str | None = None
    features: str | None = None
    scaling: str = AUTO


def check_vegetation(red: bool, near_infrared: bool) -> None:
    """Raise FusionError unless both bands are there that a vegetation mask needs."""
    if not (red and near_infrared):
        raise FusionError("NDVI_MAX needs both the RED and the NIR band: choose them, or clear NDVI_MAX.")


class _MaskedImage:
    """Reads the bands to decompose, with vegetated pixels as nodata."""

    def __init__(self, request: Decomposition, stack: ImageStack) -> None:
        self.stack, self.limit = stack, request.ndvi_max
        self.ndvi_bands = None
        if request.ndvi_max is not None:
            check_vegetation(request.red is not None, request.near_infrared is not None)
            whole = ImageStack([request.image], scaling=request.scaling)
            self.ndvi_bands = whole.taken([given(request.red), given(request.near_infrared)])

    def read(self, window: Window) -> np.ndarray:
        image = self.stack.read(window)
        if self.ndvi_bands is not None and self.limit is not None:
            red, near_infrared = self.ndvi_bands.read(window)
            image[:, vegetation(red, near_infrared, self.limit)] = np.nan
        return image


def decompose_raster(request: Decomposition, progress: Progress = SILENT) -> int:
    """Write the outputs asked for and return the number of pyramid levels used.

    Raises FusionError for bad input and Cancelled where the user stops; then no output is left behind.
    """
    whole = ImageStack([request.image], scaling=request.scaling)
    stack = whole.taken(whole.measurements((), progress) if request.bands is None else request.bands)
    stack.tell(progress)
    grid = stack.grid
    ratio = request.cell_size / grid.cell_size if request.cell_size else None
    if ratio is not None and not 1 < ratio < math.inf:
        raise FusionError(
            "CELL_SIZE {cell_size:g} is not larger than the image's pixels ({pixel:g}): "
            "give the cell size of the coarse geochemical map.",
            cell_size=request.cell_size,
            pixel=grid.cell_size,
        )
    levels = choose_levels(request.levels, ratio, *grid.shape)
    waves = spectral_wavelengths(request.wavelengths, stack.bands, progress)
    spec = FeatureSet(
        "high_frequency",
        tuple(stack.band_names),
        levels,
        request.mean_filter,
        True,
        request.derivative_mean,
        waves,
    )
    if request.derivative and not spec.derivative_pairs:
        raise FusionError("DERIVATIVE needs at least two spectral bands: choose more BANDS, or leave DERIVATIVE out.")
    image = _MaskedImage(request, stack)
    progress.info(
        tr(
            "Pyramid of {levels} levels: a pixel of the low-frequency image is {width:g} units of its CRS wide.",
            levels=levels,
            width=grid.cell_size * 2**levels,
        )
    )
    if spec.derivative_pairs:
        progress.info(tr("Spectral derivative per micrometre.") if waves else tr("Spectral derivative per band step."))
    features = Features(spec, image.read, *grid.shape, progress.part(0, 0.4))
    _write(request, stack, features, progress.part(0.4, 1))
    return levels


def _write(request: Decomposition, stack: ImageStack, features: Features, progress: Progress) -> None:
    spec = features.spec
    derivative = [Band(name) for name in spec.names[len(stack.bands) :]]
    parts = [replace(band, samples="") for band in stack.bands]  # parts of a value are no means of samples
    bands = {
        "high": parts,
        "low": parts,
        "derivative": derivative,
        "features": [Band(name) for name in spec.names],
    }
    wanted = {key: path for key in bands if (path := getattr(request, key))}
    check_outputs({key.upper(): path for key, path in wanted.items()}, [request.image])
    valid = False
    with ExitStack() as files:
        writers = {k: files.enter_context(RasterWriter(p, stack.grid, bands[k])) for k, p in wanted.items()}

        def compute(window: Window) -> dict[str, np.ndarray]:
            return _outputs(features, window, set(wanted))

        windows = nested(stack.grid.full_window(), TILE)
        done = files.enter_context(closing(on_threads(compute, windows, progress, large=True)))
        for window, outputs in done:
            for key, values in outputs.items():
                writers[key].write(values, window)
            valid = valid or any(np.isfinite(values).any() for values in outputs.values())
        if wanted and not valid:
            raise FusionError(
                "{image} has no pixel with a value (after masking): check nodata and NDVI_MAX.", image=request.image
            )


def _outputs(features: Features, window: Window, wanted: set[str]) -> dict[str, np.ndarray]:
    """Compute all outputs of one tile from one reading of its pixels."""
    reach = features.reach(window)
    image = features.read(reach)
    planes = features.unfiltered(image, reach)
    high, derivative = planes[: len(image)], planes[len(image) :]
    out = {"high": high, "derivative": derivative}
    if "low" in wanted:
        out["low"] = image - high
    out = {key: plane[(slice(None), *window.inside(reach))] for key, plane in out.items() if key in wanted}
    if "features" in wanted:
        out["features"] = features.filtered(planes, window)
    return out
