"""The network of prospectivity: trained on the normal scores of a map, and what it says of windows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from ..deep.learning import Curve
from ..deep.masked_autoencoder import MaskedAutoencoder, Sizes
from ..deep.masked_inference import Explained, padded, reader_of, terms_of, told, valid_area
from ..deep.networks import MaskedNetwork
from ..deep.pytorch import choose_device, missing_torch
from ..errors import FusionError
from ..progress import SILENT, Progress
from ..raster.grid import Window, tiles
from .layers import Layers
from .normal_scores import NormalScores
from .recipe import ERROR, EXPECTED, UNEXPLAINED
from .request import ProspectivityRequest
from .sample import windows_of

Reader = Callable[[Window], np.ndarray]
_KEPT = 2**28  # bytes of normal scores, up to which all of them are kept while a network learns
_LOOKED_AT = 4  # windows by which sources are told apart
_LOOK = 64  # cells along the side of one


def reader(layers: Layers, scores: NormalScores, without: str | None = None) -> Reader:
    """Return what reads normal scores of any window, NaN beyond the map and for the source ``without``.

    Those of a small map are read once.
    """
    left_out = [k for k, layer in enumerate(layers.layers) if layer.source == without]

    def read(window: Window) -> np.ndarray:
        values = scores(layers.read(window))
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


def train(
    ground: Ground, request: ProspectivityRequest, sizes: Sizes, steps: int, progress: Progress = SILENT
) -> tuple[MaskedAutoencoder, Curve]:
    """Train a network; 0 ``steps`` leave it as it was drawn."""
    from ..deep.masked_autoencoder_training import MaskedSettings, train_masked

    settings = MaskedSettings(sizes=sizes, steps=steps, seed=request.seed, device=choose_device(request.device))
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
class SourceReport:
    """For each source: its weight in the fusion, R² of its hidden values, and what that of the others loses without."""

    weight: np.ndarray
    r2: np.ndarray
    occlusion: np.ndarray


def explained(network: MaskedNetwork, ground: Ground, progress: Progress = SILENT) -> tuple[float, float, SourceReport]:
    """Return R² of hidden values, that of geochemistry told from the other sources, and the report on sources.

    They are told of a few windows spread over the map. NaN where a figure has no values.
    """
    count = int(ground.source.max()) + 1
    every = np.arange(len(ground.source))
    windows = _spread(ground.area)
    hidden, across = Explained(len(every)), Explained(len(every))
    weights = []
    for window, part in progress.part(0, 0.4).parts(windows):
        part.check(0)
        said = told([network], ground.read, ground.area, window)
        hidden.add(said.values, said.hidden)
        across.add(said.values, said.across)
        side = network.window
        seen = ground.read(Window(window.row, window.col, side, side))
        weights.append(network.source_weights(seen))
    r2 = np.array([hidden.of(every[ground.source == k]) for k in range(count)])
    lost = np.full(count, np.nan)
    for k, part in progress.part(0.4, 1).parts(range(count)):
        part.check(0)
        others = every[ground.source != k]
        if len(others):
            lost[k] = hidden.of(others) - _without(network, ground, windows, k).of(others)
    report = SourceReport(np.mean(weights, axis=0), r2, lost)
    return hidden.of(every), across.of(every[ground.geochemistry]), report


def _without(network: MaskedNetwork, ground: Ground, windows: Sequence[Window], source: int) -> Explained:
    """Return how well hidden values are explained where a source is not shown at all."""

    def read(window: Window) -> np.ndarray:
        values = ground.read(window).copy()
        values[ground.source == source] = np.nan
        return values

    found = Explained(len(ground.source))
    for window in windows:
        said = told([network], read, ground.area, window)
        found.add(said.values, said.hidden)
    return found


def _spread(area: Window) -> list[Window]:
    """Return a few windows spread evenly over an area, all of a small one."""
    every = list(tiles(area, _LOOK))
    chosen = np.unique(np.linspace(0, len(every) - 1, _LOOKED_AT).astype(int))
    return [every[k] for k in chosen]
