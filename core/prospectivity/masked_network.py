"""The network of prospectivity: trained on the normal scores of a map, and what it says of windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ..deep.learning import Curve
from ..deep.masked_autoencoder import MaskedAutoencoder, Sizes
from ..deep.masked_inference import Explained, padded, reader_of, terms_of, told, valid_area
from ..deep.networks import MaskedNetwork
from ..deep.pytorch import choose_device, missing_torch
from ..errors import FusionError
from ..progress import SILENT, Progress
from ..raster.grid import Window, tiles
from ..raster.tiles import TILE
from .layers import Layers
from .normal_scores import NormalScores
from .recipe import ERROR, EXPECTED, UNEXPLAINED
from .request import ProspectivityRequest
from .sample import windows_of

Reader = Callable[[Window], np.ndarray]
_KEPT = 2**26  # bytes of normal scores, up to which all of them are kept while a network learns
_LOOKED_AT = 4  # windows by which sources are told apart
_LOOK = 64  # cells along the side of one
_SEEN = 2**13  # cells in all windows of a batch, which a step takes its time by
_BATCH = 4, 32  # windows of a batch, at least and at most


def reader(layers: Layers, scores: NormalScores, without: str | None = None) -> Reader:
    """Return what reads normal scores of any window, NaN beyond the map and for the source ``without``.

    Those of a small map are read once.
    """
    left_out = [k for k, layer in enumerate(layers.layers) if layer.source == without]

    def read(window: Window) -> np.ndarray:
        values = scores.in_place(layers.read(window))
        values[left_out] = np.nan
        return values

    height, width = layers.grid.shape
    if 4 * len(layers.layers) * height * width <= _KEPT:
        return reader_of(read(layers.grid.full_window()))
    return padded(read, height, width)


def sizes_of(request: ProspectivityRequest, fusion: bool = True, transformer: bool = True) -> Sizes:
    """Return the sizes that a request asks for. Raises FusionError where they do not fit together."""
    hidden = round(100 * request.mask_ratio)
    try:
        return Sizes(
            request.window,
            request.patch,
            request.width,
            decoder_width=request.width,
            hidden=hidden,
            fusion=fusion,
            transformer=transformer,
        )
    except ValueError as error:
        raise FusionError("The network cannot be made with these settings: {reason}.", reason=str(error)) from None


@dataclass(frozen=True)
class Ground:
    """What a network looks at: a reader of normal scores, where there are values, and what the layers are."""

    read: Reader
    area: Window
    source: np.ndarray
    geochemistry: np.ndarray

    @classmethod
    def of(
        cls, layers: Layers, scores: NormalScores, without: str | None = None, progress: Progress = SILENT
    ) -> Ground:
        """Raises FusionError where no cell has a value."""
        read = reader(layers, scores, without)
        area = valid_area(read, windows_of(layers.grid), progress)
        if area is None:
            raise FusionError("No cell has a value in any layer: check MASK and the nodata values of the rasters.")
        return cls(read, area, layers.source_numbers, layers.geochemistry)

    def without(self, source: int) -> Ground:
        """Return the ground without the values of a source."""

        def read(window: Window) -> np.ndarray:
            values = self.read(window).copy()
            values[self.source == source] = np.nan
            return values

        return replace(self, read=read)

    def half(self, quarters: Quarters) -> Ground:
        """Return the ground of those two quarters that a network learns from."""

        def read(window: Window) -> np.ndarray:
            return np.where(quarters.learned(window), self.read(window), np.float32(np.nan))

        return replace(self, read=read)


@dataclass(frozen=True)
class Quarters:
    """An area in four: a network learns from the north-eastern and the south-western quarter, the others judge it.

    Cells that judge lie at least ``buffer`` cells from what was learned from.
    """

    area: Window
    buffer: int

    def learned(self, window: Window) -> np.ndarray:
        """Return which cells of a window are learned from (height, width)."""
        down, right = self._from_the_middle(window)
        return np.asarray(down * right < 0)

    def judging(self, window: Window) -> np.ndarray:
        """Return which cells of a window judge (height, width)."""
        down, right = self._from_the_middle(window)
        return np.asarray((down * right > 0) & (np.minimum(abs(down), abs(right)) >= self.buffer))

    def enough(self, read: Reader) -> bool:
        """Return whether a quarter of the cells with values can be learned from, and some judge."""
        known, learned, judging = 0, 0, 0
        for window in tiles(self.area, TILE):
            here = np.isfinite(read(window)).any(axis=0)
            known += int(here.sum())
            learned += int((here & self.learned(window)).sum())
            judging += int((here & self.judging(window)).sum())
        return 4 * learned >= known and judging > 0

    def _from_the_middle(self, window: Window) -> tuple[np.ndarray, np.ndarray]:
        """Return how many cells the centres of rows (height, 1) and columns (1, width) lie below and right of it."""
        rows, cols = np.arange(window.height)[:, None] + window.row, np.arange(window.width)[None] + window.col
        area = self.area
        return rows + 0.5 - area.row - area.height / 2, cols + 0.5 - area.col - area.width / 2


def train(
    ground: Ground, request: ProspectivityRequest, sizes: Sizes, steps: int, progress: Progress = SILENT
) -> tuple[MaskedAutoencoder, Curve]:
    """Train a network; 0 ``steps`` leave it as it was drawn."""
    from ..deep.masked_autoencoder_training import MaskedSettings, train_masked

    batch = int(np.clip(_SEEN // sizes.window**2, *_BATCH))
    device = choose_device(request.device)
    settings = MaskedSettings(sizes=sizes, steps=steps, batch=batch, seed=request.seed, device=device)
    return train_masked(ground.read, ground.area, ground.source, ground.geochemistry, settings, progress)


def untrainable() -> str | None:
    """Return why no network can be trained here, None where one can."""
    return missing_torch()


@dataclass(frozen=True)
class NetworkParts:
    """What a network says of windows of a map: the parts of the score, and what geochemistry it expects."""

    network: MaskedNetwork
    ground: Ground

    @property
    def names(self) -> tuple[str, ...]:
        """The planes that ``planes`` gives, in their order."""
        if not self.ground.geochemistry.any():
            return (ERROR,)
        return (ERROR, UNEXPLAINED, EXPECTED) if self.network.across.any() else (ERROR, UNEXPLAINED)

    def planes(self, window: Window) -> np.ndarray:
        """Return them, float32 (parts, height, width), NaN where no layer has a value."""
        said = told([self.network], self.ground.read, self.ground.area, window)
        terms = terms_of(said, self.ground.source, self.ground.geochemistry)
        found = {ERROR: terms.error, UNEXPLAINED: terms.unexplained, EXPECTED: terms.favourability}
        return np.stack([found[name] for name in self.names])


# ---------------------------------------------------------------------------------------------- what it learned


@dataclass(frozen=True)
class Skill:
    """R² of hidden values in all layers (``hidden``), of geochemistry told from the other sources (``across``), and of
    each source (sources,): R² of its own, and what that of the others loses where it is not shown. NaN where a figure
    has no values.
    """

    hidden: float
    across: float
    own: np.ndarray
    occlusion: np.ndarray

    @classmethod
    def unknown(cls, sources: int) -> Skill:
        """Return what is said where nothing can be."""
        nothing = np.full(sources, np.nan)
        return cls(np.nan, np.nan, nothing, nothing)


def source_weights(network: MaskedNetwork, ground: Ground) -> np.ndarray:
    """Return the weight of each source in the fusion (sources,), the mean over a few windows spread over the map."""
    side = network.window
    return np.mean(
        [network.source_weights(ground.read(Window(w.row, w.col, side, side))) for w in _spread(ground.area)], axis=0
    )


def skill(
    network: MaskedNetwork, ground: Ground, quarters: Quarters | None = None, progress: Progress = SILENT
) -> Skill:
    """Return how much of hidden values a network explains in a few windows spread over the map.

    With ``quarters`` only cells of those count that the network did not learn from.
    """
    windows = _spread(ground.area, quarters)
    hidden, across = _explained(network, ground, windows, quarters, progress.part(0, 0.4))
    count, every = int(ground.source.max()) + 1, np.arange(len(ground.source))
    lost = np.full(count, np.nan)
    for k, part in progress.part(0.4, 1).parts(range(count)):
        others = every[ground.source != k]
        if len(others):
            blind = _explained(network, ground.without(k), windows, quarters, part)[0]
            lost[k] = hidden.of(others) - blind.of(others)
    own = np.array([hidden.of(every[ground.source == k]) for k in range(count)])
    return Skill(hidden.of(every), across.of(every[ground.geochemistry]), own, lost)


def _explained(
    network: MaskedNetwork, ground: Ground, windows: Sequence[Window], quarters: Quarters | None, progress: Progress
) -> tuple[Explained, Explained]:
    """Return what is explained of hidden values, and of geochemistry by the other sources."""
    hidden, across = Explained(len(ground.source)), Explained(len(ground.source))
    for window in progress.each(windows):
        said = told([network], ground.read, ground.area, window)
        values = said.values if quarters is None else np.where(quarters.judging(window), said.values, np.nan)
        hidden.add(values, said.hidden)
        across.add(values, said.across)
    return hidden, across


def _spread(area: Window, quarters: Quarters | None = None) -> list[Window]:
    """Return a few windows spread evenly over an area, all of a small one; with quarters those that hold judges."""
    every = [w for w in tiles(area, _LOOK) if quarters is None or quarters.judging(w).any()]
    chosen = np.unique(np.linspace(0, len(every) - 1, _LOOKED_AT).astype(int)) if every else ()
    return [every[k] for k in chosen]


def judged_on_other_ground(
    ground: Ground, request: ProspectivityRequest, sizes: Sizes, progress: Progress = SILENT
) -> Skill | None:
    """Return what a network of a kind explains of quarters of the map when it learned from the others.

    Half of the ground takes half of the steps. None where one of the halves has too few values.
    """
    quarters = Quarters(ground.area, sizes.window // 2)
    if not quarters.enough(ground.read):
        return None
    network, _ = train(ground.half(quarters), request, sizes, request.steps // 2, progress.part(0, 0.7))
    return skill(network, ground, quarters, progress.part(0.7, 1))
