"""The score: how coherence weighs its parts, and their weighted mean."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.prospectivity.recipe import (
    COMPONENTS,
    ERROR,
    LEVEL,
    LEVEL_SMOOTH,
    NEIGHBOURS,
    NETWORK_SHARE,
    UNEXPLAINED,
    coherence,
    combined,
    weights_of,
)


def test_coherence_is_the_mean_correlation() -> None:
    values = np.random.default_rng(1).normal(size=(400, 3)) + np.random.default_rng(2).normal(size=(400, 1))
    wanted = np.corrcoef(values.T)[np.triu_indices(3, 1)].mean()
    assert coherence(values) == pytest.approx(wanted)


def test_coherence_of_pairs_counts_the_cells_that_have_both() -> None:
    values = np.random.default_rng(3).normal(size=(100, 2)) + np.random.default_rng(4).normal(size=(100, 1))
    values[:30, 0], values[70:, 1] = np.nan, np.nan
    assert coherence(values) == pytest.approx(np.corrcoef(values[30:70].T)[0, 1])


def test_opposite_layers_have_none_and_one_layer_is_a_level() -> None:
    line = np.arange(10.0)
    assert coherence(np.column_stack([line, -line])) == 0.0
    assert coherence(line[:, None]) == 1.0
    assert coherence(np.zeros((5, 0))) == 0.0


def test_weights_sum_to_one_and_follow_coherence() -> None:
    assert weights_of(0.6, 3, network=False) == pytest.approx(
        {LEVEL: 0.3, LEVEL_SMOOTH: 0.3, NEIGHBOURS: 0.2, COMPONENTS: 0.2}
    )
    assert weights_of(0.6, 0, network=False) == pytest.approx({NEIGHBOURS: 0.5, COMPONENTS: 0.5})
    found = weights_of(0.2, 5, network=True)
    assert sum(found.values()) == pytest.approx(1)
    assert found[ERROR] == found[UNEXPLAINED] == pytest.approx(NETWORK_SHARE / 2)
    assert UNEXPLAINED not in weights_of(0.2, 0, network=True)


def test_a_part_without_a_value_is_left_out() -> None:
    ranks = {"a": np.array([0.2, np.nan, np.nan]), "b": np.array([0.8, 0.4, np.nan])}
    np.testing.assert_allclose(combined(ranks, {"a": 3.0, "b": 1.0}), [0.35, 0.4, np.nan])
