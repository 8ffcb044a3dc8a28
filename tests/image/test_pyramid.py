"""The Gaussian pyramid against direct convolution, and the properties that nodata must not break."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import signal

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.image import pyramid as pyramid_room
from geochem_fusion.core.image.pyramid import Pyramid, decompose, halo, largest_level, level_for_cell
from geochem_fusion.core.progress import Progress
from geochem_fusion.core.raster.grid import Window

KERNEL = np.outer([1, 4, 6, 4, 1], [1, 4, 6, 4, 1]) / 256
SIZES = [(1, 1), (1, 9), (2, 3), (7, 5), (16, 16), (17, 31), (33, 20), (64, 65)]


def image_with_holes(bands: int, height: int, width: int, share: float = 0.3, seed: int = 0) -> np.ndarray:
    random = np.random.default_rng(seed)
    image = random.normal(100, 30, (bands, height, width)).astype(np.float32)
    image[random.random(image.shape) < share] = np.nan
    return image


def pyramid_of(image: np.ndarray, levels: int) -> Pyramid:
    return Pyramid(lambda w: image[:, w.rows, w.cols].copy(), *image.shape[-2:], levels)


def full_low_pass(image: np.ndarray, level: int, levels: int | None = None) -> np.ndarray:
    return pyramid_of(image, levels or level).low_pass(Window(0, 0, *image.shape[-2:]), level)


def reduced(plane: np.ndarray) -> np.ndarray:
    """Every second pixel of the plane convolved with the kernel, zeros outside."""
    return signal.convolve2d(plane, KERNEL, mode="same")[::2, ::2]


def expanded(plane: np.ndarray, shape: tuple[int, int]) -> np.ndarray:
    """The plane with zeros inserted between its pixels, convolved with four times the kernel."""
    spread = np.zeros(shape)
    spread[::2, ::2] = plane
    return signal.convolve2d(spread, 4 * KERNEL, mode="same")


def expected_low_pass(plane: np.ndarray, level: int) -> np.ndarray:
    """Values times mask and mask convolved down and up, then divided."""
    mask = np.isfinite(plane)
    pair = [np.where(mask, plane, 0).astype(float), mask.astype(float)]
    shapes = []
    for _ in range(level):
        shapes.append(pair[0].shape)
        pair = [reduced(p) for p in pair]
    for shape in reversed(shapes):
        pair = [expanded(p, shape) for p in pair]
    return np.divide(pair[0], pair[1], out=np.full(plane.shape, np.nan), where=pair[1] > 1e-12)


def test_one_row_by_hand() -> None:
    image = np.array([[[16.0, 0, 0, 0]]], np.float32)
    # reduced: pixel 0 sees 16 * 6/16 of weight (6 + 4 + 1)/16; pixel 1 (at column 2) sees 16 * 1/16 of 15/16
    values, weights = np.array([6.0, 1.0]), np.array([11.0, 15.0]) / 16
    up = np.array([[6, 1], [4, 4], [1, 6], [0, 4]]) / 8
    np.testing.assert_allclose(full_low_pass(image, 1)[0, 0], (up @ values) / (up @ weights), rtol=1e-14)


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("share", [0.0, 0.4])
def test_every_level_equals_direct_convolution(shape: tuple[int, int], share: float) -> None:
    image = image_with_holes(2, *shape, share)
    levels = largest_level(*shape)
    for level in range(1, levels + 1):
        low = full_low_pass(image, level, levels)
        for band in range(2):
            np.testing.assert_allclose(low[band], expected_low_pass(image[band], level), rtol=1e-10)


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10**6), height=st.integers(1, 45), width=st.integers(1, 45), share=st.floats(0, 0.99))
def test_random_images_equal_direct_convolution(seed: int, height: int, width: int, share: float) -> None:
    image = image_with_holes(1, height, width, share, seed)
    levels = largest_level(height, width)
    expected = expected_low_pass(image[0], levels)
    np.testing.assert_allclose(full_low_pass(image, levels)[0], expected, rtol=1e-9)


@pytest.mark.parametrize("shape", SIZES)
@pytest.mark.parametrize("share", [0.0, 0.5, 0.95])
def test_a_constant_stays_constant(shape: tuple[int, int], share: float) -> None:
    image = np.where(np.isnan(image_with_holes(1, *shape, share, seed=3)), np.nan, 7.3).astype(np.float32)
    for level in range(1, largest_level(*shape) + 1):
        low = full_low_pass(image, level)
        valid = np.isfinite(image)
        np.testing.assert_allclose(low[valid], np.float32(7.3), rtol=1e-13)
        np.testing.assert_allclose(low[np.isfinite(low)], np.float32(7.3), rtol=1e-12)


@pytest.mark.parametrize("level", [1, 2, 3, 4, 5])
def test_nodata_neither_spreads_nor_is_filled_nor_matters(level: int) -> None:
    image = image_with_holes(1, 40, 37)
    high, low = decompose(image, full_low_pass(image, level))
    valid = np.isfinite(image)
    assert np.array_equal(np.isfinite(high), valid)
    assert np.array_equal(np.isfinite(low), valid)
    low_range = low[valid].min(), low[valid].max()
    assert image[valid].min() <= low_range[0] <= low_range[1] <= image[valid].max()


def test_bands_that_lack_the_same_pixels_share_a_mask_as_long_as_they_do() -> None:
    image = image_with_holes(1, 1200, 20)[[0, 0, 0, 0]] * np.array([1, 2, 3, 4], np.float32)[:, None, None]
    image[2:, 700, 3] = np.nan  # in the second strip that is read two bands part from the others
    image[3, 1100, 5] = np.nan  # and in the third those two from each other
    pyramid = pyramid_of(image, 4)
    planes = pyramid._stored[4]
    assert planes.pattern == [0, 0, 1, 2]
    assert len(planes.weights) == 3
    for level in (2, 4):
        low = pyramid.low_pass(Window(0, 0, 1200, 20), level)
        for band in range(4):
            np.testing.assert_allclose(low[band], expected_low_pass(image[band], level), rtol=1e-10)


def test_infinite_and_huge_values_are_kept_out() -> None:
    image = image_with_holes(1, 20, 20, 0)
    clean = full_low_pass(image, 2)
    image[0, 3, 4] = np.inf
    with_hole = image.copy()
    with_hole[0, 3, 4] = np.nan
    np.testing.assert_array_equal(full_low_pass(image, 2), full_low_pass(with_hole, 2))
    assert np.abs(full_low_pass(image, 2) - clean).max() < 30


@pytest.mark.parametrize("level", [1, 3, 6])
def test_low_plus_high_is_the_image(level: int) -> None:
    image = image_with_holes(3, 65, 80)
    high, low = decompose(image, full_low_pass(image, level))
    valid = np.isfinite(image)
    np.testing.assert_allclose((high + low)[valid], image[valid], atol=2 * np.spacing(np.float32(300)))
    assert high.dtype == low.dtype == np.float32


@pytest.mark.parametrize("level", [1, 4, 7])
def test_a_lonely_valid_pixel_is_its_own_low_frequency(level: int) -> None:
    image = np.full((1, 128, 128), np.nan, np.float32)
    image[0, 77, 30] = -5.5
    high, low = decompose(image, full_low_pass(image, level))
    assert low[0, 77, 30] == np.float32(-5.5)
    assert abs(high[0, 77, 30]) < 1e-14
    assert np.isfinite(low).sum() == 1


def test_an_image_without_values_gives_none() -> None:
    image = np.full((2, 9, 9), np.nan, np.float32)
    for level in (1, 4):
        assert np.isnan(full_low_pass(image, level)).all()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_a_window_equals_the_whole_bit_for_bit(data: st.DataObject) -> None:
    height, width = data.draw(st.integers(9, 90)), data.draw(st.integers(9, 90))
    image = image_with_holes(2, height, width, 0.2)
    levels = data.draw(st.integers(1, largest_level(height, width)))
    pyramid = pyramid_of(image, levels)
    row, col = data.draw(st.integers(0, height - 1)), data.draw(st.integers(0, width - 1))
    window = Window(row, col, data.draw(st.integers(1, height - row)), data.draw(st.integers(1, width - col)))
    for level in range(1, levels + 1):
        whole = pyramid.low_pass(Window(0, 0, height, width), level)
        np.testing.assert_array_equal(pyramid.low_pass(window, level), whole[:, window.rows, window.cols])


@pytest.mark.parametrize("level", [1, 2])
def test_lower_levels_do_not_depend_on_how_many_are_built(level: int) -> None:
    image = image_with_holes(1, 50, 60)
    np.testing.assert_allclose(full_low_pass(image, level, 5), full_low_pass(image, level), rtol=1e-13)


def test_a_pixel_outside_the_halo_has_no_influence() -> None:
    for level in (1, 2, 3):
        reach = halo(level)
        line = image_with_holes(1, 1, 4 * reach, 0)
        taller = np.repeat(line, 16, axis=1)
        changed = taller.copy()
        changed[:, :, 2 * reach + 1 :] += 50
        before, after = full_low_pass(taller, level), full_low_pass(changed, level)
        np.testing.assert_array_equal(before[:, :, : reach + 1], after[:, :, : reach + 1])
        assert np.abs(before - after)[:, :, reach + 1 :].max() > 1


def test_the_image_is_read_once_in_strips() -> None:
    image = image_with_holes(1, 1200, 16)
    rows: list[Window] = []

    def read(window: Window) -> np.ndarray:
        rows.append(window)
        return image[:, window.rows, window.cols]

    pyramid = Pyramid(read, 1200, 16, 4)
    assert len(rows) == 5
    assert sum(w.height for w in rows) <= 1200 + 2 * 2 * halo(3)
    whole = pyramid.low_pass(Window(0, 0, 1200, 16), 3)[0]
    np.testing.assert_allclose(whole, expected_low_pass(image[0], 3), rtol=1e-10)


@pytest.mark.parametrize(("levels", "width"), [(2, 150), (4, 150), (6, 257)])
def test_panels_change_nothing_to_the_last_bit(monkeypatch: pytest.MonkeyPatch, levels: int, width: int) -> None:
    image = image_with_holes(3, 70, width, 0.1)
    image[:, np.isnan(image).any(axis=0)] = np.nan
    image[2, 40:44, 100:104] = np.nan  # in one panel alone bands lack different pixels
    whole = Pyramid(lambda w: image[:, w.rows, w.cols], 70, width, levels).arrays()
    monkeypatch.setattr(pyramid_room, "_PANEL", 32)
    panels = Pyramid(lambda w: image[:, w.rows, w.cols], 70, width, levels).arrays()
    assert whole["pattern"].tolist() == [0, 0, 1]
    assert {name: plane.tobytes() for name, plane in panels.items()} == {
        name: plane.tobytes() for name, plane in whole.items()
    }


def test_building_can_be_cancelled() -> None:
    class Stop(Progress):
        def cancelled(self) -> bool:
            return True

    image = image_with_holes(1, 20, 20)
    with pytest.raises(Cancelled):
        Pyramid(lambda w: image[:, w.rows, w.cols], 20, 20, 2, Stop())


@pytest.mark.parametrize(
    ("ratio", "expected"),
    [(133.33, 7), (2.0, 1), (1.0, 1), (4.0, 2), (22.0, 4), (23.0, 5), (8.0, 3), (90.0, 6), (91.0, 7)],
)
def test_level_nearest_a_coarse_cell(ratio: float, expected: int) -> None:
    assert level_for_cell(ratio, 4000, 4000) == expected


def test_level_is_limited_by_the_image() -> None:
    assert level_for_cell(133.33, 60, 4000) == 6
    assert [largest_level(n, 999) for n in (1, 2, 3, 4, 5, 64, 65)] == [1, 1, 2, 2, 3, 6, 7]


@pytest.mark.parametrize("levels", [0, 5])
def test_impossible_levels_are_refused(levels: int) -> None:
    image = image_with_holes(1, 16, 30)
    with pytest.raises(FusionError, match=f"{levels} pyramid levels .* 30 x 16 pixels has 1 to 4"):
        pyramid_of(image, levels)


def test_a_linear_ramp_is_kept_inside() -> None:
    ramp: Any = np.add.outer(np.arange(96.0), 2 * np.arange(96.0)).astype(np.float32)[None]
    for level in (1, 2, 3):
        edge = halo(level)
        low = full_low_pass(ramp, level)
        np.testing.assert_allclose(low[0, edge:-edge, edge:-edge], ramp[0, edge:-edge, edge:-edge], rtol=1e-12)


def test_centres_of_squares_lie_on_the_low_pass_image() -> None:
    """A level is smooth within half of its pixels: four pixels of its image around a centre have it as their mean."""
    random = np.random.default_rng(3)
    image = random.normal(100, 30, (1, 200, 150)).astype(np.float32)
    image[0, 60:90, 40:80] = np.nan
    pyramid = pyramid_of(image, 6)
    window = Window(64, 32, 100, 118)
    for sides in ({5: 8, 6: 8}, {3: 4, 2: 2}, {4: 8, 1: 2}):
        reach = pyramid.reach(pyramid.around(window), sides)
        told = pyramid.at_centres(window, sides, None if reach is None else image[:, reach.rows, reach.cols])
        for level, side in sides.items():
            full = pyramid.low_pass(Window(0, 0, 200, 150), level)[0]
            values, known = told[level]
            assert known[0][np.isfinite(image[0, 64:164:side, 32::side])].all()
            rows, cols = (np.arange(-(-n // side)) * side + side // 2 for n in window.shape)
            rows, cols = rows[rows < 100][:-1] + 64, cols[cols < 110][:-1] + 32
            four = [full[np.ix_(rows - a, cols - b)] for a in (0, 1) for b in (0, 1)]
            off = (values[0, : len(rows), : len(cols)] - np.mean(four, axis=0))[known[0, : len(rows), : len(cols)]]
            off, spread = off[np.isfinite(off)], np.nanstd(full)
            assert off.size > 100
            assert np.quantile(np.abs(off), 0.95) < 0.06 * spread  # the rest lies at the edge of the hole
            assert np.sqrt((off**2).mean()) < 0.06 * spread
