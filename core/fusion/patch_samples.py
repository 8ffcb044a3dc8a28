"""Patches of an image for the training of networks, at several resolutions, each beside the value it stands for.

A cell is far larger than a patch: it is seen through several views, windows a little larger than a patch that lie
spread over the cell. At the resolution ``ratio`` the image is averaged by so many pixels and the coarse values by as
many cells, so that both are coarser alike (mixed-resolution augmentation).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..deep.views import Patches, cut, overlap
from ..errors import FusionError, given
from ..image.features import Features
from ..progress import SILENT, Progress
from ..raster.grid import Grid, Window
from ..raster.projection import projection
from ..raster.tiles import TILE
from ..regression.training_table import TrainingTable

LARGEST_CORE = 8  # pixels along the side of the part of a view that is predicted
MOST_RATIO = 64
_VIEWS = 4  # along the side of a cell, in each direction, at the image's own resolution
_COARSER_VIEWS = 2
_MEMORY = 384 * 2**20  # bytes that the views may take


@dataclass(frozen=True)
class _View:
    """Where a view lies: the sample and its number there, and the first row and column of its core."""

    sample: int
    number: int
    row: int
    col: int


def parse_ratios(text: str) -> tuple[int, ...]:
    """Read whole numbers separated by commas; 1, the image's own resolution, is always among them.

    Raises FusionError for anything else.
    """
    try:
        ratios = {int(entry) for entry in text.split(",") if entry.strip()}
    except ValueError:
        raise FusionError(
            "RATIOS '{text}' is not a list of whole numbers: give some like 1,2,4,8.", text=text
        ) from None
    if any(not 1 <= ratio <= MOST_RATIO for ratio in ratios):
        raise FusionError(
            "RATIOS '{text}': give whole numbers from 1 to {most}, such as 1,2,4,8.", text=text, most=MOST_RATIO
        )
    return tuple(sorted(ratios | {1}))


def cut_patches(
    features: Features,
    image: Grid,
    table: TrainingTable,
    grid: Grid | None,
    ratios: Sequence[int],
    patch: int,
    seed: int,
    progress: Progress = SILENT,
) -> list[Patches]:
    """Return the samples of each resolution that has any, the image's own first; ``grid`` is that of the coarse map.

    Without one the rows are points, which have no coarser support: then there is only the image's own resolution.
    """
    generator = np.random.default_rng(seed)
    boxes = _boxes(image, table, grid)
    side = math.sqrt(float(np.median(boxes[:, 2] * boxes[:, 3])))
    core = int(np.clip(round(side), 1, LARGEST_CORE))
    found = []
    members = [(ratio, _neighbours(table, ratio)) for ratio in (ratios if grid is not None else [1])]
    members = [(ratio, rows) for ratio, rows in members if len(rows)]
    most = _most_views(sum(len(rows) for _, rows in members), len(features.spec.names), patch + core - 1)
    for number, (ratio, rows) in enumerate(members):
        part = progress.part(number / len(members), (number + 1) / len(members))
        per_side = min(_VIEWS if ratio == 1 else _COARSER_VIEWS, most, max(1, math.ceil(side / core)))
        around = np.stack([_around(boxes[own]) for own in rows])
        views = _places(around, per_side, core * ratio, generator)
        planes, valid = _cut(features, views, (len(rows), per_side**2), ratio, patch, core, part)
        found.append(Patches(ratio, planes, valid, rows))
    return found


def _boxes(image: Grid, table: TrainingTable, grid: Grid | None) -> np.ndarray:
    """Return first row and column, height and width (n, 4) of each table row's ground, in fractional image pixels."""
    if grid is None or table.cells is None:
        col, row = image.col_row(table.places[:, 0], table.places[:, 1])
        return np.column_stack([np.floor(row), np.floor(col), np.ones((len(table), 2))])
    down, right = np.divmod(table.cells.index, grid.width)
    to_image = projection(grid.crs, image.crs)

    def pixels(at_row: np.ndarray, at_col: np.ndarray) -> np.ndarray:
        col, row = image.col_row(*to_image(*grid.map_xy(at_col.astype(float), at_row.astype(float))))
        return np.column_stack([row, col])

    corners = np.stack([pixels(down + a, right + b) for a in (0, 1) for b in (0, 1)])
    first = corners.min(axis=0)
    return np.hstack([first, corners.max(axis=0) - first])


