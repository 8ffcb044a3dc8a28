"""Scenes: what is known of a window is that of the whole, and channels stand where networks look for them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from planted_core import block_means
from planted_super import LYING, planted

from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.superresolution.covariates import Covariates
from geochem_fusion.core.superresolution.scene import Scene


def test_windows_are_parts_of_the_whole_and_channels_lie_in_order(tmp_path: Path) -> None:
    files = planted(tmp_path)
    covariates = Covariates(LYING.fine, files.elevation, [files.rasters], None, str(tmp_path))
    scene = Scene(LYING, block_means(files.truth), covariates)
    whole = scene.at(LYING.fine.full_window())
    window = Window(7, 12, 9, 20)
    part, cut = scene.at(window), whole.cut(LYING.fine.full_window(), window)
    for own, other in zip((part.plain, part.detail, part.level), (cut.plain, cut.detail, cut.level)):
        np.testing.assert_allclose(own, other, atol=1e-9)
    channels = whole.channels()
    assert channels.shape == (3 * 2 + 3 * 6, 48, 48)
    np.testing.assert_array_equal(channels[0], whole.plain[1, 0] - whole.plain[0, 0])
    np.testing.assert_array_equal(channels[3 * 2 + 2], whole.detail[2])
    assert scene.directions == ((8, 9), (14, 15), (20, 21))  # sine and cosine, over 1, 3 and 5 pixels


def test_without_covariates_plain_rows_are_all_there_is(tmp_path: Path) -> None:
    files = planted(tmp_path)
    scene = Scene(LYING, block_means(files.truth), Covariates(LYING.fine, None, [], None, str(tmp_path)))
    known = scene.at(Window(0, 0, 8, 5))
    assert [part.shape for part in known.flat()] == [(4, 2, 40), (0, 40), (0, 40)]
    assert scene.directions == ()
    assert known.channels().shape == (6, 8, 5)
