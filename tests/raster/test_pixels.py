"""Pixels as floats: nodata of every type, and what no float can be."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.raster.pixels import can_hold, floats


@pytest.mark.parametrize("kind", [np.uint8, np.int16, np.uint16, np.int32, np.float32, np.float64])
def test_nodata_becomes_nan_and_nothing_else_changes(kind: type) -> None:
    values = np.array([[0, 1, 7, 100]], kind)
    got = floats(values, 7.0)
    assert got.dtype == np.float32
    np.testing.assert_array_equal(got, [[0, 1, np.nan, 100]])
    np.testing.assert_array_equal(values, [[0, 1, 7, 100]])
    np.testing.assert_array_equal(floats(values, None), values)


def test_what_is_no_number_is_nodata() -> None:
    values = np.array([np.inf, -np.inf, np.nan, 1e300, -3.4028e38, 1.70141e38, -1e32, 1e30, 1e19])
    np.testing.assert_array_equal(np.isfinite(floats(values, None)), [False] * 8 + [True])


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("uint8", 255, True),
        ("uint8", -9999, False),
        ("int16", 0.5, False),
        ("float32", -9999, True),
        ("float32", 1e300, False),
        ("float64", 1e300, True),
        ("float32", np.nan, False),
        ("uint8", None, False),
    ],
)
def test_a_type_holds_its_own_numbers(kind: str, value: float | None, expected: bool) -> None:
    assert can_hold(np.dtype(kind), value) is expected
