"""Applying a model: each mode recomputed independently, nodata kept, the same pixels whatever the tiles or threads."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import ORIGIN, Log, axis_shares, block_means, even_means, read_raster, smooth_bands, write_raster
from osgeo import gdal

from geochem_fusion.core.errors import Cancelled, FusionError, given
from geochem_fusion.core.fusion import application, modes
from geochem_fusion.core.fusion.application import Application, Applied, apply_model, coarse_bands
from geochem_fusion.core.fusion.contribution import without_image
from geochem_fusion.core.fusion.model import FusionModel, load, save
from geochem_fusion.core.fusion.modes import CoarseScene
from geochem_fusion.core.fusion.training import train
from geochem_fusion.core.geostatistics import consistency, positivity, surface
from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance
from geochem_fusion.core.geostatistics.interpolation import mean_preserving
from geochem_fusion.core.image.features import Features
from geochem_fusion.core.image.pyramid import Pyramid
from geochem_fusion.core.raster.alignment import align
from geochem_fusion.core.raster.gdal_reader import RasterStack, describe
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.raster.tiles import TileStore
from geochem_fusion.core.regression import applicability
from geochem_fusion.core.regression.methods import METHODS
from geochem_fusion.core.regression.predictors import Linear
from geochem_fusion.core.regression.request import Training
from geochem_fusion.core.regression.training_table import CoarseValues
from geochem_fusion.core.regression.transforms import TRANSFORMS
from geochem_fusion.core.samples.cell_counts import encode

X0, Y0 = ORIGIN
MODES = ["prediction", "detail", "residual", "interpolation"]
NAN = np.nan


class Scene:
    """An image of 3 bands, 90 x 100 pixels of 3 m with gaps; a coarse map of two elements on shifted 40 m cells."""

    rows, cols = axis_shares(90, 3, 7, 40, -6), axis_shares(100, 3, 8, 40, -11)

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        bands = smooth_bands(3, 90, 100)
        bands[:, 20:34, 50:61] = NAN
        bands[0, 70, 3] = NAN
        bands[:, :, :2] = NAN
        self.bands = bands
        self.valid = np.isfinite(bands).all(axis=0)
        self.image = write_raster(folder / "image.tif", bands, cell=3)
        whole = np.where(self.valid, bands, NAN)
        means = np.stack([block_means(band, self.rows, self.cols) for band in whole])
        noise = np.random.default_rng(1).normal(size=(2, *means[0].shape))
        self.coarse = np.stack([means[0] / 50, means[1] / 20 - means[2] / 30]) + noise
        self.coarse[1, 4, 5] = NAN
        self.geochem = self.write_coarse("coarse", self.coarse, ["A", "B"])
        self.models: dict[tuple[str, str], str] = {}

    def write_coarse(self, name: str, values: np.ndarray, names: list[str]) -> str:
        origin = (X0 - 11, Y0 + 6)
        return write_raster(self.folder / f"{name}.tif", values, cell=40, origin=origin, names=names, unit="ppm")

    def model(self, method: str = "linear", features: str = "high_frequency") -> str:
        if (method, features) not in self.models:
            request = Training.of([self.image], self.geochem, method=method, features=features, folds=2)
            path = str(self.folder / f"{method}_{features}.gfm")
            save(train(request).model, path)
            self.models[method, features] = path
        return self.models[method, features]

    def owner(self, missing: np.ndarray) -> np.ndarray:
        """Return where pixel centres lie in a cell that has a value."""
        row = ((np.arange(90) + 0.5) * 3 + 6) // 40
        col = ((np.arange(100) + 0.5) * 3 + 11) // 40
        inside = (row < 7)[:, None] & (col < 8)[None]
        return inside & ~missing[np.minimum(row, 6).astype(int)[:, None], np.minimum(col, 7).astype(int)[None]]


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


Run = Callable[..., np.ndarray]


@pytest.fixture
def run(scene: Scene, tmp_path: Path) -> Run:
    """Apply with changed settings and return the map."""

    def apply(progress: Log | None = None, **changes: Any) -> np.ndarray:
        request = Application(scene.model(), [scene.image], str(tmp_path / "out.tif"), scene.geochem)
        apply_model(replace(request, **changes), progress or Log())
        return read_raster(tmp_path / "out.tif")

    return apply


def predicted(scene: Scene, path: str) -> np.ndarray:
    """Return the whole scene's prediction in one piece."""
    model = load(path)
    stack = RasterStack([scene.image])
    features = Features(model.features, stack.read, 90, 100)
    return model.predict(features.compute(Window(0, 0, 90, 100))).astype(float)


# ---------------------------------------------------------------------------------------------- the three modes


@pytest.mark.parametrize(
    ("method", "features"),
    [
        *((method, "high_frequency") for method in METHODS),
        *(("linear", kind) for kind in ("raw", "multiscale", "as_is")),
    ],
)
def test_prediction_is_that_of_the_model(scene: Scene, run: Run, method: str, features: str) -> None:
    path = scene.model(method, features)
    got = run(model=path, mode="prediction", geochem=None)
    np.testing.assert_array_equal(got, predicted(scene, path))
    np.testing.assert_array_equal(np.isfinite(got), [scene.valid, scene.valid])


