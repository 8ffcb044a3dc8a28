"""Synthetic sets with known covariance: ground that no default was chosen on, for ``make accuracy NEW=both``.

Sets of even seeds are the first half, on which something may be chosen; sets of odd seeds the second, which only
confirms what was chosen. A seed gives the same set each time; what it was made with stands in ground.json.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from osgeo import gdal
from scipy import ndimage

from tools.scene import MAP_NODATA, create

FIRST, SECOND = "first", "second"
HALVES = {FIRST: 0, SECOND: 1}  # the remainder of their seeds by two
SETS = 12  # in a half

PIXEL = 100.0  # metres
CORNER = (400000.0, 4600000.0)
SIDES = (100, 200)  # of an image, in pixels
RATIOS = (4, 6, 8, 10, 12, 16)
FEWEST_CELLS = 8  # along a side; a larger ratio than they allow becomes the largest that they do
SMOOTHNESS = (0.5, 1.0, 1.5, 2.0, 3.0)
IMAGE_REACH = (0.2, 4.0)  # range of what an image shows, in cells: finer and coarser than the contents
CONTENT_REACH = (0.4, 6.0)  # range of what it does not show, in cells
LATENT = 4  # fields behind the bands of an image
BANDS = (3, 6)
ELEMENTS = ("Cu", "Zn", "Pb", "Ni")
TYPICAL = 20.0  # ppm
SAMPLES = 4  # behind a value of a noisy map
SAMPLE_ERROR = 0.05  # relative
LEAST_COVERED = 0.5  # share of a cell with pixels, below which it has no value

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Element:
    """What the contents exp(``skew`` z) of an element are made of; the variances of the parts of z are shares of one.

    ``shown`` is the share of the latent fields of the image, ``smoothness`` and ``reach`` (pixels) are those of the
    Matern field that the rest is, and ``scatter`` is the standard deviation of what has no correlation, on top.
    """

    shown: float
    smoothness: float
    reach: float
    scatter: float
    skew: float


@dataclass(frozen=True)
class Ground:
    """An image (bands, height, width) and the contents in ppm (elements, height, width) on its pixels."""

    ratio: int
    bands: Array
    contents: dict[str, Array]
    elements: dict[str, Element]


def seeds(half: str, count: int = SETS) -> range:
    """The seeds of the first ``count`` sets of a half."""
    return range(HALVES[half], HALVES[half] + 2 * count, 2)


def make_sets(folder: Path, half: str, count: int = SETS) -> None:
    """Write the sets of a half into folders of ``folder``, laid out as ``make accuracy`` reads them."""
    for seed in seeds(half, count):
        write_set(folder / f"new_{seed:02d}", make_ground(seed), np.random.default_rng([1, seed]))


def make_ground(seed: int) -> Ground:
    """Return the ground of a seed."""
    random = np.random.default_rng([0, seed])
    height, width = (int(side) for side in random.integers(SIDES[0], SIDES[1] + 1, 2))
    ratio = min(int(random.choice(RATIOS)), min(height, width) // FEWEST_CELLS)
    shape = height, width
    latent = np.stack(
        [
            matern_field(shape, between(IMAGE_REACH, random) * ratio, random.choice(SMOOTHNESS), random)
            for _ in range(LATENT)
        ]
    )
    bands = np.stack([_band(latent, random) for _ in range(random.integers(BANDS[0], BANDS[1] + 1))])
    elements, contents = {}, {}
    for name in ELEMENTS[: random.integers(2, len(ELEMENTS) + 1)]:
        element = Element(
            shown=float(random.choice([0.0, 0.2, 0.4, 0.6, 0.8])),
            smoothness=float(random.choice(SMOOTHNESS)),
            reach=between(CONTENT_REACH, random) * ratio,
            scatter=float(random.choice([0.0, 0.0, 0.1, 0.2])),
            skew=float(random.choice([0.15, 0.3, 0.6, 1.0])),
        )
        elements[name], contents[name] = element, _content(element, latent, ratio, random)
    return Ground(ratio, bands, contents, elements)


def between(limits: tuple[float, float], random: np.random.Generator) -> float:
    """A number between two limits, whose logarithm is evenly spread."""
    return float(np.exp(random.uniform(*np.log(limits))))


def matern_field(shape: tuple[int, int], reach: float, smoothness: float, random: np.random.Generator) -> Array:
    """Return a Gaussian field (height, width) of mean 0 and variance 1 with a Matern covariance of range ``reach``.

    In pixels, with d the distance and K a modified Bessel function, u = sqrt(2 smoothness) d / reach:
    2^(1 - smoothness) / Gamma(smoothness) u^smoothness K_smoothness(u). Its spectrum in the plane is that of Rasmussen
    and Williams (2006), Gaussian Processes for Machine Learning, equation 4.15. The field is cut from one of twice the
    sides, because that one repeats itself.
    """
    height, width = shape
    down, across = 2 * np.pi * np.fft.fftfreq(2 * height, 1.0), 2 * np.pi * np.fft.fftfreq(2 * width, 1.0)
    spectrum = (2 * smoothness / reach**2 + down[:, None] ** 2 + across**2) ** -(smoothness + 1)
    white = np.fft.fft2(random.standard_normal(spectrum.shape))
    field = np.fft.ifft2(white * np.sqrt(spectrum / spectrum.mean())).real
    return np.asarray(field[:height, :width])


def _band(latent: Array, random: np.random.Generator) -> Array:
    """A band of the image: some of the latent fields, and noise of its pixels."""
    chosen = random.standard_normal(len(latent)) * (random.random(len(latent)) < 0.7)
    noise = float(random.choice([0.05, 0.2, 0.5]))
    return _mixed(latent, chosen) + noise * random.standard_normal(latent.shape[1:])


def _content(element: Element, latent: Array, ratio: int, random: np.random.Generator) -> Array:
    """Contents in ppm; what the image shows may bend and may be smoother in the ground than in the image."""
    shown = _mixed(latent, random.standard_normal(len(latent)))
    if random.random() < 0.4:
        shown = np.tanh(shown) / np.tanh(shown).std()
    if random.random() < 0.5:
        shown = ndimage.gaussian_filter(shown, ratio * random.uniform(0.05, 0.4))
        shown /= shown.std()
    shape = shown.shape
    hidden = matern_field((shape[0], shape[1]), element.reach, element.smoothness, random)
    z = np.sqrt(element.shown) * shown + np.sqrt(1 - element.shown) * hidden
    z = z + element.scatter * random.standard_normal(shape)
    return np.asarray(TYPICAL * np.exp(element.skew * z))


def _mixed(fields: Array, factors: Array) -> Array:
    """The sum of fields of variance 1 by factors, of variance 1 itself; 0 where all factors are."""
    length = float(np.linalg.norm(factors))
    return np.asarray(np.tensordot(factors / (length or 1), fields, 1))


def write_set(folder: Path, ground: Ground, random: np.random.Generator) -> None:
    """Write image, contents, their exact block means and means of a few noisy samples into a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    bands = {f"b{number}": plane for number, plane in enumerate(ground.bands, 1)}
    _write(folder / "covariates.tif", bands, PIXEL)
    _write(folder / "truth_fine.tif", ground.contents, PIXEL, "ppm")
    cells = {name: blocks(plane, ground.ratio) for name, plane in ground.contents.items()}
    cell, coarse = PIXEL * ground.ratio, folder / f"coarse_x{ground.ratio}.tif"
    _write(coarse, {name: block_means(block) for name, block in cells.items()}, cell, "ppm")
    sampled = {name: sample_means(block, SAMPLES, random) for name, block in cells.items()}
    _write(coarse.with_name(f"{coarse.stem}_s{SAMPLES}.tif"), sampled, cell, "ppm")
    made_with = {name: asdict(element) for name, element in ground.elements.items()}
    (folder / "ground.json").write_text(json.dumps(made_with, indent=1), encoding="utf-8")


