"""What is known at each pixel of the sharpened map before anything is learned: plain rows, detail and levels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..blas import one_blas_thread
from ..progress import SILENT, Progress
from ..raster.alignment import Alignment
from ..raster.grid import Window
from .base import ridge_channels
from .covariates import SIDES, Covariates, Detail
from .plain_rows import PlainRows


@dataclass(frozen=True)
class Known:
    """What is known at the pixels of a window.

    ``plain`` (rows, elements, height, width) on the scale that is learned on; ``detail`` and ``level`` (channels,
    height, width) of covariates.
    """

    plain: np.ndarray
    detail: np.ndarray
    level: np.ndarray

    def flat(self) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """Return the three with one axis of places."""
        count = self.plain[0, 0].size  # said by number: of no channels, none can be found out
        plain, detail, level = (part.reshape(*part.shape[:-2], count) for part in (self.plain, self.detail, self.level))
        return plain, detail, level

    def cut(self, wide: Window, window: Window) -> Known:
        """Return what is known of a window, of what is known of a ``wide`` one around it."""
        inside = window.inside(wide)
        return Known(*(part[(..., *inside)] for part in (self.plain, self.detail, self.level)))

    def channels(self) -> np.ndarray:
        """Return what a network sees (channels, height, width): how plain rows differ, and the detail."""
        plain, detail, _ = self.flat()
        return ridge_channels(plain, detail).T.reshape(-1, *self.plain.shape[2:])


class Scene:
    """A coarse map (elements, rows, columns), on the scale that is learned on, laid under covariates."""

    def __init__(
        self,
        alignment: Alignment,
        coarse: np.ndarray,
        covariates: Covariates,
        places: np.ndarray | None = None,
        values: np.ndarray | None = None,
        progress: Progress = SILENT,
    ) -> None:
        self.alignment, self.covariates = alignment, covariates
        with one_blas_thread():  # or what is kriged would be rounded by their number
            self.plain = PlainRows(alignment, coarse, places, values, progress.part(0, 0.7))
            self.detail = Detail(alignment, covariates.read, progress.part(0.7, 1)) if covariates.channels else None

    @property
    def directions(self) -> tuple[tuple[int, int], ...]:
        """The pairs of the channels of a network that are sine and cosine of one direction."""
        first = (len(self.plain.names) - 1) * len(self.plain.coarse)
        count = len(self.covariates.channels)
        starts = [first + count * k for k in range(len(SIDES))]
        return tuple((start + a, start + b) for start in starts for a, b in self.covariates.directions)

    def at(self, window: Window) -> Known:
        level = self.covariates.read(window)
        detail = np.empty((0, *window.shape)) if self.detail is None else self.detail.at(window)
        return Known(self.plain.at(window), detail, level)
