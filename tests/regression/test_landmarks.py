"""Landmarks: kernels with pixels, and what is made of them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from making import plain_features, write_raster

from geochem_fusion.core.raster.alignment import align
from geochem_fusion.core.raster.gdal_reader import describe
from geochem_fusion.core.regression.cell_sums import cell_means
from geochem_fusion.core.regression.landmarks import COUNT, Landmarks, landmarks_of


def image_of(folder: Path, side: int = 64, same_at: int = 2) -> str:
    random = np.random.default_rng(1)
    planes = [random.normal(middle, spread, (side, side)) for middle, spread in ((5, 2), (-1, 0.5))]
    planes.insert(same_at, np.full((side, side), 7.0))
    bands = np.stack(planes)
    bands[:, :3, :5] = np.nan
    names = ["a", "b"]
    names.insert(same_at, "same")
    return write_raster(folder / "image.tif", bands, cell=10, names=names)


def test_landmarks_are_pixels_of_the_bands_that_vary(tmp_path: Path) -> None:
    features, _ = plain_features(image_of(tmp_path))
    found = landmarks_of(features, 3)
    assert found is not None
    assert found.used == (0, 1)
    assert found.vectors.shape == (COUNT, 2)
    assert found.centre == pytest.approx([5, -1], abs=0.2)
    assert found.scale == pytest.approx([2, 0.5], rel=0.1)
    again = landmarks_of(features, 3)
    assert again is not None
    np.testing.assert_array_equal(found.vectors, again.vectors)


def test_kernels_by_hand() -> None:
    marks = Landmarks((1, 2), np.array([[0.0, 0.0], [1.0, 2.0]]), np.array([10.0, 20.0]), np.array([2.0, 5.0]))
    rows = np.array([[99.0, 12.0, 30.0]])  # standardised: 1 and 2
    np.testing.assert_allclose(marks.kernels(rows), [[np.exp(-0.15 * 5), 1.0]], rtol=1e-12)


def test_columns_have_the_covariance_of_the_kernel() -> None:
    """Of the landmarks themselves: columns times their transpose is the matrix of kernels (Nystroem's method)."""
    vectors = np.random.default_rng(2).standard_normal((40, 3))
    marks = Landmarks((0, 1, 2), vectors, np.zeros(3), np.ones(3))
    kernels = marks.kernels(vectors)
    columns = kernels @ marks.basis
    np.testing.assert_allclose(columns @ columns.T, kernels, atol=1e-3)


def test_a_predictor_says_what_its_columns_say() -> None:
    random = np.random.default_rng(4)
    marks = Landmarks((0, 1), random.standard_normal((30, 2)), np.array([1.0, 2.0]), np.array([3.0, 4.0]))
    rows, line = random.normal(2, 3, (100, 2)), np.array([0.5, -0.25])
    coefficients = random.standard_normal(marks.basis.shape[1])
    expected = 7 + rows @ line + marks.kernels(rows) @ marks.basis @ coefficients
    found = marks.predictor(7.0, line, coefficients).predict(rows)
    np.testing.assert_allclose(found, expected, atol=1e-3 * expected.std())


@pytest.mark.parametrize("same_at", [0, 1, 2])
def test_means_over_cells_are_those_over_their_pixels(tmp_path: Path, same_at: int) -> None:
    """Cells of 8 x 8 pixels: every pixel counts; one cell lacks some. The band that is the same everywhere does not."""
    path = image_of(tmp_path, same_at=same_at)
    features, grid = plain_features(path)
    marks = landmarks_of(features, 0)
    assert marks is not None
    assert same_at not in marks.used
    coarse = write_raster(tmp_path / "coarse.tif", np.zeros((8, 8)), cell=80, names=["Cu"])
    found = cell_means(features, align(grid, describe(coarse).grid), landmarks=marks).kernels
    planes = features.compute(grid.full_window())
    for row, col in ((0, 0), (3, 5), (7, 7)):
        pixels = planes[:, 8 * row : 8 * row + 8, 8 * col : 8 * col + 8].reshape(3, -1).T
        expected = marks.kernels(pixels[np.isfinite(pixels[:, 0])]).mean(axis=0)
        np.testing.assert_allclose(found[:, row, col], expected, rtol=1e-6)
