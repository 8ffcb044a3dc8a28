"""Places of a survey as a graph: the values of each, and its nearest other places with what lies between them.

No place is its own neighbour. The places are put into one order of their own, so that nothing depends on that of rows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from ..errors import FusionError

EDGE_FEATURES = 4
HIDDEN, OBSERVED, BELOW = 0, 1, 2  # states of a value: hidden or missing, observed, below the detection limit
_LARGEST_LOG = 6.0  # of a ratio of distances


@dataclass(frozen=True)
class PlaceGraph:
    """A survey in the order of its places, west to east and then south to north.

    ``values`` float32 (n, elements), 0 where missing, and their ``states`` int8, one of ``HIDDEN``, ``OBSERVED`` and
    ``BELOW``; ``places`` (n, 2) in metres; ``neighbours`` (n, k), the nearest first; ``spacing`` is the median
    distance to the nearest place. Row r of the graph is row ``order[r]`` of what it was made of.
    """

    values: np.ndarray
    states: np.ndarray
    places: np.ndarray
    neighbours: np.ndarray
    spacing: float
    order: np.ndarray

    def edges(self, rows: np.ndarray) -> np.ndarray:
        """Return float32 (len(rows), k, 4) for the neighbours of some rows.

        The logarithm of the distance in units of the median spacing, sine and cosine of the direction, and the
        logarithm of the distance in units of that of the last neighbour.
        """
        steps = self.places[self.neighbours[rows]] - self.places[rows][:, None]
        distance = np.hypot(steps[..., 0], steps[..., 1])
        logs = [np.log(distance / self.spacing), np.log(distance / distance[:, -1:])]
        near, far = (np.clip(part, -_LARGEST_LOG, _LARGEST_LOG) for part in logs)
        sine, cosine = steps[..., 1] / distance, steps[..., 0] / distance
        return np.stack([near, sine, cosine, far], axis=-1).astype(np.float32)

    def told(self, rows: np.ndarray) -> np.ndarray:
        """Return float32 (..., 3 elements), what places (...) tell others: values, whether observed, whether below."""
        states = self.states[rows]
        parts = (self.values[rows], states != HIDDEN, states == BELOW)
        return np.concatenate([part.astype(np.float32) for part in parts], axis=-1)


def graph_of(values: np.ndarray, below: np.ndarray, places: np.ndarray, most: int) -> PlaceGraph:
    """Return the graph of ``values`` (n, elements), NaN missing, at distinct ``places`` (n, 2), in metres.

    ``below`` (n, elements) says which values lie below their detection limit. A place has ``most`` neighbours, or all
    others where there are fewer. Raises ValueError where shapes do not fit, FusionError where a place has no
    coordinates, where there are fewer than two, or where two are the same.
    """
    if values.ndim != 2 or below.shape != values.shape or places.shape != (len(values), 2) or most < 1:
        raise ValueError(f"{values.shape}, {below.shape}, {places.shape}, {most}")
    if len(values) < 2 or not np.isfinite(places).all():
        raise FusionError("A graph of places needs two places at least, and the coordinates of each.")
    order = np.lexsort((places[:, 1], places[:, 0]))
    ordered = places[order].astype(float)
    distance, nearest = cKDTree(ordered).query(ordered, min(most, len(ordered) - 1) + 1)
    if not (distance[:, 1] > 0).all():
        raise FusionError("Two samples lie at one place: give the mean of the samples of each place.")
    own = values[order]
    observed = np.isfinite(own)
    states = np.where(observed, np.where(below[order], BELOW, OBSERVED), HIDDEN).astype(np.int8)
    filled = np.where(observed, own, 0).astype(np.float32)
    return PlaceGraph(filled, states, ordered, nearest[:, 1:], float(np.median(distance[:, 1])), order)
