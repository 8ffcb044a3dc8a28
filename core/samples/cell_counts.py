"""How many samples stand behind each cell of a map, as readable text that travels in the metadata of its band.

The text names the grid it belongs to: columns, rows and the six numbers of its transform; then the counts row by row,
``12*3`` for twelve cells of three samples: ``17 7 500000.0 40000.0 0.0 4600000.0 0.0 -40000.0: 100*0 3 1 2*4 15*0``.
How samples of one cell scatter may follow, `` | 64 4.65 0.2 17.1``: degrees of freedom and the variance that all cells
share, in the square of the band's unit, then the least and the largest value of the band.
"""

from __future__ import annotations

import re

import numpy as np

from ..raster.grid import Grid, Window

_SCATTER = " | "  # between the counts and how samples scatter
_ROUNDING = 1e-6  # of a value of 32 bits, relative
MOST_RUNS = 2**18  # that a text has; more would make the file slow to open
_GRID = re.compile(r"([0-9]{1,9}) ([0-9]{1,9})((?: [-+.e0-9]{1,24}){6}): ")
_RUN = re.compile(r"(?:([1-9][0-9]{0,11})\*)?([0-9]{1,9})")  # numbers short enough that no sum of them overflows


def encode(counts: np.ndarray, grid: Grid, cells: np.ndarray | None = None) -> str:
    """Return the text for counts (rows, columns) of a grid, 0 where there is no sample.

    Or for those (n,) of some ``cells`` (n,), flat numbers in rising order; all others have none. An empty text where
    more than ``MOST_RUNS`` runs would be needed.
    """
    size = grid.height * grid.width
    cells, counts = np.arange(size) if cells is None else cells, np.ravel(counts)
    starts = np.unique(np.concatenate([[0], cells, cells + 1]))
    starts = starts[starts < size]
    values = np.zeros(len(starts), np.int64)
    values[np.searchsorted(starts, cells)] = counts
    new = np.diff(values, prepend=-1) != 0
    starts, values = starts[new], values[new]
    if len(starts) > MOST_RUNS:
        return ""
    lengths = np.diff(starts, append=size).tolist()
    runs = (str(count) if length == 1 else f"{length}*{count}" for length, count in zip(lengths, values.tolist()))
    place = [str(grid.width), str(grid.height), *(repr(float(number)) for number in grid.transform)]
    return f"{' '.join(place)}: {' '.join(runs)}"


def decode(text: str, grid: Grid, window: Window | None = None) -> np.ndarray | None:
    """Return the counts (height, width), float64, of a window (default all) of a grid; 0 where there is no sample.

    None where there are none for this grid: the text is empty, damaged, or that of a map of other cells, as after
    cutting or resampling. Where it is not empty, users should hear of it. Reference systems are not compared.
    """
    text = text.partition(_SCATTER)[0]
    head = _GRID.match(text)
    if head is None or not _is_of(head, grid) or text.count(" ", head.end()) >= MOST_RUNS:
        return None
    found = [_RUN.fullmatch(run) for run in text[head.end() :].split(" ")]
    runs = [(int(run[1] or 1), int(run[2])) for run in found if run is not None]
    lengths, counts = np.array(runs, np.int64).reshape(-1, 2).T
    ends = np.cumsum(lengths)
    if len(runs) < len(found) or ends[-1] != grid.height * grid.width:
        return None
    wanted = window or grid.full_window()
    rows, cols = np.ogrid[wanted.rows, wanted.cols]
    return counts[np.searchsorted(ends, rows * grid.width + cols, side="right")].astype(float)


def with_scatter(text: str, freedom: float, variance: float, values: np.ndarray) -> str:
    """Return the text of ``encode`` for cells with ``values``, and how the samples of a cell scatter behind it.

    ``variance`` is that of samples about the mean of their cell, pooled over cells with so many degrees of ``freedom``.
    """
    if not (text and freedom >= 1 and variance > 0):
        return text
    numbers = (freedom, variance, np.nanmin(values), np.nanmax(values))
    return text + _SCATTER + " ".join(repr(float(number)) for number in numbers)


def scatter_of(text: str, values: np.ndarray) -> tuple[float, float] | None:
    """Return degrees of freedom and variance as ``with_scatter`` has them; None where the text has none.

    Nor where one of the ``values`` lies beyond those that the text was made for: the map is in another unit since.
    """
    try:
        freedom, variance, least, most = map(float, text.partition(_SCATTER)[2].split())
    except ValueError:
        return None
    known = values[np.isfinite(values)]
    slack = _ROUNDING * max(abs(least), abs(most))
    if not (1 <= freedom < np.inf and 0 < variance < np.inf and (known >= least - slack).all()):
        return None
    return (freedom, variance) if (known <= most + slack).all() else None


def _is_of(head: re.Match[str], grid: Grid) -> bool:
    try:
        a, b, c, d, e, f = map(float, head[3].split())
    except ValueError:
        return False
    with np.errstate(over="ignore", invalid="ignore"):
        return grid.lies_like(Grid((a, b, c, d, e, f), int(head[2]), int(head[1])))
