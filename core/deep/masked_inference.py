"""Applying masked autoencoders to a stack of layers: what each value is predicted to be while it is hidden.

The map is looked at in four ways, as it lies and mirrored along rows, columns or both, each cut into windows that
neither overlap nor leave gaps. The lattice of windows is laid from the first corner of the area with values, with an
offset that makes the lattice of the mirrored map lie half a window beside it: four looks are an overlap of one half in
both directions, and what a network says of a mirrored map is the mirror of what it says of the map. A window is worked
off for itself, and the sums at a pixel are made in one order, so that tiles of any size agree to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..blas import one_blas_thread
from ..progress import SILENT, Progress
from ..raster.grid import Window
from .networks import MaskedNetwork
from .views import cut, overlap
from .window_inference import hann

Reader = Callable[[Window], np.ndarray]
WAYS = tuple((down, right) for down in (False, True) for right in (False, True))  # mirrored along rows, columns


def reader_of(values: np.ndarray) -> Reader:
    """Return what reads any window, NaN beyond the stack, of values (layers, height, width)."""
    whole = Window(0, 0, *values.shape[1:])
    return lambda window: cut(values, whole, window)


def padded(read: Reader, height: int, width: int) -> Reader:
    """Return what reads any window, NaN beyond the stack, by a reader of windows within height x width pixels."""
    whole = Window(0, 0, height, width)

    def anywhere(window: Window) -> np.ndarray:
        inside = overlap(whole, window)
        part = Window(0, 0, 1, 1) if inside is None else inside
        return cut(read(part), part, window)

    return anywhere


def valid_area(read: Reader, tiles: Sequence[Window], progress: Progress = SILENT) -> Window | None:
    """Return the smallest window that holds every value of a stack, which tiles cover; None where there is none."""
    rows, cols = [], []
    for tile in progress.each(tiles):
        known = np.isfinite(read(tile)).any(axis=0)
        if known.any():
            down, right = np.flatnonzero(known.any(axis=1)), np.flatnonzero(known.any(axis=0))
            rows += [tile.row + down[0], tile.row + down[-1]]
            cols += [tile.col + right[0], tile.col + right[-1]]
    if not rows:
        return None
    return Window(int(min(rows)), int(min(cols)), int(max(rows) - min(rows)) + 1, int(max(cols) - min(cols)) + 1)


# ---------------------------------------------------------------------------------------------- predictions


@dataclass(frozen=True)
class Told:
    """What networks say of the layers of a window, float32 (layers, height, width), beside the ``values`` themselves.

    ``hidden``: each value while it and all else of its patch was hidden; ``across``: geochemistry from the other
    sources in its window, NaN for all else. Both are NaN where no layer has a value.
    """

    values: np.ndarray
    hidden: np.ndarray
    across: np.ndarray


def told(networks: Sequence[MaskedNetwork], read: Reader, area: Window, tile: Window) -> Told:
    """Return what networks of one kind and size say of a tile, the mean of all; ``area`` is that of ``valid_area``."""
    side, layers = networks[0].window, networks[0].outputs
    wide = Window(tile.row - side, tile.col - side, tile.height + 2 * side, tile.width + 2 * side)
    planes, across = read(wide), np.flatnonzero(networks[0].across)
    values = planes[(slice(None), *tile.inside(wide))]
    sums = np.zeros((layers + len(across), *tile.shape), np.float32)
    weights, weight = np.zeros(tile.shape, np.float32), hann(side).astype(np.float32)
    with one_blas_thread():
        for way in WAYS:
            for square in squares(area, side, way, tile):
                seen = cut(planes, wide, square)
                part = overlap(square, tile)
                if part is None or not np.isfinite(seen).any():
                    continue
                said = _said(networks, seen, across, way)
                own = weight[part.inside(square)]
                here = part.inside(tile)
                sums[(slice(None), *here)] += own * said[(slice(None), *part.inside(square))]
                weights[here] += own
    known = np.isfinite(values).any(axis=0)
    sums /= np.where(known, weights, 1)  # in place, as many layers take memory
    sums[:, ~known] = np.nan
    whole = np.full_like(values, np.nan)
    whole[across] = sums[layers:]
    return Told(values, sums[:layers], whole)


def squares(area: Window, side: int, way: tuple[bool, bool], tile: Window) -> list[Window]:
    """Return the windows of one of ``WAYS`` to look that touch a tile, row by row."""
    rows = _starts(area.row, area.height, side, way[0], tile.row, tile.height)
    cols = _starts(area.col, area.width, side, way[1], tile.col, tile.width)
    return [Window(row, col, side, side) for row in rows for col in cols]


def _starts(first: int, length: int, side: int, mirrored: bool, start: int, size: int) -> range:
    """Return where windows start that touch ``size`` pixels from ``start``, along a side of the area, rising."""
    offset = (length - side // 2) // 2 % side - side
    offset = first + (length - side - offset if mirrored else offset)
    return range(start - side + 1 + (offset - start + side - 1) % side, start + size, side)


def _said(
    networks: Sequence[MaskedNetwork], seen: np.ndarray, across: np.ndarray, way: tuple[bool, bool]
) -> np.ndarray:
    """Return what networks say of a window as it lies, what other sources say last."""
    turn = (slice(None), slice(None, None, -1 if way[0] else 1), slice(None, None, -1 if way[1] else 1))
    said = []
    for network in networks:
        found = network.over(seen[turn])
        said.append(np.concatenate([found, network.from_others(seen[turn])[across]]) if len(across) else found)
    return np.asarray(np.mean(said, axis=0)[turn] if len(said) > 1 else said[0][turn])


# ---------------------------------------------------------------------------------------------- terms


@dataclass(frozen=True)
class Terms:
    """What speaks for a target, float32 (height, width), the higher the more; NaN where nothing can be said.

    ``error``: root of the mean square of errors at hidden values, each source counting once; ``unexplained``: by how
    much geochemistry lies above its prediction from all that is around, 0 where below, the mean over its layers;
    ``favourability``: what the other sources predict geochemistry to be, the mean over its layers.
    """

    error: np.ndarray
    unexplained: np.ndarray
    favourability: np.ndarray


def terms_of(said: Told, source: np.ndarray, geochemistry: np.ndarray) -> Terms:
    """Return the terms from what networks say; ``source`` and ``geochemistry`` (layers,) as in training."""
    chemical = np.flatnonzero(geochemistry)
    squares_of = (said.hidden - said.values) ** 2
    errors = [_mean(squares_of[source == number]) for number in range(int(source.max()) + 1)]
    above = said.values[chemical] - said.hidden[chemical]
    return Terms(
        np.sqrt(_mean(np.stack(errors))),
        _mean(np.maximum(above, 0)),
        _mean(said.across[chemical]),
    )


def _mean(planes: np.ndarray) -> np.ndarray:
    """Return the mean over planes (n, height, width) of what is known, NaN where nothing is."""
    known = np.isfinite(planes)
    count = known.sum(axis=0)
    total = np.where(known, planes, 0).sum(axis=0, dtype=np.float32)
    return np.where(count > 0, total / np.maximum(count, 1), np.nan).astype(np.float32)


class Explained:
    """R² of predictions, gathered over tiles: 1 minus the squared errors over those about the mean of each layer."""

    def __init__(self, layers: int) -> None:
        self._sums = np.zeros((4, layers))  # of known values: their number, sum, squares, squared errors

    def add(self, values: np.ndarray, predicted: np.ndarray) -> None:
        """Count values (layers, height, width) and their predictions; only where both are known."""
        known = np.isfinite(values) & np.isfinite(predicted)
        truth, error = (np.where(known, part, 0).astype(float) for part in (values, values - predicted))
        self._sums += [part.sum(axis=(1, 2)) for part in (known, truth, truth**2, error**2)]

    def of(self, layers: np.ndarray) -> float:
        """Return R² of some layers together, NaN where nothing of them varies or is predicted."""
        number, total, squared, left = self._sums[:, layers]
        spread = float((squared - total**2 / np.maximum(number, 1)).sum())
        return 1 - float(left.sum()) / spread if spread > 1e-9 * max(float(squared.sum()), 1e-300) else float("nan")
