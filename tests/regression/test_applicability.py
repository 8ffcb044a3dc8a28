"""The area of applicability against an example by hand and a plain restatement of its definition; its file; its map."""

from __future__ import annotations

import math
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from making import Log, read_raster

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.image.features import Features, FeatureSet
from geochem_fusion.core.raster.gdal_writer import RasterWriter
from geochem_fusion.core.raster.grid import Grid, Window
from geochem_fusion.core.regression import applicability
from geochem_fusion.core.regression.applicability import (
    Applicability,
    arrays_of,
    measure,
    rebuild,
    require,
    threshold,
)

# Four training places A (0, 0), B (4, 0), C (0, 2), D (4, 2). Means 2 and 1, standard deviations 2 and 1, so that they
# are -1 or 1 in both standardised features; weights 2 and 1 give A (-2, -1), B (2, -1), C (-2, 1), D (2, 1).
# Distances: AB = CD = 4, AC = BD = 2, AD = BC = root 20; mean (4 + 4 + 2 + 2 + 2 root 20) / 6 = 2 + root 20 / 3.
PLACES = np.array([[0.0, 0.0], [4.0, 0.0], [0.0, 2.0], [4.0, 2.0]])
WEIGHTS = np.array([2.0, 1.0])
MEAN = 2 + math.sqrt(20) / 3
# A is held out alone. Nearest place of the other fold: A to C 2, B to A 4, C to A 2, D to A root 20.
FOLD = np.array([0, 1, 1, 1])


def by_hand() -> Applicability:
    found = measure(PLACES, WEIGHTS, [(np.arange(4), FOLD)], 0)
    assert found is not None
    return found


def test_index_by_hand() -> None:
    area = by_hand()
    assert area.mean_distance[0] == pytest.approx(MEAN)
    np.testing.assert_array_equal(area.training, [[-2, -1], [2, -1], [-2, 1], [2, 1]])
    # the middle (0, 0) is root 5 from every corner; (6, 2) becomes (4, 1), 2 from D; (10, 2) becomes (8, 1), 6 from D
    got = area.dissimilarity(np.array([[2.0, 1.0], [6.0, 2.0], [10.0, 2.0], [4.0, 0.0]]))
    np.testing.assert_allclose(got, [math.sqrt(5) / MEAN, 2 / MEAN, 6 / MEAN, 0])


def test_threshold_by_hand() -> None:
    # 2, 2, 4, root 20: Q1 = 2, Q3 = 4 + (root 20 - 4) / 4 = 4.118, and 4.118 + 1.5 x 2.118 = 7.295 is more than root 20
    assert by_hand().threshold[0] == pytest.approx(math.sqrt(20) / MEAN)
    pixels = np.array([[2.0, 1.0], [6.0, 2.0], [10.0, 2.0], [np.nan, 1.0]], np.float32).T[:, None]
    planes = by_hand().planes(pixels)
    np.testing.assert_array_equal(planes[1, 0], [1, 1, 0, np.nan])
    np.testing.assert_array_equal(np.isnan(planes[0, 0]), [False, False, False, True])


def test_threshold_is_the_fence_of_the_box_but_no_more_than_the_largest() -> None:
    assert threshold(np.array([1.0, 2.0, 3.0, 4.0, 100.0])) == 7  # Q1 = 2, Q3 = 4
    assert threshold(np.array([1.0, 2.0, 3.0, 4.0, 5.0])) == 5


def test_elements_share_the_threshold() -> None:
    """Indices of both elements: 2, 4, 2, root 20 as above and, with A and C held out together, 4, 4, 4, 4."""
    both = [(np.arange(4), FOLD), (np.arange(4), np.array([0, 1, 0, 1]))]
    found = measure(PLACES, WEIGHTS, both, 0)
    assert found is not None
    assert found.threshold[0] * MEAN == pytest.approx(threshold(np.array([2, 4, 2, math.sqrt(20), 4, 4, 4, 4])))
    some = measure(PLACES, WEIGHTS, [(np.array([0, 2]), np.array([0, 1]))], 0)  # an element known at A and C only
    assert some is not None
    assert some.threshold[0] == pytest.approx(2 / MEAN)


