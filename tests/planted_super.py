"""The small map of ``planted_core`` as files: a coarse map, a finer survey of its western part, and covariates."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from planted_core import SIDE, alignment, block_means, field, truth_and_covariates
from small_rasters import save

from geochem_fusion.core.deep.unet import SmallNetwork, plan_of
from geochem_fusion.core.raster.gdal_reader import read
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.superresolution.application import apply_super_resolution
from geochem_fusion.core.superresolution.request import CoarseMap, SuperApplication, SuperResolution
from geochem_fusion.core.superresolution.results import Applied, Trained
from geochem_fusion.core.superresolution.super_model import save as save_model
from geochem_fusion.core.superresolution.training import train_super_resolution

NAMES = ("Cu", "Zn")
CORE = Window(0, 0, SIDE, 36)
LYING = alignment()


@dataclass(frozen=True)
class Planted:
    """Paths of the files, and the whole truth (elements, height, width)."""

    folder: Path
    truth: np.ndarray
    coarse: str
    fine: str
    rasters: str
    elevation: str
    units: str

    def path(self, name: str) -> str:
        return str(self.folder / name)

    def request(self, **settings: Any) -> SuperResolution:
        settings = {"rasters": [self.rasters], "method": "ridge", "transform": "none", **settings}
        settings = {"coarse": CoarseMap(self.coarse), "fine": self.fine, **settings}
        return SuperResolution(**settings)

    def trained(self, model: str = "m.gfm", **settings: Any) -> Trained:
        found = train_super_resolution(self.request(**settings))
        save_model(found.model, self.path(model))
        return found

    def applied(self, model: str = "m.gfm", output: str = "out.tif", **settings: Any) -> tuple[Applied, np.ndarray]:
        settings = {"rasters": [self.rasters], "coarse": CoarseMap(self.coarse), **settings}
        told = apply_super_resolution(SuperApplication(self.path(model), output=self.path(output), **settings))
        return told, read(self.path(output)).astype(float)


def planted(folder: Path, level: float = 10.0) -> Planted:
    """Write the files; contents lie around a level, above 0."""
    truth, covariates = truth_and_covariates()
    truth = truth + level
    fine, coarse = LYING.fine, LYING.coarse
    elevation = 300.0 + 40.0 * field(5, 4.0)
    units = np.where(np.arange(SIDE) < 40, 1 + (np.arange(SIDE)[:, None] >= 20), 7)
    inside = CORE.inside(fine.full_window())
    return Planted(
        folder,
        truth,
        save(folder / "coarse.tif", block_means(truth).astype(np.float32), coarse, names=NAMES),
        save(folder / "fine.tif", truth[(slice(None), *inside)].astype(np.float32), fine.cropped(CORE), names=NAMES),
        save(folder / "covariates.tif", covariates.astype(np.float32), fine, names=("image", "other")),
        save(folder / "dem.tif", elevation[None].astype(np.float32), fine, nodata=-9999.0, names=("z",)),
        save(folder / "units.tif", units[None].astype(np.float32), fine, names=("unit",)),
    )


def a_network(channels: int, outputs: int) -> SmallNetwork:
    generator = np.random.default_rng(channels)
    size = sum(int(np.prod(shape)) for shape in plan_of("small", channels, outputs, 4).shapes().values())
    ones, zeros = np.ones(channels), np.zeros(channels)
    weights = generator.normal(size=size).astype(np.float32) * 0.1
    return SmallNetwork(np.array([4, 0]), zeros, ones, ones, zeros, weights, np.ones(outputs))
