"""A synthetic scene for the demo and the tests: the ground of ``core/practice``, written with GDAL.

Nine ASTER-like bands at 15 m, copper on a 2 km grid as means of noisy samples, an independent 0.5 km grid
over part of the area, and the true copper at 15 m for scoring.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, osr

from tools.package import load_package

load_package()

from geochem_fusion.core.practice.ground import (  # noqa: E402
    BANDS,
    EPSG,
    IMAGE_NODATA,
    MARGIN,
    ORIGIN,
    PIXEL,
    WAVELENGTHS,
    Array,
    Ground,
    image_bands,
    make_ground,
    surveys,
    swath,
)

MAP_NODATA = -9999.0


@dataclass(frozen=True)
class Scene:
    """The files of one scene."""

    covariates: Path
    coarse: Path
    validation: Path
    truth: Path


def make_scene(folder: Path, seed: int = 2023, size: int = 2400) -> Scene:
    """Write a scene of ``size`` x ``size`` pixels into ``folder``; the same seed gives the same files."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    scene = Scene(
        covariates=folder / "covariates.tif",
        coarse=folder / "coarse_2km.tif",
        validation=folder / "validation_500m.tif",
        truth=folder / "truth_fine.tif",
    )
    random = np.random.default_rng(seed)
    ground = make_ground(random, size + 2 * MARGIN)
    inside = swath(size)
    write_image(scene.covariates, ground, inside, random)
    inner = slice(MARGIN, MARGIN + size)
    truth = np.where(inside, ground.copper[inner, inner], np.float32(MAP_NODATA))
    write_map(scene.truth, truth, ORIGIN, PIXEL)
    for path, found in zip((scene.coarse, scene.validation), surveys(ground.copper, size, random)):
        write_map(path, found.means, found.corner, found.cell)
    return scene


def write_image(path: Path, ground: Ground, inside: NDArray[np.bool_], random: np.random.Generator) -> None:
    dataset = create(path, inside.shape, len(BANDS), gdal.GDT_UInt16, ORIGIN, PIXEL)
    for index, numbers in enumerate(image_bands(ground, inside, random)):
        band = dataset.GetRasterBand(index + 1)
        band.SetDescription(BANDS[index])
        band.SetNoDataValue(IMAGE_NODATA)
        band.SetMetadata({"wavelength": f"{WAVELENGTHS[index]:g}", "wavelength_units": "Micrometers"})
        band.WriteArray(numbers)
    dataset.FlushCache()


def write_map(path: Path, content: Array, corner: tuple[float, float], cell: float) -> None:
    dataset = create(path, content.shape, 1, gdal.GDT_Float32, corner, cell)
    band = dataset.GetRasterBand(1)
    band.SetDescription("Cu")
    band.SetUnitType("ppm")
    band.SetNoDataValue(MAP_NODATA)
    band.WriteArray(content)
    dataset.FlushCache()


def create(
    path: Path, shape: Sequence[int], bands: int, data_type: int, corner: tuple[float, float], cell: float
) -> gdal.Dataset:
    options = ["TILED=YES", "COMPRESS=DEFLATE", "ZLEVEL=1", "NUM_THREADS=ALL_CPUS"]
    driver = gdal.GetDriverByName("GTiff")
    dataset = driver.Create(str(path), shape[1], shape[0], bands, data_type, options)
    if dataset is None:
        raise OSError(f"{path} could not be written: {gdal.GetLastErrorMsg()}")
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(EPSG)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetGeoTransform((corner[0], cell, 0.0, corner[1], 0.0, -cell))
    return dataset
