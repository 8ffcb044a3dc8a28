"""What a training is told: requests composed of parts, of which a function takes those that it needs.

Users know settings flat, each by one name: ``Training.of(rasters, geochem, method="linear", levels=2)``. Model files
and reports tell them so too.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, fields, is_dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from ..errors import FusionError, given
from ..geostatistics.folds import FoldChoice
from ..image.features import LEVELS, MEAN_FILTER
from ..image.indices import NONE
from ..raster.gdal_reader import describe
from ..raster.images import ImageChoice
from ..samples.points import PointValues
from ..setting_limits import Limits
from .methods import load_support_vectors, missing_scikit_learn
from .transforms import element_transforms

CELL_SAMPLES = Limits(0, 0, 1000000)  # 0: judged from the coarse map
TUNE = Limits(0, 0, 10000)  # trials
SEED = Limits(0, 0, 2**31 - 1)
_CALLED = {"kind": "features", "count": "folds"}  # the setting that a field of a part is, where names differ
_INPUTS = ("rasters", "geochem", "points")  # which a model file tells of elsewhere
_ORDER = (  # in which settings are told
    "geochem_bands method features support transform element_transforms discrete levels mean_filter derivative "
    "derivative_mean wavelengths indices bands categories scaling mask folds block_size tune seed cell_samples "
    "reduced_check"
)

Request = TypeVar("Request", bound="TrainingRequest")


@dataclass(frozen=True)
class Inputs:
    """Where images and values come from: one of ``geochem`` (a coarse raster, bands counted from 0) and ``points``."""

    rasters: Sequence[str]
    geochem: str | None = None
    geochem_bands: Sequence[int] | None = None
    points: PointValues | None = None
    mask: str | None = None
    cell_samples: int = CELL_SAMPLES.default


@dataclass(frozen=True)
class FeatureChoice:
    """What is made of the image; ``kind`` is one of ``features.KINDS``, ``indices`` one of ``indices.INDEX_SETS``."""

    kind: str = "multiscale"
    levels: int = LEVELS.default
    mean_filter: int = MEAN_FILTER.default
    derivative: bool = True
    derivative_mean: bool = False
    wavelengths: str = ""
    indices: str = NONE


@dataclass(frozen=True)
class TransformChoice:
    """On what scale elements are trained: one of ``transforms.TRANSFORMS``, and exceptions such as ``Cu=log``."""

    transform: str = "none"
    element_transforms: str = ""


@dataclass(frozen=True)
class TrainingRequest:
    """What every training is told; a request of its own adds what only it knows."""

    inputs: Inputs
    features: FeatureChoice = FeatureChoice()
    transforms: TransformChoice = TransformChoice()
    folds: FoldChoice = field(default_factory=FoldChoice)
    seed: int = SEED.default
    images: ImageChoice = field(default_factory=ImageChoice)

    @classmethod
    def of(
        cls: type[Request],
        rasters: Sequence[str],
        geochem: str | None = None,
        geochem_bands: Sequence[int] | None = None,
        **settings: Any,
    ) -> Request:
        """Return a request with settings given flat, by name. Raises TypeError for one that it does not have."""
        return cls(Inputs(rasters, geochem, geochem_bands)).changed(**settings)

    def changed(self: Request, **settings: Any) -> Request:
        """Return the request with other settings, given flat. Raises TypeError for one that it does not have."""
        places = self._places()
        dealt: dict[str, dict[str, Any]] = {}
        for name, value in settings.items():
            if name not in places:
                raise TypeError(f"{type(self).__name__} has no setting '{name}', but {', '.join(places)}")
            part, own_name = places[name]
            dealt.setdefault(part, {})[own_name] = value
        own = dealt.pop("", {})
        return replace(self, **own, **{part: replace(getattr(self, part), **dealt[part]) for part in dealt})

    def settings(self) -> dict[str, Any]:
        """Return all settings flat, as model files tell them: without the inputs, and a mask by its name."""
        flat = {
            name: getattr(getattr(self, part) if part else self, own)
            for name, (part, own) in self._places().items()
            if name not in _INPUTS
        }
        return in_order({**flat, "mask": Path(self.inputs.mask).name if self.inputs.mask else ""})

    def _places(self) -> dict[str, tuple[str, str]]:
        """Return where each setting stands: the part (empty for the request itself), and the field there."""
        places = {}
        for own in fields(self):
            part = getattr(self, own.name)
            if is_dataclass(part):
                places.update({_CALLED.get(f.name, f.name): (own.name, f.name) for f in fields(part)})
            else:
                places[own.name] = ("", own.name)
        return places


def in_order(settings: dict[str, Any]) -> dict[str, Any]:
    """Return settings in the order in which all model files and reports tell them, and then those of their own."""
    return {**{name: settings[name] for name in _ORDER.split() if name in settings}, **settings}


@dataclass(frozen=True)
class Training(TrainingRequest):
    """What to train on and how; see the parameters of ``geochemfusion:train``."""

    method: str = "auto"
    support: str = "cell_mean"
    discrete: bool = False
    tune: int = TUNE.default
    reduced_check: bool = False


def check(request: Training) -> None:
    """Raise FusionError for what can be seen to be wrong in a request before an image is read."""
    missing = missing_scikit_learn()
    if missing:
        raise FusionError(missing)
    load_support_vectors()
    asked = asked_transforms(request.inputs, request.transforms)
    logarithm = next((transform for transform in asked.values() if transform in ("log", "clr")), None)
    if request.discrete and logarithm:
        raise FusionError(
            "DISCRETE rounds values to whole numbers and cannot be combined with TRANSFORM={logarithm}: choose one.",
            logarithm=logarithm,
        )
    if request.reduced_check and request.inputs.geochem is None:
        raise FusionError("REDUCED_CHECK degrades a coarse map and needs GEOCHEM: leave it out for SAMPLES.")
    if request.tune < TUNE.least:
        raise FusionError("TUNE is {tune}: give the number of trials, 0 for none.", tune=request.tune)


def check_one_source(geochem: bool, points: bool) -> None:
    """Raise FusionError unless values come either from a coarse raster or from points."""
    if geochem == points:
        raise FusionError(
            "Give either GEOCHEM (a coarse raster) or SAMPLES (points with FIELDS), not both and not neither."
        )


def asked_transforms(inputs: Inputs, transforms: TransformChoice) -> dict[str, str]:
    """Return the transform asked for of each element. Raises FusionError unless there is one source of values."""
    check_one_source(inputs.geochem is not None, inputs.points is not None)
    return element_transforms(transforms.transform, transforms.element_transforms, _element_names(inputs))


def _element_names(inputs: Inputs) -> list[str]:
    """Return the names of the elements asked for; bands that are not there are told of where the values are read."""
    if inputs.points is not None:
        return list(inputs.points.names)
    names = describe(given(inputs.geochem)).element_names
    return [names[band] for band in inputs.geochem_bands or range(len(names)) if 0 <= band < len(names)]