def _around(boxes: np.ndarray) -> np.ndarray:
    """Return the box (4,) around several."""
    first, last = boxes[:, :2].min(axis=0), (boxes[:, :2] + boxes[:, 2:]).max(axis=0)
    return np.concatenate([first, last - first])


def _neighbours(table: TrainingTable, ratio: int) -> np.ndarray:
    """Return the rows (n, ratio²) of every square of ratio x ratio cells that are all in the table."""
    if ratio == 1:
        return np.arange(len(table))[:, None]
    cells = given(table.cells)
    lookup = np.full(cells.shape, -1)
    lookup.ravel()[cells.index] = np.arange(len(table))
    if min(lookup.shape) < ratio:
        return np.zeros((0, ratio**2), np.int64)
    squares = np.lib.stride_tricks.sliding_window_view(lookup, (ratio, ratio)).reshape(-1, ratio**2)
    return squares[(squares >= 0).all(axis=1)]


def _most_views(samples: int, channels: int, side: int) -> int:
    """Return how many views along the side of a cell the memory allows."""
    return max(1, math.isqrt(int(_MEMORY / (4 * samples * channels * side**2))))


def _places(boxes: np.ndarray, per_side: int, core: int, generator: np.random.Generator) -> list[_View]:
    """Return views spread over each box: one at a random place of each part of a lattice."""
    found = []
    for sample, (top, left, height, width) in enumerate(boxes):
        for number in range(per_side**2):
            shares = (np.array(divmod(number, per_side)) + generator.random(2)) / per_side
            if per_side == 1:
                shares = np.array([0.5, 0.5])
            row, col = np.array([top, left]) + shares * (np.array([height, width]) - core)
            found.append(_View(sample, number, round(row), round(col)))
    return found


def _cut(
    features: Features,
    views: Sequence[_View],
    shape: tuple[int, int],
    ratio: int,
    patch: int,
    core: int,
    progress: Progress,
) -> tuple[np.ndarray, np.ndarray]:
    """Return planes (n, views, channels, side, side) and which pixels of the cores have a value, tile by tile."""
    halo, side = patch // 2, patch + core - 1
    planes = np.full((*shape, len(features.spec.names), side, side), np.nan, np.float32)
    by_tile: dict[tuple[int, int], list[_View]] = {}
    for view in views:
        by_tile.setdefault((view.row // TILE, view.col // TILE), []).append(view)
    whole = Window(0, 0, features.height, features.width)
    for number, members in enumerate(by_tile.values()):
        progress.check(number / len(by_tile))
        wanted = [Window(v.row - halo * ratio, v.col - halo * ratio, side * ratio, side * ratio) for v in members]
        reach = overlap(_joined(wanted), whole)
        if reach is None:
            continue
        image = features.compute(reach)
        for view, window in zip(members, wanted):
            planes[view.sample, view.number] = _averaged(cut(image, reach, window), ratio)
    middle = slice(halo, halo + core)
    return planes, np.isfinite(planes[:, :, 0, middle, middle])


def _joined(windows: Sequence[Window]) -> Window:
    top, left = min(w.row for w in windows), min(w.col for w in windows)
    bottom, right = max(w.row + w.height for w in windows), max(w.col + w.width for w in windows)
    return Window(top, left, bottom - top, right - left)


def _averaged(block: np.ndarray, ratio: int) -> np.ndarray:
    """Return means over ratio x ratio pixels, of those with a value; NaN where fewer than half have one."""
    if ratio == 1:
        return block
    channels, height, width = block.shape
    parts = block.reshape(channels, height // ratio, ratio, width // ratio, ratio)
    known = np.isfinite(parts[0])
    count = known.sum(axis=(1, 3))
    sums = np.where(known, parts, 0).sum(axis=(2, 4), dtype=float)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(2 * count >= ratio**2, sums / count, np.nan).astype(np.float32)
