"""What cannot be contents in the cells of a map, or may stand for no value: it is kept, and told.

What certainly stands for no data is no value already (raster/sentinels.py). The rest is a matter of what the numbers
are: a height may be -1 or 255, a content of copper is neither -1 nor twice as high in three cells as anywhere else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from ..language import mark, tr
from ..progress import Progress
from ..units import Content, beyond_whole, whole_text
from .missing_codes import zeros_stand_apart

_FEW = 0.2  # share of negative cells up to which they are no measurements: logarithms and scores have more
_TWICE = 2.0  # times the next lower value, from where on one that is repeated is strange
_ENOUGH = 5  # values by which a map can be judged


def tell_contents(planes: Iterable[np.ndarray], contents: Sequence[Content], source: str, progress: Progress) -> None:
    """Warn of values of a map that contents do not have; ``planes`` are of any shape, NaN where there is no value.

    These are values above the whole of their unit, negative ones where nearly all are positive, zeros far below all
    others, and a highest value that several cells share far above all others. ``source`` is the name of the map.
    """
    for plane, content in zip(planes, contents):
        values = plane[np.isfinite(plane)]
        told = {"name": content.name, "source": source}
        for text, strange, more in _doubts(values, content):
            if strange.any():
                share = np.count_nonzero(strange) / values.size
                progress.warn(tr(text, **told, share=share, value=float(values[strange].flat[0]), **more))


def _doubts(values: np.ndarray, content: Content) -> Iterable[tuple[str, np.ndarray, dict[str, object]]]:
    """Yield each sentence, the values (n,) that it is true of, and what else it says."""
    yield (
        mark(
            "'{name}' in {source}: {share:.1%} of the values are above {whole} (first: {value:g}), which no content "
            "is: check the unit of the map, and whether that number stands for no data."
        ),
        beyond_whole(values, content.unit),
        {"whole": whole_text(content.unit)},
    )
    negative = values < 0
    yield (
        mark(
            "'{name}' in {source}: {share:.1%} of the values are below 0 (first: {value:g}), which no content is, and "
            "are kept: if they stand for no value or for a detection limit, declare them as no data, or replace them."
        ),
        negative & bool(negative.sum() <= _FEW * values.size),
        {},
    )
    yield (
        mark(
            "'{name}' in {source}: {share:.1%} of the values are 0, far below all others, and are kept: if 0 stands "
            "for no value, declare it as no data (Raster > Conversion > Translate)."
        ),
        (values == 0) & zeros_stand_apart(values),
        {},
    )
    strange, next_lower = _repeated_top(values)
    yield (
        mark(
            "'{name}' in {source}: {share:.1%} of the values are {value:g}, and no other is above {next_lower:g}: if "
            "that stands for no value, declare it as no data; if it is the upper limit of the method, means are too "
            "low there."
        ),
        strange,
        {"next_lower": next_lower},
    )


def _repeated_top(values: np.ndarray) -> tuple[np.ndarray, float]:
    """Return which values (n,) are the largest, where several are and all others far smaller, and the next lower."""
    nothing = np.zeros(values.shape, bool)
    if values.size < _ENOUGH:
        return nothing, 0.0
    top = values == values.max()
    others = values[~top]
    if others.size < _ENOUGH or top.sum() < 2 or others.min() < 0 or values.max() < _TWICE * others.max():
        return nothing, 0.0
    return (nothing, 0.0) if len(np.unique(others)) < _ENOUGH else (top, float(others.max()))
