"""The score and its rivals ranked by known deposits, over the cells of the map or an even sample of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..evaluation.target_cells import Cells, rank_cells
from ..evaluation.target_ranking import Ranking, TargetProtocol
from ..language import tr
from ..progress import SILENT, Progress
from ..raster.grid import Grid
from ..raster.projection import datum_remarks, projection, require_longitudes_of_points
from ..samples.points import PointValues
from .sample import Sample


@dataclass(frozen=True)
class Judged:
    """The cells that are ranked: their ``numbers`` (n,) on the grid, rising, and which of them hold deposits (rows)."""

    grid: Grid
    numbers: np.ndarray
    known: np.ndarray
    x: np.ndarray
    y: np.ndarray


def judged_cells(score: np.ndarray, grid: Grid, deposits: PointValues, progress: Progress = SILENT) -> Judged:
    """Return the cells of a score (rows, columns) that are ranked: all, or of many a sample and those with deposits.

    Raises FusionError where the layer has no deposit or none lies on the map.
    """
    if not np.size(deposits.x):
        raise FusionError("The layer '{source}' has no deposit: choose one with points.", source=deposits.source)
    progress.warn_each(datum_remarks(deposits.crs, grid.crs))
    x, y = projection(deposits.crs, grid.crs)(deposits.x, deposits.y)
    require_longitudes_of_points(x, y, grid, tr("the deposits"))
    col, row = (np.floor(np.nan_to_num(places, nan=-1.0)) for places in grid.col_row(x, y))
    on_map = (row >= 0) & (row < grid.height) & (col >= 0) & (col < grid.width)
    held = np.unique((row[on_map] * grid.width + col[on_map]).astype(np.int64))
    held = held[np.isfinite(score.ravel()[held])]
    sample = Sample.of(grid)
    numbers = np.union1d(sample.numbers(grid.full_window()), held)
    numbers = numbers[np.isfinite(score.ravel()[numbers])]
    if sample.step > 1:
        progress.note(tr("Scores are ranked over an even sample of {count} cells and those with deposits.",
                         count=len(numbers)))  # fmt: skip
    return Judged(grid, numbers, np.searchsorted(numbers, held), x, y)


def rank(
    judged: Judged,
    scores: Mapping[str, np.ndarray],
    shape: Sequence[int],
    protocol: TargetProtocol,
    progress: Progress = SILENT,
) -> Ranking:
    """Rank scores, each (n,) over the judged cells, the first the main one; a missing value counts as the middle.

    ``shape`` is that of the map. Scores that are the same everywhere are left out.
    """
    plane = np.full(tuple(shape), np.nan, np.float32)
    plane.ravel()[judged.numbers] = next(iter(scores.values()))
    cells = Cells.of(plane, judged.grid)
    usable = {}
    for name, values in scores.items():
        known = np.isfinite(values)
        filled = np.where(known, values, np.median(values[known]) if known.any() else 0.0)
        if filled.min() < filled.max():
            usable[name] = filled
    inside = np.ones(len(judged.x), bool)
    return rank_cells(usable, cells, judged.x, judged.y, inside, protocol, progress)
