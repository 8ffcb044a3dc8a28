"""Training of the networks of super-resolution: the same layers in PyTorch, windows of a map, the way to plain arrays.

The map is seen through windows of 32 x 32 pixels, each laid in one of eight ways; only pixels whose residual is known
and that are marked count, whatever else lies in a window.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from ..errors import FusionError
from ..progress import SILENT, Progress
from ..raster.grid import Window
from .layers import BEND, NORM_EPSILON, SLOPE
from .learning import Curve, Descent, KeepBest, Schedule, learn, learn_through
from .losses import charbonnier, gradient_loss, squared_error, ssim_loss
from .pytorch import one_thread, seeded
from .unet import DESIGNS, RESIDUAL_NETWORKS, WIDTHS, WINDOW, ResidualNetwork, plan_of, scaled, width_of
from .views import TURNS, channel_scaling, turned
from .window_inference import Lattice

LOSSES = ("mixed", "mse")
SCHEDULE = Schedule(1000, patience=60, rate=1e-3, decay=0.0, optimiser="adam", falls="halving", halving=40, floor=1e-6)
BATCH = 32
# of small ground, where networks of several folds choose the epochs together
TOGETHER_LOSS = "mse"  # errors are judged, and shares found, by their squares
TOGETHER_SCHEDULE = Schedule(12, rate=1e-3, decay=0.0, optimiser="adam", falls="constant", averaging=0.95)
TOGETHER_BATCH = 8
TOGETHER_HIDDEN = 0.5
STRIDE = 8  # pixels from a window to the next, in training
STOPPING_STRIDE = WINDOW // 2  # the same for the windows to stop by, as when the network is applied
_SMALLEST_RANGE = 1e-6  # of the size of a channel; below, it differs by rounding alone
SSIM_WEIGHT, GRADIENT_WEIGHT = 0.1, 0.05  # beside the Charbonnier loss


@dataclass(frozen=True)
class WindowSettings:
    """How a network is trained: a kind of ``RESIDUAL_NETWORKS``, one of ``WIDTHS``, one of ``LOSSES``, a schedule.

    ``directions`` are the pairs of channels that hold sine and cosine of a compass direction, such as that of aspect:
    they turn with the windows. ``literal`` see ``ResidualNetwork``. ``stride`` is how far windows lie apart. ``hidden``
    is the share of its channels that each window learned from is shown without, drawn anew each time (the others count
    for more, so that their sum keeps its size): no channel can be leaned on that only these few places bear out.
    """

    kind: str = "multilevel_unet"
    width: str = "half"
    loss: str = "mixed"
    directions: tuple[tuple[int, int], ...] = ()
    literal: bool = False
    schedule: Schedule = field(default=SCHEDULE)
    batch: int = BATCH
    stride: int = STRIDE
    hidden: float = 0.0
    seed: int = 0
    device: str = "cpu"

    def __post_init__(self) -> None:
        """Raise ValueError for a name that is not known, or a number that cannot be."""
        if self.kind not in RESIDUAL_NETWORKS or self.width not in WIDTHS or self.loss not in LOSSES:
            raise ValueError(f"{self.kind}, {self.width}, {self.loss}")
        if self.batch < 1 or not 1 <= self.stride <= WINDOW:
            raise ValueError(f"batch {self.batch}, stride {self.stride}")
        if not 0 <= self.hidden < 1:
            raise ValueError(f"hidden {self.hidden}")


def train_windows(
    inputs: np.ndarray,
    residual: np.ndarray,
    trained: np.ndarray,
    stopping: np.ndarray,
    settings: WindowSettings,
    progress: Progress = SILENT,
    base: np.ndarray | None = None,
    keep_best: KeepBest | None = None,
) -> tuple[ResidualNetwork, Curve]:
    """Train one network to say a ``residual`` (elements, height, width), NaN unknown, from ``inputs`` (c, ...).

    It learns from the pixels marked in ``trained`` (height, width) alone, and stops early by those marked in
    ``stopping``, which must be others; of the rest it sees the inputs, where these lie in a window with marked ones.
    ``base`` (elements, ...) are the maps that the residual is added to: the structural part of the loss compares whole
    contents, and without them the residuals alone. A missing input counts as the average of its channel, and a missing
    direction as none. On a CPU the same seed gives the same bytes at any number of threads.

    Raises ValueError where shapes do not fit or pixels are marked twice, FusionError where no marked pixel is known and
    where ``learn`` does, Cancelled.
    """
    ground = ground_of(inputs, residual, trained, stopping, settings, base)
    with one_thread(), seeded(settings.seed):
        lesson = _Lesson(ground, settings, progress, keep_best is None)
        curve = learn(lesson.module, [], lesson.epoch, lesson.held_out, settings.schedule, progress, keep_best)
    return lesson.network(), curve


def train_windows_through(
    inputs: np.ndarray,
    residual: np.ndarray,
    trained: np.ndarray,
    watched: np.ndarray | None,
    settings: WindowSettings,
    progress: Progress = SILENT,
    base: np.ndarray | None = None,
    after: Callable[[int, Callable[[], ResidualNetwork]], None] = lambda epoch, network: None,
) -> tuple[ResidualNetwork, Curve]:
    """Train one network for all epochs of its schedule, which no ground stops, and return it as it is at the end.

    ``watched`` are pixels whose loss is told in the curve, None for none. ``after(epoch, network)`` is called after
    each epoch, counted from 0, where ``network()`` is the network as it is then. All else as in ``train_windows``.
    """
    ground = ground_of(inputs, residual, trained, watched, settings, base)
    with one_thread(), seeded(settings.seed):
        lesson = _Lesson(ground, settings, progress, True)
        held_out = (lambda: math.nan) if watched is None else lesson.held_out
        schedule = settings.schedule
        curve = learn_through(
            lesson.module, lesson.epoch, held_out, schedule, progress, lambda epoch: after(epoch, lesson.network)
        )
    return lesson.network(), curve


class _Lesson:
    """A module with the windows that it learns from, and its loss on them."""

    def __init__(self, ground: Ground, settings: WindowSettings, progress: Progress, may_cancel: bool) -> None:
        channels, outputs = len(ground.planes), len(ground.truth)
        width = width_of(settings.kind, settings.width)
        self.module = module_of(settings.kind, channels, outputs, width, settings.literal).to(settings.device)
        self._ground, self._progress, self._may_cancel = ground, progress, may_cancel
        self._batches = Batches(ground, settings, np.random.default_rng(settings.seed))
        self._loss = Loss(settings.loss, ground.contrast, settings.device)

    def epoch(self, descent: Descent) -> float:
        """Learn from every window once, and return the mean loss on the way."""
        total = count = 0.0
        for x, truth, content in self._batches.epoch():
            if self._may_cancel:
                self._progress.check()
            found = self._loss.joint(self._loss.sums(self.module(x), truth, content))
            descent.step(found)
            total, count = total + float(found.detach()) * len(x), count + len(x)
        return total / count

    def held_out(self) -> float:
        """Return the loss on the windows to stop by."""
        return float(
            self._loss.joint(sum(self._loss.sums(self.module(x), *rest) for x, *rest in self._batches.held_out()))
        )

    def network(self) -> ResidualNetwork:
        ground = self._ground
        return plain_arrays(self.module, ground.centre, ground.scale, ground.spread, ground.varies)


# ---------------------------------------------------------------------------------------------- what is learned from


@dataclass(frozen=True)
class Ground:
    """A map as a network learns from it, at least 32 x 32 pixels.

    ``planes`` (c, height, width) are the inputs on the scale of training, 0 where missing and in channels that do not
    vary where it learns; ``truth`` and ``stops`` (elements, ...) the residuals divided by ``spread`` (elements,), NaN
    where they do not count in training, or in stopping. ``content`` (elements, ...) are the base maps on a scale on
    which the contents that it learns from reach from 0 to 1; ``contrast`` (elements,) brings ``truth`` to that scale.
    """

    planes: np.ndarray
    truth: np.ndarray
    stops: np.ndarray
    content: np.ndarray
    centre: np.ndarray
    scale: np.ndarray
    varies: np.ndarray
    spread: np.ndarray
    contrast: np.ndarray


def ground_of(
    inputs: np.ndarray,
    residual: np.ndarray,
    trained: np.ndarray,
    stopping: np.ndarray | None,
    settings: WindowSettings,
    base: np.ndarray | None = None,
) -> Ground:
    """Return a map on the scales of training, all of them from the pixels marked as trained. See ``train_windows``.

    Without ``stopping`` none of its pixels stop.
    """
    needed, stopping = stopping is not None, np.zeros_like(trained) if stopping is None else stopping
    base = np.zeros_like(residual) if base is None else base
    shapes = {inputs.shape[1:], residual.shape[1:], trained.shape, stopping.shape, base.shape[1:]}
    if len(shapes) > 1 or len(base) != len(residual) or (trained & stopping).any():
        raise ValueError(f"arrays of shapes {shapes}, or pixels both trained and stopped by")
    inputs, residual, base = (np.where(np.isfinite(part), part, np.nan) for part in (inputs, residual, base))
    if not np.isfinite(residual[:, trained]).any():
        raise FusionError(
            "No pixel of the finer survey is left to learn from: give one of more ground, or another BLOCK_SIZE or "
            "FOLDS."
        )
    if needed and not np.isfinite(residual[:, stopping]).any():
        raise FusionError(
            "No pixel of the finer survey is left to stop the training by: give one of more ground, or another "
            "BLOCK_SIZE or FOLDS."
        )
    centre, scale, varies = scaling_of(inputs[:, trained], settings.directions)
    planes = scaled(inputs, centre, scale) * varies[:, None, None]
    own = residual[:, trained]
    spread = _or_one(np.sqrt(np.nansum(own**2, axis=1) / np.maximum(np.isfinite(own).sum(axis=1), 1)))
    content = base[:, trained] + own
    low, high = (_known(extreme.reduce(content, axis=1)) for extreme in (np.fmin, np.fmax))
    reach = _or_one(high - low)
    size = [max(WINDOW, length) for length in trained.shape]

    def filled(part: np.ndarray, value: float) -> np.ndarray:
        out = np.full((len(part), *size), value, np.float32)
        out[:, : part.shape[1], : part.shape[2]] = part
        return out

    truth, stops = (filled(np.where(mask, _over(residual, spread), np.nan), np.nan) for mask in (trained, stopping))
    content = filled(_over(base - low[:, None, None], reach), np.nan)
    return Ground(filled(planes, 0.0), truth, stops, content, centre, scale, varies, spread, spread / reach)


def scaling_of(values: np.ndarray, directions: Sequence[tuple[int, int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return centre and scale of channels from values (channels, n), NaN missing, and whether each of them varies.

    The two channels of a direction have the centre 0 and one scale, so that turning them and scaling them may change
    places. A channel that does not vary teaches nothing, and what it is elsewhere must not matter.
    """
    centre, scale = channel_scaling(values, 0)
    low, high = (_known(extreme.reduce(values, axis=1)) for extreme in (np.fmin, np.fmax))
    varies = high - low > _SMALLEST_RANGE * np.maximum(np.abs(low), np.abs(high))
    for pair in map(list, directions):
        centre[pair], varies[pair] = 0.0, varies[pair].any()
        counts = max(int(np.isfinite(values[pair]).sum()), 1)
        scale[pair] = _or_one(np.sqrt(np.nansum(values[pair] ** 2, keepdims=True)[0] / counts))
    return centre, scale, varies


