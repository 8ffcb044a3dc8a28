"""Training: what helps is found and said, what does not adds nothing, and bad input gets one sentence."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from planted_core import CRS, SIDE, block_means
from planted_super import CORE, LYING, NAMES, Planted, planted
from small_rasters import save

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.samples.points import PointValues
from geochem_fusion.core.superresolution import corrections, training
from geochem_fusion.core.superresolution.request import CoarseMap, Geology
from geochem_fusion.core.superresolution.results import CHOSEN, CORRECTED, NETWORK, PLAIN, STACK, Trained


@pytest.fixture(scope="module", autouse=True)
def few_trees() -> Iterator[None]:
    """What is asked of forests here does not depend on the number of their trees."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(corrections, "_TREES", 20)
        yield


@pytest.fixture(scope="module")
def known(tmp_path_factory: pytest.TempPathFactory) -> Planted:
    return planted(tmp_path_factory.mktemp("planted"))


@pytest.fixture(scope="module")
def trained(known: Planted) -> Trained:
    return known.trained()


def rmse(found: Trained, element: int, kind: str) -> float:
    return next(row.quality.rmse for row in found.elements[element].rows if row.kind == kind)


def test_an_element_whose_detail_a_covariate_has_is_sharpened(trained: Trained) -> None:
    first = trained.elements[0]
    assert first.name == "Cu"
    assert first.skill is not None
    assert first.skill > 0.5
    assert first.shares["ridge"] > 0.8
    assert "it helps" in first.verdict
    assert first.n == SIDE * CORE.width
    kinds = [row.kind for row in first.rows]
    assert kinds == [PLAIN] * 4 + [STACK, CORRECTED, CHOSEN]


def test_measures_are_those_of_the_maps(trained: Trained) -> None:
    pictures = trained.pictures
    for k, element in enumerate(trained.elements):
        left = (pictures.chosen - pictures.truth)[k]
        assert element.rmse == pytest.approx(float(np.sqrt(np.nanmean(left**2))), rel=1e-12)
        best = min(row.quality.rmse for row in element.rows if row.kind == PLAIN)
        assert element.skill == pytest.approx(1 - element.rmse**2 / best**2)
        assert element.r == pytest.approx(np.corrcoef(pictures.chosen[k].ravel(), pictures.truth[k].ravel())[0, 1])
    assert trained.mean("rmse") == pytest.approx(np.mean([e.rmse for e in trained.elements]))


def test_without_a_covariate_nothing_is_made_up(known: Planted) -> None:
    found = known.trained("n.gfm", rasters=[])
    for element in found.elements:
        assert element.rmse < element.rows[0].quality.rmse  # of bilinear interpolation
    assert found.elements[0].skill == pytest.approx(0, abs=0.05)


def test_with_no_share_the_map_is_the_base(known: Planted) -> None:
    known.trained("none.gfm", rasters=[], method="none")
    _, mapped = known.applied("none.gfm", "none.tif", rasters=[])
    model = training.train_super_resolution(known.request(rasters=[], method="none")).model
    base = model.sharpener.base
    assert base.ridge is None
    assert base.trees is None
    from geochem_fusion.core.superresolution.plain_rows import PlainRows

    rows = PlainRows(LYING, block_means(known.truth).astype(np.float32)).at(LYING.fine.full_window())
    np.testing.assert_allclose(mapped, np.einsum("er,rehw->ehw", base.weights, rows), atol=1e-5)


def test_few_cells_get_weights_that_serve_all_elements(known: Planted) -> None:
    small = save(known.folder / "small.tif", known.truth[:, :16, :16].astype(np.float32), corner(16), names=NAMES)
    found = training.train_super_resolution(replace(known.request(), fine=small))
    base = found.model.sharpener.base
    assert (base.weights == base.weights[0]).all()
    assert not base.shares.any()
    assert any("to learn from (16, and it takes" in note for note in found.notes)


def corner(side: int) -> Grid:
    return Grid(LYING.fine.transform, side, side, CRS)


