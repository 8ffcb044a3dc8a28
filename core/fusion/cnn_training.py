"""The train step of a convolutional network: cross-fitted networks, their weight against the coarse map, the model.

One network a fold of ground. Each learns from all folds but two: it stops by the first, and is judged by the second,
which it has never seen in any way. The model is the mean of all networks; the judged predictions together are those
out of fold, from which scores and the weight of the image are found as for every other method.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np

from ..deep.learning import Curve, Patient, Schedule, choose_device, missing_torch, torch_version
from ..deep.patch_network import Ensemble, PatchNetwork, check_patch
from ..deep.patch_training import Lesson, fit, over_samples
from ..deep.views import Patches
from ..errors import FusionError
from ..geostatistics.folds import Folds, make_folds, score
from ..geostatistics.interpolation import interpolated
from ..image.features import Features
from ..language import mark, tr
from ..progress import SILENT, Progress
from ..raster.gdal_reader import describe
from ..raster.images import open_images
from ..regression.fitting import Candidate, Option
from ..regression.predictors import Linear
from ..regression.preparation import (
    Group,
    Training,
    asked_transforms,
    groups,
    image_features,
    log_table,
    training_table,
)
from ..regression.training_table import TrainingTable
from ..regression.transforms import back, factors, forward, returned
from .cnn_transfer import Base, load_base
from .image_inputs import ImageInputs
from .model import FusionModel, Target
from .patch_samples import cut_patches, parse_ratios
from .training import area_of, history, weigh
from .training_result import TrainedElement, TrainingResult

METHOD = "cnn"
WIDEST = 256
FEWEST_FOLDS = 3  # to learn from, to stop by, to be judged by
SHARES = (0.1, 0.25, 0.5, 1.0)  # of the cells, at which transfer is compared with learning from scratch
_MAD = 1.4826  # a median absolute deviation as the standard deviation of a normal distribution


@dataclass(frozen=True)
class CnnTraining(Training):
    """What to train on and how; see the parameters of ``geochemfusion:traincnn``.

    ``compare`` trains more networks to tell whether coarser samples and a base model help. ``keep_best`` writes what
    was learned so far where the user cancels.
    """

    method: str = METHOD
    features: str = "raw"
    ratios: str = "1,2,4,8"
    patch: int = 17
    width: int = 16
    epochs: int = 40
    base_model: str | None = None
    freeze_epochs: int = 10
    device: str = "auto"
    compare: bool = False
    keep_best: bool = False


@dataclass(frozen=True)
class Member:
    """A network that learned without the folds ``test`` and ``stop``, and the scale (elements,) of its outputs."""

    network: PatchNetwork
    curve: Curve
    test: int
    stop: int
    centre: np.ndarray
    spread: np.ndarray


@dataclass(frozen=True)
class Trial:
    """One line of a comparison: how networks were trained, and R² out of fold (elements,) on the training scale."""

    label: str
    share: float
    r2: np.ndarray


@dataclass
class CnnResult(TrainingResult):
    """The model, what a report needs, the networks with their losses, and comparisons where they were asked for."""

    members: list[Member] = field(default_factory=list)
    samples: dict[int, int] = field(default_factory=dict)  # by resolution
    trials: list[Trial] = field(default_factory=list)


def train_cnn(request: CnnTraining, progress: Progress = SILENT) -> CnnResult:
    """Train networks and return the model. Raises FusionError for bad input or where PyTorch is missing."""
    check(request)
    device = choose_device(request.device)
    stack = open_images(request.rasters, request.mask, request.images, progress)
    features = image_features(request, stack, progress.part(0, 0.05))
    table = training_table(request, features, stack.grid, progress.part(0.05, 0.1))
    log_table(table, progress)
    base = load_base(request.base_model, features.spec, request.geochem, table.elements) if request.base_model else None
    grid = None if request.geochem is None else describe(request.geochem).grid
    ratios = parse_ratios(request.ratios)
    patches = cut_patches(
        features, stack.grid, table, grid, ratios, request.patch, request.seed, progress.part(0.1, 0.2)
    )
    course = Course(request, table, patches, device, groups(request, table, progress))
    patient = Patient(progress) if request.keep_best else None
    members = course.members(patches, base, 1.0, progress.part(0.2, 0.6 if request.compare else 1), patient)
    stopped = patient is not None and patient.stopped
    if patient is not None and stopped:
        progress.warn(
            tr("Stopped early: the model is the mean of the {count} networks trained so far.", count=len(members))
        )
        progress = patient  # what is left takes no training
    trials = _trials(course, members, base, progress.part(0.6, 1)) if request.compare and not stopped else []
    ensemble = Ensemble(tuple(member.network for member in members))
    elements = course.elements(members)
    result = _result(request, features, table, course, members, ensemble, elements, trials, progress)
    result.model = replace(result.model, inputs=ImageInputs.of(stack))
    return result


def check(request: CnnTraining) -> None:
    """Raise FusionError for what can be seen to be wrong before an image is read."""
    missing = missing_torch()
    if missing:
        raise FusionError(missing)
    if "clr" in asked_transforms(request).values():
        raise FusionError(
            "A network cannot be trained on a composition: use TRANSFORM=log, auto or none instead of clr."
        )
    check_patch(request.patch)
    parse_ratios(request.ratios)
    if not 1 <= request.width <= WIDEST:
        raise FusionError("WIDTH is {width}: give 1 to {most} channels.", width=request.width, most=WIDEST)
    if request.epochs < 1 or request.freeze_epochs < 0:
        raise FusionError("EPOCHS must be 1 or more, and FREEZE_EPOCHS 0 or more.")
    if request.folds < FEWEST_FOLDS:
        raise FusionError(
            "FOLDS is {folds}: give {least} or more, to learn from, to stop by and to be judged by.",
            folds=request.folds,
            least=FEWEST_FOLDS,
        )


class Course:
    """What all networks of a training share: rows, values on the training scale (rows, elements), folds of ground.

    ``folds`` are dealt where none are given; a row of fold -1 takes no part.
    """

    def __init__(
        self,
        request: CnnTraining,
        table: TrainingTable,
        patches: Sequence[Patches],
        device: str,
        found: Sequence[Group],
        folds: Folds | None = None,
    ) -> None:
        self.request, self.table, self.patches, self.device, self.groups = request, table, patches, device, found
        self.values = np.full(table.targets.shape, np.nan)
        for group in found:
            self.values[group.rows, group.columns[0]] = forward(group.transform, group.values)[:, 0]
        self.folds = folds or make_folds(
            table.positions, table.targets, table.spacing, request.folds, request.block_size, request.seed
        )
        if self.folds.count < FEWEST_FOLDS:
            raise FusionError(
                "The cells lie in {blocks} blocks, and a network needs {least}: give a smaller "
                "BLOCK_SIZE (0 = automatic).",
                blocks=self.folds.blocks,
                least=FEWEST_FOLDS,
            )

    def members(
        self,
        patches: Sequence[Patches],
        base: Base | None,
        share: float,
        progress: Progress,
        patient: Patient | None = None,
    ) -> list[Member]:
        """Train one network a fold, on a share of the cells that it may learn from."""
        members: list[Member] = []
        for k in range(self.folds.count):
            if patient is not None and members and patient.asked():
                break
            part = progress.part(k / self.folds.count, (k + 1) / self.folds.count)
            members.append(self._member(k, patches, base, share, part, patient))
            curve = members[-1].curve
            progress.info(
                tr(
                    "Network {number} of {count}: best after {best} of {epochs} epochs, "
                    "loss {loss:.3f} in training, {held_out:.3f} held out.",
                    number=k + 1,
                    count=self.folds.count,
                    best=curve.best + 1,
                    epochs=len(curve.held_out),
                    loss=curve.training[curve.best],
                    held_out=curve.held_out[curve.best],
                )
            )
        return members

    def _member(
        self,
        k: int,
        patches: Sequence[Patches],
        base: Base | None,
        share: float,
        progress: Progress,
        patient: Patient | None,
    ) -> Member:
        request, stop = self.request, (k + 1) % self.folds.count
        learns = (self.folds.fold >= 0) & (self.folds.fold != k) & (self.folds.fold != stop)
        if share < 1:
            generator = np.random.default_rng([request.seed, k])
            rows = generator.permutation(np.flatnonzero(learns))
            learns = np.isin(np.arange(len(learns)), rows[: max(3, round(share * len(rows)))])
        centre, spread = _robust_scale(self.values[learns])
        scaled = (self.values - centre) / spread
        native = np.arange(len(self.table))
        lesson = Lesson(
            patches,
            [own.means(scaled) for own in patches],
            [own.means(self.table.weights[:, None])[:, 0] for own in patches],
            [own.among(learns) for own in patches],
            native[self.folds.fold == stop],
        )
        schedule = Schedule(request.epochs, frozen=min(request.freeze_epochs, request.epochs) if base else 0)
        seed = request.seed + k
        start = base.networks[k % len(base.networks)] if base else None
        network, curve = fit(
            lesson, request.patch, request.width, schedule, seed, self.device, progress, start, patient
        )
        return Member(network, curve, k, stop, centre, spread)

    def judged(self, members: Sequence[Member]) -> np.ndarray:
        """Return predictions (rows, elements) of the views of every row by the network that has never seen it."""
        out = np.full(self.values.shape, np.nan)
        for member in members:
            rows = np.flatnonzero(self.folds.fold == member.test)
            out[rows] = member.centre + member.spread * over_samples(member.network, self.patches[0], rows)
        return out

    def trial(self, label: str, share: float, members: Sequence[Member]) -> Trial:
        """Return how well networks predict the rows that they have never seen."""
        errors = np.nanmean((self.judged(members) - self.values) ** 2, axis=0)
        return Trial(label, share, 1 - errors / np.nanvar(self.values, axis=0))

    def elements(self, members: Sequence[Member]) -> list[TrainedElement]:
        """Return what was learned for each element."""
        parts = self.judged(members)
        return [self._element(group, members, parts) for group in self.groups]

    def _element(self, group: Group, members: Sequence[Member], parts: np.ndarray) -> TrainedElement:
        column, count = group.columns[0], self.values.shape[1]
        judged = np.isfinite(parts[group.rows, column])  # all, unless the user stopped early
        rows = group.rows[judged]
        observed, fold = self.table.targets[rows, column], self.folds.fold[rows]
        folds = Folds(fold, self.folds.count, self.folds.block_size, self.folds.blocks)
        part, weights = parts[rows, column][:, None], self.table.weights[rows]
        factor = float(factors(group.transform, observed[:, None], part, weights)[0])
        predicted = back(group.transform, part)[:, 0] * factor
        if len(members) > 1:  # else there are no other folds to find a factor from
            predicted = returned(group.transform, observed[:, None], part, weights, folds)[:, 0]
        everywhere = replace(folds, fold=self.folds.fold[group.rows])
        baseline = interpolated(self.table.positions[group.rows], group.values[:, 0], everywhere)[judged]
        scores = {**score(observed, predicted, baseline), "folds": folds.count, "block_size": folds.block_size}
        scores.update(blocks=folds.blocks, n=len(rows), importance={})
        option = Option(METHOD, {"networks": len(members), "patch": self.request.patch})
        used = tuple(number * count + column for number in range(len(members)))
        predictor = Linear(
            np.array([member.spread[column] for member in members]) / len(members),
            np.array([np.mean([member.centre[column] for member in members])]),
        )
        name, unit = group.names[0], group.units[0]
        target = Target(name, unit, METHOD, group.transform, factor, used, predictor, option.parameters, scores)
        chosen = Candidate(option, float(np.mean((predicted - observed) ** 2)))
        return TrainedElement(name, unit, rows, observed, predicted, baseline, folds, [chosen], chosen, target)


def _robust_scale(values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return median and spread (elements,) of values with NaN; the spread is robust where half of them differ."""
    centre = np.nanmedian(values, axis=0)
    spread = _MAD * np.nanmedian(np.abs(values - centre), axis=0)
    usual = np.nanstd(values, axis=0)
    spread = np.where(spread > usual / 4, spread, usual)
    return centre, np.where(spread > 0, spread, 1.0)


