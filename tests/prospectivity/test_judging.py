"""Cells that are ranked, and scores with cells that lack them."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.evaluation.target_ranking import TargetProtocol
from geochem_fusion.core.prospectivity import sample
from geochem_fusion.core.prospectivity.judging import judged_cells, rank
from geochem_fusion.core.samples.points import PointValues
from tests.making import Log
from tests.planted_region import GRID, SIDE, deposits


def score() -> np.ndarray:
    plane = np.arange(SIDE * SIDE, dtype=np.float32).reshape(SIDE, SIDE)
    plane[0, :] = np.nan
    return plane


def test_all_cells_with_a_score_are_ranked() -> None:
    found = judged_cells(score(), GRID, deposits([(5, 5), (5, 5), (0, 3)]))
    assert len(found.numbers) == SIDE * (SIDE - 1)
    assert found.numbers[found.known].tolist() == [5 * SIDE + 5]


def test_of_many_cells_a_sample_and_those_with_deposits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sample.Sample, "of", classmethod(lambda cls, grid: cls(grid, 4)))
    log = Log()
    found = judged_cells(score(), GRID, deposits([(5, 5), (8, 8)]), log)
    assert len(found.numbers) == (SIDE // 4) * (SIDE // 4 - 1) + 1
    assert found.numbers[found.known].tolist() == [5 * SIDE + 5, 8 * SIDE + 8]
    assert "even sample" in log.infos[0]


def test_scores_are_ranked_beside_each_other() -> None:
    plane = score()
    judged = judged_cells(plane, GRID, deposits([(47, 47), (46, 0)]))
    own = plane.ravel()[judged.numbers]
    partly = np.where(own > 1000, np.nan, own)
    scores = {"score": own, "partly": partly, "flat": np.zeros(len(own))}
    found = rank(judged, scores, GRID.shape, TargetProtocol(0.0))
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
        judged_cells(score(), GRID, nothing)
