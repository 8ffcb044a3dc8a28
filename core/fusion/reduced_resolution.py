"""The check at reduced resolution: a coarse map made coarser, fused back to its own cells, compared with itself.

Wald, Ranchin & Mangolini 1997 (Photogramm. Eng. Remote Sens. 63, 691-699) proposed it for images: where nothing finer
is known, a method is tried one step down, where the truth is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import given
from ..evaluation.measures import AS_IS, BILINEAR, MEAN_PRESERVING, Row, measure, verdict
from ..geostatistics.blend import Blend
from ..geostatistics.consistency import Consistency
from ..geostatistics.folds import FoldChoice, make_folds
from ..geostatistics.interpolation import bilinear
from ..geostatistics.surface import Surfaces
from ..language import tr
from ..progress import Progress
from ..raster.alignment import Alignment, align
from ..raster.grid import Grid
from ..regression.fitting import Fitting, Option
from ..regression.preparation import Group, informative
from ..regression.request import Training
from ..regression.training_table import SMALLEST_SEEN_SHARE, TrainingTable, isotropic
from ..regression.transforms import inverse
from ..setting_limits import Limits

DEGRADE = Limits(2, 1, 50)  # how many times a map is made coarser; 1 is no check
RATIO = DEGRADE.default
FEWEST_CELLS = 16  # of the degraded map, with which the check is made


@dataclass(frozen=True)
class Combination:
    """Methods on a kind of features: an option for each part of the transform, and what is known of each element."""

    label: str
    kind: str
    options: Sequence[Option]
    blends: Sequence[Blend | None] | None = None


@dataclass
class Reduction:
    """Measures of the maps of one element over the original cells."""

    rows: list[Row]
    maps: dict[str, np.ndarray]
    variance: float


def reduce_group(
    training: Training,
    tables: dict[str, TrainingTable],
    group: Group,
    combinations: Sequence[Combination],
    ratio: int,
    progress: Progress,
) -> list[Reduction] | None:
    """Try to fuse the elements of a group one step down; ``tables`` by kind of features, averaged to cells.

    Returns a reduction for each element, or None where fewer than 16 degraded cells remain or values do not vary.
    """
    first = next(iter(tables.values()))
    cells = given(first.cells)
    fine = given(cells.grid)
    alignment = align(fine, degraded_grid(fine, ratio))
    original = np.stack([cells.spread(group.rows, values) for values in group.values.T])
    known = np.isfinite(original[0])
    cover = block_means(alignment, known.astype(float), np.ones(fine.shape, bool))[1] / ratio**2
    means = np.stack([block_means(alignment, plane, known)[0] for plane in original])
    coarse = np.where(cover >= SMALLEST_SEEN_SHARE, means, np.nan)
    keep = np.isfinite(coarse[0])
    if keep.sum() < FEWEST_CELLS or (np.ptp(coarse[:, keep], axis=1) == 0).any():
        return None
    window = fine.full_window()
    owner = alignment.cells(window)
    used = known & (owner >= 0) & keep.ravel()[owner]
    maps: list[dict[str, np.ndarray]] = [{} for _ in group.columns]
    for k, combination in enumerate(combinations):
        progress.check(k / len(combinations))
        predicted = _predicted(training, tables[combination.kind], group, combination.options, alignment, coarse, cover)
        blends = combination.blends or [None] * len(maps)
        for own, values, plane, blend in zip(maps, coarse, np.where(used, predicted, np.nan), blends):
            own[combination.label] = fused(alignment, values, plane, blend and blend.degraded(ratio))
    found = []
    for own, values, truth, name, unit in zip(maps, coarse, original, group.names, group.units):
        own[AS_IS] = np.where(owner >= 0, values.ravel()[owner], np.nan)
        own[BILINEAR] = bilinear(alignment, values[None], window)[0]
        own[MEAN_PRESERVING] = kept_means(alignment, values, np.where(used, 0.0, np.nan))
        flat = {label: plane.ravel() for label, plane in own.items()}
        rows = measure(name, unit, truth.ravel(), flat, used.ravel())
        found.append(Reduction(rows, own, float(np.var(truth[used]))))
    return found


def reduced_sentence(rows: Sequence[Row], ratio: int) -> str:
    """Say whether any fused map of an element beats interpolation one step down."""
    return tr("At reduced resolution ({ratio} x): {verdict}", ratio=ratio, verdict=verdict(rows))


def no_check_sentence(label: str, ratio: int) -> str:
    """Say why elements have no check."""
    return tr(
        "{label}: no check at reduced resolution, because too few cells remain when the coarse map is degraded "
        "{ratio} times.",
        label=label,
        ratio=ratio,
    )


def combination_label(method: str, kind: str) -> str:
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


def fused(alignment: Alignment, coarse: np.ndarray, predicted: np.ndarray, blend: Blend | None) -> np.ndarray:
    """Return the map of an element (rows, columns) that apply's mode residual makes of a prediction."""
    if blend is None:
        return kept_means(alignment, coarse, predicted)
    window = alignment.fine.full_window()
    surfaces, consistency = Surfaces(alignment), Consistency(alignment, coarse[None])
    surfaces.add(np.isfinite(predicted), window)
    consistency.add(predicted[None], window)
    surface = surfaces.surface([surfaces.krige(blend, coarse, consistency.means()[0])])
    joined = blend.weight * predicted + surface.at(window)[0]
    if blend.exact:
        return kept_means(alignment, coarse, joined)
    means = block_means(alignment, joined, np.isfinite(joined))[0]
    wanted = surface.with_anomalies(0, means, coarse)
    return joined if wanted is means else kept_means(alignment, wanted, joined)


