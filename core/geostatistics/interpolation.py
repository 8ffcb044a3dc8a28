"""What the coarse map alone says: the interpolations that every method is compared with."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from scipy.interpolate import LinearNDInterpolator, NearestNDInterpolator, RBFInterpolator

from ..blas import one_blas_thread
from ..language import mark
from ..progress import SILENT, Progress
from ..raster.alignment import Alignment
from ..raster.grid import Window, nested
from ..raster.tiles import TILE
from .consistency import Consistency, Correction
from .folds import Folds, out_of_fold
from .kriging import krige
from .variogram import fit_variogram

MEAN = "mean of the cells"
NEAREST = "nearest cell"
LINEAR = "linear interpolation of the cells"
SPLINE = "thin plate spline of the cells"
REFERENCE = "linear-variogram kriging of the cells"
KRIGING = "ordinary kriging of the cells"
HELD_OUT_BASELINES = {
    NEAREST: mark("value of the nearest training cell (coarse map as it is)"),
    LINEAR: mark("linear in the triangles between centres of training cells, nearest cell outside them"),
    SPLINE: mark(
        "thin plate spline through the 40 nearest training cells (smooth; means of unseen cells cannot be kept)"
    ),
    REFERENCE: mark("kriging with a linear variogram from the 40 nearest training cells; the skill refers to it"),
    KRIGING: mark(
        "ordinary kriging from the 64 nearest, nugget, sill and range fitted to the training cells of each fold"
    ),
}
_NEIGHBOURS = 40


def of_samples(name: str) -> str:
    """Return the name of a baseline where what it interpolates are samples at points."""
    return name.replace("cells", "samples").replace("cell", "sample")


def interpolated(positions: np.ndarray, values: np.ndarray, folds: Folds) -> np.ndarray:
    """Return what the map alone says of every held-out row: kriging of the other folds with a linear variogram.

    A radial basis function -r with a constant is ordinary kriging with a linear variogram (Chiles & Delfiner 2012,
    sec. 4.7), here from the 40 nearest rows.
    """

    def fit(known: np.ndarray, observed: np.ndarray, _: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        neighbours = _NEIGHBOURS if len(known) > _NEIGHBOURS else None
        return RBFInterpolator(known, observed, kernel="linear", neighbors=neighbours)

    scale = max(float(np.ptp(positions, axis=0).max()), 1e-12)
    with one_blas_thread():  # thousands of small systems, on which threads only wait for each other
        return out_of_fold(fit, (positions - positions.mean(axis=0)) / scale, values, np.ones(len(values)), folds)


def mean_preserving(alignment: Alignment, coarse: np.ndarray, progress: Progress = SILENT) -> Correction:
    """Return mean-preserving cubic interpolation of a map (elements, rows, columns): use its ``at``."""
    consistency = Consistency(alignment, coarse)
    windows = list(nested(alignment.fine.full_window(), TILE))
    for number, window in enumerate(windows):
        progress.check(number / len(windows))
        consistency.add(np.zeros((len(coarse), *window.shape)), window)
    return consistency.solve()


def bilinear(alignment: Alignment, coarse: np.ndarray, window: Window) -> np.ndarray:
    """Return bilinear interpolation at a window; cells without a value are left out of the mean of the four.

    Shape (elements, height, width), NaN where the pixel's own cell has no value.
    """
    cells = alignment.cells(window)
    out = np.empty((len(coarse), *window.shape))
    for k, values in enumerate(np.asarray(coarse, float)):
        has = np.isfinite(values)
        weight = alignment.interpolate(has.astype(float), window, 1)
        total = alignment.interpolate(np.where(has, values, 0.0), window, 1)
        use = (cells >= 0) & has.ravel()[cells] & (weight > 0)
        out[k] = np.divide(total, weight, out=np.full(window.shape, np.nan), where=use)
    return out


class PlainMaps:
    """A coarse map (elements, rows, columns) at the pixels of a finer one: as it is, and interpolated in two ways."""

    def __init__(self, alignment: Alignment, coarse: np.ndarray) -> None:
        self.alignment, self.coarse = alignment, coarse
        self._correction = mean_preserving(alignment, coarse)

    def at(self, window: Window) -> np.ndarray:
        """Return the value of the cell, bilinear and mean-preserving interpolation at a window, NaN for nodata.

        Shape (3, elements, height, width).
        """
        cells = self.alignment.cells(window)
        as_is = self.coarse.reshape(len(self.coarse), -1)[:, cells]
        as_is[:, cells < 0] = np.nan
        smooth = bilinear(self.alignment, self.coarse, window)
        return np.stack([as_is, smooth, self._correction.at(window)])


def plain_predictions(positions: np.ndarray, values: np.ndarray, folds: Folds) -> dict[str, np.ndarray]:
    """Return what the map alone says of every held-out row, by baseline; of values (n,) or (n, elements).

    Linear interpolation and the thin plate spline are left out where cells lie on a line. Of several elements, what
    tells all rows of one of them stays, with NaN for the others.
    """
    fits: dict[str, Callable[[np.ndarray, np.ndarray, np.ndarray], Callable[[np.ndarray], np.ndarray]]] = {
        NEAREST: lambda known, observed, _: NearestNDInterpolator(known, observed),
        LINEAR: _linear,
        SPLINE: _spline,
        KRIGING: _kriging,
    }
    scale = max(float(np.ptp(positions, axis=0).max()), 1e-12)
    scaled = (positions - positions.mean(axis=0)) / scale
    with one_blas_thread():  # small systems, as in ``interpolated``
        found = {name: out_of_fold(fit, scaled, values, np.ones(len(values)), folds) for name, fit in fits.items()}
    found[REFERENCE] = interpolated(positions, values, folds)
    told = {name: np.isfinite(planes).all(axis=0).any() for name, planes in found.items()}
    return {name: found[name] for name in HELD_OUT_BASELINES if name == REFERENCE or told[name]}


def sceptical_predictions(positions: np.ndarray, values: np.ndarray, folds: Folds) -> dict[str, np.ndarray]:
    """Return what a sceptic would predict of every held-out row without an image, by name: the mean among it."""

    def mean_of(_: np.ndarray, known: np.ndarray, __: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
        return lambda places: np.broadcast_to(known.mean(axis=0), (len(places), *known.shape[1:]))

    mean = out_of_fold(mean_of, positions, values, np.ones(len(values)), folds)
    return {MEAN: mean, **plain_predictions(positions, values, folds)}


def _linear(known: np.ndarray, observed: np.ndarray, _: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    nearest = NearestNDInterpolator(known, observed)
    try:
        inside = LinearNDInterpolator(known, observed)
    except RuntimeError:  # Qhull's error: no triangle between the cells
        return lambda places: np.full((len(places), *observed.shape[1:]), np.nan)

    def at(places: np.ndarray) -> np.ndarray:
        values = inside(places)
        return np.where(np.isfinite(values), values, nearest(places))

    return at


def _spline(known: np.ndarray, observed: np.ndarray, _: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    neighbours = _NEIGHBOURS if len(known) > _NEIGHBOURS else None

    def at(places: np.ndarray) -> np.ndarray:
        try:
            spline = RBFInterpolator(known, observed, kernel="thin_plate_spline", neighbors=neighbours)
            return np.asarray(spline(places))
        except (np.linalg.LinAlgError, ValueError):  # cells on a line, or fewer than three
            return np.full((len(places), *observed.shape[1:]), np.nan)

    return at


def _kriging(known: np.ndarray, observed: np.ndarray, _: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
    columns = observed.reshape(len(observed), -1).T
    models = [fit_variogram(known, values) for values in columns]

    def at(places: np.ndarray) -> np.ndarray:
        found = [krige(known, values, places, model) for values, model in zip(columns, models)]
        return np.stack(found, axis=1).reshape(len(places), *observed.shape[1:])

    return at
