"""Pixels that others are compared with by Gaussian kernels, so that a smooth function of bands is a sum of few terms.

A Gaussian process with the covariance exp(-gamma |z - z'|^2) of standardised features z is, as far as its values at the
landmarks tell it (Nystroem's method: Williams and Seeger 2001, Using the Nystroem Method to Speed Up Kernel Machines),
a sum of kernels with them; ``Landmarks.basis`` makes the coefficients of that sum independent of each other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..image.features import Features
from ..raster.grid import Window, evenly_spread
from .predictors import Average, Kernel, Linear, gaussian

COUNT = 150
_GAMMA = 0.3  # divided by the number of features, as for the support vectors of ``ensemble``
_LEAST_SHARE = 1e-4  # of the largest eigenvalue of the kernels; directions below are rounding
_ARRAY = "landmarks {}"
CONSTANT = 1e-9  # spread of a feature, relative to its size, below which it says nothing


@dataclass(frozen=True)
class Landmarks:
    """``vectors`` (m, p) are standardised by ``centre`` and ``scale`` (p,) of the features ``used`` (indices)."""

    used: tuple[int, ...]
    vectors: np.ndarray
    centre: np.ndarray
    scale: np.ndarray

    @property
    def gamma(self) -> float:
        return _GAMMA / len(self.used)

    def kernels(self, features: np.ndarray) -> np.ndarray:
        """Return the kernels (n, m) of pixels with the landmarks, from all of their features (n, features)."""
        return self.kernels_of_used(features[:, list(self.used)])

    def kernels_of_used(self, features: np.ndarray) -> np.ndarray:
        """Return the same from the features used alone (n, p)."""
        return gaussian((features - self.centre) / self.scale, self.vectors, self.gamma)

    def arrays(self) -> dict[str, np.ndarray]:
        """Return what ``taken_from`` makes the landmarks from."""
        parts = {"used": np.array(self.used), "vectors": self.vectors, "centre": self.centre, "scale": self.scale}
        return {_ARRAY.format(name): array for name, array in parts.items()}

    @classmethod
    def taken_from(cls, arrays: dict[str, np.ndarray]) -> Landmarks | None:
        """Take the landmarks out of arrays by their names; None where there are none."""
        if _ARRAY.format("used") not in arrays:
            return None
        used, vectors, centre, scale = (
            arrays.pop(_ARRAY.format(name)) for name in ("used", "vectors", "centre", "scale")
        )
        return cls(tuple(map(int, used)), vectors, centre, scale)

    @cached_property
    def basis(self) -> np.ndarray:
        """What turns kernels (n, m) into columns (n, r) whose coefficients are independent and have one variance."""
        values, vectors = np.linalg.eigh(gaussian(self.vectors, self.vectors, self.gamma))
        kept = values > _LEAST_SHARE * values[-1]
        return np.asarray(vectors[:, kept] / np.sqrt(values[kept]))

    def predictor(self, constant: float, line: np.ndarray, kernels: np.ndarray) -> Average:
        """Return what predicts constant + features . line + columns . kernels, from the features used (n, p).

        ``line`` (p,) and ``kernels`` (r,) are coefficients of the features as they are and of the columns of ``basis``.
        """
        straight = Linear(2 * line, np.array([2 * constant]))
        curved = Kernel(
            self.vectors, 2 * self.basis @ kernels, np.zeros(1), np.array([self.gamma]), self.centre, self.scale
        )
        return Average((straight, curved))


def landmarks_of(features: Features, seed: int) -> Landmarks | None:
    """Return landmarks among the pixels of an image, drawn at random from squares that are evenly spread.

    They are compared by the features that are no smoothed copies of others. None where there are none that vary.
    """
    whole = Window(0, 0, features.height, features.width)
    columns = range(features.spec.plain)
    planes = [features.compute(window, columns) for window in evenly_spread(whole)]
    plain = np.concatenate([plane[:, np.isfinite(plane[0])].T for plane in planes]).astype(float)
    if len(plain) < 2:
        return None
    centre, scale = plain.mean(axis=0), plain.std(axis=0)
    used = np.flatnonzero(scale > CONSTANT * np.abs(plain).max(axis=0))
    if not len(used):
        return None
    drawn = np.random.default_rng(seed).permutation(len(plain))[:COUNT]
    centre, scale = centre[used], scale[used]
    return Landmarks(tuple(map(int, used)), (plain[np.sort(drawn)][:, used] - centre) / scale, centre, scale)