def _known(numbers: np.ndarray) -> np.ndarray:
    return np.nan_to_num(numbers, nan=0.0)


def _or_one(numbers: np.ndarray) -> np.ndarray:
    return np.where(numbers > 0, numbers, 1.0)


def _over(planes: np.ndarray, numbers: np.ndarray) -> np.ndarray:
    return np.asarray(planes / numbers[:, None, None])


class Batches:
    """Batches of windows as tensors: inputs, the truth that counts in them, and the contents of the base."""

    def __init__(self, ground: Ground, settings: WindowSettings, generator: np.random.Generator) -> None:
        self.ground, self.settings, self.generator = ground, settings, generator
        self.learns = windows_with(ground.truth, settings.stride)
        self.stops = windows_with(ground.stops, STOPPING_STRIDE)

    def epoch(self) -> Iterator[tuple[Any, Any, Any]]:
        """Yield every window to learn from once, laid in a way drawn for each."""
        order = self.generator.permutation(len(self.learns))
        turns = self.generator.integers(len(TURNS), size=len(order))
        for first in range(0, len(order), self.settings.batch):
            chosen = order[first : first + self.settings.batch]
            x, *rest = self._tensors(self.ground.truth, [self.learns[k] for k in chosen], turns[chosen])
            yield (self._partly_hidden(x), *rest)

    def held_out(self) -> Iterator[tuple[Any, Any, Any]]:
        """Yield the windows to stop by as they lie."""
        for first in range(0, len(self.stops), self.settings.batch):
            chosen = self.stops[first : first + self.settings.batch]
            yield self._tensors(self.ground.stops, chosen, np.zeros(len(chosen), int))

    def _partly_hidden(self, x: Any) -> Any:
        """Return inputs without a share of the channels of each window, the others raised (Srivastava et al., 2014)."""
        import torch

        hidden = self.settings.hidden
        if not hidden:
            return x
        shown = (self.generator.random(x.shape[:2]) >= hidden).astype(np.float32) / np.float32(1 - hidden)
        return x * torch.from_numpy(shown[:, :, None, None]).to(x.device)

    def _tensors(self, truth: np.ndarray, windows: Sequence[Window], turns: np.ndarray) -> tuple[Any, Any, Any]:
        import torch

        def stacked(planes: np.ndarray, directions: Sequence[tuple[int, int]] = ()) -> Any:
            parts = []
            for window, (quarters, mirrored) in zip(windows, (TURNS[turn] for turn in turns)):
                parts.append(turned(planes[:, window.rows, window.cols], quarters, mirrored, directions))
            return torch.from_numpy(np.stack(parts)).to(self.settings.device)

        ground = self.ground
        return stacked(ground.planes, self.settings.directions), stacked(truth), stacked(ground.content)


