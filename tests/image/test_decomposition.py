"""The decompose step on small and real rasters: what is written, and that nothing is left when it stops."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.image.decomposition import Decomposition, decompose_raster
from geochem_fusion.core.image.features import Features, FeatureSet
from geochem_fusion.core.progress import Progress
from geochem_fusion.core.raster.description import Band
from geochem_fusion.core.raster.gdal_reader import RasterStack, describe, read
from geochem_fusion.core.raster.gdal_writer import RasterWriter
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.raster.projection import crs_wkt

GRID = Grid((500000.0, 15.0, 0.0, 4000000.0, 0.0, -15.0), 90, 70, crs_wkt("EPSG:32632"))
BANDS = [Band("green", "1", 0.56), Band("red", "1", 0.66), Band("nir", "1", 0.81)]
OUTPUTS = ("high", "low", "derivative", "features")


class Recorder(Progress):
    """Remembers messages and asks to stop at a part of the work."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.lines: list[str] = []
        self.stop_at, self.reached = stop_at, 0.0

    def progress(self, fraction: float) -> None:
        assert fraction >= self.reached
        self.reached = fraction

    def cancelled(self) -> bool:
        return self.reached >= self.stop_at

    def info(self, message: str) -> None:
        self.lines.append(message)


def pixels() -> np.ndarray:
    random = np.random.default_rng(0)
    image = random.uniform(0.05, 0.5, (3, *GRID.shape)).astype(np.float32)
    image[:, :7] = np.nan
    image[1, 40, 40] = np.nan
    return image


@pytest.fixture
def image(tmp_path: Path) -> str:
    return save(tmp_path / "image.tif", pixels())


def save(path: Path, values: np.ndarray, grid: Grid = GRID, bands: list[Band] = BANDS) -> str:
    with RasterWriter(str(path), grid, bands[: len(values)]) as writer:
        writer.write(values, grid.full_window())
    return str(path)


def outputs(folder: Path) -> dict[str, str]:
    target = folder / "results"
    target.mkdir(exist_ok=True)
    return {key: str(target / f"{key}.tif") for key in OUTPUTS}


def expected_features(path: str, levels: int, **options: object) -> Features:
    stack = RasterStack([path], options.pop("bands", None))  # type: ignore[arg-type]
    wavelengths = tuple(band.wavelength for band in stack.bands)
    known = wavelengths if None not in wavelengths else None
    spec = FeatureSet("high_frequency", tuple(stack.band_names), levels, wavelengths=known, **options)  # type: ignore[arg-type]
    return Features(spec, stack.read, *stack.grid.shape)


def test_outputs_of_a_small_raster(image: str, tmp_path: Path) -> None:
    paths = outputs(tmp_path)
    progress = Recorder()
    assert decompose_raster(Decomposition(image, cell_size=120.0, **paths), progress) == 3
    high, low, slope = (read(paths[key]) for key in OUTPUTS[:3])
    values = pixels()
    valid = np.isfinite(values)
    assert np.array_equal(np.isfinite(high), valid)
    assert np.array_equal(np.isfinite(low), valid)
    np.testing.assert_allclose((high + low)[valid], values[valid], atol=1e-7)
    step = np.array([0.10, 0.15])[:, None, None]
    np.testing.assert_allclose(slope, np.diff(values.astype(float), axis=0) / step, rtol=1e-4, atol=1e-5)
    assert describe(paths["high"]).bands == tuple(BANDS)
    assert describe(paths["derivative"]).band_names == ["derivative green to red", "derivative red to nir"]
    assert describe(paths["low"]).grid == GRID
    assert progress.lines == [
        "Pyramid of 3 levels: a pixel of the low-frequency image is 120 units of its CRS wide.",
        "Spectral derivative per micrometre.",
    ]
    assert 0.4 <= progress.reached <= 1


@pytest.mark.parametrize("mean", [False, True])
def test_features_are_those_that_training_sees(image: str, tmp_path: Path, mean: bool) -> None:
    path = outputs(tmp_path)["features"]
    decompose_raster(Decomposition(image, levels=2, mean_filter=7, derivative_mean=mean, features=path))
    features = expected_features(image, 2, mean_filter=7, derivative_mean=mean)
    np.testing.assert_array_equal(read(path), features.compute(GRID.full_window()))
    assert describe(path).band_names == features.spec.names


def test_bands_and_wavelengths_can_be_chosen(image: str, tmp_path: Path) -> None:
    paths = outputs(tmp_path)
    decompose_raster(Decomposition(image, bands=[2, 0], levels=1, wavelengths="2,1", **paths))
    assert describe(paths["high"]).band_names == ["nir", "green"]
    values = pixels()
    np.testing.assert_allclose(read(paths["derivative"])[0], values[2] - values[0], atol=1e-6)


def test_real_set(shared_data: Path, tmp_path: Path) -> None:
    image = str(shared_data / "rondonia_west" / "covariates.tif")
    paths = outputs(tmp_path)
    cell = describe(str(shared_data / "rondonia_west" / "coarse_x8.tif")).grid.cell_size
    progress = Recorder()
    assert decompose_raster(Decomposition(image, bands=range(5), cell_size=cell, **paths), progress) == 3
    assert "Spectral derivative per band step." in progress.lines
    values = read(image, range(5))
    high, low = read(paths["high"]), read(paths["low"])
    np.testing.assert_allclose(high + low, values, rtol=1e-6)
    assert low.std() < values.std()
    assert abs(high.mean()) < 0.02 * values.std()
    features = expected_features(image, 3, bands=list(range(5)))
    whole = describe(image).grid.full_window()
    np.testing.assert_array_equal(read(paths["features"]), features.compute(whole))


