"""What training tells of its results, from numbers given by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geochem_fusion.core.fusion.model import Target
from geochem_fusion.core.fusion.training_result import TrainedElement, TrainingResult, tell_units
from geochem_fusion.core.geostatistics.folds import Folds
from geochem_fusion.core.geostatistics.interpolation import REFERENCE
from geochem_fusion.core.progress import SILENT, Record
from geochem_fusion.core.regression.fitting import Candidate, Option
from geochem_fusion.core.regression.predictors import Linear

OBSERVED = np.array([0.0, 10.0, 0.0, 10.0, 0.0, 10.0])
FOLDS = Folds(np.array([0, 0, 1, 1, 2, 2]), 3, 1.0, 3)


def element(error: float, plain: float) -> TrainedElement:
    """An element that the model misses by one error everywhere, and interpolation by another."""
    target = Target("Cu", "ppm", "linear", "none", 1.0, (0,), Linear(np.ones(1), np.zeros(1)), {}, {"rmse": error})
    chosen = Candidate(Option("linear", {}), 1.0)
    off, other = OBSERVED + error, {REFERENCE: OBSERVED + plain}
    return TrainedElement("Cu", "ppm", np.arange(6), OBSERVED, off, other, FOLDS, [chosen], chosen, target)


@pytest.mark.parametrize(
    ("unit", "mean", "notes"),
    [
        ("mg/kg", 2.0, []),
        ("%", None, ["The elements are in several units (ppm, %), so that there is no mean RMSE of them."]),
        ("", None, ["The elements are in several units (ppm, no unit), so that there is no mean RMSE of them."]),
    ],
)
def test_errors_in_several_units_have_no_mean(unit: str, mean: float | None, notes: list[str]) -> None:
    first, second = element(1.0, 2.0), replace(element(3.0, 4.0), unit=unit)
    for number, one in enumerate((first, second)):
        one.scores["r"] = float(number)
    record = Record(SILENT)
    tell_units([first, second], record)
    result = TrainingResult(None, None, [first, second])  # type: ignore[arg-type]
    assert (result.mean_score("rmse"), result.mean_score("r")) == (mean, 0.5)
    assert record.notes() == notes


@pytest.mark.parametrize(
    ("error", "plain", "text"),
    [
        (
            1.6,
            2.0,
            ", 20 % less than 'linear-variogram kriging of the cells': the image helps to predict unseen ground.",
        ),
        (2.4, 2.0, ", 20 % more than 'linear-variogram kriging of the cells': away from the places that were measured"),
        (6.0, 7.0, ", 'linear-variogram kriging of the cells' by 7 ppm: away from the places that were measured the"),
    ],
)
def test_a_verdict_states_the_error_and_the_best_without_an_image(error: float, plain: float, text: str) -> None:
    start = f"Cu: linear regression is off by {error:.3g} ppm on held-out blocks (RMSE, n = 6)"
    assert element(error, plain).verdict().startswith(start + text)


def test_a_verdict_names_samples_where_it_was_trained_on_them() -> None:
    sampled = replace(element(2.4, 2.0), at_points=True)
    assert "'linear-variogram kriging of the samples': away from the places" in sampled.verdict()
