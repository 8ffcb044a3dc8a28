"""Dense networks over images: the same to the last bit whatever the tile, and member by member."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.deep.dense_inference import DENSE_BLOCK, dense_outputs, halo_of, reach
from geochem_fusion.core.deep.networks import Ensemble
from geochem_fusion.core.raster.grid import Window, tiles
from tools.fuzz import random_network


def around(image: np.ndarray, halo: int) -> np.ndarray:
    """Return the pixels around (20, 21)."""
    return image[:, 20 - halo : 21 + halo, 21 - halo : 22 + halo]


def test_tiles_of_any_size_agree_to_the_last_bit() -> None:
    ensemble = Ensemble((random_network(2, 2), random_network(2, 2, 15, seed=1)))
    height, width = DENSE_BLOCK + 40, DENSE_BLOCK + 23
    image = np.random.default_rng(2).normal(size=(2, height, width)).astype(np.float32)
    image[:, 50:60, 3:9] = np.nan
    whole = Window(0, 0, height, width)
    expected = dense_outputs(ensemble, image, whole, whole)
    for size in (37, 64, 131):
        for window in tiles(whole, size):
            wide = reach(ensemble, window, height, width)
            found = dense_outputs(ensemble, image[(slice(None), *wide.inside(whole))], wide, window)
            np.testing.assert_array_equal(found, expected[(slice(None), *window.inside(whole))])
    assert np.isnan(expected[:, 50:60, 3:9]).all()
    assert np.isnan(expected).sum() == 4 * 60


def test_members_stand_one_after_the_other_at_the_same_pixels() -> None:
    small, large = random_network(1, 2, 11), random_network(1, 1, 17, seed=3)
    image = np.random.default_rng(4).normal(size=(1, 40, 40)).astype(np.float32)
    whole = Window(0, 0, 40, 40)
    ensemble = Ensemble((small, large))
    out = dense_outputs(ensemble, image, whole, whole)
    assert (halo_of(ensemble), ensemble.outputs) == (8, 3)
    np.testing.assert_allclose(out[:2, 20, 21], small.over(around(image, small.halo))[:, 0, 0], atol=2e-5)
    np.testing.assert_allclose(out[2:, 20, 21], large.over(around(image, large.halo))[:, 0, 0], atol=2e-5)


def test_a_window_reaches_to_whole_blocks_and_their_halo() -> None:
    ensemble = Ensemble((random_network(1, 1, 11), random_network(1, 1, 21)))
    assert reach(ensemble, Window(130, 5, 10, 125), 1000, 1000) == Window(118, 0, 148, 266)
    assert reach(ensemble, Window(130, 5, 10, 125), 200, 200) == Window(118, 0, 82, 200)
