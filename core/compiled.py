"""Inner loops compiled by numba where that package is there; whoever calls has a numpy path that gives the same bits.

numba is optional: it is imported when there is enough work to pay for that, and whatever goes wrong with it (absent,
too old for this numpy, no folder to keep compiled code in) means that the numpy path is taken.
"""

from __future__ import annotations

import logging
import threading
import warnings
from collections.abc import Callable
from typing import Any

import numpy as np

from .blas import libraries

_BLOCK = 128  # pixels: with their features and one tree at a time they stay in the nearest cache
_LEAST_WORK = {
    "walk": 4_000_000,
    "double": 50_000_000,
    "halve": 50_000_000,
}  # steps asked for before numba is imported: trees, pixels
_NEVER = np.int32(2**31 - 1)  # the limit of a leaf: nothing lies above it, so a pixel stays

_LOG = logging.getLogger(__name__)
_lock = threading.Lock()
_loaded: dict[str, Callable[..., Any] | None] = {}
_asked = {"walk": 0, "double": 0, "halve": 0}


def forest_sums(columns: np.ndarray, trees: tuple[np.ndarray, ...]) -> np.ndarray | None:
    """Return the sum over trees, float64 (n,), for float32 ``columns`` (features, n), or None where it cannot be had.

    ``trees`` is what ``packed`` made; where their nodes have k values each, the sums are (n, k). Each sum runs in the
    order of the trees.
    """
    roots, limits, feature, left, value = trees
    walk = _function("walk", columns.shape[1] * len(roots))
    if walk is None:
        return None
    if int(feature.max()) >= len(columns):
        raise IndexError("a tree asks for a feature that is not there")  # compiled code does not look
    rows = value.reshape(len(value), -1)
    out = np.empty((rows.shape[1], columns.shape[1]))
    walk(np.ascontiguousarray(columns).view(np.int32), roots, limits, feature, left, rows, out)
    return out.T if value.ndim > 1 else out[0]


