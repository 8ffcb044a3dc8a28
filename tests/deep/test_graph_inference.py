"""Applying the graph attention network: every value from what is not hidden with it, in any order, block by block."""

from __future__ import annotations

from importlib import import_module

import numpy as np
import pytest

from geochem_fusion.core.deep import graph_inference
from geochem_fusion.core.deep.graph_attention import FUSED, GraphAttention, shapes
from geochem_fusion.core.deep.graph_inference import (
    GROUPS,
    PARTITIONS,
    Predictions,
    blocks,
    explained,
    masks,
    occlusion,
    predictions,
)
from geochem_fusion.core.deep.place_graph import HIDDEN, graph_of
from geochem_fusion.core.errors import FusionError

ELEMENTS, COUNT = 8, 150
Survey = tuple[np.ndarray, np.ndarray, np.ndarray]


def network_of(branches: int = 0, elements: int = ELEMENTS, width: int = 8) -> GraphAttention:
    generator = np.random.default_rng(0)
    found = shapes(elements, 2, width, 1, 2, 6)
    arrays = {name: generator.normal(size=shape).astype(np.float32) / 2 for name, shape in found.items()}
    return GraphAttention(branches=np.array([branches]), neighbours=np.array([3, 6]), **arrays)


def survey(count: int = COUNT, elements: int = ELEMENTS) -> Survey:
    generator = np.random.default_rng(1)
    values = generator.normal(size=(count, elements))
    values[generator.random(values.shape) < 0.1] = np.nan
    return values, generator.random(values.shape) < 0.2, generator.uniform(0, 1e4, (count, 2))


def everything(found: Predictions) -> list[np.ndarray]:
    return [found.fused, found.spectral, found.spatial, found.scale_weights]


@pytest.mark.parametrize("elements", [1, 4, 6, 51])
def test_masks_hide_each_element_once_a_partition(elements: int) -> None:
    found = masks(elements, 3)
    assert found.shape == (PARTITIONS * min(GROUPS, elements), elements)
    np.testing.assert_array_equal(found.sum(axis=0), PARTITIONS)
    half = len(found) // 2
    np.testing.assert_array_equal(found[:half].sum(axis=0), 1)
    sizes = found.sum(axis=1)
    assert sizes.max() - sizes.min() <= 1
    np.testing.assert_array_equal(found, masks(elements, 3))
    assert elements < GROUPS + 1 or (found != masks(elements, 4)).any()


def test_blocks_are_full_and_hold_every_row_once() -> None:
    found = blocks(np.arange(130))
    assert {len(block) for block in found} == {64}
    np.testing.assert_array_equal(np.concatenate(found)[:130], np.arange(130))
    assert set(found[-1][2:]) == {129}


