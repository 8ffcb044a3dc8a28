"""What training reads: the coarse map, the finer survey of a part of it, and the grid that both are laid on."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..element_names import element_in, may_pair
from ..errors import FusionError
from ..formats import several
from ..language import tr
from ..progress import Progress
from ..raster.alignment import Alignment, align, require_finer
from ..raster.description import Raster, is_nameless, require_numbers
from ..raster.gdal_reader import describe, nodata_remarks, read
from ..raster.grid import Grid, Window
from ..raster.projection import covering, projection
from ..regression.training_table import coarse_values
from ..regression.transforms import choose_transform
from ..samples.gridding import same_places
from ..samples.map_contents import tell_contents
from ..samples.points import PointValues, group_means
from ..units import Content, converted, match_contents, tell_magnitude
from .request import CoarseMap, SuperResolution

LOG = "log"
MOST_PIXELS = 8  # along a coarse cell that is cut after the spacing of points
_LARGEST_LOGARITHM = 80.0  # so that nothing becomes infinite on return


@dataclass(frozen=True)
class Survey:
    """The coarse map and the finer survey, of the same elements in the units of the coarse map.

    ``grid`` is that of the sharpened map, the pixels of the finer survey laid over the whole coarse map, and ``core``
    the window of it in which ``truth`` (elements, height, width) lies, NaN where not surveyed. ``coarse`` (elements,
    rows, columns) are contents; ``places`` (n, 2) and ``values`` (n, elements) the points behind them, where known.
    """

    grid: Grid
    core: Window
    alignment: Alignment
    names: list[str]
    units: list[str]
    transforms: list[str]
    coarse: np.ndarray
    truth: np.ndarray
    places: np.ndarray | None
    values: np.ndarray | None


def read_survey(request: SuperResolution, progress: Progress) -> Survey:
    """Read both maps. Raises FusionError where they share no ground or element, or the fine one is no finer."""
    coarse = describe(request.coarse.path)
    if isinstance(request.fine, PointValues):
        fine, lattice = None, _lattice_of_points(request.fine, coarse.grid)
        contents, source = request.fine.contents, request.fine.source
    else:
        fine = describe(request.fine)
        lattice, source = fine.grid, request.fine
        contents = [fine.contents[band] for band in fine.element_bands]
    _require_lattice(lattice, source)
    require_finer(align(lattice, coarse.grid), source, request.coarse.path)
    require_numbers(request.coarse.bands or (), len(coarse.bands))
    bands = list(request.coarse.bands or coarse.element_bands)
    pairs = _pairs([coarse.contents[band] for band in bands], contents, source, progress)
    grid = covering(lattice, coarse.grid)
    found = coarse_values(request.coarse.path, [bands[first] for first, _ in pairs], grid, progress)
    if fine is None:
        core, planes = _gridded(request.fine, grid, [other for _, other in pairs])  # type: ignore[arg-type]
    else:
        core, planes = _of_raster(fine, grid, [fine.element_bands[other] for _, other in pairs], progress)
    names = [Content(name, unit) for name, unit in zip(found.names, found.units)]
    truth = np.stack(
        [
            converted(plane, contents[other], wanted, "FINE", progress)
            for plane, (_, other), wanted in zip(planes, pairs, names)
        ]
    )
    _require_known(truth, found.names, source)
    for name, plane, cells in zip(found.names, truth, found.values):
        known = float(np.nanmin(cells)), float(np.nanmax(cells))
        tell_magnitude(name, plane.ravel(), "FINE", known, tr("the coarse map"), progress)
    transforms = [
        choose_transform(request.transform, name, np.concatenate([_finite(plane), _finite(values)]))
        for name, plane, values in zip(found.names, found.values, truth)
    ]
    places, values = points_behind(request.coarse, found.alignment.coarse, names, transforms, progress)
    own = list(found.names), list(found.units), transforms
    return Survey(grid, core, found.alignment, *own, found.values, truth, places, values)


def forward(transforms: Sequence[str], contents: np.ndarray) -> np.ndarray:
    """Return contents (elements, ...) on the scale on which they are learned; what has no logarithm is NaN."""
    out = np.array(contents, float)
    for plane, transform in zip(out, transforms):
        if transform == LOG:
            plane[...] = np.log(np.where(plane > 0, plane, np.nan))
    return out


def inverse(transforms: Sequence[str], values: np.ndarray) -> np.ndarray:
    """Return contents of what ``forward`` made of them."""
    out = np.array(values, float)
    for plane, transform in zip(out, transforms):
        if transform == LOG:
            plane[...] = np.exp(np.clip(plane, -_LARGEST_LOGARITHM, _LARGEST_LOGARITHM))
    return out


def points_behind(
    coarse: CoarseMap, grid: Grid, wanted: Sequence[Content], transforms: Sequence[str], progress: Progress
) -> tuple[np.ndarray | None, np.ndarray | None]:
    """Return the points behind a coarse map on its grid, places (n, 2) and transformed values (n, elements)."""
    points = coarse.points
    if points is None:
        return None, None
    points.check()
    pairs = match_contents([content.name for content in wanted], points.names, "SAMPLES", progress)
    if len(pairs) < len(wanted):
        missing = [content.name for k, content in enumerate(wanted) if k not in pairs]
        raise FusionError(
            "The layer '{source}' has no field '{missing}' (it has {names}): choose the samples of the coarse map.",
            source=points.source,
            missing=missing[0],
            names=", ".join(points.names),
        )
    x, y = projection(points.crs, grid.crs)(points.x, points.y)
    own = points.cleaned()
    columns = [
        converted(own[:, pairs[k]], points.contents[pairs[k]], c, "SAMPLES", progress) for k, c in enumerate(wanted)
    ]
    use = np.isfinite(x) & np.isfinite(y)
    x, y, columns = x[use], y[use], [column[use] for column in columns]
    group = same_places(x, y)
    count = int(group.max()) + 1 if len(group) else 0
    values = np.stack([group_means(column, group, count)[1] for column in columns])
    first = np.unique(group, return_index=True)[1]
    col, row = grid.col_row(x[first], y[first])
    return np.column_stack([row - 0.5, col - 0.5]), forward(transforms, values).T


def _finite(values: np.ndarray) -> np.ndarray:
    return values[np.isfinite(values)]


def _require_lattice(grid: Grid, source: str) -> None:
    if not grid.axis_aligned or grid.transform[1] < 0 or grid.transform[5] > 0:
        raise FusionError(
            "The finer survey {source} is rotated or south-up: resample it to a north-up grid first "
            "(Raster > Projections > Warp).",
            source=source,
        )


def _require_known(truth: np.ndarray, names: Sequence[str], source: str) -> None:
    for name, plane in zip(names, truth):
        if not np.isfinite(plane).any():
            raise FusionError(
                "The finer survey {source} has no value of '{name}' within the coarse map: choose another band or "
                "field, or check nodata and CRS.",
                source=source,
                name=name,
            )


def _pairs(
    coarse: Sequence[Content], fine: Sequence[Content], source: str, progress: Progress
) -> list[tuple[int, int]]:
    """Return which element of the finer survey is which of the coarse map, by name; by position without any name."""
    names, others = [content.name for content in coarse], [content.name for content in fine]
    found = match_contents(names, others, source, progress)
    alike = all(map(element_in, [*names, *others])) or any(all(map(is_nameless, own)) for own in (names, others))
    if not found and alike and may_pair(names, others):
        told = {"names": ", ".join(others), "wanted": ", ".join(names)}
        progress.warn(tr("The finer survey has {names}, taken by position for {wanted}.", **told))
        found = {k: k for k in range(len(names))}
    if not found:
        raise FusionError(
            "The coarse map has {names} and the finer survey {source} has {others}: give both the same elements, with "
            "the same names.",
            names=", ".join(names),
            source=source,
            others=", ".join(others),
        )
    left = [name for k, name in enumerate(names) if k not in found]
    left += [name for k, name in enumerate(others) if k not in found.values()]
    if left:
        progress.warn(tr("Left out, because only one of the two maps has them: {names}.", names=", ".join(left)))
    return sorted(found.items())


def _of_raster(raster: Raster, grid: Grid, bands: Sequence[int], progress: Progress) -> tuple[Window, np.ndarray]:
    """Return the window of the grid that a raster of its pixels covers, and its bands there."""
    progress.warn_each(nodata_remarks(raster.path, list(bands)))
    corner = (np.array(raster.grid.transform[k]) for k in (0, 3))
    col, row = (round(float(edge)) for edge in grid.col_row(*corner))
    top, left = max(row, 0), max(col, 0)
    height = min(row + raster.grid.height, grid.height) - top
    width = min(col + raster.grid.width, grid.width) - left
    core = Window(top, left, height, width)
    values: np.ndarray = read(raster.path, list(bands), core.shifted(-row, -col)).astype(float)
    tell_contents(values, [raster.contents[band] for band in bands], raster.path, progress)
    return core, values


def _lattice_of_points(points: PointValues, coarse: Grid) -> Grid:
    """Return coarse cells cut into pixels of about the spacing of points, laid on the coarse map."""
    points.check()
    if not coarse.crs:
        raise FusionError("The coarse map has no coordinate reference system: set it on the layer.")
    x, y = projection(points.crs, coarse.crs)(points.x, points.y)
    col, row = coarse.col_row(x, y)
    near = np.isfinite(col) & (col >= 0) & (row >= 0) & (col < coarse.width) & (row < coarse.height)
    if not near.any():
        raise FusionError(
            "No point of '{source}' lies within the coarse map: check that both show the same area and each CRS.",
            source=points.source,
        )
    cells = np.unique(np.floor(row[near]) * coarse.width + np.floor(col[near]))
    cut = min(round(math.sqrt(near.sum() / len(cells))), MOST_PIXELS)
    if cut < 2:
        raise FusionError(
            "'{source}' has {points} in {cells} of the coarse map, which is no finer survey: give one of "
            "four points or more in a cell.",
            source=points.source,
            points=several(int(near.sum()), "point"),
            cells=several(len(cells), "cell"),
        )
    return coarse.finer(cut)


def _gridded(points: PointValues, grid: Grid, fields: Sequence[int]) -> tuple[Window, np.ndarray]:
    """Return the window of the grid that points lie in, and the means of their values in its pixels."""
    x, y = projection(points.crs, grid.crs)(points.x, points.y)
    col, row = (np.floor(np.nan_to_num(edge, nan=-1.0)).astype(np.int64) for edge in grid.col_row(x, y))
    use = (col >= 0) & (row >= 0) & (col < grid.width) & (row < grid.height)
    row, col, values = row[use], col[use], points.cleaned()[use]
    core = Window(int(row.min()), int(col.min()), int(np.ptp(row)) + 1, int(np.ptp(col)) + 1)
    group = (row - core.row) * core.width + col - core.col
    means = [group_means(values[:, field], group, core.height * core.width)[1] for field in fields]
    return core, np.stack(means).reshape(len(fields), *core.shape)