def double(
    coarse: np.ndarray,
    first: tuple[int, int],
    weight: np.ndarray | None,
    minuend: np.ndarray | None,
    out: np.ndarray,
) -> bool:
    """Fill ``out`` (n, m) as ``halving.double_into`` does, in one go; return whether that could be had.

    ``coarse`` is the part that doubling needs; ``first`` 1 where the first row or column lies between two of it.
    """
    function = _function("double", out.size)
    if function is None or not out.flags.c_contiguous:
        return False
    rows, cols = out.shape
    if coarse.shape != ((first[0] + rows + 1) // 2 + 2, (first[1] + cols + 1) // 2 + 2):
        raise ValueError("a part of another size than doubling needs")
    some = np.empty((0, 0)) if weight is None else np.ascontiguousarray(weight, float)
    less = np.empty((0, 0), np.float32) if minuend is None else np.ascontiguousarray(minuend, np.float32)
    if any(planes.size and planes.shape != out.shape for planes in (some, less)):
        raise ValueError("planes of different sizes")
    function(np.ascontiguousarray(coarse, float), *first, some, less, out)
    return True


def halve(fine: np.ndarray) -> np.ndarray | None:
    """Return what ``halving.halved`` makes of the part that halving needs, (2 n + 3, 2 m + 3), or None."""
    function = _function("halve", fine.size)
    if function is None or fine.dtype not in (np.float32, np.float64):
        return None
    out = np.empty(((fine.shape[0] - 3) // 2, (fine.shape[1] - 3) // 2))
    function(np.ascontiguousarray(fine), out)
    return out


def packed(
    roots: np.ndarray, feature: np.ndarray, limits: np.ndarray, left: np.ndarray, value: np.ndarray
) -> tuple[np.ndarray, ...]:
    """Return (roots, limits, feature, left, value) as the compiled walk takes them.

    ``value`` is (nodes,) or (nodes, k). Limits become whole numbers in the order of the floats, so that comparing is a
    subtraction: a branch that the processor guesses wrong half the time costs more than all the rest.
    """
    leaf = left == np.arange(len(left))
    whole = np.where(leaf, _NEVER, _ordered((limits + np.float32(0)).view(np.int32)))  # + 0: there is no -0 left
    unsigned = (a.astype(np.uint32) for a in (feature, left))
    return (roots.astype(np.uint32), whole.astype(np.int32), *unsigned, np.ascontiguousarray(value, float))


def _ordered(bits: np.ndarray) -> np.ndarray:
    """Return int32 in the order of the floats whose bits are given."""
    return bits ^ ((bits >> np.int32(31)) & _NEVER)


def _function(name: str, work: int) -> Callable[..., Any] | None:
    """Return a compiled function once enough work has been asked of it, else None."""
    _asked[name] += work
    if _asked[name] < _LEAST_WORK[name]:
        return None
    with _lock:
        if name not in _loaded:
            _loaded[name] = _compile(*_FUNCTIONS[name])
        return _loaded[name]


def _compile(function: Callable[..., Any], signatures: list[str]) -> Callable[..., Any] | None:
    with libraries, warnings.catch_warnings():
        warnings.simplefilter("ignore")  # those of numba's own use of Python, also where warnings are errors
        try:
            import numba
        except Exception as error:  # numba refuses a numpy that it does not know by ImportError and by others
            _LOG.info("numba is not used: %s", error)
            return None
        for cache in (True, False):  # compiled code is kept where there is a folder for it
            try:
                return numba.njit(signatures, nogil=True, cache=cache, error_model="numpy")(function)
            except Exception as error:  # noqa: PERF203 - whatever a folder or a compiler may raise
                _LOG.info("numba does not compile %s (cache %s): %s", function.__name__, cache, error)
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
    itself, so pixels that have arrived wait there for the others. A leaf has a row of values, one for each of the
    forests that share the trees; with one value a leaf the loop over rows would cost more than the sum.
    """
    width, count = columns.shape
    wide = np.uint64(width)
    rows = np.zeros(_BLOCK * width, np.int32)
    at = np.zeros(8, np.uint32)
    several = value.shape[1]
    sums = np.zeros((_BLOCK, several))
    for start in range(0, count, _BLOCK):
        size = min(_BLOCK, count - start)
        for k in range(width):
            for j in range(size):
                bits = columns[k, start + j]
                order = bits ^ ((bits >> np.int32(31)) & np.int32(0x7FFFFFFF))
                # not a number is above no limit
                plain = (bits & np.int32(0x7FFFFFFF)) <= np.int32(0x7F800000)
                rows[j * width + k] = order if plain else np.int32(-0x80000000)
        sums[:, :] = 0.0
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
                if several == 1:
                    for j in range(8):
                        sums[first + np.uint64(j), 0] += value[at[j], 0]
                else:
                    for j in range(8):
                        total, leaf = sums[first + np.uint64(j)], value[at[j]]
                        for k in range(several):
                            total[k] += leaf[k]
                group += np.uint64(1)
        for k in range(several):
            for j in range(size):
                out[k, start + j] = sums[j, k]


def _double(
    coarse: np.ndarray,
    top: int,
    left: int,
    weight: np.ndarray,
    minuend: np.ndarray,
    out: np.ndarray,
) -> None:
    """Double columns of all rows into ``across``, then rows; slices let the loops run over whole rows at once."""
    height, width = out.shape
    half = coarse.shape[1] - 2
    across = np.empty((len(coarse), 2 * half))
    for i in range(len(coarse)):
        before, here, after, both = coarse[i, :half], coarse[i, 1 : half + 1], coarse[i, 2 : half + 2], across[i]
        for j in range(half):
            both[2 * j] = (here[j] * 6.0 + before[j] + after[j]) * 0.125
            both[2 * j + 1] = (here[j] + after[j]) * 0.5
    line = np.empty(width)
    for row in range(height):
        k = (row + top) // 2
        above = across[k, left : left + width]
        middle = across[k + 1, left : left + width]
        under = across[k + 2, left : left + width]
        if (row + top) % 2:
            for j in range(width):
                line[j] = (middle[j] + under[j]) * 0.5
        else:
            for j in range(width):
                line[j] = (middle[j] * 6.0 + above[j] + under[j]) * 0.125
        if weight.size:
            weights = weight[row]
            for j in range(width):
                line[j] = line[j] / weights[j]
        target = out[row]
        if minuend.size:
            first = minuend[row]
            for j in range(width):
                target[j] = first[j] - line[j]
        else:
            for j in range(width):
                target[j] = line[j]


def _halve(fine: np.ndarray, out: np.ndarray) -> None:
    """Halve rows one by one, and columns of each; in the order of sums of ``halving.halved``."""
    line = np.empty(fine.shape[1])
    for i in range(out.shape[0]):
        top, above, here = fine[2 * i], fine[2 * i + 1], fine[2 * i + 2]
        under, bottom = fine[2 * i + 3], fine[2 * i + 4]
        for j in range(len(line)):
            near = (np.float64(above[j]) + np.float64(under[j])) * 4.0
            far = np.float64(top[j]) + np.float64(bottom[j])
            line[j] = (here[j] * 6.0 + near + far) * 0.0625
        for j in range(out.shape[1]):
            near = (line[2 * j + 1] + line[2 * j + 3]) * 4.0
            out[i, j] = (line[2 * j + 2] * 6.0 + near + (line[2 * j] + line[2 * j + 4])) * 0.0625


_FUNCTIONS: dict[str, tuple[Callable[..., Any], list[str]]] = {
    "walk": (
        _walk,
        ["void(int32[:,::1], uint32[::1], int32[::1], uint32[::1], uint32[::1], float64[:,::1], float64[:,::1])"],
    ),
    "double": (
        _double,
        [
            f"void(float64[:,::1], int64, int64, float64[:,::1], float32[:,::1], {kind}[:,::1])"
            for kind in ("float32", "float64")
        ],
    ),
    "halve": (_halve, [f"void({kind}[:,::1], float64[:,::1])" for kind in ("float32", "float64")]),
}
