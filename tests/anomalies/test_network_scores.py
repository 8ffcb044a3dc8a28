"""Parts of the score of a network, by hand."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.anomalies.neighbours import Support
from geochem_fusion.core.anomalies.network_scores import (
    NETWORK_SHARE,
    network_parts,
    network_score,
    residual,
    with_network,
)
from geochem_fusion.core.deep.graph_inference import Edges, Predictions

LINE = np.column_stack([np.arange(4) * 10.0, np.zeros(4)])  # each place has its neighbours left and right


def predictions(fused: np.ndarray, spectral: np.ndarray, spatial: np.ndarray) -> Predictions:
    nothing = np.zeros(0)
    return Predictions(fused, spectral, spatial, nothing, nothing, Edges(nothing, nothing, nothing, nothing))


def test_parts_by_hand() -> None:
    """Scale 1: the mean of a place and its nearest, the left one where two are as near."""
    ratio = np.array([[1.0, 0.0], [2.0, np.nan], [5.0, -2.0], [0.0, 1.0]])
    spectral = np.array([[0.0, 0.0], [2.0, 7.0], [1.0, 1.0], [1.0, 1.0]])
    fused = np.array([[3.0, 9.0], [1.0, 9.0], [0.0, 9.0], [0.0, 9.0]])
    support = Support.of(LINE, 1)
    np.testing.assert_array_equal(support.numbers[:, 0], [1, 0, 1, 2])
    found = network_parts(predictions(fused, spectral, fused), ratio, support, [0], [1])
    # of the target: 3, 1, 0, 0 with the neighbour: 2, 2, 0.5, 0
    np.testing.assert_allclose(found["expected"], [0.75, 0.75, 0.375, 0.125])
    # left of the target 1, 0, 4, -1 (ranks 5, 3, 7, 1 eighths), with the neighbour 0.5, 0.5, 2, 1.5 (2, 2, 7, 5)
    np.testing.assert_allclose(found["residual"], np.array([3.5, 2.5, 7.0, 3.0]) / 8)
    # mean sizes of both elements 0.5, 0, 3.5, 0.5, with the neighbour 0.25, 0.25, 1.75, 2
    np.testing.assert_allclose(found["unexpected"], [0.25, 0.25, 0.625, 0.875])
    # ranks of the parts in eighths: (6, 6, 3, 1), (5, 1, 7, 3), (2, 2, 5, 7)
    np.testing.assert_allclose(network_score(found), np.array([13, 9, 15, 11]) / 24)


def test_the_spatial_branch_alone_leaves_its_own_residual() -> None:
    ratio, spatial = np.array([[1.0, 2.0]]), np.array([[0.5, 0.5]])
    found = residual(predictions(spatial, np.full((1, 2), np.nan), spatial), ratio)
    np.testing.assert_array_equal(found, [[0.5, 1.5]])


def test_the_network_counts_for_its_share() -> None:
    plain, network = np.array([10.0, 30.0, 20.0]), np.array([0.1, 0.2, 0.9])
    ranks = np.array([1, 5, 3]) / 6, np.array([1, 3, 5]) / 6
    np.testing.assert_allclose(with_network(plain, network), (1 - NETWORK_SHARE) * ranks[0] + NETWORK_SHARE * ranks[1])
