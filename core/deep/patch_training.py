"""Training of a patch network: the same layers in PyTorch, batches with augmentation, and the way to plain arrays."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ..progress import Progress
from .layers import NORM_EPSILON, SLOPE
from .learning import Curve, Descent, KeepBest, Schedule, learn
from .losses import huber_of_means
from .patch_network import BORDER, PatchNetwork
from .pytorch import one_thread, seeded
from .views import Patches, channel_scaling, turned

HIDDEN = 32
DROPOUT = 0.2
BATCH = 8  # samples, each of several views of 64 predicted pixels; few cells need many steps
VIEWS_AT_ONCE = 2  # views of a sample whose predictions are averaged
_GAIN = 0.05  # most by which a channel is made stronger or weaker


@dataclass(frozen=True)
class TrainingSet:
    """What a network learns from: samples of several resolutions and their values on the scale of training.

    ``values`` (n, elements) of each resolution, NaN missing, ``weights`` (n,); ``training`` and ``held_out`` say which
    samples of a resolution (indices) to learn from and, for the image's own alone, which to stop by.
    """

    patches: Sequence[Patches]
    values: Sequence[np.ndarray]
    weights: Sequence[np.ndarray]
    training: Sequence[np.ndarray]
    held_out: np.ndarray


def fit(
    samples: TrainingSet,
    patch: int,
    width: int,
    schedule: Schedule,
    seed: int,
    device: str,
    progress: Progress,
    base: PatchNetwork | None = None,
    keep_best: KeepBest | None = None,
) -> tuple[PatchNetwork, Curve]:
    """Train one network and return it with its losses.

    ``width`` is the number of channels after the first convolution, twice as many after the others. The convolutions
    start as those of ``base`` where given. On a CPU the same seed gives the same bytes at any number of threads.
    """
    own = samples.patches[0]
    seen = own.views[samples.training[0]]
    centre, scale = channel_scaling(seen, 2) if base is None else (base.centre, base.scale)
    with one_thread(), seeded(seed):
        module = module_of(seen.shape[2], samples.values[0].shape[1], patch, width, base).to(device)
        batches = Batches(samples, centre, scale, np.random.default_rng(seed), device)

        def epoch(descent: Descent) -> float:
            total = count = 0.0
            for views, valid, values, weights in batches.epoch():
                loss, weight = huber_of_means(module(views), valid, values, weights)
                descent.step(loss / weight)
                total, count = total + float(loss.detach()), count + float(weight)
            return total / count

        def held_out() -> float:
            parts = [huber_of_means(module(views), *rest) for views, *rest in batches.held_out()]
            return float(sum(loss for loss, _ in parts) / sum(weight for _, weight in parts))

        convolutions = [] if base is None else [part for name, part in module.named_children() if name[-1].isdigit()]
        curve = learn(module, convolutions, epoch, held_out, schedule, progress, keep_best)
    return plain_arrays(module, patch, centre, scale), curve


def over_samples(network: PatchNetwork, patches: Patches, samples: np.ndarray) -> np.ndarray:
    """Return the outputs (n, elements) of a network for some samples, the mean over the valid pixels of their views."""
    out = np.full((len(samples), network.outputs), np.nan)
    for number, sample in enumerate(samples):
        valid = patches.valid[sample]
        if valid.any():
            planes = np.stack([network.over(view) for view in patches.views[sample]])
            out[number] = planes.transpose(1, 0, 2, 3)[:, valid].mean(axis=1)
    return out


def module_of(channels: int, elements: int, patch: int, width: int, base: PatchNetwork | None) -> Any:
    """Return the layers of ``PatchNetwork``, the convolutions as those of ``base``."""
    import torch
    from torch import nn

    widths = [width, *[2 * width] * 3]
    if base is not None:
        widths = [len(base.layer(number)["kernel"]) for number in range(1, 5)]
    layers: OrderedDict[str, Any] = OrderedDict()
    for number, count in enumerate(widths, 1):
        layers[f"convolution{number}"] = nn.Conv2d(channels, count, 3, bias=False)
        layers[f"normalisation{number}"] = nn.BatchNorm2d(count, NORM_EPSILON)
        layers[f"rectifier{number}"] = nn.LeakyReLU(SLOPE)
        if number == 2:
            layers["largest"] = nn.MaxPool2d(3, 1)
        channels = count
    layers["mean"] = nn.AvgPool2d(patch - 2 * BORDER, 1)
    layers["hidden"] = nn.Conv2d(channels, HIDDEN, 1)
    layers["rectifier"] = nn.LeakyReLU(SLOPE)
    layers["dropout"] = nn.Dropout(DROPOUT)
    layers["head"] = nn.Conv2d(HIDDEN, elements, 1)
    module = nn.Sequential(layers)
    if base is not None:
        with torch.no_grad():
            for number in range(1, 5):
                arrays = {name: torch.as_tensor(array) for name, array in base.layer(number).items()}
                module.get_submodule(f"convolution{number}").weight.copy_(arrays["kernel"])
                norm = module.get_submodule(f"normalisation{number}")
                norm.weight.copy_(arrays["gain"])
                norm.bias.copy_(arrays["shift"])
                norm.running_mean.copy_(arrays["mean"])
                norm.running_var.copy_(arrays["variance"])
    return module


def plain_arrays(module: Any, patch: int, centre: np.ndarray, scale: np.ndarray) -> PatchNetwork:
    """Return a trained module as plain arrays."""
    state = {name: tensor.detach().cpu().numpy().copy() for name, tensor in module.state_dict().items()}
    arrays: dict[str, np.ndarray] = {"patch": np.array([patch]), "centre": centre, "scale": scale}
    names = {"gain": "weight", "shift": "bias", "mean": "running_mean", "variance": "running_var"}
    for number in range(1, 5):
        arrays[f"kernel{number}"] = state[f"convolution{number}.weight"]
        for name, theirs in names.items():
            arrays[f"{name}{number}"] = state[f"normalisation{number}.{theirs}"]
    for layer in ("hidden", "head"):
        arrays[layer] = state[f"{layer}.weight"][:, :, 0, 0]
        arrays[f"{layer}_bias"] = state[f"{layer}.bias"]
    return PatchNetwork(**arrays)


class Batches:
    """Batches of samples as tensors: views, which pixels count, values and weights."""

    def __init__(
        self,
        samples: TrainingSet,
        centre: np.ndarray,
        scale: np.ndarray,
        generator: np.random.Generator,
        device: str,
    ) -> None:
        self.samples, self.generator, self.device = samples, generator, device
        self.centre = centre.astype(np.float32)[:, None, None]
        self.scale = scale.astype(np.float32)[:, None, None]
        self.coarser = [k for k in range(1, len(samples.patches)) if len(samples.training[k])]

    def epoch(self) -> Any:
        """Yield the batches of an epoch, as many samples as there are cells; half of them coarser where there are."""
        native = self.generator.permutation(self.samples.training[0])
        if self.coarser:
            native = native[: -(-len(native) // 2)]
        size = BATCH // 2 if self.coarser else BATCH
        for start in range(0, len(native), size):
            chosen = [(0, int(sample)) for sample in native[start : start + size]]
            for _ in range(len(chosen) if self.coarser else 0):
                k = self.coarser[self.generator.integers(len(self.coarser))]
                chosen.append((k, int(self.generator.choice(self.samples.training[k]))))
            yield self._tensors([(k, sample, self._drawn(k)) for k, sample in chosen], augmented=True)

    def held_out(self) -> Any:
        """Yield batches of the held-out samples, always with the same views."""
        views = self.samples.patches[0].views.shape[1]
        spread = np.unique(np.linspace(0, views - 1, VIEWS_AT_ONCE).astype(int))
        for start in range(0, len(self.samples.held_out), BATCH):
            some = self.samples.held_out[start : start + BATCH]
            yield self._tensors([(0, int(sample), spread) for sample in some], augmented=False)

    def _drawn(self, k: int) -> np.ndarray:
        views = self.samples.patches[k].views.shape[1]
        return np.asarray(self.generator.permutation(views)[:VIEWS_AT_ONCE])

    def _tensors(self, chosen: Sequence[tuple[int, int, np.ndarray]], augmented: bool) -> tuple[Any, ...]:
        import torch

        planes, valid, values, weights = [], [], [], []
        most = max(len(views) for _, _, views in chosen)
        for k, sample, views in chosen:
            own = self.samples.patches[k]
            x, counts = own.views[sample, views], own.valid[sample, views]
            if augmented:
                quarters, mirrored = int(self.generator.integers(4)), bool(self.generator.integers(2))
                x, counts = turned(x, quarters, mirrored), turned(counts, quarters, mirrored)
            missing = most - len(views)  # filled up with views that do not count
            planes.append(np.concatenate([x, np.repeat(x[:1], missing, axis=0)]))
            valid.append(np.concatenate([counts, np.zeros((missing, *counts.shape[1:]), bool)]))
            values.append(self.samples.values[k][sample])
            weights.append(self.samples.weights[k][sample])
        x = (np.stack(planes) - self.centre) / self.scale
        if augmented:
            x *= 1 + self.generator.uniform(-_GAIN, _GAIN, (len(x), 1, x.shape[2], 1, 1)).astype(np.float32)
        x = np.nan_to_num(x, nan=0.0).reshape(-1, *x.shape[2:])
        parts = (x, np.stack(valid), np.stack(values).astype(np.float32), np.array(weights, np.float32))
        return tuple(torch.from_numpy(np.ascontiguousarray(part)).to(self.device) for part in parts)
