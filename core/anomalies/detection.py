"""The anomalies step: a survey read, scored with and without a network, and held against known deposits."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np

from ..errors import FusionError
from ..evaluation.classes import classify, deviation_limit, fractal_limits, percentile_limits
from ..evaluation.target_ranking import Ranking, rank_scores
from ..language import mark, tr
from ..progress import SILENT, Progress, Record
from ..raster.projection import datum_remarks, projection
from ..reports.version import versions
from ..samples.element_fields import substance
from ..samples.points import PointValues
from .anomaly_model import AnomalyModel, load
from .classical import DEFAULT, classical_scores
from .labelled import Labelled, labelled_scores
from .learning import NetworkResult, learned, retold
from .neighbours import SCALES, Support, place_areas, scales_for
from .network_scores import network_parts, network_score, with_network
from .pathfinders import pathfinders_of, propose_target
from .preparation import Prepared, prepare
from .request import BRANCHES, CLASSICAL, MSTGAT, AnomalyRequest, parse_neighbours
from .survey import Survey, read_survey

NETWORK, COMBINED, LABELLED, LABELLED_GEOMETRY = "network", "with_network", "labelled", "labelled_geometry"
TITLES: Mapping[str, str] = {
    COMBINED: mark("multiscale level and exceedance, with the network"),
    NETWORK: mark("the network alone"),
    LABELLED: mark("learned from known deposits, out of fold"),
    LABELLED_GEOMETRY: mark("null: learned from where samples lie alone, out of fold"),
    DEFAULT: mark("multiscale level and exceedance, without a network"),
    "level": mark("level of the target at several scales"),
    "exceedance": mark("exceedance of target and pathfinders at several scales"),
    "raw_target": mark("the target by itself"),
    "target_mean_8": mark("the target, mean with 8 neighbours"),
    "target_mean_wide": mark("the target, mean with 24 neighbours"),
    "mahalanobis": mark("robust Mahalanobis distance"),
    "principal_components": mark("residual of principal components"),
    "element_distance": mark("distance to the nearest in the space of elements"),
    "isolation_forest": mark("isolation forest"),
    "geometry": mark("null: spacing of the places"),
}
SELECTABLE = tuple(name for name in TITLES if name not in (COMBINED, NETWORK, LABELLED, LABELLED_GEOMETRY, "geometry"))
NULLS = ("geometry", LABELLED_GEOMETRY)
_ROUNDING = 1e-9  # of a logarithm


@dataclass(frozen=True)
class Anomalies:
    """What ``find_anomalies`` found; arrays are over the places of the ``survey`` (n,).

    ``scores`` by their names, of which ``main`` is the one that is written; ``targets`` and ``pathfinders`` are numbers
    of elements. ``ranking`` holds all scores against the deposits (m, 2), those of the survey's CRS, None without any;
    ``network`` and ``labelled`` are None where there is none. ``model`` is what a model file holds.
    """

    survey: Survey
    prepared: Prepared
    targets: tuple[int, ...]
    pathfinders: tuple[int, ...]
    scores: dict[str, np.ndarray]
    main: str
    support: Support
    network: NetworkResult | None
    labelled: Labelled | None
    deposits: np.ndarray
    labels: np.ndarray
    ranking: Ranking | None
    model: AnomalyModel
    settings: dict[str, Any]
    versions: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)

    @property
    def score(self) -> np.ndarray:
        """The score written: between 0 and 1, where ranks are; NaN where nothing is known."""
        return self.scores[self.main]

    @property
    def ranks(self) -> np.ndarray:
        """1 for the most anomalous place; places that are alike share the best rank, 0 where nothing is known."""
        known = np.isfinite(self.score)
        order = np.sort(-self.score[known])
        ranks = np.zeros(len(self.score), np.int64)
        ranks[known] = np.searchsorted(order, -self.score[known]) + 1
        return ranks

    @property
    def percentile_class(self) -> np.ndarray:
        """The class by percentiles of the score: how many of 50, 75, 90, 95 and 98 % it lies beyond."""
        return classify(self.score, percentile_limits(self.score))

    @property
    def deviation_class(self) -> np.ndarray:
        """1 where the log content of the first target exceeds its median and two median absolute deviations, else 0."""
        logs = np.log(self.survey.contents[:, self.targets[0]])
        # no rounding may lift the value that most places have above its own median
        return classify(logs, [deviation_limit(logs) + _ROUNDING])

    def fractal_breaks(self) -> tuple[float, ...]:
        """Return the breaks of the concentration-area fractal of the first target, in its unit."""
        return fractal_limits(self.survey.contents[:, self.targets[0]], place_areas(self.support))

    @property
    def best_baseline(self) -> float | None:
        """The best AUC that a score without a network reaches, nulls in their better direction."""
        if self.ranking is None:
            return None
        made = (self.main, COMBINED, NETWORK, LABELLED)
        plain = [score for score in self.ranking.scores if score.null or score.name not in made]
        return max(score.either_way for score in plain)

    @property
    def names(self) -> list[str]:
        """The targets' elements."""
        return [self.survey.elements[k] for k in self.targets]


