"""What the steps of super-resolution are told, the limits of it, and what is wrong with a request."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ..deep.unet import WIDTHS
from ..language import mark
from ..samples.censoring import check_choice
from ..samples.points import PointValues
from ..setting_limits import Limits, require_within

AUTO, NONE = "auto", "none"
METHODS = {
    AUTO: mark("ridge, forest and the small network, as far as held-out ground supports each"),
    "multilevel_unet": mark("the multi-level U-Net of Pei et al. (2025) on the weighted mean of interpolations"),
    "unet": mark("a plain U-Net on the weighted mean of interpolations"),
    "srcnn": mark("SRCNN on the weighted mean of interpolations"),
    "vdsr": mark("VDSR on the weighted mean of interpolations"),
    "small": mark("three small convolutions on the weighted mean of interpolations"),
    "forest": mark("a forest on the weighted mean of interpolations"),
    "ridge": mark("a ridge regression on the weighted mean of interpolations"),
    NONE: mark("the weighted mean of interpolations alone"),
}
DEFAULT_WIDTH = "half"
HARD, SOFT = "hard", "soft"
CONSTRAINTS = {
    NONE: mark("cells may differ from the coarse map"),
    SOFT: mark("means of cells are drawn to the coarse map as far as held-out ground supports it"),
    HARD: mark("means of cells are those of the coarse map"),
}
TRANSFORMS = {
    NONE: mark("contents as they are"),
    "log": mark("logarithms"),
    AUTO: mark("logarithms of positive, strongly right-skewed elements"),
}
DIRECTIONS, PLAIN_ASPECT = "directions", "plain"
ASPECTS = {
    DIRECTIONS: mark("sine and cosine of aspect, which turn with the map"),
    PLAIN_ASPECT: mark("aspect in degrees, as Pei et al. (2025) have it"),
}
TOGETHER, PUBLISHED = "together", "published"
SCHEDULES = {
    PUBLISHED: mark("each network stops by a fold of its own, as Pei et al. (2025) train"),
    TOGETHER: mark("as many epochs as serve all folds of held-out ground, and then all ground"),
}
FOLDS = Limits(4, 2, 20)
BLOCK_SIZE = Limits(0.0, 0.0)  # map units; 0: as large as the folds let blocks be
EPOCHS = Limits(0, 0, 10_000)  # 0: 60 for the small network, 200 for others; 12 where all folds choose together
SEED = Limits(0, 0, 2**31 - 1)


@dataclass(frozen=True)
class CoarseMap:
    """The coarse map: a raster with a band for each element, and the points behind it where they are known.

    ``bands`` are counted from 0, None for all that are elements. Fields of ``points`` have the names of elements.
    """

    path: str
    bands: Sequence[int] | None = None
    points: PointValues | None = None


@dataclass(frozen=True)
class Geology:
    """A raster of numbers of units, best of several pixels to a fine one, and what is known of the units.

    ``descriptions`` are texts by number; ``table`` vectors by number, which go before descriptions. ``source`` is what
    the map is called where the raster was made of it on the way.
    """

    units: str
    descriptions: Mapping[int, str] | None = None
    table: Mapping[int, Sequence[float]] | None = None
    source: str = ""

    @property
    def name(self) -> str:
        return self.source or self.units


@dataclass(frozen=True)
class SuperResolution:
    """What to learn from and how; see the parameters of ``geochemfusion:trainsuperresolution``.

    ``fine`` is a raster of a finer survey of a part of the coarse map, or its points, which are averaged in pixels.
    Pixels where ``mask`` is 0 or has no value are not learned from.
    """

    coarse: CoarseMap
    fine: str | PointValues
    elevation: str | None = None
    rasters: Sequence[str] = ()
    geology: Geology | None = None
    method: str = AUTO
    width: str = DEFAULT_WIDTH
    constraint: str = NONE
    transform: str = AUTO
    aspect: str = DIRECTIONS
    folds: int = FOLDS.default
    block_size: float = BLOCK_SIZE.default
    epochs: int = EPOCHS.default
    schedule: str = PUBLISHED
    device: str = "auto"
    seed: int = SEED.default
    mask: str | None = None

    def check(self) -> None:
        """Raise FusionError for what can be seen to be wrong before anything is read."""
        check_choice("method", self.method, METHODS)
        check_choice("width", self.width, dict.fromkeys(WIDTHS, ""))
        check_choice("constraint", self.constraint, CONSTRAINTS)
        check_choice("transform", self.transform, TRANSFORMS)
        check_choice("aspect", self.aspect, ASPECTS)
        check_choice("schedule", self.schedule, SCHEDULES)
        require_within("FOLDS", self.folds, FOLDS)
        require_within("EPOCHS", self.epochs, EPOCHS)
        require_within("SEED", self.seed, SEED)
        require_within("BLOCK_SIZE", self.block_size, BLOCK_SIZE)
        if isinstance(self.fine, PointValues):
            self.fine.check()


@dataclass(frozen=True)
class SuperApplication:
    """What to sharpen and where to write; ``extent`` is (xmin, ymin, xmax, ymax) in the CRS of the output.

    The CRS and the pixels of the output are those of the finer survey that the model was trained on.
    """

    model: str
    coarse: CoarseMap
    output: str
    elevation: str | None = None
    rasters: Sequence[str] = ()
    geology: Geology | None = None
    uncertainty: str | None = None
    domain: str | None = None
    extent: tuple[float, float, float, float] | None = None
    mask: str | None = None
    scheduler: str | None = None
