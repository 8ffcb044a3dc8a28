"""The verdict on an image, from errors set by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geochem_fusion.core.evaluation.verdict import HELPS, HURTS, NOTHING, judge
from geochem_fusion.core.geostatistics.folds import Folds

OBSERVED = np.array([0.0, 10.0, 0.0, 10.0, 0.0, 10.0])
FOLDS = Folds(np.array([0, 0, 1, 1, 2, 2]), 3, 1.0, 3)


def off(*errors: float) -> np.ndarray:
    return OBSERVED + np.array(errors)


def test_gain_and_its_error_by_hand() -> None:
    # squared errors of the model 1 everywhere; of the plain one 4 in two folds, and 5 and 9 in the third
    plain = {"kriging": off(2, 2, 2, 2, math.sqrt(5), 3), "mean": off(5, 5, 5, 5, 5, 5)}
    found = judge(OBSERVED, off(1, -1, 1, -1, 1, -1), plain, FOLDS)
    assert found is not None
    assert found.plain == "kriging"
    assert found.gain == pytest.approx((3 + 3 + 3 + 3 + 4 + 8) / 6)
    # sums of the folds 6, 6, 12, less their share 8 of the whole: -2, -2, 4; sqrt(3/2 (4 + 4 + 16)) / 6
    assert found.error == pytest.approx(math.sqrt(1.5 * 24) / 6)
    assert found.word == HELPS
    assert found.change == pytest.approx(100 * (1 - 1 / math.sqrt(30 / 6)))


def test_a_gain_within_its_error_is_none() -> None:
    model = off(1, 1, 3, 3, 1, 1)
    plain = {"kriging": off(2, 2, 2, 2, 2, 2)}  # gains 3, -5, 3: mean 1/3, error sqrt(3/2 (2 (16/3)^2 + ...)) / 6
    found = judge(OBSERVED, model, plain, FOLDS)
    assert found is not None
    assert found.word == NOTHING
    assert found.gain == pytest.approx(1 / 3)
    worse = judge(OBSERVED, off(3, 3, 3, 3, 3, 3), plain, FOLDS)
    assert worse is not None
    assert (worse.word, worse.gain, worse.error) == (HURTS, pytest.approx(-5), pytest.approx(0))


def test_less_bad_than_interpolation_is_no_help_where_the_mean_is_better() -> None:
    # mean squared error 36 against 49, but the variance is 25: neither predicts anything
    found = judge(OBSERVED, off(6, -6, 6, -6, 6, -6), {"kriging": off(7, 7, 7, 7, 7, 7)}, FOLDS)
    assert found is not None
    assert found.word == NOTHING


def test_plain_predictions_with_holes_do_not_count_and_rows_without_a_model_neither() -> None:
    plain = {"linear": off(0, 0, 0, 0, 0, math.nan), "kriging": off(2, 2, 2, 2, 2, 2)}
    found = judge(OBSERVED, off(1, 1, 1, 1, 1, 1), plain, FOLDS)
    assert found is not None
    assert found.plain == "kriging"
    seen = judge(OBSERVED, off(1, 1, 1, 1, 1, math.nan), plain, FOLDS)
    assert seen is not None
    assert seen.plain == "linear"
    assert judge(OBSERVED, off(1, 1, 1, 1, 1, 1), {}, FOLDS) is None


def test_the_sentence_names_what_it_was_measured_against() -> None:
    found = judge(OBSERVED, off(1, -1, 1, -1, 1, -1), {"ordinary kriging": off(2, 2, 2, 2, 2, 2)}, FOLDS)
    assert found is not None
    start = "Cu: lines are off by 1 ppm"
    text = found.sentence(start, "ppm")
    assert (
        text
        == "Cu: lines are off by 1 ppm, 50 % less than 'ordinary kriging': the image helps to predict unseen ground."
    )
