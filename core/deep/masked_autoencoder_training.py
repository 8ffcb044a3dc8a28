"""Training of the masked autoencoder: its layers in PyTorch, windows with hidden parts, the way to plain arrays."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import FusionError
from ..progress import SILENT, Progress
from ..raster.grid import Window
from .layers import NORM_EPSILON
from .learning import Curve, Descent, KeepBest, Schedule, learn
from .losses import source_balanced
from .masked_autoencoder import (
    FARTHEST,
    MaskedAutoencoder,
    Sizes,
    design_of,
    layers_of,
    pixels_of,
    predicted_by,
    shapes,
    told,
    visible_part,
)
from .pytorch import one_thread, seeded

STEPS_AN_EPOCH = 25
_DRAWS = 50  # of a window, until one has values
_SHARE_ACROSS = 0.5  # of the windows of a batch, in which geochemistry is predicted from the other sources
_MONITORED = 2  # batches of windows, always the same, by which the progress of learning is told

Reader = Callable[[Window], np.ndarray]


@dataclass(frozen=True)
class MaskedSettings:
    """How a network is made and trained; 0 ``steps`` leave it as it was drawn, the control of what learning adds."""

    sizes: Sizes = field(default_factory=Sizes)
    steps: int = 500
    batch: int = 32
    rate: float = 1e-3
    decay: float = 1e-2
    seed: int = 0
    device: str = "cpu"


def train_masked(
    read: Reader,
    area: Window,
    source: np.ndarray,
    geochemistry: np.ndarray,
    settings: MaskedSettings,
    progress: Progress = SILENT,
    keep_best: KeepBest | None = None,
) -> tuple[MaskedAutoencoder, Curve]:
    """Train a network on a stack of layers, of which ``read`` returns any window (layers, height, width), NaN missing.

    The window may reach beyond the stack, and is NaN there, see ``masked_inference.reader_of``. ``area`` is where there
    are values; ``source`` and ``geochemistry`` (layers,) say of which source a layer is, numbered from 0, and whether
    it is geochemistry. The number of threads changes no bit of what is learned on a CPU. Raises FusionError where no
    window has values, and where ``learn`` does; ValueError for sources that have gaps; Cancelled.
    """
    source, geochemistry = np.asarray(source, int), np.asarray(geochemistry, int)
    if set(source.tolist()) != set(range(int(source.max()) + 1)) or source.shape != geochemistry.shape:
        raise ValueError(f"sources {source}, geochemistry {geochemistry}")
    epochs = math.ceil(settings.steps / STEPS_AN_EPOCH)
    schedule = Schedule(epochs, epochs, settings.rate, settings.decay, falls="one_cycle", clip=1.0)
    with one_thread(), seeded(settings.seed):
        module = module_of(source, settings.sizes).to(settings.device)
        if not epochs:
            return plain_arrays(module, source, geochemistry), Curve()
        batches = Batches(read, area, source, geochemistry, settings)
        monitored = [batches.drawn(np.random.default_rng([settings.seed, 1])) for _ in range(_MONITORED)]
        generator = np.random.default_rng(settings.seed)

        def epoch(descent: Descent) -> float:
            total = 0.0
            for _ in range(STEPS_AN_EPOCH):
                loss = batches.loss(module, batches.drawn(generator))
                descent.step(loss)
                total += float(loss.detach())
            return total / STEPS_AN_EPOCH

        def held_out_loss() -> float:
            return sum(float(batches.loss(module, batch)) for batch in monitored) / len(monitored)

        curve = learn(module, [], epoch, held_out_loss, schedule, progress, keep_best)
    return plain_arrays(module, source, geochemistry), curve


@dataclass(frozen=True)
class Batch:
    """Windows as tensors: the arguments of the module, the truth, and which values of it count."""

    seen: tuple[Any, ...]
    truth: Any
    counts: Any


class Batches:
    """Batches of windows in which patches are hidden, or all geochemistry."""

    def __init__(
        self, read: Reader, area: Window, source: np.ndarray, geochemistry: np.ndarray, settings: MaskedSettings
    ) -> None:
        self.read, self.area, self.settings = read, area, settings
        self.sources, self.geochemistry = layers_of(source), geochemistry > 0
        across = self.geochemistry.any() and not self.geochemistry.all()
        self.across = round(_SHARE_ACROSS * settings.batch) if across else 0

    def drawn(self, generator: np.random.Generator) -> list[Batch]:
        """Return a batch: windows in which patches are hidden, and those in which all geochemistry is, if any."""
        windows = np.stack([self._window(generator) for _ in range(self.settings.batch)])
        sizes, parts = self.settings.sizes, []
        cut = self.settings.batch - self.across
        hidden = np.argsort(generator.random((cut, sizes.side**2)), axis=1) >= sizes.shown
        patches = hidden.reshape(-1, sizes.side, sizes.side)
        parts.append(self._batch(windows[:cut], pixels_of(patches, sizes.patch)[..., None], patches))
        if self.across:
            nothing = np.zeros((self.across, sizes.side, sizes.side), bool)
            parts.append(self._batch(windows[cut:], self.geochemistry, nothing))
        return parts

    def loss(self, module: Any, batch: Sequence[Batch]) -> Any:
        """Return the sum of the losses of the parts of a batch."""
        losses = [source_balanced(module(*part.seen), part.truth, part.counts, self.sources) for part in batch]
        return sum(loss / number for loss, number in losses)

    def _window(self, generator: np.random.Generator) -> np.ndarray:
        """Return a window (window, window, layers) with values, in the area or half beyond it, mirrored or not."""
        side, area = self.settings.sizes.window, self.area
        for _ in range(_DRAWS):
            row = area.row - side // 2 + int(generator.integers(max(area.height, 1)))
            col = area.col - side // 2 + int(generator.integers(max(area.width, 1)))
            down, right = generator.integers(2, size=2)
            values = np.moveaxis(self.read(Window(row, col, side, side)), 0, -1)
            if np.isfinite(values).any():
                return values[:: 1 - 2 * down, :: 1 - 2 * right]
        raise FusionError("The network cannot be trained: windows of the layers hold no values. Look at their extent.")

    def _batch(self, windows: np.ndarray, hidden: np.ndarray, patches: np.ndarray) -> Batch:
        import torch

        kept, seen = visible_part(windows, hidden, self.sources)
        counts = np.isfinite(windows) & hidden
        truth = np.where(counts, np.clip(windows, -FARTHEST, FARTHEST), 0).astype(np.float32)
        shown, back = told(patches)
        tensors = [torch.from_numpy(part).to(self.settings.device) for part in (kept, seen, shown, back, truth, counts)]
        return Batch(tuple(tensors[:4]), *tensors[4:])


# ---------------------------------------------------------------------------------------------- layers in PyTorch


class _Tensors:
    """The layers in PyTorch, from their arrays by name."""

    def __init__(self, arrays: Any) -> None:
        import torch

        self.arrays, self.torch, self.functional = arrays, torch, torch.nn.functional

    def array(self, name: str) -> Any:
        return self.arrays[name]

    def linear(self, x: Any, name: str) -> Any:
        return self.functional.linear(x, self.arrays[name].T, self.arrays[f"{name}_bias"])

    def convolved(self, x: Any, name: str) -> Any:
        kernel = self.arrays[name].permute(3, 2, 0, 1)
        found = self.functional.conv2d(x.permute(0, 3, 1, 2), kernel, self.arrays[f"{name}_bias"], padding=1)
        return found.permute(0, 2, 3, 1)

    def normalised(self, x: Any, name: str) -> Any:
        gain, shift = self.arrays[f"{name}_gain"], self.arrays[f"{name}_shift"]
        return self.functional.layer_norm(x, (x.shape[-1],), gain, shift, NORM_EPSILON)

    def attended(self, x: Any, heads: int) -> Any:
        count, tokens, width = x.shape
        queries, keys, values = x.reshape(count, tokens, 3, heads, -1).permute(2, 0, 3, 1, 4)
        scores = (queries / math.sqrt(queries.shape[-1])) @ keys.transpose(-1, -2)
        return (scores.softmax(dim=-1) @ values).transpose(1, 2).reshape(count, tokens, width // 3)

    def rectified(self, x: Any) -> Any:
        return self.functional.relu(x)

    def gelu(self, x: Any) -> Any:
        return self.functional.gelu(x, approximate="tanh")

    def sigmoid(self, x: Any) -> Any:
        return self.torch.sigmoid(x)

    def mean(self, x: Any) -> Any:
        return x.mean(dim=(1, 2), keepdim=True)

    def joined(self, parts: Sequence[Any], axis: int) -> Any:
        return self.torch.cat(list(parts), dim=axis)

    def ordered(self, x: Any, axes: Sequence[int]) -> Any:
        return x.permute(*axes)

    def taken(self, x: Any, index: Any) -> Any:
        return x.gather(1, index[..., None].expand(-1, -1, x.shape[-1]))

    def constant(self, numbers: np.ndarray) -> Any:
        return self.torch.from_numpy(numbers).to(self.arrays["head"].device)


def module_of(source: np.ndarray, sizes: Sizes) -> Any:
    """Return the layers of a network, its weights drawn. It is called as ``predicted_by`` is, from ``values`` on."""
    import torch

    sources = layers_of(source)
    every = shapes([len(own) for own in sources], sizes)
    lengths = [math.prod(shape) for shape in every.values()]

    class Module(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.sizes = sizes
            # one long array, which makes the steps of the optimiser many times faster
            self.long = torch.nn.Parameter(
                torch.cat([_drawn(name, shape).reshape(-1) for name, shape in every.items()])
            )

        def forward(self, values: Any, seen: Any, shown: Any, back: Any) -> Any:
            parts = self.long.split(lengths)
            arrays = {name: part.reshape(shape) for (name, shape), part in zip(every.items(), parts)}
            return predicted_by(_Tensors(arrays), sizes, sources, values, seen, shown, back)

    return Module()


def _drawn(name: str, shape: tuple[int, ...]) -> Any:
    """Return what an array starts from: no shift, a gain of 1, a small unknown token, the rest by its inputs."""
    import torch

    if name.endswith("_gain"):
        return torch.ones(shape)
    if name.endswith(("_bias", "_shift")):
        return torch.zeros(shape)
    if name == "unknown":
        return 0.02 * torch.randn(shape)
    if len(shape) == 4:
        return torch.randn(shape) * math.sqrt(2 / math.prod(shape[:3]))
    return torch.empty(shape).uniform_(-1, 1) * math.sqrt(6 / sum(shape))


def plain_arrays(module: Any, source: np.ndarray, geochemistry: np.ndarray) -> MaskedAutoencoder:
    """Return a trained module as plain arrays."""
    learned = module.long.detach().cpu().numpy().astype(np.float32)
    return MaskedAutoencoder(design_of(module.sizes), source, geochemistry, learned.copy())
