"""Places as a graph: neighbours, what lies between them, and an order of its own."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.deep.place_graph import BELOW, HIDDEN, OBSERVED, PlaceGraph, graph_of
from geochem_fusion.core.errors import FusionError


def survey(count: int = 40, elements: int = 3, seed: int = 0) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return values with a tenth missing, which lie below a limit, and places."""
    generator = np.random.default_rng(seed)
    values = generator.normal(size=(count, elements))
    values[generator.random(values.shape) < 0.1] = np.nan
    return values, generator.random(values.shape) < 0.2, generator.uniform(0, 1e4, (count, 2))


def graph(most: int = 6) -> PlaceGraph:
    return graph_of(*survey(), most)


def test_neighbours_are_the_nearest_other_places() -> None:
    own = graph()
    for row, place in enumerate(own.places):
        distance = np.hypot(*(own.places - place).T)
        distance[row] = np.inf  # a place is not its own neighbour
        np.testing.assert_array_equal(own.neighbours[row], np.argsort(distance)[:6])


def test_few_places_have_all_others_as_neighbours() -> None:
    values, below, places = survey(5)
    own = graph_of(values, below, places, 64)
    assert [sorted({*near, row}) for row, near in enumerate(own.neighbours)] == [list(range(5))] * 5


def test_edges_by_hand() -> None:
    """Steps of 3 east, 4 north and 10 west; the distances to the nearest are 3, 3, 4 and 10, their median 3.5."""
    places = np.array([[0.0, 0.0], [3.0, 0.0], [0.0, 4.0], [-10.0, 0.0]])
    own = graph_of(np.zeros((4, 1)), np.zeros((4, 1), bool), places, 3)
    row = int(np.flatnonzero((own.places == 0).all(axis=1))[0])
    assert own.spacing == 3.5
    expected = [
        [np.log(3 / 3.5), 0, 1, np.log(0.3)],
        [np.log(4 / 3.5), 1, 0, np.log(0.4)],
        [np.log(10 / 3.5), 0, -1, 0],
    ]
    np.testing.assert_allclose(own.edges(np.array([row]))[0], expected, atol=1e-6)


def test_what_places_tell() -> None:
    values, below = np.array([[1.0, np.nan], [2.0, 3.0]]), np.array([[False, True], [True, False]])
    own = graph_of(values, below, np.array([[5.0, 0.0], [1.0, 0.0]]), 1)
    assert own.order.tolist() == [1, 0]
    assert own.states.tolist() == [[BELOW, OBSERVED], [OBSERVED, HIDDEN]]
    assert own.told(np.array([0, 1])).tolist() == [[2, 3, 1, 1, 1, 0], [1, 0, 1, 0, 0, 0]]


def test_the_order_of_rows_makes_no_difference() -> None:
    values, below, places = survey()
    turned = np.random.default_rng(1).permutation(len(values))
    one, other = graph_of(values, below, places, 6), graph_of(values[turned], below[turned], places[turned], 6)
    np.testing.assert_array_equal(one.order, turned[other.order])
    for name in ("values", "states", "places", "neighbours"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name))


def test_places_that_make_no_graph_are_refused() -> None:
    values, below, places = survey()
    for wrong in (places[[0, *range(39)]], np.where(np.arange(40)[:, None] == 7, np.nan, places)):
        with pytest.raises(FusionError, match="place"):
            graph_of(values, below, wrong, 6)
    with pytest.raises(FusionError, match="two places"):
        graph_of(values[:1], below[:1], places[:1], 6)
    with pytest.raises(ValueError):
        graph_of(values, below[:, :2], places, 6)
