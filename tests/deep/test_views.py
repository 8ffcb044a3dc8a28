"""Views: windows cut out beyond the edge, and what samples are the mean of."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.deep.views import (
    TURNS,
    Patches,
    channel_scaling,
    cut,
    overlap,
    robust_scale,
    standardised,
    turned,
)
from geochem_fusion.core.raster.grid import Window


def test_samples_are_means_of_the_rows_they_are_made_of() -> None:
    rows = np.array([[0, 1, 2, 3], [2, 3, 4, 5]])
    patches = Patches(2, np.zeros((2, 1, 1, 3, 3), np.float32), np.ones((2, 1, 1, 1), bool), rows)
    values = np.array([[1.0], [2.0], [3.0], [6.0], [np.nan], [0.0]])
    assert len(patches) == 2
    np.testing.assert_array_equal(patches.means(values), [[3.0], [np.nan]])
    assert patches.among(np.array([1, 1, 1, 1, 0, 1], bool)).tolist() == [0]


def test_windows_overlap_or_not() -> None:
    one = Window(2, 3, 4, 5)
    assert overlap(one, Window(0, 6, 3, 9)) == overlap(Window(0, 6, 3, 9), one) == Window(2, 6, 1, 2)
    assert overlap(one, Window(-5, -5, 50, 50)) == one
    assert overlap(one, Window(6, 3, 4, 5)) is None
    assert overlap(one, Window(2, 0, 4, 3)) is None


def test_a_window_beyond_the_edge_is_filled_with_nan() -> None:
    planes = np.arange(6.0).reshape(1, 2, 3)
    wide, nan = Window(10, 20, 2, 3), np.nan
    out = cut(planes, wide, Window(9, 21, 3, 3))
    assert out.dtype == np.float32
    np.testing.assert_array_equal(out, [[[nan, nan, nan], [1, 2, nan], [4, 5, nan]]])
    assert np.isnan(cut(planes, wide, Window(0, 0, 2, 2))).all()


def test_channels_are_standardised_without_what_is_missing() -> None:
    views = np.array([1.0, 3.0, np.nan, 5.0, 5.0, 5.0]).reshape(1, 1, 2, 1, 3).astype(np.float32)
    for planes, axis in ((views, 2), (views, -3), (views[0, 0, :, 0].T, 1)):
        centre, scale = channel_scaling(planes, axis)
        np.testing.assert_allclose(centre, [2, 5])
        np.testing.assert_allclose(scale, [1, 1])  # the second does not vary
    nothing = channel_scaling(np.full((2, 1, 3), np.nan), 1)
    np.testing.assert_array_equal(nothing, [[0.0], [1.0]])


def test_what_is_missing_counts_as_average() -> None:
    planes = np.array([[[1.0, np.nan]], [[7.0, 3.0]]], np.float32)
    out = standardised(planes, np.array([3.0, 5.0]), np.array([2.0, 0.5]))
    assert out.dtype == np.float32
    np.testing.assert_array_equal(out, [[[-1.0, 0.0]], [[4.0, -4.0]]])


def test_scales_are_robust_and_never_nothing() -> None:
    values = np.array([[1.0, 5.0, np.nan], [2.0, 5.0, 1.0], [3.0, 5.0, 1.0], [4.0, 5.0, 1.0], [100.0, 5.0, 3.0]])
    centre, spread = robust_scale(np.vstack([values, values]))
    np.testing.assert_allclose(centre, [3, 5, 1])
    usual = np.nanstd(values, axis=0)
    np.testing.assert_allclose(spread, [usual[0], 1.0, usual[2]])  # of few that differ a median says nothing
    even = np.arange(11.0)[:, None]
    np.testing.assert_allclose(robust_scale(even)[1], [1.4826 * 3])


def test_a_square_lies_in_eight_ways() -> None:
    square = np.array([[[1, 2], [3, 4]]])
    found = [turned(square, quarters, mirrored)[0].ravel().tolist() for quarters, mirrored in TURNS]
    assert found[:4] == [[1, 2, 3, 4], [2, 4, 1, 3], [4, 3, 2, 1], [3, 1, 4, 2]]
    assert found[4:] == [[2, 1, 4, 3], [4, 2, 3, 1], [3, 4, 1, 2], [1, 3, 2, 4]]


def test_directions_turn_with_the_ground() -> None:
    """A slope that faces east: a quarter to the left makes it face north, and a mirror makes east of west."""
    sine, cosine = np.sin(np.radians(90)), np.cos(np.radians(90))
    planes = np.stack([np.full((2, 2), 7.0), np.full((2, 2), cosine), np.full((2, 2), sine)])
    pair = ((2, 1),)  # the sine stands last here
    faces = {(0, False): 90, (1, False): 0, (2, False): 270, (3, False): 180}
    faces |= {(0, True): 270, (1, True): 0, (2, True): 90, (3, True): 180}
    assert set(faces) == set(TURNS)
    for turn, degrees in faces.items():
        out = turned(planes, *turn, directions=pair)
        np.testing.assert_allclose(out[2], np.sin(np.radians(degrees)), atol=1e-12)
        np.testing.assert_allclose(out[1], np.cos(np.radians(degrees)), atol=1e-12)
        np.testing.assert_array_equal(out[0], 7)
    assert planes[2, 0, 0] == 1  # the input is left as it was


@pytest.mark.parametrize("turn", TURNS)
def test_turned_directions_are_those_of_the_turned_ground(turn: tuple[int, bool]) -> None:
    def facing(ground: np.ndarray) -> np.ndarray:
        down, right = np.gradient(ground)
        return np.stack([-right, down]) / np.hypot(down, right)  # downhill: east, north

    ground = np.random.default_rng(0).normal(size=(6, 6))
    east_north = np.stack([facing(ground), np.full((2, 6, 6), np.nan)])  # samples before the channels
    out = turned(east_north, *turn, directions=((0, 1),))
    np.testing.assert_allclose(out[0], facing(turned(ground, *turn)), atol=1e-12)
    assert np.isnan(out[1]).all()
