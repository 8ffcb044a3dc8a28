"""Learning from known deposits: which places are like those where deposits are known, judged without their own labels.

Known deposits are few, and a place without one is not a place where there is none: the learning is positive-unlabelled.
Whatever is returned of a place comes from models that saw neither its label nor those about it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from ..deep.crossfit import near
from ..errors import FusionError
from ..evaluation.sampling_density import nearest_distances
from ..geostatistics.folds import FoldChoice, Folds, make_folds
from ..language import tr
from ..progress import SILENT, Progress
from ..regression.methods import load_support_vectors, missing_scikit_learn
from .classical import exceedance, level, multiscale
from .neighbours import Support, percentile_ranks, place_areas, scales_for
from .preparation import Prepared
from .survey import Survey

FEWEST = 30  # different places of known deposits; with fewer, what is learned is what these few have by chance
_FEWEST_LEFT = 10  # of them, to learn from beside the ground held out
_FOLDS = FoldChoice(10)
_PARTITIONS = 2  # of the ground into folds, over which scores are averaged
_TREES = 100  # a fold
_UNLABELLED = 10  # drawn for each known place, anew for each tree
_LEAST_LEAF = 5
_CANDIDATES = 0.3  # of the features, tried at each split


@dataclass(frozen=True)
class Labelled:
    """What was learned from known deposits.

    ``score`` (n,) says how much a place is like known ones, a mean of percentile ranks, 0 to 1. ``geometry`` (n,) is
    the same of models that know only how far other samples are: what ``score`` has to be held against. Both are out of
    fold. ``positives`` (n,) are the places that stand for known deposits, ``folds`` (partitions, n) the fold in which
    each place was held out; ``block_size`` and ``buffer`` are metres.
    """

    score: np.ndarray
    geometry: np.ndarray
    positives: np.ndarray
    folds: np.ndarray
    block_size: float
    buffer: float


def labelled_scores(
    prepared: Prepared,
    survey: Survey,
    targets: Sequence[int],
    pathfinders: Sequence[int],
    labels: np.ndarray,
    support: Support | None = None,
    seed: int = 0,
    progress: Progress = SILENT,
) -> Labelled:
    """Learn from known deposits, ``labels`` (m, 2) in metres in the CRS of the survey, and score every place (n,).

    The ground is dealt to ten folds of blocks; the places of a fold are scored by a model that learned from no place
    of it, nor within a buffer around it. Two such partitions are averaged. The same seed and version of scikit-learn
    give the same scores. Raises FusionError where the deposits have fewer than 30 different places, where too few are
    left to learn from, or where scikit-learn is missing.
    """
    missing = missing_scikit_learn()
    if missing:
        raise FusionError(missing)
    load_support_vectors()
    support = support or Support.of(survey.places)
    scales = scales_for(len(survey.places))
    positives = positive_places(survey.places, labels, support.distances[:, scales[-1] - 1], progress)
    known = multiscale(prepared, support, targets, pathfinders, scales)
    partitions = _partitions(survey.places, known, support, seed)
    buffer = float(np.median(support.distances[:, scales[-1] - 1]))
    learners = [_learners(folds, survey.places, positives, buffer) for folds in partitions]
    learned = (
        (_features(prepared, support, targets, pathfinders, scales), progress.part(0, 0.8)),
        (_distances(survey), progress.part(0.8, 1)),
    )
    score, geometry = (
        _out_of_fold(features, positives, partitions, learners, seed, part) for features, part in learned
    )
    return Labelled(
        score, geometry, positives, np.array([part.fold for part in partitions]), partitions[0].block_size, buffer
    )


# ---------------------------------------------------------------------------------------------- labels


def positive_places(places: np.ndarray, labels: np.ndarray, reach: np.ndarray, progress: Progress) -> np.ndarray:
    """Return which places (n,) stand for known deposits, ``labels`` (m, 2): the nearest of each.

    A deposit farther from that place than its ``reach`` (n,) is left out. Raises FusionError where fewer than 30
    different places are left.
    """
    finite = np.isfinite(labels).all(axis=1)
    distances, numbers = cKDTree(places).query(labels[finite])
    near_enough = distances <= reach[numbers]
    lost = len(labels) - int(near_enough.sum())
    if lost:
        progress.warn(
            tr("Known deposits left out, because no sample is near enough to stand for them: {count} of {total}.",
               count=lost, total=len(labels))
        )  # fmt: skip
    positives = np.zeros(len(places), bool)
    positives[numbers[near_enough]] = True
    count = int(positives.sum())
    if count < FEWEST:
        raise FusionError(
            "LABELS gives known deposits at too few different places of the survey ({count}, and {least} are the least "
            "to learn from): use them as DEPOSITS, which only evaluates.",
            count=count,
            least=FEWEST,
        )
    progress.note(
        tr("Learning from known deposits: {deposits} of them have {places} different places.",
           deposits=int(near_enough.sum()), places=count)
    )  # fmt: skip
    return positives


# ---------------------------------------------------------------------------------------------- ground held out


def _partitions(places: np.ndarray, known: np.ndarray, support: Support, seed: int) -> list[Folds]:
    """Return partitions of the ground into folds, which do not depend on the labels."""
    spacing = float(np.sqrt(np.median(place_areas(support))))
    return [make_folds(places, known[:, None], spacing, _FOLDS, seed + number) for number in range(_PARTITIONS)]


def _learners(folds: Folds, places: np.ndarray, positives: np.ndarray, buffer: float) -> list[np.ndarray]:
    """Return for each fold which places (n,) its model learns from: none of the fold, nor nearer to it than a buffer.

    Raises FusionError where too few of the positives are left.
    """
    found = []
    for fold in range(folds.count):
        held_out = folds.fold == fold
        learns = ~held_out & ~near(places, held_out, buffer)
        left = int((learns & positives).sum())
        if left < _FEWEST_LEFT or left == int(learns.sum()):
            raise FusionError(
                "Beside ground that is held out, {count} of the {total} places of known deposits are left to learn "
                "from, and {least} are the least: the deposits lie too near each other, use them as DEPOSITS, which "
                "only evaluates.",
                count=left,
                total=int(positives.sum()),
                least=_FEWEST_LEFT,
            )
        found.append(learns)
    return found


# ---------------------------------------------------------------------------------------------- features


def _features(
    prepared: Prepared, support: Support, targets: Sequence[int], pathfinders: Sequence[int], scales: Sequence[int]
) -> np.ndarray:
    """Return features (n, features): means of all elements at all scales, and the parts of the score without labels.

    A mean of nothing is 0, the median of the survey, so that what was not determined says nothing.
    """
    means = [support.means(values, scale) for values in (prepared.level, prepared.ratio) for scale in (0, *scales)]
    every = range(prepared.level.shape[1])
    ranks = [
        level(prepared, support, targets, scales),
        exceedance(prepared, support, [*targets, *pathfinders], scales),
        exceedance(prepared, support, every, scales),
        multiscale(prepared, support, targets, pathfinders, scales),
    ]
    filled = [np.where(np.isfinite(mean), mean, 0.0) for mean in means]
    return np.column_stack([*filled, *ranks]).astype(np.float32)


def _distances(survey: Survey) -> np.ndarray:
    """Return the distances (n, 32) to the 16 nearest other samples and places, and no coordinates."""
    samples = np.repeat(survey.places, survey.rows, axis=0)
    found = [nearest_distances(others, survey.places) for others in (samples, survey.places)]
    return np.column_stack(found).astype(np.float32)


# ---------------------------------------------------------------------------------------------- learning

Predict = Callable[[np.ndarray], np.ndarray]


def _out_of_fold(
    features: np.ndarray,
    positives: np.ndarray,
    partitions: Sequence[Folds],
    learners: Sequence[Sequence[np.ndarray]],
    seed: int,
    progress: Progress,
) -> np.ndarray:
    """Return the mean (n,) over partitions of each place's rank by the model that has not seen it.

    The rank is that among all places as the same model sees them, so that models of different folds share a scale.
    """
    scores = np.zeros((len(partitions), len(features)))
    work = [(number, fold) for number, folds in enumerate(partitions) for fold in range(folds.count)]
    for (number, fold), part in progress.parts(work):
        learns, held_out = learners[number][fold], partitions[number].fold == fold
        predict = _learn(features[learns], positives[learns], np.random.default_rng([seed, number, fold]), part)
        scores[number, held_out] = percentile_ranks(predict(features))[held_out]
    return np.asarray(scores.mean(axis=0))


def _learn(features: np.ndarray, positives: np.ndarray, generator: np.random.Generator, progress: Progress) -> Predict:
    """Return bagged positive-unlabelled trees (Mordelet and Vert 2014), as a function of features.

    Each extremely randomised tree learns to tell a bootstrap of the positives from ten times as many unlabelled
    places, drawn for it alone: what hides among these is in few of the trees. Both classes weigh the same.
    """
    from sklearn.tree import ExtraTreeClassifier

    known, unlabelled = np.flatnonzero(positives), np.flatnonzero(~positives)
    count = min(_UNLABELLED * len(known), len(unlabelled))
    trees = []
    for number in range(_TREES):
        progress.check(number / _TREES)
        drawn = np.concatenate(
            [generator.choice(known, len(known)), generator.choice(unlabelled, count, replace=False)]
        )
        tree = ExtraTreeClassifier(
            min_samples_leaf=_LEAST_LEAF,
            max_features=_CANDIDATES,
            class_weight="balanced",
            random_state=int(generator.integers(2**31)),
        )
        trees.append(tree.fit(features[drawn], positives[drawn]))
    return lambda asked: np.asarray(np.mean([tree.predict_proba(asked)[:, 1] for tree in trees], axis=0))
