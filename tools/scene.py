"""A synthetic scene for the demo and the tests, made like the study area of the fusion paper.

Nine ASTER-like bands at 15 m, copper on a 2 km grid as means of noisy samples, an independent 0.5 km grid
over part of the area, and the true copper at 15 m for scoring. Copper follows what the bands can see (mafic
rock, alteration along contacts and faults) and what they cannot (a regional trend, fine scatter); the bands
also respond to what has nothing to do with copper (relief, vegetation, other minerals).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal, osr
from scipy import ndimage

Array = NDArray[np.float32]

PIXEL = 15.0
COARSE_CELL = 2000.0
VALIDATION_CELL = 500.0
EPSG = 32645
ORIGIN = (431985.0, 4622015.0)
MARGIN = 60  # pixels simulated beyond each edge of the image, as the geochemical survey does not stop there
COARSE_SHIFT = (-430.0, 610.0)  # metres from the corner of the image to the corner of the coarse grid
SCENE_ROTATION = np.radians(8.0)  # the image is the rotated swath of a satellite: nodata in its corners

COPPER_MEAN = 23.0
COPPER_DEVIATION = 13.5
COPPER_RANGE = (2.0, 72.0)
SAMPLE_ERROR = 0.15  # relative, of sampling and laboratory together
CATCHMENT = 10.0  # pixels: a sediment sample speaks for the surroundings of its place

IMAGE_NODATA = 0
MAP_NODATA = -9999.0
REFLECTANCE_SCALE = 10000.0
SENSOR_NOISE = 0.0015
ROCK_VARIATION = 0.006  # of reflectance, from band to band, by what is in no library

BANDS = tuple(f"ASTER_B{number}" for number in ("1", "2", "3N", "4", "5", "6", "7", "8", "9"))
WAVELENGTHS = (0.556, 0.661, 0.807, 1.656, 2.167, 2.209, 2.262, 2.336, 2.400)

# Reflectance of the pure materials in the nine bands; unlike libraries, with the mean of many rocks in mind.
SPECTRA = {
    "felsic": (0.27, 0.31, 0.34, 0.40, 0.38, 0.36, 0.37, 0.36, 0.35),
    "mafic": (0.11, 0.12, 0.13, 0.17, 0.17, 0.17, 0.16, 0.13, 0.14),
    "carbonate": (0.36, 0.40, 0.42, 0.45, 0.42, 0.42, 0.41, 0.30, 0.36),
    "clay": (0.24, 0.31, 0.36, 0.47, 0.39, 0.33, 0.41, 0.40, 0.37),
    "sericite": (0.30, 0.35, 0.38, 0.52, 0.43, 0.27, 0.44, 0.37, 0.39),
    "iron_oxide": (0.07, 0.19, 0.17, 0.34, 0.32, 0.31, 0.31, 0.30, 0.29),
    "vegetation": (0.09, 0.05, 0.45, 0.24, 0.12, 0.11, 0.11, 0.09, 0.08),
}

# Lithological units as mixtures of rock: felsic, mafic, carbonate, clay.
UNITS = (
    (0.85, 0.10, 0.00, 0.05),
    (0.70, 0.20, 0.00, 0.10),
    (0.35, 0.60, 0.00, 0.05),
    (0.10, 0.85, 0.00, 0.05),
    (0.15, 0.05, 0.75, 0.05),
    (0.30, 0.10, 0.40, 0.20),
    (0.40, 0.15, 0.05, 0.40),
    (0.25, 0.35, 0.10, 0.30),
    (0.55, 0.30, 0.05, 0.10),
)


@dataclass(frozen=True)
class Scene:
    """The files of one scene."""

    covariates: Path
    coarse: Path
    validation: Path
    truth: Path


@dataclass(frozen=True)
class Ground:
    """What lies in the area, on the image's pixels and a margin around them."""

    rocks: tuple[Array, ...]  # shares of felsic, mafic, carbonate, clay
    alteration: Array  # 0 to 1
    vegetation: Array  # covered share
    illumination: Array  # factor
    copper: Array  # ppm


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
    write_surveys(scene, ground.copper, size, random)
    return scene


def make_ground(random: np.random.Generator, size: int) -> Ground:
    rocks = lithology(random, size)
    alteration = alteration_zones(random, size)
    cover = smooth_field(random, size, 1300.0)
    sparse = smooth_field(random, size, 90.0)
    # Dense patches that hide the ground, thin grass elsewhere.
    vegetation = 0.9 * step(cover - 1.25, 0.12) + 0.05 * np.clip(1 + sparse, 0, None)
    relief = smooth_field(random, size, 220.0) + smooth_field(random, size, 900.0)
    slope = ndimage.sobel(relief, axis=1) - ndimage.sobel(relief, axis=0)
    return Ground(
        rocks=rocks,
        alteration=alteration,
        vegetation=np.clip(vegetation, 0, 0.95),
        illumination=np.clip(1 + 0.05 * slope / slope.std(), 0.75, 1.25),
        copper=copper_content(random, size, rocks, alteration),
    )


