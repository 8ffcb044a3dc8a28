"""Samples at points from training to the map: met, weighed, told, and the same pixels whatever the tiles or threads."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import ORIGIN, Log, even_means, read_raster, smooth_bands, wkt, write_raster

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.fusion import application, tile_jobs
from geochem_fusion.core.fusion.application import Application, apply_model
from geochem_fusion.core.fusion.model import FusionModel, load, save
from geochem_fusion.core.fusion.tile_jobs import TileJob
from geochem_fusion.core.fusion.training import train
from geochem_fusion.core.fusion.training_report import training_report
from geochem_fusion.core.geostatistics.blend import Blend
from geochem_fusion.core.image.features import Features
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.raster.images import ImageStack
from geochem_fusion.core.raster.projection import projection
from geochem_fusion.core.raster.tiles import TILE
from geochem_fusion.core.regression import preparation
from geochem_fusion.core.regression.request import Training
from geochem_fusion.core.samples.points import PointValues

X0, Y0 = ORIGIN
SIDE = 96


class Scene:
    """An image of 96 x 96 pixels of 10 m, and 220 samples in it of two elements: one it tells, the other not."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bands = smooth_bands(3, SIDE, SIDE)
        self.image = write_raster(folder / "image.tif", self.bands)
        generator = np.random.default_rng(2)
        pixels = generator.permutation(SIDE * SIDE)[:220]
        self.row, self.col = pixels // SIDE, pixels % SIDE
        signal = self.bands[0] / self.bands[0].std()
        told = np.exp(2 + 0.5 * (signal - signal.mean()))[self.row, self.col] * generator.lognormal(0, 0.05, 220)
        waves = 30 + 8 * np.sin(self.row / 9) + 5 * np.cos(self.col / 7) + generator.normal(size=220)
        self.values = np.column_stack([told, waves])
        self.values[::5, 1] = np.nan
        self.points = self.points_at(self.row, self.col, self.values)
        self.result = train(self.request())
        self.model = str(folder / "model.gfm")
        save(self.result.model, self.model)

    @staticmethod
    def points_at(row: np.ndarray, col: np.ndarray, values: np.ndarray) -> PointValues:
        x, y = X0 + 10 * (col + 0.5), Y0 - 10 * (row + 0.5)
        return PointValues(x, y, ("Cu_ppm", "K_pct")[: values.shape[1]], values, wkt(), "wells")

    def request(self, **changes: Any) -> Training:
        plain = Training.of([self.image], None, points=self.points, features="raw")
        return plain.changed(**changes)

    def applied(self, **changes: Any) -> np.ndarray:
        output = str(self.folder / "out.tif")
        apply_model(Application(**{"model": self.model, "rasters": [self.image], "output": output, **changes}))
        return read_raster(output)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("samples"))


def without_nugget(model: FusionModel) -> FusionModel:
    """Return a model that takes its samples for exact."""

    def exact(blend: Blend) -> Blend:
        views = [replace(view, covariance=replace(view.covariance, noise=0.0)) for view in blend.views]
        return replace(blend, views=tuple(views))

    assert model.samples is not None
    return replace(model, samples=replace(model.samples, blends=tuple(map(exact, model.samples.blends))))


def test_the_image_is_weighed_against_the_samples_alone(scene: Scene) -> None:
    told, waves = scene.result.elements
    assert told.sampled is not None
    assert waves.sampled is not None
    assert told.sampled.helps
    assert not waves.sampled.helps
    assert told.sampled.blend.weight == pytest.approx(1, abs=0.15)
    assert scene.result.weight == pytest.approx(np.mean([told.sampled.blend.weight, waves.sampled.blend.weight]))
    first, second = scene.result.verdicts()
    assert first.startswith(
        "The image helps the map of Cu_ppm (probability 100.0%): the detail that it predicts is in the map"
    )
    assert "The image adds nothing to the map of K_pct that can be told from chance" in second
    assert "by ordinary kriging of the samples without the image." in second
    assert "of the samples'" in told.verdict() or "nearest sample'" in told.verdict()
    html = training_report(scene.result)
    assert first in html
    assert "range, m" in html
    assert "predicts the same held-out samples from those around them" in html
    assert "coarse value" not in html


