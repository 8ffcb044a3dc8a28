"""The training table: coarse values beside the features of the ground that they stand for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from typing import TypeVar

import numpy as np

from ..element_names import name_key
from ..errors import FusionError, given
from ..formats import several
from ..geostatistics.covariance import Scatter
from ..image.features import Features
from ..image.image_pass import ImagePass
from ..language import mark, tr
from ..progress import SILENT, Progress
from ..raster.alignment import Alignment, align, cells_near, require_finer
from ..raster.description import Band, Raster, require_values
from ..raster.gdal_reader import describe, nodata_remarks, read
from ..raster.grid import Grid, Window
from ..raster.projection import datum_remarks, is_geographic, projection, require_longitudes_of_points
from ..raster.tiles import TILE
from ..samples.cell_counts import decode, scatter_of
from ..samples.map_contents import tell_contents
from ..samples.points import PointValues, group_means
from .cell_sums import cell_means, moments_of, variance_of
from .landmarks import Landmarks

SUPPORTS = {
    "cell_mean": mark("mean of the features over the cell"),
    "centre": mark("features of the pixel at the centre of the cell"),
}
SMALLEST_SEEN_SHARE = 0.5  # of a cell's area; one of which less is seen does not train
OUTSIDE = mark("points outside the image")
TOO_LITTLE_SEEN = mark("cells less than 50% covered by the image")  # the same number in words, held by a test
_Key = TypeVar("_Key")
_ROUNDING = 1e-6  # of a covered share; a cell covered by exactly half trains


@dataclass(frozen=True)
class CoarseCells:
    """Which cells of a coarse raster the rows of a table are.

    ``index`` (n,) flat; ``pixels`` the area of a cell in image pixels; ``aspect`` its width over its height; ``grid``
    that of the coarse raster, or of the part of it near the image. ``samples`` and ``scatters`` are those of
    ``CoarseValues``.
    """

    index: np.ndarray
    shape: tuple[int, int]
    pixels: float
    aspect: float
    grid: Grid | None = None
    samples: tuple[np.ndarray | None, ...] = ()
    scatters: tuple[Scatter | None, ...] = ()

    def spread(self, rows: np.ndarray, values: np.ndarray) -> np.ndarray:
        """Return values (..., n) of some rows laid out on the coarse grid (..., rows, columns), NaN elsewhere."""
        out = np.full((*values.shape[:-1], self.shape[0] * self.shape[1]), np.nan)
        out[..., self.index[rows]] = values
        return out.reshape(*values.shape[:-1], *self.shape)


@dataclass(frozen=True)
class CoarseValues:
    """What is read of a coarse raster: ``values`` (elements, rows, columns), NaN where there is none.

    ``names`` and ``units`` are those of the elements; ``alignment`` says how the image lies in the part of the raster
    that was read. ``samples`` has for each element how many samples are in the mean of each cell, (rows, columns) with
    NaN where that is unknown, or None where the raster does not say; ``scatters`` how samples of one cell scatter, as
    far as it says that too.
    """

    values: np.ndarray
    names: list[str]
    units: list[str]
    alignment: Alignment
    samples: tuple[np.ndarray | None, ...]
    scatters: tuple[Scatter | None, ...] = ()


@dataclass
class TrainingTable:
    """Rows to train on.

    ``features`` (n, features); ``targets`` (n, elements), NaN where missing; ``weights`` (n,) covered share of the cell
    or points in the pixel; ``places`` (n, 2) map coordinates in ``crs``; ``spread_left`` (features,) variance over rows
    as a share of that over pixels; ``plain`` how many features, from the first on, are no smoothed copies of others
    (None: all). ``counts`` (n, elements) tells of points how many have the value of a pixel. ``kernels``
    (n, landmarks) are means over the cells of the kernels with ``landmarks`` of the image, where these were asked for.
    """

    names: list[str]
    elements: list[str]
    units: list[str]
    features: np.ndarray
    targets: np.ndarray
    weights: np.ndarray
    places: np.ndarray
    spacing: float
    crs: str
    spread_left: np.ndarray
    dropped: dict[str, int] = field(default_factory=dict)
    cells: CoarseCells | None = None
    plain: int | None = None
    counts: np.ndarray | None = None
    landmarks: Landmarks | None = None
    kernels: np.ndarray | None = None

    def __len__(self) -> int:
        return len(self.features)

    @property
    def samples_behind(self) -> dict[str, np.ndarray | None]:
        """The numbers of samples behind the cells of each element, as ``CoarseValues`` has them; none for points."""
        return {} if self.cells is None else dict(zip(self.elements, self.cells.samples))

    @property
    def scatters_behind(self) -> dict[str, Scatter | None]:
        """How the samples behind the cells of each element scatter, as ``CoarseValues`` has it; none for points."""
        return {} if self.cells is None else dict(zip(self.elements, self.cells.scatters))

    def plain_among(self, used: Sequence[int]) -> int:
        """Return how many of the features used (indices, rising) are no smoothed copies of others."""
        return len(used) if self.plain is None else sum(feature < self.plain for feature in used)

    def weights_of(self, rows: np.ndarray, columns: Sequence[int]) -> np.ndarray:
        """Return how much rows (n,) count for elements, by numbers: of points, as many in the pixel as have a value.

        Elements that are trained together as a composition share the mean of their numbers.
        """
        if self.counts is None:
            return self.weights[rows]
        return np.asarray(self.counts[np.ix_(rows, np.array(columns))].mean(axis=1), float)

    def part(self, keep: np.ndarray) -> TrainingTable:
        """Return the table of the rows marked in ``keep`` (n,)."""
        return replace(
            self,
            features=self.features[keep],
            targets=self.targets[keep],
            weights=self.weights[keep],
            places=self.places[keep],
            cells=None if self.cells is None else replace(self.cells, index=self.cells.index[keep]),
            counts=None if self.counts is None else self.counts[keep],
            kernels=None if self.kernels is None else self.kernels[keep],
        )

    @property
    def positions(self) -> np.ndarray:
        """Places (n, 2) for distances: degrees of longitude shrunk to the length of degrees of latitude."""
        return isotropic(self.places, self.crs)


def coarse_values(
    path: str,
    bands: Sequence[int] | Callable[[Raster], Sequence[int]] | None,
    image: Grid,
    progress: Progress = SILENT,
) -> CoarseValues:
    """Read the cells of a coarse raster near an image.

    ``bands`` are counted from 0, or chosen by what a raster says of itself; none are all.

    Raises FusionError where they cannot be used: before anything is read where the image is no finer.
    """
    raster = describe(path)
    require_values(raster)
    alignment = align(image, raster.grid)
    require_finer(alignment, tr("the image"), path)
    asked = bands(raster) if callable(bands) else bands
    chosen = list(asked or raster.element_bands)
    for band in chosen:
        if not 0 <= band < len(raster.bands):
            raise FusionError(
                "GEOCHEM_BANDS asks for band {band}, but {path} has {bands}.",
                band=band + 1,
                path=path,
                bands=len(raster.bands),
            )
    near = cells_near(image, raster.grid)
    if near != raster.grid.full_window():
        alignment = align(image, raster.grid.cropped(near))
    values = read(path, chosen, near).astype(float)
    progress.warn_each([*datum_remarks(image.crs, raster.grid.crs), *nodata_remarks(path, chosen, near)])
    names = [raster.contents[b].name for b in chosen]
    for name, plane in zip(names, values):
        if not np.isfinite(plane).any():
            raise FusionError(
                "The band '{name}' of {path} has no value: choose another band, or check its nodata value.",
                name=name,
                path=path,
            )
    if len(set(map(name_key, names))) < len(names):
        raise FusionError(
            "Two bands of {path} have the same name: rename one, or choose one with GEOCHEM_BANDS.", path=path
        )
    tell_contents(values, [raster.contents[b] for b in chosen], path, progress)
    told = [raster.bands[b] for b in chosen]
    samples = tuple(_samples(band, raster.grid, near) for band in told)
    if any(band.samples and counts is None for band, counts in zip(told, samples)):
        progress.warn(
            tr(
                "The numbers of samples that {path} carries are those of another grid (it was cut or resampled since) "
                "and are not used; give CELL_SAMPLES when training.",
                path=path,
            )
        )
    scatters = tuple(_scatter(*own) for own in zip(told, values, samples))
    return CoarseValues(values, names, [raster.contents[b].unit for b in chosen], alignment, samples, scatters)


def _samples(band: Band, grid: Grid, window: Window) -> np.ndarray | None:
    """Return the numbers of samples behind the cells of a window as ``CoarseValues`` has them."""
    counts = decode(band.samples, grid, window)
    return None if counts is None else np.where(counts > 0, counts, np.nan)


def _scatter(band: Band, values: np.ndarray, counts: np.ndarray | None) -> Scatter | None:
    """Return how the samples behind the values of a band scatter in their cells, where it says so of this grid."""
    told = None if counts is None else scatter_of(band.samples, values)
    return None if told is None else Scatter(*told)


def table_from_grid(
    features: Features,
    image: Grid,
    geochem: str,
    bands: Sequence[int] | None,
    support: str,
    progress: Progress = SILENT,
    over: ImagePass | None = None,
    landmarks: Landmarks | None = None,
) -> TrainingTable:
    """Build the table from a coarse raster; ``over`` says what goes through the image (None: threads).

    The pixels of cells are compared with ``landmarks``, if there are any.

    Raises FusionError where fewer than three cells can train."""
    if support not in SUPPORTS:
        raise FusionError(
            "SUPPORT '{support}' is not known: give one of {supports}.", support=support, supports=", ".join(SUPPORTS)
        )
    found = coarse_values(geochem, bands, image, progress)
    coarse, alignment = found.values, found.alignment
    grid = alignment.coarse
    first, second = (progress.part(0, 0.5), progress.part(0.5, 1)) if support == "centre" else (progress, SILENT)
    means, cover, variance, kernels = cell_means(features, alignment, first, over, landmarks)
    if support == "centre":
        means, cover = _at_centres(features, alignment, means.shape, second)
    rows, cols = np.indices(grid.shape)
    x, y = grid.map_xy(cols.ravel() + 0.5, rows.ravel() + 0.5)
    valued = np.isfinite(coarse).any(axis=0)
    use = valued & (cover >= SMALLEST_SEEN_SHARE - _ROUNDING)
    dropped = {
        mark("cells without a value"): int((~valued).sum()),
        TOO_LITTLE_SEEN: int((valued & ~use).sum()),
    }
    table = TrainingTable(
        features.spec.names,
        found.names,
        found.units,
        means[:, use].T,
        coarse[:, use].T,
        cover[use],
        np.column_stack([x, y])[use.ravel()],
        grid.cell_size,
        grid.crs,
        _spread_left(means[:, use].T, variance),
        dropped,
        CoarseCells(
            np.flatnonzero(use),
            grid.shape,
            alignment.pixels_per_cell,
            cell_aspect(grid, y),
            grid,
            found.samples,
            found.scatters,
        ),
        features.spec.plain,
        landmarks=landmarks,
        kernels=kernels[:, use].T if landmarks else None,
    )
    return _checked(table, geochem)


def table_from_points(
    features: Features, image: Grid, points: PointValues, progress: Progress = SILENT
) -> TrainingTable:
    """Build the table from points: the features of the pixel that holds a point; points of one pixel are averaged."""
    points.check()
    x, y = projection(points.crs, image.crs)(points.x, points.y)
    require_longitudes_of_points(x, y, image, points.source)
    progress.warn_each(datum_remarks(points.crs, image.crs))
    values = points.cleaned()
    col, row = (np.floor(np.nan_to_num(c, nan=-1.0)).astype(np.int64) for c in image.col_row(x, y))
    inside = (col >= 0) & (row >= 0) & (col < image.width) & (row < image.height)
    has = np.isfinite(values).any(axis=1)
    dropped = {
        OUTSIDE: int((~inside).sum()),
        mark("points without a value"): int((inside & ~has).sum()),
    }
    use = inside & has
    pixels, group = np.unique(row[use] * image.width + col[use], return_inverse=True)
    counts, targets = np.stack([group_means(v, group, len(pixels)) for v in values[use].T], axis=2)
    weights = np.bincount(group, minlength=len(pixels)).astype(float)
    taken, variance = _at_pixels(features, pixels // image.width, pixels % image.width, progress)
    valid = np.isfinite(taken).all(axis=1)
    dropped[mark("pixels without a value in the image")] = int((~valid).sum())
    x, y = image.map_xy(pixels % image.width + 0.5, pixels // image.width + 0.5)
    places = np.column_stack([x, y])[valid]
    table = TrainingTable(
        features.spec.names,
        list(points.names),
        [content.unit for content in points.contents],
        taken[valid],
        targets[valid],
        weights[valid],
        places,
        _mean_spacing(isotropic(places, image.crs)),
        image.crs,
        _spread_left(taken[valid], variance),
        dropped,
        plain=features.spec.plain,
        counts=counts[valid],
    )
    return _checked(table, points.source)


def common_rows(tables: dict[_Key, TrainingTable]) -> dict[_Key, TrainingTable]:
    """Return tables from one coarse raster with the cells that all of them have, so that all methods see the same.

    Raises FusionError where fewer than three cells are left.
    """
    indices = [given(table.cells).index for table in tables.values()]
    shared = indices[0]
    for index in indices[1:]:
        shared = np.intersect1d(shared, index)
    if len(shared) < 3:
        raise FusionError(
            "The features to compare have fewer than three cells in common: try them one by one, or give a larger "
            "image."
        )
    return {kind: table.part(np.isin(index, shared)) for (kind, table), index in zip(tables.items(), indices)}


def cell_aspect(grid: Grid, latitude: np.ndarray) -> float:
    """Return the width of a cell over its height on the ground; ``latitude`` is that of cells in degrees."""
    shrink = float(np.cos(np.radians(np.mean(latitude)))) if is_geographic(grid.crs) else 1.0
    _, right_x, down_x, _, right_y, down_y = grid.transform
    return float(np.hypot(right_x * shrink, right_y) / np.hypot(down_x * shrink, down_y))


def isotropic(places: np.ndarray, crs: str) -> np.ndarray:
    """Return positions (n, 2) in which a unit is as long east-west as north-south, near enough for distances."""
    shrink = float(np.cos(np.radians(np.mean(places[:, 1])))) if len(places) and is_geographic(crs) else 1.0
    return places * [shrink, 1.0]


def _at_centres(
    features: Features, alignment: Alignment, shape: tuple[int, ...], progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Return the features at the pixels that hold the centres of the coarse cells, and 1 where there are, else 0."""
    fine, coarse = alignment.fine, alignment.coarse
    rows, cols = np.indices(coarse.shape)
    x, y = projection(coarse.crs, fine.crs)(*coarse.map_xy(cols.ravel() + 0.5, rows.ravel() + 0.5))
    col, row = (np.floor(np.nan_to_num(c, nan=-1.0) + 1e-9).astype(np.int64) for c in fine.col_row(x, y))
    inside = np.flatnonzero((col >= 0) & (row >= 0) & (col < fine.width) & (row < fine.height))
    values = np.full((shape[0], rows.size), np.nan)
    values[:, inside] = _at_pixels(features, row[inside], col[inside], progress)[0].T
    values = values.reshape(shape)
    return values, np.isfinite(values[0]).astype(float)


