"""A masked autoencoder over the layers of several sources, as plain arrays, applied without PyTorch.

It sees a square of a stack of layers of which parts are hidden, and says what stands at every pixel. Stems of each
source are fused by convolutions, the channels then weighted by squeeze-and-excitation (Hu et al., 2018), and a vision
Transformer looks at those patches that are shown (He et al., 2022). What is hidden is taken out of the input before the
first convolution, so that it reaches no token; what is missing is treated the same and only told by a channel a source.

How the layers lie to each other stands once, in ``predicted_by``: numpy applies it here, PyTorch trains it
(``masked_autoencoder_training.py``). Arrays are (samples, rows, columns, channels).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from functools import cached_property, lru_cache
from typing import Any, ClassVar, Protocol

import numpy as np

from ..errors import require_intact
from .layers import attended, gelu, near_convolved, normalised, parted, sigmoid

STEM, FUSED, SQUEEZED = 32, 64, 16  # channels of a stem, of the fusion, and between its two dense layers of weights
FORWARD = 4  # times the width: units between the two dense layers of a Transformer layer
FARTHEST = 6.0  # standard deviations from the mean of a layer, beyond which a value counts as no farther
_AT_ONCE = 4  # rounds: fewer and larger products are faster, and many rounds of a large window take much memory
_WIDEST, _DEEPEST, _LARGEST, _MOST_LAYERS = 1024, 32, 128, 4096  # that a file may ask for


@dataclass(frozen=True)
class Sizes:
    """How a network is made.

    ``window`` pixels along the side of what it sees, cut into patches of ``patch`` pixels; ``width``, ``layers`` and
    ``heads`` of the encoder and of the decoder; ``hidden`` per cent of the patches are hidden, see ``rounds``. Without
    ``fusion`` the layers themselves are the patches; without ``transformer`` convolutions over patches stand in the
    place of its layers. Raises ValueError for what does not fit.
    """

    window: int = 32
    patch: int = 4
    width: int = 96
    layers: int = 4
    heads: int = 4
    decoder_width: int = 96
    decoder_layers: int = 2
    decoder_heads: int = 4
    hidden: int = 50
    fusion: bool = True
    transformer: bool = True

    def __post_init__(self) -> None:
        wrong = self.wrong
        if wrong:
            raise ValueError(wrong)

    @property
    def wrong(self) -> str:
        """What does not fit, an empty text where all does."""
        if not 1 <= self.patch <= self.window <= _LARGEST or self.window % self.patch or self.window == self.patch:
            return f"a window of {self.window} in patches of {self.patch}"
        for width, heads in ((self.width, self.heads), (self.decoder_width, self.decoder_heads)):
            if not 4 <= width <= _WIDEST or not 1 <= heads <= width or width % heads or width % 4:
                return f"a width of {width} with {heads} heads"
        if not (0 <= self.layers <= _DEEPEST and 0 <= self.decoder_layers <= _DEEPEST):
            return f"{self.layers} and {self.decoder_layers} layers"
        if not 0 < self.shown < self.side**2:
            return f"{self.hidden} % hidden of {self.side**2} patches"
        return ""

    @property
    def side(self) -> int:
        """Patches along the side of the window."""
        return self.window // self.patch

    @property
    def shown(self) -> int:
        """Patches that are shown where others are hidden."""
        return round(self.side**2 * (100 - self.hidden) / 100)


SMALL = Sizes()
LARGE = Sizes(33, 3, 256, 6, 8, 128, 2, 4, 75)


# ---------------------------------------------------------------------------------------------- how layers lie


class Layers(Protocol):
    """What networks are put together from; weights are found by their names."""

    def linear(self, x: Any, name: str) -> Any:
        """Return the last axis through a dense layer."""

    def convolved(self, x: Any, name: str) -> Any:
        """Return the 3 x 3 convolution of (n, rows, columns, channels), filled up with zeros."""

    def normalised(self, x: Any, name: str) -> Any:
        """Return the last axis with mean 0 and variance 1, times a gain, plus a shift."""

    def attended(self, x: Any, heads: int) -> Any:
        """Return what tokens (n, tokens, width) hear from queries, keys and values (n, tokens, 3 width)."""

    def rectified(self, x: Any) -> Any:
        """Return max(x, 0)."""

    def gelu(self, x: Any) -> Any:
        """Return the Gaussian error linear unit, by its usual approximation with a tangent."""

    def sigmoid(self, x: Any) -> Any:
        """Return 1 / (1 + exp(-x))."""

    def mean(self, x: Any) -> Any:
        """Return the mean over rows and columns, which keep a length of 1."""

    def joined(self, parts: Sequence[Any], axis: int) -> Any:
        """Return the parts one behind the other."""

    def ordered(self, x: Any, axes: Sequence[int]) -> Any:
        """Return x with its axes in another order."""

    def taken(self, x: Any, index: Any) -> Any:
        """Return the tokens (n, m, width) with the numbers ``index`` (n, m) of x (n, tokens, width)."""

    def array(self, name: str) -> Any:
        """Return the array of a name itself."""

    def constant(self, numbers: np.ndarray) -> Any:
        """Return an array that is not learned."""


def predicted_by(
    do: Layers, sizes: Sizes, sources: Sequence[np.ndarray], values: Any, seen: Any, shown: Any, back: Any
) -> Any:
    """Return what stands at each pixel, (n, window, window, layers), from ``values`` of that shape, 0 where hidden.

    ``seen`` (n, window, window, sources) is the share of the layers of each source that are visible there; ``sources``
    holds the numbers of these layers. ``shown`` (n, k) are the patches that the encoder sees, and ``back`` (n,
    patches) the place of each patch among them, k where it is not.
    """
    near = fused(do, sources, values, seen) if sizes.fusion else do.joined([values, seen], -1)
    x = do.linear(_patches(do, sizes, near), "embed") + do.constant(positions(sizes.side, sizes.width))
    x = do.taken(x, shown) if sizes.transformer else x
    for number in range(sizes.layers):
        x = _layer(do, sizes, x, f"encoder{number}", sizes.heads)
    x = do.linear(do.normalised(x, "encoded"), "hand_over")
    if sizes.transformer:
        unknown = x[:, :1] * 0 + do.array("unknown")
        x = do.taken(do.joined([x, unknown], 1), back)
    x = x + do.constant(positions(sizes.side, sizes.decoder_width))
    for number in range(sizes.decoder_layers):
        x = _layer(do, sizes, x, f"decoder{number}", sizes.decoder_heads)
    x = do.linear(do.normalised(x, "decoded"), "head")
    x = x.reshape(x.shape[0], sizes.side, sizes.side, sizes.patch, sizes.patch, -1)
    x = do.ordered(x, (0, 1, 3, 2, 4, 5)).reshape(x.shape[0], sizes.window, sizes.window, -1)
    return x + do.linear(near, "shortcut")


def fused(do: Layers, sources: Sequence[np.ndarray], values: Any, seen: Any) -> Any:
    """Return the fused channels (n, window, window, FUSED), arguments as those of ``predicted_by``."""
    x = do.gelu(do.linear(do.joined(stems(do, sources, values, seen), -1), "fuse"))
    return do.rectified(do.convolved(x * excitation(do, x), "mix"))


def stems(do: Layers, sources: Sequence[np.ndarray], values: Any, seen: Any) -> list[Any]:
    """Return the channels (n, window, window, STEM) of each source."""
    found = []
    for number, own in enumerate(sources):
        x = do.joined([values[..., own], seen[..., number : number + 1]], -1)
        found.append(do.rectified(do.convolved(do.rectified(do.convolved(x, f"stem{number}_1")), f"stem{number}_2")))
    return found


def excitation(do: Layers, x: Any) -> Any:
    """Return the weights (n, 1, 1, channels) of channels from their means over the window."""
    return do.sigmoid(do.linear(do.rectified(do.linear(do.mean(x), "squeeze")), "excite"))


def _patches(do: Layers, sizes: Sizes, x: Any) -> Any:
    """Return the pixels of each patch side by side, (n, patches, patch² channels)."""
    x = x.reshape(x.shape[0], sizes.side, sizes.patch, sizes.side, sizes.patch, -1)
    return do.ordered(x, (0, 1, 3, 2, 4, 5)).reshape(x.shape[0], sizes.side**2, -1)


def _layer(do: Layers, sizes: Sizes, x: Any, name: str, heads: int) -> Any:
    """Return tokens after a layer: attention and two dense layers, each after a normalisation and beside a shortcut."""
    if not sizes.transformer:
        grid = x.reshape(x.shape[0], sizes.side, sizes.side, -1)
        return x + do.gelu(do.convolved(grid, f"{name}_near")).reshape(x.shape)
    asked = do.linear(do.normalised(x, f"{name}_first"), f"{name}_attend")
    x = x + do.linear(do.attended(asked, heads), f"{name}_attended")
    wide = do.gelu(do.linear(do.normalised(x, f"{name}_second"), f"{name}_expand"))
    return x + do.linear(wide, f"{name}_contract")


@lru_cache(maxsize=8)
def positions(side: int, width: int) -> np.ndarray:
    """Return what tells the patches of a square from each other, (side², width): sines and cosines of row and column.

    As in He et al. (2022): a quarter of the width each, with wave lengths from 2 pi to 10,000 times that.
    """
    waves = 1 / 10000 ** (np.arange(width // 4) / (width // 4))
    along = np.arange(side)[:, None] * waves
    one = np.concatenate([np.sin(along), np.cos(along)], axis=1)
    rows, cols = np.repeat(one, side, axis=0), np.tile(one, (side, 1))
    return np.concatenate([rows, cols], axis=1).astype(np.float32)


def shapes(counts: Sequence[int], sizes: Sizes) -> dict[str, tuple[int, ...]]:
    """Return the shape of every array that is learned, from how many layers each source has.

    Dense layers are (in, out), convolutions (3, 3, in, out).
    """
    found: dict[str, tuple[int, ...]] = {}
    channels = sum(counts) + len(counts)
    if sizes.fusion:
        for number, count in enumerate(counts):
            found.update(**_near(f"stem{number}_1", count + 1, STEM), **_near(f"stem{number}_2", STEM, STEM))
        found.update(**_dense("fuse", STEM * len(counts), FUSED), **_dense("squeeze", FUSED, SQUEEZED))
        found.update(**_dense("excite", SQUEEZED, FUSED), **_near("mix", FUSED, FUSED))
        channels = FUSED
    found.update(_dense("embed", channels * sizes.patch**2, sizes.width))
    for number in range(sizes.layers):
        found.update(_layer_shapes(f"encoder{number}", sizes.width, sizes.transformer))
    found.update(**_norm("encoded", sizes.width), **_dense("hand_over", sizes.width, sizes.decoder_width))
    if sizes.transformer:
        found["unknown"] = (sizes.decoder_width,)
    for number in range(sizes.decoder_layers):
        found.update(_layer_shapes(f"decoder{number}", sizes.decoder_width, sizes.transformer))
    head = _dense("head", sizes.decoder_width, sizes.patch**2 * sum(counts))
    return {**found, **_norm("decoded", sizes.decoder_width), **head, **_dense("shortcut", channels, sum(counts))}


def _layer_shapes(name: str, width: int, transformer: bool) -> dict[str, tuple[int, ...]]:
    if not transformer:
        return _near(f"{name}_near", width, width)
    return {
        **_norm(f"{name}_first", width),
        **_dense(f"{name}_attend", width, 3 * width),
        **_dense(f"{name}_attended", width, width),
        **_norm(f"{name}_second", width),
        **_dense(f"{name}_expand", width, FORWARD * width),
        **_dense(f"{name}_contract", FORWARD * width, width),
    }


def _dense(name: str, before: int, after: int) -> dict[str, tuple[int, ...]]:
    return {name: (before, after), f"{name}_bias": (after,)}


def _near(name: str, before: int, after: int) -> dict[str, tuple[int, ...]]:
    return {name: (3, 3, before, after), f"{name}_bias": (after,)}


def _norm(name: str, width: int) -> dict[str, tuple[int, ...]]:
    return {f"{name}_gain": (width,), f"{name}_shift": (width,)}


# ---------------------------------------------------------------------------------------------- what is hidden


def rounds(sizes: Sizes) -> np.ndarray:
    """Return the fixed masks of scoring, bool (rounds, side, side), True hidden: complementary, the same at each call.

    The patches are dealt to so many groups that one of them, or all but one, are the share to hide; each group takes
    its turn, and so every patch is hidden equally often.
    """
    share = sizes.hidden / 100
    groups = min(max(round(1 / min(share, 1 - share)), 2), sizes.side**2)
    order = np.random.default_rng(0).permutation(sizes.side**2)
    group = np.empty(len(order), int)
    group[order] = np.arange(len(order)) % groups
    turns = np.array([(group == number) == (share <= 0.5) for number in range(groups)])
    return turns.reshape(-1, sizes.side, sizes.side)


def told(hidden: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return ``shown`` and ``back`` of ``predicted_by``, from masks (n, side, side) that hide equally many patches."""
    flat = hidden.reshape(len(hidden), -1)
    shown = np.nonzero(~flat)[1].reshape(len(flat), -1)
    return shown, np.where(flat, shown.shape[1], np.cumsum(~flat, axis=1) - 1)


