"""Several predictors over the same pixels, with what they share computed once.

Elements that were trained together share trees, all but the values of the leaves, and the kernels of a support vector
regression, all but their weights. One walk down the trees then serves all elements, to the same bits; kernels are
computed at all support vectors that any element has, and weighed for each. That takes the sums over kernels in another
order, and stays within what ``Kernel`` states of its error.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from .predictors import Average, Forest, Kernel, Predictor

_FEWER = 0.5  # of all vectors, that are left where elements share them; of more, to weigh each for all costs too much
_FOREST_SHARED = ("roots", "feature", "threshold", "left")
_KERNEL_SHARED = ("gamma", "centre", "scale")


class _Piece(NamedTuple):
    """A predictor that is no average, and the features (indices) that it takes."""

    predictor: Predictor
    used: tuple[int, ...]


class MultiOutput:
    """Predicts what each of several predictors does from rows of all features; ``used`` are those that each takes."""

    def __init__(self, parts: Sequence[tuple[Predictor, Sequence[int]]]) -> None:
        self._parts: list[list[int]] = []  # numbers of the pieces that each part is the mean of
        pieces: list[_Piece] = []
        for predictor, used in parts:
            own = predictor.parts if isinstance(predictor, Average) else (predictor,)
            self._parts.append(list(range(len(pieces), len(pieces) + len(own))))
            pieces += [_Piece(one, tuple(used)) for one in own]
        self._groups = _grouped(pieces)

    def predict(self, features: np.ndarray) -> list[np.ndarray]:
        """Return the prediction (n,) of each part for features (n, p)."""
        rows: dict[tuple[int, ...], np.ndarray] = {}
        said: dict[int, np.ndarray] = {}
        for numbers, piece in self._groups:
            if piece.used not in rows:
                whole = piece.used == tuple(range(features.shape[1]))
                rows[piece.used] = features if whole else features[:, list(piece.used)]
            values = piece.predictor.predict(rows[piece.used])
            said.update(zip(numbers, values.reshape(len(features), len(numbers)).T))
        return [_mean([said[number] for number in own]) for own in self._parts]


def _mean(values: list[np.ndarray]) -> np.ndarray:
    """Return what ``Average`` makes of the values of its parts, (n,) each."""
    total = values[0]
    for one in values[1:]:
        total = total + one
    return total / len(values) if len(values) > 1 else total


def _grouped(pieces: Sequence[_Piece]) -> list[tuple[list[int], _Piece]]:
    """Return pieces that each stand for some of those given (numbers), and predict (n, k), or (n,) for a single one."""
    alike: list[list[int]] = []
    for number, piece in enumerate(pieces):
        own = next((some for some in alike if _alike(pieces[some[0]], piece)), None)
        if own is None:
            alike.append([number])
        else:
            own.append(number)
    return [found for numbers in alike for found in _together(pieces, numbers)]


def _alike(one: _Piece, other: _Piece) -> bool:
    """Return whether two pieces share trees, or the kernel and the features that it compares."""
    first, second = one.predictor, other.predictor
    if one.used != other.used or type(first) is not type(second) or not isinstance(first, (Forest, Kernel)):
        return False
    names = _FOREST_SHARED if isinstance(first, Forest) else _KERNEL_SHARED
    return all(np.array_equal(getattr(first, name), getattr(second, name)) for name in names)


def _together(pieces: Sequence[_Piece], numbers: list[int]) -> list[tuple[list[int], _Piece]]:
    first, apart = pieces[numbers[0]], [([number], pieces[number]) for number in numbers]
    if len(numbers) == 1:
        return apart
    if isinstance(first.predictor, Forest):
        values = [pieces[number].predictor.value for number in numbers]  # type: ignore[union-attr]
        return [(numbers, _Piece(replace(first.predictor, value=np.stack(values, axis=1)), first.used))]
    machines = [piece.predictor for _, piece in apart if isinstance(piece.predictor, Kernel)]
    shared = _shared_kernels(machines)
    if len(shared.vectors) > _FEWER * sum(len(machine.vectors) for machine in machines):
        return apart
    found = []
    for good in (True, False):  # one element that needs float64 leaves the others in float32
        some = np.flatnonzero(shared.in_float32 == good)
        if len(some):
            own = replace(shared, weights=shared.weights[:, some], intercept=shared.intercept[some])
            found.append(([numbers[k] for k in some], _Piece(own, first.used)))
    return found


def _shared_kernels(machines: Sequence[Kernel]) -> Kernel:
    """Return a kernel machine of several outputs: all vectors that any of some machines has, and weights for each."""
    places: dict[bytes, int] = {}
    rows: list[list[int]] = []
    vectors: list[np.ndarray] = []
    for machine in machines:
        own = []
        for vector in machine.vectors:
            key = vector.tobytes()
            if key not in places:
                places[key] = len(vectors)
                vectors.append(vector)
            own.append(places[key])
        rows.append(own)
    weights = np.zeros((len(vectors), len(machines)))
    for k, (own, machine) in enumerate(zip(rows, machines)):
        np.add.at(weights[:, k], own, machine.weights)  # a machine may have a vector twice
    intercepts = np.concatenate([machine.intercept for machine in machines])
    stacked = np.array(vectors).reshape(len(vectors), len(machines[0].centre))
    return replace(machines[0], vectors=stacked, weights=weights, intercept=intercepts)
