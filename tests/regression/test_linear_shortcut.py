"""Linear models without their features against the sums of the features themselves, in float64 and pixel by pixel."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.image.features import Features, FeatureSet
from geochem_fusion.core.image.indices import Index
from geochem_fusion.core.raster.grid import Window, tiles
from geochem_fusion.core.regression.linear_shortcut import fold, weighted
from geochem_fusion.core.regression.predictors import Forest, Linear

BANDS = ("green", "red", "nir")
WHOLE = Window(0, 0, 70, 90)


def image(own_gap: bool = False) -> np.ndarray:
    random = np.random.default_rng(3)
    planes = random.uniform(100, 400, (3, *WHOLE.shape)).astype(np.float32)
    planes[:, random.random(WHOLE.shape) < 0.1] = np.nan
    planes[:, 20:40, 30:60] = np.nan
    planes[:, 60, 70] = 250
    if own_gap:
        planes[1, 60, 70] = np.nan
    return planes


def features_of(planes: np.ndarray, kind: str, **options: Any) -> Features:
    spec = FeatureSet(kind, BANDS, **{"levels": 5, "mean_filter": 3, **options})
    return Features(spec, lambda w: planes[:, w.rows, w.cols].copy(), *WHOLE.shape)


def lines(features: Features, count: int) -> list[tuple[Linear, list[int]]]:
    """Return linear predictors, the first of which leaves out a feature."""
    random = np.random.default_rng(5)
    used = [list(range(k == 0, len(features.spec.names))) for k in range(count)]
    return [(Linear(random.normal(size=len(u)), random.normal(size=1)), u) for u in used]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("kind", "options"),
    [
        ("raw", {}),
        ("as_is", {}),
        ("multiscale", {}),
        ("multiscale", {"levels": 2}),
        ("high_frequency", {}),
        ("high_frequency", {"levels": 2, "mean_filter": 1, "derivative": False}),
        ("high_frequency", {"derivative_mean": True}),
        ("high_frequency", {"wavelengths": (0.56, None, 0.81)}),
    ],
)
def test_equal_to_the_sum_of_the_features(kind: str, options: dict[str, Any], count: int) -> None:
    features = features_of(image(), kind, **options)
    parts = lines(features, count)
    folded = fold(features, parts)
    assert folded is not None
    got = folded.compute(WHOLE)
    planes = features.compute(WHOLE).astype(float)
    expected = np.stack(
        [np.tensordot(line.coefficients, planes[used], axes=1) + line.intercept[0] for line, used in parts]
    )
    assert np.isfinite(expected).any()
    size = np.abs(planes).max(axis=(1, 2), initial=0, where=np.isfinite(planes)).max()
    np.testing.assert_allclose(got, expected, rtol=1e-6, atol=1e-6 * size)


@pytest.mark.parametrize("kind", ["raw", "multiscale", "high_frequency"])
def test_tiles_equal_the_whole_to_the_last_bit(kind: str) -> None:
    features = features_of(image(), kind)
    folded = fold(features, lines(features, 2))
    assert folded is not None
    whole = folded.compute(WHOLE)
    assert whole is not None
    for tile in tiles(WHOLE, 25):
        got = folded.compute(tile)
        np.testing.assert_array_equal(np.nan if got is None else got, whole[:, tile.rows, tile.cols])


def test_a_window_without_values_is_none() -> None:
    features = features_of(image(), "high_frequency")
    folded = fold(features, lines(features, 1))
    assert folded is not None
    assert folded.compute(Window(25, 35, 8, 8)) is None


def test_what_is_not_exact_is_not_folded() -> None:
    gaps = features_of(image(own_gap=True), "high_frequency")
    assert fold(gaps, lines(gaps, 1)) is None
    raw = features_of(image(own_gap=True), "raw")  # no feature takes its neighbours
    assert fold(raw, lines(raw, 1)) is not None
    ratio = features_of(image(), "raw", indices=(Index("ratio", ((((0, 1.0),), ((1, 1.0),)),)),))
    assert fold(ratio, lines(ratio, 1)) is None
    node = np.zeros(1, np.int32)
    tree = Forest(node, node, np.zeros(1), node, np.ones(1))
    assert fold(raw, [(tree, [0, 1, 2])]) is None
    assert fold(raw, lines(raw, 4)) is None  # more sums than bands


def test_sums_of_planes() -> None:
    planes = image()
    rows = np.array([[1.0, -2.0, 0.5], [0.0, 0.0, 1.0]])
    expected = np.einsum("kb,bhw->khw", rows, planes.astype(float))
    np.testing.assert_allclose(weighted(rows, planes), expected, rtol=1e-12)
