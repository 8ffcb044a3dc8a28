"""The map of a model that keeps its samples: the weighed prediction, and what it leaves of the samples, kriged.

At every pixel that the image tells, z = sum over views of share x (weight x prediction + kriged rest of the samples);
its error is that of a sample there, so the nugget is in it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from ..errors import given
from ..geostatistics.blend import Blend
from ..geostatistics.sample_kriging import SampledField, SampleKriging
from ..geostatistics.uncertainty import growing
from ..raster.grid import Grid, Window
from ..raster.projection import projection
from ..regression.bounds import held
from .kept_samples import contents_of, on_scale
from .model import FusionModel
from .prediction import Counts

Predict = Callable[[Window], tuple[np.ndarray | None, Counts]]


def without_image(model: FusionModel) -> FusionModel:
    """Return a model whose elements are told by its samples alone."""
    samples = given(model.samples)
    return replace(model, samples=replace(samples, blends=samples.alone))


class SampleMap:
    """Maps windows of an image on ``grid`` by a model with samples; ``predict`` tells what the image alone says."""

    def __init__(self, model: FusionModel, grid: Grid, predict: Predict) -> None:
        self.model, self.grid, self._predict = model, grid, predict
        self.samples = given(model.samples)
        self._into_metres = projection(grid.crs, self.samples.crs)
        self._krigings: list[tuple[list[int], SampleKriging]] = []
        known = np.isfinite(self.samples.values).T
        for rows in np.unique(known, axis=0):
            elements = [k for k, own in enumerate(known) if (own == rows).all()]
            fields = [field for k in elements for field in self._fields(k, rows)]
            self._krigings.append((elements, SampleKriging(self.samples.places[rows], fields)))

    def at(self, window: Window) -> tuple[np.ndarray | None, Counts]:
        """Return float32 contents and their standard deviations (2 x elements, height, width), NaN for nodata.

        None in place of them where the image has no value at all.
        """
        predicted, counts = self._predict(window)
        if predicted is None:
            return None, counts
        out = np.full((2, *predicted.shape), np.nan, np.float32)
        rows, cols = np.nonzero(np.isfinite(predicted).all(axis=0))
        x, y = self._into_metres(*self.grid.map_xy(cols + window.col + 0.5, rows + window.row + 0.5))
        placed = np.isfinite(x) & np.isfinite(y)
        rows, cols, places = rows[placed], cols[placed], np.column_stack([x, y])[placed]
        for elements, kriging in self._krigings:
            estimates, variances = kriging.at(places)
            done = 0
            for k in elements:
                count = len(self.samples.blends[k].views)
                own = slice(done, done + count)
                out[:, k, rows, cols] = self._told(k, predicted[k, rows, cols], estimates[own], variances[own])
                done += count
        return out.reshape(-1, *window.shape), counts

    def _fields(self, k: int, rows: np.ndarray) -> list[SampledField]:
        """Return what each view of an element leaves of the samples in ``rows``."""
        samples, transform = self.samples, self.model.targets[k].transform
        values, fitted = samples.values[rows, k], samples.fitted[rows, k]
        known, drift = (on_scale(transform, contents, values) for contents in (values, fitted))
        return [
            SampledField(known - view.weight * drift, view.covariance, view.covariance.noise / samples.counts[rows])
            for view in samples.blends[k].views
        ]

    def _told(self, k: int, predicted: np.ndarray, kriged: np.ndarray, variances: np.ndarray) -> np.ndarray:
        """Return contents and standard deviations (2, m) of an element from its prediction (m,) and what was kriged.

        ``kriged`` and ``variances`` (views, m) are the rest of each view and the variance of its error.
        """
        target, blend = self.model.targets[k], self.samples.blends[k]
        observed = self.samples.values[:, k][np.isfinite(self.samples.values[:, k])]
        drift = on_scale(target.transform, predicted.astype(float), observed)
        shares = np.array([[view.share] for view in blend.views])
        weights = np.array([[view.weight] for view in blend.views])
        nuggets = np.array([[view.covariance.noise] for view in blend.views])
        told = weights * drift + kriged
        mean = (shares * told).sum(axis=0)
        variance = (shares * (variances + nuggets + (told - mean) ** 2)).sum(axis=0)
        contents, deviation = contents_of(target.transform, mean, variance)
        contents = held(contents, target.bounds, target.unit)
        if observed.min() >= 0:
            contents = np.maximum(contents, 0)
        return np.stack([contents, self._calibrated(blend, contents, deviation)])

    @staticmethod
    def _calibrated(blend: Blend, contents: np.ndarray, deviation: np.ndarray) -> np.ndarray:
        return blend.scale * deviation * growing(contents, blend.growth, blend.level)
