"""The modes of the apply step: what becomes of the prediction where a coarse map is to be kept."""

from __future__ import annotations

import math
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from functools import partial
from itertools import zip_longest

import numpy as np

from ..errors import FusionError, given
from ..geostatistics.blend import Blend
from ..geostatistics.consistency import BlockMeans, Consistency
from ..geostatistics.interpolation import bilinear, mean_preserving
from ..geostatistics.pixel_noise import halo, means_between, smoothed, sparse_step
from ..geostatistics.positivity import keep_plausible, not_below_onset
from ..geostatistics.surface import Surface, Surfaces
from ..geostatistics.uncertainty import grown
from ..image.pyramid import Pyramid, level_for_cell
from ..language import mark, tr
from ..progress import Progress
from ..raster.alignment import Alignment
from ..raster.grid import Window, nested
from ..raster.tiles import TileStore, on_threads
from ..regression.kept_samples import is_linear
from .contribution import coarse_sentence
from .model import FusionModel

Take = Callable[[np.ndarray, Window], None]
TakeSparse = Callable[[np.ndarray, np.ndarray, Window], None]
Predict = Callable[[Sequence[Window], Take, Progress], None]
PredictSparsely = Callable[[Sequence[Window], int, TakeSparse, Progress], None]
Correct = Callable[[Window], np.ndarray]


@dataclass(frozen=True)
class CoarseScene:
    """What a mode corrects: the prediction of a scene, and the coarse map over it.

    ``predict(windows, take, progress)`` hands predictions to ``take(values, window)``, in order; ``store`` keeps tiles
    of its area; ``coarse`` (elements, rows, columns) are the values of the model's elements, NaN where there is none;
    ``samples`` the numbers of samples behind them as ``CoarseValues`` has them. ``predict_sparsely(windows, step, take,
    progress)`` hands predictions of one pixel of every square to ``take(values, ground, window)``, see
    ``Prediction.sparse``; None where that cannot be had. A map of samples has standard deviations of its own: they are
    in ``deviations`` where they are asked for, and ``left`` (elements, rows, columns) is the share of them that known
    means leave.
    """

    model: FusionModel
    predict: Predict
    store: TileStore
    alignment: Alignment
    coarse: np.ndarray
    samples: tuple[np.ndarray | None, ...] = ()
    predict_sparsely: PredictSparsely | None = None
    deviations: TileStore | None = None
    left: np.ndarray | None = None

    @property
    def blends(self) -> list[Blend | None]:
        """What the model knows of the field between the cells, for each element."""
        return [target.blend for target in self.model.targets]


@dataclass(frozen=True)
class Corrected:
    """A corrected map, ``at(window)`` (elements, height, width), its misfit (see ``Applied``) and its errors.

    ``deviation`` gives standard deviations from values at a window, where the field between the cells is known.
    """

    at: Correct
    misfit: list[float] = field(default_factory=list)
    deviation: Callable[[np.ndarray, Window], np.ndarray] | None = None


@dataclass(frozen=True)
class Mode:
    """One way to make a fused map.

    ``correct(scene, progress)`` predicts a scene into its store and corrects it by the coarse map; None leaves the
    prediction as it is. ``keeps_means`` says whether the means of all coarse cells are kept. Where a mode does not use
    the image (``uses_image``), the prediction is 0, and the image says only where there is ground.
    """

    label: str
    correct: Callable[[CoarseScene, Progress], Corrected] | None = None
    keeps_means: bool = False
    uses_image: bool = True

    @property
    def needs_coarse(self) -> bool:
        return self.correct is not None


