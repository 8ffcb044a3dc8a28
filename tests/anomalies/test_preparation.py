"""Contents on robust scales: by hand, and what must hold whatever is missing."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.anomalies.preparation import CLAMP, centred_log_ratios, prepare, robust_scale

NAN = np.nan


def survey(n: int = 300, elements: int = 7, seed: int = 0) -> np.ndarray:
    rng = np.random.default_rng(seed)
    contents = np.exp(rng.normal(rng.uniform(-6, 8, elements), rng.uniform(0.3, 1.5, elements), (n, elements)))
    contents[rng.random(contents.shape) < 0.2] = NAN
    return contents


def test_robust_scale_by_hand() -> None:
    values = np.array([[1.0, 5], [2, 5], [3, 5], [4, 5], [5, 5], [NAN, 10]])
    centre, scale = robust_scale(values)
    np.testing.assert_allclose(centre, [3, 5])
    # the quartiles of 1 to 5 are 2 and 4; those of the second column are both 5, so 0.2 standard deviations
    np.testing.assert_allclose(scale, [2 / 1.349, 0.2 * np.std([5, 5, 5, 5, 5, 10])])
    np.testing.assert_array_equal(robust_scale(np.full((5, 1), 2.0))[1], [1.0])


def test_the_log_ratios_of_a_row_sum_to_0_over_what_is_observed() -> None:
    contents = survey()
    logs = np.log(contents)
    ratios = centred_log_ratios(logs - np.nanmedian(logs, axis=0))
    np.testing.assert_allclose(np.nansum(ratios, axis=1), 0, atol=1e-12)
    np.testing.assert_array_equal(np.isnan(ratios), np.isnan(contents))


def test_log_ratios_by_hand() -> None:
    np.testing.assert_allclose(
        centred_log_ratios(np.array([[1.0, 2, 6], [1, NAN, 5], [NAN, 4, NAN], [NAN, NAN, NAN]])),
        [[-2, -1, 3], [-2, NAN, 2], [NAN, 0, NAN], [NAN, NAN, NAN]],
    )


def test_which_elements_are_missing_does_not_move_the_others() -> None:
    """A row that is at the median of every element is at 0, whichever of them it has."""
    contents = survey()
    median = np.nanmedian(np.log(contents), axis=0)
    rows = np.tile(np.exp(median), (7, 1))
    rows[np.eye(7, dtype=bool)] = NAN
    prepared = prepare(np.concatenate([contents, rows]), prepare(contents).scaling)
    scaling = prepared.scaling
    at_median = -scaling.ratio_centre / scaling.ratio_scale
    for row, values in enumerate(prepared.ratio[-7:]):
        np.testing.assert_allclose(np.delete(values, row), np.delete(at_median, row), atol=1e-12)
        np.testing.assert_allclose(np.delete(prepared.level[-7:][row], row), 0, atol=1e-12)


def test_units_and_dilution_leave_the_ratios_alone() -> None:
    contents = survey()
    contents[:, 0] = np.where(np.isfinite(contents[:, 0]), contents[:, 0], 1.0)
    units = contents * np.array([1e4, 1, 1e-3, 7, 1, 1, 1])
    np.testing.assert_allclose(prepare(units).ratio, prepare(contents).ratio, atol=1e-9)
    np.testing.assert_allclose(prepare(units).level, prepare(contents).level, atol=1e-9)
    logs = np.log(contents)
    median = np.nanmedian(logs, axis=0)
    diluted = np.log(contents * 0.4)
    np.testing.assert_allclose(centred_log_ratios(diluted - median), centred_log_ratios(logs - median), atol=1e-12)


def test_values_are_held_but_keep_their_order_in_plain() -> None:
    contents = survey()
    contents[0, 1], contents[1, 1] = 1e30, 1e31
    prepared = prepare(contents)
    assert np.nanmax(np.abs(prepared.level)) == np.nanmax(np.abs(prepared.ratio)) == CLAMP
    assert prepared.level[0, 1] == prepared.level[1, 1] == CLAMP
    assert prepared.plain[1, 1] > prepared.plain[0, 1] > CLAMP
    inside = np.abs(prepared.plain) < CLAMP
    np.testing.assert_array_equal(prepared.level[inside], prepared.plain[inside])


def test_robust_z_has_median_0_and_quartiles_of_a_normal() -> None:
    prepared = prepare(survey(2000))
    for z in (prepared.plain, prepared.ratio):
        np.testing.assert_allclose(np.nanmedian(z, axis=0), 0, atol=1e-9)
        low, high = np.nanquantile(z, (0.25, 0.75), axis=0)
        np.testing.assert_allclose(high - low, 1.349, atol=1e-9)


def test_other_samples_are_scaled_as_those_learned_from() -> None:
    contents = survey()
    whole = prepare(contents)
    part = prepare(contents[:5], whole.scaling)
    assert part.scaling is whole.scaling
    np.testing.assert_array_equal(part.level, whole.level[:5])
    np.testing.assert_array_equal(part.ratio, whole.ratio[:5])


@pytest.mark.parametrize("stand_in", [0.5, 1e-4])
def test_half_of_the_values_at_a_limit(stand_in: float) -> None:
    contents = np.exp(np.random.default_rng(1).normal(0, 1, (200, 3)))
    contents[:160, 0] = stand_in  # a range of 0 between the quartiles
    prepared = prepare(contents)
    assert np.isfinite(prepared.level).all()
    assert (prepared.level[:160, 0] == 0).all()


def test_how_an_array_lies_in_memory_changes_no_bit() -> None:
    contents = np.exp(np.random.default_rng(2).normal(0, 1, (200, 27)))
    first, second = prepare(contents), prepare(np.asfortranarray(contents))
    np.testing.assert_array_equal(first.ratio, second.ratio)
    np.testing.assert_array_equal(first.level, second.level)
