"""The score beside its rivals over the cells that are judged."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.prospectivity import baselines
from geochem_fusion.core.prospectivity.layers import Layers
from geochem_fusion.core.prospectivity.prospecting import map_prospectivity
from geochem_fusion.core.prospectivity.recipe import COMPONENTS, LEVEL, LOCAL, LOCAL_ALL, NEIGHBOURS
from geochem_fusion.core.prospectivity.results import SCORE
from geochem_fusion.core.prospectivity.rivals import at_cells
from geochem_fusion.core.raster.grid import Window
from tests.planted_region import GRID, SIDE, PlantedRegion, deposits


def test_values_are_those_of_the_cells(region: PlantedRegion) -> None:
    layers = Layers([(region.geochemistry, "g")])
    numbers = np.array([3, 50, SIDE * SIDE - 1])

    def read(window: Window) -> np.ndarray:
        rows, cols = np.indices(window.shape)
        return np.stack([(rows + window.row) * SIDE + cols + window.col, rows + window.row]).astype(float)

    np.testing.assert_array_equal(at_cells(layers, numbers, read, 2), [[3, 0], [50, 1], [SIDE * SIDE - 1, SIDE - 1]])


def test_every_baseline_stands_beside_the_score(region: PlantedRegion) -> None:
    found = map_prospectivity(region.request("rivals.tif", deposits=deposits()))
    assert found.ranking is not None
    names = [score.name for score in found.ranking.scores if not score.null]
    assert names[0] == SCORE
    assert {LEVEL, LOCAL, LOCAL_ALL, NEIGHBOURS, COMPONENTS} < set(names)
    assert {baselines.FOREST, baselines.FOREST_CONTENTS, baselines.NEIGHBOURS_CONTENTS, baselines.BEST_LAYER} < set(
        names
    )
    assert set(names) <= set(found.titles)
    assert found.titles[baselines.BEST_LAYER].startswith("best single layer, chosen with the deposits (")
    assert GRID.shape == (SIDE, SIDE)
