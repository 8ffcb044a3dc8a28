"""Training: exact linear targets are recovered, scores are what they say, choices are the promised ones."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import (
    ORIGIN,
    Log,
    axis_shares,
    block_means,
    even_means,
    read_raster,
    smooth_bands,
    wkt,
    write_raster,
)

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.evaluation.measures import AS_IS, BILINEAR, MEAN_PRESERVING
from geochem_fusion.core.fusion.application import Application, apply_model
from geochem_fusion.core.fusion.comparison import Comparing, compare
from geochem_fusion.core.fusion.model import save
from geochem_fusion.core.fusion.training import train
from geochem_fusion.core.fusion.training_result import TrainingResult, write_table
from geochem_fusion.core.image.decomposition import Decomposition, decompose_raster
from geochem_fusion.core.raster.gdal_reader import RasterStack
from geochem_fusion.core.regression.methods import METHODS
from geochem_fusion.core.regression.request import Training
from geochem_fusion.core.regression.transforms import choose_transform
from geochem_fusion.core.samples.points import PointValues

X0, Y0 = ORIGIN
COEFFICIENTS = np.array([0.04, -0.02, 0.01])
NAN = np.nan


def applied(result: TrainingResult, image: str, folder: Path) -> np.ndarray:
    save(result.model, str(folder / "model.gfm"))
    apply_model(Application(str(folder / "model.gfm"), [image], str(folder / "out.tif"), mode="prediction"))
    return read_raster(folder / "out.tif")


class Scene:
    """An image of 3 bands, 96 x 96 pixels of 10 m, and a coarse map of 8 x 8 pixel cells that depends on it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.bands = smooth_bands(3, 96, 96)
        self.means = np.stack([even_means(band, 8) for band in self.bands])
        noise = np.random.default_rng(1).normal(size=self.means[0].shape)
        self.image = write_raster(folder / "image.tif", self.bands)
        self.linear = np.tensordot(COEFFICIENTS, self.means, 1) + 5
        curved = 30 + 8 * np.sin(self.means[0] / 60) + noise
        self.curved = np.where(np.arange(12) == 3, NAN, curved)
        elements = np.stack([self.linear + noise, self.curved])
        self.coarse = write_raster(folder / "coarse.tif", elements, cell=80, names=["A", "B"])

    def request(self, **changes: Any) -> Training:
        plain = Training.of([self.image], self.coarse, method="linear", features="raw")
        return plain.changed(**changes)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


# ---------------------------------------------------------------------------------------------- exact recovery


@pytest.mark.parametrize("features", ["raw", "as_is"])
def test_a_linear_target_is_recovered_at_every_pixel(scene: Scene, tmp_path: Path, features: str) -> None:
    coarse = write_raster(tmp_path / "c.tif", scene.linear, cell=80)
    result = train(scene.request(geochem=coarse, features=features))
    truth = np.tensordot(COEFFICIENTS, scene.bands, 1) + 5
    assert np.abs(applied(result, scene.image, tmp_path) - truth).max() < 1e-6 * np.ptp(truth)
    assert result.elements[0].scores["r2"] > 1 - 1e-9


@pytest.mark.parametrize(
    ("pixels", "pixel", "cells", "cell", "shift"),
    [
        ((130, 151), 3, (10, 12), 40, (0, 0)),  # ratio 13.33
        ((130, 151), 3, (11, 12), 40, (-13, -29)),  # shifted, with incomplete cells at the edges
        ((1200, 1200), 3, (9, 9), 400, (0, 0)),  # ratio 133.33
        ((1200, 1200), 3, (9, 9), 400, (-7, 11)),
    ],
)
def test_a_linear_target_is_recovered_at_any_ratio_and_offset(
    tmp_path: Path, pixels: tuple[int, int], pixel: int, cells: tuple[int, int], cell: int, shift: tuple[int, int]
) -> None:
    bands = smooth_bands(3, *pixels)
    shares = [axis_shares(n, pixel, m, cell, s) for n, m, s in zip(pixels, cells, shift)]
    means = np.stack([block_means(band, *shares) for band in bands])
    image = write_raster(tmp_path / "i.tif", bands, cell=pixel)
    origin = (X0 + shift[1], Y0 - shift[0])
    coarse = write_raster(tmp_path / "c.tif", np.tensordot(COEFFICIENTS, means, 1) + 5, cell=cell, origin=origin)
    result = train(Training.of([image], coarse, method="linear", features="raw"))
    truth = np.tensordot(COEFFICIENTS, bands, 1) + 5
    assert np.abs(applied(result, image, tmp_path) - truth).max() < 1e-6 * np.ptp(truth)


