"""Nodata-aware Gaussian pyramid: a low-frequency image and what it leaves (Burt & Adelson 1983, doi
10.1109/TCOM.1983.1095851, with the 5-tap kernel 1 4 6 4 1).

Values times mask and the mask itself are carried up and down side by side and divided at the very end: a nodata pixel
has no weight, a constant stays constant up to the edges, and no nodata pixel is ever filled. Bands that lack the same
pixels share one mask.

The image is read once, in strips of wide panels, to build the pyramid from ``_STORED_LEVEL`` upwards (at most 1/192 of
its pixels are kept); the levels below are computed from the pixels of a window and a small halo.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from typing import NamedTuple

import numpy as np
from scipy import sparse

from ..errors import FusionError, given
from ..progress import SILENT, Progress
from ..raster.grid import Window
from ..raster.halving import Halvings, Part, cut, double_into, doubled, doubled_corners, halved, size
from ..raster.tiles import threads

_STORED_LEVEL = 4
_STRIP_PIXELS = 2**19  # of a band, read at a time
_STRIP_ROWS = 256  # at most; a power of two, as are the blocks of most files
_PANEL = 2**14  # columns read one behind the other, so that a row of a file's blocks is unpacked once and kept
_CHUNK = 2**15  # pixels of a window brought to full size at a time
_SMALLEST_WEIGHT = 1e-12  # a valid pixel always has more, however lonely
LARGEST_SIDE = 8  # pixels of squares at whose centres a level is told

Read = Callable[[Window], np.ndarray]


def level_for_cell(ratio: float, height: int, width: int) -> int:
    """Return the level whose pixel comes nearest a coarse cell ``ratio`` fine pixels wide, at least 1."""
    return max(1, min(round(math.log2(max(ratio, 2.0))), largest_level(height, width)))


def largest_level(height: int, width: int) -> int:
    """Return the level at which the image has shrunk to a single pixel along its shorter side."""
    return max(1, math.ceil(math.log2(max(2, min(height, width)))))


def halo(level: int) -> int:
    """Return the pixels around a window on which its low-pass image of a level depends."""
    return 4 * (2**level - 1)


class _Planes(NamedTuple):
    """A part of a level: values times mask of each band, the masks, and which of them is each band's."""

    values: Sequence[np.ndarray]
    weights: Sequence[np.ndarray]
    pattern: Sequence[int]
    part: Part

    def halved(self, wanted: Part) -> _Planes:
        values, weights = ([halved(plane, self.part, wanted) for plane in planes] for planes in self[:2])
        return _Planes(values, weights, self.pattern, wanted)


