"""Pixels of a file as they are in memory: float32, NaN for nodata."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from .sentinels import EXTREME


def floats(values: np.ndarray, nodata: float | None, limit: float = EXTREME) -> np.ndarray:
    """Return pixels of any real type as float32, NaN where they equal ``nodata`` or are as large as no measurement."""
    marked = values == values.dtype.type(nodata) if can_hold(values.dtype, nodata) else None
    whole = values.dtype.kind in "iu"  # no whole number is as large as what marks nodata
    with np.errstate(over="ignore"):
        values = values.astype(np.float32)
    if marked is not None:
        np.copyto(values, np.nan, where=marked)
    if not whole:
        np.copyto(values, np.nan, where=~(np.abs(values) < limit))
    return values


def can_hold(dtype: np.dtype, value: float | None) -> bool:
    """Whether pixels of a type can have a nodata value at all (-9999 in a byte band cannot occur)."""
    if value is None or not math.isfinite(value):
        return False
    if dtype.kind == "f":
        return abs(value) <= float(np.finfo(dtype).max)
    return value == int(value) and np.iinfo(dtype).min <= value <= np.iinfo(dtype).max


def as_held(dtype: np.dtype, values: Sequence[float]) -> list[float]:
    """Return those of some values that pixels of a type can have, as they have them: 32 bits turn 0.1 into 0.100000001.

    Infinite ones too, which no file can declare.
    """
    single = dtype == np.dtype(np.float32)
    held = [one for one in values if can_hold(dtype, one) or (dtype.kind == "f" and math.isinf(one))]
    return [float(np.float32(one)) for one in held] if single else held


NODATA = -9999.0