def test_a_linear_target_of_points_is_recovered(scene: Scene, tmp_path: Path) -> None:
    generator = np.random.default_rng(2)
    row, col = (generator.integers(0, 96, 80) for _ in range(2))
    values = np.tensordot(COEFFICIENTS, scene.bands[:, row, col], 1) + 5
    points = PointValues(X0 + 10 * (col + 0.3), Y0 - 10 * (row + 0.8), ("Cu_ppb",), values[:, None], wkt())
    result = train(scene.request(geochem=None, points=points))
    assert result.model.targets[0].unit == "ppb"
    truth = np.tensordot(COEFFICIENTS, scene.bands, 1) + 5
    assert np.abs(applied(result, scene.image, tmp_path) - truth).max() < 1e-6 * np.ptp(truth)


# ---------------------------------------------------------------------------------------------- transforms


def test_logarithms_return_without_bias(tmp_path: Path) -> None:
    bands = smooth_bands(2, 240, 240)
    generator = np.random.default_rng(3)
    means = np.stack([even_means(band, 6) for band in bands])
    noise = generator.normal(0, 0.8, means[0].shape)
    coarse_values = np.exp(3 + (means[0] - 1000) / 400 + noise)
    image = write_raster(tmp_path / "i.tif", bands)
    coarse = write_raster(tmp_path / "c.tif", coarse_values, cell=60)
    result = train(Training.of([image], coarse, method="linear", features="raw", transform="log"))
    target = result.model.targets[0]
    predicted = result.model.predict_rows(np.stack([m.ravel() for m in means], axis=1))[:, 0]
    assert target.smearing == pytest.approx(np.exp(0.8**2 / 2), rel=0.15)
    assert predicted.mean() == pytest.approx(coarse_values.mean(), rel=0.05)
    assert (predicted / target.smearing).mean() < 0.8 * coarse_values.mean()  # what exp() alone gives
    element = result.elements[0]
    assert element.predicted.mean() == pytest.approx(element.observed.mean(), rel=0.05)


def test_zeros_and_negatives_are_never_logged(scene: Scene, tmp_path: Path) -> None:
    values = scene.linear.copy()
    values.flat[:3] = [0, -1, 0]
    coarse = write_raster(tmp_path / "c.tif", values, cell=80, names=["Cu"])
    with pytest.raises(FusionError, match=r"'Cu' has values that are zero or negative .* \(3\)"):
        train(scene.request(geochem=coarse, transform="log"))
    assert train(scene.request(geochem=coarse, transform="auto")).model.targets[0].transform == "none"


def test_discrete_values_are_whole_numbers_of_the_unit_even_with_automatic_transform(
    tmp_path: Path, scene: Scene
) -> None:
    skewed = np.exp((scene.means[0] - 1000) / 40)
    coarse = write_raster(tmp_path / "c.tif", skewed, cell=80)
    assert choose_transform("auto", "Cu", skewed.ravel()) == "log"
    model = train(scene.request(geochem=coarse, method="svr", discrete=True, transform="auto")).model
    target = model.targets[0]
    predicted = model.predict_rows(scene.means.reshape(3, -1).T)[:, 0]
    assert (target.transform, target.parameters["discrete"]) == ("none", True)
    assert set(predicted) <= set(np.floor(skewed.ravel()))


def test_a_transform_can_be_given_by_element(scene: Scene) -> None:
    result = train(scene.request(transform="log", element_transforms="B=none"))
    assert [t.transform for t in result.model.targets] == ["log", "none"]
    for k, transform in enumerate(("log", "none")):
        alone = train(scene.request(transform=transform, geochem_bands=[k])).elements[0]
        np.testing.assert_array_equal(alone.predicted, result.elements[k].predicted)


# ---------------------------------------------------------------------------------------------- compositions


LOGARITHMS = np.array([[0.004, 0.0, 0.001], [0.0, -0.003, 0.002], [-0.002, 0.001, 0.001]])


