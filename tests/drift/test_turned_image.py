"""The same image turned over: by hand, and what it tells of smooth contents, of rough ones, and of a true relation."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import linalg, ndimage
from simulated import field

from geochem_fusion.core.drift.cell_trend import CellTrends
from geochem_fusion.core.drift.turned_image import doubts, turned
from geochem_fusion.core.geostatistics.covariance import (
    JITTER,
    RANGES,
    SMOOTHNESS,
    block_table,
    covariance_matrix,
    lag_index,
)

SIDE, PIXELS = 18, 4  # cells a side of the map, pixels a side of a cell
NAN = np.nan


def smooth(seed: int, width: float = 12.0) -> np.ndarray:
    """Return a field smoother than any Matern covariance of the fit, standardised, on pixels."""
    noise = np.random.default_rng(seed).standard_normal((SIDE * PIXELS, SIDE * PIXELS))
    found = ndimage.gaussian_filter(noise, width, mode="wrap")
    return np.asarray((found - found.mean()) / found.std())


def rough(seed: int) -> np.ndarray:
    return field(SIDE * PIXELS, 2.0 * PIXELS, seed)


def cells(pixels: np.ndarray) -> np.ndarray:
    """Return means over cells of planes (..., rows, columns)."""
    return np.asarray(pixels.reshape(*pixels.shape[:-2], SIDE, PIXELS, SIDE, PIXELS).mean(axis=(-3, -1)))


def doubt_of(values: np.ndarray, bands: np.ndarray) -> float:
    """Return the doubt of an element beside a line in bands and their squares, both on pixels."""
    exact = [np.zeros((SIDE, SIDE))]
    own = cells(values)
    return doubts(CellTrends([(own, np.zeros_like(own))], cells(bands), cells(bands**2), exact, 1.0))[0]


def test_an_image_is_turned_in_seven_ways() -> None:
    image = np.array([[[1, 2, 3], [4, 5, 6]]])
    expected = [
        [[4, 5, 6], [1, 2, 3]],
        [[3, 2, 1], [6, 5, 4]],
        [[6, 5, 4], [3, 2, 1]],
        [[6, 4, 5], [3, 1, 2]],
        [[3, 1, 2], [6, 4, 5]],
        [[5, 4, 6], [2, 1, 3]],
        [[2, 1, 3], [5, 4, 6]],
    ]
    found = [planes[0].tolist() for planes in turned(image, np.ones((2, 3), bool))]
    assert found == expected


def test_what_is_turned_is_the_rectangle_around_the_cells_and_gaps_have_their_neighbour() -> None:
    image = np.array([[[NAN, 1, 2], [NAN, 3, NAN], [NAN, NAN, NAN]]])
    first = next(turned(image, np.isfinite(image[0])))
    assert first[0].tolist() == [[1, 3, 3], [3, 1, 2], [3, 3, 3]]


def test_certainty_is_the_weight_over_its_standard_error() -> None:
    """Generalised least squares with the whole covariance, by hand."""
    values, predicted, drift, *columns = np.random.default_rng(5).standard_normal((6, 6, 8))
    values = values + drift
    values[2, 3] = NAN
    noise = np.full((6, 8), 0.25)
    trends = CellTrends([(values, predicted)], np.array(columns[:1]), np.array(columns[1:]), [noise], 1.2)
    place = (1, 4, 0, 0, 0)
    use = np.isfinite(values)
    table = block_table((6, 8), SMOOTHNESS[1], RANGES[4], 1.2)
    block = float(table[0, 0])
    whole = covariance_matrix(table, lag_index(np.argwhere(use), 8), (1 - block) * 0.25 + JITTER * block)
    x = np.stack([np.ones(use.sum()), drift[use]], axis=1)
    inverse = linalg.inv(whole)
    products = linalg.inv(x.T @ inverse @ x)
    weights = products @ x.T @ inverse @ values[use]
    left = values[use] - x @ weights
    sill = float(left @ inverse @ left) / (use.sum() - 2)
    expected = weights[1] / np.sqrt(sill * products[1, 1])
    np.testing.assert_allclose(trends.certainty(0, place, [drift, drift]), [expected] * 2, rtol=1e-8)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_contents_smoother_than_any_covariance_are_doubted(seed: int) -> None:
    bands = np.stack([smooth(100 * seed + k) for k in range(3)])
    assert doubt_of(smooth(seed), bands) > 3


def test_contents_that_vary_as_the_method_has_it_are_not() -> None:
    """Errors of the size that the likelihood says have a mean square of 1: seven of them seldom more than 2."""
    found = [doubt_of(rough(seed), np.stack([rough(50 + seed), smooth(60 + seed)])) for seed in range(8)]
    assert max(found) < 1.6
    assert np.mean(found) < 1.2


def test_an_image_that_does_tell_of_the_contents_is_not_doubted() -> None:
    found = []
    for seed in range(4):
        bands = np.stack([rough(80 + seed), rough(90 + seed)])
        found.append(doubt_of(rough(seed) + 2 * bands[0], bands))
    assert max(found) < 1.6


def test_a_trend_of_nothing_is_certain_of_nothing() -> None:
    """Its rounding may look like anything: it followed values by 126 standard errors."""
    values = np.random.default_rng(1).standard_normal((6, 8))
    trends = CellTrends([(values, values)], values[None], values[None], [np.zeros((6, 8))], 1.0)
    flat = 5 + 1e-12 * values
    np.testing.assert_array_equal(trends.certainty(0, (0, 0, 0, 0, 0), [flat]), [0.0])


def test_elements_together_are_doubted_as_each_alone() -> None:
    bands = cells(np.stack([smooth(31), smooth(32)]))
    both = [cells(smooth(7)), cells(rough(8))]
    exact = [np.zeros((SIDE, SIDE))]
    predicted = np.zeros((SIDE, SIDE))
    together = doubts(CellTrends([(own, predicted) for own in both], bands, bands[:1] ** 2, exact, 1.0))
    alone = [doubts(CellTrends([(own, predicted)], bands, bands[:1] ** 2, exact, 1.0))[0] for own in both]
    np.testing.assert_allclose(together, alone, rtol=1e-9)