def _residual(scene: CoarseScene, progress: Progress) -> Corrected:
    """Return the prediction plus what keeps block means.

    Where the model knows the field between the cells, the prediction is weighed, rid of the noise of its image, and
    joined by the kriged residual of the cells, without what the coarse values owe to noise. What then lacks to the
    means is corrected.
    """
    windows = list(nested(scene.store.area, scene.store.size))
    drifts, surfaces = _drift(scene, windows, progress.part(0, 0.7))
    elements = list(zip_longest(scene.blends, scene.coarse, drifts, scene.samples))
    kriged = (
        None if blend is None else surfaces.krige(blend, plane, drift, samples if blend.counted else None, part)
        for (blend, plane, drift, samples), part in progress.part(0.7, 0.8).parts(elements)
    )
    surface = surfaces.surface(kriged)
    weights = np.array([1.0 if blend is None else blend.weight for blend in scene.blends])[:, None, None]

    def joined(window: Window) -> np.ndarray:
        return np.asarray(weights * scene.store.read(window) + surface.at(window), np.float32)

    consistency, lows = Consistency(scene.alignment, scene.coarse), {}
    with closing(on_threads(joined, windows, progress.part(0.8, 0.9))) as done:
        for window, values in done:
            scene.store.write(values, window)
            consistency.add(values, window)
            lows[window] = np.where(np.isfinite(values), values, np.inf).min(axis=(1, 2))
    wanted = _wanted(scene, consistency.means(), surface, progress)
    correction = consistency.solve(wanted)

    def correct(window: Window) -> np.ndarray:
        return scene.store.read(window) + correction.at(window)

    bending = keep_plausible(
        scene.alignment,
        correct,
        lambda window: lows[window] + correction.lowest(window),
        wanted,
        windows,
        progress.part(0.9, 1),
    )
    names = [target.name for target in scene.model.targets]
    for k, misfit in bending.misfit.items():
        correction.misfit[k] = misfit
        progress.note(
            tr("{name}: low values are raised so that none is implausible beside the cells around it.", name=names[k])
        )

    def deviation(values: np.ndarray, window: Window) -> np.ndarray:
        if scene.deviations is not None:
            return _of_samples(scene, values, window)
        planes = zip(surface.deviation_at(window), values, scene.blends)
        return np.stack([plane if blend is None else grown(plane, own, blend) for plane, own, blend in planes])

    return Corrected(lambda window: bending.applied(correct(window), window), correction.misfit, deviation)


def _of_samples(scene: CoarseScene, values: np.ndarray, window: Window) -> np.ndarray:
    """Return standard deviations of ``values`` that meet samples and keep the means of cells.

    Contents that are kriged as logarithms have errors in proportion, so these follow what the correction does to them.
    """
    told, left = given(scene.deviations).read(window), bilinear(scene.alignment, given(scene.left), window)
    before = scene.store.read(window)
    for k, target in enumerate(scene.model.targets):
        if not is_linear(target.transform):
            told[k] *= np.divide(values[k], before[k], out=np.ones(window.shape), where=before[k] > 0)
    return np.maximum(told * left, 0)


def _drift(scene: CoarseScene, windows: Sequence[Window], progress: Progress) -> tuple[np.ndarray, Surfaces]:
    """Predict into the store, without the noise of the image; return its block means and its ground."""
    # a prediction of no weight need not be smoothed
    widths = [b.width * scene.alignment.ratio if b is not None and b.weight else 0.0 for b in scene.blends]
    needed = [width for width, b in zip(widths, scene.blends) if b is None or b.weight]
    means, surfaces = BlockMeans(scene.alignment, scene.coarse), Surfaces(scene.alignment)

    def gather(values: np.ndarray, window: Window) -> None:
        means.add(values, window)
        surfaces.add(np.isfinite(values).all(axis=0), window)

    step = sparse_step(min(needed, default=math.inf)) if scene.predict_sparsely else 1
    if step > 1:
        widths = [width or min(needed, default=halo(step)) for width in widths]
        with closing(_predicted_sparsely(scene, windows, widths, step, progress)) as done:
            for window, values in done:
                scene.store.write(values, window)
                gather(values, window)
        return means.means(), surfaces
    scene.predict(windows, scene.store.write, progress.part(0, 0.8))
    if any(widths):
        scene.store.rewrite(partial(_smooth, scene.store, widths), progress.part(0.8, 0.9))
    for window in progress.part(0.9, 1).each(windows):
        gather(scene.store.read(window), window)
    return means.means(), surfaces


