"""The sharpener: the base, and what a network adds to it as far as held-out ground supports it.

Networks are cross-fitted: one for each fold of blocks, judged by the fold that it has never seen. What they say out of
fold, of a base out of fold, gives each element the share that its blocks support, and all folds together the number of
epochs. Applied is the mean of some that learned so long on all ground. With the published schedule each stops by a fold
of its own instead, and applied is their mean.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from ..blas import one_blas_thread
from ..deep.crossfit import cross_fit, near
from ..deep.learning import Curve
from ..deep.networks import Ensemble
from ..deep.unet import TOGETHER, WINDOW, ResidualNetwork
from ..deep.window_inference import Lattice, blended
from ..errors import given
from ..progress import SILENT, Progress
from ..raster.grid import Window
from .base import Base, Ground, fit_with_residual, supported_weight
from .held_out import HeldOut, held_out
from .scene import Known, Scene

if TYPE_CHECKING:
    from ..deep.unet_training import WindowSettings

NETWORK_FOLDS = 4
MEMBERS = 2  # networks that are trained on all ground, and whose mean is applied
_ROUNDING = 1e-10
_LOOKS = 1.4  # of the epochs after which networks are judged, how much farther the next one lies
FEWEST_PIXELS = 1024  # of finely surveyed ground, below which no network is tried: as many as it sees at once


@dataclass(frozen=True)
class NetworkChoice:
    """Which network is trained, as in ``unet_training.WindowSettings``, for at most how many epochs.

    With ``published`` each stops by itself, once it has not got better for ``patience`` epochs.
    """

    kind: str
    width: str
    epochs: int
    patience: int
    device: str = "cpu"
    published: bool = True


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
    """Train networks on what the base leaves (elements, n), and find the share of each element."""
    ground = core.ground.some(learns)
    held = held_out(ground.positions, choice.buffer, NETWORK_FOLDS, choice.seed)
    if len(held.judged) < NETWORK_FOLDS:
        return Sharpener(base), []
    lessons = _Lessons(core, learns, choice, left, ground.truth - left)
    found = (
        _published(lessons, held, progress) if given(choice.network).published else _together(lessons, held, progress)
    )
    if found is None:
        return Sharpener(base), []
    networks, curves, told = found
    shares = np.zeros(len(left))
    for k, (says, wanted) in enumerate(zip(told, left)):
        both = np.isfinite(says) & np.isfinite(wanted)
        shares[k] = supported_weight(says[both], wanted[both], held.block[both])
    return Sharpener(base, Ensemble(tuple(networks)), shares), curves


Found = tuple[list[ResidualNetwork], list[Curve], np.ndarray]


def _together(lessons: _Lessons, held: HeldOut, progress: Progress) -> Found:
    """Choose the epoch over all folds together, and train on all places that long.

    One fold is a few dozen coarse cells: which epoch is best on it is luck. How far a network should be followed is
    settled by the shares, so that an epoch is chosen by what it explains once each element takes its best share.
    """
    epochs = given(lessons.choice.network).epochs
    looks = looked_at(epochs)
    told = np.full((len(looks), *lessons.left.shape), np.nan, np.float32)  # as networks speak
    curves, members = [], []
    for number, (own, part) in enumerate(progress.part(0, 0.6).parts(list(zip(held.learns, held.judged)))):
        curves.append(lessons.followed(number, own, looks, told, part))
    folds = np.argmax(held.judged, axis=0)
    gains = np.array([explained(lessons.left, says, folds, NETWORK_FOLDS) for says in told])
    best = looked_best(gains, looks)
    for curve in curves:
        curve.best = looks[best]
    everywhere = np.ones(lessons.left.shape[1], bool)
    for number, part in progress.part(0.6, 1).parts(range(MEMBERS)):
        members.append(lessons.trained(NETWORK_FOLDS + number, everywhere, looks[best] + 1, part))
    return members, curves, told[best].astype(float)


def looked_at(epochs: int) -> list[int]:
    """Return the epochs, counted from 0, after which networks are judged: half as many again each time."""
    found, count = [], 1
    while count < epochs:
        found.append(count - 1)
        count = max(count + 1, round(count * _LOOKS))
    return [*found, epochs - 1]


def looked_best(gains: np.ndarray, looks: list[int]) -> int:
    """Return the number of the look nearest to the mean epoch, from what each explains of each fold (looks, folds).

    In the mean, of logarithms of epochs, a look counts exp(-(d / s)^2 / 2), with d how much less it explains than the
    best and s the standard error of d over folds, as in ``stack.credence``: to take the best of what folds cannot tell
    apart would be luck.
    """
    behind = gains[int(gains.mean(axis=1).argmax())] - gains
    error = behind.std(axis=1, ddof=1) / np.sqrt(gains.shape[1])
    counts = np.exp(-((behind.mean(axis=1) / np.maximum(error, _ROUNDING)) ** 2) / 2)
    epochs = np.log(np.array(looks) + 1.0)
    return int(np.abs(epochs - counts @ epochs / counts.sum()).argmin())


def explained(wanted: np.ndarray, says: np.ndarray, fold: np.ndarray, folds: int) -> np.ndarray:
    """Return what is explained (folds,) of what is wanted (elements, n), each element taking its best share of 0 to 1.

    ``fold`` (n,) is that of each place. The mean over elements; over all folds the sum is 1 where all is explained. NaN
    is not known.
    """
    out = np.zeros(folds)
    for own, told in zip(wanted, says):
        both = np.isfinite(own) & np.isfinite(told)
        own, told, where = own[both], told[both], fold[both]
        size, whole = float(told @ told), float(own @ own)
        share = min(max(float(own @ told) / size, 0.0), 1.0) if size > 0 else 0.0
        if whole > 0:
            out += np.bincount(where, (2 * own - share * told) * share * told, folds) / whole / len(wanted)
    return out


def _published(lessons: _Lessons, held: HeldOut, progress: Progress) -> Found | None:
    """Train a network for each fold that stops by the next one, as published; None where too little ground is left."""
    positions, buffer = lessons.positions, lessons.choice.buffer
    fold = np.argmax(held.judged, axis=0)
    if not _can_stop(positions, fold, buffer):
        return None
    networks, curves, told = [], [], np.full(lessons.left.shape, np.nan)
    for number, (own, part) in enumerate(progress.parts(cross_fit(fold, NETWORK_FOLDS, positions, buffer))):
        network, curve = lessons.stopped(number, own.learns, own.stops, part)
        networks.append(network)
        curves.append(curve)
        told[:, own.judged] = lessons.said(network)[:, own.judged]
    return networks, curves, told


def _can_stop(positions: np.ndarray, fold: np.ndarray, buffer: float) -> bool:
    """Whether something is left to learn from beside two folds and their buffer, whichever they are."""
    for test in range(NETWORK_FOLDS):
        away = (fold == test) | (fold == (test + 1) % NETWORK_FOLDS)
        if not (~away & ~near(positions, away, buffer)).any():
            return False
    return True


@dataclass(frozen=True)
class _Lessons:
    """What networks learn on the window around the core: what the base leaves of the truth at the places ``learns``.

    ``left`` and ``base`` are (elements, n). The places of a lesson are masks (n,).
    """

    core: Core
    learns: np.ndarray
    choice: Choice
    left: np.ndarray
    base: np.ndarray

    @property
    def positions(self) -> np.ndarray:
        return self.core.ground.positions[self.learns]

    def said(self, network: ResidualNetwork) -> np.ndarray:
        """Return what a network adds (elements, n) at all places."""
        core = self.core
        return network_at(network, core.known, core.whole, core.wide, core.window)[:, core.use][:, self.learns]

    def stopped(
        self, number: int, learns: np.ndarray, stops: np.ndarray, progress: Progress
    ) -> tuple[ResidualNetwork, Curve]:
        """Return a network of the published schedule, which stops early by other places."""
        from ..deep.unet_training import SCHEDULE, train_windows

        asked = given(self.choice.network)
        settings = replace(
            self._settings(number), schedule=replace(SCHEDULE, epochs=asked.epochs, patience=asked.patience)
        )
        marks = self._mask(learns), self._mask(stops)
        return train_windows(self._channels, self._laid(self.left), *marks, settings, progress, self._laid(self.base))

    def followed(
        self, number: int, learns: tuple[np.ndarray, np.ndarray], looks: list[int], told: np.ndarray, progress: Progress
    ) -> Curve:
        """Train a network for all epochs, and note what it says of the places judged, ``learns[1]``, after ``looks``.

        It goes into ``told`` (looks, elements, n).
        """

        def look(epoch: int, network: Callable[[], ResidualNetwork]) -> None:
            if epoch in looks:
                told[looks.index(epoch)][:, learns[1]] = self.said(network())[:, learns[1]]

        return self._through(number, learns[0], learns[1], looks[-1] + 1, progress, look)[1]

    def trained(self, number: int, learns: np.ndarray, epochs: int, progress: Progress) -> ResidualNetwork:
        """Return a network that learned for some epochs."""
        return self._through(number, learns, None, epochs, progress)[0]

    def _through(
        self,
        number: int,
        learns: np.ndarray,
        watched: np.ndarray | None,
        epochs: int,
        progress: Progress,
        look: Callable[[int, Callable[[], ResidualNetwork]], None] = lambda epoch, network: None,
    ) -> tuple[ResidualNetwork, Curve]:
        from ..deep import unet_training as training

        settings = replace(
            self._settings(number),
            loss=training.TOGETHER_LOSS,
            schedule=replace(training.TOGETHER_SCHEDULE, epochs=epochs),
            batch=training.TOGETHER_BATCH,
            hidden=training.TOGETHER_HIDDEN,
        )
        marks = self._mask(learns), None if watched is None else self._mask(watched)
        maps = self._laid(self.left), *marks, settings, progress, self._laid(self.base)
        return training.train_windows_through(self._channels, *maps, look)

    def _settings(self, number: int) -> WindowSettings:
        from ..deep.unet_training import WindowSettings

        asked, seed = given(self.choice.network), self.choice.seed + number
        return WindowSettings(asked.kind, asked.width, directions=self.core.directions, seed=seed, device=asked.device)

    @cached_property
    def _channels(self) -> np.ndarray:
        return self.core.known.channels()

    def _laid(self, values: np.ndarray) -> np.ndarray:
        """Return values (elements, n) as maps of the window around the core, NaN elsewhere."""
        core = self.core
        out = np.full((len(values), *core.wide.shape), np.nan)
        own = np.full((len(values), len(self.learns)), np.nan)
        own[:, self.learns] = values
        out[(slice(None), *core.window.inside(core.wide))] = core.laid(own)
        return out

    def _mask(self, places: np.ndarray) -> np.ndarray:
        return np.asarray(self._laid(places[None].astype(float))[0] == 1)
