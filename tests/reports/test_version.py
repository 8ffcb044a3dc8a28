"""Versions of the plugin and of what it stands on."""

from __future__ import annotations

import re

import numpy

from geochem_fusion.core.reports.version import plugin_version, versions
from tools.package import ROOT


def test_the_version_is_that_of_the_metadata() -> None:
    stated = re.search(r"^version=(.+)$", (ROOT / "metadata.txt").read_text(encoding="utf-8"), re.MULTILINE)
    assert stated is not None
    assert plugin_version() == stated[1] != "unknown"


def test_versions_name_what_results_depend_on() -> None:
    found = versions()
    assert found["numpy"] == numpy.__version__
    assert list(found)[:5] == ["Geochem Fusion", "Python", "GDAL", "numpy", "scipy"]