def windows_with(truth: np.ndarray, stride: int) -> list[Window]:
    """Return the windows of a lattice in which anything of a truth (elements, height, width), NaN unknown, counts."""
    known = np.isfinite(truth).any(axis=0)
    whole = Window(0, 0, *known.shape)
    return [window for window in Lattice(whole, WINDOW, stride).squares(whole) if known[window.rows, window.cols].any()]


class Loss:
    """What is made small, as sums and what to divide each by, so that batches add up.

    ``contrast`` (elements,) brings residuals to the scale of contents from 0 to 1.
    """

    def __init__(self, name: str, contrast: np.ndarray, device: str) -> None:
        import torch

        self.mixed = name == "mixed"
        weights = [1.0, SSIM_WEIGHT, GRADIENT_WEIGHT] if self.mixed else [1.0]
        self._weights = torch.tensor(weights, device=device)
        self._contrast = torch.from_numpy(contrast.astype(np.float32)[:, None, None]).to(device)

    def sums(self, predicted: Any, truth: Any, content: Any) -> Any:
        """Return the sums of each part and the numbers to divide them by (2, parts)."""
        import torch

        parts = [squared_error(predicted, truth)]
        if self.mixed:
            contents = (content + self._contrast * residual for residual in (predicted, truth))
            parts = [charbonnier(predicted, truth), ssim_loss(*contents), gradient_loss(predicted, truth)]
        return torch.stack([torch.stack([part.to(predicted.dtype) for part in pair]) for pair in parts], dim=1)

    def joint(self, sums: Any) -> Any:
        """Return the loss from such sums, the parts weighted."""
        return (self._weights * sums[0] / sums[1]).sum()


