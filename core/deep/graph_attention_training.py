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
    SLOPE,
    SPATIAL,
    SPECTRAL,
    WIDTH,
    GraphAttention,
    learned,
    shapes,
)
from .graph_inference import Telling, blocks, explained
from .layers import NORM_EPSILON
from .learning import Curve, Descent, KeepBest, Schedule, learn
from .losses import huber_of_hidden
from .place_graph import HIDDEN, PlaceGraph, graph_of
from .pytorch import one_thread, seeded

FEWEST_PLACES = 300  # below, a network of this size learns its places by heart
SHARE_HIDDEN = 0.3  # of the elements of a place, in each step
BRANCH_LOSS = 0.3  # weight of the loss of each branch beside that of both
BATCH = 128
EPOCHS = (20, 40)
_STEPS = 1000  # beyond which more places are shown less often
SHARE_HELD_OUT = 0.15  # of the places, in patches of ground
PATCHES = 6


@dataclass(frozen=True)
class GraphSettings:
    """How a network is trained: which of ``BRANCHES``, the ``neighbours`` of each scale, how long, and from what seed.

    ``epochs`` None means as many as ``epochs_for`` says.
    """

    branches: str = "both"
    neighbours: tuple[int, ...] = NEIGHBOURS
    epochs: int | None = None
    seed: int = 0
    device: str = "cpu"
    width: int = WIDTH


@dataclass(frozen=True)
class TrainedGraph:
    """A network, its losses, and R² of values hidden at places held out: fused, spectral and spatial.

    ``held_out`` (n,) says which rows were held out; R² is NaN for a branch that the network lacks.
    """

    network: GraphAttention
    curve: Curve
    r2: tuple[float, float, float]
    held_out: np.ndarray


