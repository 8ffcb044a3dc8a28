"""The networks of super-resolution as plain arrays, applied without PyTorch.

They see a square of 32 x 32 pixels and say what is to be added to the interpolated coarse maps at each of its pixels.
How the layers of a network lie to each other stands once, as a function over ``Layers``: numpy applies it, PyTorch
trains it (``unet_training.py``), and ``Plan`` asks it for nothing but the shapes.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, ClassVar, Protocol, TypeVar

import numpy as np

from ..errors import require_intact
from .layers import doubled, max_halved, parted, same_convolved, smooth_rectified

WINDOW = 32  # pixels along the side of what a network sees
TOGETHER = 4  # squares that are best worked off at once, see ``Lattice``
WIDTHS = {"full": 1, "half": 2, "quarter": 4}  # what the channels of a kind are divided by
FARTHEST = 10.0  # standard deviations from the mean of an input, beyond which it counts as no farther
_WIDEST, _MOST_CHANNELS = 256, 4096  # that a file may ask for

T = TypeVar("T")


class Layers(Protocol[T]):
    """What networks are put together from; an ``x`` holds channels of rows and columns."""

    def convolved(self, name: str, x: T, count: int, side: int, stride: int = 1) -> T:
        """Return ``count`` channels: a convolution of side x side pixels, filled up with zeros."""

    def doubled(self, name: str, x: T, count: int) -> T:
        """Return ``count`` channels of twice the height and width: a transposed convolution of 2 x 2, stride 2."""

    def raised(self, name: str, x: T, count: int) -> T:
        """Return ``count`` channels of twice the height and width: a 1 x 1 convolution, for a shortcut."""

    def halved(self, x: T) -> T:
        """Return the maxima of 2 x 2 pixels."""

    def joined(self, one: T, other: T) -> T:
        """Return the channels of both."""

    def added(self, one: T, other: T) -> T:
        """Return the sum."""

    def activated(self, x: T) -> T:
        """Return the smooth rectifier."""


# ---------------------------------------------------------------------------------------------- how layers lie


def _next(do: Layers[T], name: str, x: T, count: int, side: int, stride: int = 1) -> T:
    return do.activated(do.convolved(name, x, count, side, stride))


def _two(do: Layers[T], row: str, x: T, count: int) -> T:
    """Return two convolutions of 3 x 3, each rectified."""
    return _next(do, f"{row}_2", _next(do, f"{row}_1", x, count, 3), count, 3)


def _encoded(do: Layers[T], row: str, x: T, count: int, side: int, stride: int) -> T:
    main = do.convolved(f"{row}_2", _next(do, f"{row}_1", x, count, side, stride), count, 3)
    return do.activated(do.added(main, do.convolved(f"{row}_shortcut", x, count, 1, stride)))


def _decoded(do: Layers[T], row: str, x: T, count: int) -> T:
    main = do.doubled(f"{row}_up", _two(do, row, x, count), count // 2)
    return do.activated(do.added(main, do.raised(f"{row}_shortcut", x, count // 2)))


def _multilevel_unet(do: Layers[T], x: T, outputs: int, width: int) -> T:
    e1 = _encoded(do, "e1", x, width, 3, 1)
    e2 = _encoded(do, "e2", e1, 2 * width, 1, 2)
    e3 = _encoded(do, "e3", e2, 4 * width, 1, 2)
    e4 = _encoded(do, "e4", e3, 8 * width, 1, 2)
    deepest = _next(do, "b5_2", _next(do, "b5_1", e4, 16 * width, 1, 2), 16 * width, 3)
    main, shortcut = do.doubled("b5_up", deepest, 8 * width), do.convolved("b5_shortcut", e4, 8 * width, 1)
    b5 = do.activated(do.added(main, shortcut))
    d6 = _decoded(do, "d6", do.joined(b5, e4), 8 * width)
    d7 = _decoded(do, "d7", do.joined(d6, e3), 4 * width)
    d8 = _decoded(do, "d8", do.joined(d7, e2), 2 * width)
    d9 = _two(do, "d9", do.joined(d8, e1), width)
    main = do.convolved("l10_1", do.activated(do.doubled("l10_up", d7, width)), width, 1)
    l10 = do.activated(do.added(main, do.raised("l10_shortcut", d7, width)))
    both, half = do.joined(d9, l10), width // 2
    main = do.convolved("l11_2", _next(do, "l11_1", both, half, 2), half, 3)
    l11 = do.activated(do.added(main, do.convolved("l11_shortcut", both, half, 1)))
    return do.convolved("out", l11, outputs, 3)


def _unet(do: Layers[T], x: T, outputs: int, width: int) -> T:
    levels = [_two(do, "down1", x, width)]
    for level in range(2, 6):
        levels.append(_two(do, f"down{level}", do.halved(levels[-1]), 2 ** (level - 1) * width))
    x = levels.pop()
    for level in range(4, 0, -1):
        count = 2 ** (level - 1) * width
        x = _two(do, f"up{level}", do.joined(do.doubled(f"up{level}_up", x, count), levels.pop()), count)
    return do.convolved("out", x, outputs, 1)


def _srcnn(do: Layers[T], x: T, outputs: int, width: int) -> T:
    return do.convolved("out", _next(do, "map", _next(do, "see", x, width, 9), width // 2, 1), outputs, 5)


def _vdsr(do: Layers[T], x: T, outputs: int, width: int) -> T:
    for number in range(1, 20):
        x = _next(do, f"layer{number}", x, width, 3)
    return do.convolved("out", x, outputs, 3)


def _small(do: Layers[T], x: T, outputs: int, width: int) -> T:
    return do.convolved("out", _two(do, "layer", x, width), outputs, 3)


@dataclass(frozen=True)
class Design:
    """How a kind is made: its wiring, channels at full width, and whether its input is normalised over the batch."""

    wired: Callable[[Layers[Any], Any, int, int], Any]
    full: int
    normalised: bool = False


DESIGNS: Mapping[str, Design] = {
    "multilevel_unet": Design(_multilevel_unet, 64, normalised=True),
    "unet": Design(_unet, 64),
    "srcnn": Design(_srcnn, 64),
    "vdsr": Design(_vdsr, 64),
    "small": Design(_small, 24),
}


def width_of(kind: str, width: str) -> int:
    """Return how many channels the first layer of a kind has, at one of ``WIDTHS``."""
    return DESIGNS[kind].full // WIDTHS[width]


# ---------------------------------------------------------------------------------------------- shapes


@dataclass
class Plan:
    """The layers of a network without numbers; an ``x`` is its channels and the side of its square.

    ``kernels`` holds the shapes of the weights, ``results`` what comes out of each layer, both by name, in order.
    """

    kernels: dict[str, tuple[int, int, int, int]] = field(default_factory=dict)
    results: dict[str, tuple[int, int]] = field(default_factory=dict)

    def convolved(self, name: str, x: tuple[int, int], count: int, side: int, stride: int = 1) -> tuple[int, int]:
        return self._noted(name, (count, x[0], side, side), (count, x[1] // stride))

    def doubled(self, name: str, x: tuple[int, int], count: int) -> tuple[int, int]:
        return self._noted(name, (x[0], count, 2, 2), (count, 2 * x[1]))

    def raised(self, name: str, x: tuple[int, int], count: int) -> tuple[int, int]:
        return self._noted(name, (count, x[0], 1, 1), (count, 2 * x[1]))

    def halved(self, x: tuple[int, int]) -> tuple[int, int]:
        return x[0], x[1] // 2

    def joined(self, one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
        return one[0] + other[0], one[1]

    def added(self, one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
        return one

    def activated(self, x: tuple[int, int]) -> tuple[int, int]:
        return x

    def _noted(self, name: str, kernel: tuple[int, int, int, int], result: tuple[int, int]) -> tuple[int, int]:
        self.kernels[name], self.results[name] = kernel, result
        return result

    def shapes(self) -> dict[str, tuple[int, ...]]:
        """Return the shape of every array that is learned: for each layer its kernel, and its bias as name_bias."""
        found: dict[str, tuple[int, ...]] = {}
        for name, kernel in self.kernels.items():
            found[name], found[f"{name}_bias"] = kernel, (self.results[name][0],)
        return found


def plan_of(kind: str, channels: int, outputs: int, width: int) -> Plan:
    """Return the layers of a network of a kind, its first layer ``width`` channels wide."""
    plan = Plan()
    DESIGNS[kind].wired(plan, (channels, WINDOW), outputs, width)
    return plan


# ---------------------------------------------------------------------------------------------- numbers


@dataclass(frozen=True)
class _Arrays:
    """The layers in numpy, from their arrays by name; an ``x`` is (channels, samples, height, width)."""

    arrays: Mapping[str, np.ndarray]
    literal: bool

    def convolved(self, name: str, x: np.ndarray, count: int, side: int, stride: int = 1) -> np.ndarray:
        return same_convolved(x, self.arrays[name], self.arrays[f"{name}_bias"], stride)

    def doubled(self, name: str, x: np.ndarray, count: int) -> np.ndarray:
        return doubled(x, self.arrays[name], self.arrays[f"{name}_bias"])

    def raised(self, name: str, x: np.ndarray, count: int) -> np.ndarray:
        low = self.convolved(name, x, count, 1)
        if not self.literal:  # the nearest pixel, after the convolution, which gives the same four times faster
            return low.repeat(2, axis=-2).repeat(2, axis=-1)
        out = np.empty((*low.shape[:2], 2 * low.shape[2], 2 * low.shape[3]), np.float32)
        out[...] = self.arrays[f"{name}_bias"][:, None, None, None]
        out[..., ::2, ::2] = low
        return out

    def halved(self, x: np.ndarray) -> np.ndarray:
        return max_halved(x)

    def joined(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return np.concatenate([one, other])

    def added(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        one += other
        return one

    def activated(self, x: np.ndarray) -> np.ndarray:
        return smooth_rectified(x)


@dataclass(frozen=True)
class ResidualNetwork:
    """A network that says what is to be added to interpolated maps; its subclasses say of which kind.

    ``design`` (2,) holds the channels of the first layer, and 1 where shortcuts to twice the size write every fourth
    pixel only, as a transposed 1 x 1 convolution with stride 2 does; with 0 every pixel gets the nearest value.
    ``centre`` and ``scale`` (channels,) standardise the input, in which a missing value counts as average; ``gain`` and
    ``shift`` (channels,) are the normalisation over the batch that follows, by its running statistics, and 1 and 0
    where a kind has none. ``learned`` (n,) are the kernels and biases of all layers, one behind the other, see
    ``Plan.shapes``. ``spread`` (outputs,) brings what comes out to the unit of the residual.
    """

    kind: ClassVar[str]
    whole_numbers: ClassVar[frozenset[str]] = frozenset({"design"})
    design: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    gain: np.ndarray
    shift: np.ndarray
    learned: np.ndarray
    spread: np.ndarray

    @property
    def window(self) -> int:
        """Pixels along the side of the square that it sees."""
        return WINDOW

    @property
    def outputs(self) -> int:
        return len(self.spread)

    @property
    def weights(self) -> int:
        """How many numbers it learned."""
        return self.learned.size + (self.gain.size + self.shift.size) * DESIGNS[self.kind].normalised

    def over(self, planes: np.ndarray) -> np.ndarray:
        """Return float32 residuals (outputs, 32, 32) from channels (c, 32, 32), NaN missing."""
        return self.over_many(planes[None])[0]

    def over_many(self, planes: np.ndarray) -> np.ndarray:
        """Return float32 residuals (n, outputs, 32, 32) from the channels (n, c, 32, 32) of several squares at once."""
        x = scaled(planes, self.centre, self.scale)
        x = (x * self.gain[:, None, None] + self.shift[:, None, None]).astype(np.float32)
        x = np.ascontiguousarray(x.swapaxes(0, 1))
        out = DESIGNS[self.kind].wired(self._layers, x, self.outputs, int(self.design[0])).swapaxes(0, 1)
        return np.asarray(out * self.spread[:, None, None], np.float32)

    @cached_property
    def _layers(self) -> _Arrays:
        return _Arrays(parted(self.learned.astype(np.float32, copy=False), self._shapes), bool(self.design[1]))

    @property
    def _shapes(self) -> dict[str, tuple[int, ...]]:
        return plan_of(self.kind, len(self.centre), self.outputs, int(self.design[0])).shapes()

    def check(self, width: int) -> None:
        """Raise FusionError unless all arrays fit each other and an input of ``width`` channels."""
        require_intact(self.design.shape == (2,) and int(self.design[1]) in (0, 1), "the design")
        require_intact(2 <= self.design[0] <= _WIDEST and self.design[0] % 2 == 0, "the width of the network")
        require_intact(0 < width <= _MOST_CHANNELS, "the channels")
        for name in ("centre", "scale", "gain", "shift"):
            require_intact(getattr(self, name).shape == (width,), f"the array '{name}'")
        require_intact(bool((self.scale > 0).all()), "channel scaling")
        require_intact(self.spread.ndim == 1 and 0 < len(self.spread) <= _MOST_CHANNELS, "the outputs")
        require_intact(bool((self.spread > 0).all()), "the scale of the outputs")
        total = sum(math.prod(shape) for shape in self._shapes.values())
        require_intact(self.learned.shape == (total,), "the weights")


def scaled(planes: np.ndarray, centre: np.ndarray, scale: np.ndarray) -> np.ndarray:
    """Return channels (..., c, height, width) as float32 on the scale of training; what is missing counts as average.

    What lies far outside of what training saw is brought to ``FARTHEST``, so that no value carries a network away.
    """
    x = (planes - centre[:, None, None]) / scale[:, None, None]
    return np.where(np.isfinite(x), np.clip(x, -FARTHEST, FARTHEST), 0.0).astype(np.float32)


class MultilevelUNet(ResidualNetwork):
    """The multi-level U-Net of Pei et al. (Minerals 15, 1088, 2025): residual blocks, and a side branch of level 3."""

    kind: ClassVar[str] = "multilevel_unet"


class UNet(ResidualNetwork):
    """The U-Net of Ronneberger et al. (2015), five levels, filled up with zeros."""

    kind: ClassVar[str] = "unet"


class SRCNN(ResidualNetwork):
    """The three layers of Dong et al. (2016): 9 x 9, 1 x 1 and 5 x 5 pixels."""

    kind: ClassVar[str] = "srcnn"


class VDSR(ResidualNetwork):
    """The twenty layers of 3 x 3 pixels of Kim et al. (2016)."""

    kind: ClassVar[str] = "vdsr"


class SmallNetwork(ResidualNetwork):
    """Three convolutions of 3 x 3 pixels."""

    kind: ClassVar[str] = "small"


RESIDUAL_NETWORKS: Mapping[str, type[ResidualNetwork]] = {
    maker.kind: maker for maker in (MultilevelUNet, UNet, SRCNN, VDSR, SmallNetwork)
}
