"""Numbers as text, one or several of something, round ticks, and the ranges of colours that maps share."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .language import mark, tr

_MINUS, _NONE = "\u2212", "\u2013"
_NOUNS = {  # one and several
    "sample": (mark("{number} sample"), mark("{number} samples")),
    "place": (mark("{number} place"), mark("{number} places")),
    "cell": (mark("{number} cell"), mark("{number} cells")),
    "point": (mark("{number} point"), mark("{number} points")),
    "value": (mark("{number} value"), mark("{number} values")),
    "usable place": (mark("{number} usable place"), mark("{number} usable places")),
    "usable value": (mark("{number} usable value"), mark("{number} usable values")),
    "duplicate": (mark("{number} duplicate"), mark("{number} duplicates")),
    "detection limit": (mark("{number} detection limit"), mark("{number} detection limits")),
    "band": (mark("{number} band"), mark("{number} bands")),
    "row": (mark("{number} row"), mark("{number} rows")),
    "column": (mark("{number} column"), mark("{number} columns")),
    "feature": (mark("{number} feature"), mark("{number} features")),
    "deposit": (mark("{number} deposit"), mark("{number} deposits")),
    "element or oxide": (mark("{number} element or oxide"), mark("{number} elements or oxides")),
    "validation point": (mark("{number} validation point"), mark("{number} validation points")),
}
_SKEWED = 3.0  # times as far the highest percentile lies above the median as the lowest below it


def number(value: float | None, digits: int = 4) -> str:
    """Write a number with ``digits`` significant digits, an en dash for None, NaN and infinity."""
    if value is None or not math.isfinite(value):
        return _NONE
    if isinstance(value, (int, np.integer)):
        return f"{value}".replace("-", _MINUS)
    rounded = float(f"{value:.{digits - 1}e}")
    if rounded == 0:
        return "0"
    magnitude = math.floor(math.log10(abs(rounded)))
    if -5 <= magnitude < 7:
        return f"{rounded:.{max(digits - 1 - magnitude, 0)}f}".replace("-", _MINUS)
    return f"{rounded:.{digits - 1}e}".replace("-", _MINUS)


def several(number: int, noun: str) -> str:
    """Return a number of something; the noun is one of ``_NOUNS``."""
    one, many = _NOUNS[noun]
    return tr(one if number == 1 else many, number=number)


def ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return about ``count`` round numbers from ``low`` to ``high``: 1, 2 or 5 times a power of ten apart."""
    if not high > low:
        return [low]
    power = 10.0 ** math.floor(math.log10((high - low) / count))
    steps = [range(math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9) + 1)
             for step in (power, 2 * power, 5 * power, 10 * power)]  # fmt: skip
    best = min(range(4), key=lambda k: (abs(len(steps[k]) - count), -k))
    return [k * (1, 2, 5, 10)[best] * power for k in steps[best]]


def log_ticks(low: float, high: float, count: int = 5) -> list[float]:
    """Return about ``count`` round numbers from ``low`` to ``high``, both above 0, for a logarithmic axis.

    1, 2 and 5 times powers of ten, or powers alone where these are too many; within one step, those of ``ticks``.
    """
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)) + 1)
    kinds = [[m * 10.0**k for k in powers for m in (1, 2, 5)]]
    kinds += [[10.0**k for k in powers if k % step == 0] for step in range(1, len(powers) + 1)]
    inside = [[value for value in kind if low * (1 - 1e-9) <= value <= high * (1 + 1e-9)] for kind in kinds]
    found = next(values for values in inside if len(values) <= count + 1)
    return found if len(found) > 1 else ticks(low, high, count)


def tick_labels(values: Sequence[float]) -> list[str]:
    """Write ticks with the decimals that their step needs, and no more."""
    largest = max(abs(value) for value in values)
    if largest and not 1e-4 <= largest < 1e6:
        return [f"{value:.3g}".replace("-", _MINUS) for value in values]
    if len(values) == 1:
        return [number(values[0]) if values[0] % 1 else f"{values[0]:.0f}".replace("-", _MINUS)]
    step = abs(values[1] - values[0])
    decimals = max(-math.floor(math.log10(step) + 1e-9), 0)
    return [f"{value + 0.0:.{decimals}f}".replace("-", _MINUS) for value in values]


def shared_range(arrays: Sequence[np.ndarray], percent: float = 2.0) -> tuple[float, float]:
    """Return the range that maps of one element share: percentiles ``percent`` to 100 - ``percent``."""
    values = finite(arrays)
    low, high = (float(v) for v in np.percentile(values, [percent, 100 - percent])) if values.size else (0.0, 1.0)
    return widened(low, high)


def symmetric_range(arrays: Sequence[np.ndarray], percent: float = 2.0) -> tuple[float, float]:
    """Return a range symmetric around 0: up to percentile 100 - ``percent`` of the absolute values."""
    values = np.abs(finite(arrays))
    limit = float(np.percentile(values, 100 - percent)) if values.size else 1.0
    return (-limit, limit) if limit > 0 else (-1.0, 1.0)


def is_skewed(values: np.ndarray) -> bool:
    """Whether known values (n,), all above 0, have a long upper tail: lognormal ones with a deviation above 0.54."""
    low, median, high = np.quantile(values, (0.02, 0.5, 0.98))
    return bool(values.min() > 0 and high - median > _SKEWED * (median - low))


def finite(arrays: Sequence[np.ndarray]) -> np.ndarray:
    return np.concatenate([np.zeros(0), *(a[np.isfinite(a)].astype(float) for a in arrays)])


def widened(low: float, high: float) -> tuple[float, float]:
    """Give a range without width some, so that one can divide by it."""
    least = max(abs(low), abs(high)) * 1e-6 or 1.0
    return (low, high) if high - low > least else (low - least / 2, high + least / 2)
