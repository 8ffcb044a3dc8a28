"""Scales that missing values leave alone, and the eight ways to lay a square."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.deep.preprocessing import TURNS, channel_scaling, robust_scale, standardised, turned


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
