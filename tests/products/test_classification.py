"""The classify step recomputed in one piece, the same whatever the tiles, and what is refused."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import Log, read_raster, write_raster
from osgeo import gdal
from scipy import stats

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.products import classification
from geochem_fusion.core.products.classification import (
    Classification,
    classify_map,
    is_beyond,
    limit_rows,
    write_limits,
)
from geochem_fusion.core.raster.gdal_reader import describe

NAN = np.nan


class Map:
    def __init__(self, folder: Path) -> None:
        rng = np.random.default_rng(5)
        self.values = np.exp(rng.normal(size=(2, 60, 70)) + np.array([3.0, 5.0])[:, None, None])
        self.values[:, 10:20, 30:50] = NAN
        self.values[1, 0, 0] = NAN
        self.spread = 0.3 * self.values
        self.path = write_raster(folder / "map.tif", self.values, names=["Cu", "Zn"], unit="ppm")
        names = [f"{name} standard deviation" for name in ("Zn", "Cu")]
        self.uncertainty = write_raster(folder / "u.tif", self.spread[::-1], names=names, unit="ppm")
        self.request = Classification(
            self.path,
            self.uncertainty,
            classes=str(folder / "c.tif"),
            probability=str(folder / "p.tif"),
            index=str(folder / "i.tif"),
        )


@pytest.fixture
def scene(tmp_path: Path) -> Map:
    return Map(tmp_path)


def test_classes_by_percentiles(scene: Map) -> None:
    found = classify_map(scene.request)
    got = read_raster(scene.request.classes)
    for plane, own, share, classes in zip(scene.values, found.limits, found.shares, got):
        known = np.isfinite(plane)
        limits = np.percentile(plane[known].astype(np.float32).astype(float), [50, 75, 90, 95, 98])
        np.testing.assert_allclose(own.percentiles, limits, rtol=1e-6)
        expected = np.where(known, (plane[..., None].astype(np.float32) > limits).sum(axis=-1), NAN)
        np.testing.assert_array_equal(classes, expected)
        np.testing.assert_allclose(share, [0.5, 0.25, 0.15, 0.05, 0.03, 0.02], atol=1e-3)
    assert describe(str(scene.request.classes)).band_names == ["Cu class", "Zn class"]
    assert found.pixels == np.isfinite(scene.values).any(axis=0).sum()


def test_probabilities_take_the_deviation_of_the_same_name(scene: Map) -> None:
    classify_map(replace(scene.request, threshold="Cu=25;Zn=100"))
    got = read_raster(scene.request.probability)
    for plane, spread, threshold, found in zip(scene.values, scene.spread, (25, 100), got):
        np.testing.assert_allclose(found, stats.norm.sf(threshold, plane, spread), atol=1e-5)
    assert describe(str(scene.request.probability)).band_names == ["Cu above 25 ppm", "Zn above 100 ppm"]


def test_index_is_nodata_where_an_element_is(scene: Map) -> None:
    found = classify_map(scene.request)
    index = read_raster(scene.request.index)[0]
    np.testing.assert_array_equal(np.isfinite(index), np.isfinite(scene.values).all(axis=0))
    logs = np.log(scene.values)
    z = [(p - np.nanmedian(p)) / (1.4826 * np.nanmedian(np.abs(p - np.nanmedian(p)))) for p in logs]
    np.testing.assert_allclose(index, z[0] + z[1], rtol=1e-4, atol=1e-4)
    assert found.index_range == pytest.approx(tuple(np.nanpercentile(index, [2, 98])), rel=1e-4)


@pytest.mark.parametrize("method", ["percentiles", "deviation", "fractal"])
def test_tiles_change_nothing(scene: Map, method: str, monkeypatch: pytest.MonkeyPatch) -> None:
    request = replace(scene.request, method=method)
    maps = []
    for tile in (512, 16, 32):
        monkeypatch.setattr(classification, "TILE", tile)
        classify_map(request)
        maps.append([read_raster(p) for p in (request.classes, request.probability, request.index)])
        for found, expected in zip(maps[-1], maps[0]):
            np.testing.assert_array_equal(found, expected)


def test_breaks_of_a_fractal_are_reached_and_other_limits_exceeded() -> None:
    assert [is_beyond(method) for method in ("percentiles", "deviation", "fractal")] == [True, True, False]


def test_overviews_of_classes_are_classes(tmp_path: Path) -> None:
    path = write_raster(tmp_path / "m.tif", np.random.default_rng(2).normal(size=(1, 600, 520)))
    classify_map(Classification(path, classes=str(tmp_path / "c.tif")))
    dataset = gdal.Open(str(tmp_path / "c.tif"))
    band = dataset.GetRasterBand(1)
    assert band.GetOverviewCount() > 0
    np.testing.assert_array_equal(band.GetOverview(0).ReadAsArray(), band.ReadAsArray()[::2, ::2])


def test_limits_as_a_table(scene: Map, tmp_path: Path) -> None:
    found = classify_map(replace(scene.request, probability=None, index=None))
    write_limits(found, str(tmp_path / "l.csv"))
    with open(tmp_path / "l.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == sum(map(len, limit_rows(found)))
    first = rows[0]
    assert (first["element"], first["unit"], first["method"], first["level"]) == ("Cu", "ppm", "percentiles", "50 %")
    assert float(first["share_of_area_beyond"]) == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"method": "best"}, "METHOD 'best' is not known"),
        ({"uncertainty": None}, "PROBABILITY needs the standard deviations"),
        ({"bands": [7]}, "Band 8 was asked for"),
        ({"bands": [0], "index_bands": [1]}, "INDEX_BANDS: Zn are not among BANDS"),
        ({"threshold": "Au=1"}, "the map has no element 'Au'"),
    ],
)
def test_what_is_refused(scene: Map, change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(FusionError, match=sentence):
        classify_map(replace(scene.request, **change))
    assert not Path(str(scene.request.classes)).exists()


def test_deviations_of_another_grid_or_element(scene: Map, tmp_path: Path) -> None:
    other = write_raster(tmp_path / "o.tif", scene.spread[:, 5:])
    with pytest.raises(FusionError, match="lies on another grid"):
        classify_map(replace(scene.request, uncertainty=other))
    strange = write_raster(tmp_path / "s.tif", scene.spread[:1], names=["Au"])
    with pytest.raises(FusionError, match="has no band of Cu, Zn"):
        classify_map(replace(scene.request, uncertainty=strange))


def test_deviations_in_another_unit(scene: Map, tmp_path: Path) -> None:
    names = [f"{name} standard deviation" for name in ("Zn", "Cu")]
    other = write_raster(tmp_path / "ppb.tif", scene.spread[::-1] * 1000, names=names, unit="ppb")
    with pytest.raises(FusionError, match=r"UNCERTAINTY .*ppb.tif is in another unit than INPUT"):
        classify_map(replace(scene.request, uncertainty=other))
    alike = write_raster(tmp_path / "alike.tif", scene.spread[::-1], names=names, unit="mg/kg")
    classify_map(replace(scene.request, uncertainty=alike))


def test_contents_that_cannot_be_are_told(tmp_path: Path) -> None:
    plane, log = np.linspace(10, 40, 400).reshape(20, 20), Log()
    plane[0, :8] = -1
    plane[1, :8] = 1e15
    path = write_raster(tmp_path / "strange.tif", plane, names=["Cu"], unit="ppm")
    classify_map(Classification(path, classes=str(tmp_path / "c.tif")), log)
    assert any("2.0% of the values are above 1e+06 ppm" in line for line in log.warnings)
    assert any("2.0% of the values are below 0" in line for line in log.warnings)


def test_cancelling_leaves_nothing(scene: Map) -> None:
    log = Log()
    classify_map(scene.request, log)
    for name in ("classes", "probability", "index"):
        Path(getattr(scene.request, name)).unlink()
    for allowed in range(log.asked):
        with pytest.raises(Cancelled):
            classify_map(scene.request, Log(stop_after=allowed))
        assert sorted(p.name for p in Path(scene.path).parent.iterdir()) == ["map.tif", "u.tif"]
