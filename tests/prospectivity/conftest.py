"""Regions for a module, and what is found in one without a network, once for all modules: to ask, not to change."""

from __future__ import annotations

import pytest

from geochem_fusion.core.prospectivity.prospecting import map_prospectivity
from geochem_fusion.core.prospectivity.results import Prospectivity
from tests.planted_region import PlantedRegion, deposits


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> PlantedRegion:
    return PlantedRegion.make(tmp_path_factory.mktemp("region"))


@pytest.fixture(scope="session")
def mapped(tmp_path_factory: pytest.TempPathFactory) -> PlantedRegion:
    """The region of the maps below."""
    return PlantedRegion.make(tmp_path_factory.mktemp("mapped"))


@pytest.fixture(scope="session")
def plain(mapped: PlantedRegion) -> Prospectivity:
    """What is found without deposits: ``plain.tif`` and ``anomaly.tif`` of the region ``mapped``."""
    return map_prospectivity(mapped.request("plain.tif", anomaly=mapped.path("anomaly.tif")))


@pytest.fixture(scope="session")
def ranked(mapped: PlantedRegion) -> Prospectivity:
    """What is found where deposits are known."""
    return map_prospectivity(mapped.request("ranked.tif", deposits=deposits()))
