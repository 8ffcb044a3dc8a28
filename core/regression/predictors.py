"""Prediction from plain arrays: what a model file holds is enough to apply a model, without scikit-learn.

Every predictor takes features (n, p) and returns float64 (n,); it can hand out its arrays and be rebuilt from them,
and rebuilding checks every size and index, because a model file may come from anywhere.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cached_property
from typing import ClassVar, NamedTuple, Union

import numpy as np

from .. import compiled
from ..blas import product_kind
from ..errors import given, require_intact

_BLOCK = 8192  # rows of a matrix of kernels and votes computed at a time
_FOREST_BLOCK = 131072  # large enough that threads seldom wait for each other between two numpy calls
_FEW_ROWS = 512  # below, preparing the tops of trees takes longer than it saves
_LINEAR_BLOCK = 16384  # rows whose sums stay in the cache
_KERNEL_BLOCK = 256  # pixels, and at most as many vectors: their kernels fit the cache
_KERNEL_STEP = 16  # vectors
_KERNEL_ERROR = 2e-5  # standard deviations of the values: what float32 may cost
_NO_KERNEL = -80.0  # exponent of a kernel that is as good as none
_FARTHEST = 1e15  # standard deviations; its square is a float32 too
_DEEPEST = 2000  # comparisons from the root of a tree to a leaf; honest trees need some tens
_LARGEST_TOP = 255  # inner nodes, so that the number of an exit fits a byte

_Step = tuple[int, np.float32, int, int]  # feature, limit, number of exits on the left and on the right


class _Top(NamedTuple):
    """The top of a tree: comparisons from the leaves up, exits from left to right, their values, are all leaves."""

    steps: list[_Step]
    exits: np.ndarray
    values: np.ndarray
    whole: bool


@dataclass(frozen=True)
class Linear:
    """y = intercept + features . coefficients; ``coefficients`` (p,), ``intercept`` (1,)."""

    kind: ClassVar[str] = "linear"
    coefficients: np.ndarray
    intercept: np.ndarray

    def predict(self, features: np.ndarray) -> np.ndarray:
        # not a matrix product: BLAS may round a row differently with its place, and so with the tile
        out = np.full(len(features), self.intercept[0], float)
        for start in range(0, len(out), _LINEAR_BLOCK):
            block = features[start : start + _LINEAR_BLOCK]
            for column, coefficient in zip(block.T, self.coefficients):
                out[start : start + _LINEAR_BLOCK] += np.multiply(column, coefficient, dtype=float)
        return out

    def check(self, width: int) -> None:
        require_intact(self.coefficients.shape == (width,) and self.intercept.shape == (1,), "linear coefficients")


@dataclass(frozen=True)
class Forest:
    """Mean of regression trees, all nodes in one row of arrays.

    ``roots`` (trees,) first node of each tree; for node i: ``feature``, ``threshold``, ``left`` (the right child is the
    next node), ``value``. A leaf has itself as left child. A pixel goes left where float32(feature) <= threshold.

    The top of a tree is evaluated without walking: every comparison is made for all rows of a block, and the results
    are merged from the leaves up, in bytes; that is several times faster in numpy than to look up nodes row by row.
    Where numba is there, compiled code walks instead, faster still, and with the same bits as a result.
    """

    kind: ClassVar[str] = "forest"
    roots: np.ndarray
    feature: np.ndarray
    threshold: np.ndarray
    left: np.ndarray
    value: np.ndarray

    def predict(self, features: np.ndarray) -> np.ndarray:
        sums = compiled.forest_sums(np.ascontiguousarray(features.T, np.float32), self._packed)
        if sums is not None:
            return sums / len(self.roots)
        total = np.zeros(len(features))
        if len(total) < _FEW_ROWS:
            return self._few(np.ascontiguousarray(features.T, np.float32)) / len(self.roots)
        for start in range(0, len(total), _FOREST_BLOCK):
            rows = slice(start, start + _FOREST_BLOCK)
            columns = np.ascontiguousarray(features[rows].T, np.float32)
            for top in self._tops:
                total[rows] += self._values(top, columns)
        return total / len(self.roots)

    @cached_property
    def _packed(self) -> tuple[np.ndarray, ...]:
        return compiled.packed(self.roots, self.feature, self._limits, self.left, self.value)

    @cached_property
    def _tops(self) -> list[_Top]:
        return [self._top(int(root)) for root in self.roots]

    @cached_property
    def _limits(self) -> np.ndarray:
        """Thresholds as the largest float32 not above them: for a float32 both compare alike."""
        with np.errstate(over="ignore"):
            limits = self.threshold.astype(np.float32)
        return np.where(limits > self.threshold, np.nextafter(limits, np.float32(-np.inf)), limits)

    def _top(self, root: int) -> _Top:
        """Return the top of a tree as steps from the leaves up."""
        inside = self._top_nodes(root)
        exits: list[int] = []
        steps: list[_Step] = []
        sizes: list[int] = []  # exits of each branch finished
        todo = [(root, False)]
        while todo:
            node, merge = todo.pop()
            if merge:
                right, left = sizes.pop(), sizes.pop()
                steps.append((int(self.feature[node]), self._limits[node], left, right))
                sizes.append(left + right)
            elif node in inside:
                child = int(self.left[node])
                todo += [(node, True), (child + 1, False), (child, False)]
            else:
                sizes.append(1)
                exits.append(node)
        found = np.array(exits)
        return _Top(steps, found, self.value[found], bool((self.left[found] == found).all()))

    def _top_nodes(self, root: int) -> set[int]:
        """Return the inner nodes of the top of a tree, taken level by level as long as its exits fit a byte."""
        inside: set[int] = set()
        level = [root]
        while level:
            inner = [node for node in level if self.left[node] != node][: _LARGEST_TOP - len(inside)]
            inside.update(inner)
            level = [child for node in inner for child in (int(self.left[node]), int(self.left[node]) + 1)]
        return inside

    def _values(self, top: _Top, columns: np.ndarray) -> np.ndarray:
        """Return the value (n,) of one tree for each column of float32 (p, n)."""
        exits = _exit_numbers(top.steps, columns)
        if top.whole:
            return top.values.take(exits, mode="clip")
        return self.value.take(self._walk(top.exits.take(exits, mode="clip"), columns), mode="clip")

    def _few(self, columns: np.ndarray) -> np.ndarray:
        """Return the sum over trees (n,) for few pixels: all walk down all trees at once, and no top is prepared."""
        trees, count = len(self.roots), columns.shape[1]
        node = np.repeat(self.roots.astype(np.intp), count)
        values = self.value.take(self._walk(node, np.tile(columns, (1, trees))), mode="clip")
        total = np.zeros(count)
        for one in values.reshape(trees, count):  # tree by tree: numpy's sum would take one pixel in another order
            total += one
        return total

    def _walk(self, node: np.ndarray, columns: np.ndarray) -> np.ndarray:
        """Walk down from the nodes given, a level a step; pixels that have reached a leaf drop out."""
        walking, at = np.arange(len(node)), node
        while True:
            below = self.left.take(at, mode="clip")
            inner = np.flatnonzero(below != at)
            if not inner.size:
                return node
            walking, at, below = (a.take(inner, mode="clip") for a in (walking, at, below))
            place = self.feature.take(at, mode="clip") * np.intp(columns.shape[1]) + walking
            right = columns.ravel().take(place, mode="clip") > self._limits.take(at, mode="clip")
            at = below + right
            node[walking] = at

    def _depth(self) -> int:
        """Return the most comparisons from a root to a leaf, or one more than the most allowed."""
        level = self.roots
        for depth in range(_DEEPEST + 1):
            level = level[self.left[level] != level]
            if not level.size:
                return depth
            level = np.concatenate([self.left[level], self.left[level] + 1])
        return _DEEPEST + 1

    def check(self, width: int) -> None:
        count = len(self.feature)
        same = all(a.shape == (count,) for a in (self.feature, self.threshold, self.left, self.value))
        require_intact(same and count > 0 and self.roots.ndim == 1 and self.roots.size > 0, "forest arrays")
        require_intact(bool(((self.roots >= 0) & (self.roots < count)).all()), "tree roots")
        node = np.arange(count)
        inner = self.left != node
        # children lie behind their parent and have no other, so no walk can run in a circle, branch without end or
        # leave the arrays
        ahead = (self.left > node) & (self.left < count - 1)
        require_intact(bool((~inner | ahead).all()), "tree children")
        first = self.left[inner].astype(np.int64)
        children = np.concatenate([first, first + 1])
        starts = np.concatenate([children, self.roots])  # a tree that stands twice, or in another, has no end either
        require_intact(np.unique(starts).size == starts.size, "tree children")
        require_intact(self._depth() <= _DEEPEST, "tree depth")
        require_intact(bool(((self.feature >= 0) & (self.feature < width)).all()), "tree features")
        require_intact(bool(np.isfinite(self.threshold).all()), "tree thresholds")


@dataclass(frozen=True)
class Kernel:
    """Support vector regression: intercept + sum of weights exp(-gamma |z - vector|^2), z the standardised features.

    ``vectors`` (m, p), ``weights`` (m,), ``intercept``, ``gamma`` (1,), ``centre``, ``scale`` (p,).

    The exponents of a block of pixels and vectors are one matrix product, [z, |z|^2, 1] . [2 gamma v, -gamma,
    -gamma |v|^2], in float32, or as ``blas.product_kind`` says. A product of p + 2 terms errs by at most (p + 4) u
    times the sum of their sizes (Higham 2002, section 3.1), u = 2^-24, so an exponent by at most d = (p + 4) u gamma
    (|z| + |v|)^2 and the sum by at most the sum of |weight| kernel (d + 256 u): kernels are large only where z is near
    v, and standardising has centred both at 0. Signs mix, so that what is seen is 10 to 100 times less, 1e-5 of the
    values' standard deviation. It is measured at the vectors themselves before use; where it exceeds ``_KERNEL_ERROR``
    the sum is taken in float64.
    """

    kind: ClassVar[str] = "kernel"
    vectors: np.ndarray
    weights: np.ndarray
    intercept: np.ndarray
    gamma: np.ndarray
    centre: np.ndarray
    scale: np.ndarray

    def predict(self, features: np.ndarray) -> np.ndarray:
        out = np.empty(len(features))
        room = self._blocks.room()
        for start in range(0, len(features), _KERNEL_BLOCK):
            rows = slice(start, start + _KERNEL_BLOCK)
            out[rows] = self._blocks.sums((features[rows] - self.centre) / self.scale, room)
        return out + self.intercept[0]

    @cached_property
    def _blocks(self) -> _KernelBlocks:
        exact = _KernelBlocks(self.vectors, self.weights, float(self.gamma[0]), np.float64)
        fast = _KernelBlocks(self.vectors, self.weights, float(self.gamma[0]), np.float32)
        some = self.vectors[:: max(1, -(-len(self.vectors) // _KERNEL_BLOCK))]
        values = exact.sums(some, exact.room())
        error = np.abs(fast.sums(some, fast.room()) - values).max(initial=0.0)
        return fast if len(some) and error <= _KERNEL_ERROR * values.std() else exact

    def check(self, width: int) -> None:
        count = len(self.weights)
        require_intact(self.vectors.shape == (count, width) and self.weights.shape == (count,), "support vectors")
        _check_scaling(self.centre, self.scale, self.gamma, width)
        require_intact(self.intercept.shape == (1,), "intercept")


class _KernelBlocks:
    """Weighted sums of Gaussian kernels by blocks of one size, in which BLAS treats every pixel alike.

    The last block of pixels is filled up: the number of rows decides how BLAS cuts a product, and with it how a row is
    rounded, so blocks as long as the tile would let the result depend on the tile.
    """

    def __init__(self, vectors: np.ndarray, weights: np.ndarray, gamma: float, kind: type[np.floating]) -> None:
        count, width = vectors.shape
        blocks = -(-count // _KERNEL_BLOCK)
        self._size = -(-count // (blocks * _KERNEL_STEP)) * _KERNEL_STEP if blocks else 0
        self.kind = np.dtype(kind)
        self._product = np.promote_types(kind, product_kind(_KERNEL_BLOCK, width + 2, self._size))
        folded = np.zeros((width + 2, blocks * self._size), self._product)  # vectors that fill up have no weight
        folded[:width, :count] = 2 * gamma * vectors.T
        folded[width, :count] = -gamma
        folded[width + 1, :count] = -gamma * (vectors**2).sum(axis=1)
        weighed = np.zeros(blocks * self._size, kind)
        weighed[:count] = weights
        # each block of vectors lies together, as the product reads it
        cuts = [slice(k * self._size, (k + 1) * self._size) for k in range(blocks)]
        self._blocks = [(np.ascontiguousarray(folded[:, cut]), weighed[cut]) for cut in cuts]
        self._width = width + 2

    def room(self) -> tuple[np.ndarray, ...]:
        """Return memory for a block of pixels, its exponents and its kernels, to be used again for the next."""
        pixels = np.zeros((_KERNEL_BLOCK, self._width), self._product)
        exponents = np.zeros((_KERNEL_BLOCK, self._size), self._product)
        return pixels, exponents, exponents if self._product == self.kind else exponents.astype(self.kind)

    def sums(self, scaled: np.ndarray, room: tuple[np.ndarray, ...]) -> np.ndarray:
        """Return the weighted sums, float64 (n,), at up to ``_KERNEL_BLOCK`` standardised pixels (n, p)."""
        count, width = scaled.shape
        rows, exponents, block = room
        scaled = np.clip(scaled, -_FARTHEST, _FARTHEST)  # or infinity less infinity were no number
        rows[:count, :width] = scaled
        rows[:count, width] = np.square(scaled).sum(axis=1)
        rows[:, width + 1] = 1
        total = np.zeros(_KERNEL_BLOCK)
        for folded, weights in self._blocks:
            np.matmul(rows, folded, out=exponents)
            # numbers below the normal ones are slow
            np.maximum(exponents, _NO_KERNEL, out=block)
            np.exp(block, out=block)
            total += block @ weights
        return total[:count]


@dataclass(frozen=True)
class KernelVotes:
    """Support vector classification into integer labels, one vote for each pair of classes (the paper's variant).

    ``pair_weights`` (m, pairs) and ``intercepts`` (pairs,) for the pairs (0,1), (0,2) ... of ``labels`` (classes,).
    """

    kind: ClassVar[str] = "kernel_votes"
    vectors: np.ndarray
    pair_weights: np.ndarray
    intercepts: np.ndarray
    labels: np.ndarray
    gamma: np.ndarray
    centre: np.ndarray
    scale: np.ndarray

    def predict(self, features: np.ndarray) -> np.ndarray:
        out = np.empty(len(features))
        first, second = np.triu_indices(len(self.labels), 1)
        for start in range(0, len(features), _BLOCK):
            scaled = (features[start : start + _BLOCK] - self.centre) / self.scale
            decision = gaussian(scaled, self.vectors, float(self.gamma[0])) @ self.pair_weights + self.intercepts
            votes = np.zeros((len(scaled), len(self.labels)), np.int32)
            for pair, (a, b) in enumerate(zip(first, second)):
                wins = decision[:, pair] > 0
                votes[:, a] += wins
                votes[:, b] += ~wins
            out[start : start + _BLOCK] = self.labels[votes.argmax(axis=1)]
        return out

    def check(self, width: int) -> None:
        classes, count = len(self.labels), len(self.vectors)
        pairs = classes * (classes - 1) // 2
        require_intact(self.vectors.shape == (count, width), "support vectors")
        require_intact(self.pair_weights.shape == (count, pairs) and self.intercepts.shape == (pairs,), "class pairs")
        require_intact(self.labels.ndim == 1 and classes > 0, "class labels")
        _check_scaling(self.centre, self.scale, self.gamma, width)


@dataclass(frozen=True)
class Average:
    """The mean of what several predictors say."""

    kind: ClassVar[str] = "average"
    parts: tuple[Predictor, ...]

    def predict(self, features: np.ndarray) -> np.ndarray:
        total = self.parts[0].predict(features)
        for part in self.parts[1:]:
            total = total + part.predict(features)
        return total / len(self.parts)

    def check(self, width: int) -> None:
        for part in self.parts:
            part.check(width)


Predictor = Union[Linear, Forest, Kernel, KernelVotes, Average]
_PART = re.compile(r"([0-9])-([a-z_]+)-([a-z_]+)")
KINDS: dict[str, type[Linear | Forest | Kernel | KernelVotes]] = {
    c.kind: c for c in (Linear, Forest, Kernel, KernelVotes)
}


def arrays_of(predictor: Predictor) -> dict[str, np.ndarray]:
    """Return the arrays that make up a predictor, by name; those of parts are named place-kind-array."""
    if isinstance(predictor, Average):
        parts = enumerate(predictor.parts)
        return {f"{k}-{part.kind}-{name}": array for k, part in parts for name, array in arrays_of(part).items()}
    return {f.name: getattr(predictor, f.name) for f in fields(predictor)}


def rebuild(kind: str, arrays: dict[str, np.ndarray], width: int) -> Predictor:
    """Rebuild a predictor of ``width`` features. Raises FusionError where arrays are missing or do not fit."""
    if kind == Average.kind:
        return _rebuild_average(arrays, width)
    require_intact(kind in KINDS, f"the method '{kind}'")
    maker = KINDS[kind]
    names = {f.name for f in fields(maker)}
    require_intact(set(arrays) == names, f"the arrays of a {kind} model")
    for name, array in arrays.items():
        require_intact(array.ndim > 0, f"the shape of '{name}'")
        whole = kind == "forest" and name in ("roots", "feature", "left")
        require_intact(array.dtype.kind == ("i" if whole else "f"), f"the type of '{name}'")
        require_intact(whole or bool(np.isfinite(array).all()), f"the numbers of '{name}'")
    predictor = maker(**arrays)
    predictor.check(width)
    return predictor


def _rebuild_average(arrays: dict[str, np.ndarray], width: int) -> Average:
    parts: dict[int, tuple[str, dict[str, np.ndarray]]] = {}
    for name, array in arrays.items():
        match = _PART.fullmatch(name)
        require_intact(match is not None, f"the array '{name[:40]}'")
        number, method, rest = given(match).groups()
        kind, found = parts.setdefault(int(number), (method, {}))
        require_intact(kind == method, f"the array '{name}'")
        found[rest] = array
    require_intact(bool(parts) and sorted(parts) == list(range(len(parts))), "the parts of an average")
    return Average(tuple(rebuild(*parts[k], width) for k in range(len(parts))))


def _exit_numbers(steps: list[_Step], columns: np.ndarray) -> np.ndarray:
    """Return uint8 (n,): the exit of a top that each column of float32 (p, n) takes, counted from the left.

    A branch counts its own exits from 0. Where a pixel goes right, the number is that on the right plus the exits on
    the left, and so greater than any number on the left: the greater of the two is the one taken.
    """
    done: list[np.ndarray] = []
    for feature, limit, left, right in steps:
        number = (columns[feature] > limit).view(np.uint8)
        if right > 1:
            beyond = done.pop()
            beyond += np.uint8(left)
            number *= beyond
        elif left > 1:
            number *= np.uint8(left)
        if left > 1:
            np.maximum(number, done.pop(), out=number)
        done.append(number)
    return done.pop() if done else np.zeros(columns.shape[1], np.uint8)


def gaussian(rows: np.ndarray, vectors: np.ndarray, gamma: float) -> np.ndarray:
    """Return exp(-gamma |row - vector|^2), (n, m), by one matrix product."""
    rows = rows.astype(float)
    distance = (rows**2).sum(axis=1)[:, None] + (vectors**2).sum(axis=1) - 2 * (rows @ vectors.T)
    return np.exp(-gamma * np.maximum(distance, 0, out=distance), out=distance)


def _check_scaling(centre: np.ndarray, scale: np.ndarray, gamma: np.ndarray, width: int) -> None:
    require_intact(centre.shape == (width,) and scale.shape == (width,) and bool((scale > 0).all()), "feature scaling")
    require_intact(gamma.shape == (1,) and bool(gamma[0] >= 0), "gamma")