def _predicted_sparsely(
    scene: CoarseScene, windows: Sequence[Window], widths: Sequence[float], step: int, progress: Progress
) -> Generator[tuple[Window, np.ndarray], None, None]:
    """Predict one pixel of every square of step x step, and yield each window with the Gaussian means at its pixels."""
    area, ground = scene.store.area, {}
    with scene.store.thinned(step) as sparse:

        def take(values: np.ndarray, valid: np.ndarray, window: Window) -> None:
            sparse.write(values, window.thinned(step))
            ground[window] = np.packbits(valid)

        given(scene.predict_sparsely)(windows, step, take, progress.part(0, 0.8))

        def means(window: Window) -> np.ndarray:
            wide = window.within(area).grown(max(map(halo, widths)), *area.shape).shifted(area.row, area.col)
            near = wide.thinned(step)
            values = means_between(sparse.read(near), near, window, step, widths)
            valid = np.unpackbits(ground[window], count=window.height * window.width).reshape(window.shape)
            return np.where(valid, values, np.nan).astype(np.float32)

        yield from on_threads(means, windows, progress.part(0.8, 1))


def _smooth(store: TileStore, widths: Sequence[float], window: Window) -> np.ndarray:
    area = store.area
    wide = window.within(area).grown(max(map(halo, widths)), *area.shape).shifted(area.row, area.col)
    planes = [smoothed(plane, width) for plane, width in zip(store.read(wide), widths)]
    return np.stack(planes)[(slice(None), *window.inside(wide))]


def _wanted(scene: CoarseScene, means: np.ndarray, surface: Surface, progress: Progress) -> np.ndarray:
    """Return the block means to reach: the coarse values, or what is left of them without noise.

    ``means`` (elements, rows, columns) are those of the prediction with the kriged residual, the ``surface``.
    """
    wanted = scene.coarse.copy()
    for k, (blend, coarse) in enumerate(zip(scene.blends, scene.coarse)):
        if blend is not None and not blend.exact:
            # noise filtered from a low value must not leave an implausible one
            name = scene.model.targets[k].name
            smooth = surface.with_anomalies(k, means[k], coarse)
            wanted[k] = np.where(np.isfinite(smooth), not_below_onset(smooth, coarse), coarse)
            progress.note(f"{name}: {coarse_sentence(blend)}")
            alone = int(np.count_nonzero(np.isfinite(means[k]) & (smooth != means[k])))
            if alone:
                progress.note(
                    tr(
                        "{name}: cells that stand out beyond noise, and keep their value: {count}.",
                        name=name,
                        count=alone,
                    )
                )
    return wanted


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
    "prediction": Mode(mark("the regression itself")),
    "detail": Mode(mark("interpolated coarse map and the high-frequency part of the regression"), _detail),
    "residual": Mode(mark("the regression corrected so that the mean of every coarse cell is kept"), _residual, True),
    "interpolation": Mode(
        mark("the coarse map alone, kriged so that the mean of every cell is kept"), _residual, True, False
    ),
}


def check_mode(mode: str, has_coarse: bool, has_samples: bool = False) -> None:
    """Raise FusionError where a mode is not known, or where it needs the coarse map and there is none.

    Where the model has samples, its map can meet these instead.
    """
    if mode not in MODES:
        raise FusionError("MODE '{mode}' is not known: give one of {modes}.", mode=mode, modes=", ".join(MODES))
    if has_samples and MODES[mode].keeps_means:
        return
    if MODES[mode].needs_coarse and not has_coarse:
        raise FusionError("MODE={mode} needs the coarse map: give GEOCHEM, or use MODE=prediction.", mode=mode)
