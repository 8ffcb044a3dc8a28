"""The base: what helps is used, what does not is left out, nothing leaks into ground that is held out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest
from planted_core import RATIO, SIDE, ground

from geochem_fusion.core.deep.crossfit import near
from geochem_fusion.core.superresolution.base import (
    FOREST,
    RIDGE,
    Base,
    Ground,
    fit_with_residual,
    supported_weight,
)

CELL = float(RATIO**2)
BUFFER = 4.0


@pytest.fixture(scope="module")
def known() -> Ground:
    return ground()


def fit_base(places: Ground, corrections: tuple[str, ...] = (RIDGE, FOREST), seed: int = 0) -> Base:
    return fit_with_residual(places, BUFFER, CELL, corrections, seed)[0]


def cross_fitted(
    places: Ground, fold: np.ndarray, corrections: tuple[str, ...] = (RIDGE, FOREST), told: Sequence[int] = range(4)
) -> np.ndarray:
    """The base (elements, n) at every place, fitted without the place's fold and the buffer around it.

    NaN where it is not asked for: in folds that are not to be ``told``.
    """
    out = np.full(places.truth.shape, np.nan)
    for number in told:
        judged = fold == number
        base = fit_base(places.some(~judged & ~near(places.positions, judged, BUFFER)), corrections)
        own = places.some(judged)
        out[:, judged] = base.predict(own.plain, own.detail, own.level)
    return out


def quadrants(places: Ground) -> np.ndarray:
    return (places.positions[:, 0] >= SIDE // 2) * 2 + (places.positions[:, 1] >= SIDE // 2)


def error(told: np.ndarray, places: Ground) -> np.ndarray:
    return np.asarray(np.nanmean((told - places.truth) ** 2, axis=1))


def best_plain(places: Ground) -> np.ndarray:
    return np.min([error(row, places) for row in places.plain], axis=0)


def test_a_covariate_with_the_detail_of_an_element_sharpens_it_on_unseen_ground(known: Ground) -> None:
    told = cross_fitted(known, quadrants(known), (RIDGE,))
    skill = 1 - error(told, known) / best_plain(known)
    assert skill[0] > 0.8
    assert (1 - error(told, known) / error(known.plain[0], known))[1] > 0.95  # over bilinear; its best row has 0.99


def test_a_truth_that_covariates_do_not_know_is_interpolated(known: Ground) -> None:
    generator = np.random.default_rng(0)
    strange = replace(known, detail=generator.normal(size=known.detail.shape))
    told = cross_fitted(strange, quadrants(strange), (RIDGE,))
    skill = 1 - error(told, strange) / error(strange.plain[0], strange)
    assert skill[0] > 0.15
    assert skill[1] > 0.95


def test_truth_within_a_block_and_its_buffer_changes_nothing_in_the_block(known: Ground) -> None:
    fold = quadrants(known)
    held = fold == 1
    unseen = held | near(known.positions, held, BUFFER)
    shuffled = known.truth.copy()
    shuffled[:, unseen] = np.random.default_rng(1).permutation(shuffled[:, unseen], axis=1)
    told = cross_fitted(known, fold, told=[1, 2])
    other = cross_fitted(replace(known, truth=shuffled), fold, told=[1, 2])
    assert np.isfinite(told[:, fold == 2]).all()
    assert np.array_equal(told[:, held], other[:, held])
    assert not np.array_equal(told[:, fold == 2], other[:, fold == 2])
    beyond = known.truth.copy()
    beyond[:, ~unseen] = np.random.default_rng(2).permutation(beyond[:, ~unseen], axis=1)
    again = cross_fitted(replace(known, truth=beyond), fold, told=[1])
    assert np.isfinite(again[:, held]).all()
    assert not np.array_equal(again[:, held], told[:, held])


def test_few_cells_take_weights_that_serve_all_elements(known: Ground) -> None:
    few = known.some((known.positions < 20).all(axis=1))  # 25 coarse cells
    base = fit_base(few)
    assert base.ridge is None
    assert base.trees is None
    assert (base.shares == 0).all()
    assert (base.weights == base.weights[0]).all()
    assert base.weights[0].sum() == pytest.approx(1.0)
    told = base.predict(few.plain, few.detail, few.level)
    weighted = sum(weight * plain for weight, plain in zip(base.weights[0], few.plain))
    np.testing.assert_allclose(told, weighted, rtol=0, atol=1e-12)
    mean = [np.mean(error(plain, few) / error(few.plain[0], few)) for plain in (*few.plain, weighted)]
    assert mean[-1] < min(mean[:-1]) * 1.05


def test_the_same_seed_gives_the_same_base_and_order_of_places_no_other(known: Ground) -> None:
    one, same = (fit_base(known, seed=3) for _ in range(2))
    told = one.predict(known.plain, known.detail, known.level)
    assert np.array_equal(told, same.predict(known.plain, known.detail, known.level))
    order = np.random.default_rng(4).permutation(len(known.positions))
    mixed = fit_base(known.some(order), (RIDGE,), 3)
    plain = fit_base(known, (RIDGE,), 3)
    np.testing.assert_allclose(
        mixed.predict(known.plain, known.detail, known.level),
        plain.predict(known.plain, known.detail, known.level),
        atol=1e-8,
    )


def test_places_are_told_one_by_one(known: Ground) -> None:
    base = fit_base(known)
    some = known.some(np.arange(100, 130))
    told = base.predict(known.plain, known.detail, known.level)[:, 100:130]
    np.testing.assert_allclose(base.predict(some.plain, some.detail, some.level), told, rtol=0, atol=1e-10)


def test_an_element_that_is_known_in_part_leaves_the_other_as_it_is(known: Ground) -> None:
    truth = known.truth.copy()
    truth[1, known.positions[:, 0] > 30] = np.nan
    base = fit_base(replace(known, truth=truth), (RIDGE,))
    assert np.isfinite(base.predict(known.plain, known.detail, known.level)).all()


def test_units_that_the_core_does_not_have_do_no_harm(known: Ground) -> None:
    core = known.positions[:, 1] < 24
    unit = np.where(core, 0.0, 1.0)[None]
    with_unit = replace(known, detail=np.concatenate([known.detail, unit]), level=np.concatenate([known.level, unit]))
    told, plain = (
        fit_base(g.some(core), (RIDGE, FOREST)).predict(g.plain, g.detail, g.level) for g in (with_unit, known)
    )
    np.testing.assert_allclose(told, plain, atol=1e-9)


def test_with_no_share_the_base_is_the_stack(known: Ground) -> None:
    base = fit_base(known)
    bare = Base(base.weights, base.best, base.scale, np.zeros_like(base.shares), base.ridge, base.trees)
    assert np.array_equal(bare.predict(known.plain, known.detail, known.level), base.stack(known.plain))
    np.testing.assert_allclose(bare.stack(np.full_like(known.plain, 3.0)), 3.0, atol=1e-12)


def test_a_weight_is_shrunk_by_how_blocks_differ() -> None:
    block = np.repeat(np.arange(4), 25)
    told = np.random.default_rng(5).normal(size=100)
    assert supported_weight(told, 0.6 * told, block) == pytest.approx(0.6)
    assert supported_weight(told, 3.0 * told, block) == 1.0
    assert supported_weight(told, -told, block) == 0.0
    factor = np.array([2.0, -1.0, 1.5, 0.5])[block]  # helps here, harms there
    products, squares = (np.bincount(block, v) for v in (factor * told**2, told**2))
    weight = products.sum() / squares.sum()
    variance = np.sum((products - weight * squares) ** 2) / squares.sum() ** 2 * 4 / 3
    assert supported_weight(told, factor * told, block) == pytest.approx(weight**3 / (weight**2 + variance))
    assert supported_weight(told, told, np.zeros(100, int)) == 0.0  # one block is no evidence
    assert supported_weight(np.zeros(100), told, block) == 0.0


def test_what_the_base_leaves_is_told_from_other_blocks(known: Ground) -> None:
    base, left = fit_with_residual(known, BUFFER, CELL, (RIDGE,))
    assert left is not None
    np.testing.assert_array_equal(base.shares, fit_base(known, (RIDGE,)).shares)
    inside = known.truth - base.predict(known.plain, known.detail, known.level)
    assert (np.nanmean(left**2, axis=1) > (inside**2).mean(axis=1)).all()
    assert (np.nanmean(left**2, axis=1) < best_plain(known))[0]
    few = known.some((known.positions < 20).all(axis=1))
    assert fit_with_residual(few, BUFFER, CELL)[1] is None