@pytest.mark.parametrize("method", ["linear", "random_forest"])
def test_residual_keeps_the_means_of_all_cells(scene: Scene, run: Run, method: str, tmp_path: Path) -> None:
    out = str(tmp_path / "r.tif")
    log = Log()
    done = apply_model(Application(scene.model(method), [scene.image], out, scene.geochem), log)
    got = read_raster(out)
    for k in range(2):
        missing = ~np.isfinite(scene.coarse[k])
        np.testing.assert_array_equal(np.isfinite(got[k]), scene.valid & scene.owner(missing))
        # pixels of a gap cell are nodata; what of them reaches into the next cell is no part of its mean
        means = block_means(got[k], scene.rows, scene.cols)
        use = np.isfinite(means) & ~missing
        spread = scene.coarse[k][use].std()
        assert np.abs(means - scene.coarse[k])[use].max() < 1e-5 * spread
        assert done.misfit[k] < 1e-5
    assert any("A: largest misfit of block means with the coarse values" in message for message in log.infos)


def test_interpolation_does_not_see_the_image(scene: Scene, run: Run, tmp_path: Path) -> None:
    """Another image with the same gaps, and another model: the same bytes, and the means of all cells."""
    other = np.where(scene.valid, np.random.default_rng(3).normal(size=scene.bands.shape), NAN)
    image = write_raster(tmp_path / "other.tif", other, cell=3)
    paths = {"output": str(tmp_path / "out.tif"), "uncertainty": str(tmp_path / "u.tif")}
    maps = []
    for change in ({}, {"rasters": [image]}, {"model": scene.model("random_forest")}):
        run(mode="interpolation", **paths, **change)
        maps.append([Path(path).read_bytes() for path in paths.values()])
    assert maps[1:] == maps[:1] * 2
    values, spread = read_raster(paths["output"]), read_raster(paths["uncertainty"])
    np.testing.assert_array_equal(np.isfinite(values), np.isfinite(spread))
    assert (spread[np.isfinite(spread)] > 0).all()
    for k in range(2):
        missing = ~np.isfinite(scene.coarse[k])
        np.testing.assert_array_equal(np.isfinite(values[k]), scene.valid & scene.owner(missing))
        means = block_means(values[k], scene.rows, scene.cols)
        use = np.isfinite(means) & ~missing
        assert np.abs(means - scene.coarse[k])[use].max() < 1e-5 * scene.coarse[k][use].std()


def test_interpolation_is_the_residual_of_a_model_whose_image_weighs_nothing(
    scene: Scene, run: Run, tmp_path: Path
) -> None:
    """A blend of weight 0 with the covariance that interpolation finds; what the image predicts does not matter."""
    model, coarse = load(scene.model()), np.stack(scene.coarse)
    aligned = align(describe(scene.image).grid, describe(scene.geochem).grid)
    alone = without_image(model, CoarseValues(coarse, ["A", "B"], ["ppm"] * 2, aligned, (None, None)))
    assert [given(target.blend).weight for target in alone.targets] == [0.0, 0.0]
    save(alone, str(tmp_path / "alone.gfm"))
    plain = run(mode="interpolation")
    np.testing.assert_allclose(run(model=str(tmp_path / "alone.gfm")), plain, rtol=1e-5)


def test_interpolation_says_nothing_of_the_range_of_the_image(scene: Scene, run: Run) -> None:
    log = Log()
    run(log, mode="interpolation")
    assert not [line for line in [*log.infos, *log.warnings] if "trained on" in line]
    assert [line for line in log.infos if "largest misfit" in line]


def test_residual_has_the_detail_of_the_prediction(scene: Scene, run: Run) -> None:
    """What is added is smooth: within a cell it varies far less than the prediction does."""
    got, plain = run(), predicted(scene, scene.model())
    added = got[0] - plain[0]
    step = np.nanstd(np.diff(added, axis=1)) / np.nanstd(np.diff(plain[0], axis=1))
    assert step < 0.5
    assert np.nanmax(np.abs(np.diff(added[:, 70:], axis=1))) < np.ptp(scene.coarse[0]) / 3


def test_detail_is_interpolation_plus_what_a_low_pass_takes_from_the_prediction(scene: Scene, run: Run) -> None:
    got, plain = run(mode="detail"), predicted(scene, scene.model())
    level = 4  # 40 / 3 pixels a cell: 2^4 is nearer than 2^3
    whole = Window(0, 0, 90, 100)

    def read(window: Window) -> np.ndarray:
        return plain[:, window.rows, window.cols].astype(np.float32)

    low = Pyramid(read, 90, 100, level).low_pass(whole, level)
    alignment = align(describe(scene.image).grid, describe(scene.geochem).grid)
    smooth = mean_preserving(alignment, read_raster(scene.geochem)).at(whole)
    np.testing.assert_allclose(got, np.where(scene.valid, smooth + plain - low, NAN), rtol=1e-5, atol=1e-5)


def test_detail_of_a_constant_prediction_is_the_interpolated_map(scene: Scene, run: Run, tmp_path: Path) -> None:
    model = load(scene.model())
    flat = [
        replace(t, predictor=Linear(np.zeros(len(t.used)), np.array([7.0])), transform="none") for t in model.targets
    ]
    save(replace(model, targets=tuple(flat)), str(tmp_path / "flat.gfm"))
    detail, residual = (run(model=str(tmp_path / "flat.gfm"), mode=mode) for mode in ("detail", "residual"))
    means = block_means(np.where(scene.owner(~np.isfinite(scene.coarse[0])), residual[0], NAN), scene.rows, scene.cols)
    np.testing.assert_allclose(means, np.where(np.isfinite(means), scene.coarse[0], NAN), rtol=1e-5)
    # with nothing in the image both are smooth interpolations of the coarse map, one blind to gaps and one not
    inner = (slice(None), slice(30, 60), slice(70, 95))
    np.testing.assert_allclose(detail[inner], residual[inner], atol=0.2 * np.nanstd(scene.coarse))


