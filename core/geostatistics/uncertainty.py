"""Standard deviation of a fused map: what the coarse values leave unknown at a pixel, and how it grows with contents.

It is the error of ordinary kriging of a point from the means of the cells around it (``area_to_point``), under the
covariance that training found for what the image does not explain; where the cell values are means of samples their
noise is in it.

Errors of contents grow with contents, as no kriging variance does: they have a part that is constant and one that is
proportional to the content. Their shares are found at the cells: each is predicted from the others, and the errors, in
kriging standard deviations, have the variance 1 - s + s (content / level)^2 (variance functions: Davidian & Carroll
1987, doi 10.1080/01621459.1987.10478543). Errors of surveys have heavy tails; so that a few do not decide, the
likelihood is that of Student's t with four degrees of freedom (Lange, Little & Taylor 1989, doi
10.1080/01621459.1989.10478852). Cells are few, so that s is a mean over its probabilities, and before the cells are
asked errors that are mostly proportional are the likelier ones, as those of contents are (Thompson & Howarth 1978,
Journal of Geochemical Exploration 9, 23-30). Last the deviation is scaled so that 1.645 of it hold 90 % of the errors.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ..errors import FusionError
from .blend import Blend
from .covariance import JITTER, block_table, covariance_matrix, lag_index
from .image_weight import TRUSTED_CELLS, independent_parts

GROWTHS = (0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 0.97, 0.99)  # shares of the variance that grow; never shrink to nothing
NORMAL_90 = 1.645  # standard deviations on each side of the mean that hold 90 % of a normal distribution
_FEWEST = 20  # cells that errors and contents are compared at
_BELIEVED = 30  # cells that a scale of 1 counts for
_UNUSUAL = 0.03  # how frequent errors are that do not grow, where those that grow wholly are 1 more
_FREEDOM = 4  # degrees of freedom of the errors
_ROUNDS = 50  # in which their spread settles to many digits


def require(blends: Sequence[Blend | None], mode: str, means_kept: bool, has_samples: bool = False) -> None:
    """Raise FusionError where the standard deviation of the elements with these blends is not known.

    It is that of a map that keeps the means of the coarse cells (``means_kept``) or meets the samples of a model that
    ``has_samples``; ``mode`` is how the map is asked for.
    """
    known = has_samples or all(blend is not None for blend in blends)
    if known and not means_kept:
        raise FusionError(
            "UNCERTAINTY of MODE={mode} is not known, as such a map meets neither coarse values nor samples: use "
            "MODE=residual or MODE=interpolation, or leave UNCERTAINTY out.",
            mode=mode,
        )
    if not known:
        raise FusionError(
            "UNCERTAINTY needs MODE=residual and a model of METHOD=auto or of a network, trained on a coarse raster, "
            "or a model trained on samples: change these, use MODE=interpolation, or leave UNCERTAINTY out."
        )


def calibrated(blend: Blend, values: np.ndarray, predicted: np.ndarray, samples: np.ndarray | None = None) -> Blend:
    """Return a blend with how the errors of its map grow with contents, and with their scale.

    ``values``, predictions of the image model at cells left out and the ``samples`` behind them are (rows, columns),
    NaN where there is none. The growth is the mean of ``GROWTHS`` by their probabilities; 0 where more than a tenth of
    the values are not above 0. The level is the root mean square of the contents expected, so that the mean variance
    stays as it is. The scale is drawn to 1 as by 30 cells that say so; fewer than 20 cells say nothing.
    """
    return calibrated_by(blend, *held_out(blend, values, predicted, samples))


def calibrated_by(
    blend: Blend, observed: np.ndarray, error: np.ndarray, deviation: np.ndarray, growths: Sequence[float] = GROWTHS
) -> Blend:
    """Return a blend with growth and scale of errors, as ``calibrated``, from values left out, all (n,).

    ``error`` is that of their prediction and ``deviation`` what it was expected to be; ``growths`` are tried.
    """
    if len(observed) < _FEWEST:
        return blend
    contents = np.maximum(observed - error, 0)
    level = math.sqrt(float(np.mean(contents**2)))
    if not (np.quantile(observed, 0.1) > 0 and level > 0):
        growth, level = 0.0, 1.0
    else:
        losses = [_loss(error / deviation, growing(contents, share, level)) for share in growths]
        growth = _mean_growth(losses, growths, contents)
    found = _spread(error / (deviation * growing(contents, growth, level)))
    scale = math.sqrt((len(observed) * found**2 + _BELIEVED) / (len(observed) + _BELIEVED))
    steady = steadied(observed, growth, level) - steadied(observed - error, growth, level)
    return replace(blend, growth=growth, level=level, scale=scale, typical=_spread(steady / deviation) or scale)


def _spread(errors: np.ndarray) -> float:
    """Return the standard deviation of a normal distribution that holds as much as 90 % of the errors."""
    return float(np.quantile(np.abs(errors), 0.9)) / NORMAL_90


def growing(contents: np.ndarray, growth: float, level: float) -> np.ndarray:
    """Return by how much errors are larger at contents than at the ``level``; ``growth`` is the share that grows."""
    return np.asarray(np.sqrt(1 - growth + growth * (np.maximum(contents, 0) / level) ** 2))


def steadied(contents: np.ndarray, growth: float, level: float) -> np.ndarray:
    """Return contents on the scale on which errors are alike everywhere, and as large as at the ``level``.

    It is the variance-stabilising transform, the integral of 1 / ``growing``: contents themselves where errors do not
    grow, nearly logarithms where they are proportional.
    """
    if growth == 0:
        return contents
    constant, bend = _bend(growth, level)
    return np.asarray(
        np.arcsinh(bend * np.maximum(contents, 0)) / (bend * constant) + np.minimum(contents, 0) / constant
    )


def contents_of(steady: np.ndarray, growth: float, level: float) -> np.ndarray:
    """Return the contents that ``steadied`` gave; what is beyond all floats is infinite."""
    if growth == 0:
        return steady
    constant, bend = _bend(growth, level)
    with np.errstate(over="ignore"):
        return np.asarray(np.sinh(bend * constant * np.maximum(steady, 0)) / bend + np.minimum(steady, 0) * constant)


def _bend(growth: float, level: float) -> tuple[float, float]:
    """Return the constant part of errors, and the inverse of the content from which they are mostly proportional."""
    growth = min(growth, GROWTHS[-1])
    constant = math.sqrt(1 - growth)
    return constant, math.sqrt(growth) / (constant * level)


def _mean_growth(losses: Sequence[float], growths: Sequence[float], contents: np.ndarray) -> float:
    """Return the mean of ``growths`` by their probabilities, from minus the log likelihood of each and what is usual.

    Errors of contents are as a rule proportional to them. Likelihoods are tempered as those of the kind of map are
    (``image_weight.log_odds``).
    """
    power = 1 / (1 + len(contents) / TRUSTED_CELLS)
    shares = np.array(growths)
    weights = (_UNUSUAL + shares**2) * np.exp(-power * (np.array(losses) - min(losses)))
    return float(weights @ shares / weights.sum())


def _loss(errors: np.ndarray, by: np.ndarray) -> float:
    """Return minus the log likelihood, but for a constant, of errors (n,) that are larger ``by`` so much than t."""
    squares = (errors / by) ** 2
    spread = max(float(np.mean(squares)), 1e-300)
    for _ in range(_ROUNDS):  # expectation and maximisation
        spread = max(float(np.mean((_FREEDOM + 1) * squares / (_FREEDOM + squares / spread))), 1e-300)
    tails = (_FREEDOM + 1) / 2 * float(np.log1p(squares / (_FREEDOM * spread)).sum())
    return len(errors) / 2 * math.log(spread) + tails + float(np.log(by).sum())


def held_out(
    blend: Blend, values: np.ndarray, predicted: np.ndarray, samples: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return cell values, their errors where each is predicted from the others, and the deviations of these, (n,).

    Errors of ordinary kriging with one value left out come from the inverse of the covariance (Dubrule 1983, doi
    10.1007/BF01033232). Of a large map they are those of the parts that represent it.
    """
    found = []
    parts = independent_parts(values, predicted, np.zeros(values.shape))
    # the drift of parts is centred, by a constant that kriging with an unknown mean does not see
    for part in parts:
        own = part.columns[:, 0]
        errors, variances = [], []
        for view in blend.views:
            c = view.covariance
            table = block_table(values.shape, c.smoothness, c.range, c.aspect)
            noise = view.noise(values.shape, samples)[part.place[:, 0], part.place[:, 1]] / c.sill
            matrix = covariance_matrix(table, lag_index(part.place, values.shape[1]), noise + JITTER * table[0, 0])
            inverse = np.linalg.inv(matrix)
            summed = inverse.sum(axis=1)
            inverse -= np.outer(summed, summed) / summed.sum()
            diagonal = np.diag(inverse)
            errors.append(inverse @ (own - view.weight * part.columns[:, -1]) / diagonal)
            variances.append(c.sill / diagonal)
        shares = np.array([view.share for view in blend.views])
        error = shares @ errors
        found.append((own, error, np.sqrt(shares @ (np.array(variances) + (np.array(errors) - error) ** 2))))
    if not found:
        return np.empty(0), np.empty(0), np.empty(0)
    own, error, deviation = (np.concatenate(column) for column in zip(*found))
    return own, error, deviation


def grown(deviation: np.ndarray, contents: np.ndarray, blend: Blend) -> np.ndarray:
    """Return deviations of an element (height, width) with the error of its weighed prediction, grown with contents."""
    return blend.scale * np.hypot(deviation, blend.weight * blend.left) * growing(contents, blend.growth, blend.level)
