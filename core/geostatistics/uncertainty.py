"""Standard deviation of a fused map: what the coarse values leave unknown at a pixel.

It is the error of ordinary kriging of a point from the means of the cells around it (``area_to_point``), under the
covariance that training found for what the image does not explain; where the cell values are means of samples their
noise is in it.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..errors import FusionError
from .blend import Blend


def require(blends: Sequence[Blend | None], means_kept: bool) -> list[Blend]:
    """Return the blends of all elements. Raises FusionError where the standard deviation is not known.

    It is that of a map that keeps the means of the coarse cells (``means_kept``).
    """
    found = [blend for blend in blends if blend is not None]
    if not means_kept or len(found) < len(blends):
        raise FusionError(
            "UNCERTAINTY needs MODE=residual and a model of METHOD=auto or of a network, trained on a coarse raster: "
            "change these, or leave UNCERTAINTY out."
        )
    return found
