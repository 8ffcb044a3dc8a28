"""Gaussian means that leave cells without a value out, against sums written out."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.prospectivity.surroundings import (
    halo,
    mean_known,
    mean_positive,
    residuals,
    root_mean_square,
    smoothed,
)


def plain(plane: np.ndarray, width: float) -> np.ndarray:
    """The same mean, cell by cell."""
    reach = halo(width)
    out = np.full(plane.shape, np.nan)
    for row, col in zip(*np.nonzero(np.isfinite(plane))):
        rows, cols = np.indices(plane.shape)
        near = (abs(rows - row) <= reach) & (abs(cols - col) <= reach) & np.isfinite(plane)
        weights = np.exp(-((rows - row) ** 2 + (cols - col) ** 2) / (2 * width**2))[near]
        out[row, col] = (weights * plane[near]).sum() / weights.sum()
    return out


def test_holes_and_edges_have_no_part() -> None:
    plane = np.random.default_rng(1).normal(size=(9, 11))
    plane[3:5, 4] = np.nan
    np.testing.assert_allclose(smoothed(plane, 1.4), plain(plane, 1.4), atol=1e-12)


def test_a_constant_stays_and_has_no_residual() -> None:
    plane = np.full((20, 20), 3.0)
    plane[5, 5] = np.nan
    (found,) = residuals([plane], 4.0)
    assert np.nanmax(np.abs(found)) < 1e-12
    assert np.isnan(found[5, 5])


def test_a_window_with_its_halo_is_the_same_as_the_whole() -> None:
    plane = np.random.default_rng(2).normal(size=(60, 60))
    reach = halo(3.0)
    whole = smoothed(plane, 3.0)[20:30, 25:40]
    part = smoothed(plane[20 - reach : 30 + reach, 25 - reach : 40 + reach], 3.0)[reach:-reach, reach:-reach]
    np.testing.assert_allclose(part, whole, atol=1e-14)


def test_means_are_over_the_layers_that_are_known() -> None:
    planes = np.array([[[1.0, -2.0, np.nan]], [[3.0, np.nan, np.nan]]])
    np.testing.assert_allclose(mean_known(planes), [[2.0, -2.0, np.nan]])
    np.testing.assert_allclose(mean_positive(planes), [[2.0, 0.0, np.nan]])
    np.testing.assert_allclose(mean_positive(planes, np.array([3.0, 1.0])), [[1.5, 0.0, np.nan]])
    np.testing.assert_allclose(root_mean_square(planes), [[np.sqrt(5), 2.0, np.nan]])
