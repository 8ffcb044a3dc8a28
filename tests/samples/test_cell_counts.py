"""Counts of samples as text: worked out by hand, there and back, for another grid, and in texts meant to harm."""

from __future__ import annotations

import tracemalloc
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from geochem_fusion.core.raster.grid import Grid, Window
from geochem_fusion.core.samples import cell_counts
from geochem_fusion.core.samples.cell_counts import MOST_RUNS, decode, encode, scatter_of, with_scatter

GRID = Grid((500000.0, 0.1, 0.0, 4600000.0, 0.0, -0.1), 2, 4, "its reference system")
COUNTS = np.array([[0, 0, 0, 7], [7, 1, 0, 0]])
HEAD = "4 2 500000.0 0.1 0.0 4600000.0 0.0 -0.1: "
TEXT = HEAD + "3*0 2*7 1 2*0"


def test_the_text_by_hand() -> None:
    assert encode(COUNTS, GRID) == TEXT
    assert encode(np.array([7, 7, 1, 0]), GRID, np.array([3, 4, 5, 7])) == TEXT
    assert encode(np.zeros((2, 4)), GRID) == HEAD + "8*0"
    assert encode(np.array([5.0]), GRID, np.array([7])) == HEAD + "7*0 5"
    assert encode(np.array([5.0]), GRID, np.array([0])) == HEAD + "5 7*0"


def test_what_was_written_is_read() -> None:
    np.testing.assert_array_equal(decode(TEXT, GRID), COUNTS)
    np.testing.assert_array_equal(decode(TEXT, GRID, Window(0, 2, 2, 2)), COUNTS[:, 2:])
    np.testing.assert_array_equal(decode(TEXT, GRID, Window(1, 1, 1, 1)), [[1]])
    assert decode("", GRID) is None


@given(arrays.arrays(np.int64, st.tuples(st.integers(1, 9), st.integers(1, 9)), elements=st.integers(0, 3)), st.data())
@settings(deadline=None)
def test_there_and_back(counts: np.ndarray, data: st.DataObject) -> None:
    height, width = counts.shape
    place = data.draw(st.tuples(*[st.floats(-1e7, 1e7)] * 2, *[st.floats(1e-3, 1e5)] * 2, *[st.floats(-0.5, 0.5)] * 2))
    x, y, across, down, sheared, turned = place
    grid = Grid((x, across, sheared * across, y, turned * down, -down), height, width)
    text = encode(counts, grid)
    assert tuple(map(float, text.split(":")[0].split()[2:])) == grid.transform  # to the last bit
    np.testing.assert_array_equal(decode(text, grid), counts)
    row, col = data.draw(st.tuples(st.integers(0, height - 1), st.integers(0, width - 1)))
    part = Window(row, col, height - row, width - col)
    np.testing.assert_array_equal(decode(text, grid, part), counts[part.rows, part.cols])
    occupied = np.flatnonzero(counts)
    assert encode(counts.ravel()[occupied], grid, occupied) == text


@pytest.mark.parametrize(
    "other",
    [
        replace(GRID, width=3),
        replace(GRID, height=3),
        replace(GRID, width=2, height=4),
        replace(GRID, transform=(500000.1, *GRID.transform[1:])),
        replace(GRID, transform=(*GRID.transform[:5], 0.1)),
        replace(GRID, transform=(500000.0, 0.2, 0.0, 4600000.0, 0.0, -0.1)),
    ],
)
def test_counts_of_another_grid_are_none(other: Grid) -> None:
    assert decode(TEXT, other) is None


def test_a_reference_system_may_be_declared_anew() -> None:
    np.testing.assert_array_equal(decode(TEXT, replace(GRID, crs="another")), COUNTS)


