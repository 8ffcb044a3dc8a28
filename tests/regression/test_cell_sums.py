"""Means of features over cells: those of all pixels, near enough for smooth ones, whatever the threads."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from contextlib import contextmanager
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import pytest
from making import write_raster
from scipy import ndimage

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.image.features import Features, FeatureSet
from geochem_fusion.core.image.image_pass import ImagePass
from geochem_fusion.core.progress import SILENT, Progress
from geochem_fusion.core.raster import tiles
from geochem_fusion.core.raster.alignment import align
from geochem_fusion.core.raster.grid import Grid, Window
from geochem_fusion.core.raster.images import ImageStack
from geochem_fusion.core.raster.projection import crs_wkt
from geochem_fusion.core.regression.cell_sums import CellSums, cell_means

CRS = crs_wkt("EPSG:32721")
FINE = Grid((0.0, 10.0, 0.0, 9000.0, 0.0, -10.0), 900, 700, CRS)


@cache
def scene() -> np.ndarray:
    """Two bands with structure of all sizes and noise, and holes: a blob, a stripe, lonely pixels and an edge."""
    random = np.random.default_rng(0)
    planes = [sum(s * ndimage.gaussian_filter(random.normal(size=FINE.shape), s) for s in (1, 4, 16, 64)) for _ in "ab"]
    image = np.stack(planes).astype(np.float32) + random.normal(0, 0.3, (2, *FINE.shape)).astype(np.float32)
    image[:, 300:420, 200:390] = np.nan
    image[:, ::8] = np.nan  # no row that squares begin with
    image[:, random.random(FINE.shape) < 0.02] = np.nan
    image[:, :, 690:] = np.nan
    image.flags.writeable = False
    return image


def features_of(image: np.ndarray, kind: str = "multiscale", levels: int = 6) -> Features:
    return Features(FeatureSet(kind, ("a", "b"), levels), lambda w: image[:, w.rows, w.cols].copy(), *FINE.shape)


def coarse(cell: float) -> Grid:
    return Grid((-370.0, cell, 0.0, 9130.0, 0.0, -cell), int(9500 / cell) + 1, int(7700 / cell) + 1, CRS)


def exact(features: Features, grid: Grid) -> tuple[np.ndarray, np.ndarray]:
    """Means over all pixels of a cell by its area, worked out from the features of the whole image."""
    values = features.compute(FINE.full_window()).astype(float)
    valid = np.isfinite(values[0])
    alignment = align(FINE, grid)
    sums = np.zeros((len(values) + 1, *grid.shape))
    alignment.add_sums(np.concatenate([np.where(valid, values, 0), valid[None]]), FINE.full_window(), sums)
    with np.errstate(invalid="ignore"):
        return sums[:-1] / sums[-1], sums[-1] / alignment.pixels_per_cell


@pytest.mark.parametrize("kind", ["multiscale", "raw", "high_frequency"])
def test_means_over_cells_are_those_over_their_pixels(kind: str) -> None:
    """Cells of 133 pixels: smooth features may be off by hundredths of their spread, all others by nothing."""
    features, grid = features_of(scene(), kind), coarse(1330.0)
    means, cover, variance, _ = cell_means(features, align(FINE, grid))
    expected, covered = exact(features, grid)
    np.testing.assert_allclose(cover, covered, atol=1e-9)
    use = covered > 0.5
    assert use.sum() > 25
    spread = expected[:, use].std(axis=1)
    off = np.abs(means[:, use] - expected[:, use]) / spread[:, None]
    sides = features.sides(8)
    assert set(sides) == ({1, 2, 4, 8} if kind == "multiscale" else {1})
    assert off[sides[1]].max() < 1e-9
    assert off.max() < 0.03
    assert np.sqrt((off**2).mean()) < 0.006
    values = features.compute(FINE.full_window())
    np.testing.assert_allclose(variance, np.nanvar(values, axis=(1, 2)), rtol=0.05)


def test_cells_of_few_pixels_are_summed_exactly() -> None:
    """Less than 32 pixels along a cell there is no square of two that is a 16th of it."""
    features, grid = features_of(scene()), coarse(310.0)
    assert CellSums(features, align(FINE, grid)).sides == {1: list(range(14))}
    means, cover, *_ = cell_means(features, align(FINE, grid))
    expected, covered = exact(features, grid)
    use = covered > 0
    np.testing.assert_allclose(means[:, use], expected[:, use], rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(cover, covered, atol=1e-9)


def test_a_constant_stays_constant_up_to_the_holes() -> None:
    image = np.where(np.isfinite(scene()), np.float32(41.5), np.float32(np.nan))
    means, cover, variance, _ = cell_means(features_of(image), align(FINE, coarse(1330.0)))
    np.testing.assert_allclose(means[:, cover > 0.01], 41.5, rtol=1e-6)
    np.testing.assert_allclose(variance, 0, atol=1e-3)


def test_rotated_cells_are_summed_on_squares_too() -> None:
    angle = np.radians(20)
    cell = 1330.0
    turned = Grid((1000.0, cell * np.cos(angle), cell * np.sin(angle), 8000.0, cell * np.sin(angle), -cell), 5, 4, CRS)
    features = features_of(scene())
    means, cover, *_ = cell_means(features, align(FINE, turned))
    expected, covered = exact(features, turned)
    np.testing.assert_allclose(cover, covered, atol=1e-9)
    use = covered > 0.5
    off = np.abs(means[:, use] - expected[:, use]) / expected[:, use].std(axis=1, keepdims=True)
    assert off.max() < 0.05


def test_one_thread_and_four_give_the_same_bytes() -> None:
    features, alignment = features_of(scene()), align(FINE, coarse(1330.0))
    found, real = [], tiles.threads
    for count in (1, 4):

        @contextmanager
        def some(number: int = count):
            with real(number) as executor:
                yield executor

        with patch.object(tiles, "threads", some):
            found.append(cell_means(features, alignment))
    for one, four in zip(*found):
        np.testing.assert_array_equal(one, four)


def test_an_image_without_values_says_so() -> None:
    nothing = np.full((2, *FINE.shape), np.nan, np.float32)
    with pytest.raises(FusionError, match="no pixel with a value in every band"):
        cell_means(features_of(nothing), align(FINE, coarse(1330.0)))


def test_windows_of_a_job_lie_anywhere_on_the_lattice() -> None:
    """The sums of a window are those of its parts."""
    features, alignment = features_of(scene()), align(FINE, coarse(1330.0))
    job = CellSums(features, alignment)

    def total(windows: list[Window]) -> np.ndarray:
        out = np.zeros((15, *alignment.coarse.shape))
        for window in windows:
            for found in job(window):
                out[np.array(found.features), found.rows, found.cols] += found.sums[:-1]
                if found.side == 1:
                    out[-1, found.rows, found.cols] += found.sums[-1]
        return out

    whole = total([Window(0, 0, 900, 700)])
    parts = total([Window(0, 0, 512, 512), Window(0, 512, 512, 188), Window(512, 0, 388, 700)])
    np.testing.assert_allclose(parts, whole, rtol=1e-9, atol=1e-6)


def test_sums_that_are_sent_are_the_same_bytes(tmp_path: Path) -> None:
    """A job written to a file and read again, as on a worker."""
    path = write_raster(tmp_path / "image.tif", scene(), cell=10.0, names=["a", "b"])
    stack = ImageStack([path])
    grid = replace(coarse(1330.0), crs=stack.grid.crs)
    left, top = stack.grid.transform[0], stack.grid.transform[3]
    grid = replace(grid, transform=(left - 370.0, 1330.0, 0.0, top + 130.0, 0.0, -1330.0))
    spec = FeatureSet("multiscale", ("a", "b"), 6)
    sent: list[str] = []

    def elsewhere(function: Any, windows: Iterable[Window], progress: Progress = SILENT) -> Generator:
        sent.append(type(function).__name__)
        function.write(str(tmp_path / "job"))
        job = type(function).read(str(tmp_path / "job"))
        yield from ((window, job(window)) for window in windows)

    both = ImagePass(stack), ImagePass(stack, elsewhere)
    found = [cell_means(over.features(spec), align(stack.grid, grid), over=over) for over in both]
    assert sent == ["BaseLevel", "CellSums"]
    for here, there in zip(*found):
        np.testing.assert_array_equal(here, there)
