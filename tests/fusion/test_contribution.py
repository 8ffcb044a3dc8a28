"""What the image contributes, from rows of the training table to a sentence."""

from __future__ import annotations

import math
from dataclasses import replace
from pathlib import Path
from statistics import NormalDist

import numpy as np
import pytest
from making import image_over_cells, plain_features, smooth_bands, write_raster
from scipy import ndimage

from geochem_fusion.core.blas import one_blas_thread
from geochem_fusion.core.fusion.contribution import (
    coarse_sentence,
    completed,
    contribution,
    details,
    in_numbers,
    sentence,
    with_detail,
    without_image,
)
from geochem_fusion.core.fusion.model import FusionModel, Target
from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance
from geochem_fusion.core.geostatistics.image_weight import blend_of
from geochem_fusion.core.image.features import Features, FeatureSet
from geochem_fusion.core.regression.predictors import Linear
from geochem_fusion.core.regression.training_table import CoarseCells, CoarseValues


def blend(weight: float, estimate: float, error: float, noise: float = 0.0) -> Blend:
    view = View(1.0, weight, Covariance(0.5, 2.0, 1.0, noise), 5.3 if noise else math.inf)
    return Blend((view,), estimate, error, 3.0 if noise else -3.0)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (blend(0.02, 0.1, 0.2), "The image adds nothing to the map of eU that can be told from chance"),
        (
            blend(0.3, 0.5, 0.4),
            "(probability that it helps 89%): the map is nearly that",
        ),  # normal distribution at 1.25
        (blend(0.05, 0.1, 0.04), "adds nothing to the map of eU"),  # certain, and too little to see
        (
            blend(0.7, 0.71, 0.3),
            "The image helps the map of eU (probability 99.1%): 70% of the detail that it predicts is in the map.",
        ),
        (blend(1.04, 1.1, 0.0), "(probability 100.0%): the detail that it predicts is in the map."),
        (blend(1.45, 1.5, 0.1), "the detail that it predicts is in the map, 1.4 times as strong."),
    ],
)
def test_sentences(given: Blend, text: str) -> None:
    assert text in sentence("eU", given)


def test_the_words_of_the_method_stand_by_themselves() -> None:
    given = blend(0.7, 0.71, 0.3)
    assert in_numbers("eU", given) == (
        "eU in numbers: weight of the image 0.70 (estimate 0.71, standard error 0.30); log odds for noise in the "
        f"coarse values {given.odds:.1f}."
    )
    plain = sentence("eU", given) + coarse_sentence(given)
    assert not [word for word in ("weight", "log odds", "standard error") if word in plain]


def test_how_the_coarse_map_is_read_is_said() -> None:
    assert "exact block means and are kept" in coarse_sentence(blend(1, 1, 0.1))
    exact, noisy = (blend(1, 1, 0.1, noise).views[0] for noise in (0.0, 0.2))
    unsure = coarse_sentence(Blend((replace(noisy, share=0.75), replace(exact, share=0.25)), 1, 0.1, 1.1))
    assert "may be exact block means (25%) or means of some 5 samples a cell" in unsure
    assert "75% of what would be their noise is smoothed out" in unsure
    assert "means of a few samples, about 5.3 a cell" in coarse_sentence(blend(1, 1, 0.1, noise=0.2))
    for judged in (False, True):
        assert ("Give CELL_SAMPLES" in coarse_sentence(blend(1, 1, 0.1), judged)) == judged


@pytest.mark.parametrize("noise", [0.0, 0.3])
def test_without_the_image_the_coarse_map_is_read_as_training_read_it(noise: float) -> None:
    alignment = image_over_cells(8.0, (12, 13))
    values = smooth_bands(1, 12, 13)
    line = Linear(np.zeros(1), np.zeros(1))
    target = Target("Cu", "ppm", "linear", "none", 1.0, (0,), line, blend=blend(0.8, 0.8, 0.1, noise))
    model = FusionModel(FeatureSet("raw", ("b1",), 1), (target,), np.zeros((2, 1)), 64.0, "")
    found = without_image(model, CoarseValues(values, ["Cu"], ["ppm"], alignment, (None,))).targets[0].blend
    assert found is not None
    assert (found.weight, found.helps, found.exact) == (0.0, False, noise == 0)
    with one_blas_thread():
        plain = blend_of(values[0], np.zeros((12, 13)), alignment.pixels_per_cell, samples=5.3 if noise else math.inf)
    assert found.views == plain.views


def test_counts_are_completed_by_their_harmonic_mean() -> None:
    values, counts = np.array([[1.0, 2.0, np.nan, 3.0]]), np.array([[1.0, 4.0, 7.0, np.nan]])
    found = completed(counts, values)
    assert found is not None
    np.testing.assert_allclose(found, [[1, 4, 1.6, 1.6]])  # 2 / (1 / 1 + 1 / 4)
    assert completed(np.zeros((1, 4)), values) is None


def test_rows_go_to_their_cells() -> None:
    cells = CoarseCells(np.array([0, 2, 3, 5]), (2, 3), 64.0, 1.0)
    laid = cells.spread(np.array([1, 3]), np.array([7.0, 8.0]))
    np.testing.assert_array_equal(laid, [[np.nan, np.nan, 7], [np.nan, np.nan, 8]])


