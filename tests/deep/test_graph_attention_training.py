"""Training of the graph attention network: what it hides and holds out, and the same bytes on any machine's threads."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from making import Log

from geochem_fusion.core.deep.graph_attention import BRANCHES, GraphAttention, learned
from geochem_fusion.core.deep.graph_attention_training import (
    Batches,
    GraphSettings,
    TrainedGraph,
    epochs_for,
    held_out_patches,
    module_of,
    plain_arrays,
    train_graph_attention,
    why_untrained,
)
from geochem_fusion.core.deep.learning import KeepBest
from geochem_fusion.core.deep.place_graph import HIDDEN, PlaceGraph, graph_of
from geochem_fusion.core.errors import Cancelled, FusionError

ELEMENTS, COUNT = 6, 320
Survey = tuple[np.ndarray, np.ndarray, np.ndarray]


@pytest.fixture
def torch() -> Any:
    return pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")


def survey(count: int = COUNT, missing: float = 0.1) -> Survey:
    """Return three elements that follow a wave over the ground, and three that follow the first three."""
    generator = np.random.default_rng(0)
    places = generator.uniform(0, 1e4, (count, 2))
    waves = np.sin(places[:, :1] / 1500 + np.arange(3)) + np.cos(places[:, 1:] / 2000)
    values = np.concatenate([waves, waves @ generator.normal(size=(3, 3))], axis=1)
    values += generator.normal(scale=0.2, size=values.shape)
    values[generator.random(values.shape) < missing] = np.nan
    return values, generator.random(values.shape) < 0.1, places


def graph(count: int = COUNT) -> PlaceGraph:
    return graph_of(*survey(count), 64)


def trained(data: Survey, branches: str = "both", epochs: int = 2, **more: Any) -> TrainedGraph:
    return train_graph_attention(*data, GraphSettings(branches, epochs=epochs), **more)


def same(one: GraphAttention, other: GraphAttention) -> bool:
    return all(np.array_equal(getattr(one, f.name), getattr(other, f.name)) for f in fields(one))


@pytest.mark.parametrize("branches", BRANCHES)
def test_numpy_says_what_pytorch_says(torch: Any, branches: str) -> None:
    own, generator = graph(), np.random.default_rng(1)
    torch.manual_seed(0)
    module = module_of(ELEMENTS, (8, 24, 64), branches)
    rows = generator.permutation(COUNT)[:50]
    asked = np.repeat([[1, 2, 5]], 50, axis=0)
    _, _, inputs = Batches(own, rows, generator, "cpu").tensors(rows, asked)
    with torch.no_grad():
        expected = module(*inputs)
    network = plain_arrays(module)
    said = network.over(own.values[rows], inputs[1].numpy(), network.stars(own, network.encoded(own), rows), asked[0])
    assert len(expected) == (3 if branches == "both" else 1)
    for head, part in expected.items():
        np.testing.assert_allclose(said.predicted[head], part.numpy(), rtol=1e-5, atol=1e-5)


def test_each_place_may_be_asked_for_its_own_elements(torch: Any) -> None:
    own, rows = graph(), np.arange(20)
    module, batches = module_of(ELEMENTS, (8, 24, 64), "both"), Batches(graph(), rows, np.random.default_rng(0), "cpu")
    asked = batches.drawn(20, np.random.default_rng(1))
    with torch.no_grad():
        together = module(*batches.tensors(rows, asked)[2])
    network = plain_arrays(module)
    encoded = network.encoded(own)
    for row in rows:
        states = own.states[[row]].copy()
        states[:, asked[row]] = HIDDEN
        said = network.over(own.values[[row]], states, network.stars(own, encoded, np.array([row])), asked[row])
        for head, part in together.items():
            np.testing.assert_allclose(said.predicted[head][0], part[row].numpy(), rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("branches", BRANCHES)
def test_hidden_values_reach_no_prediction_of_their_place_in_pytorch(torch: Any, branches: str) -> None:
    own, rows = graph(), np.arange(0, COUNT, 7)
    module = module_of(ELEMENTS, (8, 24, 64), branches)
    asked = Batches(own, rows, np.random.default_rng(0), "cpu").drawn(len(rows), np.random.default_rng(1))
    for k, row in enumerate(rows):  # one row at a time, so that what is changed is no neighbour of it
        other = own.values.copy()
        other[row, asked[k]] = 99.0
        found = []
        for values in (own.values, other):
            changed = PlaceGraph(values, own.states, own.places, own.neighbours, own.spacing, own.order)
            _, _, inputs = Batches(changed, rows, np.random.default_rng(0), "cpu").tensors(rows[[k]], asked[[k]])
            with torch.no_grad():
                found.append(module(*inputs))
        assert all((found[0][head] == found[1][head]).all() for head in found[0])


def test_what_is_asked_for_is_hidden_and_counts_where_it_is_known(torch: Any) -> None:
    own, rows = graph(), np.arange(40)
    batches = Batches(own, rows, np.random.default_rng(0), "cpu")
    asked = batches.drawn(40, np.random.default_rng(1))
    assert asked.shape == (40, 2)  # 30 % of 6
    assert (np.diff(asked, axis=1) > 0).all()
    assert set(np.bincount(asked.ravel(), minlength=6) > 4) == {True}
    truth, known, (values, states, told, edges, _) = batches.tensors(rows, asked)
    hidden = np.zeros((40, ELEMENTS), bool)
    np.put_along_axis(hidden, asked, True, 1)
    np.testing.assert_array_equal(states.numpy() == HIDDEN, hidden | (own.states[rows] == HIDDEN))
    assert (values.numpy()[hidden] == 0).all()
    np.testing.assert_array_equal(truth.numpy(), np.take_along_axis(own.values[rows], asked, 1))
    np.testing.assert_array_equal(known.numpy() > 0, np.take_along_axis(own.states[rows], asked, 1) != HIDDEN)
    assert told.shape == (40, 64, 3 * ELEMENTS)
    assert edges.shape == (40, 64, 4)


def test_an_epoch_sees_every_place_that_is_not_held_out_once(torch: Any) -> None:
    own = graph()
    held_out = held_out_patches(own.places, 0)
    batches = Batches(own, held_out, np.random.default_rng(0), "cpu")
    seen = np.concatenate([inputs[2].numpy()[:, 0] for _, _, inputs in batches.epoch()])  # of the nearest place
    expected = np.delete(own.told(own.neighbours[:, 0]), held_out, axis=0)
    assert sorted(map(tuple, seen.tolist())) == sorted(map(tuple, expected.tolist()))
    first, again = (list(batches.held_out()) for _ in range(2))
    assert all((one[1] == other[1]).all() for one, other in zip(first, again))


def test_held_out_places_lie_together() -> None:
    places = survey()[2]
    rows = held_out_patches(places, 0)
    assert 0.08 * COUNT < len(rows) <= 0.16 * COUNT + 6
    distance = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    np.fill_diagonal(distance, np.inf)
    nearest = distance.argmin(axis=1)
    assert np.isin(nearest[rows], rows).mean() > 0.6  # 0.15 where they were drawn one by one
    line = np.stack([np.arange(300.0), np.zeros(300)], axis=1)
    assert len(held_out_patches(line, 1)) > 20


def test_a_survey_is_learned_from_its_elements_and_from_its_ground(torch: Any) -> None:
    log = Log()
    found = train_graph_attention(*survey(450), GraphSettings(epochs=25), log)
    assert min(found.r2) > 0.3
    assert found.curve.held_out[found.curve.best] < found.curve.held_out[0]
    assert found.held_out.sum() > 50


@pytest.mark.parametrize("branches", BRANCHES)
def test_each_branch_learns_alone(torch: Any, branches: str) -> None:
    found = trained(survey(), branches)
    network = found.network
    network.check(ELEMENTS)
    assert np.isnan(found.r2).tolist() == [False, branches == "spatial", branches == "spectral"]
    names = learned(network.has_spectral, network.has_spatial) | {"head", "head_bias"}
    unused = {f.name for f in fields(network)} - names - network.whole_numbers
    assert all((getattr(network, name) == 0).all() for name in unused)
    assert bool(unused) == (branches != "both")


def test_the_same_seed_gives_the_same_bytes_with_any_threads_and_order(torch: Any) -> None:
    usual, found = torch.get_num_threads(), []
    values, below, places = survey()
    turned = np.random.default_rng(3).permutation(COUNT)
    try:
        for threads in (1, 2):
            torch.set_num_threads(threads)
            found.append(trained((values, below, places)))
            assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(usual)
    found.append(trained((values[turned], below[turned], places[turned])))
    assert same(found[0].network, found[1].network)
    assert same(found[0].network, found[2].network)
    assert found[0].r2 == found[1].r2 == found[2].r2
    np.testing.assert_array_equal(found[0].held_out[turned], found[2].held_out)
    other = train_graph_attention(values, below, places, GraphSettings(epochs=2, seed=1))
    assert not same(found[0].network, other.network)


def test_random_numbers_of_others_are_left_alone(torch: Any) -> None:
    torch.manual_seed(5)
    expected = torch.rand(3)
    torch.manual_seed(5)
    trained(survey(), epochs=1)
    assert (torch.rand(3) == expected).all()


def test_a_constant_survey_is_learned_without_harm(torch: Any) -> None:
    values, below, places = survey()
    found = trained((np.zeros_like(values), below, places))
    assert np.isnan(found.r2[0])  # nothing varies that could be explained
    assert found.curve.held_out[found.curve.best] < 1


def test_values_that_are_all_missing_teach_nothing_of_their_element(torch: Any) -> None:
    values, below, places = survey()
    values[:, 2] = np.nan
    values[5] = np.nan
    found = trained((values, below, places))
    assert np.isfinite(found.r2).all()


def test_many_places_are_shown_less_often() -> None:
    assert [epochs_for(places) for places in (300, 3200, 4000, 9070)] == [40, 40, 32, 20]


def test_few_places_train_nothing_and_say_so() -> None:
    assert why_untrained(300) is None
    sentence = why_untrained(299)
    assert sentence == "The network was not trained: fewer than 300 places (299)."
    with pytest.raises(FusionError, match="not trained: fewer than 300 places"):
        trained(survey(299))
    with pytest.raises(ValueError, match="neither"):
        trained(survey(), "neither")


class Stop(Log):
    def cancelled(self) -> bool:
        return True


def test_training_can_be_stopped(torch: Any) -> None:
    with pytest.raises(Cancelled):
        trained(survey(), progress=Stop())
    with pytest.raises(Cancelled):  # nothing is there yet that could be kept
        trained(survey(), keep_best=KeepBest(Stop()))


def test_base_weights_are_taken_over(torch: Any) -> None:
    network = plain_arrays(module_of(ELEMENTS, (8, 24), "both"))
    assert same(network, plain_arrays(module_of(ELEMENTS, (8, 24), "both", network)))
