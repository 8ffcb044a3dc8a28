"""Synthetic ground: the same for the same seed; the files of the demo (tests/test_scene.py) tell the rest."""

from __future__ import annotations

import numpy as np

from geochem_fusion.core.practice import ground


def made(seed: int) -> tuple[ground.Ground, ground.Survey]:
    generator, size = np.random.default_rng(seed), 300
    found = ground.make_ground(generator, size + 2 * ground.MARGIN)
    return found, ground.surveys(found.copper, size, generator)[0]


def test_the_same_seed_gives_the_same_ground_and_another_one_another() -> None:
    (first, survey), (again, same), (other, _) = made(1), made(1), made(2)
    np.testing.assert_array_equal(first.copper, again.copper)
    np.testing.assert_array_equal(survey.contents, same.contents)
    assert not np.array_equal(first.copper, other.copper)


def test_shares_of_materials_are_those_of_a_whole() -> None:
    found, _ = made(3)
    shares = ground.abundances(found)
    assert set(shares) == set(ground.SPECTRA)
    np.testing.assert_allclose(sum(shares.values()), 1, atol=0.01)
    assert min(float(share.min()) for share in shares.values()) >= 0


def test_samples_lie_in_the_cells_whose_mean_they_are() -> None:
    _, survey = made(4)
    column = np.floor((survey.x - survey.corner[0]) / survey.cell).astype(int)
    row = np.floor((survey.corner[1] - survey.y) / survey.cell).astype(int)
    means = np.zeros(survey.means.shape)
    np.add.at(means, (row.ravel(), column.ravel()), survey.contents.ravel() / 4)
    np.testing.assert_allclose(means, survey.means, rtol=1e-5)
    assert np.bincount((row * survey.means.shape[1] + column).ravel()).tolist() == [4] * survey.means.size
