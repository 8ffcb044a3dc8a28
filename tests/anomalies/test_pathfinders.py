"""The table of pathfinders, and what is proposed for the elements of a survey."""

from __future__ import annotations

import pytest

from geochem_fusion.core.anomalies import pathfinders
from geochem_fusion.core.anomalies.pathfinders import PATHFINDERS, pathfinders_of, propose_target
from geochem_fusion.core.samples.element_fields import substance
from tests.making import Log


@pytest.mark.parametrize("target", PATHFINDERS)
def test_every_row_names_elements_and_sources(target: str) -> None:
    row = PATHFINDERS[target]
    for name in (target, *row.pathfinders):
        found = substance(name)
        assert found is not None
        assert found.symbol == name
    assert target not in row.pathfinders
    assert len(set(row.pathfinders)) == len(row.pathfinders) > 1
    assert row.deposits
    assert row.sources
    for letter in row.sources:
        assert f"\n- {letter}: " in (pathfinders.__doc__ or "")


def test_pathfinders_that_the_survey_has() -> None:
    log = Log()
    assert pathfinders_of("Au", ["Cu", "Sb", "Au", "As", "Fe"], log) == ["As", "Sb"]
    assert log.infos == ["Pathfinders of Au: As, Sb."]
    assert pathfinders_of("au_ppb", ["Cu", "Sb_ppm", "As2O3"]) == ["As2O3", "Sb_ppm"]


def test_unknown_targets_and_surveys_without_pathfinders_are_told() -> None:
    log = Log()
    assert pathfinders_of("organic", ["As", "Sb"], log) == []
    assert pathfinders_of("Sc", ["As", "Sb"], log) == []
    assert pathfinders_of("Hg", ["Hg", "Cu"], log) == []
    assert ["No pathfinders of organic" in log.infos[0], "Sc" in log.infos[1], "(Sb, As)" in log.infos[2]] == [True] * 3


@pytest.mark.parametrize(
    ("elements", "target"),
    [
        (["Fe", "Zn", "Cu", "Au", "As"], "Au"),
        (["Au", "Fe"], None),
        (["Zn", "Cu", "Mo"], "Cu"),
        (["Zn_ppm", "Pb_ppm"], "Zn_ppm"),
        ([], None),
        (["organic"], None),
    ],
)
def test_the_target_that_is_proposed(elements: list[str], target: str | None) -> None:
    assert propose_target(elements) == target
