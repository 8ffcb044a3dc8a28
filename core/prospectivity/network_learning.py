"""Networks of a map: the one of its score, and those that say what it adds (untrained, and with parts left out)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from ..deep.learning import Curve
from ..deep.networks import Ensemble, MaskedNetwork
from ..language import tr
from ..memory import give_back
from ..progress import SILENT, Progress
from .layers import Layers
from .masked_network import (
    Ground,
    NetworkParts,
    Skill,
    judged_on_other_ground,
    sizes_of,
    skill,
    source_weights,
    train,
    untrainable,
)
from .normal_scores import NormalScores
from .request import VIT, ProspectivityRequest
from .results import NetworkFacts, SourceFacts


@dataclass(frozen=True)
class Variant:
    """A network with a part left out: what is told of it, the parts that it has, and a source that it is not shown."""

    title: str
    fusion: bool = True
    transformer: bool = True
    without: str | None = None


@dataclass(frozen=True)
class Network:
    """The network of a score: what it says of windows, and how it learned, None where it comes from a model."""

    parts: NetworkParts
    curve: Curve | None = None


def learned(
    request: ProspectivityRequest, layers: Layers, scores: NormalScores, progress: Progress = SILENT
) -> Network | None:
    """Train the network that a request asks for; None where it asks for none, or, which is told, where none can be."""
    if request.method != VIT:
        return None
    reason = untrainable()
    if reason is not None:
        progress.warn(reason)
        return None
    ground = Ground.of(layers, scores, progress=progress.part(0, 0.05))
    give_back()  # what reading took, before the steps of learning need theirs
    network, curve = train(ground, request, sizes_of(request), request.steps, progress.part(0.05, 1))
    return Network(NetworkParts(network, ground), curve)


def of_model(
    networks: Ensemble[MaskedNetwork] | None, layers: Layers, scores: NormalScores, progress: Progress = SILENT
) -> Network | None:
    """Return the network of a model over the layers of another map."""
    if networks is None:
        return None
    return Network(NetworkParts(networks.members[0], Ground.of(layers, scores, progress=progress)))


def untrained(request: ProspectivityRequest, network: Network) -> NetworkParts:
    """Return the same network as it was drawn, the control of what learning adds."""
    made, _ = train(network.parts.ground, request, sizes_of(request), 0)
    return NetworkParts(made, network.parts.ground)


def variants(layers: Layers) -> list[Variant]:
    """Return the networks with a part left out: its fusion, its Transformer, and each source in turn."""
    own = [
        Variant(tr("fusion convolution"), fusion=False),
        Variant(tr("Transformer"), transformer=False),
        Variant(tr("both"), fusion=False, transformer=False),
    ]
    sources = layers.sources if len(layers.sources) > 1 else []
    return [*own, *(Variant(tr("source: {name}", name=source), without=source) for source in sources)]


def varied(
    request: ProspectivityRequest, layers: Layers, scores: NormalScores, whole: Ground, progress: Progress = SILENT
) -> Iterator[tuple[Variant, NetworkParts]]:
    """Train each of the ``variants``, and yield it with what it says; ``whole`` is the ground of all sources."""
    for variant, part in progress.parts(variants(layers)):
        part.check(0)
        ground = whole if variant.without is None else Ground.of(layers, scores, variant.without)
        sizes = sizes_of(request, variant.fusion, variant.transformer)
        network, _ = train(ground, request, sizes, request.steps, part)
        yield variant, NetworkParts(network, ground)


def facts(
    request: ProspectivityRequest, network: Network | None, layers: Layers, progress: Progress = SILENT
) -> tuple[NetworkFacts | None, tuple[SourceFacts, ...]]:
    """Return what is told of a network, and of each source.

    What a network that was trained here explains is told of quarters of the map that one of its kind did not learn
    from; a network of a model has learned from other ground.
    """
    names = {source: tuple(own.name for own in layers.layers if own.source == source) for source in layers.sources}
    if network is None:
        return None, tuple(SourceFacts(source, own) for source, own in names.items())
    own_network, ground = network.parts.network, network.parts.ground
    here, learned_here = skill(own_network, ground, progress=progress.part(0, 0.3)), network.curve is not None
    elsewhere: Skill | None = here
    if learned_here:
        sizes = sizes_of(request)
        elsewhere = judged_on_other_ground(ground, request, sizes, progress.part(0.3, 1))
    told = elsewhere or Skill.unknown(len(names))
    weights = source_weights(own_network, ground)
    sources = tuple(
        SourceFacts(source, own, _known(weights[k]), _known(told.own[k]), _known(told.occlusion[k]))
        for k, (source, own) in enumerate(names.items())
    )
    found = NetworkFacts(
        own_network.weights,
        () if network.curve is None else (network.curve,),
        _known(told.hidden),
        _known(told.across),
        _known(here.hidden) if learned_here else None,
        _known(here.across) if learned_here else None,
    )
    return found, sources


def _known(value: float) -> float | None:
    return float(value) if np.isfinite(value) else None
