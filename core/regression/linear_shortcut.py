"""Linear models without their features: a weighted sum of features is one of bands and of low-pass images.

Low-pass images, spectral derivatives and the mean filter are linear. So a sum of features is computed from one plane at
each level of the pyramid in place of one for each band. That is exact where all bands lack the same pixels, because
only then a plane of sums has the mask that the planes of the bands have, and where no feature is a ratio of bands.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..image.features import Features, FeatureSet, mean_filter
from ..image.spectrum import band_step
from ..raster.grid import Window
from .predictors import Linear, Predictor

_STRIP = 32  # rows summed at a time, so that they stay in the cache


class Folded:
    """Sums of the features of an image with coefficients (k, features), plus constants (k,), window by window."""

    def __init__(self, features: Features, coefficients: np.ndarray, constants: np.ndarray) -> None:
        self.features, self.constants = features, constants
        self.bands, self.lows = by_planes(features.spec, coefficients)

    def compute(self, window: Window) -> np.ndarray | None:
        """Return float64 (k, height, width), NaN where a feature is lacking; None where one is everywhere."""
        features, pyramid = self.features, self.features.pyramid
        reach = features.reach(window)
        wide = features.pixels(window)
        pixels = features.read(wide)
        image = pixels[(slice(None), *reach.inside(wide))]
        if not np.isfinite(image[0]).any():
            return None
        sums = weighted(self.bands, image)
        if pyramid:
            pyramid.add_weighted(reach, self.lows, pixels, sums)
        if features.spec.published and features.spec.mean_filter > 1:
            sums = mean_filter(sums, features.spec.mean_filter)
        return sums[(slice(None), *window.inside(reach))] + self.constants[:, None, None]


def fold(features: Features, parts: Sequence[tuple[Predictor, Sequence[int]]]) -> Folded | None:
    """Return the sums that linear predictors are, or None where they cannot be had without the features.

    ``parts`` are predictors and the features that each takes (indices).
    """
    spec, pyramid = features.spec, features.pyramid
    if spec.indices or len(parts) > len(spec.bands) or (pyramid and not pyramid.one_mask):
        return None
    coefficients, constants = np.zeros((len(parts), len(spec.names))), np.zeros(len(parts))
    for row, (predictor, used) in enumerate(parts):
        if not isinstance(predictor, Linear):
            return None
        coefficients[row, list(used)] = predictor.coefficients
        constants[row] = predictor.intercept[0]
    return Folded(features, coefficients, constants)


def by_planes(spec: FeatureSet, coefficients: np.ndarray) -> tuple[np.ndarray, dict[int, np.ndarray]]:
    """Return coefficients (k, bands) of the bands and of their low-pass image at each level that features take.

    ``coefficients`` (k, features) are those of the features, none of which may be an index.
    """
    count = len(spec.bands)
    bands, rest = coefficients[:, :count].copy(), coefficients[:, count:]
    if spec.kind == "multiscale":
        levels = range(1, spec.levels + 1)
        return bands, {level: rest[:, (level - 1) * count : level * count] for level in levels}
    lows = {spec.levels: -coefficients[:, :count]} if spec.decomposed else {}
    pairs = spec.derivative_pairs
    for number, (first, second) in enumerate(pairs):
        step = band_step(first, second, spec.wavelengths)
        slope = rest[:, 0] / len(pairs) if spec.derivative_mean else rest[:, number]
        bands[:, second] += slope / step
        bands[:, first] -= slope / step
    return bands, lows


def weighted(coefficients: np.ndarray, planes: np.ndarray) -> np.ndarray:
    """Return sums of planes (n, height, width) with coefficients (k, n), float64 (k, height, width).

    Not a matrix product: BLAS may round a pixel differently with its place, and so with the tile.
    """
    height, width = planes.shape[1:]
    out = np.empty((len(coefficients), height, width))
    product = np.empty((_STRIP, width))
    for top in range(0, height, _STRIP):
        strip = planes[:, top : top + _STRIP]
        room = product[: strip.shape[1]]
        for row, target in zip(coefficients, out[:, top : top + _STRIP]):
            np.multiply(strip[0], row[0], out=target, dtype=float)
            for plane, coefficient in zip(strip[1:], row[1:]):
                np.multiply(plane, coefficient, out=room, dtype=float)
                target += room
    return out
