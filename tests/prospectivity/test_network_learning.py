"""Networks of a map: which are trained, from a model or not at all, and what the step makes of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from geochem_fusion.core.deep import masked_autoencoder_training
from geochem_fusion.core.prospectivity import network_learning, prospecting
from geochem_fusion.core.prospectivity.findings import write_table
from geochem_fusion.core.prospectivity.layers import Layers
from geochem_fusion.core.prospectivity.network_learning import facts, learned, of_model, variants
from geochem_fusion.core.prospectivity.normal_scores import NormalScores
from geochem_fusion.core.prospectivity.prospecting import map_prospectivity
from geochem_fusion.core.prospectivity.prospectivity_model import load, save
from geochem_fusion.core.prospectivity.recipe import ERROR, NETWORK_SHARE, UNEXPLAINED
from geochem_fusion.core.prospectivity.results import SCORE, UNTRAINED, WITHOUT_NETWORK, Prospectivity
from tests.making import Log, read_raster
from tests.planted_region import PlantedRegion, deposits

SMALL = {"method": "vit", "window": 16, "patch": 4, "width": 16, "steps": 10}


@pytest.fixture(scope="module", autouse=True)
def short_epochs() -> Iterator[None]:
    """Ten steps are as much as these tests need: two epochs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(masked_autoencoder_training, "STEPS_AN_EPOCH", 5)
        yield


@pytest.fixture(scope="module")
def found(region: PlantedRegion) -> Prospectivity:
    """What is found with a network, judged beside all that it can be judged by; the map is ``vit.tif``."""
    pytest.importorskip("torch", reason="PyTorch is not installed")
    return map_prospectivity(region.request("vit.tif", deposits=deposits(), ablations=True, **SMALL))


@pytest.fixture(scope="module")
def of_large_map(region: PlantedRegion) -> Prospectivity:
    """The same where every map is too large for an untrained network, with nothing left out; ``large.tif``."""
    pytest.importorskip("torch", reason="PyTorch is not installed")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(prospecting, "CONTROLLED", 0)
        return map_prospectivity(region.request("large.tif", deposits=deposits(), **SMALL))


def test_no_network_is_asked_for_or_can_be_trained(region: PlantedRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    layers, scores = Layers([(region.geochemistry, "g"), (region.fields, "f")]), NormalScores(())
    assert learned(region.request(), layers, scores) is None
    assert of_model(None, layers, scores) is None
    monkeypatch.setattr(network_learning, "untrainable", lambda: "There is no PyTorch.")
    log = Log()
    assert learned(region.request(method="vit"), layers, scores, log) is None
    assert log.warnings == ["There is no PyTorch."]


def test_parts_left_out_are_the_two_of_the_network_and_each_source(region: PlantedRegion) -> None:
    found = variants(Layers([(region.geochemistry, "g"), (region.fields, "fields")]))
    assert [(v.fusion, v.transformer, v.without) for v in found] == [
        (False, True, None),
        (True, False, None),
        (False, False, None),
        (True, True, "geochemistry"),
        (True, True, "fields"),
    ]
    assert len(variants(Layers([(region.fields, "fields")]))) == 3


def test_without_a_network_sources_are_only_named(region: PlantedRegion) -> None:
    layers = Layers([(region.geochemistry, "g"), (region.fields, "fields")])
    network, sources = facts(region.request(), None, layers)
    assert network is None
    assert [(source.name, len(source.layers), source.weight) for source in sources] == [
        ("geochemistry", 6, None),
        ("fields", 2, None),
    ]


def test_the_step_with_a_network(region: PlantedRegion, found: Prospectivity) -> None:
    """It is trained, judged beside itself untrained and without it, kept in the model, and applied without PyTorch."""
    assert found.network is not None
    assert found.network.parameters > 1000
    assert found.network.r2 is not None
    assert found.network.seen_r2 is not None
    assert len(found.network.ablations) == 5
    for _, score in found.network.ablations:
        assert 0 <= score.places.mean <= 1
        assert score.difference is not None
        main = found.ranked(SCORE)
        assert main is not None
        assert score.difference.mean == pytest.approx(score.places.mean - main.places.mean)
    write_table(found, region.path("scores.csv"))
    kinds = [line.split(",")[1] for line in Path(region.path("scores.csv")).read_text(encoding="utf-8").splitlines()]
    assert kinds.count("ablation") == 5
    assert found.weights[ERROR] + found.weights[UNEXPLAINED] == pytest.approx(NETWORK_SHARE)
    assert found.ranking is not None
    assert {WITHOUT_NETWORK, UNTRAINED} < {score.name for score in found.ranking.scores}
    assert all(source.weight is not None for source in found.sources)
    save(found.model, region.path("vit.gfm"))
    again = map_prospectivity(region.request("again.tif", model=region.path("vit.gfm")))
    assert again.network is not None
    assert again.network.curves == ()
    assert again.network.r2 is not None
    assert again.network.seen_r2 is None
    one, other = (read_raster(region.path(name)) for name in ("vit.tif", "again.tif"))
    known = np.isfinite(one[0])
    assert np.corrcoef(one[0][known], other[0][known])[0, 1] > 0.9
    assert load(region.path("vit.gfm")).networks is not None


def test_the_same_seed_gives_the_same_map_however_it_is_judged(
    region: PlantedRegion, found: Prospectivity, of_large_map: Prospectivity
) -> None:
    one, other = (read_raster(region.path(name)) for name in ("vit.tif", "large.tif"))
    np.testing.assert_array_equal(one, other)


def test_of_a_large_map_no_untrained_network_is_asked(of_large_map: Prospectivity) -> None:
    assert of_large_map.ranking is not None
    names = {score.name for score in of_large_map.ranking.scores}
    assert WITHOUT_NETWORK in names
    assert UNTRAINED not in names
    assert any("No untrained network" in note for note in of_large_map.notes)
