"""One number for several elements at a pixel: the sum of robust z, or the first component of log-ratios."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..errors import FusionError
from ..language import mark

INDICES = {
    "z_sum": mark("sum of robust z"),
    "component": mark("first principal component of centred log-ratios"),
}
_MAD = 1.4826  # a median absolute deviation as the standard deviation of a normal distribution
_FEWEST = 3  # pixels that components are found from


@dataclass(frozen=True)
class Index:
    """A linear form of the elements' scales: ``kind`` of INDICES, ``centre`` and ``weights`` (elements,).

    ``logarithmic`` (elements,) are taken as logarithms; a component is of log-ratios. ``explained`` is the share of the
    variance of log-ratios that the component has, ``loadings`` are correlations with it.
    """

    kind: str
    names: tuple[str, ...]
    centre: np.ndarray
    weights: np.ndarray
    logarithmic: np.ndarray
    explained: float | None = None
    loadings: np.ndarray | None = None

    def at(self, values: np.ndarray) -> np.ndarray:
        """Return the index (height, width) of contents (elements, height, width), NaN where one is missing."""
        scale = _log_ratios(values) if self.kind == "component" else _scaled(values, self.logarithmic)
        return np.asarray(np.tensordot(self.weights, scale - self.centre[:, None, None], 1))


def find_index(kind: str, names: Sequence[str], values: np.ndarray) -> Index:
    """Return the index of elements from contents (elements, rows, columns) of a sample of the map.

    Robust z (Reimann et al. 2005) is (x - median) / (1.4826 MAD), of logarithms where all contents are above 0. The
    component is that of the covariance of centred log-ratios (Aitchison 1986), of unit variance, and rises with the
    first element; units do not matter to it. Raises FusionError where elements or values do not allow an index.
    """
    if kind == "component":
        return _component(names, values)
    logarithmic = np.array([bool(np.nanmin(plane) > 0) for plane in values])
    scale = _scaled(values, logarithmic).reshape(len(values), -1)
    centre = np.nanmedian(scale, axis=1)
    spread = _MAD * np.nanmedian(np.abs(scale - centre[:, None]), axis=1)
    for name, own in zip(names, spread):
        if not own > 0:
            raise FusionError(
                "INDEX: more than half of the map has one value of '{name}', so that its z is not known: leave it out "
                "of INDEX_BANDS.",
                name=name,
            )
    return Index(kind, tuple(names), centre, 1 / spread, logarithmic)


def _component(names: Sequence[str], values: np.ndarray) -> Index:
    if len(names) < 2:
        raise FusionError("INDEX_KIND=component needs two elements and more: choose more INDEX_BANDS, or z_sum.")
    rows = _log_ratios(values).reshape(len(names), -1)
    rows = rows[:, np.isfinite(rows).all(axis=0)]
    if rows.shape[1] < _FEWEST:
        raise FusionError(
            "INDEX: no pixels have contents above 0 of all of {names}: choose fewer INDEX_BANDS.",
            names=", ".join(names),
        )
    centre = rows.mean(axis=1)
    covariance = np.cov(rows)
    variances, vectors = np.linalg.eigh(covariance)
    variance, vector = float(variances[-1]), vectors[:, -1]
    if not variance > 0:
        raise FusionError("INDEX: the ratios of the elements are the same everywhere: choose other INDEX_BANDS.")
    vector = vector * (1.0 if vector[0] >= 0 else -1.0)
    loadings = vector * np.sqrt(variance / np.maximum(np.diag(covariance), 1e-300))
    weights = vector / np.sqrt(variance)
    explained = variance / float(variances.sum())
    return Index("component", tuple(names), centre, weights, np.ones(len(names), bool), explained, loadings)


def _scaled(values: np.ndarray, logarithmic: np.ndarray) -> np.ndarray:
    """Return contents (elements, rows, columns) on the scale of z; no logarithm where a content is not above 0."""
    found = np.asarray(values, float).copy()
    positive = logarithmic[:, None, None] & (found > 0)
    found[np.broadcast_to(logarithmic[:, None, None], found.shape) & ~(found > 0)] = np.nan
    found[positive] = np.log(found[positive])
    return found


def _log_ratios(values: np.ndarray) -> np.ndarray:
    """Return centred log-ratios (elements, rows, columns), NaN where an element is missing or not above 0."""
    logs = _scaled(values, np.ones(len(values), bool))
    return np.asarray(logs - logs.mean(axis=0))
