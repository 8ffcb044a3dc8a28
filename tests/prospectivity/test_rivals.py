"""The score beside its rivals: baselines, the cells that are judged, and all of it over these cells."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.evaluation.target_ranking import TargetProtocol
from geochem_fusion.core.prospectivity import rivals, sample
from geochem_fusion.core.prospectivity.layers import Layers
from geochem_fusion.core.prospectivity.recipe import COMPONENTS, LEVEL, LOCAL, LOCAL_ALL, NEIGHBOURS
from geochem_fusion.core.prospectivity.results import SCORE, Prospectivity
from geochem_fusion.core.prospectivity.rivals import (
    BEST_LAYER,
    FOREST,
    FOREST_CONTENTS,
    NEIGHBOURS_ALL,
    NEIGHBOURS_CONTENTS,
    at_cells,
    best_layer,
    judged_cells,
    outlier_scores,
    rank,
)
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.samples.points import PointValues
from tests.making import Log
from tests.planted_region import GRID, SIDE, PlantedRegion, deposits

PROTOCOL = TargetProtocol(0.0)


def outlying() -> np.ndarray:
    values = np.random.default_rng(1).normal(size=(300, 4))
    values[7] += 6
    return values


def test_an_outlier_is_the_highest_of_all() -> None:
    found = outlier_scores(outlying(), np.arange(300), np.array([True, True, False, False]), 0)
    assert set(found) == {FOREST, FOREST_CONTENTS, NEIGHBOURS_ALL, NEIGHBOURS_CONTENTS}
    assert {int(np.argmax(values)) for values in found.values()} == {7}


def test_neighbours_are_sought_among_all_ranked_cells_where_they_can_be(monkeypatch: pytest.MonkeyPatch) -> None:
    values = np.random.default_rng(3).normal(size=(2500, 3))
    lengths = np.sqrt(((values[:, None] - values) ** 2).sum(axis=2))
    nearest = np.sort(lengths, axis=1)[:, 1:6].mean(axis=1)  # the first is the cell itself
    monkeypatch.setattr(rivals, "missing_scikit_learn", lambda: "No forests here.")
    found = outlier_scores(values, np.arange(2500), np.array([True, False, False]), 0)[NEIGHBOURS_ALL]
    np.testing.assert_allclose(found, nearest, rtol=1e-3, atol=1e-4)
    monkeypatch.setattr(rivals, "_PAIRS", 2500 * 100)
    fewer = outlier_scores(values, np.arange(2500), np.array([True, False, False]), 0)[NEIGHBOURS_ALL]
    assert (fewer >= nearest - 1e-3).all()
    assert fewer.mean() > 1.5 * nearest.mean()


def test_of_one_source_there_is_one_forest() -> None:
    assert set(outlier_scores(outlying(), np.arange(300), np.ones(4, bool), 0)) == {FOREST, NEIGHBOURS_ALL}


def test_without_scikit_learn_the_forests_are_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rivals, "missing_scikit_learn", lambda: "scikit-learn is missing.")
    log = Log()
    found = outlier_scores(outlying(), np.arange(300), np.array([True, True, False, False]), 0, log)
    assert set(found) == {NEIGHBOURS_ALL, NEIGHBOURS_CONTENTS}
    assert "scikit-learn is missing." in log.warnings[0]


def test_the_best_layer_may_count_downwards() -> None:
    values = np.random.default_rng(2).normal(size=(100, 3))
    values[:5, 1] -= 10
    title, score = best_layer(values, ["Cu", "Zn", "tmi"], np.arange(5))
    assert "\u2212Zn" in title
    np.testing.assert_array_equal(score, -values[:, 1])


def score() -> np.ndarray:
    plane = np.arange(SIDE * SIDE, dtype=np.float32).reshape(SIDE, SIDE)
    plane[0, :] = np.nan
    return plane


def test_all_cells_with_a_score_are_ranked() -> None:
    found = judged_cells(score(), GRID, deposits([(5, 5), (5, 5), (20, 3)]), PROTOCOL)
    assert len(found.numbers) == SIDE * (SIDE - 1)
    assert found.numbers[found.known].tolist() == [5 * SIDE + 5, 20 * SIDE + 3]


def test_of_many_cells_a_sample_and_those_with_deposits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "MOST", SIDE * SIDE // 16)
    log = Log()
    found = judged_cells(score(), GRID, deposits([(5, 5), (8, 8)]), PROTOCOL, log)
    assert len(found.numbers) == (SIDE // 4) * (SIDE // 4 - 1) + 1
    assert found.numbers[found.known].tolist() == [5 * SIDE + 5, 8 * SIDE + 8]
    assert "even sample" in log.infos[0]


def test_a_deposit_beside_the_score_takes_the_nearest_cell_of_a_sample_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample, "MOST", SIDE * SIDE // 16)
    found = judged_cells(score(), GRID, deposits([(0, 3)]), PROTOCOL)  # the first row has no value
    assert found.numbers[found.known].tolist() == [SIDE + 3]


def test_scores_are_ranked_beside_each_other() -> None:
    plane = score()
    judged = judged_cells(plane, GRID, deposits([(47, 47), (46, 0)]), PROTOCOL)
    own = plane.ravel()[judged.numbers]
    partly = np.where(own > 1000, np.nan, own)
    scores = {"score": own, "partly": partly, "flat": np.zeros(len(own))}
    found = rank(judged, scores, PROTOCOL)
    names = [s.name for s in found.scores if not s.null]
    assert names == ["score", "partly"]  # what is the same everywhere ranks nothing
    others = np.delete(own, judged.known)
    assert found.first.places.mean == pytest.approx(np.mean([(v > others).mean() for v in own[judged.known]]))
    # the known cells lack it, and take the middle of what is left
    filled = np.where(np.isnan(partly), np.nanmedian(partly), partly)
    others = np.delete(filled, judged.known)
    middle = np.nanmedian(partly)
    assert found.scores[1].places.mean == pytest.approx((others < middle).mean() + (others == middle).mean() / 2)


def test_a_layer_without_a_deposit_is_refused() -> None:
    nothing = PointValues(np.zeros(0), np.zeros(0), (), np.zeros((0, 0)), GRID.crs, "mines")
    with pytest.raises(FusionError, match="The layer 'mines' has no deposit"):
        judged_cells(score(), GRID, nothing, PROTOCOL)


def test_values_are_those_of_the_cells(region: PlantedRegion) -> None:
    layers = Layers([(region.geochemistry, "g")])
    numbers = np.array([3, 50, SIDE * SIDE - 1])

    def read(window: Window) -> np.ndarray:
        rows, cols = np.indices(window.shape)
        return np.stack([(rows + window.row) * SIDE + cols + window.col, rows + window.row]).astype(float)

    np.testing.assert_array_equal(at_cells(layers, numbers, read, 2), [[3, 0], [50, 1], [SIDE * SIDE - 1, SIDE - 1]])


def test_every_baseline_stands_beside_the_score(ranked: Prospectivity) -> None:
    found = ranked
    assert found.ranking is not None
    names = [score.name for score in found.ranking.scores if not score.null]
    assert names[0] == SCORE
    assert {LEVEL, LOCAL, LOCAL_ALL, NEIGHBOURS, COMPONENTS} < set(names)
    assert {FOREST, FOREST_CONTENTS, NEIGHBOURS_CONTENTS, BEST_LAYER} < set(names)
    assert set(names) <= set(found.titles)
    assert found.titles[BEST_LAYER].startswith("best single layer, chosen with the deposits (")
    assert GRID.shape == (SIDE, SIDE)
