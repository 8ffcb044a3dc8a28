"""Overviews of a raster that is written block by block: means of 2 x 2 pixels, gathered while the pixels are at hand.

Whoever makes overviews of a finished file has to read and decompress all of it once more.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import numpy as np

from ..errors import given
from .grid import BLOCK, Window, is_block, tiles
from .tiles import TileStore

_HALF = BLOCK // 2
_MOST = 11  # levels


class Overviews:
    """Keeps the first overview of a raster of ``shape`` (bands, height, width) in a scratch file beside its output.

    There are ``levels`` of them, each half the size of the one before; none of a small raster. Of ``classes``, between
    which nothing lies, every second pixel is taken instead of means.
    """

    def __init__(self, beside: str, shape: tuple[int, int, int], classes: bool = False) -> None:
        self._halved = thinned if classes else halved
        self._beside, self._bands, self._shape = beside, shape[0], shape[1:]
        self.levels = sum(max(self._shape) >> level >= BLOCK for level in range(1, _MOST + 1))
        self._files = ExitStack()
        self._store = self._new_store(self.size(1)) if self.levels else None
        self._kept = 0

    def size(self, level: int) -> tuple[int, int]:
        """Return height and width of an overview that is smaller by 2 to the power of ``level``."""
        height, width = (-(-size // 2**level) for size in self._shape)
        return height, width

    def add(self, values: np.ndarray, block: Window) -> None:
        """Take (bands, height, width), nodata NaN, of a whole block of ``BLOCK`` pixels; other windows are left out."""
        if self._store and is_block(block, *self._shape):
            self._store.write(self._halved(values), _half(block))
            self._kept += block.height * block.width

    @property
    def complete(self) -> bool:
        """Whether there are overviews, and every block came whole."""
        return self._kept == self._shape[0] * self._shape[1]

    def parts(self) -> Iterator[tuple[int, Window, np.ndarray]]:
        """Yield (level, window, values) of the overviews of levels 1, 2, ... where they are ``complete``."""
        store = given(self._store)
        for level in range(1, self.levels + 1):
            coarser = self._new_store(self.size(level + 1))
            for window in tiles(Window(0, 0, *self.size(level)), BLOCK):
                values = store.read(window)
                yield level, window, values
                coarser.write(self._halved(values), _half(window))
            store = coarser

    def _new_store(self, size: tuple[int, int]) -> TileStore:
        return self._files.enter_context(TileStore(self._beside, Window(0, 0, *size), self._bands, _HALF))

    def close(self) -> None:
        """Remove what was kept."""
        self._files.close()


def thinned(values: np.ndarray) -> np.ndarray:
    """Return every second pixel of every second row of (bands, height, width)."""
    return values[:, ::2, ::2]


def halved(values: np.ndarray) -> np.ndarray:
    """Return means of 2 x 2 pixels of (bands, height, width), of those with a value; NaN where none has one.

    The last row and column of an odd number stand for themselves.
    """
    odd = [(0, size % 2) for size in values.shape[1:]]
    if any(after for _, after in odd):
        values = np.pad(values, [(0, 0), *odd], constant_values=np.nan)
    with np.errstate(invalid="ignore"):  # of infinite values
        rows = values[:, ::2] + values[:, 1::2]
        mean = (rows[:, :, ::2] + rows[:, :, 1::2]) * np.float32(0.25)
    lacking = ~np.isfinite(mean)
    if lacking.any():
        some = np.stack([values[:, row::2, col::2][lacking] for row in (0, 1) for col in (0, 1)])
        has = np.isfinite(some)
        count = has.sum(axis=0)
        sums = np.where(has, some, 0).sum(axis=0)
        mean[lacking] = np.divide(sums, count, out=np.full(len(sums), np.nan, np.float32), where=count > 0)
    return np.asarray(mean, np.float32)


def _half(window: Window) -> Window:
    return Window(window.row // 2, window.col // 2, -(-window.height // 2), -(-window.width // 2))
