"""Versions of the plugin and of what it stands on."""

from __future__ import annotations

import re
from importlib import metadata

import numpy
import pytest

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
    assert "PyTorch" not in found


def test_the_version_of_pytorch_is_told_where_it_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "version", lambda package: {"torch": "2.1", "scikit-learn": "1.4"}[package])
    assert {name: versions("PyTorch")[name] for name in ("PyTorch", "scikit-learn")} == {
        "PyTorch": "2.1",
        "scikit-learn": "1.4",
    }


def test_it_is_that_which_pytorch_gives_itself() -> None:
    torch = pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    assert versions("PyTorch")["PyTorch"] == torch.__version__


def test_what_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(package: str) -> str:
        raise metadata.PackageNotFoundError(package)

    monkeypatch.setattr(metadata, "version", missing)
    assert versions("PyTorch")["PyTorch"] == versions()["scikit-learn"] == "not installed"
