"""Training of the graph attention network: the same layers in PyTorch, hidden values to predict, the way to arrays."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..errors import FusionError
from ..language import tr
from ..progress import SILENT, Progress
from .graph_attention import (
    BRANCHES,
    EVIDENCE,
    FUSED,
    HEADS,
    NEIGHBOURS,
    NORM_EPSILON,
    SLOPE,
    SPATIAL,
    SPECTRAL,
    GraphAttention,
    learned,
    shapes,
)
from .graph_inference import Telling, blocks, explained
from .learning import Curve, Descent, KeepBest, Schedule, learn
from .losses import huber_of_hidden
from .place_graph import HIDDEN, PlaceGraph, graph_of
from .pytorch import one_thread, seeded

FEWEST_PLACES = 300  # below, a network of this size learns its places by heart
SHARE_HIDDEN = 0.3  # of the elements of a place, in each step
BRANCH_LOSS = 0.3  # weight of the loss of each branch beside that of both
BATCH = 128
SHARE_HELD_OUT = 0.15  # of the places, in patches of ground
PATCHES = 6
_DRAWS_HELD_OUT = 2  # of hidden elements, by which it stops


@dataclass(frozen=True)
class GraphSettings:
    """How a network is trained: which of ``BRANCHES``, the ``neighbours`` of each scale, ``epochs`` and ``seed``."""

    branches: str = "both"
    neighbours: tuple[int, ...] = NEIGHBOURS
    epochs: int = 30
    seed: int = 0
    device: str = "cpu"


@dataclass(frozen=True)
class TrainedGraph:
    """A network, its losses, and R² of values hidden at places held out: fused, spectral and spatial.

    ``held_out`` (n,) says which rows were held out; R² is NaN for a branch that the network lacks.
    """

    network: GraphAttention
    curve: Curve
    r2: tuple[float, float, float]
    held_out: np.ndarray


def why_untrained(places: int) -> str | None:
    """Return a sentence on why so few places train no network, None where there are enough."""
    if places >= FEWEST_PLACES:
        return None
    return tr("The network was not trained: fewer than {least} places ({places}).", least=FEWEST_PLACES, places=places)


def train_graph_attention(
    values: np.ndarray,
    below: np.ndarray,
    places: np.ndarray,
    settings: GraphSettings,
    progress: Progress = SILENT,
    keep_best: KeepBest | None = None,
) -> TrainedGraph:
    """Train a network on ``values`` (n, elements), robust z with NaN missing, at distinct ``places`` (n, 2) in metres.

    ``below`` (n, elements) says which values lie below their limit. Neither the order of rows nor the number of threads
    changes a bit of what is learned on a CPU. Raises FusionError for too few places, see ``why_untrained``, and where
    ``graph_of`` and ``learn`` do; ValueError for unknown branches; Cancelled.
    """
    if settings.branches not in BRANCHES:
        raise ValueError(settings.branches)
    untrained = why_untrained(len(values))
    if untrained is not None:
        raise FusionError("{sentence}", sentence=untrained)
    graph = graph_of(values, below, places, max(settings.neighbours))
    held_out = held_out_patches(graph.places, settings.seed)
    schedule = Schedule(
        epochs=settings.epochs, patience=settings.epochs, rate=2e-3, decay=1e-3, falls="one_cycle", clip=1.0
    )
    with one_thread(), seeded(settings.seed):
        module = module_of(graph.values.shape[1], settings.neighbours, settings.branches).to(settings.device)
        batches = Batches(graph, held_out, np.random.default_rng(settings.seed), settings.device)

        def epoch(descent: Descent) -> float:
            total = count = 0.0
            for truth, hidden, inputs in batches.epoch():
                said = module(*inputs)
                loss, number = _loss(said, truth, hidden)
                descent.step(loss / number)
                total, count = total + float(loss.detach()), count + float(number)
            return total / count

        def held_out_loss() -> float:
            parts = [
                huber_of_hidden(module(*inputs)[FUSED], truth, hidden) for truth, hidden, inputs in batches.held_out()
            ]
            return float(sum(loss for loss, _ in parts) / sum(number for _, number in parts))

        curve = learn(module, [], epoch, held_out_loss, schedule, progress, keep_best)
    network = plain_arrays(module)
    mask = np.zeros(len(values), bool)
    mask[graph.order[held_out]] = True
    return TrainedGraph(network, curve, judged(network, graph, held_out, settings.seed), mask)


def judged(network: GraphAttention, graph: PlaceGraph, rows: np.ndarray, seed: int) -> tuple[float, float, float]:
    """Return R² of values of some rows of a graph, each predicted while hidden: fused, spectral and spatial."""
    told = Telling(network, graph, seed)
    parts = [told.of(block).predicted for block in blocks(rows)]
    return explained(graph, rows, np.concatenate(parts, axis=1)[:, : len(rows)])


def held_out_patches(places: np.ndarray, seed: int) -> np.ndarray:
    """Return the rows to hold out, rising: the places nearest to some places drawn, so that they lie together."""
    generator, each = np.random.default_rng([seed, 1]), math.ceil(SHARE_HELD_OUT * len(places) / PATCHES)
    out = np.zeros(len(places), bool)
    for centre in generator.choice(len(places), PATCHES, replace=False):
        distance = ((places - places[centre]) ** 2).sum(axis=1)
        out[np.argsort(distance, kind="stable")[:each]] = True
    return np.flatnonzero(out)


def _loss(said: Mapping[int, Any], truth: Any, hidden: Any) -> tuple[Any, Any]:
    loss, number = huber_of_hidden(said[FUSED], truth, hidden)
    for head in (SPECTRAL, SPATIAL) if len(said) > 1 else ():
        loss = loss + BRANCH_LOSS * huber_of_hidden(said[head], truth, hidden)[0]
    return loss, number


class Batches:
    """Batches of places as tensors: their values, which of these are hidden, and what the module sees."""

    def __init__(self, graph: PlaceGraph, held_out: np.ndarray, generator: np.random.Generator, device: str) -> None:
        self.graph, self.generator, self.device = graph, generator, device
        self.stops = held_out
        self.learns = np.setdiff1d(np.arange(len(graph.values)), held_out)
        shape = (_DRAWS_HELD_OUT, len(held_out), graph.values.shape[1])
        self._hidden = np.random.default_rng(0).random(shape) < SHARE_HIDDEN

    def epoch(self) -> Iterator[tuple[Any, Any, tuple[Any, ...]]]:
        """Yield the batches of an epoch, other elements hidden at each place each time."""
        rows = self.generator.permutation(self.learns)
        for first in range(0, len(rows), BATCH):
            some = rows[first : first + BATCH]
            hidden = self.generator.random((len(some), self.graph.values.shape[1])) < SHARE_HIDDEN
            yield self._tensors(some, hidden)

    def held_out(self) -> Iterator[tuple[Any, Any, tuple[Any, ...]]]:
        """Yield batches of the places held out, always with the same elements hidden."""
        for first in range(0, len(self.stops), BATCH):
            for draw in self._hidden:
                yield self._tensors(self.stops[first : first + BATCH], draw[first : first + BATCH])

    def _tensors(self, rows: np.ndarray, hidden: np.ndarray) -> tuple[Any, Any, tuple[Any, ...]]:
        """Return the values of rows, which count as hidden, and the arguments of ``forward``."""
        import torch

        states = self.graph.states[rows]
        counts = (hidden & (states != HIDDEN)).astype(np.float32)
        visible = np.where(hidden, HIDDEN, states).astype(np.int64)
        near = self.graph.neighbours[rows]
        parts = (self.graph.values[rows], counts, visible, self.graph.told(near), self.graph.edges(rows))
        truth, number, seen, told, edges = (torch.from_numpy(part).to(self.device) for part in parts)
        return truth, number, (truth * (seen != HIDDEN), seen, told, edges)


def module_of(
    elements: int, neighbours: tuple[int, ...], branches: str, base: GraphAttention | None = None, **sizes: int
) -> Any:
    """Return the layers of ``GraphAttention``, its weights those of ``base`` or drawn; ``sizes`` as in ``shapes``.

    It is called with values (n, elements), their states, and of the neighbours what they tell (n, k, 3 elements) and
    the edges (n, k, 4), and returns the predictions (n, elements) by head, fused first.
    """
    import torch

    class Module(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.branches, self.neighbours = branches, neighbours
            drawn = {name: _drawn(name, shape) for name, shape in shapes(elements, len(neighbours), **sizes).items()}
            if base is not None:
                drawn = {name: torch.as_tensor(getattr(base, name).astype(np.float32)) for name in drawn}
            self.arrays = torch.nn.ParameterDict({name: torch.nn.Parameter(part) for name, part in drawn.items()})

        def forward(self, values: Any, states: Any, told: Any, edges: Any) -> dict[int, Any]:
            return _forward(self.arrays, self.branches, self.neighbours, values, states, told, edges)

    return Module()


def _drawn(name: str, shape: tuple[int, ...]) -> Any:
    """Return the weights that an array starts from: no shift, a gain of 1, small tokens, the rest by its inputs."""
    import torch

    if name.endswith("_gain"):
        return torch.ones(shape)
    if name.endswith(("_bias", "_shift")):
        return torch.zeros(shape)
    if name in ("element", "flag", "whole", "place", "start"):
        return 0.2 * torch.randn(shape)
    bound = 1 / math.sqrt(shape[-1])
    return torch.empty(shape).uniform_(-bound, bound)


def _forward(
    p: Any, branches: str, neighbours: tuple[int, ...], values: Any, states: Any, told: Any, edges: Any
) -> dict[int, Any]:
    import torch

    said: dict[int, Any] = {}
    tokens = around = None
    if branches != "spatial":
        tokens = _tokens(p, values, states)
        said[SPECTRAL] = said[FUSED] = _predicted(p, SPECTRAL, tokens[:, 1:])
    if branches != "spectral":
        whole = None if tokens is None else tokens[:, 0]
        around = _around(p, neighbours, whole, told, edges)
        said[SPATIAL] = said[FUSED] = _predicted(p, SPATIAL, around)
    if tokens is None or around is None:
        return {FUSED: said[FUSED]}
    own = tokens[:, 1:]
    gate = torch.sigmoid(own @ p["gate_spectral"].T + around @ p["gate_spatial"].T + p["gate_bias"])
    said[FUSED] = _predicted(p, FUSED, around + gate * (own - around))
    return said


def _predicted(p: Any, head: int, x: Any) -> Any:
    return (x * p["head"][head]).sum(dim=-1) + p["head_bias"][head]


def _normalised(x: Any, gain: Any, shift: Any) -> Any:
    import torch

    return torch.nn.functional.layer_norm(x, (x.shape[-1],), gain, shift, NORM_EPSILON)


def _gelu(x: Any) -> Any:
    import torch

    return torch.nn.functional.gelu(x, approximate="tanh")


def _tokens(p: Any, values: Any, states: Any) -> Any:
    """Return the tokens (n, 1 + elements, width), that of the whole place first."""
    import torch

    own = values[..., None] * p["value"] + p["element"] + torch.nn.functional.embedding(states, p["flag"])
    x = torch.cat([p["whole"].expand(len(own), 1, -1), own], dim=1)
    count, tokens, width = x.shape
    for layer in range(len(p["attend"])):
        asked = _normalised(x, p["norm_gain"][layer], p["norm_shift"][layer]) @ p["attend"][layer].T
        asked = (asked + p["attend_bias"][layer]).reshape(count, tokens, 3, HEADS, -1).permute(2, 0, 3, 1, 4)
        query, key, value = asked.unbind(0)
        weights = torch.softmax(query @ key.transpose(-1, -2) * (width // HEADS) ** -0.5, dim=-1)
        mixed = (weights @ value).transpose(1, 2).reshape(count, tokens, width)
        x = x + mixed @ p["attended"][layer].T + p["attended_bias"][layer]
        inner = _normalised(x, p["forward_gain"][layer], p["forward_shift"][layer]) @ p["expand"][layer].T
        x = x + _gelu(inner + p["expand_bias"][layer]) @ p["contract"][layer].T + p["contract_bias"][layer]
    return _normalised(x, p["last_gain"], p["last_shift"])


def _around(p: Any, neighbours: tuple[int, ...], whole: Any, told: Any, edges: Any) -> Any:
    """Return what the neighbourhood says of each element (n, elements, width)."""
    import torch

    count, elements = len(told), told.shape[2] // 3
    values, observed = told[..., :elements], told[..., elements : 2 * elements]
    encoded = _gelu(_normalised(told @ p["told"].T + p["told_bias"], p["told_gain"], p["told_shift"]))
    states, levels = [], []
    for scale, near in enumerate(neighbours):
        some, ways = encoded[:, :near], edges[:, :near]
        key, message = some @ p["key"][scale].T, some @ p["message"][scale].T
        message = message.reshape(count, some.shape[1], HEADS, -1).transpose(1, 2)
        state = p["start"][scale].expand(count, -1)
        if whole is not None:
            state = state + whole @ p["start_whole"][scale].T
        for number in range(p["ask"].shape[1]):
            asked = state @ p["ask"][scale, number].T + p["ask_bias"][scale, number]
            x = key + ways @ p["edge"][scale, number].T + asked[:, None]
            x = torch.nn.functional.leaky_relu(x, SLOPE) * p["match"][scale, number]
            alpha = torch.softmax(x.reshape(*x.shape[:2], HEADS, -1).sum(dim=-1).transpose(1, 2), dim=-1)
            heard = (alpha[:, :, None] @ message).reshape(count, -1)
            state = state + heard @ p["answer"][scale, number].T + p["answer_bias"][scale, number]
            state = _normalised(state, p["answer_gain"][scale, number], p["answer_shift"][scale, number])
        share = alpha.mean(dim=1)[:, None]
        states.append(state)
        level = (share @ values[:, :near]) / (share @ observed[:, :near] + EVIDENCE)
        levels.append(level[:, 0])
    scores = torch.stack([s @ p["scale_score"][k] + p["scale_bias"][k] for k, s in enumerate(states)], dim=1)
    weights = torch.softmax(scores, dim=1)
    joint = sum(weights[:, k, None] * state for k, state in enumerate(states))
    out = p["place"] + (joint @ p["spread"].T)[:, None]
    for k, level in enumerate(levels):
        out = out + (weights[:, k, None] * level)[..., None] * p["level"][k]
    return out


def plain_arrays(module: Any) -> GraphAttention:
    """Return a trained module as plain arrays; those of a branch that it lacks are 0."""
    spectral, spatial = module.branches != "spatial", module.branches != "spectral"
    names, heads = learned(spectral, spatial), {FUSED: spectral and spatial, SPECTRAL: spectral, SPATIAL: spatial}
    arrays = {name: part.detach().cpu().numpy().copy() for name, part in module.arrays.items()}
    for name, array in arrays.items():
        if name in ("head", "head_bias"):
            for head, there in heads.items():
                array[head] *= there
        elif name not in names:
            array[...] = 0
    branches, neighbours = np.array([BRANCHES.index(module.branches)]), np.array(module.neighbours)
    return GraphAttention(branches=branches, neighbours=neighbours, **arrays)
