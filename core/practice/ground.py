"""Synthetic ground, made like the study area of the fusion paper: what is there, seen by a sensor, and sampled.

Nine ASTER-like bands at 15 m, and copper at every pixel, of which surveys take noisy samples. Copper follows what the
bands can see (mafic rock, alteration along contacts and faults) and what they cannot (a regional trend, fine scatter);
the bands also respond to what has nothing to do with copper (relief, vegetation, other minerals).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
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
class Ground:
    """What lies in the area, on the image's pixels and a margin around them."""

    rocks: tuple[Array, ...]  # shares of felsic, mafic, carbonate, clay
    alteration: Array  # 0 to 1
    vegetation: Array  # covered share
    illumination: Array  # factor
    copper: Array  # ppm


def make_ground(generator: np.random.Generator, size: int) -> Ground:
    rocks = lithology(generator, size)
    alteration = alteration_zones(generator, size)
    cover = smooth_field(generator, size, 1300.0)
    sparse = smooth_field(generator, size, 90.0)
    # Dense patches that hide the ground, thin grass elsewhere.
    vegetation = 0.9 * step(cover - 1.25, 0.12) + 0.05 * np.clip(1 + sparse, 0, None)
    relief = smooth_field(generator, size, 220.0) + smooth_field(generator, size, 900.0)
    slope = ndimage.sobel(relief, axis=1) - ndimage.sobel(relief, axis=0)
    return Ground(
        rocks=rocks,
        alteration=alteration,
        vegetation=np.clip(vegetation, 0, 0.95),
        illumination=np.clip(1 + 0.05 * slope / slope.std(), 0.75, 1.25),
        copper=copper_content(generator, size, rocks, alteration),
    )


def lithology(generator: np.random.Generator, size: int) -> tuple[Array, ...]:
    """Shares of rock: the unit with the strongest field rules, and contacts are a little blurred."""
    total = np.zeros((size, size), np.float32)
    shares = [np.zeros((size, size), np.float32) for _ in UNITS[0]]
    for unit in UNITS:
        field = smooth_field(generator, size, 1400.0) + 0.12 * smooth_field(generator, size, 250.0)
        weight = np.exp(12 * field)
        total += weight
        for share, part in zip(shares, unit):
            share += np.float32(part) * weight
    variation = 0.15 * smooth_field(generator, size, 400.0)
    mafic = np.clip(shares[1] / total * (1 + variation), 0, 1)
    rest = (1 - mafic) / np.maximum(total - shares[1], 1e-6)
    return shares[0] * rest, mafic, shares[2] * rest, shares[3] * rest


def alteration_zones(generator: np.random.Generator, size: int) -> Array:
    """Halos around the contacts of intrusions and along faults, stronger where the rock was permeable."""
    intrusion = smooth_field(generator, size, 2000.0) + 0.1 * smooth_field(generator, size, 300.0)
    halo = np.exp(-(((intrusion - 1.0) / 0.35) ** 2))
    permeable = step(smooth_field(generator, size, 700.0), 0.5)
    near_fault = np.exp(-fault_distance(generator, size) / 160.0)
    return np.clip(halo * (0.35 + 0.65 * permeable) + 0.7 * near_fault * permeable, 0, 1)


def fault_distance(generator: np.random.Generator, size: int, count: int = 7) -> Array:
    """Distance in metres to the nearest of a few slightly winding faults."""
    rows, columns = np.ogrid[:size, :size]
    winding = 200.0 / PIXEL * smooth_field(generator, size, 1200.0)
    nearest = np.full((size, size), np.inf, np.float32)
    for _ in range(count):
        angle = generator.normal(0.9, 0.35)
        row, column = generator.uniform(0, size, 2)
        distance = (columns - column) * np.sin(angle) - (rows - row) * np.cos(angle)
        np.minimum(nearest, np.abs(distance.astype(np.float32) + winding), out=nearest)
    return nearest * np.float32(PIXEL)