def blocks(plane: Array, ratio: int) -> Array:
    """Return the pixels of cells of ``ratio`` x ``ratio`` from the upper left corner, (rows, columns, ratio²).

    NaN beyond the right and the lower edge, and in cells that lie beyond them for more than half.
    """
    rows, columns = (-(-side // ratio) for side in plane.shape)
    padded = np.full((rows * ratio, columns * ratio), np.nan)
    padded[: plane.shape[0], : plane.shape[1]] = plane
    cells = padded.reshape(rows, ratio, columns, ratio).swapaxes(1, 2).reshape(rows, columns, -1)
    covered = np.isfinite(cells).mean(axis=2, keepdims=True)
    return np.asarray(np.where(covered >= LEAST_COVERED, cells, np.nan))


def block_means(cells: Array) -> Array:
    """Return the means (rows, columns) of the pixels of cells, NaN where they have none."""
    known = np.isfinite(cells)
    total, count = np.where(known, cells, 0).sum(axis=2), known.sum(axis=2)
    return np.asarray(np.divide(total, count, out=np.full(count.shape, np.nan), where=count > 0))


def sample_means(cells: Array, samples: int, random: np.random.Generator) -> Array:
    """Return means (rows, columns) of a few noisy samples, each of another pixel of its cell; fewer where it has fewer.

    NaN where a cell has no pixel.
    """
    turn = np.where(np.isfinite(cells), random.random(cells.shape), 1.0)  # pixels without a value come last
    drawn = np.take_along_axis(cells, np.argsort(turn, axis=2)[..., :samples], axis=2)
    return block_means(drawn * (1 + SAMPLE_ERROR * random.standard_normal(drawn.shape)))


def _write(path: Path, planes: Mapping[str, Array], cell: float, unit: str = "") -> None:
    shape = next(iter(planes.values())).shape
    dataset = create(path, shape, len(planes), gdal.GDT_Float32, CORNER, cell)
    for number, (name, plane) in enumerate(planes.items(), 1):
        band = dataset.GetRasterBand(number)
        band.SetDescription(name)
        band.SetUnitType(unit)
        band.SetNoDataValue(MAP_NODATA)
        band.WriteArray(np.where(np.isfinite(plane), plane, MAP_NODATA).astype(np.float32))
    dataset.FlushCache()
