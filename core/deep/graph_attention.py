"""The multiscale Transformer and graph attention network as plain arrays, applied without PyTorch.

It says of each element of a place what its other elements (spectral branch) and the places around it (spatial branch)
let one expect. What a place tells its neighbours comes of its own values alone, and no place is its own neighbour: a
value that is hidden from a place's tokens cannot reach its own prediction on any way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from ..errors import require_intact
from .layers import gelu, normalised, sigmoid, softmax
from .place_graph import EDGE_FEATURES, PlaceGraph

BRANCHES = ("both", "spectral", "spatial")
NEIGHBOURS = (8, 24, 64)  # of each scale
WIDTH = 64  # numbers that stand for an element, a place or a query
HEADS = 4
LAYERS = 2  # of the spectral branch
ROUNDS = 2  # in which each scale of the spatial branch asks its neighbours
FORWARD = 128  # units between the two dense layers of a Transformer layer
STATES = 3
SLOPE = 0.2  # of the leaky rectifier between query and key
EVIDENCE = 0.01  # weight of the value 0, the median of an element, in means of neighbours' values
FUSED, SPECTRAL, SPATIAL = 0, 1, 2  # heads of the network
_WIDEST, _DEEPEST, _FARTHEST = 1024, 16, 512  # what a file may ask for
_AT_ONCE = 4096  # places that are encoded at once


@dataclass(frozen=True)
class Said:
    """What the network says of m elements of n places: ``predicted`` (3, n, m), fused, spectral and spatial.

    NaN for a branch that it lacks. ``scale_weights`` (n, scales) sum to 1. ``edges`` holds the weights (n, k) of the
    neighbours of each scale, which sum to 1; ``attention`` (n, m, elements), from row to column, is the mean over heads
    and layers. All are float32, and empty where the branch is lacking.
    """

    predicted: np.ndarray
    scale_weights: np.ndarray
    edges: Sequence[np.ndarray]
    attention: np.ndarray


@dataclass(frozen=True)
class Star:
    """What the neighbours of some places (n) offer at one scale of k neighbours, whatever is asked.

    ``keys`` of each round (n, k, width), with the way to the neighbour; ``encoded`` (n, k, width), what it tells;
    ``values`` and ``observed`` (n, k, elements).
    """

    keys: Sequence[np.ndarray]
    encoded: np.ndarray
    values: np.ndarray
    observed: np.ndarray


@dataclass(frozen=True)
class GraphAttention:
    """Weights of both branches; d is the width, L layers, S scales, R rounds, E elements, F units.

    ``branches`` (1,) is the place in ``BRANCHES``, ``neighbours`` (S,) how many each scale asks. Tokens: ``value``
    (d,), ``element`` (E, d), ``flag`` (3, d) by state, ``whole`` (d,) the token of the whole place. Layers: ``norm``
    and ``forward`` gain and shift (L, d), ``attend`` (L, 3d, d) to queries, keys and values, ``attended`` (L, d, d),
    ``expand`` (L, F, d), ``contract`` (L, d, F), each with its bias; ``last`` gain and shift (d,). Places: ``told``
    (d, 3E) with bias, gain and shift; ``key`` and ``message`` (S, d, d); the queries ``start`` (S, d) and
    ``start_whole`` (S, d, d); ``ask`` (S, R, d, d), ``edge`` (S, R, d, 4), ``match`` (S, R, d), ``answer`` (S, R, d,
    d) with gain and shift; ``scale_score`` (S, d), ``scale_bias`` (S,). For each element: ``spread`` (d, d), ``place``
    (E, d), ``level`` (S, d), the gate ``gate_spectral`` and ``gate_spatial`` (d, d) with ``gate_bias`` (d,), and
    ``head`` (3, E, d) with ``head_bias`` (3, E).
    """

    kind: ClassVar[str] = "graph_attention"
    whole_numbers: ClassVar[frozenset[str]] = frozenset({"branches", "neighbours"})
    branches: np.ndarray
    neighbours: np.ndarray
    value: np.ndarray
    element: np.ndarray
    flag: np.ndarray
    whole: np.ndarray
    norm_gain: np.ndarray
    norm_shift: np.ndarray
    attend: np.ndarray
    attend_bias: np.ndarray
    attended: np.ndarray
    attended_bias: np.ndarray
    forward_gain: np.ndarray
    forward_shift: np.ndarray
    expand: np.ndarray
    expand_bias: np.ndarray
    contract: np.ndarray
    contract_bias: np.ndarray
    last_gain: np.ndarray
    last_shift: np.ndarray
    told: np.ndarray
    told_bias: np.ndarray
    told_gain: np.ndarray
    told_shift: np.ndarray
    key: np.ndarray
    message: np.ndarray
    start: np.ndarray
    start_whole: np.ndarray
    ask: np.ndarray
    ask_bias: np.ndarray
    edge: np.ndarray
    match: np.ndarray
    answer: np.ndarray
    answer_bias: np.ndarray
    answer_gain: np.ndarray
    answer_shift: np.ndarray
    scale_score: np.ndarray
    scale_bias: np.ndarray
    spread: np.ndarray
    place: np.ndarray
    level: np.ndarray
    gate_spectral: np.ndarray
    gate_spatial: np.ndarray
    gate_bias: np.ndarray
    head: np.ndarray
    head_bias: np.ndarray

    @property
    def outputs(self) -> int:
        """How many elements it predicts."""
        return len(self.element)

    @property
    def weights(self) -> int:
        """How many numbers it learned, those of a branch that it lacks left out."""
        names = learned(self.has_spectral, self.has_spatial)
        return sum(getattr(self, name).size for name in names) + self._heads * (self.head[0].size + self.outputs)

    @property
    def has_spectral(self) -> bool:
        return BRANCHES[int(self.branches[0])] != "spatial"

    @property
    def has_spatial(self) -> bool:
        return BRANCHES[int(self.branches[0])] != "spectral"

    @property
    def _heads(self) -> int:
        return 3 if self.has_spectral and self.has_spatial else 1

    # ------------------------------------------------------------------------------------------ applying

    def encoded(self, graph: PlaceGraph) -> np.ndarray:
        """Return what each place of a graph tells others, float32 (n, width), from its own values alone."""
        out = np.zeros((len(graph.values), len(self.value)), np.float32)
        if self.has_spatial:
            for first in range(0, len(out), _AT_ONCE):
                some = np.arange(first, min(first + _AT_ONCE, len(out)))
                told = graph.told(some) @ self.told.T + self.told_bias
                out[some] = gelu(normalised(told, self.told_gain, self.told_shift))
        return out

    def stars(self, graph: PlaceGraph, encoded: np.ndarray, rows: np.ndarray) -> list[Star]:
        """Return what the neighbours of some rows of a graph offer at each scale, nothing without a spatial branch."""
        found = []
        edges = graph.edges(rows) if self.has_spatial else np.zeros(0)
        for scale, count in enumerate(self.neighbours if self.has_spatial else ()):
            near = graph.neighbours[rows, :count]
            told = encoded[near]
            flat, ways = told.reshape(-1, told.shape[2]), edges[:, : near.shape[1]].reshape(near.size, -1)
            key = flat @ self.key[scale].T
            keys = [(key + ways @ edge.T).reshape(told.shape) for edge in self.edge[scale]]
            observed = (graph.states[near] > 0).astype(np.float32)
            found.append(Star(keys, told, graph.values[near], observed))
        return found

    def over(self, values: np.ndarray, states: np.ndarray, stars: Sequence[Star], asked: np.ndarray) -> Said:
        """Return what the network says of the elements ``asked`` for (m,), rising, at some places (n).

        It is told values (n, elements) and their states, and does not look at a value whose state is ``HIDDEN``.
        """
        count, elements = values.shape
        predicted = np.full((3, count, len(asked)), np.nan, np.float32)
        between = np.zeros((0, len(asked), elements), np.float32)
        tokens = around = None
        if self.has_spectral:
            tokens, between = self._tokens(values, states, asked)
            predicted[SPECTRAL] = self._predicted(SPECTRAL, tokens[:, 1:], asked)
            predicted[FUSED] = predicted[SPECTRAL]
        scale_weights = np.zeros((0, len(self.neighbours)), np.float32)
        edges: list[np.ndarray] = []
        if self.has_spatial:
            whole = None if tokens is None else np.ascontiguousarray(tokens[:, 0])
            around, scale_weights, edges = self._around(stars, count, whole, asked)
            predicted[SPATIAL] = self._predicted(SPATIAL, around, asked)
            predicted[FUSED] = predicted[SPATIAL]
        if tokens is not None and around is not None:
            own, shape = np.ascontiguousarray(tokens[:, 1:]).reshape(-1, tokens.shape[2]), around.shape
            flat = around.reshape(own.shape)
            gate = own @ self.gate_spectral.T + flat @ self.gate_spatial.T + self.gate_bias
            mixed = flat + sigmoid(gate) * (own - flat)
            predicted[FUSED] = self._predicted(FUSED, mixed.reshape(shape), asked)
        return Said(predicted, scale_weights, edges, between)

    def _predicted(self, head: int, x: np.ndarray, asked: np.ndarray) -> np.ndarray:
        return np.asarray(np.einsum("ned,ed->ne", x, self.head[head][asked]) + self.head_bias[head][asked])

    def _tokens(self, values: np.ndarray, states: np.ndarray, asked: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the tokens (n, 1 + m, width) of the whole place and the elements asked for, and their attention.

        The last layer leaves the others out, because nothing comes of them.
        """
        count, elements = values.shape
        d, chosen = len(self.value), np.concatenate([[0], asked + 1])
        x = np.empty((count, 1 + elements, d), np.float32)
        x[:, 0] = self.whole
        x[:, 1:] = self.element + self.flag[states]
        x[:, 1:] += np.where(states > 0, values, 0)[..., None] * self.value
        x = x.reshape(-1, d)
        between = np.zeros((count, len(asked), elements), np.float32)
        for layer in range(len(self.attend)):
            weights, bias = self.attend[layer], self.attend_bias[layer]
            seen = asking = normalised(x, self.norm_gain[layer], self.norm_shift[layer])
            rows = chosen
            if layer == len(self.attend) - 1:
                x, asking = (part.reshape(count, -1, d)[:, chosen].reshape(-1, d) for part in (x, seen))
                rows = np.arange(len(chosen))
            query = _by_head(asking @ weights[:d].T + bias[:d], count, 1)[0]
            key, value = _by_head(seen @ weights[d:].T + bias[d:], count, 2)
            query *= np.float32((d // HEADS) ** -0.5)
            shares = softmax(query @ key.transpose(0, 1, 3, 2))
            between += shares[:, :, rows[1:], 1:].mean(axis=1) / np.float32(len(self.attend))
            mixed = (shares @ value).transpose(0, 2, 1, 3).reshape(-1, d)
            x += mixed @ self.attended[layer].T + self.attended_bias[layer]
            inner = normalised(x, self.forward_gain[layer], self.forward_shift[layer]) @ self.expand[layer].T
            x += gelu(inner + self.expand_bias[layer]) @ self.contract[layer].T + self.contract_bias[layer]
        return normalised(x, self.last_gain, self.last_shift).reshape(count, len(chosen), d), between

    def _around(
        self, stars: Sequence[Star], count: int, whole: np.ndarray | None, elements: np.ndarray
    ) -> tuple[np.ndarray, np.ndarray, list[np.ndarray]]:
        """Return what the neighbourhood says of some elements (n, m, width), weights of scales and of edges."""
        found, levels, weights = [], [], []
        for scale, star in enumerate(stars):
            state = np.repeat(self.start[scale][None], count, axis=0)
            if whole is not None:
                state = state + whole @ self.start_whole[scale].T
            for number in range(len(star.keys)):
                state, alpha = self._asked(scale, number, star, state)
            share = np.ascontiguousarray(alpha.mean(axis=1))[:, None]
            level = (share @ star.values) / (share @ star.observed + np.float32(EVIDENCE))
            found.append(state)
            levels.append(level[:, 0, elements])
            weights.append(share[:, 0])
        scores = np.stack([s @ self.scale_score[k] + self.scale_bias[k] for k, s in enumerate(found)], axis=1)
        scale_weights = softmax(scores)
        out = np.repeat(self.place[None, elements], count, axis=0)
        joint = np.zeros_like(found[0])
        for scale, state in enumerate(found):
            share = scale_weights[:, scale, None]
            joint += share * state
            out = out + (share * levels[scale])[..., None] * self.level[scale]
        return out + (joint @ self.spread.T)[:, None], scale_weights, weights

    def _asked(self, scale: int, number: int, star: Star, state: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return the state (n, width) after a round of asking the neighbours, and their weights (n, heads, k)."""
        keys = star.keys[number]
        asked = state @ self.ask[scale, number].T + self.ask_bias[scale, number]
        x = keys + asked[:, None]
        np.maximum(x, np.float32(SLOPE) * x, out=x)
        scores = (x.reshape(-1, x.shape[2]) @ self._matches[scale][number]).reshape(*x.shape[:2], HEADS)
        alpha = softmax(np.ascontiguousarray(scores.transpose(0, 2, 1)))
        message = self.message[scale].reshape(HEADS, -1, state.shape[1])
        heard = np.einsum("nhd,hcd->nhc", alpha @ star.encoded, message, optimize=True).reshape(state.shape)
        state = state + heard @ self.answer[scale, number].T + self.answer_bias[scale, number]
        return normalised(state, self.answer_gain[scale, number], self.answer_shift[scale, number]), alpha

    @cached_property
    def _matches(self) -> np.ndarray:
        """Return ``match`` as matrices (S, R, d, heads), each head on its own part of the width."""
        head = np.arange(self.match.shape[-1]) // (self.match.shape[-1] // HEADS)
        return np.where(head[:, None] == np.arange(HEADS), self.match[..., None], 0).astype(np.float32)

    # ------------------------------------------------------------------------------------------ checking

    def check(self, width: int) -> None:
        """Raise FusionError unless all arrays fit each other and ``width`` elements."""
        require_intact(self.branches.shape == (1,) and 0 <= self.branches[0] < len(BRANCHES), "the branches")
        asked = self.neighbours
        require_intact(asked.ndim == 1 and 0 < len(asked) <= _DEEPEST, "the neighbours")
        require_intact(bool((asked > 0).all() and (asked <= _FARTHEST).all()), "the neighbours")
        require_intact(bool((np.diff(asked) > 0).all()), "the neighbours")
        require_intact(self.value.ndim == 1 and self.ask.ndim == 4 and self.expand.ndim == 3, "the layers")
        d, L, F = len(self.value), len(self.expand), self.expand.shape[1]
        require_intact(0 < d <= _WIDEST and d % HEADS == 0 and 0 < F <= _WIDEST, "the layers")
        require_intact(0 < L <= _DEEPEST and 0 < self.ask.shape[1] <= _DEEPEST, "the layers")
        require_intact(width > 0, "the elements")
        expected = shapes(width, len(asked), d, L, self.ask.shape[1], F)
        for name, shape in expected.items():
            require_intact(getattr(self, name).shape == shape, f"the array '{name}'")


def shapes(
    elements: int, scales: int, width: int = WIDTH, layers: int = LAYERS, rounds: int = ROUNDS, forward: int = FORWARD
) -> dict[str, tuple[int, ...]]:
    """Return the shape of every array that is learned, by its name."""
    d, E = width, elements
    return {
        **_spectral_shapes(d, layers, E, forward),
        **_spatial_shapes(d, scales, rounds, E),
        **{"start_whole": (scales, d, d), "gate_spectral": (d, d), "gate_spatial": (d, d), "gate_bias": (d,)},
        **{"head": (3, E, d), "head_bias": (3, E)},
    }


def _spectral_shapes(d: int, L: int, E: int, F: int) -> dict[str, tuple[int, ...]]:
    return {
        **{"value": (d,), "element": (E, d), "flag": (STATES, d), "whole": (d,)},
        **{"norm_gain": (L, d), "norm_shift": (L, d), "attend": (L, 3 * d, d), "attend_bias": (L, 3 * d)},
        **{"attended": (L, d, d), "attended_bias": (L, d), "forward_gain": (L, d), "forward_shift": (L, d)},
        **{"expand": (L, F, d), "expand_bias": (L, F), "contract": (L, d, F), "contract_bias": (L, d)},
        **{"last_gain": (d,), "last_shift": (d,)},
    }


def _spatial_shapes(d: int, S: int, R: int, E: int) -> dict[str, tuple[int, ...]]:
    return {
        **{"told": (d, 3 * E), "told_bias": (d,), "told_gain": (d,), "told_shift": (d,)},
        **{"key": (S, d, d), "message": (S, d, d), "start": (S, d)},
        **{"ask": (S, R, d, d), "ask_bias": (S, R, d), "edge": (S, R, d, EDGE_FEATURES), "match": (S, R, d)},
        **{"answer": (S, R, d, d), "answer_bias": (S, R, d), "answer_gain": (S, R, d), "answer_shift": (S, R, d)},
        **{"scale_score": (S, d), "scale_bias": (S,), "spread": (d, d), "place": (E, d), "level": (S, d)},
    }


def learned(spectral: bool, spatial: bool) -> set[str]:
    """Return the names of the arrays that a network with these branches learns, but for those of its heads."""
    if spectral and spatial:
        return set(shapes(1, 1)) - {"head", "head_bias"}
    return set(_spectral_shapes(1, 1, 1, 1) if spectral else _spatial_shapes(1, 1, 1, 1))


def _by_head(x: np.ndarray, count: int, parts: int) -> np.ndarray:
    """Return rows (count x tokens, parts x width) as (parts, count, heads, tokens, width / heads), in one piece."""
    parted = x.reshape(count, -1, parts, HEADS, x.shape[1] // (parts * HEADS))
    return np.ascontiguousarray(parted.transpose(2, 0, 3, 1, 4))
