"""Features against sums by hand: mean filter, spectral derivative, vegetation, names, and tile equals whole."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.image.features import (
    KINDS,
    Features,
    FeatureSet,
    check_mean_filter,
    choose_levels,
    mean_filter,
    spectral_wavelengths,
    vegetation,
)
from geochem_fusion.core.image.indices import Index
from geochem_fusion.core.image.pyramid import Pyramid
from geochem_fusion.core.image.spectrum import spectral_derivative
from geochem_fusion.core.raster.description import Band
from geochem_fusion.core.raster.grid import Window, tiles

BANDS = ("green", "red", "nir")
WAVES = (0.56, 0.66, 0.81)


def image_with_holes(height: int = 40, width: int = 50, share: float = 0.1, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    image = random.uniform(0, 400, (3, height, width)).astype(np.float32)
    image[:, random.random((height, width)) < share] = np.nan
    image[1, 5, 6] = np.nan
    return image


def features_of(image: np.ndarray, **options: Any) -> Features:
    spec = FeatureSet(options.pop("kind", "high_frequency"), BANDS, **{"levels": 2, **options})
    return Features(spec, lambda w: image[:, w.rows, w.cols].copy(), *image.shape[-2:])


def whole(features: Features) -> np.ndarray:
    return features.compute(Window(0, 0, features.height, features.width))


def mean_by_hand(plane: np.ndarray, size: int) -> np.ndarray:
    out = np.full(plane.shape, np.nan)
    half = size // 2
    for row, col in zip(*np.nonzero(np.isfinite(plane))):
        box = plane[max(row - half, 0) : row + half + 1, max(col - half, 0) : col + half + 1]
        out[row, col] = np.nanmean(box.astype(float))
    return out


# ------------------------------------------------------------------------------------------ mean filter


@pytest.mark.parametrize("size", [1, 3, 5, 11, 51])
def test_mean_filter_by_hand(size: int) -> None:
    image = image_with_holes(20, 25, 0.3)
    expected = np.stack([mean_by_hand(plane, size) for plane in image])
    np.testing.assert_allclose(mean_filter(image, size), expected, rtol=1e-12)


def test_one_huge_value_does_not_poison_the_row() -> None:
    image = np.ones((1, 9, 60))
    image[0, 4, 3] = -3.4e38
    image[0, 4, 30] = np.nan
    filtered = mean_filter(image, 5)
    assert (filtered[0, :, 6:][np.isfinite(filtered[0, :, 6:])] == 1).all()
    assert np.isnan(filtered).sum() == 1


@pytest.mark.parametrize("share", [0.0, 0.5, 0.98])
def test_constant_stays_constant_under_the_mean_filter(share: float) -> None:
    image = np.where(np.isnan(image_with_holes(30, 30, share)), np.nan, np.float32(0.1))
    filtered = mean_filter(image, 5)
    np.testing.assert_allclose(filtered, image.astype(float), rtol=1e-14)


@pytest.mark.parametrize("size", [0, 2, -1, 103])
def test_impossible_mean_filter_is_refused(size: int) -> None:
    with pytest.raises(FusionError, match="odd number"):
        check_mean_filter(size)
    with pytest.raises(FusionError, match=f"MEAN_FILTER is {size}"):
        FeatureSet("raw", BANDS, mean_filter=size)


# ------------------------------------------------------------------------------------------ derivative


def test_bands_without_a_wavelength_are_stepped_over() -> None:
    spec = FeatureSet("high_frequency", (*BANDS, "height", "swir"), wavelengths=(*WAVES, None, 1.65))
    assert spec.derivative_pairs == [(0, 1), (1, 2), (2, 4)]
    assert spec.names[-1] == "derivative nir to swir"
    image = np.arange(1.0, 6.0, dtype=np.float32).reshape(5, 1, 1)
    slope = spectral_derivative(image, spec.derivative_pairs, spec.wavelengths)
    np.testing.assert_allclose(slope[2, 0, 0], 2 / (1.65 - 0.81), rtol=1e-6)


def test_mean_derivative_is_the_mean_of_the_pairs() -> None:
    image = image_with_holes()
    pairs = whole(features_of(image, wavelengths=WAVES))[3:]
    mean = whole(features_of(image, wavelengths=WAVES, derivative_mean=True))[3:]
    assert mean.shape[0] == 1
    np.testing.assert_allclose(mean[0], pairs.mean(axis=0), rtol=1e-4, atol=1e-3)


def test_nodata_in_one_band_makes_every_feature_nodata() -> None:
    image = image_with_holes()
    expected = np.isfinite(image).all(axis=0)
    for kind in KINDS:
        computed = whole(features_of(image, kind=kind))
        assert np.array_equal(np.isfinite(computed), np.broadcast_to(expected, computed.shape))


# ------------------------------------------------------------------------------------------ feature sets


@pytest.mark.parametrize(
    ("options", "names"),
    [
        ({"kind": "raw"}, [*BANDS]),
        ({"kind": "as_is"}, [*BANDS]),
        ({"derivative": False}, ["high green", "high red", "high nir"]),
        (
            {},
            ["high green", "high red", "high nir", "derivative green to red", "derivative red to nir"],
        ),
        ({"derivative_mean": True}, ["high green", "high red", "high nir", "mean derivative"]),
        (
            {"kind": "multiscale", "derivative_mean": True},
            [*BANDS, *(f"low {level} {band}" for level in (1, 2) for band in BANDS)],
        ),
        ({"wavelengths": (None, 0.6, None)}, ["high green", "high red", "high nir"]),
    ],
)
def test_names_match_what_is_computed(options: dict[str, Any], names: list[str]) -> None:
    features = features_of(image_with_holes(), **options)
    assert features.spec.names == names
    assert whole(features).shape == (len(names), 40, 50)
    assert whole(features).dtype == np.float32


@pytest.mark.parametrize(("kind", "plain"), [("multiscale", 3), ("raw", 3), ("high_frequency", 5)])
def test_plain_features_are_no_smoothed_copies(kind: str, plain: int) -> None:
    spec = features_of(image_with_holes(), kind=kind).spec
    assert spec.plain == plain
    assert not any(name.startswith("low") for name in spec.names[:plain])


@pytest.mark.parametrize("kind", ["raw", "as_is"])
def test_ready_features_are_the_bands_unfiltered(kind: str) -> None:
    image = image_with_holes()
    expected = np.where(np.isfinite(image).all(axis=0), image, np.nan)
    np.testing.assert_array_equal(whole(features_of(image, kind=kind, mean_filter=5)), expected)


def test_high_frequency_is_the_filtered_difference_from_the_low_pass() -> None:
    image = image_with_holes()
    low = Pyramid(lambda w: image[:, w.rows, w.cols], 40, 50, 2).low_pass(Window(0, 0, 40, 50), 2)
    high = np.stack([mean_by_hand(plane, 5) for plane in image - low])
    valid = np.isfinite(image).all(axis=0)
    computed = whole(features_of(image, derivative=False))
    np.testing.assert_allclose(computed[:, valid], high[:, valid], atol=1e-4)


def test_multiscale_is_the_bands_and_their_low_pass_at_every_level() -> None:
    image = image_with_holes()
    features = features_of(image, kind="multiscale", levels=4)
    computed = whole(features)
    valid = np.isfinite(image).all(axis=0)
    assert len(computed) == 3 * 5
    np.testing.assert_array_equal(computed[:3, valid], image[:, valid])
    for level in range(1, 5):
        high = whole(features_of(image, kind="high_frequency", levels=level, mean_filter=1, derivative=False))
        low = computed[3 * level : 3 * level + 3]
        np.testing.assert_allclose((low + high)[:, valid], image[:, valid], atol=2e-4)


@pytest.mark.parametrize("kind", list(KINDS))
def test_constant_image_has_no_detail(kind: str) -> None:
    image = np.full((3, 30, 30), 123.4, np.float32)
    image[:, 4:9, 7] = np.nan
    computed = whole(features_of(image, kind=kind))
    names = features_of(image, kind=kind).spec.names
    for name, plane in zip(names, computed):
        expected = 0.0 if name.startswith(("high", "derivative")) else np.float32(123.4)
        np.testing.assert_allclose(plane[np.isfinite(plane)], expected, atol=1e-4)


@pytest.mark.parametrize("kind", list(KINDS))
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_tiles_equal_the_whole_bit_for_bit(kind: str, data: st.DataObject) -> None:
    height, width = data.draw(st.integers(9, 60)), data.draw(st.integers(9, 60))
    image = image_with_holes(height, width, 0.2)
    features = features_of(image, kind=kind, levels=data.draw(st.integers(1, 4)), wavelengths=WAVES)
    expected = whole(features)
    for tile in tiles(Window(0, 0, height, width), data.draw(st.integers(5, 40))):
        np.testing.assert_array_equal(features.compute(tile), expected[:, tile.rows, tile.cols])


@pytest.mark.parametrize("kind", list(KINDS))
@pytest.mark.parametrize("step", [2, 4])
@settings(max_examples=6, deadline=None)
@given(data=st.data())
def test_corners_are_the_features_of_the_first_pixels_of_squares(kind: str, step: int, data: st.DataObject) -> None:
    height, width = data.draw(st.integers(16, 70)), data.draw(st.integers(16, 70))
    features = features_of(image_with_holes(height, width, 0.2), kind=kind, levels=data.draw(st.integers(1, 4)))
    everywhere = whole(features)
    for tile in tiles(Window(0, 0, height, width), 32):
        found, valid = features.corners(tile, step)
        expected = everywhere[:, tile.rows, tile.cols]
        np.testing.assert_array_equal(valid, np.isfinite(expected[0]))
        np.testing.assert_allclose(found, expected[:, ::step, ::step], rtol=1e-6, atol=1e-6)


@pytest.mark.parametrize("kind", ["raw", "multiscale"])
def test_a_square_without_others_near_stands_for_itself(kind: str) -> None:
    image = np.full((3, 96, 64), np.nan, np.float32)
    image[:, 37:39, 42:44] = image_with_holes(share=0)[:, :2, :2]  # no first pixel of a square of 4
    image[:, 0:3, 0:3] = 7  # the first pixel of one, and nothing else
    features = features_of(image, kind=kind)
    everywhere = whole(features)
    expected = np.full((len(everywhere), 24, 16), np.nan)
    expected[:, 0, 0], expected[:, 9, 10] = everywhere[:, 0, 0], everywhere[:, 37, 42]
    for size in (32, 64, 128):
        for tile in tiles(Window(0, 0, 96, 64), size):
            small = tile.thinned(4)
            np.testing.assert_array_equal(features.corners(tile, 4)[0], expected[:, small.rows, small.cols])


RATIO = Index("iron", ((((1, 1.0), (0, 1.0)), ((2, 1.0),)),))  # (red + green) / nir


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("indices", [(), (RATIO,)])
@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_some_columns_are_those_of_all(kind: str, indices: tuple[Index, ...], data: st.DataObject) -> None:
    features = features_of(image_with_holes(30, 40, 0.2), kind=kind, levels=3, indices=indices)
    expected = whole(features)
    columns = sorted(data.draw(st.sets(st.integers(0, len(expected) - 1), min_size=1)))
    window = Window(3, 5, 20, 31)
    near = features.prefetched(window, columns)
    for tile in tiles(window, 16):
        np.testing.assert_array_equal(near.compute(tile, columns), expected[columns, tile.rows, tile.cols])


@pytest.mark.parametrize("kind", KINDS)
def test_indices_come_last_and_are_those_of_the_bands(kind: str) -> None:
    image = image_with_holes()
    image[2, 20:22, 8] = 0
    image[:, 20:22, 9] = [[5], [6], [2]]
    plain = features_of(image, kind=kind, levels=1, mean_filter=3)
    features = features_of(image, kind=kind, levels=1, mean_filter=3, indices=(RATIO,))
    assert features.spec.names == [*plain.spec.names, "index iron"]
    got, others = whole(features), whole(plain)
    with np.errstate(divide="ignore"):
        ratio = (image[1].astype(float) + image[0]) / image[2]
    ratio[~np.isfinite(ratio)] = np.nan
    expected = mean_by_hand(ratio, 3) if features.spec.published else ratio
    known = np.isfinite(got[-1])
    np.testing.assert_array_equal(known, np.isfinite(image).all(axis=0) & (image[2] != 0))
    np.testing.assert_allclose(got[-1][known], expected[known], rtol=1e-6)
    np.testing.assert_array_equal(got[:-1, known], others[:, known])
    assert np.isnan(got[:, 20:22, 8]).all()
    for tile in tiles(Window(0, 0, 40, 50), 17):
        np.testing.assert_array_equal(features.compute(tile), got[:, tile.rows, tile.cols])


def test_indices_survive_json_and_old_sets_have_none() -> None:
    spec = FeatureSet("raw", BANDS, indices=(RATIO,))
    data = json.loads(json.dumps(spec.to_json()))
    assert FeatureSet.from_json(data) == spec
    del data["indices"]
    assert FeatureSet.from_json(data) == FeatureSet("raw", BANDS)


def test_json_gives_the_same_set_back() -> None:
    spec = FeatureSet("multiscale", BANDS, 4, 7, True, True, (0.5, None, 0.8))
    assert FeatureSet.from_json(json.loads(json.dumps(spec.to_json()))) == spec


@pytest.mark.parametrize(
    "change",
    [
        {"kind": "magic"},
        {"mean_filter": 4},
        {"wavelengths": [0.5]},
        {"bands": 3},
        {"levels": "x"},
        {"indices": [{"name": "x", "ratios": [[[[3, 1.0]], [[0, 1.0]]]]}]},
        {"indices": [5]},
    ],
)
def test_hostile_json_is_an_error_that_loading_expects(change: dict[str, Any]) -> None:
    data = FeatureSet("high_frequency", BANDS).to_json()
    with pytest.raises((FusionError, TypeError, ValueError)):
        FeatureSet.from_json({**data, **change})
    with pytest.raises(KeyError):
        FeatureSet.from_json({key: value for key, value in data.items() if key != "wavelengths"})


def test_classes_have_no_derivative_and_no_range() -> None:
    bands = ("red", "rock = 6", "nir", "rock = 9")
    spec = FeatureSet("high_frequency", bands, levels=2, classes=("rock = 6", "rock = 9"))
    assert spec.derivative_pairs == [(0, 2)]
    rows = np.arange(2.0 * len(spec.names)).reshape(2, -1)
    low, high = spec.range_of(rows)
    assert list(zip(low, high)) == [(0, 5), (-1, 1), (2, 7), (-1, 1), (4, 9)]
    assert FeatureSet.from_json(spec.to_json()) == spec
    assert "classes" not in FeatureSet("raw", BANDS).to_json()


def test_equal_wavelengths_are_refused() -> None:
    with pytest.raises(FusionError, match="'green' and 'nir' have the same wavelength"):
        FeatureSet("high_frequency", BANDS, wavelengths=(0.5, None, 0.5))
    FeatureSet("raw", BANDS, wavelengths=(0.5, None, 0.5))


# ------------------------------------------------------------------------------------------ parameters


def test_typed_wavelengths_win_over_metadata() -> None:
    bands = [Band("a", "", 0.5), Band("b"), Band("c", "", 0.7)]
    assert spectral_wavelengths("", bands) == (0.5, None, 0.7)
    assert spectral_wavelengths("1,2,3", bands) == (1.0, 2.0, 3.0)
    assert spectral_wavelengths("", bands[:2]) is None


@pytest.mark.parametrize(
    ("levels", "ratio", "size", "expected"),
    [(0, 133.33, 4000, 7), (0, None, 4000, 3), (0, None, 4, 2), (0, 500.0, 30, 5), (4, 133.33, 4000, 4)],
)
def test_levels_are_chosen(levels: int, ratio: float | None, size: int, expected: int) -> None:
    assert choose_levels(levels, ratio, size, size + 1) == expected


@pytest.mark.parametrize("levels", [-1, 6])
def test_levels_beyond_the_image_are_refused(levels: int) -> None:
    with pytest.raises(FusionError, match=f"LEVELS is {levels}, but an image of 40 x 30 pixels has 1 to 5"):
        choose_levels(levels, None, 30, 40)


# ------------------------------------------------------------------------------------------ vegetation


def test_vegetation_by_hand() -> None:
    red = np.array([[0.1, 0.3, 0.0, np.nan, 0.1, -1.0]], np.float32)
    near = np.array([[0.5, 0.3, 0.0, 0.5, np.nan, 1.0]], np.float32)
    # NDVI 0.667, 0, undefined (no light), unknown, unknown, undefined (sum is zero)
    assert vegetation(red, near, 0.3).tolist() == [[True, False, False, False, False, False]]
    assert not vegetation(red, near, 0.7).any()
    assert vegetation(red, near, -0.1).tolist() == [[True, True, False, False, False, False]]


def test_ndvi_at_the_limit_is_kept() -> None:
    assert not vegetation(np.array([1.0]), np.array([3.0]), 0.5).any()
