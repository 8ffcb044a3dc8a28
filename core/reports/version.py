"""Versions of the plugin and of what it stands on, for reports and model files."""

from __future__ import annotations

import configparser
import platform
from functools import lru_cache
from importlib import metadata, resources

import numpy
import scipy

from ..raster.gdal_call import gdal_version

_PACKAGES = {"scikit-learn": "scikit-learn", "PyTorch": "torch"}  # the names that installers know


@lru_cache(maxsize=1)
def plugin_version() -> str:
    """Return the version that metadata.txt states, the only place that does."""
    parser = configparser.ConfigParser(interpolation=None)
    text = resources.files(__name__.partition(".")[0]).joinpath("metadata.txt")
    if text.is_file():  # not on a Dask worker, which is sent the core alone
        parser.read_string(text.read_text(encoding="utf-8"))
    return parser.get("general", "version", fallback="unknown")


def versions(*more: str) -> dict[str, str]:
    """Return the versions that a result may depend on, by package; nothing is imported for it.

    ``more`` names packages that not every result depends on: PyTorch.
    """
    return {
        "Geochem Fusion": plugin_version(),
        "Python": platform.python_version(),
        "GDAL": gdal_version(),
        "numpy": numpy.__version__,
        "scipy": scipy.__version__,
        **{name: _installed(_PACKAGES[name]) for name in ("scikit-learn", *more)},
    }


def _installed(package: str) -> str:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return "not installed"
