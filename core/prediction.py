"""A model over one tile: prediction and the count of pixels beyond what the model was trained on, in one go."""

from __future__ import annotations

import numpy as np

from .features import Features
from .grid import Window
from .model import FusionModel

_CHUNK = 65536  # pixels laid out as rows of features at a time


def predict_window(model: FusionModel, features: Features, window: Window) -> tuple[np.ndarray, int, int]:
    """Return what ``predict_tile`` does for a window; a network sees the pixels around it too."""
    if model.network is None:
        return predict_tile(model, features.compute(window))
    wide = model.network.reach(window, features.height, features.width)
    planes = features.compute(wide)
    inner = planes[(slice(None), *window.inside(wide))]
    return predict_tile(model, inner, model.network.over(planes, wide, window))


def predict_tile(
    model: FusionModel, features: np.ndarray, outputs: np.ndarray | None = None
) -> tuple[np.ndarray, int, int]:
    """Return float32 (elements, height, width) with NaN, the pixels outside the training range, and those with a value.

    ``features`` (p, height, width) is what ``Features.compute`` returns: a pixel is NaN in all features or in none.
    ``outputs`` (k, height, width) are those of the model's network, where it has one.
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
        out[:, some] = model.predict_rows(columns.T).T
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
