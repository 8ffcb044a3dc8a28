"""What is known of the field behind a coarse map: how it varies, what the image says of it, how exact its values are.

Where it is not known whether cell values are exact block means or means of a few samples, both views are held, each
with its probability; a map is the mean over views (Bayesian model averaging: Hoeting et al. 1999, doi
10.1214/ss/1009212519).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np
from scipy import special

from .covariance import SMOOTHNESS, Covariance
from .pixel_noise import BROADEST

_CLEAR = 2.0  # standard errors from which a weight is taken for certain
_SHARED = 0.5  # of the texture of an image is that of the elements, where the image surely tells of them
_MOST_TEXTURED = 1.5  # times what a covariance says of deviations within cells
SMALL_WEIGHT = 0.1  # a weight below which the map is that of interpolation to the eye


@dataclass(frozen=True)
class View:
    """One reading of a coarse map, with its probability ``share``.

    ``weight`` is that of the image's prediction, ``covariance`` that of what it does not explain, and ``samples`` the
    number taken to stand behind a cell value (infinite: exact; of one number a cell their harmonic mean). ``spread``
    multiplies the deviations that the covariance leaves within cells, where the field may vary at two scales.
    """

    share: float
    weight: float
    covariance: Covariance
    samples: float = math.inf
    spread: float = 1.0

    @property
    def exact(self) -> bool:
        return self.covariance.noise == 0

    def degraded(self, ratio: int) -> View:
        """Return the view of a map whose cells are ratio x ratio of these."""
        c = self.covariance
        wider = Covariance(c.smoothness, c.range / ratio, c.sill, c.noise / ratio**2, c.aspect)
        return replace(self, covariance=wider, samples=self.samples * ratio**2)

    def noise(self, shape: tuple[int, ...], samples: np.ndarray | None = None) -> np.ndarray:
        """Return the variance of the error of cell values (rows, columns), from ``samples`` behind each where known."""
        typical = np.full(shape, self.covariance.noise)
        if samples is None or self.exact:
            return typical
        return np.where(samples > 0, self.covariance.noise * self.samples / np.maximum(samples, 1), typical)


@dataclass(frozen=True)
class Blend:
    """The views of an element, its likeliest first, and what follows of them.

    ``estimate`` and ``error`` are the weight of the image before it is shrunk and its standard error; ``odds`` is the
    log of how many times likelier a map of samples is than one of exact means. ``width`` is the standard deviation, in
    sides of a cell, of the Gaussian mean that rids the prediction of the noise of its image, and ``left`` that of the
    error that stays, of noise and of detail within cells, in the unit of the element. The share ``growth`` of the
    variance of errors grows with the square of the content, and errors are what kriging says at the content ``level``.
    ``counted`` tells that the numbers of samples that a coarse map carries are to be used. ``scale`` multiplies
    standard deviations; ``typical`` is what most cells say of it alone, on the scale on which errors do not grow, by
    which values that stand out are told.
    """

    views: tuple[View, ...]
    estimate: float
    error: float
    odds: float
    width: float = 0.0
    growth: float = 0.0
    level: float = 1.0
    counted: bool = False
    left: float = 0.0
    scale: float = 1.0
    typical: float = 1.0

    @property
    def weight(self) -> float:
        """The weight of the image in the map."""
        return sum(view.share * view.weight for view in self.views)

    def degraded(self, ratio: int) -> Blend:
        """Return the blend of a map whose cells are ratio x ratio of these."""
        return replace(self, views=tuple(view.degraded(ratio) for view in self.views), width=self.width / ratio)

    @property
    def chance(self) -> float:
        """The probability that the image helps: that its weight is above 0, if errors of the estimate are normal."""
        if self.error > 0:
            return float(special.ndtr(self.estimate / self.error))
        return float(self.estimate > 0)

    @property
    def helps(self) -> bool:
        """Whether the image helps the map: it has some weight, and chance is a poor reason for that."""
        return self.weight > SMALL_WEIGHT and self.estimate > _CLEAR * self.error

    @property
    def covariance(self) -> Covariance:
        return self.views[0].covariance

    @property
    def samples(self) -> float:
        """The number of samples taken to stand behind a cell value, infinite where all views say that it is exact."""
        return min(view.samples for view in self.views)

    @property
    def exact(self) -> bool:
        return all(view.exact for view in self.views)

    @property
    def kept(self) -> float:
        """The probability that the values are exact."""
        return sum(view.share for view in self.views if view.exact)

    def textured(self, texture: float, whole: bool) -> Blend:
        """Return the blend of an element whose image has a ``texture`` of its own, as ``Covariance.texture`` tells it.

        Variables of one ground mostly share their correlations (intrinsic correlation: Chiles & Delfiner 2012, ch. 5).
        Coarse values say how the field varies between cells, and nothing of how it does within; so the deviations there
        are the geometric mean of what the covariance says and of what the texture of the image would make of it, as far
        as it is certain that the image tells of the element, and at most half more or a third less. A texture that is
        not ``whole`` is the least that it may be, and takes nothing away.
        """
        share = _SHARED * max(2 * self.chance - 1, 0.0)
        if not (math.isfinite(texture) and texture > 0):
            return self
        least = 1 / _MOST_TEXTURED if whole else 1.0
        views = []
        for view in self.views:
            factor = (texture / view.covariance.texture) ** share
            views.append(replace(view, spread=view.spread * min(max(factor, least), _MOST_TEXTURED)))
        return replace(self, views=tuple(views))

    def to_json(self) -> dict[str, Any]:
        views = [{**asdict(view), "samples": None if math.isinf(view.samples) else view.samples} for view in self.views]
        return {**asdict(self), "views": views}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Blend:
        """Rebuild from ``to_json``; raises KeyError, TypeError or ValueError where it is not one."""
        views = tuple(_view(view) for view in data["views"]) if "views" in data else _older(data)
        estimate, error, odds = (float(data[name]) for name in ("estimate", "error", "odds"))
        width, growth, left = (float(data.get(name, 0.0)) for name in ("width", "growth", "left"))
        level, scale = (float(data.get(name, 1.0)) for name in ("level", "scale"))
        typical = float(data.get("typical", scale))
        whole = math.isclose(sum(view.share for view in views), 1, abs_tol=1e-6)
        finite = np.isfinite([estimate, error, odds, level, left, scale, typical]).all()
        positive = min(level, scale, typical) > 0
        if not (finite and whole and positive and 0 <= width <= BROADEST and 0 <= growth <= 1 and left >= 0):
            raise ValueError("blend")
        counted = data.get("counted") is True
        return cls(views, estimate, error, odds, width, growth, level, counted, left, scale, typical)


def mixed(views: Sequence[View], estimates: Sequence[float], errors: Sequence[float], odds: float) -> Blend:
    """Return the blend of views with their own estimates of the weight of the image and standard errors of these."""
    shares = np.array([view.share for view in views])
    estimate = float(shares @ estimates)
    error = math.sqrt(float(shares @ (np.square(errors) + np.square(np.subtract(estimates, estimate)))))
    ordered = sorted(views, key=lambda view: -view.share)
    return Blend(tuple(ordered), estimate, error, odds)


def _view(data: dict[str, Any]) -> View:
    covariance = Covariance(**{name: float(value) for name, value in data["covariance"].items()})
    numbers = [covariance.smoothness, covariance.range, covariance.sill, covariance.noise, covariance.aspect]
    share, weight, spread = (float(data.get("share", 1.0)), float(data["weight"]), float(data.get("spread", 1.0)))
    positive = min(covariance.range, covariance.sill, covariance.aspect, spread) > 0 <= covariance.noise
    known = covariance.smoothness in SMOOTHNESS and 0 <= share <= 1
    if not (np.isfinite([*numbers, weight, spread]).all() and positive and known):
        raise ValueError("view")
    samples = math.inf if data["samples"] is None else float(data["samples"])
    if not samples > 0:
        raise ValueError("samples")
    return View(share, weight, covariance, samples, spread)


def _older(data: dict[str, Any]) -> tuple[View, ...]:
    """Return the views of a file that has one, of whose noise the share ``kept`` stays."""
    view, kept = _view(data), float(data.get("kept", 0.0))
    if not 0 <= kept <= 1:
        raise ValueError("kept")
    if view.exact or kept == 0:
        return (view,)
    c = view.covariance
    exact = View(kept, view.weight, Covariance(c.smoothness, c.range, c.sill, 0.0, c.aspect))
    return (View(1 - kept, view.weight, c, view.samples), exact)