def composition(scene: Scene, folder: Path, noise: float = 0.0, **options: Any) -> tuple[str, np.ndarray]:
    """Write contents of three elements, whose logarithms are linear in the bands but for noise, and return them."""
    logs = np.tensordot(LOGARITHMS, scene.means, 1)
    values = np.exp(logs + np.random.default_rng(4).normal(0, noise, logs.shape))
    return write_raster(folder / "c.tif", values, cell=80, **{"names": ["Cu", "Pb", "Zn"], **options}), values


def test_a_composition_that_depends_on_the_image_is_recovered(scene: Scene, tmp_path: Path) -> None:
    coarse, values = composition(scene, tmp_path)
    result = train(scene.request(geochem=coarse, transform="clr"))
    truth = np.exp(np.tensordot(LOGARITHMS, scene.bands, 1))
    assert np.abs(applied(result, scene.image, tmp_path) / truth - 1).max() < 1e-5  # of values rounded to float32
    assert np.abs(result.model.predict_rows(scene.means.reshape(3, -1).T).T / values.reshape(3, -1) - 1).max() < 1e-6
    assert [t.transform for t in result.model.targets] == ["clr"] * 3
    assert all(e.scores["r2"] > 1 - 1e-9 for e in result.elements)


def test_contents_return_from_a_composition_without_bias(scene: Scene, tmp_path: Path) -> None:
    coarse, _ = composition(scene, tmp_path, noise=0.5)
    result = train(scene.request(geochem=coarse, transform="clr"))
    first = result.elements[0]
    logs = np.log([e.observed for e in result.elements])
    level = logs.mean(axis=0)
    design = np.column_stack([result.table.features, np.ones(144)])
    fitted = np.column_stack([*(logs - level), level])
    raw = np.empty(fitted.shape)
    for fold in range(first.folds.count):
        own = first.folds.fold == fold
        raw[own] = design[own] @ np.linalg.lstsq(design[~own], fitted[~own], rcond=None)[0]
    plain = np.exp(raw[:, :3] + raw[:, 3:])
    for k, element in enumerate(result.elements):
        np.testing.assert_array_equal(element.folds.fold, first.folds.fold)
        assert element.target.smearing == pytest.approx(element.observed.sum() / plain[:, k].sum(), rel=1e-6)
        assert (plain[:, k] * element.target.smearing).mean() == pytest.approx(element.observed.mean())
        assert element.predicted.mean() == pytest.approx(element.observed.mean(), rel=0.05)
        assert element.target.smearing > 1.05
    assert result.level is not None
    assert result.level.level.scores["r2"] == pytest.approx(1 - np.mean((raw[:, 3] - level) ** 2) / level.var())


def test_every_step_knows_compositions(scene: Scene, tmp_path: Path) -> None:
    coarse, values = composition(scene, tmp_path, noise=0.2)
    request = scene.request(geochem=coarse, transform="clr", element_transforms="Zn=clr", method="auto", folds=2)
    result = train(request.changed(cell_samples=1000))
    assert all(t.blend is not None and 0.3 < t.blend.weight < 1.5 for t in result.model.targets)
    assert result.model.applicability is not None
    assert result.level is not None
    for tried in [*(e.candidates for e in result.elements), result.level.candidates]:
        assert [c.option.method for c in tried] == list(METHODS)
    write_table(result, str(tmp_path / "t.csv"))
    with open(tmp_path / "t.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    np.testing.assert_allclose([float(row["Pb observed"]) for row in rows], values[1].ravel(), rtol=1e-6)
    path = str(tmp_path / "m.gfm")
    save(result.model, path)
    for mode in ("residual", "detail"):
        apply_model(Application(path, [scene.image], str(tmp_path / "o.tif"), coarse, mode))
        fused = read_raster(tmp_path / "o.tif")
        if mode == "residual":
            means = np.stack([even_means(band, 8) for band in fused])
            np.testing.assert_allclose(means, values, rtol=1e-3)


def test_places_that_lack_one_element_are_left_out_for_all_of_a_composition(scene: Scene, tmp_path: Path) -> None:
    _, values = composition(scene, tmp_path)
    values[0, 0, 0] = values[1, 5, 5] = values[2, 5, 5] = np.nan
    other = np.stack([*values, scene.linear])
    coarse = write_raster(tmp_path / "c.tif", other, cell=80, names=["Cu", "Pb", "Zn", "K"])
    log = Log()
    result = train(scene.request(geochem=coarse, transform="clr", element_transforms="K=none"), log)
    assert [len(e.rows) for e in result.elements] == [142, 142, 142, 144]
    assert [e.name for e in result.elements] == ["Cu", "Pb", "Zn", "K"]
    assert any(message.endswith("training places, 2 of them.") for message in log.warnings)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"geochem_bands": [0, 2]}, r"clr is asked for Cu, Zn, but a composition has 3 elements or more"),
        ({"element_transforms": "Pb=none"}, r"clr is asked for Cu, Zn, but"),
        ({"element_transforms": "Au=log"}, r"'Au=log': give element=transform, .* out of Cu, Pb, Zn\."),
        ({"discrete": True}, "DISCRETE .* cannot be combined with TRANSFORM=clr"),
        ({"discrete": True, "transform": "none", "element_transforms": "Cu=log"}, "cannot .* with TRANSFORM=log"),
    ],
)
def test_compositions_that_are_none(scene: Scene, tmp_path: Path, changes: dict[str, Any], words: str) -> None:
    coarse, _ = composition(scene, tmp_path)
    with pytest.raises(FusionError, match=words):
        train(scene.request(**{"geochem": coarse, "transform": "clr", **changes}))


