"""Scores of anomaly without a network; each is (places,), and more is more anomalous.

The default, ``multiscale``, asks two questions at several scales, each answered by ranks: is the target high here and
around (level), and do target and pathfinders exceed what is usual beside all other elements (exceedance). The others
are what it has to be held against: the target by itself, outlierness of any kind, and where samples lie.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.spatial.distance import cdist

from ..progress import SILENT, Progress
from .neighbours import NARROW, Support, percentile_ranks, scales_for
from .preparation import Prepared
from .survey import Survey

DEFAULT = "multiscale"
_NEEDS_SKLEARN = "isolation_forest"
_WIDE = 24  # neighbours over which the target by itself is averaged, beside 8
_USUAL = 0.75  # quantile of a log-ratio above which it exceeds the usual
_NOISE = 1e-9  # of rounding, which may not set a place apart from the half of all that exceed nothing
_GEOMETRY = 16  # nearest places, as the published benchmark of such scores takes them
_NEAREST = 5  # in the space of elements
_REFERENCES = 4000  # places at most among which these are sought
_COMPONENTS = 5
_TREES = 200
_BLOCK = 2000  # rows of distances at once


def classical_scores(
    prepared: Prepared,
    survey: Survey,
    targets: Sequence[int],
    pathfinders: Sequence[int] = (),
    seed: int = 0,
    progress: Progress = SILENT,
    support: Support | None = None,
) -> dict[str, np.ndarray]:
    """Return every score (places,) by its name.

    ``targets`` and ``pathfinders`` are numbers of elements; several targets count by their mean. ``support`` is that of
    the places where it is there already. A score is NaN where it knows nothing: no target at a place or around it. The
    isolation forest is left out where scikit-learn is missing.
    """
    support = support or Support.of(survey.places)
    scales = scales_for(len(survey.places))
    target = mean_known(prepared.plain[:, list(targets)])
    filled = np.where(np.isfinite(prepared.ratio), prepared.ratio, 0.0)  # 0 is the median of each
    work: dict[str, Callable[[], np.ndarray | None]] = {
        DEFAULT: lambda: multiscale(prepared, support, targets, pathfinders, scales),
        "level": lambda: level(prepared, support, targets, scales),
        "exceedance": lambda: exceedance(prepared, support, [*targets, *pathfinders], scales),
        "raw_target": lambda: target,
        "target_mean_8": lambda: support.means(target, NARROW),
        "target_mean_wide": lambda: support.means(target, scales_for(len(target), [_WIDE])[0]),
        "mahalanobis": lambda: mahalanobis(filled),
        "principal_components": lambda: component_residual(filled),
        "element_distance": lambda: element_distance(filled, seed),
        _NEEDS_SKLEARN: lambda: isolation(filled, seed),
        "geometry": lambda: support.distances[:, :_GEOMETRY].mean(axis=1),
    }
    scores = {}
    for number, (name, score) in enumerate(work.items()):
        progress.check(number / len(work))
        values = score()
        if values is not None:
            scores[name] = values
    return scores


# ---------------------------------------------------------------------------------------------- target and pathfinders


def mean_known(values: np.ndarray) -> np.ndarray:
    """Return the mean (n,) over the columns that are known, NaN where none is."""
    known = np.isfinite(values)
    count = known.sum(axis=1)
    total = np.where(known, values, 0.0).sum(axis=1)
    return np.divide(total, count, out=np.full(len(values), np.nan), where=count > 0)


def level(prepared: Prepared, support: Support, targets: Sequence[int], scales: Sequence[int]) -> np.ndarray:
    """Return the mean of the ranks of the targets at a place by itself and over each scale of neighbours.

    Of robust z that are not held within limits: ranks are, and the richest places keep their order.
    """
    return _at_scales(mean_known(prepared.plain[:, list(targets)]), support, (0, *scales))


def exceedance(prepared: Prepared, support: Support, elements: Sequence[int], scales: Sequence[int]) -> np.ndarray:
    """Return the mean of the ranks, over each scale of neighbours, of how far elements exceed what is usual.

    That is the mean over the elements of what their log-ratio is above its upper quartile in the survey, and 0 below: a
    halo adds some elements and need not deplete others.
    """
    ratio = prepared.ratio[:, list(elements)]
    ratio = ratio[:, np.isfinite(ratio).any(axis=0)]  # a model may know elements that the samples lack
    excess = ratio - np.nanquantile(ratio, _USUAL, axis=0)
    above = mean_known(np.where(excess <= _NOISE, 0.0, excess))  # NaN stay
    return _at_scales(above, support, scales)


def multiscale(
    prepared: Prepared, support: Support, targets: Sequence[int], pathfinders: Sequence[int], scales: Sequence[int]
) -> np.ndarray:
    """Return the mean of ``level`` and ``exceedance``, those of targets and pathfinders."""
    above = exceedance(prepared, support, [*targets, *pathfinders], scales)
    return (level(prepared, support, targets, scales) + above) / 2


def _at_scales(values: np.ndarray, support: Support, scales: Sequence[int]) -> np.ndarray:
    return np.asarray(np.mean([percentile_ranks(support.means(values, scale)) for scale in scales], axis=0))


# ---------------------------------------------------------------------------------------------- outlierness


def mahalanobis(z: np.ndarray) -> np.ndarray:
    """Return the distance of each row of ``z`` (n, elements) from 0 in a robust covariance.

    Robust as ``z`` are robust z held within a few standard deviations, so that no row pulls the covariance far; and
    shrunk towards a multiple of the unit matrix (Ledoit and Wolf 2004), so that it has an inverse where elements are
    many or sum to 0. Unlike the minimum covariance determinant it needs no search, and works with fewer rows than
    elements.
    """
    values, vectors = np.linalg.eigh(shrunk_covariance(z))
    return np.sqrt((_product(z, vectors) ** 2 / values).sum(axis=1))


def shrunk_covariance(z: np.ndarray) -> np.ndarray:
    """Return the covariance (elements, elements) about 0 of ``z`` (n, elements), shrunk after Ledoit and Wolf (2004).

    Their formula, with 0 for the mean: (1 - b / d) S + (b / d) m I, m the mean variance, d the squared distance of S
    from m I, and b that of S from the products of single rows, over n.
    """
    n, size = z.shape
    covariance = _gram(z) / n
    mean = float(np.trace(covariance)) / size
    target = mean * np.eye(size)
    spread = float(((covariance - target) ** 2).sum())
    rows = float(((z**2).sum(axis=1) ** 2).sum()) / n - float((covariance**2).sum())
    weight = min(max(rows / n / spread, 0.0), 1.0) if spread > 0 else 1.0
    shrunk = (1 - weight) * covariance + weight * target
    return np.asarray(shrunk + 1e-9 * max(mean, 1e-300) * np.eye(size))


def component_residual(z: np.ndarray) -> np.ndarray:
    """Return how far each row lies from its projection on the first principal components: 5, or half the elements."""
    count = max(1, min(_COMPONENTS, z.shape[1] // 2))
    vectors = np.linalg.eigh(_gram(z) / len(z))[1][:, -count:]
    residual = z - _product(_product(z, vectors), vectors.T)
    return np.asarray(np.sqrt((residual**2).sum(axis=1)))


def element_distance(z: np.ndarray, seed: int) -> np.ndarray:
    """Return the mean distance of each row to the 5 nearest others, in the space of elements.

    In large surveys among 4000 places drawn by ``seed``; all pairs would take hours there.
    """
    picked = np.arange(len(z))
    if len(z) > _REFERENCES:
        picked = np.sort(np.random.default_rng(seed).choice(len(z), _REFERENCES, replace=False))
    count = min(_NEAREST, len(picked) - 1)
    found = np.empty(len(z))
    for start in range(0, len(z), _BLOCK):
        rows = np.arange(start, min(start + _BLOCK, len(z)))
        squares = cdist(z[rows], z[picked], "sqeuclidean")
        squares[rows[:, None] == picked] = np.inf  # no row is its own neighbour
        smallest = np.sort(np.partition(squares, count - 1, axis=1)[:, :count], axis=1)
        found[rows] = np.sqrt(smallest).mean(axis=1)
    return found


def isolation(z: np.ndarray, seed: int) -> np.ndarray | None:
    """Return the score of an isolation forest (Liu et al. 2008) without weights, None where scikit-learn is missing."""
    try:
        from sklearn.ensemble import IsolationForest
    except ImportError:
        return None
    forest = IsolationForest(n_estimators=_TREES, random_state=seed).fit(z)
    return np.asarray(-forest.score_samples(z))


def _gram(z: np.ndarray) -> np.ndarray:
    """Return z'z, the same with any number of threads, which a product by BLAS is not."""
    return np.asarray(np.einsum("ni,nj->ij", z, z))


def _product(z: np.ndarray, matrix: np.ndarray) -> np.ndarray:
    """Return z times a matrix, the same with any number of threads."""
    return np.asarray(np.einsum("ni,ij->nj", z, matrix))
