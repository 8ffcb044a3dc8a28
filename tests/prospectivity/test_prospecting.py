"""The step as a whole on a small region: the target is found, whatever tiles, seeds and files."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.prospectivity import prospecting, sample
from geochem_fusion.core.prospectivity.favourable import Favourable
from geochem_fusion.core.prospectivity.prospecting import map_prospectivity
from geochem_fusion.core.prospectivity.prospectivity_model import save
from geochem_fusion.core.prospectivity.recipe import LEVEL, OUTLIERS
from geochem_fusion.core.prospectivity.results import Prospectivity
from geochem_fusion.core.raster.grid import tiles
from tests.making import Log, read_raster
from tests.planted_region import ELEMENTS, GRID, TARGET, WIDE, PlantedRegion, contents
from tests.small_rasters import UTM
from tests.small_rasters import save as save_raster

ROW, COL = TARGET


def test_the_planted_target_is_among_the_first(ranked: Prospectivity) -> None:
    found = ranked
    areas = found.areas
    rank = int(areas.numbers()[ROW + 1, COL + 1])
    assert 1 <= rank <= 4
    assert {name for name, _ in found.leading[rank - 1]} == {"Cu_ppm", "Au_ppb", "As_ppm"}
    assert found.ranking is not None
    assert found.ranking.first.places.mean > 0.95
    assert found.ranking.first.captures[5] == 1
    assert found.geochemistry == ELEMENTS
    assert [source.name for source in found.sources] == ["geochemistry", "fields"]


def test_the_raster_holds_score_percentile_and_parts(mapped: PlantedRegion, plain: Prospectivity) -> None:
    found = plain
    planes = read_raster(mapped.path("plain.tif"))
    source = gdal.Open(mapped.path("plain.tif"))
    names = [source.GetRasterBand(k + 1).GetDescription() for k in range(source.RasterCount)]
    assert names == ["score", "percentile", *found.weights]
    known = np.isfinite(planes[0])
    assert known.sum() == found.cells == GRID.height * GRID.width - 16  # without the hole
    assert planes[0][known].min() > 0
    assert planes[0][known].max() < 1
    assert planes[1][known].mean() == pytest.approx(50, abs=0.1)
    above = (planes[0] >= found.threshold) & known
    assert above.sum() / known.sum() == pytest.approx(0.05, abs=0.01)
    level = read_raster(mapped.path("anomaly.tif"))[0]
    assert np.nanmax(level) == level[ROW : ROW + WIDE, COL : COL + WIDE].max()


def test_the_map_is_the_same_by_other_tiles(
    region: PlantedRegion, mapped: PlantedRegion, plain: Prospectivity, monkeypatch: pytest.MonkeyPatch
) -> None:
    windows = list(tiles(GRID.full_window(), 16))
    monkeypatch.setattr(prospecting, "windows_of", lambda grid: windows)
    for room in ("scoring", "rivals", "masked_network"):
        monkeypatch.setattr(f"geochem_fusion.core.prospectivity.{room}.windows_of", lambda grid: windows)
    monkeypatch.setattr(prospecting, "TileStore", small_store)
    map_prospectivity(region.request("tiled.tif"))
    whole, tiled = read_raster(mapped.path("plain.tif")), read_raster(region.path("tiled.tif"))
    np.testing.assert_allclose(tiled, whole, atol=1e-5)


def small_store(*given: object) -> object:
    from geochem_fusion.core.raster.tiles import TileStore

    return TileStore(*given, size=16)  # type: ignore[arg-type]


def test_the_same_seed_gives_the_same_bytes(mapped: PlantedRegion, plain: Prospectivity) -> None:
    save(plain.model, mapped.path("plain.gfm"))
    found = map_prospectivity(mapped.request("two.tif", anomaly=mapped.path("anomaly_two.tif")))
    save(found.model, mapped.path("two.gfm"))
    for one, two in (("plain.tif", "two.tif"), ("anomaly.tif", "anomaly_two.tif"), ("plain.gfm", "two.gfm")):
        assert Path(mapped.path(one)).read_bytes() == Path(mapped.path(two)).read_bytes()


def test_a_model_maps_the_same_ground_alike(region: PlantedRegion, mapped: PlantedRegion, plain: Prospectivity) -> None:
    save(plain.model, region.path("region.gfm"))
    again = map_prospectivity(region.request("again.tif", model=region.path("region.gfm")))
    one, other = read_raster(mapped.path("plain.tif")), read_raster(region.path("again.tif"))
    np.testing.assert_array_equal(one, other)
    assert again.weights == plain.weights
    save(again.model, region.path("again.gfm"))  # and so does a model that is handed on
    map_prospectivity(region.request("third.tif", model=region.path("again.gfm")))
    np.testing.assert_array_equal(one, read_raster(region.path("third.tif")))


def test_a_mirrored_region_has_a_mirrored_map(
    region: PlantedRegion, mapped: PlantedRegion, plain: Prospectivity, tmp_path: Path
) -> None:
    def mirrored(path: str, name: str) -> tuple[str, str]:
        source = gdal.Open(path)
        names = [source.GetRasterBand(k + 1).GetDescription() for k in range(source.RasterCount)]
        planes = source.ReadAsArray()[:, :, ::-1]
        return save_raster(tmp_path / f"{name}.tif", planes, GRID, names=names, nodata=np.nan), name

    rasters = [mirrored(region.geochemistry, "geochemistry"), mirrored(region.fields, "fields")]
    request = region.request("mirrored.tif")
    map_prospectivity(type(request)(rasters, request.output, method="classical"))
    one, other = read_raster(mapped.path("plain.tif")), read_raster(region.path("mirrored.tif"))
    assert next(iter(plain.weights)) == LEVEL
    np.testing.assert_allclose(other[0][:, ::-1], one[0], atol=1e-4)


def test_favourable_ground_is_favoured(region: PlantedRegion) -> None:
    x, y = GRID.map_xy(np.array([COL + 1.5]), np.array([ROW + 1.5]))
    feature = Favourable("faults", UTM, np.column_stack([x, y]))
    path = region.path("near.tif")
    map_prospectivity(region.request("favoured.tif", favourable=[feature], favourability=path))
    near = read_raster(path)[0]
    assert near[ROW + 1, COL + 1] == pytest.approx(1, abs=0.01)
    assert near[ROW + 1, COL - 25] < 0.01


def test_layers_that_say_nothing_are_left_out(region: PlantedRegion, tmp_path: Path) -> None:
    flat = save_raster(tmp_path / "flat.tif", np.ones((1, *GRID.shape)), GRID, names=("flat",))
    request, log = region.request("flat_out.tif"), Log()
    map_prospectivity(type(request)([*request.rasters, (flat, "flat")], request.output, method="classical"), log)
    assert any("because they are the same everywhere: flat." in text for text in log.warnings)


def test_codes_that_are_named_are_no_values(region: PlantedRegion, tmp_path: Path) -> None:
    """Whichever number it is: 33.5 lies amid the values, and is a hole where it is named."""
    values = np.random.default_rng(3).uniform(10, 40, (1, GRID.height, GRID.width)).astype(np.float32)
    holes = values.copy()
    values[0, 20:30, 5:15], holes[0, 20:30, 5:15] = 33.5, np.nan
    found = []
    for name, planes, codes in (("coded", values, "-999; 33.5"), ("holed", holes, ""), ("plain", values, "")):
        path = save_raster(tmp_path / f"{name}.tif", planes, GRID, names=["Rb_ppm"])
        request = region.request(f"{name}_out.tif")
        map_prospectivity(replace(request, rasters=[*request.rasters, (path, "other")], missing_codes=codes))
        found.append(read_raster(region.path(f"{name}_out.tif")))
    np.testing.assert_array_equal(found[0], found[1])
    assert not np.array_equal(found[0], found[2])
    for codes in ("n.d.", "none"):
        with pytest.raises(FusionError, match=f"MISSING_CODES '{codes}' is not understood: rasters hold numbers only"):
            map_prospectivity(replace(request, missing_codes=codes))


def test_zeros_in_all_contents_are_no_values_in_a_model_too(
    region: PlantedRegion, mapped: PlantedRegion, plain: Prospectivity, tmp_path: Path
) -> None:
    planes = contents()
    path = save_raster(tmp_path / "zeros.tif", np.nan_to_num(planes), GRID, names=ELEMENTS)
    request, log = region.request("zeros_out.tif"), Log()
    zeros = replace(request, rasters=[(path, "geochemistry"), request.rasters[1]])
    found = map_prospectivity(zeros, log)
    assert [line for line in log.warnings if "0 is taken for no value" in line]
    one, other = read_raster(region.path("zeros_out.tif")), read_raster(mapped.path("plain.tif"))
    np.testing.assert_array_equal(one, other)
    save(found.model, region.path("zeros.gfm"))
    map_prospectivity(replace(zeros, output=region.path("zeros_again.tif"), model=region.path("zeros.gfm")))
    np.testing.assert_array_equal(one, read_raster(region.path("zeros_again.tif")))


def test_contents_that_cannot_be_are_told(region: PlantedRegion, tmp_path: Path) -> None:
    strange = np.random.default_rng(3).uniform(10, 40, (1, GRID.height, GRID.width)).astype(np.float32)
    strange[0, 0, :5] = -1
    strange[0, 1, :5] = 2e6
    request, log = region.request("strange_out.tif"), Log()
    path = save_raster(tmp_path / "strange.tif", strange, GRID, names=["Rb_ppm"])
    map_prospectivity(replace(request, rasters=[*request.rasters, (path, "strange")]), log)
    told = [line for line in log.warnings if "'Rb_ppm' in RASTERS" in line]
    assert ["above 1e+06 ppm" in told[0], "below 0" in told[1]] == [True, True]


def test_without_geochemistry_what_is_unusual_is_sought(region: PlantedRegion) -> None:
    request, log = region.request("fields_out.tif"), Log()
    found = map_prospectivity(type(request)([(region.fields, "fields")], request.output, method="classical"), log)
    assert set(found.weights) == set(OUTLIERS)
    assert any("No layer is named as an element" in text for text in log.warnings)


def test_a_single_layer_is_refused(tmp_path: Path) -> None:
    path = save_raster(
        tmp_path / "one.tif", np.random.default_rng(1).normal(size=(1, *GRID.shape)), GRID, names=("Cu",)
    )
    request = PlantedRegion(tmp_path, path, path).request()
    with pytest.raises(FusionError, match="RASTERS have a single layer"):
        map_prospectivity(type(request)([(path, "one")], request.output, method="classical"))


def test_cancelling_leaves_nothing(region: PlantedRegion, monkeypatch: pytest.MonkeyPatch) -> None:
    class Stopped(Log):
        def cancelled(self) -> bool:
            return True

    with pytest.raises(Cancelled):
        map_prospectivity(region.request("cancelled.tif"), Stopped())
    assert not Path(region.path("cancelled.tif")).exists()
    assert sample.MOST > 0
