"""The network over the layers of a map: what it reads, what it says, and what is told of its sources."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.deep import masked_autoencoder_training
from geochem_fusion.core.deep.masked_autoencoder import Sizes
from geochem_fusion.core.deep.masked_inference import told
from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.progress import Progress
from geochem_fusion.core.prospectivity import masked_network
from geochem_fusion.core.prospectivity.layers import Layers
from geochem_fusion.core.prospectivity.masked_network import (
    Ground,
    NetworkParts,
    Quarters,
    judged_on_other_ground,
    reader,
    sizes_of,
    skill,
    source_weights,
    train,
)
from geochem_fusion.core.prospectivity.normal_scores import NormalScores, Ranks
from geochem_fusion.core.prospectivity.recipe import ERROR, EXPECTED, UNEXPLAINED
from geochem_fusion.core.prospectivity.request import ProspectivityRequest
from geochem_fusion.core.raster.grid import Window
from tests.planted_region import GRID, PlantedRegion

SMALL = {"method": "vit", "window": 16, "patch": 4, "width": 16, "steps": 0}


@pytest.fixture(scope="module")
def layers(region: PlantedRegion) -> Layers:
    return Layers([(region.geochemistry, "geochemistry"), (region.fields, "fields")])


@pytest.fixture(scope="module")
def scores(layers: Layers) -> NormalScores:
    return NormalScores(tuple(Ranks.of(plane) for plane in layers.read(GRID.full_window())))


def test_a_reader_gives_normal_scores_and_nothing_beyond_the_map(
    layers: Layers, scores: NormalScores, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = Window(-2, 40, 6, 12)
    kept = reader(layers, scores)(window)
    monkeypatch.setattr(masked_network, "_KEPT", 0)
    read = reader(layers, scores)(window)
    np.testing.assert_array_equal(kept, read)
    assert np.isnan(kept[:, :2]).all()
    assert np.isnan(kept[:, :, 8:]).all()
    np.testing.assert_array_equal(kept[:, 2:, :8], scores(layers.read(Window(0, 40, 4, 8))))


def test_a_source_can_be_left_out(layers: Layers, scores: NormalScores) -> None:
    found = reader(layers, scores, "fields")(Window(0, 0, 4, 4))
    assert np.isnan(found[6:]).all()
    assert np.isfinite(found[:6]).all()


def test_sizes_that_do_not_fit_are_refused(region: PlantedRegion) -> None:
    sizes = sizes_of(region.request(**SMALL), transformer=False)
    assert (sizes.window, sizes.patch, sizes.width, sizes.hidden, sizes.transformer) == (16, 4, 16, 50, False)
    with pytest.raises(FusionError, match="a width of 18 with 4 heads"):
        sizes_of(region.request(**{**SMALL, "width": 18}))


def test_what_a_network_says_has_a_value_where_a_layer_has_one(
    region: PlantedRegion, layers: Layers, scores: NormalScores
) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed")
    request = region.request(**SMALL)
    ground = Ground.of(layers, scores)
    network, curve = train(ground, request, sizes_of(request), 0)
    parts = NetworkParts(network, ground)
    assert parts.names == (ERROR, UNEXPLAINED, EXPECTED)
    found = parts.planes(GRID.full_window())
    assert found.shape == (3, *GRID.shape)
    assert np.isfinite(found[0]).all()
    assert (found[1][np.isfinite(found[1])] >= 0).all()
    window = Window(5, 9, 13, 17)
    np.testing.assert_array_equal(parts.planes(window), found[(slice(None), window.rows, window.cols)])
    assert curve.training == []
    found = skill(network, ground)
    assert np.isfinite([found.hidden, found.across, *found.own, *found.occlusion]).all()
    assert source_weights(network, ground).sum() == pytest.approx(1)


def test_two_quarters_are_learned_from_and_the_others_judge_at_a_distance() -> None:
    quarters = Quarters(Window(10, 20, 8, 6), 1)
    learned, judging = (part(Window(9, 19, 10, 8)) for part in (quarters.learned, quarters.judging))
    rows, cols = np.indices(learned.shape)
    north, west = rows < 5, cols < 4
    np.testing.assert_array_equal(learned, north != west)
    np.testing.assert_array_equal(judging, (north == west) & ~np.isin(rows, (4, 5)) & ~np.isin(cols, (3, 4)))


def test_what_judges_is_not_shown_to_the_network_that_is_judged(
    region: PlantedRegion, layers: Layers, scores: NormalScores, monkeypatch: pytest.MonkeyPatch
) -> None:
    """R2 of the judging quarters against that of the predictions themselves; what is learned from is all else."""
    pytest.importorskip("torch", reason="PyTorch is not installed")
    request = region.request(**{**SMALL, "steps": 6})
    ground, sizes = Ground.of(layers, scores), sizes_of(request)
    quarters, shown = Quarters(ground.area, SMALL["window"] // 2), []
    plain = masked_network.train

    def watched(half: Ground, request: ProspectivityRequest, sizes: Sizes, steps: int, progress: Progress) -> Any:
        shown.append((np.isfinite(half.read(GRID.full_window())).any(axis=0), steps))
        return plain(half, request, sizes, steps, progress)

    monkeypatch.setattr(masked_network, "train", watched)
    monkeypatch.setattr(masked_autoencoder_training, "STEPS_AN_EPOCH", 3)
    found = judged_on_other_ground(ground, request, sizes)
    assert found is not None
    ((seen, steps),) = shown
    assert steps == 3
    known = np.isfinite(ground.read(GRID.full_window())).any(axis=0)
    np.testing.assert_array_equal(seen, known & quarters.learned(GRID.full_window()))
    network, _ = plain(ground.half(quarters), request, sizes, 3)
    said = told([network], ground.read, ground.area, GRID.full_window())
    counted = np.where(quarters.judging(GRID.full_window()), said.values, np.nan)
    left = np.nansum((counted - said.hidden) ** 2)
    spread = sum(np.nansum((plane - np.nanmean(plane)) ** 2) for plane in counted)
    assert found.hidden == pytest.approx(1 - left / spread, abs=1e-6)


def test_nothing_is_told_where_one_half_has_no_values(
    region: PlantedRegion, layers: Layers, scores: NormalScores
) -> None:
    ground = Ground.of(layers, scores)
    corner = replace(ground, read=ground.half(Quarters(ground.area, 0)).read)  # nothing is left that judges
    assert judged_on_other_ground(corner, region.request(**SMALL), sizes_of(region.request(**SMALL))) is None


def test_a_map_without_any_value_is_refused(region: PlantedRegion, scores: NormalScores, tmp_path: Path) -> None:
    from tests.small_rasters import save

    mask = save(tmp_path / "mask.tif", np.zeros((1, *GRID.shape)), GRID)
    with pytest.raises(FusionError, match="No cell has a value in any layer"):
        Ground.of(Layers([(region.geochemistry, "g"), (region.fields, "f")], mask=mask), scores)
