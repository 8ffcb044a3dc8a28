"""What the prospectivity step found: everything that the report, the tables and the dialog show."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..deep.learning import Curve
from ..evaluation.target_ranking import RankedScore, Ranking
from ..language import mark
from ..raster.grid import Grid
from .prospectivity_model import ProspectivityModel
from .target_areas import TargetAreas

SCORE, WITHOUT_NETWORK, UNTRAINED = "score", "without_network", "untrained"
TITLES = {
    SCORE: mark("score"),
    WITHOUT_NETWORK: mark("without the network"),
    UNTRAINED: mark("with a network that was not trained"),
}


@dataclass(frozen=True)
class SourceFacts:
    """A source of layers: the ``weight`` that the network gives its channels, and what it loses without it.

    ``r2`` is the share of the variance of hidden values that is explained on ground that was not learned from, and
    ``occlusion`` how much that of the other sources falls where this one is hidden; None where that cannot be told.
    They describe the network.
    """

    name: str
    layers: tuple[str, ...]
    weight: float | None = None
    r2: float | None = None
    occlusion: float | None = None


@dataclass(frozen=True)
class NetworkFacts:
    """How a network learned, and what it explains of hidden values.

    ``r2``, and ``cross_r2`` of geochemistry told from the other sources alone, are told of ground that was not learned
    from: quarters of the map that judge a network of the same kind, which learned from the others. ``seen_r2`` and
    ``seen_cross_r2`` are those of the network itself where it learned. None where a figure cannot be told.
    ``ablations`` are what was left out, and what the score without it is worth beside the score itself.
    """

    parameters: int
    curves: tuple[Curve, ...] = ()
    r2: float | None = None
    cross_r2: float | None = None
    seen_r2: float | None = None
    seen_cross_r2: float | None = None
    ablations: tuple[tuple[str, RankedScore], ...] = ()


@dataclass(frozen=True)
class Pictures:
    """Maps for the report, thinned: planes (rows, columns) by their names, and width by height on the ground.

    ``deposits`` (n, 2) are shares of width and height.
    """

    planes: Mapping[str, np.ndarray]
    aspect: float
    deposits: np.ndarray = field(default_factory=lambda: np.zeros((0, 2)))


@dataclass(frozen=True)
class Prospectivity:
    """The result of ``map_prospectivity``.

    ``geochemistry`` are the names of the geochemical layers. ``weights`` are the parts of the score and how much each
    counts. ``cells`` have a score; from ``threshold`` on, its ``percentile``, they lie in one of the ``areas``, and
    ``leading`` are the layers that lie furthest above what is usual in each, with their mean normal score. ``shown``
    are the ranges of the rasters by their outputs.
    """

    grid: Grid
    sources: tuple[SourceFacts, ...]
    geochemistry: tuple[str, ...]
    weights: Mapping[str, float]
    titles: Mapping[str, str]
    cells: int
    threshold: float
    percentile: float
    areas: TargetAreas
    leading: list[list[tuple[str, float]]]
    model: ProspectivityModel
    pictures: Pictures
    shown: Mapping[str, tuple[float, float]]
    ranking: Ranking | None = None
    network: NetworkFacts | None = None
    settings: Mapping[str, Any] = field(default_factory=dict)
    inputs: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    versions: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def ranked(self, name: str) -> RankedScore | None:
        """Return what a score is worth, None where it was not ranked."""
        scores = self.ranking.scores if self.ranking else []
        return next((score for score in scores if score.name == name), None)
