"""Held-out blocks: every place judged once, a buffer that holds, whole blocks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.spatial.distance import cdist

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.superresolution.held_out import buffer_of, held_out


def lattice(height: int, width: int) -> np.ndarray:
    row, col = np.mgrid[0:height, 0:width]
    return np.column_stack([row.ravel(), col.ravel()]).astype(float)


def test_every_place_is_judged_once_and_nothing_near_it_is_learned_from() -> None:
    places = lattice(30, 40)
    held = held_out(places, 5.0)
    assert np.array_equal(np.sum(held.judged, axis=0), np.ones(len(places)))
    for learns, judged in zip(held.learns, held.judged):
        assert learns.any()
        assert cdist(places[learns], places[judged]).min() >= 5
        beyond = cdist(places, places[judged]).min(axis=1) >= 5
        assert np.array_equal(learns, beyond)  # and nothing else is lost


def test_blocks_are_held_out_whole() -> None:
    held = held_out(lattice(30, 40), 3.0)
    for judged in held.judged:
        assert not set(held.block[judged]) & set(held.block[~judged])
    assert len(set(held.block)) >= 6


def test_a_fold_that_leaves_nothing_is_left_out() -> None:
    held = held_out(lattice(6, 6), 50.0)
    assert held.learns == ()
    assert held.judged == ()


def test_one_place_is_no_ground() -> None:
    with pytest.raises(FusionError):
        held_out(np.zeros((1, 2)), 1.0)


def test_the_buffer_is_two_cells_and_eight_pixels_at_most() -> None:
    assert [buffer_of(ratio) for ratio in (2.0, 3.5, 4.0, 8.0)] == [4.0, 7.0, 8.0, 8.0]
