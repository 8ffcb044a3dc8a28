"""The train step of a convolutional network: cross-fitted networks, their weight against the coarse map, the model.

One network a fold of ground. Each learns from all folds but two: it stops by the first, and is judged by the second,
which it has never seen in any way. The model is the mean of all networks; the judged predictions together are those
out of fold, from which scores and the weight of the image are found as for every other method.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..deep.crossfit import FEWEST_FOLDS, cross_fit, out_of_fold
from ..deep.learning import Curve, KeepBest, Schedule
from ..deep.networks import Ensemble
from ..deep.patch_network import PatchNetwork
from ..deep.patch_training import TrainingSet, fit, over_samples
from ..deep.pytorch import choose_device
from ..deep.views import Patches, robust_scale
from ..errors import FusionError
from ..geostatistics.folds import Folds, make_folds, score
from ..geostatistics.interpolation import REFERENCE, sceptical_predictions
from ..image.features import Features
from ..image.image_pass import ImagePass
from ..language import mark, tr
from ..progress import SILENT, Progress, Record
from ..raster.images import open_images
from ..regression.bounds import content_bounds, part_bounds
from ..regression.fitting import Candidate, Option
from ..regression.predictors import Linear
from ..regression.preparation import Group, groups, image_features, log_table, training_table
from ..regression.training_table import TrainingTable
from ..regression.transforms import forward, inverse, inverse_out_of_fold, smearing_factors
from .cnn_request import METHOD, CnnTraining, check
from .cnn_transfer import Base, load_base
from .image_inputs import ImageInputs
from .model import FusionModel, Target
from .patch_samples import cut_patches, parse_ratios
from .training_result import (
    TrainedElement,
    TrainingResult,
    area_of,
    history,
    tell_units,
    weigh,
)

SHARES = (0.1, 0.25, 0.5, 1.0)  # of the cells, at which transfer is compared with learning from scratch


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
    progress = Record(progress)
    device = choose_device(request.device)
    inputs = request.inputs
    stack = open_images(inputs.rasters, inputs.mask, request.images, progress)
    features = image_features(inputs, request.features, ImagePass(stack), progress.part(0, 0.05))
    table = training_table(inputs, "cell_mean", features, ImagePass(stack), progress.part(0.05, 0.1))
    log_table(table, progress)
    base = load_base(request.base_model, features.spec, inputs.geochem, table.elements) if request.base_model else None
    grid = None if table.cells is None else table.cells.grid
    ratios = parse_ratios(request.ratios)
    patches = cut_patches(
        features, stack.grid, table, grid, ratios, request.patch, request.seed, progress.part(0.1, 0.2)
    )
    fitting = CrossFitting(request, table, patches, device, groups(request.transforms, table, progress))
    keep_best = KeepBest(progress) if request.keep_best else None
    members = fitting.members(patches, base, 1.0, progress.part(0.2, 0.6 if request.compare else 1), keep_best)
    stopped = keep_best is not None and keep_best.stopped
    if keep_best is not None and stopped:
        progress.warn(
            tr("Stopped early: the model is the mean of the networks trained so far ({count}).", count=len(members))
        )
        progress = keep_best  # what is left takes no training
    trials = _trials(fitting, members, base, progress.part(0.6, 1)) if request.compare and not stopped else []
    ensemble = Ensemble(tuple(member.network for member in members))
    elements = fitting.elements(members)
    result = _result(request, features, table, fitting, members, ensemble, elements, trials, progress)
    result.model = replace(result.model, inputs=ImageInputs.of(stack))
    return result


class CrossFitting:
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
        self.folds = folds or make_folds(table.positions, table.targets, table.spacing, request.folds, request.seed)
        if self.folds.count < FEWEST_FOLDS:
            raise FusionError(
                "The cells lie in {blocks} blocks, and a network needs {least}: give a smaller "
                "BLOCK_SIZE (0 = automatic).",
                blocks=self.folds.blocks,
                least=FEWEST_FOLDS,
            )
        self.roles = cross_fit(self.folds.fold, self.folds.count)

    def members(
        self,
        patches: Sequence[Patches],
        base: Base | None,
        share: float,
        progress: Progress,
        keep_best: KeepBest | None = None,
    ) -> list[Member]:
        """Train one network a fold, on a share of the cells that it may learn from."""
        members: list[Member] = []
        for k in range(self.folds.count):
            if keep_best is not None and members and keep_best.asked():
                break
            part = progress.part(k / self.folds.count, (k + 1) / self.folds.count)
            members.append(self._member(k, patches, base, share, part, keep_best))
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
        keep_best: KeepBest | None,
    ) -> Member:
        request, roles = self.request, self.roles[k]
        learns = roles.thinned(share, [request.seed, k])
        centre, spread = robust_scale(self.values[learns])
        scaled = (self.values - centre) / spread
        samples = TrainingSet(
            patches,
            [own.means(scaled) for own in patches],
            [own.means(self.table.weights[:, None])[:, 0] for own in patches],
            [own.among(learns) for own in patches],
            np.flatnonzero(roles.stops),
        )
        schedule = Schedule(request.epochs, frozen=min(request.freeze_epochs, request.epochs) if base else 0)
        seed = request.seed + k
        start = base.networks[k % len(base.networks)] if base else None
        network, curve = fit(
            samples, request.patch, request.width, schedule, seed, self.device, progress, start, keep_best
        )
        return Member(network, curve, roles.test, roles.stop, centre, spread)

    def judged(self, members: Sequence[Member]) -> np.ndarray:
        """Return predictions (rows, elements) of the views of every row by the network that has never seen it."""

        def predict(number: int, rows: np.ndarray) -> np.ndarray:
            member = members[number]
            return member.centre + member.spread * over_samples(member.network, self.patches[0], rows)

        return out_of_fold(self.roles[: len(members)], predict, *self.values.shape)

    def trial(self, label: str, share: float, members: Sequence[Member]) -> Trial:
        """Return how well networks predict the rows that they have never seen."""
        errors = np.nanmean((self.judged(members) - self.values) ** 2, axis=0)
        return Trial(label, share, 1 - errors / np.nanvar(self.values, axis=0))

    def elements(self, members: Sequence[Member]) -> list[TrainedElement]:
        """Return what was learned for each element."""
        parts = self.judged(members)
        return [self._element(group, members, parts) for group in self.groups]

    def _element(self, group: Group, members: Sequence[Member], parts: np.ndarray) -> TrainedElement:
        column = group.columns[0]
        judged = np.isfinite(parts[group.rows, column])  # all, unless the user stopped early
        rows = group.rows[judged]
        observed, fold = self.table.targets[rows, column], self.folds.fold[rows]
        folds = Folds(fold, self.folds.count, self.folds.block_size, self.folds.blocks)
        limits = part_bounds(group.transform, forward(group.transform, observed[:, None]))
        part = np.clip(parts[rows, column][:, None], *limits)
        weights = self.table.weights_of(rows, [column])
        factor = float(smearing_factors(group.transform, observed[:, None], part, weights)[0])
        predicted = inverse(group.transform, part)[:, 0] * factor
        if len(members) > 1:  # else there are no other folds to find a factor from
            predicted = inverse_out_of_fold(group.transform, observed[:, None], part, weights, folds)[:, 0]
        everywhere = replace(folds, fold=self.folds.fold[group.rows])
        plain = sceptical_predictions(self.table.positions[group.rows], group.values[:, 0], everywhere)
        plain = {name: values[judged] for name, values in plain.items()}
        scores = {**score(observed, predicted, plain[REFERENCE]), "folds": folds.count, "block_size": folds.block_size}
        scores.update(blocks=folds.blocks, n=len(rows), importance={})
        option = Option(METHOD, {"networks": len(members), "patch": self.request.patch})
        used, predictor = _mean_of_networks(members, column)
        name, unit = group.names[0], group.units[0]
        target = Target(name, unit, METHOD, group.transform, factor, used, predictor, option.parameters, scores)
        target = replace(target, bounds=content_bounds(group.transform, observed, unit))
        chosen = Candidate(option, float(np.mean((predicted - observed) ** 2)))
        at_points = self.table.cells is None
        return TrainedElement(
            name, unit, rows, observed, predicted, plain, folds, [chosen], chosen, target, at_points=at_points
        )


def _mean_of_networks(members: Sequence[Member], column: int) -> tuple[tuple[int, ...], Linear]:
    """Return the outputs of the ensemble that belong to an element, and the predictor that takes their mean.

    A network says ``output``, which stands for ``centre + spread * output`` on the scale of training. The mean of that
    over the networks is linear in their outputs, and so a linear predictor holds it: every version can read the file.
    """
    elements = members[0].network.outputs
    used = tuple(number * elements + column for number in range(len(members)))
    coefficients = np.array([member.spread[column] for member in members]) / len(members)
    return used, Linear(coefficients, np.array([np.mean([member.centre[column] for member in members])]))


def _trials(fitting: CrossFitting, members: Sequence[Member], base: Base | None, progress: Progress) -> list[Trial]:
    """Compare mixed resolutions with the image's own alone, and transfer with learning from scratch."""
    trials = [fitting.trial(mark("as trained"), 1.0, members)]
    if base is None:
        if len(fitting.patches) > 1:
            own = fitting.members(fitting.patches[:1], None, 1.0, progress)
            trials.append(fitting.trial(mark("own resolution only"), 1.0, own))
        return trials
    ways = [(share, start) for share in SHARES for start in (base, None) if not (share == 1 and start)]
    for number, (share, start) in enumerate(ways):
        part = progress.part(number / len(ways), (number + 1) / len(ways))
        label = mark("transfer") if start else mark("from scratch")
        trials.append(fitting.trial(label, share, fitting.members(fitting.patches, start, share, part)))
    return trials


