from __future__ import annotations

import pytest

from tests.planted_region import PlantedRegion


@pytest.fixture(scope="module")
def region(tmp_path_factory: pytest.TempPathFactory) -> PlantedRegion:
    return PlantedRegion.make(tmp_path_factory.mktemp("region"))
