"""What the steps of super-resolution hand back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from ..deep.learning import Curve
from ..evaluation.image_quality import Quality
from ..raster.grid import Grid

if TYPE_CHECKING:
    from .super_model import SuperResolutionModel

PLAIN, STACK, CORRECTED, NETWORK, CHOSEN = "plain", "stack", "corrected", "network", "chosen"


@dataclass(frozen=True)
class QualityRow:
    """The measures of one map of an element on held-out ground.

    ``kind`` is PLAIN, STACK, CORRECTED (the stack with ridge, forest or both), NETWORK (that with a network) or CHOSEN,
    what applying gives; ``name`` says which, for a table. ``of_logarithms`` are the measures of base-10 logarithms,
    where they are learned: a few high contents decide those of contents.
    """

    kind: str
    name: str
    quality: Quality
    of_logarithms: Quality | None = None


@dataclass(frozen=True)
class ElementOutcome:
    """How well an element is sharpened on held-out ground.

    ``skill`` is that of the chosen map over ``best_plain``, the plain row of least error on that ground, and ``n`` the
    number of its pixels. ``shares`` say how much of ``ridge``, ``forest`` and ``network`` is added: 0 leaves it out, 1
    takes it as it is, and a forest, which draws to the mean, may get more. ``coverage`` is the share of errors within
    1.645 standard deviations (0.9 is wanted), each block judged by those of other blocks.
    """

    name: str
    unit: str
    transform: str
    rows: list[QualityRow]
    psnr: float | None
    ssim: float | None
    rmse: float
    r: float | None
    skill: float | None
    n: int
    best_plain: str
    shares: Mapping[str, float]
    verdict: str
    coverage: float | None = None


@dataclass(frozen=True)
class Pictures:
    """Maps of the finely surveyed ground (elements, height, width), NaN where not known, in their units."""

    grid: Grid
    truth: np.ndarray
    bilinear: np.ndarray
    base: np.ndarray
    chosen: np.ndarray


@dataclass(frozen=True)
class Trained:
    """A trained model and how good it is.

    ``fine_grid`` is the grid of the sharpened map over the whole coarse map. ``curves`` are those of the networks that
    the model holds; ``settings`` and ``versions`` plain data for a report.
    """

    model: SuperResolutionModel
    elements: list[ElementOutcome]
    curves: list[Curve]
    fine_grid: Grid
    pictures: Pictures
    notes: list[str]
    settings: Mapping[str, Any] = field(default_factory=dict)
    versions: Mapping[str, str] = field(default_factory=dict)

    def mean(self, measure: str) -> float | None:
        """Return the mean of ``psnr``, ``ssim``, ``rmse`` or ``skill`` over the elements that have it."""
        values = [getattr(element, measure) for element in self.elements]
        known = [value for value in values if value is not None]
        return sum(known) / len(known) if known else None


@dataclass(frozen=True)
class Applied:
    """What applying did: ``outside`` is the share of pixels outside of what training saw, by its cause.

    ``display_range`` is that of the first element of the coarse map; ``misfit`` of each element the largest difference
    of the mean of a cell from the coarse map in its standard deviations, where they are kept.
    """

    elements: tuple[str, ...]
    pixels: int
    outside: Mapping[str, float]
    display_range: tuple[float, float] | None = None
    misfit: tuple[float, ...] = ()
    notes: tuple[str, ...] = ()
