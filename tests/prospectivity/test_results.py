"""What a result says of itself."""

from __future__ import annotations

from geochem_fusion.core.prospectivity.prospecting import map_prospectivity
from geochem_fusion.core.prospectivity.results import SCORE, TITLES
from tests.planted_region import PlantedRegion, deposits


def test_a_score_is_found_by_its_name(region: PlantedRegion) -> None:
    found = map_prospectivity(region.request("named.tif", deposits=deposits()))
    assert found.ranking is not None
    assert found.ranked(SCORE) is found.ranking.first
    assert found.ranked("luck") is None
    assert set(TITLES) <= set(found.titles)


def test_without_deposits_nothing_is_ranked(region: PlantedRegion) -> None:
    assert map_prospectivity(region.request("unranked.tif")).ranked(SCORE) is None
