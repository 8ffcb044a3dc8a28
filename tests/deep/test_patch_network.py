"""Networks as plain arrays: against sums written out patch by patch, tile by tile, and against foreign files."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import correlate

from geochem_fusion.core.deep.patch_network import BLOCK, Ensemble, PatchNetwork, arrays_of, check_patch, rebuild
from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.grid import Window, tiles
from tools.fuzz import random_network


def patch_by_patch(network: PatchNetwork, planes: np.ndarray, row: int, col: int) -> np.ndarray:
    """Return the outputs (elements,) for the patch around a pixel, in float64 and layer by layer."""
    half = int(network.patch[0]) // 2
    x = planes[:, row - half : row + half + 1, col - half : col + half + 1].astype(float)
    x = np.nan_to_num((x - network.centre[:, None, None]) / network.scale[:, None, None])
    for number in range(1, 5):
        a = network.layer(number)
        x = np.stack([correlate(x, kernel, mode="valid")[0] for kernel in a["kernel"].astype(float)])
        normal = (x - a["mean"][:, None, None]) / np.sqrt(a["variance"][:, None, None] + 1e-5)
        x = normal * a["gain"][:, None, None] + a["shift"][:, None, None]
        x = np.where(x > 0, x, 0.01 * x)
        if number == 2:
            x = np.lib.stride_tricks.sliding_window_view(x, (3, 3), axis=(1, 2)).max(axis=(3, 4))
    x = network.hidden @ x.mean(axis=(1, 2)) + network.hidden_bias
    return np.asarray(network.head @ np.where(x > 0, x, 0.01 * x) + network.head_bias)


@pytest.mark.parametrize("patch", [11, 17])
def test_a_window_gives_what_each_patch_alone_gives(patch: int) -> None:
    network = random_network(2, 3, patch)
    planes = np.random.default_rng(1).normal(size=(2, 30, 27)).astype(np.float32)
    planes[1, 14, 9] = np.nan  # counts as average
    out = network.over(planes)
    half = patch // 2
    assert out.shape == (3, 30 - 2 * half, 27 - 2 * half)
    assert out.dtype == np.float32
    for row, col in [(half, half), (14, 12), (29 - half, 26 - half)]:
        np.testing.assert_allclose(out[:, row - half, col - half], patch_by_patch(network, planes, row, col), atol=2e-5)


def test_tiles_of_any_size_agree_to_the_last_bit() -> None:
    ensemble = Ensemble((random_network(2, 2), random_network(2, 2, 15, seed=1)))
    height, width = BLOCK + 40, BLOCK + 23
    image = np.random.default_rng(2).normal(size=(2, height, width)).astype(np.float32)
    image[:, 50:60, 3:9] = np.nan
    whole = Window(0, 0, height, width)
    expected = ensemble.over(image, whole, whole)
    for size in (37, 64, 131):
        for window in tiles(whole, size):
            reach = ensemble.reach(window, height, width)
            found = ensemble.over(image[(slice(None), *reach.inside(whole))], reach, window)
            np.testing.assert_array_equal(found, expected[(slice(None), *window.inside(whole))])
    assert np.isnan(expected[:, 50:60, 3:9]).all()
    assert np.isnan(expected).sum() == 4 * 60


def test_members_stand_one_after_the_other_at_the_same_pixels() -> None:
    small, large = random_network(1, 2, 11), random_network(1, 1, 17, seed=3)
    image = np.random.default_rng(4).normal(size=(1, 40, 40)).astype(np.float32)
    whole = Window(0, 0, 40, 40)
    ensemble = Ensemble((small, large))
    out = ensemble.over(image, whole, whole)
    assert (ensemble.halo, ensemble.outputs) == (8, 3)
    np.testing.assert_allclose(out[:2, 20, 21], patch_by_patch(small, image, 20, 21), atol=2e-5)
    np.testing.assert_allclose(out[2:, 20, 21], patch_by_patch(large, image, 20, 21), atol=2e-5)


def test_the_arrays_rebuild_the_networks() -> None:
    ensemble = Ensemble((random_network(2, 1), random_network(2, 1, 13, seed=5)))
    again = rebuild("patch_network", arrays_of(ensemble), 2)
    planes = np.random.default_rng(6).normal(size=(2, 20, 20)).astype(np.float32)
    for member, other in zip(ensemble.members, again.members):
        np.testing.assert_array_equal(member.over(planes), other.over(planes))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("0-patch", np.array([12])),
        ("0-patch", np.array([9])),
        ("0-patch", np.array([10**9 + 1])),
        ("0-patch", np.array([11.0])),
        ("0-scale", np.zeros(2)),
        ("0-centre", np.zeros(3)),
        ("0-kernel2", np.zeros((4, 5, 3, 3), np.float32)),
        ("0-kernel1", np.zeros((3, 2, 5, 5), np.float32)),
        ("0-kernel3", np.full((4, 4, 3, 3), np.nan, np.float32)),
        ("0-variance4", -np.ones(4, np.float32)),
        ("0-gain1", np.ones(2, np.float32)),
        ("0-hidden", np.zeros((5, 3), np.float32)),
        ("0-head", np.zeros((1, 4), np.float32)),
        ("0-head_bias", np.array(1.0)),
        ("0-more", np.ones(1)),
        ("patch", np.array([11])),
        ("2-patch", np.array([11])),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name: str, value: np.ndarray) -> None:
    arrays = arrays_of(Ensemble((random_network(2, 1),)))
    with pytest.raises(FusionError, match="damaged"):
        rebuild("patch_network", {**arrays, name: value}, 2)


def test_missing_arrays_and_unknown_networks_are_refused() -> None:
    arrays = arrays_of(Ensemble((random_network(2, 1),)))
    with pytest.raises(FusionError, match="'unknown'"):
        rebuild("unknown", arrays, 2)
    with pytest.raises(FusionError, match="damaged"):
        rebuild("patch_network", {name: a for name, a in arrays.items() if name != "0-head"}, 2)
    with pytest.raises(FusionError, match="damaged"):
        rebuild("patch_network", {}, 2)
    with pytest.raises(FusionError, match="scaling"):
        rebuild("patch_network", arrays, 3)


def test_a_halo_follows_from_the_patch() -> None:
    assert replace(random_network(1, 1), patch=np.array([21])).halo == 10


@pytest.mark.parametrize("patch", [9, 10, 12, 131])
def test_patches_are_odd_and_large_enough(patch: int) -> None:
    with pytest.raises(FusionError, match=f"PATCH is {patch}"):
        check_patch(patch)
    check_patch(11)
    check_patch(129)
