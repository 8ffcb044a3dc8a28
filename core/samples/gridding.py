"""The gridsamples step: point samples to means over cells, with values below detection kept apart from missing ones.

Cells are numbered from the origin of the CRS, columns eastward and rows southward, so that the edges of all grids of
one cell size coincide. A point on an edge belongs to the cell east or south of it, as in GDAL.
"""

from __future__ import annotations

import math
from contextlib import ExitStack
from dataclasses import dataclass, field, replace

import numpy as np

from ..errors import FusionError
from ..files import check_outputs
from ..formats import several, shared_range
from ..language import mark, tr
from ..progress import SILENT, Progress, Record
from ..raster.description import Band
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Grid, Window, tiles
from ..raster.projection import crs_wkt, datum_remarks, is_geographic, projection, same_crs
from ..raster.tiles import TILE
from ..setting_limits import Limits
from .cell_counts import encode, with_scatter
from .cell_size import proposed_cell_size, sample_spacing
from .censoring import BELOW_DETECTION, Parsed, ValuePolicy, check_choice, parse_values, substituted
from .missing_codes import missing_codes
from .points import PointValues, group_means
from .stray_places import far_places
from .tallies import tell_values

DUPLICATES = {
    "average": mark("samples of one place are averaged first"),
    "first": mark("the first sample of a place counts"),
    "keep": mark("every sample counts"),
}
MEANS = {"arithmetic": mark("arithmetic mean"), "geometric": mark("geometric mean")}
MIN_SAMPLES = Limits(1, 1)  # of a cell with a value
LARGEST_GRID = 10**8  # cells
OUTPUTS = ("output", "count", "std", "censored")
_IN_UNITS = "output", "std"  # of OUTPUTS, those whose values are contents
_ROUNDING = 1e-6  # of a cell; a point this near an edge lies on it
_WIDEST = 90.0  # degrees; a wider cell was meant in metres


# ---------------------------------------------------------------------------------------------- cells


def cell_numbers(x: np.ndarray, y: np.ndarray, cell_size: float) -> tuple[np.ndarray, np.ndarray]:
    """Return column and row of the cells that hold points, as whole floats, NaN where a point is NaN."""
    with np.errstate(over="ignore"):
        return np.floor(x / cell_size + _ROUNDING), np.floor(-y / cell_size + _ROUNDING)


def snapped_window(
    cols: np.ndarray, rows: np.ndarray, cell_size: float, extent: tuple[float, float, float, float] | None = None
) -> Window:
    """Return the cells that hold all points, or that touch an extent (xmin, ymin, xmax, ymax), by their numbers.

    Raises FusionError where there are too many to write.
    """
    if extent is not None:
        if not np.isfinite(extent).all():
            raise FusionError("EXTENT cannot be brought to the CRS of the result: draw another one.")
        xmin, ymin, xmax, ymax = extent
        inward = 2 * _ROUNDING * cell_size  # the edges right and below belong to the next cell
        cols, rows = cell_numbers(
            np.array([xmin, max(xmax - inward, xmin)]), np.array([ymax, min(ymin + inward, ymax)]), cell_size
        )
    left, right, top, bottom = (float(edge) for edge in (cols.min(), cols.max() + 1, rows.min(), rows.max() + 1))
    width, height = right - left, bottom - top
    # a NaN or an infinity is too many as well; beyond 2^52 a float has no room for the place in a cell
    if not width * height <= LARGEST_GRID or max(abs(left), abs(right), abs(top), abs(bottom)) > 2**52:
        raise FusionError(
            "CELL_SIZE {cell_size:g} gives a grid of {width:.8g} x {height:.8g} cells, and {most:,} is the "
            "most: choose larger cells or a smaller EXTENT.",
            cell_size=cell_size,
            width=width,
            height=height,
            most=LARGEST_GRID,
        )
    return Window(int(top), int(left), int(height), int(width))