def test_predictions_are_the_means_over_masks_place_by_place() -> None:
    """A loop over places and masks, each place in a call of its own."""
    network, (values, below, places) = network_of(), survey(20)
    graph = graph_of(values, below, places, 6)
    encoded = network.encoded(graph)
    expected = np.zeros((3, 20, ELEMENTS))
    for row in range(20):
        stars = network.stars(graph, encoded, np.array([row]))
        for mask in masks(ELEMENTS, 5):
            states = np.where(mask, HIDDEN, graph.states[[row]])
            said = network.over(graph.values[[row]], states, stars, np.arange(ELEMENTS))
            expected[:, graph.order[row], mask] += said.predicted[:, 0, mask] / PARTITIONS
    found = predictions(network, values, below, places, 5)
    np.testing.assert_allclose([found.fused, found.spectral, found.spatial], expected, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("branches", [0, 1, 2])
def test_own_values_of_a_group_reach_none_of_its_predictions(branches: int) -> None:
    network, (values, below, places) = network_of(branches), survey()
    before = predictions(network, values, below, places)
    changed = values.copy()
    changed[7, 2] = 9.0
    after = predictions(network, changed, below, places)
    for one, other in zip(everything(before)[:3], everything(after)[:3]):
        np.testing.assert_array_equal(one[7, 2], other[7, 2])


def test_the_order_of_rows_makes_no_difference() -> None:
    values, below, places = survey()
    turned = np.random.default_rng(2).permutation(COUNT)
    one = predictions(network_of(), values, below, places)
    other = predictions(network_of(), values[turned], below[turned], places[turned])
    for a, b in zip(everything(one), everything(other)):
        np.testing.assert_array_equal(a[turned], b)
    np.testing.assert_array_equal(one.element_attention, other.element_attention)
    assert set(zip(one.edges.i, one.edges.j)) == set(zip(turned[other.edges.i], turned[other.edges.j]))


def test_the_size_of_blocks_makes_no_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    one = predictions(network_of(), *survey())
    monkeypatch.setattr(graph_inference, "_BLOCK", 16)
    other = predictions(network_of(), *survey())
    for a, b in zip(everything(one), everything(other)):
        np.testing.assert_allclose(a, b, rtol=1e-4, atol=1e-5)
    np.testing.assert_allclose(one.element_attention, other.element_attention, rtol=1e-4)


def test_edges_are_the_neighbours_that_weigh_most() -> None:
    values, below, places = survey()
    found = predictions(network_of(), values, below, places).edges
    assert np.bincount(found.i).tolist() == [3] * COUNT
    assert (found.i != found.j).all()
    assert ((found.weight > 0) & (found.weight < 1)).all()
    assert set(found.scale) <= {0, 1}
    distance = np.hypot(*(places[found.i] - places[found.j]).T)
    for row in range(COUNT):
        near = np.sort(np.hypot(*(places - places[row]).T))
        assert (distance[found.i == row] <= near[6]).all()
        assert (np.diff(found.weight[found.i == row]) <= 0).all()


def test_a_branch_that_is_lacking_is_missing_in_all_it_would_say() -> None:
    spectral, spatial = (predictions(network_of(k), *survey()) for k in (1, 2))
    assert np.isnan(spectral.spatial).all()
    assert np.isnan(spectral.scale_weights).all()
    assert len(spectral.edges.i) == 0
    assert np.isnan(spatial.spectral).all()
    assert np.isnan(spatial.element_attention).all()
    np.testing.assert_array_equal(spatial.fused, spatial.spatial)
    np.testing.assert_array_equal(spectral.fused, spectral.spectral)


def test_attention_is_that_of_hidden_elements_to_visible_ones() -> None:
    found = predictions(network_of(), *survey()).element_attention
    assert np.isnan(np.diag(found)).all()  # no element is apart from itself
    away = ~np.eye(ELEMENTS, dtype=bool)
    apart = np.array([[any(m[i] and not m[j] for m in masks(ELEMENTS, 0)) for j in range(8)] for i in range(8)])
    np.testing.assert_array_equal(np.isfinite(found[away]), apart[away])
    assert np.nanmin(found) > 0
    assert np.nanmax(found) < 1


def test_missing_and_constant_values_are_predicted_like_others() -> None:
    values, below, places = survey()
    values[:, 3] = np.nan
    values[:, 4] = 0.0
    found = predictions(network_of(), values, below, places)
    assert all(np.isfinite(part).all() for part in everything(found))
    assert np.isnan(found.element_attention[:, 3]).all()


def test_few_places_are_enough_to_apply_a_network() -> None:
    found = predictions(network_of(), *survey(3))
    assert all(np.isfinite(part).all() for part in everything(found))


def test_occlusion_by_a_loop() -> None:
    network, (values, below, places) = network_of(), survey(30)
    graph = graph_of(values, below, places, 6)
    stars = network.stars(graph, network.encoded(graph), np.arange(30))

    def hiding(*hidden: int) -> np.ndarray:
        states = graph.states.copy()
        states[:, hidden] = HIDDEN
        return np.asarray(network.over(graph.values, states, stars, np.arange(ELEMENTS)).predicted[FUSED, :, 2], float)

    found = occlusion(network, values, below, places, [2])
    for other in range(ELEMENTS):
        known = graph.states[:, other] != HIDDEN
        expected = np.nan if other == 2 else np.abs(hiding(2, other) - hiding(2))[known].mean()
        np.testing.assert_allclose(found[0, other], expected, rtol=1e-3, atol=1e-6)


def test_what_no_network_looks_at_changes_nothing_when_hidden() -> None:
    found = occlusion(network_of(2), *survey(30), [0, 1])
    assert np.nanmax(found) == 0
    assert np.isnan(found[[0, 1], [0, 1]]).all()


def test_r2_by_hand() -> None:
    values = np.array([[1.0, 5.0], [3.0, np.nan], [8.0, 7.0]])
    graph = graph_of(values, np.zeros((3, 2), bool), np.array([[0.0, 0], [1, 0], [2, 0]]), 2)
    predicted = np.stack(
        [np.array([[2.0, 6.0], [2.0, 0.0]]), np.array([[1.0, 5.0], [3.0, 9.0]]), np.full((2, 2), np.nan)]
    )
    fused, spectral, spatial = explained(graph, np.array([0, 1]), predicted)
    assert fused == 1 - (1 + 1 + 1) / 2  # about means of 2 and 5
    assert spectral == 1
    assert np.isnan(spatial)


def test_two_samples_at_one_place_are_refused() -> None:
    values, below, places = survey()
    with pytest.raises(FusionError, match="one place"):
        predictions(network_of(), values, below, places[[0, *range(COUNT - 1)]])


def test_numpy_threads_make_no_difference() -> None:
    controller = pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    network, found = network_of(0, 20, 64), []  # products large enough to be shared between threads
    for threads in (1, 2):
        with controller.threadpool_limits(threads):
            found.append(everything(predictions(network, *survey(100, 20))))
    for one, other in zip(*found):
        np.testing.assert_array_equal(one, other)


def test_it_needs_no_pytorch() -> None:
    assert "torch" not in vars(import_module("geochem_fusion.core.deep.graph_inference"))
