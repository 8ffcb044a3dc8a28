"""Interpolations of the coarse map, on held-out ground and at pixels."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from making import image_over_cells
from osgeo import gdal

from geochem_fusion.core.fusion.training import _told_of
from geochem_fusion.core.geostatistics import interpolation
from geochem_fusion.core.geostatistics.folds import FoldChoice, Folds, make_folds
from geochem_fusion.core.geostatistics.interpolation import (
    HELD_OUT_BASELINES,
    KRIGING,
    LINEAR,
    NEAREST,
    REFERENCE,
    SPLINE,
    PlainMaps,
    bilinear,
    interpolated,
    plain_predictions,
    sceptical_predictions,
)
from geochem_fusion.core.raster.alignment import align
from geochem_fusion.core.raster.gdal_reader import describe, read
from geochem_fusion.core.raster.grid import Grid

NAN = np.nan


def kriged(known: np.ndarray, values: np.ndarray, place: np.ndarray) -> float:
    """Return ordinary kriging with semivariance = distance: the system as textbooks print it."""
    count = len(known)
    system = np.ones((count + 1, count + 1))
    system[-1, -1] = 0
    system[:count, :count] = np.linalg.norm(known[:, None] - known[None], axis=2)
    right = np.append(np.linalg.norm(known - place, axis=1), 1.0)
    return float(np.linalg.solve(system, right)[:count] @ values)


def scattered() -> tuple[np.ndarray, Folds]:
    row, col = (c.ravel().astype(float) for c in np.indices((12, 12)))
    positions = np.column_stack([500000 + 80 * col, 5000000 - 80 * row])
    return positions, make_folds(positions, np.zeros((144, 1)), 80.0, FoldChoice(4, 240.0), 0)


def warped(values: np.ndarray, coarse: Grid, fine: Grid) -> np.ndarray:
    """Bilinear resampling by GDAL, which also leaves cells without a value out of the mean of the four."""
    source = gdal.GetDriverByName("MEM").Create("", coarse.width, coarse.height, 1, gdal.GDT_Float64)
    target = gdal.GetDriverByName("MEM").Create("", fine.width, fine.height, 1, gdal.GDT_Float64)
    for dataset, grid in ((source, coarse), (target, fine)):
        dataset.SetGeoTransform(grid.transform)
        dataset.GetRasterBand(1).SetNoDataValue(NAN)
    source.GetRasterBand(1).WriteArray(values)
    target.GetRasterBand(1).Fill(NAN)
    gdal.Warp(target, source, resampleAlg="bilinear", errorThreshold=0, srcNodata="nan", dstNodata="nan")
    return target.ReadAsArray()


def test_interpolation_is_ordinary_kriging_with_a_linear_variogram() -> None:
    generator = np.random.default_rng(4)
    positions = generator.uniform(size=(30, 2)) * 5000 + [3e5, 4e6]
    values = generator.normal(size=30)
    folds = Folds(np.arange(30) % 3, 3, 1.0, 30)
    expected = [
        kriged(positions[folds.fold != folds.fold[k]], values[folds.fold != folds.fold[k]], positions[k])
        for k in range(30)
    ]
    np.testing.assert_allclose(interpolated(positions, values, folds), expected, rtol=1e-7, atol=1e-9)


def test_interpolation_of_many_rows_uses_the_nearest_forty() -> None:
    generator = np.random.default_rng(5)
    positions, values = generator.uniform(size=(200, 2)), generator.normal(size=200)
    folds = Folds(np.arange(200) % 2, 2, 1.0, 200)
    got = interpolated(positions, values, folds)
    for k in (0, 1, 77, 198):
        other = np.flatnonzero(folds.fold != folds.fold[k])
        near = other[np.argsort(np.linalg.norm(positions[other] - positions[k], axis=1))[:40]]
        assert got[k] == pytest.approx(kriged(positions[near], values[near], positions[k]), rel=1e-6, abs=1e-9)


def test_baselines_are_what_they_say() -> None:
    positions, folds = scattered()
    values = np.random.default_rng(0).normal(size=144)
    found = plain_predictions(positions, values, folds)
    assert list(found) == list(HELD_OUT_BASELINES)
    for fold in range(folds.count):
        own = folds.fold == fold
        distance = np.linalg.norm(positions[own][:, None] - positions[~own], axis=-1)
        least = distance.min(axis=1)
        for k, value in enumerate(found[NEAREST][own]):
            assert value in values[~own][np.isclose(distance[k], least[k])]
        assert not np.isin(found[NEAREST][own], values[own]).any()


def test_small_systems_are_solved_on_one_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten times faster than on two, and the same to the last bit whatever the number of cores."""
    threadpoolctl = pytest.importorskip("threadpoolctl")
    if not any(pool["user_api"] == "blas" for pool in threadpoolctl.threadpool_info()):
        pytest.skip("numpy and scipy use a BLAS of one thread here")
    seen: list[int] = []
    fits = {name: getattr(interpolation, name) for name in ("_spline", "_kriging")}

    def watched(name: str) -> Callable[..., Callable[[np.ndarray], np.ndarray]]:
        def fit(*arguments: np.ndarray) -> Callable[[np.ndarray], np.ndarray]:
            at = fits[name](*arguments)

            def evaluate(places: np.ndarray) -> np.ndarray:
                seen.extend(p["num_threads"] for p in threadpoolctl.threadpool_info() if p["user_api"] == "blas")
                return np.asarray(at(places))

            return evaluate

        return fit

    for name in fits:
        monkeypatch.setattr(interpolation, name, watched(name))
    positions, folds = scattered()
    with threadpoolctl.threadpool_limits(2, "blas"):
        plain_predictions(positions, np.random.default_rng(0).normal(size=144), folds)
    assert len(seen) >= 2 * folds.count
    assert set(seen) == {1}


