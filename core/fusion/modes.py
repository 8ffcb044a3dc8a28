"""The modes of the apply step: what becomes of the prediction where a coarse map is to be kept."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ..errors import FusionError
from ..geostatistics.consistency import Consistency
from ..geostatistics.interpolation import mean_preserving
from ..geostatistics.positivity import keep_plausible, not_below_onset
from ..image.pyramid import Pyramid, level_for_cell
from ..language import tr
from ..progress import Progress
from ..raster.alignment import Alignment
from ..raster.grid import Window, nested
from ..raster.tiles import TileStore
from .contribution import coarse_sentence
from .model import FusionModel

Take = Callable[[np.ndarray, Window], None]
Predict = Callable[[Sequence[Window], Take, Progress], None]
Correct = Callable[[Window], np.ndarray]


@dataclass(frozen=True)
class CoarseScene:
    """What a mode corrects: the prediction of a scene, and the coarse map over it.

    ``predict(windows, take, progress)`` hands predictions to ``take(values, window)``, in order; ``store`` keeps tiles
    of its area; ``coarse`` (elements, rows, columns) are the values of the model's elements, NaN where there is none.
    """

    model: FusionModel
    predict: Predict
    store: TileStore
    alignment: Alignment
    coarse: np.ndarray


@dataclass(frozen=True)
class Corrected:
    """A corrected map, ``at(window)`` (elements, height, width), and its misfit: see ``Applied``."""

    at: Correct
    misfit: list[float] = field(default_factory=list)


@dataclass(frozen=True)
class Mode:
    """One way to make a fused map.

    ``correct(scene, progress)`` predicts a scene into its store and corrects it by the coarse map; None leaves the
    prediction as it is. ``keeps_means`` says whether the means of all coarse cells are kept.
    """

    label: str
    correct: Callable[[CoarseScene, Progress], Corrected] | None = None
    keeps_means: bool = False

    @property
    def needs_coarse(self) -> bool:
        return self.correct is not None


def _residual(scene: CoarseScene, progress: Progress) -> Corrected:
    """Return the prediction plus the correction that keeps block means.

    Where the model says so the prediction is weighed, and what the coarse values owe to noise is not kept.
    """
    store, alignment, coarse, targets = scene.store, scene.alignment, scene.coarse, scene.model.targets
    consistency = Consistency(alignment, coarse)
    blends = [target.blend for target in targets]
    weights = np.array([1.0 if blend is None else blend.weight for blend in blends], np.float32)[:, None, None]

    lows: dict[Window, np.ndarray] = {}

    def take(values: np.ndarray, window: Window) -> None:
        values = values * weights
        store.write(values, window)
        consistency.add(values, window)
        lows[window] = np.where(np.isfinite(values), values, np.inf).min(axis=(1, 2))

    scene.predict(list(nested(store.area, store.size)), take, progress)
    means = consistency.means()
    wanted = coarse.copy()
    for k, blend in enumerate(blends):
        if blend is not None and not blend.exact:
            smooth = means[k] + blend.smoothed(coarse[k] - means[k])
            # noise filtered from a low value must not leave an implausible one
            wanted[k] = np.where(np.isfinite(smooth), not_below_onset(smooth, coarse[k]), coarse[k])
            progress.note(f"{targets[k].name}: {coarse_sentence(blend)}")
    correction = consistency.solve(wanted)

    def correct(window: Window) -> np.ndarray:
        return store.read(window) + correction.at(window)

    bending = keep_plausible(
        alignment, correct, lambda window: lows[window] + correction.lowest(window), wanted, list(lows)
    )
    for k, misfit in bending.misfit.items():
        correction.misfit[k] = misfit
        progress.note(
            tr("{name}: low values bent so that none is implausible beside the cells around it.", name=targets[k].name)
        )
    return Corrected(lambda window: bending.applied(correct(window), window), correction.misfit)


def _detail(scene: CoarseScene, progress: Progress) -> Corrected:
    """Return the interpolated coarse map plus what a low-pass takes from the prediction."""
    store, alignment = scene.store, scene.alignment
    scene.predict(list(nested(store.area, store.size)), store.write, progress.part(0, 0.8))
    height, width = store.area.shape
    origin = store.area

    def read(window: Window) -> np.ndarray:
        return store.read(window.shifted(origin.row, origin.col))

    level = level_for_cell(alignment.ratio, *alignment.fine.shape)
    pyramid = Pyramid(read, height, width, level, progress.part(0.8, 1))
    smooth = mean_preserving(alignment, scene.coarse)

    def correct(window: Window) -> np.ndarray:
        low = pyramid.low_pass(window.within(origin), level)
        return smooth.at(window) + store.read(window) - low

    return Corrected(correct)


MODES: dict[str, Mode] = {
    "prediction": Mode("the regression itself"),
    "detail": Mode("interpolated coarse map and the high-frequency part of the regression", _detail),
    "residual": Mode("the regression corrected so that the mean of every coarse cell is kept", _residual, True),
}


def check_mode(mode: str, has_coarse: bool) -> None:
    """Raise FusionError where a mode is not known, or where it needs the coarse map and there is none."""
    if mode not in MODES:
        raise FusionError("MODE '{mode}' is not known: give one of {modes}.", mode=mode, modes=", ".join(MODES))
    if MODES[mode].needs_coarse and not has_coarse:
        raise FusionError("MODE={mode} needs the coarse map: give GEOCHEM, or use MODE=prediction.", mode=mode)