def lithology(random: np.random.Generator, size: int) -> tuple[Array, ...]:
    """Shares of rock: the unit with the strongest field rules, and contacts are a little blurred."""
    total = np.zeros((size, size), np.float32)
    shares = [np.zeros((size, size), np.float32) for _ in UNITS[0]]
    for unit in UNITS:
        field = smooth_field(random, size, 1400.0) + 0.12 * smooth_field(random, size, 250.0)
        weight = np.exp(12 * field)
        total += weight
        for share, part in zip(shares, unit):
            share += np.float32(part) * weight
    variation = 0.15 * smooth_field(random, size, 400.0)
    mafic = np.clip(shares[1] / total * (1 + variation), 0, 1)
    rest = (1 - mafic) / np.maximum(total - shares[1], 1e-6)
    return shares[0] * rest, mafic, shares[2] * rest, shares[3] * rest


def alteration_zones(random: np.random.Generator, size: int) -> Array:
    """Halos around the contacts of intrusions and along faults, stronger where the rock was permeable."""
    intrusion = smooth_field(random, size, 2000.0) + 0.1 * smooth_field(random, size, 300.0)
    halo = np.exp(-(((intrusion - 1.0) / 0.35) ** 2))
    permeable = step(smooth_field(random, size, 700.0), 0.5)
    near_fault = np.exp(-fault_distance(random, size) / 160.0)
    return np.clip(halo * (0.35 + 0.65 * permeable) + 0.7 * near_fault * permeable, 0, 1)


def fault_distance(random: np.random.Generator, size: int, count: int = 7) -> Array:
    """Distance in metres to the nearest of a few slightly winding faults."""
    rows, columns = np.ogrid[:size, :size]
    winding = 200.0 / PIXEL * smooth_field(random, size, 1200.0)
    nearest = np.full((size, size), np.inf, np.float32)
    for _ in range(count):
        angle = random.normal(0.9, 0.35)
        row, column = random.uniform(0, size, 2)
        distance = (columns - column) * np.sin(angle) - (rows - row) * np.cos(angle)
        np.minimum(nearest, np.abs(distance.astype(np.float32) + winding), out=nearest)
    return nearest * np.float32(PIXEL)


def copper_content(random: np.random.Generator, size: int, rocks: tuple[Array, ...], alteration: Array) -> Array:
    score = (
        1.5 * rocks[1]
        + 1.9 * alteration
        - 0.5 * rocks[2]
        + 0.25 * smooth_field(random, size, 8000.0)
        + 0.15 * smooth_field(random, size, 400.0)
    )
    return to_copper(score)


def to_copper(score: Array) -> Array:
    """Bend a score into ppm, right-skewed and bounded, with the mean and standard deviation of the survey."""
    low, high = COPPER_RANGE
    sample = (score[::8, ::8] - score.mean()) / score.std()
    offset, scale = -1.3, 0.7
    # The mean answers to the offset and the deviation to the scale: alternating steps settle both.
    for _ in range(40):
        content = low + (high - low) * step(sample + offset / scale, 1 / scale)
        offset += 3.0 * (COPPER_MEAN - content.mean()) / (high - low)
        scale *= COPPER_DEVIATION / content.std()
    standard = (score - score.mean()) / score.std()
    return np.asarray(low + (high - low) * step(standard + offset / scale, 1 / scale), np.float32)


def step(values: Array, width: float) -> Array:
    """A smooth step from 0 to 1 around zero."""
    return np.asarray(1 / (1 + np.exp(-values / np.float32(width))), np.float32)


