"""Dense networks, and squares that overlap: tiles change nothing, what is averaged, and what is missing."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.deep.networks import Ensemble
from geochem_fusion.core.deep.window_inference import (
    DENSE_BLOCK,
    Lattice,
    blended,
    dense_outputs,
    halo_of,
    hann,
    reach,
)
from geochem_fusion.core.raster.grid import Window, tiles
from tools.fuzz import random_network

HEIGHT, WIDTH = 37, 50
WHOLE = Window(0, 0, HEIGHT, WIDTH)


def image(height: int = HEIGHT, width: int = WIDTH) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(2, height, width)).astype(np.float32)


def strided(channels: np.ndarray) -> np.ndarray:
    """Return what depends on where a square lies: means of 4 x 4 pixels from its corner on, and a slope within it."""
    side = channels.shape[1]
    x = np.nan_to_num(channels.sum(axis=0))
    means = x.reshape(side // 4, 4, side // 4, 4).mean(axis=(1, 3))
    return np.stack([np.kron(means, np.ones((4, 4))), x * np.arange(side)])


def test_weights_of_a_hann_window_sum_to_one() -> None:
    np.testing.assert_allclose(hann(2), np.full((2, 2), 0.25))
    assert (hann(33) > 0).all()
    four = hann(16)[:8, :8] + hann(16)[8:, :8] + hann(16)[:8, 8:] + hann(16)[8:, 8:]
    np.testing.assert_allclose(four, 1)
    lattice = Lattice(WHOLE, 16, 8)
    total = np.zeros((HEIGHT, WIDTH))
    for square in lattice.squares(WHOLE):
        total[square.rows, square.cols] += hann(16)
    np.testing.assert_allclose(total[8:21, 8:32], 1)  # away from the rim, and from the last squares, which lie closer


def test_squares_lie_on_the_lattice_and_end_with_the_area() -> None:
    lattice = Lattice(Window(3, 0, 20, 8), 8, 6)
    assert [square.row for square in lattice.squares(Window(3, 0, 20, 8))] == [3, 9, 15]
    assert [square.row for square in lattice.squares(Window(11, 0, 1, 8))] == [9]
    assert [square.row for square in lattice.squares(Window(10, 0, 1, 8))] == [3, 9]
    assert [square.row for square in Lattice(Window(0, 0, 21, 8), 8, 6).squares(WHOLE)] == [0, 6, 12, 13]
    assert lattice.reach(Window(11, 2, 4, 1)) == Window(9, 0, 8, 8)
    assert lattice.reach(Window(10, 2, 6, 1)) == Window(3, 0, 20, 8)
    small = Lattice(Window(2, 3, 5, 30), 8, 8)
    assert small.squares(Window(4, 3, 1, 1)) == [Window(2, 3, 8, 8)]
    assert small.reach(Window(4, 3, 1, 1)) == Window(2, 3, 5, 8)
    for stride in (0, 9):
        with pytest.raises(ValueError, match="of 8"):
            Lattice(WHOLE, 8, stride)
    with pytest.raises(ValueError, match="0 together"):
        Lattice(WHOLE, 8, 8, 0)


def test_squares_that_are_worked_off_together_stay_together() -> None:
    lattice = Lattice(Window(2, 0, 8, 40), 8, 8, 2)
    at = {(group[0].col, group[-1].col) for group in lattice.groups(Window(2, 0, 8, 40))}
    assert at == {(0, 8), (16, 24), (32, 32)}
    assert lattice.groups(Window(3, 24, 1, 3)) == [[Window(2, 16, 8, 8), Window(2, 24, 8, 8)]]
    assert lattice.squares(Window(3, 24, 1, 3)) == [Window(2, 24, 8, 8)]
    assert lattice.reach(Window(3, 24, 1, 3)) == Window(2, 16, 8, 16)
    asked = []

    def network(channels: np.ndarray) -> np.ndarray:
        asked.append(channels.shape)
        return channels[:, :1] * 2

    planes = image(8, 40)
    planes[:, :, 16:32] = np.nan
    area = Window(0, 0, 8, 40)
    out = blended(network, 1, planes, area, area, Lattice(area, 8, 4, 3))
    np.testing.assert_allclose(out, 2 * planes[:1], rtol=1e-6)
    assert asked == [(3, 2, 8, 8), (1, 2, 8, 8), (2, 2, 8, 8)]  # squares 0-8, 12, 28 and 32; nothing from 16 to 24


@pytest.mark.parametrize("stride", [3, 8, 12, 16])
def test_a_constant_stays_and_so_does_what_every_square_says_alike(stride: int) -> None:
    lattice, planes = Lattice(WHOLE, 16, stride), image()
    constant = blended(lambda x: np.full((1, 16, 16), 0.1, np.float32), 1, planes, WHOLE, WHOLE, lattice)
    assert constant.dtype == np.float32
    np.testing.assert_array_equal(constant, np.full((1, HEIGHT, WIDTH), 0.1, np.float32))
    np.testing.assert_array_equal(blended(lambda x: x, 2, planes, WHOLE, WHOLE, lattice), planes)


def test_two_squares_are_averaged_by_their_weights() -> None:
    lattice, whole = Lattice(Window(0, 0, 4, 6), 4, 2), Window(0, 0, 4, 6)
    numbers = iter([1.0, 5.0])
    out = blended(lambda x: np.full((1, 4, 4), next(numbers)), 1, np.ones((1, 4, 6)), whole, whole, lattice)
    share = np.sin(np.pi * np.array([0.5, 1.5, 2.5, 3.5]) / 4) ** 2
    middle = 1 * share[2:] + 5 * share[:2]
    np.testing.assert_allclose(out[0], np.tile([1, 1, *middle, 5, 5], (4, 1)), rtol=1e-6)


@pytest.mark.parametrize("size", [5, 16, 23])
def test_tiles_of_any_size_agree_to_the_last_bit(size: int) -> None:
    planes = image()
    planes[:, 5:9, 4:30] = np.nan
    area = Window(2, 1, 33, 47)
    lattice = Lattice(area, 16, 6)
    expected = blended(strided, 2, planes, WHOLE, area, lattice)
    for tile in tiles(area, size):
        wide = lattice.reach(tile)
        known = planes[(slice(None), *wide.inside(WHOLE))]
        found = blended(strided, 2, known, wide, tile, lattice)
        np.testing.assert_array_equal(found, expected[(slice(None), *tile.inside(area))])
    assert np.isnan(expected).sum() == 2 * 4 * 26


def test_an_image_smaller_than_a_square_is_filled_up_with_nothing() -> None:
    whole, seen = Window(0, 0, 5, 20), []

    def network(channels: np.ndarray) -> np.ndarray:
        seen.append(channels)
        return channels[:1]

    planes = image(5, 20)
    out = blended(network, 1, planes, whole, whole, Lattice(whole, 16, 8))
    np.testing.assert_array_equal(out, planes[:1])
    assert [channels.shape for channels in seen] == [(2, 16, 16)] * 2
    assert all(np.isnan(channels[:, 5:]).all() and np.isfinite(channels[:, :5]).all() for channels in seen)
    assert all(channels.dtype == np.float32 for channels in seen)


def test_what_is_missing_is_left_out_and_not_asked() -> None:
    planes = image(16, 40)
    planes[:, :, 20:] = np.nan
    planes[0, 3, 2] = np.nan  # one channel is there
    planes[:, 7, 9] = np.nan
    whole, asked = Window(0, 0, 16, 40), []

    def network(channels: np.ndarray) -> np.ndarray:
        asked.append(channels)
        return np.where(np.isnan(channels[1:]), 1e9, channels[1:])  # it says something everywhere

    out = blended(network, 1, planes, whole, whole, Lattice(whole, 8, 4))[0]
    np.testing.assert_array_equal(out, planes[1])
    assert len(asked) == 3 * 5  # columns 0, 4, 8, 12 and 16, not 20 to 32

    def silent(channels: np.ndarray) -> np.ndarray:
        return np.full((1, 8, 8), np.nan)

    assert np.isnan(blended(silent, 1, planes, whole, whole, Lattice(whole, 8, 4))).all()
    out = blended(lambda x: np.where(x[1:] > 0, x[1:], np.nan), 1, planes, whole, whole, Lattice(whole, 8, 4))[0]
    np.testing.assert_array_equal(np.isfinite(out), planes[1] > 0)  # what a network does not say is no 0


# ---------------------------------------------------------------------------------------------- dense networks


def around(image: np.ndarray, halo: int) -> np.ndarray:
    """Return the pixels around (20, 21)."""
    return image[:, 20 - halo : 21 + halo, 21 - halo : 22 + halo]


def test_tiles_of_dense_networks_agree_to_the_last_bit() -> None:
    ensemble = Ensemble((random_network(2, 2), random_network(2, 2, 15, seed=1)))
    height, width = DENSE_BLOCK + 40, DENSE_BLOCK + 23
    image = np.random.default_rng(2).normal(size=(2, height, width)).astype(np.float32)
    image[:, 50:60, 3:9] = np.nan
    whole = Window(0, 0, height, width)
    expected = dense_outputs(ensemble, image, whole, whole)
    for size in (37, 64, 131):
        for window in tiles(whole, size):
            wide = reach(ensemble, window, height, width)
            found = dense_outputs(ensemble, image[(slice(None), *wide.inside(whole))], wide, window)
            np.testing.assert_array_equal(found, expected[(slice(None), *window.inside(whole))])
    assert np.isnan(expected[:, 50:60, 3:9]).all()
    assert np.isnan(expected).sum() == 4 * 60


def test_members_stand_one_after_the_other_at_the_same_pixels() -> None:
    small, large = random_network(1, 2, 11), random_network(1, 1, 17, seed=3)
    image = np.random.default_rng(4).normal(size=(1, 40, 40)).astype(np.float32)
    whole = Window(0, 0, 40, 40)
    ensemble = Ensemble((small, large))
    out = dense_outputs(ensemble, image, whole, whole)
    assert (halo_of(ensemble), ensemble.outputs) == (8, 3)
    np.testing.assert_allclose(out[:2, 20, 21], small.over(around(image, small.halo))[:, 0, 0], atol=2e-5)
    np.testing.assert_allclose(out[2:, 20, 21], large.over(around(image, large.halo))[:, 0, 0], atol=2e-5)


def test_a_window_reaches_to_whole_blocks_and_their_halo() -> None:
    ensemble = Ensemble((random_network(1, 1, 11), random_network(1, 1, 21)))
    assert reach(ensemble, Window(130, 5, 10, 125), 1000, 1000) == Window(118, 0, 148, 266)
    assert reach(ensemble, Window(130, 5, 10, 125), 200, 200) == Window(118, 0, 82, 200)
