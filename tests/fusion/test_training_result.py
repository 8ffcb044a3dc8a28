"""What training tells of its results, from numbers given by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.fusion.model import Target
from geochem_fusion.core.fusion.training_result import TrainedElement
from geochem_fusion.core.geostatistics.folds import Folds
from geochem_fusion.core.regression.fitting import Candidate, Option
from geochem_fusion.core.regression.predictors import Linear


def element(skill: float | None) -> TrainedElement:
    values = np.array([1.0, 2.0, 4.0])
    scores = {"skill": skill, "rmse": 1.2345}
    target = Target("Cu", "ppm", "linear", "none", 1.0, (0,), Linear(np.ones(1), np.zeros(1)), {}, scores)
    chosen = Candidate(Option("linear", {}), 1.0)
    folds = Folds(np.array([0, 1, 1]), 2, 10.0, 3)
    return TrainedElement("Cu", "ppm", np.arange(3), values, values, values, folds, [chosen], chosen, target)


# a skill of 0.36 is an error of sqrt(0.64) = 0.8 times that of interpolation, one of -0.44 of sqrt(1.44) = 1.2 times
@pytest.mark.parametrize(
    ("skill", "text"),
    [
        (0.36, ", 20 % less than interpolating the coarse map: the image helps to predict unseen ground."),
        (-0.44, ", 20 % more than interpolating the coarse map: away from the cells that were measured the image"),
        (None, "."),
    ],
)
def test_a_verdict_states_the_error_and_what_interpolation_does(skill: float | None, text: str) -> None:
    start = "Cu: linear regression is off by 1.23 ppm on held-out blocks (RMSE, n = 3)"
    assert element(skill).verdict().startswith(start + text)
