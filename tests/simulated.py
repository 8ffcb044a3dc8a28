"""Simulated fields of known covariance."""

from __future__ import annotations

import numpy as np


def field(side: int, reach: float, seed: int) -> np.ndarray:
    """A Gaussian field with exponential covariance on side x side pixels, by the Cholesky factor of a torus."""
    noise = np.random.default_rng(seed).standard_normal((side, side))
    steps = np.minimum(np.arange(side), side - np.arange(side))
    spectrum = np.fft.fft2(np.exp(-np.hypot(steps[:, None], steps) / reach)).real
    return np.asarray(np.fft.ifft2(np.fft.fft2(noise) * np.sqrt(np.maximum(spectrum, 0))).real)
