"""Charts of contents: scatter plots and histograms, on logarithmic axes where contents are skewed.

Every function that draws returns a piece of HTML, as those of ``charts`` do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ..formats import finite, is_skewed, shared_range, widened
from ..language import tr
from .charts import (
    BLUE,
    BOTTOM,
    GREY,
    HEIGHT,
    LEFT,
    ORANGE,
    PINK,
    RIGHT,
    SEQUENTIAL,
    TOP,
    WIDTH,
    Frame,
    Ramp,
    colour_bar,
    lettering,
    some_of,
    svg,
)

_PALETTE = (GREY, BLUE, ORANGE, "#009e73", PINK)
TAILS = 2.0  # percent of the contents at each end that maps do not tell apart by colour
_ROOM = 2.0  # a logarithmic scale begins no lower than the least known content divided by this


@dataclass(frozen=True)
class Scale:
    """What axes and colours span, from ``low`` to ``high``: even in contents, or in their logarithms."""

    low: float
    high: float
    logarithmic: bool = False

    @classmethod
    def of(cls, known: np.ndarray, others: Sequence[np.ndarray] = (), percent: float = 0.0) -> Scale:
        """Return the scale of contents and of what predicts them, but for a percentage at both ends.

        It is logarithmic where the ``known`` ones are skewed. Predictions may be 0 or less, or next to 0: then it
        begins a little below the least known content, and they lie outside.
        """
        low, high = shared_range([known, *others], percent)
        contents = finite([known])
        if not (contents.size and is_skewed(contents)):
            return cls(low, high)
        return cls(max(low, float(contents.min()) / _ROOM), high, True)

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends as places."""
        low, high = self.places(np.array([self.low, self.high]))
        return float(low), float(high)

    def places(self, values: np.ndarray) -> np.ndarray:
        """Return contents as places on the scale, those outside at its ends; NaN stays NaN."""
        held = np.clip(values, self.low, self.high)
        return np.log10(held) if self.logarithmic else held

    def bar(self, ramp: Ramp = SEQUENTIAL, label: str = "") -> str:
        """Draw the colour bar of a map of ``places``."""
        return colour_bar(self.low, self.high, ramp, label, self.logarithmic)


def scatter(
    x: np.ndarray,
    y: np.ndarray,
    x_label: str = "",
    y_label: str = "",
    scale: Scale | None = None,
    note: str = "",
) -> str:
    """Draw y against x on equal axes with the 1:1 line; pairs with NaN are left out.

    At most 2000 points are drawn, chosen with a fixed seed; how many there are in all stands in the chart. The
    ``scale`` (of both axes) defaults to that of y and x; points beyond it are counted, not drawn.
    """
    valid = np.isfinite(x) & np.isfinite(y)
    scale = scale or Scale.of(y[valid], [x[valid]])
    low, high = scale.low, scale.high
    chosen = some_of(valid)
    inside = chosen[(x[chosen] >= low) & (x[chosen] <= high) & (y[chosen] >= low) & (y[chosen] <= high)]
    frame = Frame(scale.ends, scale.ends, scale.logarithmic)
    across, up = frame.across(scale.places(x[inside])), frame.up(scale.places(y[inside]))
    dots = "".join(f"M{a:.1f} {b:.1f}h0" for a, b in zip(across, up))
    body = (
        f"{frame.axes(x_label, y_label)}"
        f'<path d="M{LEFT} {HEIGHT - BOTTOM}L{WIDTH - RIGHT} {TOP}" '
        'stroke="currentColor" stroke-dasharray="4 3" opacity=".6"/>'
        f'<path d="{dots}" stroke="{BLUE}" stroke-width="3.2" stroke-linecap="round" opacity=".7"/>'
    )
    outside = int(valid.sum()) - int(np.sum(valid & (x >= low) & (x <= high) & (y >= low) & (y <= high)))
    texts = [f"n = {int(valid.sum())}"]
    texts += [tr("{count} drawn", count=chosen.size)] if chosen.size < valid.sum() else []
    texts += [tr("{count} outside", count=outside)] if outside else []
    lines = [", ".join(texts)] + ([note] if note else [])
    body += "".join(lettering(LEFT + 6, TOP + 14 + 14 * k, line) for k, line in enumerate(lines))
    return svg(WIDTH, HEIGHT, body)


def histogram(
    series: Sequence[tuple[str, np.ndarray]],
    x_label: str = "",
    scale: Scale | None = None,
    bins: int = 30,
) -> str:
    """Draw the shares of values in equal bins: the first series filled, the others as lines.

    Bins are equal on the ``scale`` (default: that of the first series and the range of all). Values beyond it are
    counted in the first and the last bin.
    """
    values = [array[np.isfinite(array)].astype(float) for _, array in series]
    scale = scale or Scale.of(values[0], values[1:])
    low, high = widened(*scale.ends)
    edges = np.linspace(low, high, bins + 1)
    shares = [100 * np.histogram(scale.places(v), edges)[0] / max(v.size, 1) for v in values]
    frame = Frame((low, high), (0.0, 1.08 * max([1e-9, *(float(s.max()) for s in shares)])), scale.logarithmic, False)
    body = frame.axes(x_label, tr("share of values, %"))
    for k, share in enumerate(shares):
        colour = _PALETTE[k % len(_PALETTE)]
        steps = np.repeat(frame.across(edges), 2), np.concatenate([[0], np.repeat(share, 2), [0]])
        outline = "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(steps[0], frame.up(steps[1])))
        style = f'fill="{colour}" fill-opacity=".45"' if k == 0 else f'stroke="{colour}" stroke-width="2"'
        body += f'<path d="M{outline}" {style}/>'
    for k, (name, _) in enumerate(series):
        down, colour = TOP + 12 + 15 * k, _PALETTE[k % len(_PALETTE)]
        body += f'<rect x="{WIDTH - 24}" y="{down - 8}" width="10" height="9" fill="{colour}"/>'
        body += lettering(WIDTH - 29, down, name, "end")
    return svg(WIDTH, HEIGHT, body)
