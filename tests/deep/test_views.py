"""Views: windows cut out beyond the edge, and what samples are the mean of."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.deep.views import Patches, cut, overlap
from geochem_fusion.core.raster.grid import Window


def test_samples_are_means_of_the_rows_they_are_made_of() -> None:
    rows = np.array([[0, 1, 2, 3], [2, 3, 4, 5]])
    patches = Patches(2, np.zeros((2, 1, 1, 3, 3), np.float32), np.ones((2, 1, 1, 1), bool), rows)
    values = np.array([[1.0], [2.0], [3.0], [6.0], [np.nan], [0.0]])
    assert len(patches) == 2
    np.testing.assert_array_equal(patches.means(values), [[3.0], [np.nan]])
    assert patches.among(np.array([1, 1, 1, 1, 0, 1], bool)).tolist() == [0]


def test_windows_overlap_or_not() -> None:
    one = Window(2, 3, 4, 5)
    assert overlap(one, Window(0, 6, 3, 9)) == overlap(Window(0, 6, 3, 9), one) == Window(2, 6, 1, 2)
    assert overlap(one, Window(-5, -5, 50, 50)) == one
    assert overlap(one, Window(6, 3, 4, 5)) is None
    assert overlap(one, Window(2, 0, 4, 3)) is None


def test_a_window_beyond_the_edge_is_filled_with_nan() -> None:
    planes = np.arange(6.0).reshape(1, 2, 3)
    wide, nan = Window(10, 20, 2, 3), np.nan
    out = cut(planes, wide, Window(9, 21, 3, 3))
    assert out.dtype == np.float32
    np.testing.assert_array_equal(out, [[[nan, nan, nan], [1, 2, nan], [4, 5, nan]]])
    assert np.isnan(cut(planes, wide, Window(0, 0, 2, 2))).all()
