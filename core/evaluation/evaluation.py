"""How good fused maps are: against an independent finer grid, or against points, beside plain baselines.

All rows of one element are computed over the same cells (or points), so that they can be compared: those
where the validation data, every fused map and every baseline have a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import FusionError, given
from ..files import write_plain, write_rows
from ..geostatistics.interpolation import PlainMaps
from ..language import mark, tr
from ..progress import SILENT, Progress, Record
from ..raster.alignment import align, cells_near, require_finer
from ..raster.description import Band, Raster, require_values
from ..raster.gdal_reader import RasterStack, describe, nodata_remarks, read
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Grid, Window, tiles
from ..raster.tiles import TILE
from ..reports.provenance import fingerprint
from ..reports.version import versions
from ..samples.map_contents import tell_contents
from ..samples.points import PointValues
from ..units import Content, converted, tell_magnitude
from .elements import Elements
from .measures import AS_IS, BASELINES, MEASURES, Row, band_correlations, measure, verdict
from .places import ReadPlanes, ValidationCells, ValidationPoints

# ---------------------------------------------------------------------------------------------- what goes in


@dataclass(frozen=True)
class FusedMap:
    """A fused raster and the name it has in tables; without one, the name of its file."""

    path: str
    name: str = ""

    @property
    def title(self) -> str:
        return self.name or Path(self.path).stem


@dataclass(frozen=True)
class EvaluationRequest:
    """What to evaluate: fused maps, validation (path of a raster, or points), and what to compare with.

    ``coarse`` and ``image`` are paths of rasters; ``difference`` is the path of a GeoTIFF to write.
    """

    fused: Sequence[FusedMap]
    validation: str | PointValues
    coarse: str | None = None
    image: str | None = None
    difference: str | None = None


# ---------------------------------------------------------------------------------------------- results


@dataclass
class EvaluatedElement:
    """What was compared for one element.

    Arrays are float32 with NaN for nodata and have the shape of the validation grid, or (points,). ``maps``
    holds the fused maps and then the baselines; ``used`` marks the cells or points that are compared.
    """

    name: str
    unit: str
    validation: np.ndarray
    maps: dict[str, np.ndarray]
    used: np.ndarray
    rows: list[Row]
    verdict: str
    band_correlations: dict[str, list[float | None]] = field(default_factory=dict)  # map -> r with each image band


@dataclass
class Evaluation:
    """The result of ``evaluate``: everything that the report, the CSV and the JSON show.

    ``grid`` is the validation grid, None for points, whose places are then in ``points``.
    """

    fused: list[str]
    baselines: list[str]
    elements: list[EvaluatedElement]
    support: dict[str, Any]
    inputs: dict[str, Any]
    grid: Grid | None = None
    points: PointValues | None = None
    image_bands: list[str] = field(default_factory=list)
    versions: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def rows(self) -> list[Row]:
        return [row for element in self.elements for row in element.rows]

    @property
    def first(self) -> Row:
        """The row of the first fused map and the first element."""
        return self.elements[0].rows[0]

    @property
    def verdicts(self) -> list[str]:
        return [element.verdict for element in self.elements]


# ---------------------------------------------------------------------------------------------- baselines


def _plain_maps(coarse: Raster, bands: Sequence[int], fused: Raster) -> PlainMaps:
    """Return the coarse map at the pixels of a fused map, which must not be larger than its cells."""
    near = cells_near(fused.grid, coarse.grid)
    alignment = align(fused.grid, coarse.grid.cropped(near))
    if alignment.ratio < 1 - 1e-3:
        require_finer(alignment, fused.path, coarse.path)
    return PlainMaps(alignment, read(coarse.path, bands, near).astype(float))


# ---------------------------------------------------------------------------------------------- evaluate


def evaluate(request: EvaluationRequest, progress: Progress = SILENT) -> Evaluation:
    """Compare fused maps with validation data, beside the coarse map as it is and interpolated.

    Elements are matched by name (case aside), else by order. Raster maps are brought to the validation grid
    as area-weighted means; at points the pixel that holds the point counts. Memory grows with the validation
    data, not with the fused maps. Raises FusionError where inputs do not fit together or nothing is left to
    compare, Cancelled where the user stops.
    """
    progress = Record(progress)
    evaluation = _Work(request, progress).run()
    if request.difference is not None:
        _write_difference(evaluation, request.difference, progress)
    progress.check(1.0)
    for sentence in evaluation.verdicts:
        progress.info(sentence)
    return evaluation


class _Work:
    """One evaluation: inputs described and matched, then gathered map by map."""

    def __init__(self, request: EvaluationRequest, progress: Progress) -> None:
        if not request.fused:
            raise FusionError("No fused map was given: choose at least one.")
        self.request, self.progress = request, progress
        self.titles = _unique([fused.title for fused in request.fused])
        self.fused = [_described(fused.path) for fused in request.fused]
        self.coarse = _described(request.coarse) if request.coarse else None
        self.image = _described(request.image) if request.image else None
        self.points = request.validation if isinstance(request.validation, PointValues) else None
        if self.points is not None:
            self.points.check()
        self.validation = _described(request.validation) if isinstance(request.validation, str) else None
        if self.points is not None and request.difference is not None:
            raise FusionError("A difference raster needs a validation raster: leave it out, or give a raster.")
        for raster in (*self.fused, self.coarse, self.image, self.validation):
            if raster is not None:
                progress.warn_each(nodata_remarks(raster.path))
        self.support = self._make_support()
        self.elements = Elements(self.fused[0].element_names, self._other_names(), progress)

    def _make_support(self) -> ValidationPoints | ValidationCells:
        if self.points is not None:
            return ValidationPoints(self.points.x, self.points.y, self.points.crs)
        return ValidationCells(given(self.validation).grid)

    def _other_names(self) -> dict[str, Sequence[str]]:
        others: dict[str, Sequence[str]] = {
            self._validation_label: [content.name for content in self._validation_contents]
        }
        for title, fused in zip(self.titles[1:], self.fused[1:]):
            others[_fused_label(title)] = fused.element_names
        if self.coarse is not None:
            others[self._coarse_label] = self.coarse.element_names
        return others

    @property
    def _validation_label(self) -> str:
        if self.points is not None:
            return tr("the validation data '{name}'", name=self.points.source)
        return tr("the validation data '{name}'", name=given(self.validation).name)

    @property
    def _validation_contents(self) -> Sequence[Content]:
        return self.points.contents if self.points is not None else given(self.validation).contents

    @property
    def _coarse_label(self) -> str:
        return tr("the coarse map '{name}'", name=given(self.coarse).name)

    def run(self) -> Evaluation:
        count = len(self.fused) + (self.image is not None)
        maps: dict[str, np.ndarray] = {}  # name -> (elements, places)
        baselines: dict[str, np.ndarray] = {}
        for k, title in enumerate(self.titles):
            part = self.progress.part(0.95 * k / count, 0.95 * (k + 1) / count)
            if k == 0 and self.coarse is not None:
                maps[title], baselines = self._first_with_baselines(part)
            else:
                planes = self._gathered(self.fused[k], self._bands(k), _fused_label(title), part)
                maps[title] = self._in_unit(planes, self.fused[k], self._bands(k), _fused_label(title))
        image = self._image_planes(self.progress.part(0.95 * len(self.fused) / count, 0.95))
        validation = self._validation_values()
        results = [
            self._element(k, validation[k], {name: planes[k] for name, planes in {**maps, **baselines}.items()}, image)
            for k in range(len(self.elements.names))
        ]
        compared = [result for result in results if result is not None]
        if not compared:
            raise FusionError(self._nothing_left(validation, {**maps, **baselines}))
        return Evaluation(
            fused=self.titles,
            baselines=list(baselines),
            elements=compared,
            support=self._support_facts(),
            inputs=self._fingerprints(),
            grid=self.validation.grid if self.validation is not None else None,
            points=self.points,
            image_bands=self.image.band_names if self.image is not None else [],
            versions=versions(),
            notes=self.progress.notes(),
        )

    def _bands(self, k: int) -> list[int]:
        return self.elements.first if k == 0 else self.elements.bands(_fused_label(self.titles[k]))

    def _gathered(self, source: Raster, bands: Sequence[int], label: str, progress: Progress) -> np.ndarray:
        return self._gather(source.grid, RasterStack([source.path], bands).read, len(bands), label, progress)

    def _gather(self, grid: Grid, read: ReadPlanes, count: int, label: str, progress: Progress) -> np.ndarray:
        try:
            return self.support.gather(grid, read, count, progress)
        except FusionError as error:
            raise FusionError(
                "Comparing {label} with {validation}: {error}",
                label=label,
                validation=self._validation_label,
                error=error,
            ) from error

    def _first_with_baselines(self, progress: Progress) -> tuple[np.ndarray, dict[str, np.ndarray]]:
        stack, count = RasterStack([self.fused[0].path], self.elements.first), len(self.elements.first)
        bands = self.elements.bands(self._coarse_label)
        coarse = given(self.coarse)
        made = _plain_maps(coarse, bands, self.fused[0])

        def read(window: Window) -> np.ndarray:
            fused = stack.read(window)
            planes = np.where(np.isfinite(fused), made.at(window), np.nan)
            return np.concatenate([fused, *planes])

        label = _fused_label(self.titles[0])
        planes = self._gather(self.fused[0].grid, read, 4 * count, label, progress).reshape(4, count, -1)
        if self.points is not None:  # the cell that holds the point, not the one that holds its pixel's centre
            planes[1 + list(BASELINES).index(AS_IS)] = self._gathered(coarse, bands, self._coarse_label, SILENT)
        plain = np.moveaxis(self._in_unit(np.moveaxis(planes[1:], 1, 0), coarse, bands, self._coarse_label), 0, 1)
        return self._in_unit(planes[0], self.fused[0], self.elements.first, label), dict(zip(BASELINES, plain))

    def _in_unit(self, planes: np.ndarray, source: Raster, bands: Sequence[int], label: str) -> np.ndarray:
        """Return values (elements, ...) of some bands of a map in the units of the validation data."""
        wanted = [self._wanted(k) for k in range(len(bands))]
        found = zip(planes, (source.contents[band] for band in bands), wanted)
        return np.stack([converted(values, own, other, label, self.progress) for values, own, other in found])

    def _image_planes(self, progress: Progress) -> np.ndarray | None:
        """Return the mean of the image's bands and then the bands, shape (1 + bands, places)."""
        if self.image is None:
            return None
        stack = RasterStack([self.image.path])

        def read(window: Window) -> np.ndarray:
            bands = stack.read(window).astype(float)
            return np.concatenate([bands.mean(axis=0, keepdims=True), bands])

        label = tr("the image '{name}'", name=self.image.name)
        return self._gather(self.image.grid, read, 1 + len(self.image.bands), label, progress)

    def _validation_values(self) -> np.ndarray:
        bands = self.elements.bands(self._validation_label)
        if self.points is None:
            known = given(self.validation)
            values: np.ndarray = read(known.path, bands).reshape(len(bands), -1).astype(float)
            tell_contents(values, [known.contents[band] for band in bands], known.path, self.progress)
            return values
        return self.points.cleaned()[:, bands].T

    def _element(
        self, k: int, truth: np.ndarray, maps: dict[str, np.ndarray], image: np.ndarray | None
    ) -> EvaluatedElement | None:
        """Return the result for one element, None (and a warning) where nothing is left to compare."""
        name, known = self.elements.names[k], np.isfinite(truth)
        used = known & np.all([np.isfinite(values) for values in maps.values()], axis=0)
        places = self._places
        (self.progress.info if used.sum() == known.sum() else self.progress.note)(
            tr(
                "{name}: {used} of {known} {places} with a value are compared.",
                name=name,
                used=used.sum(),
                known=known.sum(),
                places=places,
            )
        )
        if not used.any():
            self.progress.warn(
                tr(
                    "'{name}' is not evaluated: no {places} are left where all maps have values.",
                    name=name,
                    places=places,
                )
            )
            return None
        self._tell_magnitude(name, truth[used], {title: maps[title][used] for title in self.titles})
        rows = measure(name, self._wanted(k).unit, truth, maps, used, None if image is None else image[0])
        shape = self.validation.grid.shape if self.validation is not None else truth.shape
        return EvaluatedElement(
            name=name,
            unit=rows[0].unit,
            validation=truth.astype(np.float32).reshape(shape),
            maps={title: values.astype(np.float32).reshape(shape) for title, values in maps.items()},
            used=used.reshape(shape),
            rows=rows,
            verdict=verdict(rows),
            band_correlations={} if image is None else band_correlations(maps, used, image[1:]),
        )

    def _tell_magnitude(self, name: str, truth: np.ndarray, maps: dict[str, np.ndarray]) -> None:
        """Warn where fused maps (by title) and validation data are so far apart that their units may differ."""
        known = float(truth.min()), float(truth.max())
        for title, values in maps.items():
            tell_magnitude(name, values, _fused_label(title), known, self._validation_label, self.progress)

    @property
    def _places(self) -> str:
        return places_word(self.points is not None)

    def _wanted(self, k: int) -> Content:
        """Return an element as the validation data name it, in their unit or, where they have none, the first map's."""
        name, unit = self._validation_contents[self.elements.bands(self._validation_label)[k]]
        return Content(name, unit or self.fused[0].contents[self.elements.first[k]].unit)

    def _nothing_left(self, validation: np.ndarray, maps: dict[str, np.ndarray]) -> str:
        if not np.isfinite(validation).any():
            return tr("There is no value in {data}: choose other bands or fields.", data=self._validation_label)
        empty = [name for name, planes in maps.items() if not np.isfinite(planes).any()]
        reason = tr("no two maps have values at the same ones")
        if empty:
            reason = tr("'{name}' has no value at any of them", name=empty[0])
        return tr(
            "No {places} are left to compare: {reason}; check that all inputs show the same area, and evaluate a map "
            "that covers another part by itself.",
            places=self._places,
            reason=reason,
        )

    def _support_facts(self) -> dict[str, Any]:
        if self.points is not None:
            rule = mark("each map at the pixel that holds the point; the coarse map as is at the cell that holds it")
            return {"kind": "points", "points": int(np.size(self.points.x)), "rule": rule}
        grid = given(self.validation).grid
        rule = mark(
            "area-weighted mean of a map's valid pixels over each validation cell, where they cover at least "
            "half of it; the pixel at the cell's centre where cells are smaller than pixels"
        )
        return {
            "kind": "cells",
            "rows": grid.height,
            "columns": grid.width,
            "cell_size_in_crs_units": grid.cell_size,
            "rule": rule,
        }

    def _fingerprints(self) -> dict[str, Any]:
        inputs: dict[str, Any] = {"fused": {t: fingerprint(f.path) for t, f in zip(self.titles, self.fused)}}
        for name, source in (("validation", self.validation), ("coarse", self.coarse), ("image", self.image)):
            if source is not None:
                inputs[name] = fingerprint(source.path)
        if self.points is not None:
            size = int(np.size(self.points.x))
            inputs["validation"] = {
                "name": self.points.source,
                "points": size,
                "fields": list(self.points.names),
            }
        return inputs


