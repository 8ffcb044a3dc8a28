"""The samples that a model was trained on and keeps, so that its map can meet them; on what scale they are kriged.

Contents that are trained as logarithms are kriged as logarithms. What is known of a logarithm, its mean m and the
variance v of its error, gives the mean content exp(m + v / 2) and its standard deviation (lognormal kriging:
Cressie 1993, section 3.2.2).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import special

from ..geostatistics.blend import SMALL_WEIGHT, Blend
from ..geostatistics.sample_weight import CERTAIN, LeftOut, Samples, blends_of, joined
from ..geostatistics.uncertainty import GROWTHS, calibrated_by
from .bounds import Bounds, content_bounds, held
from .transforms import LARGEST_LOGARITHM

_MOST_VARIANCE = 50.0  # of a logarithm; its exponential must not overflow


@dataclass(frozen=True)
class KeptSamples:
    """Samples at ``places`` (n, 2) in metres of ``crs`` (WKT).

    ``values`` and ``fitted`` (n, elements) are contents: those measured, NaN for none, and what the image model says
    there. Each value is the mean of ``counts`` (n, elements) samples in one pixel. ``blends`` are those of the map with
    the image for each element, ``alone`` those of the samples without it; ranges of their covariances are in metres,
    and what is a cell there is a sample here.
    """

    crs: str
    places: np.ndarray
    counts: np.ndarray
    values: np.ndarray
    fitted: np.ndarray
    blends: tuple[Blend, ...]
    alone: tuple[Blend, ...]

    def arrays(self) -> dict[str, np.ndarray]:
        names = ("places", "counts", "values", "fitted")
        return {name: getattr(self, name) for name in names}

    def to_json(self) -> dict[str, Any]:
        blends, alone = ([blend.to_json() for blend in own] for own in (self.blends, self.alone))
        return {"crs": self.crs, "blends": blends, "alone": alone}

    @classmethod
    def rebuild(cls, data: Mapping[str, Any], arrays: Mapping[str, np.ndarray], elements: int) -> KeptSamples:
        """Rebuild from ``to_json`` and ``arrays``; raises KeyError, TypeError or ValueError where it is not one."""
        places, counts, values, fitted = (
            np.asarray(arrays[n], float) for n in ("places", "counts", "values", "fitted")
        )
        blends, alone = (tuple(Blend.from_json(blend) for blend in data[name]) for name in ("blends", "alone"))
        count = len(places)
        shapes = [a.shape for a in (places, counts, values, fitted)]
        if shapes != [(count, 2), *[(count, elements)] * 3] or not count:
            raise ValueError("samples")
        sound = np.isfinite(places).all() and np.isfinite(fitted).all() and (counts[np.isfinite(values)] > 0).all()
        if not (sound and np.isfinite(values).any(axis=0).all() and not np.isinf(values).any()):
            raise ValueError("samples")
        if not len(blends) == len(alone) == elements:
            raise ValueError("blends")
        return cls(str(data["crs"]), places, counts, values, fitted, blends, alone)


@dataclass(frozen=True)
class Scale:
    """On what scale an element is trained and kriged, and within what its contents are held."""

    transform: str
    bounds: Bounds | None
    unit: str


@dataclass(frozen=True)
class SampledElement:
    """What the samples of an element say: its blends, and the errors (RMSE) of both maps at samples left out.

    ``estimated`` tells that the weight of the image is; else it was given.
    """

    blend: Blend
    alone: Blend
    rmse: float
    rmse_alone: float
    estimated: bool = True

    @property
    def chance(self) -> float:
        """The probability that the map with the image tells samples better than the samples alone do."""
        return float(special.expit(self.blend.odds)) if self.blend.estimate > 0 else 0.0

    @property
    def helps(self) -> bool:
        """Whether the image helps the map: it has some weight, and chance is a poor reason for that."""
        return self.blend.weight > SMALL_WEIGHT and self.chance > CERTAIN


def sampled_element(
    places: np.ndarray,
    counts: np.ndarray,
    observed: np.ndarray,
    predicted: np.ndarray,
    transform: str,
    fixed: float | None = None,
) -> SampledElement:
    """Return what the samples of an element say of its map.

    ``observed`` contents (n,) at ``places`` (n, 2) in metres, means of ``counts`` samples; ``predicted`` contents by an
    image model at samples left out. The weight of the image is estimated, or ``fixed``.
    """
    samples = Samples(places, on_scale(transform, observed, observed), counts)
    drift = on_scale(transform, predicted, observed)
    found = []
    for blend in blends_of(samples, drift, fixed):
        told = joined(blend, samples, drift)
        truth, error, deviation = _in_contents(transform, told)
        growths = GROWTHS if is_linear(transform) else GROWTHS[:1]
        found.append((calibrated_by(blend, truth, error, deviation, growths), float(np.sqrt(np.mean(error**2)))))
    (blend, rmse), (alone, rmse_alone) = found
    return SampledElement(blend, alone, rmse, rmse_alone, fixed is None)


def _in_contents(transform: str, told: LeftOut) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return contents left out, their errors and the deviations expected of these, (n,) each."""
    mean, deviation = contents_of(transform, told.values - told.errors, told.variances)
    truth = contents_of(transform, told.values, np.zeros(len(told.values)))[0]
    return truth, truth - mean, deviation


def is_linear(transform: str) -> bool:
    """Whether contents are kriged as they are."""
    return transform == "none"


def on_scale(transform: str, contents: np.ndarray, observed: np.ndarray) -> np.ndarray:
    """Return contents on the scale of kriging; those with a logarithm are held by what was ``observed`` first."""
    if is_linear(transform):
        return contents
    return np.log(held(contents, content_bounds("log", observed, ""), ""))


def contents_of(transform: str, mean: np.ndarray, variance: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return mean contents and their standard deviations from means and variances of errors on the scale of kriging."""
    if is_linear(transform):
        return mean, np.sqrt(variance)
    spread = np.minimum(variance, _MOST_VARIANCE)
    contents = np.exp(np.clip(mean + spread / 2, -LARGEST_LOGARITHM, LARGEST_LOGARITHM))
    return contents, contents * np.sqrt(np.expm1(spread))
