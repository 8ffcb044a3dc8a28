"""Networks over an image as features: windows agree with the whole, and gaps stay gaps."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from making import plain_features, random_network, smooth_bands, write_raster

from geochem_fusion.core.deep_features import NetworkFeatures
from geochem_fusion.core.deep_network import Ensemble
from geochem_fusion.core.grid import Window


def test_windows_of_outputs_are_those_of_the_whole(tmp_path: Path) -> None:
    bands = (smooth_bands(2, 60, 150) - 1000) / 200
    bands[:, 20:24, 30:34] = np.nan
    channels, _ = plain_features(write_raster(tmp_path / "image.tif", bands))
    network = random_network(2, 2)
    features = NetworkFeatures(Ensemble((network, random_network(2, 1, seed=1))), channels)
    assert features.spec.names == ["output 1", "output 2", "output 3"]
    whole = features.compute(Window(0, 0, 60, 150))
    window = Window(11, 100, 40, 45)
    np.testing.assert_array_equal(features.compute(window), whole[:, window.rows, window.cols])
    assert np.isnan(whole).all(axis=0).sum() == 16
    middle = network.over(bands.astype(np.float32))
    np.testing.assert_allclose(whole[:2, 25:40, 50:100], middle[:, 20:35, 45:95], atol=1e-5)
