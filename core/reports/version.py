"""Versions of the plugin and of what it stands on, for reports and model files."""

from __future__ import annotations

import configparser
import platform
from functools import lru_cache
from importlib import metadata, resources

import numpy
import scipy

from ..raster.gdal_call import gdal_version


@lru_cache(maxsize=1)
def plugin_version() -> str:
    """Return the version that metadata.txt states, the only place that does."""
    parser = configparser.ConfigParser(interpolation=None)
    text = resources.files(__name__.partition(".")[0]).joinpath("metadata.txt")
    if text.is_file():  # not on a Dask worker, which is sent the core alone
        parser.read_string(text.read_text(encoding="utf-8"))
    return parser.get("general", "version", fallback="unknown")


def versions() -> dict[str, str]:
    """Return the versions that a result may depend on, by package; nothing is imported for it."""
    found = {
        "Geochem Fusion": plugin_version(),
        "Python": platform.python_version(),
        "GDAL": gdal_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
    }
    try:
        found["scikit-learn"] = metadata.version("scikit-learn")
    except metadata.PackageNotFoundError:
        found["scikit-learn"] = "not installed"
    return found
