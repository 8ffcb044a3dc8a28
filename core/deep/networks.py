"""Networks as plain arrays: what each kind must be able to do, the list of kinds, and their way to a model file.

A network is a frozen dataclass of arrays. What a model file holds is enough to apply it, without PyTorch; arrays from a
file are checked before anything is computed with them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Generic, Protocol, TypeVar

import numpy as np

from ..errors import given, require_intact
from .graph_attention import GraphAttention, Said, Star
from .masked_autoencoder import MaskedAutoencoder
from .patch_network import PatchNetwork
from .place_graph import PlaceGraph
from .unet import RESIDUAL_NETWORKS

_MOST_MEMBERS = 100
_MEMBER = re.compile(r"([0-9]{1,2})-([a-z0-9_]+)")


class Network(Protocol):
    """A network of any kind: ``kind`` in the model file, and its arrays; those named whole hold whole numbers."""

    __dataclass_fields__: ClassVar[dict[str, Any]]
    kind: ClassVar[str]
    whole_numbers: ClassVar[frozenset[str]]

    @property
    def outputs(self) -> int:
        """How many numbers come out of the network at each place."""

    @property
    def weights(self) -> int:
        """How many weights it learned, for reports."""

    def check(self, width: int) -> None:
        """Raise FusionError unless all arrays fit each other and an input of ``width`` channels.

        Kinds and finite numbers are checked before. What is never asked for in training is refused here too: the file
        may come from anywhere.
        """


class DenseNetwork(Network, Protocol):
    """A network without stride and padding, see ``window_inference``: at every pixel it says the same of its patch."""

    @property
    def halo(self) -> int:
        """Pixels around a pixel that it depends on."""

    def over(self, planes: np.ndarray) -> np.ndarray:
        """Return float32 (outputs, height, width) from channels (c, height + 2 halo, width + 2 halo), NaN missing."""


class WindowNetwork(Network, Protocol):
    """A network that sees a square of one size, and says something of each of its pixels, see ``window_inference``."""

    @property
    def window(self) -> int:
        """Pixels along the side of the square."""

    def over(self, planes: np.ndarray) -> np.ndarray:
        """Return float32 (outputs, window, window) from channels (c, window, window), NaN missing."""


class GraphNetwork(Network, Protocol):
    """A network over places and their neighbours, see ``graph_inference``; its channels are the elements."""

    @property
    def neighbours(self) -> np.ndarray:
        """How many neighbours it asks at each scale, rising."""

    @property
    def has_spectral(self) -> bool:
        """Whether it looks at the elements of a place itself."""

    def encoded(self, graph: PlaceGraph) -> np.ndarray:
        """Return what each place tells others, (n, width)."""

    def stars(self, graph: PlaceGraph, encoded: np.ndarray, rows: np.ndarray) -> list[Star]:
        """Return what the neighbours of some rows offer at each scale."""

    def over(self, values: np.ndarray, states: np.ndarray, stars: Sequence[Star], asked: np.ndarray) -> Said:
        """Return what it says of the elements asked for, from the values of places, their states, and the stars."""


class MaskedNetwork(Network, Protocol):
    """A network that says of each value of a square what it is from what is not hidden, see ``masked_inference``."""

    @property
    def window(self) -> int:
        """Pixels along the side of the square."""

    @property
    def across(self) -> np.ndarray:
        """Which layers it predicts from the other sources, bool (layers,)."""

    def over(self, planes: np.ndarray) -> np.ndarray:
        """Return float32 (layers, window, window) from layers of that shape, NaN missing: each while it was hidden."""

    def from_others(self, planes: np.ndarray) -> np.ndarray:
        """Return the same from the other sources alone, NaN for layers that are not predicted so."""

    def source_weights(self, planes: np.ndarray) -> np.ndarray:
        """Return how much each source brings into the network (sources,), which sums to 1."""

    @property
    def weights(self) -> int:
        """How many numbers it learned."""


DENSE_KINDS: Mapping[str, type[DenseNetwork]] = {PatchNetwork.kind: PatchNetwork}
WINDOW_KINDS: Mapping[str, type[WindowNetwork]] = RESIDUAL_NETWORKS
GRAPH_KINDS: Mapping[str, type[GraphNetwork]] = {GraphAttention.kind: GraphAttention}
MASKED_KINDS: Mapping[str, type[MaskedNetwork]] = {MaskedAutoencoder.kind: MaskedAutoencoder}
NETWORK_KINDS: Mapping[str, type[Network]] = {**DENSE_KINDS, **WINDOW_KINDS, **GRAPH_KINDS, **MASKED_KINDS}

N = TypeVar("N", bound=Network)
N_co = TypeVar("N_co", bound=Network, covariant=True)


@dataclass(frozen=True)
class Ensemble(Generic[N_co]):
    """Networks of one kind over the same channels; outputs stand member by member."""

    members: tuple[N_co, ...]

    @property
    def kind(self) -> str:
        return self.members[0].kind

    @property
    def outputs(self) -> int:
        """How many numbers come out at each place: those of all members."""
        return sum(member.outputs for member in self.members)

    def check(self, width: int) -> None:
        for member in self.members:
            member.check(width)


def arrays_of(ensemble: Ensemble[Network]) -> dict[str, np.ndarray]:
    """Return the arrays that make up an ensemble, named member-array."""
    return {
        f"{number}-{f.name}": getattr(member, f.name)
        for number, member in enumerate(ensemble.members)
        for f in fields(member)
    }


def rebuild(kind: str, arrays: Mapping[str, np.ndarray], width: int, kinds: Mapping[str, type[N]]) -> Ensemble[N]:
    """Rebuild networks of ``width`` channels, of one of the kinds that the caller can apply.

    Raises FusionError for another kind, and where arrays are missing or do not fit.
    """
    require_intact(kind in kinds, f"the network '{kind[:40]}'")
    maker = kinds[kind]
    names = {f.name for f in fields(maker)}
    members: dict[int, dict[str, np.ndarray]] = {}
    for name, array in arrays.items():
        match = _MEMBER.fullmatch(name)
        require_intact(match is not None and match[2] in names, f"the array '{name[:40]}'")
        match = given(match)
        whole = match[2] in maker.whole_numbers
        require_intact(array.ndim > 0 and array.dtype.kind == ("i" if whole else "f"), f"the array '{name}'")
        require_intact(whole or bool(np.isfinite(array).all()), f"the numbers of '{name}'")
        members.setdefault(int(match[1]), {})[match[2]] = array
    require_intact(0 < len(members) <= _MOST_MEMBERS and sorted(members) == list(range(len(members))), "the networks")
    require_intact(all(set(found) == names for found in members.values()), "the arrays of a network")
    ensemble = Ensemble(tuple(maker(**members[k]) for k in range(len(members))))
    ensemble.check(width)
    return ensemble
