"""What the anomalies step refuses."""

from __future__ import annotations

from typing import Any

import pytest
from planted_survey import survey_points

from geochem_fusion.core.anomalies.request import AnomalyRequest, parse_neighbours
from geochem_fusion.core.errors import FusionError


@pytest.mark.parametrize(
    ("text", "numbers"), [("8,24,64", (8, 24, 64)), (" 24; 8 8", (8, 24)), ("12", (12,)), ("1 512", (1, 512))]
)
def test_neighbours_are_read(text: str, numbers: tuple[int, ...]) -> None:
    assert parse_neighbours(text) == numbers


@pytest.mark.parametrize("text", ["", "8,x", "0", "513", "8.5", "eight", "-8", "1,2,3,4,5,6,7"])
def test_other_neighbours_are_refused(text: str) -> None:
    with pytest.raises(FusionError, match="NEIGHBOURS is"):
        parse_neighbours(text)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"method": "forest"}, "METHOD 'forest' is not known: give one of mstgat, spectral, spatial, classical"),
        ({"neighbours": "x"}, "NEIGHBOURS is 'x'"),
        ({"epochs": -1}, "EPOCHS is -1: give a number from 0 to 10000"),
        ({"width": 30}, "WIDTH is 30: give a multiple of 4"),
        ({"width": 1024}, "WIDTH is 1024: give a number from 8 to 256"),
        ({"seed": -1}, "SEED is -1"),
    ],
)
def test_settings_are_checked(changed: dict[str, Any], message: str) -> None:
    with pytest.raises(FusionError, match=message):
        AnomalyRequest(survey_points()[0], **changed).check()