def snapped_grid(window: Window, cell_size: float, crs: str) -> Grid:
    """Return the grid of cells given by their numbers; its edges lie on multiples of the cell size."""
    left, top = window.col * cell_size, -window.row * cell_size
    return Grid((left, cell_size, 0.0, top, 0.0, -cell_size), window.height, window.width, crs)


def group_std(values: np.ndarray, groups: np.ndarray, size: int) -> np.ndarray:
    """Return the sample standard deviation (size,) of each group, NaN where it has fewer than two values."""
    count, means = group_means(values, groups, size)
    squares = (values - means[groups]) ** 2
    total = group_means(squares, groups, size)[1] * count
    return np.sqrt(np.divide(total, count - 1, out=np.full(size, np.nan), where=count > 1))


def averages(values: np.ndarray, groups: np.ndarray, size: int, mean: str) -> np.ndarray:
    """Return the arithmetic or geometric mean (size,) of each group, NaN where it has no value."""
    if mean == "geometric":
        return np.exp(group_means(np.log(values), groups, size)[1])
    return group_means(values, groups, size)[1]


def same_places(x: np.ndarray, y: np.ndarray) -> np.ndarray:
    """Number the places (n,) of points; points of one place have the same coordinates."""
    order = np.lexsort((y, x))
    new = np.ones(len(order), bool)
    new[1:] = (np.diff(x[order]) != 0) | (np.diff(y[order]) != 0)
    places = np.empty(len(order), np.int64)
    places[order] = np.cumsum(new) - 1
    return places


# ---------------------------------------------------------------------------------------------- elements


@dataclass(frozen=True)
class Policy:
    """How samples become cells; see BELOW_DETECTION, DUPLICATES, MEANS and OVER_LIMIT."""

    below_detection: str = "half"
    duplicates: str = "average"
    mean: str = "arithmetic"
    min_samples: int = MIN_SAMPLES.default
    over_limit: str = "limit"

    def check(self) -> None:
        """Raise FusionError for a choice that is not known."""
        for name, known in (("below_detection", BELOW_DETECTION), ("duplicates", DUPLICATES), ("mean", MEANS)):
            check_choice(name, getattr(self, name), known)
        if self.min_samples < MIN_SAMPLES.least:
            raise FusionError("MIN_SAMPLES is {min_samples}: give 1 or more.", min_samples=self.min_samples)


@dataclass(frozen=True)
class ElementCells:
    """An element over the cells that hold samples: ``output`` the mean, ``count``, ``std`` and ``censored`` (cells,).

    ``used`` (groups,) tells which samples are in a mean; ``duplicates`` counts the samples at a place beyond its first.
    """

    output: np.ndarray
    count: np.ndarray
    std: np.ndarray
    censored: np.ndarray
    used: np.ndarray
    duplicates: int


def grid_element(
    column: Parsed, places: np.ndarray, groups: np.ndarray, cells: np.ndarray, policy: Policy, name: str = "values"
) -> ElementCells:
    """Average one element over cells.

    ``places`` and ``groups`` (n,) number where samples lie and what counts as one sample; ``cells`` (groups,) numbers
    the cells. Raises FusionError where a geometric mean does not exist.
    """
    values, known = substituted(column, policy.below_detection, policy.over_limit), column.known
    if policy.mean == "geometric" and (wrong := values[values <= 0]).size:
        raise FusionError(
            "MEAN=geometric needs values above 0, but '{name}' has {count} that are not (first: {first:g}): "
            "use MEAN=arithmetic.",
            name=name,
            count=wrong.size,
            first=wrong[0],
        )
    size, count_cells = len(cells), int(cells.max()) + 1
    if policy.duplicates == "average":
        merged = averages(values, groups, size, policy.mean)
        shares = group_means(np.where(known, column.censored, np.nan), groups, size)[1]
    else:
        taken, first = np.unique(groups[known], return_index=True)
        merged, shares = np.full(size, np.nan), np.full(size, np.nan)
        merged[taken], shares[taken] = values[known][first], column.censored[known][first]
    count = group_means(merged, cells, count_cells)[0]
    enough = count >= policy.min_samples
    return ElementCells(
        np.where(enough, averages(merged, cells, count_cells, policy.mean), np.nan),
        count.astype(float),
        np.where(enough, group_std(merged, cells, count_cells), np.nan),
        group_means(shares, cells, count_cells)[1],
        np.isfinite(merged) & enough[cells],
        int(known.sum()) - len(np.unique(places[known])),
    )