def test_a_composition_has_positive_values_of_one_unit(scene: Scene, tmp_path: Path) -> None:
    from osgeo import gdal

    coarse, values = composition(scene, tmp_path, unit="ppm")
    for unit in ("mg/kg", "%"):  # the first is another word for ppm
        assert train(scene.request(geochem=coarse, transform="clr")).model.level is not None
        dataset = gdal.Open(coarse, gdal.GA_Update)
        dataset.GetRasterBand(3).SetUnitType(unit)
        dataset = None
    with pytest.raises(FusionError, match="needs one unit for all elements, but there are 'Cu' in ppm, 'Zn' in %:"):
        train(scene.request(geochem=coarse, transform="clr"))
    values[1, 2, 2] = 0
    coarse = write_raster(tmp_path / "z.tif", values, cell=80, names=["Cu", "Pb", "Zn"])
    with pytest.raises(FusionError, match=r"'Pb' has values that are zero or negative .* \(1\)"):
        train(scene.request(geochem=coarse, transform="clr"))


# ---------------------------------------------------------------------------------------------- choices and scores


def test_same_seed_gives_the_same_model_file(scene: Scene, tmp_path: Path) -> None:
    files = []
    for number, seed in enumerate((4, 4, 5)):
        request = scene.request(method="random_forest", seed=seed, folds=2, geochem_bands=[1])
        save(train(request).model, str(tmp_path / f"{number}.gfm"))
        files.append((tmp_path / f"{number}.gfm").read_bytes())
    assert files[0] == files[1] != files[2]


def test_each_element_uses_the_cells_that_it_has(scene: Scene) -> None:
    result = train(scene.request())
    assert [len(e.rows) for e in result.elements] == [144, 132]
    np.testing.assert_allclose(result.elements[1].observed, scene.curved[np.isfinite(scene.curved)], rtol=1e-6)
    alone = train(scene.request(geochem_bands=[1]))
    np.testing.assert_allclose(alone.elements[0].predicted, result.elements[1].predicted, rtol=1e-12)
    assert [t.name for t in alone.model.targets] == ["B"]


def test_auto_takes_the_least_error_but_leaves_the_ensemble_for_a_clear_gain_only(scene: Scene) -> None:
    result = train(scene.request(method="auto", folds=3))
    for element in result.elements:
        assert [c.option.method for c in element.candidates] == list(METHODS)
        best = min(element.candidates, key=lambda c: c.error)
        ensemble = next(c for c in element.candidates if c.option.method == "ensemble")
        best = ensemble if 0.5 * ensemble.error <= best.error else best
        assert element.target.method == best.option.method
        assert best.error == pytest.approx(np.mean((element.predicted - element.observed) ** 2))
    assert result.elements[0].target.method == "linear"
    assert result.elements[1].target.method != "linear"
    for method in METHODS:
        if method == "random_forest":
            continue  # slow, and no other than the two
        error = train(scene.request(method=method, folds=3)).elements[0].candidates[0].error
        assert error == pytest.approx(next(c.error for c in result.elements[0].candidates if c.option.method == method))