def find_anomalies(request: AnomalyRequest, progress: Progress = SILENT) -> Anomalies:
    """Seek anomalies in a survey. Raises FusionError where inputs do not do, Cancelled where the user stops."""
    progress = Record(progress)
    request.check()
    search = _search(request, progress)
    survey, prepared, targets, pathfinders = search.survey, search.prepared, search.targets, search.pathfinders
    part = progress.part(0.05, 0.2)
    plain = classical_scores(prepared, survey, targets, pathfinders, request.seed, part, search.support)
    _ranking({DEFAULT: plain[DEFAULT]}, DEFAULT, search, SILENT)  # what is wrong is told before minutes of training
    labelled = _labelled(search, progress.part(0.2, 0.3))
    network = _network(search, progress.part(0.3, 0.9))
    scores, main = _joined(search, plain, network, labelled)
    ranking = _ranking(scores, main, search, progress.part(0.9, 1))
    progress.check(1.0)
    settings, made, notes = _settings(request), versions(), progress.notes()
    history = {"settings": settings, "versions": made, "places": len(survey.places), "notes": notes}
    return Anomalies(
        survey,
        prepared,
        targets,
        pathfinders,
        scores,
        main,
        search.support,
        network,
        labelled,
        search.deposits,
        search.labels,
        ranking,
        search.model or _model(search, network, history),
        settings,
        made,
        notes,
    )


# ---------------------------------------------------------------------------------------------- steps


@dataclass(frozen=True)
class _Search:
    """What is sought in which survey, before anything is scored; fields as in ``Anomalies``, the ``model`` as given."""

    request: AnomalyRequest
    model: AnomalyModel | None
    survey: Survey
    prepared: Prepared
    targets: tuple[int, ...]
    pathfinders: tuple[int, ...]
    support: Support
    deposits: np.ndarray
    labels: np.ndarray


def _search(request: AnomalyRequest, progress: Progress) -> _Search:
    """Read the survey, and what is sought in it."""
    model = load(request.model) if request.model else None
    wanted = request.targets if model is None else _fields_of(model, request, progress)
    survey = read_survey(request.samples, request.policy, request.fields, wanted, progress)
    if model is not None:
        survey = aligned(survey, model, progress)
    targets, pathfinders = _sought(request, survey, model, progress)
    deposits, labels = (_placed(points, survey, progress) for points in (request.deposits, request.labels))
    prepared = prepare(survey.contents, model.scaling if model else None)
    support = Support.of(survey.places, max(SCALES))
    return _Search(request, model, survey, prepared, targets, pathfinders, support, deposits, labels)


def _labelled(search: _Search, progress: Progress) -> Labelled | None:
    """Return what is learned from known deposits, None where there are none to learn from."""
    if search.request.labels is None:
        return None
    return labelled_scores(
        search.prepared,
        search.survey,
        search.targets,
        search.pathfinders,
        search.labels,
        search.support,
        search.request.seed,
        progress,
    )


