"""The score beside all that it has to be better than, over the cells that are judged by known deposits."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from ..blas import one_blas_thread
from ..evaluation.ranking import auc
from ..evaluation.target_cells import Cells, counted, rank_cells
from ..evaluation.target_ranking import RankedScore, Ranking, TargetProtocol
from ..language import mark, tr
from ..memory import give_back
from ..progress import SILENT, Progress
from ..raster.grid import Grid, Window
from ..raster.projection import datum_remarks, projection, require_longitudes_of_points
from ..regression.methods import missing_scikit_learn
from ..samples.points import PointValues
from .layers import Layers
from .masked_network import NetworkParts
from .outliers import Neighbours
from .prospectivity_model import ProspectivityModel
from .results import SCORE, UNTRAINED, WITHOUT_NETWORK
from .sample import lattice_of, windows_of
from .scoring import Planes, ScoreMaker, tables_of

NewStore = Callable[[Planes, int], Planes]  # keeps what is made of all tiles, and returns what reads it
OTHER = "other"
FOREST, FOREST_CONTENTS = "isolation_forest", "isolation_forest_geochemistry"
NEIGHBOURS_ALL, NEIGHBOURS_CONTENTS, BEST_LAYER = "neighbours_all", "neighbours_geochemistry", "best_layer"
TITLES = {
    FOREST: mark("isolation forest, all layers"),
    FOREST_CONTENTS: mark("isolation forest, geochemistry"),
    NEIGHBOURS_ALL: mark("5 nearest cells in all layers: distance"),
    NEIGHBOURS_CONTENTS: mark("5 nearest cells in the geochemistry: distance"),
}
_TREES = 300
_MANY = 2**15  # cells at a time, that go through the trees
_PAIRS = 2**29  # of cells, between which distances are found: of 23,000 cells all, of more fewer references


def outlier_scores(
    scores: np.ndarray, cells: np.ndarray, geochemistry: np.ndarray, seed: int, progress: Progress = SILENT
) -> dict[str, np.ndarray]:
    """Return baselines of normal scores (n, layers) of cells with their numbers (n,); a missing value counts as 0.

    Isolation forests need scikit-learn, and are left out, which is told, without it.
    """
    found = {}
    several = 1 < geochemistry.sum() < len(geochemistry)
    missing = missing_scikit_learn()
    if missing:
        progress.warn(tr("No isolation forest stands beside the score: {reason}", reason=missing))
    else:
        filled = np.nan_to_num(scores)
        found[FOREST] = _isolated(filled, seed)
        if several:
            found[FOREST_CONTENTS] = _isolated(filled[:, geochemistry], seed)
        give_back()  # what the forests took
    with one_blas_thread():
        found[NEIGHBOURS_ALL] = _distances(scores, cells, seed)
        if several:
            found[NEIGHBOURS_CONTENTS] = _distances(scores[:, geochemistry], cells, seed)
    return found


def _distances(scores: np.ndarray, cells: np.ndarray, seed: int) -> np.ndarray:
    """Return the mean distance of each cell to the five nearest of all, or of as many as can be compared with all."""
    return Neighbours.of(scores, cells, seed, _PAIRS // len(scores)).distances(scores, cells)


def _isolated(values: np.ndarray, seed: int) -> np.ndarray:
    from sklearn.ensemble import IsolationForest

    forest = IsolationForest(n_estimators=_TREES, random_state=seed).fit(values)
    found = np.empty(len(values))
    for start in range(0, len(values), _MANY):  # all at once take the memory of their ways through the trees
        found[start : start + _MANY] = -forest.score_samples(values[start : start + _MANY])
    return found


def best_layer(scores: np.ndarray, names: list[str], known: np.ndarray) -> tuple[str, np.ndarray]:
    """Return the title and values of the layer that ranks ``known`` cells (numbers of rows) best, with either sign.

    It is chosen with the deposits, so it is a bound for a single layer. A missing value counts as the middle.
    """
    others = np.setdiff1d(np.arange(len(scores)), known)
    filled = np.nan_to_num(scores)
    found = np.array([auc(filled[known, k], filled[others, k]) for k in range(filled.shape[1])])
    best = int(np.argmax(np.abs(found - 0.5)))
    sign = 1.0 if found[best] >= 0.5 else -1.0
    title = tr("best single layer, chosen with the deposits ({sign}{name})", sign="+" if sign > 0 else "\u2212",
               name=names[best])  # fmt: skip
    return title, sign * filled[:, best]


# ---------------------------------------------------------------------------------------------- judged cells


@dataclass(frozen=True)
class Judged:
    """The cells that are ranked, those of them that stand for deposits (rows), and where the deposits lie (m,)."""

    cells: Cells
    known: np.ndarray
    x: np.ndarray
    y: np.ndarray

    @property
    def numbers(self) -> np.ndarray:
        """The numbers of the cells on the grid (n,), rising."""
        return self.cells.numbers


def judged_cells(
    score: np.ndarray, grid: Grid, deposits: PointValues, protocol: TargetProtocol, progress: Progress = SILENT
) -> Judged:
    """Return the cells of a score (rows, columns) that are ranked: all, or of many a sample and those with deposits.

    Only where it is known has a part in this, and bool may say so.

    Raises FusionError where the layer has no deposit or none lies on the map.
    """
    deposits.require_deposits()
    progress.warn_each(datum_remarks(deposits.crs, grid.crs))
    x, y = projection(deposits.crs, grid.crs)(deposits.x, deposits.y)
    require_longitudes_of_points(x, y, grid, tr("the deposits"))
    cells, placed = Cells.of(score, grid), np.isfinite(x) & np.isfinite(y)
    held = np.unique(cells.nearest(x[placed], y[placed], protocol.max_distance)[0])
    held = held[held >= 0]
    lattice = lattice_of(grid)
    numbers = np.union1d(lattice.numbers(grid.full_window()), held)
    numbers = numbers[counted(score.ravel()[numbers])]
    if lattice.step > 1:
        progress.note(tr("Scores are ranked over an even sample of {count} cells and those with deposits.",
                         count=len(numbers)))  # fmt: skip
    return Judged(replace(cells, chosen=numbers), np.searchsorted(numbers, held), x, y)


def rank(
    judged: Judged, scores: Mapping[str, np.ndarray], protocol: TargetProtocol, progress: Progress = SILENT
) -> Ranking:
    """Rank scores, each (n,) over the judged cells, the first the main one; a missing value counts as the middle.

    Scores that are the same everywhere are left out.
    """
    usable = {}
    for name, values in scores.items():
        known = np.isfinite(values)
        filled = values if known.all() else np.where(known, values, np.median(values[known]) if known.any() else 0.0)
        if filled.min() < filled.max():
            usable[name] = filled
    inside = np.ones(len(judged.x), bool)
    return rank_cells(usable, judged.cells, judged.x, judged.y, inside, protocol, progress)


# ---------------------------------------------------------------------------------------------- all scores


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
        weights = self.model.parts.weights(self.maker.ranks, network=False)
        return replace(self.maker, weights=weights)

    def with_network(self, other: NetworkParts, keep: NewStore) -> ScoreMaker:
        """Return the score with another network in the place of its own."""
        plain = len(self.model.parts.names)
        said = keep(other.planes, len(other.names))
        ranks = {**self.maker.ranks, **tables_of(said, other.names, lattice_of(self.layers.grid))}
        weights = self.model.parts.weights(ranks, network=True)

        def read(window: Window) -> np.ndarray:
            return np.concatenate([self.parts(window)[:plain], said(window)])

        names = (*self.names[:plain], *other.names)
        return replace(self.maker, read=read, names=names, ranks=ranks, weights=weights)


def all_scores(
    scored: Scored, judged: Judged, score: Planes, seed: int, progress: Progress = SILENT
) -> tuple[dict[str, np.ndarray], str]:
    """Return the score, of which windows are read, and all rivals over the judged cells (n,), and the title of the best
    layer.

    There is no best layer where no deposit lies in a judged cell.
    """
    layers, model = scored.layers, scored.model
    values = at_cells(layers, judged.numbers, scored.parts, len(scored.names), progress.part(0, 0.2))
    own = dict(zip(scored.names, values.T))

    def normal(window: Window) -> np.ndarray:
        return model.parts.scores.in_place(layers.read(window))

    scores = at_cells(layers, judged.numbers, normal, len(layers.layers), progress.part(0.2, 0.4))
    give_back()  # what reading took, before the score needs its own
    found = {SCORE: at_cells(layers, judged.numbers, score, 1)[:, 0]}
    if model.networks is not None:
        found[WITHOUT_NETWORK] = at_cells(layers, judged.numbers, scored.without_network(), 1)[:, 0]
    found.update(own)
    give_back()  # what scoring took, before the forests need theirs
    rivals = outlier_scores(scores, judged.numbers, layers.geochemistry, seed, progress.part(0.4, 0.9))
    found.update(rivals)
    if not len(judged.known):
        return found, ""
    title, best = best_layer(scores, layers.names, judged.known)
    return {**found, BEST_LAYER: best}, title


def with_untrained(
    found: dict[str, np.ndarray], scored: Scored, judged: Judged, other: NetworkParts, keep: NewStore
) -> dict[str, np.ndarray]:
    """Return scores with that of an untrained network behind the one without a network."""
    values = at_cells(scored.layers, judged.numbers, scored.with_network(other, keep), 1)[:, 0]
    first = {name: found[name] for name in (SCORE, WITHOUT_NETWORK)}
    return {**first, UNTRAINED: values, **found}


def worth(
    scored: Scored,
    judged: Judged,
    score: np.ndarray,
    other: NetworkParts,
    keep: NewStore,
    protocol: TargetProtocol,
) -> RankedScore:
    """Return what the score with another network is worth, its difference to the score (n,) of judged cells too."""
    values = at_cells(scored.layers, judged.numbers, scored.with_network(other, keep), 1)[:, 0]
    return rank(judged, {SCORE: score, OTHER: values}, protocol).scores[1]


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
