"""Bands are judged by all their names together."""

from __future__ import annotations

import pytest
from making import Log

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.image.indices import choose_indices
from geochem_fusion.core.image.sensors import ASTER, LANDSAT7, LANDSAT8, SENTINEL2, other_sensor


@pytest.mark.parametrize(
    ("sensor", "numbers", "other"),
    [
        (ASTER, "2 3 4", True),  # red, green, blue of Sentinel-2 or Landsat 8
        (ASTER, "1 2 3 4 5 6 7 8 9", False),
        (ASTER, "1 2 3N", False),
        (ASTER, "4 6 8", False),  # some of them: the user knows
        (ASTER, "2 3 4 8", True),
        (ASTER, "4 8 11 12", True),
        (ASTER, "2 3 4 5 6 7", True),
        (LANDSAT8, "2 3 4 5 6 7", False),
        (LANDSAT8, "4 5 6 7", False),
        (LANDSAT8, "1 2 3 4 5 7", True),  # the Thematic Mapper, whose band 4 is near infrared
        (LANDSAT8, "2 3 4 8 11 12", True),
        (SENTINEL2, "2 3 4", False),
        (SENTINEL2, "2 3 4 5 6 7 8 8A 11 12", False),
        (SENTINEL2, "4 8 11 12", False),
        (SENTINEL2, "2 3 4 5 6 7", True),
        (SENTINEL2, "1 2 3 4 5 6 7 8 9", True),
    ],
)
def test_bands_that_belong_together_tell_the_sensor(sensor: str, numbers: str, other: bool) -> None:
    names = [f"B{number}" for number in numbers.split()]
    assert bool(other_sensor(sensor, names, numbers.split())) == other


def test_a_spelling_that_only_one_sensor_has() -> None:
    assert other_sensor(ASTER, ["SR_B4", "SR_B6"], ["4", "6"]) == LANDSAT8
    assert other_sensor(LANDSAT8, ["SR_B4", "SR_B6"], ["4", "6"]) == ""
    assert other_sensor(LANDSAT8, ["B1"], []) == ""
    assert other_sensor(LANDSAT8, ["B1", "B2", "B3", "B4", "B5", "B7"], ["1", "2", "3", "4", "5", "7"]) == LANDSAT7


def test_bands_of_another_sensor_make_no_index() -> None:
    with pytest.raises(FusionError, match=r"INDICES=aster: the bands B02, B03, B04 are named like those of"):
        choose_indices("aster", ["B02", "B03", "B04"], None)
    with pytest.raises(FusionError, match="like those of Sentinel-2"):
        choose_indices("landsat8", ["B2", "B3", "B4", "B8", "B11", "B12"], None)
    # what is known of the file comes before what the names allow
    log = Log()
    assert choose_indices("sentinel2", ["B02", "B03", "B04"], None, log, [SENTINEL2] * 3)
    with pytest.raises(FusionError, match="none of its indices can be computed"):
        choose_indices("aster", ["B02", "B03", "B04"], None, log, [SENTINEL2] * 3)
    # wavelengths tell by themselves
    assert choose_indices("aster", ["B02", "B03", "B04"], (0.49, 0.56, 0.665))
