"""Both ways in which GDAL fails become one sentence."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr, osr

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.gdal_call import call, files_behind, slope_and_aspect, succeeded


@pytest.mark.usefixtures("gdal_exceptions")
def test_what_gdal_returns_is_returned_and_what_fails_is_one_sentence() -> None:
    dataset = call(gdal.GetDriverByName("MEM").Create, "", 3, 2, 1, failure="Cannot make it")
    assert (dataset.RasterXSize, dataset.RasterYSize) == (3, 2)
    with pytest.raises(FusionError, match=r"^Cannot read nothing\.tif: .*nothing\.tif.*\.$"):
        call(gdal.OpenEx, "nothing.tif", gdal.OF_RASTER | gdal.OF_VERBOSE_ERROR, failure="Cannot read nothing.tif")


def test_an_object_around_nothing_is_a_failure() -> None:
    class Proxy:
        this = None

    with pytest.raises(FusionError, match=r"^No object\.$"):
        call(Proxy, failure="No object")


def test_success_is_that_no_failure_was_reported(monkeypatch: pytest.MonkeyPatch) -> None:
    for kind, expected in (
        (gdal.CE_None, True),
        (gdal.CE_Warning, True),
        (gdal.CE_Failure, None),
        (gdal.CE_Fatal, None),
    ):
        monkeypatch.setattr(gdal, "GetLastErrorType", lambda kind=kind: kind)
        assert succeeded() is expected


@pytest.mark.skipif(os.environ.get("GEOCHEM_FUSION_GDAL_EXCEPTIONS") != "1", reason="the tests run without exceptions")
def test_exceptions_are_on_where_the_tests_are_told_so(processing: object) -> None:
    assert all(module.GetUseExceptions() for module in (gdal, ogr, osr))


@pytest.mark.usefixtures("gdal_exceptions")
def test_slope_and_aspect_of_a_plane_hold_to_its_corners() -> None:
    col, row = np.meshgrid(np.arange(5.0), np.arange(4.0))
    slope, aspect = slope_and_aspect(3.0 * row + 4.0 * (4 - col), (1.0, 1.0))  # falls to the east and north
    np.testing.assert_allclose(slope, np.degrees(np.arctan(5.0)), atol=1e-3)
    np.testing.assert_allclose(aspect, np.degrees(np.arctan2(4.0, 3.0)), atol=1e-3)
    assert np.isnan(slope_and_aspect(np.ones((1, 3)), (1.0, 1.0))[1]).all()


def test_files_behind_a_virtual_raster_are_those_it_is_made_of_however_deep(tmp_path: Path) -> None:
    image, first, second = (str(tmp_path / name) for name in ("image.tif", "first.vrt", "second.vrt"))
    made = gdal.GetDriverByName("GTiff").Create(image, 4, 4)
    made.SetGeoTransform((500000, 10, 0, 5000000, 0, -10))
    made.FlushCache()
    del made
    for source, target in ((image, first), (first, second)):
        gdal.BuildVRT(target, [source]).FlushCache()
    assert set(files_behind([second, None, str(tmp_path / "missing.tif")])) == {
        image,
        first,
        second,
        str(tmp_path / "missing.tif"),
    }
