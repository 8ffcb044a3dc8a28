"""Small pictures for reports: maps as embedded PNG, charts as inline SVG, without a plotting library.

Every function that draws returns a piece of HTML. Text is escaped here; lines and letters take the colour of
the page, so charts can be read on a light and on a dark ground.
"""

from __future__ import annotations

import base64
import math
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

import numpy as np

from ..formats import finite, log_ticks, number, tick_labels, ticks, widened
from ..raster.gdal_writer import png

Ramp = np.ndarray  # (anchors, 3): colours at equal steps, 0 to 255


def _ramp(colours: str) -> Ramp:
    return np.array([[int(c[k : k + 2], 16) for k in (0, 2, 4)] for c in colours.split()], float)


# Both can be told apart with any colour vision; the first rises evenly in lightness.
SEQUENTIAL = _ramp("440154 482878 3e4989 31688e 26828e 1f9e89 35b779 6ece58 b5de2b fde725")
DIVERGING = _ramp("053061 2166ac 4393c3 92c5de d1e5f0 f7f7f7 fddbc7 f4a582 d6604d b2182b 67001f")
BLUE, ORANGE, GREY = "#2a7fbf", "#d55e00", "#8a8f98"
PINK = "#cc79a7"
_LINES = (BLUE, ORANGE, "#009e73", PINK, GREY, "#7a5c1e")

_LARGEST = 600  # pixels of an embedded map
_LARGEST_DOT = 4  # pixels of radius, in such a map
_DOT, _SMALLEST_DOT = 3.0, 1.6  # radius in a map of points
_BLOCK = 16  # side of a block of a map, which has places or has not
_DRAWN = 2000  # points of a scatter plot or a map of points
WIDTH, HEIGHT = 320, 300
LEFT, RIGHT, TOP, BOTTOM = 52, 12, 12, 44


# ---------------------------------------------------------------------------------------------- maps


def colours(values: np.ndarray, low: float, high: float, ramp: Ramp = SEQUENTIAL) -> np.ndarray:
    """Return the colours of values, shape (..., 3), uint8; values outside the range take its end colours."""
    place = np.clip((np.nan_to_num(values) - low) / (high - low), 0, 1) * (len(ramp) - 1)
    steps = np.arange(len(ramp))
    return np.stack([np.interp(place, steps, ramp[:, k]) for k in range(3)], axis=-1).round().astype(np.uint8)


def map_image(
    array: np.ndarray,
    low: float,
    high: float,
    ramp: Ramp = SEQUENTIAL,
    label: str = "",
    aspect: float | None = None,
) -> str:
    """Return a map (height, width) as an image element; NaN is transparent.

    ``aspect`` is width by height on the ground where pixels are not square.
    """
    shape = aspect or array.shape[1] / array.shape[0]
    source = _picture(array, low, high, ramp)
    return f'<img class="map" style="aspect-ratio:{shape:.4f}" alt="{escape(label)}" src="{source}">'


def marked_map(
    array: np.ndarray, low: float, high: float, marks: np.ndarray, label: str = "", aspect: float | None = None
) -> str:
    """Return a map as ``map_image`` does, with circles at ``marks`` (n, 2): shares of its width and height."""
    height = WIDTH / (aspect or array.shape[1] / array.shape[0])
    place = f'width="{WIDTH}" height="{height:.1f}" preserveAspectRatio="none" style="image-rendering:pixelated"'
    picture = f'<image {place} aria-label="{escape(label)}" href="{_picture(array, low, high, SEQUENTIAL)}"/>'
    return svg(WIDTH, height, picture + _circles(marks[:, 0] * WIDTH, marks[:, 1] * height))


def _circles(across: np.ndarray, down: np.ndarray) -> str:
    """Draw circles that are seen on any colour."""
    rings = "".join(f"M{a - 4:.1f} {d:.1f}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0" for a, d in zip(across, down))
    return (
        f'<path d="{rings}" stroke="#fff" stroke-width="3.2"/><path d="{rings}" stroke="{ORANGE}" stroke-width="1.6"/>'
    )