def visible_part(
    values: np.ndarray, hidden: np.ndarray, sources: Sequence[np.ndarray]
) -> tuple[np.ndarray, np.ndarray]:
    """Return float32 values (n, ..., layers), 0 where hidden or NaN, and the share (n, ..., sources) that is neither.

    ``hidden`` has the shape of ``values`` or one that fits it.
    """
    seen = np.isfinite(values) & ~hidden
    kept = np.where(seen, np.clip(values, -FARTHEST, FARTHEST), 0).astype(np.float32)
    return kept, np.stack([seen[..., own].mean(axis=-1, dtype=np.float32) for own in sources], axis=-1)


# ---------------------------------------------------------------------------------------------- numbers


@dataclass(frozen=True)
class _Arrays:
    """The layers in numpy, from their arrays by name."""

    arrays: Mapping[str, np.ndarray]

    def array(self, name: str) -> np.ndarray:
        return self.arrays[name]

    def linear(self, x: np.ndarray, name: str) -> np.ndarray:
        out = x.reshape(-1, x.shape[-1]) @ self.arrays[name]
        out += self.arrays[f"{name}_bias"]
        return out.reshape(*x.shape[:-1], -1)

    def convolved(self, x: np.ndarray, name: str) -> np.ndarray:
        return near_convolved(x, self.arrays[name], self.arrays[f"{name}_bias"])

    def normalised(self, x: np.ndarray, name: str) -> np.ndarray:
        flat = x.reshape(-1, x.shape[-1])
        return normalised(flat, self.arrays[f"{name}_gain"], self.arrays[f"{name}_shift"]).reshape(x.shape)

    def attended(self, x: np.ndarray, heads: int) -> np.ndarray:
        return attended(x, heads)

    def rectified(self, x: np.ndarray) -> np.ndarray:
        return np.maximum(x, 0, out=x)

    def gelu(self, x: np.ndarray) -> np.ndarray:
        return gelu(x)

    def sigmoid(self, x: np.ndarray) -> np.ndarray:
        return sigmoid(x)

    def mean(self, x: np.ndarray) -> np.ndarray:
        return np.asarray(x.mean(axis=(1, 2), keepdims=True))

    def joined(self, parts: Sequence[np.ndarray], axis: int) -> np.ndarray:
        return np.concatenate(parts, axis=axis)

    def ordered(self, x: np.ndarray, axes: Sequence[int]) -> np.ndarray:
        return x.transpose(axes)

    def taken(self, x: np.ndarray, index: np.ndarray) -> np.ndarray:
        return x[np.arange(len(x))[:, None], index]

    def constant(self, numbers: np.ndarray) -> np.ndarray:
        return numbers


