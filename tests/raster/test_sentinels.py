"""Numbers that stand for no data though nobody says so, and measurements that look like them."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.raster.sentinels import Found, Search

COPPER = np.linspace(5, 400, 96, dtype=np.float32)  # ppm


def find(*parts: np.ndarray, declared: bool = False) -> Found:
    search = Search(declared)
    for part in parts:
        search.add(part)
    return search.found()


@pytest.mark.parametrize("code", [1.70141e38, 3.4e38, -3.4e38, 1e30, -1e32, 9.969209968386869e36, 1e20])
def test_no_measurement_is_that_large(code: float) -> None:
    found = find(np.append(COPPER, np.float32([code] * 4)))
    assert found == Found((float(np.float32(code)),), 0.04)


@pytest.mark.parametrize(
    "code", [9999, -9999, 99999, -99999, -999, -99, -8888, -32768, 65535, -2147483648, -(2**63), 2**64]
)
def test_a_code_far_from_all_other_values_is_no_data(code: float) -> None:
    assert find(np.append(COPPER, np.float32([code] * 4))) == Found((code,), 0.04)


SKEWED = np.geomspace(1, 4000, 96).astype(np.float32)  # three times their range is 12000


@pytest.mark.parametrize("code", [9999, 32767, -99, -999, np.float32(-999.99)])
def test_the_range_of_skewed_values_says_little(code: float) -> None:
    assert find(np.append(SKEWED, np.float32([code] * 4))) == Found((float(code),), 0.04)
    assert find(np.append(SKEWED * 3, np.float32([5000, 7000, 9999]))) == Found()  # less than twice the next one


def test_negative_codes_lie_below_ten_times_all_others() -> None:
    slightly = np.append(SKEWED, np.float32([-5, -99, -999]))
    assert find(slightly).codes == (-999, -99)
    assert find(np.append(slightly, np.float32(-20))).codes == (-999,)  # -99 may be measured as -20 is
    assert find(np.append(slightly, np.float32(-200))).codes == ()


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


@pytest.mark.parametrize("code", [-9999, -32768, -999])
def test_mosaics_carry_more_than_the_one_they_declare(code: float) -> None:
    assert find(np.append(COPPER, np.float32([code] * 4)), declared=True) == Found((code,), 0.04)


@pytest.mark.parametrize("size", [1, 7, 50])
def test_parts_tell_what_the_whole_tells(size: int) -> None:
    """Also where a part holds nothing but codes, or a number that is a code in one part and amid the values of all."""
    values = np.concatenate([COPPER, np.float32([9999, 9999, -999, 1e30, np.nan, 1e30]), COPPER * 20])
    parts = [values[k : k + size] for k in range(0, len(values), size)]
    assert find(*parts) == find(values) == Found((float(np.float32(1e30)), -999), 3 / 197)
    assert find(*parts[: 102 // size]) == find(values[: 102 // size * size])


def test_what_reaches_further_decides_where_the_parts_cannot() -> None:
    search = Search()
    search.add(np.float32([9999, 9999, 50]))
    assert search.undecided
    assert search.found() == Found()
    search.widen(np.float32([40, 60, -9999, 1e30]))
    assert not search.undecided
    assert search.found() == Found((9999,), 2 / 3)
    search.widen(np.float32([12000]))
    assert search.found() == Found()


@pytest.mark.parametrize("values", [[], [np.nan], [50], [50, 1e30], [40, 50, 9999]])
def test_nothing_is_undecided_without_a_code_or_with_two_values(values: list[float]) -> None:
    search = Search()
    search.add(np.float32(values))
    assert not search.undecided
