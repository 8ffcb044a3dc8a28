"""The loop in which a network learns: its schedule as data, early stopping, and what the user may cut short.

A network says only how an epoch goes and how large its loss is on ground held out; rates, steps, clipping, frozen
layers and the return to the best epoch are here, the same for all.
"""

from __future__ import annotations

import copy
import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from ..errors import Cancelled, FusionError
from ..language import tr
from ..progress import Forwarding, Progress

OPTIMISERS = ("adam", "adamw")
_FIRST, _SECOND = 0.9, 0.999  # what a step keeps of the means of gradients, and of their squares
_EPSILON = 1e-8  # added to the root of the mean square

_EPOCHS_A_LINE = 10  # from one line in the log to the next
_LATER_RATE = 0.1  # of the learning rate, once layers taken from another model learn too
_RISING = 0.3  # of the epochs of one cycle, in which the rate rises
_FIRST_STEPS = 9  # as long as few steps were made, fewer of them are averaged
_LOW_RATE = 0.04  # of the largest rate, from which it rises


@dataclass(frozen=True)
class Schedule:
    """How long and how fast a network learns.

    It stops after ``epochs``, or once the held-out loss has not fallen for ``patience`` of them. ``optimiser`` is one
    of ``OPTIMISERS``, with the weight decay ``decay``. The learning rate starts at ``rate`` and ``falls`` as one of
    ``RATES``: along a cosine to 0, by half every ``halving`` epochs but never below ``floor``, not at all, or in one
    cycle: up to ``rate`` from a little of it in the first part of the epochs, and then along a cosine to almost 0.
    ``clip`` is the largest norm of the gradient of all weights, None for any. In the first ``frozen`` epochs only
    layers that are not frozen learn, then all at a tenth of the rate. Where ``averaging`` is not 0, ``learn_through``
    judges and keeps the mean of the weights over the last steps, in which each step counts this much of the next.
    Raises ValueError for an unknown name.
    """

    epochs: int = 40
    patience: int = 15
    rate: float = 5e-3
    decay: float = 1e-4
    frozen: int = 0
    optimiser: str = "adamw"
    falls: str = "cosine"
    halving: int = 40
    floor: float = 0.0
    clip: float | None = None
    averaging: float = 0.0

    def __post_init__(self) -> None:
        if self.optimiser not in OPTIMISERS or self.falls not in RATES:
            raise ValueError(f"{self.optimiser}, {self.falls}")

    def freezes(self, epoch: int) -> bool:
        """Whether frozen layers stand still in an epoch, counted from 0."""
        return epoch < self.frozen

    def rate_at(self, epoch: int) -> float:
        """Return the learning rate of an epoch, counted from 0."""
        rate = RATES[self.falls](self, epoch)
        return rate if self.freezes(epoch) or not self.frozen else rate * _LATER_RATE


def _cosine(schedule: Schedule, epoch: int) -> float:
    return schedule.rate * (1 + math.cos(math.pi * epoch / schedule.epochs)) / 2


