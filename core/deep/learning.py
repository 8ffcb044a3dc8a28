"""What all networks share in training with PyTorch: finding it, the device, seeds, and the loop that stops early.

PyTorch is imported where it is used, so that everything but the training of networks works without it.
"""

from __future__ import annotations

import copy
import math
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ..errors import Cancelled, FusionError
from ..language import mark, tr
from ..progress import Progress

DEVICES = ("auto", "cpu", "cuda")
OLDEST_TORCH = (1, 13)
_HOW_TO_INSTALL = mark(
    "Windows: in the OSGeo4W Shell run 'python -m pip install torch'. macOS: run 'python3 -m pip install torch' with "
    "the Python inside QGIS.app. Linux: run 'python3 -m pip install torch', or install the package python3-torch. "
    "Then restart QGIS. Applying a model does not need it."
)
_TOLD = 10  # epochs from one line in the log to the next
_LATER_RATE = 0.1  # of the learning rate, once layers taken from another model learn too


def missing_torch() -> str | None:
    """Return a sentence on how to get PyTorch where it is absent or too old, else None."""
    try:
        import torch
    except ImportError:
        return tr(
            "Training a network needs the Python package PyTorch, which this QGIS does not have. {how}",
            how=tr(_HOW_TO_INSTALL),
        )
    found = tuple(int(part) for part in re.findall(r"\d+", torch.__version__)[:2])
    if found < OLDEST_TORCH:
        oldest = ".".join(map(str, OLDEST_TORCH))
        text = tr("Training needs PyTorch {oldest} or newer, but this QGIS has {have}. {how}")
        return text.format(oldest=oldest, have=torch.__version__, how=tr(_HOW_TO_INSTALL))
    return None


def torch_version() -> str:
    """Return the version of PyTorch, on which trained weights depend."""
    import torch

    return str(torch.__version__)


def choose_device(name: str) -> str:
    """Return ``cpu`` or ``cuda``. Raises FusionError for an unknown device, or cuda where there is none."""
    import torch

    if name not in DEVICES:
        raise FusionError("DEVICE '{name}' is not known: give one of {devices}.", name=name, devices=", ".join(DEVICES))
    there = bool(torch.cuda.is_available())
    if name == "cuda" and not there:
        raise FusionError("DEVICE=cuda, but PyTorch finds no CUDA device here: use DEVICE=auto or cpu.")
    return "cuda" if there and name != "cpu" else "cpu"


@contextmanager
def seeded(seed: int) -> Iterator[None]:
    """Start the random numbers of PyTorch from a seed, and leave those of the rest of the program as they were."""
    import torch

    with torch.random.fork_rng():
        torch.manual_seed(seed)
        yield


@dataclass(frozen=True)
class Schedule:
    """How long and how fast a network learns; the rate falls along a cosine to 0.

    In the first ``frozen`` epochs only layers that are not frozen learn, then all at a tenth of the rate.
    """

    epochs: int = 40
    patience: int = 15
    rate: float = 5e-3
    decay: float = 1e-4
    frozen: int = 0


@dataclass
class Curve:
    """Loss after each epoch, in training and on ground that training never saw; ``best`` counts epochs from 0."""

    training: list[float] = field(default_factory=list)
    held_out: list[float] = field(default_factory=list)
    best: int = -1


class Patient(Progress):
    """A progress that, once the user asked to stop, lets the work end early instead, with what it has so far."""

    def __init__(self, whole: Progress) -> None:
        self.whole, self.stopped = whole, False

    def progress(self, fraction: float) -> None:
        self.whole.progress(fraction)

    def asked(self) -> bool:
        """Tell whether the user asked to stop, now or before."""
        self.stopped = self.stopped or self.whole.cancelled()
        return self.stopped

    def info(self, message: str) -> None:
        self.whole.info(message)

    def warn(self, message: str) -> None:
        self.whole.warn(message)


def learn(
    module: Any,
    frozen: list[Any],
    epoch_loss: Callable[[Any], float],
    held_out_loss: Callable[[], float],
    schedule: Schedule,
    progress: Progress,
    patient: Patient | None = None,
) -> Curve:
    """Train a module until the held-out loss has not fallen for ``patience`` epochs; it ends as it was at its best.

    ``epoch_loss(optimizer)`` runs one epoch and returns its loss; ``frozen`` are the parts of the module that learn
    only after the first ``schedule.frozen`` epochs. Raises Cancelled where the user stops, unless ``patient`` is given:
    then what was learned so far is kept, if there is one epoch at least.
    """
    import torch

    curve = Curve()
    least, best = math.inf, copy.deepcopy(module.state_dict())
    optimizer = torch.optim.AdamW(module.parameters(), lr=schedule.rate, weight_decay=schedule.decay)
    for epoch in range(schedule.epochs):
        if patient is None:
            progress.check(epoch / schedule.epochs)
        elif patient.asked():
            if not curve.training:
                raise Cancelled()
            break
        _set_pace(module, frozen, optimizer, schedule, epoch)
        curve.training.append(epoch_loss(optimizer))
        module.eval()
        with torch.no_grad():
            loss = held_out_loss()
        curve.held_out.append(loss)
        if (epoch + 1) % _TOLD == 0:
            progress.info(
                tr(
                    "Epoch {epoch}: loss {training:.3f} in training, {loss:.3f} held out.",
                    epoch=epoch + 1,
                    training=curve.training[-1],
                    loss=loss,
                )
            )
        if loss < least:
            least, best, curve.best = loss, copy.deepcopy(module.state_dict()), epoch
        elif epoch - curve.best >= schedule.patience and epoch >= schedule.frozen + schedule.patience:
            break
    module.load_state_dict(best)
    module.eval()
    return curve


def _set_pace(module: Any, frozen: list[Any], optimizer: Any, schedule: Schedule, epoch: int) -> None:
    """Set the learning rate of an epoch, and which parts learn; frozen normalisation keeps its statistics."""
    still = epoch < schedule.frozen
    rate = schedule.rate * (1 + math.cos(math.pi * epoch / schedule.epochs)) / 2
    for group in optimizer.param_groups:
        group["lr"] = rate if still or not schedule.frozen else rate * _LATER_RATE
    module.train()
    for part in frozen:
        part.requires_grad_(not still)
        if still:
            part.eval()
