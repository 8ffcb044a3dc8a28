"""Overviews gathered block by block against means of the whole raster."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from geochem_fusion.core.raster.grid import BLOCK, Window, nested
from geochem_fusion.core.raster.overviews import Overviews, halved

NAN = np.nan


def test_means_are_those_by_hand() -> None:
    values = np.array([[[1, 3, NAN, NAN, 9], [5, 7, NAN, NAN, NAN], [2, np.inf, NAN, 6, 4]]], np.float32)
    np.testing.assert_array_equal(halved(values), np.array([[[4, NAN, 9], [2, 6, 4]]], np.float32))
    assert halved(values).dtype == np.float32


@pytest.mark.parametrize(("height", "width", "levels"), [(700, 1100, 2), (513, 300, 1), (512, 512, 1), (511, 400, 0)])
def test_every_level_halves_the_one_before(tmp_path: Path, height: int, width: int, levels: int) -> None:
    values = np.random.default_rng(0).normal(size=(2, height, width)).astype(np.float32)
    values[:, 100:140, 30:300] = NAN
    overviews = Overviews(str(tmp_path / "o.tif"), values.shape)
    for block in nested(Window(0, 0, height, width), BLOCK):
        overviews.add(values[:, block.rows, block.cols], block)
    assert overviews.complete == (levels > 0)
    assert overviews.levels == levels
    found = {level: np.full((2, *overviews.size(level)), 99.0, np.float32) for level in range(1, levels + 1)}
    if overviews.complete:
        for level, window, part in overviews.parts():
            found[level][:, window.rows, window.cols] = part
    expected = values
    for level in range(1, levels + 1):
        expected = halved(expected)
        np.testing.assert_array_equal(found[level], expected)
    overviews.close()
    assert list(tmp_path.iterdir()) == []


def test_what_comes_in_other_windows_gives_none(tmp_path: Path) -> None:
    overviews = Overviews(str(tmp_path / "o.tif"), (1, 600, 600))
    for window in (Window(0, 0, 600, 300), Window(0, 300, 600, 300)):
        overviews.add(np.zeros((1, *window.shape), np.float32), window)
    assert not overviews.complete
    overviews.close()
