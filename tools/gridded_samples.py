"""Coarse maps as users make them: samples at points, gridded by ``geochemfusion:gridsamples``."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
from osgeo import gdal, ogr, osr

from tools.accuracy_measures import planes
from tools.demo import Case, cell_size, open_dataset, shared_fields
from tools.qgis_runner import QgisProcess, Value

MOST = 13  # samples of a cell; at least one
SAMPLE_ERROR = 0.05  # relative
SEED = 2024


def gridded(process: QgisProcess, case: Case, path: Path) -> Case:
    """Return the case with another coarse map, written to ``path``: of samples, on cells of the size of its own.

    The samples are the points that the set is trained with, where it has validation points, else drawn from the truth.
    """
    samples = case.image.with_name("points_train.gpkg")
    if not case.at_points:
        samples = path.with_suffix(".gpkg")
        draw_samples(case.validation, cell_size(case.coarse), samples)
    fields = shared_fields(replace(case, validation=samples))
    inputs: dict[str, Value] = {"SAMPLES": samples, "FIELDS": fields, "CELL_SIZE": cell_size(case.coarse)}
    process.run("geochemfusion:gridsamples", {**inputs, "OUTPUT": path})
    return replace(case, coarse=path)


def draw_samples(truth: Path, cell: float, path: Path) -> None:
    """Write noisy samples of a raster at random places, 1 to 13 in each cell whose edges are multiples of ``cell``.

    Numbers of samples are spread evenly; places without a value in any band are left out. The same raster gives the
    same samples.
    """
    random = np.random.default_rng(SEED)
    dataset = open_dataset(truth)
    corner_x, pixel_x, _, corner_y, _, pixel_y = dataset.GetGeoTransform()
    left, right = corner_x, corner_x + pixel_x * dataset.RasterXSize
    bottom, top = corner_y + pixel_y * dataset.RasterYSize, corner_y
    columns, rows = np.arange(left // cell, -(-right // cell)), np.arange(bottom // cell, -(-top // cell))
    cells = np.stack(np.meshgrid(columns, rows), axis=-1).reshape(-1, 2)
    cells = np.repeat(cells, random.integers(1, MOST + 1, len(cells)), axis=0)
    x, y = ((cells + random.random(cells.shape)) * cell).T
    column, row = np.floor((x - corner_x) / pixel_x).astype(int), np.floor((y - corner_y) / pixel_y).astype(int)
    within = (column >= 0) & (column < dataset.RasterXSize) & (row >= 0) & (row < dataset.RasterYSize)
    bands = planes(dataset)
    values = np.stack([plane[row[within], column[within]] for plane in bands.values()], axis=1)
    values *= 1 + SAMPLE_ERROR * random.standard_normal(values.shape)
    known = np.isfinite(values).all(axis=1)
    _write_points(path, dataset.GetProjection(), list(bands), x[within][known], y[within][known], values[known])


def _write_points(path: Path, crs: str, names: list[str], x: np.ndarray, y: np.ndarray, values: np.ndarray) -> None:
    reference = osr.SpatialReference()
    reference.ImportFromWkt(crs)
    path.unlink(missing_ok=True)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    if source is None:
        raise OSError(f"{path} could not be written: {gdal.GetLastErrorMsg()}")
    layer = source.CreateLayer("samples", reference, ogr.wkbPoint)
    for name in names:
        layer.CreateField(ogr.FieldDefn(name, ogr.OFTReal))
    layer.StartTransaction()
    for place_x, place_y, contents in zip(x.tolist(), y.tolist(), values.tolist()):
        feature = ogr.Feature(layer.GetLayerDefn())
        for name, value in zip(names, contents):
            feature[name] = value
        point = ogr.Geometry(ogr.wkbPoint)
        point.AddPoint_2D(place_x, place_y)
        feature.SetGeometry(point)
        layer.CreateFeature(feature)
    layer.CommitTransaction()
    layer = source = None
