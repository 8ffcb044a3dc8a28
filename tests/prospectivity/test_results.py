"""What a result says of itself."""

from __future__ import annotations

from geochem_fusion.core.prospectivity.results import SCORE, TITLES, Prospectivity


def test_a_score_is_found_by_its_name(ranked: Prospectivity) -> None:
    assert ranked.ranking is not None
    assert ranked.ranked(SCORE) is ranked.ranking.first
    assert ranked.ranked("luck") is None
    assert set(TITLES) <= set(ranked.titles)


def test_without_deposits_nothing_is_ranked(plain: Prospectivity) -> None:
    assert plain.ranked(SCORE) is None