@pytest.mark.parametrize(
    "text",
    [
        "no counts",
        HEAD,
        HEAD.strip(),
        HEAD + "8",
        HEAD + "7*0",
        HEAD + "9*0",
        HEAD + "0*5 8*0",
        HEAD + "-1*5 9*0",
        HEAD + "8*-1",
        HEAD + "8*1.5",
        HEAD + "8*nan",
        HEAD + "8*0 ",
        HEAD + "4*0  4*0",
        HEAD + "8*0\n",
        HEAD + "8*0x10",
        HEAD + "٨*0",  # an eight, but not of ASCII
        HEAD + "2*2*2",
        HEAD + f"8*{'9' * 5000}",
        HEAD + f"{'9' * 5000}*1",
        HEAD + " ".join(["999999999*1"] * 50000),
        HEAD + "18446744073709551624*0",  # 8 in 64 bits
        TEXT.replace("4 2", f"{'9' * 5000} 2"),
        TEXT.replace("4 2", "-4 -2"),
        TEXT.replace(" 0.1", " 1e999"),
        TEXT.replace(" 0.1", " 1e308").replace("500000.0", "-1.7e308"),
        TEXT.replace(" 0.1", " nan"),
        TEXT.replace(" 0.1", " inf"),
        TEXT.replace(" 0.1", " 1-1"),
        TEXT.replace("0.1 ", ""),
        TEXT.replace(": ", " 1.0: "),
        TEXT.replace(":", ""),
        TEXT.replace(" ", "\0"),
    ],
)
def test_damaged_texts_are_none(text: str) -> None:
    assert decode(text, GRID) is None


@given(st.text(alphabet="0123456789*:. -e\n", max_size=60))
def test_no_text_raises(text: str) -> None:
    for whole in (text, HEAD + text):
        found = decode(whole, GRID)
        assert found is None or (found.shape == (2, 4) and (found >= 0).all())


MEANS = np.array([2.0, np.nan, 8.0])


def test_how_samples_scatter_by_hand() -> None:
    text = with_scatter(TEXT, 3, 1.25, MEANS)
    assert text == TEXT + " | 3.0 1.25 2.0 8.0"
    assert scatter_of(text, MEANS) == (3, 1.25)
    assert scatter_of(text, MEANS[:1].astype(np.float32)) == (3, 1.25)
    np.testing.assert_array_equal(decode(text, GRID), COUNTS)
    for freedom, variance in ((0, 1.25), (3, 0.0)):
        assert with_scatter(TEXT, freedom, variance, MEANS) == TEXT
    assert with_scatter("", 3, 1.25, MEANS) == ""


def test_a_map_in_another_unit_since_has_no_scatter() -> None:
    text = with_scatter(TEXT, 3, 1.25, MEANS)
    for changed in (MEANS / 10000, MEANS * 1000, MEANS + 0.1):
        assert scatter_of(text, changed) is None


@pytest.mark.parametrize(
    "numbers", ["", "3 1", "3 1 2 8 9", "x 1 2 8", "0 1 2 8", "3 0 2 8", "3 -1 2 8", "nan 1 2 8", "3 nan 2 8",
                "inf 1 2 8", "3 1e999 2 8", "3 1 nan 8", "3 1 2 nan", "3 1 8 2"]
)  # fmt: skip
def test_damaged_scatters_are_none(numbers: str) -> None:
    assert scatter_of(f"{TEXT} | {numbers}", MEANS) is None


def test_too_many_runs_are_not_carried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cell_counts, "MOST_RUNS", 4)  # 3*0 2*7 1 2*0
    assert encode(COUNTS, GRID) == TEXT
    np.testing.assert_array_equal(decode(TEXT, GRID), COUNTS)
    monkeypatch.setattr(cell_counts, "MOST_RUNS", 3)
    assert encode(COUNTS, GRID) == ""
    assert decode(TEXT, GRID) is None


def test_little_memory_is_taken_of_a_large_map() -> None:
    """Of ten thousand million cells a part is read, and a text of too many runs is not even taken apart."""
    grid = replace(GRID, height=100000, width=100000)
    text = encode(np.array([3, 2]), grid, np.array([5_000_050_000, 9_999_999_999]))
    window = Window(50000, 49999, 2, 3)
    long = text + " 1" * (2 * MOST_RUNS)
    tracemalloc.start()
    try:
        part = decode(text, grid, window)
        assert decode(long, grid, window) is None
        assert tracemalloc.get_traced_memory()[1] < 2**20
    finally:
        tracemalloc.stop()
    np.testing.assert_array_equal(part, [[0, 3, 0], [0, 0, 0]])
