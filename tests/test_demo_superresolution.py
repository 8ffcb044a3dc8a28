"""The demo of super-resolution and its synthetic map: what is promised of the files, and a small run through all."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from making import read_raster
from osgeo import gdal, ogr

from tools import demo_superresolution
from tools import synthetic_densities as synthetic
from tools.qgis_runner import QgisProcess

SIZE = 64


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> synthetic.Files:
    return synthetic.make_densities(tmp_path_factory.mktemp("densities"), 5, SIZE)


def test_the_same_seed_gives_the_same_maps(files: synthetic.Files, tmp_path: Path) -> None:
    again, other = (synthetic.make_densities(tmp_path / str(seed), seed, SIZE) for seed in (5, 6))
    for name in ("coarse", "fine", "elevation", "withheld"):
        own = read_raster(getattr(files, name))
        np.testing.assert_array_equal(read_raster(getattr(again, name)), own)
        assert not np.array_equal(read_raster(getattr(other, name)), own)


def test_the_coarse_map_is_that_of_cell_means_and_the_fine_one_a_part(files: synthetic.Files) -> None:
    truth, coarse, fine = (read_raster(path).astype(float) for path in (files.truth, files.coarse, files.fine))
    assert coarse.shape == (4, SIZE // 4, SIZE // 4)
    means = truth.reshape(4, SIZE // 4, 4, SIZE // 4, 4).mean(axis=(2, 4))
    assert np.std(coarse / means - 1) == pytest.approx(synthetic.COARSE_ERROR, rel=0.1)
    first, last = synthetic.core_of(SIZE)
    assert (first, last) == (16, 48)
    inside = truth[:, first:last, first:last]
    assert np.std(fine / inside - 1) == pytest.approx(synthetic.FINE_ERROR, rel=0.1)
    place = gdal.Open(str(files.fine)).GetGeoTransform()
    assert (place[0] - synthetic.ORIGIN[0], synthetic.ORIGIN[1] - place[3]) == (16 * 250, 16 * 250)


def test_what_judges_lies_beyond_the_finer_survey_and_two_coarse_cells(files: synthetic.Files) -> None:
    withheld = read_raster(files.withheld)
    assert np.isnan(withheld[:, 8:56, 8:56]).all()
    beyond = np.isfinite(withheld)
    assert beyond.sum() == 4 * (SIZE**2 - 48**2)
    np.testing.assert_array_equal(withheld[beyond], read_raster(files.truth)[beyond])


def test_units_of_a_rock_share_words_and_cover_the_ground(files: synthetic.Files) -> None:
    source = ogr.Open(str(files.geology))
    texts, area = {}, 0.0
    for feature in source.GetLayer(0):
        texts[feature.GetField("UNIT")] = feature.GetField("DESCRIPTION")
        area += feature.GetGeometryRef().GetArea()
    assert area == pytest.approx((SIZE * 250.0) ** 2)
    assert len(texts) == 8
    assert len(set(texts.values())) == 8
    for unit in range(4):
        assert set(texts[unit].split()) & set(texts[unit + 4].split()) - {"and", "with"}


def test_contents_follow_rock_and_relief() -> None:
    ground = synthetic.make_ground(np.random.default_rng(3), 96)
    rock = ground.unit % 4
    nickel = [np.median(ground.contents[2][rock == k]) for k in range(4)]
    assert nickel[1] > 2 * max(nickel[0], nickel[3])  # basalt against granite and limestone
    assert ground.contents.min() > 0


def test_a_small_demo_runs_without_pytorch(
    qgis_process: QgisProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A core too small for a network: all steps, files, and the same figures in the table and in the files."""
    demo_superresolution.run(qgis_process, tmp_path, 3, SIZE)
    wanted = {"super.gfm", "report.html", "measures_training.csv", "sharpened.tif", "deviation.tif", "domain.tif"}
    wanted |= {"evaluation.html", "measures.json", "maps.png", "interpolated.tif"}
    assert wanted <= {path.name for path in tmp_path.iterdir()}
    text = capsys.readouterr().out
    rows = json.loads((tmp_path / "measures.json").read_text(encoding="utf-8"))["rows"]
    sharpened = {row["element"]: row for row in rows if row["map"] == "sharpened"}
    assert set(sharpened) == set(synthetic.ELEMENTS)
    assert np.mean([row["skill"] for row in sharpened.values()]) > 0.2  # rock and relief are known beside the map
    plain = {row["element"]: row for row in rows if row["map"] == "interpolated"}
    assert sum(sharpened[element]["rmse"] < plain[element]["rmse"] for element in plain) >= 3
    line = next(line for line in text.splitlines() if line.startswith("Cu: sharpened"))
    assert line.split()[2] == f"{sharpened['Cu']['rmse']:.3f}"
    truth, mapped = read_raster(tmp_path / "data" / "withheld.tif")[0], read_raster(tmp_path / "sharpened.tif")[0]
    error = float(np.sqrt(np.nanmean((truth.astype(float) - mapped) ** 2)))
    assert sharpened["Cu"]["rmse"] == pytest.approx(error, rel=1e-5)
