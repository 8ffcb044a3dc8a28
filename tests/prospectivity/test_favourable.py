"""Nearness to features, against distances worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.prospectivity.favourable import DISTANCE, WEIGHT, Favourable, Nearness, parse_numbers
from geochem_fusion.core.raster.grid import Grid, Window
from tests.small_rasters import UTM

GRID = Grid((500000.0, 100.0, 0.0, 4000000.0, 0.0, -100.0), 20, 30, UTM)
NONE = np.zeros((0, 2))


def test_nearness_falls_with_the_distance_to_a_point() -> None:
    feature = Favourable("wells", UTM, np.array([[500050.0, 3999950.0]]), distance=500.0)
    found = Nearness([feature], GRID).at(GRID.full_window())
    assert found[0, 0] == pytest.approx(1)
    assert found[0, 5] == pytest.approx(np.exp(-1), abs=1e-6)
    assert found[3, 4] == pytest.approx(np.exp(-1), abs=1e-6)  # 300 and 400 m make 500


def test_a_line_is_near_along_its_whole_length() -> None:
    line = np.array([[500050.0, 3999050.0], [502950.0, 3999050.0]])  # through the centres of row 9
    found = Nearness([Favourable("faults", UTM, NONE, [line], distance=200.0)], GRID).at(GRID.full_window())
    np.testing.assert_allclose(found[9], 1, atol=0.01)
    np.testing.assert_allclose(found[11], np.exp(-1), atol=0.01)


def test_inside_a_polygon_all_is_near_and_holes_are_outside() -> None:
    square = np.array([[500000.0, 3998000.0], [502000, 3998000], [502000, 4000000], [500000, 4000000]])
    hole = np.array([[500500.0, 3998500.0], [501500, 3998500], [501500, 3999500], [500500, 3999500]])
    found = Nearness([Favourable("granite", UTM, NONE, [], [[square, hole]], distance=100.0)], GRID).at(
        GRID.full_window()
    )
    assert found[2, 2] == 1
    assert found[10, 10] < 0.05
    assert found[10, 29] < 0.05


def test_layers_are_weighed() -> None:
    near = Favourable("a", UTM, np.array([[500050.0, 3999950.0]]), weight=3.0, distance=1.0)
    far = Favourable("b", UTM, np.array([[502950.0, 3998050.0]]), weight=1.0, distance=1.0)
    assert Nearness([near, far], GRID).at(Window(0, 0, 1, 1))[0, 0] == pytest.approx(0.75)


def test_without_a_distance_five_cells_count() -> None:
    feature = Favourable("wells", UTM, np.array([[500050.0, 3999950.0]]))
    assert Nearness([feature], GRID).at(GRID.full_window())[0, 5] == pytest.approx(np.exp(-1), abs=1e-6)


def test_a_window_is_a_part_of_the_whole() -> None:
    nearness = Nearness([Favourable("wells", UTM, np.array([[501234.0, 3999000.0]]))], GRID)
    window = Window(4, 7, 9, 11)
    np.testing.assert_array_equal(nearness.at(window), nearness.at(GRID.full_window())[window.rows, window.cols])


def test_a_layer_without_a_feature_and_weights_of_nothing_are_refused() -> None:
    with pytest.raises(FusionError, match="the layer 'wells' has no feature"):
        Nearness([Favourable("wells", UTM, NONE)], GRID)
    with pytest.raises(FusionError, match="WEIGHTS are all 0"):
        Nearness([Favourable("wells", UTM, np.array([[500050.0, 3999950.0]]), weight=0.0)], GRID)


def test_numbers_are_one_for_each_layer() -> None:
    assert parse_numbers("WEIGHTS", "2, 0.5", 2, WEIGHT) == [2.0, 0.5]
    assert parse_numbers("WEIGHTS", " ", 2, WEIGHT) == [1.0, 1.0]
    for text in ("1", "1,x", "1,-2", "1,nan"):
        with pytest.raises(FusionError, match="DISTANCES is"):
            parse_numbers("DISTANCES", text, 2, DISTANCE)
