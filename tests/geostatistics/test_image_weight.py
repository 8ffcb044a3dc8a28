"""The weight of the image and the noise of the coarse map, against textbook formulas and simulated fields."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import linalg, optimize, stats
from simulated import field

from geochem_fusion.core.geostatistics import covariance
from geochem_fusion.core.geostatistics.covariance import Scatter, block_table, grouped_by_layout
from geochem_fusion.core.geostatistics.image_weight import (
    Fields,
    Layout,
    _Fit,
    blend_of,
    effective_samples,
    independent_parts,
    likelihoods,
    log_odds,
    restricted_likelihood,
)

NAN = np.nan


def means(fine: np.ndarray, ratio: int) -> np.ndarray:
    side = fine.shape[0] // ratio
    return fine.reshape(side, ratio, side, ratio).mean(axis=(1, 3))


def dense(shape: tuple[int, int], smoothness: float, reach: float) -> np.ndarray:
    """Covariance of all cells with each other from the table of lags, by loops."""
    table = block_table(shape, smoothness, reach, 1.0)
    cells = list(itertools.product(range(shape[0]), range(shape[1])))
    return np.array([[table[abs(a - c), abs(b - d)] for c, d in cells] for a, b in cells])


def fitted(values: np.ndarray, drift: np.ndarray, smoothness: float, reach: float, noise: np.ndarray) -> _Fit:
    layouts = grouped_by_layout(independent_parts(values, drift, noise), values.shape[1])
    return restricted_likelihood(layouts, values.shape, smoothness, reach, 1.0)


def loss(values: np.ndarray, drift: np.ndarray, smoothness: float, reach: float, noise: np.ndarray) -> float:
    return fitted(values, drift, smoothness, reach, noise).loss


def test_likelihood_differs_as_the_textbook_one() -> None:
    shape = (5, 6)
    generator = np.random.default_rng(1)
    values, drift = generator.standard_normal((2, *shape))
    x = np.column_stack([np.ones(30), (drift - drift.mean()).ravel()])

    def textbook(smoothness: float, reach: float, noise: np.ndarray) -> float:
        block = block_table(shape, smoothness, reach, 1.0)[0, 0]
        matrix = dense(shape, smoothness, reach) + np.diag((1 - block) * noise.ravel() + 1e-6 * block)
        inverse = np.linalg.inv(matrix)
        gain = np.linalg.inv(x.T @ inverse @ x)
        residual = values.ravel() - x @ gain @ x.T @ inverse @ values.ravel()
        sill = residual @ inverse @ residual / 28
        logs = np.linalg.slogdet(matrix)[1] + np.linalg.slogdet(x.T @ inverse @ x)[1]
        return float(logs / 2 + 14 * math.log(sill))

    varied = generator.uniform(0.1, 1, shape)
    cases = [(0.5, 2.0, np.zeros(shape)), (1.5, 1.0, np.full(shape, 0.25)), (1.0, 7.0, varied)]
    ours = [loss(values, drift, *case) for case in cases]
    theirs = [textbook(*case) for case in cases]
    np.testing.assert_allclose(np.diff(ours), np.diff(theirs), rtol=1e-7)


def test_scatter_of_samples_adds_the_likelihood_of_its_variance() -> None:
    """By a search over the sill of normal values and a pooled variance, gamma distributed, by scipy."""
    shape, counts = (4, 5), np.full((4, 5), 4.0)
    values = np.random.default_rng(4).standard_normal(shape)
    scatter = Scatter(30.0, 1.7)
    losses = []
    for smoothness, reach in ((0.5, 2.0), (1.5, 1.0), (1.0, 7.0)):
        table = block_table(shape, smoothness, reach, 1.0)
        dispersion = 1 - table[0, 0]
        matrix = dense(shape, smoothness, reach) + np.diag(dispersion / counts.ravel() + 1e-6 * table[0, 0])
        one, inverse = np.ones(20), np.linalg.inv(matrix)
        residual = values.ravel() - one @ inverse @ values.ravel() / (one @ inverse @ one)
        square, logs = residual @ inverse @ residual, np.linalg.slogdet(matrix)[1] + math.log(one @ inverse @ one)

        def minus_log(sill: float) -> float:
            spread = stats.gamma(scatter.freedom / 2, scale=2 * sill * dispersion / scatter.freedom)  # noqa: B023
            return float((logs + 19 * math.log(sill) + square / sill) / 2 - spread.logpdf(scatter.variance))  # noqa: B023

        found = optimize.minimize_scalar(minus_log, bounds=(1e-3, 1e3), method="bounded", options={"xatol": 1e-9})
        layouts = grouped_by_layout(independent_parts(values, None, 1 / counts), 5)
        ours = likelihoods(layouts, table, [(0, 1)], scatters=[scatter])[0]
        assert ours.sill == pytest.approx(found.x, rel=1e-5)
        losses.append((ours.loss, found.fun))
    np.testing.assert_allclose(np.diff(losses, axis=0)[:, 0], np.diff(losses, axis=0)[:, 1], rtol=1e-6)


def test_noise_is_nearer_to_what_samples_show() -> None:
    """Ground with noise below the pixel, which no covariance of cell means sees: samples of a cell do."""
    random = np.random.default_rng(3)
    truth, counts = means(field(160, 40, 12), 8), random.integers(2, 9, (20, 20)).astype(float)
    own, nothing = 0.8, np.zeros(truth.shape)
    values = truth + own * random.standard_normal(truth.shape) / np.sqrt(counts)
    scatter = Scatter(float((counts - 1).sum()), own**2)
    plain, knowing = (
        Fields([(values, nothing)], scatters).blend_of(0, 64, samples=counts).views[0].noise(truth.shape, counts)
        for scatters in (None, [scatter])
    )
    right = own**2 / counts
    np.testing.assert_allclose(knowing, right, rtol=0.15)
    assert (plain < 0.5 * right).all()
    told = [Fields([(values, nothing)], some).blend_of(0, 64, samples=4) for some in (None, [scatter])]
    assert told[0] == told[1]  # a number for all cells is not that of the samples


def test_weight_and_error_are_generalised_least_squares() -> None:
    shape = (6, 6)
    values, drift = np.random.default_rng(2).standard_normal((2, *shape))
    fit = fitted(values, drift, 0.5, 1.4, np.zeros(shape))
    matrix = dense(shape, 0.5, 1.4)
    matrix += 1e-6 * matrix[0, 0] * np.eye(36)
    x = np.column_stack([np.ones(36), drift.ravel()])
    factor = linalg.cho_factor(matrix)
    gain = np.linalg.inv(x.T @ linalg.cho_solve(factor, x))
    beta = gain @ x.T @ linalg.cho_solve(factor, values.ravel())
    residual = values.ravel() - x @ beta
    sill = residual @ linalg.cho_solve(factor, residual) / 34
    assert fit.weight == pytest.approx(beta[1], rel=1e-8)
    assert fit.error == pytest.approx(math.sqrt(sill * gain[1, 1]), rel=1e-8)


def test_parts_that_lie_alike_share_a_factor_and_change_nothing() -> None:
    values, drift = np.random.default_rng(3).standard_normal((2, 30, 90))
    values[0, 65] = np.nan  # the last of three parts lacks a cell
    shared = grouped_by_layout(independent_parts(values, drift, np.full(values.shape, 0.2)), 30)
    assert [len(layout.parts) for layout in shared] == [2, 1]
    alone = [
        Layout(layout.lags, layout.noise, [part], [place])
        for layout in shared
        for part, place in zip(layout.parts, layout.places)
    ]
    together, apart = (restricted_likelihood(layouts, (30, 30), 0.5, 2.0, 1.0) for layouts in (shared, alone))
    assert (together.loss, together.weight, together.error) == (apart.loss, apart.weight, apart.error)
    assert together.covariance.noise == pytest.approx(apart.covariance.noise, rel=1e-12)
    noise = np.full(values.shape, 0.2)
    noise[3, 40] = 0.5  # one part has noise of its own
    assert [len(p.parts) for p in grouped_by_layout(independent_parts(values, drift, noise), 30)] == [1, 1, 1]


def test_weight_of_a_known_share_is_found() -> None:
    image, rest = field(160, 10, 1), field(160, 30, 2)
    coarse = means(0.7 * image + rest, 8)
    blend = blend_of(coarse, means(image, 8), pixels=64, samples=1000)
    assert blend.estimate == pytest.approx(0.7, abs=3 * blend.error)
    assert 0 < blend.error < 0.1
    assert blend.exact


def test_unrelated_image_gets_hardly_any_weight() -> None:
    found = [blend_of(means(field(160, 30, s), 8), means(field(160, 10, s + 50), 8), 64) for s in range(4)]
    assert all(abs(b.estimate) < 3 * b.error for b in found)
    assert all(b.weight <= max(b.estimate, 0) for b in found)
    assert np.mean([b.weight for b in found]) < 0.1


def test_shrinking_by_hand() -> None:
    image, rest = field(160, 10, 1), field(160, 30, 2)
    blend = blend_of(means(0.7 * image + rest, 8), means(image, 8), pixels=64, samples=1000)
    b, s = blend.estimate, blend.error
    assert blend.weight == pytest.approx(b**3 / (b**2 + s**2))
    negative = blend_of(means(rest - 0.7 * image, 8), means(image, 8), pixels=64)
    assert negative.estimate < 0 == negative.weight


def test_ground_that_varies_below_the_cells_may_still_be_exact() -> None:
    """White noise looks as sampled as a map can; a quarter of the probability stays with exact means."""
    noise = np.random.default_rng(7).standard_normal((24, 24))
    found = blend_of(noise, np.zeros_like(noise), pixels=64)
    assert found.odds > math.log(3)
    assert found.kept == pytest.approx(0.25)
    assert len(found.views) == 2


def test_exact_means_and_means_of_samples_are_told_apart() -> None:
    fine = [field(128, 24, seed) for seed in range(3)]
    generator = np.random.default_rng(5)
    zero = np.zeros((16, 16))
    exact = [(means(f, 8), zero) for f in fine]
    blocks = [f.reshape(16, 8, 16, 8).transpose(0, 2, 1, 3).reshape(16, 16, 64) for f in fine]
    sampled = [(np.take_along_axis(b, generator.random(b.shape).argsort(axis=2)[..., :4], 2).mean(axis=2), zero)
               for b in blocks]  # fmt: skip
    clean, noisy = ([blend_of(*pair, 64) for pair in pairs] for pairs in (exact, sampled))
    # the odds of single maps overlap
    assert np.mean([b.kept for b in clean]) > 0.5
    assert np.mean([b.kept for b in noisy]) < 0.35
    assert all(not b.exact for b in noisy)
    true_noise = np.mean([np.var(s - e) for (s, _), (e, _) in zip(sampled, exact)])
    assert np.mean([min(b.views, key=lambda v: v.samples).covariance.noise for b in noisy]) == pytest.approx(
        true_noise, rel=0.5
    )
    # and what is known overrides what the map seems to be
    told = blend_of(*exact[0], 64, samples=4)
    assert not told.exact
    assert told.kept == 0
    assert len(told.views) == 1
    assert blend_of(*sampled[0], 64, samples=1000).exact


def test_evidence_counts_less_in_a_large_map() -> None:
    """By hand: gains g of 2, 4 and 8 samples, shares 1/4, 1/2, 1/4; likelihoods to the power 1 / (1 + 100 / 100)."""
    for gains, cells, expected in (
        ({2: -3.0, 4: -2.0, 8: -1.0}, 100, math.log(math.exp(-1.5) / 4 + math.exp(-1) / 2 + math.exp(-0.5) / 4)),
        ({2: 2.0, 4: 4.0, 8: 1.0}, 100, math.log(math.exp(1) / 4 + math.exp(2) / 2 + math.exp(0.5) / 4)),
        ({2: 0.0, 4: 0.0, 8: 0.0}, 7, 0.0),
    ):
        assert log_odds(gains, cells) == pytest.approx(expected)


def test_numbers_of_samples_cell_by_cell_are_used() -> None:
    """Where half of the cells have one sample and half have many, the noise is that of each."""
    fine = field(160, 24, 11)
    truth = means(fine, 8)
    counts = np.where(np.indices(truth.shape).sum(axis=0) % 2, 1.0, 50.0)
    scatter = np.std(fine - np.kron(truth, np.ones((8, 8))))
    values = truth + np.random.default_rng(0).standard_normal(truth.shape) * scatter / np.sqrt(counts)
    blend = blend_of(values, np.zeros(truth.shape), 64, samples=counts)
    assert blend.samples == pytest.approx(1 / np.mean(1 / counts))
    noise = blend.views[0].noise(truth.shape, counts)
    np.testing.assert_allclose(noise[counts == 1] / noise[0, 0], 50)
    assert noise[counts == 1].mean() == pytest.approx(scatter**2, rel=0.5)
    assert np.mean(noise) == pytest.approx(blend.covariance.noise)
    unknown = np.where(counts == 1, np.nan, counts)
    np.testing.assert_allclose(blend.views[0].noise(truth.shape, unknown)[counts == 1], blend.covariance.noise)


def test_too_few_cells_support_no_weight() -> None:
    values = np.arange(6.0).reshape(2, 3)
    found = blend_of(values, values, pixels=64)
    assert found.weight == 0
    assert found.exact


def test_samples_that_are_most_pixels_are_nearly_exact() -> None:
    assert effective_samples(4, 64) == pytest.approx(4 / (1 - 4 / 64))
    assert math.isinf(effective_samples(16, 16))
    assert math.isinf(effective_samples(1000, 1e6))


def test_elements_weighed_together_have_the_blends_that_they_have_alone() -> None:
    image = field(160, 12, 1)
    maps = [(means(0.5 * k * image + field(160, 20, 10 + k), 8), means(image, 8)) for k in range(3)]
    maps.append((maps[0][0] + 3, np.zeros((20, 20))))  # a constant prediction, in the same cells
    gap = np.where(np.arange(20) < 4, np.nan, 0.0)
    maps.append((maps[1][0] + gap, maps[1][1]))  # other cells
    few = np.full((20, 20), np.nan)
    few[0, :3] = 1.0, 2.0, 4.0
    maps.append((few, few))
    counts = np.where(np.arange(20) % 2, 3.0, 6.0) * np.ones((20, 20))
    together = Fields(maps)
    for samples in (None, 4, counts):
        for number, (values, predicted) in enumerate(maps):
            one, alone = (
                together.blend_of(number, 64, samples=samples),
                blend_of(values, predicted, 64, samples=samples),
            )
            assert [v.covariance.range for v in one.views] == [v.covariance.range for v in alone.views]
            for name in ("weight", "estimate", "error", "odds"):
                assert getattr(one, name) == pytest.approx(getattr(alone, name), rel=1e-9, abs=1e-12), (number, name)


def test_one_factor_serves_all_elements_in_the_same_cells(monkeypatch: pytest.MonkeyPatch) -> None:
    factored = []
    whole = covariance.linalg.cholesky

    def counted(matrix: np.ndarray, **given: bool) -> np.ndarray:
        factored.append(matrix.tobytes())
        return np.asarray(whole(matrix, **given))

    monkeypatch.setattr(covariance.linalg, "cholesky", counted)
    image = means(field(160, 12, 1), 8)
    together = Fields([(image + means(field(160, 20, 10 + k), 8), image) for k in range(4)])
    for number in range(4):
        together.blend_of(number, 64)
    assert len(factored) == len(set(factored))


def test_samples_scatter_by_what_the_image_tells_too() -> None:
    """A field of 1 and detail of 2 that the image knows, 8 of 64 pixels a cell: both over 8 are in the noise.

    The variance of means of 8 of 64 points, drawn once each, is the dispersion over 8, less an eighth.
    """
    side, ratio = 20, 8
    random = np.random.default_rng(3)
    fine = field(side * ratio, 24.0, 5)
    detail = 2 * random.standard_normal(fine.shape)
    levels = np.repeat(np.repeat(field(side, 2.0, 6), ratio, axis=0), ratio, axis=1)
    told = 2 * levels + detail
    drawn = random.permuted(np.arange(ratio**2)[None].repeat(side**2, axis=0), axis=1)[:, :8]
    of_cells = (fine + told).reshape(side, ratio, side, ratio).swapaxes(1, 2).reshape(side**2, -1)
    values = np.take_along_axis(of_cells, drawn, axis=1).mean(axis=1).reshape(side, side)
    actual = float(np.var(values - means(fine + told, ratio)))
    predicted = means(told, ratio)
    plain = blend_of(values, predicted, ratio**2, samples=8)
    knowing = Fields([(values, predicted)]).blend_of(0, ratio**2, samples=8, within=2.0)
    expected = (4 + fine.reshape(side, ratio, side, ratio).var(axis=(1, 3)).mean()) / 8 * (1 - 8 / 64)
    assert actual == pytest.approx(expected, rel=0.15)
    assert knowing.covariance.noise == pytest.approx(actual, rel=0.25)
    assert abs(math.log(knowing.covariance.noise / actual)) < abs(math.log(plain.covariance.noise / actual))
    assert knowing.weight == pytest.approx(1, abs=0.1)


def test_what_the_image_tells_is_shared_by_steps_and_nothing_without_samples() -> None:
    values, predicted = np.random.default_rng(1).standard_normal((2, 6, 6))
    one = Fields([(values + predicted, predicted)])
    exact = one.blend_of(0, 64.0, samples=1000)
    assert one.blend_of(0, 64.0, samples=1000, within=5.0) == exact
    assert one.blend_of(0, 64.0, samples=4, within=0.0) == one.blend_of(0, 64.0, samples=4)
    together = Fields([(values + predicted, predicted), (values, predicted)])
    assert together.blend_of(0, 64.0, samples=4, within=1.0) == one.blend_of(0, 64.0, samples=4, within=1.0)


def test_an_image_that_tells_all_leaves_no_field_to_compare_with() -> None:
    predicted = np.random.default_rng(1).standard_normal((6, 6))
    found = Fields([(3 * predicted + 5, predicted)]).blend_of(0, 64.0, samples=4, within=1.0)
    assert found.weight == pytest.approx(3, rel=1e-6)
