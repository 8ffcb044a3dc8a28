"""Calls of GDAL, whose ways to fail become one error."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from osgeo import gdal

from ..errors import FusionError


def call(function: Callable[..., Any], *arguments: Any, failure: str, **options: Any) -> Any:
    """Call GDAL and turn any of its ways to fail (exception, None, an object of nothing) into a FusionError."""
    gdal.PushErrorHandler("CPLQuietErrorHandler")
    try:
        gdal.ErrorReset()
        result = function(*arguments, **options)
        detail = gdal.GetLastErrorMsg()
    except RuntimeError as error:
        result, detail = None, str(error)
    finally:
        gdal.PopErrorHandler()
    if result is None or getattr(result, "this", result) is None:  # constructors of GDAL before 3.7 wrap a None
        detail = detail.strip().partition("\n")[0].rstrip(".")  # further lines tell what GDAL was doing meanwhile
        raise FusionError(f"{failure}: {detail}." if detail else f"{failure}.")
    return result


def succeeded() -> bool | None:
    """Return True, or None where GDAL reports an error."""
    return None if gdal.GetLastErrorType() >= gdal.CE_Failure else True


def gdal_version() -> str:
    return str(gdal.__version__)
