"""The derivative along the spectrum, by hand."""

from __future__ import annotations

import numpy as np
import pytest

from geochem_fusion.core.image.spectrum import band_step, spectral_derivative

WAVES = (0.56, 0.66, 0.81)


def test_derivative_by_hand_without_wavelengths() -> None:
    image = np.array([1.0, 4.0, 2.5], np.float32).reshape(3, 1, 1)
    slope = spectral_derivative(image, [(0, 1), (1, 2)], None)
    assert slope.ravel().tolist() == [3.0, -1.5]


def test_derivative_by_hand_per_micrometre() -> None:
    image = np.array([1.0, 4.0, 2.5], np.float32).reshape(3, 1, 1)
    slope = spectral_derivative(image, [(0, 1), (1, 2)], WAVES)
    np.testing.assert_allclose(slope.ravel(), [3 / 0.10, -1.5 / 0.15], rtol=1e-6)


def test_the_step_between_bands_is_that_of_their_wavelengths() -> None:
    assert band_step(0, 2, WAVES) == pytest.approx(0.25)
    assert band_step(0, 2, None) == 1