def pooled_scatter(element: ElementCells) -> tuple[float, float]:
    """Return degrees of freedom, and the variance of samples about the mean of their cell, pooled over all cells."""
    several = np.isfinite(element.std)
    freedom = element.count[several] - 1
    total = float(freedom.sum())
    return total, float(freedom @ element.std[several] ** 2) / total if total else 0.0


# ---------------------------------------------------------------------------------------------- the step


@dataclass(frozen=True)
class Gridding:
    """What to grid: ``points.values`` is an object array (n, fields) of values as the layer holds them.

    ``extent`` (xmin, ymin, xmax, ymax) and ``cell_size`` are in ``target_crs``, by default that of the points. A size
    of 0 is found from the spacing of the points.
    """

    points: PointValues
    cell_size: float
    output: str
    target_crs: str = ""
    extent: tuple[float, float, float, float] | None = None
    negative_is_limit: bool = True
    missing_codes: str = ""
    policy: Policy = field(default_factory=Policy)
    count: str | None = None
    std: str | None = None
    censored: str | None = None

    @property
    def values(self) -> ValuePolicy:
        """How values are read, by the policy that training and evaluation have as well."""
        policy = self.policy
        return ValuePolicy(policy.below_detection, policy.over_limit, self.negative_is_limit, self.missing_codes)


@dataclass(frozen=True)
class Gridded:
    """What was done: samples used and cells with a value, over all elements; ranges of the first band for a style.

    ``notes`` say what was dropped, shifted, converted or assumed.
    """

    grid: Grid
    samples: int
    cells: int
    display_ranges: dict[str, tuple[float, float]]
    notes: tuple[str, ...] = ()


def check_cell_size(cell_size: float) -> None:
    """Raise FusionError for a size that no cell can have."""
    if not (math.isfinite(cell_size) and cell_size >= 0):
        raise FusionError(
            "CELL_SIZE is {cell_size:g}: give a length above 0, in units of the CRS of the result, or 0 for one from "
            "the spacing of the samples.",
            cell_size=cell_size,
        )


