"""What a model knows of the images that it was made for, and how others differ from them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from ..image.features import FeatureSet
from ..language import mark, tr
from ..raster.images import ImageStack, parse_scaling
from ..raster.projection import ground_size

_TOLERANCE = 0.05  # of the size of a pixel
_WAVELENGTH_TOLERANCE = 0.03  # of a wavelength, and not less than
_LEAST_SHIFT = 0.02  # micrometres
_NUMBERED = re.compile(r"(?:.*: )?band \d+(?: \(\d+\))?", re.IGNORECASE)


@dataclass(frozen=True)
class ImageInputs:
    """The images of a training.

    ``pixel`` the side of a pixel on the ground in metres; ``rasters`` how many bands each raster has; ``units`` and
    ``wavelengths`` of the bands of the features; ``scaling`` as in ``images.ImageStack``.
    """

    pixel: float
    rasters: tuple[int, ...]
    units: tuple[str, ...]
    wavelengths: tuple[float | None, ...]
    scaling: str

    @classmethod
    def of(cls, stack: ImageStack) -> ImageInputs:
        """Return what the images of a stack are."""
        return cls(
            ground_size(stack.grid),
            tuple(len(raster.bands) for raster in stack.rasters),
            tuple(band.unit for band in stack.bands),
            tuple(band.wavelength for band in stack.bands),
            stack.scaling,
        )

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> ImageInputs:
        """Rebuild from ``to_json``; raises FusionError, KeyError, TypeError or ValueError for other data."""
        pixel, scaling = float(data["pixel"]), str(data["scaling"])
        if not (math.isfinite(pixel) and pixel > 0):
            raise ValueError("pixel")
        parse_scaling(scaling)
        waves = tuple(None if wave is None else float(wave) for wave in data["wavelengths"])
        return cls(pixel, tuple(int(n) for n in data["rasters"]), tuple(map(str, data["units"])), waves, scaling)

    def differences(self, stack: ImageStack, features: FeatureSet) -> list[str]:
        """Return what a user should know of how other images differ; ``stack`` holds the bands of the features."""
        other = ImageInputs.of(stack)
        found = []
        if abs(math.log(other.pixel / self.pixel)) > math.log1p(_TOLERANCE):
            text = mark(
                "The model was made for pixels of {own:.4g} m, and those of the images are {other:.4g} m in size: give "
                "images of {own:.4g} m (Raster > Projections > Warp), or train again."
            )
            if features.decomposed or features.published:
                text = mark(
                    "The model was made for pixels of {own:.4g} m, and those of the images are {other:.4g} m in size; "
                    "its pyramid levels and filters count pixels and would see other ground: give images of {own:.4g} "
                    "m (Raster > Projections > Warp), or train again."
                )
            found.append(tr(text, own=self.pixel, other=other.pixel))
        if any(_NUMBERED.fullmatch(name) for name in features.bands) and self.rasters != other.rasters:
            found.append(
                tr(
                    "The bands have no names and are taken by their places, but the model was made for rasters of "
                    "{own} bands, and these have {other}: check that the bands are the same.",
                    own=", ".join(map(str, self.rasters)),
                    other=", ".join(map(str, other.rasters)),
                )
            )
        for name, own, unit in zip(features.bands, self.units, other.units):
            if own and unit and own.casefold() != unit.casefold():
                found.append(
                    tr(
                        "The band '{name}' has the unit {other}, and the model was made for {own}: convert it.",
                        name=name,
                        other=unit,
                        own=own,
                    )
                )
        for name, seen, wave in zip(features.bands, self.wavelengths, other.wavelengths):
            if seen and wave and abs(wave - seen) > max(_WAVELENGTH_TOLERANCE * seen, _LEAST_SHIFT):
                found.append(
                    tr(
                        "The band '{name}' sees {other:.4g} µm, and the model was made for {own:.4g} µm: check that it "
                        "is the same band.",
                        name=name,
                        other=wave,
                        own=seen,
                    )
                )
        return found
