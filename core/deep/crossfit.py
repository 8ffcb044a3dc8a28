"""Cross-fitting: which rows each network learns from, which stop it, and which it is judged by.

One network a fold. It learns from all folds but two: it stops early by the next fold, and is judged by its own, which
it has never seen in any way. The judged predictions together are those out of fold. What a row is (a cell, a sample, a
window) is for the caller to know.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from ..errors import FusionError

FEWEST_FOLDS = 3  # to learn from, to stop by, to be judged by
_FEWEST_ROWS = 3  # that a share leaves


@dataclass(frozen=True)
class Roles:
    """What the rows are for one network: masks (n,) of those it learns from, stops by and is judged by.

    ``test`` and ``stop`` are the folds of the last two.
    """

    test: int
    stop: int
    learns: np.ndarray
    stops: np.ndarray
    judged: np.ndarray

    def thinned(self, share: float, seed: Sequence[int]) -> np.ndarray:
        """Return the rows to learn from (n,), only a random share of them where it is below 1."""
        if share >= 1:
            return self.learns
        rows = np.random.default_rng(seed).permutation(np.flatnonzero(self.learns))
        return np.isin(np.arange(len(self.learns)), rows[: max(_FEWEST_ROWS, round(share * len(rows)))])


def cross_fit(fold: np.ndarray, count: int, positions: np.ndarray | None = None, buffer: float = 0.0) -> list[Roles]:
    """Return the roles of the rows for each of ``count`` networks, from the fold (n,) of each row.

    A row of a fold below 0 takes no part. With a ``buffer``, no row learns that lies nearer than it to one that stops
    or judges, in units of the ``positions`` (n, 2). Raises ValueError for fewer than ``FEWEST_FOLDS``, and FusionError
    where a network has nothing left to learn from.
    """
    if count < FEWEST_FOLDS or (buffer > 0 and positions is None):
        raise ValueError(f"{count} folds, buffer {buffer}")
    found = []
    for test in range(count):
        stop = (test + 1) % count
        judged, stops = fold == test, fold == stop
        learns = (fold >= 0) & ~judged & ~stops
        if buffer > 0 and positions is not None:
            learns &= ~near(positions, judged | stops, buffer)
        if not learns.any():
            raise FusionError(
                "No ground is left to learn from beside the blocks held out and {buffer:g} around them: give a larger "
                "BLOCK_SIZE, or other FOLDS.",
                buffer=buffer,
            )
        found.append(Roles(test, stop, learns, stops, judged))
    return found


def near(positions: np.ndarray, marked: np.ndarray, distance: float) -> np.ndarray:
    """Return which positions (n,) lie nearer than a distance to a marked one; none where none is marked."""
    if not marked.any():
        return np.zeros(len(positions), bool)
    nearest, _ = cKDTree(positions[marked]).query(positions)
    return np.asarray(nearest < distance)


def out_of_fold(
    roles: Sequence[Roles], predict: Callable[[int, np.ndarray], np.ndarray], rows: int, outputs: int
) -> np.ndarray:
    """Return predictions (rows, outputs) of every row by the network that has never seen it; NaN where there is none.

    ``predict(number, rows)`` returns what the network of ``roles[number]`` says of some rows (indices), (k, outputs).
    """
    out = np.full((rows, outputs), np.nan)
    for number, own in enumerate(roles):
        judged = np.flatnonzero(own.judged)
        out[judged] = predict(number, judged)
    return out