def test_a_constant_stays_constant(tmp_path: Path) -> None:
    files = planted(tmp_path)
    flat = np.full((1, SIDE, SIDE), 7.0)
    coarse = save(tmp_path / "flat.tif", block_means(flat), LYING.coarse, names=("Cu",))
    fine = save(tmp_path / "flatfine.tif", flat[:, :, : CORE.width], LYING.fine.cropped(CORE), names=("Cu",))
    for constraint in ("none", "soft", "hard"):
        files.trained("flat.gfm", coarse=CoarseMap(coarse), fine=fine, constraint=constraint)
        _, mapped = files.applied(
            "flat.gfm", "flatout.tif", coarse=CoarseMap(coarse), uncertainty=str(tmp_path / "sd.tif")
        )
        np.testing.assert_allclose(mapped, 7.0, rtol=1e-6)


def test_the_same_seed_gives_the_same_bytes(known: Planted) -> None:
    geology = Geology(known.units, {1: "grey granite", 2: "black basalt"})
    for name in ("one.gfm", "two.gfm"):
        known.trained(name, method="forest", elevation=known.elevation, geology=geology, seed=3)
    assert Path(known.path("one.gfm")).read_bytes() == Path(known.path("two.gfm")).read_bytes()


@pytest.mark.parametrize("method", ["none", "ridge", "forest"])
def test_the_number_of_threads_makes_no_difference(known: Planted, method: str) -> None:
    controller = pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    found, maps = [], []
    for threads in (1, 2):
        with controller.threadpool_limits(threads, "blas"):
            known.trained(f"{threads}.gfm", method=method, elevation=known.elevation)
            maps.append(known.applied(f"{threads}.gfm", f"{threads}.tif", elevation=known.elevation)[1])
        found.append(Path(known.path(f"{threads}.gfm")).read_bytes())
    assert found[0] == found[1]
    np.testing.assert_array_equal(*maps)


def test_logarithms_return_contents_above_zero(known: Planted) -> None:
    found = known.trained("log.gfm", transform="log")
    _, mapped = known.applied("log.gfm", "log.tif", uncertainty=known.path("logsd.tif"))
    assert (mapped > 0).all()
    assert np.abs(mapped - known.truth)[:, :, : CORE.width].mean() < 0.3
    plain = [row.name for row in found.elements[0].rows if row.kind == PLAIN]
    assert plain[-1] == "bilinear, of contents"


def test_points_of_the_fine_survey_are_averaged_in_pixels(known: Planted) -> None:
    row, col = np.mgrid[0:SIDE, 0 : CORE.width]
    x, y = LYING.fine.map_xy(col.ravel() + 0.5, row.ravel() + 0.5)
    values = known.truth[:, :, : CORE.width].reshape(2, -1)
    shifted = np.concatenate([values + 1.0, values - 1.0], axis=1).T  # two in a pixel, whose mean is the truth
    points = PointValues(np.tile(x, 2) + 20, np.tile(y, 2) - 20, NAMES, shifted, CRS)
    thin = replace(points, x=points.x[::2], y=points.y[::2], values=points.values[::2])
    assert training.train_super_resolution(replace(known.request(), fine=thin)).model.ratio == pytest.approx(4.0)
    of_raster = training.train_super_resolution(known.request())
    sub = replace(points, x=np.append(x, x[0]), y=np.append(y, y[0]), values=np.vstack([values.T, values.T[0]]))
    found = training.train_super_resolution(replace(known.request(), fine=sub))
    assert found.elements[0].rmse == pytest.approx(of_raster.elements[0].rmse, rel=1e-3)


def test_the_small_network_waits_less_long_for_a_better_epoch(known: Planted) -> None:
    pytest.importorskip("torch", reason="PyTorch is not installed (make setup-deep)")
    core: Any = SimpleNamespace(ground=SimpleNamespace(positions=np.zeros((3000, 2))))
    kinds = ("small", "multilevel_unet")
    small, published = (training._network(replace(known.request(), method=kind), kind, core) for kind in kinds)
    assert small is not None
    assert published is not None
    assert (small.epochs, small.patience) == (60, 20)
    assert (published.epochs, published.patience) == (200, 60)


