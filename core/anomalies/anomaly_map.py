"""The map of anomalies: a score of places kriged on a regular grid, as far as samples say something of the ground."""

from __future__ import annotations

import math
from contextlib import closing
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from ..errors import FusionError
from ..geostatistics.kriging import LocalKriging
from ..geostatistics.variogram import Variogram, fit_model
from ..language import tr
from ..progress import SILENT, Progress
from ..raster.description import Band
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import BLOCK, Grid, Window, nested
from ..raster.tiles import on_threads
from ..samples.gridding import cell_numbers, snapped_grid, snapped_window
from ..setting_limits import Limits
from .neighbours import Support, place_areas

CELL_SIZE = Limits(0.0, 0.0)  # metres; 0: proposed
BAND = "anomaly_score"
MOST_CELLS = 16_000_000  # of a map; they take ten minutes
_MANY_CELLS = 4_000_000  # that a proposed cell size does not exceed
_CELLS_A_SPACING = 4
_REACH = 2.0  # times the spacing of places, beyond which a map says nothing
_NEIGHBOURS = 24  # that an estimate is made of
_PAIRED = 64  # neighbours of a place with which the variogram compares it
_COMPARED = 10_000  # places at most that are compared
_LAGS = 15


@dataclass(frozen=True)
class AnomalyMap:
    """A map that was written: its ``path`` and ``grid``, and the variogram ``model`` it was kriged with.

    ``model`` is None where the score is the same everywhere.
    """

    path: str
    grid: Grid
    model: Variogram | None


def anomaly_map(
    places: np.ndarray,
    crs: str,
    score: np.ndarray,
    path: str,
    cell_size: float = CELL_SIZE.default,
    name: str = BAND,
    unit: str = "",
    progress: Progress = SILENT,
) -> AnomalyMap:
    """Krige a score (n,) of different places (n, 2), metres in ``crs``, and write it as a GeoTIFF of one band.

    Edges of cells lie on multiples of ``cell_size``, which is proposed where it is 0. A cell takes the estimate at its
    centre, and nodata where that is too far from the nearest place: see ``reaches``. Places whose score is NaN are left
    out. Raises FusionError for a grid of too many cells or of too large ones, or where no score is known, Cancelled
    where the user stops.
    """
    known = np.isfinite(score)
    places, score = places[known], np.asarray(score, float)[known]
    if len(places) < 2:
        raise FusionError(
            "A map of the score needs two places with a score, and there are {count}: give more samples.",
            count=len(places),
        )
    support = Support.of(places)
    reach = reaches(support)
    grid = _grid(places, crs, cell_size, reach, support, progress)
    surface = _Surface(places, score, reach, local_variogram(support, score), grid)
    _tell(surface, progress)
    windows = list(nested(grid.full_window(), BLOCK))
    with RasterWriter(path, grid, [Band(name, unit)], tr("Geochem Fusion anomaly map")) as writer:
        shown = 0
        with closing(on_threads(surface, windows, progress)) as done:
            for window, values in done:
                shown += int(np.isfinite(values).sum())
                writer.write(values[None], window)
        if not shown:
            raise FusionError(
                "CELL_SIZE {cell_size:g} is too large: no centre of a cell lies within {reach:,.0f} m of a sample; "
                "give a smaller one, or 0 for a proposal.",
                cell_size=cell_size,
                reach=float(reach.max()),
            )
        progress.check(1.0)
    return AnomalyMap(path, grid, surface.model)


# ---------------------------------------------------------------------------------------------- reach and variogram


def reaches(support: Support) -> np.ndarray:
    """Return how far (n,) from each place a map shows something: twice the spacing of places about it.

    The spacing is the root of the area that a place stands for (``place_areas``), and at least its median: dense
    clusters would be spots else. The areas are held to their 95th percentile, so that a single sample far out is a
    spot, not a country.
    """
    spacing = np.sqrt(place_areas(support))
    return np.asarray(_REACH * np.maximum(spacing, np.median(spacing)))


def local_variogram(support: Support, values: np.ndarray) -> Variogram | None:
    """Return the model fitted to the variogram between values (n,) of places and their 64 nearest; None for constants.

    An estimate is made of the nearest places, so what the variogram is beyond them does not matter, and a variogram
    over the whole survey has no lag as short. The means of squares are taken in 15 classes with the same number of
    pairs, of 10,000 places at most, evenly drawn in their order.
    """
    rows = np.linspace(0, len(values) - 1, min(len(values), _COMPARED)).astype(int)
    numbers = support.numbers[rows, :_PAIRED]
    distances = support.distances[rows, : numbers.shape[1]].ravel()
    halves = ((values[rows, None] - values[numbers]) ** 2 / 2).ravel()
    order = np.argsort(distances, kind="stable")
    classes = np.array_split(order, min(_LAGS, len(order)))
    lag, semivariance = (np.array([part[group].mean() for group in classes]) for part in (distances, halves))
    return fit_model(lag, semivariance, np.array([len(group) for group in classes]))


