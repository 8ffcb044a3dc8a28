"""What to train on: the features and the training table that a request asks for, and what is trained together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..errors import FusionError, given
from ..formats import several
from ..image.features import Features, FeatureSet, choose_levels, spectral_wavelengths
from ..image.image_pass import ImagePass
from ..image.indices import WITH_OFFSET, choose_indices
from ..language import mark, tr
from ..progress import Progress
from ..raster.alignment import align, require_finer
from ..raster.description import require_crs
from ..raster.gdal_reader import describe
from ..units import factor
from .landmarks import CONSTANT, Landmarks
from .request import FeatureChoice, Inputs, TransformChoice
from .training_table import OUTSIDE, TrainingTable, table_from_grid, table_from_points
from .transforms import FEWEST_PARTS, choose_transform, element_transforms

_WHY_NOT_KRIGED = mark(
    "They are not kriged either, because what is kriged is what the image leaves of the samples: for a better map near "
    "the edge of the image give one that reaches over them."
)
_LITTLE_SPREAD = 0.05
MOST_TAUGHT = 10_000  # samples at points that a regression learns from


@dataclass(frozen=True)
class Setting:
    """What stands beside a coarse value in training: features of the image, and of which part of the cell."""

    features: FeatureSet
    support: str  # empty for points, which have no cell

    def texts(self) -> tuple[str, str, str]:
        """Return levels, window and support, an empty text for what these features do not have."""
        features = self.features
        levels = str(features.levels) if features.decomposed else ""
        return levels, str(features.mean_filter) if features.published else "", self.support


@dataclass(frozen=True)
class Group:
    """Elements that are trained together: one by itself, or all of a composition (``clr``).

    ``columns`` (elements,) of the table; ``rows`` (n,) of the table that have a value in all of them, ``values``
    (n, elements) there.
    """

    columns: tuple[int, ...]
    names: tuple[str, ...]
    units: tuple[str, ...]
    transform: str
    rows: np.ndarray
    values: np.ndarray

    @property
    def label(self) -> str:
        return ", ".join(self.names)


def image_features(inputs: Inputs, choice: FeatureChoice, over: ImagePass, progress: Progress) -> Features:
    """Return the features that are asked for. Raises FusionError where the image cannot have them."""
    ratio, stack = None, over.stack
    if inputs.geochem is not None:
        coarse = describe(inputs.geochem)
        require_crs(coarse)
        alignment = align(stack.grid, coarse.grid)
        require_finer(alignment, tr("the image"), coarse.path)  # before the image is read
        ratio = alignment.ratio
    levels = choose_levels(choice.levels, ratio, *stack.grid.shape)
    wavelengths = spectral_wavelengths(choice.wavelengths, stack.bands, progress)
    spec = FeatureSet(
        choice.kind,
        tuple(stack.band_names),
        levels,
        choice.mean_filter,
        choice.derivative,
        choice.derivative_mean,
        wavelengths,
        choose_indices(choice.indices, stack.band_names, wavelengths, progress, stack.sensors),
        stack.class_names,
    )
    offset = spec.indices and choice.indices in WITH_OFFSET
    unscaled = stack.unscaled() if offset else []
    if unscaled:
        progress.warn(
            tr(
                "INDICES={which} of {names}, whose numbers are no reflectance: ratios are wrong where the product has "
                "an offset (Landsat Collection 2, Sentinel-2 since baseline 04.00); give SCALING.",
                which=choice.indices,
                names=", ".join(unscaled),
            )
        )
    if spec.decomposed:
        progress.info(
            tr(
                "Pyramid of {levels} levels; {features} features from {bands} bands.",
                levels=levels,
                features=len(spec.names),
                bands=len(spec.bands),
            )
        )
    return over.features(spec, progress)


def training_table(
    inputs: Inputs,
    support: str,
    features: Features,
    over: ImagePass,
    progress: Progress,
    landmarks: Landmarks | None = None,
) -> TrainingTable:
    """Return the rows to train on; ``support`` is that of the features beside a coarse value.

    The pixels of cells are compared with ``landmarks``, if there are any.

    Raises FusionError where there are fewer than three.
    """
    image = over.stack.grid
    if inputs.points is not None:
        return table_from_points(features, image, inputs.points, progress)
    asked = inputs.geochem_bands
    return table_from_grid(features, image, given(inputs.geochem), asked, support, progress, over, landmarks)


def log_table(table: TrainingTable, progress: Progress) -> None:
    """Say how many rows there are, what was left out, and what a user should mind."""
    progress.info(
        tr(
            "Training places: {count}; features: {features}; elements: {elements}.",
            count=len(table),
            features=table.features.shape[1],
            elements=len(table.elements),
        )
    )
    tell_left_out(table.dropped, progress)
    if table.features.shape[1] + 2 > len(table):
        progress.warn(
            tr(
                "There are only {count} training places for {features} features, so that a linear "
                "model can fit anything: prefer fewer bands or random forest, and mind the cross-validated scores.",
                count=len(table),
                features=table.features.shape[1],
            )
        )
    left = float(np.median(table.spread_left))
    text = tr("Median share of the features' variance that is left between training places: {left:.1%}.", left=left)
    if left < _LITTLE_SPREAD:
        progress.warn(
            tr(
                "{text} The model is trained on a small part of the range that it meets at the pixels; "
                "SUPPORT=centre, fewer LEVELS or FEATURES=raw keep more.",
                text=text,
            )
        )
    else:
        progress.info(text)


def tell_left_out(dropped: Mapping[str, int], progress: Progress) -> None:
    """Say how many places are left out, by reason."""
    for reason, count in dropped.items():
        if count:
            text = tr("Left out: {reason} ({count}).", count=count, reason=tr(reason))
            progress.note(f"{text} {tr(_WHY_NOT_KRIGED)}" if reason == OUTSIDE else text)


def informative(table: TrainingTable) -> tuple[list[int], list[str]]:
    """Return the indices of features that vary over the training places, and the names of those that do not."""
    size = np.abs(table.features).max(axis=0)
    varies = table.features.std(axis=0) > CONSTANT * np.maximum(size, np.finfo(float).tiny)
    return [int(i) for i in np.flatnonzero(varies)], [n for n, v in zip(table.names, varies) if not v]


def groups(
    transforms: TransformChoice, table: TrainingTable, progress: Progress, discrete: bool = False
) -> list[Group]:
    """Return the elements of a table by what is trained together, in the order of their first column.

    ``discrete`` values are rounded and have no transform.

    Raises FusionError for an element with fewer than three different rows of values, for logarithms of values that have
    none, and for a composition of fewer than three elements or of several units.
    """
    asked = element_transforms(transforms.transform, transforms.element_transforms, table.elements)
    composition = [k for k, name in enumerate(table.elements) if asked[name] == "clr"]
    found = []
    for k, name in enumerate(table.elements):
        columns = [k]
        if asked[name] == "clr":
            if k != composition[0]:
                continue
            columns = composition
            _check_composition(table, columns)
        has = np.isfinite(table.targets[:, columns])
        lacking = int((has.any(axis=1) & ~has.all(axis=1)).sum())
        if lacking:
            progress.warn(
                tr(
                    "Left out for all elements of the composition, because one of them has no value: training places, "
                    "{count} of them.",
                    count=lacking,
                )
            )
        rows = np.flatnonzero(has.all(axis=1))
        values = table.targets[np.ix_(rows, np.array(columns))]
        chosen = [
            _usable(table.elements[c], asked[name], column, discrete, progress) for c, column in zip(columns, values.T)
        ]
        names, units = (tuple(texts[c] for c in columns) for texts in (table.elements, table.units))
        found.append(Group(tuple(columns), names, units, chosen[0], rows, values))
    return found


def thinned(group: Group, seed: int, progress: Progress) -> Group:
    """Return a group with at most ``MOST_TAUGHT`` of its rows, drawn at random.

    Samples of large surveys say the same of the image many times, and some methods take the square of their number.
    """
    if len(group.rows) <= MOST_TAUGHT:
        return group
    some = np.sort(np.random.default_rng(seed).permutation(len(group.rows))[:MOST_TAUGHT])
    progress.note(
        tr(
            "{label}: {some} of {count} training places, drawn at random (SEED), teach the regression; all are kriged.",
            label=group.label,
            some=MOST_TAUGHT,
            count=len(group.rows),
        )
    )
    return replace(group, rows=group.rows[some], values=group.values[some])


def _usable(name: str, asked: str, values: np.ndarray, discrete: bool, progress: Progress) -> str:
    """Return the transform of an element. Raises FusionError where its values (n,) teach nothing."""
    if len(values) < 3:
        raise FusionError(
            "'{name}' has {values}, and three is the least: leave this element out.",
            name=name,
            values=several(len(values), "usable value"),
        )
    if np.ptp(values) == 0:
        raise FusionError(
            "'{name}' has the same value {value:g} everywhere, so there is nothing to learn: leave it out.",
            name=name,
            value=values[0],
        )
    # whole numbers are those of the unit, not of logarithms
    transform = "none" if discrete else choose_transform(asked, name, values)
    if asked == "auto":
        progress.info(tr("{name}: transform '{transform}'.", name=name, transform=transform))
    return transform


def _check_composition(table: TrainingTable, columns: Sequence[int]) -> None:
    if len(columns) < FEWEST_PARTS:
        raise FusionError(
            "TRANSFORM=clr is asked for {names}, but a composition has "
            "{least} elements or more: choose more, or use TRANSFORM=log.",
            names=", ".join(table.elements[c] for c in columns),
            least=FEWEST_PARTS,
        )
    units: dict[str, str] = {}
    for c in columns:
        if all(factor(table.units[c], unit) != 1.0 for unit in units):
            units[table.units[c]] = table.elements[c]
    if len(units) > 1:
        shown = ", ".join(
            tr("'{name}' in {unit}", name=name, unit=unit or tr("no unit")) for unit, name in units.items()
        )
        raise FusionError(
            "TRANSFORM=clr needs one unit for all elements, but there are {shown}: bring them to one unit, or take "
            "some out of the composition with ELEMENT_TRANSFORMS.",
            shown=shown,
        )
