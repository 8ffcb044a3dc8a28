"""Contents on scales that elements share: robust z of the logarithms and of their centred log-ratios."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

CLAMP = 6.0
_IQR = 1.349  # interquartile range of a normal distribution, in standard deviations
_FLOOR = 0.2  # of the standard deviation; below it, most values are one, such as half a detection limit


@dataclass(frozen=True)
class Scaling:
    """What makes contents robust z: the ``median`` of each logarithm, and the centre and scale of the log-ratios.

    All are (elements,). Kept with a model, it scales other samples as those it was learned from.
    """

    median: np.ndarray
    scale: np.ndarray
    ratio_centre: np.ndarray
    ratio_scale: np.ndarray


@dataclass(frozen=True)
class Prepared:
    """Contents (n, elements) as scores take them, NaN where missing.

    ``level`` is the robust z of the logarithms and ``ratio`` that of the centred log-ratios, both held within
    ``CLAMP``; ``plain`` is ``level`` before it is held, in which the richest places keep their order.
    """

    level: np.ndarray
    ratio: np.ndarray
    plain: np.ndarray
    scaling: Scaling


def prepare(contents: np.ndarray, scaling: Scaling | None = None) -> Prepared:
    """Return contents (n, elements), above 0 or NaN, on robust scales; those of the contents where none is given."""
    logs = np.log(contents)
    if scaling is None:
        scaling = _scaling(logs)
    plain = (logs - scaling.median) / scaling.scale
    ratios = centred_log_ratios(logs - scaling.median)
    ratio = (ratios - scaling.ratio_centre) / scaling.ratio_scale
    return Prepared(np.clip(plain, -CLAMP, CLAMP), np.clip(ratio, -CLAMP, CLAMP), plain, scaling)


def centred_log_ratios(logs: np.ndarray) -> np.ndarray:
    """Return logarithms (n, elements) less their mean over the observed parts of each row, which then sum to 0.

    The logarithms have to be centred on the median of each element before: else the mean of a row says which elements
    it has, iron or gold, more than how much of them. (Aitchison 1982, for the parts that are there.)
    """
    observed = np.isfinite(logs)
    count = observed.sum(axis=1, keepdims=True)
    mean = np.where(observed, logs, 0.0).sum(axis=1, keepdims=True) / np.maximum(count, 1)
    return np.asarray(logs - mean)


def robust_scale(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return median and scale (columns,) of values (n, columns) with NaN.

    The scale is the interquartile range over 1.349, a standard deviation where values are normal, and at least 0.2
    standard deviations: where most values are one limit of detection, the range is 0. It is never 0.
    """
    low, centre, high = np.nanquantile(values, (0.25, 0.5, 0.75), axis=0)
    scale = np.maximum((high - low) / _IQR, _FLOOR * np.nanstd(values, axis=0))
    return centre, np.where(scale > 0, scale, 1.0)


def _scaling(logs: np.ndarray) -> Scaling:
    median, scale = robust_scale(logs)
    return Scaling(median, scale, *robust_scale(centred_log_ratios(logs - median)))
