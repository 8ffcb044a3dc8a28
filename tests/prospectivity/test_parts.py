"""The parts of the score: what each says of a planted target, and windows that are parts of the whole."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter

from geochem_fusion.core.prospectivity.normal_scores import NormalScores, Ranks
from geochem_fusion.core.prospectivity.parts import HALO, LOCAL_HALO, Parts, fit, local_residuals
from geochem_fusion.core.prospectivity.recipe import (
    COMPONENTS,
    LEVEL,
    LOCAL,
    LOCAL_ALL,
    MAHALANOBIS,
    NEIGHBOURS,
    NEIGHBOURS_LOCAL,
)
from geochem_fusion.core.raster.grid import Grid, Window
from tests.planted_region import GRID, SIDE, TARGET, WIDE, contents, fields

CONTENTS = np.array([True] * 6 + [False] * 2)


@pytest.fixture(scope="module")
def scores() -> np.ndarray:
    planes = np.concatenate([contents(), fields()])
    return NormalScores(tuple(Ranks.of(plane) for plane in planes))(planes)


def fitted(scores: np.ndarray, geochemistry: np.ndarray = CONTENTS, measured: np.ndarray | None = None) -> Parts:
    tables = NormalScores(tuple(Ranks.of(plane) for plane in scores))
    measured = np.ones(len(scores), bool) if measured is None else measured
    cells = np.arange(scores[0].size)
    grid = Grid(GRID.transform, *scores[0].shape, GRID.crs)

    def local(numbers: np.ndarray) -> np.ndarray:
        whole = local_residuals(scores[measured], grid.full_window(), grid.full_window(), grid)
        return np.asarray(whole.reshape(int(measured.sum()), scores[0].size).T[numbers])

    return fit(tables, scores.reshape(len(scores), -1).T, cells, geochemistry, measured, 0, local)


def all_of(parts: Parts, scores: np.ndarray, grid: Grid = GRID) -> dict[str, np.ndarray]:
    window = grid.full_window()
    return dict(zip(parts.names, parts.planes(scores, window, window, grid)))


def test_every_part_is_high_on_the_target(scores: np.ndarray) -> None:
    row, col = TARGET
    for name, plane in all_of(fitted(scores), scores).items():
        share = np.nanmean(plane < plane[row : row + WIDE, col : col + WIDE].mean())
        assert share > 0.85, name


def test_nothing_is_said_where_there_is_no_geochemistry(scores: np.ndarray) -> None:
    for plane in all_of(fitted(scores), scores).values():
        assert np.isnan(plane[40:44, 5:9]).all()
        assert np.isfinite(plane[:40]).all()


def test_without_geochemistry_outliers_are_left(scores: np.ndarray) -> None:
    parts = fitted(scores, np.zeros(8, bool))
    assert parts.names == (LOCAL_ALL, NEIGHBOURS, NEIGHBOURS_LOCAL, MAHALANOBIS, COMPONENTS)
    assert np.isfinite(all_of(parts, scores)[LOCAL_ALL][41, 6])  # of the fields, which have no hole


def test_shares_of_classes_make_no_outlier(scores: np.ndarray) -> None:
    measured = np.array([True] * 6 + [False] * 2)
    other = scores.copy()
    other[6:] *= -3
    one, same = (all_of(fitted(some, measured=measured), some) for some in (scores, other))
    for name in one:
        np.testing.assert_array_equal(one[name], same[name])


def test_of_classes_alone_nothing_is_said(scores: np.ndarray) -> None:
    parts = fitted(scores, np.zeros(8, bool), np.zeros(8, bool))
    for plane in all_of(parts, scores).values():
        assert plane.shape == (SIDE, SIDE)
        assert np.isnan(plane).all()


def test_an_element_that_is_told_twice_counts_once_in_the_level() -> None:
    """To within what the other's own correlation with it, of some cells by chance, takes away."""
    random = np.random.default_rng(5)
    scores = random.normal(size=(2, SIDE, SIDE)).astype(np.float32)
    twice = scores[[0, 0, 1]]
    once, again = (
        all_of(fitted(some, np.ones(len(some), bool)), some, Grid(GRID.transform, SIDE, SIDE, GRID.crs))[LEVEL]
        for some in (scores, twice)
    )
    np.testing.assert_allclose(again, once, atol=5e-3)


def test_neighbours_of_local_differences_are_those_of_what_a_filter_leaves() -> None:
    """Of a cell that is no reference itself, worked out with a plain filter over the whole map."""
    random = np.random.default_rng(6)
    scores = random.normal(size=(2, SIDE, SIDE)).astype(np.float32)
    found = all_of(fitted(scores, np.ones(2, bool)), scores)[NEIGHBOURS_LOCAL]
    weights = gaussian_filter(np.ones((SIDE, SIDE)), 8, mode="constant", truncate=3)
    left = np.stack([plane - gaussian_filter(plane, 8, mode="constant", truncate=3) / weights for plane in scores])
    cells = left.reshape(2, -1).T.astype(float)
    parts = fitted(scores, np.ones(2, bool))
    references = cells[parts.neighbours.cells]
    cell = int(np.setdiff1d(np.arange(len(cells)), parts.neighbours.cells)[7])
    nearest = np.sort(np.linalg.norm(references - cells[cell], axis=1))[:5]
    assert found.ravel()[cell] == pytest.approx(nearest.mean(), rel=1e-3)


def test_windows_are_parts_of_the_whole() -> None:
    """On a map that is wider than the halo, a window in its middle."""
    random = np.random.default_rng(1)
    grid = Grid(GRID.transform, 260, 240, GRID.crs)
    scores = random.normal(size=(3, *grid.shape)).astype(np.float32)
    parts = fitted(scores, np.array([True, True, False]))
    window = Window(110, 105, 30, 25)
    outer = window.grown(HALO, *grid.shape)
    cut = parts.planes(scores[(slice(None), outer.rows, outer.cols)], outer, window, grid)
    whole = parts.planes(scores, grid.full_window(), grid.full_window(), grid)[(slice(None), window.rows, window.cols)]
    np.testing.assert_allclose(cut, whole, atol=2e-6)
    near = window.grown(LOCAL_HALO, *grid.shape)
    left = local_residuals(scores[(slice(None), near.rows, near.cols)], near, window, grid)
    full = local_residuals(scores, grid.full_window(), grid.full_window(), grid)
    np.testing.assert_allclose(left, full[(slice(None), window.rows, window.cols)], atol=2e-6)


def test_a_mirrored_map_gives_mirrored_parts(scores: np.ndarray) -> None:
    """With references for distances that are mirrored as well: which cells they are is a matter of the seed."""
    parts = fitted(scores)
    plain = all_of(parts, scores)
    mirrored = all_of(parts.on(GRID), scores[:, :, ::-1])
    for name in (LEVEL, LOCAL, LOCAL_ALL, MAHALANOBIS, COMPONENTS):
        np.testing.assert_allclose(mirrored[name][:, ::-1], plain[name], atol=1e-5)
    assert plain[NEIGHBOURS].shape == (SIDE, SIDE)


def test_cells_are_the_same_in_strips_of_any_height(scores: np.ndarray, monkeypatch: pytest.MonkeyPatch) -> None:
    parts = fitted(scores)
    whole = all_of(parts, scores)
    monkeypatch.setattr("geochem_fusion.core.prospectivity.parts._STRIP", 7)
    for name, plane in all_of(parts, scores).items():
        np.testing.assert_array_equal(plane, whole[name], err_msg=name)
