"""Standard deviations against a textbook kriging system, and against simulated fields."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import even_means, read_raster, smooth_bands, write_raster
from scipy import stats

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.fusion.application import Application, apply_model
from geochem_fusion.core.fusion.model import save
from geochem_fusion.core.fusion.training import train
from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance, block_table
from geochem_fusion.core.geostatistics.uncertainty import (
    GROWTHS,
    calibrated,
    contents_of,
    growing,
    grown,
    held_out,
    require,
    steadied,
)
from geochem_fusion.core.raster.gdal_reader import describe
from geochem_fusion.core.regression.request import Training


def test_where_it_is_not_known_it_says_so() -> None:
    blend = Blend((View(1.0, 0.5, Covariance(0.5, 2.0, 1.0, 0.0)),), 0.5, 0.1, -1.0)
    require([blend], "residual", True)
    require([None], "residual", True, has_samples=True)
    for blends, has_samples in (([blend], False), ([None], True)):
        with pytest.raises(FusionError, match="UNCERTAINTY of MODE=detail is not known"):
            require(blends, "detail", False, has_samples)
    for keeps in (True, False):
        with pytest.raises(FusionError, match="UNCERTAINTY needs MODE=residual and a model of METHOD=auto"):
            require([blend, None], "residual", keeps)


def test_map_of_standard_deviations(tmp_path: Path) -> None:
    bands = smooth_bands(2, 96, 96)
    bands[:, 10:20, 30:40] = np.nan
    rough = np.random.default_rng(0).normal(size=(96, 96)).cumsum(axis=0).cumsum(axis=1) / 40
    truth = np.nan_to_num(bands[0], nan=0.0) * 0.2 + rough
    image = write_raster(tmp_path / "image.tif", bands)
    coarse = write_raster(tmp_path / "coarse.tif", even_means(truth, 8), cell=80, names=["Cu"], unit="ppm")
    save(train(Training.of([image], coarse, features="raw", folds=3, cell_samples=1000)).model, str(tmp_path / "m.gfm"))
    output, spread = str(tmp_path / "o.tif"), str(tmp_path / "s.tif")
    apply_model(Application(str(tmp_path / "m.gfm"), [image], output, coarse, uncertainty=spread))
    fused, known = read_raster(output)[0], read_raster(spread)[0]
    np.testing.assert_array_equal(np.isnan(fused), np.isnan(known))
    assert describe(spread).band_names == ["Cu standard deviation"]
    assert describe(spread).bands[0].unit == "ppm"
    assert np.nanmin(known) > 0
    np.testing.assert_allclose(known[56:64, 40:48].mean(), known[56:64, 64:72].mean(), rtol=0.2)
    with pytest.raises(FusionError, match="have the same name"):
        apply_model(Application(str(tmp_path / "m.gfm"), [image], output, coarse, uncertainty=output))


def test_errors_with_one_cell_left_out_are_those_of_kriging_it_from_the_others() -> None:
    generator = np.random.default_rng(3)
    values, drift = generator.normal(size=(2, 5, 6))
    values[2, 2] = np.nan
    covariance, noise = Covariance(0.5, 2.0, 1.5, 0.3), 0.3
    blend = Blend((View(1.0, 0.4, covariance, 4.0),), 0.4, 0.1, 2.0)
    observed, error, deviation = held_out(blend, values, drift, None)
    place = np.argwhere(np.isfinite(values))
    table = block_table((5, 6), 0.5, 2.0, 1.0)
    rest = (values - 0.4 * drift)[np.isfinite(values)]
    np.testing.assert_array_equal(observed, values[np.isfinite(values)])
    for left in (0, 11, 28):
        others = np.delete(np.arange(len(place)), left)
        lag = np.abs(place[:, None] - place[None])
        full = 1.5 * table[lag[..., 0], lag[..., 1]] + (noise + 1e-6 * 1.5 * table[0, 0]) * np.eye(len(place))
        system = np.ones((len(others) + 1,) * 2)
        system[:-1, :-1], system[-1, -1] = full[np.ix_(others, others)], 0
        solved = np.linalg.solve(system, [*full[others, left], 1.0])
        assert error[left] == pytest.approx(rest[left] - solved[:-1] @ rest[others])
        variance = full[left, left] - solved[:-1] @ full[others, left] - solved[-1]
        assert deviation[left] == pytest.approx(math.sqrt(variance))


@pytest.mark.parametrize("growth", [0.0, 0.3, 0.99])
def test_errors_are_alike_on_the_steadied_scale(growth: float) -> None:
    """Its slope is 1 / the growth of errors at each content, below 0 as at 0; back from it contents are the same."""
    contents = np.array([-30.0, -1.0, 1e-3, 2.0, 8.0, 50.0, 4000.0])
    step = 1e-4
    rise = steadied(contents + step, growth, 8.0) - steadied(contents - step, growth, 8.0)
    np.testing.assert_allclose(rise / (2 * step), 1 / growing(contents, growth, 8.0), rtol=1e-5)
    np.testing.assert_allclose(contents_of(steadied(contents, growth, 8.0), growth, 8.0), contents, rtol=1e-9)
    assert steadied(np.zeros(1), growth, 8.0)[0] == 0


def test_errors_that_grow_wholly_are_steadied_too() -> None:
    """Logarithms have no 0: a part of the errors stays constant there, as in all that training finds."""
    contents = np.array([0.0, 5.0, 300.0])
    np.testing.assert_array_equal(steadied(contents, 1.0, 8.0), steadied(contents, GROWTHS[-1], 8.0))
    assert contents_of(np.array([1e9]), 0.9, 8.0)[0] == np.inf


@pytest.mark.parametrize("growth", [0.0, 0.5, 0.97])
def test_the_growth_of_errors_with_contents_is_found(growth: float) -> None:
    """Cells without any memory of each other, around contents that the image knows; their errors grow as told."""
    generator = np.random.default_rng(1)
    level = np.exp(generator.normal(3, 0.5, (25, 25)))
    size = math.sqrt(np.mean(level**2))
    by = np.sqrt(1 - growth + growth * (level / size) ** 2)
    values = level + 2 * by * generator.standard_normal(level.shape)
    values[3, 4] += 60  # one of them far off
    blend = Blend((View(1.0, 1.0, Covariance(0.5, 0.3, 30.0, 0.0)),), 1.0, 0.1, -3.0)
    fitted = calibrated(blend, values, level)
    assert fitted.growth == pytest.approx(growth, abs=0.15 if growth else 0.3)  # drawn to errors that are proportional
    observed, error, _ = held_out(blend, values, level, None)
    assert fitted.level == pytest.approx(math.sqrt(np.mean((observed - error) ** 2)))
    assert np.mean(growing(observed - error, fitted.growth, fitted.level) ** 2) == pytest.approx(
        1
    )  # stays on the whole


def test_the_growth_is_a_mean_over_its_probabilities() -> None:
    generator = np.random.default_rng(2)
    values = np.exp(generator.normal(3, 0.5, (6, 6)))
    level = values * np.exp(generator.normal(0, 0.1, (6, 6)))
    blend = Blend((View(1.0, 1.0, Covariance(0.5, 0.3, 30.0, 0.0)),), 1.0, 0.1, -3.0)
    observed, error, deviation = held_out(blend, values, level, None)
    expected = np.maximum(observed - error, 0)

    def likelihood(share: float) -> float:
        by = deviation * growing(expected, share, math.sqrt(np.mean(expected**2)))
        spread = stats.t.fit(error / by, f0=4, floc=0)[2]
        return float(stats.t.logpdf(error / by, 4, scale=spread).sum() - np.log(by).sum())

    logs = np.array([likelihood(share) for share in GROWTHS])
    shares = np.array(GROWTHS)
    weights = (0.03 + shares**2) * np.exp((logs - logs.max()) / 1.36)  # 36 cells count for 36 / (1 + 36 / 100)
    assert calibrated(blend, values, level).growth == pytest.approx(weights @ shares / weights.sum(), rel=1e-3)


def test_errors_grow_by_hand() -> None:
    blend = Blend((View(1.0, 1.0, Covariance(0.5, 0.3, 30.0, 0.0)),), 1.0, 0.1, -3.0, growth=0.75, level=20.0, scale=2)
    found = grown(np.full((1, 3), 3.0), np.array([[20.0, 60.0, -5.0]]), blend)
    np.testing.assert_allclose(found, [[6.0, 6 * math.sqrt(0.25 + 0.75 * 9), 6 * 0.5]])
    np.testing.assert_allclose(grown(np.full((1, 1), 3.0), np.ones((1, 1)), replace(blend, left=4.0, growth=0)), 10.0)


def test_few_cells_and_contents_below_zero_have_no_growth() -> None:
    blend = Blend((View(1.0, 0.0, Covariance(0.5, 2.0, 1.0, 0.0)),), 0.0, 0.1, -3.0)
    values = np.random.default_rng(0).uniform(1, 100, (6, 6))
    for own in (values[:3], values - 60):
        fitted = calibrated(blend, own, np.zeros(own.shape))
        assert (fitted.growth, fitted.level) == (0.0, 1.0)


def test_ninety_percent_of_the_errors_at_cells_are_held() -> None:
    """Errors with heavy tails, and 400 cells: the scale that holds 90 % of them, drawn a little to 1."""
    values = np.random.default_rng(5).standard_t(3, (20, 20))
    blend = Blend((View(1.0, 0.0, Covariance(0.5, 0.3, 30.0, 0.0)),), 0.0, 0.1, -3.0)
    fitted = calibrated(blend, values, np.zeros(values.shape))
    _, error, deviation = held_out(blend, values, np.zeros(values.shape), None)
    exact = np.quantile(np.abs(error) / deviation, 0.9) / 1.645
    assert fitted.scale == pytest.approx(math.sqrt((400 * exact**2 + 30) / 430))
    assert fitted.typical == pytest.approx(exact)  # of cells alone
    assert grown(np.full((1, 1), 2.0), np.zeros((1, 1)), fitted) == pytest.approx(2 * fitted.scale)
    assert calibrated(blend, values[:4, :4], np.zeros((4, 4))) == blend


# of the noisy map, whose kind is not told, 0.953: both kinds are held possible, and their maps differ
@pytest.mark.parametrize(("coarse", "most"), [("coarse_x32.tif", 0.95), ("coarse_x32_s4.tif", 0.96)])
def test_ninety_percent_intervals_hold_on_a_real_survey(
    shared_data: Path, tmp_path: Path, coarse: str, most: float
) -> None:
    data = shared_data / "edgeroi"
    image, cells = str(data / "covariates.tif"), str(data / coarse)
    save(train(Training.of([image], cells)).model, str(tmp_path / "m.gfm"))
    output, spread = str(tmp_path / "o.tif"), str(tmp_path / "s.tif")
    apply_model(Application(str(tmp_path / "m.gfm"), [image], output, cells, uncertainty=spread))
    truth = read_raster(str(data / "truth_fine.tif"))[0]
    inside = np.abs(read_raster(output)[0] - truth) <= 1.645 * read_raster(spread)[0]
    valid = np.isfinite(truth) & np.isfinite(read_raster(output)[0])
    assert 0.85 <= inside[valid].mean() <= most
