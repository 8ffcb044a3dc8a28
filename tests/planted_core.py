"""A small map whose detail is known: smooth elements, a covariate that has their detail, a finely surveyed core."""

from __future__ import annotations

import numpy as np
from scipy import ndimage

from geochem_fusion.core.raster.alignment import Alignment, align
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.raster.projection import crs_wkt
from geochem_fusion.core.superresolution.base import Ground
from geochem_fusion.core.superresolution.covariates import Detail
from geochem_fusion.core.superresolution.plain_rows import PlainRows

RATIO, SIDE = 4, 48
CRS = crs_wkt("EPSG:32633")


def alignment() -> Alignment:
    fine = Grid((0.0, 100.0, 0.0, SIDE * 100.0, 0.0, -100.0), SIDE, SIDE, CRS)
    cells = SIDE // RATIO
    return align(fine, Grid((0.0, 100.0 * RATIO, 0.0, SIDE * 100.0, 0.0, -100.0 * RATIO), cells, cells, CRS))


def field(seed: int, width: float) -> np.ndarray:
    noise = np.random.default_rng(seed).normal(size=(SIDE, SIDE))
    smooth = ndimage.gaussian_filter(noise, width, mode="wrap")
    return smooth / smooth.std()


def block_means(planes: np.ndarray) -> np.ndarray:
    cells = SIDE // RATIO
    return planes.reshape(len(planes), cells, RATIO, cells, RATIO).mean(axis=(2, 4))


def truth_and_covariates() -> tuple[np.ndarray, np.ndarray]:
    """Two elements, of which the first has the detail of the first of two covariates."""
    rough = field(1, 1.0)
    truth = np.stack([field(0, 6.0) + 0.5 * rough, field(2, 5.0)])
    return truth, np.stack([rough + 3.0, field(3, 2.0)])


def ground() -> Ground:
    """All pixels of the map as places."""
    truth, covariates = truth_and_covariates()
    lying = alignment()
    window = lying.fine.full_window()
    plain = PlainRows(lying, block_means(truth)).at(window)
    detail = Detail(lying, lambda w: covariates[:, w.rows, w.cols]).at(window)
    row, col = np.mgrid[0:SIDE, 0:SIDE]
    flat = [array.reshape(*array.shape[:-2], -1) for array in (plain, truth, detail, covariates)]
    return Ground(np.column_stack([row.ravel(), col.ravel()]).astype(float), *flat)
