"""Regression kriging: the weighed prediction of an image, and what it leaves of the samples at points, kriged.

At every pixel that the image tells, z = sum over views of share x (weight x prediction + kriged rest of the samples);
its error is that of a sample there, so the nugget is in it.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..geostatistics.sample_kriging import SampledField, SampleKriging
from ..geostatistics.uncertainty import growing
from ..raster.grid import Grid, Window
from ..raster.projection import projection
from .bounds import held
from .kept_samples import KeptSamples, Scale, contents_of, on_scale


class RegressionKriging:
    """Maps windows of an image on ``grid`` from what a model says there and the samples that it keeps.

    ``scales`` are those of its elements.
    """

    def __init__(self, samples: KeptSamples, scales: Sequence[Scale], grid: Grid) -> None:
        self.samples, self.scales, self.grid = samples, scales, grid
        self._into_metres = projection(grid.crs, self.samples.crs)
        self._krigings: list[tuple[list[int], SampleKriging]] = []
        known = np.isfinite(self.samples.values).T
        for rows in np.unique(known, axis=0):
            elements = [k for k, own in enumerate(known) if (own == rows).all()]
            fields = [field for k in elements for field in self._fields(k, rows)]
            self._krigings.append((elements, SampleKriging(self.samples.places[rows], fields)))

    def at(self, predicted: np.ndarray, window: Window) -> np.ndarray:
        """Return float32 contents and their standard deviations (2 x elements, height, width), NaN for nodata.

        ``predicted`` (elements, height, width) are contents that the image alone says.
        """
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
        return out.reshape(-1, *window.shape)

    def shares_left(self, places: np.ndarray) -> np.ndarray:
        """Return what is left of standard deviations in cells whose means are known too, as shares (elements, cells).

        ``places`` (cells, points, 2), in metres of the samples, are evenly spread over each cell, NaN where it has no
        place. A map that is corrected to keep the mean of a cell loses the error e_c of that mean: over the cell, the
        mean variance of e(x) - e_c is that of e(x) less the variance of e_c. The nugget, which no mean tells, stays.
        """
        shares = np.ones((len(self.samples.blends), len(places)))
        placed = np.isfinite(places).all(axis=(1, 2))
        for elements, kriging in self._krigings:
            own, means = kriging.of_means(places[placed])
            done = 0
            for k in elements:
                views = self.samples.blends[k].views
                some = slice(done, done + len(views))
                weights = np.array([[view.share] for view in views])
                nuggets = np.array([[view.covariance.noise] for view in views])
                whole = (weights * (own[some] + nuggets)).sum(axis=0)
                known = (weights * np.minimum(means[some], own[some])).sum(axis=0)
                shares[k, placed] = np.sqrt(np.divide(whole - known, whole, out=np.ones(len(whole)), where=whole > 0))
                done += len(views)
        return shares

    def _fields(self, k: int, rows: np.ndarray) -> list[SampledField]:
        """Return what each view of an element leaves of the samples in ``rows``."""
        samples, transform = self.samples, self.scales[k].transform
        values, fitted = samples.values[rows, k], samples.fitted[rows, k]
        known, drift = (on_scale(transform, contents, values) for contents in (values, fitted))
        return [
            SampledField(known - view.weight * drift, view.covariance, view.covariance.noise / samples.counts[rows, k])
            for view in samples.blends[k].views
        ]

    def _told(self, k: int, predicted: np.ndarray, kriged: np.ndarray, variances: np.ndarray) -> np.ndarray:
        """Return contents and standard deviations (2, m) of an element from its prediction (m,) and what was kriged.

        ``kriged`` and ``variances`` (views, m) are the rest of each view and the variance of its error.
        """
        scale, blend = self.scales[k], self.samples.blends[k]
        observed = self.samples.values[:, k][np.isfinite(self.samples.values[:, k])]
        drift = on_scale(scale.transform, predicted.astype(float), observed)
        shares = np.array([[view.share] for view in blend.views])
        weights = np.array([[view.weight] for view in blend.views])
        nuggets = np.array([[view.covariance.noise] for view in blend.views])
        told = weights * drift + kriged
        mean = (shares * told).sum(axis=0)
        variance = (shares * (variances + nuggets + (told - mean) ** 2)).sum(axis=0)
        contents, deviation = contents_of(scale.transform, mean, variance)
        contents = held(contents, scale.bounds, scale.unit)
        if observed.min() >= 0:
            contents = np.maximum(contents, 0)
        return np.stack([contents, blend.scale * deviation * growing(contents, blend.growth, blend.level)])
