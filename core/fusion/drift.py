"""The drift of each element in the mode residual: its regression, and beside it a trend found on the cells themselves.

The mean of both is what the image says. The regression (trees, support vectors, lines) finds what is sudden and what
depends on surroundings; the trend knows that coarse values are means over pixels, that neighbouring cells resemble each
other, and how much of it can be told from chance.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from ..blas import one_blas_thread
from ..errors import given
from ..geostatistics.cell_trend import FEWEST_CELLS, CellTrend, CellTrends
from ..geostatistics.image_weight import LIKELY_SAMPLES, effective_samples
from ..language import tr
from ..progress import Progress
from ..regression.training_table import CoarseCells, TrainingTable
from .contribution import completed
from .model import Trend
from .training_result import TrainedElement

SHARE = 0.5  # of the trend in the drift; the rest is the regression
_FLAT = 1e-6  # spread of a drift, in those of the regression, below which it says nothing


class _Maps(NamedTuple):
    """An element on the coarse grid, (rows, columns): values, predictions for cells left out, errors held possible."""

    values: np.ndarray
    held_out: np.ndarray
    noises: tuple[np.ndarray, ...]

    @property
    def alike(self) -> bytes:
        """What elements have in common whose trends can be found together."""
        use = np.isfinite(self.values) & np.isfinite(self.held_out)
        return b"".join([use.tobytes(), *(noise.tobytes() for noise in self.noises)])


def with_trends(
    table: TrainingTable,
    elements: Sequence[TrainedElement],
    leave_group_out: Sequence[np.ndarray],
    asked: int,
    progress: Progress,
) -> list[np.ndarray]:
    """Give targets the trends that are found, and return what the drift of each element says of cells left out, (n,).

    ``leave_group_out`` (n,) is what the regression says of them, ``asked`` the number of samples behind a cell value as
    the user gives it. Elements of few cells, and all where the table has no kernels, keep the regression alone.
    """
    if table.kernels is None:
        return list(leave_group_out)
    cells, landmarks = given(table.cells), given(table.landmarks)
    behind = dict(zip(table.elements, cells.samples))
    maps = [_maps(cells, e, out, asked, behind.get(e.name)) for e, out in zip(elements, leave_group_out)]
    line = table.features[:, list(landmarks.used)]
    scale = np.sqrt(len(landmarks.used)) * np.where(line.std(axis=0) > 0, line.std(axis=0), 1.0)
    columns = cells.spread(np.arange(len(table)), np.hstack([line / scale, _known(table.kernels) @ landmarks.basis]).T)
    found = list(leave_group_out)
    for number, trend in _found(maps, columns, len(scale), cells.aspect, progress):
        element, predicted = elements[number], leave_group_out[number]
        told = trend.held_out.ravel()[cells.index[element.rows]]
        strength = _strength(SHARE * told + (1 - SHARE) * trend.weight * predicted, predicted)
        own, share = strength * SHARE, strength * (1 - SHARE) * trend.weight
        found[number] = own * told + share * predicted
        constant = own * trend.constant + element.observed.mean() - found[number].mean()
        predictor = landmarks.predictor(constant, own * trend.line / scale, own * trend.kernels)
        element.target = replace(element.target, trend=Trend(share, landmarks.used, predictor))
        progress.info(
            tr(
                "{name}: what the image says is the mean of the regression (weight {weight:.2f}) and of a trend found "
                "on the cells.",
                name=element.name,
                weight=trend.weight,
            )
        )
    return found


def _strength(drift: np.ndarray, predicted: np.ndarray) -> float:
    """Return what a drift is multiplied by to vary as the predictions of the regression, both (n,); 1 for a flat one.

    Its weight then goes on to mean how much detail the image puts into the map, beside what the regression predicts.
    """
    spread, wanted = float(drift.std()), float(predicted.std())
    return wanted / spread if wanted > 0 and spread > _FLAT * wanted else 1.0


def _known(kernels: np.ndarray) -> np.ndarray:
    """Return kernels (n, landmarks) with those of the average cell where no pixel of a cell was compared."""
    missing = np.isnan(kernels)
    return np.where(missing, np.nanmean(kernels, axis=0), kernels) if missing.any() else kernels


def _maps(
    cells: CoarseCells, element: TrainedElement, held_out: np.ndarray, asked: int, counts: np.ndarray | None
) -> _Maps:
    values, predicted = cells.spread(element.rows, np.stack([element.observed, held_out]))
    samples = asked or (None if counts is None else completed(counts, values))
    if isinstance(samples, np.ndarray):
        return _Maps(values, predicted, (1 / samples,))
    likely = [samples] if samples else [np.inf, *sorted(LIKELY_SAMPLES, reverse=True)]
    shares = dict.fromkeys(1 / effective_samples(number, cells.pixels) for number in likely)
    return _Maps(values, predicted, tuple(np.full(values.shape, share) for share in shares))


def _found(
    maps: Sequence[_Maps], columns: np.ndarray, straight: int, aspect: float, progress: Progress
) -> Iterator[tuple[int, CellTrend]]:
    """Yield the trends of elements, by number; of ``columns`` (k, rows, columns) the first are lines."""
    alike: dict[bytes, list[int]] = {}
    for number, own in enumerate(maps):
        alike.setdefault(own.alike, []).append(number)
    for numbers in alike.values():
        noises = maps[numbers[0]].noises
        with one_blas_thread():
            trends = CellTrends(
                [(maps[k].values, maps[k].held_out) for k in numbers],
                columns[:straight],
                columns[straight:],
                noises,
                aspect,
            )
            if trends.cells < FEWEST_CELLS:
                continue
            for place, number in enumerate(numbers):
                progress.check(number / len(maps))
                yield number, trends.trend(place)
