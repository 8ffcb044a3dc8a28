"""A small region with a planted target: what the tests of prospectivity map."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from scipy.ndimage import gaussian_filter

from geochem_fusion.core.prospectivity.request import ProspectivityRequest
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.samples.points import PointValues
from tests.small_rasters import UTM, save

SIDE = 48
GRID = Grid((500000.0, 1000.0, 0.0, 4000000.0, 0.0, -1000.0), SIDE, SIDE, UTM)
ELEMENTS = ("Cu_ppm", "Au_ppb", "As_ppm", "Ni_ppm", "Zn_ppm", "Pb_ppm")
TARGET = (12, 30)  # row and column of the planted cells' first corner
WIDE = 2  # of these cells along a side: fewer than the neighbours that a cell is compared with


def contents(seed: int = 3) -> np.ndarray:
    """Contents (6, side, side), with a target of copper, gold and arsenic and a hole without any value."""
    random = np.random.default_rng(seed)
    rocks = [smooth(random, 4.0) for _ in range(2)]
    shares = random.normal(size=(len(ELEMENTS), 2))
    planes = np.exp([0.3 * random.normal(size=(SIDE, SIDE)) + a * rocks[0] + b * rocks[1] for a, b in shares])
    row, col = TARGET
    planes[:3, row : row + WIDE, col : col + WIDE] *= 40
    planes[:, 40:44, 5:9] = np.nan
    return planes


def fields(seed: int = 4) -> np.ndarray:
    random = np.random.default_rng(seed)
    return np.stack([smooth(random, 3.0) for _ in range(2)])


def smooth(random: np.random.Generator, reach: float) -> np.ndarray:
    plane = gaussian_filter(random.normal(size=(SIDE, SIDE)), reach)
    return np.asarray(0.7 * plane / plane.std())


@dataclass(frozen=True)
class PlantedRegion:
    """The files of a region in ``folder``."""

    folder: Path
    geochemistry: str
    fields: str

    @classmethod
    def make(cls, folder: Path) -> PlantedRegion:
        geochemistry = save(folder / "geochemistry.tif", contents(), GRID, names=ELEMENTS, nodata=np.nan)
        return cls(folder, geochemistry, save(folder / "fields.tif", fields(), GRID, names=("tmi", "gravity")))

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def request(self, output: str = "out.tif", **given: object) -> ProspectivityRequest:
        rasters = [(self.geochemistry, "geochemistry"), (self.fields, "fields")]
        settings = {"method": "classical", **given}
        return ProspectivityRequest(rasters, self.path(output), **settings)  # type: ignore[arg-type]


def deposits(cells: list[tuple[int, int]] | None = None) -> PointValues:
    """Points at the centres of cells (row, column), those of the target by themselves."""
    row, col = TARGET
    places = cells if cells is not None else [(row, col), (row, col + 1), (row + 1, col + 1)]
    x, y = GRID.map_xy(np.array([c + 0.5 for _, c in places]), np.array([r + 0.5 for r, _ in places]))
    return PointValues(x, y, (), np.zeros((len(places), 0)), UTM, "deposits")
