"""Surveys: rows to places, oxides to elements, what is missing, what is below, and what cannot be used."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from geochem_fusion.core.anomalies.survey import Survey, read_survey
from geochem_fusion.core.errors import FusionError
from geochem_fusion.core.samples.censoring import ValuePolicy
from geochem_fusion.core.samples.points import PointValues
from tests.making import Log, wkt

N = 12


def contents(seed: int, n: int = N) -> list[Any]:
    return [float(value) for value in np.round(np.random.default_rng(seed).lognormal(2, 1, n), 3)]


def points(
    columns: dict[str, Sequence[Any]], x: Sequence[float] | None = None, y: Sequence[float] | None = None
) -> PointValues:
    size = len(next(iter(columns.values())))
    values = np.empty((size, len(columns)), object)
    for number, column in enumerate(columns.values()):
        values[:, number] = list(column)
    x = np.arange(size) * 100.0 if x is None else np.asarray(x)
    y = np.zeros(size) if y is None else np.asarray(y)
    return PointValues(x, y, tuple(columns), values, wkt(), "wells")


def three(**more: Sequence[Any]) -> dict[str, Sequence[Any]]:
    return {"Au_ppb": contents(1), "Cu_ppm": contents(2), "As_ppm": contents(3), **more}


def read(columns: dict[str, Sequence[Any]], log: Log | None = None, **more: Any) -> Survey:
    return read_survey(points(columns), progress=log or Log(), **more)


def test_a_plain_survey() -> None:
    survey = read(three())
    assert survey.elements == ("Au", "Cu", "As")
    assert survey.fields == ("Au_ppb", "Cu_ppm", "As_ppm")
    assert survey.units == ("ppm",) * 3
    expected = np.column_stack([np.array(contents(1)) / 1000, contents(2), contents(3)])
    np.testing.assert_allclose(survey.contents, expected, rtol=1e-12)
    np.testing.assert_array_equal(survey.places, np.column_stack([np.arange(N) * 100.0, np.zeros(N)]))
    np.testing.assert_array_equal(survey.rows, np.ones(N))
    np.testing.assert_array_equal(survey.place_of, np.arange(N))
    assert not survey.below.any()


def test_rows_at_one_place_are_averaged_in_log() -> None:
    columns = three()
    x = np.arange(N) * 100.0
    x[1] = x[0] + 0.0004  # within a millimetre
    columns["Au_ppb"] = [2.0, 8.0, *contents(1)[2:]]
    columns["Cu_ppm"] = [None, 5.0, *contents(2)[2:]]
    survey = read_survey(points(columns, x))
    assert len(survey.places) == N - 1
    assert survey.contents[0, 0] == pytest.approx(0.004)  # the geometric mean of 2 and 8 ppb
    assert survey.contents[0, 1] == pytest.approx(5.0)
    np.testing.assert_array_equal(survey.rows, [2] + [1] * (N - 2))
    np.testing.assert_array_equal(survey.place_of, [0, *range(N - 1)])


def test_missing_is_apart_from_below() -> None:
    columns = three()
    columns["Cu_ppm"] = ["<4", -6, 0, -9999, None, "", *[10.0, 20, 30, 40, 50, 60]]
    survey = read(columns)
    np.testing.assert_allclose(survey.contents[:6, 1], [2, 3, *[np.nan] * 4], rtol=1e-14)
    np.testing.assert_array_equal(survey.below[:, 1], [True, True, *[False] * 10])


def test_a_place_is_below_where_no_row_was_measured() -> None:
    columns = three()
    columns["Cu_ppm"] = ["<4", "<4", "<4", 9.0, *contents(2)[4:]]
    columns["As_ppm"] = [None, 5.0, *contents(3)[2:]]
    survey = read_survey(points(columns, [0, 0, 1, 1, *range(2, N - 2)]))
    np.testing.assert_array_equal(survey.below[:2, 1], [True, False])
    np.testing.assert_array_equal(survey.below[:2, 2], [False, False])
    assert survey.contents[1, 1] == pytest.approx(np.sqrt(2 * 9.0))


def test_the_policy_is_the_one_of_all_points() -> None:
    columns = three()
    columns["Cu_ppm"] = ["<4", ">90", *contents(2)[2:]]
    policy = ValuePolicy("sqrt2", "half_more")
    np.testing.assert_allclose(read(columns, policy=policy).contents[:2, 1], [np.sqrt(8), 135])
    assert np.isnan(read(columns, policy=ValuePolicy("drop", "drop")).contents[:2, 1]).all()
    with pytest.raises(FusionError, match="BELOW_DETECTION"):
        read(columns, policy=ValuePolicy("guess"))


def test_zeros_and_negative_contents_are_left_out_and_told() -> None:
    log = Log()
    columns = three()
    columns["Cu_ppm"] = [0, 0.0, *contents(2)[2:]]
    columns["As_ppm"] = [-3.0, *contents(3)[1:]]
    survey = read(columns, log, policy=ValuePolicy(negative_is_limit=False))
    assert np.isnan(survey.contents[:2, 1]).all()
    assert np.isnan(survey.contents[0, 2])
    assert any("Values of 0" in line and "Cu_ppm (2)" in line for line in log.infos)
    assert any("As_ppm: 1 value left out, as no content is negative" in line for line in log.warnings)


def test_an_oxide_counts_only_where_its_element_is_absent() -> None:
    log = Log()
    percent = [1.0 + k for k in range(N)]
    survey = read(three(K2O_pct=percent, Cu2O_ppm=contents(4), Fe2O3_pct=percent, Fe_ppm=[5.0] + [None] * (N - 1)), log)
    assert survey.fields == ("Au_ppb", "Cu_ppm", "As_ppm", "K2O_pct", "Fe2O3_pct")
    assert survey.elements[3:] == ("K", "Fe")  # Fe itself is missing nearly everywhere
    np.testing.assert_allclose(survey.contents[:, 3], np.array(percent) * 1e4 * 0.83014, rtol=1e-4)
    assert any("K2O_pct: contents of K2O become those of its element" in line for line in log.infos)
    assert any("Cu2O_ppm (Cu_ppm)" in line for line in log.infos)


def test_one_field_an_element_the_one_with_most_values_and_a_target_before_all() -> None:
    columns = three(Au_ppm=[None, *contents(5)[1:]])
    assert "Au_ppb" in read(columns).fields
    survey = read(columns, targets=["Au_ppm"])
    assert survey.fields == ("Cu_ppm", "As_ppm", "Au_ppm")
    assert survey.number_of("Au_ppb") == 2


def test_names_of_elements_are_found() -> None:
    survey = read(three())
    assert [survey.number_of(name) for name in ("Cu", "cu_ppm", "Cu_pct", "Cu2O", "Zn", "depth")] == [
        1,
        1,
        1,
        1,
        None,
        None,
    ]


def test_elements_mostly_missing_or_constant_are_dropped_and_told() -> None:
    log = Log()
    mostly = [1.0, 2, 3, 4, 5, *[None] * 7]
    survey = read(three(Zn_ppm=mostly, Pb_ppm=[7.0] * N, W_ppm=[1.0, 2, 3, 4, 5, 6, *[None] * 6]), log)
    assert survey.elements == ("Au", "Cu", "As", "W")  # half missing is not more than half
    assert any("more than 50% is missing: Zn_ppm (58%)" in line for line in log.warnings)
    assert any("the same everywhere: Pb_ppm" in line for line in log.warnings)
    assert "Zn" in read(three(Zn_ppm=mostly), targets=["Zn_ppm"]).elements


def test_units_that_are_not_known_are_told() -> None:
    log = Log()
    survey = read({"Au": contents(1), "Cu_ppm": contents(2), "As_ppm": contents(3)}, log)
    assert survey.units == ("", "ppm", "ppm")
    assert any("Not in ppm" in line and "Au" in line for line in log.infos)


def test_values_carry_their_unit() -> None:
    survey = read(three(Zn=[f"{value} %" for value in contents(4)]))
    assert survey.units[3] == "ppm"
    np.testing.assert_allclose(survey.contents[:, 3], np.array(contents(4)) * 1e4)


def test_chosen_fields_need_not_be_elements() -> None:
    survey = read(three(organic=contents(5)), fields=["Au_ppb", "organic", "Cu_ppm"])
    assert survey.elements == ("Au", "organic", "Cu")


def test_targets_are_used_besides() -> None:
    columns = three(organic=contents(5), Zn_ppm=contents(6))
    assert read(columns, targets=["organic"]).elements == ("Au", "Cu", "As", "Zn", "organic")
    assert read(columns, fields=["Cu_ppm", "As_ppm"], targets=["Au_ppb", "Hg"]).elements == ("Cu", "As", "Au")


def test_a_unit_may_name_the_oxide() -> None:
    whole = points(three(K=contents(4)))
    survey = read_survey(replace(whole, units=("ppb", "ppm", "ppm", "% K2O")))
    np.testing.assert_allclose(survey.contents[:, 3], np.array(contents(4)) * 1e4 * 0.83014, rtol=1e-4)


def test_rows_without_a_place_or_a_content_are_left_out() -> None:
    log = Log()
    columns = {name: [None, *column[1:]] for name, column in three().items()}
    x = np.arange(N) * 100.0
    x[4] = np.nan
    survey = read_survey(points(columns, x), progress=log)
    np.testing.assert_array_equal(survey.place_of, [-1, 0, 1, 2, -1, *range(3, 10)])
    assert any("no place: 1 point" in line for line in log.warnings)
    assert any("no field has a content there: 1 point" in line for line in log.infos)


def test_places_without_a_used_element_are_left_out() -> None:
    columns = {name: [None, *column[1:]] for name, column in three().items()}
    survey = read(columns | {"Zn_ppm": [3.0] + [None] * (N - 1)})
    assert len(survey.places) == N - 1
    np.testing.assert_array_equal(survey.place_of, [-1, *range(N - 1)])


def test_the_order_of_rows_does_not_matter() -> None:
    rng = np.random.default_rng(3)
    n = 200
    columns: dict[str, Sequence[Any]] = {name: contents(k, n) for k, name in enumerate(("Au_ppb", "Cu_ppm", "As_ppm"))}
    whole = points(columns, rng.integers(0, 8, n) * 10.0, rng.integers(0, 8, n) * 10.0)
    order = rng.permutation(n)
    moved = PointValues(whole.x[order], whole.y[order], whole.names, whole.values[order], whole.crs)
    first, second = read_survey(whole), read_survey(moved)
    for name in ("places", "contents", "below", "rows"):
        assert getattr(first, name).tobytes() == getattr(second, name).tobytes()
    np.testing.assert_array_equal(first.place_of[order], second.place_of)


NONE = [None] * N


@pytest.mark.parametrize(
    ("columns", "x", "sentence"),
    [
        ({"depth": contents(1), "name": ["a"] * N}, None, "No field of 'wells' is named as an element"),
        ({"Au": ["a"] * N, "Cu": ["?"] * N, "As": [None] * N}, None, "holds a content above 0"),
        ({"Au": [0] * N, "Cu": [0.0] * N, "As": NONE}, None, "holds a content above 0"),
        ({"Au": contents(1), "Cu": contents(2), "As": NONE}, None, "2 elements that can be used (Au, Cu)"),
        ({"Au": [1.0] * N, "Cu": [2.0] * N, "As": [3.0] * N}, None, "0 elements that can be used (-)"),
        (three(), [5.0] * N, "1 place only"),
        (three(), [0.0] * 6 + [9.0] * 6, "2 places only"),
        (three(), [np.nan] * N, "has a place in metres"),
    ],
)
def test_too_little_to_seek_anomalies_in(
    columns: dict[str, Sequence[Any]], x: list[float] | None, sentence: str
) -> None:
    with pytest.raises(FusionError) as error:
        read_survey(points(columns, x))
    assert sentence in str(error.value)


def test_no_points_and_no_crs() -> None:
    whole = points(three())
    with pytest.raises(FusionError, match="coordinate reference system"):
        read_survey(PointValues(whole.x, whole.y, whole.names, whole.values, ""))
    with pytest.raises(FusionError, match="no points"):
        read_survey(PointValues(np.zeros(0), np.zeros(0), whole.names, whole.values[:0], wkt()))
