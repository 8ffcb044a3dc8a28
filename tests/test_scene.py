"""The synthetic scene: the same for the same seed, and with the statistics and geometry that it promises."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal

from geochem_fusion.core.practice import ground
from tools import scene as scenery

SIZE = 800


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> scenery.Scene:
    return scenery.make_scene(tmp_path_factory.mktemp("scene"), seed=5, size=SIZE)


def read(path: Path) -> np.ndarray:
    return gdal.Open(str(path)).ReadAsArray()


def test_same_seed_gives_the_same_scene(scene: scenery.Scene, tmp_path: Path) -> None:
    again = scenery.make_scene(tmp_path, seed=5, size=SIZE)
    assert scene.covariates.read_bytes() == again.covariates.read_bytes()
    assert scene.coarse.read_bytes() == again.coarse.read_bytes()
    assert scene.validation.read_bytes() == again.validation.read_bytes()


def test_another_seed_gives_another_scene(scene: scenery.Scene, tmp_path: Path) -> None:
    other = scenery.make_scene(tmp_path, seed=6, size=SIZE)
    assert not np.array_equal(read(scene.coarse), read(other.coarse))


def test_image_has_nine_named_bands_with_wavelengths(scene: scenery.Scene) -> None:
    dataset = gdal.Open(str(scene.covariates))
    bands = [dataset.GetRasterBand(index + 1) for index in range(dataset.RasterCount)]
    assert [band.GetDescription() for band in bands] == list(scenery.BANDS)
    assert [float(band.GetMetadataItem("wavelength")) for band in bands] == list(scenery.WAVELENGTHS)
    assert dataset.GetGeoTransform()[1] == 15.0


def test_nodata_margin_is_the_same_in_image_and_truth(scene: scenery.Scene) -> None:
    image = read(scene.covariates)
    missing = (image == scenery.IMAGE_NODATA).all(axis=0)
    assert 0.01 < missing.mean() < 0.1
    assert missing[0, 0]
    assert missing[-1, -1]
    assert not missing[SIZE // 2, SIZE // 2]
    assert np.array_equal(missing, read(scene.truth) == scenery.MAP_NODATA)
    assert (image[:, ~missing] > 0).all()


def test_vegetation_hides_a_part_of_the_ground(tmp_path: Path) -> None:
    image = read(scenery.make_scene(tmp_path, size=SIZE).covariates).astype(np.float32)
    red, infrared = image[1], image[2]
    valid = red > 0
    index = (infrared - red)[valid] / (infrared + red)[valid]
    assert 0.01 < (index > 0.3).mean() < 0.4


def test_copper_has_the_statistics_of_the_survey(scene: scenery.Scene) -> None:
    truth = read(scene.truth)
    copper = truth[truth != scenery.MAP_NODATA]
    assert copper.mean() == pytest.approx(ground.COPPER_MEAN, abs=3)
    assert copper.std() == pytest.approx(ground.COPPER_DEVIATION, abs=3)
    assert copper.min() > ground.COPPER_RANGE[0]
    assert copper.max() < ground.COPPER_RANGE[1]
    assert np.median(copper) < copper.mean()


def test_coarse_grid_lines_up_with_no_pixel(scene: scenery.Scene) -> None:
    fine = gdal.Open(str(scene.covariates)).GetGeoTransform()
    coarse = gdal.Open(str(scene.coarse)).GetGeoTransform()
    for axis in (0, 3):
        assert (coarse[axis] - fine[axis]) / fine[1] % 1 != 0
    assert coarse[1] / fine[1] == pytest.approx(133.33, abs=0.01)


def test_coarse_cells_are_means_of_the_truth_within_sampling_error(scene: scenery.Scene) -> None:
    truth = np.where(read(scene.truth) == scenery.MAP_NODATA, np.nan, read(scene.truth))
    coarse = read(scene.coarse)
    offset = np.array([ground.COARSE_SHIFT[1], -ground.COARSE_SHIFT[0]]) / scenery.PIXEL
    cell = ground.COARSE_CELL / scenery.PIXEL
    misfits = []
    for row, column in np.ndindex(*coarse.shape):
        top, left = np.rint(np.array([row, column]) * cell - offset).astype(int)
        block = truth[max(top, 0) : top + round(cell), max(left, 0) : left + round(cell)]
        if block.size > 0.9 * cell**2 and not np.isnan(block).any():
            # Four samples: their own error, and where in the cell they happened to fall.
            error = np.hypot(ground.SAMPLE_ERROR * block.mean(), block.std()) / 2
            misfits.append((coarse[row, column] - block.mean()) / error)
    assert len(misfits) >= 12
    assert np.abs(misfits).max() < 4
    assert abs(np.mean(misfits)) < 3 / np.sqrt(len(misfits))


def test_bands_tell_copper_below_the_coarse_cell(scene: scenery.Scene) -> None:
    truth = read(scene.truth).ravel()
    bands = read(scene.covariates).reshape(len(scenery.BANDS), -1).astype(np.float64)
    pixels = np.flatnonzero(truth != scenery.MAP_NODATA)[::50]
    design = np.column_stack([np.ones(len(pixels)), bands[:, pixels].T])
    copper = truth[pixels].astype(np.float64)
    residual = copper - design @ np.linalg.lstsq(design, copper, rcond=None)[0]
    assert 0.4 < 1 - residual.var() / copper.var() < 0.95
