"""Groups of the most anomalous places: linked neighbours, best first."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.anomalies.anomalous_groups import anomalous_groups
from geochem_fusion.core.anomalies.neighbours import Support


def grid(side: int = 20) -> np.ndarray:
    across, up = np.meshgrid(np.arange(side), np.arange(side), indexing="ij")
    return 100.0 * np.column_stack([across.ravel(), up.ravel()])


def test_two_halos_and_a_single_place_are_three_groups_best_first() -> None:
    places, score = grid(), np.zeros(400)
    for place, value in {25: 0.8, 26: 0.9, 27: 0.7, 310: 0.95, 331: 0.6, 200: 0.5}.items():
        score[place] = value
    # 26 is the middle of a row; 331 is diagonal to 310 (16 rows up and down of 20 places): both pairs are neighbours
    groups = anomalous_groups(score, Support.of(places), percentile=98.5)
    assert [group.tolist() for group in groups] == [[310, 331], [26, 25, 27], [200]]


def test_the_order_of_rows_makes_no_difference_and_unknown_places_are_in_no_group() -> None:
    places = grid()
    score = np.random.default_rng(1).permutation(400) / 400.0
    score[:50] = np.nan
    order = np.random.default_rng(2).permutation(400)
    plain = anomalous_groups(score, Support.of(places))
    mixed = anomalous_groups(score[order], Support.of(places[order]))
    # at the edge of a grid neighbours tie by row, so only what is in groups at all is compared there
    assert sorted(int(k) for group in plain for k in group) == sorted(int(order[k]) for group in mixed for k in group)
    assert all(np.isfinite(score[group]).all() for group in plain)
    assert sum(map(len, plain)) == 35  # the upper tenth of 350
    assert anomalous_groups(np.full(400, np.nan), Support.of(places)) == []
    leaders = [score[group[0]] for group in plain]
    assert leaders == sorted(leaders, reverse=True)
