"""Virtual rasters in which values are NaN, as GDAL reads them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal
from small_rasters import GRID, NAN, UTM, save

from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.raster.source import Source
from geochem_fusion.core.raster.virtual import VirtualBand, without_values

TURNED = Grid((500000.0, 1.0, 9.0, 4000000.0, 9.0, -1.0), 6, 8, UTM)


@pytest.mark.usefixtures("gdal_exceptions")
@pytest.mark.parametrize("grid", [GRID, TURNED])
def test_each_value_of_each_band_is_nan_and_the_rest_as_it_was(tmp_path: Path, grid: Grid) -> None:
    values = np.arange(96.0).reshape(2, 6, 8)
    values[0, 0, :3] = NAN, 1.70141e38, -9999
    path = save(tmp_path / "a & 'b'.tif", values, grid)
    bands = [
        VirtualBand(0.5, 3.0, (-9999.0, float(np.float32(1.70141e38)), 47.0)),
        VirtualBand(1.0, 0.0, (48.0,)),
    ]
    dataset = gdal.Open(without_values(Source(path, ("NUM_THREADS=2",)), grid, bands))
    expected = values.copy()
    expected[0, 0, :3] = expected[0, 5, 7] = expected[1, 0, 0] = NAN
    np.testing.assert_array_equal(dataset.ReadAsArray(), expected)
    assert dataset.GetGeoTransform() == grid.transform
    assert [dataset.GetRasterBand(1).GetScale(), dataset.GetRasterBand(1).GetOffset()] == [0.5, 3.0]


def test_without_values_nothing_is_made() -> None:
    assert without_values(Source("a.tif"), GRID, [VirtualBand(1.0, 0.0, ())]) == "a.tif"
