"""Samples of networks: what they are the mean of."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.deep.views import Patches


def test_samples_are_means_of_the_rows_they_are_made_of() -> None:
    rows = np.array([[0, 1, 2, 3], [2, 3, 4, 5]])
    patches = Patches(2, np.zeros((2, 1, 1, 3, 3), np.float32), np.ones((2, 1, 1, 1), bool), rows)
    values = np.array([[1.0], [2.0], [3.0], [6.0], [np.nan], [0.0]])
    assert len(patches) == 2
    np.testing.assert_array_equal(patches.means(values), [[3.0], [np.nan]])
    assert patches.among(np.array([1, 1, 1, 1, 0, 1], bool)).tolist() == [0]
