"""What is said of a field: counts, shares and examples of all that was not a measured number."""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.samples.censoring import ValuePolicy, parse_values
from geochem_fusion.core.samples.missing_codes import missing_codes
from geochem_fusion.core.samples.tallies import examples, several, tell_values
from tests.making import Log


def told(column: list[Any], policy: ValuePolicy | None = None) -> Log:
    policy, log = policy or ValuePolicy(), Log()
    parsed = parse_values(column, policy.negative_is_limit, missing_codes(policy.missing_codes))
    tell_values("Cu", parsed, column, policy, log)
    return log


def test_numbers_and_examples() -> None:
    assert (several(1, "value"), several(2, "value"), several(0, "cell")) == ("1 value", "2 values", "0 cells")
    column = ["a", "b", "a", "c", "d" * 99]
    assert examples(column, np.array([True, True, True, True, True])) == "a', 'b', 'c"
    assert examples(column, np.array([False, False, True, False, True])) == f"a', '{'d' * 40}"


def test_plain_numbers_and_missing_ones_are_not_worth_a_word() -> None:
    log = told([1, 2.5, "3", None, "", -9999, "NA", 4, 5, 6])
    assert (log.infos, log.warnings) == ([], [])


CONTENTS = [10, 20, 30, 40, 50]


@pytest.mark.parametrize(
    ("column", "text"),
    [
        ([*CONTENTS, -999, -99, -999], r"Cu: 3 values \(37.5%\) left out as codes.*\(first: '-999', '-99'\)"),
        ([*CONTENTS, 1e31], r"Cu: 1 value \(16.7%\) left out as codes.*'1e\+31'"),
        ([*CONTENTS, -500], r"negative and left out as missing \(first: '-500'\).*above 30, the median"),
        ([*CONTENTS, -5], r"Cu: 1 value \(16.7%\) negative and read as below.*\(first: '-5'; half the detection"),
        ([*CONTENTS, "<5"], r"Cu: 1 value \(16.7%\) below the detection limit \(first: '<5'; half"),
        ([*CONTENTS, "<5", "<2", "tr"], r"without a limit \(first: 'tr'\): the lowest limit of the field, 2, is taken"),
        ([*CONTENTS, "tr", "<LOD"], r"Cu: 2 values left out: below detection, but no value.*'tr', '<LOD'"),
        ([*CONTENTS, ">60"], r"Cu: 1 value \(16.7%\) above the upper limit.*\(first: '>60'; the limit counts\)"),
        ([*CONTENTS, "n.d."], r"read in two ways \(first: 'n.d.'"),
        ([*CONTENTS, "granite", "12 inch"], r"Cu: 2 values left out: not a number.*'granite', '12 inch'"),
        (["10 ppm", "12 ppm"], r"Cu: 2 values carry the unit ppm \(first: '10 ppm', '12 ppm'\)"),
        (["1,234", "0,5"], r"Cu: 1 value could be thousands or three decimals \(first: '1,234'\)"),
        ([8000, 9000, 9500, 9800, 9900, 9999], r"1 value kept that may be codes.*'9999'"),
        ([*CONTENTS, "<60"], r"Cu: 1 detection limit above every measured value \(first: '<60'\)"),
        (
            [*CONTENTS, *range(-10, 0)],
            r"Cu: 10 values \(66.7%\) negative and kept as measured \(first: '-10', '-9',",
        ),
        ([*CONTENTS, 0, 0.0], r"Cu: 2 values \(28.6%\) are 0, and the others 12 and more.*MISSING_CODES=0"),
    ],
)
def test_everything_else_is(column: list[Any], text: str) -> None:
    log = told(column)
    matching = [line for line in log.warnings if re.search(text, line)]
    assert len(matching) == 1, log.warnings


def test_zeros_that_go_on_from_low_contents_are_contents() -> None:
    assert told([0, 0.001, 0.02, 0.3, 1, 2, 5]).warnings == []
    assert told([0, -1, 2, 3, 4, 5, 6], ValuePolicy(negative_is_limit=False)).warnings == []


def test_decimal_commas_are_told_without_alarm() -> None:
    log = told(["12,5", "1 234", "7"])
    assert log.warnings == []
    assert log.infos == ["Cu: 2 values with a comma as decimal sign or with thousands apart (first: '12,5', '1 234')."]


def test_named_codes_are_missing_without_a_word() -> None:
    column = [*CONTENTS, 0, -999, "lost"]
    assert told(column, ValuePolicy(missing_codes="0;-999;lost")).warnings == []
