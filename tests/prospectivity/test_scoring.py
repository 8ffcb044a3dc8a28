"""The score by tiles: ranks, their mean, light smoothing, favourable ground."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from scipy.stats import norm, rankdata

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.prospectivity.favourable import Favourable, Nearness
from geochem_fusion.core.prospectivity.normal_scores import Ranks
from geochem_fusion.core.prospectivity.recipe import SMOOTHING
from geochem_fusion.core.prospectivity.scoring import ScoreMaker, tables_of
from geochem_fusion.core.prospectivity.surroundings import smoothed
from geochem_fusion.core.raster.grid import Grid, Lattice, Window
from geochem_fusion.core.raster.tiles import TileStore
from tests.small_rasters import GRID, UTM

WINDOW = GRID.full_window()
NAMES = ("a", "b")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[TileStore]:
    with TileStore(str(tmp_path / "out.tif"), WINDOW, 2) as made:
        fill(made)
        yield made


def fill(made: TileStore) -> None:
    planes = np.random.default_rng(1).normal(size=(2, *GRID.shape)).astype(np.float32)
    planes[0, 0, 0] = np.nan
    made.write(planes, WINDOW)


def test_the_score_is_the_smoothed_mean_of_normal_scores(store: TileStore) -> None:
    planes = store.read(WINDOW)
    ranks = tables_of(store.read, NAMES, Lattice(GRID, 1))
    made = ScoreMaker(store.read, GRID.shape, NAMES, ranks, {"a": 0.25, "b": 0.75})
    normal = []
    for plane in planes:
        known = np.isfinite(plane)
        values = np.full(plane.shape, np.nan)
        values[known] = norm.ppf((rankdata(plane[known]) - 0.5) / known.sum())
        normal.append(values)
    mean = 0.25 * normal[0] + 0.75 * normal[1]
    mean[0, 0] = normal[1][0, 0]
    np.testing.assert_allclose(made(WINDOW)[0], norm.cdf(smoothed(mean, SMOOTHING)), atol=1e-6)
    part = Window(2, 3, 2, 4)
    np.testing.assert_allclose(made(part)[0], made(WINDOW)[0][part.rows, part.cols], atol=1e-7)


def test_a_target_of_few_cells_is_not_smoothed_away() -> None:
    """Four cells that are highest in both parts, in the low half of a map whose other half is high throughout."""
    side = 40
    grid = Grid(GRID.transform, side, side, GRID.crs)
    planes = np.random.default_rng(2).random((2, side, side)) + (np.arange(side) < side // 2)[:, None]
    planes[:, 30:32, 20:22] = 9.0
    tables = {name: Ranks.of(plane) for name, plane in zip(NAMES, planes)}
    made = ScoreMaker(lambda window: planes[(slice(None), window.rows, window.cols)], grid.shape, NAMES, tables,
                      {"a": 0.5, "b": 0.5})  # fmt: skip
    score = made(grid.full_window())[0]
    assert (score > score[30:32, 20:22].min()).mean() < 0.01


def test_ground_far_from_what_is_favourable_keeps_half(store: TileStore) -> None:
    ranks = tables_of(store.read, NAMES, Lattice(GRID, 1))
    plain = ScoreMaker(store.read, GRID.shape, NAMES, ranks, {"b": 1.0})(WINDOW)[0]
    feature = Favourable("f", UTM, np.array([[500005.0, 3999995.0]]), distance=1.0)
    found = ScoreMaker(store.read, GRID.shape, NAMES, ranks, {"b": 1.0}, Nearness([feature], GRID))(WINDOW)[0]
    assert found[0, 0] == pytest.approx(plain[0, 0], abs=1e-6)
    np.testing.assert_allclose(found[3:, 3:], plain[3:, 3:] / 2, atol=1e-6)


def test_a_part_without_a_value_has_no_table(tmp_path: Path) -> None:
    with TileStore(str(tmp_path / "out.tif"), WINDOW, 2) as made:
        made.write(np.stack([np.full(GRID.shape, np.nan), np.ones(GRID.shape)]), WINDOW)
        assert list(tables_of(made.read, NAMES, Lattice(GRID, 1))) == ["b"]
        made.write(np.full((2, *GRID.shape), np.nan), WINDOW)
        with pytest.raises(FusionError, match="No cell has values in a third of the layers"):
            tables_of(made.read, NAMES, Lattice(GRID, 1))