def grid_samples(request: Gridding, progress: Progress = SILENT) -> Gridded:
    """Write the rasters asked for.

    Raises FusionError for bad input and Cancelled where the user stops; then no output is left behind.
    """
    points, policy, progress = request.points, request.policy, Record(progress)
    check_cell_size(request.cell_size)
    policy.check()
    request.values.check()
    codes = missing_codes(request.missing_codes)
    points.check()
    paths = {key: path for key in OUTPUTS if (path := getattr(request, key))}
    check_outputs({key.upper(): path for key, path in paths.items()})
    grid, cell, inside = _located(request, progress)
    raw = points.values[inside]
    places = same_places(points.x[inside], points.y[inside])
    groups = np.arange(len(raw)) if policy.duplicates == "keep" else places
    occupied, cell = np.unique(cell, return_inverse=True)
    cell_of_group = np.empty(int(groups.max()) + 1, np.int64)
    cell_of_group[groups] = cell
    progress.note(
        tr(
            "Grid of {width} x {height} cells of {cell_size:g} units of the CRS, edges on multiples of that; "
            "{samples} at {places} in {cells}. Below detection: {below_detection}; duplicates: {duplicates}; {means}.",
            width=grid.width,
            height=grid.height,
            cell_size=grid.transform[1],
            samples=several(len(raw), "sample"),
            places=several(int(places.max()) + 1, "place"),
            cells=several(len(occupied), "cell"),
            below_detection=tr(BELOW_DETECTION[policy.below_detection]),
            duplicates=tr(DUPLICATES[policy.duplicates]),
            means=tr(MEANS[policy.mean]),
        )
    )
    elements, units = [], []
    for number, name in enumerate(points.names):
        progress.check(0.5 * number / len(points.names))
        # judged by all samples, so that neighbouring extents read a value alike
        column = parse_values(points.values[:, number], request.negative_is_limit, codes).part(inside)
        element = grid_element(column, places, groups, cell_of_group, policy, name)
        _log_element(name, column, raw[:, number], element, request, progress)
        elements.append(element)
        units.append(column.cells.unit)
    valued = np.any([np.isfinite(element.output) for element in elements], axis=0)
    if not valued.any():
        raise FusionError(
            "No cell has a value: none of the fields ({names}) of '{source}' has {values} in a cell: check FIELDS, "
            "MIN_SAMPLES and BELOW_DETECTION, and the warnings in the log.",
            names=", ".join(points.names),
            source=points.source,
            values=several(policy.min_samples, "usable value"),
        )
    stacks = {key: np.stack([getattr(element, key) for element in elements]) for key in paths}
    contents = replace(points, units=units).contents
    bands = {key: [Band(name, unit if key in _IN_UNITS else "") for name, unit in contents] for key in paths}
    told = zip(bands["output"], elements)
    bands["output"] = [_with_samples(*pair, policy.mean, grid, occupied, progress) for pair in told]
    _write(paths, grid, bands, occupied, stacks, progress.part(0.5, 1))
    used = np.any([element.used for element in elements], axis=0)
    ranges = {key: shared_range([stack[0]]) for key, stack in stacks.items()}
    return Gridded(grid, int(used.sum()), int(valued.sum()), ranges, tuple(progress.notes()))


def _located(request: Gridding, progress: Progress) -> tuple[Grid, np.ndarray, np.ndarray]:
    """Return the grid, the flat numbers of the cells (inside,), and which points lie inside the grid (n,)."""
    points, size = request.points, request.cell_size
    crs = crs_wkt(request.target_crs or points.crs)
    if is_geographic(crs) and size > _WIDEST:
        raise FusionError(
            "CELL_SIZE {size:g} would be in degrees, as the CRS of the result is geographic: give degrees, or choose "
            "a TARGET_CRS in metres.",
            size=size,
        )
    x, y = np.asarray(points.x, float), np.asarray(points.y, float)
    if not same_crs(points.crs, crs):
        x, y = projection(points.crs, crs)(x, y)
        progress.note(tr("The points of '{source}' are projected to TARGET_CRS.", source=points.source))
        progress.warn_each(datum_remarks(points.crs, crs))
    placed = np.isfinite(x) & np.isfinite(y)
    if not placed.all():
        lost = several(int((~placed).sum()), "point")
        progress.warn(
            tr(
                "Left out, because they have no place in the CRS of the result: {points} of '{source}'.",
                points=lost,
                source=points.source,
            )
        )
    if not placed.any():
        raise FusionError(
            "No point of '{source}' has a place in the CRS of the result: check the CRS of the layer and TARGET_CRS.",
            source=points.source,
        )
    if not size:
        spacing = sample_spacing(x[placed], y[placed])
        size = proposed_cell_size(spacing)
        text = mark("Cells are {size:g} wide, for about four samples in each: these lie some {spacing:.3g} apart.")
        progress.note(tr(text, size=size, spacing=spacing))
    cols, rows = cell_numbers(x, y, size)
    window = snapped_window(cols[placed], rows[placed], size, request.extent)
    cols, rows = cols - window.col, rows - window.row
    inside = placed & (cols >= 0) & (rows >= 0) & (cols < window.width) & (rows < window.height)
    if not inside.any():
        raise FusionError(
            "No point of '{source}' lies inside EXTENT ({extent}): choose an extent that holds samples.",
            source=points.source,
            extent=", ".join(f"{v:g}" for v in request.extent or ()),
        )
    outside = int((placed & ~inside).sum())
    if outside:
        progress.warn(
            tr(
                "Left out, because they lie outside EXTENT: {points} of '{source}'.",
                points=several(outside, "point"),
                source=points.source,
            )
        )
    far = int(far_places(x, y)[inside].sum())
    if far:
        progress.warn(
            tr(
                "Far from all others, with coordinates that may be wrong, and kept: {points} of '{source}'.",
                points=several(far, "point"),
                source=points.source,
            )
        )
    cell = (rows * window.width + cols)[inside].astype(np.int64)
    return snapped_grid(window, size, crs), cell, inside