def test_vegetation_is_masked_before_anything_else(image: str, tmp_path: Path) -> None:
    paths = outputs(tmp_path)
    decompose_raster(Decomposition(image, bands=[0, 1], levels=2, red=1, near_infrared=2, ndvi_max=0.3, **paths))
    values = pixels().astype(float)
    with np.errstate(invalid="ignore"):
        green = (values[2] - values[1]) / (values[2] + values[1]) > 0.3
    assert 0.1 < green.mean() < 0.5
    masked = np.where(green, np.nan, pixels()[:2]).astype(np.float32)
    by_hand = save(tmp_path / "masked.tif", masked)
    expected = {key: path.replace("results", "expected") for key, path in paths.items()}
    (tmp_path / "expected").mkdir()
    decompose_raster(Decomposition(by_hand, levels=2, **expected))
    for key in OUTPUTS:
        np.testing.assert_array_equal(read(paths[key]), read(expected[key]))


@pytest.mark.parametrize("key", OUTPUTS)
def test_every_output_is_optional(image: str, tmp_path: Path, key: str) -> None:
    paths, alone = outputs(tmp_path), tmp_path / "alone" / f"{key}.tif"
    alone.parent.mkdir()
    decompose_raster(Decomposition(image, levels=2, **paths))
    decompose_raster(replace(Decomposition(image, levels=2), **{key: str(alone)}))
    assert [p.name for p in alone.parent.iterdir()] == [alone.name]
    np.testing.assert_array_equal(read(str(alone)), read(paths[key]))


def test_no_output_is_possible_too(image: str) -> None:
    assert decompose_raster(Decomposition(image, levels=2)) == 2


@pytest.mark.parametrize("stop_at", [0.0, 0.2, 0.4])
def test_cancelling_leaves_nothing(image: str, tmp_path: Path, stop_at: float) -> None:
    paths = outputs(tmp_path)
    Path(paths["low"]).write_text("older")
    with pytest.raises(Cancelled):
        decompose_raster(Decomposition(image, levels=1, **paths), Recorder(stop_at))
    assert [p.name for p in (tmp_path / "results").iterdir()] == ["low.tif"]
    assert Path(paths["low"]).read_text() == "older"


def test_an_image_without_any_value_leaves_nothing(tmp_path: Path) -> None:
    image = save(tmp_path / "empty.tif", np.full((2, *GRID.shape), np.nan))
    with pytest.raises(FusionError, match=r"empty\.tif has no pixel with a value"):
        decompose_raster(Decomposition(image, **outputs(tmp_path)))
    assert list((tmp_path / "results").iterdir()) == []


def test_a_mask_that_takes_everything_leaves_nothing(tmp_path: Path) -> None:
    image = save(tmp_path / "image.tif", np.abs(np.nan_to_num(pixels(), nan=0.2)))
    request = Decomposition(image, red=1, near_infrared=2, ndvi_max=-1.0, **outputs(tmp_path))
    with pytest.raises(FusionError, match="check nodata and NDVI_MAX"):
        decompose_raster(request)
    assert list((tmp_path / "results").iterdir()) == []


def test_tiles_do_not_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, image: str) -> None:
    paths = outputs(tmp_path)
    decompose_raster(Decomposition(image, levels=4, **paths))
    whole = {key: read(path) for key, path in paths.items()}
    monkeypatch.setattr("geochem_fusion.core.image.decomposition.TILE", 19)
    decompose_raster(Decomposition(image, levels=4, **paths))
    for key, path in paths.items():
        np.testing.assert_array_equal(read(path), whole[key])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"cell_size": 15.0}, "CELL_SIZE 15 is not larger than the image's pixels \\(15\\)"),
        ({"levels": 8}, "LEVELS is 8, but an image of 70 x 90 pixels has 1 to 7"),
        ({"mean_filter": 4}, "MEAN_FILTER is 4"),
        ({"wavelengths": "1,2"}, "WAVELENGTHS has 2 entries for 3 bands"),
        ({"wavelengths": "1,1,2"}, "'green' and 'red' have the same wavelength"),
        ({"bands": [3]}, "Band 4 was asked for, but the image has 3 bands"),
        ({"bands": [1]}, "DERIVATIVE needs at least two spectral bands"),
        ({"ndvi_max": 0.3, "red": 1}, "NDVI_MAX needs both the RED and the NIR band"),
    ],
)
def test_bad_requests_are_told_and_leave_nothing(
    image: str, tmp_path: Path, change: dict[str, object], message: str
) -> None:
    with pytest.raises(FusionError, match=message):
        decompose_raster(replace(Decomposition(image, **outputs(tmp_path)), **change))  # type: ignore[arg-type]
    assert list((tmp_path / "results").iterdir()) == []


def test_two_outputs_cannot_share_a_name(image: str, tmp_path: Path) -> None:
    paths = outputs(tmp_path)
    with pytest.raises(FusionError, match="have the same name"):
        decompose_raster(Decomposition(image, high=paths["low"], low=paths["low"]))
    assert list((tmp_path / "results").iterdir()) == []


def test_parts_of_an_image_do_not_carry_numbers_of_samples(tmp_path: Path) -> None:
    image = save(tmp_path / "means.tif", pixels()[:1], bands=[Band("Cu", "ppm", samples="numbers")])
    paths = {key: path for key, path in outputs(tmp_path).items() if key != "derivative"}
    decompose_raster(Decomposition(image, levels=2, **paths))
    assert describe(image).bands[0].samples == "numbers"
    assert describe(paths["high"]).bands == describe(paths["low"]).bands == (Band("Cu", "ppm"),)