def test_skewed_elements_are_trained_and_kriged_as_logarithms(scene: Scene) -> None:
    assert [target.transform for target in scene.result.model.targets] == ["log", "none"]
    kept = train(scene.request(element_transforms="Cu_ppm=none", method="linear"))
    assert [target.transform for target in kept.model.targets] == ["none", "none"]


def test_a_model_with_samples_survives_its_file(scene: Scene) -> None:
    before, after = scene.result.model.samples, load(scene.model).samples
    assert before is not None
    assert after is not None
    for name, array in before.arrays().items():
        np.testing.assert_array_equal(after.arrays()[name], array)
    assert (after.blends, after.alone) == (before.blends, before.alone)


def test_without_nugget_the_map_meets_its_samples(scene: Scene, tmp_path: Path) -> None:
    model = str(tmp_path / "exact.gfm")
    save(without_nugget(scene.result.model), model)
    fused = scene.applied(model=model)
    for k, plane in enumerate(fused):
        has = np.isfinite(scene.values[:, k])
        np.testing.assert_allclose(plane[scene.row, scene.col][has], scene.values[has, k], rtol=1e-4)


def test_the_map_is_better_than_the_image_and_than_the_samples(scene: Scene) -> None:
    """At left-out samples of an element that both tell."""
    generator = np.random.default_rng(0)
    signal = scene.bands[0] / scene.bands[0].std()
    rows, cols = np.indices((SIDE, SIDE))
    truth = 20 + 3 * signal + 3 * np.sin(rows / 12) + 3 * np.cos(cols / 10)
    noisy = (truth + 0.3 * generator.normal(size=truth.shape))[scene.row, scene.col]
    result = train(scene.request(points=scene.points_at(scene.row, scene.col, noisy[:, None])))
    save(result.model, str(scene.folder / "both.gfm"))
    errors = {
        mode: float(np.sqrt(np.mean((scene.applied(model=str(scene.folder / "both.gfm"), mode=mode) - truth) ** 2)))
        for mode in ("prediction", "residual", "interpolation")
    }
    assert errors["residual"] < 0.8 * min(errors["prediction"], errors["interpolation"])


def test_deviations_hold_what_they_say(scene: Scene) -> None:
    spread = str(scene.folder / "spread.tif")
    generator = np.random.default_rng(7)
    signal = scene.bands[0] / scene.bands[0].std()
    truth = np.exp(2 + 0.5 * (signal - signal.mean())) * generator.lognormal(0, 0.05, (SIDE, SIDE))
    fused, deviation = scene.applied(uncertainty=spread)[0], read_raster(spread)[0]
    inside = np.abs(fused - truth) <= 1.645 * deviation
    assert 0.85 <= inside.mean() <= 0.97


