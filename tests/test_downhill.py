"""The search on a lattice: the least loss by hand, and that it stays within its steps."""

from __future__ import annotations

from geochem_fusion.core.downhill import downhill


def test_the_lowest_place_of_a_bowl_is_found() -> None:
    """(x - 3)^2 + (y - 1)^2 + (x - 3)(y - 1) / 2: axes that lean on each other take more than one round."""
    asked: list[tuple[int, ...]] = []

    def loss(at: tuple[int, ...]) -> float:
        asked.append(at)
        x, y = at[0] - 3, at[1] - 1
        return x * x + y * y + x * y / 2

    assert downhill((0, 6), (7, 7), loss) == (3, 1)
    assert all(0 <= k < 7 for at in asked for k in at)


def test_it_stops_at_the_edge_and_in_the_nearest_hollow() -> None:
    assert downhill((2,), (5,), lambda at: -at[0]) == (4,)
    assert downhill((1,), (5,), lambda at: [3, 2, 1, 4, 0][at[0]]) == (2,)
    assert downhill((2, 2), (5, 5), lambda at: 0.0) == (2, 2)
