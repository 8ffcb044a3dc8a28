"""Measures of ranking against naive loops, values by hand and properties."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.evaluation.ranking import (
    ROC_STEPS,
    Curve,
    auc,
    bootstrap,
    capture,
    prediction_area,
    resamples,
    roc_band,
    success_rate,
    win_rates,
)


def tied_scores(seed: int, count: int) -> np.ndarray:
    return np.random.default_rng(seed).integers(0, 9, count).astype(float)


def naive_auc(positives: np.ndarray, negatives: np.ndarray) -> float:
    pairs = [(p > n) + 0.5 * (p == n) for p in positives for n in negatives]
    return sum(pairs) / len(pairs)


def area_under(curve: Curve) -> float:
    return float(np.diff(curve.area) @ (curve.captured[1:] + curve.captured[:-1]) / 2)


def test_auc_by_hand() -> None:
    """Pairs: 3 > 1, 3 > 2, 2 > 1, 2 = 2 makes 3.5 of 4."""
    assert auc(np.array([3.0, 2.0]), np.array([1.0, 2.0])) == 3.5 / 4
    assert auc(np.array([1.0]), np.array([2.0])) == 0.0  # the direction is fixed
    assert auc(np.ones(3), np.ones(5)) == 0.5


def test_auc_is_that_of_all_pairs_and_of_average_ranks() -> None:
    from scipy.stats import mannwhitneyu

    positives, negatives = tied_scores(1, 23) + 1, tied_scores(2, 41)
    found = auc(positives, negatives)
    assert found == pytest.approx(naive_auc(positives, negatives), abs=1e-12)
    assert found == pytest.approx(mannwhitneyu(positives, negatives).statistic / (23 * 41), abs=1e-12)
    order = np.random.default_rng(3).permutation(41)
    assert auc(np.exp(positives), np.exp(negatives[order])) == pytest.approx(found, abs=1e-12)  # only ranks count


def test_weights_stand_for_repeated_positives() -> None:
    negatives = tied_scores(4, 30)
    weighted = auc(np.array([7.0, 2.0]), negatives, np.array([3.0, 1.0]))
    assert weighted == pytest.approx(auc(np.array([7.0, 7.0, 7.0, 2.0]), negatives), abs=1e-12)


@pytest.mark.parametrize(("positives", "negatives"), [(np.zeros(0), np.ones(2)), (np.ones(2), np.zeros(0))])
def test_both_classes_are_needed(positives: np.ndarray, negatives: np.ndarray) -> None:
    with pytest.raises(FusionError, match="both known places and others are needed"):
        auc(positives, negatives)


def test_success_rate_by_hand() -> None:
    """Five places with 5, 4, 4, 2, 1; deposits at 5 and at one of the two 4."""
    curve = success_rate(np.array([1.0, 4.0, 5.0, 4.0, 2.0]), np.array([5.0, 4.0]))
    np.testing.assert_array_equal(curve.thresholds, [np.inf, 5, 4, 2, 1])
    np.testing.assert_allclose(curve.area, [0, 0.2, 0.6, 0.8, 1])
    np.testing.assert_allclose(curve.captured, [0, 0.5, 1, 1, 1])
    assert curve.at(0.4) == pytest.approx(0.75)  # half of the tied places, so half a chance for the deposit among them
    assert capture(curve, (20, 60)) == pytest.approx({20: 0.5, 60: 1.0})


def test_area_under_the_success_rate_is_the_auc_against_all_places() -> None:
    scores = tied_scores(5, 200)
    positives = scores[:17]
    curve = success_rate(scores, positives)
    assert area_under(curve) == pytest.approx(naive_auc(positives, scores), abs=1e-12)


def test_the_roc_curve_has_the_area_that_the_auc_says() -> None:
    positives, negatives = tied_scores(6, 31) + 2, tied_scores(7, 29)
    curve = success_rate(negatives, positives)
    assert area_under(curve) == pytest.approx(naive_auc(positives, negatives), abs=1e-12)


def test_a_shortened_curve_is_the_same_line_with_fewer_points() -> None:
    scores = np.random.default_rng(4).normal(size=500).round(2)  # with ties
    curve = success_rate(scores, scores[::50])
    short, area = curve.shortened(), np.linspace(0, 1, 777)
    np.testing.assert_allclose(short.at(area), curve.at(area), atol=1e-12)
    assert len(short.area) <= 2 * 10 + 2 < len(curve.area)
    nothing = success_rate(scores, np.array([scores.min()])).shortened()
    assert (nothing.at(0.0), nothing.at(1.0)) == (0.0, 1.0)


def test_a_score_that_says_nothing_captures_what_the_area_says() -> None:
    curve = success_rate(np.ones(50), np.ones(4))
    assert capture(curve) == pytest.approx({5: 0.05, 10: 0.1, 20: 0.2})
    meeting = prediction_area(curve)
    assert (meeting.area, meeting.captured, meeting.density) == pytest.approx((0.5, 0.5, 1.0))


def test_prediction_area_by_hand() -> None:
    """Ten places 1 to 10, deposits at 10, 9, 8 and 3: in the best 3 of 10 lie 3 of 4, in the best 2.5 of 10 lie 2.5/4.

    Between 2 and 3 places the curve rises from 0.5 to 0.75 of the deposits, and 0.2 + 0.1 t + 0.5 + 0.25 t = 1 at
    t = 6/7.
    """
    meeting = prediction_area(success_rate(np.arange(1.0, 11.0), np.array([10.0, 9.0, 8.0, 3.0])))
    assert meeting.area == pytest.approx(0.2 + 0.1 * 6 / 7)
    assert meeting.captured == pytest.approx(0.5 + 0.25 * 6 / 7)
    assert meeting.captured + meeting.area == pytest.approx(1)
    assert meeting.threshold == 8.0
    assert meeting.density == pytest.approx(meeting.captured / meeting.area)


def test_bootstrap_of_two_values() -> None:
    """Draws of two from 0 and 1 have means 0, 1/2 and 1 with chances 1/4, 1/2 and 1/4: their SD is sqrt(1/8)."""
    found = bootstrap(np.array([0.0, 1.0]), resamples(2, 42))
    assert (found.mean, found.low, found.high) == (0.5, 0.0, 1.0)
    assert found.error == pytest.approx(np.sqrt(1 / 8), rel=0.05)


def test_bootstrap_repeats_itself_and_one_value_has_no_interval() -> None:
    values = np.random.default_rng(8).random(40)
    assert bootstrap(values, resamples(40, 1)) == bootstrap(values, resamples(40, 1))
    assert bootstrap(values, resamples(40, 1)) != bootstrap(values, resamples(40, 2))
    assert bootstrap(values, resamples(40, 1)).error == pytest.approx(values.std() / np.sqrt(40), rel=0.1)
    alone = bootstrap(np.array([0.7]), resamples(1, 1))
    assert (alone.mean, alone.low, alone.high, alone.error) == (0.7, None, None, None)


def test_roc_band_holds_every_curve() -> None:
    curves = [success_rate(tied_scores(k, 20), tied_scores(50 + k, 12) + 1) for k in range(5)]
    mean, low, high = roc_band(curves)
    assert mean.shape == ROC_STEPS.shape
    assert (low <= mean).all()
    assert (mean <= high).all()
    assert mean[-1] == 1.0
    assert mean[30] == pytest.approx(np.mean([np.interp(ROC_STEPS[30], c.area, c.captured) for c in curves]))


def test_win_rates_of_single_scores() -> None:
    np.testing.assert_allclose(win_rates(np.array([0.0, 2.0, 9.0]), np.array([1.0, 2.0, 2.0, 3.0])), [0, 0.5, 1])


def test_values_of_one_cluster_are_drawn_together() -> None:
    """Draws of two clusters, of two values and of one: the mean of the first alone, of both, of the second alone."""
    values, cluster = np.array([0.2, 0.4, 0.9]), np.array([0, 0, 1])
    drawn = np.array([[2, 0], [1, 1], [0, 2]])
    found = bootstrap(values, drawn, cluster)
    assert found.mean == pytest.approx(0.5)
    assert found.error == pytest.approx(np.std([0.3, 0.5, 0.9], ddof=1))
    assert (found.low, found.high) == pytest.approx(tuple(np.percentile([0.3, 0.5, 0.9], [2.5, 97.5])))
