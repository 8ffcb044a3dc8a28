"""Cross-fitting: who learns, who stops and who judges, worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.deep.crossfit import cross_fit, out_of_fold
from geochem_fusion.core.errors import FusionError

FOLD = np.array([0, 1, 2, 3, -1, 0, 2])
LINE = np.column_stack([np.arange(8.0), np.zeros(8)])  # a row a metre
PAIRS = np.array([0, 0, 1, 1, 2, 2, 3, 3])


def test_each_row_is_judged_once_stops_once_and_teaches_the_others() -> None:
    roles = cross_fit(FOLD, 4)
    assert [(own.test, own.stop) for own in roles] == [(0, 1), (1, 2), (2, 3), (3, 0)]
    assert np.flatnonzero(roles[0].judged).tolist() == [0, 5]
    assert np.flatnonzero(roles[0].stops).tolist() == [1]
    assert np.flatnonzero(roles[0].learns).tolist() == [2, 3, 6]
    parts = np.array([[own.judged, own.stops, own.learns] for own in roles]).sum(axis=0)
    takes_part = (FOLD >= 0).astype(int)
    np.testing.assert_array_equal(parts, [takes_part, takes_part, 2 * takes_part])


def test_no_row_learns_within_the_buffer_of_one_held_out() -> None:
    plain = cross_fit(PAIRS, 4, LINE)
    assert np.flatnonzero(plain[0].learns).tolist() == [4, 5, 6, 7]
    for buffer, left in ((1.0, [4, 5, 6, 7]), (1.5, [5, 6, 7]), (2.0, [5, 6, 7])):
        own = cross_fit(PAIRS, 4, LINE, buffer)[0]  # rows 0 to 3 are held out; row 4 lies 1 away, which is not nearer
        assert np.flatnonzero(own.learns).tolist() == left
        np.testing.assert_array_equal(own.judged, plain[0].judged)
        np.testing.assert_array_equal(own.stops, plain[0].stops)
    between = cross_fit(PAIRS, 4, LINE, 1.5)[3]  # judged by 6 and 7, stopped by 0 and 1: 2 and 5 are near them
    assert np.flatnonzero(between.learns).tolist() == [3, 4]


def test_a_buffer_counts_distances_in_the_plane_and_only_to_rows_that_take_part() -> None:
    fold = np.array([0, 1, 2, -1])
    positions = np.array([[0.0, 0], [9, 0], [3, 4], [3, 4.5]])  # 3, 4: 5 away from the first, 7.2 from the second
    assert cross_fit(fold, 3, positions, 5.0)[0].learns.tolist() == [False, False, True, False]
    with pytest.raises(FusionError, match=r"5\.01 around them"):
        cross_fit(fold, 3, positions, 5.01)


def test_too_few_folds_and_rows_are_refused() -> None:
    with pytest.raises(ValueError, match="2 folds"):
        cross_fit(np.array([0, 1]), 2)
    with pytest.raises(ValueError, match="buffer 1"):
        cross_fit(FOLD, 4, buffer=1.0)
    with pytest.raises(FusionError, match="No ground is left"):
        cross_fit(np.array([0, 1, 0, 1]), 3)


def test_a_share_is_drawn_from_those_that_learn() -> None:
    own = cross_fit(np.arange(300) % 3, 3)[1]
    np.testing.assert_array_equal(own.thinned(1.0, [0, 1]), own.learns)
    some = own.thinned(0.25, [0, 1])
    assert some.sum() == 25
    assert not (some & ~own.learns).any()
    np.testing.assert_array_equal(some, own.thinned(0.25, [0, 1]))
    assert (some != own.thinned(0.25, [0, 2])).any()
    assert own.thinned(0.001, [0, 1]).sum() == 3


def test_predictions_are_put_together_from_those_who_never_saw_the_row() -> None:
    roles = cross_fit(FOLD, 4)
    found = out_of_fold(roles, lambda number, rows: np.column_stack([rows, 0 * rows + number]), len(FOLD), 2)
    np.testing.assert_array_equal(found[:, 0], [0, 1, 2, 3, np.nan, 5, 6])
    np.testing.assert_array_equal(found[:, 1], [0, 1, 2, 3, np.nan, 0, 2])
    part = out_of_fold(roles[:1], lambda number, rows: np.ones((len(rows), 1)), len(FOLD), 1)
    np.testing.assert_array_equal(np.flatnonzero(np.isfinite(part[:, 0])), [0, 5])