def kept_means(alignment: Alignment, coarse: np.ndarray, plane: np.ndarray) -> np.ndarray:
    """Return a map with the correction that keeps the means of the degraded cells."""
    window = alignment.fine.full_window()
    consistency = Consistency(alignment, coarse[None])
    consistency.add(plane[None], window)
    return plane + consistency.solve().at(window)[0]


def _predicted(
    training: Training,
    table: TrainingTable,
    group: Group,
    options: Sequence[Option],
    alignment: Alignment,
    coarse: np.ndarray,
    cover: np.ndarray,
) -> np.ndarray:
    """Return what a model trained on degraded cells (elements, rows, columns) says of the original ones.

    The same shape for the original cells, NaN where there is no feature.
    """
    cells = given(table.cells)
    planes = [cells.spread(group.rows, values) for values in table.features[group.rows].T]
    known = np.isfinite(planes[0])
    keep = np.isfinite(coarse[0])
    x = np.stack([block_means(alignment, plane, known)[0][keep] for plane in planes], axis=1)
    values, weights = coarse[:, keep].T, np.minimum(cover[keep], 1.0)
    grid = alignment.coarse
    row, col = np.nonzero(keep)
    positions = isotropic(np.column_stack(grid.map_xy(col + 0.5, row + 0.5)), grid.crs)
    used = informative(replace(table, features=x))[0]
    out = np.full((len(coarse), *known.shape), np.nan)
    if not used:
        out[:, known] = np.average(values, axis=0, weights=weights)[:, None]
        return out
    automatic = FoldChoice(training.folds.count)
    folds = make_folds(positions, values, grid.cell_size, automatic, training.seed)
    work = Fitting(training, x[:, used], values, weights, group.transform, folds, table.plain_among(used))
    at = np.stack([planes[k][known] for k in used], axis=1)
    parts = np.stack([predictor.predict(at) for predictor in work.final(options)], axis=1)
    parts = np.clip(parts, work.low, work.high)
    factors = 1.0 if group.transform == "none" else work.smearing_factors(work.out_of_fold(options, folds))
    out[:, known] = (inverse(group.transform, parts) * factors).T
    return out
