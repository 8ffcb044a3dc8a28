"""Transforms of contents: on what scale a model is trained, and how its predictions return to contents."""

from __future__ import annotations

import numpy as np
from scipy.stats import skew

from .errors import FusionError

TRANSFORMS = {
    "none": "values as they are",
    "log": "natural logarithm, mean-corrected on return",
    "auto": "logarithm for positive, strongly right-skewed elements",
}
_SKEWED = 1.0


def choose_transform(transform: str, name: str, values: np.ndarray) -> str:
    """Return ``none`` or ``log`` for an element. Raises FusionError where a logarithm is asked of values <= 0."""
    positive = bool((values > 0).all())
    if transform == "log" and not positive:
        count = int((values <= 0).sum())
        raise FusionError(
            f"'{name}' has {count} values that are zero or negative and have no logarithm: use TRANSFORM=auto or none, "
            "or replace values below detection first."
        )
    if transform == "auto":
        skewed = float(skew(values)) > _SKEWED
        return "log" if positive and skewed and abs(skew(np.log(values))) < abs(skew(values)) else "none"
    return transform