@settings(deadline=None, max_examples=40)
@given(st.data())
def test_agrees_with_the_definition_and_knows_no_units(data: st.DataObject) -> None:
    generator = np.random.default_rng(data.draw(st.integers(0, 2**31)))
    count, width = data.draw(st.integers(3, 40)), data.draw(st.integers(1, 6))
    x, pixels = generator.normal(size=(count, width)), generator.normal(size=(50, width)) * 2
    fold = np.arange(count) % data.draw(st.integers(2, 3))
    weights = generator.random(width) * (generator.random(width) < 0.7)
    weights[weights <= 0.01] = 0.0
    weights[data.draw(st.integers(0, width - 1))] = 1.0
    area = measure(x, weights, [(np.arange(count), fold)], 0)
    assert area is not None

    scaled, new = ((rows - x.mean(axis=0)) / x.std(axis=0, ddof=1) * weights for rows in (x, pixels))
    apart = np.linalg.norm(scaled[:, None] - scaled[None], axis=2)
    mean = apart[~np.eye(count, dtype=bool)].mean()
    across = np.where(fold[:, None] == fold[None], np.inf, apart).min(axis=1) / mean
    first, third = np.percentile(across, [25, 75])
    expected = np.linalg.norm(new[:, None] - scaled[None], axis=2).min(axis=1) / mean
    np.testing.assert_allclose(area.dissimilarity(pixels), expected, rtol=1e-4, atol=1e-6)
    assert area.threshold[0] == pytest.approx(min(third + 1.5 * (third - first), across.max()), rel=1e-4)

    other = measure(x * 1000 + 5, weights, [(np.arange(count), fold)], 0)
    assert other is not None
    np.testing.assert_allclose(other.dissimilarity(pixels * 1000 + 5), area.dissimilarity(pixels), rtol=1e-4, atol=1e-6)
    # one beside it may be taken for a place, where their squares are told apart in float32 no more
    rounding = math.sqrt(4 * np.finfo(np.float32).eps * (scaled**2).sum(axis=1).max()) / mean
    np.testing.assert_allclose(area.dissimilarity(x), 0, atol=rounding)


def test_features_without_weight_do_not_count() -> None:
    more = np.column_stack([[5.0, -3.0, 8.0, 1.0], PLACES, [7.0] * 4])
    found = measure(more, np.array([0.02, 2.0, 1.0, 1.0]), [(np.arange(4), FOLD)], 0)
    assert found is not None
    np.testing.assert_array_equal(found.columns, [1, 2])  # a hundredth of the largest is nothing; the last is constant
    assert found.dissimilarity(np.array([[1e9, 2.0, 1.0, -1e9]]))[0] == pytest.approx(math.sqrt(5) / MEAN)
    assert measure(more, np.array([0.0, 0.0, 0.0, 1.0]), [(np.arange(4), FOLD)], 0) is None


def test_large_tables_are_thinned_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    generator = np.random.default_rng(3)
    x, fold = generator.normal(size=(400, 3)), np.arange(400) % 5
    whole = measure(x, np.ones(3), [(np.arange(400), fold)], 0)
    monkeypatch.setattr(applicability, "MOST_ROWS", 100)
    monkeypatch.setattr(applicability, "_MOST_IN_MEAN", 60)
    thin, again = (measure(x, np.ones(3), [(np.arange(400), fold)], 0) for _ in range(2))
    assert whole is not None
    assert thin is not None
    assert again is not None
    assert len(thin.training) == 100
    for name, array in arrays_of(thin).items():
        np.testing.assert_array_equal(array, arrays_of(again)[name])
    assert thin.mean_distance[0] == pytest.approx(whole.mean_distance[0], rel=0.1)
    monkeypatch.setattr(applicability, "_MOST_NUMBERS", 150)
    few = measure(x, np.ones(3), [(np.arange(400), fold)], 0)
    assert few is not None
    assert len(few.training) == 50