@pytest.mark.parametrize(("method", "tune", "expected"), [("svr", 0, 1), ("svr", 7, 8), ("auto", 1, 5)])
def test_tuning_tries_the_number_asked_for(scene: Scene, method: str, tune: int, expected: int) -> None:
    element = train(scene.request(method=method, tune=tune, geochem_bands=[1])).elements[0]
    assert len(element.candidates) == expected
    chosen = [c for c in element.candidates if c.option.method == element.target.method]
    assert min(c.error for c in chosen) == pytest.approx(element.scores["rmse"] ** 2)
    for candidate in element.candidates[-tune:] if tune else []:
        known = METHODS[candidate.option.method].search
        assert all(value in known[name] for name, value in candidate.option.parameters.items())


def test_a_search_gives_the_model_its_features(scene: Scene, tmp_path: Path) -> None:
    centres = np.tensordot(COEFFICIENTS, scene.bands[:, 4::8, 4::8], 1)
    coarse = write_raster(tmp_path / "c.tif", centres, cell=80)
    result = train(scene.request(geochem=coarse, tune=4))
    assert result.model.history["settings"]["support"] == "centre"
    assert result.elements[0].scores["r2"] > 1 - 1e-9
    again = train(scene.request(geochem=coarse, support="centre"))
    np.testing.assert_array_equal(again.elements[0].folds.fold, result.elements[0].folds.fold)
    np.testing.assert_array_equal(again.table.features, result.table.features)
    tuned = train(scene.request(features="multiscale", tune=8, geochem_bands=[0]))
    levels = tuned.model.history["settings"]["levels"]
    assert tuned.model.features.levels == levels
    assert tuned.table.features.shape[1] == 3 * (1 + levels)
    assert str(levels) == tuned.elements[0].chosen.setting.texts()[0]  # type: ignore[union-attr]


def test_out_of_fold_smearing_does_not_see_its_fold(scene: Scene, tmp_path: Path) -> None:
    coarse = write_raster(tmp_path / "c.tif", np.exp(scene.linear / 20), cell=80)
    element = train(scene.request(geochem=coarse, transform="log", features="high_frequency")).elements[0]
    logged = write_raster(tmp_path / "l.tif", scene.linear / 20, cell=80)
    size = element.folds.block_size
    plain = train(scene.request(geochem=logged, features="high_frequency", block_size=size)).elements[0]
    np.testing.assert_array_equal(plain.folds.fold, element.folds.fold)
    ratio = np.exp(plain.observed - plain.predicted)
    for fold in range(element.folds.count):
        own = element.folds.fold == fold
        np.testing.assert_allclose(element.predicted[own], np.exp(plain.predicted[own]) * ratio[~own].mean(), rtol=1e-4)


# ---------------------------------------------------------------------------------------------- features


def test_constant_features_are_dropped_and_named(scene: Scene, tmp_path: Path) -> None:
    bands = np.concatenate([scene.bands, np.full((1, 96, 96), 7.0)])
    image = write_raster(tmp_path / "i.tif", bands, names=["a", "b", "c", "flat"])
    log = Log()
    result = train(scene.request(rasters=[image]), log)
    assert "The feature 'flat' is constant over the training places and is left out." in result.notes
    assert result.model.targets[0].used == (0, 1, 2)
    assert any("'flat' is constant" in message for message in log.warnings)
    np.testing.assert_allclose(result.elements[0].predicted, train(scene.request()).elements[0].predicted, rtol=1e-9)
    flat = write_raster(tmp_path / "f.tif", np.full((96, 96), 7.0))
    with pytest.raises(FusionError, match="Every feature is constant"):
        train(scene.request(rasters=[flat]))


def test_features_made_by_decompose_train_as_the_image_itself_does(scene: Scene, tmp_path: Path) -> None:
    made = str(tmp_path / "features.tif")
    levels = decompose_raster(Decomposition(scene.image, cell_size=80.0, features=made))
    direct = train(scene.request(features="high_frequency"))
    ready = train(scene.request(rasters=[made], features="as_is"))
    assert direct.model.features.levels == levels == 3
    assert [t.predictor.kind for t in ready.model.targets] == ["linear", "linear"]
    np.testing.assert_allclose(ready.elements[0].predicted, direct.elements[0].predicted, rtol=1e-6)
    folders = [tmp_path / "direct", tmp_path / "ready"]
    for folder in folders:
        folder.mkdir()
    first, second = applied(direct, scene.image, folders[0]), applied(ready, made, folders[1])
    np.testing.assert_allclose(second, first, rtol=1e-5)


