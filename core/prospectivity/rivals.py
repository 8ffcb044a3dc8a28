"""The score beside all that it has to be better than, over the cells that are judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ..evaluation.target_ranking import Ranking, TargetProtocol
from ..progress import SILENT, Progress
from ..raster.grid import Window
from . import baselines, recipe
from .judging import Judged, rank
from .layers import Layers
from .masked_network import NetworkParts
from .prospectivity_model import ProspectivityModel
from .results import SCORE, UNTRAINED, WITHOUT_NETWORK
from .sample import Sample, windows_of
from .scoring import Planes, ScoreMaker, tables_of

NewStore = Callable[[Planes, int], Planes]  # keeps what is made of all tiles, and returns what reads it


@dataclass(frozen=True)
class Scored:
    """A map that was scored: its model, its stored parts by their names, and how its score was made."""

    layers: Layers
    model: ProspectivityModel
    names: tuple[str, ...]
    parts: Planes
    maker: ScoreMaker

    def without_network(self) -> ScoreMaker:
        """Return the score as it would be without the network."""
        own = self.model.parts
        weights = recipe.weights_of(own.coherence, int(own.geochemistry.sum()), network=False)
        ranks = self.maker.ranks
        kept = {name: weight for name, weight in weights.items() if name in ranks}
        return ScoreMaker(self.parts, self.maker.shape, self.names, ranks, kept, self.maker.nearness)

    def with_network(self, other: NetworkParts, keep: NewStore) -> ScoreMaker:
        """Return the score with another network in the place of its own."""
        plain = len(self.model.parts.names)
        said = keep(other.planes, len(other.names))
        tables = tables_of(said, other.names, Sample.of(self.layers.grid))
        contents = int(self.model.parts.geochemistry.sum())
        weights = recipe.weights_of(self.model.parts.coherence, contents, network=True)
        ranks = {**self.maker.ranks, **tables}
        kept = {name: weight for name, weight in weights.items() if name in ranks}

        def read(window: Window) -> np.ndarray:
            return np.concatenate([self.parts(window)[:plain], said(window)])

        names = (*self.names[:plain], *other.names)
        return ScoreMaker(read, self.maker.shape, names, ranks, kept, self.maker.nearness)


def all_scores(
    scored: Scored, judged: Judged, score: np.ndarray, seed: int, progress: Progress = SILENT
) -> tuple[dict[str, np.ndarray], str]:
    """Return the score (rows, columns) and all rivals over the judged cells (n,), and the title of the best layer.

    There is no best layer where no deposit lies in a judged cell.
    """
    layers, model = scored.layers, scored.model
    values = at_cells(layers, judged.numbers, scored.parts, len(scored.names), progress.part(0, 0.2))
    own = dict(zip(scored.names, values.T))

    def normal(window: Window) -> np.ndarray:
        return model.parts.scores(layers.read(window))

    scores = at_cells(layers, judged.numbers, normal, len(layers.layers), progress.part(0.2, 0.4))
    found = {SCORE: score.ravel()[judged.numbers]}
    if model.networks is not None:
        found[WITHOUT_NETWORK] = at_cells(layers, judged.numbers, scored.without_network(), 1)[:, 0]
    found.update(own)
    rivals = baselines.outlier_scores(scores, judged.numbers, layers.geochemistry, seed, progress.part(0.4, 0.9))
    found.update(rivals)
    if not len(judged.known):
        return found, ""
    title, best = baselines.best_layer(scores, layers.names, judged.known)
    return {**found, baselines.BEST_LAYER: best}, title


def with_untrained(
    found: dict[str, np.ndarray], scored: Scored, judged: Judged, other: NetworkParts, keep: NewStore
) -> dict[str, np.ndarray]:
    """Return scores with that of an untrained network behind the one without a network."""
    values = at_cells(scored.layers, judged.numbers, scored.with_network(other, keep), 1)[:, 0]
    first = {name: found[name] for name in (SCORE, WITHOUT_NETWORK)}
    return {**first, UNTRAINED: values, **found}


def worth(
    scored: Scored, judged: Judged, other: NetworkParts, keep: NewStore, protocol: TargetProtocol
) -> tuple[float, float]:
    """Return the AUC and the share of deposits in the best 10 % of the score with another network."""
    values = at_cells(scored.layers, judged.numbers, scored.with_network(other, keep), 1)[:, 0]
    ranking: Ranking = rank(judged, {SCORE: values}, scored.layers.grid.shape, protocol)
    return ranking.first.places.mean, ranking.first.captures[10]


def at_cells(layers: Layers, numbers: np.ndarray, read: Planes, count: int, progress: Progress = SILENT) -> np.ndarray:
    """Return what reads windows (count, ...) at cells, by their numbers (n,): (n, count)."""
    row, col = np.divmod(numbers, layers.grid.width)
    found = np.full((len(numbers), count), np.nan, np.float32)
    for window in progress.each(windows_of(layers.grid)):
        mine = (row >= window.row) & (row < window.row + window.height)
        mine &= (col >= window.col) & (col < window.col + window.width)
        if mine.any():
            found[mine] = read(window)[:, row[mine] - window.row, col[mine] - window.col].T
    return found
