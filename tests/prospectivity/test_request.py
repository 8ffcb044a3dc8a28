"""What a request for prospectivity may hold."""

from __future__ import annotations

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.prospectivity.request import ProspectivityRequest


def request(**given: object) -> ProspectivityRequest:
    return ProspectivityRequest([("a.tif", "a")], "out.tif", **given)  # type: ignore[arg-type]


def test_the_defaults_are_within_their_limits() -> None:
    request().check()


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"method": "cnn"}, "cnn"),
        ({"steps": -1}, "STEPS is -1: give a number from 0"),
        ({"mask_ratio": 0.95}, "MASK_RATIO is 0.95"),
        ({"percentile": 100.0}, "PERCENTILE is 100"),
        ({"window": 16, "patch": 3}, "PATCH is 3: give a number that divides WINDOW"),
        ({"window": 8, "patch": 8}, "PATCH is 8"),
    ],
)
def test_what_cannot_be_is_refused(given: dict[str, object], message: str) -> None:
    with pytest.raises(FusionError, match=message):
        request(**given).check()
