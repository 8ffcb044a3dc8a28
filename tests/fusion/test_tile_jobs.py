"""Jobs written to a file and read again: the same numbers, nothing read to make the pyramid anew."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import known_range, plain_features, smooth_bands, write_raster

from geochem_fusion.core.fusion.model import FusionModel, Target, load, save
from geochem_fusion.core.fusion.tile_jobs import Scene, TileJob
from geochem_fusion.core.image.pyramid import Pyramid
from geochem_fusion.core.raster.gdal_reader import RasterStack
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.regression.predictors import Linear

WINDOW, AREA = Window(13, 20, 31, 40), Window(5, 5, 60, 70)


@pytest.fixture(params=["raw", "multiscale", "high_frequency"])
def scene(tmp_path: Path, request: pytest.FixtureRequest) -> Scene:
    bands = smooth_bands(3, 80, 96)
    bands[1, 20:34, 50:61] = np.nan
    image, mask = write_raster(tmp_path / "image.tif", bands), np.ones((80, 96))
    mask[40:, :9] = 0
    masked = write_raster(tmp_path / "mask.tif", mask)
    features, _ = plain_features(image, request.param)
    count = len(features.spec.names)
    span, known = known_range(features)
    line = Linear(np.linspace(-1, 1, count), np.array([20.0]))
    target = Target("Cu", "ppm", "linear", "none", 1.0, tuple(range(count)), line)
    path = str(tmp_path / "model.gfm")
    save(FusionModel(features.spec, (target,), span, 48.0, "", applicability=known), path)
    stack = RasterStack([image], None, masked)
    return Scene(path, load(path), stack, plain_features(image, request.param, masked)[0], AREA)


@pytest.mark.parametrize("name", ["prediction", "sparse", "applicability"])
def test_what_was_written_computes_the_same(
    scene: Scene, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    window = Window(16, 20, 31, 40)
    job = TileJob(name, replace(scene, step=4))
    path = tmp_path / "job.tile"
    job.write(str(path))
    monkeypatch.setattr(Pyramid, "_read_whole", lambda *a: pytest.fail("the image is read once more"))
    again = TileJob.read(str(path))
    expected, found = job(window), again(window)
    if name != "applicability":
        assert expected[-1] == found[-1]
        expected, found = expected[0], found[0]
    assert np.isfinite(expected).any()
    assert np.isnan(expected).any()
    assert expected.tobytes() == found.tobytes()


def test_ground_needs_no_features(scene: Scene, tmp_path: Path) -> None:
    job, path = TileJob("ground", replace(scene, features=None)), tmp_path / "job.tile"
    job.write(str(path))
    values, counts = job(WINDOW)
    again, same = TileJob.read(str(path))(WINDOW)
    expected = np.isfinite(scene.stack.read(WINDOW)).all(axis=0)
    np.testing.assert_array_equal(values, np.where(expected, 0, np.nan)[None])
    assert (values.tobytes(), counts) == (again.tobytes(), same)
    assert (counts.valid, counts.seen) == (expected.sum(), 0)


def test_what_is_written_is_plain(scene: Scene, tmp_path: Path) -> None:
    path = tmp_path / "job.tile"
    TileJob("prediction", scene).write(str(path))
    with np.load(path, allow_pickle=False) as file:
        kinds = {name: file[name].dtype.kind for name in file.files}
        assert file["model"].tobytes() == Path(scene.path).read_bytes()
    assert set(kinds) == {"job", "model"} | ({"values", "weights", "pattern"} if scene.features.pyramid else set())
    assert set(kinds.values()) <= set("uif")
