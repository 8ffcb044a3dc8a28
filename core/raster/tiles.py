"""Work by tiles: run a function over windows on threads, and keep tiles on disk between two passes."""

from __future__ import annotations

import os
import tempfile
import threading
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Protocol, TypeVar

import numpy as np

from ..blas import one_blas_thread
from ..errors import FusionError
from ..progress import SILENT, Progress
from .grid import Window, tiles

TILE = 512
_MOST_AHEAD = 6  # tiles in work or waiting for those before them; each is in memory
Result = TypeVar("Result")
ResultOut = TypeVar("ResultOut", covariant=True)
Compute = Callable[[Window], Result]


class TileFunction(Protocol[ResultOut]):
    """A function of a window that another machine can compute: its class has ``read(path)``, which makes it anew."""

    def __call__(self, window: Window) -> ResultOut: ...

    def write(self, path: str) -> None: ...


class Work(Protocol):
    """What computes tiles somewhere: yields (window, function(window)) in the order of the windows."""

    def __call__(
        self, function: TileFunction[Result], windows: Iterable[Window], progress: Progress = SILENT
    ) -> Generator[tuple[Window, Result], None, None]: ...


@contextmanager
def threads(count: int | None = None) -> Iterator[Executor]:
    """Give an executor of ``count`` threads (default: one a core); leaving it drops work not yet begun.

    A matrix product inside a tile runs on one thread meanwhile, where threadpoolctl (it comes with scikit-learn) is
    there to say so: threads of BLAS beside threads of tiles wait for each other most of the time.
    """
    with one_blas_thread():
        executor = ThreadPoolExecutor(count or os.cpu_count() or 1)
        try:
            yield executor
        finally:
            executor.shutdown(wait=True, cancel_futures=True)


def run(
    function: Compute[Result],
    windows: Iterable[Window],
    executor: Executor,
    progress: Progress = SILENT,
    ahead: int = _MOST_AHEAD,
) -> Iterator[tuple[Window, Result]]:
    """Yield (window, function(window)) in the order of the windows, with at most ``ahead`` tiles in work.

    The order is what makes sums over tiles, and so every result, independent of the number of threads.
    """
    todo = list(windows)
    waiting: deque = deque()
    for number, window in enumerate(todo):
        waiting.append((window, executor.submit(function, window)))
        if len(waiting) >= ahead:
            progress.check((number + 1 - len(waiting)) / len(todo))
            done, future = waiting.popleft()
            yield done, future.result()
    while waiting:
        progress.check((len(todo) - len(waiting)) / len(todo))
        done, future = waiting.popleft()
        yield done, future.result()


def on_threads(
    function: Compute[Result], windows: Iterable[Window], progress: Progress = SILENT, large: bool = False
) -> Generator[tuple[Window, Result], None, None]:
    """Compute tiles on threads of this process; to be closed where it is not read to its end.

    Of ``large`` results, fewer wait for those before them, and no more than three are in work on many cores.
    """
    cores = os.cpu_count() or 1
    with threads() as executor:
        yield from run(
            function, windows, executor, progress, min(3, cores + 1) if large else min(_MOST_AHEAD, 2 * cores)
        )


class TileStore:
    """Tiles of float32 (bands, height, width) in a scratch file beside the output, gone when closed.

    Tiles must be those of ``tiles(area, size)``; any window within the area can be read back, by several threads.
    """

    def __init__(self, beside: str, area: Window, bands: int, size: int = TILE) -> None:
        self.area, self.bands, self.size, self._beside = area, bands, size, beside
        self._file = tempfile.TemporaryFile(dir=Path(beside).resolve().parent)  # noqa: SIM115 - see __exit__
        self._place: dict[tuple[int, int], tuple[Window, int]] = {}
        self._lock = threading.Lock()

    def thinned(self, step: int) -> TileStore:
        """Return another store, of one pixel for every step x step of this one; ``step`` divides the size of tiles."""
        return TileStore(self._beside, self.area.thinned(step), self.bands, self.size // step)

    def write(self, values: np.ndarray, window: Window) -> None:
        """Keep a tile, in the place of the one that was there if any."""
        _, place = self._place.get(self._key(window), (window, None))
        self._place[self._key(window)] = (window, self._put(values, place))

    def rewrite(self, function: Compute[np.ndarray], progress: Progress = SILENT) -> None:
        """Replace every tile by what a function of its window gives, which may read all tiles as they were."""
        windows = [window for window, _ in self._place.values()]
        with closing(on_threads(function, windows, progress)) as done:
            self._place = {self._key(window): (window, self._put(values)) for window, values in done}

    def _key(self, window: Window) -> tuple[int, int]:
        return window.row // self.size, window.col // self.size

    def _put(self, values: np.ndarray, place: int | None = None) -> int:
        """Write a tile at a place, or behind the others, and return where it begins."""
        try:
            with self._lock:
                place = self._file.seek(*((0, os.SEEK_END) if place is None else (place, os.SEEK_SET)))
                self._file.write(np.ascontiguousarray(values, np.float32).tobytes())
                self._file.flush()
        except OSError as error:
            raise FusionError(
                "Cannot keep tiles in the folder of {path}: {reason}.",
                path=self._beside,
                reason=error.strerror or error,
            ) from error
        return place

    def read(self, window: Window) -> np.ndarray:
        out = np.full((self.bands, *window.shape), np.nan, np.float32)
        for part in tiles(window, self.size):
            whole, place = self._place[part.row // self.size, part.col // self.size]
            count = self.bands * whole.height * whole.width
            with self._lock:
                self._file.seek(place)
                stored = np.frombuffer(self._file.read(4 * count), np.float32).reshape(self.bands, *whole.shape)
            out[(slice(None), *part.inside(window))] = stored[(slice(None), *part.inside(whole))]
        return out

    def __enter__(self) -> TileStore:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(OSError):  # of a full disk, again
            self._file.close()
