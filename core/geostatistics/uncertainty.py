"""Standard deviation of a fused map: what the coarse values leave unknown at a pixel, and how it grows with contents.

It is the error of ordinary kriging of a point from the means of the cells around it (``area_to_point``), under the
covariance that training found for what the image does not explain; where the cell values are means of samples their
noise is in it.

Errors of contents grow with contents, as no kriging variance does. How fast is found at the cells: each is predicted
from the others, and the errors, in kriging standard deviations, follow a power of the predicted content (variance
functions of generalised least squares: Davidian & Carroll 1987, doi 10.1080/01621459.1987.10478543). Nor are their
tails those of a normal distribution: the deviation is scaled so that 1.645 of it hold 90 % of them.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..errors import FusionError
from .blend import Blend
from .covariance import JITTER, block_table, covariance_matrix, lag_index
from .image_weight import independent_parts

POWERS = (0.0, 0.25, 0.5, 0.75, 1.0)
LOWEST = 0.05  # share of the median content below which errors shrink no further
NORMAL_90 = 1.645  # standard deviations on each side of the mean that hold 90 % of a normal distribution
_FEWEST = 20  # cells that errors and contents are compared at
_BELIEVED = 30  # cells that a scale of 1 counts for


def require(blends: Sequence[Blend | None], means_kept: bool) -> list[Blend]:
    """Return the blends of all elements. Raises FusionError where the standard deviation is not known.

    It is that of a map that keeps the means of the coarse cells (``means_kept``).
    """
    found = [blend for blend in blends if blend is not None]
    if not means_kept or len(found) < len(blends):
        raise FusionError(
            "UNCERTAINTY needs MODE=residual and a model of METHOD=auto or of a network, trained on a coarse raster: "
            "change these, or leave UNCERTAINTY out."
        )
    return found


def calibrated(blend: Blend, values: np.ndarray, predicted: np.ndarray, samples: np.ndarray | None = None) -> Blend:
    """Return a blend with how the errors of its map grow with contents, and with their scale.

    ``values``, predictions of the image model at cells left out and the ``samples`` behind them are (rows, columns),
    NaN where there is none. The power is the likeliest of ``POWERS``; 0 for contents that are not all positive. The
    level is the content that leaves the mean square of the deviations as it is. The scale is drawn to 1 as by 30 cells
    that say so; fewer than 20 cells say nothing.
    """
    observed, error, deviation = held_out(blend, values, predicted, samples)
    if len(observed) < _FEWEST:
        return blend
    power, level = 0.0, 1.0
    if observed.min() > 0:
        power, level = _growth(observed, error / deviation, observed - error)
    grown_by = (np.maximum(observed - error, LOWEST * level) / level) ** power
    found = float(np.quantile(np.abs(error) / (deviation * grown_by), 0.9)) / NORMAL_90
    scale = math.sqrt((len(observed) * found**2 + _BELIEVED) / (len(observed) + _BELIEVED))
    return replace(blend, power=power, level=level, scale=scale)


def _growth(observed: np.ndarray, scaled: np.ndarray, contents: np.ndarray) -> tuple[float, float]:
    """Return power and level, from errors in standard deviations and predicted contents, (n,)."""
    median = float(np.median(observed))
    level = np.maximum(contents, LOWEST * median) / median

    def loss(power: float) -> float:
        spread = max(float(np.mean((scaled / level**power) ** 2)), 1e-300)
        return len(scaled) / 2 * math.log(spread) + power * float(np.log(level).sum())

    power = min(POWERS, key=loss)
    if power == 0:
        return 0.0, 1.0
    return power, median * float(np.mean(level ** (2 * power))) ** (0.5 / power)


def held_out(
    blend: Blend, values: np.ndarray, predicted: np.ndarray, samples: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return cell values, their errors where each is predicted from the others, and the deviations of these, (n,).

    Errors of ordinary kriging with one value left out come from the inverse of the covariance (Dubrule 1983, doi
    10.1007/BF01033232). Of a large map they are those of the parts that represent it.
    """
    found = []
    parts = independent_parts(values, predicted, np.zeros(values.shape))
    # the drift of parts is centred, by a constant that kriging with an unknown mean does not see
    for part in parts:
        own = part.columns[:, 0]
        errors, variances = [], []
        for view in blend.views:
            c = view.covariance
            table = block_table(values.shape, c.smoothness, c.range, c.aspect)
            noise = view.noise(values.shape, samples)[part.place[:, 0], part.place[:, 1]] / c.sill
            matrix = covariance_matrix(table, lag_index(part.place, values.shape[1]), noise + JITTER * table[0, 0])
            inverse = np.linalg.inv(matrix)
            summed = inverse.sum(axis=1)
            inverse -= np.outer(summed, summed) / summed.sum()
            diagonal = np.diag(inverse)
            errors.append(inverse @ (own - view.weight * part.columns[:, -1]) / diagonal)
            variances.append(c.sill / diagonal)
        shares = np.array([view.share for view in blend.views])
        error = shares @ errors
        found.append((own, error, np.sqrt(shares @ (np.array(variances) + (np.array(errors) - error) ** 2))))
    if not found:
        return np.empty(0), np.empty(0), np.empty(0)
    own, error, deviation = (np.concatenate(column) for column in zip(*found))
    return own, error, deviation


def grown(deviation: np.ndarray, contents: np.ndarray, blend: Blend) -> np.ndarray:
    """Return deviations of an element (height, width) with the error of its weighed prediction, grown with contents."""
    deviation = blend.scale * np.hypot(deviation, blend.weight * blend.left)
    if blend.power == 0:
        return deviation
    return np.asarray(deviation * (np.maximum(contents, LOWEST * blend.level) / blend.level) ** blend.power)
