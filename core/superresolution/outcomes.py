"""What held-out ground says of each element: the rows of quality, and one sentence."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from ..errors import given
from ..evaluation.image_quality import quality
from ..evaluation.verdict import HELPS, HURTS, judge
from ..geostatistics.folds import Folds
from ..language import mark, tr
from .results import CHOSEN, PLAIN, ElementOutcome, QualityRow
from .survey import LOG

_SENTENCES = {
    HELPS: mark(
        "{name}: on held-out ground the sharpened map has an RMSE of {rmse:.3g}, {change:.0f} % less than '{plain}', "
        "the best interpolation: it helps."
    ),
    HURTS: mark(
        "{name}: on held-out ground the sharpened map has an RMSE of {rmse:.3g}, {change:.0f} % more than '{plain}', "
        "the best interpolation: use that instead."
    ),
}
_NOTHING = mark(
    "{name}: on held-out ground the sharpened map has an RMSE of {rmse:.3g}, and '{plain}', the best interpolation, "
    "{other:.3g}: it adds nothing that is larger than its standard error."
)


def outcome(
    name: str,
    unit: str,
    transform: str,
    truth: np.ndarray,
    plain: Mapping[str, np.ndarray],
    made: Mapping[tuple[str, str], np.ndarray],
    fold: np.ndarray,
    shares: Mapping[str, float],
    coverage: float | None = None,
) -> ElementOutcome:
    """Judge the maps of an element, all (height, width) of contents, NaN where not known.

    ``plain`` are interpolations by name and ``made`` the other maps by kind and name, CHOSEN among them; ``fold``
    (height, width) is the fold in which a pixel is held out. All are compared on the pixels where all are known.
    """
    everywhere = np.isfinite(truth) & np.isfinite(np.stack([*plain.values(), *made.values()])).all(axis=0)
    truth = np.where(everywhere, truth, np.nan)
    rows = [_row(PLAIN, label, row, truth, plain, transform) for label, row in plain.items()]
    rows += [_row(kind, label, row, truth, plain, transform) for (kind, label), row in made.items()]
    chosen = next(row.quality for row in rows if row.kind == CHOSEN)
    mapped = next(row for (kind, _), row in made.items() if kind == CHOSEN)
    own = {label: row[everywhere] for label, row in plain.items()}
    numbers, own_fold = np.unique(fold[everywhere], return_inverse=True)
    folds = Folds(own_fold.ravel(), len(numbers), 0.0, len(numbers))
    verdict = given(judge(truth[everywhere], mapped[everywhere], own, folds))
    told = tr(
        _SENTENCES.get(verdict.word, _NOTHING),
        name=name,
        rmse=chosen.rmse,
        change=abs(verdict.change),
        plain=given(chosen.best_plain),
        other=verdict.rmse_plain,
    )
    return ElementOutcome(
        name,
        unit,
        transform,
        rows,
        chosen.psnr,
        chosen.mean_ssim,
        chosen.rmse,
        chosen.r,
        chosen.skill,
        chosen.n,
        given(chosen.best_plain),
        dict(shares),
        told,
        coverage,
    )


def _row(
    kind: str, label: str, mapped: np.ndarray, truth: np.ndarray, plain: Mapping[str, np.ndarray], transform: str
) -> QualityRow:
    """Return the measures of a map, those of logarithms too where they are learned."""
    found = given(quality(mapped, truth, plain))
    if transform != LOG:
        return QualityRow(kind, label, found)
    logarithms = {name: _logarithms(row) for name, row in plain.items()}
    return QualityRow(kind, label, found, quality(_logarithms(mapped), _logarithms(truth), logarithms))


def _logarithms(contents: np.ndarray) -> np.ndarray:
    """Return base-10 logarithms, NaN where there is none."""
    return np.asarray(np.log10(np.where(contents > 0, contents, np.nan)))
