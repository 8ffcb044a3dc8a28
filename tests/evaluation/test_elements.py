"""Bands of several inputs that hold the same elements."""

from __future__ import annotations

import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.evaluation.elements import Elements
from geochem_fusion.core.progress import Progress


class Warnings(Progress):
    def __init__(self) -> None:
        self.said: list[str] = []

    def warn(self, message: str) -> None:
        self.said.append(message)


def test_shared_elements_and_their_bands() -> None:
    progress = Warnings()
    elements = Elements(["Cu", "Au", "K"], {"grid": ["K", "Cu"], "coarse": ["Cu", "K", "Au"]}, progress)
    assert elements.names == ["Cu", "K"]
    assert (elements.bands("grid"), elements.bands("coarse")) == ([1, 0], [0, 1])
    assert progress.said == ["'Au' is not evaluated: it is not in grid."]


def test_a_unit_in_a_name_is_no_other_element() -> None:
    progress = Warnings()
    elements = Elements(["Cu", "Zn"], {"the validation points": ["Zn_ppm", "Cu (%)"]}, progress)
    assert elements.bands("the validation points") == [1, 0]
    assert elements.names == ["Cu", "Zn"]


def test_order_serves_where_no_name_matches_and_says_so() -> None:
    progress = Warnings()
    assert Elements(["a", "b"], {"grid": ["x", "y"]}, progress).bands("grid") == [0, 1]
    assert "matched by their order" in progress.said[0]


@pytest.mark.parametrize("other", [["Zn", "Pb"], ["x"], ["CuO", "Zn?"]])
def test_order_serves_not_for_what_is_known_to_be_something_else(other: list[str]) -> None:
    with pytest.raises(FusionError, match="give them the same names"):
        Elements(["Cu", "Ni_ppm"], {"grid": other}, Warnings())


def test_nothing_to_match_is_one_sentence() -> None:
    with pytest.raises(FusionError, match="give them the same names"):
        Elements(["Cu"], {"grid": ["x", "y"]}, Warnings())
    with pytest.raises(FusionError, match="same elements together"):
        Elements(["Cu", "Au"], {"grid": ["Cu"], "coarse": ["Au"]}, Warnings())
