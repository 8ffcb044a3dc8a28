"""What the prospectivity step is told, its limits, and what is wrong with a request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from ..errors import FusionError
from ..evaluation.target_ranking import TargetProtocol
from ..language import mark
from ..samples.censoring import check_choice
from ..samples.points import PointValues
from ..setting_limits import Limits, require_within
from .favourable import Favourable
from .target_areas import PERCENTILE

VIT, CLASSICAL = "vit", "classical"
METHODS = {
    VIT: mark("scores without a network, joined by a masked vision Transformer"),
    CLASSICAL: mark("no network"),
}
CELL_SIZE = Limits(0.0, 0.0)  # 0: that of the geochemistry
WINDOW = Limits(32, 4, 64)
PATCH = Limits(4, 1, 16)
WIDTH = Limits(96, 16, 512)
MASK_RATIO = Limits(0.5, 0.1, 0.9)
STEPS = Limits(500, 0, 100_000)
SEED = Limits(0, 0, 2**31 - 1)


@dataclass(frozen=True)
class ProspectivityRequest:
    """Which layers to seek prospective ground in and how; see the parameters of ``geochemfusion:prospectivity``.

    ``rasters`` are path and name of each; ``output``, ``anomaly`` and ``favourability`` are rasters to write.
    ``geochemistry`` and ``classes`` are names of bands, none: told from their names and units. ``deposits`` judge the
    map and have no part in it. ``model`` is the path of a model made before, whose method and network are then taken.
    ``cell_size`` in units of the CRS, 0: that of the geochemistry. ``missing_codes`` are numbers that stand for no
    value in all ``rasters``, separated by semicolons.
    """

    rasters: Sequence[tuple[str, str]]
    output: str
    anomaly: str | None = None
    favourability: str | None = None
    geochemistry: Sequence[str] = ()
    classes: Sequence[str] = ()
    favourable: Sequence[Favourable] = ()
    deposits: PointValues | None = None
    protocol: TargetProtocol = field(default_factory=lambda: TargetProtocol(min_distance=0.0))
    mask: str | None = None
    cell_size: float = CELL_SIZE.default
    percentile: float = PERCENTILE.default
    method: str = VIT
    window: int = WINDOW.default
    patch: int = PATCH.default
    width: int = WIDTH.default
    mask_ratio: float = MASK_RATIO.default
    steps: int = STEPS.default
    ablations: bool = False
    device: str = "auto"
    seed: int = SEED.default
    model: str | None = None
    missing_codes: str = ""

    def check(self) -> None:
        """Raise FusionError for what can be seen to be wrong before anything is read."""
        check_choice("method", self.method, METHODS)
        limits: dict[str, tuple[float, Limits[Any]]] = {
            "CELL_SIZE": (self.cell_size, CELL_SIZE),
            "PERCENTILE": (self.percentile, PERCENTILE),
            "WINDOW": (self.window, WINDOW),
            "PATCH": (self.patch, PATCH),
            "WIDTH": (self.width, WIDTH),
            "MASK_RATIO": (self.mask_ratio, MASK_RATIO),
            "STEPS": (self.steps, STEPS),
            "SEED": (self.seed, SEED),
        }
        for name, (value, allowed) in limits.items():
            require_within(name, value, allowed)
        if self.window % self.patch or self.window // self.patch < 2:
            raise FusionError(
                "PATCH is {patch}: give a number that divides WINDOW ({window}) at least twice.",
                patch=self.patch,
                window=self.window,
            )
        self.protocol.check()