def _log_element(
    name: str, column: Parsed, raw: np.ndarray, element: ElementCells, request: Gridding, progress: Progress
) -> None:
    known, below = int(column.known.sum()), int(column.censored.sum())
    valued = np.isfinite(element.output)
    single = int((valued & (element.count == 1)).sum())
    progress.note(
        tr(
            "{name}: {used} used in {valued}; {missing} missing; {below} below detection ({share:.1%} of {known} with "
            "a value); {duplicates}; {single} with one sample only.",
            name=name,
            used=several(int(element.used.sum()), "sample"),
            valued=several(int(valued.sum()), "cell"),
            missing=int(column.missing.sum()),
            below=below,
            share=below / max(known, 1),
            known=known,
            duplicates=several(element.duplicates, "duplicate"),
            single=several(single, "cell"),
        )
    )
    tell_values(name, column, raw, request.values, progress)
    few = int(element.count[~valued].sum())
    if few:
        progress.warn(
            tr(
                "{name}: {samples} not used: fewer than {min_samples} in the cell.",
                name=name,
                samples=several(few, "sample"),
                min_samples=request.policy.min_samples,
            )
        )
    if not valued.any():
        progress.warn(tr("{name}: no cell has a value; its band is empty.", name=name))


def _with_samples(
    band: Band, element: ElementCells, mean: str, grid: Grid, occupied: np.ndarray, progress: Progress
) -> Band:
    """Return the band of the means with how many samples are in each, so that they travel with the map.

    And, behind arithmetic means, with how samples of one cell scatter.
    """
    text = encode(np.where(np.isfinite(element.output), element.count, 0), grid, occupied)
    if not text:
        progress.info(
            tr(
                "{name}: the numbers of samples change too often from cell to cell to travel with the map; COUNT has "
                "them.",
                name=band.name,
            )
        )
    if mean == "arithmetic":
        text = with_scatter(text, *pooled_scatter(element), element.output)
    return replace(band, samples=text)


def _write(
    paths: dict[str, str],
    grid: Grid,
    bands: dict[str, list[Band]],
    occupied: np.ndarray,
    stacks: dict[str, np.ndarray],
    progress: Progress,
) -> None:
    """Write values (elements, cells) of the occupied cells, given by their flat numbers in rising order, by tiles."""
    rows, cols = np.divmod(occupied, grid.width)
    tile = rows // TILE * (-(-grid.width // TILE)) + cols // TILE
    order = np.argsort(tile, kind="stable")
    windows = list(tiles(grid.full_window(), TILE))
    starts = np.searchsorted(tile[order], np.arange(len(windows) + 1))
    with ExitStack() as files:
        writers = {key: files.enter_context(RasterWriter(path, grid, bands[key])) for key, path in paths.items()}
        for number, window in enumerate(windows):
            progress.check(number / len(windows))
            members = order[starts[number] : starts[number + 1]]
            for key, stack in stacks.items():
                planes = np.full((len(stack), *window.shape), 0.0 if key == "count" else np.nan)
                planes[:, rows[members] - window.row, cols[members] - window.col] = stack[:, members]
                writers[key].write(planes, window)