def _network(search: _Search, progress: Progress) -> NetworkResult | None:
    """Return what the networks of the model say, else those that are trained; None without any."""
    request, model, survey = search.request, search.model, search.survey
    if model is not None:
        if model.networks is None:
            return None
        return retold(model.networks, search.prepared, survey, search.support, search.targets, model.seed, progress)
    if request.method == CLASSICAL:
        return None
    neighbours = parse_neighbours(request.neighbours)
    branches = BRANCHES[request.method]
    return learned(request, branches, neighbours, search.prepared, survey, search.support, search.targets, progress)


def _joined(
    search: _Search, plain: dict[str, np.ndarray], network: NetworkResult | None, labelled: Labelled | None
) -> tuple[dict[str, np.ndarray], str]:
    """Return all scores, and the name of the one that is written."""
    scores, main = plain, search.request.score or DEFAULT
    if network is not None:
        scales = scales_for(len(search.survey.places))
        parts = network_parts(network.predictions, search.prepared.ratio, search.support, search.targets, scales)
        alone = network_score(parts)
        scores = {COMBINED: with_network(plain[DEFAULT], alone), NETWORK: alone, **scores}
        method = search.model.method if search.model else search.request.method
        main = COMBINED if method == MSTGAT else NETWORK
    if labelled is not None:
        scores = {LABELLED: labelled.score, LABELLED_GEOMETRY: labelled.geometry, **scores}
        main = LABELLED
    return scores, main


def _model(search: _Search, network: NetworkResult | None, history: dict[str, Any]) -> AnomalyModel:
    """Return the model of a survey that was searched without one."""
    return AnomalyModel(
        search.survey.elements,
        search.survey.units,
        search.targets,
        search.pathfinders,
        search.prepared.scaling,
        CLASSICAL if network is None else search.request.method,
        search.request.seed,
        network.networks if network else None,
        history,
    )


# ---------------------------------------------------------------------------------------------- what is sought


def aligned(survey: Survey, model: AnomalyModel, progress: Progress) -> Survey:
    """Return a survey with the elements of a model, in their order; those that it lacks are missing, and told.

    Raises FusionError where it has none of the model's targets, or fewer than half of its elements.
    """
    numbers = [survey.elements.index(name) if name in survey.elements else None for name in model.elements]
    missing = [name for name, number in zip(model.elements, numbers) if number is None]
    if all(numbers[k] is None for k in model.targets):
        raise FusionError(
            "The samples have no {targets}, which the model seeks: choose a survey with it, or make a model of these "
            "samples.",
            targets=", ".join(model.elements[k] for k in model.targets),
        )
    if 2 * len(missing) > len(numbers):
        raise FusionError(
            "The samples lack {count} of the {total} elements of the model ({names}): choose a survey with more of "
            "them, or make a model of these samples.",
            count=len(missing),
            total=len(numbers),
            names=", ".join(missing[:12]),
        )
    if missing:
        progress.warn(tr("Elements of the model that the samples lack: {names}.", names=", ".join(missing)))
    more = [name for name in survey.elements if name not in model.elements]
    if more:
        progress.note(tr("Elements that the model does not know, left out: {names}.", names=", ".join(more)))
    for name, number, unit in zip(model.elements, numbers, model.units):
        if number is not None and survey.units[number] != unit:
            raise FusionError(
                "{name} is in {found}, and the model knows it in {unit}: convert the field, or name its unit.",
                name=name,
                found=survey.units[number] or tr("an unknown unit"),
                unit=unit or tr("an unknown unit"),
            )
    size = len(survey.places)
    contents, below = np.full((size, len(numbers)), np.nan), np.zeros((size, len(numbers)), bool)
    for k, number in enumerate(numbers):
        if number is not None:
            contents[:, k], below[:, k] = survey.contents[:, number], survey.below[:, number]
    fields = tuple(name if number is None else survey.fields[number] for name, number in zip(model.elements, numbers))
    return replace(survey, elements=model.elements, fields=fields, units=model.units, contents=contents, below=below)


