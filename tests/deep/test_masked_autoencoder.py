"""The masked autoencoder as plain arrays: its size by hand, what it must not see, and that missing is no value."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from masked_networks import GEOCHEMISTRY, TINY, random_masked_network

from geochem_fusion.core.deep import masked_autoencoder
from geochem_fusion.core.deep.masked_autoencoder import (
    LARGE,
    SMALL,
    MaskedAutoencoder,
    Sizes,
    pixels_of,
    positions,
    rounds,
    shapes,
    told,
    visible_part,
)


def layers(side: int = 8, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).normal(size=(4, side, side)).astype(np.float32)


# ---------------------------------------------------------------------------------------------- sizes


def by_hand(counts: list[int], s: Sizes) -> int:
    """Return how many numbers a network learns, counted layer by layer."""
    stems = sum(9 * (count + 1) * 32 + 32 + 9 * 32 * 32 + 32 for count in counts)
    fusion = stems + 32 * len(counts) * 64 + 64 + (64 * 16 + 16) + (16 * 64 + 64) + (9 * 64 * 64 + 64)

    def layer(d: int) -> int:
        attention, dense, norms = 3 * d * d + 3 * d + d * d + d, 4 * d * d + 4 * d + 4 * d * d + d, 4 * d
        return attention + dense + norms

    d, e, pixels = s.width, s.decoder_width, s.patch**2
    encoder = 64 * pixels * d + d + s.layers * layer(d) + 2 * d
    decoder = d * e + e + e + s.decoder_layers * layer(e) + 2 * e + e * pixels * sum(counts) + pixels * sum(counts)
    return fusion + encoder + decoder + 64 * sum(counts) + sum(counts)  # the last: what each pixel says for itself


@pytest.mark.parametrize(("sizes", "expected"), [(SMALL, 933_210), (LARGE, 5_454_164)])
def test_parameters_of_the_sizes_by_hand(sizes: Sizes, expected: int) -> None:
    counts = [39, 2, 1]
    found = sum(math.prod(shape) for shape in shapes(counts, sizes).values())
    assert found == by_hand(counts, sizes)
    assert found == expected


def test_the_published_sizes() -> None:
    assert (SMALL.window, SMALL.patch, SMALL.width, SMALL.layers, SMALL.decoder_layers, SMALL.hidden) == (
        *(32, 4, 96, 4, 2),
        50,
    )
    assert (LARGE.window, LARGE.patch, LARGE.width, LARGE.layers, LARGE.heads) == (33, 3, 256, 6, 8)
    assert (LARGE.decoder_width, LARGE.decoder_layers, LARGE.decoder_heads, LARGE.hidden) == (128, 2, 4, 75)
    assert random_masked_network().weights == sum(math.prod(s) for s in shapes([2, 1, 1], TINY).values())
    assert random_masked_network(replace(TINY, fusion=False)).weights < random_masked_network().weights


def test_sizes_that_do_not_fit_are_refused() -> None:
    for wrong in ({"patch": 5}, {"patch": 32}, {"window": 0}, {"width": 90}, {"heads": 5}, {"layers": 99}):
        with pytest.raises(ValueError, match=str(next(iter(wrong.values())))):
            Sizes(**wrong)
    for hidden in (0, 100):
        with pytest.raises(ValueError, match="hidden"):
            Sizes(hidden=hidden)


# ---------------------------------------------------------------------------------------------- masks


@pytest.mark.parametrize(("hidden", "count", "each"), [(50, 2, 1), (75, 4, 3), (25, 4, 1), (33, 3, 1)])
def test_masks_of_scoring_complement_each_other(hidden: int, count: int, each: int) -> None:
    sizes = replace(SMALL, hidden=hidden)
    found = rounds(sizes)
    assert found.shape == (count, 8, 8)
    assert (found.sum(axis=0) == each).all()
    np.testing.assert_allclose(found.mean(axis=(1, 2)), hidden / 100, atol=0.02)
    np.testing.assert_array_equal(found, rounds(sizes))


def test_what_is_shown_and_where_it_stands() -> None:
    hidden = np.array([[[True, False], [False, True]], [[False, False], [True, True]]])
    shown, back = told(hidden)
    assert shown.tolist() == [[1, 2], [0, 1]]
    assert back.tolist() == [[2, 0, 1, 2], [0, 1, 2, 2]]
    assert pixels_of(hidden, 2)[0].astype(int).tolist() == [[1, 1, 0, 0], [1, 1, 0, 0], [0, 0, 1, 1], [0, 0, 1, 1]]


def test_what_is_visible_of_each_source() -> None:
    values = np.array([[1.0, np.nan, -20.0, np.inf]])
    kept, seen = visible_part(values, np.array([[False, False, False, False]]), [np.array([0, 2]), np.array([1, 3])])
    assert (kept.tolist(), seen.tolist()) == ([[1, 0, -6, 0]], [[1, 0]])
    kept, seen = visible_part(values, np.array([[True]]), [np.array([0, 2]), np.array([1, 3])])
    assert (kept.tolist(), seen.tolist()) == ([[0, 0, 0, 0]], [[0, 0]])


def test_positions_differ_and_turn_with_rows_and_columns() -> None:
    found = positions(5, 16)
    assert len(np.unique(found.round(5), axis=0)) == 25
    swapped = found.reshape(5, 5, 2, 8)[:, :, ::-1].transpose(1, 0, 2, 3)
    np.testing.assert_array_equal(swapped.reshape(25, 16), found)


# ---------------------------------------------------------------------------------------------- what it must not see


def pieces(network: MaskedAutoencoder) -> list[np.ndarray]:
    """Return masks of pixels (window, window), one for each round."""
    return [np.asarray(pixels_of(mask, network.sizes.patch)) for mask in rounds(network.sizes)]


SWITCHES = pytest.mark.parametrize("switches", [{}, {"fusion": False}, {"transformer": False}, {"hidden": 75}], ids=str)


@SWITCHES
def test_a_hidden_value_reaches_no_prediction_of_its_round(switches: dict[str, Any]) -> None:
    network, x = random_masked_network(replace(TINY, **switches)), layers()
    before = network.over(x)
    assert before.shape == x.shape
    for hidden in pieces(network)[: 1 if network.sizes.hidden == 50 else 0]:
        other = np.where(hidden, layers(seed=1), x)
        after = network.over(other)
        np.testing.assert_array_equal(after[:, hidden], before[:, hidden])
        assert (after[:, ~hidden] != before[:, ~hidden]).any(axis=0).mean() > 0.9
    one = x.copy()
    one[:, 2:4, 4:6] += 3  # one patch: always hidden where it is predicted
    np.testing.assert_array_equal(network.over(one)[:, 2:4, 4:6], before[:, 2:4, 4:6])


@SWITCHES
def test_geochemistry_reaches_no_prediction_from_others(switches: dict[str, Any]) -> None:
    network, x = random_masked_network(replace(TINY, **switches)), layers()
    before = network.from_others(x)
    assert np.isnan(before).any(axis=(1, 2)).tolist() == [False, True, False, True]
    other = np.where(GEOCHEMISTRY[:, None, None] > 0, np.nan, x)
    np.testing.assert_array_equal(network.from_others(other), before)
    changed = x.copy()
    changed[1] += 1
    assert (network.from_others(changed)[0] != before[0]).all()


def test_without_anything_else_nothing_is_predicted_from_it() -> None:
    for geochemistry in (np.zeros(4, int), np.ones(4, int)):
        network = random_masked_network(geochemistry=geochemistry)
        assert not network.across.any()
        assert np.isnan(network.from_others(layers())).all()


@SWITCHES
def test_missing_is_no_value(switches: dict[str, Any]) -> None:
    network, x = random_masked_network(replace(TINY, **switches)), layers()
    x[0, :3], x[2, :, 5], x[:, 7, 7] = np.nan, np.nan, np.nan
    before = network.over(x)
    assert np.isfinite(before).all()
    for fill in (np.inf, -np.inf):
        np.testing.assert_array_equal(network.over(np.where(np.isnan(x), fill, x).astype(np.float32)), before)
    zero = network.over(np.nan_to_num(x))
    assert (zero != before).any()  # a value of zero is told from none
    assert np.isfinite(network.over(np.full_like(x, np.nan))).all()
    assert np.isfinite(network.from_others(np.full_like(x, np.nan))[0]).all()


def test_many_rounds_give_what_each_gives_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    network, x = random_masked_network(replace(TINY, hidden=12)), layers()
    assert len(rounds(network.sizes)) == 8
    together = network.over(x)
    monkeypatch.setattr(masked_autoencoder, "_AT_ONCE", 1)
    np.testing.assert_allclose(network.over(x), together, rtol=1e-4, atol=1e-5)  # of 32 bits


def test_far_values_count_as_no_farther() -> None:
    network, x = random_masked_network(), layers()
    x[1, 3, 3] = 6
    before = network.over(x)
    x[1, 3, 3] = 1e30
    np.testing.assert_array_equal(network.over(x), before)


# ---------------------------------------------------------------------------------------------- fusion


def test_weights_of_sources_are_shares() -> None:
    network, x = random_masked_network(), layers()
    weights = network.source_weights(x)
    assert weights.shape == (3,)
    assert weights.sum() == pytest.approx(1)
    assert (weights > 0).all()
    assert np.isnan(random_masked_network(replace(TINY, fusion=False)).source_weights(x)).all()


def test_a_source_that_is_cut_off_weighs_nothing() -> None:
    network = random_masked_network()
    start = 0
    for name, shape in shapes([2, 1, 1], TINY).items():
        if name == "fuse":
            network.learned[start + 32 * 64 : start + 2 * 32 * 64] = 0  # what the second source brings
        start += math.prod(shape)
    weights = network.source_weights(layers())
    assert weights[1] == 0
    assert weights.sum() == pytest.approx(1)
    x = layers()
    other = x.copy()
    other[1] += 1
    np.testing.assert_array_equal(network.over(other), network.over(x))


def test_the_same_numbers_of_one_window_whatever_was_asked_before() -> None:
    network: Any = random_masked_network()
    asked: list[Callable[[np.ndarray], np.ndarray]] = [network.over, network.from_others, network.over]
    first, _, again = (ask(layers()) for ask in asked)
    np.testing.assert_array_equal(first, again)