def test_a_network_adds_what_held_out_ground_supports(known: Planted) -> None:
    pytest.importorskip("torch")
    found = known.trained("net.gfm", method="small", epochs=4, folds=2, fine=whole(known))
    kinds = [row.kind for row in found.elements[0].rows]
    assert kinds == [PLAIN] * 4 + [STACK, NETWORK, CHOSEN]
    assert len(found.curves) == 4
    for k, element in enumerate(found.elements):
        assert 0 <= element.shares["network"] <= 1
        assert rmse(found, k, NETWORK) <= 1.05 * rmse(found, k, STACK)
    again = known.trained("net2.gfm", method="small", epochs=4, folds=2, fine=whole(known))
    assert Path(known.path("net.gfm")).read_bytes() == Path(known.path("net2.gfm")).read_bytes()
    assert again.elements[0].verdict == found.elements[0].verdict


def whole(known: Planted) -> str:
    return save(known.folder / "whole_fine.tif", known.truth.astype(np.float32), LYING.fine, names=NAMES)


def test_a_mask_hides_ground_from_training(known: Planted) -> None:
    keep = np.ones((1, SIDE, SIDE), np.float32)
    keep[0, :8] = 0
    path = save(known.folder / "keep.tif", keep, LYING.fine)
    assert training.train_super_resolution(known.request(mask=path)).elements[0].n == (SIDE - 8) * CORE.width


# ---------------------------------------------------------------------------------------------- bad input


def test_maps_that_share_no_ground_are_refused(known: Planted) -> None:
    away = replace(LYING.fine.cropped(CORE), transform=(9e5, 100.0, 0.0, 4800.0, 0.0, -100.0))
    fine = save(known.folder / "away.tif", known.truth[:, :, : CORE.width], away, names=NAMES)
    with pytest.raises(FusionError, match="do not overlap"):
        training.train_super_resolution(replace(known.request(), fine=fine))


def test_a_finer_survey_that_is_coarser_is_refused(known: Planted) -> None:
    with pytest.raises(FusionError, match="nothing to sharpen"):
        training.train_super_resolution(replace(known.request(), coarse=CoarseMap(known.fine), fine=known.coarse))


def test_elements_that_differ_are_refused_or_left_out(known: Planted) -> None:
    values = known.truth[:, :, : CORE.width].astype(np.float32)
    grid = LYING.fine.cropped(CORE)
    other = save(known.folder / "other.tif", values, grid, names=("Pb", "As"))
    with pytest.raises(FusionError, match=r"Cu, Zn and the finer survey .* has Pb, As"):
        training.train_super_resolution(replace(known.request(), fine=other))
    partly = save(known.folder / "partly.tif", values[::-1], grid, names=("zn", "As"))
    found = training.train_super_resolution(replace(known.request(), fine=partly))
    assert [element.name for element in found.elements] == ["Zn"]
    assert any("Cu, As" in note for note in found.notes)


def test_one_unit_of_geology_teaches_nothing_and_harms_nothing(known: Planted, trained: Trained) -> None:
    path = save(known.folder / "one_unit.tif", np.ones((1, SIDE, SIDE), np.float32), LYING.fine)
    found = training.train_super_resolution(known.request(geology=Geology(path)))
    assert found.elements[0].rmse == pytest.approx(trained.elements[0].rmse, rel=1e-6)


def test_an_elevation_with_holes_is_taken_as_far_as_it_goes(known: Planted) -> None:
    from geochem_fusion.core.raster.gdal_reader import read

    plane = read(known.elevation)
    plane[0, 10:16, 10:20] = -9999.0
    path = save(known.folder / "holes.tif", plane, LYING.fine, nodata=-9999.0)
    known.trained("holes.gfm", elevation=path)
    _, mapped = known.applied("holes.gfm", "holes_out.tif", elevation=path)
    assert np.isfinite(mapped).all()


def test_geology_elsewhere_is_refused(known: Planted) -> None:
    away = replace(LYING.fine, transform=(9e5, 100.0, 0.0, 4800.0, 0.0, -100.0))
    path = save(known.folder / "geology_away.tif", np.ones((1, SIDE, SIDE), np.float32), away)
    with pytest.raises(FusionError, match="does not show the area of the coarse map"):
        training.train_super_resolution(known.request(geology=Geology(path)))


def test_settings_out_of_range_are_refused(known: Planted) -> None:
    for setting, value in (("method", "magic"), ("folds", 1), ("epochs", -1), ("block_size", -5.0), ("width", "wide")):
        with pytest.raises(FusionError, match=setting.upper()):
            training.train_super_resolution(known.request(**{setting: value}))
