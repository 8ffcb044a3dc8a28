"""The sharpener: the base, and what a network adds to it as far as held-out ground supports it.

The network is cross-fitted: one for each fold of blocks, which stops by a fold and is judged by another that it has
never seen. What they say out of fold, of a base out of fold, gives each element the share that its blocks support;
applied is the mean of all.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import numpy as np

from ..blas import one_blas_thread
from ..deep.crossfit import cross_fit, near
from ..deep.learning import Curve
from ..deep.networks import Ensemble
from ..deep.unet import TOGETHER, WINDOW, ResidualNetwork
from ..deep.window_inference import Lattice, blended
from ..progress import SILENT, Progress
from ..raster.grid import Window
from .base import Base, Ground, fit_with_residual, supported_weight
from .held_out import held_out
from .scene import Known, Scene

NETWORK_FOLDS = 4
FEWEST_PIXELS = 1024  # of finely surveyed ground, below which no network is tried: as many as it sees at once


@dataclass(frozen=True)
class NetworkChoice:
    """Which network is trained, as in ``unet_training.WindowSettings``."""

    kind: str
    width: str
    epochs: int
    patience: int
    device: str = "cpu"


@dataclass(frozen=True)
class Choice:
    """What may be added to the stack: ``corrections`` of ``base.CORRECTIONS``, and a network or none."""

    corrections: tuple[str, ...]
    network: NetworkChoice | None
    buffer: float
    seed: int


@dataclass(frozen=True)
class Sharpener:
    """A fitted base, and networks of which each element takes its share ``network_shares`` (elements,)."""

    base: Base
    networks: Ensemble[ResidualNetwork] | None = None
    network_shares: np.ndarray = field(default_factory=lambda: np.zeros(0))

    def needs(self, whole: Window, window: Window) -> Window:
        """Return the window of a map of the size ``whole`` that must be known to sharpen another."""
        return self._lattice(whole).reach(window) if self._adds else window

    @property
    def _adds(self) -> bool:
        return self.networks is not None and bool(self.network_shares.any())

    def base_at(self, known: Known) -> np.ndarray:
        """Return the base (elements, height, width) where plain rows are known, NaN elsewhere."""
        told = self.base.predict(*known.flat())
        return told.reshape(known.plain.shape[1:])

    def at(self, known: Known, whole: Window, wide: Window, window: Window) -> np.ndarray:
        """Return the map (elements, height, width) at a window from what is known of ``wide``, its ``needs``."""
        out = self.base_at(known.cut(wide, window))
        if self._adds and self.networks is not None:
            added = [network_at(network, known, whole, wide, window) for network in self.networks.members]
            out = out + self.network_shares[:, None, None] * np.nan_to_num(np.mean(added, axis=0))
        return out

    @staticmethod
    def _lattice(whole: Window) -> Lattice:
        return Lattice(whole, WINDOW, WINDOW // 2, TOGETHER)


def network_at(network: ResidualNetwork, known: Known, whole: Window, wide: Window, window: Window) -> np.ndarray:
    """Return what a network adds (elements, height, width) at a window."""
    lattice = Sharpener._lattice(whole)
    with one_blas_thread():
        return blended(network.over_many, network.outputs, known.channels(), wide, window, lattice).astype(float)


@dataclass(frozen=True)
class Core:
    """The finely surveyed ground: what is known in a window around it, and its places.

    ``wide`` is what networks need of a map of the size ``whole`` for ``window``, the rectangle of the fine survey, and
    ``known`` is of it; ``truth`` (elements, height, width) of the window, NaN where not surveyed. ``use`` (height,
    width) marks the pixels that are ``ground``, row by row.
    """

    known: Known
    whole: Window
    wide: Window
    window: Window
    truth: np.ndarray
    use: np.ndarray
    ground: Ground
    directions: tuple[tuple[int, int], ...]
    pixels_per_cell: float

    def laid(self, values: np.ndarray) -> np.ndarray:
        """Return values (..., n) of the ground as maps (..., height, width), NaN elsewhere."""
        out = np.full((*values.shape[:-1], *self.use.shape), np.nan)
        out[..., self.use] = values
        return out


def core_of(scene: Scene, window: Window, truth: np.ndarray) -> Core:
    """Return the finely surveyed ground of a scene; ``truth`` (elements, height, width) on the scale of learning."""
    whole = scene.alignment.fine.full_window()
    wide = Sharpener._lattice(whole).reach(window)
    known = scene.at(wide)
    own = known.cut(wide, window)
    use = np.isfinite(own.plain).all(axis=(0, 1)) & np.isfinite(truth).any(axis=0)
    row, col = np.nonzero(use)
    positions = np.column_stack([row, col]).astype(float)
    ground = Ground(positions, own.plain[..., use], truth[:, use], own.detail[:, use], own.level[:, use])
    return Core(known, whole, wide, window, truth, use, ground, scene.directions, scene.alignment.pixels_per_cell)


def fit_sharpener(
    core: Core, learns: np.ndarray, choice: Choice, progress: Progress = SILENT
) -> tuple[Sharpener, list[Curve]]:
    """Fit on the places ``learns`` (n,) of the ground, all choices made on blocks of them that are held out."""
    part = 0.3 if choice.network else 1.0
    ground = core.ground.some(learns)
    settings = choice.buffer, core.pixels_per_cell, choice.corrections, choice.seed
    base, left = fit_with_residual(ground, *settings, progress.part(0, part))
    if choice.network is None or left is None or learns.sum() < FEWEST_PIXELS:
        return Sharpener(base), []
    return _with_networks(core, learns, choice, base, left, progress.part(part, 1))


def _with_networks(
    core: Core, learns: np.ndarray, choice: Choice, base: Base, left: np.ndarray, progress: Progress
) -> tuple[Sharpener, list[Curve]]:
    """Train a network for each fold on what the base leaves (elements, n), and find the share of each element."""
    ground = core.ground.some(learns)
    held = held_out(ground.positions, choice.buffer, NETWORK_FOLDS, choice.seed)
    fold = np.argmax(held.judged, axis=0)
    if len(held.judged) < NETWORK_FOLDS or not _can_stop(ground.positions, fold, choice.buffer):
        return Sharpener(base), []
    roles = cross_fit(fold, NETWORK_FOLDS, ground.positions, choice.buffer)
    networks, curves, told = [], [], np.full(left.shape, np.nan)
    everywhere = np.flatnonzero(learns)
    for number, (own, step) in enumerate(progress.parts(roles)):
        marks = [everywhere[mask] for mask in (own.learns, own.stops)]
        seeded = replace(choice, seed=choice.seed + number)
        network, curve = _trained(core, learns, left, ground.truth - left, marks, seeded, step)
        networks.append(network)
        curves.append(curve)
        said = network_at(network, core.known, core.whole, core.wide, core.window)[:, core.use][:, learns]
        told[:, own.judged] = said[:, own.judged]
    shares = np.zeros(len(left))
    for k, (says, wanted) in enumerate(zip(told, left)):
        both = np.isfinite(says) & np.isfinite(wanted)
        shares[k] = supported_weight(says[both], wanted[both], held.block[both])
    return Sharpener(base, Ensemble(tuple(networks)), shares), curves


def _can_stop(positions: np.ndarray, fold: np.ndarray, buffer: float) -> bool:
    """Whether something is left to learn from beside two folds and their buffer, whichever they are."""
    for test in range(NETWORK_FOLDS):
        away = (fold == test) | (fold == (test + 1) % NETWORK_FOLDS)
        if not (~away & ~near(positions, away, buffer)).any():
            return False
    return True


def _trained(
    core: Core,
    learns: np.ndarray,
    left: np.ndarray,
    base: np.ndarray,
    marks: list[np.ndarray],
    choice: Choice,
    progress: Progress,
) -> tuple[ResidualNetwork, Curve]:
    """Train a network on the window around the core; ``marks`` are the places to learn from, and to stop by."""
    from ..deep.learning import Schedule
    from ..deep.unet_training import SCHEDULE, WindowSettings, train_windows

    asked = choice.network
    if asked is None:
        raise ValueError("no network")
    schedule: Schedule = replace(SCHEDULE, epochs=asked.epochs, patience=asked.patience)
    settings = WindowSettings(
        asked.kind, asked.width, directions=core.directions, schedule=schedule, seed=choice.seed, device=asked.device
    )
    inside = core.window.inside(core.wide)

    def laid(values: np.ndarray) -> np.ndarray:
        out = np.full((len(values), *core.wide.shape), np.nan)
        own = np.full((len(values), len(learns)), np.nan)
        own[:, learns] = values
        out[(slice(None), *inside)] = core.laid(own)
        return out

    trained, stopping = (np.zeros(core.wide.shape, bool) for _ in range(2))
    for mask, places in zip((trained, stopping), marks):
        chosen = np.zeros(core.use.sum(), bool)
        chosen[places] = True
        mask[inside] = core.laid(chosen.astype(float)) == 1
    channels = core.known.channels()
    return train_windows(channels, laid(left), trained, stopping, settings, progress, laid(base))
