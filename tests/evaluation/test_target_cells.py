"""Cells of a map ranked by deposits: which cell stands for a deposit, which are negatives, and the nulls."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from making import Log, wkt

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.evaluation import target_cells
from geochem_fusion.core.evaluation.target_cells import CENTRE_NULL, EDGE_NULL, Cells, cells_within, rank_cells
from geochem_fusion.core.evaluation.target_ranking import Ranking, TargetProtocol
from geochem_fusion.core.progress import SILENT
from geochem_fusion.core.raster.grid import Grid

GRID = Grid((500000.0, 100.0, 0.0, 5000000.0, 0.0, -100.0), 20, 30, wkt())


def plane(seed: int = 1) -> np.ndarray:
    return np.random.default_rng(seed).normal(0, 1, GRID.shape).astype(np.float32)


def ranked(
    scores: np.ndarray, x: list[float], y: list[float], protocol: TargetProtocol, log: Log | None = None
) -> Ranking:
    inside = np.ones(len(x), bool)
    cells = Cells.of(scores, GRID)
    return rank_cells({"s": cells.values}, cells, np.array(x), np.array(y), inside, protocol, log or Log())


def centre(row: int, col: int) -> tuple[float, float]:
    return 500000 + 100 * (col + 0.5), 5000000 - 100 * (row + 0.5)


def test_a_deposit_takes_the_cell_that_it_lies_in_and_negatives_are_far_cells() -> None:
    scores, spots = plane(), [(3, 4), (10, 22), (10, 22), (19, 0)]
    x, y = zip(*(centre(row, col) for row, col in spots))
    found = ranked(scores, [v + 40 for v in x], [v - 40 for v in y], TargetProtocol(450.0, draws=3))
    rows, cols = np.indices(GRID.shape)
    lengths = np.min([np.hypot((rows - r - 0.4) * 100, (cols - c - 0.4) * 100) for r, c in spots], axis=0)
    others = scores[lengths >= 450].astype(float)
    chances = [np.mean((scores[spot] > others) + 0.5 * (scores[spot] == others)) for spot in spots]
    assert found.facts.negatives == others.size
    assert found.first.auc_all == pytest.approx(np.mean(chances))
    assert found.first.places.mean == pytest.approx(np.mean([chances[0], chances[1], chances[3]]))
    generator = np.random.default_rng(42)
    drawn = [scores.ravel()[generator.choice(np.flatnonzero(lengths.ravel() >= 450), 4)] for _ in range(3)]
    wanted = [np.mean([(scores[spot] > negatives).mean() for spot in spots]) for negatives in drawn]
    assert (found.first.auc, found.first.auc_sd) == pytest.approx((np.mean(wanted), np.std(wanted)))
    assert found.first.auc_density is None
    assert (found.facts.used, found.facts.known, found.facts.beyond(0.0)) == (4, 3, 0)


def test_capture_counts_cells_with_a_value_only() -> None:
    scores = np.full(GRID.shape, np.nan, np.float32)
    scores[:10, :10] = np.arange(100).reshape(10, 10)  # the best 10 cells are row 9
    x, y = zip(*(centre(row, col) for row, col in [(9, 3), (9, 9), (8, 9), (0, 0)]))
    found = ranked(scores, [*x], [*y], TargetProtocol(0.0)).first
    assert found.captures == pytest.approx({5: 0.25, 10: 0.5, 20: 0.75})


def test_a_deposit_in_a_cell_without_a_value_takes_the_nearest_with_one() -> None:
    scores, log = plane(), Log()
    scores[5:8, 5:8] = np.nan
    x, y = centre(6, 5)
    found = ranked(scores, [x - 20], [y], TargetProtocol(0.0), log)
    assert found.facts.distances == pytest.approx([80.0])  # the centre of the cell to the west
    others = np.delete(scores, 6 * scores.shape[1] + 4)
    others = others[np.isfinite(others)].astype(float)  # all but the cell itself
    assert found.first.auc_all == pytest.approx(
        np.mean((scores[6, 4] > others) + 0.5 * (scores[6, 4] == others)), abs=1e-6
    )
    assert any(t.startswith("Deposits in cells without a value that take the nearest cell") for t in log.warnings)


def test_a_deposit_far_from_cells_with_a_value_is_left_out() -> None:
    scores, log = plane(), Log()
    scores[:, 15:] = np.nan
    inside, beside, far = centre(3, 3), centre(3, 16), centre(3, 25)
    x, y = zip(inside, beside, far, (0.0, 0.0))
    found = ranked(scores, [*x], [*y], TargetProtocol(0.0), log)
    assert (found.facts.used, found.facts.far) == (2, 2)
    assert any("no cells lie within 0.2 km of them: 2 of 4" in t for t in log.warnings)
    wider = ranked(scores, [*x], [*y], TargetProtocol(0.0, max_distance=1200.0))
    assert wider.facts.used == 3
    with pytest.raises(FusionError, match=r"None of the deposits \(1\) lies where the score has values"):
        ranked(scores, [far[0]], [far[1]], TargetProtocol(0.0))


def test_a_deposit_beyond_the_edge_is_near_the_cell_there() -> None:
    found = ranked(plane(), [500000.0 - 30], [centre(4, 0)[1]], TargetProtocol(0.0))
    assert found.facts.distances == pytest.approx([80.0])


def test_nulls_know_only_where_cells_lie() -> None:
    """Deposits in the middle of the map: both nulls capture them whatever the score says."""
    x, y = zip(*(centre(row, col) for row, col in [(9, 14), (10, 15), (9, 15)]))
    found = ranked(plane(), [*x], [*y], TargetProtocol(0.0))
    assert [null.name for null in found.nulls] == [EDGE_NULL, CENTRE_NULL]
    assert all(null.auc > 0.95 for null in found.nulls)
    x, y = zip(*(centre(row, col) for row, col in [(0, 0), (19, 29), (0, 29)]))
    assert all(null.auc < 0.1 for null in ranked(plane(), [*x], [*y], TargetProtocol(0.0)).nulls)


def test_cells_of_degrees_are_metres_on_the_ground() -> None:
    """At 60 degrees north a cell of a hundredth of a degree is 1114 m high and 558 m wide."""
    grid = Grid((10.0, 0.01, 0.0, 60.0, 0.0, -0.01), 10, 10, wkt(4326))
    cells = Cells.of(np.zeros(grid.shape, np.float32), grid)
    assert cells.sides == pytest.approx((1114.1, 558.6), rel=2e-3)
    places = cells.places(np.array([0, 9, 90]))
    assert np.hypot(*(places[1] - places[0])) == pytest.approx(9 * 558.1, rel=2e-3)
    assert np.hypot(*(places[2] - places[0])) == pytest.approx(9 * 1114.1, rel=2e-3)


def test_a_map_of_one_value_ranks_nothing() -> None:
    x, y = centre(3, 3)
    with pytest.raises(FusionError, match="The score 's' is the same everywhere"):
        ranked(np.ones(GRID.shape, np.float32), [x], [y], TargetProtocol(0.0))


def test_cells_outside_an_area_lose_their_score() -> None:
    cells = Cells.of(plane(), GRID)
    part = cells_within(cells, lambda x, y: x < 500300, SILENT)
    np.testing.assert_array_equal(np.isfinite(part.scores), np.arange(30)[None] < 3 + np.zeros((20, 1)))
    np.testing.assert_array_equal(part.scores[:, :3], cells.scores[:, :3])


def test_cells_beside_each_other_are_drawn_as_one() -> None:
    """Of three known cells two lie side by side: two clusters, and the interval is that of two draws."""
    scores = plane()
    places = [centre(2, 2), centre(3, 2), centre(10, 9)]
    found = ranked(scores, [x for x, _ in places], [y for _, y in places], TargetProtocol(0.0))
    assert (found.facts.known, found.facts.clusters) == (3, 2)
    alone = ranked(scores, [places[0][0]], [places[0][1]], TargetProtocol(0.0))
    assert alone.facts.clusters == 1
    assert alone.first.places.low is None


def test_chosen_cells_are_ranked_and_their_distance_to_the_edge_is_that_of_the_whole_map() -> None:
    scores = plane()
    scores[:, :3] = np.nan
    cells = Cells.of(scores, GRID)
    spots = [(9, 15), (12, 20), (10, 12)]
    x, y = (np.array(part) for part in zip(*(centre(row, col) for row, col in spots)))
    held, distance = cells.nearest(x, y)
    assert held.tolist() == [row * GRID.width + col for row, col in spots]
    assert distance.tolist() == [0.0, 0.0, 0.0]
    chosen = np.union1d(cells.numbers[::7], held)
    some = replace(cells, chosen=chosen)
    inside = np.ones(3, bool)
    found = rank_cells({"s": scores.ravel()[chosen]}, some, x, y, inside, TargetProtocol(0.0), SILENT)
    assert found.facts.candidates == len(chosen)
    row, col = np.divmod(chosen, GRID.width)
    edge = np.minimum.reduce([row, GRID.height - 1 - row, col - 3, GRID.width - 1 - col])
    known = np.isin(chosen, held)
    wins = [(edge[~known] < own).mean() + (edge[~known] == own).mean() / 2 for own in edge[known]]
    null = next(score for score in found.scores if score.name == EDGE_NULL)
    assert null.places.mean == pytest.approx(np.mean(wins))


def test_distances_to_the_edge_of_a_large_map_are_told_by_some_of_its_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    spots = [(9, 15), (12, 20), (4, 12)]
    x, y = zip(*(centre(row, col) for row, col in spots))
    exact, coarse = [], []
    for found, most in ((exact, 20 * 30), (coarse, 20 * 30 // 4)):
        monkeypatch.setattr(target_cells, "_EDGES", most)
        ranking = ranked(plane(), [*x], [*y], TargetProtocol(0.0))
        found += [score.places.mean for score in ranking.scores if score.name == EDGE_NULL]
    assert coarse == pytest.approx(exact, abs=0.1)
    assert coarse != exact
