"""Kriged points as surfaces over pixels."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from making import image_over_cells, wkt

from geochem_fusion.core.geostatistics.area_to_point import SIDE, krige_points
from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance
from geochem_fusion.core.geostatistics.surface import Surfaces
from geochem_fusion.core.geostatistics.uncertainty import calibrated
from geochem_fusion.core.raster.alignment import align
from geochem_fusion.core.raster.grid import Grid, Window

COVARIANCE = Covariance(0.5, 2.0, 1.0, 0.0)
EXACT = Blend((View(1.0, 0.5, COVARIANCE),), 0.5, 0.1, -3.0)


def test_a_surface_goes_through_its_points_and_zero_where_there_is_none() -> None:
    """Pixels as large as the ground of a point have their centres on it."""
    alignment = image_over_cells(float(SIDE), (6, 7))
    window = alignment.fine.full_window()
    surfaces = Surfaces(alignment)
    surfaces.add(np.ones(window.shape, bool), window)
    values = np.random.default_rng(0).normal(size=(6, 7))
    kriged = surfaces.krige(EXACT, values, np.zeros(values.shape))
    surface = surfaces.surface([kriged, None])
    np.testing.assert_allclose(surface.at(window)[0], kriged.values, atol=1e-9)
    # at the centres of cells the root mean square over their points, between them the line from one to the next
    cells = np.sqrt((kriged.deviation**2).reshape(6, SIDE, 7, SIDE).mean(axis=(1, 3)))
    deviation = surface.deviation_at(window)[0]
    np.testing.assert_allclose(deviation[2::SIDE, 2::SIDE], cells, atol=1e-9)
    np.testing.assert_allclose(deviation[2, 3], 0.8 * cells[0, 0] + 0.2 * cells[0, 1], atol=1e-9)
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
        found.append(surfaces.krige(EXACT, values, np.zeros(values.shape)).values)
    np.testing.assert_array_equal(*found)
    all_ground = Surfaces(alignment)
    all_ground.add(np.ones(window.shape, bool), window)
    whole = all_ground.krige(EXACT, values, np.zeros(values.shape)).values
    assert np.abs(found[0] - whole)[:, : 3 * SIDE].max() > 0.01  # the third column of cells is half as wide


def test_two_views_give_their_mean_and_how_far_they_are_apart() -> None:
    alignment = image_over_cells(float(SIDE), (6, 7))
    window = alignment.fine.full_window()
    surfaces = Surfaces(alignment)
    surfaces.add(np.ones(window.shape, bool), window)
    values, drift = 0.5 * np.random.default_rng(4).normal(size=(2, 6, 7))
    noisy = View(0.25, 0.2, Covariance(0.5, 3.0, 0.8, 0.3), 4.0, spread=1.5)
    exact = View(0.75, 0.6, COVARIANCE)
    found = surfaces.krige(Blend((exact, noisy), 0.5, 0.1, 1.0), values, drift)
    none, some = np.zeros((6, 7)), np.full((6, 7), 0.3)
    first = krige_points(values - 0.6 * drift, COVARIANCE, none)
    second = krige_points(values - 0.2 * drift, noisy.covariance, some)
    np.testing.assert_allclose(found.values, 0.75 * first.values + 0.25 * second.values, atol=1e-12)
    wide = np.kron(drift, np.ones((SIDE, SIDE)))
    apart = first.values + 0.6 * wide - second.values - 0.2 * wide
    variance = 0.75 * first.deviation**2 + 0.25 * (1.5 * second.deviation) ** 2 + 0.75 * 0.25 * apart**2
    np.testing.assert_allclose(found.deviation, np.sqrt(variance), rtol=1e-9)


def test_an_anomaly_in_one_cell_is_neither_smoothed_out_nor_spread() -> None:
    """What noise of a few samples cannot explain is kept, what it can is smoothed as ever."""
    alignment = image_over_cells(float(SIDE), (9, 9))
    window = alignment.fine.full_window()
    surfaces = Surfaces(alignment)
    surfaces.add(np.ones(window.shape, bool), window)
    noisy = Blend((View(1.0, 0.0, Covariance(0.5, 0.7, 12.0, 6.0), 4.0),), 0.0, 0.1, 5.0)
    values = 20 + 3 * np.random.default_rng(8).normal(size=(9, 9))
    means = {}
    for value in (26.0, 400.0):
        values[4, 5] = value
        kriged = surfaces.krige(noisy, values, np.zeros(values.shape))
        smooth = kriged.values.reshape(9, SIDE, 9, SIDE).mean(axis=(1, 3))
        means[value] = surfaces.surface([kriged]).with_anomalies(0, smooth, values)
    assert means[400.0][4, 5] == 400
    assert means[26.0][4, 5] < 24
    others = np.arange(81).reshape(9, 9) != 4 * 9 + 5
    assert np.abs(means[400.0] - means[26.0])[others].max() < 1


def test_one_high_sample_of_a_skewed_element_does_not_raise_its_neighbours() -> None:
    """Lognormal samples, one a cell: the map is nearer to the field with one that is nine times too high than before.

    Where their numbers are not known, the sample is believed; the truth is what the samples scatter around.
    """
    generator = np.random.default_rng(5)
    truth = np.kron(np.exp(generator.normal(2, 0.4, (4, 5))), np.ones((3, 3)))
    values = truth * np.exp(generator.normal(0, 0.3, truth.shape))
    values[5, 7] = 9 * truth[5, 7]
    alignment = image_over_cells(float(SIDE), truth.shape)
    window, counts = alignment.fine.full_window(), np.ones(truth.shape)
    surfaces = Surfaces(alignment)
    surfaces.add(np.ones(window.shape, bool), window)
    view = View(1.0, 0.0, Covariance(0.5, 3.0, 16.0, 8.0), 1.0)
    nothing = np.zeros(truth.shape)
    known = calibrated(Blend((view,), 0.0, 0.1, 5.0, counted=True), values, nothing, counts)
    errors = {}
    for blend in (known, replace(known, counted=False)):
        kriged = surfaces.krige(blend, values, nothing, counts)
        smooth = kriged.values.reshape(12, SIDE, 15, SIDE).mean(axis=(1, 3))
        assert not np.any(kriged.anomalous)
        errors[blend.counted] = np.abs(smooth - truth)[4:7, 6:9].mean()
    assert errors[True] < 0.7 * errors[False]


@pytest.mark.parametrize(("ratio", "degrees"), [(1.5, 7.0), (5.5, 0.3), (6.0, 0.3)])
def test_whole_cells_of_a_turned_map_are_whole(ratio: float, degrees: float) -> None:
    """Few parts of pixels fall on each point, on some twice as many as on others; no cell is cut by that."""
    size, (down, right) = (
        round(30 * ratio),
        ratio * np.array([-np.cos(np.radians(degrees)), np.sin(np.radians(degrees))]),
    )
    fine = Grid((1000.0, 1.0, 0.0, 5000.0, 0.0, -1.0), size, size, wkt())
    turned = Grid((1000 + 0.3 * size, -down, right, 5000 - 0.3 * size, right, down), 8, 8, wkt())
    surfaces, window = Surfaces(align(fine, turned)), fine.full_window()
    surfaces.add(np.ones(window.shape, bool), window)
    values = np.random.default_rng(0).normal(size=(8, 8))
    found = surfaces.krige(EXACT, values, np.zeros(values.shape))
    np.testing.assert_array_equal(found.values, krige_points(values, COVARIANCE, np.zeros(values.shape)).values)
