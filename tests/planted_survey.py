"""Surveys for the tests of anomalies: points of a layer with known contents, and places that are anomalous."""

from __future__ import annotations

from typing import Any

import numpy as np
from making import wkt

from geochem_fusion.core.anomalies.request import AnomalyRequest
from geochem_fusion.core.evaluation.target_ranking import TargetProtocol
from geochem_fusion.core.samples.points import PointValues

ELEMENTS = ("Au_ppb", "As_ppm", "Sb_ppm", "Cu_ppm", "Zn_ppm", "Ni_ppm")


def survey_points(side: int = 18, seed: int = 3) -> tuple[PointValues, np.ndarray]:
    """Return places 500 m apart with contents, and places (2, 2) around which gold and its pathfinders are high."""
    generator = np.random.default_rng(seed)
    x, y = (axis.ravel() * 500.0 for axis in np.meshgrid(np.arange(side), np.arange(side)))
    x, y = x + generator.uniform(-100, 100, x.size), y + generator.uniform(-100, 100, y.size)
    rock = np.sin(x / 2000) + np.cos(y / 1500)
    logs = generator.normal(0, 0.4, (x.size, len(ELEMENTS))) + rock[:, None] * [0.1, 0.2, 0.1, 0.5, 0.5, 0.6]
    deposits = np.array([[2100.0, 2600.0], [6400.0, 6100.0]])
    near = np.hypot(x[:, None] - deposits[:, 0], y[:, None] - deposits[:, 1]).min(axis=1)
    logs[:, :3] += np.exp(-((near / 900) ** 2))[:, None] * [2.5, 1.5, 1.2]
    values = np.exp(logs) * [2.0, 5.0, 0.5, 30.0, 60.0, 20.0]
    return PointValues(x, y, ELEMENTS, values.astype(object), wkt(32633), "survey"), deposits


def known_points(places: np.ndarray, name: str = "deposits") -> PointValues:
    """Return points without values."""
    return PointValues(places[:, 0], places[:, 1], (), np.zeros((len(places), 0)), wkt(32633), name)


def planted_request(**changed: Any) -> AnomalyRequest:
    """Return a search for gold in the planted survey, without a network."""
    points, deposits = survey_points()
    protocol = TargetProtocol(min_distance=1500.0)
    values: dict[str, Any] = {"targets": ("Au_ppb",), "method": "classical", "protocol": protocol, **changed}
    return AnomalyRequest(points, deposits=known_points(deposits), **values)
