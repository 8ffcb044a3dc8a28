"""Values at points: what counts as missing, and what cannot be used."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.samples.points import PointValues, group_means


def points(**changes: object) -> PointValues:
    given = {
        "x": np.array([1.0]),
        "y": np.array([2.0]),
        "names": ("Cu",),
        "values": np.array([[3.0]]),
        "crs": "EPSG:4326",
    }
    return PointValues(**{**given, **changes})  # type: ignore[arg-type]


def test_every_kind_of_missing_becomes_nan() -> None:
    values = np.array([[1.0, -9999.0], [np.nan, np.inf], [-1.0, 0.0]])
    cleaned = points(x=np.zeros(3), y=np.zeros(3), names=("Cu", "Au"), values=values).cleaned()
    np.testing.assert_array_equal(cleaned, [[1, np.nan], [np.nan, np.nan], [-1, 0]])


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"crs": ""}, "no coordinate reference system"),
        ({"x": np.zeros(0), "y": np.zeros(0)}, "no points"),
        ({"names": ()}, "no fields"),
    ],
)
def test_unusable_points_are_named(changes: dict[str, object], text: str) -> None:
    with pytest.raises(FusionError, match=f"'wells'.*{text}"):
        points(source="wells", **changes).check()


def test_good_points_pass() -> None:
    points().check()


def test_means_of_groups_leave_missing_values_out() -> None:
    values, groups = np.array([1.0, 3.0, np.nan, 7.0, np.nan]), np.array([0, 0, 0, 2, 3])
    count, means = group_means(values, groups, 5)
    assert count.tolist() == [2, 0, 1, 0, 0]
    np.testing.assert_array_equal(means, [2.0, np.nan, 7.0, np.nan, np.nan])
