"""A model on an image, tile by tile: prediction, and the count of pixels beyond what the model was trained on.

Linear models are predicted without their features (see ``regression.linear_shortcut``). The range of the features is
then looked at in a sample of the pixels, evenly spread and the same whatever the tiles.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..deep.networks import DenseNetwork, Ensemble
from ..deep.window_inference import dense_outputs, reach
from ..image.features import Features
from ..raster.grid import BLOCK, Window, nested
from ..raster.images import ImageStack
from ..regression.linear_shortcut import fold
from .model import FusionModel

_CHUNK = 65536  # pixels laid out as rows of features at a time
_SQUARE = 64  # pixels; squares of a sample lie within the blocks of most files
_SAMPLED = 2**19  # pixels of an area that are looked at; all, where there are no more


@dataclass
class Counts:
    """Pixels with a value, those among them whose features were looked at, and those of these outside their range."""

    valid: int = 0
    seen: int = 0
    outside: int = 0

    def add(self, other: Counts) -> None:
        self.valid += other.valid
        self.seen += other.seen
        self.outside += other.outside

    @property
    def share(self) -> float:
        """The part of the pixels seen that lie outside, 0 where none was seen."""
        return self.outside / max(self.seen, 1)


class Prediction:
    """Predicts windows of an area of an image; ``drift`` says whether with the trends of the model, if it has some."""

    def __init__(self, model: FusionModel, features: Features, area: Window, drift: bool = False) -> None:
        self.model, self.features, self.area = model, features, area
        self._drift = drift and any(target.trend for target in model.targets)
        parts = [(part.predictor, part.used) for part in model.parts]
        self._folded = fold(features, parts) if model.network is None and not self._drift else None

    def at(self, window: Window) -> tuple[np.ndarray | None, Counts]:
        """Return float32 (elements, height, width), NaN where a feature is lacking, or None where one is everywhere."""
        if self.model.network is not None:
            return self._from_network(self.model.network, window)
        if self._folded is None:
            return self._from_features(window)
        counts = Counts()
        for square in sample(self.area, window):
            outside, seen = self.model.outside_range(self.features.compute(square))
            counts.add(Counts(0, seen, outside))
        sums = self._folded.compute(window)
        if sums is None:
            return None, counts
        counts.valid = int(np.count_nonzero(np.isfinite(sums[0])))
        values = self.model.contents(list(sums.reshape(len(sums), -1))).astype(np.float32).T
        return values.reshape(-1, *window.shape), counts

    def sparse(self, window: Window, step: int) -> tuple[np.ndarray, np.ndarray, Counts]:
        """Predict one pixel of squares of a window (see ``Features.corners``); not for a network.

        Returns float32 (elements, rows, columns) with NaN, where the window has all features (height, width), and what
        was counted.
        """
        features, ground = self.features.corners(window, step)
        values, outside, seen = predict_tile(self.model, features, drift=self._drift)
        return values, ground, Counts(int(np.count_nonzero(ground)), seen, outside)

    def _from_network(self, network: Ensemble[DenseNetwork], window: Window) -> tuple[np.ndarray | None, Counts]:
        """Predict a window by a network, which sees the pixels around it too."""
        wide = reach(network, window, self.features.height, self.features.width)
        planes = self.features.compute(wide)
        inner = planes[(slice(None), *window.inside(wide))]
        values, outside, valid = predict_tile(self.model, inner, dense_outputs(network, planes, wide, window))
        return values if valid else None, Counts(valid, valid, outside)

    def _from_features(self, window: Window) -> tuple[np.ndarray | None, Counts]:
        near, counts = self.features.prefetched(window), Counts()
        out = np.full((len(self.model.targets), *window.shape), np.nan, np.float32)
        for block in nested(window, BLOCK):
            values, outside, valid = predict_tile(self.model, near.compute(block), drift=self._drift)
            out[(slice(None), *block.inside(window))] = values
            counts.add(Counts(valid, valid, outside))
        return out if counts.valid else None, counts


def ground(stack: ImageStack, elements: int, window: Window) -> tuple[np.ndarray | None, Counts]:
    """Return 0 for every element where all bands have a value, as ``Prediction.at`` returns what is predicted there."""
    valid = np.isfinite(stack.read(window)).all(axis=0)
    values = np.where(valid, np.float32(0), np.float32(np.nan))
    counts = Counts(int(np.count_nonzero(valid)))
    return (np.broadcast_to(values, (elements, *window.shape)) if counts.valid else None), counts


def sample(area: Window, window: Window) -> Iterator[Window]:
    """Yield the parts of a window that belong to the sample of an area: squares on a lattice from its first pixel."""
    step = _SQUARE * max(1, math.ceil(math.sqrt(area.height * area.width / _SAMPLED)))
    if step == _SQUARE:
        yield window
        return
    rows = _sampled_along(window.row - area.row, window.height, step)
    cols = list(_sampled_along(window.col - area.col, window.width, step))
    for row, height in rows:
        for col, width in cols:
            yield Window(row + area.row, col + area.col, height, width)


def _sampled_along(start: int, length: int, step: int) -> Iterator[tuple[int, int]]:
    """Yield start and length of what lies of a window in the first ``_SQUARE`` pixels of every step."""
    for first in range(start // step * step, start + length, step):
        begin, end = max(first, start), min(first + _SQUARE, start + length)
        if begin < end:
            yield begin, end - begin


def predict_tile(
    model: FusionModel, features: np.ndarray, outputs: np.ndarray | None = None, drift: bool = False
) -> tuple[np.ndarray, int, int]:
    """Return float32 (elements, height, width) with NaN, the pixels outside the training range, and those with a value.

    ``features`` (p, height, width) is what ``Features.compute`` returns: a pixel is NaN in all features or in none.
    ``outputs`` (k, height, width) are those of the model's network, where it has one; ``drift`` as in ``Prediction``.
    """
    height, width = features.shape[1:]
    out = np.full((len(model.targets), height * width), np.nan, np.float32)
    places = np.flatnonzero(np.isfinite(features[0]))
    planes = features.reshape(len(features), -1)
    low, high = _limits(model.feature_range)
    outside = 0
    for start in range(0, len(places), _CHUNK):
        some = places[start : start + _CHUNK]
        # pixels that lie one behind the other need not be picked one by one
        whole = some[-1] - some[0] + 1 == len(some)
        columns = planes[:, some[0] : some[-1] + 1] if whole else planes.take(some, axis=1)
        outside += _count_outside(columns, low, high)
        if outputs is not None:
            columns = outputs.reshape(len(outputs), -1).take(some, axis=1)
        out[:, some] = (model.drift_rows if drift else model.predict_rows)(columns.T).T
    return out.reshape(-1, height, width), outside, len(places)


def _limits(feature_range: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return the range as float32 with which a float32 compares as it does with the range itself."""
    low, high = feature_range.astype(np.float32)
    low = np.where(low < feature_range[0], np.nextafter(low, np.float32(np.inf)), low)
    return low, np.where(high > feature_range[1], np.nextafter(high, np.float32(-np.inf)), high)


def _count_outside(columns: np.ndarray, low: np.ndarray, high: np.ndarray) -> int:
    """Return how many columns of (p, n) have a number outside its limits."""
    outside = np.zeros(columns.shape[1], bool)
    for values, least, most in zip(columns, low, high):
        if values.min() < least or values.max() > most:
            outside |= values < least
            outside |= values > most
    return int(np.count_nonzero(outside))
