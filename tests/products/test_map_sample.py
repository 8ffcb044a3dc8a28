"""The sample of a map: every pixel of a small one, a lattice of a large one whatever the tiles."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from making import write_raster

from geochem_fusion.core.products import map_sample
from geochem_fusion.core.products.map_sample import sample_map
from geochem_fusion.core.raster.gdal_reader import describe


def test_all_pixels_of_a_small_map(tmp_path: Path) -> None:
    values = np.arange(24.0).reshape(2, 3, 4)
    values[0, 1, 1] = np.nan
    path = write_raster(tmp_path / "a.tif", values)
    found = sample_map(path, describe(path).grid, [1, 0])
    np.testing.assert_array_equal(found.values, values[::-1])
    assert found.whole
    known, areas = found.of(1)
    assert (len(known), areas.tolist()) == (11, [1.0] * 11)


@pytest.mark.parametrize("tile", [512, 16, 32])
def test_a_lattice_of_a_large_map(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tile: int) -> None:
    values = np.arange(70.0 * 90).reshape(1, 70, 90)
    path = write_raster(tmp_path / "a.tif", values)
    monkeypatch.setattr(map_sample, "_MOST_PIXELS", 800)
    monkeypatch.setattr(map_sample, "TILE", tile)
    found = sample_map(path, describe(path).grid, [0])
    assert (found.step, found.whole) == (3, False)  # the root of 6300 / 800 is 2.8
    np.testing.assert_array_equal(found.values, values[:, ::3, ::3])