def test_tiles_threads_and_extents_change_nothing(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    spread = str(scene.folder / "spread.tif")
    whole, deviation = scene.applied(uncertainty=spread), read_raster(spread)
    for size, threads in ((32, 1), (32, 4), (16, 3), (TILE, 2)):
        monkeypatch.setattr(application, "TILE", size)
        monkeypatch.setattr(os, "cpu_count", lambda count=threads: count)
        np.testing.assert_array_equal(scene.applied(uncertainty=spread), whole)
        np.testing.assert_array_equal(read_raster(spread), deviation)
    part = scene.applied(extent=(X0 + 130, Y0 - 500, X0 + 770, Y0 - 90))
    np.testing.assert_array_equal(part, whole[:, 9:50, 13:77])


def test_a_coarse_map_and_samples_together(scene: Scene) -> None:
    """The means of the cells are kept, and inside the cells the map follows the samples."""
    own = scene.applied()
    coarse = write_raster(
        scene.folder / "coarse.tif",
        np.stack([even_means(plane, 8) for plane in own]) * 1.2,
        cell=80,
        names=["Cu_ppm", "K_pct"],
    )
    both = scene.applied(geochem=coarse)
    np.testing.assert_allclose(np.stack([even_means(p, 8) for p in both]), read_raster(coarse), rtol=1e-4)
    inside = [plane - np.repeat(np.repeat(even_means(plane, 8), 8, 0), 8, 1) for plane in (own[1], both[1])]
    assert np.corrcoef(inside[0].ravel(), inside[1].ravel())[0, 1] > 0.9


@pytest.mark.parametrize("skewed", [False, True])
def test_errors_of_a_map_of_samples_and_means(tmp_path: Path, skewed: bool) -> None:
    """Of a field of known covariance: nine of ten samples never seen lie within 1.645 standard deviations.

    They are less than without the means, as the errors are, and as far as the means leave some unknown.
    """
    side, cell, seeds = 48, 8, range(3)
    rows, cols = np.indices((side, side)).reshape(2, -1)
    distances = np.hypot(rows[:, None] - rows, cols[:, None] - cols) / 5.0
    factor = np.linalg.cholesky((1 + distances) * np.exp(-distances) + 1e-6 * np.eye(side**2))
    inside, rmse, widths = [], [], []
    for seed in seeds:
        generator = np.random.default_rng(seed)
        image = write_raster(tmp_path / "i.tif", generator.normal(size=(2, side, side)))
        field = (factor @ generator.normal(size=side**2)).reshape(side, side)
        noisy = field + generator.normal(0, 0.3, (side, side))
        truth, seen = (np.exp(3 + 0.6 * plane) if skewed else 20 + 3 * plane for plane in (field, noisy))
        pixels = generator.permutation(side**2)[:90]
        row, col = pixels // side, pixels % side
        points = Scene.points_at(row, col, seen[row, col][:, None])
        save(train(Training.of([image], None, points=points, features="raw")).model, str(tmp_path / "m.gfm"))
        means = even_means(seen if skewed else truth, cell)[None]
        coarse = write_raster(tmp_path / "c.tif", means, cell=10.0 * cell, names=["Cu_ppm"])
        left_out = np.ones(side**2, bool)
        left_out[pixels] = False
        for number, geochem in enumerate((None, coarse)):
            out, spread = str(tmp_path / "out.tif"), str(tmp_path / "spread.tif")
            apply_model(Application(str(tmp_path / "m.gfm"), [image], out, geochem, uncertainty=spread))
            error = (read_raster(out)[0] - seen).ravel()[left_out]
            deviation = read_raster(spread)[0].ravel()[left_out]
            assert np.isfinite(deviation).all()
            inside.append((number, np.mean(np.abs(error) < 1.645 * deviation)))
            rmse.append((number, np.sqrt(np.mean(error**2))))
            widths.append((number, np.sqrt(np.mean(deviation**2))))
    alone, both = ([np.mean([v for n, v in column if n == k]) for column in (inside, rmse, widths)] for k in (0, 1))
    assert both[1] < alone[1]
    assert both[2] < alone[2]
    assert both[2] / both[1] == pytest.approx(alone[2] / alone[1], abs=0.2)
    assert 0.85 < both[0] < 0.95


@pytest.mark.parametrize("name", ["samples", "samples alone"])
def test_workers_on_other_machines_tell_the_same(scene: Scene, tmp_path: Path, name: str) -> None:
    model = load(scene.model)
    stack = ImageStack([scene.image], None, model.scaling).selected(model.features.bands)
    features = Features(model.features, stack.read, *stack.grid.shape)
    job = TileJob(name, tile_jobs.Scene(scene.model, model, stack, features, stack.grid.full_window()))
    job.write(str(tmp_path / "job.npz"))
    window = Window(10, 20, 40, 30)
    (own, _), (there, _) = job(window), TileJob.read(str(tmp_path / "job.npz"))(window)
    assert own.shape == (4, 40, 30)
    np.testing.assert_array_equal(there, own)


def test_modes_that_need_a_coarse_map_still_do(scene: Scene) -> None:
    with pytest.raises(FusionError, match="MODE=detail needs the coarse map"):
        scene.applied(mode="detail")


def test_the_area_of_applicability_comes_with_the_map(scene: Scene) -> None:
    area = str(scene.folder / "area.tif")
    assert scene.applied(applicability=area).shape == read_raster(area).shape


def test_points_in_degrees_or_in_another_zone_make_the_same_model(scene: Scene) -> None:
    here = train(scene.request(method="linear"))
    for code in (4326, 32632):
        x, y = projection(wkt(), wkt(code))(scene.points.x, scene.points.y)
        there = train(scene.request(points=replace(scene.points, x=x, y=y, crs=wkt(code)), method="linear"))
        samples, own = there.model.samples, here.model.samples
        assert samples is not None
        assert own is not None
        np.testing.assert_array_equal(samples.places, own.places)
        assert samples.blends == own.blends


def test_an_image_in_degrees_is_kriged_in_metres(tmp_path: Path) -> None:
    """At 60 degrees north a degree of longitude is half as long as one of latitude."""
    bands = smooth_bands(2, 40, 60)
    image = write_raster(tmp_path / "i.tif", bands, cell=0.01, origin=(20.0, 60.4), crs=wkt(4326))
    generator = np.random.default_rng(0)
    pixels = generator.permutation(2400)[:90]
    x, y = 20 + 0.01 * (pixels % 60 + 0.5), 60.4 - 0.01 * (pixels // 60 + 0.5)
    values = 5 + bands[0].ravel()[pixels, None] / 50
    points = PointValues(x, y, ("Cu_ppm",), values, wkt(4326))
    model = train(Training.of([image], None, points=points, features="raw", method="linear")).model
    assert model.samples is not None
    across, up = np.ptp(model.samples.places, axis=0)
    assert across / up == pytest.approx(np.ptp(x) / np.ptp(y) / 2, rel=0.05)
    save(without_nugget(model), str(tmp_path / "m.gfm"))
    apply_model(Application(str(tmp_path / "m.gfm"), [image], str(tmp_path / "out.tif")))
    met = read_raster(tmp_path / "out.tif").ravel()[pixels]
    np.testing.assert_allclose(met, values[:, 0], rtol=1e-4)


def test_samples_of_one_pixel_count_together_and_those_outside_not(scene: Scene) -> None:
    """A value is the mean of the samples that have it: of the second pair one lacks the second element."""
    row, col = np.append(scene.row, [*scene.row[:2], 500]), np.append(scene.col, [*scene.col[:2], 10])
    values = np.vstack([scene.values, scene.values[:1] * 3, [[scene.values[1, 0], np.nan]], scene.values[:1]])
    result = train(scene.request(points=scene.points_at(row, col, values), method="linear"))
    samples = result.model.samples
    assert samples is not None
    assert samples.counts.sum(axis=0).tolist() == [222, 176]
    pixels = scene.row * SIDE + scene.col
    first, second = np.searchsorted(np.sort(pixels), pixels[:2])
    assert samples.counts[[first, second]].tolist() == [[2, 0], [2, 1]]
    assert samples.values[first, 0] == pytest.approx(2 * scene.values[0, 0])
    assert len(samples.places) == 220
    (told,) = [note for note in result.notes if note.startswith("Left out: points outside the image (1). ")]
    assert "They are not kriged either, because what is kriged is what the image leaves of the samples" in told


def test_the_regression_weighs_each_element_by_the_samples_that_have_it(scene: Scene) -> None:
    """Against least squares by hand: two of three samples in each of ten pixels lack the second element."""
    some = np.arange(10)
    row, col = (np.concatenate([place, place[some], place[some]]) for place in (scene.row, scene.col))
    own = np.where(np.isfinite(scene.values), scene.values, 30.0)
    lacking = np.column_stack([1.5 * own[some, 0], np.full(10, np.nan)])
    values = np.vstack([own, lacking, lacking])
    model = train(scene.request(points=scene.points_at(row, col, values), method="linear", transform="none")).model
    features = np.column_stack([np.ones(220), scene.bands[:, scene.row, scene.col].T])
    for k, target in enumerate(model.targets):
        means, weights = own[:, k].copy(), np.ones(220)
        if k == 0:
            means[some] *= 4 / 3
            weights[some] = 3
        wanted = np.linalg.lstsq(features * np.sqrt(weights)[:, None], means * np.sqrt(weights), rcond=None)[0]
        np.testing.assert_allclose(target.predictor.predict(features[:, 1:]), features @ wanted, rtol=1e-4)


def test_a_method_that_is_named_is_taken_as_it_is(scene: Scene) -> None:
    result = train(scene.request(method="linear"))
    assert result.weight is None
    samples = result.model.samples
    assert samples is not None
    assert [blend.weight for blend in samples.blends] == [1.0, 1.0]
    assert [blend.weight for blend in samples.alone] == [0.0, 0.0]
    html = training_report(result)
    for element in result.elements:  # what samples left out say stands in the report all the same
        assert element.sampled is not None
        own, alone = (f"{rmse:.3g}" for rmse in (element.sampled.rmse, element.sampled.rmse_alone))
        line = f"{element.name}: Left out one by one, samples are told to {own} {element.unit} (RMSE) by the map, "
        assert f"{line}to {alone} {element.unit} by ordinary kriging" in html


def test_standard_deviations_are_refused_for_the_mode_that_has_none(scene: Scene) -> None:
    with pytest.raises(FusionError, match=r"UNCERTAINTY of MODE=prediction is not known.*: use MODE=residual or"):
        scene.applied(mode="prediction", uncertainty=str(scene.folder / "u.tif"))


def test_of_many_samples_some_teach_and_all_are_met(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preparation, "MOST_TAUGHT", 60)
    result = train(scene.request(method="linear"))
    samples = result.model.samples
    assert samples is not None
    assert [len(element.rows) for element in result.elements] == [60, 60]
    np.testing.assert_array_equal(np.isfinite(samples.values).sum(axis=0), [220, 176])
    assert any(note.startswith("Cu_ppm: 60 of 220 training places, drawn at random") for note in result.notes)
    save(without_nugget(result.model), str(scene.folder / "some.gfm"))
    fused = scene.applied(model=str(scene.folder / "some.gfm"))
    np.testing.assert_allclose(fused[0][scene.row, scene.col], scene.values[:, 0], rtol=1e-4)


def test_a_composition_of_samples_is_kriged_as_logarithms(scene: Scene) -> None:
    values = np.column_stack([scene.values[:, 0], scene.values[::-1, 0], np.full(220, 30.0) + scene.row / 9])
    values[0, 1] = np.nan
    x, y = scene.points.x, scene.points.y
    points = PointValues(x, y, ("Cu_ppm", "Pb_ppm", "Zn_ppm"), values, wkt())
    samples = train(scene.request(points=points, transform="clr", method="linear")).model.samples
    assert samples is not None
    np.testing.assert_array_equal(np.isfinite(samples.values).sum(axis=0), [219] * 3)


def test_the_log_names_samples_not_cells(scene: Scene) -> None:
    log = Log()
    result = train(scene.request(method="linear"), log)
    assert result.elements[0].verdict() in log.infos
    assert not any(" cell" in told for told in log.infos)


def test_few_samples_are_interpolated(scene: Scene) -> None:
    points = scene.points_at(scene.row[:6], scene.col[:6], scene.values[:6, :1])
    result = train(scene.request(points=points, method="auto"))
    assert result.weight == 0
    with pytest.raises(FusionError, match="share 2 usable places for training, and three is the least"):
        train(scene.request(points=scene.points_at(scene.row[:2], scene.col[:2], scene.values[:2, :1])))


def test_the_same_samples_make_the_same_file(scene: Scene, tmp_path: Path) -> None:
    for name in ("first", "second"):
        save(train(scene.request(method="linear")).model, str(tmp_path / name))
    assert (tmp_path / "first").read_bytes() == (tmp_path / "second").read_bytes()
