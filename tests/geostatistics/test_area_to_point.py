"""Area-to-point kriging against a textbook system, and what holds of any map of it."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pytest
from making import Log

from geochem_fusion.core.errors import Cancelled
from geochem_fusion.core.geostatistics.area_to_point import SIDE, LeavingOut, krige_points, left_out
from geochem_fusion.core.geostatistics.covariance import Covariance, block_table, covariance_matrix, lag_index

EXPONENTIAL = Covariance(0.5, 1.5, 2.0, 0.0)


def averaged(lattice: np.ndarray, ground: np.ndarray | None = None) -> np.ndarray:
    """Means over the points of each cell, weighed by their ground."""
    rows, cols = (size // SIDE for size in lattice.shape)
    shares = np.ones(lattice.shape) if ground is None else ground
    total, weight = (a.reshape(rows, SIDE, cols, SIDE).sum(axis=(1, 3)) for a in (lattice * shares, shares))
    return np.divide(total, weight, out=np.full(weight.shape, np.nan), where=weight > 0)


def textbook(
    values: np.ndarray, noise: np.ndarray, ground: np.ndarray, covariance: Covariance, target: tuple[float, float]
) -> tuple[float, float]:
    """Ordinary kriging of a point (row, column in cells) by a Lagrange multiplier, with covariances by loops."""

    def c(a: tuple[float, float], b: tuple[float, float]) -> float:
        return covariance.sill * math.exp(-math.hypot(a[0] - b[0], a[1] - b[1]) / covariance.range)

    cells = [(int(i), int(j)) for i, j in np.argwhere(np.isfinite(values))]
    steps = [(n + 0.5) / SIDE - 0.5 for n in range(SIDE)]
    points = {}
    for i, j in cells:
        weights = ground[i * SIDE : (i + 1) * SIDE, j * SIDE : (j + 1) * SIDE].ravel()
        places = [(i + a, j + b) for a, b in itertools.product(steps, steps)]
        points[i, j] = [(place, w / weights.sum()) for place, w in zip(places, weights) if w > 0]
    size = len(cells)
    system = np.ones((size + 1, size + 1))
    system[size, size] = 0
    for a, b in itertools.product(range(size), repeat=2):
        system[a, b] = sum(u * v * c(p, q) for p, u in points[cells[a]] for q, v in points[cells[b]])
    for a, cell in enumerate(cells):
        system[a, a] += noise[cell]
    right = [sum(u * c(p, target) for p, u in points[cell]) for cell in cells]
    solved = np.linalg.solve(system, [*right, 1.0])
    predicted = sum(solved[a] * values[cell] for a, cell in enumerate(cells))
    return predicted, math.sqrt(covariance.sill - np.dot(solved[:size], right) - solved[size])


@pytest.mark.parametrize("cut", [False, True])
@pytest.mark.parametrize("noisy", [False, True])
def test_points_equal_a_textbook_system(cut: bool, noisy: bool) -> None:
    """A map of 3 x 4 cells lies within three rings of its middle, so that both see the same values."""
    generator = np.random.default_rng(1)
    values = generator.normal(size=(3, 4))
    values[0, 3] = np.nan
    noise = generator.uniform(0.1, 0.5, values.shape) if noisy else np.zeros(values.shape)
    ground = np.ones((3 * SIDE, 4 * SIDE))
    if cut:
        ground[:, :3], ground[11:, 12:] = 0, 0.5
        ground[13:] = 0
    found = krige_points(values, EXPONENTIAL, noise, ground if cut else None)
    for row, col in ((5, 5), (7, 8), (9, 6)):
        target = ((row + 0.5) / SIDE - 0.5, (col + 0.5) / SIDE - 0.5)
        value, deviation = textbook(values, noise, ground, EXPONENTIAL, target)
        assert found.values[row, col] == pytest.approx(value, abs=1e-4)
        assert found.deviation[row, col] == pytest.approx(deviation, rel=1e-4)


@pytest.mark.parametrize("smoothness", [0.5, 1.0, 1.5])
def test_points_average_to_exact_cells_also_where_they_are_cut(smoothness: float) -> None:
    values = np.random.default_rng(2).normal(size=(9, 11))
    values[4, 5] = np.nan
    ground = np.ones((9 * SIDE, 11 * SIDE))
    ground[20:23, 10:] = 0
    covariance = Covariance(smoothness, 2.0, 3.0, 0.0)
    for shares in (None, ground):
        found = krige_points(values, covariance, np.zeros(values.shape), shares).values
        kept = averaged(found, shares)
        use = np.isfinite(values) & np.isfinite(kept)
        assert use.sum() > 90
        np.testing.assert_allclose(kept[use], values[use], atol=2e-3)


def test_a_constant_stays_constant_and_a_shift_shifts() -> None:
    noise = np.full((5, 6), 0.3)
    np.testing.assert_allclose(krige_points(np.full((5, 6), 7.0), EXPONENTIAL, noise).values, 7.0)
    values = np.random.default_rng(0).normal(size=(5, 6))
    plain, raised = (krige_points(v, EXPONENTIAL, noise).values for v in (values, values + 100))
    np.testing.assert_allclose(raised, plain + 100, atol=1e-9)


def test_noise_smooths_and_widens_and_a_cell_without_noise_is_kept() -> None:
    values = np.random.default_rng(3).normal(size=(8, 8))
    exact, noisy = (krige_points(values, EXPONENTIAL, np.full((8, 8), n)) for n in (0.0, 1.0))
    assert averaged(noisy.values).std() < 0.8 * averaged(exact.values).std()
    assert (noisy.deviation > exact.deviation).all()
    one = np.ones((8, 8))
    one[3, 4] = 0
    kept = averaged(krige_points(values, EXPONENTIAL, one).values)
    assert kept[3, 4] == pytest.approx(values[3, 4], abs=1e-3)
    assert abs(kept[5, 1] - values[5, 1]) > 0.05


def test_deviation_is_symmetric_and_largest_where_least_is_known() -> None:
    found = krige_points(np.zeros((9, 9)), Covariance(1.5, 2.0, 1.0, 0.0), np.zeros((9, 9))).deviation
    np.testing.assert_allclose(found, found.T, atol=1e-9)
    np.testing.assert_allclose(found, found[::-1], atol=1e-9)
    middle = found[4 * SIDE : 5 * SIDE, 4 * SIDE : 5 * SIDE]
    assert np.unravel_index(middle.argmax(), middle.shape) in ((0, 0), (0, 4), (4, 0), (4, 4))
    assert found[0, 0] > found[4 * SIDE, 4 * SIDE]  # no neighbours beyond the edge
    wide = krige_points(np.zeros((9, 9)), Covariance(1.5, 2.0, 4.0, 0.0), np.zeros((9, 9))).deviation
    np.testing.assert_allclose(wide, 2 * found, rtol=1e-9)


def test_points_far_from_ground_or_values_are_not_told() -> None:
    values = np.full((12, 12), np.nan)
    values[0, 0] = 1.0
    found = krige_points(values, EXPONENTIAL, np.zeros((12, 12))).values
    assert np.isfinite(found[: 4 * SIDE, : 4 * SIDE]).all()
    assert np.isnan(found[4 * SIDE :]).all()
    ground = np.zeros((12 * SIDE, 12 * SIDE))
    ground[:SIDE, :SIDE] = 1
    found = krige_points(np.ones((12, 12)), EXPONENTIAL, np.zeros((12, 12)), ground).values
    assert np.isfinite(found[: 2 * SIDE, : 2 * SIDE]).all()
    assert np.isnan(found[2 * SIDE :]).all()


def test_kriging_of_many_different_cells_can_be_stopped() -> None:
    """Every cell has a number of samples of its own, so that 400 systems are solved, 64 at a time."""
    noise = np.random.default_rng(0).uniform(0.1, 0.5, (20, 20))
    log = Log()
    krige_points(np.ones((20, 20)), EXPONENTIAL, noise, None, log)
    assert log.asked == 7
    with pytest.raises(Cancelled):
        krige_points(np.ones((20, 20)), EXPONENTIAL, noise, None, Log(stop_after=6))


def test_cells_alike_share_the_weights_that_each_would_find_alone() -> None:
    """Errors that differ by a billionth make every cell unlike all others, and change nothing that could be seen."""
    generator = np.random.default_rng(4)
    values, noise = generator.normal(size=(15, 14)), np.full((15, 14), 0.2)
    ground = np.ones((15 * SIDE, 14 * SIDE))
    ground[:9, :12] = 0
    alone = krige_points(values, EXPONENTIAL, noise * (1 + 1e-9 * generator.random(noise.shape)), ground)
    found = krige_points(values, EXPONENTIAL, noise, ground)
    np.testing.assert_allclose(found.values, alone.values, atol=1e-7)
    np.testing.assert_allclose(found.deviation, alone.deviation, atol=1e-7)


@pytest.mark.parametrize("noisy", [False, True])
def test_errors_of_cells_left_out_equal_kriging_from_the_others(noisy: bool) -> None:
    """A map of 3 x 4 cells lies within three rings of its middle, so that both see the same values."""
    values = np.random.default_rng(4).normal(size=(3, 4))
    values[0, 3] = np.nan
    noise = np.random.default_rng(5).uniform(0.1, 0.5, values.shape) if noisy else np.zeros(values.shape)
    error, deviation = left_out(values, EXPONENTIAL, noise)
    for cell in ((1, 1), (1, 2)):
        others = values.copy()
        others[cell] = np.nan
        expected = averaged(krige_points(others, EXPONENTIAL, noise).values)[cell]
        assert error[cell] == pytest.approx(values[cell] - expected, abs=1e-4)
        assert deviation[cell] > math.sqrt(noise[cell])
    assert np.isnan(error[0, 3])
    assert np.isnan(deviation[0, 3])


def test_deviations_of_cells_left_out_are_those_of_the_errors_of_many_fields() -> None:
    """Exact: fields drawn with the covariance of the cells, by the table that training uses."""
    shape, noise = (7, 7), 0.4
    table = block_table(shape, EXPONENTIAL.smoothness, EXPONENTIAL.range, 1.0)
    place = np.argwhere(np.ones(shape, bool))
    matrix = EXPONENTIAL.sill * covariance_matrix(table, lag_index(place, 7), noise / EXPONENTIAL.sill)
    fields = np.random.default_rng(6).multivariate_normal(np.zeros(49), matrix, 1500).reshape(-1, *shape)
    at_once = LeavingOut(fields[0], EXPONENTIAL, np.full(shape, noise))  # what does not depend on the field, once
    found = [at_once.errors(field) for field in fields]
    np.testing.assert_array_equal(found[1], left_out(fields[1], EXPONENTIAL, np.full(shape, noise)))
    spread = np.sqrt(np.mean([error[3, 3] ** 2 for error, _ in found]))
    assert found[0][1][3, 3] == pytest.approx(spread, rel=0.06)


def test_cells_alike_are_left_out_as_each_would_be_alone() -> None:
    values = np.random.default_rng(7).normal(size=(9, 9))
    noise = np.full(values.shape, 0.3)
    unlike = noise.copy()
    unlike[8, 8] += 1e-12
    for alone, together in zip(left_out(values, EXPONENTIAL, unlike), left_out(values, EXPONENTIAL, noise)):
        np.testing.assert_allclose(alone, together, rtol=1e-9)


def test_a_value_without_any_other_is_not_judged() -> None:
    values = np.full((3, 3), np.nan)
    values[1, 1] = 4.0
    assert np.isnan(left_out(values, EXPONENTIAL, np.zeros((3, 3)))).all()