def _at_pixels(
    features: Features, row: np.ndarray, col: np.ndarray, progress: Progress
) -> tuple[np.ndarray, np.ndarray]:
    """Return features at pixels, float64 (n, features), and variances over all pixels of the tiles that hold them."""
    out = np.full((len(row), len(features.spec.names)), np.nan)
    moments = np.zeros((3, out.shape[1]))
    tile = row // TILE * (features.width // TILE + 1) + col // TILE
    keys = np.unique(tile)
    for number, key in enumerate(keys):
        progress.check(number / len(keys))
        members = np.flatnonzero(tile == key)
        top, left = (int(c[members[0]]) // TILE * TILE for c in (row, col))
        window = Window(top, left, min(TILE, features.height - top), min(TILE, features.width - left))
        values = features.compute(window)
        out[members] = values[:, row[members] - top, col[members] - left].T
        moments += moments_of(values[:, np.isfinite(values[0])])
    return out, variance_of(moments)


def _spread_left(features: np.ndarray, variance: np.ndarray) -> np.ndarray:
    if not len(features):
        return np.zeros(len(variance))
    return np.divide(features.var(axis=0), variance, out=np.zeros(len(variance)), where=variance > 0)


def _mean_spacing(positions: np.ndarray) -> float:
    """Return the side of the square that each point has to itself within the bounding box."""
    if len(positions) < 2:
        return 1.0
    extent = np.ptp(positions, axis=0)
    return float(np.sqrt(max(extent[0] * extent[1], max(extent) ** 2 * 1e-6) / len(positions)))


def _checked(table: TrainingTable, source: str) -> TrainingTable:
    if len(table) < 3:
        reasons = "; ".join(f"{tr(reason)}: {count}" for reason, count in table.dropped.items() if count)
        raise FusionError(
            "{source} and the image share {places} for training, and three is the least{reasons}: check that the "
            "layers overlap and have values.",
            source=source,
            places=several(len(table), "usable place"),
            reasons=f" ({reasons})" if reasons else "",
        )
    return table
