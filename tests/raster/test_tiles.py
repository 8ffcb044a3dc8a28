"""Work by tiles: order, exceptions, cancelling, and the store on disk."""

from __future__ import annotations

import threading
import time
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geochem_fusion.core.errors import Cancelled
from geochem_fusion.core.progress import SILENT, Progress
from geochem_fusion.core.raster.grid import Window, tiles
from geochem_fusion.core.raster.tiles import TileStore, run, threads

WINDOWS = list(tiles(Window(0, 0, 30, 40), 10))


class Recorder(Progress):
    """Remembers what it was told and asks to stop at the given part of the work."""

    def __init__(self, stop_at: float = 2.0) -> None:
        self.seen: list[float] = []
        self.lines: list[str] = []
        self.stop_at = stop_at

    def progress(self, fraction: float) -> None:
        self.seen.append(fraction)

    def cancelled(self) -> bool:
        return bool(self.seen) and self.seen[-1] >= self.stop_at

    def info(self, message: str) -> None:
        self.lines.append("info " + message)

    def warn(self, message: str) -> None:
        self.lines.append("warn " + message)


@pytest.mark.parametrize("count", [1, 2, 5])
def test_results_come_in_the_order_of_the_windows(count: int) -> None:
    def slow_at_first(window: Window) -> int:
        time.sleep(0.02 if window.col == 0 else 0)
        return window.row + window.col

    with threads(count) as executor:
        results = list(run(slow_at_first, WINDOWS, executor))
    assert results == [(w, w.row + w.col) for w in WINDOWS]


def test_no_windows_no_results() -> None:
    with threads(1) as executor:
        assert list(run(lambda w: w, [], executor)) == []


def test_no_more_than_ahead_tiles_wait() -> None:
    started = []

    def note(window: Window) -> None:
        started.append(window)

    with threads(4) as executor:
        for number, _ in enumerate(run(note, WINDOWS, executor, ahead=3)):
            assert len(started) <= number + 3


def test_an_exception_in_a_tile_reaches_the_caller_and_drops_the_rest() -> None:
    begun = []

    def fail(window: Window) -> None:
        begun.append(window)
        raise KeyError("tile")

    with pytest.raises(KeyError, match="tile"), threads(1) as executor:
        list(run(fail, WINDOWS, executor))
    assert len(begun) <= 6
    assert not [t for t in threading.enumerate() if t.name.startswith("ThreadPool")]


def test_cancelling_stops_within_the_tiles_in_work() -> None:
    progress = Recorder(stop_at=0.25)
    done: list[Window] = []
    with pytest.raises(Cancelled), threads(2) as executor:
        done.extend(window for window, _ in run(lambda w: None, WINDOWS, executor, progress))
    assert done == WINDOWS[:3]


def test_progress_rises_from_nothing() -> None:
    progress = Recorder()
    with threads(2) as executor:
        list(run(lambda w: None, WINDOWS, executor, progress))
    assert progress.seen == [n / len(WINDOWS) for n in range(len(WINDOWS))]


def test_a_part_of_progress_is_scaled_and_passes_messages_on() -> None:
    whole = Recorder(stop_at=0.7)
    part = whole.part(0.5, 0.9).part(0.0, 0.5)
    part.info("a")
    part.warn("b")
    part.check(0.5)
    assert whole.seen == [pytest.approx(0.6)]
    assert whole.lines == ["info a", "warn b"]
    with pytest.raises(Cancelled):
        part.check(1.0)


def test_silent_progress_never_stops_anything() -> None:
    SILENT.check(0.5)
    SILENT.info("nothing")
    SILENT.warn("nothing")
    assert not SILENT.part(0, 1).cancelled()


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_store_reads_any_window(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    row, col, height, width = (data.draw(st.integers(a, b)) for a, b in ((0, 20), (0, 20), (1, 40), (1, 40)))
    area = Window(row, col, height, width)
    image = np.random.default_rng(1).normal(size=(2, 60, 60)).astype(np.float32)
    image[0, 30] = np.nan
    top = data.draw(st.integers(row, row + height - 1))
    left = data.draw(st.integers(col, col + width - 1))
    window = Window(
        top, left, data.draw(st.integers(1, row + height - top)), data.draw(st.integers(1, col + width - left))
    )
    folder = tmp_path_factory.getbasetemp()
    with TileStore(str(folder / "out.tif"), area, 2, size=16) as store:
        for tile in tiles(area, 16):
            store.write(image[:, tile.rows, tile.cols], tile)
        np.testing.assert_array_equal(store.read(window), image[:, window.rows, window.cols])


def test_store_leaves_no_file(tmp_path: Path) -> None:
    with TileStore(str(tmp_path / "out.tif"), Window(0, 0, 4, 4), 1) as store:
        store.write(np.ones((1, 4, 4)), Window(0, 0, 4, 4))
    assert list(tmp_path.iterdir()) == []