# ---------------------------------------------------------------------------------------------- layers in PyTorch


class _Tensors:
    """The layers in PyTorch, from their arrays by name."""

    def __init__(self, arrays: Any, literal: bool) -> None:
        import torch

        self.arrays, self.literal, self.functional, self.torch = arrays, literal, torch.nn.functional, torch
        self.activated = _smooth_rectifier()

    def convolved(self, name: str, x: Any, count: int, side: int, stride: int = 1) -> Any:
        if side % 2 == 0:  # the additional zeros come last
            x = self.functional.pad(x, (side // 2 - 1, side // 2) * 2)
        return self.functional.conv2d(x, *self._of(name), stride=stride, padding=(side - 1) // 2 if side % 2 else 0)

    def doubled(self, name: str, x: Any, count: int) -> Any:
        return self.functional.conv_transpose2d(x, *self._of(name), stride=2)

    def raised(self, name: str, x: Any, count: int) -> Any:
        kernel, bias = self._of(name)
        if self.literal:
            return self.functional.conv_transpose2d(x, kernel.transpose(0, 1), bias, stride=2, output_padding=1)
        return self.functional.interpolate(self.functional.conv2d(x, kernel, bias), scale_factor=2.0, mode="nearest")

    def halved(self, x: Any) -> Any:
        return self.functional.max_pool2d(x, 2)

    def joined(self, one: Any, other: Any) -> Any:
        return self.torch.cat([one, other], dim=1)

    def added(self, one: Any, other: Any) -> Any:
        return one + other

    def _of(self, name: str) -> tuple[Any, Any]:
        return self.arrays[name], self.arrays[f"{name}_bias"]


def _smooth_rectifier() -> Any:
    """Return ``smooth_rectified`` for tensors, with a gradient that keeps two of them and not six."""
    import torch

    bent, straight = (1 - SLOPE) / 2, (1 + SLOPE) / 2

    class SmoothRectifier(torch.autograd.Function):
        @staticmethod
        def forward(context: Any, x: Any) -> Any:
            root = torch.addcmul(x.new_full((), BEND**2), x, x).sqrt_()
            context.save_for_backward(x, root)
            return (bent * root).add_(x, alpha=straight)

        @staticmethod
        def backward(context: Any, gradient: Any) -> Any:
            x, root = context.saved_tensors
            return torch.div(x, root).mul_(bent).add_(straight).mul_(gradient)

    return SmoothRectifier.apply


def module_of(kind: str, channels: int, outputs: int, width: int, literal: bool = False) -> Any:
    """Return the layers of a kind, see ``plan_of``, with weights drawn; inputs are on the scale of training.

    The last layer starts at 0, so that a network starts from what it is added to.
    """
    import torch

    design, shapes = DESIGNS[kind], plan_of(kind, channels, outputs, width).shapes()

    class Module(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.kind, self.design, self.shapes = kind, (width, int(literal)), shapes
            self.arrays = torch.nn.ParameterDict(
                {name: torch.nn.Parameter(_drawn(name, shape)) for name, shape in shapes.items()}
            )
            self.norm = torch.nn.BatchNorm2d(channels, NORM_EPSILON) if design.normalised else torch.nn.Identity()

        def forward(self, x: Any) -> Any:
            return design.wired(_Tensors(self.arrays, literal), self.norm(x), outputs, width)

    return Module()


def _drawn(name: str, shape: tuple[int, ...]) -> Any:
    """Return what a kernel or bias starts from: normal numbers that keep the size of what is rectified, or 0."""
    import torch

    if name.endswith("_bias") or name == "out":
        return torch.zeros(shape)
    inputs = shape[0] if name.endswith("_up") else math.prod(shape[1:])
    return torch.randn(shape) * math.sqrt(2 / inputs)


def plain_arrays(
    module: Any, centre: np.ndarray, scale: np.ndarray, spread: np.ndarray, varies: np.ndarray | None = None
) -> ResidualNetwork:
    """Return a trained module as plain arrays; a channel that did not vary in training gets a gain of 0."""
    state = {name: tensor.detach().cpu().numpy() for name, tensor in module.state_dict().items()}
    learned = np.concatenate([state[f"arrays.{name}"].ravel() for name in module.shapes])
    gain, shift = np.ones(len(centre)), np.zeros(len(centre))
    if DESIGNS[module.kind].normalised:
        gain = state["norm.weight"] / np.sqrt(state["norm.running_var"].astype(float) + NORM_EPSILON)
        shift = state["norm.bias"] - state["norm.running_mean"] * gain
    gain = gain if varies is None else np.where(varies, gain, 0.0)
    return RESIDUAL_NETWORKS[module.kind](
        design=np.array(module.design),
        centre=centre,
        scale=scale,
        gain=gain.astype(np.float32),
        shift=shift.astype(np.float32),
        learned=learned.astype(np.float32),
        spread=spread,
    )
