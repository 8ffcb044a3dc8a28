"""Standard deviations against a textbook kriging system, and against simulated fields."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from making import even_means, read_raster, smooth_bands, write_raster

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.fusion.application import Application, apply_model
from geochem_fusion.core.fusion.model import save
from geochem_fusion.core.fusion.training import train
from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance
from geochem_fusion.core.geostatistics.uncertainty import require
from geochem_fusion.core.raster.gdal_reader import describe
from geochem_fusion.core.regression.request import Training


def test_where_it_is_not_known_it_says_so() -> None:
    blend = Blend((View(1.0, 0.5, Covariance(0.5, 2.0, 1.0, 0.0)),), 0.5, 0.1, -1.0)
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
    save(train(Training.of([image], coarse, features="raw", folds=3, cell_samples=1000)).model, str(tmp_path / "m.gfm"))
    output, spread = str(tmp_path / "o.tif"), str(tmp_path / "s.tif")
    apply_model(Application(str(tmp_path / "m.gfm"), [image], output, coarse, uncertainty=spread))
    fused, known = read_raster(output)[0], read_raster(spread)[0]
    np.testing.assert_array_equal(np.isnan(fused), np.isnan(known))
    assert describe(spread).band_names == ["Cu standard deviation"]
    assert describe(spread).bands[0].unit == "ppm"
    assert np.nanmin(known) > 0
    np.testing.assert_allclose(known[56:64, 40:48], known[56:64, 64:72], rtol=1e-5)
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
