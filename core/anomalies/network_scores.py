"""Scores that a network adds: what it expects of the target, and what it does not expect.

What is expected of a target from its other elements and its neighbours is itself a score: a halo is coherent in space,
the network predicts it, and a residual cancels it. So the prediction counts beside the residual, never the residual of
the fused prediction alone.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..deep.graph_inference import Predictions
from .classical import mean_known
from .neighbours import Support, percentile_ranks

NETWORK_SHARE = 0.25


def network_parts(
    predicted: Predictions, ratio: np.ndarray, support: Support, targets: Sequence[int], scales: Sequence[int]
) -> dict[str, np.ndarray]:
    """Return parts of the score of a network, each (n,) of ranks between 0 and 1.

    ``ratio`` (n, elements) are the values that it was told, ``targets`` numbers of elements, ``scales`` numbers of
    neighbours. ``expected``: the fused prediction of the targets, over the widest scale. ``residual``: what the targets
    exceed the prediction of the spectral branch by, at a place and over the scales (of the spatial branch where there
    is no other). ``unexpected``: the mean size of that residual over all elements, over the widest scale.
    """
    chosen = list(targets)
    left = residual(predicted, ratio)
    signed = mean_known(left[:, chosen])
    size = mean_known(np.abs(left))
    wide = max(scales)
    steps = [percentile_ranks(support.means(signed, scale)) for scale in (0, *scales)]
    return {
        "expected": percentile_ranks(support.means(mean_known(predicted.fused[:, chosen]), wide)),
        "residual": np.asarray(np.mean(steps, axis=0)),
        "unexpected": percentile_ranks(support.means(size, wide)),
    }


def residual(predicted: Predictions, ratio: np.ndarray) -> np.ndarray:
    """Return by what values (n, elements) exceed the spectral branch, or the spatial one where it is alone."""
    return ratio - (predicted.spectral if np.isfinite(predicted.spectral).any() else predicted.spatial)


def network_score(parts: dict[str, np.ndarray]) -> np.ndarray:
    """Return the score (n,) of a network by itself: the mean of the ranks of its parts."""
    return np.asarray(np.mean([percentile_ranks(part) for part in parts.values()], axis=0))


def with_network(plain: np.ndarray, network: np.ndarray) -> np.ndarray:
    """Return the score (n,) without a network joined by that of the network, which counts for ``NETWORK_SHARE``."""
    return (1 - NETWORK_SHARE) * percentile_ranks(plain) + NETWORK_SHARE * percentile_ranks(network)
