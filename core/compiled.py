"""Inner loops compiled by numba where that package is there; whoever calls has a numpy path that gives the same bits.

numba is optional: it is imported when there is enough work to pay for that, and whatever goes wrong with it (absent,
too old for this numpy, no folder to keep compiled code in) means that the numpy path is taken.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import numpy as np

_BLOCK = 128  # pixels: with their features and one tree at a time they stay in the nearest cache
_LEAST_WORK = 4_000_000  # pixels times trees that must have been asked for before numba is imported
_NEVER = np.int32(2**31 - 1)  # the limit of a leaf: nothing lies above it, so a pixel stays

_lock = threading.Lock()
_loaded: list[Callable[..., Any] | None] = []
_asked = [0]


def forest_sums(columns: np.ndarray, trees: tuple[np.ndarray, ...]) -> np.ndarray | None:
    """Return the sum over trees, float64 (n,), for float32 ``columns`` (features, n), or None where it cannot be had.

    ``trees`` is what ``packed`` made. Each sum runs in the order of the trees.
    """
    roots, _, feature, _, _ = trees
    _asked[0] += columns.shape[1] * len(roots)
    if _asked[0] < _LEAST_WORK and not _loaded:
        return None
    walk = _walk_compiled()
    if walk is None:
        return None
    if int(feature.max()) >= len(columns):
        raise IndexError("a tree asks for a feature that is not there")  # compiled code does not look
    out = np.empty(columns.shape[1])
    walk(np.ascontiguousarray(columns).view(np.int32), *trees, out)
    return out


def packed(
    roots: np.ndarray, feature: np.ndarray, limits: np.ndarray, left: np.ndarray, value: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Return (roots, limits, feature, left, value) as the compiled walk takes them.

    Limits become whole numbers in the order of the floats, so that comparing is a subtraction: a branch that the
    processor guesses wrong half the time costs more than all the rest.
    """
    leaf = left == np.arange(len(left))
    whole = np.where(leaf, _NEVER, _ordered((limits + np.float32(0)).view(np.int32)))  # + 0: there is no -0 left
    unsigned = (a.astype(np.uint32) for a in (feature, left))
    return (roots.astype(np.uint32), whole.astype(np.int32), *unsigned, value.astype(float))


def _ordered(bits: np.ndarray) -> np.ndarray:
    """Return int32 in the order of the floats whose bits are given."""
    return bits ^ ((bits >> np.int32(31)) & _NEVER)


def _walk_compiled() -> Callable[..., Any] | None:
    with _lock:
        if not _loaded:
            _loaded.append(_compile())
        return _loaded[0]


def _compile() -> Callable[..., Any] | None:
    try:
        import numba
    except Exception:  # numba refuses a numpy that it does not know by ImportError and by others
        return None
    signature = "void(int32[:,::1], uint32[::1], int32[::1], uint32[::1], uint32[::1], float64[::1], float64[::1])"
    for cache in (True, False):  # compiled code is kept where there is a folder for it
        try:
            return numba.njit(signature, nogil=True, cache=cache)(_walk)
        except Exception:  # noqa: PERF203 - whatever a folder or a compiler may raise
            continue
    return None


def _walk(
    columns: np.ndarray,
    roots: np.ndarray,
    limits: np.ndarray,
    feature: np.ndarray,
    left: np.ndarray,
    value: np.ndarray,
    out: np.ndarray,
) -> None:
    """Walk all pixels down all trees, eight at a time, so that the processor need not wait for one.

    Indices are unsigned, because numba looks at each signed one for whether it counts from the end. A leaf leads to
    itself, so pixels that have arrived wait there for the others.
    """
    width, count = columns.shape
    wide = np.uint64(width)
    rows = np.zeros(_BLOCK * width, np.int32)
    at = np.zeros(8, np.uint32)
    sums = np.zeros(_BLOCK)
    for start in range(0, count, _BLOCK):
        size = min(_BLOCK, count - start)
        for k in range(width):
            for j in range(size):
                bits = columns[k, start + j]
                order = bits ^ ((bits >> np.int32(31)) & np.int32(0x7FFFFFFF))
                # not a number is above no limit
                plain = (bits & np.int32(0x7FFFFFFF)) <= np.int32(0x7F800000)
                rows[j * width + k] = order if plain else np.int32(-0x80000000)
        sums[:] = 0.0
        groups = np.uint64((size + 7) // 8)
        for t in range(len(roots)):
            root = roots[t]
            group = np.uint64(0)
            while group < groups:
                first = group * np.uint64(8)
                for j in range(8):
                    at[j] = root
                moved = np.uint32(1)
                while moved:
                    for _ in range(2):
                        for j in range(8):
                            node = at[j]
                            place = (first + np.uint64(j)) * wide + np.uint64(feature[node])
                            above = np.int64(limits[node]) - np.int64(rows[place])
                            at[j] = left[node] + np.uint32(np.uint64(above) >> np.uint64(63))
                    moved = np.uint32(0)
                    for j in range(8):
                        moved |= left[at[j]] ^ at[j]
                for j in range(8):
                    sums[first + np.uint64(j)] += value[at[j]]
                group += np.uint64(1)
        for j in range(size):
            out[start + j] = sums[j]
