"""Raster layers as the core reads them: settings of the layer, rasters in containers, local reference systems."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from osgeo import gdal, ogr, osr
from small_rasters import GRID, NAN, UTM, ramp, save

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.raster.gdal_reader import describe, read
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.raster.projection import crs_wkt, same_crs

MINE = 'LOCAL_CS["Mine grid of the north field",UNIT["metre",1]]'


@pytest.fixture
def context(qgis_app: Any) -> Iterator[Any]:
    from qgis.core import QgsProcessingContext, QgsProject

    project, made = QgsProject(), QgsProcessingContext()
    made.setProject(project)
    yield made
    project.clear()


def layer_of(path: str) -> Any:
    from qgis.core import QgsRasterLayer

    layer = QgsRasterLayer(path, "scene", "gdal")
    assert layer.isValid()
    return layer


def said(provider: Any, layer: Any, context: Any) -> list[str]:
    from geochem_fusion.algorithms.layers import settings_remarks

    return settings_remarks(provider.algorithm("decompose"), {"INPUT": layer}, context)


def test_a_layer_with_nothing_set_is_its_file(provider: Any, context: Any, tmp_path: Path) -> None:
    from geochem_fusion.algorithms.layers import layer_path

    layer = layer_of(save(tmp_path / "a.tif", ramp(2), nodata=3))
    assert layer_path(layer, "INPUT") == layer.source()
    assert said(provider, layer, context) == []


def test_additional_no_data_values_are_no_data(provider: Any, context: Any, tmp_path: Path) -> None:
    """What QGIS shows as empty is empty: the value of the file, single values and ranges, open or closed."""
    from qgis.core import QgsRasterRange

    from geochem_fusion.algorithms.layers import layer_path

    values = ramp(2)
    layer = layer_of(save(tmp_path / "a.tif", values, nodata=3))
    data = layer.dataProvider()
    open_range = QgsRasterRange(10, 14, QgsRasterRange.Exclusive)
    data.setUserNoDataValue(1, [QgsRasterRange(0, 0), open_range, QgsRasterRange(NAN, -5), QgsRasterRange(40, NAN)])
    data.setUserNoDataValue(2, [QgsRasterRange(50, 60, QgsRasterRange.IncludeMax)])
    got = read(layer_path(layer, "INPUT"))
    for band, plane in enumerate(got, 1):
        block = data.block(band, layer.extent(), GRID.width, GRID.height)
        empty = [[block.isNoData(row, col) for col in range(GRID.width)] for row in range(GRID.height)]
        np.testing.assert_array_equal(np.isnan(plane), empty)
    assert np.count_nonzero(np.isnan(got[0])) == 1 + 1 + 3 + 8
    assert np.count_nonzero(np.isnan(got[1])) == 10


def test_the_crs_set_on_a_layer_is_taken_and_told(provider: Any, context: Any, tmp_path: Path) -> None:
    from qgis.core import QgsCoordinateReferenceSystem

    from geochem_fusion.algorithms.layers import layer_path

    for number, wkt in enumerate(("", crs_wkt("EPSG:32633"))):
        grid = Grid(GRID.transform, GRID.height, GRID.width, wkt)
        layer = layer_of(save(tmp_path / f"{number}.tif", ramp(1), grid))
        layer.setCrs(QgsCoordinateReferenceSystem("EPSG:32632"))
        assert same_crs(describe(layer_path(layer, "INPUT")).grid.crs, UTM)
        assert said(provider, layer, context) == [
            "The layer 'scene' is read in the coordinate reference system set on it: WGS 84 / UTM zone 32N."
        ]
    layer.setCrs(QgsCoordinateReferenceSystem.fromWkt(MINE))
    assert same_crs(describe(layer_path(layer, "INPUT")).grid.crs, MINE)


def test_settings_that_do_not_count_are_told(provider: Any, context: Any, tmp_path: Path) -> None:
    from qgis.core import QgsRasterTransparency

    layer = layer_of(save(tmp_path / "a.tif", ramp(1), nodata=3))
    layer.dataProvider().setUseSourceNoDataValue(1, False)
    pixel = QgsRasterTransparency.TransparentSingleValuePixel()
    pixel.min = pixel.max = 5
    pixel.percentTransparent = 100
    transparency = QgsRasterTransparency()
    transparency.setTransparentSingleValuePixelList([pixel])
    layer.renderer().setRasterTransparency(transparency)
    shown, clear = said(provider, layer, context)
    assert "shows the no data value of its file as data; it stays no data here" in shown
    assert "Values that the layer 'scene' shows transparent count as data" in clear


@pytest.mark.parametrize("crs", ["EPSG:32634", "ESRI:102025"])
def test_a_layer_is_named_on_the_command_line_with_its_settings(
    provider: Any, context: Any, tmp_path: Path, crs: str
) -> None:
    from qgis.core import QgsCoordinateReferenceSystem, QgsRasterRange

    from geochem_fusion.algorithms.layers import find_raster, source_text

    path = save(tmp_path / "a.tif", ramp(1))
    layer = layer_of(path)
    layer.setCrs(QgsCoordinateReferenceSystem(crs))
    layer.dataProvider().setUserNoDataValue(1, [QgsRasterRange(7, 7)])
    text = source_text(layer)
    assert text == f"{path}|crs:{crs}|empty:1:7.0:7.0"
    find_raster("INPUT", text, context)
    found = provider.algorithm("decompose").raster_path({"INPUT": text}, "INPUT", context)
    assert same_crs(describe(found).grid.crs, crs_wkt(crs))
    np.testing.assert_array_equal(np.isnan(read(found)), ramp(1) == 7)


def containers(folder: Path) -> dict[str, str]:
    """Write two maps into a GeoPackage and a netCDF file; return texts that name the second, by format."""
    degrees = Grid((10.0, 0.1, 0.0, 50.0, 0.0, -0.1), 6, 8, crs_wkt("EPSG:4326"))
    sheet = str(folder / "maps.gpkg")
    for table, add in (("cu", 0), ("zn", 1)):
        source = gdal.Open(save(folder / f"{table}.tif", ramp(1) + add, degrees))
        options = [f"RASTER_TABLE={table}", f"APPEND_SUBDATASET={'YES' if add else 'NO'}"]
        gdal.GetDriverByName("GPKG").CreateCopy(sheet, source, options=options)
    single = str(folder / "one.nc")
    gdal.GetDriverByName("netCDF").CreateCopy(single, gdal.Open(str(folder / "zn.tif")))
    return {
        "table": f"GPKG:{sheet}:zn",
        "layer": f"{sheet}|layername=zn",
        "variable": f'NETCDF:"{single}":Band1',
        "option": f"{folder / 'zn.tif'}|option:NUM_THREADS=2",
    }


@pytest.mark.parametrize("kind", ["table", "layer", "variable", "option"])
def test_rasters_in_containers_are_found(provider: Any, context: Any, tmp_path: Path, kind: str) -> None:
    from geochem_fusion.algorithms.layers import find_raster

    text = containers(tmp_path)[kind]
    find_raster("INPUT", text, context)
    algorithm = provider.algorithm("decompose")
    good, message = algorithm.checkParameterValues({"INPUT": text, "HIGH": str(tmp_path / "high.tif")}, context)
    assert (good, message) == (True, "")
    got = read(algorithm.raster_path({"INPUT": text}, "INPUT", context))
    np.testing.assert_array_equal(got, ramp(1) + 1)
    path, title = provider.algorithm("train").rasters({"RASTERS": [text]}, "RASTERS", context)[0]
    np.testing.assert_array_equal(read(path), got)
    assert title in ("maps:zn", "one:Band1", "zn")


def test_a_container_lists_its_rasters(provider: Any, context: Any, tmp_path: Path) -> None:
    from geochem_fusion.algorithms.layers import find_raster

    sheet = containers(tmp_path)["layer"].partition("|")[0]
    inside = f"GPKG:{sheet}:cu, GPKG:{sheet}:zn"
    with pytest.raises(FusionError, match="holds several rasters") as caught:
        find_raster("INPUT", sheet, context)
    assert str(caught.value).endswith(f": choose one of {inside}.")


@pytest.mark.usefixtures("gdal_exceptions")
def test_points_and_image_in_one_local_crs(provider: Any, processing: Any, tmp_path: Path) -> None:
    """A mine grid is tied to nothing: it is read as it is, and to another CRS there is no way."""
    size = 48
    rows, cols = np.indices((size, size))
    values = np.stack([np.sin(cols / 5) + rows / 40, np.cos(rows / 7)])
    grid = Grid((1000.0, 10.0, 0.0, 2000.0, 0.0, -10.0), size, size, MINE)
    image = save(tmp_path / "image.tif", values, grid, names=["b1", "b2"])
    points = str(tmp_path / "points.gpkg")
    dataset = ogr.GetDriverByName("GPKG").CreateDataSource(points)
    reference = osr.SpatialReference()
    reference.SetFromUserInput(MINE)
    layer = dataset.CreateLayer("points", reference, ogr.wkbPoint)
    layer.CreateField(ogr.FieldDefn("Cu", ogr.OFTReal))
    for row, col in np.random.default_rng(5).integers(0, size, (60, 2)):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature["Cu"] = float(10 + 3 * values[0, row, col])
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({1005 + 10 * col} {1995 - 10 * row})"))
        layer.CreateFeature(feature)
    del feature, layer, dataset
    wanted = {"SAMPLES": points, "FIELDS": ["Cu"], "METHOD": "linear", "FEATURES": "raw"}
    model = str(tmp_path / "m.gfm")
    result = processing.run("geochemfusion:train", {"RASTERS": [image], **wanted, "MODEL": model})
    assert Path(result["MODEL"]).is_file()
    elsewhere = save(tmp_path / "utm.tif", values, Grid(grid.transform, size, size, UTM), names=["b1", "b2"])
    with pytest.raises(Exception, match="from 'Mine grid of the north field' to 'WGS 84 / UTM zone 32N' is known"):
        processing.run("geochemfusion:train", {"RASTERS": [elsewhere], **wanted, "MODEL": model})
