"""The first derivative of images along the spectrum."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import given


def spectral_derivative(
    image: np.ndarray, pairs: Sequence[tuple[int, int]], wavelengths: Sequence[float | None] | None
) -> np.ndarray:
    """Return the first derivative along the spectrum between pairs of bands, shape (pairs, height, width).

    Per micrometre where wavelengths are known, else per band step.
    """
    slopes = [(image[b].astype(float) - image[a]) / band_step(a, b, wavelengths) for a, b in pairs]
    return np.stack(slopes).astype(np.float32)


def band_step(first: int, second: int, wavelengths: Sequence[float | None] | None) -> float:
    """Return how far apart two spectral bands are, in micrometres where wavelengths are known, else 1."""
    if wavelengths is None:
        return 1.0
    begin, end = wavelengths[first], wavelengths[second]
    return given(end) - given(begin)
