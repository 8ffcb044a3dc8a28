"""The score: how coherence weighs its parts, and their weighted mean."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.prospectivity.recipe import (
    COMPONENTS,
    ERROR,
    LEVEL,
    LEVEL_SMOOTH,
    MAHALANOBIS,
    NEIGHBOURS,
    NEIGHBOURS_LOCAL,
    NETWORK_SHARE,
    UNEXPLAINED,
    coherence,
    combined,
    correlations,
    voices,
    weights_of,
)


def test_coherence_is_the_mean_correlation() -> None:
    values = np.random.default_rng(1).normal(size=(400, 3)) + np.random.default_rng(2).normal(size=(400, 1))
    wanted = np.corrcoef(values.T)[np.triu_indices(3, 1)].mean()
    assert coherence(correlations(values)) == pytest.approx(wanted)


def test_coherence_of_pairs_counts_the_cells_that_have_both() -> None:
    values = np.random.default_rng(3).normal(size=(100, 2)) + np.random.default_rng(4).normal(size=(100, 1))
    values[:30, 0], values[70:, 1] = np.nan, np.nan
    assert coherence(correlations(values)) == pytest.approx(np.corrcoef(values[30:70].T)[0, 1])


def test_opposite_layers_have_none_and_one_layer_is_a_level() -> None:
    line = np.arange(10.0)
    assert coherence(correlations(np.column_stack([line, -line]))) == 0.0
    assert coherence(correlations(line[:, None])) == 0.5  # which tells nothing
    assert coherence(correlations(np.zeros((5, 0)))) == 0.0


def test_layers_that_say_the_same_share_a_voice() -> None:
    """Two that are one but for their sign, and two others that have 0.6 in common; one that does not vary is alone."""
    same = np.array([[1, -1, 0, 0], [-1, 1, 0, 0], [0, 0, 1, 0.6], [0, 0, 0.6, 1]])
    np.testing.assert_allclose(voices(same), [0.5, 0.5, 1 / 1.36, 1 / 1.36])
    values = np.column_stack([np.arange(5.0), np.arange(5.0) * 3, np.ones(5)])
    np.testing.assert_allclose(voices(correlations(values)), [0.5, 0.5, 1.0])
    assert voices(np.zeros((0, 0))).shape == (0,)


def test_weights_sum_to_one_and_follow_coherence() -> None:
    assert weights_of(0.6, 3, network=False) == pytest.approx(
        {LEVEL: 0.3, LEVEL_SMOOTH: 0.3, NEIGHBOURS: 0.1, NEIGHBOURS_LOCAL: 0.1, MAHALANOBIS: 0.1, COMPONENTS: 0.1}
    )
    outliers = (NEIGHBOURS, NEIGHBOURS_LOCAL, MAHALANOBIS, COMPONENTS)
    assert weights_of(0.6, 0, network=False) == pytest.approx(dict.fromkeys(outliers, 0.25))
    found = weights_of(0.2, 5, network=True)
    assert sum(found.values()) == pytest.approx(1)
    assert found[ERROR] == found[UNEXPLAINED] == pytest.approx(NETWORK_SHARE / 2)
    assert UNEXPLAINED not in weights_of(0.2, 0, network=True)


def test_a_part_without_a_value_is_left_out() -> None:
    ranks = {"a": np.array([0.2, np.nan, np.nan]), "b": np.array([0.8, 0.4, np.nan])}
    np.testing.assert_allclose(combined(ranks, {"a": 3.0, "b": 1.0}), [0.35, 0.4, np.nan])