def places_word(at_points: bool) -> str:
    """Return what the places are called at which maps are compared."""
    return tr("validation points") if at_points else tr("validation cells")


def _described(path: str) -> Raster:
    described = describe(path)
    require_values(described)
    return described


def _fused_label(title: str) -> str:
    return tr("the fused map '{name}'", name=title)


def _unique(names: Sequence[str]) -> list[str]:
    """Number the second and later use of a name; the names of baselines count as used."""
    unique: list[str] = []
    for name in names:
        candidate, count = name, 1
        while candidate in unique or candidate in BASELINES:
            count += 1
            candidate = f"{name} ({count})"
        unique.append(candidate)
    return unique


# ---------------------------------------------------------------------------------------------- files


def _write_difference(evaluation: Evaluation, path: str, progress: Progress) -> None:
    """Write map minus validation, a band per fused map and element, where the measures are computed."""
    grid = given(evaluation.grid)
    pairs = [(name, element) for name in evaluation.fused for element in evaluation.elements]
    bands = [Band(f"{name}: {element.name}", element.unit) for name, element in pairs]
    with RasterWriter(path, grid, bands, "Difference of fused map and validation") as writer:
        for window in tiles(grid.full_window(), TILE):
            progress.check()
            place = window.rows, window.cols
            planes = [
                np.where(element.used[place], element.maps[name][place] - element.validation[place], np.nan)
                for name, element in pairs
            ]
            writer.write(np.stack(planes), window)


def write_csv(evaluation: Evaluation, path: str) -> None:
    """Write a line for each map and element, full precision, an empty cell where a measure is missing."""
    write_rows(path, [column.name for column in fields(Row)], _plain_rows(evaluation.rows))


def write_json(evaluation: Evaluation, path: str) -> None:
    """Write the measures, their meaning, inputs, support and versions; null where a measure is missing."""
    content = {
        "measures": MEASURES,
        "inputs": evaluation.inputs,
        "support": evaluation.support,
        "versions": evaluation.versions,
        "verdicts": evaluation.verdicts,
        "notes": evaluation.notes,
        "rows": _plain_rows(evaluation.rows),
        "image_bands": [
            {"map": name, "element": element.name, "r": dict(zip(evaluation.image_bands, values))}
            for element in evaluation.elements
            for name, values in element.band_correlations.items()
        ],
    }
    write_plain(path, content)


def _plain_rows(rows: Iterable[Row]) -> list[dict[str, Any]]:
    return [asdict(row) for row in rows]
