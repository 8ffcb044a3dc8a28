"""What the regression sees at a pixel: a named set of features made of image bands, window by window."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import numpy as np
from scipy import ndimage

from ..errors import FusionError, given
from ..language import mark
from ..progress import SILENT, Progress
from ..raster.description import Band
from ..raster.grid import BLOCK, Window, tiles
from ..raster.wavelengths import parse_wavelengths
from ..setting_limits import Limits
from .indices import Index
from .indices import planes as index_planes
from .pyramid import LARGEST_SIDE, Pyramid, Read, largest_level, level_for_cell, patterns
from .spectrum import spectral_derivative

KINDS = {
    "high_frequency": mark("high-frequency image (RS_H) and spectral derivative"),
    "raw": mark("raw bands (direct regression)"),
    "multiscale": mark("bands and their low-frequency image at every level of the pyramid"),
    "as_is": mark("bands as they are (ready-made features)"),
}
DEFAULT_LEVELS = 3
LEVELS = Limits(0, 0, 30)  # 0: from the coarse cell; how many an image has limits them further
MEAN_FILTER = Limits(5, 1, 101, odd=True)  # pixels
NEAR = 3  # squares; where none within them has its first pixel, one stands for itself all the same
_STRIP = 64  # rows that the mean filter takes at a time


def check_mean_filter(size: int) -> None:
    """Raise FusionError unless ``size`` is an odd number of pixels within limits (1 means no filter)."""
    if size not in MEAN_FILTER:
        raise FusionError(
            "MEAN_FILTER is {size}: give an odd number of pixels, 1 (no filter) to {largest}.",
            size=size,
            largest=MEAN_FILTER.most,
        )


def choose_levels(levels: int, ratio: float | None, height: int, width: int) -> int:
    """Return the pyramid levels to use: as asked for, or for 0 the one nearest the coarse cell (else 3).

    Raises FusionError where the image is too small for what was asked.
    """
    largest = largest_level(height, width)
    if not LEVELS.least <= levels <= largest:
        raise FusionError(
            "LEVELS is {levels}, but an image of {width} x {height} pixels has 1 to {largest} (0 = auto).",
            levels=levels,
            width=width,
            height=height,
            largest=largest,
        )
    if levels:
        return levels
    return level_for_cell(ratio, height, width) if ratio else min(DEFAULT_LEVELS, largest)


class Squares(NamedTuple):
    """Some features of a window at squares of ``side`` x ``side`` pixels, the first of which begins with the window.

    ``features`` are their places in the set; ``values`` (k, rows, columns) float32, 0 where there is none;
    ``share`` (rows, columns) the part of each square that has a value.
    """

    side: int
    features: list[int]
    values: np.ndarray
    share: np.ndarray


@dataclass(frozen=True)
class FeatureSet:
    """Which features are computed from which bands; plain data that a model file can hold.

    ``classes`` are the bands that are planes of 0 and 1, one for each class.
    """

    kind: str
    bands: tuple[str, ...]
    levels: int = DEFAULT_LEVELS
    mean_filter: int = MEAN_FILTER.default
    derivative: bool = True
    derivative_mean: bool = False
    wavelengths: tuple[float | None, ...] | None = None
    indices: tuple[Index, ...] = ()
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise FusionError(
                "FEATURES '{kind}' is not known: give one of {kinds}.", kind=self.kind, kinds=", ".join(KINDS)
            )
        check_mean_filter(self.mean_filter)
        if self.wavelengths is not None and len(self.wavelengths) != len(self.bands):
            raise FusionError(
                "There are {count} wavelengths for {bands} bands.", count=len(self.wavelengths), bands=len(self.bands)
            )
        for index in self.indices:
            index.check(len(self.bands))
        for first, second in self.derivative_pairs:
            if self.wavelengths is not None and self.wavelengths[first] == self.wavelengths[second]:
                raise FusionError(
                    "The bands '{first}' and '{second}' have the same wavelength: correct WAVELENGTHS.",
                    first=self.bands[first],
                    second=self.bands[second],
                )

    @property
    def decomposed(self) -> bool:
        """Whether the image is decomposed."""
        return self.kind in ("high_frequency", "multiscale")

    @property
    def published(self) -> bool:
        """Whether these are the features of the published method, to which mean filter and derivative belong."""
        return self.kind == "high_frequency"

    @property
    def plain(self) -> int:
        """How many features, from the first on, stand by themselves: not the smoothed copies of others."""
        return len(self.bands) if self.kind == "multiscale" else len(self.names)

    @property
    def derivative_pairs(self) -> list[tuple[int, int]]:
        """Neighbouring spectral bands between which the derivative is taken."""
        if not (self.published and self.derivative):
            return []
        count = len(self.bands)
        known = [self.wavelengths is None or self.wavelengths[b] is not None for b in range(count)]
        spectral = [b for b in range(count) if known[b] and self.bands[b] not in self.classes]
        return list(zip(spectral[:-1], spectral[1:]))

    @property
    def names(self) -> list[str]:
        """Feature names in the order of ``Features.compute``."""
        if self.kind == "high_frequency":
            names = [f"high {band}" for band in self.bands]
        elif self.kind == "multiscale":
            names = list(self.bands)
            names += [f"low {level} {band}" for level in range(1, self.levels + 1) for band in self.bands]
        else:
            names = list(self.bands)
        pairs = self.derivative_pairs
        if pairs and self.derivative_mean:
            names.append("mean derivative")
        else:
            names += [f"derivative {self.bands[a]} to {self.bands[b]}" for a, b in pairs]
        return names + [f"index {index.name}" for index in self.indices]

    def range_of(self, rows: np.ndarray) -> np.ndarray:
        """Return the least and largest value (2, features) of rows (n, features), -1 and 1 for classes.

        A cell holds a share of a class and a pixel has it or not: neither is out of range.
        """
        found = np.stack([rows.min(axis=0), rows.max(axis=0)])
        of_class = [any(name == c or name.endswith(f" {c}") for c in self.classes) for name in self.names]
        found[:, of_class] = [[-1.0], [1.0]]
        return found

    def to_json(self) -> dict[str, Any]:
        data = asdict(self)
        return data if self.classes else {name: value for name, value in data.items() if name != "classes"}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> FeatureSet:
        """Rebuild from ``to_json``; raises FusionError, KeyError, TypeError or ValueError for other data."""
        waves = data["wavelengths"]
        return cls(
            kind=str(data["kind"]),
            bands=tuple(str(b) for b in data["bands"]),
            levels=int(data["levels"]),
            mean_filter=int(data["mean_filter"]),
            derivative=bool(data["derivative"]),
            derivative_mean=bool(data["derivative_mean"]),
            wavelengths=None if waves is None else tuple(None if w is None else float(w) for w in waves),
            indices=tuple(Index.from_json(index) for index in data.get("indices", ())),
            classes=tuple(str(band) for band in data.get("classes", ())),
        )


def spectral_wavelengths(
    asked: str, bands: Sequence[Band], progress: Progress = SILENT
) -> tuple[float | None, ...] | None:
    """Return the wavelengths to use: those typed in, else those that the image's metadata hold, else None."""
    typed = parse_wavelengths(asked, len(bands), progress.warn)
    if typed is not None:
        return typed
    known = tuple(band.wavelength for band in bands)
    return known if sum(w is not None for w in known) >= 2 else None