@pytest.mark.parametrize("name", [LINEAR, SPLINE])
def test_a_plane_is_continued_exactly(name: str) -> None:
    positions, folds = scattered()
    east, north = ((p - p.mean()) / 80 for p in positions.T)
    values = 5 + 0.3 * east - 0.7 * north
    found = plain_predictions(positions, values, folds)[name]
    middle = (np.abs(east) < 3) & (np.abs(north) < 3)
    assert found[middle] == pytest.approx(values[middle], abs=1e-6)


def test_kriging_uses_structure_and_finds_none_in_noise() -> None:
    positions, folds = scattered()
    east, north = (p / 80 for p in (positions - positions.min(axis=0)).T)
    smooth = np.sin(east / 4) + np.cos(north / 5)
    found = plain_predictions(positions, smooth, folds)
    errors = {name: np.mean((array - smooth) ** 2) for name, array in found.items()}
    assert errors[KRIGING] < 0.5 * errors[NEAREST]
    noise = np.random.default_rng(0).normal(size=144)
    assert np.mean((plain_predictions(positions, noise, folds)[KRIGING] - noise) ** 2) < 1.15 * noise.var()


def test_cells_on_a_line_have_no_triangles() -> None:
    positions = np.column_stack([np.arange(30.0), np.zeros(30)])
    folds = make_folds(positions, np.zeros((30, 1)), 1.0, FoldChoice(3, 3.0), 0)
    found = plain_predictions(positions, np.sin(positions[:, 0] / 5), folds)
    assert list(found) == [NEAREST, REFERENCE, KRIGING]


def test_bilinear_by_hand() -> None:
    alignment = image_over_cells(2, (1, 3))
    out = bilinear(alignment, np.array([[[1.0, 3.0, NAN]]]), alignment.fine.full_window())
    np.testing.assert_allclose(out[0], [[1, 1.5, 2.5, 3, NAN, NAN]] * 2)


@pytest.mark.parametrize(
    ("name", "coarse"),
    [
        ("rondonia_west", "coarse_x4"),
        ("rondonia_west", "coarse_x8"),
        ("edgeroi", "coarse_x22"),
        ("edgeroi", "coarse_x16"),
        ("gawler_aster", "coarse_x4"),
        ("meuse", "coarse_x8"),
    ],
)
def test_bilinear_equals_gdal_on_real_sets(shared_data: Path, name: str, coarse: str) -> None:
    folder = shared_data / name
    fine = describe(str(folder / "covariates.tif")).grid
    values = read(str(folder / f"{coarse}.tif")).astype(float)
    alignment = align(fine, describe(str(folder / f"{coarse}.tif")).grid)
    ours = bilinear(alignment, values, fine.full_window())
    for plane, band in zip(ours, values):
        oracle = warped(band, alignment.coarse, fine)
        both = np.isfinite(plane) & np.isfinite(oracle)
        assert both.sum() > 0.95 * np.isfinite(plane).sum()
        np.testing.assert_allclose(plane[both], oracle[both], atol=1e-5 * np.nanstd(band))


def test_maps_of_the_coarse_map_alone_stand_beside_each_other() -> None:
    alignment = image_over_cells(4, (3, 5))
    coarse = np.random.default_rng(0).uniform(1, 9, (2, 3, 5))
    coarse[1, 0, 0] = NAN
    window = alignment.fine.full_window()
    as_is, smooth, kept = PlainMaps(alignment, coarse).at(window)
    np.testing.assert_array_equal(as_is, np.repeat(np.repeat(coarse, 4, axis=1), 4, axis=2))
    np.testing.assert_array_equal(smooth, bilinear(alignment, coarse, window))
    np.testing.assert_allclose(kept.reshape(2, 3, 4, 5, 4).mean(axis=(2, 4)), coarse, rtol=1e-6)


def test_several_elements_are_told_as_each_is_alone() -> None:
    positions, folds = scattered()
    values = np.random.default_rng(8).normal(size=(144, 3)) + positions[:, :1]
    together = sceptical_predictions(positions, values, folds)
    for k in range(3):
        alone = sceptical_predictions(positions, values[:, k], folds)
        assert list(alone) == list(together)
        for name, plane in together.items():
            np.testing.assert_allclose(plane[:, k], alone[name], rtol=1e-9, atol=1e-9)


def test_what_fails_for_one_element_stays_for_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    positions, folds = scattered()
    values = np.random.default_rng(8).normal(size=(144, 2))
    alone = plain_predictions(positions, values[:, 0], folds)

    def failing(known: np.ndarray, observed: np.ndarray, weights: np.ndarray) -> Any:
        return lambda places: np.column_stack([spline(known, observed, weights)(places)[:, 0], [np.nan] * len(places)])

    spline = interpolation._spline
    monkeypatch.setattr(interpolation, "_spline", failing)
    together = plain_predictions(positions, values, folds)
    assert set(together) == set(alone)
    np.testing.assert_allclose(together[SPLINE][:, 0], alone[SPLINE], rtol=1e-9)
    assert SPLINE in _told_of(together, 0)
    assert SPLINE not in _told_of(together, 1)
    assert set(alone) - set(_told_of(together, 1)) == {SPLINE}