def _triangles(across: np.ndarray, down: np.ndarray) -> str:
    """Draw triangles that are seen on any colour."""
    outline = "".join(f"M{a:.1f} {d - 4.5:.1f}l4.5 8h-9Z" for a, d in zip(across, down))
    halo = f'<path d="{outline}" stroke="#fff" stroke-width="3.2"/>'
    return f'{halo}<path d="{outline}" stroke="{PINK}" stroke-width="1.6"/>'


def _picture(array: np.ndarray, low: float, high: float, ramp: Ramp) -> str:
    """Return a map as the address of a PNG that holds the picture itself."""
    step = max(math.ceil(max(array.shape) / _LARGEST), 1)
    shown = array[step // 2 :: step, step // 2 :: step] if min(array.shape) > step else array[::step, ::step]
    opaque = np.where(np.isfinite(shown), 255, 0).astype(np.uint8)
    return _address(np.dstack([colours(shown, low, high, ramp), opaque]))


def _address(pixels: np.ndarray) -> str:
    """Return the address of a PNG that holds the picture itself."""
    return f"data:image/png;base64,{base64.b64encode(png(pixels)).decode()}"


def point_map(
    x: np.ndarray,
    y: np.ndarray,
    values: np.ndarray,
    low: float,
    high: float,
    ramp: Ramp = SEQUENTIAL,
    marks: np.ndarray | None = None,
) -> str:
    """Draw places as dots coloured by value; at most 2000 of them, chosen with a fixed seed.

    Circles stand at ``marks`` (n, 2), those that lie in the frame of the places.
    """
    known = np.isfinite(x) & np.isfinite(y) & np.isfinite(values)
    keep = some_of(known)
    ground = _Ground(x, y)
    body = _dots(*ground.of(x[keep], y[keep]), colours(values[keep], low, high, ramp))
    if marks is not None:
        body += _circles(*ground.inside(marks))
    return svg(WIDTH, ground.height, body)


def place_map(
    x: np.ndarray,
    y: np.ndarray,
    shades: np.ndarray,
    circles: np.ndarray | None = None,
    triangles: np.ndarray | None = None,
    label: str = "",
) -> str:
    """Draw all places in colours (n, 3), uint8: each as a dot, those of later rows on top.

    More than 2000 places are one picture, whose size does not grow with them. Circles and triangles stand at places
    (m, 2), those that lie in the frame.
    """
    ground = _Ground(x, y)
    placed = np.isfinite(x) & np.isfinite(y)
    across, down = ground.of(x[placed], y[placed])
    if len(across) <= _DRAWN:
        radius = min(max(0.6 * _apart(across, down), _SMALLEST_DOT), _DOT)
        body = _dots(across, down, shades[placed], radius)
    else:
        picture = _stamped(across, down, shades[placed], ground.height)
        place = f'width="{WIDTH}" height="{ground.height:.1f}" preserveAspectRatio="none"'
        body = f'<image {place} aria-label="{escape(label)}" href="{_address(picture)}"/>'
    body += _circles(*ground.inside(circles)) if circles is not None else ""
    body += _triangles(*ground.inside(triangles)) if triangles is not None else ""
    return svg(WIDTH, ground.height, body)


class _Ground:
    """The frame of a map of places: that of all of them, so that maps can be compared."""

    def __init__(self, x: np.ndarray, y: np.ndarray) -> None:
        placed = np.isfinite(x) & np.isfinite(y)
        x, y = x[placed], y[placed]
        self.west, self.south = (float(x.min()), float(y.min())) if x.size else (0.0, 0.0)
        wide, tall = (float(x.max()) - self.west, float(y.max()) - self.south) if x.size else (0.0, 0.0)
        self.scale = (WIDTH - 20) / (max(wide, tall) or 1.0)
        self.height = max(tall * self.scale, 40.0) + 20 if x.size else float(HEIGHT)

    def of(self, x: np.ndarray, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where places are in the picture: across and down."""
        return 10 + (x - self.west) * self.scale, self.height - 10 - (y - self.south) * self.scale

    def inside(self, marks: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return where marks (n, 2) are, those that can be seen and told apart."""
        across, down = self.of(marks[:, 0], marks[:, 1])
        seen = (across >= 0) & (across <= WIDTH) & (down >= 0) & (down <= self.height)
        different = np.unique(np.column_stack([across[seen], down[seen]]).round(), axis=0, return_index=True)[1]
        different.sort()
        return across[seen][different], down[seen][different]


def _apart(across: np.ndarray, down: np.ndarray) -> float:
    """Return how far apart places lie in a picture, over the part of it where there are any."""
    blocks = np.unique(np.column_stack([across // _BLOCK, down // _BLOCK]), axis=0)
    return _BLOCK * math.sqrt(len(blocks) / max(len(across), 1))


def _dots(across: np.ndarray, down: np.ndarray, shades: np.ndarray, radius: float = _DOT) -> str:
    dots = "".join(
        f'<circle cx="{a:.1f}" cy="{d:.1f}" r="{radius:.2g}" fill="rgb({r},{g},{b})"/>'
        for a, d, (r, g, b) in zip(across, down, shades.tolist())
    )
    return f'<g stroke="currentColor" stroke-width=".4">{dots}</g>'


def _stamped(across: np.ndarray, down: np.ndarray, shades: np.ndarray, height: float) -> np.ndarray:
    """Return pixels (height, width, 4) with a disc at each place, as large as they lie apart, later ones on top."""
    zoom = _LARGEST / max(WIDTH, height)
    rows, columns = math.ceil(height * zoom), math.ceil(WIDTH * zoom)
    row, column = (np.round(part * zoom).astype(np.int64) for part in (down, across))
    radius = min(max(round(_apart(across, down) * zoom / 2), 1), _LARGEST_DOT)
    reach = np.arange(-radius, radius + 1)
    i, j = (part.ravel() for part in np.meshgrid(reach, reach, indexing="ij"))
    disc = i * i + j * j <= radius * (radius + 0.5)
    rows_of, columns_of = row[:, None] + i[disc], column[:, None] + j[disc]
    good = (rows_of >= 0) & (rows_of < rows) & (columns_of >= 0) & (columns_of < columns)
    latest = np.full(rows * columns, -1)
    numbers = np.broadcast_to(np.arange(len(row))[:, None], good.shape)
    np.maximum.at(latest, (rows_of * columns + columns_of)[good], numbers[good])
    pixels = np.zeros((rows * columns, 4), np.uint8)
    drawn = latest >= 0
    pixels[drawn, :3], pixels[drawn, 3] = shades[latest[drawn]], 255
    return pixels.reshape(rows, columns, 4)


def key(entries: Sequence[tuple[str, Sequence[int]]]) -> str:
    """Draw what colours (red, green, blue) stand for, in two columns: as high as a colour bar for six of them."""
    half = math.ceil(len(entries) / 2)
    body = ""
    for k, (text, (red, green, blue)) in enumerate(entries):
        left, top = 10 + 155 * (k // half), 14 * (k % half)
        box = f'<rect x="{left}" y="{top + 2}" width="11" height="11" fill="rgb({red},{green},{blue})" '
        body += f'{box}stroke="currentColor" stroke-width=".4"/>{lettering(left + 17, top + 11.5, text)}'
    return svg(320, 14 * half + 2, body, "bar")


def colour_bar(low: float, high: float, ramp: Ramp = SEQUENTIAL, label: str = "", logarithmic: bool = False) -> str:
    """Draw a horizontal colour bar with ticks; a logarithmic one is even in the logarithm of what it spans."""
    width, height, margin = 320, 44, 16
    stops = "".join(
        f'<stop offset="{k / (len(ramp) - 1):.3f}" stop-color="rgb({r:.0f},{g:.0f},{b:.0f})"/>'
        for k, (r, g, b) in enumerate(ramp)
    )
    name = f"ramp{len(ramp)}-{int(ramp[0].sum())}"  # equal ramps may share a name
    if logarithmic:
        low, high = math.log10(low), math.log10(high)
    marks = _marks(low, high, logarithmic, 4)
    texts = "".join(
        lettering(margin + (value - low) / (high - low) * (width - 2 * margin), 26, text, "middle")
        for value, text in marks
    )
    body = (
        f'<defs><linearGradient id="{name}">{stops}</linearGradient></defs>'
        f'<rect x="{margin}" y="2" width="{width - 2 * margin}" height="10" fill="url(#{name})"/>'
        f"{texts}{lettering(width / 2, 40, label, 'middle')}"
    )
    return svg(width, height, body, "bar")


# ---------------------------------------------------------------------------------------------- charts


def lines(
    series: Sequence[tuple[str, np.ndarray, np.ndarray]],
    x_label: str = "",
    y_label: str = "",
    mark: tuple[str, float] | None = None,
) -> str:
    """Draw y against x as lines with dots, both axes from 0; series are names, x and y.

    ``mark`` is a name and an x at which a vertical line stands.
    """
    right = max([1e-9, *(float(np.max(x)) for _, x, _ in series if len(x))])
    top = max([1e-9, *(float(np.max(y)) for _, _, y in series if len(y))])
    frame = Frame((0.0, 1.05 * right), (0.0, 1.15 * top))
    body = frame.axes(x_label, y_label)
    if mark and 0 < mark[1] < frame.x[1]:
        place = frame.across(mark[1])
        body += f'<path d="M{place:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{GREY}" stroke-dasharray="4 3"/>'
        near_end = mark[1] > 0.7 * frame.x[1]
        body += lettering(place + (-4 if near_end else 4), TOP + 10, mark[0], "end" if near_end else "start")
    for k, (name, x, y) in enumerate(series):
        colour, down = (BLUE, ORANGE, GREY)[k % 3], HEIGHT - BOTTOM - 8 - 15 * (len(series) - 1 - k)
        places = [f"{a:.1f} {b:.1f}" for a, b in zip(frame.across(np.asarray(x)), frame.up(np.asarray(y)))]
        if places:
            body += f'<path d="M{"L".join(places)}" stroke="{colour}" stroke-width="1.6"/>'
            dots = "".join(f"M{place}h0" for place in places)
            body += f'<path d="{dots}" stroke="{colour}" stroke-width="5" stroke-linecap="round"/>'
        body += f'<rect x="{WIDTH - 24}" y="{down - 8}" width="10" height="9" fill="{colour}"/>'
        body += lettering(WIDTH - 29, down, name, "end")
    return svg(WIDTH, HEIGHT, body)


@dataclass(frozen=True)
class Line:
    """A line of ``curves``: its name and its places (n,); dashed for what others are compared with."""

    name: str
    x: np.ndarray
    y: np.ndarray
    dashed: bool = False


def curves(
    series: Sequence[Line],
    x_label: str = "",
    y_label: str = "",
    band: tuple[np.ndarray, np.ndarray, np.ndarray] | None = None,
    mark: tuple[str, float, float] | None = None,
) -> str:
    """Draw lines over axes of 0 to 100 per cent, the first on top, with the diagonal that says nothing.

    ``band`` are places x and the least and largest y of a band in the colour of the first line, ``mark`` a name and
    the place of a dot.
    """
    frame = Frame((0.0, 100.0), (0.0, 100.0))
    body = frame.axes(x_label, y_label)
    body += f'<path d="M{LEFT} {HEIGHT - BOTTOM}L{WIDTH - RIGHT} {TOP}" stroke="{GREY}" stroke-dasharray="2 3"/>'
    if band:
        x, low, high = (np.asarray(values) for values in band)
        outline = _path(frame, np.concatenate([x, x[::-1]]), np.concatenate([low, high[::-1]]))
        body += f'<path d="{outline}Z" fill="{_LINES[0]}" fill-opacity=".18"/>'
    colours_of = [_LINES[k % len(_LINES)] for k in range(len(series))]
    for line, colour in reversed(list(zip(series, colours_of))):
        dashes = ' stroke-dasharray="5 3"' if line.dashed else ""
        body += f'<path d="{_path(frame, line.x, line.y)}" stroke="{colour}" stroke-width="1.8"{dashes}/>'
    for k, (line, colour) in enumerate(zip(series, colours_of)):
        down = HEIGHT - BOTTOM - 8 - 15 * (len(series) - 1 - k)
        body += f'<rect x="{WIDTH - 24}" y="{down - 8}" width="10" height="9" fill="{colour}"/>'
        body += lettering(WIDTH - 29, down, line.name, "end")
    if mark:
        name, across, up = mark[0], float(frame.across(mark[1])), float(frame.up(mark[2]))
        body += f'<circle cx="{across:.1f}" cy="{up:.1f}" r="4" fill="currentColor"/>'
        aside = mark[1] > 50
        body += lettering(across - 8 if aside else across + 8, up - 8, name, "end" if aside else "start")
    return svg(WIDTH, HEIGHT, body)


def _path(frame: Frame, x: np.ndarray, y: np.ndarray) -> str:
    return "M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(frame.across(np.asarray(x)), frame.up(np.asarray(y))))


def log_chart(x: np.ndarray, y: np.ndarray, x_label: str = "", y_label: str = "", marks: Sequence[float] = ()) -> str:
    """Draw y against x, both above 0, as dots over logarithmic axes; dashed vertical lines stand at ``marks``."""
    across, up = np.log10(x), np.log10(y)
    limits = [widened(*span(values)) for values in (across, up)]
    (left, right), (low, high) = [(a - 0.04 * (b - a), b + 0.04 * (b - a)) for a, b in limits]
    frame = Frame((left, right), (low, high), logarithmic=True)
    dots = "".join(f"M{a:.1f} {b:.1f}h0" for a, b in zip(frame.across(across), frame.up(up)))
    body = frame.axes(x_label, y_label)
    body += f'<path d="{dots}" stroke="{BLUE}" stroke-width="3.2" stroke-linecap="round"/>'
    for value in marks:
        place = float(frame.across(math.log10(value)))
        body += f'<path d="M{place:.1f} {TOP}V{HEIGHT - BOTTOM}" stroke="{ORANGE}" stroke-dasharray="4 3"/>'
    return svg(WIDTH, HEIGHT, body)


def bars(labels: Sequence[str], values: Sequence[float], x_label: str = "") -> str:
    """Draw horizontal bars from 0, one a label, each with its number; missing values have no bar."""
    known = [value for value in values if math.isfinite(value)]
    low, high = widened(min([0.0, *known]), max([0.0, *known]))
    left = min(12 + 6.6 * max([0, *(len(label) for label in labels)]), 240)
    width, row = 560, 20
    start, end = left + (52 if low < 0 else 0), width - 60
    height = row * len(labels) + (24 if x_label else 8)
    zero = start + (0 - low) / (high - low) * (end - start)
    body = f'<path d="M{zero:.1f} 2V{row * len(labels) + 2}" stroke="currentColor" opacity=".5"/>'
    for k, (label, value) in enumerate(zip(labels, values)):
        middle = row * k + row / 2
        body += lettering(left - 8, middle + 4, label if len(label) <= 36 else label[:35] + "…", "end")
        length = (value if math.isfinite(value) else 0.0) / (high - low) * (end - start)
        colour = BLUE if length >= 0 else ORANGE
        first = zero + min(length, 0)
        body += f'<rect x="{first:.1f}" y="{row * k + 4}" width="{abs(length):.1f}" height="12" fill="{colour}"/>'
        text = zero + length + (5 if length >= 0 else -5)
        body += lettering(text, middle + 4, number(value, 3), "start" if length >= 0 else "end")
    body += lettering((start + end) / 2, height - 6, x_label, "middle") if x_label else ""
    return svg(width, height, body, "wide")


class Frame:
    """The axes of a chart: turns values into places in the picture; those of a logarithmic axis are powers of ten.

    ``y_logarithmic`` is as ``logarithmic`` where it is None.
    """

    def __init__(
        self,
        x: tuple[float, float],
        y: tuple[float, float],
        logarithmic: bool = False,
        y_logarithmic: bool | None = None,
    ) -> None:
        self.x, self.y, self.logarithmic = x, y, logarithmic
        self.y_logarithmic = logarithmic if y_logarithmic is None else y_logarithmic

    def across(self, value: Any) -> Any:
        """Return the places of numbers or of an array of them, like ``up``."""
        return LEFT + (value - self.x[0]) / (self.x[1] - self.x[0]) * (WIDTH - LEFT - RIGHT)

    def up(self, value: Any) -> Any:
        return HEIGHT - BOTTOM - (value - self.y[0]) / (self.y[1] - self.y[0]) * (HEIGHT - TOP - BOTTOM)

    def axes(self, x_label: str, y_label: str) -> str:
        right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
        lines, texts = [f"M{LEFT} {TOP}V{bottom}H{right}"], ""
        for value, text in _marks(*self.x, self.logarithmic):
            lines.append(f"M{self.across(value):.1f} {bottom}v4")
            texts += lettering(float(self.across(value)), bottom + 16, text, "middle")
        for value, text in _marks(*self.y, self.y_logarithmic):
            lines.append(f"M{LEFT} {self.up(value):.1f}h-4")
            texts += lettering(LEFT - 7, float(self.up(value)) + 4, text, "end")
        texts += lettering((LEFT + right) / 2, HEIGHT - 8, x_label, "middle")
        middle = (TOP + bottom) / 2
        texts += lettering(11, middle, y_label, "middle", f' transform="rotate(-90 11 {middle:.0f})"')
        return f'<path d="{"".join(lines)}" stroke="currentColor" opacity=".6"/>{texts}'


def _marks(low: float, high: float, logarithmic: bool, count: int = 5) -> list[tuple[float, str]]:
    """Return where ticks stand and what is written there."""
    if logarithmic:
        return [(math.log10(value), f"{value:.6g}") for value in log_ticks(10**low, 10**high, count)]
    places = ticks(low, high, count)
    return list(zip(places, tick_labels(places)))


def span(*arrays: np.ndarray) -> tuple[float, float]:
    """Return the least and the largest known value."""
    values = finite(arrays)
    return (float(values.min()), float(values.max())) if values.size else (0.0, 1.0)


def some_of(mask: np.ndarray) -> np.ndarray:
    """Return the indices of a mask, a fixed random choice of them where there are too many to draw."""
    indices = np.flatnonzero(mask)
    if indices.size <= _DRAWN:
        return indices
    return np.sort(np.random.default_rng(0).choice(indices, _DRAWN, replace=False))


def lettering(x: float, y: float, text: str, anchor: str = "start", more: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{more}'
    return f'<text {place} fill="currentColor">{escape(text)}</text>'


def svg(width: float, height: float, body: str, kind: str = "chart") -> str:
    return (
        f'<svg class="{kind}" viewBox="0 0 {width:.0f} {height:.0f}" role="img" fill="none" '
        f'font-size="11" xmlns="http://www.w3.org/2000/svg">{body}</svg>'
    )