# ---------------------------------------------------------------------------------------------- nodata and parts


@pytest.mark.parametrize("mode", MODES)
def test_nodata_is_never_filled(scene: Scene, run: Run, mode: str) -> None:
    got = run(mode=mode)
    assert np.isnan(got[:, ~scene.valid]).all()
    assert np.isfinite(got[0]).sum() > 0.9 * scene.valid.sum()


@pytest.mark.parametrize("mode", MODES)
def test_masked_pixels_are_nodata(scene: Scene, run: Run, tmp_path: Path, mode: str) -> None:
    keep = np.ones((90, 100))
    keep[40:50, 10:30] = 0
    keep[60, 60] = NAN
    mask = write_raster(tmp_path / "mask.tif", keep, cell=3)
    got = run(mode=mode, mask=mask)
    hidden = ~(keep == 1)
    assert np.isnan(got[:, hidden]).all()
    np.testing.assert_array_equal(np.isfinite(got[0]), scene.valid & ~hidden & np.isfinite(run(mode=mode)[0]))


def extent_of(row: int, col: int, height: int, width: int) -> tuple[float, float, float, float]:
    return X0 + 3 * col, Y0 - 3 * (row + height), X0 + 3 * (col + width), Y0 - 3 * row


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("part", [(30, 35, 31, 37), (0, 0, 90, 100), (81, 90, 9, 10), (3, 61, 12, 11)])
def test_extent_gives_the_pixels_of_the_whole_scene(
    scene: Scene, run: Run, part: tuple[int, int, int, int], mode: str, tmp_path: Path
) -> None:
    window = Window(*part)
    small = axis_shares(90, 3, 22, 13, -6), axis_shares(100, 3, 23, 13, -1)  # 4.33 pixels a cell
    means = np.stack([block_means(band, *small) / 30 for band in scene.bands[:2]])
    origin = (X0 - 1, Y0 + 6)
    geochem = write_raster(tmp_path / "small.tif", means, cell=13, origin=origin, names=["A", "B"])
    whole = run(mode=mode, geochem=geochem)[:, window.rows, window.cols]
    got = run(mode=mode, geochem=geochem, extent=extent_of(*part))
    nearly = {"residual": 1e-3, "interpolation": 3e-3}  # cells at the edge of what is computed around it are cut
    if mode in nearly:
        assert np.nanmax(np.abs(got - whole)) < nearly[mode] * np.nanstd(means[0])
    else:
        np.testing.assert_array_equal(got, whole)
    np.testing.assert_array_equal(np.isfinite(got), np.isfinite(whole))


def test_output_lies_where_the_extent_is(scene: Scene, run: Run, tmp_path: Path) -> None:
    run(mode="prediction", extent=extent_of(30, 35, 31, 37))
    dataset = gdal.Open(str(tmp_path / "out.tif"))
    assert dataset.GetGeoTransform() == pytest.approx((X0 + 105, 3, 0, Y0 - 90, 0, -3))
    assert [dataset.GetRasterBand(k).GetDescription() for k in (1, 2)] == ["A", "B"]
    assert dataset.GetRasterBand(1).GetUnitType() == "ppm"
    with pytest.raises(FusionError, match="does not overlap"):
        run(extent=(0.0, 0.0, 10.0, 10.0))


# ---------------------------------------------------------------------------------------------- applicability


@pytest.mark.parametrize("part", [None, (30, 35, 31, 37)])
def test_area_of_applicability_beside_the_map(
    scene: Scene, run: Run, tmp_path: Path, part: tuple[int, int, int, int] | None
) -> None:
    path, log = str(tmp_path / "area.tif"), Log()
    fused = run(log, applicability=path, extent=extent_of(*part) if part else None)
    np.testing.assert_array_equal(fused, run(extent=extent_of(*part) if part else None))
    model = load(scene.model())
    features = Features(model.features, RasterStack([scene.image]).read, 90, 100).compute(Window(0, 0, 90, 100))
    assert model.applicability is not None
    window = Window(*(part or (0, 0, 90, 100)))
    expected = model.applicability.planes(features[model.applicability.columns])[:, window.rows, window.cols]
    got = read_raster(path)
    np.testing.assert_array_equal(got, expected)
    np.testing.assert_array_equal(np.isfinite(got[0]), scene.valid[window.rows, window.cols])
    dataset = gdal.Open(path)
    names = [dataset.GetRasterBand(k).GetDescription() for k in (1, 2)]
    assert names == ["dissimilarity index", "inside area of applicability"]
    assert dataset.GetGeoTransform() == gdal.Open(str(tmp_path / "out.tif")).GetGeoTransform()
    assert any("Outside the area of applicability" in message for message in log.infos + log.warnings)


