"""Halving and doubling of planes with the 5-tap kernel 1 4 6 4 1 (Burt & Adelson 1983): the steps of a pyramid.

Both are sums of shifted slices in float64, in one order for every pixel: results do not depend on how a plane is cut,
to the last bit. Outside of the image there are zeros.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from .. import compiled

_PIECE = 2**18  # pixels halved at a time
_FEWEST_ROWS = 8


class Part(NamedTuple):
    """Where a part of a plane lies: first row and the one behind the last, and so for columns."""

    top: int
    bottom: int
    left: int
    right: int

    def clipped(self, shape: tuple[int, int]) -> Part:
        """Return what lies within a plane of a shape."""
        return Part(max(self.top, 0), min(self.bottom, shape[0]), max(self.left, 0), min(self.right, shape[1]))

    def joined(self, other: Part) -> Part:
        """Return the smallest part that holds both."""
        top, left = min(self.top, other.top), min(self.left, other.left)
        return Part(top, max(self.bottom, other.bottom), left, max(self.right, other.right))

    def below(self) -> Part:
        """Return the part of the finer plane from which halving makes this one."""
        return Part(2 * self.top - 2, 2 * self.bottom + 1, 2 * self.left - 2, 2 * self.right + 1)

    def above(self) -> Part:
        """Return the part of the coarser plane from which doubling makes this one."""
        rows, cols = (self.top // 2 - 1, (self.bottom - 1) // 2 + 2), (self.left // 2 - 1, (self.right - 1) // 2 + 2)
        return Part(*rows, *cols)


def size(length: int, level: int) -> int:
    """Return the length of an axis after some levels: halved and rounded up each time."""
    return -(-length // 2**level)


def cut(plane: np.ndarray, has: Part, wanted: Part) -> np.ndarray:
    """Return a part of a plane of which ``has`` is there; the rest, which lies outside of the image, is zeros."""
    inside = Part(
        max(wanted.top, has.top),
        min(wanted.bottom, has.bottom),
        max(wanted.left, has.left),
        min(wanted.right, has.right),
    )
    there = plane[inside.top - has.top : inside.bottom - has.top, inside.left - has.left : inside.right - has.left]
    if inside == wanted:
        return there
    out = np.zeros((wanted.bottom - wanted.top, wanted.right - wanted.left), plane.dtype)
    rows = slice(inside.top - wanted.top, inside.bottom - wanted.top)
    out[rows, inside.left - wanted.left : inside.right - wanted.left] = there
    return out


def halved(plane: np.ndarray, has: Part, wanted: Part) -> np.ndarray:
    """Return ``wanted`` of the plane of half the size, float64: the kernel around every second pixel."""
    fine = cut(plane, has, wanted.below())
    found = compiled.halve(fine)
    if found is not None:
        return found
    below = fine.astype(float)
    down = _kernel(below[0::2], below[1::2])
    # columns are sorted before they are summed: sums of every second number take twice as long
    return _kernel(np.ascontiguousarray(down[:, 0::2]).T, np.ascontiguousarray(down[:, 1::2]).T).T


def doubled(plane: np.ndarray, has: Part, wanted: Part) -> np.ndarray:
    """Return ``wanted`` of the plane of twice the size, float64.

    That is twice the kernel on each axis over the plane with zeros between its pixels: (a + 6 b + c) / 8 at a pixel
    that was there, (b + c) / 2 between two.
    """
    coarse = cut(plane, has, wanted.above())
    found = np.empty((wanted.bottom - wanted.top, wanted.right - wanted.left))
    if compiled.double(coarse, (wanted.top % 2, wanted.left % 2), None, None, found):
        return found
    across = np.empty((len(coarse), 2 * coarse.shape[1] - 4))
    # whole rows are summed at once and then dealt out: sums of every second number take twice as long
    across[:, 0::2], across[:, 1::2] = _between(coarse[:, :-2], coarse[:, 1:-1], coarse[:, 2:])
    first = wanted.left % 2
    across = across[:, first : first + wanted.right - wanted.left]
    out = np.empty((2 * len(coarse) - 4, across.shape[1]))
    _between(across[:-2], across[1:-1], across[2:], out[0::2], out[1::2])
    first = wanted.top % 2
    return out[first : first + wanted.bottom - wanted.top]


def double_into(
    plane: np.ndarray,
    has: Part,
    wanted: Part,
    weight: np.ndarray | None,
    minuend: np.ndarray | None,
    out: np.ndarray,
) -> None:
    """Fill ``out``, of any kind of float, with ``doubled``, over ``weight`` if given, taken from ``minuend`` if given.

    A weight of NaN gives NaN; there is none of 0.
    """
    first = wanted.top % 2, wanted.left % 2
    if compiled.double(cut(plane, has, wanted.above()), first, weight, minuend, out):
        return
    value = doubled(plane, has, wanted)
    if weight is not None:
        value /= weight
    if minuend is None:
        out[:] = value
    else:
        np.subtract(minuend, value, out=out, casting="same_kind")


def doubled_corners(
    plane: np.ndarray, times: int, stride: int, first: tuple[int, int], shape: tuple[int, int]
) -> np.ndarray:
    """Return what doubling a plane some times gives at the places of every ``stride``-th of its pixels, float64.

    The plane has a row and a column more on each side of these places; ``first`` is the first place among the pixels of
    the finest plane, which has a ``shape``.
    """
    for start, length in zip(first, shape):
        before, here, after = plane[:-2:stride], plane[1:-1:stride], plane[2::stride]
        last = start + (len(here) - 1) * stride * 2**times
        for level in range(times - 1, -1, -1):
            before, here, after = (before + here) * 0.5, (here * 6.0 + before + after) * 0.125, (here + after) * 0.5
            if start == 0:
                before[0] = 0.0
            if last // 2**level + 1 >= size(length, level):
                after[-1] = 0.0
        plane = here.T
    return plane


def _kernel(even: np.ndarray, odd: np.ndarray) -> np.ndarray:
    """Return (m, n): the kernel over rows of which m + 2 have even numbers and at least m + 1 odd ones."""
    count = len(even) - 2
    out = even[1:-1] * 6.0
    pair = odd[:count] + odd[1 : count + 1]
    pair *= 4.0
    out += pair
    np.add(even[:-2], even[2:], out=pair)
    out += pair
    out *= 1 / 16
    return out


def _between(
    before: np.ndarray,
    here: np.ndarray,
    after: np.ndarray,
    at: np.ndarray | None = None,
    between: np.ndarray | None = None,
) -> tuple[np.ndarray, np.ndarray]:
    """Return what doubling gives at the pixels that were there and behind each of them, in the arrays given if any."""
    at = np.multiply(here, 6.0, out=at)
    at += before
    at += after
    at *= 0.125
    between = np.add(here, after, out=between)
    between *= 0.5
    return at, between


class Halvings:
    """Halves a plane some times while it comes in strips of whole rows; ``whole`` is the plane that is left."""

    def __init__(self, height: int, levels: int) -> None:
        self._heights = tuple(size(height, level) for level in range(levels))
        self._waiting: list[np.ndarray | None] = [None] * levels  # rows that later ones will be added to
        self._done = [0] * levels
        self._strips: list[np.ndarray] = []

    def copied(self) -> Halvings:
        """Return another that goes on from here on its own."""
        other = Halvings(0, 0)
        other._heights, other._waiting = self._heights, list(self._waiting)
        other._done, other._strips = list(self._done), list(self._strips)
        return other

    def add(self, rows: np.ndarray) -> None:
        """Take the next rows (k, width), a few at a time so that they stay in the cache."""
        step = max(_FEWEST_ROWS, _PIECE // rows.shape[1])
        for start in range(0, len(rows), step):
            self._add(rows[start : start + step])

    def _add(self, rows: np.ndarray) -> None:
        for level, height in enumerate(self._heights):
            earlier = self._waiting[level]
            above = np.zeros((2, rows.shape[1]), rows.dtype) if earlier is None else earlier
            waiting = np.concatenate([above, rows])
            done = self._done[level]
            last = 2 * done - 2 + len(waiting)
            if last == height:
                missing = 2 * size(height, 1) + 1 - height
                waiting = np.concatenate([waiting, np.zeros((missing, rows.shape[1]), rows.dtype)])
                last += missing
            count = (last - 1) // 2 - done
            self._waiting[level] = waiting[2 * count :].copy()
            if count == 0:
                return
            self._done[level] = done + count
            there = Part(0, 2 * count + 3, 0, rows.shape[1])
            rows = halved(waiting[: 2 * count + 3], there, Part(1, count + 1, 0, size(rows.shape[1], 1)))
        self._strips.append(rows)

    def whole(self) -> np.ndarray:
        return np.concatenate(self._strips)