def _halving(schedule: Schedule, epoch: int) -> float:
    return max(schedule.rate * 0.5 ** (epoch // schedule.halving), schedule.floor)


def _constant(schedule: Schedule, epoch: int) -> float:
    return schedule.rate


def _one_cycle(schedule: Schedule, epoch: int) -> float:
    part, rising = (epoch + 0.5) / schedule.epochs, _RISING
    if part < rising:
        low = schedule.rate * _LOW_RATE
        return low + (schedule.rate - low) * (1 - math.cos(math.pi * part / rising)) / 2
    return schedule.rate * (1 + math.cos(math.pi * (part - rising) / (1 - rising))) / 2


RATES: Mapping[str, Callable[[Schedule, int], float]] = {
    "cosine": _cosine,
    "halving": _halving,
    "constant": _constant,
    "one_cycle": _one_cycle,
}


@dataclass
class Curve:
    """Loss after each epoch, in training and on ground that training never saw; ``best`` counts epochs from 0."""

    training: list[float] = field(default_factory=list)
    held_out: list[float] = field(default_factory=list)
    best: int = -1


class KeepBest(Forwarding):
    """A progress that, once the user asked to stop, lets the work end early instead, with what it has so far."""

    def __init__(self, whole: Progress) -> None:
        super().__init__(whole)
        self.stopped = False

    def cancelled(self) -> bool:
        return False

    def asked(self) -> bool:
        """Tell whether the user asked to stop, now or before."""
        self.stopped = self.stopped or self.whole.cancelled()
        return self.stopped


@dataclass
class _Moments:
    """The means of the gradients of a tensor and of their squares, and how many steps they are of."""

    mean: Any
    square: Any
    steps: int = 0


class Adam:
    """Adam (Kingma and Ba, 2015) and AdamW (Loshchilov and Hutter, 2019), in the order of sums of PyTorch's own.

    Those of PyTorch import its compiler, which is not used here and takes 70 MB of memory until the program ends.

    With ``apart`` the decay shrinks the weights beside the step (AdamW), else it is added to the gradient (Adam).
    """

    def __init__(self, weights: Sequence[Any], rate: float, decay: float, apart: bool) -> None:
        self.weights, self.rate, self.decay, self.apart = list(weights), rate, decay, apart
        self._moments: dict[int, _Moments] = {}

    def forget(self) -> None:
        """Drop the gradients of the last step."""
        for weight in self.weights:
            weight.grad = None

    def step(self) -> None:
        """Take a step; tensors without a gradient stay."""
        import torch

        with torch.no_grad():
            for number, weight in enumerate(self.weights):
                if weight.grad is not None:
                    self._step(number, weight, weight.grad)

    def _step(self, number: int, weight: Any, gradient: Any) -> None:
        import torch

        if number not in self._moments:
            self._moments[number] = _Moments(torch.zeros_like(weight), torch.zeros_like(weight))
        own = self._moments[number]
        own.steps += 1
        if self.decay and self.apart:
            weight.mul_(1 - self.rate * self.decay)
        elif self.decay:
            gradient = gradient.add(weight, alpha=self.decay)
        own.mean.lerp_(gradient, 1 - _FIRST)
        own.square.mul_(_SECOND).addcmul_(gradient, gradient, value=1 - _SECOND)
        spread = (own.square.sqrt() / (1 - _SECOND**own.steps) ** 0.5).add_(_EPSILON)
        weight.addcdiv_(own.mean, spread, value=-self.rate / (1 - _FIRST**own.steps))


class Descent:
    """The steps by which the weights of a module follow a loss downhill, as a schedule says."""

    def __init__(self, module: Any, schedule: Schedule) -> None:
        self._weights, self._clip = list(module.parameters()), schedule.clip
        self._optimiser = Adam(self._weights, schedule.rate, schedule.decay, apart=schedule.optimiser == "adamw")
        self._averaging, self._steps = schedule.averaging, 0
        self._mean = [weight.detach().clone() for weight in self._weights] if schedule.averaging else []

    @property
    def rate(self) -> float:
        """The learning rate of the steps from now on."""
        return self._optimiser.rate

    @rate.setter
    def rate(self, rate: float) -> None:
        self._optimiser.rate = rate

    def step(self, loss: Any) -> None:
        """Change the weights a little so that a loss (a tensor of one number) falls."""
        import torch

        self._optimiser.forget()
        loss.backward()
        if self._clip is not None:
            torch.nn.utils.clip_grad_norm_(self._weights, self._clip)
        self._optimiser.step()
        if not self._averaging:
            return
        self._steps += 1
        kept = min(self._averaging, self._steps / (self._steps + _FIRST_STEPS))
        with torch.no_grad():
            for mean, weight in zip(self._mean, self._weights):
                mean.lerp_(weight, 1 - kept)

    @contextmanager
    def averaged(self) -> Iterator[None]:
        """Put the mean of the weights over the last steps in their place for a while, where they are averaged."""
        self._swap()
        try:
            yield
        finally:
            self._swap()

    def keep_averaged(self) -> None:
        """Let the module end with the mean of its weights over the last steps, where they are averaged."""
        self._swap()

    def _swap(self) -> None:
        for mean, weight in zip(self._mean, self._weights):
            weight.data, mean.data = mean.data, weight.data


def learn(
    module: Any,
    frozen: Sequence[Any],
    epoch_loss: Callable[[Descent], float],
    held_out_loss: Callable[[], float],
    schedule: Schedule,
    progress: Progress,
    keep_best: KeepBest | None = None,
) -> Curve:
    """Train a module until the held-out loss has not fallen for ``patience`` epochs; it ends as it was at its best.

    ``epoch_loss(descent)`` runs one epoch, a ``descent.step(loss)`` for each batch, and returns its loss;
    ``held_out_loss()`` is asked after it, without gradients. ``frozen`` are the parts of the module that learn only
    after the first ``schedule.frozen`` epochs. Raises Cancelled where the user stops, unless ``keep_best`` is given:
    then what was learned so far is kept, if there is one epoch at least. Raises FusionError where no held-out loss was
    a number.
    """
    curve = Curve()
    least, best = math.inf, copy.deepcopy(module.state_dict())
    descent = Descent(module, schedule)
    for epoch in range(schedule.epochs):
        if keep_best is None:
            progress.check(epoch / schedule.epochs)
        elif keep_best.asked():
            if not curve.training:
                raise Cancelled()
            break
        loss = _run(module, frozen, epoch, descent, epoch_loss, held_out_loss, schedule, curve, progress)
        if loss < least:
            least, best, curve.best = loss, copy.deepcopy(module.state_dict()), epoch
        elif epoch - curve.best >= schedule.patience and epoch >= schedule.frozen + schedule.patience:
            break
    if curve.best < 0:
        raise _learned_nothing()
    module.load_state_dict(best)
    module.eval()
    return curve


def learn_through(
    module: Any,
    epoch_loss: Callable[[Descent], float],
    held_out_loss: Callable[[], float],
    schedule: Schedule,
    progress: Progress,
    after: Callable[[int], None],
) -> Curve:
    """Train a module for all epochs of a schedule: held-out ground is told of and stops nothing.

    ``after(epoch)`` is called after each epoch, counted from 0, with the module as it is then. Who trains several
    networks on parts of one ground can so choose an epoch that serves them all. Arguments else as those of ``learn``.
    Raises Cancelled, and FusionError where the loss of the last epoch is no number.
    """
    curve, descent = Curve(), Descent(module, schedule)
    for epoch in range(schedule.epochs):
        progress.check(epoch / schedule.epochs)
        _run(module, [], epoch, descent, epoch_loss, held_out_loss, schedule, curve, progress)
        with descent.averaged():
            after(epoch)
    if not math.isfinite(curve.training[-1]):
        raise _learned_nothing()
    descent.keep_averaged()
    return curve


def _learned_nothing() -> FusionError:
    return FusionError(
        "The network learned nothing: its loss on held-out ground was never a number. Look for extreme values in "
        "the inputs, or give another SEED."
    )


def _run(
    module: Any,
    frozen: Sequence[Any],
    epoch: int,
    descent: Descent,
    epoch_loss: Callable[[Descent], float],
    held_out_loss: Callable[[], float],
    schedule: Schedule,
    curve: Curve,
    progress: Progress,
) -> float:
    """Run an epoch, add its losses to the curve, and return that on held-out ground."""
    import torch

    descent.rate = schedule.rate_at(epoch)
    _prepare(module, frozen, schedule.freezes(epoch))
    curve.training.append(epoch_loss(descent))
    module.eval()
    with torch.no_grad(), descent.averaged():
        loss = held_out_loss()
    curve.held_out.append(loss)
    if (epoch + 1) % _EPOCHS_A_LINE == 0:
        progress.info(
            tr(
                "Epoch {epoch}: loss {training:.3f} in training, {loss:.3f} held out.",
                epoch=epoch + 1,
                training=curve.training[-1],
                loss=loss,
            )
        )
    return loss


def _prepare(module: Any, frozen: Sequence[Any], still: bool) -> None:
    """Set which parts learn in an epoch; frozen normalisation keeps its statistics."""
    module.train()
    for part in frozen:
        part.requires_grad_(not still)
        if still:
            part.eval()
