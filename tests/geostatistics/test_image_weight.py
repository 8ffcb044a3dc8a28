"""The weight of the image and the noise of the coarse map, against textbook formulas and simulated fields."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from scipy import linalg

from geochem_fusion.core.geostatistics.covariance import Covariance, block_table
from geochem_fusion.core.geostatistics.image_weight import (
    Blend,
    _Layout,
    blends,
    effective_samples,
    grouped_by_layout,
    independent_parts,
    kept_noise,
    likely_samples,
    restricted_likelihood,
)

NAN = np.nan


def field(side: int, reach: float, seed: int) -> np.ndarray:
    """A Gaussian field with exponential covariance on side x side pixels, by the Cholesky factor of a torus."""
    noise = np.random.default_rng(seed).standard_normal((side, side))
    steps = np.minimum(np.arange(side), side - np.arange(side))
    spectrum = np.fft.fft2(np.exp(-np.hypot(steps[:, None], steps) / reach)).real
    return np.fft.ifft2(np.fft.fft2(noise) * np.sqrt(np.maximum(spectrum, 0))).real


def means(fine: np.ndarray, ratio: int) -> np.ndarray:
    side = fine.shape[0] // ratio
    return fine.reshape(side, ratio, side, ratio).mean(axis=(1, 3))


def dense(shape: tuple[int, int], smoothness: float, reach: float) -> np.ndarray:
    """Covariance of all cells with each other from the table of lags, by loops."""
    table = block_table(shape, smoothness, reach, 1.0)
    cells = list(itertools.product(range(shape[0]), range(shape[1])))
    return np.array([[table[abs(a - c), abs(b - d)] for c, d in cells] for a, b in cells])


def test_likelihood_differs_as_the_textbook_one() -> None:
    shape = (5, 6)
    generator = np.random.default_rng(1)
    values, drift = generator.standard_normal((2, *shape))
    x = np.column_stack([np.ones(30), (drift - drift.mean()).ravel()])

    def textbook(smoothness: float, reach: float, samples: float) -> float:
        block = block_table(shape, smoothness, reach, 1.0)[0, 0]
        matrix = dense(shape, smoothness, reach) + ((1 - block) / samples + 1e-6 * block) * np.eye(30)
        inverse = np.linalg.inv(matrix)
        gain = np.linalg.inv(x.T @ inverse @ x)
        residual = values.ravel() - x @ gain @ x.T @ inverse @ values.ravel()
        sill = residual @ inverse @ residual / 28
        logs = np.linalg.slogdet(matrix)[1] + np.linalg.slogdet(x.T @ inverse @ x)[1]
        return float(logs / 2 + 14 * math.log(sill))

    layouts = grouped_by_layout(independent_parts(values, drift), shape[1])
    cases = [(0.5, 2.0, math.inf), (1.5, 1.0, 4.0), (1.0, 7.0, 2.0)]
    ours = [restricted_likelihood(layouts, shape, *case, 1.0).loss for case in cases]
    theirs = [textbook(*case) for case in cases]
    np.testing.assert_allclose(np.diff(ours), np.diff(theirs), rtol=1e-7)


def test_weight_and_error_are_generalised_least_squares() -> None:
    shape = (6, 6)
    values, drift = np.random.default_rng(2).standard_normal((2, *shape))
    fit = restricted_likelihood(
        grouped_by_layout(independent_parts(values, drift), shape[1]), shape, 0.5, 1.4, math.inf, 1.0
    )
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
    parts = independent_parts(values, drift)
    shared = grouped_by_layout(parts, 30)
    assert [len(layout.parts) for layout in shared] == [2, 1]
    alone = [_Layout(layout.lags, [part]) for layout in shared for part in layout.parts]
    together, apart = (restricted_likelihood(layouts, (30, 30), 0.5, 2.0, 5.0, 1.0) for layouts in (shared, alone))
    assert together == apart


def test_weight_of_a_known_share_is_found() -> None:
    image, rest = field(160, 10, 1), field(160, 30, 2)
    coarse = means(0.7 * image + rest, 8)
    blend = blends([(coarse, means(image, 8))], pixels=64)[0]
    assert blend.estimate == pytest.approx(0.7, abs=3 * blend.error)
    assert 0 < blend.error < 0.1
    assert blend.exact


def test_unrelated_image_gets_hardly_any_weight() -> None:
    found = [blends([(means(field(160, 30, s), 8), means(field(160, 10, s + 50), 8))], 64)[0] for s in range(4)]
    assert all(abs(b.estimate) < 3 * b.error for b in found)
    assert all(b.weight <= max(b.estimate, 0) for b in found)
    assert np.mean([b.weight for b in found]) < 0.1


def test_shrinking_by_hand() -> None:
    image, rest = field(160, 10, 1), field(160, 30, 2)
    blend = blends([(means(0.7 * image + rest, 8), means(image, 8))], pixels=64)[0]
    b, s = blend.estimate, blend.error
    assert blend.weight == pytest.approx(b**3 / (b**2 + s**2))
    negative = blends([(means(rest - 0.7 * image, 8), means(image, 8))], pixels=64)[0]
    assert negative.estimate < 0 == negative.weight


def test_exact_means_and_means_of_samples_are_told_apart() -> None:
    fine = [field(128, 24, seed) for seed in range(3)]
    generator = np.random.default_rng(5)
    zero = np.zeros((16, 16))
    exact = [(means(f, 8), zero) for f in fine]
    blocks = [f.reshape(16, 8, 16, 8).transpose(0, 2, 1, 3).reshape(16, 16, 64) for f in fine]
    sampled = [(np.take_along_axis(b, generator.random(b.shape).argsort(axis=2)[..., :4], 2).mean(axis=2), zero)
               for b in blocks]  # fmt: skip
    clean, noisy = blends(exact, 64), blends(sampled, 64)
    assert all(b.exact and b.odds < 0 for b in clean)
    assert all(not b.exact and b.odds > 4 for b in noisy)
    true_noise = np.mean([np.var(s - e) for (s, _), (e, _) in zip(sampled, exact)])
    assert np.mean([b.covariance.noise for b in noisy]) == pytest.approx(true_noise, rel=0.5)
    assert {b.kept for b in clean} == {0.0}
    assert {b.kept for b in noisy} == {1 / 8}  # cells of 8 x 8 pixels
    # and the parameter overrides what the map seems to be
    told = blends(exact, 64, samples=4)[0]
    assert not told.exact
    assert told.kept == 0
    assert blends(sampled, 64, samples=1000)[0].exact


@pytest.mark.parametrize(("samples", "taken"), [(1, (1, 3)), (4, (3, 8)), (12, (5, 12))])
def test_the_number_of_samples_is_found_to_within_what_few_cells_tell(samples: int, taken: tuple[int, int]) -> None:
    """Cells that are means of so many points: the number taken lies between the true and the usual one, or nearly."""
    random = np.random.default_rng(samples)
    found = []
    for seed in range(4):
        drawn = field(112, 6, seed).reshape(14, 8, 14, 8).swapaxes(1, 2).reshape(14, 14, 64)
        pick = np.argsort(random.random(drawn.shape), axis=-1)[..., :samples]
        found.append((np.take_along_axis(drawn, pick, axis=-1).mean(axis=-1), np.full((14, 14), NAN)))
    assert taken[0] <= likely_samples(found, 64, 1.0) <= taken[1]


@pytest.mark.parametrize(("pixels", "share"), [(16.0, 0.25), (4096.0, 1 / 64), (0.5, 1.0)])
def test_share_of_the_noise_that_is_kept_by_hand(pixels: float, share: float) -> None:
    assert kept_noise(pixels) == share


def test_too_few_cells_support_no_weight() -> None:
    values = np.arange(6.0).reshape(2, 3)
    found = blends([(values, values)], pixels=64)[0]
    assert found.weight == 0
    assert found.exact


def test_samples_that_are_most_pixels_are_nearly_exact() -> None:
    assert effective_samples(4, 64) == pytest.approx(4 / (1 - 4 / 64))
    assert math.isinf(effective_samples(16, 16))
    assert math.isinf(effective_samples(1000, 1e6))


def test_json_round_trip_and_refusal() -> None:
    blend = Blend(0.5, 0.6, 0.1, Covariance(0.5, 2.0, 3.0, 0.0), math.inf, -1.5)
    data = blend.to_json()
    assert Blend.from_json(data) == blend
    assert blend.exact
    for change in ({"range": -1.0}, {"smoothness": 0.7}, {"sill": math.nan}, {"noise": -1.0}):
        with pytest.raises(ValueError, match="blend"):
            Blend.from_json({**data, "covariance": {**data["covariance"], **change}})
    for name, wrong in itertools.product(("kept", "width"), (-0.1, 1.1, math.nan)):
        with pytest.raises(ValueError, match="blend"):
            Blend.from_json({**data, name: wrong})
    older = Blend.from_json({name: value for name, value in data.items() if name not in ("kept", "width")})
    assert (older.kept, older.width) == (0, 0)