# ---------------------------------------------------------------------------------------------- grid


def proposed_cell_size(width: float, height: float, support: Support) -> float:
    """Return a cell size for a map of so many metres: a quarter of the median spacing, as 1, 2 or 5 times 10^k.

    Larger where such a map would have more than four million cells.
    """
    wanted = math.log10(math.sqrt(np.median(place_areas(support))) / _CELLS_A_SPACING)
    power = math.floor(wanted)
    step = min((1, 2, 5, 10), key=lambda step: abs(math.log10(step) - (wanted - power)))
    return max(float(f"{step}e{power}"), _least_size(width, height, _MANY_CELLS))


def _least_size(width: float, height: float, most: int) -> float:
    """Return the least cell size, rounded up to two digits, of which a ground takes no more than ``most`` cells.

    The root of (width / size + 1) (height / size + 1) = most, as edges on multiples of the size cost up to a cell.
    """
    half = (width + height) / (2 * (most - 1))
    size = half + math.sqrt(half**2 + width * height / (most - 1))
    step = 10.0 ** (math.floor(math.log10(size)) - 1)
    return float(f"{math.ceil(size / step) * step:.2g}")


def _grid(
    places: np.ndarray, crs: str, cell_size: float, reach: np.ndarray, support: Support, progress: Progress
) -> Grid:
    """Return the grid that holds all that is in reach of places. Raises FusionError where it has too many cells."""
    if not cell_size >= CELL_SIZE.least or math.isinf(cell_size):
        raise FusionError("CELL_SIZE is {cell_size:g}: give a length in metres, or 0 for a proposal.",
                          cell_size=cell_size)  # fmt: skip
    low, high = (places - reach[:, None]).min(axis=0), (places + reach[:, None]).max(axis=0)
    width, height = (high - low).tolist()
    if not cell_size:
        cell_size = proposed_cell_size(width, height, support)
        progress.note(tr("Cell size of the map: {cell_size:g} m, from the spacing of the samples.",
                         cell_size=cell_size))  # fmt: skip
    if (width / cell_size + 1) * (height / cell_size + 1) > MOST_CELLS:
        raise FusionError(
            "CELL_SIZE {cell_size:g} gives a map of {width:,.0f} x {height:,.0f} cells, and {most:,} is the most: give "
            "{least:g} or more, or 0 for a proposal.",
            cell_size=cell_size,
            width=width / cell_size,
            height=height / cell_size,
            most=MOST_CELLS,
            least=_least_size(width, height, MOST_CELLS),
        )
    columns, rows = cell_numbers(np.array([low[0], high[0]]), np.array([low[1], high[1]]), cell_size)
    return snapped_grid(snapped_window(columns, rows, cell_size), cell_size, crs)


# ---------------------------------------------------------------------------------------------- surface


class _Surface:
    """A kriged score over windows of a grid: calling it with one gives (height, width), NaN out of reach."""

    def __init__(
        self, places: np.ndarray, score: np.ndarray, reach: np.ndarray, model: Variogram | None, grid: Grid
    ) -> None:
        self.reach, self.model, self.grid = reach, model, grid
        self.range = float(score.min()), float(score.max())
        self.kriging = LocalKriging(places, score, model, _NEIGHBOURS, filtered=True)
        self._tree = cKDTree(places)

    def __call__(self, window: Window) -> np.ndarray:
        columns, rows = np.meshgrid(np.arange(window.width) + 0.5, np.arange(window.height) + 0.5)
        x, y = self.grid.map_xy(columns + window.col, rows + window.row)
        centres = np.column_stack([x.ravel(), y.ravel()])
        distance, nearest = self._tree.query(centres)
        near = distance <= self.reach[nearest]
        values = np.full(len(centres), np.nan)
        values[near] = np.clip(self.kriging.at(centres[near]), *self.range)  # weights below 0 could leave it
        return values.reshape(window.shape)


def _tell(surface: _Surface, progress: Progress) -> None:
    model = surface.model
    if model is None:
        progress.note(tr("The score is the same everywhere, and so is its map."))
        return
    progress.note(
        tr("Variogram of the score between neighbours: {shape}, nugget {nugget:.3g}, sill {sill:.3g}, range "
           "{reach:.3g} m.", shape=model.shape, nugget=model.nugget, sill=model.sill, reach=model.reach)
    )  # fmt: skip
