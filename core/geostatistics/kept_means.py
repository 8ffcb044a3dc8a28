"""Block means of a map as it was written, beside the coarse values: what became of the cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..language import tr
from ..progress import Progress
from ..raster.alignment import Alignment
from ..raster.grid import Window

_TOLD = 1e-3  # standard deviations of the coarse values from which a change of a cell is told
_CLEAR = 1.0  # from which it is a warning
_LOST = 1.0  # root mean square change, from which a map has nothing to do with the coarse values
_WHOLE = 0.999  # share of a cell's ground in a part of the image, from which the cell has its mean there


@dataclass(frozen=True)
class Change:
    """The cell of an element whose mean changed most: its centre (map units), its value and its mean in the map.

    ``size`` is the change and ``typical`` the root mean square of all, in standard deviations of the coarse values.
    """

    x: float
    y: float
    value: float
    mean: float
    size: float
    typical: float


class KeptMeans:
    """Gathers block means of a map, tile by tile, and compares them with coarse values (elements, rows, columns)."""

    def __init__(self, alignment: Alignment, coarse: np.ndarray, part: bool) -> None:
        self.alignment, self.coarse, self.part = alignment, coarse, part
        self._sums = np.zeros((2, *coarse.shape))
        self._ground = np.zeros((1, *coarse.shape[1:]))

    def add(self, values: np.ndarray, window: Window) -> None:
        """Take a tile of the map (elements, height, width), NaN for nodata."""
        for k, plane in enumerate(values):
            valid = np.isfinite(plane)
            self.alignment.add_sums(np.stack([np.where(valid, plane, 0.0), valid]), window, self._sums[:, k])
        if self.part:
            self.alignment.add_sums(np.ones((1, *window.shape)), window, self._ground)

    def largest(self, k: int) -> Change | None:
        """Return the largest change of an element, None where no cell can be compared."""
        (sums, area), coarse = self._sums[:, k], self.coarse[k]
        use = np.isfinite(coarse) & (area >= 1)
        if self.part:
            use &= self._ground[0] >= _WHOLE * self.alignment.pixels_per_cell
        if not use.any():
            return None
        means = np.divide(sums, area, out=np.zeros_like(sums), where=area > 0)
        change = np.where(use, np.abs(means - coarse), 0.0)
        spread = max(float(np.nanstd(coarse)), 1e-6 * float(np.nanmax(np.abs(coarse)))) or 1.0
        row, col = np.unravel_index(int(change.argmax()), change.shape)
        x, y = self.alignment.coarse.map_xy(np.array(col + 0.5), np.array(row + 0.5))
        size, typical = change[row, col] / spread, np.sqrt((change[use] ** 2).mean()) / spread
        return Change(float(x), float(y), coarse[row, col], means[row, col], float(size), float(typical))

    def tell(self, names: Sequence[str], progress: Progress) -> None:
        """Say which cell of each element changed most, and where a map has nothing to do with the coarse values."""
        for k, name in enumerate(names):
            change = self.largest(k)
            if change is None or change.size < _TOLD:
                continue
            if change.typical > _LOST:
                progress.warn(
                    tr(
                        "{name}: the map has lost the coarse values, its cell means are {typical:.1f} "
                        "standard deviations away from them: do not use it before you know why; TRANSFORM=none or "
                        "another METHOD may help.",
                        name=name,
                        typical=change.typical,
                    )
                )
            text = tr(
                "{name}: the cell at x {x:.6g}, y {y:.6g} changed most: its value was {value:.4g}, its mean in the map "
                "is {mean:.4g} ({size:.2f} standard deviations).",
                name=name,
                x=change.x,
                y=change.y,
                value=change.value,
                mean=change.mean,
                size=change.size,
            )
            (progress.warn if change.size > _CLEAR else progress.info)(text)
