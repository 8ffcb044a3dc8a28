"""Transforms of contents: on what scale a model is trained, and how its predictions return to contents.

A transform turns the contents of a group of elements, (n, elements), into what is fitted, (n, parts). Logarithms stand
alone: one part an element. Centred log-ratios (Aitchison 1982, doi 10.1111/j.2517-6161.1982.tb01195.x) are those of a
composition: a part for each element, and one more, the mean logarithm, without which ratios cannot become contents.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ..errors import FusionError
from ..geostatistics.folds import Folds
from ..language import mark, tr

TRANSFORMS = {
    "none": mark("values as they are"),
    "log": mark("natural logarithm, mean-corrected on return"),
    "auto": mark("logarithm for positive, strongly right-skewed elements"),
    "clr": mark("centred log-ratios of all elements together and their mean logarithm, mean-corrected on return"),
}
FEWEST_PARTS = 3  # of a composition; two elements have a single ratio
_SKEWED = 1.0
LARGEST_LOGARITHM = 80.0  # a line run far outside its training range must not overflow into infinity


def choose_transform(transform: str, name: str, values: np.ndarray) -> str:
    """Return ``none``, ``log`` or ``clr`` for an element. Raises FusionError for logarithms of values <= 0."""
    positive = bool((values > 0).all())
    if transform in ("log", "clr") and not positive:
        count = int((values <= 0).sum())
        instead = tr("TRANSFORM=auto or none") if transform == "log" else f"ELEMENT_TRANSFORMS={name}=none"
        raise FusionError(
            "'{name}' has values that are zero or negative and have no logarithm ({count}): use {instead}, "
            "or replace values below detection first.",
            name=name,
            count=count,
            instead=instead,
        )
    if transform == "auto":
        from scipy.stats import skew  # only training needs this package, which takes long to import

        skewed = float(skew(values)) > _SKEWED
        return "log" if positive and skewed and abs(skew(np.log(values))) < abs(skew(values)) else "none"
    return transform


def element_transforms(transform: str, exceptions: str, elements: Sequence[str]) -> dict[str, str]:
    """Return the transform asked for of each element: ``transform``, or what ``exceptions`` (``Cu=log, K=none``) says.

    Raises FusionError for an unknown transform or element.
    """
    if transform not in TRANSFORMS:
        raise FusionError(
            "TRANSFORM '{transform}' is not known: give one of {transforms}.",
            transform=transform,
            transforms=", ".join(TRANSFORMS),
        )
    asked = dict.fromkeys(elements, transform)
    for entry in filter(None, (part.strip() for part in exceptions.split(","))):
        name, sign, chosen = (part.strip() for part in entry.rpartition("="))
        if not sign or name not in asked:
            raise FusionError(
                "ELEMENT_TRANSFORMS has '{entry}': give element=transform, separated by commas, with elements out of "
                "{elements}.",
                entry=entry,
                elements=", ".join(elements),
            )
        if chosen not in TRANSFORMS:
            raise FusionError(
                "ELEMENT_TRANSFORMS gives '{name}' the unknown transform '{chosen}': give one of {transforms}.",
                name=name,
                chosen=chosen,
                transforms=", ".join(TRANSFORMS),
            )
        asked[name] = chosen
    return asked


def forward(transform: str, values: np.ndarray) -> np.ndarray:
    """Return what is fitted (n, parts) for the contents (n, elements) of a group.

    For ``clr`` ln x - g for each element, and last g, the mean of ln x over the elements.
    """
    if transform == "none":
        return values
    logarithms = np.log(values)
    if transform == "log":
        return logarithms
    level = logarithms.mean(axis=1, keepdims=True)
    return np.hstack([logarithms - level, level])


def inverse(transform: str, parts: np.ndarray) -> np.ndarray:
    """Return contents (n, elements) from predicted parts (n, parts), still without their factors.

    The log-ratios of a composition add up to 0; predicted one by one they need not, and are centred again.
    """
    if transform == "none":
        return parts
    if transform == "clr":
        ratios, level = parts[:, :-1], parts[:, -1:]
        parts = ratios - ratios.mean(axis=1, keepdims=True) + level
    return np.exp(np.clip(parts, -LARGEST_LOGARITHM, LARGEST_LOGARITHM))


def smearing_factors(transform: str, values: np.ndarray, parts: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return the factor of each element (elements,) that takes the bias out of exp(prediction).

    From contents (n, elements), their parts predicted out of fold (n, parts), and weights (n,). For ``log`` the mean of
    exp(residual) (Duan 1983, doi 10.1080/01621459.1983.10478017). For ``clr``, where the residuals of several parts
    come together, the weighted mean of the contents over that of the returned predictions (ratio estimator of bias:
    Snowdon 1991, Can. J. For. Res. 21, 720-724).
    """
    if transform == "none":
        return np.ones(values.shape[1])
    if transform == "log":
        return np.exp(np.log(values) - parts).mean(axis=0)
    return (weights @ values) / (weights @ inverse(transform, parts))


def inverse_out_of_fold(
    transform: str, values: np.ndarray, parts: np.ndarray, weights: np.ndarray, folds: Folds
) -> np.ndarray:
    """Return contents (n, elements) from parts predicted out of fold; each fold's factors come from the other folds."""
    out = inverse(transform, parts)
    if transform == "none":
        return out
    for fold in range(folds.count):
        own = folds.fold == fold
        out[own] *= smearing_factors(transform, values[~own], parts[~own], weights[~own])
    return out
