"""Held-out maps: no pixel is told from its own block or from the buffer around it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from planted_core import SIDE, alignment, block_means, truth_and_covariates
from planted_super import LYING, Planted, planted

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.geostatistics.folds import FoldChoice
from geochem_fusion.core.progress import SILENT, Record
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.superresolution.base import RIDGE
from geochem_fusion.core.superresolution.covariates import Covariates
from geochem_fusion.core.superresolution.held_out_maps import HeldOutMaps, correction, held_out_maps, kept_shares
from geochem_fusion.core.superresolution.request import CoarseMap, SuperResolution
from geochem_fusion.core.superresolution.scene import Scene
from geochem_fusion.core.superresolution.sharpener import Choice, Core, core_of
from geochem_fusion.core.superresolution.survey import Survey, read_survey

CHOICE = Choice((RIDGE,), None, 4.0, 0)


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> tuple[Planted, Survey, Scene]:
    files = planted(tmp_path_factory.mktemp("ground"))
    survey = read_survey(SuperResolution(CoarseMap(files.coarse), files.fine, transform="none"), SILENT)
    covariates = Covariates(LYING.fine, None, [files.rasters], None, str(files.folder))
    return files, survey, Scene(survey.alignment, survey.coarse, covariates)


def maps(
    ground: tuple[Planted, Survey, Scene], truth: np.ndarray, constraint: str = "none", side: float = 24
) -> HeldOutMaps:
    _, survey, scene = ground
    core = core_of(scene, survey.core, truth)
    return held_out_maps(core, survey, CHOICE, FoldChoice(4, side), constraint, scene.plain.names, SILENT)


def test_truth_of_a_block_and_its_buffer_changes_nothing_in_it(ground: tuple[Planted, Survey, Scene]) -> None:
    truth = ground[1].truth
    found = maps(ground, truth)
    own = found.fold == found.fold[0, 0]
    row, col = np.nonzero(own)
    near = np.zeros(own.shape, bool)
    for down, right in np.mgrid[0 : own.shape[0], 0 : own.shape[1]].reshape(2, -1).T:
        near[down, right] = np.hypot(row - down, col - right).min() < CHOICE.buffer
    shuffled = truth.copy()
    shuffled[:, near] = np.random.default_rng(0).permutation(shuffled[:, near], axis=1)
    other = maps(ground, shuffled)
    np.testing.assert_array_equal(other.chosen[:, own], found.chosen[:, own])
    assert not np.array_equal(other.chosen[:, ~own], found.chosen[:, ~own])


def test_rows_stand_by_name_and_maps_add_up(ground: tuple[Planted, Survey, Scene]) -> None:
    found = maps(ground, ground[1].truth)
    assert list(found.plain) == ["bilinear", "cubic", "mean-preserving cubic", "kriging of cells"]
    assert found.network is None
    assert found.corrected is not None
    np.testing.assert_array_equal(found.base, found.corrected)
    np.testing.assert_allclose(found.chosen, found.corrected, atol=1e-9)
    assert set(np.unique(found.fold)) <= {0, 1, 2, 3}
    assert (found.kept == 0).all()


def test_hard_means_are_those_of_the_coarse_map(ground: tuple[Planted, Survey, Scene]) -> None:
    found = maps(ground, ground[1].truth, "hard")
    wide = np.pad(found.chosen, ((0, 0), (0, 0), (0, 12)))
    np.testing.assert_allclose(block_means(wide)[:, :, :9], ground[1].coarse[:, :, :9], atol=1e-5)
    soft = maps(ground, ground[1].truth, "soft")
    assert ((soft.kept >= 0) & (soft.kept <= 1)).all()


def test_a_small_core_has_a_smaller_buffer_and_a_tiny_one_is_refused(ground: tuple[Planted, Survey, Scene]) -> None:
    _, survey, scene = ground

    def told(side: int) -> tuple[HeldOutMaps, list[str]]:
        window = Window(0, 0, side, side)
        small = replace(survey, core=window, truth=survey.truth[:, :side, :side])
        core: Core = core_of(scene, window, small.truth)
        progress = Record(SILENT)
        choice = replace(CHOICE, buffer=8.0)
        return held_out_maps(
            core, small, choice, FoldChoice(4, 0), "none", scene.plain.names, progress
        ), progress.notes()

    found, notes = told(9)
    assert np.isfinite(found.chosen).any()
    assert any("only 4 pixels" in note or "only 2 pixels" in note for note in notes)
    with pytest.raises(FusionError):
        told(1)


def test_means_of_whole_cells_become_those_of_the_coarse_map() -> None:
    truth, _ = truth_and_covariates()
    coarse, window = block_means(truth), Window(2, 0, 30, SIDE)
    mapped = truth[:, 2:32] + np.random.default_rng(0).normal(size=(2, 30, SIDE))
    change = correction(alignment(), coarse, mapped, window)
    fixed = np.zeros((2, SIDE, SIDE))
    fixed[:, 2:32] = mapped + change
    np.testing.assert_allclose(block_means(fixed)[:, 1:8], coarse[:, 1:8], atol=1e-5)
    assert (change[:, :2] == 0).all()  # the first cells are not known as a whole


def test_how_much_is_kept_follows_the_constraint() -> None:
    generator = np.random.default_rng(1)
    change = generator.normal(size=(2, 400))
    left = np.stack([change[0], generator.normal(size=400)])
    block = np.arange(400) // 20
    np.testing.assert_array_equal(kept_shares("none", change, left, block), [0, 0])
    np.testing.assert_array_equal(kept_shares("hard", change, left, block), [1, 1])
    shares = kept_shares("soft", change, left, block)
    assert shares[0] > 0.99
    assert shares[1] < 0.1
