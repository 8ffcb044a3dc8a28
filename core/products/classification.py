"""The classify step: a map of contents to classes, probabilities of an excess and an index, tile by tile."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field, replace

import numpy as np

from ..errors import FusionError, given
from ..evaluation.classes import PERCENTILES, classify
from ..files import check_outputs, write_rows
from ..language import tr
from ..progress import SILENT, Progress, Record
from ..raster.description import Band, Raster, require_numbers, require_values
from ..raster.gdal_reader import describe, nodata_remarks, read
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Window, nested_in
from ..raster.tiles import TILE, on_threads
from ..samples.censoring import check_choice
from ..samples.map_contents import tell_contents
from ..units import factor
from .class_limits import METHODS, Limits, class_limits, parse_percentiles, parse_thresholds
from .element_index import INDICES, Index, find_index
from .exceedance import DISTRIBUTIONS, exceedance
from .map_sample import MapSample, sample_map

DEVIATION_SUFFIX = " standard deviation"  # of the bands that 'Apply fusion model' writes
_OUTPUTS = ("classes", "probability", "index")
_HEAD = ("element", "unit", "method", "level", "limit", "share_of_area_beyond")


@dataclass(frozen=True)
class Classification:
    """A map of contents (a band per element) to make products of; paths of outputs, None for those not wanted.

    ``bands`` and ``index_bands`` count from 0, None for all. ``uncertainty`` has a standard deviation for each band. A
    ``threshold`` is written as in ``class_limits.parse_thresholds``; empty: median and two deviations of each element.
    """

    path: str
    uncertainty: str | None = None
    bands: Sequence[int] | None = None
    method: str = "percentiles"
    percentiles: str = ",".join(f"{value:g}" for value in PERCENTILES)
    threshold: str = ""
    distribution: str = "normal"
    index_kind: str = "z_sum"
    index_bands: Sequence[int] | None = None
    classes: str | None = None
    probability: str | None = None
    index: str | None = None


@dataclass(frozen=True)
class Classified:
    """What was found: ``limits`` and ``thresholds`` of each element, how large a share of the area is in each class.

    ``shares`` are those of all pixels, by element, of the classes of ``method``; ``sample`` is what limits come from.
    """

    request: Classification
    limits: tuple[Limits, ...]
    thresholds: tuple[float, ...]
    percentiles: tuple[float, ...]
    shares: tuple[np.ndarray, ...]
    sample: MapSample
    raster: Raster
    index: Index | None = None
    index_range: tuple[float, float] | None = None
    pixels: int = 0
    notes: tuple[str, ...] = field(default=())


def classify_map(request: Classification, progress: Progress = SILENT) -> Classified:
    """Write the products that were asked for.

    Limits, components and robust z come from at most a million pixels, evenly spread; every pixel is classed. Raises
    FusionError for bad input and Cancelled where the user stops; then no output is left behind.
    """
    progress = Record(progress)
    percentiles = _check(request)
    raster = describe(request.path)
    require_values(raster)
    bands = _bands(request.bands, raster)
    spread = _spread_bands(request, raster, bands) if request.probability else []
    progress.warn_each(nodata_remarks(request.path, bands))
    sample = sample_map(request.path, raster.grid, bands, progress.part(0, 0.3))
    contents = [raster.contents[band] for band in bands]
    tell_contents(sample.values, contents, request.path, progress)
    limits = tuple(
        class_limits(content.name, content.unit, *sample.of(k), percentiles) for k, content in enumerate(contents)
    )
    thresholds = parse_thresholds(request.threshold, contents, [own.threshold for own in limits])
    index, chosen = _index(request, raster, bands, sample)
    _tell(request, limits, sample, progress)
    work = _Work(request, raster, bands, spread, limits, thresholds, index, chosen)
    shares, pixels = work.write(progress.part(0.3, 1))
    found = Classified(request, limits, thresholds, percentiles, shares, sample, raster, index, pixels=pixels)
    ends = None if index is None else _range(index.at(sample.values[chosen]))
    return replace(found, index_range=ends, notes=tuple(progress.notes()))


def _check(request: Classification) -> tuple[float, ...]:
    """Raise FusionError for what is wrong with a request by itself; return its percentiles."""
    for name, known in (("method", METHODS), ("distribution", DISTRIBUTIONS), ("index_kind", INDICES)):
        check_choice(name, getattr(request, name), known)
    outputs = {name.upper(): getattr(request, name) for name in _OUTPUTS}
    check_outputs(outputs, [request.path, request.uncertainty])
    if request.probability and not request.uncertainty:
        raise FusionError("PROBABILITY needs the standard deviations of the map: give UNCERTAINTY, or leave it out.")
    return parse_percentiles(request.percentiles)


def _bands(asked: Sequence[int] | None, raster: Raster) -> list[int]:
    require_numbers(asked or (), len(raster.bands))
    return list(dict.fromkeys(asked)) if asked else raster.element_bands


def _spread_bands(request: Classification, raster: Raster, bands: Sequence[int]) -> list[int]:
    """Return which band of UNCERTAINTY belongs to each band, by its name, else by position where there are as many."""
    spread = describe(given(request.uncertainty))
    if not (spread.grid.lies_like(raster.grid) and spread.grid.shape == raster.grid.shape):
        raise FusionError(
            "UNCERTAINTY {path} lies on another grid than INPUT: give the standard deviations that 'Apply fusion "
            "model' wrote beside the map.",
            path=spread.path,
        )
    names = [name.removesuffix(DEVIATION_SUFFIX).casefold() for name in spread.band_names]
    wanted = [raster.band_names[band].casefold() for band in bands]
    if len(set(names)) == len(names) and set(wanted) <= set(names):
        found = [names.index(name) for name in wanted]
    elif len(spread.bands) == len(raster.bands):
        found = list(bands)
    else:
        raise FusionError(
            "UNCERTAINTY {path} has no band of {names}: give the standard deviations that 'Apply fusion model' wrote "
            "beside the map.",
            path=spread.path,
            names=", ".join(raster.band_names[band] for band in bands),
        )
    units = [(raster.bands[band].unit, spread.bands[other].unit) for band, other in zip(bands, found)]
    if any(own and other and factor(own, other) != 1.0 for own, other in units):
        raise FusionError(
            "UNCERTAINTY {path} is in another unit than INPUT: give the standard deviations that 'Apply fusion model' "
            "wrote beside the map.",
            path=spread.path,
        )
    return found


def _index(
    request: Classification, raster: Raster, bands: Sequence[int], sample: MapSample
) -> tuple[Index | None, list[int]]:
    """Return the index, where it is wanted, and the places of its bands among those that were read."""
    if not request.index:
        return None, []
    require_numbers(request.index_bands or (), len(raster.bands))
    asked = list(dict.fromkeys(request.index_bands)) if request.index_bands else list(bands)
    outside = [raster.band_names[band] for band in asked if band not in bands]
    if outside:
        raise FusionError("INDEX_BANDS: {names} are not among BANDS: choose them there too.", names=", ".join(outside))
    chosen = [list(bands).index(band) for band in asked]
    names = [raster.contents[band].name for band in asked]
    return find_index(request.index_kind, names, sample.values[chosen]), chosen


def _tell(request: Classification, limits: Sequence[Limits], sample: MapSample, progress: Progress) -> None:
    if not sample.whole:
        progress.info(
            tr(
                "Limits are found from every {step}th pixel of every {step}th row; all pixels are classed.",
                step=sample.step,
            )
        )
    for own in limits:
        if not own.logarithmic:
            progress.note(
                tr("{name}: not all contents are above 0; median and deviations are not of logarithms.", name=own.name)
            )
        if request.method == "fractal" and not own.fractal:
            progress.warn(
                tr("{name}: the concentration-area curve has no break, so that all of it is one class.", name=own.name)
            )


class _Work:
    """Computes tiles of all products and writes them."""

    def __init__(
        self,
        request: Classification,
        raster: Raster,
        bands: Sequence[int],
        spread: Sequence[int],
        limits: Sequence[Limits],
        thresholds: Sequence[float],
        index: Index | None,
        chosen: Sequence[int],
    ) -> None:
        self.request, self.raster, self.bands, self.spread = request, raster, bands, spread
        self.limits, self.thresholds, self.index, self.chosen = limits, thresholds, index, list(chosen)

    def write(self, progress: Progress) -> tuple[tuple[np.ndarray, ...], int]:
        """Write all; return the share of pixels of each class, by element, and the number of pixels with a value."""
        method = self.request.method
        counts = [np.zeros(len(own.of(method)) + 1, np.int64) for own in self.limits]
        pixels = 0
        with ExitStack() as files:
            writers = {name: files.enter_context(writer) for name, writer in self._writers().items()}
            windows = nested_in(self.raster.grid.full_window(), TILE)
            with closing(on_threads(self._compute, windows, progress)) as done:
                for window, planes in done:
                    for count, plane in zip(counts, planes["classes"]):
                        count += np.bincount(plane[np.isfinite(plane)].astype(int), minlength=len(count))
                    pixels += int(np.isfinite(planes["classes"]).any(axis=0).sum())
                    for name, writer in writers.items():
                        writer.write(planes[name], window)
        return tuple(count / max(int(count.sum()), 1) for count in counts), pixels

    def _compute(self, window: Window) -> dict[str, np.ndarray]:
        values = read(self.request.path, self.bands, window)
        beyond = is_beyond(self.request.method)
        method = self.request.method
        classes = [classify(plane, own.of(method), beyond) for plane, own in zip(values, self.limits)]
        planes = {"classes": np.where(np.isfinite(values), np.stack(classes), np.nan)}
        if self.spread:
            spreads = read(given(self.request.uncertainty), self.spread, window)
            told = zip(values, spreads, self.thresholds)
            planes["probability"] = np.stack([exceedance(*own, self.request.distribution) for own in told])
        if self.index is not None:
            planes["index"] = self.index.at(values[self.chosen])[None]
        return planes

    def _writers(self) -> dict[str, RasterWriter]:
        names = [own.name for own in self.limits]
        bands = {
            "classes": [Band(f"{name} class") for name in names],
            "probability": [
                Band(f"{own.name} above {threshold:.6g} {own.unit}".strip())
                for own, threshold in zip(self.limits, self.thresholds)
            ],
            "index": [Band(f"index of {', '.join(self.index.names)}")] if self.index else [],
        }
        return {
            name: RasterWriter(path, self.raster.grid, bands[name], f"Geochem Fusion {name}", classes=name == "classes")
            for name in _OUTPUTS
            if (path := getattr(self.request, name))
        }


def is_beyond(method: str) -> bool:
    """Whether a content at a limit belongs to the class below: breaks of a fractal are reached, others exceeded."""
    return method != "fractal"


def _range(values: np.ndarray) -> tuple[float, float]:
    known = values[np.isfinite(values)]
    if not known.size:
        raise FusionError("INDEX: no pixel has a value in all INDEX_BANDS: choose fewer.")
    low, high = np.percentile(known, [2, 98])
    return float(low), float(high)


def write_limits(found: Classified, path: str) -> None:
    """Write all limits as CSV, a row each, with the share of the area beyond it in the sample."""
    rows = [
        dict(zip(_HEAD, (own.name, own.unit, method, level, f"{limit:.9g}", f"{share:.6g}")))
        for own, table in zip(found.limits, limit_rows(found))
        for method, level, limit, share in table
    ]
    write_rows(path, _HEAD, rows)


def limit_rows(found: Classified) -> list[list[tuple[str, str, float, float]]]:
    """Return method, level, limit and the share of the area beyond it of every limit, by element."""
    tables = []
    for k, own in enumerate(found.limits):
        values, areas = found.sample.of(k)
        rows = [("percentiles", f"{p:g} %", limit) for p, limit in zip(found.percentiles, own.percentiles)]
        rows += [("deviation", f"median + {n} MAD", limit) for n, limit in enumerate(own.deviation, 1)]
        rows += [("fractal", f"break {n}", limit) for n, limit in enumerate(own.fractal, 1)]
        whole = float(areas.sum())
        tables.append([(*row, float(areas[values > row[-1]].sum()) / whole) for row in rows])
    return tables
