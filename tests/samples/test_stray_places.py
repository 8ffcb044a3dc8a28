"""Places that nobody sampled: at 0, 0, or with a wrong digit."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.samples.stray_places import far_places, null_islands

X, Y = (axis.ravel().astype(float) for axis in np.meshgrid(500000 + 100 * np.arange(6), 4000000 + 100 * np.arange(6)))


def test_coordinates_that_nobody_entered() -> None:
    x, y = np.array([0.0, 500000.0, 500100.0, np.nan]), np.array([0.0, 7e6, 7.0001e6, 1.0])
    assert null_islands(x, y).tolist() == [True, False, False, False]
    assert not null_islands(np.array([0.0, 1.0, -1.0, 2.0]), np.array([0.0, 1.0, -1.0, 0.0])).any()


def test_a_wrong_digit() -> None:
    x, y = np.append(X, [50060, 500600, np.nan]), np.append(Y, [4000300, 40003000, 4000300])
    assert np.flatnonzero(far_places(x, y)).tolist() == [36, 37]


def test_a_second_part_of_a_survey_is_no_mistake() -> None:
    x, y = np.append(X, X[:9] + 300000), np.append(Y, Y[:9])
    assert not far_places(x, y).any()
    assert not far_places(X, Y).any()


def test_few_places_tell_nothing() -> None:
    assert not far_places(np.array([0.0, 1, 2, 3, 99999]), np.zeros(5)).any()
