"""Corrections: a ridge against the normal equations, channels that training never saw vary, holes, trees."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.superresolution.corrections import fit_ridges, fit_trees, varying


def rows(n: int = 300) -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    channels = generator.normal(size=(n, 4)) * [1.0, 5.0, 0.1, 2.0] + [0.0, 10.0, 3.0, -1.0]
    residual = np.column_stack([channels[:, 0] - 0.2 * channels[:, 1], np.sin(channels[:, 3])])
    return channels, residual + 0.1 * generator.normal(size=residual.shape)


def test_a_ridge_solves_the_penalised_normal_equations() -> None:
    channels, residual = rows()
    (found,) = fit_ridges(channels, residual, (0.5,))
    z = (channels - channels.mean(axis=0)) / channels.std(axis=0)
    gram = z.T @ z / len(z) + 0.5 * np.eye(4)
    expected = np.linalg.solve(gram, z.T @ (residual - residual.mean(axis=0)) / len(z))
    np.testing.assert_allclose(found.predict(channels), z @ expected, atol=1e-10)


def test_an_element_uses_the_places_where_it_is_known() -> None:
    channels, residual = rows()
    holed = residual.copy()
    holed[200:, 1] = np.nan
    (full,), (part,) = fit_ridges(channels, residual, (0.1,)), fit_ridges(channels, holed, (0.1,))
    np.testing.assert_allclose(part.coefficients[:, 0], full.coefficients[:, 0], atol=1e-12)
    assert np.abs(part.coefficients[:, 1] - full.coefficients[:, 1]).max() > 1e-4
    (none,) = fit_ridges(channels, np.full((300, 1), np.nan), (0.1,))
    assert (none.predict(channels) == 0).all()


@pytest.mark.parametrize("constant", [0.0, 1.0, 1e6])
def test_channels_that_are_constant_in_training_do_no_harm_elsewhere(constant: float) -> None:
    """A geological unit that the core does not have: its channel is 0 there, but for rounding, and 1 elsewhere."""
    channels, residual = rows()
    unseen = constant + constant * 1e-13 * np.random.default_rng(1).normal(size=len(channels))
    wide = np.column_stack([channels, unseen])
    elsewhere = np.column_stack([channels, constant + np.ones(len(channels))])
    for with_unit, without in zip(fit_ridges(wide, residual), fit_ridges(channels, residual)):
        np.testing.assert_allclose(with_unit.predict(elsewhere), without.predict(channels), atol=1e-9)
    trees, plain = fit_trees(wide, residual, 0), fit_trees(channels, residual, 0)
    assert trees is not None
    assert plain is not None
    np.testing.assert_array_equal(trees.predict(elsewhere), plain.predict(channels))


def test_which_channels_vary() -> None:
    channels = np.array([[1.0, 0.0, 1e9, 1.0], [1.0, 0.0, 1e9 + 1e-1, 2.0]])
    assert varying(channels).tolist() == [False, False, False, True]
    assert varying(np.zeros((0, 2))).tolist() == [False, False]


def test_trees_are_those_of_the_library_and_the_same_again() -> None:
    sklearn = pytest.importorskip("sklearn.ensemble", reason="scikit-learn is not installed")
    channels, residual = rows()
    found, again = fit_trees(channels, residual, 7), fit_trees(channels, residual, 7)
    assert found is not None
    assert again is not None
    single = channels.astype(np.float32)
    library = sklearn.ExtraTreesRegressor(100, min_samples_leaf=20, max_features=0.4, random_state=7)
    library.fit(single, residual - residual.mean(axis=0))
    np.testing.assert_allclose(found.predict(single), library.predict(single), atol=1e-6)
    np.testing.assert_array_equal(found.predict(channels), again.predict(channels))


def test_trees_need_places_and_channels() -> None:
    channels, residual = rows()
    assert fit_trees(channels[:30], residual[:30], 0) is None
    assert fit_trees(np.ones_like(channels), residual, 0) is None
    residual[:, 1] = np.nan
    assert fit_trees(channels, residual, 0) is None
