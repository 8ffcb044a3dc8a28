"""Halving and doubling against matrices written out, and the sameness of parts, strips and wholes."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geochem_fusion.core.raster.halving import Halvings, Part, cut, doubled, doubled_corners, halved, size


def halving(length: int) -> np.ndarray:
    """Return the matrix (half, length) whose rows are the kernel around every second place, cut at the ends."""
    matrix = np.zeros((size(length, 1), length + 4))
    for row, line in enumerate(matrix):
        line[2 * row : 2 * row + 5] = np.array([1, 4, 6, 4, 1]) / 16
    return matrix[:, 2 : 2 + length]


def whole(plane: np.ndarray) -> Part:
    return Part(0, plane.shape[0], 0, plane.shape[1])


def half(plane: np.ndarray) -> Part:
    return Part(0, size(plane.shape[0], 1), 0, size(plane.shape[1], 1))


@pytest.mark.parametrize("shape", [(1, 1), (1, 6), (2, 3), (9, 8), (12, 17)])
def test_halving_and_doubling_by_matrices(shape: tuple[int, int]) -> None:
    plane = np.random.default_rng(0).normal(size=shape)
    rows, cols = (halving(length) for length in shape)
    small = halved(plane, whole(plane), half(plane))
    np.testing.assert_allclose(small, rows @ plane @ cols.T, rtol=1e-12, atol=1e-15)
    large = doubled(small, whole(small), whole(plane))
    np.testing.assert_allclose(large, 4 * rows.T @ small @ cols, rtol=1e-12, atol=1e-15)


def test_halving_by_hand() -> None:
    plane = np.array([[16.0, 0.0, 0.0, 32.0]]) * 16 / 6  # one row: it weighs 6/16
    assert halved(plane, whole(plane), half(plane)).tolist() == [[16 * 6 / 16, (16 + 4 * 32) / 16]]


def test_a_constant_inside_stays_the_same_bits() -> None:
    plane = np.ones((40, 40))
    small = halved(plane, whole(plane), half(plane))
    assert (small[1:-1, 1:-1] == 1).all()
    assert (doubled(np.ones((9, 9)), Part(0, 9, 0, 9), Part(2, 15, 2, 15)) == 1).all()


def test_what_is_not_there_is_zero() -> None:
    plane = np.arange(6.0).reshape(2, 3)
    there = Part(4, 6, 7, 10)
    assert cut(plane, there, Part(5, 7, 6, 9)).tolist() == [[0, 3, 4], [0, 0, 0]]
    assert cut(plane, there, Part(4, 6, 8, 10)).base is not None  # a view
    assert Part(-1, 5, -2, 9).clipped((4, 8)) == Part(0, 4, 0, 8)
    assert Part(1, 2, 3, 4).joined(Part(0, 1, 5, 6)) == Part(0, 2, 3, 6)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_a_part_has_the_bits_of_the_whole(data: st.DataObject) -> None:
    height, width = data.draw(st.integers(1, 30)), data.draw(st.integers(1, 30))
    plane = np.random.default_rng(1).normal(size=(height, width))
    for function, shape in ((halved, half(plane)), (doubled, Part(0, 2 * height - 1, 0, 2 * width))):
        everything = function(plane, whole(plane), shape)
        top, left = data.draw(st.integers(0, shape.bottom - 1)), data.draw(st.integers(0, shape.right - 1))
        bottom = data.draw(st.integers(top + 1, shape.bottom))
        right = data.draw(st.integers(left + 1, shape.right))
        part = Part(top, bottom, left, right)
        need = (part.below() if function is halved else part.above()).clipped(plane.shape)
        some = plane[need.top : need.bottom, need.left : need.right]
        np.testing.assert_array_equal(function(some, need, part), everything[top:bottom, left:right])


@settings(max_examples=60, deadline=None)
@given(height=st.integers(1, 70), levels=st.integers(1, 4), step=st.integers(1, 40))
def test_strips_have_the_bits_of_the_whole(height: int, levels: int, step: int) -> None:
    plane = np.random.default_rng(2).normal(size=(height, 11)).astype(np.float32)
    expected, strips = plane, Halvings(height, levels)
    for _ in range(levels):
        expected = halved(expected, whole(expected), half(expected))
    for start in range(0, height, step):
        strips.add(plane[start : start + step])
    np.testing.assert_array_equal(strips.whole(), expected)


def test_a_copy_goes_on_from_where_it_was_made() -> None:
    plane = np.random.default_rng(3).normal(size=(20, 6))
    first = Halvings(20, 2)
    first.add(plane[:11])
    second = first.copied()
    first.add(plane[11:])
    second.add(0 * plane[11:])
    other = np.concatenate([plane[:11], 0 * plane[11:]])
    for halvings, full in ((first, plane), (second, other)):
        small = halved(full, whole(full), half(full))
        np.testing.assert_array_equal(halvings.whole(), halved(small, whole(small), half(small)))


@pytest.mark.parametrize("times", [0, 1, 3])
@pytest.mark.parametrize("stride", [1, 2])
def test_corners_of_doubling_are_the_pixels_that_it_gives_there(times: int, stride: int) -> None:
    shape = (61, 50)  # of the finest plane
    plane = np.random.default_rng(1).normal(size=(size(61, times), size(50, times)))
    fine = plane
    for level in range(times - 1, -1, -1):
        finer = Part(0, size(61, level), 0, size(50, level))
        fine = doubled(fine, whole(fine), finer)
    rows, cols = (len(range(0, length, stride)) for length in plane.shape)
    around = cut(plane, whole(plane), Part(-1, (rows - 1) * stride + 2, -1, (cols - 1) * stride + 2))
    found = doubled_corners(around, times, stride, (0, 0), shape)
    np.testing.assert_allclose(found, fine[:: stride * 2**times, :: stride * 2**times], rtol=1e-12, atol=1e-12)
    inner = cut(plane, whole(plane), Part(1, 6, 1, 6))  # away from the edge
    place = 2 * 2**times
    found = doubled_corners(inner, times, 1, (place, place), shape)
    np.testing.assert_allclose(found, fine[place :: 2**times, place :: 2**times][: len(found), : found.shape[1]])
