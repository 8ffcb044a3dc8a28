"""The search: which features, method and parameters predict held-out ground best.

``TUNE`` trials are dealt to a few settings of the features. Each setting costs one pass over the image, and its trials
share the table; all are scored on the same cells and folds.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from ..errors import FusionError
from ..geostatistics.folds import Folds, make_folds
from ..image.features import Features
from ..image.image_pass import ImagePass
from ..image.pyramid import largest_level
from ..language import tr
from ..memory import give_back
from ..progress import SILENT, Progress
from .fitting import Candidate, Fitting, Found, Option, defaults, fittings_of
from .landmarks import landmarks_of
from .methods import PREFERRED, choose, draw
from .preparation import Group, Setting, groups, image_features, informative, log_table, thinned, training_table
from .request import Training
from .training_table import SUPPORTS, TrainingTable, common_rows

WINDOWS = (1, 3, 5, 7, 9, 11)  # pixels of the mean filter
_LEVELS_AWAY = 2  # from the level given or nearest the coarse cell
_MOST_SETTINGS = 8
_TRIALS_PER_SETTING = 4


@dataclass(frozen=True)
class Fit:
    """A group of elements and what was found for it on the chosen features."""

    group: Group
    fitting: Fitting
    found: Found
    folds: Folds


@dataclass(frozen=True)
class Searched:
    """The chosen features with their table, of which the columns ``used`` vary and those of ``dropped`` do not.

    The candidates of ``fits`` are those of all settings, and ``story`` says what was chosen among them.
    """

    setting: Setting
    features: Features
    table: TrainingTable
    used: list[int]
    dropped: list[str]
    fits: list[Fit]
    story: str


def search(request: Training, over: ImagePass, progress: Progress) -> Searched:
    """Try features, methods and parameters by spatial cross-validation, and choose.

    One setting of the features serves all elements: that with the least error of the best candidate, as a share of the
    variance, mean over elements. Raises FusionError for bad input, Cancelled where the user stops.
    """
    whole, features = _tables(request, over, progress.part(0, 0.6))
    own = next(iter(whole))
    # points have the same rows whatever the features
    tables = common_rows(whole) if len(whole) > 1 and whole[own].cells else whole
    together = _together(request, tables[own], progress)
    tried: dict[Setting, list[Fit]] = {}
    for k, (setting, options) in enumerate(zip(tables, deal(request, len(tables)))):
        part = progress.part(0.6 + 0.4 * k / len(tables), 0.6 + 0.4 * (k + 1) / len(tables))
        tried[setting] = _tried(request, setting, tables[setting], together, options, part)
    errors = {setting: _error(fits) for setting, fits in tried.items()}
    chosen = min(errors, key=lambda setting: errors[setting])
    story = _story(request, own, chosen, errors)
    if story:
        progress.info(story)
    fits, table = _with_all(chosen, tried), whole[chosen]
    if len(table) > len(tables[chosen]):
        progress.note(
            tr(
                "The settings were compared on the {cells} cells that all of them have; the model and its "
                "scores use all {count} of the one chosen.",
                cells=len(tables[chosen]),
                count=len(table),
            )
        )
        every = _together(request, table, SILENT)
        fits = [_on_all_rows(fit, *own) for fit, own in zip(fits, _with_fittings(request, table, every))]
    if chosen != own:
        features = over.features(chosen.features)
    used, dropped = informative(table)
    return Searched(chosen, features, table, used, dropped, fits, story)


def settings(request: Training, own: Setting, largest: int) -> list[Setting]:
    """Return the settings of the features to try, the user's own first, always the same for the same seed.

    Drawn at random from levels, windows and supports, where the kind of features has them; at most one for four trials
    besides the own, and at most 8. ``largest`` is the greatest number of levels that the image has.
    """
    features = own.features
    level = features.levels
    levels = range(max(1, level - _LEVELS_AWAY), min(largest, level + _LEVELS_AWAY) + 1)
    windows = dict.fromkeys((features.mean_filter, *WINDOWS))
    choices = [
        Setting(replace(features, levels=a, mean_filter=b), c)
        for a, b, c in product(
            levels if features.decomposed else [level],
            windows if features.published else [features.mean_filter],
            SUPPORTS if own.support else [own.support],
        )
    ]
    others = [setting for setting in choices if setting != own]
    order = np.random.default_rng(request.seed).permutation(len(others))
    return [own, *(others[k] for k in order[: _others(request)])]


def _others(request: Training) -> int:
    """Return how many settings are tried at most, besides the user's own."""
    return min(request.tune // _TRIALS_PER_SETTING, _MOST_SETTINGS - 1)


def deal(request: Training, count: int) -> list[list[Option]]:
    """Return what to try on each of ``count`` settings: the defaults on the first, and the trials dealt to all in turn.

    On another setting each method starts with its defaults, so that features are compared by like with like, and
    METHOD=auto with the method that it prefers; then parameters are drawn.
    """
    methods = choose(request.method)
    preferred_first = sorted(methods, key=lambda method: method != PREFERRED)
    generator = np.random.default_rng(request.seed)
    dealt = [[defaults(method) for method in methods], *([] for _ in range(count - 1))]
    for trial in range(request.tune):
        turn, place = divmod(trial, count)
        method = (preferred_first if place else methods)[turn % len(methods)]
        starts = place > 0 and turn < len(methods)
        dealt[place].append(defaults(method) if starts else Option(method, draw(method, generator)))
    return dealt


def _tables(request: Training, over: ImagePass, progress: Progress) -> tuple[dict[Setting, TrainingTable], Features]:
    """Return a training table for each setting that has features which vary, the user's own first, and its features."""
    count = 1 + _others(request)
    own_features = features = image_features(request.inputs, request.features, over, progress.part(0, 0.5 / count))
    part = progress.part(0.5 / count, 1 / count)
    table = _table(request, request.support, features, over, part)
    own = Setting(features.spec, request.support if table.cells else "")
    log_table(table, progress)
    used, dropped = informative(table)
    for name in dropped:
        progress.warn(tr("The feature '{name}' is constant over the training places and is left out.", name=name))
    if not used:
        raise FusionError(
            "Every feature is constant over the training places: choose other RASTERS, FEATURES or SUPPORT."
        )
    tables = {own: table}
    for k, setting in enumerate(settings(request, own, largest_level(*over.stack.grid.shape))[1:], 1):
        part = progress.part(k / count, (k + 1) / count)
        features = over.features(setting.features, part.part(0, 0.5))
        support = setting.support or request.support
        tables[setting] = _table(request, support, features, over, part.part(0.5, 1))
    return {setting: table for setting, table in tables.items() if informative(table)[0]}, own_features


def _table(request: Training, support: str, features: Features, over: ImagePass, progress: Progress) -> TrainingTable:
    """Return a training table, with the kernels for the trends of METHOD=auto where its rows are means of cells."""
    means = request.inputs.points is None and support == "cell_mean"
    landmarks = landmarks_of(features, request.seed) if request.method == "auto" and means else None
    give_back()  # what the pyramid and the landmarks took, before tiles need theirs
    return training_table(request.inputs, support, features, over, progress, landmarks)


def _together(request: Training, table: TrainingTable, progress: Progress) -> list[tuple[Group, Folds]]:
    """Return the groups of elements with the folds that hold out their rows, one for all that have the same."""
    found = groups(request.transforms, table, progress, request.discrete)
    if table.cells is None:
        found = [thinned(group, request.seed, progress) for group in found]
    alike = _by(lambda group: group.rows.tobytes(), found)
    folds = {rows: _folds(request, table, some, progress) for rows, some in alike.items()}
    return [(group, folds[group.rows.tobytes()]) for group in found]


def _by(key: Callable[[Group], bytes], found: Sequence[Group]) -> dict[bytes, list[Group]]:
    """Return groups of elements by something that they may share, such as the rows that have their values."""
    alike: dict[bytes, list[Group]] = {}
    for group in found:
        alike.setdefault(key(group), []).append(group)
    return alike


def _with_fittings(
    request: Training, table: TrainingTable, together: Sequence[tuple[Group, Folds]]
) -> list[tuple[Group, Fitting, Folds]]:
    """Return groups with what fits candidates to them, at once for all that have the same rows of the same weights."""
    folds = {group.names: folds for group, folds in together}

    def taught(group: Group) -> bytes:
        return group.rows.tobytes() + table.weights_of(group.rows, group.columns).tobytes()

    fittings = {
        group.names: fitting
        for some in _by(taught, [group for group, _ in together]).values()
        for group, fitting in zip(some, fittings_of(request, table, some, folds[some[0].names]))
    }
    return [(group, fittings[group.names], folds) for group, folds in together]


def _on_all_rows(fit: Fit, group: Group, fitting: Fitting, folds: Folds) -> Fit:
    """Return what was found, with predictions out of fold for all rows of the table."""
    parts = fitting.out_of_fold(fit.found.options, folds)
    return Fit(group, fitting, replace(fit.found, parts=parts), folds)


def _tried(
    request: Training,
    setting: Setting,
    table: TrainingTable,
    together: Sequence[tuple[Group, Folds]],
    options: Sequence[Option],
    progress: Progress,
) -> list[Fit]:
    """Try options on all groups of elements with the features of one setting."""
    fits = []
    for k, (group, fitting, folds) in enumerate(_with_fittings(request, table, together)):
        part = progress.part(k / len(together), (k + 1) / len(together))
        fits.append(Fit(group, fitting, fitting.search(options, part, setting), folds))
    return fits


def _error(fits: Sequence[Fit]) -> float:
    """Return the error of the best candidates as a share of the variance, mean over all parts of all groups."""
    return float(np.nanmean(np.concatenate([fit.fitting.shares(fit.found) for fit in fits])))


def _story(request: Training, own: Setting, chosen: Setting, errors: dict[Setting, float]) -> str:
    """Say what the trials were and which features they chose; nothing where there were none."""
    if not request.tune:
        return ""
    if len(errors) == 1:
        return tr(
            "TUNE={trials}: {trials} trials besides the defaults, all on the features given.", trials=request.tune
        )
    names = (tr("levels"), tr("window"), tr("support"))
    told = ", ".join(f"{name} {text}" for name, text in zip(names, chosen.texts()) if text)
    with_own = tr("with the features given {error:.1%}", error=errors[own])
    return tr(
        "TUNE={trials}: {trials} trials besides the defaults, on {count} settings of the features; chosen: {told} "
        "(mean squared error {error:.1%} of the variance out of fold; {given}).",
        trials=request.tune,
        count=len(errors),
        told=told,
        error=errors[chosen],
        given=tr("the features given") if chosen == own else with_own,
    )


def _with_all(chosen: Setting, tried: dict[Setting, list[Fit]]) -> list[Fit]:
    """Return what was found on the chosen features, with the candidates of all settings."""
    fits = []
    for k, fit in enumerate(tried[chosen]):
        every: list[list[Candidate]] = [[] for _ in fit.found.tried]
        for other in tried.values():
            for all_of_part, of_part in zip(every, other[k].found.tried):
                all_of_part += of_part
        fits.append(replace(fit, found=replace(fit.found, tried=every)))
    return fits


def _folds(request: Training, table: TrainingTable, alike: Sequence[Group], progress: Progress) -> Folds:
    """Return the folds of groups that have the same rows."""
    values = np.hstack([group.values for group in alike])
    folds = make_folds(table.positions[alike[0].rows], values, table.spacing, request.folds, request.seed)
    if folds.count < request.folds.count:
        progress.warn(
            tr(
                "{label}: {count} folds instead of {folds}, because there are only {blocks} blocks.",
                label=", ".join(group.label for group in alike),
                count=folds.count,
                folds=request.folds.count,
                blocks=folds.blocks,
            )
        )
    return folds
