"""Areas bounded by polygons: which places lie in them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..raster.projection import projection


@dataclass(frozen=True)
class Area:
    """Polygons in ``crs`` (WKT): each is a list of rings (vertices, 2), outlines and holes; ``source`` names the layer.

    What lies in one of the polygons lies in the area. Within a polygon the rings count by the even-odd rule, so that
    their order and direction make no difference.
    """

    polygons: Sequence[Sequence[np.ndarray]]
    crs: str
    source: str = "area"

    def holds(self, x: np.ndarray, y: np.ndarray, crs: str) -> np.ndarray:
        """Return which of the places (n,) in a CRS lie in the area; sides stay straight lines in the area's own CRS.

        Places that cannot be projected lie in none. Raises FusionError where no transformation exists.
        """
        x, y = projection(crs, self.crs)(x, y)
        order = np.argsort(y, kind="stable")
        across, up = x[order], y[order]
        found = np.zeros(len(x), bool)
        for rings in self.polygons:
            found[order] |= _within(across, up, rings)
        return found & np.isfinite(x)


def _within(x: np.ndarray, y: np.ndarray, rings: Sequence[np.ndarray]) -> np.ndarray:
    """Return which places (n,), sorted by y, lie in a polygon: a ray from each to the right crosses an odd number.

    A side holds its lower end and not its upper one, so that a ray through a corner is counted once.
    """
    inside = np.zeros(len(x), bool)
    for ring in rings:
        start, end = np.asarray(ring, float), np.roll(np.asarray(ring, float), -1, axis=0)
        low, high = (np.where((start[:, 1] <= end[:, 1])[:, None], *ends) for ends in ((start, end), (end, start)))
        first, last = (np.searchsorted(y, ends[:, 1]) for ends in (low, high))
        for (x0, y0), (x1, y1), begin, stop in zip(low, high, first, last):
            if begin < stop:
                rows = slice(begin, stop)
                inside[rows] ^= x[rows] < x0 + (y[rows] - y0) * (x1 - x0) / (y1 - y0)
    return inside
