"""What a raster says of itself: its grid, its bands, and whether its values can be used."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from .errors import FusionError
from .files import Stamp, stamp
from .grid import Grid


@dataclass(frozen=True)
class Band:
    """What a raster says about one of its bands; ``wavelength`` in micrometres, ``palette`` for numbers of colours."""

    name: str
    unit: str = ""
    wavelength: float | None = None
    palette: bool = False


@dataclass(frozen=True)
class Raster:
    """A raster on disk: where it lies, its grid and its bands; ``stamp`` tells whether the file was changed since."""

    path: str
    grid: Grid
    bands: tuple[Band, ...]
    stamp: Stamp | None = None

    def require_unchanged(self) -> None:
        """Raise FusionError where the file was written to since it was described."""
        if stamp(self.path) != self.stamp:
            raise FusionError(f"The raster {self.path} was changed while it was read: run again.")

    @property
    def name(self) -> str:
        return Path(self.path).stem

    @property
    def band_names(self) -> list[str]:
        return [band.name for band in self.bands]


def require_crs(raster: Raster) -> None:
    """Raise FusionError where a raster has no coordinate reference system."""
    if not raster.grid.crs:
        raise FusionError(
            f"The raster {raster.path} has no coordinate reference system: assign its CRS (Raster > Projections)."
        )


def require_values(raster: Raster) -> None:
    """Raise FusionError where a raster has no CRS, or numbers of colours instead of values."""
    require_crs(raster)
    if any(band.palette for band in raster.bands):
        raise FusionError(f"The raster {raster.path} holds numbers of colours (a palette): give one with values.")
