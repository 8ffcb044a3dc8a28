"""Points with values, as samples to train on or as validation data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..units import Content, unit_of
from .missing_codes import MISSING


@dataclass(frozen=True)
class PointValues:
    """Values at points: ``x`` and ``y`` (n,) in ``crs`` (WKT), ``values`` (n, fields); ``source`` names the layer.

    ``units`` are those that the values carry, one a field, none at all where they are not known.
    """

    x: np.ndarray
    y: np.ndarray
    names: Sequence[str]
    values: np.ndarray
    crs: str
    source: str = "points"
    units: Sequence[str] = ()

    @property
    def contents(self) -> list[Content]:
        """The elements and their units: those that the values carry, else those that the fields' names end in."""
        units = self.units or [""] * len(self.names)
        return [Content(name, unit_of(name, unit)) for name, unit in zip(self.names, units)]

    def cleaned(self) -> np.ndarray:
        """Return the values as float64 with NaN for every kind of missing: NaN, infinite, -9999."""
        values = np.asarray(self.values, float)
        return np.where(np.isfinite(values) & (values != MISSING), values, np.nan)

    def check(self) -> None:
        """Raise FusionError where there is no CRS, no point or no field."""
        self.require_crs()
        if np.size(self.x) == 0 or not self.names:
            raise FusionError(
                "The layer '{source}' has no points or no fields: choose at least one numeric field.",
                source=self.source,
            )

    def require_crs(self) -> None:
        """Raise FusionError where there is no CRS."""
        if not self.crs:
            raise FusionError(
                "The layer '{source}' has no coordinate reference system: assign its CRS.", source=self.source
            )

    def require_deposits(self) -> None:
        """Raise FusionError where the points are deposits and there is none."""
        if not np.size(self.x):
            raise FusionError("The layer '{source}' has no deposit: choose one with points.", source=self.source)


def group_means(values: np.ndarray, groups: np.ndarray, size: int) -> tuple[np.ndarray, np.ndarray]:
    """Return the number of values (size,) in each group and their mean, NaN values left out and NaN where none is."""
    has = np.isfinite(values)
    count = np.bincount(groups[has], minlength=size)
    total = np.bincount(groups[has], values[has], minlength=size)
    return count, np.divide(total, count, out=np.full(size, np.nan), where=count > 0)