def test_every_kind_of_features_and_support_trains(scene: Scene) -> None:
    for features, count in (("raw", 3), ("as_is", 3), ("high_frequency", 5), ("multiscale", 12)):
        result = train(scene.request(features=features, geochem_bands=[0]))
        assert result.table.features.shape[1] == count
    centre = train(scene.request(support="centre"))
    np.testing.assert_array_equal(centre.table.features.T, scene.bands[:, 4::8, 4::8].reshape(3, -1))


# ---------------------------------------------------------------------------------------------- verdict and check


def test_the_check_is_that_of_the_comparison_for_a_named_method(scene: Scene) -> None:
    """Without a weight both degrade, train and fuse alike."""
    log = Log()
    result = train(scene.request(reduced_check=True, folds=3), log)
    compared = compare(Comparing(scene.request(folds=3), ["raw"]))
    for mine, theirs in zip(result.elements, compared.elements):
        expected = {entry.map: entry for entry in theirs.reduced}
        assert {row.map for row in mine.reduced} == {AS_IS, BILINEAR, MEAN_PRESERVING, "linear, raw"}
        for row in mine.reduced:
            assert row.rmse == pytest.approx(expected[row.map].rmse, rel=1e-9)
            assert row.skill == pytest.approx(expected[row.map].skill, rel=1e-6)
            assert row.n == expected[row.map].n
        assert mine.reduced_sentence in log.infos
        assert mine.reduced_sentence.startswith(f"At reduced resolution (2 x): {mine.name}: ")


def test_the_check_uses_the_weight_and_what_was_searched(scene: Scene, tmp_path: Path) -> None:
    """Contents that have nothing to do with the image get the map of interpolation, and it is said to help none."""
    coarse = write_raster(tmp_path / "c.tif", np.random.default_rng(8).normal(50, 3, (12, 12)), cell=80)
    request = scene.request(geochem=coarse, method="auto", folds=2, cell_samples=1000, reduced_check=True)
    result = train(request)
    rows = {row.map: row for row in result.elements[0].reduced}
    fused = rows.pop("ensemble, raw")
    assert not any(blend.helps for blend in result.blends)
    assert fused.rmse == pytest.approx(rows[MEAN_PRESERVING].rmse, rel=0.05)
    centre = train(scene.request(reduced_check=True, support="centre", geochem_bands=[0])).elements[0]
    means = train(scene.request(reduced_check=True, geochem_bands=[0])).elements[0]
    assert centre.reduced == means.reduced  # always from means over cells


def test_a_composition_is_checked_together(scene: Scene, tmp_path: Path) -> None:
    coarse, _ = composition(scene, tmp_path)
    result = train(scene.request(geochem=coarse, transform="clr", reduced_check=True))
    for element in result.elements:
        rows = {row.map: row for row in element.reduced}
        assert rows["linear, raw"].skill > 0.9
    small = write_raster(tmp_path / "s.tif", read_raster(coarse)[:, :6, :6], cell=80, names=["Cu", "Pb", "Zn"])
    few = train(scene.request(geochem=small, transform="clr", reduced_check=True, folds=2))
    assert all(element.reduced == [] for element in few.elements)
    assert few.elements[1].reduced_sentence.startswith("Pb: no check at reduced resolution, because too few cells")


