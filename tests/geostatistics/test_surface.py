"""Kriged points as surfaces over pixels."""

from __future__ import annotations

import numpy as np
from making import image_over_cells

from geochem_fusion.core.geostatistics.area_to_point import SIDE
from geochem_fusion.core.geostatistics.covariance import Covariance
from geochem_fusion.core.geostatistics.surface import Surfaces
from geochem_fusion.core.raster.grid import Window

COVARIANCE = Covariance(0.5, 2.0, 1.0, 0.0)


def test_a_surface_goes_through_its_points_and_zero_where_there_is_none() -> None:
    """Pixels as large as the ground of a point have their centres on it."""
    alignment = image_over_cells(float(SIDE), (6, 7))
    window = alignment.fine.full_window()
    surfaces = Surfaces(alignment)
    surfaces.add(np.ones(window.shape, bool), window)
    values = np.random.default_rng(0).normal(size=(6, 7))
    kriged = surfaces.krige(values, COVARIANCE, np.zeros(values.shape))
    surface = surfaces.surface([kriged, None])
    np.testing.assert_allclose(surface.at(window)[0], kriged.values, atol=1e-9)
    np.testing.assert_allclose(surface.deviation_at(window)[0], kriged.deviation, atol=1e-9)
    assert not surface.at(window)[1].any()
    part = Window(3, 4, 11, 12)
    np.testing.assert_array_equal(surface.at(part), surface.at(window)[:, part.rows, part.cols])


def test_ground_does_not_depend_on_tiles_and_counts() -> None:
    alignment = image_over_cells(8.0, (5, 5))
    window = alignment.fine.full_window()
    valid = np.ones(window.shape, bool)
    valid[:, 20:] = False
    values = np.random.default_rng(0).normal(size=(5, 5))
    found = []
    for tiles in ([window], [Window(0, 0, 16, 40), Window(16, 0, 24, 40)]):
        surfaces = Surfaces(alignment)
        for tile in tiles:
            surfaces.add(valid[tile.rows, tile.cols], tile)
        found.append(surfaces.krige(values, COVARIANCE, np.zeros(values.shape)).values)
    np.testing.assert_array_equal(*found)
    all_ground = Surfaces(alignment)
    all_ground.add(np.ones(window.shape, bool), window)
    whole = all_ground.krige(values, COVARIANCE, np.zeros(values.shape)).values
    assert np.abs(found[0] - whole)[:, : 3 * SIDE].max() > 0.01  # the third column of cells is half as wide