def test_training_pixels_are_not_dissimilar(scene: Scene, run: Run, tmp_path: Path) -> None:
    request = Training.of([scene.image], scene.geochem, method="linear", features="raw", folds=2, support="centre")
    trained = train(request)
    save(trained.model, str(tmp_path / "centre.gfm"))
    path = str(tmp_path / "area.tif")
    run(model=str(tmp_path / "centre.gfm"), mode="prediction", applicability=path)
    x, y = trained.table.places.T
    rows, cols = ((Y0 - y) / 3).astype(int), ((x - X0) / 3).astype(int)
    index, inside = read_raster(path)[:, rows, cols]
    assert (index == 0).all()
    assert (inside == 1).all()


def test_applicability_that_cannot_be_is_refused(scene: Scene, run: Run, tmp_path: Path) -> None:
    save(replace(load(scene.model()), applicability=None), str(tmp_path / "old.gfm"))
    with pytest.raises(FusionError, match="older version wrote it: train again, or leave APPLICABILITY out"):
        run(model=str(tmp_path / "old.gfm"), applicability=str(tmp_path / "area.tif"))
    with pytest.raises(FusionError, match="OUTPUT and APPLICABILITY have the same name"):
        run(applicability=str(tmp_path / "out.tif"))
    assert [p.name for p in tmp_path.iterdir()] == ["old.gfm"]


