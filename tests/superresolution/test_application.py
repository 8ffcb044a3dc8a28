"""Applying: covariates sharpen unseen ground, tiles and extents agree, and what training never saw is marked."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from planted_core import SIDE, block_means, truth_and_covariates
from planted_super import CORE, LYING, NAMES, Planted, planted
from small_rasters import save

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.progress import Progress
from geochem_fusion.core.raster.gdal_reader import describe, read
from geochem_fusion.core.superresolution import application
from geochem_fusion.core.superresolution.request import CoarseMap, Geology, SuperApplication
from tools.package import ROOT

EAST = np.s_[:, :, CORE.width + 4 :]  # beyond the core and a coarse cell


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    files = planted(tmp_path_factory.mktemp("planted"))
    files.trained()
    files.trained("all.gfm", elevation=files.elevation, geology=Geology(files.units), constraint="hard")
    return files


def error(mapped: np.ndarray, truth: np.ndarray) -> np.ndarray:
    return np.asarray(((mapped - truth)[EAST] ** 2).mean(axis=(1, 2)))


def test_unseen_ground_is_sharpened_by_a_covariate_that_has_the_detail(known: Planted) -> None:
    told, mapped = known.applied()
    assert mapped.shape == known.truth.shape
    assert [band.name for band in describe(known.path("out.tif")).bands] == list(NAMES)
    coarse = block_means(known.truth).repeat(4, axis=1).repeat(4, axis=2)
    assert error(mapped, known.truth)[0] < 0.2 * error(coarse, known.truth)[0]
    assert told.pixels == SIDE**2
    assert told.elements == NAMES


def test_tiles_and_extents_come_out_as_the_whole(known: Planted, monkeypatch: pytest.MonkeyPatch) -> None:
    everything = {"elevation": known.elevation, "geology": Geology(known.units)}
    for model, settings in (("m.gfm", {}), ("all.gfm", everything)):
        _, whole = known.applied(model, "whole.tif", **settings)
        _, part = known.applied(model, "part.tif", extent=(1000.0, 800.0, 3000.0, 2900.0), **settings)
        assert np.isfinite(part).all()
        if model == "m.gfm":
            np.testing.assert_allclose(part, whole[:, 19:40, 10:30], atol=1e-5)
        with monkeypatch.context() as patch:
            patch.setattr(application, "TILE", 16)
            patch.setattr(application.TileStore.__init__, "__defaults__", (16,))
            _, tiled = known.applied(model, "tiled.tif", **settings)
        np.testing.assert_allclose(tiled, whole, atol=1e-5)


def test_hard_keeps_the_means_of_cells(known: Planted) -> None:
    settings = {"elevation": known.elevation, "geology": Geology(known.units)}
    told, mapped = known.applied("all.gfm", "kept.tif", **settings)
    np.testing.assert_allclose(block_means(mapped), block_means(known.truth), atol=1e-5)
    assert max(told.misfit) < 1e-5


def test_the_domain_marks_units_and_values_that_training_never_saw(known: Planted) -> None:
    settings = {"elevation": known.elevation, "geology": Geology(known.units)}
    told, mapped = known.applied("all.gfm", "o.tif", domain=known.path("domain.tif"), **settings)
    domain = read(known.path("domain.tif"))[0]
    assert (domain[:, 40:] == 0).all()  # unit 7
    assert domain[:, :36].mean() > 0.99
    assert told.outside["geological units"] == 8 / 48
    assert np.isfinite(mapped).all()
    assert np.abs(mapped - known.truth).max() < 5


def test_a_covariate_far_outside_of_its_range_is_marked_and_harms_nowhere_else(known: Planted) -> None:
    _, covariates = truth_and_covariates()
    covariates[1, 5, 45] = 1e4
    path = save(known.folder / "spike.tif", covariates.astype(np.float32), LYING.fine, names=("image", "other"))
    _, plain = known.applied()
    _, mapped = known.applied(output="s.tif", rasters=[path], domain=known.path("d.tif"))
    assert read(known.path("d.tif"))[0][5, 45] == 0
    np.testing.assert_allclose(mapped[:, 24:, :20], plain[:, 24:, :20], atol=1e-3)
    assert np.abs(mapped - known.truth).max() < 10


def test_the_standard_deviation_holds_nine_of_ten_held_out_errors(known: Planted) -> None:
    found = known.trained("u.gfm")
    known.applied("u.gfm", "u.tif", uncertainty=known.path("sd.tif"))
    spread = read(known.path("sd.tif"))
    assert np.ptp(spread, axis=(1, 2)).max() == 0
    for k in range(2):
        left = np.abs(found.pictures.truth[k] - found.pictures.chosen[k])
        left = left[np.isfinite(left)]
        assert np.mean(left <= 1.645 * spread[k, 0, 0] * (1 + 1e-6)) == pytest.approx(0.9, abs=0.002)
        coverage = found.elements[k].coverage  # of blocks, by the others
        assert coverage is not None
        assert 0.8 < coverage < 0.97
        assert coverage != pytest.approx(0.9, abs=1e-4)


def test_masked_pixels_have_no_value(known: Planted) -> None:
    mask = np.ones((1, SIDE, SIDE), np.float32)
    mask[0, :5] = 0
    path = save(known.folder / "mask.tif", mask, LYING.fine)
    told, mapped = known.applied(output="masked.tif", mask=path)
    assert np.isnan(mapped[:, :5]).all()
    assert np.isfinite(mapped[:, 5:]).all()
    assert told.pixels == SIDE * (SIDE - 5)


def test_what_the_model_was_trained_with_is_asked_for(known: Planted) -> None:
    with pytest.raises(FusionError, match="trained with ELEVATION"):
        known.applied("all.gfm", "no.tif", geology=Geology(known.units))
    with pytest.raises(FusionError, match="trained with GEOLOGY"):
        known.applied("all.gfm", "no.tif", elevation=known.elevation)
    with pytest.raises(FusionError, match="trained with RASTERS"):
        known.applied(output="no.tif", rasters=[])
    coarse = save(known.folder / "c.tif", block_means(known.truth), LYING.coarse, names=("Cu", "Pb"))
    with pytest.raises(FusionError, match="no band 'Zn'"):
        known.applied(output="no.tif", coarse=CoarseMap(coarse))
    assert not (known.folder / "no.tif").exists()


def test_bands_are_found_by_name_whatever_their_order(known: Planted) -> None:
    coarse = save(
        known.folder / "t.tif", block_means(known.truth)[::-1].astype(np.float32), LYING.coarse, names=("zn", "CU")
    )
    _, plain = known.applied()
    _, mapped = known.applied(output="order.tif", coarse=CoarseMap(coarse))
    assert np.array_equal(mapped, plain)


def test_a_run_that_is_stopped_leaves_nothing(known: Planted) -> None:
    class Stopped(Progress):
        def __init__(self) -> None:
            self.at = 0.0

        def progress(self, fraction: float) -> None:
            self.at = fraction

        def cancelled(self) -> bool:
            return self.at > 0.15

    before = set(known.folder.iterdir())
    request = SuperApplication(
        known.path("m.gfm"), CoarseMap(known.coarse), known.path("gone.tif"), rasters=[known.rasters]
    )
    with pytest.raises(Cancelled):
        application.apply_super_resolution(request, Stopped())
    assert set(known.folder.iterdir()) == before


def test_applying_needs_neither_pytorch_nor_scikit_learn(known: Planted, tmp_path: Path) -> None:
    known.trained("forest.gfm", method="forest")
    lines = (
        "import sys",
        "from tools.package import load_package; load_package()",
        "from geochem_fusion.core.superresolution.application import apply_super_resolution",
        "from geochem_fusion.core.superresolution.request import CoarseMap, SuperApplication",
        f"apply_super_resolution(SuperApplication({known.path('forest.gfm')!r}, CoarseMap({known.coarse!r}), "
        f"{str(tmp_path / 'o.tif')!r}, rasters=[{known.rasters!r}]))",
        "print([name for name in ('torch', 'sklearn') if name in sys.modules])",
    )
    run = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)], check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    assert run.stdout.strip() == "[]"
    assert (tmp_path / "o.tif").exists()
