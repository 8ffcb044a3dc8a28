"""A synthetic scene of any size for the benchmark, written strip by strip: nine bands, gaps, and a coarse map."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np
from osgeo import gdal, osr

BANDS, PIXEL, CELL, STRIP = 9, 15.0, 2000.0, 256
TRAINING_PIXELS = 1600
NODATA = -9999.0
VALUED = 0.8  # of the cells of a survey, about
ORIGIN = (600000.0, 6700000.0)
COARSE_ORIGIN = (ORIGIN[0] - 740.0, ORIGIN[1] + 1220.0)  # no edge of a cell lies on one of a pixel
_OCTAVES = ((6, 0.35), (25, 0.5), (100, 0.7), (400, 0.9))  # reach in pixels, amplitude
_TILED = ["TILED=YES", "COMPRESS=DEFLATE", "BLOCKXSIZE=256", "BLOCKYSIZE=256"]


class Field:
    """A smooth random field: noise on a lattice, interpolated for any rows of a square scene."""

    def __init__(self, random: np.random.Generator, size: int, reach: float) -> None:
        self.reach = reach
        self.noise = random.standard_normal((int(size / reach) + 3,) * 2, np.float32)
        self.cols, self.right = self._places(0, size)

    def _places(self, start: int, count: int) -> tuple[np.ndarray, np.ndarray]:
        place = np.arange(start, start + count) / self.reach
        return place.astype(int), (place % 1).astype(np.float32)

    def rows(self, start: int, count: int) -> np.ndarray:
        rows, down = self._places(start, count)
        lines = self.noise[rows] * (1 - down)[:, None] + self.noise[rows + 1] * down[:, None]
        return np.asarray(lines[:, self.cols] * (1 - self.right) + lines[:, self.cols + 1] * self.right)


def copper(bands: np.ndarray) -> np.ndarray:
    """Return the content that the standardised bands (9, ...) stand for."""
    return np.asarray(40 + 8 * bands[0] - 5 * bands[3] + 6 * np.tanh(bands[6]) + 3 * bands[1] * bands[4])


def make_scene(folder: Path, size: int) -> None:
    """Write scene_<size>.tif, coarse_<size>.tif and train_<size>.csv; about a fifth of the pixels is nodata (0)."""
    random = np.random.default_rng(size)
    hidden = [[(Field(random, size, reach), amplitude) for reach, amplitude in _OCTAVES] for _ in range(4)]
    gaps = Field(random, size, size / 6)
    mixing = random.normal(size=(BANDS, 4)).astype(np.float32) * 0.6
    lowest = np.quantile(gaps.noise, 0.2)
    candidates = np.sort(random.choice(size * size, min(4 * TRAINING_PIXELS, size * size // 4), replace=False))
    image = _create(folder / f"scene_{size}.tif", size, BANDS, gdal.GDT_UInt16, PIXEL, ORIGIN, 0)
    places = (np.arange(size) + 0.5) * PIXEL
    col = ((places + ORIGIN[0] - COARSE_ORIGIN[0]) // CELL).astype(int)
    row = ((places + COARSE_ORIGIN[1] - ORIGIN[1]) // CELL).astype(int)
    cells = int(max(col[-1], row[-1])) + 1
    sums, counts = np.zeros((2, cells * cells))
    table: list[tuple[int, np.ndarray]] = []
    for start in range(0, size, STRIP):
        count = min(STRIP, size - start)
        fields = np.stack([sum(amplitude * field.rows(start, count) for field, amplitude in one) for one in hidden])
        noise = np.random.default_rng([size, start]).standard_normal((BANDS, count, size), np.float32)
        bands = np.tensordot(mixing, fields, 1) + 0.1 * noise
        known = gaps.rows(start, count) > lowest
        pixels = np.clip(np.rint(4000 + 700 * bands), 1, 65535).astype(np.uint16) * known
        image.WriteArray(pixels, 0, start)
        cell = (row[start : start + count, None] * cells + col)[known]
        sums += np.bincount(cell, copper(bands)[known], cells * cells)
        counts += np.bincount(cell, minlength=cells * cells)
        for place in candidates[(candidates >= start * size) & (candidates < (start + count) * size)]:
            y, x = place // size - start, place % size
            if known[y, x]:
                table.append((int(row[start + y] * cells + col[x]), pixels[:, y, x]))
    enough = counts > 0.5 * (CELL / PIXEL) ** 2
    content = np.divide(sums, counts, out=np.full(cells * cells, NODATA), where=enough)
    content[enough] += random.normal(0, 1, int(enough.sum()))
    coarse = _create(folder / f"coarse_{size}.tif", cells, 1, gdal.GDT_Float32, CELL, COARSE_ORIGIN, NODATA)
    coarse.GetRasterBand(1).SetDescription("Cu_ppm")
    coarse.GetRasterBand(1).WriteArray(content.reshape(cells, cells).astype(np.float32))
    rows = [(content[cell], *values) for cell, values in table if enough[cell]]
    chosen = random.permutation(len(rows))[:TRAINING_PIXELS]
    with open(folder / f"train_{size}.csv", "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(["cu", *(f"b{band + 1}" for band in range(BANDS))])
        writer.writerows([f"{rows[k][0]:.5f}", *map(int, rows[k][1:])] for k in chosen)


def make_survey(scene: Path, path: Path, cells: int, elements: int) -> None:
    """Write a coarse map of a scene with about so many cells that have a value, and so many elements.

    Cells are whole pixels. Each element is a mixture of its own of the standardised bands and of a product of two, with
    noise; the same names give the same map.
    """
    random = np.random.default_rng([cells, elements])
    image = gdal.Open(str(scene))
    size = image.RasterXSize
    side = max(2, round(size * (VALUED / cells) ** 0.5))
    count = size // side
    means, shares = np.empty((BANDS, count, count)), np.empty((count, count))
    for row in range(count):
        pixels = image.ReadAsArray(0, row * side, count * side, side).astype(float)
        split = pixels.reshape(BANDS, side, count, side)
        known = (split > 0).all(axis=0).sum(axis=(0, 2))
        means[:, row] = split.sum(axis=(1, 3)) / np.maximum(known, 1)
        shares[row] = known / side**2
    bands = (means - 4000) / 700
    kind, cell = gdal.GDT_Float32, side * PIXEL
    coarse = _create(path, count, elements, kind, cell, ORIGIN, NODATA)
    for number in range(1, elements + 1):
        weights, (first, second) = random.normal(size=BANDS), random.choice(BANDS, 2, replace=False)
        content = 100 + 8 * np.tensordot(weights, bands, 1) + 3 * bands[first] * bands[second]
        content += random.normal(0, 2, content.shape)
        coarse.GetRasterBand(number).SetDescription(f"E{number}_ppm")
        coarse.GetRasterBand(number).WriteArray(np.where(shares > 0.5, content, NODATA).astype(np.float32))


def _create(
    path: Path, size: int, bands: int, kind: int, cell: float, origin: tuple[float, float], nodata: float
) -> gdal.Dataset:
    options = [*_TILED, "INTERLEAVE=PIXEL", "BIGTIFF=IF_SAFER"]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), size, size, bands, kind, options)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32755)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetGeoTransform((origin[0], cell, 0.0, origin[1], 0.0, -cell))
    for number in range(1, bands + 1):
        dataset.GetRasterBand(number).SetNoDataValue(nodata)
        dataset.GetRasterBand(number).SetDescription(f"B{number}")
    return dataset
