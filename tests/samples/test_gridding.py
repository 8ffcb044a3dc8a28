"""The gridsamples step: policies, cells and their edges, against numbers worked out by hand."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geochem_fusion.core.errors import Cancelled, FusionError
from geochem_fusion.core.raster.gdal_reader import describe
from geochem_fusion.core.raster.grid import Window
from geochem_fusion.core.samples import cell_counts, gridding
from geochem_fusion.core.samples.censoring import parse_values
from geochem_fusion.core.samples.gridding import (
    Gridded,
    Gridding,
    Policy,
    cell_numbers,
    grid_element,
    grid_samples,
    snapped_grid,
    snapped_window,
)
from geochem_fusion.core.samples.points import PointValues
from tests.making import Log, read_raster, wkt

NAN = math.nan


def sampled(x: Any, y: Any, crs: str | None = None, **fields: Any) -> PointValues:
    """Points with fields of any values."""
    values = np.array(list(zip(*fields.values())), dtype=object).reshape(len(x), len(fields))
    return PointValues(np.array(x, float), np.array(y, float), tuple(fields), values, wkt() if crs is None else crs)


def gridded(
    folder: Path, points: PointValues, cell: float, log: Log | None = None, **options: Any
) -> tuple[Gridded, dict[str, np.ndarray]]:
    """Grid samples with every output and return what was done and the rasters."""
    policy = Policy(**{k: options.pop(k) for k in list(options) if k in Policy.__dataclass_fields__})
    paths = {key: str(folder / f"{key}.tif") for key in gridding.OUTPUTS}
    done = grid_samples(Gridding(points, cell, policy=policy, **paths, **options), log or Log())
    return done, {key: read_raster(path) for key, path in paths.items()}


# ---------------------------------------------------------------------------------------------- cells


def test_a_point_on_an_edge_belongs_east_and_south() -> None:
    x, y = np.array([0.0, 9.99, 10.0, -0.01, -10.0]), np.array([0.0, 0.01, 10.0, -0.01, -10.0])
    cols, rows = cell_numbers(x, y, 10.0)
    assert cols.tolist() == [0, 0, 1, -1, -1]
    assert rows.tolist() == [0, -1, -1, 0, 1]  # rows run southward: row -1 is that from y = 10 down to above 0


@pytest.mark.parametrize("cell", [0.1, 0.3, 1 / 3, 0.0007, 2000.0])
def test_rounding_moves_no_point_off_its_edge(cell: float) -> None:
    numbers = np.arange(-500, 500)
    cols, rows = cell_numbers(numbers * cell, -numbers * cell, cell)
    assert np.array_equal(cols, numbers)
    assert np.array_equal(rows, numbers)


def test_window_of_points_holds_them_all() -> None:
    cols, rows = cell_numbers(np.array([12.0, 30.0]), np.array([-5.0, 40.0]), 10.0)
    window = snapped_window(cols, rows, 10.0)
    assert window == Window(-4, 1, 5, 3)
    grid = snapped_grid(window, 10.0, "")
    assert grid.transform == (10.0, 10.0, 0.0, 40.0, 0.0, -10.0)
    assert grid.shape == (5, 3)


@pytest.mark.parametrize(
    ("extent", "window"),
    [
        ((0.0, 0.0, 20.0, 30.0), Window(-3, 0, 3, 2)),  # on multiples already: as it is
        ((1.0, 1.0, 19.0, 29.0), Window(-3, 0, 3, 2)),
        ((-0.1, -0.1, 20.1, 30.1), Window(-4, -1, 5, 4)),
        ((1e-9, -1e-9, 20 + 1e-9, 30.0), Window(-3, 0, 3, 2)),  # rounding adds no cell
        ((-15.0, -15.0, -15.0, -15.0), Window(1, -2, 1, 1)),
    ],
)
def test_extents_are_widened_to_whole_cells(extent: tuple[float, float, float, float], window: Window) -> None:
    assert snapped_window(np.zeros(1), np.zeros(1), 10.0, extent) == window


@pytest.mark.parametrize("extent", [None, (0.0, 0.0, 1e5, 1e5)])
@pytest.mark.parametrize("cell", [1.0, 1e-12, 1e-300, 5e-324])
def test_grids_too_large_are_refused(extent: Any, cell: float) -> None:
    cols, rows = cell_numbers(np.array([3.0, 1e5]), np.array([3.0, 1e5]), cell)
    with pytest.raises(FusionError, match=r"CELL_SIZE .* 100,000,000 is the most"):
        snapped_window(cols, rows, cell, extent)


def test_an_extent_without_end_is_refused() -> None:
    with pytest.raises(FusionError, match="EXTENT cannot"):
        snapped_window(np.zeros(1), np.zeros(1), 1.0, (0.0, 0.0, math.inf, 1.0))


# ---------------------------------------------------------------------------------------------- elements

# One cell: at place 0 a measured 4 and "<2"; at place 1 a measured 6; at place 2 "<8"; at place 3 nothing.
COLUMN = [4, "<2", 6, "<8", None]
PLACES = np.array([0, 0, 1, 2, 3])
BY_HAND = {
    # half: place 0 = (4 + 1) / 2 = 2.5, place 2 = 4; share at place 0 = 1/2
    ("half", "average"): ([2.5, 6, 4], (0.5 + 0 + 1) / 3),
    ("half", "first"): ([4, 6, 4], 1 / 3),
    ("half", "keep"): ([4, 1, 6, 4], 2 / 4),
    ("sqrt2", "average"): ([(4 + 2**0.5) / 2, 6, 8 / 2**0.5], 1.5 / 3),
    ("sqrt2", "first"): ([4, 6, 8 / 2**0.5], 1 / 3),
    ("sqrt2", "keep"): ([4, 2**0.5, 6, 8 / 2**0.5], 2 / 4),
    ("drop", "average"): ([4, 6], 1.5 / 3),
    ("drop", "first"): ([4, 6], 1 / 3),
    ("drop", "keep"): ([4, 6], 2 / 4),
}


@pytest.mark.parametrize(("below", "duplicates"), BY_HAND)
@pytest.mark.parametrize("mean", ["arithmetic", "geometric"])
def test_every_policy_by_hand(below: str, duplicates: str, mean: str) -> None:
    values, share = BY_HAND[below, duplicates]
    if mean == "geometric" and duplicates == "average" and below != "drop":
        values = [math.sqrt(4 * (1 if below == "half" else 2**0.5)), *values[1:]]
    groups = np.arange(5) if duplicates == "keep" else PLACES
    cells = np.zeros(groups.max() + 1, np.int64)
    found = grid_element(parse_values(COLUMN), PLACES, groups, cells, Policy(below, duplicates, mean))
    expected = np.mean(values) if mean == "arithmetic" else np.prod(values) ** (1 / len(values))
    assert found.output[0] == pytest.approx(expected, rel=1e-14)
    assert found.count[0] == len(values)
    assert found.std[0] == pytest.approx(np.std(values, ddof=1), rel=1e-14)
    assert found.censored[0] == pytest.approx(share, rel=1e-14)
    assert found.used.sum() == len(values)
    assert found.duplicates == 1


def test_first_is_the_first_with_a_value() -> None:
    column, places = parse_values([None, "stone", 5, 7]), np.zeros(4, np.int64)
    found = grid_element(column, places, places, np.zeros(1, np.int64), Policy(duplicates="first"))
    assert (found.output[0], found.count[0]) == (5, 1)


def test_first_is_left_out_where_it_is_below_detection() -> None:
    column, places = parse_values(["<1", 7]), np.zeros(2, np.int64)
    found = grid_element(column, places, places, np.zeros(1, np.int64), Policy("drop", "first"))
    assert np.isnan(found.output[0])
    assert (found.count[0], found.censored[0]) == (0, 1)


def test_cells_with_too_few_samples_have_no_mean() -> None:
    column, samples = parse_values([1, 2, 3, 4]), np.arange(4)
    found = grid_element(column, samples, samples, np.array([0, 1, 1, 1]), Policy(min_samples=2))
    np.testing.assert_array_equal(found.output, [NAN, 3])
    np.testing.assert_array_equal(found.std, [NAN, 1])
    np.testing.assert_array_equal(found.count, [1, 3])
    assert found.used.tolist() == [False, True, True, True]


def test_geometric_means_need_values_above_zero() -> None:
    samples = np.arange(3)
    with pytest.raises(FusionError, match=r"'Au' has 2 that are not \(first: 0\)"):
        grid_element(parse_values([1, 0, 0.0]), samples, samples, np.zeros(3, np.int64), Policy(mean="geometric"), "Au")


# ---------------------------------------------------------------------------------------------- the step


def test_all_rasters_by_hand(tmp_path: Path) -> None:
    # cells of 10 from (0, 0): the upper row holds a, b in the left cell and c in the right one; the lower row d
    points = sampled([1, 2, 12, 3], [19, 12, 15, 4], Cu=[10, "<4", 7, None], Zn=[1.0, 2.0, -9999, -6.0])
    log = Log()
    done, rasters = gridded(tmp_path, points, 10.0, log)
    assert describe(str(tmp_path / "output.tif")).band_names == ["Cu", "Zn"]
    assert done.grid.transform == (0.0, 10.0, 0.0, 20.0, 0.0, -10.0)
    np.testing.assert_allclose(rasters["output"], [[[6, 7], [NAN, NAN]], [[1.5, NAN], [3, NAN]]])
    np.testing.assert_array_equal(rasters["count"], [[[2, 1], [0, 0]], [[2, 0], [1, 0]]])
    np.testing.assert_allclose(
        rasters["std"], [[[math.sqrt(32), NAN], [NAN, NAN]], [[math.sqrt(0.5), NAN], [NAN, NAN]]], rtol=1e-6
    )
    np.testing.assert_array_equal(rasters["censored"], [[[0.5, 0], [NAN, NAN]], [[0, NAN], [1, NAN]]])
    assert (done.samples, done.cells) == (4, 3)
    assert log.infos[1] == (
        "Cu: 3 samples used in 2 cells; 1 missing; 1 below detection (33.3% of 3 with a value); 0 duplicates; "
        "1 cell with one sample only."
    )
    assert [warning.partition("(first: ")[2].split(";")[0].split(")")[0] for warning in log.warnings] == [
        "'<4'",
        "'-6.0'",
        "'-6.0'",  # a limit above every measured value of Zn may be a code for missing
    ]


@pytest.mark.parametrize("mean", ["arithmetic", "geometric"])
def test_the_means_carry_their_numbers_of_samples(tmp_path: Path, mean: str) -> None:
    """Cells of 10 m from (0, 20): 3 samples at 2 places, 3 samples, none; then 1, none, 2 of which one is missing."""
    x = [1, 1, 2, 11, 12, 13, 3, 24, 25]
    y = [15, 15, 16, 11, 12, 13, 5, 5, 6]
    points = sampled(x, y, Cu=[1, 2, 3, 4, 5, "<6", 7, 8, None], Zn=[None] * 6 + [1, 1, 1])
    gridded(tmp_path, points, 10.0, mean=mean, min_samples=1)
    head = "3 2 0.0 10.0 0.0 20.0 0.0 -10.0: "
    # pooled over the cells of 1.5 and 3, and of 4, 5 and half of 6; without a mean that is one of sums nothing
    scatters = [f" | 3.0 {3.125 / 3!r} 2.25 8.0", " | 2.0 0.8125 2.25 4.5"] if mean == "arithmetic" else ["", ""]
    assert [band.samples for band in describe(str(tmp_path / "output.tif")).bands] == [
        head + "2 3 0 1 0 1" + scatters[0],
        head + "3*0 1 0 2",
    ]
    for other in ("count", "std", "censored"):
        assert [band.samples for band in describe(str(tmp_path / f"{other}.tif")).bands] == ["", ""]
    gridded(tmp_path, points, 10.0, mean=mean, min_samples=2, below_detection="drop")
    assert [band.samples for band in describe(str(tmp_path / "output.tif")).bands] == [
        head + "2*2 4*0" + scatters[1],  # a cell without a mean has no sample in it
        head + "5*0 2",
    ]


def test_numbers_of_samples_that_cannot_travel_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_counts, "MOST_RUNS", 2)
    log = Log()
    gridded(tmp_path, sampled([5, 15, 25], [5, 5, 5], Cu=[1, None, 3], Zn=[1, 2, None]), 10.0, log)
    assert [bool(band.samples) for band in describe(str(tmp_path / "output.tif")).bands] == [False, True]
    said = [line for line in log.infos if "travel with the map" in line]
    assert said == [
        "Cu: the numbers of samples change too often from cell to cell to travel with the map; COUNT has them."
    ]


def test_neighbouring_runs_line_up_and_share_no_sample(tmp_path: Path) -> None:
    generator = np.random.default_rng(5)
    x, y = generator.uniform(-0.7, 0.7, (2, 400)).round(2)  # many on edges
    points = sampled(x, y, crs=wkt(4326), Cu=generator.uniform(1, 2, 400))
    done, whole = gridded(tmp_path, points, 0.1, extent=(-0.7, -0.7, 0.7, 0.7))
    parts = []
    for left, right in ((-0.7, 0.1), (0.1, 0.7)):
        part, rasters = gridded(tmp_path, points, 0.1, extent=(left, -0.7, right, 0.7))
        assert part.grid.transform[0] == round(left / 0.1) * 0.1
        assert part.grid.transform[3] == done.grid.transform[3]
        parts.append(rasters)
    for key, raster in whole.items():
        np.testing.assert_array_equal(np.concatenate([part[key] for part in parts], axis=2), raster)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.floats(0.3, 40.0), st.sampled_from(["average", "keep"]))
def test_means_weighted_by_counts_are_the_overall_mean(
    tmp_path_factory: pytest.TempPathFactory, seed: int, cell: float, duplicates: str
) -> None:
    generator = np.random.default_rng(seed)
    x, y = generator.integers(-20, 20, (2, 60)) / 2
    values = generator.lognormal(0, 1, 60)
    folder = tmp_path_factory.mktemp("grid")
    _, rasters = gridded(folder, sampled(x, y, Cu=values), cell, duplicates=duplicates)
    means, count, std = rasters["output"][0], rasters["count"][0], rasters["std"][0]
    samples = values
    if duplicates == "average":
        samples = np.array([values[(x == a) & (y == b)].mean() for a, b in set(zip(x, y))])
    assert count.sum() == len(samples)
    assert np.array_equal(count > 0, np.isfinite(means))
    assert np.array_equal(count > 1, np.isfinite(std))
    total = np.nansum(means * count)
    assert total == pytest.approx(samples.sum(), rel=1e-5)  # rasters are 32-bit
    within = np.nansum(std**2 * (count - 1)) + np.nansum(means**2 * count)  # sum of squares, split by cells
    assert within == pytest.approx((samples**2).sum(), rel=1e-4)


def test_many_tiles_hold_what_a_loop_finds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gridding, "TILE", 4)
    generator = np.random.default_rng(11)
    x, y = generator.uniform(0, 130, 300), generator.uniform(0, 90, 300)
    values = generator.normal(10, 2, 300)
    done, rasters = gridded(tmp_path, sampled(x, y, Cu=values), 10.0, extent=(0, 0, 130, 90))
    assert done.grid.shape == (9, 13)
    for row in range(9):
        for col in range(13):
            own = values[(x // 10 == col) & (y // 10 == 8 - row)]
            assert rasters["count"][0, row, col] == len(own)
            expected = own.mean() if len(own) else NAN
            np.testing.assert_allclose(rasters["output"][0, row, col], expected, rtol=1e-6)


def test_points_are_projected(tmp_path: Path) -> None:
    points = sampled([15.0, 15.01], [45.0, 45.0], crs=wkt(4326), Cu=[1, 2])
    log = Log()
    done, rasters = gridded(tmp_path, points, 1000.0, log, target_crs=wkt(32633))
    # 15 E is the central meridian of zone 33: x = 500000; 0.01 degrees are 788 m there; y is 4982950 m
    assert done.grid.transform == (500000.0, 1000.0, 0.0, 4983000.0, 0.0, -1000.0)
    np.testing.assert_array_equal(rasters["output"], [[[1.5]]])
    assert any("projected" in line for line in log.infos)


def test_points_that_cannot_be_projected_are_named(tmp_path: Path) -> None:
    points = sampled([15.0, NAN, 15.0], [45.0, 45.0, math.inf], crs=wkt(4326), Cu=[1, 2, 3])
    log = Log()
    done, _ = gridded(tmp_path, points, 1000.0, log, target_crs=wkt(32633))
    assert done.samples == 1
    assert log.warnings == ["Left out, because they have no place in the CRS of the result: 2 points of 'points'."]


def test_everything_left_out_is_said(tmp_path: Path) -> None:
    points = sampled(
        [1, 1, 2, 12, 35], [1, 1, 2, 1, 1], Cu=[1, 2, "n.d.", 5, 1], Zn=[1, "<0.5", "n.d.", "much", 5], Au=[None] * 5
    )
    log = Log()
    done, rasters = gridded(tmp_path, points, 10.0, log, extent=(0, 0, 20, 10), min_samples=2, duplicates="keep")
    two_ways = (
        "as they can be read in two ways (first: 'n.d.'; 1,234 may be 1234 or 1.234, and n.d. not detected or not "
        "determined): rewrite them, or name them in MISSING_CODES."
    )
    assert log.warnings == [
        "Left out, because they lie outside EXTENT: 1 point of 'points'.",
        f"Cu: 1 value left out, {two_ways}",
        "Cu: 1 sample not used: fewer than 2 in the cell.",
        "Zn: 1 value (25.0%) below the detection limit (first: '<0.5'; half the detection limit).",
        f"Zn: 1 value left out, {two_ways}",
        "Zn: 1 value left out: not a number, or too large for a 32-bit float (first: 'much').",
        "Au: no cell has a value; its band is empty.",
    ]
    assert "Cu: 2 samples used in 1 cell; 0 missing; 0 below detection (0.0% of 3 with a value); 1 dup" in log.infos[1]
    assert (done.samples, done.cells) == (2, 1)
    np.testing.assert_array_equal(rasters["output"][:, 0], [[1.5, NAN], [0.625, NAN], [NAN, NAN]])


def test_only_what_was_asked_for_is_written(tmp_path: Path) -> None:
    grid_samples(Gridding(sampled([1], [1], Cu=[1]), 10.0, str(tmp_path / "mean.tif")))
    assert [path.name for path in tmp_path.iterdir()] == ["mean.tif"]


def test_same_input_same_bytes(tmp_path: Path) -> None:
    generator = np.random.default_rng(2)
    x, y, values = generator.uniform(0, 100, (3, 500))
    contents = []
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        gridded(tmp_path / name, sampled(x, y, Cu=values), 7.0)
        contents.append([path.read_bytes() for path in sorted((tmp_path / name).iterdir())])
    assert contents[0] == contents[1]


@pytest.mark.parametrize(
    ("changes", "text"),
    [
        ({"cell": -5.0}, "CELL_SIZE is -5"),
        ({"cell": NAN}, "CELL_SIZE is nan"),
        ({"cell": 1e-4}, "grid of 100001 x 100001 cells"),
        ({"points": sampled([], [], Cu=[])}, "has no points"),
        ({"points": sampled([1], [1], crs="", Cu=[1])}, "no coordinate reference system"),
        ({"points": sampled([1], [1], crs=wkt(4326), Cu=[1]), "cell": 500.0}, "in degrees"),
        ({"points": sampled([NAN], [1], Cu=[1])}, "has a place"),
        ({"extent": (100.0, 100.0, 200.0, 200.0)}, r"inside EXTENT \(100, 100, 200, 200\)"),
        ({"min_samples": 3}, r"none of the fields \(Cu\) of 'points' has 3 usable values"),
        ({"points": sampled([1], [1], Cu=["granite"])}, "usable value in a cell"),
        ({"min_samples": 0}, "MIN_SAMPLES is 0"),
        ({"below_detection": "third"}, "BELOW_DETECTION 'third' is not known: give one of half, sqrt2, drop"),
        ({"duplicates": "last"}, "DUPLICATES 'last'"),
        ({"mean": "median"}, "MEAN 'median'"),
        ({"target_crs": "EPSG:nothing"}, "is not understood"),
    ],
)
def test_bad_input_is_one_sentence(tmp_path: Path, changes: dict[str, Any], text: str) -> None:
    given_: dict[str, Any] = {"points": sampled([0, 10], [0, 10], Cu=[1, 2]), "cell": 5.0, **changes}
    with pytest.raises(FusionError, match=text) as caught:
        gridded(tmp_path, **given_)
    assert str(caught.value).endswith(".")
    assert list(tmp_path.iterdir()) == []


def test_two_outputs_need_two_names(tmp_path: Path) -> None:
    path = str(tmp_path / "a.tif")
    with pytest.raises(FusionError, match="have the same name"):
        grid_samples(Gridding(sampled([1], [1], Cu=[1]), 10.0, path, count=path))


@pytest.mark.parametrize("stop_after", [0, 1, 3])
def test_cancelling_leaves_nothing_behind(tmp_path: Path, stop_after: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gridding, "TILE", 4)
    points = sampled([0, 100], [0, 100], Cu=[1, 2])
    with pytest.raises(Cancelled):
        gridded(tmp_path, points, 5.0, Log(stop_after))
    assert list(tmp_path.iterdir()) == []
