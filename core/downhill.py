"""Search on a lattice of settings: one after the other is moved until none makes a loss less."""

from __future__ import annotations

from collections.abc import Callable, Sequence

Place = tuple[int, ...]


def downhill(start: Place, steps: Sequence[int], loss: Callable[[Place], float]) -> Place:
    """Return where a loss is least when one goes from ``start`` along one axis after the other.

    ``steps`` are the numbers of settings of each axis. ``loss`` is asked for a place again and again.
    """
    best: Place = start
    before: Place = ()
    while best != before:
        before = best
        for axis, count in enumerate(steps):
            best = _along(best, axis, count, loss)
    return best


def _along(at: Place, axis: int, steps: int, loss: Callable[[Place], float]) -> Place:
    """Return where the loss is least when one goes from ``at`` along an axis, as long as each step makes it less."""
    best: Place | None = None
    while best != at:
        at = best or at
        beside = (at[axis] - 1, at[axis] + 1)
        near = [(*at[:axis], k, *at[axis + 1 :]) for k in beside if 0 <= k < steps]
        best = min([at, *near], key=loss)
    return at