class Pyramid:
    """The stored upper levels of an image's Gaussian pyramid; ``low_pass`` brings any level to full size.

    ``read`` returns a window of the image, float32 (bands, height, width), nodata NaN; while the pyramid is built it is
    called from another thread. Results do not depend on the windows asked for, to the last bit. Where ``stored`` holds
    what ``arrays`` returned for the same image and levels, nothing is read.
    """

    def __init__(
        self,
        read: Read,
        height: int,
        width: int,
        levels: int,
        progress: Progress = SILENT,
        stored: Mapping[str, np.ndarray] | None = None,
    ) -> None:
        if not 1 <= levels <= largest_level(height, width):
            raise FusionError(
                "{levels} pyramid levels are needed, but an image of {width} x {height} pixels "
                "has 1 to {largest}: give a larger image or ask for fewer LEVELS.",
                levels=levels,
                width=width,
                height=height,
                largest=largest_level(height, width),
            )
        self.read, self.height, self.width, self.levels = read, height, width, levels
        self._base = min(_STORED_LEVEL, levels)
        planes = self._read_whole(progress) if stored is None else self._from_arrays(**stored)
        self._stored = {self._base: planes}
        for level in range(self._base + 1, levels + 1):
            planes = planes.halved(self._whole(level))
            self._stored[level] = planes

    def _read_whole(self, progress: Progress) -> _Planes:
        with threads() as executor, threads(1) as reader:
            return self._build(executor, reader, progress)

    def _from_arrays(self, values: np.ndarray, weights: np.ndarray, pattern: np.ndarray) -> _Planes:
        return _Planes(list(values), list(weights), pattern.tolist(), self._whole(self._base))

    def arrays(self) -> dict[str, np.ndarray]:
        """Return the lowest stored level, of which the others are made."""
        base = self._stored[self._base]
        return {
            "values": np.stack(base.values),
            "weights": np.stack(base.weights),
            "pattern": np.asarray(base.pattern),
        }

    @property
    def one_mask(self) -> bool:
        """Whether all bands lack the same pixels."""
        return len(self._stored[self._base].weights) == 1

    def _whole(self, level: int) -> Part:
        return Part(0, size(self.height, level), 0, size(self.width, level))

    def _build(self, executor: Executor, reader: Executor, progress: Progress) -> _Planes:
        """Read the image once, panel by panel with what its edges depend on, and return its base level."""
        margin = 4 * 2**self._base  # whole pixels of the base level, and more than halving reaches
        panels = []
        for start in range(0, self.width, _PANEL):
            stop = min(start + _PANEL, self.width)
            left, right = max(start - margin, 0), min(stop + margin, self.width)
            part = progress.part(start / self.width, stop / self.width)
            planes = self._build_panel(Window(0, left, self.height, right - left), executor, reader, part)
            first = (start - left) // 2**self._base
            panels.append((planes, slice(first, first + size(stop - start, self._base))))
        return _joined(panels, self._whole(self._base))

    def _build_panel(self, panel: Window, executor: Executor, reader: Executor, progress: Progress) -> _Planes:
        """Read a panel in strips, one ahead, and return its base level.

        All are read on one thread, which keeps the blocks of a file that several strips share.
        """
        step = min(2 ** max(_STRIP_PIXELS // panel.width, 1).bit_length() // 2, _STRIP_ROWS)
        strips = [
            Window(row, panel.col, min(step, self.height - row), panel.width) for row in range(0, self.height, step)
        ]
        values: list[Halvings] = []
        weights = [Halvings(self.height, self._base)]
        pattern: list[int] = []
        coming = reader.submit(self.read, strips[0])
        for number, strip in enumerate(strips):
            progress.check(strip.row / self.height)
            image = coming.result()
            if number + 1 < len(strips):
                coming = reader.submit(self.read, strips[number + 1])
            if not values:
                values, pattern = [Halvings(self.height, self._base) for _ in image], [0] * len(image)
            valid = np.isfinite(image)
            earlier, firsts, pattern = patterns(valid, pattern)
            weights = [weights[k] if k not in earlier[:n] else weights[k].copied() for n, k in enumerate(earlier)]
            bands = list(zip(values, image, valid))
            bands += [(halvings, valid[first], valid[first]) for halvings, first in zip(weights, firsts)]
            for done in [executor.submit(_add, *band) for band in bands]:
                done.result()
        planes, masks = ([halvings.whole() for halvings in part] for part in (values, weights))
        return _Planes(planes, masks, pattern, Part(0, len(planes[0]), 0, planes[0].shape[1]))

    def low_pass(self, window: Window, level: int) -> np.ndarray:
        """Return a level at full resolution, float64 (bands, height, width); NaN where it has no weight."""
        bands = len(self._stored[self._base].values)
        out = np.empty((1, bands, *window.shape))
        reach = self.reach(window, [level])
        self.low_passes(window, [level], self.read(reach) if reach else None, out)
        return out[0]

    def high_pass(self, window: Window, level: int, image: np.ndarray) -> np.ndarray:
        """Return the pixels of a window less their low-pass image, float32 (bands, height, width)."""
        out = np.empty((1, *image.shape), np.float32)
        reach = self.reach(window, [level])
        self.low_passes(window, [level], self.read(reach) if reach else None, out, image)
        return out[0]

    def reach(self, window: Window, levels: Collection[int]) -> Window | None:
        """Return the window of the image that low-pass images of a window depend on; None where what is stored does."""
        fine = [level for level in levels if level < self._base]
        if not fine:
            return None
        part = self._wanted(window, fine)[0]
        return Window(part.top, part.left, part.bottom - part.top, part.right - part.left)

    def low_passes(
        self,
        window: Window,
        levels: Sequence[int],
        image: np.ndarray | None,
        out: np.ndarray,
        minuend: np.ndarray | None = None,
    ) -> None:
        """Fill ``out`` (levels, bands, height, width) with several levels from the pixels of their ``reach``.

        With ``minuend`` (bands, height, width) fill it with that less the levels.
        """
        found = self._levels(window, levels, image)
        for level, target in zip(levels, out):
            self._expand(found[level], window, level, target, minuend)

    def corners(
        self, window: Window, levels: Sequence[int], image: np.ndarray | None, step: int, out: np.ndarray
    ) -> None:
        """Fill ``out`` (levels, bands, rows, columns) as ``low_passes`` does at the first pixel of every square.

        Squares of ``step`` x ``step`` pixels, a power of two of which row and column of the window are multiples. A
        level is brought to the pixels of this size only.
        """
        found = self._levels(window, levels, image)
        for level, target in zip(levels, out):
            self._corners(found[level], window, level, step, target)

    def _corners(self, planes: _Planes, window: Window, level: int, step: int, out: np.ndarray) -> None:
        finest = min(level, step.bit_length() - 1)
        stride, side = step >> finest, 1 << finest
        row, col, rows, cols = window.row // side, window.col // side, *((n - 1) * stride for n in out.shape[1:])
        around = Part(row - 1, row + rows + 2, col - 1, col + cols + 2)
        parts = [around.clipped(self._whole(finest)[1::2])]
        for above in range(finest + 1, level + 1):
            parts.append(parts[-1].above().clipped(self._whole(above)[1::2]))

        def at_corners(plane: np.ndarray) -> np.ndarray:
            near = cut(_up(plane, planes.part, parts), parts[0], around)
            return doubled_corners(near, finest, stride, (window.row, window.col), (self.height, self.width))

        weights = [at_corners(plane) for plane in planes.weights]
        for weight in weights:
            weight[weight <= _SMALLEST_WEIGHT] = np.nan
        for plane, pattern, target in zip(planes.values, planes.pattern, out):
            np.divide(at_corners(plane), weights[pattern], out=target, casting="same_kind")

    def around(self, window: Window) -> Window:
        """Return the window whose ``reach`` ``at_centres`` of a window needs."""
        return window.grown(2**self._base, self.height, self.width)

    def at_centres(
        self, window: Window, sides: Mapping[int, int], image: np.ndarray | None
    ) -> dict[int, tuple[np.ndarray, np.ndarray]]:
        """Return low-pass images of some levels at the centres of squares of pixels, and where they have a weight.

        ``sides`` has for each level the side of its squares, the first of which begins with the window. ``image`` are
        the pixels of the ``reach`` of what is ``around``. Both results are (bands, rows, columns), values float32 and 0
        without a weight. Between the pixels of a level lies what doubling tends to: a cubic B-spline.
        """
        found = self._levels(self.around(window), sides, image)
        out = {}
        for level, side in sides.items():
            planes, whole = found[level], self._whole(level)
            lines = [_spline(*axis, side, level) for axis in zip((window.row, window.col), window.shape)]
            (top, down), (left, across) = lines
            wanted = Part(top, top + down.shape[1], left, left + across.shape[1])
            there = wanted.clipped((whole.bottom, whole.right))
            parts = planes.part, there, wanted
            weights = [_at_squares(weight, *parts, down, across) for weight in planes.weights]
            values = np.zeros((len(planes.values), *weights[0].shape), np.float32)
            known = np.stack([weights[pattern] > _SMALLEST_WEIGHT for pattern in planes.pattern])
            for plane, pattern, own, target in zip(planes.values, planes.pattern, known, values):
                told = _at_squares(plane, *parts, down, across)
                np.divide(told, weights[pattern], out=target, where=own, casting="same_kind")
            out[level] = values, known
        return out

    def add_weighted(
        self, window: Window, coefficients: Mapping[int, np.ndarray], image: np.ndarray | None, out: np.ndarray
    ) -> None:
        """Add sums over the bands of low-pass images to ``out`` (k, height, width), float64.

        ``coefficients`` (k, bands) for each level; ``image`` as in ``low_passes``. One plane a sum and level is brought
        to full size, which is exact only where the bands have ``one_mask``.
        """
        found = self._levels(window, coefficients, image)
        low = np.empty(out.shape)
        for level, rows in coefficients.items():
            planes, part = found[level], self._needed(window, level)[level]
            values, masks = ([cut(p, planes.part, part) for p in some] for some in (planes.values, planes.weights))
            sums = [sum(c * plane for c, plane in zip(row, values)) for row in rows]
            self._expand(_Planes(sums, masks, [0] * len(sums), part), window, level, low, None)
            out += low

    def _levels(self, window: Window, levels: Collection[int], image: np.ndarray | None) -> Mapping[int, _Planes]:
        """Return what low-pass images of a window are made of, at each level."""
        fine = [level for level in levels if level < self._base]
        found = self._from_pixels(given(image), self._wanted(window, fine)) if fine else {}
        return {**self._stored, **found}

    def _needed(self, window: Window, level: int) -> list[Part]:
        """Return the parts of levels 0, 1, ... ``level`` that doubling goes through on the way to a window."""
        parts = [Part(window.row, window.row + window.height, window.col, window.col + window.width)]
        for above in range(1, level + 1):
            whole = self._whole(above)
            parts.append(parts[-1].above().clipped((whole.bottom, whole.right)))
        return parts

    def _expand(self, planes: _Planes, window: Window, level: int, out: np.ndarray, minuend: np.ndarray | None) -> None:
        parts = self._needed(window, level)
        weights = []
        for plane in planes.weights:
            full = (cut(plane, planes.part, parts[-2].above()) == 1).all()  # then so it is all the way up
            weights.append(None if full else _up(plane, planes.part, parts[1:]))
        values = [_up(plane, planes.part, parts[1:]) for plane in planes.values]
        # the last step by strips that stay in the cache
        rows = max(1, _CHUNK // window.width)
        for top in range(0, window.height, rows):
            strip = slice(top, min(top + rows, window.height))
            fine = parts[0]._replace(top=window.row + top, bottom=window.row + strip.stop)
            below = [None if w is None else doubled(w, parts[1], fine) for w in weights]
            for weight in below:
                if weight is not None:
                    weight[weight <= _SMALLEST_WEIGHT] = np.nan
            for band, (plane, pattern) in enumerate(zip(values, planes.pattern)):
                less = None if minuend is None else minuend[band, strip]
                double_into(plane, parts[1], fine, below[pattern], less, out[band, strip])

    def _wanted(self, window: Window, levels: Collection[int]) -> dict[int, Part]:
        """Return the part of each level up to the highest that low-pass images of a window are made of."""
        wanted = {level: self._needed(window, level)[level] for level in levels}
        for level in range(max(levels) - 1, -1, -1):
            whole = self._whole(level)
            below = wanted[level + 1].below().clipped((whole.bottom, whole.right))
            wanted[level] = wanted[level].joined(below) if level in wanted else below
        return wanted

    @staticmethod
    def _from_pixels(image: np.ndarray, wanted: dict[int, Part]) -> dict[int, _Planes]:
        """Return the wanted parts of levels 1, 2, ... from the pixels of the part wanted of level 0."""
        valid = np.isfinite(image)
        _, firsts, pattern = patterns(valid, [0] * len(image))
        filled = [np.where(has, plane, 0).astype(np.float32) for has, plane in zip(valid, image)]
        masks = [valid[first].astype(np.float32) for first in firsts]
        planes = _Planes(filled, masks, pattern, wanted[0])
        found = {}
        for level in range(1, max(wanted) + 1):
            planes = planes.halved(wanted[level])
            found[level] = planes
        return found


class BasePart(NamedTuple):
    """A part of the level that is kept: values times mask and masks, float64, and which mask is each band's."""

    values: np.ndarray
    weights: np.ndarray
    pattern: list[int]


def base_part(read: Read, window: Window, height: int, width: int, levels: int) -> BasePart:
    """Return the part of the kept level that is made of a window, which begins on a pixel of it."""
    base = min(_STORED_LEVEL, levels)
    side = 2**base
    rows, cols = (slice(s.start // side, -(-s.stop // side)) for s in (window.rows, window.cols))
    wanted = {base: Part(rows.start, rows.stop, cols.start, cols.stop)}
    for level in range(base - 1, -1, -1):
        wanted[level] = wanted[level + 1].below().clipped((size(height, level), size(width, level)))
    part = wanted[0]
    image = read(Window(part.top, part.left, part.bottom - part.top, part.right - part.left))
    planes = Pyramid._from_pixels(image, wanted)[base]
    return BasePart(np.stack(planes.values), np.stack(planes.weights), list(planes.pattern))


def joined_base(
    parts: Iterable[tuple[Window, BasePart]], height: int, width: int, levels: int
) -> dict[str, np.ndarray]:
    """Return what ``Pyramid.arrays`` does from parts that cover the image; bands share a mask where they do in all."""
    side = 2 ** min(_STORED_LEVEL, levels)
    found = list(parts)
    shared = list(zip(*(part.pattern for _, part in found)))  # what the bands have in each part
    kinds = list(dict.fromkeys(shared))
    shape = -(-height // side), -(-width // side)
    values, weights = np.empty((len(shared), *shape)), np.empty((len(kinds), *shape))
    for number, (window, part) in enumerate(found):
        top, left = window.row // side, window.col // side
        rows, cols = slice(top, top + part.values.shape[1]), slice(left, left + part.values.shape[2])
        values[:, rows, cols] = part.values
        weights[:, rows, cols] = part.weights[[kind[number] for kind in kinds]]
    return {"values": values, "weights": weights, "pattern": np.array([kinds.index(kind) for kind in shared])}


def _spline(start: int, length: int, side: int, level: int) -> tuple[int, sparse.csr_matrix]:
    """Return the weights (squares, pixels) of the cubic B-spline of a level at the centres of squares along an axis.

    And which pixel of the level is the first. ``start`` and ``length`` are in pixels of the image.
    """
    place = (start + side * np.arange(-(-length // side)) + (side - 1) / 2) / 2**level
    before = np.floor(place).astype(np.int64) - 1
    t = place - np.floor(place)
    weights = np.stack([(1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3], axis=1) / 6
    columns = before[:, None] - before[0] + np.arange(4)
    shape = len(place), int(columns[-1, -1]) + 1
    matrix = sparse.csr_matrix((weights.ravel(), columns.ravel(), 4 * np.arange(len(place) + 1)), shape=shape)
    return int(before[0]), matrix


def _at_squares(
    plane: np.ndarray,
    part: Part,
    there: Part,
    wanted: Part,
    down: sparse.csr_matrix,
    across: sparse.csr_matrix,
) -> np.ndarray:
    """Return a plane of a level, that is there in a ``part``, at centres of squares, by the weights of both axes."""
    near = cut(cut(plane, part, there), there, wanted)
    return np.asarray(across.dot(down.dot(near).T).T)


def _joined(panels: Sequence[tuple[_Planes, slice]], whole: Part) -> _Planes:
    """Return the columns of panels side by side; bands share a mask where they do in every panel."""
    if len(panels) == 1:
        return panels[0][0]
    shared = list(zip(*(planes.pattern for planes, _ in panels)))  # what the bands have in each panel
    kinds = list(dict.fromkeys(shared))

    def beside(chosen: Iterable[np.ndarray]) -> np.ndarray:
        return np.concatenate([plane[:, columns] for plane, (_, columns) in zip(chosen, panels)], axis=1)

    values = [beside(planes) for planes in zip(*(planes.values for planes, _ in panels))]
    weights = [beside(planes.weights[k] for k, (planes, _) in zip(kind, panels)) for kind in kinds]
    return _Planes(values, weights, [kinds.index(kind) for kind in shared], whole)


def decompose(image: np.ndarray, low: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return (RS_H, RS_L) of pixels and their low-pass image, float32, nodata where the image is nodata."""
    low = np.where(np.isfinite(image), low, np.nan)
    return (image - low).astype(np.float32), low.astype(np.float32)


def _up(plane: np.ndarray, part: Part, parts: Sequence[Part]) -> np.ndarray:
    """Double a plane through parts of finer and finer levels, the finest first, and return the finest."""
    for finer in reversed(parts[:-1]):
        plane, part = doubled(plane, part, finer), finer
    return cut(plane, part, parts[0])


def _add(halvings: Halvings, plane: np.ndarray, valid: np.ndarray) -> None:
    halvings.add(np.where(valid, plane, 0).astype(np.float32))


def patterns(valid: np.ndarray, pattern: Sequence[int]) -> tuple[list[int], list[int], list[int]]:
    """Tell apart bands that lack the same pixels in ``pattern`` but not in ``valid`` (bands, height, width).

    Returns the earlier pattern of each new one, the first band of each, and the new pattern of each band.
    """
    earlier: list[int] = []
    firsts: list[int] = []
    found = []
    for band, old in enumerate(pattern):
        same = (k for k in range(len(firsts)) if earlier[k] == old and np.array_equal(valid[firsts[k]], valid[band]))
        number = next(same, len(firsts))
        if number == len(firsts):
            earlier.append(old)
            firsts.append(band)
        found.append(number)
    return earlier, firsts, found
