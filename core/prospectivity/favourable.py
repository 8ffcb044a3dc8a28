"""Favourable features, such as faults: how near the ground lies to points, lines and polygons."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from ..errors import FusionError
from ..raster.grid import Grid, Window
from ..raster.projection import projection
from ..samples.areas import Area
from ..samples.metric import cell_sides, metres_of
from ..setting_limits import Limits

WEIGHT = Limits(1.0, 0.0)
DISTANCE = Limits(0.0, 0.0)  # metres; 0: by the size of the cells
REACH = 5.0  # cells, where no distance is given
_STEP = 0.25  # cells between the points that stand for a line
_FARTHEST = 20.0  # times the reach, where nothing is left to tell


@dataclass(frozen=True)
class Favourable:
    """A layer of features in ``crs`` (WKT): ``lines`` and ``polygons`` of vertices (n, 2), ``points`` (n, 2).

    Polygons are lists of rings; ground inside is at distance 0. ``weight`` says how much the layer counts beside
    others, ``distance`` in metres where a feature counts for 1/e of what it does beside it, 0: five cells.
    """

    source: str
    crs: str
    points: np.ndarray
    lines: Sequence[np.ndarray] = ()
    polygons: Sequence[Sequence[np.ndarray]] = ()
    weight: float = WEIGHT.default
    distance: float = DISTANCE.default

    @property
    def count(self) -> int:
        """How many features there are."""
        return len(self.points) + len(self.lines) + len(self.polygons)


def parse_numbers(name: str, text: str, count: int, limits: Limits[float]) -> list[float]:
    """Return a number for each of ``count`` layers, of a text such as ``2, 0.5``; the default for an empty one.

    Raises FusionError, which names the parameter, for another count and for what is no number within the limits.
    """
    parts = [part for part in re.split(r"[,;\s]+", text.strip()) if part]
    if not parts:
        return [limits.default] * count
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        numbers = []
    if len(numbers) != count or not all(np.isfinite(n) and n in limits for n in numbers):
        raise FusionError(
            "{name} is '{text}': give a number from {least:g} for each layer of FAVOURABLE ({count}), separated by "
            "commas.",
            name=name,
            text=text,
            least=limits.least,
            count=count,
        )
    return numbers


class Nearness:
    """How near cells of a grid lie to features, from 1 beside to 0: the weighted mean over layers of features."""

    def __init__(self, features: Sequence[Favourable], grid: Grid) -> None:
        """Raises FusionError where a layer has no feature, or all weights are 0."""
        self.grid = grid
        self._metres = metres_of(grid)
        self._side = max(cell_sides(grid, self._metres))
        total = sum(feature.weight for feature in features)
        if total <= 0:
            raise FusionError("WEIGHTS are all 0: give a number above 0 for one of the layers of FAVOURABLE.")
        self._parts = [(feature.weight / total, self._nearness(feature)) for feature in features]

    def _nearness(self, feature: Favourable) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
        """Return the nearness to a layer as a function of x and y in the CRS of the grid."""
        project = projection(feature.crs, self.grid.crs)
        reach = feature.distance or REACH * self._side
        step = _STEP * self._side
        outlines = [ring for rings in feature.polygons for ring in rings]
        paths = [self._metres(*project(*line.T)) for line in [*feature.lines, *outlines] if len(line)]
        dots = [_along(path[np.isfinite(path).all(axis=1)], step) for path in paths]
        if len(feature.points):
            dots.append(self._metres(*project(*feature.points.T)))
        places = np.concatenate(dots) if dots else np.zeros((0, 2))
        places = places[np.isfinite(places).all(axis=1)]
        if not len(places):
            raise FusionError(
                "FAVOURABLE: the layer '{source}' has no feature that can be placed: check its CRS, selection and "
                "filter.",
                source=feature.source,
            )
        tree = cKDTree(places)
        area = Area(feature.polygons, feature.crs, feature.source) if feature.polygons else None

        def nearness(x: np.ndarray, y: np.ndarray) -> np.ndarray:
            metres = self._metres(x, y)
            placed = np.isfinite(metres).all(axis=1)
            near = np.zeros(len(metres))
            near[placed] = np.exp(-tree.query(metres[placed], distance_upper_bound=_FARTHEST * reach)[0] / reach)
            if area is not None:
                near[area.holds(x, y, self.grid.crs)] = 1.0
            return np.asarray(near)

        return nearness

    def at(self, window: Window) -> np.ndarray:
        """Return the nearness of the cells of a window, float32 (height, width)."""
        rows, cols = np.indices(window.shape).reshape(2, -1)
        x, y = self.grid.map_xy(cols + window.col + 0.5, rows + window.row + 0.5)
        found = sum(weight * nearness(x, y) for weight, nearness in self._parts)
        return np.asarray(found, np.float32).reshape(window.shape)


def _along(path: np.ndarray, step: float) -> np.ndarray:
    """Return points (n, 2) along a line (vertices, 2), no farther than ``step`` apart."""
    if len(path) < 2:
        return path
    lengths = np.hypot(*np.diff(path, axis=0).T)
    count = np.maximum(np.ceil(lengths / step).astype(int), 1)
    parts = [start + np.arange(n)[:, None] / n * (end - start) for start, end, n in zip(path, path[1:], count)]
    return np.concatenate([*parts, path[-1:]])