def _result(
    request: CnnTraining,
    features: Features,
    table: TrainingTable,
    fitting: CrossFitting,
    members: list[Member],
    ensemble: Ensemble,
    elements: list[TrainedElement],
    trials: list[Trial],
    progress: Progress,
) -> CnnResult:
    for element in elements:
        progress.info(element.verdict())
    tell_units(elements, progress)
    model = FusionModel(
        features.spec,
        tuple(element.target for element in elements),
        features.spec.range_of(table.features),
        table.spacing,
        table.crs,
        network=ensemble,
    )
    model = weigh(request.inputs, model, table, elements, [e.predicted for e in elements], features, progress)
    record = {
        **history(request, table, progress.notes(), "PyTorch"),
        "networks": [_record(member) for member in members],
    }
    model = replace(model, history=record, applicability=area_of(table, elements, None, request.seed))
    samples = {own.ratio: len(own) for own in fitting.patches}
    return CnnResult(model, table, elements, members=members, samples=samples, trials=trials)


def _record(member: Member) -> dict[str, object]:
    """Return what a model file tells of the training of a network; folds and epochs count from 1."""
    curve = member.curve
    return {
        "test fold": member.test + 1,
        "stopped by fold": member.stop + 1,
        "best epoch": curve.best + 1,
        "training loss": curve.training,
        "held-out loss": curve.held_out,
    }