def test_a_map_that_is_the_prediction_has_weight_one() -> None:
    cells = CoarseCells(np.arange(64), (8, 8), 64.0, 1.0)
    rows = np.arange(64)
    values = np.random.default_rng(0).standard_normal(64)
    trend = np.add.outer(np.arange(8), np.arange(8)).ravel() * 1e-3
    found = contribution(cells, rows, values + trend, values, 1000, None)
    assert found.weight == pytest.approx(1, abs=0.01)


def cells_of(ratio: float) -> CoarseCells:
    return CoarseCells(np.arange(16), (4, 4), ratio**2, 1.0)


def detailed(model: FusionModel, features: Features, ratio: float, told: np.ndarray) -> Blend:
    """Return the blend of a model of one element with the detail of its drift."""
    (own,) = details(model, features, cells_of(ratio))
    assert model.targets[0].blend is not None
    return with_detail(model.targets[0].blend, own, told)


def test_the_width_of_the_mean_stays_between_a_tenth_of_a_cell_and_a_cell(tmp_path: Path) -> None:
    """A long wave under strong noise wants the widest mean of all, 12 pixels; no model file takes more than a cell."""
    x = np.arange(200) / 200
    noise = np.random.default_rng(0).standard_normal((200, 200))
    image = write_raster(tmp_path / "image.tif", np.add.outer(np.sin(3 * x), np.cos(3 * x)) + 3 * noise)
    features, _ = plain_features(image)
    target = Target("Cu", "ppm", "linear", "none", 1.0, (0,), Linear(np.ones(1), np.zeros(1)))
    target = replace(target, blend=blend(1, 1, 0.1))
    model = FusionModel(features.spec, (target,), np.zeros((2, 1)), 64.0, "")
    for ratio, expected in ((48.0, 0.25), (4.0, 1.0), (1.5, 1.0), (200.0, 0.1)):
        found = detailed(model, features, ratio, np.zeros((4, 4)))
        assert found.width == pytest.approx(expected)
        assert Blend.from_json(found.to_json()) == found


def test_half_of_the_detail_within_cells_is_taken_to_be_in_error(tmp_path: Path) -> None:
    """Stripes of 16 pixels under cells of 16: all of them is detail, of which a mean of 1.6 pixels keeps most."""
    stripes = np.tile(np.sqrt(2) * np.sin(2 * np.pi * np.arange(192) / 16), (192, 1))
    features, _ = plain_features(write_raster(tmp_path / "image.tif", stripes))
    target = Target("Cu", "ppm", "linear", "none", 1.0, (0,), Linear(np.ones(1), np.zeros(1)))
    target = replace(target, blend=blend(1, 1, 0.1))
    model = FusionModel(features.spec, (target,), np.zeros((2, 1)), 64.0, "")
    found = detailed(model, features, 16.0, np.zeros((4, 4)))
    kept = math.exp(-0.5 * (2 * math.pi * 1.6 / 16) ** 2)  # of the amplitude
    assert found.left == pytest.approx(math.hypot(1 - kept, 0.5 * kept), rel=0.05)


@pytest.mark.parametrize(
    ("ratio", "estimate", "between", "expected"),
    [
        (16.0, 3.0, 1.0, 1.0),  # as much within as between: the root of 1 / t
        (16.0, 3.0, 0.5, 2.0),
        (16.0, 3.0, 0.05, 20.0),  # at most half more
        (16.0, 3.0, 20.0, 0.05),  # at most a third less
        (16.0, 0.0, 0.5, None),  # as likely as not the image tells nothing of the element
        (150.0, 3.0, 20.0, None),  # no square shows all of a cell: nothing is taken away
    ],
)
def test_the_texture_of_the_image_is_half_of_that_of_the_element(
    tmp_path: Path, ratio: float, estimate: float, between: float, expected: float | None
) -> None:
    """Stripes with the standard deviation 1 within cells, and cells that differ by ``between`` from a chessboard's."""
    stripes = np.tile(np.sqrt(2) * np.sin(2 * np.pi * np.arange(192) / 16), (192, 1))
    features, _ = plain_features(write_raster(tmp_path / "image.tif", stripes))
    target = Target("Cu", "ppm", "linear", "none", 1.0, (0,), Linear(np.ones(1), np.zeros(1)))
    target = replace(target, blend=blend(1, estimate, 1.0))
    model = FusionModel(features.spec, (target,), np.zeros((2, 1)), 64.0, "")
    chessboard = between * (-1.0) ** np.add.outer(np.arange(4), np.arange(4))
    found = detailed(model, features, ratio, chessboard)
    factor = 1.0
    if expected is not None:
        own = target.blend.covariance.texture if target.blend else 1.0
        certain = 2 * NormalDist().cdf(estimate) - 1
        factor = min(max((expected / own) ** (certain / 2), 2 / 3), 1.5)
    assert found.views[0].spread == pytest.approx(factor, rel=0.02)


def test_threads_of_matrix_products_change_nothing() -> None:
    controller = pytest.importorskip("threadpoolctl", reason="threadpoolctl is not installed")
    generator = np.random.default_rng(0)
    values = ndimage.gaussian_filter(generator.normal(size=(24, 24)), 1.5) * 5 + 20
    predicted = values + generator.normal(size=values.shape)
    cells = CoarseCells(np.arange(values.size), values.shape, 400.0, 1.0)
    found = []
    for count in (1, 2):
        with controller.threadpool_limits(count, "blas"):
            found.append(contribution(cells, np.arange(values.size), values.ravel(), predicted.ravel(), 0, None))
    assert found[0] == found[1]
