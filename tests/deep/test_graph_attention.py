"""The graph attention network as plain arrays: its pieces by hand, what it must not see, and foreign arrays."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geochem_fusion.core.deep.graph_attention import (
    FUSED,
    SPATIAL,
    SPECTRAL,
    STATES,
    GraphAttention,
    Said,
    shapes,
)
from geochem_fusion.core.deep.place_graph import HIDDEN, PlaceGraph, graph_of
from geochem_fusion.core.errors import FusionError

NEIGHBOURS = (3, 6)


def random_graph_network(elements: int, branches: int = 0, seed: int = 0) -> GraphAttention:
    """Return a small network of random weights: 8 wide, one layer, two scales of 3 and 6 neighbours."""
    generator = np.random.default_rng(seed)
    found = shapes(elements, len(NEIGHBOURS), 8, 1, 2, 6)
    arrays = {name: generator.normal(size=shape).astype(np.float32) / 2 for name, shape in found.items()}
    return GraphAttention(branches=np.array([branches]), neighbours=np.array(NEIGHBOURS), **arrays)


def example_graph(elements: int = 4, count: int = 30) -> PlaceGraph:
    generator = np.random.default_rng(0)
    values = generator.normal(size=(count, elements))
    values[generator.random(values.shape) < 0.1] = np.nan
    return graph_of(values, generator.random(values.shape) < 0.2, generator.uniform(0, 1e4, (count, 2)), 6)


def said_of(network: GraphAttention, graph: PlaceGraph, hidden: list[int]) -> Said:
    """Return what a network says of all places with some elements hidden."""
    rows, states = np.arange(len(graph.values)), graph.states.copy()
    states[:, hidden] = HIDDEN
    return network.over(
        graph.values, states, network.stars(graph, network.encoded(graph), rows), np.arange(graph.values.shape[1])
    )


@pytest.mark.parametrize("branches", [0, 1, 2])
def test_a_hidden_value_reaches_its_own_prediction_on_no_way(branches: int) -> None:
    network, graph = random_graph_network(4, branches), example_graph()
    before = said_of(network, graph, [1, 2]).predicted
    row = 11
    values = graph.values.copy()
    values[row, [1, 2]] += 5
    after = said_of(network, replace(graph, values=values), [1, 2]).predicted
    np.testing.assert_array_equal(before[:, row], after[:, row])
    told = (graph.neighbours == row).any(axis=1)
    changed = (before[FUSED] != after[FUSED]).any(axis=1)
    assert changed.any() == (branches != 1)  # neighbours do see it, where there is a spatial branch
    assert not changed[~told].any()


def test_visible_values_do_reach_the_others() -> None:
    network, graph = random_graph_network(4), example_graph()
    values = graph.values.copy()
    row = int(np.flatnonzero(graph.states[:, 0] != HIDDEN)[0])
    values[row, 0] += 1
    before, after = said_of(network, graph, [1, 2]), said_of(network, replace(graph, values=values), [1, 2])
    assert (before.predicted[SPECTRAL, row] != after.predicted[SPECTRAL, row]).all()


def test_what_is_missing_is_not_looked_at() -> None:
    network, graph = random_graph_network(4), example_graph()
    lost = np.where(graph.states == HIDDEN, 1e6, graph.values).astype(np.float32)
    rows = np.arange(len(lost))
    stars = network.stars(graph, network.encoded(graph), rows)
    one, other = (network.over(values, graph.states, stars, np.arange(4)) for values in (graph.values, lost))
    np.testing.assert_array_equal(one.predicted, other.predicted)


def test_weights_of_scales_neighbours_and_elements_are_shares() -> None:
    said = said_of(random_graph_network(4), example_graph(), [0])
    np.testing.assert_allclose(said.scale_weights.sum(axis=1), 1, rtol=1e-5)
    assert [part.shape for part in said.edges] == [(30, 3), (30, 6)]
    for part in said.edges:
        np.testing.assert_allclose(part.sum(axis=1), 1, rtol=1e-5)
    assert said.attention.shape == (30, 4, 4)
    assert (said.attention > 0).all()
    assert (said.attention.sum(axis=2) < 1).all()  # the rest goes to the token of the whole place


@pytest.mark.parametrize("branches", [0, 1, 2])
def test_what_is_not_asked_for_changes_nothing(branches: int) -> None:
    network, graph = random_graph_network(4, branches), example_graph()
    stars = network.stars(graph, network.encoded(graph), np.arange(30))
    whole, some = (network.over(graph.values, graph.states, stars, np.array(own)) for own in ([0, 1, 2, 3], [1, 3]))
    np.testing.assert_allclose(some.predicted, whole.predicted[:, :, [1, 3]], rtol=1e-4, atol=1e-6)
    np.testing.assert_allclose(some.attention, whole.attention[:, [1, 3]], rtol=1e-4, atol=1e-6)


def test_a_branch_that_is_lacking_says_nothing() -> None:
    graph = example_graph()
    spectral, spatial = (said_of(random_graph_network(4, k), graph, [0]) for k in (1, 2))
    assert np.isnan(spectral.predicted[SPATIAL]).all()
    assert np.isnan(spatial.predicted[SPECTRAL]).all()
    np.testing.assert_array_equal(spectral.predicted[FUSED], spectral.predicted[SPECTRAL])
    np.testing.assert_array_equal(spatial.predicted[FUSED], spatial.predicted[SPATIAL])
    assert len(spectral.scale_weights) == len(spectral.edges) == len(spatial.attention) == 0


def test_the_level_around_is_a_mean_of_neighbours_that_counts_what_is_there() -> None:
    """With weights of 0 all neighbours weigh the same, and the head reads the mean of the one scale that is asked."""
    network = random_graph_network(2, 2)
    nothing = {name: np.zeros_like(getattr(network, name)) for name in shapes(2, 2, 8, 1, 2, 6)}
    nothing["level"][:, 0] = 1
    nothing["head"][SPATIAL, :, 0] = 1
    nothing["scale_bias"][:] = (0, 100)  # the scale of six alone
    network = replace(network, **nothing)
    graph = example_graph(2)
    near = graph.neighbours
    known = (graph.states[near] != HIDDEN).sum(axis=1)
    expected = graph.values[near].sum(axis=1) / 6 / (known / 6 + 0.01)
    np.testing.assert_allclose(said_of(network, graph, []).predicted[SPATIAL], expected, rtol=1e-4, atol=1e-6)


def test_only_the_weights_of_its_branches_are_counted() -> None:
    both, spectral, spatial = (random_graph_network(4, k) for k in range(3))
    assert both.weights == sum(np.prod(shape) for shape in shapes(4, 2, 8, 1, 2, 6).values())
    shared = both.start_whole.size + 2 * both.gate_spectral.size + both.gate_bias.size
    assert both.weights == spectral.weights + spatial.weights + shared + 4 * 9  # and the head of both


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("branches", np.array([3])),
        ("neighbours", np.array([6, 3])),
        ("neighbours", np.array([0, 3])),
        ("neighbours", np.array([3, 10**6])),
        ("flag", np.zeros((STATES + 1, 8), np.float32)),
        ("value", np.zeros(0, np.float32)),
    ],
)
def test_foreign_arrays_are_refused(name: str, value: np.ndarray) -> None:
    random_graph_network(4).check(4)
    with pytest.raises(FusionError, match="damaged"):
        replace(random_graph_network(4), **{name: value}).check(4)