# ---------------------------------------------------------------------------------------------- bad input


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"geochem": None}, "Give either GEOCHEM .* not both and not neither"),
        ({"transform": "sqrt"}, "TRANSFORM 'sqrt' is not known"),
        ({"discrete": True, "transform": "log"}, "DISCRETE .* cannot be combined with TRANSFORM=log"),
        ({"tune": -1}, "TUNE is -1"),
        (
            {
                "geochem": None,
                "points": PointValues(np.ones(3), np.ones(3), ("Cu",), np.ones((3, 1)), wkt()),
                "reduced_check": True,
            },
            "REDUCED_CHECK degrades a coarse map and needs GEOCHEM",
        ),
        ({"method": "magic"}, "METHOD 'magic'"),
        ({"features": "best"}, "FEATURES 'best'"),
        ({"support": "best"}, "SUPPORT 'best'"),
        ({"folds": 1}, "FOLDS is 1"),
        ({"block_size": 1e9}, r"BLOCK_SIZE 1e\+09 puts all cells into one block"),
        ({"levels": 40}, "LEVELS is 40"),
        ({"mean_filter": 4}, "MEAN_FILTER is 4"),
        ({"wavelengths": "0.5,0.6"}, "WAVELENGTHS has 2 entries for 3 bands"),
        ({"geochem_bands": [9]}, "band 10, but"),
        ({"rasters": []}, "No raster was given"),
        ({"rasters": ["missing.tif"]}, "missing.tif"),
    ],
)
def test_bad_requests_say_what_is_wrong(scene: Scene, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(FusionError, match=words):
        train(scene.request(**changes))


def test_elements_that_cannot_be_learnt_are_named(scene: Scene, tmp_path: Path) -> None:
    constant = write_raster(tmp_path / "k.tif", np.full((12, 12), 4.0), cell=80, names=["Au"])
    with pytest.raises(FusionError, match="'Au' has the same value 4 everywhere"):
        train(scene.request(geochem=constant))
    sparse = np.full((12, 12), NAN)
    sparse[0, :2] = [1, 2]
    few = write_raster(tmp_path / "s.tif", np.stack([scene.linear, sparse]), cell=80, names=["Cu", "Au"])
    with pytest.raises(FusionError, match="'Au' has 2 usable values"):
        train(scene.request(geochem=few))


def test_cancelling_stops_between_candidates(scene: Scene) -> None:
    whole = Log()
    request = scene.request(method="svr", tune=3)
    train(request, whole)
    for allowed in (0, whole.asked // 2, whole.asked - 1):
        with pytest.raises(Cancelled):
            train(request, Log(stop_after=allowed))


def test_a_second_raster_on_another_grid_is_resampled_and_said(scene: Scene, tmp_path: Path) -> None:
    other = write_raster(tmp_path / "dem.tif", smooth_bands(1, 48, 48, 9), cell=20, names=["height"])
    log = Log()
    result = train(scene.request(rasters=[scene.image, other]), log)
    assert result.model.features.bands == ("b1", "b2", "b3", "height")
    assert any("Resampled" in message and "dem" in message for message in log.warnings)
    assert RasterStack([scene.image, other]).remarks == ["Resampled to the common grid (bilinear): dem."]


def test_scores_equal_numpy_on_the_table(scene: Scene, tmp_path: Path) -> None:
    result = train(scene.request(method="svr"))
    write_table(result, str(tmp_path / "t.csv"))
    with open(tmp_path / "t.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 144
    for element in result.elements:
        name = element.name
        used = [row for row in rows if row[f"{name} observed"]]
        o, p, b, fold = (
            np.array([float(row[f"{name} {what}"]) for row in used])
            for what in ("observed", "predicted out of fold", "interpolated out of fold", "fold")
        )
        scores = element.scores
        error, reference = np.mean((o - p) ** 2), np.mean((o - b) ** 2)
        assert scores["rmse"] == pytest.approx(np.sqrt(error), rel=1e-9)
        assert scores["r"] == pytest.approx(np.corrcoef(o, p)[0, 1], rel=1e-9)
        assert scores["r2"] == pytest.approx(1 - error / o.var(), rel=1e-9)
        assert scores["skill"] == pytest.approx(1 - error / reference, rel=1e-9)
        assert (scores["n"], scores["folds"]) == (len(used), len(set(fold)))
    columns = [[float(row[f"b{k}"]) for row in rows] for k in (1, 2, 3)]
    np.testing.assert_allclose(columns, scene.means.reshape(3, -1), rtol=1e-9)
    assert (float(rows[0]["x"]), float(rows[0]["y"]), float(rows[0]["weight"])) == (X0 + 40, Y0 - 40, 1.0)
    skills = [e.scores["skill"] for e in result.elements]
    assert result.mean_score("skill") == pytest.approx(np.mean(skills))


def test_weight_and_verdicts_are_those_of_the_blends(scene: Scene) -> None:
    asked = train(scene.request(method="auto", folds=2, cell_samples=1000))
    blends = [target.blend for target in asked.model.targets]
    assert asked.blends == blends
    assert asked.weight == pytest.approx(sum(b.weight for b in blends if b) / 2)
    assert asked.weight_error == pytest.approx(sum(b.error for b in blends if b) / 2)
    assert all(f"the map of {name} " in text for name, text in zip("AB", asked.verdicts()))
    named = train(scene.request())
    assert (named.weight, named.weight_error, named.blends) == (None, None, [])
    assert named.verdicts() == [element.verdict() for element in named.elements]