class Features:
    """Computes a feature set on windows of an image.

    ``read`` returns a window of the set's bands, float32 (bands, height, width), nodata NaN. Building reads
    the image once where the set is decomposed, unless ``stored`` holds the arrays of its pyramid.
    """

    def __init__(
        self,
        spec: FeatureSet,
        read: Read,
        height: int,
        width: int,
        progress: Progress = SILENT,
        stored: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        self.spec, self.read, self.height, self.width = spec, read, height, width
        self.pyramid = Pyramid(read, height, width, spec.levels, progress, stored) if spec.decomposed else None
        self._halo = spec.mean_filter // 2 if spec.published else 0

    def prefetched(self, window: Window, columns: Sequence[int] | None = None) -> Features:
        """Return features that read the pixels for a window now, once for all parts of it; for some columns or all."""
        wide = self.pixels(window, columns)
        image = self.read(wide)
        near = copy(self)
        near.read = lambda part: image[(slice(None), *part.inside(wide))]
        return near

    def pixels(self, window: Window, columns: Sequence[int] | None = None) -> Window:
        """Return the window of the image that features of a window and what they are low-pass images of need.

        They are those of some ``columns``, or all.
        """
        reach = self.reach(window)
        if self.pyramid is None:
            return reach
        levels = self._levels(columns) if self.spec.kind == "multiscale" else [self.spec.levels]
        return self.pyramid.reach(reach, levels) or reach

    def compute(self, window: Window, columns: Sequence[int] | None = None) -> np.ndarray:
        """Return float32 (features, height, width), of some ``columns`` in order or all.

        A pixel that lacks one feature, be it asked for or not, is NaN in all.
        """
        if self.spec.kind == "multiscale":
            levels = self._levels(columns)
            planes = self._multiscale(window, levels)
            return planes if columns is None else _taken(planes, self._among(columns, levels))
        reach = self.reach(window)
        image = self.read(reach)
        if not np.isfinite(image[(slice(None), *window.inside(reach))]).all(axis=0).any():
            planes = self._nothing(window)
        else:
            planes = self.filtered(self.unfiltered(image, reach), window)
        return planes if columns is None else _taken(planes, columns)

    def _levels(self, columns: Sequence[int] | None) -> list[int]:
        """Return the levels of a ``multiscale`` set whose low-pass images are among columns, or all."""
        levels, bands = range(1, self.spec.levels + 1), len(self.spec.bands)
        return [level for level in levels if columns is None or any(k // bands == level for k in columns)]

    def _among(self, columns: Sequence[int], levels: Sequence[int]) -> list[int]:
        """Return where columns of a ``multiscale`` set stand among those that have low-pass images of levels only."""
        bands, there = len(self.spec.bands), {0, *levels}
        kept = [k for k in range(len(self.spec.names)) if k // bands in there or k // bands > self.spec.levels]
        return [kept.index(k) for k in columns]

    def corners(self, window: Window, step: int) -> tuple[np.ndarray, np.ndarray]:
        """Return features of one pixel of squares of ``step`` x ``step``, and where the window has all features.

        Float32 (features, rows, columns) and bool (height, width). It is the first pixel of the square, a power of two
        of which row and column of the window are multiples. Squares whose first pixel lacks a feature have NaN; but one
        that has no other within ``NEAR`` squares has its first pixel that lacks none.
        """
        wide = window.grown(NEAR * step, self.height, self.width)
        near = self.prefetched(wide)
        image = near.read(wide)
        there = self._valid(image[:, ::step, ::step])
        image = image[(slice(None), *window.inside(wide))]
        valid, out = self._valid(image), near._corners(image, window, step)
        reached = ndimage.binary_dilation(there, np.ones((2 * NEAR + 1,) * 2, bool))
        rows, cols = (slice(s.start // step, -(-s.stop // step)) for s in window.inside(wide))
        alone = _squares(valid, step).any(axis=-1) & ~reached[rows, cols]
        for block in tiles(window, BLOCK) if alone.any() else ():
            rows, cols = (slice(s.start // step, -(-s.stop // step)) for s in block.inside(window))
            if alone[rows, cols].any():
                np.copyto(out[:, rows, cols], _firsts(near.compute(block), step), where=alone[rows, cols])
        return out, valid

    def _corners(self, image: np.ndarray, window: Window, step: int) -> np.ndarray:
        """Return the features of the first pixel of each square, NaN where it lacks one."""
        if self.spec.kind != "multiscale":
            return self.compute(window)[:, ::step, ::step].copy()
        pyramid, levels = given(self.pyramid), range(1, self.spec.levels + 1)
        first = image[:, ::step, ::step]
        out = np.empty((len(self.spec.names), *first.shape[1:]), np.float32)
        bands, lows = len(image), len(image) * (1 + len(levels))
        out[:bands] = first
        low = out[bands:lows].reshape(len(levels), *first.shape)
        pyramid.corners(window, levels, self.read(self.pixels(window)), step, low)
        if self.spec.indices:
            out[lows:] = index_planes(self.spec.indices, first)
        np.copyto(out, np.nan, where=~self._valid(first))
        return out

    def _valid(self, image: np.ndarray) -> np.ndarray:
        """Return which pixels of bands (bands, height, width) have all features."""
        valid = np.isfinite(image).all(axis=0)
        if self.spec.indices:
            valid &= np.isfinite(index_planes(self.spec.indices, image)).all(axis=0)
        return np.asarray(valid)

    def around(self, window: Window) -> Window:
        """Return the window that ``by_squares`` of a window looks at, besides what its features need."""
        return window if self.pyramid is None else self.pyramid.around(window)

    def _sides(self, largest: int) -> dict[int, int]:
        """Return for each level of a ``multiscale`` set the side of the squares on which it is told."""
        levels = range(1, self.spec.levels + 1) if self.spec.kind == "multiscale" else ()
        return {level: min(2**level, largest, LARGEST_SIDE) for level in levels}

    def sides(self, largest: int) -> dict[int, list[int]]:
        """Return for each side of the squares of ``by_squares`` the places of the features that are told on them."""
        bands, sides = len(self.spec.bands), self._sides(largest)
        side_of = [1] * bands + [side for side in sides.values() for _ in range(bands)]
        side_of += [1] * (len(self.spec.names) - len(side_of))  # other features than low-pass images
        return {side: [k for k, own in enumerate(side_of) if own == side] for side in sorted({1, *side_of})}

    def by_squares(self, window: Window, largest: int) -> list[Squares]:
        """Return what ``compute`` does, low-pass images on squares of up to ``largest`` pixels a side (a power of two).

        They change slowly: at the centre of a square no larger than a pixel of their level stands, near enough, the
        mean over it. The window begins on multiples of 8 pixels. Empty where no pixel has a value.
        """
        sides = self._sides(largest)
        smooth = {level: side for level, side in sides.items() if side > 1}
        values = self._multiscale(window, [level for level in sides if level not in smooth]) if smooth else None
        values = self.compute(window) if values is None else values
        valid = np.isfinite(values[0])
        if not valid.any():
            return []
        np.copyto(values, 0, where=~valid)  # the planes are the window's own
        found = [Squares(1, self.sides(largest)[1], values, valid.astype(np.float32))]
        return found + (self._on_squares(window, smooth, valid) if smooth else [])

    def _on_squares(self, window: Window, sides: Mapping[int, int], valid: np.ndarray) -> list[Squares]:
        """Return low-pass images on squares of the sides given for each level; ``valid`` are the pixels of a window."""
        pyramid, bands = given(self.pyramid), len(self.spec.bands)
        reach = pyramid.reach(pyramid.around(window), sides)
        told = pyramid.at_centres(window, sides, None if reach is None else self.read(reach))
        found = []
        for side in sorted(set(sides.values())):
            own = [level for level in sides if sides[level] == side]
            share = square_means(valid, side)
            for level in own:
                share *= told[level][1].all(axis=0)
            values = np.concatenate([told[level][0] for level in own])
            np.copyto(values, 0, where=share == 0)
            found.append(Squares(side, [bands * level + band for level in own for band in range(bands)], values, share))
        return found

    def _nothing(self, window: Window) -> np.ndarray:
        return np.full((len(self.spec.names), *window.shape), np.nan, np.float32)

    def _multiscale(self, window: Window, levels: Sequence[int]) -> np.ndarray:
        """Return what ``compute`` does, low-pass images of some levels only, every plane brought to where it stays."""
        pyramid = given(self.pyramid)
        reach = pyramid.reach(window, levels) or window
        pixels = self.read(reach)
        image = pixels[(slice(None), *window.inside(reach))]
        valid = np.isfinite(image).all(axis=0)
        bands, lows = len(image), len(image) * (1 + len(levels))
        if not valid.any():
            return np.full((lows + len(self.spec.indices), *window.shape), np.nan, np.float32)
        out = np.empty((lows + len(self.spec.indices), *window.shape), np.float32)
        out[:bands] = image
        pyramid.low_passes(window, levels, pixels, out[bands:lows].reshape(len(levels), *image.shape))
        if self.spec.indices:
            out[lows:] = index_planes(self.spec.indices, image)
            valid &= np.isfinite(out[lows:]).all(axis=0)
        if not valid.all():
            np.copyto(out, np.nan, where=~valid)
        return out

    def reach(self, window: Window) -> Window:
        """Return the window of the image that the features of a window need."""
        return window.grown(self._halo, self.height, self.width)

    def unfiltered(self, image: np.ndarray, reach: Window) -> np.ndarray:
        """Return the features of the pixels read, before the mean filter; not for ``multiscale``, which has none."""
        parts = [image]
        if self.spec.kind == "high_frequency":
            parts = [given(self.pyramid).high_pass(reach, self.spec.levels, image)]
        pairs = self.spec.derivative_pairs
        if pairs:
            slope = spectral_derivative(image, pairs, self.spec.wavelengths)
            parts.append(slope.mean(axis=0, keepdims=True) if self.spec.derivative_mean else slope)
        if self.spec.indices:
            parts.append(index_planes(self.spec.indices, image))
        return np.concatenate(parts) if len(parts) > 1 else parts[0]

    def filtered(self, planes: np.ndarray, window: Window) -> np.ndarray:
        """Return what ``compute`` does from the unfiltered features of ``reach(window)``."""
        if self._halo:
            filtered = np.empty(planes.shape, np.float32)
            _mean_filter(planes, self.spec.mean_filter, filtered)
            planes = filtered
        features = planes[(slice(None), *window.inside(self.reach(window)))].astype(np.float32)
        valid = np.isfinite(features).all(axis=0)
        if not valid.all():
            np.copyto(features, np.nan, where=~valid)
        return features


def _taken(planes: np.ndarray, columns: Sequence[int]) -> np.ndarray:
    """Return some planes; all of them are not copied."""
    return planes if list(columns) == list(range(len(planes))) else planes[list(columns)]


def _squares(plane: np.ndarray, side: int) -> np.ndarray:
    """Return the squares of a plane of bool as (rows, columns, side^2), those at the edge filled up with False."""
    lacks = [(0, -size % side) for size in plane.shape]
    plane = np.pad(plane, lacks) if any(after for _, after in lacks) else plane
    rows, cols = (size // side for size in plane.shape)
    return plane.reshape(rows, side, cols, side).swapaxes(1, 2).reshape(rows, cols, side * side)


def _firsts(planes: np.ndarray, step: int) -> np.ndarray:
    """Return features (p, rows, columns) of the first pixel of each square of (p, height, width) that is not NaN."""
    within = _squares(np.isfinite(planes[0]), step).argmax(axis=-1)
    rows = np.arange(len(within))[:, None] * step + within // step
    cols = np.arange(within.shape[1]) * step + within % step
    return np.asarray(planes[:, rows, cols])


def square_means(valid: np.ndarray, side: int) -> np.ndarray:
    """Return the part of each square of ``side`` pixels that is valid, float32; beyond the edge nothing is."""
    return np.asarray(_squares(valid, side).mean(axis=-1, dtype=np.float32))


def mean_filter(planes: np.ndarray, size: int) -> np.ndarray:
    """Return the mean over size x size pixels around each, of those with a value; NaN never spreads.

    Each sum is taken on its own, not as a running sum, so that tiles agree to the last bit. Planes have shape
    (k, height, width).
    """
    out = np.empty(planes.shape)
    _mean_filter(planes, size, out)
    return out


def _mean_filter(planes: np.ndarray, size: int, out: np.ndarray) -> None:
    """Fill ``out`` (k, height, width), of any kind of float, with what ``mean_filter`` returns."""
    valid = np.isfinite(planes)
    _, firsts, pattern = patterns(valid, [0] * len(planes))
    for top in range(0, planes.shape[1], _STRIP):  # strips stay in the cache
        strip = slice(top, min(top + _STRIP, planes.shape[1]))
        counts = []
        for first in firsts:
            count = _box_sums(valid[first], valid[first], size, strip)
            count[~valid[first, strip]] = np.nan
            counts.append(count)
        for plane, has, number, target in zip(planes, valid, pattern, out):
            sums = _box_sums(plane, has, size, strip)
            np.divide(sums, counts[number], out=target[strip], casting="same_kind")


def _box_sums(plane: np.ndarray, has: np.ndarray, size: int, strip: slice) -> np.ndarray:
    """Return sums over size x size pixels around those of some rows, float64, of what a plane has."""
    half = size // 2
    height, width = plane.shape
    rows = strip.stop - strip.start
    first, last = max(strip.start - half, 0), min(strip.stop + half, height)
    padded = np.zeros((rows + 2 * half, width))
    inside = slice(first - strip.start + half, last - strip.start + half)
    np.copyto(padded[inside], plane[first:last], where=has[first:last])
    across = np.zeros((rows, width + 2 * half))
    _add_shifted(padded, across[:, half : half + width])
    out = np.empty((rows, width))
    _add_shifted(across.T, out.T)
    return out


def _add_shifted(planes: np.ndarray, out: np.ndarray) -> None:
    """Fill ``out`` (n, m) with sums of as many rows of (n + size - 1, m) as those are more."""
    count = len(out)
    out[:] = planes[:count]
    for shift in range(1, len(planes) - count + 1):
        out += planes[shift : shift + count]


def vegetation(red: np.ndarray, near_infrared: np.ndarray, ndvi_max: float) -> np.ndarray:
    """Return where NDVI = (NIR - red) / (NIR + red) exceeds a limit (Rouse et al. 1974), if it is defined."""
    near_infrared = near_infrared.astype(float)
    total = near_infrared + red
    ndvi = np.divide(near_infrared - red, total, out=np.full(total.shape, np.nan), where=total != 0)
    return np.asarray(ndvi > ndvi_max)
