"""A model over one tile against the model's own, slower way, and independence of how pixels are grouped."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from making import plain_features, smooth_bands, write_raster

from geochem_fusion.core.deep.networks import Ensemble
from geochem_fusion.core.fusion import prediction
from geochem_fusion.core.fusion.model import FusionModel, Target
from geochem_fusion.core.fusion.prediction import Counts, Prediction, predict_tile, sample
from geochem_fusion.core.image.features import Features, FeatureSet
from geochem_fusion.core.raster.grid import Window, nested
from geochem_fusion.core.regression.predictors import Linear
from tools.fuzz import random_network


def model_of(low: float = -1.0, high: float = 1.0) -> FusionModel:
    def target(name: str, used: tuple[int, ...], *coefficients: float) -> Target:
        return Target(name, "", "linear", "none", 1.0, used, Linear(np.array(coefficients), np.array([0.25])))

    features = FeatureSet("raw", ("a", "b", "c"))
    targets = (target("Cu", (0, 1, 2), 1.0, -2.0, 0.5), target("Zn", (2,), 3.0))
    return FusionModel(features, targets, np.repeat([[low], [high]], 3, axis=1), 1.0, "")


def tile(share: float, height: int = 40, width: int = 30) -> np.ndarray:
    random = np.random.default_rng(4)
    features = random.normal(size=(3, height, width)).astype(np.float32)
    features[:, random.random((height, width)) < share] = np.nan
    return features


@pytest.mark.parametrize("share", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("chunk", [1, 100, 65536])
def test_equal_to_what_the_model_says_of_the_whole(share: float, chunk: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prediction, "_CHUNK", chunk)
    model, features = model_of(), tile(share)
    values, outside, valid = predict_tile(model, features)
    np.testing.assert_array_equal(values, model.predict(features))
    assert (outside, valid) == model.outside_range(features)
    assert values.dtype == np.float32


def test_a_number_at_the_limit_is_inside_whatever_float32_makes_of_the_limit() -> None:
    for limit in (0.1, 0.3, 1 / 3):
        near = np.float32(limit)
        steps = [np.nextafter(near, np.float32(-1)), near, np.nextafter(near, np.float32(1))]
        features = np.repeat(np.array(steps, np.float32)[None, None], 3, axis=0)
        expected = sum(float(step) > limit for step in steps)
        assert predict_tile(model_of(high=limit), features)[1] == expected
        assert predict_tile(model_of(low=limit), features)[1] == sum(float(step) < limit for step in steps)


@pytest.mark.parametrize("sampled", [2**30, 3000])
def test_windows_of_a_linear_model_need_no_features(sampled: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prediction, "_SAMPLED", sampled)
    monkeypatch.setattr(prediction, "_SQUARE", 8)
    model, image = model_of(), tile(0.2, 200, 150)
    features = Features(model.features, lambda w: image[:, w.rows, w.cols], 200, 150)
    area = Window(10, 5, 150, 140)
    at = Prediction(model, features, area)
    counts, looked_at = Counts(), np.zeros((200, 150), bool)
    expected = model.predict(image)
    for window in [w.shifted(10, 5) for w in nested(Window(0, 0, 150, 140), 32)]:
        values, found = at.at(window)
        assert values is not None
        np.testing.assert_allclose(values, expected[:, window.rows, window.cols], rtol=1e-6)
        counts.add(found)
        for square in sample(area, window):
            looked_at[square.rows, square.cols] = True
    seen = image[:, looked_at]
    valid = np.isfinite(seen).all(axis=0)
    assert counts.valid == np.isfinite(image[:, area.rows, area.cols]).all(axis=0).sum()
    assert counts.seen == valid.sum()
    assert counts.outside == (np.abs(seen[:, valid]) > 1).any(axis=0).sum()
    share = looked_at[area.rows, area.cols].mean()
    assert share == 1 if sampled == 2**30 else share == pytest.approx(3000 / (150 * 140), rel=0.5)


def test_the_sample_does_not_depend_on_the_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prediction, "_SAMPLED", 5000)
    area = Window(7, 9, 700, 900)
    found = []
    for size in (16, 64, 1024):
        marked = np.zeros((1000, 1000), int)
        for window in nested(area, size):
            for square in sample(area, window):
                marked[square.rows, square.cols] += 1
        assert marked.max() == 1
        found.append(marked)
    np.testing.assert_array_equal(found[0], found[1])
    np.testing.assert_array_equal(found[0], found[2])


def test_a_window_without_values_is_none() -> None:
    model, image = model_of(), tile(1.0)
    features = Features(model.features, lambda w: image[:, w.rows, w.cols], 40, 30)
    for folded in (True, False):
        at = Prediction(model, features, Window(0, 0, 40, 30))
        if not folded:
            at._folded = None
        assert at.at(Window(0, 0, 20, 30)) == (None, Counts())


def test_a_network_stands_between_features_and_predictors(tmp_path: Path) -> None:
    bands = (smooth_bands(3, 40, 50) - 1000) / 200
    bands[:, 3, 4] = np.nan
    features, _ = plain_features(write_raster(tmp_path / "image.tif", bands, names=["a", "b", "c"]))
    network = random_network(3, 3)
    model = replace(model_of(), network=Ensemble((network,)))
    values, counts = Prediction(model, features, Window(0, 0, 40, 50)).at(Window(0, 0, 30, 40))
    assert values is not None
    planes = bands.astype(np.float32)
    outputs = network.over(planes)[:, :25, :35]  # of the pixels from (5, 5) on
    np.testing.assert_allclose(values[0, 5:, 5:], outputs[0] - 2 * outputs[1] + outputs[2] / 2 + 0.25, atol=1e-4)
    np.testing.assert_allclose(values[1, 5:, 5:], 3 * outputs[2] + 0.25, atol=1e-4)
    assert (counts.outside, counts.valid) == model.outside_range(planes[:, :30, :40])
    assert np.isnan(values).sum() == 2
    assert counts.valid == 30 * 40 - 1
