"""The demo of prospectivity and its synthetic region: what is promised of the layers, and a small run end to end."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, ogr
from scipy.spatial.distance import pdist

from tools import demo_prospectivity
from tools import synthetic_region as synthetic
from tools.qgis_runner import QgisProcess

SIZE, DEPOSITS = 60, 5


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> synthetic.RegionFiles:
    return synthetic.make_region(tmp_path_factory.mktemp("region"), 3, SIZE, DEPOSITS)


@pytest.fixture(scope="module")
def region() -> synthetic.Region:
    return synthetic.grow(np.random.default_rng(3), SIZE, DEPOSITS)


def bands(path: Path) -> dict[str, np.ndarray]:
    dataset = gdal.Open(str(path))
    found = {}
    for number in range(dataset.RasterCount):
        band = dataset.GetRasterBand(number + 1)
        found[band.GetDescription()] = band.ReadAsArray()
    return found


def test_same_seed_gives_the_same_region(files: synthetic.RegionFiles, tmp_path: Path) -> None:
    again = synthetic.make_region(tmp_path / "again", 3, SIZE, DEPOSITS)
    other = synthetic.make_region(tmp_path / "other", 4, SIZE, DEPOSITS)
    gold = [bands(made.geochemistry)["Au_ppb"] for made in (files, again, other)]
    np.testing.assert_array_equal(gold[0], gold[1])
    assert (gold[0] != gold[2]).any()


def test_layers_lie_over_each_other_on_cells_of_their_own(files: synthetic.RegionFiles) -> None:
    coarse, fine, units = (gdal.Open(str(path)) for path in (files.geochemistry, files.geophysics, files.geology))
    assert (coarse.RasterXSize, fine.RasterXSize, units.RasterXSize) == (SIZE, 2 * SIZE, 2 * SIZE)
    assert coarse.GetGeoTransform()[:2] == (synthetic.ORIGIN[0], 1000.0)
    assert fine.GetGeoTransform()[:2] == units.GetGeoTransform()[:2] == (synthetic.ORIGIN[0], 500.0)
    assert units.GetRasterBand(1).GetCategoryNames() == list(synthetic.UNITS)


def test_the_sea_has_no_geochemistry(files: synthetic.RegionFiles, region: synthetic.Region) -> None:
    gold = bands(files.geochemistry)["Au_ppb"]
    np.testing.assert_array_equal(gold != -9999.0, region.land)
    assert 0.5 < region.land.mean() < 1


def test_half_of_the_deposits_left_a_halo_and_all_keep_apart(region: synthetic.Region) -> None:
    assert region.kinds == ("expressed",) * DEPOSITS + ("blind",) * DEPOSITS
    assert pdist(region.deposits).min() >= synthetic.APART
    gold = np.log(region.contents["Au_ppb"])
    col, row = region.deposits.astype(int).T
    ranks = np.array([(gold < gold[r, c]).mean() for r, c in zip(row, col)])
    assert np.median(ranks[:DEPOSITS]) > 0.95
    assert np.median(ranks[DEPOSITS:]) < 0.95
    assert region.land[row, col].all()


def test_deposits_are_written_where_they_lie(files: synthetic.RegionFiles, region: synthetic.Region) -> None:
    source = ogr.Open(str(files.deposits))
    rows = [(f.GetGeometryRef().GetX(), f.GetGeometryRef().GetY(), f["kind"]) for f in source.GetLayer(0)]
    x, y = region.deposits.T
    np.testing.assert_allclose([row[0] for row in rows], synthetic.ORIGIN[0] + 1000 * x)
    np.testing.assert_allclose([row[1] for row in rows], synthetic.ORIGIN[1] - 1000 * y)
    assert tuple(row[2] for row in rows) == region.kinds


def test_distance_to_a_line_ends_where_the_line_ends() -> None:
    line = np.array([[[0.0, 0.0], [10.0, 0.0]]])
    places = np.array([[5.0, 2.0], [13.0, 4.0], [-3.0, 0.0]])
    np.testing.assert_allclose(synthetic.distance_to(places, line), [2.0, 5.0, 3.0])


def test_too_many_deposits_do_not_fit() -> None:
    with pytest.raises(ValueError, match="deposits do not fit into 30 cells a side"):
        synthetic.grow(np.random.default_rng(0), 30, 40)


def test_a_small_demo_runs_without_pytorch(
    qgis_process: QgisProcess, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """All steps and files, and the same figures in the table and in the files."""
    demo_prospectivity.run(qgis_process, tmp_path, 3, SIZE)
    wanted = {"prospectivity.tif", "anomaly.tif", "favourability.tif", "targets.gpkg", "sources.csv", "report.html"}
    wanted |= {"scores.csv", "region.gfm", "expressed.json", "expressed.html", "blind.json", "blind.html", "maps.png"}
    assert wanted <= {path.name for path in tmp_path.iterdir()}
    ranked = json.loads((tmp_path / "expressed.json").read_text(encoding="utf-8"))["rows"]
    line = next(text for text in capsys.readouterr().out.splitlines() if text.startswith("score"))
    assert line.split()[1] == f"{ranked[0]['auc_places']:.3f}"
    assert ranked[0]["auc_places"] > 0.9