def _trials(course: Course, members: Sequence[Member], base: Base | None, progress: Progress) -> list[Trial]:
    """Compare mixed resolutions with the image's own alone, and transfer with learning from scratch."""
    trials = [course.trial(mark("as trained"), 1.0, members)]
    if base is None:
        if len(course.patches) > 1:
            trials.append(
                course.trial(mark("own resolution only"), 1.0, course.members(course.patches[:1], None, 1.0, progress))
            )
        return trials
    ways = [(share, start) for share in SHARES for start in (base, None) if not (share == 1 and start)]
    for number, (share, start) in enumerate(ways):
        part = progress.part(number / len(ways), (number + 1) / len(ways))
        label = mark("transfer") if start else mark("from scratch")
        trials.append(course.trial(label, share, course.members(course.patches, start, share, part)))
    return trials


def _result(
    request: CnnTraining,
    features: Features,
    table: TrainingTable,
    course: Course,
    members: list[Member],
    ensemble: Ensemble,
    elements: list[TrainedElement],
    trials: list[Trial],
    progress: Progress,
) -> CnnResult:
    for element in elements:
        progress.info(element.verdict())
    weigh(request, table, elements, [e.predicted for e in elements], progress)
    own = replace(request, base_model=Path(request.base_model).name if request.base_model else None)
    told = {**history(own, table), "networks": [_told(member) for member in members]}
    told["versions"]["PyTorch"] = torch_version()
    model = FusionModel(
        features.spec,
        tuple(element.target for element in elements),
        features.spec.range_of(table.features),
        table.spacing,
        table.crs,
        told,
        area_of(request, table, elements, None),
        network=ensemble,
    )
    samples = {own.ratio: len(own) for own in course.patches}
    return CnnResult(model, table, elements, members=members, samples=samples, trials=trials)


def _told(member: Member) -> dict[str, object]:
    curve = member.curve
    return {
        "test fold": member.test + 1,
        "stopped by fold": member.stop + 1,
        "best epoch": curve.best + 1,
        "training loss": curve.training,
        "held-out loss": curve.held_out,
    }