@dataclass(frozen=True)
class MaskedAutoencoder:
    """A masked autoencoder over L layers.

    ``design`` (11,) holds the ``Sizes`` in their order; ``source`` (L,) the number of the source of each layer, from 0
    without gaps, and ``geochemistry`` (L,) 1 where a layer is geochemistry. ``learned`` (n,) are the arrays of
    ``shapes``, one behind the other. Layers are normal scores, or on another scale with mean 0 and variance 1.
    """

    kind: ClassVar[str] = "masked_autoencoder"
    whole_numbers: ClassVar[frozenset[str]] = frozenset({"design", "source", "geochemistry"})
    design: np.ndarray
    source: np.ndarray
    geochemistry: np.ndarray
    learned: np.ndarray

    @property
    def outputs(self) -> int:
        """How many layers it predicts: all."""
        return len(self.source)

    @property
    def weights(self) -> int:
        """How many numbers it learned."""
        return self.learned.size

    @property
    def window(self) -> int:
        """Pixels along the side of the square that it sees."""
        return self.sizes.window

    @cached_property
    def sizes(self) -> Sizes:
        numbers = {f.name: int(number) for f, number in zip(fields(Sizes), self.design)}
        switches = {name: bool(numbers.pop(name)) for name in ("fusion", "transformer")}
        return Sizes(**numbers, **switches)  # type: ignore[arg-type]

    @cached_property
    def sources(self) -> tuple[np.ndarray, ...]:
        """The numbers of the layers of each source."""
        return layers_of(self.source)

    @property
    def across(self) -> np.ndarray:
        """Which layers it predicts from the other sources (L,): geochemistry, where there is anything else."""
        return np.asarray((self.geochemistry > 0) & (self.geochemistry == 0).any())

    # ------------------------------------------------------------------------------------------ applying

    def over(self, planes: np.ndarray) -> np.ndarray:
        """Return float32 (L, window, window) from layers of that shape, NaN missing: each value while it was hidden.

        The mean over those of the ``rounds`` that hide it.
        """
        values = np.moveaxis(planes, 0, -1)[None]
        turns, times = self._rounds, np.zeros((self.window, self.window, 1), np.float32)
        total = np.zeros((self.window, self.window, self.outputs), np.float32)
        for start in range(0, len(turns), _AT_ONCE):
            patches = turns[start : start + _AT_ONCE]
            pixels = pixels_of(patches, self.sizes.patch)[..., None]
            said = self._predicted(values, pixels, patches)
            said *= pixels
            total += said.sum(axis=0)
            times += pixels.sum(axis=0, dtype=np.float32)
        return np.moveaxis(total / times, -1, 0)

    def from_others(self, planes: np.ndarray) -> np.ndarray:
        """Return the same where all geochemistry of the window is hidden and all else shown, from the other sources.

        NaN but for geochemistry, and everywhere without geochemistry or without anything else.
        """
        nothing = np.zeros((1, self.sizes.side, self.sizes.side), bool)
        out = self._predicted(np.moveaxis(planes, 0, -1)[None], self.geochemistry > 0, nothing)[0]
        out[..., ~self.across] = np.nan
        return np.moveaxis(out, -1, 0)

    def source_weights(self, planes: np.ndarray) -> np.ndarray:
        """Return how much each source gives to the fusion (sources,), which sums to 1; NaN without fusion.

        The mean size of what a source brings into the channels of the fusion, each channel times the weight that
        squeeze-and-excitation gives it. It describes the network and explains nothing.
        """
        count = len(self.sources)
        if not self.sizes.fusion:
            return np.full(count, np.nan)
        values, seen = visible_part(np.moveaxis(planes, 0, -1)[None], np.zeros(1, bool), self.sources)
        do, kernel = self._layers, self._layers.array("fuse").reshape(count, STEM, FUSED)
        found = stems(do, self.sources, values, seen)
        weight = excitation(do, do.gelu(do.linear(do.joined(found, -1), "fuse")))
        brought = np.array([float((np.abs(stem @ own) * weight).mean()) for stem, own in zip(found, kernel)])
        return np.asarray(brought / brought.sum()) if brought.sum() > 0 else np.full(count, 1 / count)

    def _predicted(self, values: np.ndarray, hidden: np.ndarray, patches: np.ndarray) -> np.ndarray:
        kept, seen = visible_part(values, hidden, self.sources)
        return np.asarray(predicted_by(self._layers, self.sizes, self.sources, kept, seen, *told(patches)))

    @cached_property
    def _rounds(self) -> np.ndarray:
        return rounds(self.sizes)

    @cached_property
    def _layers(self) -> _Arrays:
        return _Arrays(parted(self.learned.astype(np.float32, copy=False), self._shapes))

    @property
    def _shapes(self) -> dict[str, tuple[int, ...]]:
        return shapes([len(own) for own in self.sources], self.sizes)

    # ------------------------------------------------------------------------------------------ checking

    def check(self, width: int) -> None:
        """Raise FusionError unless all arrays fit each other and an input of ``width`` layers."""
        require_intact(0 < width <= _MOST_LAYERS, "the layers")
        require_intact(self.design.shape == (11,) and set(self.design[9:].tolist()) <= {0, 1}, "the design")
        require_intact(bool((np.abs(self.design) <= _WIDEST).all()), "the design")
        try:
            sizes = self.sizes
        except ValueError:
            sizes = None
        require_intact(sizes is not None, "the design")
        for name in ("source", "geochemistry"):
            require_intact(getattr(self, name).shape == (width,), f"the array '{name}'")
        require_intact(set(self.geochemistry.tolist()) <= {0, 1}, "the geochemistry")
        require_intact(set(self.source.tolist()) == set(range(len(set(self.source.tolist())))), "the sources")
        total = sum(math.prod(shape) for shape in self._shapes.values())
        require_intact(self.learned.shape == (total,), "the weights")


def design_of(sizes: Sizes) -> np.ndarray:
    """Return sizes as the array ``design``."""
    return np.array([int(number) for number in astuple(sizes)])


def layers_of(source: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return the numbers of the layers of each source, from the number of the source of each layer (L,)."""
    return tuple(np.flatnonzero(source == number) for number in range(int(source.max()) + 1))


def pixels_of(patches: np.ndarray, patch: int) -> np.ndarray:
    """Return masks of patches (..., side, side) as masks of pixels (..., window, window)."""
    return patches.repeat(patch, axis=-2).repeat(patch, axis=-1)
