"""Scores of a survey or of a map ranked by known deposits: the protocol, and all measures of several scores at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy.spatial import cKDTree

from ..errors import FusionError
from ..language import mark, tr
from ..progress import SILENT, Progress
from ..setting_limits import Limits, require_within
from .ranking import (
    Curve,
    Intersection,
    Interval,
    auc,
    bootstrap,
    capture,
    prediction_area,
    resamples,
    roc_band,
    success_rate,
    weighted_mean,
    win_rates,
)
from .sampling_density import Density, Matches, matched_auc, matches, sampling_density

MIN_DISTANCE = Limits(5000.0, 0.0)
MAX_DISTANCE = Limits(0.0, 0.0)
DRAWS = Limits(20, 1, 1000)
SEED = Limits(42, 0, 2**31 - 1)
FEW = 10  # different places of deposits, below which figures are chance
_REACH = 2.0  # times MIN_DISTANCE, within which a deposit's nearest sample stands for it

SAMPLES_NULL = mark("null: spacing of samples")  # mean distance to the 16 nearest
PLACES_NULL = mark("null: spacing of places")


@dataclass(frozen=True)
class TargetProtocol:
    """How scores are ranked; distances in metres.

    Negatives lie at least ``min_distance`` from every deposit; as many as there are deposits are drawn ``draws`` times.
    A deposit whose nearest sample is farther than ``max_distance`` is left out; 0: twice ``min_distance``, or the
    median distance to the 16 nearest places where that is more.
    """

    min_distance: float = MIN_DISTANCE.default
    draws: int = DRAWS.default
    seed: int = SEED.default
    max_distance: float = MAX_DISTANCE.default

    def check(self) -> None:
        """Raise FusionError for a number beyond its limits."""
        require_within("MIN_DISTANCE", self.min_distance, MIN_DISTANCE)
        require_within("MAX_DISTANCE", self.max_distance, MAX_DISTANCE)
        require_within("DRAWS", self.draws, DRAWS)
        require_within("SEED", self.seed, SEED)


@dataclass(frozen=True)
class Known:
    """The places of a score that stand for deposits.

    ``rows`` (r,) are numbers of samples or cells, ``place`` (r,) the known place that each lies at, counted from 0, and
    ``deposits`` (known,) how many deposits each known place stands for. Samples of one place share its deposits evenly.
    ``cluster`` (known,) counts places that lie beside each other as one in intervals; None: each is one of its own.
    """

    rows: np.ndarray
    place: np.ndarray
    deposits: np.ndarray
    cluster: np.ndarray | None = None

    @property
    def clusters(self) -> int:
        """How many known places, or clusters of them, are drawn from in intervals."""
        return len(self.deposits) if self.cluster is None else int(self.cluster.max()) + 1

    @property
    def weights(self) -> np.ndarray:
        """How many deposits each row stands for (r,)."""
        return np.asarray((self.deposits / np.bincount(self.place))[self.place])

    def means(self, values: np.ndarray) -> np.ndarray:
        """Return the mean of values of the rows (r,) at each known place (known,)."""
        return np.asarray(np.bincount(self.place, values) / np.bincount(self.place))


@dataclass(frozen=True)
class RankedScore:
    """What one score is worth; ``null`` for one that knows nothing of what was measured.

    ``auc`` and ``auc_sd`` over the draws of negatives; ``auc_all`` against all negatives; ``places`` the same over
    known places, each once, with its bootstrap interval; ``auc_density`` against others of the same sampling density.
    ``difference`` is this score minus the first over known places, None for the first. ``captures`` are the shares of
    deposits in the best 5, 10 and 20 % of all samples or cells. ``roc`` (3, 101): mean, least and largest true positive
    rate over the draws at ``ranking.ROC_STEPS``.
    """

    name: str
    null: bool
    auc: float
    auc_sd: float
    auc_all: float
    places: Interval
    auc_density: float | None
    difference: Interval | None
    captures: dict[int, float]
    success: Curve
    meeting: Intersection
    roc: np.ndarray

    @property
    def either_way(self) -> float:
        """The AUC, of a null in the direction in which it ranks better: deposits may lie where samples are sparse."""
        return max(self.auc, 1 - self.auc) if self.null else self.auc


@dataclass(frozen=True)
class Facts:
    """What stands behind the figures: numbers of deposits, and how far they lie from what stands for them, in metres.

    ``given`` deposits, of which ``used`` are ranked, ``outside`` lie outside the area and ``far`` too far from what was
    measured. ``known`` different places stand for them, in so many ``clusters``. ``fallback`` where no negative was far
    enough from deposits. ``spacing`` is the median distance of a place to the next one, or the longer side of a cell.
    ``matched`` counts the deposits with others of their sampling density, None where that is not known.
    """

    given: int
    used: int
    outside: int
    far: int
    known: int
    candidates: int
    negatives: int
    fallback: bool
    max_distance: float
    spacing: float
    distances: np.ndarray
    clusters: int
    matched: int | None = None

    def beyond(self, distance: float) -> int:
        """Return how many of the deposits used are farther than a distance from what stands for them."""
        return int((self.distances > distance).sum())


@dataclass(frozen=True)
class Ranking:
    """Scores in their order, and then the nulls."""

    scores: list[RankedScore]
    facts: Facts
    protocol: TargetProtocol = field(default_factory=TargetProtocol)

    @property
    def first(self) -> RankedScore:
        return self.scores[0]

    @property
    def nulls(self) -> list[RankedScore]:
        return [score for score in self.scores if score.null]


# ---------------------------------------------------------------------------------------------- samples


def rank_scores(
    scores: Mapping[str, np.ndarray],
    places: np.ndarray,
    deposits: np.ndarray,
    protocol: TargetProtocol | None = None,
    rows_at_place: np.ndarray | None = None,
    inside: np.ndarray | None = None,
    progress: Progress = SILENT,
) -> Ranking:
    """Rank scores (n,) of samples at places (n, 2) by deposits (m, 2), all in metres, beside the geometry-only nulls.

    The protocol is that of OpenGADBench: a deposit takes the score of its nearest sample (the samples of one place
    count evenly), and as many negatives are drawn with replacement from the samples far from every deposit. Several
    samples may lie at one place; where they were averaged before, ``rows_at_place`` (n,) are their numbers. Deposits
    that are not ``inside`` (m,) keep negatives away and are not ranked. Samples that lack a score are left out for all.

    Raises FusionError where a score is the same everywhere, or no sample or no deposit is left.
    """
    protocol = protocol or TargetProtocol()
    protocol.check()
    values = {name: np.asarray(array, float) for name, array in scores.items()}
    rows = _complete(values, places, progress)
    values, places = {name: array[rows] for name, array in values.items()}, places[rows]
    require_variation(values)
    different, place, own = np.unique(places, axis=0, return_inverse=True, return_counts=True)
    place = place.ravel()
    counts = own if rows_at_place is None else np.bincount(place, rows_at_place[rows]).astype(np.int64)
    density = sampling_density(different, counts)
    reach = protocol.max_distance or max(_REACH * protocol.min_distance, float(np.median(density.places)))
    placed = np.isfinite(deposits).all(axis=1)
    asked = placed & (np.ones(len(deposits), bool) if inside is None else inside)
    distances, nearest = cKDTree(different).query(deposits[asked])
    near = distances <= reach
    tell_left_out(near, len(deposits), tr("samples"), reach, progress)
    known_places, number = np.unique(nearest[near], return_counts=True)
    far = np.flatnonzero(cKDTree(deposits[placed]).query(places)[0] >= protocol.min_distance)
    eligible, fallback = negatives_or_all(far, len(places), protocol.min_distance, tr("samples"), progress)
    matched = matches(density, known_places, np.setdiff1d(place[eligible], known_places))
    known, nulls = _known(place, known_places, number), _nulls(density, place)
    found = rank_known(values, known, eligible, protocol, nulls, (matched, place), progress)
    facts = Facts(
        given=len(deposits),
        used=int(near.sum()),
        outside=int((~asked).sum()),
        far=int((~near).sum()),
        known=len(known_places),
        candidates=len(places),
        negatives=len(eligible),
        fallback=fallback,
        max_distance=reach,
        spacing=_spacing(different),
        distances=distances[near],
        clusters=known.clusters,
        matched=int(number[matched.matched].sum()),
    )
    tell_facts(facts, protocol, tr("samples"), progress)
    return Ranking(found, facts, protocol)


def _complete(values: Mapping[str, np.ndarray], places: np.ndarray, progress: Progress) -> np.ndarray:
    """Return the numbers of the samples with a place and all scores; the others are told."""
    for name, array in values.items():
        if not np.isfinite(array).any():
            raise FusionError("The score '{name}' has no number: choose a field or band with numbers.", name=name)
    good = np.isfinite(places).all(axis=1) & np.all([np.isfinite(array) for array in values.values()], axis=0)
    if not good.any():
        raise FusionError("No sample has a value of every score: evaluate scores that share samples.")
    if not good.all():
        text = tr("Samples left out, because they lack a place or one of the scores: {count} of {total}.")
        progress.note(text.format(count=int((~good).sum()), total=len(good)))
    return np.flatnonzero(good)


def _spacing(different: np.ndarray) -> float:
    """Return the median distance of different places (n, 2) to the next one, 0 for a single place."""
    return float(np.median(cKDTree(different).query(different, [min(2, len(different))])[0]))


def _known(place: np.ndarray, known_places: np.ndarray, number: np.ndarray) -> Known:
    rows = np.flatnonzero(np.isin(place, known_places))
    return Known(rows, np.searchsorted(known_places, place[rows]), number)


def _nulls(density: Density, place: np.ndarray) -> dict[str, np.ndarray]:
    """Return what knows of each row nothing but how far other samples are."""
    nulls = {SAMPLES_NULL: density.samples[place]}
    return {**nulls, PLACES_NULL: density.places[place]} if density.repeated else nulls


# ---------------------------------------------------------------------------------------------- samples and cells


def require_variation(scores: Mapping[str, np.ndarray]) -> None:
    """Raise FusionError for a score (n,) that has one value everywhere and so ranks nothing."""
    for name, array in scores.items():
        if array.size and array.min() == array.max():
            raise FusionError(
                "The score '{name}' is the same everywhere, so it ranks nothing: choose one that differs from place "
                "to place.",
                name=name,
            )


def negatives_or_all(
    far: np.ndarray, count: int, distance: float, word: str, progress: Progress
) -> tuple[np.ndarray, bool]:
    """Return the numbers of places ``far`` enough from deposits, else of all ``count``, and whether it is all."""
    if far.size:
        return far, False
    text = tr(
        "No {places} are at least {distance:g} km from every deposit, so negatives are drawn from all {places}, also "
        "those beside deposits: give a smaller MIN_DISTANCE."
    )
    progress.warn(text.format(places=word, distance=distance / 1000))
    return np.arange(count), True


def tell_left_out(near: np.ndarray, given: int, word: str, reach: float, progress: Progress) -> None:
    """Warn of deposits that are not ``near`` what was measured. Raises FusionError where none is."""
    if not near.any():
        raise FusionError(
            "None of the deposits ({count}) lies where the score has values: check that both show the same ground and "
            "that each CRS is right.",
            count=given,
        )
    if not near.all():
        text = tr("Deposits left out, because no {places} lie within {distance:.3g} km of them: {count} of {total}.")
        progress.warn(text.format(places=word, distance=reach / 1000, count=int((~near).sum()), total=given))


def tell_facts(facts: Facts, protocol: TargetProtocol, word: str, progress: Progress) -> None:
    """Say what makes the figures less certain than they look."""
    if facts.known < FEW:
        text = tr("Too few different {places} stand for the deposits ({known}): such figures are mostly chance.")
        progress.warn(text.format(known=facts.known, places=word))
    elif facts.known < facts.used:
        text = tr("Deposits share {places}: {used} deposits have {known} different {places}.")
        progress.note(text.format(used=facts.used, known=facts.known, places=word))
    beyond = facts.beyond(protocol.min_distance) if protocol.min_distance else 0
    if beyond:
        text = tr("Deposits farther than {distance:g} km from the nearest of the {places}: {count} of {used}.")
        progress.warn(text.format(distance=protocol.min_distance / 1000, places=word, count=beyond, used=facts.used))
    if facts.matched is not None and facts.matched < facts.used:
        text = tr("Deposits without others of the same sampling density, left out of that AUC: {count} of {used}.")
        progress.note(text.format(count=facts.used - facts.matched, used=facts.used))


def rank_known(
    scores: Mapping[str, np.ndarray],
    known: Known,
    eligible: np.ndarray,
    protocol: TargetProtocol,
    nulls: Mapping[str, np.ndarray],
    matched: tuple[Matches, np.ndarray] | None = None,
    progress: Progress = SILENT,
) -> list[RankedScore]:
    """Rank scores and then nulls, arrays (n,), by known places against eligible negatives (numbers into the arrays).

    ``matched`` are the known places with others of their sampling density, and the place of each row (n,).
    """
    drawn = _draws(eligible, int(known.deposits.sum()), protocol)
    again = resamples(known.clusters, protocol.seed)
    named = [(name, array, False) for name, array in scores.items()] + [(n, a, True) for n, a in nulls.items()]
    first: np.ndarray | None = None
    found: list[RankedScore] = []
    for (name, array, null), part in progress.parts(named):
        part.check(0)
        array = np.asarray(array, float)  # one at a time: scores of many cells may come in 32 bits
        won = known.means(win_rates(array[known.rows], array[eligible]))
        first = won if first is None else first
        negatives = [array[rows] for rows in drawn]
        areas = [auc(array[known.rows], others, known.weights) for others in negatives]
        success = success_rate(array, array[known.rows], known.weights)
        found.append(
            RankedScore(
                name=name,
                null=null,
                auc=float(np.mean(areas)),
                auc_sd=float(np.std(areas)),
                auc_all=weighted_mean(won, known.deposits),
                places=bootstrap(won, again, known.cluster),
                auc_density=matched_auc(matched[0], array, matched[1], known.deposits) if matched else None,
                difference=bootstrap(won - first, again, known.cluster) if found else None,
                captures=capture(success),
                success=success.shortened(),
                meeting=prediction_area(success),
                roc=roc_band([success_rate(others, array[known.rows], known.weights) for others in negatives]),
            )
        )
    return found


def _draws(eligible: np.ndarray, count: int, protocol: TargetProtocol) -> list[np.ndarray]:
    """Return the negatives of each draw: all come from one generator, as OpenGADBench draws them."""
    generator = np.random.default_rng(protocol.seed)
    return [generator.choice(eligible, size=count, replace=True) for _ in range(protocol.draws)]
