"""The patch network as plain arrays: against sums written out patch by patch, and arrays that do not fit."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from scipy.signal import correlate

from geochem_fusion.core.deep.networks import NETWORK_KINDS, Ensemble, arrays_of, rebuild
from geochem_fusion.core.deep.patch_network import PatchNetwork, check_patch
from geochem_fusion.core.errors import FusionError
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
    ],
)
def test_arrays_that_do_not_fit_are_refused(name: str, value: np.ndarray) -> None:
    arrays = arrays_of(Ensemble((random_network(2, 1),)))
    with pytest.raises(FusionError, match="damaged"):
        rebuild("patch_network", {**arrays, name: value}, 2, NETWORK_KINDS)


def test_a_halo_follows_from_the_patch() -> None:
    assert replace(random_network(1, 1), patch=np.array([21])).halo == 10


@pytest.mark.parametrize("patch", [9, 10, 12, 131])
def test_patches_are_odd_and_large_enough(patch: int) -> None:
    with pytest.raises(FusionError, match=f"PATCH is {patch}"):
        check_patch(patch)
    check_patch(11)
    check_patch(129)


def test_weights_are_those_of_kernels_and_dense_layers() -> None:
    # three and four channels wide, five hidden units
    assert random_network(2, 6).weights == 9 * (2 * 3 + 3 * 4 + 4 * 4 + 4 * 4) + 5 * 4 + 6 * 5
