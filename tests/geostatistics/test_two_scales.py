"""Nested covariances: what they leave unknown by kriging, and that fields of one and of two scales are told apart."""

from __future__ import annotations

import math

import numpy as np
import pytest

from geochem_fusion.core.geostatistics.area_to_point import SIDE, krige_points
from geochem_fusion.core.geostatistics.covariance import Covariance, Likelihood, block_table, grouped_by_layout
from geochem_fusion.core.geostatistics.image_weight import (
    blend_of,
    independent_parts,
    likelihood,
)
from geochem_fusion.core.geostatistics.two_scales import Part, held_beside, nested_table, unknown


@pytest.mark.parametrize("covariance", [Covariance(0.5, 2.0, 3.0, 0.4, 0.7), Covariance(1.5, 1.4, 1.0, 0.0)])
def test_of_one_part_it_is_what_kriging_leaves(covariance: Covariance) -> None:
    c = covariance
    kriged = krige_points(np.zeros((9, 9)), c, np.full((9, 9), c.noise))
    middle = kriged.deviation[4 * SIDE : 5 * SIDE, 4 * SIDE : 5 * SIDE]
    found = c.sill * unknown((Part(c.smoothness, c.range),), c.aspect, c.noise / c.sill)
    assert found == pytest.approx(np.mean(middle**2), rel=1e-6)


def test_parts_that_are_alike_are_one() -> None:
    halves = (Part(1.5, 2.0, 0.3), Part(1.5, 2.0, 0.7))
    np.testing.assert_allclose(nested_table((4, 5), halves, 1.0), block_table((4, 5), 1.5, 2.0, 1.0), rtol=1e-12)
    assert unknown(halves, 1.0, 0.1) == pytest.approx(unknown((Part(1.5, 2.0),), 1.0, 0.1), rel=1e-12)
    mixed = (Part(1.5, 4.5, 0.7), Part(2.5, 0.7, 0.3))
    expected = 0.7 * block_table((3, 3), 1.5, 4.5, 1.0) + 0.3 * block_table((3, 3), 2.5, 0.7, 1.0)
    np.testing.assert_allclose(nested_table((3, 3), mixed, 1.0), expected)


@pytest.mark.parametrize("cells", [40, 900])
def test_the_likeliest_counts_by_its_akaike_weight(cells: int) -> None:
    """Broad range 3, narrow 0.5, share 0.2, smoothness 1.5 are made the likeliest, by a known gain."""
    best = (Part(1.5, 3.0, 0.8), Part(1.5, 0.5, 0.2))
    aim, single = nested_table((6, 6), best, 1.0), Covariance(0.5, 2.0, 2.0, 0.1)

    def judge(table: np.ndarray) -> Likelihood:
        return Likelihood(100 + 1e3 * float(np.abs(table - aim).sum()), 1.5, 0.3, 0.0, 0.0)

    corrected = (6 + 6 * 7 / (cells - 7)) - (3 + 3 * 4 / (cells - 4))  # halves of AICc less those of the likelihoods
    weight = 1 / (1 + math.exp(100 - 104 + corrected))
    alone = 2.0 * unknown((Part(0.5, 2.0),), 1.0, 0.05)
    expected = math.sqrt(weight * 1.5 * unknown(best, 1.0, 0.2) / alone + 1 - weight)
    found = held_beside(judge, (6, 6), single, 104.0, cells)
    assert found.spread == pytest.approx(expected, rel=1e-6)
    assert found.loss == pytest.approx(-math.log(math.exp(-4) + math.exp(-corrected)) + 100)


def test_where_nothing_speaks_for_two_scales_nothing_changes() -> None:
    def judge(table: np.ndarray) -> Likelihood:
        return Likelihood(500.0, 1.0, 0.0, 0.0, 0.0)

    found = held_beside(judge, (5, 5), Covariance(0.5, 2.0, 1.0, 0.0), 100.0, 25)
    assert (found.spread, found.loss) == pytest.approx((1, 100), abs=1e-12)


def field(parts: tuple[Part, ...], side: int, ratio: int, seed: int) -> np.ndarray:
    """A Gaussian field of side x side pixels, the sum of independent parts, from their spectra in the plane."""
    waves = 2 * np.pi * np.fft.fftfreq(side)
    square = waves[:, None] ** 2 + waves**2
    total = np.zeros((side, side))
    for number, part in enumerate(parts):
        reach = part.range * ratio
        power = (2 * part.smoothness / reach**2 + square) ** -(part.smoothness + 1)
        noise = np.fft.fft2(np.random.default_rng([seed, number]).standard_normal((side, side)))
        total += math.sqrt(part.share) * np.fft.ifft2(noise * np.sqrt(power / power.mean())).real
    return total


@pytest.mark.parametrize("rough", [False, True])
def test_simulated_fields_are_told_apart_and_their_errors_known(rough: bool) -> None:
    """The deviation of two smooth scales is what the errors are; that of one rough scale stays as it is."""
    ratio, cells = 10, 30
    parts = (Part(0.5, 3.0),) if rough else (Part(2.5, 4.5, 0.8), Part(2.5, 0.8, 0.2))
    fine = field(parts, 2 * ratio * cells, ratio, 3)[: ratio * cells, : ratio * cells]
    values = fine.reshape(cells, ratio, cells, ratio).mean(axis=(1, 3))
    view = blend_of(values, np.zeros_like(values), ratio**2, samples=math.inf).views[0]
    kriged = krige_points(values, view.covariance, np.zeros(values.shape))
    truth = fine.reshape(cells * SIDE, ratio // SIDE, cells * SIDE, ratio // SIDE).mean(axis=(1, 3))
    error = math.sqrt(np.mean((kriged.values - truth) ** 2))
    told = math.sqrt(np.mean(kriged.deviation**2))
    assert view.covariance.smoothness == 0.5  # both look alike to a covariance of one range
    if rough:
        assert view.spread == pytest.approx(1, abs=0.05)
    else:
        assert view.spread == pytest.approx(error / told, rel=0.15)
        assert error / told < 0.65


def test_noise_of_samples_is_a_share_of_the_dispersion_of_all_parts() -> None:
    values = np.random.default_rng(1).standard_normal((7, 8))
    parts = (Part(1.5, 4.5, 0.7), Part(2.5, 0.7, 0.3))
    layouts = grouped_by_layout(independent_parts(values, None, np.full(values.shape, 0.25)), 8)
    found = likelihood(layouts, nested_table((7, 8), parts, 1.0))
    dispersion = 1 - nested_table((1, 1), parts, 1.0)[0, 0]
    assert found.noise == pytest.approx(0.25 * dispersion * found.sill, rel=1e-12)
