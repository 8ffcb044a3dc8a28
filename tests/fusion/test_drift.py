"""The drift of the mode residual: regression and trend together, what a model tells of it, and what it is worth."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from making import write_raster
from scipy import ndimage

from geochem_fusion.core import Application, Training, TrainingResult, apply_model, save_model, train
from geochem_fusion.core.fusion.model import load
from geochem_fusion.core.geostatistics.blend import Blend
from geochem_fusion.core.raster.gdal_reader import read
from geochem_fusion.core.raster.grid import Window

RATIO, CELLS = 8, 12
SIDE = RATIO * CELLS


def smooth(seed: int, widths: Sequence[float]) -> np.ndarray:
    random = np.random.default_rng(seed)
    planes = [ndimage.gaussian_filter(random.standard_normal((SIDE, SIDE)), width, mode="wrap") for width in widths]
    return np.array([plane / plane.std() for plane in planes])


def cells(plane: np.ndarray) -> np.ndarray:
    return plane.reshape(CELLS, RATIO, CELLS, RATIO).mean(axis=(1, 3))


def image_of(folder: Path, bands: np.ndarray) -> str:
    return write_raster(folder / "image.tif", 100 + 10 * bands, cell=10, names=["a", "b", "c"][: len(bands)])


def trained(folder: Path, bands: np.ndarray, content: np.ndarray) -> tuple[TrainingResult, str, str]:
    image = image_of(folder, bands)
    coarse = write_raster(folder / "coarse.tif", cells(content), cell=10 * RATIO, names=["Cu"], unit="ppm")
    return train(Training.of([image], coarse, cell_samples=1000)), image, coarse


def test_contents_that_bend_with_a_band_are_told_at_pixels(tmp_path: Path) -> None:
    """Copper follows the square of a band: no mean of the band over a cell knows it, the means of kernels do."""
    bands = smooth(1, (2, 3))
    content = 50 + 5 * bands[0] ** 2 + 2 * smooth(2, (12,))[0]
    result, image, coarse = trained(tmp_path, bands, content)
    model = str(tmp_path / "cu.gfm")
    save_model(result.model, model)
    apply_model(Application(model, [image], str(tmp_path / "cu.tif"), coarse))
    fused = read(str(tmp_path / "cu.tif"), [0], Window(0, 0, SIDE, SIDE))[0]
    without = Application(model, [image], str(tmp_path / "plain.tif"), coarse, mode="interpolation")
    apply_model(without)
    plain = read(str(tmp_path / "plain.tif"), [0], Window(0, 0, SIDE, SIDE))[0]
    assert np.mean((fused - content) ** 2) < 0.5 * np.mean((plain - content) ** 2)
    assert result.blends[0].helps


def test_a_model_file_keeps_the_trend_and_the_prediction_has_no_part_of_it(tmp_path: Path) -> None:
    bands = smooth(3, (3, 5, 8))
    result, _, _ = trained(tmp_path, bands, 50 + 5 * bands[0] - 3 * bands[1])
    path = str(tmp_path / "cu.gfm")
    save_model(result.model, path)
    again = load(path)
    rows = np.random.default_rng(0).normal(100, 10, (50, len(again.features.names)))
    np.testing.assert_array_equal(again.drift_rows(rows), result.model.drift_rows(rows))
    trend = again.targets[0].trend
    assert trend is not None
    regression = again.predict_rows(rows)[:, 0]
    expected = trend.share * regression + trend.predictor.predict(rows[:, list(trend.used)])
    low, high = again.targets[0].bounds or (0, 0)
    inside = (expected > low) & (expected < high)
    np.testing.assert_allclose(again.drift_rows(rows)[inside, 0], expected[inside], rtol=1e-12)


def test_the_drift_varies_as_the_regression_does(tmp_path: Path) -> None:
    """So that its weight means the same with a trend and without one."""
    bands = smooth(4, (3, 5, 8))
    result, _, _ = trained(tmp_path, bands, 50 + 5 * bands[0] + 2 * smooth(5, (10,))[0])
    rows = result.table.features
    drift, regression = result.model.drift_rows(rows)[:, 0], result.model.predict_rows(rows)[:, 0]
    assert drift.std() == pytest.approx(regression.std(), rel=0.3)
    assert drift.mean() == pytest.approx(result.elements[0].observed.mean(), rel=0.02)


@pytest.mark.parametrize("changes", [{"method": "ensemble"}, {"support": "centre"}])
def test_only_auto_on_means_over_cells_looks_for_a_trend(tmp_path: Path, changes: dict[str, str]) -> None:
    bands = smooth(6, (3, 5))
    image = image_of(tmp_path, bands)
    coarse = write_raster(tmp_path / "coarse.tif", cells(50 + 5 * bands[0]), cell=80, names=["Cu"])
    model = train(Training.of([image], coarse, **changes)).model
    assert model.targets[0].trend is None


def test_few_cells_have_the_regression_alone(tmp_path: Path) -> None:
    """16 cells: too few to tell variances of a line, of kernels and of a field apart."""
    bands = smooth(7, (3, 5))[:, :32, :32]
    image = image_of(tmp_path, bands)
    means = (50 + 5 * bands[0]).reshape(4, 8, 4, 8).mean(axis=(1, 3))
    coarse = write_raster(tmp_path / "coarse.tif", means, cell=80, names=["Cu"])
    assert train(Training.of([image], coarse)).model.targets[0].trend is None


def test_contents_that_know_nothing_of_the_image_get_little_of_it(tmp_path: Path) -> None:
    """White noise over cells, ten times: the image never helps, and its weight is small on the whole."""
    found = []
    for seed in range(10):
        noise = np.random.default_rng(seed).normal(50, 3, (CELLS, CELLS))
        image = image_of(tmp_path, smooth(100 + seed, (2, 4, 8)))
        coarse = write_raster(tmp_path / "coarse.tif", noise, cell=80, names=["Cu"])
        found += train(Training.of([image], coarse, cell_samples=1000)).blends
    assert not any(blend.helps for blend in found)
    assert np.mean([blend.weight for blend in found]) < 0.15


def test_cells_of_which_no_pixel_was_compared_are_told_too(tmp_path: Path) -> None:
    """In cells of 16 x 16 pixels the first of every 2 x 2 is compared; where these have no value the others teach."""
    bands = smooth(8, (4, 6))
    bands[:, 0:16:2, 0:16:2] = np.nan
    content = 50 + 5 * smooth(8, (4, 6))[0]
    image = image_of(tmp_path, bands)
    means = content.reshape(6, 16, 6, 16).mean(axis=(1, 3))
    coarse = write_raster(tmp_path / "coarse.tif", means, cell=160, names=["Cu"])
    result = train(Training.of([image], coarse, cell_samples=1000))
    assert result.table.kernels is not None
    assert np.isnan(result.table.kernels).any(axis=1).sum() == 1
    rows = result.model.drift_rows(result.table.features)
    assert np.isfinite(rows).all()
    assert np.corrcoef(rows[:, 0], result.elements[0].observed)[0, 1] > 0.9


@pytest.mark.parametrize("kind", ["nearly the same everywhere", "means over cells that differ by rounding"])
def test_a_band_that_says_nothing_leaves_the_others_their_word(tmp_path: Path, kind: str) -> None:
    bands = smooth(9, (3, 5))
    content = 50 + 5 * bands[0] + 2 * smooth(10, (10,))[0]
    rows, cols = np.indices((SIDE, SIDE))
    if kind == "nearly the same everywhere":
        bands[1] = 1e-5 * np.random.default_rng(0).standard_normal((SIDE, SIDE))
    else:
        bands[1] = 3.7 * ((rows + cols) % 2) + 1 / 3
    result, image, coarse = trained(tmp_path, bands, content)
    blend, model, fused = result.blends[0], str(tmp_path / "cu.gfm"), str(tmp_path / "cu.tif")
    save_model(result.model, model)
    apply_model(Application(model, [image], fused, coarse))
    errors = read(fused, [0], Window(0, 0, SIDE, SIDE))[0] - content
    interpolated = np.kron(cells(content), np.ones((RATIO, RATIO))) - content
    assert blend.helps
    assert blend.weight > 0.8
    assert np.mean(errors**2) < 0.1 * np.mean(interpolated**2)
    assert np.abs(errors).max() < 5 * content.std()


def test_smooth_contents_are_not_told_by_an_unrelated_smooth_image(tmp_path: Path) -> None:
    """Both are smoother than any covariance that is tried; undoubted, all of these images would help."""
    found: list[Blend] = []
    for seed in range(4):
        content = 50 + 5 * smooth(40 + seed, (16,))[0]
        result, _, _ = trained(tmp_path, smooth(140 + seed, (14, 16, 18)), content)
        found += result.blends
        assert any("turned over" in note for note in result.notes)
    assert not any(blend.helps for blend in found)
