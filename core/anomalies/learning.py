"""Networks of a survey: trained, or taken from a model, and what they say of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..deep.graph_attention_training import GraphSettings, TrainedGraph, train_graph_attention, why_untrained
from ..deep.graph_inference import Predictions, occlusion, predictions
from ..deep.networks import Ensemble, GraphNetwork
from ..deep.pytorch import choose_device, missing_torch
from ..errors import FusionError
from ..progress import Progress
from .neighbours import Support, rank_correlation, scales_for
from .network_scores import network_parts, network_score
from .preparation import Prepared
from .request import MSTGAT, AnomalyRequest
from .survey import Survey

_TWO_UP_TO = 2500  # places, for which two networks of different seeds learn: their mean is used, their agreement told


@dataclass(frozen=True)
class NetworkResult:
    """Networks and what they say: the mean of their ``predictions``, the edges those of the first.

    ``occlusion`` (targets, elements) as ``graph_inference.occlusion``; ``agreement`` is the rank correlation of the
    scores of the first two, None for one. ``r2`` of hidden values at places held out (fused, spectral, spatial, means
    over networks) and ``losses`` of each, held out, by epoch: None and none where they come from a model.
    """

    networks: Ensemble[GraphNetwork]
    predictions: Predictions
    occlusion: np.ndarray
    agreement: float | None
    r2: tuple[float, float, float] | None = None
    losses: tuple[tuple[float, ...], ...] = ()


def learned(
    request: AnomalyRequest,
    branches: str,
    neighbours: tuple[int, ...],
    prepared: Prepared,
    survey: Survey,
    support: Support,
    targets: Sequence[int],
    progress: Progress,
) -> NetworkResult | None:
    """Train networks on a survey; None, and told, where there are too few places, or no PyTorch for the default method.

    Raises FusionError where a single branch is asked for and there is no PyTorch.
    """
    untrained = why_untrained(len(survey.places))
    if untrained is None:
        untrained = missing_torch()
        if untrained is not None and request.method != MSTGAT:
            raise FusionError(untrained)
    if untrained is not None:
        progress.warn(untrained)
        return None
    trained: list[TrainedGraph] = []
    members = 2 if len(survey.places) <= _TWO_UP_TO else 1  # many places teach one network what two would learn
    for number in range(members):
        settings = GraphSettings(
            branches=branches,
            neighbours=neighbours,
            epochs=request.epochs or None,
            seed=request.seed + number,
            device=choose_device(request.device),
            width=request.width,
        )
        part = progress.part(0.75 * number / members, 0.75 * (number + 1) / members)
        trained.append(train_graph_attention(prepared.ratio, survey.below, survey.places, settings, part))
    networks = Ensemble(tuple(one.network for one in trained))
    found = retold(networks, prepared, survey, support, targets, request.seed, progress.part(0.75, 1))
    fused, spectral, spatial = (float(part) for part in np.mean([one.r2 for one in trained], axis=0))
    losses = tuple(tuple(one.curve.held_out) for one in trained)
    return replace(found, r2=(fused, spectral, spatial), losses=losses)


def retold(
    networks: Ensemble[GraphNetwork],
    prepared: Prepared,
    survey: Survey,
    support: Support,
    targets: Sequence[int],
    seed: int,
    progress: Progress,
) -> NetworkResult:
    """Return what networks say of a survey whose elements are theirs."""
    told = [
        predictions(network, prepared.ratio, survey.below, survey.places, seed, part)
        for network, part in progress.part(0, 0.7).parts(networks.members)
    ]
    lost = [
        occlusion(network, prepared.ratio, survey.below, survey.places, targets, part)
        for network, part in progress.part(0.7, 1).parts(networks.members)
    ]
    agreement = None
    if len(told) > 1:
        scales = scales_for(len(survey.places))
        first, second = (
            network_score(network_parts(one, prepared.ratio, support, targets, scales)) for one in told[:2]
        )
        agreement = rank_correlation(first, second)
    return NetworkResult(networks, _mean(told), np.mean(lost, axis=0), agreement)


def _mean(told: Sequence[Predictions]) -> Predictions:
    names = ("fused", "spectral", "spatial", "scale_weights", "element_attention")
    return replace(told[0], **{name: np.mean([getattr(one, name) for one in told], axis=0) for name in names})