def _sought(
    request: AnomalyRequest, survey: Survey, model: AnomalyModel | None, progress: Progress
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Return the numbers of the targets and of the pathfinders."""
    if model is not None:
        return model.targets, model.pathfinders
    if request.targets:
        targets = _numbers(request.targets, "TARGET", survey)
    else:
        proposed = propose_target(survey.elements)
        if proposed is None:
            raise FusionError(
                "No target can be proposed for the elements {names}: choose one in TARGET.",
                names=", ".join(survey.elements[:12]),
            )
        progress.warn(tr("Target proposed: {name}. Choose another one in TARGET.", name=proposed))
        targets = (survey.elements.index(proposed),)
    if request.pathfinders:
        pathfinders = _numbers(request.pathfinders, "PATHFINDERS", survey)
    else:
        names = [n for k in targets for n in pathfinders_of(survey.elements[k], survey.elements, progress)]
        pathfinders = tuple(dict.fromkeys(survey.elements.index(name) for name in names))
    return targets, tuple(number for number in pathfinders if number not in targets)


def _fields_of(model: AnomalyModel, request: AnomalyRequest, progress: Progress) -> list[str]:
    """Return the fields of the samples that hold the targets of a model."""
    if request.targets or request.pathfinders:
        progress.warn(tr("TARGET and PATHFINDERS have no part beside MODEL_IN: the model has its own."))
    sought = {model.elements[k] for k in model.targets}
    return [name for name in request.samples.names if (found := substance(name)) and found.symbol in sought]


def _numbers(names: Sequence[str], parameter: str, survey: Survey) -> tuple[int, ...]:
    found = []
    for name in names:
        number = survey.number_of(name)
        if number is None:
            raise FusionError(
                "{parameter}: '{name}' is none of the elements that can be used ({names}), as it is missing, constant "
                "or no content: choose another field.",
                parameter=parameter,
                name=name,
                names=", ".join(survey.elements[:20]),
            )
        found.append(number)
    return tuple(dict.fromkeys(found))


# ---------------------------------------------------------------------------------------------- deposits


def _placed(points: PointValues | None, survey: Survey, progress: Progress) -> np.ndarray:
    """Return the places (m, 2) of points in the CRS of the survey, none where there are no points."""
    if points is None:
        return np.zeros((0, 2))
    points.require_crs()
    points.require_deposits()
    progress.warn_each(datum_remarks(points.crs, survey.crs))
    return np.column_stack(projection(points.crs, survey.crs)(np.asarray(points.x), np.asarray(points.y)))


def _ranking(scores: Mapping[str, np.ndarray], main: str, search: _Search, progress: Progress) -> Ranking | None:
    """Rank scores by the deposits, else by those that were learned from, the main score first; None without any.

    A score without variation says nothing and is left out.
    """
    known = search.deposits if len(search.deposits) else search.labels
    if not len(known):
        return None
    survey = search.survey
    order = [main, *(name for name in scores if name != main and name not in NULLS), LABELLED_GEOMETRY]
    filled = {name: _known(scores[name]) for name in order if name in scores}
    varying = {name: values for name, values in filled.items() if name == main or np.ptp(values) > 0}
    return rank_scores(varying, survey.places, known, search.request.protocol, survey.rows, progress=progress)


def _known(score: np.ndarray) -> np.ndarray:
    """Return a score with its median where nothing is known, so that all are ranked over the same places."""
    return np.where(np.isfinite(score), score, np.nanmedian(score))


def _settings(request: AnomalyRequest) -> dict[str, Any]:
    names = ("method", "score", "neighbours", "epochs", "width", "device", "seed")
    chosen = {name: getattr(request, name) for name in names}
    lists = {name: list(getattr(request, name)) for name in ("fields", "targets", "pathfinders")}
    return {**chosen, **lists, "policy": asdict(request.policy), "protocol": asdict(request.protocol)}