def test_values_far_out_stay_numbers() -> None:
    planes = by_hand().planes(np.full((2, 1, 1), 3e38, np.float32))
    assert np.isfinite(planes[0, 0, 0])
    assert planes[1, 0, 0] == 0


# ---------------------------------------------------------------------------------------------- files


def test_arrays_give_the_same_area_back() -> None:
    area = by_hand()
    again = rebuild(arrays_of(area), 2)
    np.testing.assert_array_equal(again.dissimilarity(PLACES + 0.3), area.dissimilarity(PLACES + 0.3))


@pytest.mark.parametrize(
    ("name", "array"),
    [
        ("columns", np.array([0.0, 1.0])),
        ("columns", np.array([1, -(2**63)])),
        ("columns", np.array([0, 2])),
        ("columns", np.array([1, 0])),
        ("columns", np.array([-1, 1])),
        ("columns", np.array([[0, 1]])),
        ("columns", np.array([0])),
        ("centre", np.zeros(3)),
        ("centre", np.array([0.0, np.nan])),
        ("scale", np.array([1.0, 0.0])),
        ("weights", np.array([1.0, -1.0])),
        ("weights", np.array(["a", "b"])),
        ("training", np.zeros((4, 3), np.float32)),
        ("training", np.zeros((1, 2), np.float32)),
        ("training", np.full((4, 2), np.inf, np.float32)),
        ("training", np.full((4, 2), 1e200)),
        ("training", np.zeros((20_000, 2), np.float32)),
        ("mean_distance", np.array([0.0])),
        ("mean_distance", np.array(1.0)),
        ("threshold", np.array([-1.0])),
        ("threshold", np.array([1.0, 1.0])),
        ("threshold", np.zeros(0)),
        ("more", np.array([1.0])),
    ],
)
def test_arrays_that_do_not_fit_are_refused(name: str, array: np.ndarray) -> None:
    with pytest.raises(FusionError, match="model file is damaged"):
        rebuild({**arrays_of(by_hand()), name: array}, 2)


def test_missing_arrays_are_refused() -> None:
    arrays = arrays_of(by_hand())
    arrays.pop("centre")
    with pytest.raises(FusionError, match="arrays of the area of applicability"):
        rebuild(arrays, 2)
    with pytest.raises(FusionError, match="older version wrote it: train again"):
        require(None)
    area = by_hand()
    assert require(area) is area


# ---------------------------------------------------------------------------------------------- the map


@pytest.mark.parametrize(("tile", "limit"), [(512, 0.3), (7, 0.3), (7, 0.0)])
def test_map_by_tiles_is_that_of_the_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tile: int, limit: float
) -> None:
    image = np.random.default_rng(1).normal(2, 2, size=(2, 30, 40)).astype(np.float32)
    image[:, 3:9, 10:20] = np.nan
    features = Features(FeatureSet("raw", ("a", "b")), lambda w: image[:, w.rows, w.cols], 30, 40)
    area = replace(by_hand(), threshold=np.array([limit]))
    part = Window(2, 5, 25, 30)
    monkeypatch.setattr(applicability, "TILE", tile)
    log = Log()
    with RasterWriter(str(tmp_path / "a.tif"), Grid((0, 1, 0, 0, 0, -1), 25, 30), applicability.BANDS) as writer:
        applicability.write_map(partial(applicability.planes_at, area, features), area.threshold[0], part, writer, log)
    got = read_raster(tmp_path / "a.tif")
    expected = area.planes(image)[:, part.rows, part.cols]
    np.testing.assert_array_equal(got, expected)
    np.testing.assert_array_equal(np.isnan(got[0]), np.isnan(image[0, part.rows, part.cols]))
    share = np.nanmean(expected[1] == 0) * expected[1].size / np.isfinite(expected[1]).sum()
    said = log.warnings if share > 0.5 else log.infos
    assert f"): {share:.1%} of the pixels." in said[0]
