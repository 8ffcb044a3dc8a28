"""Points of a layer as numbers: one policy for limits, codes and texts, in training and evaluation."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.samples.censoring import ValuePolicy
from geochem_fusion.core.samples.measured import measured_points
from geochem_fusion.core.samples.points import PointValues
from tests.making import Log

NAN = np.nan
CU = [10, 20, "<4", -6, ">90", -999, 30, 40, 50, None]
ZN = [1.0, 2, 3, 4, 5, 6, 7, 8, -9999, 0]


def points() -> PointValues:
    values = np.array(list(zip(CU, ZN)), object)
    return PointValues(np.arange(10.0), np.arange(10.0), ("Cu", "Zn"), values, "EPSG:4326", "wells")


def test_limits_and_codes_by_hand() -> None:
    log = Log()
    measured = measured_points(points(), progress=log)
    np.testing.assert_array_equal(measured.values[:, 0], [10, 20, 2, 3, 90, NAN, 30, 40, 50, NAN])
    np.testing.assert_array_equal(measured.values[:, 1], [1, 2, 3, 4, 5, 6, 7, 8, NAN, 0])
    assert measured.values.dtype == float
    assert (measured.names, measured.source) == (("Cu", "Zn"), "wells")
    assert [line.split(":")[0] for line in log.warnings] == ["Cu"] * 4 + ["Zn"]


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (ValuePolicy("drop", "drop"), [10, 20, NAN, NAN, NAN, NAN, 30, 40, 50, NAN]),
        (ValuePolicy("sqrt2", "half_more"), [10, 20, 8**0.5, 18**0.5, 135, NAN, 30, 40, 50, NAN]),
        (ValuePolicy(negative_is_limit=False), [10, 20, 2, -6, 90, NAN, 30, 40, 50, NAN]),
        (ValuePolicy(missing_codes="-6;10"), [NAN, 20, 2, NAN, 90, NAN, 30, 40, 50, NAN]),
        (ValuePolicy(missing_codes="none"), [10, 20, 2, 3, 90, 499.5, 30, 40, 50, NAN]),
    ],
)
def test_every_policy(policy: ValuePolicy, expected: list[float]) -> None:
    np.testing.assert_allclose(measured_points(points(), policy).values[:, 0], expected, rtol=1e-15)


def test_units_come_from_the_values_and_else_from_the_names_of_the_fields() -> None:
    values = np.array([["0.5 %", 3.0, 4.0], ["0.7 %", 5.0, 6.0], ["<0.1 %", 7.0, 8.0]], object)
    raw = PointValues(np.arange(3.0), np.arange(3.0), ("Cu_ppm", "Zn", "Au_ppb"), values, "EPSG:4326")
    assert raw.contents == [("Cu_ppm", "ppm"), ("Zn", ""), ("Au_ppb", "ppb")]
    assert measured_points(raw).contents == [("Cu_ppm", "%"), ("Zn", ""), ("Au_ppb", "ppb")]


def test_numbers_stay_as_they_are() -> None:
    values = np.random.default_rng(1).lognormal(2, 1, (50, 2))
    plain = PointValues(np.arange(50.0), np.arange(50.0), ("Cu", "Zn"), values, "EPSG:4326")
    log = Log()
    np.testing.assert_array_equal(measured_points(plain, progress=log).values, values)
    assert (log.infos, log.warnings) == ([], [])


@pytest.mark.parametrize(
    ("policy", "text"),
    [
        (ValuePolicy("third"), "BELOW_DETECTION 'third' is not known: give one of half, sqrt2, drop"),
        (ValuePolicy(over_limit="twice"), "OVER_LIMIT 'twice' is not known: give one of limit, half_more, drop"),
        (ValuePolicy(missing_codes="-99,-999"), "MISSING_CODES: '-99,-999' is not one code"),
    ],
)
def test_unknown_choices_are_named(policy: ValuePolicy, text: str) -> None:
    with pytest.raises(FusionError, match=text):
        measured_points(points(), policy)
