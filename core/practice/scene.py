"""The practicescene step: synthetic ground as the files that a user of this plugin has, and the truth beside them."""

from __future__ import annotations

import csv
from dataclasses import dataclass

import numpy as np

from ..files import atomic_file, check_outputs
from ..language import tr
from ..progress import SILENT, Progress, Record
from ..raster.description import Band
from ..raster.gdal_writer import RasterWriter
from ..raster.grid import Grid
from ..raster.projection import crs_wkt
from ..setting_limits import Limits, require_within
from .ground import (
    BANDS,
    EPSG,
    IMAGE_NODATA,
    MARGIN,
    ORIGIN,
    PIXEL,
    WAVELENGTHS,
    Survey,
    image_bands,
    make_ground,
    surveys,
    swath,
)

SIZE = Limits(1200, 300, 2400)
SEED = Limits(2023, 0, None)
DETECTION_LIMIT = 7.0  # ppm of copper, of the laboratory
_COPPER = Band("Cu", "ppm")
_HEAD = ("Sample", "Easting", "Northing", "Cu [ppm]")


@dataclass(frozen=True)
class PracticeScene:
    """A scene of ``size`` x ``size`` pixels of 15 m, the same for the same ``seed``; paths, None for what is not made.

    ``image`` has nine bands, ``coarse`` copper as means of four samples in cells of 2 km, ``table`` these samples as a
    laboratory reports them, ``validation`` an independent survey of a part in cells of 0.5 km, ``truth`` the copper at
    every pixel.
    """

    image: str | None = None
    coarse: str | None = None
    table: str | None = None
    validation: str | None = None
    truth: str | None = None
    size: int = SIZE.default
    seed: int = SEED.default


def make_practice_scene(request: PracticeScene, progress: Progress = SILENT) -> int:
    """Write the files asked for; return how many samples the table has.

    Raises FusionError for paths that cannot be written, and Cancelled where the user stops.
    """
    progress = Record(progress)
    require_within("SIZE", request.size, SIZE)
    require_within("SEED", request.seed, SEED)
    files = ("image", "coarse", "table", "validation", "truth")
    check_outputs({name.upper(): getattr(request, name) for name in files})
    generator, size = np.random.default_rng(request.seed), request.size
    ground = make_ground(generator, size + 2 * MARGIN)
    progress.check(0.5)
    inside = swath(size)
    grid = _grid(ORIGIN, PIXEL, inside.shape)
    planes = np.stack(
        [np.where(plane == IMAGE_NODATA, np.nan, plane) for plane in image_bands(ground, inside, generator)]
    )
    progress.check(0.8)
    bands = [Band(name, wavelength=wavelength) for name, wavelength in zip(BANDS, WAVELENGTHS)]
    _write(request.image, grid, bands, planes)
    inner = slice(MARGIN, MARGIN + size)
    _write(request.truth, grid, [_COPPER], np.where(inside, ground.copper[inner, inner], np.nan)[None])
    regional, detailed = surveys(ground.copper, size, generator)
    for path, survey in ((request.coarse, regional), (request.validation, detailed)):
        _write(path, _grid(survey.corner, survey.cell, survey.means.shape), [_COPPER], survey.means[None])
    if request.table:
        _write_table(request.table, regional)
    progress.info(
        tr(
            "The ground is synthetic: copper follows mafic rock and alteration, which the image sees, and a trend that "
            "it does not see."
        )
    )
    progress.progress(1)
    return int(regional.contents.size)


def _grid(corner: tuple[float, float], cell: float, shape: tuple[int, ...]) -> Grid:
    transform = (corner[0], cell, 0.0, corner[1], 0.0, -cell)
    return Grid(transform, shape[0], shape[1], crs_wkt(f"EPSG:{EPSG}"))


def _write(path: str | None, grid: Grid, bands: list[Band], planes: np.ndarray) -> None:
    if path:
        with RasterWriter(path, grid, bands, "Geochem Fusion practice scene") as writer:
            writer.write(planes, grid.full_window())


def _write_table(path: str, survey: Survey) -> None:
    """Write samples as a laboratory reports them: a decimal, and those below its limit with a sign."""
    with atomic_file(path) as file:
        writer = csv.writer(file)
        writer.writerow(_HEAD)
        places = zip(survey.x.ravel(), survey.y.ravel(), survey.contents.ravel().tolist())
        for number, (x, y, content) in enumerate(places, 1):
            text = f"{content:.1f}" if content >= DETECTION_LIMIT else f"<{DETECTION_LIMIT:g}"
            writer.writerow([f"P{number:04d}", f"{x:.1f}", f"{y:.1f}", text])
