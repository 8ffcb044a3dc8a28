"""Normal scores: what a normal variable would be at the same rank, so that layers of any unit and skew compare.

The tables that make them are kept with a model, and score other ground on the scale of the first.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

_KNOTS = 4096  # of a table, at most


@dataclass(frozen=True)
class Ranks:
    """A table of ranks: ``values`` (k,) that rise, and the share of all that lies below each, ties half (k,)."""

    values: np.ndarray
    shares: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray) -> Ranks:
        """Return the table of values, NaN left out. Raises ValueError where there is none."""
        known = values[np.isfinite(values)].astype(float)
        if not known.size:
            raise ValueError("no value")
        different, count = np.unique(known, return_counts=True)
        shares = (np.cumsum(count) - count / 2) / known.size
        if len(different) > _KNOTS:
            kept = np.unique(np.searchsorted(shares, np.linspace(shares[0], shares[-1], _KNOTS)))
            different, shares = different[kept], shares[kept]
        return cls(different, shares)

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Return the share that lies below each value, from above 0 to below 1, float32; NaN stays."""
        found = np.interp(values, self.values, self.shares)
        return np.where(np.isfinite(values), found, np.nan).astype(np.float32)

    def normal(self, values: np.ndarray) -> np.ndarray:
        """Return normal scores (van der Waerden), float32; NaN stays. Beyond the table they are those of its ends."""
        found = np.interp(values, self.values, ndtri(self.shares))
        return np.where(np.isfinite(values), found, np.nan).astype(np.float32)


@dataclass(frozen=True)
class NormalScores:
    """The tables of all layers."""

    tables: tuple[Ranks, ...]

    def __call__(self, values: np.ndarray) -> np.ndarray:
        """Return the normal scores of layers (layers, ...), float32, NaN where there is no value."""
        return self.in_place(np.array(values, np.float32))

    def in_place(self, values: np.ndarray) -> np.ndarray:
        """Return the same in the memory of ``values``, float32, which are used up."""
        for table, plane in zip(self.tables, values):
            plane[:] = table.normal(plane)
        return values
