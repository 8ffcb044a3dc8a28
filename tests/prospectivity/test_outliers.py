"""Distances to neighbours against scipy's tree, components against numpy's singular values; layers that are missing."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial import cKDTree

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.prospectivity.outliers import NEIGHBOURS, Components, Mahalanobis, Neighbours
from geochem_fusion.core.raster.grid import Grid
from tests.making import wkt


def cells(count: int = 300, layers: int = 6) -> tuple[np.ndarray, np.ndarray]:
    return np.random.default_rng(1).normal(size=(count, layers)).astype(np.float32), np.arange(count) * 3


def test_distances_are_those_to_the_five_nearest_others() -> None:
    values, numbers = cells()
    found = Neighbours.of(values, numbers, 0).distances(values, numbers)
    wanted = cKDTree(values).query(values, NEIGHBOURS + 1)[0][:, 1:].mean(axis=1)
    np.testing.assert_allclose(found, wanted, rtol=1e-4)


GROUND = Grid((1000.0, 10.0, 0.0, 5000.0, 0.0, -10.0), 30, 30, wkt())


@pytest.mark.parametrize(
    "other",
    [
        Grid((9000.0, 10.0, 0.0, 5000.0, 0.0, -10.0), 30, 30, wkt()),
        Grid((1005.0, 10.0, 0.0, 5000.0, 0.0, -10.0), 30, 30, wkt()),
        Grid((995.0, 20.0, 0.0, 5005.0, 0.0, -20.0), 30, 30, wkt()),  # of other cells, whose centres are the same
        Grid(GROUND.transform, 30, 30, wkt(32634)),
    ],
)
def test_elsewhere_a_cell_that_is_alike_is_a_neighbour(other: Grid) -> None:
    values, numbers = cells()
    wanted = cKDTree(values).query(values, NEIGHBOURS)[0].mean(axis=1)
    unplaced, placed = Neighbours.of(values, numbers, 0), Neighbours.of(values, numbers, 0, grid=GROUND)
    for fitted in (unplaced.on(GROUND), placed.on(other)):
        np.testing.assert_allclose(fitted.distances(values, numbers), wanted, rtol=2e-3, atol=2e-3)


@pytest.mark.parametrize("turned", [False, True])
def test_on_the_same_ground_no_cell_is_its_own_neighbour(turned: bool) -> None:
    """On a part of the map that begins two rows and one column further, and one turned over."""
    values, numbers = cells()  # every third cell of 900
    transform = (1010.0, 10.0, 0.0, 4980.0, 0.0, -10.0) if not turned else (1010.0, 10.0, 0.0, 4720.0, 0.0, 10.0)
    part = Grid(transform, 26, 28, wkt())
    rows, cols = np.divmod(numbers, 30)
    inside = (rows >= 2) & (rows < 28) & (cols >= 1) & (cols < 29)
    own_rows = 27 - rows if turned else rows - 2
    places = (own_rows * 28 + cols - 1)[inside]
    fitted = Neighbours.of(values, numbers, 0, grid=GROUND)
    wanted = fitted.distances(values, numbers)[inside]
    np.testing.assert_array_equal(fitted.on(part).distances(values[inside], places), wanted)


def test_a_missing_layer_is_left_out_and_the_rest_scaled_up() -> None:
    values, numbers = cells()
    fitted = Neighbours.of(values, numbers, 0)
    some = values[:1].copy()
    some[0, 2] = np.nan
    others = np.delete(values[1:], 2, axis=1)
    squares = ((others - np.delete(some[0], 2)) ** 2).sum(axis=1) * 6 / 5
    wanted = np.sqrt(np.sort(squares)[:NEIGHBOURS]).mean()
    np.testing.assert_allclose(fitted.distances(some, numbers[:1]), [wanted], rtol=1e-4)
    some[0, 1:] = np.nan
    assert np.isnan(fitted.distances(some, numbers[:1])).all()


def test_the_references_are_the_same_for_the_same_seed_and_many_cells_are_thinned() -> None:
    values, numbers = cells(5000, 3)
    one, same, other = (Neighbours.of(values, numbers, seed) for seed in (1, 1, 2))
    assert len(one.values) == 2000
    np.testing.assert_array_equal(one.cells, same.cells)
    assert (np.diff(one.cells) > 0).all()
    assert (one.cells != other.cells).any()


def test_too_few_cells_are_refused() -> None:
    with pytest.raises(FusionError, match=r"Too few cells have values in a third .* \(5, and 6 are the least\)"):
        Neighbours.of(*cells(5), 0)


def test_components_leave_what_singular_values_leave() -> None:
    values = np.random.default_rng(2).normal(size=(200, 12)) @ np.random.default_rng(3).normal(size=(12, 12))
    centred = values - values.mean(axis=0)
    axes = np.linalg.svd(centred, full_matrices=False)[2][:5]
    left = centred - centred @ axes.T @ axes
    fitted = Components.of(values)
    np.testing.assert_allclose(fitted.residuals(values), left, atol=1e-9)
    np.testing.assert_allclose(fitted.errors(values), (left**2).mean(axis=1), atol=1e-9)


def test_a_plane_of_data_has_no_error_and_a_missing_value_no_residual() -> None:
    values = np.random.default_rng(4).normal(size=(50, 1)) * np.arange(1.0, 5.0)
    fitted = Components.of(values)
    assert np.abs(fitted.errors(values)).max() < 1e-20
    values[0, 1] = np.nan
    assert np.isnan(fitted.residuals(values)[0, 1])
    assert np.isfinite(fitted.errors(values)[0])


def test_mahalanobis_is_the_length_of_what_is_whitened_a_layer() -> None:
    """Of layers that share a direction, by the eigenvectors of their covariance with a hundredth on its diagonal."""
    random = np.random.default_rng(6)
    values = random.normal(size=(500, 1)) + 0.3 * random.normal(size=(500, 4))
    centred = values - values.mean(axis=0)
    spread, axes = np.linalg.eigh(np.cov(values.T, bias=True))
    wanted = ((centred @ axes) ** 2 / (spread + 0.01)).mean(axis=1)
    np.testing.assert_allclose(Mahalanobis.of(values).distances(values), wanted, rtol=1e-9)


def test_a_layer_told_twice_with_other_roundings_is_no_outlier() -> None:
    values = np.random.default_rng(7).normal(size=(400, 3))
    rounded = np.column_stack([values, np.round(values[:, 0], 5)])
    plain, twice = (Mahalanobis.of(some).distances(some) * some.shape[1] for some in (values, rounded))
    np.testing.assert_allclose(twice, plain, rtol=0.02, atol=0.02)


def test_mahalanobis_is_told_of_known_layers_only() -> None:
    values = np.random.default_rng(8).normal(size=(300, 4))
    fitted = Mahalanobis.of(values)
    some = values[:2].copy()
    some[0, 1], some[1, 1:] = np.nan, np.nan
    filled = np.where(np.isfinite(some[0]), some[0] - fitted.mean, 0.0)
    found = fitted.distances(some)
    assert found[0] == pytest.approx(filled @ fitted.precision @ filled / 3)
    assert np.isnan(found[1])
