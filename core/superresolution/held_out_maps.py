"""Maps of the finely surveyed ground in which each pixel is told without its own block and a buffer around it.

Whatever is chosen, weights and shares and penalties, is chosen anew without that ground, so that it judges fairly. Cell
means are drawn to the coarse map all the way, or as far as such ground supports it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ..errors import FusionError
from ..geostatistics.consistency import Consistency
from ..geostatistics.folds import FoldChoice
from ..geostatistics.interpolation import bilinear
from ..language import mark, tr
from ..progress import Progress
from ..raster.alignment import Alignment
from ..raster.grid import Window
from .base import supported_weight
from .held_out import HeldOut, held_out
from .request import HARD, NONE
from .sharpener import Choice, Core, fit_sharpener
from .survey import LOG, Survey, inverse

_WHOLE = 0.999  # share of a cell that must be known, so that its mean can be compared
_OF_CONTENTS = mark("bilinear, of contents")


@dataclass(frozen=True)
class HeldOutMaps:
    """What is told of the core from other ground, all maps (elements, height, width) of contents, NaN unknown.

    ``plain`` are the interpolations by name. ``corrected`` adds corrections to the ``stack``, ``network`` a network to
    that, each None where there is none; ``chosen`` is the last of them under the constraint. ``fold`` (height, width)
    is that in which a pixel is held out, -1 where it is not known. ``kept`` (elements,) is how much of the correction
    of cell means all ground together supports.
    """

    plain: dict[str, np.ndarray]
    stack: np.ndarray
    corrected: np.ndarray | None
    network: np.ndarray | None
    chosen: np.ndarray
    fold: np.ndarray
    kept: np.ndarray

    @property
    def base(self) -> np.ndarray:
        """The last map without a network and a constraint."""
        return self.stack if self.corrected is None else self.corrected


def held_out_maps(
    core: Core,
    survey: Survey,
    choice: Choice,
    folds: FoldChoice,
    constraint: str,
    rows: tuple[str, ...],
    progress: Progress,
) -> HeldOutMaps:
    """Hold out blocks of the core in folds (side in fine pixels), and tell each fold from the others.

    Raises FusionError where the core is too small for that.
    """
    ground = core.ground
    held, choice = _blocks(ground.positions, choice, folds, progress)
    fold = np.full(len(ground.positions), -1)
    stack, base, whole = (np.full(ground.truth.shape, np.nan) for _ in range(3))
    for number, (pair, part) in enumerate(progress.parts(list(zip(held.learns, held.judged)))):
        learns, judged = pair
        fold[judged] = number
        sharpener, _ = fit_sharpener(core, learns, choice, part)
        own = ground.some(judged)
        stack[:, judged] = sharpener.base.stack(own.plain)
        base[:, judged] = sharpener.base.predict(own.plain, own.detail, own.level)
        mapped = sharpener.at(core.known, core.whole, core.wide, core.window)
        whole[:, judged] = mapped[:, core.use][:, judged]
    told = [inverse(survey.transforms, core.laid(part)) for part in (stack, base, whole)]
    chosen, kept = _constrained(core, survey, told[2], constraint, held.block, fold)
    plain = {name: inverse(survey.transforms, core.laid(row)) for name, row in zip(rows, ground.plain)}
    if LOG in survey.transforms:
        plain[tr(_OF_CONTENTS)] = np.where(core.use, bilinear(survey.alignment, survey.coarse, survey.core), np.nan)
    return HeldOutMaps(
        plain,
        told[0],
        told[1] if choice.corrections else None,
        told[2] if choice.network else None,
        chosen,
        np.nan_to_num(core.laid(fold.astype(float)), nan=-1.0).astype(int),
        kept,
    )


def _blocks(positions: np.ndarray, choice: Choice, folds: FoldChoice, progress: Progress) -> tuple[HeldOut, Choice]:
    """Return the blocks that are held out; with half the buffer, and half of that, where a core is small."""
    for part in (1.0, 0.5, 0.25):
        buffer = choice.buffer * part
        found = held_out(positions, buffer, folds.count, choice.seed, folds.block_size)
        if len(found.judged) > 1:
            if part < 1:
                text = mark(
                    "The finely surveyed ground is small: only {buffer:g} pixels around a block are left out when it "
                    "is judged, and measures may flatter."
                )
                progress.warn(tr(text, buffer=buffer))
            return found, replace(choice, buffer=buffer)
    raise FusionError(
        "The finely surveyed ground is too small to hold any of it out: give a finer survey of more ground, or another "
        "BLOCK_SIZE or FOLDS."
    )


def _constrained(
    core: Core, survey: Survey, told: np.ndarray, constraint: str, block: np.ndarray, fold: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Return the map under a constraint, and how much of the correction of cell means is made (elements,).

    How much of it is made in a fold, the other folds say.
    """
    if constraint == NONE:
        return told, np.zeros(len(told))
    change = correction(survey.alignment, survey.coarse, told, survey.core)[:, core.use]
    left = (inverse(survey.transforms, core.truth) - told)[:, core.use]
    out = told[:, core.use]
    for number in np.unique(fold[fold >= 0]):
        other, own = (fold >= 0) & (fold != number), fold == number
        share = kept_shares(constraint, change[:, other], left[:, other], block[other])
        out[:, own] += share[:, None] * change[:, own]
    return core.laid(out), kept_shares(constraint, change, left, block)


def correction(alignment: Alignment, coarse: np.ndarray, mapped: np.ndarray, window: Window) -> np.ndarray:
    """Return what brings the cell means of a map to the coarse values (elements, rows, columns); all in contents.

    ``mapped`` (elements, height, width) is known in a window alone, NaN in holes of it. 0 in cells that are not known
    as a whole.
    """
    known = np.isfinite(mapped).all(axis=0)
    cover = np.zeros((1, *alignment.coarse.shape))
    alignment.add_sums(known[None].astype(float), window, cover)
    consistency = Consistency(alignment, np.where(cover >= _WHOLE * alignment.pixels_per_cell, coarse, np.nan))
    consistency.add(np.where(known, mapped, np.nan), window)
    return np.nan_to_num(consistency.solve().at(window))


def kept_shares(constraint: str, change: np.ndarray, left: np.ndarray, block: np.ndarray) -> np.ndarray:
    """Return how much of a correction (elements, n) of cell means is made (elements,), after a constraint.

    ``left`` (elements, n) is what the map lacks out of fold, NaN where not known, and ``block`` (n,) the block of each
    place.
    """
    if constraint == NONE:
        return np.zeros(len(change))
    if constraint == HARD:
        return np.ones(len(change))
    known = [np.isfinite(says) & np.isfinite(wanted) for says, wanted in zip(change, left)]
    return np.array([supported_weight(c[use], r[use], block[use]) for c, r, use in zip(change, left, known)])
