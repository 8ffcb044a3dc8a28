"""The measures of a map against validation data, and what they say in a sentence.

All maps of an element are measured over the same places. A difference is always map minus validation.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..formats import number
from ..language import mark, tr

AS_IS = "coarse as is"
BILINEAR = "coarse interpolated (bilinear)"
MEAN_PRESERVING = "coarse interpolated (mean-preserving)"
BASELINES = (AS_IS, BILINEAR, MEAN_PRESERVING)

MEASURES = {
    "n": mark("number of validation cells or points compared, the same for all rows of an element"),
    "bias": mark("mean of map minus validation, in the unit of the element; 0 is best"),
    "mean_abs": mark("mean of the absolute difference, in the unit of the element; 0 is best"),
    "std": mark("standard deviation of the difference (divided by n), in the unit of the element; 0 is best"),
    "rmse": mark("root of the mean squared difference, in the unit of the element; 0 is best"),
    "r": mark("Pearson correlation of map and validation (no unit); 1 is best, but it does not see bias or scale"),
    "r_log10": mark("Pearson correlation of decimal logarithms (no unit); null unless all values are positive"),
    "r_rs": mark("Pearson correlation of the map with the mean of the image bands (no unit); null without image"),
    "r_coarse": mark("Pearson correlation of the map with the coarse map as it is (no unit); null without that"),
    "skill": mark("1 - MSE / MSE of bilinear interpolation of the coarse map (no unit); above 0 beats it"),
    "skill_mean_preserving": mark(
        "1 - MSE / MSE of mean-preserving interpolation of the coarse map (no unit); above 0 beats it"
    ),
    "coverage": mark("share (0 to 1) of the validation cells or points with a value at which the map has one too"),
}

_CONSTANT = 1e-9  # a spread below this share of the largest value is rounding, not variation
_FEW = 30
_SLIGHT = 0.01  # a difference in RMSE that no user would notice


@dataclass(frozen=True)
class Row:
    """The measures of one map for one element; MEASURES explains them, None where one cannot be computed."""

    map: str
    element: str
    unit: str
    n: int
    bias: float
    mean_abs: float
    std: float
    rmse: float
    r: float | None
    r_log10: float | None
    r_rs: float | None
    r_coarse: float | None
    skill: float | None
    skill_mean_preserving: float | None
    coverage: float


def correlation(first: np.ndarray, second: np.ndarray) -> float | None:
    """Return Pearson's r of two arrays without NaN, None where either does not vary."""
    if first.size < 2:
        return None
    deviations = [np.asarray(values, float) - np.mean(values, dtype=float) for values in (first, second)]
    for values, deviation in zip((first, second), deviations):
        if np.abs(deviation).max() <= _CONSTANT * np.abs(values).max():
            return None
    a, b = (deviation / np.abs(deviation).max() for deviation in deviations)  # squares must not underflow
    return float(np.clip(np.dot(a, b) / math.sqrt(np.dot(a, a) * np.dot(b, b)), -1.0, 1.0))


def measure(
    element: str,
    unit: str,
    validation: np.ndarray,
    maps: dict[str, np.ndarray],
    used: np.ndarray,
    image: np.ndarray | None = None,
) -> list[Row]:
    """Return a row of measures for each map, all over the places marked in ``used`` (at least one).

    Arrays are flat, NaN = missing. Baselines are recognised by their names in ``maps``.
    """
    truth = validation[used]
    values = {name: plane[used] for name, plane in maps.items()}
    squares = {name: float(np.mean((plane - truth) ** 2)) for name, plane in values.items()}
    known = np.isfinite(validation)
    lit = None if image is None else np.isfinite(image[used])
    rows = []
    for name, plane in values.items():
        difference = plane - truth
        rows.append(
            Row(
                map=name,
                element=element,
                unit=unit,
                n=int(used.sum()),
                bias=float(difference.mean()),
                mean_abs=float(np.abs(difference).mean()),
                std=float(difference.std()),
                rmse=math.sqrt(squares[name]),
                r=correlation(plane, truth),
                r_log10=_log_correlation(plane, truth),
                r_rs=None if image is None or lit is None else correlation(plane[lit], image[used][lit]),
                r_coarse=correlation(plane, values[AS_IS]) if AS_IS in values else None,
                skill=_skill(squares[name], squares.get(BILINEAR)),
                skill_mean_preserving=_skill(squares[name], squares.get(MEAN_PRESERVING)),
                coverage=float((known & np.isfinite(maps[name])).sum() / known.sum()),
            )
        )
    return rows


def _log_correlation(plane: np.ndarray, truth: np.ndarray) -> float | None:
    if plane.min() <= 0 or truth.min() <= 0:
        return None
    return correlation(np.log10(plane), np.log10(truth))


def _skill(square: float, reference: float | None) -> float | None:
    return 1 - square / reference if reference else None


def band_correlations(
    maps: dict[str, np.ndarray], used: np.ndarray, bands: np.ndarray
) -> dict[str, list[float | None]]:
    """Return the correlation of each map with each image band, over the same pixels as ``r_rs``."""
    places = used & np.isfinite(bands).all(axis=0)
    return {name: [correlation(plane[places], band[places]) for band in bands] for name, plane in maps.items()}


def verdict(rows: Sequence[Row]) -> str:
    """Say in a sentence whether the best fused map of an element is better than doing without the image."""
    fused = [row for row in rows if row.map not in BASELINES]
    plain = [row for row in rows if row.map in BASELINES]
    best = min(fused, key=lambda row: row.rmse)
    unit = f" {best.unit}" if best.unit else ""
    count = tr("n = {n}, too few to be sure", n=best.n) if best.n < _FEW else f"n = {best.n}"
    rmse = f"{number(best.rmse)}{unit}"
    opening = tr("{element}: best fused map '{map}' has RMSE {rmse}", element=best.element, map=best.map, rmse=rmse)
    if not plain:
        text = tr("{opening} ({count}); give the coarse map to see whether that is better than interpolating it.")
        return text.format(opening=opening, count=count)
    reference = min(plain, key=lambda row: row.rmse)
    other = tr(_PLAIN[reference.map])
    gain = 1 - best.rmse / reference.rmse if reference.rmse else 0.0
    if gain >= _SLIGHT:
        text = tr("{opening}, {gain:.0f} % below {other} ({count}).")
        return text.format(opening=opening, gain=100 * gain, other=other, count=count)
    if gain > 0:
        text = tr("{opening}, less than 1 % below {other} ({count}): no gain worth the name.")
        return text.format(opening=opening, other=other, count=count)
    return tr(
        "{element}: no fused map beats {other}, RMSE {least} against {rmse} of '{map}' ({count}); use the {advice}.",
        element=best.element,
        other=other,
        least=f"{number(reference.rmse)}{unit}",
        rmse=rmse,
        map=best.map,
        count=count,
        advice=tr("coarse map as it is") if reference.map == AS_IS else tr("interpolated map"),
    )


_PLAIN = {
    AS_IS: mark("the coarse map as it is"),
    BILINEAR: mark("bilinear interpolation of the coarse map"),
    MEAN_PRESERVING: mark("mean-preserving interpolation of the coarse map"),
}