def smooth_field(random: np.random.Generator, size: int, reach: float) -> Array:
    """A standard Gaussian random field that varies over ``reach`` metres."""
    sigma = reach / PIXEL
    # Made on a coarser grid and stretched: as smooth, and very much faster than a wide filter.
    stride = max(1, int(sigma / 4))
    coarse = random.standard_normal((size // stride + 3,) * 2).astype(np.float32)
    coarse = ndimage.gaussian_filter(coarse, sigma / stride, mode="wrap")
    coarse = (coarse - coarse.mean()) / coarse.std()
    if stride == 1:
        return coarse[:size, :size]
    return ndimage.zoom(coarse, stride, order=1)[:size, :size]


def swath(size: int) -> NDArray[np.bool_]:
    """The pixels inside the rotated edge of the satellite's swath."""
    rows, columns = np.ogrid[:size, :size]
    half = size / 2
    across = (columns - half) * np.cos(SCENE_ROTATION) + (rows - half) * np.sin(SCENE_ROTATION)
    along = (rows - half) * np.cos(SCENE_ROTATION) - (columns - half) * np.sin(SCENE_ROTATION)
    return np.asarray((np.abs(across) < 1.04 * half) & (np.abs(along) < 1.04 * half))


def abundances(ground: Ground) -> dict[str, Array]:
    """Shares of the materials that the sensor sees from above."""
    bare = 1 - ground.vegetation
    altered = 0.65 * ground.alteration
    shares = {"vegetation": ground.vegetation}
    shares["sericite"] = 0.65 * altered * bare
    shares["iron_oxide"] = 0.35 * altered * bare
    for name, rock in zip(("felsic", "mafic", "carbonate", "clay"), ground.rocks):
        shares[name] = rock * (1 - altered) * bare
    return shares


def write_image(path: Path, ground: Ground, inside: NDArray[np.bool_], random: np.random.Generator) -> None:
    size = len(inside)
    inner = slice(MARGIN, MARGIN + size)
    materials = {name: share[inner, inner] for name, share in abundances(ground).items()}
    dataset = create(path, inside.shape, len(BANDS), gdal.GDT_UInt16, ORIGIN, PIXEL)
    for index, (name, wavelength) in enumerate(zip(BANDS, WAVELENGTHS)):
        mixture = sum(share * np.float32(SPECTRA[material][index]) for material, share in materials.items())
        noise = SENSOR_NOISE * random.standard_normal(inside.shape, np.float32)
        rock = ROCK_VARIATION * smooth_field(random, size, 900.0)
        reflectance = (mixture + rock) * ground.illumination[inner, inner] + noise
        numbers = np.clip(np.rint(reflectance * REFLECTANCE_SCALE), 1, 65535).astype(np.uint16)
        band = dataset.GetRasterBand(index + 1)
        band.SetDescription(name)
        band.SetNoDataValue(IMAGE_NODATA)
        band.SetMetadata({"wavelength": f"{wavelength:g}", "wavelength_units": "Micrometers"})
        band.WriteArray(np.where(inside, numbers, np.uint16(IMAGE_NODATA)))
    dataset.FlushCache()


def write_surveys(scene: Scene, copper: Array, size: int, random: np.random.Generator) -> None:
    """The regional survey: everywhere, four samples a cell; the detailed one: a part, one sample a cell."""
    extent = size * PIXEL
    surroundings = ndimage.gaussian_filter(copper, CATCHMENT)
    coarse_corner = (ORIGIN[0] + COARSE_SHIFT[0], ORIGIN[1] + COARSE_SHIFT[1])
    coarse_cells = max(1, round(extent / COARSE_CELL))
    coarse = survey(surroundings, coarse_corner, COARSE_CELL, (coarse_cells, coarse_cells), 2, random)
    write_map(scene.coarse, coarse, coarse_corner, COARSE_CELL)
    corner = (ORIGIN[0] + 0.28 * extent, ORIGIN[1] - 0.24 * extent)
    cells = (int(0.5 * extent / VALIDATION_CELL), int(0.44 * extent / VALIDATION_CELL))
    validation = survey(surroundings, corner, VALIDATION_CELL, cells, 1, random)
    write_map(scene.validation, validation, corner, VALIDATION_CELL)


def survey(
    content: Array,
    corner: tuple[float, float],
    cell: float,
    shape: tuple[int, int],
    samples_a_side: int,
    random: np.random.Generator,
) -> Array:
    """Cell means of noisy samples, one at a random place in each of the equal parts of a cell."""
    rows, columns = shape[0] * samples_a_side, shape[1] * samples_a_side
    spacing = cell / samples_a_side
    down = (np.arange(rows)[:, None] + random.uniform(size=(rows, columns))) * spacing
    across = (np.arange(columns)[None, :] + random.uniform(size=(rows, columns))) * spacing
    image_rows = ((ORIGIN[1] - corner[1] + down) / PIXEL + MARGIN).astype(int)
    image_columns = ((corner[0] - ORIGIN[0] + across) / PIXEL + MARGIN).astype(int)
    samples = content[image_rows, image_columns] * random.normal(1, SAMPLE_ERROR, (rows, columns))
    blocks = samples.reshape(shape[0], samples_a_side, shape[1], samples_a_side)
    return blocks.mean(axis=(1, 3)).astype(np.float32)


def write_map(path: Path, content: Array, corner: tuple[float, float], cell: float) -> None:
    dataset = create(path, content.shape, 1, gdal.GDT_Float32, corner, cell)
    band = dataset.GetRasterBand(1)
    band.SetDescription("Cu")
    band.SetUnitType("ppm")
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
