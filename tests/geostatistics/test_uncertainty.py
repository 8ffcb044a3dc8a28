"""Standard deviations against a textbook kriging system, and against simulated fields."""

from __future__ import annotations

import itertools
import math
from pathlib import Path

import numpy as np
import pytest
from making import even_means, read_raster, smooth_bands, write_raster

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.fusion.application import Application, apply_model
from geochem_fusion.core.fusion.model import save
from geochem_fusion.core.fusion.training import train
from geochem_fusion.core.geostatistics.covariance import Covariance
from geochem_fusion.core.geostatistics.image_weight import Blend
from geochem_fusion.core.geostatistics.uncertainty import lattice, require
from geochem_fusion.core.raster.gdal_reader import describe
from geochem_fusion.core.regression.request import Training


def test_lattice_equals_a_textbook_system() -> None:
    """Ordinary kriging with a Lagrange multiplier, block covariances by loops over points."""
    covariance = Covariance(0.5, 1.5, 2.0, 0.3)
    points = (np.arange(5) + 0.5) / 5 - 0.5
    cells = list(itertools.product(range(-3, 4), repeat=2))

    def c(y: float, x: float) -> float:
        return 2.0 * math.exp(-math.hypot(y, x) / 1.5)

    lags = {k: (5 - abs(k)) / 25 for k in range(-4, 5)}
    block = {
        (i, j): sum(u * v * c(i + a / 5, j + b / 5) for a, u in lags.items() for b, v in lags.items())
        for i in range(7)
        for j in range(7)
    }
    size = len(cells)
    system = np.ones((size + 1, size + 1))
    system[size, size] = 0
    for k, (a, b) in enumerate(cells):
        for m, (p, q) in enumerate(cells):
            system[k, m] = block[abs(a - p), abs(b - q)] + (0.3 + 1e-6 * block[0, 0] if k == m else 0)
    target = (-0.5 + 0.5 / 8, -0.5 + 2.5 / 8)
    right = [np.mean([c(target[0] - a - u, target[1] - b - v) for u in points for v in points]) for a, b in cells]
    solved = np.linalg.solve(system, [*right, 1.0])
    variance = 2.0 - np.dot(solved[:size], right) - solved[size]
    assert lattice(covariance)[0, 2] == pytest.approx(math.sqrt(variance), rel=1e-6)


def test_lattice_is_symmetric_and_largest_at_the_corners() -> None:
    found = lattice(Covariance(1.5, 2.0, 1.0, 0.0))
    np.testing.assert_allclose(found, found[::-1], rtol=1e-6)
    np.testing.assert_allclose(found, found.T, rtol=1e-6)
    assert found.argmax() in (0, 7, 56, 63)
    assert 0 < found.min() < found.max() < 1


def test_noise_and_sill_raise_it_as_they_should() -> None:
    plain = lattice(Covariance(0.5, 2.0, 1.0, 0.0))
    assert (lattice(Covariance(0.5, 2.0, 1.0, 0.5)) > plain).all()
    np.testing.assert_allclose(lattice(Covariance(0.5, 2.0, 4.0, 0.0)), 2 * plain, rtol=1e-6)


def test_where_it_is_not_known_it_says_so() -> None:
    blend = Blend(0.5, 0.5, 0.1, Covariance(0.5, 2.0, 1.0, 0.0), math.inf, -1.0)
    assert require([blend], True) == [blend]
    for blends, means_kept in (([None], True), ([blend], False), ([blend, None], True)):
        with pytest.raises(FusionError, match="METHOD=auto"):
            require(blends, means_kept)


def test_map_of_standard_deviations(tmp_path: Path) -> None:
    bands = smooth_bands(2, 96, 96)
    bands[:, 10:20, 30:40] = np.nan
    rough = np.random.default_rng(0).normal(size=(96, 96)).cumsum(axis=0).cumsum(axis=1) / 40
    truth = np.nan_to_num(bands[0], nan=0.0) * 0.2 + rough
    image = write_raster(tmp_path / "image.tif", bands)
    coarse = write_raster(tmp_path / "coarse.tif", even_means(truth, 8), cell=80, names=["Cu"], unit="ppm")
    save(train(Training.of([image], coarse, features="raw", folds=3)).model, str(tmp_path / "m.gfm"))
    output, spread = str(tmp_path / "o.tif"), str(tmp_path / "s.tif")
    apply_model(Application(str(tmp_path / "m.gfm"), [image], output, coarse, uncertainty=spread))
    fused, known = read_raster(output)[0], read_raster(spread)[0]
    np.testing.assert_array_equal(np.isnan(fused), np.isnan(known))
    assert describe(spread).band_names == ["Cu standard deviation"]
    assert describe(spread).bands[0].unit == "ppm"
    assert np.nanmin(known) > 0
    np.testing.assert_allclose(known[40:48, 40:48], known[48:56, 64:72], rtol=1e-6)
    with pytest.raises(FusionError, match="have the same name"):
        apply_model(Application(str(tmp_path / "m.gfm"), [image], output, coarse, uncertainty=output))


@pytest.mark.parametrize(("name", "coarse"), [("edgeroi", "coarse_x32.tif"), ("edgeroi", "coarse_x32_s4.tif")])
def test_ninety_percent_intervals_hold_on_a_real_survey(
    shared_data: Path, tmp_path: Path, name: str, coarse: str
) -> None:
    data = shared_data / name
    image, cells = str(data / "covariates.tif"), str(data / coarse)
    save(train(Training.of([image], cells)).model, str(tmp_path / "m.gfm"))
    output, spread = str(tmp_path / "o.tif"), str(tmp_path / "s.tif")
    apply_model(Application(str(tmp_path / "m.gfm"), [image], output, cells, uncertainty=spread))
    truth = read_raster(str(data / "truth_fine.tif"))[0]
    inside = np.abs(read_raster(output)[0] - truth) <= 1.645 * read_raster(spread)[0]
    valid = np.isfinite(truth) & np.isfinite(read_raster(output)[0])
    assert 0.85 <= inside[valid].mean() <= 0.95
