"""The check at reduced resolution: geometry, kept means, and a target that one method must get right."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from making import even_means, smooth_bands, wkt, write_raster

from geochem_fusion.core.evaluation.measures import AS_IS, BILINEAR, MEAN_PRESERVING
from geochem_fusion.core.fusion import reduced_resolution as reduction
from geochem_fusion.core.fusion.reduced_resolution import (
    Combination,
    Reduction,
    block_means,
    degraded_grid,
    kept_means,
    reduce_group,
)
from geochem_fusion.core.geostatistics.area_to_point import krige_points
from geochem_fusion.core.geostatistics.blend import Blend, View
from geochem_fusion.core.geostatistics.covariance import Covariance
from geochem_fusion.core.image.image_pass import ImagePass
from geochem_fusion.core.progress import SILENT
from geochem_fusion.core.raster.alignment import align
from geochem_fusion.core.raster.grid import Grid
from geochem_fusion.core.raster.images import ImageStack
from geochem_fusion.core.regression.fitting import defaults
from geochem_fusion.core.regression.preparation import groups, image_features, training_table
from geochem_fusion.core.regression.request import Training

GRID = Grid((1000.0, 80.0, 0.0, 9000.0, 0.0, -80.0), 12, 13, wkt())

EXPONENTIAL = Covariance(0.5, 4.0, 1.0, 0.0)


def reduced_all(
    folder: Path, coarse: np.ndarray, bands: np.ndarray, ratio: int, transform: str = "none", blend: Blend | None = None
) -> list[Reduction] | None:
    request = Training.of(
        [write_raster(folder / "image.tif", bands)],
        write_raster(folder / "coarse.tif", coarse, cell=80),
        features="raw",
        transform=transform,
    )
    over = ImagePass(ImageStack(request.inputs.rasters))
    features = image_features(request.inputs, request.features, over, SILENT)
    table = training_table(request.inputs, request.support, features, over, SILENT)
    (group,) = groups(request.transforms, table, SILENT)
    parts = len(group.columns) + (transform == "clr")
    combinations = [Combination("linear, raw", "raw", [defaults("linear")] * parts, blend and [blend])]
    return reduce_group(request, {"raw": table}, group, combinations, ratio, SILENT)


def reduced(
    folder: Path, coarse: np.ndarray, bands: np.ndarray, ratio: int, transform: str = "none", blend: Blend | None = None
) -> Reduction | None:
    found = reduced_all(folder, coarse, bands, ratio, transform, blend)
    return found[0] if found else None


def test_degraded_grid_starts_at_the_first_corner_and_covers_all() -> None:
    grid = degraded_grid(GRID, 5)
    assert grid.transform == (1000.0, 400.0, 0.0, 9000.0, 0.0, -400.0)
    assert grid.shape == (3, 3)
    assert grid.crs == GRID.crs


def test_block_means_are_those_of_the_valid_cells() -> None:
    plane = np.random.default_rng(0).normal(size=(12, 12))
    valid = np.random.default_rng(1).random((12, 12)) > 0.3
    valid[:3, :3] = False
    grid = Grid(GRID.transform, 12, 12, GRID.crs)
    means, sums = block_means(align(grid, degraded_grid(grid, 3)), plane, valid)
    expected = even_means(np.where(valid, plane, np.nan), 3)
    assert np.isnan(means[0, 0])
    assert means == pytest.approx(expected, nan_ok=True)
    assert sums[1, 1] == pytest.approx(plane[3:6, 3:6][valid[3:6, 3:6]].sum())


def test_correction_keeps_the_means_of_what_is_valid() -> None:
    grid = Grid(GRID.transform, 12, 12, GRID.crs)
    alignment = align(grid, degraded_grid(grid, 3))
    coarse = np.random.default_rng(0).normal(size=(4, 4))
    coarse[2, 1] = np.nan
    plane = np.random.default_rng(1).normal(size=(12, 12))
    plane[:2, :2] = np.nan
    found = even_means(kept_means(alignment, coarse, plane), 3)
    assert found == pytest.approx(coarse, abs=1e-6, nan_ok=True)


def test_a_target_that_depends_on_the_image_is_found_at_the_original_cells(tmp_path: Path) -> None:
    bands = smooth_bands(2, 96, 96)
    means = np.stack([even_means(band, 8) for band in bands])
    original = 0.04 * means[0] - 0.02 * means[1]
    found = reduced(tmp_path, original, bands, 2)
    assert found is not None
    rows = {row.map: row for row in found.rows}
    assert list(rows) == ["linear, raw", AS_IS, BILINEAR, MEAN_PRESERVING]
    assert rows["linear, raw"].rmse < 1e-4 * original.std()
    assert rows["linear, raw"].skill == pytest.approx(1, abs=1e-6)
    as_is = np.kron(even_means(original, 2), np.ones((2, 2)))
    assert rows[AS_IS].rmse == pytest.approx(np.sqrt(np.mean((as_is - original) ** 2)), rel=1e-5)
    assert rows[AS_IS].n == 144
    for name in (AS_IS, MEAN_PRESERVING):
        assert even_means(found.maps[name], 2) == pytest.approx(even_means(original, 2), rel=1e-5)
    share = rows[AS_IS].rmse ** 2 / rows[BILINEAR].rmse ** 2
    assert rows[AS_IS].skill == pytest.approx(1 - share)
    assert found.variance == pytest.approx(original.var(), rel=1e-5)


def test_bilinear_is_exact_on_a_plane_away_from_the_edge(tmp_path: Path) -> None:
    row, col = np.indices((12, 12))
    original = 3.0 * row + 2.0 * col
    found = reduced(tmp_path, original, smooth_bands(1, 96, 96), 2)
    assert found is not None
    assert found.maps[BILINEAR][1:-1, 1:-1] == pytest.approx(original[1:-1, 1:-1])


def test_logarithms_return_to_the_unit(tmp_path: Path) -> None:
    bands = smooth_bands(1, 96, 96)
    original = np.exp(0.004 * even_means(bands[0], 8))
    found = reduced(tmp_path, original, bands, 2, "log")
    assert found is not None
    rows = {row.map: row for row in found.rows}
    assert rows["linear, raw"].rmse < 0.1 * original.std()
    assert even_means(found.maps["linear, raw"], 2) == pytest.approx(even_means(original, 2), rel=1e-5)


def test_a_weight_of_nothing_leaves_plain_kriging(tmp_path: Path) -> None:
    """Points of a degraded cell with its range halved, averaged over the four cells in it by hand; means are kept."""
    bands = smooth_bands(2, 160, 160)
    original = even_means(bands[0], 8)
    found = reduced(tmp_path, original, bands, 2, blend=Blend((View(1.0, 0.0, EXPONENTIAL),), 0.0, 0.1, -3.0))
    assert found is not None
    coarse = even_means(original, 2)
    kriged = krige_points(coarse, Covariance(0.5, 2.0, 1.0, 0.0), np.zeros(coarse.shape)).values
    near = np.stack([kriged[1::5, 1::5], kriged[1::5, 3::5]])  # on either side of a quarter's centre: 0.3 and 0.7
    at = found.maps["linear, raw"]
    assert np.corrcoef(near.ravel(), np.stack([at[::2, ::2], at[::2, 1::2]]).ravel())[0, 1] > 0.99
    assert even_means(at, 2) == pytest.approx(coarse, rel=1e-5)


def test_a_composition_is_reduced_together(tmp_path: Path) -> None:
    bands = smooth_bands(2, 96, 96)
    means = np.stack([even_means(band, 8) for band in bands])
    original = np.exp(np.tensordot([[0.004, 0.0], [0.0, 0.004], [-0.002, 0.001]], means, 1))
    found = reduced_all(tmp_path, original, bands, 2, "clr")
    assert found is not None
    for element, truth in zip(found, original):
        rows = {row.map: row for row in element.rows}
        assert rows["linear, raw"].rmse < 0.1 * truth.std()
        assert even_means(element.maps["linear, raw"], 2) == pytest.approx(even_means(truth, 2), rel=1e-5)


def test_cells_without_a_value_take_no_part(tmp_path: Path) -> None:
    bands = smooth_bands(2, 96, 96)
    original = even_means(bands[0], 8)
    holes = original.copy()
    holes[0, 0] = holes[4:6, 4:6] = np.nan  # one of four cells of a block, and a whole block
    found = reduced(tmp_path, holes, bands, 2)
    assert found is not None
    assert {row.n for row in found.rows} == {144 - 5}
    mean = np.nanmean(holes[:2, :2])
    assert found.maps[AS_IS][1, 1] == pytest.approx(mean)
    fused = found.maps["linear, raw"]
    assert np.nanmean(np.where(np.isnan(holes), np.nan, fused)[:2, :2]) == pytest.approx(mean, rel=1e-6)


def test_too_few_cells_or_no_variation_is_no_check(tmp_path: Path) -> None:
    bands = smooth_bands(1, 96, 96)
    original = even_means(bands[0], 8)
    assert reduced(tmp_path, original, bands, 3) is not None  # 16 cells
    assert reduced(tmp_path, original, bands, 4) is None
    checkered = np.indices((12, 12)).sum(axis=0) % 2.0
    assert reduced(tmp_path, checkered, bands, 2) is None


def test_features_that_vanish_in_the_mean_leave_the_mean(tmp_path: Path) -> None:
    checkered = np.kron(np.indices((12, 12)).sum(axis=0) % 2.0, np.ones((8, 8)))
    original = even_means(smooth_bands(1, 96, 96)[0], 8)
    found = reduced(tmp_path, original, checkered[None], 2)
    assert found is not None
    fused, plain = found.maps["linear, raw"], found.maps[MEAN_PRESERVING]
    assert fused == pytest.approx(plain, abs=1e-3 * original.std())


def test_fewest_cells_is_what_the_help_says() -> None:
    assert reduction.FEWEST_CELLS == 16
