"""The real surveys with known deposits, read by GDAL alone, and cleaned as the benchmark of OpenGADBench does."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from osgeo import ogr, osr

from geochem_fusion.core.samples.points import PointValues


def read_layer(path: Path, fields: tuple[str, ...] = (), where: str = "") -> PointValues:
    """Read points with number fields, NaN for NULL; skips the test where the survey is not there."""
    if not path.exists():
        pytest.skip(f"{path} is not there")
    source = ogr.Open(str(path))
    layer = source.GetLayer(0)
    if where:
        layer.SetAttributeFilter(where)
    places, rows = [], []
    for feature in layer:
        geometry = feature.GetGeometryRef()
        places.append((geometry.GetX(), geometry.GetY()))
        rows.append([np.nan if feature.GetField(name) is None else feature.GetField(name) for name in fields])
    xy, crs = np.array(places), layer.GetSpatialRef().ExportToWkt()
    return PointValues(xy[:, 0], xy[:, 1], fields, np.array(rows, float).reshape(len(xy), -1), crs, path.stem)


def cleaned(values: np.ndarray) -> np.ndarray:
    """Half the smallest positive value for all that is none."""
    return np.where(values > 0, values, values[values > 0].min() / 2)


def local_log_mean(values: np.ndarray, places: np.ndarray) -> np.ndarray:
    """The mean logarithm of each row and its eight nearest."""
    from scipy.spatial import cKDTree

    return np.log(values)[cKDTree(places).query(places, 9)[1]].mean(axis=1)


def write_points(path: Path, x: np.ndarray, y: np.ndarray, columns: dict[str, np.ndarray], code: int = 32633) -> str:
    """Write points with number fields as a GeoPackage and return its path."""
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(code)
    reference.SetAxisMappingStrategy(osr.OAMS_TRADITIONAL_GIS_ORDER)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer(path.stem, reference, ogr.wkbPoint)
    for name in columns:
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
    for k in range(len(x)):
        feature = ogr.Feature(layer.GetLayerDefn())
        feature.SetGeometry(ogr.CreateGeometryFromWkt(f"POINT ({float(x[k])!r} {float(y[k])!r})"))
        for name, values in columns.items():
            feature[name] = float(values[k])
        layer.CreateFeature(feature)
    return str(path)
