"""Bands of several inputs that hold the same elements."""

from __future__ import annotations

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.evaluation.elements import Elements, match_names, may_pair
from geochem_fusion.core.progress import Progress


class Warnings(Progress):
    def __init__(self) -> None:
        self.said: list[str] = []

    def warn(self, message: str) -> None:
        self.said.append(message)


def test_names_match_whatever_their_case_and_blanks() -> None:
    assert match_names(["Cu", " au "], ["AU", "Zn", "cu"]) == {0: 2, 1: 0}


def test_repeated_names_tell_nothing() -> None:
    assert match_names(["Cu", "cu"], ["Cu", "Au"]) == {}


def test_shared_elements_and_their_bands() -> None:
    progress = Warnings()
    elements = Elements(["Cu", "Au", "K"], {"grid": ["K", "Cu"], "coarse": ["Cu", "K", "Au"]}, progress)
    assert elements.names == ["Cu", "K"]
    assert (elements.bands("grid"), elements.bands("coarse")) == ([1, 0], [0, 1])
    assert progress.said == ["'Au' is not evaluated: it is not in grid."]


def test_order_serves_where_no_name_matches_and_says_so() -> None:
    progress = Warnings()
    assert Elements(["a", "b"], {"grid": ["x", "y"]}, progress).bands("grid") == [0, 1]
    assert "matched by their order" in progress.said[0]


@pytest.mark.parametrize(
    ("first", "other", "expected"),
    [
        (["Cu", "Zn"], ["Band 1", "Band 2"], True),
        (["Cu", "Zn"], ["Band 1"], False),
        (["Cu", "Zn"], ["first", "second"], True),
        (["Cu", "Zn"], ["cu_ppm", "ZN (ppm)"], True),
        (["Cu", "Zn"], ["Zn", "Pb"], False),
        (["Cu"], ["Au"], False),
        (["Fe"], ["Fe2O3"], True),
        (["SiO2"], ["Al2O3"], False),
        (["Cu"], ["copper"], True),
        (["A", "B"], ["Cu", "Zn"], True),
    ],
)
def test_order_serves_only_where_no_name_is_known_to_be_of_another_element(
    first: list[str], other: list[str], expected: bool
) -> None:
    assert may_pair(first, other) == expected
    if not expected:
        with pytest.raises(FusionError, match="give them the same names"):
            Elements(first, {"grid": [f"{name}?" for name in other]}, Warnings())


def test_nothing_to_match_is_one_sentence() -> None:
    with pytest.raises(FusionError, match="give them the same names"):
        Elements(["Cu"], {"grid": ["x", "y"]}, Warnings())
    with pytest.raises(FusionError, match="same elements together"):
        Elements(["Cu", "Au"], {"grid": ["Cu"], "coarse": ["Au"]}, Warnings())
