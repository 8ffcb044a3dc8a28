"""The report of prospectivity: what stands where."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from geochem_fusion.core.deep.learning import Curve
from geochem_fusion.core.evaluation.ranking import Interval
from geochem_fusion.core.prospectivity import prospectivity_report as report
from geochem_fusion.core.prospectivity.findings import said
from geochem_fusion.core.prospectivity.prospectivity_report import prospectivity_report
from geochem_fusion.core.prospectivity.results import NetworkFacts, Prospectivity, SourceFacts
from geochem_fusion.core.prospectivity.target_areas import target_areas


@pytest.fixture
def found(ranked: Prospectivity) -> Prospectivity:
    return ranked


def test_the_answer_comes_first_and_the_call_last(found: Prospectivity) -> None:
    page = prospectivity_report(found, "qgis_process run x")
    places = [page.index(text) for text in (said(found)[1], "Targets</h2>", "All scores side by side", "qgis_process")]
    assert places == sorted(places)
    assert "8 layers of 2 sources; cells of 1000 m" in page
    for name in ("isolation forest, all layers", "null: distance to the edge", "Prediction-area plot", "Au_ppb"):
        assert name in page


def test_without_deposits_there_are_no_curves(found: Prospectivity) -> None:
    page = prospectivity_report(replace(found, ranking=None))
    assert "All scores side by side" not in page
    assert "Curves" not in page


def test_a_network_has_its_own_section(found: Prospectivity) -> None:
    sources = (SourceFacts("geochemistry", found.geochemistry, 0.61, 0.3, 0.12),)
    curve = Curve([1.0, 0.5], [1.1, 0.7], 1)
    assert found.ranking is not None
    less = replace(found.ranking.scores[1], difference=Interval(-0.012, -0.02, -0.004, 0.004))
    facts = NetworkFacts(1234, (curve,), 0.3, ablations=(("without Transformer", less),))
    page = prospectivity_report(replace(found, network=facts, sources=sources))
    for text in ("1234", "0.61", "0.12", "Loss of the network", "without Transformer", "\u22120.012 ± 0.004"):
        assert text in page


def test_of_many_targets_the_first_are_listed(found: Prospectivity, monkeypatch: pytest.MonkeyPatch) -> None:
    count = len(found.areas)
    assert count > 3
    assert "targets the first" not in prospectivity_report(found)
    monkeypatch.setattr(report, "_LISTED", 1)
    monkeypatch.setattr(report, "_FOLDED", 3)
    page = prospectivity_report(found)
    assert f"Of {count} targets the first 3 are listed; the output TARGETS has all." in page
    assert "The other targets (2)" in page


def test_a_map_without_targets_says_so(found: Prospectivity) -> None:
    none = target_areas(lambda window: np.zeros(window.shape), (3, 3), 1.0)
    assert "so there is no target" in prospectivity_report(replace(found, areas=none, leading=[]))
