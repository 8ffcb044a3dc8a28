"""Views of an image from which networks learn: windows around what is predicted, and the values they stand for."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Patches:
    """Samples of one resolution.

    ``views`` float32 (n, views, channels, side, side), NaN missing; ``valid`` (n, views, core, core) which predicted
    pixels have a value; ``rows`` (n, ratio²) the rows of the table that a sample is the mean of.
    """

    ratio: int
    views: np.ndarray
    valid: np.ndarray
    rows: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    def means(self, values: np.ndarray) -> np.ndarray:
        """Return the values (n, elements) of the samples from those of the table's rows; NaN where one is missing."""
        return values[self.rows].mean(axis=1)

    def among(self, rows: np.ndarray) -> np.ndarray:
        """Return the samples (indices) made of nothing but the rows marked (table rows,)."""
        return np.flatnonzero(rows[self.rows].all(axis=1))
