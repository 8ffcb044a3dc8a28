"""Masked autoencoders over a stack of layers: mirrors, shifts, tiles, coasts, and the terms by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from masked_networks import GEOCHEMISTRY, SOURCE, TINY, random_masked_network

from geochem_fusion.core.deep.masked_inference import (
    WAYS,
    Explained,
    Told,
    padded,
    reader_of,
    squares,
    terms_of,
    told,
    valid_area,
)
from geochem_fusion.core.deep.window_inference import hann
from geochem_fusion.core.raster.grid import Window, tiles

SIDE = 8


def stack(height: int = 21, width: int = 30, seed: int = 0) -> np.ndarray:
    """Return four layers with a coast, gaps of their own, and a corner of nothing."""
    generator = np.random.default_rng(seed)
    values = generator.normal(size=(4, height, width)).astype(np.float32)
    rows, cols = np.indices((height, width))
    values[:, rows + cols < 6] = np.nan
    values[1, 3 : height // 3] = np.nan
    values[0, -2, -5:] = np.nan
    return values


def area_of(values: np.ndarray) -> Window:
    found = valid_area(reader_of(values), [Window(0, 0, *values.shape[1:])])
    assert found is not None
    return found


def whole(values: np.ndarray, network: Any = None) -> Told:
    network = random_masked_network() if network is None else network
    return told([network], reader_of(values), area_of(values), Window(0, 0, *values.shape[1:]))


def planes(said: Told) -> np.ndarray:
    return np.concatenate([said.hidden, said.across])


# ---------------------------------------------------------------------------------------------- windows


@pytest.mark.parametrize(("height", "width"), [(21, 30), (40, 41), (5, 3), (1, 1), (8, 16)])
def test_each_way_to_look_covers_the_area_once(height: int, width: int) -> None:
    area = Window(3, 2, height, width)
    for way in WAYS:
        times = np.zeros((80, 80), int)
        for square in squares(area, SIDE, way, area):
            times[square.row + 20 : square.row + 20 + SIDE, square.col + 20 : square.col + 20 + SIDE] += 1
        assert (times[23 : 23 + height, 22 : 22 + width] == 1).all()


@pytest.mark.parametrize("length", [40, 41, 57, 5])
def test_the_mirrored_lattice_lies_half_a_window_beside(length: int) -> None:
    area = Window(0, 0, length, 50)
    ways = [[square.row for square in squares(area, SIDE, (down, False), area)] for down in (False, True)]
    assert (ways[0][0] - ways[1][0]) % SIDE in (SIDE // 2, SIDE // 2 - 1, SIDE // 2 + 1)
    mirrored = sorted(length - row - SIDE for row in ways[0])
    assert sorted(set(ways[1])) == sorted(set(mirrored))


def test_the_area_is_that_of_all_values() -> None:
    values = np.full((2, 30, 40), np.nan, np.float32)
    assert valid_area(reader_of(values), list(tiles(Window(0, 0, 30, 40), 16))) is None
    values[0, 5, 20], values[1, 17, 3] = 1, 2
    assert valid_area(reader_of(values), list(tiles(Window(0, 0, 30, 40), 16))) == Window(5, 3, 13, 18)


def test_readers_reach_beyond_the_edge() -> None:
    values = stack()
    whole_stack, inner = Window(0, 0, *values.shape[1:]), []

    def strict(window: Window) -> np.ndarray:
        inner.append(window)
        assert window.row >= 0 <= window.col
        return values[(slice(None), *window.inside(whole_stack))]

    for window in (Window(-3, -4, 10, 9), Window(5, 5, 4, 4), Window(90, 90, 4, 4), Window(18, 28, 9, 9)):
        found = padded(strict, *values.shape[1:])(window)
        np.testing.assert_array_equal(found, reader_of(values)(window))
    assert len(inner) == 4


# ---------------------------------------------------------------------------------------------- properties


@pytest.mark.parametrize("switches", [{}, {"transformer": False}, {"fusion": False}, {"hidden": 75}], ids=str)
@pytest.mark.parametrize(("down", "right"), [(True, False), (False, True), (True, True)])
def test_what_is_said_of_a_mirrored_map_is_mirrored(switches: dict[str, Any], down: bool, right: bool) -> None:
    network, values = random_masked_network(replace(TINY, **switches)), stack()
    turn = (slice(None), slice(None, None, -1 if down else 1), slice(None, None, -1 if right else 1))
    np.testing.assert_allclose(
        planes(whole(values[turn], network)), planes(whole(values, network))[turn], rtol=2e-5, atol=1e-5
    )


@pytest.mark.parametrize(("down", "right"), [(3, 5), (0, 1), (8, 16)])
def test_an_area_that_lies_elsewhere_in_nothing_is_scored_the_same(down: int, right: int) -> None:
    values = stack()
    moved = np.full((4, 21 + 12, 30 + 20), np.nan, np.float32)
    moved[:, down : down + 21, right : right + 30] = values
    found = planes(whole(moved))
    np.testing.assert_array_equal(found[:, down : down + 21, right : right + 30], planes(whole(values)))
    assert np.isfinite(found).sum() == np.isfinite(planes(whole(values))).sum()


def test_a_map_shifted_by_a_window_is_scored_the_same_away_from_its_edge() -> None:
    values = np.random.default_rng(0).normal(size=(4, 40, 41)).astype(np.float32)
    found, moved = planes(whole(values)), planes(whole(np.roll(values, SIDE, axis=2)))
    np.testing.assert_array_equal(moved[:, :, 2 * SIDE : -SIDE], found[:, :, SIDE : -2 * SIDE])
    other = planes(whole(np.roll(values, 3, axis=2)))  # windows cut the ground elsewhere
    assert np.nanmean(np.abs(other[:, :, SIDE + 3 : -SIDE] - found[:, :, SIDE : -SIDE - 3])) > 1e-3


@pytest.mark.parametrize("size", [5, 8, 16])
def test_tiles_of_any_size_agree_to_the_last_bit(size: int) -> None:
    values = stack()
    read, area, expected = reader_of(values), area_of(values), planes(whole(values))
    for tile in tiles(Window(0, 0, 21, 30), size):
        found = planes(told([random_masked_network()], read, area, tile))
        np.testing.assert_array_equal(found, expected[:, tile.rows, tile.cols])


def test_only_where_a_layer_has_a_value_something_is_said() -> None:
    values = stack()
    said, known = whole(values), np.isfinite(values).any(axis=0)
    assert (np.isfinite(said.hidden) == known).all()
    assert (np.isfinite(said.across[GEOCHEMISTRY > 0]) == known).all()
    assert np.isnan(said.across[GEOCHEMISTRY == 0]).all()
    np.testing.assert_array_equal(said.values, values)
    nothing = told([random_masked_network()], reader_of(values), area_of(values), Window(0, 0, 2, 2))
    assert np.isnan(planes(nothing)).all()


@pytest.mark.parametrize(("height", "width"), [(3, 5), (1, 1), (8, 2)])
def test_a_map_smaller_than_a_window(height: int, width: int) -> None:
    values = np.random.default_rng(0).normal(size=(4, height, width)).astype(np.float32)
    assert np.isfinite(whole(values).hidden).all()


def test_four_looks_are_weighed_by_their_place_in_the_window() -> None:
    values, network = stack(16, 16), random_masked_network()
    row, col, total, weight = 9, 7, 0.0, 0.0
    for way in WAYS:
        (square,) = squares(area_of(values), SIDE, way, Window(row, col, 1, 1))
        turn = (slice(None), slice(None, None, -1 if way[0] else 1), slice(None, None, -1 if way[1] else 1))
        said = network.over(reader_of(values)(square)[turn])[turn]
        own = hann(SIDE)[row - square.row, col - square.col]
        total, weight = total + own * said[:, row - square.row, col - square.col], weight + own
    np.testing.assert_allclose(whole(values).hidden[:, row, col], total / weight, rtol=1e-4)


def test_of_several_networks_the_mean_is_taken() -> None:
    values = stack()
    one, other = random_masked_network(), random_masked_network(seed=1)
    both = told([one, other], reader_of(values), area_of(values), Window(4, 4, 9, 9))
    parts = [planes(whole(values, network))[:, 4:13, 4:13] for network in (one, other)]
    np.testing.assert_allclose(planes(both), (parts[0] + parts[1]) / 2, rtol=1e-4, atol=1e-5)


def test_without_geochemistry_or_with_nothing_else() -> None:
    values = stack()
    for geochemistry in (np.zeros(4, int), np.ones(4, int)):
        said = whole(values, random_masked_network(geochemistry=geochemistry))
        terms = terms_of(said, SOURCE, geochemistry)
        known = np.isfinite(values).any(axis=0)
        assert (np.isfinite(terms.error) == known).all()
        assert np.isnan(terms.favourability).all()
        assert (np.isfinite(terms.unexplained) == (known & bool(geochemistry.any()))).all()


# ---------------------------------------------------------------------------------------------- terms


def test_terms_by_hand() -> None:
    values = np.array([[3.0, np.nan], [1.0, 2.0], [-1.0, np.nan], [0.0, 5.0]])[:, None]
    hidden = np.array([[1.0, 1.0], [1.0, 0.0], [1.0, 1.0], [2.0, 5.0]])[:, None]
    across = np.array([[2.0, 1.0], [np.nan, np.nan], [-3.0, 0.0], [np.nan, np.nan]])[:, None]
    terms = terms_of(Told(values, hidden, across), SOURCE, GEOCHEMISTRY)
    np.testing.assert_allclose(terms.error[0], np.sqrt([(4 + 0 + 4) / 3, (4 + 0) / 2]))
    np.testing.assert_allclose(terms.unexplained[0], [(2 + 0) / 2, np.nan])
    np.testing.assert_allclose(terms.favourability[0], [-0.5, 0.5])


def test_the_share_explained_adds_up_over_tiles() -> None:
    generator = np.random.default_rng(0)
    values, predicted = generator.normal(size=(2, 3, 12, 10))
    values[0, :4], predicted[1, 2] = np.nan, np.nan
    at_once, in_parts = Explained(3), Explained(3)
    at_once.add(values, predicted)
    in_parts.add(values[:, :5], predicted[:, :5])
    in_parts.add(values[:, 5:], predicted[:, 5:])
    truth, said = values[0][4:].ravel(), predicted[0][4:].ravel()
    expected = 1 - ((truth - said) ** 2).sum() / ((truth - truth.mean()) ** 2).sum()
    assert at_once.of(np.array([0])) == pytest.approx(expected)
    assert in_parts.of(np.array([0, 1, 2])) == pytest.approx(at_once.of(np.array([0, 1, 2])))
    constant = Explained(1)
    constant.add(np.full((1, 3, 3), 7.0), np.zeros((1, 3, 3)))
    assert np.isnan(constant.of(np.array([0])))
    assert np.isnan(Explained(2).of(np.array([0, 1])))
