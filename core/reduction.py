"""The check at reduced resolution: a coarse map made coarser, fused back to its own cells, compared with itself.

Wald, Ranchin & Mangolini 1997 (Photogramm. Eng. Remote Sens. 63, 691-699) proposed it for images: where nothing finer
is known, a method is tried one step down, where the truth is.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from .alignment import Alignment, align
from .consistency import Consistency, bilinear
from .crossvalidation import make_folds
from .fitting import Candidate, Fitting
from .grid import Grid
from .measures import AS_IS, BILINEAR, MEAN_PRESERVING, Row, measure
from .methods import METHODS
from .model import Target
from .preparation import Training, informative
from .progress import SILENT, Progress
from .raster import describe
from .samples import SMALLEST_COVER, TrainingTable, isotropic
from .transforms import choose_transform

FEWEST_CELLS = 16  # of the degraded map, with which the check is made


@dataclass
class Reduction:
    """Measures over the original cells; ``makers`` tells method and kind of features of each fused map."""

    rows: list[Row]
    makers: dict[str, tuple[str, str]]
    maps: dict[str, np.ndarray]
    variance: float


def reduce_element(
    training: Training, tables: dict[str, TrainingTable], column: int, ratio: int, progress: Progress
) -> Reduction | None:
    """Try every method on every table (features averaged to the same coarse cells) one step down.

    Returns None where fewer than 16 degraded cells remain or their values do not vary.
    """
    first = next(iter(tables.values()))
    assert training.geochem is not None
    assert first.cells is not None
    fine = describe(training.geochem).grid
    alignment = align(fine, degraded_grid(fine, ratio))
    rows = np.flatnonzero(np.isfinite(first.targets[:, column]))
    original = first.cells.spread(rows, first.targets[rows, column])
    known = np.isfinite(original)
    cover = block_means(alignment, known.astype(float), np.ones(fine.shape, bool))[1] / ratio**2
    coarse = np.where(cover >= SMALLEST_COVER, block_means(alignment, original, known)[0], np.nan)
    keep = np.isfinite(coarse)
    if keep.sum() < FEWEST_CELLS or np.ptp(coarse[keep]) == 0:
        return None
    window = fine.full_window()
    owner = alignment.cells(window)
    used = known & (owner >= 0) & keep.ravel()[owner]
    maps: dict[str, np.ndarray] = {}
    makers: dict[str, tuple[str, str]] = {}
    ways = [(kind, method) for kind in tables for method in METHODS]
    for k, (kind, method) in enumerate(ways):
        progress.check(k / len(ways))
        plain = _predicted(training, tables[kind], rows, column, method, alignment, coarse, cover)
        label = way_label(method, kind)
        maps[label], makers[label] = kept_means(alignment, coarse, np.where(used, plain, np.nan)), (method, kind)
    maps[AS_IS] = np.where(owner >= 0, coarse.ravel()[owner], np.nan)
    maps[BILINEAR] = bilinear(alignment, coarse[None], window)[0]
    maps[MEAN_PRESERVING] = kept_means(alignment, coarse, np.where(used, 0.0, np.nan))
    flat = {name: plane.ravel() for name, plane in maps.items()}
    found = measure(first.elements[column], first.units[column], original.ravel(), flat, used.ravel())
    return Reduction(found, makers, maps, float(np.var(original[used])))


def way_label(method: str, kind: str) -> str:
    """Return what a method on a kind of features is called: the values of METHOD and FEATURES that make it."""
    return f"{method}, {kind}"


def degraded_grid(grid: Grid, ratio: int) -> Grid:
    """Return the grid whose cells are ratio x ratio cells of another, from its first corner on."""
    t = grid.transform
    step = (t[0], t[1] * ratio, t[2] * ratio, t[3], t[4] * ratio, t[5] * ratio)
    return replace(grid, transform=step, height=-(-grid.height // ratio), width=-(-grid.width // ratio))


def block_means(alignment: Alignment, plane: np.ndarray, valid: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return means of the valid cells of a plane over degraded cells (NaN where none is) and their sums."""
    sums = np.zeros((2, *alignment.coarse.shape))
    planes = np.stack([np.where(valid, plane, 0.0), valid.astype(float)])
    alignment.add_sums(planes, alignment.fine.full_window(), sums)
    return np.divide(sums[0], sums[1], out=np.full(sums[0].shape, np.nan), where=sums[1] > 0), sums[0]


def kept_means(alignment: Alignment, coarse: np.ndarray, plane: np.ndarray) -> np.ndarray:
    """Return a map with the correction that keeps the means of the degraded cells, as apply's mode residual does."""
    window = alignment.fine.full_window()
    consistency = Consistency(alignment, coarse[None])
    consistency.add(plane[None], window)
    return plane + consistency.solve().at(window)[0]


def _predicted(
    training: Training,
    table: TrainingTable,
    rows: np.ndarray,
    column: int,
    method: str,
    alignment: Alignment,
    coarse: np.ndarray,
    cover: np.ndarray,
) -> np.ndarray:
    """Return what a method trained on the degraded cells says of the original ones, NaN where there is no feature."""
    assert table.cells is not None
    planes = [table.cells.spread(rows, values) for values in table.features[rows].T]
    known = np.isfinite(planes[0])
    keep = np.isfinite(coarse)
    x = np.stack([block_means(alignment, plane, known)[0][keep] for plane in planes], axis=1)
    y, weights = coarse[keep], np.minimum(cover[keep], 1.0)
    grid = alignment.coarse
    row, col = np.nonzero(keep)
    positions = isotropic(np.column_stack(grid.map_xy(col + 0.5, row + 0.5)), grid.crs)
    reduced = replace(table, features=x)
    used = informative(reduced)[0]
    out = np.full(known.shape, np.nan)
    if not used:
        out[known] = float(np.average(y, weights=weights))
        return out
    name = table.elements[column]
    transform = choose_transform(training.transform, name, y)
    folds = make_folds(positions, y[:, None], grid.cell_size, training.folds, 0.0, training.seed)
    work = Fitting(replace(training, method=method, tune=0), x[:, used], y, weights, transform, folds)
    predictor, smearing = work.final(Candidate(method, dict(METHODS[method].defaults), 0.0), SILENT)
    target = Target(name, "", method, transform, smearing, tuple(used), predictor)
    out[known] = target.predict(np.stack([plane[known] for plane in planes], axis=1))
    return out
