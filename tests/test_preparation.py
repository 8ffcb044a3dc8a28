"""What to train on: features that vary, and what is said of few places and of little variance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from making import Log

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.preparation import Training, check, informative, log_table
from geochem_fusion.core.samples import TrainingTable


def table(features: np.ndarray, left: float = 1.0) -> TrainingTable:
    rows, width = features.shape
    names = [f"f{k}" for k in range(width)]
    places = np.column_stack([np.arange(rows), np.zeros(rows)])
    return TrainingTable(
        names, ["Cu"], [""], features, np.ones((rows, 1)), np.ones(rows), places, 1.0, "", np.full(width, left)
    )


def test_features_vary_by_more_than_a_billionth_of_their_size() -> None:
    steps = np.linspace(-1, 1, 20)
    features = np.column_stack([steps, np.full(20, 7.0), 1e6 + 1e-5 * steps, 1e6 + steps, np.zeros(20)])
    assert informative(table(features)) == ([0, 3], ["f1", "f2", "f4"])


def test_few_places_and_little_variance_are_warned_of() -> None:
    values = np.random.default_rng(0).normal(size=(5, 3))
    log = Log()
    log_table(table(values), log)
    assert log.infos == [
        "5 training places, 3 features, 1 elements.",
        "Median share of the features' variance that is left between training places: 100.0%.",
    ]
    assert log.warnings == []
    log_table(replace(table(values[:4], 0.049), dropped={"cells without a value": 2, "others": 0}), log)
    assert "only 4 training places for 3 features" in log.warnings[0]
    assert "4.9%. The model is trained on a small part" in log.warnings[1]
    assert "Left out: 2 cells without a value." in log.infos


def test_one_source_of_values_is_needed() -> None:
    with pytest.raises(FusionError, match="either GEOCHEM"):
        check(Training(["image.tif"]))
    check(Training(["image.tif"], "coarse.tif"))
