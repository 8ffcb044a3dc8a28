"""Targets as areas: a map small enough to be counted by hand."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import label

import geochem_fusion.core.prospectivity.target_areas as module
from geochem_fusion.core.prospectivity.target_areas import TargetAreas, leading, means_in_areas, target_areas
from geochem_fusion.core.raster.gdal_call import outlines
from geochem_fusion.core.raster.grid import Grid, Window

GRID = Grid((1000.0, 10.0, 0.0, 500.0, 0.0, -10.0), 6, 7)
SCORE = np.array(
    [
        [9, 8, 0, 0, 0, 0, 7],
        [8, 0, 0, 0, 0, 7, 0],
        [0, 0, 0, 0, 0, 0, 0],
        [0, 0, 7, 7, 7, 0, 0],
        [0, 0, 7, 0, 7, 0, 9],
        [np.nan, 0, 7, 7, 7, 0, 0],
    ],
    float,
)


def areas_of(score: np.ndarray, threshold: float, fewest: int = 2) -> TargetAreas:
    return target_areas(lambda window: score[window.rows, window.cols], score.shape, threshold, fewest)


def test_areas_are_connected_by_sides_and_corners_and_ranked_by_their_best_cell() -> None:
    found = areas_of(SCORE, 7.0)
    assert len(found) == 3  # the single cell of 9 is left out
    assert found.cells.tolist() == [3, 8, 2]
    assert found.highest.tolist() == [9, 7, 7]  # of two areas with 7 the larger comes first
    assert found.mean == pytest.approx([25 / 3, 7, 7])
    assert list(zip(found.row, found.col)) == [(0, 0), (3, 2), (0, 6)]
    assert found.numbers()[4, 6] == 0
    assert found.numbers()[5, 0] == 0
    assert [(found.numbers() == rank).sum() for rank in (1, 2, 3)] == [3, 8, 2]


def test_single_cells_count_where_one_is_enough() -> None:
    assert areas_of(SCORE, 7.0, fewest=1).cells.tolist() == [3, 1, 8, 2]


def test_outlines_hold_the_area_of_the_cells_and_leave_holes_out() -> None:
    shapes = areas_of(SCORE, 7.0).outlines(GRID)
    areas = [sum(abs(area(polygon[0])) - sum(abs(area(hole)) for hole in polygon[1:]) for polygon in s) for s in shapes]
    assert areas == [300.0, 800.0, 200.0]
    assert [len(shape) for shape in shapes] == [1, 1, 2]  # two cells that meet at a corner
    assert [len(polygon) for polygon in shapes[1]] == [2]  # an outline and a hole
    assert shapes[1][0][0].min(axis=0).tolist() == [1020.0, 440.0]


def area(ring: np.ndarray) -> float:
    """The area of a ring, by the shoelace formula."""
    x, y = ring.T
    return float(0.5 * np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


def test_layers_are_averaged_where_they_have_values_and_the_largest_lead() -> None:
    found = areas_of(SCORE, 7.0)
    layers = np.stack([SCORE, np.where(SCORE == 9, np.nan, -SCORE), np.full(SCORE.shape, np.nan)])
    means = means_in_areas(found, lambda window: layers[(slice(None), window.rows, window.cols)], 3)
    assert means[:, :2] == pytest.approx(np.array([[25 / 3, -8], [7, -7], [7, -7]]))
    assert np.isnan(means[:, 2]).all()
    assert leading(means, ["a", "b", "c"])[0] == [("a", pytest.approx(25 / 3))]


def test_windows_without_an_area_are_not_read() -> None:
    score = np.zeros((1100, 1100))
    score[:2, :2] = 1
    read: list[Window] = []

    def layers(window: Window) -> np.ndarray:
        read.append(window)
        return np.ones((1, *window.shape))

    assert means_in_areas(areas_of(score, 1.0), layers, 1).tolist() == [[1.0]]
    assert [(window.row, window.col) for window in read] == [(0, 0)]


def test_a_map_without_a_score_has_no_target() -> None:
    found = areas_of(np.full((3, 3), np.nan), 0.5)
    assert len(found) == 0
    assert found.outlines(GRID) == []


def test_areas_do_not_depend_on_the_tiles_that_they_are_read_by(monkeypatch: pytest.MonkeyPatch) -> None:
    score = np.random.default_rng(1).normal(size=(40, 50))
    whole = areas_of(score, 0.9)
    monkeypatch.setattr(module, "TILE", 16)
    parts = areas_of(score, 0.9)
    assert len(whole) > 10
    for name in ("inside", "rank", "cells", "highest", "mean", "row", "col"):
        np.testing.assert_array_equal(getattr(parts, name), getattr(whole, name))


@pytest.mark.parametrize("share", [0.05, 0.3, 0.5])
def test_areas_are_those_of_labels_of_the_whole_map(share: float) -> None:
    """By scipy, which labels a plane; cells of the last column do not touch those of the first in the next row."""
    for seed in range(5):
        score = np.random.default_rng(seed).random((23, 17))
        labels, count = label(score >= 1 - share, np.ones((3, 3), int))
        found = areas_of(score, 1 - share, fewest=1)
        assert len(found) == count
        numbers = found.numbers()
        assert ((numbers > 0) == (labels > 0)).all()
        assert len(np.unique(np.stack([numbers, labels]).reshape(2, -1), axis=1).T) == count + (labels == 0).any()


def test_outlines_are_those_of_the_whole_map() -> None:
    score = np.random.default_rng(3).random((23, 17))
    found = areas_of(score, 0.6)
    whole: list[list[list[np.ndarray]]] = [[] for _ in range(len(found))]
    for number, rings in outlines(found.numbers(), GRID.transform):
        whole[number - 1].append(rings)
    for own, other in zip(found.outlines(GRID), whole):
        polygons = [sorted(ring.round(6).tolist() for ring in polygon) for polygon in own]
        assert sorted(polygons) == sorted(sorted(ring.round(6).tolist() for ring in polygon) for polygon in other)
