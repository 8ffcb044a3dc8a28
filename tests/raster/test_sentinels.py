"""Numbers that stand for no data though nobody says so, and measurements that look like them."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.raster.sentinels import Found, find

COPPER = np.linspace(5, 400, 96, dtype=np.float32)  # ppm


@pytest.mark.parametrize("code", [1.70141e38, 3.4e38, -3.4e38, 1e30, -1e32, 9.969209968386869e36, 1e20])
def test_no_measurement_is_that_large(code: float) -> None:
    found = find(np.append(COPPER, np.float32([code] * 4)))
    assert found == Found((float(np.float32(code)),), 0.04)


@pytest.mark.parametrize("code", [9999, -9999, 99999, -99999, -999, -32768, 65535, -2147483648])
def test_a_code_far_from_all_other_values_is_no_data(code: float) -> None:
    assert find(np.append(COPPER, np.float32([code] * 4))) == Found((code,), 0.04)


def test_several_codes_at_both_ends() -> None:
    found = find(np.append(COPPER, np.float32([9999, -9999, 1e30, np.nan])))
    assert found.codes == (float(np.float32(1e30)), -9999, 9999)
    assert found.share == pytest.approx(3 / 99)


@pytest.mark.parametrize(
    "values",
    [
        [*range(4000, 12000, 7), 9999],  # heights in metres
        [0, 3000, 6000, 8000, 9999],
        [0, 0, 0, 65535, 65535],  # two classes
        [9999] * 5,
        [-1200, -1000, -999, -5],  # depths
        [1, 2, 3, 1000],
        [0.1, 5e18],
        [],
        [np.nan],
    ],
)
def test_what_may_be_measured_is_left_alone(values: list[float]) -> None:
    assert find(np.float32(values)) == Found()


def test_a_declared_nodata_value_is_believed() -> None:
    values = np.append(COPPER, np.float32([9999, 1e30, np.nan]))
    assert find(values, declared=True) == Found((float(np.float32(1e30)),), 1 / 98)
