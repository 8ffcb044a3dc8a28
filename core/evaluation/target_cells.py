"""Scores of a raster ranked by known deposits: a deposit takes the cell that it lies in, negatives are cells."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import distance_transform_edt
from scipy.sparse.csgraph import connected_components
from scipy.spatial import cKDTree

from ..language import mark, tr
from ..progress import SILENT, Progress
from ..raster.grid import Grid, Lattice, tiles
from ..raster.tiles import TILE
from ..samples.metric import cell_sides, metres_of
from .target_ranking import (
    Facts,
    Known,
    Ranking,
    TargetProtocol,
    negatives_or_all,
    rank_known,
    require_variation,
    tell_facts,
    tell_left_out,
)

EDGE_NULL = mark("null: distance to the edge")
CENTRE_NULL = mark("null: nearness to the centre")
_BESIDE = 3.0  # cells between known ones that are drawn together in intervals
_REACH = 2.0  # cells from a deposit, within which the nearest one with a value stands for it
_CHUNK = 2**18  # cells whose distances to deposits are found at a time
_EDGES = 2**20  # cells by which distances to the edge are told; of a larger map, every so many along rows and columns


@dataclass(frozen=True)
class Cells:
    """Cells of a map: ``scores`` (rows, columns), NaN where a cell does not count, and metres between places.

    ``metres`` takes x and y in the CRS of the grid to places (n, 2). Where some of the cells stand for all, ``chosen``
    (n,) are their numbers, rising; none has no value. Where scores are given elsewhere, bool says which cells count.
    """

    scores: np.ndarray
    grid: Grid
    metres: Callable[[np.ndarray, np.ndarray], np.ndarray]
    chosen: np.ndarray | None = None

    @classmethod
    def of(cls, scores: np.ndarray, grid: Grid) -> Cells:
        return cls(scores, grid, metres_of(grid))

    @property
    def numbers(self) -> np.ndarray:
        """The numbers of the cells that are ranked, row by row: the chosen ones, else all with a value."""
        return np.flatnonzero(counted(self.scores)) if self.chosen is None else self.chosen

    @property
    def values(self) -> np.ndarray:
        """The scores of these cells."""
        return self.scores.ravel()[self.numbers]

    def places(self, numbers: np.ndarray) -> np.ndarray:
        """Return the centres of cells by their numbers, (n, 2) in metres."""
        row, col = np.divmod(numbers, self.grid.width)
        return self.metres(*self.grid.map_xy(col + 0.5, row + 0.5))

    @property
    def sides(self) -> tuple[float, float]:
        """Height and width in metres of the cell in the middle."""
        return cell_sides(self.grid, self.metres)

    def nearest(self, x: np.ndarray, y: np.ndarray, reach: float = 0.0) -> tuple[np.ndarray, np.ndarray]:
        """Return the number of the cell that stands for each place (n,), -1 for none, and how many metres away it is.

        That is the cell that a place in the CRS of the grid lies in, else the nearest with a value, within ``reach``
        metres (0: two cells).
        """
        return _nearest_cells(self, x, y, self.metres(x, y), reach or _REACH * max(self.sides))


def counted(scores: np.ndarray) -> np.ndarray:
    """Return which cells count: those with a score, or as ``scores`` say themselves where they are bool."""
    return scores if scores.dtype == bool else np.isfinite(scores)


def rank_cells(
    scores: Mapping[str, np.ndarray],
    cells: Cells,
    x: np.ndarray,
    y: np.ndarray,
    inside: np.ndarray,
    protocol: TargetProtocol | None = None,
    progress: Progress = SILENT,
) -> Ranking:
    """Rank scores of cells by deposits at x and y (m,) in their CRS, beside nulls that know only where cells lie.

    Each of the ``scores`` holds a value for each of ``cells.numbers`` (n,); the first is the one that others are
    compared with. Those numbers have to hold all that ``Cells.nearest`` finds.
    A deposit in a cell without a value takes the nearest cell with one, no farther than the protocol's
    ``max_distance`` (0: two cells). Deposits that are not ``inside`` (m,) keep negatives away and are not ranked.
    Memory grows with the cells, some 120 bytes each. Raises FusionError where the map is the same everywhere or no
    deposit is left.
    """
    protocol = protocol or TargetProtocol()
    protocol.check()
    numbers = cells.numbers
    require_variation(scores)
    deposits = cells.metres(x, y)
    placed = np.isfinite(deposits).all(axis=1)
    asked = placed & inside
    reach = protocol.max_distance or _REACH * max(cells.sides)
    cell, distance = cells.nearest(x[asked], y[asked], reach)
    near = cell >= 0
    tell_left_out(near, len(x), tr("cells"), reach, progress)
    moved = int((distance[near] > 0).sum())
    if moved:
        text = tr("Deposits in cells without a value that take the nearest cell with one: {count} of {total}.")
        progress.warn(text.format(count=moved, total=len(x)))
    known_cells, number = np.unique(cell[near], return_counts=True)
    cluster = _clusters(cells, known_cells)
    known = Known(np.asarray(np.searchsorted(numbers, known_cells)), np.arange(len(known_cells)), number, cluster)
    far = _far(cells, numbers, deposits[placed], protocol.min_distance, progress.part(0, 0.5))
    far = np.setdiff1d(far, known.rows, assume_unique=True)
    eligible, fallback = negatives_or_all(far, len(numbers), protocol.min_distance, tr("cells"), progress)
    nulls = _nulls(cells, numbers)
    found = rank_known(scores, known, eligible, protocol, nulls, progress=progress.part(0.5, 1))
    facts = Facts(
        given=len(x),
        used=int(near.sum()),
        outside=int((~asked).sum()),
        far=int((~near).sum()),
        known=len(known_cells),
        candidates=len(numbers),
        negatives=len(eligible),
        fallback=fallback,
        max_distance=reach,
        spacing=max(cells.sides),
        distances=distance[near],
        clusters=known.clusters,
    )
    tell_facts(facts, protocol, tr("cells"), progress)
    return Ranking(found, facts, protocol)


def _nearest_cells(
    cells: Cells, x: np.ndarray, y: np.ndarray, deposits: np.ndarray, reach: float
) -> tuple[np.ndarray, np.ndarray]:
    """Return for each deposit the number of its cell, -1 for none, and how far that is: 0 for the cell it lies in."""
    height, width = cells.grid.shape
    across, down = (np.floor(places) for places in cells.grid.col_row(x, y))
    tall, wide = (int(min(reach / side + 2, limit)) for side, limit in zip(cells.sides, (height, width)))
    number, distance = np.full(len(x), -1), np.full(len(x), np.inf)
    for k, (col, row) in enumerate(zip(across, down)):
        if not (-wide <= col < width + wide and -tall <= row < height + tall):
            continue
        top, left = max(int(row) - tall, 0), max(int(col) - wide, 0)
        part = cells.scores[top : int(row) + tall + 1, left : int(col) + wide + 1]
        rows, cols = np.nonzero(counted(part))
        if not rows.size:
            continue
        near = (rows + top) * width + cols + left
        own = near == int(row) * width + int(col)
        if 0 <= row < height and 0 <= col < width and own.any():
            number[k], distance[k] = near[own][0], 0.0
            continue
        lengths = np.hypot(*(cells.places(near) - deposits[k]).T)
        if lengths.min() <= reach:
            number[k], distance[k] = near[lengths.argmin()], lengths.min()
    return number, distance


def _far(cells: Cells, numbers: np.ndarray, deposits: np.ndarray, distance: float, progress: Progress) -> np.ndarray:
    """Return which of the cells are at least a distance from every deposit, as places among ``numbers``."""
    tree = cKDTree(deposits)
    parts = []
    for start in progress.each(range(0, len(numbers), _CHUNK)):
        chunk = numbers[start : start + _CHUNK]
        parts.append(start + np.flatnonzero(tree.query(cells.places(chunk))[0] >= distance))
    return np.concatenate(parts)


def _clusters(cells: Cells, numbers: np.ndarray) -> np.ndarray:
    """Return the cluster of each of some cells: those within three cells of one another, one to the next, are one."""
    near = cKDTree(cells.places(numbers)).sparse_distance_matrix(
        cKDTree(cells.places(numbers)), _BESIDE * max(cells.sides), output_type="coo_matrix"
    )
    near.data[:] = 1.0  # a distance of 0 would be no link
    return np.asarray(connected_components(near, directed=False)[1])


def _nulls(cells: Cells, numbers: np.ndarray) -> dict[str, np.ndarray]:
    """Return what knows nothing of a cell but where it lies: how far within the map, and how near its centre."""
    row, col = np.divmod(numbers, cells.grid.width)
    tall, wide = cells.sides
    step = Lattice.of(cells.grid, _EDGES).step
    valid = np.pad(counted(cells.scores[::step, ::step]), 1)
    edges = distance_transform_edt(valid, sampling=(step * tall, step * wide))[1:-1, 1:-1]
    edge = edges[row // step, col // step]
    centre = np.hypot((row - row.mean()) * tall, (col - col.mean()) * wide)
    return {EDGE_NULL: edge, CENTRE_NULL: -centre}


def cells_within(cells: Cells, area: Callable[[np.ndarray, np.ndarray], np.ndarray], progress: Progress) -> Cells:
    """Return the cells without the scores of those whose centres an area, a function of x and y, does not hold."""
    scores = cells.scores.copy()
    for window in progress.each(list(tiles(cells.grid.full_window(), TILE))):
        rows, cols = np.meshgrid(
            np.arange(window.height) + window.row, np.arange(window.width) + window.col, indexing="ij"
        )
        x, y = cells.grid.map_xy(cols.ravel() + 0.5, rows.ravel() + 0.5)
        scores[window.rows, window.cols][~area(x, y).reshape(window.shape)] = np.nan
    return Cells(scores, cells.grid, cells.metres)