def copper_content(generator: np.random.Generator, size: int, rocks: tuple[Array, ...], alteration: Array) -> Array:
    score = (
        1.5 * rocks[1]
        + 1.9 * alteration
        - 0.5 * rocks[2]
        + 0.25 * smooth_field(generator, size, 8000.0)
        + 0.15 * smooth_field(generator, size, 400.0)
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


def smooth_field(generator: np.random.Generator, size: int, reach: float) -> Array:
    """A standard Gaussian random field that varies over ``reach`` metres."""
    sigma = reach / PIXEL
    # Made on a coarser grid and stretched: as smooth, and very much faster than a wide filter.
    stride = max(1, int(sigma / 4))
    coarse = generator.standard_normal((size // stride + 3,) * 2).astype(np.float32)
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


def image_bands(ground: Ground, inside: NDArray[np.bool_], generator: np.random.Generator) -> Iterator[Array]:
    """Yield what the sensor delivers, band by band: reflectances times 10000 as whole numbers, 0 outside the swath."""
    size = len(inside)
    inner = slice(MARGIN, MARGIN + size)
    materials = {name: share[inner, inner] for name, share in abundances(ground).items()}
    for index in range(len(BANDS)):
        mixture = sum(share * np.float32(SPECTRA[material][index]) for material, share in materials.items())
        noise = SENSOR_NOISE * generator.standard_normal(inside.shape, np.float32)
        rock = ROCK_VARIATION * smooth_field(generator, size, 900.0)
        reflectance = (mixture + rock) * ground.illumination[inner, inner] + noise
        numbers = np.clip(np.rint(reflectance * REFLECTANCE_SCALE), 1, 65535).astype(np.uint16)
        yield np.where(inside, numbers, np.uint16(IMAGE_NODATA))


@dataclass(frozen=True)
class Survey:
    """Samples at places ``x`` and ``y`` with their contents, rows of samples from the north, and the cells they fill.

    ``corner`` is the north-western one of the cells, whose ``means`` are those of their samples.
    """

    x: NDArray[np.float64]
    y: NDArray[np.float64]
    contents: Array
    corner: tuple[float, float]
    cell: float
    means: Array


def surveys(copper: Array, size: int, generator: np.random.Generator) -> tuple[Survey, Survey]:
    """Return the regional survey: everywhere, four samples a cell; and the detailed one: a part, one sample a cell."""
    extent = size * PIXEL
    surroundings = ndimage.gaussian_filter(copper, CATCHMENT)
    coarse_corner = (ORIGIN[0] + COARSE_SHIFT[0], ORIGIN[1] + COARSE_SHIFT[1])
    coarse_cells = max(1, round(extent / COARSE_CELL))
    coarse = survey(surroundings, coarse_corner, COARSE_CELL, (coarse_cells, coarse_cells), 2, generator)
    corner = (ORIGIN[0] + 0.28 * extent, ORIGIN[1] - 0.24 * extent)
    cells = (int(0.5 * extent / VALIDATION_CELL), int(0.44 * extent / VALIDATION_CELL))
    return coarse, survey(surroundings, corner, VALIDATION_CELL, cells, 1, generator)


def survey(
    content: Array,
    corner: tuple[float, float],
    cell: float,
    shape: tuple[int, int],
    samples_a_side: int,
    generator: np.random.Generator,
) -> Survey:
    """Return noisy samples, one at a random place in each of the equal parts of a cell."""
    rows, columns = shape[0] * samples_a_side, shape[1] * samples_a_side
    spacing = cell / samples_a_side
    down = (np.arange(rows)[:, None] + generator.uniform(size=(rows, columns))) * spacing
    across = (np.arange(columns)[None, :] + generator.uniform(size=(rows, columns))) * spacing
    image_rows = ((ORIGIN[1] - corner[1] + down) / PIXEL + MARGIN).astype(int)
    image_columns = ((corner[0] - ORIGIN[0] + across) / PIXEL + MARGIN).astype(int)
    samples = content[image_rows, image_columns] * generator.normal(1, SAMPLE_ERROR, (rows, columns))
    blocks = samples.reshape(shape[0], samples_a_side, shape[1], samples_a_side)
    means = blocks.mean(axis=(1, 3)).astype(np.float32)
    return Survey(corner[0] + across, corner[1] - down, samples, corner, cell, means)
