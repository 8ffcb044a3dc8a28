"""Scores that a sceptic would try: isolation forests, neighbours in the geochemistry, the best layer."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.prospectivity import baselines
from geochem_fusion.core.prospectivity.baselines import (
    FOREST,
    FOREST_CONTENTS,
    NEIGHBOURS_CONTENTS,
    best_layer,
    outlier_scores,
)
from tests.making import Log


def cells() -> np.ndarray:
    values = np.random.default_rng(1).normal(size=(300, 4))
    values[7] += 6
    return values


def test_an_outlier_is_the_highest_of_all() -> None:
    found = outlier_scores(cells(), np.arange(300), np.array([True, True, False, False]), 0)
    assert set(found) == {FOREST, FOREST_CONTENTS, NEIGHBOURS_CONTENTS}
    assert {int(np.argmax(values)) for values in found.values()} == {7}


def test_of_one_source_there_is_one_forest() -> None:
    assert set(outlier_scores(cells(), np.arange(300), np.ones(4, bool), 0)) == {FOREST}


def test_without_scikit_learn_the_forests_are_left_out_and_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(baselines, "missing_scikit_learn", lambda: "scikit-learn is missing.")
    log = Log()
    found = outlier_scores(cells(), np.arange(300), np.array([True, True, False, False]), 0, log)
    assert set(found) == {NEIGHBOURS_CONTENTS}
    assert "scikit-learn is missing." in log.warnings[0]


def test_the_best_layer_may_count_downwards() -> None:
    values = np.random.default_rng(2).normal(size=(100, 3))
    values[:5, 1] -= 10
    title, score = best_layer(values, ["Cu", "Zn", "tmi"], np.arange(5))
    assert "\u2212Zn" in title
    np.testing.assert_array_equal(score, -values[:, 1])
