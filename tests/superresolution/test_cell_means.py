"""Cell means: they become those of the coarse map, in whole cells alone."""

from __future__ import annotations

import numpy as np
from planted_core import SIDE, alignment, block_means, truth_and_covariates

from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.superresolution.cell_means import correction, kept_shares


def test_means_of_whole_cells_become_those_of_the_coarse_map() -> None:
    truth, _ = truth_and_covariates()
    coarse, window = block_means(truth), Window(2, 0, 30, SIDE)
    mapped = truth[:, 2:32] + np.random.default_rng(0).normal(size=(2, 30, SIDE))
    change = correction(alignment(), coarse, mapped, window)
    fixed = np.zeros((2, SIDE, SIDE))
    fixed[:, 2:32] = mapped + change
    np.testing.assert_allclose(block_means(fixed)[:, 1:8], coarse[:, 1:8], atol=1e-5)
    assert (change[:, :2] == 0).all()  # the first cells are not known as a whole


def test_how_much_is_kept_follows_the_constraint() -> None:
    generator = np.random.default_rng(1)
    change = generator.normal(size=(2, 400))
    left = np.stack([change[0], generator.normal(size=400)])
    block = np.arange(400) // 20
    np.testing.assert_array_equal(kept_shares("none", change, left, block), [0, 0])
    np.testing.assert_array_equal(kept_shares("hard", change, left, block), [1, 1])
    shares = kept_shares("soft", change, left, block)
    assert shares[0] > 0.99
    assert shares[1] < 0.1
