"""Normal scores against ranks counted by hand and scipy's normal quantiles."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.stats import norm, rankdata

from geochem_fusion.core.prospectivity.normal_scores import NormalScores, Ranks

VALUES = np.array([3.0, 1.0, np.nan, 2.0, 2.0])


def test_ranks_are_shares_below_with_ties_in_the_middle() -> None:
    table = Ranks.of(VALUES)
    np.testing.assert_allclose(table(VALUES), [7 / 8, 1 / 8, np.nan, 0.5, 0.5])
    np.testing.assert_allclose(table(np.array([1.5, 0.0, 9.0])), [(1 / 8 + 1 / 2) / 2, 1 / 8, 7 / 8])


def test_normal_scores_are_those_of_van_der_waerden() -> None:
    values = np.random.default_rng(1).lognormal(size=500).round(2)
    wanted = norm.ppf((rankdata(values) - 0.5) / 500)
    np.testing.assert_allclose(Ranks.of(values).normal(values), wanted, atol=1e-6)


def test_a_table_of_many_values_is_thinned_and_hardly_differs() -> None:
    values = np.random.default_rng(2).normal(size=50_000)
    table = Ranks.of(values)
    assert len(table.values) <= 4096
    np.testing.assert_allclose(table(values), (rankdata(values) - 0.5) / 50_000, atol=3e-4)


def test_layers_have_tables_of_their_own() -> None:
    planes = np.stack([VALUES, -VALUES])
    scores = NormalScores(tuple(Ranks.of(plane) for plane in planes))(planes)
    np.testing.assert_allclose(scores[0], -scores[1], atol=1e-7)
    assert scores.dtype == np.float32


def test_a_layer_without_a_value_has_no_table() -> None:
    with pytest.raises(ValueError, match="no value"):
        Ranks.of(np.array([np.nan]))
