"""Both ways in which GDAL fails become one sentence."""

from __future__ import annotations

import pytest
from osgeo import gdal

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.gdal_call import call, succeeded


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


def test_success_is_that_no_failure_was_reported() -> None:
    gdal.ErrorReset()
    assert succeeded() is True
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    gdal.Error(gdal.CE_Failure, 1, "on purpose")
    gdal.PopErrorHandler()
    assert succeeded() is None
    gdal.ErrorReset()
