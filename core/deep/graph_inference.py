"""Applying networks over places and their neighbours: every value predicted from what is not hidden with it.

The elements are dealt to six groups, twice and in two ways, and hidden group by group. Places are worked off in blocks
of one size in the order of the graph and on one thread, so that neither the order of rows nor the machine matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..blas import one_blas_thread
from ..progress import SILENT, Progress
from .graph_attention import FUSED, SPATIAL, SPECTRAL, Said, Star
from .networks import GraphNetwork
from .place_graph import HIDDEN, PlaceGraph, graph_of

GROUPS = 6  # of elements that are hidden together
PARTITIONS = 2  # ways to deal the elements to groups
EDGES_A_PLACE = 3  # the strongest, which are kept
PLACES_OF_OCCLUSION = 500
_BLOCK = 64  # places at once


@dataclass(frozen=True)
class Edges:
    """The neighbours that weigh most: of place ``i`` the place ``j``, its ``weight`` and ``scale`` (from 0), all (m,).

    The weights of all neighbours of a place at all scales together are 1.
    """

    i: np.ndarray
    j: np.ndarray
    weight: np.ndarray
    scale: np.ndarray


@dataclass(frozen=True)
class Predictions:
    """What a network says of each value from what is not hidden with it, in the order of the rows given.

    ``fused``, ``spectral`` and ``spatial`` (n, elements), also where a value is missing; NaN for a branch that the
    network lacks. ``scale_weights`` (n, scales), ``edges`` and ``element_attention`` (elements, elements), that which
    a hidden element of a row pays to a visible one of a column, the mean over places: they describe the network and
    explain nothing; NaN where there is no such branch, or two elements are never apart.
    """

    fused: np.ndarray
    spectral: np.ndarray
    spatial: np.ndarray
    scale_weights: np.ndarray
    element_attention: np.ndarray
    edges: Edges


def predictions(
    network: GraphNetwork,
    values: np.ndarray,
    below: np.ndarray,
    places: np.ndarray,
    seed: int = 0,
    progress: Progress = SILENT,
) -> Predictions:
    """Return what a network says of ``values`` (n, elements), on the scale of training, NaN missing.

    ``below`` (n, elements) says which lie below their limit, ``places`` (n, 2) are distinct and in metres; ``seed``
    deals the elements to groups. Raises FusionError where ``graph_of`` does, and Cancelled.
    """
    graph = graph_of(values, below, places, int(network.neighbours.max()))
    rows, told = np.arange(len(values)), Telling(network, graph, seed)
    parts = [told.of(block) for block in progress.each(blocks(rows))]
    predicted = np.concatenate([part.predicted for part in parts], axis=1)[:, : len(rows)]
    scale_weights = np.concatenate([part.scale_weights for part in parts])[: len(rows)]
    edges = [np.concatenate([part.edges[k] for part in parts])[: len(rows)] for k in range(len(parts[0].edges))]
    back = np.argsort(graph.order)
    fused, spectral, spatial = predicted[:, back]
    between = told.attention()
    return Predictions(
        fused, spectral, spatial, scale_weights[back], between, strongest(graph, scale_weights, edges, EDGES_A_PLACE)
    )


def masks(elements: int, seed: int) -> np.ndarray:
    """Return which elements are hidden together, bool (masks, elements): each as often as there are partitions."""
    generator, found = np.random.default_rng(seed), []
    for _ in range(PARTITIONS):
        group = np.empty(elements, int)
        group[generator.permutation(elements)] = np.arange(elements) % GROUPS
        found += [group == number for number in range(min(GROUPS, elements))]
    return np.array(found)


def blocks(rows: np.ndarray) -> list[np.ndarray]:
    """Return rows in blocks of one size, the last filled up with its own last row: sizes decide how products round."""
    return [
        np.concatenate([part, np.repeat(part[-1:], _BLOCK - len(part))])
        for part in (rows[first : first + _BLOCK] for first in range(0, len(rows), _BLOCK))
    ]


def _first(rows: np.ndarray) -> np.ndarray:
    """Return which rows of a block are not repeats that fill it up (n,)."""
    return np.concatenate([[True], rows[1:] != rows[:-1]])


class Telling:
    """A network over a graph: what it says of blocks of its places, each value hidden with those of its group."""

    def __init__(self, network: GraphNetwork, graph: PlaceGraph, seed: int) -> None:
        self.network, self.graph = network, graph
        with one_blas_thread():
            self.encoded = network.encoded(graph)
        elements = graph.values.shape[1]
        # what is hidden makes no difference to neighbours, which never see it
        self.masks = masks(elements, seed) if network.has_spectral else np.ones((1, elements), bool)
        self._paid, self._times = np.zeros((elements, elements)), np.zeros((elements, elements))

    def stars(self, rows: np.ndarray) -> list[Star]:
        """Return what the neighbours of some rows of the graph offer."""
        return self.network.stars(self.graph, self.encoded, rows)

    def of(self, rows: np.ndarray) -> Said:
        """Return what the network says of a block of rows of the graph, the mean over the masks that hide a value."""
        with one_blas_thread():
            return self._of(rows)

    def _of(self, rows: np.ndarray) -> Said:
        stars, states = self.stars(rows), self.graph.states[rows]
        found = [self._hiding(rows, states, stars, mask) for mask in self.masks]
        predicted = np.zeros((3, *states.shape), np.float32)
        for mask, said in zip(self.masks, found):
            predicted[:, :, mask] += said.predicted
        predicted /= np.float32(self.masks.sum(axis=0)[0])
        edges = [np.mean([said.edges[k] for said in found], axis=0) for k in range(len(stars))]
        if not stars:
            nothing = np.full((len(rows), len(self.network.neighbours)), np.nan, np.float32)
            return Said(predicted, nothing, [], found[0].attention[:0])
        return Said(predicted, np.mean([said.scale_weights for said in found], axis=0), edges, found[0].attention[:0])

    def _hiding(self, rows: np.ndarray, states: np.ndarray, stars: Sequence[Star], mask: np.ndarray) -> Said:
        visible = np.where(mask, HIDDEN, states)
        said = self.network.over(self.graph.values[rows], visible, stars, np.flatnonzero(mask))
        if self.network.has_spectral:
            seen = (visible != HIDDEN) & _first(rows)[:, None]
            self._paid[mask] += np.einsum("nij,nj->ij", said.attention, seen.astype(np.float32))
            self._times[mask] += seen.sum(axis=0)
        return said

    def attention(self) -> np.ndarray:
        """Return the mean attention (elements, elements) over the rows so far, NaN where there is none."""
        return np.where(self._times > 0, self._paid / np.maximum(self._times, 1), np.nan)


def strongest(graph: PlaceGraph, scale_weights: np.ndarray, edges: Sequence[np.ndarray], count: int) -> Edges:
    """Return the ``count`` neighbours of each place that weigh most, in the numbers of the rows the graph was made of.

    ``edges`` holds the weights (n, k) of the neighbours of each scale; one that is strong at two scales counts twice.
    """
    if not edges:
        nothing = np.zeros(0, int)
        return Edges(nothing, nothing, np.zeros(0, np.float32), nothing)
    weights = np.concatenate([own * scale_weights[:, k, None] for k, own in enumerate(edges)], axis=1)
    near = np.concatenate([graph.neighbours[:, : own.shape[1]] for own in edges], axis=1)
    scale = np.repeat(np.arange(len(edges)), [own.shape[1] for own in edges])
    best = np.argsort(-weights, axis=1, kind="stable")[:, :count]
    source = np.repeat(np.arange(len(weights)), best.shape[1])
    found = Edges(
        graph.order[source],
        graph.order[np.take_along_axis(near, best, axis=1).ravel()],
        np.take_along_axis(weights, best, axis=1).ravel(),
        scale[best].ravel(),
    )
    by = np.lexsort((-found.weight, found.i))
    return Edges(found.i[by], found.j[by], found.weight[by], found.scale[by])


def occlusion(
    network: GraphNetwork,
    values: np.ndarray,
    below: np.ndarray,
    places: np.ndarray,
    targets: Sequence[int],
    progress: Progress = SILENT,
) -> np.ndarray:
    """Return how much the prediction of targets changes where another element is hidden as well (targets, elements).

    The mean absolute change of the fused prediction over places where the other element is known, of at most
    ``PLACES_OF_OCCLUSION`` of them spread over the survey; NaN for the target itself and where there is none. It stands
    beside attention, which says where a network looks, not what it needs. Arguments as those of ``predictions``.
    """
    graph = graph_of(values, below, places, int(network.neighbours.max()))
    count = min(PLACES_OF_OCCLUSION, len(values))
    rows = np.unique(np.linspace(0, len(values) - 1, count).astype(int))
    told, elements = Telling(network, graph, 0), graph.values.shape[1]
    total, times = np.zeros((len(targets), elements)), np.zeros((len(targets), elements))
    for block in progress.each(blocks(rows)):
        known = (graph.states[block] != HIDDEN) & _first(block)[:, None]
        with one_blas_thread():
            stars = told.stars(block)
            for number, target in enumerate(targets):
                usual = _of_target(network, graph, block, stars, [target])
                for other in np.flatnonzero(np.arange(elements) != target):
                    change = np.abs(_of_target(network, graph, block, stars, [target, other]) - usual)
                    total[number, other] += change[known[:, other]].sum()
                    times[number, other] += known[:, other].sum()
    return np.where(times > 0, total / np.maximum(times, 1), np.nan)


def _of_target(
    network: GraphNetwork, graph: PlaceGraph, rows: np.ndarray, stars: Sequence[Star], hidden: Sequence[int]
) -> np.ndarray:
    """Return the fused prediction (n,) of the first of the hidden elements."""
    states = graph.states[rows]
    states[:, list(hidden)] = HIDDEN
    said = network.over(graph.values[rows], states, stars, np.array(hidden[:1]))
    return np.asarray(said.predicted[FUSED, :, 0], float)


def explained(graph: PlaceGraph, rows: np.ndarray, predicted: np.ndarray) -> tuple[float, float, float]:
    """Return R² of predictions (3, n, elements) of known values of some rows: fused, spectral and spatial.

    One minus the squared errors over those about the mean of each element; NaN where there are none or no such branch.
    """
    known = graph.states[rows] != HIDDEN
    truth = graph.values[rows].astype(float)
    mean = (truth * known).sum(axis=0) / np.maximum(known.sum(axis=0), 1)
    spread = (((truth - mean) * known) ** 2).sum()
    left = [(np.where(known, predicted[head] - truth, 0) ** 2).sum() for head in (FUSED, SPECTRAL, SPATIAL)]
    fused, spectral, spatial = (float(1 - part / spread) if spread > 0 else float("nan") for part in left)
    return fused, spectral, spatial
