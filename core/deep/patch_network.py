"""Convolutional networks as plain arrays: what a model file holds is enough to apply them, without PyTorch.

A network sees a patch around a pixel and says one number an element. It has no padding and no stride, so that it can
run over a whole window at once and gives at every pixel, but for the rounding of sums, what it gives for the patch
around that pixel alone: every convolution is shared by all patches that contain it.

Windows are worked off in square blocks that lie on multiples of ``BLOCK`` pixels of the image, always of full size.
The size of a matrix product decides how BLAS rounds, and so a pixel comes out the same whatever tile it is asked in.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cached_property
from typing import ClassVar

import numpy as np

from ..errors import FusionError, given, require_intact
from ..raster.grid import Window, tiles

BLOCK = 128  # pixels along the side of a block
SLOPE = 0.01  # of the leaky rectifier
NORM_EPSILON = 1e-5  # added to variances by batch normalisation
BORDER = 5  # pixels that four 3 x 3 convolutions and a 3 x 3 maximum take from each side of a patch
LARGEST_PATCH = 129
_WIDEST = 4096  # channels that a file may ask for
_MOST_MEMBERS = 100
_MEMBER = re.compile(r"([0-9]{1,2})-([a-z0-9_]+)")


@dataclass(frozen=True)
class PatchNetwork:
    """Two 3 x 3 convolutions, a 3 x 3 maximum, two 3 x 3 convolutions, the mean over the rest, two dense layers.

    Every convolution is normalised (``gain``, ``shift``, running ``mean`` and ``variance``, each (channels,)) and
    rectified. ``kernel1`` ... ``kernel4`` (out, in, 3, 3); ``hidden`` (units, channels), ``hidden_bias`` (units,);
    ``head`` (elements, units), ``head_bias`` (elements,). ``centre`` and ``scale`` (channels,) standardise the input,
    in which a missing value counts as average. ``patch`` (1,) is its side in pixels.
    """

    kind: ClassVar[str] = "patch_network"
    patch: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    kernel1: np.ndarray
    gain1: np.ndarray
    shift1: np.ndarray
    mean1: np.ndarray
    variance1: np.ndarray
    kernel2: np.ndarray
    gain2: np.ndarray
    shift2: np.ndarray
    mean2: np.ndarray
    variance2: np.ndarray
    kernel3: np.ndarray
    gain3: np.ndarray
    shift3: np.ndarray
    mean3: np.ndarray
    variance3: np.ndarray
    kernel4: np.ndarray
    gain4: np.ndarray
    shift4: np.ndarray
    mean4: np.ndarray
    variance4: np.ndarray
    hidden: np.ndarray
    hidden_bias: np.ndarray
    head: np.ndarray
    head_bias: np.ndarray

    @property
    def halo(self) -> int:
        """Pixels around a pixel that it depends on."""
        return int(self.patch[0]) // 2

    @property
    def outputs(self) -> int:
        return len(self.head)

    def layer(self, number: int) -> dict[str, np.ndarray]:
        """Return the arrays of a convolution (1 to 4) by name."""
        return {name: getattr(self, f"{name}{number}") for name in ("kernel", "gain", "shift", "mean", "variance")}

    def over(self, planes: np.ndarray) -> np.ndarray:
        """Return float32 (elements, height, width) from channels (c, height + 2 halo, width + 2 halo), NaN missing."""
        height, width = (size - 2 * self.halo for size in planes.shape[1:])
        x = (planes - self.centre[:, None, None]) / self.scale[:, None, None]
        x = np.nan_to_num(x, nan=0.0).astype(np.float32)
        for number, (kernel, bias) in enumerate(self._folded, 1):
            x = _convolved(x, kernel, bias)
            if number == 2:
                x = _largest(x)
        x = _box_mean(x, int(self.patch[0]) - 2 * BORDER)[:, :height, :width]
        flat = np.ascontiguousarray(x).reshape(len(x), -1)
        flat = _rectified(self.hidden @ flat + self.hidden_bias[:, None])
        return (self.head @ flat + self.head_bias[:, None]).astype(np.float32).reshape(-1, height, width)

    @cached_property
    def _folded(self) -> list[tuple[np.ndarray, np.ndarray]]:
        """Return kernel and bias of each convolution, its normalisation in them."""
        folded = []
        for number in range(1, 5):
            a = {name: array.astype(float) for name, array in self.layer(number).items()}
            factor = a["gain"] / np.sqrt(a["variance"] + NORM_EPSILON)
            bias = a["shift"] - a["mean"] * factor
            folded.append(((a["kernel"] * factor[:, None, None, None]).astype(np.float32), bias.astype(np.float32)))
        return folded

    def check(self, width: int) -> None:
        """Raise FusionError unless all arrays fit each other and an input of ``width`` channels."""
        require_intact(self.patch.shape == (1,), "the size of the patch")
        _require_patch(int(self.patch[0]))
        require_intact(
            self.centre.shape == (width,) == self.scale.shape and bool((self.scale > 0).all()), "channel scaling"
        )
        channels = width
        for number in range(1, 5):
            arrays = self.layer(number)
            kernel = arrays.pop("kernel")
            require_intact(kernel.ndim == 4 and kernel.shape[1:] == (channels, 3, 3), f"convolution {number}")
            channels = len(kernel)
            require_intact(0 < channels <= _WIDEST, f"convolution {number}")
            require_intact(all(a.shape == (channels,) for a in arrays.values()), f"normalisation {number}")
            require_intact(bool((arrays["variance"] >= 0).all()), f"normalisation {number}")
        units = len(self.hidden_bias)
        require_intact(
            self.hidden.shape == (units, channels) and self.hidden_bias.shape == (units,), "the hidden layer"
        )
        elements = len(self.head_bias)
        require_intact(self.head.shape == (elements, units) and self.head_bias.shape == (elements,), "the last layer")
        require_intact(units > 0 and elements > 0, "the last layer")


KINDS: dict[str, type[PatchNetwork]] = {PatchNetwork.kind: PatchNetwork}


@dataclass(frozen=True)
class Ensemble:
    """Networks of one kind over the same channels; outputs stand member by member."""

    members: tuple[PatchNetwork, ...]

    @property
    def kind(self) -> str:
        return self.members[0].kind

    @property
    def halo(self) -> int:
        return max(member.halo for member in self.members)

    @property
    def outputs(self) -> int:
        """How many planes come out: elements of all members."""
        return sum(member.outputs for member in self.members)

    def reach(self, window: Window, height: int, width: int) -> Window:
        """Return the window of an image of height x width that the outputs of a window depend on."""
        top, left = window.row // BLOCK * BLOCK, window.col // BLOCK * BLOCK
        bottom, right = (-(-end // BLOCK) * BLOCK for end in (window.row + window.height, window.col + window.width))
        return Window(top, left, bottom - top, right - left).grown(self.halo, height, width)

    def over(self, planes: np.ndarray, wide: Window, window: Window) -> np.ndarray:
        """Return float32 (outputs, height, width) at a window from the channels (c, ...) of its ``reach``.

        A pixel without channels is NaN.
        """
        out = np.full((self.outputs, *window.shape), np.nan, np.float32)
        valid = np.isfinite(planes[(slice(None), *window.inside(wide))]).all(axis=0)
        for part in tiles(window, BLOCK):
            here = part.inside(window)
            if valid[here].any():
                out[(slice(None), *here)] = self._block(planes, wide, part)
        np.copyto(out, np.nan, where=~valid)
        return out

    def _block(self, planes: np.ndarray, wide: Window, part: Window) -> np.ndarray:
        """Return the outputs of a window within one block, computed for the whole block."""
        halo = self.halo
        top, left = (start // BLOCK * BLOCK for start in (part.row, part.col))
        side = BLOCK + 2 * halo
        first, last = max(top - halo, wide.row), min(top + BLOCK + halo, wide.row + wide.height)
        west, east = max(left - halo, wide.col), min(left + BLOCK + halo, wide.col + wide.width)
        block = np.full((len(planes), side, side), np.nan, np.float32)
        known = planes[:, first - wide.row : last - wide.row, west - wide.col : east - wide.col]
        block[:, first - top + halo : last - top + halo, west - left + halo : east - left + halo] = known
        inside = part.inside(Window(top, left, BLOCK, BLOCK))
        parts = []
        for member in self.members:
            less = halo - member.halo
            inner = block[:, less : side - less, less : side - less]
            parts.append(member.over(inner)[(slice(None), *inside)])
        return np.concatenate(parts)

    def check(self, width: int) -> None:
        for member in self.members:
            member.check(width)


def arrays_of(ensemble: Ensemble) -> dict[str, np.ndarray]:
    """Return the arrays that make up an ensemble, named member-array."""
    return {
        f"{number}-{f.name}": getattr(member, f.name)
        for number, member in enumerate(ensemble.members)
        for f in fields(member)
    }


def rebuild(kind: str, arrays: Mapping[str, np.ndarray], width: int) -> Ensemble:
    """Rebuild networks of ``width`` channels. Raises FusionError where arrays are missing or do not fit."""
    require_intact(kind in KINDS, f"the network '{kind[:40]}'")
    maker = KINDS[kind]
    names = {f.name for f in fields(maker)}
    members: dict[int, dict[str, np.ndarray]] = {}
    for name, array in arrays.items():
        match = _MEMBER.fullmatch(name)
        require_intact(match is not None and match[2] in names, f"the array '{name[:40]}'")
        match = given(match)
        whole = match[2] == "patch"
        require_intact(array.ndim > 0 and array.dtype.kind == ("i" if whole else "f"), f"the array '{name}'")
        require_intact(whole or bool(np.isfinite(array).all()), f"the numbers of '{name}'")
        members.setdefault(int(match[1]), {})[match[2]] = array
    require_intact(0 < len(members) <= _MOST_MEMBERS and sorted(members) == list(range(len(members))), "the networks")
    require_intact(all(set(found) == names for found in members.values()), "the arrays of a network")
    ensemble = Ensemble(tuple(maker(**members[k]) for k in range(len(members))))
    ensemble.check(width)
    return ensemble


def check_patch(patch: int) -> None:
    """Raise FusionError unless a patch is an odd number of pixels within limits."""
    if patch % 2 == 0 or not 2 * BORDER < patch <= LARGEST_PATCH:
        raise FusionError(
            "PATCH is {patch}: give an odd number of pixels, {smallest} to {largest}.",
            patch=patch,
            smallest=2 * BORDER + 1,
            largest=LARGEST_PATCH,
        )


def _require_patch(patch: int) -> None:
    require_intact(patch % 2 == 1 and 2 * BORDER < patch <= LARGEST_PATCH, "the size of the patch")


def _convolved(x: np.ndarray, kernel: np.ndarray, bias: np.ndarray) -> np.ndarray:
    """Return the rectified 3 x 3 convolution (out, height - 2, width) of (in, height, width), without padding.

    Rows lie one behind the other, so that a step down or right is a step in memory, and the convolution three matrix
    products without a copy for each. The last two columns hold sums over the end of a row; nobody may use them.
    """
    channels, height, width = x.shape
    flat = x.reshape(channels, -1)
    count = (height - 2) * width
    length = height * width - 2
    across = np.concatenate([flat[:, :length], flat[:, 1 : length + 1], flat[:, 2:]])
    out = np.zeros((len(kernel), count), np.float32)
    sums = out[:, : count - 2]
    for down in range(3):
        weights = kernel[:, :, down].transpose(0, 2, 1).reshape(len(kernel), -1)
        part = across[:, down * width : down * width + count - 2]
        if down:
            sums += weights @ part
        else:
            np.matmul(weights, part, out=sums)
    out += bias[:, None]
    return _rectified(out).reshape(len(kernel), height - 2, width)


def _rectified(x: np.ndarray) -> np.ndarray:
    np.maximum(x, np.float32(SLOPE) * x, out=x)
    return x


def _largest(x: np.ndarray) -> np.ndarray:
    """Return the maximum over 3 x 3 pixels (c, height - 2, width); the last two columns are not to be used."""
    rows = np.maximum(np.maximum(x[:, :-2], x[:, 1:-1]), x[:, 2:])
    out = rows.copy()
    np.maximum(out[:, :, :-2], rows[:, :, 1:-1], out=out[:, :, :-2])
    np.maximum(out[:, :, :-2], rows[:, :, 2:], out=out[:, :, :-2])
    return out


def _box_mean(x: np.ndarray, size: int) -> np.ndarray:
    """Return means over size x size pixels, (c, height - size + 1, width - size + 1)."""
    rows = x.shape[1] - size + 1
    down = x[:, :rows].copy()
    for shift in range(1, size):
        down += x[:, shift : shift + rows]
    columns = x.shape[2] - size + 1
    out = down[:, :, :columns].copy()
    for shift in range(1, size):
        out += down[:, :, shift : shift + columns]
    out *= np.float32(1 / size**2)
    return out