def test_cancelling_leaves_no_map_of_applicability(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    area = str(tmp_path / "area.tif")
    request = Application(scene.model(), [scene.image], str(tmp_path / "out.tif"), scene.geochem, applicability=area)
    monkeypatch.setattr(application, "TILE", 32)
    monkeypatch.setattr(application, "TileStore", partial(TileStore, size=32))
    monkeypatch.setattr(applicability, "TILE", 32)
    whole = Log()
    apply_model(request, whole)
    for path in tmp_path.iterdir():
        path.unlink()
    for allowed in (2, whole.asked // 2, whole.asked - 1):
        with pytest.raises(Cancelled):
            apply_model(request, Log(stop_after=allowed))
        assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------------------------------- indices


def test_layout_is_that_of_all_files(scene: Scene, run: Run, tmp_path: Path) -> None:
    expected = run()
    area = str(tmp_path / "area.tif")
    np.testing.assert_array_equal(run(layout="cog", applicability=area), expected)
    for name in ("out.tif", "area.tif"):
        assert gdal.Open(str(tmp_path / name)).GetMetadataItem("LAYOUT", "IMAGE_STRUCTURE") == "COG"


def test_indices_are_trained_on_and_applied(scene: Scene, run: Run, tmp_path: Path) -> None:
    """An element that is a band ratio is learned from the index, and apply computes it again from the file alone."""
    names = ["landsat8_b4", "landsat8_b2", "elevation"]
    image = write_raster(tmp_path / "l8.tif", scene.bands, cell=3, names=names)
    ratio = np.where(scene.valid, scene.bands[0] / scene.bands[1], NAN)
    means = block_means(ratio, scene.rows, scene.cols)
    geochem = scene.write_coarse("ratio", means, ["Fe"])
    log = Log()
    trained = train(Training.of([image], geochem, method="linear", features="raw", folds=2, indices="landsat8"), log)
    assert trained.table.names == [*names, "index iron oxide"]
    assert any("left out: clay, ferrous minerals, vegetation" in message for message in log.warnings)
    importance = trained.elements[0].scores["importance"]
    assert max(importance, key=lambda name: importance[name]) == "index iron oxide"
    save(trained.model, str(tmp_path / "i.gfm"))
    got = run(model=str(tmp_path / "i.gfm"), rasters=[image], mode="prediction", geochem=None)
    np.testing.assert_allclose(got[0], ratio, rtol=1e-4)


def test_indices_take_the_wavelengths_given(scene: Scene) -> None:
    request = Training.of([scene.image], scene.geochem, method="linear", folds=2, indices="landsat8")
    with pytest.raises(FusionError, match="none of its indices can be computed"):
        train(request.changed(indices="aster", wavelengths="0.3,0.4,0.5"))
    trained = train(request.changed(wavelengths="2.2,1.61,"))
    assert trained.table.names[-1] == "index clay"
    assert trained.model.history["settings"]["indices"] == "landsat8"


# ---------------------------------------------------------------------------------------------- tiles and threads


@pytest.mark.parametrize("method", ["linear", "random_forest", "svr"])
@pytest.mark.parametrize("mode", MODES)
def test_tiles_and_threads_change_nothing(
    scene: Scene, run: Run, monkeypatch: pytest.MonkeyPatch, mode: str, method: str
) -> None:
    for room in (consistency, positivity):
        monkeypatch.setattr(room, "BLOCK", 16)  # as small beside the tiles as in a large image
    model = scene.model(method)
    whole = run(mode=mode, model=model)
    for size, threads in ((32, 1), (32, 4), (16, 3), (64, 2)):
        monkeypatch.setattr(application, "TILE", size)
        monkeypatch.setattr(application, "TileStore", partial(TileStore, size=size))
        monkeypatch.setattr(os, "cpu_count", lambda count=threads: count)
        np.testing.assert_array_equal(run(mode=mode, model=model), whole)


def blended(scene: Scene, path: Path, width: float = 0.3) -> str:
    """Write a model whose elements are kriged, one from values that are exact or of samples; return its path."""
    exact, noisy = View(1.0, 0.7, Covariance(0.5, 2.0, 1.0, 0.0)), View(0.4, 0.5, Covariance(1.0, 3.0, 1.0, 0.2), 4.0)
    blends = [Blend(views, 0.7, 0.1, 0.0, width) for views in ((exact,), (noisy, replace(exact, share=0.6)))]
    model = load(scene.model())
    targets = tuple(replace(target, blend=blend) for target, blend in zip(model.targets, blends))
    save(replace(model, targets=targets), str(path))
    return str(path)


@pytest.mark.parametrize("width", [0.3, 0.6])  # of a cell of 13.3 pixels; from 6 pixels on every second is predicted
def test_tiles_and_threads_change_nothing_of_a_kriged_map(
    scene: Scene, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, width: float
) -> None:
    for room in (consistency, positivity, surface):
        monkeypatch.setattr(room, "BLOCK", 16)
    model, maps = blended(scene, tmp_path / "kriged.gfm", width), []
    for size, threads in ((512, 2), (32, 1), (32, 4), (16, 3)):
        monkeypatch.setattr(application, "TILE", size)
        monkeypatch.setattr(application, "TileStore", partial(TileStore, size=size))
        monkeypatch.setattr(os, "cpu_count", lambda count=threads: count)
        values = run(model=model, uncertainty=str(tmp_path / "u.tif"))
        maps.append([values, read_raster(tmp_path / "u.tif")])
        np.testing.assert_array_equal(maps[-1], maps[0])


def test_many_elements_have_smaller_tiles_and_the_same_map(
    scene: Scene, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in (consistency, positivity, surface):
        monkeypatch.setattr(room, "BLOCK", 16)
    monkeypatch.setattr(application, "TILE", 64)
    model, sizes = blended(scene, tmp_path / "kriged.gfm", 0.6), []

    def recorded(*given: Any, size: int) -> TileStore:
        sizes.append(size)
        return TileStore(*given, size=size)

    monkeypatch.setattr(application, "TileStore", recorded)
    whole = run(model=model)
    monkeypatch.setattr(application, "_FEW_ELEMENTS", 1)
    np.testing.assert_array_equal(run(model=model), whole)
    assert sizes == [64, 32]


@pytest.mark.parametrize("mask", [False, True])
def test_a_broad_mean_of_every_second_prediction_is_that_of_all(
    scene: Scene, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mask: bool
) -> None:
    model, changes = blended(scene, tmp_path / "kriged.gfm", 0.6), {}
    if mask:  # single pixels far apart, none of them the first of its square
        shown = np.ones((90, 100))
        shown[:, 50:] = 0
        shown[11::24, 61::24] = 1
        changes["mask"] = write_raster(tmp_path / "mask.tif", shown, cell=3)
    log = Log()
    found = run(model=model, progress=log, **changes)
    assert any("pixels evenly spread" in line for line in [*log.infos, *log.warnings])
    monkeypatch.setattr(modes, "sparse_step", lambda width: 1)
    expected = run(model=model, **changes)
    np.testing.assert_array_equal(np.isfinite(found), np.isfinite(expected))
    assert np.isfinite(expected[0, 11, 61]) or not mask
    apart = np.nanstd(found - expected, axis=(1, 2))
    assert (apart < 0.05 * np.nanstd(expected, axis=(1, 2))).all()


def test_every_pass_over_a_kriged_map_tells_how_far_it_is_and_can_be_stopped(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "TILE", 32)
    monkeypatch.setattr(application, "TileStore", partial(TileStore, size=32))
    log = Log()
    told: list[float] = []
    monkeypatch.setattr(log, "progress", told.append)
    request = Application(
        blended(scene, tmp_path / "kriged.gfm"), [scene.image], str(tmp_path / "out.tif"), scene.geochem
    )
    apply_model(request, log)
    assert told == sorted(told)
    assert max(np.diff(told)[1:]) < 0.05  # behind the pyramid of the image
    (tmp_path / "out.tif").unlink()
    for allowed in range(0, log.asked, 5):
        with pytest.raises(Cancelled):
            apply_model(request, Log(stop_after=allowed))
        assert [p.name for p in tmp_path.iterdir()] == ["kriged.gfm"]


@pytest.mark.parametrize("mode", MODES)
def test_cancelling_leaves_nothing_behind(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    monkeypatch.setattr(application, "TILE", 32)
    monkeypatch.setattr(application, "TileStore", partial(TileStore, size=32))
    request = Application(scene.model(), [scene.image], str(tmp_path / "out.tif"), scene.geochem, mode)
    whole = Log()
    apply_model(request, whole)
    before = (tmp_path / "out.tif").read_bytes()
    for allowed in (0, whole.asked // 2, whole.asked - 1):
        with pytest.raises(Cancelled):
            apply_model(request, Log(stop_after=allowed))
        assert [p.name for p in tmp_path.iterdir()] == ["out.tif"]
        assert (tmp_path / "out.tif").read_bytes() == before
    (tmp_path / "out.tif").unlink()
    with pytest.raises(Cancelled):
        apply_model(request, Log(stop_after=whole.asked // 2))
    assert list(tmp_path.iterdir()) == []


# ---------------------------------------------------------------------------------------------- bands and bad input


def test_bands_are_found_by_name(scene: Scene, run: Run, tmp_path: Path) -> None:
    order = [2, 0, 1]
    shuffled = write_raster(tmp_path / "s.tif", scene.bands[order], cell=3, names=["b3", "b1", "b2"])
    np.testing.assert_array_equal(run(rasters=[shuffled], mode="prediction"), run(mode="prediction"))
    single = [write_raster(tmp_path / f"{k}.tif", scene.bands[k], cell=3, names=[f"b{k + 1}"]) for k in range(3)]
    np.testing.assert_array_equal(run(rasters=single, mode="prediction"), run(mode="prediction"))
    lacking = write_raster(tmp_path / "l.tif", scene.bands[:2], cell=3, names=["b1", "b2"])
    with pytest.raises(FusionError, match=r"band 'b3' that the model needs is not in the rasters given \(b1, b2\)"):
        run(rasters=[lacking])


def test_elements_are_found_by_name_else_by_position(scene: Scene, run: Run) -> None:
    plain = run()
    turned = scene.write_coarse("turned", scene.coarse[::-1], ["B", "A"])
    more = scene.write_coarse("more", np.stack([scene.coarse[1], scene.coarse[1], scene.coarse[0]]), ["C", "B", "A"])
    for geochem in (turned, more):
        np.testing.assert_array_equal(run(geochem=geochem), plain)
    log = Log()
    numbered = scene.write_coarse("numbered", scene.coarse, ["Band 1", "Band 2"])
    np.testing.assert_array_equal(run(log, geochem=numbered), plain)
    assert any("Band 1, Band 2, taken by position for A, B" in message for message in log.warnings)
    with pytest.raises(FusionError, match=r"no band 'A' \(it has Cu, Zn\)"):
        run(geochem=scene.write_coarse("renamed", scene.coarse, ["Cu", "Zn"]))
    with pytest.raises(FusionError, match=r"no band 'B' \(it has A\)"):
        run(geochem=scene.write_coarse("one", scene.coarse[:1], ["A"]))


def test_elements_are_found_whatever_the_case_of_their_names(scene: Scene, run: Run) -> None:
    log = Log()
    turned = scene.write_coarse("turned", scene.coarse[::-1], [" b", "a"])
    np.testing.assert_array_equal(run(log, geochem=turned), run())
    assert log.warnings == []


def test_the_modes_are_told_the_numbers_of_samples(scene: Scene, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the model's elements, whatever that of the bands; None where nothing is known."""
    seen: list[tuple[np.ndarray | None, ...]] = []

    def recorded(*arguments: Any) -> CoarseScene:
        seen.append(CoarseScene(*arguments).samples)
        return CoarseScene(*arguments)

    monkeypatch.setattr(application, "CoarseScene", recorded)
    turned = scene.write_coarse("turned", scene.coarse[::-1], ["B", "A"])
    counts = np.arange(56).reshape(7, 8)
    dataset = gdal.Open(turned, gdal.GA_Update)
    dataset.GetRasterBand(2).SetMetadataItem("GEOCHEM_FUSION_SAMPLES", encode(counts, describe(turned).grid))
    dataset = None
    log = Log()
    run(log, geochem=turned)
    run(mode="detail")
    (found, nothing), unknown = seen
    np.testing.assert_array_equal(found, np.where(counts > 0, counts, NAN))
    assert nothing is None
    assert unknown == (None, None)
    assert log.warnings == []


def test_bands_that_are_not_needed_are_not_looked_at(scene: Scene, run: Run) -> None:
    empty = np.full_like(scene.coarse[0], NAN)
    for names in (["A", "C", "B", "D"], ["A", "C", "B", "c"]):
        more = scene.write_coarse("more", np.stack([scene.coarse[0], empty, scene.coarse[1], empty]), names)
        np.testing.assert_array_equal(run(geochem=more), run())


def test_what_was_changed_is_listed(scene: Scene, run: Run, tmp_path: Path) -> None:
    percent = write_raster(
        tmp_path / "percent.tif", scene.coarse / 1e4, cell=40, origin=(X0 - 11, Y0 + 6), names=["A", "B"], unit="%"
    )
    model, values = load(scene.model()), predicted(scene, scene.model())[0]
    middle = float(np.median(values[scene.valid]))
    narrow = replace(model.targets[0], bounds=(-1e6, middle))
    save(replace(model, targets=(narrow, *model.targets[1:])), str(tmp_path / "narrow.gfm"))
    log = Log()
    found = apply_model(
        Application(str(tmp_path / "narrow.gfm"), [scene.image], str(tmp_path / "out.tif"), percent), log
    )
    share = np.mean(values[scene.valid] >= np.float32(middle))
    assert found.notes[0] == "'A' in GEOCHEM was converted from its unit % to ppm: multiplied by 10000."
    assert f"A: predictions beyond -1e+06 to {middle:.4g} are held there, at {share:.2%} of the pixels." in found.notes
    assert set(log.warnings) <= set(found.notes)


@pytest.mark.parametrize(("times", "told"), [(1, False), (3, False), (1e-4, True), (1000, True)])
def test_a_coarse_map_of_another_unit_is_told_where_it_says_none(
    scene: Scene, run: Run, tmp_path: Path, times: float, told: bool
) -> None:
    path = write_raster(
        tmp_path / "plain.tif", scene.coarse * times, cell=40, origin=(X0 - 11, Y0 + 6), names=["A", "B"], unit=""
    )
    log = Log()
    run(log, geochem=path)
    assert "'A' in GEOCHEM says no unit, and is taken to be in ppm, as elsewhere." in log.infos
    far = [line for line in log.warnings if "are far from those of the coarse map of the model" in line]
    assert [line[1] for line in far] == (["A", "B"] if told else [])


def test_bands_of_the_coarse_map_can_be_chosen(scene: Scene, run: Run) -> None:
    planes = np.stack([scene.coarse[1], scene.coarse[1], scene.coarse[0]])
    for last in ("a", "A"):
        twice = scene.write_coarse("twice", planes, ["A", "B", last])
        with pytest.raises(FusionError, match="have the same name: rename one, or choose one with GEOCHEM_BANDS"):
            run(geochem=twice)
    np.testing.assert_array_equal(run(geochem=twice, geochem_bands=[1, 2]), run())
    log = Log()
    unnamed = scene.write_coarse("unnamed", planes, ["Band 1", "Band 2", "Band 3"])
    np.testing.assert_array_equal(run(log, geochem=unnamed, geochem_bands=[2, 1]), run())
    assert any("Band 3, Band 2, taken by position for A, B" in message for message in log.warnings)
    with pytest.raises(FusionError, match=r"no band 'A' \(it has z, y\)"):
        run(geochem=scene.write_coarse("named", planes, ["x", "y", "z"]), geochem_bands=[2, 1])
    with pytest.raises(FusionError, match="Band 4 was asked for"):
        run(geochem=twice, geochem_bands=[3])


def test_no_element_is_taken_from_the_band_of_another(scene: Scene, run: Run) -> None:
    """One name tells that the bands have names: the others are not guessed."""
    with pytest.raises(FusionError, match=r"no band 'A' \(it has Band 1, C\)"):
        run(geochem=scene.write_coarse("partly", scene.coarse, ["Band 1", "C"]))
    with pytest.raises(FusionError, match=r"no band 'A' \(it has B, C\)"):
        run(geochem=scene.write_coarse("other", scene.coarse, ["B", "C"]))


def test_elements_without_a_name_are_taken_by_position(tmp_path: Path) -> None:
    """A model of nameless bands, or of a map that only its file names, takes those of any other map."""
    for names, wanted in ((("Cu", "Zn"), ["Band 1", "Band 2"]), (("Band 1",), ["coarse"]), (("Band 1",), ["Cu"])):
        planes = np.ones((len(names), 2, 2))
        raster = describe(write_raster(tmp_path / "map2.tif", planes, names=names))
        log = Log()
        assert coarse_bands(None, raster, wanted, log) == list(range(len(names)))
        assert f"taken by position for {', '.join(wanted)}" in log.warnings[0]
    zinc = describe(write_raster(tmp_path / "Zn.tif", np.ones((1, 2, 2)), names=["Band 1"]))
    with pytest.raises(FusionError, match=r"no band 'Cu' \(it has Zn\)"):
        coarse_bands(None, zinc, ["Cu"], Log())


def test_a_unit_in_the_name_of_a_band_is_no_other_element(scene: Scene, run: Run, tmp_path: Path) -> None:
    raster = describe(write_raster(tmp_path / "map.tif", np.ones((3, 2, 2)), names=["Zn_ppm", "Cu_ppm", "Cu_soil"]))
    log = Log()
    assert coarse_bands(None, raster, ["cu", "Zn"], log) == [1, 0]
    assert "GEOCHEM: 'Cu_ppm' is taken for 'cu'." in log.infos
    plain = describe(write_raster(tmp_path / "plain.tif", np.ones((2, 2, 2)), names=["Zn", "Cu"]))
    assert coarse_bands(None, plain, ["Cu_ppm", "Zn_ppm"], Log()) == [1, 0]
    with pytest.raises(FusionError, match=r"if 'Cu_soil' is the same, call it 'Cu'"):
        coarse_bands([0, 2], raster, ["Cu"], Log())


def test_bad_requests_say_what_is_wrong(scene: Scene, run: Run, tmp_path: Path) -> None:
    with pytest.raises(
        FusionError, match="MODE 'best' is not known: give one of prediction, detail, residual, interpolation"
    ):
        run(mode="best")
    for mode in ("detail", "residual"):
        with pytest.raises(FusionError, match=f"MODE={mode} needs the coarse map"):
            run(mode=mode, geochem=None)
    with pytest.raises(FusionError, match="does not exist"):
        run(model=str(tmp_path / "none.gfm"))
    with pytest.raises(FusionError, match=r"end in \.tif"):
        run(output=str(tmp_path / "out.img"))
    far = write_raster(tmp_path / "far.tif", scene.coarse, cell=40, origin=(0, 0), names=["A", "B"])
    with pytest.raises(FusionError, match="do not overlap"):
        run(geochem=far)
    empty = write_raster(tmp_path / "e.tif", np.full((3, 90, 100), NAN), cell=3)
    with pytest.raises(FusionError, match="no pixel with a value"):
        run(rasters=[empty])
    assert not (tmp_path / "out.tif").exists()


def test_a_coarse_map_that_does_not_fit_is_refused_before_the_image_is_read(
    scene: Scene, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    far = write_raster(tmp_path / "far.tif", scene.coarse, cell=40, origin=(0, 0), names=["A", "B"])
    model = scene.model()
    monkeypatch.setattr(RasterStack, "read", lambda *given: pytest.fail("the image was read"))
    with pytest.raises(FusionError, match="do not overlap"):
        run(geochem=far, model=model)
    with pytest.raises(FusionError, match="finer"):
        run(geochem=scene.image, model=model)


def test_a_part_where_the_first_element_lacks_its_cells_has_the_others(scene: Scene, run: Run) -> None:
    """The coarse map has all but cell (4, 5) of A, in which the extent lies."""
    one_less = scene.write_coarse("one_less", scene.coarse[::-1], ["A", "B"])
    extent = (X0 + 3 * 64, Y0 - 3 * 63, X0 + 3 * 75, Y0 - 3 * 53)
    found = run(geochem=one_less, extent=extent)
    assert found.shape == (2, 10, 11)
    assert np.isnan(found[0]).all()
    np.testing.assert_array_equal(np.isfinite(found[1]), scene.valid[53:63, 64:75])


def test_an_image_too_small_for_the_levels_of_the_model_is_refused(scene: Scene, run: Run, tmp_path: Path) -> None:
    small = write_raster(tmp_path / "small.tif", scene.bands[:, :7, 40:50], cell=3)
    with pytest.raises(FusionError, match=r"needs 4 pyramid levels, but an image of 10 x 7 pixels has 3: .* EXTENT"):
        run(rasters=[small], mode="prediction")
    run(rasters=[small], mode="prediction", model=scene.model(features="raw"))
    with pytest.raises(FusionError, match=r"needs 4 pyramid levels"):  # its features are asked without the image too
        run(rasters=[small], mode="interpolation", applicability=str(tmp_path / "area.tif"))


def test_pixels_outside_the_training_range_are_counted(scene: Scene, run: Run, tmp_path: Path) -> None:
    model = load(scene.model(features="raw"))
    low, high = model.feature_range[:, :, None]
    pixels = scene.bands[:, scene.valid]
    share = ((pixels < low) | (pixels > high)).any(axis=0).mean()
    out = str(tmp_path / "o.tif")
    done = apply_model(Application(scene.model(features="raw"), [scene.image], out, mode="prediction"))
    assert done == Applied(("A", "B"), int(scene.valid.sum()), done.outside_range)
    assert done.outside_range == pytest.approx(share, abs=1e-3)
    log = Log()
    bright = write_raster(tmp_path / "b.tif", scene.bands + 5000, cell=3)
    run(log, rasters=[bright], model=scene.model(features="raw"), mode="prediction")
    assert any("100% of the pixels" in message for message in log.warnings)


# ---------------------------------------------------------------------------------------------- real data


@pytest.fixture(scope="module")
def real(shared_data: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str, FusionModel]:
    folder = shared_data / "rondonia_west"
    path = str(tmp_path_factory.mktemp("real") / "m.gfm")
    request = Training.of(
        [str(folder / "covariates.tif")], str(folder / "coarse_x8.tif"), method="random_forest", folds=3
    )
    model = train(request).model
    save(model, path)
    return folder, path, model


@pytest.mark.parametrize("mode", MODES)
def test_real_set(real: tuple[Path, str, FusionModel], tmp_path: Path, mode: str) -> None:
    folder, path, model = real
    image, geochem, out = str(folder / "covariates.tif"), str(folder / "coarse_x8.tif"), str(tmp_path / "o.tif")
    apply_model(Application(path, [image], out, geochem, mode))
    got, coarse = read_raster(out), read_raster(geochem)
    stack = RasterStack([image])
    features = Features(model.features, stack.read, *stack.grid.shape)
    plain = model.predict(features.compute(stack.grid.full_window())).astype(float)
    if mode == "prediction":
        np.testing.assert_array_equal(got, plain)
        return
    row, col = (np.arange(n) // 8 for n in got.shape[1:])
    held = np.isfinite(coarse)[
        :, np.minimum(row, coarse.shape[1] - 1)[:, None], np.minimum(col, coarse.shape[2] - 1)[None]
    ]
    np.testing.assert_array_equal(np.isfinite(got), np.isfinite(plain) & held)
    if mode == "residual":
        for fine, values in zip(got, coarse):
            rows, cols = (axis_shares(n, 1, m, 8, 0) for n, m in zip(fine.shape, values.shape))
            means = block_means(fine, rows, cols)
            use = np.isfinite(means) & np.isfinite(values)
            assert use.sum() > 100
            assert np.abs(means - values)[use].max() < 1e-5 * values[use].std()
    else:
        for fine, values in zip(got, coarse):
            both = np.isfinite(even_means(fine, 8)) & np.isfinite(values[:11, :11])
            assert np.corrcoef(even_means(fine, 8)[both], values[:11, :11][both])[0, 1] > 0.97


@pytest.mark.parametrize("name", ["meuse", "ngs_west"])
@pytest.mark.parametrize("transform", TRANSFORMS)
def test_no_content_of_a_real_set_is_absurd(shared_data: Path, tmp_path: Path, name: str, transform: str) -> None:
    """Lines reach furthest beyond what they were fitted to: no more than ten times the richest cell, none below 0."""
    folder, path, out = shared_data / name, str(tmp_path / "m.gfm"), str(tmp_path / "o.tif")
    image, geochem = str(folder / "covariates.tif"), str(folder / "coarse_x8.tif")
    request = Training.of([image], geochem, method="linear", transform=transform, folds=3)
    if (name, transform) == ("ngs_west", "clr"):  # Cu and Pb in ppm, K and Mg in %
        with pytest.raises(FusionError, match="needs one unit for all elements"):
            train(request)
        return
    save(train(request).model, path)
    apply_model(Application(path, [image], out, geochem))
    for plane, coarse in zip(read_raster(out), read_raster(geochem)):
        assert np.nanmin(plane) > 0
        assert np.nanmax(plane) < 10 * np.nanmax(coarse)
