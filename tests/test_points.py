"""Values at points: what counts as missing, and what cannot be used."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.points import PointValues, moved_points


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


def test_one_point_that_fails_does_not_take_the_others_with_it() -> None:
    def transform(points: np.ndarray) -> list[tuple[float, ...]]:
        if (points[:, 0] < 0).any():
            raise RuntimeError("outside of the domain")
        return [(x + 100, y, 0.0) for x, y in points]

    x = np.array([1.0, -1.0, 3.0, 4.0, -5.0, -6.0, 7.0])
    moved = moved_points(transform, np.column_stack([x, x]))
    np.testing.assert_array_equal(moved[:, 0], np.where(x < 0, np.nan, x + 100))
    np.testing.assert_array_equal(moved[:, 1], np.where(x < 0, np.nan, x))
    assert moved_points(transform, np.empty((0, 2))).shape == (0, 3)
