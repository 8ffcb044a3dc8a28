"""Both ways in which GDAL fails become one sentence."""

from __future__ import annotations

import os

import pytest
from osgeo import gdal, ogr, osr

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
