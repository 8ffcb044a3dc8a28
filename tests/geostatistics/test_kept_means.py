"""What became of the cells of a map, by hand."""

from __future__ import annotations

import numpy as np
import pytest
from making import Log, image_over_cells

from geochem_fusion.core.geostatistics.kept_means import KeptMeans
from geochem_fusion.core.raster.grid import Window, tiles

COARSE = np.array([[[10.0, 20, 30], [40, 50, np.nan]]])


def gathered(plane: np.ndarray, part: bool = False, area: Window | None = None) -> KeptMeans:
    kept = KeptMeans(image_over_cells(4, (2, 3)), COARSE, part)
    for window in [area] if area else tiles(Window(0, 0, 8, 12), 5):
        kept.add(plane[None, window.rows, window.cols], window)
    return kept


def map_with(change: float) -> np.ndarray:
    plane = np.kron(COARSE[0], np.ones((4, 4)))
    plane[4:, 4:8] += change
    return plane


def test_the_largest_change_by_hand() -> None:
    spread = float(np.std([10, 20, 30, 40, 50]))
    change = gathered(map_with(-20)).largest(0)
    assert change is not None
    assert (change.value, change.mean) == (50, 30)
    assert (change.x, change.y) == (1006, 4994)  # the middle of the second row's second cell of 4 x 4
    assert change.size == pytest.approx(20 / spread)
    assert change.typical == pytest.approx(np.sqrt(400 / 5) / spread)


def test_it_is_told_the_louder_the_larger() -> None:
    for shift, infos, warnings in ((0, 0, 0), (-2, 1, 0), (-20, 0, 1)):
        log = Log()
        gathered(map_with(shift)).tell(["Cu"], log)
        assert (len(log.infos), len(log.warnings)) == (infos, warnings)
    assert "Cu: the cell at x 1006, y 4994 changed most: its value was 50, its mean in the map is 30" in log.warnings[0]


def test_a_map_that_lost_the_cells_is_told_before_anything_else() -> None:
    log = Log()
    gathered(np.full((8, 12), 1e15)).tell(["Cu"], log)
    assert log.warnings[0].startswith("Cu: the map has lost the coarse values")
    assert len(log.warnings) == 2


def test_cells_that_an_extent_cuts_are_not_compared() -> None:
    plane = map_with(0)
    plane[:, :6] += 9  # in what is written the first cells are cut
    change = gathered(plane, True, Window(0, 2, 8, 8)).largest(0)
    assert change is not None
    assert change.value in (20, 50)
    assert gathered(plane, True, Window(0, 0, 3, 3)).largest(0) is None
