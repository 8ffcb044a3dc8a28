"""Regression kriging of windows: the formula recomputed, views averaged, elements with other samples, no tiles seen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from making import wkt

from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance
from geochem_fusion.core.geostatistics.sample_kriging import SampledField, SampleKriging
from geochem_fusion.core.raster.grid import Grid, Window
from geochem_fusion.core.regression.kept_samples import KeptSamples, Scale
from geochem_fusion.core.regression.regression_kriging import RegressionKriging

GRID = Grid((0.0, 10.0, 0.0, 600.0, 0.0, -10.0), 60, 50, wkt())
FIRST = View(0.7, 0.8, Covariance(0.5, 120.0, 0.3, 0.1), 1.0)
SECOND = View(0.3, 0.0, Covariance(1.5, 200.0, 0.5, 0.2), 1.0)
WHOLE = GRID.full_window()


def samples_at(rows: np.ndarray, cols: np.ndarray, values: np.ndarray, fitted: np.ndarray, *views: View) -> KeptSamples:
    """Return samples at the centres of pixels, with values (n, elements)."""
    places = np.column_stack(GRID.map_xy(cols + 0.5, rows + 0.5))
    blend = Blend(views, 0.0, 0.0, 0.0)
    blends = (blend,) * values.shape[1]
    return KeptSamples(GRID.crs, places, np.ones(values.shape), values, fitted, blends, blends)


def some_samples(count: int, elements: int = 1) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    pixels = generator.permutation(3000)[:count]
    return pixels // 50, pixels % 50, generator.lognormal(3, 0.4, (count, elements))


def image(elements: int = 1) -> np.ndarray:
    return np.random.default_rng(1).lognormal(3, 0.3, (elements, *GRID.shape)).astype(np.float32)


def scales(*transforms: str) -> Sequence[Scale]:
    return [Scale(transform, None, "ppm") for transform in transforms]


def test_the_map_by_its_formula() -> None:
    rows, cols, values = some_samples(90)
    predicted = image()
    fitted = predicted[:, rows, cols].T.astype(float)
    samples = samples_at(rows, cols, values, fitted, FIRST, SECOND)
    contents, deviation = RegressionKriging(samples, scales("log"), GRID).at(predicted, WHOLE)
    centres = np.column_stack(
        [axis.ravel() for axis in GRID.map_xy(*np.meshgrid(np.arange(50) + 0.5, np.arange(60) + 0.5))]
    )
    told, variances = [], []
    for view in (FIRST, SECOND):
        rest = np.log(values[:, 0]) - view.weight * np.log(fitted[:, 0])
        known = SampledField(rest, view.covariance, np.full(90, view.covariance.noise))
        estimates, spread = SampleKriging(samples.places, [known]).at(centres)
        told.append(view.weight * np.log(predicted[0].astype(float)) + estimates[0].reshape(60, 50))
        variances.append(spread[0].reshape(60, 50) + view.covariance.noise)
    mean = 0.7 * told[0] + 0.3 * told[1]
    variance = 0.7 * (variances[0] + (told[0] - mean) ** 2) + 0.3 * (variances[1] + (told[1] - mean) ** 2)
    np.testing.assert_allclose(contents, np.exp(mean + variance / 2), rtol=1e-5)
    np.testing.assert_allclose(deviation, contents * np.sqrt(np.expm1(variance)), rtol=1e-4)


@pytest.mark.parametrize("transform", ["none", "log"])
def test_without_nugget_the_map_meets_every_sample(transform: str) -> None:
    rows, cols, values = some_samples(300)
    predicted = image()
    exact = View(1.0, 1.3, Covariance(0.5, 100.0, 0.4, 0.0), 1.0)
    samples = samples_at(rows, cols, values, predicted[:, rows, cols].T.astype(float), exact)
    contents, deviation = RegressionKriging(samples, scales(transform), GRID).at(predicted, WHOLE)
    np.testing.assert_allclose(contents[rows, cols], values[:, 0], rtol=1e-5)
    assert deviation[rows, cols].max() < 0.01 < np.median(deviation)


def test_nodata_stays_nodata_and_contents_stay_above_zero() -> None:
    rows, cols, values = some_samples(30)
    predicted = np.full((1, *GRID.shape), -1e4, np.float32)
    predicted[0, :5] = np.nan
    samples = samples_at(rows, cols, values, np.zeros((30, 1)), View(1.0, 1.0, FIRST.covariance, 1.0))
    contents, deviation = RegressionKriging(samples, scales("none"), GRID).at(predicted, WHOLE)
    assert np.isnan(contents[:5]).all()
    assert np.isnan(deviation[:5]).all()
    assert (contents[5:] == 0).all()


def test_elements_that_lack_samples_are_told_from_their_own() -> None:
    rows, cols, values = some_samples(40, 3)
    values[::2, 1] = np.nan
    predicted = image(3)
    fitted = predicted[:, rows, cols].T.astype(float)
    together = RegressionKriging(samples_at(rows, cols, values, fitted, FIRST), scales("log", "none", "none"), GRID)
    has = np.isfinite(values[:, 1])
    own = samples_at(rows[has], cols[has], values[has, 1:2], fitted[has, 1:2], FIRST)
    alone = RegressionKriging(own, scales("none"), GRID).at(predicted[1:2], WHOLE)
    np.testing.assert_array_equal(together.at(predicted, WHOLE)[[1, 4]], alone)


def test_windows_tell_what_the_whole_does() -> None:
    rows, cols, values = some_samples(400)
    predicted = image()
    kriging = RegressionKriging(samples_at(rows, cols, values, values, FIRST, SECOND), scales("log"), GRID)
    whole = kriging.at(predicted, WHOLE)
    for window in (Window(0, 0, 1, 1), Window(7, 11, 23, 17), Window(59, 0, 1, 50)):
        part = kriging.at(predicted[:, window.rows, window.cols], window)
        np.testing.assert_array_equal(part, whole[:, window.rows, window.cols])
