"""The search: what is tried, on which features, and what is chosen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import even_means, smooth_bands, write_raster

from geochem_fusion.core.fitting import defaults
from geochem_fusion.core.preparation import Training
from geochem_fusion.core.progress import SILENT
from geochem_fusion.core.raster import RasterStack
from geochem_fusion.core.search import Searched, search


class Scene:
    """An image of 2 bands, 96 x 96 pixels, and two elements in cells of 8 x 8 pixels."""

    def __init__(self, folder: Path) -> None:
        bands = smooth_bands(2, 96, 96)
        means = np.stack([even_means(band, 8) for band in bands])
        noise = np.random.default_rng(0).normal(size=means.shape)
        self.image = write_raster(folder / "i.tif", bands)
        self.coarse = write_raster(folder / "c.tif", means / 50 + noise, cell=80, names=["A", "B"])

    def request(self, **changes: Any) -> Training:
        return replace(Training([self.image], self.coarse, method="linear", features="high_frequency"), **changes)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Scene:
    return Scene(tmp_path_factory.mktemp("scene"))


def searched(request: Training) -> Searched:
    return search(request, RasterStack(request.rasters), SILENT)


def test_without_trials_the_defaults_are_tried_on_the_features_given(scene: Scene) -> None:
    found = searched(scene.request(levels=2, mean_filter=3, support="centre"))
    assert found.setting.texts() == ("2", "3", "centre")
    for fit in found.fits:
        assert [candidate.option for candidate in fit.found.tried[0]] == [defaults("linear")]
        assert fit.found.best[0].setting == found.setting