def epochs_for(places: int) -> int:
    """Return how often so many places are shown where nothing else is asked: 40 times, the more of them the fewer."""
    least, most = EPOCHS
    return min(most, max(least, _STEPS * BATCH // places))


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
        raise FusionError(untrained)
    graph = graph_of(values, below, places, max(settings.neighbours))
    held_out = held_out_patches(graph.places, settings.seed)
    epochs = epochs_for(len(values)) if settings.epochs is None else settings.epochs
    schedule = Schedule(epochs=epochs, patience=epochs, rate=2e-3, decay=1e-3, falls="one_cycle", clip=1.0)
    with one_thread(), seeded(settings.seed):
        module = module_of(
            graph.values.shape[1],
            settings.neighbours,
            settings.branches,
            width=settings.width,
            forward=2 * settings.width,
        ).to(settings.device)
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
        self._asked = self.drawn(len(held_out), np.random.default_rng(0))

    def drawn(self, count: int, generator: np.random.Generator) -> np.ndarray:
        """Return the elements to hide at some places, drawn for each, (count, m)."""
        elements = self.graph.values.shape[1]
        order = np.argsort(generator.random((count, elements)), axis=1)
        return np.sort(order[:, : max(1, round(SHARE_HIDDEN * elements))], axis=1)

    def epoch(self) -> Iterator[tuple[Any, Any, tuple[Any, ...]]]:
        """Yield the batches of an epoch, other elements hidden at each place each time."""
        rows = self.generator.permutation(self.learns)
        for first in range(0, len(rows), BATCH):
            some = rows[first : first + BATCH]
            yield self.tensors(some, self.drawn(len(some), self.generator))

    def held_out(self) -> Iterator[tuple[Any, Any, tuple[Any, ...]]]:
        """Yield batches of the places held out, always with the same elements hidden."""
        for first in range(0, len(self.stops), BATCH):
            yield self.tensors(self.stops[first : first + BATCH], self._asked[first : first + BATCH])

    def tensors(self, rows: np.ndarray, asked: np.ndarray) -> tuple[Any, Any, tuple[Any, ...]]:
        """Return the values asked for at some rows (n, m), which of them are known, and the arguments of ``forward``.

        What is asked for is hidden.
        """
        import torch

        states, values = self.graph.states[rows].astype(np.int64), self.graph.values[rows]
        truth, known = np.take_along_axis(values, asked, 1), np.take_along_axis(states, asked, 1) != HIDDEN
        np.put_along_axis(states, asked, HIDDEN, 1)
        near = self.graph.neighbours[rows]
        seen = (np.where(states == HIDDEN, 0, values), states, self.graph.told(near), self.graph.edges(rows), asked)
        parts = [torch.from_numpy(part).to(self.device) for part in (truth, known.astype(np.float32), *seen)]
        return parts[0], parts[1], tuple(parts[2:])


def module_of(
    elements: int, neighbours: tuple[int, ...], branches: str, base: GraphAttention | None = None, **sizes: int
) -> Any:
    """Return the layers of ``GraphAttention``, its weights those of ``base`` or drawn; ``sizes`` as in ``shapes``.

    It is called with values (n, elements), their states, of the neighbours what they tell (n, k, 3 elements) and the
    edges (n, k, 4), and the elements asked for (n, m), and returns the predictions (n, m) of these by head.
    """
    import torch

    every = shapes(elements, len(neighbours), **sizes)
    sizes_of = [math.prod(shape) for shape in every.values()]

    class Module(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.branches, self.neighbours = branches, neighbours
            if base is None:
                drawn = [_drawn(name, shape) for name, shape in every.items()]
            else:
                drawn = [torch.as_tensor(getattr(base, name).astype(np.float32)) for name in every]
            # one long array, which makes the steps of the optimiser many times faster
            self.long = torch.nn.Parameter(torch.cat([part.reshape(-1) for part in drawn]))

        def arrays(self) -> dict[str, Any]:
            parts = self.long.split(sizes_of)
            return {name: part.reshape(shape) for (name, shape), part in zip(every.items(), parts)}

        def forward(self, values: Any, states: Any, told: Any, edges: Any, asked: Any) -> dict[int, Any]:
            return _forward(self.arrays(), self.branches, self.neighbours, values, states, told, edges, asked)

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
    p: Any, branches: str, neighbours: tuple[int, ...], values: Any, states: Any, told: Any, edges: Any, asked: Any
) -> dict[int, Any]:
    import torch

    linear = torch.nn.functional.linear
    said: dict[int, Any] = {}
    tokens = around = None
    if branches != "spatial":
        tokens = _tokens(p, values, states, asked)
        said[SPECTRAL] = said[FUSED] = _predicted(p, SPECTRAL, tokens[:, 1:], asked)
    if branches != "spectral":
        whole = None if tokens is None else tokens[:, 0]
        around = _around(p, neighbours, whole, told, edges, asked)
        said[SPATIAL] = said[FUSED] = _predicted(p, SPATIAL, around, asked)
    if tokens is None or around is None:
        return {FUSED: said[FUSED]}
    own = tokens[:, 1:]
    gate = torch.sigmoid(linear(own, p["gate_spectral"], p["gate_bias"]) + linear(around, p["gate_spatial"]))
    said[FUSED] = _predicted(p, FUSED, torch.lerp(around, own, gate), asked)
    return said


def _predicted(p: Any, head: int, x: Any, asked: Any) -> Any:
    import torch

    weights = torch.nn.functional.embedding(asked, p["head"][head])
    return (x * weights).sum(dim=-1) + torch.take(p["head_bias"][head], asked)


def _normalised(x: Any, gain: Any, shift: Any) -> Any:
    import torch

    return torch.nn.functional.layer_norm(x, (x.shape[-1],), gain, shift, NORM_EPSILON)


def _gelu(x: Any) -> Any:
    import torch

    return torch.nn.functional.gelu(x, approximate="tanh")


def _tokens(p: Any, values: Any, states: Any, asked: Any) -> Any:
    """Return the tokens (n, 1 + m, width) of the whole place and the elements asked for.

    The last layer leaves the others out, because nothing comes of them.
    """
    import torch

    linear = torch.nn.functional.linear
    own = values[..., None] * p["value"] + p["element"] + torch.nn.functional.embedding(states, p["flag"])
    x = torch.cat([p["whole"].expand(len(own), 1, -1), own], dim=1)
    count, _, d = x.shape
    chosen = torch.nn.functional.pad(asked + 1, (1, 0))[..., None].expand(-1, -1, d)
    for layer in range(len(p["attend"])):
        weights, bias = p["attend"][layer], p["attend_bias"][layer]
        seen = asking = _normalised(x, p["norm_gain"][layer], p["norm_shift"][layer])
        if layer == len(p["attend"]) - 1:
            x, asking = x.gather(1, chosen), seen.gather(1, chosen)
        query = linear(asking, weights[:d], bias[:d]).reshape(count, -1, HEADS, d // HEADS).transpose(1, 2)
        key, value = (
            linear(seen, weights[d:], bias[d:])
            .reshape(count, -1, 2, HEADS, d // HEADS)
            .permute(2, 0, 3, 1, 4)
            .unbind(0)
        )
        shares = torch.softmax(query * (d // HEADS) ** -0.5 @ key.transpose(-1, -2), dim=-1)
        mixed = (shares @ value).transpose(1, 2).reshape(count, -1, d)
        x = x + linear(mixed, p["attended"][layer], p["attended_bias"][layer])
        inner = _normalised(x, p["forward_gain"][layer], p["forward_shift"][layer])
        inner = _gelu(linear(inner, p["expand"][layer], p["expand_bias"][layer]))
        x = x + linear(inner, p["contract"][layer], p["contract_bias"][layer])
    return _normalised(x, p["last_gain"], p["last_shift"])


def _around(p: Any, neighbours: tuple[int, ...], whole: Any, told: Any, edges: Any, asked: Any) -> Any:
    """Return what the neighbourhood says of the elements asked for (n, m, width)."""
    import torch

    linear = torch.nn.functional.linear
    elements, states, levels = told.shape[2] // 3, [], []
    encoded = _gelu(_normalised(linear(told, p["told"], p["told_bias"]), p["told_gain"], p["told_shift"]))
    for scale, near in enumerate(neighbours):
        state = p["start"][scale].expand(len(told), -1)
        if whole is not None:
            state = state + linear(whole, p["start_whole"][scale])
        some = encoded if near >= encoded.shape[1] else encoded[:, :near]  # a part costs its gradient a copy
        state, share = _asked(p, scale, some, edges[:, :near], state)
        values, observed = told[:, :near, :elements], told[:, :near, elements : 2 * elements]
        levels.append(((share @ values) / (share @ observed + EVIDENCE))[:, 0])
        states.append(state)
    joined = torch.stack(states, dim=1)
    weights = torch.softmax((joined * p["scale_score"]).sum(dim=-1) + p["scale_bias"], dim=1)
    joint = linear((weights[..., None] * joined).sum(dim=1), p["spread"])
    level = (weights[..., None] * torch.stack(levels, dim=1)).transpose(1, 2)
    level = level.gather(1, asked[..., None].expand(-1, -1, len(neighbours)))
    return level @ p["level"] + torch.nn.functional.embedding(asked, p["place"]) + joint[:, None]


def _asked(p: Any, scale: int, encoded: Any, edges: Any, state: Any) -> tuple[Any, Any]:
    """Return the state (n, width) after all rounds of asking, and the last weights of the neighbours (n, 1, k)."""
    import torch

    linear = torch.nn.functional.linear
    count, _, width = encoded.shape
    keys, alpha = encoded @ p["key"][scale].T, state
    ways = torch.nn.functional.pad(edges, (0, 1), value=1.0)  # the 1 takes the query
    message = p["message"][scale].reshape(HEADS, -1, width).transpose(1, 2)
    of_head = torch.eye(HEADS, device=state.device).repeat_interleave(width // HEADS, dim=0)
    for number in range(p["ask"].shape[1]):
        query = linear(state, p["ask"][scale, number], p["ask_bias"][scale, number])
        added = torch.cat([p["edge"][scale, number].T.expand(count, -1, -1), query[:, None]], dim=1)
        x = torch.nn.functional.leaky_relu_(torch.baddbmm(keys, ways, added), SLOPE)
        x = x @ (p["match"][scale, number][:, None] * of_head)
        alpha = torch.softmax(x.transpose(1, 2), dim=-1)
        heard = ((alpha @ encoded).transpose(0, 1) @ message).transpose(0, 1).reshape(count, -1)
        state = state + linear(heard, p["answer"][scale, number], p["answer_bias"][scale, number])
        state = _normalised(state, p["answer_gain"][scale, number], p["answer_shift"][scale, number])
    return state, alpha.mean(dim=1)[:, None]


def plain_arrays(module: Any) -> GraphAttention:
    """Return a trained module as plain arrays; those of a branch that it lacks are 0."""
    spectral, spatial = module.branches != "spatial", module.branches != "spectral"
    names, heads = learned(spectral, spatial), {FUSED: spectral and spatial, SPECTRAL: spectral, SPATIAL: spatial}
    arrays = {name: part.detach().cpu().numpy().copy() for name, part in module.arrays().items()}
    for name, array in arrays.items():
        if name in ("head", "head_bias"):
            for head, there in heads.items():
                array[head] *= there
        elif name not in names:
            array[...] = 0
    branches, neighbours = np.array([BRANCHES.index(module.branches)]), np.array(module.neighbours)
    return GraphAttention(branches=branches, neighbours=neighbours, **arrays)
